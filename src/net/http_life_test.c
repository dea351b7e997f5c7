/* Time, crowds and ends: what takes too long, too many at once, and stopping. */
#include "http_try.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SHORT_MS = 200 }; // and still long for a busy machine to send a line in

/* ---- time ---- */

TEST(who_sends_too_slowly_is_told_and_closed)
{
    struct try t;
    try_start(&t, (struct http_config){.head_timeout_ms = SHORT_MS, .body_idle_timeout_ms = SHORT_MS, .linger_ms = 5});
    try_ask_last(&t, "GET /hello HTTP/1.1\r\nHost: a\r\n", 408, "408: the request's head did not come in time");
    try_ask_last(&t, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", 408,
                 "408: the request's body did not come in time");
    int fd = try_connect(&t);
    CHECK(try_is_closed(fd)); // who says nothing is told nothing
    close(fd);
    fd = try_connect(&t);
    try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    try_ask(fd, "GET", 408, NULL);
    close(fd);
    try_end(&t);
}

TEST(an_idle_connection_is_closed_without_a_word)
{
    struct try t;
    try_start(&t, (struct http_config){.keep_alive_ms = SHORT_MS});
    int fd = try_connect(&t);
    try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    try_send(fd, "\r\n\r\n"); // no request, and no reason to wait longer
    CHECK(try_is_closed(fd));
    close(fd);
    try_end(&t);
}

TEST(who_reads_too_slowly_loses_the_connection)
{
    struct try t;
    try_start(&t, (struct http_config){.write_idle_timeout_ms = SHORT_MS});
    for (int i = 0; i < 2; i++) {
        int fd = try_connect(&t), little = 4096;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
        try_send(fd, i ? TRY_GET("/file?n=20000000") : TRY_GET("/big?n=20000000"));
        try_wait_for(&t, &t.done_count, i + 1);
        CHECK_INT(t.done_status, 0);
        CHECK(t.done_bytes > 0 && t.done_bytes < 20000000);
        close(fd);
    }
    try_end(&t);
}

TEST(lingering_ends)
{
    struct try t;
    try_start(&t, (struct http_config){.linger_ms = SHORT_MS});
    int fd = try_connect(&t);
    try_ask(fd, "nonsense\r\n\r\n", 501, NULL);
    CHECK(try_is_closed(fd)); // the server's end; ours stays open
    try_wait_connections(&t, 0);
    close(fd);
    try_end(&t);
}

/* Long after linger_ms it still sends; only then does it look for an answer. */
TEST(who_goes_on_sending_is_given_time_to_read_the_refusal)
{
    static char piece[1 << 20];
    struct timespec start, now;
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){.linger_ms = SHORT_MS});
    int fd = try_connect(&t);
    try_send(fd, "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000000\r\n\r\n");
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        try_send_bytes(fd, (struct bytes){piece, sizeof piece});
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < 3 * SHORT_MS);
    CHECK(try_read(fd, &a, false));
    CHECK_INT(a.status, 413);
    CHECK(try_is_closed(fd));
    close(fd);
    buf_done(&a.body);
    try_end(&t);
}

/* ---- crowds ---- */

TEST(slow_senders_do_not_keep_others_waiting)
{
    enum { SLOW = 300 };
    static int fds[SLOW];
    struct try t;
    try_start(&t, (struct http_config){0});
    for (int i = 0; i < SLOW; i++) {
        fds[i] = try_connect(&t);
        try_send(fds[i],
                 i % 2 ? "GET /hello HTTP/1.1\r\nX: " : "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    }
    int fd = try_connect(&t);
    for (int i = 0; i < 20; i++)
        try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    close(fd);
    for (int i = 0; i < SLOW; i++)
        close(fds[i]);
    try_wait_connections(&t, 0);
    try_end(&t);
}

TEST(a_full_queue_answers_503_and_says_when_to_come_again)
{
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){.fast_workers = 1, .queue_max = 2});
    int busy = try_connect(&t), queued[2];
    try_send(busy, TRY_GET("/wait"));
    try_wait_for(&t, &t.waiting, 1);
    for (int i = 0; i < 2; i++) {
        queued[i] = try_connect(&t);
        try_send(queued[i], TRY_GET("/hello"));
        try_wait_queued(&t, (uint32_t)i + 1);
    }
    int fd = try_connect(&t);
    for (int i = 0; i < 3; i++) {
        try_send(fd, TRY_GET("/hello"));
        CHECK(try_read(fd, &a, false));
        CHECK_INT(a.status, 503);
        CHECK(try_has_header(&a, "Retry-After: 1") && !strstr(a.head, "Connection: close"));
    }
    try_send(fd, TRY_GET("/a") TRY_GET("/b") TRY_GET("/c") TRY_GET("/d"));
    for (int i = 0; i < 4; i++) {
        CHECK(try_read(fd, &a, false));
        CHECK_INT(a.status, 503);
    }
    try_ask(fd, TRY_GET("/slow/hello"), 404, "/slow/hello"); // the other lane is free
    try_open_gate(&t);
    try_ask(busy, "", 200, "waited\n");
    for (int i = 0; i < 2; i++)
        try_ask(queued[i], "", 200, "hello\n");
    try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    close(fd);
    close(busy);
    close(queued[0]);
    close(queued[1]);
    buf_done(&a.body);
    try_end(&t);
}

TEST(long_work_does_not_keep_short_work_waiting)
{
    enum { LONG = 5 };
    struct try t;
    int fds[LONG];
    try_start(&t, (struct http_config){.fast_workers = 1, .slow_workers = 2});
    for (int i = 0; i < LONG; i++) {
        fds[i] = try_connect(&t);
        try_send(fds[i], TRY_GET("/slow/wait"));
    }
    try_wait_for(&t, &t.waiting, 2);
    int fd = try_connect(&t);
    for (int i = 0; i < 20; i++)
        try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    try_open_gate(&t);
    for (int i = 0; i < LONG; i++) {
        try_ask(fds[i], "", 200, "waited\n");
        close(fds[i]);
    }
    close(fd);
    try_end(&t);
}

TEST(idle_connections_make_room_and_busy_ones_do_not)
{
    struct try t;
    int fds[4];
    try_start(&t, (struct http_config){.connections_max = 4});
    for (int i = 0; i < 4; i++) {
        fds[i] = try_connect(&t);
        try_ask(fds[i], TRY_GET("/hello"), 200, "hello\n");
    }
    int fd = try_connect(&t);
    try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    CHECK(try_is_closed(fds[0])); // the oldest
    close(fd);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    try_wait_connections(&t, 0);
    for (int i = 0; i < 4; i++) {
        fds[i] = try_connect(&t);
        try_send(fds[i], TRY_GET("/wait"));
        try_wait_for(&t, &t.waiting, i + 1);
    }
    fd = try_connect(&t); // in the kernel's queue
    try_send(fd, TRY_GET("/hello"));
    try_wait_connections(&t, 4);
    try_open_gate(&t);
    try_ask(fds[2], "", 200, "waited\n");
    try_ask(fd, "", 200, "hello\n");
    close(fd);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    try_end(&t);
}

/* Failures of servers like this one were seen at particular numbers of connections only. */
TEST(any_number_of_connections_is_served)
{
    enum { CONNECTIONS = 300 };
    static int fds[CONNECTIONS];
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){0});
    for (int n = 0; n < CONNECTIONS; n++) {
        fds[n] = try_connect(&t);
        for (int i = 0; i <= n; i++)
            try_send(fds[i], TRY_GET("/hello"));
        for (int i = 0; i <= n; i++) {
            CHECK(try_read(fds[i], &a, false));
            CHECK(a.status == 200 && a.body.n == 6);
        }
    }
    for (int i = 0; i < CONNECTIONS; i++)
        close(fds[i]);
    try_wait_connections(&t, 0);
    buf_done(&a.body);
    struct http_stats stats;
    http_stats(t.server, &stats);
    CHECK_INT(stats.connections_total, CONNECTIONS);
    CHECK_INT(stats.requests_total, CONNECTIONS * (CONNECTIONS + 1) / 2);
    CHECK(stats.in_bytes > 0 && stats.out_bytes > stats.in_bytes && !stats.refused_total);
    try_end(&t);
}

TEST(the_server_outlives_a_lack_of_descriptors)
{
    enum { FDS = 64, TRIES = FDS };
    struct rlimit before, little = {.rlim_cur = FDS};
    struct try t;
    int fds[TRIES], count = 0;
    try_start(&t, (struct http_config){0});
    CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
    little.rlim_max = before.rlim_max;
    int first = try_connect(&t);
    try_ask(first, TRY_GET("/defer/now"), 200, "at once\n");
    CHECK(setrlimit(RLIMIT_NOFILE, &little) == 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)t.port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < TRIES; i++) { // two descriptors each: both ends are in this process
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
            break;
        CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
        fds[count++] = fd;
    }
    CHECK(count > 5 && count < TRIES);
    for (int i = 0; i < count; i++)
        close(fds[i]);
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    int fd = try_connect(&t);
    try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    close(fd);
    close(first);
    try_end(&t);
}

/* ---- ends ---- */

TEST(stopping_lets_what_is_at_work_finish)
{
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){.stop_timeout_ms = 20000});
    int idle = try_connect(&t), busy = try_connect(&t), deferred = try_connect(&t);
    try_ask(idle, TRY_GET("/hello"), 200, "hello\n");
    try_send(busy, TRY_GET("/wait"));
    try_wait_for(&t, &t.waiting, 1);
    try_send(deferred, TRY_GET("/defer"));
    try_wait_for(&t, &t.later_count, 1);
    http_stop(t.server);
    CHECK(try_is_closed(idle)); // it has begun
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)t.port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno == ECONNREFUSED);
    try_open_gate(&t);
    CHECK(try_read(busy, &a, false));
    CHECK(a.status == 200 && try_has_header(&a, "Connection: close"));
    CHECK(try_is_closed(busy));
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("in time"), NULL, 0);
    try_ask(deferred, "", 200, "in time");
    close(fd);
    close(idle);
    close(busy);
    close(deferred);
    buf_done(&a.body);
    try_end(&t);
}

TEST(stopping_does_not_wait_for_ever)
{
    struct try t;
    try_start(&t, (struct http_config){.stop_timeout_ms = SHORT_MS});
    int deferred = try_connect(&t), half = try_connect(&t), uploading = try_connect(&t);
    try_send(deferred, TRY_GET("/defer"));
    try_wait_for(&t, &t.later_count, 1);
    try_send(half, "GET /hello HT");
    try_send(uploading, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    try_read_text(uploading, "HTTP/1.1 100 Continue\r\n\r\n");
    try_stop(&t);
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("too late"), NULL, 0);
    http_close(t.server);
    CHECK_INT(t.workers, 0);
    CHECK(try_is_closed(deferred) && try_is_closed(half) && try_is_closed(uploading));
    close(deferred);
    close(half);
    close(uploading);
}

TEST(a_signal_stops_it)
{
    static const int signals[] = {SIGTERM, SIGINT};
    for (int i = 0; i < 2; i++) {
        struct try t;
        try_start(&t, (struct http_config){.handle_signals = true});
        int fd = try_connect(&t);
        try_ask(fd, TRY_GET("/hello"), 200, "hello\n"); // it runs: its handlers are in place
        CHECK(kill(getpid(), signals[i]) == 0);
        pthread_join(t.thread, NULL);
        CHECK(try_is_closed(fd));
        http_close(t.server);
        close(fd);
    }
}

TEST(a_reader_that_goes_is_no_signal)
{
    struct try t;
    struct linger hard = {.l_onoff = 1};
    try_start(&t, (struct http_config){0});
    for (int i = 0; i < 10; i++) {
        int fd = try_connect(&t);
        try_send(fd, TRY_GET("/big?n=5000000"));
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close(fd);
    }
    try_wait_connections(&t, 0);
    /* Half closed and then reset: a write to that raises SIGPIPE, which would end this program. */
    int fd = try_connect(&t);
    try_send(fd, TRY_GET("/defer"));
    try_wait_for(&t, &t.later_count, 1);
    CHECK(shutdown(fd, SHUT_WR) == 0);
    try_ask_last(&t, "GET /hello HTTP/1.0\r\n\r\n", 200, "hello\n"); // the loop has come round since
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd);
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("nobody"), NULL, 0);
    try_wait_connections(&t, 0);
    CHECK_INT(t.done_status, 0);
    try_end(&t);
}

/* ---- opening ---- */

TEST(a_bad_address_is_refused_with_advice)
{
    static const struct {
        const char *listen, *says;
    } cases[] = {
        {"", "'' is no address to listen on: give ADDRESS:PORT, such as 127.0.0.1:8080"},
        {"8080", "'8080' is no address to listen on: give ADDRESS:PORT, such as 127.0.0.1:8080"},
        {"127.0.0.1:", "'127.0.0.1:' is no address to listen on: give ADDRESS:PORT, such as 127.0.0.1:8080"},
        {"127.0.0.1:65536", "'127.0.0.1:65536' is no address to listen on: give ADDRESS:PORT, such as 127.0.0.1:8080"},
        {"127.0.0.1:-1", "'127.0.0.1:-1' is no address to listen on: give ADDRESS:PORT, such as 127.0.0.1:8080"},
        {"here:80", "'here:80' is no address to listen on: before the port stands an IP address, IPv6 in []"},
        {"::1:80", "'::1:80' is no address to listen on: before the port stands an IP address, IPv6 in []"},
        {"[1.2.3.4]:80", "'[1.2.3.4]:80' is no address to listen on: before the port stands an IP address, IPv6 in []"},
        {"203.0.113.1:0", "cannot listen on 203.0.113.1:0: address not available"},
    };
    struct http_app app = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_config config = {.listen = cases[i].listen};
        struct http_server *s;
        struct why why;
        CHECK(http_open(&config, &app, &s, &why) != OK);
        CHECK_STR(why.text, cases[i].says);
    }
    http_close(NULL);
}

TEST(a_taken_port_is_named)
{
    struct try t;
    char listen[32], says[256];
    struct http_app app = {0};
    struct http_server *s;
    struct why why;
    try_start(&t, (struct http_config){.listen = "localhost:0"});
    snprintf(listen, sizeof listen, "127.0.0.1:%d", t.port);
    snprintf(says, sizeof says, "%s is taken by another program: stop that one, or give another port", listen);
    struct http_config config = {.listen = listen};
    CHECK_INT(http_open(&config, &app, &s, &why), ERR_IO);
    CHECK_STR(why.text, says);
    try_end(&t);
}

static void *
no_worker(void *ctx, enum http_lane lane, int number)
{
    return lane == HTTP_LANE_SLOW && number == 1 ? NULL : ctx;
}

TEST(without_all_its_workers_it_does_not_start)
{
    int any;
    struct http_app app = {.ctx = &any, .worker_new = no_worker};
    struct http_config config = {.listen = "127.0.0.1:0"};
    struct http_server *s;
    struct why why;
    CHECK_INT(http_open(&config, &app, &s, &why), ERR_IO);
    CHECK_STR(why.text, "a worker of the server did not start");
}

TEST(a_server_that_never_ran_is_closed)
{
    struct http_app app = {0};
    struct http_config config = {.listen = "127.0.0.1:0"};
    struct http_server *s;
    CHECK_INT(http_open(&config, &app, &s, NULL), OK);
    CHECK(http_port(s) > 0);
    http_close(s);
}

TEST(ipv6_is_spoken)
{
    struct http_app app = {0};
    struct http_config config = {.listen = "[::1]:0"};
    struct http_server *s;
    if (http_open(&config, &app, &s, NULL)) {
        SKIP("this machine has no ::1");
        return;
    }
    http_close(s);
    struct try t;
    try_start(&t, config);
    struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)t.port)};
    to.sin6_addr = in6addr_loopback;
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    try_ask(fd, TRY_GET("/peer"), 200, "::1");
    close(fd);
    try_end(&t);
}

int
main(void)
{
    RUN(who_sends_too_slowly_is_told_and_closed);
    RUN(an_idle_connection_is_closed_without_a_word);
    RUN(who_reads_too_slowly_loses_the_connection);
    RUN(lingering_ends);
    RUN(who_goes_on_sending_is_given_time_to_read_the_refusal);
    RUN(slow_senders_do_not_keep_others_waiting);
    RUN(a_full_queue_answers_503_and_says_when_to_come_again);
    RUN(long_work_does_not_keep_short_work_waiting);
    RUN(idle_connections_make_room_and_busy_ones_do_not);
    RUN(any_number_of_connections_is_served);
    RUN(the_server_outlives_a_lack_of_descriptors);
    RUN(stopping_lets_what_is_at_work_finish);
    RUN(stopping_does_not_wait_for_ever);
    RUN(a_signal_stops_it);
    RUN(a_reader_that_goes_is_no_signal);
    RUN(a_bad_address_is_refused_with_advice);
    RUN(a_taken_port_is_named);
    RUN(without_all_its_workers_it_does_not_start);
    RUN(a_server_that_never_ran_is_closed);
    RUN(ipv6_is_spoken);
    return test_end();
}

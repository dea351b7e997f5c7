/* Requests and answers over real sockets; time, ends and crowds are in http_life_test.c, streams in http_stream_test.c.
 */
#include "http_try.h"

#include <sys/socket.h>
#include <unistd.h>

TEST(an_answer_has_what_the_handler_said_and_what_the_server_adds)
{
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    try_send(fd, TRY_GET("/hello"));
    CHECK(try_read(fd, &a, false));
    CHECK_INT(a.status, 200);
    CHECK(strncmp(a.head, "HTTP/1.1 200 OK\r\nDate: ", 23) == 0);
    CHECK(strcmp(a.head + 48, " GMT\r\nX-Try: yes\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n") == 0);
    CHECK_BYTES(buf_bytes(&a.body), "hello\n");
    try_ask(fd, TRY_GET("/a%20b/?c"), 404, "/a%20b/?c");
    try_ask(fd, TRY_GET("/peer"), 200, "127.0.0.1");
    try_ask(fd, TRY_GET("/none"), 500, "500: the request was not answered");
    try_ask(fd, TRY_GET("/big?n=300000"), 200, NULL);
    close(fd);
    buf_done(&a.body);
    try_end(&t);
    CHECK_INT(t.done_count, 5);
}

TEST(head_and_no_content_have_no_body)
{
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    try_send(fd, "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nHEAD /file?n=100000 HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(try_read(fd, &a, true));
    CHECK(a.status == 200 && try_has_header(&a, "Content-Length: 6"));
    CHECK(try_read(fd, &a, true));
    CHECK(a.status == 200 && try_has_header(&a, "Content-Length: 100000"));
    try_send(fd, "HEAD /stream?c=a HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(try_read(fd, &a, true));
    CHECK(a.status == 200 && try_has_header(&a, "Content-Type: text/event-stream"));
    CHECK(try_is_closed(fd));
    close(fd);
    fd = try_connect(&t);
    try_send(fd, TRY_GET("/empty"));
    CHECK(try_read(fd, &a, false));
    CHECK(a.status == 204 && !strstr(a.head, "Content-Length") && !strstr(a.head, "Content-Type"));
    try_ask(fd, TRY_GET("/hello"), 200, "hello\n");
    close(fd);
    buf_done(&a.body);
    try_end(&t);
}

TEST(a_connection_stays_open_as_its_version_says)
{
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){0});
    try_ask_last(&t, "GET /hello HTTP/1.0\r\n\r\n", 200, "hello\n");
    try_ask_last(&t, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200, "hello\n");
    int fd = try_connect(&t);
    for (int i = 0; i < 3; i++) {
        try_send(fd, "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        CHECK(try_read(fd, &a, false));
        CHECK(try_has_header(&a, "Connection: keep-alive"));
    }
    try_send(fd, "GET /hello HTTP/1.0\r\n\r\n");
    CHECK(try_read(fd, &a, false));
    CHECK(try_has_header(&a, "Connection: close") && try_is_closed(fd));
    close(fd);
    buf_done(&a.body);
    try_end(&t);
}

TEST(pipelined_requests_are_answered_in_their_order)
{
    enum { REQUESTS = 500 };
    struct try t;
    struct buf b = {0};
    struct answer a = {0};
    char want[64];
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    for (int i = 0; i < REQUESTS; i++)
        buf_printf(&b, "%s /n/%d HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%.*s\r\n", i % 2 ? "GET" : "POST", i,
                   i % 7, i % 7, "xxxxxxx"); // and an empty line too many behind each
    buf_puts(&b, "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    try_send_bytes(fd, buf_bytes(&b));
    for (int i = 0; i < REQUESTS; i++) {
        CHECK(try_read(fd, &a, false));
        snprintf(want, sizeof want, "/n/%d", i);
        CHECK_BYTES(buf_bytes(&a.body), want);
    }
    CHECK(try_read(fd, &a, false));
    CHECK_BYTES(buf_bytes(&a.body), "/last");
    CHECK(try_is_closed(fd));
    close(fd);
    buf_done(&b);
    buf_done(&a.body);
    try_end(&t);
    CHECK_INT(t.done_count, REQUESTS + 1);
}

TEST(a_request_may_come_byte_by_byte)
{
    struct try t;
    struct answer a = {0};
    static const char request[] = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n";
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t), one = 1;
    setsockopt(fd, 6 /* TCP */, 1 /* NODELAY */, &one, sizeof one);
    for (const char *p = request; *p; p++)
        try_send_bytes(fd, (struct bytes){p, 1});
    CHECK(try_read(fd, &a, false));
    CHECK_BYTES(buf_bytes(&a.body), "abcdefg");
    CHECK(try_has_header(&a, "X-Body: memory"));
    close(fd);
    buf_done(&a.body);
    try_end(&t);
}

TEST(refusals_say_why_and_close)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    try_ask_last(&t, "GET /hello HTTP/1.1\r\n\r\n", 400, "400: there is no Host");
    try_ask_last(&t, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400,
                 "400: the path has an empty, \".\" or \"..\" segment");
    try_ask_last(&t, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "501: the request's method is not known here");
    try_ask_last(&t, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL);
    try_ask_last(&t, "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505, NULL);
    try_ask_last(&t, TRY_GET("/refused"), 403, "403: not for you");
    try_ask_last(&t, TRY_GET("/speechless"), 403, "403: Forbidden");
    try_ask_last(&t, "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413,
                 "413: the body is too large");
    try_ask_last(&t,
                 "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n",
                 413, "413: the body is too large");
    try_ask_last(&t, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: more\r\nContent-Length: 1\r\n\r\n", 417, NULL);
    try_ask_last(&t, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
                 NULL);
    struct http_stats stats;
    http_stats(t.server, &stats);
    CHECK_INT(stats.refused_total, 11);
    int fd = try_connect(&t);
    try_ask(fd, "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789", 200, "0123456789");
    close(fd);
    try_end(&t);
}

TEST(a_request_smuggled_behind_a_refused_one_is_not_seen)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    try_ask_last(&t,
                 "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                 "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n",
                 400, NULL);
    try_ask_last(&t,
                 "GET /hello HTTP/1.1\r\nHost: a\r\nX: y\n\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
                 "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n",
                 400, NULL);
    try_end(&t);
    CHECK_INT(t.done_count, 0);
}

/* The sender is still busy when the answer comes: without lingering a reset would overtake it. */
TEST(a_413_is_read_by_a_sender_that_goes_on)
{
    static char much[1 << 20];
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){0});
    for (int i = 0; i < 6; i++) {
        int fd = try_connect(&t);
        try_send(fd, "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 4194304\r\n\r\n");
        if (i % 2) // the answer is there before the body
            CHECK(recv(fd, much, 1, MSG_PEEK) == 1);
        for (int k = 0; k < 4; k++)
            try_send_bytes(fd, (struct bytes){much, sizeof much});
        CHECK(try_read(fd, &a, false));
        CHECK_INT(a.status, 413);
        CHECK(try_is_closed(fd));
        close(fd);
    }
    buf_done(&a.body);
    try_end(&t);
}

TEST(expect_100_is_answered_when_the_body_is_wanted)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    try_send(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    try_read_text(fd, "HTTP/1.1 100 Continue\r\n\r\n");
    try_ask(fd, "abc", 200, "abc");
    try_ask(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", 200, "abc");
    try_ask(fd, "GET /hello HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", 200, "hello\n");
    close(fd);
    try_ask_last(&t, "POST /small HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n", 413,
                 NULL);
    try_ask_last(&t, "POST /refused HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", 403,
                 NULL);
    try_end(&t);
}

/* n bytes, by length or in chunks, come back, from where they must have stood. */
static void
check_echo(int fd, size_t n, bool chunked, const char *where)
{
    struct answer a = {0};
    struct buf b = {0}, want = {0};
    for (size_t i = 0; i < n; i++)
        buf_putc(&want, (char)(i * 31 + i / 251));
    buf_puts(&b, "POST /echo HTTP/1.1\r\nHost: a\r\n");
    if (!chunked)
        buf_printf(&b, "Content-Length: %zu\r\n\r\n", n);
    else
        buf_puts(&b, "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t at = 0; at < n;) {
        struct bytes piece = bytes_cut(buf_bytes(&want), at, chunked ? 1 + at % 50000 : n);
        if (chunked)
            buf_printf(&b, "%zx\r\n", piece.n);
        buf_add(&b, piece);
        if (chunked)
            buf_puts(&b, "\r\n");
        at += piece.n;
    }
    if (chunked)
        buf_puts(&b, "0\r\n\r\n");
    try_send_bytes(fd, buf_bytes(&b));
    CHECK(try_read(fd, &a, false));
    CHECK_INT(a.status, 200);
    CHECK(bytes_eq(buf_bytes(&a.body), buf_bytes(&want)));
    CHECK(try_has_header(&a, where));
    buf_done(&a.body);
    buf_done(&b);
    buf_done(&want);
}

TEST(large_bodies_go_through_a_file)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    for (int chunked = 0; chunked < 2; chunked++) {
        check_echo(fd, 0, chunked, "X-Body: none");
        check_echo(fd, 1, chunked, "X-Body: memory");
        check_echo(fd, HTTP_BODY_IN_MEMORY_BYTES, chunked, "X-Body: memory");
        check_echo(fd, HTTP_BODY_IN_MEMORY_BYTES + 1, chunked, "X-Body: file");
        check_echo(fd, 2 * HTTP_BODY_IN_MEMORY_BYTES, chunked, "X-Body: file");
        check_echo(fd, 3000000, chunked, "X-Body: file");
        check_echo(fd, TRY_BODY_MAX_BYTES, chunked, "X-Body: file");
    }
    close(fd);
    try_end(&t);
}

TEST(a_body_that_cannot_be_kept_is_refused)
{
    static char much[100000];
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){.body_folder = "/nonexistent"});
    int fd = try_connect(&t);
    try_send(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    try_send_bytes(fd, (struct bytes){much, sizeof much});
    CHECK(try_read(fd, &a, false));
    CHECK_INT(a.status, 500);
    CHECK_BYTES(buf_bytes(&a.body), "500: the body could not be kept");
    CHECK(try_is_closed(fd));
    close(fd);
    fd = try_connect(&t);
    check_echo(fd, HTTP_BODY_IN_MEMORY_BYTES, false, "X-Body: memory");
    close(fd);
    buf_done(&a.body);
    try_end(&t);
}

TEST(files_are_sent_whole_or_cut_off)
{
    static const size_t sizes[] = {0, 1, 65536, 65537, 262144, 262145, 3000001};
    struct try t;
    struct answer a = {0};
    char request[128];
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        snprintf(request, sizeof request, TRY_GET("/file?n=%zu"), sizes[i]);
        try_send(fd, request);
        CHECK(try_read(fd, &a, false));
        CHECK_INT(a.body.n, sizes[i]);
        for (size_t k = 0; k < a.body.n; k++)
            CHECK(a.body.p[k] == (char)('a' + k % 26));
    }
    /* Shorter than it said: the reader must not take it for whole. */
    try_send(fd, TRY_GET("/file?n=100000&said=200000"));
    size_t got = 0;
    char piece[4096];
    for (ssize_t n; (n = recv(fd, piece, sizeof piece, 0)) > 0;)
        got += (size_t)n;
    CHECK(got > 100000 && got < 101000);
    close(fd);
    buf_done(&a.body);
    try_end(&t);
    CHECK_INT(t.done_status, 0);
}

struct answering {
    struct try *t;
    int i;
};

static void *
answer_from_another_thread(void *arg)
{
    struct answering *a = arg;
    const struct header header = {BYTES("X-Later"), BYTES("yes")};
    char body[20];
    int n = snprintf(body, sizeof body, "later %d\n", a->i);
    http_answer_later(a->t->server, a->t->later[a->i], 201, "text/plain", (struct bytes){body, (size_t)n}, &header, 1);
    return NULL;
}

TEST(answers_come_later_from_other_threads)
{
    enum { REQUESTS = 4 };
    struct try t;
    struct answer a = {0};
    int fds[REQUESTS];
    try_start(&t, (struct http_config){0});
    for (int i = 0; i < REQUESTS; i++) {
        fds[i] = try_connect(&t);
        try_send(fds[i], TRY_GET("/defer"));
        try_wait_for(&t, &t.later_count, i + 1);
    }
    for (int i = REQUESTS - 1; i >= 0; i--) {
        pthread_t thread;
        struct answering answering = {&t, i};
        char want[20];
        CHECK(pthread_create(&thread, NULL, answer_from_another_thread, &answering) == 0);
        CHECK(try_read(fds[i], &a, false));
        CHECK_INT(a.status, 201);
        CHECK(try_has_header(&a, "X-Later: yes") && try_has_header(&a, "X-Handler: deferred"));
        snprintf(want, sizeof want, "later %d\n", i);
        CHECK_BYTES(buf_bytes(&a.body), want);
        pthread_join(thread, NULL);
        try_ask(fds[i], TRY_GET("/defer/now"), 200, "at once\n");
    }
    /* A second answer to the same, also while the connection's next request is at work, means nothing. */
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("twice"), NULL, 0);
    try_send(fds[0], TRY_GET("/defer"));
    try_wait_for(&t, &t.later_count, REQUESTS + 1);
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("twice"), NULL, 0);
    http_answer_later(t.server, t.later[REQUESTS], 200, NULL, BYTES("once"), NULL, 0);
    CHECK(try_read(fds[0], &a, false));
    CHECK_BYTES(buf_bytes(&a.body), "once");
    for (int i = 0; i < REQUESTS; i++)
        close(fds[i]);
    buf_done(&a.body);
    try_end(&t);
}

TEST(an_answer_to_one_who_has_gone_does_nothing)
{
    struct try t;
    struct linger hard = {.l_onoff = 1};
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    try_send(fd, TRY_GET("/defer"));
    try_wait_for(&t, &t.later_count, 1);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard); // a reset, so that the server notices at once
    close(fd);
    try_wait_for(&t, &t.done_count, 1);
    CHECK_INT(t.done_status, 0);
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("nobody"), NULL, 0);
    fd = try_connect(&t); // the same place in the server's table
    try_send(fd, TRY_GET("/defer"));
    try_wait_for(&t, &t.later_count, 2);
    http_answer_later(t.server, t.later[0], 200, NULL, BYTES("nobody"), NULL, 0);
    http_answer_later(t.server, (struct http_later){~0ull}, 200, NULL, BYTES("nobody"), NULL, 0);
    http_answer_later(t.server, t.later[1], 200, NULL, BYTES("somebody"), NULL, 0);
    try_ask(fd, "", 200, "somebody");
    close(fd);
    /* And one who goes while the worker has it. */
    fd = try_connect(&t);
    try_send(fd, TRY_GET("/wait"));
    try_wait_for(&t, &t.waiting, 1);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd);
    try_wait_connections(&t, 0);
    try_open_gate(&t);
    try_wait_for(&t, &t.done_count, 3);
    CHECK_INT(t.done_status, 0);
    try_end(&t);
}

TEST(one_who_has_said_all_still_gets_its_answer)
{
    struct try t;
    struct answer a = {0};
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t);
    try_send(fd, TRY_GET("/wait") TRY_GET("/hello"));
    CHECK(shutdown(fd, SHUT_WR) == 0);
    try_wait_for(&t, &t.waiting, 1);
    try_open_gate(&t);
    CHECK(try_read(fd, &a, false));
    CHECK_BYTES(buf_bytes(&a.body), "waited\n");
    CHECK(try_read(fd, &a, false));
    CHECK_BYTES(buf_bytes(&a.body), "hello\n");
    CHECK(try_is_closed(fd));
    close(fd);
    fd = try_connect(&t);
    try_send(fd, "GET /hello HTTP/1.1\r\nHo");
    CHECK(shutdown(fd, SHUT_WR) == 0);
    CHECK(try_is_closed(fd));
    close(fd);
    buf_done(&a.body);
    try_end(&t);
}

int
main(void)
{
    RUN(an_answer_has_what_the_handler_said_and_what_the_server_adds);
    RUN(head_and_no_content_have_no_body);
    RUN(a_connection_stays_open_as_its_version_says);
    RUN(pipelined_requests_are_answered_in_their_order);
    RUN(a_request_may_come_byte_by_byte);
    RUN(refusals_say_why_and_close);
    RUN(a_request_smuggled_behind_a_refused_one_is_not_seen);
    RUN(a_413_is_read_by_a_sender_that_goes_on);
    RUN(expect_100_is_answered_when_the_body_is_wanted);
    RUN(large_bodies_go_through_a_file);
    RUN(a_body_that_cannot_be_kept_is_refused);
    RUN(files_are_sent_whole_or_cut_off);
    RUN(answers_come_later_from_other_threads);
    RUN(an_answer_to_one_who_has_gone_does_nothing);
    RUN(one_who_has_said_all_still_gets_its_answer);
    return test_end();
}

#include "http_try.h"

#include <sys/socket.h>
#include <unistd.h>

static int
open_stream(struct try *t, const char *query)
{
    struct answer a = {0};
    char request[128];
    int fd = try_connect(t);
    snprintf(request, sizeof request, "GET /stream?%s HTTP/1.1\r\nHost: a\r\n\r\n", query);
    try_send(fd, request);
    CHECK(try_read(fd, &a, false));
    CHECK_INT(a.status, 200);
    CHECK(try_has_header(&a, "Content-Type: text/event-stream") && try_has_header(&a, "Cache-Control: no-store"));
    CHECK(!strstr(a.head, "Content-Length"));
    try_read_text(fd, "data: first\n\n");
    buf_done(&a.body);
    return fd;
}

static void
publish(struct try *t, const char *channel, const char *event)
{
    http_publish(t->server, bytes_of(channel), bytes_of(event));
}

TEST(events_reach_the_streams_of_their_channel)
{
    enum { STREAMS = 40 };
    struct try t;
    int fds[STREAMS];
    try_start(&t, (struct http_config){0});
    for (int i = 0; i < STREAMS; i++)
        fds[i] = open_stream(&t, i % 2 ? "c=odd&d=all" : "c=even&d=all");
    try_wait_streams(&t, STREAMS);
    publish(&t, "nobody", "data: x\n\n");
    publish(&t, "odd", "data: 1\n\n");
    publish(&t, "even", "data: 2\n\n");
    publish(&t, "all", "data: 3\n\n");
    for (int i = 0; i < STREAMS; i++) {
        try_read_text(fds[i], i % 2 ? "data: 1\n\ndata: 3\n\n" : "data: 2\n\ndata: 3\n\n");
        close(fds[i]);
    }
    try_wait_streams(&t, 0);
    try_end(&t);
    CHECK_INT(t.done_count, STREAMS);
    CHECK_INT(t.done_status, 200);
}

TEST(a_channel_named_twice_is_one)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    int fd = open_stream(&t, "c=a&d=a");
    publish(&t, "a", "data: once\n\n");
    publish(&t, "a", "data: end\n\n");
    try_read_text(fd, "data: once\n\ndata: end\n\n");
    close(fd);
    try_wait_streams(&t, 0);
    fd = open_stream(&t, "nothing");
    publish(&t, "a", "data: x\n\n");
    try_end(&t);
    CHECK(try_is_closed(fd));
    close(fd);
}

/* More channels than are remembered empty come and go; those that stay keep theirs. */
TEST(channels_come_and_go)
{
    enum { ROUNDS = 300 };
    struct try t;
    char query[32], channel[32];
    try_start(&t, (struct http_config){0});
    int stays = open_stream(&t, "c=stays&d=c7");
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(query, sizeof query, "c=c%d", i);
        snprintf(channel, sizeof channel, "c%d", i);
        int fd = open_stream(&t, query);
        publish(&t, channel, "data: x\n\n");
        try_read_text(fd, "data: x\n\n");
        close(fd);
        try_wait_streams(&t, 1);
    }
    publish(&t, "stays", "data: y\n\n");
    publish(&t, "c7", "data: z\n\n");
    try_read_text(stays, "data: x\n\ndata: y\n\ndata: z\n\n");
    close(stays);
    try_end(&t);
}

TEST(streams_are_ended_by_channel)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    int a = open_stream(&t, "c=session-a&d=all"), b = open_stream(&t, "c=session-b&d=all");
    publish(&t, "all", "data: last\n\n");
    http_end_streams(t.server, BYTES("session-a"));
    http_end_streams(t.server, BYTES("nobody"));
    publish(&t, "all", "data: more\n\n");
    try_read_text(a, "data: last\n\n");
    CHECK(try_is_closed(a));
    try_read_text(b, "data: last\n\ndata: more\n\n");
    close(a);
    close(b);
    try_end(&t);
}

/* One reader takes nothing, while others get more than its ceiling. */
TEST(a_slow_reader_is_cut_and_the_others_keep_their_pace)
{
    enum { EVENTS = 2000, EVENT_BYTES = 4096 };
    static char event[EVENT_BYTES + 1], got[EVENT_BYTES + 1];
    struct try t;
    try_start(&t, (struct http_config){.write_idle_timeout_ms = 600 * 1000});
    memset(event, 'x', EVENT_BYTES);
    memcpy(event, "data: ", 6);
    memcpy(event + EVENT_BYTES - 2, "\n\n", 2);
    int slow = try_connect(&t), little = 4096;
    setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    try_send(slow, TRY_GET("/stream?c=a"));
    int quick = open_stream(&t, "c=a");
    try_wait_streams(&t, 2);
    for (int i = 0; i < EVENTS; i++) {
        publish(&t, "a", event);
        CHECK(recv(quick, got, EVENT_BYTES, MSG_WAITALL) == EVENT_BYTES);
        CHECK(memcmp(got, event, EVENT_BYTES) == 0);
    }
    try_wait_streams(&t, 1);
    close(slow);
    close(quick);
    try_end(&t);
}

/* Events of many sizes wait, some in the kernel and some here; none is lost, torn or out of order. */
TEST(a_reader_that_is_late_gets_everything)
{
    enum { EVENTS = 300 };
    struct try t;
    struct buf want = {0};
    try_start(&t, (struct http_config){0});
    int fd = try_connect(&t), little = 4096, large = 1 << 20;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    try_send(fd, TRY_GET("/stream?c=a"));
    try_wait_streams(&t, 1);
    for (int i = 0; i < EVENTS; i++) {
        size_t start = want.n;
        buf_printf(&want, "data: %d", i);
        for (int k = 0; k < i * 37 % 5000; k++)
            buf_putc(&want, (char)('a' + (i + k) % 26));
        buf_puts(&want, "\n\n");
        http_publish(t.server, BYTES("a"), bytes_from(buf_bytes(&want), start));
    }
    CHECK(want.n < HTTP_OUT_MAX_BYTES);
    struct answer a = {0};
    CHECK(try_read(fd, &a, true));
    try_read_text(fd, "data: first\n\n");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof large); // it has been late; a small window takes long
    char *got = malloc(want.n);
    CHECK(got && recv(fd, got, want.n, MSG_WAITALL) == (ssize_t)want.n);
    CHECK(memcmp(got, want.p, want.n) == 0);
    free(got);
    close(fd);
    buf_done(&want);
    try_end(&t);
}

TEST(streams_are_cut_when_events_come_faster_than_they_are_handed_out)
{
    enum { EVENT_BYTES = 1 << 20, EVENTS = HTTP_INBOX_MAX_BYTES / EVENT_BYTES + 2 };
    static char event[EVENT_BYTES];
    struct try t;
    try_start(&t, (struct http_config){0});
    int fd = open_stream(&t, "c=a"), blocking = try_connect(&t);
    try_send(blocking, TRY_GET("/block"));
    try_wait_for(&t, &t.waiting, 1);
    for (int i = 0; i < EVENTS; i++)
        http_publish(t.server, BYTES("b"), (struct bytes){event, sizeof event});
    try_open_gate(&t);
    CHECK(try_is_closed(fd)); // although nothing came on its own channel: nobody knows what was dropped
    try_ask(blocking, "", 404, NULL);
    close(fd);
    close(blocking);
    try_end(&t);
}

TEST(a_silent_stream_gets_comments)
{
    struct try t;
    try_start(&t, (struct http_config){.stream_comment_ms = 5});
    int fd = open_stream(&t, "c=a");
    try_read_text(fd, ":\n\n:\n\n:\n\n");
    close(fd);
    try_wait_streams(&t, 0); // a reader that left is noticed
    try_end(&t);
}

static void *
publish_much(void *arg)
{
    for (int i = 0; i < 500; i++)
        publish(arg, i % 2 ? "a" : "b", "data: x\n\n");
    return NULL;
}

TEST(many_threads_publish_while_streams_come_and_go)
{
    enum { THREADS = 4 };
    struct try t;
    pthread_t threads[THREADS];
    try_start(&t, (struct http_config){0});
    int stays = open_stream(&t, "c=a&d=b");
    try_wait_streams(&t, 1);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, publish_much, &t) == 0);
    for (int i = 0; i < 30; i++)
        close(open_stream(&t, i % 3 ? "c=a" : "c=b"));
    for (int i = 0; i < THREADS * 500; i++)
        try_read_text(stays, "data: x\n\n");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    close(stays);
    try_wait_streams(&t, 0);
    try_end(&t);
}

TEST(streams_end_when_the_server_stops)
{
    struct try t;
    try_start(&t, (struct http_config){0});
    int fd = open_stream(&t, "c=a");
    try_stop(&t);
    CHECK(try_is_closed(fd));
    publish(&t, "a", "data: nobody\n\n"); // until http_close() it may be called
    http_close(t.server);
    close(fd);
}

int
main(void)
{
    RUN(events_reach_the_streams_of_their_channel);
    RUN(a_channel_named_twice_is_one);
    RUN(channels_come_and_go);
    RUN(streams_are_ended_by_channel);
    RUN(a_slow_reader_is_cut_and_the_others_keep_their_pace);
    RUN(a_reader_that_is_late_gets_everything);
    RUN(streams_are_cut_when_events_come_faster_than_they_are_handed_out);
    RUN(a_silent_stream_gets_comments);
    RUN(many_threads_publish_while_streams_come_and_go);
    RUN(streams_end_when_the_server_stops);
    return test_end();
}

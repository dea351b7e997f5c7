/* The handler's side: what a worker calls while it has an exchange, and what answers one from elsewhere. */
#include "http_inside.h"

#include "../base/json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_AT_ONCE_BYTES = 64 << 10 }; // read by the worker itself: that saves a way through the loop

const char *
http_method_name(enum http_method m)
{
    static const char *const names[HTTP_METHOD_MAX] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    assert((unsigned)m < HTTP_METHOD_MAX);
    return names[m];
}

const struct http_request *
http_request(const struct http_exchange *x)
{
    return &x->request;
}

struct arena *
http_arena(struct http_exchange *x)
{
    return &x->arena;
}

/* ---- headers ---- */

static void
add_header(struct buf *b, struct bytes name, struct bytes value)
{
    assert(name.n);
    for (size_t i = 0; i < name.n; i++)
        assert(ascii_is_alnum(name.p[i]) || memchr("-_.", name.p[i], 3));
    for (size_t i = 0; i < value.n; i++)
        assert((unsigned char)value.p[i] >= 0x20 && value.p[i] != 0x7f);
    buf_add(b, name);
    buf_puts(b, ": ");
    buf_add(b, value);
    buf_puts(b, "\r\n");
}

void
http_header(struct http_exchange *x, const char *name, struct bytes value)
{
    assert(x->outcome == HTTP_OUTCOME_NONE);
    add_header(&x->headers, bytes_of(name), value);
}

/* ---- answers ---- */

static void
answer(struct http_exchange *x, int status, const char *media_type)
{
    assert(x->outcome == HTTP_OUTCOME_NONE && status >= 200 && status <= 599);
    if (media_type)
        add_header(&x->headers, BYTES("Content-Type"), bytes_of(media_type));
    x->status = status;
    x->outcome = HTTP_OUTCOME_ANSWER;
}

void
http_answer(struct http_exchange *x, int status, const char *media_type, struct bytes body)
{
    answer(x, status, media_type);
    buf_add(&x->copy, body);
    x->answer = buf_bytes(&x->copy);
    if (x->copy.full) { // BUF_DEFAULT_MAX_BYTES: half an answer would be a wrong one
        x->status = 500;
        x->answer = BYTES("the answer is too large\n");
    }
}

void
http_answer_static(struct http_exchange *x, int status, const char *media_type, struct bytes body)
{
    answer(x, status, media_type);
    x->answer = body;
}

/* Not whole: the loop finds the same and ends the connection, which is how a reader learns of it. */
static bool
read_at_once(struct http_exchange *x, int fd, uint64_t size)
{
    char *p = arena_alloc(&x->arena, size + 1);
    for (uint64_t at = 0; at < size;) {
        ssize_t n = pread(fd, p + at, size - at, (off_t)at);
        if (n <= 0)
            return false;
        at += (uint64_t)n;
    }
    x->answer = (struct bytes){p, size};
    return true;
}

void
http_answer_file(struct http_exchange *x, int status, const char *media_type, int fd, uint64_t size)
{
    assert(fd >= 0);
    answer(x, status, media_type);
    if (size <= FILE_AT_ONCE_BYTES && read_at_once(x, fd, size)) {
        close(fd);
        return;
    }
    x->file_fd = fd;
    x->file_bytes = size;
}

struct http_later
http_defer(struct http_exchange *x)
{
    assert(x->outcome == HTTP_OUTCOME_NONE);
    x->outcome = HTTP_OUTCOME_DEFERRED;
    return (struct http_later){http_exchange_id(x)};
}

void
http_answer_later(struct http_server *s, struct http_later later, int status, const char *media_type, struct bytes body,
                  const struct header *headers, size_t header_count)
{
    struct http_message *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->kind = HTTP_MSG_LATER;
    m->id = later.id;
    m->status = status;
    for (size_t i = 0; i < header_count; i++)
        add_header(&m->headers, headers[i].name, headers[i].value);
    if (media_type)
        add_header(&m->headers, BYTES("Content-Type"), bytes_of(media_type));
    buf_add(&m->body, body);
    http_post(s, m);
}

void
http_stream(struct http_exchange *x, const struct bytes *channels, size_t channel_count, struct bytes first)
{
    assert(channel_count <= HTTP_CHANNELS_MAX);
    http_header(x, "Cache-Control", BYTES("no-store"));
    http_header(x, "X-Accel-Buffering", BYTES("no")); // nginx would collect events
    answer(x, 200, "text/event-stream");
    buf_add(&x->copy, first);
    x->answer = buf_bytes(&x->copy);
    x->outcome = HTTP_OUTCOME_STREAM;
    x->keep_alive = false; // its end is the connection's end
    for (size_t i = 0; i < channel_count; i++) {
        assert(channels[i].n && channels[i].n <= HTTP_CHANNEL_MAX_BYTES);
        x->channels[i] = bytes_dup(&x->arena, channels[i]);
    }
    x->channel_count = channel_count;
}

/* ---- by the server ---- */

void
http_exchange_refuse(struct http_exchange *x, int status, const char *reason)
{
    const struct http_app *app = &x->server->app;
    buf_reset(&x->headers);
    buf_reset(&x->copy);
    x->outcome = HTTP_OUTCOME_NONE;
    const char *media_type = "text/plain; charset=utf-8";
    if (app->problem) {
        media_type = app->problem(app->ctx, status, reason, &x->copy);
    } else {
        buf_puts(&x->copy, reason);
        buf_putc(&x->copy, '\n');
    }
    if (status == 503)
        http_header(x, "Retry-After", BYTES("1"));
    if (app->refusing)
        app->refusing(app->ctx, x);
    answer(x, status, media_type);
    x->answer = buf_bytes(&x->copy);
}

void
http_exchange_run(struct http_server *s, void *worker, struct http_exchange *x)
{
    s->app.handle(worker, x);
    if (x->outcome == HTTP_OUTCOME_NONE)
        x->status = 0; // the loop answers 500: problem() is called there only
    /* A large file's blocks are given back here and not on the loop. */
    if (x->outcome != HTTP_OUTCOME_DEFERRED && x->request.body_fd >= 0) {
        close(x->request.body_fd);
        x->request.body_fd = -1;
    }
    x->back = (struct http_message){.kind = HTTP_MSG_DONE, .exchange = x};
    http_post(s, &x->back);
}

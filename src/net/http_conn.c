/*
 * A connection: bytes to requests, requests to workers, answers back, and its end.
 *
 * While a request is at work the socket stays in the poll set: stopping and starting costs two system calls per
 * request, and a sender rarely has more. What comes nevertheless (a pipelined request) goes into `pending`, once, and
 * then the reading stops until it was taken: at most one read waits.
 *
 * Lingering: a socket closed with unread bytes is reset, and a reset overtakes the answer. So whoever is refused before
 * the whole request was read is answered, sees our end of the connection, and is read (into nothing) for a short time.
 */
#include "http_inside.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    PENDING_MAX_BYTES = 256 << 10,
    KEEP_PENDING_BYTES = 4 << 10,
    LINGER_MAX = 15, // times linger_ms for a sender that goes on
};

static const struct bytes go_on = BYTES_INIT("HTTP/1.1 100 Continue\r\n\r\n");

void
http_conn_mark(struct http_conn *c)
{
    if (c->is_dirty)
        return;
    c->is_dirty = true;
    c->dirty_next = c->server->dirty;
    c->server->dirty = c;
}

/* ---- refusing ---- */

static void
refuse(struct http_conn *c, int status, const char *reason, bool whole)
{
    struct http_server *s = c->server;
    struct http_exchange *x = c->x;
    HTTP_COUNT(s->count.refused, 1);
    http_exchange_refuse(x, status, reason);
    if (!whole) {
        x->keep_alive = false;
        c->must_linger = true;
    }
    http_conn_answered(x);
}

/* ---- a request comes in ---- */

static bool
takes_input(const struct http_conn *c)
{
    return c->state <= HTTP_CONN_BODY && !(c->x && c->x->has_spool);
}

static bool
has_pending(const struct http_conn *c)
{
    return c->pending.n > c->pending_at;
}

static void
begin(struct http_conn *c)
{
    c->x = http_exchange_new(c->server, c);
    c->state = HTTP_CONN_HEAD;
    http_conn_set_wait(c, HTTP_WAIT_HEAD);
}

static bool
find_method(const char *name, enum http_method *ret)
{
    for (enum http_method m = 0; m < HTTP_METHOD_MAX; m++)
        if (strcmp(name, http_method_name(m)) == 0) {
            *ret = m;
            return true;
        }
    return false;
}

/* The request as its handler will see it; or why there is none. */
static const char *
fill_request(struct http_exchange *x, int *ret_status)
{
    const struct http_parse_head *h = http_parse_head(x->parse);
    struct http_request *r = &x->request;
    struct bytes path;
    *ret_status = 501;
    if (!find_method(h->method, &r->method))
        return "the request's method is not known here";
    x->is_head = r->method == HTTP_HEAD;
    r->target = h->target;
    http_path_split(h->target, &path, &r->query);
    *ret_status = 400;
    const char *wrong = http_path_decode(&x->arena, path, &r->path);
    r->headers = h->headers;
    r->header_count = h->header_count;
    r->host = h->host;
    r->peer = x->peer;
    x->has_head = !wrong;
    return wrong;
}

static const char *
refusal(const struct http_admission *a)
{
    if (!a->refuse_status)
        return NULL;
    return a->reason ? a->reason : http_status_text(a->refuse_status);
}

/* The head is whole: decides what may follow. False when the request ends here. */
static bool
on_head(struct http_conn *c, bool has_more)
{
    struct http_exchange *x = c->x;
    const struct http_parse_head *h = http_parse_head(x->parse);
    const struct http_app *app = &c->server->app;
    int status;
    x->started_ns = uv_hrtime();
    x->keep_alive = h->keep_alive;
    HTTP_COUNT(c->server->count.requests, 1);
    const char *wrong = fill_request(x, &status);
    if (!wrong) {
        app->admit(app->ctx, &x->request, &x->admission);
        status = x->admission.refuse_status;
        wrong = refusal(&x->admission);
    }
    if (!wrong && h->content_length > x->admission.body_max_bytes) {
        status = 413;
        wrong = "the body is too large";
    }
    if (wrong) {
        refuse(c, status, wrong, false);
        return false;
    }
    c->state = HTTP_CONN_BODY;
    if (h->has_body)
        http_conn_set_wait(c, HTTP_WAIT_BODY);
    if (h->expects_continue && !has_more)
        http_out_add(&c->out, go_on);
    return true;
}

static void
dispatch(struct http_conn *c)
{
    struct http_exchange *x = c->x;
    http_body_finish(x);
    http_conn_set_wait(c, HTTP_WAIT_NONE);
    c->state = HTTP_CONN_WORK;
    http_server_give(c->server, x);
}

void
http_conn_busy(struct http_exchange *x)
{
    if (x->conn)
        refuse(x->conn, 503, "the server is busy; try again soon", true);
    else
        http_exchange_release(x);
}

/* Into the file with what has come, when it is that much. */
static bool
spool(struct http_conn *c)
{
    if (!http_body_spool(c->x))
        return false;
    http_conn_set_wait(c, HTTP_WAIT_NONE); // nobody can be blamed for our disk
    return true;
}

void
http_conn_spooled(struct http_exchange *x)
{
    struct http_conn *c = x->conn;
    bool is_full = x->spool_error == ENOSPC || x->spool_error == EDQUOT;
    if (x->spool_error)
        refuse(c, is_full ? 507 : 500,
               is_full ? "the disk is full; make room and send it again" : "the body could not be kept", false);
    else if (!x->body_is_whole)
        http_conn_set_wait(c, HTTP_WAIT_BODY);
    else if (!spool(c))
        dispatch(c);
    http_conn_mark(c);
}

static void
step(struct http_conn *c, struct bytes *in)
{
    struct http_exchange *x = c->x;
    for (;;) {
        switch (http_parse_feed(x->parse, in)) {
        case HTTP_PARSE_MORE:
            if (c->state == HTTP_CONN_BODY)
                spool(c);
            return;
        case HTTP_PARSE_HEAD:
            if (!on_head(c, in->n > 0))
                return;
            break; // once more, even with nothing: a request without a body ends here
        case HTTP_PARSE_END:
            x->body_is_whole = true;
            if (!spool(c))
                dispatch(c);
            return;
        case HTTP_PARSE_BAD:
            refuse(c, http_parse_status(x->parse), http_parse_reason(x->parse), false);
            return;
        }
    }
}

static void
feed(struct http_conn *c, struct bytes *in)
{
    while (takes_input(c) && in->n) {
        if (c->state == HTTP_CONN_IDLE) {
            if (in->p[0] == '\r' || in->p[0] == '\n') { // behind a body, by senders of old; moves no deadline
                *in = bytes_from(*in, 1);
                continue;
            }
            begin(c);
        }
        step(c, in);
    }
}

static void
feed_pending(struct http_conn *c)
{
    struct bytes in = bytes_from(buf_bytes(&c->pending), c->pending_at);
    feed(c, &in);
    c->pending_at = c->pending.n - in.n;
    if (in.n)
        return;
    c->pending_at = 0;
    if (c->pending.cap > KEEP_PENDING_BYTES)
        buf_done(&c->pending);
    else
        buf_reset(&c->pending);
}

/* ---- reading ---- */

static void
on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *ret)
{
    struct http_conn *c = handle->data;
    (void)hint;
    *ret = uv_buf_init(c->server->read_buf, sizeof c->server->read_buf); // emptied before the next read
}

static void
on_end(struct http_conn *c, ssize_t error)
{
    if (error == UV_EOF && (c->state == HTTP_CONN_WORK || c->state == HTTP_CONN_ANSWER)) {
        /* It said all it wanted and waits for its answer: half-closed is allowed. */
        c->has_eof = true;
        c->is_reading = false;
        uv_read_stop((uv_stream_t *)&c->tcp);
        return;
    }
    http_conn_close(c);
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct http_conn *c = stream->data;
    if (n < 0)
        on_end(c, n);
    if (n <= 0)
        return;
    c->in_bytes += (uint64_t)n;
    HTTP_COUNT(c->server->count.in_bytes, (uint64_t)n);
    if (c->state == HTTP_CONN_STREAM || c->state == HTTP_CONN_LINGER)
        return;
    struct bytes in = {buf->base, (size_t)n};
    if (!has_pending(c))
        feed(c, &in);
    buf_add(&c->pending, in);
    assert(!c->pending.full);
    http_conn_turn(c);
}

static void
set_reading(struct http_conn *c)
{
    bool want = true;
    if (c->state <= HTTP_CONN_BODY)
        want = takes_input(c) && !has_pending(c);
    else if (c->state <= HTTP_CONN_ANSWER)
        want = !has_pending(c) && !c->has_eof;
    if (want == c->is_reading)
        return;
    c->is_reading = want;
    if (!want)
        uv_read_stop((uv_stream_t *)&c->tcp);
    else if (uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read) != 0)
        http_conn_close(c);
}

/* ---- the end of a request ---- */

void
http_conn_answered(struct http_exchange *x)
{
    struct http_conn *c = x->conn;
    bool is_stream = x->outcome == HTTP_OUTCOME_STREAM && !x->is_head;
    if (c->server->has_stopped)
        x->keep_alive = false;
    http_exchange_head(x);
    http_out_add(&c->out, buf_bytes(&x->head));
    http_out_add(&c->out, x->answer);
    if (!c->is_writing)
        http_conn_set_wait(c, HTTP_WAIT_NONE);
    c->state = HTTP_CONN_ANSWER;
    if (is_stream) {
        c->state = HTTP_CONN_STREAM;
        http_stream_begin(c);
        if (!c->is_writing)
            http_conn_set_wait(c, HTTP_WAIT_COMMENT);
    }
    http_conn_mark(c);
}

static void
on_shutdown(uv_shutdown_t *request, int status)
{
    (void)request;
    (void)status; // a connection that is gone says so when it is read
}

static void
linger(struct http_conn *c)
{
    c->state = HTTP_CONN_LINGER;
    buf_done(&c->pending);
    c->pending_at = 0;
    http_conn_set_wait(c, HTTP_WAIT_LINGER);
    if (uv_shutdown(&c->shutdown, (uv_stream_t *)&c->tcp, on_shutdown) != 0)
        http_conn_close(c);
}

static void
wait_for_next(struct http_conn *c)
{
    http_conn_set_wait(c, HTTP_WAIT_IDLE);
    http_server_conn_idle(c->server);
}

static void
finish(struct http_conn *c)
{
    struct http_exchange *x = c->x;
    bool keep_alive = x->keep_alive && !c->server->has_stopped;
    http_exchange_over(x, x->status);
    c->x = NULL;
    http_exchange_release(x);
    c->state = HTTP_CONN_IDLE;
    if (keep_alive && has_pending(c)) // what came before the end still counts
        return;
    if (c->has_eof)
        http_conn_close(c);
    else if (keep_alive)
        wait_for_next(c);
    else if (c->must_linger || has_pending(c))
        linger(c);
    else
        http_conn_close(c);
}

static bool
is_answered(const struct http_conn *c)
{
    return c->state == HTTP_CONN_ANSWER && !c->out.bytes && !c->is_writing && c->x->file_at == c->x->file_bytes;
}

void
http_conn_turn(struct http_conn *c)
{
    while (c->state != HTTP_CONN_CLOSED && http_conn_flush(c)) {
        if (is_answered(c))
            finish(c);
        else if (takes_input(c) && has_pending(c))
            feed_pending(c);
        else
            break;
    }
    if (c->state == HTTP_CONN_CLOSED)
        return;
    if (c->has_eof && takes_input(c) && !has_pending(c))
        http_conn_close(c); // in the middle of a request, or behind the last: nothing else will come
    else
        set_reading(c);
}

/* ---- time ---- */

void
http_conn_expired(struct http_conn *c, enum http_wait wait)
{
    switch (wait) {
    case HTTP_WAIT_COMMENT:
        http_out_add_shared(&c->out, c->server->comment);
        http_conn_set_wait(c, HTTP_WAIT_COMMENT);
        http_conn_mark(c);
        break;
    case HTTP_WAIT_HEAD:
        if (c->state == HTTP_CONN_HEAD)
            refuse(c, 408, "the request's head did not come in time", false);
        else
            http_conn_close(c);
        break;
    case HTTP_WAIT_BODY:
        if (c->in_bytes - c->moved_bytes >= HTTP_PROGRESS_BYTES)
            http_conn_set_wait(c, HTTP_WAIT_BODY);
        else
            refuse(c, 408, "the request's body did not come in time", false);
        break;
    case HTTP_WAIT_LINGER:
        if (c->in_bytes - c->moved_bytes >= HTTP_PROGRESS_BYTES && ++c->linger_count < LINGER_MAX)
            http_conn_set_wait(c, HTTP_WAIT_LINGER);
        else
            http_conn_close(c);
        break;
    case HTTP_WAIT_WRITE:
        if (http_conn_written(c) - c->moved_bytes >= HTTP_PROGRESS_BYTES)
            http_conn_set_wait(c, HTTP_WAIT_WRITE);
        else
            http_conn_close(c);
        break;
    default:
        http_conn_close(c);
    }
}

/* ---- its life ---- */

static void
peer_text(struct http_conn *c)
{
    struct sockaddr_storage a;
    int n = sizeof a;
    if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&a, &n) != 0)
        return;
    if (a.ss_family == AF_INET6)
        uv_ip6_name((struct sockaddr_in6 *)&a, c->peer, sizeof c->peer);
    else
        uv_ip4_name((struct sockaddr_in *)&a, c->peer, sizeof c->peer);
    if (bytes_starts_nocase(bytes_of(c->peer), "::ffff:")) // IPv4 at a socket for both
        memmove(c->peer, c->peer + 7, strlen(c->peer + 7) + 1);
}

static void
on_closed(uv_handle_t *handle)
{
    struct http_conn *c = handle->data;
    struct http_server *s = c->server;
    if (c->is_dirty)
        http_server_turn(s); // it must not be found there again
    http_exchange_release(c->x);
    http_out_done(&c->out);
    buf_done(&c->pending);
    if (c->prev)
        c->prev->next = c->next;
    else
        s->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
    free(c);
    http_server_conn_closed(s);
}

void
http_conn_open(struct http_server *s, uv_stream_t *listener)
{
    struct http_conn *c = calloc(1, sizeof *c);
    if (!c)
        return;
    c->server = s;
    c->tcp.data = c;
    c->write.data = c;
    c->pending.max_bytes = PENDING_MAX_BYTES;
    uv_tcp_init(&s->loop, &c->tcp);
    c->next = s->conns;
    if (s->conns)
        s->conns->prev = c;
    s->conns = c;
    s->conn_count++;
    HTTP_COUNT(s->count.connections, 1);
    HTTP_COUNT(s->count.open, 1);
    if (uv_accept(listener, (uv_stream_t *)&c->tcp) != 0) {
        http_conn_close(c);
        return;
    }
    uv_tcp_nodelay(&c->tcp, 1);
    peer_text(c);
    http_conn_set_wait(c, HTTP_WAIT_HEAD);
    set_reading(c);
}

void
http_conn_close(struct http_conn *c)
{
    if (c->state == HTTP_CONN_CLOSED)
        return;
    http_stream_end(c);
    http_conn_set_wait(c, HTTP_WAIT_NONE);
    c->state = HTTP_CONN_CLOSED;
    struct http_exchange *x = c->x;
    if (x && (x->has_worker || x->has_spool)) {
        x->conn = NULL; // whoever has it releases it
        c->x = NULL;
    } else if (x && x->outcome == HTTP_OUTCOME_STREAM) {
        http_exchange_over(x, 200); // the only way a stream ends
    }
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

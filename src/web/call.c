/*
 * A request on its way: which route, who asks, may they, what did they send, the handler in its transaction. Nothing
 * here sends anything: that is web.c's, once all is committed.
 */
#include "web_inside.h"

#include "../base/log.h"
#include "../model/answered.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { IDEMPOTENCY_KEY_MAX_BYTES = 200, PIECE_BYTES = 256 << 10 };

int64_t
web_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- no route ---- */

static void
answer_no_route(struct web_call *c, unsigned allowed)
{
    if (!allowed) {
        web_problem_status(c, 404, "there is nothing at this address; /api/openapi.json lists what there is");
        return;
    }
    struct bytes allow = route_allow(c->cx->arena, allowed);
    if (c->r->method == HTTP_OPTIONS)
        web_nothing(c);
    else
        web_problem_status(c, 405, bytes_printf(c->cx->arena, "this address knows %.*s", BYTES_ARG(allow)).p);
    web_header(c, "Allow", allow);
}

static void
answer_interface(struct web_call *c)
{
    enum { ALLOWED = 1 << HTTP_GET | 1 << HTTP_HEAD };
    if (c->r->method == HTTP_GET || c->r->method == HTTP_HEAD)
        web_asset(c);
    else
        answer_no_route(c, ALLOWED);
}

/* ---- idempotency ---- */

struct repeat {
    struct bytes key; // empty: the request has none, or its route keeps none
    struct sha256 hash;
};

/* A body in a file may be larger than memory: piece by piece, each hashed behind the hash of those before. */
static enum err
hash_body(struct web_call *c, struct sha256 *ret)
{
    const struct http_request *r = c->r;
    *ret = sha256_of(r->body);
    if (r->body_fd < 0)
        return OK;
    char *p = arena_alloc(c->cx->arena, sizeof ret->b + PIECE_BYTES);
    for (uint64_t at = 0; at < r->body_bytes;) {
        memcpy(p, ret->b, sizeof ret->b);
        ssize_t n = pread(r->body_fd, p + sizeof ret->b, PIECE_BYTES, (off_t)at);
        if (n <= 0)
            return fail(&c->cx->why, ERR_IO, "the body cannot be read back: %s", n ? strerror(errno) : "it is cut");
        *ret = sha256_of((struct bytes){p, sizeof ret->b + (size_t)n});
        at += (uint64_t)n;
    }
    return OK;
}

/* Over the method, the target, who asks with what role, and the body's bytes. */
static enum err
hash_request(struct web_call *c, struct sha256 *ret)
{
    struct sha256 body_hash;
    enum err e = hash_body(c, &body_hash);
    if (e)
        return e;
    struct bytes all = bytes_printf(c->cx->arena, "%s %.*s\n%s\n%s", http_method_name(c->r->method),
                                    BYTES_ARG(c->r->target), role_name(c->cx->actor->role), sha256_hex(&body_hash).s);
    *ret = sha256_of(all);
    return OK;
}

static enum err
repeat_of(struct web_call *c, struct repeat *ret)
{
    struct cx *cx = c->cx;
    struct bytes key = bytes_trim(header_find(c->r->headers, c->r->header_count, "Idempotency-Key"));
    *ret = (struct repeat){0};
    if (!key.n || c->r->method != HTTP_POST || !cx->actor || (c->route->flags & ROUTE_NO_IDEMPOTENCY))
        return OK;
    if (key.n > IDEMPOTENCY_KEY_MAX_BYTES)
        return fail(&cx->why, ERR_INVALID, "Idempotency-Key must be at most %d bytes", IDEMPOTENCY_KEY_MAX_BYTES);
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] < 0x21 || key.p[i] > 0x7e)
            return fail(&cx->why, ERR_INVALID, "Idempotency-Key must be visible ASCII");
    ret->key =
        bytes_printf(cx->arena, "%.*s %.*s", BYTES_ARG(c->token_id.n ? c->token_id : cx->actor->id), BYTES_ARG(key));
    return hash_request(c, &ret->hash);
}

/* Whether it was answered before; then the answer is there. */
static enum err
answer_again(struct web_call *c, const struct repeat *r, bool *ret_done)
{
    struct answered was;
    *ret_done = false;
    enum err e = answered_load(c->cx, r->key, &was);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e)
        return e;
    if (memcmp(was.hash.b, r->hash.b, sizeof was.hash.b) != 0)
        return fail(&c->cx->why, ERR_CONFLICT, "this Idempotency-Key was used with another request");
    web_text(c, was.status, was.body.n ? "application/json" : NULL, was.body);
    web_header(c, "Idempotency-Replayed", BYTES("true"));
    *ret_done = true;
    return OK;
}

static enum err
remember_answer(struct web_call *c, const struct repeat *r)
{
    const struct web_answer *a = c->answer;
    struct bytes body = buf_bytes(&a->body);
    bool is_kept = !a->is_elsewhere && a->fd < 0 && !a->forever.p && body.n <= ANSWERED_BODY_MAX_BYTES &&
                   (!a->media_type || strcmp(a->media_type, "application/json") == 0);
    if (!is_kept)
        return OK;
    struct answered in = {.hash = r->hash, .status = a->status, .body = body};
    return answered_create(c->cx, r->key, &in);
}

/* ---- the handler ---- */

static enum err
call_handler(struct web_call *c)
{
    enum err e = c->route->handle(c);
    if (c->answer->query_wrong.text[0] && !c->answer->is_elsewhere)
        return fail(&c->cx->why, ERR_INVALID, "%s", c->answer->query_wrong.text);
    if (!e && c->answer->body.full)
        return fail(&c->cx->why, ERR_LIMIT, "the answer would be longer than %d MiB; ask for less",
                    WEB_BODY_MAX_BYTES >> 20);
    assert(e || c->answer->status || c->answer->is_elsewhere); // a handler that says nothing is a mistake
    return e;
}

static enum err
call_once(struct web_call *c, const struct repeat *r)
{
    bool done = false;
    enum err e = r->key.n ? answer_again(c, r, &done) : OK;
    if (e || done)
        return e;
    e = call_handler(c);
    if (!e && r->key.n)
        e = remember_answer(c, r);
    return e;
}

static void
run_handler(struct web_call *c)
{
    struct repeat r;
    struct cx *cx = c->cx;
    bool changes = c->r->method != HTTP_GET && c->r->method != HTTP_HEAD;
    enum err e = repeat_of(c, &r);
    if (!e && changes && !(c->route->flags & ROUTE_NO_TX)) {
        if (!(e = db_begin(cx)))
            e = db_finish(cx, call_once(c, &r));
    } else if (!e) {
        e = call_once(c, &r);
    }
    if (!e)
        return;
    if (e == ERR_IO || e == ERR_FULL)
        log_write(LOG_LEVEL_ERROR, "web", "a request failed",
                  LOG_WITH(log_text("route", c->route->path), log_text("error", cx->why.text)));
    cx->changes = NULL;
    if (!c->answer->is_elsewhere)
        web_problem(c, e);
}

/* ---- all of it ---- */

static bool
too_often(struct web_call *c)
{
    struct arena *a = c->cx->arena;
    if (!c->web->rate || (c->route->flags & ROUTE_OWN_LIMIT))
        return false;
    struct bytes key;
    if (c->token_id.n)
        key = bytes_printf(a, "token:%.*s", BYTES_ARG(c->token_id));
    else if (c->session.n)
        key = bytes_printf(a, "session:%.*s", BYTES_ARG(c->session));
    else
        key = bytes_printf(a, "address:%s", c->address);
    if (rate_may(c->web->rate, key, c->cx->now_ms, &c->answer->retry_after_s))
        return false;
    web_problem_status(c, 429, "too many requests; wait as long as Retry-After says");
    c->answer->retry_after_s = 0;
    return true;
}

static bool
find_out_who(struct web_call *c)
{
    if (c->route->flags & ROUTE_NO_CSRF) {
        c->cx->via = VIA_INTAKE;
        return true;
    }
    enum err e = web_who_asks(c);
    if (e && e != ERR_DENIED) {
        web_problem(c, e);
        return false;
    }
    return true; // nobody; the sentence says why
}

static bool
is_ready(struct web_call *c, struct json_parser *parser)
{
    if (!find_out_who(c) || too_often(c) || !web_may_call(c))
        return false;
    c->cx->why.text[0] = 0;
    if (!(c->route->flags & ROUTE_NO_CSRF) && !web_check_query(c))
        return false;
    if ((c->route->flags & ROUTE_EXCHANGE) && !c->x) {
        web_problem_status(c, 503, "not without a connection");
        return false;
    }
    return !c->route->in || (c->route->flags & ROUTE_RAW_BODY) || web_read_body(c, parser);
}

void
web_answer_request(struct web_worker *worker, const struct http_request *r, struct http_exchange *x,
                   struct arena *arena, struct web_answer *ret, struct web_call *c)
{
    struct route_match match;
    struct cx *cx = arena_new(arena, struct cx);
    *cx = (struct cx){.arena = arena, .db = worker->db, .now_ms = web_now_ms()};
    web_answer_init(ret, arena);
    *c = (struct web_call){.web = worker->web, .x = x, .r = r, .cx = cx, .answer = ret};
    c->address = web_address(c->web, r, arena);
    route_find(c->web->routes, r->method, r->path, &match);
    if (!match.allowed && web_is_interface(r->path)) {
        answer_interface(c);
        return;
    }
    c->route = match.route;
    memcpy(c->params, match.params, sizeof c->params);
    if (!c->route)
        answer_no_route(c, match.allowed);
    else if (is_ready(c, worker->parser))
        run_handler(c);
}

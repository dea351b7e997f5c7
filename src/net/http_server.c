/*
 * The loop: listening, deadlines, the way to the workers, and stopping.
 *
 * Deadlines: all that wait for the same wait equally long, so each list is in order of time by itself; adding and
 * removing costs a few pointers, and one timer rings for the first of them.
 */
#include "http_inside.h"

#include "../base/map.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG = 1024, HOST_MAX_BYTES = 64, ROOM_AT_ONCE = 16 };

/* ---- deadlines ---- */

static void ring_at(struct http_server *s, uint64_t at_ms);

static void
expire(struct http_waiting *w, uint64_t now_ms)
{
    while (w->first && w->first->deadline_ms <= now_ms) {
        struct http_conn *c = w->first;
        enum http_wait wait = c->wait;
        http_conn_set_wait(c, HTTP_WAIT_NONE); // it must not be met again in this round
        http_conn_expired(c, wait);
    }
}

static void
on_timer(uv_timer_t *timer)
{
    struct http_server *s = timer->data;
    uint64_t now_ms = uv_now(&s->loop), next_ms = UINT64_MAX;
    s->timer_ms = 0;
    for (int i = HTTP_WAIT_IDLE; i < HTTP_WAIT_MAX; i++)
        expire(&s->waits[i], now_ms);
    for (int i = HTTP_WAIT_IDLE; i < HTTP_WAIT_MAX; i++)
        if (s->waits[i].first && s->waits[i].first->deadline_ms < next_ms)
            next_ms = s->waits[i].first->deadline_ms;
    if (next_ms != UINT64_MAX)
        ring_at(s, next_ms);
}

static void
ring_at(struct http_server *s, uint64_t at_ms)
{
    uint64_t now_ms = uv_now(&s->loop);
    if (s->timer_ms && s->timer_ms <= at_ms)
        return;
    s->timer_ms = at_ms;
    uv_timer_start(&s->timer, on_timer, at_ms > now_ms ? at_ms - now_ms : 0, 0);
}

void
http_conn_set_wait(struct http_conn *c, enum http_wait wait)
{
    struct http_server *s = c->server;
    struct http_waiting *old = &s->waits[c->wait], *w = &s->waits[wait];
    if (c->wait != HTTP_WAIT_NONE) {
        *(c->wait_prev ? &c->wait_prev->wait_next : &old->first) = c->wait_next;
        *(c->wait_next ? &c->wait_next->wait_prev : &old->last) = c->wait_prev;
    }
    c->wait = wait;
    c->wait_next = c->wait_prev = NULL;
    if (wait == HTTP_WAIT_NONE)
        return;
    c->deadline_ms = uv_now(&s->loop) + w->ms;
    c->moved_bytes = wait == HTTP_WAIT_WRITE ? http_conn_written(c) : c->in_bytes;
    c->wait_prev = w->last;
    *(w->last ? &w->last->wait_next : &w->first) = c;
    w->last = c;
    ring_at(s, c->deadline_ms);
}

/* ---- connections ---- */

/* Those that are silent between two requests can connect again at no loss. */
static void
close_idle(struct http_server *s, int max)
{
    for (int i = 0; i < max && s->waits[HTTP_WAIT_IDLE].first; i++)
        http_conn_close(s->waits[HTTP_WAIT_IDLE].first);
}

void
http_server_conn_idle(struct http_server *s)
{
    if (s->must_accept)
        close_idle(s, 1);
}

static void
on_connection(uv_stream_t *listener, int status)
{
    struct http_server *s = listener->data;
    if (status < 0) { // no descriptors left: libuv has turned them away
        close_idle(s, ROOM_AT_ONCE);
        return;
    }
    if (s->conn_count < (uint32_t)s->config.connections_max) {
        http_conn_open(s, listener);
        return;
    }
    /* Not accepted: libuv keeps this one and does not look for others until we do. */
    s->must_accept = true;
    close_idle(s, 1);
}

static void
stop_when_idle(struct http_server *s)
{
    if (s->has_stopped && !s->conn_count)
        uv_stop(&s->loop);
}

void
http_server_conn_closed(struct http_server *s)
{
    s->conn_count--;
    HTTP_COUNT(s->count.open, -1u);
    if (s->must_accept && !s->has_stopped && s->conn_count < (uint32_t)s->config.connections_max) {
        s->must_accept = false;
        http_conn_open(s, (uv_stream_t *)&s->listener);
    }
    stop_when_idle(s);
}

void
http_server_turn(struct http_server *s)
{
    while (s->dirty) {
        struct http_conn *c = s->dirty;
        s->dirty = c->dirty_next;
        c->is_dirty = false;
        http_conn_turn(c);
    }
}

/* ---- to the workers ---- */

static struct http_exchange *
exchange_of(struct pool_job *job)
{
    return (struct http_exchange *)((char *)job - offsetof(struct http_exchange, job));
}

void
http_server_give(struct http_server *s, struct http_exchange *x)
{
    assert(x->admission.lane < HTTP_LANE_MAX);
    x->has_worker = true;
    x->job.next = NULL;
    *s->jobs[x->admission.lane].last = &x->job;
    s->jobs[x->admission.lane].last = &x->job.next;
}

static void
give_jobs(struct http_server *s, int lane)
{
    struct pool_job *rest = pool_give(s->pool, lane, s->jobs[lane].first);
    s->jobs[lane].first = NULL;
    s->jobs[lane].last = &s->jobs[lane].first;
    for (struct pool_job *next; rest; rest = next) {
        next = rest->next;
        exchange_of(rest)->has_worker = false;
        http_conn_busy(exchange_of(rest));
    }
}

/* The end of a turn of the loop, before it waits. Who is refused for lack of room may have another request waiting. */
static void
on_prepare(uv_prepare_t *prepare)
{
    struct http_server *s = prepare->data;
    do {
        http_server_turn(s);
        for (int lane = 0; lane < HTTP_LANE_MAX; lane++)
            give_jobs(s, lane);
    } while (s->dirty);
}

/* ---- stopping ---- */

static void
on_stopped(uv_timer_t *timer)
{
    uv_stop(timer->loop); // what is still at work has had its time
}

static void
begin_to_stop(struct http_server *s)
{
    if (s->has_stopped)
        return;
    s->has_stopped = true;
    uv_close((uv_handle_t *)&s->listener, NULL);
    for (struct http_conn *c = s->conns, *next; c; c = next) {
        next = c->next;
        if (c->state == HTTP_CONN_IDLE || c->state == HTTP_CONN_HEAD)
            http_conn_close(c);
    }
    http_streams_end_all(s);
    uv_timer_start(&s->stop_timer, on_stopped, (uint64_t)s->config.stop_timeout_ms, 0);
    stop_when_idle(s);
}

static void
on_wake(uv_async_t *wake)
{
    struct http_server *s = wake->data;
    http_inbox_read(s);
    if (atomic_load(&s->is_stopping))
        begin_to_stop(s);
}

/* ---- workers ---- */

static char nobody; // a worker's world when the program has none

static void *
worker_new(void *ctx, int lane, int number)
{
    const struct http_server *s = ctx;
    return s->app.worker_new ? s->app.worker_new(s->app.ctx, (enum http_lane)lane, number) : &nobody;
}

static void
worker_free(void *ctx, void *worker)
{
    const struct http_server *s = ctx;
    if (s->app.worker_new && s->app.worker_free)
        s->app.worker_free(worker);
}

static void
worker_run(void *ctx, void *worker, struct pool_job *job)
{
    http_exchange_run(ctx, worker == &nobody ? NULL : worker, exchange_of(job));
}

static enum err
start_workers(struct http_server *s, struct why *why)
{
    const struct pool_app app = {s, worker_new, worker_free, worker_run};
    const struct pool_lane_config lanes[HTTP_LANE_MAX] = {
        [HTTP_LANE_FAST] = {s->config.fast_workers, s->config.queue_max},
        [HTTP_LANE_SLOW] = {s->config.slow_workers, s->config.queue_max},
    };
    s->pool = pool_open(&app, lanes, HTTP_LANE_MAX);
    return s->pool ? OK : fail(why, ERR_IO, "a worker of the server did not start");
}

/* ---- opening ---- */

static void
set_default(int *value, int to)
{
    if (*value <= 0)
        *value = to;
}

static void
set_config(struct http_server *s, const struct http_config *config)
{
    struct http_config *c = &s->config;
    *c = *config;
    set_default(&c->fast_workers, 4);
    set_default(&c->slow_workers, 2);
    set_default(&c->queue_max, 4096);
    set_default(&c->connections_max, 4096);
    set_default(&c->head_timeout_ms, 10 * 1000);
    set_default(&c->body_idle_timeout_ms, 20 * 1000);
    set_default(&c->write_idle_timeout_ms, 20 * 1000);
    set_default(&c->keep_alive_ms, 60 * 1000);
    set_default(&c->stream_comment_ms, 20 * 1000);
    set_default(&c->stop_timeout_ms, 5 * 1000);
    set_default(&c->linger_ms, 2 * 1000);
    if (!c->arena_max_bytes)
        c->arena_max_bytes = (size_t)1 << 30;
    if (!c->body_folder)
        c->body_folder = "/tmp";
    s->waits[HTTP_WAIT_IDLE].ms = (uint64_t)c->keep_alive_ms;
    s->waits[HTTP_WAIT_HEAD].ms = (uint64_t)c->head_timeout_ms;
    s->waits[HTTP_WAIT_BODY].ms = (uint64_t)c->body_idle_timeout_ms;
    s->waits[HTTP_WAIT_WRITE].ms = (uint64_t)c->write_idle_timeout_ms;
    s->waits[HTTP_WAIT_COMMENT].ms = (uint64_t)c->stream_comment_ms;
    s->waits[HTTP_WAIT_LINGER].ms = (uint64_t)c->linger_ms;
}

/* "127.0.0.1:8080", "[::1]:8080", "localhost:8080". */
static enum err
parse_address(const char *listen, struct sockaddr_storage *ret, struct why *why)
{
    const char *colon = listen ? strrchr(listen, ':') : NULL;
    char host[HOST_MAX_BYTES];
    long long port;
    if (!colon || !bytes_to_int(bytes_of(colon + 1), &port) || port < 0 || port > 65535 || colon[1] == '+')
        return fail(why, ERR_INVALID, "'%s' is no address to listen on: give ADDRESS:PORT, such as 127.0.0.1:8080",
                    listen ? listen : "");
    size_t n = (size_t)(colon - listen);
    bool is_bracketed = n > 2 && listen[0] == '[' && listen[n - 1] == ']';
    struct bytes name = is_bracketed ? (struct bytes){listen + 1, n - 2} : (struct bytes){listen, n};
    if (name.n < sizeof host) {
        memcpy(host, name.p, name.n);
        host[name.n] = '\0';
        const char *ip = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
        if (is_bracketed && uv_ip6_addr(ip, (int)port, (struct sockaddr_in6 *)ret) == 0)
            return OK;
        if (!is_bracketed && uv_ip4_addr(ip, (int)port, (struct sockaddr_in *)ret) == 0)
            return OK;
    }
    return fail(why, ERR_INVALID, "'%s' is no address to listen on: before the port stands an IP address, IPv6 in []",
                listen);
}

static enum err
start_listening(struct http_server *s, struct why *why)
{
    struct sockaddr_storage a = {0};
    int n = sizeof a;
    enum err e = parse_address(s->config.listen, &a, why);
    if (e)
        return e;
    /* libuv sets SO_REUSEADDR, so that a restart does not wait for old connections to time out. */
    int failed = uv_tcp_bind(&s->listener, (struct sockaddr *)&a, 0);
    if (!failed)
        failed = uv_listen((uv_stream_t *)&s->listener, BACKLOG, on_connection);
    if (failed == UV_EADDRINUSE)
        return fail(why, ERR_IO, "%s is taken by another program: stop that one, or give another port",
                    s->config.listen);
    if (failed == UV_EACCES)
        return fail(why, ERR_IO, "%s needs rights that this user lacks: give a port from 1024 on", s->config.listen);
    if (failed)
        return fail(why, ERR_IO, "cannot listen on %s: %s", s->config.listen, uv_strerror(failed));
    uv_tcp_getsockname(&s->listener, (struct sockaddr *)&a, &n);
    const unsigned char *port = (const unsigned char *)&((struct sockaddr_in *)&a)->sin_port; // where IPv6 has it too
    s->port = port[0] << 8 | port[1];
    return OK;
}

static void
on_signal(uv_signal_t *signal, int number)
{
    (void)number;
    begin_to_stop(signal->data);
}

static enum err
start_loop(struct http_server *s, struct why *why)
{
    int failed = uv_loop_init(&s->loop);
    if (failed)
        return fail(why, ERR_IO, "the server's loop did not start: %s", uv_strerror(failed));
    s->has_loop = true;
    s->listener.data = s->wake.data = s->prepare.data = s->timer.data = s->on_term.data = s->on_int.data = s;
    uv_tcp_init(&s->loop, &s->listener);
    uv_prepare_init(&s->loop, &s->prepare);
    uv_timer_init(&s->loop, &s->timer);
    uv_timer_init(&s->loop, &s->stop_timer);
    uv_signal_init(&s->loop, &s->on_term);
    uv_signal_init(&s->loop, &s->on_int);
    uv_prepare_start(&s->prepare, on_prepare);
    failed = uv_async_init(&s->loop, &s->wake, on_wake);
    return failed ? fail(why, ERR_IO, "the server's loop did not start: %s", uv_strerror(failed)) : OK;
}

enum err
http_open(const struct http_config *config, const struct http_app *app, struct http_server **ret, struct why *why)
{
    struct http_server *s = calloc(1, sizeof *s);
    struct map *channels = calloc(1, sizeof *channels);
    if (!s || !channels)
        abort();
    s->app = *app;
    s->channel_map = channels;
    s->comment = http_shared_new(BYTES(":\n\n"));
    s->inbox_last = &s->inbox;
    for (int lane = 0; lane < HTTP_LANE_MAX; lane++)
        s->jobs[lane].last = &s->jobs[lane].first;
    uv_mutex_init(&s->inbox_lock);
    set_config(s, config);
    enum err e = start_loop(s, why);
    if (!e)
        e = start_listening(s, why);
    if (!e)
        e = start_workers(s, why);
    // From now until it is closed: whoever is told that it listens may tell it to stop.
    if (!e && s->config.handle_signals) {
        uv_signal_start(&s->on_term, on_signal, SIGTERM);
        uv_signal_start(&s->on_int, on_signal, SIGINT);
    }
    if (e)
        http_close(s);
    else
        *ret = s;
    return e;
}

int
http_port(const struct http_server *s)
{
    return s->port;
}

/* ---- running ---- */

void
http_run(struct http_server *s)
{
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE); // a reader that has gone is an error of one write, not of the program
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    while (sigtimedwait(&pipe, NULL, &(struct timespec){0}) > 0)
        ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void
http_stop(struct http_server *s)
{
    atomic_store(&s->is_stopping, true);
    uv_async_send(&s->wake); // safe in a signal handler
}

/* ---- closing ---- */

static void
close_handle(uv_handle_t *handle, void *ctx)
{
    struct http_server *s = ctx;
    if (uv_is_closing(handle))
        return;
    for (struct http_conn *c = s->conns; c; c = c->next)
        if (handle == (uv_handle_t *)&c->tcp) {
            http_conn_close(c);
            return;
        }
    uv_close(handle, NULL);
}

void
http_close(struct http_server *s)
{
    if (!s)
        return;
    s->has_stopped = true;
    pool_close(s->pool);
    http_inbox_close(s);
    if (s->has_loop) {
        uv_walk(&s->loop, close_handle, s);
        uv_run(&s->loop, UV_RUN_DEFAULT);
        int failed = uv_loop_close(&s->loop);
        assert(!failed);
    }
    for (uint32_t i = 0; i < s->exchange_count; i++)
        http_exchange_free(s->exchanges[i]);
    free(s->exchanges);
    http_streams_done(s);
    map_done(s->channel_map);
    free(s->channel_map);
    http_shared_release(s->comment);
    uv_mutex_destroy(&s->inbox_lock);
    free(s);
}

void
http_stats(struct http_server *s, struct http_stats *ret)
{
    *ret = (struct http_stats){
        .connections_total = s->count.connections,
        .requests_total = s->count.requests,
        .refused_total = s->count.refused,
        .connections = s->count.open,
        .streams = s->count.streams,
        .in_bytes = s->count.in_bytes,
        .out_bytes = s->count.out_bytes,
    };
    for (int i = 0; i < HTTP_LANE_MAX; i++)
        pool_count(s->pool, i, &ret->queued[i], &ret->running[i]);
}

/*
 * The program behind the server: opened, run, closed; and between the server and call.c, what every answer has.
 */
#include "web_inside.h"

#include "../base/log.h"
#include "../base/random.h"
#include "../db/schema.h"
#include "../model/template_store.h"
#include "intake.h"
#include "jobs.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFUSED_BODY_BYTES = 64 << 10, USUAL_BODY_KIB = 256 };

// clang-format off
static const struct { const char *name, *value; } always[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"},
};

/* What the API gives is data: should a browser show it as a page, that page may do nothing. Pictures and exports have
 * styles of their own. */
static const char policy_of_api[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";
static const char policy_of_interface[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
// clang-format on

/* ---- the server's questions ---- */

enum err
web_db_open(struct web *w, struct db **ret, struct why *why)
{
    enum err e = db_open(w->database, ret, why);
    if (!e)
        checkpoints_of(w->checkpoints, *ret);
    return e;
}

static void *
worker_new(void *ctx, enum http_lane lane, int number)
{
    struct web *w = ctx;
    struct why why;
    struct web_worker *worker = calloc(1, sizeof *worker);
    (void)lane;
    (void)number;
    if (!worker)
        abort();
    worker->web = w;
    if (web_db_open(w, &worker->db, &why)) {
        log_write(LOG_LEVEL_ERROR, "web", "a worker cannot open the database", LOG_WITH(log_text("error", why.text)));
        free(worker);
        return NULL;
    }
    worker->parser = json_parser_new();
    return worker;
}

static void
worker_free(void *p)
{
    struct web_worker *worker = p;
    if (!worker)
        return;
    json_parser_free(worker->parser);
    db_close(worker->db);
    free(worker);
}

static void
admit(void *ctx, const struct http_request *r, struct http_admission *ret)
{
    struct web *w = ctx;
    struct route_match match;
    route_find(w->routes, r->method, r->path, &match);
    if (!match.route) {
        ret->body_max_bytes = REFUSED_BODY_BYTES; // read and dropped, so that the sender hears why
        return;
    }
    uint64_t kib = match.route->body_max_kib ? match.route->body_max_kib : USUAL_BODY_KIB;
    ret->body_max_bytes = kib << 10;
    ret->lane = match.route->flags & ROUTE_SLOW ? HTTP_LANE_SLOW : HTTP_LANE_FAST;
}

static void
add_protection(struct web *w, struct http_exchange *x, const char *policy)
{
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        http_header(x, always[i].name, bytes_of(always[i].value));
    http_header(x, "Content-Security-Policy", bytes_of(policy));
    if (web_is_https(w))
        http_header(x, "Strict-Transport-Security", BYTES("max-age=31536000"));
}

/* What the server itself refuses, before it has a route: a problem document, wherever it was to go. */
static void
refusing(void *ctx, struct http_exchange *x)
{
    add_protection(ctx, x, policy_of_api);
    http_header(x, "Cache-Control", BYTES("no-store"));
}

static void
add_headers(struct web *w, struct http_exchange *x, struct bytes path)
{
    add_protection(w, x, web_is_interface(path) ? policy_of_interface : policy_of_api);
    if (!web_is_interface(path)) {
        char changes[24];
        int n = snprintf(changes, sizeof changes, "%llu", (unsigned long long)atomic_load(&w->told));
        http_header(x, "Aftermath-Changes", (struct bytes){changes, (size_t)n});
    }
}

/* The pattern of the route and not the path: some paths are secrets. */
static void
log_request(const struct web_call *c, int64_t took_ms)
{
    struct bytes user = c->cx->actor ? c->cx->actor->id : BYTES_NONE;
    const char *route = c->route ? c->route->path : web_is_interface(c->r->path) ? "interface" : "none";
    int status = c->answer->is_elsewhere ? 0 : c->answer->status;
    if (!c->web->config.quiet)
        log_write(LOG_LEVEL_INFO, "web", "request",
                  LOG_WITH(log_text("method", http_method_name(c->r->method)), log_text("route", route),
                           log_int("status", status), log_int("ms", took_ms), log_bytes("user", user),
                           log_text("address", c->address)));
}

/* Before the answer is sent: whoever changed a setting finds it changed. */
static void
follow_settings(struct web *w, const struct cx *cx)
{
    struct cx own = *cx;
    for (const struct change *ch = cx->changes; ch; ch = ch->next)
        if (bytes_starts(bytes_of(ch->action), "setting.")) {
            if (web_load_base_url(w, &own))
                log_write(LOG_LEVEL_ERROR, "web", "a setting cannot be read",
                          LOG_WITH(log_text("error", own.why.text)));
            return;
        }
}

static void
handle(void *p, struct http_exchange *x)
{
    struct web_worker *worker = p;
    const struct http_request *r = http_request(x);
    struct arena *arena = http_arena(x);
    struct web_answer *answer = arena_new(arena, struct web_answer);
    struct web_call *c = arena_new(arena, struct web_call);
    add_headers(worker->web, x, r->path);
    web_answer_request(worker, r, x, arena, answer, c);
    follow_settings(worker->web, c->cx);
    if (!answer->is_elsewhere)
        web_answer_send(answer, x);
    web_publish_changes(worker->web, c->cx);
    log_request(c, web_now_ms() - c->cx->now_ms);
}

static void
done(void *ctx, const struct http_request *r, int status, uint64_t out_bytes, int64_t took_us)
{
    struct web *w = ctx;
    struct route_match match;
    (void)out_bytes;
    route_find(w->routes, r->method, r->path, &match);
    size_t route = w->table_count + 1;
    if (match.route)
        route = (size_t)(match.route - w->table);
    else if (!match.allowed && web_is_interface(r->path))
        route = w->table_count;
    metrics_count(w->metrics, route, status, took_us);
}

/* ---- life ---- */

static enum err
listen_at(struct web *w, struct why *why)
{
    const struct web_config *config = &w->config;
    if (!config->listen)
        return OK; // a test without sockets
    struct http_config http = {.listen = config->listen,
                               .fast_workers = config->fast_workers,
                               .slow_workers = config->slow_workers,
                               .body_folder = w->data_folder,
                               .handle_signals = config->handle_signals};
    struct http_app app = {.ctx = w,
                           .worker_new = worker_new,
                           .worker_free = worker_free,
                           .admit = admit,
                           .handle = handle,
                           .problem = web_problem_of_server,
                           .refusing = refusing,
                           .done = done,
                           .stream_begun = web_stream_begun};
    return http_open(&http, &app, &w->server, why);
}

/* Listens before it reads, as where it listens may be where people reach it; nobody is answered before it runs. */
static enum err
open_record(struct web *w, struct why *why)
{
    struct arena a = {.max_bytes = (size_t)64 << 20};
    struct cx cx = {.arena = &a, .via = VIA_SYSTEM, .now_ms = web_now_ms()};
    enum err e = db_open(w->database, &cx.db, why);
    if (e)
        return e;
    e = db_migrate(cx.db, db_schema, db_schema_count, why);
    if (!e && (e = templates_sync(&cx)))
        *why = cx.why;
    if (!e && !(w->checkpoints = checkpoints_start(w->database, why)))
        e = ERR_IO;
    if (!e && !(e = listen_at(w, why)) && (e = web_load_base_url(w, &cx)))
        *why = cx.why;
    db_close(cx.db);
    arena_done(&a);
    return e;
}

static void
copy_config(struct web *w, const struct web_config *config)
{
    char database[4096];
    w->config = *config;
    w->data_folder = strdup(config->data_folder);
    if (config->database)
        snprintf(database, sizeof database, "%s", config->database);
    else
        snprintf(database, sizeof database, "%s/aftermath.db", config->data_folder);
    w->database = strdup(database);
    w->version = strdup(config->version ? config->version : "");
    int per_s = config->requests_per_s ? config->requests_per_s : RATE_PER_S;
    if (per_s > 0)
        w->rate = rate_new((uint32_t)per_s, (uint32_t)per_s * RATE_BURST_S, RATE_CALLERS_MAX);
}

enum err
web_open(const struct web_config *config, struct web **ret, struct why *why)
{
    struct web *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    secrets_start();
    pthread_mutex_init(&w->base_url_lock, NULL);
    copy_config(w, config);
    w->started_ms = web_now_ms();
    w->schemas = schemas_new();
    w->table = config->routes ? config->routes : routes;
    w->table_count = config->routes ? config->route_count : route_count;
    w->routes = route_map_new(w->table, w->table_count);
    w->metrics = metrics_new(w->table, w->table_count);
    w->jobs = jobs_new(w);
    w->intake = intake_new(w);
    enum err e = open_record(w, why);
    if (e) {
        web_close(w);
        return e;
    }
    openapi_write(w, &w->openapi);
    *ret = w;
    return OK;
}

int
web_port(const struct web *w)
{
    return http_port(w->server);
}

void
web_run(struct web *w)
{
    struct why why;
    if (intake_start(w->intake, &why)) // deliveries are refused, and told to come again; all else works
        log_write(LOG_LEVEL_ERROR, "intake", "the intake does not run", LOG_WITH(log_text("error", why.text)));
    jobs_start(w->jobs);
    http_run(w->server);
    intake_stop(w->intake);
    jobs_stop(w->jobs);
}

void
web_stop(struct web *w)
{
    http_stop(w->server);
}

void
web_close(struct web *w)
{
    if (!w)
        return;
    intake_free(w->intake);
    jobs_free(w->jobs);
    http_close(w->server);
    checkpoints_stop(w->checkpoints);
    metrics_free(w->metrics);
    route_map_free(w->routes);
    schemas_free(w->schemas);
    rate_free(w->rate);
    buf_done(&w->openapi);
    free(w->data_folder);
    free(w->database);
    web_free_base_url(w);
    free(w->version);
    free(w);
}

/* ---- what handlers ask of it ---- */

const char *
web_data_folder(const struct web *w)
{
    return w->data_folder;
}

const char *
web_version(const struct web *w)
{
    return w->version;
}

struct http_server *
web_http(struct web *w)
{
    return w->server;
}

void
web_wake_jobs(struct web *w)
{
    jobs_wake(w->jobs);
}

bool
web_is_stopping(const struct web *w)
{
    return jobs_are_stopping(w->jobs);
}

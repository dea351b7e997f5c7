#include "intake.h"

#include "../base/log.h"
#include "../base/random.h"
#include "../base/zone.h"
#include "../model/delivery.h"
#include "handlers.h"
#include "web_inside.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A delivery that waits for the writer, in memory of its own: its request's arena belongs to another thread. */
struct item {
    struct item *next;
    struct arena arena;
    struct delivery_new d;
    struct http_later later;
};

struct intake {
    struct web *web;
    struct db *db;
    struct zones *zones; // of the job that reads
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    struct item *first, *last; // these, and what follows, under the lock
    uint32_t waiting;
    uint64_t waiting_bytes;
    bool has_thread, is_stopping, is_storing;
    uint64_t arrived;          // ever
    pthread_cond_t calm;       // nothing waits and nothing is being stored
    uint64_t seen_arrived;     // when goes_first() was last asked
    int64_t seen_ms, burst_ms; // that time, and when the burst began; 0: there is none
    atomic_uint_fast64_t accepted, repeated, refused, too_many, batches;
};

#define ITEM_ARENA_MAX_BYTES ((size_t)DELIVERY_MAX_BYTES + (1 << 20))

struct intake *
intake_new(struct web *w)
{
    struct intake *in = calloc(1, sizeof *in);
    if (!in)
        abort();
    in->web = w;
    pthread_mutex_init(&in->lock, NULL);
    pthread_cond_init(&in->woken, NULL);
    pthread_cond_init(&in->calm, NULL);
    return in;
}

/* ---- the writer ---- */

static void
item_free(struct item *i)
{
    arena_done(&i->arena);
    free(i);
}

/* At most DELIVERY_BATCH_MAX, waiting for the first; NULL when there is nothing left to do. */
static struct item *
take_batch(struct intake *in, uint32_t *ret_count)
{
    struct item *first, *end;
    uint32_t n = 0;
    pthread_mutex_lock(&in->lock);
    in->is_storing = false;
    if (!in->first)
        pthread_cond_broadcast(&in->calm);
    while (!in->first && !in->is_stopping)
        pthread_cond_wait(&in->woken, &in->lock);
    first = end = in->first;
    for (struct item *i = first; i && n < DELIVERY_BATCH_MAX; i = i->next, n++) {
        in->waiting_bytes -= i->d.body.n;
        end = i;
    }
    in->waiting -= n;
    in->is_storing = n > 0;
    if (end) {
        in->first = end->next;
        end->next = NULL;
    }
    if (!in->first)
        in->last = NULL;
    pthread_mutex_unlock(&in->lock);
    *ret_count = n;
    return first;
}

static void
answer_stored(struct intake *in, const struct item *i)
{
    char text[128];
    int n = snprintf(text, sizeof text, "{\"delivery\":\"%.*s\",\"repeated\":%s}", BYTES_ARG(i->d.id),
                     i->d.repeated ? "true" : "false");
    atomic_fetch_add(i->d.repeated ? &in->repeated : &in->accepted, 1);
    http_answer_later(in->web->server, i->later, 202, "application/json", (struct bytes){text, (size_t)n}, NULL, 0);
}

static void
answer_failed(struct intake *in, const struct item *i, enum err e, const char *sentence)
{
    struct buf body = {0};
    int status = e == ERR_FULL ? 507 : 503;
    const char *media_type = web_problem_of_server(in->web, status, sentence, &body);
    const struct header retry = {BYTES("Retry-After"), BYTES("10")};
    http_answer_later(in->web->server, i->later, status, media_type, buf_bytes(&body), &retry, 1);
    buf_done(&body);
}

static void
store_batch(struct intake *in, struct item *first, uint32_t count)
{
    struct arena arena = {.max_bytes = (size_t)1 << 30};
    struct cx cx = {.arena = &arena, .db = in->db, .via = VIA_INTAKE, .now_ms = web_now_ms()};
    struct delivery_new *list = arena_new_n(&arena, struct delivery_new, count);
    uint32_t n = 0;
    for (struct item *i = first; i; i = i->next)
        list[n++] = i->d;
    enum err e = deliveries_store(&cx, list, count);
    atomic_fetch_add(&in->batches, 1);
    if (e)
        log_write(LOG_LEVEL_ERROR, "intake", "deliveries could not be stored",
                  LOG_WITH(log_text("error", cx.why.text)));
    n = 0;
    for (struct item *i = first, *next; i; i = next) {
        next = i->next;
        i->d = list[n++];
        if (e)
            answer_failed(in, i, e,
                          e == ERR_FULL ? "the disk is full; make room and send it again"
                                        : "it could not be stored; send it again");
        else
            answer_stored(in, i);
        item_free(i);
    }
    if (!e) {
        web_publish_changes(in->web, &cx);
        web_wake_jobs(in->web);
    }
    arena_done(&arena);
}

static void *
work(void *p)
{
    struct intake *in = p;
    struct item *first;
    uint32_t n;
    while ((first = take_batch(in, &n)))
        store_batch(in, first, n);
    return NULL;
}

enum err
intake_start(struct intake *in, struct why *why)
{
    enum err e = web_db_open(in->web, &in->db, why);
    if (e)
        return e;
    in->is_stopping = false;
    if (pthread_create(&in->thread, NULL, work, in))
        return fail(why, ERR_IO, "the intake's thread could not be started");
    in->has_thread = true;
    return OK;
}

void
intake_stop(struct intake *in)
{
    if (!in->has_thread)
        return;
    pthread_mutex_lock(&in->lock);
    in->is_stopping = true;
    pthread_cond_signal(&in->woken);
    pthread_cond_broadcast(&in->calm);
    pthread_mutex_unlock(&in->lock);
    pthread_join(in->thread, NULL);
    in->has_thread = false;
    db_close(in->db);
    in->db = NULL;
}

void
intake_free(struct intake *in)
{
    if (!in)
        return;
    intake_stop(in);
    pthread_mutex_destroy(&in->lock);
    pthread_cond_destroy(&in->woken);
    pthread_cond_destroy(&in->calm);
    zones_free(in->zones);
    free(in);
}

void
intake_counts(struct intake *in, struct intake_counts *ret)
{
    pthread_mutex_lock(&in->lock);
    uint32_t waiting = in->waiting;
    pthread_mutex_unlock(&in->lock);
    *ret = (struct intake_counts){.accepted = atomic_load(&in->accepted),
                                  .repeated = atomic_load(&in->repeated),
                                  .refused = atomic_load(&in->refused),
                                  .too_many = atomic_load(&in->too_many),
                                  .batches = atomic_load(&in->batches),
                                  .waiting = waiting};
}

/* ---- a request ---- */

static struct item *
item_new(const struct web_call *c, const struct source *source, struct bytes body)
{
    struct item *i = calloc(1, sizeof *i);
    if (!i)
        abort();
    i->arena.max_bytes = ITEM_ARENA_MAX_BYTES;
    i->d = (struct delivery_new){.id = id_new(&i->arena, "dlv", c->cx->now_ms),
                                 .source_id = bytes_dup(&i->arena, source->id),
                                 .headers_json = delivery_headers_json(&i->arena, c->r->headers, c->r->header_count),
                                 .body = bytes_dup(&i->arena, body),
                                 .hash = sha256_of(body),
                                 .received_ms = c->cx->now_ms};
    i->d.key = delivery_key(&i->arena, c->r->headers, c->r->header_count, &i->d.hash);
    return i;
}

/* False: no room, or the program ends. Deferred under the lock, so that the writer cannot answer before. */
static bool
submit(struct intake *in, struct web_call *c, struct item *i)
{
    pthread_mutex_lock(&in->lock);
    bool has_room = in->has_thread && !in->is_stopping && in->waiting < INTAKE_QUEUE_MAX &&
                    in->waiting_bytes + i->d.body.n <= INTAKE_QUEUE_MAX_BYTES;
    if (has_room) {
        i->later = http_defer(c->x);
        if (in->last)
            in->last->next = i;
        else
            in->first = i;
        in->last = i;
        in->waiting++;
        in->arrived++;
        in->waiting_bytes += i->d.body.n;
        pthread_cond_signal(&in->woken);
    }
    pthread_mutex_unlock(&in->lock);
    return has_room;
}

/* Whether the source, which may be NULL, vouches for it. What is wrong is for the administrator's log alone; an address
 * that is none takes as long as a wrong signature. */
static bool
is_signed(struct web_call *c, const struct source *source, struct bytes body)
{
    struct bytes secrets[SOURCE_SECRETS_MAX];
    struct why why = {"the address is unknown or its source is disabled"};
    const struct signature_scheme *scheme = source ? source->scheme : signature_scheme_find(BYTES("github"));
    uint32_t n = source ? source->secret_count : 0;
    for (uint32_t i = 0; i < n; i++)
        secrets[i] = source->secrets[i].secret;
    enum err e = signature_check(scheme, secrets, n, source ? source->header : BYTES_NONE, c->r->headers,
                                 c->r->header_count, body, c->cx->now_ms, source ? &why : NULL);
    if (source && !e)
        return true;
    atomic_fetch_add(&c->web->intake->refused, 1);
    log_write(LOG_LEVEL_WARN, "intake", "a delivery was refused",
              LOG_WITH(log_bytes("source", source ? source->id : BYTES_NONE), log_text("address", c->address),
                       log_text("why", why.text)));
    return false;
}

enum err
api_intake(struct web_call *c)
{
    struct source *source;
    struct bytes body;
    enum err e = web_whole_body(c, &body);
    if (e || (e = source_of_address(c->cx, c->params[0], &source)))
        return e;
    if (!is_signed(c, source, body))
        return web_refuse(c, 401, 0, "this delivery was not accepted: its address or its signature is not right");
    if (body.n > DELIVERY_MAX_BYTES)
        return web_refuse(c, 413, 0, "a delivery may have %d MiB at most", DELIVERY_MAX_BYTES >> 20);
    struct item *i = item_new(c, source, body);
    if (submit(c->web->intake, c, i)) {
        web_elsewhere(c);
        return OK;
    }
    item_free(i);
    atomic_fetch_add(&c->web->intake->too_many, 1);
    return web_refuse(c, 429, INTAKE_RETRY_AFTER_S, "more arrives than can be stored just now; send it again");
}

/* ---- the job that reads them ---- */

/* Whether so many arrive just now that they should all be stored before any is read. Under the lock. */
static bool
is_burst(struct intake *in)
{
    int64_t now_ms = web_now_ms(), passed_ms = now_ms - in->seen_ms;
    uint64_t n = in->arrived - in->seen_arrived;
    in->seen_arrived = in->arrived;
    in->seen_ms = now_ms;
    bool is = passed_ms >= 0 && n * 1000 > (uint64_t)(passed_ms + INTAKE_TURN_MS) * INTAKE_BURST_PER_S;
    if (!is)
        in->burst_ms = 0;
    else if (!in->burst_ms)
        in->burst_ms = now_ms;
    return is && now_ms - in->burst_ms < INTAKE_BURST_MS;
}

/* The database has one writer at a time, and whoever reads deliveries writes: those who wait for their answer go first.
 * Returns when it is the reader's turn, or false after INTAKE_TURN_MS of a burst. */
static bool
goes_first(struct intake *in)
{
    struct timespec until;
    int code = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += INTAKE_TURN_MS * 1000 * 1000;
    until.tv_sec += until.tv_nsec / (1000 * 1000 * 1000);
    until.tv_nsec %= 1000 * 1000 * 1000;
    pthread_mutex_lock(&in->lock);
    bool burst = is_burst(in);
    while (!code && in->has_thread && !in->is_stopping && (burst || in->first || in->is_storing))
        code = pthread_cond_timedwait(&in->calm, &in->lock, &until);
    pthread_mutex_unlock(&in->lock);
    return !burst;
}

enum err
job_deliveries(struct web *w, struct cx *cx, bool *ret_more)
{
    *ret_more = true;
    if (!goes_first(w->intake))
        return OK;
    if (!w->intake->zones)
        w->intake->zones = zones_new(NULL);
    return deliveries_read(cx, w->intake->zones, ret_more);
}

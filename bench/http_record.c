#include "http_record.h"

#include "../src/base/buf.h"
#include "../src/base/hash.h"
#include "../src/base/random.h"
#include "../src/db/schema.h"
#include "../src/model/component.h"
#include "../src/model/event.h"
#include "../src/model/incident.h"
#include "../src/model/token.h"
#include "clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SEED = 11, BATCH = 500, TAIL_WORDS = 20 * 1000, RARE_EVERY = 10 * 1000, PROGRESS_EVERY = 10 * 1000 };
#define YEARS_MS ((int64_t)5 * 365 * 86400 * 1000)
#define START_MS 1600000000000

static const char *const common[] = {"checkout",   "payment", "database", "latency", "timeout", "deploy",
                                     "connection", "pool",    "restart",  "traffic", "region",  "customer",
                                     "api",        "cache",   "replica",  "queue",   "rollback"};
enum { COMMON = sizeof common / sizeof *common };

struct maker {
    struct cx *cx;
    struct random random;
    struct bytes components[RECORD_COMPONENTS];
};

/* Words as incidents have them: one that is everywhere, some common ones, some of a long tail. */
static struct bytes
words(struct maker *m, uint32_t number, int count)
{
    struct buf text = {0};
    buf_puts(&text, number % 2 ? "error left" : "error right");
    for (int i = 0; i < count; i++)
        if (i % 2)
            buf_printf(&text, " w%u", random_below(&m->random, TAIL_WORDS) * random_below(&m->random, 100) / 100);
        else
            buf_printf(&text, " %s", common[random_below(&m->random, COMMON)]);
    if (number % RARE_EVERY == 17)
        buf_puts(&text, " needle");
    struct bytes ret = bytes_dup(m->cx->arena, buf_bytes(&text));
    buf_done(&text);
    return ret;
}

static enum err
make_components(struct maker *m)
{
    enum err e = OK;
    for (uint32_t i = 0; i < RECORD_COMPONENTS && !e; i++) {
        struct component *c;
        struct component_edit in = {.name = bytes_printf(m->cx->arena, "%s-%u", common[i % COMMON], i)};
        e = component_create(m->cx, &in, &c);
        if (!e)
            m->components[i] = c->id;
    }
    return e;
}

static enum err
make_incident(struct maker *m, uint32_t number, int64_t ms)
{
    struct incident *incident;
    struct bytes component = m->components[random_below(&m->random, RECORD_COMPONENTS)];
    struct incident_new in = {.title = words(m, number, 6),
                              .summary = words(m, number, 20),
                              .severity = 1 + (int)random_below(&m->random, 5),
                              .state = random_below(&m->random, 100) ? INCIDENT_CLOSED : INCIDENT_MITIGATED,
                              .started_ms = ms,
                              .ended_ms = ms + 3600000,
                              .component_ids = &component,
                              .component_count = 1};
    enum err e = incident_create(m->cx, &in, &incident);
    for (uint32_t i = 0; i < RECORD_EVENTS_EACH && !e; i++) {
        struct event_new event = {.at_ms = ms + i * 60000,
                                  .precision = PRECISION_SECOND,
                                  .kind = (enum kind)random_below(&m->random, KIND_MAX),
                                  .title = words(m, number * RECORD_EVENTS_EACH + i, 8),
                                  .detail = words(m, number * RECORD_EVENTS_EACH + i, 10),
                                  .actor = BYTES("ada"),
                                  .key = i % 5 == 0};
        e = event_create(m->cx, incident->id, &event, NULL);
    }
    return e;
}

static enum err
make_batch(struct maker *m, uint32_t from, uint32_t to, uint32_t of)
{
    enum err e = db_begin(m->cx);
    if (e)
        return e;
    for (uint32_t i = from; i < to && !e; i++) {
        m->cx->now_ms = START_MS + YEARS_MS / of * i;
        e = make_incident(m, i, m->cx->now_ms);
    }
    return db_finish(m->cx, e);
}

static enum err
make_incidents(struct maker *m, uint32_t count)
{
    struct cx *cx = m->cx;
    struct arena *whole = cx->arena, batch = {.max_bytes = (size_t)1 << 30};
    enum err e = OK;
    cx->arena = &batch;
    for (uint32_t i = 0; i < count && !e; i += BATCH) {
        e = make_batch(m, i, i + BATCH < count ? i + BATCH : count, count);
        cx->changes = NULL; // they lived in the batch's memory
        arena_done(&batch);
        batch = (struct arena){.max_bytes = (size_t)1 << 30};
        if ((i + BATCH) % PROGRESS_EVERY == 0)
            fprintf(stderr, "%u of %u incidents are made\n", i + BATCH, count);
    }
    cx->arena = whole;
    return e;
}

static enum err
make_admin(struct cx *cx, struct record_facts *ret)
{
    struct user_new in = {.name = BYTES("Ada"), .email = BYTES("ada@example.org"), .role = ROLE_ADMIN};
    struct user *ada;
    struct token *token;
    struct bytes secret;
    enum err e = user_create(cx, &in, &ada);
    if (e)
        return e;
    struct token_new t = {.user_id = ada->id, .name = BYTES("bench"), .role = ROLE_ADMIN};
    if ((e = token_create(cx, &t, &secret, &token)))
        return e;
    snprintf(ret->token, sizeof ret->token, "%.*s", BYTES_ARG(secret));
    return OK;
}

static enum err
fill(struct cx *cx, struct record_facts *ret)
{
    struct maker m = {.cx = cx, .random = {SEED}};
    enum err e = make_admin(cx, ret);
    if (!e)
        e = make_components(&m);
    return e ? e : make_incidents(&m, ret->incidents);
}

static enum err
open_record(const struct record_facts *f, struct cx *cx)
{
    char path[600];
    snprintf(path, sizeof path, "%s/aftermath.db", f->folder);
    enum err e = db_open(path, &cx->db, &cx->why);
    return e ? e : db_migrate(cx->db, db_schema, db_schema_count, &cx->why);
}

/* The token in a file beside the record also says that it is whole: it is written last. */
static bool
read_token(const char *path, struct record_facts *ret)
{
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    bool there = fscanf(f, "%127s", ret->token) == 1;
    fclose(f);
    return there;
}

static enum err
write_token(const char *path, const struct record_facts *facts, struct why *why)
{
    FILE *f = fopen(path, "w");
    if (!f || fprintf(f, "%s\n", facts->token) < 0 || fclose(f))
        return fail(why, ERR_IO, "cannot write %s: %s", path, strerror(errno));
    return OK;
}

/* Of a program with another schema it is another record. */
static struct sha256_hex
schema_hash(void)
{
    struct buf all = {0};
    for (size_t i = 0; i < db_schema_count; i++)
        buf_puts(&all, db_schema[i].text);
    struct sha256 hash = sha256_of(buf_bytes(&all));
    buf_done(&all);
    return sha256_hex(&hash);
}

enum err
record_make(const char *parent, uint32_t incidents, struct record_facts *ret, struct why *why)
{
    char path[600];
    struct arena arena = {.max_bytes = (size_t)1 << 30};
    struct cx cx = {.arena = &arena, .via = VIA_COMMAND, .now_ms = START_MS};
    ret->incidents = incidents;
    mkdir(parent, 0755);
    snprintf(ret->folder, sizeof ret->folder, "%s/record-%u-%u-%u-%.8s", parent, incidents, RECORD_EVENTS_EACH, SEED,
             schema_hash().s);
    snprintf(path, sizeof path, "%s.token", ret->folder);
    if (read_token(path, ret))
        return OK;
    if (mkdir(ret->folder, 0700))
        return fail(why, ERR_IO, "cannot make %s: %s; remove what a run that was cut short left", ret->folder,
                    strerror(errno));
    secrets_start();
    enum err e = open_record(ret, &cx);
    if (!e)
        e = fill(&cx, ret);
    if (!e)
        e = db_checkpoint(cx.db, &cx.why);
    *why = cx.why;
    db_close(cx.db);
    arena_done(&arena);
    return e ? e : write_token(path, ret, why);
}

enum err
record_ids(const struct record_facts *f, char (*ret_ids)[32], uint32_t count, char (*ret_components)[32],
           struct why *why)
{
    static const struct sql q_ids = {"bench_ids", "select id from incident where number % $1 = 0 order by number desc"},
                            q_components = {"bench_components", "select id from component order by id"};
    struct arena arena = {.max_bytes = 64 << 20};
    struct cx cx = {.arena = &arena, .via = VIA_COMMAND};
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = open_record(f, &cx);
    if (!e && !(e = db_query(&cx, &q_ids, &s))) {
        db_i64(s, 1, f->incidents / count);
        while (!(e = db_next(&cx, s, &row)) && row)
            if (n < count)
                snprintf(ret_ids[n++], 32, "%.*s", BYTES_ARG(col_view(s, 0)));
    }
    n = 0;
    if (!e && !(e = db_query(&cx, &q_components, &s)))
        while (!(e = db_next(&cx, s, &row)) && row)
            if (n < RECORD_COMPONENTS)
                snprintf(ret_components[n++], 32, "%.*s", BYTES_ARG(col_view(s, 0)));
    *why = cx.why;
    db_close(cx.db);
    arena_done(&arena);
    return e;
}

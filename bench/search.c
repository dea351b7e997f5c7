/*
 * How long a search takes in a large record: generated incidents with 20 events each, one word ("error") in all of
 * them, two common ones that are never together, and rare ones. Prints what it took to put everything in, what the
 * index and its text take up, and the median and the slowest of RUNS searches for each kind of query, in wall time.
 *
 *     script/bench search [INCIDENTS [FILE]]    FILE is made, and used again when it is there
 */
#include "../src/model/search.h"
#include "../src/base/buf.h"
#include "../src/base/random.h"
#include "../src/db/schema.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { INCIDENTS = 100 * 1000, EVENTS_EACH = 20, RUNS = 30, BATCH = 500, WORDS = 20 * 1000 };
#define YEARS_MS ((int64_t)5 * 365 * 86400 * 1000)
#define START_MS 1600000000000

static const char *const common[] = {"checkout",   "payment", "database", "latency", "timeout", "deploy",
                                     "connection", "pool",    "restart",  "traffic", "region",  "customer",
                                     "api",        "cache",   "replica",  "queue",   "rollback"};

static void
stop(struct cx *cx, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, cx->why.text);
    exit(1);
}

static double
wall_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Some common words, some of a long tail, and those that the queries are about. */
static void
put_text(struct buf *out, struct random *r, uint32_t number)
{
    buf_puts(out, number % 2 ? "error left " : "error right ");
    for (int i = 0; i < 6; i++)
        buf_printf(out, "%s ", common[random_below(r, sizeof common / sizeof *common)]);
    for (int i = 0; i < 6; i++)
        buf_printf(out, "w%u ", random_below(r, WORDS) * random_below(r, 100) / 100);
    if (number % 100000 == 17)
        buf_puts(out, "needle ");
}

static void
put(struct cx *cx, struct random *r, enum search_kind kind, struct bytes parent, uint32_t number, int64_t ms)
{
    struct buf title = {0}, body = {0};
    put_text(&title, r, number);
    put_text(&body, r, number);
    struct search_item item = {.kind = kind,
                               .id = kind == SEARCH_INCIDENT ? parent : id_new(cx->arena, "evt", ms),
                               .parent = parent,
                               .title = buf_bytes(&title),
                               .body = buf_bytes(&body),
                               .ms = ms};
    if (search_put(cx, &item))
        stop(cx, "put");
    buf_done(&title);
    buf_done(&body);
}

static void
fill(struct cx *cx, uint32_t incidents)
{
    struct random r = {7};
    double start = wall_seconds();
    for (uint32_t i = 0; i < incidents; i++) {
        if (i % BATCH == 0 && db_begin(cx))
            stop(cx, "begin");
        int64_t ms = START_MS + YEARS_MS / incidents * i;
        struct bytes id = id_new(cx->arena, "inc", ms);
        put(cx, &r, SEARCH_INCIDENT, id, i, ms);
        for (uint32_t k = 0; k < EVENTS_EACH; k++)
            put(cx, &r, SEARCH_EVENT, id, i * EVENTS_EACH + k, ms + k * 60000);
        if (i % BATCH == BATCH - 1 || i + 1 == incidents) {
            if (db_finish(cx, OK))
                stop(cx, "commit");
            arena_done(cx->arena);
        }
    }
    double seconds = wall_seconds() - start;
    printf("put in: %u texts in %.1f s, %.0f a second\n", incidents * (EVENTS_EACH + 1), seconds,
           incidents * (EVENTS_EACH + 1) / seconds);
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void
measure(struct cx *cx, const char *query)
{
    double ms[RUNS];
    struct search_result r = {0};
    for (int i = 0; i < RUNS; i++) {
        double start = wall_seconds();
        if (search(cx, bytes_of(query), SEARCH_ALL_KINDS, 20, &r))
            stop(cx, query);
        ms[i] = (wall_seconds() - start) * 1000;
        if (i + 1 < RUNS)
            arena_done(cx->arena);
    }
    qsort(ms, RUNS, sizeof *ms, compare);
    printf("%-28s %8.2f %8.2f %6u %s\n", query, ms[RUNS / 2], ms[RUNS - 1], r.count, r.capped ? "capped" : "");
    arena_done(cx->arena);
}

int
main(int argc, char **argv)
{
    static const char *const queries[] = {
        "error",
        "err",
        "er",
        "e",
        "erro",
        "needle",
        "error needle",
        "left right",
        "left righ",
        "error error",
        "checkout payment",
        "payment latency pool",
        "\"left right\"",
        "\"checkout payment\"",
        "error w1",
        "w1",
        "error w12",
        "w",
        "w123",
        "checkout-api",
        "no such word",
        "checkout payment database latency timeout deploy connection pool restart traffic region error",
    };
    uint32_t incidents = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : INCIDENTS;
    const char *path = argc > 2 ? argv[2] : "search-bench.db";
    struct arena arena = {.max_bytes = (size_t)4 << 30};
    struct cx cx = {.arena = &arena, .via = VIA_COMMAND, .now_ms = START_MS + YEARS_MS};
    bool there = access(path, F_OK) == 0;
    secrets_start();
    if (db_open(path, &cx.db, &cx.why) || db_migrate(cx.db, db_schema, db_schema_count, &cx.why))
        stop(&cx, path);
    if (!there)
        fill(&cx, incidents);
    struct stat st;
    if (stat(path, &st) == 0)
        printf("the file: %.0f MB\n", (double)st.st_size / 1e6);
    printf("%-28s %8s %8s %6s\n", "query", "median", "slowest", "hits");
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        measure(&cx, queries[i]);
    printf("resident: %.0f MB\n", (double)resident_bytes() / 1e6);
    db_close(cx.db);
    if (argc <= 2)
        unlink(path);
    return 0;
}

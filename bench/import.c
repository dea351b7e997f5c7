/*
 * How fast the importers read: MB and signals a second of each on generated files, beside what the raw parser needs for
 * the same bytes: json_parse() of the same elements, or for text a pass for line ends and one for valid UTF-8. Then all
 * the way: a folder of mixed files to a timeline. CPU time of one core, the best of some runs.
 *
 *     script/bench import              all importers, then all the way
 *     script/bench import slack        those whose title contains the word
 *     script/bench import all          only all the way
 *     script/bench import all FOLDER   the same with the files in that folder
 */
#include "../src/base/utf8.h"
#include "../src/import/gather.h"
#include "../src/timeline/timeline.h"
#include "clock.h"
#include "payload.h"

#include <fcntl.h>
#include <ftw.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RUNS = 3, PAYLOAD_BYTES = 32 << 20, SEED = 7 };
#define ARENA_MAX_BYTES ((size_t)1 << 36)

static void
stop(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* ---- what the raw parser needs ---- */

struct pieces {
    struct bytes *items;
    size_t count, cap;
};

static void
add_piece(struct pieces *to, struct bytes b)
{
    if (to->count == to->cap) {
        to->cap = to->cap ? to->cap * 2 : 1024;
        to->items = realloc(to->items, to->cap * sizeof *to->items);
        if (!to->items)
            abort();
    }
    to->items[to->count++] = b;
}

/* The values that an importer would parse one by one. */
static void
find_pieces(struct pieces *to, const struct payload *p)
{
    struct why why;
    for (uint32_t i = 0; i < p->file_count; i++) {
        struct json_walk w = json_walk_of(payload_bytes(p, i));
        struct bytes raw;
        while (!json_walk_next(&w, &raw, &why) && raw.n)
            add_piece(to, raw);
    }
}

static double
json_seconds(const struct payload *p)
{
    struct pieces pieces = {0};
    find_pieces(&pieces, p);
    struct json_parser *parser = json_parser_new();
    struct json v;
    struct why why;
    double start = cpu_seconds();
    for (size_t i = 0; i < pieces.count; i++)
        if (json_parse(parser, pieces.items[i], &v, &why))
            stop(why.text);
    double took = cpu_seconds() - start;
    json_parser_free(parser);
    free(pieces.items);
    return took;
}

static double
text_seconds(const struct payload *p)
{
    double start = cpu_seconds();
    size_t lines = 0;
    for (uint32_t i = 0; i < p->file_count; i++) {
        struct bytes text = payload_bytes(p, i), line;
        if (!utf8_valid(text))
            stop("a payload is not UTF-8");
        while (bytes_line(&text, &line))
            lines++;
    }
    if (!lines)
        stop("a payload is empty");
    return cpu_seconds() - start;
}

/* ---- one importer ---- */

static double
import_seconds(const struct payload *p, const struct importer *with, uint32_t *ret_count)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct zones *zones = zones_new(NULL);
    struct import im;
    struct why why;
    import_init(&im, &a, zones);
    double start = cpu_seconds();
    for (uint32_t i = 0; i < p->file_count; i++) {
        struct input in = {.bytes = payload_bytes(p, i), .path = bytes_of(p->files[i].path), .named = true};
        if (import_read(&im, with, &in, &why))
            stop(why.text);
    }
    double took = cpu_seconds() - start;
    *ret_count = im.count;
    import_done(&im);
    zones_free(zones);
    arena_done(&a);
    return took;
}

/* A payload that its importer does not take for its own would measure nothing. */
static void
check_sniff(const struct payload *p, const struct importer *with)
{
    struct input in = {.bytes = payload_bytes(p, 0), .path = bytes_of(p->files[0].path)};
    struct look l = look_at(&in);
    if (importer_for(&l) != with)
        stop(with->name);
}

static void
run_importer(const struct payload_shape *shape)
{
    struct payload p;
    payload_make(&p, shape, PAYLOAD_BYTES, SEED);
    const struct importer *with = importer_find(shape->importer);
    if (!with)
        stop(shape->importer);
    check_sniff(&p, with);
    double best_s = 1e9, floor_s = 1e9, mb = (double)p.text.n / 1e6;
    uint32_t count = 0;
    for (int i = 0; i < RUNS; i++) {
        double took = import_seconds(&p, with, &count), raw = shape->is_json ? json_seconds(&p) : text_seconds(&p);
        best_s = took < best_s ? took : best_s;
        floor_s = raw < floor_s ? raw : floor_s;
    }
    printf("%-20s %8.1f %9u %8u %8.0f %11.0f %8.0f %8.1f\n", shape->title, mb, count,
           (unsigned)((double)p.text.n / count), mb / best_s, count / best_s, mb / floor_s, best_s / floor_s);
    fflush(stdout);
    payload_free(&p);
}

/* ---- all the way ---- */

static void
write_file(const char *folder, const char *path, struct bytes content)
{
    char whole[400];
    snprintf(whole, sizeof whole, "%s/%s", folder, path);
    for (char *s = strchr(whole + strlen(folder) + 1, '/'); s; s = strchr(s + 1, '/')) {
        *s = 0;
        mkdir(whole, 0700);
        *s = '/';
    }
    FILE *f = fopen(whole, "we");
    if (!f || fwrite(content.p, 1, content.n, f) != content.n || fclose(f))
        stop(whole);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void
write_mixed(const char *folder)
{
    for (const struct payload_shape *s = payload_shapes; s->title; s++) {
        struct payload p;
        payload_make(&p, s, (size_t)s->mixed_mb << 20, SEED);
        for (uint32_t i = 0; i < p.file_count; i++)
            write_file(folder, p.files[i].path, payload_bytes(&p, i));
        payload_free(&p);
    }
}

struct timing {
    double gather_s, build_s;
    uint32_t files, signals, events;
    uint64_t bytes;      // of the files
    uint64_t peak, text; // bytes: the most that was resident, and what the signals' text and ties take
};

static void
read_mixed(const char *folder, struct timing *t)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct zones *zones = zones_new(NULL);
    struct import im;
    struct gather_options go = {0};
    struct gathered g;
    struct timeline_options o = {.zones = zones};
    struct timeline *timeline;
    struct why why;
    malloc_trim(0);
    uint64_t before = resident_bytes();
    peak_reset();
    import_init(&im, &a, zones);
    double start = cpu_seconds();
    if (gather(&im, &folder, 1, &go, &g, &why))
        stop(why.text);
    if (g.refusal_count)
        stop(g.refusals[0].path);
    double gathered = cpu_seconds();
    t->text = a.used_bytes;
    t->bytes = 0;
    for (uint32_t i = 0; i < im.origin_count; i++)
        t->bytes += im.origins[i].size_bytes;
    if (timeline_build(&a, im.signals, im.count, im.origins, im.origin_count, &o, &timeline, &why))
        stop(why.text);
    t->build_s = cpu_seconds() - gathered;
    t->gather_s = gathered - start;
    t->peak = peak_bytes() - before;
    t->files = g.file_count;
    t->signals = im.count;
    t->events = timeline->event_count;
    import_done(&im);
    zones_free(zones);
    arena_done(&a);
}

static void
run_all_the_way(const char *folder)
{
    struct timing best = {.gather_s = 1e9, .build_s = 1e9};
    for (int i = 0; i < RUNS; i++) {
        struct timing t;
        read_mixed(folder, &t);
        if (t.gather_s + t.build_s < best.gather_s + best.build_s)
            best = t;
    }
    double took = best.gather_s + best.build_s, bytes = (double)best.bytes;
    printf("\nall the way: %u files, %.0f MB, %u signals, %u events\n", best.files, bytes / 1e6, best.signals,
           best.events);
    printf("    gather %.2f s, timeline %.2f s, together %.0f signals/s, %.0f MB/s\n", best.gather_s, best.build_s,
           best.signals / took, bytes / 1e6 / took);
    printf("    at most %.0f MB of memory: %.0f bytes a signal, of which %.0f are its text and ties\n",
           (double)best.peak / 1e6, (double)best.peak / best.signals, (double)best.text / best.signals);
}

static void
run_mixed(void)
{
    const char *temporary = getenv("TMPDIR");
    char folder[200];
    snprintf(folder, sizeof folder, "%s/aftermath-bench-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(folder))
        stop(folder);
    write_mixed(folder);
    run_all_the_way(folder);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : "";
    bool all = strcmp(only, "all") == 0;
    if (!all)
        printf("%-20s %8s %9s %8s %8s %11s %8s %8s\n", "importer", "MB", "signals", "B/signal", "MB/s", "signals/s",
               "raw MB/s", "x raw");
    for (const struct payload_shape *s = payload_shapes; s->title; s++)
        if (!all && strstr(s->title, only))
            run_importer(s);
    if (argc > 2)
        run_all_the_way(argv[2]);
    else if (all || !*only)
        run_mixed();
    return 0;
}

#include "evidence_args.h"

#include "../import/gather.h"
#include "../timeline/timeline.h"
#include "people.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REFUSALS_SHOWN = 40, PROGRESS_EVERY_MS = 100 };

struct evidence_held {
    struct import import;
    struct zones *zones;
    struct people people;
};

void
evidence_release(struct evidence_held *held)
{
    if (!held)
        return;
    people_done(&held->people);
    import_done(&held->import);
    zones_free(held->zones);
    free(held);
}

/* ---- progress ---- */

struct progress {
    bool shown;
    int64_t last_ms;
};

static int64_t
steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
show_progress(void *ctx, const char *path, uint64_t done_bytes, uint64_t total_bytes)
{
    struct progress *p = ctx;
    int64_t now = steady_ms();
    if (now - p->last_ms < PROGRESS_EVERY_MS)
        return;
    p->last_ms = now;
    p->shown = true;
    char line[80];
    size_t n = strlen(path);
    snprintf(line, sizeof line, "%s%s", n > 48 ? "..." : "", n > 48 ? path + n - 48 : path);
    for (char *s = line; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            *s = '?';
    fprintf(stderr, "\r\033[Kreading %3.0f %%  %s",
            total_bytes ? 100.0 * (double)done_bytes / (double)total_bytes : 0.0, line);
    fflush(stderr);
}

static void
end_progress(const struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
}

/* ---- options ---- */

static int
read_time(struct call *c, struct zones *z, zone_id zone, const char *option, const char *text, bool *has,
          int64_t *ret_ms)
{
    struct when w;
    *has = text;
    if (!text)
        return EXIT_DONE;
    if (!when_parse(z, bytes_of(text), &w) || w.precision == PRECISION_UNKNOWN)
        return call_fail(c, "--%s '%s' is no time; write it like 2021-05-29T22:37Z or '2021-05-29 16:37 Denver'",
                         option, text);
    if (w.lacks & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE))
        return call_fail(c, "--%s '%s' needs a date with its year, like 2021-05-29 22:37", option, text);
    *ret_ms = w.lacks & WHEN_LACKS_ZONE ? when_in_zone(z, w, zone == ZONE_NONE ? ZONE_UTC : zone).ms : w.ms;
    if (w.precision == PRECISION_DAY && strcmp(option, "incident-to") == 0)
        *ret_ms += (int64_t)24 * 3600 * 1000 - 1; // "to 29 May" means its end
    return EXIT_DONE;
}

static int
read_options(struct call *c, const struct evidence_values *v, struct evidence_held *held, struct timeline_options *o)
{
    struct why why;
    o->zones = held->zones;
    if (v->zone) {
        o->zone = zone_find(held->zones, bytes_of(v->zone));
        if (o->zone == ZONE_NONE)
            return call_fail(c, "--zone '%s' is not known; write it like Europe/Berlin, Denver, PST or +02:00",
                             v->zone);
    }
    if (read_time(c, held->zones, o->zone, "incident-from", v->from, &o->has_from, &o->from_ms) ||
        read_time(c, held->zones, o->zone, "incident-to", v->to, &o->has_to, &o->to_ms))
        return EXIT_FAILED;
    if (o->has_from && o->has_to && o->to_ms <= o->from_ms)
        return call_fail(c, "--incident-to must lie behind --incident-from");
    if (v->people) {
        if (people_read(&held->people, c->arena, v->people, &why))
            return call_fail(c, "--people %s: %s", v->people, why.text);
        o->people = &held->people;
    }
    return EXIT_DONE;
}

/* ---- files ---- */

/* Says what was refused. EXIT_FAILED when that must stop the command. */
static int
report(struct call *c, const struct evidence_values *v, const struct import *im, const struct gathered *g)
{
    bool stop = false;
    uint32_t all = g->refusal_count + g->refusals_more;
    for (uint32_t i = 0; i < g->refusal_count; i++) {
        stop |= g->refusals[i].named;
        if (i < REFUSALS_SHOWN || g->refusals[i].named)
            out_say(c->cmd->name, "%s: not read: %s", g->refusals[i].path, g->refusals[i].reason);
    }
    if (all > REFUSALS_SHOWN)
        out_say(c->cmd->name, "%u more files were not read", all - REFUSALS_SHOWN);
    for (uint32_t i = 0; i < im->note_count; i++)
        out_say(c->cmd->name, "%s", im->notes[i]);
    if (im->notes_dropped)
        out_say(c->cmd->name, "and %u more notes like these", im->notes_dropped);
    if (stop)
        return call_fail(
            c, "a file given by name could not be read; leave it out, or name its folder to go on without it");
    if (v->strict && all)
        return call_fail(c, "%u file%s refused and --strict was given", all, all == 1 ? " was" : "s were");
    if (!im->count)
        return call_fail(c, "nothing was read: no file holds a signal; docs/importers.md says what is understood");
    return EXIT_DONE;
}

static int
read_paths(struct call *c, const struct evidence_values *v, struct evidence_held *held,
           const struct timeline_options *o)
{
    struct progress progress = {0};
    struct gather_options go = {.has_from = o->has_from, .has_to = o->has_to, .from_ms = o->from_ms, .to_ms = o->to_ms};
    if (isatty(STDERR_FILENO)) {
        go.progress = show_progress;
        go.progress_ctx = &progress;
    }
    struct bytes *wanted = arena_new_n(c->arena, struct bytes, v->private_channels.count);
    for (size_t i = 0; i < v->private_channels.count; i++)
        wanted[i] = bytes_of(v->private_channels.items[i]);
    held->import.wanted = wanted;
    held->import.wanted_count = v->private_channels.count;
    struct gathered g;
    struct why why;
    enum err e = gather(&held->import, c->args.items, c->args.count, &go, &g, &why);
    end_progress(&progress);
    if (e)
        return call_fail(c, "%s", why.text);
    return report(c, v, &held->import, &g);
}

int
evidence_read(struct call *c, const struct evidence_values *v, struct evidence_held **ret_held, struct timeline **ret)
{
    struct timeline_options o = {0};
    struct why why;
    struct evidence_held *held = calloc(1, sizeof *held);
    if (!held)
        return call_fail(c, "out of memory");
    held->zones = zones_new(NULL);
    import_init(&held->import, c->arena, held->zones);
    int status = read_options(c, v, held, &o);
    if (!status)
        status = read_paths(c, v, held, &o);
    if (!status && timeline_build(c->arena, held->import.signals, held->import.count, held->import.origins,
                                  held->import.origin_count, &o, ret, &why))
        status = call_fail(c, "%s", why.text);
    if (status) {
        evidence_release(held);
        held = NULL;
    }
    *ret_held = held;
    return status;
}

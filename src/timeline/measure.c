/*
 * What follows from moments and events: durations, silent gaps, times that cannot all be true. The engine measures what
 * it found; the record measures again when a person has corrected a moment or an event. So nothing here may need more
 * than struct timeline, and a moment may stand without its event.
 */
#include "build.h"

enum { GAPS_MAX = 50, CONTRADICTIONS_MAX = 50 };
#define GAP_MS (30 * MINUTE_MS)

// clang-format off
static const struct {
    const char *name, *definition;
    enum moment_kind from, to;
} measures[] = {
    {"time to detect",      "from the start of the impact until a tool or a person noticed it", MOMENT_IMPACT_STARTED, MOMENT_DETECTED},
    {"time to acknowledge", "from detection until somebody took it on",                         MOMENT_DETECTED,       MOMENT_ACKNOWLEDGED},
    {"time to declare",     "from detection until it was called an incident",                   MOMENT_DETECTED,       MOMENT_DECLARED},
    {"time to mitigate",    "from the start of the impact until users felt it no longer",       MOMENT_IMPACT_STARTED, MOMENT_MITIGATED},
    {"time to resolve",     "from the start of the impact until the incident was over",         MOMENT_IMPACT_STARTED, MOMENT_RESOLVED},
    {"length of response",  "from detection until the incident was over",                       MOMENT_DETECTED,       MOMENT_RESOLVED},
};
// clang-format on

/* Times that people give may lie anywhere. */
static int64_t
difference(int64_t to_ms, int64_t from_ms)
{
    int64_t ms;
    if (__builtin_sub_overflow(to_ms, from_ms, &ms))
        return to_ms > from_ms ? INT64_MAX : INT64_MIN;
    return ms;
}

/* Both rest on one event: it tells nothing of the time between them. */
static bool
are_one(const struct moment *a, const struct moment *b)
{
    return a->event && a->event == b->event && a->at.ms == b->at.ms;
}

static bool
is_timed(const struct moment *m)
{
    return m->found && m->at.precision != PRECISION_UNKNOWN;
}

/* "\"detected\" (E12)", or the name alone where a person gave the time. */
static struct bytes
moment_words(struct arena *a, enum moment_kind kind, const struct moment *m)
{
    return m->event ? bytes_printf(a, "\"%s\" (E%u)", moment_name(kind), m->event)
                    : bytes_printf(a, "\"%s\"", moment_name(kind));
}

static void
find_durations(struct arena *a, struct timeline *t)
{
    size_t n = sizeof measures / sizeof *measures;
    struct duration *list = arena_new_n(a, struct duration, n);
    for (size_t i = 0; i < n; i++) {
        const struct moment *from = &t->moments[measures[i].from], *to = &t->moments[measures[i].to];
        struct duration *d = &list[i];
        *d = (struct duration){.name = measures[i].name,
                               .definition = measures[i].definition,
                               .from = measures[i].from,
                               .to = measures[i].to,
                               .known = is_timed(from) && is_timed(to) && !are_one(from, to)};
        if (!d->known)
            continue;
        d->ms = difference(to->at.ms, from->at.ms);
        d->about = from->at.precision >= PRECISION_ABOUT || to->at.precision >= PRECISION_ABOUT;
        if (d->ms < 0)
            d->contradiction = bytes_printf(a, "%.*s lies before %.*s", BYTES_ARG(moment_words(a, d->to, to)),
                                            BYTES_ARG(moment_words(a, d->from, from)))
                                   .p;
    }
    t->durations = list;
    t->duration_count = (uint32_t)n;
}

/* Logs and joins go on by themselves: a gap is where people and tools that speak to people are silent. */
static bool
breaks_silence(const struct event *e)
{
    return e->in_window && e->at.precision != PRECISION_UNKNOWN && e->kind != KIND_LOG && !(e->flags & SIGNAL_SYSTEM);
}

/* The place of the moment's event, or of the first one that is not before it where a person moved it. */
static uint32_t
first_from(const struct timeline *t, const struct moment *m)
{
    if (!is_timed(m))
        return 0;
    uint32_t i = 0;
    while (i < t->event_count && t->events[i].at.ms < m->at.ms && t->events[i].at.precision != PRECISION_UNKNOWN)
        i++;
    for (uint32_t k = i; k < t->event_count && t->events[k].at.ms == m->at.ms; k++) // of several at once, its own
        if (t->events[k].number == m->event)
            return k;
    return i;
}

static void
find_gaps(struct arena *a, struct timeline *t)
{
    struct gap *list = arena_new_n(a, struct gap, GAPS_MAX);
    const struct event *before = NULL;
    int64_t covered_ms = 0;
    t->gap_count = 0;
    /* Before the impact nobody had reason to speak. */
    for (uint32_t i = first_from(t, &t->moments[MOMENT_IMPACT_STARTED]); i < t->event_count && t->gap_count < GAPS_MAX;
         i++) {
        const struct event *e = &t->events[i];
        if (!breaks_silence(e))
            continue;
        if (before && difference(e->at.ms, covered_ms) >= GAP_MS)
            list[t->gap_count++] = (struct gap){covered_ms, e->at.ms, before->number, e->number};
        bool lasts = e->times > 1 && e->end.precision != PRECISION_UNKNOWN;
        int64_t until = lasts ? e->end.ms : e->at.ms;
        if (!before || until >= covered_ms) {
            covered_ms = until;
            before = e;
        }
    }
    t->gaps = list;
}

static void
find_contradictions(struct arena *a, struct timeline *t)
{
    const char **list = arena_new_n(a, const char *, CONTRADICTIONS_MAX);
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->duration_count; i++)
        if (t->durations[i].contradiction)
            list[n++] = t->durations[i].contradiction;
    for (uint32_t i = 0; i < t->event_count && n < CONTRADICTIONS_MAX; i++) {
        const struct event *e = &t->events[i];
        if (e->flags & SIGNAL_ABSURD_TIME)
            list[n++] = bytes_printf(a, "E%u has a time that cannot be (%.10s): %.*s", e->number,
                                     when_format(e->at.ms).s, BYTES_ARG(bytes_cut(e->title, 0, 80)))
                            .p;
        else if (e->flags & SIGNAL_ENDS_BEFORE)
            list[n++] = bytes_printf(a, "E%u ends before it begins, says its source: %.*s", e->number,
                                     BYTES_ARG(bytes_cut(e->title, 0, 80)))
                            .p;
    }
    t->contradictions = list;
    t->contradiction_count = n;
}

void
timeline_measure(struct arena *a, struct timeline *t)
{
    find_durations(a, t);
    find_gaps(a, t);
    find_contradictions(a, t);
}

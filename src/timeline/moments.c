/*
 * Moments, the durations between them, silent gaps, and times that cannot all be true.
 *
 * Each moment is the first (or last) event of the incident that fits a rule; the rules are tried in order, and how sure
 * one may be falls with them. Times are never corrected: where two moments are in an impossible order, both stand and
 * the contradiction is said.
 */
#include "build.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    GAPS_MAX = 50,
    CONTRADICTIONS_MAX = 50,
    ACT_POINTS = 20, // of a row: more than "deployed" or "added", which also tell of what was before
};
#define GAP_MS (30 * MINUTE_MS)

enum which { FIRST, LAST };

/* One way to find a moment. */
struct rule {
    enum moment_kind moment;
    enum which which;
    unsigned kinds;  // bit per enum kind; 0: any but changes, deployments and logs
    unsigned states; // bit per enum state; 0: any
    unsigned topics; // bit per enum topic, one must be there; 0: any
    int least;       // points of the event itself
    int confidence;
    const char *because;
};

#define K(k) (1u << KIND_##k)
#define S(s) (1u << STATE_##s)
#define T(t) (1u << TOPIC_##t)
#define TALK (K(CHAT) | K(NOTE) | K(TICKET))

// clang-format off
static const struct rule rules[] = {
    /* what users or systems felt first; the alert may come later than the trouble */
    {MOMENT_IMPACT_STARTED, FIRST, K(ALERT) | K(LOG) | K(STATUS) | TALK, 0, T(SYMPTOM) | T(IMPACT), 24, 60, "the first sign of trouble in the evidence"},
    {MOMENT_IMPACT_STARTED, FIRST, 0, 0, T(SYMPTOM) | T(IMPACT), 0, 30, "the first words that may speak of trouble"},
    {MOMENT_DETECTED,       FIRST, K(ALERT) | K(PAGE), S(OPENED) | S(NONE) | S(ESCALATED), 0, 0, 80, "the first alert or page"},
    {MOMENT_DETECTED,       FIRST, TALK | K(STATUS), 0, T(SYMPTOM) | T(IMPACT) | T(OBSERVATION), 24, 60, "the first time that a person wrote of trouble"},
    {MOMENT_DECLARED,       FIRST, TALK | K(STATUS) | K(PAGE), 0, T(DECLARATION), 24, 80, "the first words that declare an incident"},
    {MOMENT_DECLARED,       FIRST, K(STATUS), S(OPENED), 0, 0, 50, "the first public notice; nobody declared the incident in so many words"},
    {MOMENT_ACKNOWLEDGED,   FIRST, K(PAGE), S(ACKNOWLEDGED), 0, 0, 90, "the first acknowledgement of a page"},
    {MOMENT_MITIGATED,      LAST,  K(STATUS), S(MITIGATED), 0, 0, 70, "a public notice that says it is better and being watched"},
    {MOMENT_MITIGATED,      LAST,  TALK, 0, T(RECOVERY), 26, 50, "the last time that responders wrote of recovery"},
    {MOMENT_MITIGATED,      LAST,  K(ALERT), S(RESOLVED), 0, 0, 50, "the last alert that went away"},
    {MOMENT_RESOLVED,       LAST,  K(STATUS), S(RESOLVED), 0, 0, 85, "the public notice that it is resolved"},
    {MOMENT_RESOLVED,       LAST,  TALK | K(PAGE), 0, T(RESOLUTION), 28, 70, "the last words that call it resolved"},
    {MOMENT_RESOLVED,       LAST,  K(ALERT), S(RESOLVED), 0, 0, 55, "the last alert that went away"},
    {MOMENT_RESOLVED,       LAST,  TALK, 0, T(RECOVERY), 26, 40, "the last time that responders wrote of recovery"},
};

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

static bool
rule_fits(const struct rule *r, const struct event *e, const struct work *w)
{
    unsigned kinds = r->kinds ? r->kinds : ~(K(CHANGE) | K(DEPLOY) | K(LOG));
    return e->in_window && kinds >> e->kind & 1 && (!r->states || r->states >> e->state & 1) &&
           (!r->topics || r->topics & w->topics) && w->core >= r->least;
}

static void
try_rule(const struct build *b, const struct rule *r, struct moment *m)
{
    for (uint32_t i = 0; i < b->event_count; i++) {
        uint32_t at = r->which == FIRST ? i : b->event_count - 1 - i;
        const struct event *e = &b->events[at];
        if (!rule_fits(r, e, &b->work[at]))
            continue;
        int unsure = e->at.precision >= PRECISION_ABOUT ? 20 : 0;
        *m = (struct moment){.found = true,
                             .at = e->at,
                             .event = e->number,
                             .confidence = r->confidence - unsure,
                             .because = r->because};
        return;
    }
}

/* The first person who takes it on, when no page was acknowledged: somebody who says so, or who begins to work on it.
 */
static void
find_acknowledgement(const struct build *b, const struct moment *detected, struct moment *m)
{
    for (uint32_t i = detected->found ? detected->event : 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        bool person = e->kind == KIND_CHAT && !(e->flags & (SIGNAL_BOT | SIGNAL_SYSTEM));
        if (!e->in_window || !person || b->work[i].core < 12)
            continue;
        for (uint32_t k = 0; k < b->work[i].brief_count; k++) {
            const struct evidence *ev = &evidence_table[b->work[i].briefs[k].row];
            bool acts = ev->topic == TOPIC_ACTION && ev->points >= ACT_POINTS;
            if (acts || ev->topic == TOPIC_DECLARATION || bytes_is(bytes_of(ev->name), "looking")) {
                *m = (struct moment){.found = true,
                                     .at = e->at,
                                     .event = e->number,
                                     .confidence = 40,
                                     .because =
                                         "the first message of somebody who took it on; no page was acknowledged"};
                return;
            }
        }
    }
}

static void
find_durations(struct build *b, struct timeline *t)
{
    size_t n = sizeof measures / sizeof *measures;
    struct duration *list = arena_new_n(b->arena, struct duration, n);
    for (size_t i = 0; i < n; i++) {
        const struct moment *from = &t->moments[measures[i].from], *to = &t->moments[measures[i].to];
        struct duration *d = &list[i];
        *d = (struct duration){.name = measures[i].name,
                               .definition = measures[i].definition,
                               .from = measures[i].from,
                               .to = measures[i].to,
                               .known = from->found && to->found};
        if (d->known && from->event == to->event)
            d->known = false; // both rest on one event: it tells nothing of the time between them
        if (!d->known)
            continue;
        d->ms = to->at.ms - from->at.ms;
        d->about = from->at.precision >= PRECISION_ABOUT || to->at.precision >= PRECISION_ABOUT;
        if (d->ms < 0)
            d->contradiction = bytes_printf(b->arena, "\"%s\" (E%u) lies before \"%s\" (E%u)", moment_name(d->to),
                                            to->event, moment_name(d->from), from->event)
                                   .p;
    }
    t->durations = list;
    t->duration_count = (uint32_t)n;
}

/* Logs and joins go on by themselves: a gap is where people and tools that speak to people are silent. */
static bool
breaks_silence(const struct event *e)
{
    return e->in_window && e->kind != KIND_LOG && !(e->flags & SIGNAL_SYSTEM);
}

static void
find_gaps(struct build *b, struct timeline *t)
{
    struct gap *list = arena_new_n(b->arena, struct gap, GAPS_MAX);
    const struct event *before = NULL;
    int64_t covered_ms = 0;
    const struct moment *start = &t->moments[MOMENT_IMPACT_STARTED]; // before it nobody had reason to speak
    for (uint32_t i = start->found ? start->event - 1 : 0; i < b->event_count && t->gap_count < GAPS_MAX; i++) {
        const struct event *e = &b->events[i];
        if (!breaks_silence(e))
            continue;
        if (before && e->at.ms - covered_ms >= GAP_MS)
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
find_contradictions(struct build *b, struct timeline *t)
{
    const char **list = arena_new_n(b->arena, const char *, CONTRADICTIONS_MAX);
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->duration_count; i++)
        if (t->durations[i].contradiction)
            list[n++] = t->durations[i].contradiction;
    for (uint32_t i = 0; i < b->event_count && n < CONTRADICTIONS_MAX; i++) {
        const struct event *e = &b->events[i];
        if (e->flags & SIGNAL_ABSURD_TIME)
            list[n++] = bytes_printf(b->arena, "E%u has a time that cannot be (%.10s): %.*s", e->number,
                                     when_format(e->at.ms).s, BYTES_ARG(bytes_cut(e->title, 0, 80)))
                            .p;
        else if (e->flags & SIGNAL_ENDS_BEFORE)
            list[n++] = bytes_printf(b->arena, "E%u ends before it begins, says its source: %.*s", e->number,
                                     BYTES_ARG(bytes_cut(e->title, 0, 80)))
                            .p;
    }
    t->contradictions = list;
    t->contradiction_count = n;
}

void
find_moments(struct build *b, struct timeline *t)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct moment *m = &t->moments[rules[i].moment];
        if (!m->found)
            try_rule(b, &rules[i], m);
    }
    if (!t->moments[MOMENT_ACKNOWLEDGED].found)
        find_acknowledgement(b, &t->moments[MOMENT_DETECTED], &t->moments[MOMENT_ACKNOWLEDGED]);
    /* Whoever noticed it saw its effects: the impact began no later than that. */
    struct moment *impact = &t->moments[MOMENT_IMPACT_STARTED], *detected = &t->moments[MOMENT_DETECTED];
    if (detected->found && (!impact->found || detected->at.ms < impact->at.ms)) {
        *impact = *detected;
        impact->confidence = 40;
        impact->because = "nothing before its detection speaks of it; it may have begun earlier";
    }
    find_durations(b, t);
    find_gaps(b, t);
    find_contradictions(b, t);
}

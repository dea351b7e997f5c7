/*
 * Moments. Each is the first (or last) event of the incident that fits a rule; the rules are tried in order, and how
 * sure one may be falls with them. Times are never corrected: where two moments are in an impossible order, both stand
 * and the contradiction is said (measure.c).
 */
#include "build.h"

enum { ACT_POINTS = 20 }; // of a row: more than "deployed" or "added", which also tell of what was before

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
}

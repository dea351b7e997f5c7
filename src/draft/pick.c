#include "pick.h"

#include <string.h>

#define K(k)   (1u << KIND_##k)
#define ANY    0u
#define PEOPLE (K(CHAT) | K(NOTE))

/* A change that is no more than a merge or a deployment in the hours of the incident is not a part of it. */
enum { CHANGE_SIGNIFICANCE = 45 };

/* From when on, or until when, an event fits. */
enum phase {
    ALWAYS,
    IN_WINDOW,       // inside the incident
    UNTIL_MITIGATED, // inside, before users were served again
    FROM_START,      // inside, once the impact began
    FROM_DETECTED,   // inside, once it was known
};

struct pick_rule {
    const char *names;  // reasons, '|' between them; empty: the words decide
    const char *words;  // or: one of these stands in the text, in lower case, '|' between them
    const char *unless; // reasons that say that a message is about something else
    unsigned kinds;     // a bit per enum kind
    enum phase phase;
    uint8_t share;        // percent: the reason must weigh at least so much of the event's weightiest topic
    uint8_t significance; // least significance of an event that is not key
    uint8_t not_state;    // an event in this state does not fit; STATE_NONE: any does
};

#define DONE   "rollback|restart|capacity|traffic|repair"
#define BETTER "recovery|resolution"

// clang-format off
/*
 * The timeline gives the strongest topic of a message in full and further ones with falling weight (100, 60, 40 percent
 * and so on): a share of 20 finds what is said in passing, 60 what the message is about.
 */
static const struct pick_rule rules[PICK_MAX] = {
    [PICK_SYMPTOM]     = {"symptom|resource exhausted|alert fired|deployment failed|first sign", "",
                          "hypothesis|finding|declaration|follow-up|damage control|notice|deploy|" DONE "|" BETTER,
                          K(ALERT) | K(LOG) | K(TICKET) | K(CHAT), UNTIL_MITIGATED, 60, 15, STATE_RESOLVED},
    [PICK_IMPACT]      = {"impact on users|loss of data|public notice", "", "follow-up|damage control",
                          PEOPLE | K(STATUS) | K(TICKET), FROM_START, 50, 15},
    [PICK_DECLARATION] = {"declaration", "", "follow-up", PEOPLE | K(PAGE), FROM_START, 60, 15},
    [PICK_HYPOTHESIS]  = {"hypothesis", "", "finding|follow-up|damage control|declaration", PEOPLE, FROM_START, 20, 20},
    [PICK_FINDING]     = {"finding", "", "follow-up|damage control|escalation", PEOPLE, FROM_START, 50, 20},
    [PICK_ACTION]      = {DONE "|deployment", "", "follow-up|hypothesis|damage control|declaration",
                          PEOPLE | K(DEPLOY) | K(CHANGE) | K(PAGE), FROM_DETECTED, 70, 34},
    [PICK_ESCALATION]  = {"escalation|somebody was paged|acknowledged", "", "damage control|follow-up",
                          PEOPLE | K(PAGE), FROM_START, 60, 20},
    [PICK_HANDOVER]    = {"", "hand over|handing over|handed over|handover|hand off|handoff|taking over|take over|"
                          "took over|reassigned", "", PEOPLE | K(PAGE), FROM_START, 0, 0},
    [PICK_NOTICE]      = {"public notice|public notice: resolved|notice", "", "follow-up", PEOPLE | K(STATUS),
                          FROM_DETECTED, 60, 15},
    [PICK_RECOVERY]    = {"recovery|alert resolved|last word on recovery", "", "notice|follow-up|damage control",
                          PEOPLE | K(ALERT), FROM_DETECTED, 60, 25},
    [PICK_RESOLUTION]  = {"resolution|public notice: resolved", "", "follow-up", PEOPLE | K(STATUS) | K(PAGE),
                          FROM_DETECTED, 60, 25},
    [PICK_DAMAGE]      = {"damage control", "", "", PEOPLE | K(TICKET) | K(STATUS), ALWAYS, 40, 0},
    [PICK_FOLLOW_UP]   = {"", "todo|action item|action items|follow-up|follow-ups|follow up|follow ups|followup|followups|"
                          "post-mortem|postmortem|retro|retrospective|we should add|need to add|lessons learned|"
                          "next time|long term fix|permanent fix", "", PEOPLE | K(TICKET), ALWAYS, 0, 0},
    [PICK_LUCK]        = {"", "luck|luckily|lucky|fortunate|fortunately|by chance|coincidence|could have been worse", "",
                          PEOPLE, FROM_START, 0, 0},
    [PICK_RULED_OUT]   = {"", "ruled out|ruling out|rule out|not the cause|isn't the cause|red herring|false lead", "",
                          PEOPLE, FROM_START, 0, 0},
    [PICK_NO_EFFECT]   = {"", "didn't help|did not help|doesn't help|does not help|no effect|without effect|"
                          "no improvement|made it worse|makes it worse", "", PEOPLE, FROM_START, 0, 0},
    [PICK_NOT_TOLD]    = {"", "nobody told|nobody has told|nobody had told|no one told|not been told|wasn't told|"
                          "weren't told|not informed|not aware of|nobody knew|did not know about|didn't know about|"
                          "nobody had the task", "", PEOPLE, FROM_START, 0, 0},
};
// clang-format on

const char *
pick_names(enum pick p)
{
    return rules[p].names;
}

const char *
pick_names_unless(enum pick p)
{
    return rules[p].unless;
}

/* Points of the weightiest reason that is among the names. */
static int
points_among(const char *names, const struct event *e)
{
    for (uint32_t i = 0; i < e->reason_count; i++) {
        struct bytes rest = bytes_of(names), name;
        while (bytes_split(&rest, '|', &name))
            if (bytes_is(name, e->reasons[i].name))
                return e->reasons[i].points > 0 ? e->reasons[i].points : 0;
    }
    return 0;
}

/* What an event is mostly about weighs most; anything else is said in passing. */
static int
weightiest_topic(const struct event *e)
{
    int most = 0;
    for (int p = 0; p < PICK_MAX; p++) {
        int points = points_among(rules[p].names, e);
        most = points > most ? points : most;
    }
    return most;
}

bool
pick_has_words(const char *words, struct bytes text)
{
    struct bytes rest = bytes_of(words), word;
    char needle[64];
    while (bytes_split(&rest, '|', &word)) {
        if (word.n >= sizeof needle)
            continue;
        memcpy(needle, word.p, word.n);
        needle[word.n] = '\0';
        struct bytes left = text;
        for (ptrdiff_t at; (at = bytes_find_nocase(left, needle)) != BYTES_NOT_FOUND;) {
            char before = at ? left.p[at - 1] : ' ';
            char after = (size_t)at + word.n < left.n ? left.p[(size_t)at + word.n] : ' ';
            if (!ascii_is_alpha(before) && !ascii_is_alpha(after))
                return true;
            left = bytes_from(left, (size_t)at + 1);
        }
    }
    return false;
}

static bool
is_in_phase(enum phase phase, const struct timeline *t, const struct event *e)
{
    const struct moment *from = &t->moments[phase == FROM_DETECTED ? MOMENT_DETECTED : MOMENT_IMPACT_STARTED];
    const struct moment *until = &t->moments[MOMENT_MITIGATED];
    if (phase == ALWAYS)
        return true;
    if (!e->in_window)
        return false;
    if (phase == UNTIL_MITIGATED)
        return !until->found || e->at.ms <= until->at.ms;
    return phase == IN_WINDOW || !from->found || e->at.ms >= from->at.ms;
}

int
pick_strength(enum pick p, const struct timeline *t, const struct event *e)
{
    const struct pick_rule *r = &rules[p];
    if (!(r->kinds >> e->kind & 1) || e->flags & (SIGNAL_SYSTEM | SIGNAL_ABSURD_TIME) || !is_in_phase(r->phase, t, e))
        return 0;
    bool is_change = e->kind == KIND_CHANGE || e->kind == KIND_DEPLOY;
    uint8_t least = is_change && r->significance < CHANGE_SIGNIFICANCE ? CHANGE_SIGNIFICANCE : r->significance;
    if ((!e->key && e->significance < least) || (r->not_state && r->not_state == e->state))
        return 0;
    if (r->words[0])
        return pick_has_words(r->words, e->title) || pick_has_words(r->words, e->detail) ? 1 + e->significance : 0;
    int points = points_among(r->names, e);
    if (!points || points * 100 < weightiest_topic(e) * r->share)
        return 0;
    if (PEOPLE >> e->kind & 1 && points_among(r->unless, e))
        return 0;
    return points + e->significance + (e->key ? 50 : 0);
}

/* Keeps the strongest; among equals the earlier one. Time order is kept by inserting where the weakest was taken out.
 */
static void
keep(struct picked *got, int *strengths, uint32_t most, const struct event *e, int strength)
{
    if (got->count == most) {
        uint32_t weakest = 0;
        for (uint32_t i = 1; i < got->count; i++)
            if (strengths[i] <= strengths[weakest])
                weakest = i;
        got->left_out++;
        if (strength <= strengths[weakest])
            return;
        got->count--;
        for (uint32_t i = weakest; i < got->count; i++) {
            got->events[i] = got->events[i + 1];
            strengths[i] = strengths[i + 1];
        }
    }
    got->events[got->count] = e;
    strengths[got->count++] = strength;
}

struct picked
pick_events(enum pick p, const struct timeline *t, uint32_t most)
{
    struct picked got = {.count = 0};
    int strengths[PICKED_MAX];
    if (!most)
        return got;
    for (uint32_t i = 0; i < t->event_count; i++) {
        int strength = pick_strength(p, t, &t->events[i]);
        if (strength)
            keep(&got, strengths, most < PICKED_MAX ? most : PICKED_MAX, &t->events[i], strength);
    }
    return got;
}

#include "pick.h"

#include <string.h>

#define K(k)   (1u << KIND_##k)
#define ANY    0u
#define PEOPLE (K(CHAT) | K(NOTE))

struct pick_rule {
    const char *names;    // reasons, '|' between them; empty: the words decide
    const char *words;    // or: one of these stands in the text, in lower case, '|' between them
    unsigned kinds;       // a bit per enum kind
    uint8_t share;        // percent: the reason must weigh at least so much of the event's weightiest topic
    uint8_t significance; // least significance of an event that is not key
    bool outside;         // also what lies outside the incident's window
};

// clang-format off
static const struct pick_rule rules[PICK_MAX] = {
    [PICK_SYMPTOM]     = {"symptom|resource exhausted|alert fired|deployment failed|first sign", "",
                          K(ALERT) | K(LOG) | K(TICKET) | K(CHAT), 60, 15, false},
    [PICK_IMPACT]      = {"impact on users|loss of data|public notice", "",
                          PEOPLE | K(STATUS) | K(TICKET), 50, 15, false},
    [PICK_DECLARATION] = {"declaration", "", PEOPLE | K(PAGE), 60, 15, false},
    [PICK_HYPOTHESIS]  = {"hypothesis", "", PEOPLE, 50, 20, false},
    [PICK_FINDING]     = {"finding", "", PEOPLE, 70, 20, false},
    [PICK_ACTION]      = {"rollback|restart|capacity|traffic|repair|deployment", "",
                          PEOPLE | K(DEPLOY) | K(CHANGE) | K(PAGE), 70, 30, false},
    [PICK_ESCALATION]  = {"escalation|somebody was paged|acknowledged", "", PEOPLE | K(PAGE), 60, 20, false},
    [PICK_HANDOVER]    = {"", "hand over|handing over|handed over|handover|hand off|handoff|taking over|take over|"
                          "took over|reassigned", PEOPLE | K(PAGE), 0, 0, false},
    [PICK_NOTICE]      = {"public notice|public notice: resolved|notice", "", PEOPLE | K(STATUS), 50, 15, false},
    [PICK_RECOVERY]    = {"recovery|alert resolved|last word on recovery", "", PEOPLE | K(ALERT), 60, 25, false},
    [PICK_RESOLUTION]  = {"resolution|public notice: resolved", "", PEOPLE | K(STATUS) | K(PAGE), 60, 25, false},
    [PICK_DAMAGE]      = {"damage control", "", PEOPLE | K(TICKET) | K(STATUS), 40, 0, true},
    [PICK_FOLLOW_UP]   = {"follow-up", "", PEOPLE | K(TICKET), 0, 0, true},
    [PICK_LUCK]        = {"", "luck|luckily|lucky|fortunate|fortunately|by chance|coincidence|could have been worse",
                          PEOPLE, 0, 0, true},
    [PICK_RULED_OUT]   = {"", "ruled out|ruling out|rule out|not the cause|isn't the cause|red herring|false lead", PEOPLE,
                          0, 0, false},
    [PICK_NO_EFFECT]   = {"", "didn't help|did not help|doesn't help|does not help|no effect|without effect|"
                          "no improvement|made it worse|makes it worse", PEOPLE, 0, 0, false},
    [PICK_NOT_TOLD]    = {"", "nobody told|nobody has told|nobody had told|no one told|not been told|wasn't told|"
                          "weren't told|not informed|not aware of|nobody knew|did not know about|didn't know about|"
                          "nobody had the task", PEOPLE, 0, 0, false},
};
// clang-format on

const char *
pick_names(enum pick p)
{
    return p < PICK_MAX ? rules[p].names : NULL;
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

int
pick_strength(enum pick p, const struct event *e)
{
    const struct pick_rule *r = &rules[p];
    if (!(r->kinds >> e->kind & 1) || e->flags & (SIGNAL_SYSTEM | SIGNAL_ABSURD_TIME) || (!r->outside && !e->in_window))
        return 0;
    if (!e->key && e->significance < r->significance)
        return 0;
    if (r->words[0] && (pick_has_words(r->words, e->title) || pick_has_words(r->words, e->detail)))
        return 1 + e->significance;
    int points = points_among(r->names, e);
    if (!points || points * 100 < weightiest_topic(e) * r->share)
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
        int strength = pick_strength(p, &t->events[i]);
        if (strength)
            keep(&got, strengths, most < PICKED_MAX ? most : PICKED_MAX, &t->events[i], strength);
    }
    return got;
}

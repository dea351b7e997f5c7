#ifndef DRAFT_PICK_H
#define DRAFT_PICK_H
/*
 * Which events belong where: told by the reasons that the timeline gave them (names from its table of evidence) and
 * their kind. The rules are the table in pick.c.
 */
#include "../fact/event.h"

enum pick {
    PICK_SYMPTOM = 0,
    PICK_IMPACT,
    PICK_DECLARATION,
    PICK_HYPOTHESIS,
    PICK_FINDING,
    PICK_ACTION,
    PICK_ESCALATION,
    PICK_HANDOVER,
    PICK_NOTICE,
    PICK_RECOVERY,
    PICK_RESOLUTION,
    PICK_DAMAGE,
    PICK_FOLLOW_UP,
    PICK_LUCK,
    PICK_RULED_OUT, // an explanation was dropped
    PICK_NO_EFFECT, // an action did not help
    PICK_NOT_TOLD,  // somebody learnt of it late
    PICK_MAX
};

enum { PICKED_MAX = 40 };

struct picked {
    const struct event *events[PICKED_MAX]; // in time order
    uint32_t count;
    uint32_t left_out; // that fit as well and were weaker
};

/* How strongly the event fits; 0: not at all. */
int pick_strength(enum pick p, const struct timeline *t, const struct event *e);

/* The `most` strongest events that fit, in time order; at most PICKED_MAX. */
struct picked pick_events(enum pick p, const struct timeline *t, uint32_t most);

/* Does one of the words, '|' between them and in lower case, stand in the text with no letter beside it? */
bool pick_has_words(const char *words, struct bytes text);

/* Names of reasons that a rule looks for, and those that forbid it, '|' between them; for the test that they exist. */
const char *pick_names(enum pick p);
const char *pick_names_unless(enum pick p);
#endif

#ifndef LINT_AGENT_H
#define LINT_AGENT_H
/*
 * Who does what a verb says: light grammar of English. Inside src/lint. Each function walks at most RULE_REACH tokens.
 */
#include "rule.h"

enum agent_kind {
    AGENT_NONE = 0, // not found: no subject, or the sentence is passive
    AGENT_THING,    // a machine, a service, a fact, an unknown noun
    AGENT_ORG,      // a company, a product
    AGENT_UNKNOWN,  // a capital word nobody knows: a person or a product
    AGENT_EITHER,   // "operator", "user", "agent", they: a person or a program
    AGENT_WE,
    AGENT_NOBODY, // "nobody", "no one"
    AGENT_YOU,
    AGENT_I,
    AGENT_PERSON, // he, someone, who
    AGENT_NAMED,  // by name or handle
    AGENT_ROLE,   // an engineer, the developers
    AGENT_TEAM,   // the team, ops
};

struct agent {
    enum agent_kind kind;
    uint32_t from, to; // tokens; to is behind the last
    uint32_t at;       // the head
};

/* A single person or a group that is named: whom blame hits. Not: we, they, unknown words. */
bool agent_is_person(struct agent a);

/* The same, and operators, admins, users where they are people. */
bool agent_is_human(const struct sentence *s, struct agent a);

/* The subject of the verb at `at`, whatever auxiliaries and adverbs stand between. */
struct agent agent_of(const struct sentence *s, uint32_t at);

/* Who does what a participle behind a comma tells: "..., ignoring the warning". */
struct agent agent_of_participle(const struct sentence *s, uint32_t at);

/* The noun phrase that begins at `at`: "by the on-call engineer". */
struct agent agent_at(const struct sentence *s, uint32_t at);

/* Is the verb at `at` a passive ("was deleted")? */
bool verb_is_passive(const struct sentence *s, uint32_t at);

/* Is the verb denied ("did not fail", "never forgets")? */
bool verb_is_denied(const struct sentence *s, uint32_t at);

/* The first token of the verb's group: of "had also not been checked", "had". */
uint32_t verb_start(const struct sentence *s, uint32_t at);
#endif

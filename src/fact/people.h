#ifndef FACT_PEOPLE_H
#define FACT_PEOPLE_H
/* Who is in which team and role, as the user says it: a handle or a name finds the person. */
#include "../base/map.h"

struct person {
    struct bytes name, handle, team, role; // empty when not said
};

struct people {
    const struct person *persons;
    uint32_t count;
    struct map index; // lower-case name or handle -> number + 1
};

enum { PEOPLE_MAX = 100 * 1000 };

/* Indexes persons, which live in the arena as long as p. On a double handle or name the first person wins. */
void people_init(struct people *p, struct arena *a, const struct person *persons, uint32_t count);
void people_done(struct people *p); // takes a zeroed one

/* By handle (with or without '@') or name, whatever the case; NULL when nobody has it. */
const struct person *people_find(const struct people *p, struct bytes who);
#endif

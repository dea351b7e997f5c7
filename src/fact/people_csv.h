#ifndef FACT_PEOPLE_CSV_H
#define FACT_PEOPLE_CSV_H
/* The table that says who is in which team and role, as docs/people.md describes it. */
#include "../base/err.h"
#include "people.h"

/*
 * Reads it; any bytes are safe. The persons' text lives in the arena or is a view of the table.
 * Errors: ERR_INVALID with the line; ERR_LIMIT (PEOPLE_MAX).
 */
enum err people_csv(struct arena *a, struct bytes text, const struct person **ret, uint32_t *ret_count,
                    struct why *why);
#endif

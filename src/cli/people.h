#ifndef CLI_PEOPLE_H
#define CLI_PEOPLE_H
/* The user's file that says who is in which team and role: CSV, as docs/people.md describes it. */
#include "../base/err.h"
#include "../fact/people.h"

/* ret ends with people_done(); its text lives in the arena. Errors: ERR_IO; ERR_INVALID with the line; ERR_LIMIT. */
enum err people_read(struct people *ret, struct arena *a, const char *path, struct why *why);
#endif

#ifndef IMPORT_TIES_H
#define IMPORT_TIES_H
/*
 * What an address stands for. import_tie_text() of import.h finds addresses in text; importers that have one in a field
 * of its own ask here. Any bytes are safe.
 */
#include "import.h"

enum { TIE_VALUE_MAX_BYTES = 2048 }; // longer addresses tie nothing

/*
 * Ties the signal to what the address names: a pull or merge request (TIE_PULL, in the form signal.h gives), a commit
 * (TIE_COMMIT), or the address itself (TIE_URL). Nothing when it is not http(s).
 */
void import_tie_url(struct import *im, struct signal *s, enum tie_role role, struct bytes url);

/* The normal form of a pull or merge request's address, in buf; empty when it is none. */
struct pull_url {
    char s[TIE_VALUE_MAX_BYTES];
    size_t n;
};
bool pull_of_url(struct bytes url, struct pull_url *ret);

/* 7 to 40 hex digits, as commits are written. */
bool is_commit_id(struct bytes b);
#endif

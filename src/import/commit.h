#ifndef IMPORT_COMMIT_H
#define IMPORT_COMMIT_H
/*
 * A commit becomes a signal, in one way whoever tells of it: a list, a push, a repository. The merge of a pull request
 * reads as the webhook about it does, so that both are seen to be one fact.
 */
#include "import.h"

struct commit {
    struct bytes sha;     // 7 to 40 hex digits
    struct bytes message; // subject and body
    struct bytes author;  // the person's name
    struct bytes committer;
    struct bytes url;                               // its page; may be empty
    struct when authored;                           // may be unknown
    struct when committed;                          // when it entered the history
    struct bytes pull_url, pull_number, pull_title; // when the source says that it merges one; else empty
};

/* Errors: ERR_LIMIT. The sha must be one. */
enum err commit_add(struct import *im, const struct input *in, struct bytes raw, const struct commit *c,
                    struct why *why);

/* "Pull request #12 merged: Fix totals" */
struct bytes pull_title(struct arena *a, struct bytes number, const char *verb, struct bytes title);
#endif

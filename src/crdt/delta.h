#ifndef CRDT_DELTA_H
#define CRDT_DELTA_H
/*
 * A text as runs of equal format, one after the other (Yjs: toDelta()).
 *
 *     struct delta t = delta_of(type);
 *     while (delta_next(&t))
 *         ... t.text or t.embed, with t.formats ...
 *     delta_done(&t);
 */
#include "doc_inside.h"

struct format {
    struct bytes key;
    struct bytes value; // JSON
    uint32_t hash;
    bool gone;
};

/* Formats that are on, in the order in which they came. */
struct formats {
    struct format *items; // those that are gone among them
    uint32_t count, cap, live;
    uint32_t *slots; // by key: number of the item + 1
    uint32_t slot_count;
};

struct delta {
    struct item *at; // what comes next
    struct formats formats;
    struct buf text;    // of this run; empty when it is an embed
    struct item *embed; // an embedded value or type; else NULL
};

struct delta delta_of(const struct type *t);
bool delta_next(struct delta *t);
void delta_done(struct delta *t);

/* The next format that is on, from *i on; NULL after the last. */
const struct format *formats_next(const struct formats *f, uint32_t *i);
#endif

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
    struct bytes value;      // JSON
    const struct item *from; // the item that says so; NULL: none
    uint32_t hash;
    bool gone;
};

/* What a format item (CONTENT_FORMAT) says. */
struct format_item_view {
    struct bytes key, value;
};
struct format_item_view format_item(const struct item *i);

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

/* Sets of formats by themselves. A value may be "null" here: a format that is to be ended. */
struct format *formats_find(const struct formats *f, struct bytes key); // or NULL
void formats_put(struct formats *f, struct bytes key, struct bytes value, const struct item *from);
void formats_remove(struct formats *f, struct bytes key);
void formats_apply(struct formats *f, const struct item *i); // what a format item does: "null" takes a key away
struct formats formats_copy(const struct formats *f);
void formats_done(struct formats *f);

/* The next format that is on, from *i on; NULL after the last. */
const struct format *formats_next(const struct formats *f, uint32_t *i);
#endif

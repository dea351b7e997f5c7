#ifndef CRDT_UPDATE_H
#define CRDT_UPDATE_H
/*
 * Updates as bytes: read struct by struct where they stand, and written again. Everything here is a view into the
 * update.
 */
#include "doc_inside.h"

/* Bits of a struct's first byte beside its content. */
enum { INFO_KEY = 0x20, INFO_RIGHT = 0x40, INFO_ORIGIN = 0x80, INFO_CONTENT = 0x1f };

enum parent_kind {
    PARENT_OF_NEIGHBOUR = 0, // whatever the origin or the right origin has
    PARENT_ROOT,
    PARENT_ITEM,
};

struct far_id {
    uint64_t client;
    uint32_t clock;
};

/* One struct of an update. */
struct part {
    const uint8_t *start; // its first byte
    uint64_t client;
    uint32_t clock, len;
    uint8_t content, parent; // enum content, enum parent_kind
    bool has_origin, has_right, has_key;
    uint8_t type_ref;
    struct far_id origin, right, parent_item;
    struct bytes root, key;
    struct bytes raw; // content as items hold it (type: its name)
};

/* A walk through the structs of an update; skips are given too. */
struct part_reader {
    struct reader r;
    bool good; // read before and found good: texts are not checked again
    uint64_t sections_left, structs_left;
    uint64_t client;
    uint32_t clock;
    const uint8_t *base; // for error messages
};

struct part_reader part_reader_of(struct bytes update, bool good);

/* The next struct. False at the end of the structs, or when reader.r.bad. */
bool part_next(struct part_reader *p, struct part *ret);

/* One struct of a section whose head was read already. */
bool part_read(struct reader *r, bool good, uint64_t client, uint32_t clock, struct part *ret);

/* Behind the structs: the deletions. `each` is called for every range; ranges of length 0 are left out. */
bool deletions_read(struct reader *r, void (*each)(void *ctx, const struct far_span *s), void *ctx);

void part_encode(const struct part *p, uint32_t from, struct buf *out);
void content_encode(uint8_t content, struct bytes raw, uint32_t len, uint32_t from, struct buf *out);

/* Ranges as deletions_read() gives them; the owner frees items. */
struct span_list {
    struct far_span *items;
    uint32_t count, cap;
};
void span_list_add(void *ctx, const struct far_span *s);

/* Sorts by client (highest first) and clock, and joins what touches. */
void far_spans_sort(struct far_span *spans, uint32_t *count);

/* How many structs, ranges and sections there are, when the update is good. */
struct update_measure {
    uint64_t structs, ranges, sections;
    size_t bytes; // up to the end of the deletions
};
enum err update_measure(struct bytes update, struct update_measure *ret, struct why *why);

/* pending.c */
void pending_add(struct doc *d, struct buf *update); // takes the buffer's memory
void pending_join_all(struct doc *d);                // one level is left, if any
void pending_drop(struct doc *d);
size_t pending_bytes(const struct doc *d);
void pending_wait_for(struct doc *d, uint64_t client, uint32_t clock);
bool pending_may_go_on(struct doc *d);
#endif

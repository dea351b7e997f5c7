#ifndef CRDT_MEMORY_H
#define CRDT_MEMORY_H
/*
 * A document's memory: small pieces from chunks, with a free list for each size, large ones from the caller's
 * allocator. All of it ends with memory_done(). A piece is given back with the size it was asked with.
 */
#include "crdt.h"

enum {
    MEMORY_STEP_BYTES = 8,
    MEMORY_SMALL_MAX_BYTES = 256,
    MEMORY_CLASSES = MEMORY_SMALL_MAX_BYTES / MEMORY_STEP_BYTES
};

struct memory {
    struct doc_memory from;
    size_t held_bytes;
    struct memory_chunk *chunks;
    struct memory_large *large;
    char *fresh, *fresh_end; // what is left of the newest chunk
    size_t chunk_bytes;
    struct memory_free *free[MEMORY_CLASSES + 1];
};

void memory_init(struct memory *m, const struct doc_memory *from);
void memory_done(struct memory *m);

/* Not zeroed; aligned for pointers. bytes > 0. */
void *memory_get(struct memory *m, size_t bytes);
void memory_give(struct memory *m, void *p, size_t bytes); // takes NULL
void *memory_resize(struct memory *m, void *p, size_t old_bytes, size_t new_bytes);

/* An array with room for `count` elements and as many again. */
void *memory_grow(struct memory *m, void *array, size_t elem_bytes, uint32_t count, uint32_t *cap);
#endif

#ifndef BASE_ARENA_H
#define BASE_ARENA_H
/*
 * Memory that is freed all at once: one arena per request, command or test.
 *
 *     struct arena a = {.max_bytes = 64 << 20};
 *     char *copy = arena_strdup(&a, "text");
 *     arena_done(&a);
 *
 * A zeroed arena with a ceiling is ready for use. Not for sharing between threads.
 */
#include <stddef.h>

struct arena {
    struct arena_block *head;      // the block being filled
    struct arena_cleanup *cleanup; // run newest first
    size_t used_bytes;             // handed out, padding included
    size_t max_bytes;              // ceiling on used_bytes; set by the owner before first use
};

/*
 * Zeroed memory, aligned for any type, valid until arena_done(). Never NULL: past max_bytes, or when the system has no
 * memory, the process stops with a message. Whoever lets an outsider grow an arena sets an earlier, named limit of
 * its own and refuses there.
 */
void *arena_alloc(struct arena *a, size_t bytes);

/* `count` zeroed elements; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t elem_bytes);

/* A zero-terminated copy. */
char *arena_strdup(struct arena *a, const char *s);

/* Runs run(ctx) at arena_done(), newest first: what the arena's memory refers to (a file, a statement) ends with it. */
void arena_on_done(struct arena *a, void (*run)(void *ctx), void *ctx);

/* Frees everything; the arena can be used again. Takes a zeroed one. */
void arena_done(struct arena *a);

#define arena_new(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define arena_new_n(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))
#endif

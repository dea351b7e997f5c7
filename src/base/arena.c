#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN_BYTES = 16 << 10, BLOCK_MAX_BYTES = 1 << 20, ALIGN = _Alignof(max_align_t) };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char mem[];
};

struct arena_cleanup {
    struct arena_cleanup *next;
    void (*run)(void *ctx);
    void *ctx;
};

static void
stop(const char *what, size_t bytes)
{
    fprintf(stderr, "aftermath: %s (%zu bytes)\n", what, bytes);
    abort();
}

static struct arena_block *
block_new(size_t size)
{
    struct arena_block *b = malloc(sizeof *b + size);
    if (!b)
        stop("out of memory", size);
    b->next = NULL;
    b->used = 0;
    b->size = size;
    return b;
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
    /* The second half also keeps the roundings below from overflowing, whatever the ceiling. */
    if (bytes > a->max_bytes || a->used_bytes > a->max_bytes - bytes || bytes > PTRDIFF_MAX / 2)
        stop("an arena's ceiling was reached", a->max_bytes);
    size_t need = (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct arena_block *b = a->head;
    if (!b || b->size - b->used < need) {
        /* Blocks double up to a limit, so that a small arena stays small and a large one asks malloc seldom. */
        size_t size = b ? b->size * 2 : BLOCK_MIN_BYTES;
        if (size > BLOCK_MAX_BYTES)
            size = BLOCK_MAX_BYTES;
        if (need > size / 2) { // a large piece gets a block of its own, behind the one being filled
            struct arena_block *own = block_new(need);
            own->used = need;
            if (b) {
                own->next = b->next;
                b->next = own;
            } else {
                a->head = own;
            }
            a->used_bytes += need;
            return memset(own->mem, 0, need);
        }
        struct arena_block *fresh = block_new(size);
        fresh->next = b;
        a->head = b = fresh;
    }
    void *p = b->mem + b->used;
    b->used += need;
    a->used_bytes += need;
    return memset(p, 0, need);
}

void *
arena_array(struct arena *a, size_t count, size_t elem_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, elem_bytes, &bytes))
        stop("an array's size overflows", count);
    return arena_alloc(a, bytes);
}

char *
arena_strdup(struct arena *a, const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(arena_alloc(a, n), s, n);
}

void
arena_on_done(struct arena *a, void (*run)(void *ctx), void *ctx)
{
    struct arena_cleanup *c = arena_new(a, struct arena_cleanup);
    *c = (struct arena_cleanup){.next = a->cleanup, .run = run, .ctx = ctx};
    a->cleanup = c;
}

void
arena_done(struct arena *a)
{
    for (struct arena_cleanup *c = a->cleanup; c; c = c->next)
        c->run(c->ctx);
    for (struct arena_block *b = a->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct arena){.max_bytes = a->max_bytes};
}

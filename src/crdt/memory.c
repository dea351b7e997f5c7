#include "memory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory_chunk {
    struct memory_chunk *next;
    size_t bytes;
};

struct memory_large {
    struct memory_large *next, *prev;
    size_t bytes; // with this head
    size_t unused;
};

struct memory_free {
    struct memory_free *next;
};

/* With the address sanitizer every piece comes from the allocator, so that it sees who writes where nothing is. */
#if defined(__SANITIZE_ADDRESS__)
enum { SMALL_MAX_BYTES = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SMALL_MAX_BYTES = 0 };
#else
enum { SMALL_MAX_BYTES = MEMORY_SMALL_MAX_BYTES };
#endif
#else
enum { SMALL_MAX_BYTES = MEMORY_SMALL_MAX_BYTES };
#endif

enum { CHUNK_FIRST_BYTES = 1024, CHUNK_MAX_BYTES = 64 << 10 };

static void *
resize_by_malloc(void *ctx, void *p, size_t old_bytes, size_t new_bytes)
{
    (void)ctx;
    (void)old_bytes;
    if (!new_bytes) {
        free(p);
        return NULL;
    }
    void *q = realloc(p, new_bytes);
    if (!q) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", new_bytes);
        abort();
    }
    return q;
}

void
memory_init(struct memory *m, const struct doc_memory *from)
{
    *m = (struct memory){.chunk_bytes = CHUNK_FIRST_BYTES};
    m->from = from && from->resize ? *from : (struct doc_memory){.resize = resize_by_malloc};
}

void
memory_done(struct memory *m)
{
    for (struct memory_chunk *c = m->chunks, *next; c; c = next) {
        next = c->next;
        m->from.resize(m->from.ctx, c, c->bytes, 0);
    }
    for (struct memory_large *l = m->large, *next; l; l = next) {
        next = l->next;
        m->from.resize(m->from.ctx, l, l->bytes, 0);
    }
    *m = (struct memory){.from = m->from, .chunk_bytes = CHUNK_FIRST_BYTES};
}

static void
link_large(struct memory *m, struct memory_large *l)
{
    l->prev = NULL;
    l->next = m->large;
    if (l->next)
        l->next->prev = l;
    m->large = l;
}

static void
unlink_large(struct memory *m, struct memory_large *l)
{
    if (l->prev)
        l->prev->next = l->next;
    else
        m->large = l->next;
    if (l->next)
        l->next->prev = l->prev;
}

static void *
get_large(struct memory *m, size_t bytes)
{
    size_t all = bytes + sizeof(struct memory_large);
    struct memory_large *l = m->from.resize(m->from.ctx, NULL, 0, all);
    l->bytes = all;
    link_large(m, l);
    m->held_bytes += all;
    return l + 1;
}

static void
put_free(struct memory *m, void *p, size_t class)
{
    struct memory_free *f = p;
    f->next = m->free[class];
    m->free[class] = f;
}

/* What is left of a chunk that was too small is not lost: it goes to the free lists. */
static void
new_chunk(struct memory *m)
{
    size_t rest = (size_t)(m->fresh_end - m->fresh) / MEMORY_STEP_BYTES;
    if (rest)
        put_free(m, m->fresh, rest);
    size_t bytes = m->chunk_bytes;
    if (m->chunk_bytes < CHUNK_MAX_BYTES)
        m->chunk_bytes *= 2;
    struct memory_chunk *c = m->from.resize(m->from.ctx, NULL, 0, bytes);
    c->bytes = bytes;
    c->next = m->chunks;
    m->chunks = c;
    m->held_bytes += bytes;
    m->fresh = (char *)(c + 1);
    m->fresh_end = (char *)c + bytes;
}

void *
memory_get(struct memory *m, size_t bytes)
{
    assert(bytes);
    if (bytes > SMALL_MAX_BYTES)
        return get_large(m, bytes);
    size_t class = (bytes + MEMORY_STEP_BYTES - 1) / MEMORY_STEP_BYTES;
    struct memory_free *f = m->free[class];
    if (f) {
        m->free[class] = f->next;
        return f;
    }
    bytes = class * MEMORY_STEP_BYTES;
    if ((size_t)(m->fresh_end - m->fresh) < bytes)
        new_chunk(m);
    void *p = m->fresh;
    m->fresh += bytes;
    return p;
}

void
memory_give(struct memory *m, void *p, size_t bytes)
{
    if (!p)
        return;
    if (bytes <= SMALL_MAX_BYTES) {
        put_free(m, p, (bytes + MEMORY_STEP_BYTES - 1) / MEMORY_STEP_BYTES);
        return;
    }
    struct memory_large *l = (struct memory_large *)p - 1;
    unlink_large(m, l);
    m->held_bytes -= l->bytes;
    m->from.resize(m->from.ctx, l, l->bytes, 0);
}

void *
memory_resize(struct memory *m, void *p, size_t old_bytes, size_t new_bytes)
{
    if (p && old_bytes > SMALL_MAX_BYTES && new_bytes > SMALL_MAX_BYTES) {
        struct memory_large *l = (struct memory_large *)p - 1;
        unlink_large(m, l);
        size_t all = new_bytes + sizeof *l;
        m->held_bytes += all - l->bytes;
        l = m->from.resize(m->from.ctx, l, l->bytes, all);
        l->bytes = all;
        link_large(m, l);
        return l + 1;
    }
    void *q = memory_get(m, new_bytes);
    if (p)
        memcpy(q, p, old_bytes < new_bytes ? old_bytes : new_bytes);
    memory_give(m, p, old_bytes);
    return q;
}

void *
memory_grow(struct memory *m, void *array, size_t elem_bytes, uint32_t count, uint32_t *cap)
{
    assert(count <= UINT32_MAX / 2);
    uint32_t more = count * 2 < 4 ? 4 : count * 2;
    array = memory_resize(m, array, *cap * elem_bytes, more * elem_bytes);
    *cap = more;
    return array;
}

/* Open addressing with linear probing over entry numbers; the entries themselves lie in one array. Hash: XXH3. */
#include "map.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { SLOTS_MIN = 32 };

static void *
grow(void *p, size_t bytes)
{
    p = realloc(p, bytes);
    if (!p) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", bytes);
        abort();
    }
    return p;
}

static uint32_t
hash_of(const struct map *m, struct bytes key)
{
    return (uint32_t)XXH3_64bits_withSeed(key.n ? key.p : "", key.n, m->seed);
}

/* The slot where the key is or would be. */
static uint32_t
slot_of(const struct map *m, struct bytes key, uint32_t hash)
{
    uint32_t mask = m->slot_count - 1, i = hash & mask;
    while (m->slots[i]) {
        const struct map_entry *e = &m->entries[m->slots[i] - 1];
        if (e->hash == hash && bytes_eq(e->key, key))
            break;
        i = (i + 1) & mask;
    }
    return i;
}

static void
rehash(struct map *m, uint32_t slot_count)
{
    free(m->slots);
    m->slots = grow(NULL, (size_t)slot_count * sizeof *m->slots);
    memset(m->slots, 0, (size_t)slot_count * sizeof *m->slots);
    m->slot_count = slot_count;
    for (uint32_t i = 0; i < m->count; i++) {
        uint32_t at = m->entries[i].hash & (slot_count - 1);
        while (m->slots[at])
            at = (at + 1) & (slot_count - 1);
        m->slots[at] = i + 1;
    }
}

uint32_t *
map_at(struct map *m, struct bytes key)
{
    if (!m->slots) {
        /* Without entropy (early boot) the seed is weaker, not missing. */
        if (getrandom(&m->seed, sizeof m->seed, GRND_NONBLOCK) != sizeof m->seed)
            m->seed = (uint64_t)(uintptr_t)m ^ (uint64_t)clock();
        rehash(m, SLOTS_MIN);
    }
    uint32_t hash = hash_of(m, key), slot = slot_of(m, key, hash);
    if (m->slots[slot])
        return &m->entries[m->slots[slot] - 1].value;
    assert(m->count < UINT32_MAX / 4); // owners have ceilings far below
    if (m->count == m->cap) {
        m->cap = m->cap ? m->cap * 2 : 16;
        m->entries = grow(m->entries, (size_t)m->cap * sizeof *m->entries);
    }
    m->entries[m->count] = (struct map_entry){.key = key, .hash = hash};
    m->slots[slot] = ++m->count;
    if (m->count > m->slot_count / 2)
        rehash(m, m->slot_count * 2);
    return &m->entries[m->count - 1].value;
}

const uint32_t *
map_find(const struct map *m, struct bytes key)
{
    if (!m->count)
        return NULL;
    uint32_t slot = m->slots[slot_of(m, key, hash_of(m, key))];
    return slot ? &m->entries[slot - 1].value : NULL;
}

void
map_reset(struct map *m)
{
    m->count = 0;
    if (m->slots)
        memset(m->slots, 0, (size_t)m->slot_count * sizeof *m->slots);
}

void
map_done(struct map *m)
{
    free(m->entries);
    free(m->slots);
    *m = (struct map){0};
}

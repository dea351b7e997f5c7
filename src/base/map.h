#ifndef BASE_MAP_H
#define BASE_MAP_H
/*
 * From a piece of bytes to a number. Entries keep the order in which they came, so walking them is deterministic.
 * Keys are not copied: they must live as long as the map. Hostile keys are safe: the hash is seeded per map.
 *
 *     struct map m = {0};
 *     uint32_t *n = map_at(&m, key);   // 0 when the key is new
 *     *n = 7;
 *     map_done(&m);
 */
#include "bytes.h"

#include <stdint.h>

struct map_entry {
    struct bytes key;
    uint32_t hash; // of the key, under the map's seed
    uint32_t value;
};

struct map {
    struct map_entry *entries; // in order of arrival
    uint32_t count, cap;
    uint32_t *slots; // entry number + 1, or 0
    uint32_t slot_count;
    uint64_t seed;
};

/* The value of `key`, made with value 0 when it is new. The pointer is good until the next map_at(). */
uint32_t *map_at(struct map *m, struct bytes key);

/* The value of `key`, or NULL when there is none. */
const uint32_t *map_find(const struct map *m, struct bytes key);

/* Forgets the entries, keeps the memory. */
void map_reset(struct map *m);

/* Takes a zeroed one. */
void map_done(struct map *m);
#endif

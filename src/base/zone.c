/* Time zones: UTC and fixed offsets so far. */
#include "zone.h"

#include "arena.h"

#include <stdio.h>
#include <stdlib.h>

struct zones {
    struct arena arena;
    struct {
        int offset_s;
        char name[16];
    } zone[ZONES_MAX];
    unsigned count;
};

struct zones *
zones_new(const char *dir)
{
    (void)dir;
    struct zones *z = calloc(1, sizeof *z);
    if (!z)
        abort();
    z->count = 1;
    zone_fixed(z, 0);
    return z;
}

void
zones_free(struct zones *z)
{
    free(z);
}

zone_id
zone_find(struct zones *z, struct bytes name)
{
    return bytes_is_nocase(name, "UTC") || bytes_is_nocase(name, "Z") ? zone_fixed(z, 0) : ZONE_NONE;
}

zone_id
zone_fixed(struct zones *z, int offset_s)
{
    for (unsigned i = 1; i < z->count; i++)
        if (z->zone[i].offset_s == offset_s)
            return (zone_id)i;
    if (z->count == ZONES_MAX)
        return ZONE_NONE;
    z->zone[z->count].offset_s = offset_s;
    snprintf(z->zone[z->count].name, 16, offset_s ? "UTC%+d" : "UTC", offset_s);
    return (zone_id)z->count++;
}

const char *
zone_name(const struct zones *z, zone_id id)
{
    return z->zone[id].name;
}

int
zone_offset_s(struct zones *z, zone_id id, int64_t utc_ms)
{
    (void)utc_ms;
    return z->zone[id].offset_s;
}

const char *
zone_abbreviation(struct zones *z, zone_id id, int64_t utc_ms)
{
    (void)utc_ms;
    return z->zone[id].name;
}

int64_t
zone_to_utc(struct zones *z, zone_id id, int64_t local_ms)
{
    return local_ms - (int64_t)z->zone[id].offset_s * 1000;
}

#ifndef BASE_ZONE_H
#define BASE_ZONE_H
/*
 * Time zones from the system's tzdata (TZif files, RFC 8536), by name, abbreviation, city or offset. Pure after
 * loading; nothing process-global. One `struct zones` belongs to one thread.
 */
#include "bytes.h"
#include "err.h"

#include <stdint.h>

struct zones;

/* Reads from `dir`, or where the system keeps tzdata when it is NULL. Zones load when first asked for. */
struct zones *zones_new(const char *dir);
void zones_free(struct zones *z); // takes NULL

/* A zone's number in its `struct zones`; small, stable while that lives. 0 is "not known". */
typedef uint16_t zone_id;
enum { ZONE_NONE = 0, ZONE_UTC = 1, ZONES_MAX = 1000 };

/*
 * What people write: "Europe/Berlin", "Denver", "San Francisco", "PST", "CEST", "UTC", "Z", "GMT+2", "UTC-03:30",
 * "+0200". Case does not matter. An abbreviation means its fixed offset (PST is -8 in July too); "PT", "ET", "CT",
 * "MT", "Pacific", "Eastern" ... follow daylight saving. Ambiguous ones (IST, CST, BST) take the reading listed in
 * zone_names.c. ZONE_NONE when nobody knows it, or when tzdata lacks it.
 */
zone_id zone_find(struct zones *z, struct bytes name);

/* A fixed offset east of UTC; ZONE_NONE beyond 18 hours. */
zone_id zone_fixed(struct zones *z, int offset_s);

/* The zone's name as it is best shown: "Europe/Berlin", "UTC", "UTC+02:00". Lives as long as z. */
const char *zone_name(const struct zones *z, zone_id id);

/* Seconds east of UTC at a moment. */
int zone_offset_s(struct zones *z, zone_id id, int64_t utc_ms);

/* The abbreviation in force at a moment, "CEST" or "UTC+02:00". Lives as long as z. */
const char *zone_abbreviation(struct zones *z, zone_id id, int64_t utc_ms);

/*
 * UTC of a wall-clock time (ms since 1970 as the clock on the wall reads). A time that happens twice is the first one;
 * a time that is skipped is moved forward by the gap.
 */
int64_t zone_to_utc(struct zones *z, zone_id id, int64_t local_ms);
#endif

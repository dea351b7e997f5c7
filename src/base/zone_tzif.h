#ifndef BASE_ZONE_TZIF_H
#define BASE_ZONE_TZIF_H
/*
 * One compiled time zone: a TZif file of version 1 to 4 (RFC 8536, RFC 9636) and the POSIX TZ rule in its footer. Pure.
 * Files with leap seconds ("right/...") are refused, as our seconds are POSIX seconds. Used by zone.c alone.
 */
#include "bytes.h"
#include "err.h"

#include <stdint.h>

enum { TZIF_FILE_MAX_BYTES = 64 << 10 };

struct tzif;

/* Any bytes are safe. *ret lives in the arena and refers to nothing outside it. Errors: ERR_INVALID. */
enum err tzif_parse(struct arena *a, struct bytes file, struct tzif **ret, struct why *why);

/* A stretch of time in which the clocks of a zone are not changed. Seconds since 1970. */
struct tz_span {
    int64_t from_s, until_s; // from <= t < until
    int32_t offset_s;        // east of UTC
    const char *abbreviation;
};
struct tz_span tzif_at(const struct tzif *tz, int64_t utc_s);

/* ---- shown for tests ---- */

enum { TZ_ABBREVIATION_MAX_BYTES = 15 };

/* When clocks change: Mm.w.d, Jn or n of POSIX, and the second of that day (which may lie days off). */
struct tz_change {
    char kind; // 'M', 'J' or '0'
    int month, week, weekday, day;
    int32_t second;
};

struct tz_rule {
    char std_name[TZ_ABBREVIATION_MAX_BYTES + 1], dst_name[TZ_ABBREVIATION_MAX_BYTES + 1];
    int32_t std_offset_s, dst_offset_s; // east of UTC
    bool has_dst;
    struct tz_change to_dst, to_std;
};

/* "CET-1CEST,M3.5.0,M10.5.0/3". False when it is no such rule. */
bool tz_rule_parse(struct bytes text, struct tz_rule *ret);
struct tz_span tz_rule_at(const struct tz_rule *r, int64_t utc_s);
#endif

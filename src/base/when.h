#ifndef BASE_WHEN_H
#define BASE_WHEN_H
/*
 * Times as people and tools write them.
 *
 * A `struct when` keeps what was said and what was not: "May 29 22:37" has no year and no zone, "16.50" not even a
 * date. What lacks is never made up here: timeline/resolve.c fills it in from neighbouring signals or the options.
 */
#include "bytes.h"
#include "zone.h"

#include <stdint.h>

/* How exact the source was; ordered from exact to unknown. */
enum precision {
    PRECISION_MILLISECOND = 0,
    PRECISION_SECOND,
    PRECISION_MINUTE,
    PRECISION_ABOUT, // "around 14:30", "~13:30"
    PRECISION_DAY,
    PRECISION_UNKNOWN, // no time at all; ms means nothing
    PRECISION_MAX
};

enum {                   // bits of when.lacks
    WHEN_LACKS_YEAR = 1, // ms is wall-clock time in the year 2000
    WHEN_LACKS_DATE = 2, // ms is wall-clock time since midnight; past 24 h: a later day of the same listing
    WHEN_LACKS_ZONE = 4, // ms is wall-clock time
};

/* When lacks is 0, ms is UTC. While year or date lack but the zone is known, ms is wall-clock time in `zone`. */
struct when {
    int64_t ms;
    uint8_t precision; // enum precision
    uint8_t lacks;     // WHEN_LACKS_* bits
    zone_id zone;      // the zone that was said; ZONE_NONE when none was
};

#define WHEN_UNKNOWN ((struct when){.precision = PRECISION_UNKNOWN})

/* Years outside this range are nobody's incident: placeholders (0001, 1970) and slips of units. */
enum { WHEN_YEAR_MIN = 1990, WHEN_YEAR_MAX = 2100 };
bool when_is_absurd(int64_t utc_ms);

/*
 * Reads a time that fills the text but for white space. Knows every form in docs/times.md: RFC 3339 with any fraction
 * and offset style, ISO dates with a blank, RFC 2822, syslog, ls -l, 12-hour clocks, "16.50", "~13:30", "May 29, 2021
 * 4:37 PM Denver", "12:53 PM PDT", dd-mm-yyyy hh:mm, and plain numbers (see when_of_number). Year 1 and earlier read
 * as WHEN_UNKNOWN: tools write them for "no time". False when it is no time at all.
 */
bool when_parse(struct zones *z, struct bytes text, struct when *ret);

/*
 * Reads a time at the start of the text and says how many bytes it took; words for "about" and zones behind the clock
 * belong to it. A range ("13:30-13:45") gives its start, and ret_end (may be NULL) its end or WHEN_UNKNOWN.
 * A plain number is no time here.
 */
bool when_scan(struct zones *z, struct bytes text, struct when *ret, struct when *ret_end, size_t *ret_used);

/*
 * A count since 1970 whose unit is told by its size: seconds, milliseconds, microseconds or nanoseconds. Numbers too
 * small for a date after 1990 in any unit are taken as seconds (and are absurd).
 */
struct when when_of_number(double count);
struct when when_of_int(int64_t count);

/* UTC from a wall-clock reading in a zone; keeps precision. Asserts that year and date are there. */
struct when when_in_zone(struct zones *z, struct when w, zone_id zone);

/* Calendar arithmetic, proleptic Gregorian, UTC. Days since 1970-01-01. */
int64_t days_of_date(int year, int month, int day);
void date_of_days(int64_t days, int *ret_year, int *ret_month, int *ret_day);

/* "2021-05-29T22:37:00.000Z" and a terminator. */
struct when_text {
    char s[32];
};
struct when_text when_format(int64_t utc_ms);

/* "millisecond", "second", ... */
const char *precision_name(enum precision p);
#endif

/*
 * Times: the calendar, counts since 1970, RFC 3339 and the door to everything else. What people write by hand is read
 * in when_scan.c; zones come from zone.c.
 *
 * RFC 3339 has its own reader because machines write little else and a million signals pass through it. It touches
 * each byte once and leaves what it does not know to the slow reader.
 */
#include "when.h"

#include "when_scan.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_HOUR   (60 * MS_PER_MINUTE)
#define MS_PER_DAY    (24 * MS_PER_HOUR)

/* The years 0000 to 9999: what RFC 3339 can write. Sums and differences of two such times cannot overflow. */
#define MS_MIN (INT64_C(-719528) * MS_PER_DAY)
#define MS_MAX (INT64_C(2932897) * MS_PER_DAY - 1)

/* ---- calendar ---- */

/*
 * Days are counted in 400-year eras that begin on 1 March, so that the leap day is the last of its year and months have
 * a closed form: month m (March is 0) begins on day (153 m + 2) / 5.
 */
int64_t
days_of_date(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void
date_of_days(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year_of_era + era * 400 + (*ret_month <= 2));
}

bool
date_is_valid(int year, int month, int day)
{
    static const uint8_t last[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= last[month] + (month == 2 && leap);
}

bool
when_is_absurd(int64_t utc_ms)
{
    return utc_ms < days_of_date(WHEN_YEAR_MIN, 1, 1) * MS_PER_DAY ||
           utc_ms >= days_of_date(WHEN_YEAR_MAX + 1, 1, 1) * MS_PER_DAY;
}

/* ---- putting a reading together ---- */

static struct when
clamped(struct when w)
{
    if (!w.lacks && w.ms < days_of_date(2, 1, 1) * MS_PER_DAY)
        return WHEN_UNKNOWN; // a tool's "no time" said in a zone or as a count
    if (w.ms > MS_MAX)
        w.ms = MS_MAX;
    return w;
}

struct when
when_assemble(struct zones *z, int64_t local_ms, enum precision p, unsigned lacks, zone_id zone)
{
    if (zone == ZONE_NONE)
        lacks |= WHEN_LACKS_ZONE;
    struct when w = {.ms = local_ms, .precision = (uint8_t)p, .lacks = (uint8_t)lacks, .zone = zone};
    if (!lacks)
        w.ms = zone_to_utc(z, zone, local_ms);
    return clamped(w);
}

struct when
when_assemble_offset(struct zones *z, int64_t local_ms, enum precision p, unsigned lacks, int offset_s)
{
    struct when w = {.ms = local_ms, .precision = (uint8_t)p, .lacks = (uint8_t)lacks, .zone = zone_fixed(z, offset_s)};
    if (!lacks)
        w.ms = local_ms - offset_s * MS_PER_SECOND;
    else if (w.zone == ZONE_NONE)
        w.lacks |= WHEN_LACKS_ZONE;
    return clamped(w);
}

struct when
when_in_zone(struct zones *z, struct when w, zone_id zone)
{
    assert(!(w.lacks & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE)));
    if (w.precision == PRECISION_UNKNOWN || !(w.lacks & WHEN_LACKS_ZONE))
        return w;
    return when_assemble(z, w.ms, w.precision, 0, zone);
}

/* ---- counts since 1970 ---- */

/*
 * A count is in the finest unit in which it is later than 1990: 1e9 is seconds (2001), 1e12 milliseconds (2001). No
 * count has two readings between 1990 and 2100, as the units lie a factor of 1000 apart and the years do not.
 */
#define SECONDS_1990 INT64_C(631152000)

struct when
when_of_int(int64_t count)
{
    uint64_t size = count < 0 ? -(uint64_t)count : (uint64_t)count;
    struct when w = {.precision = PRECISION_MILLISECOND, .zone = ZONE_UTC};
    if (size < SECONDS_1990 * 1000) {
        w.ms = count * 1000;
        w.precision = PRECISION_SECOND;
    } else {
        int64_t per_ms = size < SECONDS_1990 * 1000000 ? 1 : size < SECONDS_1990 * 1000000000 ? 1000 : 1000000;
        w.ms = count / per_ms - (count % per_ms < 0); // towards the past, so that order is kept
    }
    return clamped(w);
}

struct when
when_of_number(double count)
{
    if (isnan(count))
        return WHEN_UNKNOWN;
    double size = fabs(count);
    double ms = size < SECONDS_1990 * 1e3   ? count * 1e3
                : size < SECONDS_1990 * 1e6 ? count
                : size < SECONDS_1990 * 1e9 ? count / 1e3
                                            : count / 1e6;
    /* A double holds the seconds of our time to a quarter of a microsecond: a hair below a millisecond is that
     * millisecond. */
    ms = floor(ms + 1e-3);
    struct when w = {.zone = ZONE_UTC, .precision = PRECISION_MILLISECOND};
    if (size < SECONDS_1990 * 1e3 && count == floor(count))
        w.precision = PRECISION_SECOND;
    w.ms = ms <= (double)MS_MIN ? MS_MIN : ms >= (double)MS_MAX ? MS_MAX : (int64_t)ms;
    return clamped(w);
}

/* "20210529" and "20210529163700": a date where the number, as a count, would be absurd. */
static bool
compact_date(struct bytes digits, struct when *ret)
{
    int v[14] = {0};
    for (size_t i = 0; i < digits.n; i++)
        v[i] = digits.p[i] - '0';
    int year = v[0] * 1000 + v[1] * 100 + v[2] * 10 + v[3], month = v[4] * 10 + v[5], day = v[6] * 10 + v[7];
    if (year < WHEN_YEAR_MIN || year > WHEN_YEAR_MAX || !date_is_valid(year, month, day))
        return false;
    struct when w = {.precision = PRECISION_DAY, .lacks = WHEN_LACKS_ZONE};
    w.ms = days_of_date(year, month, day) * MS_PER_DAY;
    if (digits.n == 14) {
        int h = v[8] * 10 + v[9], m = v[10] * 10 + v[11], s = v[12] * 10 + v[13];
        if (h > 23 || m > 59 || s > 59)
            return false;
        w.ms += h * MS_PER_HOUR + m * MS_PER_MINUTE + s * MS_PER_SECOND;
        w.precision = PRECISION_SECOND;
    }
    *ret = w;
    return true;
}

/* A number that fills the text. The fraction of a second is read digit by digit: exact, whatever its length. */
static bool
number(struct bytes t, struct when *ret)
{
    ptrdiff_t dot = bytes_find_char(t, '.');
    struct bytes whole = dot < 0 ? t : bytes_cut(t, 0, (size_t)dot);
    bool sign = whole.n && (whole.p[0] == '-' || whole.p[0] == '+');
    if (dot < 0 && !sign && (t.n == 8 || t.n == 14)) {
        bool digits = true;
        for (size_t i = 0; i < t.n; i++)
            digits = digits && ascii_is_digit(t.p[i]);
        if (digits && compact_date(t, ret))
            return true;
    }
    long long count;
    if (!bytes_to_int(whole, &count))
        return false;
    struct when w = when_of_int(count);
    if (dot >= 0) {
        struct bytes fraction = bytes_from(t, (size_t)dot + 1);
        int ms = 0;
        for (size_t i = 0; i < fraction.n; i++)
            if (!ascii_is_digit(fraction.p[i]))
                return false;
        for (size_t i = 0; i < 3; i++)
            ms = ms * 10 + (i < fraction.n ? fraction.p[i] - '0' : 0);
        if (!fraction.n || whole.n == sign)
            return false;
        if (w.precision == PRECISION_SECOND) {
            w.ms += whole.p[0] == '-' ? -ms : ms;
            w.precision = PRECISION_MILLISECOND;
        }
    }
    *ret = w;
    return true;
}

/* ---- RFC 3339 ---- */

/* Two digits as a number; 255 and above when one of them is none. */
static inline unsigned
two(const char *p)
{
    unsigned a = (unsigned char)p[0] - '0', b = (unsigned char)p[1] - '0';
    return a > 9 || b > 9 ? 255 : a * 10 + b;
}

/* "Z", "+02:00", "+0200", "+02" and, in front of them, nothing else. False when it is none of these. */
static inline bool
numeric_offset(const char *p, size_t n, int *ret_s)
{
    if (n == 1 && (*p == 'Z' || *p == 'z')) {
        *ret_s = 0;
        return true;
    }
    if (n < 3 || (*p != '+' && *p != '-'))
        return false;
    unsigned h = two(p + 1), m;
    if (n == 3)
        m = 0;
    else if (n == 5)
        m = two(p + 3);
    else if (n == 6 && p[3] == ':')
        m = two(p + 4);
    else
        return false;
    if (h > 18 || m > 59 || (h == 18 && m))
        return false;
    int s = (int)(h * 3600 + m * 60);
    *ret_s = *p == '-' ? -s : s;
    return true;
}

/* "2021-05-29T22:37:00.123Z" and its relatives, filling the text. False leaves it to the slow reader. */
static bool
rfc3339(struct zones *z, struct bytes t, struct when *ret)
{
    if (t.n < 20 || t.p[4] != '-' || t.p[7] != '-' || t.p[13] != ':' || t.p[16] != ':')
        return false;
    const char *p = t.p;
    if ((p[10] | 0x20) != 't' && p[10] != ' ')
        return false;
    unsigned century = two(p), yy = two(p + 2), month = two(p + 5), day = two(p + 8);
    unsigned h = two(p + 11), m = two(p + 14), s = two(p + 17);
    unsigned year = century * 100 + yy;
    if (century > 99 || yy > 99 || h > 23 || m > 59 || s > 59 || !date_is_valid((int)year, (int)month, (int)day))
        return false; // also leap seconds and 24:00: rare, so the slow reader has them
    size_t at = 19;
    int64_t ms = 0;
    enum precision precision = PRECISION_SECOND;
    if (p[at] == '.' || p[at] == ',') {
        int64_t scale = 100;
        size_t from = ++at;
        for (; at < t.n && ascii_is_digit(p[at]); at++, scale /= 10)
            ms += (p[at] - '0') * scale; // scale is 0 from the fourth digit on: the rest is cut off
        if (at == from)
            return false;
        precision = PRECISION_MILLISECOND;
    }
    if (at < t.n && p[at] == ' ') // GitLab: "21:50:00 +0200", "18:08:09 UTC"
        at++;
    int offset_s;
    if (t.n - at == 3 && memcmp(p + at, "UTC", 3) == 0)
        offset_s = 0;
    else if (!numeric_offset(p + at, t.n - at, &offset_s))
        return false;
    if (year <= 1) {
        *ret = WHEN_UNKNOWN;
        return true;
    }
    ms += days_of_date((int)year, (int)month, (int)day) * MS_PER_DAY + (int64_t)(h * 3600 + m * 60 + s) * 1000;
    *ret = when_assemble_offset(z, ms, precision, 0, offset_s);
    return true;
}

/* ---- the doors ---- */

bool
when_parse(struct zones *z, struct bytes text, struct when *ret)
{
    text = bytes_trim(text);
    if (!text.n)
        return false;
    struct when w, end;
    if (rfc3339(z, text, &w)) {
        *ret = w;
        return true;
    }
    size_t used, digits = text.n && text.p[0] == '-';
    while (digits < text.n && ascii_is_digit(text.p[digits]))
        digits++;
    if (digits < text.n && scan_time(z, text, true, &w, &end, &used) && used == text.n) {
        *ret = w;
        return true;
    }
    return number(text, ret);
}

bool
when_scan(struct zones *z, struct bytes text, struct when *ret, struct when *ret_end, size_t *ret_used)
{
    struct when w, end;
    size_t used;
    if (!scan_time(z, text, false, &w, &end, &used))
        return false;
    *ret = w;
    if (ret_end)
        *ret_end = end;
    *ret_used = used;
    return true;
}

struct when_text
when_format(int64_t utc_ms)
{
    int64_t days = utc_ms / MS_PER_DAY - (utc_ms % MS_PER_DAY < 0);
    unsigned ms = (unsigned)((utc_ms % MS_PER_DAY + MS_PER_DAY) % MS_PER_DAY);
    int year, month, day;
    date_of_days(days, &year, &month, &day);
    struct when_text t;
    snprintf(t.s, sizeof t.s, "%04d-%02d-%02dT%02u:%02u:%02u.%03uZ", year, month, day, ms / 3600000, ms / 60000 % 60,
             ms / 1000 % 60, ms % 1000);
    return t;
}

const char *
precision_name(enum precision p)
{
    static const char *const names[PRECISION_MAX] = {
        [PRECISION_MILLISECOND] = "millisecond",
        [PRECISION_SECOND] = "second",
        [PRECISION_MINUTE] = "minute",
        [PRECISION_ABOUT] = "about",
        [PRECISION_DAY] = "day",
        [PRECISION_UNKNOWN] = "unknown",
    };
    assert(p < PRECISION_MAX);
    return names[p];
}

/*
 * The file: a header, a block with 32-bit times, and from version 2 on the same again with 64-bit times and a footer.
 * Only the best block is read. Within it: transition times (ascending), a type number for each, the types (offset,
 * daylight saving, where the abbreviation starts), the abbreviations, and things we do not need.
 */
#include "zone_tzif.h"

#include "when.h"

#include <string.h>

enum {
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    TRANSITIONS_MAX = 4000, // real ones have 240 at most
    TYPES_MAX = 255,
    NAMES_MAX_BYTES = 2000,
    OFFSET_MAX_S = 26 * 3600, // RFC 8536 section 3.2
    DAY_S = 86400,
};

struct tz_type {
    int32_t offset_s;
    const char *abbreviation;
};

struct tzif {
    int64_t *times; // when a new type begins
    uint8_t *types_at;
    size_t time_count;
    struct tz_type *types;
    bool has_rule;
    struct tz_rule rule; // from the last transition on
};

/* ---- the rule in the footer ---- */

static bool
take(struct bytes *t, char c)
{
    if (!t->n || t->p[0] != c)
        return false;
    t->p++;
    t->n--;
    return true;
}

/* A number of 1 to 3 digits. */
static bool
take_number(struct bytes *t, int min, int max, int *ret)
{
    int v = 0;
    size_t n = 0;
    while (n < t->n && n < 3 && ascii_is_digit(t->p[n]))
        v = v * 10 + (t->p[n++] - '0');
    if (!n || v < min || v > max)
        return false;
    t->p += n;
    t->n -= n;
    *ret = v;
    return true;
}

/* Three letters or more, or anything between < and >. */
static bool
take_name(struct bytes *t, char *ret)
{
    bool quoted = take(t, '<');
    size_t n = 0;
    while (n < t->n &&
           (ascii_is_alpha(t->p[n]) || (quoted && (ascii_is_digit(t->p[n]) || t->p[n] == '+' || t->p[n] == '-'))))
        n++;
    if (n < 3 || n > TZ_ABBREVIATION_MAX_BYTES)
        return false;
    memcpy(ret, t->p, n);
    ret[n] = '\0';
    t->p += n;
    t->n -= n;
    return !quoted || take(t, '>');
}

/* [+-]hh[:mm[:ss]] */
static bool
take_seconds(struct bytes *t, int hour_max, int32_t *ret)
{
    bool negative = take(t, '-');
    int h, m = 0, s = 0;
    if (!negative)
        take(t, '+');
    if (!take_number(t, 0, hour_max, &h))
        return false;
    if (take(t, ':')) {
        if (!take_number(t, 0, 59, &m))
            return false;
        if (take(t, ':') && !take_number(t, 0, 59, &s))
            return false;
    }
    *ret = (h * 3600 + m * 60 + s) * (negative ? -1 : 1);
    return true;
}

static bool
take_change(struct bytes *t, struct tz_change *c)
{
    if (!take(t, ','))
        return false;
    if (take(t, 'M')) {
        c->kind = 'M';
        if (!take_number(t, 1, 12, &c->month) || !take(t, '.') || !take_number(t, 1, 5, &c->week) || !take(t, '.') ||
            !take_number(t, 0, 6, &c->weekday))
            return false;
    } else {
        c->kind = take(t, 'J') ? 'J' : '0';
        if (!take_number(t, c->kind == 'J', 365, &c->day))
            return false;
    }
    c->second = 2 * 3600;
    return !take(t, '/') || take_seconds(t, 167, &c->second);
}

bool
tz_rule_parse(struct bytes t, struct tz_rule *ret)
{
    struct tz_rule r = {.has_dst = false};
    if (!take_name(&t, r.std_name) || !take_seconds(&t, 25, &r.std_offset_s))
        return false;
    r.std_offset_s = -r.std_offset_s; // POSIX counts to the west
    if (t.n) {
        r.has_dst = true;
        r.dst_offset_s = r.std_offset_s + 3600;
        if (!take_name(&t, r.dst_name))
            return false;
        if (t.n && t.p[0] != ',') {
            if (!take_seconds(&t, 25, &r.dst_offset_s))
                return false;
            r.dst_offset_s = -r.dst_offset_s;
        }
        if (!take_change(&t, &r.to_dst) || !take_change(&t, &r.to_std) || t.n)
            return false;
    }
    *ret = r;
    return true;
}

static bool
is_leap(int year)
{
    return days_of_date(year + 1, 1, 1) - days_of_date(year, 1, 1) == 366;
}

/* The moment of a change in a year, when `offset_s` is in force until then. */
static int64_t
change_at(const struct tz_change *c, int year, int32_t offset_s)
{
    int64_t day;
    if (c->kind == 'M') {
        int64_t first = days_of_date(year, c->month, 1);
        int64_t next = c->month == 12 ? days_of_date(year + 1, 1, 1) : days_of_date(year, c->month + 1, 1);
        int first_weekday = (int)(((first + 4) % 7 + 7) % 7); // 1970-01-01 was a Thursday
        day = first + (c->weekday - first_weekday + 7) % 7 + 7 * (c->week - 1);
        while (day >= next) // week 5 is the last one
            day -= 7;
    } else {
        day = days_of_date(year, 1, 1) + c->day;
        if (c->kind == 'J') // counts from 1, and never 29 February
            day += (c->day >= 60 && is_leap(year)) - 1;
    }
    return day * DAY_S + c->second - offset_s;
}

struct tz_span
tz_rule_at(const struct tz_rule *r, int64_t utc_s)
{
    struct tz_span span = {INT64_MIN, INT64_MAX, r->std_offset_s, r->std_name};
    if (!r->has_dst)
        return span;
    int year, month, day;
    date_of_days((utc_s - (utc_s % DAY_S + DAY_S) % DAY_S) / DAY_S, &year, &month, &day);
    /* The changes nearest to the moment, over three years: a change may lie days outside its year. Changes to standard
     * time are looked at first, as all-year daylight saving is written with both at one moment. */
    bool dst = false;
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t to_std = change_at(&r->to_std, y, r->dst_offset_s);
        int64_t to_dst = change_at(&r->to_dst, y, r->std_offset_s);
        const int64_t moments[] = {to_std, to_dst};
        for (int i = 0; i < 2; i++) {
            if (moments[i] <= utc_s && moments[i] >= span.from_s) {
                span.from_s = moments[i];
                dst = i == 1;
            } else if (moments[i] > utc_s && moments[i] < span.until_s) {
                span.until_s = moments[i];
            }
        }
    }
    if (dst) {
        span.offset_s = r->dst_offset_s;
        span.abbreviation = r->dst_name;
    }
    return span;
}

/* ---- the file ---- */

static uint32_t
be32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t
be64(const char *p)
{
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

struct header {
    char version;
    uint32_t ut_count, std_count, leap_count, time_count, type_count, name_bytes;
    size_t time_bytes; // 4 or 8
    size_t block_bytes;
};

static bool
header_parse(struct bytes file, size_t time_bytes, struct header *ret)
{
    if (file.n < HEADER_BYTES || !bytes_starts(file, "TZif"))
        return false;
    const char *p = file.p;
    struct header h = {.version = p[4], .ut_count = be32(p + 20), .std_count = be32(p + 24)};
    h.leap_count = be32(p + 28);
    h.time_count = be32(p + 32);
    h.type_count = be32(p + 36);
    h.name_bytes = be32(p + 40);
    h.time_bytes = time_bytes;
    if (h.ut_count > TYPES_MAX || h.std_count > TYPES_MAX || h.leap_count > TRANSITIONS_MAX ||
        h.time_count > TRANSITIONS_MAX || h.type_count > TYPES_MAX || h.name_bytes > NAMES_MAX_BYTES)
        return false;
    h.block_bytes = h.time_count * (time_bytes + 1) + h.type_count * TYPE_BYTES + h.name_bytes +
                    h.leap_count * (time_bytes + 4) + h.std_count + h.ut_count;
    *ret = h;
    return h.block_bytes <= file.n - HEADER_BYTES;
}

static enum err
read_transitions(struct arena *a, const struct header *h, const char *block, struct tzif *tz, struct why *why)
{
    tz->time_count = h->time_count;
    tz->times = arena_new_n(a, int64_t, h->time_count + 1);
    tz->types_at = arena_new_n(a, uint8_t, h->time_count + 1);
    const char *types_at = block + h->time_count * h->time_bytes;
    for (size_t i = 0; i < h->time_count; i++) {
        const char *p = block + i * h->time_bytes;
        tz->times[i] = h->time_bytes == 8 ? be64(p) : (int32_t)be32(p);
        tz->types_at[i] = (uint8_t)types_at[i];
        if (i && tz->times[i] <= tz->times[i - 1])
            return fail(why, ERR_INVALID, "transition %zu is not later than the one before", i);
        if (tz->types_at[i] >= h->type_count)
            return fail(why, ERR_INVALID, "transition %zu has a type that does not exist", i);
    }
    return OK;
}

static enum err
read_types(struct arena *a, const struct header *h, const char *block, struct tzif *tz, struct why *why)
{
    const char *p = block + h->time_count * (h->time_bytes + 1);
    const char *names = p + h->type_count * TYPE_BYTES;
    char *copy = arena_alloc(a, h->name_bytes + 1);
    memcpy(copy, names, h->name_bytes);
    tz->types = arena_new_n(a, struct tz_type, h->type_count);
    for (size_t i = 0; i < h->type_count; i++, p += TYPE_BYTES) {
        int32_t offset_s = (int32_t)be32(p);
        uint8_t name = (uint8_t)p[5];
        if (offset_s < -OFFSET_MAX_S || offset_s > OFFSET_MAX_S)
            return fail(why, ERR_INVALID, "type %zu is more than 26 hours off UTC", i);
        if (name >= h->name_bytes)
            return fail(why, ERR_INVALID, "the abbreviation of type %zu lies outside the file", i);
        tz->types[i] = (struct tz_type){offset_s, copy + name};
    }
    return OK;
}

enum err
tzif_parse(struct arena *a, struct bytes file, struct tzif **ret, struct why *why)
{
    struct header h;
    if (file.n > TZIF_FILE_MAX_BYTES || !header_parse(file, 4, &h))
        return fail(why, ERR_INVALID, "not a TZif file, or cut short");
    bool has_footer = h.version >= '2';
    if (has_footer) {
        file = bytes_from(file, HEADER_BYTES + h.block_bytes);
        if (!header_parse(file, 8, &h))
            return fail(why, ERR_INVALID, "the 64-bit half of the TZif file is cut short");
    }
    if (h.leap_count)
        return fail(why, ERR_INVALID, "the TZif file counts leap seconds");
    if (!h.type_count || !h.name_bytes)
        return fail(why, ERR_INVALID, "the TZif file has no types");
    struct tzif *tz = arena_new(a, struct tzif);
    enum err e = read_transitions(a, &h, file.p + HEADER_BYTES, tz, why);
    if (!e)
        e = read_types(a, &h, file.p + HEADER_BYTES, tz, why);
    if (e)
        return e;
    if (has_footer) {
        struct bytes footer = bytes_from(file, HEADER_BYTES + h.block_bytes);
        if (footer.n < 2 || footer.p[0] != '\n' || footer.p[footer.n - 1] != '\n')
            return fail(why, ERR_INVALID, "the footer of the TZif file is cut short");
        footer = bytes_cut(footer, 1, footer.n - 2);
        tz->has_rule = footer.n != 0;
        if (tz->has_rule && !tz_rule_parse(footer, &tz->rule))
            return fail(why, ERR_INVALID, "the rule '%.*s' is not understood", BYTES_ARG(footer));
    }
    *ret = tz;
    return OK;
}

struct tz_span
tzif_at(const struct tzif *tz, int64_t utc_s)
{
    size_t low = 0, high = tz->time_count; // transitions before `low` are past, from `high` on they are to come
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (tz->times[mid] <= utc_s)
            low = mid + 1;
        else
            high = mid;
    }
    int64_t from_s = low ? tz->times[low - 1] : INT64_MIN;
    if (low == tz->time_count && tz->has_rule) {
        struct tz_span span = tz_rule_at(&tz->rule, utc_s);
        if (span.from_s < from_s)
            span.from_s = from_s;
        return span;
    }
    const struct tz_type *type = &tz->types[low ? tz->types_at[low - 1] : 0];
    int64_t until_s = low < tz->time_count ? tz->times[low] : INT64_MAX;
    return (struct tz_span){from_s, until_s, type->offset_s, type->abbreviation};
}

/*
 * Times as people write them: a reading is [weekday] [zone] [date] [zone] [clock] [zone] [year], a range is two of
 * them. The pieces are read in when_piece.c, zones in zone_scan.c.
 *
 * The trade here is between missing a time and taking a word or a number for one. In running text a number needs a
 * colon, a month, an "am" or the like; what is merely possible is refused when the text goes on as if it were none.
 */
#include "when_scan.h"

#include "when_piece.h"
#include "zone_scan.h"

#include <string.h>

#define MS_PER_DAY INT64_C(86400000)

struct reading {
    bool has_date, has_clock, is_about, is_between;
    bool behind_t;
    struct date date;
    struct clock clock;
    bool has_zone, has_offset; // an offset decides what the clock means, a name beside it only what it is called
    zone_id zone;
    int offset_s;
};

struct scan {
    struct zones *z;
    struct bytes t;
    bool whole;
};

/* ---- words in front and behind ---- */

/* "~", "≈", "about", "at around", "from"; *at is behind them and the blanks that follow. */
static void
skip_leading(struct bytes t, size_t *at, struct reading *r)
{
    for (int i = 0; i < 3; i++) { // "at about ~"
        *at = blanks_end(t, *at);
        struct bytes rest = bytes_from(t, *at);
        size_t tilde = bytes_starts(rest, "~") ? 1 : bytes_starts(rest, "\xe2\x89\x88") ? 3 : 0;
        if (tilde) {
            r->is_about = true;
            *at += tilde;
            continue;
        }
        struct bytes word = word_at(t, *at);
        int value;
        enum word_kind kind = word_kind(word, &value);
        if (bytes_is(word, "c") && bytes_starts(rest, "c.")) // circa
            kind = WORD_ABOUT;
        if (kind != WORD_ABOUT && kind != WORD_LEADING && kind != WORD_BETWEEN)
            return;
        size_t end = *at + word.n;
        if (end < t.n && t.p[end] == '.')
            end++;
        if (end < t.n && t.p[end] != ' ' && t.p[end] != '\t' && t.p[end] != '~')
            return;
        r->is_about = r->is_about || kind == WORD_ABOUT;
        r->is_between = r->is_between || kind == WORD_BETWEEN;
        *at = end;
    }
    *at = blanks_end(t, *at);
}

/* "ish", " (approx.)" behind a clock. */
static void
skip_about_behind(struct bytes t, size_t *at, struct reading *r)
{
    size_t i = *at;
    if (i < t.n && t.p[i] == '-')
        i++;
    if (bytes_is_nocase(word_at(t, i), "ish")) {
        r->is_about = true;
        *at = i + 3;
        return;
    }
    i = blanks_end(t, *at);
    bool paren = i < t.n && t.p[i] == '(';
    struct bytes word = word_at(t, i + paren);
    int value;
    if (i == *at || word_kind(word, &value) != WORD_ABOUT)
        return;
    i += paren + word.n;
    if (i < t.n && t.p[i] == '.')
        i++;
    if (paren ? i == t.n || t.p[i] != ')' : !separator_at(t, i))
        return;
    r->is_about = true;
    *at = i + paren;
}

static void
skip_weekday(struct bytes t, size_t *at)
{
    struct bytes word = word_at(t, *at);
    int value;
    if (word_kind(word, &value) != WORD_WEEKDAY)
        return;
    size_t i = *at + word.n;
    while (i < t.n && (t.p[i] == '.' || t.p[i] == ',' || t.p[i] == ' ' || t.p[i] == '\t'))
        i++;
    *at = i;
}

/* ---- zones ---- */

/* A zone in front of a clock: "UTC 14:05". Only tried where the text has that shape, as a look-up costs. */
static void
scan_zone_before(const struct scan *s, size_t *at, struct reading *r)
{
    size_t i = *at;
    while (i < s->t.n && s->t.p[i] != ' ' && i - *at < 32)
        i++;
    if (i == *at || !digit_at(s->t, i + 1) || digit_at(s->t, *at) || i >= s->t.n || s->t.p[i] != ' ')
        return;
    zone_id zone;
    if (zone_scan(s->z, bytes_cut(s->t, *at, i - *at), true, &zone) != i - *at)
        return;
    r->has_zone = true;
    r->zone = zone;
    *at = i + 1;
}

/*
 * Whether "-07:00" at `at` is an offset. Behind hours and minutes it looks like the end of a range, and people write
 * those; tools, which write offsets, write seconds or a 'T'. A "range" that would end before it starts is the Americas.
 */
static bool
minus_is_offset(const struct scan *s, size_t at, const struct reading *r, int offset_s)
{
    if (!dash_at(s->t, at) || (s->whole && r->has_date) || r->behind_t || r->clock.precision != PRECISION_MINUTE)
        return true;
    if (!r->has_date)
        return false;
    bool has_colon = at + 3 < s->t.n && memchr(s->t.p + at, ':', 4);
    return !has_colon || (offset_s <= -3 * 3600 && -offset_s < r->clock.ms / 1000);
}

static bool
set_zone(struct reading *r, zone_id zone)
{
    r->has_zone = true;
    r->zone = zone;
    return true;
}

/* " UTC m=+0.5" behind an offset: Go says the zone again, and how long its program has been running. */
static void
skip_go_name(const struct scan *s, size_t *at)
{
    struct bytes name = word_at(s->t, *at + 1);
    zone_id zone;
    if (!bytes_starts(bytes_from(s->t, *at), " ") || name.n < 3 || name.n > 5 ||
        zone_scan(s->z, name, true, &zone) != name.n)
        return;
    *at += 1 + name.n;
    if (bytes_starts(bytes_from(s->t, *at), " m=+"))
        for (*at += 4; digit_at(s->t, *at) || bytes_starts(bytes_from(s->t, *at), ".");)
            ++*at;
}

/* A zone behind a clock or date. */
static bool
scan_zone_behind(const struct scan *s, size_t *at, struct reading *r)
{
    struct bytes rest = bytes_from(s->t, *at);
    if (!rest.n)
        return false;
    size_t gap = blanks_end(rest, 0);
    rest = bytes_from(rest, gap);
    if (!rest.n || gap > 3)
        return false;
    bool numeric = rest.p[0] == '+' || rest.p[0] == '-' || (unsigned char)rest.p[0] == 0xe2;
    if (numeric) {
        int offset_s;
        size_t n = zone_scan_offset(rest, false, &offset_s);
        if (!n || (n == 3 && gap && !s->whole) || !r->has_clock ||
            (!gap && offset_s <= 0 && !minus_is_offset(s, *at, r, offset_s)))
            return false;
        *at += gap + n;
        r->has_offset = true;
        r->offset_s = offset_s;
        set_zone(r, zone_fixed(s->z, offset_s));
        zone_id named; // Java adds "[Europe/Berlin]", mail " (CEST)"
        size_t blank = blanks_end(s->t, *at);
        rest = bytes_from(s->t, blank);
        if (rest.n && (rest.p[0] == '[' || rest.p[0] == '(') && (n = zone_scan(s->z, rest, s->whole, &named))) {
            *at = blank + n;
            if (rest.p[0] == '[')
                r->zone = named;
        }
        skip_go_name(s, at);
        return true;
    }
    if (!gap && rest.p[0] != '[' && (!r->has_clock || !ascii_is_alpha(rest.p[0])))
        return false;
    zone_id zone;
    size_t n = zone_scan(s->z, rest, s->whole, &zone);
    if (!n)
        return false;
    *at += gap + n;
    return set_zone(r, zone);
}

/* " local time": says that the zone is not said. */
static void
skip_local_time(struct bytes t, size_t *at)
{
    size_t i = blanks_end(t, *at);
    if (i != *at && bytes_starts_nocase(bytes_from(t, i), "local time") && separator_at(t, i + 10))
        *at = i + 10;
}

/*
 * The same moment once more, "20:07 EDT (00:07 UTC)", "09:05 UTC / 10:05 CET". Where the first clock has no zone, the
 * second, in brackets, tells how far it is off UTC.
 */
static void
scan_second_clock(const struct scan *s, size_t *at, struct reading *r)
{
    size_t i = blanks_end(s->t, *at);
    bool slash = i < s->t.n && s->t.p[i] == '/' && r->has_zone;
    if (i == *at || i == s->t.n || (s->t.p[i] != '(' && !slash))
        return;
    i = slash ? blanks_end(s->t, i + 1) : i + 1;
    struct reading other = {.has_clock = true};
    if (!digit_at(s->t, i) || !scan_clock(s->t, &i, false, false, &other.clock) || !scan_zone_behind(s, &i, &other))
        return;
    if (slash) {
        *at = i;
        return;
    }
    if (i == s->t.n || s->t.p[i] != ')')
        return;
    if (!r->has_zone) {
        int64_t off_s = (r->clock.ms - other.clock.ms) / 1000 + zone_offset_s(s->z, other.zone, 0);
        if (off_s < -12 * 3600)
            off_s += 86400;
        else if (off_s > 14 * 3600)
            off_s -= 86400;
        zone_id zone = off_s % 900 ? ZONE_NONE : zone_fixed(s->z, (int)off_s);
        if (zone == ZONE_NONE)
            return;
        set_zone(r, zone);
    }
    *at = i + 1;
}

/* ---- one reading ---- */

/* Between a date and its clock. False when no clock can follow. */
static bool
skip_to_clock(const struct scan *s, size_t *at, struct reading *r)
{
    struct bytes t = s->t;
    size_t i = *at;
    if (i + 1 < t.n && r->date.is_numeric && (t.p[i] == 'T' || t.p[i] == 't') && digit_at(t, i + 1)) {
        *at = i + 1;
        r->behind_t = true;
        return true;
    }
    bool direct = i + 1 < t.n && (t.p[i] == ':' || t.p[i] == ',') && digit_at(t, i + 1); // "24/Feb/2015:23:13:42"
    if (i < t.n && (t.p[i] == ':' || t.p[i] == ','))
        i++;
    i = blanks_end(t, i);
    size_t mark = dash_at(t, i);
    if (!mark && i < t.n && (t.p[i] == '@' || t.p[i] == '|' || t.p[i] == '/'))
        mark = 1;
    i = blanks_end(t, i + mark);
    if (i == *at || (i == *at + 1 && !direct && i < t.n && t.p[i - 1] != ' ' && t.p[i - 1] != '\t' && mark != 1))
        return false;
    skip_leading(t, &i, r);
    *at = i;
    return true;
}

/* What may stand behind a time: "10:20:30:40", "2021-05-29.log" and "14:05%" are something else. */
static bool
ends_well(const struct scan *s, size_t at, const struct reading *r)
{
    struct bytes t = s->t;
    if (at >= t.n)
        return true;
    char c = t.p[at], next = at + 1 < t.n ? t.p[at + 1] : ' ';
    if (ascii_is_alnum(c) || c == '_' || c == '%' || c == '=')
        return false;
    if (strchr(":.+/", c) && c && (ascii_is_digit(next) || (c == '.' && ascii_is_alpha(next)) || next == ':'))
        return false;
    if (r->has_clock)
        return !(c == '-' && ascii_is_digit(next));
    return !((c == '-' || c == '/' || c == ':') && (ascii_is_alnum(next) || next == '_'));
}

/* Clocks that are times only when what follows agrees. */
static bool
clock_fits(const struct scan *s, size_t at, const struct reading *r)
{
    int value;
    if (s->whole || r->has_zone)
        return true;
    if (r->clock.is_word)
        return r->has_date || separator_at(s->t, at);
    return r->clock.half || word_kind(word_at(s->t, blanks_end(s->t, at)), &value) != WORD_DURATION;
}

static bool
read_clock(const struct scan *s, size_t *at, struct reading *r)
{
    struct reading with = *r;
    size_t i = *at;
    if (!with.has_zone)
        scan_zone_before(s, &i, &with);
    if (!scan_clock(s->t, &i, r->has_date, r->behind_t, &with.clock))
        return false;
    with.has_clock = true;
    skip_about_behind(s->t, &i, &with);
    if (!with.has_zone && !scan_zone_behind(s, &i, &with))
        skip_local_time(s->t, &i);
    if (with.has_date && !with.date.has_year && scan_late_year(s->t, &i, &with.date) && !with.has_zone)
        scan_zone_behind(s, &i, &with);
    if (!clock_fits(s, i, &with))
        return false;
    skip_about_behind(s->t, &i, &with);
    scan_second_clock(s, &i, &with);
    *r = with;
    *at = i;
    return true;
}

/* The day behind its clock: "09:05 UTC, 2024-03-14", "09:05 on March 14, 2024". */
static void
scan_date_behind(const struct scan *s, size_t *at, struct reading *r)
{
    struct bytes t = s->t;
    size_t i = *at + (*at < t.n && t.p[*at] == ',');
    bool joined = i > *at || s->whole;
    i = blanks_end(t, i);
    if (bytes_is_nocase(word_at(t, i), "on")) {
        joined = true;
        i = blanks_end(t, i + 2);
    }
    skip_weekday(t, &i);
    struct date date;
    if (!joined || !scan_date(t, &i, s->whole, &date) || !date.has_year || date.needs_clock)
        return;
    if (i < t.n && (ascii_is_alnum(t.p[i]) || t.p[i] == '_' || (t.p[i] == '.' && i + 1 < t.n && t.p[i + 1] != ' ')))
        return;
    size_t behind = i;
    skip_to_clock(s, &behind, &(struct reading){.date = date});
    if (digit_at(t, behind)) // "14:05, 2024-03-14 15:00 ...": that day has a clock of its own
        return;
    r->date = date;
    r->has_date = true;
    *at = i;
}

static bool
scan_reading(const struct scan *s, size_t *at, struct reading *ret)
{
    struct reading r = *ret;
    size_t i = *at;
    skip_leading(s->t, &i, &r);
    skip_weekday(s->t, &i);
    skip_leading(s->t, &i, &r);
    if (scan_date(s->t, &i, s->whole, &r.date)) {
        r.has_date = true;
        size_t date_end = i;
        struct reading date_only = r;
        if (!skip_to_clock(s, &i, &r) || !read_clock(s, &i, &r)) {
            r = date_only;
            i = date_end;
            bool sure = r.date.has_year || s->whole || separator_at(s->t, i);
            if (r.date.needs_clock || !sure)
                return false;
            scan_zone_behind(s, &i, &r);
        }
    } else if (!read_clock(s, &i, &r)) {
        return false;
    } else {
        scan_date_behind(s, &i, &r);
    }
    *ret = r;
    *at = i;
    return true;
}

/* ---- ranges ---- */

/* "-", "–", "->", "to", "until"; *at is behind it and its blanks. */
static bool
skip_range_mark(const struct scan *s, size_t *at, const struct reading *start)
{
    struct bytes t = s->t;
    size_t i = blanks_end(t, *at), mark = dash_at(t, i);
    if (mark) {
        i += mark;
        if (i < t.n && (t.p[i] == '-' || t.p[i] == '>'))
            i++;
    } else if (bytes_starts(bytes_from(t, i), "\xe2\x86\x92")) { // an arrow
        i += 3;
    } else {
        struct bytes word = word_at(t, i);
        int value;
        enum word_kind kind = word_kind(word, &value);
        if (i == *at || (kind != WORD_TO && !(kind == WORD_AND && start->is_between)))
            return false;
        i += word.n;
    }
    *at = blanks_end(t, i);
    return true;
}

static void
take_zone(struct reading *to, const struct reading *from)
{
    to->has_zone = from->has_zone;
    to->has_offset = from->has_offset;
    to->zone = from->zone;
    to->offset_s = from->offset_s;
}

/* The end of a range behind `start`. False, and nothing moved, when there is none. */
static bool
scan_end(const struct scan *s, size_t *at, struct reading *start, struct reading *ret)
{
    size_t i = *at;
    struct reading end = {0};
    if (!skip_range_mark(s, &i, start) || !scan_reading(s, &i, &end) || !end.has_clock ||
        end.behind_t != start->behind_t)
        return false;
    if ((end.has_date && (!start->has_date || end.date.has_year != start->date.has_year)) ||
        (end.clock.is_bare && !start->clock.is_bare && !start->clock.half) || !ends_well(s, i, &end))
        return false;
    clock_take_half(&start->clock, &end.clock);
    if (start->clock.half && !end.clock.half && end.clock.ms < start->clock.ms)
        clock_take_half(&end.clock, &start->clock);
    if (!end.has_date) {
        end.has_date = start->has_date;
        end.date = start->date;
        if (end.clock.ms < start->clock.ms && (!end.has_zone || !start->has_zone || end.zone == start->zone))
            end.clock.ms += MS_PER_DAY; // past midnight
    }
    if (!end.has_zone)
        take_zone(&end, start);
    else if (!start->has_zone)
        take_zone(start, &end);
    start->is_about = end.is_about = start->is_about || end.is_about;
    *ret = end;
    *at = i;
    return true;
}

/* "8-9 PM": an hour that only its end makes a time. */
static bool
scan_bare_range(const struct scan *s, size_t *at, struct reading *start, struct reading *end)
{
    size_t i = *at;
    struct reading r = {0};
    skip_leading(s->t, &i, &r);
    if (!scan_bare_hour(s->t, &i, &r.clock))
        return false;
    r.has_clock = true;
    if (!scan_end(s, &i, &r, end) || !end->clock.half || end->has_date)
        return false;
    *start = r;
    *at = i;
    return true;
}

/* ---- putting it together ---- */

static struct when
when_of_reading(const struct scan *s, const struct reading *r)
{
    if (r->has_date && r->date.is_nothing)
        return WHEN_UNKNOWN;
    unsigned lacks = 0;
    int64_t ms = 0;
    enum precision p = PRECISION_DAY;
    if (r->has_date) {
        ms = days_of_date(r->date.year, r->date.month, r->date.day) * MS_PER_DAY;
        if (!r->date.has_year)
            lacks |= WHEN_LACKS_YEAR;
    } else {
        lacks |= WHEN_LACKS_DATE;
    }
    if (r->has_clock) {
        ms += r->clock.ms;
        p = r->is_about ? PRECISION_ABOUT : (enum precision)r->clock.precision;
    }
    if (r->has_offset && !lacks) {
        struct when w = when_assemble_offset(s->z, ms, p, lacks, r->offset_s);
        w.zone = w.precision == PRECISION_UNKNOWN ? ZONE_NONE : r->zone;
        return w;
    }
    return when_assemble(s->z, ms, p, lacks, r->has_zone ? r->zone : ZONE_NONE);
}

/* "???", "??:??": somebody kept the place for a time that he did not know. Bytes taken. */
static size_t
placeholder_at(struct bytes t, size_t at)
{
    size_t i = at;
    while (i < t.n && (t.p[i] == '?' || (t.p[i] == ':' && i > at && i + 1 < t.n && t.p[i + 1] == '?')))
        i++;
    return i - at >= 2 && (i == t.n || !ascii_is_alnum(t.p[i])) ? i - at : 0;
}

/* Most text is no time; most of that shows in its first byte, or in a first word that is no word of ours. */
static bool
may_begin(struct bytes t, size_t at)
{
    char c = t.p[at];
    if (!ascii_is_alpha(c))
        return ascii_is_digit(c) || c == '~' || c == '(' || c == '?' || (unsigned char)c == 0xe2;
    size_t end = at;
    while (end < t.n && t.p[end] != ' ')
        end++;
    int value;
    return digit_at(t, end + 1) || word_kind(word_at(t, at), &value) != WORD_OTHER;
}

bool
scan_time(struct zones *z, struct bytes text, bool whole, struct when *ret, struct when *ret_end, size_t *ret_used)
{
    struct scan s = {.z = z, .t = text, .whole = whole};
    size_t at = blanks_end(text, 0);
    if (at >= text.n || !may_begin(text, at))
        return false;
    *ret_end = WHEN_UNKNOWN;
    size_t placeholder = placeholder_at(text, at);
    if (placeholder) {
        *ret = WHEN_UNKNOWN;
        *ret_used = at + placeholder;
        return true;
    }
    struct reading start = {0}, end;
    bool has_end;
    if (scan_reading(&s, &at, &start))
        has_end = start.has_clock && scan_end(&s, &at, &start, &end);
    else if (scan_bare_range(&s, &at, &start, &end))
        has_end = true;
    else
        return false;
    if (!ends_well(&s, at, has_end ? &end : &start))
        return false;
    *ret = when_of_reading(&s, &start);
    if (has_end)
        *ret_end = when_of_reading(&s, &end);
    *ret_used = at;
    return true;
}

/*
 * Around base/when.h: it reads one time, this finds it among marks ("- **[14:05]** text"), joins a day and a clock that
 * people keep apart ("2021-05-25 - ~14:00 UTC") and keeps the running day.
 *
 * A clock that goes back by more than six hours means the next day (23:50 -> 00:10). Smaller steps back are disorder:
 * they stay on their day.
 */
#include "text_time.h"

#include <stdio.h>
#include <string.h>

enum { MARKS_MAX = 8, TEXT_DAY_MAX_BYTES = 400, TAIL_MAX_BYTES = 60 };
#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS  (24 * HOUR_MS)

static bool
is_word(char c)
{
    return ascii_is_alnum(c) || (unsigned char)c >= 0x80;
}

static size_t
skip_chars(struct bytes t, size_t i, const char *set)
{
    while (i < t.n && t.p[i] && strchr(set, t.p[i]))
        i++;
    return i;
}

/* Over blanks, "-", ":", "," and the dashes of typography. */
static size_t
skip_joiner(struct bytes t, size_t i)
{
    for (;;) {
        size_t k = skip_chars(t, i, " \t-:,|");
        struct bytes rest = bytes_from(t, k);
        if (bytes_starts(rest, "\xe2\x80\x93") || bytes_starts(rest, "\xe2\x80\x94") || // – and —
            bytes_starts(rest, "\xe2\x86\x92"))                                         // →
            k += 3;
        if (k == i)
            return i;
        i = k;
    }
}

static size_t
skip_weekday(struct bytes t, size_t i)
{
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    size_t n = 0;
    while (i + n < t.n && ascii_is_alpha(t.p[i + n]))
        n++;
    for (size_t d = 0; d < sizeof days / sizeof *days; d++)
        if (n >= 3 && bytes_eq_nocase(bytes_cut(bytes_of(days[d]), 0, n), bytes_cut(t, i, n)))
            return i + n;
    return i;
}

/* Whether a time may end here: not in the middle of a word, a version or a path. */
static bool
ends_well(struct bytes t, size_t i)
{
    if (i >= t.n)
        return true;
    if (is_word(t.p[i]) && !((unsigned char)t.p[i] == 0xe2)) // 0xe2 leads the dashes
        return false;
    if (t.p[i] == '/' || t.p[i] == '%' || t.p[i] == '@')
        return false;
    return !((t.p[i] == '.' || t.p[i] == '-' || t.p[i] == ':') && i + 1 < t.n &&
             (ascii_is_digit(t.p[i + 1]) || t.p[i + 1] == '?'));
}

/* "12-05 16:21" between brackets: month and day. Anything else with two dashes has been read before. */
static bool
month_day(struct bytes t, struct when *ret)
{
    if (t.n < 5 || !ascii_is_digit(t.p[0]) || !ascii_is_digit(t.p[1]) || t.p[2] != '-' || !ascii_is_digit(t.p[3]) ||
        !ascii_is_digit(t.p[4]))
        return false;
    int month = (t.p[0] - '0') * 10 + t.p[1] - '0', day = (t.p[3] - '0') * 10 + t.p[4] - '0';
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    *ret = (struct when){.ms = days_of_date(2000, month, day) * DAY_MS,
                         .precision = PRECISION_DAY,
                         .lacks = WHEN_LACKS_YEAR | WHEN_LACKS_ZONE};
    return true;
}

static bool
scan_month_day(struct bytes t, struct when *ret, size_t *ret_used)
{
    *ret_used = 5;
    return t.n > 5 && t.p[5] == ' ' && month_day(t, ret);
}

/* "1625" behind a date. */
static bool
scan_bare_clock(struct bytes t, struct when *ret, size_t *ret_used)
{
    size_t n = 0;
    while (n < t.n && ascii_is_digit(t.p[n]))
        n++;
    if (n != 4 || (n < t.n && (is_word(t.p[n]) || t.p[n] == '-' || t.p[n] == '.')))
        return false;
    int h = (t.p[0] - '0') * 10 + t.p[1] - '0', m = (t.p[2] - '0') * 10 + t.p[3] - '0';
    if (h > 23 || m > 59)
        return false;
    *ret = (struct when){.ms = h * HOUR_MS + m * (HOUR_MS / 60),
                         .precision = PRECISION_MINUTE,
                         .lacks = WHEN_LACKS_DATE | WHEN_LACKS_ZONE};
    *ret_used = 4;
    return true;
}

/* A day and the clock that stands behind it become one reading. */
static void
join_clock(struct zones *z, struct bytes t, struct entry_time *e, size_t *at)
{
    size_t k = skip_weekday(t, skip_joiner(t, *at));
    k = skip_joiner(t, k);
    if (bytes_starts_nocase(bytes_from(t, k), "at "))
        k += 3;
    k = skip_chars(t, k, "*_");
    struct when clock, end = WHEN_UNKNOWN;
    size_t used;
    struct bytes rest = bytes_from(t, k);
    if (!when_scan(z, rest, &clock, &end, &used) && !scan_bare_clock(rest, &clock, &used))
        return;
    if (!(clock.lacks & WHEN_LACKS_DATE) || !ends_well(t, k + used))
        return;
    e->at.ms += clock.ms;
    e->at.precision = clock.precision;
    e->at.zone = clock.zone;
    if (!(clock.lacks & WHEN_LACKS_ZONE))
        e->at.lacks &= (uint8_t)~WHEN_LACKS_ZONE;
    if (!e->at.lacks)
        e->at = when_in_zone(z, (e->at.lacks = WHEN_LACKS_ZONE, e->at), clock.zone);
    e->end = end;
    e->has_clock = true;
    *at = k + used;
}

/* A zone that stands apart from its time. */
static void
take_zone(struct zones *z, struct entry_time *e, zone_id zone)
{
    if (!(e->at.lacks & WHEN_LACKS_ZONE))
        return;
    e->at.zone = zone;
    if (e->at.lacks == WHEN_LACKS_ZONE)
        e->at = when_in_zone(z, e->at, zone);
    else
        e->at.lacks &= (uint8_t)~WHEN_LACKS_ZONE;
}

/* "(UTC)" gives the zone, "(17:14 UTC)" says the same time again: both belong to the time. */
static size_t
skip_aside(struct zones *z, struct bytes t, size_t i, struct entry_time *e)
{
    size_t k = skip_chars(t, i, " ");
    if (k >= t.n || t.p[k] != '(')
        return i;
    ptrdiff_t close = bytes_find_char(bytes_cut(t, k, 40), ')');
    if (close < 0)
        return i;
    struct bytes in = bytes_trim(bytes_cut(t, k + 1, (size_t)close - 1));
    size_t end = k + (size_t)close + 1;
    struct when other;
    if (when_parse(z, in, &other))
        return end;
    zone_id zone = in.n && ascii_is_alpha(in.p[0]) ? zone_find(z, in) : ZONE_NONE;
    if (!zone)
        return i;
    take_zone(z, e, zone);
    return end;
}

/* "PDT/18:04 EDT": a zone, and the same time in another one. */
static size_t
skip_second_zone(struct zones *z, struct bytes t, size_t i, struct entry_time *e)
{
    size_t k = skip_chars(t, i, " "), n = 0;
    while (k + n < t.n && ascii_is_alpha(t.p[k + n]))
        n++;
    struct when other;
    size_t used;
    zone_id zone = n >= 2 && n <= 5 && k + n < t.n && t.p[k + n] == '/' ? zone_find(z, bytes_cut(t, k, n)) : ZONE_NONE;
    if (!zone || !when_scan(z, bytes_from(t, k + n + 1), &other, NULL, &used))
        return i;
    take_zone(z, e, zone);
    return k + n + 1 + used;
}

/* "14.05 Uhr", "1405 hrs". */
static size_t
skip_hour_word(struct bytes t, size_t i)
{
    static const char *const words[] = {" Uhr", " hrs", " hours", "hrs"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t end = i + strlen(words[w]);
        if (bytes_starts(bytes_from(t, i), words[w]) && (end >= t.n || !is_word(t.p[end])))
            return end;
    }
    return i;
}

/* A token that stands for a time nobody knows: "???", "??:??", "2022-05-??", "2023-MM-DD". */
static size_t
unreadable_len(struct bytes t)
{
    size_t n = 0;
    while (n < t.n && t.p[n] && strchr("0123456789?:/MDHhmXx.~-", t.p[n]))
        n++;
    struct bytes token = bytes_cut(t, 0, n);
    if (n < 3 || (n < t.n && is_word(t.p[n])))
        return 0;
    bool marked = bytes_find(token, "??") >= 0 || bytes_find(token, "MM") >= 0 || bytes_find(token, "HH:") >= 0 ||
                  bytes_find(token, "XX:") >= 0;
    return marked ? n : 0;
}

/* One picture: ":fire:", or a character of the symbol and emoji ranges with what may follow it. */
static size_t
picture_len(struct bytes t)
{
    size_t n = 1;
    if (bytes_starts(t, ":")) {
        while (n < t.n && n < 32 && (ascii_is_alnum(t.p[n]) || t.p[n] == '_' || t.p[n] == '-' || t.p[n] == '+'))
            n++;
        return n > 2 && n < t.n && t.p[n] == ':' ? n + 1 : 0;
    }
    if (bytes_starts(t, "\xf0\x9f"))
        n = 4;
    else if (t.n > 2 && (unsigned char)t.p[0] == 0xe2 && (unsigned char)t.p[1] >= 0x98 && (unsigned char)t.p[1] <= 0x9e)
        n = 3;
    else
        return 0;
    return bytes_starts(bytes_from(t, n), "\xef\xb8\x8f") ? n + 3 : n;
}

static size_t
skip_opening(struct bytes t)
{
    size_t i = 0, n = 0;
    for (unsigned marks = 0; marks < MARKS_MAX && i < t.n; marks++, i += n) {
        n = t.p[i] && strchr(" \t*_[(`\"'", t.p[i]) ? 1 : picture_len(bytes_from(t, i));
        if (!n)
            break;
    }
    return i;
}

/* Marks and separators between the time and the text. */
static size_t
skip_closing(struct zones *z, struct bytes t, size_t i, struct entry_time *e)
{
    i = skip_chars(t, i, "*_`'");
    if (e->has_clock)
        i = skip_second_zone(z, t, skip_hour_word(t, i), e);
    i = skip_aside(z, t, i, e);
    if (e->has_date && !e->has_clock)
        i = skip_weekday(t, skip_chars(t, i, " ,"));
    for (;;) {
        size_t k = skip_joiner(t, skip_chars(t, i, ")].*'"));
        if (k == i)
            return i;
        i = k;
    }
}

/*
 * "16:05:57-58" and "12:26-12:??": a range whose end is no time by itself. What stands before the last hyphen is the
 * time; the end is given up, but for seconds.
 */
static bool
scan_before_hyphen(struct zones *z, struct bytes t, struct entry_time *e, size_t *ret_used)
{
    size_t n = 0, hyphen = 0;
    while (n < t.n && t.p[n] && strchr("0123456789:.~-?/ ", t.p[n])) {
        hyphen = t.p[n] == '-' ? n : hyphen;
        n++;
    }
    while (n && t.p[n - 1] == ' ')
        n--;
    if (hyphen < 4 || hyphen + 1 >= n || (n < t.n && is_word(t.p[n])))
        return false;
    struct bytes end = bytes_trim(bytes_cut(t, hyphen + 1, n - hyphen - 1));
    bool seconds = end.n == 2 && ascii_is_digit(end.p[0]) && ascii_is_digit(end.p[1]);
    if (!seconds && !unreadable_len(end))
        return false;
    if (!when_parse(z, bytes_cut(t, 0, hyphen), &e->at) || e->at.precision > PRECISION_ABOUT)
        return false;
    long long s;
    if (seconds && e->at.precision == PRECISION_SECOND && bytes_to_int(end, &s) && s < 60) {
        e->end = e->at;
        e->end.ms = e->at.ms - e->at.ms % 60000 + s * 1000;
    } else if (seconds) {
        return false;
    }
    *ret_used = n;
    return true;
}

/* "October 29-30, 2025": the first of the days. */
static bool
scan_day_span(struct zones *z, struct bytes t, struct when *ret, size_t *ret_used)
{
    size_t word = 0, from, to, i;
    while (word < t.n && ascii_is_alpha(t.p[word]))
        word++;
    for (from = word + 1; from < t.n && ascii_is_digit(t.p[from]); from++)
        ;
    if (word < 3 || word > 9 || t.p[word] != ' ' || from == word + 1 || from > word + 3)
        return false;
    bool dash = bytes_starts(bytes_from(t, from), "\xe2\x80\x93");
    if (!dash && (from >= t.n || t.p[from] != '-'))
        return false;
    to = i = from + (dash ? 3 : 1);
    while (i < t.n && i < to + 3 && ascii_is_digit(t.p[i]))
        i++;
    if (i == to || i > to + 2)
        return false;
    size_t year = skip_chars(t, i, ", ");
    bool has_year = year > i && year + 4 <= t.n && bytes_starts(bytes_from(t, year), "20");
    char text[40];
    snprintf(text, sizeof text, "%.*s%s%.*s", (int)from, t.p, has_year ? ", " : "", has_year ? 4 : 0, t.p + year);
    if (!when_parse(z, bytes_of(text), ret) || ret->precision != PRECISION_DAY)
        return false;
    *ret_used = has_year ? year + 4 : i;
    return ends_well(t, *ret_used);
}

static bool
scan_at(struct zones *z, struct bytes t, struct entry_time *e, size_t *ret_used)
{
    if (when_scan(z, t, &e->at, &e->end, ret_used) && ends_well(t, *ret_used))
        return true;
    e->end = WHEN_UNKNOWN;
    return scan_before_hyphen(z, t, e, ret_used) || scan_month_day(t, &e->at, ret_used) ||
           scan_day_span(z, t, &e->at, ret_used);
}

bool
entry_time_scan(struct zones *z, struct bytes text, struct entry_time *ret)
{
    struct bytes t = bytes_cut(text, 0, 200); // no time with its marks is longer
    size_t i = skip_opening(t), used;
    size_t day = skip_weekday(t, i);
    if (day > i && day < t.n && !is_word(t.p[day]))
        i = skip_chars(t, day, " ,");
    *ret = (struct entry_time){.at = WHEN_UNKNOWN, .end = WHEN_UNKNOWN};
    size_t blank = unreadable_len(bytes_from(t, i));
    if (blank) {
        ret->unreadable = true;
        size_t k = skip_closing(z, t, i + blank, ret);
        size_t more = unreadable_len(bytes_from(t, k)); // "2022-05-?? HH:mm"
        ret->used = more ? skip_closing(z, t, k + more, ret) : k;
        return true;
    }
    struct bytes rest = bytes_from(t, i);
    if (!rest.n || !scan_at(z, rest, ret, &used) || ret->at.precision == PRECISION_UNKNOWN)
        return false;
    ret->has_date = !(ret->at.lacks & WHEN_LACKS_DATE);
    ret->has_clock = ret->at.precision != PRECISION_DAY;
    i += used;
    if (ret->has_date && !ret->has_clock) {
        join_clock(z, t, ret, &i);
        size_t k = skip_joiner(t, i);
        size_t more = ret->has_clock ? 0 : unreadable_len(bytes_from(t, k)); // "2020-12-21 HH:mm": the day is sure
        i = more ? k + more : i;
        struct when last;
        if (!ret->has_clock && !more && bytes_find(bytes_cut(t, i, k - i), "\xe2\x86\x92") >= 0 &&
            month_day(bytes_from(t, k), &last))
            i = k + 5; // "2026-06-10 → 06-12": days are counted from the first
    }
    ret->used = skip_closing(z, t, i, ret);
    return true;
}

/* Whether what stands from `from` to `to` has brackets of its own: "(09:05)". */
static bool
in_brackets(struct bytes text, size_t from, size_t to)
{
    return from && to < text.n &&
           ((text.p[from - 1] == '(' && text.p[to] == ')') || (text.p[from - 1] == '[' && text.p[to] == ']'));
}

bool
entry_time_at_end(struct zones *z, struct bytes text, struct entry_time *ret)
{
    size_t end = text.n;
    while (end && strchr(" .)]*", text.p[end - 1]))
        end--;
    struct bytes t = bytes_cut(text, 0, end);
    for (size_t i = t.n > TAIL_MAX_BYTES ? t.n - TAIL_MAX_BYTES : 0; i < t.n; i++) {
        if (i && is_word(t.p[i - 1]))
            continue;
        struct entry_time e;
        if (!is_word(t.p[i]) || !entry_time_scan(z, bytes_from(t, i), &e) || !e.has_clock)
            continue;
        if (!e.has_date && !in_brackets(text, i, end))
            continue;
        if (e.used < t.n - i)
            continue;
        e.start = i;
        while (e.start && strchr(" :-([,", t.p[e.start - 1]))
            e.start--;
        *ret = e;
        return true;
    }
    return false;
}

static int64_t
floor_day(int64_t ms)
{
    return ms >= 0 ? ms / DAY_MS : -((-ms + DAY_MS - 1) / DAY_MS);
}

/* What the clock on the wall showed. */
static int64_t
wall_ms(struct zones *z, struct when w)
{
    return w.lacks ? w.ms : w.ms + (int64_t)zone_offset_s(z, w.zone, w.ms) * 1000;
}

bool
text_day(struct zones *z, struct bytes text, struct when *ret)
{
    struct bytes t = bytes_cut(text, 0, TEXT_DAY_MAX_BYTES);
    bool found = false;
    for (size_t i = 0; i < t.n; i++) {
        if (!ascii_is_alnum(t.p[i]) || (i && is_word(t.p[i - 1])))
            continue;
        struct entry_time e;
        if (!entry_time_scan(z, bytes_from(t, i), &e) || !e.has_date || e.unreadable)
            continue;
        e.at.ms = wall_ms(z, e.at);
        if (found && !(e.at.lacks & WHEN_LACKS_YEAR) == !(ret->lacks & WHEN_LACKS_YEAR) &&
            (e.at.ms - ret->ms > 2 * DAY_MS || ret->ms - e.at.ms > 2 * DAY_MS))
            return false;
        if (!found || ((ret->lacks & WHEN_LACKS_YEAR) && !(e.at.lacks & WHEN_LACKS_YEAR)))
            *ret = (struct when){.ms = floor_day(e.at.ms) * DAY_MS,
                                 .precision = PRECISION_DAY,
                                 .lacks = (e.at.lacks & WHEN_LACKS_YEAR) | WHEN_LACKS_ZONE};
        found = true;
        i += e.used ? e.used - 1 : 0;
    }
    return found;
}

/* Words that could be places or zones; the rest of a sentence is not asked about. */
static bool
may_name_zone(struct bytes word)
{
    static const char *const never[] = {"AM",  "PM",     "All",  "The",   "Time",   "Times", "Timeline", "These",
                                        "Log", "Unless", "Note", "Event", "Events", "May",   "Sat",      "Sun"};
    if (word.n < 2 || word.p[0] < 'A' || word.p[0] > 'Z')
        return false;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (bytes_is_nocase(word, never[i]))
            return false;
    return true;
}

zone_id
text_zone(struct zones *z, struct bytes text)
{
    struct bytes t = bytes_cut(text, 0, TEXT_DAY_MAX_BYTES);
    for (size_t i = 0; i < t.n;) {
        size_t n = 0;
        while (i + n < t.n && (is_word(t.p[i + n]) || (n && strchr("/_+-:", t.p[i + n]))))
            n++;
        if (!n) {
            i++;
            continue;
        }
        while (n && strchr("/_+-:", t.p[i + n - 1]))
            n--;
        struct bytes word = bytes_cut(t, i, n);
        if (may_name_zone(word)) {
            size_t m = i + n + 1; // two words: "San Francisco"
            while (m < t.n && is_word(t.p[m]))
                m++;
            zone_id zone = ZONE_NONE;
            if (i + n < t.n && t.p[i + n] == ' ' && m > i + n + 1)
                zone = zone_find(z, bytes_cut(t, i, m - i));
            if (!zone)
                zone = zone_find(z, word);
            if (zone)
                return zone;
        }
        i += n ? n : 1;
    }
    return ZONE_NONE;
}

/* The year that brings a month and day closest to a known day. */
static int64_t
nearest_year(int64_t day_in_2000, int64_t known)
{
    int y, m, d, ky, km, kd;
    date_of_days(day_in_2000, &y, &m, &d);
    date_of_days(known, &ky, &km, &kd);
    int64_t best = days_of_date(ky, m, d);
    for (int near = ky - 1; near <= ky + 1; near += 2) {
        int64_t day = days_of_date(near, m, d);
        int64_t a = day > known ? day - known : known - day, b = best > known ? best - known : known - best;
        if (a < b)
            best = day;
    }
    return best;
}

void
day_run_set(struct zones *z, struct day_run *run, struct when day)
{
    int64_t n = floor_day(wall_ms(z, day));
    bool year = !(day.lacks & WHEN_LACKS_YEAR);
    if (!year && run->has_day && run->has_year) {
        n = nearest_year(n, run->day);
        year = true;
    }
    run->day = n;
    run->has_day = true;
    run->has_year = year;
    run->later = 0;
    run->last_ms = -1;
}

/* The length of a range; -1 when its end cannot be told. */
static int64_t
range_ms(struct zones *z, const struct entry_time *t)
{
    if (t->end.precision == PRECISION_UNKNOWN || !t->has_clock)
        return -1;
    int64_t from = wall_ms(z, t->at), to = wall_ms(z, t->end);
    if ((t->at.lacks | t->end.lacks) & WHEN_LACKS_DATE) { // one of the two has no date: clocks only
        from -= floor_day(from) * DAY_MS;
        to -= floor_day(to) * DAY_MS;
    }
    if (to >= from)
        return to - from;
    return to + DAY_MS - from <= 6 * HOUR_MS ? to + DAY_MS - from : -1;
}

static struct when
in_run_zone(struct zones *z, struct when w, zone_id zone)
{
    if (!zone)
        return w;
    w.zone = zone;
    if (w.lacks == WHEN_LACKS_ZONE)
        return when_in_zone(z, w, zone);
    w.lacks &= (uint8_t)~WHEN_LACKS_ZONE;
    return w;
}

/* An entry without a date: the run's day, or a later one when the clock jumped far back. */
static int64_t
place_clock(struct day_run *run, int64_t clock)
{
    if (run->last_ms >= 0 && clock < run->last_ms - 6 * HOUR_MS)
        run->later++;
    else if (run->last_ms >= 0 && run->later && clock > run->last_ms + 18 * HOUR_MS)
        run->later--; // a straggler of the evening before
    run->last_ms = clock;
    return (run->day + run->later) * DAY_MS + clock;
}

struct when
day_run_place(struct zones *z, struct day_run *run, const struct entry_time *t, struct when *ret_end)
{
    *ret_end = WHEN_UNKNOWN;
    if (t->unreadable || t->at.precision == PRECISION_UNKNOWN)
        return WHEN_UNKNOWN;
    struct when at = t->at;
    zone_id said = (at.lacks & WHEN_LACKS_ZONE) ? ZONE_NONE : at.zone;
    int64_t wall = wall_ms(z, at);
    if (t->has_date) {
        struct day_run of = *run;
        day_run_set(z, &of, at);
        of.last_ms = t->has_clock ? wall - floor_day(wall) * DAY_MS : -1;
        wall = of.day * DAY_MS + (wall - floor_day(wall) * DAY_MS);
        if (at.lacks) // with nothing lacking it is UTC already
            at.lacks = (uint8_t)(WHEN_LACKS_ZONE | (of.has_year ? 0 : WHEN_LACKS_YEAR));
        if (!run->fixed)
            *run = of;
    } else {
        wall = place_clock(run, wall % DAY_MS);
        at.lacks = WHEN_LACKS_ZONE;
        if (!run->has_day)
            at.lacks |= WHEN_LACKS_DATE;
        else if (!run->has_year)
            at.lacks |= WHEN_LACKS_YEAR;
    }
    if (at.lacks) {
        at.ms = wall;
        at.zone = ZONE_NONE;
        at = in_run_zone(z, at, said ? said : run->zone);
    }
    if (run->about && (at.precision == PRECISION_MINUTE || at.precision == PRECISION_SECOND))
        at.precision = PRECISION_ABOUT;
    int64_t length = range_ms(z, t);
    if (length >= 0) {
        *ret_end = at;
        ret_end->ms += length;
        ret_end->precision = t->end.precision > at.precision ? t->end.precision : at.precision;
    }
    return at;
}

#include "when_piece.h"

#include "when_scan.h"

#include <string.h>

#define MS_PER_MINUTE INT64_C(60000)
#define MS_PER_HOUR   INT64_C(3600000)

/* ---- words ---- */

static const struct word {
    const char *s;
    uint8_t kind, value;
} words[] = {
    // sorted, for bisection
    // clang-format off
    {"about", WORD_ABOUT, 0}, {"and", WORD_AND, 0}, {"approx", WORD_ABOUT, 0}, {"approximately", WORD_ABOUT, 0},
    {"apr", WORD_MONTH, 4}, {"april", WORD_MONTH, 4}, {"around", WORD_ABOUT, 0}, {"at", WORD_LEADING, 0},
    {"aug", WORD_MONTH, 8}, {"august", WORD_MONTH, 8}, {"b", WORD_UNIT, 0}, {"between", WORD_BETWEEN, 0},
    {"billion", WORD_UNIT, 0}, {"branch", WORD_UNIT, 0}, {"bytes", WORD_UNIT, 0}, {"ca", WORD_ABOUT, 0},
    {"circa", WORD_ABOUT, 0}, {"cluster", WORD_UNIT, 0}, {"clusters", WORD_UNIT, 0}, {"cores", WORD_UNIT, 0},
    {"cpu", WORD_UNIT, 0}, {"cpus", WORD_UNIT, 0}, {"days", WORD_DURATION, 0}, {"dec", WORD_MONTH, 12},
    {"december", WORD_MONTH, 12}, {"degrees", WORD_UNIT, 0}, {"dollars", WORD_UNIT, 0}, {"estimated", WORD_ABOUT, 0},
    {"eur", WORD_UNIT, 0}, {"euros", WORD_UNIT, 0}, {"feb", WORD_MONTH, 2}, {"february", WORD_MONTH, 2},
    {"fri", WORD_WEEKDAY, 0}, {"friday", WORD_WEEKDAY, 0}, {"from", WORD_LEADING, 0}, {"gb", WORD_UNIT, 0},
    {"gbit", WORD_UNIT, 0}, {"gbps", WORD_UNIT, 0}, {"ghz", WORD_UNIT, 0}, {"gib", WORD_UNIT, 0}, {"h", WORD_UNIT, 0},
    {"hour", WORD_DURATION, 0}, {"hours", WORD_DURATION, 0}, {"hrs", WORD_DURATION, 0}, {"hz", WORD_UNIT, 0},
    {"jan", WORD_MONTH, 1}, {"january", WORD_MONTH, 1}, {"jul", WORD_MONTH, 7}, {"july", WORD_MONTH, 7},
    {"jun", WORD_MONTH, 6}, {"june", WORD_MONTH, 6}, {"k", WORD_UNIT, 0}, {"kb", WORD_UNIT, 0}, {"kg", WORD_UNIT, 0},
    {"kib", WORD_UNIT, 0}, {"km", WORD_UNIT, 0}, {"load", WORD_UNIT, 0}, {"m", WORD_UNIT, 0}, {"mar", WORD_MONTH, 3},
    {"march", WORD_MONTH, 3}, {"may", WORD_MONTH, 5}, {"mb", WORD_UNIT, 0}, {"mbit", WORD_UNIT, 0},
    {"mbps", WORD_UNIT, 0}, {"mhz", WORD_UNIT, 0}, {"mib", WORD_UNIT, 0}, {"midday", WORD_CLOCK, 12},
    {"midnight", WORD_CLOCK, 0}, {"million", WORD_UNIT, 0}, {"min", WORD_DURATION, 0}, {"mins", WORD_DURATION, 0},
    {"minute", WORD_DURATION, 0}, {"minutes", WORD_DURATION, 0}, {"mon", WORD_WEEKDAY, 0},
    {"monday", WORD_WEEKDAY, 0}, {"ms", WORD_UNIT, 0}, {"noon", WORD_CLOCK, 12}, {"nov", WORD_MONTH, 11},
    {"november", WORD_MONTH, 11}, {"ns", WORD_UNIT, 0}, {"oct", WORD_MONTH, 10}, {"october", WORD_MONTH, 10},
    {"odds", WORD_DURATION, 0}, {"on", WORD_LEADING, 0}, {"pb", WORD_UNIT, 0}, {"pct", WORD_UNIT, 0},
    {"percent", WORD_UNIT, 0}, {"points", WORD_UNIT, 0}, {"qps", WORD_UNIT, 0}, {"ratio", WORD_DURATION, 0},
    {"release", WORD_UNIT, 0}, {"released", WORD_UNIT, 0}, {"releases", WORD_UNIT, 0}, {"req", WORD_UNIT, 0},
    {"reqs", WORD_UNIT, 0}, {"requests", WORD_UNIT, 0}, {"roughly", WORD_ABOUT, 0}, {"rps", WORD_UNIT, 0},
    {"s", WORD_UNIT, 0}, {"sat", WORD_WEEKDAY, 0}, {"saturday", WORD_WEEKDAY, 0}, {"sec", WORD_DURATION, 0},
    {"second", WORD_DURATION, 0}, {"seconds", WORD_DURATION, 0}, {"secs", WORD_DURATION, 0}, {"sep", WORD_MONTH, 9},
    {"sept", WORD_MONTH, 9}, {"september", WORD_MONTH, 9}, {"sun", WORD_WEEKDAY, 0}, {"sunday", WORD_WEEKDAY, 0},
    {"tb", WORD_UNIT, 0}, {"thousand", WORD_UNIT, 0}, {"through", WORD_TO, 0}, {"thu", WORD_WEEKDAY, 0},
    {"thur", WORD_WEEKDAY, 0}, {"thurs", WORD_WEEKDAY, 0}, {"thursday", WORD_WEEKDAY, 0}, {"tib", WORD_UNIT, 0},
    {"till", WORD_TO, 0}, {"times", WORD_UNIT, 0}, {"to", WORD_TO, 0}, {"tps", WORD_UNIT, 0},
    {"tue", WORD_WEEKDAY, 0}, {"tues", WORD_WEEKDAY, 0}, {"tuesday", WORD_WEEKDAY, 0}, {"until", WORD_TO, 0},
    {"upgrade", WORD_UNIT, 0}, {"us", WORD_UNIT, 0}, {"usd", WORD_UNIT, 0}, {"version", WORD_UNIT, 0},
    {"versions", WORD_UNIT, 0}, {"wed", WORD_WEEKDAY, 0}, {"wednesday", WORD_WEEKDAY, 0}, {"weds", WORD_WEEKDAY, 0},
    {"x", WORD_UNIT, 0},
    // clang-format on
};

struct bytes
word_at(struct bytes t, size_t at)
{
    size_t end = at;
    while (end < t.n && ascii_is_alpha(t.p[end]))
        end++;
    return bytes_cut(t, at, end - at);
}

enum word_kind
word_kind(struct bytes word, int *ret_value)
{
    enum { LONGEST = 13 };
    if (!word.n || word.n > LONGEST)
        return WORD_OTHER;
    char lower[LONGEST + 1] = "";
    for (size_t i = 0; i < word.n; i++)
        lower[i] = ascii_lower(word.p[i]);
    size_t low = 0, high = sizeof words / sizeof *words;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(lower, words[mid].s);
        if (c == 0) {
            *ret_value = words[mid].value;
            return (enum word_kind)words[mid].kind;
        }
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return WORD_OTHER;
}

size_t
blanks_end(struct bytes t, size_t at)
{
    while (at < t.n && (t.p[at] == ' ' || t.p[at] == '\t'))
        at++;
    return at;
}

size_t
dash_at(struct bytes t, size_t at)
{
    static const char *const dashes[] = {"-", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x88\x92"};
    struct bytes rest = bytes_from(t, at);
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (bytes_starts(rest, dashes[i]))
            return strlen(dashes[i]);
    return 0;
}

bool
separator_at(struct bytes t, size_t at)
{
    at = blanks_end(t, at);
    return at == t.n || memchr(":-|,;()]>*\r\n", t.p[at], 12) || dash_at(t, at) ||
           bytes_starts(bytes_from(t, at), "\xc2\xb7");
}

/* ---- numbers ---- */

/* The run of digits at `at`: how many, and the value of the first nine. */
static size_t
digits_at(struct bytes t, size_t at, int *ret_value)
{
    size_t n = 0;
    int v = 0;
    while (digit_at(t, at + n)) {
        if (n < 9)
            v = v * 10 + (t.p[at + n] - '0');
        n++;
    }
    *ret_value = v;
    return n;
}

static bool
char_at(struct bytes t, size_t at, char c)
{
    return at < t.n && t.p[at] == c;
}

/* ---- dates ---- */

static bool
date_done(struct date d, size_t *at, size_t end, struct date *ret)
{
    d.is_nothing = d.has_year && d.year <= 1;
    if (!d.is_nothing && !date_is_valid(d.year, d.month, d.day))
        return false;
    *ret = d;
    *at = end;
    return true;
}

/* "2021-05-29", "2021/05/29", "2021.05.29" behind the year. */
static bool
scan_ymd(struct bytes t, size_t *at, int year, bool whole, struct date *ret)
{
    size_t i = *at + 4;
    char sep = i < t.n ? t.p[i] : '\0';
    if (sep != '-' && sep != '/' && sep != '.')
        return false;
    int month, day;
    size_t month_digits = digits_at(t, i + 1, &month);
    i += 1 + month_digits;
    if (!month_digits || month_digits > 2 || !char_at(t, i, sep))
        return false;
    size_t day_digits = digits_at(t, i + 1, &day);
    i += 1 + day_digits;
    if (!day_digits || day_digits > 2)
        return false;
    struct date d = {.year = year, .month = month, .day = day, .has_year = true, .is_numeric = true};
    d.needs_clock = sep == '.' && !whole;
    return date_done(d, at, i, ret);
}

/*
 * Numbers only, year last or not at all. Behind slashes the month comes first, as where slashes are at home; behind
 * dashes and dots the day does. The other order is taken when it is the only one that gives a date.
 */
static bool
scan_dmy(struct bytes t, size_t *at, size_t first_digits, int first, bool whole, struct date *ret)
{
    size_t i = *at + first_digits;
    char sep = i < t.n ? t.p[i] : '\0';
    if (sep != '-' && sep != '/' && sep != '.')
        return false;
    int second, year = 2000;
    size_t second_digits = digits_at(t, i + 1, &second);
    i += 1 + second_digits;
    if (!second_digits || second_digits > 2)
        return false;
    struct date d = {.is_numeric = true, .needs_clock = true};
    bool day_first = sep != '/';
    if (char_at(t, i, sep)) {
        size_t year_digits = digits_at(t, i + 1, &year);
        i += 1 + year_digits;
        if (year_digits != 4 && (year_digits != 2 || sep == '-'))
            return false;
        d.needs_clock = year_digits == 2 && !whole;
        d.has_year = true;
        if (year_digits == 2)
            year += 2000;
    } else if (sep == '.' || first_digits + second_digits < 3 || (sep == '-' && first_digits + second_digits < 4)) {
        return false; // "1.16" and "3-5" are other things
    } else {
        day_first = false; // "03-26 08:10": the end of an ISO date
    }
    if (day_first ? second > 12 : first > 12)
        day_first = !day_first;
    d.year = year;
    d.month = day_first ? second : first;
    d.day = day_first ? first : second;
    return date_done(d, at, i, ret);
}

/* "20210529" in front of a clock. */
static bool
scan_compact_date(size_t *at, int value, struct date *ret)
{
    struct date d = {.year = value / 10000, .month = value / 100 % 100, .day = value % 100, .has_year = true};
    d.needs_clock = d.is_numeric = true;
    return date_done(d, at, *at + 8, ret);
}

/* A month's name; `whole` allows one in lower case, which is otherwise a verb ("may") more often than not. */
static bool
scan_month(struct bytes t, size_t *at, bool whole, int *ret)
{
    struct bytes word = word_at(t, *at);
    int month;
    if (word_kind(word, &month) != WORD_MONTH || (!whole && word.p[0] >= 'a'))
        return false;
    *at += word.n;
    if (char_at(t, *at, '.'))
        ++*at;
    *ret = month;
    return true;
}

/* A day of the month, with "st", "nd", "rd", "th" or not. */
static bool
scan_day(struct bytes t, size_t *at, int *ret)
{
    size_t n = digits_at(t, *at, ret);
    if (!n || n > 2)
        return false;
    struct bytes word = word_at(t, *at + n);
    if (bytes_is_nocase(word, "st") || bytes_is_nocase(word, "nd") || bytes_is_nocase(word, "rd") ||
        bytes_is_nocase(word, "th"))
        n += word.n;
    *at += n;
    return true;
}

/* ", 2021" behind day and month; a clock ("21:30") is no year. */
static void
scan_year(struct bytes t, size_t *at, struct date *d)
{
    size_t i = *at;
    while (i < t.n && (t.p[i] == ' ' || t.p[i] == ',' || t.p[i] == '-' || t.p[i] == '/' || t.p[i] == '.'))
        i++;
    int year;
    if (i == *at || i > *at + 3 || digits_at(t, i, &year) != 4)
        return;
    if (i + 4 < t.n && (ascii_is_alpha(t.p[i + 4]) || t.p[i + 4] == '_'))
        return;
    d->year = year;
    d->has_year = true;
    *at = i + 4;
}

/* "/24" or "-24" of "14/Mar/24" (Jira, Excel, Oracle). A clock ("-14:30") is no year. */
static void
scan_short_year(struct bytes t, size_t *at, char separator, struct date *d)
{
    int year;
    size_t i = *at + 1, n = digits_at(t, i, &year);
    if ((separator != '/' && separator != '-') || !char_at(t, *at, separator) || n != 2 || char_at(t, i + n, ':'))
        return;
    d->year = 2000 + year;
    d->has_year = true;
    *at = i + n;
}

/* "May 29, 2021", "Feb 8th", "May 29 2021". */
static bool
scan_month_day(struct bytes t, size_t *at, bool whole, struct date *ret)
{
    struct date d = {.year = 2000};
    size_t i = *at;
    if (!scan_month(t, &i, whole, &d.month))
        return false;
    size_t gap = i;
    while (i < t.n && (t.p[i] == ' ' || t.p[i] == '\t' || t.p[i] == '-' || t.p[i] == '/'))
        i++;
    if (i == gap || !scan_day(t, &i, &d.day) || (char_at(t, i, ':') && digit_at(t, i + 1)) ||
        (i < t.n && ascii_is_alpha(t.p[i])))
        return false;
    if (char_at(t, i, '.') && digit_at(t, i + 1))
        return false; // "May 1.5 be enough"
    scan_year(t, &i, &d);
    return date_done(d, at, i, ret);
}

/* "29 May 2021", "29th of May", "29-May-2021", "24/Feb/2015", "14/Mar/24". */
static bool
scan_day_month(struct bytes t, size_t *at, bool whole, struct date *ret)
{
    struct date d = {.year = 2000};
    size_t i = *at;
    if (!scan_day(t, &i, &d.day))
        return false;
    size_t gap = i;
    while (i < t.n && i < gap + 3 && (t.p[i] == ' ' || t.p[i] == '-' || t.p[i] == '/' || t.p[i] == '.'))
        i++;
    if (bytes_is_nocase(word_at(t, i), "of"))
        i = blanks_end(t, i + 2);
    if (!scan_month(t, &i, whole, &d.month) || (i < t.n && ascii_is_alnum(t.p[i])))
        return false;
    scan_year(t, &i, &d);
    if (!d.has_year && gap < t.n)
        scan_short_year(t, &i, t.p[gap], &d);
    return date_done(d, at, i, ret);
}

bool
scan_date(struct bytes t, size_t *at, bool whole, struct date *ret)
{
    if (*at < t.n && ascii_is_alpha(t.p[*at]))
        return scan_month_day(t, at, whole, ret);
    int value;
    size_t n = digits_at(t, *at, &value);
    if (n == 4)
        return scan_ymd(t, at, value, whole, ret);
    if (n == 8)
        return scan_compact_date(at, value, ret);
    if (n != 1 && n != 2)
        return false;
    return scan_dmy(t, at, n, value, whole, ret) || scan_day_month(t, at, whole, ret);
}

bool
scan_late_year(struct bytes t, size_t *at, struct date *d)
{
    size_t i = blanks_end(t, *at);
    int year;
    if (i == *at || digits_at(t, i, &year) != 4 || year < WHEN_YEAR_MIN || year > WHEN_YEAR_MAX ||
        (i + 4 < t.n && !ascii_is_space(t.p[i + 4]) && !separator_at(t, i + 4)) ||
        !date_is_valid(year, d->month, d->day))
        return false;
    d->year = year;
    d->has_year = true;
    *at = i + 4;
    return true;
}

/* ---- clocks ---- */

/* "AM", " p.m.", "p"; HALF_NONE when there is none. */
static enum clock_half
scan_half(struct bytes t, size_t *at, bool allow_letter)
{
    size_t i = blanks_end(t, *at);
    if (i > *at + 1 || i >= t.n)
        return HALF_NONE;
    bool attached = i == *at;
    char c = ascii_lower(t.p[i]);
    if (c != 'a' && c != 'p')
        return HALF_NONE;
    i++;
    bool dot = char_at(t, i, '.');
    i += dot;
    if (i < t.n && ascii_lower(t.p[i]) == 'm')
        i += 1 + (dot && char_at(t, i + 1, '.'));
    else if (dot || !attached || !allow_letter)
        return HALF_NONE;
    if (i < t.n && (ascii_is_alnum(t.p[i]) || t.p[i] == '_'))
        return HALF_NONE;
    *at = i;
    return c == 'a' ? HALF_AM : HALF_PM;
}

/* Puts "PM" on an hour. False when both cannot be: "17 AM". People do write "17:33 PM" and "0:25 AM". */
static bool
apply_half(struct clock *c, int *hour, enum clock_half half)
{
    c->half = (uint8_t)half;
    if (half == HALF_AM && *hour > 12)
        return false;
    if (half != HALF_NONE && *hour == 12)
        *hour = half == HALF_AM ? 0 : 12;
    else if (half == HALF_PM && *hour < 12)
        *hour += 12;
    return true;
}

/* Seconds and their fraction behind "hh:mm". ret_ms gets what they add. False when they are out of range. */
static bool
scan_seconds(struct bytes t, size_t *at, int minute, struct clock *c, int *ret_ms)
{
    int s, ms = 0;
    size_t i = *at;
    if (digits_at(t, i, &s) < 2)
        return false;
    s = (t.p[i] - '0') * 10 + (t.p[i + 1] - '0');
    i += 2;
    c->precision = PRECISION_SECOND;
    if (i + 1 < t.n && (t.p[i] == '.' || t.p[i] == ',') && digit_at(t, i + 1)) {
        int scale = 100;
        for (i++; digit_at(t, i); i++, scale /= 10)
            ms += (t.p[i] - '0') * scale;
        c->precision = PRECISION_MILLISECOND;
    }
    /* A leap second is the first second of the next minute, as POSIX counts. It ends a UTC hour, so in every zone a
     * quarter of one. */
    if (digit_at(t, i) || s > 60 || (s == 60 && minute % 15 != 14))
        return false;
    *ret_ms = s * 1000 + ms;
    *at = i;
    return true;
}

/* "1430", "163700" behind a 'T', or "1430Z", "1430 UTC" and "1430 hrs". */
static bool
scan_compact_clock(struct bytes t, size_t *at, size_t digits, bool behind_t, struct clock *ret)
{
    size_t i = *at;
    struct clock c = {.precision = PRECISION_MINUTE};
    int hour = (t.p[i] - '0') * 10 + (t.p[i + 1] - '0'), minute = (t.p[i + 2] - '0') * 10 + (t.p[i + 3] - '0'), ms = 0;
    i += 4;
    if (digits == 6 && !scan_seconds(t, &i, minute, &c, &ms))
        return false;
    if (!behind_t) {
        bool zulu = (char_at(t, i, 'Z')) && !(i + 1 < t.n && ascii_is_alnum(t.p[i + 1]));
        struct bytes word = char_at(t, i, ' ') ? word_at(t, i + 1) : BYTES_NONE;
        bool hours = bytes_is_nocase(word, "hrs");
        if (!zulu && !hours && !bytes_is(word, "UTC") && !bytes_is(word, "GMT") && !bytes_is(word, "Z"))
            return false;
        i += hours ? 1 + word.n : 0;
    }
    if (hour > 23 || minute > 59)
        return false;
    c.ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + ms;
    *ret = c;
    *at = i;
    return true;
}

/* "noon", "12 noon". */
static bool
scan_clock_word(struct bytes t, size_t *at, struct clock *ret)
{
    size_t i = *at;
    int twelve = 0, hour;
    if (digits_at(t, i, &twelve) == 2 && twelve == 12)
        i = blanks_end(t, i + 2);
    struct bytes word = word_at(t, i);
    if (word_kind(word, &hour) != WORD_CLOCK)
        return false;
    *ret = (struct clock){.ms = hour * MS_PER_HOUR, .precision = PRECISION_MINUTE, .is_word = true};
    *at = i + word.n;
    return true;
}

/* What may not stand behind "16.50": it would be a version, an amount or a share. */
static bool
dotted_fits(struct bytes t, size_t at)
{
    if (at == t.n)
        return true;
    size_t i = blanks_end(t, at);
    int value;
    if (i == at)
        return separator_at(t, at);
    if (i < t.n && (t.p[i] == '%' || (unsigned char)t.p[i] == 0xc2 || bytes_starts(bytes_from(t, i), "\xe2\x82\xac")))
        return false;
    enum word_kind kind = word_kind(word_at(t, i), &value);
    return kind != WORD_UNIT && kind != WORD_DURATION;
}

/* Minutes behind the hour: ':', '.', 'h'; *at is behind them. -1 when there are none. */
static int
scan_minutes(struct bytes t, size_t *at, bool with_date, struct clock *c)
{
    int minute;
    size_t i = *at;
    char sep = i < t.n ? t.p[i] : '\0';
    if ((sep != ':' && sep != '.' && sep != 'h' && sep != 'H') || digits_at(t, i + 1, &minute) != 2)
        return -1;
    i += 3;
    if (sep == 'h' || sep == 'H') {
        if (i < t.n && (ascii_is_alnum(t.p[i]) || t.p[i] == '.'))
            return -1; // "1h50m" is a duration
    } else if (sep == '.') {
        c->is_dotted = true;
        size_t half_at = i;
        if (scan_half(t, &half_at, false) == HALF_NONE && !with_date && !dotted_fits(t, i))
            return -1;
        if (i < t.n && (t.p[i] == '.' || t.p[i] == '/') && i + 1 < t.n && ascii_is_alnum(t.p[i + 1]))
            return -1;
    }
    *at = i;
    return minute;
}

bool
scan_clock(struct bytes t, size_t *at, bool with_date, bool behind_t, struct clock *ret)
{
    size_t i = *at;
    int hour, ms = 0;
    size_t n = digits_at(t, i, &hour);
    if (n == 4 || (n == 6 && behind_t))
        return scan_compact_clock(t, at, n, behind_t, ret);
    if (scan_clock_word(t, at, ret))
        return true;
    if (!n || n > 2)
        return false;
    i += n;
    struct clock c = {.precision = PRECISION_MINUTE};
    int minute = scan_minutes(t, &i, with_date, &c);
    if (minute >= 0 && t.p[i - 3] == ':' && char_at(t, i, ':') && digit_at(t, i + 1)) {
        i++;
        if (!scan_seconds(t, &i, minute, &c, &ms))
            return false;
    }
    enum clock_half half = scan_half(t, &i, minute >= 0 && !c.is_dotted);
    if (minute < 0) {
        if (half == HALF_NONE || hour > 12)
            return false;
        c.is_bare = true;
        minute = 0;
    }
    bool midnight_after = hour == 24 && minute == 0 && ms == 0 && half == HALF_NONE && !c.is_dotted;
    if ((hour > 23 && !midnight_after) || minute > 59 || !apply_half(&c, &hour, half))
        return false;
    c.ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + ms;
    *ret = c;
    *at = i;
    return true;
}

bool
scan_bare_hour(struct bytes t, size_t *at, struct clock *ret)
{
    int hour;
    size_t n = digits_at(t, *at, &hour);
    if (!n || n > 2 || hour < 1 || hour > 12)
        return false;
    *ret = (struct clock){.ms = hour * MS_PER_HOUR, .precision = PRECISION_MINUTE, .is_bare = true};
    *at += n;
    return true;
}

void
clock_take_half(struct clock *c, const struct clock *end)
{
    if (end->half == HALF_NONE || c->half != HALF_NONE || c->ms >= 13 * MS_PER_HOUR || c->ms < MS_PER_HOUR)
        return;
    int64_t in_am = c->ms % (12 * MS_PER_HOUR), in_pm = in_am + 12 * MS_PER_HOUR;
    int64_t same = end->half == HALF_PM ? in_pm : in_am, other = end->half == HALF_PM ? in_am : in_pm;
    c->ms = same <= end->ms ? same : other;
    c->half = end->half;
}

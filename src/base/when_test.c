#include "when.h"

#include "test.h"

#include <math.h>

#define DAY_MS INT64_C(86400000)

/* A reading in one line: "2021-05-29T22:37:00.000Z minute UTC", and what lacks as -year -date -zone. */
static struct bytes
describe(struct arena *a, const struct zones *z, struct when w)
{
    if (w.precision == PRECISION_UNKNOWN)
        return BYTES("unknown");
    return bytes_printf(a, "%s %s%s%s%s%s%s", when_format(w.ms).s, precision_name((enum precision)w.precision),
                        w.lacks & WHEN_LACKS_YEAR ? " -year" : "", w.lacks & WHEN_LACKS_DATE ? " -date" : "",
                        w.lacks & WHEN_LACKS_ZONE ? " -zone" : "", w.zone ? " " : "",
                        w.zone ? zone_name(z, w.zone) : "");
}

struct expected {
    const char *text, *want; // want NULL: no time
};

static void
check_parse(const struct expected *cases, size_t n)
{
    struct zones *z = zones_new(NULL);
    struct arena a = {.max_bytes = 1 << 20};
    for (size_t i = 0; i < n; i++) {
        struct when w = {.ms = 7};
        bool ok = when_parse(z, bytes_of(cases[i].text), &w);
        struct bytes got = ok ? describe(&a, z, w) : BYTES("no time");
        if (!bytes_is(got, cases[i].want ? cases[i].want : "no time"))
            printf("when_parse: %s\n", cases[i].text);
        CHECK_BYTES(got, cases[i].want ? cases[i].want : "no time");
        if (!ok)
            CHECK_INT(w.ms, 7); // untouched
    }
    arena_done(&a);
    zones_free(z);
}

/* Wants "reading|what is left"; of a range "start .. end|what is left". */
static void
check_scan(const struct expected *cases, size_t n)
{
    struct zones *z = zones_new(NULL);
    struct arena a = {.max_bytes = 1 << 20};
    for (size_t i = 0; i < n; i++) {
        struct bytes text = bytes_of(cases[i].text);
        struct when w = {.ms = 7}, end = {.ms = 7};
        size_t used = 7;
        bool ok = when_scan(z, text, &w, &end, &used);
        struct bytes got = BYTES("no time");
        if (ok && end.precision == PRECISION_UNKNOWN)
            got = bytes_printf(&a, "%.*s|%.*s", BYTES_ARG(describe(&a, z, w)), BYTES_ARG(bytes_from(text, used)));
        else if (ok)
            got = bytes_printf(&a, "%.*s .. %.*s|%.*s", BYTES_ARG(describe(&a, z, w)), BYTES_ARG(describe(&a, z, end)),
                               BYTES_ARG(bytes_from(text, used)));
        if (!bytes_is(got, cases[i].want ? cases[i].want : "no time"))
            printf("when_scan: %s\n", cases[i].text);
        CHECK_BYTES(got, cases[i].want ? cases[i].want : "no time");
        if (!ok)
            CHECK(w.ms == 7 && end.ms == 7 && used == 7);
        size_t again = 0;
        CHECK_INT(when_scan(z, text, &w, NULL, &again), ok);
    }
    arena_done(&a);
    zones_free(z);
}

#define CHECK_PARSE(cases) check_parse(cases, sizeof cases / sizeof *cases)
#define CHECK_SCAN(cases)  check_scan(cases, sizeof cases / sizeof *cases)

/* ---- calendar ---- */

TEST(days_and_dates_agree_over_thousands_of_years)
{
    CHECK_INT(days_of_date(1970, 1, 1), 0);
    CHECK_INT(days_of_date(2000, 2, 29), 11016);
    CHECK_INT(days_of_date(1, 1, 1), -719162);
    CHECK_INT(days_of_date(1969, 12, 31), -1);
    int year, month, day, last_year = -401, last_month = 0, last_day = 0;
    for (int64_t days = days_of_date(-400, 1, 1); days < days_of_date(2500, 1, 1); days++) {
        date_of_days(days, &year, &month, &day);
        CHECK_INT(days_of_date(year, month, day), days);
        bool next_day = year == last_year && month == last_month && day == last_day + 1;
        bool next_month = day == 1 && (month == last_month + 1 || (month == 1 && year == last_year + 1));
        CHECK(next_day || next_month);
        last_year = year, last_month = month, last_day = day;
    }
}

TEST(times_are_printed_with_milliseconds)
{
    CHECK_STR(when_format(0).s, "1970-01-01T00:00:00.000Z");
    CHECK_STR(when_format(-1).s, "1969-12-31T23:59:59.999Z");
    CHECK_STR(when_format(INT64_C(1622327820123)).s, "2021-05-29T22:37:00.123Z");
    CHECK_STR(when_format(INT64_MAX).s, "292278994-08-17T07:12:55.807Z");
    CHECK_STR(when_format(INT64_MIN).s, "-292275055-05-16T16:47:04.192Z");
}

TEST(absurd_times_are_told)
{
    CHECK(when_is_absurd(0) && when_is_absurd(days_of_date(1989, 12, 31) * DAY_MS));
    CHECK(!when_is_absurd(days_of_date(1990, 1, 1) * DAY_MS) && when_is_absurd(days_of_date(1990, 1, 1) * DAY_MS - 1));
    CHECK(!when_is_absurd(days_of_date(2101, 1, 1) * DAY_MS - 1) && when_is_absurd(days_of_date(2101, 1, 1) * DAY_MS));
    CHECK(when_is_absurd(INT64_MIN) && when_is_absurd(INT64_MAX));
}

/* ---- counts ---- */

TEST(a_count_tells_its_unit_by_its_size)
{
    static const struct {
        int64_t count;
        const char *want;
        enum precision precision;
    } cases[] = {
        {1502709956, "2017-08-14T11:25:56.000Z", PRECISION_SECOND},
        {INT64_C(1502709956288), "2017-08-14T11:25:56.288Z", PRECISION_MILLISECOND},
        {INT64_C(1502709956288999), "2017-08-14T11:25:56.288Z", PRECISION_MILLISECOND},
        {INT64_C(1502709956288000000), "2017-08-14T11:25:56.288Z", PRECISION_MILLISECOND},
        {631152000, "1990-01-01T00:00:00.000Z", PRECISION_SECOND},
        {INT64_C(631152000000), "1990-01-01T00:00:00.000Z", PRECISION_MILLISECOND},
        {INT64_C(631152000000000), "1990-01-01T00:00:00.000Z", PRECISION_MILLISECOND},
        {INT64_C(631152000000000000), "1990-01-01T00:00:00.000Z", PRECISION_MILLISECOND},
        {INT64_C(4133980799), "2100-12-31T23:59:59.000Z", PRECISION_SECOND},
        {INT64_C(4133980799999), "2100-12-31T23:59:59.999Z", PRECISION_MILLISECOND},
        {0, "1970-01-01T00:00:00.000Z", PRECISION_SECOND},
        {5, "1970-01-01T00:00:05.000Z", PRECISION_SECOND},
        {-1, "1969-12-31T23:59:59.000Z", PRECISION_SECOND},
        {INT64_C(631151999999), "9999-12-31T23:59:59.999Z", PRECISION_SECOND}, // far off, but no overflow
        {INT64_MAX, "2262-04-11T23:47:16.854Z", PRECISION_MILLISECOND},
        {INT64_MIN, "1677-09-21T00:12:43.145Z", PRECISION_MILLISECOND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct when w = when_of_int(cases[i].count);
        CHECK_STR(when_format(w.ms).s, cases[i].want);
        CHECK_INT(w.precision, cases[i].precision);
        CHECK_INT(w.lacks, 0);
        CHECK_INT(w.zone, ZONE_UTC);
    }
    CHECK_INT(when_of_int(INT64_C(-62135596800)).precision, PRECISION_UNKNOWN); // year 1, as Go counts it
    CHECK_INT(when_of_int(INT64_C(-62135596800000)).precision, PRECISION_UNKNOWN);
}

TEST(a_floating_count_keeps_its_milliseconds)
{
    CHECK_STR(when_format(when_of_number(1502709956).ms).s, "2017-08-14T11:25:56.000Z");
    CHECK_INT(when_of_number(1502709956).precision, PRECISION_SECOND);
    CHECK_STR(when_format(when_of_number(1502709956.288).ms).s, "2017-08-14T11:25:56.288Z");
    CHECK_INT(when_of_number(1502709956.288).precision, PRECISION_MILLISECOND);
    CHECK_STR(when_format(when_of_number(1502709956.001).ms).s, "2017-08-14T11:25:56.001Z");
    CHECK_STR(when_format(when_of_number(1502709956288.0).ms).s, "2017-08-14T11:25:56.288Z");
    CHECK_STR(when_format(when_of_number(1502709956288000000.0).ms).s, "2017-08-14T11:25:56.288Z");
    CHECK_INT(when_of_number(NAN).precision, PRECISION_UNKNOWN);
    CHECK_INT(when_of_number(-INFINITY).precision, PRECISION_UNKNOWN);
    CHECK(when_is_absurd(when_of_number(INFINITY).ms) && when_is_absurd(when_of_number(1e300).ms));
    CHECK(when_is_absurd(when_of_number(-1.5).ms));
}

/* ---- what machines write ---- */

TEST(machine_forms_are_read)
{
    // clang-format off
    static const struct expected cases[] = {
        {"2021-05-29T22:37:00Z", "2021-05-29T22:37:00.000Z second UTC"},
        {"2021-05-29t22:37:00z", "2021-05-29T22:37:00.000Z second UTC"},
        {"2020-02-06T00:17:58.432911368Z", "2020-02-06T00:17:58.432Z millisecond UTC"},
        {"2019-03-22T13:58:24.3713213Z", "2019-03-22T13:58:24.371Z millisecond UTC"},
        {"2017-08-03T15:17:37.804-04:00", "2017-08-03T19:17:37.804Z millisecond UTC-04:00"},
        {"2019-02-15T23:53:45.093+0000", "2019-02-15T23:53:45.093Z millisecond UTC"},
        {"2021-05-29T22:37:00.5+02", "2021-05-29T20:37:00.500Z millisecond UTC+02:00"},
        {"2021-05-29T22:37:00,123+02:00", "2021-05-29T20:37:00.123Z millisecond UTC+02:00"},
        {"2021-05-29T22:37:00+18:00", "2021-05-29T04:37:00.000Z second UTC+18:00"},
        {"2021-04-28 21:50:00 +0200", "2021-04-28T19:50:00.000Z second UTC+02:00"},
        {"2015-05-17 18:08:09 UTC", "2015-05-17T18:08:09.000Z second UTC"},
        {"2013-12-03T17:15:43Z", "2013-12-03T17:15:43.000Z second UTC"},
        {"2021-05-29 16:37:00+00", "2021-05-29T16:37:00.000Z second UTC"},
        {"2021-05-29 16:37:00-07:00", "2021-05-29T23:37:00.000Z second UTC-07:00"},
        {"2021-05-29 05:37-07:00", "2021-05-29T12:37:00.000Z minute UTC-07:00"},
        {"2021-05-29T22:37:00", "2021-05-29T22:37:00.000Z second -zone"},
        {"2021-05-29T22:37", "2021-05-29T22:37:00.000Z minute -zone"},
        {"2021-05-29 22:37:00.123", "2021-05-29T22:37:00.123Z millisecond -zone"},
        {"2018-02-12T9:03:00-05:00", "2018-02-12T14:03:00.000Z second UTC-05:00"},
        {"20210529T163700Z", "2021-05-29T16:37:00.000Z second UTC"},
        {"20210529T1637Z", "2021-05-29T16:37:00.000Z minute UTC"},
        {"2021-05-29T16:37+02:00[UTC]", "2021-05-29T14:37:00.000Z minute UTC"},
        {"Sat, 29 May 2021 22:37:00 +0200", "2021-05-29T20:37:00.000Z second UTC+02:00"},
        {"Sat, 29 May 2021 22:37:00 GMT", "2021-05-29T22:37:00.000Z second UTC"},
        {"29 May 2021 22:37:00 -0700 (PDT)", "2021-05-30T05:37:00.000Z second UTC-07:00"},
        {"Sat May 29 22:37:00 2021", "2021-05-29T22:37:00.000Z second -zone"},
        {"Sat May 29 22:37:00 UTC 2021", "2021-05-29T22:37:00.000Z second UTC"},
        {"Sat May 29 22:37:00 2021 -0700", "2021-05-30T05:37:00.000Z second UTC-07:00"},
        {"Dec  9 13:01:26", "2000-12-09T13:01:26.000Z second -year -zone"},
        {"May 29 22:37", "2000-05-29T22:37:00.000Z minute -year -zone"},
        {"May 29  2021", "2021-05-29T00:00:00.000Z day -zone"},
        {"24/Feb/2015:23:13:42 +0000", "2015-02-24T23:13:42.000Z second UTC"},
        {"09/Dec/2013:12:59:46.633", "2013-12-09T12:59:46.633Z millisecond -zone"},
        {"29-02-2016 01:16", "2016-02-29T01:16:00.000Z minute -zone"},
        {"12:53 PM PDT", "1970-01-01T12:53:00.000Z minute -date PDT"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z second UTC"},
        {"2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500Z millisecond UTC"},
        {"2016-12-31T15:59:60-08:00", "2017-01-01T00:00:00.000Z second UTC-08:00"},
        {"2021-05-29T24:00:00Z", "2021-05-30T00:00:00.000Z second UTC"},
        {"2021-05-29 24:00", "2021-05-30T00:00:00.000Z minute -zone"},
        {" \t2021-05-29T22:37:00Z ", "2021-05-29T22:37:00.000Z second UTC"},
        {"may 29 2021 4:37 pm pdt", "2021-05-29T23:37:00.000Z minute PDT"},
        {"1/29/24", "2024-01-29T00:00:00.000Z day -zone"},
        {"13:30-13:45", "1970-01-01T13:30:00.000Z minute -date -zone"},
    };
    // clang-format on
    CHECK_PARSE(cases);
}

TEST(numbers_as_text_are_counts)
{
    // clang-format off
    static const struct expected cases[] = {
        {"1502709956", "2017-08-14T11:25:56.000Z second UTC"},
        {"1502709956288", "2017-08-14T11:25:56.288Z millisecond UTC"},
        {"1502709956288000", "2017-08-14T11:25:56.288Z millisecond UTC"},
        {"1502709956288000000", "2017-08-14T11:25:56.288Z millisecond UTC"},
        {"+1502709956", "2017-08-14T11:25:56.000Z second UTC"},
        {"1549670000.000200", "2019-02-08T23:53:20.000Z millisecond UTC"},
        {"1549670000.5", "2019-02-08T23:53:20.500Z millisecond UTC"},
        {"1549670000.0019999999999999999999", "2019-02-08T23:53:20.001Z millisecond UTC"},
        {"-62135596800", "unknown"},
        {"0", "1970-01-01T00:00:00.000Z second UTC"},
        {"20210529", "2021-05-29T00:00:00.000Z day -zone"},
        {"20210529163700", "2021-05-29T16:37:00.000Z second -zone"},
        {"20211301", "1970-08-22T22:15:01.000Z second UTC"},
        {"16.50", "1970-01-01T16:50:00.000Z minute -date -zone"},
        {"16.5", "1970-01-01T00:00:16.500Z millisecond UTC"},
        {"99999999999999999999", NULL},
        {"1549670000.", NULL},
        {".5", NULL},
        {"1e9", NULL},
        {"1,502,709,956", NULL},
        {"0x5991", NULL},
    };
    // clang-format on
    CHECK_PARSE(cases);
}

TEST(placeholders_are_read_as_unknown)
{
    // clang-format off
    static const struct expected cases[] = {
        {"0001-01-01T00:00:00Z", "unknown"},
        {"0001-01-01T00:00:00.000+00:00", "unknown"},
        {"0001-01-01T00:00:00", "unknown"},
        {"0001-01-01", "unknown"},
        {"0000-00-00 00:00:00", "unknown"},
        {"01/01/0001 00:00", "unknown"},
        {"?\??", "unknown"},
        {"?\?:?\?", "unknown"},
        {"?\??\?", "unknown"},
    };
    // clang-format on
    CHECK_PARSE(cases);
}

TEST(what_is_no_time_is_refused)
{
    // clang-format off
    static const struct expected cases[] = {
        {"", NULL},
        {" ", NULL},
        {"hello", NULL},
        {"2021-02-29", NULL},
        {"2021-02-30T10:00:00Z", NULL},
        {"2021-13-01", NULL},
        {"2021-00-10", NULL},
        {"2021-05-32 10:00", NULL},
        {"31.04.2021", NULL},
        {"30 Feb 2021", NULL},
        {"Feb 30 10:00", NULL},
        {"25:00", NULL},
        {"24:01", NULL},
        {"23:60", NULL},
        {"12:30:61", NULL},
        {"2016-12-31T23:58:60Z", NULL},
        {"2021-05-29T22:37:00+19:00", NULL},
        {"2021-05-29T22:37:00.Z", NULL},
        {"2021-05-29 16:37 foo", NULL},
        {"16:37 16:38", NULL},
        {"13:00 AM", NULL},
        {"May", NULL},
        {"Saturday", NULL},
        {"about", NULL},
        {"~", NULL},
        {"noonish we", NULL},
        {"2021-W21-6", NULL},
        {"2021-149", NULL},
        {"?", NULL},
        {"-", NULL},
    };
    // clang-format on
    CHECK_PARSE(cases);
}

TEST(text_around_a_time_may_be_hostile)
{
    struct zones *z = zones_new(NULL);
    struct when w;
    size_t used;
    CHECK(!when_parse(z, BYTES_NONE, &w) && !when_scan(z, BYTES_NONE, &w, NULL, &used));
    CHECK(!when_parse(z, (struct bytes){"14:05\0", 6}, &w));
    CHECK(when_scan(z, (struct bytes){"14:05\0x", 7}, &w, NULL, &used) && used == 5);
    /* Every beginning of a long one ends where its memory does. */
    static const char text[] =
        "about Saturday, May 29th, 2021 at 11:37:05.123 PM - 11:59 PM San Francisco time (approx.)";
    for (size_t n = 0; n < sizeof text; n++) {
        char *copy = malloc(n ? n : 1);
        CHECK(copy);
        memcpy(copy, text, n);
        when_parse(z, (struct bytes){copy, n}, &w);
        if (when_scan(z, (struct bytes){copy, n}, &w, NULL, &used))
            CHECK(used <= n);
        free(copy);
    }
    char digits[5000];
    memset(digits, '9', sizeof digits);
    CHECK(!when_parse(z, (struct bytes){digits, sizeof digits}, &w));
    CHECK(!when_scan(z, (struct bytes){digits, sizeof digits}, &w, NULL, &used));
    zones_free(z);
}

/* ---- what people write ---- */

TEST(clocks_are_read)
{
    // clang-format off
    static const struct expected cases[] = {
        {"14:05", "1970-01-01T14:05:00.000Z minute -date -zone|"},
        {"14:05 - text", "1970-01-01T14:05:00.000Z minute -date -zone| - text"},
        {"14:05: text", "1970-01-01T14:05:00.000Z minute -date -zone|: text"},
        {"14:05—text", "1970-01-01T14:05:00.000Z minute -date -zone|—text"},
        {"14:05, text", "1970-01-01T14:05:00.000Z minute -date -zone|, text"},
        {"14:05) text", "1970-01-01T14:05:00.000Z minute -date -zone|) text"},
        {" 14:05 text", "1970-01-01T14:05:00.000Z minute -date -zone| text"},
        {"9:43 we", "1970-01-01T09:43:00.000Z minute -date -zone| we"},
        {"9.43 we noticed", "1970-01-01T09:43:00.000Z minute -date -zone| we noticed"},
        {"16.50", "1970-01-01T16:50:00.000Z minute -date -zone|"},
        {"16.50: text", "1970-01-01T16:50:00.000Z minute -date -zone|: text"},
        {"4.30pm text", "1970-01-01T16:30:00.000Z minute -date -zone| text"},
        {"14h30 text", "1970-01-01T14:30:00.000Z minute -date -zone| text"},
        {"1430Z text", "1970-01-01T14:30:00.000Z minute -date UTC| text"},
        {"1430 UTC text", "1970-01-01T14:30:00.000Z minute -date UTC| text"},
        {"13:30:05 text", "1970-01-01T13:30:05.000Z second -date -zone| text"},
        {"13:30:05.123 text", "1970-01-01T13:30:05.123Z millisecond -date -zone| text"},
        {"13:30:05,123 text", "1970-01-01T13:30:05.123Z millisecond -date -zone| text"},
        {"13:30:05.1234567 text", "1970-01-01T13:30:05.123Z millisecond -date -zone| text"},
        {"5:04 PM", "1970-01-01T17:04:00.000Z minute -date -zone|"},
        {"5:04pm text", "1970-01-01T17:04:00.000Z minute -date -zone| text"},
        {"5:04p text", "1970-01-01T17:04:00.000Z minute -date -zone| text"},
        {"5pm", "1970-01-01T17:00:00.000Z minute -date -zone|"},
        {"5 PM text", "1970-01-01T17:00:00.000Z minute -date -zone| text"},
        {"8 a.m. text", "1970-01-01T08:00:00.000Z minute -date -zone| text"},
        {"12:00 AM", "1970-01-01T00:00:00.000Z minute -date -zone|"},
        {"12:00 PM", "1970-01-01T12:00:00.000Z minute -date -zone|"},
        {"12 am", "1970-01-01T00:00:00.000Z minute -date -zone|"},
        {"0:25 AM", "1970-01-01T00:25:00.000Z minute -date -zone|"},
        {"17:33 PM text", "1970-01-01T17:33:00.000Z minute -date -zone| text"},
        {"24:00 text", "1970-01-02T00:00:00.000Z minute -date -zone| text"},
        {"23:59:60", "1970-01-02T00:00:00.000Z second -date -zone|"},
        {"noon", "1970-01-01T12:00:00.000Z minute -date -zone|"},
        {"12 noon UTC", "1970-01-01T12:00:00.000Z minute -date UTC|"},
        {"at noon, text", "1970-01-01T12:00:00.000Z minute -date -zone|, text"},
        {"midnight - text", "1970-01-01T00:00:00.000Z minute -date -zone| - text"},
        {"At 7:20 PM UTC after", "1970-01-01T19:20:00.000Z minute -date UTC| after"},
        {"?\??", "unknown|"},
        {"?\??: text", "unknown|: text"},
        {"?\?:?\? - text", "unknown| - text"},
    };
    // clang-format on
    CHECK_SCAN(cases);
}

TEST(dates_are_read)
{
    // clang-format off
    static const struct expected cases[] = {
        {"2021-05-29", "2021-05-29T00:00:00.000Z day -zone|"},
        {"2021-05-29: text", "2021-05-29T00:00:00.000Z day -zone|: text"},
        {"2024-03-14 10:05:03.5 +0100 CET m=+0.25 text", "2024-03-14T09:05:03.500Z millisecond UTC+01:00| text"},
        {"14/Mar/24 9:05 AM text", "2024-03-14T09:05:00.000Z minute -zone| text"},
        {"14-Mar-24 21:05:03 text", "2024-03-14T21:05:03.000Z second -zone| text"},
        {"09:05 UTC, 2024-03-14: text", "2024-03-14T09:05:00.000Z minute UTC|: text"},
        {"09:05 UTC on Thursday, March 14, 2024 text", "2024-03-14T09:05:00.000Z minute UTC| text"},
        {"09:05, 2024-03-14 10:00 text", "1970-01-01T09:05:00.000Z minute -date -zone|, 2024-03-14 10:00 text"},
        {"09:05 UTC / 10:05 CET: text", "1970-01-01T09:05:00.000Z minute -date UTC|: text"},
        {"2021-5-9 9:03 text", "2021-05-09T09:03:00.000Z minute -zone| text"},
        {"2021/05/29 14:30:00 text", "2021-05-29T14:30:00.000Z second -zone| text"},
        {"2021.05.29 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"20210529 16:37 text", "2021-05-29T16:37:00.000Z minute -zone| text"},
        {"2021-05-29 at 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"2021-05-29 @ 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"2021-06-02 - 17:53 text", "2021-06-02T17:53:00.000Z minute -zone| text"},
        {"2021-05-29 | 17:53 | text", "2021-05-29T17:53:00.000Z minute -zone| | text"},
        {"2021-05-29, 17:53 text", "2021-05-29T17:53:00.000Z minute -zone| text"},
        {"2021-05-29 16.50 text", "2021-05-29T16:50:00.000Z minute -zone| text"},
        {"2021-05-29 5pm text", "2021-05-29T17:00:00.000Z minute -zone| text"},
        {"2021-05-29 noon text", "2021-05-29T12:00:00.000Z minute -zone| text"},
        {"10/14/2022 3:04 PM text", "2022-10-14T15:04:00.000Z minute -zone| text"},
        {"20/06/2023 12:32 - text", "2023-06-20T12:32:00.000Z minute -zone| - text"},
        {"12/05/2021 text", "2021-12-05T00:00:00.000Z day -zone| text"},
        {"1/29/24 10:00 text", "2024-01-29T10:00:00.000Z minute -zone| text"},
        {"29-05-2021 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"05-29-2021 10:00 text", "2021-05-29T10:00:00.000Z minute -zone| text"},
        {"29.05.2021 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"29.05.21 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"03-26 08:10 text", "2000-03-26T08:10:00.000Z minute -year -zone| text"},
        {"7/10 14:00 text", "2000-07-10T14:00:00.000Z minute -year -zone| text"},
        {"May 29, 2021 4:37 PM", "2021-05-29T16:37:00.000Z minute -zone|"},
        {"May 29th, 2021 text", "2021-05-29T00:00:00.000Z day -zone| text"},
        {"February 15, 2024: 3:59pm text", "2024-02-15T15:59:00.000Z minute -zone| text"},
        {"July 14, 2025, 11:20 AM", "2025-07-14T11:20:00.000Z minute -zone|"},
        {"Sept. 27 2017 13:06", "2017-09-27T13:06:00.000Z minute -zone|"},
        {"MAY 29 2021", "2021-05-29T00:00:00.000Z day -zone|"},
        {"29 May 2021, 16:37 text", "2021-05-29T16:37:00.000Z minute -zone| text"},
        {"29th of May 2021 at 14:30 text", "2021-05-29T14:30:00.000Z minute -zone| text"},
        {"29-May-2021 16:37 text", "2021-05-29T16:37:00.000Z minute -zone| text"},
        {"29 May 16:37 text", "2000-05-29T16:37:00.000Z minute -year -zone| text"},
        {"Thursday 12 March 2020 09:15", "2020-03-12T09:15:00.000Z minute -zone|"},
        {"Fri, Jan 21 00:20 text", "2000-01-21T00:20:00.000Z minute -year -zone| text"},
        {"Thur Jan 20 22:07 text", "2000-01-20T22:07:00.000Z minute -year -zone| text"},
        {"Monday 14:05 text", "1970-01-01T14:05:00.000Z minute -date -zone| text"},
        {"May 29 22:37 plugins/a.jpi", "2000-05-29T22:37:00.000Z minute -year -zone| plugins/a.jpi"},
        {"May 29  2021 plugins/a.jpi", "2021-05-29T00:00:00.000Z day -zone| plugins/a.jpi"},
        {"Feb 29 10:00 text", "2000-02-29T10:00:00.000Z minute -year -zone| text"},
        {"September 26", "2000-09-26T00:00:00.000Z day -year -zone|"},
        {"October 21 (103 minutes)", "2000-10-21T00:00:00.000Z day -year -zone| (103 minutes)"},
        {"Jan 5: text", "2000-01-05T00:00:00.000Z day -year -zone|: text"},
        {"24/Feb/2015:23:13:42 +0000] \"GET", "2015-02-24T23:13:42.000Z second UTC|] \"GET"},
    };
    // clang-format on
    CHECK_SCAN(cases);
}

TEST(zones_behind_and_before_a_clock_belong_to_it)
{
    struct zones *z = zones_new(NULL);
    zone_id berlin = zone_find(z, BYTES("Berlin"));
    zones_free(z);
    if (berlin == ZONE_NONE) {
        SKIP("the system has no tzdata");
        return;
    }
    // clang-format off
    static const struct expected cases[] = {
        {"14:05 UTC - text", "1970-01-01T14:05:00.000Z minute -date UTC| - text"},
        {"14:05UTC text", "1970-01-01T14:05:00.000Z minute -date UTC| text"},
        {"14:05 utc text", "1970-01-01T14:05:00.000Z minute -date UTC| text"},
        {"14:05Z text", "1970-01-01T14:05:00.000Z minute -date UTC| text"},
        {"14:05 (UTC): text", "1970-01-01T14:05:00.000Z minute -date UTC|: text"},
        {"14:05 CEST we saw", "1970-01-01T14:05:00.000Z minute -date CEST| we saw"},
        {"14:05 cet - text", "1970-01-01T14:05:00.000Z minute -date CET| - text"},
        {"14:05 est tombé", "1970-01-01T14:05:00.000Z minute -date -zone| est tombé"},
        {"14:05 GMT+2 text", "1970-01-01T14:05:00.000Z minute -date UTC+02:00| text"},
        {"14:05 UTC-03:30: text", "1970-01-01T14:05:00.000Z minute -date UTC-03:30|: text"},
        {"14:05 +0200 text", "1970-01-01T14:05:00.000Z minute -date UTC+02:00| text"},
        {"14:05+02:00 text", "1970-01-01T14:05:00.000Z minute -date UTC+02:00| text"},
        {"16:37 Denver - text", "1970-01-01T16:37:00.000Z minute -date America/Denver| - text"},
        {"16:37 Denver time we saw", "1970-01-01T16:37:00.000Z minute -date America/Denver| we saw"},
        {"16:37 San Francisco: text", "1970-01-01T16:37:00.000Z minute -date America/Los_Angeles|: text"},
        {"16:37 Munich", "1970-01-01T16:37:00.000Z minute -date Europe/Berlin|"},
        {"14:05 Phoenix crashed", "1970-01-01T14:05:00.000Z minute -date -zone| Phoenix crashed"},
        {"14:05 Canary - rolled back", "1970-01-01T14:05:00.000Z minute -date -zone| Canary - rolled back"},
        {"14:05 We saw", "1970-01-01T14:05:00.000Z minute -date -zone| We saw"},
        {"14:05 PT we saw", "1970-01-01T14:05:00.000Z minute -date America/Los_Angeles| we saw"},
        {"2019-02-08 16:04 PST", "2019-02-09T00:04:00.000Z minute PST|"},
        {"2021-05-29 16:37 Berlin", "2021-05-29T14:37:00.000Z minute Europe/Berlin|"},
        {"2021-01-29 16:37 Berlin", "2021-01-29T15:37:00.000Z minute Europe/Berlin|"},
        {"2024-06-28 7:09 AM Eastern:", "2024-06-28T11:09:00.000Z minute America/New_York|:"},
        {"May 29, 2021 4:37 PM Denver", "2021-05-29T22:37:00.000Z minute America/Denver|"},
        {"2021-05-29T16:37+02:00[Europe/Berlin] text", "2021-05-29T14:37:00.000Z minute Europe/Berlin| text"},
        {"2021-10-31T02:30+02:00[Europe/Berlin] text", "2021-10-31T00:30:00.000Z minute Europe/Berlin| text"},
        {"2021-10-31T02:30+01:00[Europe/Berlin] text", "2021-10-31T01:30:00.000Z minute Europe/Berlin| text"},
        {"UTC 14:05 text", "1970-01-01T14:05:00.000Z minute -date UTC| text"},
        {"2021-05-29 UTC 14:05 text", "2021-05-29T14:05:00.000Z minute UTC| text"},
        {"Oct 24 2:43 (UTC): text", "2000-10-24T02:43:00.000Z minute -year UTC|: text"},
        {"20:07 EDT (00:07 UTC): text", "1970-01-01T20:07:00.000Z minute -date EDT|: text"},
        {"20:07 (00:07 UTC): text", "1970-01-01T20:07:00.000Z minute -date UTC-04:00|: text"},
        {"16:37 (22:37 UTC) text", "1970-01-01T16:37:00.000Z minute -date UTC-06:00| text"},
        {"14:05 local time: text", "1970-01-01T14:05:00.000Z minute -date -zone|: text"},
        {"2021-05-29 UTC: text", "2021-05-29T00:00:00.000Z day UTC|: text"},
        {"2021-05-29 16:37-07:00 text", "2021-05-29T23:37:00.000Z minute UTC-07:00| text"},
    };
    // clang-format on
    CHECK_SCAN(cases);
}

TEST(ranges_have_a_start_and_an_end)
{
    // clang-format off
    static const struct expected cases[] = {
        {"13:30-13:45 text", "1970-01-01T13:30:00.000Z minute -date -zone .. 1970-01-01T13:45:00.000Z minute -date -zone| text"},
        {"13:30–13:45 text", "1970-01-01T13:30:00.000Z minute -date -zone .. 1970-01-01T13:45:00.000Z minute -date -zone| text"},
        {"09:43 UTC-09:44 UTC text", "1970-01-01T09:43:00.000Z minute -date UTC .. 1970-01-01T09:44:00.000Z minute -date UTC| text"},
        {"09:00 EST-09:30 EST text", "1970-01-01T09:00:00.000Z minute -date EST .. 1970-01-01T09:30:00.000Z minute -date EST| text"},
        {"09:20Z-09:40Z text", "1970-01-01T09:20:00.000Z minute -date UTC .. 1970-01-01T09:40:00.000Z minute -date UTC| text"},
        {"16:16:00 - 16:49:00", "1970-01-01T16:16:00.000Z second -date -zone .. 1970-01-01T16:49:00.000Z second -date -zone|"},
        {"13:30 to 13:45 UTC text", "1970-01-01T13:30:00.000Z minute -date UTC .. 1970-01-01T13:45:00.000Z minute -date UTC| text"},
        {"14:05-14:10 CET text", "1970-01-01T14:05:00.000Z minute -date CET .. 1970-01-01T14:10:00.000Z minute -date CET| text"},
        {"2021-05-29 16:37-17:00 CEST", "2021-05-29T14:37:00.000Z minute CEST .. 2021-05-29T15:00:00.000Z minute CEST|"},
        {"2026-06-10 20:46–22:33", "2026-06-10T20:46:00.000Z minute -zone .. 2026-06-10T22:33:00.000Z minute -zone|"},
        {"2021-12-31 23:50 to 2022-01-01 00:10 UTC text", "2021-12-31T23:50:00.000Z minute UTC .. 2022-01-01T00:10:00.000Z minute UTC| text"},
        {"23:50-00:10 text", "1970-01-01T23:50:00.000Z minute -date -zone .. 1970-01-02T00:10:00.000Z minute -date -zone| text"},
        {"31 Dec 23:50 - 00:10 text", "2000-12-31T23:50:00.000Z minute -year -zone .. 2001-01-01T00:10:00.000Z minute -year -zone| text"},
        {"10.30-11.15 we", "1970-01-01T10:30:00.000Z minute -date -zone .. 1970-01-01T11:15:00.000Z minute -date -zone| we"},
        {"00:25 - 00:29 AM text", "1970-01-01T00:25:00.000Z minute -date -zone .. 1970-01-01T00:29:00.000Z minute -date -zone| text"},
        {"11:30 - 1:15 PM text", "1970-01-01T11:30:00.000Z minute -date -zone .. 1970-01-01T13:15:00.000Z minute -date -zone| text"},
        {"1:46pm - 5:30pm) text", "1970-01-01T13:46:00.000Z minute -date -zone .. 1970-01-01T17:30:00.000Z minute -date -zone|) text"},
        {"8-9 PM text", "1970-01-01T20:00:00.000Z minute -date -zone .. 1970-01-01T21:00:00.000Z minute -date -zone| text"},
        {"11pm-1am", "1970-01-01T23:00:00.000Z minute -date -zone .. 1970-01-02T01:00:00.000Z minute -date -zone|"},
        {"from 9am to 5pm UTC", "1970-01-01T09:00:00.000Z minute -date UTC .. 1970-01-01T17:00:00.000Z minute -date UTC|"},
        {"between 12:17 and 12:30 UTC all", "1970-01-01T12:17:00.000Z minute -date UTC .. 1970-01-01T12:30:00.000Z minute -date UTC| all"},
        {"On 2023-07-20 between 12:17 and 12:30 UTC all", "2023-07-20T12:17:00.000Z minute UTC .. 2023-07-20T12:30:00.000Z minute UTC| all"},
        {"14:05 and 14:10", "1970-01-01T14:05:00.000Z minute -date -zone| and 14:10"},
        {"14:05 -> 14:10 text", "1970-01-01T14:05:00.000Z minute -date -zone .. 1970-01-01T14:10:00.000Z minute -date -zone| text"},
        {"10:00 PDT - 19:00 CEST text", "1970-01-01T10:00:00.000Z minute -date PDT .. 1970-01-01T19:00:00.000Z minute -date CEST| text"},
        {"14:05 - 5 pods", "1970-01-01T14:05:00.000Z minute -date -zone| - 5 pods"},
        {"14:05 - 15 minutes", "1970-01-01T14:05:00.000Z minute -date -zone| - 15 minutes"},
        {"14:05 - 2021-05-29", "1970-01-01T14:05:00.000Z minute -date -zone| - 2021-05-29"},
    };
    // clang-format on
    CHECK_SCAN(cases);
}

TEST(what_is_about_a_time_is_about)
{
    // clang-format off
    static const struct expected cases[] = {
        {"~14:30 text", "1970-01-01T14:30:00.000Z about -date -zone| text"},
        {"≈14:30 text", "1970-01-01T14:30:00.000Z about -date -zone| text"},
        {"~13:30-13:45", "1970-01-01T13:30:00.000Z about -date -zone .. 1970-01-01T13:45:00.000Z about -date -zone|"},
        {"13:30 - ~13:45", "1970-01-01T13:30:00.000Z about -date -zone .. 1970-01-01T13:45:00.000Z about -date -zone|"},
        {"around 14:30", "1970-01-01T14:30:00.000Z about -date -zone|"},
        {"About 14:30 text", "1970-01-01T14:30:00.000Z about -date -zone| text"},
        {"approx. 14:30 text", "1970-01-01T14:30:00.000Z about -date -zone| text"},
        {"approximately 5 PM text", "1970-01-01T17:00:00.000Z about -date -zone| text"},
        {"circa 14:30", "1970-01-01T14:30:00.000Z about -date -zone|"},
        {"ca. 14:30", "1970-01-01T14:30:00.000Z about -date -zone|"},
        {"roughly 14:30 UTC text", "1970-01-01T14:30:00.000Z about -date UTC| text"},
        {"at around 14:30", "1970-01-01T14:30:00.000Z about -date -zone|"},
        {"2021-06-04 - ~08:30 UTC: text", "2021-06-04T08:30:00.000Z about UTC|: text"},
        {"~2021-06-04 08:30 text", "2021-06-04T08:30:00.000Z about -zone| text"},
        {"14:30ish text", "1970-01-01T14:30:00.000Z about -date -zone| text"},
        {"14:30 (approx.) text", "1970-01-01T14:30:00.000Z about -date -zone| text"},
        {"14:30 approx: text", "1970-01-01T14:30:00.000Z about -date -zone|: text"},
        {"about 5 pods", NULL},
    };
    // clang-format on
    CHECK_SCAN(cases);
}

TEST(words_and_numbers_are_not_taken_for_times)
{
    // clang-format off
    static const struct expected cases[] = {
        {"5 pods", NULL},
        {"10.0.0.1", NULL},
        {"127.0.0.1:8080", NULL},
        {"v1.16.50", NULL},
        {"1.16.50", NULL},
        {"1.16 released", NULL},
        {"1.5 GB", NULL},
        {"16.50 GB", NULL},
        {"16.50%", NULL},
        {"16.50 €", NULL},
        {"16.50s", NULL},
        {"16.50.1", NULL},
        {"16.5", NULL},
        {"3:2 ratio", NULL},
        {"1:1 meeting", NULL},
        {"2:30 minutes", NULL},
        {"10:20:30:40", NULL},
        {"00:1A:2B:3C:4D:5E", NULL},
        {"::1", NULL},
        {"May we", NULL},
        {"May 5 pods", NULL},
        {"May 2021", NULL},
        {"may 5", NULL},
        {"march on", NULL},
        {"Sat down", NULL},
        {"Monday", NULL},
        {"5 May be", NULL},
        {"3/4 of users", NULL},
        {"1-2 weeks", NULL},
        {"11/03/202", NULL},
        {"2021-05-29.log", NULL},
        {"2021-05-29-deploy", NULL},
        {"2021-05-29_deploy", NULL},
        {"2021.05.29 text", NULL},
        {"1h50m", NULL},
        {"15h", NULL},
        {"1080p", NULL},
        {"13 pm", NULL},
        {"noon deploys", NULL},
        {"midnight deploys", NULL},
        {"at the time", NULL},
        {"on call", NULL},
        {"from here", NULL},
        {"~5 pods", NULL},
        {"1234567890 text", NULL},
        {"20210529 text", NULL},
        {"item", NULL},
        {"14:05.5", NULL},
        {"14:05_x", NULL},
        {"14:05%", NULL},
        {"99:99", NULL},
        {"2021-02-30 10:00", NULL},
        {"- 14:05", NULL},
        {"[14:05]", NULL},
    };
    // clang-format on
    CHECK_SCAN(cases);
}

/* ---- the documentation ---- */

/* Calls check() with each sample between back quotes: of the first cell of a table's rows, or of all lines. */
static size_t
each_sample(struct zones *z, struct bytes section, bool tables, void (*check)(struct zones *z, struct bytes sample))
{
    size_t count = 0;
    struct bytes line = BYTES_NONE;
    while (bytes_line(&section, &line)) {
        if (tables && !bytes_starts(line, "| `"))
            continue;
        char cell[300];
        size_t n = 0;
        for (size_t i = tables ? 2 : 0; i < line.n && n < sizeof cell; i++) {
            if (line.p[i] == '\\' && i + 1 < line.n)
                i++;
            else if (tables && line.p[i] == '|')
                break;
            cell[n++] = line.p[i];
        }
        struct bytes rest = {cell, n}, sample = BYTES_NONE;
        for (bool inside = false; bytes_split(&rest, '`', &sample); inside = !inside) {
            if (inside) {
                check(z, sample);
                count++;
            }
        }
    }
    return count;
}

static void
check_is_time(struct zones *z, struct bytes sample)
{
    bool fragment = bytes_find(sample, "\xe2\x80\xa6") >= 0; // with an ellipsis; or a word by itself
    bool clue = bytes_find_char(sample, '?') >= 0 || bytes_is(sample, "noon") || bytes_is(sample, "midnight");
    for (size_t i = 0; i < sample.n; i++)
        clue = clue || ascii_is_digit(sample.p[i]);
    if (fragment || !clue || sample.p[0] == '+' || sample.p[0] == ' ')
        return;
    struct when w;
    size_t used;
    if (!when_parse(z, sample, &w) && !when_scan(z, sample, &w, NULL, &used))
        printf("not understood: %.*s\n", BYTES_ARG(sample));
    CHECK(when_parse(z, sample, &w) || when_scan(z, sample, &w, NULL, &used));
}

static void
check_is_no_time(struct zones *z, struct bytes sample)
{
    struct when w;
    size_t used;
    if (bytes_is(sample, "3.14 is pi"))
        return;
    if (when_scan(z, sample, &w, NULL, &used))
        printf("taken for a time: %.*s\n", BYTES_ARG(sample));
    CHECK(!when_scan(z, sample, &w, NULL, &used));
}

static struct bytes
section_of(struct bytes doc, const char *heading)
{
    ptrdiff_t at = bytes_find(doc, heading);
    CHECK(at >= 0);
    doc = bytes_from(doc, (size_t)at + strlen(heading));
    ptrdiff_t end = bytes_find(doc, "\n## ");
    return end < 0 ? doc : bytes_cut(doc, 0, (size_t)end);
}

TEST(what_the_documentation_shows_is_so)
{
    static char text[64 << 10];
    FILE *f = fopen("docs/times.md", "rb");
    CHECK(f);
    struct bytes doc = {text, fread(text, 1, sizeof text, f)};
    fclose(f);
    struct zones *z = zones_new(NULL);
    CHECK(each_sample(z, section_of(doc, "\n## Forms\n"), true, check_is_time) > 80);
    CHECK(each_sample(z, section_of(doc, "\n## Not a time\n"), false, check_is_no_time) > 15);
    zones_free(z);
}

/* ---- zones given later ---- */

TEST(a_zone_given_later_makes_utc_of_a_wall_clock)
{
    struct zones *z = zones_new(NULL);
    struct when w;
    zone_id summer = zone_find(z, BYTES("CEST"));
    CHECK(when_parse(z, BYTES("2021-05-29 16:37"), &w));
    CHECK_INT(w.lacks, WHEN_LACKS_ZONE);
    struct when there = when_in_zone(z, w, summer);
    CHECK_STR(when_format(there.ms).s, "2021-05-29T14:37:00.000Z");
    CHECK_INT(there.precision, PRECISION_MINUTE);
    CHECK_INT(there.lacks, 0);
    CHECK_INT(there.zone, summer);
    struct when same = when_in_zone(z, there, ZONE_UTC); // what was said stays
    CHECK(same.ms == there.ms && same.zone == summer);
    CHECK_INT(when_in_zone(z, WHEN_UNKNOWN, summer).precision, PRECISION_UNKNOWN);
    zones_free(z);
}

TEST(a_full_zone_table_does_not_bend_times)
{
    struct zones *z = zones_new("/nowhere/at/all");
    for (int s = -64800; s <= 64800; s += 60)
        zone_fixed(z, s);
    struct when w;
    CHECK(when_parse(z, BYTES("2021-05-29T16:37:00+17:59"), &w));
    CHECK_STR(when_format(w.ms).s, "2021-05-28T22:38:00.000Z");
    CHECK_INT(w.lacks, 0);
    zones_free(z);
}

int
main(void)
{
    RUN(days_and_dates_agree_over_thousands_of_years);
    RUN(times_are_printed_with_milliseconds);
    RUN(absurd_times_are_told);
    RUN(a_count_tells_its_unit_by_its_size);
    RUN(a_floating_count_keeps_its_milliseconds);
    RUN(machine_forms_are_read);
    RUN(numbers_as_text_are_counts);
    RUN(placeholders_are_read_as_unknown);
    RUN(what_is_no_time_is_refused);
    RUN(text_around_a_time_may_be_hostile);
    RUN(clocks_are_read);
    RUN(dates_are_read);
    RUN(zones_behind_and_before_a_clock_belong_to_it);
    RUN(ranges_have_a_start_and_an_end);
    RUN(what_is_about_a_time_is_about);
    RUN(words_and_numbers_are_not_taken_for_times);
    RUN(what_the_documentation_shows_is_so);
    RUN(a_zone_given_later_makes_utc_of_a_wall_clock);
    RUN(a_full_zone_table_does_not_bend_times);
    return test_end();
}

#include "test.h"
#include "when.h"
#include "zone.h"
#include "zone_names.h"
#include "zone_scan.h"
#include "zone_tzif.h"

#include <sys/stat.h>
#include <unistd.h>

#define HOUR 3600

static int64_t
at(int year, int month, int day, int hour, int minute)
{
    return days_of_date(year, month, day) * 86400000 + (hour * 60 + minute) * INT64_C(60000);
}

static struct zones *
zones_or_skip(void)
{
    struct zones *z = zones_new(NULL);
    if (zone_find(z, BYTES("Europe/Berlin")) != ZONE_NONE)
        return z;
    zones_free(z);
    SKIP("the system has no tzdata");
    return NULL;
}

/* ---- names ---- */

TEST(zones_are_found_by_what_people_write)
{
    struct zones *z = zones_or_skip();
    if (!z)
        return;
    static const struct {
        const char *name, *shown;
        int winter_s, summer_s;
    } cases[] = {
        {"UTC", "UTC", 0, 0},
        {"utc", "UTC", 0, 0},
        {"Z", "UTC", 0, 0},
        {"GMT", "UTC", 0, 0},
        {"(UTC)", "UTC", 0, 0},
        {"Europe/Berlin", "Europe/Berlin", HOUR, 2 * HOUR},
        {"europe/BERLIN", "Europe/Berlin", HOUR, 2 * HOUR},
        {" Europe/Berlin\n", "Europe/Berlin", HOUR, 2 * HOUR},
        {"America/Argentina/Ushuaia", "America/Argentina/Ushuaia", -3 * HOUR, -3 * HOUR},
        {"Denver", "America/Denver", -7 * HOUR, -6 * HOUR},
        {"denver", "America/Denver", -7 * HOUR, -6 * HOUR},
        {"Denver time", "America/Denver", -7 * HOUR, -6 * HOUR},
        {"New York", "America/New_York", -5 * HOUR, -4 * HOUR},
        {"New_York", "America/New_York", -5 * HOUR, -4 * HOUR},
        {"Istanbul", "Europe/Istanbul", 3 * HOUR, 3 * HOUR},
        {"Buenos Aires", "America/Buenos_Aires", -3 * HOUR, -3 * HOUR},
        {"San Francisco", "America/Los_Angeles", -8 * HOUR, -7 * HOUR},
        {"Munich", "Europe/Berlin", HOUR, 2 * HOUR},
        {"M\xc3\xbcnchen", "Europe/Berlin", HOUR, 2 * HOUR},
        {"Bangalore", "Asia/Kolkata", 5 * HOUR + 1800, 5 * HOUR + 1800},
        {"Boston", "America/New_York", -5 * HOUR, -4 * HOUR},
        {"PST", "PST", -8 * HOUR, -8 * HOUR},
        {"pdt", "PDT", -7 * HOUR, -7 * HOUR},
        {"CEST", "CEST", 2 * HOUR, 2 * HOUR},
        {"CET", "CET", HOUR, HOUR},
        {"EST", "EST", -5 * HOUR, -5 * HOUR},
        {"IST", "IST", 5 * HOUR + 1800, 5 * HOUR + 1800},
        {"BST", "BST", HOUR, HOUR},
        {"CST", "CST", -6 * HOUR, -6 * HOUR},
        {"PT", "America/Los_Angeles", -8 * HOUR, -7 * HOUR},
        {"ET", "America/New_York", -5 * HOUR, -4 * HOUR},
        {"CT", "America/Chicago", -6 * HOUR, -5 * HOUR},
        {"MT", "America/Denver", -7 * HOUR, -6 * HOUR},
        {"Pacific", "America/Los_Angeles", -8 * HOUR, -7 * HOUR},
        {"Pacific Time", "America/Los_Angeles", -8 * HOUR, -7 * HOUR},
        {"Eastern", "America/New_York", -5 * HOUR, -4 * HOUR},
        {"Pacific Standard Time", "Pacific Standard Time", -8 * HOUR, -8 * HOUR},
        {"CET/CEST", "Europe/Berlin", HOUR, 2 * HOUR},
        {"GMT+2", "UTC+02:00", 2 * HOUR, 2 * HOUR},
        {"UTC-03:30", "UTC-03:30", -12600, -12600},
        {"UTC +5:30", "UTC+05:30", 19800, 19800},
        {"+0200", "UTC+02:00", 2 * HOUR, 2 * HOUR},
        {"-07:00", "UTC-07:00", -7 * HOUR, -7 * HOUR},
        {"\xe2\x88\x92"
         "07:00",
         "UTC-07:00", -7 * HOUR, -7 * HOUR},
        {"+02", "UTC+02:00", 2 * HOUR, 2 * HOUR},
        {"+0000", "UTC", 0, 0},
        {"Etc/GMT+2", "Etc/GMT+2", -2 * HOUR, -2 * HOUR}, // tzdata's own sign
        {"Atlantic/Canary", "Atlantic/Canary", 0, HOUR},
        {"Asia/Kathmandu", "Asia/Kathmandu", 20700, 20700},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zone_id id = zone_find(z, bytes_of(cases[i].name));
        if (id == ZONE_NONE)
            printf("not found: %s\n", cases[i].name);
        CHECK(id != ZONE_NONE);
        CHECK_STR(zone_name(z, id), cases[i].shown);
        CHECK_INT(zone_offset_s(z, id, at(2021, 1, 15, 12, 0)), cases[i].winter_s);
        CHECK_INT(zone_offset_s(z, id, at(2021, 7, 15, 12, 0)), cases[i].summer_s);
        CHECK_INT(zone_find(z, bytes_of(cases[i].name)), id);
    }
    zones_free(z);
}

TEST(what_is_no_zone_is_not_found)
{
    struct zones *z = zones_new(NULL);
    static const char *const bad[] = {
        "",
        " ",
        "we",
        "Canary",
        "canary",
        "Wake",
        "../../etc/passwd",
        "Europe/../Europe/Berlin",
        "/etc/localtime",
        "/usr/share/zoneinfo/UTC",
        "./UTC",
        "localtime",
        "posixrules",
        "posix/UTC",
        "right/UTC",
        "Europe",
        "Europe/",
        "tzdata.zi",
        "zone.tab",
        "Factory",
        "+",
        "+2",
        "+25:00",
        "+0299",
        "UTC+99",
        "GMT+",
        "UTCX",
        "(",
        "()",
        "((UTC))",
        "(UTC",
        "[UTC)",
        "Denver Denver",
        "Europe/Berlin x",
        "-",
        "\xff",
        "PST8",
        "12:30",
        "Europe/Berlinnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (zone_find(z, bytes_of(bad[i])) != ZONE_NONE)
            printf("found: %s\n", bad[i]);
        CHECK_INT(zone_find(z, bytes_of(bad[i])), ZONE_NONE);
    }
    CHECK_INT(zone_find(z, (struct bytes){"UTC\0", 4}), ZONE_NONE);
    CHECK_INT(zone_find(z, BYTES_NONE), ZONE_NONE);
    zones_free(z);
    zones_free(NULL);
}

TEST(the_table_of_words_is_sorted_and_names_zones_that_exist)
{
    for (size_t i = 1; i < zone_word_count; i++) {
        const char *a = zone_words[i - 1].word, *b = zone_words[i].word;
        while (*a && ascii_lower(*a) == ascii_lower(*b))
            a++, b++;
        if ((unsigned char)ascii_lower(*a) >= (unsigned char)ascii_lower(*b))
            printf("not in order: %s\n", zone_words[i].word);
        CHECK((unsigned char)ascii_lower(*a) < (unsigned char)ascii_lower(*b));
    }
    struct zones *z = zones_or_skip();
    if (!z)
        return;
    for (size_t i = 0; i < zone_word_count; i++) {
        zone_id id = zone_find(z, bytes_of(zone_words[i].word));
        if (id == ZONE_NONE)
            printf("not found: %s\n", zone_words[i].word);
        CHECK(id != ZONE_NONE);
        if (zone_words[i].tz)
            CHECK_STR(zone_name(z, id), zone_words[i].tz);
        else
            CHECK_INT(zone_offset_s(z, id, 0), zone_words[i].offset_min * 60);
    }
    zones_free(z);
}

TEST(without_tzdata_abbreviations_and_offsets_still_work)
{
    struct zones *z = zones_new("/nowhere/at/all");
    CHECK_INT(zone_find(z, BYTES("UTC")), ZONE_UTC);
    CHECK_INT(zone_offset_s(z, zone_find(z, BYTES("PST")), 0), -8 * HOUR);
    CHECK_INT(zone_offset_s(z, zone_find(z, BYTES("+0530")), 0), 19800);
    CHECK_INT(zone_find(z, BYTES("Europe/Berlin")), ZONE_NONE);
    CHECK_INT(zone_find(z, BYTES("PT")), ZONE_NONE);
    CHECK_INT(zone_find(z, BYTES("Denver")), ZONE_NONE);
    zones_free(z);
}

TEST(fixed_offsets_have_names_and_an_end)
{
    struct zones *z = zones_new("/nowhere/at/all");
    CHECK_INT(zone_fixed(z, 0), ZONE_UTC);
    CHECK_STR(zone_name(z, zone_fixed(z, 18 * HOUR)), "UTC+18:00");
    CHECK_STR(zone_name(z, zone_fixed(z, -12600)), "UTC-03:30");
    CHECK_STR(zone_name(z, zone_fixed(z, 3661)), "UTC+01:01:01");
    CHECK_INT(zone_fixed(z, 18 * HOUR + 1), ZONE_NONE);
    CHECK_INT(zone_fixed(z, -18 * HOUR - 1), ZONE_NONE);
    /* Hostile text with every offset there is leaves room for what people use. */
    for (int s = -18 * HOUR; s <= 18 * HOUR; s += 60)
        zone_fixed(z, s);
    CHECK(zone_fixed(z, 5 * HOUR + 900) != ZONE_NONE);
    CHECK(zone_find(z, BYTES("CEST")) != ZONE_NONE);
    CHECK_STR(zone_abbreviation(z, zone_fixed(z, 7200), 0), "UTC+02:00");
    zones_free(z);
}

TEST(every_zone_of_tzdata_fits)
{
    struct zones *z = zones_or_skip();
    if (!z)
        return;
    for (int s = -18 * HOUR; s <= 18 * HOUR; s += 300)
        zone_fixed(z, s);
    for (size_t i = 0; i < zone_word_count; i++)
        CHECK(zone_find(z, bytes_of(zone_words[i].word)) != ZONE_NONE);
    zone_id last = zone_find(z, BYTES("Pacific/Auckland"));
    CHECK(last != ZONE_NONE && last < ZONES_MAX);
    zones_free(z);
}

/* ---- moments ---- */

TEST(offsets_follow_the_history_and_the_rules_of_a_zone)
{
    struct zones *z = zones_or_skip();
    if (!z)
        return;
    static const struct {
        const char *zone;
        int y, mo, d, h, mi; // UTC
        int offset_s;
        const char *abbreviation;
    } cases[] = {
        {"Europe/Berlin", 2021, 3, 28, 0, 59, HOUR, "CET"},
        {"Europe/Berlin", 2021, 3, 28, 1, 0, 2 * HOUR, "CEST"},
        {"Europe/Berlin", 2021, 10, 31, 0, 59, 2 * HOUR, "CEST"},
        {"Europe/Berlin", 2021, 10, 31, 1, 0, HOUR, "CET"},
        {"Europe/Berlin", 2060, 7, 1, 0, 0, 2 * HOUR, "CEST"}, // behind the last transition in the file
        {"Europe/Berlin", 2060, 12, 1, 0, 0, HOUR, "CET"},
        {"America/New_York", 2021, 3, 14, 6, 59, -5 * HOUR, "EST"},
        {"America/New_York", 2021, 3, 14, 7, 0, -4 * HOUR, "EDT"},
        {"America/New_York", 2099, 11, 1, 5, 59, -4 * HOUR, "EDT"},
        {"America/New_York", 2099, 11, 1, 6, 0, -5 * HOUR, "EST"},
        {"Australia/Sydney", 2021, 1, 1, 0, 0, 11 * HOUR, "AEDT"},
        {"Australia/Sydney", 2070, 1, 1, 0, 0, 11 * HOUR, "AEDT"},
        {"Australia/Sydney", 2070, 7, 1, 0, 0, 10 * HOUR, "AEST"},
        {"Europe/Dublin", 2050, 1, 1, 0, 0, 0, "GMT"}, // its rule has the winter as the exception
        {"Europe/Dublin", 2050, 7, 1, 0, 0, HOUR, "IST"},
        {"Asia/Kolkata", 2021, 7, 1, 0, 0, 19800, "IST"},
        {"America/Sao_Paulo", 2021, 7, 1, 0, 0, -3 * HOUR, "UTC-03:00"}, // tzdata has digits for letters
        {"Pacific/Apia", 2011, 12, 30, 9, 59, -10 * HOUR, "UTC-10:00"},
        {"Pacific/Apia", 2011, 12, 30, 10, 0, 14 * HOUR, "UTC+14:00"},
        {"PST", 2021, 7, 1, 0, 0, -8 * HOUR, "PST"},
        {"UTC", 2021, 7, 1, 0, 0, 0, "UTC"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zone_id id = zone_find(z, bytes_of(cases[i].zone));
        int64_t ms = at(cases[i].y, cases[i].mo, cases[i].d, cases[i].h, cases[i].mi);
        CHECK_INT(zone_offset_s(z, id, ms), cases[i].offset_s);
        CHECK_STR(zone_abbreviation(z, id, ms), cases[i].abbreviation);
    }
    zone_id berlin = zone_find(z, BYTES("Berlin"));
    CHECK_INT(zone_offset_s(z, berlin, at(2021, 3, 28, 1, 0) - 1), HOUR); // a millisecond earlier
    zone_offset_s(z, berlin, INT64_MIN);
    zone_offset_s(z, berlin, INT64_MAX);
    zones_free(z);
}

TEST(wall_clocks_that_show_a_time_twice_or_never_are_told_what_the_header_says)
{
    struct zones *z = zones_or_skip();
    if (!z)
        return;
    static const struct {
        const char *zone;
        int y, mo, d, h, mi;      // wall clock
        int ud, uh, umi, uoffset; // UTC day, hour, minute; what the clock then is off UTC
    } cases[] = {
        {"Europe/Berlin", 2021, 7, 1, 12, 0, 1, 10, 0, 2 * HOUR},
        {"Europe/Berlin", 2021, 3, 28, 1, 59, 28, 0, 59, HOUR},
        {"Europe/Berlin", 2021, 3, 28, 2, 0, 28, 1, 0, 2 * HOUR},   // never: 3:00
        {"Europe/Berlin", 2021, 3, 28, 2, 30, 28, 1, 30, 2 * HOUR}, // never: 3:30
        {"Europe/Berlin", 2021, 3, 28, 3, 0, 28, 1, 0, 2 * HOUR},
        {"Europe/Berlin", 2021, 10, 31, 1, 59, 30, 23, 59, 2 * HOUR},
        {"Europe/Berlin", 2021, 10, 31, 2, 0, 31, 0, 0, 2 * HOUR},   // twice: the first
        {"Europe/Berlin", 2021, 10, 31, 2, 59, 31, 0, 59, 2 * HOUR}, // twice: the first
        {"Europe/Berlin", 2021, 10, 31, 3, 0, 31, 2, 0, HOUR},
        {"America/New_York", 2021, 3, 14, 2, 30, 14, 7, 30, -4 * HOUR},
        {"America/New_York", 2021, 11, 7, 1, 30, 7, 5, 30, -4 * HOUR},
        {"Australia/Lord_Howe", 2021, 10, 3, 2, 15, 2, 15, 45, 11 * HOUR}, // a gap of half an hour
        {"Pacific/Apia", 2011, 12, 30, 12, 0, 30, 22, 0, 14 * HOUR},       // a day that never was
        {"UTC", 2021, 3, 28, 2, 30, 28, 2, 30, 0},
        {"+0530", 2021, 3, 28, 2, 30, 27, 21, 0, 19800},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zone_id id = zone_find(z, bytes_of(cases[i].zone));
        int64_t utc = zone_to_utc(z, id, at(cases[i].y, cases[i].mo, cases[i].d, cases[i].h, cases[i].mi));
        CHECK_STR(when_format(utc).s,
                  when_format(at(cases[i].y, cases[i].mo, cases[i].ud, cases[i].uh, cases[i].umi)).s);
        CHECK_INT(zone_offset_s(z, id, utc), cases[i].uoffset);
    }
    zones_free(z);
}

/* ---- rules ---- */

TEST(posix_rules_are_read_or_refused)
{
    static const char *const good[] = {"UTC0",
                                       "<+03>-3",
                                       "CET-1CEST,M3.5.0,M10.5.0/3",
                                       "EST5EDT,M3.2.0,M11.1.0",
                                       "IST-1GMT0,M10.5.0,M3.5.0/1",
                                       "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
                                       "XXX3EDT4,0/0,J365/23",
                                       "EET-2EEST,M3.4.4/50,M10.4.4/50",
                                       "AAA-12:34:56BBB-13,J60/1:2:3,365/167"};
    static const char *const bad[] = {"",
                                      "U",
                                      "UT0",
                                      "UTC",
                                      "UTC0x",
                                      "<+03-3",
                                      "<>0",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1CEST,M3.0.0,M10.5.0",
                                      "CET-1CEST,M3.5.7,M10.5.0",
                                      "CET-1CEST,J0,J365",
                                      "CET-1CEST,0,366",
                                      "CET-1CEST,M3.5.0,M10.5.0/168",
                                      "CET-26",
                                      "CET-1CEST,M3.5.0,M10.5.0 ",
                                      "ABCDEFGHIJKLMNOP0",
                                      "CET-1:60",
                                      "CET-"};
    struct tz_rule r;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(tz_rule_parse(bytes_of(good[i]), &r));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (tz_rule_parse(bytes_of(bad[i]), &r))
            printf("taken: %s\n", bad[i]);
        CHECK(!tz_rule_parse(bytes_of(bad[i]), &r));
    }
}

TEST(posix_rules_say_when_clocks_change)
{
    static const struct {
        const char *rule;
        int y, mo, d, h; // UTC
        int offset_s;
    } cases[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", 2021, 3, 28, 0, HOUR},
        {"CET-1CEST,M3.5.0,M10.5.0/3", 2021, 3, 28, 1, 2 * HOUR},
        {"AAA0BBB,J60/0,J61/0", 2020, 2, 29, 12, 0}, // J60 is 1 March in every year
        {"AAA0BBB,J60/0,J61/0", 2020, 3, 1, 12, HOUR},
        {"AAA0BBB,J60/0,J61/0", 2021, 3, 1, 12, HOUR},
        {"AAA0BBB,59/0,60/0", 2020, 2, 29, 12, HOUR}, // 59 is a day later in a year without 29 February
        {"AAA0BBB,59/0,60/0", 2021, 3, 1, 12, HOUR},
        {"XXX3EDT4,0/0,J365/23", 2021, 12, 31, 23, -4 * HOUR}, // all the year
        {"XXX3EDT4,0/0,J365/23", 2022, 1, 1, 4, -4 * HOUR},
        {"XXX3EDT4,0/0,J365/23", 2022, 7, 1, 0, -4 * HOUR},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2024, 3, 31, 0, -2 * HOUR}, // the Saturday before
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2024, 3, 31, 1, -1 * HOUR},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", 2024, 3, 29, 23, 2 * HOUR}, // two days behind the fourth Thursday
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", 2024, 3, 30, 0, 3 * HOUR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tz_rule r;
        CHECK(tz_rule_parse(bytes_of(cases[i].rule), &r));
        int64_t t = at(cases[i].y, cases[i].mo, cases[i].d, cases[i].h, 0) / 1000;
        struct tz_span span = tz_rule_at(&r, t);
        if (span.offset_s != cases[i].offset_s)
            printf("%s case %zu\n", cases[i].rule, i);
        CHECK_INT(span.offset_s, cases[i].offset_s);
        CHECK(span.from_s <= t && t < span.until_s);
    }
}

/* ---- files ---- */

/* A version 2 file: two types, one transition in 2001, and a rule. */
static size_t
build_tzif(char *out, const char *footer)
{
    memset(out, 0, 256);
    memcpy(out, "TZif2", 5);
    out[39] = 1; // the half that is skipped: one type
    out[43] = 1; // and one byte of names
    size_t n = 44 + 6 + 1;
    memcpy(out + n, "TZif2", 5);
    out[n + 35] = 1; // transitions
    out[n + 39] = 2; // types
    out[n + 43] = 8; // bytes of names
    n += 44;
    static const char block[] = "\0\0\0\0\x3b\x9a\xca\0" // 1,000,000,000
                                "\1"
                                "\0\0\0\0\0\0"
                                "\0\0\x0e\x10\1\4"
                                "AAA\0BBB\0";
    memcpy(out + n, block, sizeof block - 1);
    n += sizeof block - 1;
    n += (size_t)sprintf(out + n, "\n%s\n", footer);
    return n;
}

static enum err
parse_tzif(const char *p, size_t n, struct tzif **ret, struct arena *a)
{
    char *copy = malloc(n ? n : 1); // ends where the file ends
    memcpy(copy, p, n);
    enum err e = tzif_parse(a, (struct bytes){copy, n}, ret, NULL);
    free(copy);
    return e;
}

TEST(a_tzif_file_is_read_without_tzdata)
{
    char file[256];
    struct arena a = {.max_bytes = 1 << 20};
    struct tzif *tz;
    CHECK_INT(parse_tzif(file, build_tzif(file, "CCC-2"), &tz, &a), OK);
    struct tz_span s = tzif_at(tz, 999999999);
    CHECK_INT(s.offset_s, 0);
    CHECK_STR(s.abbreviation, "AAA");
    CHECK_INT(s.until_s, 1000000000);
    CHECK_INT(tzif_at(tz, 1000000000).offset_s, 2 * HOUR); // the rule, from the last transition on
    CHECK_STR(tzif_at(tz, 1000000000).abbreviation, "CCC");
    CHECK_INT(parse_tzif(file, build_tzif(file, ""), &tz, &a), OK);
    CHECK_INT(tzif_at(tz, 1000000000).offset_s, HOUR); // no rule: the last type
    CHECK_INT(tzif_at(tz, INT64_MAX).until_s, INT64_MAX);
    arena_done(&a);
}

TEST(a_corrupt_tzif_file_is_refused)
{
    char file[256], bad[256];
    struct arena a = {.max_bytes = 16 << 20};
    struct tzif *tz;
    size_t n = build_tzif(file, "CCC-2");
    for (size_t cut = 0; cut < n; cut++)
        CHECK_INT(parse_tzif(file, cut, &tz, &a), ERR_INVALID);
    /* Any byte set to any extreme: refused or read, but never a crash or a value out of range. */
    static const char values[] = {0, 1, '\x7f', '\x80', '\xff'};
    for (size_t i = 0; i < n; i++) {
        for (size_t v = 0; v < sizeof values; v++) {
            memcpy(bad, file, n);
            bad[i] = values[v];
            if (parse_tzif(bad, n, &tz, &a) == OK) {
                struct tz_span s = tzif_at(tz, 1500000000);
                CHECK(s.offset_s >= -26 * HOUR && s.offset_s <= 26 * HOUR && strlen(s.abbreviation) < 20);
            }
        }
    }
    static const struct {
        size_t at;
        char value;
    } wrong[] = {
        {0, 'X'},            // magic
        {51 + 31, 1},        // leap seconds
        {51 + 39, 0},        // no types
        {51 + 44 + 8, 2},    // a type that does not exist
        {51 + 44 + 9, 0x7f}, // an offset of centuries
        {51 + 44 + 9 + 5, 8} // a name outside the names
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memcpy(bad, file, n);
        bad[wrong[i].at] = wrong[i].value;
        CHECK_INT(parse_tzif(bad, n, &tz, &a), ERR_INVALID);
    }
    CHECK_INT(parse_tzif(file, build_tzif(file, "nonsense"), &tz, &a), ERR_INVALID);
    arena_done(&a);
}

static void
write_file(const char *dir, const char *name, const char *p, size_t n)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    CHECK(f);
    CHECK_INT(fwrite(p, 1, n, f), n);
    fclose(f);
}

TEST(tzdata_of_ones_own_is_read_and_its_bad_files_are_not)
{
    char dir[] = "/tmp/zone_test.XXXXXX", path[200], file[256];
    CHECK(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/Asia", dir);
    CHECK_INT(mkdir(path, 0700), 0);
    size_t n = build_tzif(file, "CCC-2");
    write_file(dir, "Asia/Shangri_La", file, n);
    write_file(dir, "Asia/Broken", file, n - 1);
    write_file(dir, "secret", file, n);
    char *large = calloc(1, TZIF_FILE_MAX_BYTES + 1);
    memcpy(large, file, n);
    write_file(dir, "Large", large, TZIF_FILE_MAX_BYTES + 1);
    free(large);
    struct zones *z = zones_new(dir);
    CHECK_STR(zone_name(z, zone_find(z, BYTES("shangri la"))), "Asia/Shangri_La");
    CHECK_INT(zone_find(z, BYTES("Asia/Broken")), ZONE_NONE);
    CHECK_INT(zone_find(z, BYTES("Large")), ZONE_NONE);
    CHECK_INT(zone_find(z, BYTES("secret")), ZONE_NONE);
    CHECK_INT(zone_find(z, BYTES("Asia")), ZONE_NONE);
    zones_free(z);
    static const char *const made[] = {"Asia/Shangri_La", "Asia/Broken", "secret", "Large", "Asia", ""};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, made[i]);
        CHECK_INT(remove(path), 0);
    }
}

/* ---- in running text ---- */

TEST(zones_in_text_are_told_from_words)
{
    struct zones *z = zones_or_skip();
    if (!z)
        return;
    static const struct {
        const char *text;
        size_t used;
    } cases[] = {
        {"UTC we saw", 3},
        {"utc: we", 3},
        {"utc we", 3},
        {"est we", 0},
        {"est, we", 3},
        {"Denver - x", 6},
        {"Denver time we", 11},
        {"Denver we", 0},
        {"denver - x", 0},
        {"CAT - x", 3},
        {"cat - x", 0},
        {"New York: x", 8},
        {"New York", 8},
        {"Pacific outage", 0},
        {"Pacific Time we", 12},
        {"(CEST) x", 6},
        {"(see x)", 0},
        {"GMT+2 x", 5},
        {"UTC-03:30: x", 9},
        {"Europe/Berlin we", 13},
        {"+0200 x", 5},
        {"+02:00", 6},
        {"-07:00:00", 0},
        {"+5 pods", 0},
        {"GB", 0},
        {"Canary - x", 0},
        {"UTC. We", 3},
        {"UTC-", 3},
        {"CEST, we", 4},
        {"[Europe/Berlin]", 15},
        {"Central European Summer Time: x", 28},
        {"", 0},
        {"EDT\xe2\x80\x94x", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zone_id id;
        size_t used = zone_scan(z, bytes_of(cases[i].text), false, &id);
        if (used != cases[i].used)
            printf("%s\n", cases[i].text);
        CHECK_INT(used, cases[i].used);
    }
    zones_free(z);
}

int
main(void)
{
    RUN(zones_are_found_by_what_people_write);
    RUN(what_is_no_zone_is_not_found);
    RUN(the_table_of_words_is_sorted_and_names_zones_that_exist);
    RUN(without_tzdata_abbreviations_and_offsets_still_work);
    RUN(fixed_offsets_have_names_and_an_end);
    RUN(every_zone_of_tzdata_fits);
    RUN(offsets_follow_the_history_and_the_rules_of_a_zone);
    RUN(wall_clocks_that_show_a_time_twice_or_never_are_told_what_the_header_says);
    RUN(posix_rules_are_read_or_refused);
    RUN(posix_rules_say_when_clocks_change);
    RUN(a_tzif_file_is_read_without_tzdata);
    RUN(a_corrupt_tzif_file_is_refused);
    RUN(tzdata_of_ones_own_is_read_and_its_bad_files_are_not);
    RUN(zones_in_text_are_told_from_words);
    return test_end();
}

/* The parts: lines, inline Markdown, times among marks, the running day. */
#include "text_inline.h"
#include "text_time.h"
#include "text_timeline.h"

#include "../base/test.h"

static struct arena arena = {.max_bytes = 64 << 20};

static struct bytes
plain(const char *text)
{
    struct lines none = {0};
    return inline_plain(&arena, bytes_of(text), &none);
}

TEST(emphasis_goes_and_code_keeps_its_backticks)
{
    CHECK_BYTES(plain("**bold** and *italic* and __both__ and _it_"), "bold and italic and both and it");
    CHECK_BYTES(plain("ran `rm *.log` on `a_b`"), "ran `rm *.log` on `a_b`");
    CHECK_BYTES(plain("a ***lot***"), "a lot");
    CHECK_BYTES(plain("_**13:16**: down_"), "13:16: down");
}

TEST(stars_and_underscores_that_emphasise_nothing_stay)
{
    CHECK_BYTES(plain("2 * 3 * 4"), "2 * 3 * 4");
    CHECK_BYTES(plain("MAX_THREADS_NOW is 5"), "MAX_THREADS_NOW is 5");
    CHECK_BYTES(plain("all of *.example.org"), "all of *.example.org");
    CHECK_BYTES(plain("**never closed"), "**never closed");
}

TEST(links_become_text_and_address)
{
    CHECK_BYTES(plain("see [the fix](https://x.example/pull/7 \"title\") now"),
                "see the fix (https://x.example/pull/7) now");
    CHECK_BYTES(plain("<https://x.example/a> and [https://x.example](https://x.example)"),
                "https://x.example/a and https://x.example");
    CHECK_BYTES(plain("![graph](g.png) and a note[^1]"), "graph (g.png) and a note");
    CHECK_BYTES(plain("[14:05] and [not a link] (x)"), "[14:05] and [not a link] (x)");
}

TEST(links_by_name_find_their_address)
{
    struct lines ls = lines_of(&arena, BYTES("[fix]: https://x.example/7\n[Other One]: <https://y.example>\n"));
    CHECK_INT(ls.link_count, 2);
    CHECK_BYTES(inline_plain(&arena, BYTES("the [fix] and [that][other one] and [none]"), &ls),
                "the fix (https://x.example/7) and that (https://y.example) and [none]");
}

TEST(entities_escapes_and_known_tags_are_undone)
{
    CHECK_BYTES(plain("a &amp; b &lt;c&gt;<br>d<b>e</b>"), "a & b <c> de");
    CHECK_BYTES(plain("1\\. not a \\*list\\*"), "1. not a *list*");
    CHECK_BYTES(plain("if a < b && c > d <otto@deploy1> x"), "if a < b && c > d <otto@deploy1> x");
}

TEST(lines_are_told_apart)
{
    static const struct {
        const char *line;
        int kind;
    } all[] = {
        {"- item", LINE_ITEM},
        {"  * item", LINE_ITEM},
        {"12. item", LINE_ITEM},
        {"\xe2\x80\xa2 item", LINE_ITEM},
        {"> - item", LINE_ITEM},
        {"## head", LINE_HEADING},
        {"== head ==", LINE_HEADING},
        {"**Timeline:**", LINE_HEADING},
        {"**14:05** text", LINE_TEXT},
        {"15.35 Roan said", LINE_TEXT},
        {"a | b", LINE_TEXT},
        {"", LINE_BLANK},
        {"#channel is full", LINE_TEXT},
        {"-rw-r--r-- 1 a b", LINE_TEXT},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct lines ls = lines_of(&arena, bytes_of(all[i].line));
        CHECK_INT(ls.count ? ls.v[0].kind : LINE_BLANK, all[i].kind);
    }
}

TEST(fences_tables_setext_headings_and_front_matter_are_seen)
{
    struct lines ls = lines_of(&arena, BYTES("---\ndate: \"2021-05-29\"\n---\nTitle\n=====\n\nTime | What\n--- | ---\n"
                                             "14:05 | down\n\n```\n- code\n```\n- item\n"));
    static const int want[] = {LINE_SKIP, LINE_SKIP, LINE_SKIP,  LINE_HEADING, LINE_SKIP, LINE_BLANK, LINE_ROW,
                               LINE_RULE, LINE_ROW,  LINE_BLANK, LINE_SKIP,    LINE_CODE, LINE_SKIP,  LINE_ITEM};
    CHECK_INT(ls.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < ls.count; i++)
        CHECK_INT(ls.v[i].kind, want[i]);
    CHECK_BYTES(front_find(ls.front, "date"), "2021-05-29");
    CHECK_BYTES(front_find(ls.front, "title"), "");
}

/* What is left of an entry behind its time. */
static const char *
rest_of(struct zones *z, const char *text, struct entry_time *t)
{
    return entry_time_scan(z, bytes_of(text), t) ? text + t->used : NULL;
}

TEST(a_time_is_found_among_marks)
{
    struct zones *z = zones_new(NULL);
    struct entry_time t;
    static const char *const forms[] = {
        "14:05 - text",
        "[14:05] text",
        "14:05: text",
        "**14:05** text",
        "14:05 UTC \xe2\x80\x93 text",
        "(14:05) text",
        "`14:05` text",
        "14:05 (16:05 CEST): text",
        "*14:05* - text",
        "14:05 | text",
        "Tuesday 14:05 text",
        ":fire: 14:05 text",
        "\xf0\x9f\x9a\xa8 14:05 text",
        "14.05 Uhr text",
        "14:05 PDT/17:05 EDT - text",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *rest = rest_of(z, forms[i], &t);
        CHECK(rest);
        CHECK_STR(rest, "text");
        CHECK(t.has_clock && !t.has_date);
    }
    zones_free(z);
}

TEST(a_day_and_a_clock_apart_are_one_time)
{
    struct zones *z = zones_new(NULL);
    struct entry_time t;
    CHECK_STR(rest_of(z, "2021-05-25 - ~14:00 UTC: text", &t), "text");
    CHECK(t.has_date && t.has_clock);
    CHECK_INT(t.at.precision, PRECISION_ABOUT);
    CHECK_STR(when_format(t.at.ms).s, "2021-05-25T14:00:00.000Z");
    CHECK_STR(rest_of(z, "2022-02-02 1625: text", &t), "text");
    CHECK_STR(when_format(t.at.ms).s, "2022-02-02T16:25:00.000Z");
    CHECK_STR(rest_of(z, "[12-05 16:21] text", &t), "text");
    CHECK(t.at.lacks & WHEN_LACKS_YEAR);
    CHECK_STR(rest_of(z, "2025-07-26 Saturday", &t), "");
    CHECK(t.has_date && !t.has_clock);
    zones_free(z);
}

TEST(words_numbers_and_versions_are_no_times)
{
    struct zones *z = zones_new(NULL);
    struct entry_time t;
    static const char *const none[] = {"503 errors",        "1.18.4 was used", "May said so", "14:05:99x",
                                       "10.0.0.1 answered", "text at 14:05",   "#14:05",      ""};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK(!entry_time_scan(z, bytes_of(none[i]), &t));
    zones_free(z);
}

TEST(a_place_for_a_time_that_nobody_knows_is_seen)
{
    struct zones *z = zones_new(NULL);
    struct entry_time t;
    CHECK_STR(rest_of(z, "[???] text", &t), "text");
    CHECK(t.unreadable);
    CHECK_STR(rest_of(z, "2022-05-?? HH:mm text", &t), "text");
    CHECK(t.unreadable);
    CHECK_STR(rest_of(z, "2020-12-21 HH:mm", &t), "");
    CHECK(!t.unreadable && t.has_date && !t.has_clock);
    zones_free(z);
}

TEST(a_time_that_ends_the_text_is_found_with_its_date_only)
{
    struct zones *z = zones_new(NULL);
    struct entry_time t;
    struct bytes text = BYTES("Incident declared: 2020-02-12 11:51");
    CHECK(entry_time_at_end(z, text, &t));
    CHECK_BYTES(bytes_cut(text, 0, t.start), "Incident declared");
    CHECK(!entry_time_at_end(z, BYTES("restarted at 11:51"), &t));
    zones_free(z);
}

/* Places clocks one after another and compares with what is wanted. */
static void
check_run(struct zones *z, struct day_run run, const char *const *pairs)
{
    for (; *pairs; pairs += 2) {
        struct entry_time t;
        struct when end;
        CHECK(entry_time_scan(z, bytes_of(pairs[0]), &t));
        struct when at = day_run_place(z, &run, &t, &end);
        CHECK_STR(when_format(at.ms).s, pairs[1]);
    }
}

TEST(a_clock_far_back_is_the_next_day_and_a_small_step_back_is_not)
{
    struct zones *z = zones_new(NULL);
    struct day_run run = {
        .last_ms = -1, .has_day = true, .has_year = true, .day = days_of_date(2021, 5, 29), .zone = ZONE_UTC};
    static const char *const pairs[] = {"23:50 a", "2021-05-29T23:50:00.000Z", "00:10 b", "2021-05-30T00:10:00.000Z",
                                        "23:55 c", "2021-05-29T23:55:00.000Z", "00:20 d", "2021-05-30T00:20:00.000Z",
                                        "03:00 e", "2021-05-30T03:00:00.000Z", "02:40 f", "2021-05-30T02:40:00.000Z",
                                        NULL};
    check_run(z, run, pairs);
    zones_free(z);
}

TEST(a_date_in_an_entry_goes_on_and_its_year_is_the_nearest)
{
    struct zones *z = zones_new(NULL);
    struct day_run run = {
        .last_ms = -1, .has_day = true, .has_year = true, .day = days_of_date(2019, 1, 3), .zone = ZONE_UTC};
    static const char *const pairs[] = {
        "Dec 30 10:00 a", "2018-12-30T10:00:00.000Z", "11:00 b", "2018-12-30T11:00:00.000Z",
        "Jan 2 09:00 c",  "2019-01-02T09:00:00.000Z", NULL};
    check_run(z, run, pairs);
    zones_free(z);
}

TEST(without_a_day_clocks_count_from_the_first_midnight)
{
    struct zones *z = zones_new(NULL);
    struct day_run run = {.last_ms = -1};
    static const char *const pairs[] = {"22:00 a", "1970-01-01T22:00:00.000Z", "01:00 b", "1970-01-02T01:00:00.000Z",
                                        NULL};
    check_run(z, run, pairs);
    struct entry_time t;
    struct when end;
    CHECK(entry_time_scan(z, BYTES("10:00 x"), &t));
    CHECK_INT(day_run_place(z, &run, &t, &end).lacks, WHEN_LACKS_DATE | WHEN_LACKS_ZONE);
    zones_free(z);
}

TEST(headings_name_days_and_zones)
{
    struct zones *z = zones_new(NULL);
    struct when day;
    CHECK(text_day(z, BYTES("Outage of the queue on May 18, 2020"), &day));
    CHECK_STR(when_format(day.ms).s, "2020-05-18T00:00:00.000Z");
    CHECK(text_day(z, BYTES("October 29-30, 2025 - slow"), &day));
    CHECK_STR(when_format(day.ms).s, "2025-10-29T00:00:00.000Z");
    CHECK(!text_day(z, BYTES("Timeline 01/16/2024 - 02/28/2024"), &day));
    CHECK(!text_day(z, BYTES("Timeline"), &day));
    CHECK_STR(zone_name(z, text_zone(z, BYTES("Timeline (times in CEST)"))), "CEST");
    CHECK_INT(text_zone(z, BYTES("All times in UTC")), ZONE_UTC);
    CHECK_INT(text_zone(z, BYTES("Timeline (all times approximate)")), ZONE_NONE);
    zones_free(z);
}

TEST(counting_entries_stops_at_the_number_asked_for)
{
    struct zones *z = zones_new(NULL);
    struct bytes text = BYTES("- 14:05 a\n- 14:06 b\n- 14:07 c\n");
    CHECK_INT(text_timeline_count(z, text, 2), 2);
    CHECK_INT(text_timeline_count(z, text, 10), 3);
    CHECK_INT(text_timeline_count(z, BYTES("No times here.\n- none\n"), 10), 0);
    zones_free(z);
}

int
main(void)
{
    RUN(emphasis_goes_and_code_keeps_its_backticks);
    RUN(stars_and_underscores_that_emphasise_nothing_stay);
    RUN(links_become_text_and_address);
    RUN(links_by_name_find_their_address);
    RUN(entities_escapes_and_known_tags_are_undone);
    RUN(lines_are_told_apart);
    RUN(fences_tables_setext_headings_and_front_matter_are_seen);
    RUN(a_time_is_found_among_marks);
    RUN(a_day_and_a_clock_apart_are_one_time);
    RUN(words_numbers_and_versions_are_no_times);
    RUN(a_place_for_a_time_that_nobody_knows_is_seen);
    RUN(a_time_that_ends_the_text_is_found_with_its_date_only);
    RUN(a_clock_far_back_is_the_next_day_and_a_small_step_back_is_not);
    RUN(a_date_in_an_entry_goes_on_and_its_year_is_the_nearest);
    RUN(without_a_day_clocks_count_from_the_first_midnight);
    RUN(headings_name_days_and_zones);
    RUN(counting_entries_stops_at_the_number_asked_for);
    arena_done(&arena);
    return test_end();
}

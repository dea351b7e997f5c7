/* Whole texts in, signals out. All texts here are invented. */
#include "../base/buf.h"
#include "reading.h"
#include "text_timeline.h"

extern const struct importer importer_text;

#define TITLE "# 2021-05-29 - Mail was late\n\n"

static void
add_entry(struct buf *out, struct reading *r, const struct signal *s)
{
    if (s->at.precision == PRECISION_UNKNOWN) {
        buf_puts(out, "?");
    } else {
        buf_add(out, bytes_cut(bytes_of(when_format(s->at.ms).s), 0, 16));
        buf_puts(out, s->at.lacks & WHEN_LACKS_YEAR ? " no year" : "");
        buf_puts(out, s->at.lacks & WHEN_LACKS_DATE ? " no date" : "");
        buf_puts(out, s->at.lacks & WHEN_LACKS_ZONE ? " no zone" : "");
    }
    (void)r;
    buf_printf(out, " | %.*s\n", BYTES_ARG(s->title));
}

/* Reads the text and compares time and title of all its entries, one a line. */
static void
check_entries(const char *text, const char *want)
{
    struct reading *r = reading_of(&importer_text, text);
    struct buf got = {0};
    if (r->err)
        buf_printf(&got, "refused: %s\n", r->why.text);
    for (uint32_t i = 0; i < r->im.count; i++)
        add_entry(&got, r, &r->im.signals[i]);
    CHECK_BYTES(buf_bytes(&got), want);
    buf_done(&got);
    reading_free(r);
}

TEST(bullets_of_many_forms_are_entries)
{
    check_entries(TITLE "## Timeline\n\n"
                        "* 14:05 UTC - queue is full\n"
                        "- [14:06 UTC] **pager** rings\n"
                        "+ **14:07 UTC** mail stops\n"
                        "1. 14:08 UTC: restarted\n"
                        "- 2021-05-30 09:00 UTC \xe2\x80\x93 all done\n",
                  "2021-05-29T14:05 | queue is full\n"
                  "2021-05-29T14:06 | pager rings\n"
                  "2021-05-29T14:07 | mail stops\n"
                  "2021-05-29T14:08 | restarted\n"
                  "2021-05-30T09:00 | all done\n");
}

TEST(a_zone_named_by_a_city_counts)
{
    check_entries("# Outage\n\n## Timeline - May 29, 2021\n\n* 16:37 Denver - upgraded\n* 16:55 Denver - restarted\n",
                  "2021-05-29T22:37 | upgraded\n2021-05-29T22:55 | restarted\n");
}

TEST(sub_bullets_and_continued_lines_belong_to_their_entry)
{
    struct reading *r = reading_of(&importer_text, TITLE "## Timeline\n\n"
                                                         "- 14:05 UTC: queue is full,\n  so mail waits\n"
                                                         "  - seen at 14:01 on [a graph](https://g.example/1)\n"
                                                         "  - not seen before\n\n"
                                                         "- 14:06 UTC: next\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    const struct signal *s = &r->im.signals[0];
    CHECK_BYTES(s->title, "queue is full, so mail waits");
    CHECK_BYTES(s->detail,
                "queue is full, so mail waits\n- seen at 14:01 on a graph (https://g.example/1)\n- not seen before");
    CHECK(bytes_starts(reading_raw(r, 0), "- 14:05 UTC"));
    CHECK(bytes_ends(reading_raw(r, 0), "- not seen before"));
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://g.example/1"));
    CHECK_INT(s->kind, KIND_NOTE);
    CHECK_STR(s->source, "text");
    reading_free(r);
}

TEST(code_in_an_entry_is_flagged_and_kept)
{
    struct reading *r =
        reading_of(&importer_text, TITLE "## Timeline\n\n- 14:05 ran it\n\n  ```\n  kill *_x\n  ```\n- 14:06 ok\n"
                                         "- 14:07 saw `no space`\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 3);
    CHECK(r->im.signals[0].flags & SIGNAL_CODE);
    CHECK(bytes_find(r->im.signals[0].detail, "kill *_x") > 0);
    CHECK(!(r->im.signals[1].flags & SIGNAL_CODE));
    CHECK(r->im.signals[2].flags & SIGNAL_CODE);
    CHECK_BYTES(r->im.signals[2].title, "saw `no space`");
    reading_free(r);
}

TEST(a_handle_at_the_start_is_the_actor_and_nobody_else_is)
{
    struct reading *r =
        reading_of(&importer_text, TITLE "## Timeline\n\n- 14:05 @mira.k: looks\n- 14:06 `@otto` restarts\n"
                                         "- 14:07 asked @mira.k\n- 14:08 @org/pack is broken\n- 14:09 Mira leaves\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 5);
    CHECK_BYTES(r->im.signals[0].actor, "mira.k");
    CHECK_BYTES(r->im.signals[1].actor, "otto");
    for (int i = 2; i < 5; i++)
        CHECK_BYTES(r->im.signals[i].actor, "");
    reading_free(r);
}

TEST(tables_are_read_in_any_column_order)
{
    check_entries(TITLE "## Timeline\n\n| Event | Who | Time (UTC) |\n|---|---|---|\n"
                        "| queue is **full** | Mira | 14:05 |\n| restarted<br>twice | Otto | 14:06 |\n",
                  "2021-05-29T14:05 | queue is full\n2021-05-29T14:06 | restarted twice\n");
    check_entries("Day | Date (2021) | Time (PT) | Event\n--- | --- | --- | ---\nSun | Oct 31 | 21:33 | asked\n"
                  "| Mon | Nov 1 | 17:00 | answered |\n",
                  "2021-11-01T04:33 | asked\n2021-11-02T00:00 | answered\n");
}

TEST(a_date_cell_left_empty_means_the_day_above)
{
    check_entries("| Date | Time | What |\n|---|---|---|\n| 2021-05-29 | 14:05 | a |\n| | 15:00 | b |\n| 2021-05-30 | "
                  "08:00 | c |\n",
                  "2021-05-29T14:05 no zone | a\n2021-05-29T15:00 no zone | b\n2021-05-30T08:00 no zone | c\n");
}

TEST(further_columns_stand_in_the_detail_and_one_may_name_the_actor)
{
    struct reading *r =
        reading_of(&importer_text, "| Time | Owner | Event | Link |\n|--|--|--|--|\n"
                                   "| 2021-05-29 14:05 | Mira | full | `a|b` |\n| 2021-05-29 14:06 | Otto | ok | |\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].actor, "Mira");
    CHECK_BYTES(r->im.signals[0].title, "full");
    CHECK_BYTES(r->im.signals[0].detail, "full\nLink: `a|b`");
    CHECK_BYTES(r->im.signals[1].detail, "");
    reading_free(r);
}

TEST(one_heading_a_moment)
{
    check_entries(
        TITLE
        "## Timeline\n\nAll times in CEST\n\n### 2021-05-29 12:35\n\nUpgraded. Tests pass.\n\n### ~13:30-13:45\n\n"
        "Success drops.\n\n### 30. May, 11:00 - Fixed\n\nReally.\n\n### 11:07\n\n## Lessons\n\n- 14:00 is late\n",
        "2021-05-29T10:35 | Upgraded. Tests pass.\n2021-05-29T11:30 | Success drops.\n2021-05-30T09:00 | Fixed\n");
}

TEST(an_entry_of_nothing_but_items_is_titled_by_the_first)
{
    struct reading *r =
        reading_of(&importer_text, TITLE "## Timeline\n\n### 14:05 UTC\n\n- full\n- empty\n\n### 14:06 UTC\n\nok\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].title, "full");
    CHECK_BYTES(r->im.signals[0].detail, "full\n- empty");
    reading_free(r);
}

TEST(a_range_has_an_end_and_about_is_kept)
{
    struct reading *r =
        reading_of(&importer_text, TITLE "## Timeline (UTC)\n\n### ~13:30-13:45\n\nSuccess drops.\n\n"
                                         "### 23:50-00:10\n\nOver midnight\n\n### 14:20-2:00\n\nlong\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 3);
    CHECK_INT(r->im.signals[0].at.precision, PRECISION_ABOUT);
    CHECK_AT(r->im.signals[0].end, "2021-05-29T13:45:00.000Z");
    CHECK_AT(r->im.signals[1].end, "2021-05-30T00:10:00.000Z");
    CHECK_INT(r->im.signals[2].end.precision, PRECISION_UNKNOWN); // nobody knows which 2:00
    reading_free(r);
}

TEST(underlined_headings_and_day_headings_hold_for_what_is_below)
{
    check_entries(
        "Mail was late\n=============\n\nTimeline\n--------\n\n### 2021-05-29 Saturday\n\n- 23:50 UTC full\n\n"
        "### 2021-05-30 Sunday\n\n- 00:10 UTC empty\n",
        "2021-05-29T23:50 | full\n2021-05-30T00:10 | empty\n");
}

TEST(a_line_with_nothing_but_a_day_gives_the_day)
{
    check_entries(
        "## Timeline\n\nAll times in PST\n\n2019-01-22\n\n- 2:54 PM: merged\n\n2019-01-23\n\n- 4:49 AM: seen\n",
        "2019-01-22T22:54 | merged\n2019-01-23T12:49 | seen\n");
}

TEST(zone_and_day_come_from_preambles)
{
    check_entries(
        "# Log\n\n## Timeline\n\nAll times in PST, on February 8th 2019\n\n* [13:20] merged\n* [16:04] slow\n",
        "2019-02-08T21:20 | merged\n2019-02-09T00:04 | slow\n");
    check_entries("## Timeline of events\n\nUnless otherwise noted all events happened on 2019-10-21, and all times "
                  "are in\nUTC.\n\n"
                  "- 2019-10-20 00:55: full\n- 01:38: down\n",
                  "2019-10-20T00:55 | full\n2019-10-21T01:38 | down\n");
}

TEST(the_document_gives_the_day_when_the_timeline_does_not)
{
    check_entries("---\ntitle: \"Mail late on May 18, 2020\"\ndate: 2020-05-25\n---\n\n## Timeline (times in UTC)\n\n- "
                  "11:15 full\n- 11:30 ok\n",
                  "2020-05-18T11:15 | full\n2020-05-18T11:30 | ok\n");
    check_entries(
        "# Mail\n\n## Summary\n\nOn May 9th 2021 mail stopped.\n\n## Timeline (UTC)\n\n- 12:48 a\n- 13:11 b\n",
        "2021-05-09T12:48 | a\n2021-05-09T13:11 | b\n");
}

TEST(what_lacks_stays_lacking)
{
    check_entries("- 22:05 full\n- 22:06 rings\n- 01:00 fixed\n",
                  "1970-01-01T22:05 no date no zone | full\n1970-01-01T22:06 no date no zone | rings\n"
                  "1970-01-02T01:00 no date no zone | fixed\n");
    check_entries("- Oct 24 1:11 (UTC): a\n- Oct 24 1:15 (UTC): b\n",
                  "2000-10-24T01:11 no year | a\n2000-10-24T01:15 no year | b\n");
}

TEST(an_entry_without_a_readable_time_has_none)
{
    check_entries(TITLE
                  "## Timeline\n\n- 14:05 UTC a\n- [???] somebody restarts\n- 14:07 UTC b\n- checked the disks\n-\n",
                  "2021-05-29T14:05 | a\n? | somebody restarts\n2021-05-29T14:07 | b\n? | checked the disks\n");
}

TEST(plain_lines_are_entries)
{
    check_entries("14:05 full\n14:06: pager rings\n[14:07] restarted,\ntwice\n\n14:08 - ok\n",
                  "1970-01-01T14:05 no date no zone | full\n1970-01-01T14:06 no date no zone | pager rings\n"
                  "1970-01-01T14:07 no date no zone | restarted, twice\n1970-01-01T14:08 no date no zone | ok\n");
}

TEST(an_item_may_end_with_its_time)
{
    check_entries("- **Key events**\n  - First detected 2020-02-25 07:32\n  - Resolved: 2020-02-25 17:07\n\n"
                  "- **Time to resolve**: 7h (support hours 10:00-17:00)\n",
                  "2020-02-25T07:32 no zone | First detected\n2020-02-25T17:07 no zone | Resolved\n");
}

TEST(sections_that_are_no_timeline_give_nothing)
{
    check_entries(
        "# Report\n\n## Summary\n\nAt 14:05 the queue was full.\n14:06 was when the pager rang.\n\n## Timeline\n\n"
        "- 2021-05-29 14:05 UTC full\n\n## Root cause\n\n- disks\n- 14:05 was too late\n\n## Action items\n\n"
        "- [ ] 2021-06-01 buy disks\n- [x] 2021-06-02 sell disks\n",
        "2021-05-29T14:05 | full\n");
}

TEST(a_list_elsewhere_counts_when_all_its_items_begin_with_times)
{
    check_entries("# Report\n\n## Timeline\n\n- 2021-05-29 14:05 UTC full\n\n## Who did what\n\n- 2021-05-29 15:00 UTC "
                  "Mira left\n"
                  "- 2021-05-29 16:00 UTC Otto came\n",
                  "2021-05-29T14:05 | full\n2021-05-29T15:00 | Mira left\n2021-05-29T16:00 | Otto came\n");
}

TEST(text_without_entries_is_refused_with_the_reason)
{
    check_entries("# Notes\n\nNothing happened at 14:05.\n\n- one\n- two\n", "refused: no line begins with a time\n");
    check_entries("", "refused: no line begins with a time\n");
}

TEST(pasted_chat_is_chat)
{
    struct reading *r =
        reading_of(&importer_text, "# February 8th, 2019 - Slow\n\n## Timeline\n\nAll times in PST\n\n- 16:04 slow\n\n"
                                   "## Chat\n\n> mira [4:06 PM]\nanyone seeing this?\n\n> otto.k [4:09 PM]\n"
                                   "> yes (edited) \n>\n>mira   [4:10 PM]\n```\nps\n```\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 4);
    CHECK_INT(r->im.signals[1].kind, KIND_CHAT);
    CHECK_BYTES(r->im.signals[1].actor, "mira");
    CHECK_BYTES(r->im.signals[1].title, "anyone seeing this?");
    CHECK_AT(r->im.signals[1].at, "2019-02-09T00:06:00.000Z");
    CHECK_BYTES(r->im.signals[2].actor, "otto.k");
    CHECK_BYTES(r->im.signals[2].title, "yes");
    CHECK(r->im.signals[2].flags & SIGNAL_EDITED);
    CHECK(r->im.signals[3].flags & SIGNAL_CODE);
    reading_free(r);
    r = reading_of(&importer_text, "Mira Kent  4:06 PM\nqueue is full\nreally\nOtto  4:09 PM\nrestarting\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].actor, "Mira Kent");
    CHECK_BYTES(r->im.signals[0].detail, "queue is full\nreally");
    reading_free(r);
}

TEST(chat_logs_line_by_line_are_chat)
{
    struct reading *r = reading_of(&importer_text, "[16:37:05] <@mira> queue is full\n[16:37:15] <otto> on it\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_INT(r->im.signals[0].kind, KIND_CHAT);
    CHECK_BYTES(r->im.signals[0].actor, "mira");
    CHECK_BYTES(r->im.signals[0].title, "queue is full");
    reading_free(r);
}

TEST(lines_with_date_and_seconds_outside_a_timeline_are_log_lines)
{
    struct reading *r =
        reading_of(&importer_text, "2021-05-29T16:37:05Z deploy started\n2021-05-29T16:38:05Z deploy done\n");
    CHECK_READ(r);
    CHECK_INT(r->im.signals[0].kind, KIND_LOG);
    CHECK_BYTES(r->im.signals[1].title, "deploy done");
    reading_free(r);
    r = reading_of(&importer_text, "# Timeline\n\n2021-05-29T16:37:05Z - started\n2021-05-29T16:38:05Z - done\n");
    CHECK_READ(r);
    CHECK_INT(r->im.signals[0].kind, KIND_NOTE);
    reading_free(r);
}

TEST(items_that_name_a_day_hold_for_those_further_in)
{
    check_entries("- May 29, 2021\n  - 14:05 a\n  - 14:06 b\n- May 30, 2021\n  - 09:00 see\n",
                  "2021-05-29T14:05 no zone | a\n2021-05-29T14:06 no zone | b\n2021-05-30T09:00 no zone | see\n");
}

TEST(moments_below_a_day_heading_are_on_that_day)
{
    check_entries(
        TITLE "## May 30\n\n#### 09:00\n\nfull\n\n#### 09:05 - empty\n\n## May 31\n\n### 08:00\n\ndone\n",
        "2021-05-30T09:00 no zone | full\n2021-05-30T09:05 no zone | empty\n2021-05-31T08:00 no zone | done\n");
}

TEST(dates_in_numbers_follow_the_order_that_the_text_shows)
{
    check_entries("- 05/06/2023 12:32 - a\n- 20/06/2023 12:43 - b\n",
                  "2023-06-05T12:32 no zone | a\n2023-06-20T12:43 no zone | b\n");
    check_entries("- 01-05-2024 12:32 - filed 01-05-2024\n- 01-20-2024 12:43 - b\n",
                  "2024-01-05T12:32 no zone | filed 01-05-2024\n2024-01-20T12:43 no zone | b\n");
    check_entries("- 05/06/2023 12:32 - a\n- 07/06/2023 12:43 - b\n",
                  "2023-05-06T12:32 no zone | a\n2023-07-06T12:43 no zone | b\n");
}

TEST(key_events_do_not_move_the_day_of_what_follows)
{
    check_entries(
        "# Incident on 2025-07-23\n\n- **Key events**\n  - Detected 2025-07-23 15:35\n  - Resolved 2025-07-24 12:34\n\n"
        "15:35 - pushed\n\n16:08 - found\n\n17:00 - declared\n",
        "2025-07-23T15:35 no zone | Detected\n2025-07-24T12:34 no zone | Resolved\n2025-07-23T15:35 no zone | pushed\n"
        "2025-07-23T16:08 no zone | found\n2025-07-23T17:00 no zone | declared\n");
}

TEST(listings_are_changes_of_files)
{
    struct reading *r =
        reading_of(&importer_text, "total 12\n"
                                   "drwxr-xr-x 2 root root     4096 May 29 22:30 .\n"
                                   "-rw-r--r-- 1 app  app   4200464 May 29 22:37 plugins/a b.jpi\n"
                                   "-rw-r--r--. 1 app app        10 May 29  2020 old.cfg\n"
                                   "lrwxrwxrwx 1 root root        7 2021-05-29 22:38 bin -> usr/bin\n"
                                   "drwxr-xr-x 2 root root     4096 2021-05-29 22:39:01.123456789 +0200 /srv/x\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 4);
    const struct signal *s = r->im.signals;
    CHECK_INT(s[0].kind, KIND_CHANGE);
    CHECK_BYTES(s[0].title, "File changed: plugins/a b.jpi");
    CHECK_BYTES(s[0].ref, "plugins/a b.jpi May 29 22:37");
    CHECK_BYTES(s[0].family, "listing plugins/");
    CHECK_INT(s[0].at.lacks, WHEN_LACKS_YEAR | WHEN_LACKS_ZONE);
    CHECK_AT(s[0].at, "2000-05-29T22:37:00.000Z");
    CHECK_INT(s[1].at.precision, PRECISION_DAY);
    CHECK_AT(s[1].at, "2020-05-29T00:00:00.000Z");
    CHECK_BYTES(s[2].title, "Link changed: bin -> usr/bin");
    CHECK_BYTES(s[2].family, "listing ./");
    CHECK_BYTES(s[3].title, "Folder changed: /srv/x");
    CHECK_AT(s[3].at, "2021-05-29T20:39:01.123Z");
    CHECK_INT(s[3].at.lacks, 0);
    reading_free(r);
}

TEST(a_listing_inside_a_document_takes_its_year_but_not_its_zone)
{
    struct reading *r =
        reading_of(&importer_text, "## Timeline - May 29, 2021\n\n* 16:37 Denver - upgraded\n* 16:40 Denver - down\n\n"
                                   "## Files at 16:37 Denver time\n\n```\nplugins:\n"
                                   "-rw-r--r-- 1 app app 1 May 29 22:37 a.jpi\n```\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 3);
    CHECK_BYTES(r->im.signals[2].title, "File changed: plugins/a.jpi");
    CHECK_AT(r->im.signals[2].at, "2021-05-29T22:37:00.000Z"); // as written, not moved to Denver
    CHECK_INT(r->im.signals[2].at.lacks, WHEN_LACKS_ZONE);
    reading_free(r);
    r = reading_of(&importer_text, TITLE "```\n-rw-r--r-- 1 app app 1 May 29 22:37 a.jpi\n```\n");
    CHECK_READ(r);
    CHECK_AT(r->im.signals[0].at, "2021-05-29T22:37:00.000Z");
    CHECK_INT(r->im.signals[0].at.lacks, WHEN_LACKS_ZONE);
    reading_free(r);
}

TEST(refs_do_not_depend_on_the_file)
{
    struct reading *a = reading_of(&importer_text, TITLE "## Timeline\n\n- 14:05 UTC a\n- 14:06 UTC b\n");
    struct reading *b = reading_new();
    reading_add(b, &importer_text, BYTES("Intro.\n\n" TITLE "## Log\n\n* **14:06 UTC** - b\n"), "other.md");
    CHECK_READ(a);
    CHECK_READ(b);
    CHECK_INT(a->im.signals[1].ref.n, 16);
    CHECK(bytes_eq(a->im.signals[1].ref, b->im.signals[0].ref));
    CHECK(!bytes_eq(a->im.signals[0].ref, a->im.signals[1].ref));
    reading_free(a);
    reading_free(b);
}

TEST(defaults_fill_in_what_the_body_does_not_say)
{
    struct reading *r = reading_new();
    reading_add(r, &importer_text, BYTES("---\nx: y\n---\n14:05 - full\n\n14:10 UTC - ok\n"), "x.md");
    CHECK_READ(r);
    r->im.count = 0;
    struct text_defaults d = {
        .year = 2021, .month = 5, .day = 29, .zone = zone_find(r->zones, BYTES("CEST")), .ref_prefix = BYTES("i/")};
    struct bytes body = bytes_from(r->in.bytes, 13);
    CHECK_INT(import_text_timeline(&r->im, &r->in, body, &d, &r->why), OK);
    CHECK_INT(r->im.count, 2);
    CHECK(bytes_starts(r->im.signals[0].ref, "i/"));
    CHECK_AT(r->im.signals[1].at, "2021-05-29T14:10:00.000Z");
    reading_free(r);
}

TEST(sniffing_leaves_other_formats_alone)
{
    static const struct {
        const char *text;
        bool mine;
    } all[] = {
        {"- 14:05 a\n- 14:06 b\n", true},
        {"- 14:05 a\n- b\n", false},
        {"time,event\n14:05,a\n14:06,b\n", false},
        {"time;event\n14:05;a\n14:06;b\n", false},
        {"---\ntitle: x\ndate: 2021-05-29\nsection: issue\nseverity: down\nresolved: true\n---\n- 14:05 a\n- 14:06 b\n",
         false},
        {"{\"a\":\"14:05\"}\n{\"a\":\"14:06\"}\n", false},
        {"<html>\n14:05 a\n14:06 b\n</html>\n", false},
        {"", false},
        {"Dear all,\n\nnothing happened, really, at all.\n", false},
        {"[14:05] a\n[14:06] b, with, commas\n[14:07] c\n", true},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct reading *r = reading_of(&importer_text, all[i].text);
        CHECK_INT(r->sniffed, all[i].mine);
        reading_free(r);
    }
}

static struct reading *
scenario(const char *name, struct buf *path)
{
    buf_reset(path);
    buf_printf(path, "../shared/data/scenarios/%s", name);
    return reading_of_file(&importer_text, path->p);
}

TEST(published_timelines_are_read_whole)
{
    static const struct {
        const char *name, *first, *last;
        unsigned notes, changes;
    } all[] = {
        {"jenkins-aci-2021-05-29/published_postmortem.md", "2021-05-29T22:37:00.000Z", "2021-05-30T02:09:00.000Z", 15,
         58},
        {"k8s-prow-2019-02-08/published_postmortem.md", "2019-02-08T21:20:00.000Z", "2019-02-09T02:09:00.000Z", 13, 0},
        {"mybinder-2018-04-18/published_postmortem.md", "2018-04-18T10:35:00.000Z", "2018-04-19T09:58:00.000Z", 15, 0},
    };
    struct buf path = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct reading *r = scenario(all[i].name, &path);
        if (!r) {
            SKIP("../shared is not there");
            break;
        }
        CHECK_READ(r);
        CHECK(r->sniffed);
        unsigned notes = 0, changes = 0;
        const struct signal *last = 0;
        for (uint32_t k = 0; k < r->im.count; k++) {
            notes += r->im.signals[k].kind == KIND_NOTE;
            changes += r->im.signals[k].kind == KIND_CHANGE;
            last = r->im.signals[k].kind == KIND_NOTE ? &r->im.signals[k] : last;
        }
        CHECK_INT(notes, all[i].notes);
        CHECK_INT(changes, all[i].changes);
        CHECK_AT(r->im.signals[0].at, all[i].first);
        CHECK_AT(last->at, all[i].last);
        reading_free(r);
    }
    buf_done(&path);
}

/*
 * The index guesses entries by counting lines with times. Where it counts what is none, or misses some, the true number
 * was counted by hand.
 */
static const struct {
    const char *path;
    unsigned entries;
} by_hand[] = {
    {"2i2c/2023-02-01", 1}, // one day
    {"chia/2023-01-31-Wallet", 2},
    {"chia/2023-05-08-Negative", 2},
    {"chia/2023-05-08-Subscriptions", 2},
    {"chia/2023-07-21", 2},
    {"chia/2024-02-15", 14},
    {"chia/2024-03-07-mempool", 3},
    {"chia/2024-03-07-unfinished", 4},
    {"chia/2024-06-25", 5},
    {"chia/2025-06-24", 1},
    {"dfds/PM2022-006", 10}, // days with 'HH:mm' for the clock
    {"iasql/001", 8},
    {"iasql/003", 7},
    {"iasql/005", 2},
    {"jenkins-infra/20210525", 7},            // the guess counts the section on impact too
    {"jenkins-infra/20210529", 73},           // 15, and 58 files listed
    {"kubernetes-test-infra/2019-02-08", 64}, // 13, and the chat
    {"kubernetes-test-infra/2019-03-26", 77}, // 10, and the chat
    {"moj-cloud-platform/2025-07-23", 24},    // 4 key events above the list
    {"moj-cloud-platform/2026-03-30", 21},    // the same
    {"optimism/2022-02-02", 17},              // '2022-02-02 1625'
    {"posthog/2025-11-26", 0},                // sentences, no timeline
    {"pypi/2024-07-08", 6},
    {"pypi/2025-07-31", 20},
    {"usegalaxy-eu/2018-06-18", 7},
    {"usegalaxy-eu/2018-09-26", 1},
    {"revel/0003", 4},
    {"wikimedia-text/20110623", 4},
};

static unsigned
expected_entries(struct bytes path, unsigned guess)
{
    for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++)
        if (bytes_find(path, by_hand[i].path) != BYTES_NOT_FOUND)
            return by_hand[i].entries;
    return guess;
}

TEST(timelines_of_published_documents_are_found)
{
    struct reading *index = reading_of_file(&importer_text, "../shared/data/postmortems/INDEX.tsv");
    if (!index) {
        SKIP("../shared is not there");
        return;
    }
    struct bytes rest = index->in.bytes, line, field[5];
    unsigned documents = 0, exact = 0, near = 0, want_total = 0, got_total = 0, dated = 0;
    bytes_line(&rest, &line);
    while (bytes_line(&rest, &line)) {
        for (int f = 0; f < 5; f++)
            bytes_split(&line, '\t', &field[f]);
        long long guess;
        CHECK(bytes_to_int(field[4], &guess));
        char path[500];
        snprintf(path, sizeof path, "../shared/data/%.*s", BYTES_ARG(field[0]));
        struct reading *r = reading_of_file(&importer_text, path);
        CHECK(r);
        unsigned want = expected_entries(field[0], (unsigned)guess), got = r->im.count,
                 off = got > want ? got - want : want - got;
        documents++;
        exact += off == 0;
        near += off <= 1 + want / 10;
        want_total += want;
        got_total += got;
        for (uint32_t i = 0; i < got; i++)
            dated += !(r->im.signals[i].at.lacks & (WHEN_LACKS_DATE | WHEN_LACKS_YEAR));
        if (off > 1 + want / 10)
            printf("%s: %u entries, not %u\n", path, got, want);
        reading_free(r);
    }
    printf("%u documents: %u as counted, %u nearly; %u entries of %u; %u with a date\n", documents, exact, near,
           got_total, want_total, dated);
    CHECK_INT(near, documents);
    CHECK(exact * 10 >= documents * 9);
    CHECK(dated * 10 >= got_total * 9);
    reading_free(index);
}

TEST(an_item_of_a_timeline_may_end_with_a_clock_in_brackets)
{
    check_entries(TITLE
                  "## Timeline\n\n- Queue is full (23:50 UTC)\n- Pager rang [23:58 UTC]\n- All done (00:10 UTC)\n",
                  "2021-05-29T23:50 | Queue is full\n2021-05-29T23:58 | Pager rang\n2021-05-30T00:10 | All done\n");
}

TEST(items_that_were_ticked_off_are_entries_when_all_have_a_time)
{
    check_entries("## Timeline\n- [x] 2021-05-29 14:05 UTC full\n- [ ] 2021-05-29 14:06 UTC done\n",
                  "2021-05-29T14:05 | full\n2021-05-29T14:06 | done\n");
}

TEST(a_day_may_stand_behind_its_clock_and_a_clock_be_said_twice)
{
    check_entries("## Timeline\n- 14:05:03 UTC, 2021-05-29: full\n- at 14:06 UTC on May 29, 2021 mira left\n"
                  "- 14:07 UTC / 16:07 CEST: done\n- c. 14:08 UTC slow\n- 1409 hrs fine\n",
                  "2021-05-29T14:05 | full\n2021-05-29T14:06 | mira left\n2021-05-29T14:07 | done\n"
                  "2021-05-29T14:08 | slow\n2021-05-29T14:09 | fine\n");
}

TEST(a_quote_below_an_entry_is_not_its_title)
{
    check_entries("## Timeline\n**2021-05-29 14:05 UTC** Mira opened the incident\n> it is slow\n\n"
                  "**2021-05-29 14:06 UTC** Lee closed it\n",
                  "2021-05-29T14:05 | Mira opened the incident\n2021-05-29T14:06 | Lee closed it\n");
}

TEST(days_change_in_chat_logs)
{
    check_entries("--- Log opened Sat May 29 14:00:00 2021\n14:05 <mira> full\n14:06 -!- lee [l@x] has joined #ops\n"
                  "--- Day changed Sun May 30 2021\n00:05 <mira> done\n",
                  "2021-05-29T14:05 no zone | full\n2021-05-29T14:06 no zone | lee [l@x] has joined #ops\n"
                  "2021-05-30T00:05 no zone | done\n");
}

TEST(pasted_chat_may_have_its_clocks_on_lines_of_their_own)
{
    struct reading *r =
        reading_of(&importer_text, "May 29, 2021\n\nmira\n  2:05 PM\nfull\n\nLee Park\n  2:06 PM\non it\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_INT(r->im.signals[1].kind, KIND_CHAT);
    CHECK_BYTES(r->im.signals[1].actor, "Lee Park");
    CHECK_BYTES(r->im.signals[1].title, "on it");
    CHECK_AT(r->im.signals[1].at, "2021-05-29T14:06:00.000Z");
    reading_free(r);
}

TEST(tables_of_wikis_are_tables)
{
    struct reading *r =
        reading_of(&importer_text, "h2. Timeline\n|| Time || Event || User ||\n| 2021-05-29 14:05 | full | "
                                   "mira |\n| 2021-05-29 14:06 | done | lee |\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].title, "full");
    CHECK_BYTES(r->im.signals[0].actor, "mira");
    reading_free(r);
    check_entries("== Timeline ==\n* \'\'\'2021-05-29\'\'\'\n* \'\'\'14:05 UTC\'\'\' full\n* 14:06 UTC done\n",
                  "2021-05-29T14:05 | full\n2021-05-29T14:06 | done\n");
}

TEST(a_zone_said_in_the_middle_of_a_sentence_holds_for_all_times)
{
    check_entries("# Incident of 29 May 2021\n\nWhat happened (all times BST):\n\n* 14:05 - full\n* 14:06 - done\n",
                  "2021-05-29T13:05 | full\n2021-05-29T13:06 | done\n");
}

int
main(void)
{
    RUN(bullets_of_many_forms_are_entries);
    RUN(a_zone_named_by_a_city_counts);
    RUN(sub_bullets_and_continued_lines_belong_to_their_entry);
    RUN(code_in_an_entry_is_flagged_and_kept);
    RUN(a_handle_at_the_start_is_the_actor_and_nobody_else_is);
    RUN(tables_are_read_in_any_column_order);
    RUN(a_date_cell_left_empty_means_the_day_above);
    RUN(further_columns_stand_in_the_detail_and_one_may_name_the_actor);
    RUN(one_heading_a_moment);
    RUN(an_entry_of_nothing_but_items_is_titled_by_the_first);
    RUN(a_range_has_an_end_and_about_is_kept);
    RUN(underlined_headings_and_day_headings_hold_for_what_is_below);
    RUN(a_line_with_nothing_but_a_day_gives_the_day);
    RUN(zone_and_day_come_from_preambles);
    RUN(the_document_gives_the_day_when_the_timeline_does_not);
    RUN(what_lacks_stays_lacking);
    RUN(an_entry_without_a_readable_time_has_none);
    RUN(plain_lines_are_entries);
    RUN(an_item_may_end_with_its_time);
    RUN(sections_that_are_no_timeline_give_nothing);
    RUN(a_list_elsewhere_counts_when_all_its_items_begin_with_times);
    RUN(text_without_entries_is_refused_with_the_reason);
    RUN(pasted_chat_is_chat);
    RUN(chat_logs_line_by_line_are_chat);
    RUN(lines_with_date_and_seconds_outside_a_timeline_are_log_lines);
    RUN(items_that_name_a_day_hold_for_those_further_in);
    RUN(moments_below_a_day_heading_are_on_that_day);
    RUN(dates_in_numbers_follow_the_order_that_the_text_shows);
    RUN(key_events_do_not_move_the_day_of_what_follows);
    RUN(listings_are_changes_of_files);
    RUN(a_listing_inside_a_document_takes_its_year_but_not_its_zone);
    RUN(refs_do_not_depend_on_the_file);
    RUN(defaults_fill_in_what_the_body_does_not_say);
    RUN(sniffing_leaves_other_formats_alone);
    RUN(published_timelines_are_read_whole);
    RUN(timelines_of_published_documents_are_found);
    RUN(an_item_of_a_timeline_may_end_with_a_clock_in_brackets);
    RUN(items_that_were_ticked_off_are_entries_when_all_have_a_time);
    RUN(a_day_may_stand_behind_its_clock_and_a_clock_be_said_twice);
    RUN(a_quote_below_an_entry_is_not_its_title);
    RUN(days_change_in_chat_logs);
    RUN(pasted_chat_may_have_its_clocks_on_lines_of_their_own);
    RUN(tables_of_wikis_are_tables);
    RUN(a_zone_said_in_the_middle_of_a_sentence_holds_for_all_times);
    return test_end();
}

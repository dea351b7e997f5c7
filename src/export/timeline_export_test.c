#include "timeline_export.h"

#include "../base/test.h"

static struct signal signals[2];
static const uint32_t numbers[] = {0, 1};
static struct event events[3];
static struct timeline t;

/* Two events of hostile text, one without a time. */
static void
make(void)
{
    signals[0] = (struct signal){.source = "slack", .ref = BYTES("ops/1")};
    signals[1] = (struct signal){.source = "git", .ref = BYTES("abc")};
    events[0] = (struct event){.number = 1,
                               .at = {.ms = 1700000000000, .precision = PRECISION_SECOND},
                               .end = {.ms = 1700000000000 + 600000, .precision = PRECISION_SECOND},
                               .kind = KIND_CHAT,
                               .source = "slack",
                               .title = BYTES("a | b, \"c\" `x|y` <b>\nno"),
                               .actor = BYTES("=cmd()"),
                               .url = BYTES("javascript:alert(1)"),
                               .team = BYTES("payments"),
                               .signals = numbers,
                               .signal_count = 2,
                               .key = true,
                               .in_window = true,
                               .significance = 50};
    events[1] = (struct event){.number = 2,
                               .at = {.ms = 1700000000000 + 3600000, .precision = PRECISION_ABOUT},
                               .end = WHEN_UNKNOWN,
                               .source = "git",
                               .title = BYTES("later"),
                               .url = BYTES("https://x.example/1"),
                               .signals = numbers + 1,
                               .signal_count = 1};
    events[2] = (struct event){.number = 3,
                               .at = WHEN_UNKNOWN,
                               .end = WHEN_UNKNOWN,
                               .source = "git",
                               .title = BYTES("undated"),
                               .signals = numbers + 1,
                               .signal_count = 1};
    t = (struct timeline){.signals = signals,
                          .signal_count = 2,
                          .events = events,
                          .event_count = 3,
                          .window = {.from_ms = 1700000000000 - 1,
                                     .to_ms = 1700000000000 + 1,
                                     .proposed = true,
                                     .because = "made",
                                     .event_count = 1}};
}

static struct bytes
markdown(struct buf *out, bool key_only, bool explain)
{
    buf_reset(out);
    timeline_markdown(out, &t, &(struct timeline_view){.key_only = key_only, .explain = explain});
    return buf_bytes(out);
}

TEST(lengths_of_time_read_well)
{
    CHECK_STR(duration_format(0).s, "0 s");
    CHECK_STR(duration_format(350).s, "350 ms");
    CHECK_STR(duration_format(59999).s, "59 s");
    CHECK_STR(duration_format(-60000).s, "-1 min");
    CHECK_STR(duration_format((2 * 60 + 5) * 60000).s, "2 h 05 min");
    CHECK_STR(duration_format((int64_t)76 * 3600000).s, "3 d 4 h");
    CHECK(duration_format(INT64_MIN).s[0] == '-');
}

TEST(times_are_shown_as_exactly_as_they_are_known)
{
    struct when w = {.ms = 1700000000000};
    CHECK_STR(time_format(w).s, "2023-11-14 22:13:20");
    w.precision = PRECISION_MINUTE;
    CHECK_STR(time_format(w).s, "2023-11-14 22:13");
    w.precision = PRECISION_ABOUT;
    CHECK_STR(time_format(w).s, "2023-11-14 about 22:13");
    w.precision = PRECISION_DAY;
    CHECK_STR(time_format(w).s, "2023-11-14");
    CHECK_STR(time_format(WHEN_UNKNOWN).s, "unknown");
}

TEST(markdown_says_the_window_first_and_keeps_text_in_its_cell)
{
    struct buf out = {0};
    make();
    struct bytes md = markdown(&out, false, false);
    CHECK(bytes_find(md, "Proposed incident window: from 2023-11-14 22:13") > 0);
    CHECK(bytes_find(md, "Proposed") < bytes_find(md, "## Moments"));
    CHECK(bytes_find(md, "| **E1** | 2023-11-14 22:13:20 to 22:23:20 | a \\| b, \"c\" ") > 0);
    CHECK(bytes_find(md, "\\<b>") > 0 && bytes_find(md, " <b>") < 0);
    CHECK(bytes_find(md, "(javascript:") < 0);
    CHECK(bytes_find(md, "=cmd() (payments)") > 0);
    CHECK(bytes_find(md, "## Context after") > 0 && bytes_find(md, "[git](https://x.example/1)") > 0);
    CHECK(bytes_find(md, "## Without a time") > 0);
    buf_done(&out);
}

TEST(key_only_leaves_the_rest_out_and_explain_says_why)
{
    static const struct reason reasons[] = {{"symptom", BYTES_INIT("is down"), 24}, {"chatter", {0}, -16}};
    struct buf out = {0};
    make();
    CHECK(bytes_find(markdown(&out, true, false), "later") < 0);
    events[0].reasons = reasons;
    events[0].reason_count = 2;
    CHECK(bytes_find(markdown(&out, false, true), "50: symptom \"is down\" +24, chatter -16") > 0);
    buf_done(&out);
}

TEST(other_incidents_are_named)
{
    static const struct window others[] = {{.because = "one event that speaks of trouble, at noon"}};
    struct buf out = {0};
    make();
    t.others = others;
    t.other_count = 1;
    t.others_more = 4;
    struct bytes md = markdown(&out, true, false);
    CHECK(bytes_find(md, "The evidence holds 5 more stretches") > 0);
    CHECK(bytes_find(md, "at noon") > 0 && bytes_find(md, "and 4 more") > 0);
    buf_done(&out);
}

TEST(csv_quotes_cells_and_disarms_formulas)
{
    struct buf out = {0};
    make();
    timeline_csv(&out, &t, &(struct timeline_view){.key_only = true});
    CHECK_BYTES(buf_bytes(&out),
                "at,precision,kind,title,detail,actor,team,role,source,significance,key,url,signals\r\n"
                "2023-11-14T22:13:20.000Z,second,chat,\"a | b, \"\"c\"\" `x|y` <b>\nno\",,'=cmd(),payments,,"
                "slack,50,true,javascript:alert(1),slack:ops/1 git:abc\r\n");
    buf_done(&out);
}

TEST(text_folds_at_the_width_and_cannot_drive_the_terminal)
{
    struct buf out = {0};
    struct timeline_terminal term = {.width = 70};
    make();
    events[0].title = BYTES("one two three four five six seven eight nine ten \033[31m red \xc2\x9b"
                            "31m \xe2\x80\xae turned \xff end");
    timeline_text(&out, &t, &(struct timeline_view){0}, &term);
    struct bytes text = buf_bytes(&out), rest = text, line;
    while (bytes_line(&rest, &line))
        CHECK(line.n <= 70 || bytes_find(line, "The incident's window") == 0);
    CHECK(bytes_find_char(text, '\033') < 0 && bytes_find(text, "\xc2\x9b") < 0 &&
          bytes_find(text, "\xe2\x80\xae") < 0);
    CHECK(bytes_find(text, "* 22:13:20  E1    chat    =cmd(): one two three") > 0);
    CHECK(bytes_find(text, "[slack and 1 more]") > 0 || bytes_find(text, "[slack and\n") > 0);
    CHECK(bytes_find(text, "  ~23:13    E2") > 0 && bytes_find(text, "Without a time") > 0);
    buf_reset(&out);
    term.color = true;
    timeline_text(&out, &t, &(struct timeline_view){.key_only = true}, &term);
    CHECK(bytes_find(buf_bytes(&out), "\033[1m") >= 0);
    CHECK(bytes_find(buf_bytes(&out), "later") < 0);
    buf_done(&out);
}

int
main(void)
{
    RUN(lengths_of_time_read_well);
    RUN(times_are_shown_as_exactly_as_they_are_known);
    RUN(markdown_says_the_window_first_and_keeps_text_in_its_cell);
    RUN(key_only_leaves_the_rest_out_and_explain_says_why);
    RUN(other_incidents_are_named);
    RUN(csv_quotes_cells_and_disarms_formulas);
    RUN(text_folds_at_the_width_and_cannot_drive_the_terminal);
    return test_end();
}

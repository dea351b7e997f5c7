#include "postmortem_export.h"

#include "../base/test.h"

#include <time.h>

enum { EVENTS = 3 };
// clang-format off
#define AT(time) {.ms = (time), .precision = PRECISION_SECOND}
// clang-format on

static const struct event events[EVENTS] = {
    {.number = 1,
     .at = AT(1710408600000), // 2024-03-14 09:30
     .key = true,
     .in_window = true,
     .source = "slack",
     .title = BYTES_INIT("<script>alert(1)</script> | down"),
     .actor = BYTES_INIT("Ada")},
    {.number = 2, .at = AT(1710408660000), .in_window = true, .source = "git", .title = BYTES_INIT("quiet change")},
    {.number = 3,
     .at = AT(1710409200000),
     .key = true,
     .in_window = true,
     .source = "slack",
     .title = BYTES_INIT("up")},
};
static const struct event_record records[EVENTS] = {
    {.id = BYTES_INIT("evt_a")}, {.id = BYTES_INIT("evt_b")}, {.id = BYTES_INIT("evt_c")}};
static const struct duration durations[] = {
    {.name = "time to resolve", .definition = "from start to end", .known = true, .ms = 600000}};

static struct stored_timeline
timeline(void)
{
    struct stored_timeline st = {.records = records};
    st.t = (struct timeline){.events = events,
                             .event_count = EVENTS,
                             .durations = durations,
                             .duration_count = 1,
                             .window = {.from_ms = 1710408600000, .to_ms = 1710409200000}};
    st.t.moments[MOMENT_DETECTED] =
        (struct moment){.found = true, .at = AT(1710408600000), .event = 1, .because = "somebody said so"};
    st.moments[MOMENT_DETECTED].event_id = records[0].id;
    st.moments[MOMENT_DETECTED].state = MOMENT_CONFIRMED;
    return st;
}

static const struct postmortem_incident incidents[2] = {
    {.number = 7, .title = BYTES_INIT("A & B"), .severity = 2, .started_ms = 1710408600000, .ended_ms = 1710409200000},
    {.number = 8, .title = BYTES_INIT("other"), .severity = 3},
};

/* What a block becomes, in memory that the next call takes again. */
static struct bytes
block(const char *info, uint32_t count, bool html)
{
    static struct buf out;
    struct stored_timeline two[2] = {timeline(), timeline()};
    struct block_data data = {.incidents = incidents, .timelines = two, .count = count};
    buf_reset(&out);
    bool is = html ? block_html(&data, bytes_of(info), &out) : block_markdown(&data, bytes_of(info), &out);
    CHECK(is == block_is_known(bytes_of(info)) && (is || !out.n));
    return buf_bytes(&out);
}

static bool
has(struct bytes text, const char *what)
{
    return bytes_find(text, what) >= 0;
}

TEST(a_block_is_named_by_its_info_string)
{
    for (int i = 0; block_kinds[i].name; i++) {
        char info[80];
        CHECK(block_kinds[i].help && block_kinds[i].help[0]);
        snprintf(info, sizeof info, " aftermath   %s ", block_kinds[i].name);
        CHECK(block_is_known(bytes_of(info)));
        CHECK(block(info, 1, true).n && block(info, 1, false).n);
        CHECK(block(info, 0, true).n && block(info, 0, false).n);
    }
    static const char *const not [] = {
        "",         "aftermath",         "aftermath ",          "aftermath nothing",   "Aftermath timeline",
        "timeline", "aftermathtimeline", "aftermath timelines", "c aftermath timeline"};
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        CHECK(!block_is_known(bytes_of(not [i])));
}

TEST(tables_show_the_record_and_what_people_wrote_stays_text)
{
    struct bytes html = block("aftermath timeline", 1, true);
    CHECK(has(html, "<tr data-event=\"evt_a\"><td><time datetime=\"2024-03-14T09:30:00.000Z\">"));
    CHECK(has(html, "&lt;script&gt;alert(1)&lt;/script&gt; | down") && !has(html, "<script"));
    CHECK(!has(html, "quiet change"));
    CHECK(has(block("aftermath timeline all", 1, true), "quiet change"));
    struct bytes md = block("aftermath timeline", 1, false);
    CHECK(has(md, "| Time (UTC) | What happened | Who | Source |\n"));
    CHECK(has(md, "\\| down") && has(md, "| \\<script"));
    CHECK(has(block("aftermath moments", 1, false), "| detected | 2024-03-14 09:30"));
    CHECK(has(block("aftermath moments", 1, true), "<td>confirmed</td>"));
    CHECK(has(block("aftermath durations", 1, false), "| time to resolve | 10 min | from start to end |"));
    CHECK(has(block("aftermath people", 1, false), "| Ada |"));
    CHECK(has(block("aftermath picture", 1, true), "<svg"));
    CHECK(!has(block("aftermath picture", 1, true), "style="));
}

TEST(each_of_several_incidents_is_named)
{
    CHECK(has(block("aftermath impact", 2, true), "INC-7: A &amp; B</p>"));
    CHECK(has(block("aftermath impact", 2, true), "INC-8: other</p>"));
    CHECK(!has(block("aftermath impact", 1, true), "INC-7"));
}

static struct bytes
document(const char *body, bool html)
{
    static struct buf out;
    struct stored_timeline one = timeline();
    struct block_data data = {.incidents = incidents, .timelines = &one, .count = 1};
    struct postmortem pm = {.title = BYTES("PM <b>"), .incidents = incidents, .incident_count = 1};
    struct pm_section section = {.title = BYTES("Causes"), .body = bytes_of(body)};
    struct postmortem_export x = {.postmortem = &pm, .sections = &section, .section_count = 1, .data = &data};
    buf_reset(&out);
    if (html)
        postmortem_html(&x, &out);
    else
        postmortem_markdown(&x, &out);
    return buf_bytes(&out);
}

TEST(a_document_has_title_facts_sections_blocks_and_the_events_that_it_names)
{
    struct bytes md = document(
        "It broke [E1](#evt_a) [E9](#evt_gone).\n\n```aftermath durations\n```\n\n```c\nx [E2](#evt_b)\n```\n", false);
    CHECK(bytes_starts(md, "# PM \\<b>\n\nINC-7, severity 2, open, 2024-03-14 09:30 to 2024-03-14 09:40 UTC; time to "
                           "resolve 10 min\n\n## Causes\n"));
    CHECK(has(md, "It broke [E1] [E9].\n"));
    CHECK(has(md, "| time to resolve | 10 min |") && !has(md, "aftermath durations"));
    CHECK(has(md, "```c\nx [E2](#evt_b)\n```\n"));
    CHECK(has(md, "## Events named above\n\n- E1: 2024-03-14 09:30"));
    CHECK(has(md, "- E9: no longer in the timeline"));
}

TEST(the_html_file_needs_nothing_else_and_runs_nothing)
{
    struct bytes html = document("A [E1](#evt_a) <img src=x onerror=y>\n\n```aftermath picture\n```\n", true);
    CHECK(bytes_starts(html, "<!doctype html>") && has(html, "<title>PM &lt;b&gt;</title>"));
    CHECK(has(html, "<svg") && has(html, "@media print") && has(html, "prefers-color-scheme"));
    CHECK(!has(html, "<script") && !has(html, "<img") && !has(html, "src=\"http") && !has(html, "<link"));
}

/* Blocks repeated and brackets without an end: written by anybody who may edit. */
TEST(a_hostile_section_costs_no_more_than_its_size)
{
    enum { SIZE = 512 << 10 };
    struct timespec a, b;
    char *body = malloc(SIZE + 1);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    memset(body, '[', SIZE);
    body[SIZE] = '\0';
    CHECK(has(document(body, false), "[[[["));
    size_t n = 0;
    while (n + 40 < SIZE)
        n += (size_t)snprintf(body + n, SIZE - n, "```aftermath picture\n```\n\n");
    struct bytes html = document(body, true);
    uint32_t pictures = 0;
    for (ptrdiff_t at = 0; (at = bytes_find(html, "<svg")) >= 0; html = bytes_from(html, (size_t)at + 4))
        pictures++;
    CHECK_INT(pictures, BLOCKS_MAX);
    CHECK(document(body, false).n < 2 * SIZE);
    n = 0;
    while (n + 40 < SIZE)
        n += (size_t)snprintf(body + n, SIZE - n, "[E1](#evt_a) ");
    CHECK(has(document(body, true), "data-event=\"evt_a\""));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    CHECK(b.tv_sec - a.tv_sec < 20); // with sanitizers; what grows with the square takes minutes
    free(body);
}

int
main(void)
{
    RUN(a_block_is_named_by_its_info_string);
    RUN(tables_show_the_record_and_what_people_wrote_stays_text);
    RUN(each_of_several_incidents_is_named);
    RUN(a_document_has_title_facts_sections_blocks_and_the_events_that_it_names);
    RUN(the_html_file_needs_nothing_else_and_runs_nothing);
    RUN(a_hostile_section_costs_no_more_than_its_size);
    return test_end();
}

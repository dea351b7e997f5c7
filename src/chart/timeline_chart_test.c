#include "timeline_chart.h"

#include "../base/test.h"

#define MIN ((int64_t)60 * 1000)
#define T0  ((int64_t)1700000000000)

static struct arena arena = {.max_bytes = 512 << 20};

/* A timeline of n events of several tools, five minutes apart. */
static struct timeline
make(uint32_t n, uint32_t tools)
{
    static const char *const names[] = {"text", "slack", "alertmanager", "git", "zz"};
    struct event *events = arena_new_n(&arena, struct event, n);
    for (uint32_t i = 0; i < n; i++)
        events[i] = (struct event){
            .number = i + 1,
            .at = {.ms = T0 + i * 5 * MIN, .precision = PRECISION_SECOND},
            .end = WHEN_UNKNOWN,
            .source = i % tools < 5 ? names[i % tools] : bytes_printf(&arena, "tool%u", i % tools).p,
            .title = BYTES("it is down"),
            .times = 1,
            .in_window = true,
        };
    struct timeline t = {.events = events, .event_count = n};
    t.window = (struct window){.from_ms = T0, .to_ms = T0 + (int64_t)n * 5 * MIN};
    return t;
}

static struct bytes
draw(const struct timeline *t, struct timeline_chart c)
{
    struct buf out = {0};
    timeline_chart_svg(&out, t, &c);
    struct bytes copy = bytes_dup(&arena, buf_bytes(&out));
    buf_done(&out);
    return copy;
}

static uint32_t
count(struct bytes text, const char *what)
{
    uint32_t n = 0;
    ptrdiff_t at;
    while ((at = bytes_find(text, what)) >= 0) {
        text = bytes_from(text, (size_t)at + 1);
        n++;
    }
    return n;
}

/* Every element that is opened is closed in order, and no '<' or '&' stands loose. */
static bool
is_well_formed(struct bytes t)
{
    struct bytes open[64];
    size_t depth = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '&' && bytes_find_char(bytes_cut(t, i, 7), ';') < 0)
            return false;
        if (t.p[i] != '<')
            continue;
        ptrdiff_t end = bytes_find_char(bytes_from(t, i), '>');
        if (end < 0)
            return false;
        struct bytes tag = bytes_cut(t, i + 1, (size_t)end - 1);
        struct bytes name = tag, rest = tag;
        bytes_split(&rest, ' ', &name);
        if (tag.p[0] == '/') {
            if (!depth || !bytes_eq(open[--depth], bytes_from(tag, 1)))
                return false;
        } else if (tag.p[tag.n - 1] != '/') {
            open[depth++] = name;
        }
        i += (size_t)end;
    }
    return depth == 0;
}

TEST(every_event_is_a_dot_in_the_lane_of_its_source)
{
    struct timeline t = make(12, 4);
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK(is_well_formed(svg));
    CHECK_INT(count(svg, "<circle"), 12);
    CHECK_INT(count(svg, "class=\"lane\""), 4);
    CHECK(bytes_find(svg, ">alertmanager<") < bytes_find(svg, ">slack<")); // in the order of looking
    CHECK(bytes_find(svg, ">slack<") < bytes_find(svg, ">git<") &&
          bytes_find(svg, ">git<") < bytes_find(svg, ">text<"));
    CHECK(bytes_find(svg, "<circle id=\"e12\"") > 0);
}

TEST(what_lasts_is_a_bar_and_what_is_key_is_marked)
{
    struct timeline t = make(3, 1);
    ((struct event *)t.events)[0].end = (struct when){.ms = T0 + 6 * MIN, .precision = PRECISION_SECOND};
    ((struct event *)t.events)[1].key = true;
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK(bytes_find(svg, "<rect id=\"e1\" class=\"bar\"") > 0);
    CHECK(bytes_find(svg, "<circle id=\"e2\" class=\"dot key\"") > bytes_find(svg, "id=\"e3\"")); // on top
}

TEST(moments_phases_and_gaps_are_drawn)
{
    static const struct gap gaps[] = {{T0 + 10 * MIN, T0 + 50 * MIN, 2, 3}};
    struct timeline t = make(20, 2);
    t.moments[MOMENT_DETECTED] = (struct moment){.found = true, .at = {.ms = T0 + 10 * MIN}, .event = 3};
    t.moments[MOMENT_MITIGATED] = (struct moment){.found = true, .at = {.ms = T0 + 60 * MIN}, .event = 13};
    t.gaps = gaps;
    t.gap_count = 1;
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK(is_well_formed(svg));
    CHECK_INT(count(svg, "class=\"moment\""), 2);
    CHECK(bytes_find(svg, ">mitigated<") > 0);
    CHECK_INT(count(svg, "class=\"phase work\""), 1);
    CHECK(bytes_find(svg, "silence of 40 min") > 0);
}

TEST(only_the_asked_stretch_is_shown)
{
    struct timeline t = make(100, 3);
    struct bytes svg =
        draw(&t, (struct timeline_chart){.from_ms = T0 + 50 * MIN, .to_ms = T0 + 101 * MIN, .width = 640});
    CHECK_INT(count(svg, "<circle"), 11);
    CHECK(bytes_find(svg, "<style>") < 0);
    CHECK(bytes_find(svg, "width=\"640\"") > 0);
}

TEST(lanes_stay_where_they_are_while_one_zooms)
{
    struct timeline t = make(40, 4);
    struct timeline_chart c = timeline_chart_default(&t);
    struct bytes all = draw(&t, c);
    c.to_ms = c.from_ms + 10 * MIN; // one event or two
    struct bytes some = draw(&t, c);
    CHECK(count(some, "<circle") < 4);
    CHECK_INT(count(some, "class=\"lane\""), count(all, "class=\"lane\""));
    // What lies outside the incident has a lane only where it is seen.
    struct event *last = (struct event *)&t.events[39];
    last->in_window = false;
    last->source = "elsewhere";
    CHECK(bytes_find(draw(&t, c), "elsewhere") < 0);
    CHECK(bytes_find(draw(&t, timeline_chart_default(&t)), "elsewhere") > 0);
}

TEST(many_sources_share_the_last_lane)
{
    struct timeline t = make(200, 40);
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK(is_well_formed(svg));
    CHECK_INT(count(svg, "class=\"lane\""), CHART_LANES_MAX);
    CHECK_INT(count(svg, ">others<"), 1);
    CHECK_INT(count(svg, "<circle"), 200);
}

TEST(hostile_text_stays_text)
{
    struct timeline t = make(1, 1);
    ((struct event *)t.events)[0].title = BYTES("</title><script>alert(1)</script> & \" \x01 \xff");
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK(is_well_formed(svg) && bytes_find(svg, "<script") < 0);
    CHECK(bytes_find(svg, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot; \xef\xbf\xbd \xef\xbf\xbd") > 0);
}

TEST(any_stretch_and_width_draws)
{
    struct timeline t = make(50, 5);
    static const int64_t lengths[] = {1, 1000, MIN, 60 * MIN, 24 * 60 * MIN, (int64_t)400 * 24 * 60 * MIN};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (int width = CHART_WIDTH_MIN; width <= CHART_WIDTH_MAX; width += 1920) {
            struct bytes svg =
                draw(&t, (struct timeline_chart){.from_ms = T0, .to_ms = T0 + lengths[i], .width = width});
            CHECK(is_well_formed(svg));
            uint32_t ticks = count(svg, "class=\"tick\"");
            CHECK(ticks <= (uint32_t)width / 60 + 2);
        }
    struct timeline none = make(0, 1);
    CHECK(is_well_formed(draw(&none, timeline_chart_default(&none))));
}

TEST(in_a_page_an_event_has_the_id_that_the_caller_gives_and_nothing_has_a_style)
{
    struct timeline t = make(3, 1);
    struct bytes ids[3] = {BYTES("evt_01h8"), BYTES("x\" onload=\"alert(1)"), BYTES("")};
    ((struct event *)t.events)[0].end = (struct when){.ms = T0 + 6 * MIN, .precision = PRECISION_SECOND};
    struct timeline_chart c = timeline_chart_default(&t);
    c.standalone = false;
    c.event_ids = ids;
    c.event_id_count = 3;
    struct bytes svg = draw(&t, c);
    CHECK(is_well_formed(svg));
    CHECK(bytes_find(svg, "<rect id=\"evt_01h8\" data-event=\"evt_01h8\" class=\"bar\"") > 0);
    CHECK(bytes_find(svg, "<circle id=\"e2\" data-event=\"e2\"") > 0 && bytes_find(svg, "id=\"e3\"") > 0);
    CHECK(bytes_find(svg, "onload") < 0 && bytes_find(svg, "style") < 0);
    c.event_id_count = 0;
    CHECK(bytes_find(draw(&t, c), "evt_") < 0);
    c.standalone = true;
    CHECK(bytes_find(draw(&t, c), "data-event") < 0 && bytes_find(draw(&t, c), "<style>") > 0);
}

TEST(fewer_lanes_can_be_asked_for)
{
    struct timeline t = make(40, 10);
    struct timeline_chart c = timeline_chart_default(&t);
    c.lanes_max = 4;
    struct bytes svg = draw(&t, c);
    CHECK_INT(count(svg, "class=\"lane\""), 4);
    CHECK_INT(count(svg, ">others<"), 1);
    CHECK_INT(count(svg, "<circle"), 40);
}

/* n events within a day, with a title of usual length. */
static struct timeline
dense(uint32_t n, uint32_t tools)
{
    struct timeline t = make(n, tools);
    for (uint32_t i = 0; i < n; i++) {
        struct event *e = &((struct event *)t.events)[i];
        e->at.ms = T0 + (int64_t)i * 24 * 60 * MIN / n;
        e->title = BYTES("HighErrorRate on checkout-7: 12 % of the requests fail, the limit is 5 % for ten minutes");
        e->significance = (uint8_t)(i * 7 % 100);
        e->key = i % (n / 30) == 0;
    }
    t.window.to_ms = T0 + 24 * 60 * MIN;
    return t;
}

TEST(where_events_lie_densely_one_stands_for_several_and_key_ones_stay)
{
    static const uint32_t sizes[] = {800, 5000, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (uint32_t tools = 1; tools <= 40; tools += 13) {
            struct timeline t = dense(sizes[i], tools);
            struct timeline_chart c = timeline_chart_default(&t);
            c.standalone = false;
            struct bytes svg = draw(&t, c), rest = svg;
            CHECK(is_well_formed(svg) && svg.n < 300000);
            uint32_t drawn = count(svg, "<circle"), more = 0, keys = count(svg, "dot key\"");
            CHECK(drawn <= CHART_DOTS_MAX + CHART_KEYS_MAX && keys >= 30 && count(svg, "key many") == 0);
            ptrdiff_t at;
            while ((at = bytes_find(rest, " (and ")) >= 0) {
                rest = bytes_from(rest, (size_t)at + 6);
                more += (uint32_t)strtoul(bytes_dup(&arena, bytes_cut(rest, 0, 10)).p, NULL, 10);
            }
            CHECK_INT(drawn + more, sizes[i]); // each event is drawn or counted
        }
}

TEST(of_dots_the_weightiest_stands_for_the_others_of_bars_the_longest)
{
    enum { N = 3000 };
    struct timeline t = dense(N, 1);
    struct event *e = (struct event *)t.events;
    for (uint32_t i = 0; i < N; i++) {
        e[i].at.ms = T0 + (i < N / 2 ? 0 : 100 * MIN);
        e[i].significance = 10;
        e[i].key = false;
        if (i >= N / 2)
            e[i].end = (struct when){.ms = T0 + 200 * MIN + (i == 2000) * 500 * MIN, .precision = PRECISION_SECOND};
    }
    e[700].significance = 90;
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK_INT(count(svg, "<circle"), 1);
    CHECK(bytes_find(svg, "<circle id=\"e701\" class=\"dot many\"") > 0);
    CHECK(bytes_find(svg, "<rect id=\"e2001\" class=\"bar many\"") > 0);
    CHECK_INT(count(svg, "(and 1499 more here)"), 2);
}

TEST(many_key_events_are_thinned_too)
{
    struct timeline t = dense(5000, 2);
    for (uint32_t i = 0; i < 5000; i++)
        ((struct event *)t.events)[i].key = true;
    struct bytes svg = draw(&t, timeline_chart_default(&t));
    CHECK(count(svg, "<circle") <= CHART_KEYS_MAX && count(svg, "dot key many") > CHART_KEYS_MAX / 2);
}

int
main(void)
{
    RUN(every_event_is_a_dot_in_the_lane_of_its_source);
    RUN(what_lasts_is_a_bar_and_what_is_key_is_marked);
    RUN(moments_phases_and_gaps_are_drawn);
    RUN(only_the_asked_stretch_is_shown);
    RUN(lanes_stay_where_they_are_while_one_zooms);
    RUN(many_sources_share_the_last_lane);
    RUN(hostile_text_stays_text);
    RUN(any_stretch_and_width_draws);
    RUN(in_a_page_an_event_has_the_id_that_the_caller_gives_and_nothing_has_a_style);
    RUN(fewer_lanes_can_be_asked_for);
    RUN(where_events_lie_densely_one_stands_for_several_and_key_ones_stay);
    RUN(of_dots_the_weightiest_stands_for_the_others_of_bars_the_longest);
    RUN(many_key_events_are_thinned_too);
    arena_done(&arena);
    return test_end();
}

#include "timeline_chart.h"

#include "../base/test.h"

#define MIN ((int64_t)60 * 1000)
#define T0  ((int64_t)1700000000000)

static struct arena arena = {.max_bytes = 64 << 20};

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

int
main(void)
{
    RUN(every_event_is_a_dot_in_the_lane_of_its_source);
    RUN(what_lasts_is_a_bar_and_what_is_key_is_marked);
    RUN(moments_phases_and_gaps_are_drawn);
    RUN(only_the_asked_stretch_is_shown);
    RUN(many_sources_share_the_last_lane);
    RUN(hostile_text_stays_text);
    RUN(any_stretch_and_width_draws);
    arena_done(&arena);
    return test_end();
}

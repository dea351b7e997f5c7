/*
 * Drawn from back to front: phases, gaps, grid, lanes, moments, events, strip, axis. All coordinates are whole tenths
 * of a pixel, so that no locale and no rounding of floating numbers shows in the output.
 */
#include "timeline_chart.h"

#include "../base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_MS ((int64_t)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

enum { // CSS pixels
    LABELS_WIDTH = 104,
    RIGHT_AIR = 16,
    STRIP_HEIGHT = 28,
    LABEL_ROW = 16, // of the moments' names
    LABEL_ROWS_MAX = 4,
    LANE_HEIGHT = 26,
    AXIS_HEIGHT = 26,
    LETTER_WIDTH = 7, // about, for keeping labels apart
    STRIP_BIN = 4,
    TICK_APART = 90,
    BAR_HEIGHT = 8,
    DOT_RADIUS = 3,
    KEY_RADIUS = 5,
    TITLE_MAX_BYTES = 200,
    TITLE_MANY_MAX_BYTES = 80, // where there are many
    ID_MAX_BYTES = 64,
};

/* What belongs to one tool lies in one lane; lanes stand in the order in which a responder looks. */
static const char *const lane_order[] = {"alertmanager", "grafana", "pagerduty", "statuspage", "cstate", "slack",
                                         "gitter",       "github",  "git",       "csv",        "jsonl",  "text"};

struct lane {
    const char *source; // NULL: all that found no place of their own
};

/* An event that is shown, and where. */
struct mark {
    uint32_t event;  // its place in the timeline
    uint16_t column; // pixel
    uint8_t lane;
    bool bar, key;
};

struct drawing {
    struct buf *out;
    const struct timeline *t;
    const struct timeline_chart *c;
    struct lane lanes[CHART_LANES_MAX];
    uint32_t lane_count, lanes_max;
    struct mark *marks; // in time order
    uint32_t mark_count;
    size_t title_max_bytes;
    int lanes_top, lanes_bottom;
};

/* ---- places ---- */

/* Tenths of a pixel; clamped to the picture. */
static int64_t
x_of(const struct drawing *d, int64_t ms)
{
    const struct timeline_chart *c = d->c;
    int64_t width = (int64_t)(c->width - LABELS_WIDTH - RIGHT_AIR) * 10;
    if (ms <= c->from_ms)
        return (int64_t)LABELS_WIDTH * 10;
    if (ms >= c->to_ms)
        return (int64_t)LABELS_WIDTH * 10 + width;
    return (int64_t)LABELS_WIDTH * 10 +
           (int64_t)(((double)ms - (double)c->from_ms) / ((double)c->to_ms - (double)c->from_ms) * (double)width);
}

static bool
is_shown(const struct drawing *d, const struct event *e)
{
    if (e->at.precision == PRECISION_UNKNOWN)
        return false;
    int64_t end = e->end.precision == PRECISION_UNKNOWN ? e->at.ms : e->end.ms;
    return end >= d->c->from_ms && e->at.ms <= d->c->to_ms;
}

static int
lane_y(const struct drawing *d, uint32_t lane)
{
    return d->lanes_top + (int)lane * LANE_HEIGHT + LANE_HEIGHT / 2;
}

static uint32_t
lane_of(const struct drawing *d, const char *source)
{
    for (uint32_t i = 0; i < d->lane_count; i++)
        if (d->lanes[i].source && strcmp(d->lanes[i].source, source) == 0)
            return i;
    return d->lane_count - 1;
}

static int
rank_of(const char *source)
{
    int n = (int)(sizeof lane_order / sizeof *lane_order);
    for (int i = 0; i < n; i++)
        if (strcmp(lane_order[i], source) == 0)
            return i;
    return n;
}

static int
cmp_lane(const struct lane *a, const struct lane *b)
{
    int x = rank_of(a->source), y = rank_of(b->source);
    return x != y ? x - y : strcmp(a->source, b->source);
}

/* Those of the incident's window are always there, so that lanes stay where they are while somebody zooms. */
static bool
has_lane(const struct drawing *d, const struct event *e)
{
    return (e->in_window && e->at.precision != PRECISION_UNKNOWN) || is_shown(d, e);
}

static void
find_lanes(struct drawing *d)
{
    for (uint32_t i = 0; i < d->t->event_count; i++) {
        const struct event *e = &d->t->events[i];
        if (!has_lane(d, e))
            continue;
        uint32_t k = 0;
        while (k < d->lane_count && d->lanes[k].source && strcmp(d->lanes[k].source, e->source) != 0)
            k++;
        if (k == d->lanes_max) {
            d->lanes[k - 1].source = NULL; // one lane for the rest
            continue;
        }
        if (k == d->lane_count)
            d->lanes[d->lane_count++].source = e->source;
    }
    uint32_t named = d->lane_count && !d->lanes[d->lane_count - 1].source ? d->lane_count - 1 : d->lane_count;
    for (uint32_t i = 1; i < named; i++) // few: insertion
        for (uint32_t k = i; k > 0 && cmp_lane(&d->lanes[k], &d->lanes[k - 1]) < 0; k--) {
            struct lane swap = d->lanes[k];
            d->lanes[k] = d->lanes[k - 1];
            d->lanes[k - 1] = swap;
        }
    if (!d->lane_count)
        d->lanes[d->lane_count++] = (struct lane){.source = "no events"};
}

/* ---- writing ---- */

static void
put_text(struct buf *out, struct bytes text)
{
    for (size_t i = 0; i < text.n;) {
        size_t n = utf8_len(bytes_from(text, i));
        char c = text.p[i];
        if (!n || ((unsigned char)c < 0x20 && c != '\n' && c != '\t')) // not allowed in XML
            buf_puts(out, "\xef\xbf\xbd");
        else if (c == '&')
            buf_puts(out, "&amp;");
        else if (c == '<')
            buf_puts(out, "&lt;");
        else if (c == '>')
            buf_puts(out, "&gt;");
        else if (c == '"')
            buf_puts(out, "&quot;");
        else
            buf_add(out, bytes_cut(text, i, n));
        i += n ? n : 1;
    }
}

#define TENTHS        "%" PRId64 ".%" PRId64
#define TENTHS_ARG(v) (v) / 10, (v) % 10

static void
put_style(struct buf *out)
{
    buf_puts(
        out,
        "<style>"
        "svg{--ink:#1d2529;--soft:#5d6a71;--line:#dde3e6;--paper:#fff;--accent:#0b6e6e;"
        "--felt:#d1495b;--work:#e0a030;--watch:#3d8f5f;font:12px system-ui,sans-serif;background:var(--paper)}"
        "@media(prefers-color-scheme:dark){svg{--ink:#e6ecef;--soft:#9aa7ae;--line:#2f3a40;--paper:#151b1e;"
        "--accent:#4fc3c3;--felt:#ef7a8a;--work:#f0bd5c;--watch:#6fc793}}"
        "text{fill:var(--ink);font-variant-numeric:tabular-nums}.lane,.tick{fill:var(--soft)}.grid,.row{stroke:var(--"
        "line)}"
        ".phase{opacity:.13}.felt{fill:var(--felt)}.work{fill:var(--work)}.watch{fill:var(--watch)}"
        ".moment{stroke:var(--ink);stroke-dasharray:3 "
        "3;opacity:.6}.name{font-weight:600;font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:4px}"
        ".dot,.bar{fill:var(--soft);opacity:.55}.key{fill:var(--accent);opacity:1}.strip{fill:var(--soft);opacity:.5}"
        ".gap{fill:url(#hatch);opacity:.5}"
        "</style>");
}

static void
put_phases(struct drawing *d)
{
    static const struct {
        enum moment_kind from, to;
        const char *name, *title;
    } phases[] = {
        {MOMENT_IMPACT_STARTED, MOMENT_DETECTED, "felt", "trouble before it was detected"},
        {MOMENT_DETECTED, MOMENT_MITIGATED, "work", "detected, not yet better"},
        {MOMENT_MITIGATED, MOMENT_RESOLVED, "watch", "better, being watched"},
    };
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
        const struct moment *from = &d->t->moments[phases[i].from], *to = &d->t->moments[phases[i].to];
        if (!from->found || !to->found || to->at.ms <= from->at.ms)
            continue;
        int64_t x = x_of(d, from->at.ms), width = x_of(d, to->at.ms) - x;
        if (width > 0)
            buf_printf(d->out,
                       "<rect class=\"phase %s\" x=\"" TENTHS "\" y=\"%d\" width=\"" TENTHS
                       "\" height=\"%d\"><title>%s</title></rect>",
                       phases[i].name, TENTHS_ARG(x), d->lanes_top, TENTHS_ARG(width), d->lanes_bottom - d->lanes_top,
                       phases[i].title);
    }
}

static void
put_gaps(struct drawing *d)
{
    for (uint32_t i = 0; i < d->t->gap_count; i++) {
        const struct gap *g = &d->t->gaps[i];
        int64_t x = x_of(d, g->from_ms), width = x_of(d, g->to_ms) - x;
        if (width > 0)
            buf_printf(d->out,
                       "<rect class=\"gap\" x=\"" TENTHS "\" y=\"%d\" width=\"" TENTHS
                       "\" height=\"%d\"><title>silence of %" PRId64 " min</title></rect>",
                       TENTHS_ARG(x), d->lanes_top, TENTHS_ARG(width), d->lanes_bottom - d->lanes_top,
                       (g->to_ms - g->from_ms) / MINUTE_MS);
    }
}

static void
put_lanes(struct drawing *d)
{
    for (uint32_t i = 0; i < d->lane_count; i++) {
        int y = lane_y(d, i);
        buf_printf(d->out, "<line class=\"row\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", LABELS_WIDTH,
                   d->c->width - RIGHT_AIR, y, y);
        buf_printf(d->out, "<text class=\"lane\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABELS_WIDTH - 10, y + 4);
        put_text(d->out, d->lanes[i].source ? bytes_of(d->lanes[i].source) : BYTES("others"));
        buf_puts(d->out, "</text>");
    }
}

/* The smallest step whose labels stand apart. */
static int64_t
tick_step(const struct drawing *d)
{
    static const int64_t steps[] = {SECOND_MS,     5 * SECOND_MS, 15 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS,
                                    2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS,
                                    HOUR_MS,       2 * HOUR_MS,   3 * HOUR_MS,    6 * HOUR_MS,    12 * HOUR_MS,
                                    DAY_MS,        2 * DAY_MS,    7 * DAY_MS,     14 * DAY_MS,    30 * DAY_MS,
                                    90 * DAY_MS,   365 * DAY_MS};
    size_t n = sizeof steps / sizeof *steps;
    int64_t wanted = (d->c->to_ms - d->c->from_ms) / ((d->c->width - LABELS_WIDTH - RIGHT_AIR) / TICK_APART + 1);
    for (size_t i = 0; i < n; i++)
        if (steps[i] >= wanted)
            return steps[i];
    return wanted;
}

static void
put_axis(struct drawing *d)
{
    int64_t step = tick_step(d);
    int64_t first = d->c->from_ms - d->c->from_ms % step;
    if (first < d->c->from_ms)
        first += step;
    int64_t last_day = INT64_MIN;
    for (int64_t ms = first; ms <= d->c->to_ms; ms += step) {
        int64_t x = x_of(d, ms), day = ms / DAY_MS;
        struct when_text w = when_format(ms);
        buf_printf(d->out, "<line class=\"grid\" x1=\"" TENTHS "\" x2=\"" TENTHS "\" y1=\"%d\" y2=\"%d\"/>",
                   TENTHS_ARG(x), TENTHS_ARG(x), d->lanes_top, d->lanes_bottom + 4);
        buf_printf(d->out, "<text class=\"tick\" x=\"" TENTHS "\" y=\"%d\" text-anchor=\"middle\">", TENTHS_ARG(x),
                   d->lanes_bottom + 18);
        if (step >= DAY_MS)
            buf_printf(d->out, "%.10s", w.s);
        else if (step < MINUTE_MS)
            buf_printf(d->out, "%.8s", w.s + 11);
        else if (day != last_day && last_day != INT64_MIN)
            buf_printf(d->out, "%.5s %.5s", w.s + 5, w.s + 11);
        else
            buf_printf(d->out, "%.5s", w.s + 11);
        buf_puts(d->out, "</text>");
        last_day = day;
    }
}

/* A moment's name goes to the first row where it touches no other. */
static void
put_moments(struct drawing *d)
{
    int64_t row_ends[LABEL_ROWS_MAX] = {0};
    for (int i = 0; i < MOMENT_MAX; i++) {
        const struct moment *m = &d->t->moments[i];
        if (!m->found || m->at.ms < d->c->from_ms || m->at.ms > d->c->to_ms)
            continue;
        const char *name = moment_name((enum moment_kind)i);
        int64_t x = x_of(d, m->at.ms), half = (int64_t)strlen(name) * LETTER_WIDTH * 10 / 2;
        int row = 0;
        while (row < LABEL_ROWS_MAX - 1 && x - half < row_ends[row])
            row++;
        if (x + half > row_ends[row])
            row_ends[row] = x + half + 60;
        int y = d->lanes_top - 6 - row * LABEL_ROW;
        buf_printf(d->out, "<line class=\"moment\" x1=\"" TENTHS "\" x2=\"" TENTHS "\" y1=\"%d\" y2=\"%d\"/>",
                   TENTHS_ARG(x), TENTHS_ARG(x), y + 3, d->lanes_bottom);
        buf_printf(d->out, "<text class=\"name\" x=\"" TENTHS "\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                   TENTHS_ARG(x), y, name);
    }
}

/* ---- events ---- */

static bool
is_id(struct bytes id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!ascii_is_alnum(id.p[i]) && id.p[i] != '_' && id.p[i] != '-')
            return false;
    return id.n > 0 && id.n <= ID_MAX_BYTES;
}

static void
put_id(struct drawing *d, const struct event *e)
{
    const struct timeline_chart *c = d->c;
    struct bytes id = BYTES_NONE;
    char numbered[16];
    if (c->event_ids && e->number - 1 < c->event_id_count)
        id = c->event_ids[e->number - 1];
    if (!is_id(id))
        id = (struct bytes){numbered, (size_t)snprintf(numbered, sizeof numbered, "e%" PRIu32, e->number)};
    buf_printf(d->out, "id=\"%.*s\"", BYTES_ARG(id));
    if (!c->standalone)
        buf_printf(d->out, " data-event=\"%.*s\"", BYTES_ARG(id));
}

static int64_t
end_x(const struct drawing *d, const struct event *e)
{
    return x_of(d, e->end.precision == PRECISION_UNKNOWN ? e->at.ms : e->end.ms);
}

/* Draws one event, for `count` of its lane that lie where it lies. */
static void
put_mark(struct drawing *d, const struct mark *m, uint32_t count)
{
    const struct event *e = &d->t->events[m->event];
    int64_t x = x_of(d, e->at.ms);
    int y = lane_y(d, m->lane);
    const char *key = m->key ? " key" : "", *many = count > 1 ? " many" : "";
    buf_puts(d->out, m->bar ? "<rect " : "<circle ");
    put_id(d, e);
    if (m->bar)
        buf_printf(d->out, " class=\"bar%s%s\" x=\"" TENTHS "\" y=\"%d\" width=\"" TENTHS "\" height=\"%d\" rx=\"4\">",
                   key, many, TENTHS_ARG(x), y - BAR_HEIGHT / 2, TENTHS_ARG(end_x(d, e) - x), BAR_HEIGHT);
    else
        buf_printf(d->out, " class=\"dot%s%s\" cx=\"" TENTHS "\" cy=\"%d\" r=\"%d\">", key, many, TENTHS_ARG(x), y,
                   m->key ? KEY_RADIUS : DOT_RADIUS);
    buf_printf(d->out, "<title>E%" PRIu32 " %.5s ", e->number, when_format(e->at.ms).s + 11);
    put_text(d->out, utf8_cut(e->title, d->title_max_bytes));
    if (count > 1)
        buf_printf(d->out, " (and %" PRIu32 " more here)", count - 1);
    buf_puts(d->out, m->bar ? "</title></rect>" : "</title></circle>");
}

static void
find_marks(struct drawing *d)
{
    d->marks = calloc((size_t)d->t->event_count + 1, sizeof *d->marks);
    if (!d->marks)
        abort();
    for (uint32_t i = 0; i < d->t->event_count; i++) {
        const struct event *e = &d->t->events[i];
        if (!is_shown(d, e))
            continue;
        int64_t x = x_of(d, e->at.ms);
        d->marks[d->mark_count++] = (struct mark){.event = i,
                                                  .column = (uint16_t)(x / 10),
                                                  .lane = (uint8_t)lane_of(d, e->source),
                                                  .bar = end_x(d, e) - x >= 2 * DOT_RADIUS * 10,
                                                  .key = e->key};
    }
}

/* Events that lie so close that one of them stands for all: of one lane, dots apart from bars. */
struct cell {
    const struct mark *best;
    uint32_t count, number;
};

struct cells {
    struct cell at[CHART_LANES_MAX][2];
};

/* Of bars the longest shows how far they reach; of dots the weightiest says most. */
static bool
stands_better(const struct drawing *d, const struct mark *a, const struct mark *b)
{
    const struct event *x = &d->t->events[a->event], *y = &d->t->events[b->event];
    return a->bar ? end_x(d, x) - x_of(d, x->at.ms) > end_x(d, y) - x_of(d, y->at.ms)
                  : x->significance > y->significance;
}

/* Cells of `width` pixels that hold something. Marks come in the order of time, so a cell is full when the next begins.
 */
static uint32_t
count_cells(const struct drawing *d, bool key, uint32_t width)
{
    uint32_t open[CHART_LANES_MAX][2] = {0}, n = 0;
    for (uint32_t i = 0; i < d->mark_count; i++) {
        const struct mark *m = &d->marks[i];
        uint32_t number = m->column / width + 1, *at = &open[m->lane][m->bar];
        if (m->key != key || *at == number)
            continue;
        *at = number;
        n++;
    }
    return n;
}

/* The least width of cells with which at most `most` are drawn; 0: each event by itself. */
static uint32_t
cell_width(const struct drawing *d, bool key, uint32_t most)
{
    uint32_t marks = 0, low = 1, high = CHART_WIDTH_MAX;
    for (uint32_t i = 0; i < d->mark_count; i++)
        marks += d->marks[i].key == key;
    if (marks <= most)
        return 0;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (count_cells(d, key, mid) <= most)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

static void
put_cell(struct drawing *d, struct cell *c)
{
    if (c->count)
        put_mark(d, c->best, c->count);
    c->count = 0;
}

static void
put_thinned(struct drawing *d, bool key, uint32_t width)
{
    struct cells cells = {0};
    for (uint32_t i = 0; i < d->mark_count; i++) {
        const struct mark *m = &d->marks[i];
        struct cell *c = &cells.at[m->lane][m->bar];
        if (m->key != key)
            continue;
        if (c->count && c->number != m->column / width)
            put_cell(d, c);
        if (!c->count++ || stands_better(d, m, c->best))
            c->best = m;
        c->number = m->column / width;
    }
    for (uint32_t lane = 0; lane < d->lane_count; lane++)
        for (int bar = 0; bar < 2; bar++)
            put_cell(d, &cells.at[lane][bar]);
}

/* Key events last: they lie on top of the others. */
static void
put_events(struct drawing *d)
{
    static const uint32_t most[2] = {CHART_DOTS_MAX, CHART_KEYS_MAX};
    find_marks(d);
    for (int key = 0; key < 2; key++) {
        uint32_t width = cell_width(d, key, most[key]);
        d->title_max_bytes = width ? TITLE_MANY_MAX_BYTES : TITLE_MAX_BYTES;
        if (width) {
            put_thinned(d, key, width);
            continue;
        }
        for (uint32_t i = 0; i < d->mark_count; i++)
            if (d->marks[i].key == (key == 1))
                put_mark(d, &d->marks[i], 1);
    }
    free(d->marks);
}

static void
put_strip(struct drawing *d)
{
    enum { BINS_MAX = CHART_WIDTH_MAX / STRIP_BIN };
    uint32_t bins[BINS_MAX] = {0}, most = 0;
    for (uint32_t i = 0; i < d->t->event_count; i++) {
        const struct event *e = &d->t->events[i];
        if (!is_shown(d, e) || e->at.ms < d->c->from_ms)
            continue;
        uint32_t *bin = &bins[(x_of(d, e->at.ms) / 10 - LABELS_WIDTH) / STRIP_BIN];
        *bin += e->times;
        most = *bin > most ? *bin : most;
    }
    for (uint32_t i = 0; i < BINS_MAX && most; i++) {
        int64_t height = (int64_t)bins[i] * (STRIP_HEIGHT - 6) * 10 / most;
        if (bins[i])
            buf_printf(d->out, "<rect class=\"strip\" x=\"%d\" y=\"" TENTHS "\" width=\"%d\" height=\"" TENTHS "\"/>",
                       LABELS_WIDTH + (int)i * STRIP_BIN, TENTHS_ARG(STRIP_HEIGHT * 10 - height), STRIP_BIN - 1,
                       TENTHS_ARG(height > 10 ? height : 10));
    }
}

/* From the first event to the last: a timeline that people wrote by hand has no window of the engine's. */
static struct window
span_of(const struct timeline *t)
{
    struct window w = {0};
    bool any = false;
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct when *at = &t->events[i].at;
        if (at->precision == PRECISION_UNKNOWN)
            continue;
        w.from_ms = !any || at->ms < w.from_ms ? at->ms : w.from_ms;
        w.to_ms = !any || at->ms > w.to_ms ? at->ms : w.to_ms;
        any = true;
    }
    return w;
}

struct timeline_chart
timeline_chart_default(const struct timeline *t)
{
    struct window w = t->window.from_ms || t->window.to_ms ? t->window : span_of(t);
    int64_t length = w.to_ms - w.from_ms;
    int64_t air = length > 20 * MINUTE_MS ? length / 50 : MINUTE_MS;
    return (struct timeline_chart){
        .from_ms = w.from_ms - air, .to_ms = w.to_ms + air, .width = 1200, .standalone = true};
}

void
timeline_chart_svg(struct buf *out, const struct timeline *t, const struct timeline_chart *chart)
{
    assert(chart->from_ms < chart->to_ms && chart->width >= CHART_WIDTH_MIN && chart->width <= CHART_WIDTH_MAX);
    assert(chart->lanes_max >= 0 && chart->lanes_max <= CHART_LANES_MAX);
    struct drawing d = {.out = out, .t = t, .c = chart};
    d.lanes_max = chart->lanes_max ? (uint32_t)chart->lanes_max : CHART_LANES_MAX;
    find_lanes(&d);
    d.lanes_top = STRIP_HEIGHT + LABEL_ROWS_MAX * LABEL_ROW + 10;
    d.lanes_bottom = d.lanes_top + (int)d.lane_count * LANE_HEIGHT;
    int height = d.lanes_bottom + AXIS_HEIGHT;
    struct when_text from = when_format(chart->from_ms), to = when_format(chart->to_ms);
    buf_printf(
        out, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">",
        chart->width, height, chart->width, height);
    buf_printf(out, "<title>Timeline from %.10s %.5s to %.10s %.5s UTC, %" PRIu32 " events</title>", from.s,
               from.s + 11, to.s, to.s + 11, t->event_count);
    if (chart->standalone)
        put_style(out);
    buf_puts(
        out,
        "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\"><line class=\"grid\" x1=\"0\" x2=\"0\" y1=\"0\" y2=\"6\" stroke-width=\"3\"/>"
        "</pattern></defs>");
    put_phases(&d);
    put_gaps(&d);
    put_lanes(&d);
    put_axis(&d);
    put_moments(&d);
    put_events(&d);
    put_strip(&d);
    buf_puts(out, "</svg>\n");
}

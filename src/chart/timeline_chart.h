#ifndef CHART_TIMELINE_CHART_H
#define CHART_TIMELINE_CHART_H
/*
 * The timeline as a picture: lanes by source, time from left to right, dots for events and bars for what lasts, shaded
 * phases between moments, lines at the moments, hatched gaps, and a strip on top that shows how much happened when.
 *
 * SVG for a given stretch of time and width; pure, the same input gives the same bytes. Colours are classes, with no
 * style attribute anywhere: a page brings its own, and a picture that stands alone carries a style sheet for light and
 * dark. Classes: grid row lane tick name moment strip gap; phase with felt, work or watch; dot and bar, with key, and
 * with many where one stands for several.
 *
 * Every event has a <title> and an id, by which a page finds it: "e12", or what the caller gives. In a page it also has
 * the id as data-event. Where more lie in the stretch than can be told apart, one stands for those beside it in its
 * lane and says in its title how many; key events are thinned apart from the others, so none vanishes behind them.
 * Sources of the incident's window have their lane whatever stretch is shown.
 */
#include "../base/buf.h"
#include "../fact/event.h"

enum {
    CHART_WIDTH_MIN = 320,
    CHART_WIDTH_MAX = 8000,
    CHART_LANES_MAX = 16, // further sources share the last lane
    CHART_DOTS_MAX = 700, // of events that are not key, drawn one by one; beyond, one stands for several
    CHART_KEYS_MAX = 200, // the same of key events
};

struct timeline_chart {
    int64_t from_ms, to_ms; // what is shown; from < to
    int width;              // CSS pixels, within the limits above
    bool standalone;        // with its own style sheet, for a file
    int lanes_max;          // 0: CHART_LANES_MAX, which is also the most
    /* By event number - 1: letters, digits, '_' and '-', at most 64 bytes; NULL, or an id that is none: "e12". */
    const struct bytes *event_ids;
    uint32_t event_id_count;
};

/* The window of a timeline with a little air on both sides, 1200 wide, standing alone. */
struct timeline_chart timeline_chart_default(const struct timeline *t);

void timeline_chart_svg(struct buf *out, const struct timeline *t, const struct timeline_chart *chart);
#endif

#ifndef CHART_TIMELINE_CHART_H
#define CHART_TIMELINE_CHART_H
/*
 * The timeline as a picture: lanes by source, time from left to right, dots for events and bars for what lasts, shaded
 * phases between moments, lines at the moments, hatched gaps, and a strip on top that shows how much happened when.
 *
 * SVG for a given stretch of time and width; pure, the same input gives the same bytes. Colours are classes: a page
 * brings its own, and a picture that stands alone carries a style sheet for light and dark. Every event has a <title>
 * and an id "e12", by which a page finds it.
 */
#include "../base/buf.h"
#include "../fact/event.h"

enum {
    CHART_WIDTH_MIN = 320,
    CHART_WIDTH_MAX = 8000,
    CHART_LANES_MAX = 16,     // further sources share the last lane
    CHART_EVENTS_MAX = 20000, // shown one by one; beyond, only the strip shows all
};

struct timeline_chart {
    int64_t from_ms, to_ms; // what is shown; from < to
    int width;              // CSS pixels, within the limits above
    bool standalone;        // with its own style sheet, for a file
};

/* The window of a timeline with a little air on both sides, 1200 wide, standing alone. */
struct timeline_chart timeline_chart_default(const struct timeline *t);

void timeline_chart_svg(struct buf *out, const struct timeline *t, const struct timeline_chart *chart);
#endif

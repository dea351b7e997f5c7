#ifndef FACT_TIMELINE_JSON_H
#define FACT_TIMELINE_JSON_H
/* A timeline as JSON: the array that docs/timeline.md describes, one event a line. */
#include "../base/buf.h"
#include "event.h"

struct timeline_view {
    bool key_only;
    struct bytes title; // of Markdown, in place of "Timeline"
    bool explain;       // each event also says its number, its reasons, and whether it lies in the incident's window
};

void timeline_json(struct buf *out, const struct timeline *t, const struct timeline_view *view);
#endif

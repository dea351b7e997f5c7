#ifndef DRAFT_DRAFT_H
#define DRAFT_DRAFT_H
/*
 * From a timeline to a draft post-mortem. Pure: no I/O, no clock; the same timeline and template give the same bytes.
 *
 * What the evidence supports is filled in, each statement with the events that it rests on; the rest is left as
 * questions to the writer. Nothing is made up: every figure is a moment, a duration or a count of the timeline, and
 * every judgement in somebody's words is a quotation.
 *
 *     struct template *t;
 *     struct document *d;
 *     if (!(e = template_builtin(arena, TEMPLATE_DEFAULT, &t, why)) &&
 *         !(e = draft_build(arena, timeline, &(struct draft_options){.template = t}, &d, why)))
 *         draft_markdown(d, &buf);
 */
#include "../base/buf.h"
#include "../base/err.h"
#include "document.h"
#include "template.h"

struct draft_options {
    const struct template *template; // must not be NULL
};

/*
 * A timeline that people have corrected will do: a moment without an event, or with one that is hidden, is left out; an
 * event may have no signals. Events are numbered from 1 without holes, and signals that events name are there.
 * ret: lives in the arena, refers to the timeline and the template, which must live as long.
 * Errors: ERR_INVALID when the timeline has no event at all.
 */
enum err draft_build(struct arena *a, const struct timeline *t, const struct draft_options *options,
                     struct document **ret, struct why *why);

/* CommonMark, one paragraph a line. Links to events are "[E12](#e12)"; their lines carry the anchors. */
void draft_markdown(const struct document *d, struct buf *out);

/* How one section stands in the record, where an event has an id that stays. */
struct draft_links {
    const struct bytes *event_ids; // by number - 1: "evt_01h..."; NULL, or an id that is none: "#e12" as above
    uint32_t event_count;          // ids there
    bool guidance, questions;      // write these blocks too
};

/*
 * The body of one section (number from 0) as plain Markdown without HTML, for an editor: no heading, no anchors, links
 * to events as "[E12](#evt_01h...)". links NULL: as zeroed. Empty when the evidence says nothing for the section.
 * `out` should be empty: behind other text the body begins with a blank line.
 */
void draft_section_markdown(const struct document *d, uint32_t section, const struct draft_links *links,
                            struct buf *out);

/* JSON as docs/draft.md describes it. */
void draft_json(const struct document *d, struct buf *out);
#endif

#ifndef EXPORT_BLOCKS_H
#define EXPORT_BLOCKS_H
/*
 * Live data blocks: places in a post-mortem's Markdown that show the record as it is when they are read. A block is
 * fenced code whose info string is "aftermath NAME" and, for some, a further word:
 *
 *     ```aftermath timeline all
 *     ```
 *
 * To add one: its function and its row in block_kinds[] (blocks.c); docs/markdown.md tells people.
 */
#include "../base/buf.h"
#include "../model/postmortem.h"
#include "../model/timeline_store.h"

/* The incidents of one post-mortem, in its order, and their timelines. */
struct block_data {
    const struct postmortem_incident *incidents;
    const struct stored_timeline *timelines;
    uint32_t count;
    // by block_data_load(): events by their id, for texts that name many; NULL: block_event() looks through all
    const struct block_event_ref *by_id;
    uint32_t by_id_count;
};

struct block_event_ref {
    struct bytes id;
    uint32_t incident, event; // numbers from 0
};

struct block_kind {
    const char *name;
    const char *help; // one sentence, for the writer
};
extern const struct block_kind block_kinds[]; // ends with a NULL name

enum {
    BLOCK_ROWS_MAX = 5000, // of one block; further events are counted
    BLOCKS_MAX = 100,      // in one section; further ones stay code
};

/* Loads what the blocks of a post-mortem show. In cx->arena. Errors: of incident_timeline(). */
enum err block_data_load(struct cx *cx, const struct postmortem *p, struct block_data *ret);

/* Whether the info string names a block that is known: "aftermath timeline". */
bool block_is_known(struct bytes info);

/* HTML that may stand in a page: tables and pictures with classes, times as <time datetime>, rows of events with their
 * id as data-event. False, and nothing is written, for a block that is not known. */
bool block_html(const struct block_data *data, struct bytes info, struct buf *out);

/* Markdown: GitHub tables. */
bool block_markdown(const struct block_data *data, struct bytes info, struct buf *out);

/* The event with that id and which incident it is of; NULL when no timeline has it. */
const struct event *block_event(const struct block_data *data, struct bytes id, uint32_t *ret_incident);
#endif

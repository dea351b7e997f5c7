#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H
/*
 * Events of an incident's timeline as people see and change them: pages of a list, one with its reasons and signals,
 * lines by hand, edits, hiding. What the engine said stays beside what people say; taking back an edit shows it again.
 * Whole timelines for the engines: timeline_store.h.
 */
#include "../fact/event.h"
#include "signal.h"
#include "user.h"

enum {
    EVENT_TITLE_MAX_BYTES = 400,
    EVENT_DETAIL_MAX_BYTES = 64 << 10,
    EVENT_ACTOR_MAX_BYTES = 200,
    EVENT_URL_MAX_BYTES = 2000,
    EVENT_LIST_MAX = 5000,          // on one page
    EVENTS_EDIT_MAX = 1000,         // at once
    EVENTS_WRITTEN_MAX = 10 * 1000, // by hand, in one incident
};
#define EVENT_NO_TIME_MS INT64_MAX // sorts those without a time last

/* What is shown: people's words over the engine's. */
struct event_row {
    struct bytes id, incident;
    uint32_t number; // E1, E2 ... among those that are shown; of a hidden one: what it would have
    struct when at, end;
    enum kind kind;
    struct bytes state; // "" for none
    int severity, significance;
    bool key, in_window, hidden, written, zone_assumed;
    bool reworded; // by a person: its words, its time or its kind
    uint32_t times;
    struct bytes source, title, detail, actor, team, role, url;
    int64_t signal_count;
    struct bytes edited_by, edited_by_name;
    int64_t edited_ms; // 0: never
    int64_t version;
    int64_t position; // for cursors: its place among those of one time
};

struct event_filter {
    int64_t from_ms, to_ms; // both included; 0: open. Events without a time are left out when one is given
    struct bytes source;    // empty: any
    bool has_kind;
    enum kind kind;
    bool key_only;
    int hidden;           // 0: only what is shown, 1: also what is hidden, 2: only that
    int min_significance; // 0: any
    struct bytes q;       // in title or detail, whatever the case
    bool has_cursor;      // what comes behind this one
    int64_t cursor_ms;    // its time, or EVENT_NO_TIME_MS
    int64_t cursor_position;
    struct bytes cursor_id;
    uint32_t limit; // 0: 500; at most EVENT_LIST_MAX
};
/* In time order. Errors: ERR_NOT_FOUND, ERR_INVALID, ERR_DENIED, ERR_IO. */
enum err event_list(struct cx *cx, struct bytes incident, const struct event_filter *f, struct event_row **ret,
                    uint32_t *ret_count, bool *ret_more);

struct event_reason {
    struct bytes name, words;
    int64_t points;
};

struct event_detail {
    struct event_row shown;
    bool has_original; // the engine said it
    struct {
        struct when at;
        enum kind kind;
        struct bytes title, detail;
        bool key;
    } original;
    const struct event_reason *reasons; // most points first
    uint32_t reason_count;
    const struct signal_row *signals; // the first SIGNAL_ROWS_MAX
    uint32_t signal_count;
};
enum err event_load(struct cx *cx, struct bytes id, struct event_detail *ret);

/* A line by hand. Needs an editor. Errors of all that write: ERR_INVALID with the field, ERR_NOT_FOUND, ERR_LIMIT. */
struct event_new {
    int64_t at_ms;
    enum precision precision;
    enum kind kind;
    struct bytes title, detail, actor, url;
    bool key;
};
enum err event_create(struct cx *cx, struct bytes incident, const struct event_new *in, struct event_detail *ret);

/* What has no flag stays. Of an event that the engine said, the empty value takes an edit back. */
struct event_edit {
    bool has_at, has_precision, has_kind, has_title, has_detail, has_key, has_hidden;
    int64_t at_ms; // 0: as the engine says
    enum precision precision;
    bool kind_back; // as the engine says
    enum kind kind;
    struct bytes title, detail; // p NULL: as the engine says
    int key;                    // -1: as the engine says
    bool hidden;
    int64_t version; // of what was read; 0 skips the check
};
/* Errors: also ERR_STALE. An edit that changes nothing leaves the version as it was. */
enum err event_update(struct cx *cx, struct bytes id, const struct event_edit *edit, struct event_detail *ret);

/* The same for several of one incident; only hidden and key. All or none. ret_changed: those that differ now. */
enum err events_update(struct cx *cx, struct bytes incident, const struct bytes *ids, uint32_t count,
                       const struct event_edit *edit, uint32_t *ret_changed);

/* Written ones only. Errors: ERR_CONFLICT (the engine said it: hide it). */
enum err event_delete(struct cx *cx, struct bytes id);

/* How many events of each source are shown, most first. */
struct event_source {
    struct bytes source;
    int64_t events;
};
enum err event_sources(struct cx *cx, struct bytes incident, struct event_source **ret, uint32_t *ret_count);

/* For the model's other files: puts what is shown of an event into the search index. */
enum err event_index(struct cx *cx, struct bytes incident, struct bytes id, struct bytes title, struct bytes detail,
                     struct bytes actor, int64_t at_ms);
#endif

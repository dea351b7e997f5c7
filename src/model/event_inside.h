#ifndef MODEL_EVENT_INSIDE_H
#define MODEL_EVENT_INSIDE_H
/* An event's row as it is stored, both sides of it: private to event.c, event_edit.c and event_list.c. */
#include "event.h"

struct event_stored {
    struct bytes id, incident;
    bool written;
    struct when at, end;
    enum kind kind;
    struct bytes title, detail;
    bool key;
    bool has_title, has_detail, has_at, has_kind, has_key; // people's side
    struct bytes own_title, own_detail;
    struct when own_at;
    enum kind own_kind;
    bool own_key;
    bool hidden;
    int64_t sort_ms;
    struct event_row rest; // what has one side only; the members above are not set in it
    struct bytes main_signal, reasons_json;
};

// clang-format off
#define EVENT_COLS                                                                                                     \
    "e.id, e.incident_id, e.written, e.at_ms, e.at_precision, e.end_ms, e.end_precision, e.kind, e.title, e.detail, "  \
    "e.is_key, e.own_title, e.own_detail, e.own_at_ms, e.own_at_precision, e.own_kind, e.own_key, e.hidden, "          \
    "e.sort_ms, e.state, e.severity, e.significance, e.in_window, e.zone_assumed, e.source, e.actor, e.team, e.role, " \
    "e.url, e.times, e.signal_count, e.edited_by, u.name, e.edited_ms, e.version, e.position"
#define EVENT_FROM " from event e left join user u on u.id = e.edited_by"
// clang-format on
enum { EVENT_COL_COUNT = 36 };

/* The window that decides for events with a time by hand whether they lie in the incident. */
struct event_window {
    int64_t from_ms, to_ms; // both 0: never built
};
enum err event_window_load(struct cx *cx, struct bytes incident, struct event_window *ret);

struct event_stored event_of_row(struct cx *cx, struct stmt *s);
/* What is shown of it; number is not set. */
struct event_row event_shown(const struct event_stored *e, const struct event_window *w);

enum err event_stored_load(struct cx *cx, struct bytes id, struct event_stored *ret);

enum { EVENT_WRITTEN_POSITION = 1 << 20 }; // behind what the engine has of the same time
#endif

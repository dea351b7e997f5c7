#ifndef MODEL_TIMELINE_STORE_H
#define MODEL_TIMELINE_STORE_H
/*
 * An incident's timeline in the record: built by the engine from its signals, then curated by people.
 *
 * Building again (after further signals) keeps what people did: an event is found again by its main signal - the event
 * that now holds the main signal of an older one takes over its id and what people said of it - so ids, links, hiding,
 * edits and decisions stay. What the engine says and what people say stand beside each other; what is shown is the
 * second where there is one.
 */
#include "../fact/event.h"
#include "user.h"

/* What the struct timeline of the engines lacks: ids and what people did. By event number - 1. */
struct event_record {
    struct bytes id; // evt_
    bool written;    // by a person
    bool hidden;
    struct bytes edited_by; // usr_; empty: nobody
    int64_t edited_ms;
    int64_t version;
    uint32_t signal_count; // even when signals are not loaded
};

enum moment_state { MOMENT_PROPOSED = 0, MOMENT_CONFIRMED, MOMENT_CORRECTED, MOMENT_REJECTED, MOMENT_STATE_MAX };
const char *moment_state_name(enum moment_state s);

struct moment_record {
    struct moment proposed; // as the engine says
    enum moment_state state;
    struct bytes event_id;          // of what is shown; or empty
    struct bytes proposed_event_id; // of what the engine says; or empty
    struct bytes note;
    struct bytes decided_by;
    int64_t decided_ms;
    int64_t version;
};

struct stored_timeline {
    struct timeline t; // as shown: people's words over the engine's, hidden events left out unless asked for
    const struct event_record *records; // t.event_count
    const struct bytes *signal_ids;     // t.signal_count; NULL unless signals were loaded
    struct moment_record moments[MOMENT_MAX];
    int64_t built_ms;
    bool stale; // signals came since it was built
};

struct timeline_wish {
    bool signals; // also the signals (for drafts and exports), not only their count
    bool hidden;  // also events that people hid
    bool reasons; // also why each is significant
    bool bare;    // without details, addresses, teams and roles: for what shows times and titles
};

/*
 * Loads the timeline. Everything lives in cx->arena. An incident without signals and events gives an empty one.
 * Errors: ERR_NOT_FOUND, ERR_LIMIT (TIMELINE_EVENTS_MAX), ERR_IO.
 */
enum { TIMELINE_EVENTS_MAX = 1000 * 1000 };
enum err incident_timeline(struct cx *cx, struct bytes incident, const struct timeline_wish *wish,
                           struct stored_timeline *ret);

/* The ids of its events by number - 1, for charts and drafts; empty where a number stands for none (hidden events leave
 * holes). In the arena, which needs room for 16 bytes a number. */
const struct bytes *stored_timeline_ids(struct arena *a, const struct stored_timeline *st, uint32_t *ret_count);

/* Runs the engine over all signals of the incident and stores what it says. A large timeline is stored in several
 * transactions (when the caller is in none), and is stale until the last one. */
enum err incident_build(struct cx *cx, struct bytes incident);
#endif

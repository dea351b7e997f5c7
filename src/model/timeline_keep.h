#ifndef MODEL_TIMELINE_KEEP_H
#define MODEL_TIMELINE_KEEP_H
/* A timeline while it is built and stored: private to timeline_keep.c and timeline_match.c. */
#include "../base/map.h"
#include "../timeline/timeline.h"
#include "signal.h"
#include "timeline_store.h"

/* An event that the engine said before. */
struct old_event {
    struct bytes id, said;
    struct bytes own_title, own_detail; // p NULL: none
    bool edited;                        // people said or did something
    bool hidden;
    uint32_t into; // number of the new event that has its main signal, from 1; 0: none
    bool kept;     // it is that event; else it went up in it
};

struct build_changes {
    uint32_t added, changed, removed, moments;
};

struct build {
    struct cx cx; // the caller's, with memory of its own
    struct bytes incident;
    struct zones *zones;
    struct hasher *hasher;
    int64_t evidence; // as counted before the signals were loaded
    struct stored_signals stored;
    struct timeline *t;
    struct old_event *old;
    uint32_t old_count;
    struct map old_by_main; // id of the main signal -> number in old
    struct bytes *ids;      // of the new events
    uint32_t *old_of;       // of each new event: number in old, from 1; 0: it is new
    struct build_changes changes;
};

/* Loads the events as they are stored and finds them again in the new timeline: ids, old_of. */
enum err build_match(struct build *b);
/* Stores what is new, changed or gone. */
enum err build_store_events(struct build *b);
#endif

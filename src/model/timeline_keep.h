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
    bool edited; // people said or did something
    bool hidden;
    uint32_t into; // number of the new event that has its main signal, from 1; 0: none
    bool kept;     // it is that event; else it went up in it
};

struct build_changes {
    uint32_t added, changed, removed, moments;
};

struct build {
    struct cx cx; // the caller's, with memory of its own
    struct cx *caller;
    struct arena arena;
    struct bytes incident;
    struct zones *zones;
    struct hasher *hasher;
    int64_t evidence, builds, built_ms; // of the incident, before its signals were loaded
    uint32_t piece_work;                // BUILD_PIECE_WORK, but in tests
    bool is_storing;                    // a piece was stored and another one follows
    struct stored_signals stored;
    struct timeline *t;
    struct old_event *old;
    uint32_t old_count;
    struct map old_by_main;                  // id of the main signal -> number in old
    struct bytes *ids;                       // of the new events
    uint32_t *old_of;                        // of each new event: number in old, from 1; 0: it is new
    uint32_t next_old, next_event, position; // where storing stands
    struct build_changes changes;
};

/* The steps of incident_build(): thinks; stores a piece in a transaction, until there is no more; frees. */
enum err build_begin(struct build *b, struct cx *cx, struct bytes incident);
enum err build_piece(struct build *b, bool *ret_more);
void build_done(struct build *b);

/* Loads the events as they are stored and finds them again in the new timeline: ids, old_of. */
enum err build_match(struct build *b);
/* Stores what is new, changed or gone: a piece of it, some ten milliseconds, for which all others who write wait. */
enum { BUILD_PIECE_WORK = 20000, BUILD_WORK_OF_WRITING = 20 };
enum err build_store_events(struct build *b, bool *ret_more);
#endif

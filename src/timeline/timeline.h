#ifndef TIMELINE_TIMELINE_H
#define TIMELINE_TIMELINE_H
/*
 * The timeline engine: signals in, a timeline out. Pure: no I/O, no clock, no globals; the same signals in any order,
 * with repeats, give the same timeline.
 *
 * The steps, one file each: resolve.c (times), merge.c (signals -> events), score.c with evidence.c and subject.c
 * (significance), window.c (which stretch is the incident), key.c (what a careful person would have written down),
 * moments.c, measure.c (durations, gaps, contradictions).
 */
#include "../base/err.h"
#include "../fact/event.h"
#include "../fact/people.h"

struct timeline_options {
    struct zones *zones;   // the ones that the signals' times were read with
    zone_id zone;          // for times without one; ZONE_NONE: they are read as UTC and marked so
    bool has_from, has_to; // the user's incident window
    int64_t from_ms, to_ms;
    const struct people *people; // may be NULL
};

enum { TIMELINE_SIGNALS_MAX = 20 * 1000 * 1000 };

/*
 * Builds a timeline. `signals` is sorted and repeats are dropped in place; it and `origins` must live as long as the
 * result, which lives in the arena.
 * Errors: ERR_INVALID (the window ends before it begins), ERR_LIMIT.
 */
enum err timeline_build(struct arena *a, struct signal *signals, uint32_t count, const struct origin *origins,
                        uint32_t origin_count, const struct timeline_options *options, struct timeline **ret,
                        struct why *why);

/*
 * Measures anew what follows from t->moments and t->events: durations, gaps and contradictions, as timeline_build()
 * does. For a timeline that a person has corrected: events may have been hidden (left out), added or moved, their
 * numbers need not be without holes, and a moment may have any time, with the number of its event or 0. Events must be
 * in time order, those without a time last; in_window says which of them count for gaps. Nothing else of t is read.
 * What is measured lives in the arena.
 */
void timeline_measure(struct arena *a, struct timeline *t);
#endif

#ifndef TIMELINE_BUILD_H
#define TIMELINE_BUILD_H
/* A timeline while it is made: what the steps of timeline.h hand to each other. Private to this folder. */
#include "evidence.h"
#include "timeline.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* What is known about an event besides what the reader is shown. */
struct work {
    uint32_t topics; // bit per enum topic
    int16_t core;    // points from the event itself, without its surroundings
    int16_t points;  // with them
};

enum { EVENT_REASONS_MAX = 12 };

struct build {
    struct arena *arena; // the result's
    const struct timeline_options *options;
    struct signal *signals;
    uint32_t signal_count;
    struct event *events;
    struct work *work; // one per event
    uint32_t event_count;
    struct window window;
    struct window *others;
    uint32_t other_count;
    const char **notes;
    uint32_t note_count, note_cap;
};

void build_note(struct build *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* resolve.c: every signal's time becomes UTC or unknown. */
void resolve_times(struct build *b);

/* merge.c: signals (sorted, unique) to events in time order. */
void merge_signals(struct build *b);

/* score.c */
void score_events(struct build *b);       // what each event says by itself
void score_surroundings(struct build *b); // position, references, bursts; needs the window; sets significance

/* window.c: which stretch is the incident; sets b->window, b->others and each event's in_window. */
void find_window(struct build *b);

/* key.c: sets each event's key. */
void choose_key(struct build *b);

/* moments.c */
void find_moments(struct build *b, struct timeline *t);

/* An event's time for comparing; unknown times are behind all others. */
static inline int64_t
event_ms(const struct event *e)
{
    return e->at.precision == PRECISION_UNKNOWN ? INT64_MAX : e->at.ms;
}

static inline bool
event_has(const struct work *w, enum topic t)
{
    return w->topics >> t & 1;
}
#endif

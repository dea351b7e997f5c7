#ifndef FACT_EVENT_H
#define FACT_EVENT_H
/*
 * What the timeline engine says: events with their reasons, moments, durations, gaps, and the window they lie in.
 * Everything points back: a moment names its event, an event its signals.
 */
#include "signal.h"

/* One contribution to an event's significance: why it is, or is not, in the key timeline. */
struct reason {
    const char *name;   // from the table of evidence, static: "rollback"
    struct bytes words; // what in the event spoke for it; may be empty
    int points;
};

struct event {
    uint32_t number; // 1.. in time order; shown as E1, E2 ...
    struct when at;  // lacks nothing, or precision is unknown
    struct when end; // of what lasts (an alert, a collapsed flood); else unknown
    uint8_t kind;
    uint8_t state;
    uint8_t severity;
    uint8_t significance; // 0..100
    bool key;
    bool in_window;     // inside the incident; else context before or after
    bool zone_assumed;  // its source named no zone, nor did the user: read as UTC
    uint16_t flags;     // SIGNAL_* of its main signal
    const char *source; // of its main signal
    struct bytes title, detail, actor, url;
    struct bytes team, role; // of the actor, when the user's people file says
    uint32_t times;          // how often it happened: 1, or more when a flood or a flapping alert became one line
    const uint32_t *signals; // numbers into timeline.signals, in signal_cmp order; the main one is `main`
    uint32_t signal_count;
    uint32_t main;
    const struct reason *reasons; // most points first
    uint32_t reason_count;
};

enum moment_kind {
    MOMENT_IMPACT_STARTED = 0,
    MOMENT_DETECTED,
    MOMENT_DECLARED,
    MOMENT_ACKNOWLEDGED,
    MOMENT_MITIGATED,
    MOMENT_RESOLVED,
    MOMENT_MAX
};
const char *moment_name(enum moment_kind m); // "impact started", ...

struct moment {
    bool found;
    struct when at;
    uint32_t event;      // its number (E..); 0 when not found
    int confidence;      // 0..100
    const char *because; // one sentence without full stop, in the arena
};

/* Time between two moments. */
struct duration {
    const char *name;       // "time to detect"
    const char *definition; // what is measured, for readers
    enum moment_kind from, to;
    bool known;
    int64_t ms;                // may be negative: then `contradiction` says so
    bool about;                // one of its ends is only roughly known
    const char *contradiction; // NULL or one sentence
};

/* A silent interval inside the incident. */
struct gap {
    int64_t from_ms, to_ms;
    uint32_t before, after; // the events around it
};

/* A stretch of evidence that looks like one incident. */
struct window {
    int64_t from_ms, to_ms;
    bool proposed;       // by the engine; else the user said it
    const char *because; // why, one or two sentences
    uint32_t event_count;
};

struct timeline {
    const struct signal *signals; // unique, in signal_cmp order
    uint32_t signal_count;
    const struct origin *origins;
    uint32_t origin_count;
    const struct event *events; // in time order; those without a time last
    uint32_t event_count;
    struct window window;
    const struct window *others; // further incidents in the same evidence
    uint32_t other_count;
    uint32_t others_more; // beyond those listed
    struct moment moments[MOMENT_MAX];
    const struct duration *durations;
    uint32_t duration_count;
    const struct gap *gaps;
    uint32_t gap_count;
    const char *const *contradictions; // sentences about times that cannot all be true
    uint32_t contradiction_count;
    const char *const *notes; // what a reader must know: years and zones that were inferred, and from what
    uint32_t note_count;
};
#endif

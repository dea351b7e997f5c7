#ifndef TIMELINE_BUILD_H
#define TIMELINE_BUILD_H
/* A timeline while it is made: what the steps of timeline.h hand to each other. Private to this folder. */
#include "evidence.h"
#include "timeline.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* A reason in short; write_reasons() in score.c makes the reader's form of it. */
struct brief {
    uint16_t words_at, words_n; // in the event's text
    uint8_t row;
    int8_t points;
};

enum { BRIEFS_MAX = 12 };

/* What is known about an event besides what the reader is shown. */
struct work {
    uint32_t topics;        // bit per enum topic
    int16_t core;           // points from the event itself, without its surroundings
    int16_t points;         // with them
    uint16_t words;         // in its text
    bool is_specific;       // a statement about a thing by its name, whatever its words
    bool alone;             // an alert of which nobody spoke
    bool named_from_inside; // lies before the incident, and people in it name it
    uint8_t brief_count;
    struct brief briefs[BRIEFS_MAX];
};

/* The words that say nothing about what is broken, ready for asking. */
enum { COMMON_SLOT_BITS = 9, COMMON_SLOTS = 1 << COMMON_SLOT_BITS };
struct common_words {
    uint64_t slots[COMMON_SLOTS]; // 0: free
};

/* A message that names a change or a ticket. */
struct naming {
    uint32_t what, by; // events
};

struct build {
    bool commits_go_in;  // nothing is merged or deployed in the evidence: a commit is what changes the system
    struct arena *arena; // the result's
    const struct timeline_options *options;
    struct signal *signals;
    uint32_t signal_count;
    struct event *events;
    struct work *work; // one per event; not in the arena: gone when the timeline is made
    uint32_t event_count;
    struct naming *namings; // as work
    size_t naming_count, naming_cap;
    struct common_words common;
    struct window window;
    struct window *others;
    uint32_t other_count, others_more;
    const char **notes;
    uint32_t note_count, note_cap;
};

/* Adds points that do not come from the event itself. */
void add_reason(struct build *b, uint32_t event, enum given row, int points);

void build_note(struct build *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* resolve.c: every signal's time becomes UTC or unknown. True when any changed. */
bool resolve_times(struct build *b);

/* order.c: signals into signal_cmp order, repeats dropped. */
void order_signals(struct build *b);

/* merge.c: signals (sorted, unique) to events in time order. */
void merge_signals(struct build *b);

/* collapse.c: floods and flapping become one event with a count; events are put into time order. */
void collapse_events(struct build *b);

/* subject.c: changes and messages that speak of what is broken; needs the window. */
void find_subject(struct build *b);

/* score.c */
void score_events(struct build *b);       // what each event says by itself
void score_references(struct build *b);   // what others take up later
void score_surroundings(struct build *b); // position, references, bursts; needs the window; sets significance

/* words.c: the words of a text that tell what it is about, as short keys. */
enum { TOPIC_WORDS_MAX = 64 };
struct topic_words {
    uint64_t keys[TOPIC_WORDS_MAX];
    uint32_t count;
};

void common_words_init(struct common_words *cw);

void topic_words_add(const struct common_words *cw, struct topic_words *tw, struct bytes text);
uint32_t topic_words_shared(const struct topic_words *a, const struct topic_words *b);

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
is_change(const struct event *e)
{
    return e->kind == KIND_CHANGE || e->kind == KIND_DEPLOY;
}

static inline bool
is_persons(const struct event *e)
{
    return (e->kind == KIND_CHAT || e->kind == KIND_NOTE) && !(e->flags & (SIGNAL_BOT | SIGNAL_SYSTEM));
}

/* Events by points, the strongest first. */
struct ranked {
    int points;
    uint32_t event;
};

static inline int
ranked_cmp(const void *pa, const void *pb)
{
    const struct ranked *a = pa, *b = pb;
    return a->points != b->points ? (a->points < b->points) - (a->points > b->points)
                                  : (a->event > b->event) - (a->event < b->event);
}

static inline bool
event_has(const struct work *w, enum topic t)
{
    return w->topics >> t & 1;
}
#endif

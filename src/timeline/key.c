/*
 * The key timeline: what a careful person would have written down.
 *
 * The strongest events of the incident are taken one by one, with changes from before it that its people name. Once one
 * is taken, messages of the same minute or by the same person count a little less, and what says the same thing at the
 * same time (a scribe's note of a message) counts much less: people write down what happened, not each sentence about
 * it. How many are taken follows the written timelines of real post-mortems: ten to sixteen for a short incident, for
 * which weaker lines will do, two dozen for a long one.
 */
#include "build.h"

#include <stdlib.h>

enum {
    KEY_POINTS = 32,        // less is not worth writing down
    KEY_POINTS_FEW = 18,    // ... unless there is little to write down
    KEY_FEW = 24,           // lines that even a small incident deserves
    KEY_FLOOR = 10,         // so many lines are always allowed
    KEY_SHARE_PERCENT = 60, // of all events
    KEY_SHARE_LONG = 45,    // ... beyond KEY_FEW lines
    KEY_MOST = 28,
    CANDIDATES_MAX = 2000,
    SAME_MINUTE_LESS = 6,
    SAME_PERSON_LESS = 6,
    SAME_THING_LESS = 24,
    SAME_STORM_LESS = 8,
    SAME_THING_WORDS = 3,
};
#define NEIGHBOUR_MS (2 * MINUTE_MS)
#define STORM_MS     (15 * MINUTE_MS)

struct candidate {
    struct ranked rank;
    bool taken;
};

static uint32_t
most_of(const struct build *b)
{
    uint32_t share = (uint32_t)((uint64_t)b->event_count * KEY_SHARE_PERCENT / 100);
    if (share > KEY_FEW) {
        uint32_t less = (uint32_t)((uint64_t)b->event_count * KEY_SHARE_LONG / 100);
        share = less > KEY_FEW ? less : KEY_FEW;
    }
    uint32_t most = share > KEY_FLOOR ? share : KEY_FLOOR;
    return most < KEY_MOST ? most : KEY_MOST;
}

/*
 * Alerts that come one upon the other tell of one thing, and so do the tickets of those whom it hit; what fires again
 * within the storm is no news at all.
 */
static void
lower_storm(const struct build *b, struct candidate *c, uint32_t n, const struct candidate *by)
{
    const struct event *taken = &b->events[by->rank.event];
    if (taken->kind != KIND_ALERT && taken->kind != KIND_TICKET)
        return;
    int64_t reach = taken->kind == KIND_TICKET ? HOUR_MS : STORM_MS;
    for (uint32_t i = 0; i < n; i++) {
        const struct event *e = &b->events[c[i].rank.event];
        int64_t apart = e->at.ms - taken->at.ms;
        if (c[i].taken || e->kind != taken->kind || apart > reach || apart < -reach)
            continue;
        bool again =
            (e->state == STATE_RESOLVED) == (taken->state == STATE_RESOLVED) && bytes_eq(e->title, taken->title);
        c[i].rank.points -= again ? SAME_THING_LESS : SAME_STORM_LESS;
    }
}

static struct topic_words
words_of(const struct build *b, const struct candidate *c)
{
    struct topic_words words = {.count = 0};
    topic_words_add(&b->common, &words, bytes_cut(b->events[c->rank.event].title, 0, 300));
    return words;
}

/* Words are read here and not kept: half a kilobyte a candidate, of which few have one taken beside them. */
static void
lower_neighbours(const struct build *b, struct candidate *c, uint32_t n, const struct candidate *by)
{
    const unsigned said_once = 1u << TOPIC_DECLARATION | 1u << TOPIC_RESOLUTION | 1u << TOPIC_NOTICE;
    const struct event *taken = &b->events[by->rank.event];
    struct topic_words taken_words = words_of(b, by);
    for (uint32_t i = 0; i < n; i++) {
        const struct event *e = &b->events[c[i].rank.event];
        int64_t apart = e->at.ms - taken->at.ms;
        bool said = e->kind == KIND_CHAT || e->kind == KIND_NOTE;
        unsigned both = b->work[c[i].rank.event].topics & b->work[by->rank.event].topics;
        if (c[i].taken || !said || apart > NEIGHBOUR_MS || apart < -NEIGHBOUR_MS)
            continue;
        struct topic_words words = words_of(b, &c[i]);
        if (topic_words_shared(&words, &taken_words) >= SAME_THING_WORDS || both & said_once)
            c[i].rank.points -= SAME_THING_LESS;
        if (e->kind != KIND_CHAT)
            continue;
        if (apart > -MINUTE_MS && apart < MINUTE_MS)
            c[i].rank.points -= SAME_MINUTE_LESS;
        if (e->actor.n && bytes_eq(e->actor, taken->actor))
            c[i].rank.points -= SAME_PERSON_LESS;
    }
}

/* The strongest events, at most CANDIDATES_MAX. */
static struct candidate *
candidates_of(const struct build *b, uint32_t *ret_count)
{
    struct ranked *r = malloc(((size_t)b->event_count + 1) * sizeof *r);
    if (!r)
        abort();
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->event_count; i++)
        if ((b->events[i].in_window || b->work[i].named_from_inside) && b->work[i].points >= KEY_POINTS_FEW)
            r[n++] = (struct ranked){b->work[i].points, i};
    qsort(r, n, sizeof *r, ranked_cmp);
    n = n < CANDIDATES_MAX ? n : CANDIDATES_MAX;
    struct candidate *c = calloc((size_t)n + 1, sizeof *c);
    if (!c)
        abort();
    for (uint32_t i = 0; i < n; i++)
        c[i].rank = r[i];
    free(r);
    *ret_count = n;
    return c;
}

void
choose_key(struct build *b)
{
    uint32_t n;
    struct candidate *c = candidates_of(b, &n);
    for (uint32_t taken = 0, most = most_of(b); taken < most; taken++) {
        struct candidate *best = NULL;
        for (uint32_t i = 0; i < n; i++)
            if (!c[i].taken && (!best || ranked_cmp(&c[i].rank, &best->rank) < 0))
                best = &c[i];
        if (!best || best->rank.points < (taken < KEY_FEW ? KEY_POINTS_FEW : KEY_POINTS))
            break;
        best->taken = true;
        b->events[best->rank.event].key = true;
        lower_neighbours(b, c, n, best);
        lower_storm(b, c, n, best);
    }
    free(c);
}

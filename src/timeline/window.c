/*
 * Which stretch of the evidence is the incident?
 *
 * The user's word counts. Else: events that speak of trouble are weighed (an alert, a page, a notice or a written line
 * twice), put into clusters that hours of quiet part, and the heaviest cluster is the incident, without what is thin
 * at its ends. Clusters within a day of it that speak of the same things join it: work on an incident sleeps at night.
 * What is heavy and stands alone is another incident. Changes shortly before the first sign belong to the window: one
 * of them is often the trigger.
 */
#include "build.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAVY_POINTS = 24,   // an event of less does not make an incident
    EDGE_POINTS = 16,    // of the weaker events at its edges
    CLUSTERS_MAX = 1000, // kept; later ones count to the last
    OTHERS_MAX = 50,
    IDENTITIES_MAX = 8,
    OTHER_SHARE_PERCENT = 30, // of the main cluster's weight, to be called another incident
    OTHER_WEIGHT_MIN = 160,
    THIN_PERCENT = 15,        // of the cluster's own density: what is thinner at its ends is not the incident
    TAIL_MS = 10 * 60 * 1000, // after the last heavy event: answers to it
};
#define QUIET_MS       (4 * HOUR_MS)
#define RELATED_MS     (20 * HOUR_MS)
#define EDGE_BEFORE_MS (30 * MINUTE_MS)
#define EDGE_AFTER_MS  HOUR_MS
#define LEAD_MS        (3 * HOUR_MS)
#define LEAD_CLOSE_MS  HOUR_MS
#define ALONE_MS       HOUR_MS

struct cluster {
    int64_t from_ms, to_ms;
    uint32_t first, last; // events
    int weight;
    uint32_t heavy, alerts, notices, messages;
    bool joined;
    struct topic_words words;
    struct bytes notices_of[IDENTITIES_MAX]; // which incidents its public notices are about
    uint32_t notices_of_count;
    struct bytes repository; // of its first change: "https://github.com/owner/name"
    struct bytes room;       // the first channel made for an incident: "inc-20240314"
};

static bool
is_dated(const struct event *e)
{
    return e->at.precision != PRECISION_UNKNOWN && !(e->flags & SIGNAL_ABSURD_TIME);
}

static int
weight_of(const struct event *e, const struct work *w)
{
    if (!is_dated(e) || w->core < HEAVY_POINTS)
        return 0;
    switch ((enum kind)e->kind) {
    case KIND_ALERT:
        return w->alone ? w->core / 4 : 2 * w->core;
    case KIND_PAGE:
    case KIND_STATUS:
    case KIND_NOTE:
        return 2 * w->core;
    case KIND_CHANGE:
    case KIND_DEPLOY: { // everyday work, unless it says that it undoes or mends something
        for (uint32_t i = 0; i < w->brief_count; i++)
            if (w->briefs[i].row >= GIVEN_MAX && w->briefs[i].points >= HEAVY_POINTS / 2 &&
                evidence_table[w->briefs[i].row].topic == TOPIC_ACTION)
                return w->core;
        return e->state == STATE_FAILED ? w->core : 0;
    }
    default: {
        unsigned trouble = 1u << TOPIC_SYMPTOM | 1u << TOPIC_IMPACT | 1u << TOPIC_DECLARATION | 1u << TOPIC_FINDING |
                           1u << TOPIC_ACTION | 1u << TOPIC_RECOVERY | 1u << TOPIC_RESOLUTION | 1u << TOPIC_NOTICE |
                           1u << TOPIC_ESCALATION;
        return w->topics & trouble ? w->core : 0;
    }
    }
}

/* "https://HOST/OWNER/NAME" of a change's address. */
static struct bytes
repository_of(const struct event *e)
{
    size_t slashes = 0, i = 0;
    for (; i < e->url.n && slashes < 5; i++)
        slashes += e->url.p[i] == '/';
    return slashes == 5 ? bytes_cut(e->url, 0, i - 1) : BYTES_NONE;
}

/* The channel of a message, when its name says that it was made for an incident. */
static struct bytes
room_of(const struct build *b, const struct event *e)
{
    static const char *const starts[] = {"inc-", "inc_", "incident", "outage", "war-room", "warroom", "sev-", "major-"};
    struct bytes ref = b->signals[e->main].ref, room;
    if (e->kind != KIND_CHAT || !memchr(ref.p, '/', ref.n))
        return BYTES_NONE;
    bytes_split(&ref, '/', &room);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (bytes_starts_nocase(room, starts[i]))
            return room;
    return BYTES_NONE;
}

static void
add_identity(const struct build *b, struct cluster *c, const struct event *e)
{
    for (const struct tie *t = b->signals[e->main].ties; t; t = t->next) {
        bool known = t->kind != TIE_ALERT || t->role != TIE_IS || c->notices_of_count == IDENTITIES_MAX;
        for (uint32_t i = 0; i < c->notices_of_count && !known; i++)
            known = bytes_eq(c->notices_of[i], t->value);
        if (!known)
            c->notices_of[c->notices_of_count++] = t->value;
    }
}

static void
add_to_cluster(const struct build *b, struct cluster *c, const struct event *e, uint32_t number, int weight)
{
    c->to_ms = e->at.ms;
    c->last = number;
    c->weight += weight;
    c->heavy++;
    c->alerts += e->kind == KIND_ALERT || e->kind == KIND_PAGE;
    c->notices += e->kind == KIND_STATUS;
    if (e->kind == KIND_STATUS)
        add_identity(b, c, e);
    c->messages += e->kind == KIND_CHAT;
    topic_words_add(&b->common, &c->words, e->title);
    if (!c->repository.n && is_change(e))
        c->repository = repository_of(e);
    if (!c->room.n)
        c->room = room_of(b, e);
}

static bool
is_urgent(const struct event *e)
{
    return e->severity == 1 || e->severity == 2;
}

/* Alerts about which nobody says a word, though people speak elsewhere: every night has some. */
static void
find_alone(struct build *b)
{
    int64_t said_ms = INT64_MIN;
    bool any = false;
    for (uint32_t i = 0; i < b->event_count; i++) {
        struct work *w = &b->work[i];
        if (!is_dated(&b->events[i]))
            continue;
        int64_t ms = b->events[i].at.ms;
        if (is_persons(&b->events[i]) && w->core >= HEAVY_POINTS) {
            said_ms = ms;
            any = true;
        }
        w->alone = b->events[i].kind == KIND_ALERT && !is_urgent(&b->events[i]) &&
                   (said_ms == INT64_MIN || ms - said_ms > ALONE_MS);
    }
    said_ms = INT64_MAX;
    for (uint32_t i = b->event_count; i-- > 0;) {
        struct work *w = &b->work[i];
        if (!is_dated(&b->events[i]))
            continue;
        int64_t ms = b->events[i].at.ms;
        if (is_persons(&b->events[i]) && w->core >= HEAVY_POINTS)
            said_ms = ms;
        w->alone &= any && (said_ms == INT64_MAX || said_ms - ms > ALONE_MS);
    }
}

struct clusters {
    struct cluster *all;
    uint32_t count, cap;
};

static struct cluster *
clusters_add(struct clusters *cs)
{
    if (cs->count == cs->cap) {
        cs->cap = cs->cap ? cs->cap * 2 : 8;
        cs->all = realloc(cs->all, cs->cap * sizeof *cs->all);
        if (!cs->all)
            abort();
    }
    return &cs->all[cs->count++];
}

static struct clusters
find_clusters(const struct build *b)
{
    struct clusters cs = {0};
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        int weight = weight_of(e, &b->work[i]);
        if (!weight)
            continue;
        struct cluster *c = cs.count ? &cs.all[cs.count - 1] : NULL;
        if (!c || (e->at.ms - c->to_ms > QUIET_MS && cs.count < CLUSTERS_MAX)) {
            c = clusters_add(&cs);
            *c = (struct cluster){.from_ms = e->at.ms, .first = i};
        }
        add_to_cluster(b, c, e, i, weight);
    }
    return cs;
}

static bool
is_end(const struct event *e)
{
    return e->state == STATE_RESOLVED && (e->kind == KIND_ALERT || e->kind == KIND_PAGE || e->kind == KIND_STATUS);
}

/*
 * Cuts a cluster to its best stretch: the one with the largest sum of weights, less what its time costs. Time costs a
 * share of the cluster's own density, so that an hour of quiet ends a busy incident and not a slow one. (Kadane's
 * maximum subarray.)
 */
static void
trim(const struct build *b, struct cluster *c)
{
    int64_t length_min = (c->to_ms - c->from_ms) / MINUTE_MS;
    double cost_per_ms =
        (double)c->weight * THIN_PERCENT / 100 / (double)((length_min < 30 ? 30 : length_min) * MINUTE_MS);
    struct cluster best = *c, run = {0}; // as it is, should it hold nothing but ends
    double best_sum = -1, sum = -1;
    for (uint32_t i = c->first; i <= c->last; i++) {
        const struct event *e = &b->events[i];
        int weight = weight_of(e, &b->work[i]);
        if (!weight)
            continue;
        double cost = run.heavy ? cost_per_ms * (double)(e->at.ms - run.to_ms) : 0;
        if (!run.heavy || sum - cost <= 0) {
            if (is_end(e)) { // an incident does not begin with what goes away
                run = (struct cluster){0};
                continue;
            }
            run = (struct cluster){.from_ms = e->at.ms, .first = i};
            sum = cost = 0;
        }
        sum += weight - cost;
        add_to_cluster(b, &run, e, i, weight);
        if (sum > best_sum) {
            best_sum = sum;
            best = run;
        }
    }
    *c = best;
}

static uint32_t
heaviest(const struct cluster *clusters, uint32_t n)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (clusters[i].weight > clusters[best].weight)
            best = i;
    return best;
}

static bool
share_notices(const struct cluster *a, const struct cluster *b)
{
    for (uint32_t i = 0; i < a->notices_of_count; i++)
        for (uint32_t k = 0; k < b->notices_of_count; k++)
            if (bytes_eq(a->notices_of[i], b->notices_of[k]))
                return true;
    return false;
}

/*
 * Work on one incident: both speak of the same things or in the channel made for it, unless their public notices tell
 * them apart; or one shows no trouble of its own, only changes that undo or mend something in the same repository.
 */
static bool
is_related(const struct cluster *a, const struct cluster *main)
{
    if (a->notices_of_count && main->notices_of_count)
        return share_notices(a, main);
    if (a->room.n && bytes_eq(a->room, main->room))
        return true;
    bool only_changes = !a->alerts && !a->notices && !a->messages;
    uint32_t least = a->heavy == 1 ? 3 : 2; // one line shares two words with a long incident by chance
    return topic_words_shared(&a->words, &main->words) >= least ||
           (only_changes && a->repository.n && bytes_eq(a->repository, main->repository));
}

/* Joins what lies beside the main cluster and is related to it, outwards on both sides. */
static void
join_related(struct cluster *clusters, uint32_t n, uint32_t main, uint32_t *first, uint32_t *last)
{
    *first = *last = main;
    clusters[main].joined = true;
    while (*last + 1 < n && clusters[*last + 1].from_ms - clusters[*last].to_ms <= RELATED_MS &&
           is_related(&clusters[*last + 1], &clusters[main]))
        clusters[++*last].joined = true;
    while (*first > 0 && clusters[*first].from_ms - clusters[*first - 1].to_ms <= RELATED_MS &&
           is_related(&clusters[*first - 1], &clusters[main]))
        clusters[--*first].joined = true;
}

static bool
was_taken_up(const struct work *w)
{
    for (uint32_t i = 0; i < w->brief_count; i++)
        if (w->briefs[i].row == GIVEN_TAKEN_UP_LATER)
            return true;
    return false;
}

/* Changes before the first sign that may have to do with it. */
static int64_t
with_lead(const struct build *b, const struct cluster *main, int64_t from_ms)
{
    int64_t lead_ms = from_ms;
    bool any = false;
    for (uint32_t i = main->first; i-- > 0;) {
        const struct event *e = &b->events[i];
        if (!is_dated(e) || from_ms - e->at.ms > LEAD_MS)
            break;
        if (!is_change(e))
            continue;
        struct topic_words own = {.count = 0};
        topic_words_add(&b->common, &own, e->title);
        uint32_t shared = topic_words_shared(&own, &main->words);
        bool went_in =
            b->commits_go_in || e->kind == KIND_DEPLOY || e->state == STATE_MERGED || b->signals[e->main].family.n;
        bool close = from_ms - e->at.ms <= LEAD_CLOSE_MS;
        /* The last thing that went in is the first suspect, whatever it is called. */
        if ((went_in && (!any || close)) || was_taken_up(&b->work[i]) || shared >= 2 || (shared && close))
            lead_ms = e->at.ms;
        any |= went_in;
    }
    return lead_ms;
}

/*
 * Weaker words beside the window belong to it while they follow closely: the first hints of trouble before, and what
 * was said of recovery, repair and follow-up after.
 */
static void
with_edges(const struct build *b, struct window *win, uint32_t first, uint32_t last)
{
    unsigned before = 1u << TOPIC_SYMPTOM | 1u << TOPIC_IMPACT | 1u << TOPIC_OBSERVATION | 1u << TOPIC_ESCALATION |
                      1u << TOPIC_DECLARATION;
    unsigned after = 1u << TOPIC_RECOVERY | 1u << TOPIC_RESOLUTION | 1u << TOPIC_ACTION | 1u << TOPIC_NOTICE |
                     1u << TOPIC_DAMAGE | 1u << TOPIC_FINDING;
    for (uint32_t i = first; i-- > 0;) {
        const struct event *e = &b->events[i];
        if (!is_dated(e) || b->events[first].at.ms - e->at.ms > EDGE_BEFORE_MS)
            break;
        if (!is_change(e) && b->work[i].core >= EDGE_POINTS && b->work[i].topics & before)
            win->from_ms = e->at.ms;
    }
    for (uint32_t i = last + 1; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        if (!is_dated(e) || e->at.ms - b->events[last].at.ms > EDGE_AFTER_MS)
            break;
        if (!is_change(e) && b->work[i].core >= EDGE_POINTS && b->work[i].topics & after)
            win->to_ms = e->at.ms;
    }
}

static const char *
clock_text(struct build *b, int64_t ms)
{
    struct when_text t = when_format(ms);
    return bytes_printf(b->arena, "%.10s %.5s UTC", t.s, t.s + 11).p;
}

static struct window
window_of(struct build *b, const struct cluster *clusters, uint32_t first, uint32_t last)
{
    struct window win = {.from_ms = clusters[first].from_ms, .to_ms = clusters[last].to_ms, .proposed = true};
    struct cluster sum = {0};
    for (uint32_t i = first; i <= last; i++) {
        sum.heavy += clusters[i].heavy;
        sum.alerts += clusters[i].alerts;
        sum.notices += clusters[i].notices;
        sum.messages += clusters[i].messages;
    }
    struct bytes why =
        sum.heavy == 1 ? bytes_printf(b->arena, "one event that speaks of trouble, at %s", clock_text(b, win.from_ms))
                       : bytes_printf(b->arena, "%u events that speak of trouble lie between %s and %s", sum.heavy,
                                      clock_text(b, win.from_ms), clock_text(b, win.to_ms));
    const struct {
        uint32_t count;
        const char *one, *many;
    } parts[] = {{sum.alerts, "alert or page", "alerts and pages"},
                 {sum.notices, "public notice", "public notices"},
                 {sum.messages, "message", "messages"}};
    const char *joint = " (";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].count) {
            why = bytes_printf(b->arena, "%.*s%s%u %s", BYTES_ARG(why), joint, parts[i].count,
                               parts[i].count == 1 ? parts[i].one : parts[i].many);
            joint = ", ";
        }
    if (joint[0] == ',')
        why = bytes_printf(b->arena, "%.*s)", BYTES_ARG(why));
    if (first != last)
        why = bytes_printf(b->arena, "%.*s, in %u stretches that speak of the same things", BYTES_ARG(why),
                           last - first + 1);
    win.because = why.p;
    return win;
}

static void
propose(struct build *b)
{
    find_alone(b);
    struct clusters cs = find_clusters(b);
    struct cluster *clusters = cs.all;
    uint32_t n = cs.count, first, last;
    if (!n) {
        b->window = (struct window){.proposed = true,
                                    .because = "nothing in the evidence speaks of trouble: everything is shown"};
        bool any = false;
        for (uint32_t i = 0; i < b->event_count; i++)
            if (is_dated(&b->events[i])) {
                b->window.from_ms = any ? b->window.from_ms : b->events[i].at.ms;
                b->window.to_ms = b->events[i].at.ms;
                any = true;
            }
        free(clusters);
        return;
    }
    uint32_t main = heaviest(clusters, n);
    trim(b, &clusters[main]);
    join_related(clusters, n, main, &first, &last);
    b->window = window_of(b, clusters, first, last);
    int64_t lead = with_lead(b, &clusters[first], b->window.from_ms);
    with_edges(b, &b->window, clusters[first].first, clusters[last].last);
    if (lead < b->window.from_ms) {
        b->window.because = bytes_printf(b->arena, "%s; changes from %s on may have to do with it", b->window.because,
                                         clock_text(b, lead))
                                .p;
        b->window.from_ms = lead;
    }
    b->window.to_ms += TAIL_MS;
    b->others = arena_new_n(b->arena, struct window, OTHERS_MAX);
    for (uint32_t i = 0; i < n; i++) {
        const struct cluster *c = &clusters[i];
        if (c->joined || c->weight < OTHER_WEIGHT_MIN ||
            (!(c->alerts || c->notices) && c->weight * 100 < clusters[main].weight * OTHER_SHARE_PERCENT))
            continue;
        if (b->other_count == OTHERS_MAX) {
            b->others_more++;
            continue;
        }
        b->others[b->other_count] = window_of(b, clusters, i, i);
        b->others[b->other_count++].event_count = c->heavy;
    }
    free(clusters);
}

void
find_window(struct build *b)
{
    const struct timeline_options *o = b->options;
    if (o->has_from || o->has_to) {
        b->window = (struct window){.from_ms = o->has_from ? o->from_ms : INT64_MIN,
                                    .to_ms = o->has_to ? o->to_ms : INT64_MAX,
                                    .because = "given by the user"};
        for (uint32_t i = 0; i < b->event_count; i++) { // the open end is where the evidence ends
            const struct event *e = &b->events[i];
            if (!is_dated(e))
                continue;
            if (b->window.from_ms == INT64_MIN)
                b->window.from_ms = e->at.ms;
            if (!o->has_to)
                b->window.to_ms = e->at.ms;
        }
    } else {
        propose(b);
    }
    for (uint32_t i = 0; i < b->event_count; i++) {
        struct event *e = &b->events[i];
        e->in_window = is_dated(e) && e->at.ms >= b->window.from_ms && e->at.ms <= b->window.to_ms;
        b->window.event_count += e->in_window;
    }
}

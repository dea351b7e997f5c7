/* How it came about and how it was dealt with: causes, response, resolution, damage control. */
#include "fill.h"

#include "../base/map.h"

#include <stdlib.h>

enum {
    CANDIDATES_SHOWN = 15,
    THOUGHTS_SHOWN = 12,
    ACTIONS_SHOWN = 30,
    REPAIRS_SHOWN = 40,
    PEOPLE_SHOWN = 30,
    PEOPLE_MIN_SIGNIFICANCE = 25, // of the weightiest thing that somebody said or did
    GAPS_SHOWN = 10,
};
#define CANDIDATE_MS ((int64_t)6 * 3600 * 1000) // how long before the start a change still counts as a candidate

/* ---- causes ---- */

/* What went in before the start, nearest last. Without names: a change is a circumstance, its author is not. */
static void
list_candidates(struct fill *f)
{
    const struct moment *start = &f->t->moments[MOMENT_IMPACT_STARTED];
    int64_t to = start->found ? start->at.ms : f->t->window.from_ms;
    const struct event *near[CANDIDATES_SHOWN];
    uint32_t n = 0;
    for (uint32_t i = f->t->event_count; i-- > 0 && n < CANDIDATES_SHOWN;) {
        const struct event *e = &f->t->events[i];
        bool change = e->kind == KIND_CHANGE || e->kind == KIND_DEPLOY;
        if (change && e->at.precision < PRECISION_DAY && e->at.ms <= to && to - e->at.ms <= CANDIDATE_MS)
            near[n++] = e;
    }
    if (!n)
        return;
    struct block *b = fill_titled(f, "Changes in the six hours before the start: candidates, not findings");
    while (n-- > 0)
        fill_say_labelled(f, b, fill_clock(f, &near[n]->at), CITE(near[n]->number), "%.*s, %.*s before.",
                          BYTES_ARG(nameless_words(f->arena, near[n])),
                          BYTES_ARG(length_words(f->arena, to - near[n]->at.ms)));
}

void
fill_causes(struct fill *f)
{
    list_candidates(f);
    struct picked guesses = pick_events(PICK_HYPOTHESIS, f->t, THOUGHTS_SHOWN);
    struct picked findings = pick_events(PICK_FINDING, f->t, THOUGHTS_SHOWN);
    fill_list(f, "Explanations that were considered at the time", &guesses);
    if (fill_list(f, "What was found, confirmed or ruled out at the time", &findings))
        fill_ask(f, CITE(0), "Which of these still hold, and what has been learnt since?");
}

/* ---- response ---- */

struct member {
    const struct event *first;
    uint32_t count;
    int strongest;
};

static int
member_cmp(const void *pa, const void *pb)
{
    const struct member *a = pa, *b = pb;
    return (a->first->number > b->first->number) - (a->first->number < b->first->number);
}

static bool
is_persons_doing(const struct timeline *t, const struct event *e)
{
    const struct moment *start = &t->moments[MOMENT_IMPACT_STARTED];
    return e->in_window && e->actor.n && !(e->flags & (SIGNAL_BOT | SIGNAL_SYSTEM)) &&
           (e->kind == KIND_CHAT || e->kind == KIND_PAGE || e->kind == KIND_NOTE) &&
           (!start->found || e->at.ms >= start->at.ms);
}

static void
say_member(struct fill *f, struct block *b, const struct member *m)
{
    const struct event *e = m->first;
    struct bytes role =
        e->role.n ? bytes_printf(f->arena, ", %.*s", BYTES_ARG(excerpt_words(f->arena, e->role))) : BYTES_NONE;
    fill_say(f, b, CITE(e->number), "%.*s%.*s: first seen at %s, %.*s.", BYTES_ARG(actor_words(f->arena, e)),
             BYTES_ARG(role), fill_clock(f, &e->at), BYTES_ARG(count_words(f->arena, m->count, "line", "lines")));
}

/* Who took part, told by what they said and did; who only passed by is left out. */
static void
list_people(struct fill *f)
{
    struct map index = {0};
    struct member *members = calloc((size_t)f->t->event_count + 1, sizeof *members);
    if (!members)
        abort();
    for (uint32_t i = 0; i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (!is_persons_doing(f->t, e))
            continue;
        uint32_t *at = map_at(&index, e->actor);
        if (!*at)
            *at = index.count;
        struct member *m = &members[*at - 1];
        m->first = m->first ? m->first : e;
        m->count++;
        int weight = e->key ? 100 : e->significance;
        m->strongest = weight > m->strongest ? weight : m->strongest;
    }
    qsort(members, index.count, sizeof *members, member_cmp);
    struct block *b = NULL;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < index.count && shown < PEOPLE_SHOWN; i++) {
        if (members[i].strongest < PEOPLE_MIN_SIGNIFICANCE)
            continue;
        if (!b)
            b = fill_titled(f, "Who took part, in the order in which the evidence first shows them");
        say_member(f, b, &members[i]);
        shown++;
    }
    free(members);
    map_done(&index);
}

/* Public notices, and how long after detection the first one came. */
static void
say_first_notice(struct fill *f)
{
    const struct moment *detected = &f->t->moments[MOMENT_DETECTED];
    for (uint32_t i = 0; detected->found && i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (!e->in_window || e->kind != KIND_STATUS)
            continue;
        if (e->at.ms >= detected->at.ms)
            fill_say(f, fill_paragraph(f), CITE(detected->event, e->number),
                     "The first public notice came at %s UTC, %.*s after detection.", fill_clock(f, &e->at),
                     BYTES_ARG(length_words(f->arena, e->at.ms - detected->at.ms)));
        return;
    }
    if (detected->found)
        fill_ask(f, CITE(0),
                 "The evidence has no public notice. Was there one, or was it decided that none is needed?");
}

static void
list_gaps(struct fill *f)
{
    struct block *b = NULL;
    for (uint32_t i = 0; i < f->t->gap_count && i < GAPS_SHOWN; i++) {
        const struct gap *g = &f->t->gaps[i];
        if (!fill_event(f, g->before) || !fill_event(f, g->after))
            continue;
        if (!b)
            b = fill_titled(f, "Silent intervals");
        fill_say(f, b, CITE(g->before, g->after), "Nothing in the evidence from %s to %s, %.*s.",
                 fill_clock_ms(f, g->from_ms), fill_clock_ms(f, g->to_ms),
                 BYTES_ARG(length_words(f->arena, g->to_ms - g->from_ms)));
    }
    if (b)
        fill_ask(f, CITE(0), "Was there work in the silent intervals that left no trace: calls, side conversations?");
}

void
fill_response(struct fill *f)
{
    struct picked declared = pick_events(PICK_DECLARATION, f->t, 3);
    struct picked calls = pick_events(PICK_ESCALATION, f->t, THOUGHTS_SHOWN);
    struct picked handed = pick_events(PICK_HANDOVER, f->t, 5);
    struct picked notices = pick_events(PICK_NOTICE, f->t, THOUGHTS_SHOWN);
    fill_list(f, "Declared and led", &declared);
    list_people(f);
    fill_list(f, "Called, joined, took on", &calls);
    fill_list(f, "Handed over", &handed);
    say_first_notice(f);
    fill_list(f, "Told to people outside the response", &notices);
    list_gaps(f);
}

/* ---- resolution, damage control ---- */

void
fill_resolution(struct fill *f)
{
    struct picked actions = pick_events(PICK_ACTION, f->t, ACTIONS_SHOWN);
    struct picked better = pick_events(PICK_RECOVERY, f->t, THOUGHTS_SHOWN);
    struct picked over = pick_events(PICK_RESOLUTION, f->t, 5);
    fill_list(f, "What was done", &actions);
    fill_list(f, "Signs of recovery", &better);
    fill_list(f, "Called resolved", &over);
}

/*
 * The message that a reply answers, or the message itself: what one thread has in common. Empty for an event that a
 * person wrote into the timeline.
 */
static struct bytes
thread_of(const struct fill *f, const struct event *e)
{
    if (!e->signal_count)
        return BYTES_NONE;
    const struct signal *s = &f->t->signals[e->main];
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == TIE_THREAD)
            return t->value;
    return s->ref;
}

/*
 * Repair often runs in a thread of its own, and what is said there ("181 orders are created again") speaks of repair
 * only in that place: with a message the rest of its thread is shown.
 */
void
fill_damage(struct fill *f)
{
    struct picked got = pick_events(PICK_DAMAGE, f->t, ACTIONS_SHOWN);
    if (!got.count)
        return;
    struct map threads = {0};
    for (uint32_t i = 0; i < got.count; i++) {
        struct bytes thread = thread_of(f, got.events[i]);
        if (got.events[i]->kind == KIND_CHAT && got.events[i]->flags & SIGNAL_REPLY && thread.n)
            *map_at(&threads, thread) = 1;
    }
    struct block *b = fill_titled(f, "What was repaired, and for whom");
    uint32_t next = 0, shown = 0;
    for (uint32_t i = 0; i < f->t->event_count && shown < REPAIRS_SHOWN; i++) {
        const struct event *e = &f->t->events[i];
        bool picked = next < got.count && got.events[next] == e;
        next += picked;
        if (!picked && (e->kind != KIND_CHAT || !map_find(&threads, thread_of(f, e))))
            continue;
        fill_event_line(f, b, e);
        shown++;
    }
    map_done(&threads);
}

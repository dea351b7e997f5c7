/*
 * Observations for the three lists that a review begins with: what went well, what went badly, where it was luck.
 * They are facts that teams often talk about, put where they usually belong; the writer decides.
 */
#include "fill.h"

#define MINUTE_MS ((int64_t)60 * 1000)

enum {
    OBSERVED_SHOWN = 5,
    SAME_ACTION_MINUTES = 5,        // two people who do the same within so long
    SAME_ACTION_QUIET_MINUTES = 30, // of one pair are one observation
    SAME_ACTIONS_SHOWN = 4,
};

// clang-format off
/* Lengths that are usually called short or long; docs/draft.md names them. */
static const struct {
    const char *name; // of a duration
    int short_min, long_min;
} lengths[] = {
    {"time to detect",      5,  15},
    {"time to acknowledge", 5,  15},
    {"time to declare",     15, 30},
    {"time to mitigate",    60, 120},
};
enum { NOTICE_SHORT_MIN = 15, NOTICE_LONG_MIN = 30 };

/* Actions that disturb each other when two people do them at once: reasons of the timeline. */
static const char *const exclusive_actions[] = {"rollback", "restart", "capacity", "traffic"};
// clang-format on

/* The list is begun when its first line comes. */
struct observations {
    struct fill *f;
    struct block *list;
};

static struct block *
list_of(struct observations *o)
{
    if (!o->list)
        o->list = fill_titled(o->f, "Observations from the evidence");
    return o->list;
}

static void
observe_lengths(struct observations *o, bool well)
{
    const struct timeline *t = o->f->t;
    for (uint32_t i = 0; i < t->duration_count; i++) {
        const struct duration *d = &t->durations[i];
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            if (!d->known || d->ms < 0 || !bytes_is(bytes_of(d->name), lengths[k].name))
                continue;
            bool is_short = d->ms <= lengths[k].short_min * MINUTE_MS;
            bool is_long = d->ms >= lengths[k].long_min * MINUTE_MS;
            struct cite c = CITE(t->moments[d->from].event, t->moments[d->to].event);
            bool cited = fill_event(o->f, c.e[0]) || fill_event(o->f, c.e[1]); // a person may have given the time alone
            if (cited && ((well && is_short) || (!well && is_long)))
                fill_say(o->f, list_of(o), c, "It took %s%.*s %s.", d->about ? "about " : "",
                         BYTES_ARG(length_words(o->f->arena, d->ms)), d->definition);
        }
    }
}

static void
observe_notice(struct observations *o, bool well)
{
    const struct timeline *t = o->f->t;
    const struct moment *detected = &t->moments[MOMENT_DETECTED];
    for (uint32_t i = 0; detected->found && i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        if (!e->in_window || e->kind != KIND_STATUS)
            continue;
        int64_t after = e->at.ms - detected->at.ms;
        if (after >= 0 && (well ? after <= NOTICE_SHORT_MIN * MINUTE_MS : after >= NOTICE_LONG_MIN * MINUTE_MS))
            fill_say(o->f, list_of(o), CITE(detected->event, e->number),
                     "The first public notice came %.*s after detection.", BYTES_ARG(length_words(o->f->arena, after)));
        return;
    }
}

static void
observe_picked(struct observations *o, enum pick p, const char *what)
{
    struct picked got = pick_events(p, o->f->t, OBSERVED_SHOWN);
    for (uint32_t i = 0; i < got.count; i++)
        fill_say(o->f, list_of(o), CITE(got.events[i]->number), "%s at %s: %.*s", what,
                 fill_clock(o->f, &got.events[i]->at), BYTES_ARG(event_words(o->f->arena, got.events[i])));
}

/* ---- the same thing done twice ---- */

static struct bytes
words_of(const struct event *e, const char *action)
{
    for (uint32_t i = 0; i < e->reason_count; i++)
        if (bytes_is(bytes_of(action), e->reasons[i].name) && e->reasons[i].points > 0)
            return e->reasons[i].words.n ? e->reasons[i].words : bytes_of(action);
    return BYTES_NONE;
}

/* Speaks of doing it now or just before ("restarting", "rolled back", "I did a restart"), not of doing it some day. */
static bool
is_doing(const struct event *e, const char *action)
{
    if (!e->in_window || e->kind != KIND_CHAT || !e->actor.n || e->flags & (SIGNAL_BOT | SIGNAL_SYSTEM))
        return false;
    struct bytes words = words_of(e, action);
    if (!words.n)
        return false;
    return bytes_find_nocase(words, "ing") != BYTES_NOT_FOUND || bytes_find_nocase(words, "ed") != BYTES_NOT_FOUND ||
           pick_has_words("i did|i just|i have|i've", e->title);
}

static void
observe_same_action(struct observations *o, const char *action, uint32_t *shown)
{
    const struct timeline *t = o->f->t;
    const struct event *before = NULL;
    int64_t quiet_until = INT64_MIN;
    for (uint32_t i = 0; i < t->event_count && *shown < SAME_ACTIONS_SHOWN; i++) {
        const struct event *e = &t->events[i];
        if (!is_doing(e, action))
            continue;
        bool close = before && e->at.ms - before->at.ms <= SAME_ACTION_MINUTES * MINUTE_MS;
        if (close && !bytes_eq(before->actor, e->actor) && e->at.ms >= quiet_until) {
            fill_say(o->f, list_of(o), CITE(before->number, e->number),
                     "Two responders write of the same kind of action (%s) %.*s apart: %.*s / %.*s", action,
                     BYTES_ARG(length_words(o->f->arena, e->at.ms - before->at.ms)),
                     BYTES_ARG(event_words(o->f->arena, before)), BYTES_ARG(event_words(o->f->arena, e)));
            quiet_until = e->at.ms + SAME_ACTION_QUIET_MINUTES * MINUTE_MS;
            ++*shown;
        }
        before = e;
    }
}

/* ---- the sections ---- */

static void
observe_earlier_signs(struct observations *o)
{
    const struct moment *detected = &o->f->t->moments[MOMENT_DETECTED];
    struct picked got = pick_events(PICK_SYMPTOM, o->f->t, PICKED_MAX);
    uint32_t n = 0;
    while (detected->found && n < got.count && got.events[n]->at.ms < detected->at.ms &&
           got.events[n]->number != detected->event)
        n++;
    if (n)
        fill_say(o->f, list_of(o), CITE(got.events[0]->number, detected->event),
                 "%.*s before it was detected, the first one %.*s earlier.",
                 BYTES_ARG(count_words(o->f->arena, n, "sign of it was there", "signs of it were there")),
                 BYTES_ARG(length_words(o->f->arena, detected->at.ms - got.events[0]->at.ms)));
}

static void
observe_gaps(struct observations *o)
{
    const struct gap *longest = NULL;
    for (uint32_t i = 0; i < o->f->t->gap_count; i++) {
        const struct gap *g = &o->f->t->gaps[i];
        if (!longest || g->to_ms - g->from_ms > longest->to_ms - longest->from_ms)
            longest = g;
    }
    if (longest && fill_event(o->f, longest->before))
        fill_say(o->f, list_of(o), CITE(longest->before, longest->after),
                 "The longest silence in the evidence is %.*s, from %s to %s.",
                 BYTES_ARG(length_words(o->f->arena, longest->to_ms - longest->from_ms)),
                 fill_clock_ms(o->f, longest->from_ms), fill_clock_ms(o->f, longest->to_ms));
}

void
fill_went_well(struct fill *f)
{
    struct observations o = {.f = f};
    observe_lengths(&o, true);
    observe_notice(&o, true);
    observe_picked(&o, PICK_RULED_OUT, "An explanation was dropped");
}

void
fill_went_badly(struct fill *f)
{
    struct observations o = {.f = f};
    observe_lengths(&o, false);
    observe_earlier_signs(&o);
    observe_notice(&o, false);
    uint32_t shown = 0;
    for (size_t i = 0; i < sizeof exclusive_actions / sizeof *exclusive_actions; i++)
        observe_same_action(&o, exclusive_actions[i], &shown);
    if (shown)
        fill_ask(f, CITE(0), "Was it agreed who does it? If the same thing was done twice, what did that cost?");
    observe_picked(&o, PICK_NO_EFFECT, "Something did not help");
    observe_picked(&o, PICK_NOT_TOLD, "Somebody was not told");
    observe_gaps(&o);
}

void
fill_lucky(struct fill *f)
{
    struct observations o = {.f = f};
    observe_picked(&o, PICK_LUCK, "Somebody spoke of luck");
}

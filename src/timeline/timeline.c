/* The steps of the engine in order; see timeline.h. */
#include "build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { NOTES_MAX = 64 };

void
build_note(struct build *b, const char *fmt, ...)
{
    if (b->note_count == NOTES_MAX)
        return;
    if (!b->notes)
        b->notes = arena_new_n(b->arena, const char *, NOTES_MAX);
    char text[WHY_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    b->notes[b->note_count++] = arena_strdup(b->arena, text);
}

static void
name_people(struct build *b)
{
    if (!b->options->people)
        return;
    for (uint32_t i = 0; i < b->event_count; i++) {
        struct event *e = &b->events[i];
        const struct person *p = e->actor.n ? people_find(b->options->people, e->actor) : NULL;
        if (p) {
            e->actor = p->name.n ? p->name : e->actor;
            e->team = p->team;
            e->role = p->role;
        }
    }
}

enum err
timeline_build(struct arena *a, struct signal *signals, uint32_t count, const struct origin *origins,
               uint32_t origin_count, const struct timeline_options *options, struct timeline **ret, struct why *why)
{
    if (options->has_from && options->has_to && options->to_ms <= options->from_ms)
        return fail(why, ERR_INVALID, "the incident ends (%.16s) before it begins (%.16s)",
                    when_format(options->to_ms).s, when_format(options->from_ms).s);
    if (count > TIMELINE_SIGNALS_MAX)
        return fail(why, ERR_LIMIT, "%u signals are more than a timeline takes (%d)", count, TIMELINE_SIGNALS_MAX);

    struct build b = {.arena = a, .options = options, .signals = signals, .signal_count = count};
    struct timeline *t = arena_new(a, struct timeline);
    common_words_init(&b.common);
    order_signals(&b); // repeats must not weigh in on a missing date either
    if (resolve_times(&b))
        order_signals(&b);
    merge_signals(&b);
    score_events(&b);
    score_references(&b);
    find_window(&b);
    score_surroundings(&b);
    choose_key(&b);
    name_people(&b);
    find_moments(&b, t);
    free(b.work);
    free(b.namings);

    t->signals = b.signals;
    t->signal_count = b.signal_count;
    t->origins = origins;
    t->origin_count = origin_count;
    t->events = b.events;
    t->event_count = b.event_count;
    t->window = b.window;
    t->others = b.others;
    t->other_count = b.other_count;
    t->others_more = b.others_more;
    t->notes = b.notes;
    t->note_count = b.note_count;
    timeline_measure(a, t);
    *ret = t;
    return OK;
}

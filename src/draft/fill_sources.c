/* What the draft was made from: files, their period, what had to be inferred, what contradicts itself. */
#include "fill.h"

#include <stdlib.h>

enum {
    ORIGINS_SHOWN = 60,
    NOTES_SHOWN = 40,
};

struct origin_facts {
    uint32_t signals;
    const struct event *first, *last, *weightiest;
};

static int
weight(const struct event *e)
{
    return (e->key ? 1000 : 0) + (e->in_window ? 500 : 0) + e->significance;
}

/* Walks events in time order, so that first and last are the earliest and the latest of each origin. */
static struct origin_facts *
gather(const struct timeline *t)
{
    struct origin_facts *facts = calloc((size_t)t->origin_count + 1, sizeof *facts);
    if (!facts)
        abort();
    for (uint32_t i = 0; i < t->event_count; i++)
        for (uint32_t k = 0; k < t->events[i].signal_count; k++) {
            const struct event *e = &t->events[i];
            uint32_t origin = t->signals[e->signals[k]].origin;
            if (origin >= t->origin_count)
                continue;
            struct origin_facts *o = &facts[origin];
            o->signals++;
            o->first = o->first ? o->first : e;
            o->last = e;
            if (!o->weightiest || weight(e) > weight(o->weightiest))
                o->weightiest = e;
        }
    return facts;
}

static int
origin_cmp(const void *pa, const void *pb)
{
    const struct origin *const *a = pa, *const *b = pb;
    return bytes_cmp(bytes_of((*a)->path), bytes_of((*b)->path));
}

/* The weightiest event of a file stands for it: it is likely to be in the timeline anyway. */
static void
say_origin(struct fill *f, struct block *b, const struct origin *o, const struct origin_facts *facts)
{
    struct bytes path = o->path && o->path[0] ? bytes_of(o->path) : BYTES("(a delivery)");
    fill_say(f, b, CITE(facts->weightiest->number), "%.*s, read as %s: %.*s, from %s to %s.", BYTES_ARG(path),
             o->importer, BYTES_ARG(count_words(f->arena, facts->signals, "signal", "signals")),
             clock_words(f->arena, &facts->first->at, true), clock_words(f->arena, &facts->last->at, true));
}

static void
list_origins(struct fill *f)
{
    struct origin_facts *facts = gather(f->t);
    const struct origin **order = calloc((size_t)f->t->origin_count + 1, sizeof *order);
    if (!order)
        abort();
    uint32_t used = 0, signals = 0;
    for (uint32_t i = 0; i < f->t->origin_count; i++)
        if (facts[i].signals) {
            order[used++] = &f->t->origins[i];
            signals += facts[i].signals;
        }
    qsort(order, used, sizeof *order, origin_cmp);
    if (used) {
        struct cite c = CITE(facts[order[0] - f->t->origins].weightiest->number);
        fill_say(f, fill_paragraph(f), c, "This draft was made from %.*s in %.*s, which are %.*s.",
                 BYTES_ARG(count_words(f->arena, signals, "signal", "signals")),
                 BYTES_ARG(count_words(f->arena, used, "source", "sources")),
                 BYTES_ARG(count_words(f->arena, f->t->event_count, "event", "events")));
        struct block *b = fill_titled(f, "Files and deliveries, with the times of their first and last event in UTC");
        for (uint32_t i = 0; i < used && i < ORIGINS_SHOWN; i++)
            say_origin(f, b, order[i], &facts[order[i] - f->t->origins]);
        if (used > ORIGINS_SHOWN)
            fill_say(f, b, c, "%u more are not listed here.", used - ORIGINS_SHOWN);
    }
    free(order);
    free(facts);
}

/* The events that a sentence of the timeline names ("E12"), so that it links to them; else the first event. */
static struct cite
events_named(const struct fill *f, const char *sentence)
{
    struct cite c = CITE(0);
    uint32_t n = 0;
    for (const char *p = sentence; *p && n < CITE_MAX; p++) {
        if (*p != 'E' || !ascii_is_digit(p[1]) || (p > sentence && ascii_is_alnum(p[-1])))
            continue;
        unsigned long number = strtoul(p + 1, NULL, 10);
        if (number <= UINT32_MAX && fill_event(f, (uint32_t)number))
            c.e[n++] = (uint32_t)number;
    }
    if (!n && f->t->event_count)
        c.e[0] = f->t->events[0].number;
    return c;
}

static void
list_sentences(struct fill *f, const char *title, const char *const *sentences, uint32_t count)
{
    if (!count)
        return;
    struct block *b = fill_titled(f, title);
    for (uint32_t i = 0; i < count && i < NOTES_SHOWN; i++)
        fill_say(f, b, events_named(f, sentences[i]), "%s.", sentences[i]);
}

void
fill_sources(struct fill *f)
{
    list_origins(f);
    list_sentences(f, "What had to be inferred", f->t->notes, f->t->note_count);
    list_sentences(f, "What cannot all be true", f->t->contradictions, f->t->contradiction_count);
    if (f->t->contradiction_count)
        fill_ask(f, CITE(0), "Which of the contradicting times are right?");
}

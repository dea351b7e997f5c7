/* What happened: summary, symptoms, impact, timeline, detection. */
#include "fill.h"

enum {
    SYMPTOMS_SHOWN = 12,
    IMPACT_SHOWN = 10,
    ALERTS_SHOWN = 20,
    OTHERS_SHOWN = 5,
};

static const struct moment *
found(const struct fill *f, enum moment_kind k)
{
    const struct moment *m = &f->t->moments[k];
    return m->found && fill_event(f, m->event) ? m : NULL;
}

/* A length between two moments, as far as it makes sense: a negative one is a contradiction and said elsewhere. */
static const struct duration *
length_between(const struct fill *f, enum moment_kind from, enum moment_kind to)
{
    for (uint32_t i = 0; i < f->t->duration_count; i++) {
        const struct duration *d = &f->t->durations[i];
        if (d->known && d->from == from && d->to == to && d->ms >= 0)
            return d;
    }
    return NULL;
}

/* ---- summary ---- */

static void
say_span(struct fill *f, struct block *b)
{
    const struct moment *start = found(f, MOMENT_IMPACT_STARTED), *end = found(f, MOMENT_RESOLVED);
    const char *date = start ? date_words(f->arena, start->at.ms) : NULL;
    if (start && end && end->at.ms >= start->at.ms)
        fill_say(f, b, CITE(start->event, end->event),
                 "The evidence shows an incident that began on %s at %s UTC and was over at %s UTC, %.*s later.", date,
                 clock_words(f->arena, &start->at, false), fill_clock(f, &end->at),
                 BYTES_ARG(length_words(f->arena, end->at.ms - start->at.ms)));
    else if (start)
        fill_say(f, b, CITE(start->event),
                 "The evidence shows an incident that began on %s at %s UTC; its end is not shown.", date,
                 clock_words(f->arena, &start->at, false));
    if (start)
        fill_say(f, b, CITE(start->event), "The first sign was: %.*s.",
                 BYTES_ARG(event_words(f->arena, fill_event(f, start->event))));
}

static void
say_course(struct fill *f, struct block *b)
{
    const struct moment *detected = found(f, MOMENT_DETECTED), *declared = found(f, MOMENT_DECLARED);
    const struct duration *d = length_between(f, MOMENT_IMPACT_STARTED, MOMENT_DETECTED);
    bool later = d && d->ms > 0;
    if (detected)
        fill_say(f, b, CITE(detected->event), "It was detected at %s%s%.*s.", fill_clock(f, &detected->at),
                 later ? ", after " : "", BYTES_ARG(later ? length_words(f->arena, d->ms) : BYTES_NONE));
    if (declared)
        fill_say(f, b, CITE(declared->event), "It was declared at %s.", fill_clock(f, &declared->at));
    const struct moment *mitigated = found(f, MOMENT_MITIGATED);
    if (mitigated)
        fill_say(f, b, CITE(mitigated->event), "It was mitigated at %s, told by %s.", fill_clock(f, &mitigated->at),
                 mitigated->because);
}

static void
list_moments(struct fill *f)
{
    struct block *b = NULL;
    for (int k = 0; k < MOMENT_MAX; k++) {
        const struct moment *m = found(f, (enum moment_kind)k);
        if (!m)
            continue;
        if (!b)
            b = fill_titled(f, "Moments");
        struct bytes name = bytes_dup(f->arena, bytes_of(moment_name((enum moment_kind)k)));
        ((char *)name.p)[0] -= name.p[0] >= 'a' && name.p[0] <= 'z' ? 'a' - 'A' : 0;
        fill_say_labelled(f, b, name.p, CITE(m->event), "at %s UTC, told by %s (confidence %d of 100).",
                          fill_clock(f, &m->at), m->because, m->confidence);
    }
}

static void
list_durations(struct fill *f)
{
    struct block *b = NULL;
    for (uint32_t i = 0; i < f->t->duration_count; i++) {
        const struct duration *d = &f->t->durations[i];
        uint32_t from = f->t->moments[d->from].event, to = f->t->moments[d->to].event;
        if (!d->known || d->ms < 0 || !fill_event(f, from) || !fill_event(f, to))
            continue;
        if (!b)
            b = fill_titled(f, "Lengths of time");
        struct bytes name = bytes_dup(f->arena, bytes_of(d->name));
        ((char *)name.p)[0] -= name.p[0] >= 'a' && name.p[0] <= 'z' ? 'a' - 'A' : 0;
        fill_say_labelled(f, b, name.p, CITE(from, to), "%s%.*s, %s.", d->about ? "about " : "",
                          BYTES_ARG(length_words(f->arena, d->ms)), d->definition);
    }
}

/* The first and the last event between two times; of the key timeline when it has any there. */
static struct cite
events_between(const struct fill *f, int64_t from_ms, int64_t to_ms)
{
    struct cite any = CITE(0), key = CITE(0);
    for (uint32_t i = 0; i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (e->at.precision == PRECISION_UNKNOWN || e->at.ms < from_ms || e->at.ms > to_ms)
            continue;
        struct cite *c = e->key ? &key : &any;
        c->e[0] = c->e[0] ? c->e[0] : e->number;
        c->e[1] = e->number;
    }
    return key.e[0] ? key : any;
}

static void
say_windows(struct fill *f)
{
    const struct window *w = &f->t->window;
    struct cite c = events_between(f, w->from_ms, w->to_ms);
    if (w->proposed && w->because && c.e[0])
        fill_say(f, fill_paragraph(f), c, "The stretch from %s to %s UTC is taken for the incident: %s.",
                 fill_clock_ms(f, w->from_ms), fill_clock_ms(f, w->to_ms), w->because);
    for (uint32_t i = 0; i < f->t->other_count && i < OTHERS_SHOWN; i++) {
        const struct window *o = &f->t->others[i];
        struct cite at = events_between(f, o->from_ms, o->to_ms);
        if (at.e[0])
            fill_ask(f, at,
                     "The evidence shows a further stretch of trouble on %s, from %s to %s UTC. Does it belong "
                     "to this incident, or is it one of its own?",
                     date_words(f->arena, o->from_ms), fill_clock_ms(f, o->from_ms), fill_clock_ms(f, o->to_ms));
    }
}

void
fill_summary(struct fill *f)
{
    if (found(f, MOMENT_IMPACT_STARTED) || found(f, MOMENT_DETECTED) || found(f, MOMENT_DECLARED) ||
        found(f, MOMENT_MITIGATED)) {
        struct block *b = fill_paragraph(f);
        say_span(f, b);
        say_course(f, b);
    }
    list_moments(f);
    list_durations(f);
    say_windows(f);
}

/* ---- symptoms ---- */

void
fill_symptoms(struct fill *f)
{
    struct picked got = pick_events(PICK_SYMPTOM, f->t, SYMPTOMS_SHOWN);
    fill_list(f, "What was seen and reported", &got);
}

/* ---- impact ---- */

/* How many events of a kind lie in the incident, and which are the first and the last. */
static struct cite
count_kind(const struct fill *f, enum kind k, uint32_t *ret_count)
{
    struct cite c = CITE(0);
    *ret_count = 0;
    for (uint32_t i = 0; i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (!e->in_window || e->kind != k || (k == KIND_ALERT && e->state == STATE_RESOLVED))
            continue;
        *ret_count += e->times ? e->times : 1;
        if (!c.e[0])
            c.e[0] = e->number;
        c.e[1] = e->number;
    }
    return c;
}

static void
list_counts(struct fill *f)
{
    static const struct {
        enum kind kind;
        const char *one, *many;
    } counted[] = {
        {KIND_TICKET, "ticket was opened", "tickets were opened"},
        {KIND_ALERT, "alert fired", "alerts fired"},
        {KIND_STATUS, "public notice or update was published", "public notices and updates were published"},
    };
    struct block *b = NULL;
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        uint32_t n;
        struct cite c = count_kind(f, counted[i].kind, &n);
        if (!n)
            continue;
        if (!b)
            b = fill_titled(f, "Counted in the evidence");
        fill_say(f, b, c, "%.*s during the incident.",
                 BYTES_ARG(count_words(f->arena, n, counted[i].one, counted[i].many)));
    }
}

static void
say_severity(struct fill *f)
{
    const struct event *worst = NULL;
    for (uint32_t i = 0; i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (e->in_window && e->severity && (!worst || e->severity < worst->severity))
            worst = e;
    }
    if (worst)
        fill_say(f, fill_paragraph(f), CITE(worst->number),
                 "The worst severity that a tool gave is %u, on a scale from 1 (worst) to 5.", worst->severity);
}

void
fill_impact(struct fill *f)
{
    say_severity(f);
    struct picked got = pick_events(PICK_IMPACT, f->t, IMPACT_SHOWN);
    fill_list(f, "What was said about it", &got);
    list_counts(f);
}

/* ---- timeline ---- */

void
fill_timeline(struct fill *f)
{
    struct block *b = NULL;
    for (uint32_t i = 0; i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (!e->key)
            continue;
        if (!b) {
            fill_say(f, fill_paragraph(f), CITE(e->number), "All times are UTC; the first line is of %s.",
                     date_words(f->arena, e->at.ms));
            b = fill_titled(f, NULL);
        }
        fill_event_line(f, b, e);
        b->last->place = e->number;
        b->last->url = e->url;
        b->last->source = e->source;
    }
}

/* ---- detection ---- */

static void
list_alerts(struct fill *f)
{
    struct block *b = NULL;
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->t->event_count && n < ALERTS_SHOWN; i++) {
        const struct event *e = &f->t->events[i];
        if (!e->in_window || (e->kind != KIND_ALERT && e->kind != KIND_PAGE) || e->state == STATE_RESOLVED)
            continue;
        if (!b)
            b = fill_titled(f, "Alerts and pages");
        fill_event_line(f, b, e);
        n++;
    }
}

/* Signs that were there before the incident was detected: the heart of every talk about alerts. */
static void
list_earlier_signs(struct fill *f, const struct moment *detected)
{
    struct picked got = pick_events(PICK_SYMPTOM, f->t, PICKED_MAX);
    struct block *b = NULL;
    for (uint32_t i = 0; i < got.count && got.events[i]->at.ms < detected->at.ms; i++) {
        if (got.events[i]->number == detected->event)
            continue;
        if (!b)
            b = fill_titled(f, "Signs before it was detected");
        fill_event_line(f, b, got.events[i]);
    }
}

void
fill_detection(struct fill *f)
{
    const struct moment *detected = found(f, MOMENT_DETECTED);
    if (detected) {
        const struct duration *d = length_between(f, MOMENT_IMPACT_STARTED, MOMENT_DETECTED);
        struct block *b = fill_paragraph(f);
        fill_say(f, b, CITE(detected->event), "It was detected at %s UTC. %.*s.", fill_clock(f, &detected->at),
                 BYTES_ARG(event_words(f->arena, fill_event(f, detected->event))));
        if (d)
            fill_say(f, b, CITE(f->t->moments[d->from].event, detected->event), "That is %s%.*s %s.",
                     d->about ? "about " : "", BYTES_ARG(length_words(f->arena, d->ms)), d->definition);
        list_earlier_signs(f, detected);
    }
    list_alerts(f);
}

/* What the draft was made from: files, their period, what had to be inferred, what contradicts itself. */
#include "fill.h"

#include <stdlib.h>

enum {
    LINES_SHOWN = 60,
    FOLDER_MIN_FILES = 4, // so many files of one kind in a folder are one line
    NOTES_SHOWN = 40,
};

/* What is known of one file, or of several together. */
struct facts {
    uint32_t signals;
    bool dated;
    int64_t from_ms, to_ms; // UTC
    const struct event *weightiest;
};

static int
weight(const struct event *e)
{
    return (e->key ? 1000 : 0) + (e->in_window ? 500 : 0) + e->significance;
}

static void
add_signal(struct facts *o, const struct signal *s, const struct event *e)
{
    o->signals++;
    if (!o->weightiest || weight(e) > weight(o->weightiest))
        o->weightiest = e;
    const struct when *at = s->at.lacks ? &e->at : &s->at; // what the source left out, the event has
    if (at->precision == PRECISION_UNKNOWN || s->flags & SIGNAL_ABSURD_TIME)
        return;
    o->from_ms = o->dated && o->from_ms < at->ms ? o->from_ms : at->ms;
    o->to_ms = o->dated && o->to_ms > at->ms ? o->to_ms : at->ms;
    o->dated = true;
}

static void
add_facts(struct facts *to, const struct facts *o)
{
    to->signals += o->signals;
    if (!to->weightiest || weight(o->weightiest) > weight(to->weightiest))
        to->weightiest = o->weightiest;
    if (!o->dated)
        return;
    to->from_ms = to->dated && to->from_ms < o->from_ms ? to->from_ms : o->from_ms;
    to->to_ms = to->dated && to->to_ms > o->to_ms ? to->to_ms : o->to_ms;
    to->dated = true;
}

/* The facts of each origin. */
static struct facts *
gather(const struct timeline *t)
{
    struct facts *facts = calloc((size_t)t->origin_count + 1, sizeof *facts);
    if (!facts)
        abort();
    for (uint32_t i = 0; i < t->event_count; i++)
        for (uint32_t k = 0; k < t->events[i].signal_count; k++) {
            const struct signal *s = &t->signals[t->events[i].signals[k]];
            if (s->origin < t->origin_count)
                add_signal(&facts[s->origin], s, &t->events[i]);
        }
    return facts;
}

static int
origin_cmp(const void *pa, const void *pb)
{
    const struct origin *const *a = pa, *const *b = pb;
    return bytes_cmp(bytes_of((*a)->path), bytes_of((*b)->path));
}

/* "export/pagerduty/" of "export/pagerduty/01.json" */
static struct bytes
folder_of(const struct origin *o)
{
    struct bytes path = bytes_of(o->path);
    while (path.n && path.p[path.n - 1] != '/')
        path.n--;
    return path;
}

static bool
is_alike(const struct origin *a, const struct origin *b)
{
    return folder_of(a).n && bytes_eq(folder_of(a), folder_of(b)) && bytes_is(bytes_of(a->importer), b->importer);
}

/* The weightiest event of a file stands for it: it is likely to be in the timeline anyway. */
static void
say_files(struct fill *f, struct block *b, struct bytes name, const char *importer, const struct facts *o)
{
    struct bytes from = bytes_of(clock_words(f->arena, &(struct when){.ms = o->from_ms}, true));
    struct bytes to = bytes_of(clock_words(f->arena, &(struct when){.ms = o->to_ms}, true));
    struct bytes period = !o->dated ? BYTES("without times")
                          : bytes_eq(from, to)
                              ? bytes_printf(f->arena, "of %.*s", BYTES_ARG(from))
                              : bytes_printf(f->arena, "from %.*s to %.*s", BYTES_ARG(from), BYTES_ARG(to));
    fill_say(f, b, CITE(o->weightiest->number), "%.*s, read as %s: %.*s, %.*s.",
             BYTES_ARG(name.n ? name : BYTES("(a delivery)")), importer,
             BYTES_ARG(count_words(f->arena, o->signals, "signal", "signals")), BYTES_ARG(period));
}

/* One line for a file, or for a folder that has many of a kind. */
static void
say_all(struct fill *f, const struct origin *const *order, uint32_t used, const struct facts *facts)
{
    struct block *b = fill_titled(f, "Files and deliveries, with the period that they speak of in UTC");
    uint32_t lines = 0, i = 0;
    while (i < used && lines < LINES_SHOWN) {
        const struct origin *o = order[i];
        struct facts sum = facts[o - f->t->origins];
        uint32_t n = 1;
        while (i + n < used && is_alike(o, order[i + n]))
            n++;
        if (n < FOLDER_MIN_FILES) {
            n = 1;
            say_files(f, b, bytes_of(o->path), o->importer, &sum);
        } else {
            for (uint32_t k = 1; k < n; k++)
                add_facts(&sum, &facts[order[i + k] - f->t->origins]);
            say_files(f, b, bytes_printf(f->arena, "%.*s (%u files)", BYTES_ARG(folder_of(o)), n), o->importer, &sum);
        }
        i += n;
        lines++;
    }
    if (i < used)
        fill_say(f, b, CITE(facts[order[i] - f->t->origins].weightiest->number), "%u more are not listed here.",
                 used - i);
}

static void
list_origins(struct fill *f)
{
    struct facts *facts = gather(f->t);
    const struct origin **order = calloc((size_t)f->t->origin_count + 1, sizeof *order);
    if (!order)
        abort();
    uint32_t used = 0;
    struct facts sum = {.signals = 0};
    for (uint32_t i = 0; i < f->t->origin_count; i++)
        if (facts[i].signals) {
            order[used++] = &f->t->origins[i];
            add_facts(&sum, &facts[i]);
        }
    qsort(order, used, sizeof *order, origin_cmp);
    if (used) {
        fill_say(f, fill_paragraph(f), CITE(sum.weightiest->number),
                 "This draft was made from %.*s in %.*s, which are %.*s.",
                 BYTES_ARG(count_words(f->arena, sum.signals, "signal", "signals")),
                 BYTES_ARG(count_words(f->arena, used, "file or delivery", "files and deliveries")),
                 BYTES_ARG(count_words(f->arena, f->t->event_count, "event", "events")));
        say_all(f, order, used, facts);
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

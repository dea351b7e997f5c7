#include "fill.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const struct event *
fill_event(const struct fill *f, uint32_t number)
{
    if (!number || number > f->t->event_count || f->t->events[number - 1].number != number)
        return NULL;
    return &f->t->events[number - 1];
}

const char *
fill_clock(const struct fill *f, const struct when *w)
{
    return clock_words(f->arena, w, f->with_date);
}

const char *
fill_clock_ms(const struct fill *f, int64_t ms)
{
    return fill_clock(f, &(struct when){.ms = ms, .precision = PRECISION_MINUTE});
}

static struct bytes vprint(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

static struct bytes
vprint(struct arena *a, const char *fmt, va_list ap)
{
    char *text = NULL;
    int n = vasprintf(&text, fmt, ap);
    assert(n >= 0);
    struct bytes ret = bytes_dup(a, (struct bytes){text, (size_t)n});
    free(text);
    return ret;
}

/* Packs the events that are there to the front. */
static uint32_t
count_cited(const struct fill *f, struct cite *c)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < CITE_MAX; i++) {
        bool again = false;
        for (uint32_t k = 0; k < n; k++)
            again = again || c->e[k] == c->e[i];
        if (!again && fill_event(f, c->e[i]))
            c->e[n++] = c->e[i];
    }
    return n;
}

static void
add(struct fill *f, struct block *b, const char *label, struct cite c, struct bytes text)
{
    uint32_t n = count_cited(f, &c);
    assert(n > 0 || b->kind == BLOCK_QUESTION);
    block_add(f->arena, b, &(struct statement){.label = label, .text = text, .events = c.e, .event_count = n});
}

void
fill_say(struct fill *f, struct block *b, struct cite c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(f, b, NULL, c, vprint(f->arena, fmt, ap));
    va_end(ap);
}

void
fill_say_labelled(struct fill *f, struct block *b, const char *label, struct cite c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(f, b, label, c, vprint(f->arena, fmt, ap));
    va_end(ap);
}

void
fill_ask(struct fill *f, struct cite c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(f, section_add(f->arena, f->section, BLOCK_QUESTION, NULL), NULL, c, vprint(f->arena, fmt, ap));
    va_end(ap);
}

void
fill_event_line(struct fill *f, struct block *b, const struct event *e)
{
    fill_say_labelled(f, b, fill_clock(f, &e->at), CITE(e->number), "%.*s", BYTES_ARG(event_words(f->arena, e)));
}

struct block *
fill_paragraph(struct fill *f)
{
    return section_add(f->arena, f->section, BLOCK_PARAGRAPH, NULL);
}

struct block *
fill_titled(struct fill *f, const char *title)
{
    return section_add(f->arena, f->section, BLOCK_LIST, title);
}

bool
fill_list(struct fill *f, const char *title, const struct picked *got)
{
    if (!got->count)
        return false;
    struct block *b = fill_titled(f, title);
    for (uint32_t i = 0; i < got->count; i++)
        fill_event_line(f, b, got->events[i]);
    return true;
}

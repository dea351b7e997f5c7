/*
 * The order of things: each section of the template is filled by the function that its key names, then gets what is
 * left to the writer; at the end every event that a statement names gets a line to lead to.
 */
#include "draft.h"

#include "fill.h"

#include <stdlib.h>

// clang-format off
static const struct {
    const char *key;
    fill_section *fill;
} fillers[] = {
    {"summary",                    fill_summary},
    {"symptoms",                   fill_symptoms},
    {"impact",                     fill_impact},
    {"timeline",                   fill_timeline},
    {"detection",                  fill_detection},
    {"causes",                     fill_causes},
    {"response",                   fill_response},
    {"resolution",                 fill_resolution},
    {"damage-control",             fill_damage},
    {"went-well",                  fill_went_well},
    {"went-badly",                 fill_went_badly},
    {"lucky",                      fill_lucky},
    {"recommendations-root",       fill_for_root},
    {"recommendations-response",   fill_for_response},
    {"recommendations-mitigation", fill_for_mitigation},
    {"sources",                    fill_sources},
};
// clang-format on

/* ---- what is left to the writer ---- */

static void
add_line(struct fill *f, enum block_kind kind, struct bytes text)
{
    struct block *b = section_add(f->arena, f->section, kind, NULL);
    block_add(f->arena, b, &(struct statement){.text = text});
}

static void
add_guidance(struct fill *f, const struct template_section *s)
{
    for (uint32_t i = 0; i < s->guidance_count; i++)
        add_line(f, BLOCK_GUIDANCE, s->guidance[i]);
}

static void
add_questions(struct fill *f, const struct template_section *s)
{
    for (uint32_t i = 0; i < s->question_count; i++)
        if (!s->questions[i].only_when_empty || !f->section->from_evidence)
            add_line(f, BLOCK_QUESTION, s->questions[i].text);
}

/* ---- the title ---- */

/* What the incident is called: by the public notice, by who declared it, by the first alert, in this order. */
static struct bytes
title_of(const struct fill *f, const struct template *tp)
{
    static const enum pick from[] = {PICK_MAX, PICK_DECLARATION, PICK_SYMPTOM};
    const struct event *named = NULL;
    for (size_t i = 0; i < sizeof from / sizeof *from && !named; i++) {
        if (from[i] == PICK_MAX) {
            for (uint32_t k = 0; k < f->t->event_count && !named; k++)
                if (f->t->events[k].in_window && f->t->events[k].kind == KIND_STATUS)
                    named = &f->t->events[k];
        } else {
            struct picked got = pick_events(from[i], f->t, 1);
            named = got.count ? got.events[0] : NULL;
        }
    }
    if (!named)
        return bytes_printf(f->arena, "%.*s", BYTES_ARG(tp->title));
    struct bytes name = excerpt_words(f->arena, named->title);
    name.n -= bytes_ends(name, ".");
    return bytes_printf(f->arena, "%.*s: %.*s (%s)", BYTES_ARG(tp->title), BYTES_ARG(name),
                        date_words(f->arena, named->at.ms));
}

/* ---- lines for events that statements name and the timeline does not show ---- */

static void
mark(const struct document *d, uint8_t *named, uint8_t *placed)
{
    for (uint32_t i = 0; i < d->section_count; i++)
        for (const struct block *b = d->sections[i].first; b; b = b->next)
            for (const struct statement *st = b->first; st; st = st->next) {
                for (uint32_t k = 0; k < st->event_count; k++)
                    named[st->events[k] - 1] = 1;
                if (st->place)
                    placed[st->place - 1] = 1;
            }
}

/* They go where sources are listed; a template without that section gets them at its end. */
static struct section *
section_for_places(struct document *d)
{
    for (uint32_t i = 0; i < d->section_count; i++)
        if (bytes_is(d->sections[i].key, "sources"))
            return &d->sections[i];
    struct section *s = &d->sections[d->section_count++]; // draft_build() keeps room for one more
    *s = (struct section){.key = BYTES("evidence"), .title = BYTES("Evidence")};
    return s;
}

static void
add_places(struct fill *f, struct document *d)
{
    uint8_t *named = calloc((size_t)f->t->event_count + 1, 2);
    if (!named)
        abort();
    uint8_t *placed = named + f->t->event_count;
    mark(d, named, placed);
    struct block *b = NULL;
    for (uint32_t i = 0; i < f->t->event_count; i++) {
        const struct event *e = &f->t->events[i];
        if (!named[i] || placed[i])
            continue;
        if (!b) {
            f->section = section_for_places(d);
            b = fill_titled(f, "Further events that this document names");
        }
        fill_event_line(f, b, e);
        b->last->place = e->number;
        b->last->url = e->url;
        b->last->source = e->source;
    }
    free(named);
}

/* ---- all of it ---- */

static void
fill_one(struct fill *f, const struct template_section *ts)
{
    f->section->key = ts->key;
    f->section->title = ts->title;
    add_guidance(f, ts);
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (bytes_is(ts->key, fillers[i].key))
            fillers[i].fill(f);
    add_questions(f, ts);
}

enum err
draft_build(struct arena *a, const struct timeline *t, const struct draft_options *options, struct document **ret,
            struct why *why)
{
    const struct template *tp = options->template;
    if (!t->event_count)
        return fail(why, ERR_INVALID, "there is nothing to draft from: the sources hold no event");
    struct document *d = arena_new(a, struct document);
    struct fill f = {.arena = a, .t = t};
    f.with_date = t->window.from_ms / 86400000 != t->window.to_ms / 86400000;
    d->timeline = t;
    d->template = tp->name;
    d->title = title_of(&f, tp);
    d->sections = arena_new_n(a, struct section, tp->section_count + 1);
    for (; d->section_count < tp->section_count; d->section_count++) {
        f.section = &d->sections[d->section_count];
        fill_one(&f, &tp->sections[d->section_count]);
    }
    add_places(&f, d);
    *ret = d;
    return OK;
}

/*
 * What the program has to say in a post-mortem: each incident's timeline through draft/, section by section. Where the
 * draft lists what the record knows - moments, lengths of time, who took part, the key timeline - the section holds a
 * live data block instead (docs/postmortems.md), so that it always shows the record as it is.
 */
#include "../base/json_out.h"
#include "../base/utf8.h"
#include "../draft/draft.h"
#include "postmortem.h"
#include "template_store.h"
#include "timeline_store.h"

#include <string.h>

// clang-format off
/* In each section: the lists of the draft that make way, '|' between their titles ("*": all that it says), and the
 * blocks that stand for them. A list of `summary` makes way where the section that has its block is in the template. */
static const struct {
    const char *key;
    const char *lists;
    const char *needs; // another section
    const char *blocks[3];
} live[] = {
    {"summary",   "Moments",                                                             "detection", {0}},
    {"summary",   "Lengths of time",                                                     "response",  {0}},
    {"impact",    "Counted in the evidence",                                             NULL, {"impact"}},
    {"timeline",  "*",                                                                   NULL, {"picture", "timeline"}},
    {"detection", "",                                                                    NULL, {"moments"}},
    {"response",  "Who took part, in the order in which the evidence first shows them",  NULL, {"durations", "people"}},
    {"sources",   "Further events that this document names",                             NULL, {0}},
};
// clang-format on
enum { LIVE_COUNT = sizeof live / sizeof *live };

struct part {
    const struct incident *incident;
    const struct document *document; // NULL: its timeline is empty
    struct draft_links links;
};

static bool
has_section(const struct template *t, const char *key)
{
    for (uint32_t i = 0; i < t->section_count; i++)
        if (bytes_is(t->sections[i].key, key))
            return true;
    return false;
}

/* ---- what makes way ---- */

static void
take_out(struct section *s, const char *title)
{
    struct block **at = &s->first, *last = NULL;
    while (*at) {
        bool goes = strcmp(title, "*") == 0 ? (*at)->kind == BLOCK_LIST || (*at)->kind == BLOCK_PARAGRAPH
                                            : (*at)->title && strcmp((*at)->title, title) == 0;
        if (goes) {
            *at = (*at)->next;
        } else {
            last = *at;
            at = &(*at)->next;
        }
    }
    s->last = last;
}

static void
make_way(struct document *d, const struct template *t)
{
    for (size_t i = 0; i < LIVE_COUNT; i++)
        for (uint32_t k = 0; k < t->section_count && live[i].lists[0]; k++)
            if (bytes_is(d->sections[k].key, live[i].key) && (!live[i].needs || has_section(t, live[i].needs)))
                take_out(&d->sections[k], live[i].lists);
}

/* ---- parts ---- */

static enum err
load_part(struct cx *cx, struct bytes id, const struct template *t, struct part *ret)
{
    struct stored_timeline *st = arena_new(cx->arena, struct stored_timeline);
    struct timeline_wish wish = {.signals = true, .reasons = true};
    struct incident *in;
    struct document *d;
    enum err e = incident_load(cx, id, &in);
    if (e || (e = incident_timeline(cx, id, &wish, st)))
        return e;
    *ret = (struct part){.incident = in};
    if (!st->t.event_count)
        return OK;
    if ((e = draft_build(cx->arena, &st->t, &(struct draft_options){.template = t}, &d, &cx->why)))
        return e;
    struct bytes *ids = arena_new_n(cx->arena, struct bytes, st->t.event_count);
    for (uint32_t i = 0; i < st->t.event_count; i++)
        ids[i] = st->records[i].id;
    ret->links = (struct draft_links){.event_ids = ids, .event_count = st->t.event_count};
    make_way(d, t);
    ret->document = d;
    return OK;
}

static struct bytes
title_of(struct cx *cx, const struct part *parts, uint32_t count, const struct template *t)
{
    const struct incident *first = parts[0].incident;
    struct bytes title = bytes_printf(cx->arena, "%.*s: %.*s", BYTES_ARG(t->title), BYTES_ARG(first->title));
    if (count > 1)
        title = bytes_printf(cx->arena, "%.*s, and %u more", BYTES_ARG(title), count - 1);
    return utf8_cut(title, POSTMORTEM_TITLE_MAX_BYTES);
}

/* ---- sections ---- */

static struct bytes
guidance_of(struct cx *cx, const struct template_section *ts)
{
    struct buf out = {0};
    struct json_out o = {.buf = &out};
    json_open(&o, '[');
    for (uint32_t i = 0; i < ts->guidance_count; i++)
        json_put_text(&o, ts->guidance[i]);
    json_close(&o, ']');
    struct bytes json = bytes_dup(cx->arena, buf_bytes(&out));
    buf_done(&out);
    return json;
}

static struct bytes
questions_of(struct cx *cx, const struct template_section *ts, bool from_evidence)
{
    struct buf out = {0};
    struct json_out o = {.buf = &out};
    json_open(&o, '[');
    for (uint32_t i = 0; i < ts->question_count; i++)
        if (!ts->questions[i].only_when_empty || !from_evidence)
            json_put_text(&o, ts->questions[i].text);
    json_close(&o, ']');
    struct bytes json = bytes_dup(cx->arena, buf_bytes(&out));
    buf_done(&out);
    return json;
}

static void
put_blocks(struct buf *out, struct bytes key)
{
    for (size_t i = 0; i < LIVE_COUNT; i++)
        for (int k = 0; bytes_is(key, live[i].key) && live[i].blocks[k]; k++)
            buf_printf(out, "%s```aftermath %s\n```\n", out->n ? "\n" : "", live[i].blocks[k]);
}

/* An incident's title as a heading: of our Markdown only what is text. */
static void
put_heading(struct buf *out, const struct incident *in)
{
    buf_printf(out, "%s### %s: ", out->n ? "\n" : "", incident_label(in->number).s);
    for (size_t i = 0; i < in->title.n; i++) {
        if (strchr("\\`*_[]<>#&~|", in->title.p[i]))
            buf_putc(out, '\\');
        buf_putc(out, in->title.p[i]);
    }
    buf_puts(out, "\n");
}

static struct drafted_section
section_of(struct cx *cx, const struct part *parts, uint32_t count, const struct template *t, uint32_t number)
{
    const struct template_section *ts = &t->sections[number];
    struct buf out = {.max_bytes = SECTION_BODY_MAX_BYTES}, text = {0};
    bool from_evidence = false;
    for (uint32_t i = 0; i < count; i++)
        from_evidence |= parts[i].document && parts[i].document->sections[number].from_evidence;
    if (from_evidence || bytes_is(ts->key, "timeline"))
        put_blocks(&out, ts->key);
    for (uint32_t i = 0; i < count; i++) {
        buf_reset(&text);
        if (parts[i].document)
            draft_section_markdown(parts[i].document, number, &parts[i].links, &text);
        if (!text.n)
            continue;
        if (count > 1)
            put_heading(&out, parts[i].incident);
        buf_puts(&out, out.n ? "\n" : "");
        buf_add(&out, buf_bytes(&text));
    }
    struct drafted_section ds = {.key = ts->key,
                                 .title = ts->title,
                                 .guidance_json = guidance_of(cx, ts),
                                 .questions_json = questions_of(cx, ts, from_evidence),
                                 .body = bytes_dup(cx->arena, utf8_cut(buf_bytes(&out), SECTION_BODY_MAX_BYTES))};
    buf_done(&text);
    buf_done(&out);
    return ds;
}

/* The record's template of that name, or (the record may not hold the program's own yet) the program's. */
static enum err
find_template(struct cx *cx, struct bytes name, const struct template **ret)
{
    struct stored_template *stored;
    struct template *own;
    enum err e = template_by_name(cx, name, &stored);
    if (!e)
        *ret = stored->parsed;
    if (e != ERR_NOT_FOUND)
        return e;
    e = template_builtin(cx->arena, bytes_dup(cx->arena, name).p, &own, &cx->why);
    if (!e)
        *ret = own;
    return e == ERR_NOT_FOUND ? fail(&cx->why, ERR_INVALID, "template: none is called '%.*s'",
                                     BYTES_ARG(bytes_cut(name, 0, TEMPLATE_NAME_MAX_BYTES)))
                              : e;
}

enum err
postmortem_compose(struct cx *cx, const struct bytes *incident_ids, uint32_t incident_count, struct bytes template,
                   struct drafted *ret)
{
    const struct template *t;
    struct part *parts = arena_new_n(cx->arena, struct part, incident_count);
    enum err e = find_template(cx, template.n ? template : BYTES(TEMPLATE_DEFAULT), &t);
    for (uint32_t i = 0; i < incident_count && !e; i++)
        e = load_part(cx, incident_ids[i], t, &parts[i]);
    if (e)
        return e;
    *ret = (struct drafted){.title = title_of(cx, parts, incident_count, t),
                            .sections = arena_new_n(cx->arena, struct drafted_section, t->section_count),
                            .section_count = t->section_count};
    for (uint32_t i = 0; i < t->section_count; i++)
        ret->sections[i] = section_of(cx, parts, incident_count, t, i);
    return OK;
}

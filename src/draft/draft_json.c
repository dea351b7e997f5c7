/* The document for programs: docs/draft.md describes it. */
#include "draft.h"

#include "../base/json_out.h"

static void
put_events(struct json_out *o, const struct statement *st)
{
    json_key(o, "events");
    json_open(o, '[');
    for (uint32_t i = 0; i < st->event_count; i++)
        json_put_int(o, st->events[i]);
    json_close(o, ']');
}

/* The members of one statement, inside an open object. */
static void
put_statement(struct json_out *o, const struct statement *st)
{
    if (st->label) {
        json_key(o, "label");
        json_put_text(o, bytes_of(st->label));
    }
    json_key(o, "text");
    json_put_text(o, st->text);
    put_events(o, st);
    if (st->place) {
        json_key(o, "event");
        json_put_int(o, st->place);
    }
}

static void
put_list(struct json_out *o, const struct block *b)
{
    json_newline(o);
    json_open(o, '{');
    json_key(o, "kind");
    json_put_text(o, bytes_of(block_name(b->kind)));
    json_key(o, "title");
    json_put_text(o, bytes_of(b->title));
    json_key(o, "items");
    json_open(o, '[');
    for (const struct statement *st = b->first; st; st = st->next) {
        json_newline(o);
        json_open(o, '{');
        put_statement(o, st);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_close(o, '}');
}

/* Outside lists one statement is one block. */
static void
put_block(struct json_out *o, const struct block *b)
{
    if (b->kind == BLOCK_LIST) {
        put_list(o, b);
        return;
    }
    for (const struct statement *st = b->first; st; st = st->next) {
        json_newline(o);
        json_open(o, '{');
        json_key(o, "kind");
        json_put_text(o, bytes_of(block_name(b->kind)));
        put_statement(o, st);
        json_close(o, '}');
    }
}

static void
put_section(struct json_out *o, const struct section *s)
{
    json_newline(o);
    json_open(o, '{');
    json_key(o, "key");
    json_put_text(o, s->key);
    json_key(o, "title");
    json_put_text(o, s->title);
    json_key(o, "blocks");
    json_open(o, '[');
    for (const struct block *b = s->first; b; b = b->next)
        put_block(o, b);
    json_close(o, ']');
    json_close(o, '}');
}

/* Where an event comes from: what a link to it must lead to. */
static void
put_event(struct json_out *o, const struct timeline *t, const struct event *e)
{
    json_newline(o);
    json_open(o, '{');
    json_key(o, "event");
    json_put_int(o, e->number);
    json_key(o, "at");
    if (e->at.precision == PRECISION_UNKNOWN)
        json_put_null(o);
    else
        json_put_text(o, bytes_of(when_format(e->at.ms).s));
    json_key(o, "title");
    json_put_text(o, e->title);
    json_key(o, "url");
    json_put_text(o, e->url);
    json_key(o, "signals");
    json_open(o, '[');
    for (uint32_t i = 0; i < e->signal_count; i++) {
        const struct signal *s = &t->signals[e->signals[i]];
        json_open(o, '{');
        json_key(o, "source");
        json_put_text(o, bytes_of(s->source));
        json_key(o, "ref");
        json_put_text(o, s->ref);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_close(o, '}');
}

static void
put_evidence(struct json_out *o, const struct document *d)
{
    json_newline(o);
    json_key(o, "evidence");
    json_open(o, '[');
    for (uint32_t i = 0; i < d->section_count; i++)
        for (const struct block *b = d->sections[i].first; b; b = b->next)
            for (const struct statement *st = b->first; st; st = st->next)
                if (st->place)
                    put_event(o, d->timeline, &d->timeline->events[st->place - 1]);
    json_close(o, ']');
}

void
draft_json(const struct document *d, struct buf *out)
{
    struct json_out o = {.buf = out};
    json_open(&o, '{');
    json_key(&o, "title");
    json_put_text(&o, d->title);
    json_key(&o, "template");
    json_put_text(&o, d->template);
    json_newline(&o);
    json_key(&o, "sections");
    json_open(&o, '[');
    for (uint32_t i = 0; i < d->section_count; i++)
        put_section(&o, &d->sections[i]);
    json_close(&o, ']');
    put_evidence(&o, d);
    json_close(&o, '}');
    buf_putc(out, '\n');
}

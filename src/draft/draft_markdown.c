/* The document for people. What is addressed to the writer is quoted, so that it is easy to see and to delete. */
#include "draft.h"

#include "../text/markdown.h"

#include <assert.h>
#include <stdio.h>

enum { LINK_MAX_BYTES = 80 };

/* Where links lead, and what stands in the text. */
struct writer {
    struct markdown m;
    const struct draft_links *links; // NULL: the whole document, whose lines carry the anchors
};

/* An id that an address can hold as it stands. */
static bool
is_id(struct bytes id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!ascii_is_alnum(id.p[i]) && id.p[i] != '_' && id.p[i] != '-')
            return false;
    return id.n > 0 && id.n < LINK_MAX_BYTES - 1;
}

static struct bytes
id_of(const struct writer *w, uint32_t event)
{
    const struct draft_links *l = w->links;
    struct bytes id = l && l->event_ids && event - 1 < l->event_count ? l->event_ids[event - 1] : BYTES_NONE;
    return is_id(id) ? id : BYTES_NONE;
}

static void
put_events(struct writer *w, const struct statement *st)
{
    for (uint32_t i = 0; i < st->event_count; i++) {
        char text[16], url[LINK_MAX_BYTES];
        struct bytes id = id_of(w, st->events[i]);
        int n = snprintf(text, sizeof text, "E%u", st->events[i]);
        int k =
            id.n ? snprintf(url, sizeof url, "#%.*s", BYTES_ARG(id)) : snprintf(url, sizeof url, "#e%u", st->events[i]);
        markdown_puts(&w->m, " ");
        markdown_link(&w->m, (struct bytes){text, (size_t)n}, (struct bytes){url, (size_t)k});
    }
}

static void
put_statement(struct writer *w, const struct statement *st)
{
    struct markdown *m = &w->m;
    if (st->place && !w->links) {
        char id[16];
        snprintf(id, sizeof id, "e%u", st->place);
        markdown_anchor(m, id);
    }
    if (st->label) {
        markdown_strong(m, st->label);
        // A clock stands by itself, a name of a figure is followed by it.
        bool is_name = ascii_is_alpha(bytes_of(st->label).p[bytes_of(st->label).n - 1]);
        markdown_puts(m, is_name ? ": " : " ");
    }
    markdown_text(m, st->text);
    if (st->source) {
        markdown_puts(m, " - ");
        markdown_link(m, bytes_of(st->source), st->url);
    }
    put_events(w, st);
}

static void
put_to_writer(struct writer *w, const struct block *b)
{
    for (const struct statement *st = b->first; st; st = st->next) {
        markdown_quote(&w->m);
        markdown_strong(&w->m, b->kind == BLOCK_QUESTION ? "Question" : "To the writer");
        markdown_puts(&w->m, ": ");
        put_statement(w, st);
    }
}

static void
put_list(struct writer *w, const struct block *b)
{
    if (b->title) {
        markdown_paragraph(&w->m);
        markdown_strong(&w->m, b->title);
    }
    for (const struct statement *st = b->first; st; st = st->next) {
        markdown_item(&w->m, 0);
        put_statement(w, st);
    }
}

static void
put_paragraph(struct writer *w, const struct block *b)
{
    markdown_paragraph(&w->m);
    for (const struct statement *st = b->first; st; st = st->next) {
        put_statement(w, st);
        if (st->next)
            markdown_puts(&w->m, " ");
    }
}

static void
put_block(struct writer *w, const struct block *b)
{
    if (!b->first)
        return;
    if (b->kind == BLOCK_PARAGRAPH)
        put_paragraph(w, b);
    else if (b->kind == BLOCK_LIST)
        put_list(w, b);
    else
        put_to_writer(w, b);
}

void
draft_markdown(const struct document *d, struct buf *out)
{
    struct writer w = {.m = {.buf = out}};
    markdown_heading(&w.m, 1);
    markdown_text(&w.m, d->title);
    for (uint32_t i = 0; i < d->section_count; i++) {
        markdown_heading(&w.m, 2);
        markdown_text(&w.m, d->sections[i].title);
        for (const struct block *b = d->sections[i].first; b; b = b->next)
            put_block(&w, b);
    }
    markdown_end(&w.m);
}

void
draft_section_markdown(const struct document *d, uint32_t section, const struct draft_links *links, struct buf *out)
{
    assert(section < d->section_count);
    static const struct draft_links none = {0};
    struct writer w = {.m = {.buf = out}, .links = links ? links : &none};
    for (const struct block *b = d->sections[section].first; b; b = b->next)
        if ((b->kind != BLOCK_GUIDANCE || w.links->guidance) && (b->kind != BLOCK_QUESTION || w.links->questions))
            put_block(&w, b);
    markdown_end(&w.m);
}

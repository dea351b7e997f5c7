/* The document for people. What is addressed to the writer is quoted, so that it is easy to see and to delete. */
#include "draft.h"

#include "../text/markdown.h"

#include <stdio.h>

static void
put_events(struct markdown *m, const struct statement *st)
{
    for (uint32_t i = 0; i < st->event_count; i++) {
        char text[16], url[16];
        int n = snprintf(text, sizeof text, "E%u", st->events[i]);
        int k = snprintf(url, sizeof url, "#e%u", st->events[i]);
        markdown_puts(m, " ");
        markdown_link(m, (struct bytes){text, (size_t)n}, (struct bytes){url, (size_t)k});
    }
}

static void
put_statement(struct markdown *m, const struct statement *st)
{
    if (st->place) {
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
    put_events(m, st);
}

static void
put_to_writer(struct markdown *m, const struct block *b)
{
    for (const struct statement *st = b->first; st; st = st->next) {
        markdown_quote(m);
        markdown_strong(m, b->kind == BLOCK_QUESTION ? "Question" : "To the writer");
        markdown_puts(m, ": ");
        put_statement(m, st);
    }
}

static void
put_list(struct markdown *m, const struct block *b)
{
    if (b->title) {
        markdown_paragraph(m);
        markdown_strong(m, b->title);
    }
    for (const struct statement *st = b->first; st; st = st->next) {
        markdown_item(m, 0);
        put_statement(m, st);
    }
}

static void
put_paragraph(struct markdown *m, const struct block *b)
{
    markdown_paragraph(m);
    for (const struct statement *st = b->first; st; st = st->next) {
        put_statement(m, st);
        if (st->next)
            markdown_puts(m, " ");
    }
}

static void
put_block(struct markdown *m, const struct block *b)
{
    if (!b->first)
        return;
    if (b->kind == BLOCK_PARAGRAPH)
        put_paragraph(m, b);
    else if (b->kind == BLOCK_LIST)
        put_list(m, b);
    else
        put_to_writer(m, b);
}

void
draft_markdown(const struct document *d, struct buf *out)
{
    struct markdown m = {.buf = out};
    markdown_heading(&m, 1);
    markdown_text(&m, d->title);
    for (uint32_t i = 0; i < d->section_count; i++) {
        markdown_heading(&m, 2);
        markdown_text(&m, d->sections[i].title);
        for (const struct block *b = d->sections[i].first; b; b = b->next)
            put_block(&m, b);
    }
    markdown_end(&m);
}

#include "document.h"

#include <string.h>

static const char *const block_names[BLOCK_MAX] = {
    [BLOCK_PARAGRAPH] = "paragraph",
    [BLOCK_LIST] = "list",
    [BLOCK_QUESTION] = "question",
    [BLOCK_GUIDANCE] = "guidance",
};

const char *
block_name(enum block_kind k)
{
    return block_names[k];
}

struct block *
section_add(struct arena *a, struct section *s, enum block_kind kind, const char *title)
{
    struct block *b = arena_new(a, struct block);
    *b = (struct block){.kind = kind, .title = title};
    if (s->last)
        s->last->next = b;
    else
        s->first = b;
    s->last = b;
    if (kind == BLOCK_PARAGRAPH || kind == BLOCK_LIST)
        s->from_evidence = true;
    return b;
}

struct statement *
block_add(struct arena *a, struct block *b, const struct statement *st)
{
    struct statement *copy = arena_new(a, struct statement);
    *copy = *st;
    copy->next = NULL;
    if (st->event_count) {
        uint32_t *events = arena_new_n(a, uint32_t, st->event_count);
        memcpy(events, st->events, st->event_count * sizeof *events);
        copy->events = events;
    }
    if (b->last)
        b->last->next = copy;
    else
        b->first = copy;
    b->last = copy;
    return copy;
}

/*
 * The end of a transaction: what was deleted is forgotten but for its length, and items that can be one become one
 * (Yjs: cleanupTransactions). Which neighbours are tried decides the encoded bytes, so it is exactly Yjs' choice:
 * around deletions, among new items, around cuts.
 */
#include "doc_inside.h"

#include <assert.h>

void
transaction_begin(struct doc *d)
{
    if (++d->t.number == 0) { // numbers begin anew: nobody may look touched
        for (uint32_t i = 0; i < d->client_count; i++)
            d->clients[i]->transaction = 0;
        d->t.number = 1;
    }
    d->t.deleted_count = d->t.split_count = d->t.touched_count = 0;
}

static int
by_place(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    return x->clock < y->clock ? -1 : x->clock > y->clock;
}

void
spans_sort(struct span *spans, uint32_t *count)
{
    bool sorted = true;
    for (uint32_t i = 1; i < *count && sorted; i++)
        sorted = by_place(&spans[i - 1], &spans[i]) <= 0;
    if (!sorted)
        qsort(spans, *count, sizeof *spans, by_place);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *count; i++) {
        struct span *last = kept ? &spans[kept - 1] : NULL;
        if (last && last->client == spans[i].client && last->clock + last->len >= spans[i].clock) {
            uint32_t end = spans[i].clock + spans[i].len;
            if (end > last->clock + last->len)
                last->len = end - last->clock;
        } else {
            spans[kept++] = spans[i];
        }
    }
    *count = kept;
}

/* ---- forgetting ---- */

static void
push_type(struct doc *d, struct item *i)
{
    GROW(d, d->work, d->work_count, d->work_cap);
    d->work[d->work_count++] = i;
}

static void
forget_list(struct doc *d, struct item *child)
{
    for (struct item *right; child; child = right) {
        right = child->right;
        if (child->content == CONTENT_TYPE) {
            push_type(d, child);
        } else {
            content_drop(d, child);
            child->content = CONTENT_GC;
        }
        child->list = NULL;
        child->left = child->right = NULL;
        child->origin_client = child->right_client = NO_CLIENT;
    }
}

/* Everything below a type becomes GC. */
static void
forget_type(struct doc *d, struct type *t)
{
    uint32_t bottom = d->work_count;
    for (;;) {
        forget_list(d, t->sequence.first);
        for (const struct list *key = t->keys; key; key = key->next)
            forget_list(d, key->first);
        type_free(d, t);
        if (d->work_count == bottom)
            return;
        struct item *i = d->work[--d->work_count];
        t = i->type;
        i->type = NULL;
        i->content = CONTENT_GC;
    }
}

static void
forget(struct doc *d, struct item *i)
{
    if (i->content == CONTENT_TYPE) {
        struct type *t = i->type;
        i->type = NULL;
        i->content = CONTENT_DELETED;
        forget_type(d, t);
    } else {
        content_drop(d, i);
        i->content = CONTENT_DELETED;
    }
}

static void
forget_span(struct doc *d, const struct span *s)
{
    struct place at = runs_find(d->clients[s->client], s->clock);
    do {
        struct item *i = runs_at(at);
        if (i->clock >= s->clock + s->len)
            return;
        if (i->deleted && i->content != CONTENT_GC && i->content != CONTENT_DELETED)
            forget(d, i);
    } while (runs_next(&at));
}

/* ---- merging ---- */

static bool
content_merges(uint8_t content)
{
    return content == CONTENT_DELETED || content == CONTENT_JSON || content == CONTENT_STRING || content == CONTENT_ANY;
}

static bool
can_merge(const struct item *left, const struct item *right)
{
    if (left->content != right->content || left->deleted != right->deleted)
        return false;
    if (left->content == CONTENT_GC)
        return true;
    return content_merges(left->content) && right->origin_client == left->client &&
           right->origin_clock == left->clock + left->len - 1 && left->right == right &&
           left->right_client == right->right_client &&
           (left->right_client == NO_CLIENT || left->right_clock == right->right_clock);
}

/* Joins the item at `at` with those before it for as long as they fit; `at` is then where they are one. */
static uint32_t
merge_with_lefts(struct doc *d, struct place *at)
{
    uint32_t merged = 0;
    for (;;) {
        struct place before = *at;
        if (!runs_prev(&before))
            return merged;
        struct item *left = runs_at(before), *right = runs_at(*at);
        if (!can_merge(left, right))
            return merged;
        left->len += right->len;
        if (left->content != CONTENT_GC) {
            content_append(d, left, item_bytes(right), right);
            left->right = right->right;
            if (left->right)
                left->right->left = left;
            else
                left->list->last = left;
        }
        runs_remove(d, at);
        item_free(d, right);
        merged++;
    }
}

static void
merge_around_span(struct doc *d, const struct span *s)
{
    struct place at = runs_find(d->clients[s->client], s->clock + s->len - 1);
    runs_next(&at);
    while (runs_at(at)->clock >= s->clock) {
        merge_with_lefts(d, &at);
        if (!runs_prev(&at))
            return;
    }
}

static void
merge_new(struct doc *d, struct client *c)
{
    struct place at = {c, c->leaf_count - 1, c->leaves[c->leaf_count - 1]->count - 1};
    struct item *first = runs_at(runs_find(c, c->before));
    uint32_t until = first->clock;
    while (runs_at(at)->clock >= until) {
        merge_with_lefts(d, &at);
        if (!runs_prev(&at))
            return;
    }
}

static void
merge_around_split(struct doc *d, struct id id)
{
    struct place at = runs_find(d->clients[id.client], id.clock), next = at;
    if (runs_next(&next)) {
        if (merge_with_lefts(d, &next) > 1)
            return;
        at = runs_find(d->clients[id.client], id.clock);
    }
    merge_with_lefts(d, &at);
}

/* ---- the end ---- */

static int
by_client_down(const void *a, const void *b, void *ctx)
{
    struct client **clients = ctx;
    uint64_t x = clients[*(const uint32_t *)a]->id, y = clients[*(const uint32_t *)b]->id;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void
encode_transaction(struct doc *d, struct buf *out)
{
    qsort_r(d->t.touched, d->t.touched_count, sizeof *d->t.touched, by_client_down, d->clients);
    write_number(out, d->t.touched_count);
    for (uint32_t k = 0; k < d->t.touched_count; k++) {
        struct client *c = d->clients[d->t.touched[k]];
        struct place at = runs_find(c, c->before);
        write_number(out, runs_count_from(at));
        write_number(out, c->id);
        write_number(out, c->before);
        item_encode(d, runs_at(at), c->before - runs_at(at)->clock, out);
        while (runs_next(&at))
            item_encode(d, runs_at(at), 0, out);
    }
    spans_encode(d, d->t.deleted, d->t.deleted_count, out);
}

bool
transaction_end(struct doc *d, struct buf *ret_update)
{
    spans_sort(d->t.deleted, &d->t.deleted_count);
    for (uint32_t i = 0; i < d->t.deleted_count && !d->keep_deleted; i++)
        forget_span(d, &d->t.deleted[i]);
    for (uint32_t i = d->t.deleted_count; i-- > 0;)
        merge_around_span(d, &d->t.deleted[i]);
    for (uint32_t i = 0; i < d->t.touched_count; i++)
        merge_new(d, d->clients[d->t.touched[i]]);
    for (uint32_t i = d->t.split_count; i-- > 0;)
        merge_around_split(d, d->t.splits[i]);
    bool changed = d->t.deleted_count || d->t.touched_count;
    if (changed && ret_update)
        encode_transaction(d, ret_update);
    return changed;
}

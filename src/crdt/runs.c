/*
 * The items of one client by clock: leaves of at most LEAF_MAX items in an array. An item put in or taken out moves
 * what follows in its leaf, a leaf what follows in the array: with ten million items each some kilobytes at most.
 */
#include "doc_inside.h"

#include <assert.h>

enum { LEAF_FIRST = 4, LEAF_MAX = 256 };

static size_t
leaf_bytes(uint32_t cap)
{
    return sizeof(struct leaf) + cap * (sizeof(struct item *) + sizeof(uint32_t));
}

static struct leaf *
leaf_resize(struct doc *d, struct leaf *l, uint32_t cap)
{
    struct leaf *wide = memory_get(&d->memory, leaf_bytes(cap));
    wide->cap = cap;
    wide->clocks = (uint32_t *)(wide->items + cap);
    wide->count = 0;
    if (l) {
        wide->count = l->count;
        memcpy(wide->items, l->items, l->count * sizeof *l->items);
        memcpy(wide->clocks, l->clocks, l->count * sizeof *l->clocks);
        memory_give(&d->memory, l, leaf_bytes(l->cap));
    }
    return wide;
}

static void
leaf_put(struct leaf *l, uint32_t pos, struct item *i)
{
    memmove(l->items + pos + 1, l->items + pos, (l->count - pos) * sizeof *l->items);
    memmove(l->clocks + pos + 1, l->clocks + pos, (l->count - pos) * sizeof *l->clocks);
    l->items[pos] = i;
    l->clocks[pos] = i->clock;
    l->count++;
}

static void
insert_leaf(struct doc *d, struct client *c, uint32_t at, struct leaf *l)
{
    if (c->leaf_count == c->leaf_cap) {
        uint32_t cap = c->leaf_cap ? c->leaf_cap * 2 : 1;
        c->leaves = memory_resize(&d->memory, c->leaves, c->leaf_cap * sizeof *c->leaves, cap * sizeof *c->leaves);
        c->firsts = memory_resize(&d->memory, c->firsts, c->leaf_cap * sizeof *c->firsts, cap * sizeof *c->firsts);
        c->leaf_cap = cap;
    }
    memmove(c->leaves + at + 1, c->leaves + at, (c->leaf_count - at) * sizeof *c->leaves);
    memmove(c->firsts + at + 1, c->firsts + at, (c->leaf_count - at) * sizeof *c->firsts);
    c->leaves[at] = l;
    c->firsts[at] = l->count ? l->clocks[0] : 0;
    c->leaf_count++;
}

static void
remove_leaf(struct doc *d, struct client *c, uint32_t at)
{
    memory_give(&d->memory, c->leaves[at], leaf_bytes(c->leaves[at]->cap));
    c->leaf_count--;
    memmove(c->leaves + at, c->leaves + at + 1, (c->leaf_count - at) * sizeof *c->leaves);
    memmove(c->firsts + at, c->firsts + at + 1, (c->leaf_count - at) * sizeof *c->firsts);
    c->hit = 0;
}

/* The last of `count` sorted clocks that is not above `clock`; the first is not. */
static uint32_t
last_not_above(const uint32_t *clocks, uint32_t count, uint32_t clock)
{
    uint32_t base = 0;
    while (count > 1) {
        uint32_t half = count / 2;
        base = clocks[base + half] <= clock ? base + half : base;
        count -= half;
    }
    return base;
}

struct place
runs_find(struct client *c, uint32_t clock)
{
    assert(clock < c->next);
    uint32_t hit = c->hit;
    if (c->firsts[hit] > clock || (hit + 1 < c->leaf_count && c->firsts[hit + 1] <= clock)) {
        hit = last_not_above(c->firsts, c->leaf_count, clock);
        c->hit = hit;
    }
    const struct leaf *l = c->leaves[hit];
    return (struct place){c, hit, last_not_above(l->clocks, l->count, clock)};
}

struct item *
runs_at(struct place at)
{
    return at.client->leaves[at.leaf]->items[at.pos];
}

bool
runs_next(struct place *at)
{
    if (at->pos + 1 < at->client->leaves[at->leaf]->count) {
        at->pos++;
        return true;
    }
    if (at->leaf + 1 == at->client->leaf_count)
        return false;
    at->leaf++;
    at->pos = 0;
    return true;
}

bool
runs_prev(struct place *at)
{
    if (at->pos) {
        at->pos--;
        return true;
    }
    if (!at->leaf)
        return false;
    at->leaf--;
    at->pos = at->client->leaves[at->leaf]->count - 1;
    return true;
}

struct item *
runs_last(const struct client *c)
{
    if (!c->leaf_count)
        return NULL;
    const struct leaf *l = c->leaves[c->leaf_count - 1];
    return l->items[l->count - 1];
}

void
runs_append(struct doc *d, struct client *c, struct item *i)
{
    struct leaf *l = c->leaf_count ? c->leaves[c->leaf_count - 1] : NULL;
    if (!l || l->count == LEAF_MAX) {
        l = leaf_resize(d, NULL, LEAF_FIRST);
        leaf_put(l, 0, i);
        insert_leaf(d, c, c->leaf_count, l);
    } else {
        if (l->count == l->cap)
            c->leaves[c->leaf_count - 1] = l = leaf_resize(d, l, l->cap * 2);
        leaf_put(l, l->count, i);
    }
    c->item_count++;
    d->item_count++;
}

void
runs_insert_after(struct doc *d, struct place at, struct item *i)
{
    struct client *c = at.client;
    struct leaf *l = c->leaves[at.leaf];
    uint32_t pos = at.pos + 1;
    if (l->count == LEAF_MAX) {
        uint32_t half = LEAF_MAX / 2;
        struct leaf *right = leaf_resize(d, NULL, LEAF_MAX);
        right->count = l->count - half;
        memcpy(right->items, l->items + half, right->count * sizeof *l->items);
        memcpy(right->clocks, l->clocks + half, right->count * sizeof *l->clocks);
        l->count = half;
        insert_leaf(d, c, at.leaf + 1, right);
        if (pos > half) {
            l = right;
            pos -= half;
        }
    } else if (l->count == l->cap) {
        c->leaves[at.leaf] = l = leaf_resize(d, l, l->cap * 2);
    }
    leaf_put(l, pos, i);
    c->item_count++;
    d->item_count++;
}

/* Leaves that have become small are joined, so that memory follows the number of items. */
static void
join_with_next(struct doc *d, struct client *c, uint32_t at)
{
    if (at + 1 >= c->leaf_count)
        return;
    struct leaf *l = c->leaves[at], *next = c->leaves[at + 1];
    uint32_t both = l->count + next->count;
    if (both > LEAF_MAX / 2)
        return;
    if (both > l->cap)
        c->leaves[at] = l = leaf_resize(d, l, LEAF_MAX / 2);
    memcpy(l->items + l->count, next->items, next->count * sizeof *l->items);
    memcpy(l->clocks + l->count, next->clocks, next->count * sizeof *l->clocks);
    l->count = both;
    remove_leaf(d, c, at + 1);
}

void
runs_remove(struct doc *d, struct place *at)
{
    struct client *c = at->client;
    struct leaf *l = c->leaves[at->leaf];
    uint32_t after = l->count - at->pos - 1;
    memmove(l->items + at->pos, l->items + at->pos + 1, after * sizeof *l->items);
    memmove(l->clocks + at->pos, l->clocks + at->pos + 1, after * sizeof *l->clocks);
    l->count--;
    c->item_count--;
    d->item_count--;
    if (!l->count)
        remove_leaf(d, c, at->leaf);
    else if (!at->pos)
        c->firsts[at->leaf] = l->clocks[0];
    struct place was = *at;
    bool has_prev = runs_prev(at);
    assert(has_prev);
    (void)has_prev;
    if (at->leaf == was.leaf && l->count && l->count < LEAF_MAX / 8)
        join_with_next(d, c, at->leaf);
}

uint32_t
runs_count_from(struct place at)
{
    uint32_t before = at.pos;
    for (uint32_t l = 0; l < at.leaf; l++)
        before += at.client->leaves[l]->count;
    return at.client->item_count - before;
}

/* Items in their lists: found, cut, put in at their place, deleted. */
#include "doc_inside.h"

#include <assert.h>

struct item *
item_new(struct doc *d)
{
    struct item *i = memory_get(&d->memory, sizeof *i);
    *i = (struct item){.origin_client = NO_CLIENT, .right_client = NO_CLIENT};
    return i;
}

void
item_free(struct doc *d, struct item *i)
{
    content_drop(d, i);
    memory_give(&d->memory, i, sizeof *i);
}

void
client_touch(struct doc *d, struct client *c)
{
    if (c->transaction == d->t.number)
        return;
    c->transaction = d->t.number;
    c->before = c->next;
    GROW(d, d->t.touched, d->t.touched_count, d->t.touched_cap);
    d->t.touched[d->t.touched_count++] = c->index;
}

uint32_t
client_before(const struct doc *d, const struct client *c)
{
    return c->transaction == d->t.number ? c->before : c->next;
}

static void
remember_split(struct doc *d, const struct item *i)
{
    GROW(d, d->t.splits, d->t.split_count, d->t.split_cap);
    d->t.splits[d->t.split_count++] = (struct id){i->client, i->clock};
}

struct item *
item_find(struct doc *d, uint32_t client, uint32_t clock)
{
    return runs_at(runs_find(d->clients[client], clock));
}

/* The left part keeps its own right origin: other peers know it by that (Yjs: splitItem). */
struct item *
item_split(struct doc *d, struct place at, uint32_t diff)
{
    struct item *left = runs_at(at), *right = item_new(d);
    assert(left->list && diff && diff < left->len);
    right->client = left->client;
    right->clock = left->clock + diff;
    right->origin_client = left->client;
    right->origin_clock = right->clock - 1;
    right->right_client = left->right_client;
    right->right_clock = left->right_clock;
    right->content = left->content;
    right->deleted = left->deleted;
    right->list = left->list;
    content_split(d, left, right, diff);
    right->left = left;
    right->right = left->right;
    left->right = right;
    if (right->right)
        right->right->left = right;
    else
        right->list->last = right;
    runs_insert_after(d, at, right);
    remember_split(d, right);
    return right;
}

struct item *
item_clean_start(struct doc *d, uint32_t client, uint32_t clock)
{
    struct place at = runs_find(d->clients[client], clock);
    struct item *i = runs_at(at);
    if (i->clock == clock || i->content == CONTENT_GC)
        return i;
    return item_split(d, at, clock - i->clock);
}

struct item *
item_clean_end(struct doc *d, uint32_t client, uint32_t clock)
{
    struct place at = runs_find(d->clients[client], clock);
    struct item *i = runs_at(at);
    if (clock != i->clock + i->len - 1 && i->content != CONTENT_GC)
        item_split(d, at, clock - i->clock + 1);
    return i;
}

static uint32_t
next_scan(struct doc *d)
{
    if (d->scan == UINT32_MAX) { // four thousand million scans: the old stamps are wiped
        for (uint32_t c = 0; c < d->client_count; c++) {
            for (uint32_t l = 0; l < d->clients[c]->leaf_count; l++) {
                const struct leaf *leaf = d->clients[c]->leaves[l];
                for (uint32_t k = 0; k < leaf->count; k++)
                    leaf->items[k]->stamp = 0;
            }
        }
        d->scan = 0;
    }
    return ++d->scan;
}

/*
 * Where among concurrent items an item goes: Yjs' Item.integrate(), whose two sets are stamps here. An item seen in
 * this scan ("before") has a stamp of at least `start`; one that is still in conflict one of at least `conflict`.
 */
static struct item *
place_among_concurrent(struct doc *d, const struct item *i, struct item *left, const struct item *right)
{
    uint32_t start = next_scan(d), conflict = start;
    uint64_t id = d->clients[i->client]->id;
    struct item *o = left ? left->right : i->list->first;
    while (o && o != right) {
        o->stamp = conflict;
        bool same_origin = o->origin_client == i->origin_client &&
                           (o->origin_client == NO_CLIENT || o->origin_clock == i->origin_clock);
        if (same_origin) {
            if (d->clients[o->client]->id < id) {
                left = o;
                conflict = next_scan(d);
            } else if (o->right_client == i->right_client &&
                       (o->right_client == NO_CLIENT || o->right_clock == i->right_clock)) {
                break;
            }
        } else if (o->origin_client != NO_CLIENT) {
            uint32_t stamp = item_find(d, o->origin_client, o->origin_clock)->stamp;
            if (stamp < start)
                break;
            if (stamp < conflict) {
                left = o;
                conflict = next_scan(d);
            }
        } else {
            break;
        }
        o = o->right;
    }
    return left;
}

void
item_link(struct doc *d, struct item *i, struct item *right)
{
    struct list *list = i->list;
    struct item *left = i->left;
    bool concurrent = left ? left->right != right : !right || right->left;
    if (concurrent)
        left = place_among_concurrent(d, i, left, right);
    i->left = left;
    i->right = left ? left->right : list->first;
    if (left)
        left->right = i;
    else
        list->first = i;
    if (i->right) {
        i->right->left = i;
    } else {
        list->last = i;
        if (list->key && left) // this is the key's value now
            item_delete(d, left);
    }
}

static void
push_work(struct doc *d, struct item *i)
{
    GROW(d, d->work, d->work_count, d->work_cap);
    d->work[d->work_count++] = i;
}

/* A child of a type that is being deleted. One deleted earlier becomes GC with its parent, and may merge then. */
static void
delete_child(struct doc *d, struct item *i)
{
    if (!i->deleted)
        push_work(d, i);
    else if (i->clock < client_before(d, d->clients[i->client]))
        remember_split(d, i);
}

void
item_delete(struct doc *d, struct item *i)
{
    uint32_t bottom = d->work_count;
    push_work(d, i);
    while (d->work_count > bottom) {
        i = d->work[--d->work_count];
        if (i->deleted)
            continue;
        i->deleted = true;
        if (!i->list->key && content_is_countable(i->content))
            i->list->type->length -= i->len;
        GROW(d, d->t.deleted, d->t.deleted_count, d->t.deleted_cap);
        d->t.deleted[d->t.deleted_count++] = (struct span){i->client, i->clock, i->len};
        if (i->content != CONTENT_TYPE)
            continue;
        for (struct item *child = i->type->sequence.first; child; child = child->right)
            delete_child(d, child);
        for (const struct list *key = i->type->keys; key; key = key->next) {
            if (key->last)
                delete_child(d, key->last);
        }
    }
}

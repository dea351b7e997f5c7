/*
 * Updates that wait for others. They lie in levels, each at least twice as large as the next, and are joined when two
 * are of a size: so that many late updates are not copied for each one that comes.
 */
#include "update.h"

#include <assert.h>

static void
join_last_two(struct doc *d)
{
    struct buf *a = &d->pending[d->pending_count - 2], *b = &d->pending[d->pending_count - 1];
    struct buf both = {0};
    struct bytes two[2] = {buf_bytes(a), buf_bytes(b)};
    enum err e = update_merge(two, 2, &both, NULL);
    assert(!e);
    buf_done(a);
    buf_done(b);
    *a = both;
    d->pending_count--;
}

void
pending_add(struct doc *d, struct buf *update)
{
    if (d->pending_count == PENDING_LEVELS)
        join_last_two(d);
    d->pending[d->pending_count++] = *update;
    *update = (struct buf){0};
    while (d->pending_count > 1 && d->pending[d->pending_count - 2].n < 2 * d->pending[d->pending_count - 1].n)
        join_last_two(d);
}

void
pending_join_all(struct doc *d)
{
    while (d->pending_count > 1)
        join_last_two(d);
}

void
pending_drop(struct doc *d)
{
    for (uint32_t i = 0; i < d->pending_count; i++)
        buf_done(&d->pending[i]);
    d->pending_count = 0;
    d->missing_count = 0;
}

size_t
pending_bytes(const struct doc *d)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < d->pending_count; i++)
        bytes += d->pending[i].n;
    return bytes + d->waiting_count * sizeof *d->waiting;
}

static int
by_client(const void *a, const void *b)
{
    const struct far_span *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    return x->clock < y->clock ? -1 : x->clock > y->clock;
}

/* Of each client the lowest clock is enough. */
static void
forget_repeats(struct doc *d)
{
    if (d->missing_count > 1)
        qsort(d->missing, d->missing_count, sizeof *d->missing, by_client);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < d->missing_count; i++) {
        if (!kept || d->missing[kept - 1].client != d->missing[i].client)
            d->missing[kept++] = d->missing[i];
    }
    d->missing_count = kept;
}

void
pending_wait_for(struct doc *d, uint64_t client, uint32_t clock)
{
    if (d->missing_count == d->missing_cap)
        forget_repeats(d);
    GROW(d, d->missing, d->missing_count, d->missing_cap);
    d->missing[d->missing_count++] = (struct far_span){.client = client, .clock = clock};
}

bool
pending_may_go_on(struct doc *d)
{
    for (uint32_t i = 0; i < d->missing_count; i++) {
        const struct client *c = client_find(d, d->missing[i].client);
        if (c && d->missing[i].clock < c->next)
            return true;
    }
    return false;
}

/* A document's beginning and end. */
#include "update.h"

static size_t
or_default(size_t value, size_t by_default)
{
    return value ? value : by_default;
}

struct doc *
doc_new(const struct doc_options *options)
{
    static const struct doc_options defaults;
    const struct doc_options *o = options ? options : &defaults;
    struct memory memory;
    memory_init(&memory, &o->memory);
    struct doc *d = memory.from.resize(memory.from.ctx, NULL, 0, sizeof *d);
    *d = (struct doc){.memory = memory, .keep_deleted = o->keep_deleted, .hash_seed = o->hash_seed};
    d->limits.update_max_bytes = or_default(o->limits.update_max_bytes, DOC_UPDATE_MAX_BYTES);
    d->limits.memory_max_bytes = or_default(o->limits.memory_max_bytes, DOC_MEMORY_MAX_BYTES);
    d->limits.pending_max_bytes = or_default(o->limits.pending_max_bytes, DOC_PENDING_MAX_BYTES);
    d->limits.client_max = (uint32_t)or_default(o->limits.client_max, DOC_CLIENT_MAX);
    /* Offsets into texts have 32 bits. */
    if (d->limits.update_max_bytes > (size_t)1 << 30)
        d->limits.update_max_bytes = (size_t)1 << 30;
    return d;
}

void
doc_free(struct doc *d)
{
    if (!d)
        return;
    pending_drop(d);
    memory_done(&d->memory);
    d->memory.from.resize(d->memory.from.ctx, d, sizeof *d, 0);
}

struct doc_stats
doc_stats(const struct doc *d)
{
    struct doc_stats s = {
        .items = d->item_count,
        .clients = d->client_count,
        .types = d->type_count,
        .memory_bytes = d->memory.held_bytes + sizeof *d,
        .pending_bytes = pending_bytes(d),
        .pending_deletes = d->waiting_count,
    };
    for (uint32_t i = 0; i < d->client_count; i++)
        s.units += d->clients[i]->next;
    return s;
}

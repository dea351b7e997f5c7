/* Clients, names, root types and the keys of maps, found by hash. */
#include "doc_inside.h"

#include <assert.h>

static uint64_t
mix(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)(a ^ UINT64_C(0x9E3779B97F4A7C15)) * (b ^ UINT64_C(0xD6E8FEB86659FD93));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
hash_of_pointer(const struct doc *d, const void *p)
{
    return mix((uint64_t)(uintptr_t)p, d->hash_seed);
}

static uint64_t
hash_of_bytes(const struct doc *d, struct bytes text)
{
    uint64_t h = d->hash_seed ^ mix(text.n, d->hash_seed);
    size_t i = 0;
    for (; i + 8 <= text.n; i += 8) {
        uint64_t word;
        memcpy(&word, text.p + i, 8);
        h = mix(h ^ word, d->hash_seed);
    }
    uint64_t tail = 0;
    if (text.n > i)
        memcpy(&tail, text.p + i, text.n - i);
    return mix(h ^ tail, d->hash_seed ^ text.n);
}

void *
table_probe(const struct table *t, uint64_t hash, uint32_t *step)
{
    if (!t->cap)
        return NULL;
    for (;; (*step)++) {
        const struct slot *s = &t->slots[(hash + *step) & (t->cap - 1)];
        if (!s->p)
            return NULL;
        if (s->hash == hash) {
            (*step)++;
            return s->p;
        }
    }
}

static void
put(struct table *t, uint64_t hash, void *p)
{
    uint32_t i = (uint32_t)hash & (t->cap - 1);
    while (t->slots[i].p)
        i = (i + 1) & (t->cap - 1);
    t->slots[i] = (struct slot){hash, p};
}

void
table_add(struct doc *d, struct table *t, uint64_t hash, void *p)
{
    if (t->count + 1 > t->cap / 2) {
        struct table old = *t;
        t->cap = old.cap ? old.cap * 2 : 8;
        t->slots = memory_get(&d->memory, t->cap * sizeof *t->slots);
        memset(t->slots, 0, t->cap * sizeof *t->slots);
        for (uint32_t i = 0; i < old.cap; i++) {
            if (old.slots[i].p)
                put(t, old.slots[i].hash, old.slots[i].p);
        }
        memory_give(&d->memory, old.slots, old.cap * sizeof *t->slots);
    }
    put(t, hash, p);
    t->count++;
}

void
table_remove(struct table *t, uint64_t hash, void *p)
{
    uint32_t mask = t->cap - 1, i = (uint32_t)hash & mask;
    while (t->slots[i].p != p)
        i = (i + 1) & mask;
    t->count--;
    /* What follows moves up when it may: a look-up stops at the first hole. */
    for (uint32_t j = i;;) {
        t->slots[i].p = NULL;
        do {
            j = (j + 1) & mask;
            if (!t->slots[j].p)
                return;
        } while (((j - (uint32_t)t->slots[j].hash) & mask) < ((j - i) & mask));
        t->slots[i] = t->slots[j];
        i = j;
    }
}

struct client *
client_find(struct doc *d, uint64_t id)
{
    if (d->client_count && d->clients[d->last_client]->id == id)
        return d->clients[d->last_client];
    uint32_t step = 0;
    struct client *c;
    uint64_t hash = mix(id, d->hash_seed);
    while ((c = table_probe(&d->clients_by_id, hash, &step))) {
        if (c->id == id) {
            d->last_client = c->index;
            return c;
        }
    }
    return NULL;
}

struct client *
client_get(struct doc *d, uint64_t id)
{
    struct client *c = client_find(d, id);
    if (c)
        return c;
    GROW(d, d->clients, d->client_count, d->client_cap);
    c = memory_get(&d->memory, sizeof *c);
    *c = (struct client){.id = id, .index = d->client_count};
    d->clients[d->client_count++] = c;
    table_add(d, &d->clients_by_id, mix(id, d->hash_seed), c);
    d->last_client = c->index;
    return c;
}

static struct name *
name_find(struct doc *d, struct bytes text, uint64_t hash)
{
    uint32_t step = 0;
    struct name *n;
    while ((n = table_probe(&d->names, hash, &step))) {
        if (bytes_eq(name_bytes(n), text))
            return n;
    }
    return NULL;
}

struct name *
name_get(struct doc *d, struct bytes text)
{
    uint64_t hash = hash_of_bytes(d, text);
    struct name *n = name_find(d, text, hash);
    if (n)
        return n;
    n = memory_get(&d->memory, sizeof *n + text.n);
    n->hash = hash;
    n->bytes = (uint32_t)text.n;
    if (text.n)
        memcpy(n->p, text.p, text.n);
    table_add(d, &d->names, hash, n);
    return n;
}

struct type *
type_new(struct doc *d, struct item *item, uint8_t ref, struct name *name)
{
    struct type *t = memory_get(&d->memory, sizeof *t);
    *t = (struct type){.item = item, .name = name, .ref = ref};
    t->sequence.type = t;
    d->type_count++;
    return t;
}

static uint64_t
hash_of_key(const struct doc *d, const struct type *t, const struct name *key)
{
    return mix(key->hash ^ (uint64_t)(uintptr_t)t, d->hash_seed);
}

void
type_free(struct doc *d, struct type *t)
{
    for (struct list *l = t->keys, *next; l; l = next) {
        next = l->next;
        table_remove(&d->keys, hash_of_key(d, t, l->key), l);
        memory_give(&d->memory, l, sizeof *l);
    }
    memory_give(&d->memory, t, sizeof *t);
    d->type_count--;
}

struct type *
root_find(struct doc *d, struct bytes name)
{
    uint64_t hash = hash_of_bytes(d, name);
    uint32_t step = 0;
    struct type *t;
    while ((t = table_probe(&d->roots, hash, &step))) {
        if (bytes_eq(name_bytes(t->name), name))
            return t;
    }
    return NULL;
}

struct type *
root_get(struct doc *d, struct bytes name)
{
    struct type *t = root_find(d, name);
    if (t)
        return t;
    struct name *n = name_get(d, name);
    t = type_new(d, NULL, DOC_TYPE_MAX, n);
    table_add(d, &d->roots, n->hash, t);
    return t;
}

static struct list *
list_of(struct doc *d, struct type *t, struct name *key)
{
    uint32_t step = 0;
    struct list *l;
    while ((l = table_probe(&d->keys, hash_of_key(d, t, key), &step))) {
        if (l->type == t && l->key == key)
            return l;
    }
    return NULL;
}

struct list *
list_find(struct doc *d, struct type *t, struct bytes key)
{
    struct name *n = name_find(d, key, hash_of_bytes(d, key));
    return n ? list_of(d, t, n) : NULL;
}

struct list *
list_get(struct doc *d, struct type *t, struct name *key)
{
    struct list *l = list_of(d, t, key);
    if (l)
        return l;
    l = memory_get(&d->memory, sizeof *l);
    *l = (struct list){.type = t, .key = key};
    if (t->keys_last)
        t->keys_last->next = l;
    else
        t->keys = l;
    t->keys_last = l;
    table_add(d, &d->keys, hash_of_key(d, t, key), l);
    return l;
}

static int
higher_first(const void *a, const void *b, void *ctx)
{
    struct client **clients = ctx;
    uint64_t x = clients[*(const uint32_t *)a]->id, y = clients[*(const uint32_t *)b]->id;
    return x < y ? 1 : x > y ? -1 : 0;
}

const uint32_t *
clients_in_order(struct doc *d)
{
    if (d->ordered == d->client_count)
        return d->order;
    d->order = memory_resize(&d->memory, d->order, d->ordered * sizeof *d->order, d->client_count * sizeof *d->order);
    for (uint32_t i = d->ordered; i < d->client_count; i++)
        d->order[i] = i;
    d->ordered = d->client_count;
    qsort_r(d->order, d->client_count, sizeof *d->order, higher_first, d->clients);
    return d->order;
}

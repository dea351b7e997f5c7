#include "delta.h"

#include <assert.h>

struct format_item_view
format_item(const struct item *i)
{
    struct reader r = reader_of(item_bytes(i));
    struct bytes key = read_block(&r);
    return (struct format_item_view){key, bytes_trim(read_block(&r))};
}

static uint32_t
hash_of(struct bytes key)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (uint8_t)key.p[i]) * 16777619u;
    return h;
}

static void
index_all(struct formats *f)
{
    memset(f->slots, 0, f->slot_count * sizeof *f->slots);
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t at = f->items[i].hash & (f->slot_count - 1);
        while (f->slots[at])
            at = (at + 1) & (f->slot_count - 1);
        f->slots[at] = i + 1;
    }
}

/* Room for one more; those that are gone are left out when they are half of all. */
static void
make_room(struct formats *f)
{
    if (f->count < f->cap)
        return;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        if (!f->items[i].gone)
            f->items[kept++] = f->items[i];
    }
    f->count = kept;
    if (kept >= f->cap / 2) {
        f->cap = f->cap ? f->cap * 2 : 8;
        f->slot_count = f->cap * 2;
        f->items = realloc(f->items, f->cap * sizeof *f->items);
        f->slots = realloc(f->slots, f->slot_count * sizeof *f->slots);
        assert(f->items && f->slots);
    }
    index_all(f);
}

static struct format *
find(const struct formats *f, struct bytes key, uint32_t hash)
{
    if (!f->slot_count)
        return NULL;
    for (uint32_t at = hash & (f->slot_count - 1); f->slots[at]; at = (at + 1) & (f->slot_count - 1)) {
        struct format *found = &f->items[f->slots[at] - 1];
        if (found->hash == hash && !found->gone && bytes_eq(found->key, key))
            return found;
    }
    return NULL;
}

struct format *
formats_find(const struct formats *f, struct bytes key)
{
    return find(f, key, hash_of(key));
}

void
formats_remove(struct formats *f, struct bytes key)
{
    struct format *found = formats_find(f, key);
    if (found) {
        found->gone = true;
        f->live--;
    }
}

void
formats_put(struct formats *f, struct bytes key, struct bytes value, const struct item *from)
{
    uint32_t hash = hash_of(key);
    struct format *found = find(f, key, hash);
    if (found) {
        found->value = value;
        found->from = from;
        return;
    }
    make_room(f);
    f->items[f->count] = (struct format){key, value, from, hash, false};
    uint32_t at = hash & (f->slot_count - 1);
    while (f->slots[at])
        at = (at + 1) & (f->slot_count - 1);
    f->slots[at] = ++f->count;
    f->live++;
}

void
formats_apply(struct formats *f, const struct item *i)
{
    struct format_item_view v = format_item(i);
    if (bytes_is(v.value, "null"))
        formats_remove(f, v.key);
    else
        formats_put(f, v.key, v.value, i);
}

struct formats
formats_copy(const struct formats *f)
{
    struct formats copy = {0};
    uint32_t i = 0;
    for (const struct format *one; (one = formats_next(f, &i));)
        formats_put(&copy, one->key, one->value, one->from);
    return copy;
}

void
formats_done(struct formats *f)
{
    free(f->items);
    free(f->slots);
    *f = (struct formats){0};
}

const struct format *
formats_next(const struct formats *f, uint32_t *i)
{
    for (; *i < f->count; ++*i) {
        if (!f->items[*i].gone)
            return &f->items[(*i)++];
    }
    return NULL;
}

struct delta
delta_of(const struct type *t)
{
    return (struct delta){.at = t->sequence.first};
}

bool
delta_next(struct delta *t)
{
    buf_reset(&t->text);
    t->embed = NULL;
    for (; t->at; t->at = t->at->right) {
        struct item *i = t->at;
        if (i->deleted)
            continue;
        switch (i->content) {
        case CONTENT_STRING:
            buf_add(&t->text, item_bytes(i));
            break;
        case CONTENT_FORMAT:
            if (t->text.n)
                return true; // it belongs to what follows
            formats_apply(&t->formats, i);
            break;
        case CONTENT_TYPE:
        case CONTENT_EMBED:
            if (t->text.n)
                return true;
            t->embed = i;
            t->at = i->right;
            return true;
        default:
            break;
        }
    }
    return t->text.n != 0;
}

void
delta_done(struct delta *t)
{
    formats_done(&t->formats);
    buf_done(&t->text);
    *t = (struct delta){0};
}

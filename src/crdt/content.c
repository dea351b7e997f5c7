/*
 * The bytes of items. Text that was typed grows in place; what is cut stays where it is and is shared; what joins is
 * copied unless it already lies side by side.
 *
 * Cost: a cut copies nothing but where a pair of surrogates is cut, and looks at the shorter side of a text (so cutting
 * a text to pieces takes n log n at most). A join copies the right side.
 */
#include "doc_inside.h"

#include <assert.h>

static size_t
blob_bytes(uint32_t cap)
{
    return sizeof(struct blob) + cap;
}

struct blob *
blob_new(struct doc *d, struct bytes raw, uint32_t cap)
{
    /* What the memory rounds up to is ours too. */
    size_t all = (blob_bytes(cap) + MEMORY_STEP_BYTES - 1) / MEMORY_STEP_BYTES * MEMORY_STEP_BYTES;
    struct blob *b = memory_get(&d->memory, all);
    b->refs = 1;
    b->has_marks = 0;
    b->cap = (uint32_t)(all - sizeof *b);
    b->used = (uint32_t)raw.n;
    assert(raw.p || !raw.n);
    if (raw.p)
        memcpy(b->p, raw.p, raw.n);
    return b;
}

void
blob_drop(struct doc *d, struct blob *b)
{
    if (!b || --b->refs)
        return;
    if (b->has_marks)
        values_forget(d, b);
    memory_give(&d->memory, b, blob_bytes(b->cap));
}

void
content_set(struct doc *d, struct item *i, struct bytes raw)
{
    i->blob = NULL;
    i->at = 0;
    i->bytes = (uint32_t)raw.n;
    if (!raw.n)
        return;
    if (d->source) { // the text stays where the update has it
        i->blob = d->source;
        i->blob->refs++;
        i->at = (uint32_t)(raw.p - d->source->p);
        return;
    }
    i->blob = blob_new(d, raw, (uint32_t)raw.n);
}

void
content_drop(struct doc *d, struct item *i)
{
    if (i->content != CONTENT_TYPE)
        blob_drop(d, i->blob);
    i->blob = NULL;
    i->bytes = 0;
}

size_t
values_end(uint8_t content, struct bytes raw, uint32_t count)
{
    struct reader r = reader_of(raw);
    for (uint32_t i = 0; i < count; i++) {
        if (content == CONTENT_ANY)
            skip_good_any(&r);
        else
            read_block(&r);
    }
    assert(!r.bad);
    return raw.n - reader_left(&r);
}

struct bytes
content_tail(uint8_t content, struct bytes raw, uint32_t len, uint32_t from, bool *ret_cut)
{
    *ret_cut = false;
    if (content == CONTENT_STRING) {
        size_t at = utf8_unit_at(raw, len, from, ret_cut);
        return bytes_from(raw, *ret_cut ? at + 4 : at);
    }
    if (content == CONTENT_ANY || content == CONTENT_JSON)
        return bytes_from(raw, values_end(content, raw, from));
    return raw;
}

/* Both halves of a pair that is cut become U+FFFD. The shorter side moves to new memory, as four bytes are no room for
 * two characters of three. */
static void
cut_pair(struct doc *d, struct item *left, struct item *right, size_t at)
{
    struct blob *b = left->blob;
    uint32_t right_bytes = left->bytes - (uint32_t)at - 4;
    char *pair = b->p + left->at + at;
    if (at < right_bytes) {
        struct blob *moved = blob_new(d, (struct bytes){pair - at, at}, (uint32_t)at + REPLACEMENT_BYTES);
        memcpy(moved->p + at, REPLACEMENT, REPLACEMENT_BYTES);
        moved->used = (uint32_t)at + REPLACEMENT_BYTES;
        memcpy(pair + 1, REPLACEMENT, REPLACEMENT_BYTES);
        right->blob = b;
        right->at = left->at + (uint32_t)at + 1;
        left->blob = moved;
        left->at = 0;
    } else {
        struct blob *moved = blob_new(d, BYTES(REPLACEMENT), right_bytes + REPLACEMENT_BYTES);
        memcpy(moved->p + REPLACEMENT_BYTES, pair + 4, right_bytes);
        moved->used = right_bytes + REPLACEMENT_BYTES;
        memcpy(pair, REPLACEMENT, REPLACEMENT_BYTES);
        if (left->at + left->bytes == b->used)
            b->used = left->at + (uint32_t)at + REPLACEMENT_BYTES;
        right->blob = moved;
        right->at = 0;
    }
    left->bytes = (uint32_t)at + REPLACEMENT_BYTES;
    right->bytes = right_bytes + REPLACEMENT_BYTES;
}

void
content_split(struct doc *d, struct item *left, struct item *right, uint32_t diff)
{
    right->len = left->len - diff;
    right->blob = NULL;
    right->at = right->bytes = 0;
    struct bytes raw = item_bytes(left);
    if (raw.n) {
        bool inside = false;
        size_t at =
            left->content == CONTENT_STRING ? utf8_unit_at(raw, left->len, diff, &inside) : values_find(d, left, diff);
        if (inside) {
            cut_pair(d, left, right, at);
        } else {
            right->blob = left->blob;
            right->blob->refs++;
            right->at = left->at + (uint32_t)at;
            right->bytes = left->bytes - (uint32_t)at;
            left->bytes = (uint32_t)at;
        }
    }
    left->len = diff;
}

/* Makes room for n bytes behind left's. */
static void
make_room(struct doc *d, struct item *left, uint32_t n)
{
    struct blob *b = left->blob;
    bool at_end = b && left->at + left->bytes == b->used;
    if (at_end && n <= b->cap - b->used)
        return;
    assert(n <= UINT32_MAX / 2 - left->bytes);
    uint32_t cap = (left->bytes + n) * 2;
    if (at_end && b->refs == 1 && !left->at) {
        if (b->has_marks)
            values_forget(d, b);
        left->blob = memory_resize(&d->memory, b, blob_bytes(b->cap), blob_bytes(cap));
        left->blob->cap = cap;
        return;
    }
    left->blob = left->bytes ? blob_new(d, item_bytes(left), cap) : blob_new(d, BYTES(""), cap);
    left->at = 0;
    blob_drop(d, b);
}

void
content_append(struct doc *d, struct item *left, struct bytes raw, const struct item *right)
{
    if (!raw.n)
        return;
    if (right && right->blob == left->blob && left->at + left->bytes == right->at) {
        left->bytes += right->bytes;
        return;
    }
    make_room(d, left, (uint32_t)raw.n);
    struct blob *b = left->blob;
    memcpy(b->p + b->used, raw.p, raw.n);
    b->used += (uint32_t)raw.n;
    left->bytes += (uint32_t)raw.n;
}

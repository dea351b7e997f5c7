/* Edits of arrays and maps, and what all edits share (Yjs: typeListInsertGenerics and its neighbours in
 * AbstractType.js). */
#include "write_inside.h"

#include <assert.h>

void
doc_begin(struct doc *d, uint64_t client)
{
    assert(!d->writing && client <= WIRE_NUMBER_MAX);
    transaction_begin(d);
    d->writing = true;
    d->writer = client;
}

bool
doc_commit(struct doc *d, struct buf *ret_update)
{
    assert(d->writing);
    d->writing = false;
    return transaction_end(d, ret_update);
}

/* ---- types ---- */

struct type *
doc_root(struct doc *d, struct bytes name)
{
    return root_get(d, name);
}

uint32_t
type_length(const struct type *t)
{
    return t->length;
}

struct type *
type_child(struct type *t, uint32_t index)
{
    for (struct item *i = t->sequence.first; i; i = i->right) {
        if (i->deleted || !content_is_countable(i->content))
            continue;
        if (index < i->len)
            return i->content == CONTENT_TYPE ? i->type : NULL;
        index -= i->len;
    }
    return NULL;
}

struct type *
type_entry(struct doc *d, struct type *t, struct bytes key)
{
    const struct list *l = list_find(d, t, key);
    return l && l->last && !l->last->deleted && l->last->content == CONTENT_TYPE ? l->last->type : NULL;
}

/* ---- new items ---- */

/* The value is well-formed and there are clocks for it. */
enum err
write_check(struct doc *d, const struct value *v, struct why *why)
{
    const struct client *c = client_find(d, d->writer);
    uint32_t count = write_units(v);
    assert(d->writing);
    if (c && count > UINT32_MAX - c->next)
        return fail(why, ERR_LIMIT, "client %llu has no clocks left", (unsigned long long)d->writer);
    if (v->bytes.n > DOC_UPDATE_MAX_BYTES)
        return fail(why, ERR_LIMIT, "a value has at most %zu bytes, not %zu", DOC_UPDATE_MAX_BYTES, v->bytes.n);
    struct reader r = reader_of(v->bytes);
    switch (v->kind) {
    case VALUE_ANY:
        for (uint32_t i = 0; i < count && !r.bad; i++)
            skip_any(&r);
        if (r.bad || r.p != r.end)
            return fail(why, ERR_INVALID, "the bytes are not %u values in lib0's coding", count);
        break;
    case VALUE_EMBED:
        if (utf8_units(v->bytes) < 0 || !json_text_valid(v->bytes))
            return fail(why, ERR_INVALID, "an embed must be JSON");
        break;
    case VALUE_TYPE:
        if (v->type >= DOC_TYPE_MAX || utf8_units(v->bytes) < 0)
            return fail(why, ERR_INVALID, "there is no type %d, or its name is not UTF-8", (int)v->type);
        break;
    case VALUE_BINARY:
        break;
    }
    return OK;
}

uint32_t
write_units(const struct value *v)
{
    return v->kind == VALUE_ANY && v->count ? v->count : 1;
}

/* An item of the writer between two that are neighbours. */
struct item *
write_item(struct doc *d, struct list *list, struct item *left, struct item *right, uint8_t content, uint32_t len)
{
    struct client *c = client_get(d, d->writer);
    struct item *i = item_new(d);
    i->client = c->index;
    i->clock = c->next;
    i->len = len;
    i->content = content;
    i->list = list;
    i->left = left;
    if (left) {
        i->origin_client = left->client;
        i->origin_clock = left->clock + left->len - 1;
    }
    if (right) {
        i->right_client = right->client;
        i->right_clock = right->clock;
    }
    client_touch(d, c);
    item_link(d, i, right);
    runs_append(d, c, i);
    c->next += len;
    if (!list->key && content_is_countable(content))
        list->type->length += len;
    return i;
}

struct item *
write_value(struct doc *d, struct list *list, struct item *left, struct item *right, const struct value *v)
{
    static const uint8_t contents[] = {CONTENT_ANY, CONTENT_BINARY, CONTENT_EMBED, CONTENT_TYPE};
    struct item *i = write_item(d, list, left, right, contents[v->kind], write_units(v));
    if (v->kind == VALUE_TYPE) {
        bool named = v->type == DOC_XML_ELEMENT || v->type == DOC_XML_HOOK;
        i->type = type_new(d, i, (uint8_t)v->type, named ? name_get(d, v->bytes) : NULL);
    } else {
        content_set(d, i, v->bytes);
    }
    if (list->type->item && list->type->item->deleted)
        item_delete(d, i);
    return i;
}

static void
tell_type(const struct item *i, struct type **ret_type)
{
    if (ret_type)
        *ret_type = i->content == CONTENT_TYPE ? i->type : NULL;
}

/* ---- arrays ---- */

/* The item whose end is visible position `at`, cut there; NULL for 0. */
static struct item *
item_before(struct doc *d, struct type *t, uint32_t at)
{
    if (!at)
        return NULL;
    for (struct item *i = t->sequence.first; i; i = i->right) {
        if (i->deleted || !content_is_countable(i->content))
            continue;
        if (at < i->len)
            item_clean_start(d, i->client, i->clock + at);
        if (at <= i->len)
            return i;
        at -= i->len;
    }
    return NULL;
}

enum err
array_insert(struct doc *d, struct type *t, uint32_t at, const struct value *v, struct type **ret_type, struct why *why)
{
    enum err e = write_check(d, v, why);
    if (e)
        return e;
    if (at > t->length)
        return fail(why, ERR_INVALID, "position %u is behind the end at %u", at, t->length);
    d->cursor.type = NULL;
    struct item *left = item_before(d, t, at);
    tell_type(write_value(d, &t->sequence, left, left ? left->right : t->sequence.first, v), ret_type);
    return OK;
}

enum err
array_push(struct doc *d, struct type *t, const struct value *v, struct type **ret_type, struct why *why)
{
    enum err e = write_check(d, v, why);
    d->cursor.type = NULL;
    if (!e)
        tell_type(write_value(d, &t->sequence, t->sequence.last, NULL, v), ret_type);
    return e;
}

enum err
array_delete(struct doc *d, struct type *t, uint32_t at, uint32_t count, struct why *why)
{
    if (at > t->length || count > t->length - at)
        return fail(why, ERR_INVALID, "positions %u to %u are not all before the end at %u", at, at + count, t->length);
    assert(d->writing);
    if (!count)
        return OK;
    d->cursor.type = NULL;
    struct item *left = item_before(d, t, at);
    for (struct item *i = left ? left->right : t->sequence.first; i && count; i = i->right) {
        if (i->deleted || !content_is_countable(i->content))
            continue;
        if (count < i->len)
            item_clean_start(d, i->client, i->clock + count);
        item_delete(d, i);
        count -= i->len;
    }
    return OK;
}

/* ---- maps ---- */

enum err
map_set(struct doc *d, struct type *t, struct bytes key, const struct value *v, struct type **ret_type, struct why *why)
{
    enum err e = write_check(d, v, why);
    if (!e && utf8_units(key) < 0)
        e = fail(why, ERR_INVALID, "a key must be UTF-8");
    if (e)
        return e;
    struct list *list = list_get(d, t, name_get(d, key));
    tell_type(write_value(d, list, list->last, NULL, v), ret_type);
    return OK;
}

void
map_delete(struct doc *d, struct type *t, struct bytes key)
{
    assert(d->writing);
    const struct list *l = list_find(d, t, key);
    if (l && l->last)
        item_delete(d, l->last);
}

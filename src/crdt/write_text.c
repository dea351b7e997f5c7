/*
 * Edits of texts (Yjs: insertText, formatText and deleteText in YText.js). Formats are items between the units: one
 * with a value opens, one with null ends. An edit puts in no more of them than are needed.
 */
#include "write_inside.h"

#include "../base/json.h"
#include "delta.h"

#include <assert.h>

/* Between two items, and the formats that are on there. */
struct position {
    struct doc *d;
    struct type *type;
    struct item *left, *right;
    struct formats on;
};

/* ---- values of formats ---- */

static const struct bytes null_value = BYTES_INIT("null");

static bool
is_object(struct bytes value)
{
    return bytes_starts(value, "{") || bytes_starts(value, "[");
}

/* Objects with the same members, whatever their order. */
static bool
same_members(struct bytes a, struct bytes b)
{
    struct bytes key, raw;
    size_t at = 0, count = 0, others = 0;
    while (json_next_member(a, &at, &key, &raw)) {
        struct bytes k, other = BYTES_NONE;
        for (size_t place = 0; json_next_member(b, &place, &k, &other) && !bytes_eq(k, key);)
            other = BYTES_NONE;
        if (is_object(raw) || !bytes_eq(raw, other))
            return false;
        count++;
    }
    for (at = 0; json_next_member(b, &at, &key, &raw);)
        others++;
    return count == others;
}

/* Yjs: equalAttrs */
static bool
same_value(struct bytes a, struct bytes b)
{
    return bytes_eq(a, b) || (bytes_starts(a, "{") && bytes_starts(b, "{") && same_members(a, b));
}

/* JavaScript's ===: objects are the same only when they come from one item, that is: stand at one place. */
static bool
identical(struct bytes a, struct bytes b)
{
    return is_object(a) || is_object(b) ? a.p == b.p : bytes_eq(a, b);
}

static struct bytes
value_of(const struct formats *f, struct bytes key)
{
    const struct format *found = formats_find(f, key);
    return found ? found->value : null_value;
}

/* ---- moving ---- */

static bool
is_format(const struct item *i)
{
    return i->content == CONTENT_FORMAT && !i->deleted;
}

static void
forward(struct position *p)
{
    if (is_format(p->right))
        formats_apply(&p->on, p->right);
    p->left = p->right;
    p->right = p->right->right;
}

/* Goes `count` visible units on; cuts the item it ends in. */
static void
move(struct position *p, uint32_t count)
{
    while (p->right && count) {
        const struct item *i = p->right;
        if (!i->deleted && content_is_countable(i->content)) {
            if (count < i->len)
                item_clean_start(p->d, i->client, i->clock + count);
            count -= i->len;
        }
        forward(p);
    }
}

/* Near the last edit, in a text without formats: back or forth from there. */
static bool
start_at_cursor(struct position *p, uint32_t at, uint32_t *ret_left)
{
    struct doc *d = p->d;
    if (d->cursor.type != p->type || p->type->has_formats)
        return false;
    struct item *i = item_find(d, d->cursor.client, d->cursor.clock);
    if (!i->list || i->list->type != p->type || i->deleted)
        return false;
    uint32_t start = d->cursor.index - (d->cursor.clock - i->clock);
    while (start > at) {
        do
            i = i->left;
        while (i && (i->deleted || !content_is_countable(i->content)));
        if (!i)
            return false;
        start -= i->len;
    }
    p->left = i->left;
    p->right = i;
    *ret_left = at - start;
    /* Position 0 of an item is behind the last visible unit before it, not behind what was deleted there. */
    while (!*ret_left && p->left && (p->left->deleted || !content_is_countable(p->left->content))) {
        p->right = p->left;
        p->left = p->left->left;
    }
    return true;
}

static struct position
position_at(struct doc *d, struct type *t, uint32_t at)
{
    struct position p = {.d = d, .type = t, .right = t->sequence.first};
    uint32_t left = at;
    if (at)
        start_at_cursor(&p, at, &left);
    move(&p, left);
    return p;
}

static void
remember(struct position *p, const struct item *i, uint32_t index)
{
    p->d->cursor = (struct cursor){p->type, i->client, i->clock, index};
}

/* ---- formats ---- */

/* A value that another item has is shared with it: see identical(). */
static void
write_format(struct position *p, const struct format *f)
{
    struct item *i = write_item(p->d, &p->type->sequence, p->left, p->right, CONTENT_FORMAT, 1);
    struct buf raw = {0};
    write_block(&raw, f->key);
    write_block(&raw, f->value);
    if (f->from && bytes_eq(item_bytes(f->from), buf_bytes(&raw))) {
        i->blob = f->from->blob;
        i->blob->refs++;
        i->at = f->from->at;
        i->bytes = f->from->bytes;
    } else {
        content_set(p->d, i, buf_bytes(&raw));
    }
    buf_done(&raw);
    p->type->has_formats = true;
    p->right = i;
    forward(p);
}

/* Goes on over what is deleted and over formats that are as wanted. */
static void
minimize_changes(struct position *p, const struct formats *wanted)
{
    while (p->right) {
        if (!p->right->deleted) {
            if (p->right->content != CONTENT_FORMAT)
                return;
            struct format_item_view v = format_item(p->right);
            if (!same_value(value_of(wanted, v.key), v.value))
                return;
        }
        forward(p);
    }
}

/* Opens what is wanted and not on; what has to be put back behind it. */
static struct formats
open_formats(struct position *p, const struct formats *wanted)
{
    struct formats back = {0};
    uint32_t i = 0;
    for (const struct format *one; (one = formats_next(wanted, &i));) {
        const struct format *current = formats_find(&p->on, one->key);
        if (same_value(current ? current->value : null_value, one->value))
            continue;
        formats_put(&back, one->key, current ? current->value : null_value, current ? current->from : NULL);
        write_format(p, one);
    }
    return back;
}

static void
put_back(struct position *p, struct formats *back)
{
    while (p->right) {
        if (!p->right->deleted) {
            if (p->right->content != CONTENT_FORMAT)
                break;
            struct format_item_view v = format_item(p->right);
            const struct format *one = formats_find(back, v.key);
            if (!one || !same_value(one->value, v.value))
                break;
            formats_remove(back, v.key);
        }
        forward(p);
    }
    uint32_t i = 0;
    for (const struct format *one; (one = formats_next(back, &i));)
        write_format(p, one);
    formats_done(back);
}

static enum err
check_formats(const struct text_formats *formats, struct why *why)
{
    for (size_t i = 0; formats && i < formats->count; i++) {
        const struct text_format *f = &formats->items[i];
        if (utf8_units(f->key) < 0 || utf8_units(f->value) < 0 || !json_text_valid(f->value))
            return fail(why, ERR_INVALID, "format %zu must be a key in UTF-8 and a value in JSON", i + 1);
    }
    return OK;
}

static struct formats
formats_of(const struct text_formats *formats)
{
    struct formats f = {0};
    for (size_t i = 0; i < formats->count; i++)
        formats_put(&f, formats->items[i].key, bytes_trim(formats->items[i].value), NULL);
    return f;
}

/* ---- inserting ---- */

static enum err
check_place(const struct type *t, uint32_t at, uint32_t count, struct why *why)
{
    if (at > t->length || count > t->length - at)
        return fail(why, ERR_INVALID, "positions %u to %llu are not all before the end at %u", at,
                    (unsigned long long)at + count, t->length);
    return OK;
}

/* Begins: what is wanted is opened. */
static struct formats
begin_insert(struct position *p, const struct text_formats *formats)
{
    struct formats wanted = formats ? formats_of(formats) : formats_copy(&p->on);
    uint32_t i = 0;
    for (const struct format *one; (one = formats_next(&p->on, &i));) {
        if (!formats_find(&wanted, one->key))
            formats_put(&wanted, one->key, null_value, NULL);
    }
    minimize_changes(p, &wanted);
    struct formats back = open_formats(p, &wanted);
    formats_done(&wanted);
    return back;
}

static void
end_insert(struct position *p, struct item *i, uint32_t at, struct formats *back)
{
    if (p->type->item && p->type->item->deleted)
        item_delete(p->d, i);
    p->right = i;
    forward(p);
    put_back(p, back);
    formats_done(&p->on);
    remember(p, i, at);
}

enum err
text_insert(struct doc *d, struct type *t, uint32_t at, struct bytes text, const struct text_formats *formats,
            struct why *why)
{
    int64_t units = utf8_units(text);
    const struct client *c = client_find(d, d->writer);
    enum err e = check_place(t, at, 0, why);
    if (!e)
        e = check_formats(formats, why);
    if (e)
        return e;
    if (units < 0)
        return fail(why, ERR_INVALID, "a text must be UTF-8");
    if (text.n > DOC_UPDATE_MAX_BYTES || (c && units > UINT32_MAX - (int64_t)c->next))
        return fail(why, ERR_LIMIT, "a text of %zu bytes is too long, or the client has no clocks left", text.n);
    assert(d->writing);
    if (!units)
        return OK;
    struct position p = position_at(d, t, at);
    struct formats back = begin_insert(&p, formats);
    struct item *i = write_item(d, &t->sequence, p.left, p.right, CONTENT_STRING, (uint32_t)units);
    content_set(d, i, text);
    end_insert(&p, i, at, &back);
    return OK;
}

enum err
text_insert_value(struct doc *d, struct type *t, uint32_t at, const struct value *v, const struct text_formats *formats,
                  struct type **ret_type, struct why *why)
{
    static const struct text_formats none;
    enum err e = write_check(d, v, why);
    if (!e)
        e = check_place(t, at, 0, why);
    if (!e)
        e = check_formats(formats, why);
    if (e)
        return e;
    if (v->kind != VALUE_EMBED && v->kind != VALUE_TYPE)
        return fail(why, ERR_INVALID, "a text holds embeds and types, no other values");
    struct position p = position_at(d, t, at);
    struct formats back = begin_insert(&p, formats ? formats : &none);
    struct item *i = write_value(d, &t->sequence, p.left, p.right, v);
    if (ret_type)
        *ret_type = i->content == CONTENT_TYPE ? i->type : NULL;
    end_insert(&p, i, at, &back);
    return OK;
}

/* ---- formatting ---- */

/* A format inside the range: false when it ends the walk. */
static bool
over_format(struct position *p, const struct formats *wanted, struct formats *back, uint32_t left)
{
    struct format_item_view v = format_item(p->right);
    const struct format *one = formats_find(wanted, v.key);
    if (!one) {
        formats_apply(&p->on, p->right);
        return true;
    }
    if (same_value(one->value, v.value))
        formats_remove(back, v.key);
    else if (!left)
        return false;
    else
        formats_put(back, v.key, v.value, p->right);
    item_delete(p->d, p->right);
    return true;
}

enum err
text_format(struct doc *d, struct type *t, uint32_t at, uint32_t count, const struct text_formats *formats,
            struct why *why)
{
    enum err e = check_place(t, at, count, why);
    if (!e)
        e = check_formats(formats, why);
    if (e)
        return e;
    assert(d->writing);
    if (!count || !formats || !formats->count)
        return OK;
    struct position p = position_at(d, t, at);
    if (!p.right) {
        formats_done(&p.on);
        return OK;
    }
    struct formats wanted = formats_of(formats);
    minimize_changes(&p, &wanted);
    struct formats back = open_formats(&p, &wanted);
    while (p.right && (count || (back.live && (p.right->deleted || p.right->content == CONTENT_FORMAT)))) {
        struct item *i = p.right;
        if (is_format(i)) {
            if (!over_format(&p, &wanted, &back, count))
                break;
        } else if (!i->deleted) {
            if (count < i->len)
                item_clean_start(d, i->client, i->clock + count);
            count -= i->len;
        }
        forward(&p);
    }
    put_back(&p, &back);
    formats_done(&wanted);
    formats_done(&p.on);
    return OK;
}

/* ---- deleting ---- */

/* Formats between two visible units that say nothing: overwritten by a later one, or as it was before them. */
static void
clean_gap(struct doc *d, struct item *start, const struct item *current, const struct formats *before,
          struct formats *on)
{
    struct formats last = {0}; // of each key the last format of the gap
    const struct item *end = start;
    for (; end && (!content_is_countable(end->content) || end->deleted); end = end->right) {
        if (is_format(end))
            formats_put(&last, format_item(end).key, null_value, end);
    }
    bool reached = false;
    for (struct item *i = start; i != end; i = i->right) {
        reached |= i == current;
        if (!is_format(i))
            continue;
        struct format_item_view v = format_item(i);
        struct bytes was = value_of(before, v.key);
        const struct format *one = formats_find(&last, v.key);
        if (one->from != i || identical(was, v.value)) {
            item_delete(d, i);
            if (!reached && identical(value_of(on, v.key), v.value) && !identical(was, v.value)) {
                if (bytes_is(was, "null"))
                    formats_remove(on, v.key);
                else
                    formats_put(on, v.key, was, formats_find(before, v.key)->from);
            }
        }
        if (!reached && !i->deleted)
            formats_apply(on, i);
    }
    formats_done(&last);
}

enum err
text_delete(struct doc *d, struct type *t, uint32_t at, uint32_t count, struct why *why)
{
    enum err e = check_place(t, at, count, why);
    if (e)
        return e;
    assert(d->writing);
    if (!count)
        return OK;
    struct position p = position_at(d, t, at);
    struct formats before = formats_copy(&p.on);
    struct item *start = p.right;
    while (count && p.right) {
        struct item *i = p.right;
        if (!i->deleted && content_is_countable(i->content)) {
            if (count < i->len)
                item_clean_start(d, i->client, i->clock + count);
            count -= i->len;
            item_delete(d, i);
        }
        forward(&p);
    }
    if (start)
        clean_gap(d, start, p.right, &before, &p.on);
    formats_done(&before);
    formats_done(&p.on);
    /* the next edit is likely here: from the visible unit before it */
    struct item *left = p.left;
    while (left && (left->deleted || !content_is_countable(left->content)))
        left = left->left;
    d->cursor.type = NULL;
    if (left)
        remember(&p, left, at - left->len);
    return OK;
}

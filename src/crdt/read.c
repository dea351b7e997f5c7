/* Documents read as text, delta and JSON. Nested types are walked with a stack of our own: they may be as deep as bytes
 * allow. */
#include "read.h"

#include <assert.h>
#include <stdio.h>

struct type *
root_or_empty(struct doc *d, struct bytes root, struct type *empty)
{
    struct type *t = root_find(d, root);
    *empty = (struct type){0};
    return t ? t : empty;
}

void
type_put_text(const struct type *t, struct buf *out)
{
    for (const struct item *i = t->sequence.first; i; i = i->right) {
        if (!i->deleted && i->content == CONTENT_STRING)
            buf_add(out, item_bytes(i));
    }
}

void
doc_text(struct doc *d, struct bytes root, struct buf *out)
{
    const struct type *t = root_find(d, root);
    if (t)
        type_put_text(t, out);
}

/* ---- values ---- */

static bool
put_json_text(struct bytes text, struct json_out *o)
{
    if (bytes_is(text, "undefined"))
        return false;
    json_put_raw(o, text);
    return true;
}

/* A unit of a text in an array: half of a pair can only be written as an escape. */
static void
put_character(struct bytes text, size_t *at, struct json_out *o)
{
    uint8_t c = (uint8_t)text.p[*at];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    struct bytes one = bytes_cut(text, *at, n);
    *at += n;
    if (n < 4) {
        json_put_text(o, one);
        return;
    }
    uint32_t v = ((uint32_t)(c & 7) << 18 | (uint32_t)(one.p[1] & 63) << 12 | (uint32_t)(one.p[2] & 63) << 6 |
                  (uint32_t)(one.p[3] & 63)) -
                 0x10000;
    char half[16];
    snprintf(half, sizeof half, "\"\\u%04x\"", 0xd800 + (v >> 10));
    json_put_raw(o, bytes_of(half));
    snprintf(half, sizeof half, "\"\\u%04x\"", 0xdc00 + (v & 0x3ff));
    json_put_raw(o, bytes_of(half));
}

/* All values of an item in an array. */
static void
put_values(const struct item *i, struct json_out *o)
{
    struct bytes raw = item_bytes(i);
    struct reader r = reader_of(raw);
    switch (i->content) {
    case CONTENT_ANY:
        for (uint32_t k = 0; k < i->len; k++)
            any_put_json(&r, o);
        break;
    case CONTENT_JSON:
        for (uint32_t k = 0; k < i->len; k++) {
            if (!put_json_text(read_block(&r), o))
                json_put_null(o);
        }
        break;
    case CONTENT_STRING:
        for (size_t at = 0; at < raw.n;)
            put_character(raw, &at, o);
        break;
    default:
        item_put_last_json(i, o);
    }
}

bool
item_put_last_json(const struct item *i, struct json_out *o)
{
    struct bytes raw = item_bytes(i);
    bool cut;
    switch (i->content) {
    case CONTENT_ANY: {
        struct reader r = reader_of(content_tail(CONTENT_ANY, raw, i->len, i->len - 1, &cut));
        if (any_is_undefined(&r))
            return false;
        any_put_json(&r, o);
        return true;
    }
    case CONTENT_JSON: {
        struct reader r = reader_of(content_tail(CONTENT_JSON, raw, i->len, i->len - 1, &cut));
        return put_json_text(read_block(&r), o);
    }
    case CONTENT_EMBED:
        json_put_raw(o, raw);
        return true;
    case CONTENT_BINARY:
        bytes_put_json(raw, o);
        return true;
    case CONTENT_DOC: // nothing of a subdocument is in here but its name
        json_open(o, '{');
        json_close(o, '}');
        return true;
    case CONTENT_STRING: {
        struct bytes last = content_tail(CONTENT_STRING, raw, i->len, i->len - 1, &cut);
        json_put_text(o, cut ? BYTES(REPLACEMENT) : last);
        return true;
    }
    default:
        return false;
    }
}

/* ---- types ---- */

/* A type being written: where it goes on. */
struct frame {
    const struct item *item; // of an array
    const struct list *key;  // of a map
    bool is_array;
};

struct walk {
    struct doc *d;
    struct json_out *o;
    struct frame *frames;
    uint32_t count, cap;
};

/* Writes what needs no frame, and opens what does. */
static void
begin(struct walk *w, struct type *t, uint8_t ref)
{
    struct buf text = {.max_bytes = w->o->buf->max_bytes};
    switch (ref) {
    case DOC_ARRAY:
    case DOC_MAP:
    case DOC_XML_HOOK:
        json_open(w->o, ref == DOC_ARRAY ? '[' : '{');
        GROW(w->d, w->frames, w->count, w->cap);
        w->frames[w->count++] = (struct frame){t->sequence.first, t->keys, ref == DOC_ARRAY};
        return;
    case DOC_TEXT:
        type_put_text(t, &text);
        break;
    default:
        type_put_xml(w->d, t, ref, &text);
    }
    json_put_text(w->o, buf_bytes(&text));
    w->o->buf->full |= text.full;
    buf_done(&text);
}

static bool
step_array(struct walk *w, struct frame *f)
{
    for (; f->item; f->item = f->item->right) {
        const struct item *i = f->item;
        if (i->deleted || !content_is_countable(i->content))
            continue;
        if (i->content == CONTENT_TYPE) {
            f->item = i->right; // begin() may move the frames
            begin(w, i->type, i->type->ref);
            return true;
        }
        put_values(i, w->o);
    }
    return false;
}

static bool
step_map(struct walk *w, struct frame *f)
{
    for (; f->key; f->key = f->key->next) {
        const struct item *i = f->key->last;
        if (!i || i->deleted || !content_is_countable(i->content))
            continue;
        size_t before = w->o->buf->n;
        bool comma = w->o->need_comma;
        json_put_key(w->o, name_bytes(f->key->key));
        if (i->content == CONTENT_TYPE) {
            f->key = f->key->next;
            begin(w, i->type, i->type->ref);
            return true;
        }
        if (!item_put_last_json(i, w->o)) { // undefined: the key goes, too
            w->o->buf->n = before;
            w->o->need_comma = comma;
        }
    }
    return false;
}

void
type_put_json(struct doc *d, struct type *t, uint8_t ref, struct json_out *o)
{
    struct walk w = {.d = d, .o = o};
    begin(&w, t, ref);
    while (w.count && !o->buf->full) {
        struct frame *f = &w.frames[w.count - 1];
        bool is_array = f->is_array;
        if (is_array ? step_array(&w, f) : step_map(&w, f))
            continue;
        json_close(o, is_array ? ']' : '}');
        w.count--;
    }
    memory_give(&d->memory, w.frames, w.cap * sizeof *w.frames);
}

void
members_put_json(struct doc *d, const struct type *t, struct json_out *o)
{
    struct walk w = {.d = d, .o = o};
    struct frame f = {.key = t->keys};
    while (step_map(&w, &f)) {
        /* a type as an attribute: what it opened is written before the next one */
        while (w.count && !o->buf->full) {
            struct frame *top = &w.frames[w.count - 1];
            bool is_array = top->is_array;
            if (is_array ? step_array(&w, top) : step_map(&w, top))
                continue;
            json_close(o, is_array ? ']' : '}');
            w.count--;
        }
        w.count = 0;
    }
    memory_give(&d->memory, w.frames, w.cap * sizeof *w.frames);
}

void
doc_json(struct doc *d, struct bytes root, enum doc_type type, struct buf *out)
{
    struct type empty;
    struct json_out o = {.buf = out};
    type_put_json(d, root_or_empty(d, root, &empty), (uint8_t)type, &o);
}

/* ---- delta ---- */

void
formats_put_json(const struct formats *f, struct json_out *o)
{
    uint32_t i = 0;
    const struct format *one;
    json_open(o, '{');
    while ((one = formats_next(f, &i))) {
        json_put_key(o, one->key);
        json_put_raw(o, one->value);
    }
    json_close(o, '}');
}

void
embed_put_json(struct doc *d, const struct item *i, struct json_out *o)
{
    if (i->content == CONTENT_TYPE)
        type_put_json(d, i->type, i->type->ref, o);
    else
        item_put_last_json(i, o);
}

void
doc_delta(struct doc *d, struct bytes root, struct buf *out)
{
    struct type empty;
    struct json_out o = {.buf = out};
    struct delta t = delta_of(root_or_empty(d, root, &empty));
    json_open(&o, '[');
    while (!out->full && delta_next(&t)) {
        json_open(&o, '{');
        json_key(&o, "insert");
        if (t.embed)
            embed_put_json(d, t.embed, &o);
        else
            json_put_text(&o, buf_bytes(&t.text));
        if (t.formats.live) {
            json_key(&o, "attributes");
            formats_put_json(&t.formats, &o);
        }
        json_close(&o, '}');
    }
    json_close(&o, ']');
    delta_done(&t);
}

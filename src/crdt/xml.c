/* XML types as text (Yjs: toString()), and as ProseMirror's JSON. */
#include "read.h"

#include <assert.h>

/* An element or a text being written. */
struct frame {
    struct type *type;
    const struct item *item; // the next child of an element or fragment
    struct delta text;       // of a text
    bool is_text, is_element, open_marks;
};

struct walk {
    struct doc *d;
    struct buf *out;
    struct frame *frames;
    uint32_t count, cap;
    unsigned nested; // how many types, each an attribute's value in the one before
};

/* Yjs prints a type that is an attribute's value inside the tag. Deeper than this it is "[object Object]". */
enum { NESTED_MAX = 16 };

static void put_xml(struct walk *outer, struct type *t, uint8_t ref);

/* ---- attributes and tags ---- */

static void
put_lower(struct bytes name, struct buf *out)
{
    for (size_t i = 0; i < name.n; i++)
        buf_putc(out, ascii_lower(name.p[i]));
}

/* String(value) of what an item holds last. */
static void
put_value_text(struct walk *w, const struct item *i)
{
    struct buf *out = w->out;
    bool cut;
    struct bytes raw = item_bytes(i);
    switch (i->content) {
    case CONTENT_ANY: {
        struct reader r = reader_of(content_tail(CONTENT_ANY, raw, i->len, i->len - 1, &cut));
        any_put_text(&r, out);
        break;
    }
    case CONTENT_STRING:
        raw = content_tail(CONTENT_STRING, raw, i->len, i->len - 1, &cut);
        buf_add(out, cut ? BYTES(REPLACEMENT) : raw);
        break;
    case CONTENT_EMBED:
        json_put_as_text(raw, out);
        break;
    case CONTENT_BINARY:
        bytes_put_text(raw, out);
        break;
    case CONTENT_TYPE:
        put_xml(w, i->type, i->type->ref);
        break;
    default:
        buf_puts(out, "[object Object]");
    }
}

struct pair {
    struct bytes key;
    const void *value;
};

static int
by_key(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return bytes_cmp(x->key, y->key);
}

static void
put_open_tag(struct walk *w, const struct type *t)
{
    struct buf *out = w->out;
    size_t count = 0, n = 0;
    for (const struct list *key = t->keys; key; key = key->next)
        count++;
    struct pair *pairs = calloc(count + 1, sizeof *pairs);
    assert(pairs);
    for (const struct list *key = t->keys; key; key = key->next) {
        if (key->last && !key->last->deleted)
            pairs[n++] = (struct pair){name_bytes(key->key), key->last};
    }
    qsort(pairs, n, sizeof *pairs, by_key);
    buf_putc(out, '<');
    put_lower(t->name ? name_bytes(t->name) : BYTES("undefined"), out);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, " ");
        buf_add(out, pairs[i].key);
        buf_puts(out, "=\"");
        put_value_text(w, pairs[i].value);
        buf_putc(out, '"');
    }
    buf_putc(out, '>');
    free(pairs);
}

static void
put_close_tag(struct bytes name, bool lower, struct buf *out)
{
    buf_puts(out, "</");
    if (lower)
        put_lower(name, out);
    else
        buf_add(out, name);
    buf_putc(out, '>');
}

/* JavaScript's `for (key in "text")`: each unit under its number. */
static void
put_characters(struct bytes value, struct buf *out)
{
    struct buf text = {0};
    json_put_as_text(value, &text);
    unsigned number = 0;
    for (size_t i = 0, n; i < text.n; i += n) {
        uint8_t c = (uint8_t)text.p[i];
        n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        struct bytes one = n == 4 ? BYTES(REPLACEMENT) : (struct bytes){text.p + i, n};
        for (unsigned halves = n == 4 ? 2 : 1; halves; halves--) {
            buf_printf(out, " %u=\"", number++);
            buf_add(out, one);
            buf_putc(out, '"');
        }
    }
    buf_done(&text);
}

/* The attributes of a mark, sorted: they are a flat object of JSON. */
static void
put_mark_attributes(struct bytes value, struct buf *out)
{
    struct pair pairs[64];
    struct bytes raws[64], key, raw;
    size_t n = 0, at = 0;
    if (bytes_starts(value, "\"")) {
        put_characters(value, out);
        return;
    }
    if (!bytes_starts(value, "{"))
        return;
    while (n < 64 && json_next_member(value, &at, &key, &raw)) {
        raws[n] = raw;
        pairs[n] = (struct pair){key, &raws[n]};
        n++;
    }
    qsort(pairs, n, sizeof *pairs, by_key);
    for (size_t i = 0; i < n; i++) {
        raw = *(const struct bytes *)pairs[i].value;
        buf_putc(out, ' ');
        buf_add(out, pairs[i].key);
        buf_puts(out, "=\"");
        json_put_as_text(raw, out);
        buf_putc(out, '"');
    }
}

static struct pair *
sorted_marks(const struct formats *f)
{
    struct pair *pairs = calloc(f->live + 1, sizeof *pairs);
    assert(pairs);
    uint32_t i = 0;
    size_t n = 0;
    for (const struct format *one; (one = formats_next(f, &i));)
        pairs[n++] = (struct pair){one->key, one};
    qsort(pairs, n, sizeof *pairs, by_key);
    return pairs;
}

static void
put_marks_open(const struct formats *f, struct buf *out)
{
    struct pair *marks = sorted_marks(f);
    for (uint32_t i = 0; i < f->live; i++) {
        buf_putc(out, '<');
        buf_add(out, marks[i].key);
        put_mark_attributes(((const struct format *)marks[i].value)->value, out);
        buf_putc(out, '>');
    }
    free(marks);
}

static void
put_marks_close(const struct formats *f, struct buf *out)
{
    struct pair *marks = sorted_marks(f);
    for (uint32_t i = f->live; i-- > 0;)
        put_close_tag(marks[i].key, false, out);
    free(marks);
}

/* ---- XML text ---- */

static void
begin(struct walk *w, struct type *t, uint8_t ref)
{
    struct frame f = {.type = t, .item = t->sequence.first};
    switch (ref) {
    case DOC_XML_TEXT:
        f.is_text = true;
        f.text = delta_of(t);
        break;
    case DOC_XML_ELEMENT:
        f.is_element = true;
        put_open_tag(w, t);
        break;
    case DOC_XML_FRAGMENT:
        break;
    case DOC_TEXT:
        type_put_text(t, w->out);
        return;
    default:
        buf_puts(w->out, "[object Object]");
        return;
    }
    GROW(w->d, w->frames, w->count, w->cap);
    w->frames[w->count++] = f;
}

static void
put_child_values(const struct item *i, struct buf *out)
{
    struct reader r = reader_of(item_bytes(i));
    if (i->content == CONTENT_STRING)
        buf_add(out, item_bytes(i));
    for (uint32_t k = 0; i->content == CONTENT_ANY && k < i->len; k++)
        any_put_text(&r, out);
}

/* False: nothing is left. The frame may have moved afterwards. */
static bool
step_children(struct walk *w, struct frame *f)
{
    while (f->item) {
        const struct item *i = f->item;
        f->item = i->right;
        if (i->deleted)
            continue;
        if (i->content == CONTENT_TYPE) {
            begin(w, i->type, i->type->ref);
            return true;
        }
        put_child_values(i, w->out);
    }
    return false;
}

static bool
step_text(struct walk *w, struct frame *f)
{
    if (f->open_marks)
        put_marks_close(&f->text.formats, w->out);
    f->open_marks = delta_next(&f->text);
    if (!f->open_marks)
        return false;
    put_marks_open(&f->text.formats, w->out);
    const struct item *embed = f->text.embed;
    if (!embed)
        buf_add(w->out, buf_bytes(&f->text.text));
    else if (embed->content == CONTENT_TYPE)
        begin(w, embed->type, embed->type->ref);
    else
        put_value_text(w, embed);
    return true;
}

static void
end(struct walk *w)
{
    struct frame *f = &w->frames[--w->count];
    if (f->is_text)
        delta_done(&f->text);
    else if (f->is_element)
        put_close_tag(f->type->name ? name_bytes(f->type->name) : BYTES("undefined"), true, w->out);
}

static void
walk_all(struct walk *w, struct type *t, uint8_t ref)
{
    begin(w, t, ref);
    while (w->count) {
        struct frame *f = &w->frames[w->count - 1];
        if (w->out->full || !(f->is_text ? step_text(w, f) : step_children(w, f)))
            end(w);
    }
    memory_give(&w->d->memory, w->frames, w->cap * sizeof *w->frames);
}

static void
put_xml(struct walk *outer, struct type *t, uint8_t ref)
{
    struct walk w = {.d = outer->d, .out = outer->out, .nested = outer->nested + 1};
    if (w.nested > NESTED_MAX)
        buf_puts(w.out, "[object Object]");
    else
        walk_all(&w, t, ref);
}

void
type_put_xml(struct doc *d, struct type *t, uint8_t ref, struct buf *out)
{
    struct walk w = {.d = d, .out = out};
    walk_all(&w, t, ref);
}

void
doc_xml(struct doc *d, struct bytes root, enum doc_type type, struct buf *out)
{
    struct type empty;
    type_put_xml(d, root_or_empty(d, root, &empty), (uint8_t)type, out);
}

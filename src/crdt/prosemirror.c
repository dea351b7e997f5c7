/*
 * A fragment as ProseMirror's JSON (y-prosemirror: yXmlFragmentToProsemirrorJSON). What an editor would throw out is
 * written as well as it goes: readers of old documents must not lose text.
 */
#include "read.h"

/* "name--HASH", the hash of eight base64 characters, is a mark that may overlap others of its name. */
static struct bytes
mark_name(struct bytes key)
{
    enum { HASH = 8, TAIL = HASH + 2 };
    if (key.n < TAIL || memcmp(key.p + key.n - TAIL, "--", 2) != 0)
        return key;
    for (size_t i = key.n - HASH; i < key.n; i++) {
        char c = key.p[i];
        if (!ascii_is_alnum(c) && c != '+' && c != '/' && c != '=')
            return key;
    }
    return bytes_cut(key, 0, key.n - TAIL);
}

static void
put_marks(const struct formats *f, struct json_out *o)
{
    uint32_t i = 0;
    const struct format *one;
    json_key(o, "marks");
    json_open(o, '[');
    while ((one = formats_next(f, &i))) {
        json_open(o, '{');
        json_key(o, "type");
        json_put_text(o, mark_name(one->key));
        json_key(o, "attrs");
        json_put_raw(o, one->value);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void
put_text(struct doc *d, const struct type *t, struct json_out *o)
{
    struct delta run = delta_of(t);
    while (!o->buf->full && delta_next(&run)) {
        json_open(o, '{');
        json_key(o, "type");
        json_put_text(o, BYTES("text"));
        json_key(o, "text");
        if (run.embed)
            embed_put_json(d, run.embed, o);
        else
            json_put_text(o, buf_bytes(&run.text));
        if (run.formats.live)
            put_marks(&run.formats, o);
        json_close(o, '}');
    }
    delta_done(&run);
}

static bool
is_node(const struct item *i)
{
    return !i->deleted && i->content == CONTENT_TYPE;
}

/* The head of an element. *ret_child: its first child, when it has any: then "content" is open. */
static void
open_element(struct doc *d, const struct type *t, struct json_out *o)
{
    json_open(o, '{');
    json_key(o, "type");
    json_put_text(o, t->name ? name_bytes(t->name) : BYTES("undefined"));
    bool has_attributes = false;
    for (const struct list *key = t->keys; key && !has_attributes; key = key->next)
        has_attributes = key->last && !key->last->deleted;
    if (has_attributes) {
        json_key(o, "attrs");
        json_open(o, '{');
        members_put_json(d, t, o);
        json_close(o, '}');
    }
    if (t->length) {
        json_key(o, "content");
        json_open(o, '[');
    }
}

static void
close_element(const struct type *t, struct json_out *o)
{
    if (t->length)
        json_close(o, ']');
    json_close(o, '}');
}

void
doc_prosemirror(struct doc *d, struct bytes root, struct buf *out)
{
    struct type empty;
    struct json_out o = {.buf = out};
    const struct type *top = root_or_empty(d, root, &empty), *t = top;
    json_open(&o, '{');
    json_key(&o, "type");
    json_put_text(&o, BYTES("doc"));
    json_key(&o, "content");
    json_open(&o, '[');
    const struct item *i = top->sequence.first;
    while (!out->full) {
        if (!i) { // back to the parent, behind this element
            if (t == top)
                break;
            close_element(t, &o);
            i = t->item->right;
            t = t->item->list->type;
        } else if (!is_node(i)) {
            i = i->right;
        } else if (i->type->ref == DOC_XML_TEXT || i->type->ref == DOC_TEXT) {
            put_text(d, i->type, &o);
            i = i->right;
        } else {
            t = i->type;
            open_element(d, t, &o);
            i = t->sequence.first;
        }
    }
    json_close(&o, ']');
    json_close(&o, '}');
}

#include "js_value.h"

#include "value.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum node_type {
    NODE_UNDEFINED,
    NODE_NULL,
    NODE_FALSE,
    NODE_TRUE,
    NODE_NUMBER,
    NODE_BIGINT,
    NODE_STRING,
    NODE_BYTES,
    NODE_ARRAY,
    NODE_OBJECT,
};

enum { NO_NODE = 0 }; // number of the node that is not there

struct node {
    enum node_type type;
    double number;
    int64_t big;
    size_t text, text_bytes; // a place in tree.text
    size_t key, key_bytes;
    uint32_t parent, next, first, last;
};

/* Nodes by number, the value itself is 1. Strings are kept unescaped. */
struct tree {
    struct node *nodes;
    uint32_t count, cap;
    struct buf text;
};

static uint32_t
new_node(struct tree *t, uint32_t parent, enum node_type type)
{
    if (t->count + 2 > t->cap) {
        t->cap = t->cap ? t->cap * 2 : 16;
        t->nodes = realloc(t->nodes, t->cap * sizeof *t->nodes);
        assert(t->nodes);
    }
    uint32_t n = ++t->count;
    t->nodes[n] = (struct node){.type = type, .parent = parent};
    if (parent) {
        struct node *p = &t->nodes[parent];
        if (p->last)
            t->nodes[p->last].next = n;
        else
            p->first = n;
        p->last = n;
    }
    return n;
}

static void
tree_done(struct tree *t)
{
    free(t->nodes);
    buf_done(&t->text);
}

static struct bytes
text_of(const struct tree *t, size_t at, size_t n)
{
    return (struct bytes){t->text.p + at, n};
}

/* ---- keys as objects order them ---- */

/* Is a key an array index, written without leading zeros? */
static bool
is_index(struct bytes key, uint32_t *ret)
{
    uint64_t v = 0;
    if (!key.n || key.n > 10 || (key.p[0] == '0' && key.n > 1))
        return false;
    for (size_t i = 0; i < key.n; i++) {
        if (!ascii_is_digit(key.p[i]))
            return false;
        v = v * 10 + (uint64_t)(key.p[i] - '0');
    }
    *ret = (uint32_t)v;
    return v < UINT32_MAX;
}

struct member {
    const struct tree *tree;
    uint32_t node, place; // place: of the first member with that key
};

static struct bytes
key_of(const struct member *m)
{
    const struct node *n = &m->tree->nodes[m->node];
    return text_of(m->tree, n->key, n->key_bytes);
}

static int
by_key(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int c = bytes_cmp(key_of(x), key_of(y));
    return c ? c : x->place < y->place ? -1 : 1;
}

static int
by_order(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    uint32_t i = 0, k = 0;
    bool x_index = is_index(key_of(x), &i), y_index = is_index(key_of(y), &k);
    if (x_index != y_index)
        return x_index ? -1 : 1;
    if (x_index)
        return i < k ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

/* An object is complete. */
static void
order_members(struct tree *t, uint32_t object)
{
    struct node *o = &t->nodes[object];
    size_t count = 0, kept = 0;
    for (uint32_t n = o->first; n; n = t->nodes[n].next)
        count++;
    if (count < 2)
        return;
    struct member *members = calloc(count, sizeof *members);
    assert(members);
    count = 0;
    for (uint32_t n = o->first; n; n = t->nodes[n].next, count++)
        members[count] = (struct member){t, n, (uint32_t)count};
    qsort(members, count, sizeof *members, by_key);
    for (size_t i = 0; i < count; i++) {
        if (kept && bytes_eq(key_of(&members[kept - 1]), key_of(&members[i])))
            members[kept - 1].node = members[i].node; // the last value, where the first one stood
        else
            members[kept++] = members[i];
    }
    qsort(members, kept, sizeof *members, by_order);
    o->first = members[0].node;
    for (size_t i = 0; i < kept; i++)
        t->nodes[members[i].node].next = i + 1 < kept ? members[i + 1].node : NO_NODE;
    o->last = members[kept - 1].node;
    free(members);
}

/* ---- from JSON ---- */

static void
keep_string(struct tree *t, struct bytes quoted, size_t *ret_at, size_t *ret_bytes)
{
    *ret_at = t->text.n;
    json_put_as_text(quoted, &t->text);
    *ret_bytes = t->text.n - *ret_at;
}

static size_t
scalar_end(struct bytes text)
{
    size_t i = 0;
    if (text.p[0] == '"') {
        for (i = 1; text.p[i] != '"'; i++)
            i += text.p[i] == '\\';
        return i + 1;
    }
    while (i < text.n && !strchr(",]} \t\r\n:", text.p[i]))
        i++;
    return i;
}

static void
set_scalar(struct tree *t, uint32_t n, struct bytes text)
{
    struct node *node = &t->nodes[n];
    char *copy;
    switch (text.p[0]) {
    case '"':
        node->type = NODE_STRING;
        keep_string(t, text, &node->text, &node->text_bytes);
        break;
    case 't':
        node->type = NODE_TRUE;
        break;
    case 'f':
        node->type = NODE_FALSE;
        break;
    case 'n':
        node->type = NODE_NULL;
        break;
    default:
        copy = malloc(text.n + 1);
        assert(copy);
        memcpy(copy, text.p, text.n);
        copy[text.n] = 0;
        node->type = NODE_NUMBER;
        node->number = strtod(copy, NULL);
        free(copy);
    }
}

/* json_put_as_text() takes a string that begins with '[' inside its quotes for what it is: it starts with a quote. */
static void
tree_of_json(struct tree *t, struct bytes json)
{
    uint32_t parent = NO_NODE;
    size_t key = 0, key_bytes = 0;
    bool has_key = false;
    for (size_t i = 0; i < json.n;) {
        char c = json.p[i];
        if (ascii_is_space(c) || c == ',') {
            i++;
        } else if (c == ']' || c == '}') {
            assert(parent && t->nodes); // the text is balanced
            if (c == '}')
                order_members(t, parent);
            parent = t->nodes[parent].parent;
            i++;
        } else if (parent && t->nodes[parent].type == NODE_OBJECT && !has_key) {
            size_t n = scalar_end(bytes_from(json, i));
            keep_string(t, bytes_cut(json, i, n), &key, &key_bytes);
            has_key = true;
            for (i += n; json.p[i] != ':'; i++)
                ;
            i++;
        } else {
            bool opens = c == '[' || c == '{';
            uint32_t n = new_node(t, parent, c == '{' ? NODE_OBJECT : NODE_ARRAY);
            t->nodes[n].key = key;
            t->nodes[n].key_bytes = key_bytes;
            has_key = false;
            size_t length = opens ? 1 : scalar_end(bytes_from(json, i));
            if (opens)
                parent = n;
            else
                set_scalar(t, n, bytes_cut(json, i, length));
            i += length;
        }
    }
}

/* ---- from any ---- */

static uint64_t
big_endian(struct bytes b)
{
    uint64_t v = 0;
    for (size_t i = 0; i < b.n; i++)
        v = v << 8 | (uint8_t)b.p[i];
    return v;
}

static double
any_number(struct reader *r, uint8_t tag)
{
    if (tag == ANY_INTEGER) {
        uint8_t first = read_byte(r);
        double v = first & 0x3f;
        if (first & 0x80)
            v += 64.0 * (double)read_number(r);
        return first & 0x40 ? -v : v;
    }
    if (tag == ANY_FLOAT32) {
        uint32_t bits = (uint32_t)big_endian(read_raw(r, 4));
        float f;
        memcpy(&f, &bits, sizeof f);
        return f;
    }
    uint64_t bits = big_endian(read_raw(r, 8));
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* The next value; for an array or object *ret_left is how many follow. */
static uint32_t
any_node(struct tree *t, struct reader *r, uint32_t parent, uint64_t *ret_left)
{
    static const uint8_t types[] = {
        [ANY_UNDEFINED - ANY_BYTES] = NODE_UNDEFINED, [ANY_NULL - ANY_BYTES] = NODE_NULL,
        [ANY_TRUE - ANY_BYTES] = NODE_TRUE,           [ANY_FALSE - ANY_BYTES] = NODE_FALSE,
        [ANY_INTEGER - ANY_BYTES] = NODE_NUMBER,      [ANY_FLOAT32 - ANY_BYTES] = NODE_NUMBER,
        [ANY_FLOAT64 - ANY_BYTES] = NODE_NUMBER,      [ANY_BIGINT - ANY_BYTES] = NODE_BIGINT,
        [ANY_STRING - ANY_BYTES] = NODE_STRING,       [0] = NODE_BYTES,
        [ANY_ARRAY - ANY_BYTES] = NODE_ARRAY,         [ANY_OBJECT - ANY_BYTES] = NODE_OBJECT,
    };
    uint8_t tag = read_byte(r);
    assert(tag >= ANY_BYTES && tag <= ANY_UNDEFINED);
    uint32_t n = new_node(t, parent, (enum node_type)types[tag - ANY_BYTES]);
    struct node *node = &t->nodes[n];
    struct bytes text;
    *ret_left = 0;
    switch (node->type) {
    case NODE_NUMBER:
        node->number = any_number(r, tag);
        break;
    case NODE_BIGINT:
        node->big = (int64_t)big_endian(read_raw(r, 8));
        break;
    case NODE_STRING:
    case NODE_BYTES:
        text = read_block(r);
        node->text = t->text.n;
        node->text_bytes = text.n;
        buf_add(&t->text, text);
        break;
    case NODE_ARRAY:
    case NODE_OBJECT:
        *ret_left = read_number(r);
        break;
    default:
        break;
    }
    return n;
}

static void
tree_of_any(struct tree *t, struct reader *r)
{
    struct {
        uint64_t left;
        uint32_t node;
    } levels[ANY_DEPTH_MAX + 1];
    size_t depth = 0;
    uint64_t left;
    uint32_t n = any_node(t, r, NO_NODE, &left);
    for (;;) {
        if (t->nodes[n].type >= NODE_ARRAY) {
            assert(depth <= ANY_DEPTH_MAX);
            levels[depth].left = left;
            levels[depth++].node = n;
        }
        while (depth && !levels[depth - 1].left) {
            depth--;
            if (t->nodes[levels[depth].node].type == NODE_OBJECT)
                order_members(t, levels[depth].node);
        }
        if (!depth)
            return;
        levels[depth - 1].left--;
        uint32_t parent = levels[depth - 1].node;
        struct bytes key = t->nodes[parent].type == NODE_OBJECT ? read_block(r) : BYTES_NONE;
        size_t at = t->text.n;
        buf_add(&t->text, key);
        n = any_node(t, r, parent, &left);
        t->nodes[n].key = at;
        t->nodes[n].key_bytes = key.n;
    }
}

/* ---- to any ---- */

static void
put_big_endian(struct buf *out, uint64_t v, int bytes)
{
    while (bytes-- > 0)
        write_byte(out, (uint8_t)(v >> (8 * bytes)));
}

static void
put_any_number(double v, struct buf *out)
{
    float narrow = (float)v;
    if (v == floor(v) && fabs(v) <= 2147483647.0) {
        uint64_t magnitude = (uint64_t)fabs(v);
        write_byte(out, ANY_INTEGER);
        write_byte(out, (uint8_t)((magnitude > 0x3f ? 0x80 : 0) | (signbit(v) ? 0x40 : 0) | (magnitude & 0x3f)));
        if (magnitude > 0x3f)
            write_number(out, magnitude >> 6);
    } else if ((double)narrow == v) {
        uint32_t bits;
        memcpy(&bits, &narrow, sizeof bits);
        write_byte(out, ANY_FLOAT32);
        put_big_endian(out, bits, 4);
    } else {
        uint64_t bits;
        memcpy(&bits, &v, sizeof bits);
        write_byte(out, ANY_FLOAT64);
        put_big_endian(out, bits, 8);
    }
}

static void
put_any_head(const struct tree *t, const struct node *n, struct buf *out)
{
    uint64_t count = 0;
    switch (n->type) {
    case NODE_NUMBER:
        put_any_number(n->number, out);
        break;
    case NODE_STRING:
        write_byte(out, ANY_STRING);
        write_block(out, text_of(t, n->text, n->text_bytes));
        break;
    case NODE_ARRAY:
    case NODE_OBJECT:
        for (uint32_t k = n->first; k; k = t->nodes[k].next)
            count++;
        write_byte(out, n->type == NODE_ARRAY ? ANY_ARRAY : ANY_OBJECT);
        write_number(out, count);
        break;
    default:
        write_byte(out, n->type == NODE_TRUE ? ANY_TRUE : n->type == NODE_FALSE ? ANY_FALSE : ANY_NULL);
    }
}

/* The node that is written after n when nothing is left below it. */
static uint32_t
climb(const struct tree *t, uint32_t n)
{
    while (n && !t->nodes[n].next)
        n = t->nodes[n].parent;
    return n ? t->nodes[n].next : NO_NODE;
}

void
any_from_json(struct bytes json, struct buf *out)
{
    struct tree t = {0};
    tree_of_json(&t, json);
    assert(t.nodes); // a text has a value
    for (uint32_t n = 1; n; n = t.nodes[n].first ? t.nodes[n].first : climb(&t, n)) {
        const struct node *node = &t.nodes[n];
        if (node->parent && t.nodes[node->parent].type == NODE_OBJECT)
            write_block(out, text_of(&t, node->key, node->key_bytes));
        put_any_head(&t, node, out);
    }
    tree_done(&t);
}

/* ---- to JSON ---- */

/* As JSON.stringify quotes. */
static void
put_quoted(struct bytes s, struct buf *out)
{
    static const char from[] = "\b\f\n\r\t\"\\", to[] = "bfnrt\"\\";
    write_byte(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        const char *known = c ? strchr(from, c) : NULL;
        if (known) {
            write_byte(out, '\\');
            write_byte(out, (uint8_t)to[known - from]);
        } else if (c < 0x20) {
            buf_printf(out, "\\u%04x", c);
        } else {
            write_byte(out, c);
        }
    }
    write_byte(out, '"');
}

static void
put_json_head(const struct tree *t, const struct node *n, struct buf *out)
{
    char text[NUMBER_MAX_BYTES];
    struct json_out o = {.buf = out};
    switch (n->type) {
    case NODE_TRUE:
    case NODE_FALSE:
        buf_puts(out, n->type == NODE_TRUE ? "true" : "false");
        break;
    case NODE_NUMBER:
        if (isfinite(n->number))
            buf_add(out, (struct bytes){text, number_text(n->number, text)});
        else
            buf_puts(out, "null");
        break;
    case NODE_BIGINT:
        buf_printf(out, "%lld", (long long)n->big);
        break;
    case NODE_STRING:
        put_quoted(text_of(t, n->text, n->text_bytes), out);
        break;
    case NODE_BYTES:
        bytes_put_json(text_of(t, n->text, n->text_bytes), &o);
        break;
    case NODE_ARRAY:
    case NODE_OBJECT:
        buf_puts(out, n->first ? n->type == NODE_ARRAY ? "[" : "{" : n->type == NODE_ARRAY ? "[]" : "{}");
        break;
    default:
        buf_puts(out, "null");
    }
}

/* Members that are undefined have no JSON. */
static void
drop_undefined(struct tree *t)
{
    for (uint32_t n = 1; n <= t->count; n++) {
        if (t->nodes[n].type != NODE_OBJECT)
            continue;
        uint32_t *link = &t->nodes[n].first;
        while (*link) {
            if (t->nodes[*link].type == NODE_UNDEFINED)
                *link = t->nodes[*link].next;
            else
                link = &t->nodes[*link].next;
        }
    }
}

void
json_from_any(struct reader *r, struct buf *out)
{
    struct tree t = {0};
    tree_of_any(&t, r);
    drop_undefined(&t);
    assert(t.nodes);
    for (uint32_t n = 1; n;) {
        const struct node *node = &t.nodes[n];
        if (node->parent && t.nodes[node->parent].first != n)
            write_byte(out, ',');
        if (node->parent && t.nodes[node->parent].type == NODE_OBJECT) {
            put_quoted(text_of(&t, node->key, node->key_bytes), out);
            write_byte(out, ':');
        }
        put_json_head(&t, node, out);
        if (node->first) {
            n = node->first;
            continue;
        }
        while (n && !t.nodes[n].next) {
            n = t.nodes[n].parent;
            if (n)
                write_byte(out, t.nodes[n].type == NODE_ARRAY ? ']' : '}');
        }
        n = n ? t.nodes[n].next : NO_NODE;
    }
    tree_done(&t);
}

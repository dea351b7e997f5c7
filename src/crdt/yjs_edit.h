#ifndef CRDT_YJS_EDIT_H
#define CRDT_YJS_EDIT_H
/*
 * For yjs_test.c: edits that tests/crdt/writing.mjs describes in JSON, done through write.h. One edit:
 *     {"path": ["root", 3, "key"], "op": "insert", "at": 0, "text": "x", "formats": [["strong", "{}"]], ...}
 */
#include "../base/json.h"
#include "../base/test.h"
#include "write.h"

static inline struct type *
edit_type(struct doc *d, struct json path)
{
    struct type *t = NULL;
    struct json_iter it = json_each(path);
    while (json_next(&it)) {
        int64_t index;
        if (!t)
            t = doc_root(d, json_text(it.value));
        else if (json_int(it.value, &index))
            t = type_child(t, (uint32_t)index);
        else
            t = type_entry(d, t, json_text(it.value));
        CHECK(t);
    }
    return t;
}

static inline uint32_t
edit_number(struct json edit, const char *key)
{
    int64_t v = 0;
    json_int(json_get(edit, key), &v);
    return (uint32_t)v;
}

static inline struct bytes
edit_unhex(struct arena *a, struct bytes text)
{
    char *p = arena_alloc(a, text.n / 2 + 1);
    for (size_t i = 0; i < text.n / 2; i++) {
        unsigned v;
        CHECK(sscanf(text.p + 2 * i, "%2x", &v) == 1);
        p[i] = (char)v;
    }
    return (struct bytes){p, text.n / 2};
}

static inline struct value
edit_value(struct arena *a, struct json edit)
{
    struct json v = json_get(edit, "value");
    struct value ret = {.count = edit_number(v, "count"), .type = (enum doc_type)edit_number(v, "type")};
    struct bytes kind = json_text(json_get(v, "kind"));
    ret.kind = bytes_is(kind, "any")      ? VALUE_ANY
               : bytes_is(kind, "binary") ? VALUE_BINARY
               : bytes_is(kind, "embed")  ? VALUE_EMBED
                                          : VALUE_TYPE;
    ret.bytes = edit_unhex(a, json_text(json_get(v, "bytes")));
    return ret;
}

enum { EDIT_FORMATS_MAX = 8 };

static inline enum err
edit_one(struct doc *d, struct json edit, struct arena *a, struct why *why)
{
    struct type *t = edit_type(d, json_get(edit, "path"));
    struct bytes op = json_text(json_get(edit, "op")), key = json_text(json_get(edit, "key"));
    uint32_t at = edit_number(edit, "at"), count = edit_number(edit, "count");
    struct value v = edit_value(a, edit);
    struct text_format items[EDIT_FORMATS_MAX];
    struct text_formats formats = {items, 0};
    struct json_iter it = json_each(json_get(edit, "formats"));
    bool with_formats = json_type_of(json_get(edit, "formats")) == JSON_ARRAY;
    while (json_next(&it) && formats.count < EDIT_FORMATS_MAX) {
        struct json_iter pair = json_each(it.value);
        CHECK(json_next(&pair));
        items[formats.count].key = bytes_dup(a, json_text(pair.value));
        CHECK(json_next(&pair));
        items[formats.count++].value = bytes_dup(a, json_text(pair.value));
    }
    if (bytes_is(op, "insert"))
        return text_insert(d, t, at, json_text(json_get(edit, "text")), with_formats ? &formats : NULL, why);
    if (bytes_is(op, "embed"))
        return text_insert_value(d, t, at, &v, with_formats ? &formats : NULL, NULL, why);
    if (bytes_is(op, "delete"))
        return text_delete(d, t, at, count, why);
    if (bytes_is(op, "format"))
        return text_format(d, t, at, count, &formats, why);
    if (bytes_is(op, "put"))
        return array_insert(d, t, at, &v, NULL, why);
    if (bytes_is(op, "push"))
        return array_push(d, t, &v, NULL, why);
    if (bytes_is(op, "take"))
        return array_delete(d, t, at, count, why);
    if (bytes_is(op, "set"))
        return map_set(d, t, key, &v, NULL, why);
    map_delete(d, t, key);
    return OK;
}

/* { u64 little-endian client, JSON array of edits }: one transaction; gives its update. */
static inline enum err
edit_all(struct doc *d, struct bytes in, struct buf *out, struct why *why)
{
    struct arena arena = {.max_bytes = 64 << 20};
    struct json_parser *parser = json_parser_new();
    uint64_t client;
    memcpy(&client, in.p, sizeof client);
    struct bytes text = bytes_from(in, sizeof client);
    char *padded = arena_alloc(&arena, text.n + JSON_PADDING_BYTES);
    memcpy(padded, text.p, text.n);
    struct json edits;
    enum err e = json_parse(parser, (struct bytes){padded, text.n}, &edits, why);
    doc_begin(d, client);
    struct json_iter it = json_each(edits);
    while (!e && json_next(&it))
        e = edit_one(d, it.value, &arena, why);
    doc_commit(d, out);
    json_parser_free(parser);
    arena_done(&arena);
    return e;
}
#endif

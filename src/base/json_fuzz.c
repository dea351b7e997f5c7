/*
 * Walks, parses and prints hostile text. What parses must print as JSON that parses again and prints the same; what
 * json_put_text() writes must read back.
 */
#include "json.h"
#include "json_out.h"
#include "utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bytes
padded(struct bytes b)
{
    char *p = malloc(b.n + JSON_PADDING_BYTES);
    assert(p);
    if (b.n)
        memcpy(p, b.p, b.n);
    memset(p + b.n, '[', JSON_PADDING_BYTES);
    return (struct bytes){p, b.n};
}

static void
ask_everything(struct arena *a, struct json v)
{
    int64_t n;
    double d;
    json_int(v, &n);
    json_number(v, &d);
    json_is_true(v);
    json_scalar(a, v);
    assert(utf8_valid(json_text(v)));
    assert(json_type_of(v) != JSON_MISSING);
    json_path(v, "a.b");
    size_t count = 0;
    struct json_iter it = json_each(v);
    while (json_next(&it)) {
        count++;
        assert(utf8_valid(it.key));
    }
    assert(count == json_count(v));
}

static void
parse_and_print(struct json_parser *p, struct bytes text)
{
    struct arena a = {.max_bytes = (size_t)64 << 20};
    struct json v;
    if (json_parse(p, text, &v, NULL) == OK) {
        ask_everything(&a, v);
        struct bytes once = json_format(&a, v), again = padded(once);
        assert(json_parse(p, again, &v, NULL) == OK);
        assert(bytes_eq(once, json_format(&a, v)));
        free((void *)again.p);
    }
    arena_done(&a);
}

static void
write_and_read(struct json_parser *p, struct bytes text)
{
    struct arena a = {.max_bytes = (size_t)64 << 20};
    struct buf b = {0};
    struct json_out o = {.buf = &b};
    json_put_text(&o, text);
    struct bytes written = padded(buf_bytes(&b));
    struct json v;
    assert(json_parse(p, written, &v, NULL) == OK);
    assert(bytes_eq(json_text(v), utf8_clean(&a, text)));
    free((void *)written.p);
    buf_done(&b);
    arena_done(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = padded((struct bytes){(const char *)data, size}), raw, key;
    struct json_parser *p = json_parser_new();
    struct json_walk w = json_walk_of(text);
    while (json_walk_next(&w, &raw, NULL) == OK && raw.n) {
        assert(raw.p >= text.p && raw.p + raw.n <= text.p + text.n);
        size_t at = 0;
        while (json_next_member(raw, &at, &key, &raw))
            ;
        parse_and_print(p, raw);
    }
    parse_and_print(p, text);
    write_and_read(p, text);
    json_parser_free(p);
    free((void *)text.p);
    return 0;
}

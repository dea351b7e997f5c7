#include "value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Digits of the shortest decimal that reads back as v, and the power of ten of the first one. */
static size_t
shortest(double v, char digits[24], int *ret_exponent)
{
    char text[40];
    /* Of normal numbers 15 digits are the shortest that can matter; of denormal ones fewer may do. */
    int least = fabs(v) < 2.3e-308 ? 0 : 14;
    for (int precision = least; precision <= 16; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, v);
        if (strtod(text, NULL) == v)
            break;
    }
    size_t n = 0;
    char *p = text;
    for (; *p != 'e'; p++) {
        if (ascii_is_digit(*p))
            digits[n++] = *p;
    }
    *ret_exponent = atoi(p + 1);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return n;
}

size_t
number_text(double v, char ret[NUMBER_MAX_BYTES])
{
    if (isnan(v))
        return (size_t)snprintf(ret, NUMBER_MAX_BYTES, "NaN");
    if (isinf(v))
        return (size_t)snprintf(ret, NUMBER_MAX_BYTES, v < 0 ? "-Infinity" : "Infinity");
    if (v == 0)
        return (size_t)snprintf(ret, NUMBER_MAX_BYTES, "0");
    char digits[24] = {0};
    int exponent;
    int n = (int)shortest(fabs(v), digits, &exponent);
    const char *sign = v < 0 ? "-" : "";
    int size = NUMBER_MAX_BYTES, point = exponent + 1; // where the decimal point stands among the digits
    if (point > 0 && point <= 21 && n <= point)
        return (size_t)snprintf(ret, (size_t)size, "%s%.*s%.*s", sign, n, digits, point - n, "000000000000000000000");
    if (point > 0 && point <= 21)
        return (size_t)snprintf(ret, (size_t)size, "%s%.*s.%.*s", sign, point, digits, n - point, digits + point);
    if (point > -6 && point <= 0)
        return (size_t)snprintf(ret, (size_t)size, "%s0.%.*s%.*s", sign, -point, "000000", n, digits);
    const char *dot = n > 1 ? "." : "";
    return (size_t)snprintf(ret, (size_t)size, "%s%c%s%.*se%+d", sign, digits[0], dot, n - 1, digits + 1, exponent);
}

void
json_put_key(struct json_out *o, struct bytes key)
{
    json_put_text(o, key);
    buf_putc(o->buf, ':');
    o->need_comma = false;
}

void
bytes_put_json(struct bytes b, struct json_out *o)
{
    char key[24];
    json_open(o, '{');
    for (size_t i = 0; i < b.n; i++) {
        snprintf(key, sizeof key, "%zu", i);
        json_key(o, key);
        json_put_int(o, (uint8_t)b.p[i]);
    }
    json_close(o, '}');
}

/* ---- reading ---- */

static double
read_integer(struct reader *r)
{
    uint8_t first = read_byte(r);
    double v = first & 0x3f;
    if (first & 0x80)
        v += 64.0 * (double)read_number(r);
    return first & 0x40 ? -v : v;
}

static uint64_t
read_big_endian(struct reader *r, size_t n)
{
    struct bytes b = read_raw(r, n);
    uint64_t v = 0;
    for (size_t i = 0; i < b.n; i++)
        v = v << 8 | (uint8_t)b.p[i];
    return v;
}

static double
read_float(struct reader *r, uint8_t tag)
{
    if (tag == ANY_FLOAT32) {
        uint32_t bits = (uint32_t)read_big_endian(r, 4);
        float f;
        memcpy(&f, &bits, sizeof f);
        return f;
    }
    uint64_t bits = read_big_endian(r, 8);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

bool
any_is_undefined(const struct reader *r)
{
    return r->p < r->end && *r->p == ANY_UNDEFINED;
}

static size_t
scalar_number(struct reader *r, uint8_t tag, char text[NUMBER_MAX_BYTES])
{
    if (tag == ANY_BIGINT)
        return (size_t)snprintf(text, NUMBER_MAX_BYTES, "%lld", (long long)read_big_endian(r, 8));
    double v = tag == ANY_INTEGER ? read_integer(r) : read_float(r, tag);
    return number_text(v, text);
}

static void
put_number(struct reader *r, uint8_t tag, struct json_out *o)
{
    char text[NUMBER_MAX_BYTES];
    size_t n = scalar_number(r, tag, text);
    bool finite = ascii_is_digit(text[n - 1]);
    if (finite)
        json_put_raw(o, (struct bytes){text, n});
    else
        json_put_null(o);
}

/* A scalar, or the opening of an array or object; then how many elements follow. */
static uint64_t
put_head(struct reader *r, struct json_out *o, bool *ret_is_object)
{
    uint8_t tag = read_byte(r);
    switch (tag) {
    case ANY_TRUE:
    case ANY_FALSE:
        json_put_bool(o, tag == ANY_TRUE);
        break;
    case ANY_INTEGER:
    case ANY_FLOAT32:
    case ANY_FLOAT64:
    case ANY_BIGINT:
        put_number(r, tag, o);
        break;
    case ANY_STRING:
        json_put_text(o, read_block(r));
        break;
    case ANY_BYTES:
        bytes_put_json(read_block(r), o);
        break;
    case ANY_OBJECT:
    case ANY_ARRAY: {
        uint64_t count = read_number(r);
        *ret_is_object = tag == ANY_OBJECT;
        json_open(o, *ret_is_object ? '{' : '[');
        if (count)
            return count;
        json_close(o, *ret_is_object ? '}' : ']');
        break;
    }
    default:
        json_put_null(o);
    }
    return 0;
}

void
any_put_json(struct reader *r, struct json_out *o)
{
    struct {
        uint64_t left;
        bool is_object;
    } levels[ANY_DEPTH_MAX];
    size_t depth = 0;
    bool is_object = false;
    uint64_t count = put_head(r, o, &is_object);
    for (;;) {
        if (count) {
            levels[depth].left = count;
            levels[depth++].is_object = is_object;
            count = 0;
        }
        while (depth && !levels[depth - 1].left) {
            depth--;
            json_close(o, levels[depth].is_object ? '}' : ']');
        }
        if (!depth || r->bad)
            return;
        levels[depth - 1].left--;
        if (levels[depth - 1].is_object) {
            struct bytes key = read_block(r);
            if (any_is_undefined(r)) {
                read_byte(r);
                continue;
            }
            json_put_key(o, key);
        }
        count = put_head(r, o, &is_object);
    }
}

/* ---- String(value) ---- */

/* Elements of an array, with commas between them at every depth; null and undefined are empty. */
static void
put_array_text(struct reader *r, struct buf *out)
{
    uint64_t left[ANY_DEPTH_MAX];
    size_t depth = 0;
    bool comma = false;
    left[depth++] = read_number(r);
    while (depth && !r->bad) {
        if (!left[depth - 1]) {
            depth--;
            comma = true;
            continue;
        }
        left[depth - 1]--;
        if (comma)
            buf_putc(out, ',');
        comma = true;
        if (r->p < r->end && *r->p == ANY_ARRAY) {
            r->p++;
            left[depth++] = read_number(r);
            comma = false;
        } else if (r->p < r->end && (*r->p == ANY_NULL || *r->p == ANY_UNDEFINED)) {
            r->p++;
        } else {
            any_put_text(r, out);
        }
    }
}

void
bytes_put_text(struct bytes b, struct buf *out)
{
    for (size_t i = 0; i < b.n; i++)
        buf_printf(out, i ? ",%u" : "%u", (uint8_t)b.p[i]);
}

void
any_put_text(struct reader *r, struct buf *out)
{
    char text[NUMBER_MAX_BYTES];
    const uint8_t *start = r->p;
    uint8_t tag = read_byte(r);
    switch (tag) {
    case ANY_UNDEFINED:
        buf_puts(out, "undefined");
        break;
    case ANY_NULL:
        buf_puts(out, "null");
        break;
    case ANY_TRUE:
    case ANY_FALSE:
        buf_puts(out, tag == ANY_TRUE ? "true" : "false");
        break;
    case ANY_STRING:
        buf_add(out, read_block(r));
        break;
    case ANY_BYTES:
        bytes_put_text(read_block(r), out);
        break;
    case ANY_ARRAY:
        put_array_text(r, out);
        break;
    case ANY_OBJECT:
        r->p = start;
        skip_good_any(r);
        buf_puts(out, "[object Object]");
        break;
    default:
        buf_add(out, (struct bytes){text, scalar_number(r, tag, text)});
    }
}

/* ---- String(JSON.parse(text)) ---- */

static uint32_t
hex4(const char *p)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        char c = ascii_lower(p[i]);
        v = v << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return v;
}

static void
put_utf8(uint32_t c, struct buf *out)
{
    char text[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n; i-- > 1; c >>= 6)
        text[i] = (char)(0x80 | (c & 0x3f));
    text[0] = (char)(heads[n] | c);
    buf_add(out, (struct bytes){text, n});
}

/* The character behind "\u"; a half that stands alone is U+FFFD. */
static uint32_t
unescape_unit(struct bytes inside, size_t *i)
{
    uint32_t c = hex4(inside.p + *i);
    *i += 4;
    bool more = *i + 6 <= inside.n && inside.p[*i] == '\\' && inside.p[*i + 1] == 'u';
    uint32_t low = more ? hex4(inside.p + *i + 2) : 0;
    if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        *i += 6;
        return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    return c >= 0xd800 && c < 0xe000 ? 0xfffd : c;
}

/* A checked JSON string without its quotes. */
static void
put_unescaped(struct bytes inside, struct buf *out)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    for (size_t i = 0; i < inside.n;) {
        char c = inside.p[i++];
        if (c != '\\') {
            buf_putc(out, c);
            continue;
        }
        c = inside.p[i++];
        const char *known = strchr(from, c);
        if (c == 'u')
            put_utf8(unescape_unit(inside, &i), out);
        else
            buf_putc(out, known ? to[known - from] : c);
    }
}

/* Where the checked JSON string, object or scalar that text starts with ends. */
static size_t
value_end(struct bytes text)
{
    size_t i = 0, depth = 0;
    bool quoted = false;
    do {
        char c = text.p[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        i++;
    } while (i < text.n && (quoted || depth || !strchr(",]} \t\r\n", text.p[i])));
    return i;
}

static void
put_scalar_text(struct bytes value, struct buf *out)
{
    char text[NUMBER_MAX_BYTES], copy[400];
    if (value.p[0] == '{')
        buf_puts(out, "[object Object]");
    else if (value.p[0] == '"')
        put_unescaped(bytes_cut(value, 1, value.n - 2), out);
    else if (ascii_is_alpha(value.p[0]))
        buf_add(out, value);
    else if (value.n < sizeof copy) { // terminated for strtod()
        memcpy(copy, value.p, value.n);
        copy[value.n] = '\0';
        buf_add(out, (struct bytes){text, number_text(strtod(copy, NULL), text)});
    }
}

void
json_put_as_text(struct bytes json, struct buf *out)
{
    json = bytes_trim(json);
    bool is_array = bytes_starts(json, "[");
    for (size_t i = 0; i < json.n;) {
        char c = json.p[i];
        if (c == '[' || c == ']' || ascii_is_space(c)) {
            i++;
        } else if (c == ',') {
            buf_putc(out, json.p[i++]);
        } else {
            struct bytes value = bytes_cut(json, i, value_end(bytes_from(json, i)));
            if (!is_array || !bytes_is(value, "null"))
                put_scalar_text(value, out);
            i += value.n;
        }
    }
}

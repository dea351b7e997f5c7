#include "wire.h"

#include "../base/utf8.h"

uint64_t
read_number_slow(struct reader *r)
{
    uint64_t v = 0;
    const uint8_t *p = r->p;
    /* lib0 takes forms that are longer than needed; ten bytes hold any number. */
    for (unsigned shift = 0; shift < 70 && p < r->end; shift += 7) {
        uint8_t byte = *p++;
        if (shift < 63)
            v |= (uint64_t)(byte & 0x7f) << shift;
        else if (byte & 0x7f)
            break;
        if (byte < 0x80) {
            if (v > WIRE_NUMBER_MAX)
                break;
            r->p = p;
            return v;
        }
    }
    r->bad = true;
    r->p = r->end;
    return 0;
}

struct bytes
read_raw(struct reader *r, uint64_t n)
{
    if (n > reader_left(r)) {
        r->bad = true;
        r->p = r->end;
        return BYTES_NONE;
    }
    struct bytes b = {(const char *)r->p, n};
    if (n) // an empty piece may have no address
        r->p += n;
    return b;
}

struct bytes
read_string(struct reader *r, uint32_t *ret_units)
{
    struct bytes text = read_block(r);
    int64_t units = utf8_units(text);
    if (units < 0 || units > UINT32_MAX) {
        r->bad = true;
        units = 0;
    }
    if (ret_units)
        *ret_units = (uint32_t)units;
    return text;
}

static size_t
ascii_run(struct bytes text, size_t i)
{
    uint64_t word;
    while (i + 8 <= text.n) {
        memcpy(&word, text.p + i, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
        i += 8;
    }
    while (i < text.n && !(text.p[i] & 0x80))
        i++;
    return i;
}

int64_t
utf8_units(struct bytes text)
{
    int64_t units = 0;
    for (size_t i = 0; i < text.n;) {
        size_t run = ascii_run(text, i);
        units += (int64_t)(run - i);
        i = run;
        if (i == text.n)
            break;
        size_t n = utf8_len(bytes_from(text, i));
        if (!n)
            return -1;
        units += n == 4 ? 2 : 1;
        i += n;
    }
    return units;
}

static size_t
unit_from_start(struct bytes text, uint32_t unit, bool *ret_inside)
{
    size_t i = 0;
    while (unit) {
        uint8_t c = (uint8_t)text.p[i];
        size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        uint32_t units = n == 4 ? 2 : 1;
        if (units > unit) {
            *ret_inside = true;
            return i;
        }
        unit -= units;
        i += n;
    }
    return i;
}

static size_t
unit_from_end(struct bytes text, uint32_t back, bool *ret_inside)
{
    size_t i = text.n;
    while (back) {
        size_t end = i;
        do
            i--;
        while (((uint8_t)text.p[i] & 0xc0) == 0x80);
        uint32_t units = end - i == 4 ? 2 : 1;
        if (units > back) {
            *ret_inside = true;
            return i;
        }
        back -= units;
    }
    return i;
}

size_t
utf8_unit_at(struct bytes text, uint32_t units, uint32_t unit, bool *ret_inside)
{
    *ret_inside = false;
    if (units == text.n)
        return unit;
    if (unit <= units / 2)
        return unit_from_start(text, unit, ret_inside);
    return unit_from_end(text, units - unit, ret_inside);
}

void
write_number_slow(struct buf *b, uint64_t v)
{
    char text[10];
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        text[n++] = (char)(v | 0x80);
    text[n++] = (char)v;
    write_raw(b, (struct bytes){text, n});
}

/* ---- any ---- */

struct any_level {
    uint64_t left; // values still to come
    bool is_object;
};

static void
read_signed(struct reader *r)
{
    uint8_t first = read_byte(r);
    if (first & 0x80) {
        uint64_t rest = read_number(r);
        if (rest > WIRE_NUMBER_MAX >> 6)
            r->bad = true;
    }
}

/* Steps over a value's head; for an array or object *ret_level is what is inside. */
static void
skip_any_head(struct reader *r, bool good, struct any_level *ret_level)
{
    ret_level->left = 0;
    uint8_t tag = read_byte(r);
    switch (tag) {
    case ANY_UNDEFINED:
    case ANY_NULL:
    case ANY_TRUE:
    case ANY_FALSE:
        return;
    case ANY_INTEGER:
        read_signed(r);
        return;
    case ANY_FLOAT32:
        read_raw(r, 4);
        return;
    case ANY_FLOAT64:
    case ANY_BIGINT:
        read_raw(r, 8);
        return;
    case ANY_STRING:
        if (good)
            read_block(r);
        else
            read_string(r, NULL);
        return;
    case ANY_BYTES:
        read_block(r);
        return;
    case ANY_OBJECT:
    case ANY_ARRAY:
        ret_level->left = read_number(r);
        ret_level->is_object = tag == ANY_OBJECT;
        /* a value takes a byte, a key another */
        if (ret_level->left > reader_left(r))
            r->bad = true;
        return;
    default:
        r->bad = true;
    }
}

static void
skip_any_levels(struct reader *r, bool good)
{
    struct any_level levels[ANY_DEPTH_MAX];
    size_t depth = 0;
    struct any_level level;
    skip_any_head(r, good, &level);
    if (level.left)
        levels[depth++] = level;
    while (depth && !r->bad) {
        struct any_level *top = &levels[depth - 1];
        if (!top->left) {
            depth--;
            continue;
        }
        top->left--;
        if (top->is_object && good)
            read_block(r);
        else if (top->is_object)
            read_string(r, NULL);
        skip_any_head(r, good, &level);
        if (!level.left)
            continue;
        if (depth == ANY_DEPTH_MAX)
            r->bad = true;
        else
            levels[depth++] = level;
    }
}

void
skip_any(struct reader *r)
{
    skip_any_levels(r, false);
}

void
skip_good_any(struct reader *r)
{
    skip_any_levels(r, true);
}

/* ---- JSON texts ---- */

struct json_text {
    const char *p, *end;
    uint8_t is_object[JSON_TEXT_DEPTH_MAX / 8]; // one bit a level
    size_t depth;
};

static void
json_space(struct json_text *t)
{
    while (t->p < t->end && (*t->p == ' ' || *t->p == '\t' || *t->p == '\n' || *t->p == '\r'))
        t->p++;
}

static bool
json_word(struct json_text *t, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(t->end - t->p) < n || memcmp(t->p, word, n) != 0)
        return false;
    t->p += n;
    return true;
}

static bool
json_digits(struct json_text *t)
{
    const char *start = t->p;
    while (t->p < t->end && ascii_is_digit(*t->p))
        t->p++;
    return t->p > start;
}

static bool
json_number_text(struct json_text *t)
{
    json_word(t, "-");
    if (!json_word(t, "0") && !json_digits(t))
        return false;
    if (json_word(t, ".") && !json_digits(t))
        return false;
    if (json_word(t, "e") || json_word(t, "E")) {
        if (!json_word(t, "+"))
            json_word(t, "-");
        return json_digits(t);
    }
    return true;
}

static bool
json_string_text(struct json_text *t)
{
    if (!json_word(t, "\""))
        return false;
    for (; t->p < t->end; t->p++) {
        uint8_t c = (uint8_t)*t->p;
        if (c == '"') {
            t->p++;
            return true;
        }
        if (c < 0x20)
            return false;
        if (c != '\\')
            continue;
        if (++t->p == t->end)
            return false;
        if (*t->p == 'u') {
            for (int i = 0; i < 4; i++) {
                if (++t->p == t->end || !ascii_is_hex(*t->p))
                    return false;
            }
        } else if (!memchr("\"\\/bfnrt", *t->p, 8)) {
            return false;
        }
    }
    return false;
}

static bool
json_level_is_object(const struct json_text *t)
{
    size_t level = t->depth - 1;
    return t->is_object[level / 8] >> (level % 8) & 1;
}

static bool
json_open_level(struct json_text *t, bool is_object)
{
    if (t->depth == JSON_TEXT_DEPTH_MAX)
        return false;
    size_t level = t->depth++;
    uint8_t bit = (uint8_t)(1 << level % 8);
    t->is_object[level / 8] = (uint8_t)(is_object ? t->is_object[level / 8] | bit : t->is_object[level / 8] & ~bit);
    return true;
}

static bool
json_member_key(struct json_text *t)
{
    json_space(t);
    if (!json_string_text(t))
        return false;
    json_space(t);
    return json_word(t, ":");
}

/* A scalar, or the opening of something with elements: then *ret_open, and the first element is next. */
static bool
json_value_start(struct json_text *t, bool *ret_open)
{
    *ret_open = false;
    json_space(t);
    if (t->p == t->end)
        return false;
    switch (*t->p) {
    case '{':
    case '[': {
        bool is_object = *t->p++ == '{';
        json_space(t);
        if (json_word(t, is_object ? "}" : "]"))
            return true;
        *ret_open = true;
        return json_open_level(t, is_object) && (!is_object || json_member_key(t));
    }
    case '"':
        return json_string_text(t);
    case 't':
        return json_word(t, "true");
    case 'f':
        return json_word(t, "false");
    case 'n':
        return json_word(t, "null");
    default:
        return json_number_text(t);
    }
}

bool
json_text_valid(struct bytes text)
{
    if (!text.n)
        return false;
    struct json_text t = {.p = text.p, .end = text.p + text.n};
    for (;;) {
        bool open;
        if (!json_value_start(&t, &open))
            return false;
        if (open)
            continue;
        for (;;) {
            json_space(&t);
            if (!t.depth)
                return t.p == t.end;
            if (json_word(&t, ",")) {
                if (json_level_is_object(&t) && !json_member_key(&t))
                    return false;
                break;
            }
            if (!json_word(&t, json_level_is_object(&t) ? "}" : "]"))
                return false;
            t.depth--;
        }
    }
}

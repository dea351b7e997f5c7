/* A glance at a file: is it JSON, lines of JSON, text or none of these, and which keys does its first object have? */
#include "import.h"

#include "../base/utf8.h"

static size_t
skip_space(struct bytes b)
{
    size_t i = 0;
    while (i < b.n && ascii_is_space(b.p[i]))
        i++;
    return i;
}

/* Text as far as one can see: no NUL, hardly any control characters. */
static bool
is_text(struct bytes head)
{
    size_t odd = 0;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        if (c == 0)
            return false;
        odd += c < 0x20 && !ascii_is_space((char)c) && c != 0x1b;
    }
    return odd * 50 <= head.n;
}

struct look
look_at(const struct input *in)
{
    struct bytes whole = in->bytes;
    if (bytes_starts(whole, "\xef\xbb\xbf"))
        whole = bytes_from(whole, 3);
    struct look l = {
        .head = bytes_cut(whole, 0, IMPORT_LOOK_BYTES),
        .whole = whole,
        .path = in->path,
        .headers = in->headers,
        .header_count = in->header_count,
    };
    size_t start = skip_space(whole);
    if (start >= whole.n) {
        l.shape = SHAPE_EMPTY;
        return l;
    }
    l.shape = is_text(l.head) ? SHAPE_TEXT : SHAPE_BINARY;
    if (l.shape == SHAPE_BINARY || (whole.p[start] != '{' && whole.p[start] != '['))
        return l;

    struct json_walk w = json_walk_of(whole);
    struct bytes raw, next;
    if (json_walk_next(&w, &raw, NULL))
        return l; // looks like JSON and is not: plain text may begin with a bracket
    if (w.is_array) {
        if (raw.n && raw.p[0] != '{' && raw.p[0] != '[' && raw.p[0] != '"' && !ascii_is_digit(raw.p[0]))
            return l; // "[14:05] text" and the like: not an array of anything we know
        if (raw.n && ascii_is_digit(raw.p[0])) {
            size_t after = skip_space(bytes_from(whole, w.at)) + w.at;
            if (after >= whole.n || (whole.p[after] != ',' && whole.p[after] != ']'))
                return l;
        }
        l.shape = SHAPE_ARRAY;
    } else {
        bool more = !json_walk_next(&w, &next, NULL) && next.n && next.p[0] == '{';
        l.shape = more ? SHAPE_LINES : SHAPE_OBJECT;
        if (!more && next.n)
            l.shape = SHAPE_TEXT;
    }
    if (!raw.n || raw.p[0] != '{' || l.shape == SHAPE_TEXT)
        return l;
    l.first = raw;
    size_t at = 0;
    while (l.member_count < IMPORT_KEYS_MAX &&
           json_next_member(raw, &at, &l.members[l.member_count].key, &l.members[l.member_count].raw))
        l.member_count++;
    return l;
}

struct bytes
look_raw(const struct look *l, const char *key)
{
    for (uint32_t i = 0; i < l->member_count; i++)
        if (bytes_is(l->members[i].key, key))
            return l->members[i].raw;
    return BYTES_NONE;
}

bool
look_has(const struct look *l, const char *key)
{
    return look_raw(l, key).n > 0;
}

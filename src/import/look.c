/* A glance at a file: is it JSON, lines of JSON, text or none of these, and which keys does its first object have? */
#include "import.h"

/* JSON's white space, as json_walk_of() skips it. */
static size_t
skip_space(struct bytes b)
{
    size_t i = 0;
    while (i < b.n && (b.p[i] == ' ' || b.p[i] == '\n' || b.p[i] == '\t' || b.p[i] == '\r'))
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

/*
 * Whether what begins with '[' is a JSON array, w and first being the walk behind its first element. Text begins so
 * too:
 * "[14:05] text", "[ ] to do", "[1] https://...", "[name](address)".
 */
static bool
is_array(const struct json_walk *w, struct bytes first)
{
    if (first.n && (first.p[0] == '{' || first.p[0] == '['))
        return true; // also when it breaks off: its importer says so
    if (first.n && first.p[0] != '"' && first.p[0] != '-' && !ascii_is_digit(first.p[0]) && !bytes_is(first, "null") &&
        !bytes_is(first, "true") && !bytes_is(first, "false"))
        return false;
    struct bytes rest = bytes_trim(bytes_from(w->text, w->at));
    return first.n ? rest.n && rest.p[rest.n - 1] == ']' && (rest.p[0] == ',' || rest.n == 1) : rest.n == 1;
}

/* What begins with '{' and whose first value is balanced. */
static enum shape
shape_of_values(struct json_walk *w)
{
    struct bytes rest = bytes_trim(bytes_from(w->text, w->at)), next;
    if (bytes_starts(rest, ","))
        rest = bytes_trim(bytes_from(rest, 1));
    if (!rest.n)
        return SHAPE_OBJECT;
    if (rest.p[0] != '{')
        return SHAPE_TEXT;
    /* A second one that breaks off is a cut file: its importer says where. */
    return json_walk_next(w, &next, NULL) || next.n ? SHAPE_LINES : SHAPE_TEXT;
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
    struct bytes raw;
    if (json_walk_next(&w, &raw, NULL))
        return l; // looks like JSON and is not: plain text may begin with a bracket
    if (w.is_array)
        l.shape = is_array(&w, raw) ? SHAPE_ARRAY : SHAPE_TEXT;
    else
        l.shape = shape_of_values(&w);
    if (l.shape == SHAPE_TEXT || !raw.n || raw.p[0] != '{')
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

#include "http_path.h"

#include "../base/utf8.h"
#include "http.h"

#include <string.h>

static int
hex(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    return ascii_is_hex(c) ? ascii_lower(c) - 'a' + 10 : -1;
}

/* The byte that "%41" at `i` stands for; -1 when it is no escape. */
static int
escape(struct bytes s, size_t i)
{
    if (s.p[i] != '%' || s.n - i < 3 || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
        return -1;
    return hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]);
}

/* ---- the path ---- */

static const char *
unescape(struct arena *a, struct bytes raw, struct bytes *ret)
{
    if (!memchr(raw.p, '%', raw.n)) {
        *ret = raw;
        return NULL;
    }
    char *out = arena_alloc(a, raw.n);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '%') {
            out[n++] = raw.p[i];
            continue;
        }
        int c = escape(raw, i);
        if (c < 0)
            return "the path has a broken escape";
        if (c == '/')
            return "the path has an encoded '/'";
        out[n++] = (char)c;
        i += 2;
    }
    *ret = (struct bytes){out, n};
    return NULL;
}

/* C0, DEL and C1. */
static bool
has_controls(struct bytes s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == 0x7f || (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0))
            return true;
    }
    return false;
}

static bool
segments_are_plain(struct bytes path)
{
    struct bytes rest = bytes_from(path, 1), segment;
    while (bytes_split(&rest, '/', &segment))
        if (!segment.n || bytes_is(segment, ".") || bytes_is(segment, ".."))
            return false;
    return true;
}

const char *
http_path_decode(struct arena *a, struct bytes raw, struct bytes *ret)
{
    struct bytes path;
    if (!raw.n || raw.p[0] != '/')
        return "the path does not begin with '/'";
    const char *wrong = unescape(a, raw, &path);
    if (wrong)
        return wrong;
    if (!utf8_valid(path))
        return "the path is no UTF-8";
    if (has_controls(path))
        return "the path has a control character";
    bool is_root = path.n == 1;
    if (!is_root && path.p[path.n - 1] == '/')
        path.n--;
    if (!is_root && (path.p[path.n - 1] == '/' || !segments_are_plain(path)))
        return "the path has an empty, \".\" or \"..\" segment";
    *ret = path;
    return NULL;
}

void
http_path_split(struct bytes target, struct bytes *ret_path, struct bytes *ret_query)
{
    const char *mark = target.n ? memchr(target.p, '?', target.n) : NULL;
    size_t n = mark ? (size_t)(mark - target.p) : target.n;
    *ret_path = bytes_cut(target, 0, n);
    *ret_query = mark ? bytes_from(target, n + 1) : BYTES_NONE;
}

/* ---- the query ---- */

/* The next character of a query's name or value; *i moves behind it. */
static char
form_char(struct bytes s, size_t *i)
{
    int c = escape(s, *i);
    if (c >= 0) {
        *i += 3;
        return (char)c;
    }
    char plain = s.p[(*i)++];
    return (char)(plain == '+' ? ' ' : plain);
}

static bool
form_name_is(struct bytes s, const char *name)
{
    size_t i = 0;
    for (; i < s.n && *name; name++)
        if (form_char(s, &i) != *name)
            return false;
    return i == s.n && !*name;
}

static struct bytes
form_decode(struct arena *a, struct bytes s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;)
        out[n++] = form_char(s, &i);
    struct bytes value = {out, n};
    return utf8_valid(value) && !memchr(out, '\0', n) ? value : BYTES_NONE;
}

bool
http_path_value(struct bytes query, struct arena *a, const char *name, struct bytes *ret)
{
    struct bytes pair, key;
    while (bytes_split(&query, '&', &pair)) {
        struct bytes value = pair;
        if (!bytes_split(&value, '=', &key))
            continue;
        if (!form_name_is(key, name))
            continue;
        *ret = form_decode(a, value);
        return true;
    }
    return false;
}

bool
http_query(const struct http_request *r, struct arena *a, const char *name, struct bytes *ret)
{
    return http_path_value(r->query, a, name, ret);
}

/* ---- cookies ---- */

struct bytes
http_cookie(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->header_count; i++) {
        if (!bytes_is_nocase(r->headers[i].name, "cookie"))
            continue;
        struct bytes rest = r->headers[i].value, pair, key;
        while (bytes_split(&rest, ';', &pair)) {
            struct bytes value = bytes_trim(pair);
            if (bytes_split(&value, '=', &key) && bytes_is(key, name))
                return value;
        }
    }
    return BYTES_NONE;
}

/*
 * The half of json.h that finds where values stand, without parsing them. Knows strings and brackets, nothing else:
 * what lies between is checked when json_parse() reads the piece. Iterative, one pass, no memory.
 */
#include "json.h"

#include <string.h>

static size_t
skip_space(struct bytes t, size_t at)
{
    while (at < t.n && (t.p[at] == ' ' || t.p[at] == '\n' || t.p[at] == '\t' || t.p[at] == '\r'))
        at++;
    return at;
}

/* Indentation can be a third of a file, so it is taken in fours; what is left of it is not worth the trouble. */
static size_t
skip_indentation(struct bytes t, size_t at)
{
    while (at < t.n && t.n - at >= 4 && memcmp(t.p + at, "    ", 4) == 0)
        at += 4;
    return at;
}

/* From the opening quote to behind the closing one; 0 when it is not closed. */
static size_t
skip_string(struct bytes t, size_t at)
{
    for (at++; at < t.n;) {
        const char *quote = memchr(t.p + at, '"', t.n - at);
        if (!quote)
            return 0;
        size_t q = (size_t)(quote - t.p), slashes = 0;
        while (q - slashes > at && t.p[q - slashes - 1] == '\\')
            slashes++;
        at = q + 1;
        if (slashes % 2 == 0)
            return at;
    }
    return 0;
}

/* Behind the value that starts at `at`; 0 when it does not end inside the text. */
static size_t
skip_value(struct bytes t, size_t at)
{
    size_t depth = 0;
    while (at < t.n) {
        switch (t.p[at]) {
        case '"':
            at = skip_string(t, at);
            if (!at)
                return 0;
            break;
        case '{':
        case '[':
            depth++;
            at++;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return 0;
            depth--;
            at++;
            break;
        default:
            if (depth) {
                at = t.p[at] == '\n' ? skip_indentation(t, at + 1) : at + 1;
                continue;
            }
            while (at < t.n && !strchr(",:{}[]\" \t\r\n", t.p[at] ? t.p[at] : ' ')) // a number or a word
                at++;
            return at;
        }
        if (depth == 0)
            return at;
    }
    return 0;
}

struct json_walk
json_walk_of(struct bytes text)
{
    struct json_walk w = {.text = text};
    if (bytes_starts(text, "\xef\xbb\xbf"))
        w.at = 3;
    w.at = skip_space(text, w.at);
    if (w.at < text.n && text.p[w.at] == '[') {
        w.is_array = true;
        w.at++;
    }
    return w;
}

static unsigned
line_of(struct bytes t, size_t at)
{
    unsigned line = 1;
    for (size_t i = 0; i < at && i < t.n; i++)
        line += t.p[i] == '\n';
    return line;
}

enum err
json_walk_next(struct json_walk *w, struct bytes *ret_raw, struct why *why)
{
    *ret_raw = BYTES_NONE;
    size_t at = skip_space(w->text, w->at);
    if (w->is_array) {
        if (at < w->text.n && w->text.p[at] == ']') {
            w->at = at;
            at = skip_space(w->text, at + 1);
            if (at < w->text.n) // a second array, which would be lost without a word
                return fail(why, ERR_INVALID, "line %u: text follows the end of the JSON array", line_of(w->text, at));
            return OK;
        }
        if (w->count && at < w->text.n) {
            if (w->text.p[at] != ',')
                return fail(why, ERR_INVALID, "line %u: after element %u comes neither ',' nor ']'",
                            line_of(w->text, at), w->count);
            at = skip_space(w->text, at + 1);
            if (at < w->text.n && w->text.p[at] == ']') { // "...},]": scripts leave a comma
                w->at = at;
                return json_walk_next(w, ret_raw, why);
            }
        }
        if (at >= w->text.n)
            return fail(why, ERR_INVALID, "the JSON array has no end: it breaks off after element %u", w->count);
    } else if (w->count && at < w->text.n && w->text.p[at] == ',') { // lines that scripts meant for an array
        at = skip_space(w->text, at + 1);
    }
    if (at >= w->text.n) {
        w->at = at;
        return OK;
    }
    size_t end = skip_value(w->text, at);
    if (end <= at)
        return fail(why, ERR_INVALID, "line %u: value %u is not complete JSON", line_of(w->text, at), w->count + 1);
    *ret_raw = bytes_cut(w->text, at, end - at);
    w->at = end;
    w->count++;
    return OK;
}

bool
json_next_member(struct bytes text, size_t *at, struct bytes *ret_key, struct bytes *ret_raw)
{
    size_t i = skip_space(text, *at);
    if (i >= text.n || (*at == 0 ? text.p[i] != '{' : text.p[i] != ','))
        return false;
    i = skip_space(text, i + 1);
    if (i >= text.n || text.p[i] != '"')
        return false;
    size_t key_end = skip_string(text, i);
    if (!key_end)
        return false;
    *ret_key = bytes_cut(text, i + 1, key_end - i - 2);
    i = skip_space(text, key_end);
    if (i >= text.n || text.p[i] != ':')
        return false;
    i = skip_space(text, i + 1);
    size_t end = skip_value(text, i);
    if (end <= i)
        return false;
    *ret_raw = bytes_cut(text, i, end - i);
    *at = end;
    return true;
}

struct bytes
json_member(struct bytes text, const char *key)
{
    size_t at = 0;
    struct bytes k, raw;
    while (json_next_member(text, &at, &k, &raw))
        if (bytes_is(k, key))
            return raw;
    return BYTES_NONE;
}

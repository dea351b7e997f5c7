/*
 * One pass over the fragment, no tree: what closes what does not matter for text. A '<' that no tag name follows is
 * text, so that plain messages survive.
 */
#include "html_text.h"

#include "../base/buf.h"

#include <string.h>

enum {
    ENTITY_MAX_BYTES = 10,
    TAG_MAX_BYTES = 8192, // a longer one is text; keeps the pass linear on "<a <a <a ..."
};

// clang-format off
static const struct {
    const char *name, *text;
} entities[] = {
    {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}, {"ndash", "\xe2\x80\x93"},
    {"mdash", "\xe2\x80\x94"}, {"hellip", "\xe2\x80\xa6"}, {"lsquo", "\xe2\x80\x98"}, {"rsquo", "\xe2\x80\x99"},
    {"ldquo", "\xe2\x80\x9c"}, {"rdquo", "\xe2\x80\x9d"}, {"bull", "\xe2\x80\xa2"}, {"middot", "\xc2\xb7"},
    {"rarr", "\xe2\x86\x92"}, {"larr", "\xe2\x86\x90"}, {"copy", "\xc2\xa9"}, {"deg", "\xc2\xb0"},
    {"times", "\xc3\x97"}, {"laquo", "\xc2\xab"}, {"raquo", "\xc2\xbb"}, {"shy", ""},
};
static const char *const line_tags[] = {"br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5",
                                        "h6", "pre", "blockquote", "hr", "section", "article", "header", "footer"};
static const char *const dropped_tags[] = {"script", "style", "head", "title"};
// clang-format on

struct out {
    struct buf buf;
    bool want_line; // a line break is due before the next text
};

static void
put_utf8(struct out *o, uint32_t c)
{
    char t[4];
    size_t n = 0;
    if (c < 0x80) {
        t[n++] = (char)c;
    } else if (c < 0x800) {
        t[n++] = (char)(0xc0 | c >> 6);
        t[n++] = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        t[n++] = (char)(0xe0 | c >> 12);
        t[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        t[n++] = (char)(0x80 | (c & 0x3f));
    } else {
        t[n++] = (char)(0xf0 | c >> 18);
        t[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        t[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        t[n++] = (char)(0x80 | (c & 0x3f));
    }
    buf_add(&o->buf, (struct bytes){t, n});
}

static void
put(struct out *o, struct bytes text)
{
    if (o->want_line && o->buf.n && o->buf.p[o->buf.n - 1] != '\n')
        buf_putc(&o->buf, '\n');
    o->want_line = false;
    buf_add(&o->buf, text);
}

static bool
is_in(struct bytes name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_is_nocase(name, list[i]))
            return true;
    return false;
}

/* "&#8211;" without '&' and ';'. Zero when it is no character. */
static uint32_t
numeric(struct bytes digits)
{
    bool hex = bytes_starts_nocase(digits, "x");
    uint32_t c = 0;
    if (hex)
        digits = bytes_from(digits, 1);
    if (!digits.n)
        return 0;
    for (size_t i = 0; i < digits.n; i++) {
        char d = ascii_lower(digits.p[i]);
        if (!(hex ? ascii_is_hex(d) : ascii_is_digit(d)))
            return 0;
        c = c * (hex ? 16 : 10) + (uint32_t)(ascii_is_digit(d) ? d - '0' : d - 'a' + 10);
        if (c > 0x10ffff)
            return 0;
    }
    bool surrogate = c >= 0xd800 && c <= 0xdfff;
    return surrogate || (c < 0x20 && c != '\n' && c != '\t') ? 0 : c;
}

/* The entity at b ("&amp; ..."): how many bytes it takes; 0 when it is only an ampersand. */
static size_t
put_entity(struct out *o, struct bytes b)
{
    ptrdiff_t end = bytes_find_char(bytes_cut(b, 0, ENTITY_MAX_BYTES), ';');
    if (end < 2)
        return 0;
    struct bytes name = bytes_cut(b, 1, (size_t)end - 1);
    if (name.p[0] == '#') {
        uint32_t c = numeric(bytes_from(name, 1));
        if (!c)
            return 0;
        put(o, BYTES_NONE);
        put_utf8(o, c == 0xa0 ? ' ' : c);
        return (size_t)end + 1;
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (bytes_is(name, entities[i].name)) {
            put(o, bytes_of(entities[i].text));
            return (size_t)end + 1;
        }
    return 0;
}

/* Behind the '>' of the tag whose name stands at `at`, quotes respected; 0 when it is not closed. */
static size_t
tag_end(struct bytes html, size_t at)
{
    char quote = 0;
    size_t last = html.n - at > TAG_MAX_BYTES ? at + TAG_MAX_BYTES : html.n;
    for (; at < last; at++) {
        char c = html.p[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && html.p[at - 1] == '=')
            quote = c;
        else if (c == '>')
            return at + 1;
        else if (c == '<')
            return 0;
    }
    return 0;
}

/* Behind the closing tag of an element whose content is no text. */
static size_t
skip_element(struct bytes html, size_t at, struct bytes name)
{
    while (at < html.n) {
        ptrdiff_t next = bytes_find(bytes_from(html, at), "</");
        if (next < 0)
            return html.n;
        at += (size_t)next + 2;
        if (bytes_eq_nocase(bytes_cut(html, at, name.n), name)) {
            size_t end = tag_end(html, at);
            return end ? end : html.n;
        }
    }
    return html.n;
}

/* The tag at `at`: where to go on; 0 when this '<' is text. */
static size_t
read_tag(struct out *o, struct bytes html, size_t at)
{
    struct bytes rest = bytes_from(html, at + 1);
    if (bytes_starts(rest, "!--")) {
        ptrdiff_t end = bytes_find(bytes_from(rest, 3), "-->");
        return end < 0 ? html.n : at + 4 + (size_t)end + 3;
    }
    bool closing = bytes_starts(rest, "/");
    size_t n = closing, start = n;
    while (n < rest.n && ascii_is_alnum(rest.p[n]))
        n++;
    struct bytes name = bytes_cut(rest, start, n - start);
    if (bytes_starts(rest, "!") || bytes_starts(rest, "?"))
        name = BYTES("!");
    else if (!name.n || !ascii_is_alpha(name.p[0]) || n == rest.n ||
             (!ascii_is_space(rest.p[n]) && rest.p[n] != '>' && rest.p[n] != '/'))
        return 0; // "<5", "a<b", "<user@host>"
    size_t end = tag_end(html, at + 1);
    if (!end)
        return 0;
    if (!closing && is_in(name, dropped_tags, sizeof dropped_tags / sizeof *dropped_tags))
        return skip_element(html, end, name);
    if (is_in(name, line_tags, sizeof line_tags / sizeof *line_tags))
        o->want_line = true;
    if (!closing && bytes_is_nocase(name, "li"))
        put(o, BYTES("- "));
    return end;
}

/* Blank lines at most one in a row, no blanks at line ends. */
static struct bytes
tidy(struct arena *a, struct bytes text)
{
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0;
    unsigned empty = 0;
    struct bytes line;
    while (bytes_line(&text, &line)) {
        while (line.n && ascii_is_space(line.p[line.n - 1]))
            line.n--;
        empty = line.n ? 0 : empty + 1;
        if (empty > 1 || (!line.n && !n))
            continue;
        if (n)
            out[n++] = '\n';
        if (line.n)
            memcpy(out + n, line.p, line.n);
        n += line.n;
    }
    return bytes_trim((struct bytes){out, n});
}

struct bytes
html_to_text(struct arena *a, struct bytes html)
{
    if (bytes_find_char(html, '<') < 0 && bytes_find_char(html, '&') < 0)
        return html;
    struct out o = {.buf.max_bytes = HTML_TEXT_MAX_BYTES};
    for (size_t i = 0; i < html.n && !o.buf.full;) {
        size_t plain = i;
        while (i < html.n && html.p[i] != '<' && html.p[i] != '&')
            i++;
        if (i > plain)
            put(&o, bytes_cut(html, plain, i - plain));
        if (i == html.n)
            break;
        size_t next = 0;
        if (html.p[i] == '<') {
            next = read_tag(&o, html, i);
        } else {
            size_t used = put_entity(&o, bytes_from(html, i));
            next = used ? i + used : 0;
        }
        if (!next)
            put(&o, bytes_cut(html, i, 1));
        i = next ? next : i + 1;
    }
    struct bytes text = tidy(a, buf_bytes(&o.buf));
    buf_done(&o.buf);
    return text;
}

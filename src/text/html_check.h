#ifndef TEXT_HTML_CHECK_H
#define TEXT_HTML_CHECK_H
/*
 * For html_test.c and html_fuzz.c: is this HTML of the kind that html.h promises, and nothing else? Written apart from
 * html.c, so that a mistake there is not repeated here.
 */
#include "../base/bytes.h"
#include "../base/utf8.h"
#include "html.h"

#include <string.h>

enum { HTML_CHECK_DEPTH = HTML_NESTING_MAX + 10 };

struct html_element {
    const char *name;
    const char *attributes; // each between blanks
    bool is_void;
};

static inline const struct html_element *
html_element_named(struct bytes name)
{
    static const struct html_element elements[] = {
        {"a", " href rel class data-event title ", false},
        {"img", " src title loading alt ", true},
        {"input", " type disabled checked aria-label ", true},
        {"br", " ", true},
        {"hr", " ", true},
        {"ol", " start ", false},
        {"li", " class ", false},
        {"code", " class ", false},
        {"th", " class ", false},
        {"td", " class ", false},
        {"h1", " id ", false},
        {"h2", " id ", false},
        {"h3", " id ", false},
        {"h4", " id ", false},
        {"h5", " id ", false},
        {"h6", " id ", false},
        {"p", " ", false},
        {"ul", " ", false},
        {"blockquote", " ", false},
        {"pre", " ", false},
        {"em", " ", false},
        {"strong", " ", false},
        {"del", " ", false},
        {"table", " ", false},
        {"thead", " ", false},
        {"tbody", " ", false},
        {"tr", " ", false},
    };
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (bytes_is(name, elements[i].name))
            return &elements[i];
    return NULL;
}

/* "&amp;", "&#39;" at the start of s: its length, else 0. */
static inline size_t
html_reference(struct bytes s)
{
    size_t n = 1;
    while (n < s.n && n < 50 && (ascii_is_alnum(s.p[n]) || s.p[n] == '#'))
        n++;
    return n > 1 && n < s.n && s.p[n] == ';' ? n + 1 : 0;
}

/* An address after what a browser decodes: known scheme, or none and not another server's. */
static inline bool
html_address_is_safe(struct bytes url)
{
    size_t end = url.n; // of what may be a scheme
    if (!url.n || bytes_starts(url, "//"))
        return false;
    for (size_t i = 0; i < url.n; i++) {
        if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 0x7f || url.p[i] == '\\')
            return false;
        bool reference = url.p[i] == '&';
        if (reference && !bytes_starts(bytes_from(url, i), "&amp;") && !bytes_starts(bytes_from(url, i), "&#39;"))
            return false;
        if (end == url.n && strchr(":/?#", url.p[i]))
            end = i;
        i += reference ? 4 : 0; // both are five bytes
    }
    if (end == url.n || url.p[end] != ':')
        return true;
    struct bytes scheme = bytes_cut(url, 0, end);
    return bytes_is_nocase(scheme, "http") || bytes_is_nocase(scheme, "https") || bytes_is_nocase(scheme, "mailto");
}

/* One attribute at *at, with the blank before it. */
static inline const char *
html_check_attribute(struct bytes html, size_t *at, const struct html_element *e)
{
    size_t i = *at + 1, from = i;
    while (i < html.n && (ascii_is_alpha(html.p[i]) || html.p[i] == '-'))
        i++;
    char name[32];
    size_t n = i - from;
    if (!n || n > sizeof name - 3)
        return "an attribute without a name";
    name[0] = name[n + 1] = ' ';
    memcpy(name + 1, html.p + from, n);
    name[n + 2] = '\0';
    if (!strstr(e->attributes, name))
        return "an attribute that is not known";
    if (!strcmp(name, " disabled ") || !strcmp(name, " checked ")) {
        *at = i;
        return NULL;
    }
    if (i + 1 >= html.n || html.p[i] != '=' || html.p[i + 1] != '"')
        return "an attribute without a quoted value";
    size_t value = i + 2;
    for (i = value; i < html.n && html.p[i] != '"'; i++)
        if (html.p[i] == '<' || html.p[i] == '>' || (html.p[i] == '&' && !html_reference(bytes_from(html, i))))
            return "a character in a value that is not escaped";
    if (i == html.n)
        return "a value without an end";
    if ((!strcmp(name, " href ") || !strcmp(name, " src ")) && !html_address_is_safe(bytes_cut(html, value, i - value)))
        return "an address that is not safe";
    *at = i + 1;
    return NULL;
}

/* NULL when all is well, else what is wrong; *ret_at is where. html must be followed by a zero byte. */
static inline const char *
html_check(struct bytes html, size_t *ret_at)
{
    const struct html_element *open[HTML_CHECK_DEPTH];
    size_t depth = 0, links = 0, i = 0;
    *ret_at = 0;
    if (!utf8_valid(html))
        return "no UTF-8";
    while (i < html.n) {
        *ret_at = i;
        unsigned char c = (unsigned char)html.p[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            return "a control character";
        if (c == '>' || c == '"' || (c == '&' && !html_reference(bytes_from(html, i))))
            return "a character that is not escaped";
        if (c != '<') {
            i++;
            continue;
        }
        bool closes = i + 1 < html.n && html.p[i + 1] == '/';
        size_t from = i + 1 + closes;
        for (i = from; i < html.n && ascii_is_alnum(html.p[i]); i++)
            continue;
        const struct html_element *e = html_element_named(bytes_cut(html, from, i - from));
        if (!e)
            return "an element that is not known";
        const char *bad = NULL;
        while (!closes && !bad && i < html.n && html.p[i] == ' ')
            bad = html_check_attribute(html, &i, e);
        if (bad)
            return bad;
        if (i >= html.n || html.p[i++] != '>')
            return "a tag without an end";
        bool is_link = !strcmp(e->name, "a");
        if (closes) {
            if (!depth || open[--depth] != e)
                return "an end without its beginning";
            links -= is_link;
        } else if (!e->is_void) {
            if (depth == HTML_CHECK_DEPTH)
                return "nested too deeply";
            open[depth++] = e;
            if (is_link && links++)
                return "a link in a link";
        }
    }
    return depth ? "a beginning without its end" : NULL;
}
#endif

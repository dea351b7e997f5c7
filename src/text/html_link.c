/*
 * Addresses. A browser drops tabs and line ends inside an address, blanks and controls before it, reads '\' as '/' and
 * decodes entities before it looks for the scheme. So the scheme is looked for in the decoded text, must be one of a
 * short list by every letter, and whatever a browser might drop or change is percent-encoded, which it leaves alone.
 */
#include "html_link.h"

#include "html.h"

#include "../base/utf8.h"

#include <string.h>

enum { URL_MAX_BYTES = 4096, ID_MAX_BYTES = 64 };

/* ---- characters ---- */

void
html_text(struct buf *out, struct bytes text)
{
    size_t from = 0, i = 0;
    while (i < text.n) {
        unsigned char c = (unsigned char)text.p[i];
        size_t n = c < 0x80 ? 1 : utf8_len(bytes_from(text, i));
        const char *instead = NULL;
        if (c == '&')
            instead = "&amp;";
        else if (c == '<')
            instead = "&lt;";
        else if (c == '>')
            instead = "&gt;";
        else if (c == '"')
            instead = "&quot;";
        else if (c == '\'')
            instead = "&#39;";
        else if (!n || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            instead = "\xef\xbf\xbd";
        n = n ? n : 1;
        if (instead) {
            buf_add(out, bytes_cut(text, from, i - from));
            buf_puts(out, instead);
            from = i + n;
        }
        i += n;
    }
    buf_add(out, bytes_from(text, from));
}

static void
put_character(struct buf *out, uint32_t c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = 0xfffd;
    if (c < 0x80) {
        buf_putc(out, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    buf_putc(out, (char)(lead[more] | c >> 6 * more));
    while (more-- > 0)
        buf_putc(out, (char)(0x80 | (c >> 6 * more & 0x3f)));
}

/* The number in "#38" or "#x26"; false when it is none. */
static bool
read_number(struct bytes name, uint32_t *ret)
{
    bool hex = name.n > 1 && (name.p[1] == 'x' || name.p[1] == 'X');
    struct bytes digits = bytes_from(name, hex ? 2 : 1);
    uint32_t n = 0;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];
        if (!(hex ? ascii_is_hex(c) : ascii_is_digit(c)))
            return false;
        uint32_t value = ascii_is_digit(c) ? (uint32_t)(c - '0') : (uint32_t)(ascii_lower(c) - 'a' + 10);
        n = n > 0x10ffff ? n : n * (hex ? 16 : 10) + value;
    }
    *ret = n;
    return digits.n > 0;
}

bool
html_entity(struct bytes entity, struct buf *out)
{
    static const struct {
        const char *name, *text;
    } named[] = {{"amp", "&"},  {"lt", "<"},          {"gt", ">"},    {"quot", "\""},
                 {"apos", "'"}, {"nbsp", "\xc2\xa0"}, {"colon", ":"}, {"sol", "/"}};
    if (entity.n < 3 || entity.p[0] != '&' || entity.p[entity.n - 1] != ';')
        return false;
    struct bytes name = bytes_cut(entity, 1, entity.n - 2);
    if (name.p[0] == '#') {
        uint32_t c;
        if (!read_number(name, &c))
            return false;
        put_character(out, c);
        return true;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (bytes_is(name, named[i].name)) {
            buf_puts(out, named[i].text);
            return true;
        }
    return false;
}

/* ---- addresses ---- */

static bool
is_id(struct bytes id, size_t max_bytes)
{
    for (size_t i = 0; i < id.n; i++)
        if (!ascii_is_alnum(id.p[i]) && id.p[i] != '_')
            return false;
    return id.n > 0 && id.n <= max_bytes;
}

static enum html_url
judge_path(struct bytes url)
{
    static const char attachment[] = "/api/v1/attachments/att_";
    if (bytes_starts(url, "//")) // another server's
        return HTML_URL_REFUSED;
    if (bytes_starts(url, "#evt_") && is_id(bytes_from(url, 5), ID_MAX_BYTES))
        return HTML_URL_EVENT;
    if (bytes_starts(url, attachment) && is_id(bytes_from(url, sizeof attachment - 1), ID_MAX_BYTES))
        return HTML_URL_ATTACHMENT;
    return HTML_URL_HERE;
}

static enum html_url
judge(struct bytes url)
{
    size_t i = 0;
    while (i < url.n && url.p[i] != ':' && url.p[i] != '/' && url.p[i] != '?' && url.p[i] != '#')
        i++;
    if (!url.n || url.n > URL_MAX_BYTES)
        return HTML_URL_REFUSED;
    if (i == url.n || url.p[i] != ':')
        return judge_path(url);
    struct bytes scheme = bytes_cut(url, 0, i), rest = bytes_from(url, i + 1);
    if (bytes_is_nocase(scheme, "http") || bytes_is_nocase(scheme, "https"))
        return bytes_starts(rest, "//") && rest.n > 2 ? HTML_URL_OUTSIDE : HTML_URL_REFUSED;
    return bytes_is_nocase(scheme, "mailto") && rest.n ? HTML_URL_MAIL : HTML_URL_REFUSED;
}

enum html_url
html_url(struct bytes url, struct buf *ret)
{
    static const char hex[] = "0123456789ABCDEF";
    enum html_url is = judge(url);
    for (size_t i = 0; i < url.n && is != HTML_URL_REFUSED; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c)) {
            buf_putc(ret, '%');
            buf_putc(ret, hex[c >> 4]);
            buf_putc(ret, hex[c & 15]);
        } else {
            buf_putc(ret, (char)c);
        }
    }
    return is;
}

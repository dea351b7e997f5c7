/*
 * Markdown out. What needs an escape depends on where it stands: '#' only begins a heading at the start of a block, '_'
 * inside a word is a letter. Escaping everything would be simpler and unreadable raw, so the rules are spelled out in
 * must_escape(); markdown_test.c asks cmark, and markdown_fuzz.c asks md4c, whether the text that comes out is the text
 * that went in.
 */
#include "markdown.h"

#include "../base/utf8.h"

#include <assert.h>
#include <string.h>

/* ---- blocks ---- */

/* Ends the line; a table row is filled up first. */
static void
end_line(struct markdown *m)
{
    if (!m->open)
        return;
    if (m->last == MARKDOWN_ROW) {
        for (; m->column <= m->columns; m->column++)
            buf_puts(m->buf, " |");
        m->column = m->columns;
        if (m->heads) {
            buf_puts(m->buf, "\n|");
            for (uint32_t i = 0; i < m->columns; i++)
                buf_puts(m->buf, " --- |");
            m->heads = false;
        }
    }
    buf_putc(m->buf, '\n');
    m->open = false;
}

/* Items of a list and rows of a table follow each other without a blank line; everything else has one. */
static void
begin(struct markdown *m, enum markdown_block kind)
{
    end_line(m);
    bool together = kind == m->last && (kind == MARKDOWN_ITEM || kind == MARKDOWN_ROW);
    if (m->buf->n && !together)
        buf_putc(m->buf, '\n');
    m->last = kind;
    m->open = true;
    m->at_start = true;
    m->block_at = m->buf->n;
}

/* Writes what marks the kind of block at its start. */
static void
lead(struct markdown *m, const char *mark)
{
    buf_puts(m->buf, mark);
    m->block_at = m->buf->n;
}

void
markdown_end(struct markdown *m)
{
    end_line(m);
    m->last = MARKDOWN_NONE;
}

void
markdown_heading(struct markdown *m, int level)
{
    assert(level >= 1 && level <= 6);
    begin(m, MARKDOWN_HEADING);
    lead(m, &"###### "[6 - level]);
}

void
markdown_paragraph(struct markdown *m)
{
    begin(m, MARKDOWN_PARAGRAPH);
}

void
markdown_item(struct markdown *m, int depth)
{
    assert(depth >= 0 && depth < MARKDOWN_ITEM_DEPTH_MAX);
    begin(m, MARKDOWN_ITEM);
    for (int i = 0; i < depth; i++)
        buf_puts(m->buf, "  ");
    lead(m, "- ");
}

void
markdown_quote(struct markdown *m)
{
    begin(m, MARKDOWN_QUOTE);
    lead(m, "> ");
}

void
markdown_table(struct markdown *m, uint32_t columns)
{
    assert(columns >= 1 && columns <= MARKDOWN_COLUMNS_MAX);
    end_line(m);
    m->last = MARKDOWN_NONE; // two tables in a row are two
    m->columns = columns;
    m->column = columns;
    m->heads = true;
}

void
markdown_cell(struct markdown *m)
{
    assert(m->columns);
    if (m->column == m->columns) {
        begin(m, MARKDOWN_ROW);
        m->column = 0;
    }
    buf_puts(m->buf, m->column++ ? " | " : "| ");
    m->at_start = false; // nothing begins a block inside a cell
}

void
markdown_comment(struct markdown *m, const char *text)
{
    assert(!strstr(text, "--") && !strchr(text, '>'));
    begin(m, MARKDOWN_NONE);
    buf_puts(m->buf, "<!-- ");
    buf_puts(m->buf, text);
    buf_puts(m->buf, " -->");
}

/* ---- text ---- */

/* Does "&amp;" or "&#38;" begin at i? Where the text ends first, what follows is not known: say yes. */
static bool
looks_like_entity(struct bytes s, size_t i)
{
    for (i++; i < s.n; i++) {
        if (s.p[i] == ';')
            return true;
        if (!ascii_is_alnum(s.p[i]) && s.p[i] != '#')
            return false;
    }
    return true;
}

/*
 * Could the '<' at i begin a tag or an address in angle brackets? With a letter or a mark of HTML behind it, certainly.
 * Else where a '>' comes before a blank, the very first character aside: parsers differ in what they take for an
 * address ("<1@example>", and md4c even "< -:x>").
 */
static bool
may_open_tag(struct bytes s, size_t i)
{
    char next = i + 1 < s.n ? s.p[i + 1] : '\0';
    if (!next || ascii_is_alpha(next) || strchr("/!?", next))
        return true;
    for (i += 2; i < s.n && s.p[i] != '<' && s.p[i] != ' '; i++) {
        if (s.p[i] == '>')
            return true;
    }
    return i >= s.n; // what follows is not known
}

/* '~' strikes text out between two of them: one after a blank and before a letter or digit can only open, never close.
 */
static bool
tilde_is_safe(struct bytes s, size_t i, char before)
{
    return ascii_is_space(before) && i + 1 < s.n && ascii_is_alnum(s.p[i + 1]);
}

/* Is what stands in the block so far a number that "." or ")" would make a list of? */
static bool
after_list_number(const struct markdown *m)
{
    size_t n = m->buf->n - m->block_at;
    if (m->at_start || n > 9)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!ascii_is_digit(m->buf->p[m->block_at + i]))
            return false;
    return true;
}

/* Must the character s.p[i] be escaped, with `before` standing before it in the output? */
static bool
must_escape(const struct markdown *m, struct bytes s, size_t i, char before)
{
    char next = i + 1 < s.n ? s.p[i + 1] : '\0';
    bool blank_next = !next || next == ' ';
    switch (s.p[i]) {
    case '\\':
    case '*':
    case '`':
    case '[':
    case ']':
        return true;
    case '_':
        return !ascii_is_alnum(before) || !ascii_is_alnum(next);
    case '<':
        return may_open_tag(s, i);
    case '!':
        return !next; // a link may follow, and the two would be a picture
    case '&':
        return looks_like_entity(s, i);
    case '~':
        return !tilde_is_safe(s, i, before);
    case '|':
        return m->last == MARKDOWN_ROW;
    case '#': // a run of them behind the last blank of a heading would vanish
        return (m->at_start && (blank_next || next == '#')) || (m->last == MARKDOWN_HEADING && before == ' ');
    case '>':
        return m->at_start;
    case '-':
        return m->at_start && (blank_next || next == '-');
    case '+':
        return m->at_start && blank_next;
    case '.':
    case ')':
        return blank_next && after_list_number(m);
    default:
        return false;
    }
}

enum what { WHAT_TEXT, WHAT_BLANK, WHAT_NOTHING };

/* What one character is for us: text, white space (any line end or blank), or nothing (controls, direction marks). */
static enum what
what_is(uint32_t c)
{
    if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029)
        return WHAT_BLANK;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
        c == 0xfeff)
        return WHAT_NOTHING;
    return WHAT_TEXT;
}

/* Text with normal white space, taken one character at a time. */
struct reader {
    struct bytes rest;
    struct bytes c; // the character; one blank for a run of white space
};

static bool
read_char(struct reader *r)
{
    bool blank = false;
    while (r->rest.n) {
        uint32_t c;
        size_t n = utf8_decode(r->rest, &c);
        struct bytes here = n ? bytes_cut(r->rest, 0, n) : BYTES("\xef\xbf\xbd");
        enum what w = n ? what_is(c) : WHAT_TEXT;
        if (w == WHAT_TEXT && blank)
            break; // the blank first
        r->rest = bytes_from(r->rest, n ? n : 1);
        if (w == WHAT_TEXT) {
            r->c = here;
            return true;
        }
        blank = blank || w == WHAT_BLANK;
    }
    r->c = BYTES(" ");
    return blank;
}

static char
last_char(const struct buf *b)
{
    return b->n ? b->p[b->n - 1] : '\n';
}

/* The same text with normal white space, into `out`. */
static void
normalise(struct buf *out, struct bytes text)
{
    struct reader r = {.rest = text};
    while (read_char(&r))
        buf_add(out, r.c);
}

/* Escapes text that is normal already. */
static void
put_escaped(struct markdown *m, struct bytes s)
{
    for (size_t i = 0; i < s.n; i++) {
        char before = last_char(m->buf);
        if (s.p[i] == ' ' && (m->at_start || before == ' '))
            continue; // blanks at the start of a block would mean something too
        if (must_escape(m, s, i, before))
            buf_putc(m->buf, '\\');
        buf_putc(m->buf, s.p[i]);
        m->at_start = false;
    }
}

void
markdown_text(struct markdown *m, struct bytes text)
{
    assert(m->open);
    struct buf normal = {.max_bytes = text.n * 3 + 1}; // U+FFFD is three bytes
    normalise(&normal, text);
    put_escaped(m, buf_bytes(&normal));
    buf_done(&normal);
}

void
markdown_puts(struct markdown *m, const char *text)
{
    markdown_text(m, bytes_of(text));
}

/* The longest run of backticks. */
static size_t
longest_fence(struct bytes s)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.n; i++) {
        run = s.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Parsers limit how many backticks a fence may have (md4c: 32). Who needs more gets text that is not marked as code. */
enum { FENCE_MAX = 8 };

void
markdown_code(struct markdown *m, struct bytes text)
{
    assert(m->open);
    struct buf normal = {.max_bytes = text.n * 3 + 1};
    normalise(&normal, text);
    struct bytes s = bytes_trim(buf_bytes(&normal));
    size_t fence = longest_fence(s) + 1;
    bool pad = s.n && (s.p[0] == '`' || s.p[s.n - 1] == '`');
    // A backslash before the fence would not stop it: an escape of ours never ends a piece of text without its letter.
    if (fence > FENCE_MAX) {
        put_escaped(m, s);
    } else if (s.n) {
        for (size_t i = 0; i < fence; i++)
            buf_putc(m->buf, '`');
        if (pad)
            buf_putc(m->buf, ' ');
        for (size_t i = 0; i < s.n; i++) {
            if (s.p[i] == '|' && m->last == MARKDOWN_ROW)
                buf_putc(m->buf, '\\'); // tables look for cells before they look for code
            buf_putc(m->buf, s.p[i]);
        }
        if (pad)
            buf_putc(m->buf, ' ');
        for (size_t i = 0; i < fence; i++)
            buf_putc(m->buf, '`');
        m->at_start = false;
    }
    buf_done(&normal);
}

void
markdown_strong(struct markdown *m, const char *text)
{
    assert(m->open);
    buf_puts(m->buf, "**");
    m->at_start = false;
    markdown_puts(m, text);
    buf_puts(m->buf, "**");
}

static bool
may_link(struct bytes url)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "#"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (bytes_starts_nocase(url, schemes[i]) && url.n > strlen(schemes[i]))
            return true;
    return false;
}

/* Percent-encodes what would end an address early, and what a parser would decode or read as an escape. */
static void
put_url(struct markdown *m, struct bytes url)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("<>\"\\^`{|}()", c)) {
            buf_putc(m->buf, '%');
            buf_putc(m->buf, hex[c >> 4]);
            buf_putc(m->buf, hex[c & 15]);
        } else {
            if (c == '&' && looks_like_entity(url, i))
                buf_putc(m->buf, '\\');
            buf_putc(m->buf, (char)c);
        }
    }
}

void
markdown_link(struct markdown *m, struct bytes text, struct bytes url)
{
    assert(m->open);
    url = bytes_trim(url);
    if (!may_link(url)) {
        markdown_text(m, text);
        return;
    }
    m->at_start = false;
    buf_putc(m->buf, '[');
    markdown_text(m, bytes_trim(text).n ? text : url);
    buf_puts(m->buf, "](");
    put_url(m, url);
    buf_putc(m->buf, ')');
}

void
markdown_anchor(struct markdown *m, const char *id)
{
    assert(m->open);
    for (const char *c = id; *c; c++)
        assert(ascii_is_alnum(*c) || *c == '-');
    buf_puts(m->buf, "<a id=\"");
    buf_puts(m->buf, id);
    buf_puts(m->buf, "\"></a>");
}

/* Lines of Markdown, told apart by how they begin. Block structure beyond that is the reader's (text_timeline.c). */
#include "text_lines.h"

#include <string.h>

enum { FRONT_LINES_MAX = 200 };

static uint32_t
count_lines(struct bytes text)
{
    uint32_t n = 0;
    struct bytes line;
    while (bytes_line(&text, &line))
        n++;
    return n;
}

static size_t
run_of(struct bytes b, char c)
{
    size_t n = 0;
    while (n < b.n && b.p[n] == c)
        n++;
    return n;
}

/* Takes white space off the front; gives its width in columns. */
static uint32_t
take_indent(struct bytes *b)
{
    uint32_t col = 0;
    size_t i = 0;
    for (; i < b->n && (b->p[i] == ' ' || b->p[i] == '\t'); i++)
        col += b->p[i] == '\t' ? 4 - col % 4 : 1;
    *b = bytes_from(*b, i);
    return col;
}

/* Bytes of a bullet or number with the blank behind it; 0 when there is none. */
static size_t
bullet_len(struct bytes b, bool *ret_dot)
{
    static const char *const marks[] = {"-", "*", "+", "\xe2\x80\xa2" /* • */, "\xe2\x97\xa6" /* ◦ */, "<li>"};
    *ret_dot = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (!bytes_starts_nocase(b, marks[i]))
            continue;
        if (b.n > n && i != 5 && b.p[n] != ' ' && b.p[n] != '\t')
            return 0;
        *ret_dot = i == 3 || i == 4;
        return n;
    }
    size_t d = 0;
    while (d < b.n && d < 4 && ascii_is_digit(b.p[d]))
        d++;
    if (d && d + 1 < b.n && (b.p[d] == '.' || b.p[d] == ')') && b.p[d + 1] == ' ')
        return d + 1;
    return 0;
}

static bool
is_rule_row(struct bytes b)
{
    size_t dashes = 0, bars = 0;
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] == '-')
            dashes++;
        else if (b.p[i] == '|' || b.p[i] == '+')
            bars++;
        else if (b.p[i] != ':' && b.p[i] != ' ' && b.p[i] != '\t')
            return false;
    }
    return dashes && bars;
}

static bool
is_underline(struct bytes b)
{
    return b.n >= 2 && (run_of(b, '=') == b.n || run_of(b, '-') == b.n);
}

/* "**Timeline:**" and nothing else. */
static bool
is_bold_line(struct bytes b)
{
    if (b.n && b.p[b.n - 1] == ':')
        b.n--;
    if (b.n < 5 || b.n > 120)
        return false;
    bool stars = bytes_starts(b, "**") && bytes_ends(b, "**"), bars = bytes_starts(b, "__") && bytes_ends(b, "__");
    if (!stars && !bars)
        return false;
    return bytes_find(bytes_cut(b, 2, b.n - 4), stars ? "**" : "__") == BYTES_NOT_FOUND;
}

/* "[name]: https://..." */
static bool
link_of(struct bytes b, struct text_link *ret)
{
    if (!bytes_starts(b, "["))
        return false;
    ptrdiff_t end = bytes_find(b, "]:");
    if (end < 2)
        return false;
    struct bytes url = bytes_trim(bytes_from(b, (size_t)end + 2)), word;
    if (!bytes_split(&url, ' ', &word))
        return false;
    if (bytes_starts(word, "<") && bytes_ends(word, ">"))
        word = bytes_cut(word, 1, word.n - 2);
    if (!bytes_starts(word, "http"))
        return false;
    *ret = (struct text_link){.name = bytes_cut(b, 1, (size_t)end - 1), .url = word};
    return true;
}

static bool
take_heading(struct bytes t, struct line *l)
{
    size_t n = run_of(t, '#');
    if (n >= 1 && n <= 6 && (t.n == n || t.p[n] == ' ' || t.p[n] == '\t')) {
        l->text = bytes_trim(bytes_from(t, n));
        while (bytes_ends(l->text, "#"))
            l->text.n--;
        l->text = bytes_trim(l->text);
        l->level = (uint8_t)n;
        l->kind = LINE_HEADING;
        return true;
    }
    n = run_of(t, '=');
    if (n >= 1 && n <= 6 && t.n > 2 * n + 1 && t.p[n] != '>') { // MediaWiki
        size_t back = 0;
        while (back < t.n && t.p[t.n - 1 - back] == '=')
            back++;
        if (back == n) {
            l->text = bytes_trim(bytes_cut(t, n, t.n - 2 * n));
            l->level = (uint8_t)n;
            l->kind = LINE_HEADING;
            return true;
        }
    }
    if (is_bold_line(t)) {
        l->level = LEVEL_BOLD;
        l->kind = LINE_HEADING;
        return true;
    }
    return false;
}

static void
take_item(struct line *l, size_t mark_bytes)
{
    l->kind = LINE_ITEM;
    l->text = bytes_trim(bytes_from(l->text, mark_bytes));
    if (bytes_starts(l->text, "[ ]") || bytes_starts_nocase(l->text, "[x]")) {
        l->text = bytes_trim(bytes_from(l->text, 3));
        l->task = true;
    }
}

struct fence {
    char mark; // '`' or '~'; 0 outside
    size_t len;
};

/* Opens or closes a fence; true when the line is one of the two. */
static bool
fence_step(struct fence *f, struct bytes t)
{
    char c = t.n ? t.p[0] : 0;
    size_t n = c == '`' || c == '~' ? run_of(t, c) : 0;
    if (n < 3)
        return false;
    if (f->mark) {
        if (c != f->mark || n < f->len || bytes_trim(bytes_from(t, n)).n)
            return false;
        *f = (struct fence){0};
        return true;
    }
    if (c == '`' && bytes_find_char(bytes_from(t, n), '`') != BYTES_NOT_FOUND)
        return false; // code inside one line
    *f = (struct fence){.mark = c, .len = n};
    return true;
}

/* Reads one line that is not front matter. */
static void
classify(struct line *l, struct fence *f)
{
    struct bytes t = l->raw;
    l->indent = take_indent(&t);
    while (bytes_starts(t, ">")) {
        t = bytes_from(t, 1);
        l->quoted = true;
        l->indent = take_indent(&t);
    }
    l->text = bytes_trim(t);
    if (fence_step(f, l->text)) {
        l->kind = LINE_SKIP;
        return;
    }
    if (f->mark) {
        l->kind = LINE_CODE;
        return;
    }
    if (!l->text.n) {
        l->kind = LINE_BLANK;
        return;
    }
    bool dot;
    size_t mark = bullet_len(l->text, &dot);
    if (is_rule_row(l->text))
        l->kind = LINE_RULE;
    else if (mark && !(is_underline(l->text) || (l->text.n > 2 && run_of(l->text, '*') == l->text.n))) {
        take_item(l, mark);
        l->dot = dot;
    } else if (l->indent < 4 && !l->quoted && take_heading(l->text, l))
        ;
    else if (bytes_find_char(l->text, '|') != BYTES_NOT_FOUND)
        l->kind = LINE_ROW; // a row only when a rule stands near: see settle_rows()
    else
        l->kind = LINE_TEXT;
}

/* "|| Time || Event ||": the head of a table in the markup of Jira and Confluence. */
bool
is_wiki_head(struct bytes line)
{
    struct bytes inner = bytes_cut(line, 2, line.n > 4 ? line.n - 4 : 0);
    return bytes_starts(line, "||") && bytes_ends(line, "||") && bytes_find(inner, "||") >= 0;
}

/* Lines with bars are rows only in a table, which has a rule below its first row, or a head that needs none. */
static void
settle_rows(struct line *v, uint32_t count)
{
    bool table = false;
    for (uint32_t i = 0; i < count; i++) {
        bool header =
            v[i].kind == LINE_ROW && ((i + 1 < count && v[i + 1].kind == LINE_RULE) || is_wiki_head(v[i].text));
        if (header || (v[i].kind == LINE_RULE && (table || (i && v[i - 1].kind == LINE_ROW))))
            table = true;
        else if (v[i].kind != LINE_ROW)
            table = false;
        if (!table && (v[i].kind == LINE_ROW || v[i].kind == LINE_RULE))
            v[i].kind = LINE_TEXT;
    }
}

/* A paragraph of one line above === or --- is a heading. */
static void
settle_underlines(struct line *v, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (v[i].kind != LINE_TEXT || !is_underline(v[i].text) || v[i].quoted)
            continue;
        v[i].kind = LINE_SKIP;
        bool alone = i && v[i - 1].kind == LINE_TEXT && (i == 1 || v[i - 2].kind != LINE_TEXT);
        if (alone && v[i - 1].indent < 4) {
            v[i - 1].kind = LINE_HEADING;
            v[i - 1].level = v[i].text.p[0] == '=' ? 1 : 2;
        }
    }
}

/* Lines of front matter at the start, marks included; 0 when there is none. */
static uint32_t
front_lines(struct bytes text, struct bytes *ret_front)
{
    struct bytes rest = text, line;
    *ret_front = BYTES_NONE;
    if (!bytes_line(&rest, &line))
        return 0;
    line = bytes_trim(line);
    const char *mark = bytes_is(line, "---") ? "---" : bytes_is(line, "+++") ? "+++" : 0;
    struct bytes inside = rest;
    for (uint32_t n = 2; mark && n < FRONT_LINES_MAX && bytes_line(&rest, &line); n++)
        if (bytes_is(bytes_trim(line), mark)) {
            *ret_front = bytes_cut(inside, 0, (size_t)(line.p - inside.p));
            return n;
        }
    return 0;
}

struct lines
lines_of(struct arena *a, struct bytes text)
{
    if (bytes_starts(text, "\xef\xbb\xbf"))
        text = bytes_from(text, 3);
    struct lines ls = {.count = count_lines(text)};
    struct line *v = arena_new_n(a, struct line, ls.count + 1);
    struct text_link *links = 0, link;
    uint32_t front = front_lines(text, &ls.front);
    struct fence fence = {0};
    for (uint32_t i = 0; i < ls.count; i++) {
        bytes_line(&text, &v[i].raw);
        if (i < front) {
            v[i].kind = LINE_SKIP;
            continue;
        }
        classify(&v[i], &fence);
        if (v[i].kind == LINE_TEXT && link_of(v[i].text, &link) && ls.link_count < TEXT_LINKS_MAX) {
            if (!links)
                links = arena_new_n(a, struct text_link, TEXT_LINKS_MAX);
            links[ls.link_count++] = link;
            v[i].kind = LINE_SKIP;
        }
        if (v[i].kind == LINE_TEXT && bytes_starts(v[i].text, "<!--"))
            v[i].kind = LINE_SKIP;
    }
    settle_rows(v, ls.count);
    settle_underlines(v, ls.count);
    ls.v = v;
    ls.links = links;
    return ls;
}

struct bytes
front_find(struct bytes front, const char *key)
{
    struct bytes line;
    while (bytes_line(&front, &line)) {
        if (!bytes_starts_nocase(line, key))
            continue;
        struct bytes v = bytes_trim(bytes_from(line, strlen(key)));
        if (!bytes_starts(v, ":") && !bytes_starts(v, "="))
            continue;
        v = bytes_trim(bytes_from(v, 1));
        if (v.n >= 2 && (v.p[0] == '"' || v.p[0] == '\'') && v.p[v.n - 1] == v.p[0])
            v = bytes_cut(v, 1, v.n - 2);
        return v;
    }
    return BYTES_NONE;
}

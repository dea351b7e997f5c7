/*
 * One pass over the bytes. Emphasis is matched loosely: a run of * or _ that opens is dropped when one of the same
 * length closes it later; the search for closers stops for good once one has failed, which keeps the whole linear.
 */
#include "text_inline.h"

enum { LABEL_MAX_BYTES = 1000, URL_MAX_BYTES = 4000, TAG_MAX_BYTES = 200, OPEN_MAX = 16 };

struct scan {
    struct bytes t;
    size_t at;
    struct buf *out;
    const struct lines *links;
    char br;
    struct {
        char mark;
        size_t len;
    } open[OPEN_MAX]; // emphasis that is waiting to be closed
    unsigned open_count;
    size_t barren[2][4]; // from here on no run of * or _ of this length closes
};

static char
byte_at(struct bytes b, size_t i)
{
    return i < b.n ? b.p[i] : ' ';
}

static bool
is_edge(char c)
{
    return !ascii_is_alnum(c) && (unsigned char)c < 0x80;
}

static size_t
run_len(struct bytes b, size_t i)
{
    size_t n = 1;
    while (i + n < b.n && b.p[i + n] == b.p[i])
        n++;
    return n;
}

static bool
can_close(struct bytes t, size_t i, size_t n)
{
    char before = i ? t.p[i - 1] : ' ', after = byte_at(t, i + n);
    return !ascii_is_space(before) && (t.p[i] == '*' || is_edge(after));
}

static bool
can_open(struct bytes t, size_t i, size_t n)
{
    char before = i ? t.p[i - 1] : ' ', after = byte_at(t, i + n);
    return !ascii_is_space(after) && (t.p[i] == '*' || is_edge(before));
}

static bool
closes_later(struct scan *s, size_t from, char mark, size_t len)
{
    size_t *barren = &s->barren[mark == '_'][len];
    if (*barren && from >= *barren)
        return false;
    for (size_t i = from; i < s->t.n; i++) {
        if (s->t.p[i] != mark)
            continue;
        size_t n = run_len(s->t, i);
        if (n >= len && can_close(s->t, i, n))
            return true;
        i += n - 1;
    }
    *barren = from ? from : 1;
    return false;
}

static void
take_emphasis(struct scan *s)
{
    char mark = s->t.p[s->at];
    size_t n = run_len(s->t, s->at);
    size_t left = n;
    if (can_close(s->t, s->at, n))
        while (s->open_count && s->open[s->open_count - 1].mark == mark && s->open[s->open_count - 1].len <= left)
            left -= s->open[--s->open_count].len;
    if (left && left <= 3 && can_open(s->t, s->at, n) && s->open_count < OPEN_MAX &&
        closes_later(s, s->at + n, mark, left)) {
        s->open[s->open_count].mark = mark;
        s->open[s->open_count++].len = left;
        left = 0;
    }
    buf_add(s->out, bytes_cut(s->t, s->at, left));
    s->at += n;
}

/* Code goes through as it stands, backticks included. */
static void
take_code(struct scan *s)
{
    size_t n = run_len(s->t, s->at);
    size_t i = s->at + n;
    while (i < s->t.n) {
        if (s->t.p[i] != '`') {
            i++;
            continue;
        }
        size_t m = run_len(s->t, i);
        i += m;
        if (m == n) {
            buf_add(s->out, bytes_cut(s->t, s->at, i - s->at));
            s->at = i;
            return;
        }
    }
    buf_add(s->out, bytes_cut(s->t, s->at, n));
    s->at += n;
}

static struct bytes
url_of_label(const struct lines *links, struct bytes label)
{
    for (uint32_t i = 0; links && i < links->link_count; i++)
        if (bytes_eq_nocase(links->links[i].name, label))
            return links->links[i].url;
    return BYTES_NONE;
}

/* The end of a bracketed piece that starts at `i`, nesting allowed; 0 when it does not end in reach. */
static size_t
bracket_end(struct bytes t, size_t i, char open, char close, size_t max)
{
    unsigned depth = 0;
    for (size_t k = i; k < t.n && k - i < max; k++) {
        if (t.p[k] == '\\')
            k++;
        else if (t.p[k] == open)
            depth++;
        else if (t.p[k] == close && --depth == 0)
            return k;
    }
    return 0;
}

/* Label and address as "label (url)", or once when they are the same. */
static void
add_link(struct scan *s, struct bytes label, struct bytes url)
{
    for (size_t i = 0; i < label.n; i++) // marks inside a label are rare and never worth a second pass
        if (label.p[i] != '*' && label.p[i] != '\\')
            buf_putc(s->out, label.p[i]);
    if (!url.n || bytes_eq(label, url))
        return;
    buf_puts(s->out, label.n ? " (" : "");
    buf_add(s->out, url);
    buf_puts(s->out, label.n ? ")" : "");
}

static bool
take_link(struct scan *s)
{
    struct bytes t = s->t;
    size_t open = s->at + (t.p[s->at] == '!');
    if (byte_at(t, open) != '[')
        return false;
    size_t end = bracket_end(t, open, '[', ']', LABEL_MAX_BYTES);
    if (!end)
        return false;
    struct bytes label = bytes_cut(t, open + 1, end - open - 1), url;
    if (bytes_starts(label, "^")) { // a footnote's number says nothing here
        s->at = end + 1;
        return true;
    }
    if (byte_at(t, end + 1) == '(') {
        size_t close = bracket_end(t, end + 1, '(', ')', URL_MAX_BYTES);
        if (!close)
            return false;
        struct bytes inside = bytes_trim(bytes_cut(t, end + 2, close - end - 2));
        if (!bytes_split(&inside, ' ', &url)) // what follows a blank is the link's title
            url = BYTES_NONE;
        if (bytes_starts(url, "<") && bytes_ends(url, ">"))
            url = bytes_cut(url, 1, url.n - 2);
        add_link(s, label, url);
        s->at = close + 1;
        return true;
    }
    size_t after = end + 1;
    url = BYTES_NONE;
    if (byte_at(t, end + 1) == '[') {
        size_t close = bracket_end(t, end + 1, '[', ']', LABEL_MAX_BYTES);
        if (close) {
            struct bytes ref = bytes_cut(t, end + 2, close - end - 2);
            url = url_of_label(s->links, ref.n ? ref : label);
            after = url.n ? close + 1 : after;
        }
    }
    if (!url.n)
        url = url_of_label(s->links, label);
    if (!url.n)
        return false;
    add_link(s, label, url);
    s->at = after;
    return true;
}

/* <https://...>, <a@b.c> give what is inside; tags that people write in Markdown go. */
static bool
take_angle(struct scan *s)
{
    static const char *const tags[] = {"b",       "i",       "em",   "strong", "p",   "li",   "ul",
                                       "ol",      "code",    "span", "a ",     "sub", "font", "div",
                                       "details", "summary", "sup",  "kbd",    "u",   "small"};
    size_t end = s->at + 1;
    while (end < s->t.n && s->t.p[end] != '>' && s->t.p[end] != '<' && end - s->at < TAG_MAX_BYTES)
        end++;
    if (byte_at(s->t, end) != '>')
        return false;
    struct bytes in = bytes_cut(s->t, s->at + 1, end - s->at - 1);
    if (bytes_starts(in, "http://") || bytes_starts(in, "https://") || bytes_starts(in, "mailto:")) {
        buf_add(s->out, in);
        s->at = end + 1;
        return true;
    }
    if (bytes_starts(in, "/"))
        in = bytes_from(in, 1);
    struct bytes name = in;
    if (bytes_ends(name, "/"))
        name = bytes_trim(bytes_cut(name, 0, name.n - 1));
    if (bytes_is_nocase(name, "br")) {
        buf_putc(s->out, s->br);
        s->at = end + 1;
        return true;
    }
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (bytes_is_nocase(name, tags[i]) || (bytes_starts_nocase(name, tags[i]) && bytes_find_char(name, '=') > 0)) {
            s->at = end + 1;
            return true;
        }
    return bytes_is_nocase(name, "a") ? (s->at = end + 1, true) : false;
}

static bool
take_entity(struct scan *s)
{
    static const struct {
        const char *name, *is;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&#39;", "'"}};
    struct bytes rest = bytes_cut(s->t, s->at, 8);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (bytes_starts(rest, known[i].name)) {
            buf_puts(s->out, known[i].is);
            s->at += bytes_of(known[i].name).n;
            return true;
        }
    return false;
}

/* Something at s->at that is not plain; moves on when it was understood. */
static bool
take_special(struct scan *s)
{
    char next = byte_at(s->t, s->at + 1);
    switch (s->t.p[s->at]) {
    case '`':
        take_code(s);
        return true;
    case '*':
    case '_':
        take_emphasis(s);
        return true;
    case '[':
    case '!':
        return take_link(s);
    case '<':
        return take_angle(s);
    case '&':
        return take_entity(s);
    case '\\':
        if (ascii_is_alnum(next) || ascii_is_space(next) || (unsigned char)next >= 0x80)
            return false;
        buf_putc(s->out, next);
        s->at += 2;
        return true;
    default:
        return false;
    }
}

void
inline_add(struct buf *out, struct bytes text, const struct lines *links, char br)
{
    struct scan s = {.t = text, .out = out, .links = links, .br = br};
    while (s.at < text.n) {
        if (take_special(&s))
            continue;
        buf_putc(out, text.p[s.at++]);
    }
}

struct bytes
inline_plain(struct arena *a, struct bytes text, const struct lines *links)
{
    size_t i = 0;
    while (i < text.n && text.p[i] != '*' && text.p[i] != '_' && text.p[i] != '`' && text.p[i] != '[' &&
           text.p[i] != '<' && text.p[i] != '&' && text.p[i] != '\\')
        i++;
    if (i == text.n)
        return text;
    struct buf b = {0};
    inline_add(&b, text, links, ' ');
    struct bytes plain = bytes_dup(a, buf_bytes(&b));
    buf_done(&b);
    return plain;
}

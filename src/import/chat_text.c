#include "chat_text.h"

#include <string.h>

static void
put_entities(struct buf *to, struct bytes s)
{
    static const struct {
        const char *entity, *text;
    } entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}};
    while (s.n) {
        ptrdiff_t at = bytes_find_char(s, '&');
        if (at == BYTES_NOT_FOUND) {
            buf_add(to, s);
            return;
        }
        buf_add(to, bytes_cut(s, 0, (size_t)at));
        s = bytes_from(s, (size_t)at);
        size_t taken = 0;
        for (size_t i = 0; i < sizeof entities / sizeof *entities && !taken; i++)
            if (bytes_starts(s, entities[i].entity)) {
                buf_puts(to, entities[i].text);
                taken = strlen(entities[i].entity);
            }
        if (!taken) {
            buf_putc(to, '&');
            taken = 1;
        }
        s = bytes_from(s, taken);
    }
}

static void
put_named(struct buf *to, char sigil, struct bytes name)
{
    if (name.p[0] != sigil)
        buf_putc(to, sigil);
    put_entities(to, name);
}

/* <@U123>, <@U123|ada>, <#C123|ops>: what names.json says goes before what the message says. */
static void
put_mention(struct buf *to, const struct import *im, char sigil, struct bytes id, struct bytes label)
{
    struct bytes known = import_name_get(im, id);
    put_named(to, sigil, known.n ? known : label.n ? label : id);
}

/* <!here>, <!subteam^S1|@oncall>, <!date^1549662360^{date}|fallback> */
static void
put_command(struct buf *to, struct bytes command, struct bytes label)
{
    if (bytes_starts(command, "date^")) {
        put_entities(to, label.n ? label : bytes_from(command, 5));
    } else if (bytes_starts(command, "subteam^")) {
        put_named(to, '@', label.n ? label : command.n > 8 ? bytes_from(command, 8) : BYTES("group"));
    } else if (bytes_is(command, "group")) {
        buf_puts(to, "@channel"); // what private channels call it
    } else if (bytes_is(command, "here") || bytes_is(command, "channel") || bytes_is(command, "everyone")) {
        put_named(to, '@', command);
    } else {
        put_entities(to, label.n ? label : command);
    }
}

static void
put_link(struct buf *to, struct bytes url, struct bytes label)
{
    bool hidden = bytes_starts(url, "mailto:") || bytes_starts(url, "tel:");
    ptrdiff_t scheme = bytes_find(url, "://");
    struct bytes bare = scheme == BYTES_NOT_FOUND ? url : bytes_from(url, (size_t)scheme + 3);
    if (hidden && label.n) {
        put_entities(to, label);
    } else if (!label.n || bytes_eq(label, url) || bytes_eq(label, bare)) {
        put_entities(to, url);
    } else {
        put_entities(to, label);
        buf_puts(to, " (");
        put_entities(to, url);
        buf_putc(to, ')');
    }
}

/* What stands between '<' and '>'. False when it is no markup. */
static bool
put_mark(struct buf *to, const struct import *im, struct bytes mark)
{
    ptrdiff_t bar = bytes_find_char(mark, '|');
    struct bytes head = bar == BYTES_NOT_FOUND ? mark : bytes_cut(mark, 0, (size_t)bar);
    struct bytes label = bar == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(mark, (size_t)bar + 1);
    if (head.n < 2)
        return false;
    switch (head.p[0]) {
    case '@':
    case '#':
        put_mention(to, im, head.p[0], bytes_from(head, 1), label);
        return true;
    case '!':
        put_command(to, bytes_from(head, 1), label);
        return true;
    default:
        if (bytes_find_char(head, ':') == BYTES_NOT_FOUND || bytes_find_char(head, ' ') != BYTES_NOT_FOUND)
            return false;
        put_link(to, head, label);
        return true;
    }
}

/* The '>' that ends the markup which `s` starts with; 0 when there is none in reach. */
static size_t
mark_end(struct bytes s)
{
    for (size_t i = 1; i < s.n && i < CHAT_MARK_MAX_BYTES; i++) {
        if (s.p[i] == '>')
            return i;
        if (s.p[i] == '<' || s.p[i] == '\n')
            return 0;
    }
    return 0;
}

void
chat_slack_text(struct buf *to, const struct import *im, struct bytes raw)
{
    while (raw.n) {
        ptrdiff_t at = bytes_find_char(raw, '<');
        if (at == BYTES_NOT_FOUND) {
            put_entities(to, raw);
            return;
        }
        put_entities(to, bytes_cut(raw, 0, (size_t)at));
        raw = bytes_from(raw, (size_t)at);
        size_t end = mark_end(raw);
        if (end && put_mark(to, im, bytes_cut(raw, 1, end - 1))) {
            raw = bytes_from(raw, end + 1);
        } else {
            buf_putc(to, '<');
            raw = bytes_from(raw, 1);
        }
    }
}

bool
chat_is_broadcast(struct bytes text)
{
    static const char *const words[] = {"@here", "@channel", "@everyone", "@all", "@/all"};
    char before = ' ';
    for (ptrdiff_t at; (at = bytes_find_char(text, '@')) != BYTES_NOT_FOUND;) {
        if (at > 0)
            before = text.p[at - 1];
        text = bytes_from(text, (size_t)at);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            size_t n = strlen(words[i]);
            if (bytes_starts_nocase(text, words[i]) && !ascii_is_alnum(before) &&
                (n == text.n || (!ascii_is_alnum(text.p[n]) && text.p[n] != '-' && text.p[n] != '_')))
                return true;
        }
        before = '@';
        text = bytes_from(text, 1);
    }
    return false;
}

bool
chat_has_code(struct bytes text)
{
    if (bytes_find(text, "```") != BYTES_NOT_FOUND)
        return true;
    ptrdiff_t at = bytes_find_char(text, '`');
    while (at != BYTES_NOT_FOUND) {
        text = bytes_from(text, (size_t)at + 1);
        at = bytes_find_char(text, '`');
        ptrdiff_t line = bytes_find_char(bytes_cut(text, 0, at > 0 ? (size_t)at : 0), '\n');
        if (at > 0 && line == BYTES_NOT_FOUND)
            return true;
    }
    return false;
}

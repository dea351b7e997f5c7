/*
 * Chat that was pasted into a document: a line with name and clock, then what was said. Slack and its like give
 * "name [4:06 PM]" or "Name  4:06 PM". One such line alone proves nothing; two in one section do.
 */
#include "text_read.h"

#include <string.h>

enum { NAME_MAX_BYTES = 40, NAME_MAX_WORDS = 3 };

static bool
is_name(struct bytes n)
{
    size_t words = 1;
    if (!n.n || n.n > NAME_MAX_BYTES || ascii_is_digit(n.p[0]))
        return false;
    for (size_t i = 0; i < n.n; i++) {
        char c = n.p[i];
        words += c == ' ';
        if (!(ascii_is_alnum(c) || (unsigned char)c >= 0x80 || strchr(" ._-'()@", c)) || !c)
            return false;
    }
    return words <= NAME_MAX_WORDS;
}

/* "name [4:06 PM]" or "name  4:06 PM". */
static bool
header_of(struct zones *z, struct bytes t, struct bytes *ret_name, struct entry_time *ret)
{
    struct bytes name, clock;
    if (t.n < 8 || t.n > NAME_MAX_BYTES + 20)
        return false;
    if (t.p[t.n - 1] == ']') {
        ptrdiff_t open = bytes_find_char(t, '[');
        if (open < 1)
            return false;
        name = bytes_trim(bytes_cut(t, 0, (size_t)open));
        clock = bytes_cut(t, (size_t)open + 1, t.n - (size_t)open - 2);
    } else {
        ptrdiff_t gap = bytes_find(t, "  ");
        if (gap < 1 || !(bytes_ends_nocase(t, "am") || bytes_ends_nocase(t, "pm")))
            return false;
        name = bytes_cut(t, 0, (size_t)gap);
        clock = bytes_trim(bytes_from(t, (size_t)gap));
    }
    while (bytes_ends(name, ":")) { // "Mira:house:", a status picture
        size_t n = name.n - 1;
        while (n && name.p[n - 1] != ':' && name.p[n - 1] != ' ')
            n--;
        if (n < 2 || name.p[n - 1] != ':')
            break;
        name = bytes_trim(bytes_cut(name, 0, n - 1));
    }
    if (!is_name(name) || !clock.n || !ascii_is_digit(clock.p[0]) || bytes_find_char(clock, ':') < 1)
        return false;
    if (!entry_time_scan(z, clock, ret) || !ret->has_clock || ret->used < clock.n)
        return false;
    *ret_name = name;
    return true;
}

static enum err
add_message(struct reader *r, uint32_t first, uint32_t end, struct bytes name, const struct entry_time *t)
{
    struct found f = {.kind = KIND_CHAT, .actor = name};
    f.at = day_run_place(r->zones, &r->run, t, &f.end);
    buf_reset(&r->text);
    for (uint32_t i = first + 1; i < end; i++) {
        const struct line *l = &r->lines.v[i];
        r->taken[i] = true;
        if (l->kind == LINE_CODE)
            f.flags |= SIGNAL_CODE;
        bool fence = read_is_fence(l);
        if (l->kind == LINE_BLANK || (l->kind == LINE_SKIP && !fence))
            continue;
        if (r->text.n)
            buf_putc(&r->text, '\n');
        if (l->kind == LINE_CODE || fence)
            buf_add(&r->text, l->quoted || fence ? l->text : l->raw);
        else
            inline_add(&r->text, l->text, &r->lines, ' ');
    }
    f.text = bytes_trim(buf_bytes(&r->text));
    if (bytes_ends(f.text, "(edited)")) {
        f.text = bytes_trim(bytes_cut(f.text, 0, f.text.n - 8));
        f.flags |= SIGNAL_EDITED;
    }
    if (!f.text.n)
        return OK;
    f.raw = lines_raw(r, first, end);
    return read_add(r, &f);
}

enum err
read_chat(struct reader *r, uint32_t begin, uint32_t end)
{
    uint32_t headers = 0;
    struct bytes name, next_name;
    struct entry_time t, next_t;
    for (uint32_t i = begin; i < end && headers < 2; i++)
        headers += !r->taken[i] && header_of(r->zones, r->lines.v[i].text, &name, &t);
    if (headers < 2)
        return OK;
    uint32_t first = READ_NO_LINE;
    for (uint32_t i = begin; i <= end && !read_full(r); i++) {
        bool header = i < end && !r->taken[i] && header_of(r->zones, r->lines.v[i].text, &next_name, &next_t);
        if (!header && i < end)
            continue;
        if (first != READ_NO_LINE) {
            enum err e = add_message(r, first, i, name, &t);
            if (e)
                return e;
        }
        first = i;
        name = next_name;
        t = next_t;
    }
    return OK;
}

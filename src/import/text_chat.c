/*
 * Chat that was pasted into a document: a line with name and clock, then what was said. Slack and its like give
 * "name [4:06 PM]" or "Name  4:06 PM", or the clock on a line of its own below the name. One such head alone proves
 * nothing; two in one section do.
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

struct head {
    struct bytes name;
    struct entry_time time;
    uint32_t lines; // that it takes
};

/* "name [4:06 PM]" or "name  4:06 PM". */
static bool
one_line_head(struct zones *z, struct bytes t, struct bytes *ret_name, struct entry_time *ret)
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

/* "Mira Okafor" and below it "  4:06 PM" and nothing else. */
static bool
two_line_head(struct reader *r, uint32_t i, uint32_t end, struct head *ret)
{
    if (i + 1 >= end || r->taken[i + 1])
        return false;
    struct bytes name = bytes_trim(r->lines.v[i].text), clock = bytes_trim(r->lines.v[i + 1].text);
    if (!(bytes_ends_nocase(clock, " am") || bytes_ends_nocase(clock, " pm")) || !ascii_is_digit(clock.p[0]) ||
        !is_name(name))
        return false;
    *ret = (struct head){.name = name, .lines = 2};
    return entry_time_scan(r->zones, clock, &ret->time) && ret->time.has_clock && ret->time.used >= clock.n;
}

static bool
head_of(struct reader *r, uint32_t i, uint32_t end, struct head *ret)
{
    *ret = (struct head){.lines = 1};
    if (i >= end || r->taken[i])
        return false;
    return one_line_head(r->zones, r->lines.v[i].text, &ret->name, &ret->time) || two_line_head(r, i, end, ret);
}

static enum err
add_message(struct reader *r, uint32_t first, uint32_t end, const struct head *head)
{
    struct found f = {.kind = KIND_CHAT, .actor = head->name};
    f.at = day_run_place(r->zones, &r->run, &head->time, &f.end);
    buf_reset(&r->text);
    for (uint32_t i = first + head->lines; i < end; i++) {
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
    uint32_t heads = 0, first = READ_NO_LINE;
    struct head head = {.lines = 1}, next;
    for (uint32_t i = begin; i < end && heads < 2; i++)
        heads += head_of(r, i, end, &next);
    if (heads < 2)
        return OK;
    for (uint32_t i = begin; i <= end && !read_full(r); i++) {
        if (!head_of(r, i, end, &next) && i < end)
            continue;
        if (first != READ_NO_LINE) {
            enum err e = add_message(r, first, i, &head);
            if (e)
                return e;
        }
        first = i;
        head = next;
        i += head.lines - 1;
    }
    return OK;
}

#include "demo_links.h"

#include "../base/when.h"

enum { CLOCK_BYTES = 5 }; // "10:31"

static bool
is_clock(struct bytes b)
{
    return b.n == CLOCK_BYTES && ascii_is_digit(b.p[0]) && ascii_is_digit(b.p[1]) && b.p[2] == ':' &&
           ascii_is_digit(b.p[3]) && ascii_is_digit(b.p[4]);
}

static bool
was_at(const struct event_row *row, struct bytes clock)
{
    struct when_text text = when_format(row->at.ms); // 2024-03-14T10:31:06.000Z
    return bytes_eq(bytes_cut(bytes_of(text.s), sizeof "2024-03-14T" - 1, CLOCK_BYTES), clock);
}

/* words: "10:31 Rollback of checkout" */
static enum err
put_link(const struct event_row *rows, uint32_t count, struct bytes words, const char *name, struct buf *out,
         struct why *why)
{
    struct bytes clock = bytes_cut(words, 0, CLOCK_BYTES), piece = bytes_trim(bytes_from(words, CLOCK_BYTES));
    const struct event_row *found = NULL;
    if (!is_clock(clock) || !piece.n)
        return fail(why, ERR_INVALID, "%s: '%.*s' is no time with a piece of a title", name, BYTES_ARG(words));
    for (uint32_t i = 0; i < count; i++) {
        if (!was_at(&rows[i], clock) || !bytes_has_nocase(rows[i].title, piece))
            continue;
        if (found)
            return fail(why, ERR_INVALID, "%s: more than one event is '%.*s'", name, BYTES_ARG(words));
        found = &rows[i];
    }
    if (!found)
        return fail(why, ERR_INVALID, "%s: no event is '%.*s'", name, BYTES_ARG(words));
    buf_printf(out, "[E%u](#%.*s)", found->number, BYTES_ARG(found->id));
    return OK;
}

enum err
demo_links_put(const struct event_row *rows, uint32_t count, struct bytes text, const char *name, struct buf *out,
               struct why *why)
{
    enum err e = OK;
    while (!e && text.n) {
        ptrdiff_t start = bytes_find(text, "[[");
        buf_add(out, bytes_cut(text, 0, start < 0 ? text.n : (size_t)start));
        if (start < 0)
            break;
        text = bytes_from(text, (size_t)start + 2);
        ptrdiff_t end = bytes_find(text, "]]");
        if (end < 0)
            return fail(why, ERR_INVALID, "%s: a link has no end", name);
        e = put_link(rows, count, bytes_cut(text, 0, (size_t)end), name, out, why);
        text = bytes_from(text, (size_t)end + 2);
    }
    return e;
}

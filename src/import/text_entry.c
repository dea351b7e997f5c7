/* From the lines of an entry to a signal. */
#include "text_read.h"

#include "../base/hash.h"
#include "../base/utf8.h"

#include <string.h>

enum { REF_DIGITS = 16 };

struct bytes
lines_raw(const struct reader *r, uint32_t first, uint32_t end)
{
    while (end > first + 1 && (r->lines.v[end - 1].kind == LINE_BLANK || r->lines.v[end - 1].kind == LINE_HEADING))
        end--;
    const char *from = r->lines.v[first].raw.p;
    struct bytes last = r->lines.v[end - 1].raw;
    return (struct bytes){from, (size_t)(last.p + last.n - from)};
}

const struct entry_time *
line_time(struct reader *r, uint32_t i)
{
    static const struct entry_time none;
    if (!r->times[i]) {
        struct bytes head = inline_plain(r->scratch, bytes_cut(r->lines.v[i].text, 0, 300), 0);
        struct entry_time t;
        bool yes = entry_time_scan(r->zones, read_dates(r, head), &t);
        r->times[i] = (struct entry_time *)&none;
        if (yes) {
            r->times[i] = arena_new(r->scratch, struct entry_time);
            *r->times[i] = t;
        }
    }
    return r->times[i] == &none ? 0 : r->times[i];
}

/* "@name" at the start, in backticks or not. Anything else is too unsure to call it a person. */
static struct bytes
handle_of(struct bytes text)
{
    size_t i = bytes_starts(text, "`@") ? 2 : bytes_starts(text, "@") ? 1 : 0, n = 0;
    if (!i)
        return BYTES_NONE;
    while (i + n < text.n && (ascii_is_alnum(text.p[i + n]) || strchr("_.-", text.p[i + n])) && text.p[i + n])
        n++;
    while (n && strchr(".-", text.p[i + n - 1]))
        n--;
    struct bytes name = bytes_cut(text, i, n), rest = bytes_from(text, i + n);
    bool everybody = bytes_is(name, "here") || bytes_is(name, "channel") || bytes_is(name, "everyone");
    return everybody || bytes_starts(rest, "/") ? BYTES_NONE : name; // "@org/package" is a package
}

/* Sixteen digits of a hash over text and time: equal wherever the entry is read from. */
static struct bytes
ref_of(struct reader *r, const struct found *f)
{
    buf_reset(&r->plain);
    buf_add(&r->plain, f->text);
    if (f->at.precision != PRECISION_UNKNOWN)
        buf_printf(&r->plain, "\n%lld %u", (long long)f->at.ms, f->at.lacks);
    struct sha256 h = hasher_sha256(r->im->hasher, buf_bytes(&r->plain));
    return bytes_cut(bytes_of(arena_strdup(r->scratch, sha256_hex(&h).s)), 0, REF_DIGITS);
}

/* An entry's first line is its title however short it is; a chat message's title is for import_text() to choose. */
static void
set_text(struct reader *r, struct signal *s, const struct found *f)
{
    struct bytes rest = f->text, line = BYTES_NONE;
    bytes_line(&rest, &line);
    bool fence = bytes_starts(line, "```") || bytes_starts(line, "~~~");
    if (f->kind != KIND_CHAT && !fence && rest.n && line.n <= SIGNAL_TITLE_MAX_BYTES)
        import_title(r->im, s, line, f->text);
    else
        import_text(r->im, s, f->text);
}

bool
read_is_fence(const struct line *l)
{
    return l->kind == LINE_SKIP && (bytes_starts(l->text, "```") || bytes_starts(l->text, "~~~"));
}

enum err
read_add(struct reader *r, const struct found *f)
{
    r->found++;
    if (!r->im)
        return OK;
    struct signal *s;
    enum err e = import_add(r->im, r->in, f->raw, &s, r->why);
    if (e)
        return e;
    struct bytes ref = f->ref.n ? f->ref : ref_of(r, f);
    s->ref =
        utf8_clean(r->im->arena, bytes_printf(r->im->arena, "%.*s%.*s", BYTES_ARG(r->d->ref_prefix), BYTES_ARG(ref)));
    s->kind = (uint8_t)f->kind;
    s->flags = f->flags;
    if (bytes_find_char(f->text, '`') != BYTES_NOT_FOUND)
        s->flags |= SIGNAL_CODE;
    if (f->family.n)
        s->family = import_intern(r->im, f->family);
    struct bytes actor = f->actor.n ? f->actor : handle_of(f->text);
    if (actor.n)
        s->actor = import_intern(r->im, actor);
    set_text(r, s, f);
    import_at(s, f->at);
    s->end = f->end;
    import_tie_text(r->im, s, f->text);
    return OK;
}

/* The lines of one paragraph, item or heading as one line of plain text; returns the line behind it. */
static uint32_t
add_paragraph(struct reader *r, uint32_t i, uint32_t end, struct buf *out)
{
    const struct line *v = r->lines.v;
    uint32_t start = i;
    buf_reset(&r->plain);
    do {
        if (i > start)
            buf_putc(&r->plain, ' ');
        buf_add(&r->plain, v[i].text);
        i++;
    } while (v[start].kind != LINE_HEADING && i < end && v[i].kind == LINE_TEXT && (v[start].quoted || !v[i].quoted));
    inline_add(out, buf_bytes(&r->plain), &r->lines, ' ');
    return i;
}

/* All of an entry as plain text, the time of its first paragraph taken off. */
static void
build(struct reader *r, uint32_t first, uint32_t end, struct entry_time *ret_time, uint16_t *ret_flags)
{
    const struct line *v = r->lines.v;
    struct buf *out = &r->text, head = {.max_bytes = SIGNAL_TEXT_MAX_BYTES};
    buf_reset(out);
    uint32_t i = add_paragraph(r, first, end, &head);
    struct bytes text = buf_bytes(&head);
    struct entry_time t;
    struct bytes dates = read_dates(r, text);
    if (entry_time_scan(r->zones, dates, &t))
        text = bytes_from(text, t.used);
    else if (entry_time_at_end(r->zones, dates, &t))
        text = bytes_cut(text, 0, t.start);
    else
        t = (struct entry_time){.at = WHEN_UNKNOWN, .end = WHEN_UNKNOWN, .unreadable = true};
    buf_add(out, text);
    *ret_time = t;
    while (i < end) {
        bool fence = read_is_fence(&v[i]);
        if (v[i].kind == LINE_BLANK || (v[i].kind == LINE_SKIP && !fence)) {
            i++;
            continue;
        }
        if (out->n)
            buf_putc(out, '\n');
        if (v[i].kind == LINE_CODE || fence) {
            *ret_flags |= SIGNAL_CODE;
            buf_add(out, v[i].quoted || fence ? v[i].text : v[i].raw);
            i++;
            continue;
        }
        if (v[i].kind == LINE_ITEM && out->n) // at the start it would be the title's
            buf_puts(out, "- ");
        i = add_paragraph(r, i, end, out);
    }
    buf_done(&head);
}

/* "<mira> queue is full": a line of a chat log. */
static void
take_nick(struct found *f)
{
    ptrdiff_t end = bytes_find_char(bytes_cut(f->text, 0, 40), '>');
    if (!bytes_starts(f->text, "<") || end < 2 || (size_t)end + 2 >= f->text.n || f->text.p[end + 1] != ' ')
        return;
    struct bytes nick = bytes_trim(bytes_cut(f->text, 1, (size_t)end - 1));
    for (size_t i = 0; i < nick.n; i++)
        if (!ascii_is_alnum(nick.p[i]) && (!nick.p[i] || !strchr("_-.[]{}|^@+~&%`\\", nick.p[i])))
            return;
    while (nick.n && strchr("@+~&%", nick.p[0]))
        nick = bytes_from(nick, 1);
    f->actor = nick;
    f->kind = KIND_CHAT;
    f->text = bytes_trim(bytes_from(f->text, (size_t)end + 1));
}

/* "-!- bob has joined #ops": a chat log's own remark, of which the first dash went with the time. */
static void
take_remark(struct found *f)
{
    if (!bytes_starts(f->text, "!- "))
        return;
    f->text = bytes_from(f->text, 3);
    f->kind = KIND_CHAT;
    f->flags |= SIGNAL_SYSTEM;
}

enum err
read_lines(struct reader *r, uint32_t first, uint32_t end, bool undated)
{
    for (uint32_t i = first; i < end; i++)
        r->taken[i] = true;
    struct found f = {.kind = KIND_NOTE, .at = WHEN_UNKNOWN, .end = WHEN_UNKNOWN};
    struct entry_time t;
    build(r, first, end, &t, &f.flags);
    f.text = bytes_trim(buf_bytes(&r->text));
    // People do not write date and seconds before each line; programs do.
    bool machine = r->lines.v[first].kind == LINE_TEXT && !r->in_timeline && t.has_date && t.has_clock &&
                   t.at.precision <= PRECISION_SECOND && !t.start;
    f.kind = machine ? KIND_LOG : KIND_NOTE;
    if (r->lines.v[first].kind == LINE_TEXT)
        take_nick(&f);
    take_remark(&f);
    struct day_run run = r->run;
    if (!undated)
        f.at = day_run_place(r->zones, &run, &t, &f.end);
    if (!t.start || !t.has_date) // "Resolved 2020-02-12 12:07" is a fact of its own: what follows goes on without it
        r->run = run;
    if (!f.text.n)
        return OK; // a time at which nothing is said to have happened
    f.raw = lines_raw(r, first, end);
    return read_add(r, &f);
}

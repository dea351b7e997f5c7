/* What Markdown and HTML of a post-mortem share, and the Markdown. */
#include "postmortem_export.h"

#include "../text/html.h"
#include "../text/markdown.h"
#include "postmortem_inside.h"
#include "timeline_export.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAMED_EVENTS_MAX = 2000, LABEL_MAX_BYTES = 40, LINK_MAX_BYTES = 60 };

/* ---- HTML of a section ---- */

struct shown {
    const struct block_data *data;
    uint32_t blocks_left;
};

static bool
html_block(void *ctx, struct bytes info, struct bytes text, struct buf *out)
{
    struct shown *shown = ctx;
    (void)text;
    if (!shown->blocks_left || out->full)
        return false;
    shown->blocks_left--;
    return block_html(shown->data, info, out);
}

static bool
html_event(void *ctx, struct bytes id, struct bytes *ret_title)
{
    const struct shown *shown = ctx;
    uint32_t incident;
    const struct event *e = block_event(shown->data, id, &incident);
    if (e)
        *ret_title = e->title;
    return e;
}

enum err
section_html(const struct block_data *data, struct bytes markdown, int heading_shift, struct buf *out, struct why *why)
{
    struct shown shown = {.data = data, .blocks_left = BLOCKS_MAX};
    struct html_options o = {.heading_shift = heading_shift, .ctx = &shown, .block = html_block, .event = html_event};
    return html_from_markdown(markdown, &o, out, why);
}

/* ---- the facts below the title ---- */

void
postmortem_facts(const struct postmortem_export *x, uint32_t i, struct buf *out)
{
    const struct postmortem_incident *in = &x->postmortem->incidents[i];
    const struct timeline *t = &x->data->timelines[i].t;
    char start[40], end[40];
    snprintf(start, sizeof start, "%.16s", when_format(in->started_ms).s);
    snprintf(end, sizeof end, "%.16s", when_format(in->ended_ms).s);
    start[10] = end[10] = ' ';
    buf_printf(out, "INC-%lld, severity %d, %s", (long long)in->number, in->severity, incident_state_name(in->state));
    if (in->started_ms)
        buf_printf(out, ", %s%s%s UTC", start, in->ended_ms ? " to " : "", in->ended_ms ? end : "");
    for (uint32_t k = 0; k < t->duration_count; k++)
        if (t->durations[k].known && !t->durations[k].contradiction)
            buf_printf(out, "; %s %s", t->durations[k].name, duration_format(t->durations[k].ms).s);
}

/* ---- events that the text names ---- */

struct named {
    struct bytes label, id; // "E12", "evt_..."
};

struct names {
    struct named items[NAMED_EVENTS_MAX];
    uint32_t count;
};

static void
name_event(struct names *names, struct bytes label, struct bytes id)
{
    for (uint32_t i = 0; i < names->count; i++)
        if (bytes_eq(names->items[i].id, id))
            return;
    if (names->count < NAMED_EVENTS_MAX)
        names->items[names->count++] = (struct named){label, id};
}

/* "[label](#evt_...)" at the start of s: its length, or 0. */
static size_t
event_link(struct bytes s, struct named *ret)
{
    ptrdiff_t close = bytes_find_char(bytes_cut(s, 0, LABEL_MAX_BYTES), ']'); // near: a line may be all brackets
    if (!bytes_starts(s, "[") || close < 0 || !bytes_starts(bytes_from(s, (size_t)close), "](#evt_"))
        return 0;
    struct bytes rest = bytes_from(s, (size_t)close + 3);
    ptrdiff_t end = bytes_find_char(bytes_cut(rest, 0, LINK_MAX_BYTES), ')');
    if (end < 0)
        return 0;
    *ret = (struct named){.label = bytes_cut(s, 1, (size_t)close - 1), .id = bytes_cut(rest, 0, (size_t)end)};
    return (size_t)close + 3 + (size_t)end + 1;
}

/* A line as it stands, but for links to events, of which the mark stays: the page that they lead to is not here. */
static void
put_line(struct bytes line, struct names *names, struct buf *out)
{
    size_t from = 0;
    for (size_t i = 0; i < line.n; i++) {
        struct named n;
        size_t length = line.p[i] == '[' ? event_link(bytes_from(line, i), &n) : 0;
        if (!length)
            continue;
        buf_add(out, bytes_cut(line, from, i - from));
        buf_printf(out, "[%.*s]", BYTES_ARG(n.label));
        name_event(names, n.label, n.id);
        from = i + length;
        i = from - 1;
    }
    buf_add(out, bytes_from(line, from));
    buf_putc(out, '\n');
}

/* ---- fences ---- */

/* The fence that a line opens: its character and length; the length is 0 where it opens none. */
struct fence {
    char mark;
    size_t length;
    struct bytes info;
};

static struct fence
fence_of(struct bytes line)
{
    size_t indent = 0, n = 0;
    while (indent < line.n && indent < 4 && line.p[indent] == ' ')
        indent++;
    struct bytes s = bytes_from(line, indent);
    if (indent > 3 || !s.n || (s.p[0] != '`' && s.p[0] != '~'))
        return (struct fence){0};
    while (n < s.n && s.p[n] == s.p[0])
        n++;
    struct bytes info = bytes_trim(bytes_from(s, n));
    if (n < 3 || (s.p[0] == '`' && bytes_find_char(info, '`') >= 0))
        return (struct fence){0};
    return (struct fence){s.p[0], n, info};
}

/* Without blank lines at the end: the next block brings its own. */
static void
one_line_end(struct buf *out)
{
    while (out->n > 1 && out->p[out->n - 1] == '\n' && out->p[out->n - 2] == '\n')
        out->p[--out->n] = '\0';
}

/* A section's Markdown with its blocks filled in. */
static void
put_section(const struct block_data *data, struct bytes body, struct names *names, struct buf *out)
{
    struct bytes rest = body, line;
    struct fence open = {0};
    uint32_t blocks_left = BLOCKS_MAX;
    bool live = false;
    while (bytes_line(&rest, &line)) {
        struct fence f = fence_of(line);
        if (open.length) {
            bool closes = f.length >= open.length && f.mark == open.mark && !f.info.n;
            if (!live) {
                buf_add(out, line);
                buf_putc(out, '\n');
            }
            if (closes)
                open = (struct fence){0};
            continue;
        }
        if (!f.length) {
            put_line(line, names, out);
            continue;
        }
        open = f;
        live = blocks_left && !out->full && block_is_known(f.info);
        if (live) {
            one_line_end(out);
            block_markdown(data, f.info, out);
            blocks_left--;
            continue;
        }
        buf_add(out, line);
        buf_putc(out, '\n');
    }
}

/* ---- the document ---- */

static void
put_named(const struct postmortem_export *x, const struct names *names, struct buf *out)
{
    struct markdown m = {.buf = out};
    if (!names->count)
        return;
    markdown_heading(&m, 2);
    markdown_puts(&m, "Events named above");
    for (uint32_t i = 0; i < names->count; i++) {
        uint32_t incident;
        const struct event *e = block_event(x->data, names->items[i].id, &incident);
        markdown_item(&m, 0);
        markdown_text(&m, names->items[i].label);
        if (!e) {
            markdown_puts(&m, ": no longer in the timeline");
            continue;
        }
        markdown_puts(&m, ": ");
        markdown_puts(&m, time_format(e->at).s);
        markdown_puts(&m, " UTC, ");
        markdown_text(&m, e->title);
        markdown_puts(&m, " (");
        markdown_puts(&m, e->source);
        markdown_puts(&m, ")");
    }
    markdown_end(&m);
}

void
postmortem_markdown(const struct postmortem_export *x, struct buf *out)
{
    struct names *names = calloc(1, sizeof *names); // too large for a stack
    struct markdown m = {.buf = out};
    if (!names)
        abort();
    markdown_heading(&m, 1);
    markdown_text(&m, x->postmortem->title);
    for (uint32_t i = 0; i < x->postmortem->incident_count; i++) {
        struct buf facts = {0};
        postmortem_facts(x, i, &facts);
        markdown_paragraph(&m);
        markdown_text(&m, buf_bytes(&facts));
        buf_done(&facts);
    }
    markdown_end(&m);
    for (uint32_t i = 0; i < x->section_count; i++) {
        struct markdown h = {.buf = out};
        one_line_end(out);
        markdown_heading(&h, 2);
        markdown_text(&h, x->sections[i].title);
        markdown_end(&h);
        buf_putc(out, '\n');
        put_section(x->data, x->sections[i].body, names, out);
    }
    one_line_end(out);
    put_named(x, names, out);
    free(names);
}

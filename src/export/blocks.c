/*
 * Live data blocks. Each is written once, as rows of cells; what a cell becomes - HTML or Markdown - is the writer's
 * affair (struct table), so that a page and an export say the same.
 */
#include "blocks.h"

#include "../chart/timeline_chart.h"
#include "../text/html.h"
#include "../text/markdown.h"
#include "timeline_export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PICTURE_WIDTH = 960, COLUMNS_MAX = 6 };

/* ---- tables ---- */

struct table {
    struct buf *html; // one of these two
    struct markdown *md;
    const char *name; // its class
    bool open;
};

static void
table_open(struct table *t, const char *const *heads)
{
    uint32_t columns = 0;
    while (heads[columns])
        columns++;
    t->open = true;
    if (t->md)
        markdown_table(t->md, columns);
    else
        buf_printf(t->html, "<table class=\"live %s\"><thead><tr>", t->name);
    for (uint32_t i = 0; i < columns; i++) {
        if (t->md) {
            markdown_cell(t->md);
            markdown_puts(t->md, heads[i]);
        } else {
            buf_printf(t->html, "<th scope=\"col\">%s</th>", heads[i]);
        }
    }
    if (!t->md)
        buf_puts(t->html, "</tr></thead><tbody>");
}

static void
row_open(struct table *t, struct bytes event_id)
{
    if (t->md)
        return;
    buf_puts(t->html, "<tr");
    if (event_id.n) {
        buf_puts(t->html, " data-event=\"");
        html_text(t->html, event_id);
        buf_putc(t->html, '"');
    }
    buf_putc(t->html, '>');
}

static void
row_close(struct table *t)
{
    if (!t->md)
        buf_puts(t->html, "</tr>");
}

static void
cell(struct table *t, struct bytes text)
{
    if (t->md) {
        markdown_cell(t->md);
        markdown_text(t->md, text);
        return;
    }
    buf_puts(t->html, "<td>");
    html_text(t->html, text);
    buf_puts(t->html, "</td>");
}

/* A time; the page shows it in its reader's zone. */
static void
cell_time(struct table *t, struct when at)
{
    struct time_text text = time_format(at);
    if (t->md || at.precision == PRECISION_UNKNOWN) {
        cell(t, bytes_of(text.s));
        return;
    }
    buf_printf(t->html, "<td><time datetime=\"%s\">%s</time></td>", when_format(at.ms).s, text.s);
}

static void
table_close(struct table *t)
{
    if (t->open && !t->md)
        buf_puts(t->html, "</tbody></table>");
    t->open = false;
}

/* A sentence instead of, or below, a table. */
static void
say(struct table *t, const char *text)
{
    table_close(t);
    if (t->md) {
        markdown_paragraph(t->md);
        markdown_puts(t->md, text);
    } else {
        buf_puts(t->html, "<p class=\"live empty\">");
        html_text(t->html, bytes_of(text));
        buf_puts(t->html, "</p>");
    }
}

/* With several incidents each has its own table, under its name. */
static void
name_incident(struct table *t, const struct block_data *data, uint32_t i)
{
    if (data->count < 2)
        return;
    char label[40];
    snprintf(label, sizeof label, "INC-%lld: ", (long long)data->incidents[i].number);
    if (t->md) {
        markdown_paragraph(t->md);
        markdown_puts(t->md, label);
        markdown_text(t->md, data->incidents[i].title);
        return;
    }
    buf_printf(t->html, "<p class=\"live of\">%s", label);
    html_text(t->html, data->incidents[i].title);
    buf_puts(t->html, "</p>");
}

/* ---- the blocks ---- */

struct request {
    const struct block_data *data;
    uint32_t i;        // which incident
    struct bytes more; // the word behind the block's name
    struct table *out;
};

static void
put_timeline(const struct request *r)
{
    static const char *const heads[] = {"Time (UTC)", "What happened", "Who", "Source", NULL};
    const struct timeline *t = &r->data->timelines[r->i].t;
    bool all = bytes_is(r->more, "all");
    uint32_t rows = 0, left = 0;
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        if (!all && !e->key)
            continue;
        if (rows == BLOCK_ROWS_MAX) {
            left++;
            continue;
        }
        if (!rows++)
            table_open(r->out, heads);
        row_open(r->out, r->data->timelines[r->i].records[i].id);
        cell_time(r->out, e->at);
        cell(r->out, e->title);
        cell(r->out, e->actor);
        cell(r->out, bytes_of(e->source));
        row_close(r->out);
    }
    table_close(r->out);
    char text[100];
    snprintf(text, sizeof text, "%u more are not shown here.", left);
    if (left || !rows)
        say(r->out, left ? text : "The timeline has no line to show yet.");
}

static void
put_moments(const struct request *r)
{
    static const char *const heads[] = {"Moment", "Time (UTC)", "Because", "Decided", NULL};
    const struct stored_timeline *st = &r->data->timelines[r->i];
    uint32_t rows = 0;
    for (int k = 0; k < MOMENT_MAX; k++) {
        const struct moment *m = &st->t.moments[k];
        if (!m->found)
            continue;
        if (!rows++)
            table_open(r->out, heads);
        row_open(r->out, st->moments[k].event_id);
        cell(r->out, bytes_of(moment_name((enum moment_kind)k)));
        cell_time(r->out, m->at);
        cell(r->out, st->moments[k].note.n ? st->moments[k].note : bytes_of(m->because));
        cell(r->out, bytes_of(moment_state_name(st->moments[k].state)));
        row_close(r->out);
    }
    table_close(r->out);
    if (!rows)
        say(r->out, "No moment is known yet.");
}

static void
put_durations(const struct request *r)
{
    static const char *const heads[] = {"Measure", "Length", "What is measured", NULL};
    const struct timeline *t = &r->data->timelines[r->i].t;
    uint32_t rows = 0;
    for (uint32_t i = 0; i < t->duration_count; i++) {
        const struct duration *d = &t->durations[i];
        if (!d->known)
            continue;
        if (!rows++)
            table_open(r->out, heads);
        char length[80];
        snprintf(length, sizeof length, "%s%s", d->about ? "about " : "", duration_format(d->ms).s);
        row_open(r->out, BYTES_NONE);
        cell(r->out, bytes_of(d->name));
        cell(r->out, bytes_of(length));
        cell(r->out, bytes_of(d->contradiction ? d->contradiction : d->definition));
        row_close(r->out);
    }
    table_close(r->out);
    if (!rows)
        say(r->out, "No length of time can be measured yet: it takes two moments.");
}

static void
put_impact(const struct request *r)
{
    static const char *const heads[] = {"Severity", "Impact from (UTC)", "Until (UTC)", "Length", NULL};
    const struct timeline *t = &r->data->timelines[r->i].t;
    const struct moment *from = &t->moments[MOMENT_IMPACT_STARTED], *to = &t->moments[MOMENT_MITIGATED];
    if (!to->found)
        to = &t->moments[MOMENT_RESOLVED];
    char severity[20];
    snprintf(severity, sizeof severity, "%d", r->data->incidents[r->i].severity);
    table_open(r->out, heads);
    row_open(r->out, BYTES_NONE);
    cell(r->out, bytes_of(severity));
    cell_time(r->out, from->found ? from->at : WHEN_UNKNOWN);
    cell_time(r->out, to->found ? to->at : WHEN_UNKNOWN);
    cell(r->out, from->found && to->found ? bytes_of(duration_format(to->at.ms - from->at.ms).s) : BYTES("unknown"));
    row_close(r->out);
    table_close(r->out);
}

/* Everybody who spoke or acted, in the order in which they came. */
static void
put_people(const struct request *r)
{
    enum { PEOPLE_SHOWN = 200 };
    static const char *const heads[] = {"Who", "Team", "Role", "First seen (UTC)", "Lines", NULL};
    const struct timeline *t = &r->data->timelines[r->i].t;
    const struct event *first[PEOPLE_SHOWN];
    uint32_t lines[PEOPLE_SHOWN], n = 0;
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        uint32_t k = 0;
        if (!e->actor.n || !e->in_window || (e->flags & SIGNAL_BOT))
            continue;
        while (k < n && !bytes_eq_nocase(first[k]->actor, e->actor))
            k++;
        if (k == PEOPLE_SHOWN)
            continue;
        if (k == n) {
            first[n] = e;
            lines[n++] = 0;
        }
        lines[k]++;
    }
    if (!n) {
        say(r->out, "Nobody is named in the timeline yet.");
        return;
    }
    table_open(r->out, heads);
    for (uint32_t k = 0; k < n; k++) {
        char count[20];
        snprintf(count, sizeof count, "%u", lines[k]);
        row_open(r->out, BYTES_NONE);
        cell(r->out, first[k]->actor);
        cell(r->out, first[k]->team);
        cell(r->out, first[k]->role);
        cell_time(r->out, first[k]->at);
        cell(r->out, bytes_of(count));
        row_close(r->out);
    }
    table_close(r->out);
}

static void
put_picture(const struct request *r)
{
    const struct stored_timeline *st = &r->data->timelines[r->i];
    if (!st->t.event_count || r->out->md) {
        say(r->out,
            st->t.event_count ? "(The picture of the timeline is in the HTML form.)" : "There is nothing to draw yet.");
        return;
    }
    struct timeline_chart chart = timeline_chart_default(&st->t);
    struct arena ids = {.max_bytes = (size_t)64 << 20}; // of TIMELINE_EVENTS_MAX events
    chart.width = PICTURE_WIDTH;
    chart.standalone = false;
    chart.event_ids = stored_timeline_ids(&ids, st, &chart.event_id_count);
    buf_puts(r->out->html, "<figure class=\"live picture\">");
    timeline_chart_svg(r->out->html, &st->t, &chart);
    buf_puts(r->out->html, "</figure>");
    arena_done(&ids);
}

// clang-format off
const struct block_kind block_kinds[] = {
    {"timeline",  "The key events; `timeline all` shows every event."},
    {"moments",   "When it started, was detected, declared, acknowledged, mitigated and resolved."},
    {"durations", "The lengths of time between these moments."},
    {"impact",    "Severity, and from when to when users felt it."},
    {"people",    "Who took part, with team, role and when they came."},
    {"picture",   "The timeline as a picture."},
    {0},
};
static void (*const block_puts[])(const struct request *r) = {
    put_timeline, put_moments, put_durations, put_impact, put_people, put_picture,
};
// clang-format on

/* ---- by name ---- */

/* Which row the info string names, and what stands behind the name; -1: none. */
static int
find_kind(struct bytes info, struct bytes *ret_more)
{
    struct bytes rest = bytes_trim(info), word = BYTES_NONE;
    if (!bytes_split(&rest, ' ', &word) || !bytes_is(word, "aftermath"))
        return -1;
    rest = bytes_trim(rest);
    if (!bytes_split(&rest, ' ', &word))
        return -1;
    *ret_more = bytes_trim(rest);
    for (int k = 0; block_kinds[k].name; k++)
        if (bytes_is(word, block_kinds[k].name))
            return k;
    return -1;
}

bool
block_is_known(struct bytes info)
{
    struct bytes more;
    return find_kind(info, &more) >= 0;
}

static bool
write_block(const struct block_data *data, struct bytes info, struct table *t)
{
    struct request r = {.data = data, .out = t};
    int kind = find_kind(info, &r.more);
    if (kind < 0)
        return false;
    t->name = block_kinds[kind].name;
    for (r.i = 0; r.i < data->count; r.i++) {
        name_incident(t, data, r.i);
        block_puts[kind](&r);
    }
    if (!data->count)
        say(t, "This post-mortem has no incident yet.");
    return true;
}

bool
block_html(const struct block_data *data, struct bytes info, struct buf *out)
{
    return write_block(data, info, &(struct table){.html = out});
}

bool
block_markdown(const struct block_data *data, struct bytes info, struct buf *out)
{
    struct markdown m = {.buf = out};
    bool is = write_block(data, info, &(struct table){.md = &m});
    if (is)
        markdown_end(&m);
    return is;
}

/* ---- data ---- */

static int
ref_cmp(const void *a, const void *b)
{
    const struct block_event_ref *x = a, *y = b;
    return bytes_cmp(x->id, y->id);
}

static void
sort_events(struct cx *cx, struct block_data *data)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < data->count; i++)
        n += data->timelines[i].t.event_count;
    struct block_event_ref *refs = arena_new_n(cx->arena, struct block_event_ref, n);
    for (uint32_t i = 0; i < data->count; i++)
        for (uint32_t k = 0; k < data->timelines[i].t.event_count; k++)
            refs[data->by_id_count++] =
                (struct block_event_ref){.id = data->timelines[i].records[k].id, .incident = i, .event = k};
    qsort(refs, n, sizeof *refs, ref_cmp);
    data->by_id = refs;
}

enum err
block_data_load(struct cx *cx, const struct postmortem *p, struct block_data *ret)
{
    struct stored_timeline *timelines = arena_new_n(cx->arena, struct stored_timeline, p->incident_count);
    for (uint32_t i = 0; i < p->incident_count; i++) {
        enum err e = incident_timeline(cx, p->incidents[i].id, &(struct timeline_wish){0}, &timelines[i]);
        if (e)
            return e;
    }
    *ret = (struct block_data){.incidents = p->incidents, .timelines = timelines, .count = p->incident_count};
    sort_events(cx, ret);
    return OK;
}

static bool
find_slowly(const struct block_data *data, struct bytes id, struct block_event_ref *ret)
{
    for (uint32_t i = 0; i < data->count; i++)
        for (uint32_t k = 0; k < data->timelines[i].t.event_count; k++)
            if (bytes_eq(data->timelines[i].records[k].id, id)) {
                *ret = (struct block_event_ref){.incident = i, .event = k};
                return true;
            }
    return false;
}

const struct event *
block_event(const struct block_data *data, struct bytes id, uint32_t *ret_incident)
{
    struct block_event_ref want = {.id = id};
    const struct block_event_ref *found = NULL;
    if (data->by_id_count)
        found = bsearch(&want, data->by_id, data->by_id_count, sizeof want, ref_cmp);
    else if (!data->by_id && find_slowly(data, id, &want))
        found = &want;
    if (!found)
        return NULL;
    *ret_incident = found->incident;
    return &data->timelines[found->incident].t.events[found->event];
}

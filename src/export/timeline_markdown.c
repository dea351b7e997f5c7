/* The timeline as a person reads it: what was found first, then moments and durations, then the lines. */
#include "timeline_export.h"

#include "../base/utf8.h"
#include "../text/markdown.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

enum { SHOWN_TITLE_MAX_BYTES = 300, REASONS_SHOWN = 6 };

struct duration_text
duration_format(int64_t ms)
{
    struct duration_text t;
    const char *sign = ms < 0 ? "-" : "";
    uint64_t abs_ms = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    uint64_t s = abs_ms / 1000, min = s / 60, h = min / 60, d = h / 24;
    if (d)
        snprintf(t.s, sizeof t.s, "%s%" PRIu64 " d %" PRIu64 " h", sign, d, h % 24);
    else if (h)
        snprintf(t.s, sizeof t.s, "%s%" PRIu64 " h %02" PRIu64 " min", sign, h, min % 60);
    else if (min)
        snprintf(t.s, sizeof t.s, "%s%" PRIu64 " min", sign, min);
    else if (s || !abs_ms)
        snprintf(t.s, sizeof t.s, "%s%" PRIu64 " s", sign, s);
    else
        snprintf(t.s, sizeof t.s, "%s%" PRIu64 " ms", sign, abs_ms);
    return t;
}

struct time_text
time_format(struct when at)
{
    struct time_text t;
    struct when_text iso = when_format(at.ms);
    switch ((enum precision)at.precision) {
    case PRECISION_MILLISECOND:
    case PRECISION_SECOND:
        snprintf(t.s, sizeof t.s, "%.10s %.8s", iso.s, iso.s + 11);
        break;
    case PRECISION_MINUTE:
        snprintf(t.s, sizeof t.s, "%.10s %.5s", iso.s, iso.s + 11);
        break;
    case PRECISION_ABOUT:
        snprintf(t.s, sizeof t.s, "%.10s about %.5s", iso.s, iso.s + 11);
        break;
    case PRECISION_DAY:
        snprintf(t.s, sizeof t.s, "%.10s", iso.s);
        break;
    case PRECISION_UNKNOWN:
    case PRECISION_MAX:
        snprintf(t.s, sizeof t.s, "unknown");
        break;
    }
    return t;
}

static void
put_text_cell(struct markdown *m, struct bytes text)
{
    markdown_cell(m);
    markdown_text(m, text);
}

/* Plain numbers, no links to them: most people read this in a terminal, where anchors would stand in each line. */
static void
put_number(struct markdown *m, uint32_t number)
{
    char text[16];
    snprintf(text, sizeof text, "E%" PRIu32, number);
    markdown_puts(m, text);
}

/* A title, with what stands between backticks as code. */
static void
put_title(struct markdown *m, struct bytes title)
{
    struct bytes rest = title;
    while (rest.n) {
        ptrdiff_t open = bytes_find_char(rest, '`');
        ptrdiff_t close = open < 0 ? -1 : bytes_find_char(bytes_from(rest, (size_t)open + 1), '`');
        if (close <= 0) {
            markdown_text(m, rest);
            return;
        }
        markdown_text(m, bytes_cut(rest, 0, (size_t)open));
        markdown_code(m, bytes_cut(rest, (size_t)open + 1, (size_t)close));
        rest = bytes_from(rest, (size_t)(open + close) + 2);
    }
}

static void
put_window(struct markdown *m, const struct timeline *t)
{
    const struct window *w = &t->window;
    char line[WHY_MAX_BYTES * 2];
    struct when_text from = when_format(w->from_ms), to = when_format(w->to_ms);
    markdown_paragraph(m);
    if (w->event_count)
        snprintf(line, sizeof line, "%s from %.10s %.5s to %.10s %.5s UTC (%s), %u of %u events. Why: %s.",
                 w->proposed ? "Proposed incident window:" : "Incident window:", from.s, from.s + 11, to.s, to.s + 11,
                 duration_format(w->to_ms - w->from_ms).s, w->event_count, t->event_count, w->because);
    else
        snprintf(line, sizeof line, "No event lies in the incident's window: %s.", w->because);
    markdown_puts(m, line);
    if (t->other_count) {
        uint32_t all = t->other_count + t->others_more;
        markdown_paragraph(m);
        snprintf(line, sizeof line,
                 "The evidence holds %u more stretch%s that look%s like another incident; choose one with "
                 "--incident-from and --incident-to:",
                 all, all == 1 ? "" : "es", all == 1 ? "s" : "");
        markdown_puts(m, line);
        for (uint32_t i = 0; i < t->other_count; i++) {
            markdown_item(m, 0);
            markdown_puts(m, t->others[i].because);
        }
        if (t->others_more) {
            markdown_item(m, 0);
            snprintf(line, sizeof line, "and %u more", t->others_more);
            markdown_puts(m, line);
        }
    }
}

static void
put_notes(struct markdown *m, const struct timeline *t)
{
    for (uint32_t i = 0; i < t->note_count; i++) {
        markdown_item(m, 0);
        markdown_puts(m, t->notes[i]);
    }
}

static void
put_moments(struct markdown *m, const struct timeline *t)
{
    markdown_heading(m, 2);
    markdown_puts(m, "Moments");
    markdown_table(m, 5);
    for (const char *const *h = (const char *const[]){"Moment", "Time (UTC)", "Event", "Sure", "Why", NULL}; *h; h++)
        put_text_cell(m, bytes_of(*h));
    for (int i = 0; i < MOMENT_MAX; i++) {
        const struct moment *mo = &t->moments[i];
        char sure[16];
        put_text_cell(m, bytes_of(moment_name((enum moment_kind)i)));
        if (!mo->found) {
            put_text_cell(m, BYTES("not found"));
            for (int k = 0; k < 3; k++)
                put_text_cell(m, BYTES_NONE);
            continue;
        }
        snprintf(sure, sizeof sure, "%d %%", mo->confidence);
        put_text_cell(m, bytes_of(time_format(mo->at).s));
        markdown_cell(m);
        put_number(m, mo->event);
        put_text_cell(m, bytes_of(sure));
        put_text_cell(m, bytes_of(mo->because));
    }
}

static void
put_durations(struct markdown *m, const struct timeline *t)
{
    bool any = false;
    for (uint32_t i = 0; i < t->duration_count; i++)
        any |= t->durations[i].known;
    if (!any)
        return;
    markdown_heading(m, 2);
    markdown_puts(m, "Durations");
    markdown_table(m, 3);
    for (const char *const *h = (const char *const[]){"Duration", "Length", "What is measured", NULL}; *h; h++)
        put_text_cell(m, bytes_of(*h));
    for (uint32_t i = 0; i < t->duration_count; i++) {
        const struct duration *d = &t->durations[i];
        char length[64];
        if (!d->known)
            continue;
        snprintf(length, sizeof length, "%s%s", d->about ? "about " : "", duration_format(d->ms).s);
        put_text_cell(m, bytes_of(d->name));
        put_text_cell(m, bytes_of(length));
        put_text_cell(m, bytes_of(d->definition));
    }
}

static void
put_gaps(struct markdown *m, const struct timeline *t)
{
    if (!t->gap_count)
        return;
    markdown_heading(m, 2);
    markdown_puts(m, "Silent intervals");
    for (uint32_t i = 0; i < t->gap_count; i++) {
        const struct gap *g = &t->gaps[i];
        char line[128];
        struct when_text from = when_format(g->from_ms), to = when_format(g->to_ms);
        snprintf(line, sizeof line, "%.10s %.5s to %.5s UTC, %s: nothing between ", from.s, from.s + 11, to.s + 11,
                 duration_format(g->to_ms - g->from_ms).s);
        markdown_item(m, 0);
        markdown_puts(m, line);
        put_number(m, g->before);
        markdown_puts(m, " and ");
        put_number(m, g->after);
    }
}

static void
put_contradictions(struct markdown *m, const struct timeline *t)
{
    if (!t->contradiction_count)
        return;
    markdown_heading(m, 2);
    markdown_puts(m, "Times that cannot all be true");
    for (uint32_t i = 0; i < t->contradiction_count; i++) {
        markdown_item(m, 0);
        markdown_puts(m, t->contradictions[i]);
    }
}

static void
put_reasons(struct markdown *m, const struct event *e)
{
    for (uint32_t i = 0; i < e->reason_count && i < REASONS_SHOWN; i++) {
        const struct reason *r = &e->reasons[i];
        char points[16];
        snprintf(points, sizeof points, " %+d", r->points);
        markdown_puts(m, i ? ", " : "");
        markdown_puts(m, r->name);
        if (r->words.n) {
            markdown_puts(m, " \"");
            markdown_text(m, utf8_cut(r->words, 40));
            markdown_puts(m, "\"");
        }
        markdown_puts(m, points);
    }
}

static void
put_who(struct markdown *m, const struct event *e)
{
    markdown_cell(m);
    markdown_text(m, e->actor);
    if (e->role.n || e->team.n) {
        markdown_puts(m, " (");
        markdown_text(m, e->role.n ? e->role : e->team);
        if (e->role.n && e->team.n) {
            markdown_puts(m, ", ");
            markdown_text(m, e->team);
        }
        markdown_puts(m, ")");
    }
}

static void
put_sources(struct markdown *m, const struct timeline *t, const struct event *e)
{
    markdown_cell(m);
    const char *shown[8];
    size_t n = 0;
    for (uint32_t i = 0; i < e->signal_count && n < sizeof shown / sizeof *shown; i++) {
        const char *source = t->signals[e->signals[i]].source;
        bool seen = false;
        for (size_t k = 0; k < n; k++)
            seen |= shown[k] == source;
        if (seen)
            continue;
        shown[n++] = source;
        markdown_puts(m, n > 1 ? ", " : "");
        if (e->url.n && n == 1)
            markdown_link(m, bytes_of(source), e->url);
        else
            markdown_puts(m, source);
    }
}

static void
put_event(struct markdown *m, const struct timeline *t, const struct event *e, const struct timeline_view *view)
{
    char number[16];
    snprintf(number, sizeof number, "E%" PRIu32, e->number);
    markdown_cell(m);
    if (e->key && !view->key_only)
        markdown_strong(m, number);
    else
        markdown_puts(m, number);
    put_text_cell(m, bytes_of(time_format(e->at).s));
    if (e->end.precision != PRECISION_UNKNOWN && e->end.ms - e->at.ms >= 60 * 1000) {
        bool same_day = e->end.ms / DAY_MS == e->at.ms / DAY_MS;
        markdown_puts(m, " to ");
        markdown_puts(m, time_format(e->end).s + (same_day && e->end.precision < PRECISION_ABOUT ? 11 : 0));
    }
    struct bytes title = utf8_cut(e->title, SHOWN_TITLE_MAX_BYTES);
    markdown_cell(m);
    put_title(m, title);
    if (title.n < e->title.n)
        markdown_puts(m, " ...");
    put_who(m, e);
    put_sources(m, t, e);
    if (view->explain) {
        char points[16];
        snprintf(points, sizeof points, "%d: ", e->significance);
        markdown_cell(m);
        markdown_puts(m, points);
        put_reasons(m, e);
    }
}

enum part { PART_BEFORE, PART_INSIDE, PART_AFTER, PART_UNDATED };

static enum part
part_of(const struct timeline *t, const struct event *e)
{
    if (e->in_window)
        return PART_INSIDE;
    if (e->at.precision == PRECISION_UNKNOWN)
        return PART_UNDATED;
    return e->at.ms < t->window.from_ms ? PART_BEFORE : PART_AFTER;
}

static void
put_part(struct markdown *m, const struct timeline *t, enum part part, const char *heading,
         const struct timeline_view *view)
{
    bool begun = false;
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        if (part_of(t, e) != part || (view->key_only && !e->key))
            continue;
        if (!begun) {
            markdown_heading(m, 2);
            markdown_puts(m, heading);
            markdown_table(m, view->explain ? 6 : 5);
            for (const char *const *h =
                     (const char *const[]){"Event", "Time (UTC)", "What happened", "Who", "Source", NULL};
                 *h; h++)
                put_text_cell(m, bytes_of(*h));
            if (view->explain)
                put_text_cell(m, BYTES("Why it is or is not key"));
            begun = true;
        }
        put_event(m, t, e, view);
    }
}

void
timeline_markdown(struct buf *out, const struct timeline *t, const struct timeline_view *view)
{
    struct markdown m = {.buf = out};
    markdown_heading(&m, 1);
    markdown_text(&m, view->title.n ? view->title : BYTES("Timeline"));
    put_window(&m, t);
    put_notes(&m, t);
    put_moments(&m, t);
    put_durations(&m, t);
    put_contradictions(&m, t);
    put_gaps(&m, t);
    if (!view->key_only) {
        markdown_paragraph(&m);
        markdown_puts(&m, "Numbers in bold mark the key timeline.");
        put_part(&m, t, PART_BEFORE, "Context before", view);
    }
    put_part(&m, t, PART_INSIDE, view->key_only ? "Key timeline" : "The incident", view);
    if (!view->key_only) {
        put_part(&m, t, PART_AFTER, "Context after", view);
        put_part(&m, t, PART_UNDATED, "Without a time", view);
    }
    markdown_end(&m);
}

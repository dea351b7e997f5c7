/*
 * The timeline for a terminal: one event a line, folded at the terminal's width, the time and the mark of key events in
 * front so that the eye can run down.
 */
#include "timeline_export.h"

#include "../base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    WIDTH_MIN = 60,
    TIME_COLUMN = 10,  // "09:31:02  "
    KIND_COLUMN = 8,   // "deploy  "
    NUMBER_COLUMN = 6, // "E123  "
    MARK_COLUMN = 2,   // "* "
    INDENT = MARK_COLUMN + TIME_COLUMN + NUMBER_COLUMN + KIND_COLUMN,
    REASONS_SHOWN = 6,
};

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

struct page {
    struct buf *out;
    const struct timeline_terminal *term;
    int column; // of the next character
};

static void
style(struct page *p, const char *code)
{
    if (p->term->color)
        buf_printf(p->out, "\033[%sm", code);
}

/* Characters that a terminal would obey, or that turn the direction of writing around. */
static bool
is_harmless(uint32_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    bool direction =
        (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x61c;
    return !control && !direction;
}

/* A word, on the next line when this one has no room for it. Every character counts as one column: East Asian text
 * folds a little late, which costs looks and nothing else. */
static void
put_word(struct page *p, struct bytes word, int indent)
{
    int width = 0;
    for (size_t i = 0; i < word.n;) {
        uint32_t c = 0;
        size_t n = utf8_decode(bytes_from(word, i), &c);
        width += n && is_harmless(c);
        i += n ? n : 1;
    }
    if (!width)
        return;
    if (p->column > indent && p->column + 1 + width > p->term->width) {
        buf_printf(p->out, "\n%*s", indent, "");
        p->column = indent;
    } else if (p->column > indent) {
        buf_putc(p->out, ' ');
        p->column++;
    }
    for (size_t i = 0; i < word.n;) {
        uint32_t c = 0;
        size_t n = utf8_decode(bytes_from(word, i), &c);
        if (n && is_harmless(c))
            buf_add(p->out, bytes_cut(word, i, n));
        i += n ? n : 1;
    }
    p->column += width;
}

static void
put_words(struct page *p, struct bytes text, int indent)
{
    struct bytes word;
    for (size_t i = 0; i < text.n;) {
        size_t end = i;
        while (end < text.n && !ascii_is_space(text.p[end]))
            end++;
        word = bytes_cut(text, i, end - i);
        if (word.n)
            put_word(p, word, indent);
        i = end + 1;
    }
}

static void
end_line(struct page *p)
{
    buf_putc(p->out, '\n');
    p->column = 0;
}

static void
put_heading(struct page *p, const char *text)
{
    end_line(p);
    style(p, "1");
    buf_puts(p->out, text);
    style(p, "0");
    end_line(p);
}

static void
put_paragraph(struct page *p, const char *text)
{
    put_words(p, bytes_of(text), 0);
    end_line(p);
}

static void
put_window(struct page *p, const struct timeline *t)
{
    char line[WHY_MAX_BYTES * 2];
    const struct window *w = &t->window;
    struct when_text from = when_format(w->from_ms), to = when_format(w->to_ms);
    style(p, "1");
    buf_printf(p->out, "%.10s %.5s to %.10s %.5s UTC, %s", from.s, from.s + 11, to.s, to.s + 11,
               duration_format(w->to_ms - w->from_ms).s);
    style(p, "0");
    end_line(p);
    snprintf(line, sizeof line, "%s: %s. %u of %u events lie inside.",
             w->proposed ? "The incident's window is proposed" : "The incident's window", w->because, w->event_count,
             t->event_count);
    put_paragraph(p, line);
    for (uint32_t i = 0; i < t->note_count; i++)
        put_paragraph(p, t->notes[i]);
    if (t->other_count) {
        snprintf(line, sizeof line,
                 "%u more stretches of the evidence look like other incidents; choose one with --incident-from and "
                 "--incident-to:",
                 t->other_count + t->others_more);
        put_paragraph(p, line);
        for (uint32_t i = 0; i < t->other_count; i++) {
            buf_puts(p->out, "  - ");
            p->column = 4;
            put_words(p, bytes_of(t->others[i].because), 4);
            end_line(p);
        }
    }
}

static void
put_moments(struct page *p, const struct timeline *t)
{
    put_heading(p, "Moments");
    for (int i = 0; i < MOMENT_MAX; i++) {
        const struct moment *m = &t->moments[i];
        buf_printf(p->out, "  %-16s", moment_name((enum moment_kind)i));
        if (m->found) {
            char line[WHY_MAX_BYTES];
            snprintf(line, sizeof line, "%s E%" PRIu32 " (%d %%): %s", time_format(m->at).s, m->event, m->confidence,
                     m->because);
            p->column = 18;
            put_words(p, bytes_of(line), 18);
        } else {
            buf_puts(p->out, "not found");
        }
        end_line(p);
    }
}

static void
put_durations(struct page *p, const struct timeline *t)
{
    bool begun = false;
    for (uint32_t i = 0; i < t->duration_count; i++) {
        const struct duration *d = &t->durations[i];
        if (!d->known)
            continue;
        if (!begun)
            put_heading(p, "Durations");
        begun = true;
        char line[256];
        snprintf(line, sizeof line, "%s%s, %s", d->about ? "about " : "", duration_format(d->ms).s, d->definition);
        buf_printf(p->out, "  %-21s", d->name);
        p->column = 23;
        put_words(p, bytes_of(line), 23);
        end_line(p);
    }
}

static void
put_rest(struct page *p, const struct timeline *t)
{
    if (t->contradiction_count)
        put_heading(p, "Times that cannot all be true");
    for (uint32_t i = 0; i < t->contradiction_count; i++)
        put_paragraph(p, t->contradictions[i]);
    if (t->gap_count)
        put_heading(p, "Silent intervals");
    for (uint32_t i = 0; i < t->gap_count; i++) {
        const struct gap *g = &t->gaps[i];
        struct when_text from = when_format(g->from_ms), to = when_format(g->to_ms);
        buf_printf(p->out, "  %.10s %.5s to %.5s, %s: nothing between E%" PRIu32 " and E%" PRIu32, from.s, from.s + 11,
                   to.s + 11, duration_format(g->to_ms - g->from_ms).s, g->before, g->after);
        end_line(p);
    }
}

static void
put_clock(struct page *p, const struct event *e)
{
    struct when_text w = when_format(e->at.ms);
    switch ((enum precision)e->at.precision) {
    case PRECISION_MILLISECOND:
    case PRECISION_SECOND:
        buf_printf(p->out, "%.8s  ", w.s + 11);
        break;
    case PRECISION_MINUTE:
        buf_printf(p->out, "%.5s     ", w.s + 11);
        break;
    case PRECISION_ABOUT:
        buf_printf(p->out, "~%.5s    ", w.s + 11);
        break;
    default:
        buf_puts(p->out, "          ");
    }
}

static void
put_event(struct page *p, const struct event *e, const struct timeline_view *view)
{
    bool strong = e->key && !view->key_only;
    if (strong)
        style(p, "1");
    buf_puts(p->out, strong ? "* " : "  ");
    put_clock(p, e);
    buf_printf(p->out, "E%-*" PRIu32 "%-*s", NUMBER_COLUMN - 1, e->number, KIND_COLUMN, kind_name((enum kind)e->kind));
    p->column = INDENT;
    if (e->actor.n) {
        put_words(p, e->actor, INDENT);
        buf_putc(p->out, ':');
        p->column++;
    }
    put_words(p, e->title, INDENT);
    if (strong)
        style(p, "0");
    if (e->signal_count > 1) {
        char more[64];
        snprintf(more, sizeof more, "[%s and %" PRIu32 " more]", e->source, e->signal_count - 1);
        style(p, "2");
        put_words(p, bytes_of(more), INDENT);
        style(p, "0");
    }
    end_line(p);
    if (!view->explain)
        return;
    char points[16];
    snprintf(points, sizeof points, "%d:", e->significance);
    buf_printf(p->out, "%*s", INDENT, "");
    p->column = INDENT;
    style(p, "2");
    put_words(p, bytes_of(points), INDENT);
    for (uint32_t i = 0; i < e->reason_count && i < REASONS_SHOWN; i++) {
        char line[160];
        const struct reason *r = &e->reasons[i];
        snprintf(line, sizeof line, "%s%s%.*s%s %+d%s", r->name, r->words.n ? " \"" : "",
                 BYTES_ARG(utf8_cut(r->words, 40)), r->words.n ? "\"" : "", r->points,
                 i + 1 < e->reason_count && i + 1 < REASONS_SHOWN ? "," : "");
        put_words(p, bytes_of(line), INDENT);
    }
    style(p, "0");
    end_line(p);
}

static void
put_events(struct page *p, const struct timeline *t, const struct timeline_view *view)
{
    int64_t last_day = INT64_MIN;
    bool inside = false, undated = false;
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        if (view->key_only && !e->key)
            continue;
        if (e->at.precision == PRECISION_UNKNOWN) {
            if (!undated)
                put_heading(p, "Without a time");
            undated = true;
        } else if (e->at.ms / DAY_MS != last_day || e->in_window != inside) {
            char heading[64];
            snprintf(heading, sizeof heading, "%.10s%s", when_format(e->at.ms).s,
                     e->in_window                   ? ""
                     : e->at.ms < t->window.from_ms ? ", before the incident"
                                                    : ", after the incident");
            put_heading(p, heading);
            last_day = e->at.ms / DAY_MS;
            inside = e->in_window;
        }
        put_event(p, e, view);
    }
}

void
timeline_text(struct buf *out, const struct timeline *t, const struct timeline_view *view,
              const struct timeline_terminal *term)
{
    struct timeline_terminal fit = *term;
    if (fit.width < WIDTH_MIN)
        fit.width = WIDTH_MIN;
    struct page p = {.out = out, .term = &fit};
    put_window(&p, t);
    put_moments(&p, t);
    put_durations(&p, t);
    put_rest(&p, t);
    put_events(&p, t, view);
    if (!view->key_only) {
        end_line(&p);
        put_paragraph(&p, "A star marks the key timeline; --key-only shows it alone.");
    }
}

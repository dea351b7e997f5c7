#include "timeline_export.h"

#include <stdio.h>

static bool
is_formula(struct bytes cell)
{
    return cell.n && bytes_find_char(BYTES("=+-@\t\r"), cell.p[0]) >= 0;
}

static void
put_cell(struct buf *out, struct bytes cell, bool last)
{
    bool quote = false, guard = is_formula(cell);
    for (size_t i = 0; i < cell.n && !quote; i++)
        quote = cell.p[i] == '"' || cell.p[i] == ',' || cell.p[i] == '\n' || cell.p[i] == '\r';
    if (quote)
        buf_putc(out, '"');
    if (guard)
        buf_putc(out, '\'');
    for (size_t i = 0, from = 0; i <= cell.n; i++)
        if (i == cell.n || cell.p[i] == '"') {
            buf_add(out, bytes_cut(cell, from, i - from));
            if (i < cell.n)
                buf_puts(out, "\"\"");
            from = i + 1;
        }
    if (quote)
        buf_putc(out, '"');
    buf_puts(out, last ? "\r\n" : ",");
}

void
timeline_csv(struct buf *out, const struct timeline *t, const struct timeline_view *view)
{
    buf_puts(out, "at,precision,kind,title,detail,actor,team,role,source,significance,key,url,signals\r\n");
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        if (view->key_only && !e->key)
            continue;
        bool unknown = e->at.precision == PRECISION_UNKNOWN;
        char significance[8];
        struct buf refs = {0};
        for (uint32_t k = 0; k < e->signal_count; k++) {
            const struct signal *s = &t->signals[e->signals[k]];
            buf_printf(&refs, "%s%s:%.*s", k ? " " : "", s->source, BYTES_ARG(s->ref));
        }
        snprintf(significance, sizeof significance, "%d", e->significance);
        put_cell(out, unknown ? BYTES_NONE : bytes_of(when_format(e->at.ms).s), false);
        put_cell(out, bytes_of(precision_name((enum precision)e->at.precision)), false);
        put_cell(out, bytes_of(kind_name((enum kind)e->kind)), false);
        put_cell(out, e->title, false);
        put_cell(out, e->detail, false);
        put_cell(out, e->actor, false);
        put_cell(out, e->team, false);
        put_cell(out, e->role, false);
        put_cell(out, bytes_of(e->source), false);
        put_cell(out, bytes_of(significance), false);
        put_cell(out, e->key ? BYTES("true") : BYTES("false"), false);
        put_cell(out, e->url, false);
        put_cell(out, buf_bytes(&refs), true);
        buf_done(&refs);
    }
}

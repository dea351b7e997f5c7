/*
 * Pages of an incident's events. One index holds their order, so that a page costs what it shows; filters are looked at
 * on the way. Numbers (E1, E2 ...) count what is shown: those of a page are counted once up to its first event and then
 * along with it.
 */
#include "event_inside.h"

#include <string.h>

// clang-format off
#define ORDER "(e.sort_ms, e.position, e.id)"
static const struct sql
    q_list = {"event_list",
        "select " EVENT_COLS EVENT_FROM " where e.incident_id = $1 and " ORDER " > ($2, $3, $4) and e.sort_ms <= $5 "
        "and ($6 = '' or e.source = $6) and ($7 = '' or coalesce(e.own_kind, e.kind) = $7) "
        "and ($8 = 0 or coalesce(e.own_key, e.is_key) = 1) and ($9 = 1 or e.hidden = $10) and e.significance >= $11 "
        "and ($12 = '' or lower(coalesce(e.own_title, e.title)) like $12 escape '\\' "
        "or lower(coalesce(e.own_detail, e.detail)) like $12 escape '\\') "
        "order by e.sort_ms, e.position, e.id limit $13"},
    q_before = {"event_list_before",
        "select count(*) from event e where e.incident_id = $1 and e.hidden = 0 and " ORDER " < ($2, $3, $4)"},
    q_along = {"event_list_along",
        "select e.id, e.hidden from event e where e.incident_id = $1 and " ORDER " >= ($2, $3, $4) "
        "order by e.sort_ms, e.position, e.id"};
// clang-format on

enum { QUERY_MAX_BYTES = 200 };

/* "%text%" in lower case; what LIKE would take for a sign of its own is escaped. */
static struct bytes
pattern_of(struct cx *cx, struct bytes q)
{
    if (!q.n)
        return BYTES_NONE;
    char *out = arena_alloc(cx->arena, 2 * q.n + 2);
    size_t n = 0;
    out[n++] = '%';
    for (size_t i = 0; i < q.n; i++) {
        if (q.p[i] == '%' || q.p[i] == '_' || q.p[i] == '\\')
            out[n++] = '\\';
        out[n++] = ascii_lower(q.p[i]);
    }
    out[n++] = '%';
    return (struct bytes){out, n};
}

/* Where the list begins: behind the cursor, or at the first moment that was asked for. */
static void
bind_start(struct stmt *s, const struct event_filter *f)
{
    bool cursor = f->has_cursor && (!f->from_ms || f->cursor_ms >= f->from_ms);
    db_i64(s, 2, cursor ? f->cursor_ms : f->from_ms ? f->from_ms : INT64_MIN);
    db_i64(s, 3, cursor ? f->cursor_position : -1);
    db_text(s, 4, cursor ? f->cursor_id : BYTES_NONE);
}

static void
bind_filter(struct cx *cx, struct stmt *s, const struct event_filter *f)
{
    int64_t to_ms = f->to_ms ? f->to_ms : f->from_ms ? EVENT_NO_TIME_MS - 1 : EVENT_NO_TIME_MS;
    db_i64(s, 5, to_ms);
    db_text(s, 6, f->source);
    db_text(s, 7, f->has_kind ? bytes_of(kind_name(f->kind)) : BYTES_NONE);
    db_i64(s, 8, f->key_only);
    db_i64(s, 9, f->hidden == 1);
    db_i64(s, 10, f->hidden == 2);
    db_i64(s, 11, f->min_significance);
    db_text(s, 12, pattern_of(cx, f->q));
}

static void
bind_order(struct stmt *s, struct bytes incident, const struct event_row *r)
{
    db_text(s, 1, incident);
    db_i64(s, 2, r->at.precision == PRECISION_UNKNOWN ? EVENT_NO_TIME_MS : r->at.ms);
    db_i64(s, 3, r->position);
    db_text(s, 4, r->id);
}

/* Every event between the first and the last of the page is one that the filter left out, or is on it. */
static enum err
number_along(struct cx *cx, struct bytes incident, struct event_row *list, uint32_t count, uint32_t number)
{
    struct stmt *s;
    bool row;
    uint32_t i = 0;
    enum err e = db_query(cx, &q_along, &s);
    if (e)
        return e;
    bind_order(s, incident, &list[0]);
    while (i < count && !(e = db_next(cx, s, &row)) && row) {
        if (bytes_eq(col_view(s, 0), list[i].id))
            list[i++].number = number;
        number += !col_i64(s, 1);
    }
    db_end(s);
    return e;
}

static enum err
number_list(struct cx *cx, struct bytes incident, const struct event_filter *f, struct event_row *list, uint32_t count)
{
    struct stmt *s;
    bool row;
    if (!count)
        return OK;
    enum err e = db_query(cx, &q_before, &s);
    if (e)
        return e;
    bind_order(s, incident, &list[0]);
    if ((e = db_next(cx, s, &row)))
        return e;
    uint32_t number = (uint32_t)col_i64(s, 0) + 1;
    db_end(s);
    if (f->source.n || f->has_kind || f->key_only || f->hidden || f->min_significance || f->q.n)
        return number_along(cx, incident, list, count, number);
    for (uint32_t i = 0; i < count; i++)
        list[i].number = number + i;
    return OK;
}

enum err
event_list(struct cx *cx, struct bytes incident, const struct event_filter *f, struct event_row **ret,
           uint32_t *ret_count, bool *ret_more)
{
    uint32_t limit = !f->limit ? 500 : f->limit < EVENT_LIST_MAX ? f->limit : EVENT_LIST_MAX, n = 0;
    struct event_window w;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (!e && f->q.n > QUERY_MAX_BYTES)
        e = fail(&cx->why, ERR_INVALID, "q must be at most %d bytes long", QUERY_MAX_BYTES);
    if (!e)
        e = event_window_load(cx, incident, &w);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_text(s, 1, incident);
    bind_start(s, f);
    bind_filter(cx, s, f);
    db_i64(s, 13, (int64_t)limit + 1);
    struct event_row *list = arena_new_n(cx->arena, struct event_row, (size_t)limit + 1);
    while (!(e = db_next(cx, s, &row)) && row) {
        struct event_stored stored = event_of_row(cx, s);
        list[n++] = event_shown(&stored, &w);
    }
    if (e)
        return e;
    *ret_more = n > limit;
    n -= *ret_more;
    *ret = list;
    *ret_count = n;
    return number_list(cx, incident, f, list, n);
}

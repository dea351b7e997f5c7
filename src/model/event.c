/* Reading events: one with all that belongs to it. Pages: event_list.c. Changes: event_edit.c. */
#include "event.h"

#include "../base/json.h"
#include "../base/random.h"
#include "event_inside.h"
#include "search.h"

#include <string.h>

// clang-format off
static const struct sql
    q_load = {"event_load", "select " EVENT_COLS ", e.main_signal, e.reasons_json" EVENT_FROM " where e.id = $1"},
    q_window = {"event_window", "select window_from_ms, window_to_ms from incident where id = $1"},
    q_number = {"event_number",
        "select count(*) from event where incident_id = $1 and hidden = 0 and (sort_ms, position, id) < ($2, $3, $4)"},
    q_sources = {"event_sources",
        "select source, count(*) from event where incident_id = $1 and hidden = 0 group by source order by 2 desc, 1"};
// clang-format on

static struct when
when_of(int64_t ms, struct bytes precision)
{
    for (int p = 0; p < PRECISION_UNKNOWN; p++)
        if (bytes_is(precision, precision_name((enum precision)p)))
            return (struct when){.ms = ms, .precision = (uint8_t)p};
    return WHEN_UNKNOWN;
}

struct event_stored
event_of_row(struct cx *cx, struct stmt *s)
{
    struct event_stored e = {
        .id = col_text(cx, s, 0),
        .incident = col_text(cx, s, 1),
        .written = col_i64(s, 2),
        .at = when_of(col_i64(s, 3), col_view(s, 4)),
        .end = when_of(col_i64(s, 5), col_view(s, 6)),
        .title = col_text(cx, s, 8),
        .detail = col_text(cx, s, 9),
        .key = col_i64(s, 10),
        .has_title = !col_is_null(s, 11),
        .has_detail = !col_is_null(s, 12),
        .has_at = !col_is_null(s, 13),
        .has_kind = !col_is_null(s, 15),
        .has_key = !col_is_null(s, 16),
        .hidden = col_i64(s, 17),
        .sort_ms = col_i64(s, 18),
    };
    kind_of_name(col_view(s, 7), &e.kind);
    if (e.has_title)
        e.own_title = col_text(cx, s, 11);
    if (e.has_detail)
        e.own_detail = col_text(cx, s, 12);
    if (e.has_at)
        e.own_at = when_of(col_i64(s, 13), col_view(s, 14));
    if (e.has_kind)
        kind_of_name(col_view(s, 15), &e.own_kind);
    e.own_key = col_i64(s, 16);
    e.rest = (struct event_row){
        .state = col_text(cx, s, 19),
        .severity = (int)col_i64(s, 20),
        .significance = (int)col_i64(s, 21),
        .in_window = col_i64(s, 22),
        .zone_assumed = col_i64(s, 23),
        .source = col_text(cx, s, 24),
        .actor = col_text(cx, s, 25),
        .team = col_text(cx, s, 26),
        .role = col_text(cx, s, 27),
        .url = col_text(cx, s, 28),
        .times = (uint32_t)col_i64(s, 29),
        .signal_count = col_i64(s, 30),
        .edited_by = col_text(cx, s, 31),
        .edited_by_name = col_text(cx, s, 32),
        .edited_ms = col_i64(s, 33),
        .version = col_i64(s, 34),
        .position = col_i64(s, 35),
    };
    return e;
}

struct event_row
event_shown(const struct event_stored *e, const struct event_window *w)
{
    struct event_row r = e->rest;
    bool by_time = e->has_at || e->written;
    r.id = e->id;
    r.incident = e->incident;
    r.written = e->written;
    r.hidden = e->hidden;
    r.at = e->has_at ? e->own_at : e->at;
    r.end = e->end;
    r.kind = e->has_kind ? e->own_kind : e->kind;
    r.title = e->has_title ? e->own_title : e->title;
    r.detail = e->has_detail ? e->own_detail : e->detail;
    r.key = e->has_key ? e->own_key : e->key;
    r.reworded = e->has_title || e->has_detail || e->has_at || e->has_kind;
    if (by_time && r.at.precision != PRECISION_UNKNOWN)
        r.in_window = (!w->from_ms && !w->to_ms) || (r.at.ms >= w->from_ms && r.at.ms <= w->to_ms);
    if (by_time && r.end.precision != PRECISION_UNKNOWN && r.end.ms < r.at.ms)
        r.end = WHEN_UNKNOWN;
    return r;
}

enum err
event_window_load(struct cx *cx, struct bytes incident, struct event_window *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_window, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no incident '%.*s'", BYTES_ARG(bytes_cut(incident, 0, ID_MAX_BYTES)));
    *ret = (struct event_window){col_i64(s, 0), col_i64(s, 1)};
    db_end(s);
    return OK;
}

enum err
event_stored_load(struct cx *cx, struct bytes id, struct event_stored *ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no event '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    *ret = event_of_row(cx, s);
    ret->main_signal = col_text(cx, s, EVENT_COL_COUNT);
    ret->reasons_json = col_text(cx, s, EVENT_COL_COUNT + 1);
    db_end(s);
    return OK;
}

static enum err
read_number(struct cx *cx, const struct event_stored *stored, uint32_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_number, &s);
    if (e)
        return e;
    db_text(s, 1, stored->incident);
    db_i64(s, 2, stored->sort_ms);
    db_i64(s, 3, stored->rest.position);
    db_text(s, 4, stored->id);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = (uint32_t)col_i64(s, 0) + 1;
    db_end(s);
    return OK;
}

static enum err
read_reasons(struct cx *cx, struct bytes text, struct event_detail *ret)
{
    struct json_parser *parser = json_parser_new();
    struct json all;
    char *room = arena_alloc(cx->arena, text.n + JSON_PADDING_BYTES);
    memcpy(room, text.p, text.n);
    enum err e = json_parse(parser, (struct bytes){room, text.n}, &all, &cx->why);
    struct event_reason *list = arena_new_n(cx->arena, struct event_reason, json_count(all));
    struct json_iter it = json_each(all);
    while (!e && json_next(&it)) {
        struct json_iter part = json_each(it.value);
        struct event_reason *r = &list[ret->reason_count++];
        if (json_next(&part))
            r->name = bytes_dup(cx->arena, json_text(part.value));
        if (json_next(&part))
            r->words = bytes_dup(cx->arena, json_text(part.value));
        if (json_next(&part))
            json_int(part.value, &r->points);
    }
    json_parser_free(parser);
    ret->reasons = list;
    return e;
}

enum err
event_load(struct cx *cx, struct bytes id, struct event_detail *ret)
{
    struct event_stored stored;
    struct event_window w;
    struct event_detail d = {0};
    struct signal_row *signals;
    enum err e = event_stored_load(cx, id, &stored);
    if (!e)
        e = event_window_load(cx, stored.incident, &w);
    if (e)
        return e;
    d.shown = event_shown(&stored, &w);
    d.has_original = !stored.written;
    d.original.at = stored.at;
    d.original.kind = stored.kind;
    d.original.title = stored.title;
    d.original.detail = stored.detail;
    d.original.key = stored.key;
    e = read_number(cx, &stored, &d.shown.number);
    if (!e)
        e = read_reasons(cx, stored.reasons_json, &d);
    if (!e)
        e = signal_rows_of_event(cx, id, &signals, &d.signal_count);
    if (e)
        return e;
    d.signals = signals;
    *ret = d;
    return OK;
}

enum err
event_sources(struct cx *cx, struct bytes incident, struct event_source **ret, uint32_t *ret_count)
{
    enum { SOURCES_MAX = 256 };
    struct event_source *list = arena_new_n(cx->arena, struct event_source, SOURCES_MAX);
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_sources, &s)))
        return e;
    db_text(s, 1, incident);
    while (!(e = db_next(cx, s, &row)) && row)
        if (n < SOURCES_MAX) {
            list[n].source = col_text(cx, s, 0);
            list[n++].events = col_i64(s, 1);
        }
    *ret = list;
    *ret_count = n;
    return e;
}

enum err
event_index(struct cx *cx, struct bytes incident, struct bytes id, struct bytes title, struct bytes detail,
            struct bytes actor, int64_t at_ms)
{
    struct bytes body = detail;
    if (actor.n)
        body = bytes_printf(cx->arena, "%.*s%s%.*s", BYTES_ARG(actor), detail.n ? "\n" : "", BYTES_ARG(detail));
    return search_put(
        cx, &(struct search_item){
                .kind = SEARCH_EVENT, .id = id, .parent = incident, .title = title, .body = body, .ms = at_ms});
}

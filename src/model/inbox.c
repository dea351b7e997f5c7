/*
 * What waits for an incident. It moves by origin - one delivery, whole - so that the entries which vouch for it stay
 * true also when one of two incidents that ask for parts of it is deleted. Signals that the incident had already stay
 * behind with their origin, and no longer wait.
 */
#include "inbox.h"

#include "../base/random.h"
#include "audit.h"
#include "incident.h"

enum { INBOX_SOURCES_MAX = 200, INBOX_COLLECT_MAX = 1000 * 1000 };

// clang-format off
static const struct sql
    q_list = {"inbox_list", "select s.source, count(*), min(s.sort_ms), max(s.sort_ms) from signal s join origin o on o.id = s.origin_id where s.incident_id is null and o.incident_id is null and s.sort_ms >= $1 and s.sort_ms <= $2 group by s.source order by s.source limit $3"},
    q_waiting = {"inbox_waiting", "select s.id, s.origin_id from signal s join origin o on o.id = s.origin_id where s.incident_id is null and o.incident_id is null and s.origin_id in (select w.origin_id from signal w where w.incident_id is null and w.sort_ms >= $1 and w.sort_ms <= $2) order by s.origin_id, s.number limit $3"},
    q_take = {"inbox_take", "update signal set incident_id = $2 where id = $1 and not exists (select 1 from signal t where t.incident_id = $2 and t.same = signal.same) returning id"},
    q_origin = {"inbox_origin", "update origin set incident_id = $2 where id = $1"};
// clang-format on

enum err
inbox_list(struct cx *cx, int64_t from_ms, int64_t to_ms, struct inbox_source **ret, uint32_t *ret_count)
{
    struct inbox_source *list = arena_new_n(cx->arena, struct inbox_source, INBOX_SOURCES_MAX);
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_i64(s, 1, from_ms);
    db_i64(s, 2, to_ms ? to_ms : INT64_MAX);
    db_i64(s, 3, INBOX_SOURCES_MAX);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = (struct inbox_source){
            .source = col_text(cx, s, 0), .count = col_i64(s, 1), .first_ms = col_i64(s, 2), .last_ms = col_i64(s, 3)};
    *ret = list;
    *ret_count = n;
    return e;
}

static enum err
take_signal(struct cx *cx, struct bytes id, struct bytes incident, bool *ret_taken)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_take, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_text(s, 2, incident);
    if ((e = db_next(cx, s, ret_taken)))
        return e;
    db_end(s);
    return OK;
}

static enum err
take_origin(struct cx *cx, struct bytes id, struct bytes incident)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_origin, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_text(s, 2, incident);
    if ((e = db_run(cx, s)))
        return e;
    return audit_add(cx, &(struct audit_entry){.action = "origin.collect", .subject = id, .incident = incident});
}

struct inbox_item {
    struct bytes id, origin_id;
};

static enum err
load_waiting(struct cx *cx, int64_t from_ms, int64_t to_ms, struct inbox_item **ret, uint32_t *ret_count)
{
    struct inbox_item *items = NULL;
    uint32_t n = 0, cap = 0;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_waiting, &s);
    if (e)
        return e;
    db_i64(s, 1, from_ms);
    db_i64(s, 2, to_ms);
    db_i64(s, 3, INBOX_COLLECT_MAX);
    while (!(e = db_next(cx, s, &row)) && row) {
        if (n == cap) {
            struct inbox_item *more = arena_new_n(cx->arena, struct inbox_item, cap ? cap * 2 : 64);
            for (uint32_t i = 0; i < n; i++)
                more[i] = items[i];
            items = more;
            cap = cap ? cap * 2 : 64;
        }
        items[n++] = (struct inbox_item){col_text(cx, s, 0), col_text(cx, s, 1)};
    }
    *ret = items;
    *ret_count = n;
    return e;
}

static enum err
collect(struct cx *cx, struct bytes incident, int64_t from_ms, int64_t to_ms, int64_t *ret_count)
{
    struct inbox_item *items;
    uint32_t n;
    struct bytes origin = BYTES_NONE; // whose entry is written
    int64_t taken = 0;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = incident_exists(cx, incident)) || (e = load_waiting(cx, from_ms, to_ms, &items, &n)))
        return e;
    for (uint32_t i = 0; i < n; i++) {
        bool is_taken = false;
        if ((e = take_signal(cx, items[i].id, incident, &is_taken)))
            return e;
        taken += is_taken;
        if (is_taken && !bytes_eq(origin, items[i].origin_id)) {
            origin = items[i].origin_id;
            if ((e = take_origin(cx, origin, incident)))
                return e;
        }
    }
    *ret_count = taken;
    return taken ? incident_touch_evidence(cx, incident, taken) : OK;
}

enum err
inbox_collect(struct cx *cx, struct bytes incident, int64_t from_ms, int64_t to_ms, int64_t *ret_count)
{
    if (to_ms < from_ms)
        return fail(&cx->why, ERR_INVALID, "'to' must not lie before 'from'");
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, collect(cx, incident, from_ms, to_ms, ret_count));
}

/* Taking bytes out for good. */
#include "erasure.h"

#include "../base/json_out.h"
#include "../base/random.h"
#include "audit.h"
#include "field.h"
#include "incident.h"

// clang-format off
/* What importers took out of the bytes goes with them. */
#define GONE "raw = null, title = '(erased)', detail = '', actor = '', url = '', family = '', ties_json = '[]', erased_ms = $2, erased_reason = $3"
static const struct sql
    q_signal = {"erasure_signal", "select s.erased_ms, coalesce(s.incident_id, ''), coalesce(o.delivery_id, '') from signal s join origin o on o.id = s.origin_id where s.id = $1"},
    q_signal_erase = {"signal_erase", "update signal set " GONE " where id = $1"},
    q_delivery = {"erasure_delivery", "select state from delivery where id = $1"},
    q_delivery_erase = {"delivery_erase", "update delivery set body = null, headers_json = '[]', state = 'erased', reason = $2 where id = $1"},
    q_in_delivery = {"erasure_signals", "select s.id, coalesce(s.incident_id, '') from signal s join origin o on o.id = s.origin_id where o.delivery_id = $1 and s.erased_ms = 0"};
// clang-format on

static struct bytes
reason_json(struct cx *cx, struct bytes reason)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    json_open(&o, '{');
    json_key(&o, "reason");
    json_put_text(&o, reason);
    json_close(&o, '}');
    struct bytes json = bytes_dup(cx->arena, buf_bytes(&text));
    buf_done(&text);
    return json;
}

static enum err
audit_erasure(struct cx *cx, const char *action, struct bytes id, struct bytes incident, struct bytes reason)
{
    return audit_add(cx, &(struct audit_entry){
                             .action = action, .subject = id, .incident = incident, .after = reason_json(cx, reason)});
}

static enum err
erase_one(struct cx *cx, struct bytes id, struct bytes incident, struct bytes reason)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_signal_erase, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, cx->now_ms);
    db_text(s, 3, reason);
    if ((e = db_run(cx, s)) || (e = audit_erasure(cx, "signal.erase", id, incident, reason)))
        return e;
    return incident.n ? incident_touch_evidence(cx, incident, 0) : OK;
}

/* The bytes of the delivery itself; its signals are the caller's. */
static enum err
erase_body(struct cx *cx, struct bytes id, struct bytes reason)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_delivery_erase, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_text(s, 2, reason);
    if ((e = db_run(cx, s)))
        return e;
    return audit_erasure(cx, "delivery.erase", id, BYTES_NONE, reason);
}

static enum err
state_of_delivery(struct cx *cx, struct bytes id, bool *ret_erased)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_delivery, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no delivery '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    *ret_erased = bytes_is(col_text(cx, s, 0), "erased");
    db_end(s);
    return OK;
}

static enum err
check_reason(struct cx *cx, struct bytes *reason)
{
    enum err e = need(cx, ROLE_ADMIN);
    return e ? e : field_line(cx, "reason", reason, 1, ERASURE_REASON_MAX_BYTES);
}

static enum err
erase_signal(struct cx *cx, struct bytes id, struct bytes reason)
{
    struct stmt *s;
    bool row, erased = true;
    enum err e = check_reason(cx, &reason);
    if (e || (e = db_find(cx, &q_signal, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no signal '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    int64_t erased_ms = col_i64(s, 0);
    struct bytes incident = col_text(cx, s, 1), delivery = col_text(cx, s, 2);
    db_end(s);
    if (erased_ms)
        return fail(&cx->why, ERR_CONFLICT, "this signal is erased already");
    if ((e = erase_one(cx, id, incident, reason)) || !delivery.n || (e = state_of_delivery(cx, delivery, &erased)) ||
        erased)
        return e;
    return erase_body(cx, delivery, reason); // the same bytes stand in it
}

enum err
signal_erase(struct cx *cx, struct bytes id, struct bytes reason)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, erase_signal(cx, id, reason));
}

static enum err
erase_delivery(struct cx *cx, struct bytes id, struct bytes reason)
{
    struct stmt *s;
    bool row, erased;
    enum err e = check_reason(cx, &reason);
    if (e || (e = state_of_delivery(cx, id, &erased)))
        return e;
    if (erased)
        return fail(&cx->why, ERR_CONFLICT, "this delivery is erased already");
    // One at a time: the list changes as they are erased.
    do {
        struct bytes signal = BYTES_NONE, incident = BYTES_NONE;
        if ((e = db_query(cx, &q_in_delivery, &s)))
            return e;
        db_text(s, 1, id);
        if ((e = db_next(cx, s, &row)))
            return e;
        if (row) {
            signal = col_text(cx, s, 0);
            incident = col_text(cx, s, 1);
        }
        db_end(s);
        if (row && (e = erase_one(cx, signal, incident, reason)))
            return e;
    } while (row);
    return erase_body(cx, id, reason);
}

enum err
delivery_erase(struct cx *cx, struct bytes id, struct bytes reason)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, erase_delivery(cx, id, reason));
}

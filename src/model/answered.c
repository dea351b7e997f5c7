/* All SQL on table `answered`. */
#include "answered.h"

#include <string.h>

enum { FORGET_AT_ONCE = 500 };

// clang-format off
static const struct sql
    q_load   = {"answered_load", "select hash, status, body from answered where key = $1 and at_ms > $2"},
    q_drop   = {"answered_drop", "delete from answered where key = $1 and at_ms <= $2"},
    q_create = {"answered_create", "insert into answered(key, hash, status, body, at_ms) values($1, $2, $3, $4, $5)"},
    q_forget = {"answered_forget", "delete from answered where key in (select key from answered where at_ms <= $1 order by at_ms limit $2) returning 1"};
// clang-format on

enum err
answered_load(struct cx *cx, struct bytes key, struct answered *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_load, &s);
    if (e)
        return e;
    db_text(s, 1, key);
    db_i64(s, 2, cx->now_ms - ANSWERED_KEEP_MS);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no request with this key was answered");
    struct bytes hash = col_blob(cx, s, 0);
    *ret = (struct answered){.status = (int)col_i64(s, 1), .body = col_text(cx, s, 2)};
    if (hash.n == sizeof ret->hash.b)
        memcpy(ret->hash.b, hash.p, hash.n);
    db_end(s);
    return OK;
}

enum err
answered_create(struct cx *cx, struct bytes key, const struct answered *in)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_drop, &s); // one of yesterday that is still there
    if (e)
        return e;
    db_text(s, 1, key);
    db_i64(s, 2, cx->now_ms - ANSWERED_KEEP_MS);
    if ((e = db_run(cx, s)) || (e = db_query(cx, &q_create, &s)))
        return e;
    db_text(s, 1, key);
    db_blob(s, 2, (struct bytes){(const char *)in->hash.b, sizeof in->hash.b});
    db_i64(s, 3, in->status);
    db_text(s, 4, in->body);
    db_i64(s, 5, cx->now_ms);
    return db_run(cx, s);
}

enum err
answered_forget(struct cx *cx, bool *ret_more)
{
    struct stmt *s;
    bool row;
    int count = 0;
    *ret_more = false;
    enum err e = db_query(cx, &q_forget, &s);
    if (e)
        return e;
    db_i64(s, 1, cx->now_ms - ANSWERED_KEEP_MS);
    db_i64(s, 2, FORGET_AT_ONCE);
    while (!(e = db_next(cx, s, &row)) && row)
        count++;
    *ret_more = count == FORGET_AT_ONCE;
    return e;
}

/*
 * Sessions. All SQL on table `session` is the block below.
 *
 * The table finds a session by the hash of its secret: 256 random bits behind a hash tell nothing by the time that an
 * index takes.
 */
#include "session.h"

#include "../base/hash.h"
#include "../base/random.h"
#include "../base/utf8.h"
#include "audit.h"
#include "setting.h"

static const struct sql q_create = {"session_create",
                                    "insert into session(hash, user_id, csrf, created_ms, seen_ms, expires_ms, agent) "
                                    "values($1, $2, $3, $4, $4, $5, $6)"},
                        q_load = {"session_load", "select user_id, csrf, created_ms, seen_ms, expires_ms from session "
                                                  "where hash = $1 and expires_ms > $2"},
                        q_seen = {"session_seen", "update session set seen_ms = $2 where hash = $1"},
                        q_end = {"session_end", "delete from session where hash = $1 returning user_id"},
                        q_end_all = {"session_end_all", "delete from session where user_id = $1 and hash <> $2"},
                        q_sweep = {"session_sweep", "delete from session where expires_ms <= $1"},
                        q_sweep_links = {"session_sweep_links", "delete from sign_in_link where expires_ms <= $1"},
                        q_sweep_failures = {"session_sweep_failures",
                                            "delete from sign_in_failure where last_ms <= $1"};

/* Cuts what is no UTF-8 or too long from what a browser calls itself. */
static struct bytes
agent_of(struct cx *cx, struct bytes agent)
{
    return utf8_cut(utf8_clean(cx->arena, bytes_cut(agent, 0, SESSION_AGENT_MAX_BYTES)), SESSION_AGENT_MAX_BYTES);
}

static enum err
insert(struct cx *cx, struct bytes user_id, struct bytes agent, struct bytes secret)
{
    struct sha256 hash = sha256_of(secret);
    int64_t days;
    struct stmt *s;
    enum err e = setting_int(cx, "session_days", &days);
    if (e || (e = db_query(cx, &q_create, &s)))
        return e;
    db_blob(s, 1, (struct bytes){(const char *)hash.b, sizeof hash.b});
    db_text(s, 2, user_id);
    db_text(s, 3, secret_new(cx->arena, ""));
    db_i64(s, 4, cx->now_ms);
    db_i64(s, 5, cx->now_ms + days * 24 * 60 * 60 * 1000);
    db_text(s, 6, agent_of(cx, agent));
    return db_run(cx, s);
}

static enum err
create(struct cx *cx, struct bytes user_id, struct bytes agent, struct bytes secret, struct session **ret)
{
    enum err e = insert(cx, user_id, agent, secret);
    if (e || (e = session_load(cx, secret, ret)))
        return e;
    cx->actor = (*ret)->user;
    return audit_add(cx, &(struct audit_entry){.action = "session.create", .subject = user_id});
}

enum err
session_create(struct cx *cx, struct bytes user_id, struct bytes agent, struct bytes *ret_secret, struct session **ret)
{
    struct bytes secret = secret_new(cx->arena, "");
    const struct user *actor = cx->actor;
    enum err e = db_begin(cx);
    if (e)
        return e;
    e = db_finish(cx, create(cx, user_id, agent, secret, ret));
    if (e)
        cx->actor = actor;
    else
        *ret_secret = secret;
    return e;
}

/* When it was last seen is a courtesy: neither a full disk nor somebody who writes keeps anybody from reading. */
static void
seen(struct cx *cx, struct bytes hash)
{
    struct cx own = *cx;
    struct stmt *s;
    bool begun;
    enum err e = db_try_begin(&own, &begun);
    if (e || !begun)
        return;
    e = db_query(&own, &q_seen, &s);
    if (!e) {
        db_blob(s, 1, hash);
        db_i64(s, 2, cx->now_ms);
        e = db_run(&own, s);
    }
    db_finish(&own, e);
}

enum err
session_load(struct cx *cx, struct bytes secret, struct session **ret)
{
    struct sha256 hash = sha256_of(secret);
    struct bytes key = {(const char *)hash.b, sizeof hash.b};
    struct session found = {0};
    struct bytes user_id;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_load, &s);
    if (e)
        return e;
    db_blob(s, 1, key);
    db_i64(s, 2, cx->now_ms);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "the session has ended; sign in again");
    user_id = col_text(cx, s, 0);
    found.csrf = col_text(cx, s, 1);
    found.created_ms = col_i64(s, 2);
    found.seen_ms = col_i64(s, 3);
    found.expires_ms = col_i64(s, 4);
    db_end(s);
    if ((e = user_load(cx, user_id, &found.user)))
        return e;
    if (found.user->disabled_ms)
        return fail(&cx->why, ERR_NOT_FOUND, "the session has ended; sign in again");
    if (cx->now_ms - found.seen_ms >= SESSION_SEEN_MS) {
        seen(cx, key);
        found.seen_ms = cx->now_ms;
    }
    *ret = arena_new(cx->arena, struct session);
    **ret = found;
    return OK;
}

static enum err
end(struct cx *cx, struct bytes secret)
{
    struct sha256 hash = sha256_of(secret);
    struct bytes user_id;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_end, &s);
    if (e)
        return e;
    db_blob(s, 1, (struct bytes){(const char *)hash.b, sizeof hash.b});
    if ((e = db_next(cx, s, &row)) || !row)
        return e;
    user_id = col_text(cx, s, 0);
    db_end(s);
    return audit_add(cx, &(struct audit_entry){.action = "session.end", .subject = user_id});
}

enum err
session_end(struct cx *cx, struct bytes secret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, end(cx, secret));
}

enum err
session_end_all(struct cx *cx, struct bytes user_id, struct bytes but_secret)
{
    struct sha256 hash = sha256_of(but_secret); // of nothing: no session's
    struct stmt *s;
    enum err e = db_query(cx, &q_end_all, &s);
    if (e)
        return e;
    db_text(s, 1, user_id);
    db_blob(s, 2, (struct bytes){(const char *)hash.b, sizeof hash.b});
    return db_run(cx, s);
}

bool
session_csrf_is(const struct session *s, struct bytes csrf)
{
    return s->csrf.n && secret_eq(s->csrf, csrf);
}

static enum err
sweep(struct cx *cx, const struct sql *q, int64_t until_ms)
{
    struct stmt *s;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_i64(s, 1, until_ms);
    return db_run(cx, s);
}

enum err
session_sweep(struct cx *cx)
{
    enum err e = db_begin(cx);
    if (e)
        return e;
    e = sweep(cx, &q_sweep, cx->now_ms);
    if (!e)
        e = sweep(cx, &q_sweep_links, cx->now_ms);
    if (!e)
        e = sweep(cx, &q_sweep_failures, cx->now_ms - SIGN_IN_FORGET_MS);
    return db_finish(cx, e);
}

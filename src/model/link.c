/* One-time links. All SQL on table `sign_in_link` is the block below (and its sweeping in session.c). */
#include "../base/hash.h"
#include "../base/random.h"
#include "audit.h"
#include "session.h"

static const struct sql
    q_create = {"link_create",
                "insert into sign_in_link(hash, user_id, created_ms, expires_ms) values($1, $2, $3, $4)"},
    q_check = {"link_check", "select user_id from sign_in_link where hash = $1 and expires_ms > $2"},
    q_take = {"link_take", "delete from sign_in_link where hash = $1 and expires_ms > $2 returning user_id"},
    q_end_all = {"link_end_all", "delete from sign_in_link where user_id = $1"},
    q_end_set_up = {"link_end_set_up", "delete from sign_in_link where user_id is null"};

static enum err
no_link(struct cx *cx)
{
    return fail(&cx->why, ERR_DENIED,
                "this link does not work: it was used already, has expired or is incomplete; ask "
                "for a new one");
}

/* What a kind of link needs before it is made. */
static enum err
prepare(struct cx *cx, enum link_kind kind, struct bytes user_id)
{
    enum err e = need(cx, ROLE_ADMIN);
    if (e)
        return e;
    if (kind == LINK_SIGN_IN) {
        struct user *u;
        if (!(e = user_load(cx, user_id, &u)) && u->disabled_ms)
            e = fail(&cx->why, ERR_CONFLICT, "the account of %.*s is disabled; enable it first", BYTES_ARG(u->name));
        return e;
    }
    int64_t count;
    struct stmt *s;
    if ((e = user_count(cx, &count)))
        return e;
    if (count)
        return fail(&cx->why, ERR_CONFLICT, "there are accounts already; make a link for one of them");
    if ((e = db_query(cx, &q_end_set_up, &s)))
        return e;
    return db_run(cx, s);
}

static enum err
create(struct cx *cx, enum link_kind kind, struct bytes user_id, struct bytes secret, int64_t expires_ms)
{
    struct sha256 hash = sha256_of(secret);
    struct stmt *s;
    enum err e = prepare(cx, kind, user_id);
    if (e || (e = db_query(cx, &q_create, &s)))
        return e;
    db_blob(s, 1, (struct bytes){(const char *)hash.b, sizeof hash.b});
    if (kind == LINK_SIGN_IN)
        db_text(s, 2, user_id);
    else
        db_null(s, 2);
    db_i64(s, 3, cx->now_ms);
    db_i64(s, 4, expires_ms);
    if ((e = db_run(cx, s)))
        return e;
    const char *action = kind == LINK_SIGN_IN ? "link.create" : "link.set-up";
    return audit_add(cx, &(struct audit_entry){.action = action, .subject = user_id});
}

enum err
link_create(struct cx *cx, enum link_kind kind, struct bytes user_id, struct bytes *ret_secret, int64_t *ret_expires_ms)
{
    struct bytes secret = secret_new(cx->arena, "");
    int64_t expires_ms = cx->now_ms + (kind == LINK_SIGN_IN ? LINK_SIGN_IN_MS : LINK_SET_UP_MS);
    enum err e = db_begin(cx);
    if (e || (e = db_finish(cx, create(cx, kind, user_id, secret, expires_ms))))
        return e;
    *ret_secret = secret;
    *ret_expires_ms = expires_ms;
    return OK;
}

struct bytes
link_url(struct arena *a, const char *base_url, enum link_kind kind, struct bytes secret)
{
    return bytes_printf(a, "%s/%s#%.*s", base_url, kind == LINK_SIGN_IN ? "link" : "setup", BYTES_ARG(secret));
}

/* Runs one of the queries that find a live link; ERR_DENIED when there is none of that kind. */
static enum err
find(struct cx *cx, const struct sql *q, struct bytes secret, enum link_kind kind, struct bytes *ret_user_id)
{
    struct sha256 hash = sha256_of(secret);
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_blob(s, 1, (struct bytes){(const char *)hash.b, sizeof hash.b});
    db_i64(s, 2, cx->now_ms);
    if ((e = db_next(cx, s, &row)))
        return e;
    bool good = row && col_is_null(s, 0) == (kind == LINK_SET_UP);
    if (good)
        *ret_user_id = col_text(cx, s, 0);
    db_end(s);
    return good ? OK : no_link(cx);
}

enum err
link_check(struct cx *cx, struct bytes secret, enum link_kind kind)
{
    struct bytes user_id;
    return find(cx, &q_check, secret, kind, &user_id);
}

enum err
link_take(struct cx *cx, struct bytes secret, enum link_kind kind, struct bytes *ret_user_id)
{
    return find(cx, &q_take, secret, kind, ret_user_id);
}

enum err
link_end_all(struct cx *cx, struct bytes user_id)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_end_all, &s);
    if (e)
        return e;
    db_text(s, 1, user_id);
    return db_run(cx, s);
}

static enum err
use(struct cx *cx, struct bytes secret, struct bytes agent, struct bytes *ret_secret, struct session **ret)
{
    struct bytes user_id;
    struct user *u;
    enum err e = link_take(cx, secret, LINK_SIGN_IN, &user_id);
    if (e || (e = user_load(cx, user_id, &u)))
        return e;
    if (u->disabled_ms)
        return no_link(cx);
    return session_create(cx, user_id, agent, ret_secret, ret);
}

enum err
link_sign_in(struct cx *cx, struct bytes secret, struct bytes agent, struct bytes *ret_secret, struct session **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, use(cx, secret, agent, ret_secret, ret));
}

/* API tokens. All SQL on table `token` is the block below. */
#include "token.h"

#include "../base/hash.h"
#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"

#include <assert.h>

#define COLS                                                                                                           \
    "t.id, t.user_id, u.name, t.name, t.role, t.hint, t.created_ms, t.used_ms, t.expires_ms, t.revoked_ms from token " \
    "t join user u on u.id = t.user_id "
static const struct sql q_create = {"token_create",
                                    "insert into token(id, user_id, name, role, hash, hint, created_ms, expires_ms) "
                                    "values($1, $2, $3, $4, $5, $6, $7, $8)"},
                        q_load = {"token_load", "select " COLS "where t.id = $1"},
                        q_by_hash = {"token_by_hash", "select " COLS "where t.hash = $1 and t.revoked_ms = 0"},
                        q_list = {"token_list", "select " COLS "where t.revoked_ms = 0 and ($1 = '' or t.user_id = $1) "
                                                "order by t.created_ms desc, t.id desc"},
                        q_count = {"token_count",
                                   "select count(*) from token where revoked_ms = 0 and ($1 = '' or user_id = $1)"},
                        q_used = {"token_used", "update token set used_ms = $2 where id = $1"},
                        q_revoke = {"token_revoke", "update token set revoked_ms = $2 where id = $1"};

static struct token
token_from_row(struct cx *cx, struct stmt *s)
{
    struct token t = {.id = col_text(cx, s, 0),
                      .user_id = col_text(cx, s, 1),
                      .user_name = col_text(cx, s, 2),
                      .name = col_text(cx, s, 3),
                      .hint = col_text(cx, s, 5),
                      .created_ms = col_i64(s, 6),
                      .used_ms = col_i64(s, 7),
                      .expires_ms = col_i64(s, 8),
                      .revoked_ms = col_i64(s, 9)};
    role_of_name(col_text(cx, s, 4), &t.role);
    return t;
}

/* *ret is NULL when there is none. */
static enum err
load_one(struct cx *cx, const struct sql *q, struct bytes key, bool is_blob, struct token **ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    if (is_blob)
        db_blob(s, 1, key);
    else
        db_text(s, 1, key);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = NULL;
    if (row) {
        *ret = arena_new(cx->arena, struct token);
        **ret = token_from_row(cx, s);
    }
    db_end(s);
    return OK;
}

static enum err
count_of(struct cx *cx, struct bytes user_id, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_count, &s);
    if (e)
        return e;
    db_text(s, 1, user_id);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_i64(s, 0) : 0;
    db_end(s);
    return OK;
}

static enum err
audit_token(struct cx *cx, enum fields_how how, const char *action, const struct token *t)
{
    struct audit_fields f = {.how = how};
    assert(t);
    audit_text(&f, "user", t->user_id, t->user_id);
    audit_text(&f, "name", t->name, t->name);
    audit_text(&f, "role", bytes_of(role_name(t->role)), bytes_of(role_name(t->role)));
    audit_text(&f, "hint", t->hint, t->hint);
    audit_int(&f, "expires_ms", t->expires_ms, t->expires_ms);
    return audit_fields_add(cx, &f, action, t->id, BYTES_NONE);
}

/* ---- create ---- */

static enum err
check(struct cx *cx, struct token_new *in)
{
    struct user *u;
    int64_t count;
    bool own = cx->actor && (!in->user_id.n || bytes_eq(in->user_id, cx->actor->id));
    enum err e = need(cx, own ? ROLE_READER : ROLE_ADMIN);
    if (e)
        return e;
    // An admin's token may set passwords and make links: it gains nothing that it could not have.
    if (cx->via == VIA_TOKEN && !may(cx, ROLE_ADMIN))
        return fail(&cx->why, ERR_DENIED,
                    "a token cannot make tokens unless its role is admin; sign in with a browser");
    if (own)
        in->user_id = cx->actor->id;
    if ((e = user_load(cx, in->user_id, &u)) || (e = field_line(cx, "name", &in->name, 1, TOKEN_NAME_MAX_BYTES)))
        return e;
    if (in->role <= ROLE_NONE || in->role >= ROLE_MAX)
        return fail(&cx->why, ERR_INVALID, "role must be admin, editor or reader");
    if (in->role > u->role)
        return fail(&cx->why, ERR_INVALID, "role cannot be more than the user's own, which is '%s'",
                    role_name(u->role));
    if (in->expires_ms && in->expires_ms <= cx->now_ms)
        return fail(&cx->why, ERR_INVALID, "expires_at must be in the future");
    if ((e = count_of(cx, in->user_id, &count)))
        return e;
    if (count >= TOKENS_OF_USER_MAX)
        return fail(&cx->why, ERR_LIMIT, "there are %d tokens already, which is the most; revoke one first",
                    TOKENS_OF_USER_MAX);
    return OK;
}

static enum err
create(struct cx *cx, const struct token_new *given, struct bytes secret, struct token **ret)
{
    struct token_new in = *given;
    struct sha256 hash = sha256_of(secret);
    struct bytes id = id_new(cx->arena, "tok", cx->now_ms);
    struct stmt *s;
    enum err e = check(cx, &in);
    if (e || (e = db_query(cx, &q_create, &s)))
        return e;
    db_text(s, 1, id);
    db_text(s, 2, in.user_id);
    db_text(s, 3, in.name);
    db_text(s, 4, bytes_of(role_name(in.role)));
    db_blob(s, 5, (struct bytes){(const char *)hash.b, sizeof hash.b});
    db_text(s, 6, bytes_from(secret, secret.n - 4));
    db_i64(s, 7, cx->now_ms);
    db_i64(s, 8, in.expires_ms);
    if ((e = db_run(cx, s)) || (e = load_one(cx, &q_load, id, false, ret)))
        return e;
    return audit_token(cx, FIELDS_CREATED, "token.create", *ret);
}

enum err
token_create(struct cx *cx, const struct token_new *in, struct bytes *ret_secret, struct token **ret)
{
    struct bytes secret = secret_new(cx->arena, "am_");
    enum err e = db_begin(cx);
    if (e || (e = db_finish(cx, create(cx, in, secret, ret))))
        return e;
    *ret_secret = secret;
    return OK;
}

/* ---- list and revoke ---- */

/* Whose tokens the actor sees: all for the empty one. */
static struct bytes
seen_by(const struct cx *cx)
{
    return may(cx, ROLE_ADMIN) ? BYTES_NONE : cx->actor->id;
}

enum err
token_list(struct cx *cx, struct token **ret, uint32_t *ret_count)
{
    int64_t count;
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = count_of(cx, seen_by(cx), &count)) || (e = db_query(cx, &q_list, &s)))
        return e;
    db_text(s, 1, seen_by(cx));
    struct token *tokens = arena_new_n(cx->arena, struct token, (size_t)count);
    while (!(e = db_next(cx, s, &row)) && row && n < count)
        tokens[n++] = token_from_row(cx, s);
    db_end(s);
    if (e)
        return e;
    *ret = tokens;
    *ret_count = n;
    return OK;
}

static enum err
revoke(struct cx *cx, struct bytes id)
{
    struct token *t;
    struct stmt *s;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = load_one(cx, &q_load, id, false, &t)))
        return e;
    if (!t || t->revoked_ms || (!may(cx, ROLE_ADMIN) && !bytes_eq(t->user_id, cx->actor->id)))
        return fail(&cx->why, ERR_NOT_FOUND, "there is no token '%.*s'", BYTES_ARG(id));
    if ((e = db_query(cx, &q_revoke, &s)))
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, cx->now_ms);
    if ((e = db_run(cx, s)))
        return e;
    return audit_token(cx, FIELDS_REMOVED, "token.revoke", t);
}

enum err
token_revoke(struct cx *cx, struct bytes id)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, revoke(cx, id));
}

/* ---- use ---- */

/* A courtesy, as with sessions: nobody waits for it, and without it the token works all the same. */
static void
used(struct cx *cx, struct bytes id)
{
    struct cx own = *cx;
    struct stmt *s;
    bool begun;
    enum err e = db_try_begin(&own, &begun);
    if (e || !begun)
        return;
    e = db_query(&own, &q_used, &s);
    if (!e) {
        db_text(s, 1, id);
        db_i64(s, 2, cx->now_ms);
        e = db_run(&own, s);
    }
    db_finish(&own, e);
}

enum err
token_load(struct cx *cx, struct bytes secret, struct user **ret, struct token **ret_token)
{
    struct sha256 hash = sha256_of(secret);
    struct token *t;
    struct user *u = NULL;
    enum err e = load_one(cx, &q_by_hash, (struct bytes){(const char *)hash.b, sizeof hash.b}, true, &t);
    if (!e && t)
        e = user_load(cx, t->user_id, &u);
    if (e)
        return e;
    if (!u || u->disabled_ms || (t->expires_ms && t->expires_ms <= cx->now_ms))
        return fail(&cx->why, ERR_DENIED, "this token does not work: it is unknown, was revoked or has expired");
    if (cx->now_ms - t->used_ms >= TOKEN_USED_MS) {
        used(cx, t->id);
        t->used_ms = cx->now_ms;
    }
    if (t->role < u->role)
        u->role = t->role;
    *ret = u;
    *ret_token = t;
    return OK;
}

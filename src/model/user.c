/*
 * Accounts. All SQL on table `user` but for the joins of session.c, token.c and person.c is the block below.
 *
 * Passwords are hashed and compared outside transactions: that takes some 25 ms, which no other writer should wait for.
 */
#include "user.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"
#include "session.h"

#include <assert.h>

#define COLS "id, name, email, role, zone, password_hash <> '', created_ms, disabled_ms, version"
static const struct sql
    q_create = {"user_create", "insert into user(id, name, email, role, password_hash, zone, created_ms) "
                               "values($1, $2, $3, $4, $5, $6, $7)"},
    q_load = {"user_load", "select " COLS " from user where id = $1"},
    q_by_email = {"user_by_email", "select " COLS " from user where email = $1"},
    q_list = {"user_list", "select " COLS " from user order by lower(name), id"},
    q_count = {"user_count", "select count(*) from user"},
    q_update = {"user_update", "update user set name = $2, email = $3, role = $4, zone = $5, disabled_ms = $6, "
                               "version = version + 1 where id = $1"},
    q_admins = {"user_admins", "select count(*) from user where role = 'admin' and disabled_ms = 0 and id <> $1"},
    q_hash = {"user_hash", "select password_hash from user where id = $1"},
    q_set_hash = {"user_set_hash",
                  "update user set password_hash = $2, version = version + 1 where id = $1 and password_hash = $3 "
                  "returning id"};

static struct user
user_from_row(struct cx *cx, struct stmt *s)
{
    struct user u = {.id = col_text(cx, s, 0),
                     .name = col_text(cx, s, 1),
                     .email = col_text(cx, s, 2),
                     .zone = col_text(cx, s, 4),
                     .has_password = col_i64(s, 5) != 0,
                     .created_ms = col_i64(s, 6),
                     .disabled_ms = col_i64(s, 7),
                     .version = col_i64(s, 8)};
    role_of_name(col_text(cx, s, 3), &u.role); // what the schema does not know stays nobody
    return u;
}

static enum err
load_one(struct cx *cx, const struct sql *q, struct bytes key, struct user **ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, key);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no account '%.*s'", BYTES_ARG(key));
    *ret = arena_new(cx->arena, struct user);
    **ret = user_from_row(cx, s);
    db_end(s);
    return OK;
}

enum err
user_load(struct cx *cx, struct bytes id, struct user **ret)
{
    return load_one(cx, &q_load, id, ret);
}

enum err
user_by_email(struct cx *cx, struct bytes email, struct user **ret)
{
    return load_one(cx, &q_by_email, field_lower(cx, bytes_trim(email)), ret);
}

static enum err
number_of(struct cx *cx, const struct sql *q, const struct bytes *key, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    if (key)
        db_text(s, 1, *key);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_i64(s, 0) : 0;
    db_end(s);
    return OK;
}

enum err
user_count(struct cx *cx, int64_t *ret)
{
    return number_of(cx, &q_count, NULL, ret);
}

enum err
user_list(struct cx *cx, struct user **ret, uint32_t *ret_count)
{
    int64_t count;
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = user_count(cx, &count)) || (e = db_query(cx, &q_list, &s)))
        return e;
    struct user *users = arena_new_n(cx->arena, struct user, (size_t)count);
    while (!(e = db_next(cx, s, &row)) && row && n < count)
        users[n++] = user_from_row(cx, s);
    db_end(s);
    if (e)
        return e;
    *ret = users;
    *ret_count = n;
    return OK;
}

/* ---- create ---- */

static enum err
check_password(struct cx *cx, struct bytes password)
{
    if (password.n < PASSWORD_MIN_BYTES)
        return fail(&cx->why, ERR_INVALID, "password must have at least %d characters", PASSWORD_MIN_BYTES);
    if (password.n > PASSWORD_MAX_BYTES)
        return fail(&cx->why, ERR_INVALID, "password must have at most %d bytes", PASSWORD_MAX_BYTES);
    return OK;
}

static enum err
check_new(struct cx *cx, struct user_new *in)
{
    enum err e = field_line(cx, "name", &in->name, 1, USER_NAME_MAX_BYTES);
    if (!e)
        e = field_email(cx, "email", &in->email);
    if (!e)
        e = field_zone(cx, "zone", &in->zone);
    if (!e && (in->role <= ROLE_NONE || in->role >= ROLE_MAX))
        e = fail(&cx->why, ERR_INVALID, "role must be admin, editor or reader");
    if (!e && in->password.n)
        e = check_password(cx, in->password);
    return e;
}

static enum err
refuse_taken(struct cx *cx, struct bytes email, struct bytes but_id)
{
    struct user *other;
    enum err e = user_by_email(cx, email, &other);
    if (e == ERR_NOT_FOUND || (!e && bytes_eq(other->id, but_id)))
        return OK;
    if (e)
        return e;
    return fail(&cx->why, ERR_CONFLICT, "the address %.*s has an account already", BYTES_ARG(email));
}

static enum err
audit_user(struct cx *cx, enum fields_how how, const char *action, const struct user *was, const struct user *is)
{
    struct audit_fields f = {.how = how};
    audit_text(&f, "name", was->name, is->name);
    audit_text(&f, "email", was->email, is->email);
    audit_text(&f, "role", bytes_of(role_name(was->role)), bytes_of(role_name(is->role)));
    audit_text(&f, "zone", was->zone, is->zone);
    audit_bool(&f, "disabled", was->disabled_ms != 0, is->disabled_ms != 0);
    return audit_fields_add(cx, &f, action, is->id, BYTES_NONE);
}

static enum err
insert(struct cx *cx, const struct user_new *in, struct bytes hash, struct user **ret)
{
    static const struct user none;
    struct bytes id = id_new(cx->arena, "usr", cx->now_ms);
    struct stmt *s;
    int64_t count;
    enum err e = user_count(cx, &count);
    if (!e && count >= USERS_MAX)
        return fail(&cx->why, ERR_LIMIT, "there are %d accounts already, which is the most", USERS_MAX);
    if (e || (e = refuse_taken(cx, in->email, BYTES_NONE)) || (e = db_query(cx, &q_create, &s)))
        return e;
    db_text(s, 1, id);
    db_text(s, 2, in->name);
    db_text(s, 3, in->email);
    db_text(s, 4, bytes_of(role_name(in->role)));
    db_text(s, 5, hash);
    db_text(s, 6, in->zone);
    db_i64(s, 7, cx->now_ms);
    if ((e = db_run(cx, s)) || (e = user_load(cx, id, ret)))
        return e;
    return audit_user(cx, FIELDS_CREATED, "user.create", &none, *ret);
}

enum err
user_create(struct cx *cx, const struct user_new *given, struct user **ret)
{
    struct user_new in = *given;
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = check_new(cx, &in)))
        return e;
    struct bytes hash = in.password.n ? password_hash(cx->arena, in.password) : BYTES_NONE;
    if ((e = db_begin(cx)))
        return e;
    return db_finish(cx, insert(cx, &in, hash, ret));
}

enum err
user_set_up(struct cx *cx, struct bytes link, const struct user_new *given, struct user **ret)
{
    struct user_new in = *given;
    int64_t count;
    struct bytes of;
    in.role = ROLE_ADMIN;
    enum err e = check_new(cx, &in);
    if (!e && !in.password.n)
        e = check_password(cx, in.password);
    if (e)
        return e;
    if ((e = link_check(cx, link, LINK_SET_UP))) // so that only who has the link makes us hash
        return e;
    struct bytes hash = password_hash(cx->arena, in.password);
    if ((e = db_begin(cx)))
        return e;
    e = link_take(cx, link, LINK_SET_UP, &of);
    if (!e)
        e = user_count(cx, &count);
    if (!e && count)
        e = fail(&cx->why, ERR_DENIED, "Aftermath is set up already; sign in");
    if (!e)
        e = insert(cx, &in, hash, ret);
    return db_finish(cx, e);
}

/* ---- update ---- */

static bool
is_oneself(const struct cx *cx, struct bytes id)
{
    return cx->actor && bytes_eq(cx->actor->id, id);
}

/* What `u` becomes; refuses what the actor may not change. */
static enum err
apply(struct cx *cx, const struct user_edit *edit, struct user *u)
{
    enum err e = OK;
    if (edit->email.p || edit->role != ROLE_NONE || edit->disabled >= 0 || !is_oneself(cx, u->id))
        e = need(cx, ROLE_ADMIN);
    if (!e && edit->name.p) {
        u->name = edit->name;
        e = field_line(cx, "name", &u->name, 1, USER_NAME_MAX_BYTES);
    }
    if (!e && edit->email.p) {
        u->email = edit->email;
        e = field_email(cx, "email", &u->email);
    }
    if (!e && edit->zone.p) {
        u->zone = edit->zone;
        e = field_zone(cx, "zone", &u->zone);
    }
    if (edit->role != ROLE_NONE)
        u->role = edit->role;
    if (edit->disabled >= 0 && (u->disabled_ms != 0) != (edit->disabled != 0))
        u->disabled_ms = edit->disabled ? cx->now_ms : 0;
    return e;
}

static enum err
keep_an_admin(struct cx *cx, const struct user *was, const struct user *is)
{
    bool was_admin = was->role == ROLE_ADMIN && !was->disabled_ms;
    bool is_admin = is->role == ROLE_ADMIN && !is->disabled_ms;
    int64_t others;
    if (!was_admin || is_admin)
        return OK;
    enum err e = number_of(cx, &q_admins, &was->id, &others);
    if (!e && !others)
        e = fail(&cx->why, ERR_CONFLICT, "%.*s is the last admin; make somebody else one first", BYTES_ARG(was->name));
    return e;
}

static enum err
store(struct cx *cx, const struct user *u)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_update, &s);
    if (e)
        return e;
    db_text(s, 1, u->id);
    db_text(s, 2, u->name);
    db_text(s, 3, u->email);
    db_text(s, 4, bytes_of(role_name(u->role)));
    db_text(s, 5, u->zone);
    db_i64(s, 6, u->disabled_ms);
    return db_run(cx, s);
}

static enum err
update(struct cx *cx, struct bytes id, const struct user_edit *edit, struct user **ret)
{
    struct user *was;
    const struct change *before = cx->changes;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = user_load(cx, id, &was)))
        return e;
    struct user is = *was;
    if ((e = apply(cx, edit, &is)))
        return e;
    cx->current_version = was->version;
    if (edit->version && edit->version != was->version)
        return fail(&cx->why, ERR_STALE, "somebody changed this account first (it is at version %lld)",
                    (long long)was->version);
    if ((e = refuse_taken(cx, is.email, id)) || (e = keep_an_admin(cx, was, &is)) ||
        (e = audit_user(cx, FIELDS_CHANGED, "user.update", was, &is)))
        return e;
    if (cx->changes == before) { // nothing differs: no entry, no new version
        *ret = was;
        return OK;
    }
    if ((e = store(cx, &is)) || (is.disabled_ms && (e = session_end_all(cx, id, BYTES_NONE))))
        return e;
    return user_load(cx, id, ret);
}

enum err
user_update(struct cx *cx, struct bytes id, const struct user_edit *edit, struct user **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, update(cx, id, edit, ret));
}

/* ---- passwords ---- */

enum err
user_password_hash(struct cx *cx, struct bytes id, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_hash, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no account '%.*s'", BYTES_ARG(id));
    *ret = col_text(cx, s, 0);
    db_end(s);
    return OK;
}

/* A token that was made to do less than its user must not become the user by way of a new password. */
static enum err
may_set_password(struct cx *cx, struct bytes id)
{
    if (is_oneself(cx, id) && cx->via != VIA_TOKEN)
        return OK;
    return need(cx, ROLE_ADMIN);
}

static enum err
store_hash(struct cx *cx, struct bytes id, struct bytes was, struct bytes hash, struct bytes keep_session_secret)
{
    struct stmt *s;
    bool changed;
    enum err e = db_query(cx, &q_set_hash, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_text(s, 2, hash);
    db_text(s, 3, was);
    if ((e = db_next(cx, s, &changed)))
        return e;
    db_end(s);
    if (!changed)
        return fail(&cx->why, ERR_STALE, "the password was changed at the same time; try again");
    if ((e = session_end_all(cx, id, keep_session_secret)) || (e = link_end_all(cx, id)))
        return e;
    return audit_add(cx, &(struct audit_entry){.action = "user.password", .subject = id});
}

enum err
user_set_password(struct cx *cx, struct bytes id, struct bytes old, struct bytes password,
                  struct bytes keep_session_secret)
{
    struct bytes was;
    enum err e = may_set_password(cx, id);
    if (e || (e = check_password(cx, password)) || (e = user_password_hash(cx, id, &was)))
        return e;
    if (is_oneself(cx, id) && was.n && !password_is(was, old))
        return fail(&cx->why, ERR_INVALID, "old is not the password that is set now");
    struct bytes hash = password_hash(cx->arena, password);
    if ((e = db_begin(cx)))
        return e;
    return db_finish(cx, store_hash(cx, id, was, hash, keep_session_secret));
}

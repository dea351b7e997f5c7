/* Accounts over HTTP: who is signed in, the accounts themselves, their links and tokens. */
#include "handlers.h"
#include "put.h"

#include "../base/random.h"
#include "../model/demo.h"
#include "../model/session.h"
#include "../model/token.h"

enum { SECRET_MAX_BYTES = 200 };

/* ---- what several need ---- */

/* full: for admins and oneself. Others see who it is and what they may do. */
static void
put_user(struct json_out *o, const struct user *u, bool full)
{
    json_open(o, '{');
    put_text(o, "id", u->id);
    put_text(o, "name", u->name);
    put_text(o, "email", full ? u->email : BYTES_NONE);
    put_text(o, "role", bytes_of(role_name(u->role)));
    put_text(o, "zone", full ? u->zone : BYTES_NONE);
    put_bool(o, "has_password", full && u->has_password);
    put_bool(o, "disabled", full && u->disabled_ms);
    put_time(o, "created_at", u->created_ms);
    put_int(o, "version", u->version);
    json_close(o, '}');
}

static bool
sees_all_of(const struct web_call *c, struct bytes id)
{
    return may(c->cx, ROLE_ADMIN) || bytes_eq(c->cx->actor->id, id);
}

/* The body's role; ROLE_NONE when it has none. The schema holds it to the known words. */
static enum err
body_role(struct web_call *c, enum role *ret)
{
    struct bytes name = BYTES_NONE;
    enum err e = body_text(c, "role", 20, &name);
    *ret = ROLE_NONE;
    if (!e && name.p && !role_of_name(name, ret))
        e = fail(&c->cx->why, ERR_INVALID, "role must be admin, editor or reader");
    return e;
}

static void
put_link(struct json_out *o, struct web_call *c, struct bytes secret, int64_t expires_ms)
{
    json_open(o, '{');
    put_text(o, "url", link_url(c->cx->arena, web_base_url(c->web), LINK_SIGN_IN, secret));
    put_time(o, "expires_at", expires_ms);
    json_close(o, '}');
}

/* ---- the session ---- */

static void
set_cookie(struct web_call *c, struct bytes secret, int64_t life_ms)
{
    web_header(c, "Set-Cookie",
               bytes_printf(c->cx->arena, "aftermath_session=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
                            BYTES_ARG(secret), (long long)(life_ms / 1000), web_is_https(c->web) ? "; Secure" : ""));
}

static enum err
answer_session(struct web_call *c, int status, const struct user *u, struct bytes csrf)
{
    int64_t users;
    bool demo;
    enum err e = user_count(c->cx, &users);
    if (e || (e = demo_is_there(c->cx, &demo)))
        return e;
    struct json_out *o = web_json(c, status);
    json_open(o, '{');
    json_key(o, "user");
    if (u)
        put_user(o, u, true);
    else
        json_put_null(o);
    put_text(o, "csrf", csrf);
    put_text(o, "version", bytes_of(web_version(c->web)));
    put_bool(o, "set_up_needed", users == 0);
    put_bool(o, "demo", u && demo); // what there is is for who may read it
    json_close(o, '}');
    return OK;
}

enum err
api_session_get(struct web_call *c)
{
    return answer_session(c, 200, c->cx->actor, c->csrf);
}

/* A new session in place of the one that the browser had. */
static enum err
begin_session(struct web_call *c, struct bytes secret, const struct session *s)
{
    if (c->session.n) {
        enum err e = session_end(c->cx, c->session);
        if (e)
            return e;
        web_end_session(c->web, c->session);
    }
    enum err e = answer_session(c, 200, s->user, s->csrf);
    if (!e)
        set_cookie(c, secret, s->expires_ms - c->cx->now_ms);
    return e;
}

enum err
api_session_create(struct web_call *c)
{
    struct sign_in in = {.address = c->address, .agent = header_find(c->r->headers, c->r->header_count, "User-Agent")};
    struct bytes secret;
    struct session *s;
    int64_t wait_ms;
    enum err e = body_text(c, "email", USER_EMAIL_MAX_BYTES * 2, &in.email);
    if (!e)
        e = body_text(c, "password", 64 << 10, &in.password);
    if (e)
        return e;
    c->cx->actor = NULL; // whoever was signed in before
    e = sign_in(c->cx, &in, &secret, &s, &wait_ms);
    if (e == ERR_LIMIT)
        return web_refuse(c, 429, (wait_ms + 999) / 1000, "%s", c->cx->why.text);
    return e ? e : begin_session(c, secret, s);
}

enum err
api_session_delete(struct web_call *c)
{
    if (!c->session.n)
        return fail(&c->cx->why, ERR_INVALID, "a token has no session; revoke it instead");
    enum err e = session_end(c->cx, c->session);
    if (e)
        return e;
    web_end_session(c->web, c->session);
    web_nothing(c);
    set_cookie(c, BYTES_NONE, 0);
    return OK;
}

enum err
api_session_link(struct web_call *c)
{
    struct bytes token = BYTES_NONE, secret;
    struct session *s;
    enum err e = body_text(c, "token", SECRET_MAX_BYTES, &token);
    if (e)
        return e;
    c->cx->actor = NULL;
    e = link_sign_in(c->cx, token, header_find(c->r->headers, c->r->header_count, "User-Agent"), &secret, &s);
    return e ? e : begin_session(c, secret, s);
}

enum err
api_setup(struct web_call *c)
{
    struct user_new in = {.role = ROLE_ADMIN};
    struct bytes token = BYTES_NONE, secret;
    struct session *s;
    struct user *u;
    enum err e = body_text(c, "token", SECRET_MAX_BYTES, &token);
    if (!e)
        e = body_text(c, "name", USER_NAME_MAX_BYTES * 2, &in.name);
    if (!e)
        e = body_text(c, "email", USER_EMAIL_MAX_BYTES * 2, &in.email);
    if (!e)
        e = body_text(c, "password", 64 << 10, &in.password);
    if (e)
        return e;
    c->cx->actor = NULL;
    if ((e = user_set_up(c->cx, token, &in, &u)))
        return e;
    e = session_create(c->cx, u->id, header_find(c->r->headers, c->r->header_count, "User-Agent"), &secret, &s);
    return e ? e : begin_session(c, secret, s);
}

enum err
job_sessions_tidy(struct web *w, struct cx *cx, bool *ret_more)
{
    (void)w;
    *ret_more = false;
    return session_sweep(cx);
}

/* ---- accounts ---- */

enum err
api_user_list(struct web_call *c)
{
    struct user *list;
    uint32_t n;
    enum err e = user_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_user(o, &list[i], sees_all_of(c, list[i].id));
    put_list_close(o);
    return OK;
}

enum err
api_user_create(struct web_call *c)
{
    struct user_new in = {0};
    struct bytes secret = BYTES_NONE;
    int64_t expires_ms = 0;
    struct user *u = NULL;
    enum err e = body_text(c, "name", USER_NAME_MAX_BYTES * 2, &in.name);
    if (!e)
        e = body_text(c, "email", USER_EMAIL_MAX_BYTES * 2, &in.email);
    if (!e)
        e = body_text(c, "zone", 100, &in.zone);
    if (!e)
        e = body_text(c, "password", 64 << 10, &in.password);
    if (!e)
        e = body_role(c, &in.role);
    if (!e)
        e = user_create(c->cx, &in, &u);
    if (!e && !u->has_password)
        e = link_create(c->cx, LINK_SIGN_IN, u->id, &secret, &expires_ms);
    if (e)
        return e;
    struct json_out *o = web_json(c, 201);
    json_open(o, '{');
    json_key(o, "user");
    put_user(o, u, true);
    json_key(o, "link");
    if (secret.n)
        put_link(o, c, secret, expires_ms);
    else
        json_put_null(o);
    json_close(o, '}');
    return OK;
}

static enum err
answer_user(struct web_call *c, const struct user *u)
{
    put_user(web_json(c, 200), u, sees_all_of(c, u->id));
    web_etag(c, u->version);
    return OK;
}

enum err
api_user_get(struct web_call *c)
{
    struct user *u;
    enum err e = user_load(c->cx, c->params[0], &u);
    return e ? e : answer_user(c, u);
}

enum err
api_user_update(struct web_call *c)
{
    struct user_edit in = {.disabled = -1};
    struct user *u;
    bool disabled = false;
    enum err e = body_text(c, "name", USER_NAME_MAX_BYTES * 2, &in.name);
    if (!e)
        e = body_text(c, "email", USER_EMAIL_MAX_BYTES * 2, &in.email);
    if (!e)
        e = body_text(c, "zone", 100, &in.zone);
    if (!e)
        e = body_role(c, &in.role);
    if (!e)
        e = body_bool(c, "disabled", &disabled);
    if (!e && json_type_of(json_get(c->body, "disabled")) == JSON_BOOL)
        in.disabled = disabled;
    if (!e)
        e = web_if_match(c, &in.version);
    if (!e)
        e = user_update(c->cx, c->params[0], &in, &u);
    return e ? e : answer_user(c, u);
}

enum err
api_user_password(struct web_call *c)
{
    struct bytes old = BYTES_NONE, password = BYTES_NONE;
    enum err e = body_text(c, "old", 64 << 10, &old);
    if (!e)
        e = body_text(c, "password", 64 << 10, &password);
    if (!e)
        e = user_set_password(c->cx, c->params[0], old, password, c->session);
    if (e)
        return e;
    web_nothing(c);
    return OK;
}

enum err
api_user_link(struct web_call *c)
{
    struct bytes secret;
    int64_t expires_ms;
    enum err e = link_create(c->cx, LINK_SIGN_IN, c->params[0], &secret, &expires_ms);
    if (e)
        return e;
    put_link(web_json(c, 201), c, secret, expires_ms);
    return OK;
}

/* ---- tokens ---- */

static void
put_token(struct json_out *o, const struct token *t)
{
    json_open(o, '{');
    put_text(o, "id", t->id);
    put_ref(o, "user", t->user_id, t->user_name);
    put_text(o, "name", t->name);
    put_text(o, "role", bytes_of(role_name(t->role)));
    put_text(o, "hint", t->hint);
    put_time(o, "created_at", t->created_ms);
    put_time(o, "used_at", t->used_ms);
    put_time(o, "expires_at", t->expires_ms);
    json_close(o, '}');
}

enum err
api_token_list(struct web_call *c)
{
    struct token *list;
    uint32_t n;
    enum err e = token_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_token(o, &list[i]);
    put_list_close(o);
    return OK;
}

enum err
api_token_create(struct web_call *c)
{
    struct token_new in = {0};
    struct bytes secret;
    struct token *t;
    enum err e = body_text(c, "name", TOKEN_NAME_MAX_BYTES * 2, &in.name);
    if (!e)
        e = body_role(c, &in.role);
    if (!e)
        e = body_text(c, "user_id", ID_MAX_BYTES, &in.user_id);
    if (!e)
        e = body_time(c, "expires_at", &in.expires_ms);
    if (!e)
        e = token_create(c->cx, &in, &secret, &t);
    if (e)
        return e;
    struct json_out *o = web_json(c, 201);
    json_open(o, '{');
    json_key(o, "token");
    put_token(o, t);
    put_text(o, "secret", secret);
    json_close(o, '}');
    return OK;
}

enum err
api_token_delete(struct web_call *c)
{
    enum err e = token_revoke(c->cx, c->params[0]);
    if (e)
        return e;
    web_nothing(c);
    return OK;
}

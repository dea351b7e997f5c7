/*
 * The record behind a running server: each of record_ops.h asked of its API (docs: /api/openapi.json). What it answers
 * becomes the model's structs, so far as the commands show them.
 */
#include "record_args.h"

#include "../base/json_out.h"
#include "../base/when.h"
#include "../web/schemas.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PAGES_MAX = 100 * 1000 }; // of one list: a server that never says the last one is wrong

struct remote *
remote_of(struct cx *cx)
{
    static_assert(offsetof(struct opened, cx) == 0, "a cx of the commands is found in its struct opened");
    return ((struct opened *)(void *)cx)->remote;
}

/* ---- asking ---- */

static enum err
ask(struct cx *cx, const char *method, const char *path, struct json *ret)
{
    return remote_ask(remote_of(cx), &(struct remote_request){.method = method, .path = path}, ret, &cx->why);
}

/* For what takes the server long. */
static enum err
ask_slowly(struct cx *cx, const char *method, const char *path, struct json *ret)
{
    struct remote_request q = {.method = method, .path = path, .is_slow = true};
    return remote_ask(remote_of(cx), &q, ret, &cx->why);
}

/* body: an object that lacks its closing bracket; freed. */
static enum err
give(struct cx *cx, const char *method, const char *path, struct json_out *body, struct json *ret)
{
    json_close(body, '}');
    struct remote_request q = {.method = method, .path = path, .json = buf_bytes(body->buf)};
    enum err e = remote_ask(remote_of(cx), &q, ret, &cx->why);
    buf_done(body->buf);
    return e;
}

/* A member of the body, unless it is not given. */
static void
put(struct json_out *o, const char *key, struct bytes text)
{
    if (!text.p)
        return;
    json_key(o, key);
    json_put_text(o, text);
}

/* ---- reading ---- */

static struct bytes
text_at(struct cx *cx, struct json v, const char *path)
{
    return bytes_dup(cx->arena, json_text(json_path(v, path)));
}

static int64_t
int_at(struct json v, const char *path)
{
    int64_t n = 0;
    json_int(json_path(v, path), &n);
    return n;
}

/* 0 where there is no time. */
static int64_t
time_at(struct json v, const char *path)
{
    int64_t ms = 0;
    struct bytes text = json_text(json_path(v, path));
    return text.n && time_parse(text, &ms) ? ms : 0;
}

static enum role
role_at(struct json v, const char *path)
{
    enum role role = ROLE_NONE;
    role_of_name(json_text(json_path(v, path)), &role);
    return role;
}

/* ---- accounts ---- */

static struct user
user_of(struct cx *cx, struct json v)
{
    return (struct user){
        .id = text_at(cx, v, "id"),
        .name = text_at(cx, v, "name"),
        .email = text_at(cx, v, "email"),
        .role = role_at(v, "role"),
        .zone = text_at(cx, v, "zone"),
        .has_password = json_is_true(json_get(v, "has_password")),
        .created_ms = time_at(v, "created_at"),
        .disabled_ms = json_is_true(json_get(v, "disabled")) ? 1 : 0, // since when is not told
        .version = int_at(v, "version"),
    };
}

static enum err
user_list_remote(struct cx *cx, struct user **ret, uint32_t *ret_count)
{
    struct json v;
    uint32_t n = 0;
    enum err e = ask(cx, "GET", "/api/v1/users", &v);
    if (e)
        return e;
    *ret = arena_new_n(cx->arena, struct user, json_count(json_get(v, "items")) + 1);
    for (struct json_iter it = json_each(json_get(v, "items")); json_next(&it);)
        (*ret)[n++] = user_of(cx, it.value);
    *ret_count = n;
    return OK;
}

static enum err
user_by_address(struct cx *cx, struct bytes email, struct user **ret)
{
    struct user *list;
    uint32_t n;
    bool is_hidden = false;
    enum err e = user_list_remote(cx, &list, &n);
    if (e)
        return e;
    for (uint32_t i = 0; i < n; i++) {
        is_hidden |= !list[i].email.n;
        if (!bytes_eq_nocase(list[i].email, email))
            continue;
        *ret = &list[i];
        return OK;
    }
    if (is_hidden)
        return fail(&cx->why, ERR_DENIED, "only an admin's token finds the account of an address; give its id");
    return fail(&cx->why, ERR_NOT_FOUND, "there is no account '%.*s'", BYTES_ARG(email));
}

static enum err
user_find(struct cx *cx, const char *who, struct user **ret)
{
    struct json v;
    if (strchr(who, '@'))
        return user_by_address(cx, bytes_trim(bytes_of(who)), ret);
    enum err e = ask(cx, "GET", remote_path(cx->arena, "/api/v1/users/", bytes_of(who), ""), &v);
    if (e)
        return e;
    *ret = arena_new(cx->arena, struct user);
    **ret = user_of(cx, v);
    return OK;
}

/* The server's link, or the same at another address of it. */
static enum err
link_of(struct cx *cx, struct json link, const char *base_url, struct bytes *ret)
{
    struct bytes url = text_at(cx, link, "url"), base = bytes_of(base_url);
    ptrdiff_t at = bytes_find(url, "/link#");
    if (at < 0)
        return fail(&cx->why, ERR_IO, "%s gave no link", remote_server(remote_of(cx)));
    while (bytes_ends(base, "/"))
        base.n--;
    *ret =
        base_url ? bytes_printf(cx->arena, "%.*s%.*s", BYTES_ARG(base), BYTES_ARG(bytes_from(url, (size_t)at))) : url;
    return OK;
}

static enum err
user_add(struct cx *cx, const struct user_new *in, const char *base_url, struct bytes *ret_url)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    struct json v;
    json_open(&o, '{');
    put(&o, "email", in->email);
    put(&o, "name", in->name);
    put(&o, "zone", in->zone);
    put(&o, "role", bytes_of(role_name(in->role)));
    enum err e = give(cx, "POST", "/api/v1/users", &o, &v);
    return e ? e : link_of(cx, json_get(v, "link"), base_url, ret_url);
}

static enum err
user_link(struct cx *cx, const struct user *u, const char *base_url, struct bytes *ret_url)
{
    struct json v;
    enum err e = ask(cx, "POST", remote_path(cx->arena, "/api/v1/users/", u->id, "/link"), &v);
    return e ? e : link_of(cx, v, base_url, ret_url);
}

static enum err
user_update_remote(struct cx *cx, struct bytes id, const struct user_edit *edit, struct user **ret)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    struct json v;
    json_open(&o, '{');
    put(&o, "name", edit->name);
    put(&o, "email", edit->email);
    put(&o, "zone", edit->zone);
    if (edit->role)
        put(&o, "role", bytes_of(role_name(edit->role)));
    if (edit->disabled >= 0) {
        json_key(&o, "disabled");
        json_put_bool(&o, edit->disabled);
    }
    enum err e = give(cx, "PATCH", remote_path(cx->arena, "/api/v1/users/", id, ""), &o, &v);
    if (e)
        return e;
    *ret = arena_new(cx->arena, struct user);
    **ret = user_of(cx, v);
    return OK;
}

static enum err
user_password(struct cx *cx, struct bytes id, struct bytes password)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    json_open(&o, '{');
    put(&o, "password", password);
    return give(cx, "PUT", remote_path(cx->arena, "/api/v1/users/", id, "/password"), &o, NULL);
}

/* ---- tokens ---- */

static struct token
token_of(struct cx *cx, struct json v)
{
    return (struct token){
        .id = text_at(cx, v, "id"),
        .user_id = text_at(cx, v, "user.id"),
        .user_name = text_at(cx, v, "user.name"),
        .name = text_at(cx, v, "name"),
        .role = role_at(v, "role"),
        .hint = text_at(cx, v, "hint"),
        .created_ms = time_at(v, "created_at"),
        .used_ms = time_at(v, "used_at"),
        .expires_ms = time_at(v, "expires_at"),
    };
}

static enum err
token_create_remote(struct cx *cx, const struct token_new *in, struct bytes *ret_secret, struct token **ret)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    struct json v;
    json_open(&o, '{');
    put(&o, "name", in->name);
    put(&o, "role", bytes_of(role_name(in->role)));
    put(&o, "user_id", in->user_id);
    if (in->expires_ms)
        put(&o, "expires_at", bytes_of(when_format(in->expires_ms).s));
    enum err e = give(cx, "POST", "/api/v1/tokens", &o, &v);
    if (e)
        return e;
    *ret_secret = text_at(cx, v, "secret");
    *ret = arena_new(cx->arena, struct token);
    **ret = token_of(cx, json_get(v, "token"));
    return OK;
}

static enum err
token_list_remote(struct cx *cx, struct token **ret, uint32_t *ret_count)
{
    struct json v;
    uint32_t n = 0;
    enum err e = ask(cx, "GET", "/api/v1/tokens", &v);
    if (e)
        return e;
    *ret = arena_new_n(cx->arena, struct token, json_count(json_get(v, "items")) + 1);
    for (struct json_iter it = json_each(json_get(v, "items")); json_next(&it);)
        (*ret)[n++] = token_of(cx, it.value);
    *ret_count = n;
    return OK;
}

static enum err
token_revoke_remote(struct cx *cx, struct bytes id)
{
    return ask(cx, "DELETE", remote_path(cx->arena, "/api/v1/tokens/", id, ""), NULL);
}

/* ---- incidents ---- */

static void
read_lists(struct cx *cx, struct json v, struct incident *in)
{
    struct json components = json_get(v, "components"), roles = json_get(v, "roles"), pms = json_get(v, "postmortems");
    struct incident_ref *c = arena_new_n(cx->arena, struct incident_ref, json_count(components) + 1);
    struct incident_role *r = arena_new_n(cx->arena, struct incident_role, json_count(roles) + 1);
    struct incident_postmortem *p = arena_new_n(cx->arena, struct incident_postmortem, json_count(pms) + 1);
    for (struct json_iter it = json_each(components); json_next(&it);)
        c[in->component_count++] = (struct incident_ref){text_at(cx, it.value, "id"), text_at(cx, it.value, "name")};
    for (struct json_iter it = json_each(roles); json_next(&it);)
        r[in->role_count++] =
            (struct incident_role){.role = text_at(cx, it.value, "role"), .name = text_at(cx, it.value, "name")};
    for (struct json_iter it = json_each(pms); json_next(&it);) {
        struct incident_postmortem *one = &p[in->postmortem_count++];
        struct bytes name = json_text(json_get(it.value, "name"));
        long long number = 0;
        if (bytes_starts(name, "PM-"))
            bytes_to_int(bytes_from(name, 3), &number);
        *one = (struct incident_postmortem){.id = text_at(cx, it.value, "id"),
                                            .title = text_at(cx, it.value, "title"),
                                            .state = text_at(cx, it.value, "state"),
                                            .number = number};
    }
    in->components = c;
    in->roles = r;
    in->postmortems = p;
}

static struct incident
incident_of(struct cx *cx, struct json v)
{
    struct incident in = {
        .id = text_at(cx, v, "id"),
        .number = int_at(v, "number"),
        .title = text_at(cx, v, "title"),
        .summary = text_at(cx, v, "summary"),
        .severity = (int)int_at(v, "severity"),
        .started_ms = time_at(v, "started_at"),
        .ended_ms = time_at(v, "ended_at"),
        .zone = text_at(cx, v, "zone"),
        .demo = json_is_true(json_get(v, "demo")),
        .created_ms = time_at(v, "created_at"),
        .updated_ms = time_at(v, "updated_at"),
        .version = int_at(v, "version"),
        .event_count = int_at(v, "counts.events"),
        .key_count = int_at(v, "counts.key"),
        .signal_count = int_at(v, "counts.signals"),
    };
    incident_state_of_name(json_text(json_get(v, "state")), &in.state);
    read_lists(cx, v, &in);
    return in;
}

static enum err
give_incident(struct cx *cx, enum err e, struct json v, struct incident **ret)
{
    if (e)
        return e;
    *ret = arena_new(cx->arena, struct incident);
    **ret = incident_of(cx, v);
    return OK;
}

static enum err
incident_create_remote(struct cx *cx, const struct incident_new *in, struct incident **ret)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    struct json v;
    json_open(&o, '{');
    put(&o, "title", in->title);
    put(&o, "zone", in->zone);
    enum err e = give(cx, "POST", "/api/v1/incidents", &o, &v);
    return give_incident(cx, e, v, ret);
}

static enum err
incident_by_name_remote(struct cx *cx, struct bytes name, struct incident **ret)
{
    struct json v;
    if (!name.n) // else the address would be that of the list
        return fail(&cx->why, ERR_NOT_FOUND, "no incident ''");
    enum err e = ask(cx, "GET", remote_path(cx->arena, "/api/v1/incidents/", name, ""), &v);
    return give_incident(cx, e, v, ret);
}

static enum err
incident_delete_remote(struct cx *cx, struct bytes id)
{
    return ask_slowly(cx, "DELETE", remote_path(cx->arena, "/api/v1/incidents/", id, ""), NULL);
}

static enum err
incident_each(struct cx *cx, enum err (*take)(void *ctx, const struct incident *in), void *ctx)
{
    static const char page[] = "/api/v1/incidents?limit=200";
    struct bytes next = BYTES_NONE;
    for (int i = 0; i < PAGES_MAX; i++) {
        struct json v;
        const char *path = next.n ? remote_path(cx->arena, "/api/v1/incidents?limit=200&cursor=", next, "") : page;
        enum err e = ask(cx, "GET", path, &v);
        for (struct json_iter it = json_each(json_get(v, "items")); !e && json_next(&it);) {
            struct incident in = incident_of(cx, it.value);
            e = take(ctx, &in);
        }
        if (e)
            return e;
        next = text_at(cx, v, "next");
        if (!next.n)
            return OK;
    }
    return fail(&cx->why, ERR_LIMIT, "%s does not end its list of incidents", remote_server(remote_of(cx)));
}

static enum err
incident_facts(struct cx *cx, struct bytes id, struct stored_timeline *ret)
{
    struct json v;
    struct stored_timeline st = {0};
    enum err e = ask_slowly(cx, "GET", remote_path(cx->arena, "/api/v1/incidents/", id, "/timeline"), &v);
    if (e)
        return e;
    struct duration *d = arena_new_n(cx->arena, struct duration, json_count(json_get(v, "durations")) + 1);
    for (struct json_iter it = json_each(json_get(v, "durations")); json_next(&it);)
        d[st.t.duration_count++] = (struct duration){.name = text_at(cx, it.value, "name").p,
                                                     .known = json_is_true(json_get(it.value, "known")),
                                                     .ms = int_at(it.value, "ms"),
                                                     .about = json_is_true(json_get(it.value, "about"))};
    st.t.durations = d;
    st.stale = json_is_true(json_get(v, "building"));
    *ret = st;
    return OK;
}

static enum err
incident_export(struct cx *cx, const struct incident *in, const struct export_wish *wish, FILE *out)
{
    static const struct {
        const char *ask, *media_type;
    } formats[EXPORT_MAX] = {
        [EXPORT_MD] = {"/export?format=md", "text/markdown"},
        [EXPORT_JSON] = {"/export?format=json", "application/json"},
        [EXPORT_CSV] = {"/export?format=csv", "text/csv"},
        [EXPORT_SVG] = {"/export?format=svg", "image/svg+xml"},
    };
    const char *rest = bytes_printf(cx->arena, "%s%s", formats[wish->format].ask, wish->key_only ? "&key=true" : "").p;
    struct remote_request q = {.method = "GET",
                               .path = remote_path(cx->arena, "/api/v1/incidents/", in->id, rest),
                               .is_slow = true,
                               .to = out,
                               .media_type = formats[wish->format].media_type};
    enum err e = remote_ask(remote_of(cx), &q, NULL, &cx->why);
    return ferror(out) ? OK : e; // main() says what is wrong with standard output
}

/* ---- upkeep ---- */

static bool
hash_of_hex(struct bytes hex, struct sha256 *ret)
{
    static const char digits[] = "0123456789abcdef";
    if (hex.n != 2 * sizeof ret->b)
        return false;
    for (size_t i = 0; i < hex.n; i++) {
        const char *d = memchr(digits, hex.p[i], 16);
        if (!d)
            return false;
        ret->b[i / 2] = (uint8_t)(ret->b[i / 2] << 4 | (d - digits));
    }
    return true;
}

static enum err
verify(struct cx *cx, struct verification *ret)
{
    struct json v;
    enum err e = ask_slowly(cx, "POST", "/api/v1/verify", &v);
    if (e)
        return e;
    struct verification found = {
        .ok = json_is_true(json_get(v, "ok")),
        .entries = int_at(v, "entries"),
        .signals = int_at(v, "signals"),
        .deliveries = int_at(v, "deliveries"),
        .sections = int_at(v, "sections"),
        .erased = int_at(v, "erased"),
        .broken = text_at(cx, v, "broken"),
    };
    if (!hash_of_hex(json_text(json_get(v, "head")), &found.head))
        return fail(&cx->why, ERR_IO, "%s gave no hash of the last entry", remote_server(remote_of(cx)));
    *ret = found;
    return OK;
}

static enum err
check(struct cx *cx, bool *ret_sound)
{
    struct json v;
    enum err e = ask_slowly(cx, "POST", "/api/v1/check", &v);
    if (e)
        return e;
    *ret_sound = json_is_true(json_get(v, "ok"));
    fail(&cx->why, ERR_INVALID, "%.*s", BYTES_ARG(json_text(json_get(v, "broken"))));
    return OK;
}

/* Whether that is a database, and not what something between us and the server made of it. */
static bool
is_database(int fd)
{
    static const char magic[16] = "SQLite format 3";
    char head[sizeof magic];
    return pread(fd, head, sizeof head, 0) == sizeof head && memcmp(head, magic, sizeof magic) == 0;
}

static enum err
backup(struct cx *cx, const char *path)
{
    struct why *why = &cx->why;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w+");
    if (!f) {
        enum err e = fail(why, ERR_IO, "cannot make %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return e;
    }
    struct remote_request q = {
        .method = "GET", .path = "/api/v1/backup", .is_slow = true, .to = f, .media_type = "application/vnd.sqlite3"};
    enum err e = remote_ask(remote_of(cx), &q, NULL, why);
    if (!e && fflush(f) != 0)
        e = fail(why, errno == ENOSPC ? ERR_FULL : ERR_IO, "cannot write %s: %s", path, strerror(errno));
    if (!e && !is_database(fd))
        e = fail(why, ERR_IO, "what %s gave is no backup", remote_server(remote_of(cx)));
    if (fclose(f) != 0 && !e)
        e = fail(why, ERR_IO, "cannot write %s: %s", path, strerror(errno));
    return e;
}

const struct record_ops record_remote = {
    .user_add = user_add,
    .user_link = user_link,
    .user_find = user_find,
    .user_list = user_list_remote,
    .user_update = user_update_remote,
    .user_password = user_password,
    .token_create = token_create_remote,
    .token_list = token_list_remote,
    .token_revoke = token_revoke_remote,
    .incident_create = incident_create_remote,
    .incident_by_name = incident_by_name_remote,
    .incident_delete = incident_delete_remote,
    .incident_each = incident_each,
    .incident_facts = incident_facts,
    .incident_export = incident_export,
    .import = import_remote,
    .verify = verify,
    .check = check,
    .backup = backup,
    .import_verb = "sending",
};

#ifndef WEB_SMALL_PROGRAM_H
#define WEB_SMALL_PROGRAM_H
/*
 * A program of a few routes, for tests of what every route shares: each does what a test asks for. Things are rows of
 * `answered`, the smallest table there is.
 */
#include "../base/log.h"
#include "../model/answered.h"
#include "handlers.h"
#include "web_test.h"

static inline enum err
put_thing(struct web_call *c, struct bytes name)
{
    struct answered thing = {.status = 200, .body = name};
    enum err e = answered_create(c->cx, bytes_printf(c->cx->arena, "thing %.*s", BYTES_ARG(name)), &thing);
    if (e)
        return e;
    struct audit_entry entry = {.action = "team.create",
                                .subject = BYTES("team_00000000000000000000"),
                                .incident = BYTES("inc_00000000000000000000")};
    return audit_add(c->cx, &entry);
}

static inline bool
has_thing(struct web_test *t, const char *name)
{
    struct answered thing;
    return answered_load(&t->cx, bytes_printf(&t->arena, "thing %s", name), &thing) == OK;
}

static inline void
put_team(struct web_call *c, int status, struct bytes name)
{
    struct json_out *o = web_json(c, status);
    json_open(o, '{');
    put_text(o, "id", BYTES("team_1"));
    put_text(o, "name", name);
    put_text(o, "about", BYTES(""));
    put_int(o, "version", 7);
    json_close(o, '}');
    web_etag(c, 7);
}

static inline enum err
things_create(struct web_call *c)
{
    struct bytes name;
    enum err e = body_required_text(c, "name", 20, &name);
    if (e || (e = put_thing(c, name)))
        return e;
    put_team(c, 201, name);
    query_flag(c, "strict"); // what is wrong with it ends the request after all was done
    return OK;
}

static inline enum err
things_list(struct web_call *c)
{
    struct web_page p = web_page(c, 2, 10);
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    json_close(o, ']');
    put_next(o, !p.has_cursor, 1234 + p.limit, BYTES("team_1.x"));
    json_close(o, '}');
    if (p.has_cursor) {
        CHECK_INT(p.ms, 1236);
        CHECK_BYTES(p.id, "team_1.x");
    }
    return OK;
}

static inline enum err
things_update(struct web_call *c)
{
    int64_t version;
    enum err e = web_if_match(c, &version);
    if (e)
        return e;
    if (version && version != 7) {
        c->cx->current_version = 7;
        return fail(&c->cx->why, ERR_STALE, "somebody changed the thing first");
    }
    put_team(c, 200, c->params[0]);
    return OK;
}

static inline enum err
fails(struct web_call *c)
{
    enum err e = put_thing(c, BYTES("of a failure"));
    if (e)
        return e;
    for (int i = 1; i < ERR_MAX; i++)
        if (bytes_is(c->params[0], err_name((enum err)i)))
            return fail(&c->cx->why, (enum err)i, "it is %s", err_name((enum err)i));
    return web_refuse(c, 429, 30, "not so %s", "fast");
}

static inline enum err
takes_bytes(struct web_call *c)
{
    struct bytes body;
    enum err e = web_whole_body(c, &body);
    if (e)
        return e;
    struct sha256 h = sha256_of(body);
    web_text(c, 200, "text/plain; charset=utf-8", bytes_of(sha256_hex(&h).s));
    return OK;
}

static inline enum err
gives_download(struct web_call *c)
{
    web_download(c, "text/html; charset=utf-8", BYTES("<p>"), "a \"b\"\r\nSet-Cookie: x=\xc3\xa4/../c.html");
    return OK;
}

static inline enum err
gives_file(struct web_call *c)
{
    FILE *f = tmpfile();
    CHECK(f && fputs("from a file", f) >= 0 && fflush(f) == 0);
    int fd = dup(fileno(f));
    fclose(f);
    web_file(c, "application/octet-stream", fd, strlen("from a file"), NULL);
    return OK;
}

static inline enum err
nothing(struct web_call *c)
{
    web_nothing(c);
    return OK;
}

// clang-format off
static const struct route_query
    query_channel[] = {{"channel", "string", "which"}, {0}},
    query_page[] = {{"cursor", "string", "next"}, {"limit", "integer", "how many"}, {0}},
    query_strict[] = {{"strict", "boolean", "strictly"}, {0}};

static const struct route table[] = {
    {HTTP_GET,    "/api/openapi.json",   NEED_NOTHING, api_openapi, NULL, "application/json", "This."},
    {HTTP_GET,    "/api/v1/admin",       NEED_ADMIN,   nothing, NULL, NULL, "For admins."},
    {HTTP_POST,   "/api/v1/anybody",     NEED_NOTHING, nothing, NULL, NULL, "For all."},
    {HTTP_POST,   "/api/v1/bytes",       NEED_EDIT,    takes_bytes, NULL, "text/plain", "Takes bytes.", NULL, ROUTE_RAW_BODY | ROUTE_SLOW, 1024},
    {HTTP_GET,    "/api/v1/download",    NEED_READ,    gives_download, NULL, "text/html", "Gives a file."},
    {HTTP_POST,   "/api/v1/fails/:how",  NEED_READ,    fails, NULL, NULL, "Fails."},
    {HTTP_GET,    "/api/v1/file",        NEED_READ,    gives_file, NULL, "application/octet-stream", "Gives a file.", NULL, ROUTE_EXCHANGE},
    {HTTP_POST,   "/api/v1/intake",      NEED_NOTHING, takes_bytes, NULL, "text/plain", "Takes bytes.", NULL, ROUTE_RAW_BODY | ROUTE_NO_CSRF | ROUTE_OWN_LIMIT},
    {HTTP_GET,    "/api/v1/live",        NEED_READ,    api_live, NULL, "text/event-stream", "Listens.", query_channel, ROUTE_EXCHANGE},
    {HTTP_GET,    "/api/v1/things",      NEED_READ,    things_list, NULL, "[Team]", "Lists.", query_page},
    {HTTP_POST,   "/api/v1/things",      NEED_EDIT,    things_create, "TeamEdit", "Team", "Makes.", query_strict},
    {HTTP_PATCH,  "/api/v1/things/:id",  NEED_EDIT,    things_update, "TeamEdit", "Team", "Changes."},
    {HTTP_GET,    "/metrics",            NEED_NOTHING, ops_metrics, NULL, "text/plain", "Numbers."},
};
// clang-format on

static inline void
open_small(struct web_test *t, int requests_per_s)
{
    struct web_config config = {
        .routes = table, .route_count = sizeof table / sizeof *table, .requests_per_s = requests_per_s};
    web_test_open_with(t, &config);
}

static inline struct bytes
detail(struct web_reply r)
{
    return json_text(json_get(r.json, "detail"));
}
#endif

/* The road of a request through a real server, with routes of this file's own; and the program's own routes walked by
 * who may ask them. */
#include "web_test.h"

#include "../base/log.h"
#include "../model/answered.h"
#include "assets.h"
#include "handlers.h"

/* ---- a small program: things are rows of `answered`, the smallest table there is ---- */

static enum err
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

static bool
has_thing(struct web_test *t, const char *name)
{
    struct answered thing;
    return answered_load(&t->cx, bytes_printf(&t->arena, "thing %s", name), &thing) == OK;
}

static void
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

static enum err
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

static enum err
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

static enum err
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

static enum err
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

static enum err
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

static enum err
gives_download(struct web_call *c)
{
    web_download(c, "text/html; charset=utf-8", BYTES("<p>"), "a \"b\"\r\nSet-Cookie: x=\xc3\xa4/../c.html");
    return OK;
}

static enum err
gives_file(struct web_call *c)
{
    FILE *f = tmpfile();
    CHECK(f && fputs("from a file", f) >= 0 && fflush(f) == 0);
    int fd = dup(fileno(f));
    fclose(f);
    web_file(c, "application/octet-stream", fd, strlen("from a file"), NULL);
    return OK;
}

static enum err
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

static void
open_small(struct web_test *t, int requests_per_s)
{
    struct web_config config = {
        .routes = table, .route_count = sizeof table / sizeof *table, .requests_per_s = requests_per_s};
    web_test_open_with(t, &config);
}

static struct bytes
detail(struct web_reply r)
{
    return json_text(json_get(r.json, "detail"));
}

/* ---- who may ---- */

TEST(a_route_is_answered_to_those_who_may)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_reply r = web_ask(&t, WHO_NOBODY, "GET", "/api/v1/admin", NULL);
    CHECK_INT(r.status, 401);
    CHECK(web_reply_header(r, "WWW-Authenticate").n);
    r = web_ask(&t, WHO_EDITOR, "GET", "/api/v1/admin", NULL);
    CHECK_INT(r.status, 403);
    CHECK_BYTES(detail(r), "this takes the role admin; yours is editor");
    CHECK_INT(web_ask(&t, WHO_ADMIN, "GET", "/api/v1/admin", NULL).status, 204);
    CHECK_INT(web_ask_token(&t, t.who[WHO_ADMIN].token, "GET", "/api/v1/admin", NULL).status, 204);
    CHECK_INT(web_ask_token(&t, t.who[WHO_READER].token, "GET", "/api/v1/admin", NULL).status, 403);
    r = web_ask_token(&t, BYTES("am_unknown"), "GET", "/api/v1/admin", NULL);
    CHECK_INT(r.status, 401);
    // A bad token is not made good by a cookie beside it.
    r = web_ask_with(&t, WHO_ADMIN, "GET", "/api/v1/admin", "Authorization: Bearer am_x\r\n", BYTES_NONE);
    CHECK_INT(r.status, 401);
    // What a proxy before us asks for is none of ours.
    r = web_ask_with(&t, WHO_ADMIN, "GET", "/api/v1/admin", "Authorization: Basic eDp5\r\n", BYTES_NONE);
    CHECK_INT(r.status, 204);
    web_test_close(&t);
}

TEST(a_session_that_has_ended_is_nobody)
{
    struct web_test t;
    open_small(&t, -1);
    CHECK(session_end(&t.cx, t.who[WHO_ADMIN].secret) == OK);
    struct web_reply r = web_ask(&t, WHO_ADMIN, "GET", "/api/v1/admin", NULL);
    CHECK_INT(r.status, 401);
    CHECK(bytes_find(detail(r), "session") >= 0 || bytes_find(detail(r), "sign in") >= 0);
    CHECK_INT(web_ask(&t, WHO_ADMIN, "POST", "/api/v1/anybody", NULL).status, 204); // may sign in again
    web_test_close(&t);
}

/* ---- other sites' pages ---- */

static struct web_reply
post_thing(struct web_test *t, const char *cookie_and_more)
{
    struct bytes cookie = t->who[WHO_EDITOR].secret;
    struct bytes headers =
        bytes_printf(&t->arena, "Cookie: aftermath_session=%.*s\r\nContent-Type: application/json\r\n%s",
                     BYTES_ARG(cookie), cookie_and_more);
    return web_ask_with(t, WHO_NOBODY, "PATCH", "/api/v1/things/1", headers.p, BYTES("{}"));
}

TEST(a_cookie_alone_changes_nothing)
{
    struct web_test t;
    open_small(&t, -1);
    struct bytes csrf = t.who[WHO_EDITOR].csrf;
    const char *right = bytes_printf(&t.arena, "X-CSRF-Token: %.*s\r\n", BYTES_ARG(csrf)).p;
    CHECK_INT(post_thing(&t, right).status, 200);
    CHECK_INT(post_thing(&t, "").status, 403);
    CHECK_INT(post_thing(&t, "X-CSRF-Token: \r\n").status, 403);
    CHECK_INT(post_thing(&t, "X-CSRF-Token: wrong\r\n").status, 403);
    struct bytes others = t.who[WHO_ADMIN].csrf;
    CHECK_INT(post_thing(&t, bytes_printf(&t.arena, "X-CSRF-Token: %.*s\r\n", BYTES_ARG(others)).p).status, 403);
    web_test_close(&t);
}

TEST(a_request_that_the_browser_says_is_foreign_is_refused)
{
    struct web_test t;
    open_small(&t, -1);
    static const struct {
        const char *headers;
        int status;
    } rows[] = {
        {"Sec-Fetch-Site: same-origin\r\n", 200},
        {"Sec-Fetch-Site: none\r\n", 200},
        {"Sec-Fetch-Site: same-site\r\n", 403},
        {"Sec-Fetch-Site: cross-site\r\n", 403},
        {"Origin: http://test\r\n", 200},
        {"Origin: https://evil.example\r\n", 403},
        {"Origin: http://test.evil.example\r\n", 403},
        {"Origin: null\r\n", 403},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes csrf = t.who[WHO_EDITOR].csrf;
        struct bytes h = bytes_printf(&t.arena, "%sX-CSRF-Token: %.*s\r\n", rows[i].headers, BYTES_ARG(csrf));
        CHECK_INT(post_thing(&t, h.p).status, rows[i].status);
    }
    struct bytes base = bytes_printf(&t.arena, "Origin: %s\r\nX-CSRF-Token: %.*s\r\n", web_base_url(t.web),
                                     BYTES_ARG(t.who[WHO_EDITOR].csrf));
    CHECK_INT(post_thing(&t, base.p).status, 200);
    // Signing in too: a foreign page could sign a browser in as somebody else.
    struct web_reply r =
        web_ask_with(&t, WHO_NOBODY, "POST", "/api/v1/anybody", "Sec-Fetch-Site: cross-site\r\n", BYTES_NONE);
    CHECK_INT(r.status, 403);
    // Programs with tokens and tools' webhooks are no browsers.
    const char *token = bytes_printf(&t.arena, "Authorization: Bearer %.*s\r\nSec-Fetch-Site: cross-site\r\n",
                                     BYTES_ARG(t.who[WHO_EDITOR].token))
                            .p;
    CHECK_INT(web_ask_with(&t, WHO_NOBODY, "POST", "/api/v1/anybody", token, BYTES_NONE).status, 204);
    CHECK_INT(
        web_ask_with(&t, WHO_NOBODY, "POST", "/api/v1/intake", "Sec-Fetch-Site: cross-site\r\n", BYTES("x")).status,
        200);
    web_test_close(&t);
}

/* ---- bodies and queries ---- */

TEST(a_body_is_json_as_described_or_refused)
{
    static const struct {
        const char *type, *body;
        int status;
        const char *says;
    } rows[] = {
        {"application/json", "{\"name\":\"a\"}", 201, NULL},
        {"application/json; charset=utf-8", "{\"name\":\"b\"}", 201, NULL},
        {"application/merge-patch+json", "{\"name\":\"c\"}", 201, NULL},
        {"text/plain", "{\"name\":\"d\"}", 415, "send the body as Content-Type: application/json"},
        {"application/x-www-form-urlencoded", "name=d", 415, "send the body as Content-Type: application/json"},
        {"application/json", "{\"name\":", 400, NULL},
        {"application/json", "", 400, "there is no JSON: the text is empty"},
        {"application/json", "{\"name\":\"\xff\"}", 400, NULL},
        {"application/json", "{\"nmae\":\"d\"}", 400, "there is no field 'nmae' here; did you mean 'name'?"},
        {"application/json", "{\"name\":7}", 400, "'name' must be a string"},
        {"application/json", "{}", 400, "'name' is missing"},
        {"application/json", "{\"name\":\"  \"}", 400, "'name' must not be empty"},
        {"application/json", "{\"name\":\"a\\u0000b\"}", 400, "'name' must be text without control characters"},
        {"application/json", "{\"name\":\"123456789012345678901\"}", 400, "'name' must be at most 20 bytes, not 21"},
    };
    struct web_test t;
    open_small(&t, -1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes type = bytes_printf(&t.arena, "Content-Type: %s\r\n", rows[i].type);
        struct web_reply r = web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/things", type.p, bytes_of(rows[i].body));
        CHECK_INT(r.status, rows[i].status);
        if (rows[i].says)
            CHECK_BYTES(detail(r), rows[i].says);
    }
    struct web_reply r = web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/things", "", BYTES("{}"));
    CHECK_INT(r.status, 415); // no type at all
    char deep[3000];
    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = 0;
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/things", deep).status, 400);
    CHECK(!has_thing(&t, "d"));
    web_test_close(&t);
}

TEST(a_large_body_is_taken_whole_and_one_that_is_too_large_refused)
{
    struct web_test t;
    open_small(&t, -1);
    size_t n = 1024 << 10;
    char *p = arena_alloc(&t.arena, n + 1);
    for (size_t i = 0; i <= n; i++)
        p[i] = (char)(i * 7 % 251);
    struct bytes body = {p, n};
    struct sha256 h = sha256_of(body);
    struct web_reply r = web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/bytes", "", body);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(r.body, sha256_hex(&h).s);
    r = web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/bytes", "", (struct bytes){p, n + 1});
    CHECK_INT(r.status, 413);
    // Text of a JSON body that went into a file: 100 KB of blanks.
    char *json = arena_alloc(&t.arena, 100001);
    memset(json, ' ', 100000);
    memcpy(json, "{\"name\":\"long\"", 14);
    json[99999] = '}';
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/things", json).status, 201);
    CHECK(has_thing(&t, "long"));
    web_test_close(&t);
}

TEST(a_query_is_as_described_or_refused)
{
    static const struct {
        const char *path;
        int status;
        const char *says;
    } rows[] = {
        {"/api/v1/things", 200, NULL},
        {"/api/v1/things?", 200, NULL},
        {"/api/v1/things?limit=10&&", 200, NULL},
        {"/api/v1/things?l%69mit=10", 200, NULL},
        {"/api/v1/things?limit=", 200, NULL},
        {"/api/v1/things?limit=11", 400, "'limit' in the address must be 1 to 10"},
        {"/api/v1/things?limit=1e1", 400, "'limit' in the address must be 1 to 10"},
        {"/api/v1/things?limt=10", 400, "there is no query parameter 'limt' here"},
        {"/api/v1/things?cursor=12", 400, "'cursor' in the address must be 'next' of the page before"},
        {"/api/v1/things?cursor=x.y", 400, "'cursor' in the address must be 'next' of the page before"},
        {"/api/v1/things?cursor=%01", 400, "'cursor' in the address must be text without control characters"},
    };
    struct web_test t;
    open_small(&t, -1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct web_reply r = web_ask(&t, WHO_READER, "GET", rows[i].path, NULL);
        CHECK_INT(r.status, rows[i].status);
        if (rows[i].says)
            CHECK_BYTES(detail(r), rows[i].says);
    }
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/things", NULL);
    struct bytes next = json_text(json_get(r.json, "next"));
    CHECK_BYTES(next, "1236.team_1.x");
    r = web_ask(&t, WHO_READER, "GET", bytes_printf(&t.arena, "/api/v1/things?cursor=%.*s", BYTES_ARG(next)).p, NULL);
    CHECK_INT(json_type_of(json_get(r.json, "next")), JSON_NULL);
    web_test_close(&t);
}

TEST(a_version_that_is_not_the_stored_one_is_said)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_reply r = web_ask(&t, WHO_EDITOR, "PATCH", "/api/v1/things/x", "{\"version\":7}");
    CHECK_INT(r.status, 200);
    CHECK_BYTES(web_reply_header(r, "ETag"), "\"7\"");
    r = web_ask(&t, WHO_EDITOR, "PATCH", "/api/v1/things/x", "{\"version\":6}");
    CHECK_INT(r.status, 412);
    int64_t now = 0;
    CHECK(json_int(json_get(r.json, "current_version"), &now));
    CHECK_INT(now, 7);
    static const struct {
        const char *header;
        int status;
    } rows[] = {
        {"\"7\"", 200}, {"W/\"7\"", 200}, {"*", 200}, {"\"6\"", 412}, {"7", 400}, {"\"x\"", 400}, {"\"-1\"", 400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes h = bytes_printf(&t.arena, "Content-Type: application/json\r\nIf-Match: %s\r\n", rows[i].header);
        r = web_ask_with(&t, WHO_EDITOR, "PATCH", "/api/v1/things/x", h.p, BYTES("{\"version\":1}"));
        CHECK_INT(r.status, rows[i].status);
    }
    web_test_close(&t);
}

/* ---- all or nothing ---- */

TEST(an_error_undoes_everything_and_has_its_status)
{
    static const struct {
        const char *how;
        int status;
    } rows[] = {
        {"invalid", 400}, {"denied", 403}, {"not_found", 404}, {"conflict", 409}, {"stale", 412},
        {"limit", 413},   {"full", 507},   {"io", 500},        {"refused", 429},
    };
    struct web_test t;
    open_small(&t, -1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes path = bytes_printf(&t.arena, "/api/v1/fails/%s", rows[i].how);
        struct web_reply r = web_ask(&t, WHO_READER, "POST", path.p, NULL);
        CHECK_INT(r.status, rows[i].status);
        if (rows[i].status == 500)
            CHECK_BYTES(detail(r), "the server could not do this; its log says why"); // and nobody else
        else if (rows[i].status == 429)
            CHECK_BYTES(web_reply_header(r, "Retry-After"), "30");
        else
            CHECK_BYTES(detail(r), bytes_printf(&t.arena, "it is %s", rows[i].how).p);
        CHECK(!has_thing(&t, "of a failure"));
    }
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/things?strict=perhaps", "{\"name\":\"q\"}").status, 400);
    CHECK(!has_thing(&t, "q"));
    web_test_close(&t);
}

static struct web_reply
post_once(struct web_test *t, enum web_who who, const char *key, const char *json)
{
    struct bytes h = bytes_printf(&t->arena, "Content-Type: application/json\r\nIdempotency-Key: %s\r\n", key);
    return web_ask_with(t, who, "POST", "/api/v1/things", h.p, bytes_of(json));
}

TEST(a_repeat_with_the_same_key_gets_the_first_answer)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_reply first = post_once(&t, WHO_EDITOR, "k1", "{\"name\":\"once\"}");
    CHECK_INT(first.status, 201);
    struct web_reply again = post_once(&t, WHO_EDITOR, "k1", "{\"name\":\"once\"}");
    CHECK_INT(again.status, 201); // without the key it would be 409: the name is taken
    CHECK(bytes_eq(first.body, again.body));
    CHECK_BYTES(web_reply_header(again, "Idempotency-Replayed"), "true");
    struct web_reply other = post_once(&t, WHO_EDITOR, "k1", "{\"name\":\"other\"}");
    CHECK_INT(other.status, 409);
    CHECK(!has_thing(&t, "other"));
    CHECK_INT(post_once(&t, WHO_ADMIN, "k1", "{\"name\":\"another's key\"}").status, 201);
    // An error is not kept: what was wrong may be mended.
    CHECK_INT(post_once(&t, WHO_EDITOR, "k2", "{\"name\":\"once\"}").status, 409);
    CHECK_INT(post_once(&t, WHO_EDITOR, "k2", "{\"name\":\"twice\"}").status, 201);
    CHECK_INT(post_once(&t, WHO_EDITOR, "two words", "{\"name\":\"x\"}").status, 400);
    // Of a long body that stands in a file every byte counts.
    char *json = arena_alloc(&t.arena, (200 << 10) + 1);
    memset(json, ' ', 200 << 10);
    memcpy(json, "{\"name\":\"of many\"}", 18);
    CHECK_INT(post_once(&t, WHO_EDITOR, "k3", json).status, 201);
    CHECK_INT(post_once(&t, WHO_EDITOR, "k3", json).status, 201);
    json[(200 << 10) - 1] = '\n';
    CHECK_INT(post_once(&t, WHO_EDITOR, "k3", json).status, 409);
    web_test_close(&t);
}

/* ---- methods and headers ---- */

TEST(methods_that_a_path_does_not_know_are_told_the_ones_it_does)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_reply r = web_ask(&t, WHO_NOBODY, "DELETE", "/api/v1/things", NULL);
    CHECK_INT(r.status, 405);
    CHECK_BYTES(web_reply_header(r, "Allow"), "GET, HEAD, POST, OPTIONS");
    r = web_ask(&t, WHO_NOBODY, "OPTIONS", "/api/v1/things", NULL);
    CHECK_INT(r.status, 204);
    CHECK_BYTES(web_reply_header(r, "Allow"), "GET, HEAD, POST, OPTIONS");
    CHECK(!web_reply_header(r, "Access-Control-Allow-Origin").p); // nobody else's page may ask
    r = web_ask(&t, WHO_READER, "HEAD", "/api/v1/things", NULL);
    CHECK_INT(r.status, 200);
    CHECK(!r.body.n && web_reply_header(r, "Content-Length").n);
    r = web_ask(&t, WHO_NOBODY, "GET", "/api/v1/no-such-thing", NULL);
    CHECK_INT(r.status, 404);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/api", NULL).status, 404);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "POST", "/incidents", NULL).status, 405);
    web_test_close(&t);
}

TEST(every_answer_tells_the_browser_to_be_careful)
{
    static const char *const paths[] = {"/", "/api/v1/things", "/api/v1/nothing", "/x.js", "/metrics"};
    struct web_test t;
    open_small(&t, -1);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct web_reply r = web_ask(&t, WHO_READER, "GET", paths[i], NULL);
        struct bytes policy = web_reply_header(r, "Content-Security-Policy");
        CHECK(bytes_starts(policy, "default-src 'none'; "));
        CHECK(bytes_find(policy, "frame-ancestors 'none'") >= 0 && bytes_find(policy, "base-uri 'none'") >= 0);
        CHECK((bytes_find(policy, "sandbox") >= 0) == (bytes_starts(bytes_of(paths[i]), "/api")));
        CHECK(bytes_find(policy, "script-src 'unsafe") < 0);
        CHECK_BYTES(web_reply_header(r, "X-Content-Type-Options"), "nosniff");
        CHECK_BYTES(web_reply_header(r, "Referrer-Policy"), "same-origin");
        CHECK_BYTES(web_reply_header(r, "Cross-Origin-Opener-Policy"), "same-origin");
        CHECK(web_reply_header(r, "Permissions-Policy").n);
        CHECK(web_reply_header(r, "Cache-Control").n);
        CHECK(!web_reply_header(r, "Strict-Transport-Security").n); // we are not behind https here
    }
    CHECK_BYTES(web_reply_header(web_ask(&t, WHO_READER, "GET", "/api/v1/things", NULL), "Cache-Control"), "no-store");
    web_test_close(&t);
}

TEST(a_file_name_cannot_write_headers)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/download", NULL);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(web_reply_header(r, "Content-Disposition"),
                "attachment; filename=\"a _b___Set-Cookie_ x=__.._c.html\"; "
                "filename*=UTF-8''a%20%22b%22%0D%0ASet-Cookie%3A%20x%3D%C3%A4%2F..%2Fc.html");
    CHECK(!web_reply_header(r, "Set-Cookie").n);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/file", NULL);
    CHECK_BYTES(r.body, "from a file");
    CHECK_BYTES(web_reply_header(r, "Content-Disposition"), "inline");
    web_test_close(&t);
}

TEST(who_asks_too_often_has_to_wait)
{
    struct web_test t;
    open_small(&t, 1);
    struct web_reply r = {.status = 200};
    int asked = 0;
    for (; r.status == 200 && asked < 1000; asked++)
        r = web_ask(&t, WHO_READER, "GET", "/api/v1/things", NULL);
    CHECK_INT(r.status, 429);
    CHECK(asked > RATE_BURST_S && bytes_is(web_reply_header(r, "Retry-After"), "1"));
    CHECK_INT(web_ask(&t, WHO_EDITOR, "GET", "/api/v1/things", NULL).status, 200); // somebody else
    CHECK_INT(web_ask(&t, WHO_NOBODY, "POST", "/api/v1/anybody", NULL).status, 204);
    for (int i = 0; i < 3 * RATE_BURST_S; i++) // has a limit of its own
        CHECK_INT(web_ask_with(&t, WHO_NOBODY, "POST", "/api/v1/intake", "", BYTES("x")).status, 200);
    web_test_close(&t);
}

/* ---- the interface ---- */

TEST(every_page_of_the_interface_is_its_index)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_reply r = web_ask(&t, WHO_NOBODY, "GET", "/", NULL);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(web_reply_header(r, "Content-Type"), "text/html; charset=utf-8");
    CHECK(bytes_find_nocase(r.body, "<!doctype html>") >= 0);
    struct web_reply deep = web_ask(&t, WHO_NOBODY, "GET", "/incidents/inc_1", NULL);
    CHECK_INT(deep.status, 200);
    CHECK(bytes_eq(r.body, deep.body));
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/assets/no-such-file.js", NULL).status, 404);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/favicon.none", NULL).status, 404);
    for (size_t i = 0; i < asset_count; i++) {
        r = web_ask_with(&t, WHO_NOBODY, "GET", assets[i].path, "Accept-Encoding: gzip\r\n", BYTES_NONE);
        CHECK_INT(r.status, 200);
        CHECK(bytes_is(web_reply_header(r, "Content-Encoding"), "gzip") == (assets[i].gzip.n > 0));
        struct bytes tag = web_reply_header(r, "ETag");
        CHECK(bytes_find(web_reply_header(r, "Cache-Control"), assets[i].immutable ? "immutable" : "no-cache") >= 0);
        struct bytes h = bytes_printf(&t.arena, "Accept-Encoding: gzip\r\nIf-None-Match: %.*s\r\n", BYTES_ARG(tag));
        r = web_ask_with(&t, WHO_NOBODY, "GET", assets[i].path, h.p, BYTES_NONE);
        CHECK_INT(r.status, 304);
        CHECK(!r.body.n);
    }
    web_test_close(&t);
}

/* ---- live ---- */

TEST(who_looks_is_told_what_changed)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear record = web_listen(&t, WHO_READER, "channel=record");
    struct web_ear incident = web_listen(&t, WHO_READER, "channel=incident:inc_00000000000000000000");
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/things", "{\"name\":\"seen\"}").status, 201);
    struct bytes event = web_hear(&t, &record);
    CHECK(bytes_starts(event, "changed {\"action\":\"team.create\",\"subject\":\"team_00000000000000000000\","
                              "\"incident\":\"inc_00000000000000000000\",\"seq\":"));
    CHECK(bytes_ends(event, ",\"by\":\"editor\"}"));
    CHECK(bytes_eq(web_hear(&t, &incident), event));
    web_publish(t.web, BYTES("incident:inc_00000000000000000000"), "import", BYTES("{\"done_bytes\":1}"));
    CHECK_BYTES(web_hear(&t, &incident), "import {\"done_bytes\":1}");
    web_ear_close(&record);
    web_ear_close(&incident);
    web_test_close(&t);
}

TEST(what_another_process_changes_is_told_too)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear ear = web_listen(&t, WHO_READER, "channel=record");
    CHECK(db_begin(&t.cx) == OK);
    struct audit_entry entry = {.action = "incident.create", .subject = BYTES("inc_00000000000000000001")};
    CHECK(db_finish(&t.cx, audit_add(&t.cx, &entry)) == OK);
    // The first look may come before what web_test_open() made is told; ours follows.
    for (;;) {
        struct bytes event = web_hear(&t, &ear);
        CHECK(event.n);
        if (bytes_find(event, "inc_00000000000000000001") >= 0)
            break;
    }
    web_ear_close(&ear);
    web_test_close(&t);
}

TEST(streams_are_for_known_channels)
{
    static const struct {
        const char *query;
        int status;
    } rows[] = {
        {"", 400},
        {"channel=", 400},
        {"channel=users", 400},
        {"channel=user:usr_00000000000000000000", 400},
        {"channel=session:0", 400},
        {"channel=incident:x", 400},
        {"channel=record&channel=incident:inc_0000000000000000000%0a", 400},
    };
    struct web_test t;
    open_small(&t, -1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes path = bytes_printf(&t.arena, "/api/v1/live?%s", rows[i].query);
        CHECK_INT(web_ask(&t, WHO_READER, "GET", path.p, NULL).status, rows[i].status);
    }
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/api/v1/live?channel=record", NULL).status, 401);
    struct web_reply r = web_ask(&t, WHO_READER, "HEAD", "/api/v1/live?channel=record", NULL); // has an end
    CHECK_INT(r.status, 200);
    CHECK(!r.body.n);
    web_test_close(&t);
}

TEST(streams_are_not_without_end)
{
    struct web_test t;
    struct web_config config = {
        .routes = table, .route_count = sizeof table / sizeof *table, .requests_per_s = -1, .streams_max = 1};
    web_test_open_with(&t, &config);
    struct web_ear ear = web_listen(&t, WHO_READER, "channel=record");
    struct web_reply r = web_ask(&t, WHO_EDITOR, "GET", "/api/v1/live?channel=record", NULL);
    CHECK_INT(r.status, 503);
    CHECK_BYTES(web_reply_header(r, "Retry-After"), "10");
    web_ear_close(&ear);
    web_test_close(&t);
}

TEST(streams_end_with_the_session_and_the_account)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear session = web_listen(&t, WHO_READER, "channel=record");
    struct web_ear account = web_listen(&t, WHO_EDITOR, "channel=record");
    struct web_ear stays = web_listen(&t, WHO_ADMIN, "channel=record");
    web_end_session(t.web, t.who[WHO_READER].secret);
    CHECK(!web_hear(&t, &session).n);
    struct arena a = {.max_bytes = 1 << 20};
    web_publish_entry(t.web, &a, "user.update", t.who[WHO_EDITOR].id, BYTES_NONE, 1, BYTES("admin"));
    for (struct bytes event; (event = web_hear(&t, &account)).n;)
        CHECK(bytes_starts(event, "changed ")); // and then its end
    CHECK(bytes_starts(web_hear(&t, &stays), "changed {\"action\":\"user.update\""));
    arena_done(&a);
    web_ear_close(&session);
    web_ear_close(&account);
    web_ear_close(&stays);
    web_test_close(&t);
}

/* ---- where people reach it ---- */

TEST(where_people_reach_it_follows_the_setting)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes listens = bytes_dup(&t.arena, bytes_of(web_base_url(t.web)));
    CHECK(bytes_starts(listens, "http://127.0.0.1:"));
    struct web_reply r =
        web_ask(&t, WHO_ADMIN, "PATCH", "/api/v1/settings", "{\"base_url\":\"https://a.example.org\"}");
    CHECK_INT(r.status, 200);
    CHECK_STR(web_base_url(t.web), "https://a.example.org");
    CHECK(web_is_https(t.web));
    r = web_ask(&t, WHO_NOBODY, "GET", "/", NULL);
    CHECK(web_reply_header(r, "Strict-Transport-Security").n);
    r = web_ask(&t, WHO_ADMIN, "PATCH", "/api/v1/settings", "{\"base_url\":\"\"}");
    CHECK_INT(r.status, 200);
    CHECK_STR(web_base_url(t.web), listens.p);
    web_test_close(&t);
}

TEST(a_proxy_says_who_asks_only_where_it_is_believed)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct web w = {0};
    static const struct {
        const char *header, *address;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1"},       {"10.0.0.1, 192.0.2.1", "192.0.2.1"}, {"x, 2001:db8::1", "2001:db8::1"},
        {"unknown", "127.0.0.1"},         {"192.0.2.1, ", "127.0.0.1"},         {"", "127.0.0.1"},
        {"192.0.2.1\" x=y", "127.0.0.1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct header h = {BYTES("X-Forwarded-For"), bytes_of(rows[i].header)};
        struct http_request r = {.peer = "127.0.0.1", .headers = &h, .header_count = 1};
        w.config.behind_proxy = true;
        CHECK_STR(web_address(&w, &r, &a), rows[i].address);
        w.config.behind_proxy = false;
        CHECK_STR(web_address(&w, &r, &a), "127.0.0.1");
    }
    arena_done(&a);
}

/* ---- numbers and descriptions ---- */

TEST(numbers_are_for_this_machine_or_a_token)
{
    struct web_test t;
    open_small(&t, -1);
    web_ask(&t, WHO_READER, "GET", "/api/v1/things", NULL);
    web_ask(&t, WHO_NOBODY, "GET", "/api/v1/things", NULL);
    web_ask(&t, WHO_NOBODY, "GET", "/some/page", NULL);
    struct web_reply r = web_ask(&t, WHO_NOBODY, "GET", "/metrics", NULL);
    CHECK_INT(r.status, 200);
    static const char *const lines[] = {
        "\naftermath_requests_total{method=\"GET\",route=\"/api/v1/things\",status=\"200\"} 1\n",
        "\naftermath_requests_total{method=\"GET\",route=\"/api/v1/things\",status=\"401\"} 1\n",
        "\naftermath_requests_total{method=\"\",route=\"interface\",status=\"200\"} 1\n",
        "\naftermath_request_seconds_count{method=\"GET\",route=\"/api/v1/things\"} 2\n",
        "\naftermath_request_seconds_bucket{method=\"GET\",route=\"/api/v1/things\",le=\"+Inf\"} 2\n",
        "\naftermath_queue_length{lane=\"fast\"} 0\n",
        "\naftermath_job_runs_total{job=\"answered\"} ",
        "\naftermath_build_info{version=\"0.0.0-test\"} 1\n",
        "\nprocess_resident_memory_bytes ",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (bytes_find(r.body, lines[i]) < 0) {
            printf("no line %s in\n%.*s\n", lines[i], BYTES_ARG(r.body));
            CHECK(false);
        }
    const char *proxy = "X-Forwarded-For: 192.0.2.1\r\n";
    CHECK_INT(web_ask_with(&t, WHO_NOBODY, "GET", "/metrics", proxy, BYTES_NONE).status, 403);
    const char *both =
        bytes_printf(&t.arena, "%sAuthorization: Bearer %.*s\r\n", proxy, BYTES_ARG(t.who[WHO_READER].token)).p;
    CHECK_INT(web_ask_with(&t, WHO_NOBODY, "GET", "/metrics", both, BYTES_NONE).status, 200);
    web_test_close(&t);
}

/* Where "#/components/schemas/Team" leads to. */
static struct json
follow(struct arena *a, struct json all, struct bytes ref)
{
    struct bytes rest = bytes_from(ref, 2), part;
    CHECK(bytes_starts(ref, "#/"));
    while (bytes_split(&rest, '/', &part))
        all = json_get(all, bytes_dup(a, part).p);
    return all;
}

static void
check_refs(struct arena *a, struct json all, struct json v, int depth)
{
    CHECK(depth < 40);
    struct bytes ref = json_text(json_get(v, "$ref"));
    if (ref.n && json_type_of(follow(a, all, ref)) != JSON_OBJECT) {
        printf("%.*s leads nowhere\n", BYTES_ARG(ref));
        CHECK(false);
    }
    for (struct json_iter it = json_each(v); json_next(&it);)
        check_refs(a, all, it.value, depth + 1);
}

static bool
has_tag(struct json all, struct bytes name)
{
    for (struct json_iter it = json_each(json_get(all, "tags")); json_next(&it);)
        if (bytes_eq(json_text(json_get(it.value, "name")), name))
            return true;
    return false;
}

TEST(the_description_has_every_route_and_no_loose_end)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = web_ask(&t, WHO_NOBODY, "GET", "/api/openapi.json", NULL);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(json_text(json_get(r.json, "openapi")), "3.1.0");
    check_refs(&t.arena, r.json, r.json, 0);
    size_t operations = 0;
    for (struct json_iter it = json_each(json_get(r.json, "paths")); json_next(&it);)
        operations += json_count(it.value);
    CHECK_INT(operations, route_count);
    for (size_t i = 0; i < route_count; i++) {
        struct buf path = {0}, method = {0};
        struct bytes rest = bytes_from(bytes_of(routes[i].path), 1), segment;
        while (bytes_split(&rest, '/', &segment))
            buf_printf(&path, segment.p[0] == ':' ? "/{%.*s}" : "/%.*s",
                       BYTES_ARG(bytes_from(segment, segment.p[0] == ':' ? 1 : 0)));
        for (const char *p = http_method_name(routes[i].method); *p; p++)
            buf_putc(&method, ascii_lower(*p));
        struct json op = json_get(json_get(json_get(r.json, "paths"), path.p), method.p);
        CHECK_INT(json_type_of(op), JSON_OBJECT);
        CHECK(json_text(json_get(op, "operationId")).n && json_text(json_get(op, "summary")).n);
        struct json_iter tag = json_each(json_get(op, "tags"));
        CHECK(json_next(&tag) && has_tag(r.json, json_text(tag.value)));
        CHECK(json_type_of(json_path(op, "responses.429")) == JSON_OBJECT);
        buf_done(&path);
        buf_done(&method);
    }
    web_test_close(&t);
}

/* ---- the program's own routes, by who may ask them ---- */

static const char *
request_path(struct web_test *t, const struct route *r)
{
    struct bytes rest = bytes_from(bytes_of(r->path), 1), segment, path = BYTES_NONE;
    while (bytes_split(&rest, '/', &segment)) {
        struct bytes part = segment.p[0] == ':' ? BYTES("none") : segment;
        path = bytes_printf(&t->arena, "%.*s/%.*s", BYTES_ARG(path), BYTES_ARG(part));
    }
    return path.p;
}

/* A route may end the session that asks, or all of an account's: each request has a new one. */
static void
sign_in_anew(struct web_test *t, enum web_who who)
{
    struct cx cx = t->cx;
    struct session *s;
    if (who == WHO_NOBODY)
        return;
    CHECK(session_create(&cx, t->who[who].id, BYTES("test"), &t->who[who].secret, &s) == OK);
    t->who[who].csrf = s->csrf;
}

static void
check_status(const struct route *r, const char *who, enum role has, int status)
{
    static const enum role least[] = {ROLE_NONE, ROLE_READER, ROLE_EDITOR, ROLE_ADMIN};
    bool may = has >= least[r->need];
    bool is_right = may ? has != ROLE_NONE ? status != 401 : true : status == (has == ROLE_NONE ? 401 : 403);
    if (r->flags & ROUTE_NO_CSRF)
        is_right = status == 401; // has rules of its own, and no role opens it
    if (!is_right || !status || status == 500) {
        printf("%s %s, asked by %s, gives %d\n", http_method_name(r->method), r->path, who, status);
        CHECK(false);
    }
}

TEST(every_route_is_closed_to_those_who_may_not)
{
    static const char *const names[] = {"nobody", "a reader", "an editor", "an admin"};
    static const enum role roles[] = {ROLE_NONE, ROLE_READER, ROLE_EDITOR, ROLE_ADMIN};
    struct web_test t;
    web_test_open(&t);
    // An admin's token for reading: the lesser of both roles counts.
    struct cx cx = t.cx;
    struct user *admin;
    struct token *token;
    struct bytes reading;
    CHECK(user_load(&cx, t.who[WHO_ADMIN].id, &admin) == OK);
    cx.actor = admin;
    cx.via = VIA_BROWSER;
    struct token_new wanted = {.name = BYTES("reads"), .role = ROLE_READER};
    CHECK(token_create(&cx, &wanted, &reading, &token) == OK);

    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &routes[i];
        bool is_stream = r->out && strcmp(r->out, "text/event-stream") == 0;
        const char *path = request_path(&t, r), *method = http_method_name(r->method), *body = r->in ? "{}" : NULL;
        for (int who = WHO_NOBODY; who < WHO_MAX; who++) {
            if (is_stream && who != WHO_NOBODY)
                continue; // would not end; streams_are_for_known_channels and others look at these
            sign_in_anew(&t, (enum web_who)who);
            check_status(r, names[who], roles[who], web_ask(&t, (enum web_who)who, method, path, body).status);
        }
        if (is_stream)
            continue;
        check_status(r, "an admin's token for reading", ROLE_READER,
                     web_ask_token(&t, reading, method, path, body).status);
        if (r->need != NEED_NOTHING)
            CHECK_INT(web_ask_token(&t, BYTES("am_of-nobody"), method, path, body).status, 401);
    }
    web_test_close(&t);
}

int
main(void)
{
    log_start(LOG_LEVEL_NONE, 2);
    RUN(a_route_is_answered_to_those_who_may);
    RUN(a_session_that_has_ended_is_nobody);
    RUN(a_cookie_alone_changes_nothing);
    RUN(a_request_that_the_browser_says_is_foreign_is_refused);
    RUN(a_body_is_json_as_described_or_refused);
    RUN(a_large_body_is_taken_whole_and_one_that_is_too_large_refused);
    RUN(a_query_is_as_described_or_refused);
    RUN(a_version_that_is_not_the_stored_one_is_said);
    RUN(an_error_undoes_everything_and_has_its_status);
    RUN(a_repeat_with_the_same_key_gets_the_first_answer);
    RUN(methods_that_a_path_does_not_know_are_told_the_ones_it_does);
    RUN(every_answer_tells_the_browser_to_be_careful);
    RUN(a_file_name_cannot_write_headers);
    RUN(who_asks_too_often_has_to_wait);
    RUN(every_page_of_the_interface_is_its_index);
    RUN(who_looks_is_told_what_changed);
    RUN(what_another_process_changes_is_told_too);
    RUN(streams_are_for_known_channels);
    RUN(streams_are_not_without_end);
    RUN(streams_end_with_the_session_and_the_account);
    RUN(where_people_reach_it_follows_the_setting);
    RUN(a_proxy_says_who_asks_only_where_it_is_believed);
    RUN(numbers_are_for_this_machine_or_a_token);
    RUN(the_description_has_every_route_and_no_loose_end);
    RUN(every_route_is_closed_to_those_who_may_not);
    return test_end();
}

/* The road of a request through a real server. */
#include "small_program.h"

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

/* What never gets to a handler: a head too long, one that is none, a body that is announced too large. */
TEST(what_the_server_itself_refuses_tells_the_browser_to_be_careful_too)
{
    struct web_test t;
    open_small(&t, -1);
    char *filler = arena_alloc(&t.arena, 40 << 10);
    memset(filler, 'x', (40 << 10) - 1);
    const struct {
        int status;
        struct bytes request;
    } cases[] = {
        {431, bytes_printf(&t.arena, "GET / HTTP/1.1\r\nHost: test\r\nX-Long: %s\r\n\r\n", filler)},
        {414, bytes_printf(&t.arena, "GET /%s HTTP/1.1\r\nHost: test\r\n\r\n", filler)},
        {400, BYTES("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")},
        {501, BYTES("NOTHING / HTTP/1.1\r\nHost: a\r\n\r\n")},
        {413, BYTES("POST /api/v1/things HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999\r\n\r\n")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct web_reply r = web_ask_raw(&t, "GET", "/", cases[i].request);
        CHECK_INT(r.status, cases[i].status);
        CHECK_BYTES(web_reply_header(r, "Content-Type"), "application/problem+json");
        CHECK(bytes_ends(web_reply_header(r, "Content-Security-Policy"), "sandbox"));
        CHECK_BYTES(web_reply_header(r, "X-Content-Type-Options"), "nosniff");
        CHECK_BYTES(web_reply_header(r, "Referrer-Policy"), "same-origin");
        CHECK_BYTES(web_reply_header(r, "Cross-Origin-Opener-Policy"), "same-origin");
        CHECK(web_reply_header(r, "Permissions-Policy").n);
        CHECK_BYTES(web_reply_header(r, "Cache-Control"), "no-store");
    }
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
    RUN(what_the_server_itself_refuses_tells_the_browser_to_be_careful_too);
    RUN(a_file_name_cannot_write_headers);
    RUN(who_asks_too_often_has_to_wait);
    return test_end();
}

/* Accounts, the organisation and the upkeep of the record, asked over HTTP. */
#include "../model/demo.h"
#include "../model/incident.h"
#include "../model/team.h"
#include "handlers.h"
#include "web_test.h"

#include <fcntl.h>

static struct bytes
text_at(struct web_reply r, const char *path)
{
    return json_text(json_path(r.json, path));
}

static struct web_reply
ask(struct web_test *t, enum web_who who, const char *method, const char *path, const char *json, int status)
{
    struct web_reply r = web_ask(t, who, method, path, json);
    if (r.status != status)
        printf("%s %s: %d, not %d: %.*s\n", method, path, r.status, status, BYTES_ARG(r.body));
    CHECK_INT(r.status, status);
    return r;
}

static const char *
path_of(struct web_test *t, const char *before, struct bytes id, const char *behind)
{
    return bytes_printf(&t->arena, "%s%.*s%s", before, BYTES_ARG(id), behind).p;
}

static bool
says(struct web_reply r, const char *part)
{
    return bytes_find(text_at(r, "detail"), part) >= 0;
}

/* The secret of the cookie that an answer sets; or empty. */
static struct bytes
cookie_of(struct web_reply r)
{
    struct bytes c = web_reply_header(r, "Set-Cookie"), value = BYTES_NONE;
    if (!bytes_starts(c, "aftermath_session="))
        return BYTES_NONE;
    c = bytes_from(c, strlen("aftermath_session="));
    bytes_split(&c, ';', &value);
    return value;
}

/* ---- the session ---- */

TEST(nobody_is_told_that_and_a_browser_who_it_is)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = ask(&t, WHO_NOBODY, "GET", "/api/v1/session", NULL, 200);
    CHECK(json_type_of(json_get(r.json, "user")) == JSON_NULL);
    CHECK_BYTES(text_at(r, "csrf"), "");
    CHECK(!json_is_true(json_get(r.json, "set_up_needed")));
    r = ask(&t, WHO_READER, "GET", "/api/v1/session", NULL, 200);
    CHECK_BYTES(text_at(r, "user.name"), "reader");
    CHECK_BYTES(text_at(r, "user.email"), "reader@example.org");
    CHECK(bytes_eq(text_at(r, "csrf"), t.who[WHO_READER].csrf));
    web_test_close(&t);
}

TEST(a_password_signs_in_and_signing_out_ends_it)
{
    struct web_test t;
    web_test_open(&t);
    CHECK(user_set_password(&t.cx, t.who[WHO_EDITOR].id, BYTES_NONE, BYTES("a long password"), BYTES_NONE) == OK);
    struct web_reply r = ask(&t, WHO_NOBODY, "POST", "/api/v1/session",
                             "{\"email\":\"Editor@example.org\",\"password\":\"a long password\"}", 200);
    CHECK_BYTES(text_at(r, "user.name"), "editor");
    struct bytes cookie = web_reply_header(r, "Set-Cookie");
    CHECK(bytes_find(cookie, "; HttpOnly") > 0 && bytes_find(cookie, "; SameSite=Lax") > 0);
    CHECK(bytes_find(cookie, "; Path=/") > 0 && bytes_find(cookie, "; Max-Age=2592000") > 0);
    CHECK(bytes_find(cookie, "Secure") < 0); // http
    CHECK(bytes_find(r.body, cookie_of(r).p) < 0);
    t.who[WHO_EDITOR].secret = cookie_of(r);
    t.who[WHO_EDITOR].csrf = text_at(r, "csrf");
    ask(&t, WHO_EDITOR, "GET", "/api/v1/teams", NULL, 200);
    r = ask(&t, WHO_EDITOR, "DELETE", "/api/v1/session", NULL, 204);
    CHECK(bytes_find(web_reply_header(r, "Set-Cookie"), "Max-Age=0") > 0);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/teams", NULL, 401);
    r = ask(&t, WHO_EDITOR, "GET", "/api/v1/session", NULL, 200); // with the cookie that is no longer good
    CHECK(json_type_of(json_get(r.json, "user")) == JSON_NULL);
    ask(&t, WHO_EDITOR, "POST", "/api/v1/session",
        "{\"email\":\"editor@example.org\",\"password\":\"a long password\"}", 200);
    web_test_close(&t);
}

TEST(refusals_to_sign_in_are_alike_and_too_many_say_when_to_come_back)
{
    struct web_test t;
    web_test_open(&t);
    CHECK(user_set_password(&t.cx, t.who[WHO_EDITOR].id, BYTES_NONE, BYTES("a long password"), BYTES_NONE) == OK);
    struct web_reply a = ask(&t, WHO_NOBODY, "POST", "/api/v1/session",
                             "{\"email\":\"editor@example.org\",\"password\":\"wrong password\"}", 401);
    struct web_reply b = ask(&t, WHO_NOBODY, "POST", "/api/v1/session",
                             "{\"email\":\"nobody@example.org\",\"password\":\"a long password\"}", 401);
    CHECK(bytes_eq(a.body, b.body));
    CHECK(!cookie_of(a).n);
    for (int i = 0; i < 3; i++)
        ask(&t, WHO_NOBODY, "POST", "/api/v1/session",
            "{\"email\":\"nobody@example.org\",\"password\":\"a long password\"}", 401);
    struct web_reply r = ask(&t, WHO_NOBODY, "POST", "/api/v1/session",
                             "{\"email\":\"editor@example.org\",\"password\":\"a long password\"}", 429);
    long long wait;
    CHECK(bytes_to_int(web_reply_header(r, "Retry-After"), &wait) && wait >= 1 && wait <= 15);
    web_test_close(&t);
}

TEST(a_link_signs_in_once_and_replaces_the_session_that_the_browser_had)
{
    struct web_test t;
    web_test_open(&t);
    const char *path = path_of(&t, "/api/v1/users/", t.who[WHO_READER].id, "/link");
    ask(&t, WHO_EDITOR, "POST", path, NULL, 403);
    struct web_reply r = ask(&t, WHO_ADMIN, "POST", path, NULL, 201);
    struct bytes url = text_at(r, "url");
    ptrdiff_t at = bytes_find(url, "/link#");
    CHECK(bytes_starts(url, "http://127.0.0.1:") && at > 0);
    struct bytes token = bytes_from(url, (size_t)at + 6);
    const char *body = bytes_printf(&t.arena, "{\"token\":\"%.*s\"}", BYTES_ARG(token)).p;
    r = ask(&t, WHO_EDITOR, "POST", "/api/v1/session/link", body, 200);
    CHECK_BYTES(text_at(r, "user.name"), "reader");
    CHECK(cookie_of(r).n);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/teams", NULL, 401); // its old session has ended
    r = ask(&t, WHO_NOBODY, "POST", "/api/v1/session/link", body, 401);
    CHECK(says(r, "this link does not work"));
    web_test_close(&t);
}

TEST(setting_up_takes_a_link_and_an_empty_record)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = ask(&t, WHO_NOBODY, "POST", "/api/v1/setup",
                             "{\"token\":\"x\",\"name\":\"Eve\",\"email\":\"eve@example.org\",\"password\":\"a long "
                             "password\"}",
                             401);
    CHECK(says(r, "this link does not work"));
    static const struct sql q_empty[] = {{"empty_sessions", "delete from session"},
                                         {"empty_tokens", "delete from token"},
                                         {"empty_users", "delete from user"}};
    for (size_t i = 0; i < 3; i++) {
        struct stmt *s;
        CHECK(db_query(&t.cx, &q_empty[i], &s) == OK && db_run(&t.cx, s) == OK);
    }
    r = ask(&t, WHO_NOBODY, "GET", "/api/v1/session", NULL, 200);
    CHECK(json_is_true(json_get(r.json, "set_up_needed")));
    struct bytes secret;
    int64_t expires;
    t.cx.now_ms = web_now_ms();
    CHECK(link_create(&t.cx, LINK_SET_UP, BYTES_NONE, &secret, &expires) == OK);
    const char *body = bytes_printf(&t.arena,
                                    "{\"token\":\"%.*s\",\"name\":\"Ada\",\"email\":\"ada@example.org\","
                                    "\"password\":\"a long password\"}",
                                    BYTES_ARG(secret))
                           .p;
    r = ask(&t, WHO_NOBODY, "POST", "/api/v1/setup", body, 200);
    CHECK_BYTES(text_at(r, "user.role"), "admin");
    CHECK(cookie_of(r).n);
    ask(&t, WHO_NOBODY, "POST", "/api/v1/setup", body, 401);
    web_test_close(&t);
}

/* ---- accounts ---- */

TEST(others_see_of_an_account_who_it_is_and_no_more)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = ask(&t, WHO_READER, "GET", "/api/v1/users", NULL, 200);
    CHECK_INT(json_count(json_get(r.json, "items")), 3);
    for (struct json_iter it = json_each(json_get(r.json, "items")); json_next(&it);)
        CHECK(bytes_is(json_text(json_get(it.value, "name")), "reader") ==
              (json_text(json_get(it.value, "email")).n > 0));
    r = ask(&t, WHO_READER, "GET", path_of(&t, "/api/v1/users/", t.who[WHO_ADMIN].id, ""), NULL, 200);
    CHECK_BYTES(text_at(r, "name"), "admin");
    CHECK_BYTES(text_at(r, "email"), "");
    r = ask(&t, WHO_ADMIN, "GET", path_of(&t, "/api/v1/users/", t.who[WHO_READER].id, ""), NULL, 200);
    CHECK_BYTES(text_at(r, "email"), "reader@example.org");
    CHECK_BYTES(web_reply_header(r, "ETag"), "\"1\"");
    web_test_close(&t);
}

TEST(an_admin_makes_and_changes_accounts)
{
    struct web_test t;
    web_test_open(&t);
    const char *new = "{\"name\":\"Zoe\",\"email\":\"zoe@example.org\",\"role\":\"editor\"}";
    ask(&t, WHO_EDITOR, "POST", "/api/v1/users", new, 403);
    struct web_reply r = ask(&t, WHO_ADMIN, "POST", "/api/v1/users", new, 201);
    CHECK(bytes_find(text_at(r, "link.url"), "/link#") > 0);
    struct bytes id = bytes_dup(&t.arena, text_at(r, "user.id"));
    ask(&t, WHO_ADMIN, "POST", "/api/v1/users", new, 409);
    ask(&t, WHO_ADMIN, "POST", "/api/v1/users", "{\"name\":\"Zoe\",\"email\":\"z@example.org\",\"role\":\"boss\"}",
        400);
    r = ask(&t, WHO_ADMIN, "POST", "/api/v1/users",
            "{\"name\":\"P\",\"email\":\"p@example.org\",\"role\":\"reader\",\"password\":\"a long password\"}", 201);
    CHECK(json_type_of(json_get(r.json, "link")) == JSON_NULL);
    const char *path = path_of(&t, "/api/v1/users/", id, "");
    r = ask(&t, WHO_ADMIN, "PATCH", path, "{\"disabled\":true,\"version\":1}", 200);
    CHECK(json_is_true(json_get(r.json, "disabled")));
    r = ask(&t, WHO_ADMIN, "PATCH", path, "{\"name\":\"x\",\"version\":1}", 412);
    int64_t version = 0;
    CHECK(json_int(json_get(r.json, "current_version"), &version) && version == 2);
    r = ask(&t, WHO_ADMIN, "PATCH", path_of(&t, "/api/v1/users/", t.who[WHO_ADMIN].id, ""), "{\"role\":\"reader\"}",
            409);
    CHECK(says(r, "is the last admin"));
    path = path_of(&t, "/api/v1/users/", t.who[WHO_EDITOR].id, "");
    ask(&t, WHO_EDITOR, "PATCH", path, "{\"name\":\"Edwina\",\"zone\":\"Europe/Berlin\"}", 200);
    ask(&t, WHO_EDITOR, "PATCH", path, "{\"role\":\"admin\"}", 403);
    ask(&t, WHO_READER, "PATCH", path, "{\"name\":\"Eve\"}", 403);
    web_test_close(&t);
}

TEST(a_password_is_changed_with_the_old_one)
{
    struct web_test t;
    web_test_open(&t);
    const char *path = path_of(&t, "/api/v1/users/", t.who[WHO_EDITOR].id, "/password");
    ask(&t, WHO_READER, "PUT", path, "{\"password\":\"a long password\"}", 403);
    struct web_reply r = ask(&t, WHO_EDITOR, "PUT", path, "{\"password\":\"short\"}", 400);
    CHECK(says(r, "at least 10"));
    ask(&t, WHO_EDITOR, "PUT", path, "{\"password\":\"a long password\"}", 204);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/teams", NULL, 200); // this browser stays signed in
    ask(&t, WHO_EDITOR, "PUT", path, "{\"password\":\"another password\",\"old\":\"wrong\"}", 400);
    ask(&t, WHO_EDITOR, "PUT", path, "{\"password\":\"another password\",\"old\":\"a long password\"}", 204);
    ask(&t, WHO_ADMIN, "PUT", path, "{\"password\":\"a third password\"}", 204);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/teams", NULL, 401);
    web_test_close(&t);
}

TEST(a_token_is_shown_once_and_works_until_it_is_revoked)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r =
        ask(&t, WHO_EDITOR, "POST", "/api/v1/tokens", "{\"name\":\"deploy\",\"role\":\"reader\"}", 201);
    struct bytes secret = bytes_dup(&t.arena, text_at(r, "secret")), id = bytes_dup(&t.arena, text_at(r, "token.id"));
    CHECK_BYTES(text_at(r, "token.user.name"), "editor");
    CHECK_INT(web_ask_token(&t, secret, "GET", "/api/v1/teams", NULL).status, 200);
    CHECK_INT(web_ask_token(&t, secret, "POST", "/api/v1/teams", "{\"name\":\"x\"}").status, 403);
    CHECK_INT(web_ask_token(&t, secret, "POST", "/api/v1/tokens", "{\"name\":\"x\",\"role\":\"reader\"}").status, 403);
    r = ask(&t, WHO_EDITOR, "GET", "/api/v1/tokens", NULL, 200);
    CHECK(bytes_find(r.body, secret.p) < 0);
    CHECK_INT(json_count(json_get(r.json, "items")), 2); // the other one is the test's
    r = ask(&t, WHO_ADMIN, "GET", "/api/v1/tokens", NULL, 200);
    CHECK_INT(json_count(json_get(r.json, "items")), 4);
    ask(&t, WHO_EDITOR, "POST", "/api/v1/tokens", "{\"name\":\"x\",\"role\":\"admin\"}", 400);
    const char *path = path_of(&t, "/api/v1/tokens/", id, "");
    ask(&t, WHO_READER, "DELETE", path, NULL, 404);
    ask(&t, WHO_EDITOR, "DELETE", path, NULL, 204);
    CHECK_INT(web_ask_token(&t, secret, "GET", "/api/v1/teams", NULL).status, 401);
    web_test_close(&t);
}

TEST(an_admins_token_makes_tokens_for_others)
{
    struct web_test t;
    web_test_open(&t);
    const char *wanted = bytes_printf(&t.arena, "{\"name\":\"x\",\"role\":\"reader\",\"user_id\":\"%.*s\"}",
                                      BYTES_ARG(t.who[WHO_EDITOR].id))
                             .p;
    struct web_reply r = web_ask_token(&t, t.who[WHO_ADMIN].token, "POST", "/api/v1/tokens", wanted);
    CHECK_INT(r.status, 201);
    CHECK_BYTES(text_at(r, "token.user.name"), "editor");
    CHECK_INT(web_ask_token(&t, t.who[WHO_EDITOR].token, "POST", "/api/v1/tokens", wanted).status, 403);
    ask(&t, WHO_READER, "POST", "/api/v1/tokens", wanted, 403);
    web_test_close(&t);
}

/* ---- the organisation ---- */

TEST(teams_people_and_components_are_made_changed_and_removed)
{
    struct web_test t;
    web_test_open(&t);
    ask(&t, WHO_READER, "POST", "/api/v1/teams", "{\"name\":\"Checkout\"}", 403);
    struct web_reply r = ask(&t, WHO_EDITOR, "POST", "/api/v1/teams", "{\"name\":\"Checkout\"}", 201);
    struct bytes team = bytes_dup(&t.arena, text_at(r, "id"));
    const char *path = path_of(&t, "/api/v1/teams/", team, "");
    ask(&t, WHO_EDITOR, "PATCH", path, "{\"about\":\"pays\"}", 200);
    ask(&t, WHO_EDITOR, "PATCH", path, "{\"about\":\"x\",\"version\":1}", 412);
    ask(&t, WHO_READER, "GET", path, NULL, 200);

    r = ask(&t, WHO_EDITOR, "POST", "/api/v1/components",
            bytes_printf(&t.arena, "{\"name\":\"shop\",\"team_id\":\"%.*s\",\"legacy\":true}", BYTES_ARG(team)).p, 201);
    CHECK_BYTES(text_at(r, "team.name"), "Checkout");
    CHECK(json_is_true(json_get(r.json, "legacy")) && json_type_of(json_get(r.json, "parent")) == JSON_NULL);
    struct bytes shop = bytes_dup(&t.arena, text_at(r, "id"));
    r = ask(&t, WHO_EDITOR, "POST", "/api/v1/components",
            bytes_printf(&t.arena, "{\"name\":\"cart\",\"parent_id\":\"%.*s\"}", BYTES_ARG(shop)).p, 201);
    CHECK_BYTES(text_at(r, "parent.name"), "shop");
    path = path_of(&t, "/api/v1/components/", shop, "");
    ask(&t, WHO_EDITOR, "DELETE", path, NULL, 409);
    r = ask(&t, WHO_EDITOR, "PATCH", path, "{\"team_id\":null,\"about\":\"sells\"}", 200);
    CHECK(json_type_of(json_get(r.json, "team")) == JSON_NULL && json_is_true(json_get(r.json, "legacy")));
    ask(&t, WHO_READER, "GET", path, NULL, 200);
    CHECK_INT(json_count(json_get(ask(&t, WHO_READER, "GET", "/api/v1/components", NULL, 200).json, "items")), 2);

    r = ask(&t, WHO_EDITOR, "POST", "/api/v1/persons", "{\"name\":\"Rupert\",\"handles\":[\"@Rupert\",\"ro\"]}", 201);
    CHECK_INT(json_count(json_get(r.json, "handles")), 2);
    path = path_of(&t, "/api/v1/persons/", text_at(r, "id"), "");
    r = ask(&t, WHO_EDITOR, "PATCH", path,
            bytes_printf(&t.arena, "{\"team_id\":\"%.*s\",\"handles\":[]}", BYTES_ARG(team)).p, 200);
    CHECK_BYTES(text_at(r, "team.name"), "Checkout");
    CHECK_INT(json_count(json_get(r.json, "handles")), 0);
    ask(&t, WHO_READER, "GET", path, NULL, 200);
    ask(&t, WHO_EDITOR, "DELETE", path, NULL, 204);
    ask(&t, WHO_EDITOR, "DELETE", path_of(&t, "/api/v1/teams/", team, ""), NULL, 204);
    ask(&t, WHO_EDITOR, "GET", path, NULL, 404);
    web_test_close(&t);
}

TEST(a_table_of_people_is_taken_over)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes csv = BYTES("name,handle,team\nRupert Oakes,rupert,Storefront\nPriya,priya,Platform\n");
    struct web_reply r =
        web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/persons/import", "Content-Type: text/csv\r\n", csv);
    CHECK_INT(r.status, 200);
    CHECK(bytes_is(r.body, "{\"added\":2,\"changed\":0}"));
    struct buf large = {0}; // does not stay in memory on its way
    buf_puts(&large, "name,handle\n");
    for (int i = 0; i < 3000; i++)
        buf_printf(&large, "Person number %d of many,person-%d\n", i, i);
    r = web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/persons/import", "Content-Type: text/csv\r\n", buf_bytes(&large));
    buf_done(&large);
    CHECK(bytes_is(r.body, "{\"added\":3000,\"changed\":0}"));
    r = web_ask_with(&t, WHO_EDITOR, "POST", "/api/v1/persons/import", "Content-Type: text/csv\r\n",
                     BYTES("x,y\n1,2\n"));
    CHECK_INT(r.status, 400);
    web_test_close(&t);
}

TEST(settings_are_read_by_all_and_set_by_admins)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = ask(&t, WHO_READER, "GET", "/api/v1/settings", NULL, 200);
    int64_t days = 0;
    CHECK(json_int(json_get(r.json, "session_days"), &days) && days == 30);
    ask(&t, WHO_EDITOR, "PATCH", "/api/v1/settings", "{\"session_days\":7}", 403);
    r = ask(&t, WHO_ADMIN, "PATCH", "/api/v1/settings", "{\"session_days\":7,\"organisation\":\"Juniper\"}", 200);
    CHECK(json_int(json_get(r.json, "session_days"), &days) && days == 7);
    CHECK_BYTES(text_at(r, "organisation"), "Juniper");
    ask(&t, WHO_ADMIN, "PATCH", "/api/v1/settings", "{\"organisation\":\"x\",\"session_days\":0}", 400);
    ask(&t, WHO_ADMIN, "PATCH", "/api/v1/settings", "{\"no_such\":\"x\"}", 400);
    ask(&t, WHO_ADMIN, "PATCH", "/api/v1/settings", "{\"organisation\":\"x\",\"base_url\":\"ftp://x\"}", 400);
    r = ask(&t, WHO_READER, "GET", "/api/v1/settings", NULL, 200);
    CHECK_BYTES(text_at(r, "organisation"), "Juniper"); // all or nothing
    web_test_close(&t);
}

/* ---- upkeep ---- */

TEST(the_history_comes_in_pages)
{
    struct web_test t;
    web_test_open(&t);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/audit", NULL, 403);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/audit?incident=inc_1", NULL, 200);
    for (int i = 0; i < 5; i++)
        ask(&t, WHO_EDITOR, "POST", "/api/v1/teams", bytes_printf(&t.arena, "{\"name\":\"%d\"}", i).p, 201);
    struct web_reply r = ask(&t, WHO_ADMIN, "GET", "/api/v1/audit?limit=3", NULL, 200);
    CHECK_INT(json_count(json_get(r.json, "items")), 3);
    struct json_iter it = json_each(json_get(r.json, "items"));
    CHECK(json_next(&it));
    CHECK_BYTES(json_text(json_get(it.value, "actor")), "editor");
    CHECK_BYTES(json_text(json_get(it.value, "via")), "browser");
    CHECK_BYTES(json_text(json_path(it.value, "after.name")), "4");
    int64_t seen = 3;
    for (struct bytes next; (next = json_text(json_get(r.json, "next"))).n;) {
        r = ask(&t, WHO_ADMIN, "GET", path_of(&t, "/api/v1/audit?limit=3&cursor=", next, ""), NULL, 200);
        seen += (int64_t)json_count(json_get(r.json, "items"));
    }
    r = ask(&t, WHO_ADMIN, "POST", "/api/v1/verify", NULL, 200);
    int64_t entries = 0;
    CHECK(json_is_true(json_get(r.json, "ok")) && json_int(json_get(r.json, "entries"), &entries));
    CHECK_INT(seen, entries);
    CHECK_INT(text_at(r, "head").n, 64);
    ask(&t, WHO_EDITOR, "POST", "/api/v1/verify", NULL, 403);
    web_test_close(&t);
}

TEST(an_admin_has_the_database_checked)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = ask(&t, WHO_ADMIN, "POST", "/api/v1/check", NULL, 200);
    CHECK(json_is_true(json_get(r.json, "ok")) && !text_at(r, "broken").n);
    static const struct sql harm = {"test_harm", "update event set own_kind = 'x'"};
    struct incident *in;
    struct stmt *s;
    CHECK(incident_create(&t.cx, &(struct incident_new){.title = BYTES("x")}, &in) == OK);
    ask(&t, WHO_EDITOR, "POST", path_of(&t, "/api/v1/incidents/", in->id, "/events"),
        "{\"at\":\"2024-03-14T10:00:00Z\",\"title\":\"x\"}", 201);
    CHECK(db_query(&t.cx, &harm, &s) == OK && db_run(&t.cx, s) == OK);
    r = ask(&t, WHO_ADMIN, "POST", "/api/v1/check", NULL, 200);
    CHECK(!json_is_true(json_get(r.json, "ok")));
    CHECK_BYTES(bytes_cut(text_at(r, "broken"), 0, 24), "event.own_kind holds 'x'");
    ask(&t, WHO_EDITOR, "POST", "/api/v1/check", NULL, 403);
    web_test_close(&t);
}

TEST(a_backup_is_a_whole_database_and_leaves_nothing_behind)
{
    struct web_test t;
    web_test_open(&t);
    ask(&t, WHO_EDITOR, "GET", "/api/v1/backup", NULL, 403);
    ask(&t, WHO_EDITOR, "POST", "/api/v1/teams", "{\"name\":\"Checkout\"}", 201);
    struct web_reply r = web_ask(&t, WHO_ADMIN, "GET", "/api/v1/backup", NULL);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(web_reply_header(r, "Content-Type"), "application/vnd.sqlite3");
    CHECK(bytes_find(web_reply_header(r, "Content-Disposition"), "aftermath-") > 0);
    struct bytes path = bytes_printf(&t.arena, "%s/copy.db", t.folder);
    FILE *f = fopen(path.p, "wb");
    CHECK(f && fwrite(r.body.p, 1, r.body.n, f) == r.body.n && fclose(f) == 0);
    struct cx cx = {.arena = &t.arena, .via = VIA_COMMAND};
    struct team *teams;
    uint32_t n;
    CHECK(db_open(path.p, &cx.db, &cx.why) == OK && db_check(cx.db, &cx.why) == OK);
    CHECK(team_list(&cx, &teams, &n) == OK && n == 1);
    struct verification v;
    CHECK(record_verify(&cx, &v) == OK && v.ok);
    db_close(cx.db);
    CHECK(system(bytes_printf(&t.arena, "! ls %s | grep -q backup", t.folder).p) == 0);
    web_test_close(&t);
}

TEST(what_a_killed_backup_left_is_tidied_away)
{
    struct web_test t;
    web_test_open(&t);
    static const char *const names[] = {"backup_1.part", "backup_1.part-journal", "backup_2.part", "other.part"};
    bool more, there[4];
    for (int i = 0; i < 4; i++) {
        struct bytes path = bytes_printf(&t.arena, "%s/%s", t.folder, names[i]);
        struct timespec old[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
        int fd = open(path.p, O_CREAT | O_WRONLY, 0600);
        CHECK(fd >= 0 && (i == 2 || futimens(fd, old) == 0));
        close(fd);
    }
    t.cx.now_ms = web_now_ms();
    CHECK(job_backups_tidy(t.web, &t.cx, &more) == OK && !more);
    for (int i = 0; i < 4; i++)
        there[i] = access(bytes_printf(&t.arena, "%s/%s", t.folder, names[i]).p, F_OK) == 0;
    CHECK(!there[0] && !there[1] && there[2] && there[3]);
    web_test_close(&t);
}

TEST(the_demo_goes_in_one_action)
{
    struct web_test t;
    web_test_open(&t);
    struct incident *own, *demo, *gone;
    CHECK(incident_create(&t.cx, &(struct incident_new){.title = BYTES("Own")}, &own) == OK);
    CHECK(incident_create(&t.cx, &(struct incident_new){.title = BYTES("Demo"), .demo = true}, &demo) == OK);
    struct web_reply r = ask(&t, WHO_READER, "GET", "/api/v1/session", NULL, 200);
    CHECK(json_is_true(json_get(r.json, "demo")));
    ask(&t, WHO_EDITOR, "DELETE", "/api/v1/demo", NULL, 403);
    ask(&t, WHO_ADMIN, "DELETE", "/api/v1/demo", NULL, 204);
    CHECK(incident_load(&t.cx, own->id, &own) == OK);
    CHECK(incident_load(&t.cx, demo->id, &gone) == ERR_NOT_FOUND);
    r = ask(&t, WHO_READER, "GET", "/api/v1/session", NULL, 200);
    CHECK(!json_is_true(json_get(r.json, "demo")));
    ask(&t, WHO_ADMIN, "DELETE", "/api/v1/demo", NULL, 204);
    r = ask(&t, WHO_ADMIN, "POST", "/api/v1/verify", NULL, 200);
    CHECK(json_is_true(json_get(r.json, "ok")));
    web_test_close(&t);
}

int
main(void)
{
    RUN(nobody_is_told_that_and_a_browser_who_it_is);
    RUN(a_password_signs_in_and_signing_out_ends_it);
    RUN(refusals_to_sign_in_are_alike_and_too_many_say_when_to_come_back);
    RUN(a_link_signs_in_once_and_replaces_the_session_that_the_browser_had);
    RUN(setting_up_takes_a_link_and_an_empty_record);
    RUN(others_see_of_an_account_who_it_is_and_no_more);
    RUN(an_admin_makes_and_changes_accounts);
    RUN(a_password_is_changed_with_the_old_one);
    RUN(a_token_is_shown_once_and_works_until_it_is_revoked);
    RUN(an_admins_token_makes_tokens_for_others);
    RUN(teams_people_and_components_are_made_changed_and_removed);
    RUN(a_table_of_people_is_taken_over);
    RUN(settings_are_read_by_all_and_set_by_admins);
    RUN(the_history_comes_in_pages);
    RUN(an_admin_has_the_database_checked);
    RUN(a_backup_is_a_whole_database_and_leaves_nothing_behind);
    RUN(what_a_killed_backup_left_is_tidied_away);
    RUN(the_demo_goes_in_one_action);
    return test_end();
}

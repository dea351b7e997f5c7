/* The program's own routes: all described, and closed to those who may not. */
#include "../base/log.h"
#include "web_test.h"

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
    RUN(the_description_has_every_route_and_no_loose_end);
    RUN(every_route_is_closed_to_those_who_may_not);
    return test_end();
}

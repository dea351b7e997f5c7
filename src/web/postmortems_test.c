/* Post-mortems and sections over HTTP: each answer is held to its schema by web_test.h. The evidence is the demo's. */
#include "../base/log.h"
#include "../model/incident.h"
#include "web_test.h"

static struct bytes
text_of(struct web_reply r, const char *path)
{
    return json_text(json_path(r.json, path));
}

static int64_t
number_of(struct web_reply r, const char *path)
{
    int64_t n = -1;
    json_int(json_path(r.json, path), &n);
    return n;
}

/* path: with one %.*s, for the id. */
#define ask(t, who, method, json, path, id)                                                                            \
    web_ask(t, who, method, bytes_printf(&(t)->arena, path, BYTES_ARG(id)).p, json)

static struct json
section_of(struct web_reply r, const char *key)
{
    for (struct json_iter it = json_each(json_get(r.json, "sections")); json_next(&it);)
        if (bytes_is(json_text(json_get(it.value, "key")), key))
            return it.value;
    return (struct json){{0}};
}

static struct bytes
make_incident(struct web_test *t, const char *title)
{
    struct web_reply r =
        web_ask(t, WHO_EDITOR, "POST", "/api/v1/incidents", bytes_printf(&t->arena, "{\"title\":\"%s\"}", title).p);
    CHECK_INT(r.status, 201);
    return text_of(r, "id");
}

/* An incident with two lines by hand, and its post-mortem. */
static struct web_reply
make_postmortem(struct web_test *t)
{
    struct bytes id = make_incident(t, "Checkout <b>fails</b>");
    CHECK_INT(ask(t, WHO_EDITOR, "POST",
                  "{\"at\":\"2024-03-14T09:31:00.000Z\",\"title\":\"Errors on checkout | <i>half</i>\",\"key\":true}",
                  "/api/v1/incidents/%.*s/events", id)
                  .status,
              201);
    CHECK_INT(ask(t, WHO_EDITOR, "POST",
                  "{\"at\":\"2024-03-14T10:31:00.000Z\",\"title\":\"Rolled back\",\"actor\":\"Nora\",\"key\":true}",
                  "/api/v1/incidents/%.*s/events", id)
                  .status,
              201);
    struct web_reply r =
        web_ask(t, WHO_EDITOR, "POST", "/api/v1/postmortems",
                bytes_printf(&t->arena, "{\"incident_ids\":[\"%.*s\"],\"title\":\"What we learnt\"}", BYTES_ARG(id)).p);
    CHECK_INT(r.status, 201);
    return r;
}

TEST(a_post_mortem_is_drafted_listed_and_read)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply made = make_postmortem(&t), r;
    struct bytes id = text_of(made, "id");
    CHECK_BYTES(text_of(made, "name"), "PM-1");
    CHECK_BYTES(text_of(made, "state"), "draft");
    CHECK(json_count(json_get(made.json, "sections")) > 10);
    CHECK(bytes_find(json_text(json_get(section_of(made, "timeline"), "body")), "```aftermath timeline") >= 0);
    struct bytes html = json_text(json_get(section_of(made, "timeline"), "html"));
    CHECK(bytes_find(html, "<table class=\"live timeline\">") >= 0);
    CHECK(bytes_find(html, "data-event=\"evt_") >= 0);
    CHECK(bytes_find(html, "Errors on checkout | &lt;i&gt;half&lt;/i&gt;") >= 0);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/postmortems", NULL);
    CHECK_INT(json_count(json_get(r.json, "items")), 1);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/postmortems?state=closed", NULL);
    CHECK_INT(json_count(json_get(r.json, "items")), 0);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/postmortems?state=lost", NULL).status, 400);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/postmortems/PM-1", NULL).status, 200);
    CHECK_INT(
        ask(&t, WHO_EDITOR, "POST", "{\"incident_ids\":[\"inc_none\"]}", "/api/v1/postmortems%.*s", BYTES_NONE).status,
        400);
    CHECK_INT(ask(&t, WHO_READER, "PATCH", "{\"state\":\"in review\"}", "/api/v1/postmortems/%.*s", id).status, 403);
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"state\":\"in review\",\"version\":1}", "/api/v1/postmortems/%.*s", id);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(text_of(r, "state"), "in review");
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"title\":\"x\",\"version\":1}", "/api/v1/postmortems/%.*s", id);
    CHECK_INT(r.status, 412);
    CHECK_INT(number_of(r, "current_version"), 2);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/postmortems/%.*s", id).status, 403);
    CHECK_INT(ask(&t, WHO_ADMIN, "DELETE", NULL, "/api/v1/postmortems/%.*s", id).status, 204);
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s", id).status, 404);
    web_test_close(&t);
}

TEST(sections_are_written_once_at_a_time_and_come_back)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = text_of(make_postmortem(&t), "id");
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s/sections/summary", id);
    int64_t version = number_of(r, "version");
    struct bytes before = text_of(r, "body");
    r = ask(&t, WHO_EDITOR, "PUT", "{\"body\":\"**Half** of all orders. <script>x</script>\",\"version\":1}",
            "/api/v1/postmortems/%.*s/sections/summary", id);
    CHECK_INT(r.status, 200);
    CHECK_INT(number_of(r, "version"), version + 1);
    CHECK(bytes_find(text_of(r, "html"), "<strong>Half</strong>") >= 0);
    CHECK(bytes_find(text_of(r, "html"), "<script") < 0);
    CHECK(!json_is_true(json_get(r.json, "drafted")));
    r = ask(&t, WHO_ADMIN, "PUT", "{\"body\":\"mine\",\"version\":1}", "/api/v1/postmortems/%.*s/sections/summary", id);
    CHECK_INT(r.status, 412);
    CHECK_INT(ask(&t, WHO_READER, "PUT", "{\"body\":\"mine\"}", "/api/v1/postmortems/%.*s/sections/summary", id).status,
              403);
    CHECK_INT(ask(&t, WHO_EDITOR, "POST", "{}", "/api/v1/postmortems/%.*s/sections/summary/draft", id).status, 409);
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s/sections/summary/versions", id);
    CHECK_INT(json_count(json_get(r.json, "items")), 2);
    r = ask(&t, WHO_EDITOR, "POST", "{\"version\":1}", "/api/v1/postmortems/%.*s/sections/summary/restore", id);
    CHECK_INT(r.status, 200);
    CHECK(bytes_eq(text_of(r, "body"), before));
    r = ask(&t, WHO_EDITOR, "POST", "{\"title\":\"Costs\",\"after\":\"summary\"}", "/api/v1/postmortems/%.*s/sections",
            id);
    CHECK_INT(r.status, 201);
    struct bytes key = text_of(r, "key");
    CHECK(bytes_starts(key, "x-"));
    CHECK_INT(number_of(r, "position"), 2);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/postmortems/PM-1/sections/%.*s", key).status, 404);
    struct bytes path = bytes_printf(&t.arena, "/api/v1/postmortems/%.*s/sections/%.*s", BYTES_ARG(id), BYTES_ARG(key));
    CHECK_INT(web_ask(&t, WHO_EDITOR, "DELETE", path.p, NULL).status, 204);
    web_test_close(&t);
}

TEST(documents_hold_the_record_as_it_is)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply made = make_postmortem(&t);
    struct bytes id = text_of(made, "id");
    struct bytes html = json_text(json_get(section_of(made, "timeline"), "html"));
    ptrdiff_t at = bytes_find(html, "data-event=\"");
    struct bytes event = bytes_cut(html, (size_t)at + 12, 24);
    struct bytes body = bytes_printf(
        &t.arena,
        "{\"body\":\"It began [E1](#%.*s), [gone](#evt_00000000000000000000).\\n\\n```c\\n```aftermath no\\n```\\n\\n"
        "```aftermath durations\\n```\\n\\n```aftermath people\\n```\\n\\n```aftermath picture\\n```\\n\\n"
        "```aftermath nonsense\\n```\\n\"}",
        BYTES_ARG(event));
    CHECK_INT(ask(&t, WHO_EDITOR, "PUT", body.p, "/api/v1/postmortems/%.*s/sections/summary", id).status, 200);
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s/export", id);
    CHECK_INT(r.status, 200);
    CHECK(bytes_find(web_reply_header(r, "Content-Disposition"), "PM-1.md") >= 0);
    CHECK(bytes_starts(r.body, "# What we learnt\n"));
    CHECK(bytes_find(r.body, "It began [E1], [gone].") >= 0);
    CHECK(bytes_find(r.body, "## Events named above") >= 0);
    CHECK(bytes_find(r.body, "E1: 2024-03-14 09:31") >= 0 && bytes_find(r.body, " UTC, Errors on checkout") >= 0);
    CHECK(bytes_find(r.body, "gone: no longer in the timeline") >= 0);
    CHECK(bytes_find(r.body, "| Nora |") >= 0);
    CHECK(bytes_find(r.body, "```aftermath nonsense") >= 0); // not ours: as it stands
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s/export?format=html", id);
    CHECK_INT(r.status, 200);
    CHECK(bytes_starts(r.body, "<!doctype html>") && bytes_find(r.body, "<svg") >= 0);
    CHECK(bytes_find(r.body, "<script") < 0 && bytes_find(r.body, "<b>fails") < 0);
    ptrdiff_t picture = bytes_find(r.body, "<svg");
    struct bytes svg = bytes_from(r.body, (size_t)picture);
    svg.n = (size_t)bytes_find(svg, "</svg>");
    CHECK(bytes_find(svg, "data-event=\"evt_") >= 0);
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s/export?format=json", id);
    CHECK_BYTES(text_of(r, "name"), "PM-1");
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/postmortems/%.*s/export?format=pdf", id).status, 400);
    r = ask(&t, WHO_READER, "POST", "{\"markdown\":\"a *b*\"}", "/api/v1/render%.*s", BYTES_NONE);
    CHECK_BYTES(text_of(r, "html"), "<p>a <em>b</em></p>\n");
    web_test_close(&t);
}

int
main(void)
{
    log_start(LOG_LEVEL_NONE, 2);
    RUN(a_post_mortem_is_drafted_listed_and_read);
    RUN(sections_are_written_once_at_a_time_and_come_back);
    RUN(documents_hold_the_record_as_it_is);
    return test_end();
}

/* Incidents, events, moments, imports and signals over HTTP: each answer is held to its schema by web_test.h. */
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
item(struct web_reply r, size_t wanted)
{
    size_t i = 0;
    for (struct json_iter it = json_each(json_get(r.json, "items")); json_next(&it);)
        if (i++ == wanted)
            return it.value;
    return (struct json){{0}};
}

static size_t
item_count(struct web_reply r)
{
    return json_count(json_get(r.json, "items"));
}

static struct bytes
make_incident(struct web_test *t, const char *title)
{
    struct web_reply r = web_ask(t, WHO_EDITOR, "POST", "/api/v1/incidents",
                                 bytes_printf(&t->arena, "{\"title\":\"%s\",\"severity\":2}", title).p);
    CHECK_INT(r.status, 201);
    return text_of(r, "id");
}

static void
add_file(struct buf *form, const char *path, const char *name)
{
    FILE *f = fopen(path, "rbe");
    char piece[4096];
    CHECK(f);
    buf_printf(form,
               "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
               "Content-Type: application/octet-stream\r\n\r\n",
               name);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_add(form, (struct bytes){piece, n});
    fclose(f);
    buf_puts(form, "\r\n");
}

/* Some of the demo's files, as a browser sends a folder. */
static struct web_reply
send_files(struct web_test *t, enum web_who who, struct bytes incident)
{
    struct buf form = {0};
    add_file(&form, "demo/checkout-outage/notes/scribe-notes.md", "outage/notes/scribe-notes.md");
    add_file(&form, "demo/checkout-outage/pagerduty/01.json", "outage/pagerduty/01.json");
    add_file(&form, "demo/checkout-outage/logs/checkout-api.jsonl", "../../../outage/logs/checkout-api.jsonl");
    add_file(&form, "demo/checkout-outage/README.md", "outage/.hidden");
    buf_puts(&form, "--cut--\r\n");
    struct web_reply r =
        web_ask_with(t, who, "POST", bytes_printf(&t->arena, "/api/v1/incidents/%.*s/imports", BYTES_ARG(incident)).p,
                     "Content-Type: multipart/form-data; boundary=cut\r\n", buf_bytes(&form));
    buf_done(&form);
    return r;
}

/* The last word about an import comes as an event. */
static void
wait_until_read(struct web_test *t, struct web_ear *ear)
{
    for (;;) {
        struct bytes heard = web_hear(t, ear);
        CHECK(heard.n);
        if (bytes_starts(heard, "import ") && bytes_find(heard, "\"state\":\"done\"") > 0)
            return;
        CHECK(bytes_find(heard, "\"state\":\"failed\"") < 0);
    }
}

static struct bytes
incident_with_evidence(struct web_test *t)
{
    struct bytes id = make_incident(t, "Checkout is down");
    struct web_ear ear = web_listen(t, WHO_READER, bytes_printf(&t->arena, "channel=incident:%.*s", BYTES_ARG(id)).p);
    struct web_reply r = send_files(t, WHO_EDITOR, id);
    CHECK_INT(r.status, 202);
    CHECK_BYTES(text_of(r, "state"), "waiting");
    CHECK_INT(number_of(r, "file_count"), 3);
    wait_until_read(t, &ear);
    web_ear_close(&ear);
    return id;
}

TEST(an_incident_is_opened_read_changed_listed_and_deleted)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = make_incident(&t, "Checkout is down"), other = make_incident(&t, "Search is slow");
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s", id);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(text_of(r, "name"), "INC-1");
    CHECK_BYTES(text_of(r, "created_by.name"), "editor");
    CHECK_BYTES(web_reply_header(r, "ETag"), "\"1\"");
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/incidents/INC-2", NULL).status, 200);
    r = ask(&t, WHO_EDITOR, "PATCH",
            "{\"state\":\"resolved\",\"summary\":\"It was the cache\",\"zone\":\"Europe/Berlin\","
            "\"roles\":[{\"role\":\"commander\",\"name\":\"Bo\"}],\"version\":1}",
            "/api/v1/incidents/%.*s", id);
    CHECK_INT(r.status, 200);
    CHECK_INT(number_of(r, "version"), 2);
    CHECK_BYTES(text_of(r, "state"), "resolved");
    CHECK_INT(json_count(json_get(r.json, "roles")), 1);
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"title\":\"Mine\",\"version\":1}", "/api/v1/incidents/%.*s", id);
    CHECK_INT(r.status, 412);
    CHECK_INT(number_of(r, "current_version"), 2);
    CHECK_INT(ask(&t, WHO_EDITOR, "PATCH", "{\"severity\":9}", "/api/v1/incidents/%.*s", id).status, 400);
    CHECK_INT(ask(&t, WHO_READER, "PATCH", "{\"severity\":1}", "/api/v1/incidents/%.*s", id).status, 403);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/incidents?limit=1", NULL);
    CHECK_INT(item_count(r), 1);
    CHECK(bytes_eq(json_text(json_get(item(r, 0), "id")), other));
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents?limit=1&cursor=%.*s", text_of(r, "next"));
    CHECK(bytes_eq(json_text(json_get(item(r, 0), "id")), id));
    CHECK_INT(json_type_of(json_get(r.json, "next")), JSON_NULL);
    CHECK_INT(item_count(web_ask(&t, WHO_READER, "GET", "/api/v1/incidents?state=resolved&severity=2&q=CHECK", NULL)),
              1);
    CHECK_INT(item_count(web_ask(&t, WHO_READER, "GET", "/api/v1/incidents?q=nothing+like+it", NULL)), 0);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/incidents?state=lost", NULL).status, 400);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/incidents/%.*s", id).status, 403);
    CHECK_INT(ask(&t, WHO_ADMIN, "DELETE", NULL, "/api/v1/incidents/%.*s", id).status, 204);
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s", id).status, 404);
    web_test_close(&t);
}

TEST(dropped_files_become_a_timeline_and_everybody_is_told)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = incident_with_evidence(&t);
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/imports", id);
    CHECK_INT(item_count(r), 1);
    struct bytes import = json_text(json_get(item(r, 0), "id"));
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/imports/%.*s", import);
    CHECK_BYTES(text_of(r, "state"), "done");
    CHECK(number_of(r, "new_count") > 5);
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s", id);
    CHECK(number_of(r, "counts.events") > 5 && number_of(r, "counts.signals") > 5);
    CHECK_INT(json_type_of(json_get(r.json, "window")), JSON_OBJECT);
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/timeline", id);
    CHECK_INT(r.status, 200);
    CHECK_INT(json_count(json_get(r.json, "moments")), 6);
    CHECK_INT(json_count(json_get(r.json, "sources")), 3);
    CHECK(!json_is_true(json_get(r.json, "building")));
    /* One file as the body, by name; nobody else's files, and not none. */
    struct bytes path = bytes_printf(&t.arena, "/api/v1/incidents/%.*s/imports", BYTES_ARG(id));
    r = web_ask_with(&t, WHO_EDITOR, "POST", bytes_printf(&t.arena, "%s?name=more.md", path.p).p, "",
                     BYTES("- 2024-03-14 10:00 UTC one\n- 2024-03-14 10:05 UTC two\n"));
    CHECK_INT(r.status, 202);
    CHECK_INT(web_ask_with(&t, WHO_EDITOR, "POST", path.p, "", BYTES("")).status, 400);
    CHECK_INT(send_files(&t, WHO_READER, id).status, 403);
    CHECK_INT(send_files(&t, WHO_EDITOR, BYTES("inc_none")).status, 404);
    web_test_close(&t);
}

TEST(events_are_listed_edited_hidden_and_written)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = incident_with_evidence(&t);
    struct web_reply all = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events?limit=5000", id);
    CHECK_INT(all.status, 200);
    size_t n = item_count(all), seen = 0;
    /* Page by page it is the same. */
    struct bytes next = BYTES_NONE;
    for (bool more = true; more;) {
        struct bytes query =
            next.n ? bytes_printf(&t.arena, "%.*s/events?limit=4&cursor=%.*s", BYTES_ARG(id), BYTES_ARG(next))
                   : bytes_printf(&t.arena, "%.*s/events?limit=4", BYTES_ARG(id));
        struct web_reply page = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s", query);
        CHECK_INT(page.status, 200);
        for (size_t i = 0; i < item_count(page); i++, seen++)
            CHECK(bytes_eq(json_text(json_get(item(page, i), "id")), json_text(json_get(item(all, seen), "id"))));
        next = text_of(page, "next");
        more = next.n;
    }
    CHECK_INT(seen, n);
    struct bytes event = json_text(json_get(item(all, 1), "id"));
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/events/%.*s", event);
    CHECK_INT(r.status, 200);
    CHECK(json_count(json_get(r.json, "signals")) > 0 && json_count(json_get(r.json, "reasons")) > 0);
    struct bytes title = text_of(r, "title");
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"title\":\"Better\",\"key\":true,\"version\":1}", "/api/v1/events/%.*s", event);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(text_of(r, "title"), "Better");
    CHECK(json_is_true(json_get(r.json, "reworded")));
    CHECK(bytes_eq(text_of(r, "original.title"), title));
    CHECK_INT(ask(&t, WHO_EDITOR, "PATCH", "{\"title\":\"x\",\"version\":1}", "/api/v1/events/%.*s", event).status,
              412);
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"title\":null,\"key\":true}", "/api/v1/events/%.*s", event);
    CHECK(!json_is_true(json_get(r.json, "reworded"))); // to be key is no word of its own
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"title\":null,\"key\":null}", "/api/v1/events/%.*s", event);
    CHECK(bytes_eq(text_of(r, "title"), title));
    struct bytes two = bytes_printf(&t.arena, "{\"ids\":[\"%.*s\",\"%.*s\"],\"hidden\":true}", BYTES_ARG(event),
                                    BYTES_ARG(json_text(json_get(item(all, 2), "id"))));
    r = ask(&t, WHO_EDITOR, "PATCH", two.p, "/api/v1/incidents/%.*s/events", id);
    CHECK_INT(number_of(r, "changed"), 2);
    CHECK_INT(item_count(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events", id)), n - 2);
    CHECK_INT(item_count(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events?hidden=true", id)), n);
    CHECK_INT(item_count(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events?hidden=only", id)), 2);
    r = ask(&t, WHO_EDITOR, "POST",
            "{\"at\":\"2024-03-14T10:30:00.000Z\",\"title\":\"We called the bank\",\"key\":true}",
            "/api/v1/incidents/%.*s/events", id);
    CHECK_INT(r.status, 201);
    CHECK_BYTES(text_of(r, "precision"), "minute");
    CHECK_BYTES(text_of(r, "source"), "note");
    struct bytes written = text_of(r, "id");
    CHECK_INT(ask(&t, WHO_READER, "DELETE", NULL, "/api/v1/events/%.*s", written).status, 403);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/events/%.*s", event).status, 409);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/events/%.*s", written).status, 204);
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events?cursor=12.nonsense", id).status, 400);
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events?kind=nonsense", id).status, 400);
    web_test_close(&t);
}

TEST(moments_are_decided)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = incident_with_evidence(&t);
    struct web_reply r =
        ask(&t, WHO_EDITOR, "PUT", "{\"state\":\"corrected\",\"at\":\"2024-03-14T09:58:00.000Z\",\"note\":\"seen\"}",
            "/api/v1/incidents/%.*s/moments/impact-started", id);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(text_of(r, "state"), "corrected");
    CHECK_BYTES(text_of(r, "at"), "2024-03-14T09:58:00.000Z");
    CHECK_BYTES(text_of(r, "precision"), "minute");
    CHECK_BYTES(text_of(r, "decided_by.name"), "editor");
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s", id);
    CHECK_BYTES(text_of(r, "started_at"), "2024-03-14T09:58:00.000Z");
    r = ask(&t, WHO_EDITOR, "PUT", "{\"state\":\"rejected\",\"version\":99}", "/api/v1/incidents/%.*s/moments/resolved",
            id);
    CHECK_INT(r.status, 412);
    r = ask(&t, WHO_EDITOR, "PUT", "{\"state\":\"rejected\"}", "/api/v1/incidents/%.*s/moments/resolved", id);
    CHECK_INT(r.status, 200);
    CHECK(!json_is_true(json_get(r.json, "found")));
    CHECK_INT(ask(&t, WHO_EDITOR, "PUT", "{\"state\":\"rejected\"}", "/api/v1/incidents/%.*s/moments/lunch", id).status,
              404);
    CHECK_INT(
        ask(&t, WHO_READER, "PUT", "{\"state\":\"rejected\"}", "/api/v1/incidents/%.*s/moments/resolved", id).status,
        403);
    web_test_close(&t);
}

TEST(the_picture_is_drawn_for_a_window_and_not_sent_twice)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = incident_with_evidence(&t);
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/timeline.svg?width=900", id);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(web_reply_header(r, "Content-Type"), "image/svg+xml");
    CHECK(bytes_find(r.body, "<svg") >= 0 && bytes_find(r.body, "900") > 0);
    CHECK(bytes_find(r.body, " data-event=\"evt_") > 0 && bytes_find(r.body, " data-event=\"e1") < 0);
    struct bytes etag = bytes_dup(&t.arena, web_reply_header(r, "ETag"));
    struct bytes header = bytes_printf(&t.arena, "If-None-Match: %.*s\r\n", BYTES_ARG(etag));
    struct bytes path = bytes_printf(&t.arena, "/api/v1/incidents/%.*s/timeline.svg?width=900", BYTES_ARG(id));
    r = web_ask_with(&t, WHO_READER, "GET", path.p, header.p, BYTES_NONE);
    CHECK_INT(r.status, 304);
    CHECK_INT(r.body.n, 0);
    CHECK_INT(ask(&t, WHO_EDITOR, "POST", "{\"at\":\"2024-03-14T10:30:00.000Z\",\"title\":\"A line\"}",
                  "/api/v1/incidents/%.*s/events", id)
                  .status,
              201);
    CHECK_INT(web_ask_with(&t, WHO_READER, "GET", path.p, header.p, BYTES_NONE).status, 200);
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/timeline.svg?width=5", id).status, 400);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/incidents/inc_none/timeline.svg", NULL).status, 404);
    web_test_close(&t);
}

TEST(timelines_are_exported_in_each_format)
{
    static const struct {
        const char *format, *type, *holds;
    } formats[] = {
        {"md", "text/markdown; charset=utf-8", "# INC-1: "},
        {"json", "application/json", "\"signals\":[{\"source\""},
        {"csv", "text/csv; charset=utf-8", ","},
        {"svg", "image/svg+xml", "<style"},
    };
    struct web_test t;
    web_test_open(&t);
    struct bytes id = incident_with_evidence(&t);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct bytes path =
            bytes_printf(&t.arena, "/api/v1/incidents/%.*s/export?format=%s", BYTES_ARG(id), formats[i].format);
        struct web_reply r = web_ask(&t, WHO_READER, "GET", path.p, NULL);
        CHECK_INT(r.status, 200);
        CHECK_BYTES(web_reply_header(r, "Content-Type"), formats[i].type);
        CHECK(bytes_find(web_reply_header(r, "Content-Disposition"), "INC-1-timeline.") > 0);
        CHECK(bytes_find(r.body, formats[i].holds) >= 0);
    }
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/export?format=pdf", id).status, 400);
    web_test_close(&t);
}

TEST(signals_show_their_bytes_with_secrets_masked)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = make_incident(&t, "Leak");
    struct web_ear ear = web_listen(&t, WHO_READER, bytes_printf(&t.arena, "channel=incident:%.*s", BYTES_ARG(id)).p);
    struct bytes path = bytes_printf(&t.arena, "/api/v1/incidents/%.*s/imports?name=n.md", BYTES_ARG(id));
    CHECK_INT(web_ask_with(&t, WHO_EDITOR, "POST", path.p, "",
                           BYTES("- 2024-03-14 10:00 UTC password=hunter2hunter2 was in the log\n"
                                 "- 2024-03-14 10:05 UTC changed it\n"))
                  .status,
              202);
    wait_until_read(&t, &ear);
    web_ear_close(&ear);
    struct web_reply r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/incidents/%.*s/events", id);
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/events/%.*s", json_text(json_get(item(r, 0), "id")));
    struct json_iter it = json_each(json_get(r.json, "signals"));
    CHECK(json_next(&it));
    struct bytes signal = json_text(json_get(it.value, "id"));
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/signals/%.*s", signal);
    CHECK_INT(r.status, 200);
    CHECK(bytes_find(r.body, "hunter2") < 0 && json_is_true(json_get(r.json, "masked")));
    CHECK_INT(ask(&t, WHO_EDITOR, "GET", NULL, "/api/v1/signals/%.*s/raw", signal).status, 403);
    r = ask(&t, WHO_ADMIN, "GET", NULL, "/api/v1/signals/%.*s/raw", signal);
    CHECK_INT(r.status, 200);
    CHECK(bytes_find(r.body, "hunter2hunter2") > 0);
    web_test_close(&t);
}

int
main(void)
{
    RUN(an_incident_is_opened_read_changed_listed_and_deleted);
    RUN(dropped_files_become_a_timeline_and_everybody_is_told);
    RUN(events_are_listed_edited_hidden_and_written);
    RUN(moments_are_decided);
    RUN(the_picture_is_drawn_for_a_window_and_not_sent_twice);
    RUN(timelines_are_exported_in_each_format);
    RUN(signals_show_their_bytes_with_secrets_masked);
    return test_end();
}

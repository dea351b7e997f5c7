/* Attachments over HTTP: each answer is held to its schema by web_test.h. */
#include "web_test.h"

#define PNG BYTES("\x89PNG\r\n\x1a\n and the rest")

static struct bytes
text_of(struct web_reply r, const char *path)
{
    return json_text(json_path(r.json, path));
}

/* "/api/v1/incidents/ID/attachments" */
static const char *
make_place(struct web_test *t)
{
    struct web_reply r = web_ask(t, WHO_EDITOR, "POST", "/api/v1/incidents", "{\"title\":\"Checkout is down\"}");
    CHECK_INT(r.status, 201);
    return bytes_printf(&t->arena, "/api/v1/incidents/%.*s/attachments", BYTES_ARG(text_of(r, "id"))).p;
}

static struct web_reply
attach(struct web_test *t, enum web_who who, const char *place, const char *name, const char *type, struct bytes data)
{
    return web_ask_with(t, who, "POST", bytes_printf(&t->arena, "%s?name=%s", place, name).p,
                        bytes_printf(&t->arena, "Content-Type: %s\r\n", type).p, data);
}

TEST(a_picture_is_attached_listed_shown_and_deleted)
{
    struct web_test t;
    web_test_open(&t);
    const char *place = make_place(&t);
    CHECK_INT(attach(&t, WHO_READER, place, "a.png", "image/png", BYTES("x")).status, 403);
    struct web_reply r = attach(&t, WHO_EDITOR, place, "..%2Fa%20graph.png", "image/png", PNG);
    CHECK_INT(r.status, 201);
    CHECK_BYTES(text_of(r, "name"), "a graph.png");
    CHECK_BYTES(text_of(r, "media_type"), "image/png");
    CHECK_BYTES(text_of(r, "created_by.name"), "editor");
    const char *url = bytes_printf(&t.arena, "%.*s", BYTES_ARG(text_of(r, "url"))).p;
    r = web_ask(&t, WHO_READER, "GET", bytes_printf(&t.arena, "%s?limit=100", place).p, NULL);
    CHECK_INT(r.status, 200);
    CHECK_INT(json_count(json_get(r.json, "items")), 1);
    r = web_ask(&t, WHO_READER, "GET", url, NULL);
    CHECK_INT(r.status, 200);
    CHECK(bytes_eq(r.body, PNG));
    CHECK_BYTES(web_reply_header(r, "Content-Type"), "image/png");
    CHECK_BYTES(web_reply_header(r, "Content-Disposition"), "inline");
    CHECK_BYTES(web_reply_header(r, "X-Content-Type-Options"), "nosniff");
    CHECK(bytes_ends(web_reply_header(r, "Content-Security-Policy"), "sandbox"));
    CHECK_BYTES(web_reply_header(r, "Cross-Origin-Resource-Policy"), "same-origin"); // our own page may show it
    struct bytes header = bytes_printf(&t.arena, "If-None-Match: %.*s\r\n", BYTES_ARG(web_reply_header(r, "ETag")));
    r = web_ask_with(&t, WHO_READER, "GET", url, header.p, BYTES_NONE);
    CHECK(r.status == 304 && !r.body.n);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", url, NULL).status, 401);
    CHECK_INT(web_ask(&t, WHO_READER, "DELETE", url, NULL).status, 403);
    CHECK_INT(web_ask(&t, WHO_EDITOR, "DELETE", url, NULL).status, 204);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", url, NULL).status, 404);
    CHECK_INT(json_count(json_get(web_ask(&t, WHO_READER, "GET", place, NULL).json, "items")), 0);
    web_test_close(&t);
}

TEST(what_could_act_in_a_browser_is_text_or_saved)
{
    static const struct {
        const char *type, *data, *served;
        bool is_shown;
    } files[] = {
        {"text/html", "<script>alert(1)</script>", "text/plain; charset=utf-8", true},
        {"image/svg+xml", "<svg onload='alert(1)'/>", "text/plain; charset=utf-8", true},
        {"image/png", "<script>alert(1)</script>", "text/plain; charset=utf-8", true},
        {"text/html", "<script>\x01</script>", "application/octet-stream", false},
        {"text/csv", "a,b", "text/csv", false},
        {"application/zip", "PK\x03\x04", "application/zip", false},
        {"text/plain", "<script>alert(1)</script>", "text/plain; charset=utf-8", true},
        {"application/pdf", "%PDF-1.7 ...", "application/pdf", true},
    };
    struct web_test t;
    web_test_open(&t);
    const char *place = make_place(&t);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct web_reply r = attach(&t, WHO_EDITOR, place, "a%22%0D%0AX:%20y", files[i].type, bytes_of(files[i].data));
        CHECK_INT(r.status, 201);
        r = web_ask(&t, WHO_READER, "GET", bytes_printf(&t.arena, "%.*s", BYTES_ARG(text_of(r, "url"))).p, NULL);
        CHECK_BYTES(web_reply_header(r, "Content-Type"), files[i].served);
        struct bytes disposition = web_reply_header(r, "Content-Disposition");
        CHECK(files[i].is_shown ? bytes_is(disposition, "inline") : bytes_starts(disposition, "attachment; filename="));
        CHECK(bytes_ends(web_reply_header(r, "Content-Security-Policy"), "sandbox"));
        CHECK_BYTES(web_reply_header(r, "X-Content-Type-Options"), "nosniff");
        CHECK(!web_reply_header(r, "X").p);
    }
    web_test_close(&t);
}

TEST(a_form_with_one_file_does_as_well_and_what_is_none_is_refused)
{
    static const char head[] = "multipart/form-data; boundary=cut";
    struct web_test t;
    web_test_open(&t);
    const char *place = make_place(&t);
#define PART(name, text)                                                                                               \
    "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" name                                         \
    "\"\r\nContent-Type: text/plain\r\n\r\n" text "\r\n"
    struct web_reply r =
        web_ask_with(&t, WHO_EDITOR, "POST", place, "Content-Type: multipart/form-data; boundary=cut\r\n",
                     BYTES(PART("C:\\notes.txt", "one") "--cut--\r\n"));
    CHECK_INT(r.status, 201);
    CHECK_BYTES(text_of(r, "name"), "notes.txt");
    CHECK_BYTES(text_of(r, "media_type"), "text/plain");
    CHECK_INT(attach(&t, WHO_EDITOR, place, "", head, BYTES(PART("a", "1") PART("b", "2") "--cut--\r\n")).status, 400);
    CHECK_INT(attach(&t, WHO_EDITOR, place, "", head, BYTES("--cut--\r\n")).status, 400);
    CHECK_INT(attach(&t, WHO_EDITOR, place, "", "text/plain", BYTES("no name")).status, 400);
    CHECK_INT(attach(&t, WHO_EDITOR, place, "x", "text/plain", BYTES("")).status, 400);
    CHECK_INT(attach(&t, WHO_EDITOR, "/api/v1/incidents/inc_none/attachments", "x", "text/plain", BYTES("x")).status,
              404);
    CHECK_INT(attach(&t, WHO_EDITOR, "/api/v1/postmortems/pm_none/attachments", "x", "text/plain", BYTES("x")).status,
              404);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/postmortems/pm_none/attachments", NULL).status, 404);
    /* An incident is no post-mortem. */
    struct bytes id = bytes_cut(bytes_of(place), strlen("/api/v1/incidents/"), strlen("inc_") + ID_DIGITS);
    const char *wrong = bytes_printf(&t.arena, "/api/v1/postmortems/%.*s/attachments", BYTES_ARG(id)).p;
    CHECK_INT(web_ask(&t, WHO_READER, "GET", wrong, NULL).status, 404);
    CHECK_INT(attach(&t, WHO_EDITOR, wrong, "x", "text/plain", BYTES("x")).status, 404);
    web_test_close(&t);
}

TEST(a_list_goes_on_where_the_page_before_ended)
{
    struct web_test t;
    web_test_open(&t);
    const char *place = make_place(&t), *next = "";
    for (int i = 0; i < 5; i++)
        CHECK_INT(attach(&t, WHO_EDITOR, place, "x", "text/plain", BYTES("x")).status, 201);
    struct web_reply all = web_ask(&t, WHO_READER, "GET", place, NULL);
    struct json_iter want = json_each(json_get(all.json, "items"));
    for (int seen = 0; seen < 5;) {
        struct web_reply r =
            web_ask(&t, WHO_READER, "GET", bytes_printf(&t.arena, "%s?limit=2%s", place, next).p, NULL);
        CHECK_INT(r.status, 200);
        for (struct json_iter it = json_each(json_get(r.json, "items")); json_next(&it); seen++) {
            CHECK(json_next(&want));
            CHECK(bytes_eq(json_text(json_get(it.value, "id")), json_text(json_get(want.value, "id"))));
        }
        next = bytes_printf(&t.arena, "&cursor=%.*s", BYTES_ARG(text_of(r, "next"))).p;
        CHECK((json_type_of(json_get(r.json, "next")) == JSON_NULL) == (seen == 5));
    }
    web_test_close(&t);
}

TEST(a_large_file_is_taken_and_one_that_is_too_large_refused)
{
    enum { MAX = 25 << 20 };
    struct web_test t;
    web_test_open(&t);
    const char *place = make_place(&t);
    char *p = memset(arena_alloc(&t.arena, MAX + 1), 'x', MAX + 1);
    struct web_reply r = attach(&t, WHO_EDITOR, place, "x.log", "text/plain", (struct bytes){p, MAX});
    CHECK_INT(r.status, 201);
    r = web_ask(&t, WHO_READER, "GET", bytes_printf(&t.arena, "%.*s", BYTES_ARG(text_of(r, "url"))).p, NULL);
    CHECK(r.status == 200 && bytes_eq(r.body, (struct bytes){p, MAX}));
    CHECK_INT(attach(&t, WHO_EDITOR, place, "x.log", "text/plain", (struct bytes){p, MAX + 1}).status, 413);
    web_test_close(&t);
}

int
main(void)
{
    RUN(a_picture_is_attached_listed_shown_and_deleted);
    RUN(what_could_act_in_a_browser_is_text_or_saved);
    RUN(a_form_with_one_file_does_as_well_and_what_is_none_is_refused);
    RUN(a_list_goes_on_where_the_page_before_ended);
    RUN(a_large_file_is_taken_and_one_that_is_too_large_refused);
    return test_end();
}

/* What a server has besides its routes: the interface, its address, its numbers. */
#include "assets.h"
#include "small_program.h"

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

int
main(void)
{
    log_start(LOG_LEVEL_NONE, 2);
    RUN(every_page_of_the_interface_is_its_index);
    RUN(where_people_reach_it_follows_the_setting);
    RUN(a_proxy_says_who_asks_only_where_it_is_believed);
    RUN(numbers_are_for_this_machine_or_a_token);
    return test_end();
}

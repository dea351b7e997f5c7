#include "remote.h"

#include "../base/test.h"

static struct arena arena = {.max_bytes = 1 << 20};
static struct why why;

TEST(a_servers_address_is_http_and_has_no_end)
{
    static const struct {
        const char *given, *is;
    } good[] = {
        {"https://aftermath.example.org", "https://aftermath.example.org"},
        {"http://127.0.0.1:8080/", "http://127.0.0.1:8080"},
        {" https://example.org/tools/aftermath// ", "https://example.org/tools/aftermath"},
    };
    static const struct {
        const char *given, *says;
    } bad[] = {
        {"aftermath.example.org", "the server 'aftermath.example.org' must begin with http:// or https://"},
        {"ftp://x", "the server 'ftp://x' must begin with http:// or https://"},
        {"https://", "the server 'https://' is no address like https://aftermath.example.org"},
        {"https:///x", "the server 'https:///x' is no address like https://aftermath.example.org"},
        {"https://x/?a=b", "the server 'https://x/?a=b' is no address like https://aftermath.example.org"},
        {"https://x#y", "the server 'https://x#y' is no address like https://aftermath.example.org"},
        {"https://x y", "the server 'https://x y' is no address like https://aftermath.example.org"},
        {"https://ada:secret@x", "the server's address must hold no name and password; a token says who asks"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct bytes is;
        CHECK_INT(remote_address(&arena, good[i].given, &is, &why), OK);
        CHECK_BYTES(is, good[i].is);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct bytes is;
        CHECK_INT(remote_address(&arena, bad[i].given, &is, &why), ERR_INVALID);
        CHECK_STR(why.text, bad[i].says);
    }
}

TEST(what_goes_to_another_machine_in_the_clear_is_known)
{
    CHECK(remote_is_open(BYTES("http://aftermath.example.org")));
    CHECK(remote_is_open(BYTES("http://10.0.0.7:8080/x")));
    CHECK(remote_is_open(BYTES("http://localhost.example.org")));
    CHECK(!remote_is_open(BYTES("https://aftermath.example.org")));
    CHECK(!remote_is_open(BYTES("http://127.0.0.1:8080")));
    CHECK(!remote_is_open(BYTES("http://localhost:8080/x")));
    CHECK(!remote_is_open(BYTES("http://[::1]:8080")));
}

TEST(a_token_is_one_word_that_a_header_can_carry)
{
    struct bytes token;
    CHECK_INT(remote_token(BYTES(" am_abc\n"), "it", &token, &why), OK);
    CHECK_BYTES(token, "am_abc");
    CHECK_INT(remote_token(BYTES(" \n"), "/run/token", &token, &why), ERR_INVALID);
    CHECK_STR(why.text, "/run/token is empty; it must hold an API token, am_...");
    CHECK_INT(remote_token(BYTES("am_a\r\nHost: x"), "it", &token, &why), ERR_INVALID);
    CHECK_INT(remote_token(BYTES("secret"), "AFTERMATH_TOKEN", &token, &why), ERR_INVALID);
    CHECK_STR(why.text, "AFTERMATH_TOKEN holds no API token: one begins with am_");
}

TEST(a_part_of_a_path_cannot_leave_its_place)
{
    CHECK_STR(remote_path(&arena, "/api/v1/incidents/", BYTES("INC-12"), "/export"), "/api/v1/incidents/INC-12/export");
    CHECK_STR(remote_path(&arena, "/u/", BYTES("../x?y#z %\xc3\xa9"), ""), "/u/..%2Fx%3Fy%23z%20%25%C3%A9");
}

TEST(a_refusal_says_what_the_server_said)
{
    static const struct {
        struct remote_refusal r;
        enum err e;
        const char *says;
    } cases[] = {
        {{.status = 404, .is_problem = true, .detail = BYTES_INIT("no incident INC-7")},
         ERR_NOT_FOUND,
         "no incident INC-7"},
        {{.status = 400, .is_problem = true, .detail = BYTES_INIT("x is wrong")}, ERR_INVALID, "x is wrong"},
        {{.status = 401, .is_problem = true, .detail = BYTES_INIT("no")},
         ERR_DENIED,
         "http://x does not take the token: no; 'aftermath token add' on its data folder makes another"},
        {{.status = 403, .is_problem = true, .detail = BYTES_INIT("this takes the role admin; yours is reader")},
         ERR_DENIED,
         "this takes the role admin; yours is reader"},
        {{.status = 409, .is_problem = true, .detail = BYTES_INIT("taken")}, ERR_CONFLICT, "taken"},
        {{.status = 412, .is_problem = true, .detail = BYTES_INIT("changed")}, ERR_STALE, "changed"},
        {{.status = 413, .is_problem = true, .detail = BYTES_INIT("too large")}, ERR_LIMIT, "too large"},
        {{.status = 429, .is_problem = true, .detail = BYTES_INIT("too many requests"), .retry_after_s = 7},
         ERR_LIMIT,
         "too many requests; try again in 7 s"},
        {{.status = 503, .is_problem = true, .detail = BYTES_INIT("the server is busy")},
         ERR_IO,
         "the server is busy; try again in 1 s"},
        {{.status = 507, .is_problem = true, .detail = BYTES_INIT("the disk is full")}, ERR_FULL, "the disk is full"},
        {{.status = 500, .is_problem = true, .detail = BYTES_INIT("its log says why")},
         ERR_IO,
         "http://x: its log says why"},
        {{.status = 404},
         ERR_IO,
         "http://x is no Aftermath server, or not at that address (it answers with status 404)"},
        {{.status = 502},
         ERR_IO,
         "a proxy answers for http://x that there is no server behind it (status 502); is Aftermath running there"},
        {{.status = 413},
         ERR_LIMIT,
         "a proxy before http://x takes no requests as large as this (status 413); raise its limit, or send less at "
         "a time"},
        {{.status = 302, .redirect = "https://y/login"},
         ERR_IO,
         "http://x sends us on to https://y/login; if that is the server, name it with --server"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct remote_refusal r = cases[i].r;
        r.server = "http://x";
        CHECK_INT(remote_refused(&r, &why), cases[i].e);
        CHECK_STR(why.text, cases[i].says);
    }
}

TEST(nothing_is_asked_without_a_token)
{
    struct remote *r;
    struct remote_options o = {.server = "http://127.0.0.1:1"};
    CHECK_INT(remote_open(&arena, &o, &r, &why), ERR_INVALID);
    CHECK(bytes_starts(bytes_of(why.text), "a server takes an API token: "));
    o.token_file = "/nowhere/token";
    CHECK_INT(remote_open(&arena, &o, &r, &why), ERR_IO);
    CHECK_STR(why.text, "cannot read the token in /nowhere/token: No such file or directory");
    o.token = "am_x";
    o.ca_file = "/nowhere/ca";
    CHECK_INT(remote_open(&arena, &o, &r, &why), ERR_IO);
    CHECK_STR(why.text, "cannot read the certificates in /nowhere/ca: No such file or directory");
}

int
main(void)
{
    RUN(a_servers_address_is_http_and_has_no_end);
    RUN(what_goes_to_another_machine_in_the_clear_is_known);
    RUN(a_token_is_one_word_that_a_header_can_carry);
    RUN(a_part_of_a_path_cannot_leave_its_place);
    RUN(a_refusal_says_what_the_server_said);
    RUN(nothing_is_asked_without_a_token);
    arena_done(&arena);
    return test_end();
}

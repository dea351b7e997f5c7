#include "http_path.h"

#include "../base/test.h"
#include "http.h"

enum { ARENA_MAX_BYTES = 1 << 20 };

TEST(paths_are_decoded)
{
    static const struct {
        const char *raw, *want;
    } cases[] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/a%20b+c", "/a b+c"},
        {"/%C3%A9/%e2%82%ac", "/\xc3\xa9/\xe2\x82\xac"},
        {"/incidents/", "/incidents"},
        {"/...", "/..."},
        {"/a.b/.c/d..", "/a.b/.c/d.."},
        {"/%25", "/%"},
        {"/%252e%252e", "/%2e%2e"},
    };
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct bytes path;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(!http_path_decode(&a, bytes_of(cases[i].raw), &path));
        CHECK_BYTES(path, cases[i].want);
    }
    arena_done(&a);
}

TEST(bad_paths_are_refused_with_the_reason)
{
    static const struct {
        struct bytes raw;
        const char *says;
    } cases[] = {
        {BYTES_INIT(""), "the path does not begin with '/'"},
        {BYTES_INIT("a"), "the path does not begin with '/'"},
        {BYTES_INIT("/%"), "the path has a broken escape"},
        {BYTES_INIT("/%4"), "the path has a broken escape"},
        {BYTES_INIT("/%zz"), "the path has a broken escape"},
        {BYTES_INIT("/a%2Fb"), "the path has an encoded '/'"},
        {BYTES_INIT("/%ff"), "the path is no UTF-8"},
        {BYTES_INIT("/%c0%af"), "the path is no UTF-8"},
        {BYTES_INIT("/%00"), "the path has a control character"},
        {BYTES_INIT("/a%0d%0ab"), "the path has a control character"},
        {BYTES_INIT("/%7f"), "the path has a control character"},
        {BYTES_INIT("/%c2%85"), "the path has a control character"},
        {BYTES_INIT("//"), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/a//b"), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/a//"), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/."), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/a/../b"), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/.."), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/%2e%2E/etc"), "the path has an empty, \".\" or \"..\" segment"},
        {BYTES_INIT("/../"), "the path has an empty, \".\" or \"..\" segment"},
    };
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct bytes path;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(http_path_decode(&a, cases[i].raw, &path), cases[i].says);
    arena_done(&a);
}

TEST(a_target_is_cut_at_its_first_question_mark)
{
    struct bytes path, query;
    http_path_split(BYTES("/a?b=c?d"), &path, &query);
    CHECK_BYTES(path, "/a");
    CHECK_BYTES(query, "b=c?d");
    http_path_split(BYTES("/a"), &path, &query);
    CHECK_BYTES(path, "/a");
    CHECK_BYTES(query, "");
}

TEST(values_of_a_query_are_decoded)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct http_request r = {.query =
                                 BYTES("q=a+b%20%C3%A9&empty=&bare&b%61d=1&x=%zz%4&no=%ff&nul=a%00b&q=second&a=b=c")};
    static const struct {
        const char *name, *want;
    } cases[] = {{"q", "a b \xc3\xa9"}, {"empty", ""}, {"bare", ""}, {"bad", "1"},
                 {"x", "%zz%4"},        {"no", ""},    {"nul", ""},  {"a", "b=c"}};
    struct bytes value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(http_query(&r, &a, cases[i].name, &value));
        CHECK_BYTES(value, cases[i].want);
    }
    CHECK(!http_query(&r, &a, "missing", &value));
    CHECK(!http_query(&r, &a, "", &value));
    CHECK(!http_query(&r, &a, "ba", &value));
    r.query = BYTES("&&=x&");
    CHECK(!http_query(&r, &a, "x", &value));
    r.query = BYTES_NONE;
    CHECK(!http_query(&r, &a, "x", &value));
    arena_done(&a);
}

TEST(cookies_are_found_among_others)
{
    const struct header headers[] = {
        {BYTES_INIT("Cookie"), BYTES_INIT("a=1; session=abc=def ;b")},
        {BYTES_INIT("X"), BYTES_INIT("c=3")},
        {BYTES_INIT("cookie"), BYTES_INIT("d=\"4\"; a=2")},
    };
    struct http_request r = {.headers = headers, .header_count = 3};
    CHECK_BYTES(http_cookie(&r, "a"), "1");
    CHECK_BYTES(http_cookie(&r, "session"), "abc=def");
    CHECK_BYTES(http_cookie(&r, "b"), "");
    CHECK_BYTES(http_cookie(&r, "c"), "");
    CHECK_BYTES(http_cookie(&r, "d"), "\"4\"");
    CHECK_BYTES(http_cookie(&r, "A"), "");
    CHECK_BYTES(http_cookie(&r, "sess"), "");
}

int
main(void)
{
    RUN(paths_are_decoded);
    RUN(bad_paths_are_refused_with_the_reason);
    RUN(a_target_is_cut_at_its_first_question_mark);
    RUN(values_of_a_query_are_decoded);
    RUN(cookies_are_found_among_others);
    return test_end();
}

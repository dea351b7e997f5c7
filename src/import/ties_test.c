#include "ties.h"

#include "../base/buf.h"
#include "../base/test.h"

static struct arena arena = {.max_bytes = 64 << 20};

/* "pull #12, commit abc1234": what a text ties to, in the order in which it stands there. */
static const char *
ties_of(struct bytes text)
{
    static const char *const names[TIE_KIND_MAX] = {
        [TIE_COMMIT] = "commit", [TIE_PULL] = "pull", [TIE_URL] = "url", [TIE_VERSION] = "version"};
    struct import im;
    import_init(&im, &arena, NULL);
    struct signal s = {0};
    import_tie_text(&im, &s, text);
    const struct tie *found[SIGNAL_TIES_MAX];
    size_t n = 0;
    for (const struct tie *t = s.ties; t; t = t->next) {
        CHECK(n < SIGNAL_TIES_MAX);
        CHECK_INT(t->role, TIE_SAYS);
        CHECK(names[t->kind]);
        found[n++] = t;
    }
    struct buf b = {0};
    while (n-- > 0)
        buf_printf(&b, "%s%s %.*s", b.n ? ", " : "", names[found[n]->kind], BYTES_ARG(found[n]->value));
    const char *ret = bytes_dup(&arena, buf_bytes(&b)).p;
    buf_done(&b);
    import_done(&im);
    return ret ? ret : "";
}

static void
check_all(const char *const (*cases)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = ties_of(bytes_of(cases[i][0]));
        if (strcmp(got, cases[i][1]) != 0)
            printf("in: %s\n", cases[i][0]);
        CHECK_STR(got, cases[i][1]);
    }
}
#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof *(cases))

TEST(ordinary_text_mentions_nothing)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"the site is down again, anyone looking?", ""},
        {"at 14:05 we saw 12 errors: 500 500 502", ""},
        {"1. first 2. second", ""},
        {"facade decade defaced", ""},       // hex letters only
        {"1549662360 20190208 1234567", ""}, // digits only
        {"a1b2c3", ""},                      // too short
        {":thisisfineparrot: {\"a\":1}", ""},
    };
    CHECK_ALL(cases);
}

TEST(addresses_lose_the_sentence_around_them)
{
    static const char *const cases[][2] = {
        {"see https://status.example.com/x.", "url https://status.example.com/x"},
        {"(http://a.example/b), then", "url http://a.example/b"},
        {"[doc](https://a.example/wiki/Out_(age))", "url https://a.example/wiki/Out_(age)"},
        {"<https://a.example/?q=1&r=2>", "url https://a.example/?q=1&r=2"},
        {"**https://a.example/**", "url https://a.example/"},
        {"HTTPS://A.example/Path!", "url HTTPS://A.example/Path"},
        {"\xe2\x80\x9chttps://a.example/b\xe2\x80\x9d", "url https://a.example/b"},
        {"https://a.example/x https://a.example/x", "url https://a.example/x"},
        {"ftp://a.example/x file:///etc http:// https://.", ""},
        {"xhttps://a.example/", ""},
        {"https://a.example/550e8400-e29b-41d4-a716-446655440000#12",
         "url https://a.example/550e8400-e29b-41d4-a716-446655440000#12"},
    };
    CHECK_ALL(cases);
}

TEST(addresses_of_pull_requests_get_one_form)
{
    static const char *const cases[][2] = {
        {"https://github.com/acme/shop/pull/560", "pull https://github.com/acme/shop/pull/560"},
        {"http://GitHub.com/acme/shop/pull/560/files?w=1#diff-1", "pull https://github.com/acme/shop/pull/560"},
        {"https://github.com/acme/shop/pull/560#issuecomment-77", "pull https://github.com/acme/shop/pull/560"},
        {"https://api.github.com/repos/acme/shop/pulls/560", "pull https://github.com/acme/shop/pull/560"},
        {"https://ghe.example/api/v3/repos/acme/shop/pulls/5/commits", "pull https://ghe.example/acme/shop/pull/5"},
        {"https://gitlab.example/a/b/c/-/merge_requests/7/diffs",
         "pull https://gitlab.example/a/b/c/-/merge_requests/7"},
        {"https://gitlab.example/a/b/merge_requests/7", "pull https://gitlab.example/a/b/-/merge_requests/7"},
        {"https://bitbucket.org/a/b/pull-requests/3/fix-it", "pull https://bitbucket.org/a/b/pull-requests/3"},
        {"https://github.com/acme/shop/pull/560/commits/0123456789ABCDEF0123456789abcdef01234567",
         "pull https://github.com/acme/shop/pull/560, commit 0123456789abcdef0123456789abcdef01234567"},
        {"https://github.com/acme/shop/pulls", "url https://github.com/acme/shop/pulls"},
        {"https://github.com/pull/560", "url https://github.com/pull/560"},
        {"https://github.com/acme/shop/pull/new", "url https://github.com/acme/shop/pull/new"},
        {"https://x.example/-/merge_requests/7", "url https://x.example/-/merge_requests/7"},
    };
    CHECK_ALL(cases);
}

TEST(addresses_of_commits_give_the_commit)
{
    static const char *const cases[][2] = {
        {"https://github.com/a/b/commit/C937b3a", "commit c937b3a"},
        {"https://github.com/a/b/commit/c937b3a.patch", "commit c937b3a"},
        {"https://gitlab.example/g/a/b/-/commit/c937b3a1", "commit c937b3a1"},
        {"https://bitbucket.org/a/b/commits/c937b3a1", "commit c937b3a1"},
        {"https://github.com/a/b/commits/main", "url https://github.com/a/b/commits/main"},
    };
    CHECK_ALL(cases);
}

TEST(numbers_of_pull_requests_are_found_in_words)
{
    static const char *const cases[][2] = {
        {"Starting deployment of c937b3a (PR #560)", "commit c937b3a, pull #560"},
        {"PR #5 and pull request #6, issue #7", "pull #5, pull #6, pull #7"},
        {"PR 560 is out", "pull #560"},
        {"MR !12, merge request !3", "pull #12, pull #3"},
        {"acme/shop#5 broke it", "pull acme/shop#5"},
        {"group/sub/shop!77", "pull group/sub/shop#77"},
        {"#11205 Revert \"Bump\"", "pull #11205"},
        {"shop#123", "pull #123"},
        {"squashed (#42)", "pull #42"},
        {"#1 do this #2 do that", ""},
        {"# 12 heading", ""},
        {"## 2019", ""},
        {"color #ffffff or #123abc or #0012 or #12ab34cd5", ""},
        {"&#39; and http#", ""},
        {"v#1.5 #1.25 wow!12", ""},
        {"#1234567890", ""},
        {"PR 12:30 PR 12th", ""},
    };
    CHECK_ALL(cases);
}

TEST(commits_stand_alone)
{
    static const char *const cases[][2] = {
        {"reverting `c937b3a`, sorry", "commit c937b3a"},
        {"C937B3A.", "commit c937b3a"},
        {"c577f01...a62a009", "commit c577f01, commit a62a009"},
        {"acme/shop@c937b3a", "commit c937b3a"},
        {"hook-d5bd467f9-vr6hk", ""},
        {"550e8400-e29b-41d4-a716-446655440000", ""},
        {"file a1b2c3d4.js /a1b2c3d4/x", ""},
        {"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", ""},
        {"xa1b2c3d4 a1b2c3d4x a1b2c3d4_", ""},
    };
    CHECK_ALL(cases);
}

TEST(versions_are_more_than_a_v_and_a_number)
{
    static const char *const cases[][2] = {
        {"Bump prow from v20190206-b01b288 to v20190208-c35c7e3.",
         "version v20190206-b01b288, version v20190208-c35c7e3"},
        {"on v1.2.3 now", "version v1.2.3"},
        {"GET /api/v1.5/x and the v2 API, v1.", ""},
    };
    CHECK_ALL(cases);
}

TEST(odd_bytes_and_floods_are_safe)
{
    static char flood[1 << 20];
    memset(flood, '#', sizeof flood);
    CHECK_STR(ties_of((struct bytes){flood, sizeof flood}), "");
    for (size_t i = 0; i + 8 <= sizeof flood; i += 8)
        memcpy(flood + i, "http://,", 8);
    CHECK_STR(ties_of((struct bytes){flood, sizeof flood}), "");
    for (size_t i = 0; i + 4 <= sizeof flood; i += 4)
        memcpy(flood + i, "a#12", 4);
    ties_of((struct bytes){flood, sizeof flood});
    CHECK_STR(ties_of((struct bytes){"\0\xff#12\0", 6}), "pull #12");
    CHECK_STR(ties_of((struct bytes){"https:/", 7}), "");
    CHECK_STR(ties_of((struct bytes){"http://", 7}), "");
}

TEST(a_value_that_is_no_utf8_is_kept_once_too)
{
    struct import im;
    import_init(&im, &arena, NULL);
    struct signal s = {0};
    for (int twice = 0; twice < 2; twice++)
        import_tie(&im, &s, TIE_NAME, TIE_IS, BYTES("disk\xff full"));
    CHECK_BYTES(s.ties->value, "disk\xef\xbf\xbd full");
    CHECK(!s.ties->next);
    import_done(&im);
}

TEST(an_address_in_a_field_takes_its_role)
{
    struct import im;
    import_init(&im, &arena, NULL);
    struct signal s = {0};
    import_tie_url(&im, &s, TIE_IS, BYTES("https://github.com/a/b/pull/7/files"));
    CHECK_INT(s.ties->kind, TIE_PULL);
    CHECK_INT(s.ties->role, TIE_IS);
    CHECK_BYTES(s.ties->value, "https://github.com/a/b/pull/7");
    s.ties = NULL;
    import_tie_url(&im, &s, TIE_IS, BYTES("not an address"));
    CHECK(!s.ties);
    import_done(&im);
}

int
main(void)
{
    RUN(ordinary_text_mentions_nothing);
    RUN(addresses_lose_the_sentence_around_them);
    RUN(addresses_of_pull_requests_get_one_form);
    RUN(addresses_of_commits_give_the_commit);
    RUN(numbers_of_pull_requests_are_found_in_words);
    RUN(commits_stand_alone);
    RUN(versions_are_more_than_a_v_and_a_number);
    RUN(odd_bytes_and_floods_are_safe);
    RUN(a_value_that_is_no_utf8_is_kept_once_too);
    RUN(an_address_in_a_field_takes_its_role);
    arena_done(&arena);
    return test_end();
}

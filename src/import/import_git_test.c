#include "reading.h"

extern const struct importer importer_git;

#define SHA   "0123456789abcdef0123456789abcdef01234567"
#define DATES "\"authored_at\":\"2024-05-14T11:40:00+02:00\",\"committed_at\":\"2024-05-14T11:48:00+02:00\","
#define PAGE  "\"url\":\"https://github.com/acme/shop/commit/" SHA "\""

TEST(a_commit_is_dated_by_when_it_entered_the_history)
{
    struct reading *r = reading_of(
        &importer_git, "[{\"sha\":\"" SHA "\",\"parents\":[],\"author\":\"Ada Lind\"," DATES
                       "\"committer\":\"Bo\",\"subject\":\"Raise the timeout\",\"body\":\"See #1234\"," PAGE "}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "git");
    CHECK_BYTES(s->ref, SHA);
    CHECK_BYTES(s->title, "Raise the timeout");
    CHECK_BYTES(s->detail, "See #1234\nWritten 2024-05-14T09:40:00.000Z");
    CHECK_BYTES(s->actor, "Ada Lind");
    CHECK_BYTES(s->url, "https://github.com/acme/shop/commit/" SHA);
    CHECK_INT(s->kind, KIND_CHANGE);
    CHECK_INT(s->state, STATE_NONE);
    CHECK_AT(s->at, "2024-05-14T09:48:00.000Z");
    CHECK(has_tie(s, TIE_COMMIT, TIE_IS, SHA));
    CHECK(has_tie(s, TIE_PULL, TIE_SAYS, "#1234"));
    reading_free(r);
}

/* One commit with this subject, body and committer, on a page of this address. */
static struct reading *
read_one(const char *subject, const char *body, const char *committer, const char *url)
{
    char text[2000];
    snprintf(text, sizeof text,
             "[{\"sha\":\"" SHA "\",\"author\":\"Ada\"," DATES
             "\"committer\":\"%s\",\"subject\":\"%s\",\"body\":\"%s\",\"url\":\"%s\"}]",
             committer, subject, body, url);
    struct reading *r = reading_of(&importer_git, text);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 1);
    return r;
}

TEST(merges_of_pull_requests_read_like_the_webhook)
{
    static const struct {
        const char *subject, *body, *committer, *url, *title, *pull;
        enum state state;
    } cases[] = {
        {"Merge pull request #561 from ada/force", "add `--force` to deploy", "GitHub",
         "https://github.com/acme/shop/commit/" SHA, "Pull request #561 merged: add `--force` to deploy",
         "https://github.com/acme/shop/pull/561", STATE_MERGED},
        {"Merge pull request #561 from ada/force", "", "GitHub", "", "Pull request #561 merged", "#561", STATE_MERGED},
        {"Fix totals (#77)", "", "GitHub", "https://github.com/acme/shop/commit/" SHA,
         "Pull request #77 merged: Fix totals", "https://github.com/acme/shop/pull/77", STATE_MERGED},
        {"Fix totals (#77)", "", "Ada", "", "Fix totals (#77)", "#77", STATE_NONE},
        {"Merge branch 'x' into 'main'", "Fix totals\\n\\nSee merge request acme/web/shop!12", "Ada",
         "https://git.example/acme/web/shop/-/commit/" SHA, "Pull request #12 merged: Fix totals",
         "https://git.example/acme/web/shop/-/merge_requests/12", STATE_MERGED},
        {"Merge branch 'x' into 'main'", "See merge request acme/shop!12", "Ada", "", "Pull request #12 merged",
         "acme/shop#12", STATE_MERGED},
        {"Merged in fix (pull request #9)", "Fix totals", "Ada", "https://bitbucket.org/acme/shop/commits/" SHA,
         "Pull request #9 merged: Fix totals", "https://bitbucket.org/acme/shop/pull-requests/9", STATE_MERGED},
        {"Merged PR 31: Fix totals", "", "Ada", "", "Pull request #31 merged: Fix totals", "#31", STATE_MERGED},
        {"Merge branch 'main' into fix", "", "Ada", "", "Merge branch 'main' into fix", NULL, STATE_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = read_one(cases[i].subject, cases[i].body, cases[i].committer, cases[i].url);
        const struct signal *s = &r->im.signals[0];
        CHECK_BYTES(s->title, cases[i].title);
        CHECK_INT(s->state, cases[i].state);
        CHECK(!cases[i].pull || has_tie(s, TIE_PULL, TIE_IS, cases[i].pull));
        reading_free(r);
    }
}

TEST(a_revert_names_what_it_takes_back)
{
    struct reading *r = read_one("Revert \\\"Raise the timeout\\\"",
                                 "This reverts commit 89abcdef0123456789abcdef0123456789abcdef.", "Ada", "");
    CHECK(has_tie(&r->im.signals[0], TIE_COMMIT, TIE_SAYS, "89abcdef0123456789abcdef0123456789abcdef"));
    reading_free(r);
}

TEST(other_shapes_of_lists_are_read)
{
    static const char *const cases[] = {
        /* GitHub REST */
        "[{\"sha\":\"" SHA
        "\",\"url\":\"https://api.example/x\",\"html_url\":\"https://github.com/acme/shop/commit/" SHA "\","
        "\"commit\":{\"message\":\"Raise the timeout\\n\\nBody\",\"author\":{\"name\":\"Ada "
        "Lind\",\"date\":\"2024-05-14T09:47:30Z\"},"
        "\"committer\":{\"name\":\"GitHub\",\"date\":\"2024-05-14T09:48:00Z\"}},\"author\":{\"login\":\"ada\"},"
        "\"parents\":[]}]",
        /* GitLab REST */
        "[{\"id\":\"" SHA
        "\",\"title\":\"Raise the timeout\",\"message\":\"Raise the timeout\\n\\nBody\",\"author_name\":\"Ada Lind\","
        "\"authored_date\":\"2024-05-14T09:48:00Z\",\"committed_date\":\"2024-05-14T09:48:00.000+00:00\",\"web_url\":"
        "\"https://github.com/acme/shop/commit/" SHA "\"}]",
        /* git log --format, one line each */
        "{\"commit\":\"" SHA
        "\",\"author\":\"Ada Lind\",\"date\":\"2024-05-14T09:48:00+00:00\",\"message\":\"Raise the timeout\","
        "\"url\":\"https://github.com/acme/shop/commit/" SHA "\"}\n{\"commit\":\"" SHA
        "\",\"author\":\"Ada Lind\",\"date\":1715680080,"
        "\"message\":\"Raise the timeout\"}\n",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_git, cases[i]);
        CHECK_READ(r);
        CHECK(r->sniffed);
        const struct signal *s = &r->im.signals[0];
        CHECK_BYTES(s->ref, SHA);
        CHECK_BYTES(s->title, "Raise the timeout");
        CHECK_BYTES(s->actor, "Ada Lind");
        CHECK_BYTES(s->url, "https://github.com/acme/shop/commit/" SHA);
        for (uint32_t n = 0; n < r->im.count; n++)
            CHECK_AT(r->im.signals[n].at, "2024-05-14T09:48:00.000Z");
        reading_free(r);
    }
}

TEST(a_commit_by_a_program_says_so)
{
    struct reading *r =
        reading_of(&importer_git, "[{" DATES "\"sha\":\"" SHA "\",\"subject\":\"Bump\",\"author\":\"updates[bot]\"}]");
    CHECK_READ(r);
    CHECK_INT(r->im.signals[0].flags, SIGNAL_BOT);
    reading_free(r);
}

TEST(what_names_a_commit_is_not_always_a_list_of_commits)
{
    static const char *const cases[] = {
        "{\"timestamp\":\"2024-05-14T09:48:00Z\",\"commit\":\"c937b3a\",\"message\":\"a log line\"}\n"
        "{\"timestamp\":\"2024-05-14T09:48:00Z\",\"commit\":\"c937b3a\",\"message\":\"another\"}\n",
        "{\"id\":7,\"commit\":\"" SHA
        "\",\"message\":\"a build\",\"author_name\":\"Ada\",\"committed_at\":\"2024-05-14T09:48:00Z\"}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_git, cases[i]);
        CHECK(!r->sniffed);
        reading_free(r);
    }
}

TEST(what_is_malformed_is_refused_by_name)
{
    static const char *const cases[][2] = {
        {"[{" DATES "\"sha\":\"xyz\",\"subject\":\"a\",\"author\":\"b\"}]",
         "commit 1: its sha is not 7 to 40 hex digits: 'xyz'"},
        {"[{\"sha\":\"" SHA "\",\"subject\":\"a\",\"committed_at\":\"later\"}]",
         "commit 1: a date of " SHA " is no time"},
        {"[{\"sha\":\"" SHA "\",\"subject\":\"a\"}]", "commit 1: " SHA " has no date"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_git, cases[i][0]);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK_STR(r->why.text, cases[i][1]);
        reading_free(r);
    }
}

TEST(real_lists_are_read)
{
    static const struct {
        const char *path;
        uint32_t count, merged;
        const char *merge;
    } files[] = {
        {"../shared/data/scenarios/mybinder-2018-04-18/git_log.json", 25, 12,
         "Pull request #560 merged: bump binderhub again"},
        {"../shared/data/scenarios/jenkins-aci-2021-05-29/status_page_git_log.json", 4, 2,
         "Pull request #19 merged: Note ACI agent allocation outage on ci.jenkins.io"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct reading *r = reading_of_file(&importer_git, files[i].path);
        if (!r) {
            SKIP("../shared is not there");
            return;
        }
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, files[i].count);
        uint32_t merged = 0;
        for (uint32_t n = 0; n < r->im.count; n++)
            if (r->im.signals[n].state == STATE_MERGED && !merged++)
                CHECK_BYTES(r->im.signals[n].title, files[i].merge);
        CHECK_INT(merged, files[i].merged);
        reading_free(r);
    }
}

TEST(lists_that_scripts_print_may_have_commas_and_other_names)
{
    static const char *const texts[] = {
        "{\"commit\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"author\":\"Lee\",\"date\":\"1710406503\","
        "\"message\":\"m\"},\n",
        "[{\"sha\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"author\":\"Lee\",\"date\":1710406503,\"message\":"
        "\"m\"},]",
        "{\"sha\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"author\":\"Lee\",\"authorDate\":\"2024-03-14T08:00:"
        "00Z\","
        "\"commitDate\":\"2024-03-14T08:55:03Z\",\"subject\":\"m\"}",
        "{\"sha\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"author\":{\"name\":\"Lee\",\"date\":\"2024-03-14T08:"
        "55:03Z\"},"
        "\"message\":\"m\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_git, texts[i]);
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        CHECK_BYTES(r->im.signals[0].actor, "Lee");
        CHECK_AT(r->im.signals[0].at, "2024-03-14T08:55:03.000Z");
        reading_free(r);
    }
}

TEST(a_commit_without_a_word_still_has_a_title)
{
    struct reading *r =
        reading_of(&importer_git, "{\"sha\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"author\":\"Lee\","
                                  "\"date\":1710406503,\"message\":\"\"}");
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "(no text)");
    reading_free(r);
}

int
main(void)
{
    RUN(a_commit_is_dated_by_when_it_entered_the_history);
    RUN(merges_of_pull_requests_read_like_the_webhook);
    RUN(a_revert_names_what_it_takes_back);
    RUN(other_shapes_of_lists_are_read);
    RUN(a_commit_by_a_program_says_so);
    RUN(what_names_a_commit_is_not_always_a_list_of_commits);
    RUN(what_is_malformed_is_refused_by_name);
    RUN(real_lists_are_read);
    RUN(lists_that_scripts_print_may_have_commas_and_other_names);
    RUN(a_commit_without_a_word_still_has_a_title);
    return test_end();
}

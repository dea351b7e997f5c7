#include "reading.h"

#include <ftw.h>

extern const struct importer importer_github;

#define MERGE "0123456789abcdef0123456789abcdef01234567"
#define HEAD  "89abcdef0123456789abcdef0123456789abcdef"
#define REPOSITORY                                                                                                     \
    "\"repository\":{\"name\":\"shop\",\"full_name\":\"acme/shop\",\"html_url\":\"https://github.com/acme/shop\"},"    \
    "\"sender\":{\"login\":\"bo\",\"type\":\"User\"}"
#define PULL(action, merged, rest)                                                                                     \
    "{\"action\":\"" action                                                                                            \
    "\",\"number\":12,\"pull_request\":{\"html_url\":\"https://github.com/acme/shop/pull/12\","                        \
    "\"number\":12,\"title\":\"Fix totals\",\"body\":\"Closes #345.\",\"merged\":" merged                              \
    ",\"created_at\":\"2024-05-14T08:00:00Z\",\"updated_at\":\"2024-05-14T11:00:00Z\",\"merge_commit_sha\":\"" MERGE   \
    "\",\"head\":{\"sha\":\"" HEAD "\"}," rest "}," REPOSITORY "}"

TEST(a_merged_pull_request_is_a_change_at_its_merge)
{
    struct reading *r =
        reading_of(&importer_github, PULL("closed", "true",
                                          "\"merged_at\":\"2024-05-14T09:48:00Z\",\"closed_at\":"
                                          "\"2024-05-14T09:48:01Z\",\"merged_by\":{\"login\":\"ada\"}"));
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "github");
    CHECK_BYTES(s->ref, "https://github.com/acme/shop/pull/12");
    CHECK_BYTES(s->url, "https://github.com/acme/shop/pull/12");
    CHECK_BYTES(s->title, "Pull request #12 merged: Fix totals");
    CHECK_BYTES(s->detail, "Closes #345.");
    CHECK_BYTES(s->actor, "ada");
    CHECK_INT(s->kind, KIND_CHANGE);
    CHECK_INT(s->state, STATE_MERGED);
    CHECK_AT(s->at, "2024-05-14T09:48:00.000Z");
    CHECK(has_tie(s, TIE_PULL, TIE_IS, "https://github.com/acme/shop/pull/12"));
    CHECK(has_tie(s, TIE_COMMIT, TIE_IS, MERGE));
    CHECK(has_tie(s, TIE_COMMIT, TIE_SAYS, HEAD));
    CHECK(has_tie(s, TIE_PULL, TIE_SAYS, "#345"));
    CHECK(bytes_eq(reading_raw(r, 0), r->in.bytes));
    reading_free(r);
}

TEST(other_actions_have_their_own_time_and_words)
{
    static const struct {
        const char *text, *title, *at;
    } cases[] = {
        {PULL("opened", "false", "\"merged_at\":null"), "Pull request #12 opened: Fix totals",
         "2024-05-14T08:00:00.000Z"},
        {PULL("closed", "false", "\"closed_at\":\"2024-05-14T10:00:00Z\",\"merged_at\":null"),
         "Pull request #12 closed without a merge: Fix totals", "2024-05-14T10:00:00.000Z"},
        {PULL("ready_for_review", "false", "\"merged_at\":null"), "Pull request #12 ready for review: Fix totals",
         "2024-05-14T11:00:00.000Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_github, cases[i].text);
        CHECK_READ(r);
        const struct signal *s = &r->im.signals[0];
        CHECK_BYTES(s->title, cases[i].title);
        CHECK_AT(s->at, cases[i].at);
        CHECK_BYTES(s->actor, "bo");
        CHECK_INT(s->state, STATE_NONE);
        CHECK(!has_tie(s, TIE_COMMIT, TIE_IS, MERGE)); // a test merge that never was
        reading_free(r);
    }
}

#define COMMIT(sha, time)                                                                                              \
    "{\"id\":\"" sha "\",\"message\":\"Fix totals\\n\\nMore\",\"timestamp\":\"" time                                   \
    "\",\"url\":\"https://github.com/acme/shop/commit/" sha "\",\"author\":{\"name\":\"Ada\",\"username\":\"ada\"}}"

TEST(a_push_is_its_commits)
{
    struct reading *r =
        reading_of(&importer_github,
                   "{\"ref\":\"refs/heads/main\",\"commits\":[" COMMIT(MERGE, "2024-05-14T11:48:00+02:00") ", " COMMIT(
                       HEAD, "2024-05-14T09:49:00Z") "],\"pusher\":{\"name\":\"bo\"}," REPOSITORY "}");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2);
    const struct signal *s = r->im.signals;
    CHECK_BYTES(s[0].ref, MERGE);
    CHECK_BYTES(s[0].title, "Fix totals");
    CHECK_BYTES(s[0].actor, "Ada");
    CHECK_AT(s[0].at, "2024-05-14T09:48:00.000Z");
    CHECK(has_tie(&s[0], TIE_COMMIT, TIE_IS, MERGE));
    CHECK_BYTES(reading_raw(r, 1), COMMIT(HEAD, "2024-05-14T09:49:00Z"));
    reading_free(r);
}

TEST(a_push_without_commits_is_noted)
{
    struct reading *r = reading_of(
        &importer_github, "{\"ref\":\"refs/tags/v1\",\"commits\":[],\"pusher\":{\"name\":\"bo\"}," REPOSITORY "}");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 0);
    CHECK_INT(r->im.note_count, 1);
    reading_free(r);
}

TEST(deployments_and_releases_are_deploys)
{
    static const struct {
        const char *text, *title;
        enum state state;
    } cases[] = {
        {"{\"action\":\"created\",\"deployment\":{\"id\":5,\"sha\":\"" MERGE
         "\",\"ref\":\"main\",\"environment\":\"production\","
         "\"created_at\":\"2024-05-14T09:48:00Z\"}," REPOSITORY "}",
         "Deployment of shop main to production: created", STATE_STARTED},
        {"{\"action\":\"created\",\"deployment_status\":{\"id\":6,\"state\":\"failure\",\"created_at\":\"2024-05-14T09:"
         "48:00Z\"},"
         "\"deployment\":{\"id\":5,\"sha\":\"" MERGE
         "\",\"ref\":\"main\",\"environment\":\"production\",\"created_at\":\"x\"}," REPOSITORY "}",
         "Deployment of shop main to production: failure", STATE_FAILED},
        {"{\"action\":\"published\",\"release\":{\"html_url\":\"https://github.com/acme/shop/releases/tag/"
         "v1.2.3\",\"tag_name\":\"v1.2.3\","
         "\"published_at\":\"2024-05-14T09:48:00Z\"}," REPOSITORY "}",
         "Release v1.2.3 of shop published", STATE_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_github, cases[i].text);
        CHECK_READ(r);
        CHECK(r->sniffed);
        const struct signal *s = &r->im.signals[0];
        CHECK_INT(s->kind, KIND_DEPLOY);
        CHECK_INT(s->state, cases[i].state);
        CHECK_BYTES(s->title, cases[i].title);
        CHECK_AT(s->at, "2024-05-14T09:48:00.000Z");
        CHECK(has_tie(s, TIE_COMMIT, TIE_IS, MERGE) || has_tie(s, TIE_VERSION, TIE_IS, "v1.2.3"));
        reading_free(r);
    }
}

TEST(other_events_are_refused_by_name)
{
    struct reading *r =
        reading_of(&importer_github, "{\"action\":\"created\",\"issue\":{},\"comment\":{}," REPOSITORY "}");
    CHECK(r->sniffed);
    CHECK_INT(r->err, ERR_INVALID);
    CHECK(strstr(r->why.text, "'issue_comment' is not read"));
    reading_free(r);
}

TEST(the_header_says_which_event_it_is)
{
    static const struct header headers[] = {{{"content-type", 12}, {"application/json", 16}},
                                            {{"x-github-event", 14}, {"pull_request_review", 19}}};
    struct reading *r = reading_new();
    reading_add(r, NULL, BYTES(PULL("opened", "false", "\"merged_at\":null")), "");
    r->in.headers = headers;
    r->in.header_count = 2;
    struct look look = look_at(&r->in);
    CHECK(importer_github.sniff(&look));
    CHECK_INT(import_read(&r->im, &importer_github, &r->in, &r->why), ERR_INVALID);
    CHECK(strstr(r->why.text, "'pull_request_review' is not read"));
    reading_free(r);
}

TEST(a_delivery_without_a_time_has_that_of_its_receipt)
{
    static const char text[] =
        "{\"action\":\"x\",\"pull_request\":{\"number\":1,\"html_url\":\"https://github.com/a/b/pull/1\"}," REPOSITORY
        "}";
    struct reading *r = reading_of(&importer_github, text);
    CHECK_READ(r);
    CHECK_INT(r->im.signals[0].at.precision, PRECISION_UNKNOWN);
    r->in.received_ms = 1715680080123;
    CHECK(!import_read(&r->im, &importer_github, &r->in, &r->why));
    CHECK_AT(r->im.signals[1].at, "2024-05-14T09:48:00.123Z");
    reading_free(r);
}

TEST(what_is_malformed_is_refused)
{
    static const char *const cases[] = {
        "{\"action\":\"closed\",\"pull_request\":{\"number\":1}," REPOSITORY "}",
        "{\"action\":\"closed\",\"pull_request\":{\"number\":1,\"html_url\":\"https://"
        "x\",\"merged_at\":\"soon\"}," REPOSITORY "}",
        "{\"ref\":\"x\",\"commits\":[{\"id\":7}],\"pusher\":{}," REPOSITORY "}",
        "{\"ref\":\"x\",\"commits\":[" COMMIT(MERGE, "soon") "],\"pusher\":{}," REPOSITORY "}",
        "{\"ref\":\"x\",\"commits\":{},\"pusher\":{}," REPOSITORY "}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_github, cases[i]);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(real_deliveries_are_read_or_refused_by_name)
{
#define EVENTS    "../shared/data/events/github/"
#define SCENARIOS "../shared/data/scenarios/"
    static const struct {
        const char *path, *title; // NULL: refused; "": no signals
    } files[] = {
        {EVENTS "pull_request_closed_3.json",
         "Pull request #2 closed without a merge: Update the README with new information."},
        {EVENTS "pull_request_opened_0.json", "Pull request #2 opened: Update the README with new information."},
        {EVENTS "push_0.json", ""},
        {EVENTS "push_1.json", ""},
        {EVENTS "push_2.json", ""},
        {EVENTS "deployment_created_0.json", "Deployment of Hello-World master to production: created"},
        {EVENTS "deployment_created_1.json", "Deployment of Hello-World gh-pages to github-pages: created"},
        {EVENTS "deployment_status_created_0.json", "Deployment of Hello-World master to production: success"},
        {EVENTS "release_published_0.json", "Release 0.0.1 of Hello-World published"},
        {EVENTS "check_run_created_0.json", NULL},
        {EVENTS "issue_comment_created_0.json", NULL},
        {EVENTS "issues_opened_15.json", NULL},
        {EVENTS "ping_0.json", NULL},
        {EVENTS "status_0.json", NULL},
        {EVENTS "workflow_job_in_progress_0.json", NULL},
        {EVENTS "workflow_run_completed_1.json", NULL},
        {SCENARIOS "k8s-prow-2019-02-08/github_webhooks/pull_request_closed_11172.json",
         "Pull request #11172 merged: Bump prow from v20190206-b01b288 to v20190208-c35c7e3"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct reading *r = reading_of_file(&importer_github, files[i].path);
        if (!r) {
            SKIP("../shared is not there");
            return;
        }
        CHECK(r->sniffed);
        CHECK_INT(r->err, files[i].title ? OK : ERR_INVALID);
        if (files[i].title && files[i].title[0])
            CHECK_BYTES(r->im.signals[0].title, files[i].title);
        CHECK_INT(r->im.count, files[i].title && files[i].title[0]);
        reading_free(r);
    }
}

static uint32_t merges;

static int
check_merge(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st, (void)where;
    if (type != FTW_F || !strstr(path, "/github_webhooks/"))
        return 0;
    struct reading *r = reading_of_file(&importer_github, path);
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    CHECK_INT(r->im.signals[0].state, STATE_MERGED);
    CHECK(bytes_find(r->im.signals[0].title, " merged: ") > 0);
    merges++;
    reading_free(r);
    return 0;
}

TEST(real_merges_are_read)
{
    if (nftw("../shared/data/scenarios", check_merge, 8, FTW_PHYS) != 0) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_INT(merges, 22);
}

int
main(void)
{
    RUN(a_merged_pull_request_is_a_change_at_its_merge);
    RUN(other_actions_have_their_own_time_and_words);
    RUN(a_push_is_its_commits);
    RUN(a_push_without_commits_is_noted);
    RUN(deployments_and_releases_are_deploys);
    RUN(other_events_are_refused_by_name);
    RUN(the_header_says_which_event_it_is);
    RUN(a_delivery_without_a_time_has_that_of_its_receipt);
    RUN(what_is_malformed_is_refused);
    RUN(real_deliveries_are_read_or_refused_by_name);
    RUN(real_merges_are_read);
    return test_end();
}

#include "../base/buf.h"
#include "git_repository.h"

#include "reading.h"

#include <sys/stat.h>
#include <unistd.h>

/* A repository in a folder of its own, made by git itself, with fixed names and dates. */
struct sandbox {
    char dir[64];    // ends with no slash
    char marker[80]; // a file that a setting of the repository would make, if it could run a program
};

static void
shell(const struct sandbox *sb, const char *commands)
{
    char line[4000];
    int n = snprintf(line, sizeof line,
                     "cd %s && export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null "
                     "GIT_AUTHOR_NAME='Ada Lind' GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=GitHub "
                     "GIT_COMMITTER_EMAIL=bo@example.org GIT_AUTHOR_DATE='1715680000 +0200' "
                     "GIT_COMMITTER_DATE='1715680080 +0200' M=%s && { %s ; } >/dev/null 2>&1",
                     sb->dir, sb->marker, commands);
    CHECK(n > 0 && (size_t)n < sizeof line);
    CHECK(system(line) == 0);
}

static struct sandbox
sandbox_open(void)
{
    struct sandbox sb = {.dir = "/tmp/aftermath-git-XXXXXX"};
    CHECK(mkdtemp(sb.dir));
    snprintf(sb.marker, sizeof sb.marker, "%s/marker", sb.dir);
    shell(&sb, "git init -q -b main . && git commit -q --allow-empty -m 'First'");
    return sb;
}

static void
sandbox_close(struct sandbox *sb)
{
    char line[100];
    snprintf(line, sizeof line, "rm -rf '%s'", sb->dir);
    CHECK(system(line) == 0);
}

static struct reading *
read_sandbox(const struct sandbox *sb, int64_t from_ms, int64_t to_ms)
{
    struct reading *r = reading_new();
    r->err = git_read_repository(&r->im, sb->dir, from_ms, to_ms, &r->why);
    return r;
}

static const struct signal *
find_title(const struct reading *r, const char *title)
{
    for (uint32_t i = 0; i < r->im.count; i++)
        if (bytes_is(r->im.signals[i].title, title))
            return &r->im.signals[i];
    return NULL;
}

TEST(commits_of_all_branches_and_annotated_tags_are_read)
{
    struct sandbox sb = sandbox_open();
    shell(&sb, "git remote add upstream https://github.com/other/shop && "
               "git remote add origin https://bo:secret@github.com/acme/shop.git && "
               "git tag -a v1.2.0 -m 'Spring release' && git tag plain && git checkout -q -b side && "
               "git commit -q --allow-empty -m 'Merge pull request #7 from ada/fix' -m 'Fix totals' && git checkout -q "
               "main && "
               "echo x >x && git add x && git stash -q");
    struct reading *r = read_sandbox(&sb, INT64_MIN, INT64_MAX);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 3);
    const struct signal *merge = find_title(r, "Pull request #7 merged: Fix totals"),
                        *tag = find_title(r, "Tag v1.2.0");
    CHECK(merge && tag && find_title(r, "First"));
    CHECK_STR(merge->source, "git");
    CHECK_INT(merge->ref.n, 40);
    CHECK_BYTES(merge->actor, "Ada Lind");
    CHECK_AT(merge->at, "2024-05-14T09:48:00.000Z");
    CHECK_INT(merge->at.precision, PRECISION_SECOND);
    CHECK_INT(merge->state, STATE_MERGED);
    CHECK(bytes_starts(merge->url, "https://github.com/acme/shop/commit/") && merge->url.n == 36 + 40);
    CHECK(has_tie(merge, TIE_PULL, TIE_IS, "https://github.com/acme/shop/pull/7"));
    CHECK(bytes_find(merge->detail, "Written 2024-05-14T09:46:40.000Z") > 0);
    CHECK_INT(tag->kind, KIND_DEPLOY);
    CHECK_BYTES(tag->detail, "Spring release");
    CHECK(has_tie(tag, TIE_VERSION, TIE_IS, "v1.2.0"));
    CHECK_STR(r->im.origins[merge->origin].importer, "git");
    CHECK(merge->raw_bytes > 40 && merge->raw_at + merge->raw_bytes <= r->im.origins[merge->origin].size_bytes);
    reading_free(r);
    sandbox_close(&sb);
}

TEST(only_the_asked_time_is_read)
{
    struct sandbox sb = sandbox_open();
    shell(&sb, "GIT_COMMITTER_DATE='1715680090 +0000' git commit -q --allow-empty -m Second && "
               "GIT_COMMITTER_DATE='1715680100 +0000' git commit -q --allow-empty -m Third");
    struct reading *r = read_sandbox(&sb, 1715680090000, 1715680090000);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 1);
    CHECK(find_title(r, "Second"));
    reading_free(r);
    sandbox_close(&sb);
}

TEST(empty_and_bare_repositories_are_read)
{
    struct sandbox sb = {.dir = "/tmp/aftermath-git-XXXXXX"};
    CHECK(mkdtemp(sb.dir));
    shell(&sb, "git init -q --bare .");
    struct reading *r = read_sandbox(&sb, INT64_MIN, INT64_MAX);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 0);
    reading_free(r);
    sandbox_close(&sb);
}

TEST(what_is_no_repository_is_refused)
{
    struct sandbox sb = {.dir = "/tmp/aftermath-git-XXXXXX"};
    CHECK(mkdtemp(sb.dir));
    struct reading *r = read_sandbox(&sb, INT64_MIN, INT64_MAX);
    CHECK_INT(r->err, ERR_INVALID);
    CHECK(strstr(r->why.text, "not a git repository"));
    reading_free(r);
    sandbox_close(&sb);
}

TEST(a_folder_inside_a_repository_is_not_the_repository)
{
    struct sandbox sb = sandbox_open(), inner = sb;
    shell(&sb, "mkdir in");
    snprintf(inner.dir, sizeof inner.dir, "%.40s/in", sb.dir);
    struct reading *r = read_sandbox(&inner, INT64_MIN, INT64_MAX);
    CHECK_INT(r->err, ERR_INVALID);
    reading_free(r);
    sandbox_close(&sb);
}

TEST(settings_of_a_hostile_repository_run_nothing)
{
    static const char *const settings[] = {
        "git config core.fsmonitor \"touch $M\"",
        "git config core.pager \"touch $M\"; git config pager.log \"touch $M\"",
        "git config pager.config \"touch $M\"; git config pager.for-each-ref \"touch $M\"",
        "git config gpg.program \"$PWD/evil\"; git config log.showSignature true",
        "git config diff.external \"$PWD/evil\"; git config log.diffMerges on",
        "git config core.sshCommand \"touch $M\"",
        "git config core.editor \"touch $M\"; git config format.pretty nonsense; git config log.date nonsense",
        "git config credential.helper \"!touch $M\"",
        "git config alias.log \"!touch $M\"; git config alias.config \"!touch $M\"",
        "git config core.alternateRefsCommand \"touch $M\"",
        "git config core.hooksPath $PWD/hooks; mkdir hooks; cp evil hooks/post-index-change; cp evil hooks/pre-auto-gc",
        "git config diff.x.textconv $PWD/evil; echo '* diff=x' >.gitattributes",
        "git config filter.x.smudge $PWD/evil; git config filter.x.clean $PWD/evil; echo '* filter=x' >.gitattributes",
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct sandbox sb = sandbox_open();
        shell(&sb, "printf '#!/bin/sh\\ntouch %s\\n' $M >evil && chmod +x evil");
        shell(&sb, settings[i]);
        struct reading *r = read_sandbox(&sb, INT64_MIN, INT64_MAX);
        CHECK_READ(r);
        CHECK_INT(r->im.count, 1);
        if (access(sb.marker, F_OK) == 0)
            printf("ran: %s\n", settings[i]);
        CHECK(access(sb.marker, F_OK) != 0);
        reading_free(r);
        sandbox_close(&sb);
    }
}

/* git fetches what a partial clone lacks, from an address that may be a program. */
TEST(a_partial_clone_fetches_nothing)
{
    static const char *const remotes[] = {
        "git config remote.origin.url \"ext::sh -c touch% $M\"; git config protocol.ext.allow always",
        "git init -q --bare up; git config remote.origin.url up; git config remote.origin.uploadpack \"touch $M; "
        "true\"",
        "git config remote.origin.url git@host.example:a/b; git config core.sshCommand \"touch $M; true\"",
        "mkdir -p vcs; git config remote.origin.url x; git config remote.origin.vcs ext; git config protocol.allow "
        "always",
    };
    for (size_t i = 0; i < sizeof remotes / sizeof *remotes; i++) {
        struct sandbox sb = sandbox_open();
        shell(&sb,
              "git commit -q --allow-empty -m Second && git config remote.origin.promisor true && "
              "git config remote.origin.partialclonefilter blob:none && git config extensions.partialClone origin && "
              "git config core.repositoryFormatVersion 1 && "
              "O=$(git rev-parse HEAD~1) && rm -f .git/objects/$(echo $O | cut -c1-2)/$(echo $O | cut -c3-)");
        shell(&sb, remotes[i]);
        struct reading *r = read_sandbox(&sb, INT64_MIN, INT64_MAX);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK_INT(r->im.count, 0);
        if (access(sb.marker, F_OK) == 0)
            printf("ran: %s\n", remotes[i]);
        CHECK(access(sb.marker, F_OK) != 0);
        reading_free(r);
        sandbox_close(&sb);
    }
}

/* What git would print for one commit and a remote of this address. */
static struct reading *
read_with_remote(const char *url)
{
    static const char commit[] = "\0\0"
                                 "0123456789abcdef0123456789abcdef01234567\0"
                                 "1715680080\0"
                                 "1715680080\0"
                                 "Ada\0Bo\0Subject\n\nBody\n";
    struct reading *r = reading_new();
    struct buf b = {0};
    buf_printf(&b, "remote.origin.url\n%s", url);
    buf_putc(&b, '\0');
    buf_add(&b, (struct bytes){commit, sizeof commit});
    reading_add(r, &git_records, buf_bytes(&b), "repository");
    buf_done(&b);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 1);
    return r;
}

TEST(links_lead_to_known_forges_without_secrets)
{
#define ID "0123456789abcdef0123456789abcdef01234567"
    static const char *const cases[][2] = {
        {"https://user:secret@github.com/acme/shop.git", "https://github.com/acme/shop/commit/" ID},
        {"git@github.com:acme/shop.git", "https://github.com/acme/shop/commit/" ID},
        {"ssh://git@gitlab.example:2222/a/b/shop.git/", "https://gitlab.example/a/b/shop/-/commit/" ID},
        {"https://gitlab.example:8443/a/shop", "https://gitlab.example:8443/a/shop/-/commit/" ID},
        {"git@bitbucket.org:acme/shop", "https://bitbucket.org/acme/shop/commits/" ID},
        {"https://git.example/acme/shop", ""},
        {"/srv/git/github/shop.git", ""},
        {"../github.com:x", ""},
        {"ext::sh -c github.com/a", ""},
        {"https://github.com/a\"><b>/c", ""},
        {"https://github.com", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = read_with_remote(cases[i][0]);
        CHECK_BYTES(r->im.signals[0].url, cases[i][1]);
        reading_free(r);
    }
}

TEST(output_that_breaks_off_is_refused)
{
    static const struct bytes cases[] = {
        {"", 0},
        {"remote.origin.url\nx", 19},
        {"\0", 1},
        {"\0tag\0", 5},
        {"\0\0abc", 5},
        {"\0\0x\0"
         "1\0"
         "1\0a\0b\0m\0",
         13},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_new();
        reading_add(r, &git_records, cases[i], "repository");
        CHECK_INT(r->err, ERR_INVALID);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

int
main(void)
{
    if (system("git --version >/dev/null 2>&1") != 0)
        SKIP("git is not there");
    if (!test_skips) {
        RUN(commits_of_all_branches_and_annotated_tags_are_read);
        RUN(only_the_asked_time_is_read);
        RUN(empty_and_bare_repositories_are_read);
        RUN(what_is_no_repository_is_refused);
        RUN(a_folder_inside_a_repository_is_not_the_repository);
        RUN(settings_of_a_hostile_repository_run_nothing);
        RUN(a_partial_clone_fetches_nothing);
    }
    RUN(links_lead_to_known_forges_without_secrets);
    RUN(output_that_breaks_off_is_refused);
    return test_end();
}

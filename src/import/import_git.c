/*
 * Lists of commits as JSON: what scripts make of `git log`, and what the REST interfaces of GitHub and GitLab answer.
 * An array, one object a line, or one object. The same thing has a different name in each; the first that is there
 * counts.
 *
 * A commit is dated by when it entered the history (committed), not by when it was written: a rebase or a merge can lie
 * days after.
 */
#include "commit.h"
#include "element.h"
#include "ties.h"

static const char *const sha_names[] = {"sha", "hash", "commit", "id", NULL};
static const char *const message_names[] = {"message", "commit.message", NULL};
static const char *const subject_names[] = {"subject", "title", NULL};
static const char *const author_names[] = {"commit.author.name", "author.name", "author_name", "author",
                                           "author.login",       "authorName",  NULL};
static const char *const committer_names[] = {
    "commit.committer.name", "committer.name", "committer_name", "committer", "committerName", NULL};
static const char *const authored_names[] = {"authored_at", "author_date", "authored_date", "commit.author.date",
                                             "author.date", "authorDate",  "authoredDate",  NULL};
static const char *const committed_names[] = {
    "committed_at",          "commit_date",    "committer_date", "committed_date",
    "commit.committer.date", "committer.date", "committerDate",  "commitDate",
    "committedDate",         "date",           "timestamp",      NULL};
static const char *const url_names[] = {"html_url", "web_url", "url", NULL};

static bool
is_id_raw(struct bytes raw)
{
    return raw.n > 2 && raw.p[0] == '"' && is_commit_id(bytes_cut(raw, 1, raw.n - 2));
}

static bool
has_id(const struct look *l, const char *key)
{
    return is_id_raw(look_raw(l, key));
}

static bool
sniff(const struct look *l)
{
    if (l->shape != SHAPE_ARRAY && l->shape != SHAPE_LINES && l->shape != SHAPE_OBJECT)
        return false;
    /* "author": {"name": ..., "date": ...}, as inside GitHub's "commit" */
    bool dated = bytes_find(look_raw(l, "author"), "\"date\"") >= 0;
    for (size_t i = 0; committed_names[i]; i++)
        dated |= look_has(l, committed_names[i]);
    bool by_whom = look_has(l, "author") || look_has(l, "author_name") || look_has(l, "authorName") ||
                   look_has(l, "parents"); // logs name commits too
    bool said = by_whom && (look_has(l, "subject") || look_has(l, "message") || look_has(l, "title"));
    if (has_id(l, "sha"))
        return (said && (dated || look_has(l, "authored_at"))) ||
               (bytes_starts(look_raw(l, "commit"), "{") && look_has(l, "parents"));
    if (has_id(l, "hash") ||
        has_id(l, "commit")) // with an id of its own it is something else about that commit: a build
        return said && dated && !look_has(l, "id");
    return has_id(l, "id") && look_has(l, "committed_date") && look_has(l, "title"); // GitLab
}

/* The first of the members that is a text. */
static struct bytes
text_of(struct json v, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        struct bytes text = json_text(json_path(v, names[i]));
        if (text.n)
            return text;
    }
    return BYTES_NONE;
}

/* The first of the members that is there, as a time; unknown when none is. False: what is there is no time. */
static bool
when_of(struct import *im, struct json v, const char *const *names, struct when *ret)
{
    *ret = WHEN_UNKNOWN;
    for (size_t i = 0; names[i]; i++) {
        struct json member = json_path(v, names[i]);
        int64_t count;
        if (json_int(member, &count)) {
            *ret = when_of_int(count);
            return true;
        }
        if (json_text(member).n)
            return when_parse(im->zones, json_text(member), ret);
    }
    return true;
}

static struct bytes
message_of(struct import *im, struct json v)
{
    struct bytes message = text_of(v, message_names);
    if (message.n)
        return message;
    struct bytes subject = text_of(v, subject_names), body = json_text(json_get(v, "body"));
    return body.n ? bytes_printf(im->arena, "%.*s\n\n%.*s", BYTES_ARG(subject), BYTES_ARG(body)) : subject;
}

static enum err
read_commit(struct import *im, const struct input *in, const struct elements *es, struct why *why)
{
    struct json v = es->value, pull = json_get(v, "pull_request");
    struct commit c = {
        .sha = text_of(v, sha_names),
        .message = message_of(im, v),
        .author = text_of(v, author_names),
        .committer = text_of(v, committer_names),
        .url = text_of(v, url_names),
        .pull_url = text_of(pull, url_names),
        .pull_title = json_text(json_get(pull, "title")),
    };
    int64_t number;
    if (!is_commit_id(c.sha))
        return elements_fail(es, why, "its sha is not 7 to 40 hex digits: '%.*s'", (int)(c.sha.n > 80 ? 80 : c.sha.n),
                             c.sha.n ? c.sha.p : "");
    if (!when_of(im, v, authored_names, &c.authored) || !when_of(im, v, committed_names, &c.committed))
        return elements_fail(es, why, "a date of %.*s is no time", BYTES_ARG(c.sha));
    if (c.committed.precision == PRECISION_UNKNOWN && c.authored.precision == PRECISION_UNKNOWN)
        return elements_fail(es, why, "%.*s has no date", BYTES_ARG(c.sha));
    if (json_int(json_get(pull, "number"), &number) && number > 0 && number < 1000000000)
        c.pull_number = bytes_printf(im->arena, "%lld", (long long)number);
    return commit_add(im, in, es->raw, &c, why);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct elements es = elements_of(im, in, "commit");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_commit(im, in, &es, why)))
            break;
    return e;
}

const struct importer importer_git = {
    .name = "git",
    .title = "Commits",
    .help = "Give the folder of a repository; or save GitHub's /repos/OWNER/REPO/commits?since=TIME.",
    .sniff = sniff,
    .parse = parse,
};

/*
 * GitHub's webhooks: pull_request, push, deployment, deployment_status and release. Which one it is stands in the
 * header X-GitHub-Event of a delivery; a saved body tells it by what it contains. Events that are not read are refused
 * by name.
 *
 * - A pull request's time is that of its action: merged_at, closed_at, created_at, else updated_at.
 * - A push is its commits, each with its own time; that the branch moved is no news beside them.
 * - merge_commit_sha of a request that is not merged is a test merge that never enters the history.
 */
#include "../base/utf8.h"
#include "commit.h"
#include "element.h"
#include "ties.h"

enum { ACTOR_MAX_BYTES = 200, PUSH_COMMITS_MAX = 20000 };

struct delivery {
    struct import *im;
    const struct input *in;
    const struct elements *es; // the delivery's text and value
};

static enum err read_pull_request(struct delivery *d, struct why *why);
static enum err read_push(struct delivery *d, struct why *why);
static enum err read_deployment(struct delivery *d, struct why *why);
static enum err read_deployment_status(struct delivery *d, struct why *why);
static enum err read_release(struct delivery *d, struct why *why);

/* Asked from the top: what a payload is about comes before what it also carries. */
// clang-format off
static const struct event_row {
    const char *name;    // as in X-GitHub-Event
    const char *has;     // the member that tells it
    const char *has_too; // and another one, or NULL
    enum err (*read)(struct delivery *d, struct why *why); // NULL: not read
} rows[] = {
    {"pull_request_review_comment", "pull_request",      "comment", NULL},
    {"pull_request_review",         "pull_request",      "review",  NULL},
    {"pull_request",                "pull_request",      "action",  read_pull_request},
    {"push",                        "pusher",            "commits", read_push},
    {"deployment_status",           "deployment_status", NULL,      read_deployment_status},
    {"deployment",                  "deployment",        "action",  read_deployment},
    {"release",                     "release",           "action",  read_release},
    {"workflow_job",                "workflow_job",      NULL,      NULL},
    {"workflow_run",                "workflow_run",      NULL,      NULL},
    {"check_run",                   "check_run",         NULL,      NULL},
    {"check_suite",                 "check_suite",       NULL,      NULL},
    {"issue_comment",               "issue",             "comment", NULL},
    {"issues",                      "issue",             "action",  NULL},
    {"commit_comment",              "comment",           NULL,      NULL},
    {"status",                      "context",           "sha",     NULL},
    {"create",                      "ref_type",          NULL,      NULL},
    {"ping",                        "zen",               "hook",    NULL},
};
// clang-format on
enum { ROW_COUNT = sizeof rows / sizeof *rows };

static bool
sniff(const struct look *l)
{
    if (header_find(l->headers, l->header_count, "X-GitHub-Event").n)
        return l->shape == SHAPE_OBJECT;
    if (l->shape != SHAPE_OBJECT || look_has(l, "object_kind") || !bytes_starts(look_raw(l, "repository"), "{") ||
        !(bytes_starts(look_raw(l, "sender"), "{") || bytes_starts(look_raw(l, "pusher"), "{")))
        return false;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (look_has(l, rows[i].has) && (!rows[i].has_too || look_has(l, rows[i].has_too)))
            return true;
    return false;
}

static bool
has(struct json v, const char *key)
{
    return json_type_of(json_get(v, key)) != JSON_MISSING;
}

/* ---- what all have ---- */

static struct bytes
login_of(struct json v, const char *path)
{
    return bytes_trim(json_text(json_path(v, path)));
}

/* Sets the actor: the first of the two who is named. */
static void
set_actor(struct delivery *d, struct signal *s, struct bytes first, struct bytes second)
{
    s->actor = import_intern(d->im, utf8_cut(first.n ? first : second, ACTOR_MAX_BYTES));
    if (bytes_ends(s->actor, "[bot]") ||
        (!first.n && bytes_is(json_text(json_path(d->es->value, "sender.type")), "Bot")))
        s->flags |= SIGNAL_BOT;
}

static void
set_url(struct delivery *d, struct signal *s, struct bytes url)
{
    if (url.n <= TIE_VALUE_MAX_BYTES && bytes_starts_nocase(url, "http"))
        s->url = import_intern(d->im, url);
}

/* The first of the two texts that is there; for a delivery without either, when it came. False: no time. */
static bool
time_of(struct delivery *d, struct bytes first, struct bytes second, struct when *ret)
{
    struct bytes text = first.n ? first : second;
    *ret = WHEN_UNKNOWN;
    if (text.n)
        return when_parse(d->im->zones, text, ret);
    if (d->in->received_ms)
        *ret = (struct when){.ms = d->in->received_ms, .precision = PRECISION_MILLISECOND, .zone = ZONE_UTC};
    return true;
}

static enum err
bad_time(struct bytes text, struct why *why)
{
    return fail(why, ERR_INVALID, "no time: '%.*s'", (int)(text.n > 60 ? 60 : text.n), text.n ? text.p : "");
}

/* ---- pull requests ---- */

static const char *
pull_verb(struct arena *a, struct bytes action, bool merged)
{
    if (bytes_is(action, "closed"))
        return merged ? "merged" : "closed without a merge";
    if (bytes_is(action, "synchronize"))
        return "got new commits";
    char *verb = arena_strdup(a, bytes_dup(a, utf8_cut(action, 60)).p);
    for (char *p = verb; *p; p++)
        if (*p == '_' || *p == '\n')
            *p = ' ';
    return *verb ? verb : "changed";
}

static struct bytes
pull_time(struct json pull, struct bytes action)
{
    struct bytes merged_at = json_text(json_get(pull, "merged_at"));
    if (bytes_is(action, "closed"))
        return merged_at.n ? merged_at : json_text(json_get(pull, "closed_at"));
    return json_text(json_get(pull, bytes_is(action, "opened") ? "created_at" : "updated_at"));
}

static void
tie_pull_commits(struct delivery *d, struct signal *s, struct json pull, bool merged)
{
    struct bytes merge = json_text(json_get(pull, "merge_commit_sha")), head = json_text(json_path(pull, "head.sha"));
    if (merged && is_commit_id(merge))
        import_tie(d->im, s, TIE_COMMIT, TIE_IS, merge);
    if (is_commit_id(head))
        import_tie(d->im, s, TIE_COMMIT, TIE_SAYS, head);
}

static void
set_pull_text(struct delivery *d, struct signal *s, struct json pull, const char *verb)
{
    struct bytes number = json_scalar(d->im->arena, json_get(pull, "number"));
    struct bytes title = bytes_trim(json_text(json_get(pull, "title"))), body = json_text(json_get(pull, "body"));
    import_title(d->im, s, pull_title(d->im->arena, number, verb, title), body);
    import_tie_text(d->im, s, title);
    import_tie_text(d->im, s, body);
}

static enum err
read_pull_request(struct delivery *d, struct why *why)
{
    struct json v = d->es->value, pull = json_get(v, "pull_request");
    struct bytes action = json_text(json_get(v, "action")), page = json_text(json_get(pull, "html_url"));
    struct bytes time = pull_time(pull, action);
    bool merged = json_is_true(json_get(pull, "merged")) || json_text(json_get(pull, "merged_at")).n > 0;
    struct when at;
    if (!json_scalar(d->im->arena, json_get(pull, "number")).n || !page.n)
        return fail(why, ERR_INVALID, "the pull request has no number or no html_url");
    if (!time_of(d, time, json_text(json_get(pull, "updated_at")), &at))
        return bad_time(time, why);
    struct signal *s;
    enum err e = import_add(d->im, d->in, d->es->raw, &s, why);
    if (e)
        return e;
    bool merges = merged && bytes_is(action, "closed");
    s->kind = KIND_CHANGE;
    s->state = merges ? STATE_MERGED : STATE_NONE;
    s->ref = import_intern(d->im, page);
    set_url(d, s, page);
    set_actor(d, s, merges ? login_of(pull, "merged_by.login") : BYTES_NONE, login_of(v, "sender.login"));
    import_at(s, at);
    import_tie_url(d->im, s, TIE_IS, page);
    tie_pull_commits(d, s, pull, merged);
    set_pull_text(d, s, pull, pull_verb(d->im->arena, action, merged));
    return OK;
}

/* ---- pushes ---- */

static enum err
read_pushed(struct delivery *d, struct bytes raw, uint32_t number, struct why *why)
{
    struct json v;
    struct why inner = {{0}};
    enum err e = json_parse(d->im->json, raw, &v, &inner);
    if (e)
        return fail(why, e, "commit %u: %s", number, inner.text);
    struct bytes time = json_text(json_get(v, "timestamp"));
    struct commit c = {
        .sha = json_text(json_get(v, "id")),
        .message = json_text(json_get(v, "message")),
        .author = login_of(v, "author.name"),
        .committer = login_of(v, "committer.name"),
        .url = json_text(json_get(v, "url")),
    };
    if (!c.author.n)
        c.author = login_of(v, "author.username");
    if (!is_commit_id(c.sha))
        return fail(why, ERR_INVALID, "commit %u: its id is not 7 to 40 hex digits", number);
    if (!time_of(d, time, BYTES_NONE, &c.committed))
        return fail(why, ERR_INVALID, "commit %u: its timestamp is no time", number);
    c.authored = WHEN_UNKNOWN;
    return commit_add(d->im, d->in, raw, &c, why);
}

static enum err
read_push(struct delivery *d, struct why *why)
{
    struct bytes list = json_member(d->es->raw, "commits"), raw;
    if (json_count(json_get(d->es->value, "commits")) > PUSH_COMMITS_MAX)
        return fail(why, ERR_LIMIT, "a push of more than %d commits", PUSH_COMMITS_MAX);
    if (!bytes_starts(list, "["))
        return fail(why, ERR_INVALID, "the push has no list of commits");
    if (!json_count(json_get(d->es->value, "commits")))
        import_note(d->im, "%.*s: a push to %.*s without commits says nothing for a timeline", BYTES_ARG(d->in->path),
                    BYTES_ARG(json_text(json_get(d->es->value, "ref"))));
    struct json_walk w = json_walk_of(list);
    enum err e;
    while (!(e = json_walk_next(&w, &raw, why)) && raw.n) // from here on the parser holds one commit at a time
        if ((e = read_pushed(d, raw, w.count, why)))
            return e;
    return e;
}

/* ---- deployments and releases ---- */

static enum state
deployment_state(struct bytes state)
{
    if (bytes_is(state, "success"))
        return STATE_SUCCEEDED;
    if (bytes_is(state, "failure") || bytes_is(state, "error"))
        return STATE_FAILED;
    return bytes_is(state, "inactive") ? STATE_NONE : STATE_STARTED; // queued, pending, waiting, in_progress
}

/* A deployment, or a status of it when `status` is an object. */
static enum err
add_deployment(struct delivery *d, struct json status, struct why *why)
{
    struct json v = d->es->value, dep = json_get(v, "deployment");
    struct json about = json_type_of(status) == JSON_OBJECT ? status : dep;
    struct bytes time = json_text(json_get(about, "created_at")), sha = json_text(json_get(dep, "sha"));
    struct bytes id = json_scalar(d->im->arena, json_get(about, "id")), word = json_text(json_get(status, "state"));
    struct bytes where = json_text(json_get(dep, "environment")), what = json_text(json_get(dep, "ref"));
    struct bytes page = json_text(json_get(status, "target_url"));
    struct when at;
    if (!id.n)
        return fail(why, ERR_INVALID, "the deployment has no id");
    if (!time_of(d, time, BYTES_NONE, &at))
        return bad_time(time, why);
    struct signal *s;
    enum err e = import_add(d->im, d->in, d->es->raw, &s, why);
    if (e)
        return e;
    s->kind = KIND_DEPLOY;
    s->state = (uint8_t)(word.n ? deployment_state(word) : STATE_STARTED);
    s->ref = import_intern(d->im, id);
    set_url(d, s, page.n ? page : json_text(json_path(v, "repository.html_url")));
    set_actor(d, s, BYTES_NONE, login_of(v, "sender.login"));
    import_at(s, at);
    if (is_commit_id(sha))
        import_tie(d->im, s, TIE_COMMIT, TIE_IS, sha);
    struct bytes repository = json_text(json_path(v, "repository.name"));
    struct bytes title = bytes_printf(d->im->arena, "Deployment of %.*s %.*s to %.*s: %.*s", BYTES_ARG(repository),
                                      BYTES_ARG(what), BYTES_ARG(where), BYTES_ARG(word.n ? word : BYTES("created")));
    struct bytes more = json_text(json_get(about, "description"));
    import_title(d->im, s, title, more);
    import_tie_text(d->im, s, more);
    return OK;
}

static enum err
read_deployment(struct delivery *d, struct why *why)
{
    return add_deployment(d, (struct json){0}, why);
}

static enum err
read_deployment_status(struct delivery *d, struct why *why)
{
    return add_deployment(d, json_get(d->es->value, "deployment_status"), why);
}

static enum err
read_release(struct delivery *d, struct why *why)
{
    struct json v = d->es->value, release = json_get(v, "release");
    struct bytes tag = json_text(json_get(release, "tag_name")), page = json_text(json_get(release, "html_url"));
    struct bytes name = bytes_trim(json_text(json_get(release, "name"))), action = json_text(json_get(v, "action"));
    struct bytes time = json_text(json_get(release, "published_at"));
    struct when at;
    if (!page.n || !tag.n)
        return fail(why, ERR_INVALID, "the release has no tag_name or no html_url");
    if (!time_of(d, time, json_text(json_get(release, "created_at")), &at))
        return bad_time(time, why);
    struct signal *s;
    enum err e = import_add(d->im, d->in, d->es->raw, &s, why);
    if (e)
        return e;
    s->kind = KIND_DEPLOY;
    s->ref = import_intern(d->im, page);
    set_url(d, s, page);
    set_actor(d, s, BYTES_NONE, login_of(v, "sender.login"));
    import_at(s, at);
    import_tie(d->im, s, TIE_VERSION, TIE_IS, tag);
    struct bytes repository = json_text(json_path(v, "repository.name")), body = json_text(json_get(release, "body"));
    struct bytes title = bytes_printf(d->im->arena, "Release %.*s of %.*s %.*s", BYTES_ARG(name.n ? name : tag),
                                      BYTES_ARG(repository), BYTES_ARG(action));
    import_title(d->im, s, title, body);
    import_tie_text(d->im, s, body);
    return OK;
}

/* ---- deliveries ---- */

/* Which event it is; NULL with a sentence when it is none that we read. */
static const struct event_row *
find_row(const struct delivery *d, struct why *why)
{
    struct bytes header = header_find(d->in->headers, d->in->header_count, "X-GitHub-Event");
    for (size_t i = 0; i < ROW_COUNT; i++) {
        struct json v = d->es->value;
        bool is = header.n ? bytes_is(header, rows[i].name)
                           : has(v, rows[i].has) && (!rows[i].has_too || has(v, rows[i].has_too));
        if (!is)
            continue;
        if (rows[i].read)
            return &rows[i];
        fail(why, ERR_INVALID,
             "GitHub's event '%s' is not read; pull_request, push, deployment, deployment_status "
             "and release are",
             rows[i].name);
        return NULL;
    }
    fail(why, ERR_INVALID, "no event of GitHub that is read: '%.*s'", (int)(header.n > 60 ? 60 : header.n),
         header.n ? header.p : "unknown");
    return NULL;
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct elements es = elements_of(im, in, "delivery");
    struct delivery d = {.im = im, .in = in, .es = &es};
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n) {
        const struct event_row *row = find_row(&d, why);
        if (!row)
            return ERR_INVALID;
        if ((e = row->read(&d, why)))
            return e;
    }
    return e;
}

const struct importer importer_github = {
    .name = "github",
    .title = "GitHub webhooks",
    .help = "A delivery's body, from the repository's Settings, Webhooks, Recent Deliveries.",
    .sniff = sniff,
    .parse = parse,
};

/*
 * What git prints is put one after another into one text, the origin of all the signals, so that each has its raw
 * bytes:
 *
 *     remotes   "remote.origin.url" LF address NUL ...                         an empty field ends them
 *     tags      TAG_FIELDS fields, each ended by NUL, then LF ...              an empty field ends them
 *     commits   COMMIT_FIELDS fields, each ended by NUL ...                    to the end
 *
 * NUL cannot stand in any of the fields. A record whose object id is none means that it did all the same: refused.
 */
#include "git_repository.h"

#include "../base/buf.h"
#include "../base/utf8.h"
#include "commit.h"
#include "git_run.h"
#include "ties.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    REMOTE_MAX_BYTES = 1000,
    ACTOR_MAX_BYTES = 200,
    OID_DIGITS = 40,
    DAY_S = 86400,
    EARLIEST_S = 100 * 1000 * 1000, // git reads smaller numbers as dates in other forms
};

enum { COMMIT_ID, COMMIT_AUTHORED, COMMIT_COMMITTED, COMMIT_AUTHOR, COMMIT_COMMITTER, COMMIT_MESSAGE, COMMIT_FIELDS };
#define COMMIT_FORMAT "--format=tformat:%H%x00%at%x00%ct%x00%an%x00%cn%x00%B"

enum { TAG_TYPE, TAG_ID, TAG_TARGET, TAG_TIME, TAG_NAME, TAG_TAGGER, TAG_SUBJECT, TAG_FIELDS };
static const char tag_format[] =
    "--format=%(objecttype)%00%(objectname)%00%(*objectname)%00%(taggerdate:unix)%00%(refname:strip=2)%00"
    "%(taggername)%00%(contents:subject)%00";

/* ---- reading what git printed ---- */

/* Takes `count` fields off *rest. False at the end, or when they are not all there. */
static bool
take_fields(struct bytes *rest, struct bytes *fields, int count, struct bytes *ret_raw)
{
    struct bytes start = *rest;
    for (int i = 0; i < count; i++) {
        ptrdiff_t end = bytes_find_char(*rest, '\0');
        if (end == BYTES_NOT_FOUND)
            return false;
        fields[i] = bytes_cut(*rest, 0, (size_t)end);
        *rest = bytes_from(*rest, (size_t)end + 1);
    }
    *ret_raw = bytes_cut(start, 0, start.n - rest->n);
    return true;
}

static struct when
when_of_seconds(struct bytes text)
{
    long long seconds;
    if (!bytes_to_int(text, &seconds) || seconds > INT64_MAX / 1000 || seconds < INT64_MIN / 1000)
        return WHEN_UNKNOWN;
    return (struct when){.ms = seconds * 1000, .precision = PRECISION_SECOND, .zone = ZONE_UTC};
}

/* How a forge shows a commit. Unknown hosts get no links: a guess would lead nowhere. */
static const struct {
    const char *host, *commit; // the host's name contains this
} forges[] = {
    {"github", "/commit/"},       {"gitlab", "/-/commit/"}, {"bitbucket.org", "/commits/"},
    {"codeberg.org", "/commit/"}, {"gitea", "/commit/"},    {"forgejo", "/commit/"},
};

static bool
is_plain(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (!ascii_is_alnum(b.p[i]) && bytes_find_char(BYTES("-._~/:+"), b.p[i]) == BYTES_NOT_FOUND)
            return false;
    return b.n > 0;
}

/* Takes an address of a remote apart: https://user:secret@host/OWNER/REPO.git, git@host:OWNER/REPO, ssh://... */
static bool
split_remote(struct bytes url, struct bytes *ret_host, struct bytes *ret_path)
{
    ptrdiff_t scheme = bytes_find(url, "://");
    bool web = bytes_starts_nocase(url, "http"), ssh = bytes_starts_nocase(url, "ssh://");
    struct bytes rest = scheme == BYTES_NOT_FOUND ? url : bytes_from(url, (size_t)scheme + 3);
    if (scheme != BYTES_NOT_FOUND && !web && !ssh && !bytes_starts_nocase(url, "git"))
        return false;
    ptrdiff_t slash = bytes_find_char(rest, '/'), colon = bytes_find_char(rest, ':');
    ptrdiff_t end = slash;
    if (scheme == BYTES_NOT_FOUND) { // the form of scp
        if (colon == BYTES_NOT_FOUND || (slash != BYTES_NOT_FOUND && slash < colon))
            return false; // a folder
        end = colon;
    }
    if (end == BYTES_NOT_FOUND)
        return false;
    struct bytes host = bytes_cut(rest, 0, (size_t)end);
    for (ptrdiff_t at; (at = bytes_find_char(host, '@')) != BYTES_NOT_FOUND;)
        host = bytes_from(host, (size_t)at + 1); // user and password
    ptrdiff_t port = bytes_find_char(host, ':');
    if (port != BYTES_NOT_FOUND && !web)
        host = bytes_cut(host, 0, (size_t)port); // of ssh, not of the pages
    *ret_host = host;
    *ret_path = bytes_from(rest, (size_t)end + 1);
    while (bytes_starts(*ret_path, "/"))
        *ret_path = bytes_from(*ret_path, 1);
    while (bytes_ends(*ret_path, "/"))
        ret_path->n--;
    if (bytes_ends(*ret_path, ".git"))
        ret_path->n -= 4;
    return is_plain(host) && is_plain(*ret_path);
}

/* What stands before a commit's id in its address; empty when nobody knows. */
static struct bytes
commit_base(struct arena *a, struct bytes url)
{
    struct bytes host, path;
    if (url.n > REMOTE_MAX_BYTES || !split_remote(url, &host, &path))
        return BYTES_NONE;
    for (size_t i = 0; i < sizeof forges / sizeof *forges; i++)
        if (bytes_find_nocase(host, forges[i].host) != BYTES_NOT_FOUND)
            return bytes_printf(a, "https://%.*s/%.*s%s", BYTES_ARG(host), BYTES_ARG(path), forges[i].commit);
    return BYTES_NONE;
}

/* Of the remotes, origin or else the first. */
static bool
read_remotes(struct import *im, struct bytes *rest, struct bytes *ret_base)
{
    struct bytes field, raw, first = BYTES_NONE, origin = BYTES_NONE;
    while (take_fields(rest, &field, 1, &raw)) {
        if (!field.n) {
            *ret_base = commit_base(im->arena, origin.n ? origin : first);
            return true;
        }
        ptrdiff_t line = bytes_find_char(field, '\n');
        struct bytes url = line == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(field, (size_t)line + 1);
        if (!origin.n && bytes_starts(field, "remote.origin.url\n"))
            origin = url;
        if (!first.n)
            first = url;
    }
    return false;
}

static enum err
read_tag(struct import *im, const struct input *in, struct bytes raw, const struct bytes *f, struct why *why)
{
    if (!bytes_is(f[TAG_TYPE], "tag"))
        return OK; // a plain name for a commit: nobody says when it was given
    if (f[TAG_ID].n != OID_DIGITS || !is_commit_id(f[TAG_ID]))
        return fail(why, ERR_INVALID, "a tag's id is not %d hex digits", OID_DIGITS);
    struct signal *s;
    enum err e = import_add(im, in, raw, &s, why);
    if (e)
        return e;
    s->kind = KIND_DEPLOY;
    s->ref = import_intern(im, f[TAG_ID]);
    s->actor = import_intern(im, utf8_cut(utf8_clean(im->arena, f[TAG_TAGGER]), ACTOR_MAX_BYTES));
    import_at(s, when_of_seconds(f[TAG_TIME]));
    import_title(im, s, bytes_printf(im->arena, "Tag %.*s", BYTES_ARG(f[TAG_NAME])), f[TAG_SUBJECT]);
    import_tie(im, s, TIE_VERSION, TIE_IS, f[TAG_NAME]);
    if (is_commit_id(f[TAG_TARGET]))
        import_tie(im, s, TIE_COMMIT, TIE_SAYS, f[TAG_TARGET]);
    import_tie_text(im, s, f[TAG_SUBJECT]);
    return OK;
}

static enum err
read_tags(struct import *im, const struct input *in, struct bytes *rest, struct why *why)
{
    struct bytes fields[TAG_FIELDS], raw, end;
    while (rest->n && rest->p[0] != '\0') {
        if (!take_fields(rest, fields, TAG_FIELDS, &raw) || !bytes_starts(*rest, "\n"))
            return fail(why, ERR_INVALID, "the list of tags breaks off");
        *rest = bytes_from(*rest, 1);
        enum err e = read_tag(im, in, raw, fields, why);
        if (e)
            return e;
    }
    return take_fields(rest, &end, 1, &raw) ? OK : fail(why, ERR_INVALID, "the list of tags has no end");
}

static enum err
read_record(struct import *im, const struct input *in, struct bytes raw, const struct bytes *f, struct bytes base,
            struct why *why)
{
    if (f[COMMIT_ID].n != OID_DIGITS || !is_commit_id(f[COMMIT_ID]))
        return fail(why, ERR_INVALID, "a commit's id is not %d hex digits (repositories with SHA-256 are not read)",
                    OID_DIGITS);
    struct commit c = {
        .sha = f[COMMIT_ID],
        .message = utf8_clean(im->arena, f[COMMIT_MESSAGE]),
        .author = utf8_clean(im->arena, f[COMMIT_AUTHOR]),
        .committer = utf8_clean(im->arena, f[COMMIT_COMMITTER]),
        .authored = when_of_seconds(f[COMMIT_AUTHORED]),
        .committed = when_of_seconds(f[COMMIT_COMMITTED]),
    };
    if (base.n)
        c.url = bytes_printf(im->arena, "%.*s%.*s", BYTES_ARG(base), BYTES_ARG(f[COMMIT_ID]));
    return commit_add(im, in, raw, &c, why);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct bytes rest = in->bytes, fields[COMMIT_FIELDS], raw, base = BYTES_NONE;
    if (!read_remotes(im, &rest, &base))
        return fail(why, ERR_INVALID, "the list of remotes has no end");
    enum err e = read_tags(im, in, &rest, why);
    while (!e && take_fields(&rest, fields, COMMIT_FIELDS, &raw))
        e = read_record(im, in, raw, fields, base, why);
    if (!e && rest.n)
        e = fail(why, ERR_INVALID, "the list of commits breaks off");
    return e;
}

static bool
sniff(const struct look *l)
{
    (void)l;
    return false;
}

const struct importer git_records = {
    .name = "git",
    .title = "Git repository",
    .help = "The folder that holds .git, or a bare repository.",
    .sniff = sniff,
    .parse = parse,
};

/* ---- running git ---- */

static enum err
add_remotes(struct buf *out, const char *path, struct why *why)
{
    static const char *const args[] = {"config", "-z", "--get-regexp", "^remote\\..*\\.url$", NULL};
    int status; // 1: no remotes
    enum err e = git_run(out, path, args, &status, why);
    buf_putc(out, '\0');
    return e;
}

static enum err
add_tags(struct buf *out, const char *path, struct why *why)
{
    char count[40];
    snprintf(count, sizeof count, "--count=%d", GIT_TAGS_MAX);
    const char *const args[] = {"for-each-ref", "--sort=-creatordate", count, tag_format, "refs/tags", NULL};
    int status;
    enum err e = git_run(out, path, args, &status, why);
    buf_putc(out, '\0');
    return e;
}

static enum err
add_commits(struct buf *out, const char *path, int64_t from_ms, int64_t to_ms, struct why *why)
{
    char count[40], since[40], until[40];
    const char *args[GIT_ARGS_MAX] = {
        "log",
        "-z",
        "--date-order",
        "--no-patch",
        "--no-ext-diff",
        "--no-textconv",
        "--no-mailmap",
        "--no-notes",
        "--no-decorate",
        "--no-color",
        "--no-show-signature",
        "--no-follow",
        "--no-abbrev-commit",
        "--encoding=UTF-8",
        COMMIT_FORMAT,
    };
    size_t n = 0;
    while (args[n])
        n++;
    snprintf(count, sizeof count, "--max-count=%d", GIT_COMMITS_MAX + 1);
    args[n++] = count;
    /* git stops at the first commit before --since, and clocks differ: a day more, cut exactly afterwards. */
    if (from_ms / 1000 - DAY_S > EARLIEST_S) {
        snprintf(since, sizeof since, "--since=%" PRId64, from_ms / 1000 - DAY_S);
        args[n++] = since;
    }
    if (to_ms / 1000 > EARLIEST_S && to_ms / 1000 < INT64_C(1) << 40) {
        snprintf(until, sizeof until, "--until=%" PRId64, to_ms / 1000 + 1);
        args[n++] = until;
    }
    args[n++] = "--exclude=refs/stash"; // unfinished work
    args[n++] = "--exclude=refs/notes/*";
    args[n++] = "--all";
    args[n++] = "--";
    int status;
    return git_run(out, path, args, &status, why);
}

static bool
is_within(const struct signal *s, int64_t from_ms, int64_t to_ms)
{
    return s->at.precision == PRECISION_UNKNOWN || (s->at.ms >= from_ms && s->at.ms <= to_ms);
}

/* Drops what lies outside and, past the ceiling, the oldest: git lists the newest first. */
static void
cut(struct import *im, uint32_t first, const char *path, int64_t from_ms, int64_t to_ms)
{
    uint32_t to = first, commits = 0;
    for (uint32_t i = first; i < im->count; i++) {
        const struct signal *s = &im->signals[i];
        if (!is_within(s, from_ms, to_ms) || (s->kind == KIND_CHANGE && ++commits > GIT_COMMITS_MAX))
            continue;
        im->signals[to++] = *s;
    }
    im->count = to;
    if (commits > GIT_COMMITS_MAX)
        import_note(im, "%s: of its commits only the newest %d were read; name a time window to read older ones", path,
                    GIT_COMMITS_MAX);
}

enum err
git_read_repository(struct import *im, const char *path, int64_t from_ms, int64_t to_ms, struct why *why)
{
    static const char padding[JSON_PADDING_BYTES];
    struct buf out = {.max_bytes = GIT_OUTPUT_MAX_BYTES};
    uint32_t first = im->count;
    void (*keep)(void *, const struct import *, uint32_t, const struct input *) = im->keep;
    enum err e = add_remotes(&out, path, why);
    if (!e)
        e = add_tags(&out, path, why);
    if (!e)
        e = add_commits(&out, path, from_ms, to_ms, why);
    if (!e) {
        struct input in = {.bytes = buf_bytes(&out), .path = bytes_of(path), .named = true};
        buf_add(&out, (struct bytes){padding, sizeof padding});
        in.bytes.p = out.p; // it may have moved
        im->keep = NULL;    // not before it is cut
        e = out.full ? fail(why, ERR_LIMIT, "git printed more than %zu MiB", GIT_OUTPUT_MAX_BYTES >> 20)
                     : import_read(im, &git_records, &in, why);
        im->keep = keep;
        if (!e)
            cut(im, first, path, from_ms, to_ms);
        if (!e && keep && im->count > first)
            keep(im->keep_ctx, im, first, &in);
    }
    buf_done(&out);
    return e;
}

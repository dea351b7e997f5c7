/*
 * How forges write that a commit merges a pull request (checked against their defaults):
 *
 *     GitHub, merge     Merge pull request #12 from owner/branch      the title is the body's first line
 *     GitHub, squash    The title (#12)                               committer "GitHub"
 *     GitLab            Merge branch 'x' into 'main'                  body: title, "See merge request group/project!12"
 *     Bitbucket         Merged in branch (pull request #12)           the title is the body's first line
 *     Azure DevOps      Merged PR 12: The title
 *
 * "(#12)" at the end of a subject ties to the pull request, but only with GitHub as the committer is it said to be a
 * merge: elsewhere people write issues there.
 */
#include "commit.h"

#include "../base/buf.h"
#include "../base/utf8.h"
#include "ties.h"

#include <assert.h>

enum { ACTOR_MAX_BYTES = 200, AUTHORED_DIFFERS_MS = 60 * 1000, COMMIT_TEXT_MAX_BYTES = SIGNAL_TEXT_MAX_BYTES };

struct merge {
    struct bytes number, project, title; // project: GROUP/PROJECT, when said
    bool squash;
};

struct bytes
pull_title(struct arena *a, struct bytes number, const char *verb, struct bytes title)
{
    return bytes_printf(a, "Pull request #%.*s %s%s%.*s", BYTES_ARG(number), verb, title.n ? ": " : "",
                        BYTES_ARG(title));
}

static struct bytes
digits_at(struct bytes b, size_t at)
{
    size_t end = at;
    while (end < b.n && ascii_is_digit(b.p[end]))
        end++;
    return end - at <= 9 ? bytes_cut(b, at, end - at) : BYTES_NONE;
}

static struct bytes
first_line(struct bytes body)
{
    struct bytes line;
    while (bytes_line(&body, &line))
        if (bytes_trim(line).n)
            return bytes_trim(line);
    return BYTES_NONE;
}

/* "... (#12)" with `open` = "(#". Empty when the subject does not end so. */
static struct bytes
number_at_end(struct bytes subject, const char *open, struct bytes *ret_before)
{
    if (!bytes_ends(subject, ")"))
        return BYTES_NONE;
    size_t start = subject.n - 1;
    while (start > 0 && ascii_is_digit(subject.p[start - 1]))
        start--;
    struct bytes number = digits_at(subject, start), before = bytes_cut(subject, 0, start);
    if (!number.n || !bytes_ends(before, open))
        return BYTES_NONE;
    *ret_before = bytes_trim(bytes_cut(before, 0, before.n - bytes_of(open).n));
    return number;
}

/* GitLab's last line: "See merge request group/project!12" */
static void
read_gitlab(struct bytes body, struct merge *ret)
{
    const struct bytes says = BYTES("See merge request ");
    ptrdiff_t at = bytes_find(body, says.p);
    if (at == BYTES_NOT_FOUND)
        return;
    struct bytes rest = bytes_from(body, (size_t)at + says.n), line;
    if (!bytes_line(&rest, &line))
        return;
    ptrdiff_t bang = bytes_find_char(line, '!');
    if (bang == BYTES_NOT_FOUND)
        return;
    ret->number = digits_at(line, (size_t)bang + 1);
    ret->project = bytes_cut(line, 0, (size_t)bang);
    struct bytes title = first_line(body);
    ret->title = bytes_starts(title, says.p) ? BYTES_NONE : title;
}

static struct merge
merge_of(struct bytes subject, struct bytes body)
{
    const struct bytes github = BYTES("Merge pull request #"), azure = BYTES("Merged PR ");
    struct merge m = {0};
    struct bytes before;
    if (bytes_starts(subject, github.p)) {
        m.number = digits_at(subject, github.n);
        m.title = first_line(body);
    } else if (bytes_starts(subject, azure.p)) {
        m.number = digits_at(subject, azure.n);
        m.title = bytes_trim(bytes_from(subject, azure.n + m.number.n + 1));
    } else if ((m.number = number_at_end(subject, "(pull request #", &before)).n) {
        m.title = first_line(body);
    } else if ((m.number = number_at_end(subject, "(#", &before)).n) {
        m.squash = true;
        m.title = before;
    } else {
        read_gitlab(body, &m);
    }
    return m;
}

/* The pull request's address, built from the commit's. */
static bool
pull_beside(struct arena *a, struct bytes commit_url, struct bytes number, struct pull_url *ret)
{
    ptrdiff_t at = bytes_find(commit_url, "/commit");
    if (at == BYTES_NOT_FOUND)
        return false;
    struct bytes project = bytes_cut(commit_url, 0, (size_t)at);
    const char *middle = "pull";
    if (bytes_ends(project, "/-"))
        middle = "merge_requests";
    else if (bytes_starts(bytes_from(commit_url, (size_t)at), "/commits/"))
        middle = "pull-requests";
    return pull_of_url(bytes_printf(a, "%.*s/%s/%.*s", BYTES_ARG(project), middle, BYTES_ARG(number)), ret);
}

static void
tie_pull(struct import *im, struct signal *s, const struct commit *c, const struct merge *m)
{
    struct pull_url url;
    if (pull_of_url(c->pull_url, &url) || pull_beside(im->arena, c->url, m->number, &url))
        import_tie(im, s, TIE_PULL, TIE_IS, (struct bytes){url.s, url.n});
    else if (m->project.n && m->project.n < TIE_VALUE_MAX_BYTES)
        import_tie(im, s, TIE_PULL, TIE_IS,
                   bytes_printf(im->arena, "%.*s#%.*s", BYTES_ARG(m->project), BYTES_ARG(m->number)));
    else
        import_tie(im, s, TIE_PULL, TIE_IS, bytes_printf(im->arena, "#%.*s", BYTES_ARG(m->number)));
}

/* The title, the rest of the message, and when it was written if that was long before it entered the history. */
static void
set_text(struct import *im, struct signal *s, const struct commit *c, struct bytes title, struct bytes rest)
{
    struct buf text = {.max_bytes = COMMIT_TEXT_MAX_BYTES};
    buf_add(&text, bytes_trim(rest));
    int64_t apart = c->committed.ms - c->authored.ms;
    if (c->authored.precision != PRECISION_UNKNOWN && c->committed.precision != PRECISION_UNKNOWN &&
        !c->authored.lacks && !c->committed.lacks && (apart > AUTHORED_DIFFERS_MS || apart < -AUTHORED_DIFFERS_MS))
        buf_printf(&text, "\nWritten %s", when_format(c->authored.ms).s);
    import_title(im, s, title, buf_bytes(&text));
    import_tie_text(im, s, c->message);
    buf_done(&text);
}

enum err
commit_add(struct import *im, const struct input *in, struct bytes raw, const struct commit *c, struct why *why)
{
    struct signal *s;
    enum err e = import_add(im, in, raw, &s, why);
    if (e)
        return e;
    struct bytes body = c->message, subject = BYTES_NONE;
    while (bytes_line(&body, &subject) && !bytes_trim(subject).n)
        ;
    struct merge m = merge_of(bytes_trim(subject), body);
    if (c->pull_number.n)
        m = (struct merge){.number = c->pull_number, .title = c->pull_title.n ? c->pull_title : m.title};
    s->kind = KIND_CHANGE;
    char sha[40];
    assert(is_commit_id(c->sha));
    for (size_t i = 0; i < c->sha.n; i++)
        sha[i] = ascii_lower(c->sha.p[i]);
    s->ref = import_intern(im, (struct bytes){sha, c->sha.n});
    s->actor = import_intern(im, utf8_cut(bytes_trim(c->author.n ? c->author : c->committer), ACTOR_MAX_BYTES));
    if (bytes_ends(s->actor, "[bot]"))
        s->flags |= SIGNAL_BOT;
    if (c->url.n <= TIE_VALUE_MAX_BYTES && bytes_starts_nocase(c->url, "http"))
        s->url = import_intern(im, c->url);
    import_at(s, c->committed.precision != PRECISION_UNKNOWN ? c->committed : c->authored);
    import_tie(im, s, TIE_COMMIT, TIE_IS, s->ref);
    if (m.number.n)
        tie_pull(im, s, c, &m);
    bool merged = m.number.n && (!m.squash || bytes_is(c->committer, "GitHub"));
    if (merged)
        s->state = STATE_MERGED;
    if (merged)
        set_text(im, s, c, pull_title(im->arena, m.number, "merged", m.title), c->message);
    else
        set_text(im, s, c, subject, body);
    return OK;
}

/* Files that are given to an incident: uploads, their state, and the jobs that read them and build timelines. */
#include "../base/header.h"
#include "../base/log.h"
#include "../base/random.h"
#include "../model/timeline_store.h"
#include "../net/multipart.h"
#include "handlers.h"
#include "put.h"
#include "put_incident.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROGRESS_EVERY_MS = 200, PIECE_BYTES = 64 << 10 };

/* ---- uploads ---- */

static enum err
keep_part(struct drop *d, struct multipart *m, const struct multipart_part *part, struct why *why)
{
    bool wanted;
    struct bytes piece;
    enum err e = drop_open(d, part->filename, &wanted, why);
    if (e || !wanted)
        return e;
    while (!(e = multipart_read(m, &piece, why)) && piece.n)
        if ((e = drop_write(d, piece, why)))
            return e;
    return e ? e : drop_close(d, why);
}

static enum err
keep_form(struct web_call *c, struct drop *d, struct bytes content_type)
{
    struct why *why = &c->cx->why;
    struct multipart *m;
    const struct multipart_part *part;
    enum err e = multipart_open(c->cx->arena, content_type, c->r->body, c->r->body_fd, c->r->body_bytes, &m, why);
    while (!e && !(e = multipart_next(m, &part, why)) && part)
        if (part->is_file && part->filename.n)
            e = keep_part(d, m, part, why);
    return e;
}

static enum err
keep_pieces(struct web_call *c, struct drop *d)
{
    struct why *why = &c->cx->why;
    if (c->r->body_fd < 0)
        return drop_write(d, c->r->body, why);
    char *piece = arena_alloc(c->cx->arena, PIECE_BYTES);
    for (uint64_t at = 0; at < c->r->body_bytes;) {
        ssize_t n = pread(c->r->body_fd, piece, PIECE_BYTES, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(why, ERR_IO, "the body cannot be read back: %s", n ? strerror(errno) : "it is cut");
        size_t left = (size_t)(c->r->body_bytes - at), got = (size_t)n < left ? (size_t)n : left;
        enum err e = drop_write(d, (struct bytes){piece, got}, why);
        if (e)
            return e;
        at += got;
    }
    return OK;
}

/* One file as the body: a zip, an export. Its name matters little, as files are told apart by content. */
static enum err
keep_body(struct web_call *c, struct drop *d)
{
    struct bytes name = BYTES_NONE;
    bool wanted;
    if (!c->r->body.n && c->r->body_fd < 0)
        return OK; // no file: drop_commit() says so
    if (!query_text(c, "name", &name) || !bytes_trim(name).n)
        name = BYTES("upload");
    enum err e = drop_open(d, name, &wanted, &c->cx->why);
    if (!e && !wanted)
        e = drop_open(d, BYTES("upload"), &wanted, &c->cx->why);
    if (!e)
        e = keep_pieces(c, d);
    return e ? e : drop_close(d, &c->cx->why);
}

enum err
api_import_create(struct web_call *c)
{
    struct drop *d;
    struct import_job *job;
    struct bytes type = header_find(c->r->headers, c->r->header_count, "Content-Type");
    enum err e = incident_exists(c->cx, c->params[0]); // before a gigabyte is written
    if (!e)
        e = drop_begin(c->cx, web_data_folder(c->web), &d);
    if (!e)
        e = bytes_starts_nocase(type, "multipart/") ? keep_form(c, d, type) : keep_body(c, d);
    if (!e)
        e = drop_commit(c->cx, d, c->params[0], &job);
    if (e)
        return e;
    web_wake_jobs(c->web);
    put_import(web_json(c, 202), job);
    return OK;
}

enum err
api_import_get(struct web_call *c)
{
    struct import_job *job;
    enum err e = import_job_load(c->cx, c->params[0], &job);
    if (!e)
        put_import(web_json(c, 200), job);
    return e;
}

enum err
api_import_list(struct web_call *c)
{
    struct import_job *list;
    uint32_t n;
    bool more;
    struct web_page p = web_page(c, 50, IMPORT_LIST_MAX);
    enum err e = import_job_list(c->cx, c->params[0], p.id, p.limit, &list, &n, &more);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++)
        put_import(o, &list[i]);
    json_close(o, ']');
    put_next(o, more, 0, n ? list[n - 1].id : BYTES_NONE);
    json_close(o, '}');
    return OK;
}

/* ---- the job ---- */

struct progress {
    struct web *web;
    int64_t told_ms;
};

static void
tell(struct web *w, const struct import_job *job, const char *path, uint64_t done_bytes, uint64_t total_bytes)
{
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    char channel[64];
    json_open(&o, '{');
    put_import_members(&o, job);
    put_int(&o, "done_bytes", (int64_t)done_bytes);
    put_int(&o, "total_bytes", (int64_t)total_bytes);
    put_text(&o, "path", bytes_of(path));
    json_close(&o, '}');
    snprintf(channel, sizeof channel, "incident:%.*s", BYTES_ARG(bytes_cut(job->incident, 0, ID_MAX_BYTES)));
    web_publish(w, bytes_of(channel), "import", buf_bytes(&text));
    buf_done(&text);
}

static int64_t
steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
tell_now_and_then(void *ctx, const struct import_job *job, const char *path, uint64_t done_bytes, uint64_t total_bytes)
{
    struct progress *p = ctx;
    int64_t now = steady_ms();
    if (p->told_ms && now - p->told_ms < PROGRESS_EVERY_MS)
        return;
    p->told_ms = now;
    tell(p->web, job, path, done_bytes, total_bytes);
}

static int64_t
clock_ms(void *ctx)
{
    struct timespec t;
    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
is_stopping(void *ctx)
{
    return web_is_stopping(((struct progress *)ctx)->web);
}

enum err
job_imports(struct web *w, struct cx *cx, bool *ret_more)
{
    struct progress p = {.web = w};
    struct import_watch watch = {
        .progress = tell_now_and_then, .is_stopping = is_stopping, .now_ms = clock_ms, .ctx = &p};
    struct import_job *job;
    struct bytes id;
    enum err e = import_job_next(cx, &id);
    if (e || !id.n)
        return e;
    e = import_job_run(cx, id, web_data_folder(w), &watch);
    if (!e)
        e = import_job_load(cx, id, &job);
    if (e == ERR_NOT_FOUND) // deleted with its incident meanwhile
        return OK;
    if (e)
        return e;
    if (job->state == IMPORT_DONE || job->state == IMPORT_FAILED) {
        tell(w, job, "", (uint64_t)job->size_bytes, (uint64_t)job->size_bytes);
        log_write(job->error.n ? LOG_LEVEL_WARN : LOG_LEVEL_INFO, "imports", "an import has ended",
                  LOG_WITH(log_text("import", id.p), log_text("state", import_state_name(job->state)),
                           log_text("error", job->error.n ? job->error.p : "")));
        *ret_more = true;
    }
    return OK;
}

enum err
job_imports_tidy(struct web *w, struct cx *cx, bool *ret_more)
{
    *ret_more = false;
    return imports_tidy(cx, web_data_folder(w));
}

/* Timelines that evidence came for since. One that cannot be built does not keep the others from it. */
enum err
job_timelines(struct web *w, struct cx *cx, bool *ret_more)
{
    enum { AT_ONCE = 20 };
    struct bytes ids[AT_ONCE];
    uint32_t n;
    enum err e = incidents_stale(cx, ids, AT_ONCE, &n), worst = OK;
    *ret_more = n == AT_ONCE;
    for (uint32_t i = 0; i < n && !e && !web_is_stopping(w); i++) {
        enum err one = incident_build(cx, ids[i]);
        if (one && one != ERR_NOT_FOUND)
            worst = one;
    }
    *ret_more = *ret_more && !worst;
    return e ? e : worst;
}

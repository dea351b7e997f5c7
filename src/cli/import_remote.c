/*
 * Evidence for an incident behind a running server: the files are found here, as an import on the data folder finds
 * them, sent in one form, and read there. What the server then says of a file is said of the file as it is called here.
 */
#include "record_args.h"

#include "../import/gather.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    POLL_FIRST_MS = 50, // a small import is read in that time
    POLL_MAX_MS = 1000,
};

struct outgoing {
    struct remote_file *files;
    struct bytes *arrive; // the paths that the server gives them, by file
    uint32_t count;
    const struct refusal *refusals; // what was left here
    uint32_t refusal_count;
};

/* ---- names ---- */

/*
 * What the server is told: a folder that was given and what is below it, or a file that was given and the folder it is
 * in, since that may be a channel's name. Not the whole path: whose machine this is is nobody's business. A hidden
 * folder that was named is meant; the server would leave it out.
 */
static struct bytes
name_for_server(struct arena *a, const struct gather_file *f)
{
    struct bytes path = bytes_of(f->path);
    size_t start = f->given_bytes, slashes = f->given_bytes == path.n ? 2 : 1;
    while (start > 0 && (path.p[start - 1] != '/' || --slashes))
        start--;
    struct bytes name = bytes_dup(a, bytes_from(path, start));
    char *p = (char *)name.p;
    for (size_t i = 0; i + 1 < name.n && i + start < f->given_bytes; i++)
        if (p[i] == '.' && (i == 0 || p[i - 1] == '/') && p[i + 1] != '/' && p[i + 1] != '.')
            p[i] = '_';
    return name;
}

/* The path of the file here that the server means; its own words where there is none. */
static struct bytes
name_here(struct arena *a, const struct outgoing *out, struct bytes path)
{
    for (uint32_t i = 0; i < out->count; i++) {
        struct bytes there = out->arrive[i], rest = bytes_from(path, there.n);
        if (path.n >= there.n && bytes_eq(bytes_cut(path, 0, there.n), there) && (!rest.n || rest.p[0] == '/'))
            return bytes_printf(a, "%s%.*s", out->files[i].path, BYTES_ARG(rest));
    }
    return path;
}

/* ---- what goes ---- */

static enum err
find_files(struct cx *cx, const char *const *paths, size_t count, struct outgoing *ret)
{
    struct gather_file *found;
    struct gathered refused;
    uint32_t n;
    uint64_t total = 0;
    enum err e = gather_list(cx->arena, paths, count, &found, &n, &refused, &cx->why);
    if (e)
        return e;
    if (n > DROP_FILES_MAX)
        return fail(&cx->why, ERR_LIMIT, "these are more than %d files; pack them into a zip", DROP_FILES_MAX);
    *ret = (struct outgoing){.files = arena_new_n(cx->arena, struct remote_file, n + 1),
                             .arrive = arena_new_n(cx->arena, struct bytes, n + 1),
                             .count = n,
                             .refusals = refused.refusals,
                             .refusal_count = refused.refusal_count};
    for (uint32_t i = 0; i < n; i++) {
        struct bytes name = name_for_server(cx->arena, &found[i]);
        ret->files[i] = (struct remote_file){found[i].path, name, found[i].bytes};
        ret->arrive[i] = drop_safe_path(cx->arena, name);
        total += found[i].bytes;
    }
    if (total > REMOTE_SEND_MAX_BYTES)
        return fail(&cx->why, ERR_LIMIT,
                    "these files are %llu MiB together, and a server takes %llu MiB at a time; "
                    "import them in parts",
                    (unsigned long long)(total >> 20), (unsigned long long)(REMOTE_SEND_MAX_BYTES >> 20));
    if (!n && refused.refusal_count)
        return fail(&cx->why, ERR_INVALID, "%s: %s", refused.refusals[0].path, refused.refusals[0].reason);
    return n ? OK : fail(&cx->why, ERR_INVALID, "there is no file to import");
}

/* ---- what comes back ---- */

static int
cmp_refused(const void *a, const void *b)
{
    return bytes_cmp(((const struct import_refused *)a)->path, ((const struct import_refused *)b)->path);
}

static void
read_refused(struct cx *cx, struct json list, const struct outgoing *out, struct import_job *job)
{
    struct import_refused *all =
        arena_new_n(cx->arena, struct import_refused, json_count(list) + out->refusal_count + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < out->refusal_count; i++)
        all[n++] = (struct import_refused){bytes_of(out->refusals[i].path), bytes_of(out->refusals[i].reason)};
    for (struct json_iter it = json_each(list); json_next(&it);) {
        struct bytes path = bytes_dup(cx->arena, json_text(json_get(it.value, "path")));
        all[n++] = (struct import_refused){name_here(cx->arena, out, path),
                                           bytes_dup(cx->arena, json_text(json_get(it.value, "reason")))};
    }
    qsort(all, n, sizeof *all, cmp_refused);
    job->refused = all;
    job->refused_count = n;
}

static void
read_notes(struct cx *cx, struct json list, struct import_job *job)
{
    struct bytes *notes = arena_new_n(cx->arena, struct bytes, json_count(list) + 1);
    for (struct json_iter it = json_each(list); json_next(&it);)
        notes[job->note_count++] = bytes_dup(cx->arena, json_text(it.value));
    job->notes = notes;
}

static enum import_state
state_of(struct bytes name)
{
    for (int s = 0; s < IMPORT_STATE_MAX; s++)
        if (bytes_is(name, import_state_name((enum import_state)s)))
            return (enum import_state)s;
    return IMPORT_WAITING;
}

static void
read_job(struct cx *cx, struct json v, const struct outgoing *out, struct import_job *job)
{
    *job = (struct import_job){.id = bytes_dup(cx->arena, json_text(json_get(v, "id"))),
                               .state = state_of(json_text(json_get(v, "state"))),
                               .error = bytes_dup(cx->arena, json_text(json_get(v, "error")))};
    json_int(json_get(v, "file_count"), &job->file_count);
    json_int(json_get(v, "size_bytes"), &job->size_bytes);
    json_int(json_get(v, "signal_count"), &job->signal_count);
    json_int(json_get(v, "new_count"), &job->new_count);
    read_refused(cx, json_get(v, "refused"), out, job);
    read_notes(cx, json_get(v, "notes"), job);
}

/* ---- waiting ---- */

struct shown_import {
    const struct import_watch *watch;
    const struct import_job *job;
};

static void
show(void *ctx, const char *path, uint64_t done_bytes, uint64_t total_bytes)
{
    const struct shown_import *s = ctx;
    s->watch->progress(s->watch->ctx, s->job, path, done_bytes, total_bytes);
}

static void
pause_ms(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&t, NULL);
}

/* The server has promised to read them: what breaks from here on is the watching alone. */
static enum err
wait_for(struct cx *cx, const struct outgoing *out, const struct import_watch *watch, struct import_job *job)
{
    const char *path = remote_path(cx->arena, "/api/v1/imports/", job->id, "");
    int wait = POLL_FIRST_MS;
    while (job->state == IMPORT_WAITING || job->state == IMPORT_RUNNING) {
        struct json v;
        struct why why;
        if (watch->progress)
            watch->progress(watch->ctx, job, "the server reads them", 1, 1);
        pause_ms(wait);
        wait = wait * 2 < POLL_MAX_MS ? wait * 2 : POLL_MAX_MS;
        enum err e = remote_ask(remote_of(cx), &(struct remote_request){.method = "GET", .path = path}, &v, &why);
        if (e)
            return fail(&cx->why, e, "the server has the files and goes on with import %s, but: %s", job->id.p,
                        why.text);
        if (state_of(json_text(json_get(v, "state"))) >= IMPORT_DONE)
            read_job(cx, v, out, job);
    }
    return OK;
}

enum err
import_remote(struct cx *cx, struct bytes incident, const char *const *paths, size_t count,
              const struct import_watch *watch, struct import_job **ret)
{
    struct import_job *job = arena_new(cx->arena, struct import_job);
    struct shown_import shown = {watch, job};
    struct outgoing out;
    struct json v;
    enum err e = find_files(cx, paths, count, &out);
    if (e)
        return e;
    struct remote_request q = {.method = "POST",
                               .path = remote_path(cx->arena, "/api/v1/incidents/", incident, "/imports"),
                               .files = out.files,
                               .file_count = out.count,
                               .is_slow = true,
                               .progress = watch->progress ? show : NULL,
                               .progress_ctx = &shown};
    e = remote_ask(remote_of(cx), &q, &v, &cx->why);
    if (e)
        return e;
    read_job(cx, v, &out, job);
    *ret = job;
    return wait_for(cx, &out, watch, job);
}

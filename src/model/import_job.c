/*
 * Imports: their rows and running them. Each step can be done again: an import that was cut short anywhere is run from
 * its files once more, and what it had stored already is found to be known.
 */
#include "import_job.h"

#include "../base/json.h"
#include "../base/json_out.h"
#include "../base/random.h"
#include "../import/gather.h"
#include "audit.h"
#include "drop.h"
#include "incident.h"
#include "signal.h"
#include "timeline_store.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RUN_MAX_BYTES ((size_t)64 << 30) // of memory: the importers' ceilings come first

enum { TOP_NAMES_MAX = DROP_FILES_MAX, TIDY_AFTER_MS = 24 * 60 * 60 * 1000 };

// clang-format off
#define COLS                                                                                                           \
    "i.id, i.incident_id, i.state, i.folder, i.file_count, i.size_bytes, i.signal_count, i.new_count, i.refused_json, " \
    "i.notes_json, i.error, i.created_ms, i.created_by, u.name, i.ended_ms"
#define FROM " from import i left join user u on u.id = i.created_by"
static const struct sql
    q_load = {"import_load", "select " COLS FROM " where i.id = $1"},
    q_list = {"import_list",
        "select " COLS FROM " where i.incident_id = $1 and ($2 = '' or i.id < $2) order by i.id desc limit $3"},
    q_next = {"import_next", "select id from import where state in ('waiting', 'running') order by id limit 1"},
    q_state = {"import_state", "select state from import where id = $1"},
    q_running = {"import_running", "update import set state = 'running' where id = $1"},
    q_insert = {"import_insert",
        "insert into import(id, incident_id, state, folder, file_count, size_bytes, error, created_ms, created_by) "
        "values($1, $2, 'failed', '', 0, 0, 'it was interrupted; import the files again', $3, $4)"},
    q_end = {"import_end",
        "update import set state = $2, folder = '', file_count = case when $9 > 0 then $9 else file_count end, "
        "signal_count = $3, refused_json = $4, notes_json = $5, error = $6, ended_ms = $7, new_count = $8 where id = $1"},
    q_new = {"import_new", "select coalesce(sum(signal_count), 0) from origin where import_id = $1"};
// clang-format on

static const char *const states[IMPORT_STATE_MAX] = {
    [IMPORT_WAITING] = "waiting",
    [IMPORT_RUNNING] = "running",
    [IMPORT_DONE] = "done",
    [IMPORT_FAILED] = "failed",
};

const char *
import_state_name(enum import_state s)
{
    return states[s];
}

/* ---- rows ---- */

static enum err
parse(struct cx *cx, struct json_parser *p, struct bytes text, struct json *ret)
{
    char *room = arena_alloc(cx->arena, text.n + JSON_PADDING_BYTES);
    if (text.n)
        memcpy(room, text.p, text.n);
    return json_parse(p, (struct bytes){room, text.n}, ret, &cx->why);
}

static enum err
read_lists(struct cx *cx, struct bytes refused, struct bytes notes, struct import_job *ret)
{
    struct json_parser *parser = json_parser_new();
    struct json all;
    enum err e = parse(cx, parser, refused, &all);
    if (!e) {
        struct import_refused *list = arena_new_n(cx->arena, struct import_refused, json_count(all));
        for (struct json_iter it = json_each(all); json_next(&it);)
            list[ret->refused_count++] =
                (struct import_refused){bytes_dup(cx->arena, json_text(json_get(it.value, "path"))),
                                        bytes_dup(cx->arena, json_text(json_get(it.value, "reason")))};
        ret->refused = list;
        e = parse(cx, parser, notes, &all);
    }
    if (!e) {
        struct bytes *list = arena_new_n(cx->arena, struct bytes, json_count(all));
        for (struct json_iter it = json_each(all); json_next(&it);)
            list[ret->note_count++] = bytes_dup(cx->arena, json_text(it.value));
        ret->notes = list;
    }
    json_parser_free(parser);
    return e;
}

static enum err
job_of_row(struct cx *cx, struct stmt *s, struct import_job *ret)
{
    *ret = (struct import_job){
        .id = col_text(cx, s, 0),
        .incident = col_text(cx, s, 1),
        .folder = col_text(cx, s, 3),
        .file_count = col_i64(s, 4),
        .size_bytes = col_i64(s, 5),
        .signal_count = col_i64(s, 6),
        .new_count = col_i64(s, 7),
        .error = col_text(cx, s, 10),
        .created_ms = col_i64(s, 11),
        .created_by = col_text(cx, s, 12),
        .created_by_name = col_text(cx, s, 13),
        .ended_ms = col_i64(s, 14),
    };
    struct bytes state = col_view(s, 2);
    for (int i = 0; i < IMPORT_STATE_MAX; i++)
        if (bytes_is(state, states[i]))
            ret->state = (enum import_state)i;
    struct bytes refused = col_text(cx, s, 8), notes = col_text(cx, s, 9);
    return read_lists(cx, refused, notes, ret);
}

enum err
import_job_load(struct cx *cx, struct bytes id, struct import_job **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no import '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    struct import_job *job = arena_new(cx->arena, struct import_job);
    e = job_of_row(cx, s, job);
    db_end(s);
    if (!e)
        *ret = job;
    return e;
}

enum err
import_job_list(struct cx *cx, struct bytes incident, struct bytes before, uint32_t limit, struct import_job **ret,
                uint32_t *ret_count, bool *ret_more)
{
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    limit = !limit || limit > IMPORT_LIST_MAX ? IMPORT_LIST_MAX : limit;
    enum err e = need(cx, ROLE_READER);
    if (!e)
        e = incident_exists(cx, incident);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_text(s, 1, incident);
    db_text(s, 2, before);
    db_i64(s, 3, (int64_t)limit + 1);
    struct import_job *list = arena_new_n(cx->arena, struct import_job, (size_t)limit + 1);
    while (!(e = db_next(cx, s, &row)) && row)
        if ((e = job_of_row(cx, s, &list[n++]))) {
            db_end(s);
            return e;
        }
    *ret_more = n > limit;
    *ret = list;
    *ret_count = n - *ret_more;
    return e;
}

enum err
import_job_next(struct cx *cx, struct bytes *ret_id)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_next, &s);
    *ret_id = BYTES_NONE;
    if (e || (e = db_next(cx, s, &row)) || !row)
        return e;
    *ret_id = col_text(cx, s, 0);
    db_end(s);
    return OK;
}

/* ---- one run ---- */

struct run {
    struct cx *cx;
    struct import_job *job;
    const struct import_watch *watch;
    struct arena arena; // of the import: gone before the timeline is built
    struct zones *zones;
    struct import import;
    struct gathered gathered;
    struct signal_keeper keeper;
    struct bytes refused_json, notes_json; // in cx->arena
};

static void
tell_progress(void *ctx, const char *path, uint64_t done_bytes, uint64_t total_bytes)
{
    struct run *r = ctx;
    r->job->signal_count = r->keeper.found;
    r->job->new_count = r->keeper.added;
    r->watch->progress(r->watch->ctx, r->job, path, done_bytes, total_bytes);
}

/* It also stops when the record cannot be written: there is no use in reading on. */
static bool
must_stop(void *ctx)
{
    struct run *r = ctx;
    return r->keeper.error || (r->watch && r->watch->is_stopping && r->watch->is_stopping(r->watch->ctx));
}

static void
put_lists(struct run *r)
{
    enum { PATH_SHOWN = 500, REASON_SHOWN = 400 };
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    const struct gathered *g = &r->gathered;
    json_open(&o, '[');
    for (uint32_t i = 0; i < g->refusal_count && i < IMPORT_REFUSED_MAX; i++) {
        json_open(&o, '{');
        json_key(&o, "path");
        json_put_text(&o, bytes_cut(bytes_of(g->refusals[i].path), 0, PATH_SHOWN));
        json_key(&o, "reason");
        json_put_text(&o, bytes_cut(bytes_of(g->refusals[i].reason), 0, REASON_SHOWN));
        json_close(&o, '}');
    }
    json_close(&o, ']');
    r->refused_json = bytes_dup(r->cx->arena, buf_bytes(&text));
    buf_reset(&text);
    o = (struct json_out){.buf = &text};
    json_open(&o, '[');
    for (uint32_t i = 0; i < r->import.note_count; i++)
        json_put_text(&o, bytes_of(r->import.notes[i]));
    if (r->import.notes_dropped)
        json_put_text(&o, bytes_printf(&r->arena, "and %u more notes like these", r->import.notes_dropped));
    uint32_t refused = g->refusal_count + g->refusals_more;
    if (refused > IMPORT_REFUSED_MAX)
        json_put_text(&o, bytes_printf(&r->arena, "%u more files were not read", refused - IMPORT_REFUSED_MAX));
    json_close(&o, ']');
    r->notes_json = bytes_dup(r->cx->arena, buf_bytes(&text));
    buf_done(&text);
}

/* Reads and stores. Its memory is given back before anything else is done. */
static enum err
read_all(struct run *r, const char *const *paths, size_t count, struct gather_options *o)
{
    r->arena = (struct arena){.max_bytes = RUN_MAX_BYTES};
    r->zones = zones_new(NULL);
    r->keeper = (struct signal_keeper){.cx = r->cx, .incident = r->job->incident, .import_id = r->job->id};
    import_init(&r->import, &r->arena, r->zones);
    r->import.keep = signals_keep;
    r->import.keep_ctx = &r->keeper;
    o->is_stopping = must_stop;
    o->stopping_ctx = r;
    if (r->watch && r->watch->progress) {
        o->progress = tell_progress;
        o->progress_ctx = r;
    }
    struct why why;
    enum err e = gather(&r->import, paths, count, o, &r->gathered, &why);
    put_lists(r);
    if (r->keeper.error)
        e = r->keeper.error; // cx->why says what
    else if (e)
        r->cx->why = why;
    import_done(&r->import);
    zones_free(r->zones);
    arena_done(&r->arena);
    return e;
}

static enum err
count_new(struct cx *cx, struct bytes id, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_new, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = col_i64(s, 0);
    db_end(s);
    return OK;
}

static enum err
store_end(struct run *r, const char *error)
{
    struct cx *cx = r->cx;
    struct import_job *job = r->job;
    struct stmt *s;
    job->state = error ? IMPORT_FAILED : IMPORT_DONE;
    job->signal_count = r->keeper.found;
    enum err e = count_new(cx, job->id, &job->new_count);
    if (e || (e = db_query(cx, &q_end, &s)))
        return e;
    db_text(s, 1, job->id);
    db_text(s, 2, bytes_of(states[job->state]));
    db_i64(s, 3, job->signal_count);
    db_text(s, 4, r->refused_json.n ? r->refused_json : BYTES("[]"));
    db_text(s, 5, r->notes_json.n ? r->notes_json : BYTES("[]"));
    db_text(s, 6, bytes_of(error));
    db_i64(s, 7, cx->now_ms);
    db_i64(s, 8, job->new_count);
    db_i64(s, 9, job->folder.n ? 0 : r->gathered.file_count + r->gathered.refusal_count + r->gathered.refusals_more);
    if ((e = db_run(cx, s)))
        return e;
    struct bytes after =
        bytes_printf(cx->arena, "{\"signals\":%lld,\"new\":%lld,\"refused\":%u}", (long long)job->signal_count,
                     (long long)job->new_count, r->gathered.refusal_count + r->gathered.refusals_more);
    return audit_add(cx, &(struct audit_entry){.action = error ? "import.failed" : "import.done",
                                               .subject = job->id,
                                               .incident = job->incident,
                                               .after = after});
}

static enum err
end_run(struct run *r, const char *error)
{
    if (r->watch && r->watch->now_ms)
        r->cx->now_ms = r->watch->now_ms(r->watch->ctx);
    enum err e = db_begin(r->cx);
    return e ? e : db_finish(r->cx, store_end(r, error));
}

/* From the files to the end of the import. */
static enum err
run(struct run *r, const char *const *paths, size_t count, struct gather_options *o)
{
    struct cx *cx = r->cx;
    db_expect_much(cx->db);
    enum err e = read_all(r, paths, count, o);
    if (e && must_stop(r) && !r->keeper.error)
        return OK; // stopped from outside: it goes on at the next start
    if (e == ERR_NOT_FOUND && r->keeper.error)
        return OK; // the incident was deleted meanwhile, and this import with it
    if (!e && !r->keeper.found)
        e = fail(&cx->why, ERR_INVALID, "nothing was read: no file holds anything that is understood");
    bool is_read = !e;
    if (is_read)
        e = incident_build(cx, r->job->incident);
    if (!e)
        return end_run(r, NULL);
    /* Nothing is wrong with the files: they wait until there is room, or the record is no longer busy. */
    if (e == ERR_FULL || (e == ERR_IO && (is_read || r->keeper.error)))
        return e;
    struct why why = cx->why;
    return end_run(r, why.text);
}

/* ---- files that were dropped ---- */

/* What lies right in the folder, each named by itself, as if a person had named them. */
static enum err
list_top(struct cx *cx, const char *folder, const char ***ret, size_t *ret_count)
{
    DIR *d = opendir(folder);
    size_t n = 0;
    if (!d)
        return fail(&cx->why, ERR_IO, "its files are no longer there; import them again");
    const char **names = arena_new_n(cx->arena, const char *, TOP_NAMES_MAX);
    for (struct dirent *en; (en = readdir(d)) && n < TOP_NAMES_MAX;)
        if (en->d_name[0] != '.')
            names[n++] = bytes_printf(cx->arena, "%s/%s", folder, en->d_name).p;
    closedir(d);
    *ret = names;
    *ret_count = n;
    return OK;
}

static enum err
set_running(struct cx *cx, struct bytes id)
{
    struct stmt *s;
    enum err e = db_begin(cx);
    if (e)
        return e;
    if (!(e = db_query(cx, &q_running, &s))) {
        db_text(s, 1, id);
        e = db_run(cx, s);
    }
    return db_finish(cx, e);
}

enum err
import_job_run(struct cx *cx, struct bytes id, const char *data_folder, const struct import_watch *watch)
{
    struct run r = {.cx = cx, .watch = watch};
    const char **names;
    size_t count;
    enum err e = need(cx, ROLE_EDITOR);
    if (!e)
        e = import_job_load(cx, id, &r.job);
    if (e || r.job->state == IMPORT_DONE || r.job->state == IMPORT_FAILED)
        return e;
    const char *folder = bytes_printf(cx->arena, "%s/%.*s", data_folder, BYTES_ARG(r.job->folder)).p;
    r.job->state = IMPORT_RUNNING;
    if ((e = set_running(cx, id)))
        return e;
    e = list_top(cx, folder, &names, &count);
    if (e)
        e = end_run(&r, bytes_dup(cx->arena, bytes_of(cx->why.text)).p);
    else
        e = run(&r, names, count, &(struct gather_options){.below = folder, .no_repositories = true});
    if (!e && r.job->state != IMPORT_RUNNING)
        drop_remove_folder(folder);
    return e;
}

/* ---- files where they lie ---- */

static enum err
insert_named(struct cx *cx, struct bytes incident, struct bytes id)
{
    struct stmt *s;
    enum err e = incident_exists(cx, incident);
    if (e || (e = db_query(cx, &q_insert, &s)))
        return e;
    db_text(s, 1, id);
    db_text(s, 2, incident);
    db_i64(s, 3, cx->now_ms);
    if (cx->actor)
        db_text(s, 4, cx->actor->id);
    else
        db_null(s, 4);
    e = db_run(cx, s);
    return e ? e : audit_add(cx, &(struct audit_entry){.action = "import.create", .subject = id, .incident = incident});
}

enum err
import_paths(struct cx *cx, struct bytes incident, const char *const *paths, size_t count,
             const struct import_watch *watch, struct import_job **ret)
{
    struct run r = {.cx = cx, .watch = watch};
    struct bytes id = id_new(cx->arena, "imp", cx->now_ms);
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    e = db_finish(cx, insert_named(cx, incident, id));
    if (!e)
        e = import_job_load(cx, id, &r.job);
    if (!e)
        e = run(&r, paths, count, &(struct gather_options){0});
    return e ? e : import_job_load(cx, id, ret);
}

/* ---- what is left behind ---- */

static enum err
is_wanted(struct cx *cx, const char *id, bool *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_state, &s);
    if (e)
        return e;
    db_text(s, 1, bytes_of(id));
    if ((e = db_next(cx, s, &row)))
        return e;
    struct bytes state = row ? col_text(cx, s, 0) : BYTES_NONE;
    db_end(s);
    *ret = bytes_is(state, "waiting") || bytes_is(state, "running");
    return OK;
}

enum err
imports_tidy(struct cx *cx, const char *data_folder)
{
    const char *imports = bytes_printf(cx->arena, "%s/imports", data_folder).p;
    DIR *d = opendir(imports);
    enum err e = OK;
    if (!d)
        return OK; // none yet
    for (struct dirent *en; !e && (en = readdir(d));) {
        struct stat st;
        bool wanted = true;
        const char *folder = bytes_printf(cx->arena, "%s/%s", imports, en->d_name).p;
        if (!id_is(bytes_of(en->d_name), "imp") || lstat(folder, &st))
            continue;
        int64_t written_ms = (int64_t)st.st_mtim.tv_sec * 1000;
        e = is_wanted(cx, en->d_name, &wanted);
        if (!e && !wanted && cx->now_ms - written_ms > TIDY_AFTER_MS)
            drop_remove_folder(folder);
    }
    closedir(d);
    return e;
}

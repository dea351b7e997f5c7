/*
 * Files on their way in: a folder below DATA/imports per import. Names come from outside: drop_safe_path() makes them
 * harmless, and everything is opened relative to the folder's descriptor without following links.
 */
#include "import_job.h"

#include "../base/random.h"
#include "../base/utf8.h"
#include "audit.h"
#include "drop.h"
#include "incident.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// clang-format off
static const struct sql q_create = {"import_create",
    "insert into import(id, incident_id, state, folder, file_count, size_bytes, created_ms, created_by) "
    "values($1, $2, 'waiting', $3, $4, $5, $6, $7)"};
// clang-format on

struct drop {
    struct arena *arena;
    struct bytes id;
    const char *folder;   // whole path
    const char *relative; // below the data folder
    int folder_fd, file_fd;
    uint32_t file_count;
    uint64_t size_bytes;
    bool is_kept;
};

static enum err
failed(struct why *why, const char *what)
{
    int code = errno;
    if (code == ENOSPC || code == EDQUOT)
        return fail(why, ERR_FULL, "%s: the disk is full; make room and try again", what);
    return fail(why, ERR_IO, "%s: %s", what, strerror(code));
}

/* ---- names ---- */

static bool
is_unwanted(struct bytes part)
{
    return part.p[0] == '.' || bytes_is(part, "__MACOSX") || bytes_is_nocase(part, "Thumbs.db") ||
           bytes_is_nocase(part, "desktop.ini");
}

static struct bytes
next_part(struct bytes *rest)
{
    while (rest->n) {
        size_t n = 0;
        while (n < rest->n && rest->p[n] != '/' && rest->p[n] != '\\')
            n++;
        struct bytes part = bytes_cut(*rest, 0, n);
        *rest = bytes_from(*rest, n + 1 > rest->n ? rest->n : n + 1);
        if (part.n && !bytes_is(part, ".") && !bytes_is(part, ".."))
            return part;
    }
    return BYTES_NONE;
}

struct bytes
drop_safe_path(struct arena *a, struct bytes path)
{
    struct bytes rest = utf8_clean(a, path), part;
    char *out = arena_alloc(a, rest.n + 2);
    size_t n = 0;
    unsigned depth = 0;
    for (part = next_part(&rest); part.n; part = next_part(&rest)) {
        if (is_unwanted(part))
            return BYTES_NONE;
        part = utf8_cut(part, DROP_NAME_MAX_BYTES);
        if (depth++ >= DROP_DEPTH_MAX) // what lies deeper is put into the deepest
            out[n++] = '_';
        else if (n)
            out[n++] = '/';
        for (size_t i = 0; i < part.n; i++) {
            unsigned char c = (unsigned char)part.p[i];
            out[n++] = c < 0x20 || c == 0x7f ? '_' : (char)c;
        }
    }
    return (struct bytes){out, n};
}

/* ---- folders ---- */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void
drop_remove_folder(const char *folder)
{
    enum { OPEN_MAX = 16 };
    nftw(folder, remove_one, OPEN_MAX, FTW_DEPTH | FTW_PHYS);
}

void
drop_abort(struct drop *d)
{
    if (d->file_fd >= 0)
        close(d->file_fd);
    if (d->folder_fd >= 0)
        close(d->folder_fd);
    d->file_fd = d->folder_fd = -1;
    if (!d->is_kept)
        drop_remove_folder(d->folder);
    d->is_kept = true;
}

static void
abort_with_arena(void *d)
{
    drop_abort(d);
}

enum err
drop_begin(struct cx *cx, const char *data_folder, struct drop **ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e)
        return e;
    struct drop *d = arena_new(cx->arena, struct drop);
    const char *imports = bytes_printf(cx->arena, "%s/imports", data_folder).p;
    *d = (struct drop){.arena = cx->arena, .id = id_new(cx->arena, "imp", cx->now_ms), .folder_fd = -1, .file_fd = -1};
    d->relative = bytes_printf(cx->arena, "imports/%s", d->id.p).p;
    d->folder = bytes_printf(cx->arena, "%s/%s", data_folder, d->relative).p;
    if (mkdir(imports, 0700) && errno != EEXIST)
        return failed(&cx->why, "cannot make the folder for imports");
    if (mkdir(d->folder, 0700))
        return failed(&cx->why, "cannot make a folder for the import");
    arena_on_done(cx->arena, abort_with_arena, d);
    d->folder_fd = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->folder_fd < 0)
        return failed(&cx->why, "cannot open the import's folder");
    *ret = d;
    return OK;
}

/* ---- files ---- */

/* Makes the folders of a path; false when one of them cannot be. */
static bool
make_folders(struct drop *d, struct bytes path)
{
    char *copy = (char *)bytes_dup(d->arena, path).p;
    for (char *s = strchr(copy, '/'); s; s = strchr(s + 1, '/')) {
        *s = 0;
        if (mkdirat(d->folder_fd, copy, 0700) && errno != EEXIST)
            return false;
        *s = '/';
    }
    return true;
}

static int
open_new(struct drop *d, const char *path)
{
    return openat(d->folder_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Two files of one name, or a file where a folder is: the later one gets a name of its own. */
static int
open_beside(struct drop *d, struct bytes path)
{
    struct bytes flat = bytes_dup(d->arena, path);
    for (size_t i = 0; i < flat.n; i++)
        if (flat.p[i] == '/')
            ((char *)flat.p)[i] = '_';
    return open_new(
        d, bytes_printf(d->arena, "again-%u-%.*s", d->file_count, BYTES_ARG(utf8_cut(flat, DROP_NAME_MAX_BYTES))).p);
}

enum err
drop_open(struct drop *d, struct bytes path, bool *ret_wanted, struct why *why)
{
    assert(d->file_fd < 0);
    struct bytes safe = drop_safe_path(d->arena, path);
    *ret_wanted = safe.n;
    if (!safe.n)
        return OK;
    if (d->file_count == DROP_FILES_MAX)
        return fail(why, ERR_LIMIT, "more than %d files in one import; pack them into a zip", DROP_FILES_MAX);
    safe = bytes_dup(d->arena, safe);
    d->file_fd = make_folders(d, safe) ? open_new(d, safe.p) : -1;
    if (d->file_fd < 0 && (errno == EEXIST || errno == ENOTDIR || errno == EISDIR || errno == ENAMETOOLONG))
        d->file_fd = open_beside(d, safe);
    if (d->file_fd < 0)
        return failed(why, "cannot keep a file");
    d->file_count++;
    return OK;
}

enum err
drop_write(struct drop *d, struct bytes piece, struct why *why)
{
    while (piece.n) {
        ssize_t n = write(d->file_fd, piece.p, piece.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(why, "cannot keep a file");
        d->size_bytes += (uint64_t)n;
        piece = bytes_from(piece, (size_t)n);
    }
    return OK;
}

enum err
drop_close(struct drop *d, struct why *why)
{
    int fd = d->file_fd;
    d->file_fd = -1;
    return close(fd) ? failed(why, "cannot keep a file") : OK;
}

/* ---- the promise ---- */

static enum err
insert(struct cx *cx, const struct drop *d, struct bytes incident)
{
    struct stmt *s;
    enum err e = incident_exists(cx, incident);
    if (e || (e = db_query(cx, &q_create, &s)))
        return e;
    db_text(s, 1, d->id);
    db_text(s, 2, incident);
    db_text(s, 3, bytes_of(d->relative));
    db_i64(s, 4, d->file_count);
    db_i64(s, 5, (int64_t)d->size_bytes);
    db_i64(s, 6, cx->now_ms);
    if (cx->actor)
        db_text(s, 7, cx->actor->id);
    else
        db_null(s, 7);
    if ((e = db_run(cx, s)))
        return e;
    struct bytes after =
        bytes_printf(cx->arena, "{\"files\":%u,\"bytes\":%llu}", d->file_count, (unsigned long long)d->size_bytes);
    return audit_add(
        cx, &(struct audit_entry){.action = "import.create", .subject = d->id, .incident = incident, .after = after});
}

enum err
drop_commit(struct cx *cx, struct drop *d, struct bytes incident, struct import_job **ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (!e && !d->file_count)
        e = fail(&cx->why, ERR_INVALID, "there is no file to import");
    /* One call for thousands of files; the folder's name in its parent goes with it. */
    if (!e && syncfs(d->folder_fd))
        e = failed(&cx->why, "cannot keep the files");
    if (e || (e = db_begin(cx)))
        return e;
    e = insert(cx, d, incident);
    if (!e && ret)
        e = import_job_load(cx, d->id, ret);
    e = db_finish(cx, e);
    d->is_kept = !e;
    drop_abort(d);
    return e;
}

/*
 * aftermath restore
 *
 * The backup is copied beside its place, looked at there, and only then given its name. What stood there before goes
 * into a folder of its own first; cut short in between, the same command can be given again.
 */
#include "record_args.h"

#include "../base/random.h"
#include "../base/when.h"
#include "../db/schema.h"
#include "../model/audit.h"
#include "../model/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct restore_values {
    const char *data, *server;
    bool force;
};

// clang-format off
static const struct option options[] = {
    {"data", OPTION_TEXT, "DIR", "The folder in which everything is kept; the default is ./aftermath-data.", offsetof(struct restore_values, data)},
    {"server", OPTION_TEXT, "URL", NULL, offsetof(struct restore_values, server)}, // to say why not
    {"force", OPTION_FLAG, NULL, "Also where there is a record: what is there is moved into a folder replaced-TIME beside the new one.", offsetof(struct restore_values, force)},
    {0},
};
// clang-format on

static const char part_name[] = "restore.part", aside_prefix[] = "replaced-";

/* ---- the copy ---- */

static enum err
copy_bytes(int from, int to, const char *path, struct why *why)
{
    char room[64 << 10];
    for (;;) {
        ssize_t n = read(from, room, sizeof room);
        if (n < 0)
            return fail(why, ERR_IO, "cannot read %s: %s", path, strerror(errno));
        if (n == 0)
            return fsync(to) == 0 ? OK : fail(why, ERR_IO, "cannot write the copy: %s", strerror(errno));
        for (ssize_t done = 0; done < n;) {
            ssize_t wrote = write(to, room + done, (size_t)(n - done));
            if (wrote < 0)
                return fail(why, errno == ENOSPC ? ERR_FULL : ERR_IO, "cannot write the copy: %s", strerror(errno));
            done += wrote;
        }
    }
}

static enum err
copy_file(const char *path, const char *part, struct why *why)
{
    int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return fail(why, ERR_IO, "cannot open %s: %s", path, strerror(errno));
    unlink(part); // of one that was cut short
    int to = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum err e =
        to < 0 ? fail(why, ERR_IO, "cannot make %s: %s", part, strerror(errno)) : copy_bytes(from, to, path, why);
    close(from);
    if (to >= 0)
        close(to);
    return e;
}

/* ---- what the copy is ---- */

static enum err
is_a_record(struct cx *cx, const char *path)
{
    static const struct sql q = {"restore_schema", "select count(*) from schema_change"};
    struct stmt *s;
    if (db_query(cx, &q, &s))
        return fail(&cx->why, ERR_INVALID, "%s is no backup of Aftermath", path);
    return db_run(cx, s);
}

static enum err
look(struct cx *cx, const char *path)
{
    struct verification v;
    enum err e = is_a_record(cx, path);
    if (!e)
        e = db_migrate(cx->db, db_schema, db_schema_count, &cx->why);
    if (!e)
        e = record_check(cx);
    if (!e)
        e = record_verify(cx, &v);
    if (!e && !v.ok)
        e = fail(&cx->why, ERR_INVALID, "%s is not as it was stored: %.*s", path, BYTES_ARG(v.broken));
    return e;
}

/* Opens the copy, brings it up to date and closes it again: a whole file without a journal beside it. */
static enum err
look_at_copy(struct call *c, const char *path, const char *part, struct why *why)
{
    struct cx cx = {.arena = c->arena, .via = VIA_COMMAND, .now_ms = clock_ms()};
    enum err e = db_open(part, &cx.db, why);
    if (e)
        return fail(why, ERR_INVALID, "%s is no backup of Aftermath, or is damaged", path);
    e = look(&cx, path);
    *why = cx.why;
    db_close(cx.db);
    return e;
}

/* ---- the place ---- */

static bool
is_ours(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lock") == 0 ||
           strncmp(name, part_name, strlen(part_name)) == 0 || strncmp(name, aside_prefix, strlen(aside_prefix)) == 0;
}

/* Counts the entries that a record has left in the folder and, with aside, moves them there. */
static enum err
each_entry(const char *folder, const char *aside, uint32_t *ret_count, struct why *why)
{
    DIR *dir = opendir(folder);
    enum err e = OK;
    if (!dir)
        return fail(why, ERR_IO, "cannot read %s: %s", folder, strerror(errno));
    for (struct dirent *d; !e && (d = readdir(dir));) {
        char from[DATA_FOLDER_PATH_MAX + 300], to[DATA_FOLDER_PATH_MAX + 600];
        if (is_ours(d->d_name))
            continue;
        ++*ret_count;
        if (!aside)
            continue;
        snprintf(from, sizeof from, "%s/%s", folder, d->d_name);
        snprintf(to, sizeof to, "%s/%s", aside, d->d_name);
        if (rename(from, to) != 0)
            e = fail(why, ERR_IO, "cannot move %s aside: %s", from, strerror(errno));
    }
    closedir(dir);
    return e;
}

static enum err
move_aside(struct call *c, const char *folder, struct why *why)
{
    struct when_text now = when_format(clock_ms());
    uint32_t count = 0;
    const char *aside = bytes_printf(c->arena, "%s/%s%.4s%.2s%.2sT%.2s%.2s%.2sZ", folder, aside_prefix, now.s,
                                     now.s + 5, now.s + 8, now.s + 11, now.s + 14, now.s + 17)
                            .p;
    if (mkdir(aside, 0700) != 0)
        return fail(why, ERR_IO, "cannot make %s: %s", aside, strerror(errno));
    enum err e = each_entry(folder, aside, &count, why);
    if (!e)
        fprintf(c->out, "What was there is in %s\n", aside);
    return e;
}

static enum err
take_place(const struct data_folder *f, const char *part, struct why *why)
{
    int fd = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool bad = rename(part, f->database) != 0 || fd < 0 || fsync(fd) != 0;
    enum err e = bad ? fail(why, ERR_IO, "cannot put %s in place: %s", f->database, strerror(errno)) : OK;
    if (fd >= 0)
        close(fd);
    return e;
}

static enum err
restore(struct call *c, const struct data_folder *f, const char *path, bool force, struct why *why)
{
    const char *part = bytes_printf(c->arena, "%s/%s", f->path, part_name).p;
    uint32_t there = 0;
    enum err e = each_entry(f->path, NULL, &there, why);
    if (!e && there && !force)
        return fail(why, ERR_CONFLICT,
                    "%s is not empty; name another folder with --data, or say --force to move aside "
                    "what is in it",
                    f->path);
    if (!e)
        e = copy_file(path, part, why);
    if (!e)
        e = look_at_copy(c, path, part, why);
    if (!e && there)
        e = move_aside(c, f->path, why);
    if (!e)
        e = take_place(f, part, why);
    if (e) {
        static const char *const ends[] = {"", "-wal", "-shm"};
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            unlink(bytes_printf(c->arena, "%s%s", part, ends[i]).p);
    }
    return e;
}

static int
run(struct call *c, const void *values)
{
    const struct restore_values *v = values;
    const char *path = c->args.items[0];
    struct data_folder f;
    struct why why;
    int status = EXIT_DONE;
    const char *server = getenv("AFTERMATH_SERVER");
    if (v->server)
        return call_fail(c,
                         "a server cannot be restored from afar: stop it, and restore its data folder where it runs");
    if (!v->data && server && *server)
        return call_fail(c, "AFTERMATH_SERVER names a server, and restore is for a data folder: name it with --data");
    umask(077);
    secrets_start();
    if (access(path, R_OK) != 0) // before a folder is made for nothing
        return call_fail(c, "cannot read %s: %s", path, strerror(errno));
    if (data_folder_open(v->data, DATA_FOLDER_SERVE, &f, &why))
        return call_fail(c, "%s", why.text);
    if (restore(c, &f, path, v->force, &why))
        status = call_fail(c, "%s", why.text);
    else
        fprintf(c->out, "%s holds the backup now\n", f.path);
    data_folder_close(&f);
    return status;
}

const struct cmd cmd_restore = {
    .name = "restore",
    .args = "FILE",
    .args_min = 1,
    .args_max = 1,
    .options = options,
    .values_bytes = sizeof(struct restore_values),
    .run = run,
    .help = "Put a backup in the place of a data folder.",
    .about = "Takes a file that 'backup' or the interface wrote. It is checked and verified before anything else "
             "happens, as 'check' and 'verify' do, and brought up to this version. The folder must be empty or not "
             "there; what is in it is never overwritten. Not while a server uses the folder, and not on a server from "
             "afar.\n\n"
             "    aftermath restore /backups/aftermath-2024-03-14.db --data /srv/aftermath",
};

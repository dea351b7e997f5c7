/* aftermath backup */
#include "record_args.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct backup_values {
    struct record_where where;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct backup_values),
    {0},
};
// clang-format on

/* To its name, unless something has it; where the file system cannot tell, we looked before. */
static bool
name_it(const char *part, const char *path)
{
    if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    return errno == EINVAL && rename(part, path) == 0;
}

/* Down on the disk, and only then under its name: a file of that name is a whole backup. */
static enum err
finish(const char *part, const char *path, struct why *why)
{
    int fd = open(part, O_RDONLY | O_CLOEXEC);
    bool bad = fd < 0 || fsync(fd) != 0;
    if (fd >= 0)
        close(fd);
    if (bad || !name_it(part, path))
        return fail(why, ERR_IO, "cannot write %s: %s", path, strerror(errno));
    return OK;
}

static enum err
back_up(struct opened *r, const char *path)
{
    struct cx *cx = &r->cx;
    const char *part = bytes_printf(cx->arena, "%s.part", path).p;
    if (access(path, F_OK) == 0)
        return fail(&cx->why, ERR_CONFLICT, "%s is there already; name a new file", path);
    if (access(part, F_OK) == 0)
        return fail(&cx->why, ERR_CONFLICT, "%s is there: another backup runs, or one was cut short; remove it", part);
    enum err e = r->ops->backup(cx, part);
    if (!e)
        e = finish(part, path, &cx->why);
    if (e)
        unlink(part);
    return e;
}

static int
run(struct call *c, const void *values)
{
    const struct backup_values *v = values;
    struct opened r;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    return record_end(c, &r, back_up(&r, c->args.items[0]));
}

const struct cmd cmd_backup = {
    .name = "backup",
    .args = "FILE",
    .args_min = 1,
    .args_max = 1,
    .options = options,
    .values_bytes = sizeof(struct backup_values),
    .run = run,
    .help = "Write a backup of everything to a file.",
    .about = "One file with everything as it was at one moment, also while the server runs and people write. It holds "
             "the evidence as it is, names and password hashes: keep it as safe as the data folder itself. 'restore' "
             "puts it in place. With --server the file comes from a running server, to an admin.\n\n"
             "    aftermath backup /backups/aftermath-$(date +%F).db",
};

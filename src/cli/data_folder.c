/*
 * The lock is flock() on DIR/lock: it ends with its process, however that ends. The file's content, the process number,
 * is for the message alone.
 */
#include "data_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
make(const struct data_folder *f, struct why *why)
{
    if (mkdir(f->path, 0700) == 0 || errno == EEXIST)
        return OK;
    return fail(why, ERR_IO, "cannot make the data folder %s: %s", f->path, strerror(errno));
}

static enum err
check(const struct data_folder *f, bool must_be_made, struct why *why)
{
    struct stat st;
    if (stat(f->path, &st) != 0)
        return fail(why, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "no data folder %s: %s; name it with --data",
                    f->path, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return fail(why, ERR_INVALID, "%s is no folder; name one with --data", f->path);
    if (must_be_made && access(f->database, F_OK) != 0)
        return fail(why, ERR_NOT_FOUND, "%s has no database; is it the folder that 'aftermath serve' uses?", f->path);
    return OK;
}

static enum err
lock(struct data_folder *f, struct why *why)
{
    char path[sizeof f->path + 8], number[32] = "";
    snprintf(path, sizeof path, "%s/lock", f->path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(why, ERR_IO, "cannot open %s: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t n = read(fd, number, sizeof number - 1);
        number[n > 0 ? strcspn(number, "\n") : 0] = 0;
        close(fd);
        return fail(why, ERR_CONFLICT,
                    "another server uses %s (process %s); stop it, or name another folder with --data", f->path,
                    number[0] ? number : "unknown");
    }
    snprintf(number, sizeof number, "%ld\n", (long)getpid());
    // A full disk keeps nobody from reading the record: then the message names no process.
    if (ftruncate(fd, 0) != 0 || (write(fd, number, strlen(number)) < 0 && errno != ENOSPC && errno != EDQUOT)) {
        enum err e = fail(why, ERR_IO, "cannot write %s: %s", path, strerror(errno));
        close(fd);
        return e;
    }
    f->lock = fd;
    return OK;
}

enum err
data_folder_open(const char *path, enum data_folder_use use, struct data_folder *ret, struct why *why)
{
    struct data_folder f = {.lock = -1};
    bool makes = use == DATA_FOLDER_MAKE || use == DATA_FOLDER_SERVE;
    if (!path)
        path = DATA_FOLDER_DEFAULT;
    if (!path[0] || strlen(path) >= sizeof f.path)
        return fail(why, ERR_INVALID, "the data folder's path must be 1 to %zu bytes", sizeof f.path - 1);
    memcpy(f.path, path, strlen(path) + 1);
    snprintf(f.database, sizeof f.database, "%s/aftermath.db", f.path);
    enum err e = makes ? make(&f, why) : OK;
    if (!e)
        e = check(&f, !makes, why);
    if (!e && use == DATA_FOLDER_SERVE)
        e = lock(&f, why);
    if (!e)
        *ret = f;
    return e;
}

void
data_folder_close(struct data_folder *f)
{
    if (f->lock >= 0)
        close(f->lock);
    f->lock = -1;
}

/* Looking after the record over HTTP: its history, its verification, backups, the demo. */
#include "handlers.h"
#include "put.h"

#include "../base/random.h"
#include "../base/when.h"
#include "../model/check.h"
#include "../model/demo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the audit log ---- */

/* An entry's own JSON, which the model wrote. */
static void
put_object(struct json_out *o, const char *key, struct bytes json)
{
    json_key(o, key);
    buf_add(o->buf, json);
    o->need_comma = true;
}

static void
put_entry(struct json_out *o, const struct audit_row *r)
{
    json_open(o, '{');
    put_int(o, "seq", r->seq);
    put_time(o, "at", r->at_ms);
    put_text(o, "actor_id", r->actor_id);
    put_text(o, "actor", r->actor);
    put_text(o, "via", r->via);
    put_text(o, "action", r->action);
    put_text(o, "subject", r->subject);
    put_text(o, "incident", r->incident);
    put_object(o, "before", r->before);
    put_object(o, "after", r->after);
    json_close(o, '}');
}

enum err
api_audit_list(struct web_call *c)
{
    struct web_page p = web_page(c, 50, AUDIT_LIST_MAX);
    struct audit_filter f = {.before_seq = p.has_cursor ? p.ms : 0, .limit = p.limit};
    struct audit_row *rows;
    uint32_t n;
    query_text(c, "subject", &f.subject);
    query_text(c, "incident", &f.incident);
    enum err e = audit_list(c->cx, &f, &rows, &n);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++)
        put_entry(o, &rows[i]);
    json_close(o, ']');
    put_next(o, n == p.limit && rows[n - 1].seq > 1, n ? rows[n - 1].seq : 0, BYTES("-"));
    json_close(o, '}');
    return OK;
}

enum err
api_verify(struct web_call *c)
{
    struct verification v;
    enum err e = record_verify(c->cx, &v);
    if (e)
        return e;
    struct sha256_hex head = sha256_hex(&v.head);
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_bool(o, "ok", v.ok);
    put_int(o, "entries", v.entries);
    put_int(o, "signals", v.signals);
    put_int(o, "deliveries", v.deliveries);
    put_int(o, "sections", v.sections);
    put_int(o, "erased", v.erased);
    put_text(o, "broken", v.broken);
    put_text(o, "head", bytes_of(head.s));
    json_close(o, '}');
    return OK;
}

enum err
api_check(struct web_call *c)
{
    enum err e = record_check(c->cx);
    if (e && e != ERR_INVALID)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_bool(o, "ok", !e);
    put_text(o, "broken", e ? bytes_of(c->cx->why.text) : BYTES_NONE);
    json_close(o, '}');
    return OK;
}

/* ---- backup ---- */

enum { BACKUP_LEFT_MS = 60 * 60 * 1000 };

/* The file has no name any more when this returns: it goes when it was sent, or the program ends. */
static enum err
open_backup(struct web_call *c, const char *path, int *ret_fd, uint64_t *ret_size)
{
    struct why *why = &c->cx->why;
    struct stat st;
    enum err e = db_backup(c->cx->db, path, why);
    int fd = e ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (!e && (fd < 0 || fstat(fd, &st) != 0))
        e = fail(why, ERR_IO, "cannot read the backup %s: %s", path, strerror(errno));
    unlink(path);
    if (e) {
        if (fd >= 0)
            close(fd);
        return e;
    }
    *ret_fd = fd;
    *ret_size = (uint64_t)st.st_size;
    return OK;
}

/* Who took the whole record away is part of it. */
static enum err
audit_backup(struct cx *cx)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, audit_add(cx, &(struct audit_entry){.action = "backup.create"}));
}

enum err
api_backup(struct web_call *c)
{
    struct cx *cx = c->cx;
    struct bytes path =
        bytes_printf(cx->arena, "%s/%s.part", web_data_folder(c->web), id_new(cx->arena, "backup", cx->now_ms).p);
    uint64_t size;
    int fd;
    enum err e = audit_backup(cx);
    if (e || (e = open_backup(c, path.p, &fd, &size)))
        return e;
    struct when_text now = when_format(cx->now_ms);
    struct bytes name = bytes_printf(cx->arena, "aftermath-%.10s.db", now.s);
    web_file(c, "application/vnd.sqlite3", fd, size, name.p);
    return OK;
}

/* What a program that was killed left behind. One that is being written is touched all the time. */
enum err
job_backups_tidy(struct web *w, struct cx *cx, bool *ret_more)
{
    DIR *dir = opendir(web_data_folder(w));
    *ret_more = false;
    if (!dir)
        return fail(&cx->why, ERR_IO, "cannot read %s: %s", web_data_folder(w), strerror(errno));
    for (struct dirent *d; (d = readdir(dir));) {
        struct bytes name = bytes_of(d->d_name);
        struct stat st;
        if (bytes_starts(name, "backup_") && bytes_find(name, ".part") > 0 &&
            fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            (int64_t)st.st_mtime * 1000 < cx->now_ms - BACKUP_LEFT_MS)
            unlinkat(dirfd(dir), d->d_name, 0);
    }
    closedir(dir);
    return OK;
}

/* ---- the demo ---- */

enum err
api_demo_delete(struct web_call *c)
{
    enum err e = demo_remove(c->cx);
    if (!e)
        web_nothing(c);
    return e;
}

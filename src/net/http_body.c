/*
 * Bodies. Up to HTTP_BODY_IN_MEMORY_BYTES they stay in memory. A larger one goes into a file without a name, and the
 * loop writes none of it: what has come is collected, and from BATCH_BYTES on one of libuv's threads opens the file
 * (once) and writes, while the connection is not read. A disk that stalls thus stalls the connections that write to it.
 * The body of one connection is never more than two batches of memory.
 */
#include "http_inside.h"

#include "../base/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH_BYTES = 64 << 10 };

static const char padding[JSON_PADDING_BYTES];

int
http_body_take(void *exchange, struct bytes piece)
{
    struct http_exchange *x = exchange;
    x->body_bytes += piece.n;
    if (x->body_bytes > x->admission.body_max_bytes)
        return 413;
    buf_add(&x->body, piece);
    return x->body.full ? 500 : 0;
}

/* ---- the file ---- */

/* O_TMPFILE is not everywhere (overlayfs, NFS): then a file is made and its name taken away. */
static int
open_unnamed(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    char name[4096];
    int n = snprintf(name, sizeof name, "%s/aftermath-body-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static int
write_all(int fd, struct bytes rest)
{
    while (rest.n) {
        ssize_t n = write(fd, rest.p, rest.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        rest = bytes_from(rest, (size_t)n);
    }
    return 0;
}

/* On one of libuv's threads: the exchange's spool_buf, body_fd and spool_error are its own meanwhile. */
static void
spool(uv_work_t *work)
{
    struct http_exchange *x = work->data;
    if (x->request.body_fd < 0)
        x->request.body_fd = open_unnamed(x->server->config.body_folder);
    if (x->request.body_fd < 0)
        x->spool_error = errno;
    else
        x->spool_error = write_all(x->request.body_fd, buf_bytes(&x->spool_buf));
}

static void
on_spooled(uv_work_t *work, int status)
{
    struct http_exchange *x = work->data;
    (void)status; // never cancelled
    x->has_spool = false;
    buf_reset(&x->spool_buf);
    if (x->conn)
        http_conn_spooled(x);
    else
        http_exchange_release(x);
}

bool
http_body_spool(struct http_exchange *x)
{
    bool is_large = x->body_bytes > HTTP_BODY_IN_MEMORY_BYTES;
    if (!is_large || !x->body.n || (x->body.n < BATCH_BYTES && !x->body_is_whole))
        return false;
    struct buf full = x->body;
    x->body = x->spool_buf;
    x->body.max_bytes = full.max_bytes;
    x->spool_buf = full;
    x->has_spool = true;
    x->spool_work.data = x;
    uv_queue_work(&x->server->loop, &x->spool_work, spool, on_spooled);
    return true;
}

void
http_body_finish(struct http_exchange *x)
{
    x->request.body_bytes = x->body_bytes;
    if (x->request.body_fd >= 0)
        lseek(x->request.body_fd, 0, SEEK_SET); // for a handler that uses read()
    if (x->request.body_fd >= 0 || !x->body_bytes)
        return;
    size_t n = x->body.n;
    buf_add(&x->body, (struct bytes){padding, sizeof padding});
    x->request.body = (struct bytes){x->body.p, n};
}

/* ---- closing ---- */

struct closing {
    uv_work_t work;
    int fd;
};

static void
close_it(uv_work_t *work)
{
    struct closing *c = work->data;
    close(c->fd);
}

static void
on_closed(uv_work_t *work, int status)
{
    (void)status;
    free(work->data);
}

/* Giving back the blocks of a large file takes as long as the disk wants. */
void
http_close_elsewhere(struct http_server *s, int fd)
{
    struct closing *c = s->is_deaf ? NULL : calloc(1, sizeof *c);
    if (!c) {
        close(fd);
        return;
    }
    c->fd = fd;
    c->work.data = c;
    uv_queue_work(&s->loop, &c->work, close_it, on_closed);
}

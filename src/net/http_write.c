/*
 * Writing. What is queued goes out in one vectored write; what the socket does not take is left to libuv, one request
 * at a time, and until that is done the queue only grows. A file is read by libuv's threads, a piece at a time, each
 * when the one before has gone: neither a disk nor a reader can stall the loop or fill the memory.
 */
#include "http_inside.h"

#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 64, FILE_PIECE_BYTES = 256 << 10 };

uint64_t
http_conn_written(const struct http_conn *c)
{
    return c->out_bytes +
           (c->is_writing ? c->writing_bytes - uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp) : 0);
}

static void
wrote(struct http_conn *c, size_t n)
{
    http_out_drop(&c->out, n);
    c->out_bytes += n;
    if (c->x)
        c->x->out_bytes += n;
    HTTP_COUNT(c->server->count.out_bytes, n);
}

static void
on_written(uv_write_t *request, int status)
{
    struct http_conn *c = request->data;
    c->is_writing = false;
    if (c->state == HTTP_CONN_CLOSED)
        return;
    if (status < 0) {
        http_conn_close(c);
        return;
    }
    wrote(c, c->writing_bytes);
    http_conn_set_wait(c, c->state == HTTP_CONN_STREAM ? HTTP_WAIT_COMMENT : HTTP_WAIT_NONE);
    if (c->state == HTTP_CONN_BODY) // after "100 Continue"
        http_conn_set_wait(c, HTTP_WAIT_BODY);
    http_conn_mark(c);
}

static unsigned
front(const struct http_conn *c, uv_buf_t bufs[PIECES_MAX], size_t *ret_bytes)
{
    unsigned count = http_out_front(&c->out, (struct iovec *)bufs, PIECES_MAX);
    *ret_bytes = 0;
    for (unsigned i = 0; i < count; i++)
        *ret_bytes += bufs[i].len;
    return count;
}

/* The socket is full: libuv waits for it. */
static bool
write_rest(struct http_conn *c)
{
    uv_buf_t bufs[PIECES_MAX];
    unsigned count = front(c, bufs, &c->writing_bytes);
    if (uv_write(&c->write, (uv_stream_t *)&c->tcp, bufs, count, on_written) != 0)
        return false;
    c->is_writing = true;
    http_conn_set_wait(c, HTTP_WAIT_WRITE);
    return true;
}

static bool
write_out(struct http_conn *c)
{
    while (c->out.bytes && !c->is_writing) {
        uv_buf_t bufs[PIECES_MAX];
        size_t offered;
        unsigned count = front(c, bufs, &offered);
        int n = uv_try_write((uv_stream_t *)&c->tcp, bufs, count);
        if (n < 0 && n != UV_EAGAIN)
            return false;
        if (n > 0)
            wrote(c, (size_t)n);
        bool is_full = n < 0 || (size_t)n < offered;
        if (is_full && !write_rest(c))
            return false;
    }
    return true;
}

/* ---- files ---- */

static void
on_file_read(uv_fs_t *request)
{
    struct http_exchange *x = request->data;
    ssize_t n = request->result;
    uv_fs_req_cleanup(request);
    x->file_is_reading = false;
    struct http_conn *c = x->conn;
    if (!c || c->state == HTTP_CONN_CLOSED) {
        if (!c)
            http_exchange_release(x);
        return;
    }
    if (n <= 0) { // shorter than was promised: a cut connection is the only way left to say so
        http_conn_close(c);
        return;
    }
    x->file_at += (uint64_t)n;
    http_out_add(&c->out, (struct bytes){x->file_piece, (size_t)n});
    http_conn_mark(c);
}

static bool
read_file(struct http_conn *c)
{
    struct http_exchange *x = c->x;
    uint64_t left = x->file_bytes - x->file_at;
    if (!x->file_piece)
        x->file_piece = malloc(FILE_PIECE_BYTES);
    if (!x->file_piece)
        return false;
    uv_buf_t piece = uv_buf_init(x->file_piece, left < FILE_PIECE_BYTES ? (unsigned)left : FILE_PIECE_BYTES);
    x->file_read.data = x;
    x->file_is_reading = true;
    if (uv_fs_read(&c->server->loop, &x->file_read, x->file_fd, &piece, 1, (int64_t)x->file_at, on_file_read) == 0)
        return true;
    x->file_is_reading = false;
    return false;
}

bool
http_conn_flush(struct http_conn *c)
{
    bool ok = write_out(c);
    struct http_exchange *x = c->x;
    if (ok && c->state == HTTP_CONN_ANSWER && !c->out.bytes && x->file_at < x->file_bytes && !x->file_is_reading)
        ok = read_file(c);
    if (!ok)
        http_conn_close(c);
    return ok;
}

/*
 * An exchange's life and the text of its answer's head. Exchanges are used again: each keeps its parser and its
 * buffers, and its place in the server's table, where a generation tells handles of one request from those of the next.
 */
#include "http_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEEP_BUF_BYTES = 8 << 10 }; // what a buffer may keep for the next request

static const struct http_parse_limits limits = {
    .head_max_bytes = HTTP_HEAD_MAX_BYTES,
    .target_max_bytes = HTTP_TARGET_MAX_BYTES,
    .headers_max = HTTP_HEADERS_MAX,
};

/* ---- life ---- */

static struct http_exchange *
make(struct http_server *s)
{
    if (s->exchange_count == s->exchange_cap) {
        s->exchange_cap = s->exchange_cap ? s->exchange_cap * 2 : 64;
        s->exchanges = realloc(s->exchanges, s->exchange_cap * sizeof *s->exchanges);
        if (!s->exchanges)
            abort();
    }
    struct http_exchange *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    x->server = s;
    x->slot = s->exchange_count;
    x->generation = 1;
    x->parse = http_parse_new(&limits, http_body_take, x);
    x->arena.max_bytes = s->config.arena_max_bytes;
    x->request.body_fd = x->file_fd = -1;
    x->body.max_bytes = 4 * HTTP_BODY_IN_MEMORY_BYTES;
    s->exchanges[s->exchange_count++] = x;
    return x;
}

struct http_exchange *
http_exchange_new(struct http_server *s, struct http_conn *c)
{
    struct http_exchange *x = s->free_exchanges;
    if (x)
        s->free_exchanges = x->next_free;
    else
        x = make(s);
    x->conn = c;
    x->keep_alive = true;
    memcpy(x->peer, c->peer, sizeof x->peer);
    return x;
}

static void
forget(struct buf *b)
{
    if (b->cap > KEEP_BUF_BYTES)
        buf_done(b);
    else
        buf_reset(b);
}

static void
clear(struct http_exchange *x)
{
    if (x->request.body_fd >= 0)
        http_close_elsewhere(x->server, x->request.body_fd);
    if (x->file_fd >= 0)
        close(x->file_fd);
    arena_done(&x->arena);
    http_parse_reset(x->parse);
    http_message_free(x->later);
    struct buf *bufs[] = {&x->body, &x->spool_buf, &x->headers, &x->copy, &x->head};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        forget(bufs[i]);
    free(x->file_piece);
    x->file_piece = NULL;
    x->request = (struct http_request){.body_fd = -1};
    x->admission = (struct http_admission){0};
    x->file_fd = -1;
    x->later = NULL;
    x->answer = BYTES_NONE;
    x->outcome = HTTP_OUTCOME_NONE;
    x->status = x->spool_error = 0;
    x->has_head = x->is_head = x->body_is_whole = false;
    x->body_bytes = x->file_bytes = x->file_at = x->out_bytes = 0;
    x->channel_count = 0;
}

void
http_exchange_release(struct http_exchange *x)
{
    if (!x)
        return;
    x->conn = NULL;
    if (x->has_worker || x->has_spool || x->file_is_reading)
        return; // whoever comes back last releases it
    http_exchange_over(x, 0);
    clear(x);
    x->generation++;
    x->next_free = x->server->free_exchanges;
    x->server->free_exchanges = x;
}

void
http_exchange_free(struct http_exchange *x)
{
    http_exchange_over(x, 0);
    clear(x);
    http_parse_free(x->parse);
    buf_done(&x->body);
    buf_done(&x->spool_buf);
    buf_done(&x->headers);
    buf_done(&x->copy);
    buf_done(&x->head);
    free(x);
}

void
http_exchange_over(struct http_exchange *x, int status)
{
    const struct http_app *app = &x->server->app;
    if (x->has_head && app->done)
        app->done(app->ctx, &x->request, status, x->out_bytes, (int64_t)(uv_hrtime() - x->started_ns) / 1000);
    x->has_head = false;
}

uint64_t
http_exchange_id(const struct http_exchange *x)
{
    return (uint64_t)x->generation << 32 | x->slot;
}

struct http_exchange *
http_exchange_of(struct http_server *s, uint64_t id)
{
    uint32_t slot = (uint32_t)id;
    if (slot >= s->exchange_count || s->exchanges[slot]->generation != id >> 32)
        return NULL;
    return s->exchanges[slot];
}

/* ---- the answer's head ---- */

const char *
http_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {423, "Locked"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].status == status)
            return texts[i].text;
    return "Status"; // the number alone has meaning (RFC 9112, 4)
}

/* Not strftime(): its names of days follow the locale. */
static const char *
date_line(struct http_server *s)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec == s->date_s)
        return s->date;
    s->date_s = now.tv_sec;
    gmtime_r(&now.tv_sec, &tm);
    snprintf(s->date, sizeof s->date, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n", &days[3 * tm.tm_wday],
             tm.tm_mday, &months[3 * tm.tm_mon], (tm.tm_year + 1900) % 10000, tm.tm_hour, tm.tm_min, tm.tm_sec);
    return s->date;
}

static void
add_number(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    buf_add(b, (struct bytes){digits + at, sizeof digits - at});
}

static bool
status_has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void
http_exchange_head(struct http_exchange *x)
{
    struct buf *b = &x->head;
    bool has_body = status_has_body(x->status);
    uint64_t length = x->file_fd >= 0 ? x->file_bytes : x->answer.n;
    buf_puts(b, "HTTP/1.1 ");
    add_number(b, (uint64_t)x->status);
    buf_putc(b, ' ');
    buf_puts(b, http_status_text(x->status));
    buf_puts(b, "\r\n");
    buf_puts(b, date_line(x->server));
    buf_add(b, buf_bytes(&x->headers));
    if (has_body && x->outcome != HTTP_OUTCOME_STREAM) {
        buf_puts(b, "Content-Length: ");
        add_number(b, length);
        buf_puts(b, "\r\n");
    }
    if (!x->keep_alive)
        buf_puts(b, "Connection: close\r\n");
    else if (x->has_head && http_parse_head(x->parse)->is_http10)
        buf_puts(b, "Connection: keep-alive\r\n");
    buf_puts(b, "\r\n");
    if (!has_body || x->is_head) { // what is not sent is not kept either
        x->answer = BYTES_NONE;
        x->file_bytes = 0;
    }
}

/* What handlers answer with. All of it waits in struct web_answer until the transaction is committed. */
#include "web_inside.h"

#include "../base/utf8.h"
#include "../base/when.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
free_body(void *ctx)
{
    struct web_answer *a = ctx;
    buf_done(&a->body);
    if (a->fd >= 0)
        close(a->fd);
}

void
web_answer_init(struct web_answer *a, struct arena *arena)
{
    *a = (struct web_answer){.fd = -1, .body.max_bytes = WEB_BODY_MAX_BYTES};
    arena_on_done(arena, free_body, a);
}

void
web_answer_reset(struct web_answer *a)
{
    buf_reset(&a->body);
    if (a->fd >= 0)
        close(a->fd);
    a->fd = -1;
    a->status = 0;
    a->media_type = NULL;
    a->forever = BYTES_NONE;
    a->header_count = 0;
}

static bool
has_header(const struct web_answer *a, const char *name)
{
    return header_find(a->headers, a->header_count, name).p != NULL;
}

/* The exchange keeps the arena until the answer is written, so the body is not copied again. */
void
web_answer_send(const struct web_answer *a, struct http_exchange *x)
{
    for (uint32_t i = 0; i < a->header_count; i++)
        http_header(x, a->headers[i].name.p, a->headers[i].value);
    if (!has_header(a, "Cache-Control"))
        http_header(x, "Cache-Control", BYTES("no-store"));
    if (a->fd >= 0) {
        int fd = dup(a->fd); // the arena closes its own
        if (fd >= 0) {
            http_answer_file(x, a->status, a->media_type, fd, a->fd_bytes);
            return;
        }
        http_answer_static(x, 503, "text/plain; charset=utf-8", BYTES("too many files are open\n"));
        return;
    }
    http_answer_static(x, a->status, a->media_type, a->forever.p ? a->forever : buf_bytes(&a->body));
}

static void
begin(struct web_call *c, int status, const char *media_type)
{
    buf_reset(&c->answer->body);
    c->answer->status = status;
    c->answer->media_type = media_type;
    c->answer->forever = BYTES_NONE;
}

struct json_out *
web_json(struct web_call *c, int status)
{
    begin(c, status, "application/json");
    c->answer->json = (struct json_out){.buf = &c->answer->body};
    return &c->answer->json;
}

void
web_nothing(struct web_call *c)
{
    begin(c, 204, NULL);
}

void
web_text(struct web_call *c, int status, const char *media_type, struct bytes body)
{
    begin(c, status, media_type);
    buf_add(&c->answer->body, body);
}

void
web_static(struct web_call *c, int status, const char *media_type, struct bytes forever)
{
    begin(c, status, media_type);
    c->answer->forever = forever.p ? forever : BYTES("");
}

/* RFC 6266: a name in plain ASCII for old readers, and the whole one percent-encoded. */
static struct bytes
disposition(struct arena *arena, const char *filename)
{
    struct bytes name = utf8_cut(utf8_clean(arena, bytes_of(filename)), 150);
    char plain[160], encoded[3 * 150 + 1];
    size_t p = 0, e = 0;
    for (size_t i = 0; i < name.n; i++) {
        char ch = name.p[i];
        bool is_plain = ascii_is_alnum(ch) || (ch && strchr(".-_", ch));
        if (is_plain)
            encoded[e++] = ch;
        else
            e += (size_t)snprintf(encoded + e, sizeof encoded - e, "%%%02X", (unsigned char)ch);
        bool is_quotable = is_plain || (ch && strchr(" ()+,=@", ch));
        if (((unsigned char)ch & 0xc0) != 0x80) // one '_' for a character
            plain[p++] = is_quotable ? ch : '_';
    }
    return bytes_printf(arena, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s", (int)p, plain, (int)e, encoded);
}

void
web_download(struct web_call *c, const char *media_type, struct bytes body, const char *filename)
{
    web_text(c, 200, media_type, body);
    web_header(c, "Content-Disposition", filename ? disposition(c->cx->arena, filename) : BYTES("inline"));
}

void
web_file(struct web_call *c, const char *media_type, int fd, uint64_t size, const char *filename)
{
    begin(c, 200, media_type);
    c->answer->fd = fd;
    c->answer->fd_bytes = size;
    web_header(c, "Content-Disposition", filename ? disposition(c->cx->arena, filename) : BYTES("inline"));
}

void
web_elsewhere(struct web_call *c)
{
    c->answer->is_elsewhere = true;
}

void
web_header(struct web_call *c, const char *name, struct bytes value)
{
    struct web_answer *a = c->answer;
    assert(a->header_count < WEB_HEADERS_MAX);
    for (size_t i = 0; i < value.n; i++)
        assert((unsigned char)value.p[i] >= 0x20 && value.p[i] != 0x7f);
    a->headers[a->header_count++] =
        (struct header){bytes_dup(c->cx->arena, bytes_of(name)), bytes_dup(c->cx->arena, value)};
}

void
web_etag(struct web_call *c, int64_t version)
{
    web_header(c, "ETag", bytes_printf(c->cx->arena, "\"%lld\"", (long long)version));
}

enum err
web_refuse(struct web_call *c, int status, int64_t retry_after_s, const char *fmt, ...)
{
    char text[WHY_MAX_BYTES];
    va_list ap;
    assert(status >= 400 && status <= 599);
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    c->answer->refuse_status = status;
    c->answer->retry_after_s = retry_after_s;
    return fail(&c->cx->why, ERR_DENIED, "%s", text);
}

/* ---- writing the usual values ---- */

void
put_text(struct json_out *o, const char *key, struct bytes text)
{
    json_key(o, key);
    json_put_text(o, text);
}

void
put_int(struct json_out *o, const char *key, int64_t v)
{
    json_key(o, key);
    json_put_int(o, v);
}

void
put_bool(struct json_out *o, const char *key, bool v)
{
    json_key(o, key);
    json_put_bool(o, v);
}

void
put_time(struct json_out *o, const char *key, int64_t ms)
{
    json_key(o, key);
    if (ms)
        json_put_text(o, bytes_of(when_format(ms).s));
    else
        json_put_null(o);
}

void
put_user_ref(struct json_out *o, const char *key, struct cx *cx, struct bytes user_id)
{
    struct user *u;
    struct why why = cx->why; // somebody who is gone is no error of this call
    json_key(o, key);
    enum err e = user_id.n ? user_load(cx, user_id, &u) : ERR_NOT_FOUND;
    cx->why = why;
    if (e) {
        json_put_null(o);
        return;
    }
    json_open(o, '{');
    put_text(o, "id", u->id);
    put_text(o, "name", u->name);
    json_close(o, '}');
}

void
put_next(struct json_out *o, bool more, int64_t last_ms, struct bytes last_id)
{
    char text[160];
    json_key(o, "next");
    if (!more) {
        json_put_null(o);
        return;
    }
    int n = snprintf(text, sizeof text, "%lld.%.*s", (long long)last_ms, BYTES_ARG(last_id));
    assert(n > 0 && (size_t)n < sizeof text);
    json_put_text(o, bytes_of(text));
}

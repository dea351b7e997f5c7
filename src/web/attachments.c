/*
 * Attachments over HTTP. What is sent is hostile, and is given back to other people's browsers: only what the model has
 * looked at is shown, everything else is a file to save; and every answer of the API is sandboxed (web.c).
 */
#include "../base/header.h"
#include "../base/random.h"
#include "../model/attachment.h"
#include "../net/multipart.h"
#include "handlers.h"
#include "put.h"
#include "web_inside.h"

static void
put_attachment(struct json_out *o, struct web_call *c, const struct attachment *t)
{
    json_open(o, '{');
    put_text(o, "id", t->id);
    put_text(o, "name", t->name);
    put_text(o, "media_type", t->media_type);
    put_int(o, "size_bytes", t->size_bytes);
    put_text(o, "url", bytes_printf(c->cx->arena, "/api/v1/attachments/%.*s", BYTES_ARG(t->id)));
    put_time(o, "created_at", t->created_ms);
    put_user_ref(o, "created_by", c->cx, t->created_by);
    json_close(o, '}');
}

/* The incident or post-mortem: its id says which it is, and must be one of the path's. */
static enum err
subject(struct web_call *c, const char *prefix)
{
    if (id_is(c->params[0], prefix))
        return OK;
    return fail(&c->cx->why, ERR_NOT_FOUND, "there is no '%.*s' here",
                BYTES_ARG(bytes_cut(c->params[0], 0, ID_MAX_BYTES)));
}

/* ---- giving ---- */

struct given {
    struct bytes name, media_type, data;
};

/* The one file of a form. */
static enum err
read_form(struct web_call *c, struct bytes content_type, struct given *in)
{
    struct why *why = &c->cx->why;
    const struct multipart_part *part;
    struct multipart *m;
    unsigned files = 0;
    enum err e = multipart_open(c->cx->arena, content_type, c->r->body, c->r->body_fd, c->r->body_bytes, &m, why);
    while (!e && !(e = multipart_next(m, &part, why)) && part) {
        if (!part->is_file || !part->filename.n)
            continue;
        if (files++)
            return fail(why, ERR_INVALID, "send one file at a time");
        if (!in->name.n)
            in->name = bytes_dup(c->cx->arena, part->filename);
        in->media_type = bytes_dup(c->cx->arena, part->media_type);
        e = multipart_read_all(m, ATTACHMENT_MAX_BYTES, &in->data, why);
    }
    return e || files ? e : fail(why, ERR_INVALID, "the form has no file");
}

static enum err
read_file(struct web_call *c, struct given *in)
{
    struct bytes type = header_find(c->r->headers, c->r->header_count, "Content-Type");
    query_text(c, "name", &in->name);
    in->name = bytes_trim(in->name);
    if (bytes_starts_nocase(type, "multipart/"))
        return read_form(c, type, in);
    if (!in->name.n)
        return fail(&c->cx->why, ERR_INVALID, "the file's name must be given as ?name=");
    in->media_type = type;
    return web_whole_body(c, &in->data);
}

static enum err
attach(struct web_call *c, const char *prefix)
{
    struct given in = {0};
    struct attachment *t;
    enum err e = subject(c, prefix);
    if (!e)
        e = read_file(c, &in);
    if (!e)
        e = attachment_create(c->cx, c->params[0], in.name, in.media_type, in.data, &t);
    if (e)
        return e;
    put_attachment(web_json(c, 201), c, t);
    return OK;
}

enum err
api_incident_attach(struct web_call *c)
{
    return attach(c, "inc");
}

enum err
api_postmortem_attach(struct web_call *c)
{
    return attach(c, "pm");
}

/* ---- what there is ---- */

/* There are few: the page is cut from all of them. */
static enum err
list(struct web_call *c, const char *prefix)
{
    struct attachment *all;
    uint32_t count, from = 0;
    struct web_page p = web_page(c, ATTACHMENTS_MAX, ATTACHMENTS_MAX);
    enum err e = subject(c, prefix);
    if (!e)
        e = attachment_list(c->cx, c->params[0], &all, &count);
    if (e)
        return e;
    while (p.has_cursor && from < count &&
           (all[from].created_ms < p.ms || (all[from].created_ms == p.ms && bytes_cmp(all[from].id, p.id) <= 0)))
        from++;
    uint32_t end = count - from < p.limit ? count : from + p.limit;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = from; i < end; i++)
        put_attachment(o, c, &all[i]);
    json_close(o, ']');
    put_next(o, end<count, end> from ? all[end - 1].created_ms : 0, end > from ? all[end - 1].id : BYTES_NONE);
    json_close(o, '}');
    return OK;
}

enum err
api_incident_attachments(struct web_call *c)
{
    return list(c, "inc");
}

enum err
api_postmortem_attachments(struct web_call *c)
{
    return list(c, "pm");
}

/* The bytes never change, so a browser that has them is told so; it asks, as they may be deleted. */
enum err
api_attachment_get(struct web_call *c)
{
    struct attachment *t;
    struct bytes data;
    enum err e = attachment_load(c->cx, c->params[0], &t);
    if (e)
        return e;
    struct bytes etag = bytes_printf(c->cx->arena, "\"%s\"", sha256_hex(&t->hash).s);
    bool is_text = bytes_is(t->media_type, "text/plain"), is_shown = attachment_may_show(t->media_type);
    const char *type =
        bytes_printf(c->cx->arena, "%.*s%s", BYTES_ARG(t->media_type), is_text ? "; charset=utf-8" : "").p;
    web_header(c, "ETag", etag);
    web_header(c, "Cache-Control", BYTES("private, no-cache"));
    if (bytes_find(header_find(c->r->headers, c->r->header_count, "If-None-Match"), etag.p) >= 0) {
        web_text(c, 304, type, BYTES_NONE);
        return OK;
    }
    if ((e = attachment_data(c->cx, t->id, &data)))
        return e;
    web_download(c, type, data, is_shown ? NULL : bytes_printf(c->cx->arena, "%.*s", BYTES_ARG(t->name)).p);
    return OK;
}

enum err
api_attachment_delete(struct web_call *c)
{
    enum err e = attachment_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

/* Templates of post-mortems over HTTP. */
#include "../model/template_store.h"
#include "handlers.h"
#include "put.h"

static void
put_template(struct json_out *o, const struct stored_template *t)
{
    json_open(o, '{');
    put_text(o, "id", t->id);
    put_text(o, "name", t->name);
    put_text(o, "title", t->title);
    put_text(o, "text", t->text);
    put_bool(o, "builtin", t->builtin);
    json_key(o, "sections");
    json_open(o, '[');
    for (uint32_t i = 0; i < t->parsed->section_count; i++) {
        json_open(o, '{');
        put_text(o, "key", t->parsed->sections[i].key);
        put_text(o, "title", t->parsed->sections[i].title);
        json_close(o, '}');
    }
    json_close(o, ']');
    put_time(o, "updated_at", t->updated_ms);
    put_int(o, "version", t->version);
    json_close(o, '}');
}

static enum err
answer_template(struct web_call *c, int status, const struct stored_template *t)
{
    put_template(web_json(c, status), t);
    web_etag(c, t->version);
    return OK;
}

enum err
api_template_list(struct web_call *c)
{
    struct stored_template *list;
    uint32_t n;
    enum err e = template_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_template(o, &list[i]);
    put_list_close(o);
    return OK;
}

enum err
api_template_create(struct web_call *c)
{
    struct bytes name = BYTES_NONE, text = BYTES_NONE;
    struct stored_template *t;
    enum err e = body_required_text(c, "name", TEMPLATE_NAME_MAX_BYTES * 2, &name);
    if (!e)
        e = body_required_text(c, "text", TEMPLATE_MAX_BYTES, &text);
    if (!e)
        e = template_create(c->cx, name, text, &t);
    return e ? e : answer_template(c, 201, t);
}

enum err
api_template_get(struct web_call *c)
{
    struct stored_template *t;
    enum err e = template_load(c->cx, c->params[0], &t);
    return e ? e : answer_template(c, 200, t);
}

enum err
api_template_update(struct web_call *c)
{
    struct template_edit edit = {0};
    struct stored_template *t;
    enum err e = body_text(c, "name", TEMPLATE_NAME_MAX_BYTES * 2, &edit.name);
    if (!e)
        e = body_text(c, "text", TEMPLATE_MAX_BYTES, &edit.text);
    if (!e)
        e = web_if_match(c, &edit.version);
    if (!e)
        e = template_update(c->cx, c->params[0], &edit, &t);
    return e ? e : answer_template(c, 200, t);
}

enum err
api_template_delete(struct web_call *c)
{
    enum err e = template_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

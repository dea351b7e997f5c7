/* Post-mortems and their sections over HTTP. */
#include "../base/header.h"
#include "../export/postmortem_export.h"
#include "handlers.h"
#include "put.h"
#include "put_postmortem.h"

#include <stdio.h>

enum { HEADING_SHIFT = 2, TEXT_MAX_BYTES = 64 << 10 };
#define EXPORT_MAX_BYTES ((size_t)128 << 20)

/* ---- shapes ---- */

static void
put_incident_ref(struct json_out *o, const struct postmortem_incident *in)
{
    json_open(o, '{');
    put_text(o, "id", in->id);
    put_text(o, "name", bytes_of(incident_label(in->number).s));
    put_text(o, "title", in->title);
    put_int(o, "severity", in->severity);
    put_text(o, "state", bytes_of(incident_state_name(in->state)));
    put_time(o, "started_at", in->started_ms);
    put_time(o, "ended_at", in->ended_ms);
    json_close(o, '}');
}

void
put_postmortem_members(struct json_out *o, struct cx *cx, const struct postmortem *p)
{
    put_text(o, "id", p->id);
    put_int(o, "number", p->number);
    put_text(o, "name", bytes_of(postmortem_label(p->number).s));
    put_text(o, "title", p->title);
    put_text(o, "state", bytes_of(postmortem_state_name(p->state)));
    put_text(o, "template", p->template);
    put_bool(o, "demo", p->demo);
    json_key(o, "incidents");
    json_open(o, '[');
    for (uint32_t i = 0; i < p->incident_count; i++)
        put_incident_ref(o, &p->incidents[i]);
    json_close(o, ']');
    put_time(o, "created_at", p->created_ms);
    put_user_ref(o, "created_by", cx, p->created_by);
    put_time(o, "updated_at", p->updated_ms);
    put_int(o, "version", p->version);
}

void
put_postmortem(struct json_out *o, struct cx *cx, const struct postmortem *p)
{
    json_open(o, '{');
    put_postmortem_members(o, cx, p);
    json_key(o, "complete");
    json_open(o, '{');
    put_int(o, "filled", p->filled);
    put_int(o, "sections", p->sections);
    json_close(o, '}');
    json_close(o, '}');
}

/* What a section's text shows: blocks and links to events need the timelines. */
struct shown {
    const struct postmortem *p;
    struct block_data data;
};

static enum err
show(struct web_call *c, struct bytes id, struct shown *ret)
{
    struct postmortem *p;
    enum err e = postmortem_by_name(c->cx, id, &p);
    if (e)
        return e;
    ret->p = p;
    return block_data_load(c->cx, p, &ret->data);
}

static enum err
put_section(struct json_out *o, struct cx *cx, const struct shown *shown, const struct pm_section *s)
{
    struct buf html = {0};
    enum err e = section_html(&shown->data, s->body, HEADING_SHIFT, &html, &cx->why);
    if (!e) {
        json_open(o, '{');
        put_text(o, "key", s->key);
        put_int(o, "position", s->position);
        put_text(o, "title", s->title);
        json_key(o, "guidance");
        json_put_raw(o, s->guidance_json);
        json_key(o, "questions");
        json_put_raw(o, s->questions_json);
        put_text(o, "body", s->body);
        put_text(o, "html", buf_bytes(&html));
        put_bool(o, "drafted", s->drafted);
        put_time(o, "updated_at", s->updated_ms);
        put_user_ref(o, "updated_by", cx, s->updated_by);
        put_int(o, "version", s->version);
        json_close(o, '}');
    }
    buf_done(&html);
    return e;
}

static enum err
answer_section(struct web_call *c, int status, const struct pm_section *s)
{
    struct shown shown;
    enum err e = show(c, s->postmortem, &shown);
    if (e)
        return e;
    web_etag(c, s->version);
    return put_section(web_json(c, status), c->cx, &shown, s);
}

static enum err
put_detail(struct json_out *o, struct cx *cx, const struct shown *shown)
{
    struct pm_section *sections;
    uint32_t n;
    enum err e = section_list(cx, shown->p->id, &sections, &n);
    if (e)
        return e;
    json_open(o, '{');
    put_postmortem_members(o, cx, shown->p);
    json_key(o, "sections");
    json_open(o, '[');
    for (uint32_t i = 0; i < n && !e; i++)
        e = put_section(o, cx, shown, &sections[i]);
    json_close(o, ']');
    json_close(o, '}');
    return e;
}

static enum err
answer_detail(struct web_call *c, int status, struct bytes id)
{
    struct shown shown;
    enum err e = show(c, id, &shown);
    if (e)
        return e;
    web_etag(c, shown.p->version);
    return put_detail(web_json(c, status), c->cx, &shown);
}

/* ---- post-mortems ---- */

static enum err
body_incidents(struct web_call *c, const struct bytes **ret, uint32_t *ret_count, bool *ret_has)
{
    *ret_has = body_ids(c, "incident_ids", ret, ret_count);
    if (*ret_count > POSTMORTEM_INCIDENTS_MAX)
        return fail(&c->cx->why, ERR_INVALID, "'incident_ids' may name %d incidents at most", POSTMORTEM_INCIDENTS_MAX);
    return OK;
}

static enum err
body_state(struct web_call *c, bool *ret_has, enum postmortem_state *ret)
{
    struct bytes state = BYTES_NONE;
    enum err e = body_text(c, "state", 20, &state);
    *ret_has = !e && state.n && postmortem_state_of_name(state, ret);
    return e;
}

enum err
api_postmortem_list(struct web_call *c)
{
    struct postmortem_filter f = {0};
    struct postmortem *list;
    struct bytes text;
    uint32_t n;
    bool more;
    struct web_page p = web_page(c, 50, POSTMORTEM_LIST_MAX);
    f.has_cursor = p.has_cursor;
    f.cursor_ms = p.ms;
    f.cursor_id = p.id;
    f.limit = p.limit;
    if (query_text(c, "state", &text) && text.n) {
        f.has_state = postmortem_state_of_name(text, &f.state);
        if (!f.has_state)
            return fail(&c->cx->why, ERR_INVALID, "'state' must be draft, in review, reviewed or closed");
    }
    query_text(c, "q", &f.q);
    enum err e = postmortem_list(c->cx, &f, &list, &n, &more);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++)
        put_postmortem(o, c->cx, &list[i]);
    json_close(o, ']');
    put_next(o, more, n ? list[n - 1].updated_ms : 0, n ? list[n - 1].id : BYTES_NONE);
    json_close(o, '}');
    return OK;
}

enum err
api_postmortem_create(struct web_call *c)
{
    struct postmortem_new in = {0};
    struct postmortem *p;
    bool has;
    enum err e = body_incidents(c, &in.incident_ids, &in.incident_count, &has);
    if (e || (e = body_text(c, "template", TEXT_MAX_BYTES, &in.template)) ||
        (e = body_text(c, "title", TEXT_MAX_BYTES, &in.title)) || (e = postmortem_create(c->cx, &in, &p)))
        return e;
    return answer_detail(c, 201, p->id);
}

enum err
api_postmortem_get(struct web_call *c)
{
    return answer_detail(c, 200, c->params[0]);
}

enum err
api_postmortem_update(struct web_call *c)
{
    struct postmortem_edit edit = {0};
    struct postmortem *p;
    enum err e = web_if_match(c, &edit.version);
    if (e || (e = body_text(c, "title", TEXT_MAX_BYTES, &edit.title)) ||
        (e = body_state(c, &edit.has_state, &edit.state)) ||
        (e = body_incidents(c, &edit.incident_ids, &edit.incident_count, &edit.has_incidents)) ||
        (e = postmortem_update(c->cx, c->params[0], &edit, &p)))
        return e;
    return answer_detail(c, 200, p->id);
}

enum err
api_postmortem_delete(struct web_call *c)
{
    enum err e = postmortem_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

/* ---- sections ---- */

enum err
api_section_create(struct web_call *c)
{
    struct section_new in = {0};
    struct pm_section *s;
    enum err e = body_required_text(c, "title", SECTION_TITLE_MAX_BYTES, &in.title);
    if (e || (e = body_text(c, "body", SECTION_BODY_MAX_BYTES, &in.body)) ||
        (e = body_text(c, "after", SECTION_KEY_MAX_BYTES, &in.after)) ||
        (e = section_create(c->cx, c->params[0], &in, &s)))
        return e;
    return answer_section(c, 201, s);
}

enum err
api_section_get(struct web_call *c)
{
    struct pm_section *s;
    enum err e = section_load(c->cx, c->params[0], c->params[1], &s);
    return e ? e : answer_section(c, 200, s);
}

enum err
api_section_update(struct web_call *c)
{
    struct section_edit edit = {0};
    struct pm_section *s;
    enum err e = web_if_match(c, &edit.version);
    if (e || (e = body_text(c, "body", SECTION_BODY_MAX_BYTES, &edit.body)) ||
        (e = body_text(c, "title", SECTION_TITLE_MAX_BYTES, &edit.title)) ||
        (e = body_text(c, "after", SECTION_KEY_MAX_BYTES, &edit.after)) ||
        (e = section_update(c->cx, c->params[0], c->params[1], &edit, &s)))
        return e;
    return answer_section(c, 200, s);
}

enum err
api_section_delete(struct web_call *c)
{
    enum err e = section_delete(c->cx, c->params[0], c->params[1]);
    if (!e)
        web_nothing(c);
    return e;
}

enum err
api_section_draft(struct web_call *c)
{
    struct pm_section *s;
    bool confirmed = false;
    enum err e = body_bool(c, "confirmed", &confirmed);
    if (e || (e = section_draft(c->cx, c->params[0], c->params[1], confirmed, &s)))
        return e;
    return answer_section(c, 200, s);
}

enum err
api_section_restore(struct web_call *c)
{
    struct pm_section *s;
    int64_t version = 0;
    enum err e = body_int(c, "version", 1, INT64_MAX, &version);
    if (e || (e = section_restore(c->cx, c->params[0], c->params[1], version, &s)))
        return e;
    return answer_section(c, 200, s);
}

enum err
api_section_versions(struct web_call *c)
{
    struct section_version *list;
    uint32_t n;
    struct web_page p = web_page(c, 20, SECTION_VERSIONS_LIST_MAX - 1);
    enum err e = section_versions(c->cx, c->params[0], c->params[1], p.has_cursor ? p.ms : 0, p.limit + 1, &list, &n);
    if (e)
        return e;
    bool more = n > p.limit;
    n = more ? p.limit : n;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_open(o, '{');
        put_int(o, "version", list[i].version);
        put_text(o, "title", list[i].title);
        put_text(o, "body", list[i].body);
        put_time(o, "at", list[i].at_ms);
        put_user_ref(o, "by", c->cx, list[i].by);
        json_close(o, '}');
    }
    json_close(o, ']');
    put_next(o, more, n ? list[n - 1].version : 0, BYTES("version"));
    json_close(o, '}');
    return OK;
}

/* ---- documents ---- */

enum err
api_render(struct web_call *c)
{
    struct shown shown = {0};
    struct bytes markdown = BYTES_NONE, id = BYTES_NONE;
    struct buf html = {0};
    enum err e = body_text(c, "markdown", SECTION_BODY_MAX_BYTES, &markdown);
    if (e || (e = body_text(c, "postmortem_id", TEXT_MAX_BYTES, &id)) || (id.n && (e = show(c, id, &shown))))
        return e;
    e = section_html(&shown.data, markdown, HEADING_SHIFT, &html, &c->cx->why);
    if (!e) {
        struct json_out *o = web_json(c, 200);
        json_open(o, '{');
        put_text(o, "html", buf_bytes(&html));
        json_close(o, '}');
    }
    buf_done(&html);
    return e;
}

static enum err
export_json(struct web_call *c, const struct shown *shown)
{
    struct buf text = {.max_bytes = EXPORT_MAX_BYTES};
    struct json_out o = {.buf = &text};
    char name[60];
    enum err e = put_detail(&o, c->cx, shown);
    snprintf(name, sizeof name, "%s.json", postmortem_label(shown->p->number).s);
    if (!e)
        web_download(c, "application/json", buf_bytes(&text), name);
    buf_done(&text);
    return e;
}

enum err
api_postmortem_export(struct web_call *c)
{
    struct shown shown;
    struct bytes format = BYTES("md");
    struct buf text = {.max_bytes = EXPORT_MAX_BYTES};
    char name[60];
    query_text(c, "format", &format);
    bool html = bytes_is(format, "html"), json = bytes_is(format, "json");
    if (!html && !json && !bytes_is(format, "md"))
        return fail(&c->cx->why, ERR_INVALID, "'format' must be md, html or json");
    enum err e = show(c, c->params[0], &shown);
    if (e || json)
        return e ? e : export_json(c, &shown);
    struct postmortem_export x = {.postmortem = shown.p, .data = &shown.data};
    struct pm_section *sections;
    if ((e = section_list(c->cx, shown.p->id, &sections, &x.section_count)))
        return e;
    x.sections = sections;
    x.url = bytes_printf(c->cx->arena, "%s/postmortems/%.*s", web_base_url(c->web), BYTES_ARG(shown.p->id)).p;
    (html ? postmortem_html : postmortem_markdown)(&x, &text);
    snprintf(name, sizeof name, "%s.%s", postmortem_label(shown.p->number).s, html ? "html" : "md");
    if (text.full)
        e = fail(&c->cx->why, ERR_LIMIT, "the document is larger than %zu MiB", EXPORT_MAX_BYTES >> 20);
    else
        web_download(c, html ? "text/html; charset=utf-8" : "text/markdown; charset=utf-8", buf_bytes(&text), name);
    buf_done(&text);
    return e;
}

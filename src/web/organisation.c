/* The organisation over HTTP: teams, people, components, settings. */
#include "handlers.h"
#include "put.h"

#include "../base/random.h"
#include "../model/component.h"
#include "../model/person.h"
#include "../model/setting.h"
#include "../model/team.h"
#include "web_inside.h"

#include <assert.h>

/* ---- teams ---- */

static void
put_team(struct json_out *o, const struct team *t)
{
    json_open(o, '{');
    put_text(o, "id", t->id);
    put_text(o, "name", t->name);
    put_text(o, "about", t->about);
    put_int(o, "version", t->version);
    json_close(o, '}');
}

static enum err
answer_team(struct web_call *c, int status, const struct team *t)
{
    put_team(web_json(c, status), t);
    web_etag(c, t->version);
    return OK;
}

static enum err
body_team(struct web_call *c, struct team_edit *in)
{
    enum err e = body_text(c, "name", TEAM_NAME_MAX_BYTES * 2, &in->name);
    if (!e)
        e = body_text(c, "about", TEAM_ABOUT_MAX_BYTES, &in->about);
    return e ? e : web_if_match(c, &in->version);
}

enum err
api_team_list(struct web_call *c)
{
    struct team *list;
    uint32_t n;
    enum err e = team_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_team(o, &list[i]);
    put_list_close(o);
    return OK;
}

enum err
api_team_create(struct web_call *c)
{
    struct team_edit in = {0};
    struct team *t;
    enum err e = body_team(c, &in);
    if (!e)
        e = team_create(c->cx, &in, &t);
    return e ? e : answer_team(c, 201, t);
}

enum err
api_team_get(struct web_call *c)
{
    struct team *t;
    enum err e = team_load(c->cx, c->params[0], &t);
    return e ? e : answer_team(c, 200, t);
}

enum err
api_team_update(struct web_call *c)
{
    struct team_edit in = {0};
    struct team *t;
    enum err e = body_team(c, &in);
    if (!e)
        e = team_update(c->cx, c->params[0], &in, &t);
    return e ? e : answer_team(c, 200, t);
}

enum err
api_team_delete(struct web_call *c)
{
    enum err e = team_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

/* ---- people ---- */

static void
put_person(struct json_out *o, const struct person_record *p)
{
    json_open(o, '{');
    put_text(o, "id", p->id);
    put_text(o, "name", p->name);
    json_key(o, "handles");
    json_open(o, '[');
    for (uint32_t i = 0; i < p->handle_count; i++)
        json_put_text(o, p->handles[i]);
    json_close(o, ']');
    put_ref(o, "team", p->team_id, p->team_name);
    put_text(o, "role", p->role);
    put_ref(o, "user", p->user_id, p->user_name);
    put_int(o, "version", p->version);
    json_close(o, '}');
}

static enum err
answer_person(struct web_call *c, int status, const struct person_record *p)
{
    put_person(web_json(c, status), p);
    web_etag(c, p->version);
    return OK;
}

static enum err
body_handles(struct web_call *c, struct person_edit *in)
{
    struct json list = json_get(c->body, "handles");
    uint32_t n = 0;
    if (json_type_of(list) != JSON_ARRAY)
        return OK;
    if (json_count(list) > PERSON_HANDLES_MAX)
        return fail(&c->cx->why, ERR_INVALID, "'handles' must be at most %d", PERSON_HANDLES_MAX);
    struct bytes *handles = arena_new_n(c->cx->arena, struct bytes, PERSON_HANDLES_MAX);
    struct json_iter it = json_each(list);
    while (json_next(&it))
        handles[n++] = bytes_dup(c->cx->arena, json_text(it.value));
    in->has_handles = true;
    in->handles = handles;
    in->handle_count = n;
    return OK;
}

static enum err
body_person(struct web_call *c, struct person_edit *in)
{
    enum err e = body_text(c, "name", PERSON_NAME_MAX_BYTES * 2, &in->name);
    if (!e)
        e = body_text(c, "role", PERSON_ROLE_MAX_BYTES * 2, &in->role);
    if (!e)
        e = body_text(c, "team_id", ID_MAX_BYTES, &in->team_id);
    if (!e)
        e = body_text(c, "user_id", ID_MAX_BYTES, &in->user_id);
    if (!e)
        e = body_handles(c, in);
    in->has_team = in->team_id.p != NULL;
    in->has_user = in->user_id.p != NULL;
    return e ? e : web_if_match(c, &in->version);
}

enum err
api_person_list(struct web_call *c)
{
    struct person_record *list;
    uint32_t n;
    enum err e = person_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_person(o, &list[i]);
    put_list_close(o);
    return OK;
}

enum err
api_person_create(struct web_call *c)
{
    struct person_edit in = {0};
    struct person_record *p;
    enum err e = body_person(c, &in);
    if (!e)
        e = person_create(c->cx, &in, &p);
    return e ? e : answer_person(c, 201, p);
}

enum err
api_person_get(struct web_call *c)
{
    struct person_record *p;
    enum err e = person_load(c->cx, c->params[0], &p);
    return e ? e : answer_person(c, 200, p);
}

enum err
api_person_update(struct web_call *c)
{
    struct person_edit in = {0};
    struct person_record *p;
    enum err e = body_person(c, &in);
    if (!e)
        e = person_update(c->cx, c->params[0], &in, &p);
    return e ? e : answer_person(c, 200, p);
}

enum err
api_person_delete(struct web_call *c)
{
    enum err e = person_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

enum err
api_person_import(struct web_call *c)
{
    struct bytes csv;
    uint32_t added, changed;
    enum err e = web_whole_body(c, &csv);
    if (!e)
        e = person_import(c->cx, csv, &added, &changed);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_int(o, "added", added);
    put_int(o, "changed", changed);
    json_close(o, '}');
    return OK;
}

/* ---- components ---- */

static void
put_component(struct json_out *o, const struct component *p)
{
    json_open(o, '{');
    put_text(o, "id", p->id);
    put_text(o, "name", p->name);
    put_ref(o, "parent", p->parent_id, p->parent_name);
    put_ref(o, "team", p->team_id, p->team_name);
    put_bool(o, "legacy", p->legacy);
    put_text(o, "about", p->about);
    put_int(o, "version", p->version);
    json_close(o, '}');
}

static enum err
answer_component(struct web_call *c, int status, const struct component *p)
{
    put_component(web_json(c, status), p);
    web_etag(c, p->version);
    return OK;
}

static enum err
body_component(struct web_call *c, struct component_edit *in)
{
    enum err e = body_text(c, "name", COMPONENT_NAME_MAX_BYTES * 2, &in->name);
    if (!e)
        e = body_text(c, "about", COMPONENT_ABOUT_MAX_BYTES, &in->about);
    if (!e)
        e = body_text(c, "parent_id", ID_MAX_BYTES, &in->parent_id);
    if (!e)
        e = body_text(c, "team_id", ID_MAX_BYTES, &in->team_id);
    if (!e)
        e = body_bool(c, "legacy", &in->legacy);
    in->has_parent = in->parent_id.p != NULL;
    in->has_team = in->team_id.p != NULL;
    in->has_legacy = json_type_of(json_get(c->body, "legacy")) == JSON_BOOL;
    return e ? e : web_if_match(c, &in->version);
}

enum err
api_component_list(struct web_call *c)
{
    struct component *list;
    uint32_t n;
    enum err e = component_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_component(o, &list[i]);
    put_list_close(o);
    return OK;
}

enum err
api_component_create(struct web_call *c)
{
    struct component_edit in = {0};
    struct component *p;
    enum err e = body_component(c, &in);
    if (!e)
        e = component_create(c->cx, &in, &p);
    return e ? e : answer_component(c, 201, p);
}

enum err
api_component_get(struct web_call *c)
{
    struct component *p;
    enum err e = component_load(c->cx, c->params[0], &p);
    return e ? e : answer_component(c, 200, p);
}

enum err
api_component_update(struct web_call *c)
{
    struct component_edit in = {0};
    struct component *p;
    enum err e = body_component(c, &in);
    if (!e)
        e = component_update(c->cx, c->params[0], &in, &p);
    return e ? e : answer_component(c, 200, p);
}

enum err
api_component_delete(struct web_call *c)
{
    enum err e = component_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

/* ---- settings ---- */

static enum err
answer_settings(struct web_call *c)
{
    struct bytes texts[16] = {{0}};
    int64_t numbers[16] = {0};
    enum err e = OK;
    assert(setting_count <= 16);
    for (size_t i = 0; i < setting_count && !e; i++)
        e = settings[i].type == SETTING_INT ? setting_int(c->cx, settings[i].name, &numbers[i])
                                            : setting_text(c->cx, settings[i].name, &texts[i]);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    for (size_t i = 0; i < setting_count; i++)
        if (settings[i].type == SETTING_INT)
            put_int(o, settings[i].name, numbers[i]);
        else
            put_text(o, settings[i].name, texts[i]);
    json_close(o, '}');
    return OK;
}

enum err
api_settings_get(struct web_call *c)
{
    return answer_settings(c);
}

enum err
api_settings_update(struct web_call *c)
{
    struct json_iter it = json_each(c->body);
    while (json_next(&it)) {
        struct bytes name = bytes_dup(c->cx->arena, it.key), value = json_scalar(c->cx->arena, it.value);
        enum err e = setting_set(c->cx, name, value);
        if (e)
            return e;
    }
    return answer_settings(c);
}

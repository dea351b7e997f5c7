/* Templates in the record. All SQL on table `template` is the block below. */
#include "template_store.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"

#include <string.h>

#define COLS "id, name, title, text, builtin, created_ms, updated_ms, version"
// clang-format off
static const struct sql
    q_list = {"template_list", "select " COLS " from template order by name limit $1"},
    q_load = {"template_load", "select " COLS " from template where id = $1"},
    q_by_name = {"template_by_name", "select " COLS " from template where name = $1"},
    q_count = {"template_count", "select count(*) from template"},
    q_create = {"template_create",
        "insert into template(id, name, title, text, builtin, created_ms, updated_ms) "
        "values($1, $2, $3, $4, $5, $6, $6)"},
    q_update = {"template_update",
        "update template set name = $2, title = $3, text = $4, builtin = $5, updated_ms = $6, version = version + 1 "
        "where id = $1"},
    q_delete = {"template_delete", "delete from template where id = $1"};
// clang-format on

static const struct builtin_template *
builtin(struct bytes name)
{
    for (const struct builtin_template *b = builtin_templates; b->name; b++)
        if (bytes_is(name, b->name))
            return b;
    return NULL;
}

/* ---- reading ---- */

static struct stored_template
template_of(struct cx *cx, struct stmt *s)
{
    return (struct stored_template){
        .id = col_text(cx, s, 0),
        .name = col_text(cx, s, 1),
        .title = col_text(cx, s, 2),
        .text = col_text(cx, s, 3),
        .builtin = col_i64(s, 4),
        .created_ms = col_i64(s, 5),
        .updated_ms = col_i64(s, 6),
        .version = col_i64(s, 7),
    };
}

static enum err
parse(struct cx *cx, struct stored_template *t)
{
    struct template *parsed;
    enum err e = template_parse(cx->arena, t->name, t->text, &parsed, &cx->why);
    if (!e)
        t->parsed = parsed;
    return e;
}

static enum err
load(struct cx *cx, const struct sql *q, struct bytes what, bool *ret_there, struct stored_template *ret)
{
    struct stmt *s;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, what);
    if ((e = db_next(cx, s, ret_there)) || !*ret_there)
        return e;
    *ret = template_of(cx, s);
    db_end(s);
    return parse(cx, ret);
}

static enum err
load_or_fail(struct cx *cx, const struct sql *q, struct bytes what, struct stored_template **ret)
{
    struct stored_template *t = arena_new(cx->arena, struct stored_template);
    bool there;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = load(cx, q, what, &there, t)))
        return e;
    if (!there)
        return fail(&cx->why, ERR_NOT_FOUND, "no template '%.*s'",
                    BYTES_ARG(bytes_cut(what, 0, TEMPLATE_NAME_MAX_BYTES)));
    *ret = t;
    return OK;
}

enum err
template_load(struct cx *cx, struct bytes id, struct stored_template **ret)
{
    return load_or_fail(cx, &q_load, id, ret);
}

enum err
template_by_name(struct cx *cx, struct bytes name, struct stored_template **ret)
{
    return load_or_fail(cx, &q_by_name, name, ret);
}

enum err
template_list(struct cx *cx, struct stored_template **ret, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_i64(s, 1, TEMPLATES_MAX);
    struct stored_template *list = arena_new_n(cx->arena, struct stored_template, TEMPLATES_MAX);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = template_of(cx, s);
    for (uint32_t i = 0; i < n && !e; i++)
        e = parse(cx, &list[i]);
    *ret = list;
    *ret_count = n;
    return e;
}

/* ---- writing; each inside a transaction of its caller's ---- */

/* old or new may be NULL: made or removed. */
static enum err
log_change(struct cx *cx, const char *action, const struct stored_template *old, const struct stored_template *new)
{
    static const struct stored_template none;
    const struct stored_template *a = old ? old : &none, *b = new ? new : &none;
    struct audit_fields f = {.how = !old ? FIELDS_CREATED : !new ? FIELDS_REMOVED : FIELDS_CHANGED};
    audit_text(&f, "name", a->name, b->name);
    audit_text(&f, "text", a->text, b->text);
    audit_bool(&f, "builtin", a->builtin, b->builtin);
    return audit_fields_add(cx, &f, action, (old ? a : b)->id, BYTES_NONE);
}

static enum err
write_row(struct cx *cx, const struct sql *q, const struct stored_template *t)
{
    struct stmt *s;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, t->id);
    db_text(s, 2, t->name);
    db_text(s, 3, t->title);
    db_text(s, 4, t->text);
    db_i64(s, 5, t->builtin);
    db_i64(s, 6, cx->now_ms);
    return db_run(cx, s);
}

static enum err
create(struct cx *cx, struct stored_template *t)
{
    enum err e = parse(cx, t);
    if (e)
        return e;
    t->id = id_new(cx->arena, "tpl", cx->now_ms);
    t->title = t->parsed->title;
    t->created_ms = t->updated_ms = cx->now_ms;
    t->version = 1;
    if ((e = write_row(cx, &q_create, t)))
        return e;
    return log_change(cx, "template.create", NULL, t);
}

static enum err
store(struct cx *cx, const struct stored_template *old, struct stored_template *t)
{
    enum err e = parse(cx, t);
    if (e)
        return e;
    if (bytes_eq(old->name, t->name) && bytes_eq(old->text, t->text) && old->builtin == t->builtin)
        return OK;
    t->title = t->parsed->title;
    t->updated_ms = cx->now_ms;
    t->version++;
    if ((e = write_row(cx, &q_update, t)))
        return e;
    return log_change(cx, "template.update", old, t);
}

/* ---- the program's own ---- */

static enum err
sync_one(struct cx *cx, const struct builtin_template *b)
{
    struct stored_template old, t;
    bool there;
    enum err e = load(cx, &q_by_name, bytes_of(b->name), &there, &old);
    if (e)
        return e;
    t = (struct stored_template){.name = bytes_of(b->name), .text = {b->text, b->bytes}, .builtin = true};
    if (!there)
        return create(cx, &t);
    if (!old.builtin)
        return OK;
    t = old;
    t.text = (struct bytes){b->text, b->bytes};
    return store(cx, &old, &t);
}

/* Looked at first: whoever has nothing to write needs neither the write lock nor room on the disk. */
static enum err
are_current(struct cx *cx, bool *ret)
{
    *ret = true;
    for (const struct builtin_template *b = builtin_templates; b->name && *ret; b++) {
        struct stored_template t;
        bool there;
        enum err e = load(cx, &q_by_name, bytes_of(b->name), &there, &t);
        if (e)
            return e;
        *ret = there && (!t.builtin || bytes_eq(t.text, (struct bytes){b->text, b->bytes}));
    }
    return OK;
}

enum err
templates_sync(struct cx *cx)
{
    bool current;
    enum err e = are_current(cx, &current);
    if (e || current || (e = db_begin(cx)))
        return e;
    for (const struct builtin_template *b = builtin_templates; b->name && !e; b++)
        e = sync_one(cx, b);
    return db_finish(cx, e);
}

/* ---- people's ---- */

static enum err
check_name(struct cx *cx, struct bytes *name)
{
    enum err e = field_line(cx, "name", name, 1, TEMPLATE_NAME_MAX_BYTES);
    if (e)
        return e;
    for (size_t i = 0; i < name->n; i++)
        if (!ascii_is_alnum(name->p[i]) && name->p[i] != '-' && name->p[i] != '_')
            return fail(&cx->why, ERR_INVALID, "name must be letters, digits, '-' and '_'");
    return OK;
}

static enum err
check_free(struct cx *cx, struct bytes name)
{
    struct stored_template other;
    bool there;
    enum err e = load(cx, &q_by_name, name, &there, &other);
    if (!e && there)
        return fail(&cx->why, ERR_CONFLICT, "there is a template '%.*s' already", BYTES_ARG(name));
    return e;
}

static enum err
check_room(struct cx *cx)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_count, &s);
    if (e || (e = db_next(cx, s, &row)))
        return e;
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n < TEMPLATES_MAX ? OK : fail(&cx->why, ERR_LIMIT, "there are %d templates already", TEMPLATES_MAX);
}

enum err
template_create(struct cx *cx, struct bytes name, struct bytes text, struct stored_template **ret)
{
    struct stored_template *t = arena_new(cx->arena, struct stored_template);
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = check_name(cx, &name)) || (e = db_begin(cx)))
        return e;
    *t = (struct stored_template){.name = name, .text = text};
    if (!(e = check_free(cx, name)) && !(e = check_room(cx)))
        e = create(cx, t);
    if ((e = db_finish(cx, e)))
        return e;
    *ret = t;
    return OK;
}

static enum err
update(struct cx *cx, struct bytes id, const struct template_edit *edit, struct stored_template *ret)
{
    struct stored_template *old;
    enum err e = template_load(cx, id, &old);
    if (e)
        return e;
    cx->current_version = old->version;
    if (edit->version && edit->version != old->version)
        return fail(&cx->why, ERR_STALE, "somebody changed the template meanwhile: it is at version %lld, not %lld",
                    (long long)old->version, (long long)edit->version);
    *ret = *old;
    if (edit->name.p) {
        ret->name = edit->name;
        if ((e = check_name(cx, &ret->name)))
            return e;
        bool renamed = !bytes_eq(ret->name, old->name);
        if (renamed && builtin(old->name))
            return fail(&cx->why, ERR_CONFLICT, "'%.*s' is one of the program's own and keeps its name; make a copy",
                        BYTES_ARG(old->name));
        if (renamed && (e = check_free(cx, ret->name)))
            return e;
    }
    if (edit->text.p && !bytes_eq(edit->text, old->text)) {
        ret->text = edit->text;
        ret->builtin = false;
    }
    return store(cx, old, ret);
}

enum err
template_update(struct cx *cx, struct bytes id, const struct template_edit *edit, struct stored_template **ret)
{
    struct stored_template *t = arena_new(cx->arena, struct stored_template);
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, update(cx, id, edit, t))))
        return e;
    *ret = t;
    return OK;
}

static enum err
delete_it(struct cx *cx, struct bytes id)
{
    struct stored_template *old;
    struct stmt *s;
    enum err e = template_load(cx, id, &old);
    if (e)
        return e;
    const struct builtin_template *b = builtin(old->name);
    if (b && old->builtin)
        return fail(&cx->why, ERR_CONFLICT, "'%.*s' is one of the program's own; it can be edited, not deleted",
                    BYTES_ARG(old->name));
    if (b) {
        struct stored_template t = *old;
        t.text = (struct bytes){b->text, b->bytes};
        t.builtin = true;
        return store(cx, old, &t);
    }
    if ((e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return log_change(cx, "template.delete", old, NULL);
}

enum err
template_delete(struct cx *cx, struct bytes id)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, delete_it(cx, id));
}

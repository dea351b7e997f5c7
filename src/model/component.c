/* Components. All SQL on table `component` but for joins that show its name is the block below. */
#include "component.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"
#include "team.h"

#define COLS                                                                                                           \
    "c.id, c.name, coalesce(c.parent_id, ''), coalesce(p.name, ''), coalesce(c.team_id, ''), coalesce(t.name, ''), "   \
    "c.legacy, c.about, c.created_ms, c.version from component c left join component p on p.id = c.parent_id "         \
    "left join team t on t.id = c.team_id "
static const struct sql q_load = {"component_load", "select " COLS "where c.id = $1"},
                        q_list = {"component_list", "select " COLS "order by lower(c.name), c.id limit $1"},
                        q_count = {"component_count", "select count(*) from component"},
                        q_beside = {"component_beside",
                                    "select id from component where coalesce(parent_id, '') = $1 and name = $2"},
                        q_parent = {"component_parent", "select coalesce(parent_id, '') from component where id = $1"},
                        q_height = {"component_height",
                                    "with recursive below(id, depth) as (select id, 1 from component where id = $1 "
                                    "union all select c.id, b.depth + 1 from component c join below b "
                                    "on c.parent_id = b.id where b.depth <= $2) select max(depth) from below"},
                        q_create = {"component_create",
                                    "insert into component(id, name, parent_id, team_id, legacy, about, created_ms) "
                                    "values($1, $2, $3, $4, $5, $6, $7)"},
                        q_update = {"component_update",
                                    "update component set name = $2, parent_id = $3, team_id = $4, legacy = $5, "
                                    "about = $6, version = version + 1 where id = $1"},
                        q_incidents = {"component_incidents",
                                       "select count(*) from incident_component where component_id = $1"},
                        q_children = {"component_children", "select count(*) from component where parent_id = $1"},
                        q_delete = {"component_delete", "delete from component where id = $1"};

static struct component
component_from_row(struct cx *cx, struct stmt *s)
{
    return (struct component){.id = col_text(cx, s, 0),
                              .name = col_text(cx, s, 1),
                              .parent_id = col_text(cx, s, 2),
                              .parent_name = col_text(cx, s, 3),
                              .team_id = col_text(cx, s, 4),
                              .team_name = col_text(cx, s, 5),
                              .legacy = col_i64(s, 6) != 0,
                              .about = col_text(cx, s, 7),
                              .created_ms = col_i64(s, 8),
                              .version = col_i64(s, 9)};
}

/* ---- read ---- */

enum err
component_load(struct cx *cx, struct bytes id, struct component **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no component '%.*s'", BYTES_ARG(id));
    *ret = arena_new(cx->arena, struct component);
    **ret = component_from_row(cx, s);
    db_end(s);
    return OK;
}

/* A query that gives one number; key: its $1, when it has one. */
static enum err
number_of(struct cx *cx, const struct sql *q, const struct bytes *key, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    if (key)
        db_text(s, 1, *key);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_i64(s, 0) : 0;
    db_end(s);
    return OK;
}

enum err
component_list(struct cx *cx, struct component **ret, uint32_t *ret_count)
{
    int64_t count;
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = number_of(cx, &q_count, NULL, &count)) || (e = db_query(cx, &q_list, &s)))
        return e;
    struct component *list = arena_new_n(cx->arena, struct component, (size_t)count);
    db_i64(s, 1, count);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = component_from_row(cx, s);
    if (e)
        return e;
    *ret = list;
    *ret_count = n;
    return OK;
}

/* ---- the tree ---- */

static enum err
parent_of(struct cx *cx, struct bytes id, struct bytes *ret, bool *ret_found)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_parent, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, ret_found)))
        return e;
    *ret = *ret_found ? col_text(cx, s, 0) : BYTES_NONE;
    db_end(s);
    return OK;
}

/* Components from c downwards, on the longest way: 1 when nothing stands below it, or when it is new. */
static enum err
height_of(struct cx *cx, const struct component *c, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_height, &s);
    if (e)
        return e;
    db_text(s, 1, c->id);
    db_i64(s, 2, COMPONENT_DEPTH_MAX);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row && !col_is_null(s, 0) ? col_i64(s, 0) : 1;
    db_end(s);
    return OK;
}

static enum err
check_tree(struct cx *cx, const struct component *c)
{
    struct bytes at = c->parent_id;
    int64_t height = 1;
    enum err e = height_of(cx, c, &height);
    for (int64_t depth = height; at.n && !e; depth++) {
        bool found;
        if (bytes_eq(at, c->id))
            return fail(&cx->why, ERR_INVALID, "parent_id: a component cannot stand below itself");
        if (depth == COMPONENT_DEPTH_MAX)
            return fail(&cx->why, ERR_INVALID, "parent_id: components are at most %d deep", COMPONENT_DEPTH_MAX);
        struct bytes child = at;
        e = parent_of(cx, child, &at, &found);
        if (!e && !found)
            return fail(&cx->why, ERR_INVALID, "parent_id: there is no component '%.*s'", BYTES_ARG(child));
    }
    return e;
}

/* ---- write ---- */

static enum err
refuse_taken(struct cx *cx, const struct component *c)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_beside, &s);
    if (e)
        return e;
    db_text(s, 1, c->parent_id);
    db_text(s, 2, c->name);
    if ((e = db_next(cx, s, &row)))
        return e;
    bool taken = row && !bytes_eq(col_text(cx, s, 0), c->id);
    db_end(s);
    if (taken)
        return fail(&cx->why, ERR_CONFLICT, "there is a component '%.*s' in that place already", BYTES_ARG(c->name));
    return OK;
}

/* Checks what `c` is to become. */
static enum err
check(struct cx *cx, struct component *c)
{
    struct team *team;
    enum err e = field_line(cx, "name", &c->name, 1, COMPONENT_NAME_MAX_BYTES);
    if (!e)
        e = field_text(cx, "about", c->about, COMPONENT_ABOUT_MAX_BYTES);
    if (!e && c->team_id.n && (e = team_load(cx, c->team_id, &team)) == ERR_NOT_FOUND)
        e = fail(&cx->why, ERR_INVALID, "team_id: there is no team '%.*s'", BYTES_ARG(c->team_id));
    if (!e)
        e = check_tree(cx, c);
    return e ? e : refuse_taken(cx, c);
}

static enum err
audit_component(struct cx *cx, enum fields_how how, const char *action, const struct component *was,
                const struct component *is)
{
    struct audit_fields f = {.how = how};
    audit_text(&f, "name", was->name, is->name);
    audit_text(&f, "parent_id", was->parent_id, is->parent_id);
    audit_text(&f, "team_id", was->team_id, is->team_id);
    audit_bool(&f, "legacy", was->legacy, is->legacy);
    audit_text(&f, "about", was->about, is->about);
    return audit_fields_add(cx, &f, action, is->id, BYTES_NONE);
}

static void
put_id(struct stmt *s, int n, struct bytes id)
{
    if (id.n)
        db_text(s, n, id);
    else
        db_null(s, n);
}

static enum err
store(struct cx *cx, const struct component *c, bool is_new)
{
    struct stmt *s;
    enum err e = db_query(cx, is_new ? &q_create : &q_update, &s);
    if (e)
        return e;
    db_text(s, 1, c->id);
    db_text(s, 2, c->name);
    put_id(s, 3, c->parent_id);
    put_id(s, 4, c->team_id);
    db_i64(s, 5, c->legacy);
    db_text(s, 6, c->about);
    if (is_new)
        db_i64(s, 7, cx->now_ms);
    return db_run(cx, s);
}

static void
apply(struct component *c, const struct component_edit *in)
{
    if (in->name.p)
        c->name = in->name;
    if (in->about.p)
        c->about = in->about;
    if (in->has_parent)
        c->parent_id = in->parent_id;
    if (in->has_team)
        c->team_id = in->team_id;
    if (in->has_legacy)
        c->legacy = in->legacy;
}

static enum err
create(struct cx *cx, const struct component_edit *in, struct component **ret)
{
    static const struct component none;
    struct component c = {.id = id_new(cx->arena, "cmp", cx->now_ms)};
    int64_t count;
    enum err e = need(cx, ROLE_EDITOR);
    apply(&c, in);
    if (e || (e = check(cx, &c)) || (e = number_of(cx, &q_count, NULL, &count)))
        return e;
    if (count >= COMPONENTS_MAX)
        return fail(&cx->why, ERR_LIMIT, "there are %d components already, which is the most", COMPONENTS_MAX);
    if ((e = store(cx, &c, true)) || (e = audit_component(cx, FIELDS_CREATED, "component.create", &none, &c)))
        return e;
    return component_load(cx, c.id, ret);
}

enum err
component_create(struct cx *cx, const struct component_edit *in, struct component **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, create(cx, in, ret));
}

static enum err
update(struct cx *cx, struct bytes id, const struct component_edit *in, struct component **ret)
{
    struct component *was;
    const struct change *before = cx->changes;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = component_load(cx, id, &was)))
        return e;
    cx->current_version = was->version;
    if (in->version && in->version != was->version)
        return fail(&cx->why, ERR_STALE, "somebody changed this component first (it is at version %lld)",
                    (long long)was->version);
    struct component is = *was;
    apply(&is, in);
    if ((e = check(cx, &is)) || (e = audit_component(cx, FIELDS_CHANGED, "component.update", was, &is)))
        return e;
    if (cx->changes == before) { // nothing differs: no entry, no new version
        *ret = was;
        return OK;
    }
    e = store(cx, &is, false);
    return e ? e : component_load(cx, id, ret);
}

enum err
component_update(struct cx *cx, struct bytes id, const struct component_edit *in, struct component **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, update(cx, id, in, ret));
}

static enum err
remove_component(struct cx *cx, struct bytes id)
{
    struct component *was;
    int64_t incidents, children;
    struct stmt *s;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = component_load(cx, id, &was)) || (e = number_of(cx, &q_incidents, &id, &incidents)) ||
        (e = number_of(cx, &q_children, &id, &children)))
        return e;
    if (incidents)
        return fail(&cx->why, ERR_CONFLICT,
                    "%.*s is named by %lld incidents; take it out of them first, or mark it as "
                    "legacy",
                    BYTES_ARG(was->name), (long long)incidents);
    if (children)
        return fail(&cx->why, ERR_CONFLICT, "%lld components stand below %.*s; move or delete them first",
                    (long long)children, BYTES_ARG(was->name));
    if ((e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return audit_component(cx, FIELDS_REMOVED, "component.delete", was, was);
}

enum err
component_delete(struct cx *cx, struct bytes id)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, remove_component(cx, id));
}

/* Teams. All SQL on table `team` but for joins that show its name is the block below. */
#include "team.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"

#define COLS "id, name, about, created_ms, version"
static const struct sql q_load = {"team_load", "select " COLS " from team where id = $1"},
                        q_list = {"team_list", "select " COLS " from team order by lower(name), id limit $1"},
                        q_count = {"team_count", "select count(*) from team"},
                        q_by_name = {"team_by_name", "select id from team where name = $1"},
                        q_create = {"team_create",
                                    "insert into team(id, name, about, created_ms) values($1, $2, $3, $4)"},
                        q_update = {"team_update",
                                    "update team set name = $2, about = $3, version = version + 1 where id = $1"},
                        q_delete = {"team_delete", "delete from team where id = $1"};

static struct team
team_from_row(struct cx *cx, struct stmt *s)
{
    return (struct team){.id = col_text(cx, s, 0),
                         .name = col_text(cx, s, 1),
                         .about = col_text(cx, s, 2),
                         .created_ms = col_i64(s, 3),
                         .version = col_i64(s, 4)};
}

enum err
team_load(struct cx *cx, struct bytes id, struct team **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no team '%.*s'", BYTES_ARG(id));
    *ret = arena_new(cx->arena, struct team);
    **ret = team_from_row(cx, s);
    db_end(s);
    return OK;
}

static enum err
count_of(struct cx *cx, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_count, &s);
    if (e || (e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_i64(s, 0) : 0;
    db_end(s);
    return OK;
}

enum err
team_list(struct cx *cx, struct team **ret, uint32_t *ret_count)
{
    int64_t count;
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = count_of(cx, &count)) || (e = db_query(cx, &q_list, &s)))
        return e;
    struct team *teams = arena_new_n(cx->arena, struct team, (size_t)count);
    db_i64(s, 1, count);
    while (!(e = db_next(cx, s, &row)) && row)
        teams[n++] = team_from_row(cx, s);
    if (e)
        return e;
    *ret = teams;
    *ret_count = n;
    return OK;
}

enum err
team_id_of_name(struct cx *cx, struct bytes name, struct bytes *ret_id)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_by_name, &s);
    if (e)
        return e;
    db_text(s, 1, name);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret_id = row ? col_text(cx, s, 0) : BYTES_NONE;
    db_end(s);
    return OK;
}

/* Checks what `t` is to become. */
static enum err
check(struct cx *cx, struct team *t)
{
    struct bytes other;
    enum err e = field_line(cx, "name", &t->name, 1, TEAM_NAME_MAX_BYTES);
    if (!e)
        e = field_text(cx, "about", t->about, TEAM_ABOUT_MAX_BYTES);
    if (!e)
        e = team_id_of_name(cx, t->name, &other);
    if (!e && other.n && !bytes_eq(other, t->id))
        e = fail(&cx->why, ERR_CONFLICT, "there is a team '%.*s' already", BYTES_ARG(t->name));
    return e;
}

static enum err
audit_team(struct cx *cx, enum fields_how how, const char *action, const struct team *was, const struct team *is)
{
    struct audit_fields f = {.how = how};
    audit_text(&f, "name", was->name, is->name);
    audit_text(&f, "about", was->about, is->about);
    return audit_fields_add(cx, &f, action, is->id, BYTES_NONE);
}

static enum err
create(struct cx *cx, const struct team_edit *in, struct team **ret)
{
    static const struct team none;
    struct team t = {.id = id_new(cx->arena, "team", cx->now_ms), .name = in->name, .about = in->about};
    int64_t count;
    struct stmt *s;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = check(cx, &t)) || (e = count_of(cx, &count)))
        return e;
    if (count >= TEAMS_MAX)
        return fail(&cx->why, ERR_LIMIT, "there are %d teams already, which is the most", TEAMS_MAX);
    if ((e = db_query(cx, &q_create, &s)))
        return e;
    db_text(s, 1, t.id);
    db_text(s, 2, t.name);
    db_text(s, 3, t.about);
    db_i64(s, 4, cx->now_ms);
    if ((e = db_run(cx, s)) || (e = audit_team(cx, FIELDS_CREATED, "team.create", &none, &t)))
        return e;
    return team_load(cx, t.id, ret);
}

enum err
team_create(struct cx *cx, const struct team_edit *in, struct team **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, create(cx, in, ret));
}

static enum err
update(struct cx *cx, struct bytes id, const struct team_edit *in, struct team **ret)
{
    struct team *was;
    struct stmt *s;
    const struct change *before = cx->changes;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = team_load(cx, id, &was)))
        return e;
    cx->current_version = was->version;
    if (in->version && in->version != was->version)
        return fail(&cx->why, ERR_STALE, "somebody changed this team first (it is at version %lld)",
                    (long long)was->version);
    struct team is = *was;
    is.name = in->name.p ? in->name : was->name;
    is.about = in->about.p ? in->about : was->about;
    if ((e = check(cx, &is)) || (e = audit_team(cx, FIELDS_CHANGED, "team.update", was, &is)))
        return e;
    if (cx->changes == before) { // nothing differs: no entry, no new version
        *ret = was;
        return OK;
    }
    if ((e = db_query(cx, &q_update, &s)))
        return e;
    db_text(s, 1, id);
    db_text(s, 2, is.name);
    db_text(s, 3, is.about);
    e = db_run(cx, s);
    return e ? e : team_load(cx, id, ret);
}

enum err
team_update(struct cx *cx, struct bytes id, const struct team_edit *in, struct team **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, update(cx, id, in, ret));
}

static enum err
remove_team(struct cx *cx, struct bytes id)
{
    struct team *was;
    struct stmt *s;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = team_load(cx, id, &was)) || (e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return audit_team(cx, FIELDS_REMOVED, "team.delete", was, was);
}

enum err
team_delete(struct cx *cx, struct bytes id)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, remove_team(cx, id));
}

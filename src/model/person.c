/* People. All SQL on tables `person` and `person_handle` is the block below. Taking over a table: person_import.c. */
#include "person.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"
#include "team.h"

#include <stdlib.h>
#include <string.h>

#define COLS                                                                                                           \
    "p.id, p.name, p.role, coalesce(p.team_id, ''), coalesce(t.name, ''), coalesce(p.user_id, ''), "                   \
    "coalesce(u.name, ''), p.created_ms, p.version from person p left join team t on t.id = p.team_id "                \
    "left join user u on u.id = p.user_id "
static const struct sql q_load = {"person_load", "select " COLS "where p.id = $1"},
                        q_list = {"person_list", "select " COLS "order by lower(p.name), p.id limit $1"},
                        q_count = {"person_count", "select count(*) from person"},
                        q_handles = {"person_handles",
                                     "select handle from person_handle where person_id = $1 order by handle"},
                        q_all_handles = {"person_all_handles",
                                         "select h.person_id, h.handle from person_handle h join person p "
                                         "on p.id = h.person_id order by lower(p.name), p.id, h.handle"},
                        q_handle_of = {"person_handle_of",
                                       "select p.id, p.name from person_handle h join person p on p.id = h.person_id "
                                       "where h.handle = $1"},
                        q_create = {"person_create", "insert into person(id, name, role, team_id, user_id, created_ms) "
                                                     "values($1, $2, $3, $4, $5, $6)"},
                        q_update = {"person_update",
                                    "update person set name = $2, role = $3, team_id = $4, user_id = $5, "
                                    "version = version + 1 where id = $1"},
                        q_delete = {"person_delete", "delete from person where id = $1"},
                        q_drop_handles = {"person_drop_handles", "delete from person_handle where person_id = $1"},
                        q_add_handle = {"person_add_handle",
                                        "insert into person_handle(handle, person_id) values($1, $2)"};

static struct person_record
person_from_row(struct cx *cx, struct stmt *s)
{
    return (struct person_record){.id = col_text(cx, s, 0),
                                  .name = col_text(cx, s, 1),
                                  .role = col_text(cx, s, 2),
                                  .team_id = col_text(cx, s, 3),
                                  .team_name = col_text(cx, s, 4),
                                  .user_id = col_text(cx, s, 5),
                                  .user_name = col_text(cx, s, 6),
                                  .created_ms = col_i64(s, 7),
                                  .version = col_i64(s, 8)};
}

/* ---- read ---- */

static enum err
load_handles(struct cx *cx, struct person_record *p)
{
    struct bytes *handles = arena_new_n(cx->arena, struct bytes, PERSON_HANDLES_MAX);
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_handles, &s);
    if (e)
        return e;
    db_text(s, 1, p->id);
    while (!(e = db_next(cx, s, &row)) && row && p->handle_count < PERSON_HANDLES_MAX)
        handles[p->handle_count++] = col_text(cx, s, 0);
    db_end(s);
    p->handles = handles;
    return e;
}

enum err
person_load(struct cx *cx, struct bytes id, struct person_record **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no person '%.*s'", BYTES_ARG(id));
    struct person_record *p = arena_new(cx->arena, struct person_record);
    *p = person_from_row(cx, s);
    db_end(s);
    if ((e = load_handles(cx, p)))
        return e;
    *ret = p;
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

/* All handles in the order of the persons, each list sorted. */
static enum err
list_handles(struct cx *cx, struct person_record *persons, uint32_t count)
{
    struct bytes *room = NULL;
    struct stmt *s;
    bool row;
    uint32_t at = 0;
    enum err e = db_query(cx, &q_all_handles, &s);
    while (!e && !(e = db_next(cx, s, &row)) && row) {
        struct bytes id = col_text(cx, s, 0);
        while (at < count && !bytes_eq(persons[at].id, id))
            at++;
        if (at == count)
            break; // came after the persons were listed
        struct person_record *p = &persons[at];
        if (!p->handle_count)
            p->handles = room = arena_new_n(cx->arena, struct bytes, PERSON_HANDLES_MAX);
        if (p->handle_count < PERSON_HANDLES_MAX)
            room[p->handle_count++] = col_text(cx, s, 1);
    }
    if (!e)
        db_end(s);
    return e;
}

static enum err
list(struct cx *cx, struct person_record **ret, uint32_t *ret_count)
{
    int64_t count;
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = count_of(cx, &count);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    struct person_record *persons = arena_new_n(cx->arena, struct person_record, (size_t)count);
    db_i64(s, 1, count);
    while (!(e = db_next(cx, s, &row)) && row)
        persons[n++] = person_from_row(cx, s);
    if (e || (e = list_handles(cx, persons, n)))
        return e;
    *ret = persons;
    *ret_count = n;
    return OK;
}

enum err
person_list(struct cx *cx, struct person_record **ret, uint32_t *ret_count)
{
    enum err e = need(cx, ROLE_READER);
    return e ? e : list(cx, ret, ret_count);
}

enum err
people_of_record(struct cx *cx, struct people *ret)
{
    struct person_record *persons;
    uint32_t count, n = 0;
    size_t rows = 0;
    enum err e = list(cx, &persons, &count);
    if (e)
        return e;
    for (uint32_t i = 0; i < count; i++)
        rows += persons[i].handle_count ? persons[i].handle_count : 1;
    struct person *out = arena_new_n(cx->arena, struct person, rows);
    for (uint32_t i = 0; i < count; i++) {
        const struct person_record *p = &persons[i];
        for (uint32_t h = 0; h < p->handle_count || !h; h++)
            out[n++] = (struct person){.name = p->name,
                                       .handle = h < p->handle_count ? p->handles[h] : BYTES_NONE,
                                       .team = p->team_name,
                                       .role = p->role};
    }
    people_init(ret, cx->arena, out, n);
    return OK;
}

/* ---- write ---- */

static int
compare(const void *a, const void *b)
{
    return bytes_cmp(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* Handles in their stored form, sorted, each once. */
static enum err
check_handles(struct cx *cx, struct person_record *p)
{
    if (p->handle_count > PERSON_HANDLES_MAX)
        return fail(&cx->why, ERR_LIMIT, "handles: a person has at most %d", PERSON_HANDLES_MAX);
    struct bytes *handles = arena_new_n(cx->arena, struct bytes, p->handle_count ? p->handle_count : 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->handle_count; i++) {
        struct bytes h = bytes_trim(p->handles[i]);
        if (bytes_starts(h, "@"))
            h = bytes_from(h, 1);
        enum err e = field_line(cx, "handles", &h, 1, PERSON_HANDLE_MAX_BYTES);
        if (e)
            return e;
        handles[i] = field_lower(cx, h);
    }
    qsort(handles, p->handle_count, sizeof *handles, compare);
    for (uint32_t i = 0; i < p->handle_count; i++)
        if (!i || !bytes_eq(handles[i], handles[i - 1]))
            handles[n++] = handles[i];
    p->handles = handles;
    p->handle_count = n;
    return OK;
}

static enum err
refuse_taken(struct cx *cx, const struct person_record *p)
{
    for (uint32_t i = 0; i < p->handle_count; i++) {
        struct stmt *s;
        bool row;
        enum err e = db_query(cx, &q_handle_of, &s);
        if (e)
            return e;
        db_text(s, 1, p->handles[i]);
        if ((e = db_next(cx, s, &row)))
            return e;
        struct bytes id = row ? col_text(cx, s, 0) : BYTES_NONE, name = row ? col_text(cx, s, 1) : BYTES_NONE;
        db_end(s);
        if (row && !bytes_eq(id, p->id))
            return fail(&cx->why, ERR_CONFLICT, "the handle %.*s is that of %.*s", BYTES_ARG(p->handles[i]),
                        BYTES_ARG(name));
    }
    return OK;
}

/* Checks what `p` is to become. */
static enum err
check(struct cx *cx, struct person_record *p)
{
    struct team *team;
    struct user *user;
    enum err e = field_line(cx, "name", &p->name, 1, PERSON_NAME_MAX_BYTES);
    if (!e)
        e = field_line(cx, "role", &p->role, 0, PERSON_ROLE_MAX_BYTES);
    if (!e)
        e = check_handles(cx, p);
    if (!e)
        e = refuse_taken(cx, p);
    if (!e && p->team_id.n && (e = team_load(cx, p->team_id, &team)) == ERR_NOT_FOUND)
        e = fail(&cx->why, ERR_INVALID, "team_id: there is no team '%.*s'", BYTES_ARG(p->team_id));
    if (!e && p->user_id.n && (e = user_load(cx, p->user_id, &user)) == ERR_NOT_FOUND)
        e = fail(&cx->why, ERR_INVALID, "user_id: there is no account '%.*s'", BYTES_ARG(p->user_id));
    return e;
}

static struct bytes
joined(struct cx *cx, const struct person_record *p)
{
    struct buf b = {0};
    for (uint32_t i = 0; i < p->handle_count; i++) {
        buf_puts(&b, i ? ", " : "");
        buf_add(&b, p->handles[i]);
    }
    struct bytes all = bytes_dup(cx->arena, buf_bytes(&b));
    buf_done(&b);
    return all;
}

static enum err
audit_person(struct cx *cx, enum fields_how how, const char *action, const struct person_record *was,
             const struct person_record *is)
{
    struct audit_fields f = {.how = how};
    audit_text(&f, "name", was->name, is->name);
    audit_text(&f, "role", was->role, is->role);
    audit_text(&f, "team_id", was->team_id, is->team_id);
    audit_text(&f, "user_id", was->user_id, is->user_id);
    audit_text(&f, "handles", joined(cx, was), joined(cx, is));
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
store_handles(struct cx *cx, const struct person_record *p)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_drop_handles, &s);
    if (e)
        return e;
    db_text(s, 1, p->id);
    e = db_run(cx, s);
    for (uint32_t i = 0; i < p->handle_count && !e; i++) {
        if ((e = db_query(cx, &q_add_handle, &s)))
            break;
        db_text(s, 1, p->handles[i]);
        db_text(s, 2, p->id);
        e = db_run(cx, s);
    }
    return e;
}

static enum err
store(struct cx *cx, const struct person_record *p, bool is_new)
{
    struct stmt *s;
    enum err e = db_query(cx, is_new ? &q_create : &q_update, &s);
    if (e)
        return e;
    db_text(s, 1, p->id);
    db_text(s, 2, p->name);
    db_text(s, 3, p->role);
    put_id(s, 4, p->team_id);
    put_id(s, 5, p->user_id);
    if (is_new)
        db_i64(s, 6, cx->now_ms);
    e = db_run(cx, s);
    return e ? e : store_handles(cx, p);
}

static void
apply(struct person_record *p, const struct person_edit *in)
{
    if (in->name.p)
        p->name = in->name;
    if (in->role.p)
        p->role = in->role;
    if (in->has_team)
        p->team_id = in->team_id;
    if (in->has_user)
        p->user_id = in->user_id;
    if (in->has_handles) {
        p->handles = in->handles;
        p->handle_count = in->handle_count;
    }
}

static enum err
create(struct cx *cx, const struct person_edit *in, struct person_record **ret)
{
    static const struct person_record none;
    struct person_record p = {.id = id_new(cx->arena, "per", cx->now_ms)};
    int64_t count;
    enum err e = need(cx, ROLE_EDITOR);
    apply(&p, in);
    if (e || (e = check(cx, &p)) || (e = count_of(cx, &count)))
        return e;
    if (count >= PEOPLE_MAX)
        return fail(&cx->why, ERR_LIMIT, "there are %d people already, which is the most", PEOPLE_MAX);
    if ((e = store(cx, &p, true)) || (e = audit_person(cx, FIELDS_CREATED, "person.create", &none, &p)))
        return e;
    return person_load(cx, p.id, ret);
}

enum err
person_create(struct cx *cx, const struct person_edit *in, struct person_record **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, create(cx, in, ret));
}

static enum err
update(struct cx *cx, struct bytes id, const struct person_edit *in, struct person_record **ret)
{
    struct person_record *was;
    const struct change *before = cx->changes;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = person_load(cx, id, &was)))
        return e;
    cx->current_version = was->version;
    if (in->version && in->version != was->version)
        return fail(&cx->why, ERR_STALE, "somebody changed this person first (at version %lld)",
                    (long long)was->version);
    struct person_record is = *was;
    apply(&is, in);
    if ((e = check(cx, &is)) || (e = audit_person(cx, FIELDS_CHANGED, "person.update", was, &is)))
        return e;
    if (cx->changes == before) { // nothing differs: no entry, no new version
        *ret = was;
        return OK;
    }
    e = store(cx, &is, false);
    return e ? e : person_load(cx, id, ret);
}

enum err
person_update(struct cx *cx, struct bytes id, const struct person_edit *in, struct person_record **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, update(cx, id, in, ret));
}

static enum err
remove_person(struct cx *cx, struct bytes id)
{
    struct person_record *was;
    struct stmt *s;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = person_load(cx, id, &was)) || (e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return audit_person(cx, FIELDS_REMOVED, "person.delete", was, was);
}

enum err
person_delete(struct cx *cx, struct bytes id)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, remove_person(cx, id));
}

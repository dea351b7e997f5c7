/* Taking over a table of people. */
#include "../base/map.h"
#include "../fact/people_csv.h"
#include "field.h"
#include "person.h"
#include "team.h"

#include <assert.h>
#include <string.h>

/* Everybody, found by handle and by lower-case name. */
struct known {
    struct person_record *persons;
    uint32_t count;
    struct map by_handle, by_name; // number + 1
};

static void
index_person(struct cx *cx, struct known *k, uint32_t i)
{
    const struct person_record *p = &k->persons[i];
    for (uint32_t h = 0; h < p->handle_count; h++)
        *map_at(&k->by_handle, p->handles[h]) = i + 1;
    uint32_t *at = map_at(&k->by_name, field_lower(cx, p->name));
    if (!*at) // of two with the same name the first one counts
        *at = i + 1;
}

static enum err
known_load(struct cx *cx, uint32_t more, struct known *k)
{
    struct person_record *persons;
    enum err e = person_list(cx, &persons, &k->count);
    if (e)
        return e;
    k->persons = arena_new_n(cx->arena, struct person_record, (size_t)k->count + more);
    if (k->count)
        memcpy(k->persons, persons, k->count * sizeof *persons);
    for (uint32_t i = 0; i < k->count; i++)
        index_person(cx, k, i);
    return OK;
}

static struct bytes
handle_of(struct cx *cx, const struct person *row)
{
    struct bytes h = bytes_trim(row->handle);
    return field_lower(cx, bytes_starts(h, "@") ? bytes_from(h, 1) : h);
}

/* Who a line speaks of, or NULL. */
static struct person_record *
find(struct cx *cx, const struct known *k, const struct person *row, struct bytes handle)
{
    const uint32_t *n = handle.n ? map_find(&k->by_handle, handle) : NULL;
    if (!n && row->name.n)
        n = map_find(&k->by_name, field_lower(cx, bytes_trim(row->name)));
    return n ? &k->persons[*n - 1] : NULL;
}

static enum err
team_of(struct cx *cx, struct bytes name, struct bytes *ret_id)
{
    struct team *team;
    enum err e = team_id_of_name(cx, bytes_trim(name), ret_id);
    if (e || ret_id->n)
        return e;
    e = team_create(cx, &(struct team_edit){.name = name}, &team);
    if (!e)
        *ret_id = team->id;
    return e;
}

/* What a line says, as an edit of `was` (NULL: nobody yet). */
static enum err
edit_of(struct cx *cx, const struct person *row, const struct person_record *was, struct bytes handle,
        struct person_edit *ret)
{
    struct person_edit in = {0};
    uint32_t had = was ? was->handle_count : 0;
    bool has = false;
    in.name = row->name.n ? bytes_trim(row->name) : was ? BYTES_NONE : bytes_trim(row->handle);
    if (row->role.n)
        in.role = bytes_trim(row->role);
    if (row->team.n) {
        enum err e = team_of(cx, row->team, &in.team_id);
        if (e)
            return e;
        in.has_team = true;
    }
    for (uint32_t i = 0; i < had; i++)
        has |= bytes_eq(was->handles[i], handle);
    if (handle.n && !has) {
        struct bytes *handles = arena_new_n(cx->arena, struct bytes, had + 1);
        if (had)
            memcpy(handles, was->handles, had * sizeof *handles);
        handles[had] = handle;
        in.has_handles = true;
        in.handles = handles;
        in.handle_count = had + 1;
    }
    *ret = in;
    return OK;
}

static bool
changes(const struct person_record *was, const struct person_edit *in)
{
    return (in->name.p && !bytes_eq(in->name, was->name)) || (in->role.p && !bytes_eq(in->role, was->role)) ||
           (in->has_team && !bytes_eq(in->team_id, was->team_id)) || in->has_handles;
}

static enum err
take_row(struct cx *cx, struct known *k, const struct person *row, uint32_t *added, uint32_t *changed)
{
    struct bytes handle = handle_of(cx, row);
    struct person_record *was = find(cx, k, row, handle), *is;
    struct person_edit in;
    enum err e = edit_of(cx, row, was, handle, &in);
    if (e || (was && !changes(was, &in)))
        return e;
    e = was ? person_update(cx, was->id, &in, &is) : person_create(cx, &in, &is);
    if (e)
        return e;
    *(was ? changed : added) += 1;
    uint32_t at = was ? (uint32_t)(was - k->persons) : k->count++;
    assert(k->persons); // has room for every row of the table
    k->persons[at] = *is;
    index_person(cx, k, at);
    return OK;
}

enum err
person_import(struct cx *cx, struct bytes csv, uint32_t *ret_added, uint32_t *ret_changed)
{
    struct known k = {0};
    const struct person *rows;
    uint32_t count, added = 0, changed = 0;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = people_csv(cx->arena, csv, &rows, &count, &cx->why)) || (e = db_begin(cx)))
        return e;
    e = known_load(cx, count, &k);
    for (uint32_t i = 0; i < count && !e; i++)
        e = take_row(cx, &k, &rows[i], &added, &changed);
    map_done(&k.by_handle);
    map_done(&k.by_name);
    if ((e = db_finish(cx, e)))
        return e;
    *ret_added = added;
    *ret_changed = changed;
    return OK;
}

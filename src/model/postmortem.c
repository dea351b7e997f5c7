/*
 * Post-mortems: creating, reviewing, removing, listing. All SQL on tables `postmortem` and `postmortem_incident` is the
 * block below, but for the references that incident_load.c shows.
 */
#include "postmortem.h"

#include "../base/json_out.h"
#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"
#include "search.h"

#include <assert.h>
#include <stdio.h>

#define COLS                                                                                                           \
    "id, number, title, state, template, demo, created_ms, created_by, updated_ms, version, "                          \
    "(select count(*) from section s where s.postmortem_id = postmortem.id), "                                         \
    "(select count(*) from section s where s.postmortem_id = postmortem.id and s.body <> '')"
/* $1 cursor time, $2 cursor id, $3 pattern or '', $4 number, $5 limit */
#define PAGE                                                                                                           \
    "(updated_ms, id) < ($1, $2) and ($3 = '' or lower(title) like $3 escape '\\' or number = $4) "                    \
    "order by updated_ms desc, id desc limit $5"
// clang-format off
static const struct sql
    q_number = {"postmortem_number",
        "insert into counter(name, value) values('postmortem', 1) "
        "on conflict (name) do update set value = counter.value + 1 returning value"},
    q_create = {"postmortem_create",
        "insert into postmortem(id, number, title, state, template, demo, created_ms, created_by, updated_ms) "
        "values($1, $2, $3, $4, $5, $6, $7, $8, $7)"},
    q_load = {"postmortem_load", "select " COLS " from postmortem where id = $1"},
    q_id_of_number = {"postmortem_id_of_number", "select id from postmortem where number = $1"},
    q_list = {"postmortem_list", "select " COLS " from postmortem where " PAGE},
    q_list_state = {"postmortem_list_state", "select " COLS " from postmortem where state = $6 and " PAGE},
    q_list_unfinished = {"postmortem_list_unfinished",
        "select " COLS " from postmortem where state in ('draft', 'in review') and " PAGE},
    q_update = {"postmortem_update",
        "update postmortem set title = $2, state = $3, updated_ms = $4, version = version + 1 where id = $1"},
    q_touch = {"postmortem_touch", "update postmortem set updated_ms = $2 where id = $1"},
    q_delete = {"postmortem_delete", "delete from postmortem where id = $1"},
    q_incidents = {"postmortem_incidents",
        "select i.id, i.number, i.title, i.severity, i.state, i.started_ms, i.ended_ms from postmortem_incident p "
        "join incident i on i.id = p.incident_id where p.postmortem_id = $1 order by p.position"},
    q_incidents_clear = {"postmortem_incidents_clear", "delete from postmortem_incident where postmortem_id = $1"},
    q_incident_add = {"postmortem_incident_add",
        "insert into postmortem_incident(postmortem_id, incident_id, position) values($1, $2, $3)"};

static const char *const states[POSTMORTEM_STATE_MAX] = {
    [POSTMORTEM_DRAFT] = "draft",
    [POSTMORTEM_IN_REVIEW] = "in review",
    [POSTMORTEM_REVIEWED] = "reviewed",
    [POSTMORTEM_CLOSED] = "closed",
};

/* What may become of a state, and who may do that. */
static const struct {
    enum postmortem_state from, to;
    enum role least;
} moves[] = {
    {POSTMORTEM_DRAFT,     POSTMORTEM_IN_REVIEW, ROLE_EDITOR},
    {POSTMORTEM_IN_REVIEW, POSTMORTEM_DRAFT,     ROLE_EDITOR},
    {POSTMORTEM_IN_REVIEW, POSTMORTEM_REVIEWED,  ROLE_EDITOR},
    {POSTMORTEM_REVIEWED,  POSTMORTEM_IN_REVIEW, ROLE_EDITOR},
    {POSTMORTEM_REVIEWED,  POSTMORTEM_CLOSED,    ROLE_EDITOR},
    {POSTMORTEM_CLOSED,    POSTMORTEM_REVIEWED,  ROLE_ADMIN}, // what was closed is taken as final elsewhere
};
// clang-format on

const char *
postmortem_state_name(enum postmortem_state s)
{
    return states[s];
}

bool
postmortem_state_of_name(struct bytes name, enum postmortem_state *ret)
{
    for (int s = 0; s < POSTMORTEM_STATE_MAX; s++)
        if (bytes_is(name, states[s])) {
            *ret = (enum postmortem_state)s;
            return true;
        }
    return false;
}

struct postmortem_label
postmortem_label(int64_t number)
{
    struct postmortem_label l;
    snprintf(l.s, sizeof l.s, "PM-%lld", (long long)number);
    return l;
}

/* ---- reading ---- */

static struct postmortem
postmortem_of(struct cx *cx, struct stmt *s)
{
    struct postmortem pm = {
        .id = col_text(cx, s, 0),
        .number = col_i64(s, 1),
        .title = col_text(cx, s, 2),
        .template = col_text(cx, s, 4),
        .demo = col_i64(s, 5),
        .created_ms = col_i64(s, 6),
        .created_by = col_text(cx, s, 7),
        .updated_ms = col_i64(s, 8),
        .version = col_i64(s, 9),
        .sections = col_i64(s, 10),
        .filled = col_i64(s, 11),
    };
    postmortem_state_of_name(col_text(cx, s, 3), &pm.state);
    return pm;
}

static enum err
load_incidents(struct cx *cx, struct postmortem *pm)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_incidents, &s);
    if (e)
        return e;
    db_text(s, 1, pm->id);
    struct postmortem_incident *list = arena_new_n(cx->arena, struct postmortem_incident, POSTMORTEM_INCIDENTS_MAX);
    while (!(e = db_next(cx, s, &row)) && row) {
        assert(pm->incident_count < POSTMORTEM_INCIDENTS_MAX);
        struct postmortem_incident *in = &list[pm->incident_count++];
        *in = (struct postmortem_incident){.id = col_text(cx, s, 0),
                                           .number = col_i64(s, 1),
                                           .title = col_text(cx, s, 2),
                                           .severity = (int)col_i64(s, 3),
                                           .started_ms = col_i64(s, 5),
                                           .ended_ms = col_i64(s, 6)};
        incident_state_of_name(col_text(cx, s, 4), &in->state);
    }
    pm->incidents = list;
    return e;
}

enum err
postmortem_load(struct cx *cx, struct bytes id, struct postmortem **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no post-mortem '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    struct postmortem *pm = arena_new(cx->arena, struct postmortem);
    *pm = postmortem_of(cx, s);
    db_end(s);
    if ((e = load_incidents(cx, pm)))
        return e;
    *ret = pm;
    return OK;
}

static int64_t
number_of(struct bytes name)
{
    long long number = 0;
    return bytes_to_int(bytes_starts_nocase(name, "PM-") ? bytes_from(name, 3) : name, &number) ? number : 0;
}

enum err
postmortem_by_name(struct cx *cx, struct bytes name, struct postmortem **ret)
{
    int64_t number = number_of(name);
    struct stmt *s;
    bool row;
    if (!number)
        return postmortem_load(cx, name, ret);
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_id_of_number, &s)))
        return e;
    db_i64(s, 1, number);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no post-mortem %s", postmortem_label(number).s);
    struct bytes id = col_text(cx, s, 0);
    db_end(s);
    return postmortem_load(cx, id, ret);
}

/* "%text%" in lower case; what LIKE would take for a sign of its own is escaped. */
static struct bytes
pattern_of(struct cx *cx, struct bytes q)
{
    struct buf out = {0};
    for (size_t i = 0; i < q.n; i++) {
        if (q.p[i] == '%' || q.p[i] == '_' || q.p[i] == '\\')
            buf_putc(&out, '\\');
        buf_putc(&out, ascii_lower(q.p[i]));
    }
    struct bytes text = q.n ? bytes_printf(cx->arena, "%%%.*s%%", BYTES_ARG(buf_bytes(&out))) : BYTES_NONE;
    buf_done(&out);
    return text;
}

enum err
postmortem_list(struct cx *cx, const struct postmortem_filter *f, struct postmortem **ret, uint32_t *ret_count,
                bool *ret_more)
{
    uint32_t limit = !f->limit ? 50 : f->limit < POSTMORTEM_LIST_MAX ? f->limit : POSTMORTEM_LIST_MAX, n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (!e && f->q.n > POSTMORTEM_QUERY_MAX_BYTES)
        e = fail(&cx->why, ERR_INVALID, "q must be at most %d bytes long", POSTMORTEM_QUERY_MAX_BYTES);
    if (e || (e = db_query(cx, f->has_state ? &q_list_state : f->unfinished ? &q_list_unfinished : &q_list, &s)))
        return e;
    db_i64(s, 1, f->has_cursor ? f->cursor_ms : INT64_MAX);
    db_text(s, 2, f->has_cursor ? f->cursor_id : BYTES("~")); // behind every id
    db_text(s, 3, pattern_of(cx, f->q));
    db_i64(s, 4, number_of(f->q));
    db_i64(s, 5, (int64_t)limit + 1);
    if (f->has_state)
        db_text(s, 6, bytes_of(states[f->state]));
    struct postmortem *list = arena_new_n(cx->arena, struct postmortem, (size_t)limit + 1);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = postmortem_of(cx, s);
    *ret_more = n > limit;
    n -= *ret_more;
    for (uint32_t i = 0; i < n && !e; i++)
        e = load_incidents(cx, &list[i]);
    if (e)
        return e;
    *ret = list;
    *ret_count = n;
    return OK;
}

/* ---- the audit log and the search ---- */

static struct bytes
incident_names(struct cx *cx, const struct postmortem *pm)
{
    struct buf out = {0};
    for (uint32_t i = 0; i < pm->incident_count; i++)
        buf_printf(&out, "%s%s", i ? ", " : "", incident_label(pm->incidents[i].number).s);
    struct bytes names = bytes_dup(cx->arena, buf_bytes(&out));
    buf_done(&out);
    return names;
}

static enum err
log_change(struct cx *cx, const char *action, const struct postmortem *old, const struct postmortem *new)
{
    static const struct postmortem none;
    const struct postmortem *a = old ? old : &none, *b = new ? new : &none;
    struct audit_fields f = {.how = !old ? FIELDS_CREATED : !new ? FIELDS_REMOVED : FIELDS_CHANGED};
    struct bytes id = (old ? a : b)->id;
    audit_int(&f, "number", a->number, b->number);
    audit_text(&f, "title", a->title, b->title);
    audit_text(&f, "state", bytes_of(states[a->state]), bytes_of(states[b->state]));
    audit_text(&f, "template", a->template, b->template);
    audit_text(&f, "incidents", incident_names(cx, a), incident_names(cx, b));
    return audit_fields_add(cx, &f, action, id, id);
}

static enum err
index_it(struct cx *cx, const struct postmortem *pm)
{
    struct bytes body =
        bytes_printf(cx->arena, "%s\n%.*s", postmortem_label(pm->number).s, BYTES_ARG(incident_names(cx, pm)));
    return search_put(cx, &(struct search_item){.kind = SEARCH_SECTION,
                                                .id = pm->id,
                                                .parent = pm->id,
                                                .title = pm->title,
                                                .body = body,
                                                .ms = pm->created_ms});
}

/* ---- create ---- */

static enum err
check_incidents(struct cx *cx, const struct bytes *ids, uint32_t count)
{
    if (!count || count > POSTMORTEM_INCIDENTS_MAX)
        return fail(&cx->why, ERR_INVALID, "incident_ids must name 1 to %d incidents", POSTMORTEM_INCIDENTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < i; k++)
            if (bytes_eq(ids[i], ids[k]))
                return fail(&cx->why, ERR_INVALID, "incident_ids names an incident twice");
        if (incident_exists(cx, ids[i]) == ERR_NOT_FOUND)
            return fail(&cx->why, ERR_INVALID, "incident_ids: no incident '%.*s'",
                        BYTES_ARG(bytes_cut(ids[i], 0, ID_MAX_BYTES)));
    }
    return OK;
}

static enum err
put_incidents(struct cx *cx, struct bytes id, const struct bytes *ids, uint32_t count)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_incidents_clear, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    e = db_run(cx, s);
    for (uint32_t i = 0; i < count && !e; i++) {
        if ((e = db_query(cx, &q_incident_add, &s)))
            return e;
        db_text(s, 1, id);
        db_text(s, 2, ids[i]);
        db_i64(s, 3, i + 1);
        e = db_run(cx, s);
    }
    return e;
}

static enum err
next_number(struct cx *cx, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_number, &s);
    if (e || (e = db_next(cx, s, &row)))
        return e;
    assert(row);
    *ret = col_i64(s, 0);
    db_end(s);
    return OK;
}

static enum err
insert(struct cx *cx, const struct postmortem *pm)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_create, &s);
    if (e)
        return e;
    db_text(s, 1, pm->id);
    db_i64(s, 2, pm->number);
    db_text(s, 3, pm->title);
    db_text(s, 4, bytes_of(states[pm->state]));
    db_text(s, 5, pm->template);
    db_i64(s, 6, pm->demo);
    db_i64(s, 7, cx->now_ms);
    if (cx->actor)
        db_text(s, 8, cx->actor->id);
    else
        db_null(s, 8);
    return db_run(cx, s);
}

static enum err
insert_sections(struct cx *cx, struct bytes id, const struct drafted *d)
{
    enum err e = OK;
    for (uint32_t i = 0; i < d->section_count && !e; i++) {
        const struct drafted_section *ds = &d->sections[i];
        struct pm_section s = {.postmortem = id,
                               .key = ds->key,
                               .position = i + 1,
                               .title = ds->title,
                               .body = ds->body,
                               .guidance_json = ds->guidance_json,
                               .questions_json = ds->questions_json,
                               .drafted = true,
                               .updated_ms = cx->now_ms,
                               .version = 1};
        e = section_insert(cx, &s, "section.draft");
    }
    return e;
}

static enum err
create(struct cx *cx, const struct postmortem_new *in, struct postmortem **ret)
{
    struct drafted d;
    struct postmortem pm = {.id = id_new(cx->arena, "pm", cx->now_ms),
                            .template = in->template.n ? in->template : BYTES("default"),
                            .demo = in->demo};
    enum err e = check_incidents(cx, in->incident_ids, in->incident_count);
    if (!e)
        e = postmortem_compose(cx, in->incident_ids, in->incident_count, pm.template, &d);
    if (e)
        return e;
    pm.title = in->title.n ? in->title : d.title;
    if ((e = field_line(cx, "title", &pm.title, 1, POSTMORTEM_TITLE_MAX_BYTES)) || (e = next_number(cx, &pm.number)) ||
        (e = insert(cx, &pm)) || (e = put_incidents(cx, pm.id, in->incident_ids, in->incident_count)) ||
        (e = postmortem_load(cx, pm.id, ret)) || (e = log_change(cx, "postmortem.create", NULL, *ret)) ||
        (e = insert_sections(cx, pm.id, &d)) || (e = index_it(cx, *ret)))
        return e;
    return postmortem_load(cx, pm.id, ret); // with the sections counted
}

enum err
postmortem_create(struct cx *cx, const struct postmortem_new *in, struct postmortem **ret)
{
    struct postmortem *pm = NULL;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, create(cx, in, &pm))))
        return e;
    *ret = pm;
    return OK;
}

/* ---- update ---- */

static enum err
check_move(struct cx *cx, enum postmortem_state from, enum postmortem_state to)
{
    if (from == to)
        return OK;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].from == from && moves[i].to == to)
            return need(cx, moves[i].least);
    return fail(&cx->why, ERR_CONFLICT, "what is '%s' cannot become '%s'", states[from], states[to]);
}

static enum err
store(struct cx *cx, const struct postmortem *pm)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_update, &s);
    if (e)
        return e;
    db_text(s, 1, pm->id);
    db_text(s, 2, pm->title);
    db_text(s, 3, bytes_of(states[pm->state]));
    db_i64(s, 4, cx->now_ms);
    return db_run(cx, s);
}

static bool
same_incidents(const struct postmortem *pm, const struct postmortem_edit *edit)
{
    bool same = pm->incident_count == edit->incident_count;
    for (uint32_t i = 0; i < pm->incident_count && same; i++)
        same = bytes_eq(pm->incidents[i].id, edit->incident_ids[i]);
    return same || !edit->has_incidents;
}

static enum err
update(struct cx *cx, struct bytes id, const struct postmortem_edit *edit, struct postmortem **ret)
{
    struct postmortem *old, new;
    enum err e = postmortem_load(cx, id, &old);
    if (e)
        return e;
    cx->current_version = old->version;
    if (edit->version && edit->version != old->version)
        return fail(&cx->why, ERR_STALE, "somebody changed the post-mortem meanwhile: it is at version %lld, not %lld",
                    (long long)old->version, (long long)edit->version);
    new = *old;
    new.title = edit->title.p ? edit->title : old->title;
    new.state = edit->has_state ? edit->state : old->state;
    bool incidents = !same_incidents(old, edit);
    if ((e = field_line(cx, "title", &new.title, 1, POSTMORTEM_TITLE_MAX_BYTES)) ||
        (e = check_move(cx, old->state, new.state)))
        return e;
    bool text = incidents || !bytes_eq(new.title, old->title);
    if (text && old->state == POSTMORTEM_CLOSED && new.state == POSTMORTEM_CLOSED)
        return fail(&cx->why, ERR_CONFLICT, "the post-mortem is closed");
    if (!text && new.state == old->state)
        return postmortem_load(cx, id, ret);
    if (incidents && ((e = check_incidents(cx, edit->incident_ids, edit->incident_count)) ||
                      (e = put_incidents(cx, id, edit->incident_ids, edit->incident_count))))
        return e;
    if ((e = store(cx, &new)) || (e = postmortem_load(cx, id, ret)) ||
        (e = log_change(cx, "postmortem.update", old, *ret)))
        return e;
    return text ? index_it(cx, *ret) : OK;
}

enum err
postmortem_update(struct cx *cx, struct bytes id, const struct postmortem_edit *edit, struct postmortem **ret)
{
    struct postmortem *pm = NULL;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, update(cx, id, edit, &pm))))
        return e;
    *ret = pm;
    return OK;
}

enum err
postmortem_touch(struct cx *cx, struct bytes id)
{
    assert(db_in_transaction(cx->db));
    struct postmortem *pm;
    struct stmt *s;
    enum err e = postmortem_load(cx, id, &pm);
    if (e)
        return e;
    if (pm->state == POSTMORTEM_CLOSED)
        return fail(&cx->why, ERR_CONFLICT, "the post-mortem is closed");
    if ((e = db_query(cx, &q_touch, &s)))
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, cx->now_ms);
    return db_run(cx, s);
}

/* ---- delete ---- */

static enum err
delete_it(struct cx *cx, struct bytes id)
{
    struct postmortem *old;
    struct stmt *s;
    enum err e = postmortem_load(cx, id, &old);
    if (e || (e = search_remove_parent(cx, id)) || (e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return log_change(cx, "postmortem.delete", old, NULL);
}

enum err
postmortem_delete(struct cx *cx, struct bytes id)
{
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, delete_it(cx, id));
}

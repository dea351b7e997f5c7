/*
 * Incidents: creating, editing, removing. Reading is in incident_load.c; these two files and the statements in
 * timeline_build.c that store what was built are all that names table `incident`.
 */
#include "incident.h"

#include "../base/random.h"
#include "../base/when.h"
#include "audit_fields.h"
#include "field.h"
#include "search.h"

#include <assert.h>

// clang-format off
static const struct sql
    q_number = {"incident_number",
        "insert into counter(name, value) values('incident', 1) "
        "on conflict (name) do update set value = counter.value + 1 returning value"},
    q_create = {"incident_create",
        "insert into incident(id, number, title, summary, severity, state, started_ms, ended_ms, started_set, "
        "ended_set, zone, demo, created_ms, created_by, updated_ms) "
        "values($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $13)"},
    q_update = {"incident_update",
        "update incident set title = $2, summary = $3, severity = $4, state = $5, started_ms = $6, ended_ms = $7, "
        "started_set = $8, ended_set = $9, zone = $10, from_ms = $11, to_ms = $12, updated_ms = $13, "
        "version = version + 1 where id = $1"},
    q_delete = {"incident_delete", "delete from incident where id = $1"},
    q_touch = {"incident_touch",
        "update incident set stale = 1, evidence = evidence + 1, signal_count = signal_count + $2 where id = $1"},
    q_stale = {"incidents_stale", "select id from incident where stale = 1 order by built_ms, id limit $1"},
    q_count = {"incident_count",
        "update incident set event_count = event_count + $2, key_count = key_count + $3 where id = $1"},
    q_times = {"incident_times", "update incident set started_ms = $2, ended_ms = $3 where id = $1"},
    q_components_follow = {"incident_components_follow",
        "update incident_component set started_ms = (select started_ms from incident where id = $1), "
        "state = (select state from incident where id = $1), severity = (select severity from incident where id = $1) "
        "where incident_id = $1"},
    q_moment_times = {"incident_moment_times",
        "select kind, case when state = 'proposed' then at_ms else own_at_ms end from moment "
        "where incident_id = $1 and kind in ('impact started', 'resolved') and (state in ('corrected', 'confirmed') or "
        "(state = 'proposed' and found = 1 and at_precision <> 'unknown'))"},
    q_components_clear = {"incident_components_clear", "delete from incident_component where incident_id = $1"},
    q_component_add = {"incident_component_add",
        "insert into incident_component(incident_id, component_id, started_ms, state, severity) "
        "select id, $2, started_ms, state, severity from incident where id = $1 "
        "on conflict (incident_id, component_id) do nothing"},
    q_component_there = {"incident_component_there", "select 1 from component where id = $1"},
    q_roles_clear = {"incident_roles_clear", "delete from incident_role where incident_id = $1"},
    q_role_add = {"incident_role_add",
        "insert into incident_role(incident_id, role, name, user_id, person_id, position) "
        "values($1, $2, $3, $4, $5, $6) on conflict (incident_id, role, name) do nothing"},
    q_user_name = {"incident_user_name", "select name from user where id = $1"},
    q_person_name = {"incident_person_name", "select name from person where id = $1"};
// clang-format on

/* ---- what people give ---- */

static enum err
check_time(struct cx *cx, const char *field, int64_t ms)
{
    if (!ms || !when_is_absurd(ms))
        return OK;
    return fail(&cx->why, ERR_INVALID, "%s must lie between the years %d and %d", field, WHEN_YEAR_MIN, WHEN_YEAR_MAX);
}

static enum err
check_severity(struct cx *cx, int severity)
{
    if (severity >= 1 && severity <= 5)
        return OK;
    return fail(&cx->why, ERR_INVALID, "severity must be 1 (worst) to 5, not %d", severity);
}

/* An end before the beginning is refused when a person gave either; moments may contradict each other. */
static enum err
check_order(struct cx *cx, const struct incident *in)
{
    if ((in->started_set || in->ended_set) && in->ended_ms && in->ended_ms < in->started_ms)
        return fail(&cx->why, ERR_INVALID, "it must not end before it begins");
    if (in->from_ms && in->to_ms && in->to_ms <= in->from_ms)
        return fail(&cx->why, ERR_INVALID, "the window must end after it begins");
    return OK;
}

/* ---- components and roles ---- */

static enum err
name_by_id(struct cx *cx, const struct sql *q, const char *what, struct bytes id, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_INVALID, "no %s '%.*s'", what, BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    if (ret)
        *ret = col_text(cx, s, 0);
    db_end(s);
    return OK;
}

static enum err
run_with_id(struct cx *cx, const struct sql *q, struct bytes id)
{
    struct stmt *s;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    return db_run(cx, s);
}

static enum err
put_components(struct cx *cx, struct bytes id, const struct bytes *components, uint32_t count)
{
    if (count > INCIDENT_COMPONENTS_MAX)
        return fail(&cx->why, ERR_INVALID, "an incident has at most %d components, not %u", INCIDENT_COMPONENTS_MAX,
                    count);
    enum err e = run_with_id(cx, &q_components_clear, id);
    for (uint32_t i = 0; i < count && !e; i++) {
        struct stmt *s;
        e = name_by_id(cx, &q_component_there, "component", components[i], NULL);
        if (e || (e = db_query(cx, &q_component_add, &s)))
            break;
        db_text(s, 1, id);
        db_text(s, 2, components[i]);
        e = db_run(cx, s);
    }
    return e;
}

static void
bind_ref(struct stmt *s, int n, struct bytes id)
{
    if (id.n)
        db_text(s, n, id);
    else
        db_null(s, n);
}

static enum err
put_role(struct cx *cx, struct bytes id, const struct incident_role *r, uint32_t position)
{
    struct bytes role = r->role, name = r->name;
    struct stmt *s;
    enum err e = field_line(cx, "roles.role", &role, 1, INCIDENT_ROLE_MAX_BYTES);
    if (!e && r->user_id.n)
        e = name_by_id(cx, &q_user_name, "user", r->user_id, &name);
    else if (!e && r->person_id.n)
        e = name_by_id(cx, &q_person_name, "person", r->person_id, &name);
    if (!e)
        e = field_line(cx, "roles.name", &name, 1, INCIDENT_NAME_MAX_BYTES);
    if (e || (e = db_query(cx, &q_role_add, &s)))
        return e;
    db_text(s, 1, id);
    db_text(s, 2, role);
    db_text(s, 3, name);
    bind_ref(s, 4, r->user_id);
    bind_ref(s, 5, r->person_id);
    db_i64(s, 6, position);
    return db_run(cx, s);
}

static enum err
put_roles(struct cx *cx, struct bytes id, const struct incident_role *roles, uint32_t count)
{
    if (count > INCIDENT_ROLES_MAX)
        return fail(&cx->why, ERR_INVALID, "an incident has at most %d roles, not %u", INCIDENT_ROLES_MAX, count);
    enum err e = run_with_id(cx, &q_roles_clear, id);
    for (uint32_t i = 0; i < count && !e; i++)
        e = put_role(cx, id, &roles[i], i);
    return e;
}

/* ---- the audit log ---- */

/* "checkout, payments": as the log keeps them. */
static struct bytes
component_names(struct cx *cx, const struct incident *in)
{
    struct buf text = {0};
    for (uint32_t i = 0; i < in->component_count; i++) {
        buf_puts(&text, i ? ", " : "");
        buf_add(&text, in->components[i].name);
    }
    struct bytes names = bytes_dup(cx->arena, buf_bytes(&text));
    buf_done(&text);
    return names;
}

static struct bytes
role_names(struct cx *cx, const struct incident *in)
{
    struct buf text = {0};
    for (uint32_t i = 0; i < in->role_count; i++)
        buf_printf(&text, "%s%.*s: %.*s", i ? ", " : "", BYTES_ARG(in->roles[i].role), BYTES_ARG(in->roles[i].name));
    struct bytes names = bytes_dup(cx->arena, buf_bytes(&text));
    buf_done(&text);
    return names;
}

static void
log_time(struct audit_fields *f, const char *key, int64_t before, int64_t after)
{
    struct when_text a = when_format(before), b = when_format(after);
    audit_text(f, key, bytes_of(before ? a.s : ""), bytes_of(after ? b.s : ""));
}

/* old or new may be NULL: made or removed. */
static enum err
log_change(struct cx *cx, const char *action, const struct incident *old, const struct incident *new)
{
    static const struct incident none;
    const struct incident *a = old ? old : &none, *b = new ? new : &none;
    struct audit_fields f = {.how = !old ? FIELDS_CREATED : !new ? FIELDS_REMOVED : FIELDS_CHANGED};
    audit_int(&f, "number", a->number, b->number);
    audit_text(&f, "title", a->title, b->title);
    audit_text(&f, "summary", a->summary, b->summary);
    audit_int(&f, "severity", a->severity, b->severity);
    audit_text(&f, "state", bytes_of(incident_state_name(a->state)), bytes_of(incident_state_name(b->state)));
    log_time(&f, "started_at", a->started_ms, b->started_ms);
    log_time(&f, "ended_at", a->ended_ms, b->ended_ms);
    audit_bool(&f, "started_set", a->started_set, b->started_set);
    audit_bool(&f, "ended_set", a->ended_set, b->ended_set);
    audit_text(&f, "zone", a->zone, b->zone);
    log_time(&f, "window_from", a->from_ms, b->from_ms);
    log_time(&f, "window_to", a->to_ms, b->to_ms);
    audit_text(&f, "components", component_names(cx, a), component_names(cx, b));
    audit_text(&f, "roles", role_names(cx, a), role_names(cx, b));
    struct bytes id = (old ? a : b)->id;
    return audit_fields_add(cx, &f, action, id, id);
}

static enum err
index_incident(struct cx *cx, const struct incident *in)
{
    struct bytes body = bytes_printf(cx->arena, "%s\n%.*s", incident_label(in->number).s, BYTES_ARG(in->summary));
    return search_put(cx, &(struct search_item){.kind = SEARCH_INCIDENT,
                                                .id = in->id,
                                                .parent = in->id,
                                                .title = in->title,
                                                .body = body,
                                                .ms = in->started_ms});
}

/* ---- create ---- */

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
insert(struct cx *cx, const struct incident *in)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_create, &s);
    if (e)
        return e;
    db_text(s, 1, in->id);
    db_i64(s, 2, in->number);
    db_text(s, 3, in->title);
    db_text(s, 4, in->summary);
    db_i64(s, 5, in->severity);
    db_text(s, 6, bytes_of(incident_state_name(in->state)));
    db_i64(s, 7, in->started_ms);
    db_i64(s, 8, in->ended_ms);
    db_i64(s, 9, in->started_set);
    db_i64(s, 10, in->ended_set);
    db_text(s, 11, in->zone);
    db_i64(s, 12, in->demo);
    db_i64(s, 13, cx->now_ms);
    bind_ref(s, 14, cx->actor ? cx->actor->id : BYTES_NONE);
    return db_run(cx, s);
}

static enum err
read_new(struct cx *cx, const struct incident_new *in, struct incident *ret)
{
    *ret = (struct incident){
        .title = in->title,
        .summary = in->summary,
        .zone = in->zone,
        .severity = in->severity ? in->severity : 3,
        .state = in->state,
        .started_ms = in->started_ms ? in->started_ms : cx->now_ms,
        .ended_ms = in->ended_ms,
        .started_set = in->started_ms,
        .ended_set = in->ended_ms,
        .demo = in->demo,
    };
    enum err e = field_line(cx, "title", &ret->title, 1, INCIDENT_TITLE_MAX_BYTES);
    if (!e)
        e = field_text(cx, "summary", ret->summary, INCIDENT_SUMMARY_MAX_BYTES);
    if (!e)
        e = check_severity(cx, ret->severity);
    if (!e)
        e = field_zone(cx, "zone", &ret->zone);
    if (!e)
        e = check_time(cx, "started_at", in->started_ms);
    if (!e)
        e = check_time(cx, "ended_at", in->ended_ms);
    return e ? e : check_order(cx, ret);
}

static enum err
create(struct cx *cx, const struct incident_new *in, struct incident *fresh, struct incident **ret)
{
    enum err e = next_number(cx, &fresh->number);
    fresh->id = id_new(cx->arena, "inc", cx->now_ms);
    if (!e)
        e = insert(cx, fresh);
    if (!e)
        e = put_components(cx, fresh->id, in->component_ids, in->component_count);
    if (!e)
        e = incident_load(cx, fresh->id, ret);
    if (!e)
        e = index_incident(cx, *ret);
    return e ? e : log_change(cx, "incident.create", NULL, *ret);
}

enum err
incident_create(struct cx *cx, const struct incident_new *in, struct incident **ret)
{
    struct incident fresh, *made = NULL;
    enum err e = need(cx, ROLE_EDITOR);
    if (!e)
        e = read_new(cx, in, &fresh);
    if (e || (e = db_begin(cx)))
        return e;
    e = db_finish(cx, create(cx, in, &fresh, &made));
    if (!e && ret)
        *ret = made;
    return e;
}

/* ---- update ---- */

static enum err
read_edit(struct cx *cx, const struct incident_edit *edit, struct incident *to)
{
    enum err e = OK;
    if (edit->title.p) {
        to->title = edit->title;
        e = field_line(cx, "title", &to->title, 1, INCIDENT_TITLE_MAX_BYTES);
    }
    if (!e && edit->summary.p) {
        to->summary = edit->summary;
        e = field_text(cx, "summary", to->summary, INCIDENT_SUMMARY_MAX_BYTES);
    }
    if (!e && edit->zone.p) {
        to->zone = edit->zone;
        e = field_zone(cx, "zone", &to->zone);
    }
    if (!e && edit->severity) {
        to->severity = edit->severity;
        e = check_severity(cx, edit->severity);
    }
    if (edit->has_state)
        to->state = edit->state;
    if (!e && edit->has_started) {
        to->started_set = edit->started_ms;
        to->started_ms = edit->started_ms ? edit->started_ms : to->started_ms;
        e = check_time(cx, "started_at", edit->started_ms);
    }
    if (!e && edit->has_ended) {
        to->ended_set = edit->ended_ms;
        to->ended_ms = edit->ended_ms;
        e = check_time(cx, "ended_at", edit->ended_ms);
    }
    if (!e && edit->has_from) {
        to->from_ms = edit->from_ms;
        e = check_time(cx, "window_from", edit->from_ms);
    }
    if (!e && edit->has_to) {
        to->to_ms = edit->to_ms;
        e = check_time(cx, "window_to", edit->to_ms);
    }
    return e;
}

static enum err
store(struct cx *cx, const struct incident *in)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_update, &s);
    if (e)
        return e;
    db_text(s, 1, in->id);
    db_text(s, 2, in->title);
    db_text(s, 3, in->summary);
    db_i64(s, 4, in->severity);
    db_text(s, 5, bytes_of(incident_state_name(in->state)));
    db_i64(s, 6, in->started_ms);
    db_i64(s, 7, in->ended_ms);
    db_i64(s, 8, in->started_set);
    db_i64(s, 9, in->ended_set);
    db_text(s, 10, in->zone);
    db_i64(s, 11, in->from_ms);
    db_i64(s, 12, in->to_ms);
    db_i64(s, 13, cx->now_ms);
    return db_run(cx, s);
}

static bool
equal(struct cx *cx, const struct incident *a, const struct incident *b)
{
    return bytes_eq(a->title, b->title) && bytes_eq(a->summary, b->summary) && bytes_eq(a->zone, b->zone) &&
           a->severity == b->severity && a->state == b->state && a->started_ms == b->started_ms &&
           a->ended_ms == b->ended_ms && a->started_set == b->started_set && a->ended_set == b->ended_set &&
           a->from_ms == b->from_ms && a->to_ms == b->to_ms &&
           bytes_eq(component_names(cx, a), component_names(cx, b)) && bytes_eq(role_names(cx, a), role_names(cx, b));
}

static enum err
put_times(struct cx *cx, struct bytes id, int64_t started_ms, int64_t ended_ms)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_times, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, started_ms);
    db_i64(s, 3, ended_ms);
    return db_run(cx, s);
}

static enum err
apply(struct cx *cx, const struct incident_edit *edit, const struct incident *old, struct incident *new)
{
    enum err e = store(cx, new);
    if (!e && edit->has_components)
        e = put_components(cx, old->id, edit->component_ids, edit->component_count);
    if (!e && edit->has_roles)
        e = put_roles(cx, old->id, edit->roles, edit->role_count);
    bool read_anew = old->from_ms != new->from_ms || old->to_ms != new->to_ms || !bytes_eq(old->zone, new->zone);
    if (!e && read_anew && old->signal_count)
        e = incident_touch_evidence(cx, old->id, 0);
    if (!e && (old->started_ms != new->started_ms || old->state != new->state || old->severity != new->severity))
        e = run_with_id(cx, &q_components_follow, old->id);
    if (!e && (edit->has_started || edit->has_ended))
        e = incident_follow_moments(cx, old->id);
    return e;
}

/* In a transaction of its own, which is undone when the edit turns out to change nothing. */
static enum err
update(struct cx *cx, struct bytes id, const struct incident_edit *edit, struct incident **ret, bool *ret_changed)
{
    struct incident *old, *stored;
    enum err e = incident_load(cx, id, &old);
    if (e)
        return e;
    cx->current_version = old->version;
    if (edit->version && edit->version != old->version)
        return fail(&cx->why, ERR_STALE, "somebody changed %s first (version %lld, yours is %lld); read it again",
                    incident_label(old->number).s, (long long)old->version, (long long)edit->version);
    struct incident new = *old;
    e = read_edit(cx, edit, &new);
    if (!e)
        e = check_order(cx, &new);
    if (!e)
        e = apply(cx, edit, old, &new);
    if (!e)
        e = incident_load(cx, id, &stored);
    if (e)
        return e;
    *ret_changed = !equal(cx, old, stored);
    *ret = *ret_changed ? stored : old;
    if (*ret_changed && (e = index_incident(cx, stored)))
        return e;
    return *ret_changed ? log_change(cx, "incident.update", old, stored) : OK;
}

enum err
incident_update(struct cx *cx, struct bytes id, const struct incident_edit *edit, struct incident **ret)
{
    struct incident *got = NULL;
    bool changed = false;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    e = update(cx, id, edit, &got, &changed);
    if (!e && !changed) {
        db_finish(cx, ERR_CONFLICT); // nothing to keep: the version stays as it was
        cx->why = (struct why){0};
    } else {
        e = db_finish(cx, e);
    }
    if (!e && ret)
        *ret = got;
    return e;
}

/* ---- delete ---- */

static enum err delete (struct cx *cx, struct bytes id) {
    struct incident *in; enum err e = incident_load(cx, id, &in);
    if (!e && in->postmortem_count)
        e = fail(&cx->why, ERR_CONFLICT, "%s has the post-mortem PM-%lld; delete that one first",
                 incident_label(in->number).s, (long long)in->postmortems[0].number);
    if (!e) e = search_remove_parent(cx, id);
    if (!e) e = run_with_id(cx, &q_delete, id);
    return e ? e : log_change(cx, "incident.delete", in, NULL);
}

enum err
incident_delete(struct cx *cx, struct bytes id)
{
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, delete (cx, id));
}

/* ---- for the model's other files ---- */

enum err
incident_touch_evidence(struct cx *cx, struct bytes id, int64_t signals_more)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_touch, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, signals_more);
    return db_run(cx, s);
}

enum err
incidents_stale(struct cx *cx, struct bytes *ret_ids, uint32_t max, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = db_query(cx, &q_stale, &s);
    *ret_count = 0;
    if (e)
        return e;
    db_i64(s, 1, max);
    while (!(e = db_next(cx, s, &row)) && row)
        ret_ids[n++] = col_text(cx, s, 0);
    *ret_count = n;
    return e;
}

enum err
incident_count(struct cx *cx, struct bytes id, int64_t events_more, int64_t keys_more)
{
    struct stmt *s;
    if (!events_more && !keys_more)
        return OK;
    enum err e = db_query(cx, &q_count, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, events_more);
    db_i64(s, 3, keys_more);
    return db_run(cx, s);
}

static enum err
moment_times(struct cx *cx, struct bytes id, int64_t *started_ms, int64_t *ended_ms)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_moment_times, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    while (!(e = db_next(cx, s, &row)) && row)
        *(bytes_is(col_text(cx, s, 0), "resolved") ? ended_ms : started_ms) = col_i64(s, 1);
    return e;
}

enum err
incident_follow_moments(struct cx *cx, struct bytes id)
{
    struct incident *in;
    int64_t started_ms = 0, ended_ms = 0;
    enum err e = incident_load(cx, id, &in);
    if (!e)
        e = moment_times(cx, id, &started_ms, &ended_ms);
    if (e)
        return e;
    if (in->started_set)
        started_ms = in->started_ms;
    else if (!started_ms)
        started_ms = in->window.from_ms ? in->window.from_ms : in->created_ms;
    if (in->ended_set)
        ended_ms = in->ended_ms;
    else if (ended_ms < started_ms)
        ended_ms = 0; // none, or moments that contradict each other: the timeline says so
    if (started_ms == in->started_ms && ended_ms == in->ended_ms)
        return OK;
    e = put_times(cx, id, started_ms, ended_ms);
    if (e || started_ms == in->started_ms)
        return e;
    in->started_ms = started_ms;
    e = run_with_id(cx, &q_components_follow, id);
    return e ? e : index_incident(cx, in); // which shows and sorts what it finds by this time
}

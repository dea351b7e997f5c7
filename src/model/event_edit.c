/*
 * What people do to events: lines by hand, edits, hiding, key or not. Of what the engine said an edit goes beside it,
 * into the own_ columns; of a line by hand it replaces what it was.
 */
#include "event_inside.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "field.h"
#include "incident.h"
#include "person.h"
#include "search.h"

#include <assert.h>
#include <string.h>

// clang-format off
static const struct sql
    q_create = {"event_create",
        "insert into event(id, incident_id, written, at_ms, at_precision, kind, significance, is_key, source, title, "
        "detail, actor, team, role, url, sort_ms, position, edited_by, edited_ms) "
        "values($1, $2, 1, $3, $4, $5, 50, $6, 'note', $7, $8, $9, $10, $11, $12, $3, $13, $14, $15)"},
    q_written = {"event_written", "select count(*) from event where incident_id = $1 and written = 1"},
    q_update = {"event_update",
        "update event set own_title = $2, own_detail = $3, own_at_ms = $4, own_at_precision = $5, own_kind = $6, "
        "own_key = $7, hidden = $8, sort_ms = $9, edited_by = $10, edited_ms = $11, version = version + 1 where id = $1"},
    q_rewrite = {"event_rewrite",
        "update event set title = $2, detail = $3, at_ms = $4, at_precision = $5, kind = $6, is_key = $7, hidden = $8, "
        "sort_ms = $4, edited_by = $9, edited_ms = $10, version = version + 1 where id = $1"},
    q_delete = {"event_delete", "delete from event where id = $1"},
    q_forget = {"event_forget",
        "update moment set own_event_id = null where incident_id = $1 and own_event_id = $2"};
// clang-format on

/* ---- checks ---- */

static enum err
check_at(struct cx *cx, int64_t at_ms)
{
    if (!when_is_absurd(at_ms))
        return OK;
    return fail(&cx->why, ERR_INVALID, "at must lie between the years %d and %d", WHEN_YEAR_MIN, WHEN_YEAR_MAX);
}

static enum err
check_precision(struct cx *cx, enum precision p)
{
    if (p < PRECISION_UNKNOWN)
        return OK;
    return fail(&cx->why, ERR_INVALID,
                "precision must be millisecond, second, minute, about or day where there is a time");
}

/* Only addresses that a browser may follow. */
static enum err
check_url(struct cx *cx, struct bytes *url)
{
    enum err e = field_line(cx, "url", url, 0, EVENT_URL_MAX_BYTES);
    if (!e && url->n && !bytes_starts_nocase(*url, "https://") && !bytes_starts_nocase(*url, "http://"))
        e = fail(&cx->why, ERR_INVALID, "url must begin with https:// or http://");
    return e;
}

/* ---- the log and the counts ---- */

static void
log_when(struct audit_fields *f, struct when before, struct when after)
{
    struct when_text a = when_format(before.ms), b = when_format(after.ms);
    bool a_known = before.precision != PRECISION_UNKNOWN, b_known = after.precision != PRECISION_UNKNOWN;
    audit_text(f, "at", bytes_of(a_known ? a.s : ""), bytes_of(b_known ? b.s : ""));
    audit_text(f, "precision", bytes_of(precision_name((enum precision)before.precision)),
               bytes_of(precision_name((enum precision)after.precision)));
}

/* old or new may be NULL: made or removed. */
static enum err
log_change(struct cx *cx, const char *action, const struct event_row *old, const struct event_row *new)
{
    static const struct event_row none = {.at = {.precision = PRECISION_UNKNOWN}};
    const struct event_row *a = old ? old : &none, *b = new ? new : &none;
    struct audit_fields f = {.how = !old ? FIELDS_CREATED : !new ? FIELDS_REMOVED : FIELDS_CHANGED};
    audit_text(&f, "title", a->title, b->title);
    audit_text(&f, "detail", a->detail, b->detail);
    log_when(&f, a->at, b->at);
    audit_text(&f, "kind", bytes_of(kind_name(a->kind)), bytes_of(kind_name(b->kind)));
    audit_text(&f, "actor", a->actor, b->actor);
    audit_text(&f, "url", a->url, b->url);
    audit_bool(&f, "key", a->key, b->key);
    audit_bool(&f, "hidden", a->hidden, b->hidden);
    return audit_fields_add(cx, &f, action, (old ? a : b)->id, (old ? a : b)->incident);
}

/* What lists and searches know of it follows. old or new may be NULL. */
static enum err
follow(struct cx *cx, const struct event_row *old, const struct event_row *new)
{
    bool was = old && !old->hidden, is = new && !new->hidden;
    const struct event_row *any = old ? old : new;
    assert(any);
    struct bytes incident = any->incident, id = any->id;
    enum err e = incident_count(cx, incident, (int)is - (int)was, (int)(is && new->key) - (int)(was && old->key));
    if (e)
        return e;
    if (!is)
        return was ? search_remove(cx, incident, id) : OK;
    return event_index(cx, incident, id, new->title, new->detail, new->actor,
                       new->at.precision == PRECISION_UNKNOWN ? 0 : new->at.ms);
}

static void
bind_actor(struct cx *cx, struct stmt *s, int n)
{
    if (cx->actor)
        db_text(s, n, cx->actor->id);
    else
        db_null(s, n);
}

/* ---- lines by hand ---- */

static enum err
check_room(struct cx *cx, struct bytes incident)
{
    struct stmt *s;
    bool row;
    enum err e = incident_exists(cx, incident);
    if (e || (e = db_find(cx, &q_written, incident, &s, &row)))
        return e;
    int64_t written = col_i64(s, 0);
    db_end(s);
    if (written >= EVENTS_WRITTEN_MAX)
        return fail(&cx->why, ERR_LIMIT, "an incident has at most %d lines by hand", EVENTS_WRITTEN_MAX);
    return OK;
}

static enum err
find_actor(struct cx *cx, struct event_row *to)
{
    struct people people;
    enum err e = to->actor.n ? people_of_record(cx, &people) : OK;
    if (e || !to->actor.n)
        return e;
    const struct person *p = people_find(&people, to->actor);
    if (p) {
        to->actor = bytes_dup(cx->arena, p->name.n ? p->name : to->actor);
        to->team = bytes_dup(cx->arena, p->team);
        to->role = bytes_dup(cx->arena, p->role);
    }
    people_done(&people);
    return OK;
}

static enum err
read_new(struct cx *cx, const struct event_new *in, struct event_row *to)
{
    *to = (struct event_row){.id = id_new(cx->arena, "evt", cx->now_ms),
                             .at = {.ms = in->at_ms, .precision = (uint8_t)in->precision},
                             .kind = in->kind,
                             .title = in->title,
                             .detail = in->detail,
                             .actor = in->actor,
                             .url = in->url,
                             .key = in->key,
                             .written = true};
    enum err e = field_line(cx, "title", &to->title, 1, EVENT_TITLE_MAX_BYTES);
    if (!e)
        e = field_text(cx, "detail", to->detail, EVENT_DETAIL_MAX_BYTES);
    if (!e)
        e = field_line(cx, "actor", &to->actor, 0, EVENT_ACTOR_MAX_BYTES);
    if (!e)
        e = check_url(cx, &to->url);
    if (!e)
        e = check_at(cx, in->at_ms);
    if (!e)
        e = check_precision(cx, in->precision);
    return e ? e : find_actor(cx, to);
}

static enum err
insert(struct cx *cx, const struct event_row *r)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_create, &s);
    if (e)
        return e;
    db_text(s, 1, r->id);
    db_text(s, 2, r->incident);
    db_i64(s, 3, r->at.ms);
    db_text(s, 4, bytes_of(precision_name((enum precision)r->at.precision)));
    db_text(s, 5, bytes_of(kind_name(r->kind)));
    db_i64(s, 6, r->key);
    db_text(s, 7, r->title);
    db_text(s, 8, r->detail);
    db_text(s, 9, r->actor);
    db_text(s, 10, r->team);
    db_text(s, 11, r->role);
    db_text(s, 12, r->url);
    db_i64(s, 13, EVENT_WRITTEN_POSITION);
    bind_actor(cx, s, 14);
    db_i64(s, 15, cx->now_ms);
    return db_run(cx, s);
}

static enum err
create(struct cx *cx, struct bytes incident, const struct event_new *in, struct event_detail *ret)
{
    struct event_row fresh;
    enum err e = check_room(cx, incident);
    if (!e)
        e = read_new(cx, in, &fresh);
    fresh.incident = incident;
    if (!e)
        e = insert(cx, &fresh);
    if (!e)
        e = follow(cx, NULL, &fresh);
    if (!e)
        e = log_change(cx, "event.create", NULL, &fresh);
    return e || !ret ? e : event_load(cx, fresh.id, ret);
}

enum err
event_create(struct cx *cx, struct bytes incident, const struct event_new *in, struct event_detail *ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, create(cx, incident, in, ret));
}

/* ---- edits ---- */

static enum err
check_edit(struct cx *cx, const struct event_edit *edit, bool written, struct event_edit *to)
{
    enum err e = OK;
    *to = *edit;
    if (to->has_title && to->title.p)
        e = field_line(cx, "title", &to->title, 1, EVENT_TITLE_MAX_BYTES);
    if (!e && to->has_detail && to->detail.p)
        e = field_text(cx, "detail", to->detail, EVENT_DETAIL_MAX_BYTES);
    if (!e && to->has_at && to->at_ms)
        e = check_at(cx, to->at_ms);
    if (!e && to->has_precision)
        e = check_precision(cx, to->precision);
    bool takes_back = (to->has_title && !to->title.p) || (to->has_detail && !to->detail.p) ||
                      (to->has_at && !to->at_ms) || (to->has_kind && to->kind_back) || (to->has_key && to->key < 0);
    if (!e && written && takes_back)
        e = fail(&cx->why, ERR_INVALID, "a line by hand has nothing to go back to; give a value instead of null");
    return e;
}

static void
edit_time(const struct event_edit *edit, struct event_stored *e)
{
    struct when shown = e->has_at ? e->own_at : e->at;
    if (edit->has_at && !edit->at_ms) {
        e->has_at = false;
        return;
    }
    if (!edit->has_at && !(edit->has_precision && shown.precision != PRECISION_UNKNOWN))
        return;
    struct when w = {.ms = edit->has_at ? edit->at_ms : shown.ms,
                     .precision = edit->has_precision                    ? (uint8_t)edit->precision
                                  : shown.precision == PRECISION_UNKNOWN ? PRECISION_MINUTE
                                                                         : shown.precision};
    /* What is equal to the engine's word is no edit: it follows the engine. */
    e->has_at = w.ms != e->at.ms || w.precision != e->at.precision;
    e->own_at = w;
}

static void
edit_words(const struct event_edit *edit, struct event_stored *e)
{
    if (edit->has_title) {
        e->has_title = edit->title.p && !bytes_eq(edit->title, e->title);
        e->own_title = edit->title;
    }
    if (edit->has_detail) {
        e->has_detail = edit->detail.p && !bytes_eq(edit->detail, e->detail);
        e->own_detail = edit->detail;
    }
    if (edit->has_kind) {
        e->has_kind = !edit->kind_back && edit->kind != e->kind;
        e->own_kind = edit->kind;
    }
    if (edit->has_key) {
        e->has_key = edit->key >= 0; // kept even where the engine agrees: it may change its mind
        e->own_key = edit->key > 0;
    }
    if (edit->has_hidden)
        e->hidden = edit->hidden;
}

static enum err
store_own(struct cx *cx, const struct event_stored *e)
{
    struct when shown = e->has_at ? e->own_at : e->at;
    struct stmt *s;
    enum err err = db_query(cx, &q_update, &s);
    if (err)
        return err;
    db_text(s, 1, e->id);
    for (int i = 2; i <= 7; i++)
        db_null(s, i);
    if (e->has_title)
        db_text(s, 2, e->own_title);
    if (e->has_detail)
        db_text(s, 3, e->own_detail);
    if (e->has_at) {
        db_i64(s, 4, e->own_at.ms);
        db_text(s, 5, bytes_of(precision_name((enum precision)e->own_at.precision)));
    }
    if (e->has_kind)
        db_text(s, 6, bytes_of(kind_name(e->own_kind)));
    if (e->has_key)
        db_i64(s, 7, e->own_key);
    db_i64(s, 8, e->hidden);
    db_i64(s, 9, shown.precision == PRECISION_UNKNOWN ? EVENT_NO_TIME_MS : shown.ms);
    bind_actor(cx, s, 10);
    db_i64(s, 11, cx->now_ms);
    return db_run(cx, s);
}

static enum err
store_written(struct cx *cx, const struct event_row *r)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_rewrite, &s);
    if (e)
        return e;
    db_text(s, 1, r->id);
    db_text(s, 2, r->title);
    db_text(s, 3, r->detail);
    db_i64(s, 4, r->at.ms);
    db_text(s, 5, bytes_of(precision_name((enum precision)r->at.precision)));
    db_text(s, 6, bytes_of(kind_name(r->kind)));
    db_i64(s, 7, r->key);
    db_i64(s, 8, r->hidden);
    bind_actor(cx, s, 9);
    db_i64(s, 10, cx->now_ms);
    return db_run(cx, s);
}

static bool
equal(const struct event_stored *a, const struct event_stored *b)
{
    return a->has_title == b->has_title && (!a->has_title || bytes_eq(a->own_title, b->own_title)) &&
           a->has_detail == b->has_detail && (!a->has_detail || bytes_eq(a->own_detail, b->own_detail)) &&
           a->has_at == b->has_at &&
           (!a->has_at || (a->own_at.ms == b->own_at.ms && a->own_at.precision == b->own_at.precision)) &&
           a->has_kind == b->has_kind && (!a->has_kind || a->own_kind == b->own_kind) && a->has_key == b->has_key &&
           (!a->has_key || a->own_key == b->own_key) && a->hidden == b->hidden;
}

/* Inside a transaction. */
static enum err
update(struct cx *cx, const struct event_stored *old, const struct event_edit *wish, bool *ret_changed)
{
    static const struct event_window everything;
    struct event_stored new = *old;
    struct event_edit edit;
    enum err e = check_edit(cx, wish, old->written, &edit);
    if (e)
        return e;
    cx->current_version = old->rest.version;
    if (edit.version && edit.version != old->rest.version)
        return fail(&cx->why, ERR_STALE,
                    "somebody changed this event first (version %lld, yours is %lld); read it again",
                    (long long)old->rest.version, (long long)edit.version);
    edit_words(&edit, &new);
    edit_time(&edit, &new);
    *ret_changed = !equal(old, &new);
    if (!*ret_changed)
        return OK;
    struct event_row before = event_shown(old, &everything), after = event_shown(&new, &everything);
    e = old->written ? store_written(cx, &after) : store_own(cx, &new);
    if (!e)
        e = follow(cx, &before, &after);
    return e ? e : log_change(cx, "event.update", &before, &after);
}

enum err
event_update(struct cx *cx, struct bytes id, const struct event_edit *edit, struct event_detail *ret)
{
    struct event_stored old;
    bool changed;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    e = event_stored_load(cx, id, &old);
    if (!e)
        e = update(cx, &old, edit, &changed);
    if (!e && ret)
        e = event_load(cx, id, ret);
    return db_finish(cx, e);
}

static enum err
update_all(struct cx *cx, struct bytes incident, const struct bytes *ids, uint32_t count, const struct event_edit *edit,
           uint32_t *ret_changed)
{
    enum err e = OK;
    for (uint32_t i = 0; i < count && !e; i++) {
        struct event_stored old;
        bool changed = false;
        e = event_stored_load(cx, ids[i], &old);
        if (!e && !bytes_eq(old.incident, incident))
            e = fail(&cx->why, ERR_INVALID, "event '%.*s' belongs to another incident",
                     BYTES_ARG(bytes_cut(ids[i], 0, ID_MAX_BYTES)));
        if (!e)
            e = update(cx, &old, edit, &changed);
        *ret_changed += changed;
    }
    return e;
}

enum err
events_update(struct cx *cx, struct bytes incident, const struct bytes *ids, uint32_t count,
              const struct event_edit *edit, uint32_t *ret_changed)
{
    enum err e = need(cx, ROLE_EDITOR);
    uint32_t changed = 0;
    if (!e && count > EVENTS_EDIT_MAX)
        e = fail(&cx->why, ERR_LIMIT, "at most %d events can be changed at once, not %u", EVENTS_EDIT_MAX, count);
    if (e || (e = db_begin(cx)))
        return e;
    struct event_edit some = {
        .has_hidden = edit->has_hidden, .hidden = edit->hidden, .has_key = edit->has_key, .key = edit->key};
    e = incident_exists(cx, incident);
    if (!e)
        e = update_all(cx, incident, ids, count, &some, &changed);
    e = db_finish(cx, e);
    if (!e)
        *ret_changed = changed;
    return e;
}

/* ---- taking a line out ---- */

static enum err delete (struct cx *cx, struct bytes id) {
    static const struct event_window everything; struct event_stored old; struct stmt * s;
    enum err e = event_stored_load(cx, id, &old);
    if (!e && !old.written)
        e = fail(&cx->why, ERR_CONFLICT, "this event comes from evidence and cannot be deleted; hide it");
    if (e || (e = db_query(cx, &q_forget, &s))) return e;
    db_text(s, 1, old.incident);
    db_text(s, 2, id);
    if ((e = db_run(cx, s)) || (e = db_query(cx, &q_delete, &s))) return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s))) return e;
    struct event_row before = event_shown(&old, &everything);
    e = follow(cx, &before, NULL);
    return e ? e : log_change(cx, "event.delete", &before, NULL);
}

enum err
event_delete(struct cx *cx, struct bytes id)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, delete (cx, id));
}

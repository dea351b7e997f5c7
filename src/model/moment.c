#include "moment.h"

#include "../base/random.h"
#include "audit_fields.h"
#include "event_inside.h"
#include "field.h"
#include "incident.h"

// clang-format off
static const struct sql
    q_load = {"moment_load",
        "select found, at_ms, at_precision, event_id, state, own_at_ms, own_precision, own_event_id, own_note, version "
        "from moment where incident_id = $1 and kind = $2"},
    q_ensure = {"moment_ensure",
        "insert into moment(incident_id, kind) values($1, $2) on conflict (incident_id, kind) do nothing"},
    q_store = {"moment_store",
        "update moment set state = $3, own_at_ms = $4, own_precision = $5, own_event_id = $6, own_note = $7, "
        "decided_by = $8, decided_ms = $9, version = version + 1 where incident_id = $1 and kind = $2"};
// clang-format on

/* As it is stored. */
struct stored {
    bool found;
    int64_t at_ms;
    struct bytes precision, event_id; // of the proposal
    enum moment_state state;
    int64_t own_at_ms;
    struct bytes own_precision, own_event_id, note;
    int64_t version;
};

bool
moment_kind_of_name(struct bytes name, enum moment_kind *ret)
{
    for (int k = 0; k < MOMENT_MAX; k++) {
        const char *want = moment_name((enum moment_kind)k);
        size_t i = 0;
        while (i < name.n && want[i] && (name.p[i] == want[i] || (name.p[i] == '-' && want[i] == ' ')))
            i++;
        if (i == name.n && !want[i]) {
            *ret = (enum moment_kind)k;
            return true;
        }
    }
    return false;
}

static enum err
load(struct cx *cx, struct bytes incident, enum moment_kind kind, struct stored *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_load, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    db_text(s, 2, bytes_of(moment_name(kind)));
    *ret = (struct stored){.version = 1};
    if ((e = db_next(cx, s, &row)) || !row)
        return e;
    *ret = (struct stored){.found = col_i64(s, 0),
                           .at_ms = col_i64(s, 1),
                           .precision = col_text(cx, s, 2),
                           .event_id = col_text(cx, s, 3),
                           .own_at_ms = col_i64(s, 5),
                           .own_precision = col_text(cx, s, 6),
                           .own_event_id = col_text(cx, s, 7),
                           .note = col_text(cx, s, 8),
                           .version = col_i64(s, 9)};
    struct bytes state = col_view(s, 4);
    for (int i = 0; i < MOMENT_STATE_MAX; i++)
        if (bytes_is(state, moment_state_name((enum moment_state)i)))
            ret->state = (enum moment_state)i;
    db_end(s);
    return OK;
}

static enum err
confirm(struct cx *cx, struct stored *to)
{
    if (!to->found || bytes_is(to->precision, "unknown"))
        return fail(&cx->why, ERR_INVALID, "nothing is proposed that could be confirmed; correct it with a time");
    to->own_at_ms = to->at_ms;
    to->own_precision = to->precision;
    to->own_event_id = to->event_id;
    return OK;
}

static enum err
correct(struct cx *cx, struct bytes incident, const struct moment_decision *d, struct stored *to)
{
    struct when at = {.ms = d->at_ms, .precision = (uint8_t)d->precision};
    if (d->event_id.n) {
        static const struct event_window everything;
        struct event_stored stored;
        enum err e = event_stored_load(cx, d->event_id, &stored);
        if (!e && !bytes_eq(stored.incident, incident))
            e = fail(&cx->why, ERR_INVALID, "event_id is an event of another incident");
        if (e)
            return e == ERR_NOT_FOUND ? fail(&cx->why, ERR_INVALID, "event_id is no event of this incident") : e;
        if (!d->at_ms)
            at = event_shown(&stored, &everything).at;
    } else if (!d->at_ms) {
        return fail(&cx->why, ERR_INVALID, "to correct a moment, give its time (at) or its event (event_id)");
    }
    if (at.precision >= PRECISION_UNKNOWN)
        return fail(&cx->why, ERR_INVALID, "the event has no time; give the moment's time (at)");
    if (when_is_absurd(at.ms))
        return fail(&cx->why, ERR_INVALID, "at must lie between the years %d and %d", WHEN_YEAR_MIN, WHEN_YEAR_MAX);
    to->own_at_ms = at.ms;
    to->own_precision = bytes_of(precision_name((enum precision)at.precision));
    to->own_event_id = d->event_id;
    return OK;
}

static enum err
decide(struct cx *cx, struct bytes incident, const struct moment_decision *d, struct stored *to)
{
    to->state = d->state;
    switch (d->state) {
    case MOMENT_CONFIRMED:
        return confirm(cx, to);
    case MOMENT_CORRECTED:
        return correct(cx, incident, d, to);
    default:
        to->own_at_ms = 0;
        to->own_precision = to->own_event_id = BYTES_NONE;
        return OK;
    }
}

static enum err
store(struct cx *cx, struct bytes incident, enum moment_kind kind, const struct stored *m)
{
    struct stmt *s;
    struct bytes name = bytes_of(moment_name(kind));
    bool decided = m->state != MOMENT_PROPOSED, timed = m->own_precision.n;
    enum err e = db_query(cx, &q_ensure, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    db_text(s, 2, name);
    if ((e = db_run(cx, s)) || (e = db_query(cx, &q_store, &s)))
        return e;
    db_text(s, 1, incident);
    db_text(s, 2, name);
    db_text(s, 3, bytes_of(moment_state_name(m->state)));
    for (int i = 4; i <= 6; i++)
        db_null(s, i);
    if (timed) {
        db_i64(s, 4, m->own_at_ms);
        db_text(s, 5, m->own_precision);
    }
    if (m->own_event_id.n)
        db_text(s, 6, m->own_event_id);
    db_text(s, 7, m->note);
    db_null(s, 8);
    if (decided && cx->actor)
        db_text(s, 8, cx->actor->id);
    db_i64(s, 9, decided ? cx->now_ms : 0);
    return db_run(cx, s);
}

/* What is shown of it. */
static void
log_fields(struct audit_fields *f, const struct stored *a, const struct stored *b)
{
    const struct stored *side[2] = {a, b};
    struct when_text text[2];
    struct bytes at[2], event[2];
    for (int i = 0; i < 2; i++) {
        bool own = side[i]->own_precision.n, proposed = side[i]->state == MOMENT_PROPOSED && side[i]->found;
        text[i] = when_format(own ? side[i]->own_at_ms : side[i]->at_ms);
        at[i] = own || proposed ? bytes_of(text[i].s) : BYTES_NONE;
        event[i] = own ? side[i]->own_event_id : proposed ? side[i]->event_id : BYTES_NONE;
    }
    audit_text(f, "state", bytes_of(moment_state_name(a->state)), bytes_of(moment_state_name(b->state)));
    audit_text(f, "at", at[0], at[1]);
    audit_text(f, "event_id", event[0], event[1]);
    audit_text(f, "note", a->note, b->note);
}

static bool
equal(const struct stored *a, const struct stored *b)
{
    return a->state == b->state && a->own_at_ms == b->own_at_ms && bytes_eq(a->own_precision, b->own_precision) &&
           bytes_eq(a->own_event_id, b->own_event_id) && bytes_eq(a->note, b->note);
}

static enum err
update(struct cx *cx, struct bytes incident, enum moment_kind kind, const struct moment_decision *d)
{
    struct stored old;
    enum err e = incident_exists(cx, incident);
    if (!e)
        e = load(cx, incident, kind, &old);
    if (e)
        return e;
    cx->current_version = old.version;
    if (d->version && d->version != old.version)
        return fail(&cx->why, ERR_STALE, "this moment changed (version %lld, yours is %lld); read it again",
                    (long long)old.version, (long long)d->version);
    struct stored new = old;
    e = decide(cx, incident, d, &new);
    if (!e && d->note.p) {
        new.note = d->note;
        e = field_text(cx, "note", new.note, MOMENT_NOTE_MAX_BYTES);
    }
    if (e || equal(&old, &new))
        return e;
    e = store(cx, incident, kind, &new);
    if (!e)
        e = incident_follow_moments(cx, incident);
    if (e)
        return e;
    struct audit_fields f = {.how = FIELDS_CHANGED};
    log_fields(&f, &old, &new);
    struct bytes subject = bytes_printf(cx->arena, "%.*s/%s", BYTES_ARG(incident), moment_name(kind));
    return audit_fields_add(cx, &f, "moment.update", subject, incident);
}

enum err
moment_decide(struct cx *cx, struct bytes incident, enum moment_kind kind, const struct moment_decision *d)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, update(cx, incident, kind, d));
}

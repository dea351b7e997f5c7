/*
 * Building an incident's timeline and storing what is new in it: incident_build() of timeline_store.h.
 *
 * The engine runs without a lock: loading and thinking take their time, and others go on writing. Then the differences
 * are stored. Whether an event says something new is told by a hash over all that the engine says of it, so a build
 * that changes three events writes three rows. If evidence came meanwhile the timeline stays stale.
 *
 * Nobody may wait for a year of chat to be stored: that is done in pieces of a transaction each, and others write in
 * between. Until the last one the timeline is stale, so what a crash leaves is built again. Another build in between
 * goes through all of it, and ends the one that began before: incident.builds tells.
 */
#include "timeline_keep.h"

#include "../base/json_out.h"
#include "../base/random.h"
#include "../timeline/timeline.h"
#include "audit.h"
#include "incident.h"
#include "person.h"
#include "signal.h"

#include <assert.h>
#include <string.h>

enum { MANY_SIGNALS = 10 * 1000 };
#define BUILD_MAX_BYTES ((size_t)64 << 30) // of memory: the ceiling is SIGNALS_LOAD_MAX

// clang-format off
static const struct sql
    q_evidence = {"build_evidence", "select evidence, built_ms, builds from incident where id = $1"},
    q_builds = {"build_builds", "select builds from incident where id = $1"},
    q_pause = {"build_pause", "update incident set stale = 1, builds = builds + 1 where id = $1"},
    q_built = {"build_end",
        "update incident set facts_json = $2, window_from_ms = $3, window_to_ms = $4, window_proposed = $5, "
        "window_because = $6, built_ms = $7, builds = builds + 1, stale = case when evidence = $8 then 0 else 1 end, "
        "event_count = (select count(*) from event where incident_id = $1 and hidden = 0), "
        "key_count = (select count(*) from event where incident_id = $1 and hidden = 0 and coalesce(own_key, is_key) = 1) "
        "where id = $1"},
    q_moment = {"build_moment",
        "insert into moment(incident_id, kind, found, at_ms, at_precision, event_id, confidence, because) "
        "values($1, $2, $3, $4, $5, $6, $7, $8) on conflict (incident_id, kind) do update set found = excluded.found, "
        "at_ms = excluded.at_ms, at_precision = excluded.at_precision, event_id = excluded.event_id, "
        "confidence = excluded.confidence, because = excluded.because, version = moment.version + 1 "
        "where moment.found <> excluded.found or moment.at_ms <> excluded.at_ms or "
        "moment.at_precision <> excluded.at_precision or moment.event_id is distinct from excluded.event_id or "
        "moment.confidence <> excluded.confidence or moment.because <> excluded.because returning 1"};
// clang-format on

static enum err
load_evidence(struct build *b)
{
    struct cx *cx = &b->cx;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_evidence, &s);
    if (e)
        return e;
    db_text(s, 1, b->incident);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no incident '%.*s'", BYTES_ARG(bytes_cut(b->incident, 0, ID_MAX_BYTES)));
    b->evidence = col_i64(s, 0);
    b->built_ms = col_i64(s, 1);
    b->builds = col_i64(s, 2);
    db_end(s);
    return OK;
}

/* What the engine says now. */
static enum err
think(struct build *b)
{
    struct cx *cx = &b->cx;
    struct incident *in;
    struct people people;
    enum err e = incident_load(cx, b->incident, &in);
    if (!e)
        e = signals_load(cx, b->incident, b->zones, &b->stored);
    if (!e && b->stored.count > MANY_SIGNALS)
        db_expect_much(cx->db);
    if (!e)
        e = people_of_record(cx, &people);
    if (e)
        return e;
    struct timeline_options o = {.zones = b->zones,
                                 .zone = in->zone.n ? zone_find(b->zones, in->zone) : ZONE_NONE,
                                 .has_from = in->from_ms,
                                 .has_to = in->to_ms,
                                 .from_ms = in->from_ms,
                                 .to_ms = in->to_ms,
                                 .people = people.count ? &people : NULL};
    e = timeline_build(cx->arena, b->stored.signals, b->stored.count, b->stored.origins, b->stored.origin_count, &o,
                       &b->t, &cx->why);
    people_done(&people);
    return e;
}

/* ---- what goes with the incident itself ---- */

static void
put_time(struct json_out *o, const char *key, int64_t ms)
{
    json_key(o, key);
    json_put_int(o, ms);
}

/* {"others":[{"from","to","because"}],"others_more":N,"notes":[...]}; what can be measured again is not kept. */
static struct bytes
facts_json(struct build *b)
{
    const struct timeline *t = b->t;
    struct buf text = {0};
    struct json_out o = {.buf = &text};
    json_open(&o, '{');
    json_key(&o, "others");
    json_open(&o, '[');
    for (uint32_t i = 0; i < t->other_count; i++) {
        json_open(&o, '{');
        put_time(&o, "from", t->others[i].from_ms);
        put_time(&o, "to", t->others[i].to_ms);
        json_key(&o, "because");
        json_put_text(&o, bytes_of(t->others[i].because));
        put_time(&o, "events", t->others[i].event_count);
        json_close(&o, '}');
    }
    json_close(&o, ']');
    put_time(&o, "others_more", t->others_more);
    json_key(&o, "notes");
    json_open(&o, '[');
    for (uint32_t i = 0; i < t->note_count; i++)
        json_put_text(&o, bytes_of(t->notes[i]));
    json_close(&o, ']');
    json_close(&o, '}');
    struct bytes json = bytes_dup(b->cx.arena, buf_bytes(&text));
    buf_done(&text);
    return json;
}

static enum err
store_moment(struct build *b, enum moment_kind kind)
{
    const struct moment *m = &b->t->moments[kind];
    bool timed = m->found && m->at.precision != PRECISION_UNKNOWN, row;
    struct stmt *s;
    enum err e = db_query(&b->cx, &q_moment, &s);
    if (e)
        return e;
    db_text(s, 1, b->incident);
    db_text(s, 2, bytes_of(moment_name(kind)));
    db_i64(s, 3, m->found);
    db_i64(s, 4, timed ? m->at.ms : 0);
    db_text(s, 5, bytes_of(precision_name(timed ? (enum precision)m->at.precision : PRECISION_UNKNOWN)));
    if (m->found && m->event)
        db_text(s, 6, b->ids[m->event - 1]);
    else
        db_null(s, 6);
    db_i64(s, 7, m->confidence);
    db_text(s, 8, bytes_of(m->because));
    e = db_next(&b->cx, s, &row);
    if (!e && row) {
        b->changes.moments++;
        db_end(s);
    }
    return e;
}

static enum err
store_end(struct build *b)
{
    const struct window *w = &b->t->window;
    struct stmt *s;
    enum err e = db_query(&b->cx, &q_built, &s);
    if (e)
        return e;
    db_text(s, 1, b->incident);
    db_text(s, 2, facts_json(b));
    db_i64(s, 3, b->t->event_count ? w->from_ms : 0);
    db_i64(s, 4, b->t->event_count ? w->to_ms : 0);
    db_i64(s, 5, w->proposed);
    db_text(s, 6, bytes_of(w->because));
    db_i64(s, 7, b->cx.now_ms);
    db_i64(s, 8, b->evidence);
    return db_run(&b->cx, s);
}

static enum err
store_rest(struct build *b)
{
    enum err e = OK;
    for (int k = 0; k < MOMENT_MAX && !e; k++)
        e = store_moment(b, (enum moment_kind)k);
    if (!e)
        e = store_end(b);
    return e ? e : incident_follow_moments(&b->cx, b->incident);
}

/* Whether another build stored something since this one looked last. */
static enum err
see_others(struct build *b, bool *ret_others)
{
    struct cx *cx = &b->cx;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_builds, &s);
    if (e)
        return e;
    db_text(s, 1, b->incident);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "the incident was deleted while its timeline was built");
    int64_t builds = col_i64(s, 0);
    db_end(s);
    *ret_others = builds != b->builds;
    b->builds = builds;
    return OK;
}

/* Into the caller's world: what was changed outlives the build's memory. */
static enum err
log_build(struct build *b)
{
    const struct build_changes *c = &b->changes;
    struct cx *cx = b->caller;
    if (b->built_ms && !c->added && !c->changed && !c->removed && !c->moments)
        return OK;
    struct bytes after = bytes_printf(
        cx->arena, "{\"signals\":%u,\"events\":%u,\"added\":%u,\"changed\":%u,\"removed\":%u,\"moments\":%u}",
        b->t->signal_count, b->t->event_count, c->added, c->changed, c->removed, c->moments);
    enum err e =
        audit_add(cx, &(struct audit_entry){
                          .action = "incident.build", .subject = b->incident, .incident = b->incident, .after = after});
    if (e)
        b->cx.why = cx->why;
    return e;
}

static enum err
pause_storing(struct build *b)
{
    struct stmt *s;
    enum err e = db_query(&b->cx, &q_pause, &s);
    if (e)
        return e;
    db_text(s, 1, b->incident);
    b->builds++;
    return db_run(&b->cx, s);
}

static enum err
store_piece(struct build *b)
{
    bool others, more, first = !b->is_storing;
    enum err e = see_others(b, &others);
    b->is_storing = false;
    if (e || (others && !first)) // the other one goes through all of it
        return e;
    if (others && (e = build_match(b)))
        return e;
    e = build_store_events(b, &more);
    b->is_storing = more && !e;
    if (b->is_storing)
        return pause_storing(b);
    if (!e)
        e = store_rest(b);
    return e ? e : log_build(b);
}

enum err
build_piece(struct build *b, bool *ret_more)
{
    enum err e = db_begin(&b->cx);
    if (e)
        return e;
    e = db_finish(&b->cx, store_piece(b));
    *ret_more = b->is_storing && !e;
    return e;
}

enum err
build_begin(struct build *b, struct cx *cx, struct bytes incident)
{
    *b =
        (struct build){.cx = *cx, .caller = cx, .incident = incident, .zones = zones_new(NULL), .hasher = hasher_new()};
    b->arena = (struct arena){.max_bytes = BUILD_MAX_BYTES};
    b->cx.arena = &b->arena;
    b->piece_work = BUILD_PIECE_WORK;
    enum err e = load_evidence(b);
    if (!e)
        e = think(b);
    return e ? e : build_match(b);
}

void
build_done(struct build *b)
{
    map_done(&b->old_by_main);
    hasher_free(b->hasher);
    zones_free(b->zones);
    arena_done(&b->arena);
}

enum err
incident_build(struct cx *cx, struct bytes incident)
{
    struct build b;
    bool more = true;
    enum err e = need(cx, ROLE_EDITOR);
    if (e)
        return e;
    e = build_begin(&b, cx, incident);
    while (more && !e) {
        e = build_piece(&b, &more);
        if (more && !db_in_transaction(cx->db))
            db_give_way();
    }
    if (e)
        cx->why = b.cx.why;
    build_done(&b);
    return e;
}

/*
 * A stored timeline as the engines want it: incident_timeline() of timeline_store.h. What is shown is people's word
 * over the engine's; what follows from it (durations, gaps, contradictions) is measured anew.
 */
#include "timeline_store.h"

#include "../base/json.h"
#include "../base/map.h"
#include "../base/random.h"
#include "../timeline/timeline.h"
#include "event.h"
#include "signal.h"

#include <stdlib.h>
#include <string.h>

enum { NOTES_MAX = 64, OTHERS_MAX = 64, NAMES_MAX = 256, EXPECTED_MORE = 64 };

// clang-format off
static const struct sql
    q_incident = {"timeline_incident",
        "select window_from_ms, window_to_ms, window_proposed, window_because, facts_json, built_ms, stale, event_count "
        "from incident where id = $1"},
    q_events = {"timeline_events",
        "select id, written, sort_ms, coalesce(own_at_precision, at_precision), end_ms, end_precision, "
        "coalesce(own_kind, kind), state, severity, significance, coalesce(own_key, is_key), in_window, "
        "case when own_at_ms is not null or written = 1 then 1 else 0 end, zone_assumed, flags, source, "
        "coalesce(own_title, title), case when $5 = 1 then '' else coalesce(own_detail, detail) end, actor, "
        "case when $5 = 1 then '' else team end, case when $5 = 1 then '' else role end, "
        "case when $5 = 1 then '' else url end, times, main_signal, "
        "signal_count, hidden, edited_by, edited_ms, version, case when $3 = 1 then reasons_json else '' end "
        "from event where incident_id = $1 and ($2 = 1 or hidden = 0) order by sort_ms, position, id limit $4"},
    q_moments = {"timeline_moments",
        "select kind, found, at_ms, at_precision, event_id, confidence, because, state, own_at_ms, own_precision, "
        "own_event_id, own_note, decided_by, decided_ms, version from moment where incident_id = $1"},
    q_signals = {"timeline_signals",
        "select e.id, s.signal_id, s.at_ms, s.at_precision from event e join event_signal s on s.event_id = e.id "
        "where e.incident_id = $1"};
// clang-format on

static const char *const moment_states[MOMENT_STATE_MAX] = {
    [MOMENT_PROPOSED] = "proposed",
    [MOMENT_CONFIRMED] = "confirmed",
    [MOMENT_CORRECTED] = "corrected",
    [MOMENT_REJECTED] = "rejected",
};

const char *
moment_state_name(enum moment_state s)
{
    return moment_states[s];
}

struct loading {
    struct cx *cx;
    const struct timeline_wish *wish;
    struct stored_timeline *to;
    struct event *events;
    struct event_record *records;
    struct bytes *mains;    // id of each event's main signal
    uint32_t cap, expected; // of events; expected: as many as are shown and a few
    struct map names;       // sources and names of reasons: one copy of each
    const char *name_texts[NAMES_MAX];
    struct json_parser *json;
};

/* One copy of what many events have in common. */
static const char *
shared_name(struct loading *l, struct bytes name)
{
    const uint32_t *known = map_find(&l->names, name);
    if (known)
        return l->name_texts[*known];
    struct bytes copy = bytes_dup(l->cx->arena, name);
    if (l->names.count == NAMES_MAX)
        return copy.p;
    uint32_t number = l->names.count;
    *map_at(&l->names, copy) = number;
    return l->name_texts[number] = copy.p;
}

static struct bytes
padded(struct cx *cx, struct bytes text)
{
    char *room = arena_alloc(cx->arena, text.n + JSON_PADDING_BYTES);
    if (text.n)
        memcpy(room, text.p, text.n);
    return (struct bytes){room, text.n};
}

static uint8_t
precision_of(struct bytes name)
{
    for (int p = 0; p < PRECISION_MAX; p++)
        if (bytes_is(name, precision_name((enum precision)p)))
            return (uint8_t)p;
    return PRECISION_UNKNOWN;
}

static struct when
when_of(int64_t ms, struct bytes precision)
{
    struct when w = {.ms = ms, .precision = precision_of(precision)};
    return w.precision == PRECISION_UNKNOWN ? WHEN_UNKNOWN : w;
}

/* ---- the incident ---- */

static enum err
read_facts(struct loading *l, struct bytes text)
{
    struct cx *cx = l->cx;
    struct timeline *t = &l->to->t;
    struct json facts;
    enum err e = json_parse(l->json, padded(cx, text), &facts, &cx->why);
    if (e)
        return e;
    struct window *others = arena_new_n(cx->arena, struct window, OTHERS_MAX);
    const char **notes = arena_new_n(cx->arena, const char *, NOTES_MAX);
    struct json_iter it = json_each(json_get(facts, "others"));
    while (t->other_count < OTHERS_MAX && json_next(&it)) {
        int64_t from = 0, to = 0, events = 0;
        json_int(json_get(it.value, "from"), &from);
        json_int(json_get(it.value, "to"), &to);
        json_int(json_get(it.value, "events"), &events);
        others[t->other_count++] =
            (struct window){.from_ms = from,
                            .to_ms = to,
                            .proposed = true,
                            .because = bytes_dup(cx->arena, json_text(json_get(it.value, "because"))).p,
                            .event_count = (uint32_t)events};
    }
    it = json_each(json_get(facts, "notes"));
    while (t->note_count < NOTES_MAX && json_next(&it))
        notes[t->note_count++] = bytes_dup(cx->arena, json_text(it.value)).p;
    int64_t more = 0;
    json_int(json_get(facts, "others_more"), &more);
    t->others_more = (uint32_t)more;
    t->others = others;
    t->notes = notes;
    return OK;
}

static enum err
read_incident(struct loading *l, struct bytes incident)
{
    struct cx *cx = l->cx;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_incident, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no incident '%.*s'", BYTES_ARG(bytes_cut(incident, 0, ID_MAX_BYTES)));
    l->to->t.window = (struct window){
        .from_ms = col_i64(s, 0), .to_ms = col_i64(s, 1), .proposed = col_i64(s, 2), .because = col_text(cx, s, 3).p};
    struct bytes facts = col_text(cx, s, 4);
    l->to->built_ms = col_i64(s, 5);
    l->to->stale = col_i64(s, 6);
    int64_t events = col_i64(s, 7);
    l->expected = (events > 0 && events < TIMELINE_EVENTS_MAX ? (uint32_t)events : 0) + EXPECTED_MORE;
    db_end(s);
    return read_facts(l, facts);
}

/* ---- events ---- */

static void
make_room(struct loading *l, uint32_t n)
{
    if (n < l->cap)
        return;
    uint32_t cap = l->cap ? l->cap * 2 : l->expected;
    struct event *events = arena_new_n(l->cx->arena, struct event, cap);
    struct event_record *records = arena_new_n(l->cx->arena, struct event_record, cap);
    struct bytes *mains = arena_new_n(l->cx->arena, struct bytes, cap);
    if (n && l->events) {
        memcpy(events, l->events, n * sizeof *events);
        memcpy(records, l->records, n * sizeof *records);
        memcpy(mains, l->mains, n * sizeof *mains);
    }
    l->events = events;
    l->records = records;
    l->mains = mains;
    l->cap = cap;
}

static enum err
read_reasons(struct loading *l, struct bytes text, struct event *ev)
{
    struct json all;
    enum err e = json_parse(l->json, padded(l->cx, text), &all, &l->cx->why);
    if (e)
        return e;
    struct reason *list = arena_new_n(l->cx->arena, struct reason, json_count(all));
    struct json_iter it = json_each(all);
    while (json_next(&it)) {
        struct json_iter part = json_each(it.value);
        struct reason *r = &list[ev->reason_count++];
        int64_t points = 0;
        if (json_next(&part))
            r->name = shared_name(l, json_text(part.value));
        if (json_next(&part))
            r->words = bytes_dup(l->cx->arena, json_text(part.value));
        if (json_next(&part))
            json_int(part.value, &points);
        r->points = (int)points;
    }
    ev->reasons = list;
    return OK;
}

static bool
lies_in(const struct window *w, const struct when *at)
{
    if (at->precision == PRECISION_UNKNOWN)
        return false;
    return (!w->from_ms && !w->to_ms) || (at->ms >= w->from_ms && at->ms <= w->to_ms);
}

static enum err
read_event(struct loading *l, struct stmt *s, uint32_t i)
{
    struct cx *cx = l->cx;
    enum kind kind = KIND_OTHER;
    kind_of_name(col_view(s, 6), &kind);
    struct event *e = &l->events[i];
    *e = (struct event){
        .number = i + 1,
        .at = when_of(col_i64(s, 2), col_view(s, 3)),
        .end = when_of(col_i64(s, 4), col_view(s, 5)),
        .kind = (uint8_t)kind,
        .severity = (uint8_t)col_i64(s, 8),
        .significance = (uint8_t)col_i64(s, 9),
        .key = col_i64(s, 10),
        .zone_assumed = col_i64(s, 13),
        .flags = (uint16_t)col_i64(s, 14),
        .source = shared_name(l, col_view(s, 15)),
        .title = col_text(cx, s, 16),
        .detail = col_text(cx, s, 17),
        .actor = col_text(cx, s, 18),
        .team = col_text(cx, s, 19),
        .role = col_text(cx, s, 20),
        .url = col_text(cx, s, 21),
        .times = (uint32_t)col_i64(s, 22),
    };
    struct bytes state = col_view(s, 7);
    for (int k = 0; k < STATE_MAX; k++)
        if (bytes_is(state, state_name((enum state)k)))
            e->state = (uint8_t)k;
    bool by_time = col_i64(s, 12);
    e->in_window = by_time ? lies_in(&l->to->t.window, &e->at) : col_i64(s, 11);
    if (by_time && e->end.ms < e->at.ms)
        e->end = WHEN_UNKNOWN;
    l->mains[i] = col_text(cx, s, 23);
    l->records[i] = (struct event_record){.id = col_text(cx, s, 0),
                                          .written = col_i64(s, 1),
                                          .hidden = col_i64(s, 25),
                                          .edited_by = col_text(cx, s, 26),
                                          .edited_ms = col_i64(s, 27),
                                          .version = col_i64(s, 28),
                                          .signal_count = (uint32_t)col_i64(s, 24)};
    return l->wish->reasons ? read_reasons(l, col_view(s, 29), e) : OK;
}

static enum err
read_events(struct loading *l, struct bytes incident)
{
    struct cx *cx = l->cx;
    struct timeline *t = &l->to->t;
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_events, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    db_i64(s, 2, l->wish->hidden);
    db_i64(s, 3, l->wish->reasons);
    db_i64(s, 4, (int64_t)TIMELINE_EVENTS_MAX + 1);
    db_i64(s, 5, l->wish->bare);
    while (!(e = db_next(cx, s, &row)) && row) {
        if (t->event_count == TIMELINE_EVENTS_MAX)
            e = fail(&cx->why, ERR_LIMIT, "the timeline has more than %d events", TIMELINE_EVENTS_MAX);
        make_room(l, t->event_count);
        if (!e)
            e = read_event(l, s, t->event_count++);
        if (e) {
            db_end(s);
            return e;
        }
        t->window.event_count += l->events[t->event_count - 1].in_window;
    }
    t->events = l->events;
    l->to->records = l->records;
    return e;
}

/* ---- moments ---- */

/* The number of an event that is shown; 0 when it is hidden or gone. */
static uint32_t
number_of(const struct loading *l, struct bytes id)
{
    for (uint32_t i = 0; id.n && i < l->to->t.event_count; i++)
        if (bytes_eq(l->records[i].id, id))
            return i + 1;
    return 0;
}

static void
read_moment(struct loading *l, struct stmt *s)
{
    struct cx *cx = l->cx;
    struct bytes kind = col_view(s, 0);
    int k = 0;
    while (k < MOMENT_MAX && !bytes_is(kind, moment_name((enum moment_kind)k)))
        k++;
    if (k == MOMENT_MAX)
        return;
    struct moment_record *r = &l->to->moments[k];
    r->proposed = (struct moment){.found = col_i64(s, 1),
                                  .at = when_of(col_i64(s, 2), col_view(s, 3)),
                                  .confidence = (int)col_i64(s, 5),
                                  .because = col_text(cx, s, 6).p};
    r->proposed_event_id = col_text(cx, s, 4);
    r->event_id = r->proposed_event_id;
    struct moment shown = r->proposed;
    struct bytes state = col_view(s, 7);
    for (int i = 0; i < MOMENT_STATE_MAX; i++)
        if (bytes_is(state, moment_states[i]))
            r->state = (enum moment_state)i;
    if (r->state == MOMENT_REJECTED) {
        shown = (struct moment){.because = ""};
        r->event_id = BYTES_NONE;
    } else if (r->state != MOMENT_PROPOSED) {
        r->event_id = col_text(cx, s, 10);
        shown = (struct moment){.found = true,
                                .at = when_of(col_i64(s, 8), col_view(s, 9)),
                                .confidence = 100,
                                .because = r->state == MOMENT_CONFIRMED ? "a person confirmed it" : "a person gave it"};
    }
    r->note = col_text(cx, s, 11);
    r->decided_by = col_text(cx, s, 12);
    r->decided_ms = col_i64(s, 13);
    r->version = col_i64(s, 14);
    r->proposed.event = number_of(l, r->proposed_event_id);
    shown.event = number_of(l, r->event_id);
    l->to->t.moments[k] = shown;
}

static enum err
read_moments(struct loading *l, struct bytes incident)
{
    struct stmt *s;
    bool row;
    for (int k = 0; k < MOMENT_MAX; k++) {
        l->to->moments[k] = (struct moment_record){.version = 1, .proposed.because = ""};
        l->to->t.moments[k].because = "";
    }
    enum err e = db_query(l->cx, &q_moments, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    while (!(e = db_next(l->cx, s, &row)) && row)
        read_moment(l, s);
    return e;
}

/* ---- signals ---- */

/* Which event a signal belongs to; while they are put in order. */
struct member {
    struct signal signal;
    struct bytes id;
    uint32_t event; // its number; 0: of a hidden one, or dropped as a repeat
};

static int
cmp_member(const void *pa, const void *pb)
{
    const struct member *a = pa, *b = pb;
    int c = signal_cmp(&a->signal, &b->signal);
    return c ? c : bytes_cmp(a->id, b->id);
}

/* Times as the build resolved them, and the events; signals of no event stay behind: the engine dropped them. */
static enum err
read_members(struct loading *l, struct bytes incident, const struct stored_signals *stored, struct member **ret,
             uint32_t *ret_count)
{
    struct cx *cx = l->cx;
    struct map by_id = {0}, events = {0};
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = db_query(cx, &q_signals, &s);
    if (e)
        return e;
    struct member *list = arena_new_n(cx->arena, struct member, (size_t)stored->count + 1);
    for (uint32_t i = 0; i < stored->count; i++)
        *map_at(&by_id, stored->ids[i]) = i;
    for (uint32_t i = 0; i < l->to->t.event_count; i++)
        *map_at(&events, l->records[i].id) = i + 1;
    db_text(s, 1, incident);
    while (!(e = db_next(cx, s, &row)) && row) {
        const uint32_t *i = map_find(&by_id, col_view(s, 1)), *event = map_find(&events, col_view(s, 0));
        if (!i || n == stored->count)
            continue;
        struct member *m = &list[n++];
        *m = (struct member){stored->signals[*i], stored->ids[*i], event ? *event : 0};
        m->signal.at = when_of(col_i64(s, 2), col_view(s, 3));
        if (m->signal.end.lacks)
            m->signal.end = WHEN_UNKNOWN;
    }
    map_done(&by_id);
    map_done(&events);
    qsort(list, n, sizeof *list, cmp_member);
    *ret = list;
    *ret_count = n;
    return e;
}

/* Each event's signals one after the other, in order, as numbers. */
static void
give_signals(struct loading *l, const struct member *list, uint32_t count)
{
    struct cx *cx = l->cx;
    struct timeline *t = &l->to->t;
    struct signal *signals = arena_new_n(cx->arena, struct signal, (size_t)count + 1);
    struct bytes *ids = arena_new_n(cx->arena, struct bytes, (size_t)count + 1);
    uint32_t *numbers = arena_new_n(cx->arena, uint32_t, (size_t)count + 1), used = 0;
    for (uint32_t i = 0; i < count; i++)
        if (list[i].event)
            l->events[list[i].event - 1].signal_count++;
    for (uint32_t i = 0; i < t->event_count; i++) {
        l->events[i].signals = numbers + used;
        used += l->events[i].signal_count;
        l->events[i].signal_count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        signals[i] = list[i].signal;
        ids[i] = list[i].id;
        if (!list[i].event)
            continue;
        struct event *e = &l->events[list[i].event - 1];
        ((uint32_t *)e->signals)[e->signal_count++] = i;
        if (bytes_eq(ids[i], l->mains[list[i].event - 1]))
            e->main = i;
    }
    t->signals = signals;
    t->signal_count = count;
    l->to->signal_ids = ids;
}

static enum err
read_signals(struct loading *l, struct bytes incident)
{
    struct stored_signals stored;
    struct member *list;
    uint32_t count;
    struct zones *zones = zones_new(NULL);
    enum err e = signals_load(l->cx, incident, zones, &stored);
    if (!e)
        e = read_members(l, incident, &stored, &list, &count);
    zones_free(zones);
    if (e)
        return e;
    give_signals(l, list, count);
    l->to->t.origins = stored.origins;
    l->to->t.origin_count = stored.origin_count;
    return OK;
}

enum err
incident_timeline(struct cx *cx, struct bytes incident, const struct timeline_wish *wish, struct stored_timeline *ret)
{
    *ret = (struct stored_timeline){0};
    struct loading l = {.cx = cx, .wish = wish, .to = ret, .json = json_parser_new()};
    enum err e = need(cx, ROLE_READER);
    if (!e)
        e = read_incident(&l, incident);
    if (!e)
        e = read_events(&l, incident);
    if (!e)
        e = read_moments(&l, incident);
    if (!e && wish->signals)
        e = read_signals(&l, incident);
    if (!e)
        timeline_measure(cx->arena, &ret->t);
    map_done(&l.names);
    json_parser_free(l.json);
    return e;
}

const struct bytes *
stored_timeline_ids(struct arena *a, const struct stored_timeline *st, uint32_t *ret_count)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < st->t.event_count; i++)
        if (st->t.events[i].number > most)
            most = st->t.events[i].number;
    struct bytes *ids = arena_new_n(a, struct bytes, most);
    for (uint32_t i = 0; i < st->t.event_count; i++)
        if (st->t.events[i].number)
            ids[st->t.events[i].number - 1] = st->records[i].id;
    *ret_count = most;
    return ids;
}

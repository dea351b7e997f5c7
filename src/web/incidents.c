/* Incidents over HTTP: lists, one, its facts, its picture, its exports. Events: events.c; imports: imports.c. */
#include "../base/header.h"
#include "../chart/timeline_chart.h"
#include "../export/timeline_export.h"
#include "../model/audit.h"
#include "../model/event.h"
#include "../model/timeline_store.h"
#include "handlers.h"
#include "put.h"
#include "put_incident.h"

enum { TEXT_MAX_BYTES = 64 << 10 };

/* ---- lists ---- */

static enum err
read_filter(struct web_call *c, struct incident_filter *f)
{
    struct bytes text;
    int64_t n;
    struct web_page p = web_page(c, 50, INCIDENT_LIST_MAX);
    f->has_cursor = p.has_cursor;
    f->cursor_ms = p.ms;
    f->cursor_id = p.id;
    f->limit = p.limit;
    if (query_text(c, "state", &text) && text.n) {
        f->has_state = incident_state_of_name(text, &f->state);
        if (!f->has_state)
            return fail(&c->cx->why, ERR_INVALID, "'state' must be open, mitigated, resolved or closed");
    }
    if (query_int(c, "severity", 1, 5, &n))
        f->severity = (int)n;
    query_text(c, "component", &f->component);
    query_text(c, "q", &f->q);
    query_time(c, "from", &f->from_ms);
    query_time(c, "to", &f->to_ms);
    f->q = bytes_trim(f->q);
    return OK;
}

enum err
api_incident_list(struct web_call *c)
{
    struct incident_filter f = {0};
    struct incident *list;
    uint32_t n;
    bool more;
    enum err e = read_filter(c, &f);
    if (!e)
        e = incident_list(c->cx, &f, &list, &n, &more);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++)
        put_incident(o, &list[i]);
    json_close(o, ']');
    put_next(o, more, n ? list[n - 1].started_ms : 0, n ? list[n - 1].id : BYTES_NONE);
    json_close(o, '}');
    return OK;
}

/* ---- one ---- */

static enum err
answer(struct web_call *c, int status, const struct incident *in)
{
    put_incident(web_json(c, status), in);
    web_etag(c, in->version);
    return OK;
}

static bool
body_has(struct web_call *c, const char *field)
{
    return json_type_of(json_get(c->body, field)) != JSON_MISSING;
}

static enum err
body_state(struct web_call *c, bool *ret_has, enum incident_state *ret)
{
    struct bytes state = BYTES_NONE;
    enum err e = body_text(c, "state", 20, &state);
    *ret_has = !e && state.n && incident_state_of_name(state, ret);
    return e;
}

enum err
api_incident_create(struct web_call *c)
{
    struct incident_new in = {0};
    struct incident *made;
    int64_t severity = 0;
    bool has_state;
    enum err e = body_required_text(c, "title", TEXT_MAX_BYTES, &in.title);
    if (!e)
        e = body_text(c, "summary", TEXT_MAX_BYTES, &in.summary);
    if (!e)
        e = body_text(c, "zone", TEXT_MAX_BYTES, &in.zone);
    if (!e)
        e = body_int(c, "severity", 1, 5, &severity);
    if (!e)
        e = body_state(c, &has_state, &in.state);
    if (!e)
        e = body_time(c, "started_at", &in.started_ms);
    if (!e)
        e = body_time(c, "ended_at", &in.ended_ms);
    in.severity = (int)severity;
    body_ids(c, "component_ids", &in.component_ids, &in.component_count);
    if (!e)
        e = incident_create(c->cx, &in, &made);
    return e ? e : answer(c, 201, made);
}

enum err
api_incident_get(struct web_call *c)
{
    struct incident *in;
    enum err e = incident_by_name(c->cx, c->params[0], &in);
    return e ? e : answer(c, 200, in);
}

static void
body_roles(struct web_call *c, struct incident_edit *edit)
{
    struct json list = json_get(c->body, "roles");
    if (json_type_of(list) != JSON_ARRAY)
        return;
    struct incident_role *roles = arena_new_n(c->cx->arena, struct incident_role, json_count(list));
    uint32_t n = 0;
    for (struct json_iter it = json_each(list); json_next(&it);)
        roles[n++] =
            (struct incident_role){.role = bytes_dup(c->cx->arena, json_text(json_get(it.value, "role"))),
                                   .name = bytes_dup(c->cx->arena, json_text(json_get(it.value, "name"))),
                                   .user_id = bytes_dup(c->cx->arena, json_text(json_get(it.value, "user_id")))};
    edit->has_roles = true;
    edit->roles = roles;
    edit->role_count = n;
}

static enum err
read_edit(struct web_call *c, struct incident_edit *edit)
{
    int64_t severity = 0;
    enum err e = body_text(c, "title", TEXT_MAX_BYTES, &edit->title);
    if (!e)
        e = body_text(c, "summary", TEXT_MAX_BYTES, &edit->summary);
    if (!e)
        e = body_text(c, "zone", TEXT_MAX_BYTES, &edit->zone);
    if (!e)
        e = body_int(c, "severity", 1, 5, &severity);
    if (!e)
        e = body_state(c, &edit->has_state, &edit->state);
    const struct {
        const char *field;
        bool *has;
        int64_t *ms;
    } times[] = {
        {"started_at", &edit->has_started, &edit->started_ms},
        {"ended_at", &edit->has_ended, &edit->ended_ms},
        {"window_from", &edit->has_from, &edit->from_ms},
        {"window_to", &edit->has_to, &edit->to_ms},
    };
    for (size_t i = 0; i < sizeof times / sizeof *times && !e; i++) {
        *times[i].has = body_has(c, times[i].field);
        e = body_time(c, times[i].field, times[i].ms);
    }
    edit->severity = (int)severity;
    edit->has_components = body_ids(c, "component_ids", &edit->component_ids, &edit->component_count);
    body_roles(c, edit);
    return e ? e : web_if_match(c, &edit->version);
}

enum err
api_incident_update(struct web_call *c)
{
    struct incident_edit edit = {0};
    struct incident *in;
    enum err e = read_edit(c, &edit);
    if (!e)
        e = incident_update(c->cx, c->params[0], &edit, &in);
    if (e)
        return e;
    web_wake_jobs(c->web); // another window or zone: the timeline is to be built again
    return answer(c, 200, in);
}

enum err
api_incident_delete(struct web_call *c)
{
    enum err e = incident_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

enum err
api_incident_build(struct web_call *c)
{
    enum err e = incident_build(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

/* ---- facts ---- */

static void
put_proposed(struct json_out *o, const struct moment_record *r)
{
    json_key(o, "proposed");
    if (!r->proposed.found) {
        json_put_null(o);
        return;
    }
    json_open(o, '{');
    put_when(o, "at", r->proposed.at);
    json_key(o, "event_id");
    if (r->proposed_event_id.n)
        json_put_text(o, r->proposed_event_id);
    else
        json_put_null(o);
    json_close(o, '}');
}

void
put_moment(struct json_out *o, struct cx *cx, enum moment_kind kind, const struct stored_timeline *st)
{
    const struct moment *m = &st->t.moments[kind];
    const struct moment_record *r = &st->moments[kind];
    json_open(o, '{');
    put_text(o, "kind", bytes_of(moment_name(kind)));
    put_bool(o, "found", m->found);
    put_when(o, "at", m->found ? m->at : WHEN_UNKNOWN);
    json_key(o, "event_id");
    if (m->found && r->event_id.n)
        json_put_text(o, r->event_id);
    else
        json_put_null(o);
    put_int(o, "confidence", m->found ? m->confidence : 0);
    put_text(o, "because", bytes_of(m->found ? m->because : ""));
    put_text(o, "state", bytes_of(moment_state_name(r->state)));
    put_proposed(o, r);
    put_text(o, "note", r->note);
    put_user_ref(o, "decided_by", cx, r->decided_by);
    put_time(o, "decided_at", r->decided_ms);
    put_int(o, "version", r->version);
    json_close(o, '}');
}

static void
put_durations(struct json_out *o, const struct timeline *t)
{
    json_key(o, "durations");
    json_open(o, '[');
    for (uint32_t i = 0; i < t->duration_count; i++) {
        const struct duration *d = &t->durations[i];
        json_open(o, '{');
        put_text(o, "name", bytes_of(d->name));
        put_text(o, "definition", bytes_of(d->definition));
        put_text(o, "from", bytes_of(moment_name(d->from)));
        put_text(o, "to", bytes_of(moment_name(d->to)));
        put_bool(o, "known", d->known);
        put_int(o, "ms", d->ms);
        put_bool(o, "about", d->about);
        put_text(o, "contradiction", bytes_of(d->contradiction));
        json_close(o, '}');
    }
    json_close(o, ']');
}

static struct bytes
id_of_event(const struct stored_timeline *st, uint32_t number)
{
    return number && number <= st->t.event_count ? st->records[number - 1].id : BYTES_NONE;
}

static void
put_gaps(struct json_out *o, const struct stored_timeline *st)
{
    json_key(o, "gaps");
    json_open(o, '[');
    for (uint32_t i = 0; i < st->t.gap_count; i++) {
        const struct gap *g = &st->t.gaps[i];
        json_open(o, '{');
        put_time(o, "from", g->from_ms);
        put_time(o, "to", g->to_ms);
        put_text(o, "before", id_of_event(st, g->before));
        put_text(o, "after", id_of_event(st, g->after));
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void
put_sentences(struct json_out *o, const char *key, const char *const *list, uint32_t count)
{
    json_key(o, key);
    json_open(o, '[');
    for (uint32_t i = 0; i < count; i++)
        json_put_text(o, bytes_of(list[i]));
    json_close(o, ']');
}

static void
put_others(struct json_out *o, const struct timeline *t)
{
    json_key(o, "others");
    json_open(o, '[');
    for (uint32_t i = 0; i < t->other_count; i++) {
        json_open(o, '{');
        put_time(o, "from", t->others[i].from_ms);
        put_time(o, "to", t->others[i].to_ms);
        put_bool(o, "proposed", true);
        put_text(o, "because", bytes_of(t->others[i].because));
        json_close(o, '}');
    }
    json_close(o, ']');
}

/* From the first to the last event that has a time. */
static void
put_extent(struct json_out *o, const struct timeline *t)
{
    uint32_t timed = t->event_count;
    while (timed && t->events[timed - 1].at.precision == PRECISION_UNKNOWN)
        timed--;
    put_time(o, "from", timed ? t->events[0].at.ms : 0);
    put_time(o, "to", timed ? t->events[timed - 1].at.ms : 0);
}

enum err
api_incident_timeline(struct web_call *c)
{
    struct stored_timeline st;
    struct event_source *sources;
    uint32_t source_count;
    enum err e = incident_timeline(c->cx, c->params[0], &(struct timeline_wish){.bare = true}, &st);
    if (!e)
        e = event_sources(c->cx, c->params[0], &sources, &source_count);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "moments");
    json_open(o, '[');
    for (int k = 0; k < MOMENT_MAX; k++)
        put_moment(o, c->cx, (enum moment_kind)k, &st);
    json_close(o, ']');
    put_durations(o, &st.t);
    put_gaps(o, &st);
    put_sentences(o, "contradictions", st.t.contradictions, st.t.contradiction_count);
    put_sentences(o, "notes", st.t.notes, st.t.note_count);
    put_others(o, &st.t);
    json_key(o, "sources");
    json_open(o, '[');
    for (uint32_t i = 0; i < source_count; i++) {
        json_open(o, '{');
        put_text(o, "source", sources[i].source);
        put_int(o, "events", sources[i].events);
        json_close(o, '}');
    }
    json_close(o, ']');
    put_extent(o, &st.t);
    put_time(o, "built_at", st.built_ms);
    put_bool(o, "building", st.stale);
    json_close(o, '}');
    return OK;
}

/* ---- the picture ---- */

/* A picture changes when anything of its incident does: the number of the last entry about it in the audit log. */
static enum err
last_change(struct web_call *c, struct bytes *ret_etag)
{
    struct audit_row *rows;
    uint32_t n;
    enum err e = incident_exists(c->cx, c->params[0]);
    if (!e)
        e = audit_list(c->cx, &(struct audit_filter){.incident = c->params[0], .limit = 1}, &rows, &n);
    if (!e)
        *ret_etag = bytes_printf(c->cx->arena, "\"p%lld\"", n ? (long long)rows[0].seq : 0);
    return e;
}

/* Marks carry the ids of their events, except in a file. */
static void
draw(struct buf *out, const struct stored_timeline *st, struct web_call *c, bool standalone)
{
    const struct timeline *t = &st->t;
    struct timeline_chart chart = timeline_chart_default(t);
    int64_t width;
    query_time(c, "from", &chart.from_ms);
    query_time(c, "to", &chart.to_ms);
    if (query_int(c, "width", CHART_WIDTH_MIN, CHART_WIDTH_MAX, &width))
        chart.width = (int)width;
    if (chart.to_ms <= chart.from_ms)
        chart.to_ms = chart.from_ms + 1;
    chart.standalone = standalone;
    if (!standalone)
        chart.event_ids = stored_timeline_ids(c->cx->arena, st, &chart.event_id_count);
    timeline_chart_svg(out, t, &chart);
}

enum err
api_incident_picture(struct web_call *c)
{
    struct stored_timeline st;
    struct bytes etag;
    enum err e = last_change(c, &etag);
    if (e)
        return e;
    web_header(c, "ETag", etag);
    web_header(c, "Cache-Control", BYTES("private, no-cache"));
    if (bytes_find(header_find(c->r->headers, c->r->header_count, "If-None-Match"), etag.p) >= 0) {
        web_text(c, 304, "image/svg+xml", BYTES_NONE);
        return OK;
    }
    if ((e = incident_timeline(c->cx, c->params[0], &(struct timeline_wish){.bare = true}, &st)))
        return e;
    struct buf out = {0};
    draw(&out, &st, c, query_flag(c, "standalone"));
    web_text(c, 200, "image/svg+xml", bytes_dup(c->cx->arena, buf_bytes(&out)));
    buf_done(&out);
    return OK;
}

/* ---- exports ---- */

static const struct {
    const char *name, *media_type;
    void (*write)(struct buf *out, const struct timeline *t, const struct timeline_view *view);
} formats[] = {
    {"md", "text/markdown; charset=utf-8", timeline_markdown},
    {"json", "application/json", timeline_json},
    {"csv", "text/csv; charset=utf-8", timeline_csv},
    {"svg", "image/svg+xml", NULL},
};

enum err
api_incident_export(struct web_call *c)
{
    struct stored_timeline st;
    struct incident *in;
    struct bytes wanted = BYTES("md");
    size_t f = 0;
    query_text(c, "format", &wanted);
    while (f < sizeof formats / sizeof *formats && !bytes_is(wanted, formats[f].name))
        f++;
    if (f == sizeof formats / sizeof *formats)
        return fail(&c->cx->why, ERR_INVALID, "'format' must be md, json, csv or svg");
    enum err e = incident_load(c->cx, c->params[0], &in);
    if (!e)
        e = incident_timeline(c->cx, in->id, &(struct timeline_wish){.signals = true, .reasons = true}, &st);
    if (e)
        return e;
    struct buf out = {0};
    struct timeline_view view = {
        .key_only = query_flag(c, "key"),
        .title = bytes_printf(c->cx->arena, "%s: %.*s", incident_label(in->number).s, BYTES_ARG(in->title)),
    };
    if (formats[f].write)
        formats[f].write(&out, &st.t, &view);
    else
        draw(&out, &st, c, true);
    const char *file = bytes_printf(c->cx->arena, "%s-timeline.%s", incident_label(in->number).s, formats[f].name).p;
    bool full = out.full;
    if (!full)
        web_download(c, formats[f].media_type, bytes_dup(c->cx->arena, buf_bytes(&out)), file);
    buf_done(&out);
    return full ? fail(&c->cx->why, ERR_LIMIT, "the timeline is too long for one file; export its key events") : OK;
}

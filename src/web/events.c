/* Events, moments and signals over HTTP. */
#include "../base/random.h"
#include "../model/event.h"
#include "../model/moment.h"
#include "../text/secrets.h"
#include "handlers.h"
#include "put.h"
#include "put_incident.h"

#include <stdio.h>

enum { RAW_SHOWN_BYTES = 256 << 10, CURSOR_MAX_BYTES = 64 };

static bool
body_has(struct web_call *c, const char *field)
{
    return json_type_of(json_get(c->body, field)) != JSON_MISSING;
}

static bool
body_is_null(struct web_call *c, const char *field)
{
    return json_type_of(json_get(c->body, field)) == JSON_NULL;
}

/* ---- shapes ---- */

static void
put_event_members(struct json_out *o, const struct event_row *e)
{
    put_text(o, "id", e->id);
    put_int(o, "number", e->number);
    put_when(o, "at", e->at);
    put_time(o, "end", e->end.precision == PRECISION_UNKNOWN ? 0 : e->end.ms);
    put_text(o, "kind", bytes_of(kind_name(e->kind)));
    put_text(o, "state", e->state);
    put_int(o, "severity", e->severity);
    put_text(o, "title", e->title);
    put_text(o, "detail", e->detail);
    put_text(o, "actor", e->actor);
    put_text(o, "team", e->team);
    put_text(o, "role", e->role);
    put_text(o, "source", e->source);
    put_int(o, "significance", e->significance);
    put_bool(o, "key", e->key);
    put_bool(o, "in_window", e->in_window);
    put_bool(o, "hidden", e->hidden);
    put_bool(o, "written", e->written);
    put_int(o, "times", e->times);
    put_text(o, "url", e->url);
    put_int(o, "signal_count", e->signal_count);
    put_bool(o, "zone_assumed", e->zone_assumed);
    put_bool(o, "reworded", e->reworded);
    put_ref(o, "edited_by", e->edited_by, e->edited_by_name);
    put_time(o, "edited_at", e->edited_ms);
    put_int(o, "version", e->version);
}

static void
put_signal(struct json_out *o, const struct signal_row *s)
{
    json_open(o, '{');
    put_text(o, "id", s->id);
    put_text(o, "source", s->source);
    put_text(o, "ref", s->ref);
    put_text(o, "kind", s->kind);
    put_text(o, "state", s->state);
    put_int(o, "severity", s->severity);
    put_time(o, "at", bytes_is(s->precision, "unknown") ? 0 : s->at_ms);
    put_text(o, "precision", s->precision);
    put_text(o, "title", s->title);
    put_text(o, "detail", s->detail);
    put_text(o, "actor", s->actor);
    put_text(o, "url", s->url);
    json_key(o, "origin");
    json_open(o, '{');
    put_text(o, "id", s->origin_id);
    put_text(o, "path", s->path);
    put_text(o, "importer", s->importer);
    put_time(o, "captured_at", s->captured_ms);
    json_close(o, '}');
    put_int(o, "raw_bytes", s->raw_bytes);
    put_time(o, "erased_at", s->erased_ms);
    put_text(o, "erased_reason", s->erased_reason);
    json_close(o, '}');
}

static void
put_original(struct json_out *o, const struct event_detail *d)
{
    json_key(o, "original");
    if (!d->has_original) {
        json_put_null(o);
        return;
    }
    json_open(o, '{');
    put_text(o, "title", d->original.title);
    put_text(o, "detail", d->original.detail);
    put_when(o, "at", d->original.at);
    put_text(o, "kind", bytes_of(kind_name(d->original.kind)));
    put_bool(o, "key", d->original.key);
    json_close(o, '}');
}

static void
put_detail(struct json_out *o, const struct event_detail *d)
{
    json_open(o, '{');
    put_event_members(o, &d->shown);
    put_original(o, d);
    json_key(o, "reasons");
    json_open(o, '[');
    for (uint32_t i = 0; i < d->reason_count; i++) {
        json_open(o, '{');
        put_text(o, "name", d->reasons[i].name);
        put_text(o, "words", d->reasons[i].words);
        put_int(o, "points", d->reasons[i].points);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_key(o, "signals");
    json_open(o, '[');
    for (uint32_t i = 0; i < d->signal_count; i++)
        put_signal(o, &d->signals[i]);
    json_close(o, ']');
    json_close(o, '}');
}

/* ---- lists ---- */

static enum err
wrong_cursor(struct web_call *c)
{
    return fail(&c->cx->why, ERR_INVALID, "'cursor' must be 'next' of the page before");
}

/* The cursor's text is POSITION/ID: events of one time have an order among them. */
static enum err
read_cursor(struct web_call *c, struct event_filter *f)
{
    struct web_page p = web_page(c, 500, EVENT_LIST_MAX);
    struct bytes rest = p.id, position;
    long long n;
    f->limit = p.limit;
    if (!p.has_cursor)
        return OK;
    if (!bytes_split(&rest, '/', &position) || !bytes_to_int(position, &n) || !id_is(rest, "evt"))
        return wrong_cursor(c);
    f->has_cursor = true;
    f->cursor_ms = p.ms;
    f->cursor_position = n;
    f->cursor_id = rest;
    return OK;
}

static enum err
read_filter(struct web_call *c, struct event_filter *f)
{
    struct bytes text;
    int64_t n;
    enum err e = read_cursor(c, f);
    query_time(c, "from", &f->from_ms);
    query_time(c, "to", &f->to_ms);
    query_text(c, "source", &f->source);
    if (query_text(c, "kind", &text) && text.n) {
        f->has_kind = kind_of_name(text, &f->kind);
        if (!f->has_kind && !e)
            e = fail(&c->cx->why, ERR_INVALID,
                     "'kind' is none of alert, chat, change, deploy, page, status, ticket, "
                     "log, note, other");
    }
    f->key_only = query_flag(c, "key");
    if (query_text(c, "hidden", &text) && text.n) {
        bool only = bytes_is(text, "only"), also = bytes_is(text, "1") || bytes_is(text, "true");
        f->hidden = only ? 2 : also;
        if (!only && !also && !bytes_is(text, "0") && !bytes_is(text, "false") && !e)
            e = fail(&c->cx->why, ERR_INVALID, "'hidden' must be true (also what is hidden), only or false");
    }
    if (query_int(c, "min_significance", 0, 100, &n))
        f->min_significance = (int)n;
    query_text(c, "q", &f->q);
    f->q = bytes_trim(f->q);
    return e;
}

enum err
api_event_list(struct web_call *c)
{
    struct event_filter f = {0};
    struct event_row *list;
    uint32_t n;
    bool more;
    enum err e = read_filter(c, &f);
    if (!e)
        e = event_list(c->cx, c->params[0], &f, &list, &n, &more);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_open(o, '{');
        put_event_members(o, &list[i]);
        json_close(o, '}');
    }
    json_close(o, ']');
    const struct event_row *last = n ? &list[n - 1] : NULL;
    bool timed = last && last->at.precision != PRECISION_UNKNOWN;
    char cursor[CURSOR_MAX_BYTES] = "";
    if (last)
        snprintf(cursor, sizeof cursor, "%lld/%.*s", (long long)last->position, BYTES_ARG(last->id));
    put_next(o, more, timed ? last->at.ms : EVENT_NO_TIME_MS, bytes_of(cursor));
    json_close(o, '}');
    return OK;
}

/* ---- one ---- */

static enum err
answer(struct web_call *c, int status, const struct event_detail *d)
{
    put_detail(web_json(c, status), d);
    web_etag(c, d->shown.version);
    return OK;
}

enum err
api_event_get(struct web_call *c)
{
    struct event_detail d;
    enum err e = event_load(c->cx, c->params[0], &d);
    return e ? e : answer(c, 200, &d);
}

/* Words of an enum have been checked against the schema. */
static enum err
body_precision(struct web_call *c, bool *ret_has, enum precision *ret)
{
    struct bytes name = BYTES_NONE;
    enum err e = body_text(c, "precision", 20, &name);
    for (int p = 0; !e && p < PRECISION_MAX; p++)
        if (bytes_is(name, precision_name((enum precision)p))) {
            *ret_has = true;
            *ret = (enum precision)p;
        }
    return e;
}

static enum err
body_kind(struct web_call *c, bool *ret_has, enum kind *ret)
{
    struct bytes name = BYTES_NONE;
    enum err e = body_text(c, "kind", 20, &name);
    *ret_has = !e && name.n && kind_of_name(name, ret);
    return e;
}

/* As exact as it was written: 10:30 is a minute. */
static enum precision
precision_of_time(int64_t ms)
{
    return ms % 1000 ? PRECISION_MILLISECOND : ms % 60000 ? PRECISION_SECOND : PRECISION_MINUTE;
}

enum err
api_event_create(struct web_call *c)
{
    struct event_new in = {.kind = KIND_NOTE};
    struct event_detail d;
    bool has;
    enum err e = body_time(c, "at", &in.at_ms);
    in.precision = precision_of_time(in.at_ms);
    if (!e)
        e = body_precision(c, &has, &in.precision);
    if (!e)
        e = body_kind(c, &has, &in.kind);
    if (!e)
        e = body_required_text(c, "title", EVENT_DETAIL_MAX_BYTES, &in.title);
    if (!e)
        e = body_text(c, "detail", EVENT_DETAIL_MAX_BYTES, &in.detail);
    if (!e)
        e = body_text(c, "actor", EVENT_DETAIL_MAX_BYTES, &in.actor);
    if (!e)
        e = body_text(c, "url", EVENT_DETAIL_MAX_BYTES, &in.url);
    if (!e)
        e = body_bool(c, "key", &in.key);
    if (!e)
        e = event_create(c->cx, c->params[0], &in, &d);
    if (e)
        return e;
    struct json_out *o = web_json(c, 201);
    json_open(o, '{');
    put_event_members(o, &d.shown);
    json_close(o, '}');
    web_etag(c, d.shown.version);
    return OK;
}

static enum err
body_key(struct web_call *c, struct event_edit *edit)
{
    bool key = false;
    edit->has_key = body_has(c, "key");
    if (body_is_null(c, "key")) {
        edit->key = -1;
        return OK;
    }
    enum err e = body_bool(c, "key", &key);
    edit->key = key;
    return e;
}

/* Text, where null takes an edit back. */
static enum err
body_own_text(struct web_call *c, const char *field, bool *ret_has, struct bytes *ret)
{
    *ret_has = body_has(c, field);
    if (body_is_null(c, field)) {
        *ret = BYTES_NONE;
        return OK;
    }
    return body_text(c, field, EVENT_DETAIL_MAX_BYTES, ret);
}

static enum err
read_edit(struct web_call *c, struct event_edit *edit)
{
    edit->has_at = body_has(c, "at");
    enum err e = body_time(c, "at", &edit->at_ms);
    edit->has_precision = edit->at_ms != 0;
    edit->precision = precision_of_time(edit->at_ms);
    if (!e)
        e = body_precision(c, &edit->has_precision, &edit->precision);
    if (!e)
        e = body_kind(c, &edit->has_kind, &edit->kind);
    if (!e)
        e = body_own_text(c, "title", &edit->has_title, &edit->title);
    if (!e)
        e = body_own_text(c, "detail", &edit->has_detail, &edit->detail);
    if (!e)
        e = body_key(c, edit);
    edit->has_hidden = body_has(c, "hidden");
    if (!e)
        e = body_bool(c, "hidden", &edit->hidden);
    if (body_is_null(c, "kind"))
        edit->has_kind = edit->kind_back = true;
    return e ? e : web_if_match(c, &edit->version);
}

enum err
api_event_update(struct web_call *c)
{
    struct event_edit edit = {0};
    struct event_detail d;
    enum err e = read_edit(c, &edit);
    if (!e)
        e = event_update(c->cx, c->params[0], &edit, &d);
    return e ? e : answer(c, 200, &d);
}

enum err
api_event_delete(struct web_call *c)
{
    enum err e = event_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

enum err
api_events_update(struct web_call *c)
{
    struct event_edit edit = {0};
    struct json list = json_get(c->body, "ids");
    struct bytes *ids = arena_new_n(c->cx->arena, struct bytes, json_count(list));
    uint32_t n = 0, changed;
    for (struct json_iter it = json_each(list); json_next(&it);)
        ids[n++] = bytes_dup(c->cx->arena, json_text(it.value));
    edit.has_hidden = body_has(c, "hidden");
    enum err e = body_bool(c, "hidden", &edit.hidden);
    if (!e)
        e = body_key(c, &edit);
    if (!e)
        e = events_update(c->cx, c->params[0], ids, n, &edit, &changed);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_int(o, "changed", changed);
    json_close(o, '}');
    return OK;
}

/* ---- moments ---- */

static enum err
read_decision(struct web_call *c, struct moment_decision *d)
{
    struct bytes state = BYTES_NONE;
    enum err e = body_text(c, "state", 20, &state);
    for (int s = 0; s < MOMENT_STATE_MAX; s++)
        if (bytes_is(state, moment_state_name((enum moment_state)s)))
            d->state = (enum moment_state)s;
    if (!e)
        e = body_time(c, "at", &d->at_ms);
    if (!e)
        e = body_text(c, "event_id", ID_MAX_BYTES, &d->event_id);
    if (!e)
        e = body_text(c, "note", MOMENT_NOTE_MAX_BYTES, &d->note);
    d->precision = precision_of_time(d->at_ms);
    return e ? e : web_if_match(c, &d->version);
}

enum err
api_moment_update(struct web_call *c)
{
    struct moment_decision d = {0};
    struct stored_timeline st;
    enum moment_kind kind;
    if (!moment_kind_of_name(c->params[1], &kind))
        return fail(&c->cx->why, ERR_NOT_FOUND, "no moment '%.*s'", BYTES_ARG(bytes_cut(c->params[1], 0, 40)));
    enum err e = read_decision(c, &d);
    if (!e)
        e = moment_decide(c->cx, c->params[0], kind, &d);
    if (!e)
        e = incident_timeline(c->cx, c->params[0], &(struct timeline_wish){.bare = true}, &st);
    if (e)
        return e;
    put_moment(web_json(c, 200), c->cx, kind, &st);
    web_etag(c, st.moments[kind].version);
    return OK;
}

/* ---- signals ---- */

enum err
api_signal_get(struct web_call *c)
{
    struct signal_row s;
    struct bytes raw = BYTES_NONE;
    enum err e = signal_row_load(c->cx, c->params[0], &s);
    if (!e && !s.erased_ms)
        e = signal_raw(c->cx, s.id, &raw);
    if (e)
        return e;
    /* Masked before it is cut: a secret that the cut would split is still one. */
    struct bytes masked = secrets_mask(c->cx->arena, raw);
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "signal");
    put_signal(o, &s);
    put_text(o, "raw", bytes_cut(masked, 0, RAW_SHOWN_BYTES));
    put_bool(o, "masked", masked.p != raw.p);
    put_text(o, "sha256", bytes_of(sha256_hex(&s.hash).s));
    json_close(o, '}');
    return OK;
}

enum err
api_signal_raw(struct web_call *c)
{
    struct bytes raw;
    enum err e = signal_raw(c->cx, c->params[0], &raw);
    if (!e)
        web_download(c, "application/octet-stream", raw,
                     bytes_printf(c->cx->arena, "%.*s.raw", BYTES_ARG(c->params[0])).p);
    return e;
}

/*
 * Events of a new build and those that are stored: which is which, and writing what differs.
 *
 * The new event that has the main signal of an older one is that event. Where several older ones went up in one new
 * event, the one stays whose main signal speaks for it still, else one that people edited, else the first; what people
 * said of the others goes to it where it has no word of its own.
 */
#include "timeline_keep.h"

#include "../base/json_out.h"
#include "../base/random.h"
#include "event.h"
#include "search.h"

#include <string.h>

// clang-format off
#define EDITED \
    "case when own_title is not null or own_detail is not null or own_at_ms is not null or own_kind is not null or " \
    "own_key is not null or hidden = 1 then 1 else 0 end"
static const struct sql
    q_old = {"build_old",
        "select id, main_signal, said, hidden, " EDITED " from event where incident_id = $1 and written = 0"},
    q_old_now = {"build_old_now", "select hidden, " EDITED " from event where id = $1"},
    q_insert = {"build_insert",
        "insert into event(id, incident_id, written, at_ms, at_precision, end_ms, end_precision, kind, state, severity, "
        "significance, is_key, in_window, zone_assumed, flags, source, title, detail, actor, team, role, url, times, "
        "reasons_json, main_signal, signal_count, said, sort_ms, position) values($1, $29, 0, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)"},
    q_update = {"build_update",
        "update event set at_ms = $2, at_precision = $3, end_ms = $4, end_precision = $5, kind = $6, state = $7, "
        "severity = $8, significance = $9, is_key = $10, in_window = $11, zone_assumed = $12, flags = $13, source = $14, "
        "title = $15, detail = $16, actor = $17, team = $18, role = $19, url = $20, times = $21, reasons_json = $22, "
        "main_signal = $23, signal_count = $24, said = $25, "
        "sort_ms = case when own_at_ms is null then $26 else sort_ms end, position = $27 where id = $1"},
    q_remove = {"build_remove", "delete from event where id = $1"},
    /* What people said of the one that goes ($2) to the one that stays ($1). */
    q_absorb = {"build_absorb",
        "update event set own_title = coalesce(event.own_title, o.own_title), "
        "own_detail = coalesce(event.own_detail, o.own_detail), "
        "sort_ms = case when event.own_at_ms is null and o.own_at_ms is not null then o.own_at_ms else event.sort_ms end, "
        "own_at_precision = case when event.own_at_ms is null then o.own_at_precision else event.own_at_precision end, "
        "own_at_ms = coalesce(event.own_at_ms, o.own_at_ms), own_kind = coalesce(event.own_kind, o.own_kind), "
        "own_key = coalesce(event.own_key, o.own_key), "
        "hidden = case when event.hidden = 1 and o.hidden = 1 then 1 else 0 end, "
        "edited_by = coalesce(event.edited_by, o.edited_by), "
        "edited_ms = case when event.edited_ms > 0 then event.edited_ms else o.edited_ms end, "
        "version = event.version + 1 from event o where event.id = $1 and o.id = $2"},
    q_repoint = {"build_repoint", "update moment set own_event_id = $1 where incident_id = $3 and own_event_id = $2"},
    q_forget = {"build_forget", "update moment set own_event_id = null where incident_id = $2 and own_event_id = $1"},
    q_signals_clear = {"build_signals_clear", "delete from event_signal where event_id = $1"},
    q_signal_add = {"build_signal_add",
        "insert into event_signal(event_id, signal_id, position, at_ms, at_precision) values($1, $2, $3, $4, $5)"},
    q_own = {"build_own", "select own_title, own_detail, hidden from event where id = $1"};
// clang-format on

enum {
    SAID_BYTES = 32,
    SAID_WORDS_BYTES = 16, // of what it says, and behind it of its signals
    IDS_A_MS = 64,         // ids of many events ascend with their times: indexes are quicker at that
};

/* ---- which is which ---- */

static struct bytes
signal_id(const struct build *b, uint32_t number)
{
    return b->stored.ids[b->t->signals[number].raw_at];
}

static enum err
load_old(struct build *b)
{
    struct cx *cx = &b->cx;
    struct stmt *s;
    bool row;
    uint32_t cap = 0;
    enum err e = db_query(cx, &q_old, &s);
    if (e)
        return e;
    db_text(s, 1, b->incident);
    while (!(e = db_next(cx, s, &row)) && row) {
        if (b->old_count == cap) {
            cap = cap ? cap * 2 : 256;
            struct old_event *more = arena_new_n(cx->arena, struct old_event, cap);
            if (b->old_count)
                memcpy(more, b->old, b->old_count * sizeof *more);
            b->old = more;
        }
        b->old[b->old_count] = (struct old_event){
            .id = col_text(cx, s, 0), .said = col_blob(cx, s, 2), .hidden = col_i64(s, 3), .edited = col_i64(s, 4)};
        *map_at(&b->old_by_main, col_text(cx, s, 1)) = ++b->old_count;
    }
    return e;
}

/* How well an older event fits to be this one: see the head of this file. */
static int
fitness(const struct event *e, uint32_t signal, const struct old_event *old)
{
    return (signal == e->main ? 2 : 0) + (old->edited ? 1 : 0);
}

static void
match_event(struct build *b, uint32_t i)
{
    const struct event *e = &b->t->events[i];
    struct old_event *best = NULL;
    int best_fitness = -1;
    for (uint32_t k = 0; k < e->signal_count; k++) {
        const uint32_t *number = map_find(&b->old_by_main, signal_id(b, e->signals[k]));
        if (!number)
            continue;
        struct old_event *old = &b->old[*number - 1];
        old->into = i + 1;
        int fits = fitness(e, e->signals[k], old);
        if (fits > best_fitness) {
            best = old;
            best_fitness = fits;
        }
    }
    if (!best)
        return;
    best->kept = true;
    b->old_of[i] = (uint32_t)(best - b->old) + 1;
    b->ids[i] = best->id;
}

enum err
build_match(struct build *b)
{
    uint32_t n = b->t->event_count;
    b->old_count = 0;
    map_done(&b->old_by_main);
    b->old_by_main = (struct map){0};
    enum err e = load_old(b);
    if (e)
        return e;
    b->next_old = b->next_event = b->position = 0;
    b->ids = arena_new_n(b->cx.arena, struct bytes, (size_t)n + 1);
    b->old_of = arena_new_n(b->cx.arena, uint32_t, (size_t)n + 1);
    for (uint32_t i = 0, fresh = 0; i < n; i++) {
        match_event(b, i);
        if (!b->old_of[i])
            b->ids[i] = id_new(b->cx.arena, "evt", b->cx.now_ms + fresh++ / IDS_A_MS);
    }
    return OK;
}

/* ---- what goes ---- */

static enum err
run_with(struct cx *cx, const struct sql *q, struct bytes a, struct bytes b, struct bytes c)
{
    struct stmt *s;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, a);
    if (b.p)
        db_text(s, 2, b);
    if (c.p)
        db_text(s, 3, c);
    return db_run(cx, s);
}

/* What people did of late: they go on between the pieces. */
static enum err
look_again(struct build *b, struct old_event *old)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(&b->cx, &q_old_now, &s);
    if (e)
        return e;
    db_text(s, 1, old->id);
    if ((e = db_next(&b->cx, s, &row)) || !row)
        return e;
    old->hidden = col_i64(s, 0);
    old->edited = col_i64(s, 1);
    db_end(s);
    return OK;
}

static enum err
remove_old(struct build *b, struct old_event *old)
{
    struct cx *cx = &b->cx;
    struct bytes to = old->into ? b->ids[old->into - 1] : BYTES_NONE;
    enum err e = OK;
    if (to.n && old->edited)
        e = run_with(cx, &q_absorb, to, old->id, BYTES_NONE);
    if (!e && to.n)
        e = run_with(cx, &q_repoint, to, old->id, b->incident);
    else if (!e)
        e = run_with(cx, &q_forget, old->id, b->incident, BYTES_NONE);
    if (!e)
        e = search_remove(cx, b->incident, old->id);
    if (!e)
        e = run_with(cx, &q_remove, old->id, BYTES_NONE, BYTES_NONE);
    b->changes.removed++;
    return e;
}

/* A hidden event that a shown one went up in is shown: what was shown must not vanish. */
static enum err
show_merged(struct build *b, struct old_event *gone)
{
    static const struct sql q_show = {"build_show", "update event set hidden = 0, version = version + 1 where id = $1"};
    if (!gone->into || gone->hidden || gone->edited)
        return OK; // q_absorb sees to the edited ones
    struct old_event *stays = &b->old[b->old_of[gone->into - 1] - 1];
    enum err e = look_again(b, stays);
    if (e)
        return e;
    return stays->hidden ? run_with(&b->cx, &q_show, stays->id, BYTES_NONE, BYTES_NONE) : OK;
}

/* ---- what is written ---- */

static bool
is_timed(const struct when *w)
{
    return w->precision != PRECISION_UNKNOWN;
}

/* [["name", "words", points], ...] */
static void
put_reasons(struct buf *text, const struct event *e)
{
    struct json_out o = {.buf = text};
    json_open(&o, '[');
    for (uint32_t i = 0; i < e->reason_count; i++) {
        json_open(&o, '[');
        json_put_text(&o, bytes_of(e->reasons[i].name));
        json_put_text(&o, e->reasons[i].words);
        json_put_int(&o, e->reasons[i].points);
        json_close(&o, ']');
    }
    json_close(&o, ']');
}

static void
put_piece(struct buf *text, struct bytes piece)
{
    buf_printf(text, "%zu:", piece.n);
    buf_add(text, piece);
}

/* One event as it will be stored. */
struct row {
    const struct event *e;
    struct bytes main, reasons; // reasons: in `text` of who writes
    uint32_t position;
    struct sha256 words, signals;
    uint8_t said[SAID_BYTES];
};

static void
say(struct build *b, struct row *r, struct buf *reasons, struct buf *text)
{
    const struct event *e = r->e;
    buf_reset(reasons);
    put_reasons(reasons, e);
    r->reasons = buf_bytes(reasons);
    r->main = signal_id(b, e->main);
    buf_reset(text);
    buf_printf(text, "%lld %u %lld %u %u %u %u %u %d %d %d %u %s %u %u ", is_timed(&e->at) ? (long long)e->at.ms : 0,
               e->at.precision, is_timed(&e->end) ? (long long)e->end.ms : 0, e->end.precision, e->kind, e->state,
               e->severity, e->significance, e->key, e->in_window, e->zone_assumed, e->flags, e->source, e->times,
               r->position);
    const struct bytes pieces[] = {e->title, e->detail, e->actor, e->team, e->role, e->url, r->reasons, r->main};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        put_piece(text, pieces[i]);
    struct sha256 words = hasher_sha256(b->hasher, buf_bytes(text));
    buf_reset(text);
    for (uint32_t i = 0; i < e->signal_count; i++) {
        const struct signal *s = &b->t->signals[e->signals[i]];
        buf_add(text, signal_id(b, e->signals[i]));
        buf_printf(text, " %lld %u ", is_timed(&s->at) ? (long long)s->at.ms : 0, s->at.precision);
    }
    struct sha256 signals = hasher_sha256(b->hasher, buf_bytes(text));
    memcpy(r->said, words.b, SAID_WORDS_BYTES);
    memcpy(r->said + SAID_WORDS_BYTES, signals.b, SAID_BYTES - SAID_WORDS_BYTES);
}

static void
bind_row(struct stmt *s, const struct row *r)
{
    const struct event *e = r->e;
    db_i64(s, 2, is_timed(&e->at) ? e->at.ms : 0);
    db_text(s, 3, bytes_of(precision_name((enum precision)e->at.precision)));
    db_i64(s, 4, is_timed(&e->end) ? e->end.ms : 0);
    db_text(s, 5, bytes_of(precision_name((enum precision)e->end.precision)));
    db_text(s, 6, bytes_of(kind_name((enum kind)e->kind)));
    db_text(s, 7, bytes_of(state_name((enum state)e->state)));
    db_i64(s, 8, e->severity);
    db_i64(s, 9, e->significance);
    db_i64(s, 10, e->key);
    db_i64(s, 11, e->in_window);
    db_i64(s, 12, e->zone_assumed);
    db_i64(s, 13, e->flags);
    db_text(s, 14, bytes_of(e->source));
    db_text(s, 15, e->title);
    db_text(s, 16, e->detail);
    db_text(s, 17, e->actor);
    db_text(s, 18, e->team);
    db_text(s, 19, e->role);
    db_text(s, 20, e->url);
    db_i64(s, 21, e->times);
    db_text(s, 22, r->reasons);
    db_text(s, 23, r->main);
    db_i64(s, 24, e->signal_count);
    db_blob(s, 25, (struct bytes){(const char *)r->said, SAID_BYTES});
    db_i64(s, 26, is_timed(&e->at) ? e->at.ms : EVENT_NO_TIME_MS);
    db_i64(s, 27, r->position);
}

static enum err
write_signals(struct build *b, struct bytes id, const struct event *e, bool anew)
{
    enum err err = anew ? run_with(&b->cx, &q_signals_clear, id, BYTES_NONE, BYTES_NONE) : OK;
    for (uint32_t i = 0; i < e->signal_count && !err; i++) {
        const struct signal *sig = &b->t->signals[e->signals[i]];
        struct stmt *s;
        if ((err = db_query(&b->cx, &q_signal_add, &s)))
            break;
        db_text(s, 1, id);
        db_text(s, 2, signal_id(b, e->signals[i]));
        db_i64(s, 3, i);
        db_i64(s, 4, is_timed(&sig->at) ? sig->at.ms : 0);
        db_text(s, 5, bytes_of(precision_name((enum precision)sig->at.precision)));
        err = db_run(&b->cx, s);
    }
    return err;
}

/* What is shown, after what people say of it. */
static enum err
index_event(struct build *b, struct bytes id, const struct event *e)
{
    struct cx *cx = &b->cx;
    struct stmt *s;
    bool row;
    enum err err = db_query(cx, &q_own, &s);
    if (err)
        return err;
    db_text(s, 1, id);
    if ((err = db_next(cx, s, &row)) || !row)
        return err;
    struct bytes title = col_is_null(s, 0) ? e->title : col_text(cx, s, 0);
    struct bytes detail = col_is_null(s, 1) ? e->detail : col_text(cx, s, 1);
    bool hidden = col_i64(s, 2);
    db_end(s);
    if (hidden)
        return OK;
    return event_index(cx, b->incident, id, title, detail, e->actor, is_timed(&e->at) ? e->at.ms : 0);
}

static enum err
write_event(struct build *b, uint32_t i, const struct row *r)
{
    struct stmt *s;
    const struct old_event *old = b->old_of[i] ? &b->old[b->old_of[i] - 1] : NULL;
    if (old && old->said.n == SAID_BYTES && memcmp(old->said.p, r->said, SAID_BYTES) == 0)
        return OK;
    enum err e = db_query(&b->cx, old ? &q_update : &q_insert, &s);
    if (e)
        return e;
    db_text(s, 1, b->ids[i]);
    bind_row(s, r);
    if (!old)
        db_text(s, 29, b->incident);
    e = db_run(&b->cx, s);
    bool same_signals =
        old && old->said.n == SAID_BYTES &&
        memcmp(old->said.p + SAID_WORDS_BYTES, r->said + SAID_WORDS_BYTES, SAID_BYTES - SAID_WORDS_BYTES) == 0;
    if (!e && !same_signals)
        e = write_signals(b, b->ids[i], r->e, old);
    if (!e)
        e = index_event(b, b->ids[i], r->e);
    if (old)
        b->changes.changed++;
    else
        b->changes.added++;
    return e;
}

static enum err
store_removals(struct build *b, uint32_t *work)
{
    enum err e = OK;
    for (; b->next_old < b->old_count && *work < b->piece_work && !e; b->next_old++, ++*work) {
        struct old_event *old = &b->old[b->next_old];
        if (old->kept)
            continue;
        *work += BUILD_WORK_OF_WRITING;
        if (!(e = look_again(b, old)) && !(e = show_merged(b, old)))
            e = remove_old(b, old);
    }
    return e;
}

static enum err
store_events(struct build *b, uint32_t *work)
{
    enum err e = OK;
    struct buf reasons = {0}, text = {0};
    for (; b->next_event < b->t->event_count && *work < b->piece_work && !e; b->next_event++, ++*work) {
        uint32_t i = b->next_event, written = b->changes.added + b->changes.changed;
        const struct event *ev = &b->t->events[i], *before = &b->t->events[i ? i - 1 : 0];
        bool same_time =
            i && is_timed(&before->at) == is_timed(&ev->at) && (!is_timed(&ev->at) || before->at.ms == ev->at.ms);
        b->position = same_time ? b->position + 1 : 0;
        struct row r = {.e = ev, .position = b->position};
        say(b, &r, &reasons, &text);
        e = write_event(b, i, &r);
        *work += (b->changes.added + b->changes.changed - written) * BUILD_WORK_OF_WRITING;
    }
    buf_done(&reasons);
    buf_done(&text);
    return e;
}

enum err
build_store_events(struct build *b, bool *ret_more)
{
    uint32_t work = 0;
    enum err e = store_removals(b, &work);
    if (!e)
        e = store_events(b, &work);
    *ret_more = b->next_old < b->old_count || b->next_event < b->t->event_count;
    return e;
}

/*
 * Storing signals and showing them; loading them for the engine is signal_load.c. These two files name tables `signal`
 * and `origin`, beside those that erase (erasure.c), collect (inbox.c) and verify (verify.c).
 */
#include "signal.h"

#include "../base/json_out.h"
#include "../base/random.h"
#include "audit.h"
#include "incident.h"

#include <assert.h>
#include <string.h>

enum {
    SAME_BYTES = 16,
    IDS_A_MS = 64, // ids of many signals ascend, as if they had come one after the other: indexes are quicker at that
};

// clang-format off
#define ROW_COLS                                                                                                       \
    "s.id, s.incident_id, s.source, s.ref, s.kind, s.state, s.title, s.detail, s.actor, s.url, s.severity, "           \
    "coalesce(es.at_ms, s.at_ms), coalesce(es.at_precision, case when s.at_lacks = 0 then s.at_precision "             \
    "else 'unknown' end), o.id, o.path, o.importer, o.captured_ms, s.raw_bytes, s.hash, s.erased_ms, s.erased_reason"
static const struct sql
    q_origin = {"origin_create",
        "insert into origin(id, incident_id, import_id, delivery_id, path, importer, hash, size_bytes, captured_ms, "
        "signal_count, digest) values($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)"},
    q_origin_end = {"origin_end", "update origin set signal_count = $2, digest = $3 where id = $1"},
    q_origin_drop = {"origin_drop", "delete from origin where id = $1"},
    q_create = {"signal_create",
        "insert into signal(id, incident_id, origin_id, number, source, ref, kind, state, severity, flags, reactions, "
        "at_ms, at_precision, at_lacks, at_zone, end_ms, end_precision, end_lacks, end_zone, sort_ms, title, detail, "
        "actor, url, family, ties_json, raw, raw_bytes, hash, same) values($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30) "
        "on conflict do nothing returning number"},
    q_row = {"signal_row",
        "select " ROW_COLS " from signal s join origin o on o.id = s.origin_id "
        "left join event_signal es on es.signal_id = s.id where s.id = $1"},
    q_rows = {"signal_rows",
        "select " ROW_COLS " from event_signal es join signal s on s.id = es.signal_id "
        "join origin o on o.id = s.origin_id where es.event_id = $1 order by es.position limit $2"},
    q_raw = {"signal_raw", "select erased_ms, erased_reason, raw from signal where id = $1"};
// clang-format on

/* ---- storing ---- */

/* One origin while it is stored. */
struct storing {
    struct signal_keeper *k;
    const struct import *im;
    const struct input *in;
    struct hasher *hasher;
    struct arena arena; // what is needed for one signal
    struct bytes origin_id;
    struct buf hashes; // of the signals that are new
    uint32_t added;
};

static void
bind_id(struct stmt *s, int n, struct bytes id)
{
    if (id.n)
        db_text(s, n, id);
    else
        db_null(s, n);
}

static enum err
insert_origin(struct storing *st, const struct origin *o)
{
    struct signal_keeper *k = st->k;
    struct stmt *s;
    enum err e = db_query(k->cx, &q_origin, &s);
    if (e)
        return e;
    db_text(s, 1, st->origin_id);
    bind_id(s, 2, k->incident);
    bind_id(s, 3, k->import_id);
    bind_id(s, 4, k->delivery_id);
    db_text(s, 5, bytes_of(o->path));
    db_text(s, 6, bytes_of(o->importer));
    db_blob(s, 7, (struct bytes){(const char *)o->hash.b, sizeof o->hash.b});
    db_i64(s, 8, (int64_t)o->size_bytes);
    db_i64(s, 9, o->captured_ms);
    db_blob(s, 10, BYTES_NONE);
    return db_run(k->cx, s);
}

/* A hash over what order_signals() of the engine compares to tell repeats: a signal that is equal in all of it is one
 * that the incident has. */
static struct sha256
same_of(struct storing *st, const struct signal *sig, struct buf *text)
{
    buf_reset(text);
    buf_printf(text, "%s %u %u %u %lld %u %zu:", sig->source, sig->kind, sig->state, sig->at.precision,
               sig->at.precision == PRECISION_UNKNOWN ? 0 : (long long)sig->at.ms, sig->at.lacks, sig->ref.n);
    buf_add(text, sig->ref);
    buf_add(text, (struct bytes){(const char *)sig->hash.b, sizeof sig->hash.b});
    buf_add(text, sig->title);
    return hasher_sha256(st->hasher, buf_bytes(text));
}

/* [[kind, role, "value"], ...] in the order of the list. */
static void
put_ties(struct buf *text, const struct signal *sig)
{
    struct json_out o = {.buf = text};
    buf_reset(text);
    json_open(&o, '[');
    for (const struct tie *t = sig->ties; t; t = t->next) {
        json_open(&o, '[');
        json_put_int(&o, t->kind);
        json_put_int(&o, t->role);
        json_put_text(&o, t->value);
        json_close(&o, ']');
    }
    json_close(&o, ']');
}

static void
bind_when(struct stmt *s, int n, const struct import *im, const struct when *w)
{
    bool known = w->precision != PRECISION_UNKNOWN;
    db_i64(s, n, known ? w->ms : 0);
    db_text(s, n + 1, bytes_of(precision_name((enum precision)w->precision)));
    db_i64(s, n + 2, w->lacks);
    db_text(s, n + 3, w->zone == ZONE_NONE ? BYTES_NONE : bytes_of(zone_name(im->zones, w->zone)));
}

static void
bind_signal(struct stmt *s, struct storing *st, const struct signal *sig, const struct origin *o)
{
    bool dated = sig->at.precision != PRECISION_UNKNOWN && !(sig->at.lacks & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE));
    db_i64(s, 4, st->added + 1);
    db_text(s, 5, bytes_of(sig->source));
    db_text(s, 6, sig->ref);
    db_text(s, 7, bytes_of(kind_name((enum kind)sig->kind)));
    db_text(s, 8, bytes_of(state_name((enum state)sig->state)));
    db_i64(s, 9, sig->severity);
    db_i64(s, 10, sig->flags);
    db_i64(s, 11, sig->reactions);
    bind_when(s, 12, st->im, &sig->at);
    bind_when(s, 16, st->im, &sig->end);
    db_i64(s, 20, dated ? sig->at.ms : o->captured_ms);
    db_text(s, 21, sig->title);
    db_text(s, 22, sig->detail);
    db_text(s, 23, sig->actor);
    db_text(s, 24, sig->url);
    db_text(s, 25, sig->family);
    db_blob(s, 27, bytes_cut(st->in->bytes, sig->raw_at, sig->raw_bytes));
    db_i64(s, 28, sig->raw_bytes);
    db_blob(s, 29, (struct bytes){(const char *)sig->hash.b, sizeof sig->hash.b});
}

static enum err
insert_signal(struct storing *st, const struct signal *sig, const struct origin *o, struct buf *text)
{
    struct cx *cx = st->k->cx;
    struct stmt *s;
    bool row;
    struct sha256 same = same_of(st, sig, text);
    put_ties(text, sig);
    enum err e = db_query(cx, &q_create, &s);
    if (e)
        return e;
    db_text(s, 1, id_new(&st->arena, "sig", cx->now_ms + st->added / IDS_A_MS));
    bind_id(s, 2, st->k->incident);
    db_text(s, 3, st->origin_id);
    bind_signal(s, st, sig, o);
    db_text(s, 26, buf_bytes(text));
    db_blob(s, 30, (struct bytes){(const char *)same.b, SAME_BYTES});
    if ((e = db_next(cx, s, &row)) || !row)
        return e;
    db_end(s);
    st->added++;
    buf_add(&st->hashes, (struct bytes){(const char *)sig->hash.b, sizeof sig->hash.b});
    return OK;
}

/* Nothing new: no origin. Else its digest, and the entry that vouches for it. */
static enum err
end_origin(struct storing *st)
{
    struct signal_keeper *k = st->k;
    struct cx *cx = k->cx;
    struct stmt *s;
    enum err e = db_query(cx, st->added ? &q_origin_end : &q_origin_drop, &s);
    if (e)
        return e;
    db_text(s, 1, st->origin_id);
    if (!st->added)
        return db_run(cx, s);
    struct sha256 digest = sha256_of(buf_bytes(&st->hashes));
    db_i64(s, 2, st->added);
    db_blob(s, 3, (struct bytes){(const char *)digest.b, sizeof digest.b});
    e = db_run(cx, s);
    if (!e && k->incident.n)
        e = incident_touch_evidence(cx, k->incident, st->added);
    struct bytes after =
        bytes_printf(&st->arena, "{\"signals\":%u,\"digest\":\"%s\"}", st->added, sha256_hex(&digest).s);
    return e ? e
             : audit_add(cx, &(struct audit_entry){.action = "origin.create",
                                                   .subject = st->origin_id,
                                                   .incident = k->incident,
                                                   .after = after});
}

static enum err
store(struct storing *st, uint32_t first)
{
    const struct import *im = st->im;
    const struct origin *o = &im->origins[st->in->origin];
    struct signal_keeper *k = st->k;
    struct buf text = {0};
    enum err e = k->incident.n ? incident_exists(k->cx, k->incident) : OK;
    if (!e)
        e = insert_origin(st, o);
    for (uint32_t i = first; i < im->count && !e; i++) {
        e = insert_signal(st, &im->signals[i], o, &text);
        arena_done(&st->arena);
    }
    buf_done(&text);
    return e ? e : end_origin(st);
}

enum err
signals_store(struct signal_keeper *k, const struct import *im, uint32_t first, const struct input *in)
{
    struct cx *cx = k->cx;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    struct storing st = {.k = k,
                         .im = im,
                         .in = in,
                         .hasher = hasher_new(),
                         .arena = {.max_bytes = 1 << 20},
                         .origin_id = id_new(cx->arena, "org", cx->now_ms)};
    e = db_finish(cx, store(&st, first));
    hasher_free(st.hasher);
    buf_done(&st.hashes);
    arena_done(&st.arena);
    if (e)
        return e;
    k->found += im->count - first;
    k->added += st.added;
    return OK;
}

void
signals_keep(void *ctx, const struct import *im, uint32_t first, const struct input *in)
{
    struct signal_keeper *k = ctx;
    if (!k->error)
        k->error = signals_store(k, im, first, in);
}

/* ---- showing ---- */

static struct signal_row
row_of(struct cx *cx, struct stmt *s)
{
    struct signal_row r = {
        .id = col_text(cx, s, 0),
        .incident = col_text(cx, s, 1),
        .source = col_text(cx, s, 2),
        .ref = col_text(cx, s, 3),
        .kind = col_text(cx, s, 4),
        .state = col_text(cx, s, 5),
        .title = col_text(cx, s, 6),
        .detail = col_text(cx, s, 7),
        .actor = col_text(cx, s, 8),
        .url = col_text(cx, s, 9),
        .severity = (int)col_i64(s, 10),
        .at_ms = col_i64(s, 11),
        .precision = col_text(cx, s, 12),
        .origin_id = col_text(cx, s, 13),
        .path = col_text(cx, s, 14),
        .importer = col_text(cx, s, 15),
        .captured_ms = col_i64(s, 16),
        .raw_bytes = col_i64(s, 17),
        .erased_ms = col_i64(s, 19),
        .erased_reason = col_text(cx, s, 20),
    };
    struct bytes hash = col_blob(cx, s, 18);
    if (hash.n == sizeof r.hash.b)
        memcpy(r.hash.b, hash.p, sizeof r.hash.b);
    return r;
}

static enum err
no_signal(struct cx *cx, struct bytes id)
{
    return fail(&cx->why, ERR_NOT_FOUND, "no signal '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
}

enum err
signal_row_load(struct cx *cx, struct bytes id, struct signal_row *ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_row, id, &s, &row)))
        return e;
    if (!row)
        return no_signal(cx, id);
    *ret = row_of(cx, s);
    db_end(s);
    return OK;
}

enum err
signal_rows_of_event(struct cx *cx, struct bytes event, struct signal_row **ret, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0, cap = 0;
    struct signal_row *rows = NULL;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_rows, &s)))
        return e;
    db_text(s, 1, event);
    db_i64(s, 2, SIGNAL_ROWS_MAX);
    while (!(e = db_next(cx, s, &row)) && row) {
        if (n == cap) {
            struct signal_row *more = arena_new_n(cx->arena, struct signal_row, cap ? cap * 2 : 8);
            if (n)
                memcpy(more, rows, n * sizeof *more);
            rows = more;
            cap = cap ? cap * 2 : 8;
        }
        rows[n++] = row_of(cx, s);
    }
    if (e)
        return e;
    *ret = rows;
    *ret_count = n;
    return OK;
}

enum err
signal_raw(struct cx *cx, struct bytes id, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_raw, id, &s, &row)))
        return e;
    if (!row)
        return no_signal(cx, id);
    if (col_i64(s, 0)) {
        struct bytes reason = col_text(cx, s, 1);
        db_end(s);
        return fail(&cx->why, ERR_NOT_FOUND, "the bytes of this signal were erased: %.*s",
                    BYTES_ARG(bytes_cut(reason, 0, 200)));
    }
    struct bytes raw = col_blob(cx, s, 2);
    db_end(s);
    char *room = arena_alloc(cx->arena, raw.n + JSON_PADDING_BYTES);
    if (raw.n)
        memcpy(room, raw.p, raw.n);
    *ret = (struct bytes){room, raw.n};
    return OK;
}

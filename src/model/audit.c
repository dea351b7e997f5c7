/*
 * The audit log: all SQL on table `audit` is the block below and the reading of the chain in verify.c. Nothing updates
 * or removes a row.
 */
#include "audit.h"

#include "../base/buf.h"

#include <assert.h>
#include <stdio.h>

#define COLS "seq, at_ms, actor_id, actor, via, action, subject, incident_id, before_json, after_json"
static const struct sql q_last = {"audit_last", "select seq, hash from audit order by seq desc limit 1"},
                        q_add = {"audit_add", "insert into audit(" COLS ", previous, hash) "
                                              "values($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
                        q_all = {"audit_all", "select " COLS " from audit where seq < $1 order by seq desc limit $2"},
                        q_subject = {"audit_subject", "select " COLS " from audit where seq < $1 and subject = $3 "
                                                      "order by seq desc limit $2"},
                        q_incident = {"audit_incident",
                                      "select " COLS " from audit where seq < $1 and incident_id = $4 "
                                      "and ($3 = '' or subject = $3) order by seq desc limit $2"};

/* What readers of the first page care about: what people do, not what tools send; nor what the program drafts. */
// clang-format off
#define ACTIVITIES                                                                                                     \
    "('incident.create', 'incident.update', 'incident.delete', 'event.create', 'event.update', 'event.delete', "       \
    "'moment.update', 'import.create', 'import.failed', 'origin.collect', 'postmortem.create', 'postmortem.update', "  \
    "'postmortem.delete', 'section.create', 'section.update', 'section.restore', 'section.delete', "                   \
    "'attachment.create', 'attachment.delete')"
static const struct sql q_activity = {"audit_activity",
    "select a.seq, a.at_ms, a.actor, a.via, a.action, a.subject, a.incident_id, coalesce(i.title, p.title, '') "
    "from audit a left join incident i on i.id = a.incident_id left join postmortem p on p.id = a.incident_id "
    "where a.seq > (select coalesce(max(seq), 0) from audit) - $1 and a.action in " ACTIVITIES
    " order by a.seq desc limit $2"};
// clang-format on

const char *
via_name(enum via v)
{
    static const char *const names[VIA_MAX] = {
        [VIA_SYSTEM] = "system",   [VIA_BROWSER] = "browser", [VIA_TOKEN] = "token",
        [VIA_COMMAND] = "command", [VIA_INTAKE] = "intake",
    };
    return names[v];
}

static void
put_piece(struct buf *out, struct bytes text)
{
    buf_printf(out, "%zu:", text.n);
    buf_add(out, text);
}

static void
put_number(struct buf *out, int64_t v)
{
    char text[24];
    put_piece(out, (struct bytes){text, (size_t)snprintf(text, sizeof text, "%lld", (long long)v)});
}

struct sha256
audit_hash(struct bytes previous, const struct audit_row *r)
{
    const struct bytes texts[] = {r->actor_id, r->actor,    r->via,    r->action,
                                  r->subject,  r->incident, r->before, r->after};
    struct buf all = {0};
    buf_add(&all, previous);
    put_number(&all, r->seq);
    put_number(&all, r->at_ms);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        put_piece(&all, texts[i]);
    struct sha256 hash = sha256_of(buf_bytes(&all));
    buf_done(&all);
    return hash;
}

static enum err
last_entry(struct cx *cx, int64_t *ret_seq, struct bytes *ret_hash)
{
    static const char zeros[sizeof(struct sha256)];
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_last, &s);
    if (e || (e = db_next(cx, s, &row)))
        return e;
    *ret_seq = row ? col_i64(s, 0) : 0;
    *ret_hash = row ? col_blob(cx, s, 1) : (struct bytes){zeros, sizeof zeros};
    db_end(s);
    return OK;
}

/* What is kept of before and after: a JSON object, or what stands for one that is too long. */
static struct bytes
kept(struct cx *cx, struct bytes json)
{
    if (!json.n)
        return BYTES("{}");
    assert(json.p[0] == '{' && json.p[json.n - 1] == '}');
    if (json.n <= AUDIT_JSON_MAX_BYTES)
        return json;
    struct sha256 hash = sha256_of(json);
    return bytes_printf(cx->arena, "{\"bytes\":%zu,\"sha256\":\"%s\"}", json.n, sha256_hex(&hash).s);
}

static enum err
insert(struct cx *cx, const struct audit_row *r, struct bytes previous)
{
    struct sha256 hash = audit_hash(previous, r);
    const struct bytes texts[] = {r->actor_id, r->actor,    r->via,    r->action,
                                  r->subject,  r->incident, r->before, r->after};
    struct stmt *s;
    enum err e = db_query(cx, &q_add, &s);
    if (e)
        return e;
    db_i64(s, 1, r->seq);
    db_i64(s, 2, r->at_ms);
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        db_text(s, 3 + i, texts[i]);
    db_blob(s, 11, previous);
    db_blob(s, 12, (struct bytes){(const char *)hash.b, sizeof hash.b});
    return db_run(cx, s);
}

enum err
audit_next(struct cx *cx, int64_t *ret_seq)
{
    struct bytes previous;
    assert(db_in_transaction(cx->db));
    enum err e = last_entry(cx, ret_seq, &previous);
    if (!e)
        ++*ret_seq;
    return e;
}

enum err
audit_add(struct cx *cx, const struct audit_entry *entry)
{
    assert(db_in_transaction(cx->db));
    struct audit_row r = {
        .at_ms = cx->now_ms,
        .actor_id = cx->actor ? cx->actor->id : BYTES_NONE,
        .actor = cx->actor ? cx->actor->name : BYTES_NONE,
        .via = bytes_of(via_name(cx->via)),
        .action = bytes_of(entry->action),
        .subject = entry->subject,
        .incident = entry->incident,
        .before = kept(cx, entry->before),
        .after = kept(cx, entry->after),
    };
    struct bytes previous;
    enum err e = last_entry(cx, &r.seq, &previous);
    if (e)
        return e;
    r.seq++;
    if ((e = insert(cx, &r, previous)))
        return e;
    if (entry->ret_seq)
        *entry->ret_seq = r.seq;
    struct change *c = arena_new(cx->arena, struct change);
    *c = (struct change){.next = cx->changes,
                         .action = entry->action,
                         .subject = bytes_dup(cx->arena, entry->subject),
                         .incident = bytes_dup(cx->arena, entry->incident),
                         .seq = r.seq};
    cx->changes = c;
    return OK;
}

struct audit_row
audit_row_of(struct cx *cx, struct stmt *s)
{
    return (struct audit_row){
        .seq = col_i64(s, 0),
        .at_ms = col_i64(s, 1),
        .actor_id = col_text(cx, s, 2),
        .actor = col_text(cx, s, 3),
        .via = col_text(cx, s, 4),
        .action = col_text(cx, s, 5),
        .subject = col_text(cx, s, 6),
        .incident = col_text(cx, s, 7),
        .before = col_text(cx, s, 8),
        .after = col_text(cx, s, 9),
    };
}

enum err
audit_list(struct cx *cx, const struct audit_filter *f, struct audit_row **ret, uint32_t *ret_count)
{
    enum err e = need(cx, f->incident.n ? ROLE_READER : ROLE_ADMIN);
    if (e)
        return e;
    uint32_t limit = f->limit && f->limit < AUDIT_LIST_MAX ? f->limit : AUDIT_LIST_MAX, n = 0;
    struct stmt *s;
    if ((e = db_query(cx, f->incident.n ? &q_incident : f->subject.n ? &q_subject : &q_all, &s)))
        return e;
    db_i64(s, 1, f->before_seq ? f->before_seq : INT64_MAX);
    db_i64(s, 2, limit);
    if (f->incident.n || f->subject.n)
        db_text(s, 3, f->subject);
    if (f->incident.n)
        db_text(s, 4, f->incident);
    struct audit_row *rows = arena_new_n(cx->arena, struct audit_row, limit);
    bool row;
    while (!(e = db_next(cx, s, &row)) && row)
        rows[n++] = audit_row_of(cx, s);
    if (e)
        return e;
    *ret = rows;
    *ret_count = n;
    return OK;
}

enum err
audit_activity(struct cx *cx, struct activity *ret, uint32_t max, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_activity, &s)))
        return e;
    db_i64(s, 1, ACTIVITY_LOOK_BACK);
    db_i64(s, 2, max);
    while (!(e = db_next(cx, s, &row)) && row)
        ret[n++] = (struct activity){.seq = col_i64(s, 0),
                                     .at_ms = col_i64(s, 1),
                                     .actor = col_text(cx, s, 2),
                                     .via = col_text(cx, s, 3),
                                     .action = col_text(cx, s, 4),
                                     .subject = col_text(cx, s, 5),
                                     .incident = col_text(cx, s, 6),
                                     .title = col_text(cx, s, 7)};
    *ret_count = n;
    return e;
}

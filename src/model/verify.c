/*
 * Whether the record is what it was: the audit log's chain, and everything that the log vouches for.
 *
 * Rows are read one by one in a scratch arena that is emptied now and then, so that memory stays small however large
 * the record is. Only the first thing that does not fit is told: what comes behind a broken link is not to be believed.
 */
#include "audit.h"

#include "../base/base64.h"
#include "../base/buf.h"
#include "../base/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SCRATCH_KEEP_BYTES = 8 << 20, NAME_MAX_BYTES = 200 };

// clang-format off
static const struct sql
    q_chain = {"verify_chain", "select seq, at_ms, actor_id, actor, via, action, subject, incident_id, before_json, after_json, previous, hash from audit order by seq"},
    q_signals = {"verify_signals", "select o.id, o.signal_count, o.digest, coalesce(o.delivery_id, ''), s.id, s.hash, s.raw, s.erased_ms from origin o left join signal s on s.origin_id = o.id order by o.id, s.number"},
    q_origin_entry = {"verify_origin_entry", "select after_json from audit where subject = $1 and action = 'origin.create'"},
    q_erasure = {"verify_erasure", "select 1 from audit where (subject = $1 and action = 'signal.erase') or (subject = $2 and action = 'delivery.erase') limit 1"},
    q_deliveries = {"verify_deliveries", "select d.id, d.audit_seq, d.hash, d.body, d.state, coalesce(a.action, ''), coalesce(a.after_json, '') from delivery d left join audit a on a.seq = d.audit_seq order by d.audit_seq, d.id"},
    q_attachments = {"verify_attachments", "select t.id, t.hash, t.size_bytes, t.bytes, coalesce(a.after_json, '') from attachment t left join audit a on a.subject = t.id and a.action = 'attachment.create' order by t.id"},
    q_versions = {"verify_versions", "select s.postmortem_id || '/' || s.key, s.version, v.version, v.title, v.body, v.version = s.version and v.title = s.title and v.body = s.body from section s left join section_version v on v.postmortem_id = s.postmortem_id and v.key = s.key order by s.postmortem_id, s.key, v.version"},
    q_version_entries = {"verify_version_entries", "select seq, after_json from audit where subject = $1 and action in ('section.draft', 'section.create', 'section.update', 'section.restore') and seq > coalesce((select max(seq) from audit where subject = $1 and action = 'section.delete'), 0) order by seq"};

/* What is gone though no entry says so: seq and subject of the first entry that speaks of such a thing. */
static const struct gone {
    const char *what;
    struct sql q;
} gone[] = {
    {"origin", {"verify_gone_origin", "select a.seq, a.subject from audit a where a.action = 'origin.create' and not exists (select 1 from origin o where o.id = a.subject) and not exists (select 1 from audit i join audit d on d.action = 'incident.delete' and d.subject = i.incident_id and d.seq > i.seq where i.subject = a.subject and i.action in ('origin.create', 'origin.collect')) order by a.seq limit 1"}},
    {"delivery", {"verify_gone_delivery", "select a.seq, a.subject from audit a where a.action = 'delivery.receive' and not exists (select 1 from delivery d where d.audit_seq = a.seq) order by a.seq limit 1"}},
    {"incident", {"verify_gone_incident", "select a.seq, a.subject from audit a where a.action = 'incident.create' and not exists (select 1 from incident i where i.id = a.subject) and not exists (select 1 from audit d where d.subject = a.subject and d.action = 'incident.delete' and d.seq > a.seq) order by a.seq limit 1"}},
    {"post-mortem", {"verify_gone_postmortem", "select a.seq, a.subject from audit a where a.action = 'postmortem.create' and not exists (select 1 from postmortem p where p.id = a.subject) and not exists (select 1 from audit d where d.subject = a.subject and d.action = 'postmortem.delete' and d.seq > a.seq) order by a.seq limit 1"}},
    {"attachment", {"verify_gone_attachment", "select a.seq, a.subject from audit a where a.action = 'attachment.create' and not exists (select 1 from attachment t where t.id = a.subject) and not exists (select 1 from audit d where d.seq > a.seq and ((d.subject = a.subject and d.action = 'attachment.delete') or (d.subject = a.incident_id and d.action in ('incident.delete', 'postmortem.delete')))) order by a.seq limit 1"}},
    {"section", {"verify_gone_section", "select a.seq, a.subject from audit a where a.action in ('section.draft', 'section.create') and not exists (select 1 from section s where s.postmortem_id = a.incident_id and s.postmortem_id || '/' || s.key = a.subject) and not exists (select 1 from audit d where d.seq > a.seq and ((d.subject = a.subject and d.action = 'section.delete') or (d.subject = a.incident_id and d.action = 'postmortem.delete'))) order by a.seq limit 1"}},
};
// clang-format on

struct check {
    struct cx *cx; // its arena is the scratch one meanwhile
    struct arena scratch;
    struct arena *arena; // the caller's
    struct verification *v;
    struct buf hashes; // of the origin or the batch being read
};

/* The first one counts. */
static void __attribute__((format(printf, 2, 3))) broken(struct check *c, const char *fmt, ...)
{
    char text[WHY_MAX_BYTES];
    va_list args;
    if (!c->v->ok)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    c->v->ok = false;
    c->v->broken = bytes_dup(c->arena, bytes_of(text));
}

/* The next row while all is well; what the row before had in the scratch arena may go. */
static enum err
next(struct check *c, struct stmt *s, bool *ret_row)
{
    if (c->scratch.used_bytes > SCRATCH_KEEP_BYTES)
        arena_done(&c->scratch);
    if (c->v->ok)
        return db_next(c->cx, s, ret_row);
    db_end(s);
    *ret_row = false;
    return OK;
}

/* A short text that outlives the scratch arena. */
struct name {
    char s[NAME_MAX_BYTES + 1];
    size_t n;
};

static void
name_set(struct name *name, struct bytes text)
{
    name->n = text.n < NAME_MAX_BYTES ? text.n : NAME_MAX_BYTES;
    if (name->n)
        memcpy(name->s, text.p, name->n);
    name->s[name->n] = 0;
}

static bool
name_is(const struct name *name, struct bytes text)
{
    return bytes_eq((struct bytes){name->s, name->n}, bytes_cut(text, 0, NAME_MAX_BYTES));
}

/* ---- what entries say ---- */

/* An integer of an entry's JSON; -1 when there is none. */
static int64_t
entry_int(struct bytes json, const char *key)
{
    long long v;
    return bytes_to_int(json_member(json, key), &v) ? v : -1;
}

static bool
entry_hash_is(struct bytes json, const char *key, const struct sha256 *hash)
{
    struct bytes raw = json_member(json, key); // with its quotes
    struct sha256 said;
    size_t n;
    return raw.n > 2 && hex_decode(bytes_cut(raw, 1, raw.n - 2), said.b, sizeof said.b, &n) && n == sizeof said.b &&
           memcmp(&said, hash, sizeof said) == 0;
}

static bool
hash_is(struct bytes stored, const struct sha256 *hash)
{
    return stored.n == sizeof hash->b && memcmp(stored.p, hash->b, sizeof hash->b) == 0;
}

/* ---- the chain ---- */

static void
check_entry(struct check *c, const struct audit_row *r, struct bytes previous, struct bytes hash)
{
    struct verification *v = c->v;
    if (r->seq != v->entries + 1) {
        broken(c, "audit entry %" PRId64 " is missing", v->entries + 1);
        return;
    }
    struct sha256 want = audit_hash(previous, r);
    if (!hash_is(previous, &v->head))
        broken(c, "audit entry %" PRId64 " does not follow on the entry before it: that one was changed or exchanged",
               r->seq);
    else if (!hash_is(hash, &want))
        broken(c, "audit entry %" PRId64 " (%.*s) was changed: its hash does not fit", r->seq, BYTES_ARG(r->action));
    v->head = want;
    v->entries++;
}

static enum err
check_chain(struct check *c)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &q_chain, &s);
    while (!e && !(e = next(c, s, &row)) && row) {
        struct audit_row r = audit_row_of(c->cx, s);
        check_entry(c, &r, col_blob(c->cx, s, 10), col_blob(c->cx, s, 11));
    }
    return e;
}

/* ---- origins and their signals ---- */

struct origin_check {
    struct name id;
    int64_t signal_count, found;
    struct sha256 digest; // as stored
    bool has_digest;
};

static enum err
end_origin(struct check *c, const struct origin_check *o)
{
    struct sha256 digest = sha256_of(buf_bytes(&c->hashes));
    struct stmt *s;
    bool row;
    if (o->found != o->signal_count)
        broken(c, "origin %s has %" PRId64 " signals, not %" PRId64, o->id.s, o->found, o->signal_count);
    if (!o->has_digest || memcmp(&digest, &o->digest, sizeof digest) != 0)
        broken(c, "the signals of origin %s are not those it was stored with", o->id.s);
    enum err e = db_query(c->cx, &q_origin_entry, &s);
    if (e)
        return e;
    db_text(s, 1, (struct bytes){o->id.s, o->id.n});
    if ((e = db_next(c->cx, s, &row)))
        return e;
    struct bytes after = row ? col_text(c->cx, s, 0) : BYTES_NONE;
    db_end(s);
    if (!row)
        broken(c, "no audit entry tells of origin %s", o->id.s);
    else if (entry_int(after, "signals") != o->found || !entry_hash_is(after, "digest", &digest))
        broken(c, "the signals of origin %s are not those of its audit entry", o->id.s);
    return OK;
}

static void
begin_origin(struct check *c, struct stmt *s, struct bytes id, struct origin_check *o)
{
    struct bytes digest = col_blob(c->cx, s, 2);
    *o = (struct origin_check){.signal_count = col_i64(s, 1), .has_digest = digest.n == sizeof o->digest};
    if (o->has_digest)
        memcpy(&o->digest, digest.p, digest.n);
    name_set(&o->id, id);
    buf_reset(&c->hashes);
}

/* Bytes that are gone: somebody must have erased them. */
static enum err
check_erased(struct check *c, struct bytes id, struct bytes delivery_id, int64_t erased_ms)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &q_erasure, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_text(s, 2, delivery_id);
    if ((e = db_next(c->cx, s, &row)))
        return e;
    db_end(s);
    if (!row || !erased_ms)
        broken(c, "the bytes of signal %.*s are gone, and no audit entry says that they were erased", BYTES_ARG(id));
    c->v->erased++;
    return OK;
}

static enum err
check_signal(struct check *c, struct stmt *s, struct origin_check *o)
{
    struct bytes id = col_text(c->cx, s, 4), hash = col_blob(c->cx, s, 5);
    enum err e = OK;
    if (col_is_null(s, 6)) {
        e = check_erased(c, id, col_text(c->cx, s, 3), col_i64(s, 7));
    } else {
        struct sha256 want = sha256_of(col_blob(c->cx, s, 6));
        if (!hash_is(hash, &want))
            broken(c, "the bytes of signal %.*s were changed: their hash does not fit", BYTES_ARG(id));
    }
    buf_add(&c->hashes, hash);
    o->found++;
    c->v->signals++;
    return e;
}

static enum err
check_origins(struct check *c)
{
    struct origin_check o = {0};
    struct stmt *s;
    bool row, any = false;
    enum err e = db_query(c->cx, &q_signals, &s);
    if (e)
        return e;
    while (!e && !(e = next(c, s, &row)) && row) {
        struct bytes id = col_text(c->cx, s, 0);
        if (any && !name_is(&o.id, id))
            e = end_origin(c, &o);
        if (!any || !name_is(&o.id, id))
            begin_origin(c, s, id, &o);
        any = true;
        if (!e && !col_is_null(s, 4))
            e = check_signal(c, s, &o);
    }
    db_end(s);
    return e || !any || !c->v->ok ? e : end_origin(c, &o);
}

/* ---- deliveries ---- */

struct batch_check {
    int64_t seq, found;
    struct name first; // id
    struct buf entry;  // its after_json
};

static void
end_batch(struct check *c, struct batch_check *b)
{
    struct sha256 digest = sha256_of(buf_bytes(&c->hashes));
    struct bytes after = buf_bytes(&b->entry);
    if (entry_int(after, "deliveries") != b->found)
        broken(c, "audit entry %" PRId64 " tells of %" PRId64 " deliveries, and %" PRId64 " are there", b->seq,
               entry_int(after, "deliveries"), b->found);
    else if (!entry_hash_is(after, "digest", &digest))
        broken(c, "the deliveries from %s on are not those of audit entry %" PRId64, b->first.s, b->seq);
}

static void
check_delivery(struct check *c, struct stmt *s, struct bytes id)
{
    struct bytes hash = col_blob(c->cx, s, 2);
    struct sha256 want = sha256_of(col_blob(c->cx, s, 3));
    bool erased = bytes_is(col_text(c->cx, s, 4), "erased");
    if (!bytes_is(col_text(c->cx, s, 5), "delivery.receive"))
        broken(c, "no audit entry tells of delivery %.*s", BYTES_ARG(id));
    else if (col_is_null(s, 3) && !erased)
        broken(c, "the bytes of delivery %.*s are gone, and nothing says that they were erased", BYTES_ARG(id));
    else if (!col_is_null(s, 3) && !hash_is(hash, &want))
        broken(c, "the bytes of delivery %.*s were changed: their hash does not fit", BYTES_ARG(id));
    buf_add(&c->hashes, hash);
    c->v->deliveries++;
}

/* A delivery that was erased must have an entry that says so. */
static enum err
check_erased_delivery(struct check *c, struct bytes id)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &q_erasure, &s);
    if (e)
        return e;
    db_text(s, 1, BYTES_NONE);
    db_text(s, 2, id);
    if ((e = db_next(c->cx, s, &row)))
        return e;
    db_end(s);
    if (!row)
        broken(c, "delivery %.*s is said to be erased, but no audit entry says so", BYTES_ARG(id));
    c->v->erased++;
    return OK;
}

static enum err
check_deliveries(struct check *c)
{
    struct batch_check b = {0};
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &q_deliveries, &s);
    if (e)
        return e;
    while (!e && !(e = next(c, s, &row)) && row) {
        struct bytes id = col_text(c->cx, s, 0);
        int64_t seq = col_i64(s, 1);
        if (!b.found || seq != b.seq) {
            if (b.found)
                end_batch(c, &b);
            b.seq = seq;
            b.found = 0;
            name_set(&b.first, id);
            buf_reset(&c->hashes);
            buf_reset(&b.entry);
            buf_add(&b.entry, col_text(c->cx, s, 6));
        }
        b.found++;
        check_delivery(c, s, id);
        if (col_is_null(s, 3) && c->v->ok)
            e = check_erased_delivery(c, id);
    }
    db_end(s);
    if (!e && b.found && c->v->ok)
        end_batch(c, &b);
    buf_done(&b.entry);
    return e;
}

/* ---- attachments ---- */

static void
check_attachment(struct check *c, struct stmt *s)
{
    struct bytes id = col_text(c->cx, s, 0), data = col_blob(c->cx, s, 3), after = col_text(c->cx, s, 4);
    struct sha256 want = sha256_of(data);
    if (!hash_is(col_blob(c->cx, s, 1), &want) || col_i64(s, 2) != (int64_t)data.n)
        broken(c, "the bytes of attachment %.*s were changed: their hash does not fit", BYTES_ARG(id));
    else if (!after.n)
        broken(c, "no audit entry tells of attachment %.*s", BYTES_ARG(id));
    else if (!entry_hash_is(after, "sha256", &want))
        broken(c, "attachment %.*s is not what its audit entry says: its hash does not fit", BYTES_ARG(id));
}

static enum err
check_attachments(struct check *c)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &q_attachments, &s);
    if (e)
        return e;
    while (!(e = next(c, s, &row)) && row)
        check_attachment(c, s);
    return e;
}

/* ---- sections ---- */

static struct sha256
version_hash(struct check *c, struct bytes title, struct bytes body)
{
    buf_reset(&c->hashes);
    buf_add(&c->hashes, title);
    buf_putc(&c->hashes, '\n');
    buf_add(&c->hashes, body);
    return sha256_of(buf_bytes(&c->hashes));
}

/* The next entry about a version. *ret_version: 0 when there is none. */
static enum err
next_version_entry(struct check *c, struct stmt *entries, int64_t *ret_version, struct bytes *ret_after)
{
    bool row;
    *ret_version = 0;
    for (;;) {
        enum err e = db_next(c->cx, entries, &row);
        if (e || !row)
            return e;
        *ret_after = col_text(c->cx, entries, 1);
        int64_t version = entry_int(*ret_after, "version");
        if (version > 0) {
            *ret_version = version;
            return OK;
        }
    }
}

/* A section's versions beside their entries, both in order. */
struct section_check {
    struct name subject;
    struct stmt *entries; // NULL before the first section
    int64_t version;      // seen so far
};

static enum err
end_section(struct check *c, struct section_check *o)
{
    int64_t version = 0;
    struct bytes after;
    enum err e = o->entries && c->v->ok ? next_version_entry(c, o->entries, &version, &after) : OK;
    if (version)
        broken(c, "version %" PRId64 " of section %s is gone", version, o->subject.s);
    if (o->entries)
        db_end(o->entries);
    o->entries = NULL;
    return e;
}

static enum err
begin_section(struct check *c, struct section_check *o, struct bytes subject)
{
    enum err e = db_query(c->cx, &q_version_entries, &o->entries);
    if (e) {
        o->entries = NULL;
        return e;
    }
    name_set(&o->subject, subject);
    o->version = 0;
    db_text(o->entries, 1, (struct bytes){o->subject.s, o->subject.n});
    return OK;
}

static enum err
check_version(struct check *c, struct stmt *s, struct section_check *o)
{
    int64_t current = col_i64(s, 1), version = col_i64(s, 2), said;
    struct sha256 hash = version_hash(c, col_text(c->cx, s, 3), col_text(c->cx, s, 4));
    struct bytes after = BYTES_NONE;
    if (version != o->version + 1)
        broken(c, "version %" PRId64 " of section %s is gone", o->version + 1, o->subject.s);
    if (version == current && !col_i64(s, 5))
        broken(c, "section %s is not what its newest version says", o->subject.s);
    if (version > current)
        broken(c, "section %s has a version %" PRId64 " that is newer than itself", o->subject.s, version);
    o->version = version;
    c->v->sections += version == current;
    enum err e = next_version_entry(c, o->entries, &said, &after);
    if (e)
        return e;
    if (said != version)
        broken(c, "no audit entry tells of version %" PRId64 " of section %s", version, o->subject.s);
    else if (!entry_hash_is(after, "sha256", &hash))
        broken(c, "version %" PRId64 " of section %s was changed: its hash does not fit", version, o->subject.s);
    return OK;
}

static enum err
check_sections(struct check *c)
{
    struct section_check o = {0};
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &q_versions, &s), ended;
    if (e)
        return e;
    while (!e && !(e = next(c, s, &row)) && row) {
        struct bytes subject = col_text(c->cx, s, 0);
        if (!o.entries || !name_is(&o.subject, subject)) {
            e = end_section(c, &o);
            if (!e)
                e = begin_section(c, &o, subject);
        }
        if (!e && col_is_null(s, 2))
            broken(c, "section %s has no versions", o.subject.s);
        else if (!e)
            e = check_version(c, s, &o);
    }
    db_end(s);
    ended = end_section(c, &o);
    return e ? e : ended;
}

/* ---- what is gone ---- */

static enum err
check_gone(struct check *c, const struct gone *g)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(c->cx, &g->q, &s);
    if (e || (e = next(c, s, &row)) || !row)
        return e;
    struct bytes subject = col_text(c->cx, s, 1);
    broken(c, "the %s %.*s%sof audit entry %" PRId64 " is gone, and no entry says that it was removed", g->what,
           BYTES_ARG(subject), subject.n ? " " : "", col_i64(s, 0));
    db_end(s);
    return OK;
}

static enum err
check_all(struct check *c)
{
    enum err e = check_chain(c);
    if (!e && c->v->ok)
        e = check_origins(c);
    if (!e && c->v->ok)
        e = check_deliveries(c);
    if (!e && c->v->ok)
        e = check_sections(c);
    if (!e && c->v->ok)
        e = check_attachments(c);
    for (size_t i = 0; i < sizeof gone / sizeof *gone && !e && c->v->ok; i++)
        e = check_gone(c, &gone[i]);
    return e;
}

enum err
record_verify(struct cx *cx, struct verification *ret)
{
    struct verification v = {.ok = true};
    struct check c = {.cx = cx, .scratch = {.max_bytes = (size_t)1 << 31}, .arena = cx->arena, .v = &v};
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = db_begin_read(cx)))
        return e;
    cx->arena = &c.scratch;
    e = db_finish(cx, check_all(&c));
    cx->arena = c.arena;
    arena_done(&c.scratch);
    buf_done(&c.hashes);
    if (!e)
        *ret = v;
    return e;
}

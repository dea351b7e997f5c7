/* Storing and showing deliveries; what they say is read in delivery_read.c. These two files name table `delivery`,
 * beside verify.c and erasure.c. */
#include "delivery.h"

#include "../base/json_out.h"
#include "../base/random.h"
#include "audit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
#define COLS "d.id, d.source_id, s.name, d.state, d.reason, d.received_ms, d.signal_count, length(d.body), d.hash"
static const struct sql
    q_create = {"delivery_create", "insert into delivery(id, source_id, key, received_ms, headers_json, body, hash, state, audit_seq) values($1, $2, $3, $4, $5, $6, $7, 'waiting', $8) on conflict (source_id, key) do nothing returning id"},
    q_first = {"delivery_first", "select id from delivery where source_id = $1 and key = $2"},
    q_seen = {"source_seen", "update source set last_ms = $2 where id = $1 and last_ms < $2 - 1000"},
    q_list = {"delivery_list", "select " COLS " from delivery d join source s on s.id = d.source_id where d.source_id = $1 and ($2 = '' or d.id < $2) order by d.id desc limit $3"},
    q_load = {"delivery_load", "select " COLS ", d.headers_json, d.body from delivery d join source s on s.id = d.source_id where d.id = $1"};

/* Headers by which tools tell a delivery that they repeat. */
static const char *const key_headers[] = {
    "Idempotency-Key", "X-GitHub-Delivery", "X-Gitlab-Event-UUID", "webhook-id", "svix-id", "X-Amz-Sns-Message-Id",
    "X-Atlassian-Webhook-Identifier", "X-Request-Id",
};

/* Headers that say what a delivery is. All else is dropped: a header may carry a secret of a kind not known here. */
static const char *const kept_headers[] = {
    "Content-Type", "User-Agent", "X-GitHub-Event", "X-Gitlab-Event", "X-Gitlab-Instance", "X-Event-Key", "X-Amz-Sns-Message-Type",
    "Sentry-Hook-Resource", "Sentry-Hook-Timestamp", "X-Slack-Request-Timestamp", "ce-type", "ce-source", "ce-time", "ce-id",
    "X-Webhook-Id", "Circleci-Event-Type", "X-PagerDuty-Webhook-Version",
};
// clang-format on

/* ---- from a request ---- */

struct bytes
delivery_key(struct arena *a, const struct header *headers, size_t count, const struct sha256 *hash)
{
    for (size_t i = 0; i < sizeof key_headers / sizeof *key_headers; i++) {
        struct bytes value = header_find(headers, count, key_headers[i]);
        if (value.n && value.n <= DELIVERY_KEY_MAX_BYTES)
            return bytes_printf(a, "%s:%.*s", key_headers[i], BYTES_ARG(value));
    }
    return bytes_dup(a, bytes_of(sha256_hex(hash).s));
}

struct bytes
delivery_headers_json(struct arena *a, const struct header *headers, size_t count)
{
    struct buf text = {.max_bytes = 64 << 10};
    struct json_out o = {.buf = &text};
    json_open(&o, '[');
    for (size_t i = 0; i < sizeof kept_headers / sizeof *kept_headers; i++) {
        struct bytes value = header_find(headers, count, kept_headers[i]);
        if (!value.n || value.n > 1024)
            continue;
        json_open(&o, '{');
        json_key(&o, "name");
        json_put_text(&o, bytes_of(kept_headers[i]));
        json_key(&o, "value");
        json_put_text(&o, value);
        json_close(&o, '}');
    }
    json_close(&o, ']');
    struct bytes json = bytes_dup(a, buf_bytes(&text));
    buf_done(&text);
    return json;
}

/* ---- storing ---- */

static enum err
find_first(struct cx *cx, struct delivery_new *d)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_first, &s);
    if (e)
        return e;
    db_text(s, 1, d->source_id);
    db_text(s, 2, d->key);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (row)
        d->id = col_text(cx, s, 0);
    db_end(s);
    d->repeated = true;
    return OK;
}

static enum err
insert(struct cx *cx, struct delivery_new *d, int64_t seq)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_create, &s);
    if (e)
        return e;
    db_text(s, 1, d->id);
    db_text(s, 2, d->source_id);
    db_text(s, 3, d->key);
    db_i64(s, 4, d->received_ms);
    db_text(s, 5, d->headers_json);
    db_blob(s, 6, d->body);
    db_blob(s, 7, (struct bytes){(const char *)d->hash.b, sizeof d->hash.b});
    db_i64(s, 8, seq);
    if ((e = db_next(cx, s, &row)))
        return e;
    db_end(s);
    return row ? OK : find_first(cx, d);
}

static int
by_id(const void *a, const void *b)
{
    const struct delivery_new *const *x = a, *const *y = b;
    return bytes_cmp((*x)->id, (*y)->id);
}

/* The entry that vouches for those that are new: their number, and a hash over their hashes in the order of ids. */
static enum err
vouch(struct cx *cx, struct delivery_new **added, uint32_t count)
{
    struct buf hashes = {0};
    qsort(added, count, sizeof *added, by_id);
    for (uint32_t i = 0; i < count; i++)
        buf_add(&hashes, (struct bytes){(const char *)added[i]->hash.b, sizeof added[i]->hash.b});
    struct sha256 digest = sha256_of(buf_bytes(&hashes));
    buf_done(&hashes);
    bool one_source = true;
    for (uint32_t i = 1; i < count; i++)
        one_source = one_source && bytes_eq(added[i]->source_id, added[0]->source_id);
    struct bytes after = bytes_printf(cx->arena, "{\"deliveries\":%u,\"digest\":\"%s\"}", count, sha256_hex(&digest).s);
    return audit_add(cx, &(struct audit_entry){.action = "delivery.receive",
                                               .subject = one_source ? added[0]->source_id : BYTES_NONE,
                                               .after = after});
}

static enum err
mark_seen(struct cx *cx, const struct delivery_new *d)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_seen, &s);
    if (e)
        return e;
    db_text(s, 1, d->source_id);
    db_i64(s, 2, d->received_ms);
    return db_run(cx, s);
}

static enum err
store(struct cx *cx, struct delivery_new *items, uint32_t count)
{
    struct delivery_new **added = arena_new_n(cx->arena, struct delivery_new *, count);
    uint32_t n = 0;
    int64_t seq;
    enum err e = audit_next(cx, &seq);
    for (uint32_t i = 0; i < count && !e; i++) {
        items[i].repeated = false;
        e = insert(cx, &items[i], seq);
        if (!e && !items[i].repeated)
            added[n++] = &items[i];
        if (!e && (i == 0 || !bytes_eq(items[i].source_id, items[i - 1].source_id)))
            e = mark_seen(cx, &items[i]);
    }
    return e || !n ? e : vouch(cx, added, n);
}

enum err
deliveries_store(struct cx *cx, struct delivery_new *items, uint32_t count)
{
    assert(count <= DELIVERY_BATCH_MAX);
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, store(cx, items, count));
}

/* ---- showing ---- */

static struct delivery
delivery_from_row(struct cx *cx, struct stmt *s)
{
    struct delivery d = {.id = col_text(cx, s, 0),
                         .source_id = col_text(cx, s, 1),
                         .source_name = col_text(cx, s, 2),
                         .state = col_text(cx, s, 3),
                         .reason = col_text(cx, s, 4),
                         .received_ms = col_i64(s, 5),
                         .signal_count = col_i64(s, 6),
                         .size_bytes = col_i64(s, 7)};
    struct bytes hash = col_blob(cx, s, 8);
    if (hash.n == sizeof d.hash.b)
        memcpy(d.hash.b, hash.p, sizeof d.hash.b);
    return d;
}

enum err
delivery_list(struct cx *cx, struct bytes source, struct bytes before, uint32_t limit, struct delivery **ret,
              uint32_t *ret_count)
{
    if (!limit || limit > DELIVERY_LIST_MAX)
        limit = DELIVERY_LIST_MAX;
    struct delivery *list = arena_new_n(cx->arena, struct delivery, limit);
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_text(s, 1, source);
    db_text(s, 2, before);
    db_i64(s, 3, limit);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = delivery_from_row(cx, s);
    *ret = list;
    *ret_count = n;
    return e;
}

enum err
delivery_load(struct cx *cx, struct bytes id, struct delivery *ret, struct bytes *ret_headers_json,
              struct bytes *ret_body)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no delivery '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    *ret = delivery_from_row(cx, s);
    *ret_headers_json = col_text(cx, s, 9);
    *ret_body = col_blob(cx, s, 10);
    db_end(s);
    return OK;
}

/* Sources. All SQL on tables `source` and `source_secret` but for joins that show a name is the block below. */
#include "source.h"

#include "../base/random.h"
#include "../import/import.h"
#include "audit_fields.h"
#include "field.h"

#include <string.h>

enum { HINT_BYTES = 4 };

// clang-format off
#define COLS                                                                                                           \
    "id, name, importer, scheme, header, attach, token_hint, created_ms, disabled_ms, last_ms, version"
#define COUNTED                                                                                                        \
    "(select count(*) from delivery d where d.source_id = source.id and d.state = 'read'), "                           \
    "(select count(*) from delivery d where d.source_id = source.id and d.state = 'unread'), "                         \
    "(select count(*) from delivery d where d.source_id = source.id and d.state = 'waiting')"
static const struct sql
    q_load = {"source_load", "select " COLS ", " COUNTED " from source where id = $1"},
    q_list = {"source_list", "select " COLS ", " COUNTED " from source order by lower(name), id limit $1"},
    q_of_address = {"source_of_address", "select " COLS ", 0, 0, 0 from source where token_hash = $1 and disabled_ms = 0"},
    q_secrets = {"source_secrets", "select number, secret, created_ms, expires_ms from source_secret where source_id = $1 and (expires_ms = 0 or expires_ms > $2) order by number"},
    q_count = {"source_count", "select count(*) from source"},
    q_create = {"source_create", "insert into source(id, name, importer, scheme, header, token_hash, token_hint, attach, created_ms) values($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
    q_update = {"source_update", "update source set name = $2, importer = $3, header = $4, attach = $5, disabled_ms = $6, version = version + 1 where id = $1"},
    q_address = {"source_address", "update source set token_hash = $2, token_hint = $3, version = version + 1 where id = $1"},
    q_delete = {"source_delete", "delete from source where id = $1"},
    q_used = {"source_used", "select 1 from delivery where source_id = $1 limit 1"},
    q_number = {"source_secret_number", "select coalesce(max(number), 0) + 1 from source_secret where source_id = $1"},
    q_secret = {"source_secret_create", "insert into source_secret(source_id, number, secret, created_ms) values($1, $2, $3, $4)"},
    q_retire = {"source_secret_retire", "update source_secret set expires_ms = $2 where source_id = $1 and (expires_ms = 0 or expires_ms > $2)"},
    q_secret_drop = {"source_secret_drop", "delete from source_secret where source_id = $1 and number = $2 returning number"},
    q_expired = {"source_secret_expired", "delete from source_secret where source_id = $1 and expires_ms > 0 and expires_ms <= $2"};

static const char *const attach_names[ATTACH_MAX] = {[ATTACH_OPEN] = "open", [ATTACH_OPENS] = "opens", [ATTACH_INBOX] = "inbox"};
// clang-format on

const char *
attach_name(enum attach a)
{
    return attach_names[a];
}

bool
attach_of_name(struct bytes name, enum attach *ret)
{
    for (int i = 0; i < ATTACH_MAX; i++)
        if (bytes_is(name, attach_names[i])) {
            *ret = (enum attach)i;
            return true;
        }
    return false;
}

/* ---- reading ---- */

static struct source
source_from_row(struct cx *cx, struct stmt *s)
{
    struct source r = {.id = col_text(cx, s, 0),
                       .name = col_text(cx, s, 1),
                       .importer = col_text(cx, s, 2),
                       .scheme = signature_scheme_find(col_text(cx, s, 3)),
                       .header = col_text(cx, s, 4),
                       .address_hint = col_text(cx, s, 6),
                       .created_ms = col_i64(s, 7),
                       .disabled_ms = col_i64(s, 8),
                       .last_ms = col_i64(s, 9),
                       .version = col_i64(s, 10),
                       .read_count = col_i64(s, 11),
                       .unread_count = col_i64(s, 12),
                       .waiting_count = col_i64(s, 13)};
    attach_of_name(col_text(cx, s, 5), &r.attach);
    return r;
}

static enum err
load_secrets(struct cx *cx, struct source *r)
{
    struct source_secret *secrets = arena_new_n(cx->arena, struct source_secret, SOURCE_SECRETS_MAX);
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_secrets, &s);
    if (e)
        return e;
    db_text(s, 1, r->id);
    db_i64(s, 2, cx->now_ms);
    while (!(e = db_next(cx, s, &row)) && row && r->secret_count < SOURCE_SECRETS_MAX)
        secrets[r->secret_count++] = (struct source_secret){.number = col_i64(s, 0),
                                                            .secret = col_text(cx, s, 1),
                                                            .created_ms = col_i64(s, 2),
                                                            .expires_ms = col_i64(s, 3)};
    db_end(s);
    r->secrets = secrets;
    return e;
}

enum err
source_load(struct cx *cx, struct bytes id, struct source **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no source '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    *ret = arena_new(cx->arena, struct source);
    **ret = source_from_row(cx, s);
    db_end(s);
    return load_secrets(cx, *ret);
}

enum err
source_list(struct cx *cx, struct source **ret, uint32_t *ret_count)
{
    struct source *sources = arena_new_n(cx->arena, struct source, SOURCES_MAX);
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_i64(s, 1, SOURCES_MAX);
    while (!(e = db_next(cx, s, &row)) && row)
        sources[n++] = source_from_row(cx, s);
    for (uint32_t i = 0; i < n && !e; i++)
        e = load_secrets(cx, &sources[i]);
    *ret = sources;
    *ret_count = n;
    return e;
}

enum err
source_of_address(struct cx *cx, struct bytes address, struct source **ret)
{
    struct sha256 hash = sha256_of(address);
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_of_address, &s);
    *ret = NULL;
    if (e)
        return e;
    db_blob(s, 1, (struct bytes){(const char *)hash.b, sizeof hash.b});
    if ((e = db_next(cx, s, &row)) || !row)
        return e;
    struct source *r = arena_new(cx->arena, struct source);
    *r = source_from_row(cx, s);
    db_end(s);
    if (r->scheme) // a scheme that a later version knew: nothing can be checked
        *ret = r;
    return load_secrets(cx, r);
}

/* ---- what people type ---- */

static enum err
check(struct cx *cx, struct source *r)
{
    enum err e = field_line(cx, "name", &r->name, 1, SOURCE_NAME_MAX_BYTES);
    if (!e)
        e = field_line(cx, "header", &r->header, 0, SOURCE_HEADER_MAX_BYTES);
    if (e)
        return e;
    if (r->importer.n && !importer_find(bytes_dup(cx->arena, r->importer).p))
        return fail(&cx->why, ERR_INVALID, "importer '%.*s' is not known; leave it empty to tell by content",
                    BYTES_ARG(bytes_cut(r->importer, 0, 40)));
    for (size_t i = 0; i < r->header.n; i++)
        if (!ascii_is_alnum(r->header.p[i]) && !strchr("!#$%&'*+-.^_`|~", r->header.p[i]))
            return fail(&cx->why, ERR_INVALID, "header must be a header's name, like X-Signature");
    if (!r->header.n && r->scheme->header_may_change && !r->scheme->header)
        return fail(&cx->why, ERR_INVALID, "header must say which header carries the secret or signature");
    return OK;
}

static enum err
audit_source(struct cx *cx, enum fields_how how, const char *action, const struct source *was, const struct source *is)
{
    struct audit_fields f = {.how = how};
    const char *before = was->scheme ? was->scheme->name : "";
    audit_text(&f, "name", was->name, is->name);
    audit_text(&f, "importer", was->importer, is->importer);
    audit_text(&f, "scheme", bytes_of(before), bytes_of(is->scheme ? is->scheme->name : ""));
    audit_text(&f, "header", was->header, is->header);
    audit_text(&f, "attach", bytes_of(attach_name(was->attach)), bytes_of(attach_name(is->attach)));
    audit_bool(&f, "disabled", was->disabled_ms != 0, is->disabled_ms != 0);
    return audit_fields_add(cx, &f, action, is->id, BYTES_NONE);
}

/* Most tools let one choose; those whose key has a form of its own show theirs. */
static enum err
secret_for(struct cx *cx, const struct signature_scheme *scheme, struct bytes given, struct bytes *ret)
{
    *ret = given;
    if (!scheme->secret_name) {
        if (given.n)
            return fail(&cx->why, ERR_INVALID, "secret: the scheme '%s' has none; leave it out", scheme->name);
        return OK;
    }
    if (!given.n) {
        if (scheme->key_is_base64 || scheme->how == SIGNATURE_SNS || scheme->how == SIGNATURE_BASIC)
            return fail(&cx->why, ERR_INVALID, "secret is needed: the %s that %s shows", scheme->secret_name,
                        scheme->title);
        *ret = secret_new(cx->arena, "");
        return OK;
    }
    return signature_secret_check(scheme, given, &cx->why);
}

static enum err
insert_secret(struct cx *cx, struct bytes id, struct bytes secret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_number, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    int64_t number = row ? col_i64(s, 0) : 1;
    db_end(s);
    if ((e = db_query(cx, &q_secret, &s)))
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, number);
    db_text(s, 3, secret);
    db_i64(s, 4, cx->now_ms);
    return db_run(cx, s);
}

/* ---- writing ---- */

static struct bytes
hint_of(struct bytes address)
{
    return bytes_from(address, address.n - HINT_BYTES);
}

static enum err
insert(struct cx *cx, const struct source *r, struct bytes address)
{
    struct sha256 hash = sha256_of(address);
    struct stmt *s;
    enum err e = db_query(cx, &q_create, &s);
    if (e)
        return e;
    db_text(s, 1, r->id);
    db_text(s, 2, r->name);
    db_text(s, 3, r->importer);
    db_text(s, 4, bytes_of(r->scheme->name));
    db_text(s, 5, r->header);
    db_blob(s, 6, (struct bytes){(const char *)hash.b, sizeof hash.b});
    db_text(s, 7, hint_of(address));
    db_text(s, 8, bytes_of(attach_name(r->attach)));
    db_i64(s, 9, cx->now_ms);
    return db_run(cx, s);
}

static enum err
check_room(struct cx *cx)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_count, &s);
    if (e || (e = db_next(cx, s, &row)))
        return e;
    int64_t count = row ? col_i64(s, 0) : 0;
    db_end(s);
    if (count >= SOURCES_MAX)
        return fail(&cx->why, ERR_LIMIT, "there are %d sources already, which is the most", SOURCES_MAX);
    return OK;
}

static enum err
create(struct cx *cx, const struct source_new *in, struct source **ret, struct bytes *ret_address,
       struct bytes *ret_secret)
{
    static const struct source none;
    struct source r = {.id = id_new(cx->arena, "src", cx->now_ms),
                       .name = in->name,
                       .importer = in->importer,
                       .header = in->header,
                       .scheme = signature_scheme_find(in->scheme),
                       .attach = in->attach};
    enum err e = need(cx, ROLE_ADMIN);
    if (e)
        return e;
    if (!r.scheme)
        return fail(&cx->why, ERR_INVALID, "scheme '%.*s' is not known; GET /api/v1/schemes lists them",
                    BYTES_ARG(bytes_cut(in->scheme, 0, 40)));
    if ((e = check(cx, &r)) || (e = check_room(cx)) || (e = secret_for(cx, r.scheme, in->secret, ret_secret)))
        return e;
    *ret_address = secret_new(cx->arena, "in_");
    if ((e = insert(cx, &r, *ret_address)) || (ret_secret->n && (e = insert_secret(cx, r.id, *ret_secret))) ||
        (e = audit_source(cx, FIELDS_CREATED, "source.create", &none, &r)))
        return e;
    return source_load(cx, r.id, ret);
}

enum err
source_create(struct cx *cx, const struct source_new *in, struct source **ret, struct bytes *ret_address,
              struct bytes *ret_secret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, create(cx, in, ret, ret_address, ret_secret));
}

static enum err
update(struct cx *cx, struct bytes id, const struct source_edit *in, struct source **ret)
{
    struct source *was;
    struct stmt *s;
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = source_load(cx, id, &was)))
        return e;
    cx->current_version = was->version;
    if (in->version && in->version != was->version)
        return fail(&cx->why, ERR_STALE, "somebody changed this source first (it is at version %lld)",
                    (long long)was->version);
    struct source is = *was;
    if (!is.scheme)
        return fail(&cx->why, ERR_CONFLICT, "this source's scheme is not known to this version of the program");
    is.name = in->name.p ? in->name : was->name;
    is.importer = in->importer.p ? in->importer : was->importer;
    is.header = in->header.p ? in->header : was->header;
    is.attach = in->attach == ATTACH_MAX ? was->attach : in->attach;
    if (in->disabled >= 0 && in->disabled != (was->disabled_ms != 0))
        is.disabled_ms = in->disabled ? cx->now_ms : 0;
    if ((e = check(cx, &is)) || (e = db_query(cx, &q_update, &s)))
        return e;
    db_text(s, 1, id);
    db_text(s, 2, is.name);
    db_text(s, 3, is.importer);
    db_text(s, 4, is.header);
    db_text(s, 5, bytes_of(attach_name(is.attach)));
    db_i64(s, 6, is.disabled_ms);
    if ((e = db_run(cx, s)) || (e = audit_source(cx, FIELDS_CHANGED, "source.update", was, &is)))
        return e;
    return source_load(cx, id, ret);
}

enum err
source_update(struct cx *cx, struct bytes id, const struct source_edit *in, struct source **ret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, update(cx, id, in, ret));
}

static enum err
remove_source(struct cx *cx, struct bytes id)
{
    struct source *was;
    struct stmt *s;
    bool used;
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = source_load(cx, id, &was)) || (e = db_find(cx, &q_used, id, &s, &used)))
        return e;
    db_end(s);
    if (used)
        return fail(&cx->why, ERR_CONFLICT, "evidence came from this source, so it cannot be removed; disable it");
    if ((e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return audit_source(cx, FIELDS_REMOVED, "source.delete", was, was);
}

enum err
source_delete(struct cx *cx, struct bytes id)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, remove_source(cx, id));
}

static enum err
audit_plain(struct cx *cx, const char *action, struct bytes id, struct bytes after)
{
    return audit_add(cx, &(struct audit_entry){.action = action, .subject = id, .after = after});
}

static enum err
new_address(struct cx *cx, struct bytes id, struct bytes *ret_address)
{
    struct source *r;
    struct stmt *s;
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = source_load(cx, id, &r)) || (e = db_query(cx, &q_address, &s)))
        return e;
    *ret_address = secret_new(cx->arena, "in_");
    struct sha256 hash = sha256_of(*ret_address);
    db_text(s, 1, id);
    db_blob(s, 2, (struct bytes){(const char *)hash.b, sizeof hash.b});
    db_text(s, 3, hint_of(*ret_address));
    if ((e = db_run(cx, s)))
        return e;
    return audit_plain(cx, "source.address", id, BYTES_NONE);
}

enum err
source_new_address(struct cx *cx, struct bytes id, struct bytes *ret_address)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, new_address(cx, id, ret_address));
}

/* Ends the secrets that are there, and forgets those that have ended. */
static enum err
retire(struct cx *cx, struct bytes id, int64_t retire_ms)
{
    struct stmt *s;
    enum err e = OK;
    if (retire_ms) {
        if ((e = db_query(cx, &q_retire, &s)))
            return e;
        db_text(s, 1, id);
        db_i64(s, 2, retire_ms);
        e = db_run(cx, s);
    }
    if (e || (e = db_query(cx, &q_expired, &s)))
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, cx->now_ms);
    return db_run(cx, s);
}

static enum err
add_secret(struct cx *cx, struct bytes id, struct bytes secret, int64_t retire_ms, struct bytes *ret_secret)
{
    struct source *r;
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = source_load(cx, id, &r)))
        return e;
    if (!r->scheme || !r->scheme->secret_name)
        return fail(&cx->why, ERR_CONFLICT, "this source's scheme has no secret; give it a new address instead");
    if ((e = secret_for(cx, r->scheme, secret, ret_secret)) || (e = retire(cx, id, retire_ms)) ||
        (e = source_load(cx, id, &r)))
        return e;
    if (r->secret_count >= SOURCE_SECRETS_MAX)
        return fail(&cx->why, ERR_LIMIT, "a source has at most %d secrets at once; remove an old one first",
                    SOURCE_SECRETS_MAX);
    if ((e = insert_secret(cx, id, *ret_secret)))
        return e;
    return audit_plain(cx, "source.secret.add", id,
                       bytes_printf(cx->arena, "{\"retire_old_ms\":%lld}", (long long)retire_ms));
}

enum err
source_add_secret(struct cx *cx, struct bytes id, struct bytes secret, int64_t retire_ms, struct bytes *ret_secret)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, add_secret(cx, id, secret, retire_ms, ret_secret));
}

static enum err
remove_secret(struct cx *cx, struct bytes id, int64_t number)
{
    struct source *r;
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = source_load(cx, id, &r)))
        return e;
    if (r->secret_count == 1 && r->secrets[0].number == number)
        return fail(&cx->why, ERR_CONFLICT, "this is the last secret: add its successor first, or disable the source");
    if ((e = db_query(cx, &q_secret_drop, &s)))
        return e;
    db_text(s, 1, id);
    db_i64(s, 2, number);
    if ((e = db_next(cx, s, &row)))
        return e;
    db_end(s);
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "this source has no secret number %lld", (long long)number);
    return audit_plain(cx, "source.secret.remove", id, bytes_printf(cx->arena, "{\"number\":%lld}", (long long)number));
}

enum err
source_remove_secret(struct cx *cx, struct bytes id, int64_t number)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, remove_secret(cx, id, number));
}

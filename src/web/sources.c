/* Sources, what arrived from them, the inbox, erasure. */
#include "../import/signature.h"
#include "../model/delivery.h"
#include "../model/erasure.h"
#include "../model/inbox.h"
#include "../text/secrets.h"
#include "handlers.h"
#include "put.h"

#include <string.h>

enum { BODY_SHOWN_BYTES = 256 << 10 };

/* ---- schemes ---- */

enum err
api_scheme_list(struct web_call *c)
{
    struct json_out *o = put_list_open(c);
    for (const struct signature_scheme *s = signature_schemes; s->name; s++) {
        json_open(o, '{');
        put_text(o, "name", bytes_of(s->name));
        put_text(o, "title", bytes_of(s->title));
        put_text(o, "secret_title", bytes_of(s->secret_name));
        put_text(o, "help", bytes_of(s->help));
        put_bool(o, "header_is_chosen", s->header_may_change);
        json_close(o, '}');
    }
    put_list_close(o);
    return OK;
}

/* ---- sources ---- */

static void
put_source(struct json_out *o, const struct source *s)
{
    json_open(o, '{');
    put_text(o, "id", s->id);
    put_text(o, "name", s->name);
    put_text(o, "importer", s->importer);
    put_text(o, "scheme", bytes_of(s->scheme ? s->scheme->name : ""));
    put_text(o, "header", s->header);
    put_text(o, "attach", bytes_of(attach_name(s->attach)));
    put_text(o, "url_hint", s->address_hint);
    json_key(o, "secrets");
    json_open(o, '[');
    for (uint32_t i = 0; i < s->secret_count; i++) {
        json_open(o, '{');
        put_int(o, "number", s->secrets[i].number);
        put_time(o, "created_at", s->secrets[i].created_ms);
        put_time(o, "expires_at", s->secrets[i].expires_ms);
        json_close(o, '}');
    }
    json_close(o, ']');
    put_time(o, "created_at", s->created_ms);
    put_bool(o, "disabled", s->disabled_ms != 0);
    put_time(o, "last_at", s->last_ms);
    json_key(o, "counts");
    json_open(o, '{');
    put_int(o, "read", s->read_count);
    put_int(o, "unread", s->unread_count);
    put_int(o, "waiting", s->waiting_count);
    json_close(o, '}');
    put_int(o, "version", s->version);
    json_close(o, '}');
}

/* The source and what is shown once. address, secret: may be empty. */
static enum err
answer_made(struct web_call *c, int status, struct bytes id, struct bytes address, struct bytes secret)
{
    struct source *s;
    enum err e = source_load(c->cx, id, &s);
    if (e)
        return e;
    struct json_out *o = web_json(c, status);
    json_open(o, '{');
    json_key(o, "source");
    put_source(o, s);
    put_text(o, "url",
             address.n ? bytes_printf(c->cx->arena, "%s/api/v1/intake/%.*s", web_base_url(c->web), BYTES_ARG(address))
                       : BYTES_NONE);
    put_text(o, "secret", secret);
    json_close(o, '}');
    return OK;
}

static enum err
body_attach(struct web_call *c, enum attach usual, enum attach *ret)
{
    struct bytes text = BYTES_NONE;
    *ret = usual;
    enum err e = body_text(c, "attach", 20, &text);
    if (!e && text.n && !attach_of_name(text, ret))
        e = fail(&c->cx->why, ERR_INVALID, "attach must be open, opens or inbox");
    return e;
}

enum err
api_source_list(struct web_call *c)
{
    struct source *list;
    uint32_t n;
    enum err e = source_list(c->cx, &list, &n);
    if (e)
        return e;
    struct json_out *o = put_list_open(c);
    for (uint32_t i = 0; i < n; i++)
        put_source(o, &list[i]);
    put_list_close(o);
    return OK;
}

enum err
api_source_create(struct web_call *c)
{
    struct source_new in = {0};
    struct source *s;
    struct bytes address, secret;
    enum err e;
    if ((e = body_required_text(c, "name", SOURCE_NAME_MAX_BYTES, &in.name)) ||
        (e = body_required_text(c, "scheme", 100, &in.scheme)) || (e = body_text(c, "importer", 100, &in.importer)) ||
        (e = body_text(c, "header", SOURCE_HEADER_MAX_BYTES, &in.header)) ||
        (e = body_text(c, "secret", SIGNATURE_SECRET_MAX_BYTES, &in.secret)) ||
        (e = body_attach(c, ATTACH_OPEN, &in.attach)) || (e = source_create(c->cx, &in, &s, &address, &secret)))
        return e;
    return answer_made(c, 201, s->id, address, secret);
}

enum err
api_source_get(struct web_call *c)
{
    struct source *s;
    enum err e = source_load(c->cx, c->params[0], &s);
    if (e)
        return e;
    web_etag(c, s->version);
    put_source(web_json(c, 200), s);
    return OK;
}

enum err
api_source_update(struct web_call *c)
{
    struct source_edit in = {.disabled = -1};
    struct source *s;
    bool disabled;
    enum err e = web_if_match(c, &in.version);
    if (e || (e = body_text(c, "name", SOURCE_NAME_MAX_BYTES, &in.name)) ||
        (e = body_text(c, "importer", 100, &in.importer)) ||
        (e = body_text(c, "header", SOURCE_HEADER_MAX_BYTES, &in.header)) ||
        (e = body_attach(c, ATTACH_MAX, &in.attach)) || (e = body_bool(c, "disabled", &disabled)))
        return e;
    if (json_type_of(json_get(c->body, "disabled")) == JSON_BOOL)
        in.disabled = disabled;
    if ((e = source_update(c->cx, c->params[0], &in, &s)))
        return e;
    web_etag(c, s->version);
    put_source(web_json(c, 200), s);
    return OK;
}

enum err
api_source_delete(struct web_call *c)
{
    enum err e = source_delete(c->cx, c->params[0]);
    if (!e)
        web_nothing(c);
    return e;
}

enum err
api_source_address(struct web_call *c)
{
    struct bytes address;
    enum err e = source_new_address(c->cx, c->params[0], &address);
    return e ? e : answer_made(c, 201, c->params[0], address, BYTES_NONE);
}

enum err
api_source_secret_add(struct web_call *c)
{
    struct bytes given = BYTES_NONE, secret;
    int64_t retire_ms = 0;
    enum err e = body_text(c, "secret", SIGNATURE_SECRET_MAX_BYTES, &given);
    if (e || (e = body_time(c, "retire_old_at", &retire_ms)) ||
        (e = source_add_secret(c->cx, c->params[0], given, retire_ms, &secret)))
        return e;
    return answer_made(c, 201, c->params[0], BYTES_NONE, secret);
}

enum err
api_source_secret_remove(struct web_call *c)
{
    long long number;
    if (!bytes_to_int(c->params[1], &number))
        return fail(&c->cx->why, ERR_NOT_FOUND, "a secret is named by its number");
    enum err e = source_remove_secret(c->cx, c->params[0], number);
    if (!e)
        web_nothing(c);
    return e;
}

/* ---- deliveries ---- */

static void
put_delivery(struct json_out *o, const struct delivery *d)
{
    json_open(o, '{');
    put_text(o, "id", d->id);
    put_ref(o, "source", d->source_id, d->source_name);
    put_time(o, "received_at", d->received_ms);
    put_text(o, "state", d->state);
    put_text(o, "reason", d->reason);
    put_int(o, "signal_count", d->signal_count);
    put_int(o, "size_bytes", d->size_bytes);
    put_text(o, "sha256", bytes_of(sha256_hex(&d->hash).s));
    json_close(o, '}');
}

enum err
api_delivery_list(struct web_call *c)
{
    struct delivery *list;
    struct source *s;
    uint32_t n;
    struct web_page p = web_page(c, 50, DELIVERY_LIST_MAX - 1);
    enum err e = source_load(c->cx, c->params[0], &s);
    if (e || (e = delivery_list(c->cx, c->params[0], p.has_cursor ? p.id : BYTES_NONE, p.limit + 1, &list, &n)))
        return e;
    bool more = n > p.limit;
    n = more ? p.limit : n;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++)
        put_delivery(o, &list[i]);
    json_close(o, ']');
    put_next(o, more, n ? list[n - 1].received_ms : 0, n ? list[n - 1].id : BYTES_NONE);
    json_close(o, '}');
    return OK;
}

enum err
api_delivery_get(struct web_call *c)
{
    struct delivery d;
    struct bytes headers, body;
    enum err e = delivery_load(c->cx, c->params[0], &d, &headers, &body);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "delivery");
    put_delivery(o, &d);
    json_key(o, "headers");
    json_put_raw(o, headers);
    put_text(o, "body", secrets_mask(c->cx->arena, bytes_cut(body, 0, BODY_SHOWN_BYTES)));
    json_close(o, '}');
    return OK;
}

enum err
api_delivery_again(struct web_call *c)
{
    enum err e = delivery_read_again(c->cx, c->params[0]);
    if (!e) {
        web_nothing(c);
        web_wake_jobs(c->web);
    }
    return e;
}

/* ---- the inbox ---- */

enum err
api_inbox(struct web_call *c)
{
    struct inbox_source *list;
    uint32_t n;
    int64_t from_ms = 0, to_ms = 0, count = 0;
    query_time(c, "from", &from_ms);
    query_time(c, "to", &to_ms);
    enum err e = inbox_list(c->cx, from_ms, to_ms, &list, &n);
    if (e)
        return e;
    for (uint32_t i = 0; i < n; i++)
        count += list[i].count;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_int(o, "count", count);
    json_key(o, "sources");
    json_open(o, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_open(o, '{');
        put_text(o, "source", list[i].source);
        put_int(o, "count", list[i].count);
        put_time(o, "first_at", list[i].first_ms);
        put_time(o, "last_at", list[i].last_ms);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_close(o, '}');
    return OK;
}

enum err
api_incident_collect(struct web_call *c)
{
    int64_t from_ms = 0, to_ms = 0, count;
    enum err e = body_time(c, "from", &from_ms);
    if (e || (e = body_time(c, "to", &to_ms)) || (e = inbox_collect(c->cx, c->params[0], from_ms, to_ms, &count)))
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_int(o, "signals", count);
    json_close(o, '}');
    web_wake_jobs(c->web);
    return OK;
}

/* ---- erasure ---- */

static enum err
erase(struct web_call *c, enum err (*of)(struct cx *cx, struct bytes id, struct bytes reason))
{
    struct bytes reason;
    enum err e = body_required_text(c, "reason", ERASURE_REASON_MAX_BYTES, &reason);
    if (e || (e = of(c->cx, c->params[0], reason)))
        return e;
    web_nothing(c);
    web_wake_jobs(c->web);
    return OK;
}

enum err
api_signal_erase(struct web_call *c)
{
    return erase(c, signal_erase);
}

enum err
api_delivery_erase(struct web_call *c)
{
    return erase(c, delivery_erase);
}

/*
 * From a delivery to signals of an incident. Everything about one delivery is in one transaction, so that a crash
 * leaves it waiting or read, never both.
 *
 * Which incident takes it, for sources that do not say "inbox": of those that are open (or mitigated) and no demo, the
 * only one; of several the newest that has a component which the signals name; else none, and it waits in the inbox
 * until somebody collects it. Guessing wrong would put one incident's evidence into another's timeline.
 */
#include "delivery.h"

#include "../base/json.h"
#include "../base/random.h"
#include "audit.h"
#include "incident.h"
#include "signal.h"

#include <string.h>

enum { OPEN_INCIDENTS_MAX = 50, USUAL_SEVERITY = 3 };

// clang-format off
static const struct sql
    q_waiting = {"delivery_waiting", "select id, source_id, received_ms, headers_json, body from delivery where state = 'waiting' order by id limit $1"},
    q_source = {"delivery_source", "select importer, attach from source where id = $1"},
    q_done = {"delivery_done", "update delivery set state = $2, reason = $3, signal_count = $4 where id = $1"},
    q_again = {"delivery_again", "update delivery set state = 'waiting', reason = '' where id = $1 and state = 'unread' returning id"},
    q_open = {"incident_open", "select id from incident where state in ('open', 'mitigated') and demo = 0 order by started_ms desc, id desc limit $1"},
    q_names = {"incident_names", "select 1 from incident_component ic join component c on c.id = ic.component_id where ic.incident_id = $1 and lower(c.name) = lower($2) limit 1"};
// clang-format on

struct waiting {
    struct bytes id, source_id, headers_json, body;
    int64_t received_ms;
    struct bytes importer; // of its source
    enum attach attach;
};

/* One delivery while it is read. */
struct reading {
    struct cx *cx;
    const struct waiting *d;
    struct signal_keeper keeper;
};

/* ---- which incident ---- */

static enum err
names_component(struct reading *r, struct bytes incident, const struct import *im, uint32_t first, bool *ret)
{
    struct stmt *s;
    *ret = false;
    for (uint32_t i = first; i < im->count && !*ret; i++)
        for (const struct tie *t = im->signals[i].ties; t && !*ret; t = t->next) {
            if (t->kind != TIE_COMPONENT)
                continue;
            enum err e = db_query(r->cx, &q_names, &s);
            if (e)
                return e;
            db_text(s, 1, incident);
            db_text(s, 2, t->value);
            if ((e = db_next(r->cx, s, ret)))
                return e;
            db_end(s);
        }
    return OK;
}

static enum err
choose_open(struct reading *r, const struct import *im, uint32_t first, struct bytes *ret, bool *ret_any)
{
    struct bytes open[OPEN_INCIDENTS_MAX];
    uint32_t n = 0;
    struct stmt *s;
    bool row;
    enum err e = db_query(r->cx, &q_open, &s);
    if (e)
        return e;
    db_i64(s, 1, OPEN_INCIDENTS_MAX);
    while (!(e = db_next(r->cx, s, &row)) && row)
        open[n++] = col_text(r->cx, s, 0);
    *ret_any = n > 0;
    if (e || n == 1) {
        *ret = n == 1 ? open[0] : BYTES_NONE;
        return e;
    }
    bool is = false;
    for (uint32_t i = 0; i < n && !e && !is; i++) {
        e = names_component(r, open[i], im, first, &is);
        if (is)
            *ret = open[i];
    }
    return e;
}

static bool
is_alert(const struct signal *s, enum state state)
{
    return (s->kind == KIND_ALERT || s->kind == KIND_PAGE) && s->state == state;
}

static struct bytes
alert_of(const struct signal *s)
{
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == TIE_ALERT && t->role == TIE_IS)
            return t->value;
    return BYTES_NONE;
}

/* An alert or a page that fires, and is not over by the same delivery: what an incident begins with. */
static const struct signal *
firing(const struct import *im, uint32_t first)
{
    for (uint32_t i = first; i < im->count; i++) {
        bool is_over = !is_alert(&im->signals[i], STATE_OPENED);
        for (uint32_t k = first; k < im->count && !is_over; k++)
            is_over = is_alert(&im->signals[k], STATE_RESOLVED) &&
                      bytes_eq(alert_of(&im->signals[i]), alert_of(&im->signals[k]));
        if (!is_over)
            return &im->signals[i];
    }
    return NULL;
}

static enum err
choose(struct reading *r, const struct import *im, uint32_t first, struct bytes *ret)
{
    const struct signal *alert;
    bool any;
    enum err e;
    *ret = BYTES_NONE;
    if (r->d->attach == ATTACH_INBOX)
        return OK;
    if ((e = choose_open(r, im, first, ret, &any)) || any || r->d->attach != ATTACH_OPENS ||
        !(alert = firing(im, first)))
        return e;
    struct incident_new in = {.title = bytes_cut(alert->title, 0, INCIDENT_TITLE_MAX_BYTES),
                              .severity = alert->severity ? alert->severity : USUAL_SEVERITY};
    while (in.title.n && in.title.n < alert->title.n && ((unsigned char)alert->title.p[in.title.n] & 0xc0) == 0x80)
        in.title.n--; // not inside a character
    struct incident *incident;
    e = incident_create(r->cx, &in, &incident);
    if (!e)
        *ret = incident->id;
    return e;
}

static void
keep(void *ctx, const struct import *im, uint32_t first, const struct input *in)
{
    struct reading *r = ctx;
    r->keeper.error = choose(r, im, first, &r->keeper.incident);
    signals_keep(&r->keeper, im, first, in);
}

/* ---- one delivery ---- */

static size_t
read_headers(struct cx *cx, struct json_parser *p, struct bytes json, struct header *headers)
{
    char *padded = arena_alloc(cx->arena, json.n + JSON_PADDING_BYTES);
    struct json v;
    size_t n = 0;
    memcpy(padded, json.p, json.n);
    if (json_parse(p, (struct bytes){padded, json.n}, &v, NULL))
        return 0;
    struct json_iter it = json_each(v);
    while (json_next(&it) && n < DELIVERY_HEADERS_MAX)
        headers[n++] = (struct header){bytes_dup(cx->arena, json_text(json_get(it.value, "name"))),
                                       bytes_dup(cx->arena, json_text(json_get(it.value, "value")))};
    return n;
}

/* Errors: those of storing; why it cannot be read is no error but *ret_reason. */
static enum err
read_body(struct reading *r, struct import *im, struct bytes *ret_reason)
{
    struct header headers[DELIVERY_HEADERS_MAX];
    const struct waiting *d = r->d;
    struct why why = {0};
    char *padded = arena_alloc(r->cx->arena, d->body.n + JSON_PADDING_BYTES);
    if (d->body.n)
        memcpy(padded, d->body.p, d->body.n);
    struct input in = {.bytes = {padded, d->body.n}, .headers = headers, .received_ms = d->received_ms};
    in.header_count = read_headers(r->cx, im->json, d->headers_json, headers);
    struct look look = look_at(&in);
    look.zones = im->zones;
    const struct importer *with =
        d->importer.n ? importer_find(bytes_dup(r->cx->arena, d->importer).p) : importer_for(&look);
    if (!with) {
        *ret_reason = d->importer.n ? BYTES("its source names an importer that this version does not have")
                                    : BYTES("no importer knows what it is");
        return OK;
    }
    enum err e = import_read(im, with, &in, &why);
    if (r->keeper.error)
        return r->keeper.error;
    if (e)
        *ret_reason = bytes_printf(r->cx->arena, "%s: %s", with->name, why.text);
    else if (!r->keeper.found)
        *ret_reason = bytes_printf(r->cx->arena, "%s: nothing in it belongs into a timeline", with->name);
    return OK;
}

static enum err
mark(struct cx *cx, struct bytes id, struct bytes reason, uint32_t found)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_done, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    db_text(s, 2, reason.n ? BYTES("unread") : BYTES("read"));
    db_text(s, 3, bytes_cut(reason, 0, 500));
    db_i64(s, 4, found);
    return db_run(cx, s);
}

static enum err
read_one(struct cx *cx, struct zones *z, const struct waiting *d)
{
    struct import im;
    struct bytes reason = BYTES_NONE;
    struct reading r = {.cx = cx, .d = d, .keeper = {.cx = cx, .delivery_id = d->id}};
    import_init(&im, cx->arena, z);
    im.keep = keep;
    im.keep_ctx = &r;
    enum err e = read_body(&r, &im, &reason);
    import_done(&im);
    return e ? e : mark(cx, d->id, reason, r.keeper.found);
}

static enum err
load_source(struct cx *cx, struct waiting *d)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_source, &s);
    if (e)
        return e;
    db_text(s, 1, d->source_id);
    if ((e = db_next(cx, s, &row)) || !row)
        return e;
    d->importer = col_text(cx, s, 0);
    attach_of_name(col_text(cx, s, 1), &d->attach);
    db_end(s);
    return OK;
}

/* ---- all that wait ---- */

static enum err
load_waiting(struct cx *cx, struct waiting *list, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = db_query(cx, &q_waiting, &s);
    if (e)
        return e;
    db_i64(s, 1, DELIVERY_READ_BATCH_MAX);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = (struct waiting){.id = col_text(cx, s, 0),
                                     .source_id = col_text(cx, s, 1),
                                     .received_ms = col_i64(s, 2),
                                     .headers_json = col_text(cx, s, 3),
                                     .body = col_blob(cx, s, 4)};
    *ret_count = n;
    return e;
}

static enum err
read_waiting(struct cx *cx, struct zones *z, bool *ret_more)
{
    struct waiting *list = arena_new_n(cx->arena, struct waiting, DELIVERY_READ_BATCH_MAX);
    uint32_t n = 0;
    enum err e = load_waiting(cx, list, &n);
    for (uint32_t i = 0; i < n && !e; i++)
        if (!(e = load_source(cx, &list[i])))
            e = read_one(cx, z, &list[i]);
    *ret_more = n == DELIVERY_READ_BATCH_MAX;
    return e;
}

enum err
deliveries_read(struct cx *cx, struct zones *z, bool *ret_more)
{
    *ret_more = false;
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, read_waiting(cx, z, ret_more));
}

static enum err
wait_again(struct cx *cx, struct bytes id)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_find(cx, &q_again, id, &s, &row)))
        return e;
    db_end(s);
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "there is no unread delivery '%.*s'",
                    BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    return audit_add(cx, &(struct audit_entry){.action = "delivery.again", .subject = id});
}

enum err
delivery_read_again(struct cx *cx, struct bytes id)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, wait_again(cx, id));
}

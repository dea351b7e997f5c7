/* The record in a data folder: the model's own functions. See record_ops.h. */
#include "record_ops.h"

#include "../chart/timeline_chart.h"
#include "../export/timeline_export.h"
#include "../model/check.h"
#include "../model/session.h"
#include "../model/setting.h"

#include <string.h>

#define OUT_MAX_BYTES ((size_t)8 << 30)

#define BASE_URL_DEFAULT "http://127.0.0.1:8080"

/* ---- accounts ---- */

static enum err
user_link(struct cx *cx, const struct user *u, const char *base_url, struct bytes *ret_url)
{
    struct bytes secret, base;
    int64_t expires_ms;
    enum err e = setting_text(cx, "base_url", &base);
    if (!e)
        e = link_create(cx, LINK_SIGN_IN, u->id, &secret, &expires_ms);
    if (e)
        return e;
    const char *url = base_url ? base_url : base.n ? base.p : BASE_URL_DEFAULT;
    *ret_url = link_url(cx->arena, url, LINK_SIGN_IN, secret);
    return OK;
}

static enum err
user_add(struct cx *cx, const struct user_new *in, const char *base_url, struct bytes *ret_url)
{
    struct user *u;
    enum err e = user_create(cx, in, &u);
    return e ? e : user_link(cx, u, base_url, ret_url);
}

static enum err
user_find(struct cx *cx, const char *who, struct user **ret)
{
    return strchr(who, '@') ? user_by_email(cx, bytes_of(who), ret) : user_load(cx, bytes_of(who), ret);
}

static enum err
user_password(struct cx *cx, struct bytes id, struct bytes password)
{
    return user_set_password(cx, id, BYTES_NONE, password, BYTES_NONE);
}

/* ---- incidents ---- */

static enum err
incident_each(struct cx *cx, enum err (*take)(void *ctx, const struct incident *in), void *ctx)
{
    struct incident_filter f = {.limit = INCIDENT_LIST_MAX};
    bool more = true;
    enum err e = OK;
    while (more && !e) {
        struct incident *list;
        uint32_t n;
        e = incident_list(cx, &f, &list, &n, &more);
        for (uint32_t i = 0; i < n && !e; i++)
            e = take(ctx, &list[i]);
        if (e || !n)
            break;
        f.has_cursor = true;
        f.cursor_ms = list[n - 1].started_ms;
        f.cursor_id = list[n - 1].id;
    }
    return e;
}

static enum err
incident_facts(struct cx *cx, struct bytes id, struct stored_timeline *ret)
{
    return incident_timeline(cx, id, &(struct timeline_wish){.bare = true}, ret);
}

static void
write_piece(void *ctx, struct bytes text)
{
    fwrite(text.p, 1, text.n, ctx);
}

static void
write_svg(struct buf *out, const struct timeline *t, const struct timeline_view *view)
{
    struct timeline_chart chart = timeline_chart_default(t);
    (void)view;
    timeline_chart_svg(out, t, &chart);
}

static enum err
incident_export(struct cx *cx, const struct incident *in, const struct export_wish *wish, FILE *to)
{
    static const struct {
        void (*write)(struct buf *out, const struct timeline *t, const struct timeline_view *view);
        bool in_pieces; // of a large incident these are larger than all else
    } formats[EXPORT_MAX] = {
        [EXPORT_MD] = {timeline_markdown, false},
        [EXPORT_JSON] = {timeline_json, true},
        [EXPORT_CSV] = {timeline_csv, true},
        [EXPORT_SVG] = {write_svg, false},
    };
    struct stored_timeline st;
    struct buf out = {.max_bytes = OUT_MAX_BYTES};
    struct timeline_view view = {
        .key_only = wish->key_only,
        .title = bytes_printf(cx->arena, "%s: %.*s", incident_label(in->number).s, BYTES_ARG(in->title)),
    };
    enum err e = incident_timeline(cx, in->id, &(struct timeline_wish){.signals = true, .reasons = true}, &st);
    if (e)
        return e;
    if (formats[wish->format].in_pieces) {
        out.flush = write_piece;
        out.flush_ctx = to;
    }
    formats[wish->format].write(&out, &st.t, &view);
    if (out.full)
        e = fail(&cx->why, ERR_LIMIT, "the timeline is larger than 8 GiB; use --key-only");
    else if (out.n)
        write_piece(to, buf_bytes(&out));
    buf_done(&out);
    return e;
}

/* ---- upkeep ---- */

static enum err
check(struct cx *cx, bool *ret_sound)
{
    enum err e = record_check(cx);
    *ret_sound = !e;
    return e == ERR_INVALID ? OK : e;
}

static enum err
audit_backup(struct cx *cx)
{
    enum err e = db_begin(cx);
    return e ? e : db_finish(cx, audit_add(cx, &(struct audit_entry){.action = "backup.create"}));
}

static enum err
backup(struct cx *cx, const char *path)
{
    enum err e = audit_backup(cx);
    return e ? e : db_backup(cx->db, path, &cx->why);
}

const struct record_ops record_local = {
    .user_add = user_add,
    .user_link = user_link,
    .user_find = user_find,
    .user_list = user_list,
    .user_update = user_update,
    .user_password = user_password,
    .token_create = token_create,
    .token_list = token_list,
    .token_revoke = token_revoke,
    .incident_create = incident_create,
    .incident_by_name = incident_by_name,
    .incident_delete = incident_delete,
    .incident_each = incident_each,
    .incident_facts = incident_facts,
    .incident_export = incident_export,
    .import = import_paths,
    .verify = record_verify,
    .check = check,
    .backup = backup,
    .import_verb = "reading",
};

/*
 * Who is looking is told: streams of server-sent events, one channel for each record that can be looked at. Beside the
 * channels that were asked for, a stream has one for whoever asked, so that it ends with their session, token or
 * account.
 */
#include "live.h"

#include "web_inside.h"

#include "../base/hash.h"
#include "../base/random.h"
#include "handlers.h"

#include <string.h>

enum { ASKED_MAX = HTTP_CHANNELS_MAX - 3 };

static struct bytes
channel_of(struct arena *a, const char *kind, struct bytes id)
{
    return bytes_printf(a, "%s:%.*s", kind, BYTES_ARG(id));
}

static struct bytes
session_channel(struct arena *a, struct bytes secret)
{
    struct sha256 h = sha256_of(secret);
    return channel_of(a, "session", bytes_cut(bytes_of(sha256_hex(&h).s), 0, 32));
}

/* ---- telling ---- */

static void
publish(struct web *w, struct arena *a, struct bytes to, const char *event, struct bytes data)
{
    if (w->server)
        http_publish(w->server, to, bytes_printf(a, "event: %s\ndata: %.*s\n\n", event, BYTES_ARG(data)));
}

void
web_publish(struct web *w, struct bytes channel, const char *event, struct bytes data)
{
    struct arena a = {.max_bytes = (size_t)64 << 20};
    publish(w, &a, channel, event, data);
    arena_done(&a);
}

static void
end_streams_of(struct web *w, struct arena *a, const char *kind, struct bytes id)
{
    if (w->server)
        http_end_streams(w->server, channel_of(a, kind, id));
}

void
web_end_session(struct web *w, struct bytes session_secret)
{
    struct arena a = {.max_bytes = 1 << 20};
    if (w->server)
        http_end_streams(w->server, session_channel(&a, session_secret));
    arena_done(&a);
}

void
web_publish_entry(struct web *w, struct arena *a, const char *action, struct bytes subject, struct bytes incident,
                  int64_t seq, struct bytes by)
{
    struct buf b = {0};
    struct json_out o = {.buf = &b};
    json_open(&o, '{');
    put_text(&o, "action", bytes_of(action));
    put_text(&o, "subject", subject);
    put_text(&o, "incident", incident);
    put_int(&o, "seq", seq);
    put_text(&o, "by", by);
    json_close(&o, '}');
    struct bytes data = buf_bytes(&b), of = incident.n ? incident : subject;
    atomic_fetch_add(&w->told, 1); // before it is told: see web_stream_begun()
    publish(w, a, BYTES("record"), "changed", data);
    if (id_is(of, "inc"))
        publish(w, a, channel_of(a, "incident", of), "changed", data);
    else if (id_is(of, "pm"))
        publish(w, a, channel_of(a, "postmortem", of), "changed", data);
    if (id_is(subject, "usr") && bytes_starts(bytes_of(action), "user."))
        end_streams_of(w, a, "user", subject);
    if (id_is(subject, "tok"))
        end_streams_of(w, a, "token", subject);
    buf_done(&b);
}

void
web_publish_changes(struct web *w, const struct cx *cx)
{
    const struct change *list[LIVE_CHANGES_MAX];
    size_t n = 0;
    struct bytes by = cx->actor ? cx->actor->name : BYTES_NONE;
    for (const struct change *ch = cx->changes; ch && n < LIVE_CHANGES_MAX; ch = ch->next)
        list[n++] = ch;
    while (n--) // they stand newest first
        web_publish_entry(w, cx->arena, list[n]->action, list[n]->subject, list[n]->incident, list[n]->seq, by);
}

/* ---- what other processes changed ---- */

static enum err
entries_since(struct web *w, struct cx *cx, int64_t seq, int64_t *ret_seq)
{
    struct audit_row *rows;
    struct audit_filter f = {.limit = AUDIT_LIST_MAX};
    uint32_t n;
    enum err e = audit_list(cx, &f, &rows, &n);
    if (e || !n)
        return e;
    *ret_seq = rows[0].seq;
    while (n--) {
        const struct audit_row *r = &rows[n];
        // Everything else is this process's own, which has told already.
        if (r->seq <= seq || !bytes_is(r->via, "command"))
            continue;
        web_publish_entry(w, cx->arena, bytes_dup(cx->arena, r->action).p, r->subject, r->incident, r->seq, r->actor);
        if (bytes_starts(r->action, "setting.") && web_load_base_url(w, cx))
            return ERR_IO;
    }
    return OK;
}

enum err
live_watch(struct web *w, struct cx *cx, struct live_watch *state)
{
    int64_t version = db_data_version(cx->db);
    if (version == state->data_version)
        return OK;
    int64_t seq = state->seq;
    enum err e = entries_since(w, cx, state->has_begun ? seq : INT64_MAX, &seq);
    if (e)
        return e;
    *state = (struct live_watch){.data_version = version, .seq = seq, .has_begun = true};
    return OK;
}

/* ---- listening ---- */

static bool
may_be_asked_for(struct bytes name)
{
    if (bytes_starts(name, "incident:"))
        return id_is(bytes_from(name, strlen("incident:")), "inc");
    if (bytes_starts(name, "postmortem:"))
        return id_is(bytes_from(name, strlen("postmortem:")), "pm");
    return bytes_is(name, "record");
}

static enum err
asked_channels(struct web_call *c, struct bytes *ret, size_t *ret_count)
{
    struct bytes rest = c->r->query, piece, name;
    size_t n = 0;
    while (bytes_split(&rest, '&', &piece)) {
        struct http_request one = {.query = piece};
        if (!http_query(&one, c->cx->arena, "channel", &name))
            continue;
        if (!may_be_asked_for(name))
            return fail(&c->cx->why, ERR_INVALID, "'channel' must be record, incident:ID or postmortem:ID");
        if (n == ASKED_MAX)
            return fail(&c->cx->why, ERR_INVALID, "at most %d channels in one stream", ASKED_MAX);
        ret[n++] = name;
    }
    *ret_count = n;
    return n ? OK : fail(&c->cx->why, ERR_INVALID, "'channel' is missing: record, incident:ID or postmortem:ID");
}

enum err
api_live(struct web_call *c)
{
    struct bytes channels[HTTP_CHANNELS_MAX];
    struct arena *a = c->cx->arena;
    size_t n;
    enum err e = asked_channels(c, channels, &n);
    if (e)
        return e;
    struct http_stats stats;
    http_stats(c->web->server, &stats);
    if (stats.streams >= (c->web->config.streams_max ? c->web->config.streams_max : STREAMS_MAX))
        return web_refuse(c, 503, 10, "too many live streams are open; close a page, or try again later");
    channels[n++] = channel_of(a, "user", c->cx->actor->id);
    if (c->token_id.n)
        channels[n++] = channel_of(a, "token", c->token_id);
    else
        channels[n++] = session_channel(a, c->session);
    http_stream(c->x, channels, n, BYTES("retry: 2000\n\n"));
    web_elsewhere(c);
    return OK;
}

/* Every answer says how many changes had been told before it was made, and so does a stream when it begins: who read
 * before that many reads anew. */
void
web_stream_begun(void *ctx, struct buf *out)
{
    struct web *w = ctx;
    buf_printf(out, "event: ready\ndata: {\"changes\":%llu}\n\n", (unsigned long long)atomic_load(&w->told));
}

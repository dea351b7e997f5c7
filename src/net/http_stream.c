/*
 * Streams of events. A channel is a list of the streams that have it; publishing walks that list and puts the same
 * shared text on each stream's queue, which the loop writes once per turn. Channels nobody has any more are forgotten
 * in bulk, since the map they are found by only grows.
 */
#include "http_inside.h"

#include "../base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FORGET_MIN = 64 };

/* ---- channels ---- */

static void
forget_empty(struct http_server *s)
{
    uint32_t kept = 0;
    map_reset(s->channel_map);
    for (uint32_t i = 0; i < s->channel_count; i++) {
        struct http_channel ch = s->channels[i];
        if (!ch.first) {
            free(ch.name);
            continue;
        }
        for (struct http_sub *sub = ch.first; sub; sub = sub->next)
            sub->channel = kept;
        s->channels[kept++] = ch;
        *map_at(s->channel_map, (struct bytes){ch.name, ch.name_n}) = kept;
    }
    s->channel_count = kept;
    s->channel_dead = 0;
}

static struct http_channel *
find(struct http_server *s, struct bytes name)
{
    const uint32_t *at = map_find(s->channel_map, name);
    return at && *at ? &s->channels[*at - 1] : NULL;
}

static uint32_t
find_or_add(struct http_server *s, struct bytes name)
{
    struct http_channel *ch = find(s, name);
    if (ch) {
        if (!ch->first)
            s->channel_dead--;
        return (uint32_t)(ch - s->channels);
    }
    if (s->channel_count == s->channel_cap) {
        s->channel_cap = s->channel_cap ? s->channel_cap * 2 : 64;
        s->channels = realloc(s->channels, s->channel_cap * sizeof *s->channels);
        if (!s->channels)
            abort();
    }
    char *copy = malloc(name.n);
    if (!copy)
        abort();
    assert(s->channels);
    memcpy(copy, name.p, name.n);
    s->channels[s->channel_count] = (struct http_channel){.name = copy, .name_n = name.n};
    *map_at(s->channel_map, (struct bytes){copy, name.n}) = ++s->channel_count;
    return s->channel_count - 1;
}

static bool
has_channel(const struct http_conn *c, uint32_t channel)
{
    for (size_t i = 0; i < c->sub_count; i++)
        if (c->subs[i].channel == channel)
            return true;
    return false;
}

static void
join(struct http_conn *c, struct bytes name)
{
    uint32_t channel = find_or_add(c->server, name);
    struct http_channel *ch = &c->server->channels[channel];
    if (has_channel(c, channel))
        return;
    struct http_sub *sub = &c->subs[c->sub_count++];
    *sub = (struct http_sub){.conn = c, .next = ch->first, .channel = channel};
    if (ch->first)
        ch->first->prev = sub;
    ch->first = sub;
}

static void
leave(struct http_server *s, struct http_sub *sub)
{
    assert(sub->channel < s->channel_count);
    struct http_channel *ch = &s->channels[sub->channel];
    if (sub->prev)
        sub->prev->next = sub->next;
    else
        ch->first = sub->next;
    if (sub->next)
        sub->next->prev = sub->prev;
    if (!ch->first)
        s->channel_dead++;
}

/* ---- streams ---- */

void
http_stream_begin(struct http_conn *c)
{
    struct http_exchange *x = c->x;
    HTTP_COUNT(c->server->count.streams, 1);
    c->subs = x->channel_count ? calloc(x->channel_count, sizeof *c->subs) : NULL;
    if (x->channel_count && !c->subs)
        abort();
    for (size_t i = 0; i < x->channel_count; i++)
        join(c, x->channels[i]);
    const struct http_app *app = &c->server->app;
    if (!app->stream_begun)
        return;
    struct buf events = {0};
    app->stream_begun(app->ctx, &events);
    struct http_shared *shared = http_shared_new(buf_bytes(&events));
    http_out_add_shared(&c->out, shared);
    http_shared_release(shared);
    buf_done(&events);
}

void
http_stream_end(struct http_conn *c)
{
    struct http_server *s = c->server;
    if (c->state != HTTP_CONN_STREAM)
        return;
    HTTP_COUNT(s->count.streams, -1u);
    for (size_t i = 0; i < c->sub_count; i++)
        leave(s, &c->subs[i]);
    free(c->subs);
    c->subs = NULL;
    c->sub_count = 0;
    if (s->channel_dead >= FORGET_MIN && s->channel_dead > s->channel_count / 2)
        forget_empty(s);
}

/* ---- events ---- */

void
http_streams_publish(struct http_server *s, struct bytes channel, struct http_shared *event)
{
    const struct http_channel *ch = find(s, channel);
    for (struct http_sub *sub = ch ? ch->first : NULL, *next; sub; sub = next) {
        struct http_conn *c = sub->conn;
        next = sub->next;
        http_out_add_shared(&c->out, event);
        if (http_out_cost(&c->out) > HTTP_OUT_MAX_BYTES)
            http_conn_close(c); // it connects again and reads anew: the others keep their pace
        else
            http_conn_mark(c);
    }
}

/* As an answer ends that is whole: what is queued is still written. */
static void
end(struct http_conn *c)
{
    http_stream_end(c);
    http_exchange_over(c->x, 200);
    c->state = HTTP_CONN_ANSWER;
    http_conn_mark(c);
}

void
http_streams_end(struct http_server *s, struct bytes channel)
{
    const struct http_channel *ch;
    while ((ch = find(s, channel)) && ch->first) // leaving may move the channels
        end(ch->first->conn);
}

void
http_streams_end_all(struct http_server *s)
{
    for (struct http_conn *c = s->conns; c; c = c->next)
        if (c->state == HTTP_CONN_STREAM)
            end(c);
}

void
http_streams_done(struct http_server *s)
{
    for (uint32_t i = 0; i < s->channel_count; i++)
        free(s->channels[i].name);
    free(s->channels);
    s->channels = NULL;
    s->channel_count = s->channel_cap = s->channel_dead = 0;
}

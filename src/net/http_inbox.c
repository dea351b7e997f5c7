/*
 * What other threads tell the loop: a worker has done its part, an answer that comes later, an event. Messages are
 * handled in the order in which they came. Events waiting here have a ceiling: beyond, they are dropped and every
 * stream is cut, so that readers connect again and read anew instead of missing something.
 */
#include "http_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- from any thread ---- */

void
http_message_free(struct http_message *m)
{
    if (!m || m->kind == HTTP_MSG_DONE)
        return;
    buf_done(&m->headers);
    buf_done(&m->body);
    http_shared_release(m->event);
    free(m);
}

void
http_post(struct http_server *s, struct http_message *m)
{
    bool takes = true;
    uv_mutex_lock(&s->inbox_lock);
    if (m->kind == HTTP_MSG_PUBLISH && s->inbox_bytes + m->event->n > HTTP_INBOX_MAX_BYTES) {
        s->inbox_lost = true;
        takes = false;
    }
    if (s->is_deaf)
        takes = false;
    if (takes) {
        bool was_empty = !s->inbox;
        s->inbox_bytes += m->kind == HTTP_MSG_PUBLISH ? m->event->n : 0;
        m->next = NULL;
        *s->inbox_last = m;
        s->inbox_last = &m->next;
        if (was_empty)
            uv_async_send(&s->wake);
    }
    uv_mutex_unlock(&s->inbox_lock);
    if (!takes)
        http_message_free(m);
}

static struct http_message *
channel_message(enum http_message_kind kind, struct bytes channel)
{
    assert(channel.n && channel.n <= HTTP_CHANNEL_MAX_BYTES);
    struct http_message *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->kind = kind;
    memcpy(m->channel, channel.p, channel.n);
    m->channel_n = channel.n;
    return m;
}

void
http_publish(struct http_server *s, struct bytes channel, struct bytes event)
{
    struct http_message *m = channel_message(HTTP_MSG_PUBLISH, channel);
    m->event = http_shared_new(event);
    http_post(s, m);
}

void
http_end_streams(struct http_server *s, struct bytes channel)
{
    http_post(s, channel_message(HTTP_MSG_END_STREAMS, channel));
}

/* ---- on the loop ---- */

static struct http_message *
take_inbox(struct http_server *s, bool *ret_lost)
{
    uv_mutex_lock(&s->inbox_lock);
    struct http_message *m = s->inbox;
    *ret_lost = s->inbox_lost;
    s->inbox = NULL;
    s->inbox_last = &s->inbox;
    s->inbox_bytes = 0;
    s->inbox_lost = false;
    uv_mutex_unlock(&s->inbox_lock);
    return m;
}

static void
answer_later(struct http_exchange *x, struct http_message *m)
{
    buf_add(&x->headers, buf_bytes(&m->headers));
    struct buf body = x->copy;
    x->copy = m->body;
    m->body = body;
    x->answer = buf_bytes(&x->copy);
    x->status = m->status;
    x->outcome = HTTP_OUTCOME_ANSWER;
    http_message_free(m);
    http_conn_answered(x);
}

static void
on_later(struct http_server *s, struct http_message *m)
{
    struct http_exchange *x = http_exchange_of(s, m->id);
    if (x && x->has_worker && x->conn && !x->later)
        x->later = m;
    else if (x && !x->has_worker && x->conn && x->conn->state == HTTP_CONN_WORK)
        answer_later(x, m);
    else
        http_message_free(m); // its connection has gone
}

static void
on_done(struct http_exchange *x)
{
    x->has_worker = false;
    struct http_message *later = x->later;
    x->later = NULL;
    if (!x->conn) {
        http_message_free(later);
        http_exchange_release(x);
        return;
    }
    if (x->outcome == HTTP_OUTCOME_NONE)
        http_exchange_refuse(x, 500, "the request was not answered");
    if (x->outcome != HTTP_OUTCOME_DEFERRED)
        http_conn_answered(x);
    else if (later)
        answer_later(x, later);
}

static void
on_message(struct http_server *s, struct http_message *m)
{
    struct bytes channel = {m->channel, m->channel_n};
    switch (m->kind) {
    case HTTP_MSG_DONE:
        on_done(m->exchange);
        return;
    case HTTP_MSG_LATER:
        on_later(s, m);
        return;
    case HTTP_MSG_PUBLISH:
        http_streams_publish(s, channel, m->event);
        break;
    case HTTP_MSG_END_STREAMS:
        http_streams_end(s, channel);
        break;
    }
    http_message_free(m);
}

void
http_inbox_read(struct http_server *s)
{
    bool lost;
    for (struct http_message *m = take_inbox(s, &lost), *next; m; m = next) {
        next = m->next;
        on_message(s, m);
    }
    if (lost)
        http_streams_end_all(s);
}

void
http_inbox_close(struct http_server *s)
{
    bool lost;
    uv_mutex_lock(&s->inbox_lock);
    s->is_deaf = true;
    uv_mutex_unlock(&s->inbox_lock);
    for (struct http_message *m = take_inbox(s, &lost), *next; m; m = next) {
        next = m->next;
        if (m->kind == HTTP_MSG_DONE)
            m->exchange->has_worker = false;
        http_message_free(m);
    }
}

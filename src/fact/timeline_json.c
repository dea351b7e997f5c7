#include "timeline_json.h"

#include "../base/json_out.h"

static void
put_time(struct json_out *o, const char *key, struct when at)
{
    json_key(o, key);
    if (at.precision == PRECISION_UNKNOWN)
        json_put_null(o);
    else
        json_put_text(o, bytes_of(when_format(at.ms).s));
}

static void
put_text(struct json_out *o, const char *key, struct bytes text)
{
    json_key(o, key);
    json_put_text(o, text);
}

static void
put_reasons(struct json_out *o, const struct event *e)
{
    json_key(o, "number");
    json_put_int(o, e->number);
    json_key(o, "in_window");
    json_put_bool(o, e->in_window);
    json_key(o, "reasons");
    json_open(o, '[');
    for (uint32_t i = 0; i < e->reason_count; i++) {
        json_open(o, '{');
        put_text(o, "name", bytes_of(e->reasons[i].name));
        json_key(o, "points");
        json_put_int(o, e->reasons[i].points);
        put_text(o, "words", e->reasons[i].words);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void
put_event(struct json_out *o, const struct timeline *t, const struct event *e, bool explain)
{
    json_open(o, '{');
    put_time(o, "at", e->at);
    put_text(o, "precision", bytes_of(precision_name((enum precision)e->at.precision)));
    put_text(o, "kind", bytes_of(kind_name((enum kind)e->kind)));
    put_text(o, "title", e->title);
    put_text(o, "detail", e->detail);
    put_text(o, "actor", e->actor);
    put_text(o, "source", bytes_of(e->source));
    json_key(o, "significance");
    json_put_int(o, e->significance);
    json_key(o, "key");
    json_put_bool(o, e->key);
    put_text(o, "url", e->url);
    if (explain)
        put_reasons(o, e);
    json_key(o, "signals");
    json_open(o, '[');
    for (uint32_t i = 0; i < e->signal_count; i++) {
        const struct signal *s = &t->signals[e->signals[i]];
        json_open(o, '{');
        put_text(o, "source", bytes_of(s->source));
        put_text(o, "ref", s->ref);
        put_time(o, "at", s->at);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_close(o, '}');
}

void
timeline_json(struct buf *out, const struct timeline *t, const struct timeline_view *view)
{
    struct json_out o = {.buf = out};
    json_open(&o, '[');
    for (uint32_t i = 0; i < t->event_count; i++) {
        if (view->key_only && !t->events[i].key)
            continue;
        json_newline(&o);
        put_event(&o, t, &t->events[i], view->explain);
    }
    buf_putc(out, '\n');
    json_close(&o, ']');
    buf_putc(out, '\n');
}

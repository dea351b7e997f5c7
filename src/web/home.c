/* The first page over HTTP: what needs somebody, and what is new. */
#include "../model/audit.h"
#include "handlers.h"
#include "put_incident.h"
#include "put_postmortem.h"

enum { WAITING_MAX = 20, DRAFTS_MAX = 20, RECENT_MAX = 10, ACTIVITY_MAX = 30 };

struct home {
    struct incident *waiting, *recent;
    uint32_t waiting_count, recent_count;
    struct postmortem *drafts;
    uint32_t draft_count;
    struct activity activity[ACTIVITY_MAX];
    uint32_t activity_count;
};

static enum err
load(struct cx *cx, struct home *h)
{
    struct postmortem_filter unfinished = {.unfinished = true, .limit = DRAFTS_MAX};
    struct incident_filter all = {.limit = RECENT_MAX};
    bool more;
    enum err e = incidents_waiting(cx, WAITING_MAX, &h->waiting, &h->waiting_count);
    if (!e)
        e = postmortem_list(cx, &unfinished, &h->drafts, &h->draft_count, &more);
    if (!e)
        e = incident_list(cx, &all, &h->recent, &h->recent_count, &more);
    return e ? e : audit_activity(cx, h->activity, ACTIVITY_MAX, &h->activity_count);
}

static void
put_incidents(struct json_out *o, const char *key, const struct incident *list, uint32_t count)
{
    json_key(o, key);
    json_open(o, '[');
    for (uint32_t i = 0; i < count; i++)
        put_incident(o, &list[i]);
    json_close(o, ']');
}

static void
put_activity(struct json_out *o, const struct activity *a)
{
    json_open(o, '{');
    put_int(o, "seq", a->seq);
    put_time(o, "at", a->at_ms);
    put_text(o, "actor", a->actor);
    put_text(o, "via", a->via);
    put_text(o, "action", a->action);
    put_text(o, "subject", a->subject);
    put_text(o, "incident", a->incident);
    put_text(o, "title", a->title);
    json_close(o, '}');
}

enum err
api_home(struct web_call *c)
{
    struct home h = {0};
    enum err e = load(c->cx, &h);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    put_incidents(o, "waiting", h.waiting, h.waiting_count);
    json_key(o, "drafts");
    json_open(o, '[');
    for (uint32_t i = 0; i < h.draft_count; i++)
        put_postmortem(o, c->cx, &h.drafts[i]);
    json_close(o, ']');
    put_incidents(o, "recent", h.recent, h.recent_count);
    json_key(o, "activity");
    json_open(o, '[');
    for (uint32_t i = 0; i < h.activity_count; i++)
        put_activity(o, &h.activity[i]);
    json_close(o, ']');
    json_close(o, '}');
    return OK;
}

/* Full-text search over HTTP. */
#include "../model/search.h"
#include "handlers.h"

static void
put_hit(struct json_out *o, const struct search_hit *h)
{
    json_open(o, '{');
    put_text(o, "kind", bytes_of(search_kind_name(h->kind)));
    put_text(o, "id", h->id);
    put_text(o, "incident_id", h->parent);
    put_text(o, "title", h->title);
    put_text(o, "parent_title", h->parent_title);
    put_text(o, "parent_name", h->parent_name);
    json_key(o, "snippet");
    json_open(o, '[');
    for (uint32_t i = 0; i < h->snippet_count; i++) {
        json_open(o, '{');
        put_text(o, "text", h->snippet[i].text);
        put_bool(o, "match", h->snippet[i].match);
        json_close(o, '}');
    }
    json_close(o, ']');
    put_time(o, "at", h->ms);
    json_close(o, '}');
}

static enum err
read_kind(struct web_call *c, int *ret)
{
    struct bytes name;
    enum search_kind kind;
    *ret = SEARCH_ALL_KINDS;
    if (!query_text(c, "kind", &name) || !name.n)
        return OK;
    if (!search_kind_of_name(name, &kind))
        return fail(&c->cx->why, ERR_INVALID, "'kind' must be incident, event or postmortem");
    *ret = kind;
    return OK;
}

enum err
api_search(struct web_call *c)
{
    struct search_result found;
    struct bytes q = BYTES_NONE;
    int64_t limit = 50;
    int kind;
    query_text(c, "q", &q);
    query_int(c, "limit", 1, SEARCH_HITS_MAX, &limit);
    enum err e = read_kind(c, &kind);
    if (!e)
        e = search(c->cx, q, kind, (uint32_t)limit, &found);
    if (e)
        return e;
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (uint32_t i = 0; i < found.count; i++)
        put_hit(o, &found.hits[i]);
    json_close(o, ']');
    put_bool(o, "capped", found.capped);
    json_close(o, '}');
    return OK;
}

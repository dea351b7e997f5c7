#ifndef WEB_PUT_H
#define WEB_PUT_H
/* Shapes that many answers share. */
#include "web.h"

/* {"items": [ ... ], "next": null}: for lists that are always whole. */
static inline struct json_out *
put_list_open(struct web_call *c)
{
    struct json_out *o = web_json(c, 200);
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    return o;
}

static inline void
put_list_close(struct json_out *o)
{
    json_close(o, ']');
    json_key(o, "next");
    json_put_null(o);
    json_close(o, '}');
}

/* {"id","name"}, or null where there is no id. */
static inline void
put_ref(struct json_out *o, const char *key, struct bytes id, struct bytes name)
{
    json_key(o, key);
    if (!id.n) {
        json_put_null(o);
        return;
    }
    json_open(o, '{');
    put_text(o, "id", id);
    put_text(o, "name", name);
    json_close(o, '}');
}
#endif

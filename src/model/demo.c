/* The demo. Each incident and post-mortem goes as if somebody had deleted it, so that the audit log says so of each. */
#include "demo.h"

#include "incident.h"
#include "postmortem.h"

static const struct sql
    q_any = {"demo_any",
             "select 1 from incident where demo = 1 union all select 1 from postmortem where demo = 1 limit 1"},
    q_incident = {"demo_incident", "select id from incident where demo = 1 order by id limit 1"},
    q_postmortem = {"demo_postmortem", "select id from postmortem where demo = 1 order by id limit 1"};

/* The first id that a query gives; empty when there is none. */
static enum err
first_id(struct cx *cx, const struct sql *q, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e || (e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_text(cx, s, 0) : BYTES_NONE;
    db_end(s);
    return OK;
}

enum err
demo_is_there(struct cx *cx, bool *ret)
{
    struct bytes any;
    enum err e = first_id(cx, &q_any, &any);
    if (!e)
        *ret = any.n != 0;
    return e;
}

/* Until none is left. */
static enum err
remove_each(struct cx *cx, const struct sql *q, enum err (*remove)(struct cx *cx, struct bytes id))
{
    struct bytes id;
    enum err e;
    while (!(e = first_id(cx, q, &id)) && id.n)
        if ((e = remove(cx, id)))
            return e;
    return e;
}

enum err
demo_remove(struct cx *cx)
{
    enum err e = need(cx, ROLE_ADMIN);
    if (e || (e = db_begin(cx)))
        return e;
    e = remove_each(cx, &q_postmortem, postmortem_delete);
    if (!e)
        e = remove_each(cx, &q_incident, incident_delete);
    if (!e)
        e = demo_remove_made(cx);
    return db_finish(cx, e);
}

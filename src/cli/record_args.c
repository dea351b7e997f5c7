#include "record_args.h"

#include "../base/random.h"
#include "../db/schema.h"
#include "../model/template_store.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

int64_t
clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
record_open(struct call *c, const char *data, enum data_folder_use use, struct opened *ret)
{
    struct opened r = {.cx = {.arena = c->arena, .via = VIA_COMMAND, .now_ms = clock_ms()}};
    struct why why;
    umask(077); // what is in the record is for nobody else on this machine
    secrets_start();
    enum err e = data_folder_open(data, use, &r.folder, &why);
    if (e)
        return call_fail(c, "%s", why.text);
    e = db_open(r.folder.database, &r.cx.db, &why);
    if (!e)
        e = db_migrate(r.cx.db, db_schema, db_schema_count, &why);
    if (!e && (e = templates_sync(&r.cx)))
        why = r.cx.why;
    if (e) {
        record_close(&r);
        return call_fail(c, "%s: %s", r.folder.database, why.text);
    }
    *ret = r;
    return EXIT_DONE;
}

void
record_close(struct opened *r)
{
    db_close(r->cx.db);
    r->cx.db = NULL;
    data_folder_close(&r->folder);
}

int
record_fail(const struct call *c, const struct cx *cx)
{
    return call_fail(c, "%s", cx->why.text);
}

int
verb_run(struct call *c, const void *values, const struct verb *verbs)
{
    const char *name = c->args.items[0];
    struct near near = {.wanted = name};
    size_t count = c->args.count - 1;
    for (const struct verb *v = verbs; v->name; v++) {
        near_try(&near, v->name);
        if (strcmp(v->name, name) != 0)
            continue;
        if (count < v->args_min)
            return call_fail(c, "%s needs %s; see 'aftermath help %s'", v->name, v->args, c->cmd->name);
        if (count > v->args_max)
            return call_fail(c, "%s does not take '%s'; see 'aftermath help %s'", v->name,
                             c->args.items[v->args_max + 1], c->cmd->name);
        return v->run(c, values, c->args.items + 1, count);
    }
    if (near.best)
        return call_fail(c, "there is no '%s'; did you mean '%s'?", name, near.best);
    return call_fail(c, "there is no '%s'; see 'aftermath help %s'", name, c->cmd->name);
}

#include "record_args.h"

#include "../base/random.h"
#include "../db/schema.h"
#include "../model/template_store.h"

#include <stdlib.h>
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

static int
open_folder(struct call *c, const char *data, enum data_folder_use use, struct opened *r)
{
    struct why why;
    umask(077); // what is in the record is for nobody else on this machine
    enum err e = data_folder_open(data, use, &r->folder, &why);
    if (e)
        return call_fail(c, "%s", why.text);
    e = db_open(r->folder.database, &r->cx.db, &why);
    if (!e)
        e = db_migrate(r->cx.db, db_schema, db_schema_count, &why);
    if (!e && (e = templates_sync(&r->cx)))
        why = r->cx.why;
    if (e) {
        record_close(r);
        return call_fail(c, "%s: %s", r->folder.database, why.text);
    }
    return EXIT_DONE;
}

/* An empty variable is one that is not set. */
static const char *
from_environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static int
open_remote(struct call *c, struct remote_options o, struct opened *r)
{
    if (o.token && o.token_file)
        return call_fail(c, "--token and --token-file contradict each other; give one");
    if (!o.token && !o.token_file)
        o.token = from_environment("AFTERMATH_TOKEN");
    if (remote_open(c->arena, &o, &r->remote, &r->cx.why))
        return call_fail(c, "%s", r->cx.why.text);
    if (remote_is_open(bytes_of(remote_server(r->remote))))
        out_say(c->cmd->name, "%s is not encrypted: the token can be read on its way; use https",
                remote_server(r->remote));
    return EXIT_DONE;
}

int
record_open(struct call *c, const struct record_where *where, enum data_folder_use use, struct opened *ret)
{
    struct opened r = {.cx = {.arena = c->arena, .via = VIA_COMMAND, .now_ms = clock_ms()}, .ops = &record_local};
    struct remote_options o = where->remote;
    if (where->data && o.server)
        return call_fail(c, "--data and --server contradict each other; give one");
    if (!where->data && !o.server)
        o.server = from_environment("AFTERMATH_SERVER");
    if (!o.server && (o.token || o.token_file || o.ca_file))
        return call_fail(c, "--%s goes with --server", o.token ? "token" : o.token_file ? "token-file" : "ca-file");
    secrets_start();
    if (o.server)
        r.ops = &record_remote;
    int status = o.server ? open_remote(c, o, &r) : open_folder(c, where->data, use, &r);
    if (!status)
        *ret = r;
    return status;
}

void
record_close(struct opened *r)
{
    if (r->ops == &record_remote) {
        remote_close(r->remote);
        r->remote = NULL;
        return;
    }
    db_close(r->cx.db);
    r->cx.db = NULL;
    data_folder_close(&r->folder);
}

int
record_end(const struct call *c, struct opened *r, enum err e)
{
    int status = e ? call_fail(c, "%s", r->cx.why.text) : EXIT_DONE;
    record_close(r);
    return status;
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

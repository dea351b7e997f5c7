/* aftermath incident */
#include "record_args.h"

#include "../base/when.h"
#include "../export/timeline_export.h"
#include "../model/incident.h"
#include "../model/timeline_store.h"

struct incident_values {
    const char *data;
};

// clang-format off
static const struct option options[] = {
    DATA_OPTION(struct incident_values),
    {0},
};
// clang-format on

static struct bytes
minute_of(struct arena *a, int64_t ms)
{
    struct when_text t = when_format(ms);
    return ms ? bytes_printf(a, "%.10s %.5s", t.s, t.s + 11) : BYTES("                ");
}

static void
put_line(struct call *c, const struct incident *in)
{
    fprintf(c->out, "%-8s  SEV%d  %-9s  %.*s  %5lld events  %.*s%s\n", incident_label(in->number).s, in->severity,
            incident_state_name(in->state), BYTES_ARG(minute_of(c->arena, in->started_ms)), (long long)in->event_count,
            BYTES_ARG(in->title), in->demo ? "  (demo)" : "");
}

static enum err
list_all(struct call *c, struct cx *cx)
{
    struct incident_filter f = {.limit = INCIDENT_LIST_MAX};
    bool more = true;
    enum err e = OK;
    while (more && !e) {
        struct incident *list;
        uint32_t n;
        e = incident_list(cx, &f, &list, &n, &more);
        for (uint32_t i = 0; i < n && !e; i++)
            put_line(c, &list[i]);
        if (e || !n)
            break;
        f.has_cursor = true;
        f.cursor_ms = list[n - 1].started_ms;
        f.cursor_id = list[n - 1].id;
    }
    return e;
}

static int
run_list(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct incident_values *v = values;
    struct opened r;
    (void)args;
    (void)count;
    int status = record_open(c, v->data, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    if (list_all(c, &r.cx))
        status = record_fail(c, &r.cx);
    record_close(&r);
    return status;
}

static void
put_lists(struct call *c, const struct incident *in)
{
    for (uint32_t i = 0; i < in->component_count; i++)
        fprintf(c->out, "%s%.*s", i ? ", " : "components   ", BYTES_ARG(in->components[i].name));
    fputs(in->component_count ? "\n" : "", c->out);
    for (uint32_t i = 0; i < in->role_count; i++)
        fprintf(c->out, "%-12.*s %.*s\n", BYTES_ARG(in->roles[i].role), BYTES_ARG(in->roles[i].name));
    for (uint32_t i = 0; i < in->postmortem_count; i++)
        fprintf(c->out, "post-mortem  PM-%lld %.*s (%.*s)\n", (long long)in->postmortems[i].number,
                BYTES_ARG(in->postmortems[i].title), BYTES_ARG(in->postmortems[i].state));
}

static enum err
show(struct call *c, struct cx *cx, const char *name)
{
    struct incident *in;
    struct stored_timeline st;
    enum err e = incident_by_name(cx, bytes_of(name), &in);
    if (!e)
        e = incident_timeline(cx, in->id, &(struct timeline_wish){.bare = true}, &st);
    if (e)
        return e;
    fprintf(c->out, "%s  %.*s\n%.*s\n", incident_label(in->number).s, BYTES_ARG(in->title), BYTES_ARG(in->id));
    if (in->summary.n)
        fprintf(c->out, "\n%.*s\n", BYTES_ARG(in->summary));
    fprintf(c->out, "\nseverity     %d\nstate        %s\nstarted      %.*s UTC\n", in->severity,
            incident_state_name(in->state), BYTES_ARG(minute_of(c->arena, in->started_ms)));
    if (in->ended_ms)
        fprintf(c->out, "ended        %.*s UTC\n", BYTES_ARG(minute_of(c->arena, in->ended_ms)));
    put_lists(c, in);
    fprintf(c->out, "timeline     %lld events, %lld of them key, from %lld signals%s\n", (long long)in->event_count,
            (long long)in->key_count, (long long)in->signal_count, in->stale ? "; it is to be built again" : "");
    for (uint32_t i = 0; i < st.t.duration_count; i++) {
        const struct duration *d = &st.t.durations[i];
        if (d->known)
            fprintf(c->out, "%-19s  %s%s\n", d->name, d->about ? "about " : "", duration_format(d->ms).s);
    }
    return OK;
}

static int
run_show(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct incident_values *v = values;
    struct opened r;
    (void)count;
    int status = record_open(c, v->data, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    if (show(c, &r.cx, args[0]))
        status = record_fail(c, &r.cx);
    record_close(&r);
    return status;
}

// clang-format off
static const struct verb verbs[] = {
    {"list", 0, 0, "nothing",     run_list},
    {"show", 1, 1, "an incident", run_show},
    {0},
};
// clang-format on

static int
run(struct call *c, const void *values)
{
    return verb_run(c, values, verbs);
}

const struct cmd cmd_incident = {
    .name = "incident",
    .args = "VERB [INCIDENT]",
    .args_min = 1,
    .args_max = 2,
    .options = options,
    .values_bytes = sizeof(struct incident_values),
    .run = run,
    .help = "List and show the incidents of the record.",
    .about = "Works on the data folder, also while the server runs. An incident is named INC-12, 12, or by its id.\n\n"
             "    aftermath incident list\n"
             "    aftermath incident show INC-12",
};

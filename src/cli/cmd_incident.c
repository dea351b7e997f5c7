/* aftermath incident */
#include "record_args.h"

#include "../base/when.h"
#include "../export/timeline_export.h"

struct incident_values {
    struct record_where where;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct incident_values),
    {0},
};
// clang-format on

static struct bytes
minute_of(struct arena *a, int64_t ms)
{
    struct when_text t = when_format(ms);
    return ms ? bytes_printf(a, "%.10s %.5s", t.s, t.s + 11) : BYTES("                ");
}

static enum err
put_line(void *call, const struct incident *in)
{
    struct call *c = call;
    fprintf(c->out, "%-8s  SEV%d  %-9s  %.*s  %5lld events  %.*s%s\n", incident_label(in->number).s, in->severity,
            incident_state_name(in->state), BYTES_ARG(minute_of(c->arena, in->started_ms)), (long long)in->event_count,
            BYTES_ARG(in->title), in->demo ? "  (demo)" : "");
    return OK;
}

static int
run_list(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct incident_values *v = values;
    struct opened r;
    (void)args;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    return record_end(c, &r, r.ops->incident_each(&r.cx, put_line, c));
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
show(struct call *c, struct opened *r, const char *name)
{
    struct incident *in;
    struct stored_timeline st;
    enum err e = r->ops->incident_by_name(&r->cx, bytes_of(name), &in);
    if (!e)
        e = r->ops->incident_facts(&r->cx, in->id, &st);
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
            (long long)in->key_count, (long long)in->signal_count, st.stale ? "; it is to be built again" : "");
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
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    return record_end(c, &r, show(c, &r, args[0]));
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
    .about = "Works on the data folder, also while the server runs, or with --server on a running server. An incident "
             "is named INC-12, 12, or by its id.\n\n"
             "    aftermath incident list\n"
             "    aftermath incident show INC-12",
};

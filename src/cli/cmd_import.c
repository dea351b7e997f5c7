/* aftermath import */
#include "record_args.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct import_values {
    struct record_where where;
    const char *incident, *title, *zone;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct import_values),
    {"incident", OPTION_TEXT, "INCIDENT", "The incident that gets them: INC-12, or its id.", offsetof(struct import_values, incident)},
    {"title", OPTION_TEXT, "TEXT", "Open a new incident of this title for them.", offsetof(struct import_values, title)},
    {"zone", OPTION_TEXT, "ZONE", "With --title: the zone of times that name none, like Europe/Berlin; without it, UTC.", offsetof(struct import_values, zone)},
    {0},
};
// clang-format on

enum { PROGRESS_EVERY_MS = 100 };

struct shown {
    const char *verb;
    bool any;
    int64_t last_ms;
};

static void
show_progress(void *ctx, const struct import_job *job, const char *path, uint64_t done_bytes, uint64_t total_bytes)
{
    struct shown *s = ctx;
    int64_t now = clock_ms();
    (void)job;
    if (now - s->last_ms < PROGRESS_EVERY_MS)
        return;
    s->last_ms = now;
    s->any = true;
    char line[80];
    size_t n = strlen(path);
    snprintf(line, sizeof line, "%s%s", n > 48 ? "..." : "", n > 48 ? path + n - 48 : path);
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    fprintf(stderr, "\r\033[K%s %3.0f %%  %s", s->verb,
            total_bytes ? 100.0 * (double)done_bytes / (double)total_bytes : 0.0, line);
    fflush(stderr);
}

static enum err
find_incident(struct opened *r, const struct import_values *v, struct incident **ret)
{
    if (v->incident)
        return r->ops->incident_by_name(&r->cx, bytes_of(v->incident), ret);
    return r->ops->incident_create(&r->cx,
                                   &(struct incident_new){.title = bytes_of(v->title), .zone = bytes_of(v->zone)}, ret);
}

/* Before an incident is opened for nothing. */
static enum err
look_for(struct cx *cx, const struct words *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        if (access(paths->items[i], F_OK) != 0)
            return fail(&cx->why, ERR_NOT_FOUND, "cannot read %s: %s", paths->items[i], strerror(errno));
    return OK;
}

static int
report(struct call *c, const struct incident *in, const struct import_job *job)
{
    for (uint32_t i = 0; i < job->refused_count; i++)
        out_say(c->cmd->name, "%.*s: not read: %.*s", BYTES_ARG(job->refused[i].path),
                BYTES_ARG(job->refused[i].reason));
    for (uint32_t i = 0; i < job->note_count; i++)
        out_say(c->cmd->name, "%.*s", BYTES_ARG(job->notes[i]));
    if (job->state == IMPORT_FAILED)
        return call_fail(c, "%.*s", BYTES_ARG(job->error));
    fprintf(c->out, "%s %.*s\n", incident_label(in->number).s, BYTES_ARG(in->id));
    fprintf(c->out, "%lld signals read, %lld of them new; the timeline has %lld events, %lld of them key\n",
            (long long)job->signal_count, (long long)job->new_count, (long long)in->event_count,
            (long long)in->key_count);
    return EXIT_DONE;
}

/* An incident that was opened for evidence that could not be had. */
static void
take_back(struct call *c, struct opened *r, const struct incident *in)
{
    if (r->ops->incident_delete(&r->cx, in->id))
        out_say(c->cmd->name, "%s stays, without evidence: %s", incident_label(in->number).s, r->cx.why.text);
}

static int
import(struct call *c, struct opened *r, const struct import_values *v)
{
    struct incident *in = NULL;
    struct import_job *job = NULL;
    struct shown shown = {.verb = r->ops->import_verb};
    struct import_watch watch = {.ctx = &shown};
    int status = EXIT_DONE;
    if (isatty(STDERR_FILENO))
        watch.progress = show_progress;
    enum err e = look_for(&r->cx, &c->args);
    if (!e)
        e = find_incident(r, v, &in);
    if (!e)
        e = r->ops->import(&r->cx, in->id, c->args.items, c->args.count, &watch, &job);
    if (shown.any)
        fputs("\r\033[K", stderr);
    if (e)
        status = call_fail(c, "%s", r->cx.why.text);
    bool is_known = in && r->ops->incident_by_name(&r->cx, in->id, &in) == OK;
    if (!e)
        status = is_known ? report(c, in, job) : call_fail(c, "%s", r->cx.why.text);
    bool is_over = !job || job->state == IMPORT_FAILED; // else the server goes on with it
    if (status && v->title && is_known && is_over && !in->signal_count)
        take_back(c, r, in);
    return status;
}

static int
run(struct call *c, const void *values)
{
    const struct import_values *v = values;
    struct opened r;
    if (!v->incident == !v->title)
        return call_fail(c, "give either --incident INCIDENT or --title TEXT");
    if (v->zone && !v->title)
        return call_fail(c, "--zone goes with --title; of an incident that is there it is changed in the incident");
    int status = record_open(c, &v->where, DATA_FOLDER_MAKE, &r);
    if (status)
        return status;
    status = import(c, &r, v);
    record_close(&r);
    return status;
}

const struct cmd cmd_import = {
    .name = "import",
    .args = "PATH...",
    .args_min = 1,
    .args_max = ARGS_ANY,
    .options = options,
    .values_bytes = sizeof(struct import_values),
    .run = run,
    .help = "Give evidence to an incident of the record.",
    .about =
        "Reads files, folders, zip files and git repositories as `aftermath timeline` does, keeps what is new with "
        "its raw bytes, and builds the incident's timeline. What the incident has already adds nothing. Prints the "
        "incident and what was read. Works on the data folder, also while the server runs. With --server "
        "the files are sent to a running server, 2 GiB at most at a time; it reads no git repositories.\n\n"
        "    aftermath import --title 'Checkout is down' export/ alerts.json\n"
        "    aftermath import --incident INC-12 more/",
};

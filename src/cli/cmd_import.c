/* aftermath import */
#include "record_args.h"

#include "../model/import_job.h"
#include "../model/incident.h"

#include <string.h>
#include <unistd.h>

struct import_values {
    const char *data, *incident, *title, *zone;
};

// clang-format off
static const struct option options[] = {
    DATA_OPTION(struct import_values),
    {"incident", OPTION_TEXT, "INCIDENT", "The incident that gets them: INC-12, or its id.", offsetof(struct import_values, incident)},
    {"title", OPTION_TEXT, "TEXT", "Open a new incident of this title for them.", offsetof(struct import_values, title)},
    {"zone", OPTION_TEXT, "ZONE", "With --title: the zone of times that name none, like Europe/Berlin; without it, UTC.", offsetof(struct import_values, zone)},
    {0},
};
// clang-format on

enum { PROGRESS_EVERY_MS = 100 };

struct shown {
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
    fprintf(stderr, "\r\033[Kreading %3.0f %%  %s",
            total_bytes ? 100.0 * (double)done_bytes / (double)total_bytes : 0.0, line);
    fflush(stderr);
}

static enum err
find_incident(struct cx *cx, const struct import_values *v, struct incident **ret)
{
    if (v->incident)
        return incident_by_name(cx, bytes_of(v->incident), ret);
    return incident_create(cx, &(struct incident_new){.title = bytes_of(v->title), .zone = bytes_of(v->zone)}, ret);
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

static int
import(struct call *c, struct cx *cx, const struct import_values *v)
{
    struct incident *in;
    struct import_job *job;
    struct shown shown = {0};
    struct import_watch watch = {.ctx = &shown};
    if (isatty(STDERR_FILENO))
        watch.progress = show_progress;
    enum err e = find_incident(cx, v, &in);
    if (!e)
        e = import_paths(cx, in->id, c->args.items, c->args.count, &watch, &job);
    if (shown.any)
        fputs("\r\033[K", stderr);
    if (!e)
        e = incident_load(cx, in->id, &in);
    if (e)
        return record_fail(c, cx);
    int status = report(c, in, job);
    if (status && v->title && !in->signal_count && incident_delete(cx, in->id)) // nothing to keep it for
        return record_fail(c, cx);
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
    int status = record_open(c, v->data, DATA_FOLDER_MAKE, &r);
    if (status)
        return status;
    status = import(c, &r.cx, v);
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
        "incident and what was read. Works on the data folder, also while the server runs.\n\n"
        "    aftermath import --title 'Checkout is down' export/ alerts.json\n"
        "    aftermath import --incident INC-12 more/",
};

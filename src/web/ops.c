/* What whoever runs the program asks it: is it there, can it answer, what are its numbers. */
#include "handlers.h"
#include "jobs.h"
#include "metrics.h"
#include "web_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char text_type[] = "text/plain; charset=utf-8";

enum err
ops_health(struct web_call *c)
{
    web_text(c, 200, text_type, BYTES("ok\n"));
    return OK;
}

enum err
ops_ready(struct web_call *c)
{
    int64_t users;
    if (user_count(c->cx, &users))
        return web_refuse(c, 503, 5, "the database does not answer");
    web_text(c, 200, text_type, BYTES("ready\n"));
    return OK;
}

/* ---- numbers ---- */

static void
gauge(struct buf *out, const char *name, const char *help, double value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.17g\n", name, help, name, name, value);
}

static void
counter(struct buf *out, const char *name, const char *help, uint64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %" PRIu64 "\n", name, help, name, name, value);
}

static void
write_server(struct web *w, struct buf *out)
{
    static const char *const lanes[HTTP_LANE_MAX] = {"fast", "slow"};
    struct http_stats s;
    http_stats(w->server, &s);
    counter(out, "aftermath_connections_total", "Connections accepted.", s.connections_total);
    counter(out, "aftermath_refused_total", "Requests that the server itself refused.", s.refused_total);
    counter(out, "aftermath_received_bytes_total", "Bytes read from connections.", s.in_bytes);
    counter(out, "aftermath_sent_bytes_total", "Bytes written to connections.", s.out_bytes);
    gauge(out, "aftermath_connections", "Connections open.", s.connections);
    gauge(out, "aftermath_streams", "Live streams open.", s.streams);
    buf_puts(out,
             "# HELP aftermath_queue_length Requests that wait for a worker.\n# TYPE aftermath_queue_length gauge\n");
    for (int i = 0; i < HTTP_LANE_MAX; i++)
        buf_printf(out, "aftermath_queue_length{lane=\"%s\"} %u\n", lanes[i], s.queued[i]);
    buf_puts(out, "# HELP aftermath_workers_busy Workers with a request.\n# TYPE aftermath_workers_busy gauge\n");
    for (int i = 0; i < HTTP_LANE_MAX; i++)
        buf_printf(out, "aftermath_workers_busy{lane=\"%s\"} %u\n", lanes[i], s.running[i]);
}

static void
write_jobs(struct web *w, struct buf *out)
{
    struct job_count counts[JOB_KINDS_MAX];
    size_t n = jobs_counts(w->jobs, counts, JOB_KINDS_MAX);
    buf_puts(out, "# HELP aftermath_job_runs_total Pieces of background work, by kind.\n"
                  "# TYPE aftermath_job_runs_total counter\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "aftermath_job_runs_total{job=\"%s\"} %" PRIu64 "\n", counts[i].name, counts[i].runs);
    buf_puts(out, "# HELP aftermath_job_failures_total Pieces that failed, by kind.\n"
                  "# TYPE aftermath_job_failures_total counter\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "aftermath_job_failures_total{job=\"%s\"} %" PRIu64 "\n", counts[i].name, counts[i].mistakes);
}

static void
write_process(const struct web *w, struct buf *out)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f) {
        if (fscanf(f, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(f);
    }
    gauge(out, "process_resident_memory_bytes", "Resident memory.", (double)pages * (double)sysconf(_SC_PAGESIZE));
    gauge(out, "process_start_time_seconds", "When the program started, since 1970.", (double)w->started_ms / 1000);
    buf_printf(out,
               "# HELP aftermath_build_info The version that runs.\n# TYPE aftermath_build_info gauge\n"
               "aftermath_build_info{version=\"%s\"} 1\n",
               w->version);
}

/* From this machine and not for somebody behind a proxy on it. */
static bool
is_local(const struct web_call *c)
{
    static const char *const forwarded[] = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"};
    for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
        if (header_find(c->r->headers, c->r->header_count, forwarded[i]).p)
            return false;
    return strncmp(c->r->peer, "127.", 4) == 0 || strcmp(c->r->peer, "::1") == 0 ||
           strncmp(c->r->peer, "::ffff:127.", 11) == 0;
}

enum err
ops_metrics(struct web_call *c)
{
    struct buf out = {.max_bytes = 16 << 20};
    if (!c->token_id.n && !is_local(c))
        return web_refuse(c, 403, 0, "ask on this machine, or with a token");
    metrics_write(c->web->metrics, &out);
    if (c->web->server)
        write_server(c->web, &out);
    write_jobs(c->web, &out);
    write_process(c->web, &out);
    web_text(c, 200, "text/plain; version=0.0.4; charset=utf-8", buf_bytes(&out));
    buf_done(&out);
    return OK;
}

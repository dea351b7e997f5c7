/*
 * The server under load: 100,000 incidents of 20 events each, 64 connections, requests on a fixed schedule at half of
 * what each kind of request saturates at, beside a static file of the same size that nginx serves.
 *
 *     script/bench http [--small] [--seconds N] [KIND]
 *
 * The record is made once, in build/bench (some gigabytes, and some minutes). --small takes 2,000 incidents; KIND takes
 * only the lines whose name contains it. Latencies count from when a request was due. Processor time is the server's.
 */
#include "../src/base/hash.h"
#include "../src/base/json.h"
#include "clock.h"
#include "http_load.h"
#include "http_programs.h"
#include "http_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    INCIDENTS = 100 * 1000,
    INCIDENTS_SMALL = 2000,
    IDS = 500,
    CURSORS = 20,
    BURST = 30 * 1000,
    BURST_PER_S = 10 * 1000,
};

struct bench {
    struct record_facts record;
    struct program server;
    double seconds;
    const char *only;
    char ids[IDS][32], components[RECORD_COMPONENTS][32];
    char cursors[CURSORS][200];
    uint32_t cursor_count;
    char plain[200], signed_[200], secret[200]; // intake addresses, and what the second one signs with
    uint64_t run;                               // tells deliveries of one run from those of all others
    uint64_t delivery;
    struct random random;
};

/* ---- requests ---- */

static void
get(const struct bench *b, struct buf *out, const char *path)
{
    buf_printf(out, "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", path, b->record.token);
}

static const char *
some_id(struct bench *b)
{
    return b->ids[random_below(&b->random, IDS)];
}

static void
request_list(void *ctx, uint64_t n, struct buf *out)
{
    struct bench *b = ctx;
    char path[400];
    uint32_t component = random_below(&b->random, RECORD_COMPONENTS);
    switch (n % 6) {
    case 0:
        snprintf(path, sizeof path, "/api/v1/incidents");
        break;
    case 1:
        snprintf(path, sizeof path, "/api/v1/incidents?cursor=%s", b->cursors[n / 6 % b->cursor_count]);
        break;
    case 2:
        snprintf(path, sizeof path, "/api/v1/incidents?state=closed&severity=%u", 1 + random_below(&b->random, 5));
        break;
    case 3:
        snprintf(path, sizeof path, "/api/v1/incidents?component=%s", b->components[component]);
        break;
    case 4:
        snprintf(path, sizeof path, "/api/v1/incidents?from=2022-0%u-01T00:00:00Z&to=2023-01-01T00:00:00Z",
                 1 + random_below(&b->random, 9));
        break;
    default:
        snprintf(path, sizeof path, "/api/v1/incidents?state=mitigated&component=%s", b->components[component]);
        break;
    }
    get(b, out, path);
}

static void
request_list_text(void *ctx, uint64_t n, struct buf *out)
{
    static const char *const texts[] = {"needle", "error", "w12", "INC-1234"};
    char path[200];
    snprintf(path, sizeof path, "/api/v1/incidents?q=%s", texts[n % 4]);
    get(ctx, out, path);
}

static void
request_incident(void *ctx, uint64_t n, struct buf *out)
{
    char path[100];
    (void)n;
    snprintf(path, sizeof path, "/api/v1/incidents/%s", some_id(ctx));
    get(ctx, out, path);
}

static void
request_events(void *ctx, uint64_t n, struct buf *out)
{
    char path[100];
    (void)n;
    snprintf(path, sizeof path, "/api/v1/incidents/%s/events", some_id(ctx));
    get(ctx, out, path);
}

static void
search_for(void *ctx, const char *words, struct buf *out)
{
    char path[200];
    snprintf(path, sizeof path, "/api/v1/search?q=%s", words);
    get(ctx, out, path);
}

static void
request_search_rare(void *ctx, uint64_t n, struct buf *out)
{
    (void)n;
    search_for(ctx, "needle", out);
}

static void
request_search_common(void *ctx, uint64_t n, struct buf *out)
{
    static const char *const words[] = {"payment", "checkout+payment", "latency+pool+traffic", "rollback", "w12+queue"};
    search_for(ctx, words[n % 5], out);
}

static void
request_search_everywhere(void *ctx, uint64_t n, struct buf *out)
{
    static const char *const words[] = {"error", "err", "error+left", "left+right", "error+needle"};
    search_for(ctx, words[n % 5], out);
}

/* A delivery as Alertmanager posts it; never the same twice. */
static void
put_alert(struct bench *b, struct buf *out)
{
    uint64_t n = b->delivery++;
    buf_printf(out,
               "{\"version\":\"4\",\"groupKey\":\"g\",\"status\":\"firing\",\"receiver\":\"web\",\"groupLabels\":{},"
               "\"commonLabels\":{},\"commonAnnotations\":{},\"externalURL\":\"\",\"alerts\":[{\"status\":\"firing\","
               "\"labels\":{\"alertname\":\"HighErrors\",\"pod\":\"api-%llx-%llu\"},\"annotations\":{\"summary\":"
               "\"errors of the payment service are high\"},\"startsAt\":\"2024-03-14T09:%02llu:%02lluZ\",\"endsAt\":"
               "\"0001-01-01T00:00:00Z\",\"fingerprint\":\"%llx%llx\"}]}",
               (unsigned long long)b->run, (unsigned long long)n, (unsigned long long)(n / 60 % 60),
               (unsigned long long)(n % 60), (unsigned long long)b->run, (unsigned long long)n);
}

static void
post(struct bench *b, const char *path, const char *secret, struct buf *out)
{
    struct buf body = {0};
    put_alert(b, &body);
    buf_printf(out, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n", path);
    if (secret) {
        struct bytes text = buf_bytes(&body);
        struct hmac mac = hmac_of(HMAC_SHA256, bytes_of(secret), &text, 1);
        buf_puts(out, "X-Hub-Signature-256: sha256=");
        for (size_t i = 0; i < mac.n; i++)
            buf_printf(out, "%02x", mac.b[i]);
        buf_puts(out, "\r\n");
    }
    buf_printf(out, "Content-Length: %zu\r\n\r\n", body.n);
    buf_add(out, buf_bytes(&body));
    buf_done(&body);
}

static void
request_intake(void *ctx, uint64_t n, struct buf *out)
{
    struct bench *b = ctx;
    (void)n;
    post(b, b->plain, NULL, out);
}

static void
request_intake_signed(void *ctx, uint64_t n, struct buf *out)
{
    struct bench *b = ctx;
    (void)n;
    post(b, b->signed_, b->secret, out);
}

static void
request_file(void *ctx, uint64_t n, struct buf *out)
{
    (void)ctx;
    (void)n;
    buf_puts(out, "GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

// clang-format off
static const struct kind {
    const char *name;
    load_request *request;
    double limit_ms; // of p99
    bool beside_file;
} kinds[] = {
    {"list", request_list, 10, true},
    {"list with text", request_list_text, 10, false},
    {"read an incident", request_incident, 10, true},
    {"read its events", request_events, 10, true},
    {"intake", request_intake, 10, false},
    {"intake, signed", request_intake_signed, 10, false},
    {"search, rare", request_search_rare, 50, false},
    {"search, common", request_search_common, 50, false},
    {"search, everywhere", request_search_everywhere, 50, true},
};
// clang-format on

/* ---- before ---- */

static struct bytes
ask(struct bench *b, const char *method, const char *path, const char *body, int want)
{
    struct buf request = {0}, answer = {0};
    buf_printf(&request,
               "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
               "Content-Length: %zu\r\n\r\n%s",
               method, path, b->record.token, strlen(body), body);
    int status = load_once(b->server.port, buf_bytes(&request), &answer);
    buf_done(&request);
    if (status != want) {
        fprintf(stderr, "http: %s %s gives %d: %.*s\n", method, path, status, (int)answer.n, answer.p);
        exit(2);
    }
    size_t n = answer.n;
    for (int i = 0; i < JSON_PADDING_BYTES; i++)
        buf_putc(&answer, 0);
    return (struct bytes){answer.p, n}; // kept until the end
}

static void
copy_text(char *to, size_t size, struct json v, const char *path)
{
    snprintf(to, size, "%.*s", BYTES_ARG(json_text(json_path(v, path))));
}

static void
add_source(struct bench *b, struct json_parser *p, const char *scheme, char *ret_address, char *ret_secret)
{
    char body[200], url[300];
    struct json v;
    snprintf(body, sizeof body, "{\"name\":\"bench %s %llx\",\"scheme\":\"%s\",\"attach\":\"inbox\"}", scheme,
             (unsigned long long)b->run, scheme);
    if (json_parse(p, ask(b, "POST", "/api/v1/sources", body, 201), &v, NULL))
        exit(2);
    copy_text(url, sizeof url, v, "url");
    const char *path = strstr(url, "/api/");
    snprintf(ret_address, sizeof b->plain, "%.199s", path ? path : url);
    if (ret_secret)
        copy_text(ret_secret, 200, v, "secret");
}

static void
find_cursors(struct bench *b, struct json_parser *p)
{
    char path[300] = "/api/v1/incidents?limit=200", next[sizeof *b->cursors];
    struct json v;
    for (uint32_t i = 0; i < CURSORS; i++) {
        if (json_parse(p, ask(b, "GET", path, "", 200), &v, NULL))
            exit(2);
        copy_text(next, sizeof next, v, "next");
        if (!next[0])
            break;
        snprintf(b->cursors[b->cursor_count++], sizeof *b->cursors, "%s", next);
        snprintf(path, sizeof path, "/api/v1/incidents?limit=200&cursor=%s", next);
    }
}

static void
prepare(struct bench *b)
{
    struct json_parser *p = json_parser_new();
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    b->run = (uint64_t)now.tv_sec;
    add_source(b, p, "token", b->plain, NULL);
    add_source(b, p, "github", b->signed_, b->secret);
    find_cursors(b, p);
    json_parser_free(p);
}

/* ---- measuring ---- */

static void
print_line(const char *name, const struct load_result *full, const struct load_result *half, double cpu_us,
           const char *verdict)
{
    printf("%-26s %9.0f %9.0f %8.2f %8.2f %8.2f %8.2f %8.0f %8.0f  %s\n", name, full->rate, half->rate, half->p50_ms,
           half->p99_ms, half->p999_ms, half->worst_ms, cpu_us,
           half->answers ? (double)half->answer_bytes / (double)half->answers : 0, verdict);
    if (full->refused + half->refused)
        printf("    %" PRIu64 " of %" PRIu64 " answers were refusals, the last with %d\n",
               full->refused + half->refused, full->answers + half->answers,
               half->refused ? half->refused_status : full->refused_status);
    fflush(stdout);
}

static double
measure(struct bench *b, const struct program *server, const struct kind *k)
{
    struct load_result full, half;
    struct load_plan plan = {.port = server->port, .request = k->request, .ctx = b, .seconds = b->seconds * 0.6};
    load_run(&plan, &full);
    plan.seconds = b->seconds;
    plan.rate = full.rate / 2;
    double cpu = program_cpu_seconds(server);
    load_run(&plan, &half);
    cpu = program_cpu_seconds(server) - cpu;
    const char *verdict = !k->limit_ms ? "" : half.p99_ms < k->limit_ms ? "in its limit" : "MISSES ITS LIMIT";
    print_line(k->name, &full, &half, cpu * 1e6 / (double)(half.answers ? half.answers : 1), verdict);
    return half.answers ? (double)half.answer_bytes / (double)half.answers : 0;
}

static void
measure_file(struct bench *b, const char *folder, double bytes)
{
    struct program nginx = {0};
    char path[300], name[60];
    snprintf(path, sizeof path, "%s/file", folder);
    FILE *f = fopen(path, "w");
    for (int i = 0; f && i < (int)bytes; i++)
        putc('x', f);
    if (!f || fclose(f)) {
        perror(path);
        exit(2);
    }
    if (!program_start_nginx(&nginx, folder)) {
        printf("    (there is no nginx to serve a file of the same size: script/bootstrap bench)\n");
        return;
    }
    snprintf(name, sizeof name, "  nginx, a file as large");
    struct kind file = {.name = name, .request = request_file};
    measure(b, &nginx, &file);
    program_stop(&nginx);
}

/* 10,000 a second for three seconds: whether a valid delivery is ever refused. */
static void
measure_burst(struct bench *b)
{
    struct load_result r;
    struct load_plan plan = {.port = b->server.port,
                             .request = request_intake_signed,
                             .ctx = b,
                             .seconds = (double)BURST / BURST_PER_S,
                             .rate = BURST_PER_S,
                             .count = BURST};
    load_run(&plan, &r);
    printf("burst of %d signed deliveries at %d a second: %llu taken, %llu refused, in %.2f s (%.0f a second); "
           "p50 %.1f ms, p99 %.1f ms, worst %.1f ms\n",
           BURST, BURST_PER_S, (unsigned long long)(r.answers - r.refused), (unsigned long long)r.refused, r.seconds,
           r.rate, r.p50_ms, r.p99_ms, r.worst_ms);
}

static void
print_memory(const struct bench *b, const char *when)
{
    double rss, pss;
    program_memory(&b->server, &rss, &pss);
    printf("memory %s: %.0f MB resident, %.0f MB proportional\n", when, rss, pss);
}

static void
run(struct bench *b)
{
    char folder[] = "/tmp/aftermath-bench-XXXXXX";
    if (!mkdtemp(folder)) {
        perror(folder);
        exit(2);
    }
    print_memory(b, "before");
    printf("%-26s %9s %9s %8s %8s %8s %8s %8s %8s\n", "", "most/s", "tried/s", "p50 ms", "p99 ms", "p99.9 ms", "worst",
           "CPU us", "bytes");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (b->only && !strstr(kinds[i].name, b->only))
            continue;
        double bytes = measure(b, &b->server, &kinds[i]);
        if (kinds[i].beside_file)
            measure_file(b, folder, bytes);
    }
    if (!b->only || strstr("burst", b->only))
        measure_burst(b);
    print_memory(b, "after");
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0)
        fprintf(stderr, "http: %s stays\n", folder);
}

int
main(int argc, char **argv)
{
    static struct bench b = {.seconds = 5, .random = {3}};
    struct why why = {""};
    uint32_t incidents = INCIDENTS;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--small") == 0)
            incidents = INCIDENTS_SMALL;
        else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            b.seconds = atof(argv[++i]);
        else
            b.only = argv[i];
    }
    mkdir("build", 0755);
    if (record_make("build/bench", incidents, &b.record, &why) ||
        record_ids(&b.record, b.ids, IDS, b.components, &why)) {
        fprintf(stderr, "http: %s\n", why.text);
        return 2;
    }
    program_start_aftermath(&b.server, b.record.folder);
    prepare(&b);
    printf("%u incidents with %d events each, %d connections\n", incidents, RECORD_EVENTS_EACH, LOAD_CONNECTIONS);
    run(&b);
    program_stop(&b.server);
    return 0;
}

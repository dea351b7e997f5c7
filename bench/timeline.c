/*
 * The timeline engine on mixed signals, generated from a seed: signals a second on one core, memory beside the text,
 * cost against size. The floor of the same run: sorting the same signals by time alone, with qsort.
 *
 *     script/bench timeline            1,000 to 3 million signals
 *     script/bench timeline 1000000    that many
 */
#include "../src/timeline/timeline.h"
#include "../src/base/utf8.h"
#include "clock.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_MS ((int64_t)1700000000000)

/* What people and tools say, with a place for a word and a number. */
static const char *const talk[] = {
    "anyone else seeing errors on %s? it started %d minutes ago",
    "%s latency is at %d ms now, looks like the queue is growing",
    "ok",
    "thanks, that helps",
    "I think this is the %s change from yesterday, PR #%d",
    "rolled back %s to build %d, watching the graphs",
    "can you check the dashboard of %s in region %d please",
    "lunch?",
    ("still failing for about %d customers of %s, same stack trace as before and no change after the restart of the "
     "pods"),
    "the %s pods are healthy again, error rate is below %d %%",
    "I will take a look at %s after the meeting at %d",
    "confirmed: %s keeps connections open, %d of them are idle in transaction",
};
static const char *const components[] = {"checkout", "search", "billing", "gateway",
                                         "login",    "mailer", "ledger",  "cart"};
static const char *const people[] = {"ada", "bo", "cy", "dee", "eli", "fay", "gus", "hal", "ivy", "jo"};
static const char *const alerts[] = {"HighErrorRate", "LatencyHigh", "PodNotReady", "DiskFull", "QueueGrows"};

static void
add_tie(struct arena *a, struct signal *s, enum tie_kind kind, enum tie_role role, struct bytes value)
{
    struct tie *t = arena_new(a, struct tie);
    *t = (struct tie){s->ties, value, (uint8_t)kind, (uint8_t)role};
    s->ties = t;
}

static struct bytes
filled(struct arena *a, struct random *r, const char *form)
{
    const char *c = components[random_below(r, 8)];
    int n = (int)random_below(r, 900);
    const char *percent_s = strstr(form, "%s"), *percent_d = strstr(form, "%d");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (percent_s && percent_d)
        return percent_s < percent_d ? bytes_printf(a, form, c, n) : bytes_printf(a, form, n, c);
#pragma GCC diagnostic pop
    return bytes_dup(a, bytes_of(form));
}

static void
make_signal(struct arena *a, struct random *r, struct signal *s, uint32_t i, uint32_t count)
{
    /* As an import leaves them: one source after another, each in the order of time with a little disorder. */
    static const uint32_t ends[] = {50, 70, 90, 100}; // percent: messages, alerts, log lines, changes
    uint32_t what = (uint32_t)((uint64_t)i * 100 / count), from = 0, to = 0;
    for (size_t k = 0; k < sizeof ends / sizeof *ends && to <= what; k++) {
        from = to;
        to = ends[k];
    }
    double part = ((double)i * 100 / count - from) / (to - from);
    int64_t span_ms = (int64_t)count * 4000, at = START_MS + (int64_t)(part * (double)span_ms) + random_below(r, 60000);
    *s = (struct signal){.at = {.ms = at, .precision = PRECISION_SECOND}, .end = WHEN_UNKNOWN};
    memcpy(s->hash.b, &i, sizeof i);
    if (what < 50) {
        s->source = "slack";
        s->kind = KIND_CHAT;
        s->title = filled(a, r, talk[random_below(r, sizeof talk / sizeof *talk)]);
        s->actor = bytes_of(people[random_below(r, 10)]);
        s->ref = bytes_printf(a, "ops/%lld.%06u", (long long)(at / 1000), i % 1000000);
        s->flags = random_below(r, 12) ? 0 : SIGNAL_BOT;
    } else if (what < 70) {
        s->source = random_below(r, 3) ? "alertmanager" : "pagerduty";
        s->kind = KIND_ALERT;
        s->state = random_below(r, 2) ? STATE_OPENED : STATE_RESOLVED;
        s->severity = (uint8_t)(1 + random_below(r, 4));
        const char *name = alerts[random_below(r, 5)];
        s->title = bytes_printf(a, "%s on %s-%u is above its limit", name, components[random_below(r, 8)],
                                random_below(r, 40));
        s->ref = bytes_printf(a, "%08x%08x", random_below(r, 1u << 16), random_below(r, 1000));
        add_tie(a, s, TIE_ALERT, TIE_IS, s->ref);
        add_tie(a, s, TIE_NAME, TIE_IS, bytes_of(name));
    } else if (what < 90) {
        s->source = "jsonl";
        s->kind = KIND_LOG;
        s->title = bytes_printf(a, "worker %u of %s: connection 0x%08x reset by peer", random_below(r, 64),
                                components[random_below(r, 8)], random_below(r, 1u << 30));
        s->actor = bytes_of(components[random_below(r, 8)]);
        s->ref = bytes_printf(a, "%08x", i);
    } else {
        s->source = random_below(r, 2) ? "git" : "github";
        s->kind = KIND_CHANGE;
        s->state = random_below(r, 2) ? STATE_MERGED : STATE_NONE;
        uint32_t pulls = count / 20 + 1, number = random_below(r, pulls);
        s->title =
            bytes_printf(a, "Pull request #%u merged: %s: handle empty carts", number, components[random_below(r, 8)]);
        s->actor = bytes_of(people[random_below(r, 10)]);
        s->ref = bytes_printf(a, "%08x%08x%08x%08x%08x", number, number, number, number, number);
        s->url = bytes_printf(a, "https://git.example/shop/checkout/pull/%u", number);
        s->at.ms = START_MS + (int64_t)((double)number / (double)pulls * (double)span_ms); // both tools say the same
        add_tie(a, s, TIE_COMMIT, TIE_IS, s->ref);
        add_tie(a, s, TIE_PULL, TIE_IS, s->url);
    }
}

static int
cmp_ms(const void *pa, const void *pb)
{
    const struct signal *a = pa, *b = pb;
    return (a->at.ms > b->at.ms) - (a->at.ms < b->at.ms);
}

static double
floor_seconds(const struct signal *signals, uint32_t count)
{
    struct signal *copy = malloc((size_t)count * sizeof *copy);
    if (!copy)
        abort();
    memcpy(copy, signals, (size_t)count * sizeof *copy);
    double start = cpu_seconds();
    qsort(copy, count, sizeof *copy, cmp_ms);
    double took = cpu_seconds() - start;
    free(copy);
    return took;
}

/* Makes a timeline of `count` signals; with print, says what it cost. */
static void
run(uint32_t count, bool print)
{
    struct arena text = {.max_bytes = (size_t)1 << 36}, result = {.max_bytes = (size_t)1 << 36};
    struct random r = {count};
    struct signal *signals = calloc(count, sizeof *signals);
    if (!signals)
        abort();
    for (uint32_t i = 0; i < count; i++)
        make_signal(&text, &r, &signals[i], i, count);
    double floor_s = floor_seconds(signals, count);
    struct zones *zones = zones_new(NULL);
    struct timeline_options o = {.zones = zones};
    struct origin origin = {.path = "generated", .importer = "bench"};
    struct timeline *t;
    struct why why;
    malloc_trim(0);
    uint64_t before = resident_bytes();
    peak_reset();
    double start = cpu_seconds();
    if (timeline_build(&result, signals, count, &origin, 1, &o, &t, &why)) {
        fprintf(stderr, "%s\n", why.text);
        exit(1);
    }
    double took = cpu_seconds() - start;
    /* What a signal needs: its own struct, which the importer made, and all that the engine adds at its peak. */
    double each = (double)(peak_bytes() - before) / count + sizeof(struct signal);
    if (print)
        printf("%10u %10u %10.3f %12.0f %12.0f %10.1f %10.0f\n", count, t->event_count, took, count / took,
               took / count * 1e9, took / floor_s, each);
    fflush(stdout);
    zones_free(zones);
    arena_done(&text);
    arena_done(&result);
    free(signals);
}

int
main(int argc, char **argv)
{
    /* Once unseen: the program's own code and stack come into memory with the first signals and are not theirs. */
    run(1000, false);
    printf("%10s %10s %10s %12s %12s %10s %10s\n", "signals", "events", "seconds", "signals/s", "ns/signal", "x qsort",
           "bytes/sig");
    if (argc > 1) {
        run((uint32_t)strtoul(argv[1], NULL, 10), true);
        return 0;
    }
    static const uint32_t sizes[] = {1000, 10000, 100000, 1000000, 3000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        run(sizes[i], true);
    return 0;
}

/*
 * The timeline as a picture, as a page asks for it: 1200 pixels wide, a day with that many events of six tools.
 *
 *     script/bench chart
 */
#include "../src/chart/timeline_chart.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

#define START_MS ((int64_t)1700000000000)
#define DAY_MS   ((int64_t)86400000)

static void
run(uint32_t count)
{
    static const char *const sources[] = {"slack", "alertmanager", "pagerduty", "github", "grafana", "statuspage"};
    static struct bytes ids[1 << 20];
    struct arena a = {.max_bytes = (size_t)1 << 32};
    struct random r = {count};
    struct event *events = arena_new_n(&a, struct event, count);
    for (uint32_t i = 0; i < count; i++) {
        struct when at = {.ms = START_MS + DAY_MS * i / count, .precision = PRECISION_SECOND};
        events[i] = (struct event){.number = i + 1,
                                   .at = at,
                                   .end = WHEN_UNKNOWN,
                                   .source = sources[random_below(&r, 6)],
                                   .significance = (uint8_t)random_below(&r, 100),
                                   .key = random_below(&r, count) < 28,
                                   .in_window = true,
                                   .title = bytes_printf(&a,
                                                         "error rate of checkout is at %u %% and growing, says "
                                                         "the dashboard of shard %u",
                                                         random_below(&r, 100), i)};
        if (random_below(&r, 8) == 0)
            events[i].end = (struct when){.ms = at.ms + random_below(&r, 1 << 22), .precision = PRECISION_SECOND};
        ids[i] = bytes_printf(&a, "evt_%020u", i);
    }
    struct timeline t = {.events = events, .event_count = count};
    t.window = (struct window){.from_ms = START_MS, .to_ms = START_MS + DAY_MS};
    struct timeline_chart c = timeline_chart_default(&t);
    c.standalone = false;
    c.event_ids = ids;
    c.event_id_count = count;
    struct buf out = {0};
    uint32_t rounds = 200000 / count + 3;
    double start = cpu_seconds();
    for (uint32_t i = 0; i < rounds; i++) {
        buf_reset(&out);
        timeline_chart_svg(&out, &t, &c);
    }
    printf("%10u %10.2f %10.1f\n", count, (cpu_seconds() - start) / rounds * 1e3, (double)out.n / 1e3);
    fflush(stdout);
    buf_done(&out);
    arena_done(&a);
}

int
main(void)
{
    static const uint32_t sizes[] = {100, 700, 5000, 20000, 100000, 1000000};
    printf("%10s %10s %10s\n", "events", "ms", "kB");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        run(sizes[i]);
    return 0;
}

#include "metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

// clang-format off
static const uint16_t statuses[] = {0, 200, 201, 202, 204, 206, 302, 303, 304, 400, 401, 403, 404, 405, 408, 409, 412, 413, 414, 415, 429, 431, 500, 503, 507};
static const uint32_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000};
// clang-format on
enum {
    STATUS_COUNT = sizeof statuses / sizeof *statuses + 1, // the last: any other
    BOUND_COUNT = sizeof bounds_us / sizeof *bounds_us,
};

struct row {
    atomic_uint_fast64_t by_status[STATUS_COUNT];
    atomic_uint_fast64_t by_time[BOUND_COUNT + 1];
    atomic_uint_fast64_t sum_us;
};

struct metrics {
    const struct route *table;
    size_t count; // of rows: two more than routes
    struct row rows[];
};

struct metrics *
metrics_new(const struct route *table, size_t count)
{
    struct metrics *m = calloc(1, sizeof *m + (count + 2) * sizeof *m->rows);
    if (!m)
        abort();
    m->table = table;
    m->count = count + 2;
    return m;
}

void
metrics_free(struct metrics *m)
{
    free(m);
}

static void
add(atomic_uint_fast64_t *counter, uint64_t n)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n, memory_order_relaxed);
}

void
metrics_count(struct metrics *m, size_t route, int status, int64_t took_us)
{
    size_t s = 0, b = 0;
    assert(route < m->count);
    while (s < STATUS_COUNT - 1 && statuses[s] != status)
        s++;
    while (b < BOUND_COUNT && took_us > bounds_us[b])
        b++;
    add(&m->rows[route].by_status[s], 1);
    add(&m->rows[route].by_time[b], 1);
    add(&m->rows[route].sum_us, took_us > 0 ? (uint64_t)took_us : 0);
}

static uint64_t
get(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* method="GET",route="/api/v1/incidents/:id" */
static void
labels(const struct metrics *m, struct buf *out, size_t route)
{
    if (route < m->count - 2)
        buf_printf(out, "method=\"%s\",route=\"%s\"", http_method_name(m->table[route].method), m->table[route].path);
    else
        buf_printf(out, "method=\"\",route=\"%s\"", route == m->count - 2 ? "interface" : "none");
}

static void
write_statuses(const struct metrics *m, struct buf *out)
{
    buf_puts(out,
             "# HELP aftermath_requests_total Requests answered, by route and status; 0: the connection was lost.\n"
             "# TYPE aftermath_requests_total counter\n");
    for (size_t i = 0; i < m->count; i++)
        for (size_t s = 0; s < STATUS_COUNT; s++) {
            uint64_t n = get(&m->rows[i].by_status[s]);
            if (!n)
                continue;
            buf_puts(out, "aftermath_requests_total{");
            labels(m, out, i);
            if (s < STATUS_COUNT - 1)
                buf_printf(out, ",status=\"%u\"} %" PRIu64 "\n", statuses[s], n);
            else
                buf_printf(out, ",status=\"other\"} %" PRIu64 "\n", n);
        }
}

static void
write_times(const struct metrics *m, size_t route, struct buf *out)
{
    const struct row *row = &m->rows[route];
    uint64_t sum = 0;
    for (size_t b = 0; b <= BOUND_COUNT; b++) {
        sum += get(&row->by_time[b]);
        buf_puts(out, "aftermath_request_seconds_bucket{");
        labels(m, out, route);
        if (b < BOUND_COUNT)
            buf_printf(out, ",le=\"%g\"} %" PRIu64 "\n", bounds_us[b] / 1e6, sum);
        else
            buf_printf(out, ",le=\"+Inf\"} %" PRIu64 "\n", sum);
    }
    buf_puts(out, "aftermath_request_seconds_sum{");
    labels(m, out, route);
    buf_printf(out, "} %.6f\naftermath_request_seconds_count{", (double)get(&row->sum_us) / 1e6);
    labels(m, out, route);
    buf_printf(out, "} %" PRIu64 "\n", sum);
}

void
metrics_write(const struct metrics *m, struct buf *out)
{
    write_statuses(m, out);
    buf_puts(out, "# HELP aftermath_request_seconds From the first byte of a request to the last of its answer.\n"
                  "# TYPE aftermath_request_seconds histogram\n");
    for (size_t i = 0; i < m->count; i++) {
        uint64_t n = 0;
        for (size_t b = 0; b <= BOUND_COUNT; b++)
            n += get(&m->rows[i].by_time[b]);
        if (n) // a route that nobody asked for takes no lines
            write_times(m, i, out);
    }
}

#ifndef BENCH_HTTP_LOAD_H
#define BENCH_HTTP_LOAD_H
/*
 * A client that keeps 64 connections and measures: as fast as answers come (saturation), or on a fixed schedule, where
 * the latency counts from when a request was due, so that a server that stalls is blamed for all that had to wait.
 */
#include "../src/base/buf.h"

#include <stdint.h>

enum { LOAD_CONNECTIONS = 64 };

/* Writes request number n, whole, into out. */
typedef void load_request(void *ctx, uint64_t n, struct buf *out);

struct load_plan {
    int port;
    load_request *request;
    void *ctx;
    double seconds;
    double rate;    // a second; 0: as fast as answers come
    uint64_t count; // 0: as many as fit into the seconds; else stops after so many
};

struct load_result {
    uint64_t answers, refused; // refused: any status but 2xx
    int refused_status;        // of the last one
    uint64_t answer_bytes;     // bodies together
    double seconds, rate;
    double p50_ms, p99_ms, p999_ms, worst_ms;
};

/* Exits with a message when connections fail: a benchmark of nothing is none. */
void load_run(const struct load_plan *plan, struct load_result *ret);

/* One request on a connection of its own; the body's text in *ret. Returns the status. */
int load_once(int port, struct bytes request, struct buf *ret);
#endif

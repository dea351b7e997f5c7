#ifndef NET_POOL_H
#define NET_POOL_H
/*
 * Threads in lanes: each lane has its own workers and its own bounded queue, so that long work waits for long work
 * only. Jobs of a lane start in the order in which they came. Whoever gives a job keeps its memory until run() has it.
 */
#include <stdbool.h>
#include <stdint.h>

enum { POOL_LANES_MAX = 4, POOL_WORKERS_MAX = 256 };

struct pool_job {
    struct pool_job *next;
};

struct pool_lane_config {
    int workers, queue_max;
};

struct pool_app {
    void *ctx;
    void *(*worker_new)(void *ctx, int lane, int number); // on the worker's thread; NULL: the pool does not start
    void (*worker_free)(void *ctx, void *worker);         // on its thread too
    void (*run)(void *ctx, void *worker, struct pool_job *job);
};

struct pool;

/* NULL when a thread or a worker could not be made: those that were have ended by then. All signals are blocked in the
 * workers. */
struct pool *pool_open(const struct pool_app *app, const struct pool_lane_config *lanes, int lane_count);

/* Gives a list of jobs, all at once as that is cheaper. What does not fit into the lane's queue, or all when the pool
 * is closing, comes back as a list. Any thread. */
struct pool_job *pool_give(struct pool *p, int lane, struct pool_job *jobs);

/* Jobs that wait and that run now. Any thread. */
void pool_count(struct pool *p, int lane, uint32_t *ret_queued, uint32_t *ret_running);

/* Runs what waits, then ends the workers. Takes NULL. */
void pool_close(struct pool *p);
#endif

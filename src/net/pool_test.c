#include "pool.h"

#include "../base/test.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { WORKERS = 8, JOBS = 5000 };

struct work {
    struct pool_job job;
    int number;
};

struct world {
    struct pool *pool;
    pthread_barrier_t together;
    atomic_int made, freed, run, fail_at;
    int order[JOBS]; // of a lane with one worker
};

static void *
worker_new(void *ctx, int lane, int number)
{
    struct world *w = ctx;
    CHECK(lane >= 0 && number >= 0);
    if (atomic_fetch_add(&w->made, 1) + 1 == w->fail_at)
        return NULL;
    return w;
}

static void
worker_free(void *ctx, void *worker)
{
    struct world *w = ctx;
    CHECK(worker == w);
    atomic_fetch_add(&w->freed, 1);
}

static void
meet(void *ctx, void *worker, struct pool_job *job)
{
    struct world *w = ctx;
    (void)worker;
    (void)job;
    pthread_barrier_wait(&w->together); // nobody comes by before all are here
    atomic_fetch_add(&w->run, 1);
}

static void
note(void *ctx, void *worker, struct pool_job *job)
{
    struct world *w = ctx;
    (void)worker;
    w->order[atomic_fetch_add(&w->run, 1)] = ((struct work *)job)->number;
}

static struct pool *
open_pool(struct world *w, void (*run)(void *, void *, struct pool_job *), int workers, int queue_max)
{
    const struct pool_app app = {w, worker_new, worker_free, run};
    const struct pool_lane_config lane = {workers, queue_max};
    return pool_open(&app, &lane, 1);
}

static struct pool_job *
list_of(struct work *work, int count)
{
    for (int i = 0; i < count; i++) {
        work[i].number = i;
        work[i].job.next = i + 1 < count ? &work[i + 1].job : NULL;
    }
    return &work[0].job;
}

/* Only one is woken by whoever gives the list: the others by each other. */
TEST(a_list_of_jobs_has_all_workers_running)
{
    struct world w = {0};
    struct work work[WORKERS];
    pthread_barrier_init(&w.together, NULL, WORKERS);
    w.pool = open_pool(&w, meet, WORKERS, WORKERS);
    for (int round = 1; round <= 50; round++) {
        CHECK(!pool_give(w.pool, 0, list_of(work, WORKERS)));
        while (atomic_load(&w.run) < round * WORKERS)
            sched_yield();
    }
    pool_close(w.pool);
    pthread_barrier_destroy(&w.together);
    CHECK_INT(w.freed, WORKERS);
}

TEST(a_lane_keeps_the_order)
{
    static struct work work[JOBS];
    static struct world w;
    w.pool = open_pool(&w, note, 1, JOBS);
    CHECK(!pool_give(w.pool, 0, list_of(work, JOBS)));
    pool_close(w.pool); // what waits is still run
    CHECK_INT(w.run, JOBS);
    for (int i = 0; i < JOBS; i++)
        CHECK_INT(w.order[i], i);
}

TEST(what_does_not_fit_comes_back)
{
    struct world w = {0};
    struct work first[2], more[5];
    uint32_t queued, running;
    pthread_barrier_init(&w.together, NULL, 2);
    w.pool = open_pool(&w, meet, 1, 3);
    CHECK(!pool_give(w.pool, 0, NULL));
    CHECK(!pool_give(w.pool, 0, list_of(first, 1)));
    do
        pool_count(w.pool, 0, &queued, &running);
    while (queued || running != 1); // it waits at the barrier
    const struct pool_job *rest = pool_give(w.pool, 0, list_of(more, 5));
    CHECK(rest == &more[3].job && rest->next == &more[4].job && !rest->next->next);
    pool_count(w.pool, 0, &queued, &running);
    CHECK(queued == 3 && running == 1);
    for (int i = 0; i < 4; i++)
        pthread_barrier_wait(&w.together);
    pool_close(w.pool);
    CHECK_INT(w.run, 4);
    pthread_barrier_destroy(&w.together);
}

TEST(it_starts_with_all_workers_or_not)
{
    struct world w = {.fail_at = 3};
    CHECK(!open_pool(&w, note, 5, 1));
    CHECK_INT(w.made, 5);
    CHECK_INT(w.freed, 4);
    pool_close(NULL);
}

int
main(void)
{
    RUN(a_list_of_jobs_has_all_workers_running);
    RUN(a_lane_keeps_the_order);
    RUN(what_does_not_fit_comes_back);
    RUN(it_starts_with_all_workers_or_not);
    return test_end();
}

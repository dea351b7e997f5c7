/*
 * One mutex and one condition per lane. Waking a thread costs more than a short job, and it takes longer: so at most
 * one is on its way at any time, and it wakes the next when it finds work for two. A burst of short jobs is done by
 * those that are awake; long ones have all workers running as soon as each has woken the next.
 */
#include "pool.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct pool_job *first, **last;
    uint32_t queued, queue_max, running, asleep;
    bool is_waking; // one was woken and has not come yet
    bool closing;
};

struct thread {
    struct pool *pool;
    pthread_t id;
    int lane, number;
    bool is_started;
};

struct pool {
    struct pool_app app;
    struct lane lanes[POOL_LANES_MAX];
    int lane_count;
    struct thread threads[POOL_WORKERS_MAX];
    int thread_count;

    pthread_mutex_t lock; // of what follows: how the start went
    pthread_cond_t ready;
    int ready_count;
    bool has_failed;
};

/* ---- a worker ---- */

/* With the lock: whenever jobs may wait while workers sleep. */
static void
wake(struct lane *l)
{
    if (!l->first || !l->asleep || l->is_waking)
        return;
    l->is_waking = true;
    pthread_cond_signal(&l->work);
}

static struct pool_job *
take(struct lane *l, bool has_run)
{
    pthread_mutex_lock(&l->lock);
    if (has_run)
        l->running--;
    while (!l->first && !l->closing) {
        l->asleep++;
        pthread_cond_wait(&l->work, &l->lock);
        l->asleep--;
        l->is_waking = false;
    }
    struct pool_job *job = l->first;
    if (job) {
        l->first = job->next;
        if (!l->first)
            l->last = &l->first;
        l->queued--;
        l->running++;
        wake(l);
    }
    pthread_mutex_unlock(&l->lock);
    return job;
}

static void
say_ready(struct pool *p, bool has_failed)
{
    pthread_mutex_lock(&p->lock);
    p->ready_count++;
    p->has_failed |= has_failed;
    pthread_cond_signal(&p->ready);
    pthread_mutex_unlock(&p->lock);
}

static void *
work(void *arg)
{
    struct thread *t = arg;
    struct pool *p = t->pool;
    void *worker = p->app.worker_new(p->app.ctx, t->lane, t->number);
    say_ready(p, !worker);
    if (!worker)
        return NULL;
    bool has_run = false;
    for (struct pool_job *job; (job = take(&p->lanes[t->lane], has_run)); has_run = true)
        p->app.run(p->app.ctx, worker, job);
    p->app.worker_free(p->app.ctx, worker);
    return NULL;
}

/* ---- the pool ---- */

static void
start(struct pool *p, int lane, int number)
{
    struct thread *t = &p->threads[p->thread_count++];
    *t = (struct thread){.pool = p, .lane = lane, .number = number};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    t->is_started = pthread_create(&t->id, NULL, work, t) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!t->is_started)
        say_ready(p, true);
}

struct pool *
pool_open(const struct pool_app *app, const struct pool_lane_config *lanes, int lane_count)
{
    assert(lane_count <= POOL_LANES_MAX);
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP); // held for a few instructions only
    p->app = *app;
    p->lane_count = lane_count;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->ready, NULL);
    for (int i = 0; i < lane_count; i++) {
        struct lane *l = &p->lanes[i];
        pthread_mutex_init(&l->lock, &attributes);
        pthread_cond_init(&l->work, NULL);
        l->last = &l->first;
        l->queue_max = (uint32_t)lanes[i].queue_max;
    }
    pthread_mutexattr_destroy(&attributes);
    for (int i = 0; i < lane_count; i++)
        for (int n = 0; n < lanes[i].workers && p->thread_count < POOL_WORKERS_MAX; n++)
            start(p, i, n);
    pthread_mutex_lock(&p->lock);
    while (p->ready_count < p->thread_count)
        pthread_cond_wait(&p->ready, &p->lock);
    bool has_failed = p->has_failed;
    pthread_mutex_unlock(&p->lock);
    if (!has_failed)
        return p;
    pool_close(p);
    return NULL;
}

struct pool_job *
pool_give(struct pool *p, int lane, struct pool_job *jobs)
{
    struct lane *l = &p->lanes[lane];
    if (!jobs)
        return NULL;
    pthread_mutex_lock(&l->lock);
    while (jobs && !l->closing && l->queued < l->queue_max) {
        struct pool_job *job = jobs;
        jobs = job->next;
        job->next = NULL;
        *l->last = job;
        l->last = &job->next;
        l->queued++;
    }
    wake(l);
    pthread_mutex_unlock(&l->lock);
    return jobs;
}

void
pool_count(struct pool *p, int lane, uint32_t *ret_queued, uint32_t *ret_running)
{
    struct lane *l = &p->lanes[lane];
    pthread_mutex_lock(&l->lock);
    *ret_queued = l->queued;
    *ret_running = l->running;
    pthread_mutex_unlock(&l->lock);
}

void
pool_close(struct pool *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->lane_count; i++) {
        pthread_mutex_lock(&p->lanes[i].lock);
        p->lanes[i].closing = true;
        pthread_cond_broadcast(&p->lanes[i].work);
        pthread_mutex_unlock(&p->lanes[i].lock);
    }
    for (int i = 0; i < p->thread_count; i++)
        if (p->threads[i].is_started)
            pthread_join(p->threads[i].id, NULL);
    for (int i = 0; i < p->lane_count; i++) {
        pthread_mutex_destroy(&p->lanes[i].lock);
        pthread_cond_destroy(&p->lanes[i].work);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->ready);
    free(p);
}

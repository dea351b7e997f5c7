/* To add a kind of job: its function beside what it is about, its declaration in handlers.h and its row here. */
#include "jobs.h"

#include "web_inside.h"

#include "../base/log.h"
#include "../model/answered.h"
#include "handlers.h"
#include "live.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { HOUR_MS = 60 * 60 * 1000 };
#define PIECE_ARENA_MAX_BYTES ((size_t)8 << 30)

static enum err
forget_answered(struct web *w, struct cx *cx, bool *ret_more)
{
    (void)w;
    return answered_forget(cx, ret_more);
}

// clang-format off
static const struct job_kind job_kinds[] = {
    /* in the order in which they get their turn */
    {"deliveries", job_deliveries, 5 * 1000},
    {"imports", job_imports, 5 * 1000},
    {"timelines", job_timelines, 2 * 1000},
    {"imports tidy", job_imports_tidy, HOUR_MS},
    {"answered", forget_answered, HOUR_MS},
    {"sessions tidy", job_sessions_tidy, HOUR_MS},
    {"backups tidy", job_backups_tidy, HOUR_MS},
};
// clang-format on
enum { KIND_COUNT = sizeof job_kinds / sizeof *job_kinds };

struct jobs {
    struct web *web;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool has_thread, must_look; // under the lock
    atomic_bool is_stopping;
    struct db *db;
    int64_t next_ms[KIND_COUNT];
    struct live_watch watch;
    struct {
        atomic_uint_fast64_t runs, mistakes;
    } counts[KIND_COUNT];
};

struct jobs *
jobs_new(struct web *w)
{
    pthread_condattr_t attr;
    struct jobs *j = calloc(1, sizeof *j);
    if (!j)
        abort();
    j->web = w;
    pthread_mutex_init(&j->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&j->woken, &attr);
    pthread_condattr_destroy(&attr);
    return j;
}

static struct cx
piece(struct jobs *j, struct arena *a)
{
    return (struct cx){.arena = a, .db = j->db, .via = VIA_SYSTEM, .now_ms = web_now_ms()};
}

/* One piece of one kind. True: there is more of it. */
static bool
run_kind(struct jobs *j, size_t k)
{
    struct arena a = {.max_bytes = PIECE_ARENA_MAX_BYTES};
    struct cx cx = piece(j, &a);
    bool more = false;
    enum err e = job_kinds[k].run(j->web, &cx, &more);
    atomic_fetch_add(&j->counts[k].runs, 1);
    int64_t wait_ms = job_kinds[k].every_ms;
    if (e) {
        atomic_fetch_add(&j->counts[k].mistakes, 1);
        log_write(LOG_LEVEL_ERROR, "jobs", "a job failed",
                  LOG_WITH(log_text("job", job_kinds[k].name), log_text("error", cx.why.text)));
        wait_ms = JOBS_MISTAKE_MS;
        more = false;
    } else {
        web_publish_changes(j->web, &cx);
    }
    j->next_ms[k] = more ? 0 : cx.now_ms + wait_ms;
    arena_done(&a);
    return more;
}

static void
watch_others(struct jobs *j)
{
    struct arena a = {.max_bytes = (size_t)64 << 20};
    struct cx cx = piece(j, &a);
    if (live_watch(j->web, &cx, &j->watch))
        log_write(LOG_LEVEL_WARN, "jobs", "what other processes change cannot be read",
                  LOG_WITH(log_text("error", cx.why.text)));
    arena_done(&a);
}

/* Waits until woken, for a second at most. True: woken, so every kind is looked at. */
static bool
wait_a_moment(struct jobs *j)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += JOBS_WATCH_MS / 1000;
    pthread_mutex_lock(&j->lock);
    while (!j->must_look && !atomic_load(&j->is_stopping))
        if (pthread_cond_timedwait(&j->woken, &j->lock, &until))
            break;
    bool woken = j->must_look;
    j->must_look = false;
    pthread_mutex_unlock(&j->lock);
    return woken;
}

static void *
work(void *p)
{
    struct jobs *j = p;
    bool look_at_all = true;
    while (!atomic_load(&j->is_stopping)) {
        bool more = false;
        int64_t now_ms = web_now_ms();
        for (size_t k = 0; k < KIND_COUNT && !atomic_load(&j->is_stopping); k++)
            if (look_at_all || j->next_ms[k] <= now_ms)
                more |= run_kind(j, k);
        watch_others(j);
        look_at_all = !more && wait_a_moment(j);
    }
    return NULL;
}

void
jobs_start(struct jobs *j)
{
    struct why why;
    if (web_db_open(j->web, &j->db, &why)) {
        log_write(LOG_LEVEL_ERROR, "jobs", "there is no background work", LOG_WITH(log_text("error", why.text)));
        return;
    }
    // Where we stand, before anybody else can change something.
    watch_others(j);
    j->has_thread = pthread_create(&j->thread, NULL, work, j) == 0;
    if (!j->has_thread)
        log_write(LOG_LEVEL_ERROR, "jobs", "there is no background work: no thread", LOG_ALONE);
}

void
jobs_stop(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    atomic_store(&j->is_stopping, true);
    pthread_cond_signal(&j->woken);
    pthread_mutex_unlock(&j->lock);
    if (j->has_thread)
        pthread_join(j->thread, NULL);
    j->has_thread = false;
    struct why why;
    if (j->db && db_checkpoint(j->db, &why))
        log_write(LOG_LEVEL_WARN, "jobs", "the log beside the database stays", LOG_WITH(log_text("error", why.text)));
    db_close(j->db);
    j->db = NULL;
}

void
jobs_free(struct jobs *j)
{
    if (!j)
        return;
    jobs_stop(j);
    pthread_cond_destroy(&j->woken);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

void
jobs_wake(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->must_look = true;
    pthread_cond_signal(&j->woken);
    pthread_mutex_unlock(&j->lock);
}

bool
jobs_are_stopping(const struct jobs *j)
{
    return atomic_load(&j->is_stopping);
}

size_t
jobs_counts(const struct jobs *j, struct job_count *ret, size_t max)
{
    size_t n = 0;
    for (; n < KIND_COUNT && n < max; n++)
        ret[n] =
            (struct job_count){job_kinds[n].name, atomic_load(&j->counts[n].runs), atomic_load(&j->counts[n].mistakes)};
    return n;
}

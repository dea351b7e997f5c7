#include "checkpoint.h"

#include "../base/log.h"

#include <pthread.h>
#include <stdlib.h>

struct checkpoints {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool is_wanted, is_stopping; // these under the lock
    int copied;
};

static int
want(void *ctx)
{
    struct checkpoints *k = ctx;
    pthread_mutex_lock(&k->lock);
    k->is_wanted = true;
    int copied = k->copied;
    pthread_cond_signal(&k->woken);
    pthread_mutex_unlock(&k->lock);
    return copied;
}

static bool
wait_until_wanted(struct checkpoints *k)
{
    pthread_mutex_lock(&k->lock);
    while (!k->is_wanted && !k->is_stopping)
        pthread_cond_wait(&k->woken, &k->lock);
    bool go_on = !k->is_stopping;
    k->is_wanted = false;
    pthread_mutex_unlock(&k->lock);
    return go_on;
}

static void *
work(void *p)
{
    struct checkpoints *k = p;
    struct why why;
    int copied;
    while (wait_until_wanted(k)) {
        enum err e = db_checkpoint_beside(k->db, &copied, &why);
        if (e)
            log_write(LOG_LEVEL_WARN, "checkpoint", "the log could not be copied into the database",
                      LOG_WITH(log_text("error", why.text)));
        pthread_mutex_lock(&k->lock);
        k->copied = copied;
        pthread_mutex_unlock(&k->lock);
    }
    return NULL;
}

static void
free_all(struct checkpoints *k)
{
    pthread_cond_destroy(&k->woken);
    pthread_mutex_destroy(&k->lock);
    db_close(k->db);
    free(k);
}

struct checkpoints *
checkpoints_start(const char *database, struct why *why)
{
    struct checkpoints *k = calloc(1, sizeof *k);
    if (!k)
        abort();
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->woken, NULL);
    enum err e = db_open(database, &k->db, why);
    if (!e && pthread_create(&k->thread, NULL, work, k))
        e = fail(why, ERR_IO, "the thread that copies the log could not be started");
    if (e) {
        free_all(k);
        return NULL;
    }
    return k;
}

void
checkpoints_of(struct checkpoints *k, struct db *db)
{
    if (k)
        db_leave_checkpoints(db, want, k);
}

void
checkpoints_stop(struct checkpoints *k)
{
    if (!k)
        return;
    pthread_mutex_lock(&k->lock);
    k->is_stopping = true;
    pthread_cond_signal(&k->woken);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    free_all(k);
}

#ifndef WEB_JOBS_H
#define WEB_JOBS_H
/*
 * Background work: one thread with a connection of its own. A kind of job is a row of job_kinds[] (jobs.c): its
 * function does one piece of what waits - one import, some hundred rows - and says whether there is more. What waits
 * stands in the database, so nothing is lost when the program ends; a piece is one transaction or can be begun again.
 *
 *     static enum err
 *     run_imports(struct web *w, struct cx *cx, bool *ret_more) ...
 */
#include "web.h"

struct job_kind {
    const char *name;
    /* cx: an arena for this piece, VIA_SYSTEM. Its changes are published afterwards. An error is logged and the kind
     * left alone for JOBS_MISTAKE_MS. A long piece asks web_is_stopping() now and then. */
    enum err (*run)(struct web *w, struct cx *cx, bool *ret_more);
    int64_t every_ms; // looked at so often, and whenever the thread is woken
};

enum { JOBS_MISTAKE_MS = 10 * 1000, JOBS_WATCH_MS = 1000, JOB_KINDS_MAX = 16 };

struct jobs;

struct jobs *jobs_new(struct web *w);
void jobs_start(struct jobs *j);
void jobs_stop(struct jobs *j); // the piece at work is finished; may be called again
void jobs_free(struct jobs *j); // takes NULL
void jobs_wake(struct jobs *j); // from any thread
bool jobs_are_stopping(const struct jobs *j);

/* Numbers for /metrics: by row of job_kinds[]. */
struct job_count {
    const char *name;
    uint64_t runs, mistakes;
};
size_t jobs_counts(const struct jobs *j, struct job_count *ret, size_t max);
#endif

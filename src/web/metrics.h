#ifndef WEB_METRICS_H
#define WEB_METRICS_H
/* Requests, counted by route and status, and how long they took. One thread counts, any may read. */
#include "../base/buf.h"
#include "web.h"

struct metrics;

/* The table must live as long. */
struct metrics *metrics_new(const struct route *table, size_t count);
void metrics_free(struct metrics *m); // takes NULL
/* route: a row of the table; its count stands for the interface, one more for what is no route. status 0: the
 * connection was lost before the answer was written. */
void metrics_count(struct metrics *m, size_t route, int status, int64_t took_us);

/* Prometheus text. */
void metrics_write(const struct metrics *m, struct buf *out);
#endif

#ifndef WEB_METRICS_H
#define WEB_METRICS_H
/* Requests, counted by route and status, and how long they took. One thread counts, any may read. */
#include "../base/buf.h"
#include "web.h"

struct metrics;

/* routes: rows of routes[], then the interface, then what is no route. */
struct metrics *metrics_new(size_t routes);
void metrics_free(struct metrics *m); // takes NULL
/* status 0: the connection was lost before the answer was written. */
void metrics_count(struct metrics *m, size_t route, int status, int64_t took_us);

/* Prometheus text. */
void metrics_write(const struct metrics *m, struct buf *out);
#endif

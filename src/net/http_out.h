#ifndef NET_HTTP_OUT_H
#define NET_HTTP_OUT_H
/*
 * What waits to be written to one connection: pieces of memory that others own, or of events that are shared by many
 * connections and freed with the last reference. All on one thread.
 */
#include "../base/bytes.h"

#include <stdint.h>
#include <sys/uio.h>

struct http_shared {
    uint32_t references;
    size_t n;
    char text[];
};

struct http_shared *http_shared_new(struct bytes text); // with one reference
void http_shared_release(struct http_shared *e);        // takes NULL

struct http_piece {
    struct bytes text;
    struct http_shared *shared;
};

struct http_out {
    struct http_piece *pieces;
    uint32_t first, count, cap; // count from `first` on
    size_t bytes;               // to be written
};

/* The memory must live until it was dropped from here. */
void http_out_add(struct http_out *o, struct bytes text);
void http_out_add_shared(struct http_out *o, struct http_shared *e); // takes a reference of its own
/* Memory that the queue costs: what is waiting and its bookkeeping. What a slow reader's ceiling is about. */
size_t http_out_cost(const struct http_out *o);
/* The pieces from the front, at most max; how many. */
unsigned http_out_front(const struct http_out *o, struct iovec *ret, unsigned max);
void http_out_drop(struct http_out *o, size_t bytes); // they were written
void http_out_done(struct http_out *o);
#endif

#ifndef CRDT_AWARENESS_H
#define CRDT_AWARENESS_H
/*
 * Who is there and where their cursors are: y-protocols' awareness, for a server that has no state of its own. Each
 * client has a clock and a JSON text, which is only checked and passed on. The clock of who went is kept, or a late
 * message would bring a ghost back.
 */
#include "../base/buf.h"
#include "../base/err.h"

#include <stdint.h>

struct awareness;

enum {
    AWARENESS_CLIENT_MAX = 4096, // default ceilings
    AWARENESS_STATE_MAX_BYTES = 64 << 10,
    AWARENESS_EXPIRE_MS = 30000, // y-protocols' own; clients renew every 15 s
};

/* Ceilings; 0 means the default. */
struct awareness_limits {
    uint32_t client_max; // those that are there; of those that went, as many clocks are kept
    uint32_t state_max_bytes;
};

struct awareness *awareness_new(const struct awareness_limits *limits); // NULL for the defaults
void awareness_free(struct awareness *a);                               // takes NULL

/*
 * Takes an update from a peer. Untrusted; all or nothing: ERR_INVALID, ERR_LIMIT.
 * ret_news: what of it was new, as an update to send on; nothing is added when there was nothing. May be NULL.
 */
enum err awareness_apply(struct awareness *a, struct bytes update, int64_t now_ms, struct buf *ret_news,
                         struct why *why);

/* Everybody who is there. False: nobody, and nothing is added. */
bool awareness_encode(const struct awareness *a, struct buf *out);

/* A connection closed: these clients went. ret_news as above; false: none of them was there. */
bool awareness_remove(struct awareness *a, const uint64_t *clients, size_t count, int64_t now_ms, struct buf *ret_news);

/* Who did not renew for AWARENESS_EXPIRE_MS went. */
bool awareness_expire(struct awareness *a, int64_t now_ms, struct buf *ret_news);

size_t awareness_count(const struct awareness *a); // who is there

/* The client ids an update speaks of, for the owner of a connection: at most `max`, the rest is not told. */
size_t awareness_clients(struct bytes update, uint64_t *ret, size_t max);
#endif

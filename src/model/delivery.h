#ifndef MODEL_DELIVERY_H
#define MODEL_DELIVERY_H
/*
 * Deliveries: what tools post to their intake addresses. Each is kept as it came before it is acknowledged; what it
 * says is read afterwards, and what nobody can read stays and says why, so that nothing that arrived is lost.
 */
#include "../base/hash.h"
#include "../base/header.h"
#include "source.h"

struct zones;

enum {
    DELIVERY_MAX_BYTES = 4 << 20, // of a body
    DELIVERY_KEY_MAX_BYTES = 200,
    DELIVERY_HEADERS_MAX = 32,    // kept of one
    DELIVERY_BATCH_MAX = 1000,    // stored in one transaction
    DELIVERY_READ_BATCH_MAX = 10, // read in one transaction: some milliseconds, for which all others wait
    DELIVERY_LIST_MAX = 200,
};

struct delivery_new {
    struct bytes id; // dlv_, of whoever makes it; set to the first one's when this is a repeat
    struct bytes source_id;
    struct bytes key;          // the tool's own id of it, or its hash: delivery_key()
    struct bytes headers_json; // delivery_headers_json()
    struct bytes body;
    struct sha256 hash; // of the body
    int64_t received_ms;
    bool repeated; // it had arrived before: nothing was added
};

/* The id by which its tool repeats a delivery, from the headers that say so, or the body's hash. In the arena. */
struct bytes delivery_key(struct arena *a, const struct header *headers, size_t count, const struct sha256 *hash);

/* The headers that importers look at, as [{"name","value"}]; what signs or opens is left out. In the arena. */
struct bytes delivery_headers_json(struct arena *a, const struct header *headers, size_t count);

/*
 * Stores deliveries, all or none, with one audit entry that vouches for those that are new. At most DELIVERY_BATCH_MAX.
 * A repeat is a key that its source had before, also within the batch.
 */
enum err deliveries_store(struct cx *cx, struct delivery_new *items, uint32_t count);

/*
 * Reads what waits, oldest first, at most DELIVERY_READ_BATCH_MAX: each becomes signals of an incident or of the inbox,
 * or is unread with the reason. z: for the times in them. ret_more: more waits.
 */
enum err deliveries_read(struct cx *cx, struct zones *z, bool *ret_more);
/* One that is unread waits to be read again: after a new version of the program, or another importer was chosen. */
enum err delivery_read_again(struct cx *cx, struct bytes id);

struct delivery {
    struct bytes id, source_id, source_name, state, reason;
    int64_t received_ms, signal_count, size_bytes;
    struct sha256 hash;
};
/* Of one source, newest first. before: the id of the last one seen, or empty. */
enum err delivery_list(struct cx *cx, struct bytes source, struct bytes before, uint32_t limit, struct delivery **ret,
                       uint32_t *ret_count);
/* With its headers and body; the body is empty once erased. Needs an editor. */
enum err delivery_load(struct cx *cx, struct bytes id, struct delivery *ret, struct bytes *ret_headers_json,
                       struct bytes *ret_body);
#endif

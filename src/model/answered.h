#ifndef MODEL_ANSWERED_H
#define MODEL_ANSWERED_H
/*
 * Requests that were answered: one that is sent again with the same Idempotency-Key gets the first answer and changes
 * nothing. Kept in the transaction of what was done, so that neither is there without the other.
 */
#include "../base/hash.h"
#include "../db/db.h"

enum { ANSWERED_KEEP_MS = 24 * 60 * 60 * 1000, ANSWERED_BODY_MAX_BYTES = 1 << 20 };

struct answered {
    struct sha256 hash; // of the request
    int status;
    struct bytes body;
};

/* key: who asked, and the key that they gave. Errors: ERR_NOT_FOUND, ERR_IO. */
enum err answered_load(struct cx *cx, struct bytes key, struct answered *ret);
/* Errors: ERR_CONFLICT (it is there), ERR_FULL, ERR_IO. */
enum err answered_create(struct cx *cx, struct bytes key, const struct answered *in);
/* Drops those older than ANSWERED_KEEP_MS, some hundred at a time. */
enum err answered_forget(struct cx *cx, bool *ret_more);
#endif

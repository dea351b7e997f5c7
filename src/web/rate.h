#ifndef WEB_RATE_H
#define WEB_RATE_H
/*
 * How often one caller may ask: a token bucket each, in a table of fixed size. Any thread may call. A caller that was
 * forgotten for want of room begins with a full bucket: it had been the least busy of its neighbours.
 */
#include "../base/bytes.h"

#include <stdint.h>

struct rate;

struct rate *rate_new(uint32_t per_s, uint32_t burst, uint32_t callers_max);
void rate_free(struct rate *r); // takes NULL
/* Whether it may, and if not, after how many whole seconds. key: "session:...", "address:..."; hashed with a secret. */
bool rate_may(struct rate *r, struct bytes key, int64_t now_ms, int64_t *ret_wait_s);
#endif

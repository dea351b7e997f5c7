#ifndef MODEL_ERASURE_H
#define MODEL_ERASURE_H
/*
 * Taking bytes out of the record for good, with a reason: what a signal said, and what it came in. Its hash, its place
 * and the fact that it was erased stay, so that the record can still be verified. What people wrote themselves - titles
 * they edited, sections - is theirs to change.
 */
#include "user.h"

enum { ERASURE_REASON_MAX_BYTES = 500 };

/* Needs an admin. Errors: ERR_INVALID (a reason is missing), ERR_NOT_FOUND, ERR_CONFLICT (it is erased). */
enum err signal_erase(struct cx *cx, struct bytes id, struct bytes reason);
enum err delivery_erase(struct cx *cx, struct bytes id, struct bytes reason); // with all signals that came in it
#endif

#ifndef IMPORT_UNPACK_H
#define IMPORT_UNPACK_H
/* Reading what gzip packed (RFC 1952), with ceilings against bombs. */
#include "../base/bytes.h"
#include "../base/err.h"

bool unpack_knows(struct bytes b);

/*
 * ret: on OK memory for the caller to free(), JSON_PADDING_BYTES longer than it says.
 * max_bytes: of what comes out; past ratio_from bytes it may be at most max_ratio times what went in.
 * only_head: stop at max_bytes, or where the input breaks off, without an error.
 * Errors: ERR_INVALID (damaged), ERR_LIMIT.
 */
enum err unpack(struct bytes in, size_t max_bytes, size_t max_ratio, size_t ratio_from, bool only_head,
                struct bytes *ret, struct why *why);
#endif

#ifndef CRDT_JS_VALUE_H
#define CRDT_JS_VALUE_H
/*
 * Values between their two codings: JSON texts (format V1) and lib0's `any` (format V2), as JavaScript does it when it
 * reads one and writes the other: keys that are numbers first, of equal keys the last, numbers in their shortest form.
 * Both texts are checked before they come here.
 */
#include "wire.h"

void any_from_json(struct bytes json, struct buf *out);

/* Takes one `any` off the reader. undefined has no JSON; it becomes null. */
void json_from_any(struct reader *r, struct buf *out);
#endif

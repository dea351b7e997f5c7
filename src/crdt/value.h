#ifndef CRDT_VALUE_H
#define CRDT_VALUE_H
/* Values of documents as JavaScript prints them. */
#include "wire.h"

#include "../base/json.h"
#include "../base/json_out.h"

/* The next `any` as JSON.stringify writes it: undefined is null, bytes an object of numbers, a bigint its digits. */
void any_put_json(struct reader *r, struct json_out *o);

/* Is the next `any` undefined? Then JSON.stringify leaves a member out. */
bool any_is_undefined(const struct reader *r);

/* The next `any` as String(value) gives it. */
void any_put_text(struct reader *r, struct buf *out);

/* A JSON text as String(JSON.parse(text)) gives it. */
void json_put_as_text(struct bytes json, struct buf *out);

enum { NUMBER_MAX_BYTES = 40 };
/* String(number); gives the length. */
size_t number_text(double v, char ret[NUMBER_MAX_BYTES]);

/* Bytes as String() gives them: numbers with commas. */
void bytes_put_text(struct bytes b, struct buf *out);

/* Bytes as JSON.stringify writes a Uint8Array. */
void bytes_put_json(struct bytes b, struct json_out *o);

/* A member's key: any bytes. */
void json_put_key(struct json_out *o, struct bytes key);
#endif

#ifndef CRDT_READ_H
#define CRDT_READ_H
/* Pieces that the ways of reading share. */
#include "delta.h"
#include "value.h"

/* A type as toJSON() has it. */
void type_put_json(struct doc *d, struct type *t, uint8_t ref, struct json_out *o);

/* The last value of an item that is not a type: what a map's key or an embed is. False: it is undefined, nothing put.
 */
bool item_put_last_json(const struct item *i, struct json_out *o);

/* What a key is set to, as JSON; a member is left out when it is undefined. */
void members_put_json(struct doc *d, const struct type *t, struct json_out *o);

/* The attributes of a run as an object. */
void formats_put_json(const struct formats *f, struct json_out *o);

/* A type as XML text. */
void type_put_xml(struct doc *d, struct type *t, uint8_t ref, struct buf *out);

/* All visible text of a type. */
void type_put_text(const struct type *t, struct buf *out);

/* A type that stands where JSON does, in a text: toJSON(). */
void embed_put_json(struct doc *d, const struct item *i, struct json_out *o);

/* A root as a type that exists: `empty` when nobody wrote to it. */
struct type *root_or_empty(struct doc *d, struct bytes root, struct type *empty);
#endif

#ifndef CRDT_WRITE_H
#define CRDT_WRITE_H
/*
 * Editing a document here, as one of its peers. The same edits at the same places give the same bytes as in Yjs.
 *
 *     doc_begin(d, client);                          // a random id that nobody else uses, of 53 bits at most
 *     struct type *t = doc_root(d, BYTES("notes"));
 *     enum err e = text_insert(d, t, 0, BYTES("Hello"), NULL, &why);
 *     doc_commit(d, &update);                        // for the peers; false and nothing: no change
 *
 * A `struct type *` is good until the transaction ends in which it is deleted, here or by an update. Positions and
 * lengths count visible units: UTF-16 units in texts, values in arrays and elements. An edit that is refused
 * (ERR_INVALID: outside the type, or malformed; ERR_LIMIT) does nothing; the transaction goes on. All must come from
 * one thread. Cost: of a text without formats about the distance from the last edit, else linear in the items before
 * the place.
 */
#include "crdt.h"

struct type;

void doc_begin(struct doc *d, uint64_t client);
bool doc_commit(struct doc *d, struct buf *ret_update); // ret_update: may be NULL

/* ---- types ---- */

struct type *doc_root(struct doc *d, struct bytes name); // made when there is none
uint32_t type_length(const struct type *t);              // visible units of its sequence
struct type *type_child(struct type *t, uint32_t index); // the type at a position; NULL: none, or a value
struct type *type_entry(struct doc *d, struct type *t, struct bytes key); // the type a key is set to; or NULL

/* ---- what can be put in ---- */

enum value_kind {
    VALUE_ANY = 0, // `bytes` is lib0's `any`, as value_of_json() makes it; `count` of them one behind the other
    VALUE_BINARY,  // `bytes`
    VALUE_EMBED,   // `bytes` is JSON; for texts
    VALUE_TYPE,    // a new, empty type `type`; `bytes` is an element's or hook's name
};

struct value {
    enum value_kind kind;
    struct bytes bytes;
    uint32_t count; // VALUE_ANY: 1 when 0
    enum doc_type type;
};

/* One format of a text: a key and its value as JSON; "null" ends it. */
struct text_format {
    struct bytes key, value;
};

/* formats: in the order in which they are to be opened; NULL with text_insert(): as the text before. */
struct text_formats {
    const struct text_format *items;
    size_t count;
};

/* ---- edits ---- */

enum err text_insert(struct doc *d, struct type *t, uint32_t at, struct bytes text, const struct text_formats *formats,
                     struct why *why);
/* ret_type: the new type for VALUE_TYPE; may be NULL. VALUE_EMBED and VALUE_TYPE only. */
enum err text_insert_value(struct doc *d, struct type *t, uint32_t at, const struct value *v,
                           const struct text_formats *formats, struct type **ret_type, struct why *why);
enum err text_delete(struct doc *d, struct type *t, uint32_t at, uint32_t count, struct why *why);
enum err text_format(struct doc *d, struct type *t, uint32_t at, uint32_t count, const struct text_formats *formats,
                     struct why *why);

/* Arrays, and the children of fragments and elements. */
enum err array_insert(struct doc *d, struct type *t, uint32_t at, const struct value *v, struct type **ret_type,
                      struct why *why);
enum err array_push(struct doc *d, struct type *t, const struct value *v, struct type **ret_type, struct why *why);
enum err array_delete(struct doc *d, struct type *t, uint32_t at, uint32_t count, struct why *why);

/* Maps, and the attributes of elements. */
enum err map_set(struct doc *d, struct type *t, struct bytes key, const struct value *v, struct type **ret_type,
                 struct why *why);
void map_delete(struct doc *d, struct type *t, struct bytes key);
#endif

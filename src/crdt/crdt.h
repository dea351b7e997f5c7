#ifndef CRDT_CRDT_H
#define CRDT_CRDT_H
/*
 * Shared documents that are full peers of Yjs 13: what a browser with npm `yjs` writes, a `struct doc` integrates,
 * stores, reads and answers. Pure: no I/O, clock, randomness or globals. One thread at a time per document.
 *
 *     struct doc *d = doc_new(NULL);
 *     enum err e = doc_apply(d, update, NULL, &why);      // bytes from a peer: any bytes are safe
 *     struct buf out = {0};
 *     doc_encode(d, &out);                                // the whole document as one update
 *     doc_free(d);
 *
 * Bytes: updates are Yjs' update format V1 where nothing else is said, state vectors Yjs' (the same in V1 and V2).
 * Texts are UTF-8; lengths and positions inside them are UTF-16 units, as Yjs counts. A unit that stood alone because a
 * pair of surrogates was cut is U+FFFD, as in Yjs. Client ids have 53 bits, clocks 32: an update with larger ones is
 * refused.
 *
 * Results go into a `struct buf` of the caller, behind what it holds; its ceiling counts, and the caller asks buf.full.
 */
#include "../base/buf.h"
#include "../base/err.h"

#include <stdint.h>

struct doc;

/*
 * Where a document's memory comes from. p is NULL or what an earlier call gave, with old_bytes; new_bytes 0 frees. Must
 * not return NULL otherwise: it may end the process, or doc_limits.memory_max_bytes be set below what it can give.
 */
struct doc_memory {
    void *(*resize)(void *ctx, void *p, size_t old_bytes, size_t new_bytes);
    void *ctx;
};

/* Ceilings; 0 means the default. What would pass one is refused with ERR_LIMIT, and the document stays as it was. */
struct doc_limits {
    size_t update_max_bytes;  // of one update; default DOC_UPDATE_MAX_BYTES
    size_t memory_max_bytes;  // of the document; default DOC_MEMORY_MAX_BYTES
    uint32_t client_max;      // clients that ever wrote; default DOC_CLIENT_MAX
    size_t pending_max_bytes; // of what waits for something that has not come; default DOC_PENDING_MAX_BYTES
};

#define DOC_UPDATE_MAX_BYTES  ((size_t)256 << 20)
#define DOC_MEMORY_MAX_BYTES  ((size_t)4 << 30)
#define DOC_PENDING_MAX_BYTES ((size_t)64 << 20)
enum { DOC_CLIENT_MAX = 4 << 20 };

struct doc_options {
    bool keep_deleted;  // no garbage collection: what was deleted can be read again (snapshots need it)
    uint64_t hash_seed; // random: so that nobody can make names that collide
    struct doc_limits limits;
    struct doc_memory memory; // zero: malloc, and a message and abort() when the system has none left
};

/* options: NULL for the defaults. */
struct doc *doc_new(const struct doc_options *options);
void doc_free(struct doc *d); // takes NULL

/* What an update did. */
struct doc_change {
    bool changed; // something was added or deleted that is visible to peers: worth storing and sending on
    bool pending; // something (of this or earlier updates) waits for updates that have not come
};

/*
 * Applies an update from a peer. Untrusted: any bytes are safe.
 * All or nothing: the update is read through first; on ERR_INVALID (the sentence has the offset) and ERR_LIMIT the
 * document is as it was.
 * What cannot be integrated yet waits in the document, is part of what doc_encode() gives, and is tried again later.
 * ret: may be NULL. ret_update: may be NULL; the update that this transaction amounts to, as Yjs' 'update' event has
 * it; nothing is added when nothing changed.
 */
enum err doc_apply(struct doc *d, struct bytes update, struct doc_change *ret, struct why *why);
enum err doc_apply_told(struct doc *d, struct bytes update, struct buf *ret_update, struct doc_change *ret,
                        struct why *why);

/* The whole document as one update: Y.encodeStateAsUpdate(doc). */
void doc_encode(struct doc *d, struct buf *out);

/* The same two in format V2 (Y.applyUpdateV2, Y.encodeStateAsUpdateV2); doc_apply_v2() also gives ERR_LIMIT as
 * update_v1_from_v2() does. */
enum err doc_apply_v2(struct doc *d, struct bytes update, struct doc_change *ret, struct why *why);
void doc_encode_v2(struct doc *d, struct buf *out);

/* What somebody with that state vector lacks, and all deletions: Y.encodeStateAsUpdate(doc, sv). ERR_INVALID. */
enum err doc_encode_diff(struct doc *d, struct bytes state_vector, struct buf *out, struct why *why);

/* Y.encodeStateVector(doc). */
void doc_encode_state_vector(struct doc *d, struct buf *out);

/* The deletions alone, as they stand at the end of an update. */
void doc_encode_delete_set(struct doc *d, struct buf *out);

struct doc_stats {
    uint64_t items; // runs in memory
    uint64_t units; // clocks used, over all clients
    uint32_t clients;
    uint32_t types;           // shared types alive, roots among them
    size_t memory_bytes;      // held
    size_t pending_bytes;     // of updates that wait
    uint32_t pending_deletes; // ranges that wait
};
struct doc_stats doc_stats(const struct doc *d);

/* ---- reading ---- */

/* What a root is read as; updates carry only its name. */
enum doc_type {
    DOC_ARRAY = 0,
    DOC_MAP,
    DOC_TEXT,
    DOC_XML_ELEMENT,
    DOC_XML_FRAGMENT,
    DOC_XML_HOOK,
    DOC_XML_TEXT,
    DOC_TYPE_MAX
};

/*
 * A root that nobody wrote to reads as empty. All of these are linear in the size of the type.
 * doc_json: type.toJSON() through JSON.stringify (keys in the order in which they were first set; numbers as JavaScript
 * prints them). doc_delta: text.toDelta(). doc_prosemirror: what yXmlFragmentToProsemirrorJSON() gives, texts at the
 * top joined in.
 */
void doc_text(struct doc *d, struct bytes root, struct buf *out);
void doc_delta(struct doc *d, struct bytes root, struct buf *out);
void doc_json(struct doc *d, struct bytes root, enum doc_type type, struct buf *out);
void doc_xml(struct doc *d, struct bytes root, enum doc_type type, struct buf *out);
void doc_prosemirror(struct doc *d, struct bytes root, struct buf *out);

/* ---- updates without a document ---- */

/* Is it one? ERR_INVALID with the offset. */
enum err update_check(struct bytes update, struct why *why);

/* Y.mergeUpdates(). Hostile updates are safe. Errors: ERR_INVALID names the update by its number. */
enum err update_merge(const struct bytes *updates, size_t count, struct buf *out, struct why *why);

/* Y.diffUpdate() */
enum err update_diff(struct bytes update, struct bytes state_vector, struct buf *out, struct why *why);

/* Y.convertUpdateFormatV2ToV1() and its inverse. ERR_INVALID; ERR_LIMIT when V2 says too much in too few bytes. */
enum err update_v1_from_v2(struct bytes update, struct buf *out, struct why *why);
enum err update_v2_from_v1(struct bytes update, struct buf *out, struct why *why);

/* Y.encodeStateVectorFromUpdate() */
enum err update_state_vector(struct bytes update, struct buf *out, struct why *why);

#endif

#ifndef CRDT_PROTOCOL_H
#define CRDT_PROTOCOL_H
/*
 * What y-websocket's provider and a server say to each other: one binary WebSocket message is one `struct message`.
 * Pure functions on bytes. A client opens with STEP1 (its state vector); who gets one answers STEP2 (what is lacking);
 * both send UPDATEs as they happen. Awareness: awareness.h.
 */
#include "crdt.h"

enum message_kind {
    MESSAGE_STEP1 = 0,     // body: state vector
    MESSAGE_STEP2,         // body: update; the sender's state is known then
    MESSAGE_UPDATE,        // body: update
    MESSAGE_AWARENESS,     // body: awareness update
    MESSAGE_DENIED,        // body: reason; server to client
    MESSAGE_ASK_AWARENESS, // no body; answered with AWARENESS
    MESSAGE_KIND_MAX
};

struct message {
    enum message_kind kind;
    struct bytes body; // a view into the frame
};

/* Hostile bytes are safe; the body is not looked into. ERR_INVALID: no message, or of a kind nobody knows. */
enum err message_read(struct bytes frame, struct message *ret, struct why *why);

void message_write(const struct message *m, struct buf *out);

/*
 * What a document has to say to a message: STEP1 is answered by STEP2 in `out`, STEP2 and UPDATE are applied
 * (*ret_change; may be NULL), the others are not for documents and do nothing. Errors: as doc_apply() and
 * doc_encode_diff().
 */
enum err doc_answer(struct doc *d, const struct message *m, struct buf *out, struct doc_change *ret_change,
                    struct why *why);

/*
 * The answer to STEP1 in pieces: messages of about `part_bytes` each (a single run of text may be larger), for a state
 * that would take too long in one. All but the last are UPDATEs that can be integrated as they come, without deletions;
 * the last is the STEP2. each: gets a whole frame, good until it returns.
 */
enum err doc_answer_in_parts(struct doc *d, struct bytes state_vector, size_t part_bytes,
                             void (*each)(void *ctx, struct bytes frame), void *ctx, struct why *why);
#endif

#ifndef MODEL_AUDIT_H
#define MODEL_AUDIT_H
/*
 * The audit log: every change to the record, each entry with a hash over itself and the one before it, so that nothing
 * can be altered or taken out without `aftermath verify` naming the first entry that no longer fits.
 *
 * Whoever changes the record calls audit_add() in the same transaction.
 *
 * hash = SHA-256 over: the hash before (32 bytes), then for seq, at_ms, actor_id, actor, via, action, subject,
 * incident_id, before_json, after_json each its decimal length in bytes, ':' and its text.
 */
#include "../base/hash.h"
#include "user.h"

struct audit_entry {
    const char *action;         // "incident.create"; a constant of one of the model's files
    struct bytes subject;       // id of what changed
    struct bytes incident;      // the incident or post-mortem that it belongs to; or empty
    struct bytes before, after; // JSON objects with the fields that changed; empty: {}
    int64_t *ret_seq;           // may be NULL
};

enum { AUDIT_JSON_MAX_BYTES = 64 << 10 }; // of before and after; what is longer is replaced by its length and hash

/* Errors: ERR_IO, ERR_FULL. Asserts that a transaction is open. Also puts the change into cx->changes. */
enum err audit_add(struct cx *cx, const struct audit_entry *entry);

/* The number that the next entry of this transaction will have, for rows that name the entry that vouches for them. */
enum err audit_next(struct cx *cx, int64_t *ret_seq);

/* One change of this call, for who is looking at it just now. */
struct change {
    const struct change *next;
    const char *action;
    struct bytes subject, incident;
    int64_t seq;
};

/* Entries as they are shown, newest first. */
struct audit_row {
    int64_t seq, at_ms;
    struct bytes actor_id, actor, via, action, subject, incident, before, after;
};
struct audit_filter {
    struct bytes subject, incident; // empty: all
    int64_t before_seq;             // 0: from the newest
    uint32_t limit;                 // at most AUDIT_LIST_MAX
};
enum { AUDIT_LIST_MAX = 200 };
/* Errors: ERR_DENIED: a reader must name the incident, only an admin sees all. */
enum err audit_list(struct cx *cx, const struct audit_filter *f, struct audit_row **ret, uint32_t *ret_count);

/* What people did lately, newest first: incidents, events, moments, imports, post-mortems and sections, without what
 * they said; of the last ACTIVITY_LOOK_BACK entries. For readers too. ret: room for `max`. */
struct activity {
    int64_t seq, at_ms;
    struct bytes actor, via, action, subject, incident;
    struct bytes title; // of the incident or post-mortem; empty when it is gone
};
enum { ACTIVITY_LOOK_BACK = 20 * 1000 };
enum err audit_activity(struct cx *cx, struct activity *ret, uint32_t max, uint32_t *ret_count);

/* Inside the model: an entry's hash, and an entry read from its columns in the order of the struct. */
struct sha256 audit_hash(struct bytes previous, const struct audit_row *r);
struct audit_row audit_row_of(struct cx *cx, struct stmt *s);
const char *via_name(enum via v); // "browser", ...

/*
 * Entries that vouch for what is stored outside the log; record_verify() holds the record to them.
 *   origin.create    subject: the origin; after: {"signals": N, "digest": hex of the digest}
 *   origin.collect   subject: the origin that left the inbox; incident: where it went
 *   delivery.receive after: {"deliveries": N, "digest": hex of SHA-256 over their hashes in the order of their ids};
 *                    each of them has the entry's seq as its audit_seq
 *   signal.erase     subject: the signal
 *   delivery.erase   subject: the delivery; it stands for the delivery's signals too
 *   section.*        see section.h
 *   attachment.create after: {"sha256": hex of SHA-256 over the bytes, ...}; attachment.delete: subject is what went
 *   incident.create, incident.delete, postmortem.create, postmortem.delete, section.delete: subject is what came or
 * went
 */

/* What `aftermath verify` and the API's verification say. */
struct verification {
    bool ok;
    int64_t entries, signals, deliveries, sections, erased; // looked at; erased ones are reported, not broken
    struct bytes broken; // when not ok: the first thing that does not fit, one sentence that names it
    struct sha256 head;  // hash of the last entry: note it down elsewhere to prove later that nothing was cut off
};
/* Reads everything, in one moment's state, with little memory: the chain, each signal's and delivery's bytes against
 * their hash, origins' digests, sections' versions, and that nothing has gone that the log does not know of. Takes an
 * admin. What does not fit is no error: it is in *ret. */
enum err record_verify(struct cx *cx, struct verification *ret);
#endif

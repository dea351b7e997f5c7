#ifndef MODEL_SIGNAL_H
#define MODEL_SIGNAL_H
/*
 * Signals in the record: what importers made, with their raw bytes and where they came from. Written once; the bytes
 * may be erased later (their hash stays), nothing else ever changes.
 */
#include "../fact/signal.h"
#include "../import/import.h"
#include "user.h"

/*
 * Stores what an import reads, input by input, each in one transaction (or inside the caller's): its origin, its
 * signals with their raw bytes, the origin's digest, an entry in the audit log. What an incident has already adds
 * nothing, so an import that was cut short is simply run again. Signals of an input that are all known leave no origin.
 *
 *     struct signal_keeper k = {.cx = cx, .incident = id, .import_id = imp};
 *     im.keep = signals_keep;
 *     im.keep_ctx = &k;
 *     ... gather(&im, ...) or import_read(&im, ...)
 *     if (k.error)
 *         return k.error; // cx->why says what
 *
 * The incident's timeline is stale afterwards: incident_build() in timeline_store.h.
 */
struct signal_keeper {
    struct cx *cx;
    struct bytes incident;               // empty: they wait in the inbox
    struct bytes import_id, delivery_id; // empty: none
    enum err error;                      // of the first input that could not be stored; later ones are not tried
    uint32_t found, added;               // signals; of these, not known before
};
void signals_keep(void *ctx, const struct import *im, uint32_t first, const struct input *in);
/* The same for one input. Errors: ERR_FULL, ERR_IO, ERR_NOT_FOUND (the incident is gone). */
enum err signals_store(struct signal_keeper *k, const struct import *im, uint32_t first, const struct input *in);

/* ---- for the engine ---- */

struct stored_signals {
    struct signal *signals;  // raw_at is the number in ids: it stays with the signal when the engine sorts them
    const struct bytes *ids; // sig_
    uint32_t count;
    const struct origin *origins; // in the order of their paths
    const struct bytes *origin_ids;
    uint32_t origin_count;
};

/*
 * All signals of an incident as the importers made them, times unresolved, in no particular order; in cx->arena.
 * Errors: ERR_LIMIT (SIGNALS_LOAD_MAX), ERR_IO.
 */
enum { SIGNALS_LOAD_MAX = 5 * 1000 * 1000 };
enum err signals_load(struct cx *cx, struct bytes incident, struct zones *z, struct stored_signals *ret);

/* ---- for people ---- */

struct signal_row {
    struct bytes id, incident;
    struct bytes source, ref, kind, state, title, detail, actor, url;
    int severity;
    int64_t at_ms; // resolved, when its timeline was built since; unknown precision: none
    struct bytes precision;
    struct bytes origin_id, path, importer;
    int64_t captured_ms;
    int64_t raw_bytes; // their length
    struct sha256 hash;
    int64_t erased_ms; // 0: not
    struct bytes erased_reason;
};

enum err signal_row_load(struct cx *cx, struct bytes id, struct signal_row *ret);
/* Those of an event, in time order, the first SIGNAL_ROWS_MAX of them. */
enum { SIGNAL_ROWS_MAX = 1000 };
enum err signal_rows_of_event(struct cx *cx, struct bytes event, struct signal_row **ret, uint32_t *ret_count);

/* The raw bytes, JSON_PADDING_BYTES readable behind them. Errors: ERR_NOT_FOUND, also when they were erased. */
enum err signal_raw(struct cx *cx, struct bytes id, struct bytes *ret);
#endif

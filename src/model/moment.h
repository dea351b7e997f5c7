#ifndef MODEL_MOMENT_H
#define MODEL_MOMENT_H
/*
 * What people decide about an incident's moments. The engine's proposal stays beside the decision; a confirmed moment
 * keeps the time that was confirmed, whatever the engine proposes later. Reading: incident_timeline().
 */
#include "timeline_store.h"

enum { MOMENT_NOTE_MAX_BYTES = 2000 };

struct moment_decision {
    enum moment_state state; // proposed takes the decision back
    int64_t at_ms;           // of a corrected one; 0: the time of its event
    enum precision precision;
    struct bytes event_id; // of a corrected one; empty: none
    struct bytes note;     // why; p NULL: stays
    int64_t version;       // of what was read; 0 skips the check
};

/*
 * Needs an editor. When an incident began and ended follows.
 * Errors: ERR_INVALID (to confirm there must be a proposal; to correct, a time or an event with one), ERR_NOT_FOUND,
 * ERR_STALE.
 */
enum err moment_decide(struct cx *cx, struct bytes incident, enum moment_kind kind, const struct moment_decision *d);

bool moment_kind_of_name(struct bytes name, enum moment_kind *ret); // "impact started" or "impact-started"
#endif

#ifndef MODEL_INCIDENT_H
#define MODEL_INCIDENT_H
/*
 * Incidents: what people say of them. Their evidence is in signal.h, their timeline in timeline_store.h.
 *
 * When it began and ended follows its moments (an impact that started, a resolution) unless a person gave the times;
 * what people say of its zone and window makes its timeline stale: it is to be built again.
 */
#include "user.h"

enum incident_state { INCIDENT_OPEN = 0, INCIDENT_MITIGATED, INCIDENT_RESOLVED, INCIDENT_CLOSED, INCIDENT_STATE_MAX };
const char *incident_state_name(enum incident_state s); // "open", ...
bool incident_state_of_name(struct bytes name, enum incident_state *ret);

enum {
    INCIDENT_TITLE_MAX_BYTES = 200,
    INCIDENT_SUMMARY_MAX_BYTES = 16 << 10,
    INCIDENT_ROLE_MAX_BYTES = 60,
    INCIDENT_NAME_MAX_BYTES = 200,
    INCIDENT_ROLES_MAX = 50,
    INCIDENT_COMPONENTS_MAX = 50,
    INCIDENT_LIST_MAX = 200, // on one page
    INCIDENT_QUERY_MAX_BYTES = 100,
};

struct incident_ref {
    struct bytes id, name;
};

struct incident_role {
    struct bytes role, name; // name: of the user or person when one is given
    struct bytes user_id, user_name;
    struct bytes person_id;
};

struct incident_postmortem {
    struct bytes id, title, state;
    int64_t number; // people say PM-12
};

struct incident {
    struct bytes id; // inc_
    int64_t number;  // people say INC-12
    struct bytes title, summary;
    int severity; // 1 worst .. 5
    enum incident_state state;
    int64_t started_ms;
    int64_t ended_ms;            // 0 while it goes on
    bool started_set, ended_set; // a person gave it
    struct bytes zone;           // of times in its evidence that name none; empty: UTC
    int64_t from_ms, to_ms;      // the window that a person said; 0: proposed
    struct {                     // as the timeline was built with it; 0: none
        int64_t from_ms, to_ms;
        bool proposed;
        struct bytes because;
    } window;
    bool demo;
    int64_t created_ms;
    struct bytes created_by, created_by_name; // empty: the system
    int64_t updated_ms;
    int64_t version;
    int64_t built_ms; // 0: never
    bool stale;       // there is more evidence than its timeline was built from
    int64_t event_count, key_count, signal_count;
    const struct incident_ref *components; // by name
    uint32_t component_count;
    const struct incident_role *roles; // as people ordered them
    uint32_t role_count;
    const struct incident_postmortem *postmortems;
    uint32_t postmortem_count;
};

/* "INC-12" and a terminator. */
struct incident_label {
    char s[32];
};
struct incident_label incident_label(int64_t number);

struct incident_new {
    struct bytes title, summary, zone;
    int severity;              // 0: 3
    enum incident_state state; // an enum's first: open
    int64_t started_ms;        // 0: now, until its moments are known
    int64_t ended_ms;
    const struct bytes *component_ids;
    uint32_t component_count;
    bool demo;
};

/*
 * Needs an editor. Errors of all that write: ERR_INVALID with the field, ERR_DENIED, ERR_NOT_FOUND, ERR_FULL, ERR_IO.
 * ret: as incident_load(); may be NULL.
 */
enum err incident_create(struct cx *cx, const struct incident_new *in, struct incident **ret);

enum err incident_load(struct cx *cx, struct bytes id, struct incident **ret);
/* By "INC-12", "12" or its id. */
enum err incident_by_name(struct cx *cx, struct bytes name, struct incident **ret);

/* Text with p NULL, severity 0 and what has no flag stays. */
struct incident_edit {
    struct bytes title, summary, zone; // zone: "" is UTC
    int severity;
    bool has_state, has_started, has_ended, has_from, has_to, has_components, has_roles;
    enum incident_state state;
    int64_t started_ms, ended_ms; // 0: as its moments say
    int64_t from_ms, to_ms;       // 0: proposed from the evidence
    const struct bytes *component_ids;
    uint32_t component_count;
    const struct incident_role *roles;
    uint32_t role_count;
    int64_t version; // of what was read; 0 skips the check
};
/* Errors: also ERR_STALE. An edit that changes nothing leaves the version as it was. */
enum err incident_update(struct cx *cx, struct bytes id, const struct incident_edit *edit, struct incident **ret);

/* Removes it with its evidence and timeline; needs an admin. Errors: ERR_CONFLICT while a post-mortem speaks of it. */
enum err incident_delete(struct cx *cx, struct bytes id);

struct incident_filter {
    bool has_state;
    enum incident_state state;
    int severity;           // 0: any
    struct bytes component; // its id; empty: any
    struct bytes q; // words of its title or summary, the last one also as a beginning, or its number; empty: any
    int64_t from_ms, to_ms; // of when it started, both included; 0: open
    bool has_cursor;        // what comes behind this one
    int64_t cursor_ms;      // its started_ms
    struct bytes cursor_id;
    uint32_t limit; // 0: 50; at most INCIDENT_LIST_MAX
};
/* Newest first; with q, of the best SEARCH_HITS_MAX. ret_more: there are more behind the last one. */
enum err incident_list(struct cx *cx, const struct incident_filter *f, struct incident **ret, uint32_t *ret_count,
                       bool *ret_more);

/* Mitigated or resolved ones that no post-mortem speaks of, newest first; at most `max`. */
enum err incidents_waiting(struct cx *cx, uint32_t max, struct incident **ret, uint32_t *ret_count);

/* ---- for the model's other files ---- */

/* OK when there is such an incident. Errors: ERR_NOT_FOUND. */
enum err incident_exists(struct cx *cx, struct bytes id);

/* There is more evidence, or it is to be read differently: the timeline is stale. Inside a transaction. */
enum err incident_touch_evidence(struct cx *cx, struct bytes id, int64_t signals_more);

/* Those whose timeline is stale, the one that waits longest first. */
enum err incidents_stale(struct cx *cx, struct bytes *ret_ids, uint32_t max, uint32_t *ret_count);

/* Sets started_ms and ended_ms from the moments as they are now, but for what a person gave. Inside a transaction. */
enum err incident_follow_moments(struct cx *cx, struct bytes id);

/* Adds to the counts that lists show. Inside a transaction. */
enum err incident_count(struct cx *cx, struct bytes id, int64_t events_more, int64_t keys_more);
#endif

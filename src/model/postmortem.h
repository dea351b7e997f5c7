#ifndef MODEL_POSTMORTEM_H
#define MODEL_POSTMORTEM_H
/*
 * Post-mortems: about one incident or several, drafted from their evidence, then written by people (section.h) and
 * taken through review. What may become of a state, and who may do that, is a table.
 */
#include "incident.h"
#include "section.h"

enum postmortem_state {
    POSTMORTEM_DRAFT = 0,
    POSTMORTEM_IN_REVIEW,
    POSTMORTEM_REVIEWED,
    POSTMORTEM_CLOSED,
    POSTMORTEM_STATE_MAX
};
const char *postmortem_state_name(enum postmortem_state s); // "draft", "in review", "reviewed", "closed"
bool postmortem_state_of_name(struct bytes name, enum postmortem_state *ret);

enum {
    POSTMORTEM_TITLE_MAX_BYTES = 300,
    POSTMORTEM_INCIDENTS_MAX = 20,
    POSTMORTEM_LIST_MAX = 200,
    POSTMORTEM_QUERY_MAX_BYTES = 100,
};

struct postmortem_incident {
    struct bytes id, title;
    int64_t number;
    int severity;
    enum incident_state state;
    int64_t started_ms, ended_ms; // 0: it goes on
};

struct postmortem {
    struct bytes id; // pm_
    int64_t number;  // people say PM-12
    struct bytes title;
    enum postmortem_state state;
    struct bytes template; // its name when this was drafted
    bool demo;
    int64_t created_ms, updated_ms;
    struct bytes created_by; // usr_; empty: the system
    int64_t version;
    int64_t filled, sections; // how many sections have text, of how many
    const struct postmortem_incident *incidents;
    uint32_t incident_count;
};

/* "PM-12" and a terminator. */
struct postmortem_label {
    char s[32];
};
struct postmortem_label postmortem_label(int64_t number);

/*
 * Drafts every section of the template from the incidents' timelines; with several incidents each has its own heading
 * in every section. Needs an editor. Errors: ERR_INVALID with the field, ERR_NOT_FOUND.
 */
struct postmortem_new {
    const struct bytes *incident_ids;
    uint32_t incident_count;
    struct bytes template; // its name; empty: the default
    struct bytes title;    // empty: from the evidence
    bool demo;
};
enum err postmortem_create(struct cx *cx, const struct postmortem_new *in, struct postmortem **ret);

enum err postmortem_load(struct cx *cx, struct bytes id, struct postmortem **ret);
/* By "PM-12", "12" or its id. */
enum err postmortem_by_name(struct cx *cx, struct bytes name, struct postmortem **ret);

/* p NULL and what has no flag stays; version 0 skips the check. Needs an editor, and for some changes of state more.
 * Errors: ERR_STALE, ERR_CONFLICT (a state that cannot follow) too. */
struct postmortem_edit {
    struct bytes title;
    bool has_state, has_incidents;
    enum postmortem_state state;
    const struct bytes *incident_ids;
    uint32_t incident_count;
    int64_t version;
};
enum err postmortem_update(struct cx *cx, struct bytes id, const struct postmortem_edit *edit, struct postmortem **ret);

enum err postmortem_delete(struct cx *cx, struct bytes id); // needs an admin

struct postmortem_filter {
    bool has_state;
    enum postmortem_state state;
    struct bytes q;  // in the title, whatever the case, or its number; empty: any
    bool unfinished; // not closed: drafts, and what is under review
    bool has_cursor;
    int64_t cursor_ms; // updated_ms of the last one of the page before
    struct bytes cursor_id;
    uint32_t limit; // 0: 50
};
/* Changed last first. */
enum err postmortem_list(struct cx *cx, const struct postmortem_filter *f, struct postmortem **ret, uint32_t *ret_count,
                         bool *ret_more);

/* ---- the demo ---- */

/* A finished-looking post-mortem of the demo incident, marked as demo. */
enum err postmortem_demo(struct cx *cx, struct bytes incident_id);

/* ---- for the model's other files; inside a transaction ---- */

/* It was changed now: lists show it first. Errors: ERR_CONFLICT when it is closed, ERR_NOT_FOUND. */
enum err postmortem_touch(struct cx *cx, struct bytes id);

/* What the program has to say in one section (key), or in all: by key, in the template's order. */
struct drafted_section {
    struct bytes key, title, body;
    struct bytes guidance_json, questions_json;
};
struct drafted {
    struct bytes title; // of the document
    struct drafted_section *sections;
    uint32_t section_count;
};
enum err postmortem_compose(struct cx *cx, const struct bytes *incident_ids, uint32_t incident_count,
                            struct bytes template, struct drafted *ret); // postmortem_draft.c
#endif

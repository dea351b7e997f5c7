#ifndef MODEL_COMPONENT_H
#define MODEL_COMPONENT_H
/* Components: services, and modules inside them, as a tree. */
#include "user.h"

struct component {
    struct bytes id; // cmp_
    struct bytes name;
    struct bytes parent_id, parent_name; // or empty
    struct bytes team_id, team_name;     // who looks after it; or empty
    bool legacy;
    struct bytes about;
    int64_t created_ms;
    int64_t version;
};

/* What is given; text with p NULL and what has no flag stays. */
struct component_edit {
    struct bytes name, about;
    bool has_parent, has_team, has_legacy;
    struct bytes parent_id, team_id; // empty: none
    bool legacy;
    int64_t version; // of what was read; 0 skips the check
};

enum {
    COMPONENT_NAME_MAX_BYTES = 100,
    COMPONENT_ABOUT_MAX_BYTES = 4000,
    COMPONENT_DEPTH_MAX = 8, // a service without a parent has depth 1
    COMPONENTS_MAX = 10 * 1000,
};

/* Reading takes a reader, writing an editor. Errors: ERR_INVALID with the field (also: a tree that is too deep, or goes
 * in a circle), ERR_CONFLICT (the name is taken beside it), ERR_NOT_FOUND, ERR_STALE, ERR_DENIED, ERR_LIMIT. */
enum err component_create(struct cx *cx, const struct component_edit *in, struct component **ret);
enum err component_load(struct cx *cx, struct bytes id, struct component **ret);
enum err component_list(struct cx *cx, struct component **ret, uint32_t *ret_count); // by name
enum err component_update(struct cx *cx, struct bytes id, const struct component_edit *in, struct component **ret);
/* Errors: ERR_CONFLICT while incidents name it or components stand below it. */
enum err component_delete(struct cx *cx, struct bytes id);
#endif

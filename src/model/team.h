#ifndef MODEL_TEAM_H
#define MODEL_TEAM_H
/* Teams: who people and components belong to. */
#include "user.h"

struct team {
    struct bytes id; // team_
    struct bytes name;
    struct bytes about;
    int64_t created_ms;
    int64_t version;
};

/* What is given; text with p NULL stays. */
struct team_edit {
    struct bytes name, about;
    int64_t version; // of what was read; 0 skips the check
};

enum { TEAM_NAME_MAX_BYTES = 100, TEAM_ABOUT_MAX_BYTES = 4000, TEAMS_MAX = 10 * 1000 };

/* Reading takes a reader, writing an editor. Errors: ERR_INVALID with the field, ERR_CONFLICT (the name is taken),
 * ERR_NOT_FOUND, ERR_STALE, ERR_DENIED, ERR_LIMIT. */
enum err team_create(struct cx *cx, const struct team_edit *in, struct team **ret);
enum err team_load(struct cx *cx, struct bytes id, struct team **ret);
enum err team_list(struct cx *cx, struct team **ret, uint32_t *ret_count); // by name
enum err team_update(struct cx *cx, struct bytes id, const struct team_edit *in, struct team **ret);
enum err team_delete(struct cx *cx, struct bytes id); // its people and components stay, without a team

/* The id of the team with that name, or empty. */
enum err team_id_of_name(struct cx *cx, struct bytes name, struct bytes *ret_id);
#endif

#ifndef MODEL_PERSON_H
#define MODEL_PERSON_H
/*
 * People as evidence knows them, whether or not they have an account: by their name and their handles in chat, code
 * hosting and paging. A handle belongs to one person.
 */
#include "../fact/people.h"
#include "user.h"

struct person_record {
    struct bytes id; // per_
    struct bytes name;
    struct bytes role;               // 'on-call payments'
    struct bytes team_id, team_name; // or empty
    struct bytes user_id, user_name; // their account, or empty
    const struct bytes *handles;     // lower case, without '@', sorted
    uint32_t handle_count;
    int64_t created_ms;
    int64_t version;
};

/* What is given; text with p NULL and what has no flag stays. */
struct person_edit {
    struct bytes name, role;
    bool has_team, has_user, has_handles;
    struct bytes team_id, user_id; // empty: none
    const struct bytes *handles;
    uint32_t handle_count;
    int64_t version; // of what was read; 0 skips the check
};

enum {
    PERSON_NAME_MAX_BYTES = 200,
    PERSON_ROLE_MAX_BYTES = 200,
    PERSON_HANDLE_MAX_BYTES = 200,
    PERSON_HANDLES_MAX = 50,
};

/* Reading takes a reader, writing an editor. Errors: ERR_INVALID with the field, ERR_CONFLICT (a handle is somebody
 * else's), ERR_NOT_FOUND, ERR_STALE, ERR_DENIED, ERR_LIMIT (PEOPLE_MAX). */
enum err person_create(struct cx *cx, const struct person_edit *in, struct person_record **ret);
enum err person_load(struct cx *cx, struct bytes id, struct person_record **ret);
enum err person_list(struct cx *cx, struct person_record **ret, uint32_t *ret_count); // by name
enum err person_update(struct cx *cx, struct bytes id, const struct person_edit *in, struct person_record **ret);
enum err person_delete(struct cx *cx, struct bytes id);

/*
 * Takes over a table as docs/people.md describes it: who has the handle, else who has the name, is brought up to date
 * with what the line says; others and unknown teams are made. All or nothing. Lines that change nothing are not
 * counted.
 */
enum err person_import(struct cx *cx, struct bytes csv, uint32_t *ret_added, uint32_t *ret_changed);

/* For the engines: everybody, found by each handle and by name. ret ends with people_done(). */
enum err people_of_record(struct cx *cx, struct people *ret);
#endif

#ifndef MODEL_USER_H
#define MODEL_USER_H
/* Accounts: who may sign in, and what they may do. */
#include "../db/db.h"

/* Each may do what those before it may. */
enum role {
    ROLE_NONE = 0, // nobody: not signed in
    ROLE_READER,   // reads everything but settings of others
    ROLE_EDITOR,   // writes incidents, timelines, post-mortems
    ROLE_ADMIN,    // accounts, sources, erasure, backup
    ROLE_MAX
};
const char *role_name(enum role r); // "reader", ...; "" for none
bool role_of_name(struct bytes name, enum role *ret);

struct user {
    struct bytes id; // usr_
    struct bytes name;
    struct bytes email; // lower case
    enum role role;     // with a token: the lesser of the user's and the token's
    struct bytes zone;  // IANA name; empty: as the browser says
    bool has_password;
    int64_t created_ms;
    int64_t disabled_ms; // 0: may sign in
    int64_t version;
};

enum {
    USER_NAME_MAX_BYTES = 200,
    USER_EMAIL_MAX_BYTES = 254,
    USERS_MAX = 100 * 1000,
};

/* What cx->actor may do; the system itself (NULL actor with VIA_SYSTEM or VIA_COMMAND) may everything. */
bool may(const struct cx *cx, enum role least);
/* OK, or ERR_DENIED with a sentence that names the role it takes. */
enum err need(struct cx *cx, enum role least);

struct user_new {
    struct bytes name, email, zone;
    enum role role;
    struct bytes password; // empty: signs in by link until they set one
};

/* Errors of all: ERR_INVALID with the field, ERR_CONFLICT (the address is taken), ERR_NOT_FOUND, ERR_DENIED. */
enum err user_create(struct cx *cx, const struct user_new *given, struct user **ret); // admin
enum err user_load(struct cx *cx, struct bytes id, struct user **ret);
enum err user_by_email(struct cx *cx, struct bytes email, struct user **ret);
enum err user_list(struct cx *cx, struct user **ret, uint32_t *ret_count); // by name
enum err user_count(struct cx *cx, int64_t *ret);

/* Fields that are not given (p NULL) stay. The last admin cannot be demoted or disabled. version: of what was read; 0
 * skips the check. Errors: ERR_STALE too. */
struct user_edit {
    struct bytes name, email, zone;
    enum role role; // ROLE_NONE: stays
    int disabled;   // -1: stays
    int64_t version;
};
enum err user_update(struct cx *cx, struct bytes id, const struct user_edit *edit,
                     struct user **ret); // oneself: name and zone

/* Sets a password; all other sessions of the user end. Oneself must give the old one when there is one; an admin sets
 * others' without. */
enum err user_set_password(struct cx *cx, struct bytes id, struct bytes old, struct bytes password,
                           struct bytes keep_session_secret);
#endif

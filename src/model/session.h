#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H
/*
 * Being signed in: sessions of browsers, one-time links, and the limits on trying passwords.
 *
 * Secrets (of cookies and links) are given out once and stored as their SHA-256. A session lasts as many days as the
 * setting session_days says, however much it is used.
 */
#include "user.h"

struct session {
    struct user *user;
    struct bytes csrf; // what requests that change something must repeat
    int64_t created_ms, seen_ms, expires_ms;
};

enum {
    SIGN_IN_FREE = 5,            // failures in SIGN_IN_FORGET_MS before one has to wait
    SIGN_IN_WAIT_MS = 15 * 1000, // after that many; each further one doubles it
    SIGN_IN_WAIT_MAX_MS = 15 * 60 * 1000,
    SIGN_IN_FORGET_MS = 15 * 60 * 1000, // after so long without a failure all is forgotten
    SESSION_AGENT_MAX_BYTES = 200,
    SESSION_SEEN_MS = 60 * 1000,
};

/* ---- passwords ---- */

struct sign_in {
    struct bytes email, password;
    const char *address; // of who asks
    struct bytes agent;  // the browser, as it calls itself
};

/*
 * Not to be called within a transaction: a failure has to be remembered. Afterwards cx->actor is who signed in.
 * Errors: ERR_DENIED, the same and after the same time whether the address is unknown, the account disabled or without
 * password, or the password wrong; ERR_LIMIT: too many failures, and *ret_wait_ms says how long to wait.
 */
enum err sign_in(struct cx *cx, const struct sign_in *in, struct bytes *ret_secret, struct session **ret,
                 int64_t *ret_wait_ms);

/* ---- one-time links ---- */

enum link_kind {
    LINK_SIGN_IN, // for an account; LINK_SIGN_IN_MS
    LINK_SET_UP,  // for whoever sets up the first account; LINK_SET_UP_MS
};
enum { LINK_SIGN_IN_MS = 24 * 60 * 60 * 1000, LINK_SET_UP_MS = 15 * 60 * 1000 };

/* user_id: for LINK_SIGN_IN. Only admins make links. A new set-up link replaces the older ones.
 * Errors: ERR_CONFLICT (a set-up link where there are accounts; a link for a disabled account), ERR_NOT_FOUND. */
enum err link_create(struct cx *cx, enum link_kind kind, struct bytes user_id, struct bytes *ret_secret,
                     int64_t *ret_expires_ms);

/* The address that a browser is sent to: BASE/link#SECRET or BASE/setup#SECRET. What stands behind '#' is in no
 * log. */
struct bytes link_url(struct arena *a, const char *base_url, enum link_kind kind, struct bytes secret);

/* Signs in; afterwards cx->actor is who did. Errors: ERR_DENIED, whatever is wrong with the link. */
enum err link_sign_in(struct cx *cx, struct bytes secret, struct bytes agent, struct bytes *ret_secret,
                      struct session **ret);

/* The first account, an admin, with a set-up link. Not to be called within a transaction. Errors as user_create();
 * ERR_DENIED: the link, or there is an account. */
enum err user_set_up(struct cx *cx, struct bytes link, const struct user_new *given, struct user **ret);

/* Inside the model. take: uses it up, at most one caller succeeds; within a transaction. */
enum err link_check(struct cx *cx, struct bytes secret, enum link_kind kind);
enum err link_take(struct cx *cx, struct bytes secret, enum link_kind kind, struct bytes *ret_user_id);
enum err link_end_all(struct cx *cx, struct bytes user_id);

/* ---- sessions ---- */

/* For an account that has shown who it is. Afterwards cx->actor is that account. */
enum err session_create(struct cx *cx, struct bytes user_id, struct bytes agent, struct bytes *ret_secret,
                        struct session **ret);
/* Errors: ERR_NOT_FOUND: unknown, ended, expired, or the account is disabled. */
enum err session_load(struct cx *cx, struct bytes secret, struct session **ret);
enum err session_end(struct cx *cx, struct bytes secret); // one that is not there has ended
enum err session_end_all(struct cx *cx, struct bytes user_id, struct bytes but_secret);

/* Whether a CSRF token is the session's; in constant time. */
bool session_csrf_is(const struct session *s, struct bytes csrf);

/* Removes what has expired: sessions, links, failures that are forgotten. From time to time. */
enum err session_sweep(struct cx *cx);

/* Inside the model: the stored password hash; '' when there is none. Errors: ERR_NOT_FOUND. */
enum err user_password_hash(struct cx *cx, struct bytes id, struct bytes *ret);
#endif

#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H
/*
 * API tokens: secrets for programs, "am_...". A token may do what its user may, but never more than its own role. The
 * secret is given out once and stored as its SHA-256.
 */
#include "user.h"

struct token {
    struct bytes id; // tok_
    struct bytes user_id, user_name;
    struct bytes name; // what it is for
    enum role role;
    struct bytes hint; // the secret's last four characters
    int64_t created_ms;
    int64_t used_ms;    // brought up to date at most once a minute; 0: never
    int64_t expires_ms; // 0: never
    int64_t revoked_ms; // 0: it works
};

enum { TOKEN_NAME_MAX_BYTES = 100, TOKENS_OF_USER_MAX = 200, TOKEN_USED_MS = 60 * 1000 };

struct token_new {
    struct bytes user_id; // empty: the actor's own
    struct bytes name;
    enum role role;     // at most the user's
    int64_t expires_ms; // 0: never
};

/* For oneself, or by an admin; by a token only with the role admin: a lesser one that expires could make one that does
 * not.
 * Errors: ERR_INVALID, ERR_DENIED, ERR_NOT_FOUND, ERR_LIMIT. */
enum err token_create(struct cx *cx, const struct token_new *in, struct bytes *ret_secret, struct token **ret);

/* The actor's own; an admin sees everybody's. Newest first, revoked ones left out. */
enum err token_list(struct cx *cx, struct token **ret, uint32_t *ret_count);

/* Of one's own; an admin those of others too. Errors: ERR_NOT_FOUND, also for others' and for one that was revoked. */
enum err token_revoke(struct cx *cx, struct bytes id);

/*
 * Who asks with this secret: the user, with the lesser of both roles.
 * Errors: ERR_DENIED: unknown, revoked, expired, or the account is disabled; the sentence is the same.
 */
enum err token_load(struct cx *cx, struct bytes secret, struct user **ret, struct token **ret_token);
#endif

#ifndef MODEL_SOURCE_H
#define MODEL_SOURCE_H
/*
 * Sources: tools that post to an intake address of their own. The address ends with a secret, of which the record keeps
 * the hash; what a tool signs with is kept as it is, since checking a signature takes the secret itself.
 */
#include "../import/signature.h"
#include "user.h"

/* Which incident a delivery goes to. */
enum attach {
    ATTACH_OPEN = 0, // the one that is open; none, or several that do not name its components: it waits in the inbox
    ATTACH_OPENS,    // the same; and an alert that fires while none is open opens one
    ATTACH_INBOX,    // always waits in the inbox
    ATTACH_MAX
};
const char *attach_name(enum attach a); // "open", ...
bool attach_of_name(struct bytes name, enum attach *ret);

struct source_secret {
    int64_t number; // 1..
    struct bytes secret;
    int64_t created_ms;
    int64_t expires_ms; // 0: until removed
};

struct source {
    struct bytes id; // src_
    struct bytes name;
    struct bytes importer; // its format; empty: told by content
    const struct signature_scheme *scheme;
    struct bytes header; // for schemes whose header is the user's choice
    enum attach attach;
    struct bytes address_hint; // last characters of its address
    const struct source_secret *secrets;
    uint32_t secret_count;
    int64_t created_ms, disabled_ms, last_ms, version;
    int64_t read_count, unread_count, waiting_count; // deliveries; by source_load() and source_list() only
};

enum {
    SOURCES_MAX = 1000,
    SOURCE_NAME_MAX_BYTES = 100,
    SOURCE_HEADER_MAX_BYTES = 100,
    SOURCE_SECRETS_MAX = 5, // at once
};

struct source_new {
    struct bytes name, importer, scheme, header;
    struct bytes secret; // empty: one is made, for schemes that take any
    enum attach attach;
};
/* What is given; text with p NULL and attach ATTACH_MAX and disabled -1 stay. */
struct source_edit {
    struct bytes name, importer, header;
    enum attach attach;
    int disabled;
    int64_t version; // 0 skips the check
};

/* All that write need an admin. Errors: ERR_INVALID with the field, ERR_NOT_FOUND, ERR_STALE, ERR_LIMIT, ERR_DENIED.
 * ret_address: the secret end of the intake address, ret_secret: what the tool signs with; both are shown once. */
enum err source_create(struct cx *cx, const struct source_new *in, struct source **ret, struct bytes *ret_address,
                       struct bytes *ret_secret);
enum err source_load(struct cx *cx, struct bytes id, struct source **ret);
enum err source_list(struct cx *cx, struct source **ret, uint32_t *ret_count); // by name
enum err source_update(struct cx *cx, struct bytes id, const struct source_edit *in, struct source **ret);
/* Only one that nothing ever came from; others are disabled. Errors: ERR_CONFLICT. */
enum err source_delete(struct cx *cx, struct bytes id);
/* A new address; the old one is dead at once. */
enum err source_new_address(struct cx *cx, struct bytes id, struct bytes *ret_address);
/* A further secret (empty: one is made); the old ones end at retire_ms, 0: stay. */
enum err source_add_secret(struct cx *cx, struct bytes id, struct bytes secret, int64_t retire_ms,
                           struct bytes *ret_secret);
enum err source_remove_secret(struct cx *cx, struct bytes id, int64_t number);

/* By the end of its address, with the secrets that are valid now, for the intake. *ret: NULL when there is none, also
 * when it is disabled. */
enum err source_of_address(struct cx *cx, struct bytes address, struct source **ret);
#endif

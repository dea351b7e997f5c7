#ifndef CLI_RECORD_OPS_H
#define CLI_RECORD_OPS_H
/*
 * What the commands do with the record, wherever it is: one table of functions for the data folder, one for a running
 * server. A command asks, prints and says what went wrong in the same words, and does not know which it has.
 *
 * All take the cx of a struct opened (record_args.h) and nothing else's. What they give lives in cx->arena, in the
 * model's own structs; from a server, with what its API tells. Errors as the model's functions of the same name say,
 * the sentence in cx->why, and ERR_IO when the server could not be asked.
 */
#include "../model/audit.h"
#include "../model/import_job.h"
#include "../model/incident.h"
#include "../model/timeline_store.h"
#include "../model/token.h"

#include <stdio.h>

enum export_format { EXPORT_MD = 0, EXPORT_JSON, EXPORT_CSV, EXPORT_SVG, EXPORT_MAX };
#define EXPORT_FORMATS "md|json|csv|svg" // the same, as an option's words

struct export_wish {
    enum export_format format;
    bool key_only;
};

struct record_ops {
    /* base_url: where people reach the server; NULL: as the record says. ret_url: a one-time sign-in link. */
    enum err (*user_add)(struct cx *cx, const struct user_new *in, const char *base_url, struct bytes *ret_url);
    enum err (*user_link)(struct cx *cx, const struct user *u, const char *base_url, struct bytes *ret_url);
    enum err (*user_find)(struct cx *cx, const char *who, struct user **ret); // an address or an id
    enum err (*user_list)(struct cx *cx, struct user **ret, uint32_t *ret_count);
    enum err (*user_update)(struct cx *cx, struct bytes id, const struct user_edit *edit, struct user **ret);
    enum err (*user_password)(struct cx *cx, struct bytes id, struct bytes password);

    enum err (*token_create)(struct cx *cx, const struct token_new *in, struct bytes *ret_secret, struct token **ret);
    enum err (*token_list)(struct cx *cx, struct token **ret, uint32_t *ret_count);
    enum err (*token_revoke)(struct cx *cx, struct bytes id);

    enum err (*incident_create)(struct cx *cx, const struct incident_new *in, struct incident **ret);
    enum err (*incident_by_name)(struct cx *cx, struct bytes name, struct incident **ret);
    enum err (*incident_delete)(struct cx *cx, struct bytes id);
    /* All of them, newest first; stops with what take() gives unless that is OK. */
    enum err (*incident_each)(struct cx *cx, enum err (*take)(void *ctx, const struct incident *in), void *ctx);
    /* Its durations and whether it is stale; the rest is for other uses of the struct. */
    enum err (*incident_facts)(struct cx *cx, struct bytes id, struct stored_timeline *ret);
    enum err (*incident_export)(struct cx *cx, const struct incident *in, const struct export_wish *wish, FILE *out);

    /* Waits until they are read. watch: progress alone. ret: with an error, not written unless the record has taken the
     * files and goes on with them. */
    enum err (*import)(struct cx *cx, struct bytes incident, const char *const *paths, size_t count,
                       const struct import_watch *watch, struct import_job **ret);

    enum err (*verify)(struct cx *cx, struct verification *ret);
    enum err (*check)(struct cx *cx, bool *ret_sound);   // when not: cx->why says what is wrong
    enum err (*backup)(struct cx *cx, const char *path); // a new file, for its owner alone; need not be on the disk yet

    const char *import_verb; // what takes its time in an import: "reading"
};

extern const struct record_ops record_local, record_remote;

/* record_remote.c and import_remote.c. */
struct remote;
struct remote *remote_of(struct cx *cx);
enum err import_remote(struct cx *cx, struct bytes incident, const char *const *paths, size_t count,
                       const struct import_watch *watch, struct import_job **ret);
#endif

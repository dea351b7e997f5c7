#ifndef CLI_RECORD_ARGS_H
#define CLI_RECORD_ARGS_H
/*
 * What the commands share that work on the record, in a data folder or behind a running server: their options, the
 * record itself, and commands with verbs (`aftermath user add ...`).
 *
 *     struct opened r;
 *     int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
 *     if (status)
 *         return status;
 *     ... r.ops->user_list(&r.cx, &list, &n) ...
 *     record_close(&r);
 */
#include "cmd.h"
#include "data_folder.h"
#include "record_ops.h"
#include "remote.h"

/* Where the record is, as the options say. */
struct record_where {
    const char *data;
    struct remote_options remote;
};

// clang-format off
#define RECORD_OPTIONS(values)                                                                                         \
    {"data", OPTION_TEXT, "DIR", "The folder in which everything is kept; the default is ./aftermath-data.",           \
     offsetof(values, where.data)},                                                                                    \
    {"server", OPTION_TEXT, "URL", "Ask the server that runs there, not a folder; also AFTERMATH_SERVER.",              \
     offsetof(values, where.remote.server)},                                                                           \
    {"token-file", OPTION_TEXT, "FILE", "With --server: the file that holds the API token. Without it, what "          \
     "AFTERMATH_TOKEN holds.", offsetof(values, where.remote.token_file)},                                             \
    {"token", OPTION_TEXT, "TOKEN", "The token itself. Everybody on this machine can see it while the command runs: "   \
     "prefer the other two.", offsetof(values, where.remote.token)},                                                   \
    {"ca-file", OPTION_TEXT, "FILE", "With --server: the certificates, in PEM form, of who may vouch for it; without "  \
     "it, those that the system trusts.", offsetof(values, where.remote.ca_file)}
// clang-format on

/* An open record. On a data folder cx may do everything, and the audit log says that a command did it; on a server it
 * has no database, and may what the token may. */
struct opened {
    struct cx cx; // first: record_remote.c finds the rest by it
    const struct record_ops *ops;
    struct data_folder folder;
    struct remote *remote; // NULL on a data folder
};

/* Opens and migrates, or gets ready to ask. Returns EXIT_DONE, or EXIT_FAILED after saying why. */
int record_open(struct call *c, const struct record_where *where, enum data_folder_use use, struct opened *ret);
void record_close(struct opened *r);

/* Ends a command: says what r->cx.why says unless `e` is OK, closes, and returns the exit status. */
int record_end(const struct call *c, struct opened *r, enum err e);

int64_t clock_ms(void);

/* A command's verb: its first argument. */
struct verb {
    const char *name;
    size_t args_min, args_max; // behind the verb
    const char *args;          // as messages show them: "EMAIL NAME"
    int (*run)(struct call *c, const void *values, const char *const *args, size_t count);
};

/* Runs the verb that the first argument names; the table ends with {0}. */
int verb_run(struct call *c, const void *values, const struct verb *verbs);
#endif

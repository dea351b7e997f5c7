#ifndef CLI_RECORD_ARGS_H
#define CLI_RECORD_ARGS_H
/*
 * What the commands share that work on a data folder: its option, the record behind it, and commands with verbs
 * (`aftermath user add ...`).
 *
 *     struct opened r;
 *     int status = record_open(c, v->data, DATA_FOLDER_SHARE, &r);
 *     if (status)
 *         return status;
 *     ... r.cx ...
 *     record_close(&r);
 */
#include "cmd.h"
#include "data_folder.h"

#include "../model/user.h"

#define DATA_OPTION(values)                                                                                            \
    {                                                                                                                  \
        "data", OPTION_TEXT, "DIR", "The folder in which everything is kept; the default is ./aftermath-data.",        \
            offsetof(values, data)                                                                                     \
    }

/* An open record; the commands' cx may do everything, and the audit log says that a command did it. */
struct opened {
    struct data_folder folder;
    struct cx cx;
};

/* Opens and migrates. Returns EXIT_DONE, or EXIT_FAILED after saying why. */
int record_open(struct call *c, const char *data, enum data_folder_use use, struct opened *ret);
void record_close(struct opened *r);

/* Says what cx->why says; returns EXIT_FAILED. */
int record_fail(const struct call *c, const struct cx *cx);

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

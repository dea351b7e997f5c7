#ifndef IMPORT_GIT_RUN_H
#define IMPORT_GIT_RUN_H
/*
 * Runs the `git` program on a repository that nobody vouches for, and collects what it prints.
 *
 * A repository brings its own settings, and many settings name programs to run: pagers, hooks, monitors, signature
 * checkers, transports, credential helpers. So git runs without a shell, with an environment of our own, with those
 * settings overridden, without the user's and the system's settings, and with every transport forbidden (a partial
 * clone would otherwise fetch missing objects over an address that may name a program). git_repository_test.c tries
 * them.
 */
#include "../base/buf.h"
#include "../base/err.h"

enum {
    GIT_ARGS_MAX = 40,
    GIT_SILENCE_MAX_MS = 60 * 1000, // no output for so long: given up (a setting may name a pipe that never ends)
};

/*
 * Adds to `out` what git prints. path: the repository or its working tree. args: the command and its arguments, NULL at
 * the end; constants and numbers, never text from the repository. *ret_status: git's exit status.
 * Errors: ERR_IO (no git, it was killed, it hangs), ERR_LIMIT (more than out->max_bytes), ERR_INVALID with what git
 * said when its status is above 1.
 */
enum err git_run(struct buf *out, const char *path, const char *const *args, int *ret_status, struct why *why);
#endif

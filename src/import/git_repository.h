#ifndef IMPORT_GIT_REPOSITORY_H
#define IMPORT_GIT_REPOSITORY_H
/*
 * A git repository on disk: its commits on all branches and its annotated tags, as signals of the source "git". The
 * repository may be hostile, see git_run.h; nothing in it is changed.
 */
#include "import.h"

enum { GIT_COMMITS_MAX = 200 * 1000, GIT_TAGS_MAX = 20 * 1000 };
#define GIT_OUTPUT_MAX_BYTES ((size_t)512 << 20)

/*
 * Reads what entered the history from from_ms to to_ms, both included (INT64_MIN and INT64_MAX: no bound). Of more than
 * GIT_COMMITS_MAX commits the newest are read and a note says so.
 * path: the folder that holds .git, or a bare repository.
 * Errors: ERR_INVALID (no repository, or a broken one), ERR_LIMIT (GIT_OUTPUT_MAX_BYTES), ERR_IO (git does not run).
 */
enum err git_read_repository(struct import *im, const char *path, int64_t from_ms, int64_t to_ms, struct why *why);

/* Reads what git printed; not in the table of importers, as no file looks so. See git_repository.c for the form. */
extern const struct importer git_records;
#endif

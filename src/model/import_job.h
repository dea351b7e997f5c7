#ifndef MODEL_IMPORT_JOB_H
#define MODEL_IMPORT_JOB_H
/*
 * Imports: files that a person gives to an incident in one go.
 *
 * The files are first saved below the data folder (struct drop), then the import's row is made; from then on it is
 * promised: however often the program is killed, the import is run again from its files until it is done, and since
 * signals that are known add nothing, nothing doubles.
 */
#include "user.h"

enum import_state { IMPORT_WAITING = 0, IMPORT_RUNNING, IMPORT_DONE, IMPORT_FAILED, IMPORT_STATE_MAX };
const char *import_state_name(enum import_state s);

enum {
    IMPORT_REFUSED_MAX = 200, // kept with their reason; of further ones a note says how many
    IMPORT_LIST_MAX = 200,
    DROP_FILES_MAX = 20 * 1000,
    DROP_DEPTH_MAX = 16,       // of folders in folders
    DROP_NAME_MAX_BYTES = 200, // of one name in a path; longer ones are cut
};

struct import_refused {
    struct bytes path, reason;
};

struct import_job {
    struct bytes id, incident; // imp_, inc_
    enum import_state state;
    struct bytes folder; // below the data folder; empty once it is gone
    int64_t file_count, size_bytes;
    int64_t signal_count; // found
    int64_t new_count;    // of these, not known before
    const struct import_refused *refused;
    uint32_t refused_count;
    const struct bytes *notes;
    uint32_t note_count;
    struct bytes error;
    int64_t created_ms;
    struct bytes created_by, created_by_name;
    int64_t ended_ms; // 0: not yet
};

/* ---- files on their way in ---- */

/*
 *     struct drop *d;
 *     e = drop_begin(cx, data_folder, &d);
 *     for each file: drop_open(d, path), drop_write(d, piece) ..., drop_close(d)
 *     e = drop_commit(cx, d, incident, &job);     // or drop_abort(d)
 */
struct drop;
/* Needs an editor. What is not committed is removed when the arena ends. Errors: ERR_IO, ERR_FULL. */
enum err drop_begin(struct cx *cx, const char *data_folder, struct drop **ret);
/*
 * The next file. path: as the sender calls it, "slack/general/2024-05-01.json"; any bytes are safe: what could lead
 * elsewhere or cannot be a name is made harmless. *ret_wanted is false for what nobody means to import (".DS_Store").
 * Errors: ERR_LIMIT, ERR_IO, ERR_FULL.
 */
enum err drop_open(struct drop *d, struct bytes path, bool *ret_wanted, struct why *why);
enum err drop_write(struct drop *d, struct bytes piece, struct why *why);
enum err drop_close(struct drop *d, struct why *why);
/* Everything is on the disk, then the row. Errors: ERR_INVALID (no file), ERR_NOT_FOUND (the incident), ERR_FULL,
 * ERR_IO. */
enum err drop_commit(struct cx *cx, struct drop *d, struct bytes incident, struct import_job **ret);
void drop_abort(struct drop *d);

/* The path that a file gets below its import's folder, in the arena; empty when it is not wanted. */
struct bytes drop_safe_path(struct arena *a, struct bytes path);

/* ---- reading ---- */

enum err import_job_load(struct cx *cx, struct bytes id, struct import_job **ret);
/* Newest first. before: the id of the last one seen, or empty. */
enum err import_job_list(struct cx *cx, struct bytes incident, struct bytes before, uint32_t limit,
                         struct import_job **ret, uint32_t *ret_count, bool *ret_more);
/* The oldest that is to be run; empty when there is none. */
enum err import_job_next(struct cx *cx, struct bytes *ret_id);

/* ---- running ---- */

struct import_watch { // members may be NULL
    void (*progress)(void *ctx, const struct import_job *job, const char *path, uint64_t done_bytes,
                     uint64_t total_bytes);
    bool (*is_stopping)(void *ctx);
    int64_t (*now_ms)(void *ctx); // the clock: when it ended; NULL: when it began
    void *ctx;
};

/*
 * Reads the files, stores what is new, builds the timeline, removes the files. What goes wrong with the import is its
 * result (state failed, with the sentence) and not an error of this function. When it is stopped, or the record
 * cannot be written just now, it stays as it is and is run again later. Errors: ERR_NOT_FOUND, ERR_FULL, ERR_IO (of the
 * record itself).
 */
enum err import_job_run(struct cx *cx, struct bytes id, const char *data_folder, const struct import_watch *watch);

/*
 * The same for files and folders where they lie, at once: for the command line, on paths of whoever runs it. Git
 * repositories are read too. The import is listed like any other. ret: may be failed.
 */
enum err import_paths(struct cx *cx, struct bytes incident, const char *const *paths, size_t count,
                      const struct import_watch *watch, struct import_job **ret);

/* Removes folders of imports that are over or were never begun, a day after they were last written to. */
enum err imports_tidy(struct cx *cx, const char *data_folder);
#endif

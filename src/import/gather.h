#ifndef IMPORT_GATHER_H
#define IMPORT_GATHER_H
/*
 * Files, folders, zip files and git repositories to signals: the edge between the importers and the disk.
 *
 * Everything is found first and read in the order of its path, so the order in which paths are named does not matter.
 * One file is in memory at a time. Files that give names (a Slack export's users.json) are read before all others,
 * repositories after them, since their history is cut to the time that the rest speaks of.
 */
#include "import.h"

enum {
    GATHER_FILES_MAX = 500 * 1000,
    GATHER_DEPTH_MAX = 32,  // of folders in folders
    GATHER_RATIO_MAX = 200, // of what is unpacked to what was packed, past GATHER_RATIO_FROM_BYTES
    GATHER_RATIO_FROM_BYTES = 10 << 20,
    GATHER_REFUSALS_MAX = 1000, // kept with their reason; the rest is counted
};
#define GATHER_FILE_MAX_BYTES     ((uint64_t)2 << 30)  // of one file or zip member
#define GATHER_UNPACKED_MAX_BYTES ((uint64_t)16 << 30) // of all that is packed, together

struct refusal {
    const char *path;
    const char *reason; // one sentence without full stop
    bool named;         // the user named exactly this file
};

struct gather_options {
    /* Called now and then; may be NULL. Bytes of files; repositories do not count. */
    void (*progress)(void *ctx, const char *path, uint64_t done_bytes, uint64_t total_bytes);
    void *progress_ctx;
    bool has_from, has_to; // a repository's history is cut to this window and a day around it
    int64_t from_ms, to_ms;
    const char *below;    // a folder that people need not know of: paths are shown as they are below it; NULL: whole
    bool no_repositories; // a folder that looks like one is a folder: no program is run on what a stranger sent
    /* Asked before each file; true ends it with ERR_CONFLICT. May be NULL. */
    bool (*is_stopping)(void *ctx);
    void *stopping_ctx;
};

struct gathered {
    struct refusal *refusals; // in path order, in the import's arena
    uint32_t refusal_count;
    uint32_t refusals_more; // beyond GATHER_REFUSALS_MAX
    uint32_t file_count;    // read with at least an importer that knows them
};

/*
 * Reads all paths into the import. A file that nobody knows or that cannot be read is a refusal, not an error.
 * Errors: ERR_NOT_FOUND (a path does not exist), ERR_IO, ERR_LIMIT (a ceiling above).
 */
enum err gather(struct import *im, const char *const *paths, size_t path_count, const struct gather_options *options,
                struct gathered *ret, struct why *why);

/* What gather() would read, for whoever sends it elsewhere: zip files as they are, no repositories (refused). */
struct gather_file {
    const char *path;
    uint64_t bytes;
    size_t given_bytes; // of the path: the argument that led to it
};
enum err gather_list(struct arena *a, const char *const *paths, size_t path_count, struct gather_file **ret,
                     uint32_t *ret_count, struct gathered *ret_refused, struct why *why);
#endif

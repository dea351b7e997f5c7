#ifndef NET_MULTIPART_H
#define NET_MULTIPART_H
/*
 * Reads multipart/form-data (RFC 7578): what a browser sends when files, or whole folders, are dropped. A part is
 * pulled out of a body in memory or in a file, piece by piece, in little memory whatever the size. For workers: it
 * reads files and blocks. Any bytes are safe.
 *
 *     e = multipart_open(&arena, content_type, body, -1, 0, &m, why);
 *     while (!(e = multipart_next(m, &part, why)) && part)
 *         while (!(e = multipart_read(m, &piece, why)) && piece.n) ...
 */
#include "../base/arena.h"
#include "../base/bytes.h"
#include "../base/err.h"

#include <stdint.h>

enum {
    MULTIPART_PARTS_MAX = 20000,
    MULTIPART_HEAD_MAX_BYTES = 8 << 10, // of one part
    MULTIPART_BOUNDARY_MAX_BYTES = 70,
};

/* Its text is good until the next multipart_next(). */
struct multipart_part {
    struct bytes name;       // valid UTF-8
    struct bytes filename;   // valid UTF-8, as sent: folders stay in it, "../" too. Judge before use
    bool is_file;            // has a filename, be it empty (a file field that was left alone)
    struct bytes media_type; // as sent; or empty
};

struct multipart;

/*
 * content_type: the request's header. The body is in `body`, or, when fd is not -1, in the first fd_bytes of that file,
 * which stays the caller's. The reader ends with the arena.
 * Errors: ERR_INVALID when it is no multipart/form-data with a sound boundary.
 */
enum err multipart_open(struct arena *a, struct bytes content_type, struct bytes body, int fd, uint64_t fd_bytes,
                        struct multipart **ret, struct why *why);

/*
 * The next part; what was not read of the one before is skipped. *ret is NULL behind the last.
 * Errors: ERR_INVALID (the form is broken, or cut short), ERR_LIMIT (a ceiling above), ERR_IO.
 */
enum err multipart_next(struct multipart *m, const struct multipart_part **ret, struct why *why);

/* The next piece of the part's content, good until the next call; empty at its end. Errors as above. */
enum err multipart_read(struct multipart *m, struct bytes *ret, struct why *why);

/* All of the part's content, in the arena. ERR_LIMIT beyond max_bytes. */
enum err multipart_read_all(struct multipart *m, size_t max_bytes, struct bytes *ret, struct why *why);
#endif

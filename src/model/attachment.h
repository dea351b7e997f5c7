#ifndef MODEL_ATTACHMENT_H
#define MODEL_ATTACHMENT_H
/*
 * Files that people put beside an incident or a post-mortem: screenshots, graphs, exports. The bytes are in the record,
 * so that a backup has them; they never change.
 *
 * Bytes are hostile. What they are is told from the bytes, not from what the sender claims; the name is made safe for
 * file systems and headers; only kinds that cannot run anything are shown in the browser (attachment_may_show).
 */
#include "../base/hash.h"
#include "user.h"

enum {
    ATTACHMENT_MAX_BYTES = 25 << 20,
    ATTACHMENT_NAME_MAX_BYTES = 150,
    ATTACHMENTS_MAX = 200, // of one incident or post-mortem
};

struct attachment {
    struct bytes id;                      // att_
    struct bytes incident_id, postmortem; // one of them, the other is empty
    struct bytes name, media_type;
    int64_t size_bytes;
    struct sha256 hash;
    int64_t created_ms;
    struct bytes created_by; // usr_; empty: the system
};

/* subject: inc_... or pm_.... Needs an editor. claimed: the sender's media type, or empty.
 * Errors: ERR_INVALID (no bytes), ERR_LIMIT (too large, too many), ERR_NOT_FOUND (no such subject). */
enum err attachment_create(struct cx *cx, struct bytes subject, struct bytes name, struct bytes claimed,
                           struct bytes data, struct attachment **ret);
enum err attachment_list(struct cx *cx, struct bytes subject, struct attachment **ret, uint32_t *ret_count); // by time
enum err attachment_load(struct cx *cx, struct bytes id, struct attachment **ret);
/* Its bytes, compared with their hash. Errors: ERR_IO when they are damaged. */
enum err attachment_data(struct cx *cx, struct bytes id, struct bytes *ret);
enum err attachment_delete(struct cx *cx, struct bytes id); // needs an editor

/* What the bytes are: an image or PDF by their signature, "text/plain" for UTF-8 text, a claimed type that is neither
 * of these and looks like one, else "application/octet-stream". */
struct bytes attachment_type(struct arena *a, struct bytes claimed, struct bytes data);
/* Without folders, control characters and what file systems and headers trip over; never empty. */
struct bytes attachment_name(struct arena *a, struct bytes name);
/* PNG, JPEG, GIF, WebP, PDF, plain text: may be shown in place, in a sandbox; all else is only saved. */
bool attachment_may_show(struct bytes media_type);
#endif

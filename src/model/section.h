#ifndef MODEL_SECTION_H
#define MODEL_SECTION_H
/*
 * The sections of a post-mortem: Markdown with a history. Nothing that was written is lost: each change makes a
 * version, an older one comes back as a new version.
 *
 * Two people may write: a change names the version that it was made from and is refused (ERR_STALE) when that is no
 * longer the newest. A closed post-mortem's sections do not change.
 *
 * Every version has an audit entry: action "section.draft", "section.create", "section.update", "section.restore";
 * subject "pm_.../key", incident the post-mortem's id, and in after_json "version" and "sha256": section_hash() in hex.
 * That is how the log vouches for the text without holding it.
 */
#include "../base/hash.h"
#include "user.h"

enum {
    SECTION_BODY_MAX_BYTES = 1 << 20,
    SECTION_TITLE_MAX_BYTES = 200,
    SECTION_KEY_MAX_BYTES = 60,
    SECTIONS_MAX = 100, // of one post-mortem
    SECTION_VERSIONS_LIST_MAX = 100,
};

struct pm_section {
    struct bytes postmortem; // pm_
    struct bytes key;        // "summary"; "x-..." for sections of people's own
    int64_t position;        // 1..
    struct bytes title, body;
    struct bytes guidance_json, questions_json; // ["..."], for the writer
    bool drafted;                               // nobody has changed what the program drafted
    int64_t updated_ms;
    struct bytes updated_by; // usr_; empty: the program
    int64_t version;
};

/* SHA-256 over the title, a line end, and the body. */
struct sha256 section_hash(struct bytes title, struct bytes body);
/* "pm_.../key": what audit entries and searches call it. */
struct bytes section_subject(struct cx *cx, struct bytes postmortem, struct bytes key);

enum err section_list(struct cx *cx, struct bytes postmortem, struct pm_section **ret, uint32_t *ret_count);
enum err section_load(struct cx *cx, struct bytes postmortem, struct bytes key, struct pm_section **ret);

/* Those below need an editor. Errors of all: ERR_INVALID with the field, ERR_NOT_FOUND, ERR_CONFLICT (closed),
 * ERR_STALE.
 */

/* after: key of the section that it follows; empty: at the end. */
struct section_new {
    struct bytes title, body, after;
};
enum err section_create(struct cx *cx, struct bytes postmortem, const struct section_new *in, struct pm_section **ret);

/* p NULL stays. version 0 skips the check. A change of position makes no version. */
struct section_edit {
    struct bytes title, body;
    struct bytes after; // key of the section that it is to follow; "" (p not NULL): it becomes the first
    int64_t version;
};
enum err section_update(struct cx *cx, struct bytes postmortem, struct bytes key, const struct section_edit *edit,
                        struct pm_section **ret);

/* Only those of people's own ("x-..."): the others are what the template asks for. */
enum err section_delete(struct cx *cx, struct bytes postmortem, struct bytes key);

struct section_version {
    int64_t version, at_ms;
    struct bytes title, body, by; // by: usr_; empty: the program
};
/* Newest first; before: 0, or the last one's version of the page before. */
enum err section_versions(struct cx *cx, struct bytes postmortem, struct bytes key, int64_t before, uint32_t limit,
                          struct section_version **ret, uint32_t *ret_count);
enum err section_restore(struct cx *cx, struct bytes postmortem, struct bytes key, int64_t version,
                         struct pm_section **ret);

/* The program's draft from the evidence as it is now, as a new version. Errors: ERR_CONFLICT when people changed the
 * section and it is not confirmed that their text makes way (it stays in the history). */
enum err section_draft(struct cx *cx, struct bytes postmortem, struct bytes key, bool confirmed,
                       struct pm_section **ret);

/* ---- for the model's other files; inside a transaction ---- */

/* A new row with its first version. */
enum err section_insert(struct cx *cx, const struct pm_section *in, const char *action);

/* A section's Markdown as searches see it: without addresses, marks and fences. In the arena. */
struct bytes section_plain(struct cx *cx, struct bytes markdown);
#endif

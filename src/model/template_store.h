#ifndef MODEL_TEMPLATE_STORE_H
#define MODEL_TEMPLATE_STORE_H
/*
 * Templates of post-mortems as the record keeps them: the program's own (draft/template.h) and those that people wrote.
 * One of the program's own follows the program until somebody edits it; deleting an edited one brings the program's
 * text back.
 */
#include "../draft/template.h"
#include "user.h"

enum { TEMPLATE_NAME_MAX_BYTES = 60, TEMPLATES_MAX = 200 };

struct stored_template {
    struct bytes id; // tpl_
    struct bytes name, title, text;
    bool builtin; // as the program has it
    int64_t created_ms, updated_ms, version;
    const struct template *parsed;
};

/* Puts the program's templates into the record, or brings them up to date. At every start; changes nothing when nothing
 * changed. */
enum err templates_sync(struct cx *cx);

enum err template_list(struct cx *cx, struct stored_template **ret, uint32_t *ret_count); // by name
enum err template_load(struct cx *cx, struct bytes id, struct stored_template **ret);
enum err template_by_name(struct cx *cx, struct bytes name, struct stored_template **ret);

/* Needs an editor. name: letters, digits, '-' and '_'. Errors of what stands in the text: template_parse()'s, with the
 * line. ERR_CONFLICT: the name is taken. */
enum err template_create(struct cx *cx, struct bytes name, struct bytes text, struct stored_template **ret);

/* name, text: p NULL stays; version 0 skips the check. The program's own keep their names. Errors: ERR_STALE too. */
struct template_edit {
    struct bytes name, text;
    int64_t version;
};
enum err template_update(struct cx *cx, struct bytes id, const struct template_edit *edit,
                         struct stored_template **ret);

/* Errors: ERR_CONFLICT for one of the program's own that nobody edited. */
enum err template_delete(struct cx *cx, struct bytes id);
#endif

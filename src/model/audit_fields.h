#ifndef MODEL_AUDIT_FIELDS_H
#define MODEL_AUDIT_FIELDS_H
/*
 * An audit entry from a thing's fields before and after: of what was created the new ones are kept, of what was removed
 * the old ones, else those that differ.
 *
 *     struct audit_fields f = {.how = FIELDS_CHANGED};
 *     audit_text(&f, "name", old->name, now->name);
 *     audit_int(&f, "severity", old->severity, now->severity);
 *     e = audit_fields_add(cx, &f, "incident.update", id, id); // also frees it
 */
#include "../base/json_out.h"
#include "audit.h"

enum fields_how { FIELDS_CHANGED = 0, FIELDS_CREATED, FIELDS_REMOVED };

struct audit_fields {
    enum fields_how how;
    bool any; // something differs
    struct buf before, after;
    struct json_out before_out, after_out; // the fields' own
};

void audit_text(struct audit_fields *f, const char *key, struct bytes before, struct bytes after);
void audit_int(struct audit_fields *f, const char *key, int64_t before, int64_t after);
void audit_bool(struct audit_fields *f, const char *key, bool before, bool after);

/* Adds the entry; with FIELDS_CHANGED and nothing that differs it adds none, and cx->changes stays as it was. */
enum err audit_fields_add(struct cx *cx, struct audit_fields *f, const char *action, struct bytes subject,
                          struct bytes incident);
void audit_fields_done(struct audit_fields *f); // for one that is not added; takes a zeroed one
#endif

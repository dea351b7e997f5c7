#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H
/* Checks of what people type into fields. A sentence names the field as the API does. Errors: ERR_INVALID. */
#include "../db/db.h"

/* One line: trimmed in place, valid UTF-8 without control characters, min..max bytes. */
enum err field_line(struct cx *cx, const char *field, struct bytes *value, size_t min_bytes, size_t max_bytes);

/* Many lines: the same with tabs and line ends allowed, and not trimmed. */
enum err field_text(struct cx *cx, const char *field, struct bytes value, size_t max_bytes);

/* An address for mail: trimmed and put into lower case, in cx->arena. */
enum err field_email(struct cx *cx, const char *field, struct bytes *value);

/* Empty, or a zone by its IANA name, which takes the place of what was typed. */
enum err field_zone(struct cx *cx, const char *field, struct bytes *value);

struct bytes field_lower(struct cx *cx, struct bytes text); // ASCII letters
#endif

#ifndef MODEL_SETTING_H
#define MODEL_SETTING_H
/*
 * Settings of the whole: one row of settings[] each, which is what the API, the pages and the help know of it. What
 * nobody has set has its default.
 */
#include "user.h"

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_URL };

struct setting {
    const char *name;
    enum setting_type type;
    const char *fallback; // its value until somebody sets it
    int64_t min, max;     // of a number; max: bytes of a text
    const char *help;     // one sentence
};
extern const struct setting settings[];
extern const size_t setting_count;

const struct setting *setting_find(struct bytes name); // or NULL

/* Errors: ERR_IO. Assert that the name is a row of that type: it is ours. */
enum err setting_text(struct cx *cx, const char *name, struct bytes *ret);
enum err setting_int(struct cx *cx, const char *name, int64_t *ret);

/* For admins. The empty text sets it back to its default. Errors: ERR_INVALID: the name, or what
 * the value must be; ERR_DENIED. */
enum err setting_set(struct cx *cx, struct bytes name, struct bytes value);
#endif

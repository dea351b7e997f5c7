#ifndef IMPORT_ELEMENT_H
#define IMPORT_ELEMENT_H
/*
 * A list of JSON objects, one at a time: what most exports are. Memory is that of one element, whatever the list's
 * length, and an error names the element.
 *
 *     struct elements es = elements_of(im, in, "message");
 *     while (!(e = elements_next(&es, why)) && es.raw.n) {
 *         ... es.raw, es.value ...
 *         if (wrong)
 *             return elements_fail(&es, why, "it has no ts");
 *     }
 */
#include "import.h"

enum { ELEMENT_MAX_BYTES = 64 << 20 };

struct elements {
    struct import *im;
    struct json_walk walk;
    const char *what; // one of them, for errors: "message"
    struct bytes raw; // the current element's text; empty behind the last
    struct json value;
};

struct elements elements_of(struct import *im, const struct input *in, const char *what);

/* Goes to the next element. Errors: ERR_INVALID (not JSON, no object), ERR_LIMIT (larger than ELEMENT_MAX_BYTES). */
enum err elements_next(struct elements *es, struct why *why);

/* ERR_INVALID: "message 12: it has no ts". */
enum err elements_fail(const struct elements *es, struct why *why, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The last part of a path, and the folder right above it; empty when there is none. */
struct bytes path_name(struct bytes path);
struct bytes path_folder(struct bytes path);
#endif

#include "element.h"

#include <stdarg.h>
#include <stdio.h>

struct elements
elements_of(struct import *im, const struct input *in, const char *what)
{
    return (struct elements){.im = im, .walk = json_walk_of(in->bytes), .what = what};
}

enum err
elements_next(struct elements *es, struct why *why)
{
    enum err e = json_walk_next(&es->walk, &es->raw, why);
    if (e || !es->raw.n)
        return e;
    if (es->raw.n > ELEMENT_MAX_BYTES)
        return fail(why, ERR_LIMIT, "%s %u has %zu bytes; %d are allowed", es->what, es->walk.count, es->raw.n,
                    ELEMENT_MAX_BYTES);
    struct why inner = {{0}};
    e = json_parse(es->im->json, es->raw, &es->value, &inner);
    if (e)
        return fail(why, e, "%s %u: %s", es->what, es->walk.count, inner.text);
    if (json_type_of(es->value) != JSON_OBJECT)
        return elements_fail(es, why, "it is no JSON object");
    return OK;
}

enum err
elements_fail(const struct elements *es, struct why *why, const char *fmt, ...)
{
    char text[WHY_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail(why, ERR_INVALID, "%s %u: %s", es->what, es->walk.count, text);
}

static size_t
name_start(struct bytes path)
{
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/')
        at--;
    return at;
}

struct bytes
path_name(struct bytes path)
{
    return bytes_from(path, name_start(path));
}

struct bytes
path_folder(struct bytes path)
{
    size_t at = name_start(path);
    return at ? path_name(bytes_cut(path, 0, at - 1)) : BYTES_NONE;
}

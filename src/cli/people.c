#include "people.h"

#include "../fact/people_csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE_FILE_MAX_BYTES ((size_t)64 << 20)

static enum err
read_file(struct arena *a, const char *path, struct bytes *ret, struct why *why)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return fail(why, ERR_IO, "cannot open it: %s", strerror(errno));
    struct bytes all = BYTES_NONE;
    size_t cap = 0;
    char *p = NULL;
    for (;;) {
        if (all.n == cap) {
            char *more = arena_alloc(a, cap ? cap * 2 : 64 << 10);
            if (all.n)
                memcpy(more, p, all.n);
            p = more;
            cap = cap ? cap * 2 : 64 << 10;
        }
        size_t got = fread(p + all.n, 1, cap - all.n, f);
        if (!got)
            break;
        all.n += got;
        if (all.n > PEOPLE_FILE_MAX_BYTES) {
            fclose(f);
            return fail(why, ERR_LIMIT, "it is larger than 64 MiB");
        }
    }
    bool bad = ferror(f);
    fclose(f);
    if (bad)
        return fail(why, ERR_IO, "cannot read it");
    *ret = (struct bytes){p, all.n};
    return OK;
}

enum err
people_read(struct people *ret, struct arena *a, const char *path, struct why *why)
{
    const struct person *persons;
    uint32_t count;
    struct bytes text;
    enum err e = read_file(a, path, &text, why);
    if (e || (e = people_csv(a, text, &persons, &count, why)))
        return e;
    people_init(ret, a, persons, count);
    return OK;
}

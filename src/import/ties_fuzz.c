/* Any text: what it mentions comes out whole, and whole again when it is read a second time. */
#include "fuzz_importer.h"
#include "ties.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned
count(const struct signal *s)
{
    unsigned n = 0;
    for (const struct tie *t = s->ties; t; t = t->next)
        n++;
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {.max_bytes = 256 << 20};
    struct import im;
    import_init(&im, &arena, NULL);
    struct why why;
    struct input in = {.bytes = {(const char *)data, size}};
    struct origin origin = {.path = "", .importer = "ties"};
    im.origins = &origin;
    im.origin_count = 1;
    struct signal *s;
    if (import_add(&im, &in, in.bytes, &s, &why))
        abort();
    import_tie_text(&im, s, in.bytes);
    unsigned before = count(s);
    import_tie_text(&im, s, in.bytes);
    if (count(s) != before)
        abort();
    import_tie_url(&im, s, TIE_IS, in.bytes);
    fuzz_check(&im, size);
    im.origins = NULL; // it is on the stack
    import_done(&im);
    arena_done(&arena);
    return 0;
}

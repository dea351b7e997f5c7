/* Settings from anybody: whatever is accepted must make a linter, or say why not. */
#include "config.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {.max_bytes = (size_t)1 << 30};
    struct lint_config c;
    struct linter *l = NULL;
    struct why why = {{0}};
    if (lint_config_parse(&a, (struct bytes){(const char *)data, size}, &c, &why)) {
        if (!why.text[0])
            abort();
    } else if (linter_new(&c.options, &l, &why) && !why.text[0]) {
        abort();
    }
    linter_free(l);
    arena_done(&a);
    return 0;
}

/* Any bytes under the glance that tells files apart: what it points to lies inside them, and every importer stands it.
 */
#include "import.h"

#include <stdlib.h>
#include <string.h>

static void
require_inside(struct bytes part, struct bytes whole)
{
    if (part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(1, size + JSON_PADDING_BYTES);
    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    struct input in = {.bytes = {text, size}, .path = BYTES("x")};
    struct look l = look_at(&in);
    require_inside(l.head, in.bytes);
    require_inside(l.whole, in.bytes);
    require_inside(l.first, in.bytes);
    if (l.head.n > IMPORT_LOOK_BYTES || l.member_count > IMPORT_KEYS_MAX || l.shape > SHAPE_BINARY)
        abort();
    for (uint32_t i = 0; i < l.member_count; i++) {
        require_inside(l.members[i].key, in.bytes);
        require_inside(l.members[i].raw, in.bytes);
    }
    for (size_t i = 0; importers[i]; i++)
        (void)importers[i]->sniff(&l);
    free(text);
    return 0;
}

#include "header.h"

struct bytes
header_find(const struct header *h, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_is_nocase(h[i].name, name))
            return h[i].value;
    return BYTES_NONE;
}

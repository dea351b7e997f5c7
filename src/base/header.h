#ifndef BASE_HEADER_H
#define BASE_HEADER_H
/* Headers of a request: of one that the server reads, and of a delivery that an importer is shown. */
#include "bytes.h"

struct header {
    struct bytes name, value;
};

/* The value of the first header of that name, in any case; or empty. */
struct bytes header_find(const struct header *h, size_t count, const char *name);
#endif

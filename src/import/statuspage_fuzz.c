/* Any bytes as a file for import_statuspage.c. */
#include "fuzz_importer.h"

extern const struct importer importer_statuspage;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_statuspage, data, size);
    return 0;
}

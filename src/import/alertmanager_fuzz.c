/* Any bytes as a file for import_alertmanager.c. */
#include "fuzz_importer.h"

extern const struct importer importer_alertmanager;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_alertmanager, data, size);
    return 0;
}

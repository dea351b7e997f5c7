/* Any bytes as a file for import_pagerduty.c. */
#include "fuzz_importer.h"

extern const struct importer importer_pagerduty;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_pagerduty, data, size);
    return 0;
}

/* Any bytes as a file for import_cstate.c. */
#include "fuzz_importer.h"

extern const struct importer importer_cstate;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_cstate, data, size);
    return 0;
}

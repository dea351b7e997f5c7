/* Any bytes as a file for import_csv.c. */
#include "fuzz_importer.h"

extern const struct importer importer_csv;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_csv, data, size);
    return 0;
}

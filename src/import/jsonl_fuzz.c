/* Any bytes as a file for import_jsonl.c. */
#include "fuzz_importer.h"

extern const struct importer importer_jsonl;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_jsonl, data, size);
    return 0;
}

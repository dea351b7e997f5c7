#include "fuzz_importer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct importer importer_text;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&importer_text, data, size);
    return 0;
}

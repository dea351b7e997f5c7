/* What a hostile repository can make git print. */
#include "fuzz_importer.h"
#include "git_repository.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one(&git_records, data, size);
    return 0;
}

#include "fuzz_importer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct importer importer_slack, importer_slack_names;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_file(&importer_slack, "export/ops/2024-05-14.json", data, size);
    fuzz_file(&importer_slack_names, "export/groups.json", data, size);
    return 0;
}

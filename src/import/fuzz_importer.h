#ifndef IMPORT_FUZZ_IMPORTER_H
#define IMPORT_FUZZ_IMPORTER_H
/*
 * What every importer's fuzzer does: hands it any bytes as a file and stops the program when what comes out is not what
 * import.h and signal.h promise.
 *
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
 *     {
 *         fuzz_one(&importer_x, data, size);
 *         return 0;
 *     }
 *
 * In meson.build: fuzzers += [['import/x', files('x_fuzz.c', 'fuzz_importer.c'), import_dep]]
 */
#include "import.h"

/* Sniffs and reads the bytes as a file without a name. */
void fuzz_one(const struct importer *with, const uint8_t *data, size_t size);

/* The same for a file with this path, for importers to whom it means something. */
void fuzz_file(const struct importer *with, const char *path, const uint8_t *data, size_t size);

/* Holds all signals of an import to the promises; in_bytes is the size of the one input they came from. */
void fuzz_check(const struct import *im, size_t in_bytes);
#endif

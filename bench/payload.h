#ifndef BENCH_PAYLOAD_H
#define BENCH_PAYLOAD_H
/*
 * Exports and deliveries in the shapes of the real tools, as many as wanted, generated from a seed. payload.c holds the
 * shapes as data; nobody said or did what stands in them.
 */
#include "../src/base/buf.h"

#include <stdint.h>

enum { PAYLOAD_ITEMS_MAX = 4 };

/* Files of one kind: head, items with `between` between them, tail. In all of these, and in the path, see payload.c. */
struct payload_shape {
    const char *title;
    const char *importer; // its name
    const char *path;     // of one file
    const char *head, *between, *tail;
    const char *items[PAYLOAD_ITEMS_MAX];
    uint32_t items_per_file;
    uint32_t mixed_mb; // its part in a folder of mixed files
    bool is_json;
};
extern const struct payload_shape payload_shapes[]; // ends with a title of NULL

struct payload_file {
    char path[120];
    size_t at, n; // in the text
};

struct payload {
    struct buf text; // JSON_PADDING_BYTES of zeros stand behind the last file
    struct payload_file *files;
    uint32_t file_count;
};

/* Whole files, until they have `bytes` together; the same for the same arguments. */
void payload_make(struct payload *p, const struct payload_shape *shape, size_t bytes, uint64_t seed);
void payload_free(struct payload *p);
struct bytes payload_bytes(const struct payload *p, uint32_t file);
#endif

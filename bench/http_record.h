#ifndef BENCH_HTTP_RECORD_H
#define BENCH_HTTP_RECORD_H
/*
 * A large record for bench/http.c: generated incidents with events each, written through the model, so that audit log,
 * search index and counts are what they would be. One word ("error") stands in every text, some in many, a few are
 * rare. The same seed and size give the same titles and times; ids are new each time.
 */
#include "../src/base/err.h"

#include <stdint.h>

enum { RECORD_EVENTS_EACH = 20, RECORD_COMPONENTS = 20 };

struct record_facts {
    char folder[512]; // a data folder, as `aftermath serve --data` takes it
    char token[128];  // of an admin
    uint32_t incidents;
};

/* Makes the record below `parent`, or takes the one that is there of this size. */
enum err record_make(const char *parent, uint32_t incidents, struct record_facts *ret, struct why *why);

/* Some ids, evenly from newest to oldest, and those of all components: pointers to "inc_..." in memory of their own. */
enum err record_ids(const struct record_facts *f, char (*ret_ids)[32], uint32_t count, char (*ret_components)[32],
                    struct why *why);
#endif

#ifndef MODEL_DEMO_FILES_H
#define MODEL_DEMO_FILES_H
/* The files of demo/, put into the program when it is built: in the order of their paths. */
#include <stddef.h>

struct demo_file {
    const char *path; // "checkout-outage/slack/users.json", "people.csv"
    const char *data;
    size_t size_bytes;
};

extern const struct demo_file demo_files[];
extern const size_t demo_file_count;
#endif

#ifndef IMPORT_LISTING_H
#define IMPORT_LISTING_H
/* Lines of `ls -l`: when files changed, as evidence of deployments and manual edits. Pure. */
#include "../base/when.h"

struct listing_line {
    struct bytes name;   // without a link's target
    struct bytes target; // of a symbolic link; else empty
    struct bytes time;   // as written
    struct when at;      // lacks its zone, and its year when ls left it out
    char type;           // '-', 'd', 'l', ...
};

/* False for anything but a complete `ls -l` line (also --time-style=long-iso and full-iso). */
bool listing_parse(struct zones *z, struct bytes line, struct listing_line *ret);
#endif

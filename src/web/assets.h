#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H
/* The built interface, part of the program: written by embed.py from ui/dist. */
#include "../base/bytes.h"

struct asset {
    const char *path; // "/assets/app-BxK3f9_2.js"
    const char *media_type;
    const char *digest;               // of its content, for the ETag
    bool immutable;                   // its name changes with its content
    struct bytes plain, gzip, brotli; // packed ones may be empty
};

/* Sorted by path. Empty when the interface was not built. */
extern const struct asset assets[];
extern const size_t asset_count;

const struct asset *asset_find(struct bytes path); // or NULL

/*
 * The variant for a reader with this Accept-Encoding: the smallest that it takes. ret_encoding: "br", "gzip" or NULL.
 */
struct bytes asset_choose(const struct asset *a, struct bytes accept_encoding, const char **ret_encoding);
#endif

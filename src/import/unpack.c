#include "unpack.h"

#include "../base/json.h"

#include <stdlib.h>
#include <zlib.h>

enum { FIRST_BYTES = 64 << 10, GZIP_WINDOW = 15 + 16 };

bool
unpack_knows(struct bytes b)
{
    return bytes_starts(b, "\x1f\x8b\x08");
}

static enum err
inflate_all(z_stream *z, struct bytes in, size_t max_bytes, size_t max_ratio, size_t ratio_from, bool only_head,
            char **p, size_t *n, struct why *why)
{
    size_t cap = 0;
    for (;;) {
        if (*n == cap) {
            if (cap >= max_bytes)
                return only_head ? OK : fail(why, ERR_LIMIT, "it unpacks to more than %zu bytes", max_bytes);
            if (cap > ratio_from && cap / max_ratio > in.n)
                return fail(why, ERR_LIMIT, "it unpacks to more than %zu times its size", max_ratio);
            cap = cap ? cap * 2 : FIRST_BYTES;
            cap = cap < max_bytes ? cap : max_bytes;
            char *more = realloc(*p, cap + JSON_PADDING_BYTES);
            if (!more)
                return fail(why, ERR_LIMIT, "unpacking it needs more memory than there is");
            *p = more;
        }
        size_t room = cap - *n < UINT32_MAX ? cap - *n : UINT32_MAX;
        z->next_out = (unsigned char *)*p + *n;
        z->avail_out = (uInt)room;
        int code = inflate(z, Z_NO_FLUSH);
        *n += room - z->avail_out;
        if (code == Z_STREAM_END && z->avail_in == 0)
            return OK;
        if (code == Z_STREAM_END) { // several members in a row are one file
            if (inflateReset(z) != Z_OK)
                return fail(why, ERR_INVALID, "it is damaged: it cannot be unpacked");
            continue;
        }
        if (code == Z_BUF_ERROR && z->avail_in == 0 && only_head)
            return OK;
        if (code != Z_OK || (z->avail_in == 0 && z->avail_out != 0))
            return only_head && z->avail_in == 0 ? OK : fail(why, ERR_INVALID, "it is damaged: it cannot be unpacked");
    }
}

enum err
unpack(struct bytes in, size_t max_bytes, size_t max_ratio, size_t ratio_from, bool only_head, struct bytes *ret,
       struct why *why)
{
    if (in.n > UINT32_MAX)
        return fail(why, ERR_LIMIT, "a packed file may have at most 4 GiB");
    z_stream z = {.next_in = (unsigned char *)in.p, .avail_in = (uInt)in.n};
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return fail(why, ERR_LIMIT, "unpacking it needs more memory than there is");
    char *p = NULL;
    size_t n = 0;
    enum err e = inflate_all(&z, in, max_bytes, max_ratio, ratio_from, only_head, &p, &n, why);
    inflateEnd(&z);
    if (e) {
        free(p);
        return e;
    }
    *ret = (struct bytes){p, n};
    return OK;
}

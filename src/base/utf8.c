#include "utf8.h"

#include <string.h>

size_t
utf8_decode(struct bytes b, uint32_t *ret)
{
    if (!b.n)
        return 0;
    const unsigned char *s = (const unsigned char *)b.p;
    if (s[0] < 0x80) {
        *ret = s[0];
        return 1;
    }
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || b.n < n)
        return 0;
    uint32_t c = s[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *ret = c;
    return n;
}

size_t
utf8_len(struct bytes b)
{
    uint32_t c;
    return utf8_decode(b, &c);
}

/* Where the first byte stands that is not part of a character; b.n when all is well. */
static size_t
first_bad(struct bytes b)
{
    size_t i = 0;
    while (i < b.n) {
        uint64_t eight;
        if (b.n - i >= sizeof eight) { // most text is ASCII: look at eight bytes at once
            memcpy(&eight, b.p + i, sizeof eight);
            if (!(eight & 0x8080808080808080u)) {
                i += sizeof eight;
                continue;
            }
        }
        size_t n = utf8_len(bytes_from(b, i));
        if (!n)
            return i;
        i += n;
    }
    return b.n;
}

bool
utf8_valid(struct bytes b)
{
    return first_bad(b) == b.n;
}

struct bytes
utf8_clean(struct arena *a, struct bytes b)
{
    size_t i = first_bad(b);
    if (i == b.n)
        return b;
    char *out = arena_alloc(a, i + (b.n - i) * 3 + 1);
    memcpy(out, b.p, i);
    size_t n = i;
    while (i < b.n) {
        size_t len = utf8_len(bytes_from(b, i));
        memcpy(out + n, len ? b.p + i : "\xef\xbf\xbd", len ? len : 3);
        n += len ? len : 3;
        i += len ? len : 1;
    }
    return (struct bytes){out, n};
}

struct bytes
utf8_cut(struct bytes b, size_t max_bytes)
{
    if (b.n <= max_bytes)
        return b;
    while (max_bytes && ((unsigned char)b.p[max_bytes] & 0xc0) == 0x80)
        max_bytes--;
    return bytes_cut(b, 0, max_bytes);
}

size_t
utf8_count(struct bytes b)
{
    size_t count = 0;
    for (size_t i = 0; i < b.n; i++)
        count += ((unsigned char)b.p[i] & 0xc0) != 0x80;
    return count;
}

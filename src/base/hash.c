#include "hash.h"

#include <openssl/sha.h>

/* The one-shot SHA256() of OpenSSL 3 goes straight to the block function: no object to fetch per call. */
struct sha256
sha256_of(struct bytes data)
{
    struct sha256 h;
    SHA256((const unsigned char *)(data.n ? data.p : ""), data.n, h.b);
    return h;
}

struct sha256_hex
sha256_hex(const struct sha256 *h)
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_hex hex = {{0}};
    for (size_t i = 0; i < sizeof h->b; i++) {
        hex.s[2 * i] = digits[h->b[i] >> 4];
        hex.s[2 * i + 1] = digits[h->b[i] & 15];
    }
    return hex;
}

#include "hash.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

struct hasher {
    EVP_MD *algorithm;
    EVP_MD_CTX *state;
};

static _Noreturn void
stop(void)
{
    fprintf(stderr, "aftermath: OpenSSL cannot compute SHA-256\n");
    abort();
}

struct sha256
sha256_of(struct bytes data)
{
    struct sha256 h;
    if (!SHA256((const unsigned char *)(data.n ? data.p : ""), data.n, h.b))
        stop();
    return h;
}

/* OpenSSL 3 looks the algorithm up by name, under a lock, in each SHA256(): as long as it takes to hash 500 bytes. */
struct hasher *
hasher_new(void)
{
    struct hasher *h = malloc(sizeof *h);
    if (!h)
        stop();
    *h = (struct hasher){EVP_MD_fetch(NULL, "SHA256", NULL), EVP_MD_CTX_new()};
    if (!h->algorithm || !h->state)
        stop();
    return h;
}

void
hasher_free(struct hasher *h)
{
    if (!h)
        return;
    EVP_MD_CTX_free(h->state);
    EVP_MD_free(h->algorithm);
    free(h);
}

struct sha256
hasher_sha256(struct hasher *h, struct bytes data)
{
    struct sha256 hash;
    if (!EVP_DigestInit_ex2(h->state, h->algorithm, NULL) ||
        !EVP_DigestUpdate(h->state, data.n ? data.p : "", data.n) || !EVP_DigestFinal_ex(h->state, hash.b, NULL))
        stop();
    return hash;
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

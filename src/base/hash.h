#ifndef BASE_HASH_H
#define BASE_HASH_H
/* SHA-256 by OpenSSL: what proves that bytes are unaltered. Not for hash tables (map.h) and not for passwords. */
#include "bytes.h"

#include <stdint.h>

struct sha256 {
    uint8_t b[32];
};

struct sha256 sha256_of(struct bytes data);

/* The same for whoever hashes much: a short text takes a third of the time. Not for sharing between threads. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_free(struct hasher *h); // takes NULL
struct sha256 hasher_sha256(struct hasher *h, struct bytes data);

/* 64 lower-case hex digits and a terminator. */
struct sha256_hex {
    char s[65];
};
struct sha256_hex sha256_hex(const struct sha256 *h);
#endif

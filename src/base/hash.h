#ifndef BASE_HASH_H
#define BASE_HASH_H
/*
 * SHA-256 and HMAC by OpenSSL: what proves that bytes are unaltered, and who sent them. Not for hash tables (map.h) and
 * not for passwords (random.h).
 */
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

/* HMAC (RFC 2104) over the parts one behind the other. Any thread may call. Compare with secret_eq() of random.h. */
enum hmac_hash { HMAC_SHA1, HMAC_SHA256, HMAC_SHA512, HMAC_HASH_MAX };
enum { HMAC_MAX_BYTES = 64 };
struct hmac {
    uint8_t b[HMAC_MAX_BYTES];
    size_t n; // 20, 32 or 64
};
struct hmac hmac_of(enum hmac_hash hash, struct bytes key, const struct bytes *parts, size_t part_count);
#endif

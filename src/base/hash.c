#include "hash.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct hasher {
    EVP_MD *algorithm;
    EVP_MD_CTX *state;
};

static _Noreturn void
stop(void)
{
    fprintf(stderr, "aftermath: OpenSSL cannot compute SHA-256 or HMAC\n");
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

/* ---- HMAC ---- */

/*
 * A context for each hash, made once and copied for each use: looking HMAC and the hash up by name takes longer than a
 * small body. Never changed after templates_make(), so threads may share them.
 */
static pthread_once_t templates_once = PTHREAD_ONCE_INIT;
static EVP_MAC_CTX *templates[HMAC_HASH_MAX];

static void
templates_make(void)
{
    static char names[HMAC_HASH_MAX][8] = {[HMAC_SHA1] = "SHA1", [HMAC_SHA256] = "SHA256", [HMAC_SHA512] = "SHA512"};
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    if (!hmac)
        stop();
    for (int i = 0; i < HMAC_HASH_MAX; i++) {
        OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, names[i], 0),
                               OSSL_PARAM_construct_end()};
        templates[i] = EVP_MAC_CTX_new(hmac);
        if (!templates[i] || !EVP_MAC_CTX_set_params(templates[i], params))
            stop();
    }
    EVP_MAC_free(hmac); // the contexts hold it
}

struct hmac
hmac_of(enum hmac_hash hash, struct bytes key, const struct bytes *parts, size_t part_count)
{
    struct hmac ret = {{0}};
    assert(hash < HMAC_HASH_MAX);
    pthread_once(&templates_once, templates_make);
    EVP_MAC_CTX *c = EVP_MAC_CTX_dup(templates[hash]);
    if (!c || !EVP_MAC_init(c, (const unsigned char *)(key.n ? key.p : ""), key.n, NULL))
        stop();
    for (size_t i = 0; i < part_count; i++)
        if (!EVP_MAC_update(c, (const unsigned char *)(parts[i].n ? parts[i].p : ""), parts[i].n))
            stop();
    if (!EVP_MAC_final(c, ret.b, &ret.n, sizeof ret.b))
        stop();
    EVP_MAC_CTX_free(c);
    return ret;
}

#include "certificate.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static X509 *
certificate_read(struct bytes pem)
{
    if (!pem.n || pem.n > INT_MAX)
        return NULL;
    BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509 *x = in ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    return x;
}

/* Borrowed from the certificate; NULL when it is not of a kind that we take. */
static EVP_PKEY *
key_of(const X509 *x)
{
    EVP_PKEY *key = x ? X509_get0_pubkey(x) : NULL;
    bool takes = key && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= CERTIFICATE_RSA_BITS_MIN;
    return takes ? key : NULL;
}

bool
certificate_is(struct bytes pem)
{
    X509 *x = certificate_read(pem);
    bool is = key_of(x);
    X509_free(x);
    ERR_clear_error();
    return is;
}

static bool
is_valid_at(const X509 *x, int64_t now_ms)
{
    time_t now = (time_t)(now_ms / 1000);
    return X509_cmp_time(X509_get0_notBefore(x), &now) < 0 && X509_cmp_time(X509_get0_notAfter(x), &now) > 0;
}

static bool
verify(EVP_PKEY *key, const EVP_MD *md, const struct bytes *parts, size_t part_count, struct bytes signature)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool ok = c && EVP_DigestVerifyInit(c, NULL, md, NULL, key) == 1;
    for (size_t i = 0; ok && i < part_count; i++)
        ok = EVP_DigestVerifyUpdate(c, parts[i].n ? parts[i].p : "", parts[i].n) == 1;
    ok = ok && EVP_DigestVerifyFinal(c, (const unsigned char *)(signature.n ? signature.p : ""), signature.n) == 1;
    EVP_MD_CTX_free(c);
    return ok;
}

bool
certificate_signed(struct bytes pem, enum certificate_hash hash, const struct bytes *parts, size_t part_count,
                   struct bytes signature, int64_t now_ms)
{
    X509 *x = certificate_read(pem);
    EVP_PKEY *key = key_of(x);
    const EVP_MD *md = hash == CERTIFICATE_SHA1 ? EVP_sha1() : EVP_sha256();
    bool is = key && is_valid_at(x, now_ms) && verify(key, md, parts, part_count, signature);
    X509_free(x);
    ERR_clear_error();
    return is;
}

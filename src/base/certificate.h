#ifndef BASE_CERTIFICATE_H
#define BASE_CERTIFICATE_H
/*
 * Signatures that are checked with somebody's X.509 certificate, by OpenSSL. Any bytes are safe. Who issued the
 * certificate is not looked at: the caller has it from where it trusts.
 */
#include "bytes.h"

#include <stdint.h>

enum { CERTIFICATE_RSA_BITS_MIN = 2048 };

/* Whether it is one in PEM, with an RSA key of at least so many bits. */
bool certificate_is(struct bytes pem);

enum certificate_hash { CERTIFICATE_SHA1, CERTIFICATE_SHA256 };

/*
 * Whether the certificate's key signed (RSA, PKCS #1 v1.5) the parts one behind the other, and the certificate is valid
 * at that time.
 */
bool certificate_signed(struct bytes pem, enum certificate_hash hash, const struct bytes *parts, size_t part_count,
                        struct bytes signature, int64_t now_ms);
#endif

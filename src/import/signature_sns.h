#ifndef IMPORT_SIGNATURE_SNS_H
#define IMPORT_SIGNATURE_SNS_H
/* What Amazon SNS signs. Part of signature.c; nobody else calls it. */
#include "signature.h"

/*
 * As signature_check(); the secrets are certificates. The body's SigningCertURL must be Amazon's own, so that the
 * certificate an administrator fetches from a message is no stranger's.
 */
enum err sns_check(const struct signature_scheme *s, const struct bytes *certificates, size_t count,
                   struct bytes raw_body, int64_t now_ms, struct why *why);

/* Whether it is an address of SNS's certificates: https://sns.REGION.amazonaws.com/....pem, or amazonaws.com.cn. */
bool sns_is_certificate_url(struct bytes url);
#endif

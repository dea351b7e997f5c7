#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H
/*
 * What must not be guessed: random bytes, ids, secrets, passwords. Behind it is libsodium, whose generator is the
 * kernel's. Any thread may call; secrets_start() once before the first thread does.
 */
#include "bytes.h"

#include <stdint.h>

void secrets_start(void);

void random_bytes(void *p, size_t n);

/*
 * A new id: prefix, "_" and 20 digits of lower-case base32 (0-9, a-z without i l o u): nine of the time, so that ids
 * sort as they were made, and eleven (55 bits) nobody can guess. In the arena.
 */
enum { ID_DIGITS = 20, ID_MAX_BYTES = 32 };
struct bytes id_new(struct arena *a, const char *prefix, int64_t now_ms);
/* Whether a text has the form of an id with that prefix. */
bool id_is(struct bytes id, const char *prefix);

/* A secret for links, cookies and tokens: prefix and 43 digits of base64url, 256 bits. In the arena. */
struct bytes secret_new(struct arena *a, const char *prefix);

/* Equal, in a time that depends on the lengths alone. */
bool secret_eq(struct bytes a, struct bytes b);

/*
 * Argon2id, 19 MiB and 2 passes (OWASP's least); some 25 ms. At most two at once: others wait their turn, so that a
 * burst of sign-ins cannot take all memory. The result is the usual "$argon2id$..." text.
 */
enum { PASSWORD_MIN_BYTES = 10, PASSWORD_MAX_BYTES = 1024 };
struct bytes password_hash(struct arena *a, struct bytes password);
/* False for a hash that is empty or no hash; that takes the same time as a wrong password. */
bool password_is(struct bytes hash, struct bytes password);
#endif

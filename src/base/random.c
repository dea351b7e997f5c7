#include "random.h"

#include <sodium.h>

#include <assert.h>
#include <pthread.h>
#include <string.h>

static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { TIME_DIGITS = 9, PASSES = 2 };
#define MEMORY_BYTES ((size_t)19 << 20)

void
secrets_start(void)
{
    int n = sodium_init();
    assert(n >= 0); // fails only where the kernel gives no random bytes
    (void)n;
}

void
random_bytes(void *p, size_t n)
{
    randombytes_buf(p, n);
}

struct bytes
id_new(struct arena *a, const char *prefix, int64_t now_ms)
{
    char digits[ID_DIGITS + 1];
    uint8_t random[ID_DIGITS - TIME_DIGITS];
    uint64_t time = (uint64_t)now_ms;
    random_bytes(random, sizeof random);
    for (int i = TIME_DIGITS - 1; i >= 0; i--, time >>= 5)
        digits[i] = base32[time & 31];
    for (size_t i = 0; i < sizeof random; i++)
        digits[TIME_DIGITS + i] = base32[random[i] & 31];
    digits[ID_DIGITS] = 0;
    return bytes_printf(a, "%s_%s", prefix, digits);
}

bool
id_is(struct bytes id, const char *prefix)
{
    size_t n = strlen(prefix);
    if (id.n != n + 1 + ID_DIGITS || memcmp(id.p, prefix, n) != 0 || id.p[n] != '_')
        return false;
    for (size_t i = n + 1; i < id.n; i++)
        if (!memchr(base32, id.p[i], sizeof base32 - 1))
            return false;
    return true;
}

struct bytes
secret_new(struct arena *a, const char *prefix)
{
    uint8_t random[32];
    char text[sodium_base64_ENCODED_LEN(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    random_bytes(random, sizeof random);
    sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return bytes_printf(a, "%s%s", prefix, text);
}

bool
secret_eq(struct bytes a, struct bytes b)
{
    return a.n == b.n && sodium_memcmp(a.p ? a.p : "", b.p ? b.p : "", a.n) == 0;
}

/* ---- passwords ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t one_less = PTHREAD_COND_INITIALIZER;
static int running;

static void
wait_turn(void)
{
    pthread_mutex_lock(&mutex);
    while (running >= 2)
        pthread_cond_wait(&one_less, &mutex);
    running++;
    pthread_mutex_unlock(&mutex);
}

static void
end_turn(void)
{
    pthread_mutex_lock(&mutex);
    running--;
    pthread_cond_signal(&one_less);
    pthread_mutex_unlock(&mutex);
}

struct bytes
password_hash(struct arena *a, struct bytes password)
{
    char text[crypto_pwhash_STRBYTES];
    assert(password.n <= PASSWORD_MAX_BYTES);
    wait_turn();
    int n = crypto_pwhash_str(text, password.p ? password.p : "", password.n, PASSES, MEMORY_BYTES);
    end_turn();
    assert(n == 0); // no memory
    (void)n;
    return bytes_dup(a, bytes_of(text));
}

bool
password_is(struct bytes hash, struct bytes password)
{
    // Argon2id of nothing anybody can type, to take as long where there is no hash.
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    char text[crypto_pwhash_STRBYTES] = {0};
    bool is_hash = hash.n && hash.n < sizeof text && bytes_starts(hash, "$argon2id$");
    if (password.n > PASSWORD_MAX_BYTES)
        return false;
    if (is_hash)
        memcpy(text, hash.p, hash.n);
    else
        memcpy(text, nobody, sizeof nobody);
    wait_turn();
    bool is = crypto_pwhash_str_verify(text, password.p ? password.p : "", password.n) == 0;
    end_turn();
    return is && is_hash;
}

#include "signature.h"

#include "../base/base64.h"
#include "../base/certificate.h"
#include "../base/random.h"
#include "signature_sns.h"

#include <string.h>

enum { PARTS_MAX = 8 };
#define TIMESTAMP_MAX_S 100000000000LL // beyond the year 5000

/* A delivery on trial. What is wrong is noted and the trial goes on, so that its length does not tell. */
struct check {
    const struct signature_scheme *s;
    const struct header *headers;
    size_t header_count;
    struct bytes raw_body;
    int64_t now_ms;
    struct why *why; // the first thing that is wrong
    bool wrong;
};

#define WRONG(c, ...)                                                                                                  \
    do {                                                                                                               \
        if (!(c)->wrong)                                                                                               \
            (void)(fail)((c)->why, ERR_INVALID, __VA_ARGS__);                                                          \
        (c)->wrong = true;                                                                                             \
    } while (0)

/* The header's value. Twice the same header is nobody's delivery: who reads the other one would believe it. */
static struct bytes
header_once(struct check *c, struct bytes name)
{
    struct bytes value = BYTES_NONE;
    size_t count = 0;
    for (size_t i = 0; i < c->header_count; i++)
        if (bytes_eq_nocase(c->headers[i].name, name) && !count++)
            value = bytes_trim(c->headers[i].value);
    if (count != 1)
        WRONG(c, "%s header %.*s", count ? "more than one" : "no", BYTES_ARG(name));
    return value;
}

/* Without the scheme's prefix; empty when that lacks. */
static struct bytes
unprefixed(const struct signature_scheme *s, struct bytes b)
{
    if (!s->prefix)
        return b;
    if (bytes_starts_nocase(b, s->prefix))
        return bytes_trim(bytes_from(b, strlen(s->prefix)));
    return s->prefix_may_lack ? b : BYTES_NONE;
}

/* ---- a secret that is sent as it is ---- */

/* Equal, in a time that does not tell how long the secret is. */
static bool
is_secret(struct bytes sent, struct bytes secret)
{
    struct sha256 a = sha256_of(sent), b = sha256_of(secret);
    bool same = secret_eq((struct bytes){(char *)a.b, sizeof a.b}, (struct bytes){(char *)b.b, sizeof b.b});
    return same & (secret.n > 0);
}

static void
check_plain(struct check *c, const struct bytes *secrets, size_t count, struct bytes header)
{
    uint8_t decoded[BASE64_DECODED_MAX(SIGNATURE_SECRET_MAX_BYTES)];
    struct bytes sent = unprefixed(c->s, header_once(c, header));
    if (c->s->how == SIGNATURE_BASIC) {
        size_t n = 0;
        if (!base64_decode(sent, decoded, sizeof decoded, &n))
            WRONG(c, "header %.*s holds no user and password", BYTES_ARG(header));
        sent = (struct bytes){(char *)decoded, n};
    }
    bool right = false;
    for (size_t i = 0; i < count; i++)
        right |= is_secret(sent, secrets[i]);
    if (!count)
        right |= is_secret(sent, BYTES_NONE);
    if (!right)
        WRONG(c, "header %.*s holds none of %zu secrets", BYTES_ARG(header), count);
}

/* ---- HMAC ---- */

/* Signatures of the delivery, decoded. */
struct sent {
    uint8_t b[SIGNATURES_MAX][HMAC_MAX_BYTES];
    size_t n[SIGNATURES_MAX];
    size_t count;
};

static void
add_signature(const struct signature_scheme *s, struct bytes text, struct sent *sent)
{
    text = unprefixed(s, bytes_trim(text));
    bool (*decode)(struct bytes, uint8_t *, size_t, size_t *) =
        s->encoding == SIGNATURE_BASE64 ? base64_decode : hex_decode;
    if (text.n && sent->count < SIGNATURES_MAX &&
        decode(text, sent->b[sent->count], HMAC_MAX_BYTES, &sent->n[sent->count]))
        sent->count++;
}

static void
read_signatures(struct check *c, struct bytes header, struct sent *sent)
{
    struct bytes rest = header_once(c, header), one;
    sent->count = 0;
    if (!c->s->separator)
        add_signature(c->s, rest, sent);
    else
        while (bytes_split(&rest, c->s->separator, &one))
            add_signature(c->s, one, sent);
    if (!sent->count)
        WRONG(c, "header %.*s holds no signature %s...", BYTES_ARG(header), c->s->prefix ? c->s->prefix : "");
}

/* The value of the header with the time of sending; notes when that is too far from now. */
static struct bytes
read_timestamp(struct check *c)
{
    struct bytes text = header_once(c, bytes_of(c->s->timestamp_header));
    long long sent_s;
    if (!bytes_to_int(text, &sent_s) || sent_s < 0 || sent_s > TIMESTAMP_MAX_S) {
        WRONG(c, "header %s is no time in seconds", c->s->timestamp_header);
        return text;
    }
    long long off_ms = c->now_ms - sent_s * 1000, window_ms = c->s->window_ms;
    if (off_ms > window_ms)
        WRONG(c, "the delivery is %lld s old; at most %lld are allowed", off_ms / 1000, window_ms / 1000);
    if (off_ms < -window_ms)
        WRONG(c, "the delivery is dated %lld s ahead; at most %lld are allowed", -off_ms / 1000, window_ms / 1000);
    return text;
}

/* What is signed, from the scheme's text with its names in braces. */
static size_t
signed_parts(struct check *c, struct bytes parts[PARTS_MAX])
{
    struct bytes rest = bytes_of(c->s->signed_text), plain;
    size_t n = 0;
    while (n + 2 <= PARTS_MAX && bytes_split(&rest, '{', &plain)) {
        parts[n++] = plain;
        struct bytes name;
        if (!bytes_split(&rest, '}', &name))
            break;
        parts[n++] = bytes_is(name, "id")          ? header_once(c, bytes_of(c->s->id_header))
                     : bytes_is(name, "timestamp") ? read_timestamp(c)
                                                   : c->raw_body;
    }
    return n;
}

/* The key that a secret stands for; a view of it or of buf. Empty when the secret is none of the scheme's. */
static struct bytes
key_of(const struct signature_scheme *s, struct bytes secret,
       uint8_t buf[BASE64_DECODED_MAX(SIGNATURE_SECRET_MAX_BYTES)])
{
    size_t n;
    if (s->key_label && bytes_starts(secret, s->key_label))
        secret = bytes_from(secret, strlen(s->key_label));
    if (!s->key_is_base64)
        return secret;
    if (secret.n > SIGNATURE_SECRET_MAX_BYTES ||
        !base64_decode(secret, buf, BASE64_DECODED_MAX(SIGNATURE_SECRET_MAX_BYTES), &n))
        return BYTES_NONE;
    return (struct bytes){(char *)buf, n};
}

static bool
signed_with(const struct signature_scheme *s, struct bytes secret, const struct bytes *parts, size_t part_count,
            const struct sent *sent)
{
    uint8_t buf[BASE64_DECODED_MAX(SIGNATURE_SECRET_MAX_BYTES)];
    struct bytes key = key_of(s, secret, buf);
    struct hmac h = hmac_of(s->hash, key, parts, part_count);
    bool right = false;
    for (size_t i = 0; i < sent->count; i++)
        right |= secret_eq((struct bytes){(char *)h.b, h.n}, (struct bytes){(const char *)sent->b[i], sent->n[i]});
    return right & (key.n > 0); // anybody can sign with no key
}

static void
check_hmac(struct check *c, const struct bytes *secrets, size_t count, struct bytes header)
{
    struct sent sent;
    struct bytes parts[PARTS_MAX];
    read_signatures(c, header, &sent);
    size_t part_count = signed_parts(c, parts);
    bool right = false;
    for (size_t i = 0; i < count; i++)
        right |= signed_with(c->s, secrets[i], parts, part_count, &sent);
    if (!count)
        right |= signed_with(c->s, BYTES_NONE, parts, part_count, &sent);
    if (!right)
        WRONG(c, "the signature fits none of %zu secrets", count);
}

/* ---- in front ---- */

enum err
signature_check(const struct signature_scheme *s, const struct bytes *secrets, size_t secret_count,
                struct bytes header_name, const struct header *headers, size_t n, struct bytes raw_body, int64_t now_ms,
                struct why *why)
{
    struct check c = {s, headers, n, raw_body, now_ms, why, false};
    struct bytes header = s->header_may_change && header_name.n ? header_name : bytes_of(s->header);
    if (s->how == SIGNATURE_NONE)
        return OK;
    if (s->how == SIGNATURE_SNS)
        return sns_check(s, secrets, secret_count, raw_body, now_ms, why);
    if (!header.n)
        return fail(why, ERR_INVALID, "no header is named that carries the secret or the signature");
    if (s->how == SIGNATURE_HMAC)
        check_hmac(&c, secrets, secret_count, header);
    else
        check_plain(&c, secrets, secret_count, header);
    return c.wrong ? ERR_INVALID : OK;
}

enum err
signature_secret_check(const struct signature_scheme *s, struct bytes secret, struct why *why)
{
    uint8_t buf[BASE64_DECODED_MAX(SIGNATURE_SECRET_MAX_BYTES)];
    if (s->how == SIGNATURE_NONE)
        return secret.n ? fail(why, ERR_INVALID, "%s needs no secret", s->title) : OK;
    if (!secret.n || secret.n > SIGNATURE_SECRET_MAX_BYTES)
        return fail(why, ERR_INVALID, "the %s must be 1 to %d bytes", s->secret_name, SIGNATURE_SECRET_MAX_BYTES);
    if (s->how != SIGNATURE_SNS && bytes_trim(secret).n != secret.n)
        return fail(why, ERR_INVALID, "the %s must not begin or end with a blank", s->secret_name);
    if (s->how == SIGNATURE_SNS && !certificate_is(secret))
        return fail(why, ERR_INVALID, "the %s must be in PEM, with an RSA key of %d bits or more", s->secret_name,
                    CERTIFICATE_RSA_BITS_MIN);
    if (s->how == SIGNATURE_BASIC && bytes_find_char(secret, ':') < 1)
        return fail(why, ERR_INVALID, "a user and a password are written user:password");
    if (!key_of(s, secret, buf).n)
        return fail(why, ERR_INVALID, "%s's %s is base64%s%s", s->title, s->secret_name, s->key_label ? " behind " : "",
                    s->key_label ? s->key_label : "");
    return OK;
}

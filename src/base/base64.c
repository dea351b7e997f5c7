#include "base64.h"

#include <sodium.h>

/* Padding is checked here: libsodium either demands or forbids it. */
bool
base64_decode(struct bytes text, uint8_t *out, size_t out_max_bytes, size_t *ret_n)
{
    size_t n = text.n, decoded;
    while (n && text.n - n < 2 && text.p[n - 1] == '=')
        n--;
    if (n != text.n && text.n % 4)
        return false;
    struct bytes digits = {text.p, n};
    bool url = bytes_find_char(digits, '-') >= 0 || bytes_find_char(digits, '_') >= 0;
    int variant = url ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    if (sodium_base642bin(out, out_max_bytes, n ? text.p : "", n, NULL, &decoded, NULL, variant))
        return false;
    *ret_n = decoded;
    return true;
}

bool
hex_decode(struct bytes text, uint8_t *out, size_t out_max_bytes, size_t *ret_n)
{
    size_t decoded;
    if (text.n % 2 || sodium_hex2bin(out, out_max_bytes, text.n ? text.p : "", text.n, NULL, &decoded, NULL))
        return false;
    *ret_n = decoded;
    return true;
}

#ifndef BASE_BASE64_H
#define BASE_BASE64_H
/*
 * Base64 and hex to bytes. Any input is safe. Behind it is libsodium, whose time depends on the lengths alone: what is
 * decoded here is often a key or a signature.
 */
#include "bytes.h"

#include <stdint.h>

/* Bytes that so much text can decode to. */
#define BASE64_DECODED_MAX(text_bytes) ((text_bytes) / 4 * 3 + 3)

/*
 * Either alphabet (+/ or -_), with its padding or without, no blanks. False when it is not that or does not fit; *ret_n
 * is written only when it is true.
 */
bool base64_decode(struct bytes text, uint8_t *out, size_t out_max_bytes, size_t *ret_n);

/* Two digits a byte, in either case; the same otherwise. */
bool hex_decode(struct bytes text, uint8_t *out, size_t out_max_bytes, size_t *ret_n);
#endif

#ifndef BASE_UTF8_H
#define BASE_UTF8_H
/* UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF. */
#include "bytes.h"

#include <stdint.h>

/* Bytes of the character that `b` starts with, 1 to 4; 0 when it is not valid or b is empty. */
size_t utf8_len(struct bytes b);

/* The same, and which character it is. */
size_t utf8_decode(struct bytes b, uint32_t *ret);

bool utf8_valid(struct bytes b);

/* b itself when it is valid, else a copy in the arena with U+FFFD for each byte that is not part of a character. */
struct bytes utf8_clean(struct arena *a, struct bytes b);

/* The longest prefix of at most max_bytes that does not cut a character. */
struct bytes utf8_cut(struct bytes b, size_t max_bytes);

/* Code points in valid text. */
size_t utf8_count(struct bytes b);
#endif

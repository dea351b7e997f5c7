/* Any text, with a token behind it that must never come through. */
#include "secrets.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20 };
#define BEHIND "Zq0Xw9Vr2Tu8Ys7Ka3Jdb6Nc5Mf4LgZq0Xw9Vr2T"
static const char token[] = " ghp_" BEHIND; // nobody's

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + sizeof token); // no more than that: a step past the end is seen
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    struct arena arena = {.max_bytes = ARENA_BYTES};
    struct bytes text = {copy, size}, masked = secrets_mask(&arena, text);
    if (masked.p == text.p && masked.n != text.n)
        abort();
    memcpy(copy + size, token, sizeof token - 1);
    masked = secrets_mask(&arena, (struct bytes){copy, size + sizeof token - 1});
    if (bytes_find(masked, BEHIND) >= 0 && bytes_find(text, BEHIND) < 0)
        abort();
    (void)secrets_mask_named(&arena, bytes_cut(text, 0, size / 2), bytes_from(text, size / 2));
    arena_done(&arena);
    free(copy);
    return 0;
}

/* Any bytes as HTML: the text is bounded, and no longer than what the input can stand for. */
#include "html_text.h"

#include "../base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {.max_bytes = 256 << 20};
    struct bytes html = {(const char *)data, size};
    struct bytes text = html_to_text(&arena, html);
    if (text.n > size * 2 + 2 || (text.p != html.p && text.n > HTML_TEXT_MAX_BYTES))
        abort();
    if (utf8_valid(html) && !utf8_valid(text) && text.n < HTML_TEXT_MAX_BYTES - 4) // the ceiling may cut a character
        abort();
    arena_done(&arena);
    return 0;
}

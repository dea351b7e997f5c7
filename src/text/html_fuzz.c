/*
 * Any bytes become HTML of the known elements and attributes only, balanced, with safe addresses; or are refused for
 * their size with nothing written. The first byte chooses the options.
 */
#include "html_check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
live_block(void *ctx, struct bytes info, struct bytes text, struct buf *out)
{
    (void)ctx;
    if (!bytes_starts(info, "aftermath"))
        abort();
    if (text.n % 3 == 0)
        return false;
    buf_puts(out, "<p>live</p>");
    return true;
}

static bool
know_event(void *ctx, struct bytes id, struct bytes *ret_title)
{
    (void)ctx;
    if (!bytes_starts(id, "evt_"))
        abort();
    *ret_title = BYTES("\"<quoted>\" & 'more'");
    return id.n % 2;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct html_options o = {.heading_shift = data[0] & 7};
    o.heading_ids = data[0] & 8 ? "s-" : NULL;
    o.block = data[0] & 16 ? live_block : NULL;
    o.event = data[0] & 32 ? know_event : NULL;
    struct buf out = {.max_bytes = data[0] & 64 ? 1000 : 0};
    enum err e = html_from_markdown((struct bytes){(const char *)data + 1, size - 1}, &o, &out, NULL);
    size_t at = 0;
    const char *bad = e ? NULL : html_check(buf_bytes(&out), &at);
    if (bad || (e && (out.n || !(data[0] & 64)))) {
        fprintf(stderr, "%s at %zu:\n%.*s\n", bad ? bad : "not refused whole", at, BYTES_ARG(buf_bytes(&out)));
        abort();
    }
    buf_done(&out);
    return 0;
}

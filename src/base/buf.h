#ifndef BASE_BUF_H
#define BASE_BUF_H
/*
 * Text that grows, with a ceiling. Once the ceiling is passed the buffer is `full`: what came after is dropped, nothing
 * crashes, and the owner asks buf.full once at the end.
 *
 *     struct buf b = {.max_bytes = 1 << 20};
 *     buf_printf(&b, "%d events\n", n);
 *     ...
 *     buf_done(&b);
 */
#include "bytes.h"

#include <stdint.h>

struct buf {
    char *p; // zero-terminated once anything was added
    size_t n, cap;
    size_t max_bytes; // ceiling on n; 0 means BUF_DEFAULT_MAX_BYTES
    bool full;
    /* When set, takes what was added whenever that is BUF_FLUSH_BYTES or more, and the buffer starts anew: a large text
     * needs little memory. The owner takes the rest. Not for writers that look back at what they wrote. */
    void (*flush)(void *ctx, struct bytes text);
    void *flush_ctx;
};

enum { BUF_FLUSH_BYTES = 64 << 10 };

#define BUF_DEFAULT_MAX_BYTES ((size_t)1 << 30)

void buf_done(struct buf *b);                // frees; takes a zeroed one
void buf_reset(struct buf *b);               // empties, keeps the memory
struct bytes buf_bytes(const struct buf *b); // a view, valid until the next addition

void buf_add(struct buf *b, struct bytes s);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#endif

#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `more` bytes and a terminator; false once the ceiling is passed. */
static bool
room(struct buf *b, size_t more)
{
    if (b->flush && b->n >= BUF_FLUSH_BYTES) {
        b->flush(b->flush_ctx, buf_bytes(b));
        b->n = 0;
    }
    size_t max = b->max_bytes ? b->max_bytes : BUF_DEFAULT_MAX_BYTES;
    if (b->full || more > max - b->n) {
        b->full = true;
        return false;
    }
    size_t need = b->n + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : 256;
    while (cap < need)
        cap *= 2;
    char *p = realloc(b->p, cap);
    if (!p) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", cap);
        abort();
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void
buf_done(struct buf *b)
{
    free(b->p);
    *b = (struct buf){.max_bytes = b->max_bytes, .flush = b->flush, .flush_ctx = b->flush_ctx};
}

void
buf_reset(struct buf *b)
{
    b->n = 0;
    b->full = false;
    if (b->p)
        b->p[0] = '\0';
}

struct bytes
buf_bytes(const struct buf *b)
{
    return (struct bytes){b->p, b->n};
}

void
buf_add(struct buf *b, struct bytes s)
{
    if (!s.n || !room(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
    buf_add(b, bytes_of(s));
}

void
buf_putc(struct buf *b, char c)
{
    buf_add(b, (struct bytes){&c, 1});
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n > 0 && room(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

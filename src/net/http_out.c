#include "http_out.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
grow(void *p, size_t bytes)
{
    p = realloc(p, bytes);
    if (!p) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", bytes);
        abort();
    }
    return p;
}

struct http_shared *
http_shared_new(struct bytes text)
{
    struct http_shared *e = grow(NULL, sizeof *e + text.n);
    e->references = 1;
    e->n = text.n;
    if (text.n)
        memcpy(e->text, text.p, text.n);
    return e;
}

void
http_shared_release(struct http_shared *e)
{
    if (e && --e->references == 0)
        free(e);
}

static void
add(struct http_out *o, struct http_piece piece)
{
    if (!piece.text.n)
        return;
    if (o->first + o->count == o->cap) {
        if (o->first >= 8 && o->first >= o->cap / 2) {
            memmove(o->pieces, o->pieces + o->first, o->count * sizeof *o->pieces);
            o->first = 0;
        } else {
            o->cap = o->cap ? o->cap * 2 : 4;
            o->pieces = grow(o->pieces, o->cap * sizeof *o->pieces);
        }
    }
    if (piece.shared)
        piece.shared->references++;
    o->pieces[o->first + o->count++] = piece;
    o->bytes += piece.text.n;
}

void
http_out_add(struct http_out *o, struct bytes text)
{
    add(o, (struct http_piece){.text = text});
}

void
http_out_add_shared(struct http_out *o, struct http_shared *e)
{
    add(o, (struct http_piece){.text = {e->text, e->n}, .shared = e});
}

size_t
http_out_cost(const struct http_out *o)
{
    return o->bytes + o->count * sizeof *o->pieces;
}

unsigned
http_out_front(const struct http_out *o, struct iovec *ret, unsigned max)
{
    unsigned n = o->count < max ? o->count : max;
    for (unsigned i = 0; i < n; i++) {
        struct bytes text = o->pieces[o->first + i].text;
        ret[i] = (struct iovec){(void *)text.p, text.n};
    }
    return n;
}

void
http_out_drop(struct http_out *o, size_t bytes)
{
    assert(bytes <= o->bytes);
    o->bytes -= bytes;
    while (o->count) {
        struct http_piece *piece = &o->pieces[o->first];
        if (piece->text.n > bytes) {
            piece->text = bytes_from(piece->text, bytes);
            return;
        }
        bytes -= piece->text.n;
        http_shared_release(piece->shared);
        o->first++;
        o->count--;
    }
    o->first = 0;
}

void
http_out_done(struct http_out *o)
{
    http_out_drop(o, o->bytes);
    free(o->pieces);
    *o = (struct http_out){0};
}

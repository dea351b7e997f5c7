/* Bytes in pieces into the parser: the first byte says how they are cut. However that is, the outcome must be the same.
 */
#include "http_parse.h"

#include "../base/buf.h"
#include "http.h"
#include "http_path.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BODY_MAX_BYTES = 4096, ARENA_MAX_BYTES = 1 << 20 };

struct outcome {
    int requests, status;
    size_t bytes; // of bodies
    size_t left;  // not taken of the last piece
};

static int
take(void *ctx, struct bytes piece)
{
    struct outcome *o = ctx;
    o->bytes += piece.n;
    return o->bytes > BODY_MAX_BYTES ? 413 : 0;
}

static void
check_head(const struct http_parse_head *h)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct bytes path, query, value;
    assert(h->target.n && h->target.p[0] == '/' && h->header_count <= HTTP_HEADERS_MAX);
    assert(!h->chunked || !h->content_length);
    for (size_t i = 0; i < h->header_count; i++) {
        assert(h->headers[i].name.n);
        for (size_t k = 0; k < h->headers[i].value.n; k++)
            assert(h->headers[i].value.p[k] != '\r' && h->headers[i].value.p[k] != '\n' && h->headers[i].value.p[k]);
    }
    http_path_split(h->target, &path, &query);
    http_path_decode(&a, path, &value);
    http_path_value(query, &a, "q", &value);
    arena_done(&a);
}

static struct outcome
run(struct bytes in, size_t step)
{
    static const struct http_parse_limits limits = {2048, 512, 20};
    struct outcome o = {0};
    struct http_parse *p = http_parse_new(&limits, take, &o);
    while (in.n && !o.status) {
        struct bytes piece = bytes_cut(in, 0, step);
        in = bytes_from(in, piece.n);
        enum http_parse_step s;
        do {
            s = http_parse_feed(p, &piece);
            if (s == HTTP_PARSE_HEAD)
                check_head(http_parse_head(p));
            if (s == HTTP_PARSE_END) {
                o.requests++;
                http_parse_reset(p);
            }
            if (s == HTTP_PARSE_BAD)
                o.status = http_parse_status(p);
            assert(s != HTTP_PARSE_MORE || !piece.n);
        } while (!o.status && (s == HTTP_PARSE_HEAD || piece.n));
    }
    http_parse_free(p);
    return o;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct bytes in = {(const char *)data + 1, size - 1};
    struct outcome whole = run(in, size), cut = run(in, 1 + data[0] % 40);
    assert(whole.requests == cut.requests && (whole.status == 0) == (cut.status == 0));
    assert(whole.status || whole.bytes == cut.bytes);
    return 0;
}

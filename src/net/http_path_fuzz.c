#include "http_path.h"

#include "../base/utf8.h"
#include "http.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX_BYTES = 16 << 20 };

/* What http.h promises of a path. */
static void
check_path(struct bytes path)
{
    struct bytes rest = bytes_from(path, 1), segment;
    assert(path.n && path.p[0] == '/' && utf8_valid(path) && !memchr(path.p, '\0', path.n));
    while (bytes_split(&rest, '/', &segment))
        assert(segment.n && !bytes_is(segment, ".") && !bytes_is(segment, ".."));
    assert(path.n == 1 || path.p[path.n - 1] != '/');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct bytes in = {(const char *)data, size}, raw, query, path, value = BYTES_NONE;
    http_path_split(in, &raw, &query);
    if (!http_path_decode(&a, raw, &path))
        check_path(path);
    if (http_path_value(query, &a, "q", &value))
        assert(utf8_valid(value));
    struct header cookie = {BYTES("cookie"), in};
    struct http_request r = {.headers = &cookie, .header_count = 1};
    value = http_cookie(&r, "a");
    assert(value.n <= size);
    arena_done(&a);
    return 0;
}

/* A form from memory and from a file: both must say the same. */
#include "multipart.h"

#include "../base/utf8.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX_BYTES = 64 << 20 };

struct outcome {
    enum err e;
    uint32_t parts;
    uint64_t bytes, sum;
};

static struct outcome
run(struct bytes body, int fd)
{
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct outcome o = {0};
    struct multipart *m;
    const struct multipart_part *p;
    struct bytes piece;
    o.e = multipart_open(&a, BYTES("multipart/form-data; boundary=-X"), body, fd, body.n, &m, NULL);
    while (!o.e && !(o.e = multipart_next(m, &p, NULL)) && p) {
        assert(utf8_valid(p->name) && utf8_valid(p->filename));
        o.parts++;
        while (o.parts % 4 && !(o.e = multipart_read(m, &piece, NULL)) && piece.n)
            for (size_t i = 0; i < piece.n; i++, o.bytes++)
                o.sum = o.sum * 31 + (unsigned char)piece.p[i];
    }
    arena_done(&a);
    return o;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct arena a = {.max_bytes = ARENA_MAX_BYTES};
    struct bytes body = {(const char *)data, size};
    struct multipart *m;
    multipart_open(&a, body, BYTES("--X--"), -1, 0, &m, NULL); // as a Content-Type
    arena_done(&a);
    if (fd < 0)
        fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert(fd >= 0);
    ssize_t n = pwrite(fd, data, size, 0);
    assert(n == (ssize_t)size);
    struct outcome memory = run(body, -1), file = run(body, fd);
    assert(memory.e == file.e && memory.parts == file.parts);
    assert(memory.e || (memory.bytes == file.bytes && memory.sum == file.sum));
    return 0;
}

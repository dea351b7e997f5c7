/* Where text leaves the program: standard output through a stream that keeps errno, messages on standard error. */
#include "out.h"

#include "../base/bytes.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

enum { OUT_BUFFER_BYTES = 1 << 16, SAY_MAX_BYTES = 2048 };

static ssize_t
write_all(void *cookie, const char *data, size_t n)
{
    struct out *o = cookie;
    size_t done = 0;
    while (done < n && !o->error) {
        ssize_t wrote = write(o->fd, data + done, n - done);
        if (wrote >= 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            o->error = errno;
    }
    return o->error ? 0 : (ssize_t)n;
}

FILE *
out_open(struct out *o, int fd)
{
    *o = (struct out){.fd = fd};
    o->file = fopencookie(o, "w", (cookie_io_functions_t){.write = write_all});
    if (o->file)
        setvbuf(o->file, NULL, _IOFBF, OUT_BUFFER_BYTES);
    return o->file;
}

int
out_close(struct out *o)
{
    if (o->file && fclose(o->file) != 0 && !o->error)
        o->error = EIO;
    o->file = NULL;
    return o->error;
}

/* In place, both the ASCII control characters and the 8-bit ones, which are C2 80 .. C2 9F in UTF-8. */
static void
make_printable(char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)s[0], next = (unsigned char)s[1];
        if (c < ' ' || c == 0x7f)
            *s = '?';
        else if (c == 0xc2 && next >= 0x80 && next < 0xa0)
            s[0] = s[1] = '?';
    }
}

void
out_say(const char *who, const char *fmt, ...)
{
    char line[SAY_MAX_BYTES];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    make_printable(line);
    // Nothing can be done where even this fails.
    if (who)
        fprintf(stderr, "aftermath: %s: %s\n", who, line);
    else
        fprintf(stderr, "aftermath: %s\n", line);
}

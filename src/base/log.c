#include "log.h"

#include "buf.h"
#include "utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 256 << 10 };

static const char *const names[] = {"debug", "info", "warn", "error", "none"};

/* The one thing here that is global: where a program's log goes is a matter of the whole program. */
static atomic_int start_level = LOG_LEVEL_INFO, log_fd = STDERR_FILENO;

void
log_start(enum log_level from, int fd)
{
    atomic_store(&start_level, (int)from);
    atomic_store(&log_fd, fd);
}

bool
log_level_of(const char *name, enum log_level *ret)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            *ret = (enum log_level)i;
            return true;
        }
    return false;
}

/* ---- values ---- */

static bool
is_plain(struct bytes s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7f || s.p[i] == '"' || s.p[i] == '=' || s.p[i] == '\\')
            return false;
    return s.n > 0;
}

/* Control characters, line and paragraph separators, and those that turn the direction of text. */
static bool
is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x200e || c == 0x200f || c == 0xfeff;
}

static void
add_char(struct buf *b, struct bytes s, uint32_t c)
{
    if (c == '"' || c == '\\') {
        buf_putc(b, '\\');
        buf_add(b, s);
    } else if (c == '\n') {
        buf_puts(b, "\\n");
    } else if (is_unsafe(c)) {
        buf_printf(b, "\\u%04" PRIx32, c);
    } else {
        buf_add(b, s);
    }
}

static void
add_value(struct buf *b, struct bytes value)
{
    struct bytes s = utf8_cut(value, LOG_VALUE_MAX_BYTES);
    bool is_cut = s.n < value.n;
    if (is_plain(s) && !is_cut) {
        buf_add(b, s);
        return;
    }
    buf_putc(b, '"');
    while (s.n) {
        uint32_t c;
        size_t n = utf8_decode(s, &c);
        if (n)
            add_char(b, bytes_cut(s, 0, n), c);
        else
            buf_puts(b, "\xef\xbf\xbd");
        s = bytes_from(s, n ? n : 1);
    }
    buf_puts(b, is_cut ? "...\"" : "\"");
}

/* ---- records ---- */

static void
add_time(struct buf *b)
{
    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    buf_printf(b, "time=%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
               tm.tm_min, tm.tm_sec, now.tv_nsec / 1000000);
}

static void
add_field(struct buf *b, struct log_field f)
{
    buf_putc(b, ' ');
    buf_puts(b, f.key);
    buf_putc(b, '=');
    if (f.is_number)
        buf_printf(b, "%" PRId64, f.number);
    else
        add_value(b, f.text);
}

void
log_write(enum log_level level, const char *area, const char *message, const struct log_field *fields, size_t count)
{
    assert(level < LOG_LEVEL_NONE && count <= LOG_FIELDS_MAX);
    if ((int)level < atomic_load_explicit(&start_level, memory_order_relaxed))
        return;
    struct buf b = {.max_bytes = LINE_MAX_BYTES};
    add_time(&b);
    add_field(&b, log_text("level", names[level]));
    add_field(&b, log_text("area", area));
    add_field(&b, log_text("msg", message));
    for (size_t i = 0; i < count; i++)
        add_field(&b, fields[i]);
    buf_putc(&b, '\n');
    /* A log that cannot be written has nowhere to say so. */
    ssize_t n = write(atomic_load_explicit(&log_fd, memory_order_relaxed), b.p, b.n);
    (void)n;
    buf_done(&b);
}

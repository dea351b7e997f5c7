#include "bytes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct bytes
bytes_of(const char *s)
{
    return (struct bytes){s, s ? strlen(s) : 0};
}

struct bytes
bytes_dup(struct arena *a, struct bytes b)
{
    char *p = arena_alloc(a, b.n + 1);
    if (b.n)
        memcpy(p, b.p, b.n);
    return (struct bytes){p, b.n};
}

struct bytes
bytes_printf(struct arena *a, const char *fmt, ...)
{
    assert(fmt); // also tells gcc, which warns of it under the sanitizers
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0) // longer than an int can say
        n = 0;
    char *p = arena_alloc(a, (size_t)n + 1);
    if (n)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct bytes){p, (size_t)n};
}

bool
bytes_eq(struct bytes a, struct bytes b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
bytes_is(struct bytes a, const char *s)
{
    return bytes_eq(a, bytes_of(s));
}

static bool
same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ascii_lower(a[i]) != ascii_lower(b[i]))
            return false;
    return true;
}

bool
bytes_eq_nocase(struct bytes a, struct bytes b)
{
    return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

bool
bytes_is_nocase(struct bytes a, const char *s)
{
    return bytes_eq_nocase(a, bytes_of(s));
}

int
bytes_cmp(struct bytes a, struct bytes b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool
bytes_starts(struct bytes b, const char *prefix)
{
    size_t n = strlen(prefix);
    return b.n >= n && (n == 0 || memcmp(b.p, prefix, n) == 0);
}

bool
bytes_starts_nocase(struct bytes b, const char *prefix)
{
    size_t n = strlen(prefix);
    return b.n >= n && same_nocase(b.p, prefix, n);
}

bool
bytes_ends(struct bytes b, const char *suffix)
{
    size_t n = strlen(suffix);
    return b.n >= n && (n == 0 || memcmp(b.p + b.n - n, suffix, n) == 0);
}

bool
bytes_ends_nocase(struct bytes b, const char *suffix)
{
    size_t n = strlen(suffix);
    return b.n >= n && same_nocase(b.p + b.n - n, suffix, n);
}

ptrdiff_t
bytes_find(struct bytes b, const char *needle)
{
    size_t n = strlen(needle);
    if (n == 0)
        return 0;
    if (b.n < n)
        return BYTES_NOT_FOUND;
    const char *at = memmem(b.p, b.n, needle, n);
    return at ? at - b.p : BYTES_NOT_FOUND;
}

ptrdiff_t
bytes_find_nocase(struct bytes b, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = 0; i + n <= b.n; i++)
        if (same_nocase(b.p + i, needle, n))
            return (ptrdiff_t)i;
    return BYTES_NOT_FOUND;
}

bool
bytes_has_nocase(struct bytes b, struct bytes needle)
{
    for (size_t i = 0; i + needle.n <= b.n; i++)
        if (same_nocase(b.p + i, needle.p, needle.n))
            return true;
    return false;
}

ptrdiff_t
bytes_find_char(struct bytes b, char c)
{
    const char *at = b.n ? memchr(b.p, c, b.n) : NULL;
    return at ? at - b.p : BYTES_NOT_FOUND;
}

struct bytes
bytes_from(struct bytes b, size_t start)
{
    return start < b.n ? (struct bytes){b.p + start, b.n - start} : BYTES_NONE;
}

struct bytes
bytes_cut(struct bytes b, size_t start, size_t n)
{
    b = bytes_from(b, start);
    if (b.n > n)
        b.n = n;
    return b;
}

struct bytes
bytes_trim(struct bytes b)
{
    while (b.n && ascii_is_space(b.p[0])) {
        b.p++;
        b.n--;
    }
    while (b.n && ascii_is_space(b.p[b.n - 1]))
        b.n--;
    return b;
}

bool
bytes_line(struct bytes *rest, struct bytes *ret_line)
{
    if (rest->n == 0)
        return false;
    ptrdiff_t nl = bytes_find_char(*rest, '\n');
    size_t n = nl < 0 ? rest->n : (size_t)nl;
    *ret_line = (struct bytes){rest->p, n};
    *rest = bytes_from(*rest, nl < 0 ? rest->n : n + 1);
    if (ret_line->n && ret_line->p[ret_line->n - 1] == '\r')
        ret_line->n--;
    return true;
}

bool
bytes_split(struct bytes *rest, char sep, struct bytes *ret_part)
{
    if (!rest->p)
        return false;
    ptrdiff_t at = bytes_find_char(*rest, sep);
    if (at < 0) {
        *ret_part = *rest;
        *rest = BYTES_NONE;
    } else {
        *ret_part = (struct bytes){rest->p, (size_t)at};
        rest->p += at + 1;
        rest->n -= (size_t)at + 1;
    }
    return true;
}

bool
bytes_to_int(struct bytes b, long long *ret)
{
    bool negative = b.n && b.p[0] == '-';
    size_t i = b.n && (b.p[0] == '-' || b.p[0] == '+');
    if (i == b.n)
        return false;
    long long v = 0;
    for (; i < b.n; i++) {
        if (!ascii_is_digit(b.p[i]))
            return false;
        int d = b.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, d, &v)) // negative: its range is larger
            return false;
    }
    if (!negative && __builtin_mul_overflow(v, -1, &v))
        return false;
    *ret = v;
    return true;
}

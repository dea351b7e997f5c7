#ifndef BASE_BYTES_H
#define BASE_BYTES_H
/*
 * A piece of somebody else's memory: pointer and length, not terminated, never freed here. Most text in this program
 * travels so. An empty piece may have a NULL pointer. Letters: where a function speaks of case it means ASCII.
 */
#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

struct bytes {
    const char *p;
    size_t n;
};

#define BYTES(literal) ((struct bytes){"" literal, sizeof(literal) - 1})
/* For printf: printf("%.*s", BYTES_ARG(b)). Cut at INT_MAX. */
#define BYTES_ARG(b) (int)((b).n > 0x7fffffff ? 0x7fffffff : (b).n), ((b).p ? (b).p : "")
/* The same where C wants a constant: static const struct bytes x = BYTES_INIT("text"); */
#define BYTES_INIT(literal)                                                                                            \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }
#define BYTES_NONE ((struct bytes){0})

struct bytes bytes_of(const char *s);                    // of a terminated string; NULL gives none
struct bytes bytes_dup(struct arena *a, struct bytes b); // a copy, zero-terminated behind its end
struct bytes bytes_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

bool bytes_eq(struct bytes a, struct bytes b);
bool bytes_is(struct bytes a, const char *s); // equal to a terminated string
bool bytes_eq_nocase(struct bytes a, struct bytes b);
bool bytes_is_nocase(struct bytes a, const char *s);
int bytes_cmp(struct bytes a, struct bytes b); // memcmp order, a prefix first

bool bytes_starts(struct bytes b, const char *prefix);
bool bytes_starts_nocase(struct bytes b, const char *prefix);
bool bytes_ends(struct bytes b, const char *suffix);
bool bytes_ends_nocase(struct bytes b, const char *suffix);

enum { BYTES_NOT_FOUND = -1 };
ptrdiff_t bytes_find(struct bytes b, const char *needle); // offset or BYTES_NOT_FOUND
ptrdiff_t bytes_find_nocase(struct bytes b, const char *needle);
ptrdiff_t bytes_find_char(struct bytes b, char c);
bool bytes_has_nocase(struct bytes b, struct bytes needle);

struct bytes bytes_from(struct bytes b, size_t start);          // what is left from `start`; none past the end
struct bytes bytes_cut(struct bytes b, size_t start, size_t n); // at most n bytes from `start`
struct bytes bytes_trim(struct bytes b);                        // without ASCII white space at both ends

/* Takes the next line off *rest, without its \n or \r\n. False when nothing is left. */
bool bytes_line(struct bytes *rest, struct bytes *ret_line);

/* Takes what stands before `sep` off *rest (all of it when there is no `sep`). False when nothing is left. */
bool bytes_split(struct bytes *rest, char sep, struct bytes *ret_part);

/* A decimal number that fills the whole piece, sign allowed. False on anything else and on overflow. */
bool bytes_to_int(struct bytes b, long long *ret);

static inline bool
ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool
ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
ascii_is_alnum(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

static inline bool
ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
ascii_is_hex(char c)
{
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline char
ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}
#endif

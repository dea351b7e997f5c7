#ifndef CRDT_WIRE_H
#define CRDT_WIRE_H
/*
 * Bytes as lib0 writes them: varints, strings, `any` values, JSON texts. Everything read is hostile; a reader that met
 * something wrong is `bad`, stays where it was and reads zeros from then on, so that its owner asks once at the end.
 */
#include "../base/buf.h"

#include <stdint.h>
#include <string.h>

struct reader {
    const uint8_t *p, *end;
    bool bad;
};

/* JavaScript's largest safe integer: client ids go up to here. */
#define WIRE_NUMBER_MAX ((UINT64_C(1) << 53) - 1)

/* Tags of an `any`. */
enum {
    ANY_BYTES = 116,
    ANY_ARRAY,
    ANY_OBJECT,
    ANY_STRING,
    ANY_TRUE,
    ANY_FALSE,
    ANY_BIGINT,
    ANY_FLOAT64,
    ANY_FLOAT32,
    ANY_INTEGER,
    ANY_NULL,
    ANY_UNDEFINED,
};

enum { ANY_DEPTH_MAX = 256, JSON_TEXT_DEPTH_MAX = 1024 };

static inline struct reader
reader_of(struct bytes b)
{
    const uint8_t *p = (const uint8_t *)b.p;
    return (struct reader){p, b.n ? p + b.n : p, false};
}

static inline size_t
reader_left(const struct reader *r)
{
    return (size_t)(r->end - r->p);
}

uint64_t read_number_slow(struct reader *r);

/* A varUint, at most WIRE_NUMBER_MAX. */
static inline uint64_t
read_number(struct reader *r)
{
    if (r->p < r->end && *r->p < 0x80)
        return *r->p++;
    return read_number_slow(r);
}

static inline uint8_t
read_byte(struct reader *r)
{
    if (r->p < r->end)
        return *r->p++;
    r->bad = true;
    return 0;
}

/* A varUint that must fit a clock. */
static inline uint32_t
read_clock(struct reader *r)
{
    uint64_t v = read_number(r);
    if (v > UINT32_MAX) {
        r->bad = true;
        return 0;
    }
    return (uint32_t)v;
}

struct bytes read_raw(struct reader *r, uint64_t n);

/* A length and so many bytes, a view. */
static inline struct bytes
read_block(struct reader *r)
{
    uint64_t n = read_number(r);
    return read_raw(r, n);
}

/* The same, valid UTF-8. ret_units: UTF-16 units of it; may be NULL. */
struct bytes read_string(struct reader *r, uint32_t *ret_units);

/* Steps over one `any`; it is checked. */
void skip_any(struct reader *r);

/* Steps over one `any` that is known to be good. */
void skip_good_any(struct reader *r);

/* A text is one JSON value that JSON.parse would take, and no deeper than JSON_TEXT_DEPTH_MAX. */
bool json_text_valid(struct bytes text);

/* UTF-16 units of UTF-8 text; -1 where it is not valid. */
int64_t utf8_units(struct bytes text);

/*
 * Where UTF-16 unit `unit` of valid text begins: its offset in bytes. When it is the second half of a character of two
 * units, that character's offset and *ret_inside = true. units: of the whole text; the nearer end is counted from.
 */
size_t utf8_unit_at(struct bytes text, uint32_t units, uint32_t unit, bool *ret_inside);

/* What Yjs puts in place of both halves of a pair that was cut. */
#define REPLACEMENT "\xEF\xBF\xBD"
enum { REPLACEMENT_BYTES = 3 };

void write_number_slow(struct buf *b, uint64_t v);

/* Can they be written without asking the buffer? It keeps one byte for its terminator, and its ceiling. */
static inline bool
write_fits(const struct buf *b, size_t n)
{
    size_t max = b->max_bytes ? b->max_bytes : BUF_DEFAULT_MAX_BYTES;
    return b->n < b->cap && n < b->cap - b->n && b->n < max && n <= max - b->n && !b->full && !b->flush;
}

static inline void
write_byte(struct buf *b, uint8_t v)
{
    if (write_fits(b, 1))
        b->p[b->n++] = (char)v;
    else
        buf_putc(b, (char)v);
}

static inline void
write_number(struct buf *b, uint64_t v)
{
    if (v < 0x80)
        write_byte(b, (uint8_t)v);
    else
        write_number_slow(b, v);
}

static inline void
write_raw(struct buf *b, struct bytes s)
{
    if (s.n && write_fits(b, s.n)) {
        memcpy(b->p + b->n, s.p, s.n);
        b->n += s.n;
    } else if (s.n) {
        buf_add(b, s);
    }
}

static inline void
write_block(struct buf *b, struct bytes s)
{
    write_number(b, s.n);
    write_raw(b, s);
}
#endif

#ifndef CRDT_COLUMNS_H
#define CRDT_COLUMNS_H
/*
 * The columns of format V2: numbers and strings that repeat are written once with their number. Readers are
 * hostile-safe; `bad` in their reader as in wire.h.
 */
#include "wire.h"

/* ---- reading ---- */

/* Bytes; the last one repeats for ever. */
struct rle_reader {
    struct reader r;
    uint64_t count; // of `value` still to come; UINT64_MAX: for ever
    uint8_t value;
};
uint8_t rle_next(struct rle_reader *c);

struct uint_reader {
    struct reader r;
    uint64_t count, value;
};
uint64_t uint_next(struct uint_reader *c);

/* Numbers by their differences. */
struct diff_reader {
    struct reader r;
    uint64_t count;
    int64_t value, diff;
};
uint64_t diff_next(struct diff_reader *c);

/* One text that is cut into strings by their lengths in UTF-16 units. */
struct string_reader {
    struct uint_reader lengths;
    struct bytes text;
    size_t at;
    bool inside; // the last string ended between the halves of the character at `at`
    bool bad;
};
struct string_reader string_reader_of(struct bytes column);
/* Adds the next string as UTF-8; a half is U+FFFD. */
void string_next(struct string_reader *c, struct buf *out);

/* ---- writing ---- */

struct rle_writer {
    struct buf out;
    uint64_t count;
    uint8_t value;
};
void rle_write(struct rle_writer *c, uint8_t value);

struct uint_writer {
    struct buf out;
    uint64_t count, value;
};
void uint_write(struct uint_writer *c, uint64_t value);
void uint_finish(struct uint_writer *c); // before `out` is used

struct diff_writer {
    struct buf out;
    uint64_t count;
    int64_t value, diff;
};
void diff_write(struct diff_writer *c, uint64_t value);
void diff_finish(struct diff_writer *c);

struct string_writer {
    struct buf text;
    struct uint_writer lengths;
};
void string_write(struct string_writer *c, struct bytes text);
#endif

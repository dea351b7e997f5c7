#include "columns.h"

/* Sign and magnitude: minus zero is a number of its own here. */
static uint64_t
read_signed(struct reader *r, bool *ret_negative)
{
    uint8_t first = read_byte(r);
    uint64_t v = first & 0x3f;
    *ret_negative = first & 0x40;
    if (first & 0x80) {
        uint64_t rest = read_number(r);
        if (rest > WIRE_NUMBER_MAX >> 5) // twice a number, as differences are written
            r->bad = true;
        else
            v |= rest << 6;
    }
    return v;
}

static void
write_signed(struct buf *out, bool negative, uint64_t v)
{
    write_byte(out, (uint8_t)((v > 0x3f ? 0x80 : 0) | (negative ? 0x40 : 0) | (v & 0x3f)));
    if (v > 0x3f)
        write_number(out, v >> 6);
}

/* ---- reading ---- */

uint8_t
rle_next(struct rle_reader *c)
{
    if (!c->count) {
        c->value = read_byte(&c->r);
        c->count = reader_left(&c->r) ? read_number(&c->r) + 1 : UINT64_MAX;
    }
    if (c->count != UINT64_MAX)
        c->count--;
    return c->value;
}

uint64_t
uint_next(struct uint_reader *c)
{
    if (!c->count) {
        bool many;
        c->value = read_signed(&c->r, &many);
        c->count = many ? read_number(&c->r) + 2 : 1;
        if (c->value > WIRE_NUMBER_MAX)
            c->r.bad = true;
    }
    c->count--;
    return c->r.bad ? 0 : c->value;
}

uint64_t
diff_next(struct diff_reader *c)
{
    if (!c->count) {
        bool negative;
        int64_t v = (int64_t)read_signed(&c->r, &negative);
        v = negative ? -v : v;
        c->diff = v >> 1;
        c->count = v & 1 ? read_number(&c->r) + 2 : 1;
    }
    c->count--;
    c->value += c->diff;
    if (c->value < 0 || c->value > (int64_t)WIRE_NUMBER_MAX) {
        c->r.bad = true;
        c->value = 0;
    }
    return c->r.bad ? 0 : (uint64_t)c->value;
}

struct string_reader
string_reader_of(struct bytes column)
{
    struct reader r = reader_of(column);
    struct string_reader c = {.text = read_string(&r, NULL)};
    c.lengths.r = r;
    c.bad = r.bad;
    return c;
}

static size_t
character_bytes(uint8_t first)
{
    return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

void
string_next(struct string_reader *c, struct buf *out)
{
    uint64_t units = uint_next(&c->lengths);
    if (units && c->inside) {
        write_raw(out, BYTES(REPLACEMENT));
        c->inside = false;
        c->at += 4;
        units--;
    }
    size_t start = c->at;
    while (units && c->at < c->text.n) {
        size_t n = character_bytes((uint8_t)c->text.p[c->at]);
        if (n == 4 && units == 1) {
            c->inside = true;
            break;
        }
        units -= n == 4 ? 2 : 1;
        c->at += n;
    }
    write_raw(out, bytes_cut(c->text, start, c->at - start));
    if (c->inside) {
        write_raw(out, BYTES(REPLACEMENT));
        units--;
    }
    c->bad |= units || c->lengths.r.bad; // JavaScript would give a shorter string
}

/* ---- writing ---- */

void
rle_write(struct rle_writer *c, uint8_t value)
{
    if (c->count && c->value == value) {
        c->count++;
        return;
    }
    if (c->count)
        write_number(&c->out, c->count - 1);
    write_byte(&c->out, value);
    c->value = value;
    c->count = 1;
}

void
uint_finish(struct uint_writer *c)
{
    if (!c->count)
        return;
    write_signed(&c->out, c->count > 1, c->value);
    if (c->count > 1)
        write_number(&c->out, c->count - 2);
    c->count = 0;
}

void
uint_write(struct uint_writer *c, uint64_t value)
{
    if (c->value == value) {
        c->count++;
        return;
    }
    uint_finish(c);
    c->value = value;
    c->count = 1;
}

void
diff_finish(struct diff_writer *c)
{
    if (!c->count)
        return;
    int64_t v = c->diff * 2 + (c->count > 1);
    write_signed(&c->out, v < 0, (uint64_t)(v < 0 ? -v : v));
    if (c->count > 1)
        write_number(&c->out, c->count - 2);
    c->count = 0;
}

void
diff_write(struct diff_writer *c, uint64_t value)
{
    int64_t diff = (int64_t)value - c->value;
    if (c->diff != diff) {
        diff_finish(c);
        c->diff = diff;
    }
    c->count++;
    c->value = (int64_t)value;
}

void
string_write(struct string_writer *c, struct bytes text)
{
    int64_t units = utf8_units(text);
    write_raw(&c->text, text);
    uint_write(&c->lengths, units < 0 ? 0 : (uint64_t)units);
}

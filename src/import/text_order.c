/*
 * Dates in numbers, where nobody can tell 5 June from 6 May by one date alone: a text that has a 20th anywhere shows
 * which order its writer uses, and the rest is read alike.
 */
#include "text_time.h"

#include <string.h>

static bool
is_word(char c)
{
    return ascii_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* "05/06/2023" at i: two numbers below 100 and a year between equal separators. */
struct numbered_date {
    size_t bytes, first_bytes, second_bytes;
    int first, second;
    char separator;
};

static bool
numbered_date_at(struct bytes t, size_t i, struct numbered_date *ret)
{
    struct numbered_date d = {0};
    size_t k = i;
    for (; k < t.n && d.first_bytes < 2 && ascii_is_digit(t.p[k]); k++, d.first_bytes++)
        d.first = d.first * 10 + t.p[k] - '0';
    if (!d.first_bytes || k >= t.n || !strchr("/-.", t.p[k]) || !t.p[k])
        return false;
    d.separator = t.p[k++];
    for (; k < t.n && d.second_bytes < 2 && ascii_is_digit(t.p[k]); k++, d.second_bytes++)
        d.second = d.second * 10 + t.p[k] - '0';
    if (!d.second_bytes || k + 5 > t.n || t.p[k] != d.separator)
        return false;
    struct bytes year = bytes_cut(t, k + 1, 4);
    if (!bytes_starts(year, "19") && !bytes_starts(year, "20"))
        return false;
    bool edges = ascii_is_digit(year.p[2]) && ascii_is_digit(year.p[3]) && (k + 5 == t.n || !is_word(t.p[k + 5])) &&
                 (!i || (!is_word(t.p[i - 1]) && !strchr("/-.", t.p[i - 1])));
    d.bytes = k + 5 - i;
    *ret = d;
    return edges && d.first && d.second && d.first <= 31 && d.second <= 31;
}

enum date_order
date_order_of(struct bytes text)
{
    bool day = false, month = false;
    struct numbered_date d;
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_digit(text.p[i]) || !numbered_date_at(text, i, &d))
            continue;
        day |= d.first > 12 && d.second <= 12;
        month |= d.second > 12 && d.first <= 12;
        i += d.bytes - 1;
    }
    return day == month ? ORDER_OPEN : day ? ORDER_DAY_FIRST : ORDER_MONTH_FIRST;
}

struct bytes
date_order_apply(struct arena *a, struct bytes text, enum date_order order)
{
    struct bytes fixed = text;
    struct numbered_date d;
    for (size_t i = 0; order && i < text.n; i++) {
        if (!ascii_is_digit(text.p[i]) || !numbered_date_at(text, i, &d))
            continue;
        enum date_order usual = d.separator == '/' ? ORDER_MONTH_FIRST : ORDER_DAY_FIRST;
        if (usual != order && d.first <= 12 && d.second <= 12) {
            if (fixed.p == text.p)
                fixed = bytes_dup(a, text);
            char *at = (char *)(uintptr_t)fixed.p + i;
            memcpy(at, text.p + i + d.first_bytes + 1, d.second_bytes);
            at[d.second_bytes] = d.separator;
            memcpy(at + d.second_bytes + 1, text.p + i, d.first_bytes);
        }
        i += d.bytes - 1;
    }
    return fixed;
}

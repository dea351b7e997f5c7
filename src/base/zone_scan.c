/*
 * Is the word behind a clock a zone? "16:37 Denver - upgraded" says so, "14:05 Phoenix crashed" does not. Abbreviations
 * count when they are in capitals; places when they have a capital and a separator, "time" or the end behind them.
 */
#include "zone_scan.h"

#include <string.h>

enum {
    NAME_MAX_BYTES = 40,
    ABBREVIATION_MAX_BYTES = 4,    // of those known in lower case
    NAME_MAX_WORDS = 5,            // "Australian Eastern Standard Time" has four
    OFFSET_WEST_MAX_S = 12 * 3600, // what places have; "16:05-16:49" is no offset
    OFFSET_EAST_MAX_S = 14 * 3600,
};

/* ---- offsets ---- */

static size_t
sign_bytes(struct bytes t, int *ret_sign)
{
    *ret_sign = 1;
    if (t.n && t.p[0] == '+')
        return 1;
    *ret_sign = -1;
    if (t.n && t.p[0] == '-')
        return 1;
    return bytes_starts(t, "\xe2\x88\x92") ? 3 : 0;
}

size_t
zone_scan_offset(struct bytes t, bool lax, int *ret_offset_s)
{
    int sign;
    size_t at = sign_bytes(t, &sign), from = at;
    if (!at)
        return 0;
    int v[4];
    size_t n = 0;
    while (at < t.n && n < 4 && ascii_is_digit(t.p[at]))
        v[n++] = t.p[at++] - '0';
    if (n == 0 || n == 3 || (n == 1 && !lax))
        return 0;
    int h = n == 1 ? v[0] : v[0] * 10 + v[1], m = n == 4 ? v[2] * 10 + v[3] : 0;
    if (n <= 2 && t.n - at >= 3 && t.p[at] == ':' && ascii_is_digit(t.p[at + 1]) && ascii_is_digit(t.p[at + 2])) {
        m = (t.p[at + 1] - '0') * 10 + (t.p[at + 2] - '0');
        at += 3;
    }
    int s = h * 3600 + m * 60;
    if (at - from > 5 || m > 59 || s > (sign < 0 ? OFFSET_WEST_MAX_S : OFFSET_EAST_MAX_S))
        return 0;
    if (at < t.n && (ascii_is_alnum(t.p[at]) || t.p[at] == '_' || t.p[at] == '%'))
        return 0;
    if (at + 1 < t.n && t.p[at] == ':' && ascii_is_digit(t.p[at + 1]))
        return 0; // seconds: a clock
    *ret_offset_s = sign * s;
    return at;
}

/* ---- names ---- */

/* Of bytes beyond ASCII those of letters: dashes, arrows and quotes begin with 0xe2, signs with 0xc2. */
static bool
is_name_byte(char c)
{
    unsigned char u = (unsigned char)c;
    return ascii_is_alnum(c) || (u >= 0x80 && u != 0xe2 && u != 0xc2) || (c != '\0' && strchr("/_+-.'", c));
}

/* What may stand behind a place: a separator, never a word that goes on with the sentence. */
static bool
is_separated(struct bytes t, size_t at)
{
    while (at < t.n && (t.p[at] == ' ' || t.p[at] == '\t'))
        at++;
    if (at == t.n)
        return true;
    return strchr(":-|,;()]>\r\n", t.p[at]) != NULL || bytes_starts(bytes_from(t, at), "\xe2\x80\x93") ||
           bytes_starts(bytes_from(t, at), "\xe2\x80\x94") || bytes_starts(bytes_from(t, at), "\xc2\xb7");
}

static bool
has_lower(struct bytes t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] >= 'a' && t.p[i] <= 'z')
            return true;
    return false;
}

/* " time" behind a name, in any case, at a word's end; bytes taken. */
static size_t
scan_time_word(struct bytes t, size_t at)
{
    struct bytes rest = bytes_from(t, at);
    bool found = bytes_starts_nocase(rest, " time") && !(rest.n > 5 && is_name_byte(rest.p[5]));
    return found ? 5 : 0;
}

/*
 * Takes the name text[0..n) or not, with what belongs to it behind; bytes taken. What stands around a name is looked at
 * before the name is looked up: it is cheaper and rules out nearly everything.
 */
static size_t
try_name(struct zones *z, struct bytes text, size_t n, bool whole, zone_id *ret)
{
    struct bytes name = bytes_cut(text, 0, n);
    size_t time_word = scan_time_word(text, n);
    bool lower = has_lower(name), capital = name.p[0] >= 'A' && name.p[0] <= 'Z', separated = is_separated(text, n);
    bool path = memchr(name.p, '/', n) != NULL;
    bool place = capital && (lower || path) && // "GB", "ROC": names in tzdata, but not in a sentence
                 (time_word || separated || path || bytes_ends_nocase(name, " time"));
    bool abbreviation = !lower && !memchr(name.p, ' ', n);
    if (!whole && !place && !abbreviation && !separated && name.n > ABBREVIATION_MAX_BYTES)
        return 0;
    enum zone_word_kind kind;
    zone_id id = zone_lookup(z, name, &kind);
    bool sure = whole || kind == ZONE_WORD_ANY || (kind == ZONE_WORD_PLACE && place) ||
                (kind != ZONE_WORD_PLACE && (abbreviation || (kind == ZONE_WORD_LOWER && separated)));
    if (id == ZONE_NONE || !sure)
        return 0;
    *ret = id;
    return n + time_word;
}

/*
 * Whether "-09:44 UTC" behind a zone is the end of a range: no place is 44 minutes off, and an offset has no zone of
 * its own.
 */
static bool
ends_range(struct bytes t, size_t at, int offset_s)
{
    struct bytes rest = bytes_from(t, at);
    return offset_s % 900 || bytes_starts(rest, "Z") || bytes_starts(rest, " UTC") || bytes_starts(rest, " GMT");
}

/* "UTC" and "GMT" with an offset behind; bytes taken. */
static size_t
scan_utc_offset(struct zones *z, struct bytes t, zone_id *ret)
{
    if (!bytes_starts_nocase(t, "utc") && !bytes_starts_nocase(t, "gmt"))
        return 0;
    size_t at = 3;
    bool blank = at < t.n && t.p[at] == ' ';
    int offset_s;
    size_t n = zone_scan_offset(bytes_from(t, at + blank), true, &offset_s);
    if (!n || (offset_s < 0 && ends_range(t, at + blank + n, offset_s)))
        return 0;
    *ret = zone_fixed(z, offset_s);
    return *ret == ZONE_NONE ? 0 : at + blank + n;
}

/* "UTC-09:44 UTC": where the hyphen of a range stands behind a zone; 0 when none does. */
static size_t
range_hyphen(struct bytes text)
{
    size_t at = 0;
    while (at < text.n && ascii_is_alpha(text.p[at]))
        at++;
    return at + 2 < text.n && text.p[at] == '-' && ascii_is_digit(text.p[at + 1]) ? at : 0;
}

static size_t
scan_name(struct zones *z, struct bytes text, bool whole, zone_id *ret)
{
    size_t n = scan_utc_offset(z, text, ret);
    if (n)
        return n;
    /* Ends of the first words: the longest run of words that is a name wins. */
    size_t ends[NAME_MAX_WORDS], count = 0, at = 0;
    while (count < NAME_MAX_WORDS && at < text.n && at < NAME_MAX_BYTES && is_name_byte(text.p[at]) &&
           (count == 0 || text.p[at] != '-')) {
        while (at < text.n && is_name_byte(text.p[at]))
            at++;
        ends[count++] = at;
        if (at < text.n && text.p[at] == ' ')
            at++;
        else
            break;
    }
    while (count--) {
        size_t end = ends[count];
        if (end <= NAME_MAX_BYTES && (n = try_name(z, text, end, whole && end == text.n, ret))) // "Washington D.C."
            return n;
        while (end && strchr("-.'/+", text.p[end - 1])) // "UTC." and "UTC-": the mark is the sentence's
            end--;
        if (end && end != ends[count] && end <= NAME_MAX_BYTES && (n = try_name(z, text, end, false, ret)))
            return n;
    }
    at = range_hyphen(text);
    return at ? try_name(z, text, at, false, ret) : 0;
}

size_t
zone_scan(struct zones *z, struct bytes text, bool whole, zone_id *ret)
{
    if (!text.n)
        return 0;
    char c = text.p[0];
    if (c == '(' || c == '[') { // "(UTC)", and Java's "[Europe/Berlin]"
        ptrdiff_t close = bytes_find_char(bytes_cut(text, 0, NAME_MAX_BYTES + 2), c == '(' ? ')' : ']');
        if (close < 0)
            return 0;
        struct bytes inner = bytes_cut(text, 1, (size_t)close - 1);
        bool nested = inner.n && (inner.p[0] == '(' || inner.p[0] == '[');
        return inner.n && !nested && zone_scan(z, inner, true, ret) == inner.n ? (size_t)close + 1 : 0;
    }
    int sign;
    if (ascii_is_alpha(c) || ((unsigned char)c >= 0xc3 && !sign_bytes(text, &sign)))
        return scan_name(z, text, whole, ret);
    int offset_s;
    size_t n = zone_scan_offset(text, false, &offset_s);
    if (!n)
        return 0;
    *ret = zone_fixed(z, offset_s);
    return *ret == ZONE_NONE ? 0 : n;
}

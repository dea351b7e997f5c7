/*
 * One pass over the text looks at two neighbouring bytes at a time, in two tables of 256: nearly every secret has, or
 * has in front of it, a pair that plain text seldom has ("p_" of "ghp_", "d=" of "password="). Only there the rows and
 * rules of secrets_shape.c are asked. What they say is a range and a kind.
 *
 * A row's run of characters is looked through once: it counts only where it begins. So the whole is linear.
 */
#include "secrets.h"

#include "../base/buf.h"
#include "secrets_shape.h"

#include <string.h>

enum {
    NAME_BEFORE_MAX_BYTES = 64, // of a name in front of "="
    BLANKS_MAX = 4,             // between a name and its value
    USER_MAX_BYTES = 512,       // user and password in an address
    FLAG_MAX_BYTES = 32,
    CUT_MIN_BYTES = 8, // of a token that the end of the text cuts off, behind a prefix that is long enough
    CUT_PREFIX_MIN_BYTES = 4,
    VALUE_LOOK_BYTES = 256,   // of a value that is judged: names and values that follow each other stay linear
    KEY_MAX_BYTES = 16 << 10, // of a private key
    KEY_WORD_MIN_BYTES = 16,  // of a line of one whose end was cut off
};

enum { // pairs: first[a] & second[b]
    PAIR_UNDERSCORE = 1,
    PAIR_CAPITAL = 2,
    PAIR_LETTERS = 4,
    PAIR_DASH = 8,
    PAIR_SLASH = 16,
    PAIR_NAME = 32, // the end of a name and what stands between it and the value
    PAIR_SCHEME = 64,
    PAIR_BLANK = 128,
};

#define N PAIR_NAME
// clang-format off
static const uint8_t first[256] = {
    ['p'] = PAIR_UNDERSCORE | PAIR_DASH, ['o'] = PAIR_UNDERSCORE | PAIR_LETTERS, ['u'] = PAIR_UNDERSCORE,
    ['s'] = PAIR_UNDERSCORE | PAIR_DASH | N, ['r'] = PAIR_UNDERSCORE, ['t'] = PAIR_UNDERSCORE | PAIR_DASH | N,
    ['k'] = PAIR_UNDERSCORE | PAIR_DASH | PAIR_SLASH, ['c'] = PAIR_UNDERSCORE, ['m'] = PAIR_UNDERSCORE,
    ['a'] = PAIR_UNDERSCORE, ['f'] = PAIR_UNDERSCORE, ['i'] = PAIR_UNDERSCORE | PAIR_DASH, ['1'] = PAIR_UNDERSCORE,
    ['A'] = PAIR_CAPITAL, ['I'] = PAIR_CAPITAL, ['S'] = PAIR_CAPITAL | N, ['T'] = PAIR_CAPITAL | N,
    ['K'] = PAIR_CAPITAL, ['X'] = PAIR_CAPITAL, ['G'] = PAIR_CAPITAL | N, ['h'] = PAIR_CAPITAL,
    ['y'] = PAIR_LETTERS | N,
    ['-'] = PAIR_DASH | PAIR_SCHEME,
    [':'] = PAIR_SLASH, ['/'] = PAIR_SLASH, ['9'] = PAIR_SLASH,
    ['d'] = N, ['e'] = N, ['n'] = PAIR_UNDERSCORE | N, ['g'] = N, ['w'] = N,
    ['D'] = N, ['E'] = N, ['N'] = N, ['Y'] = N, ['W'] = N,
    ['"'] = N, ['\''] = N, ['*'] = N, ['`'] = N, [']'] = N,
    ['B'] = PAIR_SCHEME,
    [' '] = PAIR_BLANK,
};
static const uint8_t second[256] = {
    ['_'] = PAIR_UNDERSCORE,
    ['K'] = PAIR_CAPITAL, ['S'] = PAIR_CAPITAL, ['z'] = PAIR_CAPITAL, ['3'] = PAIR_CAPITAL, ['v'] = PAIR_CAPITAL,
    ['x'] = PAIR_LETTERS, ['J'] = PAIR_LETTERS,
    ['-'] = PAIR_DASH | PAIR_CAPITAL,
    ['/'] = PAIR_SLASH, ['w'] = PAIR_SLASH, ['.'] = PAIR_SLASH | PAIR_CAPITAL,
    ['='] = N | PAIR_BLANK, [':'] = N,
    ['e'] = PAIR_SCHEME, ['a'] = PAIR_SCHEME, ['u'] = PAIR_SCHEME,
};
// clang-format on
#undef N

struct found {
    size_t start, end; // what the mark stands for
    const char *kind;
};

/* Zero past the end. */
static char
at(struct bytes text, size_t i)
{
    return i < text.n ? text.p[i] : 0;
}

static bool
is_one_of(const char *set, char c)
{
    return c && strchr(set, c);
}

/* ---- tokens that are told by how they begin ---- */

/*
 * Whether a token can begin here: behind "\n" and "%3D" it can, though letters and digits stand there, and behind "="
 * and "/", though tokens may hold them (those that do are never looked at in vain, so a run is read once).
 */
static bool
is_begin(struct bytes text, size_t i, uint8_t chars)
{
    if (i == 0)
        return true;
    unsigned char before = (unsigned char)text.p[i - 1];
    if (!(secret_chars[before] & ((chars & ~CHARS_OTHER) | CHARS_ALNUM)))
        return true;
    if (i >= 2 && text.p[i - 2] == '\\' && (before == 'n' || before == 't' || before == 'r'))
        return true;
    return i >= 3 && text.p[i - 3] == '%' && ascii_is_hex(text.p[i - 2]) && ascii_is_hex((char)before);
}

/* Behind an address that gives access: all that is left of it. */
static size_t
address_end(struct bytes text, size_t i)
{
    while (i < text.n && (unsigned char)text.p[i] > ' ' && !is_one_of("\"'<>|`)]\\", text.p[i]))
        i++;
    return i;
}

static bool
find_row(const struct secret_row *row, struct bytes text, size_t start, struct found *f)
{
    size_t prefix = row->prefix.n, end = start + prefix;
    if (text.n - start < prefix || text.p[start] != row->prefix.p[0] ||
        memcmp(text.p + start, row->prefix.p, prefix) != 0 ||
        (!row->keeps_prefix && !is_begin(text, start, row->chars)))
        return false;
    while (end < text.n && secret_chars[(unsigned char)text.p[end]] & row->chars)
        end++;
    while (end > start + prefix && text.p[end - 1] == '.')
        end--;
    size_t n = end - start - prefix;
    bool cut = end == text.n && n >= CUT_MIN_BYTES && prefix >= CUT_PREFIX_MIN_BYTES; // by a ceiling on titles
    if ((n < row->min && !cut) || (row->max && n > row->max) || (end < text.n && ascii_is_alnum(text.p[end])))
        return false;
    if (row->is && !row->is(bytes_cut(text, start, end - start)))
        return false;
    if (row->keeps_prefix)
        *f = (struct found){start + prefix, address_end(text, end), row->kind};
    else
        *f = (struct found){start, end, row->kind};
    return true;
}

/* A token whose two seldom bytes stand at i. */
static bool
find_token_around(struct bytes text, size_t from, size_t i, struct found *f)
{
    for (const struct secret_row *row = secret_rows; row->kind; row++) {
        if (row->pair[0] != text.p[i] || row->pair[1] != text.p[i + 1])
            continue;
        if (i >= from + row->pair_at && find_row(row, text, i - row->pair_at, f))
            return true;
    }
    return false;
}

static bool
find_token_at(struct bytes text, size_t start, struct found *f)
{
    for (const struct secret_row *row = secret_rows; start < text.n && row->kind; row++)
        if (find_row(row, text, start, f))
            return true;
    return false;
}

/* ---- private keys ---- */

/* Behind the lines of a key without an end: words as long as base64 is. */
static size_t
cut_key_end(struct bytes text, size_t i)
{
    size_t end = i;
    for (;;) {
        while (i < text.n && (ascii_is_space(text.p[i]) || text.p[i] == '\\'))
            i++;
        size_t word = i;
        while (i < text.n && !ascii_is_space(text.p[i]))
            i++;
        if (i - word < KEY_WORD_MIN_BYTES)
            return end;
        end = i;
    }
}

/* From "-----BEGIN ... PRIVATE KEY" to behind its END. */
static bool
find_private_key(struct bytes text, size_t start, struct found *f)
{
    enum { HEAD_MAX_BYTES = 80 };
    struct bytes head = bytes_cut(text, start, HEAD_MAX_BYTES);
    if (!bytes_starts(head, "-----BEGIN "))
        return false;
    ptrdiff_t key = bytes_find(head, "PRIVATE KEY"), dashes = bytes_find(bytes_from(head, 5), "-----");
    if (key < 0 || dashes < 0 || dashes + 5 < key)
        return false;
    size_t body = start + (size_t)dashes + 10;
    struct bytes rest = bytes_cut(text, body, KEY_MAX_BYTES);
    ptrdiff_t last = bytes_find(rest, "-----END ");
    ptrdiff_t behind = last < 0 ? -1 : bytes_find(bytes_from(rest, (size_t)last + 9), "-----");
    size_t end = behind < 0 ? cut_key_end(text, body) : body + (size_t)last + 9 + (size_t)behind + 5;
    *f = (struct found){start, end, "private key"};
    return true;
}

/* ---- passwords in addresses ---- */

/* scheme://user:password@host, where the slashes stand at i. */
static bool
find_password_in_address(struct bytes text, size_t i, struct found *f)
{
    size_t start = i + 2, end = start, sign = 0;
    while (end < text.n && end - start < USER_MAX_BYTES && (unsigned char)text.p[end] > ' ' &&
           !is_one_of("/?#\"'<>`\\|", text.p[end])) {
        if (text.p[end] == '@')
            sign = end;
        end++;
    }
    char host = at(text, sign + 1);
    if (!sign || (!ascii_is_alnum(host) && !is_one_of("[$<{%", host)))
        return false;
    ptrdiff_t colon = bytes_find_char(bytes_cut(text, start, sign - start), ':');
    if (find_token_at(text, start, f)) {
        f->end = sign;
        return true;
    }
    if (colon < 0)
        return false;
    struct bytes password = bytes_cut(text, start + (size_t)colon + 1, sign - start - (size_t)colon - 1);
    if (!password.n || is_one_of("<${*.[", password.p[0]))
        return false;
    *f = (struct found){start + (size_t)colon + 1, sign, "password"};
    return true;
}

/* ---- values behind a name ---- */

static bool
is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool
is_name_char(char c)
{
    return secret_chars[(unsigned char)c] & (CHARS_WORD | CHARS_DOT);
}

/* The name that ends before `end`, without quotes and marks around it. */
static struct bytes
name_before(struct bytes text, size_t end)
{
    while (end > 0 && !is_name_char(text.p[end - 1]) &&
           (is_quote(text.p[end - 1]) || is_one_of("*\\] ", text.p[end - 1])))
        end--;
    size_t start = end;
    while (start > 0 && end - start < NAME_BEFORE_MAX_BYTES && is_name_char(text.p[start - 1]))
        start--;
    return bytes_cut(text, start, end - start);
}

/* Where a value begins behind what stands between it and its name: blanks, "=>", ":=", quotes and marks. */
static size_t
value_start(struct bytes text, size_t i, char *ret_quote)
{
    size_t blanks = 0;
    while (at(text, i) == '=' || at(text, i) == ':' || at(text, i) == '>')
        i++;
    while (blanks < BLANKS_MAX && (at(text, i) == ' ' || at(text, i) == '\t')) {
        i++;
        blanks++;
    }
    while (at(text, i) == '*' && at(text, i + 1) == '*') // bold
        i += 2;
    while (at(text, i) == ' ' && blanks++ < BLANKS_MAX)
        i++;
    if (at(text, i) == '\\' && is_quote(at(text, i + 1)))
        i++;
    *ret_quote = is_quote(at(text, i)) ? text.p[i++] : 0;
    return i;
}

static bool
ends_value(char c, char quote)
{
    if (quote)
        return c == '\n' || c == '\r' || c == '\0' || c == quote || c == '\\';
    return (unsigned char)c <= ' ' || is_one_of(",;\"'<>&)}]|`\\", c);
}

/* In quotes up to the quote, else up to a blank or what ends a value in code, JSON and addresses; at most `most`. */
static size_t
value_end(struct bytes text, size_t i, char quote, size_t most)
{
    size_t start = i;
    while (i < text.n && i - start < most && !ends_value(text.p[i], quote))
        i++;
    return i;
}

/* A value is judged by its beginning and masked whole. */
static struct found
value_found(struct bytes text, size_t start, char quote, const char *kind)
{
    size_t end = value_end(text, start, quote, SIZE_MAX);
    if (!quote && end - start > 1 && text.p[end - 1] == '.')
        end--;
    return (struct found){start, end, kind};
}

static struct bytes
value_at(struct bytes text, size_t start, char quote)
{
    return bytes_cut(text, start, value_end(text, start, quote, VALUE_LOOK_BYTES) - start);
}

/* What a value is called in its mark; NULL when it is no secret. */
static const char *
kind_of_value(enum secret_name name, struct bytes value, enum secret_place place)
{
    if (name == NAME_PASSWORD)
        return secret_is_password(value, place) ? "password" : NULL;
    return secret_is_random(value) ? name == NAME_KEY ? "key" : "token" : NULL;
}

/* Authorization: SCHEME VALUE. */
static bool
find_authorization(struct bytes text, size_t start, struct found *f)
{
    static const char *const schemes[] = {"bearer", "basic", "token", "apikey", "hmac", "geniekey"};
    size_t word = start;
    while (ascii_is_alpha(at(text, word)))
        word++;
    struct bytes scheme = bytes_cut(text, start, word - start);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!bytes_is_nocase(scheme, schemes[i]) || at(text, word) != ' ')
            continue;
        struct bytes value = value_at(text, word + 1, 0);
        bool basic = i == 1;
        if (basic ? !secret_is_basic(value) : !secret_is_random(value))
            return false;
        if (!find_token_at(text, word + 1, f))
            *f = value_found(text, word + 1, 0, basic ? "password" : "token");
        return true;
    }
    if (!secret_is_random(value_at(text, start, 0)))
        return false;
    if (!find_token_at(text, start, f))
        *f = value_found(text, start, 0, "token");
    return true;
}

/* A value that begins at `start`, behind a name that says it is secret. */
static bool
find_value(enum secret_name name, struct bytes text, size_t start, char quote, enum secret_place place, struct found *f)
{
    if (name == NAME_AUTHORIZATION)
        return find_authorization(text, start, f);
    struct bytes value = value_at(text, start, quote);
    /* A sentence in quotes, "must have 8 characters", is none. */
    if (bytes_find_char(value, ' ') >= 0)
        return false;
    if (find_token_at(text, start, f))
        return true;
    const char *kind = kind_of_value(name, value, place);
    if (kind)
        *f = value_found(text, start, quote, kind);
    return kind;
}

/*
 * Whether one of the names may end before i: nearly all words in front of a colon are none. Said again here because
 * asking for the name takes ten times as long; the test for each name would miss one that lacks.
 */
static bool
may_end_name(struct bytes text, size_t i)
{
    char last = i > 0 ? ascii_lower(text.p[i - 1]) : 0, before = i > 1 ? ascii_lower(text.p[i - 2]) : 0;
    switch (last) {
    case 'd':
        return is_one_of("rwi", before);
    case 'e':
        return is_one_of("sdr", before);
    case 't':
        return before == 'r' || before == 'e';
    case 'n':
        return before == 'e' || (before == 'o' && i > 5 && ascii_lower(text.p[i - 6]) == 'z'); // authorization
    case 'y':
        return before == 'e';
    case 's':
        return before == 's';
    case 'g':
        return before == 'i';
    case 'w':
        return before == 'p';
    default:
        return !ascii_is_alnum(last); // a quote or a blank behind the name
    }
}

/* NAME=VALUE, "name": "value", where what stands between them begins at i. */
static bool
find_assigned(struct bytes text, size_t i, struct found *f)
{
    enum secret_name name = may_end_name(text, i) ? secret_name_of(name_before(text, i)) : NAME_PLAIN;
    if (name == NAME_PLAIN)
        return false;
    char quote;
    size_t start = value_start(text, i, &quote);
    return find_value(name, text, start, quote, text.p[i] == '=' || quote ? PLACE_VALUE : PLACE_PROSE, f);
}

/* --password VALUE and curl's -u user:password, where the last dash stands at i. */
static bool
find_argument(struct bytes text, size_t i, struct found *f)
{
    size_t end = i + 1;
    char quote;
    while (end - i <= FLAG_MAX_BYTES && secret_chars[(unsigned char)at(text, end)] & CHARS_WORD &&
           (end > i + 1 || at(text, end) != '-'))
        end++;
    struct bytes flag = bytes_cut(text, i + 1, end - i - 1);
    if (end == i + 1 || at(text, end) != ' ' || (i > 0 && text.p[i - 1] != '-' && text.p[i - 1] != ' '))
        return false;
    size_t start = value_start(text, end, &quote);
    if (!bytes_is(flag, "u") && !bytes_is(flag, "user")) {
        enum secret_name name = secret_name_of(flag);
        return name != NAME_PLAIN && find_value(name, text, start, quote, quote ? PLACE_VALUE : PLACE_PROSE, f);
    }
    struct bytes both = value_at(text, start, quote);
    ptrdiff_t colon = bytes_find_char(both, ':');
    if (colon < 1 || bytes_find_char(both, ' ') >= 0 ||
        !secret_is_password(bytes_from(both, (size_t)colon + 1), PLACE_PROSE))
        return false;
    *f = value_found(text, start + (size_t)colon + 1, quote, "password");
    return true;
}

/* ---- the pass ---- */

/* The first pair at or behind i that a secret may have; n when there is none. n: bytes that have one behind them. */
static size_t
next_pair(const unsigned char *p, size_t i, size_t n)
{
    for (; i + 4 <= n; i += 4) {
        unsigned a = first[p[i]] & second[p[i + 1]], b = first[p[i + 1]] & second[p[i + 2]];
        unsigned c = first[p[i + 2]] & second[p[i + 3]], d = first[p[i + 3]] & second[p[i + 4]];
        if (a | b | c | d)
            return i + (a ? 0 : b ? 1 : c ? 2 : 3);
    }
    while (i < n && !(first[p[i]] & second[p[i + 1]]))
        i++;
    return i;
}

/* Whether the pair at i belongs to a secret. */
static bool
find_around(struct bytes text, size_t from, size_t i, struct found *f)
{
    char a = text.p[i], b = text.p[i + 1];
    if (b == '=' || b == ':')
        return find_assigned(text, i + 1, f);
    if (a == ':' && b == '/')
        return at(text, i + 2) == '/' && find_password_in_address(text, i + 1, f);
    if (a == '-' && b == '-' && find_private_key(text, i, f))
        return true;
    if (a == '-')
        return find_argument(text, b == '-' ? i + 1 : i, f);
    return find_token_around(text, from, i, f);
}

/* The next secret at or behind `from`. */
static bool
find_next(struct bytes text, size_t from, struct found *f)
{
    size_t n = text.n ? text.n - 1 : 0;
    for (size_t i = from; (i = next_pair((const unsigned char *)text.p, i, n)) < n; i++)
        if (find_around(text, from, i, f) && f->start >= from && f->end > f->start)
            return true;
    return false;
}

struct bytes
secrets_mask(struct arena *a, struct bytes text)
{
    struct found f;
    if (!find_next(text, 0, &f))
        return text;
    struct buf out = {0};
    size_t from = 0;
    do {
        buf_add(&out, bytes_cut(text, from, f.start - from));
        buf_printf(&out, "[secret: %s]", f.kind);
        from = f.end;
    } while (find_next(text, from, &f));
    buf_add(&out, bytes_from(text, from));
    struct bytes masked = bytes_dup(a, buf_bytes(&out));
    buf_done(&out);
    return masked;
}

struct bytes
secrets_mask_named(struct arena *a, struct bytes name, struct bytes value)
{
    enum secret_name said = secret_name_of(name);
    const char *kind = said == NAME_PLAIN || said == NAME_AUTHORIZATION
                           ? NULL
                           : kind_of_value(said, bytes_cut(value, 0, VALUE_LOOK_BYTES), PLACE_VALUE);
    struct bytes masked = secrets_mask(a, value);
    if (kind && masked.p == value.p) // else a mark says more than the name
        return bytes_printf(a, "[secret: %s]", kind);
    return masked;
}

bool
secrets_is_name(struct bytes name)
{
    return secret_name_of(name) != NAME_PLAIN;
}

/*
 * What a text mentions: addresses, pull requests, commits, versions.
 *
 * This runs over every message there is, and most mention nothing. So text without a digit and without ':' is left at
 * once (nothing we look for does without both); the rest is read once, byte by byte, with a table that says where to
 * look closer. What is found wrongly does little harm: a tie only matters when another signal has it too. What is
 * missed keeps two records of one fact apart.
 */
#include "ties.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    NUMBER_DIGITS_MAX = 9, // of a pull request
    BARE_DIGITS_MIN = 2,   // "#1" alone counts a list
    COMMIT_DIGITS_MIN = 7,
    COMMIT_DIGITS_MAX = 40,
    VERSION_BYTES_MIN = 4,
    VERSION_BYTES_MAX = 80,
    SEGMENTS_MAX = 24,   // of an address's path
    LOOK_BACK_MAX = 120, // bytes before a '#': OWNER/REPO or "pull request"
};

enum { PLAIN = 0, WORD, HEX, MARK };

// clang-format off
static const uint8_t classes[256] = {
#define P PLAIN
#define W WORD
#define H HEX
#define M MARK
    /*       0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f */
    /* 0 */  P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    /* 1 */  P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    /* 2 */  P, M, P, M, P, P, P, P, P, P, P, P, P, P, P, P, // ! #
    /* 3 */  H, H, H, H, H, H, H, H, H, H, M, P, P, P, P, P, // 0-9 :
    /* 4 */  P, H, H, H, H, H, H, W, W, W, W, W, W, W, W, W, // A-O
    /* 5 */  W, W, W, W, W, W, W, W, W, W, W, P, P, P, P, W, // P-Z _
    /* 6 */  P, H, H, H, H, H, H, W, W, W, W, W, W, W, W, W, // a-o
    /* 7 */  W, W, W, W, W, W, W, W, W, W, W, P, P, P, P, P, // p-z
#undef P
#undef W
#undef H
#undef M
};
// clang-format on

struct scan {
    struct import *im;
    struct signal *signal;
    struct bytes text;
    size_t url_end; // addresses found so far end here
};

static int
class_at(struct bytes t, size_t at)
{
    return at < t.n ? classes[(uint8_t)t.p[at]] : PLAIN;
}

static bool
is_word_at(struct bytes t, size_t at)
{
    int c = class_at(t, at);
    return c == WORD || c == HEX;
}

static size_t
skip_digits(struct bytes t, size_t at)
{
    while (at < t.n && ascii_is_digit(t.p[at]))
        at++;
    return at;
}

bool
is_commit_id(struct bytes b)
{
    if (b.n < COMMIT_DIGITS_MIN || b.n > COMMIT_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < b.n; i++)
        if (!ascii_is_hex(b.p[i]))
            return false;
    return true;
}

static void
tie_commit(struct import *im, struct signal *s, enum tie_role role, struct bytes id)
{
    char lower[COMMIT_DIGITS_MAX];
    for (size_t i = 0; i < id.n; i++)
        lower[i] = ascii_lower(id.p[i]);
    import_tie(im, s, TIE_COMMIT, role, (struct bytes){lower, id.n});
}

/* ---- addresses ---- */

struct address {
    struct bytes host;
    struct bytes segments[SEGMENTS_MAX];
    size_t count;
};

static bool
address_of(struct bytes url, struct address *ret)
{
    if (bytes_starts_nocase(url, "https://"))
        url = bytes_from(url, 8);
    else if (bytes_starts_nocase(url, "http://"))
        url = bytes_from(url, 7);
    else
        return false;
    size_t end = 0;
    while (end < url.n && url.p[end] != '?' && url.p[end] != '#')
        end++;
    struct bytes rest = bytes_cut(url, 0, end), part;
    if (!bytes_split(&rest, '/', &ret->host) || !ret->host.n)
        return false;
    ret->count = 0;
    while (ret->count < SEGMENTS_MAX && bytes_split(&rest, '/', &part))
        if (part.n)
            ret->segments[ret->count++] = part;
    return true;
}

static bool
is_number(struct bytes b)
{
    return b.n > 0 && b.n <= NUMBER_DIGITS_MAX && skip_digits(b, 0) == b.n;
}

static void
put(struct pull_url *to, struct bytes b)
{
    if (to->n + b.n >= sizeof to->s) {
        to->n = sizeof to->s; // too long; pull_of_url() says so
        return;
    }
    memcpy(to->s + to->n, b.p, b.n);
    to->n += b.n;
}

/* Where in the path the pull request's word stands, with a number behind it; count when nowhere. */
static size_t
find_pull(const struct address *a)
{
    for (size_t i = 1; i + 1 < a->count; i++) {
        struct bytes word = a->segments[i];
        if (!is_number(a->segments[i + 1]))
            continue;
        if (bytes_is(word, "merge_requests") ||
            (i >= 2 && (bytes_is(word, "pull") || bytes_is(word, "pulls") || bytes_is(word, "pull-requests"))))
            return i;
    }
    return a->count;
}

static bool
pull_of_address(const struct address *a, struct pull_url *ret)
{
    size_t at = find_pull(a);
    if (at == a->count)
        return false;
    struct bytes word = a->segments[at], host = a->host;
    size_t first = 0, end = at;
    const char *middle = "/pull/";
    if (bytes_is(word, "merge_requests")) {
        middle = "/-/merge_requests/";
        if (bytes_is(a->segments[at - 1], "-"))
            end--;
    } else if (bytes_is(word, "pull-requests")) {
        middle = "/pull-requests/";
    } else {
        first = at - 2; // OWNER/REPO; before it only what an API puts there
        if (bytes_is_nocase(host, "api.github.com"))
            host = BYTES("github.com");
    }
    if (end == first)
        return false;
    ret->n = 0;
    put(ret, BYTES("https://"));
    size_t host_at = ret->n;
    put(ret, host);
    for (size_t i = host_at; i < ret->n && i < sizeof ret->s; i++)
        ret->s[i] = ascii_lower(ret->s[i]);
    for (size_t i = first; i < end && ret->n < sizeof ret->s; i++) {
        put(ret, BYTES("/"));
        if (ret->n < sizeof ret->s)
            put(ret, a->segments[i]);
    }
    if (ret->n < sizeof ret->s)
        put(ret, bytes_of(middle));
    if (ret->n < sizeof ret->s)
        put(ret, a->segments[at + 1]);
    return ret->n < sizeof ret->s;
}

bool
pull_of_url(struct bytes url, struct pull_url *ret)
{
    struct address a;
    return address_of(url, &a) && pull_of_address(&a, ret);
}

/* The id behind /commit/ or /commits/; empty when there is none. */
static struct bytes
commit_of_address(const struct address *a)
{
    for (size_t i = 2; i + 1 < a->count; i++) {
        struct bytes word = a->segments[i], id = a->segments[i + 1];
        if (!bytes_is(word, "commit") && !bytes_is(word, "commits"))
            continue;
        if (bytes_ends(id, ".patch") || bytes_ends(id, ".diff"))
            id = bytes_cut(id, 0, (size_t)bytes_find_char(id, '.'));
        if (is_commit_id(id))
            return id;
    }
    return BYTES_NONE;
}

void
import_tie_url(struct import *im, struct signal *s, enum tie_role role, struct bytes url)
{
    struct address a;
    struct pull_url pull;
    if (url.n > TIE_VALUE_MAX_BYTES || !address_of(url, &a))
        return;
    struct bytes commit = commit_of_address(&a);
    bool is_pull = pull_of_address(&a, &pull);
    if (is_pull)
        import_tie(im, s, TIE_PULL, role, (struct bytes){pull.s, pull.n});
    if (commit.n)
        tie_commit(im, s, is_pull ? TIE_SAYS : role, commit); // a commit inside a pull request is not the request
    if (!is_pull && !commit.n)
        import_tie(im, s, TIE_URL, role, url);
}

static bool
ends_url(char c)
{
    switch (c) {
    case '<':
    case '>':
    case '"':
    case '`':
    case '|':
    case '\\':
    case '^':
    case 0x7f:
        return true;
    default:
        return (unsigned char)c <= ' ';
    }
}

/* Without the punctuation of the sentence around it; a closing bracket stays when the address opened it. */
static size_t
trim_url(struct bytes t, size_t start, size_t end)
{
    int round = 0, square = 0;
    for (size_t i = start; i < end; i++) {
        round += (t.p[i] == '(') - (t.p[i] == ')');
        square += (t.p[i] == '[') - (t.p[i] == ']');
    }
    while (end > start) {
        char c = t.p[end - 1];
        if (c == ')' && round < 0)
            round++;
        else if (c == ']' && square < 0)
            square++;
        else if (end - start >= 3 && (memcmp(t.p + end - 3, "\xe2\x80", 2) == 0 || // quotes, dots, dashes
                                      memcmp(t.p + end - 3, "\xe3\x80", 2) == 0))  // ideographic full stop, brackets
            end -= 2;
        else if (!strchr(".,;:!?'*_~}", c) || !c)
            break;
        end--;
    }
    return end;
}

/* At the ':' of "://". Returns where to go on. */
static size_t
scan_url(struct scan *sc, size_t colon)
{
    struct bytes t = sc->text;
    if (t.n - colon < 4 || t.p[colon + 1] != '/' || t.p[colon + 2] != '/')
        return colon + 1;
    size_t start = colon;
    while (start > sc->url_end && colon - start < 6 && ascii_is_alpha(t.p[start - 1]))
        start--;
    struct bytes scheme = bytes_cut(t, start, colon - start);
    if (!bytes_is_nocase(scheme, "http") && !bytes_is_nocase(scheme, "https"))
        return colon + 1;
    size_t end = colon + 3;
    while (end < t.n && !ends_url(t.p[end]))
        end++;
    end = trim_url(t, start, end);
    if (end <= colon + 3)
        return colon + 3;
    import_tie_url(sc->im, sc->signal, TIE_SAYS, bytes_cut(t, start, end - start));
    sc->url_end = end;
    return end;
}

/* ---- numbers of pull requests ---- */

static bool
in_repository_name(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/';
}

/* Does the text up to `end` end with the word? */
static bool
word_ends_at(struct bytes t, size_t end, const char *word)
{
    size_t n = strlen(word);
    return end >= n && bytes_is_nocase(bytes_cut(t, end - n, n), word) &&
           (end == n || !ascii_is_alnum(t.p[end - n - 1]));
}

static bool
pull_word_before(struct bytes t, size_t at)
{
    static const char *const words[] = {"pr",     "prs",    "pull",          "pulls", "pull request", "pull requests",
                                        "mr",     "mrs",    "merge request", "issue", "issues",       "merge requests",
                                        "merged", "revert", "reverts",       "fixes", "closes"};
    while (at > 0 && (t.p[at - 1] == ' ' || t.p[at - 1] == ':' || t.p[at - 1] == '('))
        at--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word_ends_at(t, at, words[i]))
            return true;
    return false;
}

/* OWNER/REPO (GitLab: GROUP/SUBGROUP/PROJECT) straight before `at`; empty when what stands there is no such name. */
static struct bytes
repository_before(struct bytes t, size_t at, size_t floor)
{
    size_t start = at, slashes = 0;
    while (start > floor && at - start < LOOK_BACK_MAX && in_repository_name(t.p[start - 1])) {
        start--;
        slashes += t.p[start] == '/';
    }
    struct bytes name = bytes_cut(t, start, at - start);
    bool whole = name.n && slashes >= 1 && name.p[0] != '/' && name.p[name.n - 1] != '/' && at - start < LOOK_BACK_MAX;
    return whole && bytes_find(name, "//") == BYTES_NOT_FOUND ? name : BYTES_NONE;
}

/* "#12" */
static void
tie_number(struct scan *sc, struct bytes digits)
{
    char value[NUMBER_DIGITS_MAX + 1] = "#";
    memcpy(value + 1, digits.p, digits.n);
    import_tie(sc->im, sc->signal, TIE_PULL, TIE_SAYS, (struct bytes){value, digits.n + 1});
}

/* At '#' or '!' with a number behind. */
static size_t
scan_number(struct scan *sc, size_t at)
{
    struct bytes t = sc->text;
    size_t start = at + 1, end = skip_digits(t, start), digits = end - start;
    if (digits == 0 || digits > NUMBER_DIGITS_MAX || t.p[start] == '0' || is_word_at(t, end) ||
        (end + 1 < t.n && (t.p[end] == '.' || t.p[end] == '-') && ascii_is_digit(t.p[end + 1])))
        return start; // a colour, a heading, a version: the word is looked at as a word

    char before = at > sc->url_end ? t.p[at - 1] : ' ';
    struct bytes repository = repository_before(t, at, sc->url_end);
    if (repository.n) {
        char value[LOOK_BACK_MAX + NUMBER_DIGITS_MAX + 8];
        int n = snprintf(value, sizeof value, "%.*s#%.*s", BYTES_ARG(repository), (int)digits, t.p + start);
        import_tie(sc->im, sc->signal, TIE_PULL, TIE_SAYS, (struct bytes){value, (size_t)n});
        return end;
    }
    bool said = pull_word_before(t, at);
    if (!said && (t.p[at] == '!' || digits < BARE_DIGITS_MIN || before == '&' || before == '/' || before == '#'))
        return end;
    tie_number(sc, bytes_cut(t, start, digits));
    return end;
}

/* ---- words: commits and versions ---- */

/* Parts of names of pods, files, paths and ids look like commits; their neighbours give them away. */
static bool
stands_alone(const struct scan *sc, size_t start, size_t end)
{
    struct bytes t = sc->text;
    char before = start > 0 ? t.p[start - 1] : ' ', after = end < t.n ? t.p[end] : ' ';
    if (strchr("-_./%\\$+=~#", before) && before && !(before == '.' && start >= 3 && t.p[start - 2] == '.'))
        return false;
    if (strchr("-_/%\\=+@", after) && after)
        return false;
    return !(after == '.' && is_word_at(t, end + 1));
}

static void
scan_commit(struct scan *sc, size_t start, size_t end)
{
    struct bytes id = bytes_cut(sc->text, start, end - start);
    bool digit = false, letter = false;
    for (size_t i = 0; i < id.n; i++) {
        digit |= ascii_is_digit(id.p[i]);
        letter |= ascii_is_alpha(id.p[i]);
    }
    if (digit && letter && stands_alone(sc, start, end))
        tie_commit(sc->im, sc->signal, TIE_SAYS, id);
}

/* "v1.2.3", "v20190208-c35c7e3": more than a bare "v1", which is mostly part of an API's name. */
static size_t
scan_version(struct scan *sc, size_t start)
{
    struct bytes t = sc->text;
    size_t end = start + 1;
    bool parts = false;
    while (end < t.n && (ascii_is_alnum(t.p[end]) || t.p[end] == '.' || t.p[end] == '-' || t.p[end] == '_')) {
        parts |= !ascii_is_alnum(t.p[end]) && end + 1 < t.n && ascii_is_alnum(t.p[end + 1]);
        end++;
    }
    size_t next = end;
    while (end > start && !ascii_is_alnum(t.p[end - 1]))
        end--;
    struct bytes version = bytes_cut(t, start, end - start);
    bool path = start > 0 && strchr("-_./\\", t.p[start - 1]) && t.p[start - 1];
    if (parts && !path && version.n >= VERSION_BYTES_MIN && version.n <= VERSION_BYTES_MAX)
        import_tie(sc->im, sc->signal, TIE_VERSION, TIE_SAYS, version);
    return next;
}

/* Behind "PR" or "MR": "PR 560", as people write who leave the '#' out. */
static size_t
scan_plain_number(struct scan *sc, size_t at)
{
    struct bytes t = sc->text;
    if (class_at(t, at) != PLAIN || at >= t.n || t.p[at] != ' ')
        return at;
    size_t start = at + 1, end = skip_digits(t, start);
    if (end - start < BARE_DIGITS_MIN || end - start > NUMBER_DIGITS_MAX || t.p[start] == '0' || is_word_at(t, end) ||
        (end < t.n && strchr(".:-/", t.p[end]) && ascii_is_digit(end + 1 < t.n ? t.p[end + 1] : ' ')))
        return at;
    tie_number(sc, bytes_cut(t, start, end - start));
    return end;
}

/* At the first byte of a word. */
static size_t
scan_word(struct scan *sc, size_t start)
{
    struct bytes t = sc->text;
    size_t at = start;
    while (class_at(t, at) == HEX)
        at++;
    if (class_at(t, at) != WORD) {
        if (at - start >= COMMIT_DIGITS_MIN && at - start <= COMMIT_DIGITS_MAX)
            scan_commit(sc, start, at);
        return at;
    }
    if (t.p[start] == 'v' && start + 1 < t.n && ascii_is_digit(t.p[start + 1]))
        return scan_version(sc, start);
    while (is_word_at(t, at))
        at++;
    if (at - start == 2 && t.p[start + 1] == 'R' && (t.p[start] == 'P' || t.p[start] == 'M'))
        return scan_plain_number(sc, at);
    return at;
}

static bool
may_mention(struct bytes t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] <= ':' && t.p[i] >= '0') // digits and ':' are neighbours
            return true;
    return false;
}

void
import_tie_text(struct import *im, struct signal *s, struct bytes text)
{
    if (!may_mention(text))
        return;
    struct scan sc = {.im = im, .signal = s, .text = text};
    for (size_t at = 0; at < text.n;) {
        switch (classes[(uint8_t)text.p[at]]) {
        case PLAIN:
            at++;
            break;
        case MARK:
            at = text.p[at] == ':' ? scan_url(&sc, at) : scan_number(&sc, at);
            break;
        default:
            at = scan_word(&sc, at);
        }
    }
}

/*
 * Finds the evidence table's patterns in a text in one pass.
 *
 * A text becomes words first (lower case, addresses left out). Then each word is looked up twice: as a whole word, and
 * by its first three letters for the patterns that begin with "word*". A hit leads to the few patterns that begin so,
 * which are compared word by word. Most words hit nothing, so the cost is two probes a word.
 *
 * The table made ready is small (some 40 kB, of numbers instead of pointers): a timeline of a thousand signals must not
 * pay more for it than for its signals, and it stays in the nearest cache.
 */
#include "evidence.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_MIN = 64, // a power of two, like every size of a table
    ELEMS_MAX = 6,
    PREFIX_KEY = 3,
    GAP_MAX = 3, // words that "~" may stand for
    WORDS_MAX = 1024,
    NEGATION_REACH = 2,
};

enum elem_kind { ELEM_WORD, ELEM_PREFIX, ELEM_NEGATION, ELEM_NUMBER, ELEM_GAP };

struct elem {
    uint16_t at; // of its word in the row's patterns
    uint8_t n;
    uint8_t kind;
};

/* Patterns are known by their number + 1; 0 is none. */
struct pattern {
    uint16_t next; // with the same first word
    uint16_t elems_at;
    uint8_t elem_count;
    uint8_t row;
};

/* First words and the newest pattern that begins so: open addressing, at most half full. */
struct firsts {
    uint32_t *keys; // 0: free
    uint16_t *patterns;
    uint32_t slot_count, count;
};

struct matcher {
    struct pattern *patterns;
    struct elem *elems;
    uint32_t pattern_count, elem_count;
    uint16_t negations; // that begin with any word of negation
    struct firsts words, prefixes;
};

struct word {
    uint32_t hash;
    uint16_t at, n;             // in the lower-case copy
    uint16_t text_at, text_end; // in the text
    bool in_code, has_digit, is_number, is_negation;
};

struct reading {
    char lower[EVIDENCE_TEXT_MAX_BYTES];
    size_t lower_n;
    struct word words[WORDS_MAX];
    uint32_t word_count;
};

/* FNV-1a; never 0, which marks a free slot. The words are ours or short, and a collision only costs a comparison. */
static uint32_t
hash_of(const char *p, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h ? h : 1;
}

static uint32_t
slot_of(const struct firsts *f, uint32_t key)
{
    uint32_t i = key & (f->slot_count - 1);
    while (f->keys[i] && f->keys[i] != key)
        i = (i + 1) & (f->slot_count - 1);
    return i;
}

static uint16_t
patterns_of(const struct firsts *f, uint32_t key)
{
    return f->patterns[slot_of(f, key)];
}

/* ---- making the table ready ---- */

static void *
zeroed(size_t count, size_t elem_bytes)
{
    void *p = calloc(count, elem_bytes);
    if (!p)
        abort();
    return p;
}

static void
firsts_done(struct firsts *f)
{
    free(f->keys);
    free(f->patterns);
}

static void
firsts_init(struct firsts *f, uint32_t slot_count)
{
    *f = (struct firsts){.slot_count = slot_count};
    f->keys = zeroed(slot_count, sizeof *f->keys);
    f->patterns = zeroed(slot_count, sizeof *f->patterns);
}

static void
firsts_double(struct firsts *f)
{
    struct firsts old = *f;
    firsts_init(f, old.slot_count * 2);
    f->count = old.count;
    for (uint32_t i = 0; i < old.slot_count; i++)
        if (old.keys[i]) {
            uint32_t slot = slot_of(f, old.keys[i]);
            f->keys[slot] = old.keys[i];
            f->patterns[slot] = old.patterns[i];
        }
    firsts_done(&old);
}

/* Where the newest pattern of the first word stands. */
static uint16_t *
firsts_at(struct firsts *f, uint32_t key)
{
    uint32_t slot = slot_of(f, key);
    if (!f->keys[slot]) {
        if (++f->count > f->slot_count / 2) {
            firsts_double(f);
            slot = slot_of(f, key);
        }
        f->keys[slot] = key;
    }
    return &f->patterns[slot];
}

static struct bytes
elem_word(const struct pattern *p, const struct elem *e)
{
    return (struct bytes){evidence_table[p->row].patterns + e->at, e->n};
}

static enum elem_kind
elem_kind_of(struct bytes word)
{
    if (bytes_is(word, "~"))
        return ELEM_GAP;
    if (bytes_is(word, "#"))
        return ELEM_NUMBER;
    if (bytes_is(word, "!"))
        return ELEM_NEGATION;
    return word.p[word.n - 1] == '*' ? ELEM_PREFIX : ELEM_WORD;
}

/* Reads the words of one pattern; `all` is the row's patterns. */
static struct pattern *
pattern_new(struct matcher *mt, uint32_t row, const char *all, struct bytes text)
{
    struct pattern *p = &mt->patterns[mt->pattern_count++];
    struct bytes word;
    *p = (struct pattern){.row = (uint8_t)row, .elems_at = (uint16_t)mt->elem_count};
    while (bytes_split(&text, ' ', &word)) {
        assert(p->elem_count < ELEMS_MAX && word.n && word.n <= UINT8_MAX && word.p - all <= UINT16_MAX);
        enum elem_kind kind = elem_kind_of(word);
        mt->elems[mt->elem_count++] = (struct elem){
            .at = (uint16_t)(word.p - all), .n = (uint8_t)(word.n - (kind == ELEM_PREFIX)), .kind = (uint8_t)kind};
        p->elem_count++;
    }
    assert(p->elem_count && mt->elems[p->elems_at].kind <= ELEM_NEGATION);
    return p;
}

static void
matcher_add(struct matcher *mt, struct pattern *p)
{
    const struct elem *e = &mt->elems[p->elems_at];
    struct bytes first = elem_word(p, e);
    bool prefix = e->kind == ELEM_PREFIX;
    assert(!prefix || first.n >= PREFIX_KEY);
    uint16_t *newest = e->kind == ELEM_NEGATION ? &mt->negations
                       : prefix                 ? firsts_at(&mt->prefixes, hash_of(first.p, PREFIX_KEY))
                                                : firsts_at(&mt->words, hash_of(first.p, first.n));
    p->next = *newest;
    *newest = (uint16_t)mt->pattern_count;
}

/* Room for all patterns: as many as there are ends of one, and of words. */
static void
matcher_make_room(struct matcher *mt)
{
    uint32_t patterns = 0, elems = 0;
    for (uint32_t row = 0; row < evidence_count; row++) {
        const char *text = evidence_table[row].patterns;
        patterns += text && *text;
        elems += text && *text;
        for (; text && *text; text++) {
            patterns += *text == '|';
            elems += *text == '|' || *text == ' ';
        }
    }
    assert(evidence_count <= EVIDENCE_MAX && patterns < UINT16_MAX && elems <= UINT16_MAX);
    mt->patterns = zeroed((size_t)patterns + 1, sizeof *mt->patterns);
    mt->elems = zeroed((size_t)elems + 1, sizeof *mt->elems);
}

struct matcher *
matcher_new(void)
{
    struct matcher *mt = zeroed(1, sizeof *mt);
    matcher_make_room(mt);
    firsts_init(&mt->words, SLOTS_MIN);
    firsts_init(&mt->prefixes, SLOTS_MIN);
    for (uint32_t row = 0; row < evidence_count; row++) {
        const char *all = evidence_table[row].patterns;
        struct bytes rest = bytes_of(all), one;
        while (rest.n && bytes_split(&rest, '|', &one))
            matcher_add(mt, pattern_new(mt, row, all, one));
    }
    return mt;
}

void
matcher_free(struct matcher *mt)
{
    if (!mt)
        return;
    firsts_done(&mt->words);
    firsts_done(&mt->prefixes);
    free(mt->patterns);
    free(mt->elems);
    free(mt);
}

/* ---- reading a text ---- */

static bool
is_word_char(unsigned char c)
{
    return ascii_is_alnum((char)c) || c == '_' || c >= 0x80;
}

static bool
is_negation(struct bytes w)
{
    static const struct bytes words[] = {
        BYTES_INIT("not"),    BYTES_INIT("no"),      BYTES_INIT("never"), BYTES_INIT("without"),
        BYTES_INIT("cannot"), BYTES_INIT("cant"),    BYTES_INIT("isnt"),  BYTES_INIT("wasnt"),
        BYTES_INIT("hasnt"),  BYTES_INIT("nothing"), BYTES_INIT("0"),     BYTES_INIT("dont"),
        BYTES_INIT("doesnt"), BYTES_INIT("didnt"),   BYTES_INIT("wont"),  BYTES_INIT("couldnt"),
    };
    if (w.n > 3 && memcmp(w.p + w.n - 3, "n't", 3) == 0)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) // every word of every text comes here: lengths first
        if (w.n == words[i].n && memcmp(w.p, words[i].p, w.n) == 0)
            return true;
    return false;
}

/* Behind an address that starts at `at`, or `at` when there is none. */
static size_t
skip_address(struct bytes t, size_t at)
{
    struct bytes rest = bytes_from(t, at);
    if (rest.p[0] != 'h' || !(bytes_starts(rest, "http://") || bytes_starts(rest, "https://")))
        return at;
    while (at < t.n && !ascii_is_space(t.p[at]) && t.p[at] != '>' && t.p[at] != ')' && t.p[at] != '|')
        at++;
    return at;
}

static bool
is_unit(struct bytes rest)
{
    static const char *const units[] = {
        "ms",      "gb",     "mb",       "gib",     "mib",        "kb",      "tb",     "mi",     "gi",      "rps",
        "qps",     "req",    "sec",      "min",     "hour",       "error",   "pod",    "node",   "user",    "customer",
        "request", "order",  "ticket",   "job",     "connection", "message", "row",    "record", "account", "event",
        "host",    "server", "instance", "runner",  "container",  "process", "thread", "file",   "session", "build",
        "item",    "worker", "second",   "percent", "day",        "queued",  "pending"};
    rest = rest.n && rest.p[0] == ' ' ? bytes_from(rest, 1) : rest;
    if (rest.n && rest.p[0] == '%')
        return true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (bytes_starts_nocase(rest, units[i]))
            return true;
    return false;
}

/* An apostrophe inside a word, straight or curly: its bytes, or 0. */
static size_t
apostrophe(struct bytes t, size_t at)
{
    bool curly = bytes_starts(bytes_cut(t, at, 3), "\xe2\x80\x99");
    size_t n = t.p[at] == '\'' ? 1 : curly ? 3 : 0;
    return n && at + n < t.n && ascii_is_alpha(t.p[at + n]) ? n : 0;
}

/* Takes the word that starts at `at`; returns where the text goes on. Positions in `lower` are the copy's own. */
static size_t
read_word(struct reading *r, struct bytes t, size_t at, bool in_code)
{
    struct word w = {.at = (uint16_t)r->lower_n, .text_at = (uint16_t)at, .in_code = in_code};
    bool digits = true;
    while (at < t.n) {
        char c = t.p[at];
        size_t quote = c == '\'' || c == '\xe2' ? apostrophe(t, at) : 0;
        if (!quote && !is_word_char((unsigned char)c))
            break;
        c = quote ? '\'' : ascii_lower(c);
        digits &= ascii_is_digit(c);
        w.has_digit |= ascii_is_digit(c);
        r->lower[r->lower_n++] = c;
        at += quote ? quote : 1;
    }
    w.n = (uint16_t)(r->lower_n - w.at);
    w.text_end = (uint16_t)at;
    w.hash = hash_of(r->lower + w.at, w.n);
    w.is_negation = is_negation((struct bytes){r->lower + w.at, w.n});
    w.is_number = digits;
    if (r->word_count < WORDS_MAX)
        r->words[r->word_count++] = w;
    return at;
}

static void
split_words(struct reading *r, struct bytes t, struct matches *m)
{
    bool in_code = false;
    for (size_t i = 0; i < t.n;) {
        unsigned char c = (unsigned char)t.p[i];
        if (is_word_char(c)) {
            size_t behind = skip_address(t, i);
            if (behind == i) {
                behind = read_word(r, t, i, in_code);
                m->has_quantity |= r->words[r->word_count - 1].is_number && is_unit(bytes_from(t, behind));
            }
            i = behind;
            continue;
        }
        if (c == '`') {
            m->has_code = true;
            if (bytes_starts(bytes_cut(t, i, 3), "```")) {
                in_code = !in_code;
                m->has_block = true;
                i += 2;
            }
        }
        m->is_question |= c == '?';
        i++;
    }
}

/* One sentence that ends in a question mark; smileys and emoji may follow. */
static bool
only_asks(struct bytes t)
{
    bool asked = false;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i], after = i + 1 < t.n ? t.p[i + 1] : ' ';
        if (asked && c == ':') { // ":eyes:"
            while (i + 1 < t.n && t.p[i + 1] != ':' && !ascii_is_space(t.p[i + 1]))
                i++;
            i += i + 1 < t.n;
        } else if (asked && ascii_is_alnum(c)) {
            return false;
        }
        asked |= c == '?' && !ascii_is_alnum(after);
        if (!asked && (c == '\n' || (strchr(".!;", c) && ascii_is_space(after) && i + 1 < t.n)))
            return false;
    }
    return asked;
}

/* "hundreds of", "thousands of": a quantity in words. */
static bool
is_large_count(const struct reading *r, const struct word *w)
{
    struct bytes word = {r->lower + w->at, w->n};
    return w->n >= 6 && (bytes_is(word, "hundreds") || bytes_is(word, "thousands") || bytes_is(word, "dozens") ||
                         bytes_is(word, "millions"));
}

/* "idp1", "max_poll", "10s": letters with digits or underscores. */
static bool
names_thing(const struct reading *r, const struct word *w)
{
    bool letters = false, joint = w->has_digit;
    for (uint32_t i = 0; i < w->n; i++) {
        letters |= ascii_is_alpha(r->lower[w->at + i]);
        joint |= i > 0 && r->lower[w->at + i] == '_';
    }
    return letters && joint;
}

static bool
elem_fits(const struct reading *r, const struct word *w, const struct pattern *p, const struct elem *e)
{
    if (e->kind == ELEM_NUMBER)
        return w->has_digit;
    if (e->kind == ELEM_NEGATION)
        return w->is_negation;
    if (e->kind == ELEM_PREFIX ? w->n < e->n : w->n != e->n)
        return false;
    return memcmp(r->lower + w->at, elem_word(p, e).p, e->n) == 0;
}

/* Words that the pattern takes from word `at` on; 0 when it does not fit. A gap takes as few words as it can. */
static uint32_t
pattern_fits(const struct matcher *mt, const struct reading *r, uint32_t at, const struct pattern *p)
{
    uint32_t i = at, slack = 0;
    for (uint32_t k = 0; k < p->elem_count; k++) {
        const struct elem *e = &mt->elems[p->elems_at + k];
        if (e->kind == ELEM_GAP) {
            slack = GAP_MAX;
            continue;
        }
        while (i < r->word_count && !elem_fits(r, &r->words[i], p, e)) {
            if (!slack)
                return 0;
            slack--;
            i++;
        }
        if (i >= r->word_count)
            return 0;
        i++;
        slack = 0;
    }
    return i - at;
}

/* "No, new errors": a negation reaches no further than its clause. */
static bool
ends_clause(struct bytes text, const struct word *before, const struct word *after)
{
    for (size_t i = before->text_end; i < after->text_at; i++)
        if (strchr(",;:!?", text.p[i]) || (text.p[i] == '.' && i + 1 < after->text_at))
            return true;
    return false;
}

static bool
negated(const struct reading *r, struct bytes text, uint32_t at)
{
    for (uint32_t back = 1; back <= NEGATION_REACH && back <= at; back++) {
        if (ends_clause(text, &r->words[at - back], &r->words[at - back + 1]))
            return false;
        if (r->words[at - back].is_negation)
            return true;
    }
    return false;
}

static bool
begins_with_negation(const struct matcher *mt, const struct pattern *p)
{
    const struct elem *first = &mt->elems[p->elems_at];
    return first->kind == ELEM_NEGATION || is_negation(elem_word(p, first));
}

static void
try_patterns(const struct matcher *mt, const struct reading *r, struct bytes text, uint16_t from, uint32_t at,
             unsigned flags, struct matches *m)
{
    const struct pattern *p;
    for (uint16_t number = from; number; number = p->next) {
        p = &mt->patterns[number - 1];
        const struct evidence *e = &evidence_table[p->row];
        if (!(e->flags & flags) || matches_has(m, p->row) || (r->words[at].in_code && !(e->flags & EVIDENCE_IN_CODE)))
            continue;
        uint32_t n = pattern_fits(mt, r, at, p);
        if (!n || ((e->flags & EVIDENCE_NOT_NEGATED) && negated(r, text, at) && !begins_with_negation(mt, p)))
            continue;
        const struct word *last = &r->words[at + n - 1];
        m->rows[p->row / 64] |= (uint64_t)1 << (p->row % 64);
        m->words[p->row] = bytes_cut(text, r->words[at].text_at, (size_t)(last->text_end - r->words[at].text_at));
    }
}

void
matcher_read(const struct matcher *mt, struct bytes text, unsigned flags, struct matches *m)
{
    struct reading r;
    r.word_count = 0;
    r.lower_n = 0;
    memset(m->rows, 0, sizeof m->rows);
    m->has_quantity = m->is_question = m->names_thing = m->has_code = m->has_block = false;
    text = bytes_cut(text, 0, EVIDENCE_TEXT_MAX_BYTES);
    split_words(&r, text, m);
    m->word_count = r.word_count;
    m->only_asks = m->is_question && only_asks(text);
    for (uint32_t i = 0; i < r.word_count; i++) {
        const struct word *w = &r.words[i];
        m->has_quantity |= is_large_count(&r, w);
        m->names_thing |= names_thing(&r, w);
        try_patterns(mt, &r, text, patterns_of(&mt->words, w->hash), i, flags, m);
        if (w->is_negation)
            try_patterns(mt, &r, text, mt->negations, i, flags, m);
        if (w->n >= PREFIX_KEY)
            try_patterns(mt, &r, text, patterns_of(&mt->prefixes, hash_of(r.lower + w->at, PREFIX_KEY)), i, flags, m);
    }
}

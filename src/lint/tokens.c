#include "tokens.h"

#include "../base/utf8.h"
#include "../text/prose.h"

#include <stdlib.h>
#include <string.h>

enum { TOKEN_MAX_BYTES = 4096 };

static bool
grow(void **array, uint64_t wanted, uint32_t *cap, size_t elem_bytes)
{
    if (wanted <= *cap)
        return true;
    uint64_t more = *cap ? *cap : 256;
    while (more < wanted)
        more *= 2;
    void *bigger = more > UINT32_MAX ? NULL : realloc(*array, more * elem_bytes);
    if (!bigger)
        return false;
    *array = bigger;
    *cap = (uint32_t)more;
    return true;
}

static bool
make_room(struct token_list *l, uint32_t letters)
{
    if (l->count < l->cap && l->lower_cap - l->lower_n > letters + 1)
        return true;
    uint32_t cap = l->cap;
    if (!grow((void **)&l->tokens, l->count + 1ull, &cap, sizeof *l->tokens))
        return false;
    if (cap != l->cap) {
        struct token_word *words = realloc(l->words, (size_t)cap * sizeof *words);
        if (!words)
            return false;
        l->words = words;
        l->cap = cap;
    }
    return grow((void **)&l->lower, (uint64_t)l->lower_n + letters + 1, &l->lower_cap, 1);
}

/* ---- characters ---- */

struct mark {
    char utf8[4];
    char mark;
};

/* What stands above ASCII and is no letter. */
static const struct mark marks[] = {
    {"\xe2\x80\x98", '\''}, {"\xe2\x80\x99", '\''}, {"\xe2\x80\x9c", '"'}, {"\xe2\x80\x9d", '"'},
    {"\xe2\x80\x9e", '"'},  {"\xc2\xab", '"'},      {"\xc2\xbb", '"'},     {"\xe2\x80\x93", '-'},
    {"\xe2\x80\x94", '-'},  {"\xe2\x80\xa6", '.'},  {"\xe2\x86\x92", '-'}, {"\xe2\x80\xa2", '*'},
};

/* Bytes of the character; *ret_mark is 0 for a letter. A byte that is no UTF-8 is a mark. */
static uint32_t
character(struct bytes s, char *ret_mark)
{
    if ((unsigned char)s.p[0] < 0x80) {
        *ret_mark = ascii_is_alnum(s.p[0]) ? 0 : s.p[0];
        return 1;
    }
    size_t n = utf8_len(s);
    *ret_mark = n ? 0 : '?';
    for (size_t i = 0; n && i < sizeof marks / sizeof *marks; i++) {
        if (strlen(marks[i].utf8) == n && memcmp(s.p, marks[i].utf8, n) == 0)
            *ret_mark = marks[i].mark;
    }
    // U+00A0 is a blank; symbols and pictures are no letters
    if (n == 2 && (unsigned char)s.p[0] == 0xc2 && !*ret_mark)
        *ret_mark = (unsigned char)s.p[1] == 0xa0 ? ' ' : '*';
    if ((n == 3 && (unsigned char)s.p[0] == 0xe2 && !*ret_mark) || n == 4)
        *ret_mark = '*';
    return n ? (uint32_t)n : 1;
}

/* ---- one token ---- */

static void
push(struct token_list *l, struct bytes text, uint32_t from, uint32_t to, enum token_kind kind, char mark)
{
    bool word = kind == TOKEN_WORD || kind == TOKEN_NUMBER;
    uint32_t n = word ? to - from : 0;
    if (l->no_memory || !make_room(l, n)) {
        l->no_memory = true;
        return;
    }
    struct token *t = &l->tokens[l->count];
    *t = (struct token){.from = from, .to = to, .kind = (uint8_t)kind, .phrase = 1, .mark = mark};
    struct token_word *w = &l->words[l->count++];
    *w = (struct token_word){.at = l->lower_n, .n = n, .hash = DICTIONARY_HASH_START};
    bool all_upper = n >= 2, mixed = false;
    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text.p[from + i], before = i ? (unsigned char)text.p[from + i - 1] : 0;
        all_upper &= c >= 'A' && c <= 'Z';
        mixed |= c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        else if (before == 0xc3 && c >= 0x80 && c <= 0x9e && c != 0x97) // the capitals of Latin 1
            c |= 0x20;
        l->lower[l->lower_n++] = (char)c;
        w->hash = dictionary_hash_add(w->hash, c);
    }
    if (word)
        l->lower[l->lower_n++] = ' ';
    char first = text.p[from];
    t = &l->tokens[l->count - 1];
    t->mixed = mixed;
    t->capital = word && ((first >= 'A' && first <= 'Z') ||
                          (n > 1 && (unsigned char)first == 0xc3 && (unsigned char)text.p[from + 1] < 0x9f));
    t->shouted = all_upper && kind == TOKEN_WORD;
}

/* Where a typographic apostrophe may be: 1 or 3 bytes; 0 when there is none. */
static uint32_t
apostrophe(struct bytes s)
{
    if (!s.n)
        return 0;
    return s.p[0] == '\'' ? 1 : bytes_starts(s, "\xe2\x80\x99") ? 3 : 0;
}

/* Pushes a key of plain ASCII in place of what the source has: "n’t" is "n't". */
static void
push_as(struct token_list *l, uint32_t from, uint32_t to, const char *lower)
{
    uint32_t n = (uint32_t)strlen(lower);
    push(l, (struct bytes){lower, n}, 0, n, TOKEN_WORD, 0);
    if (l->no_memory)
        return;
    l->tokens[l->count - 1].from = from;
    l->tokens[l->count - 1].to = to;
}

/* A word of letters that may end with a contraction. */
static void
push_word(struct token_list *l, struct bytes text, uint32_t from, uint32_t to)
{
    static const char *const endings[] = {"'s", "'re", "'ve", "'ll", "'d", "'m"};
    for (uint32_t i = from + 1; i < to; i++) {
        uint32_t a = apostrophe(bytes_cut(text, i, to - i));
        if (!a)
            continue;
        struct bytes after = bytes_cut(text, i + a, to - i - a);
        if (ascii_lower(text.p[i - 1]) == 'n' && i - 1 > from && bytes_is_nocase(after, "t")) {
            push(l, text, from, i - 1, TOKEN_WORD, 0);
            push_as(l, i - 1, to, "n't");
            return;
        }
        for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
            if (bytes_is_nocase(after, endings[e] + 1)) {
                push(l, text, from, i, TOKEN_WORD, 0);
                push_as(l, i, to, endings[e]);
                return;
            }
        }
    }
    push(l, text, from, to, TOKEN_WORD, 0);
}

/* What a run of letters, digits and marks is made of. */
struct shape {
    bool letters, digits, special; // special: a mark that no word or number has inside
    uint32_t slashes;
};

static bool
is_letter_at(struct bytes text, uint32_t at, uint32_t end)
{
    char mark = 1;
    if (at < end)
        character(bytes_cut(text, at, end - at), &mark);
    return !mark;
}

/* The end of the run that begins at `at`. */
static uint32_t
run_end(struct bytes text, uint32_t at, uint32_t end, struct shape *ret)
{
    struct shape s = {0};
    uint32_t i = at;
    end = end - at > TOKEN_MAX_BYTES ? at + TOKEN_MAX_BYTES : end;
    while (i < end) {
        char mark;
        uint32_t n = character(bytes_cut(text, i, end - i), &mark);
        if (!mark) {
            bool digit = ascii_is_digit(text.p[i]);
            s.digits |= digit;
            s.letters |= !digit;
        } else if (mark == ':' && i + 2 < end && text.p[i + 1] == '/' && text.p[i + 2] == '/') {
            s.special = true;
            while (i < end && (unsigned char)text.p[i] > ' ' && !strchr("<>\")", text.p[i]))
                i++;
            break;
        } else if (mark == '_') {
            s.special = true;
        } else if ((mark == '-' || mark == '\'') && n != 3) {
            if (!is_letter_at(text, i + n, end))
                break;
        } else if (mark == '\'') { // typographic: only inside of words
            if (!is_letter_at(text, i + n, end))
                break;
        } else if (mark == '/') {
            if (!is_letter_at(text, i + n, end))
                break;
            s.slashes++;
        } else if (strchr(".:@+=%&#~,", mark)) {
            bool inside = is_letter_at(text, i + n, end);
            bool digits = i > at && ascii_is_digit(text.p[i - 1]) && inside && ascii_is_digit(text.p[i + n]);
            if (mark == '%' && s.digits && !s.letters && !inside) {
                i += n;
                break;
            }
            if (!inside || ((mark == ',' || mark == ':' || mark == '&') && !digits))
                break;
            s.special |= !digits;
        } else {
            break;
        }
        i += n;
    }
    *ret = s;
    return i;
}

/* "and/or": the words of what is written with one slash. */
static void
push_run(struct token_list *l, struct bytes text, uint32_t from, uint32_t to, struct shape s)
{
    const char *slash = memchr(text.p + from, '/', to - from);
    if (s.letters && !s.digits && !s.special && s.slashes == 1 && slash) {
        uint32_t at = (uint32_t)(slash - text.p);
        push_word(l, text, from, at);
        push(l, text, at, at + 1, TOKEN_PUNCT, '/');
        push_word(l, text, at + 1, to);
    } else if (s.special && s.letters) {
        push(l, text, from, to, TOKEN_NAME, 0);
    } else if (s.letters && !s.digits && !s.slashes) {
        push_word(l, text, from, to);
    } else if (s.digits && !s.letters) {
        push(l, text, from, to, TOKEN_NUMBER, 0);
    } else if (s.digits && ascii_is_digit(text.p[from]) && !s.slashes) { // 10am, 5xx, 30s
        push(l, text, from, to, TOKEN_NUMBER, 0);
    } else {
        push(l, text, from, to, TOKEN_NAME, 0);
    }
}

/* Reads the token at `at`, which is no blank; returns where it ends. */
static uint32_t
read_one(struct token_list *l, struct bytes text, uint32_t at, uint32_t end)
{
    struct shape s;
    char mark;
    uint32_t n = character(bytes_cut(text, at, end - at), &mark);
    if (mark == PROSE_CODE) {
        while (at + n < end && text.p[at + n] == PROSE_CODE)
            n++;
        push(l, text, at, at + n, TOKEN_CODE, 0);
        return at + n;
    }
    if (mark == ' ')
        return at + n;
    bool before = at > 0 && ascii_is_alnum(text.p[at - 1]);
    if ((mark == '@' || mark == '/' || mark == '#' || mark == '_' || mark == '~') && !before &&
        is_letter_at(text, at + n, end)) {
        uint32_t past = run_end(text, at + n, end, &s);
        for (uint32_t i = at + n; mark == '@' && i < past; i++) { // "@maria's"
            if (apostrophe(bytes_cut(text, i, past - i)))
                past = i;
        }
        push(l, text, at, past, mark == '@' ? TOKEN_HANDLE : TOKEN_NAME, 0);
        uint32_t a = mark == '@' ? apostrophe(bytes_cut(text, past, end - past)) : 0;
        if (a && past + a < end && text.p[past + a] == 's' && !is_letter_at(text, past + a + 1, end)) {
            push_as(l, past, past + a + 1, "'s");
            return past + a + 1;
        }
        return past;
    }
    if (mark) {
        push(l, text, at, at + n, TOKEN_PUNCT, mark);
        return at + n;
    }
    uint32_t past = run_end(text, at, end, &s);
    push_run(l, text, at, past, s);
    return past;
}

/* ---- classes ---- */

static void
set(struct token *t, enum word_class c)
{
    t->is.bits[c / 64] |= 1ull << c % 64;
}

static bool
is_none(const struct word_set *s)
{
    uint64_t any = 0;
    for (int i = 0; i < WORD_SET_WORDS; i++)
        any |= s->bits[i];
    return !any;
}

static bool
has(const struct token *t, enum word_class c)
{
    return t->is.bits[c / 64] >> (c % 64) & 1;
}

/* What a word may be by its end: those that nobody listed; in -ly also others. */
static void
guess(struct token *t, struct bytes lower)
{
    if (lower.n < 5 || t->shouted)
        return;
    if (bytes_ends(lower, "ly")) {
        set(t, W_ADVERB);
    } else if (!is_none(&t->is)) {
        return;
    } else if (bytes_ends(lower, "ed") && !bytes_ends(lower, "eed")) {
        set(t, W_VERB);
        set(t, W_VERB_PAST);
        set(t, W_VERB_PART);
    } else if (bytes_ends(lower, "ing") && lower.n > 5) {
        set(t, W_VERB_ING);
    }
}

/* The last word of a phrase for people is its head: "new hire" is a role, so is its "hire". */
static void
mark_head(struct token *last, const struct word_set *phrase)
{
    static const enum word_class heads[] = {W_ROLE, W_TEAM, W_EITHER, W_ORG, W_PERSON, W_NO, W_MACHINE};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        last->is.bits[heads[i] / 64] |= phrase->bits[heads[i] / 64] & 1ull << heads[i] % 64;
}

static void
look_up(struct token_list *l, const struct dictionary *d, uint32_t at)
{
    struct token *t = &l->tokens[at];
    struct token_word w = l->words[at];
    if (t->kind == TOKEN_NUMBER)
        set(t, W_NUMBER);
    const struct dictionary_entry *e = dictionary_find(d, l->lower + w.at, w.n, w.hash);
    if (e)
        t->is = e->is;
    if (t->kind == TOKEN_NUMBER)
        set(t, W_NUMBER);
    if (t->kind == TOKEN_WORD && (is_none(&t->is) || !has(t, W_VERB)))
        guess(t, (struct bytes){l->lower + w.at, w.n});
    uint32_t hash = w.hash;
    for (uint32_t k = 1; e && e->goes_on && k < LINT_PHRASE_MAX_TOKENS && at + k < l->count; k++) {
        const struct token_word *next = &l->words[at + k];
        if (!next->n)
            return;
        hash = dictionary_hash_add(hash, ' ');
        for (uint32_t i = 0; i < next->n && i <= LINT_WORD_MAX_BYTES; i++)
            hash = dictionary_hash_add(hash, (unsigned char)l->lower[next->at + i]);
        e = dictionary_find(d, l->lower + w.at, next->at + next->n - w.at, hash);
        if (e && !is_none(&e->is)) {
            for (int i = 0; i < WORD_SET_WORDS; i++)
                t->is.bits[i] |= e->is.bits[i];
            t->phrase = (uint8_t)(k + 1);
            mark_head(&l->tokens[at + k], &e->is);
        }
    }
}

/* ---- quotes ---- */

/* Does a mark stand where a quotation opens, by what is around it? */
static bool
opens(struct bytes text, const struct token *t)
{
    char before = t->from ? text.p[t->from - 1] : ' ';
    bool blank_after = t->to >= text.n || ascii_is_space(text.p[t->to]);
    return !blank_after && (ascii_is_space(before) || strchr("([{-/*_\"'", before) || (unsigned char)before >= 0x80);
}

/* Marks what stands between quotation marks; one that is never closed opens nothing. */
static void
find_quotes(struct token_list *l, struct bytes text)
{
    static const char kinds[] = {'"', '\''};
    for (size_t k = 0; k < sizeof kinds; k++) {
        uint32_t open = UINT32_MAX;
        for (uint32_t i = 0; i < l->count; i++) {
            struct token *t = &l->tokens[i];
            if (!token_is_mark(t, kinds[k]))
                continue;
            if (open == UINT32_MAX) {
                open = opens(text, t) ? i : open;
                continue;
            }
            for (uint32_t q = open + 1; q < i; q++)
                l->tokens[q].quoted = true;
            open = UINT32_MAX;
        }
    }
}

void
tokens_read(struct token_list *l, const struct dictionary *d, struct bytes text, uint32_t from, uint32_t to)
{
    l->count = l->lower_n = 0;
    for (uint32_t at = from; at < to;) {
        if (ascii_is_space(text.p[at]))
            at++;
        else
            at = read_one(l, text, at, to);
    }
    if (l->no_memory)
        return;
    for (uint32_t i = l->count; i-- > 0;) // backwards, as a phrase adds to its last word
        look_up(l, d, i);
    find_quotes(l, text);
}

void
tokens_done(struct token_list *l)
{
    free(l->tokens);
    free(l->words);
    free(l->lower);
    *l = (struct token_list){0};
}

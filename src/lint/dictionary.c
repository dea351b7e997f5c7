#include "dictionary.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
hash_of(struct bytes key)
{
    uint32_t hash = DICTIONARY_HASH_START;
    for (size_t i = 0; i < key.n; i++)
        hash = dictionary_hash_add(hash, (unsigned char)key.p[i]);
    return hash;
}

/* The slot of a key, or the free one where it would be. */
static struct dictionary_slot *
slot_of(const struct dictionary *d, const char *p, uint32_t n, uint32_t hash)
{
    uint32_t mask = d->slot_count - 1;
    for (uint32_t i = (hash ^ hash >> 15) & mask;; i = (i + 1) & mask) {
        struct dictionary_slot *s = &d->slots[i];
        if (!s->entry)
            return s;
        assert(d->entries);
        const struct dictionary_entry *e = &d->entries[s->entry - 1];
        if (s->hash == hash && e->n == n && memcmp(d->letters.p + e->at, p, n) == 0)
            return s;
    }
}

const struct dictionary_entry *
dictionary_find(const struct dictionary *d, const char *p, uint32_t n, uint32_t hash)
{
    if (!d->slot_count || !n)
        return NULL;
    const struct dictionary_slot *s = slot_of(d, p, n, hash);
    return s->entry ? &d->entries[s->entry - 1] : NULL;
}

/* At most a quarter of the slots is used, so that no text walks far. */
static bool
make_room(struct dictionary *d)
{
    if (d->count < d->cap)
        return true;
    struct dictionary bigger = *d;
    bigger.cap = d->cap ? d->cap * 2 : 256;
    bigger.slot_count = bigger.cap * 4;
    bigger.slots = calloc(bigger.slot_count, sizeof *bigger.slots);
    bigger.entries = calloc(bigger.cap, sizeof *bigger.entries);
    if (!bigger.slots || !bigger.entries) {
        free(bigger.slots);
        free(bigger.entries);
        return false;
    }
    for (uint32_t i = 0; i < d->count; i++) {
        assert(d->entries);
        const struct dictionary_entry *e = &d->entries[i];
        bigger.entries[i] = *e;
        *slot_of(&bigger, d->letters.p + e->at, e->n, e->hash) = (struct dictionary_slot){e->hash, i + 1};
    }
    free(d->slots);
    free(d->entries);
    d->slots = bigger.slots;
    d->entries = bigger.entries;
    d->slot_count = bigger.slot_count;
    d->cap = bigger.cap;
    return true;
}

/* The entry of a key, made when it is new; NULL without memory. Good until the next one is made. */
static struct dictionary_entry *
entry_at(struct dictionary *d, struct bytes key)
{
    if (!make_room(d)) {
        d->no_memory = true;
        return NULL;
    }
    assert(d->entries);
    uint32_t hash = hash_of(key);
    struct dictionary_slot *s = slot_of(d, key.p, (uint32_t)key.n, hash);
    if (!s->entry) {
        d->entries[d->count++] =
            (struct dictionary_entry){.hash = hash, .at = (uint32_t)d->letters.n, .n = (uint16_t)key.n};
        *s = (struct dictionary_slot){hash, d->count};
        buf_add(&d->letters, key); // options have ceilings: far from the one of buf
    }
    return &d->entries[s->entry - 1];
}

void
dictionary_add(struct dictionary *d, struct bytes words, enum word_class is)
{
    words = bytes_trim(words);
    if (!words.n || words.n > LINT_WORD_MAX_BYTES)
        return;
    for (size_t i = 1; i < words.n; i++) {
        if (words.p[i] == ' ') {
            struct dictionary_entry *start = entry_at(d, bytes_cut(words, 0, i));
            if (start)
                start->goes_on = true;
        }
    }
    struct dictionary_entry *e = entry_at(d, words);
    if (e)
        e->is.bits[is / 64] |= 1ull << is % 64;
}

void
dictionary_remove(struct dictionary *d, struct bytes words, enum word_class is)
{
    words = bytes_trim(words);
    if (!d->slot_count || !words.n || words.n > LINT_WORD_MAX_BYTES)
        return;
    const struct dictionary_slot *s = slot_of(d, words.p, (uint32_t)words.n, hash_of(words));
    if (s->entry)
        d->entries[s->entry - 1].is.bits[is / 64] &= ~(1ull << is % 64);
}

/* ---- forms of English verbs ---- */

static bool
is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* "stop" has "stopped": one vowel before the last letter. Words of two syllables that do so are few: "commit". */
static bool
doubles(struct bytes w)
{
    char last = w.n ? w.p[w.n - 1] : 0;
    if (w.n < 3 || is_vowel(last) || last == 'w' || last == 'x' || last == 'y' || !is_vowel(w.p[w.n - 2]) ||
        is_vowel(w.p[w.n - 3]))
        return false;
    uint32_t vowels = 0;
    for (size_t i = 0; i < w.n; i++)
        vowels += is_vowel(w.p[i]) && (i == 0 || !is_vowel(w.p[i - 1]));
    return vowels == 1 || bytes_ends(w, "mit") || bytes_ends(w, "fer") || bytes_ends(w, "get") || bytes_ends(w, "gin");
}

/* `rest` is what follows a phrasal verb's first word: " up". */
static void
add_form(struct dictionary *d, struct bytes stem, const char *ending, struct bytes rest, enum word_class is,
         enum word_class form, enum word_class form2)
{
    char form_text[2 * LINT_WORD_MAX_BYTES];
    int n = snprintf(form_text, sizeof form_text, "%.*s%s%.*s", BYTES_ARG(stem), ending, BYTES_ARG(rest));
    struct bytes key = {form_text, (size_t)n};
    if (n < 0 || key.n >= sizeof form_text)
        return;
    dictionary_add(d, key, is);
    dictionary_add(d, key, W_VERB);
    dictionary_add(d, key, form);
    dictionary_add(d, key, form2);
}

static void
add_regular_past(struct dictionary *d, struct bytes base, struct bytes rest, enum word_class is)
{
    size_t n = base.n;
    char last = base.p[n - 1];
    char twice[3] = {last, 0, 0};
    char ending[8];
    if (last == 'e')
        snprintf(ending, sizeof ending, "d");
    else if (doubles(base))
        snprintf(ending, sizeof ending, "%sed", twice);
    else
        snprintf(ending, sizeof ending, "ed");
    if (last == 'y' && n > 1 && !is_vowel(base.p[n - 2]))
        add_form(d, bytes_cut(base, 0, n - 1), "ied", rest, is, W_VERB_PAST, W_VERB_PART);
    else
        add_form(d, base, ending, rest, is, W_VERB_PAST, W_VERB_PART);
}

static void
add_ing_and_s(struct dictionary *d, struct bytes base, struct bytes rest, enum word_class is)
{
    size_t n = base.n;
    char last = base.p[n - 1], before = n > 1 ? base.p[n - 2] : 0;
    char ending[8];
    if (last == 'y' && !is_vowel(before))
        add_form(d, bytes_cut(base, 0, n - 1), "ies", rest, is, W_VERB_S, W_VERB_S);
    else if (last == 's' || last == 'x' || last == 'z' || last == 'o' ||
             (last == 'h' && (before == 's' || before == 'c')))
        add_form(d, base, "es", rest, is, W_VERB_S, W_VERB_S);
    else
        add_form(d, base, "s", rest, is, W_VERB_S, W_VERB_S);
    if (last == 'e' && before != 'e') {
        add_form(d, bytes_cut(base, 0, n - 1), "ing", rest, is, W_VERB_ING, W_VERB_ING);
        return;
    }
    snprintf(ending, sizeof ending, "%.*sing", doubles(base) ? 1 : 0, &base.p[n - 1]);
    add_form(d, base, ending, rest, is, W_VERB_ING, W_VERB_ING);
}

/* "push", "break/broke/broken", "mess up", "take down/took/taken" */
static void
add_verb(struct dictionary *d, struct bytes item, enum word_class is)
{
    struct bytes rest = item, whole = BYTES_NONE, past = BYTES_NONE, part = BYTES_NONE;
    bytes_split(&rest, '/', &whole);
    bytes_split(&rest, '/', &past);
    bytes_split(&rest, '/', &part);
    ptrdiff_t blank = bytes_find_char(whole, ' ');
    struct bytes base = blank > 0 ? bytes_cut(whole, 0, (size_t)blank) : whole;
    struct bytes after = bytes_from(whole, base.n);
    if (!base.n || whole.n > LINT_WORD_MAX_BYTES / 2)
        return;
    add_form(d, base, "", after, is, W_VERB_BASE, W_VERB_BASE);
    add_ing_and_s(d, base, after, is);
    if (!past.n) {
        add_regular_past(d, base, after, is);
        return;
    }
    add_form(d, past, "", after, is, W_VERB_PAST, W_VERB_PAST);
    add_form(d, part.n ? part : past, "", after, is, W_VERB_PART, W_VERB_PART);
}

void
dictionary_add_list(struct dictionary *d, const struct word_list *list)
{
    struct bytes rest = bytes_of(list->words), item;
    while (bytes_split(&rest, ',', &item)) {
        item = bytes_trim(item);
        if (list->inflect && item.n)
            add_verb(d, item, list->is);
        else
            dictionary_add(d, item, list->is);
    }
}

void
dictionary_done(struct dictionary *d)
{
    free(d->slots);
    free(d->entries);
    buf_done(&d->letters);
    *d = (struct dictionary){0};
}

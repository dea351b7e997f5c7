/*
 * ASCII goes byte by byte; the rest asks utf8proc. Marks are dropped wherever they stand, so that composed and
 * decomposed spellings are equal. What utf8proc unfolds into (a fraction, a unit) keeps only its letters and digits.
 */
#include "fold.h"

#include "../base/utf8.h"

#include <utf8proc.h>

enum { UNFOLDED_MAX = 18 }; // the longest decomposition in Unicode

enum char_class { CLASS_OTHER = 0, CLASS_BLANK, CLASS_WORD, CLASS_ALONE, CLASS_MARK };

/* Scripts that write without blanks, as far as one character says enough: kana, Han. */
static bool
stands_alone(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

static enum char_class
class_of(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return stands_alone(c) ? CLASS_ALONE : CLASS_WORD;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF: // soft hyphens, joiners
        return CLASS_MARK;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return CLASS_BLANK;
    default:
        return CLASS_OTHER;
    }
}

/* The character at f->at, which is not ASCII; a byte that is no part of one is a blank. */
static enum char_class
look(const struct fold *f, uint32_t *ret_char, size_t *ret_bytes)
{
    *ret_bytes = utf8_decode(bytes_from(f->text, f->at), ret_char);
    if (*ret_bytes)
        return class_of(*ret_char);
    *ret_bytes = 1;
    return CLASS_BLANK;
}

static void
add(struct fold *f, struct bytes *word, const char *p, size_t n)
{
    if (word->n + n > sizeof f->room)
        return;
    for (size_t i = 0; i < n; i++)
        f->room[word->n + i] = p[i];
    word->n += n;
}

static void
add_unfolded(struct fold *f, struct bytes *word, uint32_t c)
{
    utf8proc_int32_t out[UNFOLDED_MAX];
    int last = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char((utf8proc_int32_t)c, out, UNFOLDED_MAX,
                                (utf8proc_option_t)(UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                    UTF8PROC_STRIPMARK | UTF8PROC_IGNORE),
                                &last);
    for (utf8proc_ssize_t i = 0; i < n && i < UNFOLDED_MAX; i++) {
        enum char_class k = class_of((uint32_t)out[i]);
        utf8proc_uint8_t bytes[4];
        if (k == CLASS_WORD || k == CLASS_ALONE)
            add(f, word, (const char *)bytes, (size_t)utf8proc_encode_char(out[i], bytes));
    }
}

/* One more character of a word; false when it does not belong to it. */
static bool
take(struct fold *f, struct bytes *word, bool *ret_alone)
{
    char c = f->text.p[f->at];
    *ret_alone = false;
    if ((unsigned char)c < 0x80) {
        if (!ascii_is_alnum(c))
            return false;
        char lower = ascii_lower(c);
        add(f, word, &lower, 1);
        f->at++;
        return true;
    }
    uint32_t ch;
    size_t n;
    enum char_class k = look(f, &ch, &n);
    if (k == CLASS_OTHER || k == CLASS_BLANK || (k == CLASS_ALONE && word->n))
        return false;
    if (k != CLASS_MARK)
        add_unfolded(f, word, ch);
    *ret_alone = k == CLASS_ALONE;
    f->at += n;
    return true;
}

/* Skips to the next word; says whether a blank stood on the way. */
static bool
skip(struct fold *f)
{
    bool blank = f->at == 0;
    while (f->at < f->text.n) {
        char c = f->text.p[f->at];
        uint32_t ch;
        size_t n = 1;
        enum char_class k = CLASS_OTHER;
        if ((unsigned char)c >= 0x80)
            k = look(f, &ch, &n);
        else
            k = ascii_is_alnum(c) ? CLASS_WORD : c <= ' ' ? CLASS_BLANK : CLASS_OTHER;
        if (k == CLASS_WORD || k == CLASS_ALONE)
            break;
        blank |= k == CLASS_BLANK;
        f->at += n;
    }
    return blank;
}

bool
fold_next(struct fold *f, struct folded *ret)
{
    bool blank = false;
    while (f->at < f->text.n) {
        blank |= skip(f);
        struct bytes word = {.p = f->room};
        size_t start = f->at;
        bool alone = false;
        while (!alone && f->at < f->text.n && take(f, &word, &alone))
            ;
        if (!word.n) // of what utf8proc leaves nothing of
            continue;
        *ret = (struct folded){.word = word, .at = start, .n = f->at - start, .joined = !blank};
        return true;
    }
    return false;
}

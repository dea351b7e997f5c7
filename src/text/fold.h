#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H
/*
 * Words of a text as searches compare them: lower case, without accents and other marks, compatibility forms undone
 * ("Ｃafé" and "cafe" are one word, "Straße" is "strasse"). A word is a run of letters and digits; Chinese and Japanese
 * characters are a word each, as nothing shows where their words end. Any bytes are safe.
 *
 *     struct fold f = {.text = text};
 *     struct folded w;
 *     while (fold_next(&f, &w))
 *         use(w.word);
 */
#include "../base/bytes.h"

enum { FOLD_WORD_MAX_BYTES = 64 }; // of a folded word; the rest of a longer one is left out

struct fold {
    struct bytes text;
    size_t at; // how far it was read
    char room[FOLD_WORD_MAX_BYTES];
};

struct folded {
    struct bytes word; // ASCII letters and digits in lower case, and characters beyond ASCII; good until the next call
    size_t at, n;      // where it stands in the text
    bool joined;       // no blank stands between it and the word before: "checkout-api"
};

/* False at the end. */
bool fold_next(struct fold *f, struct folded *ret);
#endif

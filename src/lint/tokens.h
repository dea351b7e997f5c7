#ifndef LINT_TOKENS_H
#define LINT_TOKENS_H
/*
 * From the text of a block to its tokens, each looked up in the dictionary. Inside src/lint.
 *
 * Contractions are two words: "didn't" is "did", "n't", "I've" is "I", "'ve", "Bob's" is "Bob", "'s"; lists of phrases
 * are written so. A word of letters with hyphens is one word.
 */
#include "dictionary.h"

struct token_list {
    struct token *tokens;
    struct token_word *words; // of each token
    uint32_t count, cap;
    char *lower; // all words in lower case, one blank between
    uint32_t lower_n, lower_cap;
    bool no_memory;
};

struct token_word {
    uint32_t at, n, hash; // in lower; n is 0 for what is no word
};

/* Replaces what the list holds by the tokens of text[from..to). */
void tokens_read(struct token_list *l, const struct dictionary *d, struct bytes text, uint32_t from, uint32_t to);

void tokens_done(struct token_list *l);
#endif

#ifndef DB_DB_SEARCH_H
#define DB_DB_SEARCH_H
/*
 * The full-text index: which rows have a word. Everything about a particular database's index stays behind this
 * (search_sqlite.c). What a match is worth, and text, are the model's (model/search.c).
 *
 * Words are folded (text/fold.h) and carry one letter of ASCII in front, which keeps kinds of things apart: "echeckout"
 * is the word "checkout" among events. Rows are numbers of the model's; a larger one is newer.
 */
#include "db.h"

enum {
    DB_SEARCH_TERMS_MAX = 12,
    DB_SEARCH_STEPS_MAX = 12 * 1000, // through the lists of rows that have a word, in one question
    DB_SEARCH_ENDINGS_MAX = 64,      // words that a beginning of more than three letters stands for
};

/* words: with blanks between them. The same words must be given to take the row out again. */
enum err db_search_add(struct cx *cx, int64_t row, struct bytes words);
enum err db_search_remove(struct cx *cx, int64_t row, struct bytes words);

struct db_search_term {
    struct bytes word;
    bool prefix; // also every word that begins so; two letters at least, besides the one in front
};

/*
 * Rows that have all terms, newest first: at most `max`. What it costs is bounded, however common the words are: after
 * DB_SEARCH_STEPS_MAX older rows are not looked for. The text decides, and the caller compares it: the index may be
 * ahead of it, and a row with a rare term is given without a look at the rows of one that is far more common.
 * ret_rows: room for `max`. ret_capped: there are, or may be, more.
 */
enum err db_search_rows(struct cx *cx, const struct db_search_term *terms, uint32_t count, uint32_t max,
                        int64_t *ret_rows, uint32_t *ret_count, bool *ret_capped);
#endif

#ifndef MODEL_SEARCH_MATCH_H
#define MODEL_SEARCH_MATCH_H
/*
 * Inside the search: what a query asks for, how well a text answers it, and the piece of the text that shows it. Pure;
 * any bytes are safe.
 */
#include "search.h"

#include "../text/fold.h"

struct search_query {
    struct bytes words[SEARCH_WORDS_MAX]; // folded
    bool follows[SEARCH_WORDS_MAX];       // must stand right behind the word before it
    bool prefix;                          // the last word may be a beginning
    uint32_t count;
};

/* Words and their order; every text is a query. The words live in the arena. */
void search_query_parse(struct arena *a, struct bytes text, struct search_query *ret);

/* 0: not all words are there; else the better the more. age_ms: of the text. */
int search_score(const struct search_query *q, struct bytes title, struct bytes body, int64_t age_ms);

/* The stretch of the text with the most of the query, as pieces; at most SEARCH_PIECES_MAX. */
enum { SEARCH_SNIPPET_BYTES = 180 };
uint32_t search_snippet(struct arena *a, const struct search_query *q, struct bytes text,
                        const struct search_piece **ret);
#endif

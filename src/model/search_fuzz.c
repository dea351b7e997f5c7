/* Any bytes as a query and as a text: words, score and snippet stay in bounds, and marked pieces are of the text. */
#include "search_match.h"

#include "../base/utf8.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {.max_bytes = 64 << 20};
    struct bytes rest = {(const char *)data, size}, query, title;
    if (!bytes_split(&rest, '\n', &query))
        query = BYTES_NONE;
    if (!bytes_split(&rest, '\n', &title))
        title = BYTES_NONE;
    struct search_query q;
    search_query_parse(&arena, bytes_cut(query, 0, SEARCH_QUERY_MAX_BYTES), &q);
    assert(q.count <= SEARCH_WORDS_MAX && !(q.count && q.follows[0]));
    for (uint32_t i = 0; i < q.count; i++)
        assert(q.words[i].n && utf8_valid(q.words[i]));
    if (q.count)
        assert(search_score(&q, title, rest, 0) >= 0);
    const struct search_piece *pieces;
    uint32_t n = search_snippet(&arena, &q, utf8_clean(&arena, rest), &pieces);
    assert(n <= SEARCH_PIECES_MAX);
    for (uint32_t i = 0; i < n; i++)
        assert(pieces[i].text.n && utf8_valid(pieces[i].text));
    arena_done(&arena);
    return 0;
}

#ifndef TEXT_PROSE_H
#define TEXT_PROSE_H
/*
 * What a writer says in a Markdown text (CommonMark and GitHub's tables), without the markup: for checks of language.
 * Untrusted input: any bytes are safe; time and memory grow with the input alone.
 *
 * The text that comes back is as long as the source, and each word stands where it stands in the source, so a place in
 * the one is the place in the other. Blank is what nobody reads as prose: markup, code blocks, addresses of links,
 * HTML, entities, front matter ("---" lines at the very start), what is struck through. Each byte of inline code and of
 * a picture's words is PROSE_CODE: a thing stands there. Line ends inside of a paragraph are blanks.
 */
#include "../base/arena.h"
#include "../base/bytes.h"
#include "../base/err.h"

#include <stdint.h>

enum { PROSE_INPUT_MAX_BYTES = 16 << 20, PROSE_CODE = 1 };

enum prose_kind {
    PROSE_PARAGRAPH,
    PROSE_HEADING,
    PROSE_ITEM, // the first paragraph of a list item; further ones are paragraphs with the same item number
    PROSE_CELL, // of a table
};

struct prose_block {
    uint8_t kind;      // enum prose_kind
    uint8_t level;     // of a heading 1..6; of an item how deep, 1 is outermost
    bool ordered;      // item of a numbered list
    bool head;         // cell of the first row
    bool quote;        // in a block quote, but not in GitHub's alerts ("> [!NOTE]"), which are the writer's own words
    uint32_t from, to; // bytes
    uint32_t list, item, table; // numbers in the document, from 1; 0: none
    uint32_t row, column;       // of a cell, from 0
};

/* "<!-- ... -->" */
struct prose_comment {
    uint32_t from, to;
};

struct prose {
    struct bytes text;
    struct prose_block *blocks; // in order; none is empty
    uint32_t block_count;
    struct prose_comment *comments;
    uint32_t comment_count;
};

/* In the arena. Errors: ERR_LIMIT. */
enum err prose_of_markdown(struct bytes markdown, struct arena *a, struct prose *ret, struct why *why);
#endif

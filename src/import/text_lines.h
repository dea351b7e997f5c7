#ifndef IMPORT_TEXT_LINES_H
#define IMPORT_TEXT_LINES_H
/*
 * A text as lines, each with what it is in Markdown: enough to find entries, with every line's place in the file kept.
 * A Markdown library would give the tree but not the places, and people's timelines are often no valid Markdown.
 */
#include "../base/bytes.h"

#include <stdint.h>

enum line_kind {
    LINE_BLANK,
    LINE_TEXT,
    LINE_ITEM,    // begins a list item
    LINE_HEADING, // "## x", "== x ==", a line underlined with === or ---, or a line of nothing but bold text
    LINE_ROW,     // of a table
    LINE_RULE,    // "--- | ---" below a table's header
    LINE_CODE,    // inside a fence
    LINE_SKIP,    // fences, underlines, front matter, link definitions, comments: nothing to read
};

enum { LEVEL_BOLD = 7 }; // level of a line of bold text that serves as a heading

struct line {
    struct bytes raw;  // the whole line without its end
    struct bytes text; // without quote marks, indentation, bullet and heading marks
    uint32_t indent;   // column of the bullet or the text
    uint8_t kind;      // enum line_kind
    uint8_t level;     // of a heading, 1 to LEVEL_BOLD
    bool quoted;       // stood behind ">"
    bool dot;          // bullet is "•": pasted from a page, levels are lost
    bool task;         // a check box: somebody's work, not an entry
};

/* A name that addresses are given: "[name]: https://..." */
struct text_link {
    struct bytes name, url;
};

struct lines {
    const struct line *v;
    uint32_t count;
    const struct text_link *links;
    uint32_t link_count;
    struct bytes front; // front matter between its marks; empty when there is none
};

enum { TEXT_LINKS_MAX = 2000 };

/* The pieces point into `text`, the arrays live in `a`. Safe for any bytes. */
struct lines lines_of(struct arena *a, struct bytes text);

/* Whether a line is a table's head that has double bars. */
bool is_wiki_head(struct bytes line);

/* What the front matter says for a key ("date: 2019-02-08"), without quotes; or empty. */
struct bytes front_find(struct bytes front, const char *key);
#endif

#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H
/*
 * Writing Markdown that reads well raw and means the same in every CommonMark parser: one block a line, blank lines
 * where they belong, and escapes that happen by themselves. Text may come from anybody: what it looks like in a chat is
 * what a reader of the rendered page sees, whatever characters it has.
 *
 *     struct markdown m = {.buf = &b};
 *     markdown_heading(&m, 2);
 *     markdown_puts(&m, "Causes");
 *     markdown_item(&m, 0);
 *     markdown_text(&m, message);
 *     markdown_end(&m);
 *
 * Opening a block ends the one before. White space is normalised: a run of blanks, tabs and line ends becomes one
 * blank. Control characters, and those that turn the direction of writing around, are dropped; bytes that are no UTF-8
 * become U+FFFD.
 */
#include "../base/buf.h"

enum markdown_block {
    MARKDOWN_NONE = 0,
    MARKDOWN_HEADING,
    MARKDOWN_PARAGRAPH,
    MARKDOWN_ITEM,
    MARKDOWN_QUOTE,
    MARKDOWN_ROW,
};

struct markdown {
    struct buf *buf;
    // the rest is the writer's own
    enum markdown_block last; // the kind of the block that was begun last
    bool open;                // its line has no end yet
    bool at_start;            // nothing stands in it yet: '#' would mean something
    size_t block_at;          // where what stands in it begins
    uint32_t columns, column; // of the table
    bool heads;               // the row being written is the first
};

enum { MARKDOWN_ITEM_DEPTH_MAX = 8, MARKDOWN_COLUMNS_MAX = 32 };

/* ---- blocks ---- */
void markdown_heading(struct markdown *m, int level); // 1..6
void markdown_paragraph(struct markdown *m);
void markdown_item(struct markdown *m, int depth);           // of a bullet list; depth 0 is the outermost
void markdown_quote(struct markdown *m);                     // one quoted paragraph
void markdown_table(struct markdown *m, uint32_t columns);   // then that many cells for the heads, then the rows
void markdown_cell(struct markdown *m);                      // begins a row by itself when the one before is full
void markdown_comment(struct markdown *m, const char *text); // of ours: invisible; "--" and '>' are not allowed in it
void markdown_end(struct markdown *m);                       // after the last block

/* ---- what stands in a block ---- */
void markdown_text(struct markdown *m, struct bytes text);
void markdown_puts(struct markdown *m, const char *text); // the same of a terminated string
void markdown_code(struct markdown *m, struct bytes text);

/* Our own words in bold. They start and end with a letter or a digit and stand between blanks or punctuation. */
void markdown_strong(struct markdown *m, const char *text);

/* A link, or only the text when the address is not http(s), mailto, or a place in the same document ("#e12"). */
void markdown_link(struct markdown *m, struct bytes text, struct bytes url);

/* A place to link to; id is letters, digits and '-'. */
void markdown_anchor(struct markdown *m, const char *id);
#endif

#ifndef BASE_CSV_H
#define BASE_CSV_H
/*
 * Walks the rows of a table: a separator between the fields, quotes as RFC 4180 has them, \n or \r\n at the end of a
 * row.
 *
 *     struct csv t = {.text = file, .separator = ','};
 *     while (!(e = csv_next(&t, why)) && t.cell_count)
 *         for (size_t i = 0; i < t.cell_count; i++) use(csv_text(arena, t.cells[i]));
 */
#include "bytes.h"
#include "err.h"

enum {
    CSV_COLUMNS_MAX = 256,       // fields beyond are not seen
    CSV_ROW_MAX_BYTES = 8 << 20, // a quote that is never closed would swallow the file
};

struct csv {
    struct bytes text; // all of it
    char separator;
    // of the current row:
    unsigned line;                       // where it starts, from 1
    struct bytes row;                    // without its line end
    struct bytes cells[CSV_COLUMNS_MAX]; // raw: quotes as they stand
    size_t cell_count;                   // 0 at the end
    // the walker's own
    size_t at;
    unsigned lines_before;
};

/* The next row that is not empty. Errors: ERR_INVALID (a quote is not closed), ERR_LIMIT. */
enum err csv_next(struct csv *t, struct why *why);

/* A field's text: trimmed, without its quotes. A view of the cell, or a copy in the arena when it holds quotes. */
struct bytes csv_text(struct arena *a, struct bytes cell);

/* The same, with a copy in *room, which moves on behind it. All of a row need no more room than the row has bytes. */
struct bytes csv_unquote(char **room, struct bytes cell);
#endif

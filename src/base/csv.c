#include "csv.h"

#include <assert.h>

/* Behind the closing quote of the cell at `at`; 0 when it has none. */
static size_t
quoted_end(struct csv *t, size_t at)
{
    for (at++; at < t->text.n; at++) {
        t->lines_before += t->text.p[at] == '\n';
        if (t->text.p[at] != '"')
            continue;
        if (at + 1 == t->text.n || t->text.p[at + 1] != '"')
            return at + 1;
        at++;
    }
    return 0;
}

static bool
is_line_end(struct bytes text, size_t at)
{
    return text.p[at] == '\n' || (text.p[at] == '\r' && (at + 1 == text.n || text.p[at + 1] == '\n'));
}

static void
add_cell(struct csv *t, size_t start, size_t end)
{
    if (t->cell_count < CSV_COLUMNS_MAX)
        t->cells[t->cell_count++] = (struct bytes){t->text.p + start, end - start};
}

enum err
csv_next(struct csv *t, struct why *why)
{
    while (t->at < t->text.n && (t->text.p[t->at] == '\n' || t->text.p[t->at] == '\r'))
        t->lines_before += t->text.p[t->at++] == '\n';
    t->line = t->lines_before + 1;
    t->cell_count = 0;
    size_t start = t->at, at = t->at, cell = t->at;
    while (at < t->text.n && !is_line_end(t->text, at)) {
        if (t->text.p[at] == '"' && at == cell) {
            at = quoted_end(t, at);
            if (!at)
                return fail(why, ERR_INVALID, "line %u: a quote is opened and never closed", t->line);
            continue;
        }
        if (t->text.p[at] == t->separator) {
            add_cell(t, cell, at);
            cell = at + 1;
        }
        at++;
    }
    if (at - start > CSV_ROW_MAX_BYTES)
        return fail(why, ERR_LIMIT, "line %u: the row has %zu bytes; %d are allowed; is a quote not closed?", t->line,
                    at - start, CSV_ROW_MAX_BYTES);
    if (at > start)
        add_cell(t, cell, at);
    t->row = bytes_cut(t->text, start, at - start);
    t->at = at;
    return OK;
}

struct bytes
csv_unquote(char **room, struct bytes cell)
{
    struct bytes text = bytes_trim(cell);
    if (!text.n || text.p[0] != '"')
        return text;
    text = bytes_from(text, 1);
    if (text.n && text.p[text.n - 1] == '"')
        text.n--;
    if (bytes_find_char(text, '"') < 0)
        return text;
    assert(*room); // whoever has quotes in a cell has room for it without them
    char *start = *room;
    for (size_t i = 0; i < text.n; i++) {
        *(*room)++ = text.p[i];
        i += text.p[i] == '"' && i + 1 < text.n && text.p[i + 1] == '"';
    }
    return (struct bytes){start, (size_t)(*room - start)};
}

struct bytes
csv_text(struct arena *a, struct bytes cell)
{
    bool has_quotes = bytes_find_char(cell, '"') >= 0;
    char *room = has_quotes ? arena_alloc(a, cell.n) : NULL;
    return csv_unquote(&room, cell);
}

#include "people_csv.h"

#include "../base/csv.h"
#include "../base/utf8.h"

#include <string.h>

enum column { COLUMN_NONE, COLUMN_NAME, COLUMN_HANDLE, COLUMN_TEAM, COLUMN_ROLE };

/* Spreadsheets write what their country uses: the first separator in the header counts. */
static char
separator_of(struct bytes text)
{
    struct bytes line = BYTES_NONE;
    bytes_line(&text, &line);
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == ',' || line.p[i] == ';' || line.p[i] == '\t')
            return line.p[i];
    return ',';
}

static enum err
read_header(struct csv *t, struct arena *a, enum column *columns, struct why *why)
{
    static const char *const names[] = {
        [COLUMN_NAME] = "name", [COLUMN_HANDLE] = "handle", [COLUMN_TEAM] = "team", [COLUMN_ROLE] = "role"};
    bool known = false;
    enum err e = csv_next(t, why);
    if (e)
        return e;
    for (size_t i = 0; i < t->cell_count; i++) {
        struct bytes cell = csv_text(a, t->cells[i]);
        columns[i] = COLUMN_NONE;
        for (int k = COLUMN_NAME; k <= COLUMN_ROLE; k++)
            if (bytes_is_nocase(cell, names[k]))
                columns[i] = (enum column)k;
        known |= columns[i] == COLUMN_NAME || columns[i] == COLUMN_HANDLE;
    }
    if (!known)
        return fail(why, ERR_INVALID, "its first line must name the columns, like: name,handle,team,role");
    return OK;
}

/* The person of the current row. */
static enum err
read_row(const struct csv *t, struct arena *a, const enum column *columns, struct person *ret, struct why *why)
{
    struct person p = {0};
    struct bytes *const to[] = {
        [COLUMN_NAME] = &p.name, [COLUMN_HANDLE] = &p.handle, [COLUMN_TEAM] = &p.team, [COLUMN_ROLE] = &p.role};
    for (size_t i = 0; i < t->cell_count; i++)
        if (columns[i] != COLUMN_NONE)
            *to[columns[i]] = utf8_clean(a, csv_text(a, t->cells[i]));
    if (!p.name.n && !p.handle.n)
        return fail(why, ERR_INVALID, "line %u names nobody: give a name or a handle", t->line);
    *ret = p;
    return OK;
}

enum err
people_csv(struct arena *a, struct bytes text, const struct person **ret, uint32_t *ret_count, struct why *why)
{
    if (bytes_starts(text, "\xef\xbb\xbf"))
        text = bytes_from(text, 3);
    struct csv t = {.text = text, .separator = separator_of(text)};
    enum column columns[CSV_COLUMNS_MAX] = {COLUMN_NONE};
    struct person *persons = NULL;
    uint32_t count = 0, cap = 0;
    enum err e = read_header(&t, a, columns, why);
    while (!e && !(e = csv_next(&t, why)) && t.cell_count) {
        if (count == PEOPLE_MAX)
            return fail(why, ERR_LIMIT, "it names more than %d people", PEOPLE_MAX);
        if (count == cap) {
            struct person *more = arena_new_n(a, struct person, cap ? cap * 2 : 64);
            if (count)
                memcpy(more, persons, count * sizeof *more);
            persons = more;
            cap = cap ? cap * 2 : 64;
        }
        e = read_row(&t, a, columns, &persons[count], why);
        count += !e;
    }
    if (e)
        return e;
    *ret = persons;
    *ret_count = count;
    return OK;
}

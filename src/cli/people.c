#include "people.h"

#include "../base/csv.h"
#include "../base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE_FILE_MAX_BYTES ((size_t)64 << 20)

enum column { COLUMN_NONE, COLUMN_NAME, COLUMN_HANDLE, COLUMN_TEAM, COLUMN_ROLE };

static enum err
read_file(struct arena *a, const char *path, struct bytes *ret, struct why *why)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return fail(why, ERR_IO, "cannot open it: %s", strerror(errno));
    struct bytes all = BYTES_NONE;
    size_t cap = 0;
    char *p = NULL;
    for (;;) {
        if (all.n == cap) {
            char *more = arena_alloc(a, cap ? cap * 2 : 64 << 10);
            if (all.n)
                memcpy(more, p, all.n);
            p = more;
            cap = cap ? cap * 2 : 64 << 10;
        }
        size_t got = fread(p + all.n, 1, cap - all.n, f);
        if (!got)
            break;
        all.n += got;
        if (all.n > PEOPLE_FILE_MAX_BYTES) {
            fclose(f);
            return fail(why, ERR_LIMIT, "it is larger than 64 MiB");
        }
    }
    bool bad = ferror(f);
    fclose(f);
    if (bad)
        return fail(why, ERR_IO, "cannot read it");
    *ret = (struct bytes){p, all.n};
    return OK;
}

/* Spreadsheets write what their country uses: the first separator in the header counts. */
static char
separator_of(struct bytes text)
{
    struct bytes line;
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

enum err
people_read(struct people *ret, struct arena *a, const char *path, struct why *why)
{
    struct bytes text;
    enum err e = read_file(a, path, &text, why);
    if (e)
        return e;
    if (bytes_starts(text, "\xef\xbb\xbf"))
        text = bytes_from(text, 3);
    struct csv t = {.text = text, .separator = separator_of(text)};
    enum column columns[CSV_COLUMNS_MAX] = {COLUMN_NONE};
    e = read_header(&t, a, columns, why);
    struct person *persons = NULL;
    uint32_t count = 0, cap = 0;
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
        struct person p = {0};
        for (size_t i = 0; i < t.cell_count; i++) {
            struct bytes *to[] = {
                [COLUMN_NAME] = &p.name, [COLUMN_HANDLE] = &p.handle, [COLUMN_TEAM] = &p.team, [COLUMN_ROLE] = &p.role};
            if (columns[i] != COLUMN_NONE)
                *to[columns[i]] = utf8_clean(a, csv_text(a, t.cells[i]));
        }
        if (!p.name.n && !p.handle.n)
            return fail(why, ERR_INVALID, "line %u names nobody: give a name or a handle", t.line);
        persons[count++] = p;
    }
    if (!e)
        people_init(ret, a, persons, count);
    return e;
}

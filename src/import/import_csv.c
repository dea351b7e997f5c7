/*
 * Tables with a header line: comma, semicolon, tab or bar between the fields, quotes as RFC 4180 has them. Columns are
 * told by their names (record.h).
 *
 * A row's bytes are the signal's raw bytes, and a row without an id is known by their hash: a file cut in two, each
 * half with the header, gives the same signals.
 */
#include "../base/csv.h"
#include "record.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    COLUMNS_MAX = CSV_COLUMNS_MAX,
    HEADER_CELL_MAX_BYTES = COLUMN_NAME_MAX_BYTES,
};

/* ---- telling the file ---- */

struct seen {
    unsigned times, texts, others;
};

/* What the header names. False when a cell is no column name: prose has commas too. */
static bool
survey(const struct csv *t, struct seen *ret, size_t *ret_time)
{
    char room[IMPORT_LOOK_BYTES], *scratch = room;
    *ret = (struct seen){0};
    for (size_t i = 0; i < t->cell_count; i++) {
        struct bytes name = csv_unquote(&scratch, t->cells[i]);
        if (name.n > HEADER_CELL_MAX_BYTES)
            return false;
        switch (column_of(NULL, name).field) {
        case FIELD_TIME:
        case FIELD_UPDATED:
            *ret_time = ret->times++ ? *ret_time : i;
            break;
        case FIELD_TEXT:
            ret->texts++;
            break;
        case FIELD_OTHER:
            break;
        default:
            ret->others++;
        }
    }
    return true;
}

static bool
has_digit(struct bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (ascii_is_digit(text.p[i]))
            return true;
    return false;
}

/*
 * What stands behind Excel's "sep=;", a first line that names the separator: the header is the next one. *ret_separator
 * is 0 where there is no such line.
 */
static struct bytes
behind_separator_line(struct bytes text, char *ret_separator)
{
    struct bytes rest = text, line;
    *ret_separator = 0;
    if (!bytes_starts_nocase(text, "sep=") || !bytes_line(&rest, &line))
        return text;
    line = bytes_from(line, 4);
    if (line.n > 1 && line.p[line.n - 1] == '\r')
        line.n--;
    if (line.n != 1)
        return text;
    *ret_separator = line.p[0];
    return rest;
}

/* Whether the text, of which the head is shown, is a table: a header with a time, and a row like it that has one. */
static bool
is_table(struct bytes head, bool is_cut, char separator)
{
    struct csv t = {.text = head, .separator = separator};
    struct seen h;
    size_t time = 0;
    if (csv_next(&t, NULL) || t.cell_count < 2 || !survey(&t, &h, &time) || !h.times || !(h.texts || h.others))
        return false;
    size_t columns = t.cell_count;
    if (csv_next(&t, NULL) || (is_cut && t.at == head.n))
        return is_cut; // the first row is longer than what we look at
    if (!t.cell_count)
        return h.texts > 0; // nothing but a header
    return t.cell_count >= columns && (has_digit(t.cells[time]) || !bytes_trim(t.cells[time]).n);
}

static char
separator_of(struct bytes head, bool is_cut)
{
    static const char separators[] = {',', ';', '\t', '|'};
    char said;
    head = behind_separator_line(head, &said);
    if (said)
        return is_table(head, is_cut, said) ? said : 0;
    for (size_t i = 0; i < sizeof separators; i++)
        if (is_table(head, is_cut, separators[i]))
            return separators[i];
    return 0;
}

static bool
sniff(const struct look *l)
{
    return l->shape == SHAPE_TEXT && separator_of(l->head, l->whole.n > l->head.n);
}

/* ---- reading it ---- */

struct reader {
    struct record record;
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    char *scratch; // for cells with quotes in them: of the current row
    size_t scratch_bytes;
};

/* A buffer for the current row's unquoted cells. */
static char *
scratch_for(struct reader *r, const struct csv *t)
{
    if (r->scratch_bytes >= t->row.n)
        return r->scratch;
    free(r->scratch);
    r->scratch_bytes = t->row.n * 2;
    r->scratch = malloc(r->scratch_bytes);
    if (!r->scratch) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", r->scratch_bytes);
        abort();
    }
    return r->scratch;
}

static void
read_header(struct reader *r, const struct csv *t)
{
    struct import *im = r->record.im;
    char *scratch = scratch_for(r, t);
    r->column_count = t->cell_count;
    for (size_t i = 0; i < t->cell_count; i++)
        r->columns[i] = column_of(im->zones, bytes_dup(im->arena, csv_unquote(&scratch, t->cells[i])));
}

/* Fields past the header's last are refused: the row is shifted, and its text may stand under "time". */
static enum err
read_row(struct reader *r, const struct csv *t, struct why *why)
{
    char *scratch = scratch_for(r, t);
    r->record.count = 0;
    for (size_t i = 0; i < t->cell_count; i++) {
        struct bytes text = csv_unquote(&scratch, t->cells[i]);
        if (i < r->column_count)
            record_put(&r->record, r->columns[i], text);
        else if (text.n)
            return fail(why, ERR_INVALID,
                        "line %u: more fields than the header's %zu; a field that holds the separator needs quotes",
                        t->line, r->column_count);
    }
    return r->record.count ? record_add(&r->record, t->row, why) : OK; // ",,,": an empty row of a spreadsheet
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct look look = look_at(in);
    char separator = separator_of(look.head, look.whole.n > look.head.n);
    if (!separator)
        return fail(why, ERR_INVALID,
                    "this is no table with a header line that names a time; the first line must be like: time,event");
    char said;
    struct csv t = {.text = behind_separator_line(look.whole, &said), .separator = separator, .lines_before = 0};
    t.lines_before = t.text.n < look.whole.n;
    struct reader reader = {0}, *r = &reader;
    r->record.im = im;
    r->record.in = in;
    enum err e = csv_next(&t, why);
    if (!e)
        read_header(r, &t);
    while (!e && !(e = csv_next(&t, why)) && t.row.n)
        e = read_row(r, &t, why);
    free(r->scratch);
    record_done(&r->record);
    return e;
}

const struct importer importer_csv = {
    .name = "csv",
    .title = "CSV table",
    .help =
        "A spreadsheet saved as CSV (comma, semicolon or tab) whose first line names the columns, one of them a time.",
    .sniff = sniff,
    .parse = parse,
};

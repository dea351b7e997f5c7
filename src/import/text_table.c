/*
 * Timelines as tables. Which column holds the time is told by its header, else by what stands in it; a separate date
 * column may leave cells empty (the day above goes on). What is neither time nor event goes below the event's text.
 */
#include "text_read.h"

#include <string.h>

enum { COLUMNS_MAX = 24, PROBE_ROWS = 50, NO_COLUMN = -1 };

struct row {
    struct bytes cell[COLUMNS_MAX];
    int count;
};

struct table {
    struct row head;
    int time, date, text, actor; // columns, or NO_COLUMN
    int header_year;             // "Date (2021)"; 0 when not said
    uint32_t begin, end;         // body lines
};

static struct row
split_row(struct bytes line)
{
    struct row r = {0};
    struct bytes t = bytes_trim(line);
    size_t bar = is_wiki_head(t) ? 2 : 1; // bytes of what stands between cells
    if (bytes_starts(t, "|"))
        t = bytes_from(t, bar);
    if (bytes_ends(t, "|") && !bytes_ends(t, "\\|"))
        t = bytes_cut(t, 0, t.n - bar);
    size_t from = 0;
    bool code = false;
    for (size_t i = 0; i <= t.n && r.count < COLUMNS_MAX; i++) {
        if (i < t.n && t.p[i] == '\\') {
            i++;
            continue;
        }
        if (i < t.n && t.p[i] == '`')
            code = !code && bytes_find_char(bytes_from(t, i + 1), '`') != BYTES_NOT_FOUND;
        bool last = r.count == COLUMNS_MAX - 1;
        if (i >= t.n || (t.p[i] == '|' && !code && !last)) {
            r.cell[r.count++] = bytes_trim(bytes_cut(t, from, i - from));
            i += bar - 1;
            from = i + 1;
        }
    }
    return r;
}

static bool
says(struct bytes head, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_find_nocase(head, words[i]) != BYTES_NOT_FOUND)
            return true;
    return false;
}
#define SAYS(head, ...)                                                                                                \
    says(head, (const char *const[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *))

/* "User" names people, "User impact" does not. */
static bool
names_people(struct bytes head)
{
    static const char *const whole[] = {"user", "by", "name", "reporter", "engineer", "team member", "participant"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (bytes_is_nocase(head, whole[i]))
            return true;
    return SAYS(head, "who", "actor", "person", "author", "owner", "responder");
}

static bool
cell_time(struct reader *r, struct bytes cell, struct entry_time *ret)
{
    return entry_time_scan(r->zones, read_dates(r, inline_plain(r->scratch, bytes_cut(cell, 0, 300), &r->lines)), ret);
}

/* What stands in a column: how many clocks, how many days. */
struct probe {
    unsigned clocks, days, unreadable, cells;
    size_t bytes;
};

static void
probe_columns(struct reader *r, const struct table *t, struct probe *ret)
{
    for (uint32_t i = t->begin; i < t->end && i < t->begin + PROBE_ROWS; i++) {
        if (r->lines.v[i].kind != LINE_ROW)
            continue;
        struct row row = split_row(r->lines.v[i].text);
        for (int c = 0; c < row.count; c++) {
            struct entry_time e;
            ret[c].cells += row.cell[c].n > 0;
            ret[c].bytes += row.cell[c].n;
            if (row.cell[c].n > 60 || !cell_time(r, row.cell[c], &e) || row.cell[c].n > e.used + 12)
                continue;
            ret[c].unreadable += e.unreadable;
            ret[c].clocks += e.has_clock;
            ret[c].days += e.has_date && !e.has_clock;
        }
    }
}

static int
year_in(struct bytes head)
{
    for (size_t i = 0; i + 4 <= head.n; i++) {
        long long y;
        bool edge = (!i || !ascii_is_digit(head.p[i - 1])) && (i + 4 == head.n || !ascii_is_digit(head.p[i + 4]));
        if (edge && ascii_is_digit(head.p[i]) && bytes_to_int(bytes_cut(head, i, 4), &y) && y >= WHEN_YEAR_MIN &&
            y <= WHEN_YEAR_MAX)
            return (int)y;
    }
    return 0;
}

/* Finds the columns; false when the table is no timeline. */
static bool
find_columns(struct reader *r, struct table *t, bool timeline)
{
    struct probe p[COLUMNS_MAX] = {0};
    probe_columns(r, t, p);
    t->time = t->date = t->text = t->actor = NO_COLUMN;
    for (int c = 0; c < t->head.count; c++) {
        bool named = SAYS(t->head.cell[c], "time", "when", "hour", "clock", "date", "utc");
        if (t->time == NO_COLUMN && ((named && p[c].clocks) || (p[c].clocks && p[c].clocks * 2 >= p[c].cells)))
            t->time = c;
        if (t->date == NO_COLUMN && p[c].days && p[c].days * 2 >= p[c].cells)
            t->date = c;
    }
    if (timeline && t->time == NO_COLUMN)
        for (int c = 0; c < t->head.count && t->time == NO_COLUMN; c++)
            if (p[c].days || (p[c].unreadable && SAYS(t->head.cell[c], "time", "when", "date")))
                t->time = c;
    if (t->time == NO_COLUMN || (!timeline && p[t->time].clocks < 2))
        return false;
    if (t->date == t->time)
        t->date = NO_COLUMN;
    size_t longest = 0;
    bool named = false;
    for (int c = 0; c < t->head.count; c++) {
        if (c == t->time || c == t->date)
            continue;
        bool event = SAYS(t->head.cell[c], "event", "descri", "what", "action", "detail", "happen", "activit",
                          "message", "summary");
        if (names_people(t->head.cell[c]) && t->actor == NO_COLUMN)
            t->actor = c;
        else if (t->text == NO_COLUMN || (event && !named) || (event == named && p[c].bytes > longest)) {
            t->text = c;
            longest = p[c].bytes;
            named |= event;
        }
    }
    t->header_year = t->date != NO_COLUMN ? year_in(t->head.cell[t->date]) : year_in(t->head.cell[t->time]);
    return t->text != NO_COLUMN;
}

static bool
row_time(struct reader *r, const struct table *t, const struct row *row, struct entry_time *ret)
{
    struct bytes time = row->cell[t->time];
    struct bytes date = t->date != NO_COLUMN ? row->cell[t->date] : BYTES_NONE;
    bool found = false;
    if (date.n)
        found = cell_time(r,
                          bytes_printf(r->scratch, "%.*s %.*s", BYTES_ARG(bytes_cut(date, 0, 100)),
                                       BYTES_ARG(bytes_cut(time, 0, 100))),
                          ret);
    if (!found)
        found = cell_time(r, time, ret);
    if (found && t->header_year && ret->has_date && (ret->at.lacks & WHEN_LACKS_YEAR)) {
        int64_t day_ms = (int64_t)24 * 3600 * 1000;
        int y, m, d;
        date_of_days(ret->at.ms / day_ms, &y, &m, &d);
        ret->at.ms = days_of_date(t->header_year, m, d) * day_ms + ret->at.ms % day_ms;
        ret->at.lacks &= (uint8_t)~WHEN_LACKS_YEAR;
        if (!ret->at.lacks)
            ret->at = when_in_zone(r->zones, (ret->at.lacks = WHEN_LACKS_ZONE, ret->at), ret->at.zone);
    }
    return found;
}

static bool
is_weekday(struct bytes cell)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (bytes_starts_nocase(cell, days[i]))
            return cell.n <= 9;
    return false;
}

static enum err
add_row(struct reader *r, const struct table *t, uint32_t i)
{
    struct row row = split_row(r->lines.v[i].text);
    struct entry_time e;
    r->taken[i] = true;
    if (t->text >= row.count || t->time >= row.count || !(row.cell[t->text].n))
        return OK;
    bool timed = row_time(r, t, &row, &e);
    struct found f = {.kind = KIND_NOTE, .raw = r->lines.v[i].raw, .at = WHEN_UNKNOWN, .end = WHEN_UNKNOWN};
    if (timed)
        f.at = day_run_place(r->zones, &r->run, &e, &f.end);
    else if (!row.cell[t->time].n && r->found == 0)
        return OK; // a second header line
    buf_reset(&r->text);
    inline_add(&r->text, row.cell[t->text], &r->lines, ' ');
    for (int c = 0; c < row.count; c++) {
        if (c == t->time || c == t->date || c == t->text || !row.cell[c].n || is_weekday(row.cell[c]))
            continue;
        if (c == t->actor && row.cell[c].n <= 80) {
            f.actor = inline_plain(r->scratch, row.cell[c], &r->lines);
            continue;
        }
        buf_putc(&r->text, '\n');
        if (c < t->head.count && t->head.cell[c].n) {
            inline_add(&r->text, t->head.cell[c], &r->lines, ' ');
            buf_puts(&r->text, ": ");
        }
        inline_add(&r->text, row.cell[c], &r->lines, ' ');
    }
    f.text = bytes_trim(buf_bytes(&r->text));
    return f.text.n ? read_add(r, &f) : OK;
}

enum err
read_table(struct reader *r, uint32_t i, uint32_t limit, bool timeline, uint32_t *ret_end)
{
    const struct line *v = r->lines.v;
    struct table t = {.head = split_row(v[i].text), .begin = i + 1, .end = i + 1};
    while (t.end < limit && (v[t.end].kind == LINE_ROW || v[t.end].kind == LINE_RULE))
        t.end++;
    *ret_end = t.end;
    if (!find_columns(r, &t, timeline))
        return OK;
    zone_id zone = text_zone(r->zones, t.head.cell[t.time]);
    if (zone)
        r->run.zone = zone;
    for (uint32_t k = t.begin; k < t.end && !read_full(r); k++) {
        if (v[k].kind != LINE_ROW)
            continue;
        enum err e = add_row(r, &t, k);
        if (e)
            return e;
    }
    return OK;
}

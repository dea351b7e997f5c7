/*
 * db_search.h on SQLite's FTS5.
 *
 * FTS5 is asked for one word at a time: the list of rows that have it can be read from its newest end, stopped at any
 * point, and entered anywhere. Rows with all words are where the lists meet, which is found here, step by step, so that
 * the steps can be counted. Entering a list costs as much as some hundred steps, and more than the caller's look at a
 * row's text: a long list that lies behind a short one is mostly left behind, and the row given as one that may have
 * the word. FTS5's own AND cannot be stopped: two words that are both in a million rows
 * and never together cost it two million steps. Neither can beginnings without an index of their own, whose lists it
 * merges first: those of two and three letters have one (the '3 4' of the schema, which counts the letter in front),
 * longer ones become the words that the vocabulary has.
 *
 * The tokenizer 'ascii' takes folded words as they are: letters and digits of ASCII, and every byte beyond.
 */
#include "db_search.h"

#include "../base/buf.h"

#include <assert.h>

enum {
    INDEXED_PREFIX_MAX = 4,
    EXPRESSION_MAX_BYTES = 64 << 10,
    STEPS_OF_A_LEAP = 200, // that entering a list costs as much as
    STEPS_NEAR = 24,       // for one row; then it is left behind
    BEHIND_MAX = 16,       // rows that a list is left behind for; then it is entered anew
};

static const struct sql q_add = {"search_add", "insert into search_index(rowid, words) values($1, $2)"},
                        q_remove = {"search_remove", "insert into search_index(search_index, rowid, words) "
                                                     "values('delete', $1, $2)"},
                        q_word = {"search_word", "select term from search_word where term >= $1 order by term limit 1"};

/* One for each term, as their rows are read side by side. */
#define ROWS(n)                                                                                                        \
    {                                                                                                                  \
        "search_rows_" #n, "select rowid from search_index where search_index match $1 and rowid <= $2 "               \
                           "order by rowid desc"                                                                       \
    }
static const struct sql q_rows[DB_SEARCH_TERMS_MAX] = {ROWS(0), ROWS(1), ROWS(2), ROWS(3), ROWS(4),  ROWS(5),
                                                       ROWS(6), ROWS(7), ROWS(8), ROWS(9), ROWS(10), ROWS(11)};

static enum err
change(struct cx *cx, const struct sql *q, int64_t row, struct bytes words)
{
    struct stmt *s;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_i64(s, 1, row);
    db_text(s, 2, words);
    return db_run(cx, s);
}

enum err
db_search_add(struct cx *cx, int64_t row, struct bytes words)
{
    return change(cx, &q_add, row, words);
}

enum err
db_search_remove(struct cx *cx, int64_t row, struct bytes words)
{
    return change(cx, &q_remove, row, words);
}

/* ---- expressions ---- */

/* Folded words have no quotes in them; a caller's mistake must not become syntax all the same. */
static void
put_word(struct buf *out, struct bytes word)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < word.n; i++)
        if (ascii_is_alnum(word.p[i]) || (unsigned char)word.p[i] >= 0x80)
            buf_putc(out, word.p[i]);
    buf_putc(out, '"');
}

static size_t
characters(struct bytes word)
{
    size_t n = 0;
    for (size_t i = 0; i < word.n; i++)
        n += ((unsigned char)word.p[i] & 0xc0) != 0x80;
    return n;
}

/* The first word that is not before `from` in the vocabulary; none at its end. */
static enum err
next_word(struct cx *cx, struct bytes from, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_word, &s);
    if (e)
        return e;
    db_text(s, 1, from);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_text(cx, s, 0) : BYTES_NONE;
    db_end(s);
    return OK;
}

/* All words with a beginning: one look-up each, since behind a word comes the word and the smallest byte. */
static enum err
put_endings(struct cx *cx, struct buf *out, struct bytes prefix, bool *ret_more)
{
    struct bytes word, from = prefix;
    buf_putc(out, '(');
    put_word(out, prefix);
    for (int i = 0; i <= DB_SEARCH_ENDINGS_MAX; i++) {
        enum err e = next_word(cx, from, &word);
        if (e)
            return e;
        if (word.n < prefix.n || !bytes_eq(bytes_cut(word, 0, prefix.n), prefix))
            break;
        if (i == DB_SEARCH_ENDINGS_MAX) {
            *ret_more = true;
            break;
        }
        buf_puts(out, " OR ");
        put_word(out, word);
        from = bytes_printf(cx->arena, "%.*s\x01", BYTES_ARG(word));
    }
    buf_putc(out, ')');
    return OK;
}

static enum err
expression(struct cx *cx, const struct db_search_term *t, struct bytes *ret, bool *ret_more)
{
    struct buf out = {.max_bytes = EXPRESSION_MAX_BYTES};
    size_t n = characters(t->word);
    enum err e = OK;
    if (t->prefix && n > INDEXED_PREFIX_MAX) {
        e = put_endings(cx, &out, t->word, ret_more);
    } else {
        put_word(&out, t->word);
        if (t->prefix && n >= 3)
            buf_puts(&out, " *");
    }
    assert(!out.full);
    *ret = bytes_dup(cx->arena, buf_bytes(&out));
    buf_done(&out);
    return e;
}

/* ---- rows ---- */

/* The rows of one term, newest first. */
struct list {
    struct bytes expr;
    const struct sql *q;
    struct stmt *s;
    int64_t row; // where it stands
    int behind;  // rows that went by since it was left behind
    bool end;
};

struct meeting {
    struct cx *cx;
    struct list lists[DB_SEARCH_TERMS_MAX];
    uint32_t count;
    int64_t steps_left;
};

static enum err
step(struct meeting *m, struct list *l)
{
    bool row;
    enum err e = db_next(m->cx, l->s, &row);
    m->steps_left--;
    if (e)
        return e;
    l->end = !row;
    l->row = row ? col_i64(l->s, 0) : 0;
    return OK;
}

/* Enters the list at the row, or the next older one. */
static enum err
enter(struct meeting *m, struct list *l, int64_t row)
{
    if (l->s)
        db_end(l->s);
    enum err e = db_query(m->cx, l->q, &l->s);
    if (e)
        return e;
    db_text(l->s, 1, l->expr);
    db_i64(l->s, 2, row);
    m->steps_left -= STEPS_OF_A_LEAP;
    return step(m, l);
}

/* To the row or the next older one, or left behind at a newer one. */
static enum err
advance(struct meeting *m, struct list *l, int64_t row)
{
    enum err e = OK;
    for (int i = 0; i < STEPS_NEAR && !e && !l->end && l->row > row; i++)
        e = step(m, l);
    if (e || l->end || l->row <= row) {
        l->behind = 0;
        return e;
    }
    if (l->behind++ < BEHIND_MAX)
        return OK;
    l->behind = 0;
    return enter(m, l, row);
}

/* The next row that all lists have or are left behind for; false at an end or when the steps are used up. Each round
 * goes down to the oldest row that a list stands at; one that went no further says that they have met. */
static enum err
meet(struct meeting *m, int64_t *row, bool *ret_found)
{
    *ret_found = false;
    while (m->steps_left > 0) {
        int64_t before = *row;
        for (uint32_t i = 0; i < m->count; i++) {
            enum err e = advance(m, &m->lists[i], *row);
            if (e || m->lists[i].end)
                return e;
            *row = m->lists[i].row < *row ? m->lists[i].row : *row;
        }
        if (*row == before) {
            *ret_found = true;
            return OK;
        }
    }
    return OK;
}

/* Every list that stands at the row goes on; the next row is where the oldest of them stands. */
static enum err
leave(struct meeting *m, int64_t *row, bool *ret_end)
{
    int64_t left = *row, oldest = INT64_MAX;
    for (uint32_t i = 0; i < m->count; i++) {
        struct list *l = &m->lists[i];
        enum err e = l->row == left ? step(m, l) : OK;
        if (e)
            return e;
        *ret_end |= l->end;
        oldest = l->row < oldest ? l->row : oldest;
    }
    *row = oldest;
    return OK;
}

static enum err
find_rows(struct meeting *m, uint32_t max, int64_t *ret_rows, uint32_t *ret_count, bool *ret_more)
{
    enum err e = OK;
    int64_t row = INT64_MAX;
    bool found, end = false;
    for (uint32_t i = 0; i < m->count && !e; i++) {
        m->lists[i].behind = BEHIND_MAX; // nobody knows yet how far apart they begin
        if (!(e = enter(m, &m->lists[i], INT64_MAX)) && m->lists[i].end)
            return OK;
        row = m->lists[i].row < row ? m->lists[i].row : row;
    }
    while (!e && !end) {
        e = meet(m, &row, &found);
        *ret_more = m->steps_left <= 0;
        if (e || !found)
            return e;
        if (*ret_count == max) {
            *ret_more = true;
            return OK;
        }
        ret_rows[(*ret_count)++] = row;
        e = leave(m, &row, &end);
    }
    return e;
}

enum err
db_search_rows(struct cx *cx, const struct db_search_term *terms, uint32_t count, uint32_t max, int64_t *ret_rows,
               uint32_t *ret_count, bool *ret_capped)
{
    assert(count && count <= DB_SEARCH_TERMS_MAX);
    struct meeting m = {.cx = cx, .count = count, .steps_left = DB_SEARCH_STEPS_MAX};
    bool more = false, more_endings = false;
    uint32_t n = 0;
    enum err e = OK;
    for (uint32_t i = 0; i < count && !e; i++) {
        m.lists[i].q = &q_rows[i];
        e = expression(cx, &terms[i], &m.lists[i].expr, &more_endings);
    }
    if (!e)
        e = find_rows(&m, max, ret_rows, &n, &more);
    for (uint32_t i = 0; i < count; i++)
        if (m.lists[i].s)
            db_end(m.lists[i].s);
    *ret_count = n;
    *ret_capped = more || more_endings;
    return e;
}

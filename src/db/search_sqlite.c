/*
 * db_search.h on SQLite's FTS5.
 *
 * A list of rows that have one word can be read from its newest end and stopped at any point: that is always cheap.
 * What is not: two words that are both in a million rows, but seldom together (FTS5 walks both lists to their ends, and
 * cannot be stopped on the way), and beginnings without an index of their own (FTS5 first merges all their lists). So
 *
 * - a term with few rows is the whole answer by itself;
 * - else the search for rows with all terms ends where the rarest term has had DB_SEARCH_SCAN_MAX rows;
 * - beginnings of two and three letters have an index (the '3 4' of the schema, which counts the letter in front),
 *   longer ones become the words that the vocabulary has.
 *
 * The tokenizer 'ascii' takes folded words as they are: letters and digits of ASCII, and every byte beyond.
 */
#include "db_search.h"

#include "../base/buf.h"

#include <assert.h>

enum { INDEXED_PREFIX_MAX = 4, EXPRESSION_MAX_BYTES = 64 << 10 };

static const struct sql q_add = {"search_add", "insert into search_index(rowid, words) values($1, $2)"},
                        q_remove = {"search_remove", "insert into search_index(search_index, rowid, words) "
                                                     "values('delete', $1, $2)"},
                        q_word = {"search_word", "select term from search_word where term >= $1 order by term limit 1"},
                        q_rows = {"search_rows", "select rowid from search_index where search_index match $1 "
                                                 "and rowid >= $2 order by rowid desc limit $3"},
                        q_nth = {"search_nth", "select rowid from search_index where search_index match $1 "
                                               "order by rowid desc limit 1 offset $2"};

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

static struct bytes
all_of(struct arena *a, const struct bytes *expressions, uint32_t count)
{
    struct buf out = {0};
    for (uint32_t i = 0; i < count; i++) {
        buf_puts(&out, i ? " AND " : "");
        buf_add(&out, expressions[i]);
    }
    struct bytes text = bytes_dup(a, buf_bytes(&out));
    buf_done(&out);
    return text;
}

/* ---- rows ---- */

/* Newest first, down to the row `floor`; at most `max`, and whether there are more. */
static enum err
rows_of(struct cx *cx, struct bytes expr, int64_t floor, uint32_t max, int64_t *ret, uint32_t *ret_count,
        bool *ret_more)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = db_query(cx, &q_rows, &s);
    if (e)
        return e;
    db_text(s, 1, expr);
    db_i64(s, 2, floor);
    db_i64(s, 3, (int64_t)max + 1);
    *ret_more = false;
    while (!(e = db_next(cx, s, &row)) && row) {
        if (n < max)
            ret[n++] = col_i64(s, 0);
        else
            *ret_more = true;
    }
    *ret_count = n;
    return e;
}

/* The row where a term has had DB_SEARCH_SCAN_MAX; INT64_MIN when it has fewer. */
static enum err
floor_of(struct cx *cx, struct bytes expr, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_nth, &s);
    if (e)
        return e;
    db_text(s, 1, expr);
    db_i64(s, 2, DB_SEARCH_SCAN_MAX);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_i64(s, 0) : INT64_MIN;
    db_end(s);
    return OK;
}

enum err
db_search_rows(struct cx *cx, const struct db_search_term *terms, uint32_t count, uint32_t max, int64_t *ret_rows,
               uint32_t *ret_count, bool *ret_capped)
{
    assert(count && count <= DB_SEARCH_TERMS_MAX);
    struct bytes expr[DB_SEARCH_TERMS_MAX];
    int64_t *rows = arena_new_n(cx->arena, int64_t, max), floor = INT64_MAX;
    bool more_endings = false, few = false;
    enum err e = OK;
    *ret_count = max;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n;
        bool more;
        if ((e = expression(cx, &terms[i], &expr[i], &more_endings)) ||
            (e = rows_of(cx, expr[i], INT64_MIN, max, rows, &n, &more)))
            return e;
        if (count > 1 && more)
            continue;
        if (!few || n < *ret_count) {
            for (uint32_t k = 0; k < n; k++)
                ret_rows[k] = rows[k];
            *ret_count = n;
            *ret_capped = more;
        }
        few = true;
    }
    for (uint32_t i = 0; i < count && !few; i++) {
        int64_t row;
        if ((e = floor_of(cx, expr[i], &row)))
            return e;
        floor = row < floor ? row : floor;
    }
    if (!few) {
        if ((e = rows_of(cx, all_of(cx->arena, expr, count), floor, max, ret_rows, ret_count, ret_capped)))
            return e;
        *ret_capped |= floor != INT64_MIN;
    }
    *ret_capped |= more_endings;
    return OK;
}

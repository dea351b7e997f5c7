/*
 * The text that can be found stands in search_doc, its words in the index behind db/db_search.h. A row's number is made
 * of its time, so that the index, which gives rows by their number, gives the newest first.
 *
 * The index is asked for each kind of thing apart: else the newest thousand events would hide every incident with the
 * same word. What it gives are candidates; their text decides (search_match.c). So words that the index still has of a
 * text that changed would do no harm.
 */
#include "search.h"

#include "../base/buf.h"
#include "../base/map.h"
#include "../base/utf8.h"
#include "../db/db_search.h"
#include "search_match.h"
#include "user.h"

#include <assert.h>
#include <stdlib.h>

_Static_assert((int)SEARCH_WORDS_MAX <= (int)DB_SEARCH_TERMS_MAX, "every word of a query is a term");

enum {
    ROWS_A_SECOND = 1 << 14,
    SECONDS_LATER_MAX = 4096, // that a row may lie behind its time when seconds are full
    WORDS_MAX = 16 * 1000,    // different ones of one text
};

static const struct sql q_find = {"search_find",
                                  "select row, kind, title, body, ms from search_doc where parent = $1 and id = $2"},
                        q_last = {"search_last", "select max(row) from search_doc where row >= $1 and row < $2"},
                        q_insert = {"search_insert", "insert into search_doc(row, parent, id, kind, title, body, ms) "
                                                     "values($1, $2, $3, $4, $5, $6, $7)"},
                        q_update = {"search_update", "update search_doc set title = $2, body = $3 where row = $1"},
                        q_delete = {"search_delete", "delete from search_doc where row = $1"},
                        q_inside = {"search_inside", "select row, kind, title, body, ms from search_doc "
                                                     "where parent = $1 limit 1"},
                        q_doc = {"search_doc", "select title, body, ms from search_doc where row = $1"},
                        q_whole = {"search_whole", "select parent, id, kind, title, body, ms from search_doc "
                                                   "where row = $1"};

static const char *const kind_names[SEARCH_KIND_MAX] = {
    [SEARCH_INCIDENT] = "incident", [SEARCH_EVENT] = "event", [SEARCH_SECTION] = "postmortem"};
static const char kind_letters[SEARCH_KIND_MAX] = {
    [SEARCH_INCIDENT] = 'i', [SEARCH_EVENT] = 'e', [SEARCH_SECTION] = 's'};

const char *
search_kind_name(enum search_kind k)
{
    return kind_names[k];
}

bool
search_kind_of_name(struct bytes name, enum search_kind *ret)
{
    for (int k = 0; k < SEARCH_KIND_MAX; k++)
        if (bytes_is(name, kind_names[k])) {
            *ret = (enum search_kind)k;
            return true;
        }
    return false;
}

/* ---- keeping it up to date ---- */

/* What is stored of one thing. */
struct doc {
    int64_t row, ms;
    enum search_kind kind;
    struct bytes title, body;
};

static enum err
read_doc(struct cx *cx, struct stmt *s, bool *ret_there, struct doc *ret)
{
    enum err e = db_next(cx, s, ret_there);
    if (e || !*ret_there)
        return e;
    *ret = (struct doc){.row = col_i64(s, 0),
                        .kind = (enum search_kind)col_i64(s, 1),
                        .title = col_text(cx, s, 2),
                        .body = col_text(cx, s, 3),
                        .ms = col_i64(s, 4)};
    db_end(s);
    return OK;
}

/* Each different word once, with its kind's letter in front. */
static void
put_words(struct buf *out, struct map *seen, struct arena *a, char letter, struct bytes text)
{
    struct fold f = {.text = text};
    struct folded w;
    while (seen->count < WORDS_MAX && fold_next(&f, &w)) {
        if (map_find(seen, w.word))
            continue;
        *map_at(seen, bytes_dup(a, w.word)) = 1;
        buf_putc(out, letter);
        buf_add(out, w.word);
        buf_putc(out, ' ');
    }
}

static enum err
change_index(struct cx *cx, const struct doc *d, enum err (*change)(struct cx *, int64_t, struct bytes))
{
    struct arena words = {.max_bytes = 64 << 20}; // of one text: must not add up over an import of many
    struct map seen = {0};
    struct buf out = {0};
    assert(d->kind >= 0 && d->kind < SEARCH_KIND_MAX);
    put_words(&out, &seen, &words, kind_letters[d->kind], d->title);
    put_words(&out, &seen, &words, kind_letters[d->kind], d->body);
    enum err e = change(cx, d->row, buf_bytes(&out));
    buf_done(&out);
    map_done(&seen);
    arena_done(&words);
    return e;
}

static enum err
last_row(struct cx *cx, int64_t from, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_last, &s);
    if (e)
        return e;
    db_i64(s, 1, from);
    db_i64(s, 2, from + ROWS_A_SECOND);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row && !col_is_null(s, 0) ? col_i64(s, 0) : from - 1;
    db_end(s);
    return OK;
}

/* A free row at a time, or soon after it. */
static enum err
new_row(struct cx *cx, int64_t ms, int64_t *ret)
{
    int64_t seconds = ms > 0 ? ms / 1000 : 0;
    seconds = seconds < INT64_MAX / ROWS_A_SECOND - SECONDS_LATER_MAX ? seconds : 0;
    for (int64_t i = 0; i < SECONDS_LATER_MAX; i++) {
        int64_t from = (seconds + i) * ROWS_A_SECOND, last;
        enum err e = last_row(cx, from, &last);
        if (e)
            return e;
        *ret = last + 1;
        if (*ret < from + ROWS_A_SECOND)
            return OK;
    }
    return fail(&cx->why, ERR_LIMIT, "more than %d things at one time", SECONDS_LATER_MAX * ROWS_A_SECOND);
}

static enum err
insert(struct cx *cx, const struct search_item *item, const struct doc *d)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_insert, &s);
    if (e)
        return e;
    db_i64(s, 1, d->row);
    db_text(s, 2, item->parent);
    db_text(s, 3, item->id);
    db_i64(s, 4, d->kind);
    db_text(s, 5, d->title);
    db_text(s, 6, d->body);
    db_i64(s, 7, d->ms);
    return db_run(cx, s);
}

static enum err
update(struct cx *cx, const struct doc *d)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_update, &s);
    if (e)
        return e;
    db_i64(s, 1, d->row);
    db_text(s, 2, d->title);
    db_text(s, 3, d->body);
    return db_run(cx, s);
}

static enum err
delete_doc(struct cx *cx, const struct doc *d)
{
    struct stmt *s;
    enum err e = change_index(cx, d, db_search_remove);
    if (e || (e = db_query(cx, &q_delete, &s)))
        return e;
    db_i64(s, 1, d->row);
    return db_run(cx, s);
}

/* New text in an old row, or all of it anew when its time changed. */
static enum err
replace(struct cx *cx, const struct search_item *item, const struct doc *old, struct doc *d)
{
    enum err e;
    if (old->ms != d->ms) {
        if ((e = delete_doc(cx, old)) || (e = new_row(cx, d->ms, &d->row)) || (e = insert(cx, item, d)))
            return e;
        return change_index(cx, d, db_search_add);
    }
    d->row = old->row;
    if ((e = change_index(cx, old, db_search_remove)) || (e = update(cx, d)))
        return e;
    return change_index(cx, d, db_search_add);
}

static enum err
find(struct cx *cx, struct bytes parent, struct bytes id, bool *ret_there, struct doc *ret)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_find, &s);
    if (e)
        return e;
    db_text(s, 1, parent);
    db_text(s, 2, id);
    return read_doc(cx, s, ret_there, ret);
}

static enum err
put(struct cx *cx, const struct search_item *item)
{
    struct doc old, d = {.kind = item->kind,
                         .ms = item->ms,
                         .title = utf8_clean(cx->arena, utf8_cut(item->title, SEARCH_BODY_MAX_BYTES)),
                         .body = utf8_clean(cx->arena, utf8_cut(item->body, SEARCH_BODY_MAX_BYTES))};
    bool there;
    enum err e = find(cx, item->parent, item->id, &there, &old);
    if (e)
        return e;
    if (!there) {
        if ((e = new_row(cx, d.ms, &d.row)) || (e = insert(cx, item, &d)))
            return e;
        return change_index(cx, &d, db_search_add);
    }
    assert(old.kind == d.kind);
    if (old.ms == d.ms && bytes_eq(old.title, d.title) && bytes_eq(old.body, d.body))
        return OK;
    return replace(cx, item, &old, &d);
}

enum err
search_put(struct cx *cx, const struct search_item *item)
{
    assert(db_in_transaction(cx->db));
    struct arena scratch = {.max_bytes = 16 << 20}, *arena = cx->arena; // the old text must not add up either
    cx->arena = &scratch;
    enum err e = put(cx, item);
    cx->arena = arena;
    arena_done(&scratch);
    return e;
}

enum err
search_remove(struct cx *cx, struct bytes parent, struct bytes id)
{
    assert(db_in_transaction(cx->db));
    struct doc d;
    bool there;
    enum err e = find(cx, parent, id, &there, &d);
    if (e || !there)
        return e;
    return delete_doc(cx, &d);
}

enum err
search_remove_parent(struct cx *cx, struct bytes parent)
{
    assert(db_in_transaction(cx->db));
    for (bool there = true; there;) {
        struct stmt *s;
        struct doc d;
        enum err e = db_query(cx, &q_inside, &s);
        if (e)
            return e;
        db_text(s, 1, parent);
        if ((e = read_doc(cx, s, &there, &d)) || (there && (e = delete_doc(cx, &d))))
            return e;
    }
    return OK;
}

/* ---- asking ---- */

struct ranked {
    int64_t row, ms;
    int score;
};

/* Best first; of equal ones the newest. */
static int
ranked_cmp(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->row > y->row ? -1 : x->row < y->row;
}

struct asking {
    struct cx *cx;
    struct search_query q;
    struct ranked *found;
    uint32_t count;
    size_t read_bytes;
    bool capped;
};

static enum err
rank_row(struct asking *a, int64_t number)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(a->cx, &q_doc, &s);
    if (e)
        return e;
    db_i64(s, 1, number);
    if ((e = db_next(a->cx, s, &row)) || !row)
        return e;
    struct bytes title = col_text(a->cx, s, 0), body = col_text(a->cx, s, 1);
    int64_t ms = col_i64(s, 2);
    db_end(s);
    a->read_bytes += title.n + body.n;
    int score = search_score(&a->q, title, body, a->cx->now_ms - ms);
    if (score)
        a->found[a->count++] = (struct ranked){.row = number, .ms = ms, .score = score};
    return OK;
}

static enum err
rank_all(struct asking *a, const int64_t *rows, uint32_t n)
{
    /* The candidates' text is done with when its score is known. */
    struct arena scratch = {.max_bytes = 2 * SEARCH_READ_MAX_BYTES}, *arena = a->cx->arena;
    enum err e = OK;
    a->cx->arena = &scratch;
    for (uint32_t i = 0; i < n && !e; i++) {
        if (a->read_bytes > SEARCH_READ_MAX_BYTES)
            a->capped = true;
        else
            e = rank_row(a, rows[i]);
    }
    a->cx->arena = arena;
    arena_done(&scratch);
    return e;
}

static enum err
ask_kind(struct asking *a, int kind)
{
    struct db_search_term terms[SEARCH_WORDS_MAX];
    uint32_t count = 0, n = 0;
    for (uint32_t i = 0; i < a->q.count; i++) {
        bool prefix = a->q.prefix && i == a->q.count - 1, seen = false;
        for (uint32_t k = 0; k < i && !prefix; k++)
            seen |= bytes_eq(a->q.words[k], a->q.words[i]);
        if (!seen)
            terms[count++] = (struct db_search_term){
                .word = bytes_printf(a->cx->arena, "%c%.*s", kind_letters[kind], BYTES_ARG(a->q.words[i])),
                .prefix = prefix};
    }
    bool capped = false;
    int64_t *rows = arena_new_n(a->cx->arena, int64_t, SEARCH_CANDIDATES_MAX);
    enum err e = db_search_rows(a->cx, terms, count, SEARCH_CANDIDATES_MAX, rows, &n, &capped);
    if (e)
        return e;
    a->capped |= capped;
    return rank_all(a, rows, n);
}

/* Whose section or event it is: what stands in the index of the parent, whose body begins with its names. */
static enum err
show_parent(struct cx *cx, struct search_hit *h)
{
    struct doc d;
    bool there;
    if (bytes_eq(h->parent, h->id))
        return OK;
    enum err e = find(cx, h->parent, h->parent, &there, &d);
    if (e || !there)
        return e;
    h->parent_title = d.title;
    ptrdiff_t end = bytes_find_char(d.body, '\n');
    h->parent_name = end < 0 ? d.body : bytes_cut(d.body, 0, (size_t)end);
    /* Of a post-mortem all of it is names: its own, and those of its incidents. */
    if (end >= 0 && d.kind == SEARCH_SECTION)
        h->parent_name = bytes_printf(cx->arena, "%.*s %.*s", BYTES_ARG(h->parent_name),
                                      BYTES_ARG(bytes_from(d.body, (size_t)end + 1)));
    return OK;
}

static enum err
show(struct asking *a, const struct ranked *r, struct search_hit *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(a->cx, &q_whole, &s);
    if (e)
        return e;
    db_i64(s, 1, r->row);
    if ((e = db_next(a->cx, s, &row)) || !row)
        return e;
    *ret = (struct search_hit){.parent = col_text(a->cx, s, 0),
                               .id = col_text(a->cx, s, 1),
                               .kind = (enum search_kind)col_i64(s, 2),
                               .title = col_text(a->cx, s, 3),
                               .ms = col_i64(s, 5)};
    struct bytes body = col_text(a->cx, s, 4);
    db_end(s);
    ret->snippet_count = search_snippet(a->cx->arena, &a->q, body.n ? body : ret->title, &ret->snippet);
    return show_parent(a->cx, ret);
}

static enum err
ask(struct asking *a, int kind, uint32_t limit, struct search_result *ret)
{
    enum err e = OK;
    for (int k = 0; k < SEARCH_KIND_MAX && !e; k++)
        if (kind == SEARCH_ALL_KINDS || kind == k)
            e = ask_kind(a, k);
    if (e)
        return e;
    qsort(a->found, a->count, sizeof *a->found, ranked_cmp);
    ret->hits = arena_new_n(a->cx->arena, struct search_hit, limit);
    ret->capped = a->capped;
    for (uint32_t i = 0; i < a->count && i < limit && !e; i++)
        e = show(a, &a->found[i], &ret->hits[ret->count++]);
    return e;
}

enum err
search(struct cx *cx, struct bytes query, int kind, uint32_t limit, struct search_result *ret)
{
    enum err e = need(cx, ROLE_READER);
    if (e)
        return e;
    if (query.n > SEARCH_QUERY_MAX_BYTES)
        return fail(&cx->why, ERR_INVALID, "the query is longer than %d bytes", SEARCH_QUERY_MAX_BYTES);
    struct asking a = {.cx = cx};
    *ret = (struct search_result){0};
    search_query_parse(cx->arena, query, &a.q);
    if (!a.q.count)
        return OK;
    a.found = arena_new_n(cx->arena, struct ranked, SEARCH_KIND_MAX * SEARCH_CANDIDATES_MAX);
    /* One transaction: a thousand look-ups need not ask a thousand times whether somebody wrote meanwhile. */
    if ((e = db_begin_read(cx)))
        return e;
    return db_finish(cx, ask(&a, kind, limit && limit < SEARCH_HITS_MAX ? limit : SEARCH_HITS_MAX, ret));
}

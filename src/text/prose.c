/*
 * md4c tells of each piece of text where it stands in what it was given. So that time stays linear (see
 * html_prepare.h), it is given a copy in which what no person writes is overwritten; the length stays.
 */
#include "prose.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

enum {
    MARKERS_MAX = 32, // of quotes and lists at the start of one line
    COLUMNS_MAX = 64, // of a table: md4c fills each row up to as many cells as the first has
    LINES_MAX = 4000, // in a row without a blank one
    NESTING_MAX = 64, // lists in each other whose numbers are kept
};

struct list {
    uint32_t number, item;
    bool ordered, item_has_text;
};

struct reader {
    const char *source; // what md4c reads
    uint32_t n;
    char *text;
    struct prose_block *blocks;
    uint32_t count, cap;
    struct prose_comment *comments;
    uint32_t comment_count, comment_cap;
    struct prose_block open; // what comes next
    bool is_open, has_text;
    struct list lists[NESTING_MAX];
    uint32_t list_depth, list_count, item_count, table_count;
    uint32_t quote_depth, quote_known, alert_depth; // the first text of a quote says what it is
    uint32_t row, column;
    uint32_t images, struck;
    bool no_memory;
};

static bool
grow(void **array, uint32_t count, uint32_t *cap, size_t elem_bytes)
{
    if (count < *cap)
        return true;
    uint32_t wanted = *cap ? *cap * 2 : 64;
    void *bigger = realloc(*array, (size_t)wanted * elem_bytes);
    if (!bigger)
        return false;
    *array = bigger;
    *cap = wanted;
    return true;
}

/* ---- blocks ---- */

static void
close_block(struct reader *r)
{
    if (r->is_open && r->has_text) {
        if (!grow((void **)&r->blocks, r->count, &r->cap, sizeof *r->blocks))
            r->no_memory = true;
        else
            r->blocks[r->count++] = r->open;
    }
    r->is_open = r->has_text = false;
}

static struct list *
innermost(struct reader *r)
{
    return r->list_depth && r->list_depth <= NESTING_MAX ? &r->lists[r->list_depth - 1] : NULL;
}

static void
open_block(struct reader *r, enum prose_kind kind, uint32_t level)
{
    close_block(r);
    struct list *l = innermost(r);
    r->open = (struct prose_block){.kind = (uint8_t)kind, .level = (uint8_t)level};
    if (l) {
        r->open.list = l->number;
        r->open.item = l->item;
        r->open.ordered = l->ordered;
        if (kind == PROSE_PARAGRAPH && !l->item_has_text) {
            r->open.kind = PROSE_ITEM;
            r->open.level = (uint8_t)r->list_depth;
        }
    }
    r->is_open = true;
}

static void
enter_list(struct reader *r, bool ordered)
{
    close_block(r);
    r->list_count++;
    if (r->list_depth++ < NESTING_MAX)
        r->lists[r->list_depth - 1] = (struct list){.number = r->list_count, .ordered = ordered};
}

static void
enter_item(struct reader *r)
{
    struct list *l = innermost(r);
    r->item_count++;
    if (l) {
        l->item = r->item_count;
        l->item_has_text = false;
    }
    open_block(r, PROSE_PARAGRAPH, 0);
}

static void
enter_cell(struct reader *r, bool head)
{
    open_block(r, PROSE_CELL, 0);
    r->open.head = head;
    r->open.table = r->table_count;
    r->open.row = r->row;
    r->open.column = r->column++;
}

static int
enter(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reader *r = ctx;
    switch (type) {
    case MD_BLOCK_P:
        open_block(r, PROSE_PARAGRAPH, 0);
        break;
    case MD_BLOCK_H:
        open_block(r, PROSE_HEADING, ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_UL:
        enter_list(r, false);
        break;
    case MD_BLOCK_OL:
        enter_list(r, true);
        break;
    case MD_BLOCK_LI:
        enter_item(r);
        break;
    case MD_BLOCK_TH:
        enter_cell(r, true);
        break;
    case MD_BLOCK_TD:
        enter_cell(r, false);
        break;
    case MD_BLOCK_QUOTE:
        close_block(r);
        r->quote_depth++;
        break;
    case MD_BLOCK_TABLE:
        close_block(r);
        r->table_count++;
        r->row = r->column = 0;
        break;
    case MD_BLOCK_TR:
        r->column = 0;
        break;
    default:
        close_block(r);
        break;
    }
    return r->no_memory;
}

static int
leave(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reader *r = ctx;
    (void)detail;
    close_block(r);
    if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && r->list_depth)
        r->list_depth--;
    if (type == MD_BLOCK_TR)
        r->row++;
    if (type == MD_BLOCK_QUOTE) {
        r->quote_depth--;
        if (r->quote_known > r->quote_depth)
            r->quote_known = r->quote_depth;
        if (r->alert_depth > r->quote_depth)
            r->alert_depth = 0;
    }
    return r->no_memory;
}

/* ---- what stands in them ---- */

static int
enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct reader *r = ctx;
    (void)detail;
    r->images += type == MD_SPAN_IMG;
    r->struck += type == MD_SPAN_DEL;
    return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct reader *r = ctx;
    (void)detail;
    r->images -= type == MD_SPAN_IMG && r->images;
    r->struck -= type == MD_SPAN_DEL && r->struck;
    return 0;
}

/* A comment may go over many pieces, so its end is looked for in the source; each byte is looked at once. */
static void
note_comments(struct reader *r, uint32_t from, uint32_t to)
{
    uint32_t at = r->comment_count ? r->comments[r->comment_count - 1].to : 0;
    for (at = at > from ? at : from; at + 4 <= to; at++) {
        if (memcmp(r->source + at, "<!--", 4) != 0)
            continue;
        const char *end = memmem(r->source + at + 4, r->n - at - 4, "-->", 3);
        uint32_t past = end ? (uint32_t)(end - r->source) + 3 : r->n;
        if (!grow((void **)&r->comments, r->comment_count, &r->comment_cap, sizeof *r->comments)) {
            r->no_memory = true;
            return;
        }
        r->comments[r->comment_count++] = (struct prose_comment){at, past};
        at = past - 1;
    }
}

static void
note_quote(struct reader *r, uint32_t from)
{
    if (r->quote_known < r->quote_depth) {
        r->quote_known = r->quote_depth;
        if (r->n - from > 2 && r->source[from] == '[' && r->source[from + 1] == '!')
            r->alert_depth = r->quote_depth;
    }
    r->open.quote = r->quote_depth && r->alert_depth != r->quote_depth;
}

static int
text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *ctx)
{
    struct reader *r = ctx;
    if ((uintptr_t)p < (uintptr_t)r->source || (uintptr_t)p + n > (uintptr_t)r->source + r->n || !n)
        return 0; // a line end, or something else of md4c's own
    uint32_t from = (uint32_t)(p - r->source), to = from + (uint32_t)n;
    if (type == MD_TEXT_HTML)
        note_comments(r, from, to);
    if ((type != MD_TEXT_NORMAL && type != MD_TEXT_CODE) || !r->is_open || r->struck)
        return r->no_memory;
    if (type == MD_TEXT_CODE || r->images)
        memset(r->text + from, PROSE_CODE, n);
    else
        memcpy(r->text + from, p, n);
    if (!r->has_text) {
        r->open.from = from;
        r->has_text = true;
        note_quote(r, from);
        if (innermost(r) && r->open.kind != PROSE_CELL)
            innermost(r)->item_has_text = true;
    }
    r->open.to = to;
    return 0;
}

/* ---- a text that md4c reads in linear time ---- */

static uint32_t
marker_length(const char *p, uint32_t n)
{
    uint32_t i = 0;
    if (p[0] == '>')
        return 1;
    if (p[0] == '-' || p[0] == '+' || p[0] == '*') {
        i = 1;
    } else {
        while (i < n && i < 9 && ascii_is_digit(p[i]))
            i++;
        i = i && i < n && (p[i] == '.' || p[i] == ')') ? i + 1 : 0;
    }
    return i && (i == n || ascii_is_space(p[i])) ? i : 0;
}

static void
limit_markers(char *line, uint32_t n)
{
    uint32_t markers = 0;
    for (uint32_t i = 0; i < n;) {
        uint32_t m = line[i] == ' ' || line[i] == '\t' ? 0 : marker_length(line + i, n - i);
        if (!m && line[i] != ' ' && line[i] != '\t')
            return;
        if (m && ++markers > MARKERS_MAX) {
            line[i + m - 1] = 'x';
            return;
        }
        i += m ? m : 1;
    }
}

static void
limit_columns(char *line, uint32_t n)
{
    uint32_t columns = 0;
    for (char *p = memchr(line, '|', n); p; p = memchr(p + 1, '|', n - (uint32_t)(p + 1 - line))) {
        if (++columns > COLUMNS_MAX)
            *p = ' ';
    }
}

static void
prepare(char *p, uint32_t n)
{
    uint32_t lines = 0; // without a blank one
    for (uint32_t at = 0; at < n;) {
        const char *end = memchr(p + at, '\n', n - at);
        uint32_t length = end ? (uint32_t)(end - p) - at : n - at;
        if (!bytes_trim((struct bytes){p + at, length}).n) {
            lines = 0;
        } else if (++lines > LINES_MAX) {
            memset(p + at, ' ', length);
            lines = 0;
        }
        limit_markers(p + at, length);
        limit_columns(p + at, length);
        at += length + 1;
    }
}

/* Bytes of the front matter: from a line "---" at the very start to the next one. */
static uint32_t
front_matter(struct bytes source)
{
    struct bytes rest = source, line;
    if (!bytes_line(&rest, &line) || !bytes_is(line, "---"))
        return 0;
    while (bytes_line(&rest, &line)) {
        if (bytes_is(line, "---") || bytes_is(line, "..."))
            return (uint32_t)(source.n - rest.n);
        if (!bytes_trim(line).n) // a rule between paragraphs
            return 0;
    }
    return 0;
}

enum err
prose_of_markdown(struct bytes markdown, struct arena *a, struct prose *ret, struct why *why)
{
    if (markdown.n > PROSE_INPUT_MAX_BYTES)
        return fail(why, ERR_LIMIT, "the text has %zu bytes, more than %d", markdown.n, PROSE_INPUT_MAX_BYTES);
    struct reader r = {.n = (uint32_t)markdown.n};
    char *source = arena_alloc(a, markdown.n + 1);
    if (markdown.n)
        memcpy(source, markdown.p, markdown.n);
    memset(source, ' ', front_matter(markdown));
    prepare(source, r.n);
    r.source = source;
    r.text = arena_alloc(a, markdown.n + 1);
    memset(r.text, ' ', markdown.n);
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS,
        .enter_block = enter,
        .leave_block = leave,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text,
    };
    int failed = md_parse(source, r.n, &parser, &r);
    ret->text = (struct bytes){r.text, r.n};
    ret->block_count = r.count;
    ret->blocks = arena_new_n(a, struct prose_block, r.count);
    if (r.count)
        memcpy(ret->blocks, r.blocks, r.count * sizeof *r.blocks);
    ret->comment_count = r.comment_count;
    ret->comments = arena_new_n(a, struct prose_comment, r.comment_count);
    if (r.comment_count)
        memcpy(ret->comments, r.comments, r.comment_count * sizeof *r.comments);
    free(r.blocks);
    free(r.comments);
    return failed ? fail(why, ERR_LIMIT, "there is no memory for the text") : OK;
}

#include "document.h"

#include "tokens.h"

#include <string.h>

/* ---- sentences ---- */

struct splitter {
    struct document *d;
    struct arena *a;
    struct sentence *sentences;
    uint32_t count, cap;
};

static bool
is_abbreviation(struct bytes source, const struct token *t)
{
    static const char *const words[] = {"e.g",  "i.e", "vs", "mr", "mrs", "ms",  "dr",  "approx", "ca",  "fig", "resp",
                                        "incl", "cf",  "eg", "ie", "st",  "z.b", "bzw", "d.h",    "inc", "prof"};
    struct bytes word = {source.p + t->from, t->to - t->from};
    if (word.n == 1 && t->capital && *word.p != 'I')
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (bytes_is_nocase(word, words[i]))
            return true;
    }
    return false;
}

static bool
is_closer(const struct token *t)
{
    return t->kind == TOKEN_PUNCT && t->mark && strchr("\"')]", t->mark);
}

static bool
is_stop(const struct token *t)
{
    return t->kind == TOKEN_PUNCT && (t->mark == '.' || t->mark == '!' || t->mark == '?');
}

/* A new line that begins with a time, or comes after two blanks, is a new sentence even without a full stop. */
static bool
is_new_line(struct bytes source, const struct token *before, const struct token *t)
{
    struct bytes gap = {source.p + before->to, t->from - before->to};
    const char *end = gap.n ? memchr(gap.p, '\n', gap.n) : NULL;
    if (!end)
        return false;
    if (t->kind == TOKEN_NUMBER && memchr(source.p + t->from, ':', t->to - t->from))
        return true;
    return end - gap.p >= 2 && end[-1] == ' ' && end[-2] == ' ';
}

/* The number of tokens of the sentence that begins at t. */
static uint32_t
sentence_length(struct bytes source, const struct token *t, uint32_t count, char *ret_end)
{
    uint32_t max = count < SENTENCE_TOKENS_MAX ? count : SENTENCE_TOKENS_MAX;
    *ret_end = 0;
    for (uint32_t i = 0; i < max; i++) {
        if (i && is_new_line(source, &t[i - 1], &t[i]))
            return i;
        if (!is_stop(&t[i]))
            continue;
        char end = t[i].mark;
        uint32_t past = i + 1;
        while (past < max && (is_stop(&t[past]) || is_closer(&t[past])) && t[past].from == t[past - 1].to) {
            if (is_stop(&t[past]) && t[past].mark != '.' && end != '?')
                end = t[past].mark;
            past++;
        }
        bool last = past == count;
        bool blank = !last && past < count && t[past].from > t[past - 1].to;
        bool small = !last && t[past].kind == TOKEN_WORD && !t[past].capital;
        if (!last && (!blank || (small && end == '.') || (i && end == '.' && is_abbreviation(source, &t[i - 1])))) {
            i = past - 1;
            continue;
        }
        *ret_end = end;
        return past;
    }
    return max;
}

static void
push_sentence(struct splitter *s, const struct token *t, uint32_t count, uint32_t block, char end)
{
    if (s->count == s->cap) {
        uint32_t cap = s->cap ? s->cap * 2 : 256;
        struct sentence *bigger = arena_new_n(s->a, struct sentence, cap);
        if (s->count)
            memcpy(bigger, s->sentences, s->count * sizeof *bigger);
        s->sentences = bigger;
        s->cap = cap;
    }
    struct token *copy = arena_new_n(s->a, struct token, 1 + (size_t)count + SENTENCE_TOKENS_BEHIND);
    memcpy(copy + 1, t, count * sizeof *t);
    struct sentence *ret = &s->sentences[s->count++];
    *ret = (struct sentence){
        .tokens = copy + 1, .count = count, .from = t->from, .to = t[count - 1].to, .block = block, .end = end};
    for (uint32_t i = 0; i < count; i++) {
        for (int w = 0; w < WORD_SET_WORDS; w++)
            ret->any.bits[w] |= t[i].is.bits[w];
    }
}

static void
split(struct splitter *s, const struct token_list *l, uint32_t block)
{
    for (uint32_t i = 0; i < l->count;) {
        char end;
        uint32_t n = sentence_length(s->d->source, l->tokens + i, l->count - i, &end);
        push_sentence(s, l->tokens + i, n, block, end);
        i += n;
    }
}

/* ---- blocks and sections ---- */

static struct block
block_of(const struct prose_block *p)
{
    static const uint8_t kinds[] = {[PROSE_PARAGRAPH] = BLOCK_PARAGRAPH,
                                    [PROSE_HEADING] = BLOCK_HEADING,
                                    [PROSE_ITEM] = BLOCK_ITEM,
                                    [PROSE_CELL] = BLOCK_CELL};
    return (struct block){
        .kind = kinds[p->kind],
        .level = p->level,
        .ordered = p->ordered,
        .head = p->head,
        .quote = p->quote,
        .from = p->from,
        .to = p->to,
        .list = p->list,
        .item = p->item,
        .table = p->table,
        .row = p->row,
        .column = p->column,
        .head_block = UINT32_MAX,
    };
}

enum { COLUMNS_MAX = 128 }; // prose.c reads fewer

/* Which cell is at the head of each column of the table that is being read. */
struct heads {
    uint32_t table;
    uint32_t blocks[COLUMNS_MAX];
};

static void
note_head(struct heads *h, struct block *b, uint32_t number)
{
    if (b->kind != BLOCK_CELL || b->column >= COLUMNS_MAX)
        return;
    if (b->table != h->table) {
        memset(h, 0xff, sizeof *h);
        h->table = b->table;
    }
    if (b->head)
        h->blocks[b->column] = number;
    else
        b->head_block = h->blocks[b->column];
}

/* The nearest section above with a smaller level. A chain of parents has at most six. */
static uint32_t
parent_of(const struct section *sections, uint32_t before, uint8_t level)
{
    while (before && sections[before].level >= level)
        before = sections[before].parent;
    return before;
}

static void
make_sections(struct document *d, struct block *blocks, struct arena *a)
{
    uint32_t count = 1;
    for (uint32_t i = 0; i < d->block_count; i++)
        count += blocks[i].kind == BLOCK_HEADING && !blocks[i].quote;
    struct section *s = arena_new_n(a, struct section, count);
    uint32_t now = 0;
    s[0].heading = UINT32_MAX;
    for (uint32_t i = 0; i < d->block_count; i++) {
        if (blocks[i].kind == BLOCK_HEADING && !blocks[i].quote) {
            s[now + 1] = (struct section){
                .heading = i, .level = blocks[i].level, .block = i, .parent = parent_of(s, now, blocks[i].level)};
            now++;
        }
        blocks[i].section = now;
        s[now].block_count++;
    }
    d->section_count = count;
    d->sections = s;
    sections_name(d, s);
}

enum err
document_read(const struct dictionary *d, const struct lint_input *in, enum lint_language language, struct arena *a,
              struct document *ret, struct prose *ret_prose, struct why *why)
{
    enum err e = prose_of_markdown(in->text, a, ret_prose, why);
    if (e)
        return e;
    *ret = (struct document){.source = in->text, .text = ret_prose->text, .kind = in->kind, .language = language};
    struct block *blocks = arena_new_n(a, struct block, ret_prose->block_count);
    struct splitter s = {.d = ret, .a = a};
    struct token_list tokens = {0};
    struct heads heads = {0};
    for (uint32_t i = 0; i < ret_prose->block_count; i++) {
        blocks[i] = block_of(&ret_prose->blocks[i]);
        blocks[i].sentence = s.count;
        note_head(&heads, &blocks[i], i);
        if (blocks[i].quote)
            continue;
        tokens_read(&tokens, d, ret->text, blocks[i].from, blocks[i].to);
        split(&s, &tokens, i);
        blocks[i].sentence_count = s.count - blocks[i].sentence;
    }
    bool no_memory = tokens.no_memory;
    tokens_done(&tokens);
    if (no_memory)
        return fail(why, ERR_LIMIT, "there is no memory for the words of the text");
    ret->blocks = blocks;
    ret->block_count = ret_prose->block_count;
    ret->sentences = s.sentences;
    ret->sentence_count = s.count;
    make_sections(ret, blocks, a);
    document_find_people(ret);
    return OK;
}

#ifndef LINT_RULE_H
#define LINT_RULE_H
/*
 * What a rule is, and what it sees of a text. Inside src/lint.
 *
 * A rule is data, and one function where words alone do not decide:
 *
 *     static void
 *     check_some(struct rule_cx *cx, const struct sentence *s, uint32_t at)
 *     {
 *         if (token_is(&s->tokens[at + 1], W_ROLE))                        // past the end there is always an empty
 * token rule_find(cx, s, at, at + 2, BYTES_NONE, BYTES_NONE);     // tokens at, at + 1; the rule's own words
 *     }
 *
 *     const struct rule rules_vague[] = {
 *         {.id = "vague.some", .pack = LINT_VAGUE, .severity = LINT_ADVICE, .title = "An amount without a number",
 *          .reason = "...", .message = "'{}' says no number", .proposal = "Say how many of how many",
 *          .on = {W_SOME}, .word = check_some,
 *          .bad = {"Some users saw errors."}, .good = {"12 of 400 users saw errors."}},
 *         {0},
 *     };
 *
 * and its file one line in rules.c; its words one array of struct word_list there too. The examples are the rule's
 * tests (rules_test.c): each `bad` must have a finding of this rule, no `good` may have one.
 *
 * The engine reads each word once, looks it up once, and calls only those rules whose class of words it met. So a rule
 * costs nothing where its words are not. A rule must take time that grows with the sentence at most by walking a
 * bounded way (RULE_REACH tokens) from where it was called.
 */
#include "../base/bytes.h"
#include "classes.h"
#include "lint.h"

/* ---- words ---- */

/*
 * Words of one class, in lower case, parted by ", ". What has blanks is a phrase: its classes are given to its first
 * token, and token.phrase says how many tokens it has. With `inflect`, each is the base form of a regular English verb
 * (or has "base/past/participle"), and its forms get the classes W_VERB_* besides.
 */
struct word_list {
    enum word_class is;
    const char *words;
    const char *name; // when an organisation may change it: "legal.words"; else NULL
    const char *help; // what it holds, one sentence; when it has a name
    bool inflect;
};

enum { WORD_SET_WORDS = W_CLASS_MAX / 64 };
struct word_set {
    uint64_t bits[WORD_SET_WORDS];
};

/* ---- tokens ---- */

enum token_kind {
    TOKEN_END = 0, // behind the last token of a sentence; of no class
    TOKEN_WORD,    // letters, with ' and - inside
    TOKEN_NUMBER,  // 12, 3.5, 10:31, 2024-05-06, 99.9%
    TOKEN_NAME,    // what only machines are called: foo.bar, FOO_BAR, v1.2, /etc/x, a@b.c, https://...
    TOKEN_HANDLE,  // @maria
    TOKEN_CODE,    // inline code or a picture: not judged, stands for a thing
    TOKEN_PUNCT,   // one mark
};

struct token {
    uint32_t from, to; // bytes of the input
    uint8_t kind;      // enum token_kind
    uint8_t phrase;    // tokens of the listed phrase that begins here; 1 when it is a word by itself
    bool capital;      // the first letter is a capital
    bool shouted;      // two letters or more, all capitals
    bool quoted;       // between quotation marks: somebody else's words, not judged
    bool allowed;      // part of an allowed term: not judged
    bool mixed;        // a capital behind a small letter: JupyterHub
    bool person;       // part of a known person's name, or a handle
    char mark;         // TOKEN_PUNCT: the ASCII character that means the same (’ is ', – is -); else 0
    struct word_set is;
};

static inline bool
token_is(const struct token *t, enum word_class c)
{
    return t->is.bits[c / 64] >> (c % 64) & 1;
}

static inline bool
token_is_mark(const struct token *t, char mark)
{
    return t->kind == TOKEN_PUNCT && t->mark == mark;
}

/* ---- the text, from small to large ---- */

struct sentence {
    const struct token *tokens; // tokens[count] and a few behind it are of TOKEN_END; tokens[-1] is one too
    uint32_t count;
    uint32_t from, to;
    uint32_t block;      // number of its block
    char end;            // '.', '?', '!', ':', or 0 when it just ends
    struct word_set any; // all classes of its tokens
};

enum block_kind {
    BLOCK_PARAGRAPH = 0,
    BLOCK_HEADING,
    BLOCK_ITEM, // the first paragraph of a list item; further ones are paragraphs of the same item number
    BLOCK_CELL, // of a table
};

struct block {
    uint8_t kind;         // enum block_kind
    uint8_t level;        // of a heading 1..6; of an item how deep, 1 is outermost; else 0
    bool ordered;         // item of a numbered list
    bool head;            // cell of the first row
    bool quote;           // in a block quote: not judged, and has no sentences
    uint32_t from, to;    // bytes of the input
    uint32_t section;     // number of its section
    uint32_t list;        // which list of the document the item is of, from 1; 0: none
    uint32_t item;        // which item of the document this is or stands in, from 1; 0: none
    uint32_t table;       // which table of the document, from 1; 0: none
    uint32_t row, column; // of a cell, from 0
    uint32_t head_block;  // of a cell: the cell at the head of its column; UINT32_MAX when there is none
    uint32_t sentence, sentence_count;
};

/* What a section is for, by the words of its heading or of the nearest heading above that says it: sections.c. */
enum section_role {
    SECTION_OTHER = 0,
    SECTION_SUMMARY,
    SECTION_IMPACT,
    SECTION_TIMELINE,
    SECTION_CAUSES,
    SECTION_DETECTION,
    SECTION_RESPONSE,
    SECTION_LESSONS, // what went well, what was learnt
    SECTION_ACTIONS, // recommendations, action items, follow-ups
    SECTION_GLOSSARY,
    SECTION_ROLE_MAX,
};

/* The heading and all up to the next heading of any level. Section 0 is what stands before the first heading. */
struct section {
    uint32_t heading;            // block number; UINT32_MAX for section 0
    uint8_t level;               // 0 for section 0
    uint32_t parent;             // the section whose heading is above; 0 for the outermost
    uint32_t block, block_count; // its blocks, the heading first
    uint8_t role;                // enum section_role
    bool role_own;               // its own heading says so, not one above
};

struct document {
    struct bytes source;
    struct bytes text; // as long as the source: what is judged stands at its place, all else is blank
    enum lint_kind kind;
    enum lint_language language;
    const struct block *blocks;
    uint32_t block_count;
    const struct section *sections;
    uint32_t section_count;
    const struct sentence *sentences;
    uint32_t sentence_count;
};

/* The bytes of a token, as the source has them. */
static inline struct bytes
token_text(const struct document *d, const struct token *t)
{
    return (struct bytes){d->source.p + t->from, t->to - t->from};
}

/* ---- rules ---- */

struct lint_run;

enum { RULE_ON_MAX = 8, RULE_EXAMPLES_MAX = 12, RULE_REACH = 40 };

/* One call of a rule: handed on to rule_find(). */
struct rule_cx {
    const struct document *d;
    const struct rule *rule;
    struct lint_run *run; // the engine's
};

struct rule {
    const char *id; // "pack.name"; never changed, people write it into suppressions
    enum lint_pack pack;
    enum lint_language language;
    enum lint_severity severity;         // LINT_OFF: off unless chosen
    uint8_t kinds;                       // bits 1 << enum lint_kind in which it runs; 0: all
    const char *title;                   // a few words
    const char *reason;                  // why this hurts: one or two sentences
    const char *message;                 // "{}" stands for the words found
    const char *proposal;                // the same
    enum word_class on[RULE_ON_MAX + 1]; // .word and .sentence: classes that call it, up to W_NONE

    /* One of these. A quoted or allowed token never calls; a call with `at` gets the number of the token. */
    void (*word)(struct rule_cx *cx, const struct sentence *s, uint32_t at); // per token of a class in on[]
    void (*sentence)(struct rule_cx *cx, const struct sentence *s);          // once per sentence with one of on[]; no
                                                                             // classes: each sentence
    void (*block)(struct rule_cx *cx, const struct block *b);                // each block that is not quoted
    void (*document)(struct rule_cx *cx);                                    // once

    const char *bad[RULE_EXAMPLES_MAX + 1]; // Markdown; ends with NULL
    const char *good[RULE_EXAMPLES_MAX + 1];
    enum lint_kind example_kind;
};

/*
 * A finding over the tokens from..to (to is behind the last) of a sentence. Message and proposal: BYTES_NONE takes the
 * rule's own; else "{}" in them stands for the words found. Where a finding of the same pack is already there, the one
 * of the earlier rule stays.
 */
void rule_find(struct rule_cx *cx, const struct sentence *s, uint32_t from, uint32_t to, struct bytes message,
               struct bytes proposal);

/* The same over bytes of the input. */
void rule_find_at(struct rule_cx *cx, uint32_t from, uint32_t to, struct bytes message, struct bytes proposal);

/* Text for a message, in the memory of the result. */
struct bytes rule_printf(struct rule_cx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- where things stand ---- */

const struct block *sentence_block(const struct document *d, const struct sentence *s);
const struct section *sentence_section(const struct document *d, const struct sentence *s);

/* The role of the section a block or sentence stands in; of a text of LINT_TIMELINE or LINT_ACTIONS: that. */
enum section_role block_role(const struct document *d, const struct block *b);

/* The cell at the head of the column; NULL when there is none. */
const struct block *cell_head(const struct document *d, const struct block *cell);

/* ---- the tables: rules.c ---- */

extern const struct rule *const rule_tables[]; // arrays that end with a NULL id; ends with NULL
enum { WORD_TABLES_MAX = 15 };
extern const struct word_list *const word_tables[LINT_LANGUAGE_MAX][WORD_TABLES_MAX + 1]; // arrays that end with NULL
                                                                                          // words; ends with NULL
#endif

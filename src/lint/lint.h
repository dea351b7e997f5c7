#ifndef LINT_LINT_H
#define LINT_LINT_H
/*
 * The language check: Markdown or plain text in, findings out. Deterministic, no input or output, no global state.
 * Untrusted input: any bytes are safe. Time and memory grow with the input alone.
 *
 *     struct linter *l;
 *     e = linter_new(&(struct lint_options){0}, &l, why);      // once: builds the tables of words
 *     struct lint_result r;
 *     e = lint(l, &(struct lint_input){.text = text}, &arena, &r, why);   // as often as one likes
 *     linter_free(l);
 *
 * A linter is never changed after linter_new(): threads may share it. What a rule is and what it sees: rule.h.
 * The rules themselves: blame*.c, hindsight*.c, and so on, one array of rules a file, listed in rules.c.
 */
#include "../base/arena.h"
#include "../base/bytes.h"
#include "../base/err.h"

#include <stdint.h>

struct rule;
struct linter;

enum lint_pack {
    LINT_BLAME,
    LINT_HINDSIGHT,
    LINT_VAGUE,
    LINT_ACTION,
    LINT_LEGAL,
    LINT_STRUCTURE,
    LINT_SUPPRESSION, // comments in the text that allow findings: suppress.h
    LINT_PACK_MAX,
};

/* LINT_DEFAULT in options: what the rule or the pack says itself. In a finding: never LINT_DEFAULT, never LINT_OFF. */
enum lint_severity {
    LINT_DEFAULT = 0,
    LINT_OFF,
    LINT_ADVICE,
    LINT_WARNING,
    LINT_ERROR,
};

enum lint_language {
    LINT_ENGLISH = 0,
    LINT_GERMAN,
    LINT_LANGUAGE_MAX,
};

/* What the text is: decides which rules look at it (struct rule, kinds). */
enum lint_kind {
    LINT_POSTMORTEM = 0, // a whole document: all rules
    LINT_SECTION,        // a part of one, or any text: rules that need the whole stay silent
    LINT_TIMELINE,       // one or more entries of a timeline: facts only
    LINT_ACTIONS,        // recommendations or action items, one a list item or paragraph
    LINT_KIND_MAX,
};

enum {
    LINT_INPUT_MAX_BYTES = 4 << 20,
    LINT_FINDINGS_MAX = 5000, // of one text; further ones are not kept, result.cut is true
    LINT_PEOPLE_MAX = 20000,
    LINT_WORDS_MAX = 20000, // allowed terms, additional words
    LINT_WORD_MAX_BYTES = 80,
    LINT_PHRASE_MAX_TOKENS = 6, // of a listed phrase: "single point of failure" has 4
};

/* Changes the severity of one rule, or switches it off. */
struct lint_set_rule {
    const char *id; // "blame.forgot"; one that does not exist: linter_new() refuses
    enum lint_severity severity;
};

/* Adds to a list of words that a pack made open (struct word_list, name), or takes from it. */
struct lint_set_word {
    const char *list; // "legal.words", "people.roles"; one that does not exist: linter_new() refuses
    struct bytes word;
    bool remove;
};

/* Everything zero: English, the default packs. All pointers need to live only while linter_new() runs. */
struct lint_options {
    enum lint_language language;
    enum lint_severity packs[LINT_PACK_MAX]; // LINT_DEFAULT: rules keep their own; LINT_OFF: none of them; else all
                                             // rules of the pack are on and have that severity
    const struct lint_set_rule *rules;       // after the packs
    uint32_t rule_count;
    const struct lint_set_word *words;
    uint32_t word_count;
    const struct bytes *people; // names and handles: "Maria Silva", "@msilva"
    uint32_t people_count;
    const struct bytes *allowed; // terms in which nothing is found: a product called "Failed Login Guard"
    uint32_t allowed_count;
};

struct lint_input {
    struct bytes text; // Markdown, at most LINT_INPUT_MAX_BYTES
    enum lint_kind kind;
};

struct lint_finding {
    const struct rule *rule;
    enum lint_severity severity;
    uint32_t from, to;                   // the words found: bytes of the input, to is behind the last
    uint32_t sentence_from, sentence_to; // what stands around: the sentence, or the heading, row or document
    struct bytes message;                // one sentence, no full stop
    struct bytes proposal;               // how the text could go instead; never empty
};

/* An HTML comment of the text, "<!--" and "-->" included: suppressions are written so. */
struct lint_comment {
    uint32_t from, to;
};

struct lint_result {
    struct lint_finding *findings; // by from, then by the order of the rules; none of one pack overlap,
                                   // but for those of rules that look at the whole document
    uint32_t count;
    bool cut; // there were more than LINT_FINDINGS_MAX
    const struct lint_comment *comments;
    uint32_t comment_count;
    uint64_t work; // steps taken (tokens read, tokens looked at by rules): for the test of linear time
};

/* Errors: ERR_INVALID (an unknown rule or list, an empty word), ERR_LIMIT (a ceiling above). */
enum err linter_new(const struct lint_options *options, struct linter **ret, struct why *why);
void linter_free(struct linter *l); // takes NULL

/* The result lives in the arena and refers to the input's text. Errors: ERR_LIMIT. */
enum err lint(const struct linter *l, const struct lint_input *in, struct arena *a, struct lint_result *ret,
              struct why *why);

/* ---- names, for configuration and output ---- */

const char *lint_pack_name(enum lint_pack p); // "blame"
bool lint_pack_of(struct bytes name, enum lint_pack *ret);
const char *lint_severity_name(enum lint_severity s); // "error"
bool lint_severity_of(struct bytes name, enum lint_severity *ret);
const char *lint_language_name(enum lint_language l); // "en"
bool lint_language_of(struct bytes name, enum lint_language *ret);
const char *lint_kind_name(enum lint_kind k); // "postmortem"
bool lint_kind_of(struct bytes name, enum lint_kind *ret);

/* All rules of all languages in their order; NULL past the end. */
const struct rule *lint_rule_at(uint32_t i);
const struct rule *lint_rule_of(struct bytes id); // NULL when there is none
#endif

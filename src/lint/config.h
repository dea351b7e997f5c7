#ifndef LINT_CONFIG_H
#define LINT_CONFIG_H
/*
 * The settings file of the language check, as docs/lint.md describes it: INI text in, options out. Reads no file.
 *
 *     struct lint_config c;
 *     e = lint_config_parse(&arena, text, &c, why);
 *     c.people_file ...                                // names the caller adds to c.options.people
 *     e = linter_new(&c.options, &l, why);
 */
#include "lint.h"

enum { LINT_CONFIG_MAX_BYTES = 1 << 20, LINT_CONFIG_LINE_MAX_BYTES = 190 };

struct lint_config {
    struct lint_options options; // points into the arena
    struct bytes people_file;    // as written there; none when nothing is said
};

/*
 * Any bytes are safe; the result lives in the arena.
 * Errors: ERR_INVALID with the line, what stands there and what could; ERR_LIMIT.
 */
enum err lint_config_parse(struct arena *a, struct bytes text, struct lint_config *ret, struct why *why);

/* Says which packs are chosen, all others are off: "blame,legal". Errors: ERR_INVALID. */
enum err lint_config_choose_packs(struct lint_options *options, struct bytes names, struct why *why);

/* The open list of words of that name ("legal.words") in any language; NULL when there is none. */
const struct word_list *lint_word_list(struct bytes name);

/* All open lists in their order, as lint_rule_at() does; NULL past the end. */
const struct word_list *lint_word_list_at(uint32_t i);
#endif

/*
 * The tables of rules and words, in the order in which rules win where two of one pack meet. A new file of rules is a
 * line here; a new pack is a row in `packs` (names.c) besides.
 */
#include "rule.h"

#include <stddef.h>

extern const struct rule rules_blame[], rules_blame_cause[], rules_blame_person[], rules_blame_de[];
extern const struct rule rules_hindsight[];
extern const struct rule rules_vague[], rules_action[], rules_legal[], rules_structure[], rules_suppression[];
extern const struct word_list words_de[], words_en[], words_names[], words_blame[], words_hindsight[];
extern const struct word_list words_vague[], words_action[], words_legal[], words_structure[];

const struct rule *const rule_tables[] = {
    rules_blame_person, // a question is one before it is an act
    rules_blame,        rules_blame_cause, rules_blame_de,  rules_hindsight,   rules_vague,
    rules_action,       rules_legal,       rules_structure, rules_suppression, NULL,
};

const struct word_list *const word_tables[LINT_LANGUAGE_MAX][WORD_TABLES_MAX + 1] = {
    [LINT_ENGLISH] = {words_en, words_names, words_blame, words_hindsight, words_vague, words_action, words_legal,
                      words_structure, NULL},
    [LINT_GERMAN] = {words_de, NULL},
};

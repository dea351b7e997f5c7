/*
 * The tables of rules and words, in the order in which rules win where two of one pack meet. A new file of rules is a
 * line here; a new pack is a row in `packs` (names.c) besides.
 */
#include "rule.h"

#include <stddef.h>

const struct rule *const rule_tables[] = {
    NULL,
};

const struct word_list *const word_tables[LINT_LANGUAGE_MAX][WORD_TABLES_MAX + 1] = {
    [LINT_ENGLISH] = {NULL},
    [LINT_GERMAN] = {NULL},
};

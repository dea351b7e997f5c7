#ifndef LINT_DOCUMENT_H
#define LINT_DOCUMENT_H
/* From Markdown to what rules see (struct document in rule.h). Inside src/lint. */
#include "../text/prose.h"
#include "dictionary.h"

enum { SENTENCE_TOKENS_MAX = 1000, SENTENCE_TOKENS_BEHIND = 8 };

/* In the arena; refers to the input. Errors: ERR_LIMIT. */
enum err document_read(const struct dictionary *d, const struct lint_input *in, enum lint_language language,
                       struct arena *a, struct document *ret, struct prose *ret_prose, struct why *why);

/* Gives each section what it is for, by its heading. sections.c */
void sections_name(struct document *d, struct section *sections);

/* All that a heading or label speaks of: bits 1 << enum section_role. sections.c */
uint32_t heading_roles(struct bytes heading);

/* Says which tokens are names of people. people.c */
void document_find_people(struct document *d);
#endif

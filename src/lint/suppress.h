#ifndef LINT_SUPPRESS_H
#define LINT_SUPPRESS_H
/*
 * Comments of a text that say why a finding may stand there, as docs/lint.md describes them:
 *
 *     <!-- aftermath-lint allow blame.agent, vague: the customer's letter, as it came -->
 *
 * Inside src/lint: lint() calls it last. Untrusted input; time grows with the text and with comments times findings,
 * both of which have ceilings.
 */
#include "rule.h"

enum { SUPPRESSIONS_MAX = 1000, SUPPRESS_RULES_MAX = 256 };

extern const struct rule rules_suppression[]; // what is wrong with such comments

/*
 * Takes out of the result what its comments allow, and adds what is wrong with them. severities: of each rule, in the
 * order of lint_rule_at(), LINT_DEFAULT or LINT_OFF where it does not run; a comment for such a rule is not called
 * unused.
 */
void suppress(struct bytes text, const uint8_t *severities, struct arena *a, struct lint_result *r);
#endif

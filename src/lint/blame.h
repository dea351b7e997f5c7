#ifndef LINT_BLAME_H
#define LINT_BLAME_H
/* What the files of the pack blame share. Inside src/lint. */
#include "agent.h"

/* Whether the sentence speaks about blame ("a blameless review", "hindsight bias") instead of blaming. */
bool is_about_blame(const struct sentence *s);

/* Whether the verb tells of what may be, not of what was: "could forget", "if somebody forgets", "to forget". */
bool is_hypothetical(const struct sentence *s, uint32_t at);

/* Whether "not", "never", "no", "rather than" or "instead of" stands shortly before. */
bool is_refused(const struct sentence *s, uint32_t at);

/* Whether the words are what is guarded against: "the risk of human error", "to prevent mistakes by". */
bool is_guarded_against(const struct sentence *s, uint32_t at);

/* Who did what a passive says: "deleted by an engineer". */
struct agent agent_behind(const struct sentence *s, uint32_t at);

/* A finding from the agent to the token behind the last; the proposal asks for the role where there is a name. */
void blame_find(struct rule_cx *cx, const struct sentence *s, struct agent a, uint32_t from, uint32_t to);

/* Whether what follows is an outage, a failure, a mess: what one is blamed for. */
bool has_bad_object(const struct document *d, const struct sentence *s, uint32_t at);

bool sentence_has(const struct sentence *s, enum word_class c);
bool token_is_text(const struct document *d, const struct token *t, const char *lower);
#endif

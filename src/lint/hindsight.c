/* The pack hindsight: what is told from its end. Stricter in timelines, which hold facts only. */
#include "blame.h"

static enum section_role
role_of(const struct rule_cx *cx, const struct sentence *s)
{
    return block_role(cx->d, &cx->d->blocks[s->block]);
}

/* Recommendations and lessons may speak of what would help. */
static bool
is_account(const struct rule_cx *cx, const struct sentence *s)
{
    enum section_role r = role_of(cx, s);
    return r != SECTION_ACTIONS && r != SECTION_LESSONS;
}

static void
check_obvious(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    uint32_t past = at + t->phrase;
    if (is_about_blame(s) || is_refused(s, at))
        return;
    // "to show it clearly", "clearly marked": how something is done
    bool manner =
        (token_is_text(cx->d, t, "clearly") || token_is_text(cx->d, t, "predictably") ||
         token_is_text(cx->d, t, "plainly")) &&
        (token_is(&t[-1], W_VERB) || s->tokens[past].kind == TOKEN_PUNCT || s->tokens[past].kind == TOKEN_END ||
         (token_is(&s->tokens[past], W_VERB) && !token_is(&s->tokens[past], W_BE) && at > 0 &&
          !token_is(&t[-1], W_WE)) ||
         token_is(&t[-1], W_ADVERB));
    bool first = at == 0 || t[-1].kind == TOKEN_PUNCT;
    if (!manner || (first && token_is_mark(&s->tokens[past], ',')))
        rule_find(cx, s, at, past, BYTES_NONE, BYTES_NONE);
}

/* "simply restarting", "only had to": told by who knows the answer. "just" and "simply" before what was missed. */
static void
check_simply(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    uint32_t past = at + t->phrase;
    bool just = token_is_text(cx->d, t, "just") || token_is_text(cx->d, t, "merely");
    bool easy = token_is_text(cx->d, t, "easily") || token_is_text(cx->d, t, "trivially");
    bool counter = false; // "could simply have", "should just"
    for (uint32_t i = at; i > 0 && at - i < 4; i--)
        counter |= token_is(&s->tokens[i - 1], W_SHOULD) || token_is(&s->tokens[i - 1], W_COULD);
    if (is_about_blame(s) || is_refused(s, at))
        return;
    if ((just || easy) && !(counter && token_is(&s->tokens[past], W_HAVE)) &&
        !(counter && easy && token_is(&t[-1], W_HAVE)))
        return;
    if (!just && !easy && t->phrase == 1 && !counter && !token_is(&s->tokens[past], W_VERB))
        return;
    if (is_account(cx, s))
        rule_find(cx, s, at, past, BYTES_NONE, BYTES_NONE);
}

static void
check_words(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (!is_about_blame(s) && !is_refused(s, at) && is_account(cx, s) &&
        !token_is_text(cx->d, &t[t->phrase], "error") && !token_is_text(cx->d, &t[t->phrase], "errors"))
        rule_find(cx, s, at, at + t->phrase, BYTES_NONE, BYTES_NONE);
}

static void
check_hindsight(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (!is_about_blame(s) && !token_is_text(cx->d, &t[t->phrase], "bias") && role_of(cx, s) != SECTION_LESSONS)
        rule_find(cx, s, at, at + t->phrase, BYTES_NONE, BYTES_NONE);
}

/* "could have been avoided", "should have been caught": in a timeline also when only a machine is meant. */
static void
check_counterfactual(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    bool have = false, been = false;
    for (uint32_t i = at + 1; i < s->count && i < at + 8; i++) {
        const struct token *v = &s->tokens[i];
        if (token_is(v, W_HAVE) && !token_is(v, W_COULD)) {
            have = true;
        } else if (have && token_is(v, W_BE)) {
            been = true;
        } else if (have && (token_is(v, W_VERB_PART) || token_is(v, W_VERB_PAST))) {
            bool account = role_of(cx, s) == SECTION_TIMELINE ||
                           (been && is_account(cx, s) && (token_is(v, W_AVOID) || token_is(v, W_CHECK_VERB)) &&
                            !token_is_text(cx->d, v, "resolved") && !token_is_text(cx->d, v, "fixed"));
            struct agent a = agent_of(s, i);
            bool status = been && token_is_text(cx->d, v, "resolved");
            if (account && !status && !agent_is_person(a) && !token_is_text(cx->d, t, "might"))
                rule_find(cx, s, at, i + 1, BYTES_NONE, BYTES_NONE);
            return;
        } else if (!token_is(v, W_NOT) && !token_is(v, W_ADVERB) && !token_is(v, W_SIMPLY) && !token_is(v, W_OBVIOUS) &&
                   !token_is(v, W_TO)) {
            return;
        }
    }
}

// clang-format off
const struct rule rules_hindsight[] = {
    {.id = "hindsight.counterfactual", .pack = LINT_HINDSIGHT, .severity = LINT_WARNING, .title = "What did not happen",
     .reason = "The account says what happened. What would have helped belongs into the recommendations, where it can be "
               "weighed.",
     .message = "'{}' tells what did not happen",
     .proposal = "Say what happened and what was not there: 'No alert covered this queue'; put the wish into a recommendation.",
     .on = {W_SHOULD, W_COULD}, .word = check_counterfactual,
     .bad = {"This could have been avoided.", "The bug should have been caught in review.",
             "## Timeline\n\n- 10:03 The alert should have fired."},
     .good = {"The alert should have fired.", "## Action items\n\n- This could have been caught by a canary: add one.",
              "It should have been resolved for all users.", "The team decided to wait."}},
    {.id = "hindsight.obvious", .pack = LINT_HINDSIGHT, .severity = LINT_WARNING, .title = "It was obvious",
     .reason = "It is obvious now. Had it been obvious then, it would not have happened.",
     .message = "'{}' is how it looks now",
     .proposal = "Leave the word out, or say what was to be seen at that moment and by whom.",
     .on = {W_OBVIOUS}, .word = check_obvious,
     .bad = {"Obviously the disk was full.", "The limit was clearly too low.", "It was obvious that it would break."},
     .good = {"The page shows the state clearly.", "It was not obvious from the graph.", "The button is clearly marked."}},
    {.id = "hindsight.simply", .pack = LINT_HINDSIGHT, .severity = LINT_WARNING, .title = "It was so simple",
     .reason = "Simple is what we know. For those who looked for it, it was one of many things.",
     .message = "'{}' makes it look easier than it was",
     .proposal = "Leave the word out: tell what was done and what it needed.",
     .on = {W_SIMPLY}, .word = check_simply,
     .bad = {"A restart would simply have solved it.", "They only had to look at the graph.", "One could easily have seen it."},
     .good = {"The job had just started.", "The tool is simply a wrapper.", "It was just one node."}},
    {.id = "hindsight.outcome", .pack = LINT_HINDSIGHT, .severity = LINT_WARNING, .title = "The end told before its time",
     .reason = "Nobody knew the end when it began. Words of the outcome make the first steps look like folly.",
     .message = "'{}' tells the end before its time",
     .proposal = "Tell the step in neutral words; the impact has a section of its own.",
     .on = {W_OUTCOME}, .word = check_words,
     .bad = {"At 10:02 the fateful command was run.", "It was a recipe for disaster."},
     .good = {"The process ended with a fatal error.", "At 10:02 the command was run."}},
    {.id = "hindsight.in_hindsight", .pack = LINT_HINDSIGHT, .severity = LINT_WARNING, .title = "In hindsight",
     .reason = "What hindsight shows was not there to be seen. It is a good start of a lesson, but no account of what happened.",
     .message = "'{}' judges from what is known now",
     .proposal = "Say what was known at that time and what showed it; put the lesson under lessons learnt.",
     .on = {W_HINDSIGHT}, .word = check_hindsight,
     .bad = {"In hindsight, the limit was too low.", "Looking back, this was the first sign."},
     .good = {"We want to avoid hindsight bias.", "## Lessons learned\n\nIn hindsight, the limit was too low."}},
    {0},
};
// clang-format on

/*
 * The pack blame, second part: people and their errors as the cause, what they should have done, what they are like,
 * orders and questions.
 */
#include "blame.h"

/* ---- human error ---- */

/* "user error messages", "operator error rate": the error is not theirs. */
static bool
is_of_program(const struct token *behind)
{
    return behind->kind == TOKEN_NAME || behind->kind == TOKEN_CODE || token_is(behind, W_ERR_THING);
}

/* "returns a user error", "shows the user error": a thing that is shown. */
static bool
is_shown(const struct sentence *s, uint32_t at)
{
    if (at < 2 || !token_is(&s->tokens[at], W_EITHER) || !token_is(&s->tokens[at - 1], W_DETERMINER))
        return false;
    const struct token *t = &s->tokens[at - 2];
    return token_is(t, W_VERB) && !token_is(t, W_BE) && !token_is(t, W_VERB_PART);
}

/* "Human error is inevitable": told of the world, not of this incident. */
static bool
is_general(const struct document *d, const struct token *behind)
{
    return token_is_text(d, behind, "is") || token_is_text(d, behind, "are") || token_is(behind, W_MODAL);
}

static void
check_human_error(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at], *error = t + t->phrase;
    if (t->phrase > 1)
        error = t + 1;
    if (!token_is(error, W_ERR_NOUN) || is_about_blame(s) || is_refused(s, at) || is_of_program(error + 1) ||
        is_guarded_against(s, at) || is_general(cx->d, error + 1) || is_shown(s, at))
        return;
    bool plain = token_is(t, W_EITHER) && bytes_ends_nocase(token_text(cx->d, error), "s"); // "user errors rose"
    if (!plain)
        rule_find(cx, s, at, at + 2, BYTES_NONE, BYTES_NONE);
}

/* ---- whose error, whose fault ---- */

/* "his own stupid mistake": the noun behind a possessive, at most three words on. */
static bool
noun_behind(const struct sentence *s, uint32_t at, uint32_t *ret)
{
    for (uint32_t i = at + 1; i < s->count && i < at + 5; i++) {
        const struct token *t = &s->tokens[i];
        if (token_is(t, W_ERR_NOUN) || token_is(t, W_FAULT) || token_is(t, W_JUDGE_NOUN)) {
            *ret = i;
            return !is_of_program(t + 1) &&
                   !(token_is(t, W_FAULT) && !token_is(t, W_ERR_NOUN) && t[1].kind == TOKEN_WORD &&
                     !token_is(&t[1], W_PREPOSITION) && !token_is(&t[1], W_THAT) && !token_is(&t[1], W_AND) &&
                     !token_is(&t[1], W_BE) && !token_is(&t[1], W_SUBORDINATE));
        }
        if (token_is(t, W_LACK)) {
            *ret = i + 1;
            return token_is(&t[1], W_TO) || token_is(&t[1], W_OF);
        }
        if (!token_is(t, W_ADJECTIVE) && !token_is(t, W_JUDGE_ADJ) && !token_is(t, W_ERR_ADJ) && !token_is(t, W_ADVERB))
            return false;
    }
    return false;
}

static void
check_whose(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    uint32_t noun;
    if (is_about_blame(s) || is_refused(s, at) || !noun_behind(s, at, &noun))
        return;
    struct agent a = {.kind = AGENT_PERSON, .from = at, .at = at, .to = at + 1};
    if (token_is(t, W_GENITIVE) && at > 0) {
        a.at = at - 1;
        a = agent_at(s, at - 1);
        a.from = at - 1;
    } else if (token_is_text(cx->d, t, "our") || token_is_text(cx->d, t, "its") ||
               (token_is_text(cx->d, t, "whose") && s->end != '?')) {
        return;
    } else if (token_is_text(cx->d, t, "their") && !token_is(&s->tokens[noun], W_ERR_NOUN) &&
               !token_is(&s->tokens[noun], W_JUDGE_NOUN)) {
        return;
    }
    bool errors = token_is_text(cx->d, &s->tokens[noun], "errors"); // "their errors" may be messages
    bool slip = a.kind == AGENT_UNKNOWN && (token_is_text(cx->d, &s->tokens[noun], "mistake") ||
                                            token_is_text(cx->d, &s->tokens[noun], "oversight"));
    if ((slip || agent_is_human(s, a)) && !(errors && token_is_text(cx->d, t, "their")))
        blame_find(cx, s, a, a.from, noun + 1);
}

/* "our engineer made a configuration mistake": the verb at most four tokens before the noun. */
static bool
who_made_it(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at; i > 0 && at - i < 5; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is_text(cx->d, t, "made") || token_is_text(cx->d, t, "committed")) {
            struct agent a =
                verb_is_passive(s, i - 1) || verb_is_denied(s, i - 1) ? (struct agent){0} : agent_of(s, i - 1);
            uint32_t first = verb_start(s, i - 1);
            bool may = token_is(&s->tokens[first], W_COULD) || token_is(&s->tokens[first], W_MODAL);
            if (may || !agent_is_human(s, a) || s->tokens[a.at].quoted)
                return false;
            blame_find(cx, s, a, at - a.from < 12 ? a.from : i - 1, at + 1);
            return true;
        }
        if (t->kind == TOKEN_PUNCT || token_is(t, W_PREPOSITION))
            return false;
    }
    return false;
}

/* "a mistake by the operator", "an error on my part", "negligence of the team" */
static void
check_error_of(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    if (is_about_blame(s) || is_refused(s, at) || is_guarded_against(s, at))
        return;
    if (who_made_it(cx, s, at))
        return;
    if (token_is(&s->tokens[at + 1], W_BE) && token_is_text(cx->d, &s->tokens[at + 2], "mine")) {
        rule_find(cx, s, at, at + 3, BYTES_NONE, BYTES_NONE);
        return;
    }
    for (uint32_t i = at + 1; i < s->count && i < at + 6; i++) {
        const struct token *t = &s->tokens[i];
        bool part = token_is_text(cx->d, t, "on") &&
                    (token_is_text(cx->d, &t[2], "part") || token_is_text(cx->d, &t[1], "the"));
        if (part && token_is(&t[1], W_POSSESSIVE) && !token_is_text(cx->d, &t[1], "our")) {
            rule_find(cx, s, at, i + 3, BYTES_NONE, BYTES_NONE);
            return;
        }
        if (token_is_text(cx->d, t, "on")) { // "on our engineer's part"
            struct agent on = agent_at(s, i + 1);
            if (on.kind && token_is(&s->tokens[on.to], W_GENITIVE) &&
                token_is_text(cx->d, &s->tokens[on.to + 1], "part") && agent_is_human(s, on)) {
                blame_find(cx, s, on, at, on.to + 2);
                return;
            }
        }
        bool on_the_part_of = part && token_is_text(cx->d, &t[2], "part") && token_is(&t[3], W_OF);
        bool made = i == at + 1 || token_is_text(cx->d, &t[-1], "made") || token_is_text(cx->d, &t[-1], "committed") ||
                    token_is_text(cx->d, &t[-1], "caused") || token_is_text(cx->d, &t[-1], "introduced");
        if ((token_is(t, W_BY) && made) || on_the_part_of ||
            (token_is(t, W_OF) && i == at + 1 && !token_is(&s->tokens[at], W_JUDGE_NOUN))) {
            struct agent a = agent_at(s, i + (on_the_part_of ? 4 : 1));
            if (agent_is_human(s, a))
                blame_find(cx, s, a, at, a.to);
            return;
        }
        if (t->kind == TOKEN_PUNCT)
            return;
    }
}

/* "because of Tom", "caused by an engineer who", "the root cause was the on-call engineer" */
static void
check_cause(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    static const char *const weak[] = {"thanks", "introduced", "led", "came", "traced", "traceable"};
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
        if (token_is_text(cx->d, t, weak[i]))
            return;
    }
    if (is_about_blame(s) || is_refused(s, at))
        return;
    uint32_t next = at + t->phrase;
    if (token_is(&s->tokens[next], W_BE) && !token_is(&s->tokens[next + 1], W_NOT))
        next++;
    else if (t->phrase == 1 || token_is_text(cx->d, t, "root"))
        return; // "cause" alone is a verb or needs "was"
    struct agent a = agent_at(s, next);
    if (!agent_is_person(a) || token_is(&s->tokens[a.to], W_POSSESSIVE) || s->tokens[a.at].quoted ||
        token_is_text(cx->d, &s->tokens[a.at], "people") || token_is_text(cx->d, &s->tokens[a.at], "everyone"))
        return;
    bool acts = token_is(&s->tokens[a.to], W_WHO) || token_is(&s->tokens[a.to], W_VERB_ING) ||
                s->tokens[a.to].kind == TOKEN_PUNCT || s->tokens[a.to].kind == TOKEN_END;
    if (acts && !token_is(&s->tokens[a.at], W_WHO))
        blame_find(cx, s, a, at, a.to);
}

// clang-format off
const struct rule rules_blame_cause[] = {
    {.id = "blame.human_error", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Human error as a cause",
     .reason = "'Human error' is where an investigation stops, not what it finds. Everybody errs; the question is what "
               "turned an error into an incident.",
     .message = "'{}' ends the search at a person",
     .proposal = "Say what was done, what made it look right, and what let it through: which check, limit or "
                 "confirmation would have stopped it, whoever had been there?",
     .on = {W_HUMAN}, .word = check_human_error,
     .bad = {"The root cause was human error.", "This was due to an operator mistake.",
             "User error led to the loss of the table.", "It was a developer oversight."},
     .good = {"The page shows a user error message.", "It was never human error.", "User errors rose to 12%.",
              "Postmortem culture tells us that \"human error\" is no cause.", "The operator restarted the job."}},
    {.id = "blame.whose", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody's mistake or fault",
     .reason = "Who owns the mistake owns the blame. The same slip by somebody else tomorrow has the same effect as "
               "long as the system lets it.",
     .message = "'{}' gives the error an owner",
     .proposal = "Leave the owner out: tell what was done and why the system accepted it.",
     .on = {W_POSSESSIVE}, .word = check_whose,
     .bad = {"Then she saw her mistake.", "It was my fault.", "The engineer's oversight went live.", "The operator's failure to look was costly.",
             "Carlos' colleague noticed Anna's small mistake."},
     .good = {"His error budget was spent.", "The service's errors rose.", "That is your responsibility matrix.",
              "Its fault tolerance is high."}},
    {.id = "blame.error_of", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "An error by somebody",
     .reason = "An error that is 'by' somebody ends the search at that person.",
     .message = "'{}' ends the search at a person",
     .proposal = "Tell what was done and what made it look right; then what let it through.",
     .on = {W_ERR_NOUN, W_JUDGE_NOUN}, .word = check_error_of,
     .bad = {"It was caused by an error made by an engineer.", "A mistake by the network team cut the link.",
             "That was an oversight on my part."},
     .good = {"An error by the scheduler stopped the job.", "The number of errors by region is below."}},
    {.id = "blame.cause_is_person", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "A person as the cause",
     .reason = "A person is never the cause that can be mended. What they met is.",
     .message = "'{}' names a person as the cause",
     .proposal = "Make the condition the cause: what was changed, by which tool, and which guard was not there?",
     .on = {W_CAUSE}, .word = check_cause,
     .bad = {"The outage was caused by an engineer.", "The root cause was a developer who pushed to the wrong branch.",
             "It failed because of Tom."},
     .good = {"The outage was caused by an engineer's laptop battery.", "It was caused by a full disk.",
              "Thanks to the on-call engineer, it took five minutes."}},
    {0},
};
// clang-format on

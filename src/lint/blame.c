/*
 * The pack blame, first part: what a person is said to have done wrong. Each rule waits for a class of verbs or
 * adverbs, asks agent.h who does it, and stays silent when that is no person: machines may fail.
 */
#include "blame.h"

/* ---- shared ---- */

bool
sentence_has(const struct sentence *s, enum word_class c)
{
    return s->any.bits[c / 64] >> (c % 64) & 1;
}

bool
token_is_text(const struct document *d, const struct token *t, const char *lower)
{
    return bytes_is_nocase(token_text(d, t), lower);
}

bool
is_about_blame(const struct sentence *s)
{
    return sentence_has(s, W_META);
}

bool
is_hypothetical(const struct sentence *s, uint32_t at)
{
    const struct token *verb = &s->tokens[at];
    uint32_t first = verb_start(s, at);
    if (first > 0 && token_is(&s->tokens[first - 1], W_TO))
        return true;
    for (uint32_t i = first; i < at; i++) {
        const struct token *t = &s->tokens[i];
        bool did = token_is(t, W_DO) && t->to - t->from == 3; // not "do", "does"
        if (did || (token_is(t, W_HAVE) && !token_is(t, W_COULD)))
            return false; // "may have forgotten" says that it was so
    }
    for (uint32_t i = first; i < at; i++) {
        if (token_is(&s->tokens[i], W_MODAL) || token_is(&s->tokens[i], W_COULD) || token_is(&s->tokens[i], W_SHOULD))
            return true;
    }
    if (token_is(verb, W_VERB_PAST) || (token_is(verb, W_VERB_PART) && !token_is(verb, W_VERB_BASE)))
        return false;
    for (uint32_t i = first; i > 0 && first - i < 12; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_IF) || token_is(t, W_MODAL) || token_is(t, W_COULD) ||
            (token_is(t, W_SUBORDINATE) && !token_is(t, W_PREPOSITION) && !token_is(t, W_ADVERB) && i < first))
            return true;
    }
    return false;
}

bool
is_refused(const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at; i > 0 && at - i < 5; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_NOT) || token_is(t, W_NO))
            return true;
        if (i >= 2 && (token_is(t, W_PREPOSITION) && (t->to - t->from == 4 || t->to - t->from == 2)) &&
            token_is(&t[-1], W_ADVERB) && at - i < 3 && !token_is(&t[-1], W_ERR_ADVERB) && t[-1].to - t[-1].from >= 6)
            return true; // "rather than", "instead of"
        if (t->kind == TOKEN_PUNCT)
            return false;
    }
    return false;
}

bool
is_guarded_against(const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at; i > 0 && at - i < 6; i--) {
        if (token_is(&s->tokens[i - 1], W_PREVENT))
            return true;
        if (s->tokens[i - 1].kind == TOKEN_PUNCT && s->tokens[i - 1].mark != ',')
            return false;
    }
    return false;
}

struct agent
agent_behind(const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at + 1; i < s->count && i < at + 16; i++) {
        const struct token *t = &s->tokens[i];
        if (token_is(t, W_BY) && t->phrase == 1 && !token_is(&t[1], W_VERB_ING))
            return agent_at(s, i + 1);
        if (t->kind == TOKEN_PUNCT && t->mark != ',')
            break;
    }
    return (struct agent){0};
}

/* A capital word that nobody knows is a person where the sentence goes on with "he" or "her". */
static bool
is_person_here(const struct document *d, const struct sentence *s, struct agent a)
{
    if (a.kind == AGENT_YOU) // "you broke it", but "if you broke it"
        return !sentence_has(s, W_IF) && !sentence_has(s, W_MODAL) && !sentence_has(s, W_SUBORDINATE);
    if (a.kind != AGENT_UNKNOWN)
        return agent_is_human(s, a);
    for (uint32_t i = a.to; i < s->count && i < a.to + RULE_REACH; i++) {
        static const char *const words[] = {"he", "she", "his", "her", "him", "himself", "herself"};
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (token_is_text(d, &s->tokens[i], words[k]))
                return true;
        }
    }
    return false;
}

void
blame_find(struct rule_cx *cx, const struct sentence *s, struct agent a, uint32_t from, uint32_t to)
{
    struct bytes proposal = BYTES_NONE;
    if (a.kind == AGENT_NAMED)
        proposal = rule_printf(cx, "Write the role instead of the name. %s", cx->rule->proposal);
    rule_find(cx, s, from, to, BYTES_NONE, proposal);
}

/* "people make mistakes", "an engineer who forgets": in the present, of nobody who is meant. */
static bool
is_general(const struct document *d, const struct sentence *s, struct agent a, uint32_t verb)
{
    const struct token *v = &s->tokens[verb], *t = &s->tokens[a.at];
    bool present = token_is(v, W_VERB_BASE) || token_is(v, W_VERB_S) || token_is_text(d, v, "make") ||
                   token_is_text(d, v, "makes");
    if (!present || token_is(v, W_VERB_PAST) || a.kind == AGENT_NAMED || a.kind == AGENT_I || a.kind == AGENT_UNKNOWN)
        return false;
    for (uint32_t i = verb_start(s, verb); i < verb; i++) {
        if (token_is(&s->tokens[i], W_DO) && token_is_text(d, &s->tokens[i], "did"))
            return false;
    }
    return !token_is_text(d, &s->tokens[a.from], "the") && !token_is_text(d, t, "he") && !token_is_text(d, t, "she");
}

/* The finding runs from the subject to the verb and a little more, so that it reads: "the engineer forgot to". */
static void
find_verb(struct rule_cx *cx, const struct sentence *s, struct agent a, uint32_t at)
{
    uint32_t to = at + s->tokens[at].phrase;
    if (token_is(&s->tokens[to], W_TO))
        to++;
    uint32_t from = a.kind && to - a.from < 12 ? a.from : verb_start(s, at);
    blame_find(cx, s, a, from, to);
}

static bool
is_quoted_agent(const struct sentence *s, struct agent a)
{
    return a.kind && s->tokens[a.at].quoted;
}

/* A sentence in note form: "Forgot to run it", "12:03 - accidentally deleted": the writer. */
static bool
is_note_form(const struct sentence *s, uint32_t at)
{
    uint32_t first = verb_start(s, at);
    if (first == 0)
        return true;
    const struct token *before = &s->tokens[first - 1];
    if (first < 4 && token_is_mark(before, ',') && !token_is(&s->tokens[0], W_NOUN)) // "Oops, forgot to"
        return true;
    return first < 4 && before->kind == TOKEN_PUNCT && (before->mark == '-' || before->mark == ':') &&
           token_is(&s->tokens[0], W_NUMBER);
}

/* "was ignored by the team" */
static void
find_passive(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    struct agent a = agent_behind(s, at);
    if (agent_is_human(s, a) && !s->tokens[a.at].quoted && a.to - at < 16)
        blame_find(cx, s, a, at, a.to);
}

/* "the missed alert" has no verb; "whoever reviewed this missed it" has one. */
static bool
is_after_article(const struct document *d, const struct token *t)
{
    return token_is(&t[-1], W_DETERMINER) && !token_is_text(d, &t[-1], "this") && !token_is_text(d, &t[-1], "that");
}

/* ---- forgot, failed, other errors ---- */

static void
check_forgot(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s) || verb_is_denied(s, at) || is_after_article(cx->d, t))
        return;
    if (verb_is_passive(s, at)) {
        find_passive(cx, s, at);
        return;
    }
    if (token_is(t, W_VERB_ING)) {
        struct agent a = agent_of_participle(s, at); // or "developers keep forgetting", "the team was forgetting"
        if (at > 1 && (token_is(&t[-1], W_BE) || token_is_text(cx->d, &t[-1], "keep") ||
                       token_is_text(cx->d, &t[-1], "kept") || token_is_text(cx->d, &t[-1], "keeps")))
            a = agent_of(s, at - 1);
        if (agent_is_human(s, a) && !is_quoted_agent(s, a))
            find_verb(cx, s, a, at);
        // "caused by forgetting to": the doer can only be a person
        if (token_is(&t[-1], W_BY) || (token_is(&t[-1], W_PREPOSITION) && token_is(&t[1], W_TO)))
            rule_find(cx, s, at, at + 1 + token_is(&t[1], W_TO), BYTES_NONE, BYTES_NONE);
        return;
    }
    if (is_hypothetical(s, at))
        return;
    struct agent a = agent_of(s, at);
    if (is_quoted_agent(s, a) || is_general(cx->d, s, a, at))
        return;
    if (agent_is_person(a) || a.kind == AGENT_UNKNOWN ||
        (a.kind == AGENT_EITHER && !token_is(&s->tokens[a.at], W_POPULATION) && token_is(&t[1], W_TO)) ||
        (a.kind == AGENT_NONE && token_is(&t[1], W_TO) && is_note_form(s, at) && !token_is(t, W_VERB_BASE)))
        find_verb(cx, s, a, at);
}

static void
check_failed(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s) || verb_is_denied(s, at) || token_is(t, W_VERB_ING) || is_hypothetical(s, at))
        return;
    if (!token_is(&t[1], W_TO) && !token_is_text(cx->d, &t[1], "in") && !token_is_text(cx->d, &t[1], "at"))
        return;
    struct agent a = agent_of(s, at);
    bool human = agent_is_person(a) || (a.kind == AGENT_UNKNOWN && is_person_here(cx->d, s, a));
    if (a.kind == AGENT_EITHER && token_is(&t[1], W_TO) && token_is(&t[2], W_CHECK_VERB))
        human = token_is(&s->tokens[a.at], W_HUMAN);
    if (human && !is_quoted_agent(s, a))
        find_verb(cx, s, a, at);
}

static void
check_error_verb(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s) || verb_is_denied(s, at) || is_after_article(cx->d, t))
        return;
    if (token_is(t, W_VERB_ING)) { // "..., bypassing the review"
        struct agent a = agent_of_participle(s, at);
        if (agent_is_human(s, a) && !is_quoted_agent(s, a))
            find_verb(cx, s, a, at);
        return;
    }
    uint32_t chose = at >= 2 && token_is(&t[-1], W_TO) && token_is(&t[-2], W_CHOOSE) ? at - 2 : at;
    if (is_hypothetical(s, chose))
        return;
    struct agent a = agent_of(s, chose);
    if (verb_is_passive(s, at) ||
        (a.kind == AGENT_NONE && token_is(t, W_VERB_PART) && at > 0 && !token_is(&t[-1], W_WE)))
        find_passive(cx, s, at);
    else if (!is_general(cx->d, s, a, at) && is_person_here(cx->d, s, a) && !is_quoted_agent(s, a))
        find_verb(cx, s, a, at);
}

/* "caused", "triggered" need a bad end behind them; "broke", "took down" are one. */
bool
has_bad_object(const struct document *d, const struct sentence *s, uint32_t at)
{
    static const char *const ends[] = {"outage",   "incident", "failure", "crash",      "downtime",    "problem",
                                       "problems", "issue",    "issues",  "disruption", "loss",        "mess",
                                       "bug",      "trouble",  "damage",  "errors",     "interruption"};
    for (uint32_t i = at + 1; i < s->count && i < at + 6; i++) {
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            if (token_is_text(d, &s->tokens[i], ends[k]))
                return true;
        }
    }
    return false;
}

/* "broke the work into steps", "broke it down" */
static bool
is_divided(const struct document *d, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at + 1; i < s->count && i < at + 6; i++) {
        if (token_is_text(d, &s->tokens[i], "into") || token_is_text(d, &s->tokens[i], "down"))
            return s->tokens[at].phrase == 1;
    }
    return false;
}

/* "your merge broke it", "Tom's commit broke it": what somebody made stands for who made it. */
static bool
is_work_of_person(const struct document *d, const struct sentence *s, struct agent a)
{
    static const char *const whose[] = {"your", "his", "her", "my"};
    if (a.kind != AGENT_THING || !token_is(&s->tokens[a.at], W_WORK))
        return false;
    for (uint32_t i = a.at; i > 0 && a.at - i < 4; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_GENITIVE) && i >= 2)
            return t[-1].person || token_is(&t[-1], W_ROLE);
        for (size_t k = 0; k < sizeof whose / sizeof *whose; k++) {
            if (token_is_text(d, t, whose[k]))
                return true;
        }
    }
    return false;
}

static void
check_harm(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s) || verb_is_denied(s, at) || token_is(t, W_VERB_ING) || verb_is_passive(s, at) ||
        is_hypothetical(s, at) || is_after_article(cx->d, t))
        return;
    bool weak = token_is_text(cx->d, t, "caused") || token_is_text(cx->d, t, "causes") ||
                token_is_text(cx->d, t, "cause") || token_is_text(cx->d, t, "triggered") ||
                token_is_text(cx->d, t, "triggers");
    if (weak && !has_bad_object(cx->d, s, at))
        return;
    if (token_is(t, W_ACT_VERB) || is_divided(cx->d, s, at))
        return;
    if (t->phrase == 1 && (t[1].kind == TOKEN_PUNCT || t[1].kind == TOKEN_END || token_is(&t[1], W_PREPOSITION)))
        return; // "broke for the night": needs something that it was done to
    struct agent a = agent_of(s, at);
    if ((is_person_here(cx->d, s, a) || is_work_of_person(cx->d, s, a)) && !is_quoted_agent(s, a))
        find_verb(cx, s, a, at);
}

/* ---- adverbs ---- */

/* The verb that an adverb belongs to: behind it, else before it. */
static bool
verb_of_adverb(const struct sentence *s, uint32_t at, uint32_t *ret)
{
    uint32_t past = at + s->tokens[at].phrase;
    for (uint32_t i = past; i < s->count && i < past + 3; i++) {
        const struct token *t = &s->tokens[i];
        if (token_is(t, W_VERB_ING)) {
            *ret = i; // "an engineer accidentally running it", but "to avoid accidentally deleting"
            return !is_guarded_against(s, at);
        }
        if (token_is(t, W_VERB_PAST) || token_is(t, W_VERB_S) || token_is(t, W_VERB_PART) || token_is(t, W_VERB_BASE)) {
            *ret = i;
            return true;
        }
        if (!token_is(t, W_ADVERB) && !token_is(t, W_BE) && !token_is(t, W_HAVE))
            break;
    }
    for (uint32_t i = at; i > 0 && at - i < RULE_REACH; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_VERB_PAST) || token_is(t, W_VERB_S)) {
            *ret = i - 1;
            return true;
        }
        if (token_is_mark(t, ';') || token_is_mark(t, ':'))
            return false;
    }
    return false;
}

static void
check_adverb(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t verb;
    if (is_about_blame(s) || !verb_of_adverb(s, at, &verb) || is_hypothetical(s, verb) || verb_is_denied(s, verb))
        return;
    const struct token *t = &s->tokens[at];
    bool judges = token_is(t, W_JUDGE_ADVERB);
    bool passive = verb_is_passive(s, verb);
    struct agent a = passive ? agent_behind(s, verb) : agent_of(s, verb);
    if (is_quoted_agent(s, a))
        return;
    uint32_t from = at < verb ? at : verb, to = at < verb ? verb + 1 : at + t->phrase;
    bool acts = a.kind == AGENT_UNKNOWN && token_is(t, W_ERR_ADVERB) &&
                (token_is(&s->tokens[verb], W_ACT_VERB) || token_is(&s->tokens[verb], W_SAY));
    if (acts || is_person_here(cx->d, s, a)) {
        from = !passive && a.from < from && to - a.from < 12 ? a.from : from;
        to = passive && a.to - from < 12 ? a.to : to;
        blame_find(cx, s, a, from, to);
    } else if (!passive && a.kind == AGENT_NONE && is_note_form(s, from) && !token_is(&s->tokens[verb], W_VERB_BASE)) {
        blame_find(cx, s, a, from, to);
    } else if (judges && passive && a.kind == AGENT_NONE && !token_is_text(cx->d, t, "without")) {
        blame_find(cx, s, a, from, to);
    }
}

static bool
is_telling(const struct token *t)
{
    return token_is(t, W_VERB_PAST) || (token_is(t, W_VERB_ING) && token_is(&t[-1], W_BE)) ||
           (token_is(t, W_VERB_S) && !token_is(t, W_NOUN) && !token_is(t, W_MACHINE));
}

/* "unplugged the wrong cable", "pushed a broken config": what was chosen was wrong, so who chose did wrong. */
static void
check_wrong(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    static const char *const finds[] = {"found",     "got",      "received", "reported",   "fixed",
                                        "corrected", "saw",      "removed_", "replaced",   "reverted",
                                        "rolled",    "repaired", "had",      "discovered", "showed"};
    const struct token *t = &s->tokens[at];
    static const char *const choices[] = {"assumption", "decision", "choice", "call",
                                          "judgement",  "judgment", "guess",  "bet"};
    bool wrong = token_is_text(cx->d, t, "wrong") || token_is_text(cx->d, t, "incorrect");
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        wrong |= token_is_text(cx->d, &t[1], choices[i]);
    if (is_about_blame(s) || at < 2 ||
        !(is_telling(&t[-1]) || token_is_text(cx->d, &t[-1], "the") || token_is_text(cx->d, &t[-1], "a") ||
          token_is_text(cx->d, &t[-1], "an")))
        return;
    uint32_t verb = is_telling(&t[-1]) ? at - 1 : at - 2;
    while (verb > 0 && at - verb < 5 && !is_telling(&s->tokens[verb]) && s->tokens[verb].kind == TOKEN_WORD)
        verb--;
    const struct token *v = &s->tokens[verb];
    if (!is_telling(v) || verb_is_passive(s, verb) || verb_is_denied(s, verb) || token_is(v, W_CHECK_VERB) ||
        token_is(v, W_SAY) || (!wrong && (!token_is(v, W_ACT_VERB) || token_is(v, W_AVOID))))
        return;
    for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
        if (token_is_text(cx->d, v, finds[i]))
            return;
    }
    struct agent a = agent_of(s, verb);
    bool acts = a.kind == AGENT_UNKNOWN && token_is(v, W_ACT_VERB);
    if ((acts || is_person_here(cx->d, s, a)) && !is_quoted_agent(s, a))
        blame_find(cx, s, a, at - a.from < 12 ? a.from : verb, at + 1);
}

/* ---- what they left undone ---- */

/* "did not see a relation": what was to be seen, no reproach. "didn't really", "didn't even" is one with any verb. */
static bool
is_seeing(const struct document *d, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    return token_is_text(d, t, "see") || token_is_text(d, t, "saw") || token_is_text(d, t, "seen");
}

static bool
is_present_be(const struct document *d, const struct token *t)
{
    return token_is(t, W_BE) && !token_is_text(d, t, "was") && !token_is_text(d, t, "were");
}

/* "didn't really disable", "did not even look" */
static bool
is_stressed(const struct document *d, const struct sentence *s, uint32_t at)
{
    static const char *const words[] = {"really", "even",       "properly",  "actually",
                                        "fully",  "thoroughly", "correctly", "carefully"};
    for (size_t i = 0; at > 0 && i < sizeof words / sizeof *words; i++) {
        if (token_is_text(d, &s->tokens[at - 1], words[i]))
            return true;
    }
    return false;
}

static void
check_did_not(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    bool base = token_is(t, W_VERB_BASE), past = token_is(t, W_VERB_PAST);
    if (token_is(t, W_VERB_ING) && at >= 2 && token_is(&t[-1], W_NOT) &&
        !is_present_be(cx->d, &t[-2])) { // "due to the engineer not checking"
        struct agent a = agent_of(s, at);
        if (!is_about_blame(s) && agent_is_human(s, a) && !is_quoted_agent(s, a))
            find_verb(cx, s, a, at);
        return;
    }
    if (token_is(t, W_ACT_VERB) && !token_is(t, W_CHECK_VERB) && !is_stressed(cx->d, s, at) &&
        !token_is_text(cx->d, &s->tokens[verb_start(s, at) ? verb_start(s, at) - 1 : 0], "somebody") &&
        !token_is_text(cx->d, &s->tokens[verb_start(s, at) ? verb_start(s, at) - 1 : 0], "someone"))
        return;
    if (is_about_blame(s) || (!base && !past) || !verb_is_denied(s, at) || verb_is_passive(s, at))
        return;
    uint32_t first = verb_start(s, at);
    bool did = false, excuse = false;
    for (uint32_t i = first; i < at; i++) {
        did |= token_is(&s->tokens[i], W_DO) || token_is(&s->tokens[i], W_HAVE) ||
               (past && token_is_text(cx->d, &s->tokens[i], "never"));
        excuse |=
            token_is(&s->tokens[i], W_MODAL) || token_is(&s->tokens[i], W_COULD) || token_is(&s->tokens[i], W_SHOULD);
    }
    struct agent a = agent_of(s, at);
    if (!did || excuse || !(is_person_here(cx->d, s, a) || (a.kind == AGENT_UNKNOWN && token_is(t, W_SAY))) ||
        is_seeing(cx->d, s, at) || is_quoted_agent(s, a) || is_hypothetical(s, at))
        return;
    if (token_is(&s->tokens[first], W_DO) && token_is_text(cx->d, &s->tokens[first], "do"))
        return; // "developers do not see": how it is, not what was
    find_verb(cx, s, a, at);
}

// clang-format off
const struct rule rules_blame[] = {
    {.id = "blame.forgot", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody forgot",
     .reason = "To say that somebody forgot ends the search at a person. Memory fails everybody every day; what can be "
               "changed is that nothing reminded them and nothing checked.",
     .message = "'{}' puts the cause into somebody's memory",
     .proposal = "Say what the step depended on instead: nothing in the procedure or the tool asked for it, and nothing "
                 "showed that it was missing.",
     .on = {W_FORGET}, .word = check_forgot,
     .bad = {"The engineer forgot to restart the workers.", "Maria had completely forgotten to renew the certificate.",
             "An admin, in a hurry, neglected to drain the node.", "I logged the change, but then forgot to announce it.",
             "The outage was caused by forgetting to raise the limit."},
     .good = {"The job forgot its lock after the restart.", "Click \"Forgot password\" to start again.",
              "Do not forget to drain the node first.", "It is easy to forget this step.",
              "If somebody forgets the flag, the tool now refuses.", "The `forgot-password` page was down."}},
    {.id = "blame.failed", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody failed to do something",
     .reason = "'Failed to' measures a person against what we know now. It does not say what they did instead, nor why "
               "that made sense to them.",
     .message = "'{}' says what somebody did not do, not what they did and saw",
     .proposal = "Say what they did and what they had before them: what did the dashboard, the alert or the runbook show "
                 "at that moment?",
     .on = {W_FAIL}, .word = check_failed,
     .bad = {"The on-call engineer failed to notice the alert.", "Jonas, who was on duty, failed to escalate.",
             "The QA team failed to catch the regression."},
     .good = {"The job failed to start.", "The load balancer failed to notice the dead node.",
              "Users failed to log in for ten minutes.", "The script written by the team failed to parse the file.",
              "The primary failed over at 10:31."}},
    {.id = "blame.error_verb", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody did it wrong",
     .reason = "The verb already holds the judgement: it tells how the act looks now, not how it looked to the one who "
               "acted.",
     .message = "'{}' judges what somebody did",
     .proposal = "Tell what was done, in neutral words, and what made it sensible at that time: what did they see, and "
                 "what did the tool allow?",
     .on = {W_ERR_VERB}, .word = check_error_verb,
     .bad = {"The operator mistyped the name of the volume.", "She misread the graph.", "The deployer team rushed.",
             "An engineer skipped the second step.", "Petra ignored the warning."},
     .good = {"The client misread the header.", "The alert was ignored by the router.",
              "The parser ignored the second field.", "Misconfigured hosts were removed."}},
    {.id = "blame.wrong", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody took the wrong one",
     .reason = "Nobody takes the wrong one knowingly: at that moment it was the right one. What made both look alike is "
               "what can be changed.",
     .message = "'{}' judges a choice by what came of it",
     .proposal = "Say which one was taken and what told it apart from the other at that moment: a name, a colour, a "
                 "prompt.",
     .on = {W_ERR_ADJ}, .word = check_wrong,
     .bad = {"The technician unplugged the wrong cable.", "Sofia deleted the wrong volume.",
             "The developer merged a broken config."},
     .good = {"The script deleted the wrong volume.", "The engineer found the wrong cable plugged in.",
              "An engineer replaced a faulty disk.", "The team was on the wrong track."}},
    {.id = "blame.harm", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody broke it",
     .reason = "An act becomes a breakage only by what came after. The same act was harmless on other days; what differed "
               "is the system around it.",
     .message = "'{}' makes a person the cause of the damage",
     .proposal = "Tell the act and its effect apart: what was changed, what the system did with it, and which guard "
                 "was not there.",
     .on = {W_HARM_VERB}, .word = check_harm,
     .bad = {"Tom broke the build.", "A developer took down the site with one commit.",
             "The DBA caused the outage by dropping an index."},
     .good = {"The deploy broke the build.", "The team triggered a failover at 10:40.",
              "Engineers caused the queue to drain by adding workers.", "A bad disk took down the node."}},
    {.id = "blame.by_mistake", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody did it by mistake",
     .reason = "'Mistakenly', 'accidentally', 'carelessly' are said only afterwards. They speak of the person, and hide "
               "what made the act look right.",
     .message = "'{}' judges the person who acted",
     .proposal = "Leave the judgement out and tell what made it look right: two names that look alike, a default, a "
                 "prompt that did not say which environment it was for.",
     .on = {W_ERR_ADVERB, W_JUDGE_ADVERB}, .word = check_adverb,
     .bad = {"An engineer accidentally deleted the table.", "Ana wrongly assumed that the replica was in use.",
             "The volume was deleted by an operator by mistake.", "The table was carelessly dropped.",
             "The flag was mistakenly removed by a developer.", "The contractor deployed it without testing."},
     .good = {"The script mistakenly dropped the table.", "Requests were incorrectly routed.",
              "The cache wrongly reported success.", "The table was accidentally dropped by the clean-up job."}},
    {.id = "blame.did_not", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "What somebody did not do or see",
     .reason = "A list of what people did not check or see is endless and is made from what we know now. What they did "
               "look at tells more.",
     .message = "'{}' says what somebody did not do",
     .proposal = "Say what they looked at, and where the missing fact was to be seen: what would have had to show it?",
     .on = {W_CHECK_VERB, W_BOTHER, W_ACT_VERB}, .word = check_did_not,
     .bad = {"The engineer did not check the dashboard.", "Luis never told anyone about it.",
             "I didn't think about the replicas.", "The reviewer had not read the change."},
     .good = {"The monitor did not notice the drop.", "We did not notice it because no alert exists.",
              "Developers do not see this page.", "The engineer did not have access to the logs.",
              "The customer did not respond in time."}},
    {0},
};
// clang-format on

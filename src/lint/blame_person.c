/* The pack blame, third part: what people should have done, what they are like, orders, questions, and "we". */
#include "blame.h"

/* ---- counterfactuals ---- */

/* From "should" to the participle: "should not really have been checking". */
static bool
counterfactual(const struct sentence *s, uint32_t at, uint32_t *ret_verb, bool *ret_passive)
{
    bool have = false, been = false;
    for (uint32_t i = at + 1; i < s->count && i < at + 9; i++) {
        const struct token *t = &s->tokens[i];
        if (!have) {
            have = token_is(t, W_HAVE) && !token_is(t, W_COULD);
            if (have || token_is(t, W_NOT) || token_is(t, W_ADVERB) || token_is(t, W_TO) || token_is(t, W_SIMPLY))
                continue;
            return false;
        }
        if (token_is(t, W_BE)) {
            been = true;
            continue;
        }
        if (token_is(t, W_DETERMINER) && i + 1 < s->count &&
            token_is(&t[1], W_BETTER)) { // "I should have a better grasp of it"
            *ret_verb = i + 1;
            *ret_passive = false;
            return true;
        }
        if (t->kind == TOKEN_PUNCT && !been) { // "but she should have."
            *ret_verb = at;
            *ret_passive = false;
            return true;
        }
        if (token_is(t, W_VERB_PART) || token_is(t, W_VERB_PAST) || (token_is(t, W_DO) && i > at + 1)) {
            *ret_verb = i;
            *ret_passive = been && !token_is(t, W_STATE);
            return true;
        }
        if (been && !token_is(t, W_PREPOSITION) && !token_is(t, W_ADVERB) && !token_is(t, W_NOT)) {
            *ret_verb = i; // "been more careful", "been checking"
            *ret_passive = false;
            return t->kind == TOKEN_WORD;
        }
        if (!token_is(t, W_ADVERB) && !token_is(t, W_NOT) && !token_is(t, W_SIMPLY) && !token_is(t, W_OBVIOUS))
            return false;
    }
    return false;
}

/* "they should have asked": only people ask. */
static bool
is_they_who_think(const struct sentence *s, struct agent a, uint32_t verb)
{
    return token_is(&s->tokens[a.at], W_THEY) &&
           (token_is(&s->tokens[verb], W_SAY) || token_is(&s->tokens[verb], W_BOTHER));
}

/* Everybody and "you" are asked for something only where they should have seen or known; else they were to receive it.
 */
static bool
is_target(const struct document *d, const struct sentence *s, struct agent a, uint32_t verb)
{
    static const char *const wide[] = {"everyone", "everybody", "anyone", "anybody", "people", "nobody"};
    bool check = token_is(&s->tokens[verb], W_CHECK_VERB) && !token_is_text(d, &s->tokens[verb], "seen");
    if (token_is_text(d, &s->tokens[a.at], "anyone") || token_is_text(d, &s->tokens[a.at], "anybody"))
        check |= token_is_text(d, &s->tokens[verb], "seen");
    bool is_wide = a.kind == AGENT_YOU || a.kind == AGENT_NOBODY;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        is_wide |= a.kind == AGENT_PERSON && token_is_text(d, &s->tokens[a.at], wide[i]);
    if (is_wide)
        return check;
    if (a.kind == AGENT_EITHER)
        return (check && token_is(&s->tokens[a.at], W_HUMAN)) || is_they_who_think(s, a, verb);
    return agent_is_person(a);
}

/* "was supposed to check": of people, of what was not done. */
static void
check_supposed(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s) || !token_is(&t[1], W_TO) || !token_is(&t[2], W_CHECK_VERB) || at == 0 ||
        !(token_is_text(cx->d, &t[-1], "was") || token_is_text(cx->d, &t[-1], "were")))
        return;
    struct agent a = agent_of(s, at);
    if (agent_is_human(s, a) && !s->tokens[a.at].quoted)
        blame_find(cx, s, a, at - a.from < 12 ? a.from : at, at + 3);
}

static void
check_should_have(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t verb;
    bool passive;
    const struct token *t = &s->tokens[at];
    if (token_is_text(cx->d, t, "supposed"))
        check_supposed(cx, s, at);
    if (is_about_blame(s) || !counterfactual(s, at, &verb, &passive))
        return;
    if (passive) { // "could have been prevented by the operator"
        struct agent by = token_is(&s->tokens[verb], W_AVOID) ? agent_behind(s, verb) : (struct agent){0};
        if (agent_is_human(s, by) && !s->tokens[by.at].quoted && by.to - at < 16)
            blame_find(cx, s, by, at, by.to);
        return;
    }
    bool could = token_is(t, W_COULD) && !token_is(t, W_SHOULD);
    bool might = token_is_text(cx->d, t, "might") && !sentence_has(s, W_IF) && !token_is(&s->tokens[verb], W_AVOID);
    if (could &&
        (might || token_is_text(cx->d, t, "'d") || s->end == '?' || token_is_text(cx->d, &s->tokens[verb], "helped")))
        return;
    bool would = token_is_text(cx->d, t, "would");
    struct agent a = agent_of(s, token_is(&s->tokens[verb], W_BETTER) ? at : verb);
    if (token_is(&s->tokens[verb], W_BETTER) && a.kind != AGENT_I && a.kind != AGENT_NAMED)
        return; // "the team should have a better tool" is a wish
    if (!is_target(cx->d, s, a, verb) || s->tokens[a.at].quoted)
        return;
    if (would && !token_is(&s->tokens[verb], W_CHECK_VERB) && !token_is(&s->tokens[verb], W_AVOID))
        return;
    blame_find(cx, s, a, a.from < at && at - a.from < 12 ? a.from : at, verb + 1);
}

/* "had the engineer checked", "if Bob had looked", "if only they had asked" */
static void
check_had(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s))
        return;
    bool inverted =
        token_is_text(cx->d, t, "had") &&
        (at == 0 || t[-1].kind == TOKEN_PUNCT || token_is(&t[-1], W_PREPOSITION) || token_is(&t[-1], W_VERB_PART));
    if (at >= 2 && token_is_text(cx->d, t, "had") && token_is(&t[-1], W_I) && token_is_text(cx->d, &t[-2], "wish")) {
        rule_find(cx, s, at - 2, at + 2, BYTES_NONE, BYTES_NONE);
        return;
    }
    if (!inverted && !token_is(t, W_IF))
        return;
    uint32_t from = at + t->phrase;
    struct agent a = agent_at(s, from);
    bool they = a.kind == AGENT_EITHER && token_is(&s->tokens[a.at], W_THEY);
    if ((!agent_is_human(s, a) && !they) || s->tokens[a.at].quoted)
        return;
    bool had = inverted;
    for (uint32_t i = a.to; i < s->count && i < a.to + 5; i++) {
        const struct token *v = &s->tokens[i];
        if (token_is(v, W_BE))
            return;
        if (had && token_is(v, W_VERB_PART)) {
            if (they && !is_they_who_think(s, a, i))
                return;
            blame_find(cx, s, a, at, i + 1);
            return;
        }
        had |= token_is_text(cx->d, v, "had") || token_is_text(cx->d, v, "'d");
        if (!token_is(v, W_HAVE) && !token_is(v, W_NOT) && !token_is(v, W_ADVERB) && !token_is(v, W_SIMPLY))
            return;
    }
}

/* ---- what people are like ---- */

/* Who is before "was careless", "had been too tired": the subject of a form of "be" at `be`. */
static void
find_quality(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t be = UINT32_MAX;
    for (uint32_t i = at; i > 0 && at - i < 6; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_BE) || token_is(t, W_GET) || token_is_text(cx->d, t, "feel") ||
            token_is_text(cx->d, t, "felt")) {
            be = i - 1;
            break;
        }
        if (!token_is(t, W_ADVERB) && !token_is(t, W_DETERMINER) && !token_is(t, W_ADJECTIVE) &&
            !token_is(t, W_JUDGE_ADJ) && !token_is(t, W_STATE))
            return;
    }
    if (be == UINT32_MAX)
        return;
    struct agent a = agent_of(s, be);
    if (a.kind == AGENT_NONE && be > 0 && token_is_text(cx->d, &s->tokens[be], "'m"))
        a = (struct agent){.kind = AGENT_I, .from = be - 1, .at = be - 1, .to = be};
    bool human = agent_is_person(a) || (a.kind == AGENT_EITHER && token_is(&s->tokens[a.at], W_HUMAN));
    bool general = token_is_text(cx->d, &s->tokens[be], "are") && a.kind >= AGENT_PERSON && a.kind != AGENT_NAMED &&
                   !token_is_text(cx->d, &s->tokens[a.from], "the"); // "engineers are lazy": of nobody who is meant
    if (human && !general && !s->tokens[a.at].quoted && !verb_is_denied(s, be))
        blame_find(cx, s, a, at - a.from < 12 ? a.from : be, at + s->tokens[at].phrase);
}

static void
check_quality(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (token_is_text(cx->d, t, "responsible") && !has_bad_object(cx->d, s, at))
        return;
    if (is_about_blame(s) || is_refused(s, at) || (token_is(t, W_STATE) && token_is(&t[t->phrase], W_OF)))
        return;
    if (token_is(t, W_JUDGE_ADJ)) {
        // "a careless engineer", "stupid of him"
        uint32_t past = at + t->phrase;
        bool of = token_is(&s->tokens[past], W_OF);
        struct agent a = agent_at(s, past + of);
        bool human = agent_is_person(a) || (a.kind == AGENT_EITHER && token_is(&s->tokens[a.at], W_HUMAN));
        if (human && (of || !token_is(&s->tokens[past], W_DETERMINER)) && a.at < past + of + 4 &&
            !token_is(&s->tokens[a.to], W_POSSESSIVE)) {
            blame_find(cx, s, a, at, a.to);
            return;
        }
    }
    find_quality(cx, s, at);
}

static void
check_judging_noun(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (!is_about_blame(s) && !is_refused(s, at) && !token_is(&t[t->phrase], W_MACHINE))
        rule_find(cx, s, at, at + t->phrase, BYTES_NONE, BYTES_NONE);
}

/* "the fault lies with the developer" */
static bool
lies_with(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at + 1; i < s->count && i < at + 8; i++) {
        const struct token *t = &s->tokens[i];
        if (!token_is_text(cx->d, t, "with") ||
            !(token_is_text(cx->d, &t[-1], "lies") || token_is_text(cx->d, &t[-1], "lay") ||
              token_is_text(cx->d, &t[-1], "rests")))
            continue;
        struct agent a = agent_at(s, i + 1);
        if (agent_is_human(s, a))
            blame_find(cx, s, a, at, a.to);
        return true;
    }
    return false;
}

static void
check_at_fault(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (token_is_text(cx->d, t, "bad") || is_about_blame(s) || lies_with(cx, s, at) || at < 2)
        return;
    if (token_is(&t[1], W_OF) && !token_is_text(cx->d, t, "responsibility") &&
        !is_refused(s, at)) { // "the fault of the team"
        struct agent of = agent_at(s, at + 2);
        if (agent_is_human(s, of) && !s->tokens[of.at].quoted)
            blame_find(cx, s, of, at, of.to);
        return;
    }
    bool at_fault = token_is_text(cx->d, t, "fault") && token_is_text(cx->d, &t[-1], "at");
    bool to_blame = token_is_text(cx->d, t, "blame") && token_is(&t[-1], W_TO);
    if (!at_fault && !to_blame)
        return;
    uint32_t be = at - 2;
    while (be > 0 && at - be < 5 && token_is(&s->tokens[be], W_ADVERB))
        be--;
    if (!token_is(&s->tokens[be], W_BE) || verb_is_denied(s, be) || token_is(&s->tokens[be + 1], W_NOT))
        return;
    struct agent a = agent_of(s, be);
    if (agent_is_person(a) && !s->tokens[a.at].quoted)
        blame_find(cx, s, a, a.from, at + 1);
}

/* ---- orders and questions ---- */

enum { SHOUTED_MIN = 3 };

/* "ALWAYS CHECK THE BRANCH": three shouted words in a row, two of them plain words that are no abbreviations. */
static void
check_shout(struct rule_cx *cx, const struct sentence *s)
{
    if (s->tokens[0].kind == TOKEN_END || cx->d->blocks[s->block].kind == BLOCK_HEADING || cx->d->blocks[s->block].head)
        return;
    for (uint32_t i = 0; i < s->count;) {
        uint32_t n = 0, plain = 0;
        bool order = false;
        while (i + n < s->count && s->tokens[i + n].shouted && !s->tokens[i + n].quoted) {
            const struct token *t = &s->tokens[i + n];
            plain += token_is(t, W_VERB) || token_is(t, W_DETERMINER) || token_is(t, W_POSSESSIVE) ||
                     token_is(t, W_PREPOSITION) || token_is(t, W_NOT) || token_is(t, W_YOU) || token_is(t, W_ADVERB) ||
                     token_is(t, W_NOUN) || token_is(t, W_MODAL) || token_is(t, W_DO);
            order |= (token_is(t, W_NOT) && n > 0 && (token_is(&t[-1], W_DO) || token_is(&t[-1], W_MODAL))) ||
                     token_is(t, W_YOU) || token_is_text(cx->d, t, "your") || token_is_text(cx->d, t, "never") ||
                     token_is_text(cx->d, t, "always") || token_is_text(cx->d, t, "must") ||
                     token_is_text(cx->d, t, "please");
            n++;
        }
        if (n >= SHOUTED_MIN && plain >= 2 && order)
            rule_find(cx, s, i, i + n, BYTES_NONE, BYTES_NONE);
        i += n ? n : 1;
    }
}

static bool
asks(const struct sentence *s)
{
    return s->end == '?' || token_is_mark(&s->tokens[s->count - 1], '?');
}

/* "find out who did it" */
static bool
is_sought(const struct document *d, const struct sentence *s, uint32_t at)
{
    static const char *const words[] = {"out",     "identify", "determine", "know", "wonder",
                                        "unclear", "ask",      "asked",     "sure"};
    for (size_t i = 0; at > 0 && token_is(&s->tokens[at], W_WHO) && i < sizeof words / sizeof *words; i++) {
        if (token_is_text(d, &s->tokens[at - 1], words[i]))
            return true;
    }
    return false;
}

/* "Why did the developer not look?", "Who broke it?" */
static void
check_question(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (is_about_blame(s) || (at > 4 && !is_sought(cx->d, s, at)) ||
        (!asks(s) && !is_sought(cx->d, s, at) && !(at == 0 && !s->end && s->count < 9)))
        return;
    if (token_is(t, W_WHO)) {
        uint32_t verb = at + 1;
        while (token_is(&s->tokens[verb], W_ADVERB) || token_is(&s->tokens[verb], W_HAVE))
            verb++;
        const struct token *v = &s->tokens[verb];
        bool did = token_is_text(cx->d, v, "did") && s->tokens[verb + 1].kind != TOKEN_PUNCT;
        if ((token_is(v, W_VERB_PAST) || token_is(v, W_VERB_PART)) &&
            (token_is(v, W_HARM_VERB) || token_is(v, W_ACT_VERB) || token_is(v, W_FORGET) || token_is(v, W_ERR_VERB) ||
             token_is(v, W_FAIL) || token_is(v, W_WHO_DID)))
            rule_find(cx, s, at, verb + 1, BYTES_NONE, BYTES_NONE);
        else if (did || token_is_text(cx->d, v, "allowed") ||
                 (token_is(v, W_BE) && (token_is_text(cx->d, v + 1, "responsible") || token_is(v + 1, W_TO))))
            rule_find(cx, s, at, verb + 2, BYTES_NONE, BYTES_NONE);
        return;
    }
    uint32_t i = at + t->phrase, asks_at = i;
    for (uint32_t k = i; k < i + 4 && t->phrase == 1; k++) { // "why on earth did"
        if (token_is(&s->tokens[k], W_DO))
            asks_at = k;
    }
    i = asks_at;
    while (token_is(&s->tokens[i], W_DO) || token_is(&s->tokens[i], W_NOT) || token_is(&s->tokens[i], W_HAVE) ||
           token_is(&s->tokens[i], W_BE) || token_is(&s->tokens[i], W_COULD))
        i++;
    if (i == at + t->phrase && t->phrase == 1)
        return;
    struct agent a = agent_at(s, i);
    if (agent_is_human(s, a) || a.kind == AGENT_YOU)
        blame_find(cx, s, a, at, a.to);
}

/* ---- we ---- */

/* "nobody bothered to test it", "no one thought of it" */
static void
check_nobody(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    static const char *const verbs[] = {"bothered", "thought", "tested", "checked",
                                        "verified", "asked",   "cared",  "questioned"};
    uint32_t verb = at + s->tokens[at].phrase;
    while (token_is(&s->tokens[verb], W_ADVERB) || token_is(&s->tokens[verb], W_HAVE))
        verb++;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (token_is_text(cx->d, &s->tokens[verb], verbs[i]))
            rule_find(cx, s, at, verb + 1, BYTES_NONE, BYTES_NONE);
    }
}

static void
check_we(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    uint32_t to = 0, verb;
    bool passive;
    if (is_about_blame(s))
        return;
    if (token_is(t, W_NO) && token_is(t, W_PERSON)) {
        check_nobody(cx, s, at);
        return;
    }
    if (token_is_text(cx->d, t, "our")) {
        const struct token *noun = &t[1];
        if (token_is(noun, W_JUDGE_ADJ) || token_is(noun, W_ADJECTIVE))
            noun++;
        if ((token_is(noun, W_ERR_NOUN) && !bytes_ends_nocase(token_text(cx->d, noun), "errors") &&
             !bytes_ends_nocase(token_text(cx->d, noun), "error")) ||
            token_is(noun, W_JUDGE_NOUN))
            to = (uint32_t)(noun - s->tokens) + 1;
    } else if (token_is(t, W_WE) && t->phrase == 1 && !token_is_text(cx->d, t, "us")) {
        bool denied = false;
        for (uint32_t i = at + 1; i < s->count && i < at + 6; i++) {
            const struct token *v = &s->tokens[i];
            denied |= token_is(v, W_NOT);
            if (token_is(v, W_SHOULD) && counterfactual(s, i, &verb, &passive) && !passive && verb != i &&
                s->end != '?') {
                to = verb + 1;
                break;
            }
            bool past = token_is(v, W_VERB_PAST) || token_is(v, W_VERB_PART);
            if ((past && !denied && (token_is(v, W_FORGET) || (token_is(v, W_FAIL) && token_is(&v[1], W_TO)))) ||
                ((token_is(v, W_ERR_ADVERB) || token_is(v, W_JUDGE_ADVERB)) && !token_is(&v[v->phrase], W_VERB_BASE))) {
                to = i + v->phrase;
                break;
            }
            if (!token_is(v, W_ADVERB) && !token_is(v, W_HAVE))
                break;
        }
    }
    if (to)
        rule_find(cx, s, at, to, BYTES_NONE, BYTES_NONE);
}

// clang-format off
const struct rule rules_blame_person[] = {
    {.id = "blame.should_have", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "What somebody should have done",
     .reason = "'Should have' tells a story that did not happen, from knowledge nobody had. It explains nothing of what "
               "did happen.",
     .message = "'{}' tells what did not happen, from what is known now",
     .proposal = "Tell what they did and what it was based on. Ask: what would have had to be on the screen for anybody "
                 "to act otherwise?",
     .on = {W_SHOULD, W_COULD}, .word = check_should_have,
     .bad = {"The engineer should have known better.", "I should have silenced the alert first.",
             "Nina could have asked before merging.", "The reviewer ought to have looked at the diff.",
             "The on-call team should have been more careful."},
     .good = {"The alert should have fired.", "The cache could have prevented this.", "The team should have been paged.",
              "We should have alerts on this.", "An attacker could have read the file.",
              "All users should have received a mail."}},
    {.id = "blame.had", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "If only somebody had",
     .reason = "A past that did not happen explains nothing, and there is no end of such pasts.",
     .message = "'{}' tells what did not happen, from what is known now",
     .proposal = "Tell what they did, and what would have had to be visible for anybody to act otherwise.",
     .on = {W_HAVE, W_IF}, .word = check_had,
     .bad = {"Had the engineer checked the queue, nothing would have been lost.",
             "This would not have happened if Tom had read the runbook."},
     .good = {"Had the alert fired, we would have seen it.", "If the job had finished, the lock would be free."}},
    {.id = "blame.judgement", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "A judgement of somebody",
     .reason = "Words about what a person is like, knows or feels cannot be mended by any change, and make the next "
               "one who saw something keep silent.",
     .message = "'{}' judges a person",
     .proposal = "Leave the person out. If load, hours or training played a part, give it as a condition with a fact: "
                 "'the on-call person had been awake for 19 hours'.",
     .on = {W_JUDGE_ADJ, W_STATE, W_SKILL}, .word = check_quality,
     .bad = {"The operator was careless.", "A lazy admin left the port open.", "She was too tired to think.",
             "It was stupid of him to run it by hand.", "The new engineer was inexperienced."},
     .good = {"The cache was lazy.", "A dumb proxy passes it on.", "The default was stupid.",
              "The operator was on call.", "The node was absent from the list."}},
    {.id = "blame.judging_word", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "A word that only judges",
     .reason = "Negligence, carelessness, incompetence are verdicts on people, not findings.",
     .message = "'{}' is a verdict, not a finding",
     .proposal = "Say what was done and what it was based on; then which guard was not there.",
     .on = {W_JUDGE_NOUN}, .word = check_judging_noun,
     .bad = {"This is pure negligence.", "Carelessness led to the leak.", "Some idiot closed the ticket."},
     .good = {"The idiot-proof switch held.", "There was no negligence."}},
    {.id = "blame.at_fault", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "Somebody is at fault",
     .reason = "Fault is a question for courts. Here we ask what to change.",
     .message = "'{}' lays the fault on a person",
     .proposal = "Leave the verdict out and tell which conditions had to meet.",
     .on = {W_FAULT}, .word = check_at_fault,
     .bad = {"The network team is to blame.", "Rosa was clearly at fault."},
     .good = {"The switch was at fault.", "The firewall is to blame."}},
    {.id = "blame.order", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "A shouted order",
     .reason = "Shouting tells the readers that they are the problem. It changes nothing that would hold tomorrow.",
     .message = "'{}' shouts an order at people",
     .proposal = "Write the guard that would do it: 'The pipeline refuses a merge without passing tests'.",
     .on = {W_VERB, W_NOT, W_MODAL, W_DO, W_YOU}, .sentence = check_shout,
     .bad = {"ALWAYS CHECK THE BRANCH", "Next time: DO NOT DEPLOY ON FRIDAY!"},
     .good = {"The HTTP API SLO was met.", "SELECT is slow.", "Do not deploy on Fridays."}},
    {.id = "blame.question", .pack = LINT_BLAME, .severity = LINT_ERROR, .title = "A question that looks for the guilty",
     .reason = "'Who did it' and 'why did you' call for a defence, not for an account.",
     .message = "'{}' looks for the guilty",
     .proposal = "Ask how and what: 'What did the dashboard show at that moment?', 'How did the change reach production?'",
     .on = {W_WHO, W_WHY}, .word = check_question,
     .bad = {"Who broke the build?", "Why did the developer skip the test?", "Why didn't Sven ask?"},
     .good = {"Who was on call?", "Why did the job stop?", "Who needs to know?", "Why did it take so long?"}},
    {.id = "blame.we", .pack = LINT_BLAME, .severity = LINT_ADVICE, .title = "We forgot, we should have",
     .reason = "Blaming all of us is kinder than blaming one, but explains as little: what would have helped is still "
               "not said.",
     .message = "'{}' blames the group in place of a cause",
     .proposal = "Say what was missing instead: 'No alert covered this', 'The checklist had no step for it'.",
     .on = {W_WE, W_POSSESSIVE, W_NO}, .word = check_we,
     .bad = {"We forgot to raise the limit.", "We should have tested the restore.", "We accidentally removed the index.",
             "This was our mistake."},
     .good = {"We should have alerts for this.", "We did not see it, as no graph shows it.", "Our error rate rose."}},
    {0},
};
// clang-format on

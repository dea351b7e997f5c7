#include "agent.h"

enum { CLAUSES_MAX = 4 };

bool
agent_is_person(struct agent a)
{
    return a.kind >= AGENT_I;
}

bool
agent_is_human(const struct sentence *s, struct agent a)
{
    return agent_is_person(a) || (a.kind == AGENT_EITHER && token_is(&s->tokens[a.at], W_HUMAN));
}

static bool
is_word(const struct token *t)
{
    return t->kind == TOKEN_WORD;
}

static bool
is_auxiliary(const struct token *t)
{
    return token_is(t, W_BE) || token_is(t, W_HAVE) || token_is(t, W_DO) || token_is(t, W_GET) ||
           token_is(t, W_MODAL) || token_is(t, W_SHOULD) || token_is(t, W_COULD);
}

static bool
is_adverb(const struct token *t)
{
    return token_is(t, W_ADVERB) || token_is(t, W_ERR_ADVERB) || token_is(t, W_JUDGE_ADVERB) || token_is(t, W_SIMPLY) ||
           token_is(t, W_OBVIOUS);
}

static bool
is_unknown(const struct token *t)
{
    uint64_t any = 0;
    for (int i = 0; i < WORD_SET_WORDS; i++)
        any |= t->is.bits[i];
    return !any;
}

uint32_t
verb_start(const struct sentence *s, uint32_t at)
{
    uint32_t i = at, first = at;
    for (uint32_t reach = 0; i > 0 && reach < 12; reach++, i--) {
        const struct token *t = &s->tokens[i - 1];
        if (is_auxiliary(t) || token_is(t, W_NOT))
            first = i - 1;
        else if (token_is(t, W_TO) && i >= 2 && (token_is(&t[-1], W_SHOULD) || token_is(&t[-1], W_HAVE)))
            first = i - 1;
        else if (!is_adverb(t) || token_is(t, W_ROLE) || token_is(t, W_TEAM))
            break;
    }
    return first;
}

bool
verb_is_passive(const struct sentence *s, uint32_t at)
{
    if (!token_is(&s->tokens[at], W_VERB_PART))
        return false;
    for (uint32_t i = at; i > 0 && at - i < 6; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_BE) || (token_is(t, W_GET) && !token_is(t, W_HAVE)))
            return true;
        if (!is_adverb(t) && !token_is(t, W_NOT))
            return false;
    }
    return false;
}

bool
verb_is_denied(const struct sentence *s, uint32_t at)
{
    uint32_t first = verb_start(s, at);
    for (uint32_t i = first; i < at; i++) {
        if (token_is(&s->tokens[i], W_NOT))
            return true;
    }
    return first > 0 && token_is(&s->tokens[first - 1], W_NOT);
}

/* ---- noun phrases ---- */

/* May the token stand inside of a noun phrase, before its head? */
static bool
in_noun_phrase(const struct token *t)
{
    if (t->kind == TOKEN_CODE || t->kind == TOKEN_NAME || t->kind == TOKEN_NUMBER || t->kind == TOKEN_HANDLE)
        return true;
    if (!is_word(t) || token_is(t, W_PREPOSITION) || token_is(t, W_SUBORDINATE) || token_is(t, W_AND) ||
        token_is(t, W_NOT) || token_is(t, W_THAT) || token_is(t, W_WHO) || token_is(t, W_TO))
        return false;
    if (token_is(t, W_DETERMINER) || token_is(t, W_POSSESSIVE) || token_is(t, W_ADJECTIVE) || token_is(t, W_ROLE) ||
        token_is(t, W_TEAM) || token_is(t, W_MACHINE) || token_is(t, W_NOUN) || token_is(t, W_EITHER) || t->capital)
        return true;
    if (is_auxiliary(t) || token_is(t, W_I) || token_is(t, W_WE) || token_is(t, W_THEY) || token_is(t, W_YOU) ||
        token_is(t, W_PERSON))
        return false;
    return !token_is(t, W_VERB_S) && !(token_is(t, W_VERB_PAST) && !token_is(t, W_VERB_PART));
}

/* Where the noun phrase with the head at `head` begins. */
static uint32_t
phrase_start(const struct sentence *s, uint32_t head)
{
    uint32_t i = head;
    const struct token *h = &s->tokens[head];
    if (token_is(h, W_I) || token_is(h, W_WE) || token_is(h, W_PERSON) || token_is(h, W_WHO) ||
        token_is(h, W_DETERMINER))
        return head;
    for (uint32_t n = 0; i > 0 && n < 8; i--, n++) {
        const struct token *t = &s->tokens[i - 1];
        if (!in_noun_phrase(t) || (h->person && !t->person && !token_is(t, W_TITLE) && !token_is(t, W_ROLE)))
            break;
        if (token_is(t, W_VERB_PART) && i >= 2 && is_auxiliary(&t[-1]))
            break;
        if (token_is(t, W_DETERMINER) || (token_is(t, W_POSSESSIVE) && !token_is(t, W_GENITIVE)))
            return i - 1;
    }
    return i;
}

/* An unknown word in small letters that begins the sentence, maybe behind a time: "12:03 - kasia82 deletes". */
static bool
is_nickname(const struct sentence *s, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if ((!is_word(t) && t->kind != TOKEN_NAME) || t->capital || !is_unknown(t) || t->to - t->from < 3)
        return false;
    for (uint32_t i = 0; i < at; i++) {
        if (s->tokens[i].kind != TOKEN_NUMBER && s->tokens[i].kind != TOKEN_PUNCT)
            return false;
    }
    return true;
}

static enum agent_kind
kind_of(const struct sentence *s, uint32_t from, uint32_t at)
{
    const struct token *t = &s->tokens[at];
    if (t->person)
        return AGENT_NAMED;
    if (token_is(t, W_NO) && token_is(t, W_PERSON))
        return AGENT_NOBODY;
    if (token_is(t, W_I))
        return AGENT_I;
    if (token_is(t, W_WE))
        return AGENT_WE;
    if (token_is(t, W_YOU))
        return AGENT_YOU;
    if (token_is(t, W_WHO) && at > 0 &&
        (token_is(&t[-1], W_EITHER) || (token_is(&t[-1], W_DETERMINER) && t[-1].to - t[-1].from > 3)))
        return AGENT_EITHER; // "users who", "those who", but "the one who"
    if (token_is(t, W_WHO) || token_is(t, W_PERSON))
        return AGENT_PERSON;
    if (token_is(t, W_EITHER) || token_is(t, W_THEY)) {
        const struct token *before = &t[-1]; // "the etcd operator" is a program, "the on-call operator" is none
        bool program = at > from && (before->kind == TOKEN_CODE || before->kind == TOKEN_NAME ||
                                     (is_word(before) && is_unknown(before)) || token_is(before, W_MACHINE));
        return program ? AGENT_THING : AGENT_EITHER;
    }
    if (token_is(t, W_ROLE))
        return AGENT_ROLE;
    if (token_is(t, W_TEAM))
        return AGENT_TEAM;
    if (token_is(t, W_ORG))
        return AGENT_ORG;
    if (at == from && at < 4 && is_nickname(s, at))
        return AGENT_UNKNOWN;
    if (is_word(t) && t->capital && !t->shouted && !t->mixed && is_unknown(t) &&
        (at == from || s->tokens[from].capital))
        return AGENT_UNKNOWN;
    return AGENT_THING;
}

static struct agent
agent_from_head(const struct sentence *s, uint32_t head)
{
    struct agent a = {.at = head, .from = phrase_start(s, head), .to = head + 1};
    a.kind = kind_of(s, a.from, head);
    // "one of the engineers", "a member of the team": people either way; "none of us" is nobody
    return a;
}

/* May what stands behind a role be the rest of its name: "engineer laptop", "team lead"? */
static bool
goes_on(const struct token *t)
{
    return token_is(t, W_ROLE) || token_is(t, W_TEAM) || token_is(t, W_EITHER) ||
           ((token_is(t, W_NOUN) || token_is(t, W_MACHINE)) && !token_is(t, W_VERB)) || token_is(t, W_GENITIVE);
}

struct agent
agent_at(const struct sentence *s, uint32_t at)
{
    uint32_t i = at, head = UINT32_MAX;
    for (uint32_t n = 0; i < s->count && n < 8; i++, n++) {
        const struct token *t = &s->tokens[i];
        if (token_is(t, W_OF) && i > at && head == UINT32_MAX && token_is(&t[-1], W_DETERMINER))
            continue; // "one of our admins"
        bool pronoun = token_is(t, W_I) || token_is(t, W_WE) || token_is(t, W_PERSON) || token_is(t, W_WHO) ||
                       token_is(t, W_THEY) || token_is(t, W_YOU);
        if ((!pronoun && !in_noun_phrase(t)) || (pronoun && head != UINT32_MAX) || token_is(t, W_GENITIVE))
            break;
        if (!token_is(t, W_DETERMINER) && !token_is(t, W_POSSESSIVE))
            head = i;
        if (pronoun)
            break;
        if (t->person && !s->tokens[i + 1].person)
            break;
        if ((token_is(t, W_ROLE) || token_is(t, W_TEAM) || token_is(t, W_EITHER)) && !goes_on(&t[1]))
            break;
    }
    if (head == UINT32_MAX)
        return (struct agent){0};
    struct agent a = {.from = at, .to = head + 1, .at = head};
    a.kind = kind_of(s, at, head);
    return a;
}

/* ---- subjects ---- */

/* Steps back over what stands between subject and verb: adverbs, and "(...)" or ", ... ," put in between. */
static uint32_t
step_back(const struct sentence *s, uint32_t end)
{
    uint32_t i = end;
    while (i > 0) {
        const struct token *t = &s->tokens[i - 1];
        if (is_adverb(t) && !token_is(t, W_TEAM) && !token_is(t, W_ROLE)) {
            i--;
            continue;
        }
        char open = token_is_mark(t, ')') ? '(' : token_is_mark(t, ',') ? ',' : 0;
        if (!open)
            break;
        uint32_t k = i - 1;
        while (k > 0 && i - k < 14 && !token_is_mark(&s->tokens[k - 1], open))
            k--;
        if (k == 0 || i - k >= 14)
            break;
        i = k - 1;
        if (open == ',' && i > 0 && s->tokens[i - 1].kind == TOKEN_PUNCT)
            break;
    }
    return i;
}

/* Is there "who" (or "that", "which") between the noun and the verb: "the engineer who was on call forgot"? */
static bool
relative_before(const struct sentence *s, uint32_t end, uint32_t *ret_who)
{
    for (uint32_t i = end; i > 0 && end - i < 12; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is(t, W_WHO) || token_is(t, W_THAT)) {
            *ret_who = i - 1;
            return true;
        }
        if (t->kind == TOKEN_PUNCT && t->mark != '-' && t->mark != '/')
            return false;
    }
    return false;
}

/* From the object of a preposition to the noun that has it: from "team" in "the lead of the team" to "lead". */
static bool
head_before(const struct sentence *s, uint32_t from, uint32_t *ret)
{
    uint32_t i = from;
    if (i < 2 || !token_is(&s->tokens[i - 1], W_PREPOSITION))
        return false;
    i--;
    const struct token *t = &s->tokens[i - 1];
    if (token_is(t, W_CAUSE) && t->phrase > 1) // "due to the team not looking": a clause of its own
        return false;
    if (token_is(t, W_VERB_PART) && !token_is(t, W_NOUN) && i >= 2) { // "a script written by an engineer"
        i--;
        t = &s->tokens[i - 1];
    }
    if (t->kind == TOKEN_PUNCT || token_is(t, W_SUBORDINATE) || token_is(t, W_AND) || token_is(t, W_PREPOSITION))
        return false;
    if (is_auxiliary(t) || token_is(t, W_VERB_PAST) || token_is(t, W_VERB_S)) {
        uint32_t who;
        if (!relative_before(s, i, &who))
            return false;
        if (token_is(&s->tokens[who], W_WHO) || who == 0) {
            *ret = who;
            return true;
        }
        i = who;
    }
    *ret = i - 1;
    return true;
}

static bool
is_finite(const struct token *t)
{
    return token_is(t, W_VERB_PAST) || token_is(t, W_VERB_S) || is_auxiliary(t);
}

/* "in the etcd logs": looks like a verb, but ends what a preposition began. */
static bool
is_plural_noun(const struct sentence *s, uint32_t at)
{
    if (!token_is(&s->tokens[at], W_VERB_S) || is_auxiliary(&s->tokens[at]))
        return false;
    uint32_t start = phrase_start(s, at - 1);
    return start > 0 && token_is(&s->tokens[start - 1], W_PREPOSITION);
}

/* The verb before "and", "but" or a comma whose subject is shared: from "forgets" in "Matt logs it, but forgets". */
static bool
verb_before(const struct sentence *s, uint32_t end, uint32_t *ret)
{
    for (uint32_t i = end; i > 0 && end - i < RULE_REACH; i--) {
        const struct token *t = &s->tokens[i - 1];
        if (token_is_mark(t, ';') || token_is_mark(t, ':') || token_is_mark(t, '.'))
            return false;
        if (is_finite(t) && i >= 2 && !token_is(&t[-1], W_DETERMINER) && !token_is(&t[-1], W_PREPOSITION) &&
            !token_is(&t[-1], W_ADJECTIVE) && !token_is(t, W_ADJECTIVE) && !is_plural_noun(s, i - 1)) {
            *ret = i - 1;
            return true;
        }
    }
    return false;
}

/* "the engineer who had joined last month forgot": the noun before the verb is the object of what is put in. */
static bool
who_before(const struct sentence *s, uint32_t from, uint32_t *ret)
{
    const struct token *t = &s->tokens[from - 1];
    return from > 0 && (token_is(t, W_VERB_PAST) || token_is(t, W_VERB_PART) || token_is(t, W_VERB_ING)) &&
           relative_before(s, from, ret) && token_is(&s->tokens[*ret], W_WHO);
}

static bool
is_people(const struct token *t)
{
    return t->person || token_is(t, W_ROLE) || token_is(t, W_TEAM) || token_is(t, W_PERSON) ||
           (token_is(t, W_EITHER) && token_is(t, W_HUMAN));
}

/* "one of the engineers", "some of us": who is meant stands behind. */
static bool
is_amount(const struct token *t)
{
    return token_is(t, W_DETERMINER) || token_is(t, W_NUMBER) || t->kind == TOKEN_NUMBER;
}

static struct agent
head_to_agent(const struct sentence *s, uint32_t head)
{
    struct agent a = {0};
    for (int n = 0; n < CLAUSES_MAX; n++) {
        const struct token *t = &s->tokens[head];
        if (token_is(t, W_WHO) || !token_is(t, W_THAT) || head == 0)
            break;
        head--; // "the server that failed"
    }
    for (int n = 0; n < CLAUSES_MAX; n++) {
        a = agent_from_head(s, head);
        uint32_t before;
        if (token_is(&s->tokens[head], W_WHO))
            return a;
        if (a.kind == AGENT_THING && a.from >= 2 && token_is(&s->tokens[a.from - 1], W_VERB_ING) &&
            is_people(&s->tokens[a.from - 2])) // "the person doing the work"
            return agent_from_head(s, a.from - 2);
        if (a.kind == AGENT_THING && who_before(s, a.from, &before))
            return agent_from_head(s, before);
        if (!head_before(s, a.from, &before) || is_amount(&s->tokens[before]))
            return a;
        head = before;
    }
    return a;
}

struct agent
agent_of(const struct sentence *s, uint32_t at)
{
    for (int n = 0; n < CLAUSES_MAX; n++) {
        uint32_t end = step_back(s, verb_start(s, at));
        if (end == 0)
            return (struct agent){0};
        const struct token *t = &s->tokens[end - 1];
        bool shared = token_is(t, W_AND) || token_is_mark(t, ',');
        if (token_is(t, W_AND) && end >= 2 && is_adverb(&t[-1]))
            shared = true;
        if (!shared) {
            if (t->kind == TOKEN_PUNCT || token_is(t, W_SUBORDINATE) || token_is(t, W_PREPOSITION) || token_is(t, W_TO))
                return (struct agent){0};
            return head_to_agent(s, end - 1);
        }
        if (!verb_before(s, end - 1, &at))
            return (struct agent){0};
    }
    return (struct agent){0};
}

struct agent
agent_of_participle(const struct sentence *s, uint32_t at)
{
    uint32_t verb;
    if (at < 2 || !token_is_mark(&s->tokens[at - 1], ',') || !verb_before(s, at - 1, &verb))
        return (struct agent){0};
    return agent_of(s, verb);
}

/*
 * Recommendations and action items: whether somebody could do them, and tell when they are done. Looks at the items of
 * lists, at the cells under "Action" in tables, and in a text of actions alone at its paragraphs.
 */
#include "rule.h"

#include <stddef.h>

// clang-format off
const struct word_list words_action[] = {
    {W_OPEN_VERB, "investigate, look into, look at, looking into, explore, consider, think about, research, study, evaluate, "
                  "analyse, analyze, examine, monitor the situation, keep an eye on, keep monitoring, watch out for, "
                  "figure out, continue to, continue investigating, discuss, revisit, reconsider, follow up on, "
                  "follow up with, look for, try to find, investigating"},
    {W_CARE, "be more careful, be careful, be extra careful, more careful, take more care, take care, pay attention, "
             "pay more attention, pay closer attention, remember to, be aware, be more aware, be vigilant, more vigilant, "
             "be mindful, more mindful, keep in mind, do n't forget, not forget, double-check, double check, "
             "be more diligent, more diligent, try harder, communicate better, be cautious, be more cautious, "
             "remind people, remind everyone, remind everybody, remind the team, remind engineers, remind developers, "
             "be more proactive, think twice",
     "action.care", "Wishes that ask people to be different"},
    {W_IMPROVE, "improve, improving, enhance, enhancing, increase, optimize, optimise, optimizing, strengthen, "
                "harden, streamline, rework, clean up, refine, tighten"},
    {W_RESULT, "so that, so we, so they, so it, until, in order to, such that, by adding, by using, by making, by introducing, by moving, by "
               "means of, to at least, to at most, to below, to under, which will, to make, to include, to reduce, to avoid, "
               "to prevent, to detect, to ensure, to be, to not, to allow, to catch, to handle, to use, to support, to show, to alert, to have, to provide"},
    {W_WISH, "should, need, needs, would like, want, wants, ought, would be, could, might, must, have to"},
    {W_SOON, "soon, asap, as soon as possible, in the near future, in the future, in future, eventually, someday, "
             "at some point, when possible, when time permits, when we have time, if time permits, sometime, later on, "
             "in due course"},
    {W_OWNER_HEAD, "owner, owners, assignee, assigned, assigned to, responsible, who, dri, lead, assignees"},
    {W_DATE_HEAD, "due, due date, deadline, when, eta, target date, target, due by, date due, completion date"},
    {W_ACTION_HEAD, "action, actions, action item, action items, task, tasks, recommendation, description, item, todo, "
                    "what, follow-up, measure, step"},
    {W_OPEN_ENTRY, "tbd, tba, todo, none, n/a, nobody, unassigned, unknown, open, anyone, somebody, someone, everyone, "
                   "asap, soon"},
    {.words = NULL},
};
// clang-format on

static bool
sentence_has(const struct sentence *s, enum word_class c)
{
    return s->any.bits[c / 64] >> (c % 64) & 1;
}

static bool
is_verb(const struct document *d, const struct token *t)
{
    struct bytes text = token_text(d, t);
    return token_is(t, W_VERB) || token_is(t, W_VERB_BASE) || token_is(t, W_VERB_S) || token_is(t, W_VERB_PAST) ||
           token_is(t, W_VERB_PART) || token_is(t, W_VERB_ING) || token_is(t, W_BE) || token_is(t, W_HAVE) ||
           token_is(t, W_DO) || token_is(t, W_MODAL) || token_is(t, W_OPEN_VERB) || token_is(t, W_IMPROVE) ||
           bytes_ends_nocase(text, "ing") || bytes_ends_nocase(text, "ed") || bytes_ends_nocase(text, "n't");
}

/* ---- items ---- */

/* Whether the block is an action: an outermost item, or a cell of the column of actions. */
static bool
is_action(const struct document *d, const struct block *b)
{
    if (block_role(d, b) != SECTION_ACTIONS || !b->sentence_count)
        return false;
    if (b->kind == BLOCK_ITEM)
        return b->level == 1;
    if (b->kind == BLOCK_PARAGRAPH)
        return d->kind == LINT_ACTIONS && !b->item;
    if (b->kind != BLOCK_CELL || b->head)
        return false;
    const struct block *head = cell_head(d, b);
    return head && head->sentence_count && sentence_has(&d->sentences[head->sentence], W_ACTION_HEAD) &&
           !sentence_has(&d->sentences[head->sentence], W_OWNER_HEAD);
}

/* The first sentence of an action and the token where it begins, behind boxes, numbers, references and labels. */
struct opening {
    const struct sentence *s;
    uint32_t at; // == s->count: there is nothing to judge
};

static uint32_t
behind_bracket(const struct sentence *s, uint32_t at)
{
    char end = token_is_mark(&s->tokens[at], '(') ? ')' : ']';
    for (uint32_t i = at + 1; i < s->count && i < at + RULE_REACH; i++) {
        if (token_is_mark(&s->tokens[i], end))
            return i + 1;
    }
    return at + 1;
}

static bool
is_thing(const struct token *t)
{
    return token_is(t, W_NOUN) || token_is(t, W_MACHINE) || token_is(t, W_ORG) || token_is(t, W_POPULATION) ||
           t->person || token_is(t, W_GIVEN_NAME);
}

/* "Monitoring: add an alert", "Willi: call for a meeting": what is behind the colon is the action. */
static uint32_t
behind_label(const struct document *d, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at; i < s->count && i < at + 6; i++) {
        bool label = i <= at + 2 || is_thing(&s->tokens[at]);
        if (token_is_mark(&s->tokens[i], ':') && i + 1 < s->count && label && !is_verb(d, &s->tokens[at]))
            return i + 1;
    }
    return at;
}

static struct opening
opening_of(const struct document *d, const struct block *b)
{
    struct opening o = {.s = &d->sentences[b->sentence]};
    const struct sentence *s = o.s;
    uint32_t i = 0;
    while (i < s->count && s->tokens[i].kind != TOKEN_WORD) {
        const struct token *t = &s->tokens[i];
        i = token_is_mark(t, '(') || token_is_mark(t, '[') ? behind_bracket(s, i) : i + 1;
    }
    while (i < s->count && (s->tokens[i].shouted && s->tokens[i].to - s->tokens[i].from > 1) && i < 2)
        i++; // a priority: "HIGH"
    i = i < s->count ? behind_label(d, s, i) : i;
    while (i < s->count && s->tokens[i].kind == TOKEN_PUNCT)
        i++;
    o.at = i;
    return o;
}

static bool
is_wish_subject(const struct token *t)
{
    return token_is(t, W_WE) || token_is(t, W_I) || token_is(t, W_THEY) || token_is(t, W_YOU) ||
           token_is(t, W_DETERMINER) || token_is(t, W_POSSESSIVE) || token_is(t, W_PERSON) || token_is(t, W_TEAM) ||
           token_is(t, W_ROLE);
}

/* "We should have alerts", "The alert needs a better name", "It would be nice": a wish, and nobody does it. */
static bool
is_wish(const struct document *d, const struct opening *o)
{
    const struct sentence *s = o->s;
    const struct token *t = &s->tokens[o->at];
    struct bytes text = token_text(d, t);
    bool it = bytes_is_nocase(text, "it") || bytes_is_nocase(text, "there");
    if (!it && (!is_wish_subject(t) || token_is(t, W_NO)))
        return false;
    for (uint32_t i = o->at + 1; i < s->count && i < o->at + 8; i++) {
        if (token_is(&s->tokens[i], W_WISH))
            return true;
    }
    return false;
}

static bool
has_verb(const struct document *d, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (is_verb(d, t) || t->kind == TOKEN_CODE || t->kind == TOKEN_NAME)
            return true;
    }
    return false;
}

/* "Better monitoring of pods" is no verb; a phrase of nouns alone neither. */
static void
check_verb(struct rule_cx *cx, const struct block *b)
{
    const struct document *d = cx->d;
    if (!is_action(d, b))
        return;
    struct opening o = opening_of(d, b);
    const struct sentence *s = o.s;
    if (o.at >= s->count)
        return;
    const struct token *t = &s->tokens[o.at];
    struct bytes text = token_text(d, t);
    bool adjective = (token_is(t, W_ADJECTIVE) && !is_verb(d, t)) || bytes_is_nocase(text, "better") ||
                     bytes_is_nocase(text, "more");
    bool bare = is_thing(t) && s->count - o.at >= 2 && s->count - o.at <= 10 && !token_is(t, W_NO) &&
                !token_is(t, W_ADVERB) && !has_verb(d, s, o.at) && b->sentence_count == 1;
    if (is_wish(d, &o) || adjective || bare)
        rule_find(cx, s, o.at, o.at + 1, BYTES_NONE, BYTES_NONE);
}

/* ---- what has no end ---- */

/* A verb at the opening, or behind "we should" and the like. */
static bool
opens_with(const struct document *d, const struct block *b, enum word_class c, struct opening *ret)
{
    if (!is_action(d, b))
        return false;
    *ret = opening_of(d, b);
    const struct sentence *s = ret->s;
    uint32_t i = ret->at;
    while (i < s->count && i < ret->at + 5 &&
           (token_is(&s->tokens[i], W_WE) || token_is(&s->tokens[i], W_MODAL) || token_is(&s->tokens[i], W_SHOULD) ||
            token_is(&s->tokens[i], W_TO) || token_is(&s->tokens[i], W_ADVERB)) &&
           !token_is(&s->tokens[i], c))
        i++;
    ret->at = i;
    return i < s->count && token_is(&s->tokens[i], c);
}

/* "until", "so that", "and write it down", a number, a date: something says when it is done. */
static bool
has_end(const struct document *d, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at + s->tokens[at].phrase; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (token_is(t, W_RESULT) || token_is(t, W_NUMBER) || t->kind == TOKEN_NUMBER || token_is_mark(t, ':'))
            return true;
        if (token_is(t, W_AND) && is_verb(d, &s->tokens[i + 1]) && !token_is(&s->tokens[i + 1], W_OPEN_VERB))
            return true;
        if (token_is(t, W_BY) && is_verb(d, &s->tokens[i + 1]))
            return true;
    }
    return false;
}

static void
check_open(struct rule_cx *cx, const struct block *b)
{
    struct opening o;
    if (!opens_with(cx->d, b, W_OPEN_VERB, &o) || has_end(cx->d, o.s, o.at))
        return;
    rule_find(cx, o.s, o.at, o.at + o.s->tokens[o.at].phrase, BYTES_NONE, BYTES_NONE);
}

static void
check_improve(struct rule_cx *cx, const struct block *b)
{
    struct opening o;
    if (!opens_with(cx->d, b, W_IMPROVE, &o) || has_end(cx->d, o.s, o.at) || b->sentence_count > 1)
        return;
    if (o.s->count - o.at > 9)
        return; // what is said at length says more than "better"
    rule_find(cx, o.s, o.at, o.at + o.s->tokens[o.at].phrase, BYTES_NONE, BYTES_NONE);
}

static void
check_care(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct block *b = sentence_block(cx->d, s);
    if (is_action(cx->d, b))
        rule_find(cx, s, at, at + s->tokens[at].phrase, BYTES_NONE, BYTES_NONE);
}

static void
check_soon(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct block *b = sentence_block(cx->d, s);
    bool compared = bytes_is_nocase(token_text(cx->d, &s->tokens[at]), "as") && s->tokens[at].phrase == 1;
    if (is_action(cx->d, b) && !compared)
        rule_find(cx, s, at, at + s->tokens[at].phrase, BYTES_NONE, BYTES_NONE);
}

/* ---- several in one ---- */

/* A verb that begins an action of its own: a base form with its object behind it. */
static bool
begins_action(const struct sentence *s, uint32_t i)
{
    const struct token *t = &s->tokens[i], *next = &s->tokens[i + 1];
    return token_is(t, W_VERB_BASE) && (token_is(next, W_DETERMINER) || token_is(next, W_POSSESSIVE)) &&
           !token_is(t, W_BE) && !token_is(t, W_MODAL);
}

static void
check_several(struct rule_cx *cx, const struct block *b)
{
    if (!is_action(cx->d, b))
        return;
    struct opening o = opening_of(cx->d, b);
    const struct sentence *s = o.s;
    if (o.at >= s->count || !token_is(&s->tokens[o.at], W_VERB_BASE))
        return;
    for (uint32_t i = o.at + 3; i + 2 < s->count; i++) {
        const struct token *t = &s->tokens[i];
        bool joins = token_is_mark(t, ';') || bytes_is_nocase(token_text(cx->d, t), "and");
        uint32_t verb = i + 1 + (token_is(&s->tokens[i + 1], W_ADVERB) != 0);
        if (token_is(t, W_THAT) || token_is(t, W_SUBORDINATE) || token_is(t, W_TO))
            return; // the rest says what for, not what else
        if (joins && begins_action(s, verb)) {
            rule_find(cx, s, i, verb + 1, BYTES_NONE, BYTES_NONE);
            return;
        }
    }
}

/* ---- owners and dates ---- */

/* Reports rows that have no cell, or an open one, in the column whose head is of the class. */
static void
check_column(struct rule_cx *cx, enum word_class head_is)
{
    const struct document *d = cx->d;
    uint32_t table = 0, row = 0, column = UINT32_MAX;
    const struct block *first = NULL; // of the row
    bool filled = false;
    for (uint32_t i = 0; i <= d->block_count; i++) {
        const struct block *b = i < d->block_count ? &d->blocks[i] : NULL;
        bool same = b && b->kind == BLOCK_CELL && first && b->table == table && b->row == row;
        if (!same) {
            if (first && column != UINT32_MAX && !filled)
                rule_find_at(cx, first->from, first->to, BYTES_NONE, BYTES_NONE);
            first = NULL;
            filled = false;
        }
        if (!b || b->kind != BLOCK_CELL || block_role(d, b) != SECTION_ACTIONS)
            continue;
        if (b->table != table)
            column = UINT32_MAX;
        table = b->table;
        const struct sentence *s = b->sentence_count ? &d->sentences[b->sentence] : NULL;
        if (b->head) {
            if (s && token_is(&s->tokens[0], head_is))
                column = b->column;
            continue;
        }
        row = b->row;
        first = first ? first : b;
        if (b->column == column)
            filled = !s || !token_is(&s->tokens[0], W_OPEN_ENTRY);
    }
}

static bool
names_owner(const struct document *d, const struct sentence *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->kind == TOKEN_HANDLE || (token_is(t, W_OWNER_HEAD) && token_is_mark(&s->tokens[i + 1], ':')))
            return true;
        (void)d;
    }
    return false;
}

static bool
item_names_owner(const struct document *d, const struct block *b)
{
    for (uint32_t i = 0; i < b->sentence_count; i++) {
        if (names_owner(d, &d->sentences[b->sentence + i]))
            return true;
    }
    return false;
}

/* In a list where half of the items or more name an owner, those that do not. */
static void
check_owner(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    check_column(cx, W_OWNER_HEAD);
    for (uint32_t i = 0; i < d->block_count;) {
        uint32_t list = d->blocks[i].list, end = i, items = 0, owned = 0;
        for (; end < d->block_count && d->blocks[end].list == list; end++) {
            bool action = list && is_action(d, &d->blocks[end]);
            items += action;
            owned += action && item_names_owner(d, &d->blocks[end]);
        }
        for (uint32_t k = i; k < end && owned * 2 >= items && owned < items; k++) {
            const struct block *b = &d->blocks[k];
            if (is_action(d, b) && !item_names_owner(d, b))
                rule_find_at(cx, b->from, b->to, BYTES_NONE, BYTES_NONE);
        }
        i = end;
    }
}

static void
check_date(struct rule_cx *cx)
{
    check_column(cx, W_DATE_HEAD);
}

// clang-format off
const struct rule rules_action[] = {
    {
        .id = "action.care", .pack = LINT_ACTION, .severity = LINT_ADVICE,
        .title = "An action that asks people to be different",
        .reason = "Attention is used up by the next busy day. What protects is a change of the system, a check or a tool.",
        .message = "'{}' changes nothing that will still be there next year",
        .proposal = "Write what would make the careful way the easy one: a check, a default, a limit, a tool",
        .on = {W_CARE}, .word = check_care,
        .bad = {"- Be more careful with deployments", "- Remind everyone to read the release notes", "- We need to be more vigilant"},
        .good = {"- Refuse deployments without a canary", "- Add a reminder to the release form"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.investigate", .pack = LINT_ACTION, .severity = LINT_ADVICE,
        .title = "An action without an end",
        .reason = "Nobody can tell when it is done, so it stays open or is closed with nothing learnt.",
        .message = "'{}' has no end",
        .proposal = "Say what will be known or decided, and what is done with it: 'Find out why X, and write it down until Friday'",
        .block = check_open,
        .bad = {"- Investigate the slow queries", "- Look into better monitoring", "- We should consider dedicated nodes",
                "- [ ] Explore other caches"},
        .good = {"- Find the slow queries and add an index for each", "- Investigate the slow queries and fix the three slowest",
                 "- Monitor the queue", "- Consider the limits until 12 May: raise them or write down why not"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.result", .pack = LINT_ACTION, .severity = LINT_ADVICE,
        .title = "An action that only says 'better'",
        .reason = "Any change would fulfil it, and none will.",
        .message = "'{}' does not say how, or how much",
        .proposal = "Say what will be there afterwards, or which number it is measured by",
        .block = check_improve,
        .bad = {"- Improve alerting", "- Enhance the documentation", "- Improve monitoring of the queue"},
        .good = {"- Improve alerting by adding a check of the queue", "- Alert when the queue is longer than 100",
                 "- Improve the start of the shop to at most 2 seconds", "- Improve alerting so that the queue is seen"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.verb", .pack = LINT_ACTION, .severity = LINT_ADVICE,
        .title = "An action that does not begin with what is done",
        .reason = "A wish or a topic leaves open what somebody has to do.",
        .message = "this does not begin with what is done",
        .proposal = "Begin with the verb: 'Add an alert for ...', 'Remove ...'",
        .block = check_verb,
        .bad = {"- We should have alerts for the queue", "- The alert needs a better name", "- Better dashboards for the queue",
                "- Flux metrics"},
        .good = {"- Add alerts for the queue", "- [ ] Name the alert after what is broken", "- Monitoring: add an alert",
                 "- [#12] Remove the cache", "- Added an alert", "- None", "- The queue was emptied"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.several", .pack = LINT_ACTION, .severity = LINT_ADVICE,
        .title = "Several actions in one",
        .reason = "One owner and one date cannot stand for two pieces of work; the second is forgotten when the first is done.",
        .message = "another action begins with '{}'",
        .proposal = "Make an item of each",
        .block = check_several,
        .bad = {"- Add an alert for the queue and write a runbook for it", "- Remove the cache; add an index to the table"},
        .good = {"- Add an alert for the queue", "- Check and fix the profile", "- Add alerts and dashboards for the queue"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.soon", .pack = LINT_ACTION, .severity = LINT_ADVICE,
        .title = "An action for some day",
        .reason = "What has no date is done after all that has one.",
        .message = "'{}' is no date",
        .proposal = "Give a date, or say that it will not be done and why",
        .on = {W_SOON}, .word = check_soon,
        .bad = {"- Replace the cache as soon as possible", "- Remove the old queue in the near future"},
        .good = {"- Replace the cache until 12 May", "- Replace the cache"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.owner", .pack = LINT_ACTION, .severity = LINT_ADVICE, .kinds = 1 << LINT_POSTMORTEM | 1 << LINT_ACTIONS,
        .title = "An action without an owner",
        .reason = "The table or list has a place for who does it, and what is nobody's is not done.",
        .message = "nobody is named for this action",
        .proposal = "Name one person or role",
        .document = check_owner,
        .bad = {"| Action | Owner |\n|---|---|\n| Add an alert | |\n", "| Action | Owner |\n|---|---|\n| Add an alert | TBD |\n",
                "- Add an alert (@maria)\n- Remove the cache (@jun)\n- Write a runbook\n"},
        .good = {"| Action | Owner |\n|---|---|\n| Add an alert | Maria |\n", "- Add an alert\n- Remove the cache\n",
                 "| Action | Ticket |\n|---|---|\n| Add an alert | |\n"},
        .example_kind = LINT_ACTIONS,
    },
    {
        .id = "action.date", .pack = LINT_ACTION, .severity = LINT_ADVICE, .kinds = 1 << LINT_POSTMORTEM | 1 << LINT_ACTIONS,
        .title = "An action without a date",
        .reason = "The table has a place for when it is due, and it is empty.",
        .message = "this action has no date",
        .proposal = "Give a date, or say that it will not be done and why",
        .document = check_date,
        .bad = {"| Action | Due |\n|---|---|\n| Add an alert | |\n", "| Action | Due |\n|---|---|\n| Add an alert | TBD |\n"},
        .good = {"| Action | Due |\n|---|---|\n| Add an alert | 2026-05-12 |\n", "| Action | Owner |\n|---|---|\n| Add an alert | |\n"},
        .example_kind = LINT_ACTIONS,
    },
    {0},
};
// clang-format on

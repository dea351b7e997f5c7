/*
 * Whether a whole post-mortem has what one is read for. Sections count under any of their usual names (sections.c), as
 * headings or as labels: "**Impact:** ...".
 */
#include "document.h"
#include "rule.h"

#include <stddef.h>

// clang-format off
const struct word_list words_structure[] = {
    {W_ROOT_CAUSE, "root cause, root causes, underlying cause, primary cause, main cause, real cause, actual cause, "
                   "cause of the incident, cause of the outage, cause of this incident, cause of this outage"},
    {W_BECAUSE, "because, because of, caused by, due to, cause, causes, triggered by, led to, resulted in, result of, "
                "reason, root cause, root causes, culprit, turned out"},
    {W_RESPONDING, "alert, alerts, alerting, alarm, alarms, page, paging, on-call, oncall, escalation, escalate, runbook, "
                   "runbooks, playbook, playbooks, procedure, procedures, process, processes, checklist, checklists, "
                   "monitor, monitors, monitoring, dashboard, dashboards, metric, metrics, status page, notify, "
                   "notification, notifications, communicate, communication, communications, drill, drills, training, "
                   "train, document, documentation, documented, incident response, responders, response, probe, "
                   "probes, logging, observability, detect, detection, announce, announcement, handover, rotation, "
                   "permissions, access, team, teams, meeting, calendar, contact, contacts, discuss, log, logs"},
    {W_MITIGATING, "rollback, rollbacks, roll back, revert, limit, limits, limiting, throttle, throttling, quota, quotas, "
                   "failover, fail over, fallback, redundancy, redundant, backup, backups, restore, circuit breaker, "
                   "circuit breakers, canary, canaries, staged, gradual, feature flag, feature flags, kill switch, "
                   "capacity, replica, replicas, scale, scaling, autoscale, autoscaling, isolate, isolation, separate, "
                   "segmentation, retry, retries, timeout, timeouts, degrade, spare, load shedding, rate limit, "
                   "rate limits, rate limiting, cache, caching, mirror, multi-region, disaster recovery, recovery, "
                   "recover, resilience, resilient, graceful, gracefully, prioritize, prioritization, priority, block, "
                   "snapshot, snapshots, high availability, cleanup, faster, smaller, blast radius"},
    {.words = NULL},
};
// clang-format on

enum {
    INTRODUCTION_TOKENS = 25,
    LABEL_TOKENS_MAX = 6,
    CLOCKS_OF_A_STORY = 5,
    LABEL_BLOCKS_MAX = 2000,
    HEADINGS_MAX = 2000
};

/* ---- sections ---- */

static bool
sentence_has(const struct sentence *s, enum word_class c)
{
    return s->any.bits[c / 64] >> (c % 64) & 1;
}

/* The words before a colon, or the whole of a very short block: what stands there for a heading. */
static uint32_t
label_roles(const struct document *d, const struct block *b)
{
    if (!b->sentence_count)
        return 0;
    const struct sentence *s = &d->sentences[b->sentence];
    for (uint32_t i = 0; i < s->count && i <= LABEL_TOKENS_MAX; i++) {
        bool end = token_is_mark(&s->tokens[i], ':') || (i > 0 && s->tokens[i].kind == TOKEN_NUMBER);
        if (end || (i + 1 == s->count && b->sentence_count == 1))
            return heading_roles((struct bytes){d->text.p + s->from, s->tokens[i].to - s->from});
    }
    return 0;
}

static bool
is_clock(struct bytes t)
{
    ptrdiff_t colon = bytes_find_char(t, ':');
    return (colon == 1 || colon == 2) && t.n >= (size_t)colon + 3 && ascii_is_digit(t.p[0]) &&
           ascii_is_digit(t.p[colon - 1]) && ascii_is_digit(t.p[colon + 1]) && ascii_is_digit(t.p[colon + 2]);
}

/* The time of day that a block begins with. */
static const struct token *
leading_clock(const struct document *d, const struct block *b)
{
    if (!b->sentence_count)
        return NULL;
    const struct sentence *s = &d->sentences[b->sentence];
    for (uint32_t i = 0; i < s->count && i < 5; i++) {
        const struct token *t = &s->tokens[i];
        if (t->kind == TOKEN_NUMBER && is_clock(token_text(d, t)))
            return t;
    }
    return NULL;
}

/* A story that gives the time of nearly each step is a timeline too, whatever it is called. */
static bool
tells_times(const struct document *d)
{
    uint32_t clocks = 0;
    for (uint32_t i = 0; i < d->sentence_count && clocks < CLOCKS_OF_A_STORY; i++) {
        const struct sentence *s = &d->sentences[i];
        for (uint32_t k = 0; k < s->count; k++)
            clocks += s->tokens[k].kind == TOKEN_NUMBER && is_clock(token_text(d, &s->tokens[k]));
    }
    return clocks >= CLOCKS_OF_A_STORY;
}

static bool
has_section(const struct document *d, uint32_t roles)
{
    uint32_t headings = 0;
    for (uint32_t i = 0; i < d->block_count; i++) {
        const struct block *b = &d->blocks[i];
        uint32_t is = b->quote || i >= LABEL_BLOCKS_MAX ? 0 : label_roles(d, b);
        if (b->kind == BLOCK_HEADING && headings++ < HEADINGS_MAX)
            is |= heading_roles((struct bytes){d->text.p + b->from, b->to - b->from});
        if (is & roles)
            return true;
    }
    return false;
}

/* What is missing is reported at the title, or at what the text begins with. */
static void
report_missing(struct rule_cx *cx, uint32_t roles)
{
    const struct document *d = cx->d;
    if (!d->block_count || has_section(d, roles))
        return;
    const struct block *b = &d->blocks[0];
    for (uint32_t i = 0; i < d->block_count && b->kind != BLOCK_HEADING; i++) {
        if (d->blocks[i].kind == BLOCK_HEADING)
            b = &d->blocks[i];
    }
    rule_find_at(cx, b->from, b->to, BYTES_NONE, BYTES_NONE);
}

static void
check_impact(struct rule_cx *cx)
{
    report_missing(cx, 1u << SECTION_IMPACT);
}

/* A text that tells what it is about before its first section has a summary without a heading. */
static bool
has_introduction(const struct document *d)
{
    uint32_t tokens = 0;
    for (uint32_t i = 0; i < d->block_count && d->blocks[i].section <= 1; i++) {
        const struct block *b = &d->blocks[i];
        bool prose = b->kind == BLOCK_PARAGRAPH && !b->item && !b->quote;
        for (uint32_t k = 0; k < b->sentence_count && prose && d->sections[b->section].role == SECTION_OTHER; k++)
            tokens += d->sentences[b->sentence + k].count;
    }
    return tokens >= INTRODUCTION_TOKENS;
}

static void
check_summary(struct rule_cx *cx)
{
    if (!has_introduction(cx->d))
        report_missing(cx, 1u << SECTION_SUMMARY);
}

static void
check_timeline(struct rule_cx *cx)
{
    if (!tells_times(cx->d))
        report_missing(cx, 1u << SECTION_TIMELINE);
}

/* A trivial cause is one sentence: "caused by ..." in the summary will do, and "root cause" anywhere. */
static bool
says_cause(const struct document *d)
{
    for (uint32_t i = 0; i < d->sentence_count; i++) {
        const struct sentence *s = &d->sentences[i];
        const struct block *b = sentence_block(d, s);
        enum section_role role = block_role(d, b);
        bool brief = b->section <= 1 || role == SECTION_SUMMARY || role == SECTION_LESSONS;
        if (sentence_has(s, W_ROOT_CAUSE) || (brief && sentence_has(s, W_BECAUSE)))
            return true;
    }
    return false;
}

static void
check_causes(struct rule_cx *cx)
{
    if (!says_cause(cx->d))
        report_missing(cx, 1u << SECTION_CAUSES);
}

static void
check_response(struct rule_cx *cx)
{
    report_missing(cx, 1u << SECTION_RESPONSE | 1u << SECTION_DETECTION | 1u << SECTION_LESSONS);
}

static void
check_recommendations(struct rule_cx *cx)
{
    report_missing(cx, 1u << SECTION_ACTIONS);
}

/* ---- the timeline ---- */

static bool
says_zone(const struct document *d, const struct token *t)
{
    struct bytes text = token_text(d, t);
    if (token_is(t, W_ZONE) || bytes_starts_nocase(text, "utc") || bytes_starts_nocase(text, "gmt"))
        return true;
    bool timed = (t->kind == TOKEN_NUMBER || t->kind == TOKEN_NAME) && bytes_find_char(text, ':') != BYTES_NOT_FOUND;
    return timed && (bytes_ends(text, "Z") || bytes_find_char(text, '+') != BYTES_NOT_FOUND);
}

static void
check_timeline_zone(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    const struct token *first = NULL;
    for (uint32_t i = 0; i < d->sentence_count; i++) {
        const struct sentence *s = &d->sentences[i];
        for (uint32_t k = 0; k < s->count; k++) {
            if (says_zone(d, &s->tokens[k]))
                return;
        }
    }
    for (uint32_t i = 0; i < d->block_count && !first; i++) {
        if (block_role(d, &d->blocks[i]) == SECTION_TIMELINE)
            first = leading_clock(d, &d->blocks[i]);
    }
    if (first)
        rule_find_at(cx, first->from, first->to, BYTES_NONE, BYTES_NONE);
}

struct entry {
    const struct block *block;
    const struct token *clock;
    int minute;        // of the day; a half day is not told from the other without am or pm
    struct bytes date; // as written before the clock; none when there is none
};

/* row_from: where the row begins, when the block is a cell: dates stand in a column of their own. */
static bool
read_entry(const struct document *d, const struct block *b, uint32_t row_from, struct entry *ret)
{
    const struct token *t = leading_clock(d, b);
    if (!t || b->quote || b->level > 1 + (b->kind == BLOCK_HEADING) * 5)
        return false;
    struct bytes text = token_text(d, t);
    size_t colon = (size_t)bytes_find_char(text, ':');
    long long hour, minute;
    if (!bytes_to_int(bytes_cut(text, 0, colon), &hour) || !bytes_to_int(bytes_cut(text, colon + 1, 2), &minute))
        return false;
    struct bytes next = token_text(d, t + 1);
    if (bytes_starts_nocase(next, "p") && next.n <= 4 && hour < 12)
        hour += 12;
    else if (bytes_starts_nocase(next, "a") && next.n <= 2 && hour == 12)
        hour = 0;
    *ret = (struct entry){.block = b, .clock = t, .minute = (int)(hour * 60 + minute)};
    uint32_t from = b->kind == BLOCK_CELL ? row_from : d->sentences[b->sentence].from;
    ret->date = bytes_trim((struct bytes){d->text.p + from, t->from - from});
    return true;
}

/* Entries of one list that step back by less than this are out of order; by more, another day has begun. */
enum { STEP_BACK_MAX_MINUTES = 6 * 60, ENTRIES_WRONG_MAX = 3 };

struct order {
    uint32_t up, down;
    struct entry wrong[ENTRIES_WRONG_MAX];
};

/* Few steps back among many forward are slips. Many are a list with the newest first, or several lists. */
static void
report_order(struct rule_cx *cx, const struct order *o)
{
    if (!o->down || o->down > ENTRIES_WRONG_MAX || o->up < 2 * o->down)
        return;
    for (uint32_t i = 0; i < o->down; i++)
        rule_find_at(cx, o->wrong[i].clock->from, o->wrong[i].clock->to, BYTES_NONE, BYTES_NONE);
}

static bool
follows(const struct entry *a, const struct entry *b)
{
    return a->block && a->block->section == b->block->section && a->block->kind == b->block->kind &&
           a->block->list == b->block->list && a->block->table == b->block->table &&
           (b->block->kind != BLOCK_CELL || a->block->column == b->block->column) && bytes_eq(a->date, b->date);
}

static void
check_timeline_order(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    struct order o = {0};
    struct entry last = {0}, e;
    uint32_t list = 0, table = 0, section = 0, row = 0, row_from = 0;
    for (uint32_t i = 0; i < d->block_count; i++) {
        const struct block *b = &d->blocks[i];
        if (b->kind != BLOCK_CELL || b->row != row || (i && d->blocks[i - 1].kind != BLOCK_CELL))
            row_from = b->from;
        row = b->row;
        if (block_role(d, b) != SECTION_TIMELINE || !read_entry(d, b, row_from, &e))
            continue;
        if (b->list != list || b->table != table || b->section != section) {
            report_order(cx, &o);
            o = (struct order){0};
            list = b->list;
            table = b->table;
            section = b->section;
        }
        if (follows(&last, &e)) {
            int back = last.minute - e.minute;
            if (back <= 0)
                o.up++;
            else if (back < STEP_BACK_MAX_MINUTES && o.down++ < ENTRIES_WRONG_MAX)
                o.wrong[o.down - 1] = e;
        }
        last = e;
    }
    report_order(cx, &o);
}

/* ---- causes and recommendations ---- */

static bool
is_somebody(const struct sentence *s, uint32_t i)
{
    const struct token *t = &s->tokens[i], *next = &s->tokens[i + 1];
    if (token_is(next, W_MACHINE))
        return false; // "the operator pod"
    return t->person || token_is(t, W_I) || token_is(t, W_ROLE) || token_is(t, W_TEAM) ||
           (token_is(t, W_GIVEN_NAME) && t->capital && !token_is(t, W_NOUN));
}

/* "The root cause was Maria's change": who stands first behind "was", a colon or "by". */
static void
check_cause_person(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t i = at + s->tokens[at].phrase, end = i + 8;
    while (i < s->count && i < end && !token_is(&s->tokens[i], W_BE) && !token_is_mark(&s->tokens[i], ':') &&
           !token_is(&s->tokens[i], W_BY))
        i++;
    for (i++, end = i + 4; i < s->count && i < end; i++) {
        const struct token *t = &s->tokens[i];
        if (is_somebody(s, i)) {
            rule_find(cx, s, i, i + 1, BYTES_NONE, BYTES_NONE);
            return;
        }
        bool part_of_name = token_is(t + 1, W_TEAM) || token_is(t + 1, W_ROLE);
        if (!part_of_name && !token_is(t, W_DETERMINER) && !token_is(t, W_POSSESSIVE) && !token_is(t, W_ADJECTIVE) &&
            !token_is(t, W_THAT) && !token_is(t, W_BY) && !token_is(t, W_ADVERB) && !token_is(t, W_OF))
            return;
    }
}

enum { KIND_ROOT, KIND_RESPONSE, KIND_MITIGATION, KIND_MAX };

static const char *const kind_messages[KIND_MAX] = {
    [KIND_ROOT] = "no recommendation is about the root problem",
    [KIND_RESPONSE] = "no recommendation is about the response",
    [KIND_MITIGATION] = "no recommendation would make the next incident smaller",
};

static const char *const kind_proposals[KIND_MAX] = {
    [KIND_ROOT] = "Say what removes a cause or makes it harmless, or that nothing shall, and why",
    [KIND_RESPONSE] = "Say what helps to notice sooner, to call the right people and to tell those concerned",
    [KIND_MITIGATION] = "Say what limits the harm of the next one: a rollback, a limit, a switch, a repair tool",
};

/* An action can be of several kinds; what speaks neither of the response nor of limits is about the problem. */
static void
check_kinds(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    const struct block *heading = NULL;
    uint32_t actions = 0, of[KIND_MAX] = {0};
    for (uint32_t i = 0; i < d->block_count; i++) {
        const struct block *b = &d->blocks[i];
        if (block_role(d, b) != SECTION_ACTIONS || b->quote)
            continue;
        if (b->kind == BLOCK_HEADING && !heading)
            heading = b;
        bool responding = false, mitigating = false;
        for (uint32_t k = 0; k < b->sentence_count; k++) {
            responding |= sentence_has(&d->sentences[b->sentence + k], W_RESPONDING);
            mitigating |= sentence_has(&d->sentences[b->sentence + k], W_MITIGATING);
        }
        actions += b->kind == BLOCK_ITEM || (b->kind == BLOCK_CELL && !b->head);
        of[KIND_RESPONSE] += responding;
        of[KIND_MITIGATION] += mitigating;
        of[KIND_ROOT] += b->kind != BLOCK_HEADING && b->sentence_count && !responding;
    }
    for (int kind = 0; kind < KIND_MAX && heading && actions >= 2; kind++) {
        if (!of[kind])
            rule_find_at(cx, heading->from, heading->to, bytes_of(kind_messages[kind]), bytes_of(kind_proposals[kind]));
    }
}

// clang-format off
#define WHOLE (1 << LINT_POSTMORTEM)

const struct rule rules_structure[] = {
    {
        .id = "structure.summary", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "No summary",
        .reason = "Most readers read no further, and need to know whether it concerns them.",
        .message = "there is no summary", .proposal = "Add a section 'Summary': what did not work, for whom, how long, what set it off, what ended it",
        .document = check_summary,
        .bad = {"# Slow shop\n\n## Impact\n\nAll."},
        .good = {"# Slow shop\n\n## Summary\n\nThe shop was slow.", "# Slow shop\n\n## Overview\n\nThe shop was slow.",
                 "# Slow shop\n\n**TL;DR:** The shop was slow."},
    },
    {
        .id = "structure.impact", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "No scope and effects",
        .reason = "What was damaged, and for whom, decides what the rest is worth.",
        .message = "there is no section on the impact", .proposal = "Add a section 'Impact': who could not do what, how many of them, from when to when, which data was lost",
        .document = check_impact,
        .bad = {"# Slow shop\n\n## Summary\n\nThe shop was slow."},
        .good = {"# Slow shop\n\n## User impact\n\nAll.", "# Slow shop\n\n- **Impact**: all", "# Slow shop\n\n## Damage\n\nNone."},
    },
    {
        .id = "structure.timeline", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "No timeline",
        .reason = "Without the order of events nobody can check what led to what.",
        .message = "there is no timeline", .proposal = "Add a section 'Timeline' with one line an event; 'aftermath timeline' builds it from what the tools recorded",
        .document = check_timeline,
        .bad = {"# Slow shop\n\n## Summary\n\nThe shop was slow."},
        .good = {"# Slow shop\n\n## Chronology\n\nOne.", "# Slow shop\n\n10:01 UTC one.\n\n10:02 two.\n\n10:03 three. 10:04 four. 10:05 five."},
    },
    {
        .id = "structure.causes", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "No causes",
        .reason = "The root cause is always described, even if it is known and trivial; if it is not known, what may lead to it.",
        .message = "there is no section on causes", .proposal = "Add a section 'Causes': the trigger, what let it grow, what hid it, and how sure that is",
        .document = check_causes,
        .bad = {"# Slow shop\n\n## Summary\n\nThe shop was slow."},
        .good = {"# Slow shop\n\n## Root cause\n\nA full disk.", "# Slow shop\n\n## Contributing factors\n\n- A full disk",
                 "# Slow shop\n\n**Cause:** a full disk"},
    },
    {
        .id = "structure.response", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "No response",
        .reason = "How it was noticed, what was tried and what ended it is half of what can be learnt.",
        .message = "nothing is said of the response and the resolution", .proposal = "Add sections on how it was detected, who did what, and what ended it",
        .document = check_response,
        .bad = {"# Slow shop\n\n## Summary\n\nThe shop was slow."},
        .good = {"# Slow shop\n\n## Resolution\n\nWe emptied the disk.", "# Slow shop\n\n## What went well\n\nThe alert."},
    },
    {
        .id = "structure.recommendations", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "No recommendations",
        .reason = "A post-mortem that leads to nothing is a story.",
        .message = "there are no recommendations or action items", .proposal = "Add a section 'Action items'; when nothing shall be done, say so there, and why",
        .document = check_recommendations,
        .bad = {"# Slow shop\n\n## Summary\n\nThe shop was slow."},
        .good = {"# Slow shop\n\n## Action items\n\n- Add a disk", "# Slow shop\n\n## Next steps\n\n- Add a disk",
                 "# Slow shop\n\n## Follow-ups\n\nNone: the disk was replaced."},
    },
    {
        .id = "structure.timeline-zone", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "A timeline without a time zone",
        .reason = "Readers in other places cannot match it with their own logs.",
        .message = "nothing says in which time zone the timeline is", .proposal = "Write it once, in the heading or before the list: 'Timeline (UTC)'",
        .document = check_timeline_zone,
        .bad = {"# Slow shop\n\n## Timeline\n\n- 10:01 the queue is full\n- 10:05 it is empty"},
        .good = {"# Slow shop\n\n## Timeline (UTC)\n\n- 10:01 the queue is full", "# Slow shop\n\n## Timeline\n\n- 10:01Z the queue is full",
                 "# Slow shop\n\nTimes are CET.\n\n## Timeline\n\n- 10:01 the queue is full"},
    },
    {
        .id = "structure.timeline-order", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "A timeline out of order",
        .reason = "One line in the wrong place makes an effect look like a cause.",
        .message = "{} comes after a later time", .proposal = "Move the line to its place, or correct the time; give the date where another day begins",
        .document = check_timeline_order,
        .bad = {"# Slow shop\n\n## Timeline (UTC)\n\n- 10:01 one\n- 10:05 two\n- 10:03 three\n- 10:09 four\n",
                "# Slow shop\n\n## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| 10:01 | one |\n| 10:05 | two |\n| 10:03 | three |\n| 10:09 | four |\n"},
        .good = {"# Slow shop\n\n## Timeline (UTC)\n\n- 10:01 one\n- 10:05 two\n- 10:05 three\n",
                 "# Slow shop\n\n## Timeline (UTC)\n\n- 10:09 four\n- 10:05 three\n- 10:01 two\n- 09:58 one\n",
                 "# Slow shop\n\n## Timeline (UTC)\n\n- 22:01 one\n- 23:50 two\n- 00:10 three\n- 00:20 four\n",
                 "# Slow shop\n\n## Timeline (UTC)\n\n- 11:58 AM one\n- 12:10 PM two\n- 1:10 PM three\n- 1:20 PM four\n"},
    },
    {
        .id = "structure.cause-person", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE,
        .title = "A person as the root cause",
        .reason = "Replacing the person would not prevent the next one: the cause is what made the act sensible, or let it through.",
        .message = "the root cause names '{}'",
        .proposal = "Go on asking: what did the tools show at that moment, and what let the change through?",
        .on = {W_ROOT_CAUSE}, .word = check_cause_person,
        .bad = {"The root cause was an engineer who ran the script twice.", "Root cause: Maria restarted the wrong host.",
                "The root cause of the outage was the operations team."},
        .good = {"The root cause was a full disk.", "The root cause was found by Maria.", "Root cause: the operator pod had no limits."},
        .example_kind = LINT_SECTION,
    },
    {
        .id = "structure.kinds", .pack = LINT_STRUCTURE, .severity = LINT_ADVICE, .kinds = WHOLE,
        .title = "Recommendations of one kind only",
        .reason = "The problem, the response and the size of the next incident are three things to improve; the one not thought of is missing most often.",
        .message = "a kind of recommendation is missing", .proposal = "Add one for the root problem, the response, and what limits the harm",
        .document = check_kinds,
        .bad = {"# Slow shop\n\n## Action items\n\n- Replace the disk\n- Fix the query\n",
                "# Slow shop\n\n## Action items\n\n- Add an alert for the disk\n- Write a runbook\n"},
        .good = {"# Slow shop\n\n## Action items\n\n- Replace the disk\n- Add an alert for the disk\n- Limit the size of uploads\n",
                 "# Slow shop\n\n## Action items\n\n- Replace the disk\n"},
    },
    {0},
};
// clang-format on

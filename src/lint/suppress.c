/*
 * Comments that allow findings. Each comment is read on its own (read_comment); then from the last to the first it is
 * settled what each covers (cover): the end of a paragraph is looked for once, whoever asks. Then each finding is held
 * against all of them, and what was left over is reported.
 */
#include "suppress.h"

#include "../base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum verb { ALLOW_HERE, ALLOW_BEGIN, ALLOW_END, ALLOW_FILE, VERB_MAX };
enum { NAME_SHOWN_BYTES = 60, BLANKS_MAX = 200 };

struct rule_set {
    uint64_t bits[SUPPRESS_RULES_MAX / 64];
};

struct allowance {
    uint32_t from, to;             // the comment
    uint32_t cover_from, cover_to; // what it is for
    enum verb verb;
    struct rule_set rules;
    struct bytes reason;
    struct bytes unclear; // a sentence about what cannot be understood; none when all is well
    bool used;
};

enum { RULE_UNUSED, RULE_REASON, RULE_UNCLEAR };

/* The engine calls each rule; what is wrong with comments is known only when all others have been. */
static void
found_later(struct rule_cx *cx)
{
    (void)cx;
}

// clang-format off
const struct rule rules_suppression[] = {
    [RULE_UNUSED] = {
        .id = "suppression.unused", .pack = LINT_SUPPRESSION, .severity = LINT_WARNING,
        .title = "A comment that allows what is not there",
        .reason = "The text has changed since, and the comment would hide the next finding of its kind.",
        .message = "nothing is found where this comment would allow it",
        .proposal = "Remove the comment, or move it to the line before the one it is for",
        .bad = {"<!-- aftermath-lint allow blame: quoted from a letter -->\nThe disk was full.",
                "<!-- aftermath-lint allow-file blame: minutes of a call -->\n\n# Disk full\n\nThe disk was full."},
        .good = {"<!-- reviewed in May -->\nThe disk was full."},
        .document = found_later, .example_kind = LINT_SECTION,
    },
    [RULE_REASON] = {
        .id = "suppression.reason", .pack = LINT_SUPPRESSION, .severity = LINT_WARNING,
        .title = "A comment that allows without a reason",
        .reason = "Whoever reads the text next cannot tell a decision from a way round the check.",
        .message = "this comment does not say why",
        .proposal = "Write the reason behind a colon: allow RULE: the customer's own words",
        .bad = {"<!-- aftermath-lint allow blame -->\nThe disk was full.",
                "<!-- aftermath-lint allow blame: -->\nThe disk was full."},
        .good = {"<!-- aftermath-lint allow blame: the customer's own words -->\nThe disk was full."},
        .document = found_later, .example_kind = LINT_SECTION,
    },
    [RULE_UNCLEAR] = {
        .id = "suppression.unclear", .pack = LINT_SUPPRESSION, .severity = LINT_WARNING,
        .title = "A comment to the check that it cannot follow",
        .reason = "It looks as if it did something, and does nothing.",
        .message = "this comment cannot be followed",
        .proposal = "Write allow, allow-begin or allow-file, then rules or packs, a colon and the reason; "
                    "allow-end ends what allow-begin began",
        .bad = {"<!-- aftermath-lint allow no-such-rule: a reason -->\nThe disk was full.",
                "<!-- aftermath-lint ignore blame: a reason -->\nThe disk was full.",
                "<!-- aftermath-lint allow-end -->\nThe disk was full.",
                "<!-- aftermath-lint allow-begin blame: a letter -->\nThe disk was full."},
        .good = {"<!-- aftermath linted this -->\nThe disk was full.",
                 "<!-- aftermath-lint allow-begin blame: a letter -->\nThe disk was full.\n"
                 "<!-- aftermath-lint allow-end -->\n"},
        .document = found_later, .example_kind = LINT_SECTION,
    },
    {0},
};

static const char *const verbs[VERB_MAX] = {
    [ALLOW_HERE] = "allow", [ALLOW_BEGIN] = "allow-begin", [ALLOW_END] = "allow-end", [ALLOW_FILE] = "allow-file",
};
// clang-format on

/* ---- sets of rules ---- */

static void
set_add(struct rule_set *s, uint32_t number)
{
    assert(number < SUPPRESS_RULES_MAX);
    s->bits[number / 64] |= (uint64_t)1 << number % 64;
}

static bool
set_has(const struct rule_set *s, uint32_t number)
{
    return s->bits[number / 64] >> number % 64 & 1;
}

static uint32_t
rule_number(const struct rule *r)
{
    uint32_t i = 0;
    while (lint_rule_at(i) != r)
        i++;
    return i;
}

/* Adds the rule or all rules of the pack of that name; false when there is none. */
static bool
set_add_named(struct rule_set *s, struct bytes name)
{
    enum lint_pack pack = LINT_PACK_MAX;
    bool is_pack = lint_pack_of(name, &pack), found = false;
    const struct rule *r;
    for (uint32_t i = 0; (r = lint_rule_at(i)); i++) {
        if (is_pack ? r->pack == pack : bytes_is(name, r->id)) {
            set_add(s, i);
            found = true;
        }
    }
    return found;
}

/* ---- reading a comment ---- */

/* Takes the next word off *rest: what stands before a blank or comma. */
static bool
next_word(struct bytes *rest, struct bytes *ret)
{
    size_t i = 0;
    while (i < rest->n && (ascii_is_space(rest->p[i]) || rest->p[i] == ','))
        i++;
    *rest = bytes_from(*rest, i);
    for (i = 0; i < rest->n && !ascii_is_space(rest->p[i]) && rest->p[i] != ',';)
        i++;
    *ret = bytes_cut(*rest, 0, i);
    *rest = bytes_from(*rest, i);
    return ret->n > 0;
}

static void
read_names(struct allowance *w, struct bytes names, struct arena *a)
{
    struct bytes name;
    bool any = false;
    while (next_word(&names, &name)) {
        any = true;
        if (!set_add_named(&w->rules, name) && !w->unclear.n)
            w->unclear =
                bytes_printf(a, "there is no rule or pack '%.*s'", BYTES_ARG(utf8_cut(name, NAME_SHOWN_BYTES)));
    }
    if (!any)
        w->unclear = BYTES("this comment does not say which rule or pack it allows");
}

/* False when the comment is not for us. */
static bool
read_comment(struct bytes text, const struct lint_comment *c, struct arena *a, struct allowance *ret)
{
    struct bytes rest = bytes_cut(text, c->from, c->to - c->from), word;
    if (bytes_starts(rest, "<!--"))
        rest = bytes_from(rest, strlen("<!--"));
    if (bytes_ends(rest, "-->"))
        rest.n -= strlen("-->");
    if (!next_word(&rest, &word) || !bytes_is_nocase(word, "aftermath-lint"))
        return false;
    *ret = (struct allowance){.from = c->from, .to = c->to, .verb = VERB_MAX};
    ptrdiff_t colon = bytes_find_char(rest, ':');
    if (colon != BYTES_NOT_FOUND) {
        ret->reason = bytes_trim(bytes_from(rest, (size_t)colon + 1));
        rest.n = (size_t)colon;
    }
    next_word(&rest, &word);
    for (int v = 0; v < VERB_MAX; v++) {
        if (bytes_is(word, verbs[v]))
            ret->verb = (enum verb)v;
    }
    if (ret->verb == VERB_MAX)
        ret->unclear = bytes_printf(a, "'%.*s' is not 'allow', 'allow-begin', 'allow-end' or 'allow-file'",
                                    BYTES_ARG(utf8_cut(word, NAME_SHOWN_BYTES)));
    else if (ret->verb != ALLOW_END)
        read_names(ret, rest, a);
    return true;
}

static struct allowance *
read_comments(struct bytes text, const struct lint_result *r, struct arena *a, uint32_t *ret_count)
{
    struct allowance *all = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->comment_count && count < SUPPRESSIONS_MAX; i++) {
        struct allowance one;
        if (!read_comment(text, &r->comments[i], a, &one))
            continue;
        if (!all)
            all = arena_new_n(a, struct allowance, SUPPRESSIONS_MAX);
        all[count++] = one;
    }
    *ret_count = count;
    return all;
}

/* ---- what it covers ---- */

static uint32_t
line_start(struct bytes text, uint32_t at)
{
    const char *p = at ? memrchr(text.p, '\n', at) : NULL;
    return p ? (uint32_t)(p - text.p) + 1 : 0;
}

static uint32_t
line_end(struct bytes text, uint32_t at)
{
    const char *p = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;
    return p ? (uint32_t)(p - text.p) : (uint32_t)text.n;
}

/* Nothing but a bounded number of blanks: a long line is looked at once a comment. */
static bool
is_blank(struct bytes text, uint32_t from, uint32_t to)
{
    return to - from <= BLANKS_MAX && bytes_trim(bytes_cut(text, from, to - from)).n == 0;
}

/* What the comment looked at last, the next one of the text, found out; so that each line is searched once. */
struct looked {
    uint32_t line_from, line_to; // the line it stands in
    uint32_t from, to;           // wherever in there a paragraph is looked for, it ends at `to`
};

/* The end of the paragraph after the line that ends at `at`; empty lines before it are passed over. */
static uint32_t
paragraph_end(struct bytes text, uint32_t at, struct looked *known)
{
    uint32_t end = at;
    bool any = false;
    while (end < text.n) {
        uint32_t start = end + 1;
        if (start > known->from && start <= known->to) {
            end = known->to;
            break;
        }
        uint32_t to = line_end(text, start);
        bool blank = start >= text.n || is_blank(text, start, to);
        if (blank && any)
            break;
        any = any || !blank;
        end = to;
    }
    known->from = at;
    known->to = end;
    return end;
}

/* A comment that shares its line with text is for that line, another for the paragraph below. */
static void
cover_here(struct bytes text, struct allowance *w, struct looked *known)
{
    uint32_t start = w->from >= known->line_from ? known->line_from : line_start(text, w->from);
    uint32_t end = w->to > known->line_from && w->to <= known->line_to ? known->line_to : line_end(text, w->to);
    bool alone = is_blank(text, start, w->from) && is_blank(text, w->to, end);
    w->cover_from = alone ? w->to : start;
    w->cover_to = alone ? paragraph_end(text, end, known) : end;
    known->line_from = start;
    known->line_to = end;
}

/* Each allow-end ends the allow-begin before it that nothing has ended yet. */
static void
cover_regions(struct allowance *all, uint32_t count, struct arena *a)
{
    uint32_t *open = arena_new_n(a, uint32_t, count), open_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (all[i].verb == ALLOW_BEGIN)
            open[open_count++] = i;
        if (all[i].verb != ALLOW_END)
            continue;
        if (!open_count) {
            all[i].unclear = BYTES("there is no allow-begin before this allow-end");
            continue;
        }
        struct allowance *w = &all[open[--open_count]];
        w->cover_from = w->to;
        w->cover_to = all[i].from;
    }
    while (open_count) {
        struct allowance *w = &all[open[--open_count]];
        if (!w->unclear.n)
            w->unclear = BYTES("no allow-end follows this allow-begin");
    }
}

static void
cover(struct bytes text, struct allowance *all, uint32_t count, struct arena *a)
{
    struct looked known = {.line_from = UINT32_MAX, .from = UINT32_MAX};
    for (uint32_t i = count; i-- > 0;) {
        if (all[i].verb == ALLOW_HERE)
            cover_here(text, &all[i], &known);
        else if (all[i].verb == ALLOW_FILE)
            all[i].cover_to = (uint32_t)text.n;
    }
    cover_regions(all, count, a);
}

/* ---- findings ---- */

/* Whether some comment allows the finding; all that do are used. */
static bool
is_allowed(const struct lint_finding *f, struct allowance *all, uint32_t count)
{
    uint32_t number = rule_number(f->rule);
    bool allowed = false;
    for (uint32_t i = 0; i < count; i++) {
        struct allowance *w = &all[i];
        if (f->from < w->cover_to && f->to > w->cover_from && set_has(&w->rules, number))
            allowed = w->used = true;
    }
    return allowed;
}

static bool
is_any_on(const struct rule_set *s, const uint8_t *severities)
{
    for (uint32_t i = 0; lint_rule_at(i); i++) {
        if (set_has(s, i) && severities[i] > LINT_OFF)
            return true;
    }
    return false;
}

struct finding_list {
    struct lint_finding *items;
    uint32_t count;
};

static void
report(struct finding_list *l, const struct allowance *w, const struct rule *rule, const uint8_t *severities,
       struct bytes message)
{
    enum lint_severity severity = (enum lint_severity)severities[rule_number(rule)];
    if (severity <= LINT_OFF)
        return;
    l->items[l->count++] = (struct lint_finding){
        .rule = rule,
        .severity = severity,
        .from = w->from,
        .to = w->to,
        .sentence_from = w->from,
        .sentence_to = w->to,
        .message = message.n ? message : bytes_of(rule->message),
        .proposal = bytes_of(rule->proposal),
    };
}

static void
report_allowance(struct finding_list *l, const struct allowance *w, const uint8_t *severities)
{
    if (w->unclear.n) {
        report(l, w, &rules_suppression[RULE_UNCLEAR], severities, w->unclear);
        return;
    }
    if (w->verb == ALLOW_END)
        return;
    if (!w->reason.n)
        report(l, w, &rules_suppression[RULE_REASON], severities, BYTES_NONE);
    if (!w->used && is_any_on(&w->rules, severities))
        report(l, w, &rules_suppression[RULE_UNUSED], severities, BYTES_NONE);
}

static int
by_place(const void *a, const void *b)
{
    const struct lint_finding *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    uint32_t i = rule_number(x->rule), k = rule_number(y->rule);
    return i < k ? -1 : i > k;
}

void
suppress(struct bytes text, const uint8_t *severities, struct arena *a, struct lint_result *r)
{
    uint32_t count;
    struct allowance *all = read_comments(text, r, a, &count);
    if (!count)
        return;
    cover(text, all, count, a);
    struct finding_list kept = {.items = arena_new_n(a, struct lint_finding, r->count + (size_t)count * 2)};
    for (uint32_t i = 0; i < r->count; i++) {
        if (!is_allowed(&r->findings[i], all, count))
            kept.items[kept.count++] = r->findings[i];
    }
    for (uint32_t i = 0; i < count; i++)
        report_allowance(&kept, &all[i], severities);
    qsort(kept.items, kept.count, sizeof *kept.items, by_place);
    r->findings = kept.items;
    r->count = kept.count;
}

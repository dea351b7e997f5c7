/* The engine: reads a text, finds the words, calls the rules that wait for them, puts the findings into order. */
#include "lint.h"

#include "../base/utf8.h"
#include "document.h"
#include "suppress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RAW_FINDINGS_MAX = 4 * LINT_FINDINGS_MAX, // before those that meet are taken out
    WORDS_SHOWN_MAX_BYTES = 60,               // of what was found, in a message
};

_Static_assert(W_NEXT_LAST < W_FORGET && W_BLAME_END <= W_OBVIOUS && W_HINDSIGHT_END <= W_SOME,
               "classes of words overlap");

struct active {
    const struct rule *rule;
    enum lint_severity severity;
    uint32_t order;
};

/* Rules by class: those of class c are at[from[c]] .. at[from[c + 1]]. */
struct dispatch {
    uint16_t *at;
    uint32_t from[W_CLASS_MAX + 1];
    struct word_set any;
};

struct linter {
    enum lint_language language;
    struct dictionary dictionary;
    struct active *rules;
    uint32_t rule_count;
    struct dispatch words, sentences;
};

struct raw_finding {
    struct lint_finding f;
    uint32_t order;
};

struct lint_run {
    const struct linter *l;
    const struct active *active;
    struct document d;
    struct arena *a;
    struct raw_finding *found;
    uint32_t count, cap;
    bool cut;
    uint64_t work;
};

/* ---- making a linter ---- */

static void
add_lower(struct dictionary *d, struct bytes words, enum word_class is, bool remove)
{
    char lower[LINT_WORD_MAX_BYTES];
    if (words.n > sizeof lower)
        return;
    for (size_t i = 0; i < words.n; i++)
        lower[i] = ascii_lower(words.p[i]);
    struct bytes key = {lower, words.n};
    if (remove)
        dictionary_remove(d, key, is);
    else
        dictionary_add(d, key, is);
}

/* A full name is a phrase; each part with three letters or more is a name by itself. */
static void
add_person(struct dictionary *d, struct bytes name)
{
    if (name.n && *name.p == '@')
        name = bytes_from(name, 1);
    add_lower(d, name, W_NAME, false);
    struct bytes part;
    while (bytes_split(&name, ' ', &part)) {
        if (part.n >= 3)
            add_lower(d, part, W_NAME, false);
    }
}

static enum err
add_word(struct linter *l, const struct lint_set_word *w, struct why *why)
{
    if (!bytes_trim(w->word).n || w->word.n > LINT_WORD_MAX_BYTES)
        return fail(why, ERR_INVALID, "a word of the list '%s' must have 1 to %d bytes", w->list, LINT_WORD_MAX_BYTES);
    for (int language = 0; language < LINT_LANGUAGE_MAX; language++) {
        for (const struct word_list *const *t = word_tables[language]; *t; t++) {
            for (const struct word_list *list = *t; list->words; list++) {
                if (!list->name || strcmp(list->name, w->list) != 0)
                    continue;
                add_lower(&l->dictionary, w->word, list->is, w->remove);
                return OK;
            }
        }
    }
    return fail(why, ERR_INVALID, "there is no list of words called '%s'", w->list);
}

static enum err
fill_dictionary(struct linter *l, const struct lint_options *o, struct why *why)
{
    if (o->people_count > LINT_PEOPLE_MAX)
        return fail(why, ERR_LIMIT, "there are %u people, more than %d", o->people_count, LINT_PEOPLE_MAX);
    if (o->word_count > LINT_WORDS_MAX || o->allowed_count > LINT_WORDS_MAX)
        return fail(why, ERR_LIMIT, "there are more than %d words", LINT_WORDS_MAX);
    for (const struct word_list *const *t = word_tables[o->language]; *t; t++) {
        for (const struct word_list *list = *t; list->words; list++)
            dictionary_add_list(&l->dictionary, list);
    }
    enum err e = OK;
    for (uint32_t i = 0; i < o->word_count && !e; i++)
        e = add_word(l, &o->words[i], why);
    for (uint32_t i = 0; i < o->people_count; i++)
        add_person(&l->dictionary, bytes_trim(o->people[i]));
    for (uint32_t i = 0; i < o->allowed_count; i++)
        add_lower(&l->dictionary, bytes_trim(o->allowed[i]), W_ALLOWED, false);
    if (!e && l->dictionary.no_memory)
        return fail(why, ERR_LIMIT, "there is no memory for the words of the language check");
    return e;
}

static enum lint_severity
severity_of(const struct rule *r, const struct lint_options *o)
{
    enum lint_severity s = o->packs[r->pack] == LINT_DEFAULT ? r->severity : o->packs[r->pack];
    for (uint32_t i = 0; i < o->rule_count; i++) {
        if (strcmp(o->rules[i].id, r->id) == 0)
            s = o->rules[i].severity == LINT_DEFAULT ? r->severity : o->rules[i].severity;
    }
    return s;
}

static enum err
choose_rules(struct linter *l, const struct lint_options *o, struct why *why)
{
    for (uint32_t i = 0; i < o->rule_count; i++) {
        if (!lint_rule_of(bytes_of(o->rules[i].id)))
            return fail(why, ERR_INVALID, "there is no rule called '%s'", o->rules[i].id);
    }
    uint32_t all = 0;
    while (lint_rule_at(all))
        all++;
    l->rules = calloc(all + 1, sizeof *l->rules);
    if (!l->rules)
        return fail(why, ERR_LIMIT, "there is no memory for the rules of the language check");
    for (uint32_t i = 0; i < all; i++) {
        const struct rule *r = lint_rule_at(i);
        enum lint_severity s = severity_of(r, o);
        if (s != LINT_OFF && r->language == o->language)
            l->rules[l->rule_count++] = (struct active){.rule = r, .severity = s, .order = i};
    }
    return OK;
}

static bool
build_dispatch(struct linter *l, struct dispatch *d, bool words)
{
    d->at = calloc((size_t)l->rule_count * RULE_ON_MAX + 1, sizeof *d->at);
    if (!d->at)
        return false;
    uint32_t n = 0;
    for (uint32_t c = 0; c < W_CLASS_MAX; c++) {
        d->from[c] = n;
        for (uint32_t i = 0; i < l->rule_count; i++) {
            const struct rule *r = l->rules[i].rule;
            if (words ? !r->word : !r->sentence)
                continue;
            for (int k = 0; k < RULE_ON_MAX && r->on[k]; k++) {
                if (r->on[k] == c) {
                    d->at[n++] = (uint16_t)i;
                    d->any.bits[c / 64] |= 1ull << c % 64;
                }
            }
        }
    }
    d->from[W_CLASS_MAX] = n;
    return true;
}

enum err
linter_new(const struct lint_options *options, struct linter **ret, struct why *why)
{
    struct linter *l = calloc(1, sizeof *l);
    if (!l)
        return fail(why, ERR_LIMIT, "there is no memory for the language check");
    l->language = options->language;
    enum err e = choose_rules(l, options, why);
    if (!e)
        e = fill_dictionary(l, options, why);
    if (!e && (!build_dispatch(l, &l->words, true) || !build_dispatch(l, &l->sentences, false)))
        e = fail(why, ERR_LIMIT, "there is no memory for the rules of the language check");
    if (e) {
        linter_free(l);
        return e;
    }
    *ret = l;
    return OK;
}

void
linter_free(struct linter *l)
{
    if (!l)
        return;
    dictionary_done(&l->dictionary);
    free(l->rules);
    free(l->words.at);
    free(l->sentences.at);
    free(l);
}

/* ---- findings ---- */

struct bytes
rule_printf(struct rule_cx *cx, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0)
        return BYTES_NONE;
    size_t kept = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    return bytes_dup(cx->run->a, utf8_cut((struct bytes){text, kept}, kept));
}

/* The pattern with the words found in place of each "{}". */
static struct bytes
fill_in(struct lint_run *run, struct bytes pattern, struct bytes words)
{
    if (bytes_find(pattern, "{}") == BYTES_NOT_FOUND)
        return pattern;
    bool long_words = words.n > WORDS_SHOWN_MAX_BYTES;
    words = long_words ? utf8_cut(words, WORDS_SHOWN_MAX_BYTES) : words;
    size_t max = pattern.n * 1 + (pattern.n / 2 + 1) * (words.n + 3);
    char *text = arena_alloc(run->a, max + 1);
    size_t n = 0;
    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] != '{' || i + 1 == pattern.n || pattern.p[i + 1] != '}') {
            text[n++] = pattern.p[i];
            continue;
        }
        for (size_t k = 0; k < words.n; k++)
            text[n++] = (unsigned char)words.p[k] < ' ' ? ' ' : words.p[k];
        if (long_words) {
            memcpy(text + n, "...", 3);
            n += 3;
        }
        i++;
    }
    return (struct bytes){text, n};
}

static void
add_finding(struct rule_cx *cx, const struct lint_finding *f)
{
    struct lint_run *run = cx->run;
    if (run->count == RAW_FINDINGS_MAX) {
        run->cut = true;
        return;
    }
    if (run->count == run->cap) {
        uint32_t cap = run->cap ? run->cap * 2 : 32;
        struct raw_finding *bigger = arena_new_n(run->a, struct raw_finding, cap);
        if (run->count)
            memcpy(bigger, run->found, run->count * sizeof *bigger);
        run->found = bigger;
        run->cap = cap;
    }
    run->found[run->count++] = (struct raw_finding){.f = *f, .order = run->active->order};
}

static void
find(struct rule_cx *cx, struct lint_finding f, struct bytes message, struct bytes proposal)
{
    struct bytes words = {cx->d->source.p + f.from, f.to - f.from};
    f.rule = cx->rule;
    f.severity = cx->run->active->severity;
    f.message = fill_in(cx->run, message.n ? message : bytes_of(cx->rule->message), words);
    f.proposal = fill_in(cx->run, proposal.n ? proposal : bytes_of(cx->rule->proposal), words);
    add_finding(cx, &f);
}

void
rule_find(struct rule_cx *cx, const struct sentence *s, uint32_t from, uint32_t to, struct bytes message,
          struct bytes proposal)
{
    to = to > s->count ? s->count : to;
    if (from >= to)
        return;
    struct lint_finding f = {
        .from = s->tokens[from].from,
        .to = s->tokens[to - 1].to,
        .sentence_from = s->from,
        .sentence_to = s->to,
    };
    find(cx, f, message, proposal);
}

void
rule_find_at(struct rule_cx *cx, uint32_t from, uint32_t to, struct bytes message, struct bytes proposal)
{
    find(cx, (struct lint_finding){.from = from, .to = to, .sentence_from = from, .sentence_to = to}, message,
         proposal);
}

static int
by_pack(const void *pa, const void *pb)
{
    const struct raw_finding *a = pa, *b = pb;
    if (a->f.rule->pack != b->f.rule->pack)
        return a->f.rule->pack < b->f.rule->pack ? -1 : 1;
    if (a->f.from != b->f.from)
        return a->f.from < b->f.from ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int
by_place(const void *pa, const void *pb)
{
    const struct raw_finding *a = pa, *b = pb;
    if (a->f.from != b->f.from)
        return a->f.from < b->f.from ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* Of those of one pack that meet, the one of the earlier rule stays. */
static void
drop_meeting(struct lint_run *run)
{
    if (run->count)
        qsort(run->found, run->count, sizeof *run->found, by_pack);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        struct raw_finding *last = kept ? &run->found[kept - 1] : NULL, *f = &run->found[i];
        if (!last || last->f.rule->pack != f->f.rule->pack || last->f.to <= f->f.from || f->f.rule->document ||
            last->f.rule->document) // these stand where there was room, not where the words are
            run->found[kept++] = *f;
        else if (f->order < last->order)
            *last = *f;
    }
    run->count = kept;
}

static void
put_findings(struct lint_run *run, struct lint_result *ret)
{
    drop_meeting(run);
    if (run->count)
        qsort(run->found, run->count, sizeof *run->found, by_place);
    ret->cut = run->cut || run->count > LINT_FINDINGS_MAX;
    ret->count = run->count < LINT_FINDINGS_MAX ? run->count : LINT_FINDINGS_MAX;
    ret->findings = arena_new_n(run->a, struct lint_finding, ret->count);
    for (uint32_t i = 0; i < ret->count; i++)
        ret->findings[i] = run->found[i].f;
}

/* ---- calling rules ---- */

static bool
begin_rule(struct rule_cx *cx, uint32_t i)
{
    const struct active *a = &cx->run->l->rules[i];
    cx->run->active = a;
    cx->rule = a->rule;
    cx->run->work++;
    return !a->rule->kinds || (a->rule->kinds >> cx->d->kind & 1);
}

static void
call_by_words(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    const struct dispatch *d = &cx->run->l->words;
    for (uint32_t w = 0; w < WORD_SET_WORDS; w++) {
        for (uint64_t bits = s->tokens[at].is.bits[w] & d->any.bits[w]; bits; bits &= bits - 1) {
            uint32_t c = w * 64 + (uint32_t)__builtin_ctzll(bits);
            for (uint32_t i = d->from[c]; i < d->from[c + 1]; i++) {
                if (begin_rule(cx, d->at[i]))
                    cx->rule->word(cx, s, at);
            }
        }
    }
}

static void
call_by_sentence(struct rule_cx *cx, const struct sentence *s)
{
    const struct dispatch *d = &cx->run->l->sentences;
    for (uint32_t w = 0; w < WORD_SET_WORDS; w++) {
        for (uint64_t bits = s->any.bits[w] & d->any.bits[w]; bits; bits &= bits - 1) {
            uint32_t c = w * 64 + (uint32_t)__builtin_ctzll(bits);
            for (uint32_t i = d->from[c]; i < d->from[c + 1]; i++) {
                const struct rule *r = cx->run->l->rules[d->at[i]].rule;
                bool earlier = false; // called for a class before this one
                for (int k = 0; k < RULE_ON_MAX && r->on[k]; k++)
                    earlier |= r->on[k] < c && (s->any.bits[r->on[k] / 64] >> (r->on[k] % 64) & 1);
                if (!earlier && begin_rule(cx, d->at[i]))
                    r->sentence(cx, s);
            }
        }
    }
}

static void
mark_allowed(const struct sentence *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (token_is(&s->tokens[i], W_ALLOWED)) {
            for (uint32_t k = 0; k < s->tokens[i].phrase && i + k < s->count; k++)
                ((struct token *)s->tokens)[i + k].allowed = true; // nobody else has them yet
        }
    }
}

static void
run_sentences(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    for (uint32_t n = 0; n < d->sentence_count; n++) {
        const struct sentence *s = &d->sentences[n];
        cx->run->work += s->count;
        if (s->any.bits[W_ALLOWED / 64] >> (W_ALLOWED % 64) & 1)
            mark_allowed(s);
        call_by_sentence(cx, s);
        for (uint32_t i = 0; i < s->count; i++) {
            if (!s->tokens[i].quoted && !s->tokens[i].allowed)
                call_by_words(cx, s, i);
        }
    }
}

static void
run_rest(struct rule_cx *cx)
{
    for (uint32_t i = 0; i < cx->run->l->rule_count; i++) {
        if (!begin_rule(cx, i))
            continue;
        const struct rule *r = cx->rule;
        for (uint32_t n = 0; r->sentence && !r->on[0] && n < cx->d->sentence_count; n++)
            r->sentence(cx, &cx->d->sentences[n]);
        for (uint32_t n = 0; r->block && n < cx->d->block_count; n++) {
            if (!cx->d->blocks[n].quote)
                r->block(cx, &cx->d->blocks[n]);
        }
        if (r->document)
            r->document(cx);
    }
}

static void
apply_comments(const struct lint_run *run, const struct lint_input *in, struct lint_result *ret)
{
    uint8_t severities[SUPPRESS_RULES_MAX] = {0};
    if (!ret->comment_count)
        return;
    for (uint32_t i = 0; i < run->l->rule_count; i++) {
        const struct active *r = &run->l->rules[i];
        if (!r->rule->kinds || (r->rule->kinds >> in->kind & 1))
            severities[r->order] = (uint8_t)r->severity;
    }
    suppress(in->text, severities, run->a, ret);
}

enum err
lint(const struct linter *l, const struct lint_input *in, struct arena *a, struct lint_result *ret, struct why *why)
{
    if (in->text.n > LINT_INPUT_MAX_BYTES)
        return fail(why, ERR_LIMIT, "the text has %zu bytes, more than %d", in->text.n, LINT_INPUT_MAX_BYTES);
    struct lint_run run = {.l = l, .a = a};
    struct prose prose;
    enum err e = document_read(&l->dictionary, in, l->language, a, &run.d, &prose, why);
    if (e)
        return e;
    struct rule_cx cx = {.d = &run.d, .run = &run};
    run_sentences(&cx);
    run_rest(&cx);
    *ret = (struct lint_result){.comment_count = prose.comment_count, .work = run.work};
    struct lint_comment *comments = arena_new_n(a, struct lint_comment, prose.comment_count);
    for (uint32_t i = 0; i < prose.comment_count; i++)
        comments[i] = (struct lint_comment){prose.comments[i].from, prose.comments[i].to};
    ret->comments = comments;
    put_findings(&run, ret);
    apply_comments(&run, in, ret);
    return OK;
}

/* ---- where things stand ---- */

const struct block *
sentence_block(const struct document *d, const struct sentence *s)
{
    return &d->blocks[s->block];
}

const struct section *
sentence_section(const struct document *d, const struct sentence *s)
{
    return &d->sections[d->blocks[s->block].section];
}

enum section_role
block_role(const struct document *d, const struct block *b)
{
    if (d->kind == LINT_TIMELINE)
        return SECTION_TIMELINE;
    if (d->kind == LINT_ACTIONS)
        return SECTION_ACTIONS;
    return d->sections[b->section].role;
}

const struct block *
cell_head(const struct document *d, const struct block *cell)
{
    return cell->head_block == UINT32_MAX ? NULL : &d->blocks[cell->head_block];
}

/*
 * The settings file: inih reads the lines, the table `sections` says what may stand where. inih cuts lines that are
 * longer than its buffer into two, so they are refused before it sees them; and it tells the number of the first line
 * that failed only at the end, so the sentence about that line is kept until then.
 */
#include "config.h"

#include "../base/utf8.h"
#include "rule.h"

#include <ini.h>
#include <string.h>

struct reading {
    struct arena *a;
    struct lint_config *ret;
    struct lint_set_rule *rules;
    struct lint_set_word *words;
    struct bytes *people, *allowed;
    uint32_t rules_cap, words_cap, people_cap, allowed_cap;
    enum err error; // the first
    struct why why;
};

struct section_kind {
    const char *name; // what ends with a blank is followed by the name of a list
    enum err (*set)(struct reading *r, struct bytes list, struct bytes key, struct bytes value);
};

/* ---- lists that grow ---- */

/* Room for one more of `count` elements; in the arena, so what was outgrown stays there: at most as much again. */
static void *
grown(struct arena *a, void *items, uint32_t count, uint32_t *cap, size_t bytes)
{
    if (count < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 16;
    void *more = arena_array(a, *cap, bytes);
    if (count)
        memcpy(more, items, count * bytes);
    return more;
}

static enum err
add_term(struct reading *r, struct bytes **items, uint32_t *count, uint32_t *cap, uint32_t max, struct bytes term)
{
    if (term.n > LINT_WORD_MAX_BYTES)
        return fail(&r->why, ERR_LIMIT, "'%.*s' is longer than %d bytes", BYTES_ARG(utf8_cut(term, 60)),
                    LINT_WORD_MAX_BYTES);
    if (*count == max)
        return fail(&r->why, ERR_LIMIT, "there are more than %u of them", max);
    *items = grown(r->a, *items, *count, cap, sizeof **items);
    (*items)[(*count)++] = bytes_dup(r->a, term);
    return OK;
}

/* ---- sections ---- */

static enum err
read_severity(struct reading *r, struct bytes key, struct bytes value, enum lint_severity *ret)
{
    if (bytes_is(value, "on"))
        *ret = LINT_DEFAULT;
    else if (!lint_severity_of(value, ret) || *ret == LINT_DEFAULT)
        return fail(&r->why, ERR_INVALID, "'%.*s' cannot be '%.*s'; write on, off, advice, warning or error",
                    BYTES_ARG(key), BYTES_ARG(utf8_cut(value, 60)));
    return OK;
}

static enum err
set_general(struct reading *r, struct bytes list, struct bytes key, struct bytes value)
{
    (void)list;
    if (!bytes_is(key, "language"))
        return fail(&r->why, ERR_INVALID, "there is no '%.*s' before the first section; 'language' can stand there",
                    BYTES_ARG(key));
    if (!lint_language_of(value, &r->ret->options.language))
        return fail(&r->why, ERR_INVALID, "the language '%.*s' is not known; write en or de",
                    BYTES_ARG(utf8_cut(value, 60)));
    return OK;
}

/* The severity that a pack's rules have when it is switched on and none has one of its own. */
static enum lint_severity
chosen_severity(enum lint_pack pack)
{
    for (uint32_t i = 0; lint_rule_at(i); i++) {
        if (lint_rule_at(i)->pack == pack && lint_rule_at(i)->severity != LINT_OFF)
            return LINT_DEFAULT;
    }
    return LINT_ADVICE;
}

static enum err
set_pack(struct reading *r, struct bytes list, struct bytes key, struct bytes value)
{
    (void)list;
    enum lint_pack pack;
    if (!lint_pack_of(key, &pack))
        return fail(&r->why, ERR_INVALID, "there is no pack '%.*s'; 'aftermath lint --list' shows them",
                    BYTES_ARG(key));
    enum lint_severity severity = LINT_DEFAULT;
    enum err e = read_severity(r, key, value, &severity);
    if (e)
        return e;
    r->ret->options.packs[pack] = severity ? severity : chosen_severity(pack);
    return OK;
}

static enum err
set_rule(struct reading *r, struct bytes list, struct bytes key, struct bytes value)
{
    (void)list;
    const struct rule *rule = lint_rule_of(key);
    if (!rule)
        return fail(&r->why, ERR_INVALID, "there is no rule '%.*s'; 'aftermath lint --list' shows them",
                    BYTES_ARG(key));
    enum lint_severity severity = LINT_DEFAULT;
    enum err e = read_severity(r, key, value, &severity);
    if (e)
        return e;
    if (!severity)
        severity = rule->severity == LINT_OFF ? LINT_ADVICE : rule->severity;
    uint32_t n = r->ret->options.rule_count;
    r->rules = grown(r->a, r->rules, n, &r->rules_cap, sizeof *r->rules);
    r->rules[n] = (struct lint_set_rule){.id = rule->id, .severity = severity};
    r->ret->options.rule_count = n + 1;
    return OK;
}

static enum err
add_word(struct reading *r, const char *list, struct bytes word, bool remove)
{
    uint32_t n = r->ret->options.word_count;
    if (word.n > LINT_WORD_MAX_BYTES)
        return fail(&r->why, ERR_LIMIT, "'%.*s' is longer than %d bytes", BYTES_ARG(utf8_cut(word, 60)),
                    LINT_WORD_MAX_BYTES);
    if (n == LINT_WORDS_MAX)
        return fail(&r->why, ERR_LIMIT, "there are more than %d words", LINT_WORDS_MAX);
    r->words = grown(r->a, r->words, n, &r->words_cap, sizeof *r->words);
    r->words[n] = (struct lint_set_word){.list = list, .word = bytes_dup(r->a, word), .remove = remove};
    r->ret->options.word_count = n + 1;
    return OK;
}

static enum err
set_words(struct reading *r, struct bytes list, struct bytes key, struct bytes value)
{
    const struct word_list *l = lint_word_list(list);
    if (!l)
        return fail(&r->why, ERR_INVALID, "there is no list of words '%.*s'; 'aftermath lint --list' shows them",
                    BYTES_ARG(list));
    bool remove = bytes_is(key, "remove");
    if (!remove && !bytes_is(key, "add"))
        return fail(&r->why, ERR_INVALID, "a list of words has 'add' and 'remove', not '%.*s'", BYTES_ARG(key));
    struct bytes word;
    while (bytes_split(&value, ',', &word)) {
        word = bytes_trim(word);
        enum err e = word.n ? add_word(r, l->name, word, remove) : OK;
        if (e)
            return e;
    }
    return OK;
}

static enum err
set_people(struct reading *r, struct bytes list, struct bytes key, struct bytes value)
{
    (void)list;
    if (bytes_is(key, "file")) {
        r->ret->people_file = bytes_dup(r->a, value);
        return OK;
    }
    if (!bytes_is(key, "names"))
        return fail(&r->why, ERR_INVALID, "'people' has 'names' and 'file', not '%.*s'", BYTES_ARG(key));
    struct bytes name;
    while (bytes_split(&value, ',', &name)) {
        name = bytes_trim(name);
        enum err e =
            name.n ? add_term(r, &r->people, &r->ret->options.people_count, &r->people_cap, LINT_PEOPLE_MAX, name) : OK;
        if (e)
            return e;
    }
    return OK;
}

static enum err
set_allowed(struct reading *r, struct bytes list, struct bytes key, struct bytes value)
{
    (void)list;
    if (!bytes_is(key, "terms"))
        return fail(&r->why, ERR_INVALID, "'allowed' has 'terms', not '%.*s'", BYTES_ARG(key));
    struct bytes term;
    while (bytes_split(&value, ',', &term)) {
        term = bytes_trim(term);
        enum err e =
            term.n ? add_term(r, &r->allowed, &r->ret->options.allowed_count, &r->allowed_cap, LINT_WORDS_MAX, term)
                   : OK;
        if (e)
            return e;
    }
    return OK;
}

// clang-format off
static const struct section_kind sections[] = {
    {"",        set_general},
    {"packs",   set_pack},
    {"rules",   set_rule},
    {"words ",  set_words},
    {"people",  set_people},
    {"allowed", set_allowed},
};
// clang-format on

/* ---- lines ---- */

static const struct section_kind *
find_section(struct bytes name, struct bytes *ret_list)
{
    *ret_list = BYTES_NONE;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct bytes kind = bytes_of(sections[i].name);
        bool list = bytes_ends(kind, " ");
        if (list ? !bytes_starts(name, sections[i].name) : !bytes_eq(name, kind))
            continue;
        *ret_list = bytes_trim(bytes_from(name, kind.n));
        return &sections[i];
    }
    return NULL;
}

/* inih calls this once a line with a value, and for each line that goes on. 0: the line is wrong. */
static int
on_line(void *ctx, const char *section, const char *key, const char *value)
{
    struct reading *r = ctx;
    struct bytes list;
    if (r->error)
        return 1;
    const struct section_kind *s = find_section(bytes_of(section), &list);
    if (!s)
        r->error =
            fail(&r->why, ERR_INVALID,
                 "there is no section [%s]; [packs], [rules], [words LIST], [people] and [allowed] can stand there",
                 section);
    else
        r->error = s->set(r, list, bytes_of(key), bytes_trim(bytes_of(value)));
    return r->error == OK;
}

static enum err
check_text(struct bytes text, struct why *why)
{
    struct bytes rest = text, line;
    unsigned number = 0;
    if (text.n > LINT_CONFIG_MAX_BYTES)
        return fail(why, ERR_LIMIT, "it is larger than 1 MiB");
    while (bytes_line(&rest, &line)) {
        number++;
        if (bytes_find_char(line, 0) != BYTES_NOT_FOUND || !utf8_valid(line))
            return fail(why, ERR_INVALID, "line %u is no UTF-8 text", number);
        if (line.n > LINT_CONFIG_LINE_MAX_BYTES)
            return fail(why, ERR_INVALID,
                        "line %u is longer than %d bytes; go on in the next line, which begins with a blank", number,
                        LINT_CONFIG_LINE_MAX_BYTES);
    }
    return OK;
}

enum err
lint_config_parse(struct arena *a, struct bytes text, struct lint_config *ret, struct why *why)
{
    enum err e = check_text(text, why);
    if (e)
        return e;
    struct lint_config config = {0};
    struct reading r = {.a = a, .ret = &config};
    int line = ini_parse_string(bytes_dup(a, text).p, on_line, &r);
    if (line < 0)
        return fail(why, ERR_LIMIT, "there is no memory to read it");
    if (r.error)
        return fail(why, r.error, "line %d: %s", line, r.why.text);
    if (line)
        return fail(why, ERR_INVALID, "line %d is no '[section]', no 'name = value' and no comment", line);
    config.options.rules = r.rules;
    config.options.words = r.words;
    config.options.people = r.people;
    config.options.allowed = r.allowed;
    *ret = config;
    return OK;
}

enum err
lint_config_choose_packs(struct lint_options *options, struct bytes names, struct why *why)
{
    bool chosen[LINT_PACK_MAX] = {false};
    struct bytes name;
    while (bytes_split(&names, ',', &name)) {
        enum lint_pack pack;
        name = bytes_trim(name);
        if (!lint_pack_of(name, &pack))
            return fail(why, ERR_INVALID, "there is no pack '%.*s'; 'aftermath lint --list' shows them",
                        BYTES_ARG(utf8_cut(name, 60)));
        chosen[pack] = true;
    }
    for (int p = 0; p < LINT_PACK_MAX; p++) {
        if (!chosen[p])
            options->packs[p] = LINT_OFF;
        else if (options->packs[p] == LINT_DEFAULT || options->packs[p] == LINT_OFF)
            options->packs[p] = chosen_severity((enum lint_pack)p);
    }
    return OK;
}

/* ---- the open lists ---- */

const struct word_list *
lint_word_list_at(uint32_t i)
{
    for (int language = 0; language < LINT_LANGUAGE_MAX; language++) {
        for (const struct word_list *const *t = word_tables[language]; *t; t++) {
            for (const struct word_list *l = *t; l->words; l++) {
                if (l->name && i-- == 0)
                    return l;
            }
        }
    }
    return NULL;
}

const struct word_list *
lint_word_list(struct bytes name)
{
    for (uint32_t i = 0; lint_word_list_at(i); i++) {
        if (bytes_is(name, lint_word_list_at(i)->name))
            return lint_word_list_at(i);
    }
    return NULL;
}

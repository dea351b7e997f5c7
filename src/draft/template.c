/*
 * The reader of templates. Four kinds of line: "# title", "## heading {key}", "? question" ("?- question"), and text,
 * which is guidance when it stands in a section and a remark to editors of the template when it stands before the
 * first one.
 */
#include "template.h"

#include "../base/buf.h"
#include "../base/utf8.h"

#include <string.h>

// clang-format off
const char *const section_keys[] = {
    "summary", "symptoms", "impact", "timeline", "detection", "causes", "response", "resolution", "damage-control",
    "went-well", "went-badly", "lucky", "recommendations-root", "recommendations-response",
    "recommendations-mitigation", "sources", 0,
};
// clang-format on

struct reading {
    struct arena *arena;
    struct template *t;
    struct template_section *section; // the one being read; NULL before the first
    bool in_paragraph;                // the next text line continues the last paragraph
    unsigned line;
    struct why *why;
};

static bool
is_known_key(struct bytes key)
{
    for (size_t i = 0; section_keys[i]; i++)
        if (bytes_is(key, section_keys[i]))
            return true;
    return false;
}

/* "x-" and letters, digits, '-'. */
static bool
is_own_key(struct bytes key)
{
    if (!bytes_starts(key, "x-") || key.n < 3)
        return false;
    for (size_t i = 0; i < key.n; i++)
        if (!ascii_is_digit(key.p[i]) && key.p[i] != '-' && (key.p[i] < 'a' || key.p[i] > 'z'))
            return false;
    return true;
}

static enum err
fail_unknown_key(struct reading *r, struct bytes key)
{
    struct buf known = {.max_bytes = WHY_MAX_BYTES};
    for (size_t i = 0; section_keys[i]; i++)
        buf_printf(&known, "%s%s", i ? ", " : "", section_keys[i]);
    enum err e = fail(r->why, ERR_INVALID,
                      "line %u: no section is called '%.*s'; there are %s, and names of your own begin with x-",
                      r->line, BYTES_ARG(utf8_cut(key, 60)), known.p);
    buf_done(&known);
    return e;
}

static enum err
check_key(struct reading *r, struct bytes key)
{
    if (!key.n)
        return fail(r->why, ERR_INVALID, "line %u: a section heading ends with its key, as in \"## Impact {impact}\"",
                    r->line);
    if (!is_known_key(key) && !is_own_key(key))
        return fail_unknown_key(r, key);
    for (uint32_t i = 0; i < r->t->section_count; i++)
        if (bytes_eq(r->t->sections[i].key, key))
            return fail(r->why, ERR_INVALID, "line %u: there is a section '%.*s' already", r->line, BYTES_ARG(key));
    return OK;
}

static enum err
read_heading(struct reading *r, struct bytes rest)
{
    if (r->t->section_count == TEMPLATE_SECTIONS_MAX)
        return fail(r->why, ERR_LIMIT, "line %u: more than %d sections", r->line, TEMPLATE_SECTIONS_MAX);
    ptrdiff_t open = bytes_find_char(rest, '{');
    struct bytes key = BYTES_NONE, title = rest;
    if (open != BYTES_NOT_FOUND && bytes_ends(rest, "}")) {
        title = bytes_trim(bytes_cut(rest, 0, (size_t)open));
        key = bytes_trim(bytes_cut(rest, (size_t)open + 1, rest.n - (size_t)open - 2));
    }
    enum err e = check_key(r, key);
    if (e)
        return e;
    if (!title.n)
        return fail(r->why, ERR_INVALID, "line %u: the section '%.*s' has no heading", r->line, BYTES_ARG(key));
    r->section = &r->t->sections[r->t->section_count++];
    *r->section = (struct template_section){
        .key = key,
        .title = title,
        .guidance = arena_new_n(r->arena, struct bytes, TEMPLATE_LINES_MAX),
        .questions = arena_new_n(r->arena, struct template_question, TEMPLATE_LINES_MAX),
    };
    return OK;
}

static enum err
read_question(struct reading *r, struct bytes rest)
{
    bool only_when_empty = bytes_starts(rest, "-");
    rest = bytes_trim(bytes_from(rest, only_when_empty));
    if (!r->section)
        return fail(r->why, ERR_INVALID, "line %u: a question before the first section", r->line);
    if (!rest.n)
        return fail(r->why, ERR_INVALID, "line %u: a question without words", r->line);
    if (r->section->question_count == TEMPLATE_LINES_MAX)
        return fail(r->why, ERR_LIMIT, "line %u: more than %d questions in one section", r->line, TEMPLATE_LINES_MAX);
    r->section->questions[r->section->question_count++] =
        (struct template_question){.text = rest, .only_when_empty = only_when_empty};
    return OK;
}

static enum err
read_guidance(struct reading *r, struct bytes line)
{
    struct template_section *s = r->section;
    if (!s)
        return OK; // for editors of the template
    if (!r->in_paragraph) {
        if (s->guidance_count == TEMPLATE_LINES_MAX)
            return fail(r->why, ERR_LIMIT, "line %u: more than %d paragraphs in one section", r->line,
                        TEMPLATE_LINES_MAX);
        s->guidance[s->guidance_count++] = line;
    } else {
        // The text is a copy of ours and the lines follow each other in it: the paragraph grows over the line end.
        struct bytes *last = &s->guidance[s->guidance_count - 1];
        size_t n = (size_t)(line.p + line.n - last->p);
        if (n > TEMPLATE_LINE_MAX_BYTES)
            return fail(r->why, ERR_LIMIT, "line %u: a paragraph of more than %d bytes", r->line,
                        TEMPLATE_LINE_MAX_BYTES);
        for (char *c = (char *)last->p + last->n; c < line.p; c++)
            *c = ' ';
        last->n = n;
    }
    r->in_paragraph = true;
    return OK;
}

static enum err
read_title(struct reading *r, struct bytes rest)
{
    if (r->t->title.n || r->section)
        return fail(r->why, ERR_INVALID, "line %u: one title only, before the sections; a section begins with \"## \"",
                    r->line);
    if (!rest.n)
        return fail(r->why, ERR_INVALID, "line %u: a title without words", r->line);
    r->t->title = rest;
    return OK;
}

static enum err
read_line(struct reading *r, struct bytes line)
{
    if (line.n > TEMPLATE_LINE_MAX_BYTES)
        return fail(r->why, ERR_LIMIT, "line %u: more than %d bytes", r->line, TEMPLATE_LINE_MAX_BYTES);
    bool was_paragraph = r->in_paragraph;
    r->in_paragraph = false;
    if (!line.n)
        return OK;
    if (bytes_starts(line, "###"))
        return fail(r->why, ERR_INVALID, "line %u: a heading inside a section; templates have \"# \" and \"## \" only",
                    r->line);
    if (bytes_starts(line, "##"))
        return read_heading(r, bytes_trim(bytes_from(line, 2)));
    if (bytes_starts(line, "#"))
        return read_title(r, bytes_trim(bytes_from(line, 1)));
    if (bytes_starts(line, "?"))
        return read_question(r, bytes_from(line, 1));
    r->in_paragraph = was_paragraph;
    return read_guidance(r, line);
}

enum err
template_parse(struct arena *a, struct bytes name, struct bytes text, struct template **ret, struct why *why)
{
    if (text.n > TEMPLATE_MAX_BYTES)
        return fail(why, ERR_LIMIT, "the template has more than %d KiB", TEMPLATE_MAX_BYTES >> 10);
    if (!utf8_valid(text))
        return fail(why, ERR_INVALID, "the template is not UTF-8 text");
    if (bytes_starts(text, "\xef\xbb\xbf"))
        text = bytes_from(text, 3);
    struct reading r = {.arena = a, .t = arena_new(a, struct template), .why = why};
    r.t->name = bytes_dup(a, name);
    r.t->sections = arena_new_n(a, struct template_section, TEMPLATE_SECTIONS_MAX);
    struct bytes rest = bytes_dup(a, text), line;
    while (bytes_line(&rest, &line)) {
        r.line++;
        enum err e = read_line(&r, bytes_trim(line));
        if (e)
            return e;
    }
    if (!r.t->section_count)
        return fail(why, ERR_INVALID,
                    "the template has no section; one begins with a line like \"## Impact {impact}\"");
    if (!r.t->title.n)
        return fail(why, ERR_INVALID,
                    "the template has no title; it is a line like \"# Post-mortem\" before the sections");
    *ret = r.t;
    return OK;
}

enum err
template_builtin(struct arena *a, const char *name, struct template **ret, struct why *why)
{
    struct buf names = {.max_bytes = WHY_MAX_BYTES};
    for (const struct builtin_template *b = builtin_templates; b->name; b++) {
        if (strcmp(b->name, name) == 0) {
            buf_done(&names);
            return template_parse(a, bytes_of(name), (struct bytes){b->text, b->bytes}, ret, why);
        }
        buf_printf(&names, "%s%s", names.n ? ", " : "", b->name);
    }
    enum err e = fail(why, ERR_NOT_FOUND, "no template is called '%s'; there are: %s", name, names.p);
    buf_done(&names);
    return e;
}

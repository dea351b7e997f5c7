#ifndef DRAFT_TEMPLATE_H
#define DRAFT_TEMPLATE_H
/*
 * What a post-mortem is made of: sections in order, with a heading, guidance for the writer and questions. A template
 * is a text that people edit; docs/draft.md describes its format. The key of a section says which evidence fills it.
 */
#include "../base/bytes.h"
#include "../base/err.h"

#include <stdint.h>

enum {
    TEMPLATE_MAX_BYTES = 256 << 10,
    TEMPLATE_SECTIONS_MAX = 64,
    TEMPLATE_LINES_MAX = 32,        // of guidance, and of questions, in one section
    TEMPLATE_LINE_MAX_BYTES = 2000, // of a heading, a question, a paragraph
};

/* A question to the writer. */
struct template_question {
    struct bytes text;
    bool only_when_empty; // asked when the evidence has nothing for the section
};

struct template_section {
    struct bytes key; // one of section_keys, or "x-..." for a section of the user's own, which no evidence fills
    struct bytes title;
    struct bytes *guidance;
    uint32_t guidance_count;
    struct template_question *questions;
    uint32_t question_count;
};

struct template
{
    struct bytes name;  // as the user gave it
    struct bytes title; // what kind of document it makes
    struct template_section *sections;
    uint32_t section_count;
};

/* The keys that evidence can fill, in the order of the default template; ends with NULL. */
extern const char *const section_keys[];

/*
 * Reads a template. Untrusted input: any bytes are safe. The result is a copy in the arena.
 * Errors: ERR_INVALID with the line and what should stand there, ERR_LIMIT.
 */
enum err template_parse(struct arena *a, struct bytes name, struct bytes text, struct template **ret, struct why *why);

/* Templates that are part of the program; the list ends with a NULL name. Generated from templates/ at build time. */
struct builtin_template {
    const char *name;
    const char *text;
    uint32_t bytes;
};
extern const struct builtin_template builtin_templates[];
#define TEMPLATE_DEFAULT "default"

/* Reads a built-in one by name. Errors: ERR_NOT_FOUND; the sentence names those there are. */
enum err template_builtin(struct arena *a, const char *name, struct template **ret, struct why *why);
#endif

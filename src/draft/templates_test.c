#include "template.h"

#include "../base/buf.h"

#include "../base/test.h"

static struct arena arena = {.max_bytes = 64 << 20};

static struct template *
parsed(const char *text)
{
    struct template *t = NULL;
    struct why why;
    if (template_parse(&arena, BYTES("mine"), bytes_of(text), &t, &why)) {
        printf("%s\n", why.text);
        CHECK(!"parsed");
    }
    return t;
}

TEST(a_template_has_a_title_sections_guidance_and_questions)
{
    struct template *t = parsed("# Report\n"
                                "A remark to editors.\n\n"
                                "## What it did to users {impact}\r\n"
                                "\n"
                                "Say who could not\n"
                                "  do what.\n"
                                "\n"
                                "A second paragraph.\n"
                                "? How many?\n"
                                "?- Who at all?\n"
                                "## Legal review {x-legal}\n");
    CHECK_BYTES(t->name, "mine");
    CHECK_BYTES(t->title, "Report");
    CHECK_INT(t->section_count, 2);
    const struct template_section *s = &t->sections[0];
    CHECK_BYTES(s->key, "impact");
    CHECK_BYTES(s->title, "What it did to users");
    CHECK_INT(s->guidance_count, 2);
    CHECK_BYTES(s->guidance[0], "Say who could not   do what.");
    CHECK_BYTES(s->guidance[1], "A second paragraph.");
    CHECK_INT(s->question_count, 2);
    CHECK_BYTES(s->questions[0].text, "How many?");
    CHECK(!s->questions[0].only_when_empty);
    CHECK_BYTES(s->questions[1].text, "Who at all?");
    CHECK(s->questions[1].only_when_empty);
    CHECK_BYTES(t->sections[1].key, "x-legal");
    CHECK_INT(t->sections[1].guidance_count, 0);
}

TEST(a_malformed_template_is_refused_with_the_line_and_what_is_wrong)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "the template has no section"},
        {"# Only a title\n", "the template has no section"},
        {"## Impact {impact}\n", "the template has no title"},
        {"# \n## Impact {impact}\n", "line 1: a title without words"},
        {"# A\n# B\n", "line 2: one title only"},
        {"# A\n## I {impact}\n# B\n", "line 3: one title only"},
        {"# A\n## Impact\n", "line 2: a section heading ends with its key"},
        {"# A\n## Impact {}\n", "line 2: a section heading ends with its key"},
        {"# A\n## Impact {impact} x\n", "line 2: a section heading ends with its key"},
        {"# A\n## {impact}\n", "line 2: the section 'impact' has no heading"},
        {"# A\n## I {impact}\n## J {impact}\n", "line 3: there is a section 'impact' already"},
        {"# A\n\n## I {imapct}\n", "line 3: no section is called 'imapct'; there are summary, symptoms, impact,"},
        {"# A\n## I {x-}\n", "line 2: no section is called 'x-'"},
        {"# A\n## I {x-A b}\n", "line 2: no section is called 'x-A b'"},
        {"# A\n? Why?\n", "line 2: a question before the first section"},
        {"# A\n## I {impact}\n?\n", "line 3: a question without words"},
        {"# A\n## I {impact}\n?-  \n", "line 3: a question without words"},
        {"# A\n## I {impact}\n### Deeper\n", "line 3: a heading inside a section"},
        {"# A\xff\n", "the template is not UTF-8 text"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct template *t = NULL;
        struct why why;
        CHECK_INT(template_parse(&arena, BYTES("x"), bytes_of(bad[i].text), &t, &why), ERR_INVALID);
        CHECK(t == NULL);
        if (!bytes_starts(bytes_of(why.text), bad[i].says))
            printf("%s\n", bad[i].text);
        CHECK_BYTES(bytes_cut(bytes_of(why.text), 0, strlen(bad[i].says)), bad[i].says);
    }
}

/* `head`, then so many lines of `mark`, a number padded to `width` digits, and `end`. */
static void
check_limit(const char *head, const char *mark, int width, const char *end, int times, const char *says)
{
    struct buf b = {0};
    buf_puts(&b, head);
    for (int i = 0; i < times; i++)
        buf_printf(&b, "%s%0*d%s", mark, width, i, end);
    struct template *t = NULL;
    struct why why;
    CHECK_INT(template_parse(&arena, BYTES("x"), buf_bytes(&b), &t, &why), ERR_LIMIT);
    CHECK_BYTES(bytes_cut(bytes_of(why.text), 0, strlen(says)), says);
    buf_done(&b);
}

TEST(every_limit_of_a_template_is_named_when_it_is_hit)
{
    const char *section = "# A\n## I {impact}\n";
    check_limit("# A\n", "## S {x-", 1, "}\n", TEMPLATE_SECTIONS_MAX + 1, "line 66: more than 64 sections");
    check_limit(section, "? q", 1, "\n", TEMPLATE_LINES_MAX + 1, "line 35: more than 32 questions");
    check_limit(section, "g", 1, "\n\n", TEMPLATE_LINES_MAX + 1, "line 67: more than 32 paragraphs");
    check_limit(section, "", 100, "\n", 30, "line 22: a paragraph of more than 2000 bytes");
    check_limit(section, "", 2100, "\n", 1, "line 3: more than 2000 bytes");
    check_limit("# A\n", "", 1000, "\n", 300, "the template has more than 256 KiB");
}

TEST(every_built_in_template_is_well_formed_and_the_default_has_every_section)
{
    size_t n = 0;
    for (const struct builtin_template *b = builtin_templates; b->name; b++, n++) {
        struct template *t;
        struct why why;
        CHECK_INT(template_builtin(&arena, b->name, &t, &why), OK);
        CHECK_BYTES(t->name, b->name);
        for (uint32_t i = 0; i < t->section_count; i++)
            CHECK(t->sections[i].guidance_count > 0);
    }
    CHECK(n >= 2);
    struct template *t;
    CHECK_INT(template_builtin(&arena, TEMPLATE_DEFAULT, &t, NULL), OK);
    uint32_t k = 0;
    for (; section_keys[k]; k++)
        CHECK_BYTES(t->sections[k].key, section_keys[k]);
    CHECK_INT(t->section_count, k);
}

TEST(an_unknown_name_is_answered_with_the_names_there_are)
{
    struct template *t = NULL;
    struct why why;
    CHECK_INT(template_builtin(&arena, "deflaut", &t, &why), ERR_NOT_FOUND);
    CHECK_STR(why.text, "no template is called 'deflaut'; there are: default, short");
}

int
main(void)
{
    RUN(a_template_has_a_title_sections_guidance_and_questions);
    RUN(a_malformed_template_is_refused_with_the_line_and_what_is_wrong);
    RUN(every_limit_of_a_template_is_named_when_it_is_hit);
    RUN(every_built_in_template_is_well_formed_and_the_default_has_every_section);
    RUN(an_unknown_name_is_answered_with_the_names_there_are);
    arena_done(&arena);
    return test_end();
}

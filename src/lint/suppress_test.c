#include "../base/test.h"

#include "rule.h"
#include "suppress.h"

#define BAD "Bob failed to check the replica."

/* "rule@line rule@line" of all findings of a text that is a part of a post-mortem. */
static const char *
found(struct arena *a, struct lint_options o, const char *text)
{
    struct linter *l = NULL;
    struct lint_result r;
    struct bytes all = BYTES_NONE;
    CHECK_INT(linter_new(&o, &l, NULL), OK);
    CHECK_INT(lint(l, &(struct lint_input){.text = bytes_of(text), .kind = LINT_SECTION}, a, &r, NULL), OK);
    for (uint32_t i = 0; i < r.count; i++) {
        unsigned line = 1;
        for (uint32_t k = 0; k < r.findings[i].from; k++)
            line += text[k] == '\n';
        all = bytes_printf(a, "%.*s%s%s@%u", BYTES_ARG(all), i ? " " : "", r.findings[i].rule->id, line);
    }
    linter_free(l);
    return all.n ? all.p : "";
}

struct text_case {
    const char *text, *finds;
};

static void
check_cases(const struct text_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena a = {.max_bytes = 1 << 26};
        CHECK_STR(found(&a, (struct lint_options){0}, cases[i].text), cases[i].finds);
        arena_done(&a);
    }
}
#define CHECK_CASES(cases) check_cases(cases, sizeof(cases) / sizeof *(cases))

TEST(a_comment_covers_the_paragraph_below_or_the_line_it_stands_in)
{
    static const struct text_case cases[] = {
        {BAD, "blame.failed@1"},
        {"<!-- aftermath-lint allow blame: quoted -->\n" BAD, ""},
        {"<!-- aftermath-lint allow blame.failed: quoted -->\n\n" BAD "\nMore.\n\n" BAD, "blame.failed@6"},
        {BAD "\n\n" BAD " <!-- aftermath-lint allow blame.failed: quoted -->\n\n" BAD, "blame.failed@1 blame.failed@5"},
        {"- " BAD "\n- " BAD " <!-- aftermath-lint allow blame: quoted -->\n- " BAD "\n",
         "blame.failed@1 blame.failed@3"},
        {"<!-- aftermath-lint allow vague: one -->\n<!-- aftermath-lint allow blame: two -->\n" BAD
         " Some users saw errors.\n",
         ""},
        {"<!-- AFTERMATH-LINT allow\n  vague.amount,\n  blame.failed : a long\n  reason -->\n" BAD
         " Some users saw errors.\r\n",
         ""},
    };
    CHECK_CASES(cases);
}

TEST(a_region_and_a_whole_file_can_be_allowed)
{
    static const struct text_case cases[] = {
        {"<!-- aftermath-lint allow-begin blame: the call, word by word -->\n\n" BAD "\n\n" BAD
         "\n\n<!-- aftermath-lint allow-end -->\n\n" BAD,
         "blame.failed@9"},
        {"<!-- aftermath-lint allow-begin blame: a -->\n\n<!-- aftermath-lint allow-begin vague: b -->\n\n" BAD
         " Some users saw errors.\n\n<!-- aftermath-lint allow-end -->\n\n" BAD " Some users saw errors.\n\n"
         "<!-- aftermath-lint allow-end -->\n",
         "vague.amount@9"},
        {BAD "\n\n" BAD "\n\n<!-- aftermath-lint allow-file blame: an old one, kept as it was -->\n", ""},
    };
    CHECK_CASES(cases);
}

TEST(comments_that_are_unused_or_unclear_or_say_no_reason_are_found)
{
    static const struct text_case cases[] = {
        {"<!-- aftermath-lint allow blame: quoted -->\nThe disk was full.", "suppression.unused@1"},
        {"<!-- aftermath-lint allow blame -->\n" BAD, "suppression.reason@1"},
        {"<!-- aftermath-lint allow -->\n" BAD, "suppression.unclear@1 blame.failed@2"},
        {"<!-- aftermath-lint allow blam: quoted -->\n" BAD, "suppression.unclear@1 blame.failed@2"},
        {"<!-- aftermath-lint permit blame: quoted -->\n" BAD, "suppression.unclear@1 blame.failed@2"},
        {"<!-- aftermath-lint allow-end -->\n", "suppression.unclear@1"},
        {"<!-- aftermath-lint allow-begin blame: quoted -->\n\n" BAD, "suppression.unclear@1 blame.failed@3"},
        {"<!-- lint allow blame: another tool's -->\nThe disk was full.", ""},
        {"`<!-- aftermath-lint allow blame: how to write it -->`\n", ""},
        {"    <!-- aftermath-lint allow blame: code -->\n", ""},
    };
    CHECK_CASES(cases);
}

TEST(what_is_off_is_not_called_unused)
{
    struct arena a = {.max_bytes = 1 << 26};
    struct lint_options o = {.packs = {[LINT_BLAME] = LINT_OFF}};
    CHECK_STR(found(&a, o, "<!-- aftermath-lint allow blame: quoted -->\n" BAD), "");
    o.packs[LINT_SUPPRESSION] = LINT_OFF;
    CHECK_STR(found(&a, o, "<!-- aftermath-lint allow blam -->\n" BAD), "");
    arena_done(&a);
}

TEST(very_many_comments_take_time_that_grows_with_the_text)
{
    static const char *const lines[] = {
        "<!-- aftermath-lint allow blame: x -->\n",
        "x <!-- aftermath-lint allow blame: x --> ",
        "<!-- aftermath-lint allow-begin blame: x -->\n",
    };
    struct linter *l = NULL;
    CHECK_INT(linter_new(&(struct lint_options){0}, &l, NULL), OK);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct arena a = {.max_bytes = (size_t)1 << 30};
        size_t n = strlen(lines[i]), count = 5000;
        char *text = arena_alloc(&a, n * count + 1);
        for (size_t k = 0; k < count; k++)
            memcpy(text + k * n, lines[i], n);
        struct lint_result r;
        CHECK_INT(lint(l, &(struct lint_input){.text = {text, n * count}, .kind = LINT_SECTION}, &a, &r, NULL), OK);
        CHECK(r.count <= SUPPRESSIONS_MAX);
        arena_done(&a);
    }
    linter_free(l);
}

int
main(void)
{
    RUN(a_comment_covers_the_paragraph_below_or_the_line_it_stands_in);
    RUN(a_region_and_a_whole_file_can_be_allowed);
    RUN(comments_that_are_unused_or_unclear_or_say_no_reason_are_found);
    RUN(what_is_off_is_not_called_unused);
    RUN(very_many_comments_take_time_that_grows_with_the_text);
    return test_end();
}

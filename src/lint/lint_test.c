/* The engine: what is judged and where, people, options, ceilings, and that time grows with the text alone. */
#include "../base/test.h"

#include "rule.h"

static struct lint_result
run(const struct lint_options *o, struct bytes text, struct arena *a)
{
    struct linter *l;
    struct lint_result r;
    CHECK_INT(linter_new(o, &l, NULL), OK);
    CHECK_INT(lint(l, &(struct lint_input){.text = text}, a, &r, NULL), OK);
    linter_free(l);
    return r;
}

static uint32_t
count(const struct lint_options *o, const char *text)
{
    struct arena a = {.max_bytes = 64 << 20};
    struct lint_result r = run(o, bytes_of(text), &a);
    uint32_t n = 0;
    for (uint32_t i = 0; i < r.count; i++)
        n += r.findings[i].rule->pack <= LINT_HINDSIGHT;
    arena_done(&a);
    return n;
}

static const struct lint_options plain;

TEST(positions_are_those_of_the_source)
{
    struct arena a = {.max_bytes = 1 << 20};
    const char *text = "# Gr\xc3\xbc\xc3\x9f"
                       "e\n\nAll was well. *The engineer* **forgot** to `look`.\n";
    struct lint_result r = run(&plain, bytes_of(text), &a);
    const struct lint_finding *f = r.findings;
    while (f < r.findings + r.count && f->rule->pack != LINT_BLAME)
        f++;
    CHECK(f < r.findings + r.count);
    CHECK_BYTES(bytes_cut(bytes_of(text), f->from, f->to - f->from), "The engineer* **forgot** to");
    CHECK_BYTES(bytes_cut(bytes_of(text), f->sentence_from, f->sentence_to - f->sentence_from),
                "The engineer* **forgot** to `look`.");
    arena_done(&a);
}

TEST(what_is_quoted_or_code_is_not_judged)
{
    static const char *const texts[] = {
        "> The engineer forgot to look.",
        "```\nThe engineer forgot to look.\n```",
        "He wrote: \"The engineer forgot to look.\"",
        "He wrote: \xe2\x80\x9cThe engineer forgot to look.\xe2\x80\x9d",
        "---\nsummary: The engineer forgot to look.\n---\n",
        "<!-- The engineer forgot to look. -->",
        "See [this](https://x.example/the-engineer-forgot-to-look).",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_INT(count(&plain, texts[i]), 0);
    CHECK_INT(count(&plain, "> [!NOTE]\n> The engineer forgot to look."), 1);
    CHECK_INT(count(&plain, "| Who |\n|---|\n| The engineer forgot to look. |"), 1);
}

TEST(people_are_known_from_the_list_and_from_the_text)
{
    static const struct bytes names[] = {BYTES_INIT("Qwara Zint"), BYTES_INIT("@blup")};
    struct lint_options o = {.people = names, .people_count = 2};
    CHECK_INT(count(&plain, "Later Zint failed to notice it."), 0);
    CHECK_INT(count(&o, "Later Zint failed to notice it."), 1);
    CHECK_INT(count(&plain, "@blup failed to notice it."), 1);
    CHECK_INT(count(&plain, "Zint thought that it was over.\n\nLater Zint failed to notice it."), 1);
    CHECK_INT(count(&plain, "Later Maria Zint called.\n\nThen Zint failed to notice it."), 1);
}

TEST(allowed_terms_are_left_alone)
{
    static const struct bytes terms[] = {BYTES_INIT("Human Error Board")};
    struct lint_options o = {.allowed = terms, .allowed_count = 1};
    CHECK_INT(count(&plain, "The cause was on the human error board."), 1);
    CHECK_INT(count(&o, "The cause was on the human error board."), 0);
}

TEST(options_change_severities_and_words)
{
    const char *text = "The gardener failed to look.";
    static const struct lint_set_word word[] = {{.list = "people.roles", .word = BYTES_INIT("gardener")}};
    struct lint_options o = {.words = word, .word_count = 1};
    CHECK_INT(count(&plain, text), 0);
    CHECK_INT(count(&o, text), 1);
    o.packs[LINT_BLAME] = LINT_OFF;
    CHECK_INT(count(&o, text), 0);
    static const struct lint_set_rule rule[] = {{.id = "blame.failed", .severity = LINT_ADVICE}};
    o.rules = rule;
    o.rule_count = 1;
    struct arena a = {.max_bytes = 1 << 20};
    struct lint_result r = run(&o, bytes_of(text), &a);
    bool found = false;
    for (uint32_t i = 0; i < r.count; i++) {
        if (r.findings[i].rule->pack == LINT_BLAME) {
            CHECK_INT(r.findings[i].severity, LINT_ADVICE);
            found = true;
        }
    }
    CHECK(found);
    arena_done(&a);
}

TEST(wrong_options_are_refused_with_the_reason)
{
    struct linter *l;
    struct why why;
    static const struct lint_set_rule rule[] = {{.id = "blame.nothing", .severity = LINT_ADVICE}};
    CHECK_INT(linter_new(&(struct lint_options){.rules = rule, .rule_count = 1}, &l, &why), ERR_INVALID);
    CHECK_STR(why.text, "there is no rule called 'blame.nothing'");
    static const struct lint_set_word word[] = {{.list = "x.y", .word = BYTES_INIT("z")}};
    CHECK_INT(linter_new(&(struct lint_options){.words = word, .word_count = 1}, &l, &why), ERR_INVALID);
    CHECK_STR(why.text, "there is no list of words called 'x.y'");
}

TEST(a_text_that_is_too_large_is_refused)
{
    struct linter *l;
    struct lint_result r;
    struct arena a = {.max_bytes = 1 << 20};
    char c = 'x';
    CHECK_INT(linter_new(&plain, &l, NULL), OK);
    CHECK_INT(lint(l, &(struct lint_input){.text = {&c, LINT_INPUT_MAX_BYTES + 1}}, &a, &r, NULL), ERR_LIMIT);
    linter_free(l);
}

/* What might take time that grows faster than the text: repeated, one piece without an end. */
static const char *const hostile[] = {"the engineer ",
                                      "and forgot, ",
                                      "who who ",
                                      "should have ",
                                      "\"",
                                      "'a ",
                                      "mistakenly ",
                                      "of the engineer ",
                                      "(",
                                      ", ",
                                      "a.b/",
                                      "Maria ",
                                      "@a",
                                      "| a ",
                                      "> ",
                                      "- ",
                                      "* ",
                                      "# x\n",
                                      "<!-- ",
                                      "`",
                                      "[a](",
                                      "~~",
                                      "our ",
                                      "human ",
                                      "error by ",
                                      "because ",
                                      "A. ",
                                      "WHO ",
                                      "not ",
                                      "x\n",
                                      "\xe2\x80\x9c",
                                      "\xff",
                                      "it's ",
                                      "http://",
                                      "a-",
                                      "we 'd ",
                                      "in hindsight ",
                                      "no longer ",
                                      "1:2\n"};

static uint64_t
work_of(const struct linter *l, const char *piece, size_t bytes)
{
    struct arena a = {.max_bytes = (size_t)1 << 30};
    char *text = arena_alloc(&a, bytes);
    size_t n = strlen(piece);
    for (size_t i = 0; i < bytes; i++)
        text[i] = piece[i % n];
    struct lint_result r;
    CHECK_INT(lint(l, &(struct lint_input){.text = {text, bytes}}, &a, &r, NULL), OK);
    uint64_t memory = a.used_bytes;
    arena_done(&a);
    return r.work * 64 + memory;
}

TEST(work_and_memory_grow_with_the_text_alone)
{
    enum { SMALL = 8 << 10, FACTOR = 8 };
    struct linter *l;
    struct lint_options o = {0};
    for (int p = 0; p < LINT_PACK_MAX; p++)
        o.packs[p] = LINT_ADVICE;
    CHECK_INT(linter_new(&o, &l, NULL), OK);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        uint64_t small = work_of(l, hostile[i], SMALL), large = work_of(l, hostile[i], SMALL * FACTOR);
        if (large > small * FACTOR * 2 + (1 << 20)) {
            printf("\"%s\": %llu for %d bytes, %llu for %d\n", hostile[i], (unsigned long long)small, SMALL,
                   (unsigned long long)large, SMALL * FACTOR);
            CHECK(false);
        }
    }
    linter_free(l);
}

TEST(too_many_findings_are_cut_and_said)
{
    enum { MANY = LINT_FINDINGS_MAX + 100 };
    static char text[MANY * 40];
    size_t n = 0;
    for (int i = 0; i < MANY; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "The engineer forgot to look.\n\n");
    struct arena a = {.max_bytes = (size_t)1 << 30};
    struct lint_result r = run(&plain, (struct bytes){text, n}, &a);
    CHECK_INT(r.count, LINT_FINDINGS_MAX);
    CHECK(r.cut);
    arena_done(&a);
}

int
main(void)
{
    RUN(positions_are_those_of_the_source);
    RUN(what_is_quoted_or_code_is_not_judged);
    RUN(people_are_known_from_the_list_and_from_the_text);
    RUN(allowed_terms_are_left_alone);
    RUN(options_change_severities_and_words);
    RUN(wrong_options_are_refused_with_the_reason);
    RUN(a_text_that_is_too_large_is_refused);
    RUN(work_and_memory_grow_with_the_text_alone);
    RUN(too_many_findings_are_cut_and_said);
    return test_end();
}

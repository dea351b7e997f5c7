/* The examples of each rule are its tests. */
#include "../base/test.h"

#include "rule.h"

static struct linter *linters[LINT_LANGUAGE_MAX];

static uint32_t
count_of(const struct rule *r, const char *text)
{
    struct arena a = {.max_bytes = 64 << 20};
    struct lint_result result;
    struct lint_input in = {.text = bytes_of(text), .kind = r->example_kind};
    CHECK_INT(lint(linters[r->language], &in, &a, &result, NULL), OK);
    uint32_t n = 0;
    for (uint32_t i = 0; i < result.count; i++) {
        CHECK(result.findings[i].message.n && result.findings[i].proposal.n);
        n += result.findings[i].rule == r;
    }
    arena_done(&a);
    return n;
}

TEST(each_rule_finds_its_bad_examples_and_leaves_the_good_ones_alone)
{
    const struct rule *r;
    bool right = true;
    for (uint32_t i = 0; (r = lint_rule_at(i)); i++) {
        for (int k = 0; r->bad[k]; k++) {
            if (!count_of(r, r->bad[k])) {
                printf("%s does not find: %s\n", r->id, r->bad[k]);
                right = false;
            }
        }
        for (int k = 0; r->good[k]; k++) {
            if (count_of(r, r->good[k])) {
                printf("%s finds: %s\n", r->id, r->good[k]);
                right = false;
            }
        }
    }
    CHECK(right);
}

TEST(each_rule_says_all_that_people_need)
{
    const struct rule *r;
    for (uint32_t i = 0; (r = lint_rule_at(i)); i++) {
        CHECK(bytes_starts(bytes_of(r->id), lint_pack_name(r->pack)));
        CHECK(lint_rule_of(bytes_of(r->id)) == r);
        CHECK(r->title && r->reason && r->message && r->proposal);
        CHECK(r->severity != LINT_DEFAULT);
        CHECK((r->word != NULL) + (r->sentence != NULL) + (r->block != NULL) + (r->document != NULL) <= 1);
    }
}

int
main(void)
{
    struct lint_options o = {0};
    for (int p = 0; p < LINT_PACK_MAX; p++)
        o.packs[p] = LINT_ADVICE;
    for (int l = 0; l < LINT_LANGUAGE_MAX; l++) {
        o.language = (enum lint_language)l;
        CHECK_INT(linter_new(&o, &linters[l], NULL), OK);
    }
    RUN(each_rule_finds_its_bad_examples_and_leaves_the_good_ones_alone);
    RUN(each_rule_says_all_that_people_need);
    for (int l = 0; l < LINT_LANGUAGE_MAX; l++)
        linter_free(linters[l]);
    return test_end();
}

/*
 * The labelled sentences beside the checkout: how many of the blameful ones have a finding, and how many of those with
 * a finding are blameful. What lies between (borderline) is left out. The table by category is printed: docs/lint.md
 * gives it.
 */
#include "../base/test.h"

#include "../base/json.h"
#include "rule.h"

#include <stdio.h>

enum { FILE_MAX_BYTES = 1 << 20, ROWS_MAX = 64 };

struct row {
    char label[16], category[40];
    uint32_t found, count;
};

struct tally {
    struct row rows[ROWS_MAX];
    uint32_t count;
    uint32_t blameful, blameful_found, plain, plain_found, blameless, blameless_found; // plain: blameful, not hard
};

static struct linter *linter;

static bool
is_found(struct bytes sentence, bool hindsight)
{
    struct arena a = {.max_bytes = 16 << 20};
    struct lint_result r;
    bool ret = false;
    CHECK_INT(lint(linter, &(struct lint_input){.text = sentence}, &a, &r, NULL), OK);
    for (uint32_t i = 0; i < r.count; i++) {
        enum lint_pack p = r.findings[i].rule->pack;
        ret |= p == LINT_BLAME || (hindsight && p == LINT_HINDSIGHT);
    }
    arena_done(&a);
    return ret;
}

static struct row *
row_of(struct tally *t, struct bytes label, struct bytes category)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (bytes_is(label, t->rows[i].label) && bytes_is(category, t->rows[i].category))
            return &t->rows[i];
    }
    CHECK(t->count < ROWS_MAX);
    struct row *r = &t->rows[t->count++];
    snprintf(r->label, sizeof r->label, "%.*s", BYTES_ARG(label));
    snprintf(r->category, sizeof r->category, "%.*s", BYTES_ARG(category));
    return r;
}

static void
count_sentence(struct tally *t, struct json v)
{
    struct bytes label = json_text(json_get(v, "label")), category = json_text(json_get(v, "category"));
    bool found = is_found(json_text(json_get(v, "sentence")), bytes_is(category, "hindsight"));
    bool hard = json_is_true(json_get(v, "hard"));
    struct row *r = row_of(t, label, category);
    r->count++;
    r->found += found;
    if (bytes_is(label, "blameful")) {
        t->blameful++;
        t->blameful_found += found;
        t->plain += !hard;
        t->plain_found += !hard && found;
    } else if (bytes_is(label, "blameless")) {
        t->blameless++;
        t->blameless_found += found;
    }
}

TEST(labelled_sentences_are_told_apart)
{
    static char file[FILE_MAX_BYTES + JSON_PADDING_BYTES];
    static struct tally t;
    FILE *f = fopen("../shared/data/blame/sentences.jsonl", "r");
    if (!f) {
        SKIP("../shared is not there");
        return;
    }
    struct json_walk w = json_walk_of((struct bytes){file, fread(file, 1, FILE_MAX_BYTES, f)});
    fclose(f);
    struct json_parser *p = json_parser_new();
    struct bytes raw;
    struct json v;
    while (!json_walk_next(&w, &raw, NULL) && raw.n) {
        CHECK_INT(json_parse(p, raw, &v, NULL), OK);
        count_sentence(&t, v);
    }
    json_parser_free(p);
    for (uint32_t i = 0; i < t.count; i++)
        printf("%-10s %-24s %2u of %2u\n", t.rows[i].label, t.rows[i].category, t.rows[i].found, t.rows[i].count);
    uint32_t found = t.blameful_found + t.blameless_found;
    printf("precision %.3f, recall %.3f, recall of those not hard %.3f\n", (double)t.blameful_found / found,
           (double)t.blameful_found / t.blameful, (double)t.plain_found / t.plain);
    CHECK(t.blameful > 40 && t.blameless > 80);
    CHECK(t.blameful_found * 100 >= found * 95);
    CHECK(t.blameful_found * 100 >= t.blameful * 85);
    CHECK(t.plain_found * 100 >= t.plain * 90);
}

int
main(void)
{
    CHECK_INT(linter_new(&(struct lint_options){0}, &linter, NULL), OK);
    RUN(labelled_sentences_are_told_apart);
    linter_free(linter);
    return test_end();
}

/* The pack blame on sentences of our own: tests/lint/blame.txt. */
#include "../base/test.h"

#include "rule.h"

#include <stdio.h>

enum { FILE_MAX_BYTES = 1 << 20 };

static struct linter *linter;

/* The highest severity of the pack in the sentence; LINT_OFF when there is none. */
static enum lint_severity
worst(struct bytes text)
{
    struct arena a = {.max_bytes = 16 << 20};
    struct lint_result r;
    CHECK_INT(lint(linter, &(struct lint_input){.text = text}, &a, &r, NULL), OK);
    enum lint_severity ret = LINT_OFF;
    for (uint32_t i = 0; i < r.count; i++) {
        if (r.findings[i].rule->pack == LINT_BLAME && r.findings[i].severity > ret)
            ret = r.findings[i].severity;
    }
    arena_done(&a);
    return ret;
}

TEST(each_sentence_has_the_finding_it_should_have_and_no_other)
{
    static char file[FILE_MAX_BYTES];
    FILE *f = fopen("tests/lint/blame.txt", "r");
    CHECK(f != NULL);
    struct bytes rest = {file, fread(file, 1, sizeof file, f)}, line;
    fclose(f);
    uint32_t wrong = 0, count = 0;
    while (bytes_line(&rest, &line)) {
        if (line.n < 3 || line.p[0] == '#')
            continue;
        enum lint_severity s = worst(bytes_from(line, 2));
        bool right = line.p[0] == '+'   ? s == LINT_ERROR
                     : line.p[0] == '-' ? s == LINT_OFF
                                        : s > LINT_OFF && s < LINT_ERROR;
        if (!right)
            printf("%s: %.*s\n", lint_severity_name(s), BYTES_ARG(line));
        wrong += !right;
        count++;
    }
    CHECK(count > 200);
    CHECK_INT(wrong, 0);
}

int
main(void)
{
    CHECK_INT(linter_new(&(struct lint_options){0}, &linter, NULL), OK);
    RUN(each_sentence_has_the_finding_it_should_have_and_no_other);
    linter_free(linter);
    return test_end();
}

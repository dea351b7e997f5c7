#include "../base/test.h"

#include "report.h"
#include "rule.h"

/* Two lines; before the words found stand a character of two UTF-16 units and one of three bytes. */
#define TEXT "Fine.\n\n\xf0\x9f\x94\xa5 \xe2\x80\x93 Bob failed to check,\n100% of it.\n"

static struct bytes
reported(struct arena *a, struct buf *out, enum lint_format_kind kind, const char *name, const char *text)
{
    struct linter *l = NULL;
    struct lint_result r;
    struct lint_report report = {.out = out, .version = "1.2.3"};
    CHECK_INT(linter_new(&(struct lint_options){0}, &l, NULL), OK);
    CHECK_INT(lint(l, &(struct lint_input){.text = bytes_of(text), .kind = LINT_SECTION}, a, &r, NULL), OK);
    lint_formats[kind].begin(&report);
    lint_formats[kind].file(&report, &(struct lint_file){.name = name, .text = bytes_of(text), .result = &r});
    lint_formats[kind].end(&report);
    linter_free(l);
    return buf_bytes(out);
}

TEST(places_are_counted_in_lines_code_points_bytes_and_utf16)
{
    struct bytes text = bytes_of(TEXT);
    struct lint_place p = lint_place_of(text, 16, (struct lint_place){0});
    CHECK_BYTES(bytes_cut(text, 16, 3), "Bob");
    CHECK_INT(p.line, 3);
    CHECK_INT(p.col, 5);
    CHECK_INT(p.utf16, 12);
    p = lint_place_of(text, (uint32_t)text.n, p);
    CHECK_INT(p.line, 5);
    CHECK_INT(p.col, 1);
    p = lint_place_of(BYTES("\xff\xfe"
                            "a"),
                      2, (struct lint_place){0});
    CHECK_INT(p.col, 3);
}

TEST(json_has_the_promised_members_in_one_array)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    struct bytes json = reported(&a, &out, LINT_JSON, "dir/a \"b\".md", TEXT);
    CHECK(bytes_starts(json, "[\n{\"file\":\"dir/a \\\"b\\\".md\",\"line\":3,\"col\":5,\"end_line\":3,\"end_col\":18,"
                             "\"byte\":16,\"end_byte\":29,\"utf16\":12,\"end_utf16\":25,\"severity\":\"error\","
                             "\"pack\":\"blame\",\"rule\":\"blame.failed\",\"message\":\""));
    CHECK(bytes_find(json, "\",\"proposal\":\"") != BYTES_NOT_FOUND);
    CHECK(bytes_ends(json, "\"}\n]\n"));
    buf_reset(&out);
    CHECK_BYTES(reported(&a, &out, LINT_JSON, "a.md", "Fine.\n"), "[\n]\n");
    buf_done(&out);
    arena_done(&a);
}

TEST(github_commands_escape_what_would_end_them)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    struct bytes lines = reported(&a, &out, LINT_GITHUB, "50%,\nx:y.md", TEXT);
    CHECK(bytes_starts(lines, "::error file=50%25%2C%0Ax%3Ay.md,line=3,endLine=3,col=5,endColumn=18,"
                              "title=blame.failed::"));
    CHECK_INT(bytes_find_char(lines, '\n'), lines.n - 1);
    CHECK(bytes_find(lines, ".%0A") != BYTES_NOT_FOUND);
    buf_reset(&out);
    lines = reported(&a, &out, LINT_GITHUB, "a.md", "Bob failed\nto check it.\n");
    CHECK(bytes_starts(lines, "::error file=a.md,line=1,endLine=2,title=blame.failed::"));
    buf_done(&out);
    arena_done(&a);
}

TEST(the_first_line_of_a_finding_is_for_programs_and_marks_stand_below_the_words)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    struct bytes text = reported(&a, &out, LINT_TEXT, "a\033[31m.md", TEXT), line;
    CHECK(bytes_line(&text, &line));
    CHECK(bytes_starts(line, "a?[31m.md:3:5: error blame.failed: "));
    CHECK(bytes_line(&text, &line));
    CHECK_BYTES(line, "    \xf0\x9f\x94\xa5 \xe2\x80\x93 Bob failed to check, 100% of it.");
    CHECK(bytes_line(&text, &line));
    CHECK_BYTES(line, "         ^~~~~~~~~~~~~");
    CHECK(bytes_line(&text, &line));
    CHECK(bytes_starts(line, "    why: "));
    buf_done(&out);
    arena_done(&a);
}

TEST(a_long_sentence_is_cut_round_the_words_found)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    char long_text[2000] = "";
    for (int i = 0; i < 40; i++)
        strcat(long_text, "the disk and ");
    strcat(long_text, "then Bob failed to check it, and ");
    for (int i = 0; i < 40; i++)
        strcat(long_text, "the disk and ");
    struct bytes text = reported(&a, &out, LINT_TEXT, "a.md", long_text), line, marks;
    bytes_line(&text, &line);
    bytes_line(&text, &line);
    bytes_line(&text, &marks);
    CHECK(line.n < 120 && bytes_starts(line, "    \xe2\x80\xa6") && bytes_ends(line, "\xe2\x80\xa6"));
    // The mark that replaces what was cut takes three bytes and one column.
    size_t at = (size_t)bytes_find_char(marks, '^') + 2;
    CHECK(bytes_starts(bytes_from(line, at), "Bob failed to"));
    buf_done(&out);
    arena_done(&a);
}

TEST(sarif_has_what_its_schema_requires)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    struct bytes s = reported(&a, &out, LINT_SARIF, "./dir/a b.md", TEXT);
    static const char *const has[] = {
        "\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\"",
        "\"version\":\"2.1.0\"",
        "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"aftermath lint\",\"version\":\"1.2.3\",\"rules\":[",
        "{\"id\":\"blame.failed\",\"shortDescription\":{\"text\":\"",
        "\"columnKind\":\"unicodeCodePoints\"",
        "\"level\":\"error\",\"message\":{\"text\":\"",
        "\"artifactLocation\":{\"uri\":\"dir/a%20b.md\"}",
        "\"region\":{\"startLine\":3,\"startColumn\":5,\"endLine\":3,\"endColumn\":18,\"byteOffset\":16,"
        "\"byteLength\":13}",
        "\"invocations\":[{\"executionSuccessful\":true}]",
    };
    for (size_t i = 0; i < sizeof has / sizeof *has; i++) {
        if (bytes_find(s, has[i]) == BYTES_NOT_FOUND)
            printf("no %s\n", has[i]);
        CHECK(bytes_find(s, has[i]) != BYTES_NOT_FOUND);
    }
    uint32_t number = 0;
    while (lint_rule_at(number) != lint_rule_of(BYTES("blame.failed")))
        number++;
    struct bytes index = bytes_printf(&a, "\"ruleId\":\"blame.failed\",\"ruleIndex\":%u,", number);
    CHECK(bytes_find(s, index.p) != BYTES_NOT_FOUND);
    buf_done(&out);
    arena_done(&a);
}

TEST(every_rule_can_be_explained_and_is_listed)
{
    struct buf list = {0};
    lint_list(&list);
    for (uint32_t i = 0; lint_rule_at(i); i++) {
        struct buf out = {0};
        lint_explain(&out, lint_rule_at(i));
        CHECK(bytes_starts(buf_bytes(&out), lint_rule_at(i)->id));
        CHECK(bytes_find(buf_bytes(&list), lint_rule_at(i)->id) != BYTES_NOT_FOUND);
        buf_done(&out);
    }
    buf_done(&list);
}

int
main(void)
{
    RUN(places_are_counted_in_lines_code_points_bytes_and_utf16);
    RUN(json_has_the_promised_members_in_one_array);
    RUN(github_commands_escape_what_would_end_them);
    RUN(the_first_line_of_a_finding_is_for_programs_and_marks_stand_below_the_words);
    RUN(a_long_sentence_is_cut_round_the_words_found);
    RUN(sarif_has_what_its_schema_requires);
    RUN(every_rule_can_be_explained_and_is_listed);
    return test_end();
}

#include "../base/test.h"

#include "../base/json.h"
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

static struct json
parsed(struct json_parser *parser, struct buf *out)
{
    struct json v;
    size_t n = out->n;
    buf_printf(out, "%*s", JSON_PADDING_BYTES, "");
    CHECK_INT(json_parse(parser, bytes_cut(buf_bytes(out), 0, n), &v, NULL), OK);
    return v;
}

static struct json
first(struct json array)
{
    struct json_iter it = json_each(array);
    CHECK(json_next(&it));
    return it.value;
}

static long long
number(struct json v, const char *path)
{
    int64_t n = -1;
    CHECK(json_int(json_path(v, path), &n));
    return n;
}

/* The members that the schema of SARIF 2.1.0 requires, and the ranges and words it allows. */
TEST(sarif_has_what_its_schema_requires)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    struct json_parser *parser = json_parser_new();
    reported(&a, &out, LINT_SARIF, "./dir/a b.md", TEXT);
    struct json log = parsed(parser, &out), run = first(json_get(log, "runs"));
    CHECK_BYTES(json_text(json_get(log, "version")), "2.1.0");
    CHECK_BYTES(json_text(json_path(run, "tool.driver.name")), "aftermath lint");
    CHECK_BYTES(json_text(json_path(run, "tool.driver.version")), "1.2.3");
    CHECK_BYTES(json_text(json_get(run, "columnKind")), "unicodeCodePoints");
    CHECK(json_is_true(json_get(first(json_get(run, "invocations")), "executionSuccessful")));
    struct json result = first(json_get(run, "results"));
    CHECK_BYTES(json_text(json_get(result, "ruleId")), "blame.failed");
    CHECK_STR(lint_rule_at((uint32_t)number(result, "ruleIndex"))->id, "blame.failed");
    CHECK_BYTES(json_text(json_get(result, "level")), "error");
    CHECK(json_text(json_path(result, "message.text")).n);
    struct json place = json_get(first(json_get(result, "locations")), "physicalLocation");
    CHECK_BYTES(json_text(json_path(place, "artifactLocation.uri")), "dir/a%20b.md");
    CHECK_INT(number(place, "region.startLine"), 3);
    CHECK_INT(number(place, "region.startColumn"), 5);
    CHECK_INT(number(place, "region.endLine"), 3);
    CHECK_INT(number(place, "region.endColumn"), 18);
    CHECK_INT(number(place, "region.byteOffset"), 16);
    CHECK_INT(number(place, "region.byteLength"), 13);
    json_parser_free(parser);
    buf_done(&out);
    arena_done(&a);
}

TEST(sarif_describes_every_rule_once_and_in_order)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct buf out = {0};
    struct json_parser *parser = json_parser_new();
    reported(&a, &out, LINT_SARIF, "/a.md", "Fine.\n");
    struct json run = first(json_get(parsed(parser, &out), "runs"));
    CHECK_INT(json_type_of(json_get(run, "results")), JSON_ARRAY);
    CHECK_INT(json_count(json_get(run, "results")), 0);
    uint32_t count = 0;
    for (struct json_iter it = json_each(json_path(run, "tool.driver.rules")); json_next(&it); count++) {
        CHECK(lint_rule_at(count));
        CHECK_BYTES(json_text(json_get(it.value, "id")), lint_rule_at(count)->id);
        CHECK(json_text(json_path(it.value, "shortDescription.text")).n);
        CHECK(json_text(json_path(it.value, "fullDescription.text")).n);
        CHECK(json_text(json_path(it.value, "help.text")).n);
        struct bytes level = json_text(json_path(it.value, "defaultConfiguration.level"));
        CHECK(bytes_is(level, "note") || bytes_is(level, "warning") || bytes_is(level, "error"));
    }
    CHECK(!lint_rule_at(count));
    json_parser_free(parser);
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
    RUN(sarif_describes_every_rule_once_and_in_order);
    RUN(every_rule_can_be_explained_and_is_listed);
    return test_end();
}

/* What the packs say of whole documents; single sentences are the examples of the rules (rules_test.c). */
#include "../base/test.h"

#include "rule.h"

/* "rule@line ..." of all findings. */
static const char *
found(struct arena *a, enum lint_kind kind, const char *text)
{
    struct linter *l = NULL;
    struct lint_result r;
    struct bytes all = BYTES_NONE;
    CHECK_INT(linter_new(&(struct lint_options){0}, &l, NULL), OK);
    CHECK_INT(lint(l, &(struct lint_input){.text = bytes_of(text), .kind = kind}, a, &r, NULL), OK);
    for (uint32_t i = 0; i < r.count; i++) {
        unsigned line = 1;
        for (uint32_t k = 0; k < r.findings[i].from; k++)
            line += text[k] == '\n';
        all = bytes_printf(a, "%.*s%s%s@%u", BYTES_ARG(all), i ? " " : "", r.findings[i].rule->id, line);
    }
    linter_free(l);
    return all.n ? all.p : "";
}

static void
check_found(enum lint_kind kind, const char *text, const char *want)
{
    struct arena a = {.max_bytes = 1 << 26};
    CHECK_STR(found(&a, kind, text), want);
    arena_done(&a);
}

static const char whole[] =
    "# Checkout was slow\n\n"
    "## Summary\n\nFrom 10:02 to 10:40 UTC 412 of 9,000 customers could not pay, because the disk was full.\n\n"
    "## Impact\n\n412 customers could not pay for 38 minutes. No data was lost.\n\n"
    "## Timeline\n\n"
    "| Time | Event |\n| --- | --- |\n| 10:02 | The disk is full |\n| 10:12 | The alert fires |\n"
    "| 10:40 | The disk has room again |\n\n"
    "## Causes\n\nThe logs of the importer were never rotated.\n\n"
    "## Response\n\nThe on-call engineer removed old logs, as the runbook says.\n\n"
    "## Action items\n\n"
    "| Action | Owner | Due |\n| --- | --- | --- |\n"
    "| Rotate the logs of the importer | Maria | 2026-05-12 |\n"
    "| Alert when the disk is 80 % full | Jun | 2026-05-14 |\n"
    "| Limit the importer to its own disk | Jun | 2026-06-01 |\n";

TEST(a_post_mortem_that_has_everything_has_no_findings)
{
    check_found(LINT_POSTMORTEM, whole, "");
}

TEST(every_missing_section_is_named_at_the_title)
{
    check_found(LINT_POSTMORTEM, "# Checkout was slow\n\nThe disk was full.\n",
                "structure.summary@1 structure.impact@1 structure.timeline@1 structure.causes@1 structure.response@1 "
                "structure.recommendations@1");
    check_found(LINT_POSTMORTEM, "", "");
}

TEST(a_part_of_a_post_mortem_misses_nothing)
{
    check_found(LINT_SECTION, "## Impact\n\nThe checkout was slow at 10:02.\n", "");
    check_found(LINT_TIMELINE, "- 10:02 The disk is full\n", "");
    check_found(LINT_ACTIONS, "- Rotate the logs\n", "");
}

TEST(labels_count_as_sections)
{
    check_found(LINT_POSTMORTEM,
                "# Incident of 12 May\n\n"
                "- **Summary**: from 10:02 to 10:40 UTC 412 customers could not pay\n"
                "- **Impact**: 412 customers\n- **Timeline**: in the ticket\n- **Root cause**: a full disk\n"
                "- **Resolution**: old logs were removed\n- **Follow-up**: none\n",
                "");
}

TEST(rows_without_an_owner_or_a_date_are_found_one_by_one)
{
    check_found(LINT_ACTIONS,
                "| Action | Owner | Due |\n| --- | --- | --- |\n| Rotate the logs | Maria | |\n"
                "| Limit the importer | | 2026-05-12 |\n| Add an alert | TBD | TBD |\n| Remove the cache | Jun | "
                "2026-05-12 |\n",
                "action.date@3 action.owner@4 action.owner@5 action.date@5");
    check_found(LINT_ACTIONS,
                "| Action | Ticket |\n| --- | --- |\n| Rotate the logs | |\n\n"
                "| Action | Owner |\n| --- | --- |\n| Limit the importer | |\n",
                "action.owner@7");
}

TEST(only_the_line_that_is_out_of_order_is_found)
{
    check_found(LINT_POSTMORTEM,
                "# Slow\n\nFrom 10:01 to 10:09 UTC 412 of 9,000 customers could not pay, because the disk of the first "
                "host was "
                "full of logs that were never rotated.\n\n## Impact\n\n412 customers.\n\n## Timeline\n\n"
                "- 10:01 one\n- 10:05 two\n- 10:03 three\n- 10:07 four\n- 10:09 five\n\n## Lessons\n\nFine.\n\n"
                "## Action items\n\n- Rotate the logs\n",
                "structure.timeline-order@13");
}

TEST(a_short_name_is_found_once_where_it_comes_first)
{
    check_found(LINT_POSTMORTEM, "# Slow\n\nThe QXR was full. The QXR was emptied. QXR is fine.\n",
                "structure.summary@1 structure.impact@1 structure.timeline@1 structure.causes@1 structure.response@1 "
                "structure.recommendations@1 vague.abbreviation@3");
}

int
main(void)
{
    RUN(a_post_mortem_that_has_everything_has_no_findings);
    RUN(every_missing_section_is_named_at_the_title);
    RUN(a_part_of_a_post_mortem_misses_nothing);
    RUN(labels_count_as_sections);
    RUN(rows_without_an_owner_or_a_date_are_found_one_by_one);
    RUN(only_the_line_that_is_out_of_order_is_found);
    RUN(a_short_name_is_found_once_where_it_comes_first);
    return test_end();
}

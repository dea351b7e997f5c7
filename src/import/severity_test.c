#include "import.h"

#include "../base/test.h"

TEST(words_and_numbers_of_many_tools_become_one_scale)
{
    static const struct {
        const char *text;
        int severity;
    } rows[] = {
        {"critical", 1}, {"CRITICAL", 1},    {" fatal ", 1},      {"P1", 1},
        {"SEV-1", 1},    {"sev0", 1},        {"Sev 2", 2},        {"high", 2},
        {"2 - High", 2}, {"major", 2},       {"error", 2},        {"S2", 2},
        {"warning", 3},  {"P3", 3},          {"3 - Moderate", 3}, {"partial_outage", 3},
        {"Average", 3},  {"Priority: 4", 4}, {"minor", 4},        {"low", 4},
        {"4", 4},        {"info", 5},        {"notice", 5},       {"sev9", 5},
        {"1", 1},        {"Severity.2", 0},  {"major outage", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (severity_of_text(bytes_of(rows[i].text)) != rows[i].severity)
            printf("'%s'\n", rows[i].text);
        CHECK_INT(severity_of_text(bytes_of(rows[i].text)), rows[i].severity);
    }
}

TEST(what_says_nothing_is_zero)
{
    static const char *const rows[] = {
        "",
        "   ",
        "none",
        "ok",
        "unknown",
        "0",
        "6",
        "12",
        "0.3",
        "this is a sentence about a critical thing",
        "averyveryverylongwordindeed",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (severity_of_text(bytes_of(rows[i])))
            printf("'%s'\n", rows[i]);
        CHECK_INT(severity_of_text(bytes_of(rows[i])), 0);
    }
    CHECK_INT(severity_of_text(BYTES_NONE), 0);
}

int
main(void)
{
    RUN(words_and_numbers_of_many_tools_become_one_scale);
    RUN(what_says_nothing_is_zero);
    return test_end();
}

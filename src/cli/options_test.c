#include "options.h"

#include "../base/test.h"

struct values {
    bool strict;
    const char *zone;
    int format;
    struct words private;
};

// clang-format off
static const struct option table[] = {
    {"strict",  OPTION_FLAG,   NULL,          "", offsetof(struct values, strict)},
    {"zone",    OPTION_TEXT,   "NAME",        "", offsetof(struct values, zone)},
    {"format",  OPTION_CHOICE, "md|json|csv", "", offsetof(struct values, format)},
    {"private", OPTION_LIST,   "NAME",        "", offsetof(struct values, private)},
    {0},
};
// clang-format on

static struct arena arena = {.max_bytes = 1 << 20};
static struct why why;

// clang-format off
#define ARGS(...) sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *), (char *const *)(const char *[]){__VA_ARGS__}
// clang-format on

static enum err
parse(int argc, char *const *argv, struct values *v, struct options_rest *rest)
{
    *v = (struct values){0};
    return options_parse(table, argc, argv, v, &arena, rest, &why);
}

TEST(stores_each_kind_where_the_table_says)
{
    struct values v;
    struct options_rest rest;
    CHECK_INT(
        parse(ARGS("--strict", "--zone", "Europe/Berlin", "--format=csv", "--private=a", "--private", "b"), &v, &rest),
        OK);
    CHECK(v.strict);
    CHECK_STR(v.zone, "Europe/Berlin");
    CHECK_INT(v.format, 2);
    CHECK_INT(v.private.count, 2);
    CHECK_STR(v.private.items[0], "a");
    CHECK_STR(v.private.items[1], "b");
    CHECK_INT(rest.words.count, 0);
}

TEST(leaves_what_is_not_given_at_zero)
{
    struct values v;
    struct options_rest rest;
    CHECK_INT(parse(0, NULL, &v, &rest), OK);
    CHECK(!v.strict && !v.zone && !v.format && !v.private.count && !rest.help);
}

TEST(takes_options_anywhere_and_arguments_in_order)
{
    struct values v;
    struct options_rest rest;
    CHECK_INT(parse(ARGS("a", "--strict", "-", "b"), &v, &rest), OK);
    CHECK(v.strict);
    CHECK_INT(rest.words.count, 3);
    CHECK_STR(rest.words.items[0], "a");
    CHECK_STR(rest.words.items[1], "-");
    CHECK_STR(rest.words.items[2], "b");
}

TEST(two_dashes_end_the_options)
{
    struct values v;
    struct options_rest rest;
    CHECK_INT(parse(ARGS("--", "--strict", "--help", "-x"), &v, &rest), OK);
    CHECK(!v.strict && !rest.help);
    CHECK_INT(rest.words.count, 3);
    CHECK_STR(rest.words.items[0], "--strict");
}

TEST(the_last_of_two_values_counts_and_a_value_may_be_empty)
{
    struct values v;
    struct options_rest rest;
    CHECK_INT(parse(ARGS("--zone=a", "--zone="), &v, &rest), OK);
    CHECK_STR(v.zone, "");
    CHECK_INT(parse(ARGS("--zone", "-07:00"), &v, &rest), OK);
    CHECK_STR(v.zone, "-07:00");
}

TEST(refuses_with_the_option_named)
{
    static const struct {
        const char *args[3];
        const char *says;
    } bad[] = {
        {{"--formt", "md"}, "there is no option --formt (did you mean --format?)"},
        {{"--pri=x"}, "there is no option --pri (did you mean --private?)"},
        {{"--colour"}, "there is no option --colour"},
        {{"--=x"}, "there is no option --"},
        {{"-v"}, "there is no option -v: options begin with two dashes"},
        {{"--zone"}, "--zone needs a value: --zone NAME"},
        {{"--zone", "--strict"}, "--zone needs a value: --zone NAME"},
        {{"--strict=yes"}, "--strict takes no value"},
        {{"--format", "xml"}, "--format is one of md|json|csv, not 'xml'"},
        {{"--format", "md|json"}, "--format is one of md|json|csv, not 'md|json'"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *argv[3];
        int argc = 0;
        while (argc < 3 && bad[i].args[argc]) {
            argv[argc] = arena_strdup(&arena, bad[i].args[argc]);
            argc++;
        }
        struct values v;
        struct options_rest rest = {.words.count = 99};
        CHECK_INT(parse(argc, argv, &v, &rest), ERR_INVALID);
        CHECK_STR(why.text, bad[i].says);
        CHECK_INT(rest.words.count, 99);
    }
}

TEST(help_comes_before_every_complaint)
{
    struct values v;
    struct options_rest rest;
    CHECK_INT(parse(ARGS("--nonsense", "-h"), &v, &rest), OK);
    CHECK(rest.help);
    CHECK_INT(parse(ARGS("x", "--help"), &v, &rest), OK);
    CHECK(rest.help);
}

TEST(a_command_without_a_table_has_no_options)
{
    struct options_rest rest;
    CHECK_INT(options_parse(NULL, ARGS("--strict"), NULL, &arena, &rest, &why), ERR_INVALID);
    CHECK_INT(options_parse(NULL, ARGS("a"), NULL, &arena, &rest, &why), OK);
    CHECK_INT(rest.words.count, 1);
}

TEST(the_nearest_word_is_found_and_far_ones_are_not)
{
    static const char *const known[] = {"timeline", "draft", "help", "version"};
    static const struct {
        const char *wanted, *best;
    } cases[] = {
        {"timelien", "timeline"}, // swapped
        {"timline", "timeline"},  // left out
        {"tiimeline", "timeline"},
        {"time", "timeline"}, // a beginning
        {"drfat", "draft"},
        {"hepl", "help"},
        {"h", NULL},
        {"", NULL},
        {"serve", NULL},
        {"a word that is longer than any command can be", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct near n = {.wanted = cases[i].wanted};
        for (size_t j = 0; j < sizeof known / sizeof *known; j++)
            near_try(&n, known[j]);
        CHECK_STR(n.best, cases[i].best ? cases[i].best : "");
    }
}

int
main(void)
{
    RUN(stores_each_kind_where_the_table_says);
    RUN(leaves_what_is_not_given_at_zero);
    RUN(takes_options_anywhere_and_arguments_in_order);
    RUN(two_dashes_end_the_options);
    RUN(the_last_of_two_values_counts_and_a_value_may_be_empty);
    RUN(refuses_with_the_option_named);
    RUN(help_comes_before_every_complaint);
    RUN(a_command_without_a_table_has_no_options);
    RUN(the_nearest_word_is_found_and_far_ones_are_not);
    arena_done(&arena);
    return test_end();
}

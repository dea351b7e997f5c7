#include "../base/test.h"
#include "people_csv.h"

static enum err
read_table(struct arena *a, const char *text, const struct person **ret, uint32_t *n, struct why *why)
{
    return people_csv(a, bytes_of(text), ret, n, why);
}

TEST(columns_are_found_by_their_names_in_any_order_and_case)
{
    struct arena a = {.max_bytes = 1 << 20};
    const struct person *p;
    uint32_t n;
    struct why why;
    CHECK(read_table(&a, "\xef\xbb\xbfTeam;NAME;shoe size;handle\nA;\"Oakes; Rupert\";43;@rupert\n", &p, &n, &why) ==
          OK);
    CHECK_INT(n, 1);
    CHECK_BYTES(p[0].name, "Oakes; Rupert");
    CHECK_BYTES(p[0].handle, "@rupert");
    CHECK_BYTES(p[0].team, "A");
    CHECK_BYTES(p[0].role, "");
    arena_done(&a);
}

TEST(a_table_without_columns_or_with_a_line_about_nobody_is_refused)
{
    struct arena a = {.max_bytes = 1 << 20};
    const struct person *p;
    uint32_t n;
    struct why why;
    CHECK(read_table(&a, "", &p, &n, &why) == ERR_INVALID);
    CHECK(read_table(&a, "Rupert,rupert\n", &p, &n, &why) == ERR_INVALID);
    CHECK_STR(why.text, "its first line must name the columns, like: name,handle,team,role");
    CHECK(read_table(&a, "name,team\nRupert,A\n,B\n", &p, &n, &why) == ERR_INVALID);
    CHECK_STR(why.text, "line 3 names nobody: give a name or a handle");
    arena_done(&a);
}

TEST(a_table_of_columns_alone_names_nobody)
{
    struct arena a = {.max_bytes = 1 << 20};
    const struct person *p;
    uint32_t n = 7;
    struct why why;
    CHECK(read_table(&a, "name\n", &p, &n, &why) == OK);
    CHECK_INT(n, 0);
    arena_done(&a);
}

int
main(void)
{
    RUN(columns_are_found_by_their_names_in_any_order_and_case);
    RUN(a_table_without_columns_or_with_a_line_about_nobody_is_refused);
    RUN(a_table_of_columns_alone_names_nobody);
    return test_end();
}

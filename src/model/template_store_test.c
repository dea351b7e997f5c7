#include "template_store.h"

#include "record_test.h"

#define SMALL "# Short story\n\n## Summary {summary}\n\nSay it.\n\n? What?\n"

static struct stored_template *
by_name(struct cx *cx, const char *name)
{
    struct stored_template *t;
    CHECK_OK(template_by_name(cx, bytes_of(name), &t));
    return t;
}

static int64_t
audit_count(struct cx *cx)
{
    static const struct sql q = {"count", "select count(*) from audit"};
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, &q, &s));
    CHECK_OK(db_next(cx, s, &row));
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n;
}

/* An older program's text. */
static void
set_text(struct cx *cx, const char *name, const char *text)
{
    static const struct sql q = {"set", "update template set text = $2 where name = $1"};
    struct stmt *s;
    CHECK_OK(db_query(cx, &q, &s));
    db_text(s, 1, bytes_of(name));
    db_text(s, 2, bytes_of(text));
    CHECK_OK(db_run(cx, s));
}

TEST(the_programs_templates_are_there_after_the_first_start)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct stored_template *list;
    uint32_t n;
    CHECK_OK(templates_sync(cx));
    CHECK_OK(template_list(cx, &list, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(list[0].name, "default");
    CHECK_BYTES(list[1].name, "short");
    CHECK(list[0].builtin && list[0].version == 1 && list[0].parsed->section_count == 16);
    CHECK_BYTES(list[0].title, "Post-mortem");
    int64_t entries = audit_count(cx);
    CHECK_OK(templates_sync(cx));
    CHECK_INT(audit_count(cx), entries);
    record_close(&r);
}

TEST(one_that_nobody_edited_follows_the_program_and_an_edited_one_stays)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct stored_template *t;
    CHECK_OK(templates_sync(cx));
    set_text(cx, "default", SMALL);
    set_text(cx, "short", SMALL);
    struct template_edit edit = {.text = BYTES(SMALL "\n? More?\n")};
    CHECK_OK(template_update(cx, by_name(cx, "short")->id, &edit, &t));
    CHECK(!t->builtin && t->version == 2);
    CHECK_OK(templates_sync(cx));
    CHECK_INT(by_name(cx, "default")->parsed->section_count, 16);
    CHECK_INT(by_name(cx, "default")->version, 2);
    CHECK(bytes_eq(by_name(cx, "short")->text, edit.text));
    record_close(&r);
}

TEST(deleting_an_edited_one_brings_the_programs_text_back)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct stored_template *t;
    CHECK_OK(templates_sync(cx));
    struct bytes id = by_name(cx, "short")->id;
    CHECK_ERR(template_delete(cx, id), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "'short' is one of the program's own; it can be edited, not deleted");
    CHECK_ERR(template_update(cx, id, &(struct template_edit){.name = BYTES("mine")}, &t), ERR_CONFLICT);
    CHECK_OK(template_update(cx, id, &(struct template_edit){.text = BYTES(SMALL)}, &t));
    CHECK_BYTES(t->title, "Short story");
    CHECK_OK(template_delete(cx, id));
    CHECK(by_name(cx, "short")->builtin);
    CHECK(by_name(cx, "short")->parsed->section_count > 1);
    record_close(&r);
}

TEST(people_write_their_own)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct stored_template *t, *again;
    CHECK_OK(template_create(cx, BYTES(" ours "), BYTES(SMALL), &t));
    CHECK_BYTES(t->name, "ours");
    CHECK_BYTES(t->title, "Short story");
    CHECK(!t->builtin && t->parsed->section_count == 1);
    CHECK_ERR(template_create(cx, BYTES("ours"), BYTES(SMALL), &again), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "there is a template 'ours' already");
    CHECK_OK(template_update(cx, t->id, &(struct template_edit){.name = BYTES("theirs"), .version = 1}, &again));
    CHECK(again->version == 2 && bytes_is(again->name, "theirs"));
    CHECK_ERR(template_update(cx, t->id, &(struct template_edit){.name = BYTES("x"), .version = 1}, &again), ERR_STALE);
    CHECK_OK(template_update(cx, t->id, &(struct template_edit){.text = BYTES(SMALL)}, &again)); // as it is
    CHECK_INT(again->version, 2);
    CHECK_OK(template_delete(cx, t->id));
    CHECK_ERR(template_load(cx, t->id, &again), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(what_is_wrong_in_a_text_is_told_with_its_line)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct stored_template *t;
    CHECK_ERR(template_create(cx, BYTES("a"), BYTES("# T\n\n## Nothing {nothing}\n"), &t), ERR_INVALID);
    CHECK(strstr(cx->why.text, "line 3: no section is called 'nothing'"));
    CHECK_ERR(template_create(cx, BYTES("a b"), BYTES(SMALL), &t), ERR_INVALID);
    CHECK_STR(cx->why.text, "name must be letters, digits, '-' and '_'");
    CHECK_ERR(template_create(cx, BYTES(""), BYTES(SMALL), &t), ERR_INVALID);
    CHECK_STR(cx->why.text, "name is missing");
    struct user reader = {.id = BYTES("usr_r"), .name = BYTES("R"), .role = ROLE_READER};
    cx->actor = &reader;
    CHECK_ERR(template_create(cx, BYTES("a"), BYTES(SMALL), &t), ERR_DENIED);
    record_close(&r);
}

int
main(void)
{
    RUN(the_programs_templates_are_there_after_the_first_start);
    RUN(one_that_nobody_edited_follows_the_program_and_an_edited_one_stays);
    RUN(deleting_an_edited_one_brings_the_programs_text_back);
    RUN(people_write_their_own);
    RUN(what_is_wrong_in_a_text_is_told_with_its_line);
    return test_end();
}

#include "section.h"

#include "audit.h"
#include "evidence_test.h"
#include "postmortem.h"
#include "search.h"
#include "template_store.h"
#include "timeline_store.h"

static struct cx *
open_record(struct record *r)
{
    struct cx *cx = record_open(r);
    CHECK_OK(templates_sync(cx));
    return cx;
}

static struct bytes
make(struct cx *cx)
{
    struct bytes incident = new_incident(cx);
    struct postmortem *pm;
    CHECK_OK(postmortem_create(cx, &(struct postmortem_new){.incident_ids = &incident, .incident_count = 1}, &pm));
    return pm->id;
}

static struct pm_section *
write_body(struct cx *cx, struct bytes pm, const char *key, const char *text)
{
    struct pm_section *s;
    CHECK_OK(section_update(cx, pm, bytes_of(key), &(struct section_edit){.body = bytes_of(text)}, &s));
    return s;
}

/* Keys in their order, with blanks between. */
static struct bytes
order(struct cx *cx, struct bytes pm, uint32_t first)
{
    struct pm_section *list;
    uint32_t n;
    struct buf out = {0};
    CHECK_OK(section_list(cx, pm, &list, &n));
    for (uint32_t i = 0; i < n && i < first; i++)
        buf_printf(&out, "%s%.*s", i ? " " : "", BYTES_ARG(list[i].key));
    struct bytes text = bytes_dup(cx->arena, buf_bytes(&out));
    buf_done(&out);
    return text;
}

TEST(each_change_is_a_version_and_an_older_one_comes_back_as_a_new_one)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes pm = make(cx);
    struct pm_section *s;
    struct section_version *v;
    uint32_t n;
    CHECK_INT(write_body(cx, pm, "summary", "one")->version, 2);
    CHECK_INT(write_body(cx, pm, "summary", "two")->version, 3);
    CHECK_INT(write_body(cx, pm, "summary", "two")->version, 3); // nothing changed
    CHECK_OK(section_versions(cx, pm, BYTES("summary"), 0, 10, &v, &n));
    CHECK(n == 3 && v[0].version == 3 && bytes_is(v[0].body, "two") && bytes_is(v[1].body, "one") && !v[2].body.n);
    CHECK_OK(section_versions(cx, pm, BYTES("summary"), 3, 1, &v, &n));
    CHECK(n == 1 && v[0].version == 2);
    CHECK_OK(section_restore(cx, pm, BYTES("summary"), 2, &s));
    CHECK(s->version == 4 && bytes_is(s->body, "one"));
    CHECK_OK(section_restore(cx, pm, BYTES("summary"), 2, &s));
    CHECK_INT(s->version, 4); // it is so already
    CHECK_ERR(section_restore(cx, pm, BYTES("summary"), 9, &s), ERR_NOT_FOUND);
    CHECK_ERR(section_restore(cx, pm, BYTES("summary"), -1, &s), ERR_NOT_FOUND);
    CHECK_STR(cx->why.text, "no version -1 of this section");
    record_close(&r);
}

TEST(of_two_writers_the_second_is_told)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes pm = make(cx);
    struct pm_section *s;
    CHECK_OK(section_update(cx, pm, BYTES("summary"), &(struct section_edit){.body = BYTES("a"), .version = 1}, &s));
    CHECK(!s->drafted);
    CHECK_ERR(section_update(cx, pm, BYTES("summary"), &(struct section_edit){.body = BYTES("b"), .version = 1}, &s),
              ERR_STALE);
    CHECK_STR(cx->why.text, "somebody changed the section meanwhile: it is at version 2, not 1");
    record_close(&r);
}

TEST(what_is_too_long_or_no_text_is_refused)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes pm = make(cx);
    struct pm_section *s;
    char *text = arena_alloc(cx->arena, SECTION_BODY_MAX_BYTES + 1);
    memset(text, 'x', SECTION_BODY_MAX_BYTES + 1);
    struct section_edit edit = {.body = {text, SECTION_BODY_MAX_BYTES}};
    CHECK_OK(section_update(cx, pm, BYTES("summary"), &edit, &s));
    edit.body.n++;
    CHECK_ERR(section_update(cx, pm, BYTES("summary"), &edit, &s), ERR_INVALID);
    edit = (struct section_edit){.body = BYTES("a\0b")};
    CHECK_ERR(section_update(cx, pm, BYTES("summary"), &edit, &s), ERR_INVALID);
    CHECK_STR(cx->why.text, "body holds control characters");
    edit = (struct section_edit){.title = BYTES(" ")};
    CHECK_ERR(section_update(cx, pm, BYTES("summary"), &edit, &s), ERR_INVALID);
    CHECK_ERR(section_update(cx, pm, BYTES("nothing"), &edit, &s), ERR_NOT_FOUND);
    CHECK_ERR(section_update(cx, BYTES("pm_none"), BYTES("summary"), &edit, &s), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(people_add_rename_order_and_remove_sections_of_their_own)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes pm = make(cx);
    struct pm_section *s;
    struct section_new in = {.title = BYTES("Costs & Credits!"), .body = BYTES("much"), .after = BYTES("summary")};
    CHECK_OK(section_create(cx, pm, &in, &s));
    CHECK_BYTES(s->key, "x-costs-credits");
    CHECK(s->version == 1 && s->position == 2);
    CHECK_OK(section_create(cx, pm, &in, &s));
    CHECK_BYTES(s->key, "x-costs-credits-2");
    CHECK_BYTES(order(cx, pm, 4), "summary x-costs-credits-2 x-costs-credits symptoms");
    CHECK_OK(section_update(cx, pm, s->key, &(struct section_edit){.title = BYTES("Costs")}, &s));
    CHECK(s->version == 2 && bytes_is(s->title, "Costs") && bytes_is(s->body, "much"));
    CHECK_OK(section_update(cx, pm, BYTES("symptoms"), &(struct section_edit){.after = BYTES("")}, &s));
    CHECK(s->position == 1 && s->version == 1 && s->drafted);
    CHECK_OK(section_update(cx, pm, BYTES("symptoms"), &(struct section_edit){.after = BYTES("x-costs-credits")}, &s));
    CHECK_BYTES(order(cx, pm, 4), "summary x-costs-credits-2 x-costs-credits symptoms");
    CHECK_ERR(section_update(cx, pm, BYTES("symptoms"), &(struct section_edit){.after = BYTES("none")}, &s),
              ERR_INVALID);
    CHECK_ERR(section_update(cx, pm, BYTES("symptoms"), &(struct section_edit){.after = BYTES("symptoms")}, &s),
              ERR_INVALID);
    CHECK_ERR(section_delete(cx, pm, BYTES("summary")), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "'Summary' belongs to the template; empty it instead");
    CHECK_OK(section_delete(cx, pm, BYTES("x-costs-credits-2")));
    CHECK_BYTES(order(cx, pm, 3), "summary x-costs-credits symptoms");
    in = (struct section_new){.title = BYTES("費用")};
    CHECK_OK(section_create(cx, pm, &in, &s));
    CHECK_BYTES(s->key, "x-section");
    in.title = BYTES_NONE;
    CHECK_ERR(section_create(cx, pm, &in, &s), ERR_INVALID);
    record_close(&r);
}

TEST(a_new_draft_takes_the_place_of_peoples_text_only_when_that_is_confirmed)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = new_incident(cx);
    struct postmortem *pm;
    struct pm_section *s;
    CHECK_OK(postmortem_create(cx, &(struct postmortem_new){.incident_ids = &incident, .incident_count = 1}, &pm));
    CHECK_OK(section_draft(cx, pm->id, BYTES("summary"), false, &s));
    CHECK(s->version == 1 && !s->body.n); // still nothing to say
    import_demo(cx, incident);
    CHECK_OK(incident_build(cx, incident));
    CHECK_OK(section_draft(cx, pm->id, BYTES("summary"), false, &s));
    CHECK(s->version == 2 && s->drafted && bytes_starts(s->body, "The evidence shows"));
    CHECK(bytes_find(s->questions_json, "When did it begin") < 0); // it says so now
    write_body(cx, pm->id, "summary", "ours");
    CHECK_ERR(section_draft(cx, pm->id, BYTES("summary"), false, &s), ERR_CONFLICT);
    CHECK(strstr(cx->why.text, "people have changed this section"));
    CHECK_OK(section_draft(cx, pm->id, BYTES("summary"), true, &s));
    CHECK(s->version == 4 && s->drafted);
    CHECK_OK(section_create(cx, pm->id, &(struct section_new){.title = BYTES("Own")}, &s));
    CHECK_ERR(section_draft(cx, pm->id, s->key, true, &s), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "the template 'default' has no section 'x-own'");
    record_close(&r);
}

TEST(the_log_vouches_for_every_version_without_holding_the_text)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes pm = make(cx);
    struct pm_section *s = write_body(cx, pm, "summary", "a secret of ours");
    struct audit_row *rows;
    uint32_t n;
    struct audit_filter f = {.subject = section_subject(cx, pm, BYTES("summary")), .incident = pm};
    CHECK_OK(audit_list(cx, &f, &rows, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(rows[0].action, "section.update");
    CHECK_BYTES(rows[1].action, "section.draft");
    struct sha256 hash = section_hash(s->title, s->body);
    CHECK(bytes_find(rows[0].after, sha256_hex(&hash).s) > 0);
    CHECK(bytes_find(rows[0].after, "\"version\":2") > 0);
    CHECK(bytes_find(rows[0].after, "a secret of ours") < 0);
    CHECK(!bytes_eq(rows[0].before, rows[1].after) && bytes_find(rows[0].before, "\"sha256\":\"") > 0);
    record_close(&r);
}

TEST(a_section_is_found_by_its_words_and_not_by_its_markup)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes pm = make(cx);
    struct search_result found;
    write_body(
        cx, pm, "causes",
        "## Pool\n\n> **Idle** connections [E12](#evt_0abcdefghij) and \\*stars\\*\n\n```aftermath moments\n```\n");
    struct pm_section *s;
    CHECK_OK(section_load(cx, pm, BYTES("causes"), &s));
    CHECK_BYTES(section_plain(cx, s->body), "Pool\n\nIdle connections E12 and *stars*");
    CHECK_OK(search(cx, BYTES("idle connections"), SEARCH_ALL_KINDS, 20, &found));
    CHECK_INT(found.count, 1);
    CHECK(bytes_eq(found.hits[0].id, section_subject(cx, pm, BYTES("causes"))));
    CHECK_BYTES(found.hits[0].title, "Causes");
    CHECK_OK(search(cx, BYTES("evt_0abcdefghij"), SEARCH_SECTION, 20, &found));
    CHECK_INT(found.count, 0);
    write_body(cx, pm, "causes", "none");
    CHECK_OK(search(cx, BYTES("idle connections"), SEARCH_ALL_KINDS, 20, &found));
    CHECK_INT(found.count, 0);
    record_close(&r);
}

int
main(void)
{
    RUN(each_change_is_a_version_and_an_older_one_comes_back_as_a_new_one);
    RUN(of_two_writers_the_second_is_told);
    RUN(what_is_too_long_or_no_text_is_refused);
    RUN(people_add_rename_order_and_remove_sections_of_their_own);
    RUN(a_new_draft_takes_the_place_of_peoples_text_only_when_that_is_confirmed);
    RUN(the_log_vouches_for_every_version_without_holding_the_text);
    RUN(a_section_is_found_by_its_words_and_not_by_its_markup);
    return test_end();
}

#include "postmortem.h"

#include "evidence_test.h"
#include "search.h"
#include "template_store.h"
#include "timeline_store.h"

static const struct user ada = {
    .id = BYTES_INIT("usr_ada"), .name = BYTES_INIT("Ada"), .email = BYTES_INIT("ada@x.example"), .role = ROLE_EDITOR};
static const struct user root = {
    .id = BYTES_INIT("usr_root"), .name = BYTES_INIT("Root"), .email = BYTES_INIT("r@x.example"), .role = ROLE_ADMIN};
static const struct user rita = {
    .id = BYTES_INIT("usr_rita"), .name = BYTES_INIT("Rita"), .email = BYTES_INIT("t@x.example"), .role = ROLE_READER};

static void
add_user(struct cx *cx, const struct user *u)
{
    static const struct sql q = {"add",
                                 "insert into user(id, name, email, role, created_ms) values($1, $2, $3, $4, 1)"};
    struct stmt *s;
    CHECK_OK(db_query(cx, &q, &s));
    db_text(s, 1, u->id);
    db_text(s, 2, u->name);
    db_text(s, 3, u->email);
    db_text(s, 4, bytes_of(role_name(u->role)));
    CHECK_OK(db_run(cx, s));
}

static struct cx *
open_record(struct record *r)
{
    struct cx *cx = record_open(r);
    CHECK_OK(templates_sync(cx));
    add_user(cx, &ada);
    add_user(cx, &root);
    add_user(cx, &rita);
    cx->actor = &ada;
    cx->via = VIA_BROWSER;
    return cx;
}

static struct bytes
demo_incident(struct cx *cx)
{
    struct bytes id = new_incident(cx);
    import_demo(cx, id);
    CHECK_OK(incident_build(cx, id));
    return id;
}

static struct postmortem *
make(struct cx *cx, const struct bytes *incidents, uint32_t count)
{
    struct postmortem *pm;
    CHECK_OK(postmortem_create(cx, &(struct postmortem_new){.incident_ids = incidents, .incident_count = count}, &pm));
    return pm;
}

static struct bytes
body(struct cx *cx, struct bytes pm, const char *key)
{
    struct pm_section *s;
    CHECK_OK(section_load(cx, pm, bytes_of(key), &s));
    return s->body;
}

static bool
has(struct bytes text, const char *what)
{
    return bytes_find(text, what) >= 0;
}

TEST(every_section_is_drafted_from_the_evidence_with_links_that_stay)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = demo_incident(cx);
    struct postmortem *pm = make(cx, &incident, 1);
    CHECK_INT(pm->number, 1);
    CHECK_BYTES(pm->title, "Post-mortem: Checkout is down");
    CHECK(pm->state == POSTMORTEM_DRAFT && pm->version == 1 && !pm->demo);
    CHECK_BYTES(pm->template, "default");
    CHECK_BYTES(pm->created_by, "usr_ada");
    CHECK(pm->incident_count == 1 && pm->sections == 16 && pm->filled >= 10);
    struct bytes summary = body(cx, pm->id, "summary");
    CHECK(has(summary, "The evidence shows an incident that began on 2024-03-14"));
    CHECK(has(summary, "](#evt_") && !has(summary, "](#e1"));
    CHECK(!has(summary, "To the writer") && !has(summary, "Question"));
    struct pm_section *s;
    CHECK_OK(section_load(cx, pm->id, BYTES("summary"), &s));
    CHECK(s->drafted && s->version == 1 && !s->updated_by.n && s->position == 1);
    CHECK(has(s->guidance_json, "[\"Three to five sentences"));
    CHECK_BYTES(s->questions_json, "[\"What would you tell a colleague from another team in three sentences?\"]");
    record_close(&r);
}

TEST(what_the_record_knows_is_a_live_block_and_no_frozen_list)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = demo_incident(cx), pm = make(cx, &incident, 1)->id;
    CHECK(!has(body(cx, pm, "summary"), "**Moments**") && !has(body(cx, pm, "summary"), "**Lengths of time**"));
    CHECK_BYTES(body(cx, pm, "timeline"), "```aftermath picture\n```\n\n```aftermath timeline\n```\n");
    CHECK(bytes_starts(body(cx, pm, "detection"), "```aftermath moments\n```\n\nIt was detected"));
    CHECK(bytes_starts(body(cx, pm, "response"), "```aftermath durations\n```\n\n```aftermath people\n```\n\n"));
    CHECK(!has(body(cx, pm, "response"), "Who took part, in the order"));
    CHECK(bytes_starts(body(cx, pm, "impact"), "```aftermath impact\n```\n\n"));
    CHECK(!has(body(cx, pm, "impact"), "Counted in the evidence"));
    CHECK(has(body(cx, pm, "impact"), "What was said about it"));
    CHECK(!has(body(cx, pm, "sources"), "Further events"));
    record_close(&r);
}

TEST(a_template_without_those_sections_keeps_the_lists)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = demo_incident(cx);
    struct postmortem *pm;
    struct postmortem_new in = {.incident_ids = &incident, .incident_count = 1, .template = BYTES("short")};
    CHECK_OK(postmortem_create(cx, &in, &pm));
    CHECK_BYTES(pm->template, "short");
    CHECK(has(body(cx, pm->id, "summary"), "**Lengths of time**"));
    in.template = BYTES("none");
    CHECK_ERR(postmortem_create(cx, &in, &pm), ERR_INVALID);
    CHECK_STR(cx->why.text, "template: none is called 'none'");
    record_close(&r);
}

TEST(several_incidents_stand_under_headings_of_their_own)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes ids[2] = {demo_incident(cx), demo_incident(cx)};
    struct postmortem *pm = make(cx, ids, 2);
    CHECK_BYTES(pm->title, "Post-mortem: Checkout is down, and 1 more");
    CHECK_INT(pm->incident_count, 2);
    struct bytes text = body(cx, pm->id, "summary");
    CHECK(bytes_starts(text, "### INC-1: Checkout is down\n\nThe evidence shows"));
    CHECK(has(text, "\n\n### INC-2: Checkout is down\n\nThe evidence shows"));
    CHECK_BYTES(body(cx, pm->id, "timeline"), "```aftermath picture\n```\n\n```aftermath timeline\n```\n");
    record_close(&r);
}

TEST(an_incident_without_evidence_gives_the_questions)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = new_incident(cx);
    struct postmortem *pm = make(cx, &incident, 1);
    struct pm_section *s;
    CHECK_INT(pm->filled, 1); // the timeline's block, which fills itself
    CHECK_OK(section_load(cx, pm->id, BYTES("summary"), &s));
    CHECK(!s->body.n && has(s->questions_json, "When did it begin, and when was it over?"));
    record_close(&r);
}

TEST(wrong_incidents_are_refused)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes none = BYTES("inc_none"), one = new_incident(cx), twice[2] = {one, one};
    struct postmortem *pm;
    CHECK_ERR(postmortem_create(cx, &(struct postmortem_new){0}, &pm), ERR_INVALID);
    CHECK_STR(cx->why.text, "incident_ids must name 1 to 20 incidents");
    CHECK_ERR(postmortem_create(cx, &(struct postmortem_new){.incident_ids = &none, .incident_count = 1}, &pm),
              ERR_INVALID);
    CHECK_STR(cx->why.text, "incident_ids: no incident 'inc_none'");
    CHECK_ERR(postmortem_create(cx, &(struct postmortem_new){.incident_ids = twice, .incident_count = 2}, &pm),
              ERR_INVALID);
    cx->actor = &rita;
    CHECK_ERR(postmortem_create(cx, &(struct postmortem_new){.incident_ids = &one, .incident_count = 1}, &pm),
              ERR_DENIED);
    record_close(&r);
}

static enum err
set_state(struct cx *cx, struct bytes id, enum postmortem_state to)
{
    struct postmortem *pm;
    return postmortem_update(cx, id, &(struct postmortem_edit){.has_state = true, .state = to}, &pm);
}

TEST(states_follow_each_other_as_the_table_says)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = new_incident(cx), pm = make(cx, &incident, 1)->id;
    CHECK_ERR(set_state(cx, pm, POSTMORTEM_CLOSED), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "what is 'draft' cannot become 'closed'");
    CHECK_OK(set_state(cx, pm, POSTMORTEM_IN_REVIEW));
    CHECK_OK(set_state(cx, pm, POSTMORTEM_DRAFT));
    CHECK_OK(set_state(cx, pm, POSTMORTEM_IN_REVIEW));
    CHECK_OK(set_state(cx, pm, POSTMORTEM_REVIEWED));
    CHECK_OK(set_state(cx, pm, POSTMORTEM_CLOSED));
    CHECK_ERR(set_state(cx, pm, POSTMORTEM_REVIEWED), ERR_DENIED);
    struct pm_section *s;
    CHECK_ERR(section_update(cx, pm, BYTES("summary"), &(struct section_edit){.body = BYTES("x")}, &s), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "the post-mortem is closed");
    struct postmortem *p;
    CHECK_ERR(postmortem_update(cx, pm, &(struct postmortem_edit){.title = BYTES("x")}, &p), ERR_CONFLICT);
    cx->actor = &root;
    CHECK_OK(set_state(cx, pm, POSTMORTEM_REVIEWED));
    CHECK_OK(section_update(cx, pm, BYTES("summary"), &(struct section_edit){.body = BYTES("x")}, &s));
    record_close(&r);
}

TEST(an_edit_of_what_somebody_else_changed_is_refused)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes ids[2] = {new_incident(cx), new_incident(cx)}, id = make(cx, ids, 1)->id;
    struct postmortem *pm;
    CHECK_OK(postmortem_update(cx, id, &(struct postmortem_edit){.title = BYTES(" New "), .version = 1}, &pm));
    CHECK(pm->version == 2 && bytes_is(pm->title, "New"));
    CHECK_ERR(postmortem_update(cx, id, &(struct postmortem_edit){.title = BYTES("x"), .version = 1}, &pm), ERR_STALE);
    CHECK_OK(postmortem_update(cx, id, &(struct postmortem_edit){.title = BYTES("New")}, &pm));
    CHECK_INT(pm->version, 2); // nothing changed
    struct postmortem_edit both = {.has_incidents = true, .incident_ids = ids, .incident_count = 2};
    CHECK_OK(postmortem_update(cx, id, &both, &pm));
    CHECK(pm->version == 3 && pm->incident_count == 2);
    both.incident_count = 0;
    CHECK_ERR(postmortem_update(cx, id, &both, &pm), ERR_INVALID);
    record_close(&r);
}

TEST(lists_show_what_changed_last_first_page_by_page)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = new_incident(cx), first = BYTES_NONE;
    for (int i = 0; i < 5; i++) {
        cx->now_ms += 1000;
        struct bytes id = make(cx, &incident, 1)->id;
        first = i ? first : id;
    }
    struct pm_section *s;
    cx->now_ms += 1000;
    CHECK_OK(section_update(cx, first, BYTES("summary"), &(struct section_edit){.body = BYTES("x")}, &s));
    struct postmortem *list;
    uint32_t n;
    bool more;
    struct postmortem_filter f = {.limit = 2};
    CHECK_OK(postmortem_list(cx, &f, &list, &n, &more));
    CHECK(n == 2 && more && list[0].number == 1 && list[1].number == 5);
    CHECK_INT(list[0].filled, 2);
    f = (struct postmortem_filter){.has_cursor = true, .cursor_ms = list[1].updated_ms, .cursor_id = list[1].id};
    CHECK_OK(postmortem_list(cx, &f, &list, &n, &more));
    CHECK(n == 3 && !more && list[0].number == 4 && list[2].number == 2);
    CHECK_OK(set_state(cx, first, POSTMORTEM_IN_REVIEW));
    f = (struct postmortem_filter){.has_state = true, .state = POSTMORTEM_IN_REVIEW};
    CHECK_OK(postmortem_list(cx, &f, &list, &n, &more));
    CHECK(n == 1 && list[0].number == 1);
    f = (struct postmortem_filter){.q = BYTES("pm-3")};
    CHECK_OK(postmortem_list(cx, &f, &list, &n, &more));
    CHECK(n == 1 && list[0].number == 3);
    f = (struct postmortem_filter){.q = BYTES("CHECKOUT")};
    CHECK_OK(postmortem_list(cx, &f, &list, &n, &more));
    CHECK_INT(n, 5);
    f = (struct postmortem_filter){.q = BYTES("100%")};
    CHECK_OK(postmortem_list(cx, &f, &list, &n, &more));
    CHECK_INT(n, 0);
    record_close(&r);
}

TEST(one_that_is_deleted_is_gone_from_lists_and_searches_and_its_incident_is_free)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = demo_incident(cx), id = make(cx, &incident, 1)->id;
    struct search_result found;
    struct postmortem *pm;
    CHECK_OK(search(cx, BYTES("rollback"), SEARCH_SECTION, 20, &found));
    CHECK(found.count > 0 && bytes_eq(found.hits[0].parent, id));
    CHECK_ERR(postmortem_delete(cx, id), ERR_DENIED);
    cx->actor = &root;
    CHECK_ERR(incident_delete(cx, incident), ERR_CONFLICT);
    CHECK_OK(postmortem_delete(cx, id));
    CHECK_ERR(postmortem_load(cx, id, &pm), ERR_NOT_FOUND);
    CHECK_ERR(postmortem_delete(cx, id), ERR_NOT_FOUND);
    CHECK_OK(search(cx, BYTES("rollback"), SEARCH_SECTION, 20, &found));
    CHECK_INT(found.count, 0);
    CHECK_OK(incident_delete(cx, incident));
    record_close(&r);
}

TEST(it_is_found_by_its_name)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct bytes incident = new_incident(cx);
    struct postmortem *pm, *one = make(cx, &incident, 1);
    CHECK_OK(postmortem_by_name(cx, BYTES("pm-1"), &pm));
    CHECK(bytes_eq(pm->id, one->id));
    CHECK_OK(postmortem_by_name(cx, BYTES("1"), &pm));
    CHECK_OK(postmortem_by_name(cx, one->id, &pm));
    CHECK_ERR(postmortem_by_name(cx, BYTES("PM-7"), &pm), ERR_NOT_FOUND);
    CHECK_STR(cx->why.text, "no post-mortem PM-7");
    record_close(&r);
}

int
main(void)
{
    RUN(every_section_is_drafted_from_the_evidence_with_links_that_stay);
    RUN(what_the_record_knows_is_a_live_block_and_no_frozen_list);
    RUN(a_template_without_those_sections_keeps_the_lists);
    RUN(several_incidents_stand_under_headings_of_their_own);
    RUN(an_incident_without_evidence_gives_the_questions);
    RUN(wrong_incidents_are_refused);
    RUN(states_follow_each_other_as_the_table_says);
    RUN(an_edit_of_what_somebody_else_changed_is_refused);
    RUN(lists_show_what_changed_last_first_page_by_page);
    RUN(one_that_is_deleted_is_gone_from_lists_and_searches_and_its_incident_is_free);
    RUN(it_is_found_by_its_name);
    return test_end();
}

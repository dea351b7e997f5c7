#include "demo.h"

#include "audit.h"
#include "check.h"
#include "demo_files.h"
#include "event.h"
#include "evidence_test.h"
#include "person.h"
#include "postmortem.h"
#include "timeline_store.h"

static const struct sql q_persons = {"t_persons", "select count(*) from person"},
                        q_teams = {"t_teams", "select count(*) from team"},
                        q_components = {"t_components", "select count(*) from component"},
                        q_postmortems = {"t_postmortems", "select count(*) from postmortem where demo = 1"},
                        q_sections = {"t_sections", "select count(*) from section"},
                        q_versions = {"t_versions", "select count(*) from section_version"},
                        q_settings = {"t_settings", "select count(*) from setting"};

TEST(the_demo_is_an_incident_that_a_team_worked_on)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id;
    struct incident *in;
    struct stored_timeline st;
    bool there;
    CHECK_OK(demo_is_there(cx, &there));
    CHECK(!there);
    CHECK_OK(demo_load(cx, &id));
    CHECK_OK(demo_is_there(cx, &there));
    CHECK(there);
    CHECK_OK(incident_load(cx, id, &in));
    CHECK(in->demo && in->state == INCIDENT_RESOLVED && in->role_count == 3 && in->component_count == 4);
    CHECK(in->event_count > 150 && in->key_count > 10 && !in->stale);
    CHECK_STR(when_format(in->started_ms).s, "2024-03-14T09:12:31.604Z");
    CHECK_OK(incident_timeline(cx, id, &(struct timeline_wish){.hidden = true}, &st));
    uint32_t hidden = 0, written = 0, edited = 0, with_team = 0;
    for (uint32_t i = 0; i < st.t.event_count; i++) {
        hidden += st.records[i].hidden;
        written += st.records[i].written;
        edited += st.records[i].edited_ms != 0;
        with_team += st.t.events[i].team.n != 0;
    }
    CHECK_INT(hidden, 16); // every row of the table finds its event
    CHECK_INT(written, 1);
    CHECK_INT(edited, 18);
    CHECK(with_team > 50);
    CHECK_INT(st.moments[MOMENT_IMPACT_STARTED].state, MOMENT_CORRECTED);
    CHECK_INT(st.moments[MOMENT_DETECTED].state, MOMENT_CONFIRMED);
    CHECK_INT(st.moments[MOMENT_DECLARED].state, MOMENT_CORRECTED);
    CHECK(st.t.moments[MOMENT_DECLARED].event);
    CHECK_STR(when_format(st.t.moments[MOMENT_MITIGATED].at.ms).s, "2024-03-14T11:52:33.000Z");
    CHECK_STR(when_format(st.t.moments[MOMENT_RESOLVED].at.ms).s, "2024-03-14T12:32:10.000Z");
    CHECK_ERR(demo_load(cx, &id), ERR_CONFLICT);
    struct verification v;
    CHECK_OK(record_verify(cx, &v));
    CHECK(v.ok);
    record_close(&r);
}

TEST(its_evidence_is_all_that_the_folder_holds)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id;
    struct incident *in;
    CHECK_OK(demo_load(cx, &id));
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->signal_count, import_demo(cx, new_incident(cx)));
    record_close(&r);
}

static struct postmortem *
demo_postmortem(struct cx *cx)
{
    struct postmortem *list;
    uint32_t n;
    bool more;
    CHECK_OK(postmortem_list(cx, &(struct postmortem_filter){0}, &list, &n, &more));
    CHECK_INT(n, 1);
    return list;
}

TEST(its_post_mortem_is_written_and_in_review)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id;
    struct pm_section *sections;
    uint32_t n, written = 0;
    CHECK_OK(demo_load(cx, &id));
    struct postmortem *pm = demo_postmortem(cx);
    CHECK(pm->demo && pm->state == POSTMORTEM_IN_REVIEW && pm->incident_count == 1);
    CHECK_BYTES(pm->incidents[0].id, bytes_dup(cx->arena, id).p);
    CHECK_OK(section_list(cx, pm->id, &sections, &n));
    CHECK(n == 17 && pm->filled == n);
    for (uint32_t i = 0; i < n; i++) {
        written += !sections[i].drafted;
        CHECK(sections[i].drafted == (bytes_is(sections[i].key, "timeline") || bytes_is(sections[i].key, "sources")));
        CHECK(bytes_find(sections[i].body, "[[") < 0);
    }
    CHECK_INT(written, 15);
    CHECK_BYTES(sections[15].title, "What is still open");
    CHECK_BYTES(sections[16].key, "sources");
    record_close(&r);
}

TEST(each_text_of_its_post_mortem_is_of_a_section)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct pm_section *s;
    uint32_t texts = 0;
    CHECK_OK(demo_load(cx, NULL));
    struct postmortem *pm = demo_postmortem(cx);
    for (size_t i = 0; i < demo_file_count; i++) {
        struct bytes path = bytes_of(demo_files[i].path);
        if (!bytes_starts(path, "post-mortem/"))
            continue;
        texts++;
        CHECK(bytes_ends(path, ".md"));
        struct bytes key = bytes_cut(path, strlen("post-mortem/"), path.n - strlen("post-mortem/.md"));
        CHECK_OK(section_load(cx, pm->id, bytes_is(key, "still-open") ? BYTES("x-what-is-still-open") : key, &s));
    }
    CHECK_INT(texts, 15);
    record_close(&r);
}

/* Every "](#evt_...)" names an event that is shown, by the number that it has. */
static uint32_t
count_links(struct cx *cx, struct bytes body)
{
    uint32_t links = 0;
    for (ptrdiff_t at; (at = bytes_find(body, "](#evt_")) >= 0; links++) {
        struct event_detail d;
        struct bytes id = bytes_from(body, (size_t)at + 3), before = bytes_cut(body, 0, (size_t)at);
        id = bytes_cut(id, 0, (size_t)bytes_find_char(id, ')'));
        CHECK_OK(event_load(cx, id, &d));
        CHECK(!d.shown.hidden);
        CHECK(bytes_ends(before, bytes_printf(cx->arena, "[E%u", d.shown.number).p));
        body = bytes_from(body, (size_t)at + 3);
    }
    return links;
}

TEST(its_sentences_name_their_evidence)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct pm_section *sections;
    uint32_t n, links = 0;
    CHECK_OK(demo_load(cx, NULL));
    CHECK_OK(section_list(cx, demo_postmortem(cx)->id, &sections, &n));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t of_this = count_links(cx, sections[i].body);
        CHECK(of_this || bytes_is(sections[i].key, "timeline"));
        links += of_this;
    }
    CHECK(links > 150);
    record_close(&r);
}

TEST(its_live_blocks_stay)
{
    static const char *const want[][2] = {
        {"impact", "```aftermath impact\n```\n"},
        {"timeline", "```aftermath timeline\n```\n"},
        {"detection", "```aftermath moments\n```\n"},
        {"response", "```aftermath durations\n```\n\n```aftermath people\n```\n"},
    };
    struct record r;
    struct cx *cx = record_open(&r);
    struct pm_section *s;
    CHECK_OK(demo_load(cx, NULL));
    struct postmortem *pm = demo_postmortem(cx);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        CHECK_OK(section_load(cx, pm->id, bytes_of(want[i][0]), &s));
        CHECK(bytes_find(s->body, want[i][1]) >= 0);
    }
    record_close(&r);
}

/* Names stand in the evidence; the text speaks of roles. */
TEST(its_texts_name_nobody)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct person_record *persons;
    uint32_t n;
    CHECK_OK(demo_load(cx, NULL));
    CHECK_OK(person_list(cx, &persons, &n));
    CHECK(n > 10);
    for (size_t i = 0; i < demo_file_count; i++)
        for (uint32_t k = 0; k < n && bytes_starts(bytes_of(demo_files[i].path), "post-mortem/"); k++) {
            struct bytes name = persons[k].name, part;
            struct bytes text = {demo_files[i].data, demo_files[i].size_bytes};
            while (bytes_split(&name, ' ', &part))
                CHECK(bytes_find(text, bytes_dup(cx->arena, part).p) < 0);
        }
    record_close(&r);
}

TEST(the_demo_twice_is_still_one)
{
    struct record r;
    struct cx *cx = record_open(&r);
    CHECK_OK(demo_load(cx, NULL));
    CHECK_ERR(demo_load(cx, NULL), ERR_CONFLICT);
    CHECK_INT(number_of_rows(cx, &q_postmortems), 1);
    record_close(&r);
}

TEST(removing_the_demo_leaves_nothing_of_it)
{
    struct record r;
    struct cx *cx = record_open(&r);
    bool there;
    CHECK_OK(demo_load(cx, NULL));
    CHECK(number_of_rows(cx, &q_persons) > 10 && number_of_rows(cx, &q_teams) > 5);
    CHECK_INT(number_of_rows(cx, &q_postmortems), 1);
    CHECK_OK(record_check(cx));
    CHECK_OK(demo_remove(cx));
    CHECK_OK(record_check(cx));
    CHECK_OK(demo_is_there(cx, &there));
    CHECK(!there);
    CHECK_INT(number_of_rows(cx, &q_persons), 0);
    CHECK_INT(number_of_rows(cx, &q_teams), 0);
    CHECK_INT(number_of_rows(cx, &q_components), 0);
    CHECK_INT(number_of_rows(cx, &q_postmortems), 0);
    CHECK_INT(number_of_rows(cx, &q_sections), 0);
    CHECK_INT(number_of_rows(cx, &q_versions), 0);
    struct verification gone;
    CHECK_OK(record_verify(cx, &gone));
    CHECK_BYTES(gone.broken, "");
    CHECK_INT(number_of_rows(cx, &q_settings), 0);
    CHECK_OK(demo_load(cx, NULL)); // it can come back
    struct verification v;
    CHECK_OK(record_verify(cx, &v));
    CHECK_BYTES(v.broken, "");
    record_close(&r);
}

TEST(what_people_took_over_of_the_demo_stays)
{
    static const struct sql q_change = {"t_change", "update person set version = 2 where name = 'Priya Thornbury'"};
    struct record r;
    struct cx *cx = record_open(&r);
    CHECK_OK(demo_load(cx, NULL));
    run_sql(cx, &q_change);
    CHECK_OK(demo_remove(cx));
    CHECK_INT(number_of_rows(cx, &q_persons), 1);
    CHECK_INT(number_of_rows(cx, &q_teams), 1); // hers
    record_close(&r);
}

int
main(void)
{
    RUN(the_demo_is_an_incident_that_a_team_worked_on);
    RUN(its_evidence_is_all_that_the_folder_holds);
    RUN(its_post_mortem_is_written_and_in_review);
    RUN(each_text_of_its_post_mortem_is_of_a_section);
    RUN(its_sentences_name_their_evidence);
    RUN(its_live_blocks_stay);
    RUN(its_texts_name_nobody);
    RUN(the_demo_twice_is_still_one);
    RUN(removing_the_demo_leaves_nothing_of_it);
    RUN(what_people_took_over_of_the_demo_stays);
    return test_end();
}

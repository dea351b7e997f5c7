#include "demo.h"

#include "audit.h"
#include "event.h"
#include "evidence_test.h"
#include "timeline_store.h"

static const struct sql q_persons = {"t_persons", "select count(*) from person"},
                        q_teams = {"t_teams", "select count(*) from team"},
                        q_components = {"t_components", "select count(*) from component"},
                        q_postmortems = {"t_postmortems", "select count(*) from postmortem where demo = 1"},
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

TEST(removing_the_demo_leaves_nothing_of_it)
{
    struct record r;
    struct cx *cx = record_open(&r);
    bool there;
    CHECK_OK(demo_load(cx, NULL));
    CHECK(number_of_rows(cx, &q_persons) > 10 && number_of_rows(cx, &q_teams) > 5);
    CHECK_OK(demo_remove(cx));
    CHECK_OK(demo_is_there(cx, &there));
    CHECK(!there);
    CHECK_INT(number_of_rows(cx, &q_persons), 0);
    CHECK_INT(number_of_rows(cx, &q_teams), 0);
    CHECK_INT(number_of_rows(cx, &q_components), 0);
    CHECK_INT(number_of_rows(cx, &q_postmortems), 0);
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
    RUN(removing_the_demo_leaves_nothing_of_it);
    RUN(what_people_took_over_of_the_demo_stays);
    return test_end();
}

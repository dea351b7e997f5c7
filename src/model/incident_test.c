#include "incident.h"

#include "audit.h"
#include "record_test.h"

#include <time.h>

static const struct user editor = {.id = BYTES_INIT("usr_1"), .name = BYTES_INIT("Ada"), .role = ROLE_EDITOR};

static void
run(struct cx *cx, const struct sql *q)
{
    struct stmt *s;
    CHECK_OK(db_query(cx, q, &s));
    CHECK_OK(db_run(cx, s));
}

static int64_t
number(struct cx *cx, const struct sql *q)
{
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, q, &s));
    CHECK_OK(db_next(cx, s, &row));
    CHECK(row);
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n;
}

static const struct sql
    q_people = {"t_people",
                "insert into user(id, name, email, role, created_ms) values('usr_1', 'Ada', 'a@x', 'editor', 1)"},
    q_components = {"t_components", "insert into component(id, name, created_ms) values('cmp_a', 'checkout', 1), "
                                    "('cmp_b', 'billing', 1)"},
    q_postmortem = {"t_pm", "insert into postmortem(id, number, title, state, template, created_ms, updated_ms) "
                            "values('pm_1', 7, 'Why', 'draft', 'default', 1, 1)"},
    q_speaks = {"t_speaks", "insert into postmortem_incident(postmortem_id, incident_id, position) "
                            "select 'pm_1', id, 1 from incident where number = 1"},
    q_entries = {"t_entries", "select count(*) from audit"};

static struct cx *
open_record(struct record *r)
{
    struct cx *cx = record_open(r);
    run(cx, &q_people);
    run(cx, &q_components);
    return cx;
}

TEST(an_incident_is_created_with_what_was_said_and_the_next_number)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct incident *in;
    struct bytes parts[] = {BYTES("cmp_a"), BYTES("cmp_b")};
    cx->actor = &editor;
    cx->via = VIA_BROWSER;
    struct incident_new new = {.title = BYTES("  Checkout is slow "),
                               .summary = BYTES("since noon"),
                               .zone = BYTES("europe/berlin"),
                               .severity = 2,
                               .component_ids = parts,
                               .component_count = 2};
    CHECK_OK(incident_create(cx, &new, &in));
    CHECK_BYTES(in->title, "Checkout is slow");
    CHECK_BYTES(in->summary, "since noon");
    CHECK_BYTES(in->zone, "Europe/Berlin");
    CHECK_BYTES(in->created_by_name, "Ada");
    CHECK_INT(in->number, 1);
    CHECK_INT(in->severity, 2);
    CHECK_INT(in->started_ms, cx->now_ms);
    CHECK(!in->started_set && in->state == INCIDENT_OPEN);
    CHECK_INT(in->component_count, 2);
    CHECK_BYTES(in->components[0].name, "billing");
    CHECK_BYTES(in->components[1].name, "checkout");
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("Next")}, &in));
    CHECK_INT(in->number, 2);
    CHECK_INT(in->severity, 3);
    CHECK_INT(number(cx, &q_entries), 2);
    CHECK_BYTES(cx->changes->incident, in->id.p);
    CHECK_OK(incident_by_name(cx, BYTES("inc-1"), &in));
    CHECK_BYTES(in->title, "Checkout is slow");
    CHECK_ERR(incident_by_name(cx, BYTES("INC-9"), &in), ERR_NOT_FOUND);
    CHECK_ERR(incident_load(cx, BYTES("inc_none"), &in), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(create_refuses_bad_fields_and_says_which)
{
    static const struct bytes nobody = BYTES_INIT("cmp_none");
    struct record r;
    struct cx *cx = open_record(&r);
    static const struct {
        struct incident_new in;
        const char *says;
    } bad[] = {
        {{.title = BYTES_INIT("")}, "title"},
        {{.title = BYTES_INIT("a\nb")}, "title"},
        {{.title = BYTES_INIT("x"), .severity = 6}, "severity must be 1 (worst) to 5, not 6"},
        {{.title = BYTES_INIT("x"), .zone = BYTES_INIT("Nowhere/Land")}, "zone"},
        {{.title = BYTES_INIT("x"), .started_ms = 5}, "started_at must lie between"},
        {{.title = BYTES_INIT("x"), .started_ms = 1700000000000, .ended_ms = 1600000000000}, "end before"},
        {{.title = BYTES_INIT("x"), .component_ids = &nobody, .component_count = 1}, "no component 'cmp_none'"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct incident *in;
        CHECK_ERR(incident_create(cx, &bad[i].in, &in), ERR_INVALID);
        if (!strstr(cx->why.text, bad[i].says))
            printf("%zu: %s\n", i, cx->why.text);
        CHECK(strstr(cx->why.text, bad[i].says));
    }
    CHECK_INT(number(cx, &q_entries), 0);
    record_close(&r);
}

TEST(readers_may_read_and_not_write)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct user reader = {.id = BYTES("usr_1"), .role = ROLE_READER};
    struct incident *in, *list;
    uint32_t n;
    bool more;
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("x")}, &in));
    cx->actor = &reader;
    CHECK_OK(incident_load(cx, in->id, &in));
    CHECK_OK(incident_list(cx, &(struct incident_filter){0}, &list, &n, &more));
    CHECK_ERR(incident_create(cx, &(struct incident_new){.title = BYTES("y")}, NULL), ERR_DENIED);
    CHECK_ERR(incident_update(cx, in->id, &(struct incident_edit){.severity = 1}, NULL), ERR_DENIED);
    CHECK_ERR(incident_delete(cx, in->id), ERR_DENIED);
    cx->actor = NULL;
    cx->via = VIA_BROWSER;
    CHECK_ERR(incident_load(cx, in->id, &in), ERR_DENIED);
    record_close(&r);
}

TEST(an_edit_changes_what_it_names_and_the_log_keeps_both_sides)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct incident *in;
    struct audit_row *rows;
    uint32_t n;
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("Old"), .summary = BYTES("why")}, &in));
    struct bytes part = BYTES("cmp_a");
    struct incident_role roles[] = {{.role = BYTES("commander"), .user_id = BYTES("usr_1")},
                                    {.role = BYTES("scribe"), .name = BYTES("Bo")}};
    struct incident_edit edit = {.title = BYTES("New"),
                                 .has_state = true,
                                 .state = INCIDENT_RESOLVED,
                                 .has_components = true,
                                 .component_ids = &part,
                                 .component_count = 1,
                                 .has_roles = true,
                                 .roles = roles,
                                 .role_count = 2,
                                 .version = 1};
    CHECK_OK(incident_update(cx, in->id, &edit, &in));
    CHECK_BYTES(in->title, "New");
    CHECK_BYTES(in->summary, "why");
    CHECK_INT(in->version, 2);
    CHECK_INT(in->component_count, 1);
    CHECK_INT(in->role_count, 2);
    CHECK_BYTES(in->roles[0].name, "Ada");
    CHECK_BYTES(in->roles[1].name, "Bo");
    CHECK_OK(audit_list(cx, &(struct audit_filter){.incident = in->id}, &rows, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(rows[0].action, "incident.update");
    CHECK_BYTES(rows[0].before, "{\"title\":\"Old\",\"state\":\"open\",\"components\":\"\",\"roles\":\"\"}");
    CHECK_BYTES(rows[0].after, "{\"title\":\"New\",\"state\":\"resolved\",\"components\":\"checkout\","
                               "\"roles\":\"commander: Ada, scribe: Bo\"}");
    record_close(&r);
}

TEST(an_edit_of_what_somebody_else_changed_is_refused_and_one_that_changes_nothing_leaves_the_version)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct incident *in;
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("Old")}, &in));
    CHECK_OK(incident_update(cx, in->id, &(struct incident_edit){.title = BYTES("New"), .version = 1}, &in));
    CHECK_ERR(incident_update(cx, in->id, &(struct incident_edit){.title = BYTES("Mine"), .version = 1}, NULL),
              ERR_STALE);
    CHECK_INT(cx->current_version, 2);
    int64_t entries = number(cx, &q_entries);
    CHECK_OK(incident_update(cx, in->id, &(struct incident_edit){.title = BYTES("New")}, &in));
    CHECK_INT(in->version, 2);
    CHECK_INT(number(cx, &q_entries), entries);
    CHECK_ERR(incident_update(cx, BYTES("inc_none"), &(struct incident_edit){0}, NULL), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(times_that_a_person_gave_stay_and_others_follow_the_moments)
{
    static const struct sql q_moments = {
        "t_moments",
        "insert into moment(incident_id, kind, found, at_ms, at_precision, state, own_at_ms) select id, 'impact "
        "started', 1, "
        "1700000000000, 'minute', 'proposed', null from incident union all select id, 'resolved', 1, 1700000900000, "
        "'minute', 'corrected', 1700000600000 from incident"};
    struct record r;
    struct cx *cx = open_record(&r);
    struct incident *in;
    struct bytes part = BYTES("cmp_a");
    struct incident_new new = {.title = BYTES("x"), .component_ids = &part, .component_count = 1};
    CHECK_OK(incident_create(cx, &new, &in));
    run(cx, &q_moments);
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_finish(cx, incident_follow_moments(cx, in->id)));
    CHECK_OK(incident_load(cx, in->id, &in));
    CHECK_INT(in->started_ms, 1700000000000);
    CHECK_INT(in->ended_ms, 1700000600000);
    struct incident_edit by_hand = {.has_started = true, .started_ms = 1699999000000};
    CHECK_OK(incident_update(cx, in->id, &by_hand, &in));
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_finish(cx, incident_follow_moments(cx, in->id)));
    CHECK_OK(incident_load(cx, in->id, &in));
    CHECK(in->started_set && !in->ended_set);
    CHECK_INT(in->started_ms, 1699999000000);
    struct incident *list;
    uint32_t n;
    bool more;
    struct incident_filter f = {.component = part, .from_ms = 1699999000000, .to_ms = 1699999000000};
    CHECK_OK(incident_list(cx, &f, &list, &n, &more)); // the component's list knows it too
    CHECK_INT(n, 1);
    struct incident_edit worse = {.severity = 1, .has_state = true, .state = INCIDENT_MITIGATED};
    CHECK_OK(incident_update(cx, in->id, &worse, &in));
    f.severity = 1;
    f.has_state = true;
    f.state = INCIDENT_MITIGATED;
    CHECK_OK(incident_list(cx, &f, &list, &n, &more)); // and how bad it is
    CHECK_INT(n, 1);
    CHECK_OK(incident_update(cx, in->id, &(struct incident_edit){.has_started = true}, &in));
    CHECK(!in->started_set);
    CHECK_INT(in->started_ms, 1700000000000);
    record_close(&r);
}

TEST(deleting_takes_an_admin_and_no_post_mortem)
{
    struct record r;
    struct cx *cx = open_record(&r);
    struct incident *in;
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("x")}, &in));
    run(cx, &q_postmortem);
    run(cx, &q_speaks);
    CHECK_ERR(incident_delete(cx, in->id), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "INC-1 has the post-mortem PM-7; delete that one first");
    CHECK_OK(incident_load(cx, in->id, &in));
    CHECK_INT(in->postmortem_count, 1);
    CHECK_BYTES(in->postmortems[0].title, "Why");
    static const struct sql q_forget = {"t_forget", "delete from postmortem_incident"};
    run(cx, &q_forget);
    CHECK_OK(incident_delete(cx, in->id));
    CHECK_ERR(incident_load(cx, in->id, &in), ERR_NOT_FOUND);
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("y")}, &in));
    CHECK_INT(in->number, 2); // numbers are not given twice
    record_close(&r);
}

/* ---- lists ---- */

enum { MANY = 100 * 1000 };
static const struct sql q_fill = {
    "t_fill", "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) "
              "insert into incident(id, number, title, severity, state, started_ms, created_ms, updated_ms) "
              "select 'inc_' || (1000000 + i), i, 'Incident about thing ' || (i % 977), 1 + i % 5, "
              "case i % 4 when 0 then 'open' when 1 then 'mitigated' when 2 then 'resolved' else 'closed' end, "
              "1600000000000 + (i / 2) * 60000, 1, 1 from n"};
static const struct sql q_fill_components = {
    "t_fill_components",
    "insert into incident_component(incident_id, component_id, started_ms, state, severity) "
    "select id, case number % 10 when 0 then 'cmp_a' else 'cmp_b' end, started_ms, state, severity "
    "from incident"};

static double
seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Walks the pages of a filter; every row must fit and come behind the one before. */
static uint32_t
walk(struct cx *cx, struct incident_filter f, double *slowest_ms)
{
    uint32_t all = 0;
    int64_t last_ms = INT64_MAX;
    bool more = true;
    for (int page = 0; more && page < 30; page++) {
        struct incident *list;
        uint32_t n;
        double start = seconds();
        CHECK_OK(incident_list(cx, &f, &list, &n, &more));
        double ms = (seconds() - start) * 1000;
        *slowest_ms = ms > *slowest_ms ? ms : *slowest_ms;
        for (uint32_t i = 0; i < n; i++) {
            CHECK(list[i].started_ms <= last_ms);
            CHECK(!f.has_state || list[i].state == f.state);
            CHECK(!f.severity || list[i].severity == f.severity);
            last_ms = list[i].started_ms;
        }
        if (n) {
            f.has_cursor = true;
            f.cursor_ms = list[n - 1].started_ms;
            f.cursor_id = list[n - 1].id;
        }
        all += n;
    }
    return all;
}

TEST(a_page_of_a_hundred_thousand_incidents_takes_about_a_millisecond)
{
    static const struct {
        const char *what;
        struct incident_filter f;
        uint32_t want; // in 30 pages
    } lists[] = {
        {"all", {0}, 1500},
        {"state", {.has_state = true, .state = INCIDENT_RESOLVED}, 1500},
        {"severity", {.severity = 4}, 1500},
        {"state and severity", {.has_state = true, .state = INCIDENT_CLOSED, .severity = 1}, 1500},
        {"component", {.component = BYTES_INIT("cmp_a")}, 1500},
        {"component and state", {.component = BYTES_INIT("cmp_b"), .has_state = true}, 1500},
        {"time", {.from_ms = 1600000060000, .to_ms = 1600000180000}, 6},
        {"words", {.q = BYTES_INIT("ABOUT seldom"), .limit = 20}, 40},
        {"words and severity", {.q = BYTES_INIT("seldom thing"), .severity = 3}, 40},
        {"beginning of a word", {.q = BYTES_INIT("seld"), .severity = 2}, 0},
        {"number", {.q = BYTES_INIT("INC-4711")}, 1},
        {"no words", {.q = BYTES_INIT("%_")}, 0},
    };
    struct record r;
    struct cx *cx = open_record(&r);
    run(cx, &q_fill);
    run(cx, &q_fill_components);
    for (int i = 0; i < 40; i++) { // the only ones with words in the index
        struct bytes id = bytes_printf(cx->arena, "inc_%d", 1000000 + 2 + i * 1000);
        CHECK_OK(incident_update(cx, id, &(struct incident_edit){.title = BYTES("About a seldom thing")}, NULL));
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        double slowest_ms = 0;
        CHECK_INT(walk(cx, lists[i].f, &slowest_ms), lists[i].want);
        printf("# %s: slowest page %.2f ms\n", lists[i].what, slowest_ms);
        CHECK(slowest_ms < 50); // sanitizers and a busy machine; a scan of the table takes longer
    }
    record_close(&r);
}

int
main(void)
{
    RUN(an_incident_is_created_with_what_was_said_and_the_next_number);
    RUN(create_refuses_bad_fields_and_says_which);
    RUN(readers_may_read_and_not_write);
    RUN(an_edit_changes_what_it_names_and_the_log_keeps_both_sides);
    RUN(an_edit_of_what_somebody_else_changed_is_refused_and_one_that_changes_nothing_leaves_the_version);
    RUN(times_that_a_person_gave_stay_and_others_follow_the_moments);
    RUN(deleting_takes_an_admin_and_no_post_mortem);
    RUN(a_page_of_a_hundred_thousand_incidents_takes_about_a_millisecond);
    return test_end();
}

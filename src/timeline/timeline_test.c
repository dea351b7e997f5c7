/* The engine on signals made by hand: each step's promises, then properties of the whole on random incidents. */
#include "timeline.h"

#include "../base/test.h"
#include "../fact/timeline_json.h"

#define MIN ((int64_t)60 * 1000)
#define T0  ((int64_t)1700000000000) // 2023-11-14 22:13:20 UTC

static struct arena arena = {.max_bytes = 256 << 20};
static struct zones *zones;

/* Builds an incident signal by signal. */
struct maker {
    struct signal s[4000];
    uint32_t n;
};

static struct signal *
add(struct maker *m, const char *source, enum kind kind, int64_t ms, const char *title)
{
    struct signal *s = &m->s[m->n];
    *s = (struct signal){
        .source = source,
        .kind = (uint8_t)kind,
        .at = {.ms = ms, .precision = PRECISION_SECOND},
        .end = WHEN_UNKNOWN,
        .title = bytes_dup(&arena, bytes_of(title)),
        .ref = bytes_printf(&arena, "%s/%u", source, m->n),
    };
    s->hash = sha256_of(bytes_printf(&arena, "%s %u", title, m->n));
    m->n++;
    return s;
}

static void
tie(struct signal *s, enum tie_kind kind, enum tie_role role, const char *value)
{
    struct tie *t = arena_new(&arena, struct tie);
    *t = (struct tie){s->ties, bytes_of(value), (uint8_t)kind, (uint8_t)role};
    s->ties = t;
}

static struct signal *
chat(struct maker *m, int64_t ms, const char *who, const char *text)
{
    struct signal *s = add(m, "slack", KIND_CHAT, ms, text);
    s->actor = bytes_of(who);
    return s;
}

static struct timeline *
build_with(struct maker *m, struct timeline_options o)
{
    static const struct origin origin = {.path = "made", .importer = "test"};
    struct timeline *t = NULL;
    struct why why;
    o.zones = zones;
    CHECK(timeline_build(&arena, m->s, m->n, &origin, 1, &o, &t, &why) == OK);
    return t;
}

static struct timeline *
build(struct maker *m)
{
    return build_with(m, (struct timeline_options){0});
}

static struct maker *
maker_new(void)
{
    return arena_new(&arena, struct maker);
}

static const struct event *
event_titled(const struct timeline *t, const char *part)
{
    for (uint32_t i = 0; i < t->event_count; i++)
        if (bytes_find(t->events[i].title, part) >= 0)
            return &t->events[i];
    return NULL;
}

/* ---- times ---- */

TEST(a_missing_year_comes_from_dated_neighbours)
{
    struct maker *m = maker_new();
    chat(m, T0, "ada", "the site is down");
    struct signal *s = add(m, "text", KIND_CHANGE, 0, "File changed");
    s->at = (struct when){.precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_YEAR | WHEN_LACKS_ZONE};
    s->at.ms = (days_of_date(2000, 11, 14) * 24 * 60 + 22 * 60) * MIN;
    struct timeline *t = build(m);
    CHECK_STR(when_format(event_titled(t, "File changed")->at.ms).s, "2023-11-14T22:00:00.000Z");
    CHECK(event_titled(t, "File changed")->zone_assumed);
    CHECK_INT(t->note_count, 2); // the year and the zone
}

TEST(new_year_is_crossed_in_the_right_direction)
{
    struct maker *m = maker_new();
    chat(m, days_of_date(2021, 1, 1) * 24 * 60 * MIN, "ada", "the site is down");
    struct signal *s = add(m, "text", KIND_NOTE, 0, "before midnight");
    s->at = (struct when){.precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_YEAR, .zone = ZONE_UTC};
    s->at.ms = (days_of_date(2000, 12, 31) * 24 * 60 + 23 * 60 + 50) * MIN;
    CHECK_STR(when_format(event_titled(build(m), "before")->at.ms).s, "2020-12-31T23:50:00.000Z");
}

TEST(without_any_dated_signal_a_time_without_year_stays_unknown)
{
    struct maker *m = maker_new();
    struct signal *s = add(m, "text", KIND_NOTE, 0, "a note");
    s->at = (struct when){.precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_YEAR, .zone = ZONE_UTC};
    struct timeline *t = build(m);
    CHECK(t->events[0].at.precision == PRECISION_UNKNOWN && !t->events[0].key);
    struct maker *again = maker_new();
    s = add(again, "text", KIND_NOTE, 0, "a note");
    s->at = (struct when){.precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_YEAR, .zone = ZONE_UTC};
    s->at.ms = days_of_date(2000, 1, 1) * 24 * 60 * MIN;
    t = build_with(again, (struct timeline_options){.has_from = true, .from_ms = T0});
    CHECK_STR(when_format(t->events[0].at.ms).s, "2024-01-01T00:00:00.000Z");
}

TEST(clock_times_of_one_file_go_to_the_day_where_their_neighbours_are)
{
    struct maker *m = maker_new();
    for (int day = 0; day < 3; day++)
        chat(m, T0 + day * 24 * 60 * MIN, "ada", "hello everyone here");
    chat(m, T0 + 24 * 60 * MIN + 40 * MIN, "ada", "the site is down");
    for (int i = 0; i < 2; i++) {
        struct signal *s = add(m, "text", KIND_NOTE, 0, i ? "second" : "first");
        s->at = (struct when){.precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_DATE, .zone = ZONE_UTC};
        s->at.ms = i ? (24 * 60 + 5) * MIN : (22 * 60 + 52) * MIN; // 22:52, then 00:05 of the next day
    }
    struct timeline *t = build(m);
    CHECK_STR(when_format(event_titled(t, "first")->at.ms).s, "2023-11-15T22:52:00.000Z");
    CHECK_STR(when_format(event_titled(t, "second")->at.ms).s, "2023-11-16T00:05:00.000Z");
}

TEST(the_users_zone_is_for_times_that_name_none)
{
    struct maker *m = maker_new();
    struct signal *s = add(m, "text", KIND_NOTE, T0, "local");
    s->at.lacks = WHEN_LACKS_ZONE;
    chat(m, T0, "ada", "the site is down");
    zone_id plus2 = zone_fixed(zones, 2 * 3600);
    struct timeline *t = build_with(m, (struct timeline_options){.zone = plus2});
    CHECK_INT(event_titled(t, "local")->at.ms, T0 - 120 * MIN);
    CHECK(!event_titled(t, "local")->zone_assumed);
    CHECK_INT(event_titled(t, "down")->at.ms, T0);
}

TEST(a_zone_that_was_named_counts_when_the_year_is_found)
{
    struct maker *m = maker_new();
    chat(m, T0, "ada", "the site is down");
    struct signal *s = add(m, "text", KIND_NOTE, 0, "in Denver");
    s->at =
        (struct when){.precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_YEAR, .zone = zone_fixed(zones, -7 * 3600)};
    s->at.ms = (days_of_date(2000, 11, 14) * 24 * 60 + 15 * 60) * MIN;
    CHECK_STR(when_format(event_titled(build(m), "Denver")->at.ms).s, "2023-11-14T22:00:00.000Z");
}

TEST(impossible_times_are_kept_said_and_used_for_nothing)
{
    struct maker *m = maker_new();
    chat(m, T0, "ada", "the site is down for all customers");
    struct signal *s = add(m, "alertmanager", KIND_ALERT, (int64_t)99999999999999, "HighErrorRate");
    s->state = STATE_OPENED;
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 2);
    CHECK(!t->events[1].in_window && !t->events[1].key);
    CHECK_INT(t->contradiction_count, 1);
    CHECK(strstr(t->contradictions[0], "cannot be"));
    CHECK(t->window.to_ms < T0 + 60 * MIN);
}

TEST(an_end_before_its_start_is_said_not_used)
{
    struct maker *m = maker_new();
    struct signal *s = add(m, "statuspage", KIND_STATUS, T0, "API down");
    s->end = (struct when){.ms = T0 - MIN, .precision = PRECISION_SECOND};
    struct timeline *t = build(m);
    CHECK(t->events[0].end.precision == PRECISION_UNKNOWN);
    CHECK(t->contradiction_count == 1 && strstr(t->contradictions[0], "ends before it begins"));
}

/* ---- one fact, one event ---- */

TEST(repeats_of_a_signal_add_nothing)
{
    struct maker *m = maker_new();
    struct signal *s = chat(m, T0, "ada", "the site is down");
    m->s[m->n++] = *s;
    m->s[m->n++] = *s;
    struct timeline *t = build(m);
    CHECK_INT(t->signal_count, 1);
    CHECK_INT(t->event_count, 1);
}

TEST(versions_of_one_message_are_one_event_and_the_edited_one_speaks)
{
    struct maker *m = maker_new();
    struct signal *a = chat(m, T0, "ada", "teh site is down"), *b = chat(m, T0, "ada", "the site is down");
    a->ref = b->ref = BYTES("ops/1");
    b->flags = SIGNAL_EDITED;
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 1);
    CHECK_INT(t->events[0].signal_count, 2);
    CHECK_BYTES(t->events[0].title, "the site is down");
}

TEST(people_saying_the_same_thing_stay_two_events)
{
    struct maker *m = maker_new();
    chat(m, T0, "ada", "the site is down https://x.example/a");
    chat(m, T0, "bo", "the site is down https://x.example/a");
    for (uint32_t i = 0; i < 2; i++)
        tie(&m->s[i], TIE_URL, TIE_SAYS, "https://x.example/a");
    CHECK_INT(build(m)->event_count, 2);
}

TEST(an_alert_its_page_and_the_bots_post_are_one_event)
{
    struct maker *m = maker_new();
    struct signal *am = add(m, "alertmanager", KIND_ALERT, T0, "Error rate of checkout is above 5 %");
    am->state = STATE_OPENED;
    tie(am, TIE_ALERT, TIE_IS, "f00d");
    tie(am, TIE_NAME, TIE_IS, "HighErrorRate");
    struct signal *pd = add(m, "pagerduty", KIND_ALERT, T0 + 20 * 1000, "[FIRING:1] HighErrorRate (checkout prod)");
    pd->state = STATE_OPENED;
    tie(pd, TIE_ALERT, TIE_IS, "PXYZ1");
    struct signal *bot = chat(m, T0 + 30 * 1000, "AlertBot", "[FIRING:1] HighErrorRate for checkout");
    bot->flags = SIGNAL_BOT;
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 1);
    CHECK_INT(t->events[0].signal_count, 3);
    CHECK_STR(t->events[0].source, "alertmanager");
    CHECK_INT(t->events[0].at.ms, T0);
}

TEST(an_alerts_end_is_another_event_than_its_beginning)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 2; i++) {
        struct signal *am = add(m, "alertmanager", KIND_ALERT, T0 + i * 5 * MIN, "HighErrorRate");
        am->state = i ? STATE_RESOLVED : STATE_OPENED;
        tie(am, TIE_ALERT, TIE_IS, "f00d");
        tie(am, TIE_NAME, TIE_IS, "HighErrorRate");
    }
    struct signal *bot = chat(m, T0 + 5 * MIN + 9000, "AlertBot", "[RESOLVED] HighErrorRate");
    bot->flags = SIGNAL_BOT;
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 2);
    CHECK_INT(t->events[1].signal_count, 2);
}

TEST(a_merge_its_commit_and_its_deployment_are_one_event)
{
    static const char sha[] = "848b9231d7ab7a8126e1bc93fecdb98f2108b4ca";
    struct maker *m = maker_new();
    struct signal *pr = add(m, "github", KIND_CHANGE, T0, "Pull request #561 merged: force");
    pr->state = STATE_MERGED;
    tie(pr, TIE_PULL, TIE_IS, "https://git.example/o/r/pull/561");
    tie(pr, TIE_COMMIT, TIE_IS, sha);
    struct signal *commit = add(m, "git", KIND_CHANGE, T0, "Merge pull request #561");
    commit->state = STATE_MERGED;
    tie(commit, TIE_COMMIT, TIE_IS, sha);
    struct signal *note = add(m, "grafana", KIND_DEPLOY, T0 + MIN, "Starting deployment of 848b923 (PR #561)");
    tie(note, TIE_COMMIT, TIE_IS, "848b923");
    struct signal *late = add(m, "grafana", KIND_DEPLOY, T0 + 90 * MIN, "Deployment of 848b923 again");
    tie(late, TIE_COMMIT, TIE_IS, "848b923");
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 2);
    CHECK_INT(t->events[0].signal_count, 3);
    CHECK_INT(t->events[0].kind, KIND_DEPLOY);
    CHECK_BYTES(t->events[0].title, "Pull request #561 merged: force");
}

TEST(pull_requests_of_two_repositories_with_one_number_stay_apart)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 2; i++) {
        struct signal *pr =
            add(m, "github", KIND_CHANGE, T0 + i * MIN, i ? "Pull request #7 merged: b" : "Pull request #7 merged: a");
        pr->state = STATE_MERGED;
        tie(pr, TIE_PULL, TIE_IS, i ? "https://git.example/o/two/pull/7" : "https://git.example/o/one/pull/7");
    }
    CHECK_INT(build(m)->event_count, 2);
}

/* ---- floods ---- */

TEST(a_flood_of_one_alert_is_one_line_with_a_count_and_all_its_signals)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 40; i++) {
        struct signal *am = add(m, "alertmanager", KIND_ALERT, T0 + i * 10 * 1000, "Pod web-1 is not ready");
        am->state = STATE_OPENED;
        tie(am, TIE_ALERT, TIE_IS, bytes_printf(&arena, "f%d", i).p);
        tie(am, TIE_NAME, TIE_IS, "PodNotReady");
    }
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 1);
    CHECK_INT(t->events[0].times, 40);
    CHECK_INT(t->events[0].signal_count, 40);
    CHECK_INT(t->events[0].end.ms, T0 + 39 * 10 * 1000);
    CHECK(bytes_find(t->events[0].title, "fired 40 times") > 0);
}

TEST(flapping_shows_how_often_it_fired_and_when_it_last_went_away)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 12; i++) {
        struct signal *am = add(m, "alertmanager", KIND_ALERT, T0 + i * 4 * MIN, "LatencyHigh");
        am->state = i % 2 ? STATE_RESOLVED : STATE_OPENED;
        tie(am, TIE_NAME, TIE_IS, "LatencyHigh");
    }
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 2);
    CHECK(bytes_find(t->events[0].title, "fired 6 times") > 0);
    CHECK_INT(t->events[0].at.ms, T0);
    CHECK(bytes_find(t->events[1].title, "resolved 6 times") > 0);
    CHECK_INT(t->events[1].at.ms, T0 + 44 * MIN);
}

TEST(two_of_a_kind_stay_two_lines)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 2; i++)
        add(m, "jsonl", KIND_LOG, T0 + i * 1000, "worker 17 lost its connection");
    CHECK_INT(build(m)->event_count, 2);
}

TEST(log_lines_that_differ_only_in_numbers_are_one_line)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 5; i++)
        add(m, "jsonl", KIND_LOG, T0 + i * 1000, bytes_printf(&arena, "worker %d lost connection 0x%x9f", i, i).p);
    add(m, "jsonl", KIND_LOG, T0, "something else");
    CHECK_INT(build(m)->event_count, 2);
}

TEST(what_people_write_never_collapses)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 5; i++)
        chat(m, T0 + i * 1000, "ada", "still down");
    CHECK_INT(build(m)->event_count, 5);
}

/* ---- the incident ---- */

static struct maker *
small_incident(void)
{
    struct maker *m = maker_new();
    chat(m, T0 - 600 * MIN, "cy", "good morning everybody");
    struct signal *pr = add(m, "github", KIND_DEPLOY, T0 - 10 * MIN, "Deployed checkout v42");
    pr->state = STATE_SUCCEEDED;
    chat(m, T0, "ada", "checkout is failing with 500 errors for customers");
    chat(m, T0 + MIN, "bo", "lol");
    struct signal *page = add(m, "pagerduty", KIND_PAGE, T0 + 3 * MIN, "Acknowledged: checkout errors");
    page->state = STATE_ACKNOWLEDGED;
    chat(m, T0 + 4 * MIN, "bo", "declaring an incident, sev2");
    chat(m, T0 + 9 * MIN, "ada", "root cause found: the new cache key in checkout v42");
    chat(m, T0 + 12 * MIN, "ada", "rolled back checkout to v41");
    chat(m, T0 + 13 * MIN, "cy", "thanks!");
    chat(m, T0 + 70 * MIN, "ada", "errors are gone, back to normal");
    chat(m, T0 + 75 * MIN, "bo", "incident resolved");
    chat(m, T0 + 900 * MIN, "cy", "anyone up for lunch?");
    return m;
}

TEST(the_window_is_proposed_with_its_reason_and_the_rest_is_context)
{
    struct timeline *t = build(small_incident());
    CHECK(t->window.proposed && t->window.because[0]);
    CHECK_INT(t->window.from_ms, T0 - 10 * MIN); // the deployment that led to it
    CHECK(t->window.to_ms >= T0 + 75 * MIN && t->window.to_ms < T0 + 120 * MIN);
    CHECK(!event_titled(t, "good morning")->in_window && !event_titled(t, "lunch")->in_window);
    CHECK_INT(t->other_count, 0);
}

TEST(the_key_timeline_is_what_a_person_would_have_written)
{
    struct timeline *t = build(small_incident());
    static const char *const keep[] = {"Deployed",   "failing",     "Acknowledged",   "declaring",
                                       "root cause", "rolled back", "back to normal", "incident resolved"};
    static const char *const leave[] = {"good morning", "lol", "thanks", "lunch"};
    for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
        CHECK(event_titled(t, keep[i])->key);
    for (size_t i = 0; i < sizeof leave / sizeof *leave; i++)
        CHECK(!event_titled(t, leave[i])->key);
}

TEST(significance_is_the_sum_of_its_named_reasons)
{
    struct timeline *t = build(small_incident());
    for (uint32_t i = 0; i < t->event_count; i++) {
        int sum = 0;
        for (uint32_t k = 0; k < t->events[i].reason_count; k++) {
            CHECK(t->events[i].reasons[k].name[0]);
            sum += t->events[i].reasons[k].points;
        }
        CHECK_INT(t->events[i].significance, sum < 0 ? 0 : sum > 100 ? 100 : sum);
    }
}

TEST(moments_durations_and_gaps_follow_from_the_events)
{
    struct timeline *t = build(small_incident());
    CHECK_INT(t->moments[MOMENT_IMPACT_STARTED].at.ms, T0);
    CHECK_INT(t->moments[MOMENT_DECLARED].at.ms, T0 + 4 * MIN);
    CHECK_INT(t->moments[MOMENT_ACKNOWLEDGED].at.ms, T0 + 3 * MIN);
    CHECK_INT(t->moments[MOMENT_RESOLVED].at.ms, T0 + 75 * MIN);
    CHECK_BYTES(t->events[t->moments[MOMENT_RESOLVED].event - 1].title, "incident resolved");
    for (uint32_t i = 0; i < t->duration_count; i++)
        if (strcmp(t->durations[i].name, "time to resolve") == 0)
            CHECK(t->durations[i].known && t->durations[i].ms == 75 * MIN);
    CHECK_INT(t->gap_count, 1);
    CHECK_INT(t->gaps[0].to_ms - t->gaps[0].from_ms, 57 * MIN);
}

TEST(the_users_window_comes_before_any_proposal)
{
    struct timeline *t = build_with(
        small_incident(),
        (struct timeline_options){.has_from = true, .from_ms = T0 + 4 * MIN, .has_to = true, .to_ms = T0 + 12 * MIN});
    CHECK(!t->window.proposed);
    CHECK(!event_titled(t, "failing")->in_window && event_titled(t, "rolled back")->in_window);
    CHECK(!event_titled(t, "failing")->key);
    struct maker *m = small_incident();
    struct timeline_options o = {.zones = zones, .has_from = true, .from_ms = T0, .has_to = true, .to_ms = T0};
    struct timeline *none = NULL;
    struct why why;
    CHECK(timeline_build(&arena, m->s, m->n, NULL, 0, &o, &none, &why) == ERR_INVALID);
    CHECK(strstr(why.text, "before it begins") && !none);
}

TEST(several_incidents_are_said_to_be_several)
{
    struct maker *m = small_incident();
    int64_t later = T0 + 3 * 24 * 60 * MIN;
    struct signal *s = add(m, "statuspage", KIND_STATUS, later, "Search is down");
    s->state = STATE_OPENED;
    chat(m, later + MIN, "bo", "search is failing with timeouts");
    struct timeline *t = build(m);
    CHECK_INT(t->other_count, 1);
    CHECK(t->others[0].from_ms == later);
}

TEST(work_that_sleeps_at_night_is_one_incident)
{
    struct maker *m = small_incident();
    int64_t later = T0 + 15 * 60 * MIN;
    chat(m, later, "ada", "checkout v42 cache key: the permanent fix failed with errors");
    chat(m, later + MIN, "ada", "rolled back the checkout cache fix");
    struct timeline *t = build(m);
    CHECK_INT(t->other_count, 0);
    CHECK(event_titled(t, "permanent fix")->in_window);
}

TEST(what_is_said_in_the_incidents_own_channel_belongs_to_it)
{
    const char *const refs[] = {"inc-0314/2", "general/2"};
    for (int own = 0; own < 2; own++) {
        struct maker *m = maker_new();
        chat(m, T0, "ada", "search is down, every request times out")->ref = bytes_of("inc-0314/1");
        chat(m, T0 + 10 * MIN, "bo", "rolled back search to the previous version")->ref = bytes_of("inc-0314/3");
        struct signal *s = chat(m, T0 + 14 * 60 * MIN, "bo", "great, closing the incident, all is resolved");
        s->ref = bytes_of(refs[own]);
        CHECK_INT(event_titled(build(m), "great")->in_window, own == 0);
    }
}

TEST(alerts_of_which_nobody_speaks_do_not_begin_an_incident)
{
    for (int severity = 1; severity <= 3; severity += 2) { // an urgent one may
        struct maker *m = maker_new();
        struct signal *s = add(m, "alertmanager", KIND_ALERT, T0 - 100 * MIN, "clock skew on node-17");
        s->state = STATE_OPENED;
        s->severity = (uint8_t)severity;
        for (int i = 0; i < 12; i++)
            chat(m, T0 + i * 5 * MIN, "ada", i % 2 ? "matches fail with an error" : "restarted the allocator");
        CHECK_INT(event_titled(build(m), "clock skew")->in_window, severity == 1);
    }
}

TEST(where_nothing_is_merged_or_deployed_a_commit_is_what_goes_in)
{
    for (int merges = 0; merges < 2; merges++) {
        struct maker *m = maker_new();
        if (merges)
            add(m, "git", KIND_CHANGE, T0 - 2000 * MIN, "Pull request #1 merged: docs")->state = STATE_MERGED;
        add(m, "git", KIND_CHANGE, T0 - 15 * MIN, "fleet: 400 -> 600");
        chat(m, T0, "ada", "players cannot join, the matchmaker is down");
        chat(m, T0 + 5 * MIN, "bo", "restarted the matchmaker");
        CHECK_INT(event_titled(build(m), "fleet")->in_window, !merges);
    }
}

TEST(a_program_s_routine_change_in_the_middle_counts_less)
{
    struct maker *m = maker_new();
    chat(m, T0, "ada", "search is down, every request times out");
    const char *const actors[] = {"cy", "dependabot[bot]"};
    for (int i = 0; i < 2; i++) {
        struct signal *s = add(m, "git", KIND_CHANGE, T0 + (5 + i) * MIN, i ? "bump black" : "bump white");
        s->actor = bytes_of(actors[i]);
        s->state = STATE_MERGED;
    }
    chat(m, T0 + 10 * MIN, "bo", "rolled back search to the previous version");
    struct timeline *t = build(m);
    CHECK(event_titled(t, "white")->significance > event_titled(t, "black")->significance);
}

TEST(tickets_of_those_whom_it_hit_are_not_a_line_each)
{
    struct maker *m = maker_new();
    const char *const titles[] = {"login is broken", "cannot log in", "page does not load", "app shows an error"};
    for (int i = 0; i < 24; i++)
        add(m, "csv", KIND_TICKET, T0 + i * MIN, titles[i % 4])->ref = bytes_printf(&arena, "T-%d", 100 + i);
    chat(m, T0 + 30 * MIN, "bo", "rolled back the login service to the previous version");
    uint32_t tickets = 0;
    struct timeline *t = build(m);
    for (uint32_t i = 0; i < t->event_count; i++)
        tickets += t->events[i].key && t->events[i].kind == KIND_TICKET;
    CHECK(tickets >= 1 && tickets <= 4);
}

TEST(a_window_does_not_begin_with_an_alert_that_goes_away)
{
    struct maker *m = small_incident();
    struct signal *s = add(m, "alertmanager", KIND_ALERT, T0 - 50 * MIN, "Disk of a builder fills");
    s->state = STATE_RESOLVED;
    struct timeline *t = build(m);
    CHECK(!event_titled(t, "Disk of a builder")->in_window);
    CHECK(!event_titled(t, "Disk of a builder")->key);
}

TEST(a_change_from_long_before_that_responders_name_is_key)
{
    for (int named = 0; named < 2; named++) {
        struct maker *m = small_incident();
        struct signal *s = add(m, "grafana", KIND_DEPLOY, T0 - 30 * 60 * MIN, "ledger 5.81.0 deployed");
        s->state = STATE_SUCCEEDED;
        s = add(m, "csv", KIND_TICKET, T0 - 20 * 60 * MIN, "T-30418: checkout fails with an error");
        s->ref = BYTES("T-30418");
        s->detail = BYTES("priority: low");
        chat(m, T0 + 9 * MIN, "ada", named ? "all of it since 5.81.0. See T-30418" : "all of it since then");
        struct timeline *t = build(m);
        CHECK(!event_titled(t, "5.81.0 deployed")->in_window);
        CHECK(event_titled(t, "5.81.0 deployed")->key == named);
        CHECK(event_titled(t, "T-30418: ")->key == named);
    }
}

static bool
has_reason(const struct event *e, const char *name)
{
    for (uint32_t i = 0; i < e->reason_count; i++)
        if (strcmp(e->reasons[i].name, name) == 0 && e->reasons[i].points)
            return true;
    return false;
}

TEST(a_record_speaks_by_its_title_not_by_its_fields)
{
    struct maker *m = small_incident();
    struct signal *s = add(m, "csv", KIND_TICKET, T0 + MIN, "SUP-12: Payment page times out");
    s->detail = BYTES("status: resolved\nqueue: refunds");
    s = add(m, "pagerduty", KIND_PAGE, T0 + MIN, "Acknowledged: checkout errors");
    s->state = STATE_ACKNOWLEDGED;
    s->detail = BYTES("Escalation policy: shop");
    s = add(m, "alertmanager", KIND_ALERT, T0 + 70 * MIN, "Resolved: checkout errors");
    s->state = STATE_RESOLVED;
    struct timeline *t = build(m);
    CHECK(has_reason(event_titled(t, "SUP-12"), "symptom"));
    CHECK(!has_reason(event_titled(t, "SUP-12"), "resolution"));
    CHECK(!has_reason(event_titled(t, "Acknowledged:"), "escalation"));
    CHECK(!has_reason(event_titled(t, "Resolved:"), "symptom"));
}

TEST(an_alert_says_what_is_wrong_and_does_nothing)
{
    struct maker *m = small_incident();
    struct signal *s = add(m, "alertmanager", KIND_ALERT, T0 + MIN, "Requests that restart sessions fail");
    s->state = STATE_OPENED;
    struct timeline *t = build(m);
    CHECK(has_reason(event_titled(t, "Requests that"), "symptom"));
    CHECK(!has_reason(event_titled(t, "Requests that"), "restart"));
}

TEST(a_storm_of_alerts_leaves_room_for_what_people_say)
{
    struct maker *m = small_incident();
    for (int i = 0; i < 24; i++) { // each of another name, so that none joins another
        struct signal *s = add(m, "alertmanager", KIND_ALERT, T0 + (20 + i % 12) * MIN,
                               bytes_printf(&arena, "%c%c node pool is above its limit", 'a' + i, 'a' + i).p);
        s->state = STATE_OPENED;
        tie(s, TIE_NAME, TIE_IS, bytes_printf(&arena, "Limit%c%c", 'A' + i, 'A' + i).p);
    }
    for (int i = 0; i < 12; i++)
        chat(m, T0 + (90 + 6 * i) * MIN, i % 2 ? "ada" : "bo", "the api is still slow for us");
    struct timeline *t = build(m);
    uint32_t alerts = 0, said = 0;
    for (uint32_t i = 0; i < t->event_count; i++) {
        alerts += t->events[i].kind == KIND_ALERT && t->events[i].key;
        said += t->events[i].key && bytes_find(t->events[i].title, "still slow") >= 0;
    }
    CHECK(alerts >= 1 && alerts < 20 && said >= 6);
}

TEST(who_asks_whether_it_was_done_has_not_done_it)
{
    struct maker *m = small_incident();
    chat(m, T0 + 30 * MIN, "bo", "did we restart the workers?");
    chat(m, T0 + 40 * MIN, "bo", "restarted the workers");
    struct timeline *t = build(m);
    CHECK(event_titled(t, "did we restart")->significance + 12 < event_titled(t, "restarted the")->significance);
}

TEST(messages_that_speak_of_what_is_broken_weigh_more)
{
    struct maker *m = small_incident();
    chat(m, T0 + 30 * MIN, "bo", "the checkout cache is cold after that");
    chat(m, T0 + 40 * MIN, "bo", "the kitchen sink is full after that");
    struct timeline *t = build(m);
    CHECK(has_reason(event_titled(t, "is cold"), "speaks of what is broken"));
    CHECK(!has_reason(event_titled(t, "kitchen"), "speaks of what is broken"));
    /* Words of its own alone do not speak of anything else. */
    CHECK(!has_reason(event_titled(t, "back to normal"), "speaks of what is broken"));
}

TEST(what_is_declared_twice_is_written_down_once)
{
    struct maker *m = maker_new();
    for (int i = 0; i < 5; i++)
        chat(m, T0 + i * 3 * MIN, i % 2 ? "ada" : "bo", "login is down for all users, 100% errors");
    chat(m, T0 + 40 * MIN, "ada", "declaring an incident");
    chat(m, T0 + 41 * MIN, "cy", "okay: incident declared");
    struct timeline *t = build(m);
    CHECK(event_titled(t, "declaring")->key != event_titled(t, "incident declared")->key);
}

TEST(a_small_incident_gets_weaker_lines_too)
{
    struct maker *m = maker_new();
    chat(m, T0, "ada", "login is down, users get errors");
    chat(m, T0 + 5 * MIN, "ada", "maybe the session store has half of what it had");
    for (int i = 0; i < 3; i++)
        chat(m, T0 + 6 * MIN, "cy", "well");
    struct timeline *t = build(m);
    CHECK(event_titled(t, "session store")->key);
    CHECK(event_titled(t, "session store")->significance < 30);
}

TEST(a_plain_statement_about_a_named_thing_is_kept_where_little_is_said)
{
    struct maker *m = small_incident();
    chat(m, T0 + 30 * MIN, "ada", "took checkout7 out of the balancer");
    chat(m, T0 + 50 * MIN, "ada", "took the cat out of the garden");
    struct timeline *t = build(m);
    CHECK(event_titled(t, "checkout7")->key);
    CHECK(!event_titled(t, "garden")->key);
}

TEST(a_ticket_and_whoever_notices_first_are_both_first_signs)
{
    struct maker *m = small_incident();
    add(m, "csv", KIND_TICKET, T0 - 2 * MIN, "SUP-12: Payment page times out");
    struct timeline *t = build(m);
    CHECK(has_reason(event_titled(t, "SUP-12"), "first sign"));
    CHECK(has_reason(event_titled(t, "checkout is failing"), "first sign"));
}

TEST(words_that_every_change_has_do_not_make_it_a_suspect)
{
    struct maker *m = small_incident();
    add(m, "github", KIND_CHANGE, T0 - 50 * MIN, "Pull request #7 opened: synonyms for tea");
    chat(m, T0 + 10 * MIN, "bo", "pull request: errors");
    struct timeline *t = build(m);
    CHECK(!event_titled(t, "synonyms")->in_window);
}

TEST(people_get_team_and_role)
{
    static const struct person persons[] = {
        {BYTES_INIT("Ada"), BYTES_INIT("ada"), BYTES_INIT("payments"), BYTES_INIT("commander")}};
    struct people p;
    people_init(&p, &arena, persons, 1);
    struct timeline *t = build_with(small_incident(), (struct timeline_options){.people = &p});
    CHECK_BYTES(event_titled(t, "rolled back")->team, "payments");
    CHECK_BYTES(event_titled(t, "rolled back")->role, "commander");
    CHECK_BYTES(event_titled(t, "declaring")->role, "");
    people_done(&p);
}

TEST(nothing_at_all_is_a_timeline_too)
{
    struct maker *m = maker_new();
    struct timeline *t = build(m);
    CHECK_INT(t->event_count, 0);
    CHECK(t->window.because[0]);
    chat(m, T0, "ada", "hello");
    t = build(m);
    CHECK_INT(t->event_count, 1);
    CHECK(!t->moments[MOMENT_DETECTED].found);
}

/* ---- properties ---- */

static uint32_t random_state;

static uint32_t
random_below(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(random_state >> 8) * n >> 24);
}

/* A random incident of many sources, with everything that can be joined, repeated, edited, flooded or undated. */
static struct maker *
random_incident(uint32_t seed, uint32_t n)
{
    static const char *const texts[] = {
        "checkout is down",
        "errors are gone",
        "lol",
        "rolled back to v1",
        "thanks",
        "HighErrorRate checkout",
        "is it the database?",
        "root cause: x",
        "declaring incident",
        "resolved",
        "restarted the api pods",
        "PR #12 is merged",
        "ok",
        "latency is 900ms now",
        "see 1234567a",
    };
    static const char *const sources[] = {"slack",  "alertmanager", "pagerduty", "git",
                                          "github", "grafana",      "text",      "jsonl"};
    struct maker *m = maker_new();
    random_state = seed;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t which = random_below(8);
        enum kind kind = (enum kind)((uint8_t[]){KIND_CHAT, KIND_ALERT, KIND_PAGE, KIND_CHANGE, KIND_CHANGE,
                                                 KIND_DEPLOY, KIND_NOTE, KIND_LOG}[which]);
        struct signal *s = add(m, sources[which], kind, T0 + random_below(300) * MIN / 4, texts[random_below(15)]);
        s->ref = bytes_printf(&arena, "r%u", random_below(n / 2 + 1));
        s->state = (uint8_t)random_below(STATE_MAX);
        s->flags = (uint16_t)(random_below(4) ? 0 : SIGNAL_BOT | (random_below(3) ? 0 : SIGNAL_EDITED));
        s->actor = random_below(2) ? BYTES("ada") : BYTES("bo");
        if (random_below(3) == 0)
            tie(s, TIE_COMMIT, random_below(2) ? TIE_IS : TIE_SAYS, random_below(2) ? "1234567a" : "1234567abcdef0");
        if (random_below(3) == 0)
            tie(s, TIE_PULL, random_below(2) ? TIE_IS : TIE_SAYS,
                random_below(2) ? "#12" : "https://git.example/o/r/pull/12");
        if (random_below(3) == 0)
            tie(s, TIE_ALERT, TIE_IS, random_below(2) ? "f1" : "f2");
        if (random_below(5) == 0)
            s->url = BYTES("https://x.example/1");
        if (random_below(20) == 0)
            s->at = (struct when){.ms = random_below(1440) * MIN,
                                  .precision = PRECISION_MINUTE,
                                  .lacks = WHEN_LACKS_DATE | WHEN_LACKS_ZONE};
        if (random_below(40) == 0)
            s->at = WHEN_UNKNOWN;
    }
    return m;
}

static struct bytes
json_of(struct maker *m)
{
    struct buf out = {0};
    timeline_json(&out, build(m), &(struct timeline_view){.explain = true});
    struct bytes copy = bytes_dup(&arena, buf_bytes(&out));
    buf_done(&out);
    return copy;
}

TEST(neither_order_nor_repeats_change_the_timeline)
{
    for (uint32_t seed = 1; seed <= 40; seed++) {
        uint32_t n = 20 + seed * 3;
        struct bytes want = json_of(random_incident(seed, n));
        struct maker *m = random_incident(seed, n);
        random_state = seed * 77;
        for (uint32_t i = 0; i < n / 3; i++)
            m->s[m->n++] = m->s[random_below(n)];
        for (uint32_t i = m->n - 1; i > 0; i--) {
            uint32_t k = random_below(i + 1);
            struct signal swap = m->s[i];
            m->s[i] = m->s[k];
            m->s[k] = swap;
        }
        struct bytes got = json_of(m);
        if (!bytes_eq(got, want))
            printf("seed %u\n", seed);
        CHECK(bytes_eq(got, want));
    }
}

TEST(every_signal_is_in_exactly_one_event)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct timeline *t = build(random_incident(seed, 120));
        uint8_t *seen = arena_alloc(&arena, t->signal_count + 1);
        for (uint32_t i = 0; i < t->event_count; i++) {
            const struct event *e = &t->events[i];
            CHECK_INT(e->number, i + 1);
            CHECK(i == 0 || e->at.precision == PRECISION_UNKNOWN || e->at.ms >= t->events[i - 1].at.ms);
            for (uint32_t k = 0; k < e->signal_count; k++) {
                CHECK(e->signals[k] < t->signal_count && !seen[e->signals[k]]);
                seen[e->signals[k]] = 1;
            }
        }
        for (uint32_t i = 0; i < t->signal_count; i++)
            CHECK(seen[i]);
    }
}

TEST(the_key_timeline_stays_within_its_bounds)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct timeline *t = build(random_incident(seed, 30 + seed * 30));
        uint32_t key = 0, share = t->event_count * 60 / 100;
        for (uint32_t i = 0; i < t->event_count; i++) {
            key += t->events[i].key;
            CHECK(!t->events[i].key || t->events[i].at.precision != PRECISION_UNKNOWN);
        }
        CHECK(key <= (share > 10 ? share : 10) && key <= 30);
    }
}

TEST(measuring_again_gives_what_the_engine_gave)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct timeline *t = build(random_incident(seed, 200)), again = *t;
        again.durations = NULL;
        again.gaps = NULL;
        again.contradictions = NULL;
        again.duration_count = again.gap_count = again.contradiction_count = 77;
        timeline_measure(&arena, &again);
        CHECK_INT(again.duration_count, t->duration_count);
        for (uint32_t i = 0; i < t->duration_count; i++)
            CHECK(again.durations[i].known == t->durations[i].known && again.durations[i].ms == t->durations[i].ms);
        CHECK_INT(again.gap_count, t->gap_count);
        if (t->gap_count)
            CHECK(memcmp(again.gaps, t->gaps, t->gap_count * sizeof *t->gaps) == 0);
        CHECK_INT(again.contradiction_count, t->contradiction_count);
        for (uint32_t i = 0; i < t->contradiction_count; i++)
            CHECK_STR(again.contradictions[i], t->contradictions[i]);
    }
}

/* What a result keeps grows with its signals: no table of the engine's own stays in it. */
TEST(a_small_timeline_keeps_little_memory)
{
    struct maker *m = random_incident(7, 1000);
    size_t before = arena.used_bytes;
    build(m);
    CHECK((arena.used_bytes - before) / m->n < 400);
}

int
main(void)
{
    zones = zones_new(NULL);
    RUN(a_missing_year_comes_from_dated_neighbours);
    RUN(new_year_is_crossed_in_the_right_direction);
    RUN(without_any_dated_signal_a_time_without_year_stays_unknown);
    RUN(clock_times_of_one_file_go_to_the_day_where_their_neighbours_are);
    RUN(the_users_zone_is_for_times_that_name_none);
    RUN(a_zone_that_was_named_counts_when_the_year_is_found);
    RUN(impossible_times_are_kept_said_and_used_for_nothing);
    RUN(an_end_before_its_start_is_said_not_used);
    RUN(repeats_of_a_signal_add_nothing);
    RUN(versions_of_one_message_are_one_event_and_the_edited_one_speaks);
    RUN(people_saying_the_same_thing_stay_two_events);
    RUN(an_alert_its_page_and_the_bots_post_are_one_event);
    RUN(an_alerts_end_is_another_event_than_its_beginning);
    RUN(a_merge_its_commit_and_its_deployment_are_one_event);
    RUN(pull_requests_of_two_repositories_with_one_number_stay_apart);
    RUN(a_flood_of_one_alert_is_one_line_with_a_count_and_all_its_signals);
    RUN(flapping_shows_how_often_it_fired_and_when_it_last_went_away);
    RUN(two_of_a_kind_stay_two_lines);
    RUN(log_lines_that_differ_only_in_numbers_are_one_line);
    RUN(what_people_write_never_collapses);
    RUN(the_window_is_proposed_with_its_reason_and_the_rest_is_context);
    RUN(the_key_timeline_is_what_a_person_would_have_written);
    RUN(significance_is_the_sum_of_its_named_reasons);
    RUN(moments_durations_and_gaps_follow_from_the_events);
    RUN(the_users_window_comes_before_any_proposal);
    RUN(several_incidents_are_said_to_be_several);
    RUN(work_that_sleeps_at_night_is_one_incident);
    RUN(what_is_said_in_the_incidents_own_channel_belongs_to_it);
    RUN(alerts_of_which_nobody_speaks_do_not_begin_an_incident);
    RUN(where_nothing_is_merged_or_deployed_a_commit_is_what_goes_in);
    RUN(a_program_s_routine_change_in_the_middle_counts_less);
    RUN(tickets_of_those_whom_it_hit_are_not_a_line_each);
    RUN(a_window_does_not_begin_with_an_alert_that_goes_away);
    RUN(a_change_from_long_before_that_responders_name_is_key);
    RUN(a_record_speaks_by_its_title_not_by_its_fields);
    RUN(an_alert_says_what_is_wrong_and_does_nothing);
    RUN(a_storm_of_alerts_leaves_room_for_what_people_say);
    RUN(who_asks_whether_it_was_done_has_not_done_it);
    RUN(messages_that_speak_of_what_is_broken_weigh_more);
    RUN(what_is_declared_twice_is_written_down_once);
    RUN(a_small_incident_gets_weaker_lines_too);
    RUN(a_plain_statement_about_a_named_thing_is_kept_where_little_is_said);
    RUN(a_ticket_and_whoever_notices_first_are_both_first_signs);
    RUN(words_that_every_change_has_do_not_make_it_a_suspect);
    RUN(people_get_team_and_role);
    RUN(nothing_at_all_is_a_timeline_too);
    RUN(neither_order_nor_repeats_change_the_timeline);
    RUN(every_signal_is_in_exactly_one_event);
    RUN(the_key_timeline_stays_within_its_bounds);
    RUN(measuring_again_gives_what_the_engine_gave);
    RUN(a_small_timeline_keeps_little_memory);
    zones_free(zones);
    arena_done(&arena);
    return test_end();
}

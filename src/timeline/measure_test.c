/* Durations, gaps and contradictions of timelines that a person has corrected, as the record loads them. */
#include "timeline.h"

#include "../base/test.h"

#define MIN ((int64_t)60 * 1000)
#define T0  ((int64_t)1700000000000)

static struct arena arena = {.max_bytes = 64 << 20};

static const struct duration *
duration_named(const struct timeline *t, const char *name)
{
    for (uint32_t i = 0; i < t->duration_count; i++)
        if (strcmp(t->durations[i].name, name) == 0)
            return &t->durations[i];
    return NULL;
}

/* A timeline as the record loads it: chat every minute, ten of them, numbered by tens. */
static struct timeline
loaded_timeline(void)
{
    struct event *events = arena_new_n(&arena, struct event, 10);
    for (uint32_t i = 0; i < 10; i++)
        events[i] = (struct event){.number = 10 * (i + 1),
                                   .at = {.ms = T0 + i * MIN, .precision = PRECISION_SECOND},
                                   .end = WHEN_UNKNOWN,
                                   .kind = KIND_CHAT,
                                   .in_window = true,
                                   .times = 1,
                                   .title = BYTES("hello")};
    return (struct timeline){.events = events, .event_count = 10};
}

static struct moment
moment_at(int64_t ms, uint32_t event)
{
    return (struct moment){
        .found = true, .at = {.ms = ms, .precision = PRECISION_SECOND}, .event = event, .because = "a person says so"};
}

TEST(a_corrected_moment_changes_its_durations_and_may_stand_without_an_event)
{
    struct timeline t = loaded_timeline();
    t.moments[MOMENT_IMPACT_STARTED] = moment_at(T0, 10);
    t.moments[MOMENT_DETECTED] = moment_at(T0 + 90 * 1000, 0); // between two events
    t.moments[MOMENT_RESOLVED] = moment_at(T0 + 30 * 1000, 0);
    timeline_measure(&arena, &t);
    CHECK_INT(duration_named(&t, "time to detect")->ms, 90 * 1000);
    CHECK(!duration_named(&t, "time to mitigate")->known);
    CHECK_INT(t.contradiction_count, 1);
    CHECK_STR(t.contradictions[0], "\"resolved\" lies before \"detected\"");
    t.moments[MOMENT_RESOLVED] = moment_at(T0 + 20 * 1000, 20);
    timeline_measure(&arena, &t);
    CHECK_STR(t.contradictions[0], "\"resolved\" (E20) lies before \"detected\"");
    t.moments[MOMENT_RESOLVED] = moment_at(T0 + 5 * MIN, 0);
    timeline_measure(&arena, &t);
    CHECK_INT(t.contradiction_count, 0);
}

TEST(two_moments_of_one_event_tell_nothing_unless_a_person_moved_one)
{
    struct timeline t = loaded_timeline();
    t.moments[MOMENT_IMPACT_STARTED] = t.moments[MOMENT_DETECTED] = moment_at(T0, 10);
    timeline_measure(&arena, &t);
    CHECK(!duration_named(&t, "time to detect")->known);
    t.moments[MOMENT_IMPACT_STARTED].at.ms -= 3 * MIN;
    timeline_measure(&arena, &t);
    CHECK(duration_named(&t, "time to detect")->known);
    CHECK_INT(duration_named(&t, "time to detect")->ms, 3 * MIN);
    t.moments[MOMENT_IMPACT_STARTED].at.precision = PRECISION_UNKNOWN;
    timeline_measure(&arena, &t);
    CHECK(!duration_named(&t, "time to detect")->known);
}

TEST(hidden_events_leave_a_gap_with_the_numbers_beside_it)
{
    struct timeline t = loaded_timeline();
    struct event *e = (struct event *)t.events;
    for (uint32_t i = 6; i < 10; i++)
        e[i].at.ms += 40 * MIN;
    timeline_measure(&arena, &t);
    CHECK_INT(t.gap_count, 1);
    CHECK(t.gaps[0].before == 60 && t.gaps[0].after == 70);
    CHECK_INT(t.gaps[0].to_ms - t.gaps[0].from_ms, 41 * MIN);
    e[6].kind = KIND_LOG; // goes on by itself
    timeline_measure(&arena, &t);
    CHECK(t.gap_count == 1 && t.gaps[0].after == 80);
    e[5].at.ms += 20 * MIN; // somebody moved or added an event into it
    timeline_measure(&arena, &t);
    CHECK_INT(t.gap_count, 0);
}

TEST(gaps_begin_with_the_impact_wherever_a_person_puts_it)
{
    struct timeline t = loaded_timeline();
    struct event *e = (struct event *)t.events;
    for (uint32_t i = 5; i < 10; i++)
        e[i].at.ms += 40 * MIN;
    t.moments[MOMENT_IMPACT_STARTED] = moment_at(T0 + 2 * MIN, 30);
    timeline_measure(&arena, &t);
    CHECK_INT(t.gap_count, 1);
    t.moments[MOMENT_IMPACT_STARTED] = moment_at(T0 + 20 * MIN, 0);
    timeline_measure(&arena, &t);
    CHECK_INT(t.gap_count, 0);
}

TEST(any_time_that_a_person_gives_can_be_measured)
{
    static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1, 0, T0, INT64_MAX - 1, INT64_MAX};
    enum { N = sizeof times / sizeof *times };
    struct timeline t = loaded_timeline(), none = {0};
    ((struct event *)t.events)[0].at.ms = INT64_MIN;
    ((struct event *)t.events)[9].at.ms = INT64_MAX;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++) {
            t.moments[MOMENT_IMPACT_STARTED] = moment_at(times[i], 4000000000u);
            t.moments[MOMENT_DETECTED] = moment_at(times[k], 7);
            timeline_measure(&arena, &t);
            int64_t ms = duration_named(&t, "time to detect")->ms;
            CHECK((ms > 0) == (k > i) && (ms < 0) == (k < i));
        }
    timeline_measure(&arena, &none);
    CHECK(!none.gap_count && !none.contradiction_count && none.duration_count);
}

int
main(void)
{
    RUN(a_corrected_moment_changes_its_durations_and_may_stand_without_an_event);
    RUN(two_moments_of_one_event_tell_nothing_unless_a_person_moved_one);
    RUN(hidden_events_leave_a_gap_with_the_numbers_beside_it);
    RUN(gaps_begin_with_the_impact_wherever_a_person_puts_it);
    RUN(any_time_that_a_person_gives_can_be_measured);
    arena_done(&arena);
    return test_end();
}

#include "pick.h"

#include "../base/test.h"
#include "../timeline/evidence.h"

/* Each name in a list of the rules must be a row of the table of evidence: a row that is renamed there fails here. */
static void
check_names(const char *names)
{
    struct bytes rest = bytes_of(names), name;
    while (rest.n && bytes_split(&rest, '|', &name)) {
        bool known = false;
        for (uint32_t i = 0; i < evidence_count && !known; i++)
            known = bytes_is(name, evidence_table[i].name);
        if (!known)
            printf("no evidence is called '%.*s'\n", BYTES_ARG(name));
        CHECK(known);
    }
}

TEST(every_reason_that_a_rule_names_is_a_row_of_the_evidence_table)
{
    for (int p = 0; p < PICK_MAX; p++) {
        check_names(pick_names((enum pick)p));
        check_names(pick_names_unless((enum pick)p));
    }
}

static const struct reason finding_reasons[] = {{"finding", {0}, 24}, {"symptom", {0}, 14}};
static const struct reason symptom_reasons[] = {{"symptom", {0}, 24}, {"observation", {0}, 9}};

static struct event
message(uint32_t number, const struct reason *reasons)
{
    return (struct event){.number = number,
                          .at = {.ms = number * 60000},
                          .kind = KIND_CHAT,
                          .significance = 40,
                          .in_window = true,
                          .title = BYTES("words"),
                          .reasons = reasons,
                          .reason_count = 2,
                          .times = 1};
}

TEST(a_message_about_a_finding_is_no_symptom_though_it_names_one)
{
    struct timeline t = {.event_count = 0};
    struct event e = message(1, finding_reasons);
    CHECK(pick_strength(PICK_FINDING, &t, &e) > 0);
    CHECK_INT(pick_strength(PICK_SYMPTOM, &t, &e), 0);
    e = message(1, symptom_reasons);
    CHECK(pick_strength(PICK_SYMPTOM, &t, &e) > 0);
    CHECK_INT(pick_strength(PICK_FINDING, &t, &e), 0);
}

TEST(the_strongest_are_kept_in_time_order_and_the_rest_is_counted)
{
    struct event events[10];
    for (uint32_t i = 0; i < 10; i++) {
        events[i] = message(i + 1, symptom_reasons);
        events[i].significance = (uint8_t)(20 + (i * 7) % 10);
    }
    struct timeline t = {.events = events, .event_count = 10};
    struct picked got = pick_events(PICK_SYMPTOM, &t, 4);
    CHECK_INT(got.count, 4);
    CHECK_INT(got.left_out, 6);
    static const uint32_t want[] = {2, 5, 8, 9}; // significance 27, 28, 29, 26
    for (uint32_t i = 0; i < 4; i++)
        CHECK_INT(got.events[i]->number, want[i]);
    CHECK_INT(pick_events(PICK_SYMPTOM, &t, 0).count, 0);
}

TEST(system_messages_and_impossible_times_are_never_picked)
{
    struct timeline t = {.event_count = 0};
    struct event e = message(1, symptom_reasons);
    e.flags = SIGNAL_SYSTEM;
    CHECK_INT(pick_strength(PICK_SYMPTOM, &t, &e), 0);
    e.flags = SIGNAL_ABSURD_TIME;
    CHECK_INT(pick_strength(PICK_SYMPTOM, &t, &e), 0);
}

TEST(words_count_only_where_no_letter_stands_beside_them)
{
    CHECK(pick_has_words("luck|by chance", BYTES("What luck!")));
    CHECK(pick_has_words("luck|by chance", BYTES("plucky, but By Chance")));
    CHECK(!pick_has_words("luck|by chance", BYTES("plucky and lucky")));
    CHECK(!pick_has_words("luck", BYTES("")));
}

int
main(void)
{
    RUN(every_reason_that_a_rule_names_is_a_row_of_the_evidence_table);
    RUN(a_message_about_a_finding_is_no_symptom_though_it_names_one);
    RUN(the_strongest_are_kept_in_time_order_and_the_rest_is_counted);
    RUN(system_messages_and_impossible_times_are_never_picked);
    RUN(words_count_only_where_no_letter_stands_beside_them);
    return test_end();
}

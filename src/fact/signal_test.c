#include "signal.h"

#include "../base/test.h"
#include "event.h"
#include "people.h"
#include "timeline_json.h"

static struct arena arena = {.max_bytes = 1 << 20};

static struct signal
at(int64_t ms)
{
    return (struct signal){.source = "slack", .ref = BYTES("a/1"), .at = {.ms = ms}, .end = WHEN_UNKNOWN};
}

TEST(signals_are_ordered_by_time_then_kind_then_source_then_ref)
{
    struct signal a = at(1000), b = at(2000);
    CHECK(signal_cmp(&a, &b) < 0 && signal_cmp(&b, &a) > 0 && signal_cmp(&a, &a) == 0);
    b = at(1000);
    b.kind = KIND_CHAT;
    CHECK(signal_cmp(&a, &b) < 0);
    b = at(1000);
    b.source = "git";
    CHECK(signal_cmp(&a, &b) > 0);
    b = at(1000);
    b.ref = BYTES("a/2");
    CHECK(signal_cmp(&a, &b) < 0);
    b = at(1000);
    b.hash.b[31] = 1;
    CHECK(signal_cmp(&a, &b) < 0);
}

TEST(signals_without_a_time_come_last)
{
    struct signal a = at(INT64_MIN), b = at(INT64_MAX);
    a.at.precision = PRECISION_UNKNOWN;
    CHECK(signal_cmp(&a, &b) > 0);
}

TEST(kinds_states_and_moments_have_the_names_that_the_contract_lists)
{
    static const char *const want[] = {"other", "alert",  "chat",   "change", "deploy",
                                       "page",  "status", "ticket", "log",    "note"};
    CHECK_INT(sizeof want / sizeof *want, KIND_MAX);
    for (int k = 0; k < KIND_MAX; k++) {
        enum kind back;
        CHECK_STR(kind_name((enum kind)k), want[k]);
        CHECK(kind_of_name(bytes_of(want[k]), &back) && back == (enum kind)k);
    }
    enum kind none;
    CHECK(!kind_of_name(BYTES("deployment"), &none));
    CHECK_STR(state_name(STATE_NONE), "");
    CHECK_STR(state_name(STATE_MERGED), "merged");
    CHECK_STR(moment_name(MOMENT_IMPACT_STARTED), "impact started");
    CHECK_STR(moment_name(MOMENT_RESOLVED), "resolved");
}

TEST(people_are_found_by_handle_or_name_in_any_case)
{
    static const struct person persons[] = {
        {BYTES_INIT("Ada Vance"), BYTES_INIT("ada"), BYTES_INIT("payments"), BYTES_INIT("commander")},
        {BYTES_INIT("Bo Lind"), BYTES_INIT("ada vance"), BYTES_INIT("search"), {0}},
    };
    struct people p;
    people_init(&p, &arena, persons, 2);
    CHECK(people_find(&p, BYTES("@ADA")) == &persons[0]);
    CHECK(people_find(&p, BYTES(" bo lind ")) == &persons[1]);
    CHECK(people_find(&p, BYTES("Ada Vance")) == &persons[1]); // a handle comes before a name
    CHECK(!people_find(&p, BYTES("nobody")));
    CHECK(!people_find(&p, BYTES_NONE));
    people_done(&p);
}

TEST(json_is_the_documented_array)
{
    struct signal s = at(1612345678901);
    static const uint32_t numbers[] = {0};
    static const struct reason reasons[] = {{"symptom", BYTES_INIT("down"), 24}};
    struct event events[] = {
        {.number = 1,
         .at = s.at,
         .end = WHEN_UNKNOWN,
         .kind = KIND_CHAT,
         .significance = 40,
         .key = true,
         .source = "slack",
         .title = BYTES("it is \"down\""),
         .actor = BYTES("ada"),
         .signals = numbers,
         .signal_count = 1,
         .reasons = reasons,
         .reason_count = 1,
         .in_window = true},
        {.number = 2,
         .at = WHEN_UNKNOWN,
         .end = WHEN_UNKNOWN,
         .source = "text",
         .title = BYTES("\xff"),
         .signals = numbers},
    };
    struct timeline t = {.signals = &s, .signal_count = 1, .events = events, .event_count = 2};
    struct buf out = {0};
    timeline_json(&out, &t, &(struct timeline_view){0});
    CHECK_BYTES(
        buf_bytes(&out),
        "[\n{\"at\":\"2021-02-03T09:47:58.901Z\",\"precision\":\"millisecond\",\"kind\":\"chat\","
        "\"title\":\"it is \\\"down\\\"\",\"detail\":\"\",\"actor\":\"ada\",\"source\":\"slack\","
        "\"significance\":40,\"key\":true,\"url\":\"\",\"signals\":[{\"source\":\"slack\",\"ref\":\"a/1\","
        "\"at\":\"2021-02-03T09:47:58.901Z\"}]},\n"
        "{\"at\":null,\"precision\":\"unknown\",\"kind\":\"other\",\"title\":\"\xef\xbf\xbd\",\"detail\":\"\","
        "\"actor\":\"\",\"source\":\"text\",\"significance\":0,\"key\":false,\"url\":\"\",\"signals\":[]}\n]\n");
    buf_reset(&out);
    timeline_json(&out, &t, &(struct timeline_view){.key_only = true, .explain = true});
    CHECK(bytes_find(buf_bytes(&out), "\"number\":1,\"in_window\":true,\"reasons\":[{\"name\":\"symptom\","
                                      "\"points\":24,\"words\":\"down\"}]") > 0);
    CHECK(bytes_find(buf_bytes(&out), "\"unknown\"") < 0);
    buf_reset(&out);
    timeline_json(&out, &(struct timeline){0}, &(struct timeline_view){0});
    CHECK_BYTES(buf_bytes(&out), "[\n]\n");
    buf_done(&out);
}

int
main(void)
{
    RUN(signals_are_ordered_by_time_then_kind_then_source_then_ref);
    RUN(signals_without_a_time_come_last);
    RUN(kinds_states_and_moments_have_the_names_that_the_contract_lists);
    RUN(people_are_found_by_handle_or_name_in_any_case);
    RUN(json_is_the_documented_array);
    arena_done(&arena);
    return test_end();
}

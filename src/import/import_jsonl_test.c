#include "reading.h"

extern const struct importer importer_jsonl;

TEST(an_object_becomes_a_signal)
{
    struct reading *r = reading_of(
        &importer_jsonl,
        "{\"timestamp\":\"2024-03-07T10:15:30.250Z\",\"message\":\"restarted the queue\\nsecond line\","
        "\"user\":\"ann\",\"severity\":\"high\",\"link\":\"https://x.example.org/1\",\"id\":\"e-1\","
        "\"type\":\"deployment\",\"source\":\"ops-bot\",\"service\":\"mail\",\"version\":\"v2024.3\",\"retries\":3,"
        "\"tags\":[\"a\",2]}\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "jsonl");
    CHECK_BYTES(s->ref, "e-1");
    CHECK_BYTES(s->title, "restarted the queue");
    CHECK(bytes_find(s->detail, "second line") > 0);
    CHECK(bytes_find(s->detail, "source: ops-bot") > 0);
    CHECK(bytes_find(s->detail, "retries: 3") > 0);
    CHECK(bytes_find(s->detail, "tags: a, 2") > 0);
    CHECK_BYTES(s->actor, "ann");
    CHECK_BYTES(s->url, "https://x.example.org/1");
    CHECK_INT(s->kind, KIND_DEPLOY);
    CHECK_INT(s->severity, 2);
    CHECK_AT(s->at, "2024-03-07T10:15:30.250Z");
    CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "mail"));
    CHECK(has_tie(s, TIE_VERSION, TIE_SAYS, "v2024.3"));
    CHECK(bytes_find(s->detail, "version: v2024.3") > 0);
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://x.example.org/1"));
    reading_free(r);
}

TEST(many_names_for_time_and_text_are_known)
{
    static const char *const rows[] = {
        "{\"time\":\"2024-03-07T10:00:00Z\",\"event\":\"x happened\"}",
        "{\"@timestamp\":\"2024-03-07T10:00:00Z\",\"msg\":\"x happened\"}",
        "{\"ts\":1709805600,\"text\":\"x happened\"}",
        "{\"ts\":1709805600.0,\"text\":\"x happened\"}",
        "{\"eventTime\":1709805600000,\"summary\":\"x happened\"}",
        "{\"created_at\":\"2024-03-07 10:00:00 UTC\",\"title\":\"x happened\"}",
        "{\"occurredAt\":\"2024-03-07T11:00:00+01:00\",\"description\":\"x happened\"}",
        "{\"Time (UTC)\":\"2024-03-07 10:00:00\",\"Event\":\"x happened\"}",
        "{\"date\":\"2024-03-07\",\"time\":\"10:00:00 UTC\",\"note\":\"x happened\"}",
        "{\"when\":\"2024-03-07 10:00:00\",\"timezone\":\"UTC\",\"what\":\"x happened\"}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_jsonl, rows[i]);
        CHECK_READ(r);
        if (!r->sniffed || r->im.signals[0].at.lacks)
            printf("%s\n", rows[i]);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        CHECK_INT(r->im.signals[0].at.lacks, 0);
        CHECK_AT(r->im.signals[0].at, "2024-03-07T10:00:00.000Z");
        CHECK_BYTES(r->im.signals[0].title, "x happened");
        CHECK_INT(r->im.signals[0].ref.n, 16);
        reading_free(r);
    }
}

TEST(lines_and_arrays_give_the_same_signals)
{
#define ONE "{\"time\":\"2024-03-07T10:00:00Z\",\"text\":\"one\"}"
#define TWO "{\"time\":\"2024-03-07T10:01:00Z\",\"text\":\"two\"}"
    struct reading *a = reading_of(&importer_jsonl, ONE "\n" TWO "\n");
    struct reading *b = reading_of(&importer_jsonl, "[\n" ONE ",\n" TWO "\n]");
    CHECK_READ(a);
    CHECK_READ(b);
    CHECK(a->sniffed && b->sniffed);
    CHECK_INT(a->im.count, 2);
    CHECK_INT(b->im.count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        CHECK(bytes_eq(a->im.signals[i].ref, b->im.signals[i].ref));
        CHECK(bytes_eq(reading_raw(a, i), reading_raw(b, i)));
    }
    CHECK(!bytes_eq(a->im.signals[0].ref, a->im.signals[1].ref));
    reading_free(a);
    reading_free(b);
}

TEST(an_object_without_a_time_is_a_signal_without_time)
{
    struct reading *r = reading_of(
        &importer_jsonl, "{\"time\":\"2024-03-07T10:00:00Z\",\"text\":\"one\"}\n"
                         "{\"text\":\"two\"}\n{\"time\":null,\"text\":\"three\"}\n"
                         "{\"time\":\"7 o'clock or so\",\"text\":\"four\"}\n{\"time\":12,\"text\":\"five\"}\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 5);
    for (uint32_t i = 1; i < 4; i++)
        CHECK_INT(r->im.signals[i].at.precision, PRECISION_UNKNOWN);
    CHECK_INT(r->im.note_count, 1);
    CHECK(strstr(r->im.notes[0], "'7 o'clock or so' in column 'time' is no time"));
    CHECK_INT(r->im.signals[4].flags & SIGNAL_ABSURD_TIME, SIGNAL_ABSURD_TIME);
    reading_free(r);
}

TEST(a_log_with_bags_is_read_and_ends_are_kept)
{
    struct reading *r = reading_of(&importer_jsonl,
                                   "{\"level\":\"warn\",\"ts\":1709805600.5,\"msg\":\"slow\",\"fields\":{\"ms\":900}}\n"
                                   "{\"level\":\"info\",\"ts\":1709805601,\"msg\":\"job\",\"end\":1709805661}\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.signals[0].kind, KIND_LOG);
    CHECK_INT(r->im.signals[0].severity, 3);
    CHECK(bytes_find(r->im.signals[0].detail, "fields: {\"ms\":900}") >= 0);
    CHECK_AT(r->im.signals[1].end, "2024-03-07T10:01:01.000Z");
    reading_free(r);
}

TEST(our_own_timeline_can_be_read_again)
{
    struct reading *r = reading_of(
        &importer_jsonl,
        "[{\"at\":\"2024-03-07T10:15:00.000Z\",\"precision\":\"about\",\"kind\":\"chat\",\"title\":\"Down?\","
        "\"detail\":"
        "\"Is it down?\",\"actor\":\"ann\",\"source\":\"slack\",\"significance\":70,\"key\":true,\"url\":\"\","
        "\"signals\":[{\"source\":\"slack\",\"ref\":\"C1/1.2\",\"at\":\"2024-03-07T10:15:00.000Z\"}]},"
        "{\"at\":null,\"precision\":\"unknown\",\"kind\":\"other\",\"title\":\"x\",\"detail\":\"\",\"actor\":\"\","
        "\"source\":\"csv\",\"significance\":0,\"key\":false,\"url\":\"\",\"signals\":[]}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2);
    const struct signal *s = &r->im.signals[0];
    CHECK_BYTES(s->title, "Down?");
    CHECK_BYTES(s->detail, "Is it down?\nsource: slack");
    CHECK_BYTES(s->actor, "ann");
    CHECK_INT(s->kind, KIND_CHAT);
    CHECK_INT(s->at.precision, PRECISION_ABOUT);
    CHECK_AT(s->at, "2024-03-07T10:15:00.000Z");
    CHECK_INT(r->im.signals[1].at.precision, PRECISION_UNKNOWN);
    reading_free(r);
}

TEST(what_other_tools_send_is_not_taken)
{
    static const char *const texts[] = {
        "{\"action\":\"opened\",\"created_at\":\"2024-03-07T10:00:00Z\",\"title\":\"x\",\"issue\":{\"id\":1}}",
        "{\"specversion\":\"1.0\",\"time\":\"2024-03-07T10:00:00Z\",\"subject\":\"x\"}",
        "{\"Type\":\"Notification\",\"TopicArn\":\"a\",\"Message\":\"x\",\"Timestamp\":\"2024-03-07T10:00:00Z\"}",
        "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"hi\",\"ts\":\"1709805600.000100\"}]",
        "[{\"sha\":\"abc\",\"date\":\"2024-03-07T10:00:00Z\",\"message\":\"x\"}]",
        "[{\"id\":1,\"time\":1709805600000,\"dashboardId\":3,\"text\":\"x\"}]",
        "{\"request\":{\"time\":\"2024-03-07T10:00:00Z\"},\"response\":{}}",
        "{\"created_at\":\"2024-03-07T10:00:00Z\",\"name\":\"a release\"}",
        "{\"host\":\"h\",\"service\":\"s\",\"state\":\"ok\",\"description\":\"d\",\"metric\":1}",
        "[1,2]",
        "{}",
        "[]",
        "text",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_jsonl, texts[i]);
        if (r->sniffed)
            printf("%s\n", texts[i]);
        CHECK(!r->sniffed);
        reading_free(r);
    }
}

TEST(malformed_lines_are_refused_and_named)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {ONE "\n{\"a\":1}", "object 2: it has neither a time nor a text"},
        {ONE "\n[1]", "object 2: it is no JSON object"},
        {ONE "\n{\"time\":nope}", "object 2: not valid JSON"},
        {ONE "\n{\"time\":\"2024", "line 2: value 2 is not complete JSON"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_jsonl, rows[i].text);
        CHECK_INT(r->err, ERR_INVALID);
        if (bytes_find(bytes_of(r->why.text), rows[i].says) < 0)
            printf("'%s' does not say '%s'\n", r->why.text, rows[i].says);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(loggers_may_nest_what_they_like_and_people_may_be_objects)
{
    struct reading *r = reading_of(
        &importer_jsonl,
        "{\"name\":\"shop\",\"level\":50,\"msg\":\"failed\",\"time\":\"2024-03-14T09:05:03.123Z\",\"err\":{\"message\":"
        "\"boom\"}}\n{\"level\":\"info\",\"ts\":1710406503.5,\"msg\":\"request\",\"request\":{\"method\":\"GET\"}}\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_BYTES(r->im.signals[0].title, "failed");
    CHECK_AT(r->im.signals[1].at, "2024-03-14T08:55:03.500Z");
    reading_free(r);
    r = reading_of(&importer_jsonl, "[{\"createdAt\":\"2024-03-14T09:05:03Z\",\"body\":\"on it\",\"author\":{\"id\":7,"
                                    "\"name\":\"mira\"}}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_BYTES(r->im.signals[0].actor, "mira");
    reading_free(r);
    r = reading_of(&importer_jsonl, "{\"log\":\"started\\n\",\"stream\":\"stderr\",\"time\":\"2024-03-14T09:05:03Z\"}");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_BYTES(r->im.signals[0].title, "started");
    reading_free(r);
}

TEST(members_of_secrets_are_masked)
{
    struct reading *r =
        reading_of(&importer_jsonl, "{\"time\":\"2024-03-14T09:05:00Z\",\"msg\":\"login\",\"password\":\"letmein\","
                                    "\"level\":\"info\",\"fields\":{\"api_key\":\"Zq0Xw9Vr2Tu8Ys7Ka3Jd\"}}\n");
    CHECK_READ(r);
    CHECK(bytes_find(r->im.signals[0].detail, "password: [secret: password]") >= 0);
    CHECK(bytes_find(r->im.signals[0].detail, "\"api_key\":\"[secret: key]\"") >= 0);
    reading_free(r);
}

int
main(void)
{
    RUN(members_of_secrets_are_masked);
    RUN(an_object_becomes_a_signal);
    RUN(many_names_for_time_and_text_are_known);
    RUN(lines_and_arrays_give_the_same_signals);
    RUN(an_object_without_a_time_is_a_signal_without_time);
    RUN(a_log_with_bags_is_read_and_ends_are_kept);
    RUN(our_own_timeline_can_be_read_again);
    RUN(what_other_tools_send_is_not_taken);
    RUN(malformed_lines_are_refused_and_named);
    RUN(loggers_may_nest_what_they_like_and_people_may_be_objects);
    return test_end();
}

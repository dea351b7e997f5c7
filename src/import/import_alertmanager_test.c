#include "reading.h"

extern const struct importer importer_alertmanager;

#define LABELS                                                                                                         \
    "\"labels\":{\"alertname\":\"QueueStuck\",\"severity\":\"critical\",\"instance\":\"mail7:9100\",\"service\":"      \
    "\"mail\"}"
#define FIRING                                                                                                         \
    "{\"status\":\"firing\"," LABELS ",\"annotations\":{\"summary\":\"Mail queue does not move\","                     \
    "\"description\":\"12000 messages wait\",\"runbook_url\":\"https://wiki.example.org/queue\"},"                     \
    "\"startsAt\":\"2024-03-07T10:15:30.123456789Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","                             \
    "\"generatorURL\":\"http://prom.example.org/graph?g0\",\"fingerprint\":\"a1b2c3d4e5f60718\"}"
#define RESOLVED                                                                                                       \
    "{\"status\":\"resolved\"," LABELS ",\"annotations\":{},\"startsAt\":\"2024-03-07T11:15:30.5+01:00\","             \
    "\"endsAt\":\"2024-03-07T10:45:00Z\",\"generatorURL\":\"\",\"fingerprint\":\"a1b2c3d4e5f60718\"}"
#define PAYLOAD(alerts)                                                                                                \
    "{\"receiver\":\"pager\",\"status\":\"firing\",\"alerts\":[" alerts "],\"groupLabels\":{},\"commonLabels\":{},"    \
    "\"commonAnnotations\":{},\"externalURL\":\"http://am.example.org\",\"version\":\"4\",\"groupKey\":\"{}\"}"

TEST(a_firing_alert_opens_at_its_start)
{
    struct reading *r = reading_of(&importer_alertmanager, PAYLOAD(FIRING));
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "alertmanager");
    CHECK_BYTES(s->ref, "a1b2c3d4e5f60718");
    CHECK_BYTES(s->title, "Mail queue does not move (mail7:9100)");
    CHECK(bytes_find(s->detail, "12000 messages wait") == 0);
    CHECK(bytes_find(s->detail, "Labels: alertname=QueueStuck, instance=mail7:9100, service=mail") > 0);
    CHECK_BYTES(s->url, "http://prom.example.org/graph?g0");
    CHECK_BYTES(s->actor, "");
    CHECK_INT(s->kind, KIND_ALERT);
    CHECK_INT(s->state, STATE_OPENED);
    CHECK_INT(s->severity, 1);
    CHECK_AT(s->at, "2024-03-07T10:15:30.123Z");
    CHECK_INT(s->end.precision, PRECISION_UNKNOWN);
    CHECK(has_tie(s, TIE_ALERT, TIE_IS, "a1b2c3d4e5f60718"));
    CHECK(has_tie(s, TIE_NAME, TIE_IS, "QueueStuck"));
    CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "mail"));
    CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "mail7:9100"));
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://wiki.example.org/queue"));
    CHECK_BYTES(reading_raw(r, 0), FIRING);
    reading_free(r);
}

TEST(a_resolved_alert_also_tells_when_it_began)
{
    struct reading *r = reading_of(&importer_alertmanager, PAYLOAD(RESOLVED));
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_INT(r->im.signals[0].state, STATE_RESOLVED);
    CHECK_BYTES(r->im.signals[0].title, "Resolved: QueueStuck (mail7:9100)");
    CHECK_AT(r->im.signals[0].at, "2024-03-07T10:45:00.000Z");
    CHECK_INT(r->im.signals[1].state, STATE_OPENED);
    CHECK_AT(r->im.signals[1].at, "2024-03-07T10:15:30.500Z");
    CHECK_BYTES(r->im.signals[1].url, "http://am.example.org");
    CHECK_BYTES(reading_raw(r, 1), RESOLVED);
    reading_free(r);
}

TEST(a_resolved_alert_without_a_start_is_one_signal)
{
    struct reading *r = reading_of(&importer_alertmanager,
                                   "{\"alerts\":[{\"status\":\"resolved\",\"labels\":{\"alertname\":\"A\"},"
                                   "\"startsAt\":\"0001-01-01T00:00:00Z\",\"endsAt\":\"2024-03-07T10:45:00Z\"}]}");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    CHECK_INT(r->im.signals[0].state, STATE_RESOLVED);
    reading_free(r);
}

TEST(the_status_of_the_alert_counts_not_that_of_the_group)
{
    struct reading *r = reading_of(&importer_alertmanager, PAYLOAD(FIRING "," RESOLVED));
    CHECK_READ(r);
    CHECK_INT(r->im.count, 3);
    CHECK_INT(r->im.signals[0].state, STATE_OPENED);
    CHECK_INT(r->im.signals[1].state, STATE_RESOLVED);
    reading_free(r);
}

TEST(payloads_come_alone_in_an_array_and_one_a_line)
{
    static const char *const texts[] = {
        "[" PAYLOAD(FIRING) "," PAYLOAD(RESOLVED) "]",
        PAYLOAD(FIRING) "\n" PAYLOAD(RESOLVED) "\n",
        PAYLOAD(FIRING) PAYLOAD(RESOLVED),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_alertmanager, texts[i]);
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 3);
        reading_free(r);
    }
}

TEST(versions_3_and_none_are_read_and_others_refused)
{
    static const struct {
        const char *text;
        const char *says;
    } rows[] = {
        {"{\"version\":\"3\",\"groupKey\":123456789,\"receiver\":\"x\",\"alerts\":[" FIRING "]}", NULL},
        {"{\"receiver\":\"x\",\"alerts\":[" FIRING "]}", NULL},
        {"{\"version\":\"9\",\"receiver\":\"x\",\"alerts\":[" FIRING "]}",
         "payload 1: its version is 9; 3 and 4 are known"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_alertmanager, rows[i].text);
        if (rows[i].says) {
            CHECK_INT(r->err, ERR_INVALID);
            CHECK_STR(r->why.text, rows[i].says);
            CHECK_INT(r->im.count, 0);
        } else {
            CHECK_READ(r);
            CHECK_INT(r->im.count, 1);
        }
        reading_free(r);
    }
}

TEST(the_list_that_the_api_gives_is_read)
{
    struct reading *r = reading_of(
        &importer_alertmanager,
        "[{\"annotations\":{\"summary\":\"Disk full\"},\"endsAt\":\"2024-03-07T10:20:00Z\",\"fingerprint\":\"f1\","
        "\"receivers\":[{\"name\":\"x\"}],\"startsAt\":\"2024-03-07T10:15:00Z\",\"status\":{\"inhibitedBy\":[],"
        "\"silencedBy\":[\"s1\"],\"state\":\"suppressed\"},\"updatedAt\":\"2024-03-07T10:16:00Z\","
        "\"generatorURL\":\"\",\"labels\":{\"alertname\":\"DiskFull\"}}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1); // the end is only when Alertmanager would give up on it
    CHECK_INT(r->im.signals[0].state, STATE_OPENED);
    CHECK(bytes_find(r->im.signals[0].detail, "Silenced or inhibited") > 0);
    reading_free(r);
}

TEST(without_a_fingerprint_the_sorted_labels_are_the_ref)
{
    static const char *const texts[] = {
        "{\"alerts\":[{\"labels\":{\"b\":\"2\",\"alertname\":\"A\"},\"startsAt\":\"2024-03-07T10:15:00Z\"}]}",
        "{\"alerts\":[{\"labels\":{\"alertname\":\"A\",\"b\":\"2\"},\"startsAt\":\"2024-03-07T10:15:00Z\"}]}",
    };
    for (size_t i = 0; i < 2; i++) {
        struct reading *r = reading_of(&importer_alertmanager, texts[i]);
        CHECK_READ(r);
        CHECK_BYTES(r->im.signals[0].ref, "{alertname=\"A\", b=\"2\"}");
        reading_free(r);
    }
}

TEST(a_title_that_names_the_instance_does_not_name_it_again)
{
    struct reading *r = reading_of(&importer_alertmanager,
                                   "{\"alerts\":[{\"labels\":{\"alertname\":\"A\",\"host\":\"web1\"},\"annotations\":"
                                   "{\"summary\":\"web1 is down\"},\"startsAt\":\"2024-03-07T10:15:00Z\"}]}");
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "web1 is down");
    reading_free(r);
}

TEST(malformed_alerts_are_refused_and_named)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {PAYLOAD(FIRING ",{\"labels\":3,\"startsAt\":\"2024-03-07T10:15:00Z\"}"),
         "payload 1: alert 2: it has no labels"},
        {PAYLOAD("{\"labels\":{},\"startsAt\":\"soon\"}"), "payload 1: alert 1: startsAt is no time"},
        {PAYLOAD("{\"labels\":{},\"startsAt\":\"2024-03-07T10:15:00Z\",\"endsAt\":\"x\"}"), "endsAt is no time"},
        {PAYLOAD("7"), "alert 1: it is no JSON object"},
        {"{\"alerts\":[{\"labels\":{},\"startsAt\":\"2024\"}", "value 1 is not complete JSON"},
        {"{\"orgId\":1,\"alerts\":[]}", "it is Grafana's"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_alertmanager, rows[i].text);
        CHECK_INT(r->err, ERR_INVALID);
        if (bytes_find(bytes_of(r->why.text), rows[i].says) < 0)
            printf("'%s' does not say '%s'\n", r->why.text, rows[i].says);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(look_alikes_are_not_taken)
{
    static const char *const texts[] = {
        "{\"receiver\":\"x\",\"alerts\":[" FIRING "],\"version\":\"1\",\"orgId\":1,\"title\":\"[FIRING:1]\"}",
        "{\"alerts\":[{\"name\":\"x\"}]}",
        "{\"alerts\":7}",
        "[{\"labels\":[\"bug\"],\"startsAt\":\"x\"}]",
        "[]",
        "alerts",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_alertmanager, texts[i]);
        CHECK(!r->sniffed);
        reading_free(r);
    }
}

TEST(recorded_deliveries_are_read)
{
    struct reading *r =
        reading_of_file(&importer_alertmanager, "../shared/data/events/alertmanager/prometheus_v4_thing_dead.json");
    if (!r) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    CHECK_BYTES(r->im.signals[0].title, "No things for over 10 minutes");
    CHECK_BYTES(r->im.signals[0].ref, "{alertname=\"thing_dead\", severity=\"critical\"}");
    CHECK_AT(r->im.signals[0].at, "2017-08-03T19:17:37.804Z");
    reading_free(r);

    r = reading_of_file(&importer_alertmanager, "../shared/data/events/alertmanager/alert.json");
    CHECK(r);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].title, "High CPU core temperature (andromeda)");
    CHECK_BYTES(r->im.signals[1].ref, "c2ea85182f28cbd9");
    CHECK_AT(r->im.signals[0].at, "2020-02-06T00:17:58.432Z");
    reading_free(r);
}

int
main(void)
{
    RUN(a_firing_alert_opens_at_its_start);
    RUN(a_resolved_alert_also_tells_when_it_began);
    RUN(a_resolved_alert_without_a_start_is_one_signal);
    RUN(the_status_of_the_alert_counts_not_that_of_the_group);
    RUN(payloads_come_alone_in_an_array_and_one_a_line);
    RUN(versions_3_and_none_are_read_and_others_refused);
    RUN(the_list_that_the_api_gives_is_read);
    RUN(without_a_fingerprint_the_sorted_labels_are_the_ref);
    RUN(a_title_that_names_the_instance_does_not_name_it_again);
    RUN(malformed_alerts_are_refused_and_named);
    RUN(look_alikes_are_not_taken);
    RUN(recorded_deliveries_are_read);
    return test_end();
}

#include "reading.h"

extern const struct importer importer_pagerduty;

#define EVENT(type, agent, data)                                                                                       \
    "{\"event\":{\"id\":\"01AAA\",\"event_type\":\"" type "\",\"resource_type\":\"incident\","                         \
    "\"occurred_at\":\"2024-03-07T10:16:05.250Z\",\"agent\":" agent ",\"client\":null,\"data\":" data "}}"
#define ANN     "{\"id\":\"PUSER\",\"summary\":\"Ann Example\",\"type\":\"user_reference\"}"
#define SERVICE "{\"id\":\"PSVC\",\"summary\":\"checkout-api\",\"type\":\"service_reference\"}"
#define INCIDENT(more)                                                                                                 \
    "{\"id\":\"PINC1\",\"type\":\"incident\",\"html_url\":\"https://acme.pagerduty.com/incidents/"                     \
    "PINC1\",\"number\":7,"                                                                                            \
    "\"incident_key\":\"key-1\",\"title\":\"Checkout error rate high\",\"service\":" SERVICE "," more                  \
    "\"urgency\":\"high\",\"resolve_reason\":null}"
#define ABOUT                                                                                                          \
    "\"incident\":{\"html_url\":\"https://acme.pagerduty.com/incidents/PINC1\",\"id\":\"PINC1\","                      \
    "\"summary\":\"Checkout error rate high\",\"type\":\"incident_reference\"}"

TEST(a_triggered_incident_opens_an_alert)
{
    struct reading *r =
        reading_of(&importer_pagerduty, EVENT("incident.triggered", "null", INCIDENT("\"priority\":null,")));
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "pagerduty");
    CHECK_BYTES(s->ref, "01AAA");
    CHECK_BYTES(s->title, "Checkout error rate high");
    CHECK_BYTES(s->actor, "");
    CHECK_INT(s->flags & SIGNAL_BOT, SIGNAL_BOT);
    CHECK_BYTES(s->url, "https://acme.pagerduty.com/incidents/PINC1");
    CHECK_INT(s->kind, KIND_ALERT);
    CHECK_INT(s->state, STATE_OPENED);
    CHECK_INT(s->severity, 2);
    CHECK_AT(s->at, "2024-03-07T10:16:05.250Z");
    CHECK(has_tie(s, TIE_ALERT, TIE_IS, "PINC1"));
    CHECK(has_tie(s, TIE_ALERT, TIE_IS, "key-1"));
    CHECK(has_tie(s, TIE_NAME, TIE_IS, "Checkout error rate high"));
    CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "checkout-api"));
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://acme.pagerduty.com/incidents/PINC1"));
    reading_free(r);
}

TEST(every_event_type_says_in_plain_words_what_happened)
{
    static const struct {
        const char *text, *title, *actor;
        int kind, state, severity;
    } rows[] = {
        {EVENT("incident.acknowledged", ANN, INCIDENT("\"priority\":{\"summary\":\"P1\"},")),
         "Acknowledged: Checkout error rate high", "Ann Example", KIND_PAGE, STATE_ACKNOWLEDGED, 1},
        {EVENT("incident.escalated", "null", INCIDENT("\"assignees\":[" ANN ",{\"summary\":\"Bo\"}],")),
         "Escalated to Ann Example, Bo: Checkout error rate high", "", KIND_PAGE, STATE_ESCALATED, 2},
        {EVENT("incident.reassigned", ANN, INCIDENT("\"assignees\":[],")), "Reassigned: Checkout error rate high",
         "Ann Example", KIND_PAGE, STATE_ESCALATED, 2},
        {EVENT("incident.resolved", "{\"summary\":\"checkout-api\",\"type\":\"service_reference\"}", INCIDENT("")),
         "Resolved: Checkout error rate high", "", KIND_ALERT, STATE_RESOLVED, 2},
        {EVENT("incident.priority_updated", ANN, INCIDENT("\"priority\":{\"summary\":\"P2\"},")),
         "Priority is now P2: Checkout error rate high", "Ann Example", KIND_PAGE, STATE_UPDATED, 2},
        {EVENT("incident.annotated", ANN,
               "{\"id\":\"PN\",\"type\":\"incident_note\",\"content\":\"It is the cache\\nrestarting it\"," ABOUT "}"),
         "Note: It is the cache", "Ann Example", KIND_NOTE, STATE_UPDATED, 0},
        {EVENT("incident.status_update_published", ANN,
               "{\"id\":\"PS\",\"type\":\"incident_status_update\",\"message\":\"We are on it\"," ABOUT "}"),
         "Status update: We are on it", "Ann Example", KIND_STATUS, STATE_UPDATED, 0},
        {EVENT("incident.responder.added", ANN,
               "{\"type\":\"incident_responder\",\"state\":\"pending\",\"user\":{\"summary\":\"Bo\"}," ABOUT "}"),
         "Responder called Bo: Checkout error rate high", "Ann Example", KIND_PAGE, STATE_ESCALATED, 0},
        {EVENT("incident.responder.replied", ANN,
               "{\"type\":\"incident_responder\",\"state\":\"accepted\",\"user\":{\"summary\":\"Bo\"}," ABOUT "}"),
         "Responder replied Bo (accepted): Checkout error rate high", "Ann Example", KIND_PAGE, STATE_UPDATED, 0},
        {EVENT("incident.workflow.started", "null",
               "{\"type\":\"incident_workflow_instance\",\"incident_workflow\":{\"summary\":\"Open a bridge\"}," ABOUT
               "}"),
         "Workflow started 'Open a bridge': Checkout error rate high", "", KIND_LOG, STATE_STARTED, 0},
        {EVENT("incident.something_new", "null", INCIDENT("")),
         "PagerDuty: incident.something_new: Checkout error rate high", "", KIND_OTHER, STATE_UPDATED, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_pagerduty, rows[i].text);
        CHECK_READ(r);
        CHECK_INT(r->im.count, 1);
        const struct signal *s = &r->im.signals[0];
        CHECK_BYTES(s->title, rows[i].title);
        CHECK_BYTES(s->actor, rows[i].actor);
        CHECK_INT(s->kind, rows[i].kind);
        CHECK_INT(s->state, rows[i].state);
        CHECK_INT(s->severity, rows[i].severity);
        CHECK(has_tie(s, TIE_ALERT, TIE_IS, "PINC1"));
        CHECK_BYTES(s->url, "https://acme.pagerduty.com/incidents/PINC1");
        reading_free(r);
    }
}

TEST(the_detail_holds_the_note_and_the_circumstances)
{
    struct reading *r = reading_of(
        &importer_pagerduty,
        EVENT("incident.annotated", ANN,
              "{\"content\":\"See https://github.com/acme/shop/pull/12\\nsecond line\"," ABOUT "}") "\n" //
        EVENT("incident.acknowledged", ANN, INCIDENT("\"assignees\":[" ANN "],\"priority\":{\"summary\":\"P1\"},")));
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].detail, "See https://github.com/acme/shop/pull/12\nsecond line\n"
                                         "Incident: Checkout error rate high");
    CHECK(has_tie(&r->im.signals[0], TIE_PULL, TIE_SAYS, "https://github.com/acme/shop/pull/12"));
    CHECK_BYTES(r->im.signals[1].detail,
                "Service: checkout-api\nAssigned to: Ann Example\nPriority: P1\nUrgency: high");
    reading_free(r);
}

TEST(a_note_that_the_title_holds_does_not_stand_in_the_detail_too)
{
    struct reading *r = reading_of(&importer_pagerduty, EVENT("incident.annotated", ANN, "{\"content\":\"Short\"}"));
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "Note: Short");
    CHECK_BYTES(r->im.signals[0].detail, "");
    reading_free(r);
}

TEST(old_versions_are_refused_with_what_to_do)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"{\"messages\":[{\"event\":\"incident.resolve\",\"incident\":{\"id\":\"P\"}}]}",
         "PagerDuty webhook v2: not read"},
        {"{\"messages\":[{\"type\":\"incident.trigger\",\"data\":{\"incident\":{\"id\":\"P\"}}}]}",
         "PagerDuty webhook v1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_pagerduty, rows[i].text);
        CHECK(r->sniffed);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        reading_free(r);
    }
}

TEST(malformed_deliveries_are_refused_and_named)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {EVENT("incident.triggered", "null", INCIDENT("")) "{\"event\":{}}", "delivery 2: its event has no event_type"},
        {"{\"event\":{\"event_type\":\"x\",\"data\":{}}}", "delivery 1: its event has no id"},
        {"{\"event\":{\"id\":\"1\",\"event_type\":\"x\",\"data\":{},\"occurred_at\":\"then\"}}",
         "occurred_at is no time"},
        {"{\"event\":7}", "it has no event"},
        {"{\"event\":{\"id\":\"1\"}", "not complete JSON"},
        {"[1]", "it is no JSON object"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_pagerduty, rows[i].text);
        CHECK_INT(r->err, ERR_INVALID);
        if (bytes_find(bytes_of(r->why.text), rows[i].says) < 0)
            printf("'%s' does not say '%s'\n", r->why.text, rows[i].says);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(a_test_message_is_left_out_and_noted)
{
    struct reading *r = reading_of(&importer_pagerduty, EVENT("pagey.ping", "null", "{\"message\":\"Hello\"}"));
    CHECK_READ(r);
    CHECK_INT(r->im.count, 0);
    CHECK_INT(r->im.note_count, 1);
    reading_free(r);
}

TEST(recorded_deliveries_are_read)
{
    static const struct {
        const char *file, *ref, *title, *at;
        int kind, state;
    } rows[] = {
        {"acknowledged_v3", "01BZYK8N47N5JG55J1EEEHPEJI", "Acknowledged: Test Incident", "2021-06-04T13:55:30.394Z",
         KIND_PAGE, STATE_ACKNOWLEDGED},
        {"resolved_v3", "01BZYH1JJY09P9LEIST8HG2PMN", "Resolved: Test Incident", "2021-06-04T13:16:53.816Z", KIND_ALERT,
         STATE_RESOLVED},
        {"triggered_v3", "01BZYIL05THJDFF2Y08X9SVMTU", "Test Incident 3", "2021-06-04T13:35:29.781Z", KIND_ALERT,
         STATE_OPENED},
        {"unsupported_v3", "01BZY282OVDQMFPDC3VB98DR1L", "PagerDuty: incident.unsupported: Test Incident",
         "2021-06-04T10:17:54.838Z", KIND_OTHER, STATE_UPDATED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[200];
        snprintf(path, sizeof path, "../shared/data/events/pagerduty/%s.json", rows[i].file);
        struct reading *r = reading_of_file(&importer_pagerduty, path);
        if (!r) {
            SKIP("../shared is not there");
            return;
        }
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        CHECK_BYTES(r->im.signals[0].ref, rows[i].ref);
        CHECK_BYTES(r->im.signals[0].title, rows[i].title);
        CHECK_BYTES(r->im.signals[0].actor, "PIG 208");
        CHECK_AT(r->im.signals[0].at, rows[i].at);
        CHECK_INT(r->im.signals[0].kind, rows[i].kind);
        CHECK_INT(r->im.signals[0].state, rows[i].state);
        reading_free(r);
    }
    static const char *const old[] = {"resolve_v2", "trigger_v2", "resolved", "trigger"};
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        char path[200];
        snprintf(path, sizeof path, "../shared/data/events/pagerduty/%s.json", old[i]);
        struct reading *r = reading_of_file(&importer_pagerduty, path);
        CHECK(r);
        CHECK(r->sniffed);
        CHECK(bytes_find(bytes_of(r->why.text), i < 2 ? "webhook v2" : "webhook v1") > 0);
        reading_free(r);
    }
}

int
main(void)
{
    RUN(a_triggered_incident_opens_an_alert);
    RUN(every_event_type_says_in_plain_words_what_happened);
    RUN(the_detail_holds_the_note_and_the_circumstances);
    RUN(a_note_that_the_title_holds_does_not_stand_in_the_detail_too);
    RUN(old_versions_are_refused_with_what_to_do);
    RUN(malformed_deliveries_are_refused_and_named);
    RUN(a_test_message_is_left_out_and_noted);
    RUN(recorded_deliveries_are_read);
    return test_end();
}

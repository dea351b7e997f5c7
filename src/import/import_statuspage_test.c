#include "reading.h"

extern const struct importer importer_statuspage;

#define UPDATE(id, status, at, body)                                                                                   \
    "{\"id\":\"" id "\",\"status\":\"" status "\",\"body\":\"" body "\",\"created_at\":\"2024-01-01T00:00:00Z\","      \
    "\"display_at\":\"" at "\",\"affected_components\":[{\"code\":\"c1\",\"name\":\"API\","                            \
    "\"old_status\":\"operational\",\"new_status\":\"major_outage\"}]}"
#define FOUND UPDATE("u1", "investigating", "2024-03-07T10:20:00Z", "We are looking into failing checkouts. More soon.")
#define WATCH UPDATE("u2", "monitoring", "2024-03-07T11:00:00.500Z", "A fix is out.<br />We watch &amp; wait.")
#define DONE  UPDATE("u3", "resolved", "2024-03-07T11:30:00Z", "This incident has been resolved. Thank you.")
#define INCIDENT(more, updates)                                                                                        \
    "{\"id\":\"inc1\",\"name\":\"Checkout fails\",\"status\":\"resolved\",\"impact\":\"major\","                       \
    "\"shortlink\":\"https://stspg.io/x1\"," more "\"incident_updates\":[" updates "],"                                \
    "\"components\":[{\"id\":\"c2\",\"name\":\"Web shop\",\"status\":\"operational\"}]}"
#define PAGE "\"page\":{\"id\":\"p1\",\"name\":\"Acme\"}"

TEST(each_update_is_a_signal_with_its_state)
{
    struct reading *r =
        reading_of(&importer_statuspage, "{" PAGE ",\"incident\":" INCIDENT("", DONE "," WATCH "," FOUND) "}");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 3);
    static const struct {
        const char *ref, *title, *at;
        int state;
    } rows[] = {
        {"inc1/u3", "Resolved: Checkout fails", "2024-03-07T11:30:00.000Z", STATE_RESOLVED},
        {"inc1/u2", "A fix is out.", "2024-03-07T11:00:00.500Z", STATE_MITIGATED},
        {"inc1/u1", "We are looking into failing checkouts.", "2024-03-07T10:20:00.000Z", STATE_OPENED},
    };
    for (size_t i = 0; i < 3; i++) {
        const struct signal *s = &r->im.signals[i];
        CHECK_BYTES(s->ref, rows[i].ref);
        CHECK_BYTES(s->title, rows[i].title);
        CHECK_AT(s->at, rows[i].at);
        CHECK_INT(s->state, rows[i].state);
        CHECK_INT(s->kind, KIND_STATUS);
        CHECK_INT(s->severity, 2);
        CHECK_BYTES(s->url, "https://stspg.io/x1");
        CHECK(has_tie(s, TIE_ALERT, TIE_IS, "inc1"));
        CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://stspg.io/x1"));
        CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "API"));
        CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "Web shop"));
    }
    CHECK_BYTES(r->im.signals[1].detail, "Checkout fails (monitoring, impact major)\nA fix is out.\nWe watch & wait.\n"
                                         "API: operational to major outage");
    CHECK_BYTES(reading_raw(r, 2), FOUND);
    reading_free(r);
}

TEST(times_that_the_page_states_otherwise_are_signals_of_their_own)
{
    struct reading *r = reading_of(&importer_statuspage, INCIDENT("\"started_at\":\"2024-03-07T09:50:00Z\","
                                                                  "\"resolved_at\":\"2024-03-07T11:29:59.990Z\",",
                                                                  DONE "," FOUND));
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 3);
    CHECK_BYTES(r->im.signals[2].ref, "inc1/started");
    CHECK_BYTES(r->im.signals[2].title, "Began, as the status page says: Checkout fails");
    CHECK_INT(r->im.signals[2].state, STATE_OPENED);
    CHECK_AT(r->im.signals[2].at, "2024-03-07T09:50:00.000Z");
    reading_free(r);
}

TEST(all_forms_of_the_api_are_read)
{
    static const char *const texts[] = {
        "{" PAGE ",\"incidents\":[" INCIDENT("", FOUND) "," INCIDENT("", DONE) "]}",
        "[" INCIDENT("", FOUND) "," INCIDENT("", DONE) "]",
        INCIDENT("", FOUND) "\n" INCIDENT("", DONE),
        "{" PAGE ",\"incident\":" INCIDENT("", FOUND) "}\n{" PAGE ",\"incident\":" INCIDENT("", DONE) "}",
        "{" PAGE ",\"components\":[],\"incidents\":[" INCIDENT("", FOUND) "],\"scheduled_maintenances\":[" //
        INCIDENT("", DONE) "]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_statuspage, texts[i]);
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 2);
        CHECK_INT(r->im.signals[0].state, STATE_OPENED);
        CHECK_INT(r->im.signals[1].state, STATE_RESOLVED);
        reading_free(r);
    }
}

#define COMPONENT(was, is)                                                                                             \
    "{" PAGE ",\"component\":{\"name\":\"API\",\"status\":\"x\"},\"component_update\":{\"id\":\"cu1\","                \
    "\"old_status\":\"" was "\",\"new_status\":\"" is "\",\"created_at\":\"2024-03-07T10:00:00Z\"}}"

TEST(a_component_that_changes_says_from_what_to_what)
{
    static const struct {
        const char *text, *title;
        int state, severity;
    } rows[] = {
        {COMPONENT("operational", "major_outage"), "API changed from operational to major outage", STATE_OPENED, 1},
        {COMPONENT("major_outage", "partial_outage"), "API changed from major outage to partial outage", STATE_UPDATED,
         2},
        {COMPONENT("partial_outage", "operational"), "API changed from partial outage to operational", STATE_RESOLVED,
         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_statuspage, rows[i].text);
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        const struct signal *s = &r->im.signals[0];
        CHECK_BYTES(s->ref, "cu1");
        CHECK_BYTES(s->title, rows[i].title);
        CHECK_INT(s->state, rows[i].state);
        CHECK_INT(s->severity, rows[i].severity);
        CHECK_AT(s->at, "2024-03-07T10:00:00.000Z");
        CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "API"));
        reading_free(r);
    }
}

TEST(malformed_incidents_are_refused_and_named)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"{" PAGE ",\"incidents\":[" INCIDENT("", FOUND) ",{\"id\":\"x\"}]}", "incident 2: it has no id or no list"},
        {INCIDENT("", "5"), "incident 1: update 1: it is no JSON object"},
        {INCIDENT("", FOUND) "\n7", "incident 2: it is no JSON object"},
        {"{" PAGE ",\"component_update\":{}}", "delivery 1: its component_update has no id"},
        {"{" PAGE ",\"incident\":{", "not complete JSON"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_statuspage, rows[i].text);
        CHECK_INT(r->err, ERR_INVALID);
        if (bytes_find(bytes_of(r->why.text), rows[i].says) < 0)
            printf("'%s' does not say '%s'\n", r->why.text, rows[i].says);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(an_update_without_a_time_is_a_signal_without_time)
{
    struct reading *r = reading_of(&importer_statuspage, "{\"id\":\"i\",\"name\":\"N\",\"incident_updates\":"
                                                         "[{\"status\":\"identified\",\"body\":\"\"}]}");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 1);
    CHECK_INT(r->im.signals[0].at.precision, PRECISION_UNKNOWN);
    CHECK_BYTES(r->im.signals[0].title, "Identified: N");
    reading_free(r);
}

TEST(recorded_deliveries_are_read)
{
    struct reading *r =
        reading_of_file(&importer_statuspage, "../shared/data/events/statuspage/api_incident_gq1x0j8bv67v.json");
    if (!r) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 3);
    CHECK_BYTES(r->im.signals[2].ref, "gq1x0j8bv67v/yqrz9vx61mmj");
    CHECK_BYTES(r->im.signals[2].title, "We are investigating reports of degraded performance for Actions.");
    CHECK_INT(r->im.signals[2].state, STATE_OPENED);
    reading_free(r);
    r = reading_of_file(&importer_statuspage, "../shared/data/events/statuspage/incident_created.json");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 1);
    reading_free(r);
    r = reading_of_file(&importer_statuspage, "../shared/data/events/statuspage/component_status_update.json");
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "Database component changed from operational to under maintenance");
    reading_free(r);
}

TEST(a_page_of_377_incidents_is_read)
{
    struct reading *r = reading_of_file(
        &importer_statuspage, "../shared/data/incidents/github/github_statuspage_2020h2_2023.incidents.json.gz");
    if (!r) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    uint32_t opened = 0, resolved = 0, timeless = 0, extra = 0;
    for (uint32_t i = 0; i < r->im.count; i++) {
        const struct signal *s = &r->im.signals[i];
        bool own = bytes_ends(s->ref, "/started") || bytes_ends(s->ref, "/resolved");
        extra += own;
        opened += s->state == STATE_OPENED && !own;
        resolved += s->state == STATE_RESOLVED && !own;
        timeless += s->at.precision == PRECISION_UNKNOWN || s->at.lacks;
        CHECK(s->title.n && s->ref.n);
    }
    printf("%u signals: %u opened, %u resolved, %u without time, %u times of the page\n", r->im.count, opened, resolved,
           timeless, extra);
    CHECK_INT(timeless, 0);
    CHECK_INT(r->im.count - extra, 1693);
    reading_free(r);
}

int
main(void)
{
    RUN(each_update_is_a_signal_with_its_state);
    RUN(times_that_the_page_states_otherwise_are_signals_of_their_own);
    RUN(all_forms_of_the_api_are_read);
    RUN(a_component_that_changes_says_from_what_to_what);
    RUN(malformed_incidents_are_refused_and_named);
    RUN(an_update_without_a_time_is_a_signal_without_time);
    RUN(recorded_deliveries_are_read);
    RUN(a_page_of_377_incidents_is_read);
    return test_end();
}

#include "reading.h"

extern const struct importer importer_grafana;

#define HEAD "\"id\":7,\"dashboardId\":0,\"panelId\":0,\"time\":1715680080123,"

TEST(a_deployment_is_told_by_its_words)
{
    struct reading *r = reading_of(
        &importer_grafana, "[{" HEAD "\"timeEnd\":1715680080123,\"tags\":[\"deployment-start\"],\"login\":\"ci\","
                           "\"text\":\"Starting deployment of c937b3a (PR #560)\"}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "grafana");
    CHECK_BYTES(s->ref, "7");
    CHECK_BYTES(s->actor, "ci");
    CHECK_BYTES(s->title, "Starting deployment of c937b3a (PR #560)");
    CHECK_INT(s->kind, KIND_DEPLOY);
    CHECK_INT(s->state, STATE_STARTED);
    CHECK_AT(s->at, "2024-05-14T09:48:00.123Z");
    CHECK_INT(s->at.precision, PRECISION_MILLISECOND);
    CHECK_INT(s->end.precision, PRECISION_UNKNOWN);
    CHECK(has_tie(s, TIE_COMMIT, TIE_IS, "c937b3a"));
    CHECK(has_tie(s, TIE_PULL, TIE_IS, "#560"));
    reading_free(r);
}

TEST(words_say_what_an_annotation_is)
{
    static const struct {
        const char *tags, *text;
        enum kind kind;
        enum state state;
    } cases[] = {
        {"\"deploy\",\"done\"", "shop", KIND_DEPLOY, STATE_SUCCEEDED},
        {"\"deploy\"", "Deployed v1.2.3", KIND_DEPLOY, STATE_SUCCEEDED},
        {"\"deploy\"", "rollout failed after it had started", KIND_DEPLOY, STATE_FAILED},
        {"\"deployment-start\"", "all done before", KIND_DEPLOY, STATE_STARTED},
        {"", "Rollback of shop", KIND_DEPLOY, STATE_NONE},
        {"\"note\"", "we started to drain the queue", KIND_NOTE, STATE_NONE},
        {"", "failover to the second zone", KIND_NOTE, STATE_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        snprintf(text, sizeof text, "[{" HEAD "\"tags\":[%s],\"text\":\"%s\"}]", cases[i].tags, cases[i].text);
        struct reading *r = reading_of(&importer_grafana, text);
        CHECK_READ(r);
        CHECK_INT(r->im.signals[0].kind, cases[i].kind);
        CHECK_INT(r->im.signals[0].state, cases[i].state);
        reading_free(r);
    }
}

TEST(a_deployment_of_several_things_is_of_none_of_them)
{
    struct reading *r = reading_of(&importer_grafana, "[{" HEAD "\"tags\":[],\"text\":\"deploy PR #12 and PR #13\"}]");
    CHECK_READ(r);
    CHECK(!has_tie(&r->im.signals[0], TIE_PULL, TIE_IS, "#12") && !has_tie(&r->im.signals[0], TIE_PULL, TIE_IS, "#13"));
    CHECK(has_tie(&r->im.signals[0], TIE_PULL, TIE_SAYS, "#13"));
    reading_free(r);
}

TEST(alerts_carry_their_state_and_name)
{
    struct reading *r = reading_of(&importer_grafana,
                                   "{" HEAD "\"alertId\":4,\"alertName\":\"Slow "
                                   "checkout\",\"newState\":\"alerting\",\"prevState\":\"ok\",\"text\":\"\"}\n"
                                   "{" HEAD "\"alertId\":4,\"alertName\":\"Slow "
                                   "checkout\",\"newState\":\"ok\",\"prevState\":\"alerting\",\"text\":\"deploy\"}\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    const struct signal *s = r->im.signals;
    CHECK_INT(s[0].kind, KIND_ALERT);
    CHECK_INT(s[0].state, STATE_OPENED);
    CHECK_BYTES(s[0].title, "Slow checkout: alerting, was ok");
    CHECK(has_tie(&s[0], TIE_ALERT, TIE_IS, "grafana/4"));
    CHECK(has_tie(&s[0], TIE_NAME, TIE_IS, "Slow checkout"));
    CHECK_INT(s[1].kind, KIND_ALERT);
    CHECK_INT(s[1].state, STATE_RESOLVED);
    reading_free(r);
}

TEST(regions_html_and_empty_texts_are_read)
{
    struct reading *r = reading_of(
        &importer_grafana, "[{" HEAD "\"timeEnd\":1715680090000,\"tags\":[\"load\",\"test\"],\"text\":\"\"},"
                           "{" HEAD "\"tags\":[],\"text\":\"<a href=\\\"https://ci.example/9\\\">build</a>\"}]");
    CHECK_READ(r);
    const struct signal *s = r->im.signals;
    CHECK_BYTES(s[0].title, "load, test");
    CHECK_AT(s[0].end, "2024-05-14T09:48:10.000Z");
    CHECK_BYTES(s[1].title, "build");
    CHECK(has_tie(&s[1], TIE_URL, TIE_SAYS, "https://ci.example/9"));
    reading_free(r);
}

TEST(what_is_malformed_is_refused_by_name)
{
    struct reading *r =
        reading_of(&importer_grafana, "[{" HEAD "\"tags\":[],\"text\":\"\"},{\"id\":2,\"time\":\"now\"}]");
    CHECK_INT(r->err, ERR_INVALID);
    CHECK_STR(r->why.text, "annotation 2: its time is no number of milliseconds");
    CHECK_INT(r->im.count, 0);
    reading_free(r);
}

TEST(real_annotations_are_read)
{
    struct reading *r =
        reading_of_file(&importer_grafana, "../shared/data/scenarios/mybinder-2018-04-18/grafana_annotations.json");
    if (!r) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 12);
    for (uint32_t i = 0; i < r->im.count; i++) {
        CHECK_INT(r->im.signals[i].kind, KIND_DEPLOY);
        CHECK_INT(r->im.signals[i].state, STATE_STARTED);
    }
    CHECK_AT(r->im.signals[0].at, "2018-04-18T09:47:27.000Z");
    CHECK(has_tie(&r->im.signals[11], TIE_COMMIT, TIE_IS, "d53420c"));
    reading_free(r);
}

TEST(regions_of_old_releases_are_annotations)
{
    struct reading *r = reading_of(&importer_grafana, "[{\"id\":7,\"regionId\":7,\"time\":1710406503000,\"text\":\"a\","
                                                      "\"tags\":[\"deploy\"],\"login\":\"ci\"}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    reading_free(r);
}

int
main(void)
{
    RUN(a_deployment_is_told_by_its_words);
    RUN(words_say_what_an_annotation_is);
    RUN(a_deployment_of_several_things_is_of_none_of_them);
    RUN(alerts_carry_their_state_and_name);
    RUN(regions_html_and_empty_texts_are_read);
    RUN(what_is_malformed_is_refused_by_name);
    RUN(real_annotations_are_read);
    RUN(regions_of_old_releases_are_annotations);
    return test_end();
}

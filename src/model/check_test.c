#include "check.h"
#include "evidence_test.h"
#include "timeline_store.h"

static struct bytes
fill(struct cx *cx)
{
    struct bytes incident = new_incident(cx);
    import_demo(cx, incident);
    CHECK_OK(incident_build(cx, incident));
    return incident;
}

TEST(a_whole_record_is_sound)
{
    struct record r;
    struct cx *cx = record_open(&r);
    CHECK_OK(record_check(cx));
    fill(cx);
    CHECK_OK(record_check(cx));
    record_close(&r);
}

TEST(a_word_that_nobody_knows_is_named)
{
    static const struct {
        struct sql q;
        const char *says;
    } harms[] = {
        {{"h1", "update signal set kind = 'x' where number = 1"}, "signal.kind holds 'x'"},
        {{"h2", "update signal set state = 'x' where number = 1"}, "signal.state holds 'x'"},
        {{"h3", "update signal set at_precision = 'x' where number = 1"}, "signal.at_precision holds 'x'"},
        {{"h4", "update event set own_kind = 'x'"}, "event.own_kind holds 'x'"},
        {{"h5", "update event set own_at_precision = ''"}, "event.own_at_precision holds ''"},
        {{"h6", "update event set end_precision = 'x'"}, "event.end_precision holds 'x'"},
        {{"h7", "update moment set own_precision = 'x'"}, "moment.own_precision holds 'x'"},
        {{"h8", "update moment set kind = 'the end' where kind = 'resolved'"}, "moment.kind holds 'the end'"},
    };
    struct record r;
    struct cx *cx = record_open(&r);
    fill(cx);
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
        CHECK_OK(db_begin(cx));
        run_sql(cx, &harms[i].q);
        CHECK_ERR(record_check(cx), ERR_INVALID);
        if (!bytes_starts(bytes_of(cx->why.text), harms[i].says)) {
            printf("%s\n", cx->why.text);
            CHECK(false);
        }
        CHECK_ERR(db_finish(cx, ERR_INVALID), ERR_INVALID);
    }
    CHECK_OK(record_check(cx));
    record_close(&r);
}

TEST(only_admins_check)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user u = {.id = BYTES_INIT("usr_x"), .role = ROLE_EDITOR};
    cx->actor = &u;
    cx->via = VIA_BROWSER;
    CHECK_ERR(record_check(cx), ERR_DENIED);
    record_close(&r);
}

int
main(void)
{
    RUN(a_whole_record_is_sound);
    RUN(a_word_that_nobody_knows_is_named);
    RUN(only_admins_check);
    return test_end();
}

#include "small_program.h"

TEST(who_looks_is_told_what_changed)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear record = web_listen(&t, WHO_READER, "channel=record");
    struct web_ear incident = web_listen(&t, WHO_READER, "channel=incident:inc_00000000000000000000");
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/things", "{\"name\":\"seen\"}").status, 201);
    struct bytes event = web_hear(&t, &record);
    CHECK(bytes_starts(event, "changed {\"action\":\"team.create\",\"subject\":\"team_00000000000000000000\","
                              "\"incident\":\"inc_00000000000000000000\",\"seq\":"));
    CHECK(bytes_ends(event, ",\"by\":\"editor\"}"));
    CHECK(bytes_eq(web_hear(&t, &incident), event));
    web_publish(t.web, BYTES("incident:inc_00000000000000000000"), "import", BYTES("{\"done_bytes\":1}"));
    CHECK_BYTES(web_hear(&t, &incident), "import {\"done_bytes\":1}");
    web_ear_close(&record);
    web_ear_close(&incident);
    web_test_close(&t);
}

/* So that who read before it knows whether something happened in between. */
TEST(answers_and_streams_say_how_many_changes_were_told_before)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear first = web_listen(&t, WHO_READER, "channel=record");
    for (int before = 0; before < 3; before++) {
        struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/things", NULL);
        struct bytes said = web_reply_header(r, "Aftermath-Changes");
        CHECK_BYTES(said, bytes_printf(&t.arena, "%d", before).p);
        struct web_ear ear = web_listen(&t, WHO_READER, "channel=record");
        CHECK_BYTES(ear.ready, bytes_printf(&t.arena, "ready {\"changes\":%d}", before).p);
        web_ear_close(&ear);
        struct bytes thing = bytes_printf(&t.arena, "{\"name\":\"%d\"}", before);
        CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/things", thing.p).status, 201);
        CHECK(bytes_starts(web_hear(&t, &first), "changed ")); // it has been told now
    }
    web_ear_close(&first);
    web_test_close(&t);
}

TEST(what_another_process_changes_is_told_too)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear ear = web_listen(&t, WHO_READER, "channel=record");
    CHECK(db_begin(&t.cx) == OK);
    struct audit_entry entry = {.action = "incident.create", .subject = BYTES("inc_00000000000000000001")};
    CHECK(db_finish(&t.cx, audit_add(&t.cx, &entry)) == OK);
    // The first look may come before what web_test_open() made is told; ours follows.
    for (;;) {
        struct bytes event = web_hear(&t, &ear);
        CHECK(event.n);
        if (bytes_find(event, "inc_00000000000000000001") >= 0)
            break;
    }
    web_ear_close(&ear);
    web_test_close(&t);
}

TEST(streams_are_for_known_channels)
{
    static const struct {
        const char *query;
        int status;
    } rows[] = {
        {"", 400},
        {"channel=", 400},
        {"channel=users", 400},
        {"channel=user:usr_00000000000000000000", 400},
        {"channel=session:0", 400},
        {"channel=incident:x", 400},
        {"channel=record&channel=incident:inc_0000000000000000000%0a", 400},
    };
    struct web_test t;
    open_small(&t, -1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes path = bytes_printf(&t.arena, "/api/v1/live?%s", rows[i].query);
        CHECK_INT(web_ask(&t, WHO_READER, "GET", path.p, NULL).status, rows[i].status);
    }
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/api/v1/live?channel=record", NULL).status, 401);
    struct web_reply r = web_ask(&t, WHO_READER, "HEAD", "/api/v1/live?channel=record", NULL); // has an end
    CHECK_INT(r.status, 200);
    CHECK(!r.body.n);
    web_test_close(&t);
}

TEST(streams_are_not_without_end)
{
    struct web_test t;
    struct web_config config = {
        .routes = table, .route_count = sizeof table / sizeof *table, .requests_per_s = -1, .streams_max = 1};
    web_test_open_with(&t, &config);
    struct web_ear ear = web_listen(&t, WHO_READER, "channel=record");
    struct web_reply r = web_ask(&t, WHO_EDITOR, "GET", "/api/v1/live?channel=record", NULL);
    CHECK_INT(r.status, 503);
    CHECK_BYTES(web_reply_header(r, "Retry-After"), "10");
    web_ear_close(&ear);
    web_test_close(&t);
}

TEST(streams_end_with_the_session_and_the_account)
{
    struct web_test t;
    open_small(&t, -1);
    struct web_ear session = web_listen(&t, WHO_READER, "channel=record");
    struct web_ear account = web_listen(&t, WHO_EDITOR, "channel=record");
    struct web_ear stays = web_listen(&t, WHO_ADMIN, "channel=record");
    web_end_session(t.web, t.who[WHO_READER].secret);
    CHECK(!web_hear(&t, &session).n);
    struct arena a = {.max_bytes = 1 << 20};
    web_publish_entry(t.web, &a, "user.update", t.who[WHO_EDITOR].id, BYTES_NONE, 1, BYTES("admin"));
    for (struct bytes event; (event = web_hear(&t, &account)).n;)
        CHECK(bytes_starts(event, "changed ")); // and then its end
    CHECK(bytes_starts(web_hear(&t, &stays), "changed {\"action\":\"user.update\""));
    arena_done(&a);
    web_ear_close(&session);
    web_ear_close(&account);
    web_ear_close(&stays);
    web_test_close(&t);
}

int
main(void)
{
    log_start(LOG_LEVEL_NONE, 2);
    RUN(who_looks_is_told_what_changed);
    RUN(answers_and_streams_say_how_many_changes_were_told_before);
    RUN(what_another_process_changes_is_told_too);
    RUN(streams_are_for_known_channels);
    RUN(streams_are_not_without_end);
    RUN(streams_end_with_the_session_and_the_account);
    return test_end();
}

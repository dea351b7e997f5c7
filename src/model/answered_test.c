#include "answered.h"
#include "record_test.h"

TEST(an_answer_is_found_again_for_a_day)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct answered in = {.hash = sha256_of(BYTES("request")), .status = 201, .body = BYTES("{\"a\":1}")}, out;
    CHECK_OK(answered_create(cx, BYTES("usr_1 key"), &in));
    CHECK_OK(answered_load(cx, BYTES("usr_1 key"), &out));
    CHECK_INT(out.status, 201);
    CHECK_BYTES(out.body, "{\"a\":1}");
    CHECK(memcmp(out.hash.b, in.hash.b, sizeof in.hash.b) == 0);
    CHECK_ERR(answered_load(cx, BYTES("usr_2 key"), &out), ERR_NOT_FOUND);
    CHECK_ERR(answered_create(cx, BYTES("usr_1 key"), &in), ERR_CONFLICT);
    cx->now_ms += ANSWERED_KEEP_MS;
    CHECK_ERR(answered_load(cx, BYTES("usr_1 key"), &out), ERR_NOT_FOUND);
    CHECK_OK(answered_create(cx, BYTES("usr_1 key"), &in));
    record_close(&r);
}

TEST(old_answers_are_forgotten_some_at_a_time)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct answered in = {.status = 200}, out;
    bool more;
    for (int i = 0; i < 501; i++)
        CHECK_OK(answered_create(cx, bytes_printf(&r.arena, "k%d", i), &in));
    cx->now_ms += ANSWERED_KEEP_MS;
    CHECK_OK(answered_create(cx, BYTES("new"), &in));
    CHECK_OK(answered_forget(cx, &more));
    CHECK(more);
    CHECK_OK(answered_forget(cx, &more));
    CHECK(!more);
    CHECK_OK(answered_load(cx, BYTES("new"), &out));
    record_close(&r);
}

int
main(void)
{
    RUN(an_answer_is_found_again_for_a_day);
    RUN(old_answers_are_forgotten_some_at_a_time);
    return test_end();
}

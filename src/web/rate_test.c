#include "rate.h"

#include "../base/random.h"
#include "../base/test.h"

enum { NOW_MS = 1000 * 1000 };

TEST(a_caller_may_save_up_a_burst_and_then_has_to_wait)
{
    struct rate *r = rate_new(10, 5, 100);
    int64_t wait_s = 0;
    for (int i = 0; i < 5; i++)
        CHECK(rate_may(r, BYTES("a"), NOW_MS, &wait_s));
    CHECK(!rate_may(r, BYTES("a"), NOW_MS, &wait_s));
    CHECK_INT(wait_s, 1);
    CHECK(rate_may(r, BYTES("b"), NOW_MS, &wait_s)); // somebody else
    CHECK(rate_may(r, BYTES("a"), NOW_MS + 100, &wait_s));
    CHECK(!rate_may(r, BYTES("a"), NOW_MS + 100, &wait_s));
    for (int i = 0; i < 5; i++)
        CHECK(rate_may(r, BYTES("a"), NOW_MS + 1000, &wait_s));
    CHECK(!rate_may(r, BYTES("a"), NOW_MS + 1000, &wait_s));
    rate_free(r);
}

TEST(refused_requests_do_not_make_the_wait_longer)
{
    struct rate *r = rate_new(1, 1, 100);
    int64_t wait_s = 0;
    CHECK(rate_may(r, BYTES("a"), NOW_MS, &wait_s));
    for (int i = 0; i < 100; i++)
        CHECK(!rate_may(r, BYTES("a"), NOW_MS + 500, &wait_s));
    CHECK(rate_may(r, BYTES("a"), NOW_MS + 1000, &wait_s));
    rate_free(r);
}

TEST(a_clock_that_is_set_back_locks_nobody_out)
{
    struct rate *r = rate_new(1, 2, 100);
    int64_t wait_s = 0, hour_ms = 3600 * 1000;
    CHECK(rate_may(r, BYTES("a"), NOW_MS + hour_ms, &wait_s));
    CHECK(!rate_may(r, BYTES("a"), NOW_MS, &wait_s));
    CHECK_INT(wait_s, 1);
    CHECK(rate_may(r, BYTES("a"), NOW_MS + 1000, &wait_s));
    rate_free(r);
}

TEST(a_crowd_does_not_make_a_busy_caller_forgotten)
{
    struct rate *r = rate_new(1, 10, 8);
    struct arena a = {.max_bytes = 1 << 20};
    int64_t wait_s = 0;
    for (int i = 0; i < 10; i++)
        CHECK(rate_may(r, BYTES("busy"), NOW_MS, &wait_s));
    for (int i = 0; i < 1000; i++)
        CHECK(rate_may(r, bytes_printf(&a, "c%d", i), NOW_MS, &wait_s));
    CHECK(!rate_may(r, BYTES("busy"), NOW_MS, &wait_s));
    arena_done(&a);
    rate_free(r);
}

int
main(void)
{
    secrets_start();
    RUN(a_caller_may_save_up_a_burst_and_then_has_to_wait);
    RUN(refused_requests_do_not_make_the_wait_longer);
    RUN(a_clock_that_is_set_back_locks_nobody_out);
    RUN(a_crowd_does_not_make_a_busy_caller_forgotten);
    return test_end();
}

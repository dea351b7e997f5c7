#include "web_test.h"

TEST(health_is_answered)
{
    struct web_test t;
    web_test_open(&t);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/healthz", NULL).status, 200);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/readyz", NULL).status, 200);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/metrics", NULL).status, 200);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/api/v1/live?channel=record", NULL).status, 401);
    web_test_close(&t);
}

int
main(void)
{
    RUN(health_is_answered);
    return test_end();
}

/* What is said of files that no importer knows. */
#include "unread.h"

#include "reading.h"

static const char *
format_of(const char *text)
{
    struct reading *r = reading_new();
    reading_add(r, NULL, bytes_of(text), "test");
    struct look l = look_at(&r->in);
    const char *format = unread_format(&l);
    reading_free(r);
    return format ? format : "";
}

TEST(well_known_formats_have_a_name)
{
    CHECK_STR(format_of("{\"webhookEvent\":\"jira:issue_updated\",\"issue\":{}}"), "Jira's webhook");
    CHECK_STR(format_of("{\"type\":\"version\",\"version\":1}\n{\"type\":\"team\"}"), "Mattermost's bulk export");
    CHECK_STR(format_of("[{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"x\"}]"), "journald's JSON");
}

TEST(what_is_not_known_has_none)
{
    CHECK_STR(format_of("{\"type\":\"release\",\"version\":1}"), "");
    CHECK_STR(format_of("{\"type\":2,\"version\":1}"), "");
    CHECK_STR(format_of("{}"), "");
    CHECK_STR(format_of("text"), "");
}

int
main(void)
{
    RUN(well_known_formats_have_a_name);
    RUN(what_is_not_known_has_none);
    return test_end();
}

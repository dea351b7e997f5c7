#include "demo_links.h"

#include "record_test.h"

static const struct event_row rows[] = {
    {.id = BYTES_INIT("evt_a"), .number = 1, .at = {.ms = 1710412266000}, .title = BYTES_INIT("Rollback of checkout")},
    {.id = BYTES_INIT("evt_b"), .number = 2, .at = {.ms = 1710412269000}, .title = BYTES_INIT("rollback started")},
    {.id = BYTES_INIT("evt_c"), .number = 3, .at = {.ms = 1710412632000}, .title = BYTES_INIT("Rollback of checkout")},
};

static enum err
put(const char *text, struct buf *out, struct why *why)
{
    return demo_links_put(rows, sizeof rows / sizeof *rows, bytes_of(text), "text.md", out, why);
}

TEST(a_time_and_a_piece_of_the_title_become_a_link_to_the_event)
{
    struct buf out = {0};
    struct why why;
    CHECK_OK(put("Back at once. [[10:31 rollback of]] [[10:37 Rollback]]\n", &out, &why));
    CHECK_BYTES(buf_bytes(&out), "Back at once. [E1](#evt_a) [E3](#evt_c)\n");
    buf_reset(&out);
    CHECK_OK(put("No [link](x) at all", &out, &why));
    CHECK_BYTES(buf_bytes(&out), "No [link](x) at all");
    buf_done(&out);
}

TEST(what_does_not_name_one_event_is_refused_and_says_so)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"x [[10:31 rollback]]", "text.md: more than one event is '10:31 rollback'"},
        {"x [[10:32 rollback]]", "text.md: no event is '10:32 rollback'"},
        {"x [[10:31 poem]]", "text.md: no event is '10:31 poem'"},
        {"x [[rollback started]]", "text.md: 'rollback started' is no time with a piece of a title"},
        {"x [[10:31 ]]", "text.md: '10:31 ' is no time with a piece of a title"},
        {"x [[]]", "text.md: '' is no time with a piece of a title"},
        {"x [[10:31 rollback", "text.md: a link has no end"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf out = {0};
        struct why why;
        CHECK_ERR(put(bad[i].text, &out, &why), ERR_INVALID);
        CHECK_STR(why.text, bad[i].says);
        buf_done(&out);
    }
}

int
main(void)
{
    RUN(a_time_and_a_piece_of_the_title_become_a_link_to_the_event);
    RUN(what_does_not_name_one_event_is_refused_and_says_so);
    return test_end();
}

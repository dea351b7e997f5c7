/* Messages of the sync protocol, and awareness. */
#include "awareness.h"
#include "crdt_test.h"
#include "protocol.h"

/* ---- messages ---- */

TEST(messages_are_read_and_written)
{
    static const struct {
        const char *frame;
        enum message_kind kind;
        const char *body;
    } cases[] = {
        {"00 00 01 00", MESSAGE_STEP1, "00"},      {"00 01 02 0000", MESSAGE_STEP2, "0000"},
        {"00 02 02 0000", MESSAGE_UPDATE, "0000"}, {"01 01 00", MESSAGE_AWARENESS, "00"},
        {"02 00 02 6e6f", MESSAGE_DENIED, "6e6f"}, {"03", MESSAGE_ASK_AWARENESS, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf frame = hex(cases[i].frame), again = {0};
        struct message m;
        CHECK_INT(message_read(buf_bytes(&frame), &m, NULL), OK);
        CHECK_INT(m.kind, cases[i].kind);
        struct buf body = {0};
        buf_add(&body, m.body);
        check_hex(&body, cases[i].body);
        message_write(&m, &again);
        check_hex(&again, cases[i].frame);
        buf_done(&frame);
        buf_done(&again);
        buf_done(&body);
    }
    static const char *const bad[] = {"", "04", "00", "00 03 00", "00 00 05 00", "02 01 00"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf frame = hex(bad[i]);
        struct message m;
        CHECK_INT(message_read(buf_bytes(&frame), &m, NULL), ERR_INVALID);
        buf_done(&frame);
    }
}

static struct bytes
entry(struct buf *b, uint64_t client, uint64_t clock, const char *state)
{
    buf_reset(b);
    write_number(b, 1);
    write_number(b, client);
    write_number(b, clock);
    write_block(b, bytes_of(state));
    return buf_bytes(b);
}

TEST(awareness_follows_clocks_expires_and_brings_no_ghosts_back)
{
    struct awareness *a = awareness_new(NULL);
    struct buf b = {0}, news = {0};
    CHECK_INT(awareness_apply(a, entry(&b, 7, 0, "{}"), 0, &news, NULL), OK);
    CHECK_INT(awareness_count(a), 0); // an unknown client counts as clock 0
    CHECK_INT(awareness_apply(a, entry(&b, 7, 2, "{}"), 0, &news, NULL), OK);
    CHECK_INT(awareness_count(a), 1);
    buf_reset(&news);
    CHECK_INT(awareness_apply(a, entry(&b, 7, 1, "{\"late\":1}"), 0, &news, NULL), OK);
    CHECK_INT(news.n, 0);
    CHECK(!awareness_expire(a, AWARENESS_EXPIRE_MS - 1, &news));
    CHECK(awareness_expire(a, AWARENESS_EXPIRE_MS, &news));
    check_hex(&news, "01 07 02 04 6e756c6c");
    CHECK_INT(awareness_apply(a, entry(&b, 7, 2, "{}"), 40000, &news, NULL), OK);
    CHECK_INT(awareness_count(a), 0);
    CHECK_INT(awareness_apply(a, entry(&b, 7, 3, "{}"), 40000, &news, NULL), OK);
    CHECK_INT(awareness_count(a), 1);
    uint64_t client = 7;
    CHECK(awareness_remove(a, &client, 1, 41000, NULL));
    CHECK(!awareness_remove(a, &client, 1, 41000, NULL));
    CHECK_INT(awareness_apply(a, entry(&b, 7, 4, "{"), 41000, NULL, NULL), ERR_INVALID);
    buf_done(&b);
    buf_done(&news);
    awareness_free(a);
}

TEST(awareness_has_ceilings)
{
    struct awareness *a = awareness_new(&(struct awareness_limits){.client_max = 2, .state_max_bytes = 8});
    struct buf b = {0};
    struct why why;
    for (uint64_t i = 1; i <= 2; i++)
        CHECK_INT(awareness_apply(a, entry(&b, i, 1, "{}"), 0, NULL, &why), OK);
    CHECK_INT(awareness_apply(a, entry(&b, 3, 1, "{}"), 0, NULL, &why), ERR_LIMIT);
    CHECK_STR(why.text, "at most 2 clients can be there at once");
    CHECK_INT(awareness_apply(a, entry(&b, 1, 2, "\"1234567\""), 0, NULL, &why), ERR_LIMIT);
    CHECK_STR(why.text, "an awareness state has at most 8 bytes, not 9");
    buf_done(&b);
    awareness_free(a);
}

int
main(void)
{
    RUN(messages_are_read_and_written);
    RUN(awareness_follows_clocks_expires_and_brings_no_ghosts_back);
    RUN(awareness_has_ceilings);
    return test_end();
}

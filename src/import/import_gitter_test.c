#include "reading.h"

extern const struct importer importer_gitter;

#define SENT "\"sent\":\"2024-05-14T09:48:00.123Z\","
#define ADA  "\"fromUser\":{\"username\":\"ada\",\"displayName\":\"Ada Lind\"},"

TEST(a_message_has_id_actor_and_millisecond)
{
    struct reading *r =
        reading_of(&importer_gitter,
                   "[{\"id\":\"5ad7\"," SENT ADA "\"text\":\"Builds hang, see PR #571\\n`kubectl get pods`\",\"html\":"
                   "\"<b>x</b>\",\"urls\":[{\"url\":\"https://a.example/b\"}]}]");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "gitter");
    CHECK_BYTES(s->ref, "5ad7");
    CHECK_BYTES(s->actor, "Ada Lind");
    CHECK_BYTES(s->title, "Builds hang, see PR #571");
    CHECK_BYTES(s->detail, "Builds hang, see PR #571\n`kubectl get pods`");
    CHECK_INT(s->kind, KIND_CHAT);
    CHECK_INT(s->flags, SIGNAL_CODE);
    CHECK_AT(s->at, "2024-05-14T09:48:00.123Z");
    CHECK(has_tie(s, TIE_PULL, TIE_SAYS, "#571"));
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://a.example/b"));
    reading_free(r);
}

TEST(lines_replies_edits_and_deleted_messages_are_read)
{
    struct reading *r = reading_of(
        &importer_gitter,
        "{\"id\":\"1\"," SENT
        "\"fromUser\":{\"username\":\"bo\"},\"text\":\"@/all down?\",\"editedAt\":\"2024-05-14T09:49:00Z\"}\n"
        "{\"id\":\"2\"," SENT ADA "\"text\":\"yes\",\"parentId\":\"1\"}\n"
        "{\"id\":\"3\"," SENT ADA "\"text\":\"\"}\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    const struct signal *s = r->im.signals;
    CHECK_INT(r->im.count, 3);
    CHECK_BYTES(s[0].actor, "bo");
    CHECK_INT(s[0].flags, SIGNAL_EDITED | SIGNAL_BROADCAST);
    CHECK_INT(s[1].flags, SIGNAL_REPLY);
    CHECK(has_tie(&s[1], TIE_THREAD, TIE_SAYS, "1"));
    CHECK_INT(s[2].flags, SIGNAL_SYSTEM);
    reading_free(r);
}

TEST(what_is_malformed_is_refused_by_name)
{
    static const char *const cases[][2] = {
        {"[{\"id\":\"1\"," SENT ADA "\"text\":\"x\"},{\"id\":\"2\"," ADA "\"text\":\"x\"}]",
         "message 2: 'sent' is no time: ''"},
        {"[{\"id\":\"1\",\"sent\":\"soon\"," ADA "\"text\":\"x\"}]", "message 1: 'sent' is no time: 'soon'"},
        {"[{" SENT ADA "\"text\":\"x\"}]", "message 1: it has no id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_of(&importer_gitter, cases[i][0]);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK_STR(r->why.text, cases[i][1]);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(a_real_message_is_read)
{
    struct reading *r =
        reading_of_file(&importer_gitter, "../shared/data/scenarios/mybinder-2018-04-18/gitter_messages.jsonl");
    if (!r) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    CHECK_BYTES(r->im.signals[0].ref, "reconstructed-1");
    CHECK_BYTES(r->im.signals[0].title, "Binder seems to be down");
    CHECK_AT(r->im.signals[0].at, "2018-04-18T12:29:00.000Z");
    reading_free(r);
}

int
main(void)
{
    RUN(a_message_has_id_actor_and_millisecond);
    RUN(lines_replies_edits_and_deleted_messages_are_read);
    RUN(what_is_malformed_is_refused_by_name);
    RUN(a_real_message_is_read);
    return test_end();
}

#include "chat_text.h"
#include "reading.h"

#include <ftw.h>
#include <unistd.h>

extern const struct importer importer_slack, importer_slack_names;

#define USERS                                                                                                          \
    "[{\"id\":\"U1AAAA\",\"name\":\"ada.l\",\"real_name\":\"Ada Lind\",\"profile\":{\"display_name\":\"ada\"}},"       \
    "{\"id\":\"U2BBBB\",\"name\":\"bo\",\"profile\":{\"display_name\":\"\",\"real_name\":\"Bo Reyes\"}},"              \
    "{\"id\":\"U3CCCC\",\"name\":\"cy\",\"profile\":{\"bot_id\":\"B9PAGER\"}}]"
#define CHANNELS                                                                                                       \
    "[{\"id\":\"C1OPSS\",\"name\":\"ops\",\"created\":1,\"members\":[],\"pins\":[{\"id\":\"1715680000.000100\","       \
    "\"type\":\"C\"}]}]"

/* Reads the day file of one channel, with everybody's names known. `named`: did the user name it? */
static struct reading *
read_day(const char *path, const char *text, bool named)
{
    struct reading *r = reading_new();
    reading_add(r, &importer_slack_names, BYTES(USERS), "export/users.json");
    CHECK(r->sniffed);
    CHECK_READ(r);
    reading_add(r, &importer_slack_names, BYTES(CHANNELS), "export/channels.json");
    CHECK(r->sniffed);
    CHECK_READ(r);
    CHECK_INT(r->im.count, 0);
    reading_add(r, NULL, bytes_of(text), path);
    struct look look = look_at(&r->in);
    r->sniffed = importer_slack.sniff(&look);
    r->in.named = named;
    r->err = import_read(&r->im, &importer_slack, &r->in, &r->why);
    return r;
}

static struct reading *
read_ops(const char *text)
{
    struct reading *r = read_day("export/ops/2024-05-14.json", text, false);
    CHECK_READ(r);
    CHECK(r->sniffed);
    return r;
}

TEST(a_message_has_channel_ts_actor_and_second)
{
    struct reading *r = read_ops("[ {\"type\":\"message\",\"user\":\"U1AAAA\",\"ts\":\"1715680080.004200\","
                                 "\"text\":\"<@U2BBBB> is checkout down? see <https://a.example/x|the graph> &amp; "
                                 "<#C1OPSS> PR #77\"} ]");
    CHECK_INT(r->im.count, 1);
    const struct signal *s = &r->im.signals[0];
    CHECK_STR(s->source, "slack");
    CHECK_BYTES(s->ref, "ops/1715680080.004200");
    CHECK_BYTES(s->actor, "ada");
    CHECK_BYTES(s->title, "@Bo Reyes is checkout down? see the graph (https://a.example/x) & #ops PR #77");
    CHECK_BYTES(s->detail, "");
    CHECK_INT(s->kind, KIND_CHAT);
    CHECK_INT(s->flags, 0);
    CHECK_AT(s->at, "2024-05-14T09:48:00.000Z");
    CHECK_INT(s->at.precision, PRECISION_SECOND);
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://a.example/x"));
    CHECK(has_tie(s, TIE_PULL, TIE_SAYS, "#77"));
    CHECK(bytes_starts(reading_raw(r, 0), "{\"type\"") && bytes_ends(reading_raw(r, 0), "#77\"}"));
    reading_free(r);
}

TEST(a_file_without_a_folder_has_no_channel)
{
    struct reading *r = read_day(
        "2024-05-14.json", "[{\"type\":\"message\",\"user\":\"U9\",\"ts\":\"1715680080.0042\",\"text\":\"x\"}]", true);
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].ref, "1715680080.0042");
    CHECK_BYTES(r->im.signals[0].actor, "U9");
    reading_free(r);
}

TEST(replies_edits_reactions_and_pins_are_seen)
{
    struct reading *r = read_ops(
        "[{\"type\":\"message\",\"user\":\"U1AAAA\",\"ts\":\"1715680000.000100\",\"thread_ts\":\"1715680000.000100\","
        "\"text\":\"<!here> rollback?\",\"edited\":{\"user\":\"U1AAAA\",\"ts\":\"1715680010.000000\"},\"reactions\":["
        "{\"name\":\"+1\",\"users\":[\"U1AAAA\",\"U2BBBB\"],\"count\":2},{\"name\":\"eyes\",\"users\":[\"U2BBBB\","
        "\"U7\"],"
        "\"count\":2}]},"
        "{\"type\":\"message\",\"user\":\"U2BBBB\",\"ts\":\"1715680020.000200\",\"thread_ts\":\"1715680000.000100\","
        "\"text\":\"`kubectl rollout undo` done\",\"pinned_to\":[\"C1OPSS\"]}]");
    const struct signal *s = r->im.signals;
    CHECK_INT(s[0].flags, SIGNAL_EDITED | SIGNAL_BROADCAST | SIGNAL_PINNED); // pinned: channels.json says so
    CHECK_INT(s[0].reactions, 3);
    CHECK_BYTES(s[0].title, "@here rollback?");
    CHECK_INT(s[1].flags, SIGNAL_REPLY | SIGNAL_CODE | SIGNAL_PINNED);
    CHECK(has_tie(&s[1], TIE_THREAD, TIE_SAYS, "ops/1715680000.000100"));
    reading_free(r);
}

TEST(bookkeeping_is_kept_as_such)
{
    struct reading *r = read_ops(
        "[{\"type\":\"message\",\"subtype\":\"channel_join\",\"user\":\"U1AAAA\",\"ts\":\"1715680001.000001\",\"text\":"
        "\"<@U1AAAA> has joined the channel\"},"
        "{\"type\":\"message\",\"subtype\":\"tombstone\",\"user\":\"USLACKBOT\",\"hidden\":true,\"ts\":\"1715680002."
        "000001\","
        "\"text\":\"This message was deleted.\"},"
        "{\"type\":\"message\",\"subtype\":\"a_kind_of_next_year\",\"ts\":\"1715680003.000001\"},"
        "{\"type\":\"message\",\"subtype\":\"pinned_item\",\"user\":\"U2BBBB\",\"ts\":\"1715680004.000001\",\"text\":"
        "\"p\"},"
        "{\"type\":\"message\",\"subtype\":\"thread_broadcast\",\"user\":\"U2BBBB\",\"ts\":\"1715680005.000001\","
        "\"thread_ts\":\"1715680000.000100\",\"text\":\"said to all\"}]");
    const struct signal *s = r->im.signals;
    CHECK_INT(r->im.count, 5);
    CHECK_INT(s[0].flags, SIGNAL_SYSTEM);
    CHECK_BYTES(s[0].title, "@ada has joined the channel");
    CHECK_INT(s[1].flags, SIGNAL_SYSTEM | SIGNAL_BOT);
    CHECK_INT(s[2].flags, SIGNAL_SYSTEM);
    CHECK_INT(s[3].flags, SIGNAL_SYSTEM | SIGNAL_PINNED);
    CHECK_INT(s[4].flags, SIGNAL_REPLY);
    reading_free(r);
}

TEST(a_bot_speaks_through_attachments_and_blocks)
{
    struct reading *r = read_ops(
        "[{\"type\":\"message\",\"subtype\":\"bot_message\",\"bot_id\":\"B9PAGER\",\"text\":\"\",\"ts\":\"1715680001."
        "000001\","
        "\"attachments\":[{\"fallback\":\"fb\",\"pretext\":\"New alert\",\"title\":\"[FIRING:1] CheckoutErrors\","
        "\"title_link\":\"https://am.example/a/1\",\"text\":\"5xx above "
        "20%\",\"fields\":[{\"title\":\"Severity\",\"value\":"
        "\"critical\"}],\"actions\":[{\"type\":\"button\",\"url\":\"https://am.example/silence\"}]}]},"
        "{\"type\":\"message\",\"bot_id\":\"B1\",\"username\":\"deploybot\",\"text\":\"Deploy of shop\",\"ts\":"
        "\"1715680002.000001\",\"blocks\":[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"Deploy of "
        "shop\"}},"
        "{\"type\":\"section\",\"fields\":[{\"type\":\"mrkdwn\",\"text\":\"*Version* v2.3.1\"}]},{\"type\":\"actions\","
        "\"elements\":[{\"type\":\"button\",\"text\":{\"type\":\"plain_text\",\"text\":\"Roll back\"}}]}]},"
        "{\"type\":\"message\",\"bot_id\":\"B2\",\"bot_profile\":{\"name\":\"ci\"},\"text\":\"\",\"ts\":\"1715680003."
        "000001\","
        "\"attachments\":[{\"fallback\":\"build <https://ci.example/7|#7> failed\"}]}]");
    const struct signal *s = r->im.signals;
    CHECK_INT(s[0].flags, SIGNAL_BOT);
    CHECK_BYTES(s[0].actor, "cy");
    CHECK_BYTES(s[0].title, "[FIRING:1] CheckoutErrors");
    CHECK_BYTES(s[0].detail, "[FIRING:1] CheckoutErrors\nNew alert\n5xx above 20%\nSeverity: critical");
    CHECK_BYTES(s[0].url, "https://am.example/a/1");
    CHECK(has_tie(&s[0], TIE_URL, TIE_SAYS, "https://am.example/a/1"));
    CHECK(has_tie(&s[0], TIE_URL, TIE_SAYS, "https://am.example/silence"));
    CHECK_BYTES(s[1].actor, "deploybot");
    CHECK_BYTES(s[1].detail, "Deploy of shop\n*Version* v2.3.1");
    CHECK_BYTES(s[2].actor, "ci");
    CHECK_BYTES(s[2].title, "build #7 (https://ci.example/7) failed");
    reading_free(r);
}

TEST(rich_text_is_read_when_the_text_is_empty)
{
    struct reading *r = read_ops(
        "[{\"type\":\"message\",\"user\":\"U1AAAA\",\"text\":\"\",\"ts\":\"1715680001.000001\",\"blocks\":[{\"type\":"
        "\"rich_text\","
        "\"elements\":[{\"type\":\"rich_text_section\",\"elements\":[{\"type\":\"user\",\"user_id\":\"U2BBBB\"},{"
        "\"type\":\"text\","
        "\"text\":\" look at "
        "\"},{\"type\":\"link\",\"url\":\"https://a.example\",\"text\":\"this\"},{\"type\":\"emoji\",\"name\":"
        "\"fire\"}]},{\"type\":\"rich_text_preformatted\",\"elements\":[{\"type\":\"text\",\"text\":\"a < b\"}]},"
        "{\"type\":\"rich_text_list\",\"elements\":[{\"type\":\"rich_text_section\",\"elements\":[{\"type\":\"text\","
        "\"text\":"
        "\"one\"}]},{\"type\":\"rich_text_section\",\"elements\":[{\"type\":\"text\",\"text\":\"two\"}]}]}]}]}]");
    CHECK_BYTES(r->im.signals[0].detail, "@Bo Reyes look at this (https://a.example):fire:\n```\na < b\n```\none\ntwo");
    CHECK_INT(r->im.signals[0].flags, SIGNAL_CODE);
    reading_free(r);
}

TEST(a_persons_link_preview_gives_its_title_only)
{
    struct reading *r = read_ops(
        "[{\"type\":\"message\",\"user\":\"U1AAAA\",\"text\":\"this "
        "one\",\"ts\":\"1715680001.000001\",\"attachments\":[{"
        "\"title\":\"Fix totals\",\"text\":\"a very long page\",\"from_url\":\"https://git.example/a/b/pull/9\"}]}]");
    CHECK_BYTES(r->im.signals[0].title, "this one Fix totals");
    CHECK(has_tie(&r->im.signals[0], TIE_PULL, TIE_SAYS, "https://git.example/a/b/pull/9"));
    reading_free(r);
}

TEST(files_bring_their_titles)
{
    struct reading *r = read_ops(
        "[{\"type\":\"message\",\"user\":\"U1AAAA\",\"text\":\"\",\"ts\":\"1715680001.000001\",\"files\":[{\"name\":"
        "\"a.png\","
        "\"title\":\"Error rate\"}]},"
        "{\"type\":\"message\",\"subtype\":\"file_share\",\"user\":\"U1AAAA\",\"ts\":\"1715680002.000001\",\"text\":"
        "\"<@U1AAAA> uploaded a file: <https://x.example/a|graph.png>\",\"file\":{\"title\":\"graph.png\"}},"
        "{\"type\":\"message\",\"subtype\":\"file_comment\",\"ts\":\"1715680003.000001\",\"text\":\"commented\","
        "\"comment\":{"
        "\"user\":\"U2BBBB\"},\"file\":{\"title\":\"Error rate\"}}]");
    const struct signal *s = r->im.signals;
    CHECK_BYTES(s[0].title, "File: Error rate");
    CHECK_INT(s[0].flags, SIGNAL_FILE);
    CHECK_BYTES(s[1].title, "@ada uploaded a file: graph.png (https://x.example/a)");
    CHECK_BYTES(s[2].actor, "Bo Reyes");
    reading_free(r);
}

TEST(private_channels_are_read_only_when_named)
{
    static const char day[] =
        "[{\"type\":\"message\",\"user\":\"U1AAAA\",\"text\":\"secret\",\"ts\":\"1715680001.000001\"}]";
    static const char *const folders[] = {"board", "D0AB12CD3", "mpdm-ada--bo-1", "G0AB12CD3"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[100];
        snprintf(path, sizeof path, "export/%s/2024-05-14.json", folders[i]);
        struct reading *r = reading_new();
        reading_add(r, &importer_slack_names,
                    BYTES("[{\"id\":\"G1\",\"name\":\"board\",\"members\":[],\"created\":1}]"), "export/groups.json");
        CHECK_READ(r);
        reading_add(r, NULL, bytes_of(day), path);
        r->in.named = false;
        for (int n = 0; n < 2; n++)
            CHECK(!import_read(&r->im, &importer_slack, &r->in, &r->why));
        CHECK_INT(r->im.count, 0);
        CHECK_INT(r->im.note_count, 1);
        CHECK(strstr(r->im.notes[0], folders[i]));

        struct bytes wanted = bytes_of(folders[i]);
        r->im.wanted = &wanted;
        r->im.wanted_count = 1;
        CHECK(!import_read(&r->im, &importer_slack, &r->in, &r->why));
        CHECK_INT(r->im.count, 1);
        r->im.wanted_count = 0;
        r->in.named = true;
        CHECK(!import_read(&r->im, &importer_slack, &r->in, &r->why));
        CHECK_INT(r->im.count, 2);
        reading_free(r);
    }
}

TEST(files_of_an_export_are_told_apart)
{
    static const struct {
        const char *path, *text;
        bool slack, names;
    } cases[] = {
        {"x/ops/2024-05-14.json", "[{\"type\":\"message\",\"ts\":\"1715680001.000001\"}]", true, false},
        {"x/ops/2024-05-14.json", "[ ]", true, false},
        {"x/groups.json", "[]", false, true},
        {"x/integration_logs.json", "[{\"user_id\":0,\"change_type\":\"added\",\"date\":\"1\"}]", false, true},
        {"x/dms.json", "[{\"id\":\"D0AB\",\"created\":1,\"members\":[\"U1\"]}]", false, true},
        {"x/unknown.json", "[]", false, false},
        {"x/a.json", "[{\"id\":1,\"name\":\"a\",\"members\":[]}]", false, false},
        {"x/a.json", "[{\"type\":\"message\",\"ts\":1715680001}]", false, false},
        {"x/a.json", "{\"type\":\"message\",\"ts\":\"1715680001.000001\"}", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = reading_new();
        reading_add(r, NULL, bytes_of(cases[i].text), cases[i].path);
        struct look look = look_at(&r->in);
        CHECK_INT(importer_slack.sniff(&look), cases[i].slack);
        CHECK_INT(importer_slack_names.sniff(&look), cases[i].names);
        reading_free(r);
    }
}

TEST(what_is_malformed_is_refused_by_name)
{
    static const char *const cases[][2] = {
        {"[{\"type\":\"message\",\"ts\":\"1715680001.000001\"},{\"type\":\"message\"}]", "message 2: it has no ts"},
        {"[{\"type\":\"message\",\"ts\":\"yesterday\"}]", "message 1: ts 'yesterday' is not seconds with a fraction"},
        {"[{\"ts\":\"1715680001.000001\"},7]", "message 2: it is no JSON object"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading *r = read_day("x/ops/2024-05-14.json", cases[i][0], false);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK_STR(r->why.text, cases[i][1]);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(markup_becomes_text)
{
    static const char *const cases[][2] = {
        {"a &lt; b &amp;&amp; c &gt; d &amp;lt; &nbsp;", "a < b && c > d &lt; &nbsp;"},
        {"<@U404> <@U404|old> <@U1AAAA|x>", "@U404 @old @ada"},
        {"<#C404|gone> <#C1OPSS|> <#C404>", "#gone #ops #C404"},
        {"<!channel> <!everyone> <!here|here> <!subteam^S1|@oncall> <!subteam^S1>",
         "@channel @everyone @here @oncall @S1"},
        {"<!date^1392734382^{date}|Feb 18> <!new>", "Feb 18 new"},
        {"<https://a.example/?a=1&amp;b=2> <http://b.example|b.example>",
         "https://a.example/?a=1&b=2 http://b.example"},
        {"<mailto:a@b.example|a@b.example> <tel:+4930|call>", "a@b.example call"},
        {"1 < 2 <b>bold</b> << <> <|> <@> < https://a b > <", "1 < 2 <b>bold</b> << <> <|> <@> < https://a b > <"},
    };
    struct reading *r = reading_new();
    reading_add(r, &importer_slack_names, BYTES(USERS), "users.json");
    reading_add(r, &importer_slack_names, BYTES(CHANNELS), "channels.json");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {0};
        chat_slack_text(&b, &r->im, bytes_of(cases[i][0]));
        CHECK_BYTES(buf_bytes(&b), cases[i][1]);
        buf_done(&b);
    }
    reading_free(r);
}

TEST(calls_to_all_and_code_are_seen)
{
    CHECK(chat_is_broadcast(BYTES("@here look")) && chat_is_broadcast(BYTES("(@Channel)")) &&
          chat_is_broadcast(BYTES("hey @/all")));
    CHECK(!chat_is_broadcast(BYTES("@hereford a@here.example @channel-ops")));
    CHECK(chat_has_code(BYTES("run `ls`")) && chat_has_code(BYTES("```\nx\n```")));
    CHECK(!chat_has_code(BYTES("it`s\n``")));
}

static uint32_t total, total_bots, total_untitled;

static int
count_file(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st, (void)where;
    if (type != FTW_F)
        return 0;
    struct reading *r = reading_of_file(&importer_slack, path);
    CHECK(r);
    struct look look = look_at(&r->in);
    if (importer_slack_names.sniff(&look)) { // read as messages it is refused, which is right
        CHECK(!r->sniffed);
        reading_free(r);
        return 0;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    for (uint32_t i = 0; i < r->im.count; i++) {
        const struct signal *s = &r->im.signals[i];
        total_bots += (s->flags & SIGNAL_BOT) != 0;
        total_untitled += s->title.n == 0;
        CHECK_INT(s->at.precision, PRECISION_SECOND);
        CHECK(!(s->flags & SIGNAL_ABSURD_TIME));
        CHECK(bytes_find_char(s->ref, '/') > 0);
    }
    total += r->im.count;
    reading_free(r);
    return 0;
}

TEST(real_exports_are_read_whole)
{
    if (access("../shared/data", F_OK) != 0) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_INT(nftw("../shared/data/events/slack_export", count_file, 8, FTW_PHYS), 0);
    CHECK_INT(total, 249);
    CHECK_INT(total_bots, 98);
    CHECK_INT(total_untitled, 0);
    total = total_bots = 0;
    CHECK_INT(nftw("../shared/data/scenarios/k8s-prow-2019-02-08/slack_export", count_file, 8, FTW_PHYS), 0);
    CHECK_INT(total, 51);
    CHECK_INT(total_bots, 0);
}

TEST(a_time_that_became_a_number_is_the_same_time)
{
    struct reading *r = reading_new();
    reading_add(r, &importer_slack,
                BYTES("[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"x\",\"ts\":1710406503.000100}]"),
                "ops/2024-03-14.json");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_BYTES(r->im.signals[0].ref, "ops/1710406503.000100");
    reading_free(r);
}

TEST(messages_without_a_text_still_say_what_they_are)
{
    struct reading *r =
        reading_of(&importer_slack,
                   "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"\",\"ts\":\"1710406503.000100\",\"files\":[{"
                   "\"id\":\"F1\",\"mode\":\"tombstone\"}]},"
                   "{\"type\":\"message\",\"subtype\":\"huddle_thread\",\"text\":\"\",\"ts\":\"1710406504.000100\"},"
                   "{\"type\":\"message\",\"user\":\"U1\",\"text\":null,\"ts\":\"1710406505.000100\"}]");
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "File: deleted");
    CHECK_BYTES(r->im.signals[1].title, "Huddle");
    CHECK_BYTES(r->im.signals[2].title, "(no text)");
    reading_free(r);
}

int
main(void)
{
    RUN(a_message_has_channel_ts_actor_and_second);
    RUN(a_file_without_a_folder_has_no_channel);
    RUN(replies_edits_reactions_and_pins_are_seen);
    RUN(bookkeeping_is_kept_as_such);
    RUN(a_bot_speaks_through_attachments_and_blocks);
    RUN(rich_text_is_read_when_the_text_is_empty);
    RUN(a_persons_link_preview_gives_its_title_only);
    RUN(files_bring_their_titles);
    RUN(private_channels_are_read_only_when_named);
    RUN(files_of_an_export_are_told_apart);
    RUN(what_is_malformed_is_refused_by_name);
    RUN(markup_becomes_text);
    RUN(calls_to_all_and_code_are_seen);
    RUN(real_exports_are_read_whole);
    RUN(a_time_that_became_a_number_is_the_same_time);
    RUN(messages_without_a_text_still_say_what_they_are);
    return test_end();
}

#include "reading.h"

#include <dirent.h>

extern const struct importer importer_cstate;

#define FRONT                                                                                                          \
    "---\n"                                                                                                            \
    "title: Search is slow\n"                                                                                          \
    "date: 2024-03-07T10:05:00-00:00\n"                                                                                \
    "resolved: true\n"                                                                                                 \
    "resolvedWhen: 2024-03-07T12:30:15-00:00\n"                                                                        \
    "# Possible severity levels: down, disrupted, notice\n"                                                            \
    "severity: disrupted\n"                                                                                            \
    "affected:\n"                                                                                                      \
    "  - search.example.org\n"                                                                                         \
    "  - \"Web shop\"\n"                                                                                               \
    "section: issue\n"                                                                                                 \
    "---\n"
#define REF "2024-03-07T10:05:00Z Search is slow"

TEST(an_entry_opens_and_is_resolved)
{
    struct reading *r = reading_of(&importer_cstate, FRONT "\nQueries take ten seconds, see\n"
                                                           "https://github.com/acme/search/issues/4.\n\n# Later\nx\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2);
    const struct signal *s = r->im.signals;
    CHECK_STR(s[0].source, "cstate");
    CHECK_BYTES(s[0].ref, REF "#opened");
    CHECK_BYTES(s[0].title, "Status page: Search is slow");
    CHECK_BYTES(s[0].detail, "Affected: search.example.org, Web shop\nSeverity: disrupted");
    CHECK_INT(s[0].kind, KIND_STATUS);
    CHECK_INT(s[0].state, STATE_OPENED);
    CHECK_INT(s[0].severity, 3);
    CHECK_AT(s[0].at, "2024-03-07T10:05:00.000Z");
    CHECK(has_tie(&s[0], TIE_COMPONENT, TIE_SAYS, "search.example.org"));
    CHECK(has_tie(&s[0], TIE_COMPONENT, TIE_SAYS, "Web shop"));
    CHECK(has_tie(&s[0], TIE_ALERT, TIE_IS, REF));
    CHECK_BYTES(s[1].ref, REF "#resolved");
    CHECK_INT(s[1].state, STATE_RESOLVED);
    CHECK_AT(s[1].at, "2024-03-07T12:30:15.000Z");
    CHECK_BYTES(s[1].title, "Status page: resolved: Search is slow");
    CHECK(bytes_find(s[1].detail, "Queries take ten seconds") > 0);
    CHECK(bytes_find(s[1].detail, "# Later") < 0);
    CHECK(has_tie(&s[1], TIE_ALERT, TIE_IS, REF));
    CHECK(bytes_starts(reading_raw(r, 0), "title: Search is slow"));
    reading_free(r);
}

TEST(severities_of_cstate_have_their_place_on_our_scale)
{
    static const struct {
        const char *severity;
        int want;
    } rows[] = {{"severity: down", 1},     {"severity: disrupted", 3}, {"severity: notice", 5},
                {"severity: critical", 1}, {"informational: true", 5}, {"severity: down\ninformational: true", 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[300];
        snprintf(text, sizeof text, "---\ntitle: T\ndate: 2024-03-07 10:05:00\nsection: maintenance\n%s\n---\n",
                 rows[i].severity);
        struct reading *r = reading_of(&importer_cstate, text);
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        CHECK_INT(r->im.signals[0].severity, rows[i].want);
        CHECK_INT(r->im.signals[0].at.lacks, WHEN_LACKS_ZONE);
        CHECK_BYTES(r->im.signals[0].ref, "2024-03-07T10:05:00 T#opened");
        reading_free(r);
    }
}

TEST(toml_front_matter_is_read_too)
{
    struct reading *r = reading_of(&importer_cstate, "+++\r\n"
                                                     "title = \"Mail # down\" # comment\r\n"
                                                     "date = 2024-03-07T10:05:00Z\r\n"
                                                     "resolved = false\r\n"
                                                     "severity = 'down'\r\n"
                                                     "affected = [\r\n  \"smtp\",\r\n  \"imap\",\r\n]\r\n"
                                                     "section = \"issue\"\r\n"
                                                     "+++\r\nWe look into it.\r\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 1);
    CHECK_BYTES(r->im.signals[0].title, "Status page: Mail # down");
    CHECK(bytes_find(r->im.signals[0].detail, "Affected: smtp, imap") == 0);
    CHECK(bytes_find(r->im.signals[0].detail, "We look into it.") > 0);
    CHECK_INT(r->im.signals[0].severity, 1);
    reading_free(r);
}

TEST(update_lines_have_their_own_time_and_state)
{
    struct reading *r = reading_of(
        &importer_cstate, "---\ntitle: T\ndate: 2024-03-07T12:05:00+02:00\nresolved: false\nseverity: down\n"
                          "affected: [api, web]\n---\n"
                          "*Monitoring* - A fix is out, we are\nwatching it. {{< track \"2024-03-07 13:00:00\" >}}\n\n"
                          "**Investigating** - We look into it. {{< track \"2024-03-07 12:10:00\" >}}\n"
                          "*Resolved* - All is well. {{<track \"2024-03-07T12:00:00Z\">}}\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 4);
    static const struct {
        const char *title, *at;
        int state;
    } rows[] = {
        {"Monitoring: A fix is out, we are", "2024-03-07T11:00:00.000Z", STATE_MITIGATED},
        {"Investigating: We look into it.", "2024-03-07T10:10:00.000Z", STATE_UPDATED},
        {"Resolved: All is well.", "2024-03-07T12:00:00.000Z", STATE_RESOLVED},
    };
    for (size_t i = 0; i < 3; i++) {
        const struct signal *s = &r->im.signals[i + 1];
        CHECK_BYTES(s->title, rows[i].title);
        CHECK_AT(s->at, rows[i].at);
        CHECK_INT(s->at.lacks, 0);
        CHECK_INT(s->state, rows[i].state);
        CHECK(has_tie(s, TIE_COMPONENT, TIE_SAYS, "api"));
        CHECK(bytes_starts(s->ref, "2024-03-07T10:05:00Z T#update-"));
    }
    CHECK(bytes_starts(reading_raw(r, 1), "*Monitoring*"));
    CHECK(bytes_ends(reading_raw(r, 1), ">}}"));
    reading_free(r);
}

TEST(a_timeline_in_the_body_is_read)
{
    struct reading *r = reading_of(&importer_cstate, FRONT "We look into it.\n\n## Timeline\n\n"
                                                           "* 10:00 UTC - Ann saw slow queries\n"
                                                           "* 10:20 UTC - Bo restarted the index\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 4);
    CHECK_STR(r->im.signals[2].source, "cstate");
    CHECK(bytes_find(r->im.signals[2].title, "Ann saw slow queries") >= 0);
    CHECK_AT(r->im.signals[2].at, "2024-03-07T10:00:00.000Z");
    CHECK_INT(r->im.signals[2].at.lacks, 0);
    CHECK(bytes_starts(r->im.signals[2].ref, REF "#"));
    reading_free(r);
}

TEST(a_time_that_cannot_be_read_costs_the_time_not_the_entry)
{
    struct reading *r = reading_of(
        &importer_cstate, "---\ntitle: T\ndate: some day\nresolved: true\nresolvedWhen:\nseverity: down\n---\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_INT(r->im.signals[0].at.precision, PRECISION_UNKNOWN);
    CHECK_INT(r->im.signals[1].at.precision, PRECISION_UNKNOWN);
    CHECK_BYTES(r->im.signals[0].ref, "some day T#opened");
    CHECK_INT(r->im.note_count, 1);
    CHECK(strstr(r->im.notes[0], "date 'some day' is no time"));
    reading_free(r);
}

TEST(what_is_no_entry_is_refused)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"---\ntitle: x\n", "the front matter has no end"},
        {"---\ndate: 2024-03-07\nresolved: true\nseverity: down\n---\n", "the front matter has no title"},
        {"", "the front matter has no end"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_cstate, rows[i].text);
        CHECK_INT(r->err, ERR_INVALID);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        CHECK(!r->sniffed);
        reading_free(r);
    }
    struct reading *r =
        reading_of(&importer_cstate, "---\ntitle: A blog post\ndate: 2024-03-07\ntags: [a]\n---\nText\n");
    CHECK(!r->sniffed);
    reading_free(r);
}

TEST(all_182_entries_of_a_real_page_are_read)
{
    static const char dir_name[] = "../shared/data/incidents/jenkins_cstate";
    DIR *dir = opendir(dir_name);
    if (!dir) {
        SKIP("../shared is not there");
        return;
    }
    unsigned files = 0, signals = 0, updates = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        if (!bytes_ends(bytes_of(e->d_name), ".md"))
            continue;
        char path[600];
        snprintf(path, sizeof path, "%s/%s", dir_name, e->d_name);
        struct reading *r = reading_of_file(&importer_cstate, path);
        CHECK(r);
        if (!r->sniffed || r->err || r->im.note_count)
            printf("%s: %s %s\n", path, r->why.text, r->im.note_count ? r->im.notes[0] : "");
        CHECK(r->sniffed);
        CHECK_READ(r);
        CHECK_INT(r->im.note_count, 0);
        CHECK(r->im.count >= 2);
        CHECK_INT(r->im.signals[0].state, STATE_OPENED);
        CHECK_INT(r->im.signals[1].state, STATE_RESOLVED);
        for (unsigned i = 0; i < 2; i++) {
            CHECK(r->im.signals[i].at.precision != PRECISION_UNKNOWN);
            CHECK(!(r->im.signals[i].at.lacks & ~WHEN_LACKS_ZONE));
            CHECK(r->im.signals[i].severity > 0);
        }
        if (r->im.count > 2 && getenv("SHOW"))
            for (unsigned i = 2; i < r->im.count; i++)
                printf("%s: %s %d %.*s\n", e->d_name, when_format(r->im.signals[i].at.ms).s, r->im.signals[i].at.lacks,
                       BYTES_ARG(r->im.signals[i].title));
        files++;
        signals += r->im.count;
        updates += r->im.count - 2;
        reading_free(r);
    }
    closedir(dir);
    printf("%u files, %u signals, %u of them from bodies\n", files, signals, updates);
    CHECK_INT(files, 182);
}

TEST(two_revisions_of_one_entry_share_their_refs)
{
    static const char *const paths[] = {"../shared/data/scenarios/jenkins-aci-2021-05-29/status_page/rev1_4bb641a.md",
                                        "../shared/data/scenarios/jenkins-aci-2021-05-29/status_page/rev2_01ab432.md"};
    for (size_t i = 0; i < 2; i++) {
        struct reading *r = reading_of_file(&importer_cstate, paths[i]);
        if (!r) {
            SKIP("../shared is not there");
            return;
        }
        CHECK_READ(r);
        CHECK_BYTES(r->im.signals[0].ref, "2021-05-29T22:41:00Z ACI agents fail to allocate for ci.jenkins.io#opened");
        CHECK_AT(r->im.signals[0].at, "2021-05-29T22:41:00.000Z");
        if (i == 0) {
            CHECK_INT(r->im.count, 1);
        } else {
            CHECK_AT(r->im.signals[1].at, "2021-05-30T02:11:06.000Z");
            CHECK(r->im.count >= 2 + 14);
            CHECK_AT(r->im.signals[2].at, "2021-05-29T22:37:00.000Z");
        }
        reading_free(r);
    }
}

TEST(quotes_inside_quotes_belong_to_the_title)
{
    struct reading *r = reading_of(&importer_cstate, "---\ntitle: 'The ''new'' search'\ndate: 2024-03-14 09:05:00\n"
                                                     "section: issue\n---\nText\n");
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "Status page: The 'new' search");
    reading_free(r);
    r = reading_of(&importer_cstate, "+++\ntitle = \"The \\\"new\\\" search\"\ndate = 2024-03-14T09:05:00Z\n"
                                     "section = \"issue\"\n+++\nText\n");
    CHECK_READ(r);
    CHECK_BYTES(r->im.signals[0].title, "Status page: The \"new\" search");
    reading_free(r);
}

int
main(void)
{
    RUN(an_entry_opens_and_is_resolved);
    RUN(severities_of_cstate_have_their_place_on_our_scale);
    RUN(toml_front_matter_is_read_too);
    RUN(update_lines_have_their_own_time_and_state);
    RUN(a_timeline_in_the_body_is_read);
    RUN(a_time_that_cannot_be_read_costs_the_time_not_the_entry);
    RUN(what_is_no_entry_is_refused);
    RUN(all_182_entries_of_a_real_page_are_read);
    RUN(two_revisions_of_one_entry_share_their_refs);
    RUN(quotes_inside_quotes_belong_to_the_title);
    return test_end();
}

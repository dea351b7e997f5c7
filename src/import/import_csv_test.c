#include "reading.h"

#include <dirent.h>

extern const struct importer importer_csv;

TEST(a_table_becomes_signals)
{
    struct reading *r =
        reading_of(&importer_csv, "Time (UTC),Event,Who,Severity,Ticket link\r\n"
                                  "2024-03-07 10:15:30,\"Restarted \"\"mail\"\", then\r\nwaited\",Ann,high,see wiki\r\n"
                                  "\r\n,,,,\r\n"
                                  "2024-03-07 10:20,  It works ,Bo,,\r\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2);
    const struct signal *s = r->im.signals;
    CHECK_STR(s[0].source, "csv");
    CHECK_BYTES(s[0].title, "Restarted \"mail\", then");
    CHECK_BYTES(s[0].detail, "Restarted \"mail\", then\nwaited\nSeverity: high\nTicket link: see wiki");
    CHECK(bytes_find(s[0].detail, "Ticket link: see wiki") > 0);
    CHECK_BYTES(s[0].actor, "Ann");
    CHECK_INT(s[0].kind, KIND_NOTE);
    CHECK_INT(s[0].severity, 2);
    CHECK_AT(s[0].at, "2024-03-07T10:15:30.000Z");
    CHECK_INT(s[0].at.lacks, 0);
    CHECK_BYTES(s[1].title, "It works");
    CHECK_INT(s[1].at.precision, PRECISION_MINUTE);
    CHECK_INT(s[0].ref.n, 16);
    CHECK(bytes_starts(reading_raw(r, 0), "2024-03-07 10:15:30,\"Restarted"));
    CHECK(bytes_ends(reading_raw(r, 0), ",see wiki"));
    reading_free(r);
}

TEST(separators_marks_and_zones_in_the_header_are_understood)
{
    static const char *const texts[] = {
        "time;event\n2024-03-07T10:00:00Z;x, y\n",
        "time\tevent\n2024-03-07T10:00:00Z\tx, y\n",
        "\xef\xbb\xbftime,event\n2024-03-07T10:00:00Z,\"x, y\"",
        "\"Timestamp (PST)\",\"Description\"\n\"2024-03-07 02:00:00\",\"x, y\"\n",
        "Time UTC,Event\n2024-03-07 10:00:00,\"x, y\"\n",
        "timestamp_utc,event\n2024-03-07 10:00:00,\"x, y\"\n",
        "Date,Time,Zone,Event\n2024-03-07,10:00:00,UTC,\"x, y\"\n",
        "Date,Time (UTC),Event\n7 March 2024,10:00:00,\"x, y\"\n",
        "epoch,time,summary\nq,1709805600,\"x, y\"\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_csv, texts[i]);
        CHECK_READ(r);
        if (!r->sniffed || r->im.count != 1 || r->im.signals[0].at.lacks)
            printf("%s\n", texts[i]);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        CHECK_BYTES(r->im.signals[0].title, "x, y");
        CHECK_AT(r->im.signals[0].at, "2024-03-07T10:00:00.000Z");
        CHECK_INT(r->im.signals[0].at.lacks, 0);
        reading_free(r);
    }
}

TEST(a_file_cut_in_two_gives_the_same_signals)
{
#define HEADER "time,event\n"
#define ROW_1  "2024-03-07T10:00:00Z,one\n"
#define ROW_2  "2024-03-07T10:01:00Z,two\n"
    struct reading *whole = reading_of(&importer_csv, HEADER ROW_1 ROW_2), *parts = reading_new();
    reading_add(parts, &importer_csv, bytes_of(HEADER ROW_1), "a.csv");
    reading_add(parts, &importer_csv, bytes_of(HEADER ROW_2), "b.csv");
    CHECK_READ(whole);
    CHECK_READ(parts);
    CHECK_INT(whole->im.count, 2);
    CHECK_INT(parts->im.count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        CHECK(bytes_eq(whole->im.signals[i].ref, parts->im.signals[i].ref));
        CHECK(!memcmp(&whole->im.signals[i].hash, &parts->im.signals[i].hash, sizeof whole->im.signals[i].hash));
    }
    reading_free(whole);
    reading_free(parts);
}

TEST(ids_with_one_letter_and_many_digits_are_tickets)
{
    struct reading *r = reading_of(&importer_csv, "id,created_at,subject\n"
                                                  "T-30418,2024-08-19 13:22:05,Invoice total is wrong\n"
                                                  "T-1,2024-08-19 13:23:05,First step\n");
    CHECK_READ(r);
    CHECK_INT(r->im.signals[0].kind, KIND_TICKET);
    CHECK_INT(r->im.signals[1].kind, KIND_NOTE);
    reading_free(r);
}

TEST(a_list_of_tickets_tells_when_each_opened_and_was_resolved)
{
    struct reading *r = reading_of(
        &importer_csv, "number,short_description,opened_at,opened_by,resolved_at,resolved_by,closed_at,state,"
                       "priority,cmdb_ci\n"
                       "INC0010001,Mail is slow,07-03-2024 10:00,Ann,07-03-2024 11:30,Bo,12-03-2024 00:00,"
                       "Closed,2 - High,mail\n"
                       "INC0010002,Printer,07-03-2024 10:05,Ann,?,?,?,New,4 - Low,?\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 3);
    const struct signal *s = r->im.signals;
    CHECK_BYTES(s[0].ref, "INC0010001");
    CHECK_BYTES(s[0].title, "INC0010001: Mail is slow");
    CHECK_INT(s[0].kind, KIND_TICKET);
    CHECK_INT(s[0].state, STATE_OPENED);
    CHECK_INT(s[0].severity, 2);
    CHECK_BYTES(s[0].actor, "Ann");
    CHECK_INT(s[0].at.lacks, WHEN_LACKS_ZONE);
    CHECK_AT(s[0].at, "2024-03-07T10:00:00.000Z");
    CHECK(has_tie(&s[0], TIE_ALERT, TIE_IS, "INC0010001"));
    CHECK(has_tie(&s[0], TIE_COMPONENT, TIE_SAYS, "mail"));
    CHECK_BYTES(s[1].ref, "INC0010001#resolved");
    CHECK_BYTES(s[1].title, "Resolved: INC0010001: Mail is slow");
    CHECK_INT(s[1].state, STATE_RESOLVED);
    CHECK_BYTES(s[1].actor, "Bo");
    CHECK_AT(s[1].at, "2024-03-07T11:30:00.000Z");
    CHECK_INT(s[2].state, STATE_OPENED);
    CHECK_INT(s[2].severity, 4);
    reading_free(r);
}

TEST(a_state_of_now_is_not_the_state_at_the_beginning)
{
    struct reading *r = reading_of(&importer_csv, "id,created_at,subject,status\n"
                                                  "SUP-1,2024-03-07T10:00:00Z,Cannot pay,solved\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 1);
    CHECK_INT(r->im.signals[0].state, STATE_OPENED);
    CHECK(bytes_find(r->im.signals[0].detail, "status: solved") >= 0);
    reading_free(r);
    r = reading_of(&importer_csv, "id,time,subject,status\nSUP-1,2024-03-07T10:00:00Z,Cannot pay,solved\n");
    CHECK_INT(r->im.signals[0].state, STATE_RESOLVED);
    reading_free(r);
}

TEST(a_row_without_a_text_says_what_it_has)
{
    struct reading *r = reading_of(&importer_csv, "start_time,end_time,status,service\n"
                                                  "2024-03-07T10:00:00Z,2024-03-07T10:20:00Z,0.5,shop\n");
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_BYTES(r->im.signals[0].title, "shop: status 0.5");
    CHECK_AT(r->im.signals[0].end, "2024-03-07T10:20:00.000Z");
    CHECK_INT(r->im.signals[0].severity, 0);
    reading_free(r);
}

TEST(malformed_tables_are_refused_with_the_line)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {HEADER ROW_1 "2024-03-07T10:02:00Z,one,two\n", "line 3: more fields than the header's 2"},
        {HEADER ROW_1 "2024-03-07T10:02:00Z,\"one\n\n", "line 3: a quote is opened and never closed"},
        {"a,b\n1,2\n", "no table with a header line"},
        {"", "no table with a header line"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_csv, rows[i].text);
        CHECK_INT(r->err, ERR_INVALID);
        if (bytes_find(bytes_of(r->why.text), rows[i].says) < 0)
            printf("'%s' does not say '%s'\n", r->why.text, rows[i].says);
        CHECK(bytes_find(bytes_of(r->why.text), rows[i].says) >= 0);
        CHECK_INT(r->im.count, 0);
        reading_free(r);
    }
}

TEST(prose_and_other_tables_are_not_taken)
{
    static const char *const texts[] = {
        "Time, as they say, heals\nall wounds, it does\n",
        "name,age\nAnn,33\n",
        "time\n2024-03-07T10:00:00Z\n",
        "Dear all,\n\nthe outage began at 10:00, and ended, well, later.\n",
        "time,event\nsoon,x\n",
        "| Time | Event |\n|---|---|\n| 10:00 | x |\n",
        "10:00 - Ann, Bo and Cy met\n10:05 - they left\n",
        "{\"time\":1,\"event\":2}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading *r = reading_of(&importer_csv, texts[i]);
        if (r->sniffed)
            printf("%s\n", texts[i]);
        CHECK(!r->sniffed);
        reading_free(r);
    }
}

TEST(a_first_row_longer_than_the_look_is_no_obstacle)
{
    struct arena a = {.max_bytes = 1 << 20};
    char *text = arena_alloc(&a, 20000);
    size_t n = (size_t)sprintf(text, "time,event\n2024-03-07T10:00:00Z,\"");
    memset(text + n, 'x', 10000);
    strcpy(text + n + 10000, "\"\n2024-03-07T10:01:00Z,two\n");
    struct reading *r = reading_of(&importer_csv, text);
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2);
    CHECK_INT(r->im.signals[0].title.n, SIGNAL_TITLE_MAX_BYTES);
    reading_free(r);
    arena_done(&a);
}

TEST(uptime_archives_are_read)
{
    static const char dir_name[] = "../shared/data/incidents/cloud_uptime_archive";
    DIR *dir = opendir(dir_name);
    if (!dir) {
        SKIP("../shared is not there");
        return;
    }
    unsigned files = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        if (!bytes_ends(bytes_of(e->d_name), ".csv"))
            continue;
        char path[600];
        snprintf(path, sizeof path, "%s/%s", dir_name, e->d_name);
        struct reading *r = reading_of_file(&importer_csv, path);
        CHECK(r && r->sniffed);
        CHECK_READ(r);
        uint32_t lines = 0;
        for (size_t i = 0; i < r->in.bytes.n; i++)
            lines += r->in.bytes.p[i] == '\n';
        CHECK_INT(r->im.count, lines - 1);
        for (uint32_t i = 0; i < r->im.count; i++) {
            CHECK(r->im.signals[i].at.precision != PRECISION_UNKNOWN);
            CHECK(r->im.signals[i].end.precision != PRECISION_UNKNOWN);
            CHECK(r->im.signals[i].title.n);
        }
        CHECK_INT(r->im.signals[0].flags & SIGNAL_ABSURD_TIME, SIGNAL_ABSURD_TIME); // seconds since some start
        files++;
        reading_free(r);
    }
    closedir(dir);
    CHECK_INT(files, 17);
}

TEST(a_servicenow_event_log_is_read)
{
    struct reading *r =
        reading_of_file(&importer_csv, "../shared/data/incidents/servicenow/incident_event_log_part1.csv.gz");
    if (!r) {
        SKIP("../shared is not there");
        return;
    }
    CHECK_READ(r);
    CHECK(r->sniffed);
    CHECK_INT(r->im.count, 2989);
    uint32_t opened = 0, resolved = 0, dated = 0;
    for (uint32_t i = 0; i < r->im.count; i++) {
        opened += r->im.signals[i].state == STATE_OPENED;
        resolved += r->im.signals[i].state == STATE_RESOLVED;
        dated += r->im.signals[i].at.precision == PRECISION_MINUTE && r->im.signals[i].at.lacks == WHEN_LACKS_ZONE;
        CHECK_INT(r->im.signals[i].kind, KIND_TICKET);
    }
    printf("%u opened, %u resolved, %u notes\n", opened, resolved, r->im.note_count);
    CHECK_INT(dated, 2989);
    CHECK(opened >= 430 && opened <= 445);
    CHECK(resolved >= 400);
    CHECK_BYTES(r->im.signals[0].title, "INC0000045 New: Category 55, Subcategory 170, Symptom 72");
    CHECK_AT(r->im.signals[0].at, "2016-02-29T01:16:00.000Z");
    CHECK_INT(r->im.signals[0].severity, 3);
    CHECK_BYTES(r->im.signals[0].actor, "Opened by  8");
    CHECK_AT(r->im.signals[1].at, "2016-02-29T08:53:00.000Z");
    CHECK_INT(r->im.signals[1].state, STATE_RESOLVED);
    reading_free(r);
}

TEST(tables_as_excel_and_jira_write_them_are_read)
{
    static const struct {
        const char *text, *at, *title;
    } rows[] = {
        {"\xef\xbb\xbfsep=;\r\nDatum;Uhrzeit;Ereignis\r\n14.03.2024;09:05;\"a; b\"\r\n", "2024-03-14T09:05:00.000Z",
         "a; b"},
        {"Time|Event\n2024-03-14 09:05|a\n", "2024-03-14T09:05:00.000Z", "a"},
        {"Timestamp UTC+2,Message\n2024-03-14 09:05,a\n", "2024-03-14T07:05:00.000Z", "a"},
        {"Created,Summary\n14/Mar/24 9:05 AM,a\n", "2024-03-14T09:05:00.000Z", "a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_of(&importer_csv, rows[i].text);
        CHECK_READ(r);
        CHECK(r->sniffed);
        CHECK_INT(r->im.count, 1);
        CHECK_AT(r->im.signals[0].at, rows[i].at);
        CHECK_BYTES(r->im.signals[0].title, rows[i].title);
        reading_free(r);
    }
}

TEST(a_resolution_has_one_colon_and_is_taken_from_solved_at_too)
{
    struct reading *r = reading_of(&importer_csv, "Id,Subject,Requester,Created at,Solved at\n"
                                                  "3321,Cannot pay,Ann,2024-03-14 09:05,2024-03-14 11:05\n");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    CHECK_BYTES(r->im.signals[0].actor, "Ann");
    CHECK_BYTES(r->im.signals[1].title, "Resolved: Cannot pay");
    CHECK_AT(r->im.signals[1].at, "2024-03-14T11:05:00.000Z");
    reading_free(r);
}

TEST(a_first_row_that_is_too_long_is_named)
{
    struct reading *r = reading_of(&importer_csv, "Time,Event\n2024-03-14 09:05,a, b\n");
    CHECK(r->sniffed);
    CHECK_INT(r->err, ERR_INVALID);
    CHECK(bytes_find(bytes_of(r->why.text), "line 2: more fields than the header's 2") >= 0);
    reading_free(r);
    r = reading_of(&importer_csv, "sep=;\nTime;Event\n2024-03-14 09:05;a;b\n");
    CHECK(bytes_find(bytes_of(r->why.text), "line 3:") >= 0);
    reading_free(r);
}

TEST(columns_of_secrets_and_secrets_in_columns_are_masked)
{
    struct reading *r = reading_of(&importer_csv, "Time,Event,Password,Api key,Note,id\n"
                                                  "2024-03-14 09:05,reset pw=hunter2,letmein,required,token: "
                                                  "Zq0Xw9Vr2Tu8Ys7Ka3Jd,a1\n");
    CHECK_READ(r);
    const struct signal *s = r->im.signals;
    CHECK_BYTES(s[0].title, "reset pw=[secret: password]");
    CHECK_BYTES(s[0].detail, "token: [secret: token]\nPassword: [secret: password]\nApi key: required");
    CHECK(bytes_find(reading_raw(r, 0), "letmein") > 0);
    reading_free(r);
}

int
main(void)
{
    RUN(columns_of_secrets_and_secrets_in_columns_are_masked);
    RUN(a_table_becomes_signals);
    RUN(separators_marks_and_zones_in_the_header_are_understood);
    RUN(a_file_cut_in_two_gives_the_same_signals);
    RUN(ids_with_one_letter_and_many_digits_are_tickets);
    RUN(a_list_of_tickets_tells_when_each_opened_and_was_resolved);
    RUN(a_state_of_now_is_not_the_state_at_the_beginning);
    RUN(a_row_without_a_text_says_what_it_has);
    RUN(malformed_tables_are_refused_with_the_line);
    RUN(prose_and_other_tables_are_not_taken);
    RUN(a_first_row_longer_than_the_look_is_no_obstacle);
    RUN(uptime_archives_are_read);
    RUN(a_servicenow_event_log_is_read);
    RUN(tables_as_excel_and_jira_write_them_are_read);
    RUN(a_resolution_has_one_colon_and_is_taken_from_solved_at_too);
    RUN(a_first_row_that_is_too_long_is_named);
    return test_end();
}

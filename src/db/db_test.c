/* The SQL interface on its SQLite driver. Every test has a database of its own. */
#include "db.h"

#include "../base/test.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena arena = {.max_bytes = 16 << 20};
static char folder[] = "/tmp/aftermath-db-XXXXXX";

// clang-format off
static const struct db_change schema[] = {
    {1, "0001_team", "create table team(id text primary key, name text not null unique, size integer) strict;"
                     "create table person(id text primary key, team text not null references team(id)) strict;"},
    {2, "0002_photo", "alter table person add column photo blob;"},
};
static const struct sql
    q_add    = {"team_add", "insert into team(name, id, size) values($2, $1, $3)"},
    q_load   = {"team_load", "select name, size from team where id = $1"},
    q_count  = {"team_count", "select count(*) from team"},
    q_all    = {"team_all", "select id from team order by id"},
    q_join   = {"person_add", "insert into person(id, team, photo) values($1, $2, $3)"},
    q_photo  = {"person_photo", "select photo from person where id = $1"},
    q_quoted = {"quoted", "select '$1 it''s', \"$1\" from (select $1 as \"$1\") -- $1\n /* $1 */"},
    q_bad    = {"bad", "select nothing from nowhere"};
// clang-format on

static struct cx
open_at(const char *path)
{
    struct cx cx = {.arena = &arena};
    CHECK(db_open(path, &cx.db, &cx.why) == OK);
    CHECK(db_migrate(cx.db, schema, 2, &cx.why) == OK);
    return cx;
}

static const char *
in_folder(const char *name)
{
    return bytes_printf(&arena, "%s/%s", folder, name).p;
}

static enum err
add_team(struct cx *cx, const char *id, const char *name, int64_t size)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_add, &s);
    if (e)
        return e;
    db_text(s, 1, bytes_of(id));
    db_text(s, 2, bytes_of(name));
    db_i64(s, 3, size);
    return db_run(cx, s);
}

static int64_t
count_teams(struct cx *cx)
{
    struct stmt *s;
    bool row;
    CHECK(db_query(cx, &q_count, &s) == OK);
    CHECK(db_next(cx, s, &row) == OK && row);
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n;
}

TEST(what_was_stored_is_loaded)
{
    struct cx cx = open_at(":memory:");
    struct stmt *s;
    bool row;
    CHECK(add_team(&cx, "t1", "Payments \xe2\x82\xac", INT64_MIN) == OK);
    for (int twice = 0; twice < 2; twice++) { // the second time from the cache
        CHECK(db_query(&cx, &q_load, &s) == OK);
        db_text(s, 1, BYTES("t1"));
        CHECK(db_next(&cx, s, &row) == OK && row);
        CHECK_BYTES(col_text(&cx, s, 0), "Payments \xe2\x82\xac");
        CHECK(col_i64(s, 1) == INT64_MIN);
        CHECK(db_next(&cx, s, &row) == OK && !row);
    }
    db_close(cx.db);
}

TEST(blobs_and_nulls_come_back_as_they_were)
{
    struct cx cx = open_at(":memory:");
    struct stmt *s;
    bool row;
    CHECK(add_team(&cx, "t1", "a", 1) == OK);
    for (int i = 0; i < 2; i++) {
        CHECK(db_query(&cx, &q_join, &s) == OK);
        db_text(s, 1, i ? BYTES("p2") : BYTES("p1"));
        db_text(s, 2, BYTES("t1"));
        if (i)
            db_null(s, 3);
        else
            db_blob(s, 3, BYTES("\0\1\xff"));
        CHECK(db_run(&cx, s) == OK);
        CHECK(db_query(&cx, &q_photo, &s) == OK);
        db_text(s, 1, i ? BYTES("p2") : BYTES("p1"));
        CHECK(db_next(&cx, s, &row) == OK && row);
        CHECK(col_is_null(s, 0) == (i == 1));
        CHECK(bytes_eq(col_blob(&cx, s, 0), i ? BYTES_NONE : BYTES("\0\1\xff")));
        db_end(s);
    }
    db_close(cx.db);
}

TEST(parameters_go_by_number_and_literals_are_left_alone)
{
    struct cx cx = open_at(":memory:");
    struct stmt *s;
    bool row;
    CHECK(db_query(&cx, &q_quoted, &s) == OK);
    db_text(s, 1, BYTES("value"));
    CHECK(db_next(&cx, s, &row) == OK && row);
    CHECK_BYTES(col_text(&cx, s, 0), "$1 it's");
    CHECK_BYTES(col_text(&cx, s, 1), "value");
    db_end(s);
    db_close(cx.db);
}

TEST(a_broken_rule_is_a_conflict_that_names_the_statement)
{
    struct cx cx = open_at(":memory:");
    struct stmt *s;
    CHECK(add_team(&cx, "t1", "a", 1) == OK);
    CHECK(add_team(&cx, "t2", "a", 1) == ERR_CONFLICT);
    CHECK(strstr(cx.why.text, "team_add") && strstr(cx.why.text, "team.name"));
    CHECK(db_query(&cx, &q_join, &s) == OK);
    db_text(s, 1, BYTES("p1"));
    db_text(s, 2, BYTES("no such team"));
    db_null(s, 3);
    CHECK(db_run(&cx, s) == ERR_CONFLICT);
    CHECK(db_query(&cx, &q_bad, &s) == ERR_IO);
    CHECK(strstr(cx.why.text, "bad:"));
    CHECK_INT(count_teams(&cx), 1);
    db_close(cx.db);
}

TEST(a_transaction_is_all_or_nothing_also_inside_another)
{
    struct cx cx = open_at(":memory:");
    CHECK(db_begin(&cx) == OK);
    CHECK(add_team(&cx, "t1", "a", 1) == OK);
    CHECK(db_begin(&cx) == OK);
    CHECK(add_team(&cx, "t2", "b", 1) == OK);
    CHECK(db_finish(&cx, ERR_INVALID) == ERR_INVALID);
    CHECK(db_begin(&cx) == OK);
    CHECK(add_team(&cx, "t3", "c", 1) == OK);
    CHECK(db_finish(&cx, OK) == OK);
    CHECK(db_finish(&cx, OK) == OK);
    CHECK_INT(count_teams(&cx), 2);
    CHECK(db_begin(&cx) == OK);
    CHECK(add_team(&cx, "t4", "d", 1) == OK);
    CHECK(db_finish(&cx, ERR_IO) == ERR_IO);
    CHECK_INT(count_teams(&cx), 2);
    db_close(cx.db);
}

TEST(two_connections_see_only_what_is_committed)
{
    struct cx a = open_at(in_folder("two.db")), b = open_at(in_folder("two.db"));
    CHECK(db_begin(&a) == OK);
    CHECK(add_team(&a, "t1", "a", 1) == OK);
    CHECK_INT(count_teams(&b), 0);
    CHECK(db_finish(&a, OK) == OK);
    CHECK_INT(count_teams(&b), 1);
    db_close(a.db);
    db_close(b.db);
}

TEST(a_process_that_is_killed_loses_nothing_that_was_committed)
{
    const char *path = in_folder("killed.db");
    int pipes[2];
    CHECK(pipe(pipes) == 0);
    pid_t child = fork();
    if (child == 0) {
        struct cx cx = open_at(path);
        for (int i = 0; i < 100000; i++) {
            const char *id = bytes_printf(&arena, "t%06d", i).p;
            if (add_team(&cx, id, id, i) != OK || write(pipes[1], &i, sizeof i) != sizeof i)
                _exit(1);
        }
        _exit(0);
    }
    close(pipes[1]);
    int last = -1, told = 0;
    while (told < 20 && read(pipes[0], &last, sizeof last) == sizeof last)
        told++;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while (read(pipes[0], &last, sizeof last) == sizeof last) // what it had still said
        ;
    close(pipes[0]);
    struct cx cx = open_at(path);
    CHECK(last >= 19 && count_teams(&cx) >= last + 1);
    CHECK(db_check(cx.db, &cx.why) == OK);
    db_close(cx.db);
}

TEST(the_schema_is_brought_up_to_date_once)
{
    const char *path = in_folder("schema.db");
    struct cx cx = {.arena = &arena};
    CHECK(db_open(path, &cx.db, &cx.why) == OK);
    CHECK(db_migrate(cx.db, schema, 1, &cx.why) == OK);
    CHECK(add_team(&cx, "t1", "a", 1) == OK);
    CHECK(db_migrate(cx.db, schema, 2, &cx.why) == OK);
    CHECK(db_migrate(cx.db, schema, 2, &cx.why) == OK);
    CHECK_INT(count_teams(&cx), 1);
    CHECK(db_migrate(cx.db, schema, 1, &cx.why) == ERR_INVALID);
    CHECK(strstr(cx.why.text, "newer version"));
    struct db_change edited[] = {schema[0], {2, "0002_photo", "alter table person add column picture blob;"}};
    CHECK(db_migrate(cx.db, edited, 2, &cx.why) == ERR_INVALID);
    CHECK(strstr(cx.why.text, "0002_photo was edited"));
    db_close(cx.db);
}

TEST(a_change_that_fails_leaves_nothing_behind)
{
    struct cx cx = {.arena = &arena};
    struct db_change half[] = {{1, "0001_half", "create table one(id text) strict; create table one(id text) strict;"}};
    struct db_change whole[] = {{1, "0001_half", "create table one(id text) strict;"}};
    CHECK(db_open(":memory:", &cx.db, &cx.why) == OK);
    CHECK(db_migrate(cx.db, half, 1, &cx.why) == ERR_IO);
    CHECK(strstr(cx.why.text, "0001_half"));
    CHECK(db_migrate(cx.db, whole, 1, &cx.why) == OK);
    db_close(cx.db);
}

TEST(a_backup_is_the_whole_database_while_it_is_used)
{
    struct cx cx = open_at(in_folder("live.db"));
    struct stmt *s;
    bool row;
    for (int i = 0; i < 200; i++) {
        const char *id = bytes_printf(&arena, "t%03d", i).p;
        CHECK(add_team(&cx, id, id, i) == OK);
    }
    CHECK(db_query(&cx, &q_all, &s) == OK); // a reader in the middle of its rows
    CHECK(db_next(&cx, s, &row) == OK && row);
    struct cx other = open_at(in_folder("live.db"));
    CHECK(db_backup(other.db, in_folder("copy.db"), &other.why) == OK);
    CHECK(db_backup(other.db, in_folder("copy.db"), &other.why) == ERR_IO); // never over what is there
    db_end(s);
    CHECK(add_team(&cx, "later", "later", 1) == OK);
    struct cx copy = open_at(in_folder("copy.db"));
    CHECK_INT(count_teams(&copy), 200);
    CHECK(db_check(copy.db, &copy.why) == OK);
    db_close(copy.db);
    db_close(other.db);
    db_close(cx.db);
}

TEST(damage_is_found)
{
    const char *path = in_folder("damaged.db");
    struct cx cx = open_at(path);
    for (int i = 0; i < 2000; i++) {
        const char *id = bytes_printf(&arena, "t%05d", i).p;
        CHECK(add_team(&cx, id, id, i) == OK);
    }
    db_close(cx.db);
    FILE *f = fopen(path, "r+b");
    CHECK(f && fseek(f, 20 * 4096 + 100, SEEK_SET) == 0);
    for (int i = 0; i < 3000; i++)
        fputc('x', f);
    fclose(f);
    struct why why;
    if (db_open(path, &cx.db, &why) == OK) {
        CHECK(db_check(cx.db, &why) != OK);
        db_close(cx.db);
    }
    CHECK(why.text[0]);
}

TEST(a_search_index_that_does_not_fit_its_table_is_found)
{
    static const struct db_change fine[] = {
        {1, "0001_doc",
         "create table doc(id integer primary key, words text); insert into doc values(1, 'down again'); "
         "create virtual table doc_index using fts5(words, content='doc', content_rowid='id'); "
         "insert into doc_index(doc_index) values('rebuild')"},
        {2, "0002_forgotten", "insert into doc values(2, 'never indexed')"},
    };
    struct cx cx = {.arena = &arena};
    CHECK(db_open(":memory:", &cx.db, &cx.why) == OK);
    CHECK(db_migrate(cx.db, fine, 1, &cx.why) == OK);
    CHECK(db_check(cx.db, &cx.why) == OK);
    CHECK(db_migrate(cx.db, fine, 2, &cx.why) == OK);
    CHECK(db_check(cx.db, &cx.why) == ERR_INVALID);
    CHECK(strstr(cx.why.text, "the search index doc_index does not fit"));
    db_close(cx.db);
}

TEST(long_reading_sees_one_moment)
{
    struct cx cx = open_at(in_folder("moment.db")), other = open_at(in_folder("moment.db"));
    CHECK(add_team(&cx, "a", "a", 1) == OK);
    CHECK(db_begin_read(&other) == OK);
    CHECK_INT(count_teams(&other), 1);
    CHECK(add_team(&cx, "b", "b", 1) == OK); // nobody who writes waits for it
    CHECK_INT(count_teams(&other), 1);
    CHECK(db_finish(&other, OK) == OK);
    CHECK_INT(count_teams(&other), 2);
    db_close(cx.db);
    db_close(other.db);
}

TEST(what_can_wait_is_begun_only_when_nobody_writes)
{
    struct cx cx = open_at(in_folder("try.db")), other = open_at(in_folder("try.db"));
    bool begun;
    CHECK(db_begin(&cx) == OK);
    CHECK(db_try_begin(&other, &begun) == OK && !begun);
    CHECK(!db_in_transaction(other.db));
    CHECK(db_finish(&cx, OK) == OK);
    CHECK(db_try_begin(&other, &begun) == OK && begun);
    CHECK(db_in_transaction(other.db));
    CHECK(db_finish(&other, OK) == OK);
    db_close(cx.db);
    db_close(other.db);
}

TEST(a_connection_learns_that_another_one_has_written)
{
    const char *path = in_folder("version.db");
    struct cx one = open_at(path), two = open_at(path);
    int64_t before = db_data_version(one.db);
    CHECK(add_team(&one, "own", "own", 1) == OK);
    CHECK_INT(db_data_version(one.db), before);
    CHECK(add_team(&two, "other", "other", 2) == OK);
    CHECK(db_data_version(one.db) != before);
    CHECK(db_checkpoint(one.db, &one.why) == OK);
    db_close(one.db);
    db_close(two.db);
}

static int
count_call(void *ctx)
{
    ++*(int *)ctx;
    return 0;
}

/* One commit that makes the log longer by `pages`, at least. */
static void
write_pages(struct cx *cx, int64_t *seq, int pages)
{
    char id[24], name[4000];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = 0;
    CHECK(db_begin(cx) == OK);
    for (int i = 0; i < pages; i++) {
        snprintf(id, sizeof id, "%lld", (long long)++*seq);
        memcpy(name, id, strlen(id)); // unique
        CHECK(add_team(cx, id, name, *seq) == OK);
    }
    CHECK(db_finish(cx, OK) == OK);
}

TEST(commits_leave_the_log_to_another_connection_until_it_is_too_long)
{
    const char *path = in_folder("log.db");
    struct cx one = open_at(path), other = open_at(path);
    struct stat st;
    int64_t seq = 0;
    int told = 0, pages = 0;
    db_leave_checkpoints(one.db, count_call, &told);
    write_pages(&one, &seq, DB_LOG_PAGES / 2);
    CHECK(told <= 1);
    write_pages(&one, &seq, DB_LOG_PAGES);
    CHECK(told >= 1);
    CHECK(stat(path, &st) == 0);
    off_t before = st.st_size;
    CHECK(db_checkpoint_beside(other.db, &pages, &other.why) == OK && pages > DB_LOG_PAGES);
    CHECK(stat(path, &st) == 0 && st.st_size > before + (off_t)DB_LOG_PAGES * 1000); // it is in the file itself now
    // Nobody comes: the commits do it, so the log is begun anew instead of growing on.
    for (int i = 0; i < 2 * DB_LOG_MAX_PAGES / DB_LOG_PAGES; i++)
        write_pages(&one, &seq, DB_LOG_PAGES);
    CHECK(stat(in_folder("log.db-wal"), &st) == 0 && st.st_size < (off_t)DB_LOG_MAX_PAGES * 6000);
    db_close(one.db);
    db_close(other.db);
}

TEST(what_cannot_be_opened_is_named)
{
    struct db *db = NULL;
    struct why why;
    CHECK(db_open("/no/such/folder/x.db", &db, &why) == ERR_IO);
    CHECK(strstr(why.text, "/no/such/folder/x.db") && !db);
    FILE *f = fopen(in_folder("text.db"), "wb");
    CHECK(
        f &&
        fputs("this is no database, it is a text of more than a hundred bytes, which is what a header takes up at the "
              "very least, and then some",
              f) >= 0);
    fclose(f);
    CHECK(db_open(in_folder("text.db"), &db, &why) == ERR_IO);
    CHECK(strstr(why.text, "not a database"));
}

int
main(void)
{
    CHECK(mkdtemp(folder));
    RUN(what_was_stored_is_loaded);
    RUN(blobs_and_nulls_come_back_as_they_were);
    RUN(parameters_go_by_number_and_literals_are_left_alone);
    RUN(a_broken_rule_is_a_conflict_that_names_the_statement);
    RUN(a_transaction_is_all_or_nothing_also_inside_another);
    RUN(two_connections_see_only_what_is_committed);
    RUN(a_process_that_is_killed_loses_nothing_that_was_committed);
    RUN(the_schema_is_brought_up_to_date_once);
    RUN(a_change_that_fails_leaves_nothing_behind);
    RUN(a_backup_is_the_whole_database_while_it_is_used);
    RUN(damage_is_found);
    RUN(a_search_index_that_does_not_fit_its_table_is_found);
    RUN(long_reading_sees_one_moment);
    RUN(what_can_wait_is_begun_only_when_nobody_writes);
    RUN(a_connection_learns_that_another_one_has_written);
    RUN(commits_leave_the_log_to_another_connection_until_it_is_too_long);
    RUN(what_cannot_be_opened_is_named);
    static const char *const files[] = {"two",  "killed",  "schema", "live", "copy", "damaged",
                                        "text", "version", "moment", "try",  "log"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        for (const char *const *end = (const char *const[]){".db", ".db-wal", ".db-shm", NULL}; *end; end++)
            unlink(bytes_printf(&arena, "%s/%s%s", folder, files[i], *end).p);
    CHECK(rmdir(folder) == 0);
    arena_done(&arena);
    return test_end();
}

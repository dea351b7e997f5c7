#include "import_job.h"

#include "audit.h"
#include "event.h"
#include "evidence_test.h"
#include "timeline_store.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char data[] = "/tmp/aftermath-import-XXXXXX";

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void
put_file(struct drop *d, const char *path, const char *text)
{
    struct why why;
    bool wanted;
    CHECK_OK(drop_open(d, bytes_of(path), &wanted, &why));
    CHECK(wanted);
    CHECK_OK(drop_write(d, bytes_of(text), &why));
    CHECK_OK(drop_close(d, &why));
}

static struct drop *copy_to;

static int
copy_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)ftw;
    struct why why;
    bool wanted;
    char piece[4096];
    if (type != FTW_F)
        return 0;
    CHECK_OK(drop_open(copy_to, bytes_of(path + strlen("demo/")), &wanted, &why));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0 && st->st_size >= 0 && wanted);
    for (ssize_t n; (n = read(fd, piece, sizeof piece)) > 0;)
        CHECK_OK(drop_write(copy_to, (struct bytes){piece, (size_t)n}, &why));
    close(fd);
    CHECK_OK(drop_close(copy_to, &why));
    return 0;
}

/* The demo's files as a browser sends a folder. */
static struct import_job *
drop_demo(struct cx *cx, struct bytes incident)
{
    struct import_job *job;
    CHECK_OK(drop_begin(cx, data, &copy_to));
    CHECK(nftw(DEMO, copy_one, 16, FTW_PHYS) == 0);
    CHECK_OK(drop_commit(cx, copy_to, incident, &job));
    return job;
}

static bool
exists(struct cx *cx, struct bytes folder)
{
    return access(bytes_printf(cx->arena, "%s/%.*s", data, BYTES_ARG(folder)).p, F_OK) == 0;
}

TEST(names_from_outside_lead_nowhere_else)
{
    static const struct {
        const char *in, *want;
    } names[] = {
        {"a.json", "a.json"},
        {"slack/general/2024-05-01.json", "slack/general/2024-05-01.json"},
        {"/etc/passwd", "etc/passwd"},
        {"../../etc/passwd", "etc/passwd"},
        {"a/../../b", "a/b"},
        {"C:\\temp\\x.json", "C:/temp/x.json"},
        {"a//./b", "a/b"},
        {"a/\x01\n/b", "a/__/b"},
        {".git/config", ""},
        {"x/.DS_Store", ""},
        {"__MACOSX/a", ""},
        {"..", ""},
        {"", ""},
        {"\xff.json", "\xef\xbf\xbd.json"},
        {"1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18", "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16_17_18"},
    };
    struct arena a = {.max_bytes = 1 << 20};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_BYTES(drop_safe_path(&a, bytes_of(names[i].in)), names[i].want);
    char long_name[1000];
    memset(long_name, 'x', sizeof long_name);
    CHECK_INT(drop_safe_path(&a, (struct bytes){long_name, sizeof long_name}).n, DROP_NAME_MAX_BYTES);
    arena_done(&a);
}

TEST(dropped_files_become_the_timeline_and_go)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx), next;
    struct stored_timeline st;
    struct incident *in;
    struct import_job *job = drop_demo(cx, id);
    CHECK_INT(job->state, IMPORT_WAITING);
    CHECK(job->file_count > 20 && job->size_bytes > 10000);
    CHECK(exists(cx, job->folder));
    struct bytes folder = job->folder;
    CHECK_OK(import_job_next(cx, &next));
    CHECK(bytes_eq(next, job->id));
    CHECK_OK(import_job_run(cx, job->id, data, NULL));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_BYTES(job->error, "");
    CHECK_INT(job->state, IMPORT_DONE);
    CHECK(job->signal_count > 100 && job->new_count == job->signal_count && job->ended_ms);
    CHECK(!exists(cx, folder));
    CHECK_OK(import_job_next(cx, &next));
    CHECK_INT(next.n, 0);
    CHECK_OK(incident_timeline(cx, id, &(struct timeline_wish){.signals = true, .reasons = true}, &st));
    CHECK_BYTES(json_of(cx->arena, &st.t), demo_timeline(cx->arena).p);
    CHECK(!strncmp(st.t.origins[0].path, "checkout-outage/", 16));
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->signal_count, job->new_count);
    job = drop_demo(cx, id);
    CHECK_OK(import_job_run(cx, job->id, data, NULL));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->new_count, 0);
    CHECK_INT(job->state, IMPORT_DONE);
    struct import_job *list;
    uint32_t n;
    bool more;
    CHECK_OK(import_job_list(cx, id, BYTES_NONE, 1, &list, &n, &more));
    CHECK(n == 1 && more);
    record_close(&r);
}

TEST(what_is_not_understood_is_refused_by_name)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct import_job *job;
    struct drop *d;
    CHECK_OK(drop_begin(cx, data, &d));
    put_file(d, "stuff/picture.png", "\x89PNG\r\n\x1a\n");
    put_file(d, "stuff/notes.md",
             "# Notes\n\n- 2024-05-01 10:00 UTC checkout is down\n- 2024-05-01 10:20 UTC it is back\n");
    CHECK_OK(drop_commit(cx, d, id, &job));
    CHECK_OK(import_job_run(cx, job->id, data, NULL));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->state, IMPORT_DONE);
    CHECK_INT(job->refused_count, 1);
    CHECK_BYTES(job->refused[0].path, "stuff/picture.png");
    CHECK(job->refused[0].reason.n);
    CHECK_INT(job->new_count, 2);
    record_close(&r);
}

TEST(an_import_without_anything_to_read_fails_and_says_so)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct import_job *job;
    struct drop *d;
    CHECK_OK(drop_begin(cx, data, &d));
    put_file(d, "x.bin", "\x01\x02\x03");
    CHECK_OK(drop_commit(cx, d, id, &job));
    struct bytes folder = job->folder;
    CHECK_OK(import_job_run(cx, job->id, data, NULL));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->state, IMPORT_FAILED);
    CHECK(bytes_starts(job->error, "nothing was read"));
    CHECK(!exists(cx, folder));
    record_close(&r);
}

TEST(a_drop_that_is_not_committed_leaves_nothing)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct drop *d;
    struct import_job *job;
    CHECK_OK(drop_begin(cx, data, &d));
    CHECK_ERR(drop_commit(cx, d, new_incident(cx), &job), ERR_INVALID); // no file
    put_file(d, "a.txt", "x");
    CHECK_ERR(drop_commit(cx, d, BYTES("inc_none"), &job), ERR_NOT_FOUND);
    CHECK_OK(drop_begin(cx, data, &d));
    put_file(d, "a.txt", "x");
    put_file(d, "a.txt", "y"); // twice is no mistake
    put_file(d, "a.txt/b.txt", "z");
    record_close(&r); // the arena ends
    char imports[sizeof data + 16];
    snprintf(imports, sizeof imports, "%s/imports", data);
    CHECK(rmdir(imports) == 0);
}

/* ---- stopping and killing ---- */

struct stopper {
    int left;
};

static bool
stop_after(void *ctx)
{
    return ((struct stopper *)ctx)->left-- <= 0;
}

static int64_t
an_hour_later(void *ctx)
{
    (void)ctx;
    return 1710414000000;
}

TEST(an_import_says_when_it_ended)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct import_job *job = drop_demo(cx, new_incident(cx));
    CHECK_OK(import_job_run(cx, job->id, data, &(struct import_watch){.now_ms = an_hour_later}));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->ended_ms - job->created_ms, 3600000);
    record_close(&r);
}

/* A record that another one writes to for longer than anybody waits, in short: its statements fail. */
TEST(an_import_is_not_given_up_because_the_record_cannot_be_written)
{
    static const struct sql q_rename = {"t_rename", "alter table origin rename to elsewhere"},
                            q_back = {"t_back", "alter table elsewhere rename to origin"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct import_job *job = drop_demo(cx, new_incident(cx));
    run_sql(cx, &q_rename);
    CHECK_ERR(import_job_run(cx, job->id, data, NULL), ERR_IO);
    run_sql(cx, &q_back);
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->state, IMPORT_RUNNING);
    CHECK(exists(cx, job->folder));
    CHECK_OK(import_job_run(cx, job->id, data, NULL));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->state, IMPORT_DONE);
    record_close(&r);
}

TEST(a_stopped_import_goes_on_at_the_next_start)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct import_job *job = drop_demo(cx, id);
    struct stopper stopper = {10};
    struct import_watch watch = {.is_stopping = stop_after, .ctx = &stopper};
    CHECK_OK(import_job_run(cx, job->id, data, &watch));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->state, IMPORT_RUNNING);
    CHECK(exists(cx, job->folder));
    struct bytes next;
    CHECK_OK(import_job_next(cx, &next));
    CHECK(bytes_eq(next, job->id));
    CHECK_OK(import_job_run(cx, job->id, data, NULL));
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK_INT(job->state, IMPORT_DONE);
    CHECK_INT(job->new_count, job->signal_count); // what the first run stored counts too
    record_close(&r);
}

/* Runs the import in a process that is killed after so many files. */
static void
run_and_die(const char *database, struct bytes job, int files)
{
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        struct arena arena = {.max_bytes = (size_t)1 << 30};
        struct cx cx = {.arena = &arena, .via = VIA_SYSTEM, .now_ms = 1710410500000};
        struct stopper stopper = {files};
        struct import_watch watch = {.is_stopping = stop_after, .ctx = &stopper};
        if (db_open(database, &cx.db, &cx.why) || import_job_run(&cx, job, data, &watch))
            _exit(2);
        _exit(0); // without closing anything: what a kill leaves
    }
    int status;
    CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
set_room(struct cx *cx, const struct sql *q)
{
    struct stmt *s;
    CHECK_OK(db_query(cx, q, &s));
    CHECK_OK(db_run(cx, s));
}

TEST(an_import_for_which_there_is_no_room_waits_until_there_is)
{
    // Below what the database has already: it cannot grow by one page.
    static const struct sql no_room = {"no_room", "pragma max_page_count = 1"},
                            room = {"room", "pragma max_page_count = 1000000"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx), next;
    struct import_job *job = drop_demo(cx, id);
    set_room(cx, &no_room);
    CHECK_ERR(import_job_run(cx, job->id, data, NULL), ERR_FULL);
    CHECK_OK(import_job_load(cx, job->id, &job));
    CHECK(job->state == IMPORT_RUNNING && exists(cx, job->folder));
    set_room(cx, &room);
    CHECK_OK(import_job_next(cx, &next));
    CHECK_BYTES(next, job->id.p);
    CHECK_OK(import_job_run(cx, next, data, NULL));
    CHECK_OK(import_job_load(cx, next, &job));
    CHECK(job->state == IMPORT_DONE && job->new_count > 0);
    record_close(&r);
}

TEST(an_import_that_was_killed_anywhere_gives_the_same_and_doubles_nothing)
{
    struct record r;
    struct cx *cx = record_open(&r);
    db_close(cx->db);
    const char *database = bytes_printf(cx->arena, "%s/kill.db", data).p;
    CHECK_OK(db_open(database, &cx->db, &cx->why));
    CHECK_OK(db_migrate(cx->db, db_schema, db_schema_count, &cx->why));
    struct bytes want = demo_timeline(cx->arena);
    for (int files = 0; files < 48; files += 16) {
        struct bytes id = new_incident(cx);
        struct import_job *job = drop_demo(cx, id);
        struct stored_timeline st;
        db_close(cx->db);
        run_and_die(database, job->id, files);
        run_and_die(database, job->id, files / 2);
        CHECK_OK(db_open(database, &cx->db, &cx->why));
        CHECK_OK(import_job_run(cx, job->id, data, NULL));
        CHECK_OK(import_job_load(cx, job->id, &job));
        CHECK_INT(job->state, IMPORT_DONE);
        CHECK_OK(incident_timeline(cx, id, &(struct timeline_wish){.signals = true, .reasons = true}, &st));
        CHECK(bytes_eq(json_of(cx->arena, &st.t), want));
        CHECK_INT(job->new_count, job->signal_count);
    }
    struct verification v;
    CHECK_OK(record_verify(cx, &v));
    CHECK_BYTES(v.broken, "");
    CHECK(v.ok);
    record_close(&r);
}

TEST(paths_of_the_command_line_are_read_where_they_lie)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct import_job *job;
    CHECK_OK(import_paths(cx, id, (const char *const[]){DEMO}, 1, NULL, &job));
    CHECK_INT(job->state, IMPORT_DONE);
    CHECK(job->new_count > 100 && job->file_count > 20);
    CHECK_OK(import_paths(cx, id, (const char *const[]){"no/such/file"}, 1, NULL, &job));
    CHECK_INT(job->state, IMPORT_FAILED);
    CHECK(bytes_find(job->error, "no/such/file") >= 0);
    record_close(&r);
}

int
main(void)
{
    CHECK(mkdtemp(data));
    RUN(names_from_outside_lead_nowhere_else);
    RUN(a_drop_that_is_not_committed_leaves_nothing);
    RUN(dropped_files_become_the_timeline_and_go);
    RUN(what_is_not_understood_is_refused_by_name);
    RUN(an_import_without_anything_to_read_fails_and_says_so);
    RUN(an_import_says_when_it_ended);
    RUN(an_import_is_not_given_up_because_the_record_cannot_be_written);
    RUN(a_stopped_import_goes_on_at_the_next_start);
    RUN(an_import_for_which_there_is_no_room_waits_until_there_is);
    RUN(an_import_that_was_killed_anywhere_gives_the_same_and_doubles_nothing);
    RUN(paths_of_the_command_line_are_read_where_they_lie);
    CHECK(nftw(data, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0);
    return test_end();
}

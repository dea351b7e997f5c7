/*
 * db.h on SQLite.
 *
 * WAL with synchronous=FULL: a commit is on the disk before anybody is told. BEGIN IMMEDIATE: the only lock that can be
 * waited for is taken first. `$1` becomes `?1`, since SQLite numbers `$2` before `$1` by appearance; literals and
 * comments are left alone. Statements are prepared once for each connection and found again by their struct's address.
 */
#include "db.h"

#include "../base/buf.h"
#include "../base/hash.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BUSY_LOOK_NS = 1000 * 1000, // how often who waits for another writer looks again
    LITTLE_PAGES = 200,         // of the log, to be copied within a commit
};

struct stmt {
    sqlite3_stmt *s;
    const struct sql *q;
    bool in_use;
};

struct db {
    sqlite3 *h;
    struct stmt statements[DB_STATEMENTS_MAX];
    uint32_t statement_count;
    int depth;              // of transactions
    int64_t busy_ms;        // since when it waits for another writer
    int (*tell)(void *ctx); // who copies the log; NULL: commits do it
    void *tell_ctx;
    bool expects_much;
    int told_pages; // that the log had when it was told last
};

/* ---- errors ---- */

static enum err
failed(struct why *why, sqlite3 *h, const char *what)
{
    int code = sqlite3_extended_errcode(h);
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return fail(why, ERR_CONFLICT, "%s: %s", what, sqlite3_errmsg(h));
    case SQLITE_FULL:
        return fail(why, ERR_FULL, "%s: the disk is full; make room and try again", what);
    case SQLITE_BUSY:
        return fail(why, ERR_IO, "%s: the database is busy; try again", what);
    default:
        return fail(why, ERR_IO, "%s: %s", what, sqlite3_errmsg(h));
    }
}

/* ---- connections ---- */

static int64_t
steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* SQLite's own waiting sleeps longer each time, up to 100 ms: whoever came late then got the lock, and who had waited
 * longest waited on. */
static int
wait_for_other(void *p, int times)
{
    struct db *db = p;
    if (!times)
        db->busy_ms = steady_ms();
    if (steady_ms() - db->busy_ms >= DB_BUSY_MS)
        return 0;
    nanosleep(&(struct timespec){.tv_nsec = BUSY_LOOK_NS}, NULL);
    return 1;
}

void
db_expect_much(struct db *db)
{
    if (db->expects_much)
        return;
    db->expects_much = true;
    sqlite3_exec(db->h, "pragma cache_size=-65536", NULL, NULL, NULL);
    if (!db->tell)
        sqlite3_wal_autocheckpoint(db->h, DB_LOG_LONG_PAGES);
}

void
db_give_way(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 2 * BUSY_LOOK_NS}, NULL);
}

static enum err
execute(struct db *db, const char *text, const char *what, struct why *why)
{
    if (sqlite3_exec(db->h, text, NULL, NULL, NULL) == SQLITE_OK)
        return OK;
    return failed(why, db->h, what);
}

enum err
db_open(const char *path, struct db **ret, struct why *why)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        return fail(why, ERR_IO, "out of memory");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &db->h, flags, NULL) != SQLITE_OK) {
        enum err e =
            fail(why, ERR_IO, "cannot open the database %s: %s", path, db->h ? sqlite3_errmsg(db->h) : "no memory");
        db_close(db);
        return e;
    }
    sqlite3_busy_handler(db->h, wait_for_other, db);
    /* No statement of ours loads code or reads the schema of another file. */
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    enum err e = execute(db,
                         "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; "
                         "pragma temp_store=memory",
                         path, why);
    if (e) {
        db_close(db);
        return e;
    }
    sqlite3_wal_autocheckpoint(db->h, DB_LOG_PAGES);
    *ret = db;
    return OK;
}

void
db_close(struct db *db)
{
    if (!db)
        return;
    for (uint32_t i = 0; i < db->statement_count; i++) {
        assert(!db->statements[i].in_use);
        sqlite3_finalize(db->statements[i].s);
    }
    sqlite3_close(db->h);
    free(db);
}

/* ---- statements ---- */

/* Behind a literal, a quoted name or a comment that starts at `at`; `at` itself when none does. */
static size_t
skip_quoted(struct bytes t, size_t at)
{
    struct bytes rest = bytes_from(t, at);
    if (rest.p[0] == '\'' || rest.p[0] == '"') {
        for (size_t i = 1; i < rest.n; i++)
            if (rest.p[i] == rest.p[0])
                return at + i + 1; // a doubled quote begins the next literal at once: the same in effect
        return t.n;
    }
    if (bytes_starts(rest, "--")) {
        ptrdiff_t end = bytes_find_char(rest, '\n');
        return end < 0 ? t.n : at + (size_t)end;
    }
    if (bytes_starts(rest, "/*")) {
        ptrdiff_t end = bytes_find(rest, "*/");
        return end < 0 ? t.n : at + (size_t)end + 2;
    }
    return at;
}

static void
rewrite_parameters(struct buf *out, struct bytes t)
{
    for (size_t i = 0; i < t.n;) {
        size_t behind = skip_quoted(t, i);
        if (behind > i) {
            buf_add(out, bytes_cut(t, i, behind - i));
            i = behind;
            continue;
        }
        bool parameter = t.p[i] == '$' && i + 1 < t.n && ascii_is_digit(t.p[i + 1]);
        buf_putc(out, parameter ? '?' : t.p[i]);
        i++;
    }
}

static enum err
prepare(struct cx *cx, const struct sql *q, struct stmt **ret)
{
    struct db *db = cx->db;
    if (db->statement_count == DB_STATEMENTS_MAX)
        return fail(&cx->why, ERR_LIMIT, "%s: more than %d statements", q->name, DB_STATEMENTS_MAX);
    struct buf text = {0};
    rewrite_parameters(&text, bytes_of(q->text));
    struct stmt *s = &db->statements[db->statement_count];
    int code = sqlite3_prepare_v3(db->h, text.p, (int)text.n, SQLITE_PREPARE_PERSISTENT, &s->s, NULL);
    buf_done(&text);
    if (code != SQLITE_OK)
        return failed(&cx->why, db->h, q->name);
    assert(sqlite3_bind_parameter_count(s->s) <= DB_PARAMETERS_MAX);
    s->q = q;
    db->statement_count++;
    *ret = s;
    return OK;
}

enum err
db_query(struct cx *cx, const struct sql *q, struct stmt **ret)
{
    struct db *db = cx->db;
    for (uint32_t i = 0; i < db->statement_count; i++)
        if (db->statements[i].q == q) {
            assert(!db->statements[i].in_use); // asked for again before it ended
            db->statements[i].in_use = true;
            *ret = &db->statements[i];
            return OK;
        }
    enum err e = prepare(cx, q, ret);
    if (!e)
        (*ret)->in_use = true;
    return e;
}

/* Binding fails only for a parameter that is not there or for want of memory: ours to see in the first test. */
static void
bound(int code)
{
    assert(code == SQLITE_OK);
    (void)code;
}

void
db_text(struct stmt *s, int n, struct bytes v)
{
    bound(sqlite3_bind_text64(s->s, n, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void
db_blob(struct stmt *s, int n, struct bytes v)
{
    bound(sqlite3_bind_blob64(s->s, n, v.n ? v.p : "", v.n, SQLITE_STATIC));
}

void
db_i64(struct stmt *s, int n, int64_t v)
{
    bound(sqlite3_bind_int64(s->s, n, v));
}

void
db_null(struct stmt *s, int n)
{
    bound(sqlite3_bind_null(s->s, n));
}

enum err
db_next(struct cx *cx, struct stmt *s, bool *ret_row)
{
    assert(s->in_use);
    int code = sqlite3_step(s->s);
    *ret_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return OK;
    enum err e = code == SQLITE_DONE ? OK : failed(&cx->why, cx->db->h, s->q->name);
    db_end(s);
    return e;
}

enum err
db_run(struct cx *cx, struct stmt *s)
{
    bool row = true;
    enum err e = OK;
    while (!e && row)
        e = db_next(cx, s, &row);
    return e;
}

void
db_end(struct stmt *s)
{
    if (!s->in_use)
        return;
    sqlite3_reset(s->s); // its code repeats what step() said
    sqlite3_clear_bindings(s->s);
    s->in_use = false;
}

struct bytes
col_text(struct cx *cx, struct stmt *s, int i)
{
    const char *p = (const char *)sqlite3_column_text(s->s, i);
    return p ? bytes_dup(cx->arena, (struct bytes){p, (size_t)sqlite3_column_bytes(s->s, i)}) : BYTES_NONE;
}

struct bytes
col_blob(struct cx *cx, struct stmt *s, int i)
{
    const char *p = sqlite3_column_blob(s->s, i);
    return p ? bytes_dup(cx->arena, (struct bytes){p, (size_t)sqlite3_column_bytes(s->s, i)}) : BYTES_NONE;
}

struct bytes
col_view(struct stmt *s, int i)
{
    const char *p = (const char *)sqlite3_column_text(s->s, i);
    return p ? (struct bytes){p, (size_t)sqlite3_column_bytes(s->s, i)} : BYTES_NONE;
}

int64_t
col_i64(struct stmt *s, int i)
{
    return sqlite3_column_int64(s->s, i);
}

bool
col_is_null(struct stmt *s, int i)
{
    return sqlite3_column_type(s->s, i) == SQLITE_NULL;
}

/* ---- transactions ---- */

enum err
db_begin(struct cx *cx)
{
    char text[40] = "begin immediate";
    if (cx->db->depth)
        snprintf(text, sizeof text, "savepoint s%d", cx->db->depth);
    enum err e = execute(cx->db, text, "begin", &cx->why);
    if (!e)
        cx->db->depth++;
    return e;
}

enum err
db_finish(struct cx *cx, enum err e)
{
    struct db *db = cx->db;
    assert(db->depth > 0);
    int depth = --db->depth;
    char commit[64] = "commit", undo[64] = "rollback";
    if (depth) {
        snprintf(commit, sizeof commit, "release s%d", depth);
        snprintf(undo, sizeof undo, "rollback to s%d; release s%d", depth, depth);
    }
    if (!e)
        e = execute(db, commit, "commit", &cx->why);
    if (e && !sqlite3_get_autocommit(db->h)) { // SQLite undoes some failures by itself
        struct why ignored;                    // what went wrong first is what the caller is told
        execute(db, undo, "rollback", &ignored);
    }
    return e;
}

enum err
db_try_begin(struct cx *cx, bool *ret_begun)
{
    struct db *db = cx->db;
    *ret_begun = true;
    if (db->depth)
        return db_begin(cx);
    sqlite3_busy_handler(db->h, NULL, NULL);
    enum err e = db_begin(cx);
    *ret_begun = !e;
    if (e && (sqlite3_errcode(db->h) & 0xff) == SQLITE_BUSY)
        e = OK;
    sqlite3_busy_handler(db->h, wait_for_other, db);
    return e;
}

enum err
db_begin_read(struct cx *cx)
{
    enum err e = cx->db->depth ? OK : execute(cx->db, "begin", "begin", &cx->why);
    if (!e && cx->db->depth)
        return db_begin(cx); // inside another one its state is what is read
    if (!e)
        cx->db->depth++;
    return e;
}

bool
db_in_transaction(const struct db *db)
{
    return db->depth > 0;
}

/* ---- the schema ---- */

static enum err
applied_hash(struct db *db, int number, struct bytes *ret, char room[65], struct why *why)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db->h, "select hash from schema_change where number = ?1", -1, &s, NULL) != SQLITE_OK)
        return failed(why, db->h, "schema_change");
    sqlite3_bind_int(s, 1, number);
    *ret = BYTES_NONE;
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW) {
        snprintf(room, 65, "%s", (const char *)sqlite3_column_text(s, 0));
        *ret = bytes_of(room);
    }
    sqlite3_finalize(s);
    return code == SQLITE_ROW || code == SQLITE_DONE ? OK : failed(why, db->h, "schema_change");
}

static enum err
newest_change(struct db *db, int *ret, struct why *why)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db->h, "select coalesce(max(number), 0) from schema_change", -1, &s, NULL) != SQLITE_OK)
        return failed(why, db->h, "schema_change");
    int code = sqlite3_step(s);
    *ret = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return code == SQLITE_ROW ? OK : failed(why, db->h, "schema_change");
}

static enum err
apply_change(struct db *db, const struct db_change *c, const char *hash, struct why *why)
{
    enum err e = execute(db, "begin immediate", c->name, why);
    if (e)
        return e;
    e = execute(db, c->text, c->name, why);
    if (!e) {
        char *mark = sqlite3_mprintf("insert into schema_change(number, name, hash) values(%d, %Q, %Q)", c->number,
                                     c->name, hash);
        e = mark ? execute(db, mark, c->name, why) : fail(why, ERR_IO, "out of memory");
        sqlite3_free(mark);
    }
    if (!e)
        e = execute(db, "commit", c->name, why);
    if (e && !sqlite3_get_autocommit(db->h)) {
        struct why ignored;
        execute(db, "rollback", c->name, &ignored);
    }
    return e;
}

enum err
db_migrate(struct db *db, const struct db_change *changes, uint32_t count, struct why *why)
{
    assert(count <= DB_CHANGES_MAX);
    int newest = 0;
    enum err e = execute(db,
                         "create table if not exists schema_change(number integer primary key, name text not null, "
                         "hash text not null) strict",
                         "schema_change", why);
    if (!e)
        e = newest_change(db, &newest, why);
    if (!e && newest > (int)count)
        return fail(why, ERR_INVALID,
                    "the database was made by a newer version of this program (schema %d, this one knows %u)", newest,
                    count);
    for (uint32_t i = 0; i < count && !e; i++) {
        assert(changes[i].number == (int)i + 1);
        struct sha256 hash = sha256_of(bytes_of(changes[i].text));
        struct sha256_hex hex = sha256_hex(&hash);
        struct bytes old;
        char room[65];
        e = applied_hash(db, changes[i].number, &old, room, why);
        if (!e && !old.n)
            e = apply_change(db, &changes[i], hex.s, why);
        else if (!e && !bytes_is(old, hex.s))
            e = fail(why, ERR_INVALID, "schema change %s was edited after it had been applied to this database",
                     changes[i].name);
    }
    return e;
}

/* ---- keeping it well ---- */

enum err
db_backup(struct db *db, const char *path, struct why *why)
{
    /* VACUUM INTO reads in one transaction: writers go on meanwhile, and the copy needs no journal beside it. */
    char *text = sqlite3_mprintf("vacuum into %Q", path);
    if (!text)
        return fail(why, ERR_IO, "out of memory");
    enum err e = execute(db, text, path, why);
    sqlite3_free(text);
    return e;
}

enum err
db_checkpoint(struct db *db, struct why *why)
{
    int code = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK || code == SQLITE_BUSY ? OK : failed(why, db->h, "checkpoint");
}

enum err
db_checkpoint_beside(struct db *db, int *ret_pages, struct why *why)
{
    int log = 0, copied = 0;
    int code = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &copied);
    *ret_pages = copied > 0 ? copied : 0;
    return code == SQLITE_OK || code == SQLITE_BUSY ? OK : failed(why, db->h, "checkpoint");
}

/* After each commit, with the pages that the log has now. */
static int
log_grew(void *p, sqlite3 *h, const char *schema, int pages)
{
    struct db *db = p;
    if (pages < db->told_pages) // begun anew
        db->told_pages = 0;
    if (pages - db->told_pages < DB_LOG_PAGES && pages < DB_LOG_LONG_PAGES)
        return SQLITE_OK;
    db->told_pages = pages;
    int copied = db->tell(db->tell_ctx);
    if (pages >= DB_LOG_MAX_PAGES || (pages >= DB_LOG_LONG_PAGES && pages - copied < LITTLE_PAGES))
        sqlite3_wal_checkpoint_v2(h, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

void
db_leave_checkpoints(struct db *db, int (*tell)(void *ctx), void *ctx)
{
    db->tell = tell;
    db->tell_ctx = ctx;
    sqlite3_wal_hook(db->h, log_grew, db);
}

int64_t
db_data_version(struct db *db)
{
    sqlite3_stmt *s;
    int64_t version = 0;
    if (sqlite3_prepare_v2(db->h, "pragma data_version", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        version = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return version;
}

static enum err
first_complaint(struct db *db, const char *text, const char *fine, struct why *why)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db->h, text, -1, &s, NULL) != SQLITE_OK)
        return failed(why, db->h, "check");
    enum err e = OK;
    int code = sqlite3_step(s);
    const char *said = code == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        e = failed(why, db->h, "check");
    else if (said && (!fine || strcmp(said, fine) != 0))
        e = fail(why, ERR_INVALID, "the database is damaged: %s", said);
    sqlite3_finalize(s);
    return e;
}

/* Each full-text index by itself and, where it has one, against the table it is of. */
static enum err
check_indexes(struct db *db, struct why *why)
{
    sqlite3_stmt *s;
    enum err e = OK;
    int code;
    if (sqlite3_prepare_v2(db->h,
                           "select name from sqlite_schema where type = 'table' and "
                           "lower(sql) like 'create virtual table%using fts5(%'",
                           -1, &s, NULL) != SQLITE_OK)
        return failed(why, db->h, "check");
    while (!e && (code = sqlite3_step(s)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 0);
        char *text = sqlite3_mprintf("insert into \"%w\"(\"%w\", rank) values('integrity-check', 1)", name, name);
        if (!text)
            e = fail(why, ERR_IO, "out of memory");
        else if (sqlite3_exec(db->h, text, NULL, NULL, NULL) != SQLITE_OK)
            e = (sqlite3_errcode(db->h) & 0xff) == SQLITE_CORRUPT
                    ? fail(why, ERR_INVALID, "the search index %s does not fit what it is of", name)
                    : failed(why, db->h, name);
        sqlite3_free(text);
    }
    sqlite3_finalize(s);
    return e;
}

enum err
db_check(struct db *db, struct why *why)
{
    enum err e = first_complaint(db, "pragma integrity_check(1)", "ok", why);
    if (!e)
        e = first_complaint(db,
                            "select 'a row of ' || \"table\" || ' points to nothing in ' || parent from "
                            "pragma_foreign_key_check",
                            NULL, why);
    return e ? e : check_indexes(db, why);
}

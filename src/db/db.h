#ifndef DB_DB_H
#define DB_DB_H
/*
 * One SQL interface over the database. Everything about a particular database stays in its driver
 * (driver_sqlite.c); what entities need is here.
 *
 * SQL is constants only: values are bound, text is never pasted. It is the subset that SQLite and PostgreSQL share:
 * `$1` parameters bound by number, `on conflict`, `returning`, 64-bit integer milliseconds, text ids, STRICT tables.
 *
 *     static const struct sql q_load = {"team_load", "select name from team where id = $1"};
 *
 *     struct stmt *s;
 *     bool row;
 *     if ((e = db_query(cx, &q_load, &s)))
 *         return e;
 *     db_text(s, 1, id);
 *     if ((e = db_next(cx, s, &row)))
 *         return e;
 *     if (row)
 *         name = col_text(cx, s, 0);
 *     db_end(s);
 *
 * A connection belongs to one thread.
 */
#include "../base/bytes.h"
#include "../base/err.h"

#include <stdint.h>

struct user;
struct change;
struct db;
struct stmt;

/* How a call came in: the audit log says it of every change. */
enum via { VIA_SYSTEM = 0, VIA_BROWSER, VIA_TOKEN, VIA_COMMAND, VIA_INTAKE, VIA_MAX };

/* One call's world: handed down, never global. Lives as long as the request, command or test. */
struct cx {
    struct arena *arena; // everything returned to the caller lives here
    struct db *db;
    const struct user *actor; // NULL: the system itself
    enum via via;
    int64_t now_ms;               // passed in, so that tests own the clock
    struct why why;               // what went wrong, for people
    const struct change *changes; // what this call changed, newest first (model/audit.h): to tell who is looking at it
    int64_t current_version;      // with ERR_STALE: the version that is stored now; 0 when it is not said
};

/* A statement: its name is for logs and for the statement cache, its text a constant. */
struct sql {
    const char *name, *text;
};

enum {
    DB_STATEMENTS_MAX = 512, // prepared at once on one connection
    DB_PARAMETERS_MAX = 64,  // of one statement
    DB_BUSY_MS = 10 * 1000,  // how long a writer waits for another one
    DB_CHANGES_MAX = 100,    // migrations in one list
};

/* ---- connections ---- */

/*
 * Opens the database file, which is made when it is not there; ":memory:" is a fresh one of its own. Writes that were
 * committed survive a crash of the machine (WAL, synchronous=FULL); foreign keys are held to.
 * Errors: ERR_IO with the path and the reason.
 */
enum err db_open(const char *path, struct db **ret, struct why *why);
void db_close(struct db *db); // takes NULL

/* One step of the schema. Never edited once it has landed: what is wrong with it is mended by a later one. */
struct db_change {
    int number;       // 1, 2, 3 ...
    const char *name; // "0001_accounts"
    const char *text; // statements
};

/*
 * Brings the schema up to date, each change in a transaction of its own. Changes that were applied are compared by
 * their text. Errors: ERR_INVALID (the database is newer than the program, or a landed change was edited), ERR_IO.
 */
enum err db_migrate(struct db *db, const struct db_change *changes, uint32_t count, struct why *why);

/* ---- statements ---- */

/*
 * Makes a statement ready, from the connection's cache when it was used before. It must be ended before it can be asked
 * for again. Errors: ERR_IO (the sentence names it).
 */
enum err db_query(struct cx *cx, const struct sql *q, struct stmt **ret);

void db_text(struct stmt *s, int n, struct bytes v); // the bytes must live until db_end()
void db_blob(struct stmt *s, int n, struct bytes v); // the same
void db_i64(struct stmt *s, int n, int64_t v);
void db_null(struct stmt *s, int n);

/* The next row; after the last one *ret_row is false and the statement has ended by itself.
 * Errors: ERR_CONFLICT (a unique or foreign key, a check), ERR_FULL (the disk), ERR_IO. It has ended then too.
 */
enum err db_next(struct cx *cx, struct stmt *s, bool *ret_row);

/* For statements without rows: runs it to its end. */
enum err db_run(struct cx *cx, struct stmt *s);
/* Asks a statement whose only value is a text for its first row: whoever gets one reads it and calls db_end(). */
enum err db_find(struct cx *cx, const struct sql *q, struct bytes key, struct stmt **ret, bool *ret_row);

void db_end(struct stmt *s); // may be called again

/* Columns of the current row, from 0. Text and blobs are copied to cx->arena; NULL gives none, or 0. */
struct bytes col_text(struct cx *cx, struct stmt *s, int i);
struct bytes col_blob(struct cx *cx, struct stmt *s, int i);
struct bytes col_view(struct stmt *s, int i); // text, not copied: good until the next db_next(), db_end() or column
int64_t col_i64(struct stmt *s, int i);
bool col_is_null(struct stmt *s, int i);

/* ---- transactions ---- */

/*
 * db_begin() takes the write lock at once, so that a transaction never fails half-way for want of it. They nest: an
 * inner one that is rolled back leaves the outer one as it was.
 *
 *     if ((e = db_begin(cx)))
 *         return e;
 *     e = do_it(cx);
 *     return db_finish(cx, e);     // commits when e is OK, else rolls back and gives e back
 */
enum err db_begin(struct cx *cx);
enum err db_finish(struct cx *cx, enum err e);
bool db_in_transaction(const struct db *db);

/* For what can as well be done later: begins only when nobody else is writing just now. */
enum err db_try_begin(struct cx *cx, bool *ret_begun);
/* Before many thousand rows are written: 64 MiB of cache from now on, and fewer copies of the log. It takes a third
 * less time then. */
void db_expect_much(struct db *db);
/* Between two transactions of who writes much: as long as those who wait for their turn need to take it. */
void db_give_way(void);

/* For long reading: what is read until db_finish() is one moment's state, while others write. Nothing may be written.
 */
enum err db_begin_read(struct cx *cx);

/* ---- keeping it well ---- */

/* A number that differs from the last one this connection was told when another connection, of whatever process, has
 * committed since. Costs next to nothing. */
int64_t db_data_version(struct db *db);

/* Copies the whole database to a new file while others read and write it; the copy is one moment's state. */
enum err db_backup(struct db *db, const char *path, struct why *why);

/* Brings what was written into the database file itself and empties the log beside it, as far as readers allow. */
enum err db_checkpoint(struct db *db, struct why *why);

/*
 * Now and then a commit copies what was written from the log into the database, which takes it some milliseconds. Where
 * nobody may wait for that, another connection does it. `tell` is called within a commit, when the log has grown by
 * DB_LOG_PAGES; it must only wake somebody who calls db_checkpoint_beside(), and say how many pages that copied last.
 *
 * Only a log that is copied to its end is begun anew, and one that is written all the time never is. So beyond
 * DB_LOG_LONG_PAGES a commit copies the end itself when there is little of it, beyond DB_LOG_MAX_PAGES whatever it is.
 */
enum { DB_LOG_PAGES = 1000, DB_LOG_LONG_PAGES = 16 * DB_LOG_PAGES, DB_LOG_MAX_PAGES = 64 * DB_LOG_PAGES };
void db_leave_checkpoints(struct db *db, int (*tell)(void *ctx), void *ctx);
/* Who reads and writes goes on meanwhile. ret_pages: of the log that are in the database now. */
enum err db_checkpoint_beside(struct db *db, int *ret_pages, struct why *why);

/* Reads every page and index, also those for search, and every reference from row to row. Errors: ERR_INVALID with the
 * first thing that is wrong. */
enum err db_check(struct db *db, struct why *why);
#endif

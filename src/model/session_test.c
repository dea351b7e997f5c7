#include "record_test.h"
#include "session.h"
#include "setting.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { MINUTE = 60 * 1000 };
#define DAY (24 * 60 * (int64_t)MINUTE)

static struct user *
make(struct cx *cx, const char *email, const char *password)
{
    struct user *u;
    struct user_new in = {
        .name = bytes_of(email), .email = bytes_of(email), .role = ROLE_ADMIN, .password = bytes_of(password)};
    CHECK_OK(user_create(cx, &in, &u));
    return u;
}

static int64_t
count(struct cx *cx, const struct sql *q)
{
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, q, &s));
    CHECK_OK(db_next(cx, s, &row));
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n;
}
static const struct sql q_sessions = {"sessions", "select count(*) from session"},
                        q_seen = {"seen", "select max(seen_ms) from session"},
                        q_links = {"links", "select count(*) from sign_in_link"},
                        q_failures = {"failures", "select count(*) from sign_in_failure"};

/* ---- sessions ---- */

TEST(a_session_is_found_by_its_secret_until_it_ends)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", "");
    struct bytes secret;
    struct session *s, *again;
    CHECK_OK(session_create(cx, u->id, BYTES("Firefox"), &secret, &s));
    CHECK(secret.n >= 43);
    CHECK(bytes_eq(s->user->id, u->id) && cx->actor == s->user);
    CHECK_OK(session_load(cx, secret, &again));
    CHECK(bytes_eq(again->csrf, s->csrf) && s->csrf.n >= 43 && !bytes_eq(s->csrf, secret));
    CHECK_ERR(session_load(cx, BYTES("something else"), &again), ERR_NOT_FOUND);
    CHECK_ERR(session_load(cx, BYTES_NONE, &again), ERR_NOT_FOUND);
    CHECK_OK(session_end(cx, secret));
    CHECK_OK(session_end(cx, secret));
    CHECK_ERR(session_load(cx, secret, &again), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(the_record_holds_no_secret)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", "a long password");
    struct bytes secret, link;
    struct session *s;
    int64_t expires;
    CHECK_OK(session_create(cx, u->id, BYTES_NONE, &secret, &s));
    CHECK_OK(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires));
    char path[] = "/tmp/session_test_XXXXXX";
    CHECK(mkdtemp(path));
    struct bytes file = bytes_printf(cx->arena, "%s/copy.db", path);
    CHECK_OK(db_backup(cx->db, file.p, &cx->why));
    FILE *f = fopen(file.p, "rb");
    static char text[1 << 20];
    size_t n = fread(text, 1, sizeof text, f);
    CHECK(n > 1000 && n < sizeof text);
    fclose(f);
    CHECK(!memmem(text, n, secret.p, secret.n));
    CHECK(!memmem(text, n, link.p, link.n));
    CHECK(!memmem(text, n, "a long password", 15));
    CHECK(memmem(text, n, "ada@example.org", 15));
    unlink(file.p);
    rmdir(path);
    record_close(&r);
}

TEST(a_session_lasts_as_many_days_as_the_setting_says)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", "");
    struct bytes secret;
    struct session *s;
    CHECK_OK(session_create(cx, u->id, BYTES_NONE, &secret, &s));
    CHECK_INT(s->expires_ms, cx->now_ms + 30 * DAY);
    CHECK_OK(setting_set(cx, BYTES("session_days"), BYTES("2")));
    CHECK_OK(session_create(cx, u->id, BYTES_NONE, &secret, &s));
    cx->now_ms += 2 * DAY - 1;
    CHECK_OK(session_load(cx, secret, &s));
    cx->now_ms++;
    CHECK_ERR(session_load(cx, secret, &s), ERR_NOT_FOUND);
    CHECK_OK(session_sweep(cx));
    CHECK_INT(count(cx, &q_sessions), 1);
    record_close(&r);
}

TEST(when_it_was_seen_is_written_once_a_minute)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", "");
    struct bytes secret;
    struct session *s;
    int64_t start = cx->now_ms;
    CHECK_OK(session_create(cx, u->id, BYTES_NONE, &secret, &s));
    cx->now_ms = start + MINUTE - 1;
    CHECK_OK(session_load(cx, secret, &s));
    CHECK_INT(count(cx, &q_seen), start);
    cx->now_ms = start + MINUTE;
    CHECK_OK(session_load(cx, secret, &s));
    CHECK_INT(count(cx, &q_seen), start + MINUTE);
    record_close(&r);
}

TEST(a_disabled_account_is_signed_out_and_stays_out)
{
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "boss@example.org", "");
    struct user *u = make(cx, "ada@example.org", "a long password");
    struct bytes secret, link;
    struct session *s;
    int64_t wait, expires;
    CHECK_OK(session_create(cx, u->id, BYTES_NONE, &secret, &s));
    cx->actor = NULL;
    CHECK_OK(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires));
    CHECK_OK(user_update(cx, u->id, &(struct user_edit){.disabled = 1}, &u));
    CHECK_ERR(session_load(cx, secret, &s), ERR_NOT_FOUND);
    CHECK_ERR(link_sign_in(cx, link, BYTES_NONE, &secret, &s), ERR_DENIED);
    struct sign_in in = {.email = u->email, .password = BYTES("a long password"), .address = "192.0.2.1"};
    CHECK_ERR(sign_in(cx, &in, &secret, &s, &wait), ERR_DENIED);
    CHECK_ERR(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires), ERR_CONFLICT);
    record_close(&r);
}

TEST(a_csrf_token_is_its_sessions_alone)
{
    struct session s = {.csrf = BYTES_INIT("abc")}, none = {0};
    CHECK(session_csrf_is(&s, BYTES("abc")));
    CHECK(!session_csrf_is(&s, BYTES("abd")));
    CHECK(!session_csrf_is(&s, BYTES_NONE));
    CHECK(!session_csrf_is(&none, BYTES_NONE));
}

/* ---- passwords ---- */

TEST(the_right_password_signs_in)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", "a long password");
    struct bytes secret;
    struct session *s;
    int64_t wait;
    cx->via = VIA_BROWSER;
    struct sign_in in = {.email = BYTES(" ADA@example.org"), .password = BYTES("a long password"), .address = "::1"};
    CHECK_OK(sign_in(cx, &in, &secret, &s, &wait));
    CHECK(bytes_eq(s->user->id, u->id));
    CHECK(bytes_eq(cx->actor->id, u->id));
    CHECK_OK(session_load(cx, secret, &s));
    record_close(&r);
}

static int64_t
cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * (int64_t)1000000000 + t.tv_nsec;
}

TEST(refusals_are_alike_in_words_and_work)
{
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "boss@example.org", "");
    make(cx, "link@example.org", ""); // has no password
    make(cx, "ada@example.org", "a long password");
    struct user *off = make(cx, "off@example.org", "a long password");
    CHECK_OK(user_update(cx, off->id, &(struct user_edit){.disabled = 1}, &off));
    const struct sign_in tries[] = {
        {.email = BYTES("ada@example.org"), .password = BYTES("not the password"), .address = "192.0.2.1"},
        {.email = BYTES("nobody@example.org"), .password = BYTES("a long password"), .address = "192.0.2.2"},
        {.email = BYTES("link@example.org"), .password = BYTES("a long password"), .address = "192.0.2.3"},
        {.email = BYTES("off@example.org"), .password = BYTES("a long password"), .address = "192.0.2.4"},
        {.email = BYTES("link@example.org"), .password = BYTES_NONE, .address = "192.0.2.5"},
    };
    int64_t least = INT64_MAX, most = 0;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct bytes secret;
        struct session *s;
        int64_t wait, before = cpu_ns();
        CHECK_ERR(sign_in(cx, &tries[i], &secret, &s, &wait), ERR_DENIED);
        int64_t took = cpu_ns() - before;
        CHECK_STR(cx->why.text, "the address or the password is wrong");
        least = took < least ? took : least;
        most = took > most ? took : most;
    }
    // Without the comparison a refusal would take a hundredth of the time.
    CHECK(most < least * 4);
    CHECK(!cx->actor);
    CHECK_INT(count(cx, &q_sessions), 0);
    record_close(&r);
}

static enum err
try(struct cx *cx, const char *email, const char *password, const char *address, int64_t *ret_wait)
{
    struct bytes secret;
    struct session *s;
    struct sign_in in = {.email = bytes_of(email), .password = bytes_of(password), .address = address};
    return sign_in(cx, &in, &secret, &s, ret_wait);
}

TEST(after_five_failures_one_waits_longer_each_time)
{
    static const int64_t waits[] = {15000, 30000, 60000, 120000, 240000, 480000, 900000, 900000};
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "ada@example.org", "a long password");
    int64_t wait;
    for (int i = 0; i < SIGN_IN_FREE; i++)
        CHECK_ERR(try(cx, "ada@example.org", "wrong", "192.0.2.1", &wait), ERR_DENIED);
    for (size_t i = 0; i < 6; i++) {
        CHECK_ERR(try(cx, "ada@example.org", "a long password", "192.0.2.1", &wait), ERR_LIMIT);
        CHECK_INT(wait, waits[i]);
        cx->now_ms += wait - 1;
        CHECK_ERR(try(cx, "ada@example.org", "a long password", "192.0.2.1", &wait), ERR_LIMIT);
        CHECK_INT(wait, 1);
        cx->now_ms++;
        CHECK_ERR(try(cx, "ada@example.org", "wrong", "192.0.2.1", &wait), ERR_DENIED);
    }
    CHECK_ERR(try(cx, "ada@example.org", "a long password", "192.0.2.1", &wait), ERR_LIMIT);
    CHECK_INT(wait, SIGN_IN_WAIT_MAX_MS);
    CHECK_STR(cx->why.text, "too many failed attempts to sign in; wait 900 s and try again");
    cx->now_ms += SIGN_IN_WAIT_MAX_MS;
    CHECK_OK(try(cx, "ada@example.org", "a long password", "192.0.2.1", &wait));
    record_close(&r);
}

TEST(the_limit_is_the_accounts_and_the_addresses)
{
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "ada@example.org", "a long password");
    make(cx, "bob@example.org", "a long password");
    int64_t wait;
    char address[32], email[32];
    for (int i = 0; i < SIGN_IN_FREE; i++) { // many machines, one account, be it there or not
        snprintf(address, sizeof address, "192.0.2.%d", i);
        CHECK_ERR(try(cx, "ada@example.org", "wrong", address, &wait), ERR_DENIED);
        CHECK_ERR(try(cx, "nobody@example.org", "wrong", address, &wait), ERR_DENIED);
    }
    CHECK_ERR(try(cx, "Ada@example.org", "a long password", "198.51.100.1", &wait), ERR_LIMIT);
    CHECK_ERR(try(cx, "nobody@example.org", "a long password", "198.51.100.1", &wait), ERR_LIMIT);
    CHECK_OK(try(cx, "bob@example.org", "a long password", "198.51.100.1", &wait));
    for (int i = 0; i < SIGN_IN_FREE; i++) { // one network, many accounts
        snprintf(address, sizeof address, "2001:db8::%d", i + 1);
        snprintf(email, sizeof email, "%d@example.org", i);
        CHECK_ERR(try(cx, email, "wrong", address, &wait), ERR_DENIED);
    }
    CHECK_ERR(try(cx, "bob@example.org", "a long password", "2001:db8::99", &wait), ERR_LIMIT);
    CHECK_OK(try(cx, "bob@example.org", "a long password", "2001:db8:0:1::1", &wait));
    record_close(&r);
}

TEST(an_account_of_ones_own_does_not_buy_attempts_on_others)
{
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "mallory@example.org", "a long password");
    int64_t wait;
    char email[32];
    for (int i = 0; i < SIGN_IN_FREE; i++) {
        snprintf(email, sizeof email, "%d@example.org", i);
        CHECK_OK(try(cx, "mallory@example.org", "a long password", "192.0.2.1", &wait));
        CHECK_ERR(try(cx, email, "wrong", "192.0.2.1", &wait), ERR_DENIED);
    }
    CHECK_ERR(try(cx, "mallory@example.org", "a long password", "192.0.2.1", &wait), ERR_LIMIT);
    record_close(&r);
}

TEST(failures_are_forgotten_after_a_while)
{
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "ada@example.org", "a long password");
    int64_t wait;
    for (int i = 0; i < SIGN_IN_FREE - 1; i++)
        CHECK_ERR(try(cx, "ada@example.org", "wrong", "192.0.2.1", &wait), ERR_DENIED);
    cx->now_ms += SIGN_IN_FORGET_MS;
    CHECK_OK(session_sweep(cx));
    CHECK_INT(count(cx, &q_failures), 0);
    for (int i = 0; i < SIGN_IN_FREE - 1; i++)
        CHECK_ERR(try(cx, "ada@example.org", "wrong", "192.0.2.1", &wait), ERR_DENIED);
    cx->now_ms += SIGN_IN_FORGET_MS; // nor without the sweeping
    for (int i = 0; i < SIGN_IN_FREE - 1; i++)
        CHECK_ERR(try(cx, "ada@example.org", "wrong", "192.0.2.1", &wait), ERR_DENIED);
    CHECK_OK(try(cx, "ada@example.org", "a long password", "192.0.2.1", &wait));
    record_close(&r);
}

/* ---- links ---- */

TEST(a_link_signs_in_once_and_within_a_day)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", "");
    struct bytes link, secret;
    struct session *s;
    int64_t expires;
    CHECK_OK(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires));
    CHECK_INT(expires, cx->now_ms + DAY);
    CHECK_BYTES(link_url(cx->arena, "http://a.example", LINK_SIGN_IN, BYTES("xyz")), "http://a.example/link#xyz");
    CHECK_OK(link_sign_in(cx, link, BYTES_NONE, &secret, &s));
    CHECK(bytes_eq(s->user->id, u->id));
    CHECK_ERR(link_sign_in(cx, link, BYTES_NONE, &secret, &s), ERR_DENIED);
    CHECK_OK(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires));
    cx->now_ms = expires;
    CHECK_ERR(link_sign_in(cx, link, BYTES_NONE, &secret, &s), ERR_DENIED);
    CHECK_ERR(link_sign_in(cx, BYTES("never was one"), BYTES_NONE, &secret, &s), ERR_DENIED);
    CHECK_OK(session_sweep(cx));
    CHECK_INT(count(cx, &q_links), 0);
    record_close(&r);
}

TEST(only_admins_make_links)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "ada@example.org", ""), reader = *u;
    struct bytes link;
    int64_t expires;
    reader.role = ROLE_EDITOR;
    cx->actor = &reader;
    cx->via = VIA_BROWSER;
    CHECK_ERR(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires), ERR_DENIED);
    cx->actor = NULL;
    CHECK_ERR(link_create(cx, LINK_SET_UP, BYTES_NONE, &link, &expires), ERR_DENIED);
    record_close(&r);
}

TEST(the_first_account_is_made_with_a_link_that_works_once)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u;
    struct bytes old, link, secret;
    struct session *s;
    int64_t expires;
    struct user_new in = {.name = BYTES("Ada"), .email = BYTES("ada@example.org"), .password = BYTES("long password")};
    CHECK_OK(link_create(cx, LINK_SET_UP, BYTES_NONE, &old, &expires));
    CHECK_OK(link_create(cx, LINK_SET_UP, BYTES_NONE, &link, &expires));
    CHECK_INT(expires, cx->now_ms + 15 * MINUTE);
    cx->via = VIA_BROWSER;
    CHECK_ERR(user_set_up(cx, old, &in, &u), ERR_DENIED); // the newest one counts
    CHECK_ERR(user_set_up(cx, BYTES_NONE, &in, &u), ERR_DENIED);
    CHECK_ERR(link_sign_in(cx, link, BYTES_NONE, &secret, &s), ERR_DENIED); // it is no account's
    struct user_new bad = in;
    bad.password = BYTES_NONE;
    CHECK_ERR(user_set_up(cx, link, &bad, &u), ERR_INVALID);
    CHECK_OK(user_set_up(cx, link, &in, &u)); // what failed did not use it up
    CHECK(u->role == ROLE_ADMIN && u->has_password);
    in.email = BYTES("eve@example.org");
    CHECK_ERR(user_set_up(cx, link, &in, &u), ERR_DENIED);
    cx->via = VIA_COMMAND;
    CHECK_ERR(link_create(cx, LINK_SET_UP, BYTES_NONE, &link, &expires), ERR_CONFLICT);
    record_close(&r);
}

TEST(a_set_up_link_does_not_work_once_there_is_an_account)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u;
    struct bytes link;
    int64_t expires;
    struct user_new in = {.name = BYTES("Eve"), .email = BYTES("eve@example.org"), .password = BYTES("long password")};
    CHECK_OK(link_create(cx, LINK_SET_UP, BYTES_NONE, &link, &expires));
    make(cx, "ada@example.org", "");
    cx->via = VIA_BROWSER;
    CHECK_ERR(user_set_up(cx, link, &in, &u), ERR_DENIED);
    record_close(&r);
}

/* ---- at the same time ---- */

struct racer {
    const char *path;
    struct bytes link, email;
    bool set_up;
    pthread_barrier_t *start;
    int won;
};

static void *
race(void *ctx)
{
    struct racer *me = ctx;
    struct arena arena = {.max_bytes = 64 << 20};
    struct cx cx = {.arena = &arena, .via = VIA_BROWSER, .now_ms = 1710410400000};
    struct bytes secret;
    struct session *s;
    struct user *u;
    struct user_new in = {.name = BYTES("x"), .email = me->email, .password = BYTES("long password")};
    CHECK_OK(db_open(me->path, &cx.db, &cx.why));
    pthread_barrier_wait(me->start);
    enum err e =
        me->set_up ? user_set_up(&cx, me->link, &in, &u) : link_sign_in(&cx, me->link, BYTES_NONE, &secret, &s);
    CHECK(e == OK || e == ERR_DENIED);
    me->won = e == OK;
    db_close(cx.db);
    arena_done(&arena);
    return NULL;
}

static int
winners(struct record *r, bool set_up)
{
    enum { RACERS = 6 };
    struct cx *cx = &r->cx;
    pthread_t threads[RACERS];
    struct racer racers[RACERS];
    pthread_barrier_t start;
    struct bytes link, user_id = BYTES_NONE;
    int64_t expires;
    int won = 0;
    char folder[] = "/tmp/session_test_XXXXXX";
    CHECK(mkdtemp(folder));
    struct bytes path = bytes_printf(cx->arena, "%s/x.db", folder);
    db_close(cx->db);
    CHECK_OK(db_open(path.p, &cx->db, &cx->why));
    CHECK_OK(db_migrate(cx->db, db_schema, db_schema_count, &cx->why));
    if (!set_up)
        user_id = make(cx, "ada@example.org", "")->id;
    CHECK_OK(link_create(cx, set_up ? LINK_SET_UP : LINK_SIGN_IN, user_id, &link, &expires));
    pthread_barrier_init(&start, NULL, RACERS);
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.path = path.p,
                                   .link = link,
                                   .set_up = set_up,
                                   .start = &start,
                                   .email = bytes_printf(cx->arena, "%d@example.org", i)};
        CHECK(pthread_create(&threads[i], NULL, race, &racers[i]) == 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        won += racers[i].won;
    }
    pthread_barrier_destroy(&start);
    for (int i = 0; i < 3; i++) {
        static const char *const ends[] = {"", "-wal", "-shm"};
        unlink(bytes_printf(cx->arena, "%s%s", path.p, ends[i]).p);
    }
    rmdir(folder);
    return won;
}

TEST(of_many_who_use_one_link_at_once_one_succeeds)
{
    struct record r;
    record_open(&r);
    CHECK_INT(winners(&r, false), 1);
    record_close(&r);
}

TEST(of_many_who_set_up_at_once_one_succeeds)
{
    struct record r;
    record_open(&r);
    CHECK_INT(winners(&r, true), 1);
    record_close(&r);
}

struct demoter {
    const char *path;
    struct bytes whom;
    pthread_barrier_t *start;
    enum err said;
};

static void *
demote(void *ctx)
{
    struct demoter *me = ctx;
    struct arena arena = {.max_bytes = 64 << 20};
    struct cx cx = {.arena = &arena, .via = VIA_COMMAND, .now_ms = 1710410400000};
    struct user *u;
    CHECK_OK(db_open(me->path, &cx.db, &cx.why));
    pthread_barrier_wait(me->start);
    me->said = user_update(&cx, me->whom, &(struct user_edit){.role = ROLE_READER, .disabled = -1}, &u);
    db_close(cx.db);
    arena_done(&arena);
    return NULL;
}

TEST(of_two_admins_who_demote_each_other_at_once_one_stays)
{
    struct record r;
    struct cx *cx = record_open(&r);
    char folder[] = "/tmp/session_test_XXXXXX";
    CHECK(mkdtemp(folder));
    struct bytes path = bytes_printf(cx->arena, "%s/x.db", folder);
    db_close(cx->db);
    CHECK_OK(db_open(path.p, &cx->db, &cx->why));
    CHECK_OK(db_migrate(cx->db, db_schema, db_schema_count, &cx->why));
    pthread_t threads[2];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, 2);
    struct demoter both[] = {{.path = path.p, .start = &start, .whom = make(cx, "ada@example.org", "")->id},
                             {.path = path.p, .start = &start, .whom = make(cx, "bob@example.org", "")->id}};
    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&threads[i], NULL, demote, &both[i]) == 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
    CHECK((both[0].said == OK && both[1].said == ERR_CONFLICT) || (both[0].said == ERR_CONFLICT && both[1].said == OK));
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++)
        unlink(bytes_printf(cx->arena, "%s%s", path.p, ends[i]).p);
    rmdir(folder);
    record_close(&r);
}

TEST(seeing_a_session_does_not_wait_for_who_writes)
{
    struct record r;
    struct cx *cx = record_open(&r), other;
    char folder[] = "/tmp/session_test_XXXXXX";
    CHECK(mkdtemp(folder));
    struct bytes path = bytes_printf(cx->arena, "%s/x.db", folder), secret;
    struct session *s;
    db_close(cx->db);
    CHECK_OK(db_open(path.p, &cx->db, &cx->why));
    CHECK_OK(db_migrate(cx->db, db_schema, db_schema_count, &cx->why));
    CHECK_OK(session_create(cx, make(cx, "ada@example.org", "")->id, BYTES_NONE, &secret, &s));
    other = *cx;
    CHECK_OK(db_open(path.p, &other.db, &other.why));
    CHECK_OK(db_begin(&other));
    cx->now_ms += MINUTE;
    CHECK_OK(session_load(cx, secret, &s)); // would fail after ten seconds, if it waited
    CHECK_INT(count(cx, &q_seen), cx->now_ms - MINUTE);
    CHECK_OK(db_finish(&other, OK));
    db_close(other.db);
    CHECK_OK(session_load(cx, secret, &s));
    CHECK_INT(count(cx, &q_seen), cx->now_ms);
    record_close(&r);
    static const char *const ends[] = {"", "-wal", "-shm"};
    char file[64];
    for (int i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s/x.db%s", folder, ends[i]);
        unlink(file);
    }
    rmdir(folder);
}

int
main(void)
{
    RUN(a_session_is_found_by_its_secret_until_it_ends);
    RUN(the_record_holds_no_secret);
    RUN(a_session_lasts_as_many_days_as_the_setting_says);
    RUN(when_it_was_seen_is_written_once_a_minute);
    RUN(a_disabled_account_is_signed_out_and_stays_out);
    RUN(a_csrf_token_is_its_sessions_alone);
    RUN(the_right_password_signs_in);
    RUN(refusals_are_alike_in_words_and_work);
    RUN(after_five_failures_one_waits_longer_each_time);
    RUN(the_limit_is_the_accounts_and_the_addresses);
    RUN(an_account_of_ones_own_does_not_buy_attempts_on_others);
    RUN(failures_are_forgotten_after_a_while);
    RUN(a_link_signs_in_once_and_within_a_day);
    RUN(only_admins_make_links);
    RUN(the_first_account_is_made_with_a_link_that_works_once);
    RUN(a_set_up_link_does_not_work_once_there_is_an_account);
    RUN(of_many_who_use_one_link_at_once_one_succeeds);
    RUN(of_many_who_set_up_at_once_one_succeeds);
    RUN(of_two_admins_who_demote_each_other_at_once_one_stays);
    RUN(seeing_a_session_does_not_wait_for_who_writes);
    return test_end();
}

/*
 * Signing in with a password, and how often one may try. All SQL on table `sign_in_failure` is the block below (and its
 * sweeping in session.c).
 *
 * An attempt is counted as a failure before the password is compared, and taken back when it was right: so that many
 * attempts at the same time are no way around the limit. Address and e-mail are counted each by itself: the first
 * stops one machine that tries many accounts, the second many machines that try one.
 */
#include "../base/random.h"
#include "field.h"
#include "session.h"

#include <arpa/inet.h>
#include <string.h>

static const struct sql q_load = {"sign_in_load", "select count, last_ms from sign_in_failure where key = $1"},
                        q_store = {"sign_in_store",
                                   "insert into sign_in_failure(key, count, first_ms, last_ms) values($1, $2, $3, $3) "
                                   "on conflict (key) do update set count = $2, last_ms = $3"},
                        q_back = {"sign_in_back",
                                  "update sign_in_failure set count = count - 1, "
                                  "last_ms = case when last_ms = $2 then $3 else last_ms end where key = $1"},
                        q_forget = {"sign_in_forget", "delete from sign_in_failure where key = $1"};

enum { KEY_ADDRESS, KEY_EMAIL, KEY_MAX };

struct attempt {
    struct bytes keys[KEY_MAX];
    int64_t before_ms[KEY_MAX]; // when the last failure was
};

/* Whoever has an IPv6 address has 2^64 of them: their network counts. */
static struct bytes
address_key(struct cx *cx, const char *address)
{
    struct in6_addr a;
    char text[INET6_ADDRSTRLEN];
    if (!address || inet_pton(AF_INET6, address, &a) != 1 || IN6_IS_ADDR_V4MAPPED(&a))
        return bytes_printf(cx->arena, "address:%.64s", address ? address : "");
    memset(&a.s6_addr[8], 0, 8);
    inet_ntop(AF_INET6, &a, text, sizeof text);
    return bytes_printf(cx->arena, "address:%s/64", text);
}

static struct bytes
email_key(struct cx *cx, struct bytes email)
{
    return bytes_printf(cx->arena, "email:%.*s", BYTES_ARG(field_lower(cx, bytes_cut(email, 0, USER_EMAIL_MAX_BYTES))));
}

static int64_t
wait_after(int64_t failures)
{
    int64_t wait = SIGN_IN_WAIT_MS;
    if (failures < SIGN_IN_FREE)
        return 0;
    for (; failures > SIGN_IN_FREE && wait < SIGN_IN_WAIT_MAX_MS; failures--)
        wait *= 2;
    return wait < SIGN_IN_WAIT_MAX_MS ? wait : SIGN_IN_WAIT_MAX_MS;
}

static enum err
load(struct cx *cx, struct bytes key, int64_t *ret_count, int64_t *ret_last_ms)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_load, &s);
    if (e)
        return e;
    db_text(s, 1, key);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret_count = row ? col_i64(s, 0) : 0;
    *ret_last_ms = row ? col_i64(s, 1) : 0;
    db_end(s);
    if (cx->now_ms - *ret_last_ms >= SIGN_IN_FORGET_MS)
        *ret_count = *ret_last_ms = 0;
    return OK;
}

static enum err
store(struct cx *cx, struct bytes key, int64_t count)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_store, &s);
    if (e)
        return e;
    db_text(s, 1, key);
    db_i64(s, 2, count);
    db_i64(s, 3, cx->now_ms);
    return db_run(cx, s);
}

/* Counts the attempt, or refuses it. */
static enum err
begin_attempt(struct cx *cx, struct attempt *a, int64_t *ret_wait_ms)
{
    int64_t counts[KEY_MAX], wait_ms = 0;
    enum err e = OK;
    for (int i = 0; i < KEY_MAX && !e; i++) {
        e = load(cx, a->keys[i], &counts[i], &a->before_ms[i]);
        int64_t left = e ? 0 : a->before_ms[i] + wait_after(counts[i]) - cx->now_ms;
        if (left > wait_ms)
            wait_ms = left;
    }
    if (!e && wait_ms) {
        *ret_wait_ms = wait_ms;
        return fail(&cx->why, ERR_LIMIT, "too many failed attempts to sign in; wait %lld s and try again",
                    (long long)(wait_ms + 999) / 1000);
    }
    for (int i = 0; i < KEY_MAX && !e; i++)
        e = store(cx, a->keys[i], counts[i] + 1);
    return e;
}

/* It was right: the account's failures are forgotten, the address gets back this one only, else whoever has an account
 * could go on for ever trying others. */
static enum err
forgive(struct cx *cx, const struct attempt *a)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_forget, &s);
    if (e)
        return e;
    db_text(s, 1, a->keys[KEY_EMAIL]);
    if ((e = db_run(cx, s)) || (e = db_query(cx, &q_back, &s)))
        return e;
    db_text(s, 1, a->keys[KEY_ADDRESS]);
    db_i64(s, 2, cx->now_ms);
    db_i64(s, 3, a->before_ms[KEY_ADDRESS]);
    return db_run(cx, s);
}

/* The account, when the password is its own; NULL takes as long. */
static enum err
authenticate(struct cx *cx, const struct sign_in *in, struct user **ret)
{
    struct user *u = NULL;
    struct bytes hash = BYTES_NONE;
    enum err e = user_by_email(cx, in->email, &u);
    if (!e)
        e = user_password_hash(cx, u->id, &hash);
    if (e && e != ERR_NOT_FOUND)
        return e;
    bool is = password_is(hash, in->password);
    *ret = is && u && !u->disabled_ms ? u : NULL;
    return OK;
}

enum err
sign_in(struct cx *cx, const struct sign_in *in, struct bytes *ret_secret, struct session **ret, int64_t *ret_wait_ms)
{
    struct attempt a = {
        .keys = {[KEY_ADDRESS] = address_key(cx, in->address), [KEY_EMAIL] = email_key(cx, bytes_trim(in->email))}};
    struct user *u;
    *ret_wait_ms = 0;
    enum err e = db_begin(cx);
    if (e || (e = db_finish(cx, begin_attempt(cx, &a, ret_wait_ms))) || (e = authenticate(cx, in, &u)))
        return e;
    if (!u)
        return fail(&cx->why, ERR_DENIED, "the address or the password is wrong");
    if ((e = db_begin(cx)))
        return e;
    e = forgive(cx, &a);
    if (!e)
        e = session_create(cx, u->id, in->agent, ret_secret, ret);
    return db_finish(cx, e);
}

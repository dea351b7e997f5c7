#include "record_test.h"
#include "token.h"

static struct user *
make(struct cx *cx, const char *email, enum role role)
{
    struct user *u;
    CHECK_OK(user_create(cx, &(struct user_new){.name = bytes_of(email), .email = bytes_of(email), .role = role}, &u));
    return u;
}

static struct bytes
token_for(struct cx *cx, const struct user *u, enum role role, int64_t expires_ms, struct token **ret)
{
    struct bytes secret;
    struct token_new in = {.user_id = u->id, .name = BYTES("deploy"), .role = role, .expires_ms = expires_ms};
    CHECK_OK(token_create(cx, &in, &secret, ret));
    return secret;
}

TEST(a_token_is_its_user_with_the_lesser_role)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "ada@example.org", ROLE_ADMIN), *u;
    struct token *t;
    struct bytes secret = token_for(cx, admin, ROLE_EDITOR, 0, &t);
    CHECK(bytes_starts(secret, "am_") && secret.n == 46);
    CHECK(bytes_eq(t->hint, bytes_from(secret, 42)));
    CHECK_OK(token_load(cx, secret, &u, &t));
    CHECK(bytes_eq(u->id, admin->id) && u->role == ROLE_EDITOR);
    make(cx, "boss@example.org", ROLE_ADMIN);
    struct user *lesser;
    CHECK_OK(user_update(cx, admin->id, &(struct user_edit){.role = ROLE_READER, .disabled = -1}, &lesser));
    CHECK_OK(token_load(cx, secret, &u, &t));
    CHECK(u->role == ROLE_READER); // what the user lost the token lost
    record_close(&r);
}

TEST(a_token_that_is_unknown_expired_revoked_or_of_a_disabled_account_is_refused_alike)
{
    static const char says[] = "this token does not work: it is unknown, was revoked or has expired";
    struct record r;
    struct cx *cx = record_open(&r);
    make(cx, "boss@example.org", ROLE_ADMIN);
    struct user *admin = make(cx, "ada@example.org", ROLE_ADMIN), *u;
    struct token *t;
    struct bytes secret = token_for(cx, admin, ROLE_ADMIN, cx->now_ms + 1000, &t);
    CHECK_OK(token_load(cx, secret, &u, &t));
    cx->now_ms += 1000;
    CHECK_ERR(token_load(cx, secret, &u, &t), ERR_DENIED);
    CHECK_STR(cx->why.text, says);
    secret = token_for(cx, admin, ROLE_ADMIN, 0, &t);
    CHECK_OK(token_revoke(cx, t->id));
    CHECK_ERR(token_load(cx, secret, &u, &t), ERR_DENIED);
    CHECK_STR(cx->why.text, says);
    secret = token_for(cx, admin, ROLE_ADMIN, 0, &t);
    CHECK_OK(user_update(cx, admin->id, &(struct user_edit){.disabled = 1}, &u));
    CHECK_ERR(token_load(cx, secret, &u, &t), ERR_DENIED);
    CHECK_STR(cx->why.text, says);
    CHECK_ERR(token_load(cx, BYTES("am_nothing"), &u, &t), ERR_DENIED);
    CHECK_ERR(token_load(cx, BYTES_NONE, &u, &t), ERR_DENIED);
    CHECK_STR(cx->why.text, says);
    record_close(&r);
}

TEST(a_token_does_not_do_more_than_who_makes_it)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "ada@example.org", ROLE_ADMIN), *reader = make(cx, "rea@example.org", ROLE_READER);
    struct token *t;
    struct bytes secret;
    cx->actor = reader;
    cx->via = VIA_BROWSER;
    CHECK_ERR(token_create(cx, &(struct token_new){.name = BYTES("x"), .role = ROLE_EDITOR}, &secret, &t), ERR_INVALID);
    CHECK_STR(cx->why.text, "role cannot be more than the user's own, which is 'reader'");
    CHECK_ERR(token_create(cx, &(struct token_new){.name = BYTES("x"), .role = ROLE_READER, .user_id = admin->id},
                           &secret, &t),
              ERR_DENIED);
    CHECK_ERR(token_create(cx, &(struct token_new){.name = BYTES("x")}, &secret, &t), ERR_INVALID);
    CHECK_ERR(token_create(cx, &(struct token_new){.role = ROLE_READER}, &secret, &t), ERR_INVALID);
    CHECK_ERR(
        token_create(cx, &(struct token_new){.name = BYTES("x"), .role = ROLE_READER, .expires_ms = 1}, &secret, &t),
        ERR_INVALID);
    CHECK_OK(token_create(cx, &(struct token_new){.name = BYTES("x"), .role = ROLE_READER}, &secret, &t));
    CHECK(bytes_eq(t->user_id, reader->id));
    cx->via = VIA_TOKEN;
    CHECK_ERR(token_create(cx, &(struct token_new){.name = BYTES("x"), .role = ROLE_READER}, &secret, &t), ERR_DENIED);
    cx->actor = admin;
    CHECK_OK(token_create(cx, &(struct token_new){.name = BYTES("x"), .role = ROLE_READER, .user_id = reader->id},
                          &secret, &t));
    CHECK(bytes_eq(t->user_id, reader->id));
    record_close(&r);
}

TEST(one_sees_and_revokes_ones_own_and_an_admin_all)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "ada@example.org", ROLE_ADMIN), *reader = make(cx, "rea@example.org", ROLE_READER);
    struct token *of_admin, *of_reader, *list;
    uint32_t n;
    token_for(cx, admin, ROLE_ADMIN, 0, &of_admin);
    cx->now_ms++;
    token_for(cx, reader, ROLE_READER, 0, &of_reader);
    cx->actor = reader;
    cx->via = VIA_BROWSER;
    CHECK_OK(token_list(cx, &list, &n));
    CHECK_INT(n, 1);
    CHECK(bytes_eq(list[0].id, of_reader->id));
    CHECK_ERR(token_revoke(cx, of_admin->id), ERR_NOT_FOUND);
    cx->actor = admin;
    CHECK_OK(token_list(cx, &list, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(list[0].user_name, "rea@example.org");
    CHECK_OK(token_revoke(cx, of_reader->id));
    CHECK_ERR(token_revoke(cx, of_reader->id), ERR_NOT_FOUND);
    CHECK_OK(token_list(cx, &list, &n));
    CHECK_INT(n, 1);
    cx->actor = NULL;
    CHECK_ERR(token_list(cx, &list, &n), ERR_DENIED);
    CHECK_ERR(token_revoke(cx, of_admin->id), ERR_DENIED);
    record_close(&r);
}

TEST(when_it_was_used_is_written_once_a_minute)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "ada@example.org", ROLE_ADMIN), *u;
    struct token *t, *list;
    uint32_t n;
    int64_t start = cx->now_ms;
    struct bytes secret = token_for(cx, admin, ROLE_ADMIN, 0, &t);
    CHECK_INT(t->used_ms, 0);
    for (int64_t at = 0; at <= TOKEN_USED_MS; at += TOKEN_USED_MS / 2) {
        cx->now_ms = start + at;
        CHECK_OK(token_load(cx, secret, &u, &t));
        CHECK_OK(token_list(cx, &list, &n));
        CHECK_INT(list[0].used_ms, at < TOKEN_USED_MS ? start : start + TOKEN_USED_MS);
    }
    record_close(&r);
}

int
main(void)
{
    RUN(a_token_is_its_user_with_the_lesser_role);
    RUN(a_token_that_is_unknown_expired_revoked_or_of_a_disabled_account_is_refused_alike);
    RUN(a_token_does_not_do_more_than_who_makes_it);
    RUN(one_sees_and_revokes_ones_own_and_an_admin_all);
    RUN(when_it_was_used_is_written_once_a_minute);
    return test_end();
}

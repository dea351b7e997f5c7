#include "audit.h"
#include "field.h"
#include "record_test.h"
#include "session.h"

static struct user *
make(struct cx *cx, const char *name, const char *email, enum role role)
{
    struct user *u;
    CHECK_OK(user_create(cx, &(struct user_new){.name = bytes_of(name), .email = bytes_of(email), .role = role}, &u));
    return u;
}

static struct audit_row
last_entry(struct cx *cx)
{
    struct audit_row *rows;
    uint32_t n;
    struct cx system = *cx;
    system.actor = NULL;
    system.via = VIA_SYSTEM;
    CHECK_OK(audit_list(&system, &(struct audit_filter){.limit = 1}, &rows, &n));
    CHECK_INT(n, 1);
    return rows[0];
}

TEST(an_account_has_what_it_was_given)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u, *again;
    CHECK_OK(user_create(cx,
                         &(struct user_new){.name = BYTES("  Juniper Vale "),
                                            .email = BYTES("Juniper@Example.ORG "),
                                            .zone = BYTES("europe/berlin"),
                                            .role = ROLE_EDITOR,
                                            .password = BYTES("a long enough one")},
                         &u));
    CHECK(id_is(u->id, "usr"));
    CHECK_BYTES(u->name, "Juniper Vale");
    CHECK_BYTES(u->email, "juniper@example.org");
    CHECK_BYTES(u->zone, "Europe/Berlin");
    CHECK(u->role == ROLE_EDITOR && u->has_password && !u->disabled_ms);
    CHECK_INT(u->created_ms, cx->now_ms);
    CHECK_INT(u->version, 1);
    CHECK_OK(user_by_email(cx, BYTES("JUNIPER@example.org"), &again));
    CHECK(bytes_eq(again->id, u->id));
    struct audit_row row = last_entry(cx);
    CHECK_BYTES(row.action, "user.create");
    CHECK_BYTES(row.after, "{\"name\":\"Juniper Vale\",\"email\":\"juniper@example.org\",\"role\":\"editor\","
                           "\"zone\":\"Europe/Berlin\",\"disabled\":false}");
    record_close(&r);
}

TEST(create_refuses_bad_fields_and_says_which)
{
    static const struct {
        struct user_new in;
        const char *says;
    } bad[] = {
        {{.name = BYTES_INIT(" "), .email = BYTES_INIT("a@b.c"), .role = ROLE_READER}, "name is missing"},
        {{.name = BYTES_INIT("a\x1b[2J"), .email = BYTES_INIT("a@b.c"), .role = ROLE_READER},
         "name holds control characters"},
        {{.name = BYTES_INIT("a\xff"), .email = BYTES_INIT("a@b.c"), .role = ROLE_READER}, "name is no valid UTF-8"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("nobody"), .role = ROLE_READER},
         "email must be an address like name@example.org"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("a@b@c"), .role = ROLE_READER},
         "email must be an address like name@example.org"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("@example.org"), .role = ROLE_READER},
         "email must be an address like name@example.org"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("a b@example.org"), .role = ROLE_READER},
         "email must be an address like name@example.org"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("a@b.c")}, "role must be admin, editor or reader"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("a@b.c"), .role = ROLE_READER, .zone = BYTES_INIT("Mars/Base")},
         "zone must be a time zone's name like Europe/Berlin"},
        {{.name = BYTES_INIT("a"), .email = BYTES_INIT("a@b.c"), .role = ROLE_READER, .password = BYTES_INIT("short")},
         "password must have at least 10 characters"},
    };
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERR(user_create(cx, &bad[i].in, &u), ERR_INVALID);
        CHECK_STR(cx->why.text, bad[i].says);
    }
    make(cx, "a", "a@example.org", ROLE_READER);
    struct user_new same = {.name = BYTES("b"), .email = BYTES("A@example.org"), .role = ROLE_READER};
    CHECK_ERR(user_create(cx, &same, &u), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "the address a@example.org has an account already");
    record_close(&r);
}

TEST(only_admins_make_and_change_accounts_but_oneself_has_a_name_and_a_zone)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "Ada", "ada@example.org", ROLE_ADMIN);
    struct user *editor = make(cx, "Ed", "ed@example.org", ROLE_EDITOR), *u;
    struct user_new new = {.name = BYTES("x"), .email = BYTES("x@example.org"), .role = ROLE_READER};
    cx->actor = editor;
    cx->via = VIA_BROWSER;
    CHECK_ERR(user_create(cx, &new, &u), ERR_DENIED);
    CHECK_ERR(user_update(cx, admin->id, &(struct user_edit){.name = BYTES("y"), .disabled = -1}, &u), ERR_DENIED);
    CHECK_ERR(user_update(cx, editor->id, &(struct user_edit){.role = ROLE_ADMIN, .disabled = -1}, &u), ERR_DENIED);
    CHECK_ERR(user_update(cx, editor->id, &(struct user_edit){.email = BYTES("z@example.org"), .disabled = -1}, &u),
              ERR_DENIED);
    CHECK_ERR(user_update(cx, editor->id, &(struct user_edit){.disabled = 0}, &u), ERR_DENIED);
    CHECK_OK(user_update(cx, editor->id,
                         &(struct user_edit){.name = BYTES("Edwina"), .zone = BYTES("UTC"), .disabled = -1}, &u));
    CHECK_BYTES(u->name, "Edwina");
    CHECK_BYTES(u->zone, "UTC");
    CHECK_INT(u->version, 2);
    cx->actor = NULL; // nobody is signed in
    CHECK_ERR(user_create(cx, &new, &u), ERR_DENIED);
    CHECK_ERR(user_update(cx, editor->id, &(struct user_edit){.name = BYTES("y"), .disabled = -1}, &u), ERR_DENIED);
    cx->actor = admin;
    CHECK_OK(user_create(cx, &new, &u));
    CHECK_OK(user_update(cx, editor->id, &(struct user_edit){.role = ROLE_ADMIN, .disabled = -1}, &u));
    CHECK_BYTES(last_entry(cx).before, "{\"role\":\"editor\"}");
    CHECK_BYTES(last_entry(cx).after, "{\"role\":\"admin\"}");
    record_close(&r);
}

TEST(the_last_admin_stays_one)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *ada = make(cx, "Ada", "ada@example.org", ROLE_ADMIN);
    struct user *bob = make(cx, "Bob", "bob@example.org", ROLE_ADMIN), *u;
    CHECK_OK(user_update(cx, bob->id, &(struct user_edit){.disabled = 1}, &u)); // one who is disabled does not count
    CHECK_ERR(user_update(cx, ada->id, &(struct user_edit){.role = ROLE_EDITOR, .disabled = -1}, &u), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "Ada is the last admin; make somebody else one first");
    CHECK_ERR(user_update(cx, ada->id, &(struct user_edit){.disabled = 1}, &u), ERR_CONFLICT);
    CHECK_OK(user_update(cx, bob->id, &(struct user_edit){.disabled = 0}, &u));
    CHECK_OK(user_update(cx, ada->id, &(struct user_edit){.role = ROLE_READER, .disabled = -1}, &u));
    CHECK_ERR(user_update(cx, bob->id, &(struct user_edit){.role = ROLE_READER, .disabled = -1}, &u), ERR_CONFLICT);
    record_close(&r);
}

TEST(a_version_that_is_no_longer_current_is_refused)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "Ada", "ada@example.org", ROLE_ADMIN);
    CHECK_OK(user_update(cx, u->id, &(struct user_edit){.name = BYTES("b"), .disabled = -1, .version = 1}, &u));
    CHECK_ERR(user_update(cx, u->id, &(struct user_edit){.name = BYTES("c"), .disabled = -1, .version = 1}, &u),
              ERR_STALE);
    CHECK_INT(cx->current_version, 2);
    CHECK_OK(user_load(cx, u->id, &u));
    CHECK_BYTES(u->name, "b");
    CHECK_OK(user_update(cx, u->id, &(struct user_edit){.name = BYTES("c"), .disabled = -1}, &u));
    CHECK_INT(u->version, 3);
    CHECK_OK(user_update(cx, u->id, &(struct user_edit){.name = BYTES("c"), .disabled = 0, .version = 3}, &u));
    CHECK_INT(u->version, 3); // what changes nothing makes no version
    record_close(&r);
}

TEST(the_list_is_by_name)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *list;
    uint32_t n;
    make(cx, "zoe", "z@example.org", ROLE_READER);
    make(cx, "Ada", "a@example.org", ROLE_ADMIN);
    CHECK_OK(user_list(cx, &list, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(list[0].name, "Ada");
    CHECK_BYTES(list[1].name, "zoe");
    record_close(&r);
}

TEST(a_new_password_takes_the_old_one_and_ends_other_sessions_and_links)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *u = make(cx, "Ada", "ada@example.org", ROLE_ADMIN);
    struct bytes here, there, link;
    struct session *s;
    int64_t expires;
    CHECK_OK(link_create(cx, LINK_SIGN_IN, u->id, &link, &expires));
    CHECK_OK(session_create(cx, u->id, BYTES("Firefox"), &here, &s));
    CHECK_OK(session_create(cx, u->id, BYTES("Chrome"), &there, &s));
    cx->via = VIA_BROWSER;
    CHECK_OK(user_set_password(cx, u->id, BYTES_NONE, BYTES("first password"), here)); // there was none
    CHECK_OK(session_load(cx, here, &s));
    CHECK_ERR(session_load(cx, there, &s), ERR_NOT_FOUND);
    CHECK_ERR(link_sign_in(cx, link, BYTES_NONE, &link, &s), ERR_DENIED);
    CHECK_ERR(user_set_password(cx, u->id, BYTES("wrong"), BYTES("second password"), here), ERR_INVALID);
    CHECK_ERR(user_set_password(cx, u->id, BYTES("first password"), BYTES("short"), here), ERR_INVALID);
    CHECK_OK(user_set_password(cx, u->id, BYTES("first password"), BYTES("second password"), here));
    struct audit_row row = last_entry(cx);
    CHECK_BYTES(row.action, "user.password");
    CHECK_BYTES(row.after, "{}");
    record_close(&r);
}

TEST(a_password_is_ones_own_or_an_admins_to_set)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "Ada", "ada@example.org", ROLE_ADMIN);
    struct user *reader = make(cx, "Rea", "rea@example.org", ROLE_READER);
    struct user *other = make(cx, "Oth", "oth@example.org", ROLE_EDITOR);
    cx->via = VIA_BROWSER;
    cx->actor = reader;
    CHECK_ERR(user_set_password(cx, other->id, BYTES_NONE, BYTES("some password"), BYTES_NONE), ERR_DENIED);
    CHECK_OK(user_set_password(cx, reader->id, BYTES_NONE, BYTES("some password"), BYTES_NONE));
    cx->actor = admin;
    CHECK_OK(user_set_password(cx, reader->id, BYTES_NONE, BYTES("other password"), BYTES_NONE));
    cx->actor = NULL;
    CHECK_ERR(user_set_password(cx, reader->id, BYTES_NONE, BYTES("other password"), BYTES_NONE), ERR_DENIED);
    record_close(&r);
}

TEST(a_lesser_token_of_an_admin_cannot_set_the_admins_password)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user *admin = make(cx, "Ada", "ada@example.org", ROLE_ADMIN), lesser = *admin;
    lesser.role = ROLE_READER;
    cx->actor = &lesser;
    cx->via = VIA_TOKEN;
    CHECK_ERR(user_set_password(cx, admin->id, BYTES_NONE, BYTES("some password"), BYTES_NONE), ERR_DENIED);
    record_close(&r);
}

int
main(void)
{
    RUN(an_account_has_what_it_was_given);
    RUN(create_refuses_bad_fields_and_says_which);
    RUN(only_admins_make_and_change_accounts_but_oneself_has_a_name_and_a_zone);
    RUN(the_last_admin_stays_one);
    RUN(a_version_that_is_no_longer_current_is_refused);
    RUN(the_list_is_by_name);
    RUN(a_new_password_takes_the_old_one_and_ends_other_sessions_and_links);
    RUN(a_password_is_ones_own_or_an_admins_to_set);
    RUN(a_lesser_token_of_an_admin_cannot_set_the_admins_password);
    return test_end();
}

#include "audit.h"
#include "record_test.h"

static const struct user alice = {.id = BYTES_INIT("usr_a"), .name = BYTES_INIT("Alice"), .role = ROLE_ADMIN};

static enum err
add(struct cx *cx, struct audit_entry entry)
{
    CHECK_OK(db_begin(cx));
    return db_finish(cx, audit_add(cx, &entry));
}

static struct audit_row *
list(struct cx *cx, struct audit_filter f, uint32_t want)
{
    struct audit_row *rows;
    uint32_t n;
    CHECK_OK(audit_list(cx, &f, &rows, &n));
    CHECK_INT(n, want);
    return rows;
}

TEST(an_entry_says_who_when_and_what_and_stands_on_the_one_before)
{
    struct record r;
    struct cx *cx = record_open(&r);
    int64_t seq = 0;
    CHECK_OK(add(cx, (struct audit_entry){.action = "team.create", .subject = BYTES("team_1"), .ret_seq = &seq}));
    CHECK_INT(seq, 1);
    cx->actor = &alice;
    cx->via = VIA_BROWSER;
    CHECK_OK(add(cx, (struct audit_entry){.action = "team.update",
                                          .subject = BYTES("team_1"),
                                          .before = BYTES("{\"name\":\"a\"}"),
                                          .after = BYTES("{\"name\":\"b\"}"),
                                          .ret_seq = &seq}));
    CHECK_INT(seq, 2);
    struct audit_row *rows = list(cx, (struct audit_filter){0}, 2);
    CHECK_INT(rows[0].seq, 2);
    CHECK_INT(rows[0].at_ms, cx->now_ms);
    CHECK_BYTES(rows[0].actor_id, "usr_a");
    CHECK_BYTES(rows[0].actor, "Alice");
    CHECK_BYTES(rows[0].via, "browser");
    CHECK_BYTES(rows[0].before, "{\"name\":\"a\"}");
    CHECK_BYTES(rows[1].via, "command");
    CHECK_BYTES(rows[1].after, "{}");

    static const struct sql q_link = {
        "link",
        "select a.hash = b.previous, a.previous = zeroblob(32) from audit a, audit b where a.seq = 1 and b.seq = 2"};
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, &q_link, &s));
    CHECK_OK(db_next(cx, s, &row));
    CHECK(row && col_i64(s, 0) == 1 && col_i64(s, 1) == 1);
    db_end(s);
    record_close(&r);
}

TEST(the_hash_is_what_the_header_says)
{
    struct record r;
    struct cx *cx = record_open(&r);
    static const char zeros[32];
    struct audit_row row = {.seq = 12,
                            .at_ms = 5,
                            .via = BYTES("system"),
                            .action = BYTES("a.b"),
                            .before = BYTES("{}"),
                            .after = BYTES("{}")};
    struct bytes plain = bytes_printf(cx->arena, "%32s2:121:50:0:6:system3:a.b0:0:2:{}2:{}", "");
    memset((char *)plain.p, 0, 32);
    struct sha256 want = sha256_of(plain), got = audit_hash((struct bytes){zeros, 32}, &row);
    CHECK(memcmp(&want, &got, sizeof want) == 0);
    record_close(&r);
}

TEST(a_change_that_is_undone_leaves_no_entry_and_no_hole)
{
    struct record r;
    struct cx *cx = record_open(&r);
    CHECK_OK(db_begin(cx));
    CHECK_OK(audit_add(cx, &(struct audit_entry){.action = "team.create", .subject = BYTES("team_1")}));
    CHECK_ERR(db_finish(cx, ERR_INVALID), ERR_INVALID);
    int64_t seq = 0;
    CHECK_OK(add(cx, (struct audit_entry){.action = "team.create", .subject = BYTES("team_2"), .ret_seq = &seq}));
    CHECK_INT(seq, 1);
    record_close(&r);
}

TEST(what_is_too_long_is_kept_as_its_length_and_hash)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes text = bytes_printf(cx->arena, "{\"x\":\"%0*d\"}", AUDIT_JSON_MAX_BYTES, 0);
    CHECK_OK(add(cx, (struct audit_entry){.action = "a.b", .after = text}));
    struct audit_row *rows = list(cx, (struct audit_filter){0}, 1);
    struct sha256 hash = sha256_of(text);
    CHECK(bytes_eq(rows[0].after,
                   bytes_printf(cx->arena, "{\"bytes\":%zu,\"sha256\":\"%s\"}", text.n, sha256_hex(&hash).s)));
    record_close(&r);
}

TEST(the_call_knows_what_it_changed_newest_first)
{
    struct record r;
    struct cx *cx = record_open(&r);
    CHECK_OK(add(cx, (struct audit_entry){.action = "a.b", .subject = BYTES("one")}));
    CHECK_OK(add(cx, (struct audit_entry){.action = "a.c", .subject = BYTES("two"), .incident = BYTES("inc_1")}));
    CHECK_STR(cx->changes->action, "a.c");
    CHECK_BYTES(cx->changes->subject, "two");
    CHECK_BYTES(cx->changes->incident, "inc_1");
    CHECK_INT(cx->changes->seq, 2);
    CHECK_BYTES(cx->changes->next->subject, "one");
    CHECK(!cx->changes->next->next);
    record_close(&r);
}

TEST(the_list_is_filtered_and_goes_back_from_where_one_stands)
{
    struct record r;
    struct cx *cx = record_open(&r);
    for (int i = 0; i < 6; i++)
        CHECK_OK(add(cx, (struct audit_entry){.action = "a.b",
                                              .subject = i % 2 ? BYTES("odd") : BYTES("even"),
                                              .incident = i < 3 ? BYTES("inc_1") : BYTES("inc_2")}));
    struct audit_row *rows = list(cx, (struct audit_filter){.subject = BYTES("odd")}, 3);
    CHECK_INT(rows[0].seq, 6);
    rows = list(cx, (struct audit_filter){.incident = BYTES("inc_1"), .subject = BYTES("even")}, 2);
    CHECK_INT(rows[0].seq, 3);
    rows = list(cx, (struct audit_filter){.before_seq = 4, .limit = 2}, 2);
    CHECK_INT(rows[0].seq, 3);
    CHECK_INT(rows[1].seq, 2);
    record_close(&r);
}

TEST(a_reader_sees_the_history_of_an_incident_only)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user bob = {.id = BYTES("usr_b"), .name = BYTES("Bob"), .role = ROLE_READER};
    struct audit_row *rows;
    uint32_t n;
    cx->actor = &bob;
    cx->via = VIA_BROWSER;
    CHECK_ERR(audit_list(cx, &(struct audit_filter){0}, &rows, &n), ERR_DENIED);
    CHECK_STR(cx->why.text, "that takes the role 'admin'; yours is 'reader'");
    CHECK_OK(audit_list(cx, &(struct audit_filter){.incident = BYTES("inc_1")}, &rows, &n));
    cx->actor = NULL;
    CHECK_ERR(audit_list(cx, &(struct audit_filter){.incident = BYTES("inc_1")}, &rows, &n), ERR_DENIED);
    CHECK_STR(cx->why.text, "sign in first");
    record_close(&r);
}

int
main(void)
{
    RUN(an_entry_says_who_when_and_what_and_stands_on_the_one_before);
    RUN(the_hash_is_what_the_header_says);
    RUN(a_change_that_is_undone_leaves_no_entry_and_no_hole);
    RUN(what_is_too_long_is_kept_as_its_length_and_hash);
    RUN(the_call_knows_what_it_changed_newest_first);
    RUN(the_list_is_filtered_and_goes_back_from_where_one_stands);
    RUN(a_reader_sees_the_history_of_an_incident_only);
    return test_end();
}

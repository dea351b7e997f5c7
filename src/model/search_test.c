#include "search.h"

#include "../base/buf.h"
#include "record_test.h"

static const int64_t minute = 60 * 1000, day = (int64_t)86400 * 1000;

static void
put(struct cx *cx, enum search_kind kind, const char *id, const char *title, const char *body, int64_t ms)
{
    struct search_item item = {.kind = kind,
                               .id = bytes_of(id),
                               .parent = kind == SEARCH_SECTION ? BYTES("pm_1") : BYTES("inc_1"),
                               .title = bytes_of(title),
                               .body = bytes_of(body),
                               .ms = ms};
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_finish(cx, search_put(cx, &item)));
}

static void
remove_one(struct cx *cx, const char *id)
{
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_finish(cx, search_remove(cx, BYTES("inc_1"), bytes_of(id))));
}

/* The ids found, with blanks between. */
static struct bytes
ask_all(struct cx *cx, const char *query, int kind, bool *ret_capped)
{
    struct search_result r;
    CHECK_OK(search(cx, bytes_of(query), kind, 20, &r));
    struct buf out = {0};
    for (uint32_t i = 0; i < r.count; i++)
        buf_printf(&out, "%s%.*s", i ? " " : "", BYTES_ARG(r.hits[i].id));
    struct bytes ids = bytes_dup(cx->arena, buf_bytes(&out));
    buf_done(&out);
    if (ret_capped)
        *ret_capped = r.capped;
    return ids;
}

static struct bytes
ask(struct cx *cx, const char *query)
{
    return ask_all(cx, query, SEARCH_ALL_KINDS, NULL);
}

TEST(every_word_must_be_there_and_the_last_may_be_a_beginning)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_EVENT, "evt_1", "Checkout errors", "38 % of orders fail", cx->now_ms);
    put(cx, SEARCH_EVENT, "evt_2", "Checkout is back", "orders work", cx->now_ms);
    CHECK_BYTES(ask(cx, "checkout errors"), "evt_1");
    CHECK_BYTES(ask(cx, "checkout err"), "evt_1");
    CHECK_BYTES(ask(cx, "checkout wo"), "evt_2");
    CHECK_BYTES(ask(cx, "check orders"), ""); // only the last one may be a beginning
    CHECK_BYTES(ask(cx, "orders chec"), "evt_2 evt_1");
    CHECK_BYTES(ask(cx, "checkou"), "evt_2 evt_1");
    CHECK_BYTES(ask(cx, "nothing"), "");
    CHECK_BYTES(ask(cx, ""), "");
    CHECK_BYTES(ask(cx, " ,;. "), "");
    record_close(&r);
}

TEST(case_and_accents_make_no_difference)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_INCIDENT, "inc_1", "Störung im Café", "", cx->now_ms);
    CHECK_BYTES(ask(cx, "STORUNG"), "inc_1");
    CHECK_BYTES(ask(cx, "cafe\u0301"), "inc_1");
    CHECK_BYTES(ask(cx, "\"störung im café\""), "inc_1");
    record_close(&r);
}

TEST(quoted_words_and_joined_words_stand_one_behind_the_other)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_EVENT, "evt_1", "payment provider slow", "", cx->now_ms);
    put(cx, SEARCH_EVENT, "evt_2", "provider of payment", "checkout-api", cx->now_ms);
    CHECK_BYTES(ask(cx, "\"payment provider\""), "evt_1");
    CHECK_BYTES(ask(cx, "\"payment prov"), "evt_1"); // still being typed
    CHECK_BYTES(ask(cx, "\"payment prov\""), "");
    CHECK_BYTES(ask(cx, "checkout-api"), "evt_2");
    CHECK_BYTES(ask(cx, "api-checkout"), "");
    put(cx, SEARCH_EVENT, "evt_3", "payment", "provider", cx->now_ms);
    CHECK_BYTES(ask(cx, "\"payment provider\""), "evt_1"); // title and body are two texts
    record_close(&r);
}

TEST(syntax_of_the_index_is_plain_words)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_EVENT, "evt_1", "rate or limit near the top", "not words: a*", cx->now_ms);
    static const char *const queries[] = {"rate OR limit",
                                          "NEAR(rate limit)",
                                          "words: limit",
                                          "NOT rate",
                                          "rate*",
                                          "\"rate",
                                          "-rate",
                                          "^rate + (limit)",
                                          "rate AND or",
                                          "\"\"\" rate",
                                          "'; drop table search_doc; -- rate"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        ask(cx, queries[i]);
    CHECK_BYTES(ask(cx, "rate OR limit"), "evt_1");
    CHECK_BYTES(ask(cx, "-rate"), "evt_1");
    CHECK_BYTES(ask(cx, "rate AND limit"), ""); // "and" is a word, and not there
    CHECK_BYTES(ask(cx, "\xff\xfe rate \x01"), "evt_1");
    char long_one[SEARCH_QUERY_MAX_BYTES + 2] = {0};
    memset(long_one, 'a', sizeof long_one - 1);
    struct search_result res;
    CHECK_ERR(search(cx, bytes_of(long_one), SEARCH_ALL_KINDS, 20, &res), ERR_INVALID);
    CHECK_STR(cx->why.text, "the query is longer than 400 bytes");
    record_close(&r);
}

TEST(the_title_counts_more_than_the_body_and_of_equals_the_newest_comes_first)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_EVENT, "evt_old", "rollback of checkout", "", cx->now_ms - 3 * minute);
    put(cx, SEARCH_EVENT, "evt_new", "rollback of checkout", "", cx->now_ms - 2 * minute);
    put(cx, SEARCH_EVENT, "evt_body", "decision", "rollback of checkout", cx->now_ms - minute);
    put(cx, SEARCH_EVENT, "evt_same", "Rollback", "", cx->now_ms - 400 * day);
    CHECK_BYTES(ask(cx, "rollback"), "evt_same evt_new evt_old evt_body");
    CHECK_BYTES(ask(cx, "rollback checkout"), "evt_new evt_old evt_body");
    record_close(&r);
}

TEST(what_changed_is_found_by_its_new_words_only)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_EVENT, "evt_1", "alpha", "one", cx->now_ms);
    put(cx, SEARCH_EVENT, "evt_1", "alpha", "one", cx->now_ms); // as it was
    put(cx, SEARCH_EVENT, "evt_1", "beta", "one", cx->now_ms);
    CHECK_BYTES(ask(cx, "alpha"), "");
    CHECK_BYTES(ask(cx, "beta one"), "evt_1");
    put(cx, SEARCH_EVENT, "evt_1", "gamma", "one", cx->now_ms + day);
    CHECK_BYTES(ask(cx, "beta"), "");
    CHECK_BYTES(ask(cx, "gamma"), "evt_1");
    remove_one(cx, "evt_1");
    remove_one(cx, "evt_1");
    CHECK_BYTES(ask(cx, "gamma"), "");
    record_close(&r);
}

TEST(a_parent_goes_with_everything_in_it)
{
    struct record r;
    struct cx *cx = record_open(&r);
    put(cx, SEARCH_INCIDENT, "inc_1", "word", "", cx->now_ms);
    put(cx, SEARCH_EVENT, "evt_1", "word", "", cx->now_ms);
    put(cx, SEARCH_SECTION, "pm_1/summary", "word", "", cx->now_ms);
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_finish(cx, search_remove_parent(cx, BYTES("inc_1"))));
    CHECK_BYTES(ask(cx, "word"), "pm_1/summary");
    record_close(&r);
}

TEST(kinds_are_asked_apart_so_that_events_do_not_hide_incidents)
{
    struct record r;
    struct cx *cx = record_open(&r);
    bool capped;
    put(cx, SEARCH_INCIDENT, "inc_1", "an error", "", cx->now_ms - 700 * day);
    put(cx, SEARCH_SECTION, "pm_1/summary", "Summary", "error after error", cx->now_ms - 500 * day);
    CHECK_OK(db_begin(cx));
    for (int i = 0; i < SEARCH_CANDIDATES_MAX + 50; i++) {
        struct search_item item = {.kind = SEARCH_EVENT,
                                   .id = bytes_printf(cx->arena, "evt_%d", i),
                                   .parent = BYTES("inc_1"),
                                   .title = BYTES("x error"),
                                   .ms = cx->now_ms - 9000 + i};
        CHECK_OK(search_put(cx, &item));
    }
    CHECK_OK(db_finish(cx, OK));
    CHECK_BYTES(ask_all(cx, "error", SEARCH_INCIDENT, &capped), "inc_1");
    CHECK(!capped);
    CHECK_BYTES(ask_all(cx, "error", SEARCH_SECTION, &capped), "pm_1/summary");
    struct bytes all = ask_all(cx, "error", SEARCH_ALL_KINDS, &capped);
    enum { LAST = SEARCH_CANDIDATES_MAX + 49 };
    CHECK(capped && bytes_starts(all, bytes_printf(cx->arena, "evt_%d evt_%d ", LAST, LAST - 1).p));
    record_close(&r);
}

/* Two words in thousands of texts, together in three. */
TEST(two_common_words_that_are_seldom_together_are_found)
{
    struct record r;
    struct cx *cx = record_open(&r);
    bool capped;
    CHECK_OK(db_begin(cx));
    for (int i = 0; i < 3000; i++) {
        struct search_item item = {.kind = SEARCH_EVENT,
                                   .id = bytes_printf(cx->arena, "evt_%d", i),
                                   .parent = BYTES("inc_1"),
                                   .title = i % 1000 == 7 ? BYTES("left right")
                                            : i % 2       ? BYTES("left")
                                                          : BYTES("right"),
                                   .ms = cx->now_ms + i};
        CHECK_OK(search_put(cx, &item));
    }
    CHECK_OK(db_finish(cx, OK));
    CHECK_BYTES(ask_all(cx, "left right", SEARCH_EVENT, &capped), "evt_2007 evt_1007 evt_7");
    CHECK(!capped);
    CHECK_BYTES(ask_all(cx, "left left \"right\"", SEARCH_EVENT, &capped), "evt_2007 evt_1007 evt_7");
    record_close(&r);
}

TEST(more_things_at_one_time_than_have_room_in_its_second_are_all_found)
{
    struct record r;
    struct cx *cx = record_open(&r);
    enum { MANY = (1 << 14) + 10 };
    CHECK_OK(db_begin(cx));
    for (int i = 0; i < MANY; i++) {
        struct search_item item = {.kind = SEARCH_EVENT,
                                   .id = bytes_printf(cx->arena, "evt_%d", i),
                                   .parent = BYTES("inc_1"),
                                   .title = bytes_printf(cx->arena, "n%d", i),
                                   .ms = cx->now_ms};
        CHECK_OK(search_put(cx, &item));
    }
    CHECK_OK(db_finish(cx, OK));
    CHECK_BYTES(ask(cx, "\"n0\""), "evt_0");
    CHECK_BYTES(ask(cx, "\"n16393\""), "evt_16393");
    record_close(&r);
}

TEST(a_snippet_shows_the_words_where_they_stand_together)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct buf body = {0};
    buf_puts(&body, "pool first. ");
    for (int i = 0; i < 60; i++)
        buf_puts(&body, "filler ");
    buf_puts(&body, "then the\nconnection POOL was empty and so on ");
    for (int i = 0; i < 60; i++)
        buf_puts(&body, "filler ");
    put(cx, SEARCH_SECTION, "pm_1/causes", "Causes", bytes_dup(cx->arena, buf_bytes(&body)).p, cx->now_ms);
    buf_done(&body);
    struct search_result res;
    CHECK_OK(search(cx, BYTES("connection pool"), SEARCH_ALL_KINDS, 20, &res));
    CHECK_INT(res.count, 1);
    struct buf out = {0};
    for (uint32_t i = 0; i < res.hits[0].snippet_count; i++)
        buf_printf(&out, res.hits[0].snippet[i].match ? "[%.*s]" : "%.*s", BYTES_ARG(res.hits[0].snippet[i].text));
    CHECK(bytes_starts(buf_bytes(&out), "… filler"));
    CHECK(bytes_find(buf_bytes(&out), "then the [connection] [POOL] was empty") > 0);
    CHECK(bytes_ends(buf_bytes(&out), "filler …") && out.n < 2 * 180);
    buf_done(&out);
    record_close(&r);
}

TEST(who_is_not_signed_in_finds_nothing)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct search_result res;
    cx->via = VIA_BROWSER;
    CHECK_ERR(search(cx, BYTES("word"), SEARCH_ALL_KINDS, 20, &res), ERR_DENIED);
    record_close(&r);
}

int
main(void)
{
    RUN(every_word_must_be_there_and_the_last_may_be_a_beginning);
    RUN(case_and_accents_make_no_difference);
    RUN(quoted_words_and_joined_words_stand_one_behind_the_other);
    RUN(syntax_of_the_index_is_plain_words);
    RUN(the_title_counts_more_than_the_body_and_of_equals_the_newest_comes_first);
    RUN(what_changed_is_found_by_its_new_words_only);
    RUN(a_parent_goes_with_everything_in_it);
    RUN(kinds_are_asked_apart_so_that_events_do_not_hide_incidents);
    RUN(two_common_words_that_are_seldom_together_are_found);
    RUN(more_things_at_one_time_than_have_room_in_its_second_are_all_found);
    RUN(a_snippet_shows_the_words_where_they_stand_together);
    RUN(who_is_not_signed_in_finds_nothing);
    return test_end();
}

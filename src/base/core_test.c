#include "arena.h"
#include "buf.h"
#include "bytes.h"
#include "err.h"
#include "hash.h"
#include "map.h"
#include "test.h"
#include "utf8.h"

#include <limits.h>
#include <stdint.h>

/* ---- arena ---- */

TEST(arena_memory_is_zeroed_aligned_and_apart)
{
    struct arena a = {.max_bytes = 8 << 20};
    unsigned char *last = NULL;
    size_t last_size = 0;
    for (size_t size = 1; size < 40000; size = size * 3 / 2 + 1) {
        unsigned char *p = arena_alloc(&a, size);
        CHECK_INT((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            CHECK_INT(p[i], 0);
        memset(p, 0xff, size);
        if (last)
            for (size_t i = 0; i < last_size; i++)
                CHECK_INT(last[i], 0xff);
        last = p;
        last_size = size;
    }
    arena_done(&a);
}

TEST(arena_counts_what_it_hands_out_and_starts_again_after_done)
{
    struct arena a = {.max_bytes = 1 << 20};
    arena_alloc(&a, 100);
    CHECK(a.used_bytes >= 100 && a.used_bytes < 200);
    arena_alloc(&a, 1 << 19); // a block of its own
    char *small = arena_strdup(&a, "still in the first block");
    CHECK_STR(small, "still in the first block");
    arena_done(&a);
    CHECK_INT(a.used_bytes, 0);
    CHECK_INT(a.max_bytes, 1 << 20);
    CHECK_STR(arena_strdup(&a, "again"), "again");
    arena_done(&a);
    arena_done(&a);
}

static void
note(void *ctx)
{
    char **at = ctx;
    *(*at)++ = 'x';
}

static void
note_y(void *ctx)
{
    char **at = ctx;
    *(*at)++ = 'y';
}

TEST(arena_runs_what_was_left_to_do_newest_first)
{
    struct arena a = {.max_bytes = 1 << 20};
    char log[4] = "", *at = log;
    arena_on_done(&a, note, &at);
    arena_on_done(&a, note_y, &at);
    CHECK_STR(log, "");
    arena_done(&a);
    CHECK_STR(log, "yx");
    arena_done(&a);
    CHECK_STR(log, "yx");
}

/* ---- buf ---- */

TEST(buf_grows_and_is_terminated)
{
    struct buf b = {0};
    CHECK_INT(buf_bytes(&b).n, 0);
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    buf_putc(&b, '.');
    CHECK(!b.full);
    CHECK_INT(b.n, 10 * 2 + 90 * 3 + 900 * 4 + 1);
    CHECK_INT(b.p[b.n], 0);
    CHECK(bytes_ends(buf_bytes(&b), "998,999,."));
    buf_reset(&b);
    CHECK_STR(b.p, "");
    buf_done(&b);
    buf_done(&b);
}

TEST(buf_drops_what_passes_its_ceiling_and_says_so)
{
    struct buf b = {.max_bytes = 5};
    buf_puts(&b, "abc");
    buf_printf(&b, "%d", 123);
    CHECK(b.full);
    CHECK_STR(b.p, "abc");
    buf_putc(&b, 'x'); // nothing comes behind a hole
    CHECK_STR(b.p, "abc");
    buf_reset(&b);
    buf_puts(&b, "12345");
    CHECK(!b.full);
    CHECK_STR(b.p, "12345");
    buf_done(&b);
    CHECK_INT(b.max_bytes, 5);
}

TEST(buf_keeps_nul_bytes)
{
    struct buf b = {0};
    buf_add(&b, (struct bytes){"a\0b", 3});
    buf_add(&b, BYTES_NONE);
    CHECK_INT(b.n, 3);
    CHECK_INT(b.p[2], 'b');
    buf_done(&b);
}

/* ---- bytes ---- */

TEST(bytes_compare_with_and_without_case)
{
    CHECK(bytes_eq(BYTES("a"), BYTES("a")) && !bytes_eq(BYTES("a"), BYTES("A")) && !bytes_eq(BYTES("a"), BYTES("ab")));
    CHECK(bytes_eq(BYTES_NONE, BYTES("")));
    CHECK(bytes_is_nocase(BYTES("WaRn"), "wArN") && !bytes_is_nocase(BYTES("@"), "`"));
    CHECK(bytes_starts(BYTES("abc"), "ab") && !bytes_starts(BYTES("a"), "ab") && bytes_starts(BYTES_NONE, ""));
    CHECK(bytes_ends(BYTES("abc"), "bc") && !bytes_ends(BYTES("c"), "bc") && bytes_ends_nocase(BYTES("ABC"), "bc"));
    CHECK(bytes_starts_nocase(BYTES("ABC"), "ab"));
    CHECK(bytes_cmp(BYTES("a"), BYTES("ab")) < 0 && bytes_cmp(BYTES("b"), BYTES("ab")) > 0);
    CHECK(bytes_cmp(BYTES("\xff"), BYTES("a")) > 0); // bytes are unsigned
    CHECK_INT(bytes_cmp(BYTES_NONE, BYTES("")), 0);
}

TEST(bytes_are_found)
{
    CHECK_INT(bytes_find(BYTES("hello"), "l"), 2);
    CHECK_INT(bytes_find(BYTES("hello"), "lo"), 3);
    CHECK_INT(bytes_find(BYTES("hello"), "xx"), BYTES_NOT_FOUND);
    CHECK_INT(bytes_find(BYTES_NONE, "x"), BYTES_NOT_FOUND);
    CHECK_INT(bytes_find(BYTES_NONE, ""), 0);
    CHECK_INT(bytes_find_nocase(BYTES("heLLo"), "LL"), 2);
    CHECK_INT(bytes_find_nocase(BYTES("l"), "ll"), BYTES_NOT_FOUND);
    CHECK_INT(bytes_find_char(BYTES("a=b=c"), '='), 1);
    CHECK_INT(bytes_find_char(BYTES_NONE, '='), BYTES_NOT_FOUND);
}

TEST(bytes_are_cut_within_their_bounds)
{
    CHECK_BYTES(bytes_from(BYTES("abc"), 1), "bc");
    CHECK_BYTES(bytes_from(BYTES("abc"), 3), "");
    CHECK_BYTES(bytes_from(BYTES("abc"), SIZE_MAX), "");
    CHECK_BYTES(bytes_cut(BYTES("abc"), 1, 1), "b");
    CHECK_BYTES(bytes_cut(BYTES("abc"), 1, SIZE_MAX), "bc");
    CHECK_BYTES(bytes_cut(BYTES("abc"), 9, 1), "");
    CHECK_BYTES(bytes_trim(BYTES(" \t\r\n\v\f a b \n")), "a b");
    CHECK_BYTES(bytes_trim(BYTES("  ")), "");
    CHECK_BYTES(bytes_trim(BYTES_NONE), "");
}

TEST(bytes_split_keeps_empty_parts_and_lines_lose_their_ends)
{
    static const char *const parts[] = {"a", "", "b", ""};
    struct bytes rest = BYTES("a,,b,"), part = BYTES_NONE;
    size_t n = 0;
    for (; bytes_split(&rest, ',', &part); n++)
        CHECK_BYTES(part, parts[n]);
    CHECK_INT(n, 4);
    static const char *const lines[] = {"one", "", "two\r", "three"};
    rest = BYTES("one\r\n\ntwo\r\r\nthree");
    n = 0;
    for (; bytes_line(&rest, &part); n++)
        CHECK_BYTES(part, lines[n]);
    CHECK_INT(n, 4);
    rest = BYTES("x\n");
    CHECK(bytes_line(&rest, &part) && !bytes_line(&rest, &part));
}

TEST(numbers_are_read_to_the_last_and_refused_beyond)
{
    long long v = 7;
    CHECK(bytes_to_int(BYTES("9223372036854775807"), &v) && v == LLONG_MAX);
    CHECK(bytes_to_int(BYTES("-9223372036854775808"), &v) && v == LLONG_MIN);
    CHECK(bytes_to_int(BYTES("+0012"), &v) && v == 12);
    static const char *const bad[] = {"",   "-",   "+",   "9223372036854775808", "-9223372036854775809", "1 ", " 1",
                                      "1a", "--1", "1.0", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        v = 7;
        CHECK(!bytes_to_int(bytes_of(bad[i]), &v));
        CHECK_INT(v, 7);
    }
}

TEST(bytes_are_copied_and_printed_into_an_arena)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct bytes d = bytes_dup(&a, BYTES("abc"));
    CHECK_STR(d.p, "abc");
    CHECK_STR(bytes_dup(&a, BYTES_NONE).p, "");
    struct bytes p = bytes_printf(&a, "%.*s-%d", BYTES_ARG(BYTES("x\0y")), 5);
    CHECK_BYTES(p, "x-5");
    CHECK_BYTES(bytes_printf(&a, "%.*s", BYTES_ARG(BYTES_NONE)), "");
    CHECK_INT(bytes_of(NULL).n, 0);
    arena_done(&a);
}

/* ---- err ---- */

TEST(a_sentence_may_be_made_from_itself)
{
    struct why why;
    CHECK_INT(fail(&why, ERR_INVALID, "no %s", "time"), ERR_INVALID);
    CHECK_INT(fail(&why, ERR_IO, "%s: %s", "a.log", why.text), ERR_IO);
    CHECK_STR(why.text, "a.log: no time");
    CHECK_INT(fail(NULL, ERR_LIMIT, "nobody asks"), ERR_LIMIT);
    CHECK_STR(err_name(ERR_NOT_FOUND), "not_found");
}

TEST(a_long_sentence_is_cut_between_characters)
{
    struct why why;
    for (int lead = 0; lead < 4; lead++) {
        struct buf b = {0};
        for (int i = 0; i < lead; i++)
            buf_putc(&b, 'a');
        for (int i = 0; i < 400; i++)
            buf_puts(&b, "\xe2\x82\xac");
        fail(&why, ERR_INVALID, "%s", b.p);
        struct bytes text = bytes_of(why.text);
        CHECK(utf8_valid(text));
        CHECK(text.n < WHY_MAX_BYTES && text.n >= WHY_MAX_BYTES - 8);
        buf_done(&b);
    }
}

/* ---- hash ---- */

TEST(sha256_is_the_standard_one)
{
    struct sha256 h = sha256_of(BYTES("abc"));
    CHECK_STR(sha256_hex(&h).s, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    h = sha256_of(BYTES_NONE);
    CHECK_STR(sha256_hex(&h).s, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(a_hasher_gives_the_same_hashes_again_and_again)
{
    struct hasher *hasher = hasher_new();
    struct bytes texts[] = {BYTES("abc"), BYTES_NONE, BYTES("abc"),
                            BYTES("a longer text than the block of 64 bytes that "
                                  "SHA-256 takes at a time, to be sure of it")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sha256 one = sha256_of(texts[i]), two = hasher_sha256(hasher, texts[i]);
        CHECK(!memcmp(&one, &two, sizeof one));
    }
    hasher_free(hasher);
    hasher_free(NULL);
}

/* ---- map ---- */

TEST(a_map_finds_what_was_put_in_and_keeps_the_order)
{
    enum { COUNT = 5000 };
    static char keys[COUNT][8];
    struct map m = {0};
    CHECK(!map_find(&m, BYTES("x")));
    for (uint32_t i = 0; i < COUNT; i++) {
        snprintf(keys[i], sizeof keys[i], "k%u", i);
        uint32_t *v = map_at(&m, bytes_of(keys[i]));
        CHECK_INT(*v, 0);
        *v = i + 1;
    }
    CHECK_INT(m.count, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        CHECK_INT(*map_find(&m, bytes_of(keys[i])), i + 1);
        CHECK_INT(*map_at(&m, bytes_of(keys[i])), i + 1);
        CHECK_STR(keys[i], m.entries[i].key.p);
    }
    CHECK(!map_find(&m, BYTES("k5000")));
    map_reset(&m);
    CHECK(!map_find(&m, BYTES("k1")));
    CHECK_INT(*map_at(&m, BYTES("k1")), 0);
    map_done(&m);
    map_done(&m);
}

TEST(a_map_tells_empty_and_nul_keys_apart)
{
    struct map m = {0};
    *map_at(&m, BYTES_NONE) = 1;
    *map_at(&m, (struct bytes){"\0", 1}) = 2;
    *map_at(&m, (struct bytes){"\0\0", 2}) = 3;
    CHECK_INT(*map_find(&m, BYTES("")), 1);
    CHECK_INT(*map_find(&m, (struct bytes){"\0", 1}), 2);
    CHECK_INT(m.count, 3);
    map_done(&m);
}

/* ---- utf8 ---- */

TEST(utf8_takes_what_rfc_3629_allows_and_nothing_else)
{
    static const struct {
        const char *s;
        size_t len;
        uint32_t c;
    } cases[] = {
        {"a", 1, 'a'},
        {"\xc2\x80", 2, 0x80},
        {"\xdf\xbf", 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 0x800},
        {"\xed\x9f\xbf", 3, 0xd7ff},
        {"\xee\x80\x80", 3, 0xe000},
        {"\xf0\x90\x80\x80", 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
        {"\x80", 0, 0},             // continuation alone
        {"\xc0\x80", 0, 0},         // overlong
        {"\xc1\xbf", 0, 0},         // overlong
        {"\xe0\x9f\xbf", 0, 0},     // overlong
        {"\xf0\x8f\xbf\xbf", 0, 0}, // overlong
        {"\xed\xa0\x80", 0, 0},     // surrogate
        {"\xed\xbf\xbf", 0, 0},     // surrogate
        {"\xf4\x90\x80\x80", 0, 0}, // above U+10FFFF
        {"\xf5\x80\x80\x80", 0, 0},
        {"\xff", 0, 0},
        {"\xe2\x82", 0, 0}, // cut short
        {"\xc3", 0, 0},
        {"\xe2(\xa1", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t c = 0;
        CHECK_INT(utf8_decode(bytes_of(cases[i].s), &c), cases[i].len);
        if (cases[i].len)
            CHECK_INT(c, cases[i].c);
        CHECK_INT(utf8_valid(bytes_of(cases[i].s)), cases[i].len == strlen(cases[i].s));
    }
}

TEST(utf8_finds_a_bad_byte_at_any_distance_from_the_start)
{
    char text[40];
    for (size_t bad = 0; bad < sizeof text; bad++) {
        memset(text, 'a', sizeof text);
        CHECK(utf8_valid((struct bytes){text, sizeof text}));
        text[bad] = '\x80';
        CHECK(!utf8_valid((struct bytes){text, sizeof text}));
        CHECK(utf8_valid((struct bytes){text, bad}));
    }
}

TEST(utf8_clean_replaces_bad_bytes_only)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct bytes good = BYTES("gr\xc3\xbc\xc3\x9f");
    CHECK(utf8_clean(&a, good).p == good.p);
    CHECK_BYTES(utf8_clean(&a, BYTES("a\xff\xc3\xbc\xe2\x82")), "a\xef\xbf\xbd\xc3\xbc\xef\xbf\xbd\xef\xbf\xbd");
    arena_done(&a);
}

TEST(utf8_cut_and_count_go_by_characters)
{
    struct bytes s = BYTES("a\xc3\xbc\xe2\x82\xac");
    CHECK_INT(utf8_count(s), 3);
    CHECK_BYTES(utf8_cut(s, 6), "a\xc3\xbc\xe2\x82\xac");
    CHECK_BYTES(utf8_cut(s, 5), "a\xc3\xbc");
    CHECK_BYTES(utf8_cut(s, 3), "a\xc3\xbc");
    CHECK_BYTES(utf8_cut(s, 2), "a");
    CHECK_BYTES(utf8_cut(s, 0), "");
    CHECK_BYTES(utf8_cut(BYTES("\x80\x80\x80"), 2), "");
}

static void
append(void *ctx, struct bytes text)
{
    buf_add(ctx, text);
}

TEST(a_buffer_with_a_taker_stays_small_and_loses_nothing)
{
    struct buf all = {0}, b = {.flush = append, .flush_ctx = &all};
    for (int i = 0; i < 100000; i++)
        buf_printf(&b, "line %d\n", i);
    CHECK(b.cap < 4 * BUF_FLUSH_BYTES && all.n > 10 * BUF_FLUSH_BYTES);
    append(&all, buf_bytes(&b));
    CHECK(bytes_starts(buf_bytes(&all), "line 0\nline 1\n") && bytes_ends(buf_bytes(&all), "line 99999\n"));
    CHECK_INT(all.n, 1088890);
    buf_done(&b);
    buf_done(&all);
}

int
main(void)
{
    RUN(arena_memory_is_zeroed_aligned_and_apart);
    RUN(arena_counts_what_it_hands_out_and_starts_again_after_done);
    RUN(arena_runs_what_was_left_to_do_newest_first);
    RUN(buf_grows_and_is_terminated);
    RUN(buf_drops_what_passes_its_ceiling_and_says_so);
    RUN(buf_keeps_nul_bytes);
    RUN(bytes_compare_with_and_without_case);
    RUN(bytes_are_found);
    RUN(bytes_are_cut_within_their_bounds);
    RUN(bytes_split_keeps_empty_parts_and_lines_lose_their_ends);
    RUN(numbers_are_read_to_the_last_and_refused_beyond);
    RUN(bytes_are_copied_and_printed_into_an_arena);
    RUN(a_sentence_may_be_made_from_itself);
    RUN(a_long_sentence_is_cut_between_characters);
    RUN(sha256_is_the_standard_one);
    RUN(a_map_finds_what_was_put_in_and_keeps_the_order);
    RUN(a_map_tells_empty_and_nul_keys_apart);
    RUN(utf8_takes_what_rfc_3629_allows_and_nothing_else);
    RUN(utf8_finds_a_bad_byte_at_any_distance_from_the_start);
    RUN(utf8_clean_replaces_bad_bytes_only);
    RUN(utf8_cut_and_count_go_by_characters);
    RUN(a_hasher_gives_the_same_hashes_again_and_again);
    RUN(a_buffer_with_a_taker_stays_small_and_loses_nothing);
    return test_end();
}

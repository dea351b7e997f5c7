/* Documents that are large, deep or cut to pieces, and the recorded ones in ../shared/data/crdt. */
#include "../base/hash.h"
#include "crdt_test.h"

#include <unistd.h>

/* ---- large and deep ---- */

TEST(a_tree_of_a_hundred_thousand_levels_is_read_deleted_and_collected)
{
    enum { LEVELS = 100000 };
    struct buf b = {0}, text = {0};
    struct why why;
    write_number(&b, 1);
    write_number(&b, LEVELS);
    write_number(&b, 1);
    write_number(&b, 0);
    for (uint64_t i = 0; i < LEVELS; i++) {
        write_byte(&b, 7);
        write_byte(&b, i == 0);
        if (i) {
            write_number(&b, 1);
            write_number(&b, i - 1);
        } else {
            write_block(&b, BYTES("x"));
        }
        write_number(&b, 3);
        write_block(&b, BYTES("p"));
    }
    write_number(&b, 0);
    struct doc *d = doc_new(NULL);
    CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
    doc_xml(d, BYTES("x"), DOC_XML_FRAGMENT, &text);
    CHECK_INT(text.n, LEVELS * 7);
    buf_reset(&text);
    doc_prosemirror(d, BYTES("x"), &text);
    CHECK(text.n > LEVELS * 10);
    CHECK_APPLIES(d, "00 01 01 01 00 01");
    check_state(d, "0102 01 00 01 01 01 78 01 00 9f8d06 01 01 01 00 a08d06");
    buf_done(&b);
    buf_done(&text);
    doc_free(d);
}

/* A text of pairs of surrogates is cut inside every one of them, from the end and from the start. */
TEST(cutting_a_long_text_to_pieces_stays_cheap)
{
    enum { PAIRS = 60000 };
    for (int backwards = 0; backwards < 2; backwards++) {
        struct buf b = {0};
        struct why why;
        write_raw(&b, BYTES("\1\1\1\0\4\1\1t"));
        write_number(&b, PAIRS * 4);
        for (int i = 0; i < PAIRS; i++)
            write_raw(&b, BYTES("\xF0\x9F\x98\x80"));
        write_number(&b, 0);
        struct doc *d = doc_new(NULL);
        CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
        for (uint64_t i = 0; i < PAIRS; i++) {
            uint64_t pair = backwards ? PAIRS - 1 - i : i;
            buf_reset(&b);
            write_raw(&b, BYTES("\1\1\2"));
            write_number(&b, i);
            write_byte(&b, 0xc4);
            write_number(&b, 1);
            write_number(&b, pair * 2);
            write_number(&b, 1);
            write_number(&b, pair * 2 + 1);
            write_raw(&b, BYTES("\1x\0"));
            CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
        }
        CHECK_INT(doc_stats(d).items, 2 * PAIRS + 1);
        buf_done(&b);
        doc_free(d);
    }
}

/* An array that came in one piece is cut before its last value, the one before that, and so on. */
TEST(cutting_a_long_array_from_its_end_stays_cheap)
{
    enum { VALUES = 200000, CUTS = 40000 };
    struct buf b = {0}, text = {0};
    struct why why;
    write_raw(&b, BYTES("\1\1\1\0\10\1\1a"));
    write_number(&b, VALUES);
    for (int i = 0; i < VALUES; i++)
        write_raw(&b, BYTES("\x7d\7"));
    write_number(&b, 0);
    struct doc *d = doc_new(NULL);
    CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
    for (uint64_t i = 0; i < CUTS; i++) {
        buf_reset(&b);
        write_raw(&b, BYTES("\1\1\2"));
        write_number(&b, i);
        write_byte(&b, 0xc8);
        write_number(&b, 1);
        write_number(&b, VALUES - 2 - i);
        write_number(&b, 1);
        write_number(&b, VALUES - 1 - i);
        write_raw(&b, BYTES("\1\x7d\5\0"));
        CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
    }
    doc_json(d, BYTES("a"), DOC_ARRAY, &text);
    CHECK_INT(text.n, 2 * (VALUES + CUTS) + 1);
    CHECK(bytes_ends(buf_bytes(&text), ",5,7,5,7,5,7]"));
    buf_done(&b);
    buf_done(&text);
    doc_free(d);
}

TEST(updates_in_reverse_order_wait_without_being_copied_each_time)
{
    enum { UPDATES = 20000 };
    struct doc *d = doc_new(NULL);
    struct buf b = {0}, text = {0};
    struct why why;
    for (uint64_t i = UPDATES; i-- > 0;) {
        buf_reset(&b);
        write_raw(&b, BYTES("\1\1\1"));
        write_number(&b, i);
        if (i) {
            write_byte(&b, 0x84);
            write_number(&b, 1);
            write_number(&b, i - 1);
        } else {
            write_raw(&b, BYTES("\4\1\1t"));
        }
        write_raw(&b, BYTES("\1x\0"));
        CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
    }
    doc_text(d, BYTES("t"), &text);
    CHECK_INT(text.n, UPDATES);
    CHECK_INT(doc_stats(d).items, 1);
    buf_done(&b);
    buf_done(&text);
    doc_free(d);
}

TEST(a_hundred_thousand_clients_are_no_trouble)
{
    enum { CLIENTS = 100000 };
    struct doc *d = doc_new(NULL), *copy = doc_new(NULL);
    struct buf b = {0};
    struct why why;
    write_number(&b, CLIENTS);
    for (uint64_t i = CLIENTS; i-- > 0;) {
        write_raw(&b, BYTES("\1"));
        write_number(&b, i * 7919);
        write_raw(&b, BYTES("\0\4\1\1t\1x"));
    }
    write_number(&b, 0);
    CHECK_INT(doc_apply(d, buf_bytes(&b), NULL, &why), OK);
    CHECK_INT(doc_stats(d).clients, CLIENTS);
    struct buf state = {0};
    doc_encode(d, &state);
    CHECK(bytes_eq(buf_bytes(&state), buf_bytes(&b)));
    CHECK_INT(doc_apply(copy, buf_bytes(&state), NULL, &why), OK);
    CHECK_INT(doc_stats(copy).units, CLIENTS);
    buf_done(&b);
    buf_done(&state);
    doc_free(d);
    doc_free(copy);
}

/* ---- the recorded documents ---- */

static struct buf
unpacked(const char *name, const char *ending)
{
    char command[256];
    snprintf(command, sizeof command, "gzip -dc ../shared/data/crdt/updates/%s.%s.gz", name, ending);
    FILE *f = popen(command, "r");
    assert(f);
    struct buf b = {0};
    char piece[1 << 16];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, (struct bytes){piece, n});
    CHECK_INT(pclose(f), 0);
    return b;
}

static void
check_contents(struct doc *d, const char *name)
{
    struct buf text = {0};
    char path[128], want[80] = {0};
    snprintf(path, sizeof path, "../shared/data/crdt/updates/%s.sha", name);
    FILE *f = fopen(path, "r");
    if (f) {
        CHECK(fgets(want, sizeof want, f));
        fclose(f);
        want[64] = '\0';
        doc_text(d, BYTES("text"), &text);
        struct sha256 hash = sha256_of(buf_bytes(&text));
        CHECK_STR(sha256_hex(&hash).s, want);
    } else {
        struct buf json = unpacked(name, "pm.json");
        doc_prosemirror(d, BYTES("default"), &text);
        CHECK(bytes_eq(buf_bytes(&text), bytes_trim(buf_bytes(&json))));
        buf_done(&json);
    }
    buf_done(&text);
}

static void
check_recorded(const char *name)
{
    struct buf log = unpacked(name, "log"), v1 = unpacked(name, "v1"), state = {0};
    struct doc *by_log = doc_new(NULL), *at_once = doc_new(NULL);
    struct why why;
    for (size_t at = 0; at < log.n;) {
        uint32_t n;
        memcpy(&n, log.p + at, sizeof n);
        CHECK_INT(doc_apply(by_log, bytes_cut(buf_bytes(&log), at + 4, n), NULL, &why), OK);
        at += 4 + n;
    }
    doc_encode(by_log, &state);
    CHECK(bytes_eq(buf_bytes(&state), buf_bytes(&v1)));
    check_contents(by_log, name);
    CHECK_INT(doc_apply(at_once, buf_bytes(&v1), NULL, &why), OK);
    buf_reset(&state);
    doc_encode(at_once, &state);
    CHECK(bytes_eq(buf_bytes(&state), buf_bytes(&v1)));
    check_contents(at_once, name);
    doc_free(at_once);
    struct buf v2 = unpacked(name, "v2");
    buf_reset(&state);
    doc_encode_v2(by_log, &state);
    CHECK(bytes_eq(buf_bytes(&state), buf_bytes(&v2)));
    at_once = doc_new(NULL);
    CHECK_INT(doc_apply_v2(at_once, buf_bytes(&v2), NULL, &why), OK);
    buf_reset(&state);
    doc_encode(at_once, &state);
    CHECK(bytes_eq(buf_bytes(&state), buf_bytes(&v1)));
    buf_done(&v2);
    doc_free(by_log);
    doc_free(at_once);
    buf_done(&log);
    buf_done(&v1);
    buf_done(&state);
}

TEST(recorded_logs_and_states_give_the_recorded_bytes_and_contents)
{
    static const char *const names[] = {
        "automerge-paper",     "clownschool",
        "clownschool_flat",    "friendsforever",
        "friendsforever_flat", "json-crdt-blog-post",
        "json-crdt-patch",     "rich",
        "rich-nasty",          "rustcode",
        "seph-blog1",          "sveltecomponent",
    };
    if (access("../shared/data/crdt/updates", R_OK)) {
        SKIP("../shared is not there");
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_recorded(names[i]);
}

int
main(void)
{
    RUN(a_tree_of_a_hundred_thousand_levels_is_read_deleted_and_collected);
    RUN(cutting_a_long_text_to_pieces_stays_cheap);
    RUN(cutting_a_long_array_from_its_end_stays_cheap);
    RUN(updates_in_reverse_order_wait_without_being_copied_each_time);
    RUN(a_hundred_thousand_clients_are_no_trouble);
    RUN(recorded_logs_and_states_give_the_recorded_bytes_and_contents);
    return test_end();
}

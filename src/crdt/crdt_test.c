/* Documents made of bytes written by hand. Random sessions against npm yjs are in yjs_test.c. */
#include "crdt_test.h"

/* ---- what Yjs does in corners ---- */

TEST(an_empty_update_changes_nothing)
{
    struct doc *d = doc_new(NULL);
    struct doc_change change;
    CHECK_INT(doc_apply(d, BYTES("\0\0"), &change, NULL), OK);
    CHECK(!change.changed && !change.pending);
    check_state(d, "0000");
    doc_free(d);
}

TEST(typing_becomes_one_run)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 01 68 00");
    CHECK_APPLIES(d, "0101 01 01 84 01 00 01 69 00");
    CHECK_TEXT(d, "hi");
    CHECK_INT(doc_stats(d).items, 1);
    check_state(d, "0101 01 00 04 01 01 74 02 6869 00");
    doc_free(d);
}

TEST(of_concurrent_insertions_the_lower_client_is_left)
{
    static const char *const two[] = {"0101 01 00 04 01 01 74 01 61 00", "0101 02 00 04 01 01 74 01 62 00"};
    for (int first = 0; first < 2; first++) {
        struct doc *d = doc_new(NULL);
        CHECK_APPLIES(d, two[first]);
        CHECK_APPLIES(d, two[1 - first]);
        CHECK_TEXT(d, "ab");
        doc_free(d);
    }
}

TEST(a_pair_of_surrogates_that_is_cut_becomes_two_replacement_characters)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 06 61 f09f9880 62 00");
    /* client 2 writes between the halves */
    CHECK_APPLIES(d, "0101 02 00 c4 01 01 01 02 01 78 00");
    CHECK_TEXT(d, "a\xEF\xBF\xBDx\xEF\xBF\xBD"
                  "b");
    doc_free(d);
}

TEST(a_difference_that_begins_inside_a_pair_has_a_replacement_character)
{
    struct doc *d = doc_new(NULL);
    struct buf sv = hex("01 01 02"), out = {0};
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 06 61 f09f9880 62 00");
    CHECK_INT(doc_encode_diff(d, buf_bytes(&sv), &out, NULL), OK);
    check_hex(&out, "0101 01 02 84 01 01 04 efbfbd 62 00");
    CHECK_TEXT(d, "a\xF0\x9F\x98\x80"
                  "b");
    buf_done(&sv);
    buf_done(&out);
    doc_free(d);
}

TEST(a_hole_keeps_what_is_behind_it_waiting_and_it_is_stored)
{
    struct doc *d = doc_new(NULL);
    struct doc_change change;
    struct buf late = hex("0101 01 01 84 01 00 01 62 00");
    CHECK_INT(doc_apply(d, buf_bytes(&late), &change, NULL), OK);
    CHECK(!change.changed && change.pending);
    CHECK_TEXT(d, "");
    check_state(d, "0101 01 01 84 01 00 01 62 00");
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 01 61 00");
    CHECK_TEXT(d, "ab");
    CHECK_INT(doc_stats(d).pending_bytes, 0);
    buf_done(&late);
    doc_free(d);
}

TEST(a_state_with_a_hole_has_a_skip)
{
    struct doc *d = doc_new(NULL);
    static const char want[] = "0103 01 00 28 01 01 6d 01 61 01 7d 01 0a 01 28 01 01 6d 01 63 01 7d 03 00";
    CHECK_APPLIES(d, want);
    CHECK_MAP(d, "{\"a\":1}");
    check_state(d, want);
    doc_free(d);
}

TEST(a_missing_right_origin_defers_like_a_missing_origin)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 44 02 00 01 61 00");
    CHECK_TEXT(d, "");
    CHECK_APPLIES(d, "0101 02 00 04 01 01 74 01 62 00");
    CHECK_TEXT(d, "ab");
    doc_free(d);
}

TEST(a_deletion_of_what_has_not_come_waits_and_one_partly_known_is_divided)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 02 6162 00");
    CHECK_APPLIES(d, "00 01 01 01 01 03");
    CHECK_TEXT(d, "a");
    CHECK_INT(doc_stats(d).pending_deletes, 1);
    CHECK_APPLIES(d, "0101 01 02 84 01 01 03 636465 00");
    CHECK_TEXT(d, "ae");
    CHECK_INT(doc_stats(d).pending_deletes, 0);
    doc_free(d);
}

TEST(the_rightmost_entry_of_a_key_counts_whatever_came_first)
{
    static const char *const sets[] = {"0101 01 00 28 01 01 6d 01 6b 01 7d 01 00",
                                       "0101 02 00 28 01 01 6d 01 6b 01 7d 02 00",
                                       "0101 03 00 28 01 01 6d 01 6b 01 7d 03 00"};
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {1, 0, 2}};
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        struct doc *d = doc_new(NULL);
        for (int i = 0; i < 3; i++)
            CHECK_APPLIES(d, sets[orders[o][i]]);
        CHECK_MAP(d, "{\"k\":3}");
        doc_free(d);
    }
}

TEST(an_item_below_what_was_collected_is_only_its_length)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 27 01 01 6d 01 6b 02 00"); // m.k = a text
    CHECK_APPLIES(d, "00 01 01 01 00 01");
    CHECK_APPLIES(d, "0101 02 00 04 00 01 00 02 6869 00");
    check_state(d, "0201 02 00 00 02 01 01 00 21 01 01 6d 01 6b 01 02 02 01 00 02 01 01 00 01");
    doc_free(d);
}

TEST(a_parent_that_is_no_type_makes_an_item_only_its_length)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 01 61 00");
    CHECK_APPLIES(d, "0101 02 00 04 00 01 00 02 6869 00");
    check_state(d, "0201 02 00 00 02 01 01 00 04 01 01 74 01 61 01 02 01 00 02");
    doc_free(d);
}

TEST(of_two_sections_of_a_client_the_later_counts_and_what_stands_behind_is_left_alone)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "02 01 01 00 04 01 01 74 01 61 01 01 01 84 01 00 01 62 00 ffffff");
    CHECK_TEXT(d, "");
    CHECK(doc_stats(d).pending_bytes > 0);
    doc_free(d);
}

TEST(numbers_longer_than_needed_are_taken_and_empty_items_are_harmless)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "8100 01 01 00 04 01 01 74 01 61 00");
    CHECK_APPLIES(d, "0102 01 01 84 01 00 00 84 01 00 01 62 00");
    CHECK_TEXT(d, "ab");
    doc_free(d);
}

TEST(values_of_the_old_json_content_are_read_and_kept)
{
    struct doc *d = doc_new(NULL);
    static const char state[] = "0101 01 00 02 01 01 61 03 09 756e646566696e6564 07 7b2261223a317d 01 37 00";
    CHECK_APPLIES(d, state);
    CHECK_ARRAY(d, "[null,{\"a\":1},7]");
    check_state(d, state);
    CHECK_APPLIES(d, "00 01 01 01 01 01");
    CHECK_ARRAY(d, "[null,7]");
    doc_free(d);
}

TEST(values_print_as_javascript_prints_them)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(d, "0101 01 00 08 01 01 61 0d"
                     "7d40 7b3fb999999999999a 7b7fefffffffffffff 7b0000000000000001 7b444b1ae4d6e2ef50 7c7fc00000"
                     "7a0102030405060708 74020aff 7f 7e 78 7601016b7f 7502 7d41 7603017a7d01017f7f01617d02 00");
    CHECK_ARRAY(d, "[0,0.1,1.7976931348623157e+308,5e-324,1e+21,null,72623859790382856,{\"0\":10,\"1\":255},null,null,"
                   "true,{},[-1,{\"z\":1,\"a\":2}]]");
    doc_free(d);
}

TEST(a_subdocument_is_carried_through)
{
    struct doc *d = doc_new(NULL);
    static const char state[] = "0101 01 00 29 01 01 6d 01 6b 02 6964 76 01 04 6d657461 7d 05 00";
    CHECK_APPLIES(d, state);
    check_state(d, state);
    CHECK_MAP(d, "{\"k\":{}}");
    doc_free(d);
}

TEST(xml_reads_as_text_and_as_prosemirror)
{
    struct doc *d = doc_new(NULL);
    CHECK_APPLIES(
        d, "0105 01 00 07 01 01 78 03 01 50 28 00 01 00 01 62 01 77 01 63 07 00 01 00 06 06 00 01 02 06 7374726f6e67"
           "02 7b7d 84 01 03 02 6869 00");
    CHECK_XML(d, "<p b=\"c\"><strong>hi</strong></p>");
    CHECK_READS(
        d, doc_prosemirror(d, BYTES("x"), &text_),
        "{\"type\":\"doc\",\"content\":[{\"type\":\"P\",\"attrs\":{\"b\":\"c\"},\"content\":[{\"type\":\"text\","
        "\"text\":\"hi\",\"marks\":[{\"type\":\"strong\",\"attrs\":{}}]}]}]}");
    doc_free(d);
}

TEST(without_collection_what_was_deleted_stays)
{
    struct doc *d = doc_new(&(struct doc_options){.keep_deleted = true});
    CHECK_APPLIES(d, "0101 01 00 04 01 01 74 02 6162 00");
    CHECK_APPLIES(d, "00 01 01 01 00 02");
    CHECK_TEXT(d, "");
    check_state(d, "0101 01 00 04 01 01 74 02 6162 01 01 01 00 02");
    doc_free(d);
}

TEST(a_duplicate_says_that_nothing_changed)
{
    struct doc *d = doc_new(NULL);
    struct buf update = hex("0101 01 00 04 01 01 74 02 6162 01 01 01 00 01"), told = {0};
    struct doc_change change;
    CHECK_INT(doc_apply_told(d, buf_bytes(&update), &told, &change, NULL), OK);
    CHECK(change.changed);
    buf_reset(&told);
    CHECK_INT(doc_apply_told(d, buf_bytes(&update), &told, &change, NULL), OK);
    CHECK(!change.changed && !told.n);
    buf_done(&update);
    buf_done(&told);
    doc_free(d);
}

/* ---- what is refused ---- */

TEST(malformed_updates_are_refused_and_change_nothing)
{
    static const char *const bad[] = {
        "",                                            // nothing
        "01",                                          // ends in the head
        "0101 01 00 04 01 01 74 02 61",                // ends in the text
        "0101 01 00 04 01 01 74 01 61",                // no deletions
        "0101 01 00 04 01 01 74 01 ff 00",             // no UTF-8
        "0101 01 00 04 01 01 74 03 eda080 00",         // a lone surrogate
        "0101 01 00 0b 01 01 74 01 00",                // content 11
        "0101 01 00 07 01 01 74 07 00",                // type 7
        "0101 01 00 05 01 01 74 01 7b 00",             // half a JSON text
        "0101 01 00 08 01 01 74 01 50 00",             // an any of no tag
        "0101 01 00 08 01 01 74 01 75 ffffffff0f 00",  // more values than bytes
        "0101 01 00 08 01 01 74 ffffffff0f 00",        // the same
        "ffffffff0f",                                  // more sections than bytes
        "0101 ffffffffffffff1f 00 00 01 00",           // a client of 54 bits
        "0101 01 ffffffff0f 00 01 00",                 // a clock of more than 32 bits
        "0101 01 00 84 01 00 01 61 00",                // its own origin
        "0101 01 00 04 00 01 05 01 61 00",             // below what comes later
        "00 01 01 01 05 ffffffff0f",                   // a deletion past all clocks
        "00 01 01 02 00 01",                           // ends in the deletions
        "0101 80808080808080808080808000 00 00 01 00", // a number that never ends
    };
    struct doc *d = doc_new(NULL);
    static const char state[] = "0101 05 00 04 01 01 74 02 6162 00";
    CHECK_APPLIES(d, state);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct why why = {0};
        enum err e = apply_hex(d, bad[i], &why);
        if (e != ERR_INVALID)
            printf("%s\n", bad[i]);
        CHECK_INT(e, ERR_INVALID);
        CHECK(strstr(why.text, "byte "));
        check_state(d, state);
    }
    doc_free(d);
}

TEST(malformed_updates_of_format_v2_are_refused_and_change_nothing)
{
    static const char *const bad[] = {
        "",                                                                         // nothing
        "00 00 00 00 00 00 00 00 00",                                               // a column lacks
        "00 00 00 00 00 00 0100 00 00 00 00",                                       // no deletions
        "00 00 00 00 00 01 44 0100 00 00 00 01",                                    // a section, and nothing in it
        "00 00 01 01 00 00 01 04 03 0161 02 00 00 00 01 01 00 00",                  // a text longer than the column
        "00 00 01 01 00 00 01 00 0100 00 00 01 01 01 01 00 01 01 02 00 ffffffff1f", // a deletion past all clocks
    };
    struct doc *d = doc_new(NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf update = hex(bad[i]);
        CHECK_INT(doc_apply_v2(d, buf_bytes(&update), NULL, NULL), ERR_INVALID);
        buf_done(&update);
    }
    check_state(d, "0000");
    doc_free(d);
}

TEST(format_v2_cannot_say_endlessly_much_in_a_few_bytes)
{
    /* a section of 2^40 GC structs, of one clock each */
    struct buf update = hex("00 00 01 01 00 00 01 00 0100 00 00 07 41 feffffffff1f 01 808080808020 00 00");
    struct why why;
    CHECK_INT(update_v1_from_v2(buf_bytes(&update), NULL, &why), ERR_LIMIT);
    buf_done(&update);
}

TEST(values_change_their_coding_as_in_javascript)
{
    /* an embed {"b":1,"10":-0,"2":[1.5,0.1,1e21,"\u00e9\n"],"b":null} */
    static const char v1[] = "0101 01 00 05 01 01 74 36 "
                             "7b2262223a312c223130223a2d302c2232223a5b312e352c302e312c316532312c225c75303065395c6e225d2"
                             "c2262223a6e756c6c7d 00";
    static const char back[] =
        "0101 01 00 05 01 01 74 2c "
        "7b2232223a5b312e352c302e312c31652b32312c22c3a95c6e225d2c223130223a302c2262223a6e756c6c7d 00";
    struct buf update = hex(v1), v2 = {0}, again = {0};
    CHECK_INT(update_v2_from_v1(buf_bytes(&update), &v2, NULL), OK);
    CHECK_INT(update_v1_from_v2(buf_bytes(&v2), &again, NULL), OK);
    check_hex(&again, back);
    buf_done(&update);
    buf_done(&v2);
    buf_done(&again);
}

TEST(ceilings_refuse_before_anything_is_done)
{
    struct doc *d = doc_new(&(struct doc_options){
        .limits = {.update_max_bytes = 40, .client_max = 2, .pending_max_bytes = 20, .memory_max_bytes = 100000}});
    struct why why;
    CHECK_INT(apply_hex(d,
                        "0101 05 00 04 01 01 74 20 6161616161616161616161616161616161616161616161616161616161616161 00",
                        &why),
              ERR_LIMIT);
    CHECK_STR(why.text, "an update has at most 40 bytes, not 42");
    CHECK_APPLIES(d, "0101 05 00 04 01 01 74 01 61 00");
    CHECK_APPLIES(d, "0101 06 00 04 01 01 74 01 61 00");
    CHECK_INT(apply_hex(d, "0101 07 00 04 01 01 74 01 61 00", &why), ERR_LIMIT);
    CHECK_STR(why.text, "the document would have more than 2 clients");
    doc_free(d);
    d = doc_new(&(struct doc_options){.limits = {.pending_max_bytes = 20}});
    CHECK_APPLIES(d, "0101 05 05 04 01 01 74 01 61 00");
    CHECK_INT(apply_hex(d, "0101 05 07 04 01 01 74 01 61 00", &why), ERR_LIMIT);
    CHECK_APPLIES(d, "0101 05 00 04 01 01 74 06 616161616161 00");
    CHECK_INT(doc_stats(d).pending_bytes, 0);
    doc_free(d);
}

int
main(void)
{
    RUN(an_empty_update_changes_nothing);
    RUN(typing_becomes_one_run);
    RUN(of_concurrent_insertions_the_lower_client_is_left);
    RUN(a_pair_of_surrogates_that_is_cut_becomes_two_replacement_characters);
    RUN(a_difference_that_begins_inside_a_pair_has_a_replacement_character);
    RUN(a_hole_keeps_what_is_behind_it_waiting_and_it_is_stored);
    RUN(a_state_with_a_hole_has_a_skip);
    RUN(a_missing_right_origin_defers_like_a_missing_origin);
    RUN(a_deletion_of_what_has_not_come_waits_and_one_partly_known_is_divided);
    RUN(the_rightmost_entry_of_a_key_counts_whatever_came_first);
    RUN(an_item_below_what_was_collected_is_only_its_length);
    RUN(a_parent_that_is_no_type_makes_an_item_only_its_length);
    RUN(of_two_sections_of_a_client_the_later_counts_and_what_stands_behind_is_left_alone);
    RUN(numbers_longer_than_needed_are_taken_and_empty_items_are_harmless);
    RUN(values_of_the_old_json_content_are_read_and_kept);
    RUN(values_print_as_javascript_prints_them);
    RUN(a_subdocument_is_carried_through);
    RUN(xml_reads_as_text_and_as_prosemirror);
    RUN(without_collection_what_was_deleted_stays);
    RUN(a_duplicate_says_that_nothing_changed);
    RUN(malformed_updates_are_refused_and_change_nothing);
    RUN(malformed_updates_of_format_v2_are_refused_and_change_nothing);
    RUN(format_v2_cannot_say_endlessly_much_in_a_few_bytes);
    RUN(values_change_their_coding_as_in_javascript);
    RUN(ceilings_refuse_before_anything_is_done);
    return test_end();
}

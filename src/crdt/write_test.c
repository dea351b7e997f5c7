/* Editing documents here. That the bytes are those of Yjs is held by yjs_test.c. */
#include "crdt_test.h"
#include "write.h"

static struct bytes
read_text(struct doc *d, struct buf *b)
{
    buf_reset(b);
    doc_text(d, BYTES("t"), b);
    return buf_bytes(b);
}

TEST(edits_of_a_text_are_one_update_that_a_peer_takes)
{
    struct doc *d = doc_new(NULL), *peer = doc_new(NULL);
    struct buf update = {0}, b = {0};
    struct why why;
    doc_begin(d, 7);
    struct type *t = doc_root(d, BYTES("t"));
    CHECK_INT(text_insert(d, t, 0, BYTES("hello"), NULL, &why), OK);
    CHECK_INT(text_insert(d, t, 5, BYTES(" w\xF0\x9F\x98\x80rld"), NULL, &why), OK);
    CHECK_INT(text_delete(d, t, 0, 1, &why), OK);
    CHECK_INT(text_insert(d, t, 0, BYTES("J"), NULL, &why), OK);
    CHECK(doc_commit(d, &update));
    CHECK_BYTES(read_text(d, &b), "Jello w\xF0\x9F\x98\x80rld");
    CHECK_INT(type_length(t), 12);
    CHECK_INT(doc_apply(peer, buf_bytes(&update), NULL, &why), OK);
    CHECK_BYTES(read_text(peer, &b), "Jello w\xF0\x9F\x98\x80rld");
    buf_reset(&update);
    doc_begin(d, 7);
    CHECK(!doc_commit(d, &update));
    CHECK_INT(update.n, 0);
    buf_done(&update);
    buf_done(&b);
    doc_free(d);
    doc_free(peer);
}

TEST(edits_outside_a_type_or_malformed_are_refused_and_do_nothing)
{
    struct doc *d = doc_new(NULL);
    struct why why;
    struct text_format bad = {BYTES("k"), BYTES("{")};
    struct text_formats formats = {&bad, 1};
    doc_begin(d, 7);
    struct type *t = doc_root(d, BYTES("t"));
    CHECK_INT(text_insert(d, t, 1, BYTES("x"), NULL, &why), ERR_INVALID);
    CHECK_STR(why.text, "positions 1 to 1 are not all before the end at 0");
    CHECK_INT(text_insert(d, t, 0, BYTES("\xff"), NULL, &why), ERR_INVALID);
    CHECK_INT(text_insert(d, t, 0, BYTES("x"), &formats, &why), ERR_INVALID);
    CHECK_INT(text_delete(d, t, 0, 1, &why), ERR_INVALID);
    CHECK_INT(text_format(d, t, 0, 4294967295u, &formats, &why), ERR_INVALID);
    CHECK_INT(array_insert(d, t, 0, &(struct value){VALUE_ANY, BYTES("\x7d")}, NULL, &why), ERR_INVALID);
    CHECK_INT(array_insert(d, t, 0, &(struct value){VALUE_ANY, BYTES("\x7e\x7e")}, NULL, &why), ERR_INVALID);
    CHECK_INT(array_push(d, t, &(struct value){VALUE_EMBED, BYTES("[")}, NULL, &why), ERR_INVALID);
    CHECK_INT(map_set(d, t, BYTES("\xff"), &(struct value){VALUE_ANY, BYTES("\x7e")}, NULL, &why), ERR_INVALID);
    map_delete(d, t, BYTES("k"));
    CHECK(!doc_commit(d, NULL));
    doc_free(d);
}

TEST(types_are_made_found_and_gone)
{
    struct doc *d = doc_new(NULL);
    struct buf b = {0};
    struct why why;
    struct type *text, *element, *found;
    doc_begin(d, 7);
    struct type *m = doc_root(d, BYTES("m"));
    CHECK_INT(map_set(d, m, BYTES("notes"), &(struct value){.kind = VALUE_TYPE, .type = DOC_TEXT}, &text, &why), OK);
    CHECK_INT(text_insert(d, text, 0, BYTES("x"), NULL, &why), OK);
    struct value p = {.kind = VALUE_TYPE, .type = DOC_XML_ELEMENT, .bytes = BYTES("p")};
    CHECK_INT(array_push(d, doc_root(d, BYTES("x")), &p, &element, &why), OK);
    CHECK_INT(map_set(d, element, BYTES("n"), &(struct value){VALUE_ANY, BYTES("\x7d\5")}, NULL, &why), OK);
    doc_commit(d, NULL);
    CHECK(type_entry(d, m, BYTES("notes")) == text);
    found = type_child(doc_root(d, BYTES("x")), 0);
    CHECK(found == element);
    CHECK(!type_child(doc_root(d, BYTES("x")), 1));
    CHECK_MAP(d, "{\"notes\":\"x\"}");
    CHECK_XML(d, "<p n=\"5\"></p>");
    doc_begin(d, 7);
    map_delete(d, m, BYTES("notes"));
    CHECK_INT(array_delete(d, doc_root(d, BYTES("x")), 0, 1, &why), OK);
    doc_commit(d, NULL);
    CHECK(!type_entry(d, m, BYTES("notes")));
    CHECK_MAP(d, "{}");
    CHECK_XML(d, "");
    buf_done(&b);
    doc_free(d);
}

/* Typing at many places, each edit a transaction: the cursor must not lead astray. */
TEST(typing_back_and_forth_goes_where_it_should)
{
    enum { EDITS = 3000 };
    struct doc *d = doc_new(NULL);
    struct buf b = {0};
    struct why why;
    char want[EDITS + 1];
    size_t n = 0;
    uint32_t random = 1;
    for (int i = 0; i < EDITS; i++) {
        random = random * 1103515245 + 12345;
        uint32_t at = n ? (random >> 16) % ((uint32_t)n + 1) : 0;
        char c = (char)('a' + i % 26);
        doc_begin(d, 7);
        struct type *t = doc_root(d, BYTES("t"));
        if (i % 3 == 2 && at < n) {
            CHECK_INT(text_delete(d, t, at, 1, &why), OK);
            memmove(want + at, want + at + 1, --n - at);
        } else {
            CHECK_INT(text_insert(d, t, at, (struct bytes){&c, 1}, NULL, &why), OK);
            memmove(want + at + 1, want + at, n++ - at);
            want[at] = c;
        }
        doc_commit(d, NULL);
    }
    want[n] = '\0';
    CHECK_BYTES(read_text(d, &b), want);
    buf_done(&b);
    doc_free(d);
}

int
main(void)
{
    RUN(edits_of_a_text_are_one_update_that_a_peer_takes);
    RUN(edits_outside_a_type_or_malformed_are_refused_and_do_nothing);
    RUN(types_are_made_found_and_gone);
    RUN(typing_back_and_forth_goes_where_it_should);
    return test_end();
}

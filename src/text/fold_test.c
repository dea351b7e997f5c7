#include "fold.h"

#include "../base/test.h"
#include "../base/utf8.h"

/* The words with '|' between them; '+' before one that is joined to the one before. */
static struct bytes
words(struct bytes text)
{
    static char out[4096];
    size_t n = 0;
    struct fold f = {.text = text};
    struct folded w;
    while (fold_next(&f, &w)) {
        CHECK(w.word.n && w.word.n <= FOLD_WORD_MAX_BYTES && w.at + w.n <= text.n);
        CHECK(utf8_valid(w.word));
        if (n)
            out[n++] = w.joined ? '+' : '|';
        memcpy(out + n, w.word.p, w.word.n);
        n += w.word.n;
    }
    return (struct bytes){out, n};
}

TEST(words_are_lower_case_runs_of_letters_and_digits)
{
    CHECK_BYTES(words(BYTES("Error RATE, at 38%: checkout-api v2024.03")), "error|rate|at|38|checkout+api|v2024+03");
    CHECK_BYTES(words(BYTES("")), "");
    CHECK_BYTES(words(BYTES(" -- ... ")), "");
}

TEST(accents_width_and_composition_make_no_difference)
{
    CHECK_BYTES(words(BYTES("Café cafe\u0301 Ｃａｆｅ")), "cafe|cafe|cafe");
    CHECK_BYTES(words(BYTES("Straße ÜBER ﬁne Ⅳ")), "strasse|uber|fine|iv");
    CHECK_BYTES(words(BYTES("Привет ΣΑΣ")), "привет|σασ");
    CHECK_BYTES(words(BYTES("co\u00adoperate a\u200db")), "cooperate|ab");
}

TEST(han_and_kana_are_a_word_each)
{
    CHECK_BYTES(words(BYTES("障害 api カナ")), "障+害|api|カ+ナ");
}

TEST(any_bytes_are_safe_and_long_words_are_cut)
{
    CHECK_BYTES(words(BYTES("a\xff"
                            "b \xe2\x82 c\0d")),
                "a|b|c|d");
    char text[300];
    memset(text, 'x', sizeof text);
    CHECK_INT(words((struct bytes){text, sizeof text}).n, FOLD_WORD_MAX_BYTES);
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    CHECK_INT(words((struct bytes){text, sizeof text}).n, FOLD_WORD_MAX_BYTES);
}

int
main(void)
{
    RUN(words_are_lower_case_runs_of_letters_and_digits);
    RUN(accents_width_and_composition_make_no_difference);
    RUN(han_and_kana_are_a_word_each);
    RUN(any_bytes_are_safe_and_long_words_are_cut);
    return test_end();
}

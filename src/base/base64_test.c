#include "base64.h"

#include "test.h"

/* What a text decodes to; "no" when it is refused. */
static struct bytes
decoded(bool (*decode)(struct bytes, uint8_t *, size_t, size_t *), const char *text, size_t max_bytes)
{
    static uint8_t out[64];
    size_t n = 77;
    if (!decode(bytes_of(text), out, max_bytes, &n)) {
        CHECK_INT(n, 77); // untouched
        return BYTES("no");
    }
    return (struct bytes){(char *)out, n};
}

TEST(base64_reads_both_alphabets_with_and_without_padding)
{
    CHECK_BYTES(decoded(base64_decode, "", 64), "");
    CHECK_BYTES(decoded(base64_decode, "Zg==", 64), "f");
    CHECK_BYTES(decoded(base64_decode, "Zg", 64), "f");
    CHECK_BYTES(decoded(base64_decode, "Zm8=", 64), "fo");
    CHECK_BYTES(decoded(base64_decode, "Zm9v", 64), "foo");
    CHECK_BYTES(decoded(base64_decode, "YW5uOnMzY3JldA==", 64), "ann:s3cret");
    CHECK_BYTES(decoded(base64_decode, "+/+/", 64), "\xfb\xff\xbf");
    CHECK_BYTES(decoded(base64_decode, "-_-_", 64), "\xfb\xff\xbf");
}

TEST(base64_refuses_what_is_none)
{
    static const char *const bad[] = {"=",     "==",    "Z",      "Z===", "Zg=",  "Zm8==",
                                      "Zm9v=", "Zm 9v", "Zm9v\n", "-/-/", "Zm9*", "Zh=="}; // bits behind the end
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_BYTES(decoded(base64_decode, bad[i], 64), "no");
}

TEST(hex_reads_both_cases_and_refuses_the_rest)
{
    CHECK_BYTES(decoded(hex_decode, "", 64), "");
    CHECK_BYTES(decoded(hex_decode, "6A6b", 64), "jk");
    static const char *const bad[] = {"6", "6g", "6a ", " 6a", "0x6a", "6a:6b", "6a\n0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_BYTES(decoded(hex_decode, bad[i], 64), "no");
}

TEST(what_does_not_fit_is_refused)
{
    CHECK_BYTES(decoded(base64_decode, "Zm9v", 3), "foo");
    CHECK_BYTES(decoded(base64_decode, "Zm9v", 2), "no");
    CHECK_BYTES(decoded(base64_decode, "Zm9v", 0), "no");
    CHECK_BYTES(decoded(hex_decode, "6a6b", 2), "jk");
    CHECK_BYTES(decoded(hex_decode, "6a6b", 1), "no");
    for (size_t n = 0; n < 70; n++)
        CHECK(BASE64_DECODED_MAX(n) * 4 >= n * 3);
}

int
main(void)
{
    RUN(base64_reads_both_alphabets_with_and_without_padding);
    RUN(base64_refuses_what_is_none);
    RUN(hex_reads_both_cases_and_refuses_the_rest);
    RUN(what_does_not_fit_is_refused);
    return test_end();
}

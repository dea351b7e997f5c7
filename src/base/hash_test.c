#include "hash.h"

#include "test.h"

static const char *
hex_of(const struct hmac *h)
{
    static char text[2 * HMAC_MAX_BYTES + 1];
    for (size_t i = 0; i < h->n; i++)
        snprintf(text + 2 * i, 3, "%02x", h->b[i]);
    return text;
}

/* Wanted values: printf '%s' TEXT | openssl dgst -sha256 -hmac KEY */
TEST(hmac_is_what_openssl_prints)
{
    static const char *const wants[HMAC_HASH_MAX] = {
        "c80036b7e2d3c39a276ffaffef5d5453d8a3125d",
        "5a8a1d71fbebee611c2c27ba393f71fcfb69538888af82285e7dfc47f35c81ff",
        "b92b368d146d96fec396dd8b8806753f297337874c1b38c3628bed866e51474d"
        "d765e1ad5b68ad900c778d55eb5e3c73b493e001bc1e9e93c61518833e425f3d",
    };
    for (int i = 0; i < HMAC_HASH_MAX; i++) {
        struct hmac h = hmac_of((enum hmac_hash)i, BYTES("a key"), &BYTES("what is signed"), 1);
        CHECK_STR(hex_of(&h), wants[i]);
    }
}

TEST(hmac_of_parts_is_that_of_the_whole)
{
    struct bytes whole = BYTES("what is signed");
    struct hmac want = hmac_of(HMAC_SHA256, BYTES("a key"), &whole, 1);
    for (size_t i = 0; i <= whole.n; i++) {
        struct bytes parts[] = {bytes_cut(whole, 0, i), BYTES_NONE, bytes_from(whole, i)};
        struct hmac h = hmac_of(HMAC_SHA256, BYTES("a key"), parts, 3);
        CHECK_INT(h.n, want.n);
        CHECK(memcmp(h.b, want.b, h.n) == 0);
    }
}

TEST(hmac_takes_keys_of_any_length)
{
    char key[200];
    memset(key, 'k', sizeof key);
    struct hmac h = hmac_of(HMAC_SHA256, (struct bytes){key, sizeof key}, &BYTES("x"), 1);
    CHECK_STR(hex_of(&h), "a34abd1b081e75091b5f15447fb45ea6a1a7d624c190b880750d5d0f52ca715e");
    h = hmac_of(HMAC_SHA256, BYTES_NONE, NULL, 0);
    CHECK_STR(hex_of(&h), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

int
main(void)
{
    RUN(hmac_is_what_openssl_prints);
    RUN(hmac_of_parts_is_that_of_the_whole);
    RUN(hmac_takes_keys_of_any_length);
    return test_end();
}

#include "random.h"

#include "test.h"

static struct arena arena = {.max_bytes = 1 << 20};

TEST(ids_have_their_form_and_sort_by_time)
{
    struct bytes a = id_new(&arena, "inc", 1710000000000), b = id_new(&arena, "inc", 1710000000001);
    CHECK(id_is(a, "inc") && id_is(b, "inc"));
    CHECK(!id_is(a, "evt") && !id_is(BYTES("inc_0123"), "inc") && !id_is(BYTES("inc_0123456789012345678u"), "inc"));
    CHECK(bytes_cmp(a, b) < 0);
    struct bytes c = id_new(&arena, "inc", 1710000000000);
    CHECK(!bytes_eq(a, c)); // 55 random bits
}

TEST(secrets_differ_and_compare)
{
    struct bytes a = secret_new(&arena, "am_"), b = secret_new(&arena, "am_");
    CHECK_INT(a.n, 3 + 43);
    CHECK(!secret_eq(a, b) && secret_eq(a, a) && !secret_eq(a, BYTES("am_")) && secret_eq(BYTES_NONE, BYTES_NONE));
}

TEST(a_password_is_known_again_and_no_other)
{
    struct bytes h = password_hash(&arena, BYTES("correct horse"));
    CHECK(bytes_starts(h, "$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(password_is(h, BYTES("correct horse")));
    CHECK(!password_is(h, BYTES("correct horsf")) && !password_is(h, BYTES_NONE));
    CHECK(!password_is(BYTES_NONE, BYTES("correct horse")) && !password_is(BYTES("rubbish"), BYTES_NONE));
}

int
main(void)
{
    secrets_start();
    RUN(ids_have_their_form_and_sort_by_time);
    RUN(secrets_differ_and_compare);
    RUN(a_password_is_known_again_and_no_other);
    arena_done(&arena);
    return test_end();
}

#ifndef BASE_TEST_H
#define BASE_TEST_H
/*
 * Tests on one page. A test file is a program: TESTs, then a main() of RUNs that ends with `return test_end();`.
 * A failed CHECK names its place and ends the program, so that sanitizers see a clean stop.
 * A test that needs something that is not there says SKIP("why") and returns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

static int test_count, test_skips;

#define CHECK(x)                                                                                                       \
    do {                                                                                                               \
        if (!(x)) {                                                                                                    \
            printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #x);                                                     \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        long long got_ = (long long)(got), want_ = (long long)(want);                                                  \
        if (got_ != want_) {                                                                                           \
            printf("%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, got_, want_);                            \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

/* got is a struct bytes, want a C string */
#define CHECK_BYTES(got, want)                                                                                         \
    do {                                                                                                               \
        struct bytes got_ = (got);                                                                                     \
        if (!bytes_is(got_, (want))) {                                                                                 \
            printf("%s:%d: %s is\n  \"%.*s\"\nnot\n  \"%s\"\n", __FILE__, __LINE__, #got, BYTES_ARG(got_), (want));    \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

#define CHECK_STR(got, want) CHECK_BYTES(bytes_of(got), want)

/* `script/test NAME` runs single tests with NAME in TEST_ONLY. */
static inline bool
test_wanted(const char *name)
{
    const char *only = getenv("TEST_ONLY");
    return !only || strstr(name, only);
}

#define TEST(name) static void name(void)
#define RUN(name)                                                                                                      \
    do {                                                                                                               \
        if (test_wanted(#name)) {                                                                                      \
            name();                                                                                                    \
            printf("ok %d %s\n", ++test_count, #name);                                                                 \
            fflush(stdout); /* what passed is known even when the next one crashes */                                  \
        }                                                                                                              \
    } while (0)
#define SKIP(why)                                                                                                      \
    do {                                                                                                               \
        printf("skipped: %s\n", why);                                                                                  \
        test_skips++;                                                                                                  \
    } while (0)

/* 77 tells the runner that every test was skipped. */
static inline int
test_end(void)
{
    printf("1..%d\n", test_count);
    return test_skips && test_skips == test_count ? 77 : 0;
}
#endif

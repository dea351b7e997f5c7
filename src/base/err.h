#ifndef BASE_ERR_H
#define BASE_ERR_H
/*
 * What can go wrong, and the one sentence that says so.
 *
 * A function that can fail because of input, disk or network returns `enum err` and writes the sentence into the
 * `struct why` that its caller handed down. Our own mistakes are asserts, which stay on in releases.
 */

enum err {
    OK = 0,
    ERR_INVALID,   // the input is wrong; the sentence says which part and what it should be
    ERR_DENIED,    // who asks may not do that
    ERR_NOT_FOUND, // what was named does not exist, or who asks may not know of it
    ERR_CONFLICT,  // it would contradict what is stored: a name that is taken
    ERR_STALE,     // somebody changed it first: read it again
    ERR_LIMIT,     // a documented ceiling was hit; the sentence names it
    ERR_FULL,      // the disk has no room left
    ERR_IO,        // the system refused: reading, writing, starting a program
    ERR_MAX
};

enum { WHY_MAX_BYTES = 512 };

/* For people, not for branching. No full stop: callers put it into longer lines. */
struct why {
    char text[WHY_MAX_BYTES];
};

/*
 * Writes the sentence and returns `code`, so that a failing line reads: return fail(why, ERR_INVALID, "...").
 * A longer sentence is cut at a UTF-8 boundary. `why` may be NULL when nobody asks.
 */
enum err fail(struct why *why, enum err code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#ifndef __cplusplus
/* So that compilers and analysers see what a failing line returns; they cannot look into err.c. */
static inline enum err
fail_is(enum err said, enum err code)
{
    (void)said;
    return code;
}
#define fail(why, code, ...) fail_is((fail)(why, code, __VA_ARGS__), (code))
#endif

/* The name of a code in lower case, for logs and tests: "ok", "invalid", ... */
const char *err_name(enum err e);
#endif

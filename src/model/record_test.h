#ifndef MODEL_RECORD_TEST_H
#define MODEL_RECORD_TEST_H
/* What every test of the model begins with: a fresh database in memory, an arena, a clock that stands still. */
#include "../base/random.h"
#include "../base/test.h"
#include "../db/schema.h"
#include "user.h"

struct record {
    struct arena arena;
    struct cx cx;
};

static inline struct cx *
record_open(struct record *r)
{
    *r = (struct record){.arena = {.max_bytes = (size_t)1 << 30}};
    secrets_start();
    CHECK(db_open(":memory:", &r->cx.db, &r->cx.why) == OK);
    CHECK(db_migrate(r->cx.db, db_schema, db_schema_count, &r->cx.why) == OK);
    r->cx.arena = &r->arena;
    r->cx.now_ms = 1710410400000; // 2024-03-14T10:00:00Z
    r->cx.via = VIA_COMMAND;
    return &r->cx;
}

static inline void
record_close(struct record *r)
{
    db_close(r->cx.db);
    arena_done(&r->arena);
}

#define CHECK_OK(call)                                                                                                 \
    do {                                                                                                               \
        enum err e_ = (call);                                                                                          \
        if (e_) {                                                                                                      \
            printf("%s:%d: %s: %s\n", __FILE__, __LINE__, #call, err_name(e_));                                        \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)
#define CHECK_ERR(call, want)                                                                                          \
    do {                                                                                                               \
        enum err e_ = (call);                                                                                          \
        if (e_ != (want)) {                                                                                            \
            printf("%s:%d: %s gives %s, not %s\n", __FILE__, __LINE__, #call, err_name(e_), err_name(want));           \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)
#endif

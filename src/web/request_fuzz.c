/*
 * Requests against the program's own routes, without sockets, on a database in memory.
 *
 * Byte 0: bit 0 takes the path from the input's first line as it is, else it is that of row byte 1, with the words of
 * that line as its parameters; bits 1 and 2 say who asks; bits 3 and 4 add If-Match and Idempotency-Key. The second
 * line is the query, the rest the body.
 */
#include "../base/log.h"
#include "../base/random.h"
#include "../db/schema.h"
#include "../model/session.h"
#include "../net/http_path.h"
#include "web_inside.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RUNS_OF_ONE_DATABASE = 500, PEOPLE = 3 };

struct world {
    struct web *web;
    struct web_worker worker;
    struct arena arena;
    struct bytes secrets[PEOPLE], csrf[PEOPLE];
    int runs;
};

static void
add_person(struct world *w, int i, enum role role)
{
    struct cx cx = {.arena = &w->arena, .db = w->worker.db, .via = VIA_COMMAND, .now_ms = web_now_ms()};
    struct user *u;
    struct session *s;
    struct user_new in = {.name = BYTES("Ada"), .email = bytes_printf(&w->arena, "%d@example.org", i), .role = role};
    enum err e = user_create(&cx, &in, &u);
    assert(!e);
    e = session_create(&cx, u->id, BYTES("fuzzer"), &w->secrets[i], &s);
    assert(!e);
    w->csrf[i] = s->csrf;
}

static void
begin_world(struct world *w)
{
    struct why why;
    if (!w->web) {
        static const struct web_config config = {
            .data_folder = "/nowhere", .database = ":memory:", .version = "0", .quiet = true, .requests_per_s = -1};
        log_start(LOG_LEVEL_NONE, 2);
        enum err e = web_open(&config, &w->web, &why);
        assert(!e);
        w->worker.web = w->web;
        w->worker.parser = json_parser_new();
    }
    if (w->runs++ % RUNS_OF_ONE_DATABASE)
        return;
    db_close(w->worker.db);
    arena_done(&w->arena);
    w->arena = (struct arena){.max_bytes = 1 << 20};
    enum err e = db_open(":memory:", &w->worker.db, &why);
    assert(!e);
    e = db_migrate(w->worker.db, db_schema, db_schema_count, &why);
    assert(!e);
    add_person(w, 0, ROLE_READER);
    add_person(w, 1, ROLE_EDITOR);
    add_person(w, 2, ROLE_ADMIN);
}

static struct bytes
path_of_row(struct arena *a, const struct route *r, struct bytes words)
{
    struct bytes rest = bytes_from(bytes_of(r->path), 1), segment, path = BYTES_NONE;
    while (bytes_split(&rest, '/', &segment)) {
        if (segment.p[0] == ':' && !bytes_split(&words, ' ', &segment))
            segment = BYTES("x");
        path = bytes_printf(a, "%.*s/%.*s", BYTES_ARG(path), BYTES_ARG(segment));
    }
    return path;
}

static void
add_header(struct header *list, size_t *count, const char *name, struct bytes value)
{
    list[(*count)++] = (struct header){bytes_of(name), value};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world w;
    struct bytes input = {(const char *)data, size}, first, line = BYTES_NONE, query = BYTES_NONE;
    if (size < 2)
        return 0;
    begin_world(&w);
    struct arena a = {.max_bytes = (size_t)1 << 30};
    unsigned how = data[0], row = data[1] % route_count, who = how >> 1 & 3;
    struct bytes rest = bytes_from(input, 2);
    bytes_line(&rest, &line);
    bytes_line(&rest, &query);
    first = how & 1 ? line : path_of_row(&a, &routes[row], line);

    struct header headers[8];
    struct http_request r = {.method = routes[row].method, .headers = headers, .peer = "192.0.2.1", .body_fd = -1};
    add_header(headers, &r.header_count, "Content-Type", BYTES("application/json"));
    add_header(headers, &r.header_count, "Host", BYTES("fuzz"));
    if (who) {
        add_header(headers, &r.header_count, "Cookie",
                   bytes_printf(&a, "aftermath_session=%.*s", BYTES_ARG(w.secrets[who - 1])));
        add_header(headers, &r.header_count, "X-CSRF-Token", w.csrf[who - 1]);
    }
    if (how & 8)
        add_header(headers, &r.header_count, "If-Match", query);
    if (how & 16)
        add_header(headers, &r.header_count, "Idempotency-Key", query);
    r.target = first;
    r.query = query;
    r.host = BYTES("fuzz");
    char *body = arena_alloc(&a, rest.n + JSON_PADDING_BYTES);
    if (rest.n)
        memcpy(body, rest.p, rest.n);
    r.body = (struct bytes){body, rest.n};
    r.body_bytes = rest.n;
    if (!http_path_decode(&a, first, &r.path)) {
        struct web_answer *answer = arena_new(&a, struct web_answer);
        struct web_call *c = arena_new(&a, struct web_call);
        web_answer_request(&w.worker, &r, NULL, &a, answer, c);
        assert(answer->is_elsewhere || answer->status >= 200);
        assert(!db_in_transaction(w.worker.db));
    }
    arena_done(&a);
    return 0;
}

#ifndef WEB_WEB_TEST_H
#define WEB_WEB_TEST_H
/*
 * A real server for tests of handlers: on a free port, in this process, with a folder of its own and four who ask.
 *
 *     struct web_test t;
 *     web_test_open(&t);
 *     struct web_reply r = web_ask(&t, WHO_EDITOR, "POST", "/api/v1/teams", "{\"name\":\"Payments\"}");
 *     CHECK_INT(r.status, 201);
 *     CHECK_BYTES(json_text(json_get(r.json, "name")), "Payments");
 *     web_test_close(&t);
 *
 * Every answer is held to what the API's description says of its route: a body that is not as its schema says, or a
 * problem that is no Problem, ends the test. t.cx is a connection to the same database, as the command line has one:
 * what stands there can be made and looked at with the model's functions.
 */
#include "../base/random.h"
#include "../base/test.h"
#include "../model/session.h"
#include "../model/token.h"
#include "web_inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ftw.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum web_who { WHO_NOBODY = 0, WHO_READER, WHO_EDITOR, WHO_ADMIN, WHO_MAX }; // but for the first by cookie

struct web_person {
    struct bytes id, secret, csrf;
    struct bytes token; // an API token with the same role
};

struct web_test {
    struct arena arena;
    char folder[64];
    struct web *web;
    pthread_t thread;
    struct web_person who[WHO_MAX];
    struct cx cx; // via VIA_COMMAND: may everything. Set cx.now_ms anew when a test needs the time.
};

struct web_reply {
    int status;
    struct bytes head, body;
    struct json json; // of a JSON body
};

/* ---- open, close ---- */

static inline void *
web_test_run(void *web)
{
    web_run(web);
    return NULL;
}

static inline void
web_test_person(struct web_test *t, enum web_who who, enum role role, const char *name)
{
    struct cx cx = t->cx;
    struct web_person *p = &t->who[who];
    struct user *u;
    struct session *s;
    struct token *token;
    struct user_new in = {
        .name = bytes_of(name), .email = bytes_printf(&t->arena, "%s@example.org", name), .role = role};
    CHECK(user_create(&cx, &in, &u) == OK);
    p->id = u->id;
    CHECK(session_create(&cx, u->id, BYTES("test"), &p->secret, &s) == OK);
    p->csrf = s->csrf;
    cx.actor = s->user;
    cx.via = VIA_BROWSER;
    struct token_new wanted = {.name = BYTES("test"), .role = role};
    CHECK(token_create(&cx, &wanted, &p->token, &token) == OK);
}

/* A folder, a migrated database, a server. config: what differs from the usual; may be NULL. */
static inline void
web_test_open_with(struct web_test *t, const struct web_config *config)
{
    struct web_config c = config ? *config : (struct web_config){.requests_per_s = -1};
    struct why why = {""};
    *t = (struct web_test){.arena = {.max_bytes = (size_t)1 << 30}};
    const char *tmp = getenv("TMPDIR");
    snprintf(t->folder, sizeof t->folder, "%.40s/aftermath-XXXXXX", tmp ? tmp : "/tmp");
    CHECK(mkdtemp(t->folder));
    c.listen = "127.0.0.1:0";
    c.data_folder = t->folder;
    c.version = "0.0.0-test";
    c.quiet = true;
    if (!c.fast_workers)
        c.fast_workers = c.slow_workers = 2;
    if (web_open(&c, &t->web, &why)) {
        printf("%s\n", why.text);
        exit(1);
    }
    t->cx = (struct cx){.arena = &t->arena, .via = VIA_COMMAND, .now_ms = web_now_ms()};
    CHECK(db_open(t->web->database, &t->cx.db, &why) == OK);
    web_test_person(t, WHO_READER, ROLE_READER, "reader");
    web_test_person(t, WHO_EDITOR, ROLE_EDITOR, "editor");
    web_test_person(t, WHO_ADMIN, ROLE_ADMIN, "admin");
    CHECK(pthread_create(&t->thread, NULL, web_test_run, t->web) == 0);
}

static inline void
web_test_open(struct web_test *t)
{
    web_test_open_with(t, NULL);
}

static inline int
web_test_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void
web_test_close(struct web_test *t)
{
    web_stop(t->web);
    pthread_join(t->thread, NULL);
    web_close(t->web);
    db_close(t->cx.db);
    CHECK(nftw(t->folder, web_test_unlink, 16, FTW_DEPTH | FTW_PHYS) == 0);
    arena_done(&t->arena);
}

/* ---- asking ---- */

static inline int
web_test_connect(const struct web_test *t)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)web_port(t->web))};
    struct timeval patience = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static inline void
web_test_write(int fd, struct bytes b)
{
    while (b.n) {
        ssize_t n = send(fd, b.p, b.n, MSG_NOSIGNAL);
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
            return; // refused before all was sent: the answer says why
        CHECK(n > 0);
        b = bytes_from(b, (size_t)n);
    }
}

/* Until the other side has said all. */
static inline struct bytes
web_test_read(struct web_test *t, int fd)
{
    struct buf b = {.max_bytes = (size_t)512 << 20};
    char piece[64 << 10];
    for (ssize_t n; (n = recv(fd, piece, sizeof piece, 0)) > 0;)
        buf_add(&b, (struct bytes){piece, (size_t)n});
    char *p = arena_alloc(&t->arena, b.n + JSON_PADDING_BYTES);
    if (b.n)
        memcpy(p, b.p, b.n);
    struct bytes all = {p, b.n};
    buf_done(&b);
    return all;
}

/* One of an answer's headers; or empty. */
static inline struct bytes
web_reply_header(struct web_reply r, const char *name)
{
    struct bytes rest = r.head, line, key;
    while (bytes_line(&rest, &line))
        if (bytes_find_char(line, ':') >= 0 && bytes_split(&line, ':', &key) && bytes_is_nocase(key, name))
            return bytes_trim(line);
    return BYTES_NONE;
}

static inline void
web_test_free_parser(void *p)
{
    json_parser_free(p);
}

static inline bool
web_test_is_json(struct bytes type)
{
    return bytes_is(type, "application/json") || bytes_is(type, "application/problem+json");
}

/* A list's answer is checked item by item. */
static inline enum err
web_test_check(const struct schemas *s, const char *out, struct json v, struct why *why)
{
    if (out[0] != '[')
        return schema_check(s, schema_find(s, bytes_of(out)), v, why);
    struct json schema = schema_find(s, bytes_cut(bytes_of(out), 1, strlen(out) - 2));
    enum json_type next = json_type_of(json_get(v, "next"));
    if (json_type_of(json_get(v, "items")) != JSON_ARRAY || (next != JSON_STRING && next != JSON_NULL))
        return fail(why, ERR_INVALID, "a list has items and next");
    for (struct json_iter it = json_each(json_get(v, "items")); json_next(&it);) {
        enum err e = schema_check(s, schema, it.value, why);
        if (e)
            return e;
    }
    return OK;
}

static inline void
web_test_hold(struct web_test *t, const char *method, const char *path, const struct web_reply *r)
{
    struct route_match match;
    struct why why = {""};
    struct bytes type = web_reply_header(*r, "Content-Type");
    unsigned m = 0;
    while (m < HTTP_METHOD_MAX && strcmp(http_method_name(m), method) != 0)
        m++;
    struct bytes plain = bytes_cut(bytes_of(path), 0, strcspn(path, "?"));
    route_find(t->web->routes, m, plain, &match);
    enum err e = OK;
    if (bytes_is(type, "application/problem+json"))
        e = web_test_check(t->web->schemas, "Problem", r->json, &why);
    else if (match.route && match.route->out && !strchr(match.route->out, '/') && r->status < 300 && r->body.n)
        e = web_test_check(t->web->schemas, match.route->out, r->json, &why);
    if (e || (r->status >= 400 && r->body.n && !bytes_is(type, "application/problem+json"))) {
        printf("%s %s: the answer %d is not as described: %s\n%.*s\n", method, path, r->status, why.text,
               BYTES_ARG(r->body));
        exit(1);
    }
}

/* request: all of it, as sent on the wire; it should ask for Connection: close. */
static inline struct web_reply
web_ask_raw(struct web_test *t, const char *method, const char *path, struct bytes request)
{
    struct web_reply r = {0};
    int fd = web_test_connect(t);
    web_test_write(fd, request);
    struct bytes all = web_test_read(t, fd);
    close(fd);
    ptrdiff_t end = bytes_find(all, "\r\n\r\n");
    if (end < 0)
        return r; // status 0: no answer
    r.head = bytes_cut(all, 0, (size_t)end);
    r.body = bytes_from(all, (size_t)end + 4);
    r.status = atoi(r.head.p + strlen("HTTP/1.1 "));
    if (web_test_is_json(web_reply_header(r, "Content-Type")) && r.body.n) {
        struct json_parser *parser = json_parser_new();
        arena_on_done(&t->arena, web_test_free_parser, parser);
        CHECK(json_parse(parser, r.body, &r.json, NULL) == OK);
    }
    web_test_hold(t, method, path, &r);
    return r;
}

/* headers: further ones, each with its "\r\n"; "" for none. */
static inline struct web_reply
web_ask_with(struct web_test *t, enum web_who who, const char *method, const char *path, const char *headers,
             struct bytes body)
{
    struct buf b = {.max_bytes = (size_t)512 << 20};
    const struct web_person *p = &t->who[who];
    buf_printf(&b, "%s %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n%s", method, path, headers);
    if (who != WHO_NOBODY)
        buf_printf(&b, "Cookie: aftermath_session=%.*s\r\nX-CSRF-Token: %.*s\r\n", BYTES_ARG(p->secret),
                   BYTES_ARG(p->csrf));
    if (body.p)
        buf_printf(&b, "Content-Length: %zu\r\n", body.n);
    buf_puts(&b, "\r\n");
    buf_add(&b, body);
    struct web_reply r = web_ask_raw(t, method, path, buf_bytes(&b));
    buf_done(&b);
    return r;
}

/* json: the body, or NULL for none. */
static inline struct web_reply
web_ask(struct web_test *t, enum web_who who, const char *method, const char *path, const char *json)
{
    return web_ask_with(t, who, method, path, json ? "Content-Type: application/json\r\n" : "", bytes_of(json));
}

/* The same by API token. */
static inline struct web_reply
web_ask_token(struct web_test *t, struct bytes token, const char *method, const char *path, const char *json)
{
    struct bytes headers = bytes_printf(&t->arena, "Authorization: Bearer %.*s\r\n%s", BYTES_ARG(token),
                                        json ? "Content-Type: application/json\r\n" : "");
    return web_ask_with(t, WHO_NOBODY, method, path, headers.p, bytes_of(json));
}

/* ---- live events ---- */

struct web_ear {
    int fd;
    struct buf got;
    size_t at;
    struct bytes ready; // what it was told when it began
};

/* The next event as "name data"; empty when the stream has ended. Waits for it. */
static inline struct bytes
web_hear(struct web_test *t, struct web_ear *ear)
{
    for (;;) {
        struct bytes rest = bytes_from(buf_bytes(&ear->got), ear->at);
        ptrdiff_t end = bytes_find(rest, "\n\n");
        if (end >= 0) {
            struct bytes event = bytes_cut(rest, 0, (size_t)end), line, name = BYTES_NONE, data = BYTES_NONE;
            ear->at += (size_t)end + 2;
            while (bytes_line(&event, &line)) {
                if (bytes_starts(line, "event: "))
                    name = bytes_from(line, 7);
                else if (bytes_starts(line, "data: "))
                    data = bytes_from(line, 6);
            }
            if (name.n)
                return bytes_printf(&t->arena, "%.*s %.*s", BYTES_ARG(name), BYTES_ARG(data));
            continue; // a comment
        }
        char piece[4096];
        ssize_t n = recv(ear->fd, piece, sizeof piece, 0);
        if (n <= 0)
            return BYTES_NONE;
        buf_add(&ear->got, (struct bytes){piece, (size_t)n});
    }
}

/* channels: "channel=record&channel=incident:inc_..."; returns once the stream has begun. */
static inline struct web_ear
web_listen(struct web_test *t, enum web_who who, const char *channels)
{
    struct web_ear ear = {.fd = web_test_connect(t)};
    struct bytes request =
        bytes_printf(&t->arena, "GET /api/v1/live?%s HTTP/1.1\r\nHost: test\r\nCookie: aftermath_session=%.*s\r\n\r\n",
                     channels, BYTES_ARG(t->who[who].secret));
    web_test_write(ear.fd, request);
    ear.ready = web_hear(t, &ear);
    CHECK(bytes_starts(ear.ready, "ready {\"changes\":"));
    return ear;
}

static inline void
web_ear_close(struct web_ear *ear)
{
    close(ear->fd);
    buf_done(&ear->got);
}
#endif

#ifndef WEB_WEB_INSIDE_H
#define WEB_WEB_INSIDE_H
/*
 * What the files of the program behind the server know of each other; handlers include web.h only.
 *
 * Threads: struct web is made before the first thread and not changed after, but for what has a lock of its own (rate,
 * metrics, jobs). A worker, its connection and its parser belong to one thread.
 */
#include "checkpoint.h"
#include "metrics.h"
#include "rate.h"
#include "route.h"
#include "schemas.h"
#include "serve.h"

#include <pthread.h>
#include <stdatomic.h>

struct jobs;

struct base_url {
    struct base_url *older;
    char text[];
};

struct web {
    struct web_config config;
    char *data_folder, *database, *version; // copies
    _Atomic(struct base_url *) base_url;
    pthread_mutex_t base_url_lock;
    struct http_server *server;
    struct schemas *schemas;
    const struct route *table; // routes[], or a test's
    size_t table_count;
    struct route_map *routes;
    struct rate *rate; // NULL: no limit
    struct metrics *metrics;
    struct jobs *jobs;
    struct intake *intake;
    struct checkpoints *checkpoints;
    atomic_uint_fast64_t told; // changes, ever
    struct buf openapi;
    int64_t started_ms;
};

struct web_worker {
    struct web *web;
    struct db *db;
    struct json_parser *parser;
};

enum { WEB_HEADERS_MAX = 12, WEB_BODY_MAX_BYTES = 256 << 20 };

/* What a handler has answered so far; nothing of it has left. */
struct web_answer {
    int status; // 0: nothing
    const char *media_type;
    struct buf body; // freed with the arena
    struct json_out json;
    struct bytes forever; // instead of body: bytes of the program itself
    struct header headers[WEB_HEADERS_MAX];
    uint32_t header_count;
    bool is_elsewhere;
    int fd; // -1, or the answer is this file
    uint64_t fd_bytes;
    struct why query_wrong; // the first wrong value of the query; "" for none
    int refuse_status;      // of web_refuse()
    int64_t retry_after_s;
};

void web_answer_init(struct web_answer *a, struct arena *arena);
void web_answer_reset(struct web_answer *a); // forgets what a handler that failed had said
void web_answer_send(const struct web_answer *a, struct http_exchange *x);
void web_static(struct web_call *c, int status, const char *media_type, struct bytes forever);

/* ---- where people reach it (address.c) ---- */

void web_stream_begun(void *ctx, struct buf *out);                     // live.c's, for struct http_app
enum err web_db_open(struct web *w, struct db **ret, struct why *why); // who is in no hurry copies its log
enum err web_load_base_url(struct web *w, struct cx *cx); // at the start, and whenever a setting was changed
void web_free_base_url(struct web *w);

/* ---- problem documents (problem.c) ---- */

/* Makes the answer a problem document. The sentence is c->cx->why's. */
void web_problem(struct web_call *c, enum err e);
void web_problem_status(struct web_call *c, int status, const char *detail);
/* For the server's own refusals: struct http_app's problem(). */
const char *web_problem_of_server(void *ctx, int status, const char *reason, struct buf *out);

/* ---- who asks (auth.c) ---- */

/* Fills in c->cx->actor, via, session or token. Errors: ERR_DENIED (a secret that is not, or no longer, good), ERR_IO.
 */
enum err web_who_asks(struct web_call *c);
/* OK, or the answer is a problem: 401, 403. */
bool web_may_call(struct web_call *c);
const char *web_address(const struct web *w, const struct http_request *r, struct arena *a);

/* ---- the request (request.c) ---- */

/* Reads and checks the JSON body of a route that has one. False: the answer is a problem. */
bool web_read_body(struct web_call *c, struct json_parser *parser);
bool web_check_query(struct web_call *c);
/* All of the body - of a route whose ceiling fits into memory -, from memory or its file, with JSON_PADDING_BYTES
 * behind it. Errors: ERR_IO. */
enum err web_whole_body(struct web_call *c, struct bytes *ret);

/* ---- running a request (call.c) ---- */

/*
 * From a request to its answer, without sending it. x may be NULL (then routes with ROUTE_EXCHANGE answer 503): for
 * tests and fuzzers without sockets.
 */
void web_answer_request(struct web_worker *worker, const struct http_request *r, struct http_exchange *x,
                        struct arena *arena, struct web_answer *ret, struct web_call *c);

/* ---- live events (live.c) ---- */

void web_publish_entry(struct web *w, struct arena *a, const char *action, struct bytes subject, struct bytes incident,
                       int64_t seq, struct bytes by);

/* ---- the interface (assets.c) ---- */

/* Answers a GET that is no route: a file of the interface, or its index.html; or a problem. */
void web_asset(struct web_call *c);
/* Whether the answer of a path is the interface's, which has a content policy of its own. */
bool web_is_interface(struct bytes path);

/* ---- the API's description (openapi.c) ---- */

void openapi_write(const struct web *w, struct buf *out);

int64_t web_now_ms(void);
#endif

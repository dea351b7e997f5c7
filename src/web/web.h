#ifndef WEB_WEB_H
#define WEB_WEB_H
/*
 * The program behind the HTTP server: routes, who asks, and what a handler is given.
 *
 * A route is one row of routes[] (routes.c): method, path, what it needs, which schemas go in and out, the handler, and
 * its sentence in the API description. Before a handler runs, the router has found out who asks, refused who may not,
 * checked the CSRF token, parsed the JSON body, and for methods that change something begun a transaction; after it,
 * the transaction is committed, then the answer goes out, then those who look at what changed are told. A handler that
 * returns an error undoes everything and the router writes the problem document.
 *
 *     static enum err
 *     team_get(struct web_call *c)
 *     {
 *         struct team *t;
 *         enum err e = team_load(c->cx, c->params[0], &t);
 *         if (e)
 *             return e;
 *         struct json_out *o = web_json(c, 200);
 *         put_team(o, t);
 *         return OK;
 *     }
 */
#include "../base/json.h"
#include "../base/json_out.h"
#include "../model/audit.h"
#include "../net/http.h"

struct web; // the running program: configuration, server, background jobs, intake

enum { ROUTE_PARAMS_MAX = 4, ROUTE_QUERY_MAX = 12 };

/* What a route asks of who calls it. */
enum route_need {
    NEED_NOTHING = 0, // anybody: sign-in, health, intake (which has rules of its own)
    NEED_READ,
    NEED_EDIT,
    NEED_ADMIN,
};

enum {                         // bits of route.flags
    ROUTE_NO_TX = 1,           // begins transactions by itself (or needs none)
    ROUTE_SLOW = 2,            // goes to the slow lane: uploads, exports, password hashing, backups
    ROUTE_NO_CSRF = 4,         // is not asked for by our own pages: intake
    ROUTE_RAW_BODY = 8,        // the handler reads the body: uploads, intake
    ROUTE_NO_IDEMPOTENCY = 16, // also for answers with a secret in them: they must not be kept
    ROUTE_OWN_LIMIT = 32,      // has a rate limit of its own: intake
    ROUTE_EXCHANGE = 64,       // its handler uses c->x: streams, files, what is answered later
};

struct route_query {
    const char *name;
    const char *type; // "string", "integer", "boolean", "date-time"
    const char *help;
};

struct web_call;

struct route {
    enum http_method method;
    const char *path; // "/api/v1/incidents/:id": ':' begins a parameter, which is one segment
    enum route_need need;
    enum err (*handle)(struct web_call *c);
    const char *in; // name of the schema of the body (schemas.json); NULL for none
    const char
        *out; // of the answer; "Incident", "[Incident]" for {items, next}; NULL: no body; "text/csv" a media type
    const char *help;                // one sentence, for the API's description
    const struct route_query *query; // ends with a NULL name; NULL for none
    unsigned flags;
    uint32_t body_max_kib; // 0: 256
};

/* Sorted by path, then method; routes_test.c checks that, and that no two can match one request. */
extern const struct route routes[];
extern const size_t route_count;

/* One request at its handler. */
struct web_call {
    struct web *web;
    struct http_exchange *x;
    const struct http_request *r;
    const struct route *route;
    struct cx *cx; // arena, database, who asks, the clock
    struct bytes params[ROUTE_PARAMS_MAX];
    struct json body;          // parsed, when the route has `in`
    struct bytes session;      // the session's secret, when a browser asks
    struct web_answer *answer; // private to web.c
    struct bytes token_id;     // when a token asks
    struct bytes csrf;         // of the session: what a browser repeats
    const char *address;       // of who asks; behind a proxy on this machine that we believe, of whom that asks for
};

/* ---- answers: kept until the transaction is committed ---- */

/* A JSON answer: write the value to what is returned. */
struct json_out *web_json(struct web_call *c, int status);
void web_nothing(struct web_call *c); // 204
void web_text(struct web_call *c, int status, const char *media_type, struct bytes body);
/* "inline" or as a file to save, when `filename` is not NULL (any text; it is made safe). */
void web_download(struct web_call *c, const char *media_type, struct bytes body, const char *filename);
void web_header(struct web_call *c, const char *name, struct bytes value);
void web_etag(struct web_call *c, int64_t version); // ETag: "7"
/* A file of any size, to save or (filename NULL) to show; fd is taken. Needs ROUTE_EXCHANGE. */
void web_file(struct web_call *c, const char *media_type, int fd, uint64_t size, const char *filename);
/* The handler has answered, deferred or begun a stream through net/http.h by itself: the router adds nothing more. */
void web_elsewhere(struct web_call *c);
/*
 * An error that is answered with this status (401 to 503) and sentence, whatever enum err stands for it:
 *     return web_refuse(c, 429, 30, "too many sign-ins; wait half a minute");
 * retry_after_s: 0 for no such header.
 */
enum err web_refuse(struct web_call *c, int status, int64_t retry_after_s, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- requests ---- */

/* The version that If-Match names, or the body's "version"; 0 when neither does. Errors: ERR_INVALID. */
enum err web_if_match(struct web_call *c, int64_t *ret);

/*
 * Members of the body, which the router has held to the route's schema: unknown fields, missing ones, wrong types and
 * words that are none of an enum are refused before a handler runs. Not there: *ret stays as it was (text: BYTES_NONE).
 * Errors: ERR_INVALID names the field and says what it should be. Text is valid UTF-8 without control characters but
 * tabs and line ends; length in bytes. Text that is there, empty or null, has a pointer (p is not NULL); it lives in
 * the arena. required: not null and not blank.
 */
enum err body_text(struct web_call *c, const char *field, size_t max_bytes, struct bytes *ret);
enum err body_required_text(struct web_call *c, const char *field, size_t max_bytes, struct bytes *ret);
enum err body_int(struct web_call *c, const char *field, int64_t min, int64_t max, int64_t *ret);
enum err body_bool(struct web_call *c, const char *field, bool *ret);
enum err body_time(struct web_call *c, const char *field, int64_t *ret_ms); // RFC 3339; null gives 0
bool body_ids(struct web_call *c, const char *field, const struct bytes **ret, uint32_t *ret_count); // false: not there

/* Values of the query; false when not given. Errors are kept and end the request when the handler returns. Each name
 * must be a row of route->query (that is asserted), which the API's description shows; other names are refused. */
bool query_text(struct web_call *c, const char *name, struct bytes *ret);
bool query_int(struct web_call *c, const char *name, int64_t min, int64_t max, int64_t *ret);
bool query_time(struct web_call *c, const char *name, int64_t *ret_ms);
bool query_flag(struct web_call *c, const char *name); // "1" or "true"

/*
 * Cursors of lists: opaque to callers, two sort values inside. limit: of the query, at most `max`.
 *     struct web_page p = web_page(c, 50, 200);
 */
struct web_page {
    bool has_cursor;
    int64_t ms; // of the last item of the page before
    struct bytes id;
    uint32_t limit;
};
struct web_page web_page(struct web_call *c, uint32_t usual, uint32_t max);
void put_next(struct json_out *o, bool more, int64_t last_ms, struct bytes last_id); // "next": "..." or null

/* ---- writing the usual values ---- */

void put_text(struct json_out *o, const char *key, struct bytes text);
void put_int(struct json_out *o, const char *key, int64_t v);
void put_bool(struct json_out *o, const char *key, bool v);
void put_time(struct json_out *o, const char *key, int64_t ms);                              // RFC 3339 or, for 0, null
void put_user_ref(struct json_out *o, const char *key, struct cx *cx, struct bytes user_id); // {"id","name"} or null

/* ---- the rest of the program ---- */

/* Tells who looks at it: {"action","subject","incident","seq"} on the channels "incident:ID" or "postmortem:ID", and
 * "record". The router does so for every change of a request; background jobs call it with theirs. */
void web_publish_changes(struct web *w, const struct cx *cx);
/* A further event on a channel: an import's progress. data: one JSON object on one line. */
void web_publish(struct web *w, struct bytes channel, const char *event, struct bytes data);

const char *web_data_folder(const struct web *w);
const char *web_base_url(const struct web *w); // "http://127.0.0.1:8080", as people reach it; for links
const char *web_version(const struct web *w);  // of the program: "0.1.0"
bool web_is_https(const struct web *w);        // people reach it by https: cookies are Secure
struct http_server *web_http(struct web *w);   // for handlers that answer later
bool web_is_stopping(const struct web *w);     // a long job asks now and then, and leaves the rest for the next start
/* Ends the live streams of a session (by its secret); those of a user or token end by themselves with any change of it:
 * who is still allowed to comes back. */
void web_end_session(struct web *w, struct bytes session_secret);
/* Wakes the thread of background work: imports, deliveries, timelines to build again. */
void web_wake_jobs(struct web *w);
#endif

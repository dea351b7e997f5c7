#ifndef NET_HTTP_H
#define NET_HTTP_H
/*
 * An HTTP/1.1 server that knows nothing of what is served: sockets in one thread, handlers in a pool of workers.
 *
 * The life of a request: the loop reads its head and asks the program's admit() what may follow; reads the body, in
 * memory or into an unnamed file; hands the exchange to a worker, whose handle() answers, says that somebody else
 * will, or turns it into a stream of events; the loop writes the answer. A connection has one request at work at a time
 * and is not read meanwhile. A handler is plain synchronous C with an arena of its own; nothing in it blocks the loop.
 *
 * Everything that comes in is hostile. What smuggling needs is refused (Transfer-Encoding beside Content-Length, either
 * twice, two Hosts or none, obsolete folding, a blank before the colon), the ceilings below answer 4xx and close, and
 * who sends or reads slowly loses the connection and nothing else.
 *
 *     struct http_server *s;
 *     enum err e = http_open(&config, &app, &s, why);   // listens
 *     http_run(s);                                      // until http_stop() or SIGTERM/SIGINT when config says so
 *     http_close(s);
 */
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/err.h"
#include "../base/header.h"

#include <stdint.h>

enum {
    HTTP_HEADERS_MAX = 100,
    HTTP_HEAD_MAX_BYTES = 32 << 10,  // request line and headers; beyond: 431, or 414 when the target alone is too long
    HTTP_TARGET_MAX_BYTES = 8 << 10, // path and query
    HTTP_BODY_IN_MEMORY_BYTES = 64 << 10, // a larger body goes into an unnamed file
    HTTP_OUT_MAX_BYTES = 1 << 20,         // waiting for one reader of events; beyond, its stream is cut
    HTTP_CHANNELS_MAX = 16,               // of one stream
    HTTP_CHANNEL_MAX_BYTES = 64,          // of a channel's name
    HTTP_PROGRESS_BYTES = 1 << 10,        // what must have moved when an idle timeout looks
    HTTP_INBOX_MAX_BYTES = 64 << 20,      // published and not yet handed out; beyond, every stream is cut
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_METHOD_MAX };
const char *http_method_name(enum http_method m); // "GET", ...

struct http_request {
    enum http_method method;
    struct bytes target; // as sent: path and query
    struct bytes path;   // decoded; begins with '/', valid UTF-8, no control characters, no empty, "." or ".." segment,
                         // no '/' at the end
    struct bytes query;  // as sent, without '?'
    const struct header *headers;
    size_t header_count;
    struct bytes host;
    const char *peer; // the sender's address without port, as text
    /* The body: in memory, or in a file that is closed when the exchange ends (body.n is 0 then). */
    struct bytes body; // JSON_PADDING_BYTES readable bytes stand behind it
    int body_fd;       // -1 unless in a file
    uint64_t body_bytes;
};

/* One value of the query, percent- and plus-decoded into the arena; false when there is none of that name. A value
 * that is no UTF-8 is given as empty. */
bool http_query(const struct http_request *r, struct arena *a, const char *name, struct bytes *ret);
/* A cookie's value, as sent; or empty. */
struct bytes http_cookie(const struct http_request *r, const char *name);

/* ---- the program ---- */

/* Which workers may run it: so that an import cannot keep a page waiting. */
enum http_lane { HTTP_LANE_FAST = 0, HTTP_LANE_SLOW, HTTP_LANE_MAX };

struct http_admission {
    int refuse_status;  // 0: go on; else answered at once with this status and the reason, and the connection closed
    const char *reason; // static; a sentence for people
    uint64_t body_max_bytes; // beyond: 413
    enum http_lane lane;
};

struct http_server;
struct http_exchange; // one request and its answer, while a worker has it

struct http_app {
    void *ctx;
    /* A worker's own world (a database connection), made and freed on its thread. NULL from worker_new: the server
     * does not start, and the program has said why. */
    void *(*worker_new)(void *ctx, enum http_lane lane, int number);
    void (*worker_free)(void *worker);
    /* On the loop, once the head is read: looks up the route, must not block. */
    void (*admit)(void *ctx, const struct http_request *r, struct http_admission *ret);
    /* On a worker. Must answer, defer or stream; what did none of these is answered with 500. */
    void (*handle)(void *worker, struct http_exchange *x);
    /* The body of a refusal that the server itself makes (400, 408, 413, 414, 431, 503 ...), on the loop: writes e.g. a
     * problem document and says its media type. May be NULL: text/plain. */
    const char *(*problem)(void *ctx, int status, const char *reason, struct buf *out);
    /* On the loop, after the last byte of an answer or when the connection was lost (then status is 0): once for each
     * request whose head made sense, be it refused. May be NULL. */
    void (*done)(void *ctx, const struct http_request *r, int status, uint64_t out_bytes, int64_t took_us);
    /* On the loop, when a stream has joined its channels: writes further events, which may say what was published until
     * now, since it gets all that is published from now on. May be NULL. */
    void (*stream_begun)(void *ctx, struct buf *out);
    /* Adds headers to a refusal that problem() wrote, with http_header(); of its request nothing may be known. May be
     * NULL. */
    void (*refusing)(void *ctx, struct http_exchange *x);
};

/* ---- a handler's side ---- */

const struct http_request *http_request(const struct http_exchange *x);
struct arena *http_arena(struct http_exchange *x); // freed when the answer has been written

/* Headers of the answer; Content-Length, Date and Connection are the server's. Text is copied. A value with a line end
 * or another control character is an assertion. */
void http_header(struct http_exchange *x, const char *name, struct bytes value);

/* Answers. For 204 and 304, and to HEAD, no body is sent. */
void http_answer(struct http_exchange *x, int status, const char *media_type, struct bytes body); // copied
void http_answer_static(struct http_exchange *x, int status, const char *media_type,
                        struct bytes body); // lives for ever
void http_answer_file(struct http_exchange *x, int status, const char *media_type, int fd,
                      uint64_t size); // fd is taken

/*
 * Answers later, from any thread: the handler returns and the exchange waits. A handle outlives the exchange: answering
 * one whose connection has gone does nothing. Each must be answered once.
 */
struct http_later {
    uint64_t id;
};
struct http_later http_defer(struct http_exchange *x);
/* Headers in the same call, since there is no exchange any more; everything is copied. */
void http_answer_later(struct http_server *s, struct http_later later, int status, const char *media_type,
                       struct bytes body, const struct header *headers, size_t header_count);

/*
 * Turns the exchange into a stream of server-sent events: status 200, text/event-stream, and `first` (whole events, may
 * be empty). From when the handler returns it gets what is published on its channels: a reader is told to read what it
 * wants to be kept up to date after its stream has begun. A comment goes out every 20 s, so that proxies keep it open
 * and lost readers are noticed. Names of channels are copied.
 */
void http_stream(struct http_exchange *x, const struct bytes *channels, size_t channel_count, struct bytes first);
/* From any thread: one whole event ("event: x\ndata: ...\n\n") to every stream that has the channel. Written once,
 * shared by all. */
void http_publish(struct http_server *s, struct bytes channel, struct bytes event);
/* From any thread: ends every stream that has the channel (a session that ended, a right that was taken). */
void http_end_streams(struct http_server *s, struct bytes channel);

/* ---- the server ---- */

struct http_config {
    const char *listen;             // "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:80"; port 0 takes a free one
    int fast_workers, slow_workers; // 0: 4 and 2
    int queue_max;                  // requests waiting for a lane; 0: 4096. Beyond: 503 with Retry-After
    int connections_max;            // 0: 4096. Beyond, idle ones are closed to make room, or new ones wait
    int head_timeout_ms;            // for a head to arrive whole; 0: 10 s. 408
    int body_idle_timeout_ms;       // for each HTTP_PROGRESS_BYTES of the body at least; 0: 20 s
    int write_idle_timeout_ms;      // the same of the answer, taken by its reader; 0: 20 s
    int keep_alive_ms;              // between requests; 0: 60 s
    const char *body_folder;        // where large bodies go; NULL: /tmp
    bool handle_signals;            // SIGTERM and SIGINT stop it, from http_open() until http_close()
    int stream_comment_ms;          // between the comments of a stream that is silent; 0: 20 s
    int stop_timeout_ms;            // what requests at work are given when it stops; 0: 5 s
    int linger_ms;                  // for who is refused to read it; 15 times that while it goes on sending; 0: 2 s
    size_t arena_max_bytes;         // of one exchange; 0: 1 GiB
};

/* Errors: ERR_INVALID (the address), ERR_IO (it is taken, no right to it: the sentence says which and what to do). */
enum err http_open(const struct http_config *config, const struct http_app *app, struct http_server **ret,
                   struct why *why);
int http_port(const struct http_server *s);
/* Runs the loop until stopped: accepts no more, lets requests at work finish (at most 5 s), ends streams. */
void http_run(struct http_server *s);
void http_stop(struct http_server *s);  // from any thread, or a signal handler
void http_close(struct http_server *s); // takes NULL

/* Numbers for /metrics. */
struct http_stats {
    uint64_t connections_total, requests_total, refused_total; // since the start
    uint32_t connections, streams;                             // now
    uint32_t queued[HTTP_LANE_MAX], running[HTTP_LANE_MAX];
    uint64_t in_bytes, out_bytes;
};
void http_stats(struct http_server *s, struct http_stats *ret); // from any thread
#endif

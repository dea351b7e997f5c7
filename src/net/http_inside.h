#ifndef NET_HTTP_INSIDE_H
#define NET_HTTP_INSIDE_H
/*
 * What the files of the server know of each other; nobody else includes this.
 *
 * Threads: `struct http_server` but for its inbox, its counters and `is_stopping`, every `struct http_conn` and every
 * queue of output belong to the loop. A `struct http_exchange` belongs to the loop, or to the one worker that has it
 * (has_worker). What comes from other threads is a message in the inbox.
 *
 * Who drives: http_conn_turn() alone moves a connection on - writes, ends a request, parses what waits. Whatever
 * changes a connection marks it (http_conn_mark) and the loop's prepare handle turns each once: so there is one
 * vectored write per turn, and no recursion from the end of one request into the next.
 */
#include "http.h"
#include "http_out.h"
#include "http_parse.h"
#include "http_path.h"
#include "pool.h"

#include <stdatomic.h>
#include <uv.h>

/* ---- what comes from other threads ---- */

enum http_message_kind { HTTP_MSG_DONE, HTTP_MSG_LATER, HTTP_MSG_PUBLISH, HTTP_MSG_END_STREAMS };

struct http_message {
    struct http_message *next;
    enum http_message_kind kind;
    struct http_exchange *exchange; // of DONE, which is part of it
    uint64_t id;                    // of LATER
    int status;
    struct buf headers, body;
    struct http_shared *event; // of PUBLISH
    char channel[HTTP_CHANNEL_MAX_BYTES];
    size_t channel_n;
};

void http_post(struct http_server *s, struct http_message *m);
void http_message_free(struct http_message *m);
void http_inbox_read(struct http_server *s);
void http_inbox_close(struct http_server *s); // what comes from now on is dropped

/* ---- exchanges ---- */

enum http_outcome { HTTP_OUTCOME_NONE, HTTP_OUTCOME_ANSWER, HTTP_OUTCOME_DEFERRED, HTTP_OUTCOME_STREAM };

enum { HTTP_PEER_BYTES = 48 };

struct http_exchange {
    struct http_server *server;
    struct http_conn *conn; // NULL once it was lost
    uint32_t slot, generation;
    struct http_exchange *next_free;
    bool has_worker, has_spool; // who must come back before it can be released
    bool has_head;              // request is filled in, and the program's done() was not called yet
    bool keep_alive, is_head;
    uint64_t started_ns, out_bytes;

    struct http_parse *parse;
    struct http_request request;
    struct http_admission admission;
    struct arena arena;
    char peer[HTTP_PEER_BYTES];
    struct pool_job job;
    struct http_message back; // from the worker to the loop

    /* The body on its way in. */
    struct buf body;
    uint64_t body_bytes;
    bool body_is_whole;
    struct buf spool_buf; // being written
    uv_work_t spool_work;
    int spool_error;

    /* The answer. */
    enum http_outcome outcome;
    int status;
    struct buf headers, copy, head;
    struct bytes answer; // a view into copy, or what lives for ever
    int file_fd;         // -1 unless the answer is a file
    uint64_t file_bytes, file_at;
    char *file_piece; // being read or written
    uv_fs_t file_read;
    bool file_is_reading;
    struct bytes channels[HTTP_CHANNELS_MAX];
    size_t channel_count;
    struct http_message *later; // came before the worker had let go
};

struct http_exchange *http_exchange_new(struct http_server *s, struct http_conn *c);
void http_exchange_release(struct http_exchange *x); // to the free ones, unless somebody has to come back first
void http_exchange_free(struct http_exchange *x);
void http_exchange_over(struct http_exchange *x, int status);               // tells the program, once
struct http_exchange *http_exchange_of(struct http_server *s, uint64_t id); // NULL when it has gone
uint64_t http_exchange_id(const struct http_exchange *x);
/* On the worker's thread. */
void http_exchange_run(struct http_server *s, void *worker, struct http_exchange *x);
/* Makes the answer one of the server's own: the program's problem document, or plain text. */
void http_exchange_refuse(struct http_exchange *x, int status, const char *reason);
/* Writes the head of the answer into x->head. */
void http_exchange_head(struct http_exchange *x);
const char *http_status_text(int status);

/* ---- the body on its way in (http_body.c) ---- */

int http_body_take(void *exchange, struct bytes piece); // for http_parse
/* True when what has come must go into the file before more is read; http_conn_spooled() says when it has. */
bool http_body_spool(struct http_exchange *x);
void http_body_finish(struct http_exchange *x); // the request has its body
void http_close_elsewhere(struct http_server *s, int fd);

/* ---- connections ---- */

enum http_conn_state {
    HTTP_CONN_IDLE,   // between requests
    HTTP_CONN_HEAD,   // a head is coming
    HTTP_CONN_BODY,   // a body is coming, or going into its file
    HTTP_CONN_WORK,   // a worker has it, or somebody who answers later
    HTTP_CONN_ANSWER, // the answer is being written
    HTTP_CONN_STREAM,
    HTTP_CONN_LINGER, // answered; reads and drops until the sender has seen it
    HTTP_CONN_CLOSED,
};

/* What a connection waits for, each with one time for all: so each list is in the order of its deadlines. */
enum http_wait {
    HTTP_WAIT_NONE,
    HTTP_WAIT_IDLE,
    HTTP_WAIT_HEAD,
    HTTP_WAIT_BODY,
    HTTP_WAIT_WRITE,
    HTTP_WAIT_COMMENT,
    HTTP_WAIT_LINGER,
    HTTP_WAIT_MAX
};

struct http_sub { // one stream's place in one channel
    struct http_conn *conn;
    struct http_sub *next, *prev;
    uint32_t channel;
};

struct http_conn {
    struct http_server *server;
    uv_tcp_t tcp;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct http_conn *next, *prev;           // all of them
    struct http_conn *wait_next, *wait_prev; // those that wait for the same
    struct http_conn *dirty_next;
    enum http_wait wait;
    uint64_t deadline_ms;
    uint64_t moved_bytes; // when the deadline was set: in_bytes or out_bytes
    enum http_conn_state state;
    bool is_dirty, is_reading, is_writing, has_eof;
    bool must_linger; // something unread may still come: see http_conn.c
    int linger_count;
    struct http_exchange *x;
    struct http_out out;
    struct buf pending; // came while a request was at work
    size_t pending_at;
    uint64_t in_bytes, out_bytes;
    size_t writing_bytes; // libuv has them
    struct http_sub *subs;
    size_t sub_count;
    char peer[HTTP_PEER_BYTES];
};

void http_conn_open(struct http_server *s, uv_stream_t *listener);
void http_conn_mark(struct http_conn *c);
void http_conn_turn(struct http_conn *c);
void http_conn_close(struct http_conn *c);
void http_conn_expired(struct http_conn *c, enum http_wait wait); // it has waited for that too long
void http_conn_answered(struct http_exchange *x);                 // the exchange has its answer: write it
void http_conn_spooled(struct http_exchange *x);
void http_conn_busy(struct http_exchange *x); // no worker has room for it
/* Writes what is queued; false when the connection was lost. */
bool http_conn_flush(struct http_conn *c);
uint64_t http_conn_written(const struct http_conn *c); // bytes that the socket took
void http_conn_set_wait(struct http_conn *c, enum http_wait wait);

/* ---- streams ---- */

struct http_channel {
    char *name;
    size_t name_n;
    struct http_sub *first;
};

void http_stream_begin(struct http_conn *c); // of an exchange whose outcome is STREAM
void http_stream_end(struct http_conn *c);   // leaves its channels; takes one that is no stream
void http_streams_publish(struct http_server *s, struct bytes channel, struct http_shared *event);
void http_streams_end(struct http_server *s, struct bytes channel);
void http_streams_end_all(struct http_server *s);
void http_streams_done(struct http_server *s);

/* ---- the server ---- */

struct http_waiting {
    struct http_conn *first, *last;
    uint64_t ms;
};

struct http_server {
    struct http_config config;
    struct http_app app;
    struct pool *pool;
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_async_t wake;
    uv_prepare_t prepare;
    uv_timer_t timer, stop_timer;
    uv_signal_t on_term, on_int;
    uint64_t timer_ms; // when it rings; 0: not set
    int port;
    bool has_loop, has_stopped, must_accept;

    struct http_conn *conns, *dirty;
    struct {
        struct pool_job *first, **last;
    } jobs[HTTP_LANE_MAX]; // for the workers, at the end of the turn
    uint32_t conn_count;
    struct http_waiting waits[HTTP_WAIT_MAX];
    struct http_exchange **exchanges; // by slot
    uint32_t exchange_count, exchange_cap;
    struct http_exchange *free_exchanges;

    struct http_channel *channels;
    uint32_t channel_count, channel_cap, channel_dead;
    struct map *channel_map;
    struct http_shared *comment;

    uv_mutex_t inbox_lock;
    struct http_message *inbox, **inbox_last;
    size_t inbox_bytes;
    bool inbox_lost; // events were dropped: streams must be cut
    bool is_deaf;    // nobody reads the inbox any more
    atomic_bool is_stopping;

    struct {
        atomic_uint_fast64_t connections, requests, refused, in_bytes, out_bytes;
        atomic_uint open, streams;
    } count;
    time_t date_s;
    char date[64]; // "Date: ...\r\n"
    char read_buf[64 << 10];
};

/* Counters have one writer, the loop: no locked instruction is needed. */
#define HTTP_COUNT(counter, more)                                                                                      \
    atomic_store_explicit(&(counter), atomic_load_explicit(&(counter), memory_order_relaxed) + (more),                 \
                          memory_order_relaxed)

void http_server_conn_closed(struct http_server *s);
void http_server_conn_idle(struct http_server *s); // one more has nothing to do
void http_server_turn(struct http_server *s);      // every connection that is marked
/* To a worker, at the end of the turn. */
void http_server_give(struct http_server *s, struct http_exchange *x);
#endif

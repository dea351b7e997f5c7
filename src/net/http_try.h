#ifndef NET_HTTP_TRY_H
#define NET_HTTP_TRY_H
/*
 * For the server's tests: a server in a thread of its own, with a program whose paths do what a test asks for, and a
 * plain blocking client. What goes wrong here ends the test.
 *
 *     /hello             "hello\n", static, with the header X-Try
 *     /echo              the body, and in X-Body where it stood: "memory", "file" or "none"
 *     /big?n=N           N bytes, copied            /file?n=N&said=M   a file of N bytes that is said to have M
 *     /wait              waits until try_open_gate(); /slow/wait in the slow lane
 *     /defer             answered by try_answer_later(); /defer/now: answered before the handler returns
 *     /stream?c=A&d=B    a stream with the channels A and B
 *     /peer /none        the sender's address; a handler that forgets to answer
 *     /block             admit() waits for the gate: nothing moves until then
 *     /speechless        admit() says 403 and no reason
 *     /refused           admit() says 403          /small             admit() allows 10 bytes of body
 */
#include "http.h"

#include "../base/buf.h"
#include "../base/test.h"

#include <pthread.h>

enum { TRY_LATER_MAX = 8, TRY_BODY_MAX_BYTES = 8 << 20 };

struct
try {
    struct http_server *server;
    pthread_t thread;
    int port;

    pthread_mutex_t lock; // of what follows
    pthread_cond_t changed;
    int waiting; // handlers at the gate
    bool gate_is_open;
    struct http_later later[TRY_LATER_MAX];
    int later_count;
    int done_count, done_status; // calls of done(), and the last one's
    uint64_t done_bytes;
    int workers; // alive
};

/* listen is filled in. */
void try_start(struct try *t, struct http_config config);
void try_stop(struct try *t); // http_stop(), and waits for it
void try_end(struct try *t);  // the same and http_close()

void try_wait_for(struct try *t, const int *what, int n); // until a number above has become that
void try_open_gate(struct try *t);
/* Until http_stats() says so many. */
void try_wait_connections(struct try *t, uint32_t n);
void try_wait_streams(struct try *t, uint32_t n);
void try_wait_queued(struct try *t, uint32_t n);

struct answer {
    int status;
    char head[4096]; // from the status line to the empty line
    struct buf body;
};

int try_connect(const struct try *t);
void try_send(int fd, const char *text);
void try_send_bytes(int fd, struct bytes b);
/* Reads one answer; its body by Content-Length (none when is_head). False when the connection ended before the first
 * byte. */
bool try_read(int fd, struct answer *ret, bool is_head);
bool try_has_header(const struct answer *a, const char *line); // "Name: value"
void try_read_text(int fd, const char *want);                  // exactly these bytes come
bool try_is_closed(int fd);                                    // nothing more comes

/* Sends, reads one answer and checks its status and, unless NULL, its body. */
void try_ask(int fd, const char *request, int status, const char *body);
/* The same on a connection of its own that must end behind the answer. */
void try_ask_last(const struct try *t, const char *request, int status, const char *body);
#define TRY_GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#endif

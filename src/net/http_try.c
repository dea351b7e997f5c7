#include "http_try.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_S = 20, PATIENCE_MS = PATIENCE_S * 1000 };

/* ---- the program ---- */

static void
wait_for_gate(struct try *t)
{
    pthread_mutex_lock(&t->lock);
    t->waiting++;
    pthread_cond_broadcast(&t->changed);
    while (!t->gate_is_open)
        pthread_cond_wait(&t->changed, &t->lock);
    t->waiting--;
    pthread_mutex_unlock(&t->lock);
}

static void
admit(void *ctx, const struct http_request *r, struct http_admission *ret)
{
    if (bytes_is(r->path, "/block"))
        wait_for_gate(ctx);
    if (bytes_is(r->path, "/speechless"))
        ret->refuse_status = 403;
    ret->body_max_bytes = bytes_is(r->path, "/small") ? 10 : TRY_BODY_MAX_BYTES;
    ret->lane = bytes_starts(r->path, "/slow") ? HTTP_LANE_SLOW : HTTP_LANE_FAST;
    if (bytes_is(r->path, "/refused")) {
        ret->refuse_status = 403;
        ret->reason = "not for you";
    }
}

static const char *
problem(void *ctx, int status, const char *reason, struct buf *out)
{
    (void)ctx;
    buf_printf(out, "%d: %s", status, reason);
    return "application/problem+test";
}

static void
done(void *ctx, const struct http_request *r, int status, uint64_t out_bytes, int64_t took_us)
{
    struct try *t = ctx;
    CHECK(r->path.n && took_us >= 0);
    pthread_mutex_lock(&t->lock);
    t->done_count++;
    t->done_status = status;
    t->done_bytes = out_bytes;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

static void *
worker_new(void *ctx, enum http_lane lane, int number)
{
    struct try *t = ctx;
    CHECK((lane == HTTP_LANE_FAST || lane == HTTP_LANE_SLOW) && number >= 0);
    pthread_mutex_lock(&t->lock);
    t->workers++;
    pthread_mutex_unlock(&t->lock);
    return t;
}

static void
worker_free(void *worker)
{
    struct try *t = worker;
    pthread_mutex_lock(&t->lock);
    t->workers--;
    pthread_mutex_unlock(&t->lock);
}

static long long
number(struct http_exchange *x, const char *name, long long otherwise)
{
    struct bytes value;
    long long n;
    if (!http_query(http_request(x), http_arena(x), name, &value) || !bytes_to_int(value, &n))
        return otherwise;
    return n;
}

static void
echo(struct http_exchange *x)
{
    const struct http_request *r = http_request(x);
    struct bytes body = r->body;
    http_header(x, "X-Body", bytes_of(r->body_fd >= 0 ? "file" : r->body_bytes ? "memory" : "none"));
    if (r->body_fd >= 0) {
        char *p = arena_alloc(http_arena(x), r->body_bytes);
        CHECK(read(r->body_fd, p, r->body_bytes) == (ssize_t)r->body_bytes);
        body = (struct bytes){p, r->body_bytes};
    }
    CHECK_INT(body.n, r->body_bytes);
    http_answer(x, 200, "application/octet-stream", body);
}

static void
big(struct http_exchange *x)
{
    size_t n = (size_t)number(x, "n", 0);
    char *p = arena_alloc(http_arena(x), n);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)('a' + i % 26);
    http_answer(x, 200, "text/plain", (struct bytes){p, n});
}

static void
file(struct http_exchange *x)
{
    long long n = number(x, "n", 0);
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    for (long long i = 0; i < n; i += 26)
        CHECK(write(fd, "abcdefghijklmnopqrstuvwxyz", n - i < 26 ? (size_t)(n - i) : 26) > 0);
    http_answer_file(x, 200, "text/plain", fd, (uint64_t)number(x, "said", n));
}

static void
defer(struct try *t, struct http_exchange *x)
{
    http_header(x, "X-Handler", BYTES("deferred"));
    struct http_later later = http_defer(x);
    if (bytes_is(http_request(x)->path, "/defer/now")) {
        http_answer_later(t->server, later, 200, NULL, BYTES("at once\n"), NULL, 0);
        return;
    }
    pthread_mutex_lock(&t->lock);
    CHECK(t->later_count < TRY_LATER_MAX);
    t->later[t->later_count++] = later;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

static void
stream(struct http_exchange *x)
{
    struct bytes channels[2];
    size_t n = 0;
    n += http_query(http_request(x), http_arena(x), "c", &channels[n]);
    n += http_query(http_request(x), http_arena(x), "d", &channels[n]);
    http_stream(x, channels, n, BYTES("data: first\n\n"));
}

static void
handle(void *worker, struct http_exchange *x)
{
    struct try *t = worker;
    struct bytes path = http_request(x)->path;
    if (bytes_is(path, "/hello")) {
        http_header(x, "X-Try", BYTES("yes"));
        http_answer_static(x, 200, "text/plain", BYTES("hello\n"));
    } else if (bytes_is(path, "/echo") || bytes_is(path, "/small")) {
        echo(x);
    } else if (bytes_is(path, "/big")) {
        big(x);
    } else if (bytes_is(path, "/file")) {
        file(x);
    } else if (bytes_ends(path, "/wait")) {
        wait_for_gate(t);
        http_answer_static(x, 200, "text/plain", BYTES("waited\n"));
    } else if (bytes_starts(path, "/defer")) {
        defer(t, x);
    } else if (bytes_is(path, "/stream")) {
        stream(x);
    } else if (bytes_is(path, "/peer")) {
        http_answer(x, 200, "text/plain", bytes_of(http_request(x)->peer));
    } else if (bytes_is(path, "/empty")) {
        http_answer(x, 204, NULL, BYTES_NONE);
    } else if (!bytes_is(path, "/none")) {
        http_answer(x, 404, "text/plain", http_request(x)->target);
    }
}

/* ---- the server ---- */

static void *
run(void *arg)
{
    struct try *t = arg;
    http_run(t->server);
    return NULL;
}

void
try_start(struct try *t, struct http_config config)
{
    struct why why;
    *t = (struct try){0};
    struct http_app app = {t, worker_new, worker_free, admit, handle, problem, done};
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->changed, NULL);
    if (!config.listen)
        config.listen = "127.0.0.1:0";
    enum err e = http_open(&config, &app, &t->server, &why);
    if (e)
        printf("%s\n", why.text);
    CHECK_INT(e, OK);
    t->port = http_port(t->server);
    CHECK(pthread_create(&t->thread, NULL, run, t) == 0);
}

void
try_stop(struct try *t)
{
    http_stop(t->server);
    pthread_join(t->thread, NULL);
}

void
try_end(struct try *t)
{
    try_stop(t);
    http_close(t->server);
    CHECK_INT(t->workers, 0);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->changed);
}

void
try_wait_for(struct try *t, const int *what, int n)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&t->lock);
    while (*what != n)
        CHECK(pthread_cond_timedwait(&t->changed, &t->lock, &until) == 0);
    pthread_mutex_unlock(&t->lock);
}

void
try_open_gate(struct try *t)
{
    pthread_mutex_lock(&t->lock);
    t->gate_is_open = true;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

/* Which of the numbers of http_stats() is meant. */
enum number { CONNECTIONS, STREAMS, QUEUED };

static void
wait_stats(struct try *t, enum number which, uint32_t n)
{
    struct http_stats stats;
    for (int i = 0;; i++) {
        http_stats(t->server, &stats);
        uint32_t now = which == CONNECTIONS ? stats.connections
                       : which == STREAMS   ? stats.streams
                                            : stats.queued[HTTP_LANE_FAST];
        if (now == n)
            return;
        CHECK(i < PATIENCE_MS);
        poll(NULL, 0, 1);
    }
}

void
try_wait_connections(struct try *t, uint32_t n)
{
    wait_stats(t, CONNECTIONS, n);
}

void
try_wait_streams(struct try *t, uint32_t n)
{
    wait_stats(t, STREAMS, n);
}

void
try_wait_queued(struct try *t, uint32_t n)
{
    wait_stats(t, QUEUED, n);
}

/* ---- the client ---- */

int
try_connect(const struct try *t)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)t->port)};
    struct timeval patience = {.tv_sec = PATIENCE_S};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    CHECK(connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

void
try_send_bytes(int fd, struct bytes b)
{
    while (b.n) {
        ssize_t n = send(fd, b.p, b.n, MSG_NOSIGNAL);
        CHECK(n > 0);
        b = bytes_from(b, (size_t)n);
    }
}

void
try_send(int fd, const char *text)
{
    try_send_bytes(fd, bytes_of(text));
}

static bool
read_head(int fd, struct answer *ret)
{
    size_t n = 0;
    while (n < 4 || memcmp(ret->head + n - 4, "\r\n\r\n", 4) != 0) {
        CHECK(n < sizeof ret->head - 1);
        ssize_t got = recv(fd, ret->head + n, 1, 0); // byte by byte: what follows is the next answer's
        if (got <= 0 && n == 0)
            return false;
        CHECK(got == 1);
        n++;
    }
    ret->head[n] = '\0';
    return true;
}

bool
try_read(int fd, struct answer *ret, bool is_head)
{
    char piece[64 << 10];
    buf_reset(&ret->body);
    if (!read_head(fd, ret))
        return false;
    CHECK(strncmp(ret->head, "HTTP/1.1 ", 9) == 0);
    ret->status = atoi(ret->head + 9);
    const char *length = strstr(ret->head, "\r\nContent-Length: ");
    size_t left = length && !is_head ? strtoul(length + 18, NULL, 10) : 0;
    while (left) {
        ssize_t n = recv(fd, piece, left < sizeof piece ? left : sizeof piece, 0);
        CHECK(n > 0);
        buf_add(&ret->body, (struct bytes){piece, (size_t)n});
        left -= (size_t)n;
    }
    return true;
}

bool
try_has_header(const struct answer *a, const char *line)
{
    char text[512];
    snprintf(text, sizeof text, "\r\n%s\r\n", line);
    return strstr(a->head, text) != NULL;
}

void
try_read_text(int fd, const char *want)
{
    char got[1024];
    size_t n = strlen(want);
    CHECK(n < sizeof got);
    CHECK(recv(fd, got, n, MSG_WAITALL) == (ssize_t)n);
    got[n] = '\0';
    CHECK_STR(got, want);
}

bool
try_is_closed(int fd)
{
    char c;
    return recv(fd, &c, 1, 0) <= 0;
}

void
try_ask(int fd, const char *request, int status, const char *body)
{
    struct answer a = {0};
    try_send(fd, request);
    CHECK(try_read(fd, &a, strncmp(request, "HEAD", 4) == 0));
    CHECK_INT(a.status, status);
    if (body)
        CHECK_BYTES(buf_bytes(&a.body), body);
    buf_done(&a.body);
}

void
try_ask_last(const struct try *t, const char *request, int status, const char *body)
{
    int fd = try_connect(t);
    try_ask(fd, request, status, body);
    CHECK(try_is_closed(fd));
    close(fd);
}

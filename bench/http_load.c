#include "http_load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READ_BYTES = 256 << 10, DRAIN_S = 120, HEAD_MAX = 16 << 10 };

struct connection {
    int fd;
    bool is_busy;
    struct buf out;
    size_t sent;
    int64_t due_ns;   // of the request at work
    struct buf head;  // of the answer, until it is whole
    int status;       // 0: the head is not whole
    uint64_t to_come; // of the body
};

struct load {
    const struct load_plan *plan;
    struct load_result *result;
    int epoll;
    struct connection connections[LOAD_CONNECTIONS];
    uint32_t idle[LOAD_CONNECTIONS], idle_count;
    uint64_t next; // number of the next request
    int64_t start_ns, end_ns;
    uint32_t *latency_us;
    uint64_t latency_cap;
    char *piece;
};

static void
stop(const char *what)
{
    fprintf(stderr, "http: %s: %s\n", what, strerror(errno));
    exit(2);
}

static int64_t
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int
connect_to(int port)
{
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        stop("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* ---- an answer ---- */

static void
note_latency(struct load *l, int64_t ns)
{
    struct load_result *r = l->result;
    if (r->answers == l->latency_cap) {
        l->latency_cap = l->latency_cap ? l->latency_cap * 2 : 1 << 16;
        l->latency_us = realloc(l->latency_us, l->latency_cap * sizeof *l->latency_us);
        if (!l->latency_us)
            abort();
    }
    l->latency_us[r->answers++] = (uint32_t)(ns / 1000);
}

static void
on_answer(struct load *l, struct connection *c)
{
    note_latency(l, now_ns() - c->due_ns);
    if (c->status < 200 || c->status > 299) {
        l->result->refused++;
        l->result->refused_status = c->status;
    }
    c->is_busy = false;
    c->status = 0;
    buf_reset(&c->head);
    l->idle[l->idle_count++] = (uint32_t)(c - l->connections);
}

/* The status and the body's length; false while the head is not whole. */
static bool
read_head(struct connection *c, struct bytes *in)
{
    size_t before = c->head.n;
    buf_add(&c->head, *in);
    struct bytes head = buf_bytes(&c->head);
    ptrdiff_t end = bytes_find(head, "\r\n\r\n");
    if (end < 0) {
        if (c->head.n > HEAD_MAX)
            stop("an answer's head is too long");
        *in = BYTES_NONE;
        return false;
    }
    buf_putc(&c->head, 0);
    const char *length = strcasestr(c->head.p, "\r\nContent-Length:");
    c->status = atoi(c->head.p + strlen("HTTP/1.1 "));
    c->to_come = length && length < c->head.p + end ? strtoull(length + 17, NULL, 10) : 0;
    *in = bytes_from(*in, (size_t)end + 4 - before);
    return true;
}

static void
on_bytes(struct load *l, struct connection *c, struct bytes in)
{
    if (!c->status && !read_head(c, &in))
        return;
    uint64_t n = in.n < c->to_come ? in.n : c->to_come;
    c->to_come -= n;
    l->result->answer_bytes += n;
    if (!c->to_come)
        on_answer(l, c);
}

/* ---- connections ---- */

static void
watch(struct load *l, struct connection *c, uint32_t events, int how)
{
    struct epoll_event e = {.events = events, .data.ptr = c};
    if (epoll_ctl(l->epoll, how, c->fd, &e) != 0)
        stop("epoll");
}

static void
flush(struct load *l, struct connection *c, bool was_waiting)
{
    while (c->sent < c->out.n) {
        ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            if (!was_waiting)
                watch(l, c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            return;
        }
        if (n < 0)
            stop("a connection was lost while a request was sent");
        c->sent += (size_t)n;
    }
    if (was_waiting)
        watch(l, c, EPOLLIN, EPOLL_CTL_MOD);
}

static void
on_ready(struct load *l, const struct epoll_event *e)
{
    struct connection *c = e->data.ptr;
    if (e->events & EPOLLOUT)
        flush(l, c, true);
    if (!(e->events & ~(uint32_t)EPOLLOUT))
        return;
    ssize_t n = recv(c->fd, l->piece, READ_BYTES, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0)
        stop("a connection was lost");
    on_bytes(l, c, (struct bytes){l->piece, (size_t)n});
}

static void
send_next(struct load *l, int64_t due_ns)
{
    struct connection *c = &l->connections[l->idle[--l->idle_count]];
    buf_reset(&c->out);
    c->sent = 0;
    c->is_busy = true;
    c->due_ns = due_ns;
    l->plan->request(l->plan->ctx, l->next++, &c->out);
    flush(l, c, false);
}

/* ---- the schedule ---- */

static int64_t
due_ns(const struct load *l)
{
    return l->start_ns + (int64_t)((double)l->next * 1e9 / l->plan->rate);
}

static bool
has_more(const struct load *l, int64_t now)
{
    if (l->plan->count)
        return l->next < l->plan->count;
    return l->plan->rate > 0 ? due_ns(l) < l->end_ns : now < l->end_ns;
}

static void
send_due(struct load *l)
{
    int64_t now = now_ns();
    while (l->idle_count && has_more(l, now)) {
        if (l->plan->rate <= 0) {
            send_next(l, now);
        } else if (due_ns(l) <= now) {
            send_next(l, due_ns(l));
        } else {
            return;
        }
        now = now_ns();
    }
}

/* Until something comes, or the next request is due. */
static int
wait_for(struct load *l, struct epoll_event *events)
{
    struct timespec t = {.tv_sec = 1};
    int64_t now = now_ns();
    if (l->plan->rate > 0 && l->idle_count && has_more(l, now)) {
        int64_t ns = due_ns(l) - now;
        ns = ns < 0 ? 0 : ns > 1000000000 ? 1000000000 : ns;
        t = (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    }
    int n = epoll_pwait2(l->epoll, events, LOAD_CONNECTIONS, &t, NULL);
    if (n < 0 && errno != EINTR)
        stop("epoll");
    return n;
}

static int
compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static double
quantile_ms(const struct load *l, double q)
{
    uint64_t n = l->result->answers;
    return n ? l->latency_us[(uint64_t)((double)(n - 1) * q)] / 1000.0 : 0;
}

static void
sum_up(struct load *l)
{
    struct load_result *r = l->result;
    qsort(l->latency_us, r->answers, sizeof *l->latency_us, compare);
    r->seconds = (double)(now_ns() - l->start_ns) / 1e9;
    r->rate = (double)r->answers / r->seconds;
    r->p50_ms = quantile_ms(l, 0.5);
    r->p99_ms = quantile_ms(l, 0.99);
    r->p999_ms = quantile_ms(l, 0.999);
    r->worst_ms = quantile_ms(l, 1);
}

void
load_run(const struct load_plan *plan, struct load_result *ret)
{
    struct load *l = calloc(1, sizeof *l);
    struct epoll_event events[LOAD_CONNECTIONS];
    *ret = (struct load_result){0};
    l->plan = plan;
    l->result = ret;
    l->piece = malloc(READ_BYTES);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (uint32_t i = 0; i < LOAD_CONNECTIONS; i++) {
        struct connection *c = &l->connections[i];
        c->fd = connect_to(plan->port);
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        watch(l, c, EPOLLIN, EPOLL_CTL_ADD);
        l->idle[l->idle_count++] = i;
    }
    l->start_ns = now_ns();
    l->end_ns = l->start_ns + (int64_t)(plan->seconds * 1e9);
    send_due(l);
    while (l->idle_count < LOAD_CONNECTIONS || has_more(l, now_ns())) {
        int n = wait_for(l, events);
        for (int i = 0; i < n; i++)
            on_ready(l, &events[i]);
        send_due(l);
        errno = ETIMEDOUT;
        if (now_ns() > l->end_ns + (int64_t)DRAIN_S * 1000000000)
            stop("answers do not come");
    }
    sum_up(l);
    for (uint32_t i = 0; i < LOAD_CONNECTIONS; i++) {
        close(l->connections[i].fd);
        buf_done(&l->connections[i].out);
        buf_done(&l->connections[i].head);
    }
    close(l->epoll);
    free(l->latency_us);
    free(l->piece);
    free(l);
}

int
load_once(int port, struct bytes request, struct buf *ret)
{
    struct load_result r = {0};
    struct load l = {.result = &r};
    struct connection *c = &l.connections[0];
    char piece[4096];
    int fd = connect_to(port), status = 0;
    if (send(fd, request.p, request.n, MSG_NOSIGNAL) != (ssize_t)request.n)
        stop("cannot send");
    for (;;) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            stop("no answer");
        struct bytes in = {piece, (size_t)n};
        if (!status && !read_head(c, &in))
            continue;
        status = c->status;
        buf_add(ret, bytes_cut(in, 0, c->to_come < in.n ? c->to_come : in.n));
        c->to_come -= c->to_come < in.n ? c->to_come : in.n;
        if (!c->to_come)
            break;
    }
    close(fd);
    buf_done(&c->head);
    return status;
}

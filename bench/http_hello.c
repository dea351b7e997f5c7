/*
 * What a request costs when there is nothing to do for it: the server of src/net with a handler that answers "hello".
 * Started with an address, it runs until SIGTERM and prints the requests and the processor time that each took, on the
 * loop, the workers and in the kernel. A load generator is needed beside it:
 *
 *     build/http_hello 127.0.0.1:8099 & wrk -t1 -c64 -d5 http://127.0.0.1:8099/
 */
#include "../src/net/http.h"

#include <stdio.h>
#include <sys/resource.h>

static void
admit(void *ctx, const struct http_request *r, struct http_admission *ret)
{
    (void)ctx;
    (void)r;
    ret->body_max_bytes = 1 << 20;
}

static void
handle(void *worker, struct http_exchange *x)
{
    (void)worker;
    http_answer_static(x, 200, "text/plain", BYTES("hello, this is a small page\n"));
}

static double
seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
    struct http_app app = {.admit = admit, .handle = handle};
    struct http_config config = {.listen = argc > 1 ? argv[1] : "127.0.0.1:0", .handle_signals = true};
    struct http_server *s;
    struct http_stats stats;
    struct rusage used;
    struct why why;
    if (http_open(&config, &app, &s, &why)) {
        fprintf(stderr, "http_hello: %s\n", why.text);
        return 2;
    }
    printf("port %d\n", http_port(s));
    fflush(stdout);
    http_run(s);
    http_stats(s, &stats);
    getrusage(RUSAGE_SELF, &used);
    double user = seconds(used.ru_utime), system = seconds(used.ru_stime);
    double count = stats.requests_total ? (double)stats.requests_total : 1;
    printf("%llu requests, %.1f us each: %.1f user, %.1f system; at most %ld MB\n",
           (unsigned long long)stats.requests_total, (user + system) / count * 1e6, user / count * 1e6,
           system / count * 1e6, used.ru_maxrss / 1024);
    http_close(s);
    return 0;
}

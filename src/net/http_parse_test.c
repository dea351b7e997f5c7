#include "http_parse.h"

#include "../base/buf.h"
#include "../base/test.h"

#include "http.h"

static const struct http_parse_limits limits = {HTTP_HEAD_MAX_BYTES, HTTP_TARGET_MAX_BYTES, HTTP_HEADERS_MAX};

static int
take(void *ctx, struct bytes piece)
{
    struct buf *b = ctx;
    buf_add(b, piece);
    return b->full ? 413 : 0;
}

/*
 * Feeds the text in pieces of `step` bytes. "METHOD target [body]" for each request, then "+" for what is not whole, or
 * the status of the refusal.
 */
static const char *
told(struct bytes in, size_t step)
{
    static char out[4096];
    struct buf body = {.max_bytes = 1000};
    struct http_parse *p = http_parse_new(&limits, take, &body);
    const struct http_parse_head *h = http_parse_head(p);
    size_t n = 0;
    bool is_open = false;
    out[0] = '\0';
    while (in.n) {
        struct bytes piece = bytes_cut(in, 0, step);
        in = bytes_from(in, piece.n);
        enum http_parse_step s;
        do {
            is_open = true;
            s = http_parse_feed(p, &piece);
            if (s == HTTP_PARSE_BAD) {
                n += (size_t)snprintf(out + n, sizeof out - n, "%d", http_parse_status(p));
                CHECK(http_parse_reason(p));
                CHECK_INT(http_parse_feed(p, &piece), HTTP_PARSE_BAD);
                goto done;
            }
            if (s == HTTP_PARSE_END) {
                n += (size_t)snprintf(out + n, sizeof out - n, "%s %.*s [%.*s]%s ", h->method, BYTES_ARG(h->target),
                                      BYTES_ARG(buf_bytes(&body)), h->keep_alive ? "" : "close");
                buf_reset(&body);
                http_parse_reset(p);
                is_open = false;
            }
        } while (s == HTTP_PARSE_HEAD || piece.n);
    }
    if (is_open)
        snprintf(out + n, sizeof out - n, "+");
done:
    http_parse_free(p);
    buf_done(&body);
    return out;
}

/* However the bytes are cut, the meaning is the same. */
static void
check(struct bytes in, const char *want, const char *file, int line)
{
    static const size_t steps[] = {1 << 20, 1, 2, 3, 7, 16, 61};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const char *got = told(in, steps[i]);
        if (strcmp(got, want) != 0) {
            printf("%s:%d: in pieces of %zu: \"%s\", not \"%s\"\n", file, line, steps[i], got, want);
            exit(1);
        }
    }
}

#define CHECK_TOLD(in, want) check(BYTES(in), want, __FILE__, __LINE__)
#define HOST                 "Host: a\r\n"

TEST(requests_are_read_one_after_the_other)
{
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "\r\n", "GET / [] ");
    CHECK_TOLD("GET /a?b HTTP/1.1\r\n" HOST "\r\nPOST /c HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nxyzGET / HT",
               "GET /a?b [] POST /c [xyz] +");
    CHECK_TOLD("PUT / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n"
               "0\r\nTrailer: x\r\n\r\nDELETE / HTTP/1.1\r\n" HOST "\r\n",
               "PUT / [abc0123456789] DELETE / [] ");
    CHECK_TOLD("\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", "GET / [] ");
    CHECK_TOLD("POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "POST / [] ");
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nhi", "GET / [hi] ");
}

TEST(keep_alive_follows_the_version)
{
    CHECK_TOLD("GET / HTTP/1.0\r\n\r\n", "GET / []close ");
    CHECK_TOLD("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET / [] ");
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", "GET / []close ");
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "Connection: x, Close\r\n\r\n", "GET / []close ");
}

TEST(another_protocol_is_not_taken_up)
{
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET /b HTTP/1.1\r\n" HOST
               "\r\n",
               "GET / [] GET /b [] ");
    CHECK_TOLD("POST / HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\nx",
               "POST / [x] ");
    CHECK_TOLD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505");
}

TEST(targets_are_paths_or_whole_addresses)
{
    CHECK_TOLD("GET http://b.example:80/x?y HTTP/1.1\r\n" HOST "\r\n", "GET /x?y [] ");
    CHECK_TOLD("GET http://b.example HTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("GET http://b@c/ HTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("GET ftp://a/ HTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("GET /a#b HTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("GET /a b HTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n", "400");
}

TEST(what_smuggling_needs_is_refused)
{
    static const struct {
        const char *head;
        const char *want;
    } cases[] = {
        {HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "400"},
        {HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "400"},
        {HOST "Content-Length: 3\r\nContent-Length: 3\r\n", "400"},
        {HOST "Content-Length: 3\r\nContent-Length: 4\r\n", "400"},
        {HOST "Content-Length: 3, 3\r\n", "400"},
        {HOST "Content-Length: +3\r\n", "400"},
        {HOST "Content-Length: -3\r\n", "400"},
        {HOST "Content-Length: 0x3\r\n", "400"},
        {HOST "Content-Length: 3 4\r\n", "400"},
        {HOST "Content-Length: 99999999999999999999\r\n", "400"},
        {HOST "Content-Length:\r\n", "400"},
        {HOST "Content-Length : 3\r\n", "400"},
        {HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "400"},
        {HOST "Transfer-Encoding : chunked\r\n", "400"},
        {HOST "Transfer-Encoding: chunked, identity\r\n", "400"},
        {HOST "Transfer-Encoding: identity\r\n", "501"},
        {HOST "Transfer-Encoding: gzip, chunked\r\n", "501"},
        {HOST "Transfer-Encoding: xchunked\r\n", "501"},
        {HOST "Transfer-Encoding: \"chunked\"\r\n", "501"},
        {HOST "Transfer-Encoding: chunked\v\r\n", "400"},
        {HOST "Transfer-Encoding:\x01 chunked\r\n", "400"},
        {HOST "Transfer-Encoding: cow\r\n chunked\r\n", "400"},
        {HOST "X: a\r\n b\r\n", "400"},
        {HOST "X: a\r\n\tb\r\n", "400"},
        {" X: a\r\n" HOST, "400"},
        {HOST "X\r\n", "400"},
        {HOST ": a\r\n", "400"},
        {HOST "X: a\rb\r\n", "400"},
        {HOST "X: a\r\r\n", "400"},
        {HOST "X: a\n", "400"},
        {"Host: a\nX: b\r\n", "400"},
        {HOST "X y: a\r\n", "400"},
        {HOST "X\xc3: a\r\n", "400"},
        {HOST "X: \x7f\r\n", "400"},
        {HOST "\rX: a\r\n", "400"},
        {HOST HOST, "400"},
        {HOST "Host: b\r\n", "400"},
        {"", "400"},
        {"Host:\r\n", "400"},
        {"Host: a/b\r\n", "400"},
        {"Host: a b\r\n", "400"},
        {"Host: a@b\r\n", "400"},
        {"Host: a\\b\r\n", "400"},
        {HOST "Expect: the-unexpected\r\n", "417"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char in[512];
        int n = snprintf(in, sizeof in, "POST / HTTP/1.1\r\n%s\r\n", cases[i].head);
        check((struct bytes){in, (size_t)n}, cases[i].want, cases[i].head, (int)i);
    }
    CHECK_TOLD("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400");
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n", "400");
    CHECK_TOLD("GET / HTTP/1.1\n" HOST "\r\n", "400");
    CHECK_TOLD("GET / HTTP/1.1\r" HOST "\r\n", "505");
    CHECK_TOLD("GET / HTTP/1.1\r\n" HOST "\n", "400");
    CHECK_TOLD("\nGET / HTTP/1.1\r\n" HOST "\r\n", "400");
}

TEST(broken_chunks_are_refused)
{
#define CHUNKED "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
    CHECK_TOLD(CHUNKED "x\r\n", "400");
    CHECK_TOLD(CHUNKED "-1\r\n", "400");
    CHECK_TOLD(CHUNKED "+1\r\na\r\n0\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "0x1\r\na\r\n0\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "\r\n", "400");
    CHECK_TOLD(CHUNKED "1\na\r\n0\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "1\r\nab\r\n0\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "1\r\na\n0\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "1 \r\na\r\n0\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "fffffffffffffffff\r\n", "400");
    CHECK_TOLD(CHUNKED "0\r\nX: a\r\nContent-Length: 5\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", "POST / [] GET / [] ");
    CHECK_TOLD(CHUNKED "1\r\na", "+");
    CHECK_TOLD(CHUNKED "0\r\n", "+");
}

TEST(bare_line_ends_in_trailers_are_refused)
{
    CHECK_TOLD(CHUNKED "0\r\nX: a\n\r\n", "400");
    CHECK_TOLD(CHUNKED "0\r\nX: a\r\n b\r\n\r\n", "400");
    CHECK_TOLD(CHUNKED "0\r\n\n", "400");
}

TEST(methods_and_versions)
{
    CHECK_TOLD("BREW / HTTP/1.1\r\n" HOST "\r\n", "501");
    CHECK_TOLD("\x16\x03\x01\x02", "400");
    CHECK_TOLD("GET / HTTP/2.0\r\n" HOST "\r\n", "505");
    CHECK_TOLD("GET / HTTP/1.2\r\n" HOST "\r\n", "505");
    CHECK_TOLD("GET / HTTP/0.9\r\n" HOST "\r\n", "505");
    CHECK_TOLD("GET / HTTP/9.9\r\n" HOST "\r\n", "505");
    CHECK_TOLD("GET / XTTP/1.1\r\n" HOST "\r\n", "400");
    CHECK_TOLD("GET /\r\n\r\n", "505");
    CHECK_TOLD("get / HTTP/1.1\r\n" HOST "\r\n", "501");
}

/* A request of n bytes of x at the place of '*'. */
static void
check_long(const char *form, size_t n, const char *want)
{
    struct buf b = {0};
    const char *star = strchr(form, '*');
    buf_add(&b, (struct bytes){form, (size_t)(star - form)});
    for (size_t i = 0; i < n; i++)
        buf_putc(&b, 'x');
    buf_puts(&b, star + 1);
    CHECK_BYTES(bytes_cut(bytes_of(told(buf_bytes(&b), 1 << 20)), 0, 4), want);
    CHECK_BYTES(bytes_cut(bytes_of(told(buf_bytes(&b), 1)), 0, 4), want);
    buf_done(&b);
}

TEST(ceilings_hold)
{
    check_long("GET /* HTTP/1.1\r\n" HOST "\r\n", HTTP_TARGET_MAX_BYTES - 1, "GET ");
    check_long("GET /* HTTP/1.1\r\n" HOST "\r\n", HTTP_TARGET_MAX_BYTES, "414");
    check_long("GET /*", (size_t)1 << 16, "414");
    check_long("GET / HTTP/1.1\r\n" HOST "X: *\r\n\r\n", HTTP_HEAD_MAX_BYTES, "431");
    check_long("GET / HTTP/1.1\r\n" HOST "X: *\r\n\r\n", HTTP_HEAD_MAX_BYTES - 100, "GET ");
    check_long("GET / HTTP/1.1\r\n" HOST "*: x\r\n\r\n", HTTP_HEAD_MAX_BYTES, "431");
    check_long("POST / HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n*", 1001, "413");
    check_long(CHUNKED "3e9\r\n*\r\n0\r\n\r\n", 1001, "413");
    check_long(CHUNKED "1;*\r\na\r\n0\r\n\r\n", (size_t)1 << 16, "400");
    check_long(CHUNKED "0\r\nX: *\r\n\r\n", (size_t)1 << 17, "400");
    struct buf b = {0};
    for (int more = 0; more < 2; more++) {
        buf_reset(&b);
        buf_puts(&b, "GET / HTTP/1.1\r\n" HOST);
        for (int i = 1; i < HTTP_HEADERS_MAX + more; i++)
            buf_puts(&b, "X: y\r\n");
        buf_puts(&b, "\r\n");
        check(buf_bytes(&b), more ? "431" : "GET / [] ", __FILE__, __LINE__);
    }
    buf_reset(&b);
    for (int i = 0; i < HTTP_HEAD_MAX_BYTES; i++)
        buf_puts(&b, "\r\n");
    check(buf_bytes(&b), "431", __FILE__, __LINE__);
    buf_done(&b);
}

TEST(headers_are_trimmed_and_in_order)
{
    struct buf body = {0};
    struct http_parse *p = http_parse_new(&limits, take, &body);
    const struct http_parse_head *h = http_parse_head(p);
    struct bytes in = BYTES("GET / HTTP/1.1\r\nHost: a:80\r\nA:   one \t \r\nB:\r\nA:two\r\nC: \r\n\r\n");
    CHECK_INT(http_parse_feed(p, &in), HTTP_PARSE_HEAD);
    CHECK_INT(h->header_count, 5);
    CHECK_BYTES(h->host, "a:80");
    CHECK_BYTES(h->headers[1].name, "A");
    CHECK_BYTES(h->headers[1].value, "one");
    CHECK_BYTES(h->headers[2].name, "B");
    CHECK_BYTES(h->headers[2].value, "");
    CHECK_BYTES(h->headers[3].value, "two");
    CHECK_BYTES(h->headers[4].name, "C");
    CHECK_BYTES(h->headers[4].value, "");
    CHECK_INT(http_parse_feed(p, &in), HTTP_PARSE_END);
    http_parse_free(p);
}

int
main(void)
{
    RUN(requests_are_read_one_after_the_other);
    RUN(keep_alive_follows_the_version);
    RUN(another_protocol_is_not_taken_up);
    RUN(targets_are_paths_or_whole_addresses);
    RUN(what_smuggling_needs_is_refused);
    RUN(broken_chunks_are_refused);
    RUN(bare_line_ends_in_trailers_are_refused);
    RUN(methods_and_versions);
    RUN(ceilings_hold);
    RUN(headers_are_trimmed_and_in_order);
    return test_end();
}

#ifndef NET_HTTP_PARSE_H
#define NET_HTTP_PARSE_H
/*
 * One request out of bytes that come in any pieces: llhttp (strict) and the rules that it does not have. Pure: no
 * sockets, no clock. llhttp.h and http.h name the same things differently, so only http_parse.c sees llhttp.
 *
 *     switch (http_parse_feed(p, &in)) {
 *     case HTTP_PARSE_MORE: ... // all of `in` was taken
 *     case HTTP_PARSE_HEAD: ... // http_parse_head(p) is there; feed on, even nothing, for the body and the end
 *     case HTTP_PARSE_END:  ... // what is left in `in` is the next request's
 *     case HTTP_PARSE_BAD:  ... // answer http_parse_status(p) and close: the rest has no meaning
 *     }
 */
#include "../base/header.h"

#include <stdint.h>

enum http_parse_step { HTTP_PARSE_MORE, HTTP_PARSE_HEAD, HTTP_PARSE_END, HTTP_PARSE_BAD };

struct http_parse_limits {
    size_t head_max_bytes, target_max_bytes;
    size_t headers_max; // at most 100
};

/* Views into the parser's memory, good until http_parse_reset(). */
struct http_parse_head {
    const char *method;  // as llhttp names it
    struct bytes target; // path and query; the authority of an absolute target is in `host`
    struct bytes host;   // empty only for HTTP/1.0
    const struct header *headers;
    size_t header_count;
    bool has_body;
    bool chunked;
    uint64_t content_length; // 0 when chunked
    bool keep_alive;
    bool is_http10;
    bool expects_continue;
};

struct http_parse;

/* body: takes a piece of the body; answers 0, or the status that ends the request. */
struct http_parse *http_parse_new(const struct http_parse_limits *limits, int (*body)(void *ctx, struct bytes piece),
                                  void *ctx);
void http_parse_free(struct http_parse *p); // takes NULL
void http_parse_reset(struct http_parse *p);

/* Takes what it understood off *in. After HTTP_PARSE_END or HTTP_PARSE_BAD: http_parse_reset(). */
enum http_parse_step http_parse_feed(struct http_parse *p, struct bytes *in);

const struct http_parse_head *http_parse_head(const struct http_parse *p);
/* What is wrong, after HTTP_PARSE_BAD: the status to answer, and a sentence. */
int http_parse_status(const struct http_parse *p);
const char *http_parse_reason(const struct http_parse *p);
#endif

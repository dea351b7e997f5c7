/*
 * The head is copied into one buffer while llhttp walks over it, as offsets (the buffer moves when it grows), and
 * becomes views when it is whole. A second, simple walk over the same bytes holds to what llhttp is lenient about:
 * every line ends in CR LF, no CR or NUL stands alone, and no line begins with a blank (obsolete folding). That walk is
 * ours on purpose: it does not depend on which version of llhttp the system has.
 *
 * Trailers of a chunked body are checked and dropped: nothing here needs them, and merged into the head they are a way
 * to smuggle fields past a proxy.
 */
#include "http_parse.h"

#include "../base/buf.h"

#include <assert.h>
#include <llhttp.h>
#include <stdlib.h>
#include <string.h>

enum { HEADERS_MAX = 100, OVERHEAD_PER_BODY_BYTE = 16, KEEP_TEXT_BYTES = 4 << 10 };

struct span {
    uint32_t at, n;
};

struct http_parse {
    llhttp_t llhttp;
    struct http_parse_limits limits;
    int (*body)(void *ctx, struct bytes piece);
    void *ctx;

    struct buf text; // target, names and values one after the other
    struct span target;
    struct span names[HEADERS_MAX], values[HEADERS_MAX];
    size_t count;
    struct header headers[HEADERS_MAX];
    struct http_parse_head head;

    size_t head_bytes;     // seen so far
    uint64_t body_bytes;   // given to body()
    uint64_t framed_bytes; // of the body with its framing
    char first, last;      // bytes of the head: what it began with, and for the walk over its lines
    bool in_body, in_trailer, is_whole;
    int status;
    const char *reason;
};

static int
bad(struct http_parse *p, int status, const char *reason)
{
    if (!p->status) {
        p->status = status;
        p->reason = reason;
    }
    return HPE_USER;
}

/* ---- what llhttp calls ---- */

static void
append(struct http_parse *p, struct span *s, const char *at, size_t n)
{
    if (!s->n)
        s->at = (uint32_t)p->text.n;
    buf_add(&p->text, (struct bytes){at, n});
    s->n += (uint32_t)n;
}

static int
on_url(llhttp_t *l, const char *at, size_t n)
{
    struct http_parse *p = l->data;
    append(p, &p->target, at, n);
    return p->target.n > p->limits.target_max_bytes ? bad(p, 414, "the request's target is too long") : 0;
}

static int
on_name(llhttp_t *l, const char *at, size_t n)
{
    struct http_parse *p = l->data;
    if (p->in_body)
        return 0;
    if (p->count >= p->limits.headers_max)
        return bad(p, 431, "the request has too many header fields");
    append(p, &p->names[p->count], at, n);
    return 0;
}

static int
on_value(llhttp_t *l, const char *at, size_t n)
{
    struct http_parse *p = l->data;
    if (!p->in_body)
        append(p, &p->values[p->count], at, n);
    return 0;
}

static int
on_value_complete(llhttp_t *l)
{
    struct http_parse *p = l->data;
    if (!p->in_body)
        p->count++;
    return 0;
}

static int
on_body(llhttp_t *l, const char *at, size_t n)
{
    struct http_parse *p = l->data;
    p->body_bytes += n;
    int status = p->body(p->ctx, (struct bytes){at, n});
    return status ? bad(p, status, status == 413 ? "the body is too large" : "the body could not be kept") : 0;
}

/* ---- the head's rules ---- */

static struct bytes
view(const struct http_parse *p, struct span s)
{
    return s.n ? (struct bytes){p->text.p + s.at, s.n} : BYTES_NONE;
}

/* A host's name or address with an optional port. What a URL could take for something else is refused. */
static bool
host_is_sound(struct bytes host)
{
    for (size_t i = 0; i < host.n; i++)
        if (!ascii_is_alnum(host.p[i]) && !memchr("-._~%:[]!$&'()*+,;=", host.p[i], 19))
            return false;
    return host.n > 0;
}

/* "http://host/path" is what a proxy is sent, and every server must take (RFC 9112, 3.2.2): its host counts. */
static int
take_target(struct http_parse *p, struct http_parse_head *h)
{
    struct bytes t = view(p, p->target);
    if (bytes_starts_nocase(t, "http://") || bytes_starts_nocase(t, "https://")) {
        struct bytes rest = bytes_from(t, (size_t)bytes_find(t, "://") + 3);
        size_t n = 0;
        while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
            n++;
        h->host = bytes_cut(rest, 0, n);
        if (!host_is_sound(h->host))
            return bad(p, 400, "the target's host is not valid");
        t = bytes_from(rest, n);
    }
    if (!t.n || t.p[0] != '/')
        return bad(p, 400, "the target must be a path");
    if (memchr(t.p, '#', t.n))
        return bad(p, 400, "the target has a fragment");
    h->target = t;
    return 0;
}

struct seen {
    int hosts, lengths, codings;
    struct bytes host, coding, expect;
};

static struct seen
look_at_headers(const struct http_parse *p)
{
    struct seen seen = {0};
    for (size_t i = 0; i < p->count; i++) {
        struct bytes name = p->headers[i].name, value = p->headers[i].value;
        if (bytes_is_nocase(name, "host")) {
            seen.hosts++;
            seen.host = value;
        } else if (bytes_is_nocase(name, "content-length")) {
            seen.lengths++;
        } else if (bytes_is_nocase(name, "transfer-encoding")) {
            seen.codings++;
            seen.coding = value;
        } else if (bytes_is_nocase(name, "expect")) {
            seen.expect = value;
        }
    }
    return seen;
}

static int
check_framing(struct http_parse *p, const struct seen *seen)
{
    if (seen->lengths > 1)
        return bad(p, 400, "Content-Length stands there twice");
    if (seen->codings > 1)
        return bad(p, 400, "Transfer-Encoding stands there twice");
    if (seen->codings && seen->lengths)
        return bad(p, 400, "Transfer-Encoding and Content-Length stand side by side");
    if (seen->codings && p->head.is_http10)
        return bad(p, 400, "HTTP/1.0 has no Transfer-Encoding");
    if (seen->codings && !bytes_is_nocase(seen->coding, "chunked"))
        return bad(p, 501, "the only Transfer-Encoding here is chunked");
    return 0;
}

static int
check_host(struct http_parse *p, const struct seen *seen)
{
    if (seen->hosts > 1)
        return bad(p, 400, "Host stands there twice");
    if (!seen->hosts && !p->head.is_http10)
        return bad(p, 400, "there is no Host");
    if (seen->hosts && !host_is_sound(seen->host))
        return bad(p, 400, "the Host is not valid");
    p->head.host = seen->host;
    return 0;
}

static int
check_expect(struct http_parse *p, const struct seen *seen)
{
    if (!seen->expect.n || p->head.is_http10)
        return 0;
    if (!bytes_is_nocase(seen->expect, "100-continue"))
        return bad(p, 417, "the only expectation met here is 100-continue");
    p->head.expects_continue = p->head.has_body;
    return 0;
}

static int
on_head(llhttp_t *l)
{
    struct http_parse *p = l->data;
    struct http_parse_head *h = &p->head;
    if (l->http_major != 1)
        return bad(p, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    for (size_t i = 0; i < p->count; i++) {
        if (!p->names[i].n)
            return bad(p, 400, "a header field has no name");
        p->headers[i] = (struct header){view(p, p->names[i]), bytes_trim(view(p, p->values[i]))};
    }
    struct seen seen = look_at_headers(p);
    *h = (struct http_parse_head){
        .method = llhttp_method_name(l->method),
        .headers = p->headers,
        .header_count = p->count,
        .chunked = seen.codings > 0,
        .content_length = seen.lengths ? l->content_length : 0,
        .keep_alive = llhttp_should_keep_alive(l),
        .is_http10 = l->http_minor == 0,
    };
    h->has_body = h->chunked || h->content_length;
    int e = check_framing(p, &seen);
    if (!e)
        e = check_host(p, &seen);
    if (!e)
        e = check_expect(p, &seen);
    if (!e)
        e = take_target(p, h);
    if (e)
        return e;
    l->upgrade = 0; // whoever offers another protocol is answered in this one (RFC 9110, 7.8)
    p->in_body = true;
    return HPE_PAUSED;
}

/* The last chunk's: what follows are lines again, and held to the same rules as the head's. */
static int
on_chunk(llhttp_t *l)
{
    struct http_parse *p = l->data;
    if (l->content_length)
        return 0;
    p->in_trailer = true;
    p->last = '\n';
    return HPE_PAUSED;
}

static int
on_end(llhttp_t *l)
{
    struct http_parse *p = l->data;
    p->is_whole = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_header_value_complete = on_value_complete,
    .on_headers_complete = on_head,
    .on_body = on_body,
    .on_message_complete = on_end,
    .on_chunk_header = on_chunk,
};

/* ---- feeding ---- */

struct http_parse *
http_parse_new(const struct http_parse_limits *limits, int (*body)(void *ctx, struct bytes piece), void *ctx)
{
    assert(limits->headers_max <= HEADERS_MAX);
    struct http_parse *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->limits = *limits;
    p->body = body;
    p->ctx = ctx;
    p->text.max_bytes = limits->head_max_bytes + limits->target_max_bytes;
    http_parse_reset(p);
    return p;
}

void
http_parse_free(struct http_parse *p)
{
    if (!p)
        return;
    buf_done(&p->text);
    free(p);
}

void
http_parse_reset(struct http_parse *p)
{
    llhttp_init(&p->llhttp, HTTP_REQUEST, &settings);
    p->llhttp.data = p;
    if (p->text.cap > KEEP_TEXT_BYTES)
        buf_done(&p->text);
    else
        buf_reset(&p->text);
    size_t begun = p->count < HEADERS_MAX ? p->count + 1 : HEADERS_MAX; // the last may have been cut short
    memset(p->names, 0, begun * sizeof *p->names);
    memset(p->values, 0, begun * sizeof *p->values);
    p->target = (struct span){0};
    p->head = (struct http_parse_head){0};
    p->count = p->head_bytes = 0;
    p->body_bytes = p->framed_bytes = 0;
    p->first = p->last = '\0';
    p->in_body = p->in_trailer = p->is_whole = false;
    p->status = 0;
    p->reason = NULL;
}

static bool
lines_are_sound(struct http_parse *p, struct bytes s)
{
    char last = p->last;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((last == '\r') != (c == '\n') || c == '\0' || (last == '\n' && (c == ' ' || c == '\t')))
            return false;
        last = c;
    }
    p->last = last;
    return true;
}

/* What llhttp's errors mean to the sender. */
static void
explain(struct http_parse *p, llhttp_errno_t e)
{
    switch (e) {
    case HPE_INVALID_METHOD:
        bad(p, ascii_is_alpha(p->first) ? 501 : 400, "the request's method is not known");
        break;
    case HPE_INVALID_VERSION:
    case HPE_PAUSED_H2_UPGRADE:
        bad(p, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        break;
    case HPE_INVALID_CHUNK_SIZE:
        bad(p, 400, "a chunk of the body is not valid");
        break;
    case HPE_INVALID_CONTENT_LENGTH:
    case HPE_UNEXPECTED_CONTENT_LENGTH:
        bad(p, 400, "the Content-Length is not valid");
        break;
    case HPE_INVALID_TRANSFER_ENCODING:
        bad(p, 400, "the Transfer-Encoding is not valid");
        break;
    default:
        bad(p, 400, p->in_body ? "the body is not valid" : "the request's head is not valid");
    }
}

static llhttp_errno_t
execute(struct http_parse *p, struct bytes *in, size_t max)
{
    const char *start = in->n ? in->p : "";
    size_t n = in->n < max ? in->n : max, used = n;
    if (p->llhttp.error == HPE_PAUSED)
        llhttp_resume(&p->llhttp);
    llhttp_errno_t e = llhttp_execute(&p->llhttp, start, n);
    if (e)
        used = (size_t)(llhttp_get_error_pos(&p->llhttp) - start);
    *in = bytes_from(*in, used);
    return e;
}

static enum http_parse_step
feed_head(struct http_parse *p, struct bytes *in)
{
    struct bytes before = *in;
    if (!p->first && in->n)
        p->first = in->p[0];
    llhttp_errno_t e = execute(p, in, p->limits.head_max_bytes - p->head_bytes);
    size_t used = before.n - in->n;
    p->head_bytes += used;
    bool sound = lines_are_sound(p, bytes_cut(before, 0, used));
    if (!sound) {
        p->status = 0; // what else is wrong with it has no meaning
        bad(p, 400, "a line of the request's head is not valid");
    }
    if (p->status)
        return HTTP_PARSE_BAD;
    if (e == HPE_PAUSED && p->in_body)
        return HTTP_PARSE_HEAD;
    if (e)
        explain(p, e);
    else if (p->head_bytes >= p->limits.head_max_bytes)
        bad(p, 431, "the request's head is too large");
    return p->status ? HTTP_PARSE_BAD : HTTP_PARSE_MORE;
}

static enum http_parse_step
feed_body(struct http_parse *p, struct bytes *in)
{
    llhttp_errno_t e;
    do {
        struct bytes before = *in;
        bool is_trailer = p->in_trailer;
        e = execute(p, in, SIZE_MAX);
        size_t used = before.n - in->n;
        p->framed_bytes += used;
        if (is_trailer && !lines_are_sound(p, bytes_cut(before, 0, used)))
            bad(p, 400, "a line behind the body is not valid");
        if (p->framed_bytes > p->limits.head_max_bytes + p->body_bytes * OVERHEAD_PER_BODY_BYTE)
            bad(p, 400, "the body's chunks have more framing than content");
    } while (e == HPE_PAUSED && !p->is_whole && !p->status); // at the beginning of the trailer
    if (e && e != HPE_PAUSED)
        explain(p, e);
    if (p->status)
        return HTTP_PARSE_BAD;
    return e ? HTTP_PARSE_END : HTTP_PARSE_MORE;
}

enum http_parse_step
http_parse_feed(struct http_parse *p, struct bytes *in)
{
    if (p->status)
        return HTTP_PARSE_BAD;
    return p->in_body ? feed_body(p, in) : feed_head(p, in);
}

const struct http_parse_head *
http_parse_head(const struct http_parse *p)
{
    return &p->head;
}

int
http_parse_status(const struct http_parse *p)
{
    return p->status;
}

const char *
http_parse_reason(const struct http_parse *p)
{
    return p->reason;
}

/* What handlers ask of a request: its JSON body, its query, its preconditions. */
#include "web_inside.h"

#include "../base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CURSOR_ID_MAX_BYTES = 100, NAME_SHOWN_BYTES = 60 };

/* ---- the body ---- */

static bool
is_json(struct bytes media_type)
{
    ptrdiff_t semicolon = bytes_find_char(media_type, ';');
    struct bytes name = bytes_trim(semicolon < 0 ? media_type : bytes_cut(media_type, 0, (size_t)semicolon));
    return bytes_is_nocase(name, "application/json") || bytes_ends_nocase(name, "+json");
}

enum err
web_whole_body(struct web_call *c, struct bytes *ret)
{
    const struct http_request *r = c->r;
    if (r->body_fd < 0) {
        *ret = r->body;
        return OK;
    }
    size_t n = r->body_bytes;
    char *p = arena_alloc(c->cx->arena, n + JSON_PADDING_BYTES);
    for (size_t at = 0; at < n;) {
        ssize_t got = pread(r->body_fd, p + at, n - at, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(&c->cx->why, ERR_IO, "the body cannot be read back: %s", got ? strerror(errno) : "it is cut");
        at += (size_t)got;
    }
    *ret = (struct bytes){p, n};
    return OK;
}

bool
web_read_body(struct web_call *c, struct json_parser *parser)
{
    struct bytes text;
    struct why *why = &c->cx->why;
    if (!is_json(header_find(c->r->headers, c->r->header_count, "Content-Type"))) {
        web_problem_status(c, 415, "send the body as Content-Type: application/json");
        return false;
    }
    enum err e = web_whole_body(c, &text);
    if (!e)
        e = json_parse(parser, text, &c->body, why);
    if (e == ERR_LIMIT) // too deep: the request is wrong, not too large
        e = ERR_INVALID;
    if (!e) {
        struct json schema = schema_find(c->web->schemas, bytes_of(c->route->in));
        assert(json_type_of(schema) == JSON_OBJECT); // routes_test.c
        e = schema_check(c->web->schemas, schema, c->body, why);
    }
    if (e)
        web_problem(c, e);
    return !e;
}

static enum err
wrong_field(struct web_call *c, const char *field, const char *should)
{
    return fail(&c->cx->why, ERR_INVALID, "'%s' must be %s", field, should);
}

static bool
has_controls(struct bytes t)
{
    for (size_t i = 0; i < t.n; i++) {
        unsigned char ch = (unsigned char)t.p[i];
        if ((ch < 0x20 && ch != '\t' && ch != '\n' && ch != '\r') || ch == 0x7f)
            return true;
        if (ch == 0xc2 && i + 1 < t.n && (unsigned char)t.p[i + 1] < 0xa0) // C1
            return true;
    }
    return false;
}

enum err
body_text(struct web_call *c, const char *field, size_t max_bytes, struct bytes *ret)
{
    struct json v = json_get(c->body, field);
    enum json_type type = json_type_of(v);
    if (type == JSON_MISSING)
        return OK;
    if (type == JSON_NULL) {
        *ret = BYTES("");
        return OK;
    }
    if (type != JSON_STRING)
        return wrong_field(c, field, "text");
    struct bytes text = json_text(v);
    if (text.n > max_bytes)
        return fail(&c->cx->why, ERR_INVALID, "'%s' must be at most %zu bytes, not %zu", field, max_bytes, text.n);
    if (has_controls(text))
        return wrong_field(c, field, "text without control characters");
    *ret = bytes_dup(c->cx->arena, text);
    return OK;
}

enum err
body_required_text(struct web_call *c, const char *field, size_t max_bytes, struct bytes *ret)
{
    struct bytes text = BYTES_NONE;
    enum err e = body_text(c, field, max_bytes, &text);
    if (e)
        return e;
    if (!text.p)
        return fail(&c->cx->why, ERR_INVALID, "'%s' is missing", field);
    if (!bytes_trim(text).n)
        return fail(&c->cx->why, ERR_INVALID, "'%s' must not be empty", field);
    *ret = text;
    return OK;
}

enum err
body_int(struct web_call *c, const char *field, int64_t min, int64_t max, int64_t *ret)
{
    struct json v = json_get(c->body, field);
    int64_t n;
    if (json_type_of(v) == JSON_MISSING)
        return OK;
    if (json_type_of(v) != JSON_NUMBER || !json_int(v, &n) || n < min || n > max)
        return fail(&c->cx->why, ERR_INVALID, "'%s' must be %lld to %lld", field, (long long)min, (long long)max);
    *ret = n;
    return OK;
}

enum err
body_bool(struct web_call *c, const char *field, bool *ret)
{
    struct json v = json_get(c->body, field);
    if (json_type_of(v) == JSON_MISSING)
        return OK;
    if (json_type_of(v) != JSON_BOOL)
        return wrong_field(c, field, "true or false");
    *ret = json_is_true(v);
    return OK;
}

enum err
body_time(struct web_call *c, const char *field, int64_t *ret_ms)
{
    struct json v = json_get(c->body, field);
    int64_t ms;
    switch (json_type_of(v)) {
    case JSON_MISSING:
        return OK;
    case JSON_NULL:
        *ret_ms = 0;
        return OK;
    default:
        if (json_type_of(v) != JSON_STRING || !time_parse(json_text(v), &ms))
            return wrong_field(c, field, "a time as RFC 3339 has it, like 2024-03-14T10:00:00Z");
        *ret_ms = ms;
        return OK;
    }
}

bool
body_ids(struct web_call *c, const char *field, const struct bytes **ret, uint32_t *ret_count)
{
    struct json list = json_get(c->body, field);
    if (json_type_of(list) != JSON_ARRAY)
        return false;
    struct bytes *ids = arena_new_n(c->cx->arena, struct bytes, json_count(list));
    uint32_t n = 0;
    for (struct json_iter it = json_each(list); json_next(&it);)
        ids[n++] = bytes_dup(c->cx->arena, json_text(it.value));
    *ret = ids;
    *ret_count = n;
    return true;
}

/* "7", W/"7" or *. A proxy that compresses makes an ETag weak; the version is the same. */
enum err
web_if_match(struct web_call *c, int64_t *ret)
{
    struct bytes h = bytes_trim(header_find(c->r->headers, c->r->header_count, "If-Match"));
    long long version = 0;
    *ret = 0;
    if (!h.n)
        return body_int(c, "version", 1, INT64_MAX, ret);
    if (bytes_is(h, "*"))
        return OK;
    if (bytes_starts(h, "W/"))
        h = bytes_from(h, 2);
    if (h.n < 3 || h.p[0] != '"' || h.p[h.n - 1] != '"' || !bytes_to_int(bytes_cut(h, 1, h.n - 2), &version) ||
        version < 1)
        return fail(&c->cx->why, ERR_INVALID, "If-Match must be the ETag of what was read, like \"7\"");
    *ret = version;
    return OK;
}

/* ---- the query ---- */

static const struct route_query *
described(const struct route *route, const char *name)
{
    for (const struct route_query *q = route->query; q && q->name; q++)
        if (strcmp(q->name, name) == 0)
            return q;
    return NULL;
}

static bool
piece_is_known(struct web_call *c, struct bytes piece)
{
    struct http_request one = {.query = piece};
    struct bytes value;
    for (const struct route_query *q = c->route->query; q && q->name; q++)
        if (http_query(&one, c->cx->arena, q->name, &value))
            return true;
    return false;
}

/* A name that is not known is a typing error, and without a word the answer would be to another question. */
bool
web_check_query(struct web_call *c)
{
    struct bytes rest = c->r->query, piece;
    while (bytes_split(&rest, '&', &piece)) {
        if (!piece.n || piece_is_known(c, piece))
            continue;
        ptrdiff_t equals = bytes_find_char(piece, '=');
        struct bytes name = bytes_cut(piece, 0, equals < 0 ? piece.n : (size_t)equals);
        fail(&c->cx->why, ERR_INVALID, "there is no query parameter '%.*s' here",
             BYTES_ARG(utf8_cut(utf8_clean(c->cx->arena, bytes_cut(name, 0, NAME_SHOWN_BYTES)), NAME_SHOWN_BYTES)));
        web_problem(c, ERR_INVALID);
        return false;
    }
    return true;
}

static void
wrong_query(struct web_call *c, const char *name, const char *should)
{
    if (!c->answer->query_wrong.text[0])
        fail(&c->answer->query_wrong, ERR_INVALID, "'%s' in the address must be %s", name, should);
}

bool
query_text(struct web_call *c, const char *name, struct bytes *ret)
{
    struct bytes v;
    assert(described(c->route, name)); // the API's description must know it: a row of route->query
    if (!http_query(c->r, c->cx->arena, name, &v) || !v.n)
        return false;
    if (has_controls(v)) {
        wrong_query(c, name, "text without control characters");
        return false;
    }
    *ret = v;
    return true;
}

bool
query_int(struct web_call *c, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    struct bytes v;
    long long n;
    char should[64];
    if (!query_text(c, name, &v))
        return false;
    if (!bytes_to_int(v, &n) || n < min || n > max) {
        snprintf(should, sizeof should, "%lld to %lld", (long long)min, (long long)max);
        wrong_query(c, name, should);
        return false;
    }
    *ret = n;
    return true;
}

bool
query_time(struct web_call *c, const char *name, int64_t *ret_ms)
{
    struct bytes v;
    if (!query_text(c, name, &v))
        return false;
    if (time_parse(v, ret_ms))
        return true;
    wrong_query(c, name, "a time as RFC 3339 has it, like 2024-03-14T10:00:00Z");
    return false;
}

bool
query_flag(struct web_call *c, const char *name)
{
    struct bytes v;
    if (!query_text(c, name, &v) || bytes_is(v, "0") || bytes_is(v, "false"))
        return false;
    if (bytes_is(v, "1") || bytes_is(v, "true"))
        return true;
    wrong_query(c, name, "1 or 0");
    return false;
}

struct web_page
web_page(struct web_call *c, uint32_t usual, uint32_t max)
{
    struct web_page p = {.limit = usual};
    struct bytes cursor, rest;
    int64_t limit;
    long long ms;
    if (query_int(c, "limit", 1, max, &limit))
        p.limit = (uint32_t)limit;
    if (!query_text(c, "cursor", &cursor))
        return p;
    rest = cursor;
    if (bytes_split(&rest, '.', &cursor) && bytes_to_int(cursor, &ms) && rest.p && rest.n <= CURSOR_ID_MAX_BYTES) {
        p.has_cursor = true;
        p.ms = ms;
        p.id = rest;
    } else {
        wrong_query(c, "cursor", "'next' of the page before");
    }
    return p;
}

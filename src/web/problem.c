/*
 * Problem documents (RFC 9457): one shape for every error, made of the status and the sentence that came with the
 * error.
 */
#include "web_inside.h"

#include <string.h>

static const struct {
    int status;
    const char *title;
} titles[] = {
    {400, "The request is wrong"},
    {401, "Sign in first"},
    {403, "Not allowed"},
    {404, "Not found"},
    {405, "This cannot be done here"},
    {408, "The request took too long"},
    {409, "It contradicts what is stored"},
    {412, "Somebody changed it first"},
    {413, "Too large"},
    {414, "The address is too long"},
    {415, "This media type is not read here"},
    {429, "Too many requests"},
    {431, "Too many headers"},
    {500, "The server failed"},
    {503, "The server is busy"},
    {507, "The disk is full"},
};

static const char *
title_of(int status)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return status < 500 ? "The request cannot be answered" : "The server failed";
}

static void
write_problem(struct json_out *o, int status, struct bytes detail, int64_t current_version)
{
    json_open(o, '{');
    put_text(o, "type", BYTES("about:blank"));
    put_text(o, "title", bytes_of(title_of(status)));
    put_int(o, "status", status);
    if (detail.n)
        put_text(o, "detail", detail);
    if (current_version)
        put_int(o, "current_version", current_version);
    json_close(o, '}');
}

static int
status_of(const struct web_call *c, enum err e)
{
    static const int statuses[ERR_MAX] = {
        [OK] = 500,        [ERR_INVALID] = 400, [ERR_DENIED] = 403, [ERR_NOT_FOUND] = 404, [ERR_CONFLICT] = 409,
        [ERR_STALE] = 412, [ERR_LIMIT] = 413,   [ERR_FULL] = 507,   [ERR_IO] = 500,
    };
    if (c->answer->refuse_status)
        return c->answer->refuse_status;
    if (e == ERR_DENIED && !c->cx->actor)
        return 401;
    return statuses[e];
}

static void
write_answer(struct web_call *c, int status, struct bytes detail, int64_t current_version)
{
    struct web_answer *a = c->answer;
    web_answer_reset(a);
    struct json_out *o = web_json(c, status);
    a->media_type = "application/problem+json";
    write_problem(o, status, detail, current_version);
    if (a->retry_after_s || status == 503)
        web_header(c, "Retry-After",
                   bytes_printf(c->cx->arena, "%lld", (long long)(a->retry_after_s ? a->retry_after_s : 1)));
    if (status == 401)
        web_header(c, "WWW-Authenticate", BYTES("Bearer realm=\"aftermath\""));
}

void
web_problem(struct web_call *c, enum err e)
{
    int status = status_of(c, e);
    struct bytes detail = bytes_of(c->cx->why.text);
    int64_t version = e == ERR_STALE ? c->cx->current_version : 0;
    // What the system said is for the log: it may name files and statements.
    if (status == 500)
        detail = BYTES("the server could not do this; its log says why");
    write_answer(c, status, detail, version);
}

void
web_problem_status(struct web_call *c, int status, const char *detail)
{
    write_answer(c, status, bytes_of(detail), 0);
}

const char *
web_problem_of_server(void *ctx, int status, const char *reason, struct buf *out)
{
    (void)ctx;
    struct json_out o = {.buf = out};
    write_problem(&o, status, bytes_of(reason), 0);
    return "application/problem+json";
}

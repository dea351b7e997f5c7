/*
 * The API's description (OpenAPI 3.1), written from the routes and schemas.json: what a row says is what is described.
 * Made once, when the program starts.
 */
#include "handlers.h"
#include "web_inside.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

// clang-format off
/* By the segment behind /api/v1; what has none is "system". routes_test.c checks that every route finds its tag. */
static const struct tag { const char *name, *help; } tags[] = {
    {"attachments", "Files that people gave to an incident or a post-mortem."},
    {"audit", "Who changed what, and the proof that nobody altered that."},
    {"components", "Services and their modules."},
    {"deliveries", "What arrived at an intake address, as it came."},
    {"events", "Lines of a timeline."},
    {"imports", "Files on their way into an incident."},
    {"inbox", "Signals that belong to no incident yet."},
    {"incidents", "Incidents, their timelines and their evidence."},
    {"intake", "Where tools send their webhooks."},
    {"persons", "Who is who in evidence."},
    {"postmortems", "Post-mortems and their sections."},
    {"search", "Full-text search."},
    {"sessions", "Signing in and out."},
    {"settings", "Settings of the whole installation."},
    {"signals", "What a tool said, with its raw bytes."},
    {"sources", "Tools that post to an intake address."},
    {"system", "The program itself."},
    {"teams", "Teams."},
    {"templates", "What a post-mortem begins with."},
    {"tokens", "Secrets for programs."},
    {"users", "Accounts."},
};

/* Segments whose routes stand under another tag. */
static const struct { const char *segment, *tag; } other_tags[] = {
    {"home", "incidents"}, {"live", "system"}, {"render", "postmortems"}, {"schemes", "sources"}, {"session", "sessions"},
    {"setup", "sessions"}, {"verify", "audit"}, {"backup", "system"}, {"check", "system"}, {"demo", "system"}, {"openapi.json", "system"},
};

/* Which problems an answer may be, in the order of their numbers. */
static const struct { int status; const char *name, *help; } problems[] = {
    {400, "Wrong", "What was sent is wrong; detail says which part and what it should be"},
    {401, "SignIn", "Nobody is signed in, and no token was sent, or it is no longer good"},
    {403, "NotAllowed", "Who asks may not do this; or the CSRF token is missing or wrong"},
    {404, "NotFound", "It is not there"},
    {409, "Contradiction", "It contradicts what is stored"},
    {412, "Changed", "Somebody changed it first; current_version is what is stored now"},
    {413, "TooLarge", "More than this takes"},
    {415, "MediaType", "This media type is not read here"},
    {429, "TooMany", "Too many requests: wait as long as Retry-After says"},
};
// clang-format on
enum { TAG_COUNT = sizeof tags / sizeof *tags, PROBLEM_COUNT = sizeof problems / sizeof *problems };

static void
text(struct json_out *o, const char *key, const char *value)
{
    put_text(o, key, bytes_of(value));
}

static void
ref(struct json_out *o, const char *kind, struct bytes name)
{
    char path[160];
    snprintf(path, sizeof path, "#/components/%s/%.*s", kind, BYTES_ARG(name));
    json_open(o, '{');
    text(o, "$ref", path);
    json_close(o, '}');
}

/* ---- names ---- */

/* The first segment of a path, or the one behind /api/v1. */
static struct bytes
first_segment(const char *path)
{
    struct bytes rest = bytes_from(bytes_of(path), 1), segment;
    if (!bytes_split(&rest, '/', &segment))
        return BYTES_NONE;
    while (bytes_is(segment, "api") || bytes_is(segment, "v1"))
        if (!bytes_split(&rest, '/', &segment))
            return BYTES_NONE;
    return segment;
}

static const char *
tag_of(const char *path)
{
    struct bytes segment = first_segment(path);
    for (size_t i = 0; i < TAG_COUNT; i++)
        if (bytes_is(segment, tags[i].name))
            return tags[i].name;
    for (size_t i = 0; i < sizeof other_tags / sizeof *other_tags; i++)
        if (bytes_is(segment, other_tags[i].segment))
            return other_tags[i].tag;
    return "system";
}

/* "get_incidents_id_events" */
static void
put_operation_id(struct json_out *o, const struct route *r)
{
    char id[200];
    size_t n = (size_t)snprintf(id, sizeof id, "%s", http_method_name(r->method));
    struct bytes rest = bytes_of(r->path);
    if (bytes_starts(rest, "/api/v1"))
        rest = bytes_from(rest, strlen("/api/v1"));
    for (size_t i = 0; i < rest.n && n < sizeof id - 1; i++)
        if (rest.p[i] != ':')
            id[n++] = ascii_is_alnum(rest.p[i]) ? rest.p[i] : '_';
    for (size_t i = 0; i < n; i++)
        id[i] = ascii_lower(id[i]);
    put_text(o, "operationId", (struct bytes){id, n});
}

/* "/api/v1/teams/{id}" */
static void
put_path_key(struct json_out *o, const char *path)
{
    struct buf b = {0};
    struct bytes rest = bytes_from(bytes_of(path), 1), segment;
    while (bytes_split(&rest, '/', &segment)) {
        bool is_param = segment.p[0] == ':';
        struct bytes name = bytes_from(segment, is_param ? 1 : 0);
        buf_printf(&b, is_param ? "/{%.*s}" : "/%.*s", BYTES_ARG(name));
    }
    json_key(o, b.p);
    buf_done(&b);
}

/* ---- parameters ---- */

static void
put_parameter(struct json_out *o, struct bytes name, const char *in, const char *type, const char *help)
{
    bool is_path = strcmp(in, "path") == 0, is_time = strcmp(type, "date-time") == 0;
    json_open(o, '{');
    put_text(o, "name", name);
    text(o, "in", in);
    if (is_path)
        put_bool(o, "required", true);
    if (help)
        text(o, "description", help);
    json_key(o, "schema");
    json_open(o, '{');
    text(o, "type", is_time ? "string" : type);
    if (is_time)
        text(o, "format", "date-time");
    json_close(o, '}');
    json_close(o, '}');
}

static bool
changes(const struct route *r)
{
    return r->method != HTTP_GET;
}

static void
put_parameters(struct json_out *o, const struct route *r)
{
    struct bytes rest = bytes_from(bytes_of(r->path), 1), segment;
    json_key(o, "parameters");
    json_open(o, '[');
    while (bytes_split(&rest, '/', &segment))
        if (segment.p[0] == ':')
            put_parameter(o, bytes_from(segment, 1), "path", "string", NULL);
    for (const struct route_query *q = r->query; q && q->name; q++)
        put_parameter(o, bytes_of(q->name), "query", q->type, q->help);
    if (r->method == HTTP_PUT || r->method == HTTP_PATCH)
        put_parameter(o, BYTES("If-Match"), "header", "string",
                      "The ETag of what was read; 412 when it is no longer so.");
    if (r->method == HTTP_POST && !(r->flags & ROUTE_NO_IDEMPOTENCY) && r->need != NEED_NOTHING)
        put_parameter(o, BYTES("Idempotency-Key"), "header", "string",
                      "A repeat with the same key within a day gets the first answer and changes nothing.");
    json_close(o, ']');
}

/* ---- bodies ---- */

static bool
is_media_type(const char *name)
{
    return strchr(name, '/') != NULL;
}

/* "Incident", or "[Incident]" for a list with a cursor. */
static void
put_schema(struct json_out *o, const char *name)
{
    struct bytes n = bytes_of(name);
    json_key(o, "schema");
    if (n.p[0] != '[') {
        ref(o, "schemas", n);
        return;
    }
    json_open(o, '{');
    text(o, "type", "object");
    put_bool(o, "additionalProperties", false);
    json_key(o, "required");
    json_open(o, '[');
    json_put_text(o, BYTES("items"));
    json_put_text(o, BYTES("next"));
    json_close(o, ']');
    json_key(o, "properties");
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '{');
    text(o, "type", "array");
    json_key(o, "items");
    ref(o, "schemas", bytes_cut(n, 1, n.n - 2));
    json_close(o, '}');
    json_key(o, "next");
    json_open(o, '{');
    json_key(o, "type");
    json_open(o, '[');
    json_put_text(o, BYTES("string"));
    json_put_text(o, BYTES("null"));
    json_close(o, ']');
    text(o, "description", "Cursor of the next page; null on the last one");
    json_close(o, '}');
    json_close(o, '}');
    json_close(o, '}');
}

static void
put_content(struct json_out *o, const char *shape)
{
    bool is_type = is_media_type(shape);
    json_key(o, "content");
    json_open(o, '{');
    json_key(o, is_type ? shape : "application/json");
    json_open(o, '{');
    if (!is_type) {
        put_schema(o, shape);
    } else {
        json_key(o, "schema");
        json_open(o, '{');
        if (strcmp(shape, "application/json") != 0)
            text(o, "type", "string");
        json_close(o, '}');
    }
    json_close(o, '}');
    json_close(o, '}');
}

static void
put_request_body(struct json_out *o, const struct route *r)
{
    const char *shape = r->in ? r->in : r->flags & ROUTE_RAW_BODY ? "application/octet-stream" : NULL;
    if (!shape)
        return;
    json_key(o, "requestBody");
    json_open(o, '{');
    put_bool(o, "required", true);
    put_content(o, shape);
    json_close(o, '}');
}

/* ---- answers ---- */

static bool
may_answer(const struct route *r, int status)
{
    bool has_body = r->in || (r->flags & ROUTE_RAW_BODY), has_param = strchr(r->path, ':') != NULL;
    switch (status) {
    case 400:
        return has_body || has_param || r->query || changes(r);
    case 401:
        return r->need != NEED_NOTHING || strcmp(tag_of(r->path), "sessions") == 0;
    case 403:
        return r->need != NEED_NOTHING || changes(r) || strcmp(r->path, "/metrics") == 0;
    case 404:
        return has_param;
    case 409:
        return changes(r);
    case 412:
        return r->method == HTTP_PUT || r->method == HTTP_PATCH || r->method == HTTP_DELETE;
    case 413:
    case 415:
        return has_body;
    default:
        return true;
    }
}

/* A read gives 200; what else a change may give - 200, 201, 202, 204 - is its handler's. */
static void
put_success(struct json_out *o, const struct route *r)
{
    json_key(o, changes(r) ? "2XX" : "200");
    json_open(o, '{');
    text(o, "description", r->out ? "Done; the answer" : "Done");
    if (r->out)
        put_content(o, r->out);
    json_close(o, '}');
}

static void
put_responses(struct json_out *o, const struct route *r)
{
    char number[16];
    json_key(o, "responses");
    json_open(o, '{');
    put_success(o, r);
    for (size_t i = 0; i < PROBLEM_COUNT; i++) {
        if (!may_answer(r, problems[i].status))
            continue;
        snprintf(number, sizeof number, "%d", problems[i].status);
        json_key(o, number);
        ref(o, "responses", bytes_of(problems[i].name));
    }
    json_key(o, "default");
    ref(o, "responses", BYTES("Failed"));
    json_close(o, '}');
}

static void
put_scheme_name(struct json_out *o, const char *name)
{
    json_key(o, name);
    json_open(o, '[');
    json_close(o, ']');
}

/* By cookie - and, to change something, the CSRF token beside it - or by API token. */
static void
put_security(struct json_out *o, const struct route *r)
{
    json_key(o, "security");
    json_open(o, '[');
    if (r->need != NEED_NOTHING) {
        json_open(o, '{');
        put_scheme_name(o, "session");
        if (changes(r))
            put_scheme_name(o, "csrf");
        json_close(o, '}');
        json_open(o, '{');
        put_scheme_name(o, "token");
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void
put_operation(struct json_out *o, const struct route *r)
{
    static const char *const methods[HTTP_METHOD_MAX] = {"get", "head", "post", "put", "patch", "delete", "options"};
    static const char *const needs[] = {
        [NEED_NOTHING] = "anybody", [NEED_READ] = "a reader", [NEED_EDIT] = "an editor", [NEED_ADMIN] = "an admin"};
    char about[400];
    struct bytes summary = bytes_of(r->help);
    if (bytes_ends(summary, "."))
        summary.n--;
    snprintf(about, sizeof about, "%s May be asked by %s.", r->help, needs[r->need]);
    json_newline(o);
    json_key(o, methods[r->method]);
    json_open(o, '{');
    put_operation_id(o, r);
    put_text(o, "summary", summary);
    text(o, "description", about);
    json_key(o, "tags");
    json_open(o, '[');
    json_put_text(o, bytes_of(tag_of(r->path)));
    json_close(o, ']');
    put_security(o, r);
    put_parameters(o, r);
    put_request_body(o, r);
    put_responses(o, r);
    json_close(o, '}');
}

static void
put_paths(struct json_out *o, const struct web *w)
{
    const struct route *table = w->table;
    json_key(o, "paths");
    json_open(o, '{');
    for (size_t i = 0; i < w->table_count;) {
        const char *path = table[i].path;
        json_newline(o);
        put_path_key(o, path);
        json_open(o, '{');
        for (; i < w->table_count && strcmp(table[i].path, path) == 0; i++)
            put_operation(o, &table[i]);
        json_close(o, '}');
    }
    json_close(o, '}');
}

/* ---- what is shared ---- */

static void
put_problem_response(struct json_out *o, const char *name, const char *help, bool has_wait)
{
    json_key(o, name);
    json_open(o, '{');
    text(o, "description", help);
    if (has_wait) {
        json_key(o, "headers");
        json_open(o, '{');
        json_key(o, "Retry-After");
        json_open(o, '{');
        text(o, "description", "Seconds");
        json_key(o, "schema");
        json_open(o, '{');
        text(o, "type", "integer");
        json_close(o, '}');
        json_close(o, '}');
        json_close(o, '}');
    }
    json_key(o, "content");
    json_open(o, '{');
    json_key(o, "application/problem+json");
    json_open(o, '{');
    put_schema(o, "Problem");
    json_close(o, '}');
    json_close(o, '}');
    json_close(o, '}');
}

static void
put_api_key(struct json_out *o, const char *scheme, const char *in, const char *name, const char *help)
{
    json_key(o, scheme);
    json_open(o, '{');
    text(o, "type", "apiKey");
    text(o, "in", in);
    text(o, "name", name);
    text(o, "description", help);
    json_close(o, '}');
}

static void
put_components(struct json_out *o)
{
    json_key(o, "components");
    json_open(o, '{');
    json_key(o, "securitySchemes");
    json_open(o, '{');
    put_api_key(o, "session", "cookie", "aftermath_session", "What signing in sets; for browsers.");
    put_api_key(o, "csrf", "header", "X-CSRF-Token", "The value that GET /api/v1/session gives; beside the cookie.");
    json_key(o, "token");
    json_open(o, '{');
    text(o, "type", "http");
    text(o, "scheme", "bearer");
    text(o, "description", "An API token, made under /api/v1/tokens.");
    json_close(o, '}');
    json_close(o, '}');
    json_key(o, "responses");
    json_open(o, '{');
    for (size_t i = 0; i < PROBLEM_COUNT; i++)
        put_problem_response(o, problems[i].name, problems[i].help, problems[i].status == 429);
    put_problem_response(o, "Failed", "The server failed, is busy (503) or has no room left on its disk (507)", true);
    json_close(o, '}');
    json_key(o, "schemas");
    buf_add(o->buf, bytes_trim(schemas_text()));
    o->need_comma = true;
    json_close(o, '}');
}

static void
put_info(struct json_out *o, const struct web *w)
{
    json_key(o, "info");
    json_open(o, '{');
    text(o, "title", "Aftermath");
    text(o, "version", w->version);
    text(o, "summary", "Incidents, their timelines and their post-mortems");
    text(o, "description",
         "Times are RFC 3339 in UTC. Errors are problem documents (RFC 9457). Lists are asked on with the cursor that "
         "they give. Where two people may write, answers carry an ETag: send it back as If-Match.");
    json_key(o, "license");
    json_open(o, '{');
    text(o, "name", "Apache License 2.0");
    text(o, "identifier", "Apache-2.0");
    json_close(o, '}');
    json_close(o, '}');
    json_key(o, "servers");
    json_open(o, '[');
    json_open(o, '{');
    text(o, "url", "/"); // wherever this description came from
    json_close(o, '}');
    json_close(o, ']');
}

void
openapi_write(const struct web *w, struct buf *out)
{
    struct json_out o = {.buf = out};
    json_open(&o, '{');
    text(&o, "openapi", "3.1.0");
    put_info(&o, w);
    json_key(&o, "tags");
    json_open(&o, '[');
    for (size_t i = 0; i < TAG_COUNT; i++) {
        json_open(&o, '{');
        text(&o, "name", tags[i].name);
        text(&o, "description", tags[i].help);
        json_close(&o, '}');
    }
    json_close(&o, ']');
    put_paths(&o, w);
    json_newline(&o);
    put_components(&o);
    json_close(&o, '}');
    assert(!out->full);
}

enum err
api_openapi(struct web_call *c)
{
    web_static(c, 200, "application/json", buf_bytes(&c->web->openapi));
    return OK;
}

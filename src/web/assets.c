/*
 * The interface from memory. Any path that is not the API's and has no dot is a page of it, so that a link into the
 * middle works: the page looks at its address by itself.
 */
#include "assets.h"

#include "web_inside.h"

#include <string.h>

static const char not_built[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Aftermath</title>\n</head>\n<body>\n"
    "<h1>Aftermath runs, but without its web interface</h1>\n"
    "<p>This program was built without it. <code>script/build</code> builds both; it takes Node and npm. "
    "The API is there all the same: <a href=\"/api/openapi.json\">its description</a>.</p>\n</body>\n</html>\n";

bool
web_is_interface(struct bytes path)
{
    return !bytes_is(path, "/api") && !bytes_starts(path, "/api/");
}

const struct asset *
asset_find(struct bytes path)
{
    size_t low = 0, high = asset_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = bytes_cmp(bytes_of(assets[mid].path), path);
        if (c == 0)
            return &assets[mid];
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* "q=0", "q=0.0" and the like. */
static bool
is_refused(struct bytes parameters)
{
    struct bytes q = bytes_trim(parameters);
    if (!bytes_starts_nocase(q, "q=0"))
        return false;
    for (size_t i = 3; i < q.n; i++)
        if (q.p[i] != '.' && q.p[i] != '0')
            return false;
    return true;
}

/* Whether an encoding's own words, or those for "*", allow it. */
static bool
takes(struct bytes accept, const char *encoding)
{
    struct bytes part, name;
    bool any = false;
    while (bytes_split(&accept, ',', &part)) {
        if (!bytes_split(&part, ';', &name))
            continue;
        name = bytes_trim(name);
        if (bytes_is_nocase(name, encoding))
            return !is_refused(part);
        if (bytes_is(name, "*"))
            any = !is_refused(part);
    }
    return any;
}

struct bytes
asset_choose(const struct asset *a, struct bytes accept, const char **ret_encoding)
{
    *ret_encoding = NULL;
    if (a->brotli.n && takes(accept, "br")) {
        *ret_encoding = "br";
        return a->brotli;
    }
    if (a->gzip.n && takes(accept, "gzip")) {
        *ret_encoding = "gzip";
        return a->gzip;
    }
    return a->plain;
}

/* ---- answers ---- */

static bool
has_tag(struct bytes list, struct bytes tag)
{
    struct bytes part;
    while (bytes_split(&list, ',', &part)) {
        part = bytes_trim(part);
        if (bytes_starts(part, "W/"))
            part = bytes_from(part, 2);
        if (bytes_is(part, "*") || bytes_eq(part, tag))
            return true;
    }
    return false;
}

static void
answer_asset(struct web_call *c, const struct asset *asset)
{
    const char *encoding;
    const struct http_request *r = c->r;
    struct bytes accept = header_find(r->headers, r->header_count, "Accept-Encoding");
    struct bytes body = asset_choose(asset, accept, &encoding);
    // Variants are different bytes, so each has a tag of its own.
    struct bytes tag =
        bytes_printf(c->cx->arena, "\"%s%s%s\"", asset->digest, encoding ? "-" : "", encoding ? encoding : "");
    if (has_tag(header_find(r->headers, r->header_count, "If-None-Match"), tag)) {
        web_static(c, 304, NULL, BYTES_NONE);
    } else {
        web_static(c, 200, asset->media_type, body);
        if (encoding)
            web_header(c, "Content-Encoding", bytes_of(encoding));
    }
    web_header(c, "ETag", tag);
    web_header(c, "Vary", BYTES("Accept-Encoding"));
    web_header(c, "Cache-Control", asset->immutable ? BYTES("public, max-age=31536000, immutable") : BYTES("no-cache"));
}

void
web_asset(struct web_call *c)
{
    struct bytes path = c->r->path;
    const struct asset *found = asset_find(path);
    if (!found && bytes_find_char(path, '.') < 0)
        found = asset_find(BYTES("/index.html"));
    if (found)
        answer_asset(c, found);
    else if (bytes_find_char(path, '.') < 0 && !asset_count)
        web_static(c, 200, "text/html; charset=utf-8", bytes_of(not_built));
    else
        web_problem_status(c, 404, "there is nothing at this address");
}

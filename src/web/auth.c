/*
 * Who asks, and whether they may. A browser shows a cookie, a program a token; a request with a token is never asked
 * for the CSRF header, since no foreign page can make a browser send one.
 *
 * Three walls stand between a foreign page and a change: the cookie is SameSite=Lax, a request that the browser itself
 * says comes from elsewhere (Sec-Fetch-Site, Origin) is refused, and the header X-CSRF-Token must repeat what only our
 * own pages can read.
 */
#include "web_inside.h"

#include "../base/random.h"
#include "../model/session.h"
#include "../model/token.h"

#include <string.h>

static const char cookie_name[] = "aftermath_session";

static struct bytes
header(const struct web_call *c, const char *name)
{
    return bytes_trim(header_find(c->r->headers, c->r->header_count, name));
}

static bool
bearer(const struct web_call *c, struct bytes *ret)
{
    struct bytes h = header(c, "Authorization");
    if (!bytes_starts_nocase(h, "Bearer "))
        return false; // a proxy's own sign-in is none of our business
    *ret = bytes_trim(bytes_from(h, 7));
    return true;
}

enum err
web_who_asks(struct web_call *c)
{
    struct bytes secret;
    struct cx *cx = c->cx;
    enum err e;
    if (bearer(c, &secret)) {
        struct token *t;
        struct user *u;
        cx->via = VIA_TOKEN;
        e = token_load(cx, secret, &u, &t);
        if (e)
            return e;
        c->token_id = t->id;
        cx->actor = u;
        return OK;
    }
    secret = http_cookie(c->r, cookie_name);
    cx->via = VIA_BROWSER;
    if (!secret.n)
        return OK;
    struct session *s;
    e = session_load(cx, secret, &s);
    if (e == ERR_NOT_FOUND)
        return fail(&cx->why, ERR_DENIED, "the session has ended; sign in again");
    if (e)
        return e;
    c->session = bytes_dup(cx->arena, secret);
    c->csrf = s->csrf;
    cx->actor = s->user;
    return OK;
}

/* Of the address alone: "https://host:port". */
static bool
is_our_origin(const struct web_call *c, struct bytes origin)
{
    struct bytes base = bytes_of(web_base_url(c->web));
    if (bytes_eq_nocase(origin, base))
        return true;
    ptrdiff_t at = bytes_find(origin, "://");
    return at >= 0 && bytes_eq_nocase(bytes_from(origin, (size_t)at + 3), c->r->host);
}

static bool
comes_from_elsewhere(const struct web_call *c)
{
    struct bytes site = header(c, "Sec-Fetch-Site"), origin = header(c, "Origin");
    if (site.n)
        return !bytes_is_nocase(site, "same-origin") && !bytes_is_nocase(site, "none");
    return origin.n && !is_our_origin(c, origin);
}

static bool
changes_something(const struct web_call *c)
{
    return c->r->method != HTTP_GET && c->r->method != HTTP_HEAD && c->r->method != HTTP_OPTIONS;
}

bool
web_may_call(struct web_call *c)
{
    static const enum role least[] = {
        [NEED_NOTHING] = ROLE_NONE,
        [NEED_READ] = ROLE_READER,
        [NEED_EDIT] = ROLE_EDITOR,
        [NEED_ADMIN] = ROLE_ADMIN,
    };
    struct cx *cx = c->cx;
    if (c->route->need != NEED_NOTHING && !cx->actor) {
        web_problem_status(c, 401, cx->why.text[0] ? cx->why.text : "sign in, or send a token");
        return false;
    }
    if (!changes_something(c) || (c->route->flags & ROUTE_NO_CSRF) || c->token_id.n) {
        // nothing that a foreign page could do in somebody's name
    } else if (comes_from_elsewhere(c)) {
        web_problem_status(c, 403, "this request comes from another site's page");
        return false;
    } else if (c->session.n && !secret_eq(header(c, "X-CSRF-Token"), c->csrf)) {
        web_problem_status(c, 403, "the header X-CSRF-Token must have the value that GET /api/v1/session gives");
        return false;
    }
    if (cx->actor && cx->actor->role < least[c->route->need]) {
        fail(&cx->why, ERR_DENIED, "this takes the role %s; yours is %s", role_name(least[c->route->need]),
             role_name(cx->actor->role));
        web_problem_status(c, 403, cx->why.text);
        return false;
    }
    return true;
}

/* A proxy adds whom it serves at the end of the list; what stands before is what that sender claims. */
const char *
web_address(const struct web *w, const struct http_request *r, struct arena *a)
{
    struct bytes rest = header_find(r->headers, r->header_count, "X-Forwarded-For"), part, last = BYTES_NONE;
    if (!w->config.behind_proxy || !rest.n)
        return r->peer;
    while (bytes_split(&rest, ',', &part))
        last = bytes_trim(part);
    if (!last.n || last.n > 45)
        return r->peer;
    for (size_t i = 0; i < last.n; i++)
        if (!ascii_is_hex(last.p[i]) && last.p[i] != '.' && last.p[i] != ':')
            return r->peer;
    return bytes_dup(a, last).p;
}

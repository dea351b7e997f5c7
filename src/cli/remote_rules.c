/* What may be given as a server and a token, and what a server's refusal means. Pure: nothing is asked here. */
#include "remote.h"

#include <string.h>

static bool
is_printable(struct bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] <= ' ' || text.p[i] >= 0x7f)
            return false;
    return true;
}

/* ---- the address ---- */

static struct bytes
authority_of(struct bytes address)
{
    struct bytes rest = bytes_from(address, (size_t)bytes_find(address, "://") + 3), part = BYTES_NONE;
    bytes_split(&rest, '/', &part);
    return part;
}

enum err
remote_address(struct arena *a, const char *given, struct bytes *ret, struct why *why)
{
    struct bytes address = bytes_trim(bytes_of(given));
    if (!bytes_starts_nocase(address, "http://") && !bytes_starts_nocase(address, "https://"))
        return fail(why, ERR_INVALID, "the server '%s' must begin with http:// or https://", given);
    if (address.n > REMOTE_ADDRESS_MAX_BYTES)
        return fail(why, ERR_INVALID, "the server's address is longer than %d bytes", REMOTE_ADDRESS_MAX_BYTES);
    if (!is_printable(address) || bytes_find_char(address, '?') >= 0 || bytes_find_char(address, '#') >= 0 ||
        !authority_of(address).n)
        return fail(why, ERR_INVALID, "the server '%s' is no address like https://aftermath.example.org", given);
    if (bytes_find_char(authority_of(address), '@') >= 0)
        return fail(why, ERR_INVALID, "the server's address must hold no name and password; a token says who asks");
    while (bytes_ends(address, "/"))
        address.n--;
    *ret = bytes_dup(a, address);
    return OK;
}

bool
remote_is_open(struct bytes address)
{
    struct bytes host = authority_of(address);
    if (!bytes_starts_nocase(address, "http://") || bytes_starts(host, "127.") || bytes_starts(host, "[::1]"))
        return false;
    ptrdiff_t colon = bytes_find_char(host, ':');
    return !bytes_is_nocase(colon < 0 ? host : bytes_cut(host, 0, (size_t)colon), "localhost");
}

enum err
remote_token(struct bytes given, const char *where, struct bytes *ret, struct why *why)
{
    struct bytes token = bytes_trim(given);
    if (!token.n)
        return fail(why, ERR_INVALID, "%s is empty; it must hold an API token, am_...", where);
    if (!bytes_starts(token, "am_") || token.n > REMOTE_TOKEN_MAX_BYTES || !is_printable(token))
        return fail(why, ERR_INVALID, "%s holds no API token: one begins with am_", where);
    *ret = token;
    return OK;
}

const char *
remote_path(struct arena *a, const char *before, struct bytes part, const char *after)
{
    struct buf out = {0};
    buf_puts(&out, before);
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        if (ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
            buf_putc(&out, c);
        else
            buf_printf(&out, "%%%02X", (unsigned)(unsigned char)c);
    }
    buf_puts(&out, after);
    const char *path = bytes_dup(a, buf_bytes(&out)).p;
    buf_done(&out);
    return path;
}

/* ---- refusals ---- */

static enum err
err_of_status(long status)
{
    static const struct {
        long status;
        enum err e;
    } rows[] = {
        {400, ERR_INVALID},  {401, ERR_DENIED}, {403, ERR_DENIED}, {404, ERR_NOT_FOUND},
        {409, ERR_CONFLICT}, {412, ERR_STALE},  {413, ERR_LIMIT},  {414, ERR_LIMIT},
        {415, ERR_INVALID},  {429, ERR_LIMIT},  {507, ERR_FULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status)
            return rows[i].e;
    return ERR_IO;
}

/* Who speaks HTTP but not as Aftermath does: a proxy before it, or something else altogether. */
static enum err
refused_by_stranger(const struct remote_refusal *r, struct why *why)
{
    if (r->redirect)
        return fail(why, ERR_IO, "%s sends us on to %s; if that is the server, name it with --server", r->server,
                    r->redirect);
    if (r->status == 413)
        return fail(why, ERR_LIMIT,
                    "a proxy before %s takes no requests as large as this (status 413); raise its limit, "
                    "or send less at a time",
                    r->server);
    if (r->status >= 502 && r->status <= 504)
        return fail(why, ERR_IO,
                    "a proxy answers for %s that there is no server behind it (status %ld); is Aftermath "
                    "running there",
                    r->server, r->status);
    return fail(why, ERR_IO, "%s is no Aftermath server, or not at that address (it answers with status %ld)",
                r->server, r->status);
}

enum err
remote_refused(const struct remote_refusal *r, struct why *why)
{
    enum err e = err_of_status(r->status);
    if (!r->is_problem || r->redirect)
        return refused_by_stranger(r, why);
    if (r->status == 401)
        return fail(why, e, "%s does not take the token: %.*s; 'aftermath token add' on its data folder makes another",
                    r->server, BYTES_ARG(r->detail));
    if (r->status == 429 || r->status == 503)
        return fail(why, e, "%.*s; try again in %ld s", BYTES_ARG(r->detail), r->retry_after_s ? r->retry_after_s : 1);
    if (r->status >= 500 && r->status != 507)
        return fail(why, e, "%s: %.*s", r->server, BYTES_ARG(r->detail));
    if (!r->detail.n)
        return fail(why, e, "%s refuses it with status %ld", r->server, r->status);
    return fail(why, e, "%.*s", BYTES_ARG(r->detail));
}

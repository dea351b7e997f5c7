/* See remote.h. Behind it is libcurl; nothing outside this file knows. One question at a time, on one connection. */
#include "remote.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct remote {
    struct arena *arena;
    struct bytes address;
    const char *ca_file;
    CURL *curl;
    struct curl_slist *headers_json, *headers_form, *headers_none; // with the token; by the body
    struct json_parser *parser;
    struct buf answer;
    char error[CURL_ERROR_SIZE];
};

/* One question on its way. */
struct transfer {
    struct remote *r;
    const struct remote_request *q;
    struct why why; // what stopped it on our side; empty: nothing did
    enum err stopped;
    uint64_t sent_bytes, total_bytes, taken_bytes;
};

/* The file that is being sent; curl asks for one after the other. */
struct sending {
    struct transfer *t;
    const struct remote_file *file;
    int fd;
    uint64_t at;
};

/* ---- open, close ---- */

static enum err
read_token_file(struct arena *a, const char *path, struct bytes *ret, struct why *why)
{
    char line[REMOTE_TOKEN_MAX_BYTES + 3];
    FILE *f = fopen(path, "re");
    if (!f)
        return fail(why, ERR_IO, "cannot read the token in %s: %s", path, strerror(errno));
    bool is_there = fgets(line, sizeof line, f);
    fclose(f);
    return remote_token(bytes_dup(a, is_there ? bytes_of(line) : BYTES_NONE), path, ret, why);
}

static enum err
find_token(struct arena *a, const struct remote_options *o, struct bytes *ret, struct why *why)
{
    if (o->token)
        return remote_token(bytes_of(o->token), "the token given", ret, why);
    if (o->token_file)
        return read_token_file(a, o->token_file, ret, why);
    return fail(why, ERR_INVALID,
                "a server takes an API token: name a file that holds one with --token-file, or put it "
                "into AFTERMATH_TOKEN; 'aftermath token add' and the interface make them");
}

static struct curl_slist *
headers(struct arena *a, struct bytes token, const char *content_type)
{
    struct curl_slist *list = NULL, *more;
    const char *lines[] = {bytes_printf(a, "Authorization: Bearer %.*s", BYTES_ARG(token)).p, content_type,
                           "Accept: application/json, application/problem+json, */*"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!lines[i])
            continue;
        if (!(more = curl_slist_append(list, lines[i]))) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = more;
    }
    return list;
}

enum err
remote_open(struct arena *a, const struct remote_options *o, struct remote **ret, struct why *why)
{
    struct bytes address, token;
    enum err e = remote_address(a, o->server, &address, why);
    if (!e)
        e = find_token(a, o, &token, why);
    if (!e && o->ca_file && access(o->ca_file, R_OK) != 0)
        e = fail(why, ERR_IO, "cannot read the certificates in %s: %s", o->ca_file, strerror(errno));
    if (e)
        return e;
    struct remote *r = arena_new(a, struct remote);
    *r = (struct remote){.arena = a, .address = address, .ca_file = o->ca_file};
    r->answer.max_bytes = REMOTE_ANSWER_MAX_BYTES + JSON_PADDING_BYTES;
    bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == 0 && (r->curl = curl_easy_init());
    r->headers_json = headers(a, token, "Content-Type: application/json");
    r->headers_form = headers(a, token, NULL);            // curl writes the form's type and boundary
    r->headers_none = headers(a, token, "Content-Type:"); // curl's own guess is left out
    r->parser = json_parser_new();
    if (!ready || !r->headers_json || !r->headers_form || !r->headers_none || !r->parser) {
        remote_close(r);
        return fail(why, ERR_LIMIT, "there is no memory to ask the server");
    }
    *ret = r;
    return OK;
}

void
remote_close(struct remote *r)
{
    if (!r)
        return;
    curl_easy_cleanup(r->curl);
    curl_slist_free_all(r->headers_json);
    curl_slist_free_all(r->headers_form);
    curl_slist_free_all(r->headers_none);
    json_parser_free(r->parser);
    buf_done(&r->answer);
    curl_global_cleanup();
}

const char *
remote_server(const struct remote *r)
{
    return r->address.p;
}

/* ---- what comes ---- */

static bool
is_media_type(const char *got, const char *wanted)
{
    struct bytes rest = bytes_of(got), type = BYTES_NONE;
    bytes_split(&rest, ';', &type);
    return bytes_is_nocase(bytes_trim(type), wanted);
}

static long
status_of(const struct remote *r)
{
    long status = 0;
    curl_easy_getinfo(r->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static const char *
media_type_of(const struct remote *r)
{
    char *type = NULL;
    curl_easy_getinfo(r->curl, CURLINFO_CONTENT_TYPE, &type);
    return type ? type : "";
}

static bool
is_good(long status)
{
    return status >= 200 && status < 300;
}

static size_t
stop(struct transfer *t, enum err e)
{
    t->stopped = e;
    return 0; // fewer than there are: curl ends the transfer
}

static size_t
take_file(struct transfer *t, struct bytes piece)
{
    t->taken_bytes += piece.n;
    if (t->taken_bytes > REMOTE_FILE_MAX_BYTES)
        return stop(t, fail(&t->why, ERR_LIMIT, "the server sends more than %llu GiB",
                            (unsigned long long)(REMOTE_FILE_MAX_BYTES >> 30)));
    if (fwrite(piece.p, 1, piece.n, t->q->to) == piece.n)
        return piece.n;
    int code = errno;
    return stop(t, fail(&t->why, code == ENOSPC || code == EDQUOT ? ERR_FULL : ERR_IO,
                        "what the server sends cannot be written: %s", strerror(code)));
}

static size_t
take(const char *p, size_t size, size_t n, void *ctx)
{
    struct transfer *t = ctx;
    struct bytes piece = {p, size * n};
    if (t->q->to && is_good(status_of(t->r)) && is_media_type(media_type_of(t->r), t->q->media_type))
        return take_file(t, piece);
    buf_add(&t->r->answer, piece);
    if (t->r->answer.n + JSON_PADDING_BYTES > REMOTE_ANSWER_MAX_BYTES || t->r->answer.full)
        return stop(
            t, fail(&t->why, ERR_LIMIT, "the server's answer is larger than %zu MiB", REMOTE_ANSWER_MAX_BYTES >> 20));
    return piece.n;
}

/* ---- what goes ---- */

static size_t
give_up(struct sending *s, const char *what)
{
    s->t->stopped = fail(&s->t->why, ERR_IO, "%s %s while it was sent; try again", s->file->path, what);
    return CURL_READFUNC_ABORT;
}

static size_t
read_file(char *p, size_t size, size_t n, void *ctx)
{
    struct sending *s = ctx;
    uint64_t left = s->file->bytes - s->at, room = size * n;
    if (!left)
        return 0;
    if (s->fd < 0)
        s->fd = open(s->file->path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0)
        return give_up(s, "could not be opened");
    ssize_t got;
    do
        got = read(s->fd, p, room < left ? room : left);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return give_up(s, "could not be read or became shorter");
    s->at += (uint64_t)got;
    s->t->sent_bytes += (uint64_t)got;
    if (s->at == s->file->bytes) { // of thousands of files, one is open at a time
        close(s->fd);
        s->fd = -1;
    }
    if (s->t->q->progress)
        s->t->q->progress(s->t->q->progress_ctx, s->file->path, s->t->sent_bytes, s->t->total_bytes);
    return (size_t)got;
}

/* From the start again: the connection that was kept open had gone. */
static int
rewind_file(void *ctx, curl_off_t to, int whence)
{
    struct sending *s = ctx;
    if (to != 0 || whence != SEEK_SET)
        return CURL_SEEKFUNC_FAIL;
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->t->sent_bytes -= s->at;
    s->at = 0;
    return CURL_SEEKFUNC_OK;
}

static bool
add_file(curl_mime *form, struct sending *s, struct arena *a)
{
    curl_mimepart *part = curl_mime_addpart(form);
    return part && !curl_mime_name(part, "files") && !curl_mime_filename(part, bytes_dup(a, s->file->name).p) &&
           !curl_mime_type(part, "application/octet-stream") &&
           !curl_mime_data_cb(part, (curl_off_t)s->file->bytes, read_file, rewind_file, NULL, s);
}

static enum err
add_form(struct transfer *t, curl_mime *form, struct sending *all)
{
    for (uint32_t i = 0; i < t->q->file_count; i++) {
        all[i] = (struct sending){.t = t, .file = &t->q->files[i], .fd = -1};
        t->total_bytes += t->q->files[i].bytes;
        if (!add_file(form, &all[i], t->r->arena))
            return fail(&t->why, ERR_LIMIT, "there is no memory to send %u files", t->q->file_count);
    }
    return OK;
}

/* ---- asking ---- */

static void
set_common(struct transfer *t)
{
    struct remote *r = t->r;
    CURL *c = r->curl;
    curl_easy_reset(c);
    curl_easy_setopt(c, CURLOPT_URL, bytes_printf(r->arena, "%.*s%s", BYTES_ARG(r->address), t->q->path).p);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (r->ca_file) {
        curl_easy_setopt(c, CURLOPT_CAINFO, r->ca_file);
        curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->error);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "aftermath");
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)REMOTE_CONNECT_MAX_S);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME,
                     (long)(t->q->is_slow ? REMOTE_SLOW_SILENCE_MAX_S : REMOTE_SILENCE_MAX_S));
    curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER,
                     t->q->json.n       ? r->headers_json
                     : t->q->file_count ? r->headers_form
                                        : r->headers_none);
}

static void
set_method(CURL *c, const struct remote_request *q)
{
    if (q->json.n || (strcmp(q->method, "POST") == 0 && !q->file_count)) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->json.n);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->json.n ? q->json.p : "");
    }
    if (strcmp(q->method, "GET") != 0)
        curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method);
}

/* The sentence for a question that got no whole answer. */
static enum err
not_answered(const struct transfer *t, CURLcode code, struct why *why)
{
    const struct remote *r = t->r;
    const char *server = r->address.p, *said = r->error[0] ? r->error : curl_easy_strerror(code);
    long number = 0;
    curl_off_t sent_at = 0;
    curl_easy_getinfo(r->curl, CURLINFO_OS_ERRNO, &number);
    curl_easy_getinfo(r->curl, CURLINFO_PRETRANSFER_TIME_T, &sent_at);
    switch (code) {
    case CURLE_URL_MALFORMAT:
        return fail(why, ERR_INVALID, "the server '%s' is no address like https://aftermath.example.org", server);
    case CURLE_COULDNT_RESOLVE_HOST:
        return fail(why, ERR_IO, "cannot find the host of %s: %s", server, said);
    case CURLE_COULDNT_CONNECT:
        return fail(why, ERR_IO, "cannot connect to %s: %s; is the server running there", server,
                    number ? strerror((int)number) : said);
    case CURLE_OPERATION_TIMEDOUT:
        if (!sent_at)
            return fail(why, ERR_IO, "cannot connect to %s within %d s", server, REMOTE_CONNECT_MAX_S);
        return fail(why, ERR_IO, "%s said nothing for %d s", server,
                    t->q->is_slow ? REMOTE_SLOW_SILENCE_MAX_S : REMOTE_SILENCE_MAX_S);
    case CURLE_PEER_FAILED_VERIFICATION:
        return fail(why, ERR_IO,
                    "the certificate of %s is not trusted: %s; name the file of the authority that signed it "
                    "with --ca-file",
                    server, said);
    case CURLE_SSL_CONNECT_ERROR:
        return fail(why, ERR_IO, "%s does not speak TLS as it should: %s; is it http:// there", server, said);
    case CURLE_SSL_CACERT_BADFILE:
        return fail(why, ERR_INVALID, "%s holds no certificates in PEM form", r->ca_file ? r->ca_file : "the system");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return fail(why, ERR_IO, "%s is no Aftermath server: it does not speak HTTP", server);
    default:
        return fail(why, ERR_IO, "the connection to %s broke: %s", server, said);
    }
}

/* The body as JSON, of a good answer or of a problem. */
static enum err
parse(struct remote *r, struct json *ret, struct why *why)
{
    static const char padding[JSON_PADDING_BYTES];
    struct bytes text = buf_bytes(&r->answer);
    buf_add(&r->answer, (struct bytes){padding, sizeof padding});
    text.p = r->answer.p;
    return json_parse(r->parser, text, ret, why);
}

static enum err
refused(struct remote *r, long status, struct why *why)
{
    struct remote_refusal f = {.status = status, .server = r->address.p};
    struct json problem = {0};
    struct why ignored;
    curl_off_t after = 0;
    char *to = NULL;
    int64_t said = 0;
    curl_easy_getinfo(r->curl, CURLINFO_RETRY_AFTER, &after);
    curl_easy_getinfo(r->curl, CURLINFO_REDIRECT_URL, &to);
    f.retry_after_s = (long)after;
    f.redirect = to;
    f.is_problem = is_media_type(media_type_of(r), "application/problem+json") && parse(r, &problem, &ignored) == OK &&
                   json_int(json_get(problem, "status"), &said);
    f.detail = json_text(json_get(problem, "detail"));
    if (!f.detail.n)
        f.detail = json_text(json_get(problem, "title"));
    return remote_refused(&f, why);
}

static enum err
understand(const struct transfer *t, struct json *ret, struct why *why)
{
    struct remote *r = t->r;
    long status = status_of(r);
    const char *wanted = t->q->to ? t->q->media_type : "application/json";
    if (!is_good(status))
        return refused(r, status, why);
    if (status == 204)
        return OK;
    if (!is_media_type(media_type_of(r), wanted))
        return fail(why, ERR_IO, "%s is no Aftermath server, or an older one: it answers with %s instead of %s",
                    r->address.p, media_type_of(r)[0] ? media_type_of(r) : "nothing", wanted);
    if (!t->q->to && ret && parse(r, ret, why))
        return fail(why, ERR_IO, "%s is no Aftermath server: its answer is no JSON", r->address.p);
    return OK;
}

enum err
remote_ask(struct remote *r, const struct remote_request *q, struct json *ret, struct why *why)
{
    struct transfer t = {.r = r, .q = q};
    curl_mime *form = NULL;
    enum err e = OK;
    if (ret)
        *ret = (struct json){0};
    buf_reset(&r->answer);
    r->error[0] = 0;
    set_common(&t);
    set_method(r->curl, q);
    struct sending *sending = q->file_count ? arena_new_n(r->arena, struct sending, q->file_count) : NULL;
    if (q->file_count) {
        form = curl_mime_init(r->curl);
        e = form ? add_form(&t, form, sending) : fail(&t.why, ERR_LIMIT, "there is no memory for a form");
        curl_easy_setopt(r->curl, CURLOPT_MIMEPOST, form);
    }
    CURLcode code = e ? CURLE_OK : curl_easy_perform(r->curl);
    for (uint32_t i = 0; i < q->file_count; i++)
        if (sending[i].t && sending[i].fd >= 0)
            close(sending[i].fd);
    curl_mime_free(form);
    if (e || t.stopped) {
        *why = t.why;
        return e ? e : t.stopped;
    }
    // A server may refuse what is being sent before it has all of it, and hang up.
    if (code && !(status_of(r) >= 400 && r->answer.n))
        return not_answered(&t, code, why);
    return understand(&t, ret, why);
}

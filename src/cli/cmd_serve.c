/* aftermath serve */
#include "cmd.h"
#include "data_folder.h"

#include "../base/log.h"
#include "../base/random.h"
#include "../db/schema.h"
#include "../model/demo.h"
#include "../model/session.h"
#include "../web/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct serve_values {
    const char *listen, *data, *base_url, *rate;
    int log;
    bool proxy, demo;
};

// clang-format off
static const struct option options[] = {
    {"listen", OPTION_TEXT, "HOST:PORT", "Where to listen; the default is 127.0.0.1:8080. Port 0 takes a free one.", offsetof(struct serve_values, listen)},
    {"data", OPTION_TEXT, "DIR", "The folder in which everything is kept; the default is ./aftermath-data. It is made when it is not there.", offsetof(struct serve_values, data)},
    {"demo", OPTION_FLAG, NULL, "In a folder without accounts: make an admin account and the demo incident, and print a link to sign in with. It is marked as a demo and can be removed in one action.", offsetof(struct serve_values, demo)},
    {"base-url", OPTION_TEXT, "URL", "How people reach it, when that is not where it listens: for links, and for cookies over https. Goes before the setting of that name.", offsetof(struct serve_values, base_url)},
    {"behind-proxy", OPTION_FLAG, NULL, "Believe a proxy's X-Forwarded-For about who asks. Only where nobody can reach the program but through that proxy.", offsetof(struct serve_values, proxy)},
    {"rate", OPTION_TEXT, "N", "Requests a second that one session, token or address may make, and ten times as many in a burst; the default is 200, 0 is no limit.", offsetof(struct serve_values, rate)},
    {"log", OPTION_CHOICE, "info|debug|warn|error|none", "How much to write on standard error: one line for each request (the default), more, or less.", offsetof(struct serve_values, log)},
    {0},
};
// clang-format on

static const enum log_level levels[] = {LOG_LEVEL_INFO, LOG_LEVEL_DEBUG, LOG_LEVEL_WARN, LOG_LEVEL_ERROR,
                                        LOG_LEVEL_NONE};

/* ---- what is said at the start ---- */

#define DEMO_EMAIL "admin@example.org"

/* The account and the incident of a first look, in a folder where nobody has an account yet. */
static enum err
make_demo(struct cx *cx)
{
    struct user *admin;
    struct user_new in = {.name = BYTES("Demo admin"), .email = BYTES(DEMO_EMAIL), .role = ROLE_ADMIN};
    enum err e = db_begin(cx);
    if (e)
        return e;
    e = user_create(cx, &in, &admin);
    return db_finish(cx, e ? e : demo_load(cx, NULL));
}

/* Until the demo's admin has set a password, each start gives a link to sign in. */
static enum err
demo_link(struct cx *cx, const struct web *w, struct bytes *ret_url)
{
    struct user *admin;
    struct bytes secret;
    int64_t expires_ms;
    enum err e = user_by_email(cx, BYTES(DEMO_EMAIL), &admin);
    if (e == ERR_NOT_FOUND || (!e && (admin->has_password || admin->disabled_ms)))
        return OK;
    if (!e)
        e = link_create(cx, LINK_SIGN_IN, admin->id, &secret, &expires_ms);
    if (!e)
        *ret_url = link_url(cx->arena, web_url(w), LINK_SIGN_IN, secret);
    return e;
}

static enum err
set_up_link(struct cx *cx, const struct web *w, struct bytes *ret_url)
{
    struct bytes secret;
    int64_t expires_ms;
    enum err e = link_create(cx, LINK_SET_UP, BYTES_NONE, &secret, &expires_ms);
    if (!e)
        *ret_url = link_url(cx->arena, web_url(w), LINK_SET_UP, secret);
    return e;
}

struct greeting {
    struct bytes set_up, demo; // addresses; or empty
};

static enum err
prepare(struct cx *cx, const struct web *w, bool demo, struct greeting *ret)
{
    int64_t users;
    *ret = (struct greeting){0};
    enum err e = user_count(cx, &users);
    if (!e && users == 0)
        e = demo ? make_demo(cx) : set_up_link(cx, w, &ret->set_up);
    if (!e && demo)
        e = demo_link(cx, w, &ret->demo);
    return e;
}

static enum err
greet(struct call *c, const struct web *w, const char *database, bool demo, struct why *why)
{
    struct timespec now;
    struct cx cx = {.arena = c->arena, .via = VIA_COMMAND};
    struct greeting g;
    clock_gettime(CLOCK_REALTIME, &now);
    cx.now_ms = (int64_t)now.tv_sec * 1000;
    enum err e = db_open(database, &cx.db, why);
    if (e)
        return e;
    if ((e = prepare(&cx, w, demo, &g)))
        *why = cx.why;
    db_close(cx.db);
    if (e)
        return e;
    fprintf(c->out, "Aftermath " AFTERMATH_VERSION " is at %s\n", web_url(w));
    if (g.set_up.n)
        fprintf(c->out, "There is no account yet. Make the first one within %d minutes, with this link, once:\n%.*s\n",
                LINK_SET_UP_MS / 60000, BYTES_ARG(g.set_up));
    if (g.demo.n)
        fprintf(c->out, "Sign in to the demo within %d hours, with this link, once:\n%.*s\n", LINK_SIGN_IN_MS / 3600000,
                BYTES_ARG(g.demo));
    fflush(c->out); // whoever waits for the address reads a pipe
    return OK;
}

static bool
rate_of(const char *text, int *ret)
{
    long long n = 0;
    *ret = 0;
    if (!text)
        return true;
    if (!bytes_to_int(bytes_of(text), &n) || n < 0 || n > 1000 * 1000)
        return false;
    *ret = n ? (int)n : -1;
    return true;
}

static enum err
serve(struct call *c, const struct serve_values *v, const struct data_folder *f, int rate, struct why *why)
{
    struct web *w;
    struct web_config config = {.listen = v->listen ? v->listen : "127.0.0.1:8080",
                                .data_folder = f->path,
                                .database = f->database,
                                .base_url = v->base_url,
                                .version = AFTERMATH_VERSION,
                                .behind_proxy = v->proxy,
                                .handle_signals = true,
                                .requests_per_s = rate};
    enum err e = web_open(&config, &w, why);
    if (e)
        return e;
    e = greet(c, w, f->database, v->demo, why);
    if (!e)
        web_run(w);
    web_close(w);
    return e;
}

static int
run(struct call *c, const void *values)
{
    const struct serve_values *v = values;
    struct data_folder f;
    struct why why = {""};
    int rate;
    if (!rate_of(v->rate, &rate))
        return call_fail(c, "--rate must be 0 to 1000000, not '%s'", v->rate);
    if (v->base_url && strncmp(v->base_url, "http://", 7) != 0 && strncmp(v->base_url, "https://", 8) != 0)
        return call_fail(c, "--base-url must begin with http:// or https://, not '%s'", v->base_url);
    log_start(levels[v->log], STDERR_FILENO);
    umask(077); // what is in the record is for nobody else on this machine
    enum err e = data_folder_open(v->data, DATA_FOLDER_SERVE, &f, &why);
    if (e)
        return call_fail(c, "%s", why.text);
    e = serve(c, v, &f, rate, &why);
    data_folder_close(&f);
    return e ? call_fail(c, "%s", why.text) : EXIT_DONE;
}

const struct cmd cmd_serve = {
    .name = "serve",
    .args = "",
    .options = options,
    .values_bytes = sizeof(struct serve_values),
    .run = run,
    .help = "Run the server: the record, its HTTP API and the web interface.",
    .about = "Keeps incidents, their timelines and post-mortems in one folder and serves them over HTTP until it is "
             "told to stop (SIGTERM, or Ctrl-C), which takes a few seconds at most and loses nothing. On standard "
             "output it says where it listens; where nobody has an account yet, also a link with which the first one "
             "is made. Requests and errors go to standard error.\n\n"
             "It speaks plain HTTP and by default listens on this machine alone: before people elsewhere use it, put a "
             "proxy with TLS in front and name its address with --base-url.",
};

/*
 * Where people reach the program: as the command line says, else as the setting base_url says - which may change while
 * it runs - else where it listens. Whoever got the text may keep it, so a text that is no longer the current one stays
 * until the end.
 */
#include "web_inside.h"

#include "../model/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without a '/' at the end, as links are made by adding a path. */
static void
set(struct web *w, const char *url)
{
    size_t n = strlen(url);
    while (n && url[n - 1] == '/')
        n--;
    if (bytes_eq(bytes_of(web_base_url(w)), (struct bytes){url, n}))
        return;
    struct base_url *made = malloc(sizeof *made + n + 1);
    if (!made)
        abort();
    memcpy(made->text, url, n);
    made->text[n] = 0;
    made->older = atomic_load(&w->base_url);
    atomic_store(&w->base_url, made);
}

/* "0.0.0.0" is where to listen, not where to go. */
static void
set_to_listener(struct web *w)
{
    struct bytes listen = bytes_of(w->config.listen);
    if (!w->server)
        return;
    size_t host_n = listen.n;
    while (host_n && listen.p[host_n - 1] != ':')
        host_n--;
    struct bytes host = bytes_cut(listen, 0, host_n ? host_n - 1 : 0);
    if (!host.n || bytes_is(host, "0.0.0.0"))
        host = BYTES("127.0.0.1");
    else if (bytes_is(host, "[::]"))
        host = BYTES("[::1]");
    char text[300];
    snprintf(text, sizeof text, "http://%.*s:%d", BYTES_ARG(host), http_port(w->server));
    set(w, text);
}

enum err
web_load_base_url(struct web *w, struct cx *cx)
{
    struct bytes url;
    if (w->config.base_url && w->config.base_url[0]) {
        if (!atomic_load(&w->base_url))
            set(w, w->config.base_url);
        return OK;
    }
    pthread_mutex_lock(&w->base_url_lock);
    enum err e = setting_text(cx, "base_url", &url);
    if (!e && !url.n)
        set_to_listener(w);
    else if (!e)
        set(w, bytes_dup(cx->arena, url).p);
    pthread_mutex_unlock(&w->base_url_lock);
    return e;
}

void
web_free_base_url(struct web *w)
{
    for (struct base_url *u = atomic_load(&w->base_url), *older; u; u = older) {
        older = u->older;
        free(u);
    }
    pthread_mutex_destroy(&w->base_url_lock);
}

const char *
web_base_url(const struct web *w)
{
    const struct base_url *u = atomic_load(&w->base_url);
    return u ? u->text : "";
}

const char *
web_url(const struct web *w)
{
    return web_base_url(w);
}

bool
web_is_https(const struct web *w)
{
    return bytes_starts_nocase(bytes_of(web_base_url(w)), "https://");
}

#ifndef WEB_SERVE_H
#define WEB_SERVE_H
/*
 * The program as a whole: database, HTTP server, background jobs. `aftermath serve` and the tests start it.
 *
 *     struct web *w;
 *     enum err e = web_open(&config, &w, why);      // opens, migrates, listens
 *     printf("%s\n", web_base_url(w));
 *     web_run(w);                                   // until web_stop() or SIGTERM
 *     web_close(w);
 */
#include "../base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web;
struct route;

struct web_config {
    const char *listen;      // "127.0.0.1:8080"; port 0 takes a free one; NULL: nowhere, for tests without sockets
    const char *data_folder; // is there, and nobody else's
    const char *database;    // its SQLite file; NULL: "aftermath.db" in the data folder
    const char *base_url;    // as people reach it; NULL: the setting base_url, or where it listens
    const char *version;
    bool behind_proxy;    // a proxy on this machine says who asks (X-Forwarded-For) and it alone can be reached
    bool handle_signals;  // SIGTERM and SIGINT stop it
    bool quiet;           // no line in the log for each request
    int requests_per_s;   // of one session, token or address; 0: RATE_PER_S, -1: no limit
    uint32_t streams_max; // live streams of all together; 0: STREAMS_MAX
    int fast_workers, slow_workers; // 0: as net/http.h says
    const struct route *routes;     // NULL: the program's own; tests bring some
    size_t route_count;
};

enum {
    RATE_PER_S = 200,            // sustained, of one session, token or address
    RATE_BURST_S = 10,           // what it may save up: as much as so many seconds give
    STREAMS_MAX = 2048,          // half of the connections: streams cannot keep requests out
    RATE_CALLERS_MAX = 16 << 10, // remembered at once; the least busy is forgotten first
};

/* Errors: of db_open(), db_migrate() and http_open(). */
enum err web_open(const struct web_config *config, struct web **ret, struct why *why);
int web_port(const struct web *w);
const char *web_url(const struct web *w); // where people reach it; as web_base_url() of web.h
void web_run(struct web *w);
void web_stop(struct web *w);  // from any thread
void web_close(struct web *w); // takes NULL
#endif

/*
 * The routes. Sorted by path, then method in the order of enum http_method; routes_test.c checks that. To add one: its
 * handler, its declaration in handlers.h, its row here, its shapes in schemas.json; api.md tells it to people.
 */
#include "handlers.h"

// clang-format off
static const struct route_query
    query_channel[] = {
        {"channel", "string", "record, incident:ID or postmortem:ID; may be given several times"},
        {0},
    };

const struct route routes[] = {
    {HTTP_GET, "/api/openapi.json", NEED_NOTHING, api_openapi, NULL, "application/json", "This description."},
    {HTTP_GET, "/api/v1/live", NEED_READ, api_live, NULL, "text/event-stream", "Listen to what changes.", query_channel, ROUTE_EXCHANGE},
    {HTTP_GET, "/healthz", NEED_NOTHING, ops_health, NULL, "text/plain", "Whether the program runs."},
    {HTTP_GET, "/metrics", NEED_NOTHING, ops_metrics, NULL, "text/plain", "Numbers for Prometheus: asked for on this machine, or with a token."},
    {HTTP_GET, "/readyz", NEED_NOTHING, ops_ready, NULL, "text/plain", "Whether it can answer: the database does."},
};
const size_t route_count = sizeof routes / sizeof *routes;
// clang-format on

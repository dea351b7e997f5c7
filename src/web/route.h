#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H
/*
 * From a path to the rows of a route table. The table is compiled once into a tree of segments; looking up takes as
 * many steps as the path has segments, whatever the number of routes.
 */
#include "web.h"

enum { ROUTE_SEGMENTS_MAX = 8 }; // of a path; a longer one is no route

struct route_map;

/* The table must live as long. Wrong rows (too many segments or parameters) are asserts. */
struct route_map *route_map_new(const struct route *table, size_t count);
void route_map_free(struct route_map *m); // takes NULL

struct route_match {
    const struct route *route; // NULL: the path is there, but not with this method; or not there
    unsigned allowed;          // 1 << method for each that the path knows; 0: there is no such path
    struct bytes params[ROUTE_PARAMS_MAX];
};

/* path: decoded, as struct http_request has it. HEAD finds the row of GET. Where two rows match, the one that names the
 * earliest segment wins: /persons/import before /persons/:id. */
void route_find(const struct route_map *m, enum http_method method, struct bytes path, struct route_match *ret);

/* "GET, HEAD, OPTIONS": for Allow. In the arena. */
struct bytes route_allow(struct arena *a, unsigned allowed);
#endif

/*
 * The tree is one array of nodes. A node's children with names stand sorted, so that one is found by halving; its child
 * for a parameter stands apart. Looking up walks all nodes that fit so far at once - a name and a parameter may both -
 * in the order of preference: there is no recursion and no going back.
 */
#include "route.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIT_MAX = 16 }; // nodes that fit one path at the same time

struct node {
    struct bytes name; // empty: a parameter
    uint32_t *children;
    uint32_t child_count;
    uint32_t parameter; // a node; 0: none
    const struct route *rows[HTTP_METHOD_MAX];
};

struct route_map {
    struct node *nodes; // the first is the root
    uint32_t count, cap;
};

static uint32_t
add_node(struct route_map *m, struct bytes name)
{
    if (m->count == m->cap) {
        m->cap = m->cap ? 2 * m->cap : 64;
        m->nodes = realloc(m->nodes, m->cap * sizeof *m->nodes);
        if (!m->nodes)
            abort();
    }
    m->nodes[m->count] = (struct node){.name = name};
    return m->count++;
}

/* Where a child of that name stands, or would. */
static uint32_t
place(const struct route_map *m, const struct node *n, struct bytes name)
{
    uint32_t low = 0, high = n->child_count;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (bytes_cmp(m->nodes[n->children[mid]].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static uint32_t
child(const struct route_map *m, const struct node *n, struct bytes name)
{
    uint32_t at = place(m, n, name);
    return at < n->child_count && bytes_eq(m->nodes[n->children[at]].name, name) ? n->children[at] : 0;
}

static uint32_t
make_child(struct route_map *m, uint32_t parent, struct bytes name)
{
    uint32_t found = child(m, &m->nodes[parent], name);
    if (found)
        return found;
    uint32_t made = add_node(m, name);
    struct node *n = &m->nodes[parent];
    uint32_t at = place(m, n, name);
    n->children = realloc(n->children, (n->child_count + 1) * sizeof *n->children);
    if (!n->children)
        abort();
    memmove(n->children + at + 1, n->children + at, (n->child_count - at) * sizeof *n->children);
    n->children[at] = made;
    n->child_count++;
    return made;
}

static void
add_route(struct route_map *m, const struct route *r)
{
    struct bytes rest = bytes_from(bytes_of(r->path), 1), segment;
    uint32_t at = 0, segments = 0, params = 0;
    while (bytes_split(&rest, '/', &segment)) {
        segments++;
        assert(segment.n && segments <= ROUTE_SEGMENTS_MAX);
        if (segment.p[0] != ':') {
            at = make_child(m, at, segment);
            continue;
        }
        params++;
        assert(params <= ROUTE_PARAMS_MAX);
        if (!m->nodes[at].parameter) {
            uint32_t made = add_node(m, BYTES_NONE);
            m->nodes[at].parameter = made;
        }
        at = m->nodes[at].parameter;
    }
    assert(!m->nodes[at].rows[r->method]); // two rows for one request
    m->nodes[at].rows[r->method] = r;
}

struct route_map *
route_map_new(const struct route *table, size_t count)
{
    struct route_map *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    add_node(m, BYTES_NONE);
    for (size_t i = 0; i < count; i++)
        add_route(m, &table[i]);
    return m;
}

void
route_map_free(struct route_map *m)
{
    if (!m)
        return;
    for (uint32_t i = 0; i < m->count; i++)
        free(m->nodes[i].children);
    free(m->nodes);
    free(m);
}

/* Segments of a path; more than there may be gives one more than that. */
static size_t
split(struct bytes path, struct bytes *segments)
{
    struct bytes rest = bytes_from(path, 1), segment;
    size_t n = 0;
    while (n <= ROUTE_SEGMENTS_MAX && bytes_split(&rest, '/', &segment)) {
        if (n < ROUTE_SEGMENTS_MAX)
            segments[n] = segment;
        n++;
    }
    return n;
}

/* The nodes that the whole path leads to, the preferred first. */
static size_t
fitting(const struct route_map *m, const struct bytes *segments, size_t count, uint32_t *fit)
{
    size_t n = 1;
    fit[0] = 0;
    for (size_t i = 0; i < count && n; i++) {
        uint32_t next[FIT_MAX];
        size_t next_count = 0;
        for (size_t k = 0; k < n; k++) {
            const struct node *at = &m->nodes[fit[k]];
            uint32_t named = child(m, at, segments[i]);
            if (named && next_count < FIT_MAX)
                next[next_count++] = named;
            if (at->parameter && next_count < FIT_MAX)
                next[next_count++] = at->parameter;
        }
        memcpy(fit, next, next_count * sizeof *next);
        n = next_count;
    }
    return n;
}

static void
take_params(const struct route *r, const struct bytes *segments, struct bytes *params)
{
    struct bytes rest = bytes_from(bytes_of(r->path), 1), segment;
    size_t n = 0;
    for (size_t i = 0; bytes_split(&rest, '/', &segment); i++)
        if (segment.p[0] == ':')
            params[n++] = segments[i];
}

void
route_find(const struct route_map *m, enum http_method method, struct bytes path, struct route_match *ret)
{
    struct bytes segments[ROUTE_SEGMENTS_MAX];
    uint32_t fit[FIT_MAX];
    *ret = (struct route_match){0};
    size_t count = split(path, segments);
    if (count > ROUTE_SEGMENTS_MAX)
        return;
    enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
    size_t n = fitting(m, segments, count, fit);
    for (size_t i = 0; i < n; i++) {
        const struct node *at = &m->nodes[fit[i]];
        for (unsigned k = 0; k < HTTP_METHOD_MAX; k++)
            if (at->rows[k])
                ret->allowed |= 1u << k;
        if (!ret->route)
            ret->route = at->rows[wanted];
    }
    if (ret->allowed & 1u << HTTP_GET)
        ret->allowed |= 1u << HTTP_HEAD;
    if (ret->route)
        take_params(ret->route, segments, ret->params);
}

struct bytes
route_allow(struct arena *a, unsigned allowed)
{
    struct bytes text = BYTES_NONE;
    allowed |= 1u << HTTP_OPTIONS;
    for (unsigned k = 0; k < HTTP_METHOD_MAX; k++)
        if (allowed & 1u << k)
            text = bytes_printf(a, "%.*s%s%s", BYTES_ARG(text), text.n ? ", " : "", http_method_name(k));
    return text;
}

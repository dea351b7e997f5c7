#include "../base/test.h"
#include "handlers.h"
#include "route.h"
#include "schemas.h"

TEST(rows_are_sorted_by_path_then_method)
{
    for (size_t i = 1; i < route_count; i++) {
        int c = strcmp(routes[i - 1].path, routes[i].path);
        if (c > 0 || (c == 0 && routes[i - 1].method >= routes[i].method)) {
            printf("%s %s stands behind %s %s\n", http_method_name(routes[i].method), routes[i].path,
                   http_method_name(routes[i - 1].method), routes[i - 1].path);
            CHECK(false);
        }
    }
}

/* Of two names and a parameter each may be met by one request: then they must not be the same row of the map, and the
 * map asserts that. Here: what a request meets is the row it was made for. */
TEST(no_two_rows_can_match_one_request)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct route_map *m = route_map_new(routes, route_count);
    for (size_t i = 0; i < route_count; i++) {
        struct bytes rest = bytes_from(bytes_of(routes[i].path), 1), segment, path = BYTES_NONE;
        struct route_match match;
        while (bytes_split(&rest, '/', &segment))
            path = bytes_printf(&a, "%.*s/%.*s", BYTES_ARG(path), segment.p[0] == ':' ? 3 : (int)segment.n,
                                segment.p[0] == ':' ? "~~~" : segment.p);
        route_find(m, routes[i].method, path, &match);
        CHECK(match.route == &routes[i]);
        CHECK(match.allowed & 1u << routes[i].method);
    }
    route_map_free(m);
    arena_done(&a);
}

static void
check_shape(const struct schemas *s, const struct route *r, const char *shape)
{
    if (!shape || strchr(shape, '/'))
        return;
    struct bytes name = bytes_of(shape);
    if (name.p[0] == '[') {
        CHECK(bytes_ends(name, "]"));
        name = bytes_cut(name, 1, name.n - 2);
    }
    if (json_type_of(schema_find(s, name)) != JSON_OBJECT) {
        printf("%s %s: schemas.json has no %s\n", http_method_name(r->method), r->path, shape);
        CHECK(false);
    }
}

TEST(every_row_is_whole)
{
    static const char *const types[] = {"string", "integer", "boolean", "date-time"};
    struct schemas *s = schemas_new();
    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &routes[i];
        CHECK(r->handle && r->path[0] == '/');
        CHECK(r->help && bytes_ends(bytes_of(r->help), "."));
        CHECK(r->method != HTTP_HEAD && r->method != HTTP_OPTIONS); // GET's row and the router answer these
        CHECK(!(r->method == HTTP_GET && r->in));
        check_shape(s, r, r->in);
        check_shape(s, r, r->out);
        for (const struct route_query *q = r->query; q && q->name; q++) {
            size_t k = 0;
            while (k < 4 && strcmp(q->type, types[k]) != 0)
                k++;
            CHECK(k < 4 && q->help);
        }
    }
    schemas_free(s);
}

/* Repeats are answered from what was kept, and a secret must not be. */
TEST(answers_with_a_secret_are_not_kept)
{
    static const char *const secret[] = {"UserMade", "Link", "TokenMade", "SourceMade", "Session"};
    for (size_t i = 0; i < route_count; i++)
        for (size_t k = 0; k < sizeof secret / sizeof *secret; k++)
            if (routes[i].method == HTTP_POST && routes[i].out && strcmp(routes[i].out, secret[k]) == 0 &&
                !(routes[i].flags & ROUTE_NO_IDEMPOTENCY)) {
                printf("POST %s gives a %s: it needs ROUTE_NO_IDEMPOTENCY\n", routes[i].path, secret[k]);
                CHECK(false);
            }
}

/* ---- looking up ---- */

static enum err
nothing(struct web_call *c)
{
    (void)c;
    return OK;
}

// clang-format off
static const struct route few[] = {
    {HTTP_GET, "/", NEED_NOTHING, nothing},
    {HTTP_GET, "/a", NEED_NOTHING, nothing},
    {HTTP_GET, "/a/:id", NEED_NOTHING, nothing},
    {HTTP_DELETE, "/a/:id", NEED_NOTHING, nothing},
    {HTTP_GET, "/a/:id/b/:key", NEED_NOTHING, nothing},
    {HTTP_POST, "/a/import", NEED_NOTHING, nothing},
    {HTTP_GET, "/a/import/c/:key", NEED_NOTHING, nothing},
};
// clang-format on

static struct route_match
find(enum http_method method, const char *path)
{
    struct route_match match;
    struct route_map *m = route_map_new(few, sizeof few / sizeof *few);
    route_find(m, method, bytes_of(path), &match);
    route_map_free(m);
    return match;
}

TEST(a_path_finds_its_row_and_parameters)
{
    struct route_match m = find(HTTP_GET, "/a/inc_1/b/summary");
    CHECK(m.route == &few[4]);
    CHECK_BYTES(m.params[0], "inc_1");
    CHECK_BYTES(m.params[1], "summary");
    CHECK(find(HTTP_GET, "/").route == &few[0]);
    CHECK(find(HTTP_GET, "/a").route == &few[1]);
    CHECK(find(HTTP_HEAD, "/a").route == &few[1]);
}

TEST(a_name_goes_before_a_parameter_and_both_are_tried)
{
    CHECK(find(HTTP_POST, "/a/import").route == &few[5]);
    CHECK(find(HTTP_GET, "/a/import").route == &few[2]);
    CHECK(find(HTTP_GET, "/a/import/c/x").route == &few[6]);
    struct route_match m = find(HTTP_GET, "/a/import/b/x"); // the name leads nowhere: back to the parameter
    CHECK(m.route == &few[4]);
    CHECK_BYTES(m.params[0], "import");
}

TEST(what_is_not_there_is_told_from_what_may_not_be_done)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct route_match m = find(HTTP_PUT, "/a/1");
    CHECK(!m.route);
    CHECK_BYTES(route_allow(&a, m.allowed), "GET, HEAD, DELETE, OPTIONS");
    m = find(HTTP_GET, "/a/1/b");
    CHECK(!m.route && !m.allowed);
    m = find(HTTP_GET, "/a/1/2/3/4/5/6/7/8/9/10");
    CHECK(!m.route && !m.allowed);
    arena_done(&a);
}

int
main(void)
{
    RUN(rows_are_sorted_by_path_then_method);
    RUN(no_two_rows_can_match_one_request);
    RUN(every_row_is_whole);
    RUN(answers_with_a_secret_are_not_kept);
    RUN(a_path_finds_its_row_and_parameters);
    RUN(a_name_goes_before_a_parameter_and_both_are_tried);
    RUN(what_is_not_there_is_told_from_what_may_not_be_done);
    return test_end();
}

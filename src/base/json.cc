/*
 * The parsing half of json.h, over simdjson's DOM. The only C++ in the program: it keeps the header C so that the
 * parser can be swapped (yyjson comes with Debian 13).
 *
 * A struct json is a simdjson element, which is a trivially copyable pair of words (document, tape index); the asserts
 * below hold us to that.
 */
#include <cstring>
#include <new>
#include <simdjson.h>
#include <type_traits>

extern "C" {
#define _Alignof alignof
#include "json.h"
}

using namespace simdjson;

static_assert(sizeof(dom::element) == sizeof(json::opaque) && std::is_trivially_copyable<dom::element>::value, "");
static_assert(sizeof(dom::array::iterator) == 2 * sizeof(uintptr_t), "");
static_assert(sizeof(dom::object::iterator) == 2 * sizeof(uintptr_t), "");
static_assert(JSON_PADDING_BYTES >= SIMDJSON_PADDING, "");

/* simdjson stops when the depth reaches its limit, we when it passes ours. (It does not count empty brackets.) */
enum { SIMDJSON_DEPTH_MAX = JSON_DEPTH_MAX + 1 };

struct json_parser {
    dom::parser parser;
};

static json
json_of(dom::element e)
{
    json v;
    memcpy(v.opaque, &e, sizeof v.opaque);
    return v;
}

static bool
element_of(json v, dom::element *ret)
{
    if (!v.opaque[0])
        return false;
    memcpy(static_cast<void *>(ret), v.opaque, sizeof v.opaque);
    return true;
}

json_parser *
json_parser_new(void)
{
    json_parser *p = new (std::nothrow) json_parser;
    if (!p || p->parser.allocate(0, SIMDJSON_DEPTH_MAX) != SUCCESS) {
        fprintf(stderr, "aftermath: out of memory\n");
        abort();
    }
    return p;
}

void
json_parser_free(json_parser *p)
{
    delete p;
}

err
json_parse(json_parser *p, bytes text, json *ret, why *why)
{
    if (bytes_starts(text, "\xef\xbb\xbf"))
        text = bytes_from(text, 3);
    if (text.n == 0)
        return fail(why, ERR_INVALID, "there is no JSON: the text is empty");
    /* Grow by hand, and by doubling: simdjson would grow to each new longest text exactly. */
    size_t capacity = p->parser.capacity();
    if (text.n > capacity) {
        capacity = text.n > 2 * capacity ? text.n : 2 * capacity;
        if (p->parser.allocate(capacity, SIMDJSON_DEPTH_MAX) != SUCCESS &&
            p->parser.allocate(text.n, SIMDJSON_DEPTH_MAX) != SUCCESS)
            return fail(why, ERR_LIMIT, "JSON of %zu bytes needs more memory than there is", text.n);
    }
    dom::element e;
    error_code code = p->parser.parse(text.p, text.n, false).get(e);
    if (code == DEPTH_ERROR)
        return fail(why, ERR_LIMIT, "JSON is nested more than %d deep", JSON_DEPTH_MAX);
    if (code)
        return fail(why, ERR_INVALID, "not valid JSON: %s", error_message(code));
    *ret = json_of(e);
    return OK;
}

json_type
json_type_of(json v)
{
    dom::element e;
    if (!element_of(v, &e))
        return JSON_MISSING;
    switch (e.type()) {
    case dom::element_type::ARRAY:
        return JSON_ARRAY;
    case dom::element_type::OBJECT:
        return JSON_OBJECT;
    case dom::element_type::STRING:
        return JSON_STRING;
    case dom::element_type::BOOL:
        return JSON_BOOL;
    case dom::element_type::NULL_VALUE:
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

json
json_get(json object, const char *key)
{
    dom::element e, found;
    dom::object o;
    if (!element_of(object, &e) || e.get(o) != SUCCESS || o.at_key(key).get(found) != SUCCESS)
        return json{};
    return json_of(found);
}

json
json_path(json object, const char *path)
{
    while (*path) {
        const char *dot = strchr(path, '.');
        size_t n = dot ? size_t(dot - path) : strlen(path);
        dom::element e, found;
        dom::object o;
        if (!element_of(object, &e) || e.get(o) != SUCCESS || o.at_key(std::string_view(path, n)).get(found) != SUCCESS)
            return json{};
        object = json_of(found);
        path += n + (dot ? 1 : 0);
    }
    return object;
}

bytes
json_text(json v)
{
    dom::element e;
    std::string_view s;
    if (!element_of(v, &e) || e.get(s) != SUCCESS)
        return bytes{};
    return bytes{s.data(), s.size()};
}

bool
json_is_true(json v)
{
    dom::element e;
    bool b;
    return element_of(v, &e) && e.get(b) == SUCCESS && b;
}

bool
json_int(json v, int64_t *ret)
{
    dom::element e;
    double d;
    if (!element_of(v, &e))
        return false;
    if (e.get(*ret) == SUCCESS)
        return true;
    if (e.get(d) != SUCCESS || !(d >= -9007199254740992.0 && d <= 9007199254740992.0) || d != double(int64_t(d)))
        return false;
    *ret = int64_t(d);
    return true;
}

bool
json_number(json v, double *ret)
{
    dom::element e;
    return element_of(v, &e) && e.type() != dom::element_type::STRING && e.get(*ret) == SUCCESS;
}

size_t
json_count(json v)
{
    dom::element e;
    dom::array a;
    dom::object o;
    if (!element_of(v, &e))
        return 0;
    if (e.get(a) == SUCCESS)
        return a.size();
    return e.get(o) == SUCCESS ? o.size() : 0;
}

bytes
json_scalar(arena *a, json v)
{
    switch (json_type_of(v)) {
    case JSON_STRING:
        return bytes_dup(a, json_text(v));
    case JSON_NUMBER:
        return json_format(a, v);
    default:
        return bytes{};
    }
}

bytes
json_format(arena *a, json v)
{
    dom::element e;
    if (!element_of(v, &e))
        return bytes{};
    std::string s = minify(e);
    return bytes_dup(a, bytes{s.data(), s.size()});
}

/* opaque: [0..1] where the iterator stands, [2..3] its end, [4] what it walks and whether it has begun */
enum { WALK_NOTHING = 0, WALK_ARRAY = 1, WALK_OBJECT = 2, WALK_BEGUN = 4 };

template <typename Container>
static void
iter_begin(json_iter *it, Container c, uintptr_t what)
{
    auto begin = c.begin(), end = c.end();
    memcpy(&it->opaque[0], &begin, sizeof begin);
    memcpy(&it->opaque[2], &end, sizeof end);
    it->opaque[4] = what;
}

json_iter
json_each(json v)
{
    json_iter it{};
    dom::element e;
    dom::array a;
    dom::object o;
    if (element_of(v, &e)) {
        if (e.get(a) == SUCCESS)
            iter_begin(&it, a, WALK_ARRAY);
        else if (e.get(o) == SUCCESS)
            iter_begin(&it, o, WALK_OBJECT);
    }
    return it;
}

template <typename Iterator, typename Read>
static bool
iter_next(json_iter *it, Read read)
{
    Iterator at = *reinterpret_cast<Iterator *>(&it->opaque[0]);
    const Iterator &end = *reinterpret_cast<Iterator *>(&it->opaque[2]);
    if (it->opaque[4] & WALK_BEGUN)
        ++at;
    it->opaque[4] |= WALK_BEGUN;
    memcpy(&it->opaque[0], &at, sizeof at);
    if (!(at != end)) {
        *it = json_iter{};
        return false;
    }
    read(at);
    return true;
}

bool
json_next(json_iter *it)
{
    switch (it->opaque[4] & ~uintptr_t(WALK_BEGUN)) {
    case WALK_ARRAY:
        return iter_next<dom::array::iterator>(it, [it](dom::array::iterator &at) { it->value = json_of(*at); });
    case WALK_OBJECT:
        return iter_next<dom::object::iterator>(it, [it](dom::object::iterator &at) {
            std::string_view key = at.key();
            it->key = bytes{key.data(), key.size()};
            it->value = json_of(at.value());
        });
    default:
        return false;
    }
}

/*
 * Recursion follows the schema, not the value: a value can be no deeper than its schema is, and that is at most
 * DEPTH_MAX. The parsed file is only read once it is made, so all threads share it.
 */
#include "schemas.h"

#include "../base/map.h"
#include "../base/when.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char embedded_schemas_json[], embedded_schemas_json_end[]; // with JSON_PADDING_BYTES behind them

enum { DEPTH_MAX = 16, PLACE_MAX_BYTES = 160 };

struct schemas {
    struct json_parser *parser;
    struct json all;
    struct json *items;
    struct map by_name; // item number + 1
};

struct bytes
schemas_text(void)
{
    // cppcheck-suppress comparePointers ; the two ends of one text, as embed.py lays it out
    return (struct bytes){embedded_schemas_json, (size_t)(embedded_schemas_json_end - embedded_schemas_json)};
}

struct schemas *
schemas_new(void)
{
    struct schemas *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->parser = json_parser_new();
    enum err e = json_parse(s->parser, schemas_text(), &s->all, NULL);
    assert(!e);
    (void)e;
    s->items = calloc(json_count(s->all) + 1, sizeof *s->items);
    if (!s->items)
        abort();
    uint32_t n = 0;
    for (struct json_iter it = json_each(s->all); json_next(&it);) {
        s->items[n] = it.value;
        *map_at(&s->by_name, it.key) = ++n;
    }
    return s;
}

void
schemas_free(struct schemas *s)
{
    if (!s)
        return;
    map_done(&s->by_name);
    free(s->items);
    json_parser_free(s->parser);
    free(s);
}

struct json
schemas_all(const struct schemas *s)
{
    return s->all;
}

struct json
schema_find(const struct schemas *s, struct bytes name)
{
    const uint32_t *n = map_find(&s->by_name, name);
    return n ? s->items[*n - 1] : (struct json){0};
}

/* ---- times ---- */

static bool
digits(struct bytes t, size_t at, size_t n, int *ret)
{
    int v = 0;
    if (t.n < at + n)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (!ascii_is_digit(t.p[i]))
            return false;
        v = v * 10 + t.p[i] - '0';
    }
    *ret = v;
    return true;
}

/* The fraction at *at, if any, as milliseconds; what is finer is dropped. */
static bool
fraction(struct bytes t, size_t *at, int *ret_ms)
{
    *ret_ms = 0;
    if (*at >= t.n || t.p[*at] != '.')
        return true;
    int unit = 100;
    size_t begin = ++*at;
    for (; *at < t.n && ascii_is_digit(t.p[*at]); ++*at, unit /= 10)
        *ret_ms += unit * (t.p[*at] - '0');
    return *at > begin && *at - begin <= 9;
}

static bool
offset(struct bytes t, int *ret_minutes)
{
    int h, m;
    *ret_minutes = 0;
    if (bytes_is(t, "Z") || bytes_is(t, "z"))
        return true;
    if (t.n != 6 || (t.p[0] != '+' && t.p[0] != '-') || t.p[3] != ':' || !digits(t, 1, 2, &h) || !digits(t, 4, 2, &m) ||
        h > 23 || m > 59)
        return false;
    *ret_minutes = (t.p[0] == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

static bool
day_is_real(int year, int month, int day)
{
    int y, m, d;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    date_of_days(days_of_date(year, month, day), &y, &m, &d);
    return y == year && m == month && d == day;
}

bool
time_parse(struct bytes t, int64_t *ret_ms)
{
    int year, month, day, h, m, s, ms, minutes;
    size_t at = 19;
    if (!digits(t, 0, 4, &year) || !digits(t, 5, 2, &month) || !digits(t, 8, 2, &day) || !digits(t, 11, 2, &h) ||
        !digits(t, 14, 2, &m) || !digits(t, 17, 2, &s))
        return false;
    if (t.p[4] != '-' || t.p[7] != '-' || (t.p[10] != 'T' && t.p[10] != 't') || t.p[13] != ':' || t.p[16] != ':')
        return false;
    if (!day_is_real(year, month, day) || h > 23 || m > 59 || s > 59)
        return false;
    if (!fraction(t, &at, &ms) || !offset(bytes_from(t, at), &minutes))
        return false;
    *ret_ms = ((days_of_date(year, month, day) * 24 + h) * 60 + m - minutes) * 60000 + s * 1000 + ms;
    return true;
}

/* ---- holding a value to a schema ---- */

struct check {
    const struct schemas *schemas;
    struct why *why;
    char place[PLACE_MAX_BYTES]; // "roles[2].name"
    size_t place_n;
};

static enum err check(struct check *c, struct json schema, struct json value, int depth);

static void
place_add(struct check *c, const char *before, struct bytes name)
{
    int n = snprintf(c->place + c->place_n, sizeof c->place - c->place_n, "%s%.*s", c->place_n ? before : "",
                     BYTES_ARG(name));
    c->place_n += (size_t)n < sizeof c->place - c->place_n ? (size_t)n : sizeof c->place - c->place_n - 1;
}

static void
place_cut(struct check *c, size_t n)
{
    c->place_n = n;
    c->place[n] = 0;
}

static enum err
wrong(struct check *c, const char *what, struct bytes word)
{
    if (!c->place_n)
        return fail(c->why, ERR_INVALID, "the body must be %s%.*s", what, BYTES_ARG(word));
    return fail(c->why, ERR_INVALID, "'%s' must be %s%.*s", c->place, what, BYTES_ARG(word));
}

static bool
type_fits(struct bytes type, struct json v)
{
    static const struct {
        const char *name;
        enum json_type type;
    } types[] = {
        {"object", JSON_OBJECT}, {"array", JSON_ARRAY},   {"string", JSON_STRING},
        {"boolean", JSON_BOOL},  {"number", JSON_NUMBER}, {"null", JSON_NULL},
    };
    int64_t whole;
    if (bytes_is(type, "integer"))
        return json_type_of(v) == JSON_NUMBER && json_int(v, &whole);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (bytes_is(type, types[i].name))
            return json_type_of(v) == types[i].type;
    return false;
}

static enum err
check_type(struct check *c, struct json type, struct json v)
{
    if (json_type_of(type) == JSON_STRING) {
        struct bytes name = json_text(type);
        const char *article =
            bytes_is(name, "object") || bytes_is(name, "array") || bytes_is(name, "integer") ? "an " : "a ";
        return type_fits(name, v) ? OK : wrong(c, bytes_is(name, "null") ? "" : article, name);
    }
    char words[PLACE_MAX_BYTES] = "";
    size_t n = 0;
    for (struct json_iter it = json_each(type); json_next(&it);) {
        if (type_fits(json_text(it.value), v))
            return OK;
        int added = snprintf(words + n, sizeof words - n, "%s%.*s", n ? " or " : "", BYTES_ARG(json_text(it.value)));
        n += (size_t)added < sizeof words - n ? (size_t)added : sizeof words - n - 1;
    }
    return n ? wrong(c, words, BYTES_NONE) : OK;
}

static enum err
check_enum(struct check *c, struct json list, struct json v)
{
    char words[PLACE_MAX_BYTES * 2] = "";
    size_t n = 0;
    if (json_type_of(v) != JSON_STRING)
        return OK; // null, where the type allows it
    for (struct json_iter it = json_each(list); json_next(&it);) {
        if (bytes_eq(json_text(it.value), json_text(v)))
            return OK;
        int added = snprintf(words + n, sizeof words - n, "%s'%.*s'", n ? ", " : "", BYTES_ARG(json_text(it.value)));
        n += (size_t)added < sizeof words - n ? (size_t)added : sizeof words - n - 1;
    }
    return wrong(c, "one of ", bytes_of(words));
}

static enum err
check_range(struct check *c, struct json schema, const char *low_name, const char *high_name, int64_t v,
            const char *unit)
{
    int64_t low = INT64_MIN, high = INT64_MAX;
    char words[96];
    bool has_low = json_int(json_get(schema, low_name), &low), has_high = json_int(json_get(schema, high_name), &high);
    if (v >= low && v <= high)
        return OK;
    if (has_low && has_high)
        snprintf(words, sizeof words, "%lld to %lld%s", (long long)low, (long long)high, unit);
    else
        snprintf(words, sizeof words, "%s %lld%s", has_low ? "at least" : "at most", (long long)(has_low ? low : high),
                 unit);
    return wrong(c, words, BYTES_NONE);
}

/* How far two names are from each other; past 2 it does not matter. */
static bool
is_near(struct bytes a, struct bytes b)
{
    enum { NAME_MAX_BYTES = 40 };
    size_t row[NAME_MAX_BYTES + 1];
    if (a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES)
        return false;
    for (size_t k = 0; k <= b.n; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b.n; k++) {
            size_t above = row[k], best = diagonal + (ascii_lower(a.p[i - 1]) != ascii_lower(b.p[k - 1]));
            if (above + 1 < best)
                best = above + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            diagonal = above;
            row[k] = best;
        }
    }
    return row[b.n] <= 2;
}

static enum err
unknown_field(struct check *c, struct json properties, struct bytes name)
{
    struct bytes shown = bytes_cut(name, 0, 60); // the sentence is cut to valid UTF-8 when it becomes JSON
    for (struct json_iter it = json_each(properties); json_next(&it);)
        if (is_near(name, it.key))
            return fail(c->why, ERR_INVALID, "there is no field '%.*s' here; did you mean '%.*s'?", BYTES_ARG(shown),
                        BYTES_ARG(it.key));
    return fail(c->why, ERR_INVALID, "there is no field '%.*s' here", BYTES_ARG(shown));
}

/* The member of that name; json_get() wants a terminated one. */
static struct json
property(struct json properties, struct bytes name)
{
    for (struct json_iter it = json_each(properties); json_next(&it);)
        if (bytes_eq(it.key, name))
            return it.value;
    return (struct json){0};
}

static enum err
check_object(struct check *c, struct json schema, struct json v, int depth)
{
    struct json properties = json_get(schema, "properties"), more = json_get(schema, "additionalProperties");
    bool is_closed = json_type_of(more) == JSON_BOOL && !json_is_true(more);
    size_t n = c->place_n;
    for (struct json_iter it = json_each(json_get(schema, "required")); json_next(&it);)
        if (json_type_of(property(v, json_text(it.value))) == JSON_MISSING) {
            place_add(c, ".", json_text(it.value));
            return fail(c->why, ERR_INVALID, "'%s' is missing", c->place);
        }
    for (struct json_iter it = json_each(v); json_next(&it);) {
        struct json p = property(properties, it.key);
        if (json_type_of(p) == JSON_MISSING && is_closed)
            return unknown_field(c, properties, it.key);
        place_add(c, ".", it.key);
        enum err e = json_type_of(p) == JSON_MISSING ? OK : check(c, p, it.value, depth + 1);
        if (e)
            return e;
        place_cut(c, n);
    }
    return OK;
}

static enum err
check_array(struct check *c, struct json schema, struct json v, int depth)
{
    struct json items = json_get(schema, "items");
    enum err e = check_range(c, schema, "minItems", "maxItems", (int64_t)json_count(v), " items");
    size_t n = c->place_n;
    unsigned i = 0;
    if (e || json_type_of(items) == JSON_MISSING)
        return e;
    for (struct json_iter it = json_each(v); json_next(&it); i++) {
        char number[16];
        snprintf(number, sizeof number, "[%u]", i);
        place_add(c, "", bytes_of(number));
        if ((e = check(c, items, it.value, depth + 1)))
            return e;
        place_cut(c, n);
    }
    return OK;
}

/* The sentence is that of the first schema that does not fit: the others are mostly null. */
static enum err
check_any_of(const struct check *c, struct json list, struct json v, int depth)
{
    struct why first = {""};
    for (struct json_iter it = json_each(list); json_next(&it);) {
        struct why tried = {""};
        struct check one = *c;
        one.why = &tried;
        if (!check(&one, it.value, v, depth + 1))
            return OK;
        if (!first.text[0])
            first = tried;
    }
    return fail(c->why, ERR_INVALID, "%s", first.text);
}

static enum err
check_words(struct check *c, struct json schema, struct json v)
{
    int64_t number, ms;
    enum err e = OK;
    struct json words = json_get(schema, "enum");
    if (json_type_of(words) == JSON_ARRAY)
        e = check_enum(c, words, v);
    if (!e && json_type_of(v) == JSON_NUMBER && json_int(v, &number))
        e = check_range(c, schema, "minimum", "maximum", number, "");
    if (!e && json_type_of(v) == JSON_STRING && bytes_is(json_text(json_get(schema, "format")), "date-time") &&
        !time_parse(json_text(v), &ms))
        e = wrong(c, "a time as RFC 3339 has it, like 2024-03-14T10:00:00Z", BYTES_NONE);
    return e;
}

static enum err
check(struct check *c, struct json schema, struct json v, int depth)
{
    static const char components[] = "#/components/schemas/";
    assert(depth < DEPTH_MAX);
    struct json ref = json_get(schema, "$ref"), any = json_get(schema, "anyOf");
    if (json_type_of(ref) == JSON_STRING) {
        struct json to = schema_find(c->schemas, bytes_from(json_text(ref), sizeof components - 1));
        assert(json_type_of(to) == JSON_OBJECT);
        return check(c, to, v, depth + 1);
    }
    if (json_type_of(any) == JSON_ARRAY)
        return check_any_of(c, any, v, depth);
    enum err e = check_type(c, json_get(schema, "type"), v);
    if (!e)
        e = check_words(c, schema, v);
    if (!e && json_type_of(v) == JSON_OBJECT)
        e = check_object(c, schema, v, depth);
    if (!e && json_type_of(v) == JSON_ARRAY)
        e = check_array(c, schema, v, depth);
    return e;
}

enum err
schema_check(const struct schemas *s, struct json schema, struct json value, struct why *why)
{
    struct check c = {.schemas = s, .why = why};
    return check(&c, schema, value, 0);
}

/* The signals of an incident, back as the importers made them: see signal.h. */
#include "signal.h"

#include "../base/map.h"

#include <string.h>

// clang-format off
static const struct sql
    q_origins = {"signals_origins",
        "select id, path, importer, hash, size_bytes, captured_ms from origin where incident_id = $1 "
        "order by path, id"},
    q_signals = {"signals_load",
        "select id, origin_id, source, ref, kind, state, severity, flags, reactions, at_ms, at_precision, at_lacks, "
        "at_zone, end_ms, end_precision, end_lacks, end_zone, title, detail, actor, url, family, ties_json, hash, "
        "raw_bytes from signal where incident_id = $1"},
    q_count = {"signals_count", "select count(*) from signal where incident_id = $1"};
// clang-format on

struct loading {
    struct cx *cx;
    struct zones *zones;
    struct stored_signals *to;
    struct origin *origins;
    struct bytes *origin_ids, *ids;
    struct map origin_by_id; // -> number
    struct map sources;      // name -> number in source_names
    const char **source_names;
    struct map zone_ids; // name -> zone
    struct json_parser *json;
    char *room; // a text with padding behind it
    size_t room_bytes;
};

static enum err
count_rows(struct cx *cx, const struct sql *q, struct bytes incident, int64_t *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = col_i64(s, 0);
    db_end(s);
    return OK;
}

static void
copy_hash(struct sha256 *to, struct bytes from)
{
    if (from.n == sizeof to->b)
        memcpy(to->b, from.p, sizeof to->b);
}

/* Names of importers are compared by address first: the importer's own where it is known. */
static const char *
source_of(struct loading *l, struct bytes name)
{
    enum { SOURCES_MAX = 256 };
    const uint32_t *known = map_find(&l->sources, name);
    if (known && l->source_names)
        return l->source_names[*known];
    struct bytes copy = bytes_dup(l->cx->arena, name);
    const struct importer *im = importer_find(copy.p);
    if (!l->source_names)
        l->source_names = arena_new_n(l->cx->arena, const char *, SOURCES_MAX);
    if (l->sources.count == SOURCES_MAX)
        return copy.p;
    uint32_t number = l->sources.count;
    *map_at(&l->sources, copy) = number;
    return l->source_names[number] = im ? im->name : copy.p;
}

static zone_id
zone_of(struct loading *l, struct bytes name)
{
    if (!name.n)
        return ZONE_NONE;
    const uint32_t *known = map_find(&l->zone_ids, name);
    if (known)
        return (zone_id)*known;
    zone_id zone = zone_find(l->zones, name);
    *map_at(&l->zone_ids, bytes_dup(l->cx->arena, name)) = zone;
    return zone;
}

static uint8_t
precision_of(struct bytes name)
{
    for (int p = 0; p < PRECISION_MAX; p++)
        if (bytes_is(name, precision_name((enum precision)p)))
            return (uint8_t)p;
    return PRECISION_UNKNOWN;
}

static uint8_t
state_of(struct bytes name)
{
    for (int s = 0; s < STATE_MAX; s++)
        if (bytes_is(name, state_name((enum state)s)))
            return (uint8_t)s;
    return STATE_NONE;
}

static struct when
when_of(struct loading *l, struct stmt *s, int i)
{
    return (struct when){.ms = col_i64(s, i),
                         .precision = precision_of(col_view(s, i + 1)),
                         .lacks = (uint8_t)col_i64(s, i + 2),
                         .zone = zone_of(l, col_view(s, i + 3))};
}

static enum err
read_ties(struct loading *l, struct bytes json, const struct tie **ret)
{
    struct json all;
    if (json.n <= 2) // "[]"
        return OK;
    if (l->room_bytes < json.n + JSON_PADDING_BYTES) {
        l->room_bytes = 2 * json.n + JSON_PADDING_BYTES;
        l->room = arena_alloc(l->cx->arena, l->room_bytes);
    }
    memcpy(l->room, json.p, json.n);
    enum err e = json_parse(l->json, (struct bytes){l->room, json.n}, &all, &l->cx->why);
    if (e)
        return e;
    const struct tie **next = ret;
    struct json_iter it = json_each(all);
    while (json_next(&it)) {
        int64_t part[2] = {0};
        struct bytes value = BYTES_NONE;
        struct json_iter inner = json_each(it.value);
        for (int i = 0; json_next(&inner) && i < 3; i++)
            if (i == 2)
                value = bytes_dup(l->cx->arena, json_text(inner.value));
            else
                json_int(inner.value, &part[i]);
        struct tie *t = arena_new(l->cx->arena, struct tie);
        *t = (struct tie){.value = value, .kind = (uint8_t)part[0], .role = (uint8_t)part[1]};
        *next = t;
        next = &t->next;
    }
    return OK;
}

static enum err
read_signal(struct loading *l, struct stmt *s, uint32_t number)
{
    struct cx *cx = l->cx;
    struct signal *sig = &l->to->signals[number];
    enum kind kind = KIND_OTHER;
    const uint32_t *origin = map_find(&l->origin_by_id, col_view(s, 1));
    kind_of_name(col_view(s, 4), &kind);
    l->ids[number] = col_text(cx, s, 0);
    *sig = (struct signal){
        .source = source_of(l, col_view(s, 2)),
        .ref = col_text(cx, s, 3),
        .kind = (uint8_t)kind,
        .state = state_of(col_view(s, 5)),
        .severity = (uint8_t)col_i64(s, 6),
        .flags = (uint16_t)col_i64(s, 7),
        .reactions = (uint16_t)col_i64(s, 8),
        .at = when_of(l, s, 9),
        .end = when_of(l, s, 13),
        .title = col_text(cx, s, 17),
        .detail = col_text(cx, s, 18),
        .actor = col_text(cx, s, 19),
        .url = col_text(cx, s, 20),
        .family = col_text(cx, s, 21),
        .raw_at = number,
        .raw_bytes = (uint32_t)col_i64(s, 24),
        .origin = origin ? *origin : 0,
    };
    copy_hash(&sig->hash, col_blob(cx, s, 23));
    return read_ties(l, col_view(s, 22), &sig->ties);
}

static enum err
read_origins(struct loading *l, struct bytes incident)
{
    struct cx *cx = l->cx;
    struct stmt *s;
    bool row;
    uint32_t n = 0, cap = 0;
    enum err e = db_query(cx, &q_origins, &s);
    if (e)
        return e;
    db_text(s, 1, incident);
    while (!(e = db_next(cx, s, &row)) && row) {
        if (n == cap) {
            cap = cap ? cap * 2 : 32;
            struct origin *origins = arena_new_n(cx->arena, struct origin, cap);
            struct bytes *ids = arena_new_n(cx->arena, struct bytes, cap);
            if (n) {
                memcpy(origins, l->origins, n * sizeof *origins);
                memcpy(ids, l->origin_ids, n * sizeof *ids);
            }
            l->origins = origins;
            l->origin_ids = ids;
        }
        l->origin_ids[n] = col_text(cx, s, 0);
        l->origins[n] = (struct origin){.path = col_text(cx, s, 1).p,
                                        .importer = source_of(l, col_text(cx, s, 2)),
                                        .size_bytes = (uint64_t)col_i64(s, 4),
                                        .captured_ms = col_i64(s, 5)};
        copy_hash(&l->origins[n].hash, col_blob(cx, s, 3));
        *map_at(&l->origin_by_id, l->origin_ids[n]) = n;
        n++;
    }
    l->to->origins = l->origins;
    l->to->origin_ids = l->origin_ids;
    l->to->origin_count = n;
    return e;
}

static enum err
read_signals(struct loading *l, struct bytes incident)
{
    struct cx *cx = l->cx;
    struct stmt *s;
    bool row;
    int64_t count;
    enum err e = count_rows(cx, &q_count, incident, &count);
    if (!e && count > SIGNALS_LOAD_MAX)
        e = fail(&cx->why, ERR_LIMIT, "the incident has %lld signals; a timeline is built from at most %d",
                 (long long)count, SIGNALS_LOAD_MAX);
    if (e || (e = db_query(cx, &q_signals, &s)))
        return e;
    l->to->signals = arena_new_n(cx->arena, struct signal, (size_t)count + 1);
    l->ids = arena_new_n(cx->arena, struct bytes, (size_t)count + 1);
    db_text(s, 1, incident);
    while (!(e = db_next(cx, s, &row)) && row) {
        if (l->to->count == count) {
            db_end(s); // more came between the two statements: the next build has them
            break;
        }
        if ((e = read_signal(l, s, l->to->count++))) {
            db_end(s);
            return e;
        }
    }
    l->to->ids = l->ids;
    return e;
}

enum err
signals_load(struct cx *cx, struct bytes incident, struct zones *z, struct stored_signals *ret)
{
    *ret = (struct stored_signals){0};
    struct loading l = {.cx = cx, .zones = z, .to = ret, .json = json_parser_new()};
    enum err e = need(cx, ROLE_READER);
    if (!e)
        e = read_origins(&l, incident);
    if (!e)
        e = read_signals(&l, incident);
    map_done(&l.origin_by_id);
    map_done(&l.sources);
    map_done(&l.zone_ids);
    json_parser_free(l.json);
    return e;
}

/*
 * Reading incidents: one and pages of them. Each way of filtering that an index helps has its own statement, so that a
 * page of a hundred thousand incidents touches little more than its rows; what belongs to the rows of a page
 * (components, roles, post-mortems) is read for PIECE incidents at once. Words are looked up in the search index: a
 * page of those that fit is cut from its best, since no other index knows words.
 */
#include "incident.h"

#include "../base/map.h"
#include "../base/random.h"
#include "search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 50 }; // parameters of IN_PIECE

// clang-format off
#define COLS                                                                                                           \
    "i.id, i.number, i.title, i.summary, i.severity, i.state, i.started_ms, i.ended_ms, i.started_set, i.ended_set, "  \
    "i.zone, i.from_ms, i.to_ms, i.window_from_ms, i.window_to_ms, i.window_proposed, i.window_because, i.demo, "      \
    "i.created_ms, i.created_by, u.name, i.updated_ms, i.version, i.built_ms, i.stale, i.event_count, i.key_count, "   \
    "i.signal_count"
#define FROM_INCIDENT " from incident i left join user u on u.id = i.created_by"
/* $1 cursor time, $2 cursor id, $3 from, $4 limit */
#define PAGE                                                                                                           \
    "(i.started_ms, i.id) < ($1, $2) and i.started_ms >= $3 "                                                          \
    "order by i.started_ms desc, i.id desc limit $4"
#define IN_PIECE                                                                                                       \
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, " \
    "$25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, "   \
    "$47, $48, $49, $50)"
static const struct sql
    q_load = {"incident_load", "select " COLS FROM_INCIDENT " where i.id = $1"},
    q_id_of_number = {"incident_id_of_number", "select id from incident where number = $1"},
    q_exists = {"incident_exists", "select 1 from incident where id = $1"},
    q_list = {"incident_list", "select " COLS FROM_INCIDENT " where " PAGE},
    q_list_state = {"incident_list_state", "select " COLS FROM_INCIDENT " where i.state = $5 and " PAGE},
    q_list_severity = {"incident_list_severity", "select " COLS FROM_INCIDENT " where i.severity = $5 and " PAGE},
    q_list_state_severity = {"incident_list_state_severity",
        "select " COLS FROM_INCIDENT " where i.state = $5 and i.severity = $6 and " PAGE},
    q_list_component = {"incident_list_component",
        "select " COLS " from incident_component c cross join incident i on i.id = c.incident_id "
        "left join user u on u.id = i.created_by "
        "where c.component_id = $5 and ($6 = '' or c.state = $6) and ($7 = 0 or c.severity = $7) "
        "and (c.started_ms, c.incident_id) < ($1, $2) and c.started_ms >= $3 "
        "order by c.started_ms desc, c.incident_id desc limit $4"},
    q_waiting = {"incidents_waiting", // the inner part reads the index alone
        "select " COLS FROM_INCIDENT " where i.id in (select w.id from incident w where w.state = $1 and not exists "
        "(select 1 from postmortem_incident pi where pi.incident_id = w.id) "
        "order by w.started_ms desc, w.id desc limit $2)"},
    q_some = {"incident_some", "select " COLS FROM_INCIDENT " where i.id in " IN_PIECE},
    q_components = {"incident_components",
        "select ic.incident_id, c.id, c.name from incident_component ic join component c on c.id = ic.component_id "
        "where ic.incident_id in " IN_PIECE " order by ic.incident_id, c.name, c.id"},
    q_roles = {"incident_roles",
        "select r.incident_id, r.role, r.name, r.user_id, coalesce(u.name, ''), r.person_id, coalesce(p.name, '') "
        "from incident_role r left join user u on u.id = r.user_id left join person p on p.id = r.person_id "
        "where r.incident_id in " IN_PIECE " order by r.incident_id, r.position, r.role, r.name"},
    q_postmortems = {"incident_postmortems",
        "select pi.incident_id, p.id, p.title, p.state, p.number from postmortem_incident pi "
        "join postmortem p on p.id = pi.postmortem_id where pi.incident_id in " IN_PIECE
        " order by pi.incident_id, p.number"};
// clang-format on

static const char *const states[INCIDENT_STATE_MAX] = {
    [INCIDENT_OPEN] = "open",
    [INCIDENT_MITIGATED] = "mitigated",
    [INCIDENT_RESOLVED] = "resolved",
    [INCIDENT_CLOSED] = "closed",
};

const char *
incident_state_name(enum incident_state s)
{
    return states[s];
}

bool
incident_state_of_name(struct bytes name, enum incident_state *ret)
{
    for (int s = 0; s < INCIDENT_STATE_MAX; s++)
        if (bytes_is(name, states[s])) {
            *ret = (enum incident_state)s;
            return true;
        }
    return false;
}

struct incident_label
incident_label(int64_t number)
{
    struct incident_label l;
    snprintf(l.s, sizeof l.s, "INC-%lld", (long long)number);
    return l;
}

static struct incident
incident_of(struct cx *cx, struct stmt *s)
{
    struct incident in = {
        .id = col_text(cx, s, 0),
        .number = col_i64(s, 1),
        .title = col_text(cx, s, 2),
        .summary = col_text(cx, s, 3),
        .severity = (int)col_i64(s, 4),
        .started_ms = col_i64(s, 6),
        .ended_ms = col_i64(s, 7),
        .started_set = col_i64(s, 8),
        .ended_set = col_i64(s, 9),
        .zone = col_text(cx, s, 10),
        .from_ms = col_i64(s, 11),
        .to_ms = col_i64(s, 12),
        .window = {col_i64(s, 13), col_i64(s, 14), col_i64(s, 15), col_text(cx, s, 16)},
        .demo = col_i64(s, 17),
        .created_ms = col_i64(s, 18),
        .created_by = col_text(cx, s, 19),
        .created_by_name = col_text(cx, s, 20),
        .updated_ms = col_i64(s, 21),
        .version = col_i64(s, 22),
        .built_ms = col_i64(s, 23),
        .stale = col_i64(s, 24),
        .event_count = col_i64(s, 25),
        .key_count = col_i64(s, 26),
        .signal_count = col_i64(s, 27),
    };
    incident_state_of_name(col_text(cx, s, 5), &in.state);
    return in;
}

/* ---- what belongs to the rows of a page ---- */

/* Room for one element more. Lists are short: they double at 1, 2, 4 ... elements and leave the old room behind. */
static void *
one_more(struct cx *cx, const void *list, uint32_t count, size_t bytes)
{
    char *room = (char *)list;
    if ((count & (count - 1)) == 0) {
        room = arena_array(cx->arena, count ? (size_t)count * 2 : 1, bytes);
        if (count)
            memcpy(room, list, count * bytes);
    }
    return room + count * bytes;
}

static void
add_component(struct cx *cx, struct stmt *s, struct incident *in)
{
    struct incident_ref *c = one_more(cx, in->components, in->component_count, sizeof *c);
    *c = (struct incident_ref){col_text(cx, s, 1), col_text(cx, s, 2)};
    in->components = c - in->component_count++;
}

static void
add_role(struct cx *cx, struct stmt *s, struct incident *in)
{
    struct incident_role *r = one_more(cx, in->roles, in->role_count, sizeof *r);
    struct bytes person = col_text(cx, s, 6);
    *r = (struct incident_role){.role = col_text(cx, s, 1),
                                .name = col_text(cx, s, 2),
                                .user_id = col_text(cx, s, 3),
                                .user_name = col_text(cx, s, 4),
                                .person_id = col_text(cx, s, 5)};
    if (r->user_name.n)
        r->name = r->user_name; // as they are called now
    else if (person.n)
        r->name = person;
    in->roles = r - in->role_count++;
}

static void
add_postmortem(struct cx *cx, struct stmt *s, struct incident *in)
{
    struct incident_postmortem *p = one_more(cx, in->postmortems, in->postmortem_count, sizeof *p);
    *p = (struct incident_postmortem){col_text(cx, s, 1), col_text(cx, s, 2), col_text(cx, s, 3), col_i64(s, 4)};
    in->postmortems = p - in->postmortem_count++;
}

/* Each row becomes, by `add`, the next element of a list of the incident that its first column names. */
static enum err
add_piece(struct cx *cx, const struct sql *q, void (*add)(struct cx *cx, struct stmt *s, struct incident *in),
          struct incident *list, uint32_t count)
{
    struct map by_id = {0};
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, q, &s);
    if (e)
        return e;
    for (int i = 0; i < PIECE; i++)
        db_text(s, i + 1, i < (int)count ? list[i].id : BYTES_NONE);
    for (uint32_t i = 0; i < count; i++)
        *map_at(&by_id, list[i].id) = i;
    while (!(e = db_next(cx, s, &row)) && row) {
        const uint32_t *i = map_find(&by_id, col_text(cx, s, 0));
        if (i)
            add(cx, s, &list[*i]);
    }
    map_done(&by_id);
    return e;
}

static enum err
add_belongings(struct cx *cx, struct incident *list, uint32_t count)
{
    enum err e = OK;
    for (uint32_t at = 0; at < count && !e; at += PIECE) {
        uint32_t n = count - at < PIECE ? count - at : PIECE;
        e = add_piece(cx, &q_components, add_component, list + at, n);
        if (!e)
            e = add_piece(cx, &q_roles, add_role, list + at, n);
        if (!e)
            e = add_piece(cx, &q_postmortems, add_postmortem, list + at, n);
    }
    return e;
}

/* ---- one ---- */

enum err
incident_load(struct cx *cx, struct bytes id, struct incident **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no incident '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    struct incident *in = arena_new(cx->arena, struct incident);
    *in = incident_of(cx, s);
    db_end(s);
    if ((e = add_belongings(cx, in, 1)))
        return e;
    *ret = in;
    return OK;
}

enum err
incident_by_name(struct cx *cx, struct bytes name, struct incident **ret)
{
    struct bytes digits = bytes_starts_nocase(name, "INC-") ? bytes_from(name, 4) : name;
    long long number;
    if (!bytes_to_int(digits, &number))
        return incident_load(cx, name, ret);
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_id_of_number, &s)))
        return e;
    db_i64(s, 1, number);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no incident INC-%lld", number);
    struct bytes id = col_text(cx, s, 0);
    db_end(s);
    return incident_load(cx, id, ret);
}

enum err
incident_exists(struct cx *cx, struct bytes id)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_exists, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no incident '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    db_end(s);
    return OK;
}

/* ---- pages ---- */

static const struct sql *
list_statement(const struct incident_filter *f)
{
    if (f->component.n)
        return &q_list_component;
    if (f->has_state)
        return f->severity ? &q_list_state_severity : &q_list_state;
    return f->severity ? &q_list_severity : &q_list;
}

static void
bind_filter(struct stmt *s, const struct incident_filter *f)
{
    struct bytes state = f->has_state ? bytes_of(states[f->state]) : BYTES_NONE;
    if (f->component.n) {
        db_text(s, 5, f->component);
        db_text(s, 6, state);
        db_i64(s, 7, f->severity);
    } else if (f->has_state) {
        db_text(s, 5, state);
        if (f->severity)
            db_i64(s, 6, f->severity);
    } else if (f->severity) {
        db_i64(s, 5, f->severity);
    }
}

/* ---- by words ---- */

static enum err
load_some(struct cx *cx, const struct bytes *ids, uint32_t count, struct incident *list, uint32_t *ret_count)
{
    enum err e = OK;
    for (uint32_t at = 0; at < count && !e; at += PIECE) {
        struct stmt *s;
        bool row;
        if ((e = db_query(cx, &q_some, &s)))
            break;
        for (uint32_t i = 0; i < PIECE; i++)
            db_text(s, (int)i + 1, at + i < count ? ids[at + i] : BYTES_NONE);
        while (!(e = db_next(cx, s, &row)) && row)
            list[(*ret_count)++] = incident_of(cx, s);
    }
    return e ? e : add_belongings(cx, list, *ret_count);
}

/* The ids that a query speaks of: one by its number, else those that the search finds. */
static enum err
find_ids(struct cx *cx, struct bytes q, struct bytes ids[SEARCH_HITS_MAX], uint32_t *ret_count)
{
    struct incident *named;
    struct search_result found;
    long long number;
    bool is_number = bytes_to_int(bytes_starts_nocase(q, "INC-") ? bytes_from(q, 4) : q, &number);
    if (is_number && !incident_by_name(cx, q, &named)) {
        ids[(*ret_count)++] = named->id;
        return OK;
    }
    enum err e = search(cx, q, SEARCH_INCIDENT, SEARCH_HITS_MAX, &found);
    for (uint32_t i = 0; i < found.count && !e; i++)
        ids[(*ret_count)++] = found.hits[i].id;
    return e;
}

static bool
fits(const struct incident *in, const struct incident_filter *f)
{
    bool has_component = !f->component.n;
    for (uint32_t i = 0; i < in->component_count; i++)
        has_component |= bytes_eq(in->components[i].id, f->component);
    bool behind = !f->has_cursor || in->started_ms < f->cursor_ms ||
                  (in->started_ms == f->cursor_ms && bytes_cmp(in->id, f->cursor_id) < 0);
    return has_component && behind && (!f->has_state || in->state == f->state) &&
           (!f->severity || in->severity == f->severity) && (!f->from_ms || in->started_ms >= f->from_ms) &&
           (!f->to_ms || in->started_ms <= f->to_ms);
}

static int
cmp_newest(const void *pa, const void *pb)
{
    const struct incident *a = pa, *b = pb;
    if (a->started_ms != b->started_ms)
        return a->started_ms < b->started_ms ? 1 : -1;
    return -bytes_cmp(a->id, b->id);
}

static enum err
list_by_words(struct cx *cx, const struct incident_filter *f, uint32_t limit, struct incident **ret,
              uint32_t *ret_count, bool *ret_more)
{
    struct bytes ids[SEARCH_HITS_MAX];
    uint32_t id_count = 0, n = 0, kept = 0;
    struct incident *list = arena_new_n(cx->arena, struct incident, SEARCH_HITS_MAX);
    enum err e = find_ids(cx, f->q, ids, &id_count);
    if (!e)
        e = load_some(cx, ids, id_count, list, &n);
    if (e)
        return e;
    for (uint32_t i = 0; i < n; i++)
        if (fits(&list[i], f))
            list[kept++] = list[i];
    qsort(list, kept, sizeof *list, cmp_newest);
    *ret_more = kept > limit;
    *ret = list;
    *ret_count = kept < limit ? kept : limit;
    return OK;
}

enum err
incident_list(struct cx *cx, const struct incident_filter *f, struct incident **ret, uint32_t *ret_count,
              bool *ret_more)
{
    uint32_t limit = !f->limit ? 50 : f->limit < INCIDENT_LIST_MAX ? f->limit : INCIDENT_LIST_MAX, n = 0;
    struct stmt *s;
    enum err e = need(cx, ROLE_READER);
    if (!e && f->q.n > INCIDENT_QUERY_MAX_BYTES)
        e = fail(&cx->why, ERR_INVALID, "q must be at most %d bytes long", INCIDENT_QUERY_MAX_BYTES);
    if (!e && f->q.n)
        return list_by_words(cx, f, limit, ret, ret_count, ret_more);
    if (e || (e = db_query(cx, list_statement(f), &s)))
        return e;
    int64_t behind_ms =
        f->to_ms ? f->to_ms : INT64_MAX; // the earlier of the two: one bound, which an index can start at
    bool cursor = f->has_cursor && f->cursor_ms <= behind_ms;
    db_i64(s, 1, cursor ? f->cursor_ms : behind_ms);
    db_text(s, 2, cursor ? f->cursor_id : BYTES("~")); // behind every id
    db_i64(s, 3, f->from_ms ? f->from_ms : INT64_MIN);
    db_i64(s, 4, (int64_t)limit + 1);
    bind_filter(s, f);
    struct incident *list = arena_new_n(cx->arena, struct incident, (size_t)limit + 1);
    bool row;
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = incident_of(cx, s);
    if (e)
        return e;
    *ret_more = n > limit;
    n -= *ret_more;
    if ((e = add_belongings(cx, list, n)))
        return e;
    *ret = list;
    *ret_count = n;
    return OK;
}

enum err
incidents_waiting(struct cx *cx, uint32_t max, struct incident **ret, uint32_t *ret_count)
{
    static const enum incident_state waiting[] = {INCIDENT_MITIGATED, INCIDENT_RESOLVED};
    enum { STATES = sizeof waiting / sizeof *waiting };
    struct incident *list = arena_new_n(cx->arena, struct incident, (size_t)max * STATES);
    uint32_t n = 0;
    enum err e = need(cx, ROLE_READER);
    for (int i = 0; i < STATES && !e; i++) {
        struct stmt *s;
        bool row;
        if ((e = db_query(cx, &q_waiting, &s)))
            return e;
        db_text(s, 1, bytes_of(states[waiting[i]]));
        db_i64(s, 2, max);
        while (!(e = db_next(cx, s, &row)) && row)
            list[n++] = incident_of(cx, s);
    }
    if (e)
        return e;
    qsort(list, n, sizeof *list, cmp_newest);
    n = n < max ? n : max;
    *ret = list;
    *ret_count = n;
    return add_belongings(cx, list, n);
}

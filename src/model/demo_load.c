/*
 * The demo incident: read from the evidence that is built into the program, then worked on as a team would have -
 * moments confirmed and corrected, small talk hidden, a line by hand, a post-mortem written (postmortem_demo.c). The
 * tables below are what was done to it.
 *
 * Persons, teams and components cannot be marked as demo; those that the demo made are listed in a setting of its own,
 * and go with it unless somebody changed or uses them.
 */
#include "demo.h"

#include "../base/buf.h"
#include "../base/map.h"
#include "component.h"
#include "demo_files.h"
#include "event.h"
#include "import_job.h"
#include "incident.h"
#include "moment.h"
#include "person.h"
#include "postmortem.h"
#include "signal.h"
#include "team.h"

#include <string.h>

#define MADE_SETTING "demo.made"

// clang-format off
static const struct sql
    q_made_put = {"demo_made_put",
        "insert into setting(name, value, updated_ms) values('" MADE_SETTING "', $1, $2) "
        "on conflict (name) do update set value = excluded.value, updated_ms = excluded.updated_ms"},
    q_made = {"demo_made", "select value from setting where name = '" MADE_SETTING "'"},
    q_made_forget = {"demo_made_forget", "delete from setting where name = '" MADE_SETTING "'"},
    q_all_ids = {"demo_ids", "select id from person union all select id from component union all select id from team"},
    q_untouched = {"demo_untouched",
        "select 1 from person where id = $1 and version = 1 union all select 1 from component where id = $1 "
        "and version = 1 union all select 1 from team where id = $1 and version = 1"};

/* ---- what a team did with it ---- */

static const char *const components[][2] = { // name, team
    {"Checkout API", "Checkout"},
    {"Cart cache", "Checkout"},
    {"Orders database", "Data"},
    {"Payments", "Payments"},
};

static const struct incident_role roles[] = {
    {.role = BYTES_INIT("commander"), .name = BYTES_INIT("Priya Thornbury")},
    {.role = BYTES_INIT("scribe"),    .name = BYTES_INIT("Hugo Ashgrove")},
    {.role = BYTES_INIT("liaison"),   .name = BYTES_INIT("Saoirse Blum")},
};

static const char summary[] =
    "For almost three hours orders failed, more than a third of them until the rollback. A change to a cache key made "
    "carts miss their cache; a second fault, connections that were not given back, kept one region failing after it.";

/* Small talk, by how it begins. */
static const char *const noise[] = {
    "Good morning! It is Pi day", "3.14 slices each", "lol", "anybody against moving the weekly", "fine with me",
    "Could whoever borrowed the blue adapter", "it was me, sorry", "somebody asks if the thistle honey",
    "a reminder that it is Pi day", "also can somebody look at the printer", "while we wait: does anyone have a charger",
    "is it too early for pie", "there are two slices of lemon left", "mine!", "SUP-88123", "SUP-88186",
};

static const struct {
    enum moment_kind kind;
    enum moment_state state;
    const char *event; // how it begins; NULL: as proposed
    const char *note;
} decisions[] = {
    {MOMENT_IMPACT_STARTED, MOMENT_CORRECTED, "cart cache hit rate 0.02",
     "Carts missed the cache from 09:12 on; the first order failed two minutes later."},
    {MOMENT_DETECTED, MOMENT_CONFIRMED, NULL, "The alert. Two customers and an analyst had seen it before."},
    {MOMENT_DECLARED, MOMENT_CORRECTED, "@here Declaring a SEV2", "With the severity, and everybody told where to go."},
    {MOMENT_MITIGATED, MOMENT_CORRECTED, "error rate is below 0.5 % in all regions",
     "For most from 10:40 on, for all from 11:52."},
    {MOMENT_RESOLVED, MOMENT_CORRECTED, "Thirty minutes without errors", "The public notice followed a minute later."},
};

static const struct event_new by_hand = {
    .at_ms = 1710409380000, // 2024-03-14T09:43Z
    .precision = PRECISION_MINUTE,
    .kind = KIND_NOTE,
    .title = BYTES_INIT("Two people restart the same pods within a minute; for a moment none is ready"),
    .detail = BYTES_INIT("Neither knew of the other: nobody had said who restarts what."),
    .actor = BYTES_INIT("Hugo Ashgrove"),
    .key = true,
};

static const char *const better[][2] = { // how it begins, what it says better
    {"out, smoke tests green", "Deployment of v2024.03.14.2 is reported complete; the smoke tests are green"},
};
// clang-format on

enum { MADE_MAX = 200 };

/* ---- evidence ---- */

static bool
is_people(const struct demo_file *f)
{
    return strcmp(f->path, "people.csv") == 0;
}

static bool
is_evidence(const struct demo_file *f)
{
    return bytes_starts(bytes_of(f->path), "checkout-outage/");
}

/* Names first, as gather() does; the README says that it is no evidence, and no importer takes it. */
static enum err
read_files(struct import *im, bool names, struct why *why)
{
    for (size_t i = 0; i < demo_file_count; i++) {
        const struct demo_file *f = &demo_files[i];
        if (!is_evidence(f))
            continue;
        char *room = arena_alloc(im->arena, f->size_bytes + JSON_PADDING_BYTES);
        memcpy(room, f->data, f->size_bytes);
        struct input in = {.bytes = {room, f->size_bytes}, .path = bytes_of(f->path)};
        struct look l = look_at(&in);
        l.zones = im->zones;
        const struct importer *of_names = importer_of_names(&l);
        const struct importer *with = names ? of_names : of_names ? NULL : importer_for(&l);
        if (!with)
            continue;
        enum err e = import_read(im, with, &in, why);
        if (e)
            return e;
    }
    return OK;
}

static enum err
read_evidence(struct cx *cx, struct bytes incident)
{
    struct arena arena = {.max_bytes = (size_t)1 << 30};
    struct zones *zones = zones_new(NULL);
    struct signal_keeper k = {.cx = cx, .incident = incident};
    struct import im;
    import_init(&im, &arena, zones);
    im.keep = signals_keep;
    im.keep_ctx = &k;
    enum err e = read_files(&im, true, &cx->why);
    if (!e)
        e = read_files(&im, false, &cx->why);
    import_done(&im);
    zones_free(zones);
    arena_done(&arena);
    return e ? e : k.error;
}

/* ---- people and components ---- */

static enum err
read_people(struct cx *cx)
{
    uint32_t added, changed;
    for (size_t i = 0; i < demo_file_count; i++)
        if (is_people(&demo_files[i]))
            return person_import(cx, (struct bytes){demo_files[i].data, demo_files[i].size_bytes}, &added, &changed);
    return OK;
}

/* Those that are there stay as they are. */
static enum err
make_components(struct cx *cx, struct bytes *ret_ids)
{
    struct component *list, *made;
    uint32_t n;
    enum err e = component_list(cx, &list, &n);
    for (size_t i = 0; i < sizeof components / sizeof *components && !e; i++) {
        for (uint32_t k = 0; k < n; k++)
            if (bytes_is(list[k].name, components[i][0]))
                ret_ids[i] = list[k].id;
        if (ret_ids[i].n)
            continue;
        struct component_edit in = {.name = bytes_of(components[i][0]), .has_team = true};
        e = team_id_of_name(cx, bytes_of(components[i][1]), &in.team_id);
        if (!e)
            e = component_create(cx, &in, &made);
        if (!e)
            ret_ids[i] = made->id;
    }
    return e;
}

/* Every id of a person, component or team, or those that are not in `known`. */
static enum err
list_ids(struct cx *cx, const struct map *known, struct map *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_all_ids, &s);
    while (!e && !(e = db_next(cx, s, &row)) && row)
        if (!known || !map_find(known, col_view(s, 0)))
            *map_at(ret, col_text(cx, s, 0)) = 1;
    return e;
}

static enum err
remember_made(struct cx *cx, const struct map *before)
{
    struct map made = {0};
    struct buf text = {0};
    struct stmt *s;
    enum err e = list_ids(cx, before, &made);
    for (uint32_t i = 0; i < made.count && i < MADE_MAX; i++) {
        buf_add(&text, made.entries[i].key);
        buf_putc(&text, ' ');
    }
    if (!e && !(e = db_query(cx, &q_made_put, &s))) {
        db_text(s, 1, buf_bytes(&text));
        db_i64(s, 2, cx->now_ms);
        e = db_run(cx, s);
    }
    buf_done(&text);
    map_done(&made);
    return e;
}

/* One that is in use, or was changed, stays. */
static enum err
remove_one(struct cx *cx, struct bytes id)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_untouched, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)) || !row)
        return e;
    db_end(s);
    e = bytes_starts(id, "per_") ? person_delete(cx, id) : bytes_starts(id, "cmp_") ? component_delete(cx, id) : OK;
    return e == ERR_CONFLICT ? OK : e;
}

static enum err
remove_team(struct cx *cx, struct bytes id)
{
    static const struct sql q_used = {"demo_team_used",
                                      "select 1 from person where team_id = $1 union all select 1 from component "
                                      "where team_id = $1 union all select 1 from team where id = $1 and version > 1 "
                                      "limit 1"};
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_used, &s);
    if (e)
        return e;
    db_text(s, 1, id);
    if ((e = db_next(cx, s, &row)))
        return e;
    db_end(s);
    e = row ? OK : team_delete(cx, id);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
demo_remove_made(struct cx *cx)
{
    struct stmt *s;
    bool row;
    struct bytes made = BYTES_NONE, rest, id;
    enum err e = db_query(cx, &q_made, &s);
    if (e || (e = db_next(cx, s, &row)) || !row)
        return e;
    made = col_text(cx, s, 0);
    db_end(s);
    for (rest = made; !e && bytes_split(&rest, ' ', &id);)
        e = id.n ? remove_one(cx, id) : OK;
    for (rest = made; !e && bytes_split(&rest, ' ', &id);) // when nobody is in them any more
        e = bytes_starts(id, "team_") ? remove_team(cx, id) : OK;
    if (e || (e = db_query(cx, &q_made_forget, &s)))
        return e;
    return db_run(cx, s);
}

/* ---- what a team did ---- */

static struct bytes
event_that_begins(const struct event_row *rows, uint32_t count, const char *begins)
{
    for (uint32_t i = 0; i < count; i++)
        if (bytes_starts(rows[i].title, begins))
            return rows[i].id;
    return BYTES_NONE;
}

static enum err
hide_noise(struct cx *cx, struct bytes incident, const struct event_row *rows, uint32_t count)
{
    struct bytes ids[sizeof noise / sizeof *noise];
    uint32_t n = 0, changed;
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++) {
        struct bytes id = event_that_begins(rows, count, noise[i]);
        if (id.n)
            ids[n++] = id;
    }
    struct event_edit hide = {.has_hidden = true, .hidden = true};
    return events_update(cx, incident, ids, n, &hide, &changed);
}

static enum err
decide_moments(struct cx *cx, struct bytes incident, const struct event_row *rows, uint32_t count)
{
    enum err e = OK;
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions && !e; i++) {
        struct moment_decision d = {.state = decisions[i].state, .note = bytes_of(decisions[i].note)};
        if (decisions[i].event)
            d.event_id = event_that_begins(rows, count, decisions[i].event);
        e = moment_decide(cx, incident, decisions[i].kind, &d);
    }
    return e;
}

static enum err
say_better(struct cx *cx, const struct event_row *rows, uint32_t count)
{
    enum err e = OK;
    for (size_t i = 0; i < sizeof better / sizeof *better && !e; i++) {
        struct bytes id = event_that_begins(rows, count, better[i][0]);
        struct event_edit edit = {.has_title = true, .title = bytes_of(better[i][1])};
        if (id.n)
            e = event_update(cx, id, &edit, NULL);
    }
    return e;
}

static enum err
work_on(struct cx *cx, struct bytes incident)
{
    struct event_row *rows;
    uint32_t n;
    bool more;
    enum err e = event_list(cx, incident, &(struct event_filter){.limit = EVENT_LIST_MAX}, &rows, &n, &more);
    if (!e)
        e = hide_noise(cx, incident, rows, n);
    if (!e)
        e = decide_moments(cx, incident, rows, n);
    if (!e)
        e = say_better(cx, rows, n);
    if (!e)
        e = event_create(cx, incident, &by_hand, NULL);
    return e ? e : postmortem_demo(cx, incident);
}

static enum err
make_incident(struct cx *cx, struct bytes *ret_id)
{
    struct bytes ids[sizeof components / sizeof *components] = {{0}};
    struct incident *in;
    enum err e = make_components(cx, ids);
    if (e)
        return e;
    struct incident_new new = {.title = BYTES("Checkout fails for a third of all orders"),
                               .summary = bytes_of(summary),
                               .severity = 2,
                               .state = INCIDENT_RESOLVED,
                               .component_ids = ids,
                               .component_count = sizeof ids / sizeof *ids,
                               .demo = true};
    e = incident_create(cx, &new, &in);
    if (e)
        return e;
    *ret_id = in->id;
    struct incident_edit edit = {.has_roles = true, .roles = roles, .role_count = sizeof roles / sizeof *roles};
    return incident_update(cx, in->id, &edit, NULL);
}

static enum err
load(struct cx *cx, struct bytes *ret_incident)
{
    struct map before = {0};
    struct bytes id = BYTES_NONE;
    enum err e = list_ids(cx, NULL, &before);
    if (!e)
        e = read_people(cx);
    if (!e)
        e = make_incident(cx, &id);
    if (!e)
        e = remember_made(cx, &before);
    map_done(&before);
    if (!e)
        e = read_evidence(cx, id);
    if (!e)
        e = incident_build(cx, id);
    if (!e)
        e = work_on(cx, id);
    *ret_incident = id;
    return e;
}

enum err
demo_load(struct cx *cx, struct bytes *ret_incident)
{
    bool there;
    struct bytes id;
    enum err e = need(cx, ROLE_EDITOR);
    if (!e)
        e = demo_is_there(cx, &there);
    if (!e && there)
        e = fail(&cx->why, ERR_CONFLICT, "the demo is there already");
    if (e || (e = db_begin(cx)))
        return e;
    e = db_finish(cx, load(cx, &id));
    if (!e && ret_incident)
        *ret_incident = id;
    return e;
}

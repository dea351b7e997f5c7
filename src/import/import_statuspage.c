/*
 * Statuspage (Atlassian): its webhooks ({page, incident} and {page, component_update, component}), its API v2
 * (incidents.json, summary.json, scheduled-maintenances.json), and single incidents as people save them.
 *
 * One signal for each update that was published, at the time that the page shows. The first one opens the notice, the
 * others say by their status where it stands. When the page says that the incident began or ended at another time than
 * its first or last update (people correct that afterwards), that is a signal of its own.
 */
#include "element.h"

#include "../base/buf.h"
#include "../base/utf8.h"
#include "html_text.h"
#include "ties.h"

#include <string.h>

enum {
    TITLE_MAX_BYTES = 8 << 10,
    SENTENCE_MAX_BYTES = 200,   // a longer first sentence is cut at the title's ceiling anyway
    SAME_MOMENT_MS = 60 * 1000, // started_at is stamped milliseconds before the first update
};

// clang-format off
static const struct status {
    const char *name, *words;
    uint8_t state;
} statuses[] = {
    {"investigating", "Investigating",          STATE_UPDATED},
    {"identified",    "Identified",             STATE_UPDATED},
    {"monitoring",    "Monitoring",             STATE_MITIGATED},
    {"resolved",      "Resolved",               STATE_RESOLVED},
    {"postmortem",    "Post-mortem published",  STATE_UPDATED},
    {"scheduled",     "Maintenance scheduled",  STATE_UPDATED},
    {"in_progress",   "Maintenance begins",     STATE_STARTED},
    {"verifying",     "Maintenance: verifying", STATE_MITIGATED},
    {"completed",     "Maintenance completed",  STATE_RESOLVED},
};
static const struct {
    const char *name;
    int severity;
} severities[] = {
    /* of an incident */
    {"critical", 1}, {"major", 2}, {"minor", 3}, {"maintenance", 5}, {"none", 5},
    /* of a component */
    {"major_outage", 1}, {"partial_outage", 2}, {"degraded_performance", 3}, {"under_maintenance", 5},
};
/* What says no more than the status: the incident's name says more. */
static const char *const stock_texts[] = {
    "This incident has been resolved.", "This incident is now resolved.", "This incident is resolved.", "Resolved", "Resolved.", "Completed",
    "The scheduled maintenance has been completed.", "Investigating", "Identified", "Monitoring",
    "Scheduled maintenance is currently in progress. We will provide updates as necessary.",
};
// clang-format on

/* One file being read, and texts in the making. */
struct reader {
    struct import *im;
    const struct input *in;
    struct buf title, detail;
};

/* What an update needs to know of its incident; texts live in the arena, for the parser moves on. */
struct incident {
    struct bytes raw, id, name, url, impact;
    struct when started, resolved;
    uint32_t first;                // number of the earliest update, counted from 0
    struct when first_at, last_at; // of the earliest update and the one that resolved it
    struct bytes components[SIGNAL_TIES_MAX];
    size_t component_count;
};

static bool
is_incident(struct bytes raw)
{
    return bytes_starts(json_member(raw, "incident_updates"), "[") && json_member(raw, "name").n &&
           json_member(raw, "id").n;
}

static bool
sniff(const struct look *l)
{
    if (!l->first.n)
        return false;
    if (is_incident(l->first))
        return true;
    if (!bytes_starts(look_raw(l, "page"), "{"))
        return false;
    struct bytes update = look_raw(l, "component_update");
    return is_incident(look_raw(l, "incident")) || json_member(update, "new_status").n ||
           bytes_starts(look_raw(l, "incidents"), "[") || bytes_starts(look_raw(l, "scheduled_maintenances"), "[");
}

static int
severity_of(struct bytes impact)
{
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
        if (bytes_is(impact, severities[i].name))
            return severities[i].severity;
    return 0;
}

static const struct status *
status_of(struct bytes name)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (bytes_is(name, statuses[i].name))
            return &statuses[i];
    return NULL;
}

/* The first of the named members that is a time; unknown when none is. */
static struct when
time_of(struct import *im, struct json v, const char *const *keys)
{
    struct when at;
    for (; *keys; keys++) {
        struct bytes text = json_text(json_get(v, *keys));
        if (text.n && when_parse(im->zones, text, &at))
            return at;
    }
    return WHEN_UNKNOWN;
}

static struct when
shown_at(struct import *im, struct json update)
{
    return time_of(im, update, (const char *const[]){"display_at", "created_at", "updated_at", NULL});
}

static bool
is_known(struct when w)
{
    return w.precision != PRECISION_UNKNOWN && !w.lacks;
}

static bool
is_stock(struct bytes body)
{
    for (size_t i = 0; i < sizeof stock_texts / sizeof *stock_texts; i++)
        if (bytes_is_nocase(body, stock_texts[i]))
            return true;
    return !body.n;
}

/* Up to the first full stop that ends a sentence; the first line when there is none. */
static struct bytes
first_sentence(struct bytes text)
{
    struct bytes line = BYTES_NONE;
    while (bytes_line(&text, &line) && !bytes_trim(line).n)
        ;
    line = bytes_trim(line);
    for (size_t i = 20; i + 1 < line.n; i++) // "a.m. ..." and the like begin no sentence of their own
        if ((line.p[i] == '.' || line.p[i] == '!' || line.p[i] == '?') && line.p[i + 1] == ' ' &&
            ascii_is_alnum(line.p[i - 1]) && ascii_is_alnum(line.p[i - 2]))
            return utf8_cut(bytes_cut(line, 0, i + 1), SIGNAL_TITLE_MAX_BYTES);
    return utf8_cut(line, SIGNAL_TITLE_MAX_BYTES);
}

/* The status in words for people: "major_outage" -> "major outage". */
static void
put_words(struct buf *b, struct bytes name)
{
    name = utf8_cut(name, SENTENCE_MAX_BYTES);
    for (size_t i = 0; i < name.n; i++)
        buf_putc(b, name.p[i] == '_' ? ' ' : name.p[i]);
}

static void
write_title(struct buf *b, const struct incident *inc, struct bytes status, struct bytes body)
{
    const struct status *st = status_of(status);
    buf_reset(b);
    struct bytes said = first_sentence(body);
    if (!is_stock(said) && !bytes_is(status, "postmortem")) {
        buf_add(b, said);
        return;
    }
    if (st)
        buf_puts(b, st->words);
    else
        put_words(b, status.n ? status : BYTES("Update"));
    buf_printf(b, ": %.*s", BYTES_ARG(utf8_cut(inc->name, TITLE_MAX_BYTES / 4)));
}

static void
write_detail(struct buf *b, const struct incident *inc, struct bytes status, struct bytes body)
{
    buf_reset(b);
    buf_printf(b, "%.*s", BYTES_ARG(utf8_cut(inc->name, TITLE_MAX_BYTES)));
    if (status.n || inc->impact.n) {
        buf_puts(b, " (");
        put_words(b, status);
        if (inc->impact.n)
            buf_printf(b, "%simpact %.*s", status.n ? ", " : "", BYTES_ARG(utf8_cut(inc->impact, SENTENCE_MAX_BYTES)));
        buf_putc(b, ')');
    }
    if (body.n)
        buf_printf(b, "\n%.*s", BYTES_ARG(utf8_cut(body, SIGNAL_TEXT_MAX_BYTES / 2)));
}

/* What all signals of one incident share. */
static enum err
add(struct reader *r, const struct incident *inc, struct bytes raw, const char *part, struct bytes id,
    struct signal **ret, struct why *why)
{
    enum err e = import_add(r->im, r->in, raw, ret, why);
    if (e)
        return e;
    struct signal *s = *ret;
    s->kind = KIND_STATUS;
    s->severity = (uint8_t)severity_of(inc->impact);
    s->url = inc->url;
    s->ref = import_intern(r->im, bytes_printf(r->im->arena, "%.*s/%s%.*s", BYTES_ARG(inc->id), part, BYTES_ARG(id)));
    import_tie(r->im, s, TIE_ALERT, TIE_IS, inc->id);
    import_tie_url(r->im, s, TIE_SAYS, inc->url);
    for (size_t i = 0; i < inc->component_count; i++)
        import_tie(r->im, s, TIE_COMPONENT, TIE_SAYS, inc->components[i]);
    return OK;
}

/* "API changed from operational to major outage" for each component whose state changed with the update. */
static void
put_changes(struct buf *b, struct json update)
{
    unsigned count = 0;
    struct json_iter it = json_each(json_get(update, "affected_components"));
    while (json_next(&it) && count++ < SIGNAL_TIES_MAX) {
        struct bytes was = json_text(json_get(it.value, "old_status")),
                     is = json_text(json_get(it.value, "new_status"));
        if (!is.n || bytes_eq(was, is))
            continue;
        buf_printf(b, "\n%.*s: ", BYTES_ARG(utf8_cut(json_text(json_get(it.value, "name")), SENTENCE_MAX_BYTES)));
        put_words(b, was);
        buf_puts(b, was.n ? " to " : "");
        put_words(b, is);
    }
}

static enum err
add_update(struct reader *r, const struct incident *inc, const struct elements *es, struct why *why)
{
    struct bytes id = json_text(json_get(es->value, "id"));
    struct when at = shown_at(r->im, es->value);
    if (!id.n) {
        struct sha256 hash = sha256_of(es->raw);
        id = bytes_printf(r->im->arena, "%.16s", sha256_hex(&hash).s);
    }
    struct signal *s;
    enum err e = add(r, inc, es->raw, "", id, &s, why);
    if (e)
        return e;
    struct bytes status = json_text(json_get(es->value, "status"));
    struct bytes body = bytes_trim(html_to_text(r->im->arena, json_text(json_get(es->value, "body"))));
    const struct status *st = status_of(status);
    s->state = st ? st->state : STATE_UPDATED;
    if (es->walk.count - 1 == inc->first && s->state == STATE_UPDATED)
        s->state = STATE_OPENED;
    import_at(s, at);
    write_title(&r->title, inc, status, body);
    write_detail(&r->detail, inc, status, body);
    put_changes(&r->detail, es->value);
    import_title(r->im, s, buf_bytes(&r->title), buf_bytes(&r->detail));
    import_tie_text(r->im, s, body);
    return OK;
}

/* The page says that it began or ended at another time than the update that said so. */
static enum err
add_moment(struct reader *r, const struct incident *inc, struct when at, struct when said, bool began, struct why *why)
{
    if (!is_known(at) || (is_known(said) && at.ms - said.ms < SAME_MOMENT_MS && said.ms - at.ms < SAME_MOMENT_MS))
        return OK;
    struct signal *s;
    enum err e = add(r, inc, inc->raw, began ? "started" : "resolved", BYTES_NONE, &s, why);
    if (e)
        return e;
    s->state = began ? STATE_OPENED : STATE_RESOLVED;
    import_at(s, at);
    buf_reset(&r->title);
    buf_printf(&r->title, "%s, as the status page says: %.*s", began ? "Began" : "Ended",
               BYTES_ARG(utf8_cut(inc->name, TITLE_MAX_BYTES / 4)));
    import_title(r->im, s, buf_bytes(&r->title), BYTES_NONE);
    return OK;
}

static void
add_components(struct import *im, struct incident *inc, struct json list)
{
    struct json_iter it = json_each(list);
    while (json_next(&it) && inc->component_count < SIGNAL_TIES_MAX) {
        struct bytes name = import_intern(im, json_text(json_get(it.value, "name")));
        if (name.n)
            inc->components[inc->component_count++] = name;
    }
}

/* Which update came first, and when it was resolved: updates stand newest first, or in any order. */
static enum err
survey(struct reader *r, struct incident *inc, struct bytes updates, struct why *why)
{
    struct elements es = {.im = r->im, .walk = json_walk_of(updates), .what = "update"};
    enum err e;
    inc->first_at = inc->last_at = WHEN_UNKNOWN;
    while (!(e = elements_next(&es, why)) && es.raw.n) {
        struct when at = shown_at(r->im, es.value);
        if (is_known(at) && (!is_known(inc->first_at) || at.ms <= inc->first_at.ms)) {
            inc->first_at = at;
            inc->first = es.walk.count - 1;
        }
        const struct status *st = status_of(json_text(json_get(es.value, "status")));
        if (st && st->state == STATE_RESOLVED && is_known(at) && (!is_known(inc->last_at) || at.ms < inc->last_at.ms))
            inc->last_at = at;
    }
    return e;
}

static enum err
read_incident(struct reader *r, const struct elements *es, struct why *why)
{
    struct import *im = r->im;
    struct incident inc = {.raw = es->raw, .first = UINT32_MAX};
    struct bytes updates = json_member(es->raw, "incident_updates");
    inc.id = import_intern(im, json_text(json_get(es->value, "id")));
    if (!inc.id.n || !bytes_starts(updates, "["))
        return elements_fail(es, why, "it has no id or no list of incident_updates");
    inc.name = import_intern(im, bytes_trim(json_text(json_get(es->value, "name"))));
    inc.url = import_intern(im, json_text(json_get(es->value, "shortlink")));
    inc.impact = import_intern(im, json_text(json_get(es->value, "impact")));
    inc.started = time_of(im, es->value, (const char *const[]){"started_at", NULL});
    inc.resolved = time_of(im, es->value, (const char *const[]){"resolved_at", NULL});
    add_components(im, &inc, json_get(es->value, "components"));
    struct json_iter it = json_each(json_get(es->value, "incident_updates"));
    while (json_next(&it))
        add_components(im, &inc, json_get(it.value, "affected_components"));

    struct why inner = {{0}};
    enum err e = survey(r, &inc, updates, &inner);
    struct elements list = {.im = im, .walk = json_walk_of(updates), .what = "update"};
    while (!e && !(e = elements_next(&list, &inner)) && list.raw.n)
        e = add_update(r, &inc, &list, &inner);
    e = e ? e : add_moment(r, &inc, inc.started, inc.first_at, true, &inner);
    e = e ? e : add_moment(r, &inc, inc.resolved, inc.last_at, false, &inner);
    return e ? fail(why, e, "%s %u: %s", es->what, es->walk.count, inner.text) : OK;
}

/* {page, component_update, component}: one component's state changed. */
static enum err
read_component(struct reader *r, const struct elements *es, struct why *why)
{
    struct import *im = r->im;
    struct json update = json_get(es->value, "component_update");
    struct bytes was = json_text(json_get(update, "old_status")), is = json_text(json_get(update, "new_status"));
    struct bytes name = json_text(json_path(es->value, "component.name"));
    struct bytes id = json_text(json_get(update, "id"));
    if (!is.n || !id.n)
        return elements_fail(es, why, "its component_update has no id or no new_status");
    struct signal *s;
    enum err e = import_add(im, r->in, es->raw, &s, why);
    if (e)
        return e;
    bool well = bytes_is(is, "operational");
    s->kind = KIND_STATUS;
    s->state = well ? STATE_RESOLVED : bytes_is(was, "operational") ? STATE_OPENED : STATE_UPDATED;
    s->severity = (uint8_t)severity_of(is);
    s->ref = import_intern(im, id);
    s->url = import_intern(im, json_text(json_path(es->value, "page.url")));
    import_at(s, time_of(im, update, (const char *const[]){"created_at", "updated_at", NULL}));
    buf_reset(&r->title);
    buf_printf(&r->title, "%.*s changed ",
               BYTES_ARG(name.n ? utf8_cut(name, SENTENCE_MAX_BYTES) : BYTES("A component")));
    if (was.n) {
        buf_puts(&r->title, "from ");
        put_words(&r->title, was);
        buf_putc(&r->title, ' ');
    }
    buf_puts(&r->title, "to ");
    put_words(&r->title, is);
    import_title(im, s, buf_bytes(&r->title), json_text(json_path(es->value, "component.description")));
    import_tie(im, s, TIE_COMPONENT, TIE_SAYS, name);
    return OK;
}

/* The incidents of a list, one at a time: a page's whole history is long. */
static enum err
read_list(struct reader *r, struct bytes list, const char *what, struct why *why)
{
    struct elements es = {.im = r->im, .walk = json_walk_of(list), .what = what};
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_incident(r, &es, why)))
            return e;
    return e;
}

/* One of the forms that this importer knows, by which member it has. */
static enum err
read_value(struct reader *r, struct bytes raw, uint32_t number, struct why *why)
{
    struct bytes incident = json_member(raw, "incident"), incidents = json_member(raw, "incidents");
    struct bytes planned = json_member(raw, "scheduled_maintenances");
    if (bytes_starts(incidents, "[") || bytes_starts(planned, "[")) {
        enum err e = bytes_starts(incidents, "[") ? read_list(r, incidents, "incident", why) : OK;
        return e || !bytes_starts(planned, "[") ? e : read_list(r, planned, "maintenance", why);
    }
    bool is_component = json_member(raw, "component_update").n > 0;
    struct elements es = {
        .im = r->im,
        .walk = {.text = incident.n && !is_component ? incident : raw},
        .what = is_component ? "delivery" : "incident",
    };
    es.walk.count = number - 1; // so that errors name the right one
    enum err e = elements_next(&es, why);
    if (e)
        return e;
    return is_component ? read_component(r, &es, why) : read_incident(r, &es, why);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct reader r = {.im = im, .in = in};
    r.title.max_bytes = TITLE_MAX_BYTES;
    r.detail.max_bytes = SIGNAL_TEXT_MAX_BYTES;
    struct json_walk w = json_walk_of(in->bytes);
    struct bytes raw;
    enum err e;
    while (!(e = json_walk_next(&w, &raw, why)) && raw.n)
        if ((e = read_value(&r, raw, w.count, why)))
            break;
    buf_done(&r.title);
    buf_done(&r.detail);
    return e;
}

const struct importer importer_statuspage = {
    .name = "statuspage",
    .title = "Statuspage",
    .help = "The JSON bodies of a Statuspage webhook, or PAGE/api/v2/incidents.json.",
    .sniff = sniff,
    .parse = parse,
};

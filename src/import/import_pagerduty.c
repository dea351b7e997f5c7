/*
 * PagerDuty webhooks v3: {"event": {...}}, one delivery, an array of them or one a line.
 *
 * What happened stands in event_type, a row of the table below; what it happened to in data, whose shape differs: the
 * incident itself, or a note, a responder, a status update, a workflow, which name the incident in data.incident.
 * An urgency says less than a priority (most teams page everything as "high"), so it only counts where there is none.
 */
#include "element.h"

#include "../base/buf.h"
#include "../base/utf8.h"
#include "ties.h"

enum { TITLE_MAX_BYTES = 8 << 10, NAMES_MAX = 20, NOTE_TITLE_MAX_BYTES = SIGNAL_TITLE_MAX_BYTES - 20 };

enum about {         // what the words behind the verb are
    ABOUT_INCIDENT,  // the incident's title
    ABOUT_ASSIGNEES, // who has it now, and the title
    ABOUT_PRIORITY,
    ABOUT_CONTENT, // what somebody wrote
    ABOUT_RESPONDER,
    ABOUT_WORKFLOW,
};

// clang-format off
static const struct event {
    const char *type;
    uint8_t kind, state, about;
    const char *verb;
} events[] = {
    {"incident.triggered",                  KIND_ALERT,  STATE_OPENED,       ABOUT_INCIDENT,  ""},
    {"incident.acknowledged",               KIND_PAGE,   STATE_ACKNOWLEDGED, ABOUT_INCIDENT,  "Acknowledged"},
    {"incident.unacknowledged",             KIND_PAGE,   STATE_UPDATED,      ABOUT_INCIDENT,  "No longer acknowledged"},
    {"incident.escalated",                  KIND_PAGE,   STATE_ESCALATED,    ABOUT_ASSIGNEES, "Escalated"},
    {"incident.reassigned",                 KIND_PAGE,   STATE_ESCALATED,    ABOUT_ASSIGNEES, "Reassigned"},
    {"incident.delegated",                  KIND_PAGE,   STATE_ESCALATED,    ABOUT_ASSIGNEES, "Delegated"},
    {"incident.resolved",                   KIND_ALERT,  STATE_RESOLVED,     ABOUT_INCIDENT,  "Resolved"},
    {"incident.reopened",                   KIND_ALERT,  STATE_OPENED,       ABOUT_INCIDENT,  "Reopened"},
    {"incident.priority_updated",           KIND_PAGE,   STATE_UPDATED,      ABOUT_PRIORITY,  "Priority"},
    {"incident.annotated",                  KIND_NOTE,   STATE_UPDATED,      ABOUT_CONTENT,   "Note"},
    {"incident.status_update_published",    KIND_STATUS, STATE_UPDATED,      ABOUT_CONTENT,   "Status update"},
    {"incident.responder.added",            KIND_PAGE,   STATE_ESCALATED,    ABOUT_RESPONDER, "Responder called"},
    {"incident.responder.replied",          KIND_PAGE,   STATE_UPDATED,      ABOUT_RESPONDER, "Responder replied"},
    {"incident.conference_bridge.updated",  KIND_PAGE,   STATE_UPDATED,      ABOUT_INCIDENT,  "Conference bridge changed"},
    {"incident.service_updated",            KIND_PAGE,   STATE_UPDATED,      ABOUT_INCIDENT,  "Moved to another service"},
    {"incident.custom_field_values.updated", KIND_LOG,   STATE_UPDATED,      ABOUT_INCIDENT,  "Fields changed"},
    {"incident.incident_type.changed",      KIND_LOG,    STATE_UPDATED,      ABOUT_INCIDENT,  "Incident type changed"},
    {"incident.workflow.started",           KIND_LOG,    STATE_STARTED,      ABOUT_WORKFLOW,  "Workflow started"},
    {"incident.workflow.completed",         KIND_LOG,    STATE_SUCCEEDED,    ABOUT_WORKFLOW,  "Workflow completed"},
};
// clang-format on

/* One file being read, and texts in the making. */
struct reader {
    struct import *im;
    const struct input *in;
    struct buf title, detail;
};

struct delivery {
    struct bytes raw;
    struct json event, data;
    struct json incident;   // data, or what data refers to
    const struct event *of; // NULL: an event type that is not in the table
    struct bytes type;
    struct bytes incident_title; // may be empty
};

static bool
is_v3(struct bytes raw)
{
    struct bytes event = json_member(raw, "event");
    return bytes_starts(event, "{") && json_member(event, "event_type").n && json_member(event, "occurred_at").n &&
           json_member(event, "data").n;
}

/* 1 or 2: versions that PagerDuty no longer sends; 0: neither. */
static int
old_version(struct bytes raw)
{
    struct json_walk w = json_walk_of(json_member(raw, "messages"));
    struct bytes first;
    if (!w.is_array || json_walk_next(&w, &first, NULL) || !bytes_starts(first, "{"))
        return 0;
    if (bytes_starts(json_member(first, "event"), "\"incident.") && json_member(first, "incident").n)
        return 2;
    struct bytes data = json_member(first, "data");
    return bytes_starts(json_member(first, "type"), "\"incident.") && json_member(data, "incident").n ? 1 : 0;
}

/* The old ones are ours too: we can say what to do about them. */
static bool
sniff(const struct look *l)
{
    return l->first.n && (is_v3(l->first) || old_version(l->first));
}

static struct bytes
summary(struct json v)
{
    struct bytes text = bytes_trim(json_text(json_get(v, "summary")));
    return text.n ? text : bytes_trim(json_text(json_get(v, "name")));
}

/* "Ann, Bo" of a list of references. */
static void
put_names(struct buf *b, struct json list)
{
    unsigned count = 0;
    struct json_iter it = json_each(list);
    while (json_next(&it) && count < NAMES_MAX) {
        struct bytes name = utf8_cut(summary(it.value), SIGNAL_TITLE_MAX_BYTES);
        if (name.n)
            buf_printf(b, "%s%.*s", count++ ? ", " : "", BYTES_ARG(name));
    }
}

/* What somebody wrote: a note's content, a status update's message. */
static struct bytes
content(const struct delivery *d)
{
    static const char *const keys[] = {"content", "message"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct bytes text = bytes_trim(json_text(json_get(d->data, keys[i])));
        if (text.n)
            return text;
    }
    return BYTES_NONE;
}

/* The words behind the verb, which tell this event from others of its type. */
static void
put_about(struct buf *b, const struct delivery *d)
{
    struct json first = {{0}};
    struct bytes text = BYTES_NONE;
    switch (d->of->about) {
    case ABOUT_ASSIGNEES:
        if (json_count(json_get(d->data, "assignees"))) {
            buf_puts(b, " to ");
            put_names(b, json_get(d->data, "assignees"));
        }
        break;
    case ABOUT_PRIORITY:
        text = summary(json_get(d->data, "priority"));
        buf_printf(b, " is now %.*s", BYTES_ARG(text.n ? utf8_cut(text, SIGNAL_TITLE_MAX_BYTES) : BYTES("none")));
        break;
    case ABOUT_RESPONDER:
        first = json_get(d->data, "user");
        text = summary(json_type_of(first) == JSON_OBJECT ? first : json_get(d->data, "escalation_policy"));
        if (text.n)
            buf_printf(b, " %.*s", BYTES_ARG(utf8_cut(text, SIGNAL_TITLE_MAX_BYTES)));
        text = json_text(json_get(d->data, "state"));
        if (text.n && d->of->state == STATE_UPDATED)
            buf_printf(b, " (%.*s)", BYTES_ARG(utf8_cut(text, SIGNAL_TITLE_MAX_BYTES)));
        break;
    case ABOUT_WORKFLOW:
        text = summary(json_get(d->data, "incident_workflow"));
        text = text.n ? text : summary(d->data);
        if (text.n)
            buf_printf(b, " '%.*s'", BYTES_ARG(utf8_cut(text, SIGNAL_TITLE_MAX_BYTES)));
        break;
    default:
        break;
    }
}

/* True when the title holds all that somebody wrote. */
static bool
write_title(struct buf *b, const struct delivery *d)
{
    struct bytes about = d->incident_title.n ? d->incident_title : BYTES("an incident without a title");
    buf_reset(b);
    struct bytes rest = content(d), line;
    bool is_content = d->of && d->of->about == ABOUT_CONTENT && bytes_line(&rest, &line);
    if (is_content)
        about = utf8_cut(bytes_trim(line), NOTE_TITLE_MAX_BYTES);
    about = utf8_cut(about, TITLE_MAX_BYTES / 2);
    if (d->of) {
        buf_puts(b, d->of->verb);
        put_about(b, d);
    } else {
        buf_printf(b, "PagerDuty: %.*s", BYTES_ARG(utf8_cut(d->type, SIGNAL_TITLE_MAX_BYTES)));
    }
    buf_printf(b, "%s%.*s", b->n ? ": " : "", BYTES_ARG(about));
    return is_content && about.n == content(d).n;
}

static void
put_line(struct buf *b, const char *label, struct bytes text)
{
    if (text.n)
        buf_printf(b, "%s: %.*s\n", label, BYTES_ARG(utf8_cut(text, SIGNAL_TEXT_MAX_BYTES / 8)));
}

static void
write_detail(struct buf *b, const struct delivery *d, bool title_holds_content)
{
    buf_reset(b);
    struct bytes text = title_holds_content ? BYTES_NONE : content(d);
    if (text.n)
        buf_printf(b, "%.*s\n", BYTES_ARG(utf8_cut(text, SIGNAL_TEXT_MAX_BYTES / 2)));
    if (d->of && d->of->about != ABOUT_INCIDENT)
        put_line(b, "Incident", d->incident_title);
    put_line(b, "Service", summary(json_get(d->data, "service")));
    if (json_count(json_get(d->data, "assignees"))) {
        buf_puts(b, "Assigned to: ");
        put_names(b, json_get(d->data, "assignees"));
        buf_putc(b, '\n');
    }
    put_line(b, "Priority", summary(json_get(d->data, "priority")));
    put_line(b, "Urgency", json_text(json_get(d->data, "urgency")));
    put_line(b, "Escalation policy", summary(json_get(d->data, "escalation_policy")));
    put_line(b, "Conference", json_text(json_path(d->data, "conference_bridge.conference_url")));
    put_line(b, "Reason", json_text(json_path(d->data, "resolve_reason.type")));
}

/* High urgency wakes somebody, low does not; a priority says more than that. */
static int
severity_of(const struct delivery *d)
{
    int severity = severity_of_text(summary(json_get(d->data, "priority")));
    struct bytes urgency = json_text(json_get(d->data, "urgency"));
    if (severity)
        return severity;
    return bytes_is(urgency, "high") ? 2 : bytes_is(urgency, "low") ? 4 : 0;
}

static void
set_actor(struct import *im, struct signal *s, struct json agent)
{
    struct bytes type = json_text(json_get(agent, "type"));
    if (summary(agent).n && (!type.n || bytes_starts(type, "user")))
        s->actor = import_intern(im, summary(agent));
    else
        s->flags |= SIGNAL_BOT;
}

static void
tie_all(struct import *im, struct signal *s, const struct delivery *d)
{
    import_tie(im, s, TIE_ALERT, TIE_IS, json_text(json_get(d->incident, "id")));
    import_tie(im, s, TIE_ALERT, TIE_IS, json_text(json_get(d->incident, "incident_key")));
    import_tie(im, s, TIE_NAME, TIE_IS, d->incident_title);
    import_tie_url(im, s, TIE_SAYS, s->url);
    import_tie(im, s, TIE_COMPONENT, TIE_SAYS, summary(json_get(d->data, "service")));
    import_tie_text(im, s, content(d));
    import_tie_text(im, s, d->incident_title);
}

static enum err
add(struct reader *r, const struct delivery *d, struct bytes id, struct when at, struct why *why)
{
    struct signal *s;
    enum err e = import_add(r->im, r->in, d->raw, &s, why);
    if (e)
        return e;
    s->kind = d->of ? d->of->kind : KIND_OTHER;
    s->state = d->of ? d->of->state : STATE_UPDATED;
    s->severity = (uint8_t)severity_of(d);
    s->ref = import_intern(r->im, id);
    struct bytes url = json_text(json_get(d->incident, "html_url"));
    s->url = import_intern(r->im, url.n ? url : json_text(json_get(d->data, "html_url")));
    import_at(s, at);
    set_actor(r->im, s, json_get(d->event, "agent"));
    bool held = write_title(&r->title, d);
    write_detail(&r->detail, d, held);
    import_title(r->im, s, buf_bytes(&r->title), buf_bytes(&r->detail));
    tie_all(r->im, s, d);
    return OK;
}

static const struct event *
event_of(struct bytes type)
{
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (bytes_is(type, events[i].type))
            return &events[i];
    return NULL;
}

static enum err
refuse(const struct elements *es, struct why *why)
{
    int version = old_version(es->raw);
    if (version)
        return elements_fail(
            es, why,
            "PagerDuty webhook v%d: not read yet; add a v3 webhook in PagerDuty (Integrations, Generic "
            "Webhooks) and send its deliveries",
            version);
    return elements_fail(es, why, "it has no event; a PagerDuty v3 webhook is {\"event\": {\"event_type\": ...}}");
}

static enum err
read_delivery(struct reader *r, const struct elements *es, struct why *why)
{
    struct delivery d = {.raw = es->raw, .event = json_get(es->value, "event")};
    if (json_type_of(d.event) != JSON_OBJECT)
        return refuse(es, why);
    d.data = json_get(d.event, "data");
    d.type = json_text(json_get(d.event, "event_type"));
    if (!d.type.n || json_type_of(d.data) != JSON_OBJECT)
        return elements_fail(es, why, "its event has no event_type or no data");
    if (bytes_is(d.type, "pagey.ping")) {
        import_note(r->im, "%.*s: a test message of PagerDuty is left out", BYTES_ARG(r->in->path));
        return OK;
    }
    struct bytes id = json_text(json_get(d.event, "id"));
    if (!id.n)
        return elements_fail(es, why, "its event has no id");
    struct when at;
    if (!when_parse(r->im->zones, json_text(json_get(d.event, "occurred_at")), &at))
        return elements_fail(es, why, "occurred_at is no time; PagerDuty writes it as 2024-05-01T12:00:00Z");
    d.of = event_of(d.type);
    bool refers = json_type_of(json_get(d.data, "incident")) == JSON_OBJECT;
    d.incident = refers ? json_get(d.data, "incident") : d.data;
    d.incident_title = bytes_trim(json_text(json_get(d.incident, "title")));
    if (!d.incident_title.n)
        d.incident_title = summary(d.incident);
    return add(r, &d, id, at, why);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct reader r = {.im = im, .in = in};
    r.title.max_bytes = TITLE_MAX_BYTES * NAMES_MAX;
    r.detail.max_bytes = SIGNAL_TEXT_MAX_BYTES;
    struct elements es = elements_of(im, in, "delivery");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_delivery(&r, &es, why)))
            break;
    buf_done(&r.title);
    buf_done(&r.detail);
    return e;
}

const struct importer importer_pagerduty = {
    .name = "pagerduty",
    .title = "PagerDuty webhook v3",
    .help = "The JSON bodies that PagerDuty sends to a v3 webhook (Integrations, Generic Webhooks).",
    .sniff = sniff,
    .parse = parse,
};

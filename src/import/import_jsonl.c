/*
 * Flat JSON objects of whatever origin, one a line or in an array: structured logs, exports of home-grown tools, and
 * what `aftermath timeline --format json` writes. Columns are told by their keys (record.h).
 *
 * Asked late, and modest: most webhooks of vendors are objects with a time and some text too, but their facts lie
 * deeper, and a wrong reading is worse than none. So an object with objects inside is not taken (but for the bags that
 * loggers add), nor one with a key that tells of a tool that has an importer of its own, or will have.
 */
#include "element.h"

#include "../base/buf.h"
#include "../base/utf8.h"
#include "record.h"

enum {
    COLUMNS_MAX = 512,        // keys whose meaning is remembered
    LIST_MAX_BYTES = 4 << 10, // of a list or a bag in the detail
    WEAK_TEXT_RANK = 32,      // "name" alone is no text: users and releases have names
};

// clang-format off
/* What loggers put beside the text. */
static const char *const bags[] = {"context", "fields", "extra", "meta", "metadata", "attributes", "labels", "tags",
                                   "caller"};
/* Keys that tell of a tool. */
static const char *const foreign[] = {
    "specversion", "detail-type", "object_kind", "object_attributes", "TopicArn", "SigningCertURL", "__REALTIME_TIMESTAMP",
    "__CURSOR", "dashboardId", "panelId", "ruleId", "ruleName", "evalMatches", "orgId", "sha", "parents", "fromUser",
    "thread_ts", "bot_id", "subtype", "api_app_id", "payload_version", "subscriptionId", "apiVersion", "involvedObject",
    "monitor_friendly_name", "monitor_id", "MONITORNAME", "check_id", "executionId", "condition_name", "conditionName",
    "policy_name", "incident_url", "issueUrl", "webhookEvent", "schemaId", "incident_status", "playbook", "alertId",
    "sys_class_name", "logger_name_sentry", "culprit", "create_at", "results_link", "search_name", "kubernetes_event",
    "labels_hash", "startsAt", "incident_updates", "event_callback", "site_id", "deploy_url", "build_url", "run_url",
    "dag_id", "issue_event_type_name", "hook_id", "client_payload", "friendly_name", "is_private", "aggregation_key",
};
/* Of our own timeline: measures that importing it again would not believe. */
static const char *const our_measures[] = {"significance", "key", "signals"};
// clang-format on

#define IS_IN(key, list) is_in(key, list, sizeof list / sizeof *(list))

static bool
is_in(struct bytes key, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_is(key, list[i]))
            return true;
    return false;
}

static bool
is_ours(const struct look *l)
{
    return look_has(l, "at") && look_has(l, "precision") && look_has(l, "kind") && look_has(l, "title") &&
           look_has(l, "significance");
}

/* Slack's message times: seconds, a point and six digits that are no fraction. */
static bool
is_slack_ts(struct bytes raw)
{
    return raw.n >= 18 && raw.n <= 20 && raw.p[0] == '"' && raw.p[raw.n - 8] == '.';
}

static bool
is_nested(struct bytes raw)
{
    if (!bytes_starts(raw, "["))
        return bytes_starts(raw, "{");
    struct bytes inner = bytes_trim(bytes_from(raw, 1));
    return bytes_starts(inner, "{") || bytes_starts(inner, "[");
}

/* "author": {"name": "mira"} is as plain as "author": "mira". */
static bool
is_somebody(struct bytes key)
{
    enum field field = column_of(NULL, key).field;
    return field == FIELD_ACTOR || field == FIELD_COMPONENT;
}

static bool
has_digit(struct bytes raw)
{
    for (size_t i = 0; i < raw.n && i < 200; i++)
        if (ascii_is_digit(raw.p[i]))
            return true;
    return false;
}

/* One of many lines of a logger's output: it has a level, and with it any member may be an object. */
static bool
is_log_line(const struct look *l)
{
    static const char *const marks[] = {"level", "lvl", "loglevel", "log.level", "levelname", "@timestamp"};
    bool marked = false;
    for (uint32_t i = 0; i < l->member_count; i++)
        marked |= IS_IN(l->members[i].key, marks);
    return marked && l->shape != SHAPE_OBJECT;
}

static bool
sniff(const struct look *l)
{
    if (!l->first.n)
        return false;
    if (is_ours(l))
        return true;
    bool log_line = is_log_line(l);
    bool time = false, text = false, known = true;
    for (uint32_t i = 0; i < l->member_count; i++) {
        struct bytes key = l->members[i].key, raw = l->members[i].raw;
        if (IS_IN(key, foreign) || (bytes_is(key, "ts") && is_slack_ts(raw)))
            return false;
        if (is_nested(raw)) {
            if (!log_line && (l->shape == SHAPE_OBJECT || !(IS_IN(key, bags) || is_somebody(key))))
                return false;
            continue;
        }
        struct column c = column_of(NULL, key);
        time |= (c.field == FIELD_TIME || c.field == FIELD_UPDATED) && has_digit(raw);
        text |= c.field == FIELD_TEXT && raw.n > 2 && raw.p[0] == '"' && c.rank < WEAK_TEXT_RANK;
        known &= c.field != FIELD_OTHER;
    }
    return text && (time || (known && l->member_count > 1 && l->shape != SHAPE_OBJECT));
}

struct reader {
    struct import *im;
    struct map known; // key -> number in columns, from 1
    struct column columns[COLUMNS_MAX];
    uint32_t column_count;
    struct record record;
    struct buf list;
};

static struct column
column(struct reader *r, struct bytes key)
{
    const uint32_t *n = map_find(&r->known, key);
    if (n)
        return r->columns[*n - 1];
    if (r->column_count == COLUMNS_MAX || key.n > COLUMN_NAME_MAX_BYTES)
        return column_of(r->im->zones, key);
    struct bytes name = bytes_dup(r->im->arena, key);
    r->columns[r->column_count] = column_of(r->im->zones, name);
    *map_at(&r->known, name) = ++r->column_count;
    return r->columns[r->column_count - 1];
}

/* "a, b" of a list of plain values; lives until the next one. */
static struct bytes
list_text(struct reader *r, struct json list)
{
    buf_reset(&r->list);
    struct json_iter it = json_each(list);
    while (json_next(&it) && !r->list.full) {
        struct bytes one = json_scalar(r->im->arena, it.value);
        if (one.n)
            buf_printf(&r->list, "%s%.*s", r->list.n ? ", " : "", BYTES_ARG(utf8_cut(one, LIST_MAX_BYTES)));
    }
    return bytes_dup(r->im->arena, buf_bytes(&r->list));
}

/* {"name": "mira"} in a column that names somebody or something; all of it where it has no name. */
static struct bytes
object_text(struct reader *r, struct column c, struct json v)
{
    static const char *const names[] = {"name", "display_name", "displayName", "username", "login", "summary", "email"};
    bool named = c.field == FIELD_ACTOR || c.field == FIELD_COMPONENT;
    for (size_t i = 0; named && i < sizeof names / sizeof *names; i++) {
        struct bytes name = json_text(json_get(v, names[i]));
        if (name.n)
            return name;
    }
    return utf8_cut(json_format(r->im->arena, v), LIST_MAX_BYTES);
}

/* A member's value as text. Strings are views; good until the next object. */
static struct bytes
text_of(struct reader *r, struct column c, struct json v)
{
    switch (json_type_of(v)) {
    case JSON_STRING:
        return json_text(v);
    case JSON_NUMBER:
        return json_scalar(r->im->arena, v);
    case JSON_BOOL:
        return json_is_true(v) ? BYTES("true") : BYTES("false");
    case JSON_ARRAY:
        return list_text(r, v);
    case JSON_OBJECT:
        return object_text(r, c, v);
    default:
        return BYTES_NONE;
    }
}

static enum err
read_object(struct reader *r, const struct elements *es, struct why *why)
{
    bool ours = json_type_of(json_get(es->value, "significance")) && json_type_of(json_get(es->value, "precision"));
    bool says_something = false;
    struct json_iter it = json_each(es->value);
    while (json_next(&it)) {
        if (ours && IS_IN(it.key, our_measures))
            continue;
        struct column c = column(r, it.key);
        says_something |= c.field == FIELD_TIME || c.field == FIELD_TEXT || c.field == FIELD_UPDATED;
        record_put(&r->record, c, text_of(r, c, it.value));
    }
    if (!says_something)
        return elements_fail(es, why,
                             "it has neither a time nor a text; keys such as time, timestamp, message, title "
                             "and text are known");
    return record_add(&r->record, es->raw, why);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct reader reader = {.im = im}, *r = &reader;
    r->record.im = im;
    r->record.in = in;
    r->list.max_bytes = LIST_MAX_BYTES;
    struct elements es = elements_of(im, in, "object");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_object(r, &es, why)))
            break;
    map_done(&r->known);
    buf_done(&r->list);
    record_done(&r->record);
    return e;
}

const struct importer importer_jsonl = {
    .name = "jsonl",
    .title = "JSON Lines",
    .help = "Flat JSON objects with a time and a text, one a line or in an array; also what --format json writes.",
    .sniff = sniff,
    .parse = parse,
};

/*
 * Prometheus Alertmanager: what it sends to a webhook (version 4; 3 and payloads without a version exist in the field),
 * and the list of alerts that its API gives. One payload, an array of them or one a line.
 *
 * Each element of alerts[] is a signal of its own: a payload is only how Alertmanager grouped them. A resolved alert
 * tells two things, when it began and when it ended, and so gives two signals: the firing one may never have been sent
 * to us, and when it was, the two tell the same fact and become one event.
 *
 * Grafana's unified alerting sends look-alikes with other fields that matter; they are left to an importer of their
 * own.
 */
#include "element.h"

#include "../base/buf.h"
#include "../base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    LABELS_MAX = 64,     // of one alert; more are left out of its text
    REF_MAX_BYTES = 400, // a longer list of labels is referred to by its hash
    TITLE_MAX_BYTES = 8 << 10,
};

/* What tells two alerts of one name apart, best first. */
static const char *const instance_labels[] = {"instance",  "host",    "hostname", "node", "pod",
                                              "container", "service", "job",      "app"};
/* What an alert is about. */
static const char *const component_labels[] = {"service",    "job",       "app",      "application", "component",
                                               "instance",   "host",      "hostname", "node",        "namespace",
                                               "deployment", "container", "cluster"};
static const char *const severity_labels[] = {"severity", "priority", "level"};

struct label {
    struct bytes name, value;
};

/* One file being read, and texts in the making. */
struct reader {
    struct import *im;
    const struct input *in;
    struct bytes external_url; // of the current payload
    struct buf title, detail;
};

struct alert {
    struct bytes raw;
    struct json value;
    struct label labels[LABELS_MAX];
    size_t label_count;
    struct when starts, ends; // unknown for placeholders
    bool resolved, muted;
};

static bool
is_grafana(struct bytes payload)
{
    return json_member(payload, "orgId").n || json_member(payload, "title").n;
}

/* The first element of an array's raw text, when it is an object. */
static struct bytes
first_object(struct bytes array)
{
    struct json_walk w = json_walk_of(array);
    struct bytes raw;
    return w.is_array && !json_walk_next(&w, &raw, NULL) && bytes_starts(raw, "{") ? raw : BYTES_NONE;
}

static bool
is_alert(struct bytes raw)
{
    return bytes_starts(json_member(raw, "labels"), "{") && json_member(raw, "startsAt").n &&
           !json_member(raw, "valueString").n;
}

static bool
is_payload(struct bytes raw)
{
    struct bytes alerts = json_member(raw, "alerts");
    if (!bytes_starts(alerts, "[") || is_grafana(raw))
        return false;
    struct bytes first = first_object(alerts);
    return first.n ? is_alert(first) : json_member(raw, "groupLabels").n && json_member(raw, "receiver").n;
}

static bool
sniff(const struct look *l)
{
    return l->first.n && (is_payload(l->first) || (l->shape == SHAPE_ARRAY && is_alert(l->first)));
}

static int
by_name(const void *a, const void *b)
{
    return bytes_cmp(((const struct label *)a)->name, ((const struct label *)b)->name);
}

static struct bytes
label(const struct alert *al, const char *name)
{
    for (size_t i = 0; i < al->label_count; i++)
        if (bytes_is(al->labels[i].name, name))
            return al->labels[i].value;
    return BYTES_NONE;
}

static void
read_labels(struct alert *al)
{
    struct json_iter it = json_each(json_get(al->value, "labels"));
    while (json_next(&it) && al->label_count < LABELS_MAX)
        al->labels[al->label_count++] = (struct label){it.key, json_text(it.value)};
    qsort(al->labels, al->label_count, sizeof *al->labels, by_name);
}

/* The identity that firing and resolved share: the fingerprint, or where there is none the labels, which it is made of.
 */
static struct bytes
ref_of(struct reader *r, const struct alert *al)
{
    struct bytes fingerprint = json_text(json_get(al->value, "fingerprint"));
    if (fingerprint.n)
        return import_intern(r->im, fingerprint);
    struct buf *b = &r->detail;
    buf_reset(b);
    buf_putc(b, '{');
    for (size_t i = 0; i < al->label_count; i++)
        buf_printf(b, "%s%.*s=\"%.*s\"", i ? ", " : "", BYTES_ARG(al->labels[i].name), BYTES_ARG(al->labels[i].value));
    buf_putc(b, '}');
    if (b->n <= REF_MAX_BYTES)
        return import_intern(r->im, buf_bytes(b));
    struct sha256 hash = sha256_of(buf_bytes(b));
    buf_reset(b);
    buf_printf(b, "labels:%.16s", sha256_hex(&hash).s);
    return import_intern(r->im, buf_bytes(b));
}

static bool
contains(struct bytes text, struct bytes part)
{
    return part.n && memmem(text.p, text.n, part.p, part.n);
}

/* "No things for 10 minutes (host7)": what happened, and which one of many it happened to. */
static void
write_title(struct buf *b, const struct alert *al)
{
    struct bytes title = bytes_trim(json_text(json_path(al->value, "annotations.summary")));
    if (!title.n)
        title = label(al, "alertname");
    if (!title.n)
        title = bytes_trim(json_text(json_path(al->value, "annotations.description")));
    if (!title.n)
        title = BYTES("Alert without a name");
    struct bytes which = BYTES_NONE;
    for (size_t i = 0; !which.n && i < sizeof instance_labels / sizeof *instance_labels; i++)
        which = label(al, instance_labels[i]);
    buf_reset(b);
    buf_printf(b, "%s%.*s", al->resolved ? "Resolved: " : "", BYTES_ARG(utf8_cut(title, TITLE_MAX_BYTES / 2)));
    if (which.n && which.n <= SIGNAL_TITLE_MAX_BYTES && !contains(title, which))
        buf_printf(b, " (%.*s)", BYTES_ARG(which));
}

/* Description, the other annotations, the labels: one line each. */
static void
write_detail(struct buf *b, const struct alert *al)
{
    buf_reset(b);
    struct bytes description = bytes_trim(json_text(json_path(al->value, "annotations.description")));
    if (!description.n)
        description = bytes_trim(json_text(json_path(al->value, "annotations.message")));
    if (description.n)
        buf_printf(b, "%.*s\n", BYTES_ARG(utf8_cut(description, SIGNAL_TEXT_MAX_BYTES / 2)));
    struct json_iter it = json_each(json_get(al->value, "annotations"));
    while (json_next(&it)) {
        struct bytes text = bytes_trim(json_text(it.value));
        if (text.n && !bytes_is(it.key, "summary") && !bytes_eq(text, description))
            buf_printf(b, "%.*s: %.*s\n", BYTES_ARG(it.key), BYTES_ARG(text));
    }
    for (size_t i = 0; i < al->label_count; i++)
        buf_printf(b, "%s%.*s=%.*s", i ? ", " : "Labels: ", BYTES_ARG(al->labels[i].name),
                   BYTES_ARG(al->labels[i].value));
    if (al->muted)
        buf_puts(b, "\nSilenced or inhibited in Alertmanager");
}

static int
severity_of(const struct alert *al)
{
    for (size_t i = 0; i < sizeof severity_labels / sizeof *severity_labels; i++) {
        int severity = severity_of_text(label(al, severity_labels[i]));
        if (severity)
            return severity;
    }
    return severity_of_text(json_text(json_path(al->value, "annotations.severity")));
}

/* The page that shows the alert's query; else the run-book; else Alertmanager itself. */
static struct bytes
url_of(const struct alert *al, struct bytes external_url)
{
    static const char *const paths[] = {"generatorURL", "annotations.runbook_url", "annotations.runbook"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct bytes url = bytes_trim(json_text(json_path(al->value, paths[i])));
        if (bytes_starts(url, "http"))
            return url;
    }
    return external_url;
}

static void
tie_all(struct import *im, struct signal *s, const struct alert *al)
{
    import_tie(im, s, TIE_ALERT, TIE_IS, s->ref);
    import_tie(im, s, TIE_NAME, TIE_IS, label(al, "alertname"));
    for (size_t i = 0; i < sizeof component_labels / sizeof *component_labels; i++)
        import_tie(im, s, TIE_COMPONENT, TIE_SAYS, label(al, component_labels[i]));
    struct json_iter it = json_each(json_get(al->value, "annotations"));
    while (json_next(&it))
        import_tie_text(im, s, json_text(it.value));
}

static enum err
add(struct reader *r, const struct alert *al, struct why *why)
{
    struct signal *s;
    enum err e = import_add(r->im, r->in, al->raw, &s, why);
    if (e)
        return e;
    s->kind = KIND_ALERT;
    s->state = al->resolved ? STATE_RESOLVED : STATE_OPENED;
    s->severity = (uint8_t)severity_of(al);
    s->ref = ref_of(r, al);
    s->url = import_intern(r->im, url_of(al, r->external_url));
    import_at(s, al->resolved ? al->ends : al->starts);
    write_title(&r->title, al);
    write_detail(&r->detail, al);
    import_title(r->im, s, buf_bytes(&r->title), buf_bytes(&r->detail));
    tie_all(r->im, s, al);
    return OK;
}

/* Alertmanager writes the year 1 for "no time"; when_parse() knows. False when the text is no time at all. */
static bool
read_time(struct import *im, struct json value, struct when *ret)
{
    *ret = WHEN_UNKNOWN;
    struct bytes text = json_text(value);
    return !text.n || when_parse(im->zones, text, ret);
}

/* The state stands in the alert; in the API's list it is an object, and where it is missing the end decides. */
static void
read_state(struct alert *al, bool from_api)
{
    struct bytes status = json_text(json_get(al->value, "status"));
    al->muted = bytes_is(json_text(json_path(al->value, "status.state")), "suppressed");
    al->resolved = bytes_is(status, "resolved") ||
                   (!status.n && !from_api && al->ends.precision != PRECISION_UNKNOWN && !al->ends.lacks);
}

static enum err
read_alert(struct reader *r, const struct elements *es, bool from_api, struct why *why)
{
    struct alert al = {.raw = es->raw, .value = es->value};
    if (json_type_of(json_get(al.value, "labels")) != JSON_OBJECT)
        return elements_fail(es, why, "it has no labels; is this what Alertmanager sent?");
    read_labels(&al);
    if (!read_time(r->im, json_get(al.value, "startsAt"), &al.starts))
        return elements_fail(es, why, "startsAt is no time; Alertmanager writes it as 2024-05-01T12:00:00Z");
    if (!read_time(r->im, json_get(al.value, "endsAt"), &al.ends))
        return elements_fail(es, why, "endsAt is no time; Alertmanager writes it as 2024-05-01T12:00:00Z");
    read_state(&al, from_api);
    bool began = al.starts.precision != PRECISION_UNKNOWN;
    if (al.resolved) {
        enum err e = add(r, &al, why);
        if (e || !began)
            return e;
        al.resolved = false;
    }
    return add(r, &al, why);
}

static bool
has(struct json object, const char *key)
{
    return json_type_of(json_get(object, key)) != JSON_MISSING;
}

static enum err
read_payload(struct reader *r, const struct elements *payload, struct why *why)
{
    if (has(payload->value, "orgId") || has(payload->value, "title"))
        return elements_fail(payload, why, "it is Grafana's: that only looks like Alertmanager's and is not read here");
    struct bytes version = json_scalar(r->im->arena, json_get(payload->value, "version"));
    if (version.n && !bytes_is(version, "4") && !bytes_is(version, "3"))
        return elements_fail(payload, why, "its version is %.*s; 3 and 4 are known", BYTES_ARG(version));
    r->external_url = bytes_dup(r->im->arena, json_text(json_get(payload->value, "externalURL")));
    struct bytes alerts = json_member(payload->raw, "alerts");
    if (!bytes_starts(alerts, "["))
        return elements_fail(payload, why, "alerts is no list; give the whole body that Alertmanager sent");
    struct elements es = {.im = r->im, .walk = json_walk_of(alerts), .what = "alert"};
    struct why inner = {{0}};
    enum err e;
    while (!(e = elements_next(&es, &inner)) && es.raw.n)
        if ((e = read_alert(r, &es, false, &inner)))
            break;
    return e ? fail(why, e, "payload %u: %s", payload->walk.count, inner.text) : OK;
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct reader r = {.im = im, .in = in};
    r.title.max_bytes = TITLE_MAX_BYTES;
    r.detail.max_bytes = SIGNAL_TEXT_MAX_BYTES;
    struct elements es = elements_of(im, in, "payload");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n) {
        if (has(es.value, "alerts")) {
            e = read_payload(&r, &es, why);
        } else {
            es.what = "alert";
            e = read_alert(&r, &es, true, why);
        }
        if (e)
            break;
    }
    buf_done(&r.title);
    buf_done(&r.detail);
    return e;
}

const struct importer importer_alertmanager = {
    .name = "alertmanager",
    .title = "Prometheus Alertmanager",
    .help = "The JSON bodies that Alertmanager sends to a webhook, or the answer of GET /api/v2/alerts.",
    .sniff = sniff,
    .parse = parse,
};

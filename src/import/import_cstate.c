/*
 * An entry of a cState status page: Markdown under front matter in YAML (---) or TOML (+++).
 *
 * The front matter gives when the entry opened and when it was resolved. The body is free: cState's own update lines,
 * each with the time of its {{< track >}}; and often a timeline that somebody wrote, which the reader of text timelines
 * takes. What the body says besides is how the entry stood when it was last edited, so it belongs to the last signal:
 * an entry that opens does not yet know how it ends.
 *
 * Only what entries use of YAML and TOML is read: one "key: value" a line, quotes, lists.
 */
#include "text_timeline.h"

#include "../base/buf.h"
#include "../base/utf8.h"

#include <stdio.h>

enum {
    AFFECTED_MAX = SIGNAL_TIES_MAX / 2,
    TITLE_MAX_BYTES = 1 << 10,
    LEAD_MAX_BYTES = 4 << 10,
    KEYS_NEEDED = 2, // of `telling`, to be sure that it is cState's and not any page of some website
};

static const char *const telling[] = {"resolved", "resolvedWhen", "severity", "affected", "section", "informational"};

// clang-format off
static const struct {
    const char *word;
    int severity;
} severities[] = {{"down", 1}, {"disrupted", 3}, {"notice", 5}};
static const struct {
    const char *word;
    uint8_t state;
} states[] = {
    {"monitoring", STATE_MITIGATED}, {"watching", STATE_MITIGATED}, {"mitigated", STATE_MITIGATED},
    {"resolved", STATE_RESOLVED}, {"fixed", STATE_RESOLVED}, {"completed", STATE_RESOLVED},
    {"just began", STATE_STARTED}, {"in progress", STATE_STARTED},
};
// clang-format on

struct entry {
    struct bytes front, body;
    bool is_toml;
    struct bytes title, date_text, resolved_text, severity, section;
    bool resolved, informational;
    struct bytes affected[AFFECTED_MAX];
    size_t affected_count;
    struct when date;
    struct bytes ref; // "2021-05-29T22:41:00Z TITLE"
};

/* ---- front matter ---- */

static struct bytes
without_mark(struct bytes text)
{
    return bytes_starts(text, "\xef\xbb\xbf") ? bytes_from(text, 3) : text;
}

/* Takes the front matter apart from the body. False when the text does not begin with one that ends. */
static bool
split(struct bytes text, struct entry *e)
{
    struct bytes rest = without_mark(text), line;
    if (!bytes_line(&rest, &line))
        return false;
    line = bytes_trim(line);
    e->is_toml = bytes_is(line, "+++");
    if (!e->is_toml && !bytes_is(line, "---"))
        return false;
    const char *start = rest.p;
    while (bytes_line(&rest, &line))
        if (bytes_is(bytes_trim(line), e->is_toml ? "+++" : "---")) {
            e->front = (struct bytes){start, (size_t)(line.p - start)};
            e->body = rest;
            return true;
        }
    return false;
}

/* "key: value" or "key = value" at the line's start. */
static bool
key_value(struct bytes line, bool is_toml, struct bytes *key, struct bytes *value)
{
    ptrdiff_t at = bytes_find_char(line, is_toml ? '=' : ':');
    if (at <= 0 || ascii_is_space(line.p[0]) || line.p[0] == '#' || line.p[0] == '-')
        return false;
    *key = bytes_trim(bytes_cut(line, 0, (size_t)at));
    *value = bytes_trim(bytes_from(line, (size_t)at + 1));
    return true;
}

/* How many bytes stand for one quote inside quotes: 2 for '' in single and \" in double ones, else 0. */
static size_t
inner_quote(struct bytes v, size_t at)
{
    char escape = v.p[0] == '"' ? '\\' : '\'';
    return at + 1 < v.n && v.p[at] == escape && v.p[at + 1] == v.p[0] ? 2 : 0;
}

/* Without quotes, or without the comment behind it. */
static struct bytes
unquote(struct bytes v)
{
    v = bytes_trim(v);
    if (v.n && (v.p[0] == '"' || v.p[0] == '\'')) {
        size_t end = 1;
        while (end < v.n && (inner_quote(v, end) || v.p[end] != v.p[0]))
            end += inner_quote(v, end) ? 2 : 1;
        return bytes_cut(v, 1, end - 1);
    }
    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] == '#' && (i == 0 || ascii_is_space(v.p[i - 1])))
            return bytes_trim(bytes_cut(v, 0, i));
    return v;
}

/* The same as people read it: one quote for each that is written twice. */
static struct bytes
unquote_whole(struct arena *a, struct bytes v)
{
    struct bytes text = unquote(v), quoted = bytes_trim(v);
    if (!quoted.n || quoted.p == text.p)
        return text;
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0, behind = 1 + text.n;
    for (size_t i = 1; i < behind; i++) {
        i += inner_quote(quoted, i) ? 1 : 0;
        out[n++] = quoted.p[i];
    }
    return (struct bytes){out, n};
}

static void
add_affected(struct entry *e, struct bytes item)
{
    item = unquote(item);
    if (item.n && e->affected_count < AFFECTED_MAX)
        e->affected[e->affected_count++] = item;
}

/* "[a, b]", "a, b" of an array over several lines, "]": what is between the brackets. True when the array ended. */
static bool
add_list(struct entry *e, struct bytes text)
{
    if (bytes_starts(text, "["))
        text = bytes_from(text, 1);
    ptrdiff_t end = bytes_find_char(text, ']');
    struct bytes items = end < 0 ? text : bytes_cut(text, 0, (size_t)end), item;
    while (items.n && bytes_split(&items, ',', &item))
        add_affected(e, item);
    return end >= 0;
}

static bool
is_true(struct bytes v)
{
    return bytes_is_nocase(v, "true") || bytes_is_nocase(v, "yes");
}

static void
set(struct entry *e, struct bytes key, struct bytes value)
{
    struct bytes text = unquote(value);
    if (bytes_is(key, "title"))
        e->title = value;
    else if (bytes_is(key, "date"))
        e->date_text = text;
    else if (bytes_is_nocase(key, "resolvedWhen"))
        e->resolved_text = text;
    else if (bytes_is(key, "severity"))
        e->severity = text;
    else if (bytes_is(key, "section"))
        e->section = text;
    else if (bytes_is(key, "resolved"))
        e->resolved = is_true(text);
    else if (bytes_is(key, "informational"))
        e->informational = is_true(text);
}

static void
read_front(struct entry *e)
{
    enum { NOT_IN_LIST, YAML_LIST, ARRAY } in = NOT_IN_LIST;
    struct bytes rest = e->front, line, key, value;
    while (bytes_line(&rest, &line)) {
        if (in == ARRAY) {
            in = add_list(e, bytes_trim(line)) ? NOT_IN_LIST : ARRAY;
            continue;
        }
        struct bytes trimmed = bytes_trim(line);
        if (in == YAML_LIST && bytes_starts(trimmed, "-")) {
            add_affected(e, bytes_from(trimmed, 1));
            continue;
        }
        if (!key_value(line, e->is_toml, &key, &value))
            continue;
        in = NOT_IN_LIST;
        if (!bytes_is(key, "affected"))
            set(e, key, value);
        else if (bytes_starts(value, "["))
            in = add_list(e, value) ? NOT_IN_LIST : ARRAY;
        else if (value.n && value.p[0] != '#')
            add_affected(e, value);
        else
            in = YAML_LIST;
    }
}

static bool
sniff(const struct look *l)
{
    struct entry e = {{0}};
    if (l->shape != SHAPE_TEXT || !split(l->head, &e))
        return false;
    struct bytes rest = e.front, line, key, value;
    bool has_title = false, has_date = false;
    unsigned found = 0;
    while (bytes_line(&rest, &line)) {
        if (!key_value(line, e.is_toml, &key, &value))
            continue;
        has_title |= bytes_is(key, "title");
        has_date |= bytes_is(key, "date");
        for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
            found += bytes_is_nocase(key, telling[i]);
    }
    return has_title && has_date && found >= KEYS_NEEDED;
}

/* ---- signals ---- */

static int
severity_of(const struct entry *e)
{
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
        if (bytes_is_nocase(e->severity, severities[i].word))
            return e->informational ? 5 : severities[i].severity;
    return e->informational ? 5 : severity_of_text(e->severity);
}

/* An entry is written in one zone: times of the body that name none have that of its date. */
static struct when
in_zone_of(struct import *im, const struct entry *e, struct when at)
{
    if (at.precision != PRECISION_UNKNOWN && at.lacks == WHEN_LACKS_ZONE && e->date.zone != ZONE_NONE)
        return when_in_zone(im->zones, at, e->date.zone);
    return at;
}

static struct when
read_time(struct import *im, const struct input *in, struct bytes text, const char *what)
{
    struct when at = WHEN_UNKNOWN;
    if (text.n && !when_parse(im->zones, text, &at)) {
        at = WHEN_UNKNOWN;
        import_note(im, "%.*s: %s '%.*s' is no time; write it as 2024-05-01T12:00:00Z", BYTES_ARG(in->path), what,
                    BYTES_ARG(utf8_cut(text, 60)));
    }
    return at;
}

/* Which entry it is, whatever its file is called and however often it was edited. */
static void
set_ref(struct import *im, struct entry *e)
{
    struct bytes date = e->date_text;
    struct when_text text;
    if (e->date.precision != PRECISION_UNKNOWN && !(e->date.lacks & ~WHEN_LACKS_ZONE)) {
        text = when_format(e->date.ms);
        date = bytes_printf(im->arena, "%.19s%s", text.s, e->date.lacks ? "" : "Z");
    }
    e->ref = import_intern(
        im, bytes_printf(im->arena, "%.*s %.*s", BYTES_ARG(date), BYTES_ARG(utf8_cut(e->title, TITLE_MAX_BYTES))));
}

static enum err
add(struct import *im, const struct input *in, const struct entry *e, struct bytes raw, const char *part,
    struct signal **ret, struct why *why)
{
    enum err err = import_add(im, in, raw, ret, why);
    if (err)
        return err;
    struct signal *s = *ret;
    s->kind = KIND_STATUS;
    s->severity = (uint8_t)severity_of(e);
    s->ref = import_intern(im, bytes_printf(im->arena, "%.*s#%s", BYTES_ARG(e->ref), part));
    import_tie(im, s, TIE_ALERT, TIE_IS, e->ref);
    for (size_t i = 0; i < e->affected_count; i++)
        import_tie(im, s, TIE_COMPONENT, TIE_SAYS, e->affected[i]);
    return OK;
}

/* The body up to its first heading, listing or update: what the entry says, without what other signals carry. */
static struct bytes
lead_of(struct bytes body)
{
    struct bytes rest = body, line;
    const char *end = body.p;
    while (bytes_line(&rest, &line)) {
        struct bytes t = bytes_trim(line);
        if (bytes_starts(t, "#") || bytes_starts(t, "```") || bytes_find(t, "{{<") >= 0)
            break;
        end = line.p + line.n;
    }
    return body.n ? bytes_trim(utf8_cut((struct bytes){body.p, (size_t)(end - body.p)}, LEAD_MAX_BYTES)) : BYTES_NONE;
}

/* How the page stood: what is affected, how badly; with the lead when the signal is the last one. */
static void
describe(struct import *im, struct signal *s, const struct entry *e, const char *before, bool with_lead)
{
    struct buf title = {.max_bytes = TITLE_MAX_BYTES * 2}, detail = {.max_bytes = SIGNAL_TEXT_MAX_BYTES};
    buf_printf(&title, "%s%.*s", before, BYTES_ARG(utf8_cut(e->title, TITLE_MAX_BYTES)));
    for (size_t i = 0; i < e->affected_count; i++)
        buf_printf(&detail, "%s%.*s", i ? ", " : "Affected: ", BYTES_ARG(utf8_cut(e->affected[i], TITLE_MAX_BYTES)));
    if (e->severity.n)
        buf_printf(&detail, "%sSeverity: %.*s", detail.n ? "\n" : "",
                   BYTES_ARG(utf8_cut(e->severity, TITLE_MAX_BYTES)));
    struct bytes lead = with_lead ? lead_of(e->body) : BYTES_NONE;
    if (lead.n)
        buf_printf(&detail, "\n\n%.*s", BYTES_ARG(lead));
    import_title(im, s, buf_bytes(&title), buf_bytes(&detail));
    import_tie_text(im, s, lead);
    buf_done(&title);
    buf_done(&detail);
}

static enum err
add_moments(struct import *im, const struct input *in, const struct entry *e, struct why *why)
{
    struct signal *s;
    struct bytes all = e->front;
    if (e->body.n)
        all.n = (size_t)(e->body.p + e->body.n - e->front.p);
    enum err err = add(im, in, e, e->resolved ? e->front : all, "opened", &s, why);
    if (err)
        return err;
    s->state = STATE_OPENED;
    import_at(s, e->date);
    describe(im, s, e, "Status page: ", !e->resolved);
    if (!e->resolved)
        return OK;
    err = add(im, in, e, all, "resolved", &s, why);
    if (err)
        return err;
    s->state = STATE_RESOLVED;
    import_at(s, in_zone_of(im, e, read_time(im, in, e->resolved_text, "resolvedWhen")));
    describe(im, s, e, "Status page: resolved: ", true);
    return OK;
}

/* The quoted time of a {{< track "2021-05-29 22:41:00" >}}; ret_from: where the shortcode begins. */
static struct bytes
track_of(struct bytes line, size_t *ret_from)
{
    ptrdiff_t at = bytes_find(line, "{{<");
    if (at < 0)
        return BYTES_NONE;
    *ret_from = (size_t)at;
    struct bytes code = bytes_trim(bytes_from(line, (size_t)at + 3));
    ptrdiff_t end = bytes_find(code, ">}}");
    if (end < 0 || !bytes_starts(code, "track"))
        return BYTES_NONE;
    return unquote(bytes_cut(code, 5, (size_t)end - 5));
}

/* "*Monitoring* - text": the word's state, and both as one line without stars. */
static uint8_t
read_words(struct buf *b, struct bytes text)
{
    text = bytes_trim(text);
    while (text.n && (text.p[0] == '*' || text.p[0] == '_' || text.p[0] == '-'))
        text = bytes_trim(bytes_from(text, 1));
    uint8_t state = STATE_UPDATED;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (bytes_starts_nocase(text, states[i].word))
            state = states[i].state;
    text = utf8_cut(text, SIGNAL_TEXT_MAX_BYTES / 2);
    size_t word = 0;
    while (word < text.n && text.p[word] != '*' && text.p[word] != '_' && text.p[word] != '\n')
        word++;
    struct bytes rest = bytes_from(text, word);
    if (!rest.n || rest.p[0] == '\n') {
        buf_add(b, text);
        return state;
    }
    while (rest.n &&
           (rest.p[0] == '*' || rest.p[0] == '_' || rest.p[0] == '-' || rest.p[0] == ':' || ascii_is_space(rest.p[0])))
        rest = bytes_from(rest, 1);
    buf_printf(b, "%.*s: %.*s", BYTES_ARG(bytes_cut(text, 0, word)), BYTES_ARG(rest));
    return state;
}

static enum err
add_update(struct import *im, const struct input *in, const struct entry *e, struct bytes raw, struct bytes text,
           struct bytes time, struct why *why)
{
    struct when at = in_zone_of(im, e, read_time(im, in, time, "track"));
    struct sha256 hash = sha256_of(raw);
    char part[40];
    snprintf(part, sizeof part, "update-%.16s", sha256_hex(&hash).s);
    struct signal *s;
    enum err err = add(im, in, e, raw, part, &s, why);
    if (err)
        return err;
    struct buf b = {.max_bytes = SIGNAL_TEXT_MAX_BYTES};
    s->state = read_words(&b, text);
    import_at(s, at);
    import_text(im, s, buf_bytes(&b));
    import_tie_text(im, s, buf_bytes(&b));
    buf_done(&b);
    return OK;
}

/* A stretch of the body between updates: a timeline, when somebody wrote one. */
static enum err
read_stretch(struct import *im, const struct input *in, const struct entry *e, struct bytes text, struct why *why)
{
    if (!text.n || !text_timeline_count(im->zones, text, 1))
        return OK;
    struct text_defaults d = {.zone = e->date.zone};
    d.ref_prefix = bytes_printf(im->arena, "%.*s#", BYTES_ARG(e->ref));
    if (e->date.precision != PRECISION_UNKNOWN && !(e->date.lacks & ~WHEN_LACKS_ZONE)) {
        int64_t wall_ms = e->date.ms;
        if (!e->date.lacks && e->date.zone != ZONE_NONE)
            wall_ms += zone_offset_s(im->zones, e->date.zone, e->date.ms) * (int64_t)1000;
        int64_t day_ms = 24 * 3600 * (int64_t)1000;
        date_of_days(wall_ms / day_ms - (wall_ms % day_ms < 0), &d.year, &d.month, &d.day);
    }
    return import_text_timeline(im, in, text, &d, why);
}

/* Updates end with their track; what lies between them and belongs to none is handed on. */
static enum err
read_body(struct import *im, const struct input *in, const struct entry *e, struct why *why)
{
    struct bytes rest = e->body, line;
    const char *stretch = e->body.p, *start = NULL;
    enum err err = OK;
    while (!err && bytes_line(&rest, &line)) {
        if (!bytes_trim(line).n) {
            start = NULL;
            continue;
        }
        if (!start)
            start = line.p;
        size_t code = 0;
        struct bytes time = track_of(line, &code);
        if (!time.n)
            continue;
        err = read_stretch(im, in, e, (struct bytes){stretch, (size_t)(start - stretch)}, why);
        struct bytes text = {start, (size_t)(line.p + code - start)};
        struct bytes raw = {start, (size_t)(line.p + line.n - start)};
        if (!err)
            err = add_update(im, in, e, raw, text, time, why);
        start = NULL;
        stretch = rest.n ? rest.p : e->body.p + e->body.n;
    }
    struct bytes last = {stretch, (size_t)(e->body.p + e->body.n - stretch)};
    return err ? err : read_stretch(im, in, e, last, why);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct entry e = {{0}};
    if (!split(in->bytes, &e))
        return fail(why, ERR_INVALID,
                    "the front matter has no end; it is what stands between two lines of --- (or +++)");
    read_front(&e);
    e.title = unquote_whole(im->arena, e.title);
    if (!e.title.n)
        return fail(why, ERR_INVALID, "the front matter has no title");
    e.date = read_time(im, in, e.date_text, "date");
    set_ref(im, &e);
    enum err err = add_moments(im, in, &e, why);
    return err || !e.body.n ? err : read_body(im, in, &e, why);
}

const struct importer importer_cstate = {
    .name = "cstate",
    .title = "cState status page entry",
    .help = "The Markdown files under content/issues/ in the repository of a cState status page.",
    .sniff = sniff,
    .parse = parse,
};

/*
 * Grafana annotations, as GET /api/annotations gives them: marks on a time axis that people and scripts set, and
 * changes of state that Grafana's own alerts leave there.
 *
 * Nothing says what a mark means but its words: tags and text tell deployments from notes, and their start from their
 * end. Grafana's alert webhooks are another format, see import_alertmanager.c.
 */
#include "../base/buf.h"
#include "../base/utf8.h"
#include "element.h"
#include "html_text.h"
#include "ties.h"

enum { ACTOR_MAX_BYTES = 200, TAGS_MAX = 100, WORDS_MAX = 200 };

enum meaning { MEANS_NOTHING = 0, MEANS_DEPLOY, MEANS_START, MEANS_SUCCESS, MEANS_FAILURE };

// clang-format off
static const struct {
    const char *word; // with '*' at its end: begins so
    enum meaning meaning, also;
} words[] = {
    {"deploy*",   MEANS_DEPLOY,  MEANS_NOTHING},
    {"deployed",  MEANS_DEPLOY,  MEANS_SUCCESS},
    {"release",   MEANS_DEPLOY,  MEANS_NOTHING},
    {"releases",  MEANS_DEPLOY,  MEANS_NOTHING},
    {"releasing", MEANS_DEPLOY,  MEANS_START},
    {"released",  MEANS_DEPLOY,  MEANS_SUCCESS},
    {"rollout",   MEANS_DEPLOY,  MEANS_NOTHING},
    {"rollback",  MEANS_DEPLOY,  MEANS_NOTHING},
    {"start*",    MEANS_START,   MEANS_NOTHING},
    {"begin*",    MEANS_START,   MEANS_NOTHING},
    {"finish*",   MEANS_SUCCESS, MEANS_NOTHING},
    {"complete*", MEANS_SUCCESS, MEANS_NOTHING},
    {"success*",  MEANS_SUCCESS, MEANS_NOTHING},
    {"succeed*",  MEANS_SUCCESS, MEANS_NOTHING},
    {"done",      MEANS_SUCCESS, MEANS_NOTHING},
    {"end",       MEANS_SUCCESS, MEANS_NOTHING},
    {"ended",     MEANS_SUCCESS, MEANS_NOTHING},
    {"fail",      MEANS_FAILURE, MEANS_NOTHING},
    {"failed",    MEANS_FAILURE, MEANS_NOTHING},
    {"fails",     MEANS_FAILURE, MEANS_NOTHING},
    {"failure",   MEANS_FAILURE, MEANS_NOTHING},
    {"abort*",    MEANS_FAILURE, MEANS_NOTHING},
};
// clang-format on

static bool
sniff(const struct look *l)
{
    if (l->shape != SHAPE_ARRAY && l->shape != SHAPE_LINES && l->shape != SHAPE_OBJECT)
        return false;
    struct bytes time = look_raw(l, "time");
    struct bytes tags = look_raw(l, "tags"); // old releases leave them out of what alerts mark
    if (!bytes_starts(tags, "[") && !bytes_is(tags, "null") && !look_has(l, "newState"))
        return false;
    return look_has(l, "id") && time.n && ascii_is_digit(time.p[0]) && look_has(l, "text") &&
           (look_has(l, "dashboardId") || look_has(l, "dashboardUID") || look_has(l, "panelId") ||
            look_has(l, "timeEnd") || look_has(l, "regionId"));
}

static bool
matches(struct bytes word, const char *pattern)
{
    struct bytes p = bytes_of(pattern);
    if (!bytes_ends(p, "*"))
        return bytes_eq_nocase(word, p);
    p.n--;
    return bytes_eq_nocase(bytes_cut(word, 0, p.n), p);
}

/* Bits of all that the text's words mean. */
static unsigned
meanings_of(struct bytes text)
{
    unsigned found = 0;
    int count = 0;
    for (size_t at = 0; at < text.n && count < WORDS_MAX; count++) {
        while (at < text.n && !ascii_is_alpha(text.p[at]))
            at++;
        size_t start = at;
        while (at < text.n && ascii_is_alpha(text.p[at]))
            at++;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (matches(bytes_cut(text, start, at - start), words[i].word))
                found |= 1u << words[i].meaning | 1u << words[i].also;
    }
    return found & ~1u;
}

static enum state
state_of(unsigned meanings)
{
    if (meanings & 1u << MEANS_FAILURE)
        return STATE_FAILED;
    if (meanings & 1u << MEANS_SUCCESS)
        return STATE_SUCCEEDED;
    return meanings & 1u << MEANS_START ? STATE_STARTED : STATE_NONE;
}

/* What a deployment's text names is what is deployed, when it names one of the kind. */
static void
tie_deployed(struct import *im, struct signal *s, enum tie_kind kind)
{
    const struct tie *one = NULL;
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == kind) {
            if (one)
                return;
            one = t;
        }
    if (one)
        import_tie(im, s, kind, TIE_IS, one->value);
}

static void
read_deploy(struct import *im, struct signal *s, unsigned tags, unsigned text)
{
    s->kind = KIND_DEPLOY;
    enum state by_tag = state_of(tags);
    s->state = (uint8_t)(by_tag != STATE_NONE ? by_tag : state_of(text));
    tie_deployed(im, s, TIE_COMMIT);
    tie_deployed(im, s, TIE_PULL);
    tie_deployed(im, s, TIE_VERSION);
}

static void
read_alert(struct import *im, struct signal *s, struct json a, int64_t id)
{
    struct bytes now = json_text(json_get(a, "newState")), before = json_text(json_get(a, "prevState"));
    struct bytes name = json_text(json_get(a, "alertName"));
    s->kind = KIND_ALERT;
    if (bytes_starts_nocase(now, "alerting"))
        s->state = STATE_OPENED;
    else if (bytes_starts_nocase(now, "ok") || bytes_starts_nocase(now, "normal"))
        s->state = STATE_RESOLVED;
    else
        s->state = STATE_UPDATED;
    if (id > 0)
        import_tie(im, s, TIE_ALERT, TIE_IS, bytes_printf(im->arena, "grafana/%lld", (long long)id));
    import_tie(im, s, TIE_NAME, TIE_IS, name);
    struct bytes text = html_to_text(im->arena, json_text(json_get(a, "text")));
    if (name.n && before.n + now.n)
        import_title(
            im, s, bytes_printf(im->arena, "%.*s: %.*s, was %.*s", BYTES_ARG(name), BYTES_ARG(now), BYTES_ARG(before)),
            text);
}

static struct bytes
actor_of(struct json a)
{
    struct bytes login = bytes_trim(json_text(json_get(a, "login")));
    return utf8_cut(login.n ? login : bytes_trim(json_text(json_get(a, "userName"))), ACTOR_MAX_BYTES);
}

static void
read_meaning(struct import *im, struct signal *s, struct json a)
{
    struct bytes raw = json_text(json_get(a, "text")),
                 text = html_to_text(im->arena, raw); // Grafana shows HTML as such
    unsigned in_tags = 0, in_text = meanings_of(text);
    struct buf tags = {.max_bytes = SIGNAL_TITLE_MAX_BYTES};
    struct json_iter it = json_each(json_get(a, "tags"));
    for (int n = 0; n < TAGS_MAX && json_next(&it); n++) {
        in_tags |= meanings_of(json_text(it.value));
        if (tags.n)
            buf_puts(&tags, ", ");
        buf_add(&tags, json_text(it.value));
    }
    import_text(im, s, bytes_trim(text).n ? text : buf_bytes(&tags));
    buf_done(&tags);
    import_tie_text(im, s, raw); // the addresses of links are in their tags
    int64_t alert = 0;
    json_int(json_get(a, "alertId"), &alert);
    if (alert > 0 || json_text(json_get(a, "newState")).n)
        read_alert(im, s, a, alert);
    else if ((in_tags | in_text) & 1u << MEANS_DEPLOY)
        read_deploy(im, s, in_tags, in_text);
    else
        s->kind = KIND_NOTE;
}

static enum err
read_annotation(struct import *im, const struct input *in, const struct elements *es, struct why *why)
{
    struct json a = es->value;
    struct bytes id = json_scalar(im->arena, json_get(a, "id"));
    int64_t time, end;
    if (!id.n)
        return elements_fail(es, why, "it has no id");
    if (!json_int(json_get(a, "time"), &time))
        return elements_fail(es, why, "its time is no number of milliseconds");
    struct signal *s;
    enum err e = import_add(im, in, es->raw, &s, why);
    if (e)
        return e;
    s->ref = import_intern(im, id);
    s->actor = import_intern(im, actor_of(a));
    import_at(s, when_of_int(time));
    if (json_int(json_get(a, "timeEnd"), &end) && end > time)
        s->end = when_of_int(end);
    read_meaning(im, s, a);
    return OK;
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct elements es = elements_of(im, in, "annotation");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_annotation(im, in, &es, why)))
            break;
    return e;
}

const struct importer importer_grafana = {
    .name = "grafana",
    .title = "Grafana annotations",
    .help = "Save the answer of Grafana's /api/annotations?from=MS&to=MS.",
    .sniff = sniff,
    .parse = parse,
};

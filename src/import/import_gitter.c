/*
 * Gitter's messages, as its API and archives give them: an array or one object a line. No channel is said, so a message
 * is known by its id alone. The text is Markdown as typed; the html beside it says nothing more.
 */
#include "../base/utf8.h"
#include "chat_text.h"
#include "element.h"
#include "ties.h"

enum { ACTOR_MAX_BYTES = 200, URLS_MAX = 100 };

static bool
sniff(const struct look *l)
{
    if (l->shape != SHAPE_ARRAY && l->shape != SHAPE_LINES && l->shape != SHAPE_OBJECT)
        return false;
    return look_has(l, "id") && look_has(l, "text") && bytes_starts(look_raw(l, "sent"), "\"") &&
           bytes_starts(look_raw(l, "fromUser"), "{");
}

static struct bytes
actor_of(struct json m)
{
    struct bytes name = bytes_trim(json_text(json_path(m, "fromUser.displayName")));
    return utf8_cut(name.n ? name : bytes_trim(json_text(json_path(m, "fromUser.username"))), ACTOR_MAX_BYTES);
}

static void
read_text(struct import *im, struct signal *s, struct json m)
{
    struct bytes text = json_text(json_get(m, "text"));
    import_text(im, s, text);
    import_tie_text(im, s, text);
    struct json_iter it = json_each(json_get(m, "urls"));
    for (int n = 0; n < URLS_MAX && json_next(&it); n++)
        import_tie_url(im, s, TIE_SAYS, json_text(json_get(it.value, "url")));
    if (chat_is_broadcast(text))
        s->flags |= SIGNAL_BROADCAST;
    if (chat_has_code(text))
        s->flags |= SIGNAL_CODE;
    if (!s->title.n)
        s->flags |= SIGNAL_SYSTEM; // deleted messages keep their place without a text
}

static enum err
read_message(struct import *im, const struct input *in, const struct elements *es, struct why *why)
{
    struct json m = es->value;
    struct bytes id = json_scalar(im->arena, json_get(m, "id")), sent = json_text(json_get(m, "sent"));
    struct bytes parent = json_text(json_get(m, "parentId"));
    struct when at;
    if (!id.n)
        return elements_fail(es, why, "it has no id");
    if (!sent.n || !when_parse(im->zones, sent, &at))
        return elements_fail(es, why, "'sent' is no time: '%.*s'", (int)(sent.n > 60 ? 60 : sent.n),
                             sent.n ? sent.p : "");
    struct signal *s;
    enum err e = import_add(im, in, es->raw, &s, why);
    if (e)
        return e;
    s->kind = KIND_CHAT;
    s->ref = import_intern(im, id);
    s->actor = import_intern(im, actor_of(m));
    import_at(s, at);
    if (json_text(json_get(m, "editedAt")).n)
        s->flags |= SIGNAL_EDITED;
    if (parent.n) {
        s->flags |= SIGNAL_REPLY;
        import_tie(im, s, TIE_THREAD, TIE_SAYS, parent);
    }
    read_text(im, s, m);
    return OK;
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct elements es = elements_of(im, in, "message");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_message(im, in, &es, why)))
            break;
    return e;
}

const struct importer importer_gitter = {
    .name = "gitter",
    .title = "Gitter messages",
    .help = "The answer of Gitter's API to /v1/rooms/ROOM/chatMessages, or an archive with one message a line.",
    .sniff = sniff,
    .parse = parse,
};

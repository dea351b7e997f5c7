/*
 * Day files of a Slack workspace export: CHANNEL/YYYY-MM-DD.json, a list of messages.
 *
 * - A message is known by channel and ts; the channel is the folder's name. ts is seconds, its fraction an id.
 * - Day files are cut by the workspace's time zone, ts is UTC: the file's name says nothing we use.
 * - Bots put everything into attachments and blocks and leave the text empty, so those are text to us. What people
 * write is in the text; their attachments are previews of links, of which the title is enough.
 * - Joins, topics, pins and kinds that we do not know are kept as SIGNAL_SYSTEM: nothing of a channel is lost.
 * - Private channels are read only when the user named them. import_slack_names.c says which those are.
 */
#include "../base/utf8.h"
#include "chat_text.h"
#include "element.h"
#include "slack_blocks.h"
#include "ties.h"

#include <stddef.h>
#include <string.h>

enum {
    REACTORS_MAX = 2000, // people that are told apart; counts above come from Slack's own number
    TEXT_MAX_BYTES = 256 << 10,
    ATTACHMENTS_MAX = 100, // Slack's own limit
    FIELDS_MAX = 100,
    FILES_MAX = 100,
    COMPARED_LINES_MAX = 1000, // of one message; further ones may repeat what was said
    ACTOR_MAX_BYTES = 200,
};

struct slack {
    struct import *im;
    const struct input *in;
    struct bytes channel; // empty: not known
    struct buf text;      // of the current message
    int lines;            // added to it
};

/* What a message may have. Each member is looked at once: most messages have five of them. */
struct message {
    struct json type, subtype, ts, text, user, bot_id, username, thread_ts, edited, reactions, pinned_to, attachments,
        blocks, file, files, user_profile, bot_profile, comment;
};

// clang-format off
#define MEMBER(name) {{#name, sizeof #name - 1}, offsetof(struct message, name)}
static const struct member {
    struct bytes key;
    size_t at;
} members[] = {
    MEMBER(type), MEMBER(subtype), MEMBER(ts), MEMBER(text), MEMBER(user), MEMBER(bot_id),
    MEMBER(username), MEMBER(thread_ts), MEMBER(edited), MEMBER(reactions), MEMBER(pinned_to),
    MEMBER(attachments), MEMBER(blocks), MEMBER(file), MEMBER(files), MEMBER(user_profile),
    MEMBER(bot_profile), MEMBER(comment),
};
#undef MEMBER
// clang-format on

static void
read_members(struct message *m, struct json v)
{
    struct json_iter it = json_each(v);
    while (json_next(&it))
        for (size_t i = 0; i < sizeof members / sizeof *members; i++)
            if (bytes_eq(it.key, members[i].key))
                *(struct json *)((char *)m + members[i].at) = it.value;
}

/* Subtypes in which somebody says something; all others are the channel's own bookkeeping. */
static const char *const speech[] = {
    "bot_message",      "me_message",      "file_share",        "file_comment",         "file_mention",
    "thread_broadcast", "reply_broadcast", "slackbot_response", "assistant_app_thread", "document_mention",
};

static bool
is_speech(struct bytes subtype)
{
    if (!subtype.n)
        return true;
    for (size_t i = 0; i < sizeof speech / sizeof *speech; i++)
        if (bytes_is(subtype, speech[i]))
            return true;
    return false;
}

/* ---- telling files apart ---- */

/* "1549662360.000100"; *ret_seconds is the whole part. */
static bool
read_ts(struct bytes ts, int64_t *ret_seconds)
{
    size_t n = 0;
    *ret_seconds = 0;
    while (n < ts.n && n < 12 && ascii_is_digit(ts.p[n]))
        *ret_seconds = *ret_seconds * 10 + (ts.p[n++] - '0');
    if (n == 0 || (n < ts.n && ts.p[n] != '.'))
        return false;
    for (size_t i = n + 1; i < ts.n; i++)
        if (!ascii_is_digit(ts.p[i]))
            return false;
    return ts.n != n + 1;
}

static bool
is_day_file(struct bytes path)
{
    static const char pattern[] = "dddd-dd-dd.json";
    struct bytes name = path_name(path);
    if (name.n != sizeof pattern - 1)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (pattern[i] == 'd' ? !ascii_is_digit(name.p[i]) && i < 10 : name.p[i] != pattern[i])
            return false;
    return true;
}

static bool
sniff(const struct look *l)
{
    if (l->shape != SHAPE_ARRAY)
        return false;
    if (!l->first.n)
        return is_day_file(l->path) && bytes_starts(bytes_trim(bytes_from(bytes_trim(l->head), 1)), "]");
    struct bytes ts = look_raw(l, "ts");
    int64_t seconds;
    if (ts.n > 12 && ts.p[0] == '"')
        ts = bytes_cut(ts, 1, ts.n - 2);
    return ts.n > 11 && read_ts(ts, &seconds) && bytes_find_char(ts, '.') != BYTES_NOT_FOUND &&
           bytes_is(look_raw(l, "type"), "\"message\"");
}

/* ---- private channels ---- */

/* Direct messages and group messages whose dms.json and mpims.json are not there. */
static bool
looks_private(struct bytes folder)
{
    if (bytes_starts(folder, "mpdm-"))
        return true;
    if (folder.n < 9 || (folder.p[0] != 'D' && folder.p[0] != 'G'))
        return false;
    for (size_t i = 0; i < folder.n; i++)
        if (!ascii_is_digit(folder.p[i]) && !(folder.p[i] >= 'A' && folder.p[i] <= 'Z'))
            return false;
    return true;
}

static bool
is_wanted(const struct import *im, struct bytes channel)
{
    for (size_t i = 0; i < im->wanted_count; i++) {
        struct bytes name = im->wanted[i];
        if (bytes_eq(name, channel) || (bytes_starts(name, "#") && bytes_eq(bytes_from(name, 1), channel)))
            return true;
    }
    return false;
}

/* The map's value is 1 for a private channel and 2 once people were told that it is left out. */
static bool
may_read(struct import *im, const struct input *in, struct bytes channel)
{
    const uint32_t *known = map_find(&im->private_channels, channel);
    if (!channel.n || (!known && !looks_private(channel)) || in->named || is_wanted(im, channel))
        return true;
    if (!known || *known == 1) {
        import_note(im, "private channel '%.*s' was left out; name it to read it", BYTES_ARG(channel));
        *map_at(&im->private_channels, import_intern(im, channel)) = 2;
    }
    return false;
}

/* ---- who ---- */

static struct bytes
first_of(struct bytes a, struct bytes b)
{
    return bytes_trim(a).n ? a : b;
}

static bool
is_bot(const struct message *m)
{
    return bytes_is(json_text(m->subtype), "bot_message") || json_text(m->bot_id).n ||
           bytes_is(json_text(m->user), "USLACKBOT");
}

static struct bytes
person_of(const struct import *im, const struct message *m)
{
    struct bytes id = json_text(m->user);
    if (!id.n)
        id = json_text(json_get(m->comment, "user")); // comments on files in old exports
    struct bytes name = import_name_get(im, id);
    struct json profile = m->user_profile;
    name = first_of(name, json_text(json_get(profile, "display_name")));
    name = first_of(name, json_text(json_get(profile, "real_name")));
    name = first_of(name, json_text(json_get(profile, "name")));
    return first_of(name, id);
}

static struct bytes
actor_of(const struct import *im, const struct message *m)
{
    if (!is_bot(m))
        return person_of(im, m);
    struct bytes id = json_text(m->bot_id);
    struct bytes name = json_text(m->username);
    name = first_of(name, json_text(json_get(m->bot_profile, "name")));
    name = first_of(name, import_name_get(im, id));
    name = first_of(name, person_of(im, m));
    return first_of(name, id);
}

/* People who reacted, each once. */
static uint16_t
count_reactors(const struct message *m)
{
    struct bytes people[REACTORS_MAX];
    int64_t count, most = 0;
    size_t known = 0;
    struct json_iter it = json_each(m->reactions);
    while (json_next(&it)) {
        if (json_int(json_get(it.value, "count"), &count) && count > most)
            most = count;
        struct json_iter users = json_each(json_get(it.value, "users"));
        while (known < REACTORS_MAX && json_next(&users)) {
            struct bytes id = json_text(users.value);
            size_t i = 0;
            while (i < known && !bytes_eq(people[i], id))
                i++;
            if (i == known && id.n)
                people[known++] = id;
        }
    }
    if ((int64_t)known > most)
        most = (int64_t)known;
    return most > UINT16_MAX ? UINT16_MAX : (uint16_t)most;
}

/* ---- what ---- */

static bool
says(struct bytes text, struct bytes part)
{
    return part.n <= text.n && (!part.n || memmem(text.p, text.n, part.p, part.n));
}

/* A new line of the message's text. Bots repeat themselves in text, fallback and blocks: once is enough. */
static void
add_line(struct slack *sl, struct bytes line)
{
    line = bytes_trim(line);
    struct bytes whole = buf_bytes(&sl->text);
    if (!line.n || (sl->lines++ < COMPARED_LINES_MAX && says(whole, line)))
        return;
    if (whole.n)
        buf_putc(&sl->text, '\n');
    buf_add(&sl->text, line);
}

static void
add_markup(struct slack *sl, struct bytes raw)
{
    struct buf line = {.max_bytes = TEXT_MAX_BYTES};
    chat_slack_text(&line, sl->im, raw);
    add_line(sl, buf_bytes(&line));
    buf_done(&line);
}

static void
add_blocks(struct slack *sl, struct json blocks)
{
    struct buf text = {.max_bytes = TEXT_MAX_BYTES};
    slack_blocks_text(&text, sl->im, blocks);
    struct bytes rest = buf_bytes(&text), line;
    if (sl->text.n == 0)
        add_line(sl, rest);
    else
        while (bytes_line(&rest, &line))
            add_line(sl, line);
    buf_done(&text);
}

static void
add_fields(struct slack *sl, struct json fields)
{
    struct json_iter it = json_each(fields);
    for (int n = 0; n < FIELDS_MAX && json_next(&it); n++) {
        struct bytes title = json_text(json_get(it.value, "title")), value = json_text(json_get(it.value, "value"));
        if (title.n && value.n)
            add_markup(sl, bytes_printf(sl->im->arena, "%.*s: %.*s", BYTES_ARG(title), BYTES_ARG(value)));
        else
            add_markup(sl, title.n ? title : value);
    }
}

static void
add_attachment(struct slack *sl, struct signal *s, struct json a)
{
    size_t before = sl->text.n;
    struct bytes link = json_text(json_get(a, "title_link"));
    add_markup(sl, json_text(json_get(a, "title")));
    add_markup(sl, json_text(json_get(a, "pretext")));
    add_markup(sl, json_text(json_get(a, "author_name")));
    add_markup(sl, json_text(json_get(a, "text")));
    add_fields(sl, json_get(a, "fields"));
    add_blocks(sl, json_get(a, "blocks"));
    if (sl->text.n == before)
        add_markup(sl, json_text(json_get(a, "fallback")));
    import_tie_url(sl->im, s, TIE_SAYS, link);
    import_tie_url(sl->im, s, TIE_SAYS, json_text(json_get(a, "from_url")));
    struct json_iter it = json_each(json_get(a, "actions"));
    for (int n = 0; n < FIELDS_MAX && json_next(&it); n++) // buttons
        import_tie_url(sl->im, s, TIE_SAYS, json_text(json_get(it.value, "url")));
    if (!s->url.n && link.n <= TIE_VALUE_MAX_BYTES && bytes_starts_nocase(link, "http"))
        s->url = import_intern(sl->im, link);
}

static void
add_attachments(struct slack *sl, struct signal *s, const struct message *m)
{
    bool all = is_bot(m) || sl->text.n == 0;
    struct json_iter it = json_each(m->attachments);
    for (int n = 0; n < ATTACHMENTS_MAX && json_next(&it); n++) {
        if (all) {
            add_attachment(sl, s, it.value);
            continue;
        }
        add_markup(sl, json_text(json_get(it.value, "title"))); // the preview of a link that a person gave
        import_tie_url(sl->im, s, TIE_SAYS, json_text(json_get(it.value, "from_url")));
    }
}

static void
add_file(struct slack *sl, struct signal *s, struct json file)
{
    if (json_type_of(file) != JSON_OBJECT)
        return;
    s->flags |= SIGNAL_FILE;
    struct bytes title = json_text(json_get(file, "title"));
    title = bytes_trim(first_of(title, json_text(json_get(file, "name"))));
    if (!title.n)
        title = BYTES("deleted"); // a tombstone
    struct bytes text = buf_bytes(&sl->text);
    if (title.n && !says(text, title)) {
        if (text.n)
            buf_putc(&sl->text, '\n');
        buf_printf(&sl->text, "File: %.*s", BYTES_ARG(title));
    }
    if (json_is_true(json_get(file, "is_external"))) // others lie behind Slack's own, often signed, addresses
        import_tie_url(sl->im, s, TIE_SAYS, json_text(json_get(file, "url_private")));
    if (json_count(json_get(file, "pinned_to")))
        s->flags |= SIGNAL_PINNED;
}

static void
add_files(struct slack *sl, struct signal *s, const struct message *m)
{
    add_file(sl, s, m->file);
    struct json_iter it = json_each(m->files);
    for (int n = 0; n < FILES_MAX && json_next(&it); n++)
        add_file(sl, s, it.value);
}

static void
read_text(struct slack *sl, struct signal *s, const struct message *m)
{
    buf_reset(&sl->text);
    sl->lines = 0;
    chat_slack_text(&sl->text, sl->im, json_text(m->text));
    if (sl->text.n == 0 || is_bot(m)) // what a person writes stands in both
        add_blocks(sl, m->blocks);
    add_attachments(sl, s, m);
    add_files(sl, s, m);
    if (bytes_is(json_text(m->subtype), "huddle_thread"))
        add_line(sl, BYTES("Huddle"));
    struct bytes text = buf_bytes(&sl->text);
    import_text(sl->im, s, text);
    import_tie_text(sl->im, s, text);
    if (chat_is_broadcast(text))
        s->flags |= SIGNAL_BROADCAST;
    if (chat_has_code(text))
        s->flags |= SIGNAL_CODE;
}

static struct bytes
ref_of(struct slack *sl, struct bytes ts)
{
    if (!sl->channel.n)
        return import_intern(sl->im, ts);
    char ref[SIGNAL_TITLE_MAX_BYTES];
    if (sl->channel.n + ts.n + 1 > sizeof ref)
        return import_intern(sl->im, ts);
    memcpy(ref, sl->channel.p, sl->channel.n);
    ref[sl->channel.n] = '/';
    memcpy(ref + sl->channel.n + 1, ts.p, ts.n);
    return bytes_dup(sl->im->arena, utf8_clean(sl->im->arena, (struct bytes){ref, sl->channel.n + 1 + ts.n}));
}

static void
read_flags(struct slack *sl, struct signal *s, const struct message *m, struct bytes ts)
{
    struct bytes subtype = json_text(m->subtype), type = json_text(m->type);
    struct bytes thread = json_text(m->thread_ts);
    if (!is_speech(subtype) || (type.n && !bytes_is(type, "message")))
        s->flags |= SIGNAL_SYSTEM;
    if (is_bot(m))
        s->flags |= SIGNAL_BOT;
    if (json_type_of(m->edited) == JSON_OBJECT)
        s->flags |= SIGNAL_EDITED;
    if (json_count(m->pinned_to) || bytes_is(subtype, "pinned_item") || import_name_get(sl->im, s->ref).n)
        s->flags |= SIGNAL_PINNED;
    int64_t seconds;
    if (thread.n && !bytes_eq(thread, ts) && read_ts(thread, &seconds)) {
        s->flags |= SIGNAL_REPLY;
        import_tie(sl->im, s, TIE_THREAD, TIE_SAYS, ref_of(sl, thread));
    }
}

/* As written; a number, which tools that rewrite exports make of it, with the six digits that it has in Slack. */
static struct bytes
ts_of(struct slack *sl, struct json ts)
{
    if (json_type_of(ts) != JSON_NUMBER)
        return json_text(ts);
    struct bytes text = json_scalar(sl->im->arena, ts);
    ptrdiff_t point = bytes_find_char(text, '.');
    size_t digits = point < 0 ? 0 : text.n - (size_t)point - 1;
    if (digits >= 6)
        return text;
    return bytes_printf(sl->im->arena, "%.*s%s%.*s", BYTES_ARG(text), point < 0 ? "." : "", (int)(6 - digits),
                        "000000");
}

static enum err
read_message(struct slack *sl, const struct elements *es, struct why *why)
{
    struct message message = {0}, *m = &message;
    read_members(m, es->value);
    struct bytes ts = ts_of(sl, m->ts);
    int64_t seconds;
    if (!ts.n)
        return elements_fail(es, why, "it has no ts");
    if (!read_ts(ts, &seconds) || ts.n > 40)
        return elements_fail(es, why, "ts '%.*s' is not seconds with a fraction", (int)(ts.n > 60 ? 60 : ts.n), ts.p);
    struct signal *s;
    enum err e = import_add(sl->im, sl->in, es->raw, &s, why);
    if (e)
        return e;
    s->kind = KIND_CHAT;
    s->ref = ref_of(sl, ts);
    s->actor = import_intern(sl->im, utf8_cut(bytes_trim(actor_of(sl->im, m)), ACTOR_MAX_BYTES));
    s->reactions = count_reactors(m);
    import_at(s, (struct when){.ms = seconds * 1000, .precision = PRECISION_SECOND, .zone = ZONE_UTC});
    read_flags(sl, s, m, ts);
    read_text(sl, s, m);
    return OK;
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct slack sl = {.im = im, .in = in, .channel = path_folder(in->path), .text = {.max_bytes = TEXT_MAX_BYTES}};
    if (!may_read(im, in, sl.channel))
        return OK;
    struct elements es = elements_of(im, in, "message");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n)
        if ((e = read_message(&sl, &es, why)))
            break;
    buf_done(&sl.text);
    return e;
}

const struct importer importer_slack = {
    .name = "slack",
    .title = "Slack export",
    .help = "In Slack, an owner chooses Tools & settings, Workspace settings, Import/Export Data, Export; give the zip "
            "file or the unpacked folder.",
    .sniff = sniff,
    .parse = parse,
};

/*
 * The files of a Slack export that say who is who and which channels are private. They hold no signals.
 *
 * Groups, direct messages and their like become im->private_channels under the names of their folders. Where a file
 * does not say, caution decides: ids that begin with D or G and names that begin with "mpdm-" are private.
 */
#include "element.h"

static const char *const file_names[] = {"users.json",
                                         "channels.json",
                                         "groups.json",
                                         "dms.json",
                                         "mpims.json",
                                         "integration_logs.json",
                                         "canvases.json",
                                         "org_users.json",

                                         "file_conversations.json",
                                         "huddle_transcripts.json"};

static bool
has_slack_name(struct bytes path)
{
    struct bytes name = path_name(path);
    for (size_t i = 0; i < sizeof file_names / sizeof *file_names; i++)
        if (bytes_is(name, file_names[i]))
            return true;
    return false;
}

/* "U6006P1CN" in quotes, with one of the letters that Slack gives such ids. */
static bool
is_id(struct bytes raw, const char *letters)
{
    if (raw.n < 5 || raw.p[0] != '"' || raw.p[raw.n - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < raw.n; i++)
        if (!ascii_is_digit(raw.p[i]) && !(raw.p[i] >= 'A' && raw.p[i] <= 'Z'))
            return false;
    return bytes_find_char(bytes_of(letters), raw.p[1]) != BYTES_NOT_FOUND;
}

static bool
sniff(const struct look *l)
{
    if (l->shape != SHAPE_ARRAY)
        return false;
    if (!l->first.n) // an export without groups has groups.json with an empty list
        return has_slack_name(l->path);
    if (look_has(l, "change_type") && look_has(l, "user_id") && look_has(l, "date"))
        return true; // integration_logs.json
    struct bytes id = look_raw(l, "id");
    if (is_id(id, "UW"))
        return look_has(l, "profile") || (look_has(l, "name") && look_has(l, "real_name"));
    if (is_id(id, "CG"))
        return look_has(l, "name") &&
               (look_has(l, "members") || look_has(l, "is_archived") || look_has(l, "purpose") || look_has(l, "topic"));
    return (is_id(id, "D") && look_has(l, "members")) ||
           (id.n && has_slack_name(l->path) && look_has(l, "created")); // canvases and the like: nothing to read
}

static struct bytes
first_of(struct bytes a, struct bytes b)
{
    return bytes_trim(a).n ? a : b;
}

static void
read_user(struct import *im, struct json user)
{
    struct bytes name = json_text(json_path(user, "profile.display_name"));
    name = first_of(name, json_text(json_path(user, "profile.real_name")));
    name = first_of(name, json_text(json_get(user, "real_name")));
    name = first_of(name, json_text(json_get(user, "name")));
    import_name_put(im, json_text(json_get(user, "id")), name);
    import_name_put(im, json_text(json_path(user, "profile.bot_id")), name);
}

static void
make_private(struct import *im, struct bytes folder)
{
    if (folder.n)
        *map_at(&im->private_channels, import_intern(im, folder)) = 1;
}

static bool
is_private(struct json channel, struct bytes id, struct bytes name, struct bytes file)
{
    return bytes_is(file, "groups.json") || bytes_is(file, "dms.json") || bytes_is(file, "mpims.json") ||
           json_is_true(json_get(channel, "is_private")) || json_is_true(json_get(channel, "is_im")) ||
           json_is_true(json_get(channel, "is_mpim")) || json_is_true(json_get(channel, "is_group")) ||
           bytes_starts(id, "D") || bytes_starts(id, "G") || bytes_starts(name, "mpdm-");
}

/* Pinned messages are known by the channel alone; import_slack.c asks under the message's ref. */
static void
read_pins(struct import *im, struct json channel, struct bytes name)
{
    struct json_iter it = json_each(json_get(channel, "pins"));
    while (json_next(&it)) {
        struct bytes ts = json_text(json_get(it.value, "id"));
        if (bytes_is(json_text(json_get(it.value, "type")), "C") && ts.n && name.n)
            import_name_put(im, bytes_printf(im->arena, "%.*s/%.*s", BYTES_ARG(name), BYTES_ARG(ts)), BYTES("pinned"));
    }
}

static void
read_channel(struct import *im, struct json channel, struct bytes file)
{
    struct bytes id = json_text(json_get(channel, "id")), name = json_text(json_get(channel, "name"));
    if (is_private(channel, id, name, file)) {
        make_private(im, name);
        make_private(im, id);
    }
    import_name_put(im, id, name);
    read_pins(im, channel, name);
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct bytes file = path_name(in->path);
    struct elements es = elements_of(im, in, "entry");
    enum err e;
    while (!(e = elements_next(&es, why)) && es.raw.n) {
        struct bytes id = json_text(json_get(es.value, "id"));
        if (bytes_starts(id, "U") || bytes_starts(id, "W"))
            read_user(im, es.value);
        else if (bytes_starts(id, "C") || bytes_starts(id, "G") || bytes_starts(id, "D"))
            read_channel(im, es.value, file);
    }
    return e;
}

const struct importer importer_slack_names = {
    .name = "slack-names",
    .title = "Slack export: people and channels",
    .help = "users.json, channels.json, groups.json, dms.json, mpims.json of a Slack export; keep them beside the "
            "channels' "
            "folders.",
    .names_only = true,
    .sniff = sniff,
    .parse = parse,
};

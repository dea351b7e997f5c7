/*
 * Attachments. All SQL on table `attachment` is the block below. Lists and loads leave the bytes where they are.
 */
#include "attachment.h"

#include "../base/random.h"
#include "../base/utf8.h"
#include "audit_fields.h"
#include "postmortem.h"

#include <string.h>

#define COLS "id, incident_id, postmortem_id, name, media_type, size_bytes, hash, created_ms, created_by"
// clang-format off
static const struct sql
    q_load = {"attachment_load", "select " COLS " from attachment where id = $1"},
    q_of_incident = {"attachment_of_incident",
        "select " COLS " from attachment where incident_id = $1 order by created_ms, id limit $2"},
    q_of_postmortem = {"attachment_of_postmortem",
        "select " COLS " from attachment where postmortem_id = $1 order by created_ms, id limit $2"},
    q_count_incident = {"attachment_count_incident", "select count(*) from attachment where incident_id = $1"},
    q_count_postmortem = {"attachment_count_postmortem", "select count(*) from attachment where postmortem_id = $1"},
    q_data = {"attachment_data", "select bytes, hash from attachment where id = $1"},
    q_create = {"attachment_create",
        "insert into attachment(id, incident_id, postmortem_id, name, media_type, size_bytes, hash, bytes, created_ms, "
        "created_by) values($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"},
    q_delete = {"attachment_delete", "delete from attachment where id = $1"};

/* How files begin. `at`: where the signature stands. */
static const struct {
    const char *type;
    const char *bytes;
    size_t n, at;
    bool show; // nothing in it can run: it may stand in a page, in a sandbox
} signatures[] = {
    {"image/png",        "\x89PNG\r\n\x1a\n",         8, 0, true},
    {"image/jpeg",       "\xff\xd8\xff",              3, 0, true},
    {"image/gif",        "GIF87a",                    6, 0, true},
    {"image/gif",        "GIF89a",                    6, 0, true},
    {"image/webp",       "WEBP",                      4, 8, true}, // behind RIFF and a length
    {"application/pdf",  "%PDF-",                     5, 0, true},
    {"application/zip",  "PK\x03\x04",                4, 0, false},
    {"application/gzip", "\x1f\x8b",                  2, 0, false},
    {"application/zstd", "\x28\xb5\x2f\xfd",          4, 0, false},
    {"video/mp4",        "ftyp",                      4, 4, false},
    {"video/webm",       "\x1a\x45\xdf\xa3",          4, 0, false},
};
/* What text may be called; else it is text/plain, whatever the sender says: no markup that a browser would run. */
static const char *const text_types[] = {"text/csv", "text/markdown", "application/json", "application/x-ndjson"};
// clang-format on

/* ---- what a file is ---- */

/* UTF-8 without control characters but white space and escapes of terminals. */
static bool
is_text(struct bytes data)
{
    for (size_t i = 0; i < data.n; i++) {
        unsigned char c = (unsigned char)data.p[i];
        if (c < ' ' && !ascii_is_space((char)c) && c != 0x1b)
            return false;
    }
    return utf8_valid(data);
}

struct bytes
attachment_type(struct arena *a, struct bytes claimed, struct bytes data)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        struct bytes start = bytes_cut(data, signatures[i].at, signatures[i].n);
        if (bytes_eq(start, (struct bytes){signatures[i].bytes, signatures[i].n}) &&
            (strcmp(signatures[i].type, "image/webp") != 0 || bytes_starts(data, "RIFF")))
            return bytes_of(signatures[i].type);
    }
    if (!is_text(data))
        return BYTES("application/octet-stream");
    ptrdiff_t end = bytes_find_char(claimed, ';');
    claimed = bytes_trim(end >= 0 ? bytes_cut(claimed, 0, (size_t)end) : claimed);
    for (size_t i = 0; i < sizeof text_types / sizeof *text_types; i++)
        if (bytes_is_nocase(claimed, text_types[i]))
            return bytes_dup(a, bytes_of(text_types[i]));
    return BYTES("text/plain");
}

bool
attachment_may_show(struct bytes media_type)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (bytes_is(media_type, signatures[i].type))
            return signatures[i].show;
    return bytes_is(media_type, "text/plain");
}

/* ---- what it is called ---- */

/* Turns the direction of writing around, or cannot be seen: "fdp.exe" must not read as something else. */
static bool
is_deceptive(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

struct bytes
attachment_name(struct arena *a, struct bytes name)
{
    name = utf8_clean(a, name);
    for (size_t i = name.n; i-- > 0;)
        if (name.p[i] == '/' || name.p[i] == '\\') {
            name = bytes_from(name, i + 1);
            break;
        }
    struct buf out = {0};
    for (size_t i = 0, n; i < name.n; i += n) {
        uint32_t c;
        n = utf8_decode(bytes_from(name, i), &c);
        if (is_deceptive(c))
            continue;
        if (c < 0x80 && strchr("\"<>:|?*", (int)c))
            buf_putc(&out, '_');
        else
            buf_add(&out, bytes_cut(name, i, n));
    }
    struct bytes safe = bytes_trim(buf_bytes(&out));
    while (safe.n && safe.p[0] == '.') // hidden, or the folder above
        safe = bytes_trim(bytes_from(safe, 1));
    if (safe.n > ATTACHMENT_NAME_MAX_BYTES) { // its end says what it is
        size_t ending = safe.n;
        while (safe.n - ending < 10 && ending && safe.p[ending - 1] != '.')
            ending--;
        bool has = ending && safe.p[ending - 1] == '.';
        struct bytes tail = has ? bytes_from(safe, ending - 1) : BYTES_NONE;
        struct bytes head = utf8_cut(safe, ATTACHMENT_NAME_MAX_BYTES - tail.n);
        safe = bytes_printf(a, "%.*s%.*s", BYTES_ARG(head), BYTES_ARG(tail));
    }
    safe = safe.n ? bytes_dup(a, safe) : BYTES("file");
    buf_done(&out);
    return safe;
}

/* ---- reading ---- */

static struct attachment
attachment_of(struct cx *cx, struct stmt *s)
{
    struct attachment at = {
        .id = col_text(cx, s, 0),
        .incident_id = col_text(cx, s, 1),
        .postmortem = col_text(cx, s, 2),
        .name = col_text(cx, s, 3),
        .media_type = col_text(cx, s, 4),
        .size_bytes = col_i64(s, 5),
        .created_ms = col_i64(s, 7),
        .created_by = col_text(cx, s, 8),
    };
    struct bytes hash = col_blob(cx, s, 6);
    if (hash.n == sizeof at.hash.b)
        memcpy(at.hash.b, hash.p, hash.n);
    return at;
}

static enum err
not_found(struct cx *cx, struct bytes id)
{
    return fail(&cx->why, ERR_NOT_FOUND, "no attachment '%.*s'", BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
}

enum err
attachment_load(struct cx *cx, struct bytes id, struct attachment **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_load, id, &s, &row)))
        return e;
    if (!row)
        return not_found(cx, id);
    *ret = arena_new(cx->arena, struct attachment);
    **ret = attachment_of(cx, s);
    db_end(s);
    return OK;
}

enum err
attachment_data(struct cx *cx, struct bytes id, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_find(cx, &q_data, id, &s, &row)))
        return e;
    if (!row)
        return not_found(cx, id);
    struct bytes data = col_blob(cx, s, 0), hash = col_blob(cx, s, 1);
    db_end(s);
    struct sha256 is = sha256_of(data);
    if (!bytes_eq(hash, (struct bytes){(const char *)is.b, sizeof is.b}))
        return fail(&cx->why, ERR_IO, "the bytes of attachment '%.*s' are damaged: they no longer have their hash",
                    BYTES_ARG(bytes_cut(id, 0, ID_MAX_BYTES)));
    *ret = data;
    return OK;
}

/* That there is such an incident or post-mortem. */
static enum err
check_subject(struct cx *cx, struct bytes subject, bool *ret_incident)
{
    struct postmortem *pm;
    *ret_incident = id_is(subject, "inc");
    return *ret_incident ? incident_exists(cx, subject) : postmortem_load(cx, subject, &pm);
}

enum err
attachment_list(struct cx *cx, struct bytes subject, struct attachment **ret, uint32_t *ret_count)
{
    struct stmt *s;
    bool row, incident;
    uint32_t n = 0;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = check_subject(cx, subject, &incident)) ||
        (e = db_query(cx, incident ? &q_of_incident : &q_of_postmortem, &s)))
        return e;
    db_text(s, 1, subject);
    db_i64(s, 2, ATTACHMENTS_MAX);
    struct attachment *list = arena_new_n(cx->arena, struct attachment, ATTACHMENTS_MAX);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = attachment_of(cx, s);
    if (e)
        return e;
    *ret = list;
    *ret_count = n;
    return OK;
}

/* ---- writing ---- */

static struct bytes
subject_of(const struct attachment *at)
{
    return at->incident_id.n ? at->incident_id : at->postmortem;
}

static enum err
log_change(struct cx *cx, const char *action, enum fields_how how, const struct attachment *at)
{
    static const struct attachment none;
    const struct attachment *a = how == FIELDS_CREATED ? &none : at, *b = how == FIELDS_CREATED ? at : &none;
    struct sha256_hex hex = sha256_hex(&at->hash);
    struct audit_fields f = {.how = how};
    audit_text(&f, "name", a->name, b->name);
    audit_text(&f, "media_type", a->media_type, b->media_type);
    audit_int(&f, "size_bytes", a->size_bytes, b->size_bytes);
    audit_text(&f, "sha256", bytes_of(hex.s), bytes_of(hex.s));
    return audit_fields_add(cx, &f, action, at->id, subject_of(at));
}

static enum err
check_room(struct cx *cx, struct bytes subject, bool incident)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, incident ? &q_count_incident : &q_count_postmortem, &s);
    if (e)
        return e;
    db_text(s, 1, subject);
    if ((e = db_next(cx, s, &row)))
        return e;
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n < ATTACHMENTS_MAX ? OK : fail(&cx->why, ERR_LIMIT, "there are %d attachments already", ATTACHMENTS_MAX);
}

static void
bind_id(struct stmt *s, int n, struct bytes id)
{
    if (id.n)
        db_text(s, n, id);
    else
        db_null(s, n);
}

static enum err
create(struct cx *cx, struct bytes subject, struct attachment *at, struct bytes data)
{
    bool incident;
    struct stmt *s;
    enum err e = check_subject(cx, subject, &incident);
    if (!e && !incident)
        e = postmortem_touch(cx, subject); // not when it is closed
    if (e || (e = check_room(cx, subject, incident)))
        return e;
    at->incident_id = incident ? subject : BYTES_NONE;
    at->postmortem = incident ? BYTES_NONE : subject;
    if ((e = db_query(cx, &q_create, &s)))
        return e;
    db_text(s, 1, at->id);
    bind_id(s, 2, at->incident_id);
    bind_id(s, 3, at->postmortem);
    db_text(s, 4, at->name);
    db_text(s, 5, at->media_type);
    db_i64(s, 6, at->size_bytes);
    db_blob(s, 7, (struct bytes){(const char *)at->hash.b, sizeof at->hash.b});
    db_blob(s, 8, data);
    db_i64(s, 9, at->created_ms);
    bind_id(s, 10, at->created_by);
    if ((e = db_run(cx, s)))
        return e;
    return log_change(cx, "attachment.create", FIELDS_CREATED, at);
}

enum err
attachment_create(struct cx *cx, struct bytes subject, struct bytes name, struct bytes claimed, struct bytes data,
                  struct attachment **ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (!e && !data.n)
        e = fail(&cx->why, ERR_INVALID, "the file is empty");
    if (!e && data.n > ATTACHMENT_MAX_BYTES)
        e = fail(&cx->why, ERR_LIMIT, "an attachment has at most %d MiB", ATTACHMENT_MAX_BYTES >> 20);
    if (e || (e = db_begin(cx)))
        return e;
    struct attachment *at = arena_new(cx->arena, struct attachment);
    *at = (struct attachment){.id = id_new(cx->arena, "att", cx->now_ms),
                              .name = attachment_name(cx->arena, name),
                              .media_type = attachment_type(cx->arena, claimed, data),
                              .size_bytes = (int64_t)data.n,
                              .hash = sha256_of(data),
                              .created_ms = cx->now_ms,
                              .created_by = cx->actor ? cx->actor->id : BYTES_NONE};
    if ((e = db_finish(cx, create(cx, subject, at, data))))
        return e;
    *ret = at;
    return OK;
}

static enum err
delete_it(struct cx *cx, struct bytes id)
{
    struct attachment *at;
    struct stmt *s;
    enum err e = attachment_load(cx, id, &at);
    if (!e && at->postmortem.n)
        e = postmortem_touch(cx, at->postmortem);
    if (e || (e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, id);
    if ((e = db_run(cx, s)))
        return e;
    return log_change(cx, "attachment.delete", FIELDS_REMOVED, at);
}

enum err
attachment_delete(struct cx *cx, struct bytes id)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, delete_it(cx, id));
}

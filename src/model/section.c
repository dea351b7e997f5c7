/*
 * Sections of post-mortems. All SQL on tables `section` and `section_version` is the block below, but for the counting
 * in postmortem.c. A row is read by section_of() only.
 */
#include "section.h"

#include "../base/json_out.h"
#include "audit_fields.h"
#include "field.h"
#include "postmortem.h"
#include "search.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define COLS                                                                                                           \
    "postmortem_id, key, position, title, guidance_json, questions_json, body, drafted, updated_ms, updated_by, "      \
    "version"
// clang-format off
static const struct sql
    q_list = {"section_list", "select " COLS " from section where postmortem_id = $1 order by position, key limit $2"},
    q_load = {"section_load", "select " COLS " from section where postmortem_id = $1 and key = $2"},
    q_there = {"section_there", "select 1 from section where postmortem_id = $1 and key = $2"},
    q_insert = {"section_insert",
        "insert into section(postmortem_id, key, position, title, guidance_json, questions_json, body, drafted, "
        "updated_ms, updated_by) values($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"},
    q_update = {"section_update",
        "update section set title = $3, body = $4, drafted = $5, updated_ms = $6, updated_by = $7, version = $8, "
        "guidance_json = $9, questions_json = $10 where postmortem_id = $1 and key = $2"},
    q_move = {"section_move", "update section set position = $3 where postmortem_id = $1 and key = $2"},
    q_delete = {"section_delete", "delete from section where postmortem_id = $1 and key = $2"},
    q_version_add = {"section_version_add",
        "insert into section_version(postmortem_id, key, version, title, body, at_ms, by) "
        "values($1, $2, $3, $4, $5, $6, $7)"},
    q_versions = {"section_versions",
        "select version, at_ms, title, body, by from section_version "
        "where postmortem_id = $1 and key = $2 and version < $3 order by version desc limit $4"};
// clang-format on

struct sha256
section_hash(struct bytes title, struct bytes body)
{
    struct buf all = {0};
    buf_add(&all, title);
    buf_putc(&all, '\n');
    buf_add(&all, body);
    struct sha256 hash = sha256_of(buf_bytes(&all));
    buf_done(&all);
    return hash;
}

struct bytes
section_subject(struct cx *cx, struct bytes postmortem, struct bytes key)
{
    return bytes_printf(cx->arena, "%.*s/%.*s", BYTES_ARG(postmortem), BYTES_ARG(key));
}

/* ---- reading ---- */

static struct pm_section
section_of(struct cx *cx, struct stmt *s)
{
    return (struct pm_section){
        .postmortem = col_text(cx, s, 0),
        .key = col_text(cx, s, 1),
        .position = col_i64(s, 2),
        .title = col_text(cx, s, 3),
        .guidance_json = col_text(cx, s, 4),
        .questions_json = col_text(cx, s, 5),
        .body = col_text(cx, s, 6),
        .drafted = col_i64(s, 7),
        .updated_ms = col_i64(s, 8),
        .updated_by = col_text(cx, s, 9),
        .version = col_i64(s, 10),
    };
}

enum err
section_list(struct cx *cx, struct bytes postmortem, struct pm_section **ret, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_list, &s)))
        return e;
    db_text(s, 1, postmortem);
    db_i64(s, 2, SECTIONS_MAX);
    struct pm_section *list = arena_new_n(cx->arena, struct pm_section, SECTIONS_MAX);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = section_of(cx, s);
    if (e)
        return e;
    *ret = list;
    *ret_count = n;
    return OK;
}

enum err
section_load(struct cx *cx, struct bytes postmortem, struct bytes key, struct pm_section **ret)
{
    struct stmt *s;
    bool row;
    enum err e = need(cx, ROLE_READER);
    if (e || (e = db_query(cx, &q_load, &s)))
        return e;
    db_text(s, 1, postmortem);
    db_text(s, 2, key);
    if ((e = db_next(cx, s, &row)))
        return e;
    if (!row)
        return fail(&cx->why, ERR_NOT_FOUND, "no section '%.*s'", BYTES_ARG(bytes_cut(key, 0, SECTION_KEY_MAX_BYTES)));
    *ret = arena_new(cx->arena, struct pm_section);
    **ret = section_of(cx, s);
    db_end(s);
    return OK;
}

static enum err
versions(struct cx *cx, struct bytes postmortem, struct bytes key, int64_t before, uint32_t limit,
         struct section_version **ret, uint32_t *ret_count)
{
    struct stmt *s;
    bool row;
    uint32_t n = 0;
    enum err e = db_query(cx, &q_versions, &s);
    if (e)
        return e;
    db_text(s, 1, postmortem);
    db_text(s, 2, key);
    db_i64(s, 3, before);
    db_i64(s, 4, limit);
    struct section_version *list = arena_new_n(cx->arena, struct section_version, limit);
    while (!(e = db_next(cx, s, &row)) && row)
        list[n++] = (struct section_version){.version = col_i64(s, 0),
                                             .at_ms = col_i64(s, 1),
                                             .title = col_text(cx, s, 2),
                                             .body = col_text(cx, s, 3),
                                             .by = col_text(cx, s, 4)};
    if (e)
        return e;
    *ret = list;
    *ret_count = n;
    return OK;
}

enum err
section_versions(struct cx *cx, struct bytes postmortem, struct bytes key, int64_t before, uint32_t limit,
                 struct section_version **ret, uint32_t *ret_count)
{
    struct pm_section *s;
    enum err e = section_load(cx, postmortem, key, &s);
    if (e)
        return e;
    return versions(cx, postmortem, key, before > 0 ? before : INT64_MAX,
                    limit && limit < SECTION_VERSIONS_LIST_MAX ? limit : SECTION_VERSIONS_LIST_MAX, ret, ret_count);
}

/* ---- what searches see ---- */

/* Behind the list marks, quotes and heading marks of a line. */
static struct bytes
without_marks(struct bytes line)
{
    line = bytes_trim(line);
    while (line.n && strchr("#>-*+ ", line.p[0]))
        line = bytes_from(line, 1);
    return line;
}

static void
put_plain(struct buf *out, struct bytes line)
{
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (c == ']' && i + 1 < line.n && line.p[i + 1] == '(') { // an address
            ptrdiff_t end = bytes_find_char(bytes_from(line, i), ')');
            i += end > 0 ? (size_t)end : 0;
        } else if (c == '\\' && i + 1 < line.n && !ascii_is_alnum(line.p[i + 1])) {
            buf_putc(out, line.p[++i]);
        } else if (!strchr("*`[]|", c)) {
            buf_putc(out, c);
        }
    }
    buf_putc(out, '\n');
}

struct bytes
section_plain(struct cx *cx, struct bytes markdown)
{
    struct buf out = {0};
    struct bytes line;
    while (bytes_line(&markdown, &line)) {
        line = bytes_trim(line);
        if (!bytes_starts(line, "```") && !bytes_starts(line, "~~~"))
            put_plain(&out, without_marks(line));
    }
    struct bytes text = bytes_dup(cx->arena, bytes_trim(buf_bytes(&out)));
    buf_done(&out);
    return text;
}

static enum err
index_section(struct cx *cx, const struct pm_section *s)
{
    return search_put(cx, &(struct search_item){.kind = SEARCH_SECTION,
                                                .id = section_subject(cx, s->postmortem, s->key),
                                                .parent = s->postmortem,
                                                .title = s->title,
                                                .body = section_plain(cx, s->body),
                                                .ms = s->updated_ms});
}

/* ---- writing; inside a transaction ---- */

static struct bytes
actor_id(const struct cx *cx)
{
    return cx->actor ? cx->actor->id : BYTES_NONE;
}

static void
bind_user(struct stmt *s, int n, struct bytes id)
{
    if (id.n)
        db_text(s, n, id);
    else
        db_null(s, n);
}

static void
log_version(struct audit_fields *f, const struct pm_section *a, const struct pm_section *b)
{
    struct sha256 before = section_hash(a->title, a->body), after = section_hash(b->title, b->body);
    audit_text(f, "title", a->title, b->title);
    audit_int(f, "bytes", (int64_t)a->body.n, (int64_t)b->body.n);
    audit_int(f, "version", a->version, b->version);
    audit_text(f, "sha256", bytes_of(sha256_hex(&before).s), bytes_of(sha256_hex(&after).s));
}

/* Keeps the version, says it in the log, and lets it be found. old NULL: the first one. */
static enum err
add_version(struct cx *cx, const struct pm_section *old, const struct pm_section *new, const char *action)
{
    static const struct pm_section none;
    struct stmt *s;
    enum err e = db_query(cx, &q_version_add, &s);
    if (e)
        return e;
    db_text(s, 1, new->postmortem);
    db_text(s, 2, new->key);
    db_i64(s, 3, new->version);
    db_text(s, 4, new->title);
    db_text(s, 5, new->body);
    db_i64(s, 6, new->updated_ms);
    bind_user(s, 7, new->updated_by);
    if ((e = db_run(cx, s)))
        return e;
    struct audit_fields f = {.how = old ? FIELDS_CHANGED : FIELDS_CREATED};
    log_version(&f, old ? old : &none, new);
    struct bytes subject = section_subject(cx, new->postmortem, new->key);
    if ((e = audit_fields_add(cx, &f, action, subject, new->postmortem)))
        return e;
    return index_section(cx, new);
}

enum err
section_insert(struct cx *cx, const struct pm_section *in, const char *action)
{
    struct stmt *s;
    enum err e = db_query(cx, &q_insert, &s);
    if (e)
        return e;
    db_text(s, 1, in->postmortem);
    db_text(s, 2, in->key);
    db_i64(s, 3, in->position);
    db_text(s, 4, in->title);
    db_text(s, 5, in->guidance_json);
    db_text(s, 6, in->questions_json);
    db_text(s, 7, in->body);
    db_i64(s, 8, in->drafted);
    db_i64(s, 9, in->updated_ms);
    bind_user(s, 10, in->updated_by);
    if ((e = db_run(cx, s)))
        return e;
    assert(in->version == 1);
    return add_version(cx, NULL, in, action);
}

static enum err
store(struct cx *cx, const struct pm_section *old, struct pm_section *new, const char *action)
{
    struct stmt *s;
    new->version = old->version + 1;
    new->updated_ms = cx->now_ms;
    enum err e = db_query(cx, &q_update, &s);
    if (e)
        return e;
    db_text(s, 1, new->postmortem);
    db_text(s, 2, new->key);
    db_text(s, 3, new->title);
    db_text(s, 4, new->body);
    db_i64(s, 5, new->drafted);
    db_i64(s, 6, new->updated_ms);
    bind_user(s, 7, new->updated_by);
    db_i64(s, 8, new->version);
    db_text(s, 9, new->guidance_json);
    db_text(s, 10, new->questions_json);
    if ((e = db_run(cx, s)))
        return e;
    return add_version(cx, old, new, action);
}

static enum err
check_text(struct cx *cx, struct bytes *title, struct bytes body)
{
    enum err e = field_line(cx, "title", title, 1, SECTION_TITLE_MAX_BYTES);
    return e ? e : field_text(cx, "body", body, SECTION_BODY_MAX_BYTES);
}

/* Text without a word is none: so that what is empty counts as empty. */
static struct bytes
body_or_none(struct bytes body)
{
    return bytes_trim(body).n ? body : BYTES_NONE;
}

/* ---- order ---- */

static enum err
move(struct cx *cx, const struct pm_section *s, int64_t position)
{
    struct stmt *st;
    enum err e = db_query(cx, &q_move, &st);
    if (e)
        return e;
    db_text(st, 1, s->postmortem);
    db_text(st, 2, s->key);
    db_i64(st, 3, position);
    return db_run(cx, st);
}

/* Numbers all sections anew, with `key` behind `after` ("": first). */
static enum err
put_after(struct cx *cx, struct bytes postmortem, struct bytes key, struct bytes after)
{
    struct pm_section *list, *moved = NULL;
    uint32_t n;
    int64_t position = 1;
    bool found = !after.n;
    enum err e = section_list(cx, postmortem, &list, &n);
    if (e)
        return e;
    if (bytes_eq(key, after))
        return fail(&cx->why, ERR_INVALID, "after must name another section");
    for (uint32_t i = 0; i < n; i++) {
        moved = bytes_eq(list[i].key, key) ? &list[i] : moved;
        found |= bytes_eq(list[i].key, after);
    }
    assert(moved);
    if (!found)
        return fail(&cx->why, ERR_INVALID, "after: no section '%.*s'",
                    BYTES_ARG(bytes_cut(after, 0, SECTION_KEY_MAX_BYTES)));
    int64_t was = moved->position, is = 1;
    if (!after.n && (e = move(cx, moved, position++)))
        return e;
    for (uint32_t i = 0; i < n && !e; i++) {
        if (&list[i] == moved)
            continue;
        e = move(cx, &list[i], position++);
        if (!e && after.n && bytes_eq(list[i].key, after)) {
            is = position;
            e = move(cx, moved, position++);
        }
    }
    if (e)
        return e;
    struct audit_fields f = {0};
    audit_int(&f, "position", was, is);
    return audit_fields_add(cx, &f, "section.move", section_subject(cx, postmortem, key), postmortem);
}

/* ---- people's own ---- */

/* "x-" and the title's letters and digits; a number behind it when that is taken. */
static enum err
new_key(struct cx *cx, struct bytes postmortem, struct bytes title, struct bytes *ret)
{
    char base[SECTION_KEY_MAX_BYTES - 8] = "x-";
    size_t n = 2;
    for (size_t i = 0; i < title.n && n + 1 < sizeof base; i++) {
        if (ascii_is_alnum(title.p[i]))
            base[n++] = ascii_lower(title.p[i]);
        else if (base[n - 1] != '-')
            base[n++] = '-';
    }
    while (n > 2 && base[n - 1] == '-')
        n--;
    if (n == 2)
        n += (size_t)snprintf(base + n, sizeof base - n, "section");
    for (int i = 1; i <= SECTIONS_MAX + 1; i++) {
        struct stmt *s;
        bool row;
        *ret = i == 1 ? bytes_printf(cx->arena, "%.*s", (int)n, base)
                      : bytes_printf(cx->arena, "%.*s-%d", (int)n, base, i);
        enum err e = db_query(cx, &q_there, &s);
        if (e)
            return e;
        db_text(s, 1, postmortem);
        db_text(s, 2, *ret);
        if ((e = db_next(cx, s, &row)))
            return e;
        db_end(s);
        if (!row)
            return OK;
    }
    return fail(&cx->why, ERR_LIMIT, "a post-mortem has at most %d sections", SECTIONS_MAX);
}

static enum err
create(struct cx *cx, struct bytes postmortem, const struct section_new *in, struct bytes *ret_key)
{
    struct pm_section *list, s = {.postmortem = postmortem,
                                  .title = in->title,
                                  .body = body_or_none(in->body),
                                  .guidance_json = BYTES("[]"),
                                  .questions_json = BYTES("[]"),
                                  .updated_ms = cx->now_ms,
                                  .updated_by = actor_id(cx),
                                  .version = 1};
    uint32_t n;
    enum err e = postmortem_touch(cx, postmortem);
    if (e || (e = check_text(cx, &s.title, s.body)) || (e = section_list(cx, postmortem, &list, &n)))
        return e;
    if (n == SECTIONS_MAX)
        return fail(&cx->why, ERR_LIMIT, "a post-mortem has at most %d sections", SECTIONS_MAX);
    if ((e = new_key(cx, postmortem, s.title, &s.key)))
        return e;
    s.position = n ? list[n - 1].position + 1 : 1;
    *ret_key = s.key;
    if ((e = section_insert(cx, &s, "section.create")))
        return e;
    return in->after.n ? put_after(cx, postmortem, s.key, in->after) : OK;
}

enum err
section_create(struct cx *cx, struct bytes postmortem, const struct section_new *in, struct pm_section **ret)
{
    struct bytes key;
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, create(cx, postmortem, in, &key))))
        return e;
    return section_load(cx, postmortem, key, ret);
}

static enum err
delete_it(struct cx *cx, struct bytes postmortem, struct bytes key)
{
    struct pm_section *old;
    static const struct pm_section none;
    struct stmt *s;
    enum err e = postmortem_touch(cx, postmortem);
    if (e || (e = section_load(cx, postmortem, key, &old)))
        return e;
    if (!bytes_starts(key, "x-"))
        return fail(&cx->why, ERR_CONFLICT, "'%.*s' belongs to the template; empty it instead", BYTES_ARG(old->title));
    if ((e = db_query(cx, &q_delete, &s)))
        return e;
    db_text(s, 1, postmortem);
    db_text(s, 2, key);
    if ((e = db_run(cx, s)))
        return e;
    struct audit_fields f = {.how = FIELDS_REMOVED};
    log_version(&f, old, &none);
    struct bytes subject = section_subject(cx, postmortem, key);
    if ((e = audit_fields_add(cx, &f, "section.delete", subject, postmortem)))
        return e;
    return search_remove(cx, postmortem, subject);
}

enum err
section_delete(struct cx *cx, struct bytes postmortem, struct bytes key)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, delete_it(cx, postmortem, key));
}

/* ---- changes of the text ---- */

static enum err
update(struct cx *cx, struct bytes postmortem, struct bytes key, const struct section_edit *edit)
{
    struct pm_section *old, new;
    enum err e = postmortem_touch(cx, postmortem);
    if (e || (e = section_load(cx, postmortem, key, &old)))
        return e;
    cx->current_version = old->version;
    if (edit->version && edit->version != old->version)
        return fail(&cx->why, ERR_STALE, "somebody changed the section meanwhile: it is at version %lld, not %lld",
                    (long long)old->version, (long long)edit->version);
    new = *old;
    new.title = edit->title.p ? edit->title : old->title;
    new.body = edit->body.p ? body_or_none(edit->body) : old->body;
    new.drafted = false;
    new.updated_by = actor_id(cx);
    if ((e = check_text(cx, &new.title, new.body)))
        return e;
    if (!bytes_eq(new.title, old->title) || !bytes_eq(new.body, old->body))
        e = store(cx, old, &new, "section.update");
    if (!e && edit->after.p)
        e = put_after(cx, postmortem, key, edit->after);
    return e;
}

enum err
section_update(struct cx *cx, struct bytes postmortem, struct bytes key, const struct section_edit *edit,
               struct pm_section **ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, update(cx, postmortem, key, edit))))
        return e;
    return section_load(cx, postmortem, key, ret);
}

static enum err
restore(struct cx *cx, struct bytes postmortem, struct bytes key, int64_t version)
{
    struct pm_section *old, new;
    struct section_version *v;
    uint32_t n = 0;
    enum err e = postmortem_touch(cx, postmortem);
    if (e || (e = section_load(cx, postmortem, key, &old)))
        return e;
    if (version > 0 && version < INT64_MAX)
        e = versions(cx, postmortem, key, version + 1, 1, &v, &n);
    if (e)
        return e;
    if (!n || v[0].version != version)
        return fail(&cx->why, ERR_NOT_FOUND, "no version %lld of this section", (long long)version);
    if (bytes_eq(v[0].title, old->title) && bytes_eq(v[0].body, old->body))
        return OK;
    new = *old;
    new.title = v[0].title;
    new.body = v[0].body;
    new.drafted = false;
    new.updated_by = actor_id(cx);
    return store(cx, old, &new, "section.restore");
}

enum err
section_restore(struct cx *cx, struct bytes postmortem, struct bytes key, int64_t version, struct pm_section **ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, restore(cx, postmortem, key, version))))
        return e;
    return section_load(cx, postmortem, key, ret);
}

/* ---- the program's draft ---- */

static enum err
compose_one(struct cx *cx, struct bytes postmortem, struct bytes key, struct drafted_section *ret)
{
    struct postmortem *pm;
    struct drafted d;
    enum err e = postmortem_load(cx, postmortem, &pm);
    if (e)
        return e;
    struct bytes *ids = arena_new_n(cx->arena, struct bytes, pm->incident_count);
    for (uint32_t i = 0; i < pm->incident_count; i++)
        ids[i] = pm->incidents[i].id;
    if ((e = postmortem_compose(cx, ids, pm->incident_count, pm->template, &d)))
        return e;
    for (uint32_t i = 0; i < d.section_count; i++)
        if (bytes_eq(d.sections[i].key, key)) {
            *ret = d.sections[i];
            return OK;
        }
    return fail(&cx->why, ERR_CONFLICT, "the template '%.*s' has no section '%.*s'", BYTES_ARG(pm->template),
                BYTES_ARG(key));
}

static enum err
draft_again(struct cx *cx, struct bytes postmortem, struct bytes key, bool confirmed)
{
    struct pm_section *old, new;
    struct drafted_section d;
    enum err e = postmortem_touch(cx, postmortem);
    if (e || (e = section_load(cx, postmortem, key, &old)))
        return e;
    if (!old->drafted && old->body.n && !confirmed)
        return fail(&cx->why, ERR_CONFLICT,
                    "people have changed this section; confirm that a new draft takes its place (the text stays in its "
                    "history)");
    if ((e = compose_one(cx, postmortem, key, &d)))
        return e;
    new = *old;
    new.body = body_or_none(d.body);
    new.guidance_json = d.guidance_json;
    new.questions_json = d.questions_json;
    new.drafted = true;
    new.updated_by = BYTES_NONE;
    if (bytes_eq(new.body, old->body) && old->drafted)
        return OK;
    return store(cx, old, &new, "section.draft");
}

enum err
section_draft(struct cx *cx, struct bytes postmortem, struct bytes key, bool confirmed, struct pm_section **ret)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)) || (e = db_finish(cx, draft_again(cx, postmortem, key, confirmed))))
        return e;
    return section_load(cx, postmortem, key, ret);
}

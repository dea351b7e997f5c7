/* Settings. All SQL on table `setting` is the block below. */
#include "setting.h"

#include "audit_fields.h"
#include "field.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
const struct setting settings[] = {
    /* sorted by name */
    {"base_url",     SETTING_URL,  "",   0, 500, "Where people reach Aftermath, like https://aftermath.example.org; empty: where it listens."},
    {"organisation", SETTING_TEXT, "",   0, 200, "The organisation's name, as pages and exports show it."},
    {"session_days", SETTING_INT,  "30", 1, 365, "How many days a browser stays signed in."},
};
// clang-format on
const size_t setting_count = sizeof settings / sizeof *settings;

static const struct sql q_load = {"setting_load", "select value from setting where name = $1"},
                        q_store = {"setting_store", "insert into setting(name, value, updated_ms) values($1, $2, $3) "
                                                    "on conflict (name) do update set value = $2, updated_ms = $3"},
                        q_remove = {"setting_remove", "delete from setting where name = $1"};

const struct setting *
setting_find(struct bytes name)
{
    for (size_t i = 0; i < setting_count; i++)
        if (bytes_is(name, settings[i].name))
            return &settings[i];
    return NULL;
}

static enum err
load(struct cx *cx, const struct setting *t, struct bytes *ret)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &q_load, &s);
    if (e)
        return e;
    db_text(s, 1, bytes_of(t->name));
    if ((e = db_next(cx, s, &row)))
        return e;
    *ret = row ? col_text(cx, s, 0) : bytes_of(t->fallback);
    db_end(s);
    return OK;
}

enum err
setting_text(struct cx *cx, const char *name, struct bytes *ret)
{
    const struct setting *t = setting_find(bytes_of(name));
    assert(t && t->type != SETTING_INT);
    return load(cx, t, ret);
}

enum err
setting_int(struct cx *cx, const char *name, int64_t *ret)
{
    const struct setting *t = setting_find(bytes_of(name));
    struct bytes text;
    long long v;
    assert(t && t->type == SETTING_INT);
    enum err e = load(cx, t, &text);
    if (e)
        return e;
    if (!bytes_to_int(text, &v) || v < t->min || v > t->max)
        v = strtoll(t->fallback, NULL, 10); // somebody wrote into the table by hand
    *ret = v;
    return OK;
}

static enum err
check_url(struct cx *cx, const struct setting *t, struct bytes v)
{
    struct bytes host = bytes_from(v, bytes_starts(v, "https://") ? 8 : bytes_starts(v, "http://") ? 7 : v.n);
    bool good = host.n && host.p[0] != '/' && !bytes_ends(v, "/");
    for (size_t i = 0; i < host.n && good; i++)
        good = ascii_is_alnum(host.p[i]) || strchr("-._~:/[]%", host.p[i]);
    if (!good)
        return fail(&cx->why, ERR_INVALID,
                    "%s must be an address like https://aftermath.example.org, without '/' at "
                    "its end",
                    t->name);
    return OK;
}

static enum err
check(struct cx *cx, const struct setting *t, struct bytes *v)
{
    long long n;
    enum err e = field_line(cx, t->name, v, 0, t->type == SETTING_INT ? 20 : (size_t)t->max);
    if (e || !v->n)
        return e;
    if (t->type == SETTING_URL)
        return check_url(cx, t, *v);
    if (t->type == SETTING_INT && (!bytes_to_int(*v, &n) || n < t->min || n > t->max))
        return fail(&cx->why, ERR_INVALID, "%s must be a number from %lld to %lld", t->name, (long long)t->min,
                    (long long)t->max);
    return OK;
}

static enum err
store(struct cx *cx, const struct setting *t, struct bytes value)
{
    struct audit_fields f = {0};
    struct bytes was;
    struct stmt *s;
    enum err e = load(cx, t, &was);
    if (e || (e = db_query(cx, value.n ? &q_store : &q_remove, &s)))
        return e;
    db_text(s, 1, bytes_of(t->name));
    if (value.n) {
        db_text(s, 2, value);
        db_i64(s, 3, cx->now_ms);
    }
    if ((e = db_run(cx, s)))
        return e;
    audit_text(&f, t->name, was, value.n ? value : bytes_of(t->fallback));
    return audit_fields_add(cx, &f, "setting.update", bytes_of(t->name), BYTES_NONE);
}

enum err
setting_set(struct cx *cx, struct bytes name, struct bytes value)
{
    const struct setting *t = setting_find(name);
    enum err e = need(cx, ROLE_ADMIN);
    if (e)
        return e;
    if (!t)
        return fail(&cx->why, ERR_INVALID, "there is no setting '%.*s'", BYTES_ARG(bytes_cut(name, 0, 64)));
    if ((e = check(cx, t, &value)) || (e = db_begin(cx)))
        return e;
    return db_finish(cx, store(cx, t, value));
}

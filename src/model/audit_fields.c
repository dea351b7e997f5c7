#include "audit_fields.h"

/* The side's writer, at the member's value; NULL when that side is not kept. */
static struct json_out *
side(struct buf *buf, struct json_out *o, const char *key)
{
    if (!o->buf) {
        o->buf = buf;
        json_open(o, '{');
    }
    json_key(o, key);
    return o;
}

static struct json_out *
before_of(struct audit_fields *f, const char *key)
{
    return f->how == FIELDS_CREATED ? NULL : side(&f->before, &f->before_out, key);
}

static struct json_out *
after_of(struct audit_fields *f, const char *key)
{
    return f->how == FIELDS_REMOVED ? NULL : side(&f->after, &f->after_out, key);
}

/* Whether the member is of interest. */
static bool
wanted(struct audit_fields *f, bool same)
{
    if (f->how == FIELDS_CHANGED && same)
        return false;
    f->any = true;
    return true;
}

void
audit_text(struct audit_fields *f, const char *key, struct bytes before, struct bytes after)
{
    struct json_out *o;
    if (!wanted(f, bytes_eq(before, after)))
        return;
    if ((o = before_of(f, key)))
        json_put_text(o, before);
    if ((o = after_of(f, key)))
        json_put_text(o, after);
}

void
audit_int(struct audit_fields *f, const char *key, int64_t before, int64_t after)
{
    struct json_out *o;
    if (!wanted(f, before == after))
        return;
    if ((o = before_of(f, key)))
        json_put_int(o, before);
    if ((o = after_of(f, key)))
        json_put_int(o, after);
}

void
audit_bool(struct audit_fields *f, const char *key, bool before, bool after)
{
    struct json_out *o;
    if (!wanted(f, before == after))
        return;
    if ((o = before_of(f, key)))
        json_put_bool(o, before);
    if ((o = after_of(f, key)))
        json_put_bool(o, after);
}

static struct bytes
ended(struct cx *cx, struct buf *buf, struct json_out *o)
{
    if (!o->buf)
        return BYTES_NONE;
    json_close(o, '}');
    return bytes_dup(cx->arena, buf_bytes(buf));
}

enum err
audit_fields_add(struct cx *cx, struct audit_fields *f, const char *action, struct bytes subject, struct bytes incident)
{
    enum err e = OK;
    if (f->any || f->how != FIELDS_CHANGED)
        e = audit_add(cx, &(struct audit_entry){.action = action,
                                                .subject = subject,
                                                .incident = incident,
                                                .before = ended(cx, &f->before, &f->before_out),
                                                .after = ended(cx, &f->after, &f->after_out)});
    audit_fields_done(f);
    return e;
}

void
audit_fields_done(struct audit_fields *f)
{
    buf_done(&f->before);
    buf_done(&f->after);
    *f = (struct audit_fields){0};
}

#include "field.h"

#include "../base/utf8.h"
#include "../base/zone.h"

#include <string.h>

enum { EMAIL_MAX_BYTES = 254 };

/* C0, DEL and C1; `lines`: but for tabs and line ends. */
static bool
has_controls(struct bytes text, bool lines)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool fine = c >= 0x20 && c != 0x7f;
        if (lines && (c == '\t' || c == '\n' || c == '\r'))
            fine = true;
        if (c == 0xc2 && i + 1 < text.n && (unsigned char)text.p[i + 1] < 0xa0)
            fine = false; // U+0080 to U+009F
        if (!fine)
            return true;
    }
    return false;
}

static enum err
check(struct cx *cx, const char *field, struct bytes value, size_t min_bytes, size_t max_bytes, bool lines)
{
    if (!utf8_valid(value))
        return fail(&cx->why, ERR_INVALID, "%s is no valid UTF-8", field);
    if (has_controls(value, lines))
        return fail(&cx->why, ERR_INVALID, "%s holds control characters", field);
    if (!value.n && min_bytes)
        return fail(&cx->why, ERR_INVALID, "%s is missing", field);
    if (value.n < min_bytes || value.n > max_bytes)
        return fail(&cx->why, ERR_INVALID, "%s must be %zu to %zu bytes long, not %zu", field, min_bytes, max_bytes,
                    value.n);
    return OK;
}

enum err
field_line(struct cx *cx, const char *field, struct bytes *value, size_t min_bytes, size_t max_bytes)
{
    struct bytes v = bytes_trim(*value);
    enum err e = check(cx, field, v, min_bytes, max_bytes, false);
    if (!e)
        *value = v;
    return e;
}

enum err
field_text(struct cx *cx, const char *field, struct bytes value, size_t max_bytes)
{
    return check(cx, field, value, 0, max_bytes, true);
}

struct bytes
field_lower(struct cx *cx, struct bytes text)
{
    struct bytes copy = bytes_dup(cx->arena, text);
    char *p = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        p[i] = ascii_lower(p[i]);
    return copy;
}

enum err
field_email(struct cx *cx, const char *field, struct bytes *value)
{
    struct bytes v = bytes_trim(*value);
    enum err e = check(cx, field, v, 3, EMAIL_MAX_BYTES, false);
    if (e)
        return e;
    ptrdiff_t at = bytes_find_char(v, '@');
    bool good = at > 0 && (size_t)at + 1 < v.n && bytes_find_char(bytes_from(v, (size_t)at + 1), '@') < 0;
    for (size_t i = 0; i < v.n && good; i++)
        good = !strchr(" ,;<>\"()[]\\", v.p[i]);
    if (!good)
        return fail(&cx->why, ERR_INVALID, "%s must be an address like name@example.org", field);
    *value = field_lower(cx, v);
    return OK;
}

enum err
field_zone(struct cx *cx, const char *field, struct bytes *value)
{
    struct bytes v = bytes_trim(*value);
    if (!v.n) {
        *value = BYTES_NONE;
        return OK;
    }
    struct zones *zones = zones_new(NULL);
    zone_id zone = zone_find(zones, v);
    struct bytes name = zone ? bytes_dup(cx->arena, bytes_of(zone_name(zones, zone))) : BYTES_NONE;
    zones_free(zones);
    if (!name.n || (bytes_find_char(name, '/') < 0 && !bytes_is(name, "UTC")))
        return fail(&cx->why, ERR_INVALID, "%s must be a time zone's name like Europe/Berlin", field);
    *value = name;
    return OK;
}

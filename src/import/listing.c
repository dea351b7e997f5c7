#include "listing.h"

#include "text_read.h"

#include <string.h>

static struct bytes
take_field(struct bytes *rest)
{
    *rest = bytes_from(*rest, 0);
    size_t i = 0;
    while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\t'))
        i++;
    size_t n = 0;
    while (i + n < rest->n && rest->p[i + n] != ' ' && rest->p[i + n] != '\t')
        n++;
    struct bytes field = bytes_cut(*rest, i, n);
    *rest = bytes_from(*rest, i + n);
    return field;
}

static bool
is_mode(struct bytes m)
{
    if (m.n < 10 || m.n > 11 || !strchr("-dlcbpsD", m.p[0]) || (m.n == 11 && !strchr("+.@", m.p[10])))
        return false;
    for (size_t i = 1; i < 10; i++)
        if (!m.p[i] || !strchr(i % 3 == 1 ? "r-" : i % 3 == 2 ? "w-" : "xsStT-", m.p[i]))
            return false;
    return true;
}

static bool
is_number(struct bytes b)
{
    long long n;
    return b.n && ascii_is_digit(b.p[0]) && bytes_to_int(b, &n);
}

/* The time behind the size: "May 29 22:37", "May 29  2020", "2021-05-29 22:37[:11.000000000 +0000]". */
static bool
take_time(struct zones *z, struct bytes *rest, struct listing_line *l)
{
    struct bytes at = bytes_trim(*rest), left = at, f[3];
    for (int i = 0; i < 3; i++)
        f[i] = take_field(&left);
    if (!f[1].n)
        return false;
    bool iso = ascii_is_digit(f[0].p[0]) && bytes_find_char(f[0], '-') == 4;
    bool zoned = iso && f[2].n == 5 && (f[2].p[0] == '+' || f[2].p[0] == '-') && is_number(bytes_from(f[2], 1));
    struct bytes last = f[iso && !zoned ? 1 : 2];
    if (!last.n)
        return false;
    l->time = bytes_cut(at, 0, (size_t)(last.p + last.n - at.p));
    *rest = bytes_from(at, l->time.n);
    return when_parse(z, l->time, &l->at) && l->at.precision != PRECISION_UNKNOWN && !(l->at.lacks & WHEN_LACKS_DATE);
}

bool
listing_parse(struct zones *z, struct bytes line, struct listing_line *ret)
{
    struct listing_line l = {0};
    struct bytes rest = bytes_trim(line), mode = take_field(&rest);
    if (!is_mode(mode))
        return false;
    l.type = mode.p[0];
    struct bytes links = take_field(&rest), owner = take_field(&rest), group = take_field(&rest);
    struct bytes size = take_field(&rest);
    if (bytes_ends(size, ",")) // a device: "8, 1"
        size = take_field(&rest);
    if (!is_number(links) || !owner.n || !group.n || !size.n || !ascii_is_digit(size.p[0]))
        return false;
    if (!take_time(z, &rest, &l) || rest.n < 2 || rest.p[0] != ' ')
        return false;
    l.name = bytes_from(rest, 1);
    ptrdiff_t arrow = l.type == 'l' ? bytes_find(l.name, " -> ") : BYTES_NOT_FOUND;
    if (arrow > 0) {
        l.target = bytes_from(l.name, (size_t)arrow + 4);
        l.name = bytes_cut(l.name, 0, (size_t)arrow);
    }
    if (!l.name.n)
        return false;
    *ret = l;
    return true;
}

/* "plugins:" above a listing of several folders. */
static bool
folder_line(struct bytes t, struct bytes *ret)
{
    if (t.n < 2 || t.p[t.n - 1] != ':' || bytes_find_char(t, ' ') != BYTES_NOT_FOUND)
        return false;
    *ret = bytes_cut(t, 0, t.n - 1);
    return true;
}

static struct bytes
folder_of(struct bytes path)
{
    size_t n = path.n;
    while (n && path.p[n - 1] != '/')
        n--;
    return n ? bytes_cut(path, 0, n) : BYTES("./");
}

static enum err
add_file(struct reader *r, uint32_t i, struct bytes folder, const struct listing_line *l)
{
    struct bytes path = l->name;
    if (folder.n && path.p[0] != '/')
        path = bytes_printf(r->scratch, "%.*s/%.*s", BYTES_ARG(folder), BYTES_ARG(path));
    const char *what = l->type == 'd' ? "Folder" : l->type == 'l' ? "Link" : "File";
    /*
     * The text's zone is its writer's; a listing shows the zone of the machine, and does not say which. So only what
     * the listing says counts, but a year may come from the text: the day is the same give or take one.
     */
    struct day_run year = r->doc, *run = &year;
    year.zone = ZONE_NONE;
    year.about = false;
    struct entry_time t = {
        .at = l->at, .end = WHEN_UNKNOWN, .has_date = true, .has_clock = l->at.precision != PRECISION_DAY};
    struct when none;
    struct found f = {
        .raw = r->lines.v[i].raw,
        .text = bytes_printf(r->scratch, "%s changed: %.*s%s%.*s", what, BYTES_ARG(path), l->target.n ? " -> " : "",
                             BYTES_ARG(l->target)),
        .ref = bytes_printf(r->scratch, "%.*s %.*s", BYTES_ARG(path), BYTES_ARG(l->time)),
        .family = bytes_printf(r->scratch, "listing %.*s", BYTES_ARG(folder_of(path))),
        .at = day_run_place(r->zones, run, &t, &none),
        .end = WHEN_UNKNOWN,
        .kind = KIND_CHANGE,
    };
    return read_add(r, &f);
}

enum err
read_listings(struct reader *r)
{
    struct bytes folder = BYTES_NONE;
    for (uint32_t i = 0; i < r->lines.count && !read_full(r); i++) {
        const struct line *l = &r->lines.v[i];
        struct listing_line file;
        if (!l->text.n || l->kind == LINE_HEADING || l->kind == LINE_SKIP)
            folder = BYTES_NONE;
        struct bytes t = bytes_trim(l->raw);
        if (l->quoted)
            t = l->text;
        if (folder_line(t, &folder) || !listing_parse(r->zones, t, &file))
            continue;
        r->taken[i] = true;
        if (bytes_is(file.name, ".") || bytes_is(file.name, ".."))
            continue;
        enum err e = add_file(r, i, folder, &file);
        if (e)
            return e;
    }
    return OK;
}

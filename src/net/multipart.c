/*
 * A window runs over the body: all of it when it is in memory, else a buffer that is filled from the file. A delimiter
 * is CR LF "--" boundary; the first may stand at the very start. What cannot be the beginning of a delimiter is
 * content.
 */
#include "multipart.h"

#include "../base/buf.h"
#include "../base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW_BYTES = 128 << 10, LINES_MAX = 32, HEAD_ARENA_MAX_BYTES = 1 << 20 };
static_assert(WINDOW_BYTES > 2 * (MULTIPART_HEAD_MAX_BYTES + MULTIPART_BOUNDARY_MAX_BYTES),
              "a head fits in the window");

enum where { BEFORE_FIRST, IN_CONTENT, BEHIND_CONTENT, AT_END };

struct multipart {
    struct arena *arena;
    struct arena head;   // the part's, emptied for each
    struct bytes window; // what is not yet read
    char *memory;        // WINDOW_BYTES when there is a file
    int fd;
    uint64_t file_at, file_bytes;
    char delimiter[MULTIPART_BOUNDARY_MAX_BYTES + 5]; // CR LF -- boundary
    size_t delimiter_n;
    enum where where;
    uint32_t part_count;
    struct multipart_part part;
};

/* ---- "form-data; name="a"; filename="b"" ---- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void
skip_blanks(struct bytes *s)
{
    while (s->n && is_blank(s->p[0]))
        *s = bytes_from(*s, 1);
}

static bool
is_escape(struct bytes s, size_t i)
{
    return s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\');
}

/* A quoted text. Browsers write a quote in it as %22, others as \"; a lone backslash is what old Windows sends in
 * paths. */
static bool
quoted(struct arena *a, struct bytes *rest, struct bytes *ret)
{
    size_t end = 1;
    while (end < rest->n && rest->p[end] != '"')
        end += is_escape(*rest, end) ? 2 : 1;
    if (end >= rest->n)
        return false;
    char *out = arena_alloc(a, end);
    size_t n = 0;
    for (size_t i = 1; i < end; i++) {
        char c = rest->p[i];
        if (is_escape(*rest, i)) {
            c = rest->p[++i];
        } else if (bytes_starts(bytes_cut(*rest, i, end - i), "%22")) {
            c = '"';
            i += 2;
        }
        out[n++] = c;
    }
    *ret = (struct bytes){out, n};
    *rest = bytes_from(*rest, end + 1);
    return true;
}

/* Takes "; name=value" off *rest. False when that is not what stands there; *ret_name is empty at the end. */
static bool
parameter(struct arena *a, struct bytes *rest, struct bytes *ret_name, struct bytes *ret_value)
{
    skip_blanks(rest);
    *ret_name = *ret_value = BYTES_NONE;
    if (!rest->n)
        return true;
    if (rest->p[0] != ';')
        return false;
    *rest = bytes_from(*rest, 1);
    skip_blanks(rest);
    if (!rest->n)
        return true; // a ';' at the end
    ptrdiff_t equals = bytes_find_char(*rest, '=');
    if (equals <= 0)
        return false;
    *ret_name = bytes_cut(*rest, 0, (size_t)equals);
    *rest = bytes_from(*rest, (size_t)equals + 1);
    if (rest->n && rest->p[0] == '"')
        return quoted(a, rest, ret_value);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ';' && !is_blank(rest->p[n]))
        n++;
    *ret_value = bytes_cut(*rest, 0, n);
    *rest = bytes_from(*rest, n);
    return true;
}

static bool
boundary_is_sound(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (!ascii_is_alnum(b.p[i]) && !memchr("'()+_,-./:=? ", b.p[i], 13))
            return false;
    return b.n > 0 && b.n <= MULTIPART_BOUNDARY_MAX_BYTES && b.p[b.n - 1] != ' ';
}

static bool
find_boundary(struct arena *a, struct bytes content_type, struct bytes *ret)
{
    struct bytes rest = bytes_trim(content_type), name, value;
    if (!bytes_starts_nocase(rest, "multipart/form-data"))
        return false;
    rest = bytes_from(rest, strlen("multipart/form-data"));
    while (parameter(a, &rest, &name, &value) && name.n)
        if (bytes_is_nocase(name, "boundary")) {
            *ret = value;
            return boundary_is_sound(value);
        }
    return false;
}

static void
done(void *ctx)
{
    struct multipart *m = ctx;
    arena_done(&m->head);
}

enum err
multipart_open(struct arena *a, struct bytes content_type, struct bytes body, int fd, uint64_t fd_bytes,
               struct multipart **ret, struct why *why)
{
    struct bytes boundary;
    if (!find_boundary(a, content_type, &boundary))
        return fail(why, ERR_INVALID, "the body must be multipart/form-data with a boundary");
    struct multipart *m = arena_new(a, struct multipart);
    m->arena = a;
    m->head.max_bytes = HEAD_ARENA_MAX_BYTES;
    arena_on_done(a, done, m);
    m->fd = fd;
    if (fd >= 0) {
        m->memory = arena_alloc(a, WINDOW_BYTES);
        m->file_bytes = fd_bytes;
        m->window = (struct bytes){m->memory, 0};
    } else {
        m->window = body;
    }
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.p, boundary.n);
    m->delimiter_n = boundary.n + 4;
    *ret = m;
    return OK;
}

/* ---- the window ---- */

/* Moves what is left to the front and fills up. Nothing new at the body's end. */
static enum err
fill(struct multipart *m, struct why *why)
{
    if (m->fd < 0)
        return OK;
    if (m->window.n)
        memmove(m->memory, m->window.p, m->window.n);
    m->window.p = m->memory;
    while (m->window.n < WINDOW_BYTES && m->file_at < m->file_bytes) {
        uint64_t left = m->file_bytes - m->file_at;
        size_t room = WINDOW_BYTES - m->window.n;
        ssize_t n = pread(m->fd, m->memory + m->window.n, left < room ? (size_t)left : room, (off_t)m->file_at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(why, ERR_IO, "the body could not be read back: %s", strerror(errno));
        if (n == 0)
            m->file_at = m->file_bytes; // shorter than was said: the form ends too soon
        m->file_at += (uint64_t)n;
        m->window.n += (size_t)n;
    }
    return OK;
}

/* Sees to it that n bytes can be looked at, or all that there are. */
static enum err
look(struct multipart *m, size_t n, struct why *why)
{
    return m->window.n < n ? fill(m, why) : OK;
}

static bool
has_more(const struct multipart *m)
{
    return m->fd >= 0 && m->file_at < m->file_bytes;
}

static enum err
cut_short(struct why *why)
{
    return fail(why, ERR_INVALID, "the form ends in the middle of a part");
}

/* ---- content ---- */

/* Content up to the next delimiter; *ret is empty when the delimiter is next, and then it was taken. */
static enum err
content(struct multipart *m, struct bytes *ret, struct why *why)
{
    enum err e = look(m, m->delimiter_n, why);
    if (e)
        return e;
    const char *found = m->window.n ? memmem(m->window.p, m->window.n, m->delimiter, m->delimiter_n) : NULL;
    size_t n;
    if (found) {
        n = (size_t)(found - m->window.p);
    } else if (has_more(m) && m->window.n >= m->delimiter_n) {
        n = m->window.n - (m->delimiter_n - 1); // the rest may begin a delimiter
    } else {
        return cut_short(why);
    }
    *ret = bytes_cut(m->window, 0, n);
    m->window = bytes_from(m->window, n);
    if (found && !n) {
        m->window = bytes_from(m->window, m->delimiter_n);
        m->where = BEHIND_CONTENT;
    }
    return OK;
}

enum err
multipart_read(struct multipart *m, struct bytes *ret, struct why *why)
{
    *ret = BYTES_NONE;
    return m->where == IN_CONTENT ? content(m, ret, why) : OK;
}

enum err
multipart_read_all(struct multipart *m, size_t max_bytes, struct bytes *ret, struct why *why)
{
    struct buf b = {.max_bytes = max_bytes ? max_bytes : 1};
    struct bytes piece;
    enum err e;
    while (!(e = multipart_read(m, &piece, why)) && piece.n && !b.full)
        buf_add(&b, piece);
    if (!e && (b.full || b.n > max_bytes))
        e = fail(why, ERR_LIMIT, "the part '%.*s' is larger than %zu bytes", BYTES_ARG(utf8_cut(m->part.name, 60)),
                 max_bytes);
    if (!e)
        *ret = bytes_dup(m->arena, buf_bytes(&b));
    buf_done(&b);
    return e;
}

static enum err
skip_content(struct multipart *m, struct why *why)
{
    struct bytes piece;
    enum err e = OK;
    while (!e && m->where == IN_CONTENT)
        e = content(m, &piece, why);
    return e;
}

/* What stands before the first delimiter is for readers of mail. */
static enum err
skip_preamble(struct multipart *m, struct why *why)
{
    enum err e = look(m, m->delimiter_n, why);
    if (e)
        return e;
    size_t n = m->delimiter_n - 2;
    if (m->window.n >= n && memcmp(m->window.p, m->delimiter + 2, n) == 0) {
        m->window = bytes_from(m->window, n);
        m->where = BEHIND_CONTENT;
        return OK;
    }
    m->where = IN_CONTENT;
    return skip_content(m, why);
}

/* ---- a part's head ---- */

static enum err
take_disposition(struct multipart *m, struct bytes value, struct why *why)
{
    struct multipart_part *p = &m->part;
    struct bytes rest = value, name, text;
    if (!bytes_starts_nocase(rest, "form-data"))
        return fail(why, ERR_INVALID, "a part of the form is not form-data");
    rest = bytes_from(rest, strlen("form-data"));
    bool has_name = false;
    for (;;) {
        if (!parameter(&m->head, &rest, &name, &text))
            return fail(why, ERR_INVALID, "a part of the form has a broken Content-Disposition");
        if (!name.n)
            break;
        if (bytes_is_nocase(name, "name")) {
            p->name = utf8_clean(&m->head, text);
            has_name = true;
        } else if (bytes_is_nocase(name, "filename")) {
            p->filename = utf8_clean(&m->head, text);
            p->is_file = true;
        }
    }
    return has_name ? OK : fail(why, ERR_INVALID, "a part of the form has no name");
}

static enum err
take_line(struct multipart *m, struct bytes line, bool *has_disposition, struct why *why)
{
    ptrdiff_t colon = bytes_find_char(line, ':');
    if (colon <= 0)
        return fail(why, ERR_INVALID, "a part of the form has a broken head");
    struct bytes name = bytes_cut(line, 0, (size_t)colon), value = bytes_trim(bytes_from(line, (size_t)colon + 1));
    if (bytes_is_nocase(name, "content-type"))
        m->part.media_type = value;
    if (bytes_is_nocase(name, "content-transfer-encoding") && !bytes_is_nocase(value, "binary") &&
        !bytes_is_nocase(value, "8bit") && !bytes_is_nocase(value, "7bit"))
        return fail(why, ERR_INVALID, "a part of the form is encoded in a way that forms are not");
    if (!bytes_is_nocase(name, "content-disposition"))
        return OK;
    if (*has_disposition)
        return fail(why, ERR_INVALID, "a part of the form has two Content-Dispositions");
    *has_disposition = true;
    return take_disposition(m, value, why);
}

/* The head up to its empty line, which is taken too. */
static enum err
take_head(struct multipart *m, struct bytes *ret, struct why *why)
{
    enum err e = look(m, MULTIPART_HEAD_MAX_BYTES, why);
    if (e)
        return e;
    struct bytes seen = bytes_cut(m->window, 0, MULTIPART_HEAD_MAX_BYTES);
    ptrdiff_t end = bytes_find(seen, "\r\n\r\n");
    if (end < 0 && seen.n == MULTIPART_HEAD_MAX_BYTES)
        return fail(why, ERR_LIMIT, "the head of a part of the form is larger than %d bytes", MULTIPART_HEAD_MAX_BYTES);
    if (end < 0)
        return cut_short(why);
    *ret = bytes_dup(&m->head, bytes_cut(seen, 0, (size_t)end));
    m->window = bytes_from(m->window, (size_t)end + 4);
    return OK;
}

static enum err
read_head(struct multipart *m, struct why *why)
{
    struct bytes head, line;
    bool has_disposition = false;
    enum err e = take_head(m, &head, why);
    for (int lines = 0; !e && bytes_line(&head, &line); lines++)
        e = lines < LINES_MAX ? take_line(m, line, &has_disposition, why)
                              : fail(why, ERR_LIMIT, "the head of a part of the form has too many lines");
    if (!e && !has_disposition)
        e = fail(why, ERR_INVALID, "a part of the form has no Content-Disposition");
    return e;
}

/* Behind a delimiter: "--" ends the form, a line end begins a part. */
static enum err
behind_delimiter(struct multipart *m, struct why *why)
{
    enum err e = look(m, 2, why);
    if (e)
        return e;
    if (bytes_starts(m->window, "--")) {
        m->where = AT_END;
        return OK;
    }
    for (int i = 0; i < MULTIPART_BOUNDARY_MAX_BYTES && !e && m->window.n && is_blank(m->window.p[0]); i++) {
        m->window = bytes_from(m->window, 1);
        e = look(m, 2, why);
    }
    if (e)
        return e;
    if (m->window.n < 2)
        return cut_short(why);
    if (!bytes_starts(m->window, "\r\n"))
        return fail(why, ERR_INVALID, "a delimiter of the form is broken");
    m->window = bytes_from(m->window, 2);
    return OK;
}

enum err
multipart_next(struct multipart *m, const struct multipart_part **ret, struct why *why)
{
    *ret = NULL;
    enum err e = m->where == BEFORE_FIRST ? skip_preamble(m, why) : skip_content(m, why);
    if (!e && m->where == BEHIND_CONTENT)
        e = behind_delimiter(m, why);
    if (e || m->where == AT_END)
        return e;
    if (++m->part_count > MULTIPART_PARTS_MAX)
        return fail(why, ERR_LIMIT, "the form has more than %d parts", MULTIPART_PARTS_MAX);
    m->part = (struct multipart_part){0};
    arena_done(&m->head);
    e = read_head(m, why);
    if (e)
        return e;
    m->where = IN_CONTENT;
    *ret = &m->part;
    return OK;
}

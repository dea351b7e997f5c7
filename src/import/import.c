/* What every importer stands on: adding signals, cleaning text, sharing strings, names. */
#include "import.h"

#include "../base/utf8.h"
#include "../text/secrets.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_SAYS_MIN_BYTES = 12, TITLE_JOINED_MAX_BYTES = 120 };

static void *
grow(void *p, uint32_t *cap, uint32_t need, size_t elem_bytes)
{
    if (need <= *cap)
        return p;
    uint32_t n = *cap ? *cap : 64;
    while (n < need)
        n += n / 2;
    p = realloc(p, n * elem_bytes);
    if (!p) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", n * elem_bytes);
        abort();
    }
    *cap = n;
    return p;
}

/* How many bytes the control character at `b` takes; 0 when it is none. Line feeds and tabs are text. */
static size_t
control_len(struct bytes b)
{
    unsigned char c = (unsigned char)b.p[0];
    if (c < 0x20 || c == 0x7f)
        return c != '\n' && c != '\t';
    return c == 0xc2 && b.n > 1 && (unsigned char)b.p[1] < 0xa0 ? 2 : 0; // U+0080 to U+009F
}

/* How many bytes the mark at `b` takes that reorders the text behind it (U+202A-E, U+2066-9); 0 when it is none. */
static size_t
reorder_len(struct bytes b)
{
    if (b.n < 3 || (unsigned char)b.p[0] != 0xe2)
        return 0;
    unsigned char second = (unsigned char)b.p[1], third = (unsigned char)b.p[2];
    return (second == 0x80 && third >= 0xaa && third <= 0xae) || (second == 0x81 && third >= 0xa6 && third <= 0xa9) ? 3
                                                                                                                    : 0;
}

static bool
is_printable(char c) // of ASCII: nearly all there is
{
    return c >= ' ' && c < 0x7f;
}

/*
 * Valid UTF-8 without control characters, which become blanks: what we print may go to a terminal, and a log line from
 * outside must not move its cursor. Marks that reorder what follows are left out: they reach beyond their own text.
 * Lines end with \n. b itself when there is nothing to do.
 */
static struct bytes
clean(struct arena *a, struct bytes b)
{
    b = utf8_clean(a, b);
    size_t i = 0;
    while (i < b.n && (is_printable(b.p[i]) || (!control_len(bytes_from(b, i)) && !reorder_len(bytes_from(b, i)))))
        i++;
    if (i == b.n)
        return b;
    char *out = arena_alloc(a, b.n + 1);
    size_t n = i;
    memcpy(out, b.p, i);
    while (i < b.n) {
        size_t control = control_len(bytes_from(b, i)), reorder = reorder_len(bytes_from(b, i));
        if (reorder) {
            i += reorder;
            continue;
        }
        if (b.p[i] != '\r' || i + 1 == b.n || b.p[i + 1] != '\n')
            out[n++] = control ? ' ' : b.p[i];
        i += control ? control : 1;
    }
    return (struct bytes){out, n};
}

void
import_init(struct import *im, struct arena *a, struct zones *z)
{
    *im = (struct import){.arena = a, .zones = z, .json = json_parser_new(), .hasher = hasher_new()};
}

void
import_done(struct import *im)
{
    json_parser_free(im->json);
    hasher_free(im->hasher);
    free(im->signals);
    free(im->origins);
    free(im->name_texts);
    map_done(&im->strings);
    map_done(&im->names);
    map_done(&im->private_channels);
    *im = (struct import){0};
}

/* Of a piece of the input. What was hashed last is often asked for again: one piece that gives several signals. */
static struct sha256
hash_of(struct import *im, struct bytes raw)
{
    if (!raw.n || raw.p != im->hashed_raw.p || raw.n != im->hashed_raw.n) {
        im->hashed = hasher_sha256(im->hasher, raw);
        im->hashed_raw = raw;
    }
    return im->hashed;
}

/* A deleted message, a commit without a word: a line of the timeline needs something to read. */
static void
name_silent(struct import *im, uint32_t from)
{
    for (uint32_t i = from; i < im->count; i++)
        if (!im->signals[i].title.n)
            im->signals[i].title = BYTES("(no text)");
}

enum err
import_read(struct import *im, const struct importer *with, struct input *in, struct why *why)
{
    uint32_t before = im->count, notes_before = im->note_count, dropped_before = im->notes_dropped;
    im->origins = grow(im->origins, &im->origin_cap, im->origin_count + 1, sizeof *im->origins);
    in->origin = im->origin_count++;
    im->hashed_raw = BYTES_NONE; // other bytes may stand where the last input did
    im->origins[in->origin] = (struct origin){
        .path = bytes_dup(im->arena, clean(im->arena, in->path)).p,
        .importer = with->name,
        .hash = hash_of(im, in->bytes),
        .size_bytes = in->bytes.n,
        .captured_ms = in->received_ms,
    };
    enum err e = with->parse(im, in, why);
    name_silent(im, before);
    if (e) {
        im->count = before;
        im->note_count = notes_before; // they speak of signals that are not there
        im->notes_dropped = dropped_before;
        im->origin_count--;
    } else if (im->keep && im->count > before) {
        im->keep(im->keep_ctx, im, before, in);
    }
    return e;
}

enum err
import_add(struct import *im, const struct input *in, struct bytes raw, struct signal **ret, struct why *why)
{
    if (im->count == IMPORT_SIGNALS_MAX)
        return fail(why, ERR_LIMIT, "more than %d signals in one import; import a shorter time", IMPORT_SIGNALS_MAX);
    assert(raw.n == 0 || (raw.p >= in->bytes.p && raw.p + raw.n <= in->bytes.p + in->bytes.n));
    if (raw.n > UINT32_MAX)
        return fail(why, ERR_LIMIT, "one signal of %zu bytes; at most %u are read", raw.n, UINT32_MAX);
    im->signals = grow(im->signals, &im->cap, im->count + 1, sizeof *im->signals);
    struct signal *s = &im->signals[im->count++];
    *s = (struct signal){
        .source = im->origins[in->origin].importer,
        .origin = in->origin,
        .raw_at = raw.n ? (uint64_t)(raw.p - in->bytes.p) : 0,
        .raw_bytes = (uint32_t)raw.n,
        .hash = hash_of(im, raw),
        .at = WHEN_UNKNOWN,
        .end = WHEN_UNKNOWN,
    };
    *ret = s;
    return OK;
}

/* Text as it is kept: clean, without the secrets in it. */
static struct bytes
kept(struct import *im, struct bytes text)
{
    return secrets_mask(im->arena, clean(im->arena, text));
}

static struct bytes
key_at(const uint32_t *value)
{
    return ((const struct map_entry *)((const char *)value - offsetof(struct map_entry, value)))->key;
}

/* What is there holds no secret, so only what is new is searched for one. */
struct bytes
import_intern(struct import *im, struct bytes text)
{
    if (!text.n)
        return BYTES_NONE;
    text = clean(im->arena, text);
    const uint32_t *known = map_find(&im->strings, text);
    if (known)
        return key_at(known);
    text = secrets_mask(im->arena, text);
    uint32_t *at = map_at(&im->strings, text);
    struct map_entry *e = (struct map_entry *)((char *)at - offsetof(struct map_entry, value));
    if (!*at) {
        *at = 1;
        e->key = bytes_dup(im->arena, text); // the same bytes: the hash stays true
    }
    return e->key;
}

/* A line that needs the next one to say anything: "yes", "man", "see thread:", an address. */
static bool
says_little(struct bytes line)
{
    bool address = bytes_starts(line, "http") && bytes_find_char(line, ' ') < 0;
    return line.n < TITLE_SAYS_MIN_BYTES || line.p[line.n - 1] == ':' || address;
}

/*
 * What a person would quote of a text in one line: its first line outside quoted output, with the following ones as
 * long as it says little; the first line of output when there is nothing else.
 */
static struct bytes
title_of(struct import *im, struct bytes text)
{
    struct bytes title = BYTES_NONE, code = BYTES_NONE, line;
    bool in_code = false;
    while (bytes_line(&text, &line)) {
        line = bytes_trim(line);
        if (bytes_starts(line, "```")) {
            in_code = !in_code || (line.n > 3 && bytes_ends(line, "```"));
            if (line.n > 3 && !code.n)
                code = bytes_trim(bytes_cut(line, 3, line.n - (bytes_ends(line, "```") ? 6 : 3)));
            continue;
        }
        if (!line.n)
            continue;
        if (in_code) {
            if (!code.n)
                code = line;
            in_code = !bytes_ends(line, "```");
            continue;
        }
        title = title.n ? bytes_printf(im->arena, "%.*s %.*s", BYTES_ARG(title), BYTES_ARG(line)) : line;
        if (!says_little(title) && !says_little(line))
            break;
        if (title.n > TITLE_JOINED_MAX_BYTES)
            break;
    }
    if (!title.n && code.n)
        title = bytes_printf(im->arena, "`%.*s`", BYTES_ARG(utf8_cut(code, SIGNAL_TITLE_MAX_BYTES - 2)));
    return bytes_trim(utf8_cut(title, SIGNAL_TITLE_MAX_BYTES));
}

void
import_text(struct import *im, struct signal *s, struct bytes text)
{
    text = bytes_trim(kept(im, text));
    struct bytes whole = bytes_dup(im->arena, utf8_cut(text, SIGNAL_TEXT_MAX_BYTES));
    s->title = title_of(im, whole);
    s->detail = s->title.n == whole.n ? BYTES_NONE : whole;
}

void
import_title(struct import *im, struct signal *s, struct bytes title, struct bytes detail)
{
    title = bytes_trim(kept(im, title));
    detail = bytes_trim(kept(im, detail));
    struct bytes rest = title, line = BYTES_NONE;
    bytes_line(&rest, &line); // trimmed, so the first line says something
    s->title = bytes_dup(im->arena, bytes_trim(utf8_cut(bytes_trim(line), SIGNAL_TITLE_MAX_BYTES)));
    s->detail = BYTES_NONE;
    bool holds_all = s->title.n == title.n;
    if (!holds_all && detail.n)
        s->detail =
            utf8_cut(bytes_printf(im->arena, "%.*s\n%.*s", BYTES_ARG(title), BYTES_ARG(detail)), SIGNAL_TEXT_MAX_BYTES);
    else if (!holds_all)
        s->detail = bytes_dup(im->arena, utf8_cut(title, SIGNAL_TEXT_MAX_BYTES));
    else if (detail.n && !bytes_eq(detail, s->title))
        s->detail = bytes_dup(im->arena, utf8_cut(detail, SIGNAL_TEXT_MAX_BYTES));
}

void
import_tie(struct import *im, struct signal *s, enum tie_kind kind, enum tie_role role, struct bytes value)
{
    if (!value.n)
        return;
    value = clean(im->arena, value); // as it is kept: else a value that is no UTF-8 would never be found again
    unsigned count = 0;
    for (const struct tie *t = s->ties; t; t = t->next, count++)
        if (t->kind == kind && t->role == role && bytes_eq(t->value, value))
            return;
    if (count >= SIGNAL_TIES_MAX)
        return;
    struct bytes shared = import_intern(im, value);
    if (kind == TIE_URL && !bytes_eq(shared, value))
        return; // without its secret an address is that of many things
    struct tie *t = arena_new(im->arena, struct tie);
    *t = (struct tie){.next = s->ties, .value = shared, .kind = kind, .role = role};
    s->ties = t;
}

void
import_at(struct signal *s, struct when at)
{
    s->at = at;
    if (at.precision != PRECISION_UNKNOWN && !(at.lacks & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE)) && when_is_absurd(at.ms))
        s->flags |= SIGNAL_ABSURD_TIME;
}

void
import_name_put(struct import *im, struct bytes id, struct bytes name)
{
    if (!id.n || !name.n)
        return;
    uint32_t *n = map_at(&im->names, import_intern(im, id));
    if (!*n) {
        im->name_texts = grow(im->name_texts, &im->name_cap, im->name_count + 1, sizeof *im->name_texts);
        *n = ++im->name_count;
    } else if (bytes_cmp(im->name_texts[*n - 1], name) <= 0) {
        return; // two files disagree: the same one wins in whatever order they come
    }
    im->name_texts[*n - 1] = import_intern(im, name);
}

struct bytes
import_name_get(const struct import *im, struct bytes id)
{
    const uint32_t *n = map_find(&im->names, id);
    return n ? im->name_texts[*n - 1] : BYTES_NONE;
}

void
import_note(struct import *im, const char *fmt, ...)
{
    if (im->note_count == IMPORT_NOTES_MAX) {
        im->notes_dropped++;
        return;
    }
    char text[WHY_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    im->notes[im->note_count++] = bytes_dup(im->arena, kept(im, bytes_of(text))).p;
}

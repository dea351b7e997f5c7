#ifndef IMPORT_READING_H
#define IMPORT_READING_H
/*
 * For tests of importers: reads a text or a file with an importer, as gathering does, and keeps all that came of it.
 *
 *     struct reading *r = reading_of(&importer_x, "{...}");
 *     CHECK_READ(r);
 *     CHECK_BYTES(r->im.signals[0].title, "...");
 *     reading_free(r);
 */
#include "import.h"

#include "../base/test.h"

struct reading {
    struct arena arena;
    struct zones *zones;
    struct import im;
    struct input in;
    bool sniffed; // the importer said that the text is its own
    enum err err;
    struct why why;
};

#define CHECK_READ(r)                                                                                                  \
    do {                                                                                                               \
        if ((r)->err) {                                                                                                \
            printf("%s:%d: refused: %s\n", __FILE__, __LINE__, (r)->why.text);                                         \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

static inline struct reading *
reading_new(void)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->arena.max_bytes = (size_t)1 << 30;
    r->zones = zones_new(NULL);
    import_init(&r->im, &r->arena, r->zones);
    return r;
}

static inline void
reading_free(struct reading *r)
{
    import_done(&r->im);
    zones_free(r->zones);
    arena_done(&r->arena);
    free(r);
}

/* Reads one more input; `with` may be NULL to look only. */
static inline void
reading_add(struct reading *r, const struct importer *with, struct bytes text, const char *path)
{
    char *p = arena_alloc(&r->arena, text.n + JSON_PADDING_BYTES);
    if (text.n)
        memcpy(p, text.p, text.n);
    r->in = (struct input){.bytes = {p, text.n}, .path = bytes_of(path), .named = true};
    if (!with)
        return;
    struct look look = look_at(&r->in);
    r->sniffed = with->sniff(&look);
    r->err = import_read(&r->im, with, &r->in, &r->why);
}

static inline struct reading *
reading_of(const struct importer *with, const char *text)
{
    struct reading *r = reading_new();
    reading_add(r, with, bytes_of(text), "test");
    return r;
}

/* Reads a file; one that ends in .gz is unpacked first. NULL when it is not there. */
static inline struct reading *
reading_of_file(const struct importer *with, const char *path)
{
    size_t n = 0, cap = 1 << 16, got;
    char command[600], *text = malloc(cap);
    FILE *f = fopen(path, "rb");
    if (!f || !text) {
        free(text);
        return NULL;
    }
    bool packed = bytes_ends(bytes_of(path), ".gz");
    if (packed) {
        fclose(f);
        snprintf(command, sizeof command, "gzip -dc '%s'", path);
        f = popen(command, "r");
    }
    while (f && (got = fread(text + n, 1, cap - n, f)) > 0)
        if ((n += got) == cap && !(text = realloc(text, cap *= 2)))
            abort();
    if (!f || (packed ? pclose(f) : fclose(f)))
        abort();
    struct reading *r = reading_new();
    reading_add(r, with, (struct bytes){text, n}, path);
    free(text);
    return r;
}

/* The signal's raw bytes. */
static inline struct bytes
reading_raw(const struct reading *r, uint32_t signal)
{
    const struct signal *s = &r->im.signals[signal];
    return bytes_cut(r->in.bytes, s->raw_at, s->raw_bytes);
}

static inline bool
has_tie(const struct signal *s, enum tie_kind kind, enum tie_role role, const char *value)
{
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == kind && t->role == role && bytes_is(t->value, value))
            return true;
    return false;
}

#define CHECK_AT(when, text) CHECK_STR(when_format((when).ms).s, text)
#endif

/* See gather.h. First the list of what there is (find_*), then two passes over it (read_*). */
#include "gather.h"

#include "../base/utf8.h"
#include "git_repository.h"
#include "unpack.h"
#include "unread.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum {
    HEAD_BYTES = 64 << 10, // what the first pass looks at
    REPOSITORY_MARGIN_MS = 24 * 60 * 60 * 1000,
};

enum entry_kind { ENTRY_FILE, ENTRY_MEMBER, ENTRY_REPOSITORY };

struct entry {
    enum entry_kind kind;
    const char *path; // as the user knows it; of a member: ZIP/MEMBER
    const char *file; // what to open: the file or the zip
    uint64_t member;  // its number in the zip
    uint64_t bytes;
    bool given; // is an argument itself
    bool named; // or lies right in a folder that is
    bool gives_names;
    size_t given_bytes; // of the path: the argument that led to it
};

struct finder {
    struct arena *arena;
    struct entry *entries;
    uint32_t count, cap;
    uint64_t packed_bytes, unpacked_bytes;
    const struct gather_options *options;
    struct gathered *to;
    size_t given_bytes; // of the argument that is being followed
    bool whole_zips;    // a zip is one file
};

/* A path as people know it. */
static const char *
shown(const struct finder *f, const char *path)
{
    const char *below = f->options->below;
    size_t n = below ? strlen(below) : 0;
    return n && strncmp(path, below, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static void
refuse(struct finder *f, const char *path, bool named, const char *reason)
{
    struct gathered *g = f->to;
    if (g->refusal_count == GATHER_REFUSALS_MAX) {
        g->refusals_more++;
        return;
    }
    if (!g->refusals)
        g->refusals = arena_new_n(f->arena, struct refusal, GATHER_REFUSALS_MAX);
    g->refusals[g->refusal_count++] = (struct refusal){shown(f, path), arena_strdup(f->arena, reason), named};
}

/* ---- what there is ---- */

static enum err
add_entry(struct finder *f, struct entry e, struct why *why)
{
    if (f->count == GATHER_FILES_MAX)
        return fail(why, ERR_LIMIT, "more than %d files; name fewer folders", GATHER_FILES_MAX);
    if (f->count == f->cap) {
        f->cap = f->cap ? f->cap * 2 : 64;
        f->entries = realloc(f->entries, f->cap * sizeof *f->entries);
        if (!f->entries)
            return fail(why, ERR_LIMIT, "out of memory for the list of files");
    }
    e.given_bytes = f->given_bytes;
    f->entries[f->count++] = e;
    return OK;
}

static bool
is_zip(const char *file)
{
    char magic[4] = {0};
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, magic, sizeof magic);
    if (fd >= 0)
        close(fd);
    return n == sizeof magic && memcmp(magic, "PK\3\4", 4) == 0;
}

/* Members are read where they lie and never written to disk, so their names need no guard but in messages. */
static enum err
find_in_zip(struct finder *f, const char *file, const char *path, bool named, struct why *why)
{
    int code;
    zip_t *z = zip_open(file, ZIP_RDONLY, &code);
    if (!z) {
        refuse(f, path, named, "this zip file is damaged");
        return OK;
    }
    enum err e = OK;
    zip_int64_t n = zip_get_num_entries(z, 0);
    for (zip_int64_t i = 0; i < n && !e; i++) {
        zip_stat_t st;
        if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) || !(st.valid & ZIP_STAT_NAME) || !(st.valid & ZIP_STAT_SIZE) ||
            !(st.valid & ZIP_STAT_COMP_SIZE))
            continue;
        struct bytes name = bytes_of(st.name);
        if (!name.n || bytes_ends(name, "/") || bytes_find(name, "__MACOSX/") == 0 || bytes_ends(name, ".DS_Store"))
            continue;
        const char *whole = bytes_printf(f->arena, "%s/%.*s", path, BYTES_ARG(utf8_clean(f->arena, name))).p;
        f->unpacked_bytes += st.size;
        if (st.size > GATHER_FILE_MAX_BYTES || f->unpacked_bytes > GATHER_UNPACKED_MAX_BYTES ||
            (st.size > GATHER_RATIO_FROM_BYTES && st.size / GATHER_RATIO_MAX > st.comp_size)) {
            refuse(f, whole, false, "it unpacks to more than is sensible; unpack it yourself and name the folder");
            f->unpacked_bytes -= st.size;
            continue;
        }
        e = add_entry(f, (struct entry){ENTRY_MEMBER, whole, file, (uint64_t)i, st.size, false, false, false}, why);
    }
    zip_discard(z);
    return e;
}

static enum err
find_file(struct finder *f, const char *path, uint64_t bytes, bool named, struct why *why)
{
    if (bytes > GATHER_FILE_MAX_BYTES) {
        refuse(f, path, named, "it is larger than 2 GiB; split it");
        return OK;
    }
    if (!f->whole_zips && is_zip(path))
        return find_in_zip(f, path, path, named, why);
    return add_entry(f, (struct entry){ENTRY_FILE, path, path, 0, bytes, named, named, false}, why);
}

static bool
exists_in(struct arena *a, const char *folder, const char *name)
{
    struct stat st;
    return stat(bytes_printf(a, "%s/%s", folder, name).p, &st) == 0;
}

static bool
is_repository(struct arena *a, const char *folder)
{
    return exists_in(a, folder, ".git") ||
           (exists_in(a, folder, "HEAD") && exists_in(a, folder, "objects") && exists_in(a, folder, "refs"));
}

static int
cmp_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in a folder, sorted, without hidden ones. */
static enum err
list_folder(struct finder *f, const char *path, const char ***ret, uint32_t *ret_count, struct why *why)
{
    DIR *d = opendir(path);
    if (!d)
        return fail(why, ERR_IO, "cannot read the folder %s: %s", path, strerror(errno));
    const char **names = NULL;
    uint32_t n = 0, cap = 0;
    for (struct dirent *en; (en = readdir(d));) {
        if (en->d_name[0] == '.')
            continue;
        if (n == cap) {
            cap = cap ? cap * 2 : 32;
            const char **more = realloc(names, cap * sizeof *names);
            if (!more || n > GATHER_FILES_MAX) {
                free(more ? more : names);
                closedir(d);
                return fail(why, ERR_LIMIT, "too many files in the folder %s", path);
            }
            names = more;
        }
        names[n++] = arena_strdup(f->arena, en->d_name);
    }
    closedir(d);
    if (n)
        qsort(names, n, sizeof *names, cmp_text);
    *ret = names;
    *ret_count = n;
    return OK;
}

static enum err
find_in_folder(struct finder *f, const char *path, int depth, bool named, struct why *why)
{
    if (depth > GATHER_DEPTH_MAX) {
        refuse(f, path, false, "folders are nested too deep");
        return OK;
    }
    if (!f->options->no_repositories && is_repository(f->arena, path))
        return add_entry(f, (struct entry){ENTRY_REPOSITORY, path, path, 0, 0, named, named, false}, why);
    const char **names;
    uint32_t n;
    enum err e = list_folder(f, path, &names, &n, why);
    if (e && depth) {
        refuse(f, path, false, why->text);
        return OK;
    }
    if (e)
        return e;
    for (uint32_t i = 0; i < n && !e; i++) {
        const char *sub = bytes_printf(f->arena, "%s/%s", path, names[i]).p;
        struct stat st;
        if (lstat(sub, &st)) {
            refuse(f, sub, false, strerror(errno));
            continue;
        }
        /* A link to a file is that file; a link to a folder could lead in circles. */
        if (S_ISLNK(st.st_mode) && (stat(sub, &st) || S_ISDIR(st.st_mode))) {
            refuse(f, sub, false, "it is a link to a folder or to nothing; name its target");
            continue;
        }
        if (S_ISDIR(st.st_mode))
            e = find_in_folder(f, sub, depth + 1, false, why);
        else if (S_ISREG(st.st_mode))
            e = find_file(f, sub, (uint64_t)st.st_size, false, why);
    }
    free(names);
    return e;
}

/* "a//b/./c/" and "./a/b/c" are one path: it must not matter how it was typed. */
static const char *
tidy_path(struct arena *a, const char *path)
{
    char *out = arena_alloc(a, strlen(path) + 2);
    size_t n = 0;
    if (path[0] == '/')
        out[n++] = '/';
    struct bytes rest = bytes_of(path), part;
    while (bytes_split(&rest, '/', &part)) {
        if (!part.n || bytes_is(part, "."))
            continue;
        if (n && out[n - 1] != '/')
            out[n++] = '/';
        memcpy(out + n, part.p, part.n);
        n += part.n;
    }
    if (!n)
        out[n++] = '.';
    return out;
}

static enum err
find_path(struct finder *f, const char *path, struct why *why)
{
    struct stat st;
    if (stat(path, &st))
        return fail(why, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot read %s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return find_in_folder(f, path, 0, true, why);
    if (S_ISREG(st.st_mode))
        return find_file(f, path, (uint64_t)st.st_size, true, why);
    return fail(why, ERR_IO, "%s is neither a file nor a folder", path);
}

static int
cmp_entry(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    int c = strcmp(a->path, b->path);
    return c ? c : (int)b->given - (int)a->given; // the given one first: it is the one that stays
}

/* A file is named when it is an argument itself, or lies right in a folder that is. */
static void
mark_named(struct finder *f, const char *const *paths, size_t path_count)
{
    for (uint32_t i = 0; i < f->count; i++) {
        struct bytes path = bytes_of(f->entries[i].path);
        size_t slash = path.n;
        while (slash > 0 && path.p[slash - 1] != '/')
            slash--;
        struct bytes folder = slash ? bytes_cut(path, 0, slash > 1 ? slash - 1 : 1) : BYTES(".");
        for (size_t k = 0; k < path_count && !f->entries[i].named; k++)
            f->entries[i].named = bytes_is(folder, paths[k]);
    }
}

/* ---- reading ---- */

struct reader {
    char *p; // reused; JSON_PADDING_BYTES more than cap
    size_t cap;
    const char *zip_file; // the zip that is open
    zip_t *zip;
};

static bool
make_room(struct reader *r, size_t n)
{
    if (n <= r->cap && r->p)
        return true;
    free(r->p);
    r->p = malloc(n + JSON_PADDING_BYTES);
    r->cap = r->p ? n : 0;
    return r->p;
}

static enum err
read_file(struct reader *r, const struct entry *en, size_t most, struct bytes *ret, struct why *why)
{
    int fd = open(en->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(why, ERR_IO, "cannot open it: %s", strerror(errno));
    size_t want = en->bytes < most ? (size_t)en->bytes : most, n = 0;
    if (!make_room(r, want)) {
        close(fd);
        return fail(why, ERR_LIMIT, "it needs %zu bytes of memory, more than there is", want);
    }
    while (n < want) {
        ssize_t got = read(fd, r->p + n, want - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            close(fd);
            return fail(why, ERR_IO, "cannot read it: %s", strerror(errno));
        }
        if (got == 0)
            break; // it shrank meanwhile
        n += (size_t)got;
    }
    close(fd);
    *ret = (struct bytes){r->p, n};
    return OK;
}

static enum err
read_member(struct reader *r, const struct entry *en, size_t most, struct bytes *ret, struct why *why)
{
    int code;
    if (!r->zip_file || strcmp(r->zip_file, en->file) != 0) {
        if (r->zip)
            zip_discard(r->zip);
        r->zip = zip_open(en->file, ZIP_RDONLY, &code);
        r->zip_file = r->zip ? en->file : NULL;
        if (!r->zip)
            return fail(why, ERR_IO, "the zip file cannot be opened any more");
    }
    size_t want = en->bytes < most ? (size_t)en->bytes : most, n = 0;
    zip_file_t *m = zip_fopen_index(r->zip, en->member, 0);
    if (!m)
        return fail(why, ERR_INVALID, "cannot unpack it: %s", zip_strerror(r->zip));
    if (!make_room(r, want)) {
        zip_fclose(m);
        return fail(why, ERR_LIMIT, "it needs %zu bytes of memory, more than there is", want);
    }
    while (n < want) {
        zip_int64_t got = zip_fread(m, r->p + n, want - n);
        if (got < 0) {
            zip_fclose(m);
            return fail(why, ERR_INVALID, "cannot unpack it: it is damaged");
        }
        if (got == 0)
            break;
        n += (size_t)got;
    }
    zip_fclose(m);
    *ret = (struct bytes){r->p, n};
    return OK;
}

static enum err
read_entry(struct reader *r, const struct entry *en, size_t most, struct bytes *ret, struct why *why)
{
    enum err e = en->kind == ENTRY_MEMBER ? read_member(r, en, most, ret, why) : read_file(r, en, most, ret, why);
    if (e || !unpack_knows(*ret))
        return e;
    /* A .gz: what comes out takes the place of what went in. */
    struct bytes out;
    e = unpack(*ret, most < GATHER_FILE_MAX_BYTES ? most : (size_t)GATHER_FILE_MAX_BYTES, GATHER_RATIO_MAX,
               GATHER_RATIO_FROM_BYTES, most < GATHER_FILE_MAX_BYTES, &out, why);
    if (e)
        return e;
    free(r->p);
    r->p = (char *)out.p;
    r->cap = out.n;
    *ret = out;
    return OK;
}

/* What a person can do with a file that nobody knows depends on what it is. */
static const char *
why_unknown(struct arena *a, const struct look *l)
{
    switch (l->shape) {
    case SHAPE_EMPTY:
        return "the file is empty";
    case SHAPE_BINARY:
        if (bytes_starts(l->head, "\xff\xfe") || bytes_starts(l->head, "\xfe\xff"))
            return "its text is UTF-16; save it as UTF-8";
        return "it is no text: export it as JSON, CSV, Markdown or plain text";
    case SHAPE_TEXT:
        return "no format is recognised: it is no known export, no timeline of at least two entries that begin with "
               "a time, and no table with a column for the time and one for a text";
    case SHAPE_OBJECT:
    case SHAPE_ARRAY:
    case SHAPE_LINES:
        break;
    }
    const char *known = unread_format(l);
    if (known)
        return bytes_printf(a, "it looks like %s, which is not read yet", known).p;
    if (!l->member_count)
        return "JSON of an unknown kind: it holds no objects with fields";
    struct bytes keys = BYTES_NONE;
    for (uint32_t i = 0; i < l->member_count && i < 5; i++)
        keys = bytes_printf(a, "%.*s%s%.*s", BYTES_ARG(keys), i ? ", " : "",
                            BYTES_ARG(utf8_cut(utf8_clean(a, l->members[i].key), 40)));
    return bytes_printf(
               a, "JSON of an unknown kind: its fields %.*s%s belong to no known tool, or it has no time and text",
               BYTES_ARG(keys), l->member_count > 5 ? ", ..." : "")
        .p;
}

static void
read_names(struct import *im, struct finder *f, struct reader *r)
{
    for (uint32_t i = 0; i < f->count; i++) {
        struct entry *en = &f->entries[i];
        struct why why;
        struct input in = {.path = bytes_of(en->path), .named = en->named};
        if (en->kind == ENTRY_REPOSITORY || read_entry(r, en, HEAD_BYTES, &in.bytes, &why))
            continue; // the second pass says what is wrong
        struct look l = look_at(&in);
        const struct importer *with = importer_of_names(&l);
        if (!with || read_entry(r, en, SIZE_MAX, &in.bytes, &why))
            continue;
        en->gives_names = true;
        if (import_read(im, with, &in, &why))
            refuse(f, en->path, en->given, why.text);
        else
            f->to->file_count++;
    }
}

static enum err
read_signals(struct import *im, struct finder *f, struct reader *r, const struct gather_options *o, struct why *why_end)
{
    uint64_t total = 0, done = 0;
    for (uint32_t i = 0; i < f->count; i++)
        total += f->entries[i].bytes;
    for (uint32_t i = 0; i < f->count; i++) {
        const struct entry *en = &f->entries[i];
        if (o->is_stopping && o->is_stopping(o->stopping_ctx))
            return fail(why_end, ERR_CONFLICT, "it was stopped");
        if (o->progress)
            o->progress(o->progress_ctx, en->path, done, total);
        done += en->bytes;
        if (en->kind == ENTRY_REPOSITORY || en->gives_names)
            continue;
        struct why why;
        struct input in = {.path = bytes_of(en->path), .named = en->named};
        if (read_entry(r, en, SIZE_MAX, &in.bytes, &why)) {
            refuse(f, en->path, en->given, why.text);
            continue;
        }
        struct look l = look_at(&in);
        l.zones = im->zones;
        const struct importer *with = importer_for(&l);
        if (!with)
            refuse(f, en->path, en->given, why_unknown(f->arena, &l));
        else if (import_read(im, with, &in, &why))
            refuse(f, en->path, en->given, why.text);
        else
            f->to->file_count++;
    }
    return OK;
}

/* The time that everything else speaks of, or all time when there is nothing else. */
static void
history_bounds(const struct import *im, const struct gather_options *o, int64_t *from_ms, int64_t *to_ms)
{
    *from_ms = INT64_MAX;
    *to_ms = INT64_MIN;
    for (uint32_t i = 0; i < im->count; i++) {
        const struct signal *s = &im->signals[i];
        if (s->at.precision == PRECISION_UNKNOWN || s->at.lacks & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE) ||
            s->flags & SIGNAL_ABSURD_TIME)
            continue;
        *from_ms = s->at.ms < *from_ms ? s->at.ms : *from_ms;
        *to_ms = s->at.ms > *to_ms ? s->at.ms : *to_ms;
    }
    if (o->has_from)
        *from_ms = o->from_ms;
    if (o->has_to)
        *to_ms = o->to_ms;
    *from_ms = *from_ms == INT64_MAX ? INT64_MIN : *from_ms - REPOSITORY_MARGIN_MS;
    *to_ms = *to_ms == INT64_MIN ? INT64_MAX : *to_ms + REPOSITORY_MARGIN_MS;
}

static void
read_repositories(struct import *im, struct finder *f, const struct gather_options *o)
{
    int64_t from_ms, to_ms;
    history_bounds(im, o, &from_ms, &to_ms);
    for (uint32_t i = 0; i < f->count; i++) {
        struct why why;
        if (f->entries[i].kind != ENTRY_REPOSITORY)
            continue;
        if (git_read_repository(im, f->entries[i].file, from_ms, to_ms, &why))
            refuse(f, f->entries[i].path, f->entries[i].given, why.text);
        else
            f->to->file_count++;
    }
}

static int
cmp_refusal(const void *a, const void *b)
{
    return strcmp(((const struct refusal *)a)->path, ((const struct refusal *)b)->path);
}

/* Everything that the paths lead to, in the order of its path and once. f->entries is the caller's to free. */
static enum err
find_all(struct finder *f, const char *const *paths, size_t path_count, struct why *why)
{
    const char **tidy = arena_new_n(f->arena, const char *, path_count);
    uint32_t kept = 0;
    for (size_t i = 0; i < path_count; i++) {
        tidy[i] = tidy_path(f->arena, paths[i]);
        f->given_bytes = strlen(tidy[i]);
        enum err e = find_path(f, tidy[i], why);
        if (e)
            return e;
    }
    mark_named(f, tidy, path_count);
    for (uint32_t i = 0; i < f->count; i++)
        f->entries[i].path = shown(f, f->entries[i].path);
    if (f->count)
        qsort(f->entries, f->count, sizeof *f->entries, cmp_entry);
    for (uint32_t i = 0; i < f->count; i++)
        if (!kept || strcmp(f->entries[kept - 1].path, f->entries[i].path) != 0)
            f->entries[kept++] = f->entries[i];
    f->count = kept;
    return OK;
}

enum err
gather(struct import *im, const char *const *paths, size_t path_count, const struct gather_options *options,
       struct gathered *ret, struct why *why)
{
    *ret = (struct gathered){0};
    struct finder f = {.arena = im->arena, .to = ret, .options = options};
    enum err e = find_all(&f, paths, path_count, why);
    if (!e) {
        struct reader r = {0};
        read_names(im, &f, &r);
        e = read_signals(im, &f, &r, options, why);
        if (!e)
            read_repositories(im, &f, options);
        if (ret->refusal_count)
            qsort(ret->refusals, ret->refusal_count, sizeof *ret->refusals, cmp_refusal);
        if (r.zip)
            zip_discard(r.zip);
        free(r.p);
    }
    free(f.entries);
    return e;
}

enum err
gather_list(struct arena *a, const char *const *paths, size_t path_count, struct gather_file **ret, uint32_t *ret_count,
            struct gathered *ret_refused, struct why *why)
{
    static const struct gather_options options = {0};
    *ret_refused = (struct gathered){0};
    struct finder f = {.arena = a, .to = ret_refused, .options = &options, .whole_zips = true};
    uint32_t n = 0;
    enum err e = find_all(&f, paths, path_count, why);
    struct gather_file *files = arena_new_n(a, struct gather_file, f.count + 1);
    for (uint32_t i = 0; i < f.count && !e; i++) {
        const struct entry *en = &f.entries[i];
        if (en->kind == ENTRY_REPOSITORY)
            refuse(&f, en->path, en->given,
                   "it is a git repository, which only its own machine reads; give a list of its commits");
        else
            files[n++] = (struct gather_file){en->path, en->bytes, en->given_bytes};
    }
    free(f.entries);
    *ret = files;
    *ret_count = n;
    return e;
}

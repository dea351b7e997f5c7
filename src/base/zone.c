/*
 * Zones by number. A zone is a fixed offset, an abbreviation with a fixed offset, or a file of tzdata, and gets its
 * number when it is first asked for.
 *
 * Names from outside never become paths: tzdata's folder is listed once, and a name is looked up in that list. The list
 * also gives the towns: the last part of "America/New_York" is a town, except for a few that are words of everyday
 * incident language.
 */
#include "zone.h"

#include "arena.h"
#include "zone_names.h"
#include "zone_scan.h"
#include "zone_tzif.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NAMES_MAX = 2000, // Debian's tzdata has 597
    NAME_MAX_BYTES = 64,
    FOLDERS_MAX = 64, // and 21 folders
    DEPTH_MAX = 3,    // "America/Argentina/Ushuaia"
    OFFSET_MAX_S = 18 * 3600,
    QUARTER_S = 15 * 60,
    QUARTERS_MAX = 2 * OFFSET_MAX_S / QUARTER_S + 1,
    ODD_OFFSETS_MAX = 50, // offsets that are no quarters of an hour: hostile input must not use up the numbers
    ARENA_MAX_BYTES = 64 << 20,
    NOT_LOADABLE = UINT16_MAX, // stands where a zone_id would
};

struct zone {
    const char *name;
    const struct tzif *tz; // NULL for a fixed offset
    struct tz_span span;   // the last one asked for: neighbours in time are asked for together
};

/* A file below tzdata's folder. */
struct tz_name {
    const char *name;
    zone_id id; // 0: not loaded yet
};

struct zones {
    struct arena arena;
    struct zone zone[ZONES_MAX];
    unsigned count;
    zone_id quarter[QUARTERS_MAX]; // fixed offsets of whole quarters of an hour, from -18:00
    zone_id odd[ODD_OFFSETS_MAX];
    unsigned odd_count;
    zone_id *word_ids; // for zone_words[]
    char *dir;         // NULL when there is no tzdata
    bool listed;
    struct tz_name *names; // sorted by compare()
    size_t name_count;
    struct town {
        const char *town; // the end of a name
        struct tz_name *name;
    } * towns; // sorted
    size_t town_count;
};

/* ---- making zones ---- */

static zone_id
zone_add(struct zones *z, const char *name, const struct tzif *tz, struct tz_span span)
{
    if (z->count == ZONES_MAX)
        return ZONE_NONE;
    z->zone[z->count] = (struct zone){name, tz, span};
    return (zone_id)z->count++;
}

static zone_id
add_fixed(struct zones *z, const char *name, int offset_s)
{
    return zone_add(z, name, NULL, (struct tz_span){INT64_MIN, INT64_MAX, offset_s, name});
}

static const char *
offset_name(struct zones *z, int offset_s)
{
    unsigned s = (unsigned)abs(offset_s);
    char sign = offset_s < 0 ? '-' : '+';
    struct bytes name = s % 60 ? bytes_printf(&z->arena, "UTC%c%02u:%02u:%02u", sign, s / 3600, s / 60 % 60, s % 60)
                               : bytes_printf(&z->arena, "UTC%c%02u:%02u", sign, s / 3600, s / 60 % 60);
    return name.p;
}

zone_id
zone_fixed(struct zones *z, int offset_s)
{
    if (offset_s < -OFFSET_MAX_S || offset_s > OFFSET_MAX_S)
        return ZONE_NONE;
    if (offset_s % QUARTER_S == 0) {
        zone_id *id = &z->quarter[(offset_s + OFFSET_MAX_S) / QUARTER_S];
        if (!*id)
            *id = add_fixed(z, offset_name(z, offset_s), offset_s);
        return *id;
    }
    for (unsigned i = 0; i < z->odd_count; i++)
        if (z->zone[z->odd[i]].span.offset_s == offset_s)
            return z->odd[i];
    if (z->odd_count == ODD_OFFSETS_MAX)
        return ZONE_NONE;
    return z->odd[z->odd_count++] = add_fixed(z, offset_name(z, offset_s), offset_s);
}

static char *
tzdata_dir(struct arena *a, const char *dir)
{
    static const char *const usual[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
                                        "/etc/zoneinfo"};
    if (dir)
        return arena_strdup(a, dir);
    struct stat st;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (stat(usual[i], &st) == 0 && S_ISDIR(st.st_mode))
            return arena_strdup(a, usual[i]);
    return NULL;
}

struct zones *
zones_new(const char *dir)
{
    struct zones *z = calloc(1, sizeof *z);
    if (!z) {
        fprintf(stderr, "aftermath: out of memory (%zu bytes)\n", sizeof *z);
        abort();
    }
    z->arena.max_bytes = ARENA_MAX_BYTES;
    z->dir = tzdata_dir(&z->arena, dir);
    z->word_ids = arena_new_n(&z->arena, zone_id, zone_word_count);
    zone_id none = add_fixed(z, "", 0), utc = add_fixed(z, "UTC", 0);
    assert(none == ZONE_NONE && utc == ZONE_UTC);
    z->quarter[OFFSET_MAX_S / QUARTER_S] = utc;
    return z;
}

void
zones_free(struct zones *z)
{
    if (!z)
        return;
    arena_done(&z->arena);
    free(z);
}

/* ---- names ---- */

static int
fold(char c)
{
    return c == '_' ? ' ' : (unsigned char)ascii_lower(c);
}

/* Orders names as people take them for equal: without case, and a blank is an underscore. */
static int
compare(struct bytes a, const char *b)
{
    for (size_t i = 0; i < a.n; i++) {
        int c = fold(a.p[i]) - fold(b[i]);
        if (c || !b[i])
            return c ? c : 1;
    }
    return b[a.n] ? -1 : 0;
}

static int
compare_names(const void *a, const void *b)
{
    const struct tz_name *na = a, *nb = b;
    int c = compare(bytes_of(na->name), nb->name);
    return c ? c : strcmp(na->name, nb->name);
}

/* One town in several folders (Asia/Istanbul, Europe/Istanbul): the last by name, and never a matter of chance. */
static int
compare_towns(const void *a, const void *b)
{
    const struct town *ta = a, *tb = b;
    int c = compare(bytes_of(ta->town), tb->town);
    return c ? c : strcmp(tb->name->name, ta->name->name);
}

static bool
has_town(const char *name)
{
    static const char *const areas[] = {"Africa/",    "America/", "Antarctica/", "Asia/",   "Atlantic/",
                                        "Australia/", "Europe/",  "Indian/",     "Pacific/"};
    /* A canary fails and a cron job wakes more often than somebody reports from these places. */
    static const char *const words[] = {"ACT",   "Canary", "Casey", "Center",   "Christmas", "Davis", "Easter", "GB",
                                        "LHI",   "Midway", "NSW",   "Nome",     "North",     "Oral",  "Palmer", "South",
                                        "Troll", "Virgin", "Wake",  "Resolute", "West",      "Knox"};
    const char *town = strrchr(name, '/');
    for (size_t i = 0; town && i < sizeof words / sizeof *words; i++)
        if (strcmp(town + 1, words[i]) == 0)
            return false;
    for (size_t i = 0; town && i < sizeof areas / sizeof *areas; i++)
        if (strncmp(name, areas[i], strlen(areas[i])) == 0)
            return true;
    return false;
}

/* tzdata's names begin with a capital and have few kinds of bytes; the rest of its folder is tables and settings. */
static bool
is_name(const char *s)
{
    if (!(s[0] >= 'A' && s[0] <= 'Z') || strlen(s) > NAME_MAX_BYTES || strcmp(s, "Factory") == 0)
        return false;
    for (; *s; s++)
        if (!ascii_is_alnum(*s) && !strchr("_+-", *s))
            return false;
    return true;
}

/* Notes the files of one folder, and its folders for later. */
static void
list_folder(struct zones *z, const char *folder, const char **folders, size_t *folder_count)
{
    struct bytes path = bytes_printf(&z->arena, "%s/%s", z->dir, folder);
    DIR *d = opendir(path.p);
    if (!d)
        return;
    unsigned depth = 1;
    for (const char *s = folder; *s; s++)
        depth += *s == '/';
    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;
        if (!is_name(e->d_name) || fstatat(dirfd(d), e->d_name, &st, 0) != 0)
            continue;
        struct bytes name = bytes_printf(&z->arena, "%s%s", folder, e->d_name);
        if (S_ISREG(st.st_mode) && z->name_count < NAMES_MAX)
            z->names[z->name_count++] = (struct tz_name){.name = name.p};
        else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX && *folder_count < FOLDERS_MAX)
            folders[(*folder_count)++] = bytes_printf(&z->arena, "%s/", name.p).p;
    }
    closedir(d);
}

static void
list_names(struct zones *z)
{
    if (z->listed)
        return;
    z->listed = true;
    if (!z->dir)
        return;
    z->names = arena_new_n(&z->arena, struct tz_name, NAMES_MAX);
    const char *folders[FOLDERS_MAX] = {""};
    size_t folder_count = 1;
    for (size_t i = 0; i < folder_count; i++)
        list_folder(z, folders[i], folders, &folder_count);
    if (z->name_count)
        qsort(z->names, z->name_count, sizeof *z->names, compare_names);
    z->towns = arena_new_n(&z->arena, struct town, z->name_count);
    for (size_t i = 0; i < z->name_count; i++)
        if (has_town(z->names[i].name))
            z->towns[z->town_count++] = (struct town){strrchr(z->names[i].name, '/') + 1, &z->names[i]};
    if (z->town_count)
        qsort(z->towns, z->town_count, sizeof *z->towns, compare_towns);
}

/* ---- loading ---- */

/* The file's bytes; none when it is not there, no file, or too large. */
static struct bytes
read_file(struct zones *z, const char *name)
{
    struct bytes path = bytes_printf(&z->arena, "%s/%s", z->dir, name), file = BYTES_NONE;
    int fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return file;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= TZIF_FILE_MAX_BYTES) {
        char *p = arena_alloc(&z->arena, (size_t)st.st_size);
        size_t n = 0;
        for (ssize_t got; n < (size_t)st.st_size && (got = read(fd, p + n, (size_t)st.st_size - n)) > 0;)
            n += (size_t)got;
        file = (struct bytes){p, n};
    }
    close(fd);
    return file;
}

static zone_id
load(struct zones *z, struct tz_name *name)
{
    if (!name->id) {
        struct bytes file = read_file(z, name->name);
        struct tzif *tz;
        if (file.n && tzif_parse(&z->arena, file, &tz, NULL) == OK)
            name->id = zone_add(z, name->name, tz, tzif_at(tz, 0));
        if (!name->id)
            name->id = NOT_LOADABLE;
    }
    return name->id == NOT_LOADABLE ? ZONE_NONE : name->id;
}

static zone_id
find_name(struct zones *z, struct bytes name)
{
    list_names(z);
    size_t low = 0, high = z->name_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare(name, z->names[mid].name);
        if (c == 0)
            return load(z, &z->names[mid]);
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return ZONE_NONE;
}

static zone_id
find_town(struct zones *z, struct bytes town)
{
    list_names(z);
    size_t low = 0, high = z->town_count;
    while (low < high) { // the first of those that are equal
        size_t mid = (low + high) / 2;
        if (compare(town, z->towns[mid].town) <= 0)
            high = mid;
        else
            low = mid + 1;
    }
    if (low == z->town_count || compare(town, z->towns[low].town) != 0)
        return ZONE_NONE;
    return load(z, z->towns[low].name);
}

static zone_id
word_id(struct zones *z, const struct zone_word *w)
{
    zone_id *id = &z->word_ids[w - zone_words];
    if (!*id) {
        if (w->tz)
            *id = find_name(z, bytes_of(w->tz));
        else if (w->offset_min == 0 && w->kind != ZONE_WORD_UPPER)
            *id = ZONE_UTC; // UTC by another name
        else
            *id = add_fixed(z, w->word, w->offset_min * 60);
        if (!*id)
            *id = NOT_LOADABLE;
    }
    return *id == NOT_LOADABLE ? ZONE_NONE : *id;
}

static zone_id
find_word(struct zones *z, struct bytes word, enum zone_word_kind *ret_kind)
{
    size_t low = 0, high = zone_word_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare(word, zone_words[mid].word);
        if (c == 0) {
            *ret_kind = (enum zone_word_kind)zone_words[mid].kind;
            return word_id(z, &zone_words[mid]);
        }
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return ZONE_NONE;
}

zone_id
zone_lookup(struct zones *z, struct bytes name, enum zone_word_kind *ret_kind)
{
    if (!name.n || name.n > NAME_MAX_BYTES)
        return ZONE_NONE;
    *ret_kind = ZONE_WORD_LOWER;
    if (bytes_is_nocase(name, "z"))
        return ZONE_UTC;
    zone_id id = find_word(z, name, ret_kind);
    if (id != ZONE_NONE)
        return id;
    *ret_kind = ZONE_WORD_PLACE;
    id = find_name(z, name);
    return id != ZONE_NONE ? id : find_town(z, name);
}

zone_id
zone_find(struct zones *z, struct bytes name)
{
    name = bytes_trim(name);
    zone_id id;
    if (zone_scan(z, name, true, &id) == name.n && name.n)
        return id;
    return ZONE_NONE;
}

/* ---- questions ---- */

static const struct tz_span *
span_at(struct zones *z, zone_id id, int64_t utc_s)
{
    assert(id < z->count);
    struct zone *zone = &z->zone[id];
    if (utc_s < zone->span.from_s || utc_s >= zone->span.until_s)
        if (zone->tz)
            zone->span = tzif_at(zone->tz, utc_s);
    return &zone->span;
}

static int64_t
seconds_of(int64_t ms)
{
    return ms / 1000 - (ms % 1000 < 0);
}

const char *
zone_name(const struct zones *z, zone_id id)
{
    assert(id < z->count);
    return z->zone[id].name;
}

int
zone_offset_s(struct zones *z, zone_id id, int64_t utc_ms)
{
    return span_at(z, id, seconds_of(utc_ms))->offset_s;
}

const char *
zone_abbreviation(struct zones *z, zone_id id, int64_t utc_ms)
{
    const struct tz_span *span = span_at(z, id, seconds_of(utc_ms));
    if (ascii_is_alpha(span->abbreviation[0]))
        return span->abbreviation;
    zone_id fixed = zone_fixed(z, span->offset_s); // tzdata writes "+03" where nobody has letters
    return fixed == ZONE_NONE ? span->abbreviation : zone_name(z, fixed);
}

int64_t
zone_to_utc(struct zones *z, zone_id id, int64_t local_ms)
{
    const int64_t day_s = 86400;
    int64_t local_s = seconds_of(local_ms), offset_s;
    assert(id < z->count);
    const struct tz_span *now = &z->zone[id].span;
    if (now->from_s == INT64_MIN && now->until_s == INT64_MAX)
        return local_ms - (int64_t)now->offset_s * 1000;
    /* No clock is more than a day off UTC: the offset is the one in force a day before, or a day after, or one that
     * came and went between. */
    int64_t before = span_at(z, id, local_s - day_s)->offset_s;
    int64_t after = span_at(z, id, local_s + day_s)->offset_s;
    int64_t between = span_at(z, id, local_s - before)->offset_s;
    const int64_t tries[] = {before, between, after};
    offset_s = before; // in a gap nothing fits: the clock as it would have gone on, which is the gap later
    bool found = false;
    for (size_t i = 0; i < 3; i++) {
        bool fits = span_at(z, id, local_s - tries[i])->offset_s == tries[i];
        if (fits && (!found || tries[i] > offset_s)) { // larger offset: earlier moment
            offset_s = tries[i];
            found = true;
        }
    }
    return local_ms - offset_s * 1000;
}

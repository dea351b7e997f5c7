/*
 * Files to timeline, the whole way: the demo incident, what must not matter (order, repeats, splitting, packing), and
 * the published timelines of real incidents when ../shared is there.
 */
#include "../src/base/test.h"
#include "../src/fact/timeline_json.h"
#include "../src/import/gather.h"
#include "../src/timeline/timeline.h"

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define DEMO   "demo/checkout-outage"
#define SHARED "../shared/data/scenarios"

static struct zones *zones;
static char work[] = "/tmp/aftermath-pipeline-XXXXXX"; // removed at the end

/* One run: everything in its arena. */
struct run {
    struct arena arena;
    struct import import;
    struct gathered gathered;
    struct timeline *t;
};

static void
run_done(struct run *r)
{
    import_done(&r->import);
    arena_done(&r->arena);
}

static void
run_paths(struct run *r, const char *const *paths, size_t count)
{
    struct why why = {""};
    struct timeline_options o = {.zones = zones};
    *r = (struct run){.arena = {.max_bytes = (size_t)1 << 30}};
    import_init(&r->import, &r->arena, zones);
    enum err e = gather(&r->import, paths, count, &(struct gather_options){0}, &r->gathered, &why);
    if (!e)
        e = timeline_build(&r->arena, r->import.signals, r->import.count, r->import.origins, r->import.origin_count, &o,
                           &r->t, &why);
    if (e)
        printf("%s\n", why.text);
    CHECK(e == OK);
}

static void
run_path(struct run *r, const char *path)
{
    run_paths(r, &path, 1);
}

static struct bytes
json_of(struct run *r)
{
    struct buf out = {0};
    timeline_json(&out, r->t, &(struct timeline_view){.explain = true});
    struct bytes copy = bytes_dup(&r->arena, buf_bytes(&out));
    buf_done(&out);
    return copy;
}

/* ---- files ---- */

static struct bytes
slurp(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    CHECK(f);
    struct stat st;
    CHECK(fstat(fileno(f), &st) == 0);
    char *p = arena_alloc(a, (size_t)st.st_size + JSON_PADDING_BYTES);
    CHECK(fread(p, 1, (size_t)st.st_size, f) == (size_t)st.st_size);
    fclose(f);
    return (struct bytes){p, (size_t)st.st_size};
}

static void
spill(const char *path, struct bytes b)
{
    FILE *f = fopen(path, "wb");
    CHECK(f);
    CHECK(b.n == 0 || fwrite(b.p, 1, b.n, f) == b.n);
    CHECK(fclose(f) == 0);
}

/* Every file below a folder; `below` is its path from there. */
static void
each_file(struct arena *a, const char *folder, const char *below,
          void (*to)(void *ctx, const char *path, const char *below), void *ctx)
{
    DIR *d = opendir(folder);
    CHECK(d);
    for (struct dirent *en; (en = readdir(d));) {
        if (en->d_name[0] == '.')
            continue;
        const char *path = bytes_printf(a, "%s/%s", folder, en->d_name).p;
        const char *sub = bytes_printf(a, "%s%s%s", below, below[0] ? "/" : "", en->d_name).p;
        struct stat st;
        CHECK(stat(path, &st) == 0);
        if (S_ISDIR(st.st_mode))
            each_file(a, path, sub, to, ctx);
        else
            to(ctx, path, sub);
    }
    closedir(d);
}

static const char *
make_folders(struct arena *a, const char *root, const char *below)
{
    char *path = (char *)bytes_printf(a, "%s/%s", root, below).p;
    for (char *s = path + 1; *s; s++)
        if (*s == '/') {
            *s = '\0';
            mkdir(path, 0700);
            *s = '/';
        }
    return path;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

/* ---- the demo ---- */

TEST(every_payload_of_the_demo_is_read_and_its_readme_is_not)
{
    struct run r;
    run_path(&r, DEMO);
    CHECK_INT(r.gathered.refusal_count, 1);
    CHECK_STR(r.gathered.refusals[0].path, DEMO "/README.md");
    static const char *const sources[] = {"slack",   "alertmanager", "pagerduty", "github", "git",
                                          "grafana", "statuspage",   "csv",       "text",   "jsonl"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        bool found = false;
        for (uint32_t k = 0; k < r.t->signal_count && !found; k++)
            found = strcmp(r.t->signals[k].source, sources[i]) == 0;
        if (!found)
            printf("no signal of %s\n", sources[i]);
        CHECK(found);
    }
    run_done(&r);
}

TEST(the_demos_story_is_told)
{
    struct run r;
    run_path(&r, DEMO);
    static const struct {
        enum moment_kind moment;
        const char *at;
    } want[] = {
        {MOMENT_IMPACT_STARTED, "2024-03-14T09:14"}, {MOMENT_DETECTED, "2024-03-14T09:31"},
        {MOMENT_DECLARED, "2024-03-14T09:45"},       {MOMENT_ACKNOWLEDGED, "2024-03-14T09:36"},
        {MOMENT_MITIGATED, "2024-03-14T11:59"},      {MOMENT_RESOLVED, "2024-03-14T12:33"},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct when_text got = when_format(r.t->moments[want[i].moment].at.ms);
        got.s[16] = '\0';
        CHECK_STR(got.s, want[i].at);
    }
    /* The change that led to it, found among unrelated ones; the rollback; the notice. */
    static const char *const key[] = {"put the currency into the key", "Declaring a SEV2",  "ruled out",
                                      "Rollback of checkout",          "Orders work again", "Resolved: Checkout fails"};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
        bool found = false;
        for (uint32_t k = 0; k < r.t->event_count && !found; k++)
            found = r.t->events[k].key && bytes_find(r.t->events[k].title, key[i]) >= 0;
        if (!found)
            printf("not key: %s\n", key[i]);
        CHECK(found);
    }
    CHECK_INT(r.t->other_count, 0);
    run_done(&r);
}

TEST(an_alert_its_page_and_its_post_in_the_demo_are_one_event)
{
    struct run r;
    run_path(&r, DEMO);
    bool found = false;
    for (uint32_t i = 0; i < r.t->event_count; i++) {
        const struct event *e = &r.t->events[i];
        unsigned tools = 0;
        for (uint32_t k = 0; k < e->signal_count; k++) {
            const char *s = r.t->signals[e->signals[k]].source;
            tools |= strcmp(s, "alertmanager") == 0 ? 1
                     : strcmp(s, "pagerduty") == 0  ? 2
                     : strcmp(s, "slack") == 0      ? 4
                                                    : 0;
        }
        found |= tools == 7;
    }
    CHECK(found);
    run_done(&r);
}

/* ---- what must not matter ---- */

struct all_files {
    struct arena *arena;
    const char *paths[200];
    size_t count;
};

static void
collect(void *ctx, const char *path, const char *below)
{
    struct all_files *all = ctx;
    if (strstr(below, "README"))
        return;
    CHECK(all->count < sizeof all->paths / sizeof *all->paths);
    all->paths[all->count++] = arena_strdup(all->arena, path);
}

TEST(the_order_of_files_does_not_matter)
{
    struct run want, got;
    run_path(&want, DEMO);
    struct bytes expected = json_of(&want);
    struct all_files all = {.arena = &want.arena};
    each_file(&want.arena, DEMO, "", collect, &all);
    uint32_t seed = 1;
    for (int round = 0; round < 5; round++) {
        for (size_t i = all.count - 1; i > 0; i--) {
            seed = seed * 1664525 + 1013904223;
            size_t k = (seed >> 8) % (i + 1);
            const char *swap = all.paths[i];
            all.paths[i] = all.paths[k];
            all.paths[k] = swap;
        }
        run_paths(&got, all.paths, all.count);
        CHECK(bytes_eq(json_of(&got), expected));
        run_done(&got);
    }
    run_done(&want);
}

struct copy {
    struct arena *arena;
    const char *root;
    bool split; // each list in two files of one folder
};

/* A JSON list of more than one element as two lists; false when it is none. */
static bool
split_list(struct arena *a, struct bytes file, struct bytes halves[2])
{
    struct json_walk w = json_walk_of(file);
    struct bytes raw;
    if (!w.is_array)
        return false;
    uint32_t count = 0;
    while (!json_walk_next(&w, &raw, NULL) && raw.n)
        count++;
    if (count < 2)
        return false;
    w = json_walk_of(file);
    struct buf parts[2] = {{0}, {0}};
    for (uint32_t i = 0; i < count; i++) {
        struct buf *b = &parts[i >= count / 2];
        CHECK(!json_walk_next(&w, &raw, NULL));
        buf_putc(b, b->n ? ',' : '[');
        buf_add(b, raw);
    }
    for (int i = 0; i < 2; i++) {
        buf_putc(&parts[i], ']');
        halves[i] = bytes_dup(a, buf_bytes(&parts[i]));
        buf_done(&parts[i]);
    }
    return true;
}

static void
copy_file(void *ctx, const char *path, const char *below)
{
    struct copy *c = ctx;
    struct bytes file = slurp(c->arena, path), halves[2];
    if (strstr(below, "README"))
        return;
    if (c->split && split_list(c->arena, file, halves)) {
        spill(make_folders(c->arena, c->root, bytes_printf(c->arena, "%s.first.json", below).p), halves[0]);
        spill(make_folders(c->arena, c->root, bytes_printf(c->arena, "%s.second.json", below).p), halves[1]);
    } else {
        spill(make_folders(c->arena, c->root, below), file);
    }
}

static void
compare_with_copy(const char *name, bool split, bool twice)
{
    struct run want, got;
    run_path(&want, DEMO);
    struct copy c = {.arena = &want.arena, .root = bytes_printf(&want.arena, "%s/%s", work, name).p, .split = split};
    each_file(&want.arena, DEMO, "", copy_file, &c);
    const char *paths[] = {c.root, DEMO "/slack", DEMO "/alertmanager", DEMO "/notes"};
    run_paths(&got, paths, twice ? 4 : 1);
    CHECK(bytes_eq(json_of(&got), json_of(&want)));
    run_done(&got);
    run_done(&want);
}

TEST(splitting_every_list_in_two_does_not_matter)
{
    compare_with_copy("split", true, false);
}

TEST(reading_files_twice_adds_nothing)
{
    compare_with_copy("twice", false, true);
}

struct packer {
    zip_t *zip;
    struct arena *arena;
};

static void
pack(void *ctx, const char *path, const char *below)
{
    struct packer *p = ctx;
    struct bytes file = slurp(p->arena, path);
    zip_source_t *s = zip_source_buffer(p->zip, file.p, file.n, 0);
    CHECK(s && zip_file_add(p->zip, below, s, ZIP_FL_ENC_UTF_8) >= 0);
}

TEST(a_zip_says_what_its_folder_says)
{
    struct run want, got;
    run_path(&want, DEMO "/slack");
    const char *path = bytes_printf(&want.arena, "%s/export.zip", work).p;
    int code;
    struct packer p = {zip_open(path, ZIP_CREATE, &code), &want.arena};
    CHECK(p.zip);
    each_file(&want.arena, DEMO "/slack", "", pack, &p);
    CHECK(zip_close(p.zip) == 0);
    run_path(&got, path);
    CHECK(want.t->event_count > 50);
    CHECK(bytes_eq(json_of(&got), json_of(&want)));
    run_done(&got);
    run_done(&want);
}

TEST(hostile_zips_and_folders_are_refused_by_name)
{
    struct arena a = {.max_bytes = 64 << 20};
    const char *folder = bytes_printf(&a, "%s/hostile", work).p;
    spill(make_folders(&a, folder, "broken.zip"), BYTES("PK\3\4 and then nothing of the kind"));
    spill(make_folders(&a, folder, "binary.bin"), BYTES("\0\1\2\3\4\5"));
    spill(make_folders(&a, folder, "empty.json"), BYTES_NONE);
    spill(make_folders(&a, folder, "half.json"), BYTES("[{\"type\":\"message\",\"ts\":\"1.0\",\"text\":\"x\"},{\"typ"));
    spill(make_folders(&a, folder, "bad.gz"), BYTES("\x1f\x8b\x08 no such stream"));
    spill(make_folders(&a, folder, "good.txt"),
          BYTES("2024-03-14 09:14 UTC - it is down\n2024-03-14 09:20 UTC - it is up again\n"));
    CHECK(symlink(folder, make_folders(&a, folder, "circle")) == 0);
    /* A zip whose member unpacks to far more than it holds. */
    const char *bomb = make_folders(&a, folder, "bomb.zip");
    int code;
    zip_t *z = zip_open(bomb, ZIP_CREATE, &code);
    CHECK(z);
    size_t zeros_bytes = 32 << 20;
    char *zeros = calloc(1, zeros_bytes);
    zip_source_t *s = zip_source_buffer(z, zeros, zeros_bytes, 0);
    CHECK(s && zip_file_add(z, "../../zeros", s, 0) >= 0);
    CHECK(zip_close(z) == 0);
    free(zeros);
    struct run r;
    run_path(&r, folder);
    CHECK_INT(r.t->event_count, 2);
    CHECK_INT(r.gathered.refusal_count, 7);
    for (uint32_t i = 0; i < r.gathered.refusal_count; i++) {
        CHECK(strstr(r.gathered.refusals[i].path, "hostile/"));
        CHECK(r.gathered.refusals[i].reason[0] && !r.gathered.refusals[i].named);
    }
    run_done(&r);
    arena_done(&a);
}

TEST(a_path_that_does_not_exist_is_an_error_with_its_name)
{
    struct run r = {.arena = {.max_bytes = 1 << 20}};
    struct why why;
    const char *path = "no/such/file";
    import_init(&r.import, &r.arena, zones);
    CHECK(gather(&r.import, &path, 1, &(struct gather_options){0}, &r.gathered, &why) == ERR_NOT_FOUND);
    CHECK(strstr(why.text, "no/such/file"));
    run_done(&r);
}

/* ---- real incidents ---- */

struct score {
    uint32_t entries, evident, found, key;
};

/* The evidence's own id, as a ref says it; none where the evidence is a file without ids. */
static struct bytes
ref_of(struct arena *a, struct json evidence)
{
    struct bytes sha = json_text(json_get(evidence, "sha")), id = json_text(json_get(evidence, "id")),
                 ts = json_text(json_get(evidence, "ts"));
    if (ts.n)
        return bytes_printf(a, "%.*s/%.*s", BYTES_ARG(json_text(json_get(evidence, "channel"))), BYTES_ARG(ts));
    return sha.n ? sha : id;
}

/* An event that rests on the evidence, close to when the entry or its evidence was. */
static const struct event *
event_of(const struct timeline *t, struct bytes ref, int64_t at_ms, int64_t evidence_ms, int64_t tolerance_ms)
{
    const struct event *best = NULL;
    for (uint32_t i = 0; i < t->event_count; i++) {
        const struct event *e = &t->events[i];
        bool rests = false;
        for (uint32_t k = 0; k < e->signal_count && !rests; k++) {
            const struct signal *s = &t->signals[e->signals[k]];
            rests = ref.n ? bytes_eq(s->ref, ref) : s->at.precision != PRECISION_UNKNOWN && s->at.ms == evidence_ms;
        }
        if (!rests || e->at.precision == PRECISION_UNKNOWN)
            continue;
        bool close = llabs(e->at.ms - at_ms) <= tolerance_ms || llabs(e->at.ms - evidence_ms) <= tolerance_ms;
        if (close && (!best || (e->key && !best->key)))
            best = e;
    }
    return best;
}

static int64_t
ms_of(struct json v)
{
    struct when w;
    return when_parse(zones, json_text(v), &w) ? w.ms : INT64_MIN / 2;
}

static struct score
score_scenario(const char *name)
{
    struct run r;
    struct arena a = {.max_bytes = 64 << 20};
    const char *folder = bytes_printf(&a, SHARED "/%s", name).p, *paths[32];
    size_t count = 0;
    DIR *d = opendir(folder);
    for (struct dirent *en; (en = readdir(d));) // sources only
        if (en->d_name[0] != '.' && !strstr(en->d_name, "README") && !strstr(en->d_name, "ground_truth") &&
            !strstr(en->d_name, "published"))
            paths[count++] = bytes_printf(&a, "%s/%s", folder, en->d_name).p;
    closedir(d);
    run_paths(&r, paths, count);
    CHECK_INT(r.gathered.refusal_count, 0);
    struct json_parser *parser = json_parser_new();
    struct json truth;
    struct why why;
    CHECK(json_parse(parser, slurp(&a, bytes_printf(&a, "%s/ground_truth.json", folder).p), &truth, &why) == OK);
    int64_t tolerance_min = 0;
    CHECK(json_int(json_get(truth, "tolerance_minutes"), &tolerance_min));
    struct score s = {0};
    for (struct json_iter it = json_each(json_get(truth, "entries")); json_next(&it); s.entries++) {
        bool found = false, key = false;
        for (struct json_iter ev = json_each(json_get(it.value, "evidence")); json_next(&ev);) {
            int64_t at = ms_of(json_get(it.value, "at_utc")), evidence_at = ms_of(json_get(ev.value, "at"));
            const struct event *e = event_of(r.t, ref_of(&a, ev.value), at, evidence_at, tolerance_min * 60000);
            found |= e != NULL;
            key |= e && e->key;
        }
        s.evident += json_count(json_get(it.value, "evidence")) > 0;
        s.found += found;
        s.key += key;
        if (json_count(json_get(it.value, "evidence")) && !key)
            printf("%s: %s: %.*s\n", name, found ? "not key" : "not found",
                   BYTES_ARG(json_text(json_get(it.value, "text"))));
    }
    uint32_t keys = 0, share = r.t->event_count * 60 / 100;
    for (uint32_t i = 0; i < r.t->event_count; i++)
        keys += r.t->events[i].key;
    printf("%s: %u events, %u key; %u published lines, %u with evidence, %u found, %u key\n", name, r.t->event_count,
           keys, s.entries, s.evident, s.found, s.key);
    CHECK(keys * 2 <= s.entries * 5);
    CHECK(keys <= (share > 10 ? share : 10));
    CHECK_INT(s.found, s.evident);
    CHECK(s.key * 100 >= s.evident * 70);
    json_parser_free(parser);
    run_done(&r);
    arena_done(&a);
    return s;
}

TEST(published_timelines_of_real_incidents_are_found)
{
    DIR *d = opendir(SHARED);
    if (!d) {
        SKIP("../shared is not there");
        return;
    }
    struct score all = {0};
    for (struct dirent *en; (en = readdir(d));)
        if (en->d_name[0] != '.') {
            struct score s = score_scenario(en->d_name);
            all.evident += s.evident;
            all.key += s.key;
        }
    closedir(d);
    CHECK(all.evident >= 20 && all.key * 100 >= all.evident * 85);
}

int
main(void)
{
    zones = zones_new(NULL);
    CHECK(mkdtemp(work));
    RUN(every_payload_of_the_demo_is_read_and_its_readme_is_not);
    RUN(the_demos_story_is_told);
    RUN(an_alert_its_page_and_its_post_in_the_demo_are_one_event);
    RUN(the_order_of_files_does_not_matter);
    RUN(splitting_every_list_in_two_does_not_matter);
    RUN(reading_files_twice_adds_nothing);
    RUN(a_zip_says_what_its_folder_says);
    RUN(hostile_zips_and_folders_are_refused_by_name);
    RUN(a_path_that_does_not_exist_is_an_error_with_its_name);
    RUN(published_timelines_of_real_incidents_are_found);
    nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    zones_free(zones);
    return test_end();
}

/*
 * All importers together: each file is claimed by the right one or by none. A file that two of them claim, or that one
 * claims wrongly, makes a wrong timeline without a word; one that nobody claims is named and refused.
 */
#include "reading.h"

#include <dirent.h>
#include <sys/stat.h>

enum { FILES_MAX = 4000 };

struct files {
    char *paths[FILES_MAX];
    size_t count;
};

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds all files below a folder; folders found are walked in turn. */
static void
list(struct files *fs, const char *root)
{
    static char *folders[FILES_MAX];
    size_t folder_count = 0;
    folders[folder_count++] = strdup(root);
    while (folder_count) {
        char *folder = folders[--folder_count];
        DIR *dir = opendir(folder);
        for (struct dirent *e; dir && (e = readdir(dir));) {
            char path[1000];
            struct stat st;
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            if (e->d_name[0] == '.' || stat(path, &st))
                continue;
            if (S_ISDIR(st.st_mode) && folder_count < FILES_MAX)
                folders[folder_count++] = strdup(path);
            else if (S_ISREG(st.st_mode) && fs->count < FILES_MAX)
                fs->paths[fs->count++] = strdup(path);
        }
        if (dir)
            closedir(dir);
        free(folder);
    }
    qsort(fs->paths, fs->count, sizeof *fs->paths, by_text);
}

static void
free_list(struct files *fs)
{
    for (size_t i = 0; i < fs->count; i++)
        free(fs->paths[i]);
}

/* Who claims the file; its name, "" for nobody. Two claims end the test. */
static const char *
claimed_by(const struct input *in, const char *path)
{
    struct look look = look_at(in);
    const char *name = "";
    for (size_t i = 0; importers[i]; i++) {
        if (!importers[i]->sniff(&look))
            continue;
        if (*name)
            printf("%s: both %s and %s claim it\n", path, name, importers[i]->name);
        CHECK(!*name);
        name = importers[i]->name;
    }
    return name;
}

/* Where files of each importer lie: the first row whose part is in the path counts. */
// clang-format off
static const struct {
    const char *part, *importer;
} places[] = {
    {"/events/alertmanager/", "alertmanager"},
    {"/events/pagerduty/rest_", ""},
    {"/events/pagerduty/", "pagerduty"},
    {"/events/statuspage/", "statuspage"},
    {"/incidents/github/", "statuspage"},
    {"/incidents/jenkins_cstate/", "cstate"},
    {"/incidents/cloud_uptime_archive/", "csv"},
    {"/incidents/servicenow/", "csv"},
    {"/incidents/aws/", ""},
    {"/incidents/gcp/", ""},
    {"/status_page/rev", "cstate"},
    {"/events/slack_export/", NULL}, // others know these
    {"/events/github/", NULL},
    {"/events/grafana/", NULL},
    {"/incidents/postmortem_index/", NULL},
    {"/scenarios/", NULL},
    {"/events/nagios/", NULL},
    {"/events/syslog/", NULL},
    {"/events/", ""}, // read by importers that do not exist yet
};
// clang-format on

static const char *
wanted(const char *path)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strstr(path, places[i].part))
            return places[i].importer;
    return NULL;
}

TEST(every_recorded_file_is_claimed_by_the_right_importer_or_none)
{
    struct files fs = {.count = 0};
    list(&fs, "../shared/data/events");
    list(&fs, "../shared/data/incidents");
    list(&fs, "../shared/data/scenarios");
    if (!fs.count) {
        SKIP("../shared is not there");
        return;
    }
    unsigned wrong = 0, claimed = 0;
    for (size_t i = 0; i < fs.count; i++) {
        struct reading *r = reading_of_file(NULL, fs.paths[i]);
        CHECK(r);
        const char *name = claimed_by(&r->in, fs.paths[i]), *want = wanted(fs.paths[i]);
        claimed += *name != 0;
        bool generic = !strcmp(name, "jsonl") || !strcmp(name, "csv");
        if (want ? strcmp(name, want) != 0 : generic && !strstr(fs.paths[i], ".csv")) {
            printf("%s: claimed by '%s', not '%s'\n", fs.paths[i], name, want ? want : "one that knows it");
            wrong++;
        }
        if (getenv("SHOW"))
            printf("%s: %s\n", fs.paths[i], name);
        reading_free(r);
    }
    printf("%zu files, %u claimed\n", fs.count, claimed);
    free_list(&fs);
    CHECK_INT(wrong, 0);
}

TEST(every_file_of_the_demo_is_claimed)
{
    struct files fs = {.count = 0};
    list(&fs, "demo/checkout-outage");
    CHECK(fs.count > 0);
    for (size_t i = 0; i < fs.count; i++) {
        struct reading *r = reading_of_file(NULL, fs.paths[i]);
        CHECK(r);
        if (!strstr(fs.paths[i], "README") && !*claimed_by(&r->in, fs.paths[i])) {
            printf("%s: nobody claims it\n", fs.paths[i]);
            CHECK(!"claimed");
        }
        reading_free(r);
    }
    free_list(&fs);
}

TEST(invented_payloads_are_claimed_by_their_importer)
{
    static const struct {
        const char *importer, *text;
    } rows[] = {
        {"alertmanager", "{\"receiver\":\"x\",\"groupLabels\":{},\"alerts\":[]}"},
        {"alertmanager",
         "[{\"labels\":{},\"annotations\":{},\"startsAt\":\"2024-03-07T10:00:00Z\",\"fingerprint\":\"a\"}]"},
        {"pagerduty",
         "{\"event\":{\"id\":\"1\",\"event_type\":\"incident.triggered\",\"occurred_at\":\"x\",\"data\":{}}}"},
        {"statuspage", "[{\"id\":\"a\",\"name\":\"b\",\"incident_updates\":[]}]"},
        {"cstate", "---\ntitle: x\ndate: 2024-03-07\nseverity: down\nresolved: false\n---\n"},
        {"jsonl", "{\"time\":\"2024-03-07T10:00:00Z\",\"message\":\"x\"}\n{\"time\":1,\"message\":\"y\"}\n"},
        {"csv", "time,event\n2024-03-07T10:00:00Z,\"restarted, then waited\"\n"},
        {"cstate",
         "+++\ntitle = \"x\"\ndate = 2024-03-07\nresolved = true\naffected = [\"a\"]\n+++\n* 10:00 UTC - saw it\n"
         "* 10:05 UTC - restarted it\n"},
        {"text", "---\ntitle: x\ndate: 2024-03-07\n---\n* 10:00 UTC - saw it\n* 10:05 UTC - restarted it\n"},
        {"text", "# Outage\n\n10:00 - saw it, then slept\n10:05 - restarted it, then slept\n"},
        {"csv", "Time, Event\n10:00, saw it\n10:05, restarted it\n10:10, all well\n"},
        {"csv", "Time;Event\n\"10:00\";\"saw it\"\n\"10:05\";\"restarted it\"\n"},
        {"csv", "time,event\n10:00,restarted\n10:05,waited\n10:10,all well\n"},
        {"", "{}"},
        {"", "{\"unknown\":{\"deep\":1}}"},
        {"", "\x7f"
             "ELF\x01\x01"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_new();
        reading_add(r, NULL, bytes_of(rows[i].text), "x");
        CHECK_STR(claimed_by(&r->in, rows[i].text), rows[i].importer);
        struct look look = look_at(&r->in);
        const struct importer *one = importer_for(&look);
        CHECK_STR(one ? one->name : "", rows[i].importer);
        reading_free(r);
    }
}

TEST(importers_are_found_by_name)
{
    for (size_t i = 0; importers[i]; i++) {
        CHECK(importers[i]->title && *importers[i]->title);
        CHECK(importers[i]->help && bytes_ends(bytes_of(importers[i]->help), "."));
        CHECK(importers[i]->names_only || importer_find(importers[i]->name) == importers[i]);
    }
    CHECK(!importer_find("nonesuch"));
}

int
main(void)
{
    RUN(every_recorded_file_is_claimed_by_the_right_importer_or_none);
    RUN(every_file_of_the_demo_is_claimed);
    RUN(invented_payloads_are_claimed_by_their_importer);
    RUN(importers_are_found_by_name);
    return test_end();
}

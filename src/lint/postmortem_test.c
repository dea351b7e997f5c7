/*
 * The pack blame on the real post-mortems beside the checkout. tests/lint/postmortems.txt has each finding that was
 * read and judged: "right" or "wrong", file, rule, place. A finding that is not there must be judged; a wrong one that
 * is no longer found must leave the list, so the wrong ones can only become fewer.
 */
#include "../base/test.h"

#include "../base/map.h"
#include "rule.h"

#include <dirent.h>
#include <stdio.h>

#define FOLDER "../shared/data/postmortems"
#define JUDGED "tests/lint/postmortems.txt"

enum { FILE_MAX_BYTES = 1 << 20, WRONG = 1, RIGHT = 2, SEEN = 4 };

static struct linter *linter;
static struct map judged;
static uint32_t documents, unjudged;

static struct bytes
read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f)
        return BYTES_NONE;
    char *text = arena_alloc(a, FILE_MAX_BYTES);
    size_t n = fread(text, 1, FILE_MAX_BYTES, f);
    fclose(f);
    return (struct bytes){text, n};
}

static void
check_document(const char *path, const char *name)
{
    struct arena a = {.max_bytes = (size_t)1 << 28};
    struct bytes text = read_file(&a, path);
    struct lint_result r;
    CHECK_INT(lint(linter, &(struct lint_input){.text = text}, &a, &r, NULL), OK);
    documents++;
    for (uint32_t i = 0; i < r.count; i++) {
        const struct lint_finding *f = &r.findings[i];
        CHECK(f->from < f->to && f->to <= text.n && f->sentence_from <= f->from && f->to <= f->sentence_to);
        if (f->rule->pack != LINT_BLAME)
            continue;
        struct bytes key = bytes_printf(&a, "%s %s %u", name, f->rule->id, f->from);
        uint32_t *is = map_find(&judged, key) ? map_at(&judged, key) : NULL;
        if (is) {
            *is |= SEEN;
        } else {
            printf("not judged: %.*s\n", BYTES_ARG(key));
            unjudged++;
        }
    }
    arena_done(&a);
}

static void
check_folder(const char *folder)
{
    char path[4096];
    struct dirent *e;
    DIR *d = opendir(folder);
    CHECK(d != NULL);
    while ((e = readdir(d))) {
        if (e->d_name[0] == '.' || bytes_ends(bytes_of(e->d_name), ".tsv"))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_type == DT_DIR)
            check_folder(path);
        else
            check_document(path, path + strlen(FOLDER) + 1);
    }
    closedir(d);
}

TEST(nine_of_ten_findings_of_blame_in_real_documents_are_right)
{
    DIR *d = opendir(FOLDER);
    if (!d) {
        SKIP("../shared is not there");
        return;
    }
    closedir(d);
    struct arena a = {.max_bytes = 16 << 20};
    struct bytes rest = read_file(&a, JUDGED), line;
    while (bytes_line(&rest, &line)) {
        if (bytes_starts(line, "wrong "))
            *map_at(&judged, bytes_from(line, 6)) = WRONG;
        else if (bytes_starts(line, "right "))
            *map_at(&judged, bytes_from(line, 6)) = RIGHT;
    }
    check_folder(FOLDER);
    CHECK(documents > 100);
    CHECK_INT(unjudged, 0);
    uint32_t wrong = 0, right = 0;
    for (uint32_t i = 0; i < judged.count; i++) {
        const struct map_entry *e = &judged.entries[i];
        wrong += e->value == (WRONG | SEEN);
        right += e->value == (RIGHT | SEEN);
        if (!(e->value & SEEN)) {
            printf("no longer found, take it from %s: %.*s\n", JUDGED, BYTES_ARG(e->key));
            CHECK(false);
        }
    }
    CHECK(right >= 9 * wrong);
    map_done(&judged);
    arena_done(&a);
}

int
main(void)
{
    CHECK_INT(linter_new(&(struct lint_options){0}, &linter, NULL), OK);
    RUN(nine_of_ten_findings_of_blame_in_real_documents_are_right);
    linter_free(linter);
    return test_end();
}

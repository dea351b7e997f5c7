/*
 * The language check: how long one post-mortem of 3,000 words takes, and how fast a large text goes by, with all packs
 * on, in CPU time of one core; the same post-mortem with npm's alex, write-good and textlint; and of how many of the
 * labelled sentences in ../shared each says something. What npm or ../shared would be needed for is left out, and said.
 *
 *     script/bench lint
 */
#include "../src/lint/lint.h"
#include "../src/base/buf.h"
#include "../src/base/json.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SENTENCES "../shared/data/blame/sentences.jsonl"
#define PEERS     "bench/lint_peers"

enum { WORDS = 3000, LARGE_BYTES = 4 << 20, FILE_MAX_BYTES = 4 << 20 };
static const double LEAST_SECONDS = 1;

/* An invented post-mortem's sentences: most are plain, some have what the rules look for. */
static const char *const said[] = {
    "At 10:42 UTC the queue of the order service was longer than 4,000 messages. ",
    "The on-call engineer looked at the dashboard, which showed the load of the day before. ",
    "The migration of the customer table held a lock for 42 seconds on the primary. ",
    "Some users saw errors on the checkout page for a while. ",
    "The load balancer took two of the five hosts out, because their health checks timed out. ",
    "A rollback to version 2.31.4 was started at 11:05 and finished at 11:09. ",
    "Bob failed to check the replica before the restart. ",
    "The runbook says `systemctl restart orders`, which also empties the cache. ",
    "Nobody was paged, since the alert waits for ten minutes of failed requests. ",
    "The team should have known that the limit was 200 connections. ",
    "Writes to the audit log went on without a gap, as the hashes of the segments show. ",
    "The deploy was obviously too large, with [31 changes](https://example.com/changes?from=1&to=31). ",
};

static const char *const headings[] = {"Summary",  "Impact",     "Timeline",       "Causes",
                                       "Response", "Resolution", "What went well", "Action items"};

static uint32_t
count_words(struct bytes text)
{
    uint32_t words = 0;
    for (size_t i = 1; i < text.n; i++)
        words += ascii_is_space(text.p[i]) && !ascii_is_space(text.p[i - 1]);
    return words;
}

/* A section of two paragraphs and two items. */
static void
write_section(struct buf *out, struct random *r, uint32_t number)
{
    buf_printf(out, "## %s\n\n", headings[number % (sizeof headings / sizeof *headings)]);
    for (uint32_t paragraph = 0; paragraph < 4; paragraph++) {
        buf_puts(out, paragraph < 2 ? "" : "- ");
        for (uint32_t i = 0; i < 3; i++)
            buf_puts(out, said[random_below(r, sizeof said / sizeof *said)]);
        buf_puts(out, paragraph < 2 ? "\n\n" : "\n");
    }
    buf_puts(out, "\n");
}

/* Sections until there are as many words and bytes. */
static void
write_text(struct buf *out, uint32_t words, size_t bytes)
{
    struct random r = {.state = 4};
    uint32_t written = 0;
    buf_puts(out, "# Checkout was slow\n\n");
    for (uint32_t section = 0; written < words || out->n < bytes; section++) {
        size_t before = out->n;
        write_section(out, &r, section);
        written += count_words(bytes_from(buf_bytes(out), before));
    }
}

static uint32_t
check(const struct linter *l, struct bytes text, enum lint_kind kind)
{
    struct arena a = {.max_bytes = (size_t)8 << 30};
    struct lint_result r;
    struct why why;
    if (lint(l, &(struct lint_input){.text = text, .kind = kind}, &a, &r, &why)) {
        fprintf(stderr, "lint: %s\n", why.text);
        exit(1);
    }
    uint32_t count = r.count;
    arena_done(&a);
    return count;
}

/* CPU seconds of one check. */
static double
measure(const struct linter *l, struct bytes text, uint32_t *ret_findings)
{
    uint32_t runs = 0;
    check(l, text, LINT_POSTMORTEM);
    double start = cpu_seconds(), end;
    do {
        *ret_findings = check(l, text, LINT_POSTMORTEM);
        runs++;
        end = cpu_seconds();
    } while (end - start < LEAST_SECONDS);
    return (end - start) / runs;
}

static bool
read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return false;
    char piece[1 << 16];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, f)) && out->n < FILE_MAX_BYTES)
        buf_add(out, (struct bytes){piece, n});
    fclose(f);
    return true;
}

/* Of how many labelled sentences the linter says something. */
static void
count_sentences(const struct linter *l, const char *name, struct bytes lines)
{
    uint32_t found[2] = {0}, all[2] = {0};
    struct bytes line;
    struct buf padded = {0};
    struct json_parser *parser = json_parser_new();
    while (bytes_line(&lines, &line)) {
        struct json v;
        struct why why;
        buf_reset(&padded);
        buf_add(&padded, line);
        buf_printf(&padded, "%*s", JSON_PADDING_BYTES, "");
        if (json_parse(parser, bytes_cut(buf_bytes(&padded), 0, line.n), &v, &why))
            continue;
        struct bytes label = json_text(json_get(v, "label"));
        if (!bytes_is(label, "blameful") && !bytes_is(label, "blameless"))
            continue;
        int is = bytes_is(label, "blameless");
        all[is]++;
        found[is] += check(l, json_text(json_get(v, "sentence")), LINT_SECTION) > 0;
    }
    json_parser_free(parser);
    buf_done(&padded);
    printf("%-16s %30s  %u blameful, %u blameless (there are %u and %u)\n", name, "", found[0], found[1], all[0],
           all[1]);
}

static void
print_speed(const char *name, const struct linter *l, struct bytes text)
{
    uint32_t findings;
    double seconds = measure(l, text, &findings);
    printf("%-16s %9.2f ms %8.2f MB/s  %u words, %zu bytes, %u findings\n", name, seconds * 1e3,
           (double)text.n / seconds / 1e6, count_words(text), text.n, findings);
}

/* The packages of others, fetched once. */
static bool
have_peers(void)
{
    if (access(PEERS "/node_modules", F_OK) == 0)
        return true;
    if (system("command -v npm >/dev/null && cd " PEERS " && npm ci --no-audit --no-fund --loglevel=error >&2") == 0)
        return true;
    printf("alex, write-good and textlint are left out: npm is missing, or could not fetch them\n");
    return false;
}

static void
run_peers(struct bytes text, bool sentences)
{
    char path[] = "/tmp/aftermath-bench-XXXXXX", command[256];
    int fd = have_peers() ? mkstemp(path) : -1;
    if (fd < 0)
        return;
    fflush(stdout);
    bool written = write(fd, text.p, text.n) == (ssize_t)text.n;
    snprintf(command, sizeof command, "node " PEERS "/peers.mjs %s %s", path, sentences ? SENTENCES : "");
    if (!written || system(command) != 0)
        printf("alex, write-good and textlint could not be run\n");
    close(fd);
    unlink(path);
}

static struct linter *
linter_of(struct lint_options o)
{
    struct linter *l = NULL;
    struct why why;
    if (linter_new(&o, &l, &why)) {
        fprintf(stderr, "lint: %s\n", why.text);
        exit(1);
    }
    return l;
}

int
main(void)
{
    struct lint_options all = {0}, blame = {0};
    struct buf text = {0}, large = {0}, sentences = {0};
    all.packs[LINT_LEGAL] = LINT_ADVICE;
    for (int p = 0; p < LINT_PACK_MAX; p++)
        blame.packs[p] = p == LINT_BLAME || p == LINT_HINDSIGHT ? LINT_DEFAULT : LINT_OFF;
    struct linter *all_packs = linter_of(all), *blame_packs = linter_of(blame);
    write_text(&text, WORDS, 0);
    write_text(&large, 0, LARGE_BYTES);
    print_speed("all packs", all_packs, buf_bytes(&text));
    print_speed("  a large text", all_packs, (struct bytes){large.p, LARGE_BYTES});
    print_speed("blame, hindsight", blame_packs, buf_bytes(&text));
    bool labelled = read_file(SENTENCES, &sentences);
    if (labelled) {
        count_sentences(all_packs, "all packs", buf_bytes(&sentences));
        count_sentences(blame_packs, "blame, hindsight", buf_bytes(&sentences));
    } else {
        printf("labelled sentences are left out: ../shared is not there\n");
    }
    run_peers(buf_bytes(&text), labelled);
    linter_free(all_packs);
    linter_free(blame_packs);
    buf_done(&text);
    buf_done(&large);
    buf_done(&sentences);
    return 0;
}

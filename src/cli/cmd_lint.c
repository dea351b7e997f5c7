/*
 * aftermath lint. Everything about language is in src/lint; here are files: what to check, where its settings are, and
 * what was found to standard output.
 */
#include "cmd.h"
#include "people.h"

#include "../base/utf8.h"
#include "../lint/config.h"
#include "../lint/report.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_NAME      ".aftermath-lint.ini"
#define FILE_ARENA_MAX   ((size_t)8 << 30) // for what one text of LINT_INPUT_MAX_BYTES can need
#define REPORT_MAX_BYTES ((size_t)1 << 40) // flushed as it grows

struct lint_values {
    int format, kind, level;
    const char *people, *config, *pack, *explain;
    bool list;
};

// clang-format off
static const struct option options[] = {
    {"format", OPTION_CHOICE, "text|json|sarif|github", "Write text for people (the default), JSON, SARIF 2.1.0, or annotations for GitHub.", offsetof(struct lint_values, format)},
    {"pack", OPTION_TEXT, "PACK,...", "Check with these packs of rules and no others: blame, hindsight, vague, action, legal, structure, suppression.", offsetof(struct lint_values, pack)},
    {"level", OPTION_CHOICE, "advice|warning|error", "Report findings of this severity and above; the default is all.", offsetof(struct lint_values, level)},
    {"kind", OPTION_CHOICE, "postmortem|section|timeline|actions", "What the texts are: whole post-mortems (the default), parts of one, entries of a timeline, or action items.", offsetof(struct lint_values, kind)},
    {"people", OPTION_TEXT, "FILE", "Names of people that the texts may speak of: CSV with the columns name, handle, team, role.", offsetof(struct lint_values, people)},
    {"config", OPTION_TEXT, "FILE", "Take the settings from this file, instead of the nearest " CONFIG_NAME " above each text.", offsetof(struct lint_values, config)},
    {"explain", OPTION_TEXT, "RULE", "Say why a rule is there, and show what it finds and what it does not. Checks nothing.", offsetof(struct lint_values, explain)},
    {"list", OPTION_FLAG, NULL, "List all packs, rules and lists of words. Checks nothing.", offsetof(struct lint_values, list)},
    {0},
};
// clang-format on

/* A linter with the settings of one file, made when the first text needs it. */
struct settings {
    struct settings *next;
    const char *path; // "" for none
    struct linter *linter;
};

struct job {
    struct call *c;
    const struct lint_values *v;
    struct bytes *people; // of --people
    uint32_t people_count;
    struct settings *settings;
    struct lint_report report;
    bool failed, found;
};

/* ---- reading ---- */

static enum err
read_all(int fd, size_t max_bytes, struct arena *a, struct bytes *ret, struct why *why)
{
    size_t cap = 0, n = 0;
    char *p = NULL;
    for (;;) {
        if (n == cap) {
            size_t more = cap ? cap * 2 : 64 << 10;
            char *bigger = arena_alloc(a, more);
            if (p)
                memcpy(bigger, p, n);
            p = bigger;
            cap = more;
        }
        ssize_t got = read(fd, p + n, cap - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(why, ERR_IO, "cannot read it: %s", strerror(errno));
        if (!got)
            break;
        n += (size_t)got;
        if (n > max_bytes)
            return fail(why, ERR_LIMIT, "it is larger than %zu MiB; check its parts one by one", max_bytes >> 20);
    }
    *ret = (struct bytes){p, n};
    return OK;
}

static enum err
read_path(const char *path, size_t max_bytes, struct arena *a, struct bytes *ret, struct why *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(why, ERR_IO, "cannot open it: %s", strerror(errno));
    enum err e = read_all(fd, max_bytes, a, ret, why);
    close(fd);
    return e;
}

/* ---- settings ---- */

static void
add_people(struct arena *a, const struct people *p, struct bytes **names, uint32_t *count)
{
    struct bytes *all = arena_new_n(a, struct bytes, *count + (size_t)p->count * 2);
    uint32_t n = 0;
    for (; n < *count; n++)
        all[n] = (*names)[n];
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->persons[i].name.n)
            all[n++] = p->persons[i].name;
        if (p->persons[i].handle.n)
            all[n++] = p->persons[i].handle;
    }
    *names = all;
    *count = n;
}

/* The names in a CSV file are added to those that are there. */
static enum err
read_people(struct arena *a, const char *path, struct bytes **names, uint32_t *count, struct why *why)
{
    struct people people = {0};
    enum err e = people_read(&people, a, path, why);
    if (!e)
        add_people(a, &people, names, count);
    people_done(&people);
    return e;
}

/* `name` as seen from the folder of the file at `path`. */
static const char *
beside(struct arena *a, const char *path, struct bytes name)
{
    const char *slash = strrchr(path, '/');
    if (bytes_starts(name, "/") || !slash)
        return bytes_dup(a, name).p;
    return bytes_printf(a, "%.*s/%.*s", (int)(slash - path), path, BYTES_ARG(name)).p;
}

static enum err
read_settings(const struct job *j, const char *path, struct lint_config *ret, struct why *why)
{
    struct bytes text;
    struct arena *a = j->c->arena;
    enum err e = read_path(path, LINT_CONFIG_MAX_BYTES, a, &text, why);
    if (!e)
        e = lint_config_parse(a, text, ret, why);
    if (e || !ret->people_file.n)
        return e;
    struct bytes *names = (struct bytes *)ret->options.people;
    const char *people = beside(a, path, ret->people_file);
    struct why inner;
    e = read_people(a, people, &names, &ret->options.people_count, &inner);
    ret->options.people = names;
    return e ? fail(why, e, "people file %s: %s", people, inner.text) : OK;
}

static enum err
make_linter(const struct job *j, const char *path, struct linter **ret, struct why *why)
{
    struct lint_config config = {0};
    enum err e = *path ? read_settings(j, path, &config, why) : OK;
    if (!e && j->v->pack)
        e = lint_config_choose_packs(&config.options, bytes_of(j->v->pack), why);
    if (e)
        return e;
    uint32_t own = config.options.people_count;
    struct bytes *names = arena_new_n(j->c->arena, struct bytes, (size_t)own + j->people_count);
    for (uint32_t i = 0; i < own + j->people_count; i++)
        names[i] = i < own ? config.options.people[i] : j->people[i - own];
    config.options.people = names;
    config.options.people_count = own + j->people_count;
    return linter_new(&config.options, ret, why);
}

/* The settings file at `path`, or none; NULL after saying what is wrong with it. */
static const struct linter *
linter_for(struct job *j, const char *path)
{
    for (struct settings *s = j->settings; s; s = s->next) {
        if (strcmp(s->path, path) == 0)
            return s->linter;
    }
    struct why why;
    struct settings *s = arena_new(j->c->arena, struct settings);
    s->path = arena_strdup(j->c->arena, path);
    s->next = j->settings;
    j->settings = s;
    if (make_linter(j, path, &s->linter, &why))
        call_fail(j->c, "%s%s%s", path, *path ? ": " : "", why.text);
    return s->linter;
}

/* The nearest settings file in the folder of `file` and those above; "" when there is none. */
static const char *
find_settings(struct job *j, const char *file)
{
    char folder[PATH_MAX], path[PATH_MAX];
    const char *slash = strrchr(file, '/');
    int n = snprintf(path, sizeof path, "%.*s", slash ? (int)(slash - file + 1) : 1, slash ? file : ".");
    if (n < 0 || (size_t)n >= sizeof path || !realpath(path, folder))
        return "";
    for (;;) {
        n = snprintf(path, sizeof path, "%s/" CONFIG_NAME, strcmp(folder, "/") == 0 ? "" : folder);
        if (n > 0 && (size_t)n < sizeof path && access(path, F_OK) == 0)
            return arena_strdup(j->c->arena, path);
        char *last = strrchr(folder, '/');
        if (!last || strcmp(folder, "/") == 0)
            return "";
        last[last == folder] = 0;
    }
}

/* ---- checking ---- */

static void
report(struct job *j, const char *name, struct bytes text, struct lint_result *r)
{
    enum lint_severity least = (enum lint_severity)((int)LINT_ADVICE + j->v->level);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->findings[i].severity < least)
            continue;
        j->report.counts[r->findings[i].severity]++;
        r->findings[kept++] = r->findings[i];
    }
    r->count = kept;
    j->report.files += kept > 0;
    j->found |= kept > 0;
    lint_formats[j->v->format].file(&j->report, &(struct lint_file){.name = name, .text = text, .result = r});
}

static enum err
check_text(struct job *j, const struct linter *l, const char *name, struct bytes text, struct arena *a, struct why *why)
{
    struct lint_result result;
    if (text.n && memchr(text.p, 0, text.n))
        return fail(why, ERR_INVALID, "it is no text");
    if (!utf8_valid(text))
        return fail(why, ERR_INVALID, "it is no UTF-8 text; convert it first, with iconv for example");
    enum err e = lint(l, &(struct lint_input){.text = text, .kind = (enum lint_kind)j->v->kind}, a, &result, why);
    if (!e)
        report(j, name, text, &result);
    return e;
}

/* name: a file, or "-" for standard input. */
static void
check_file(struct job *j, const char *name)
{
    struct arena a = {.max_bytes = FILE_ARENA_MAX};
    struct why why;
    struct bytes text;
    const char *settings = j->v->config ? j->v->config : find_settings(j, strcmp(name, "-") == 0 ? "./-" : name);
    const struct linter *l = linter_for(j, settings);
    if (!l) {
        j->failed = true;
        return;
    }
    enum err e = strcmp(name, "-") == 0 ? read_all(STDIN_FILENO, LINT_INPUT_MAX_BYTES, &a, &text, &why)
                                        : read_path(name, LINT_INPUT_MAX_BYTES, &a, &text, &why);
    if (!e)
        e = check_text(j, l, name, text, &a, &why);
    if (e) {
        call_fail(j->c, "%s: %s", name, why.text);
        j->failed = true;
    }
    arena_done(&a);
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool
is_markdown(const FTSENT *f)
{
    struct bytes name = bytes_of(f->fts_name);
    return bytes_ends_nocase(name, ".md") || bytes_ends_nocase(name, ".markdown");
}

/* The Markdown files in a folder and below; not in hidden folders and not in packages that npm fetched. */
static void
check_folder(struct job *j, const char *path)
{
    char *const paths[] = {(char *)path, NULL};
    FTS *walk = fts_open(paths, FTS_COMFOLLOW | FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    FTSENT *f;
    if (!walk) {
        call_fail(j->c, "%s: cannot read the folder: %s", path, strerror(errno));
        j->failed = true;
        return;
    }
    while ((f = fts_read(walk))) {
        bool hidden = f->fts_level > 0 && (*f->fts_name == '.' || strcmp(f->fts_name, "node_modules") == 0);
        if (f->fts_info == FTS_D && hidden) {
            fts_set(walk, f, FTS_SKIP);
        } else if (f->fts_info == FTS_DNR || f->fts_info == FTS_ERR || f->fts_info == FTS_NS) {
            call_fail(j->c, "%s: cannot read it: %s", f->fts_path, strerror(f->fts_errno));
            j->failed = true;
        } else if (f->fts_info == FTS_F && !hidden && is_markdown(f)) {
            check_file(j, f->fts_path);
        }
    }
    fts_close(walk);
}

/* ---- the command ---- */

static void
to_file(void *ctx, struct bytes text)
{
    if (text.n)
        fwrite(text.p, 1, text.n, ctx); // what fails is seen when the stream is closed
}

static void
look_at_terminal(struct lint_report *r)
{
    struct winsize size = {0};
    const char *no_color = getenv("NO_COLOR");
    if (!isatty(STDOUT_FILENO))
        return;
    r->color = !no_color || !*no_color;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        r->width = size.ws_col;
}

static int
explain(struct call *c, const char *id)
{
    const struct rule *rule = lint_rule_of(bytes_of(id));
    if (!rule)
        return call_fail(c, "there is no rule '%s'; 'aftermath lint --list' shows them", id);
    struct buf out = {0};
    lint_explain(&out, rule);
    to_file(c->out, buf_bytes(&out));
    buf_done(&out);
    return EXIT_DONE;
}

static int
list(const struct call *c)
{
    struct buf out = {0};
    lint_list(&out);
    to_file(c->out, buf_bytes(&out));
    buf_done(&out);
    return EXIT_DONE;
}

static void
check_all(struct job *j)
{
    const struct lint_format *format = &lint_formats[j->v->format];
    format->begin(&j->report);
    for (size_t i = 0; i < j->c->args.count; i++) {
        const char *path = j->c->args.items[i];
        struct stat st;
        if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            check_folder(j, path);
        else
            check_file(j, path);
    }
    j->report.failed = j->failed;
    format->end(&j->report);
}

static int
run(struct call *c, const void *values)
{
    const struct lint_values *v = values;
    if (v->explain)
        return explain(c, v->explain);
    if (v->list)
        return list(c);
    if (!c->args.count)
        return call_fail(c, "needs FILE...; see 'aftermath help lint'");
    struct job j = {.c = c, .v = v};
    struct lint_options any = {0};
    struct why why;
    if (v->pack && lint_config_choose_packs(&any, bytes_of(v->pack), &why))
        return call_fail(c, "%s", why.text);
    if (v->people && read_people(c->arena, v->people, &j.people, &j.people_count, &why))
        return call_fail(c, "people file %s: %s", v->people, why.text);
    struct buf out = {.max_bytes = REPORT_MAX_BYTES, .flush = to_file, .flush_ctx = c->out};
    j.report = (struct lint_report){.out = &out, .version = AFTERMATH_VERSION};
    look_at_terminal(&j.report);
    check_all(&j);
    to_file(c->out, buf_bytes(&out));
    buf_done(&out);
    for (struct settings *s = j.settings; s; s = s->next)
        linter_free(s->linter);
    return j.failed ? EXIT_FAILED : j.found ? EXIT_NO : EXIT_DONE;
}

const struct cmd cmd_lint = {
    .name = "lint",
    .args = "FILE...",
    .args_min = 0,
    .args_max = ARGS_ANY,
    .options = options,
    .values_bytes = sizeof(struct lint_values),
    .run = run,
    .help = "Check the language of post-mortems.",
    .about =
        "Finds sentences that blame people, judge with hindsight, or leave out what a reader needs, and proposes how "
        "they could go. Reads Markdown; '-' is standard input, and of a folder all Markdown files below it are read. "
        "Code, quotes and quoted words are not judged. Nothing is sent anywhere.\n\n"
        "    aftermath lint postmortem.md\n"
        "    aftermath lint --level error --format github docs/postmortems\n"
        "    aftermath lint --explain blame.error\n\n"
        "Settings stand in " CONFIG_NAME ", in the folder of the text or one above it. A comment in the text allows a "
        "finding, with the reason: <!-- aftermath-lint allow RULE: REASON -->.\n\n"
        "Exit status 1: something was found.",
};

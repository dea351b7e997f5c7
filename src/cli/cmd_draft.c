#include "cmd.h"
#include "evidence_args.h"

#include "../draft/draft.h"

#include <errno.h>
#include <string.h>

struct draft_values {
    struct evidence_values evidence;
    int format;
    const char *template;
};

enum { FORMAT_MD, FORMAT_JSON };

// clang-format off
static const struct option options[] = {
    {"format", OPTION_CHOICE, "md|json", "Write Markdown (the default) or JSON.", offsetof(struct draft_values, format)},
    {"template", OPTION_TEXT, "NAME", "The template: the name of a built-in one (default, short) or a file.", offsetof(struct draft_values, template)},
    EVIDENCE_OPTIONS(struct draft_values),
    {0},
};
// clang-format on

/* A name with a dot or a slash is a file; any other is a built-in template first, then a file. */
static int
read_template(struct call *c, const char *name, struct template **ret)
{
    struct why why;
    bool is_path = strchr(name, '/') || strchr(name, '.');
    if (!is_path && template_builtin(c->arena, name, ret, &why) == OK)
        return EXIT_DONE;
    FILE *f = fopen(name, "rbe");
    if (!f && !is_path)
        return call_fail(c, "--template %s: %s; or name a file", name, why.text);
    if (!f)
        return call_fail(c, "--template %s: cannot open it: %s", name, strerror(errno));
    char *text = arena_alloc(c->arena, TEMPLATE_MAX_BYTES + 1);
    size_t n = fread(text, 1, TEMPLATE_MAX_BYTES + 1, f);
    bool bad = ferror(f);
    fclose(f);
    if (bad)
        return call_fail(c, "--template %s: cannot read it", name);
    if (template_parse(c->arena, bytes_of(name), (struct bytes){text, n}, ret, &why))
        return call_fail(c, "--template %s: %s", name, why.text);
    return EXIT_DONE;
}

static int
run(struct call *c, const void *values)
{
    const struct draft_values *v = values;
    struct template *template;
    struct evidence_held *held;
    struct timeline *t;
    struct document *d;
    struct why why;
    int status = read_template(c, v->template ? v->template : TEMPLATE_DEFAULT, &template);
    if (!status)
        status = evidence_read(c, &v->evidence, &held, &t);
    if (status)
        return status;
    if (draft_build(c->arena, t, &(struct draft_options){.template = template}, &d, &why)) {
        status = call_fail(c, "%s", why.text);
    } else {
        struct buf out = {0};
        (v->format == FORMAT_JSON ? draft_json : draft_markdown)(d, &out);
        if (out.full)
            status = call_fail(c, "the draft is larger than 1 GiB; give a shorter window");
        else
            fwrite(out.p, 1, out.n, c->out);
        buf_done(&out);
    }
    evidence_release(held);
    return status;
}

const struct cmd cmd_draft = {
    .name = "draft",
    .args = "PATH...",
    .args_min = 1,
    .args_max = ARGS_ANY,
    .options = options,
    .values_bytes = sizeof(struct draft_values),
    .run = run,
    .help = "Turn what the tools recorded into a draft post-mortem.",
    .about =
        "Reads what 'timeline' reads and goes on to a complete draft post-mortem. What the evidence supports is filled "
        "in, each statement with links to its events; what it does not is left as a question to the writer. Nothing "
        "is made up.\n\n"
        "    aftermath draft incident/ >post-mortem.md\n"
        "    aftermath draft --template short --people people.csv incident/",
};

/* aftermath export */
#include "record_args.h"

struct export_values {
    struct record_where where;
    int format;
    bool key_only;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct export_values),
    {"format", OPTION_CHOICE, EXPORT_FORMATS, "Markdown (the default), JSON, CSV, or a picture.", offsetof(struct export_values, format)},
    {"key-only", OPTION_FLAG, NULL, "Only the key timeline.", offsetof(struct export_values, key_only)},
    {0},
};
// clang-format on

static int
run(struct call *c, const void *values)
{
    const struct export_values *v = values;
    struct opened r;
    struct incident *in;
    struct export_wish wish = {.format = (enum export_format)v->format, .key_only = v->key_only};
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->incident_by_name(&r.cx, bytes_of(c->args.items[0]), &in);
    if (!e)
        e = r.ops->incident_export(&r.cx, in, &wish, c->out);
    return record_end(c, &r, e);
}

const struct cmd cmd_export = {
    .name = "export",
    .args = "INCIDENT",
    .args_min = 1,
    .args_max = 1,
    .options = options,
    .values_bytes = sizeof(struct export_values),
    .run = run,
    .help = "Print an incident's timeline as people curated it.",
    .about =
        "Prints the timeline of an incident of the record: what was hidden is left out, what people said better is "
        "said so, moments are as they were decided. An incident is named INC-12, 12, or by its id. Works on the "
        "data folder, also while the server runs, or with --server on a running server.\n\n"
        "    aftermath export INC-12 >timeline.md\n"
        "    aftermath export INC-12 --format csv --key-only",
};

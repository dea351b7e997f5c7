/* aftermath export */
#include "record_args.h"

#include "../chart/timeline_chart.h"
#include "../export/timeline_export.h"
#include "../model/incident.h"
#include "../model/timeline_store.h"

struct export_values {
    const char *data;
    int format;
    bool key_only;
};

#define OUT_MAX_BYTES ((size_t)8 << 30)

enum { FORMAT_MD, FORMAT_JSON, FORMAT_CSV, FORMAT_SVG };

// clang-format off
static const struct option options[] = {
    DATA_OPTION(struct export_values),
    {"format", OPTION_CHOICE, "md|json|csv|svg", "Markdown (the default), JSON, CSV, or a picture.", offsetof(struct export_values, format)},
    {"key-only", OPTION_FLAG, NULL, "Only the key timeline.", offsetof(struct export_values, key_only)},
    {0},
};
// clang-format on

static void
write_piece(void *ctx, struct bytes text)
{
    fwrite(text.p, 1, text.n, ctx);
}

static int
write_timeline(struct call *c, const struct export_values *v, struct bytes title, const struct timeline *t)
{
    struct buf out = {.max_bytes = OUT_MAX_BYTES};
    struct timeline_view view = {.key_only = v->key_only, .title = title};
    if (v->format == FORMAT_JSON || v->format == FORMAT_CSV) { // of a large incident these are larger than all else
        out.flush = write_piece;
        out.flush_ctx = c->out;
    }
    if (v->format == FORMAT_JSON) {
        timeline_json(&out, t, &view);
    } else if (v->format == FORMAT_CSV) {
        timeline_csv(&out, t, &view);
    } else if (v->format == FORMAT_SVG) {
        struct timeline_chart chart = timeline_chart_default(t);
        timeline_chart_svg(&out, t, &chart);
    } else {
        timeline_markdown(&out, t, &view);
    }
    int status = out.full ? call_fail(c, "the timeline is larger than 8 GiB; use --key-only") : EXIT_DONE;
    if (!status && out.n)
        write_piece(c->out, buf_bytes(&out));
    buf_done(&out);
    return status;
}

static int
run(struct call *c, const void *values)
{
    const struct export_values *v = values;
    struct opened r;
    struct incident *in;
    struct stored_timeline st;
    int status = record_open(c, v->data, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = incident_by_name(&r.cx, bytes_of(c->args.items[0]), &in);
    if (!e)
        e = incident_timeline(&r.cx, in->id, &(struct timeline_wish){.signals = true, .reasons = true}, &st);
    if (e)
        status = record_fail(c, &r.cx);
    else
        status = write_timeline(
            c, v, bytes_printf(c->arena, "%s: %.*s", incident_label(in->number).s, BYTES_ARG(in->title)), &st.t);
    record_close(&r);
    return status;
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
        "data folder, also while the server runs.\n\n"
        "    aftermath export INC-12 >timeline.md\n"
        "    aftermath export INC-12 --format csv --key-only",
};

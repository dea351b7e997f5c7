#include "cmd.h"
#include "evidence_args.h"

#include "../chart/timeline_chart.h"
#include "../export/timeline_export.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define OUT_MAX_BYTES ((size_t)8 << 30)

struct timeline_values {
    struct evidence_values evidence;
    int format;
    bool key_only, explain;
};

enum { FORMAT_AUTO, FORMAT_TEXT, FORMAT_MD, FORMAT_JSON, FORMAT_CSV, FORMAT_SVG };

enum { PLAIN_WIDTH = 100 }; // of text that goes elsewhere than to a terminal

// clang-format off
static const struct option options[] = {
    {"format", OPTION_CHOICE, "auto|text|md|json|csv|svg", "Write text, Markdown, JSON, CSV, or a picture of the incident. The default, auto, is text on a terminal and Markdown elsewhere.", offsetof(struct timeline_values, format)},
    {"key-only", OPTION_FLAG, NULL, "Only the key timeline: what a careful person would have written down.", offsetof(struct timeline_values, key_only)},
    {"explain", OPTION_FLAG, NULL, "Say of each event why it is, or is not, in the key timeline.", offsetof(struct timeline_values, explain)},
    EVIDENCE_OPTIONS(struct timeline_values),
    {0},
};
// clang-format on

static void
to_file(void *ctx, struct bytes text)
{
    fwrite(text.p, 1, text.n, ctx); // what fails is seen when the stream is closed
}

static void
write_picture(struct buf *out, const struct timeline *t, const struct timeline_view *view)
{
    (void)view; // it shows all events, and marks the key ones
    struct timeline_chart chart = timeline_chart_default(t);
    timeline_chart_svg(out, t, &chart);
}

static void
write_text(struct buf *out, const struct timeline *t, const struct timeline_view *view)
{
    struct winsize size = {0};
    struct timeline_terminal term = {.width = PLAIN_WIDTH};
    if (isatty(STDOUT_FILENO)) {
        term.color = true;
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
            term.width = size.ws_col;
    }
    timeline_text(out, t, view, &term);
}

static int
run(struct call *c, const void *values)
{
    const struct timeline_values *v = values;
    struct timeline_view view = {.key_only = v->key_only, .explain = v->explain};
    struct evidence_held *held;
    struct timeline *t;
    int status = evidence_read(c, &v->evidence, &held, &t);
    if (status)
        return status;
    struct buf out = {.max_bytes = OUT_MAX_BYTES};
    void (*const write[])(struct buf *, const struct timeline *, const struct timeline_view *) = {
        [FORMAT_TEXT] = write_text,  [FORMAT_MD] = timeline_markdown, [FORMAT_JSON] = timeline_json,
        [FORMAT_CSV] = timeline_csv, [FORMAT_SVG] = write_picture,
    };
    int format = v->format != FORMAT_AUTO ? v->format : isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_MD;
    if (format == FORMAT_JSON || format == FORMAT_CSV) { // of a large import these are larger than all else
        out.flush = to_file;
        out.flush_ctx = c->out;
    }
    write[format](&out, t, &view);
    if (out.full)
        status = call_fail(c, "the timeline is larger than 8 GiB; use --key-only or a shorter window");
    else
        fwrite(out.p, 1, out.n, c->out);
    buf_done(&out);
    evidence_release(held);
    return status;
}

const struct cmd cmd_timeline = {
    .name = "timeline",
    .args = "PATH...",
    .args_min = 1,
    .args_max = ARGS_ANY,
    .options = options,
    .values_bytes = sizeof(struct timeline_values),
    .run = run,
    .help = "Turn what the tools recorded into one timeline.",
    .about =
        "Reads files, folders, zip files and git repositories - chat exports, alerts, deployments, commits, status "
        "posts, tickets, notes - and writes one timeline: ordered, in UTC, without repeats, with the key events "
        "marked. Which tool a file comes from is told by its content. No server and no set-up are needed, and nothing "
        "is sent anywhere.\n\n"
        "In a folder, files that nobody knows are named on standard error and the rest is used. A file given by name "
        "that cannot be read is an error.\n\n"
        "    aftermath timeline export/ alerts.json notes.md\n"
        "    aftermath timeline --key-only --zone Denver incident/\n"
        "    aftermath timeline --format json incident/ >timeline.json\n"
        "    aftermath timeline --format svg incident/ >timeline.svg",
};

/* aftermath check */
#include "record_args.h"

struct check_values {
    struct record_where where;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct check_values),
    {0},
};
// clang-format on

static int
run(struct call *c, const void *values)
{
    const struct check_values *v = values;
    struct opened r;
    bool is_sound = false;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->check(&r.cx, &is_sound);
    if (!e && is_sound)
        fprintf(c->out, "The database is sound.\n");
    else if (!e)
        fprintf(c->out, "The database is not sound: %s.\n", r.cx.why.text);
    status = record_end(c, &r, e);
    return status ? status : is_sound ? EXIT_DONE : EXIT_NO;
}

const struct cmd cmd_check = {
    .name = "check",
    .args = "",
    .options = options,
    .values_bytes = sizeof(struct check_values),
    .run = run,
    .help = "Check that the database is sound.",
    .about =
        "Reads every page, index and reference of the database, and looks whether every word in it is one that this "
        "version knows: what a broken disk or a mistake in the program would leave behind. Whether somebody "
        "altered the record is for 'verify' to say. Works also while the server runs, and with --server where it "
        "runs.\n\n"
        "Exit status 1: it is not sound. Then stop the server, keep a copy of the data folder, and put the newest "
        "backup in its place with 'restore'.",
};

/* aftermath verify */
#include "record_args.h"

struct verify_values {
    struct record_where where;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct verify_values),
    {0},
};
// clang-format on

static void
print(struct call *c, const struct verification *v)
{
    struct sha256_hex head = sha256_hex(&v->head);
    if (!v->ok) {
        fprintf(c->out, "The record is not as it was stored: %.*s.\n", BYTES_ARG(v->broken));
        return;
    }
    fprintf(c->out,
            "The record is as it was stored: %lld entries of the audit log, %lld signals, %lld deliveries, "
            "%lld sections (%lld erased).\n",
            (long long)v->entries, (long long)v->signals, (long long)v->deliveries, (long long)v->sections,
            (long long)v->erased);
    fprintf(c->out, "Hash of the last entry: %s\n", head.s);
}

static int
run(struct call *c, const void *values)
{
    const struct verify_values *v = values;
    struct verification found;
    struct opened r;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->verify(&r.cx, &found);
    if (!e)
        print(c, &found);
    status = record_end(c, &r, e);
    return status ? status : found.ok ? EXIT_DONE : EXIT_NO;
}

const struct cmd cmd_verify = {
    .name = "verify",
    .args = "",
    .options = options,
    .values_bytes = sizeof(struct verify_values),
    .run = run,
    .help = "Prove that the record is what was stored.",
    .about =
        "Reads the audit log and everything that it vouches for - evidence, deliveries, sections - and says whether "
        "anything was changed, taken out or put in behind the program's back; of what is wrong the first thing. "
        "What was erased as it should be is counted and not wrong. Works also while the server runs, and with --server "
        "where it runs.\n\n"
        "Somebody who can write the database could make the whole log anew: note the hash of the last entry down "
        "somewhere else, and look for it in a later log.\n\n"
        "Exit status 1: something is wrong.",
};

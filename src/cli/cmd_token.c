/* aftermath token */
#include "record_args.h"

#include "../base/when.h"

#include <string.h>

struct token_values {
    struct record_where where;
    const char *days;
    int role;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct token_values),
    {"role", OPTION_CHOICE, "reader|editor|admin", "With add: what the token may do at most: read (the default), write, or everything.", offsetof(struct token_values, role)},
    {"days", OPTION_TEXT, "N", "With add: for so many days; without it, until it is revoked.", offsetof(struct token_values, days)},
    {0},
};
// clang-format on

enum { DAYS_MAX = 3650 };

static int
run_add(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct token_values *v = values;
    struct opened r;
    struct user *u;
    struct token *t;
    struct bytes secret = BYTES_NONE;
    long long days = 0;
    (void)count;
    if (v->days && (!bytes_to_int(bytes_of(v->days), &days) || days < 1 || days > DAYS_MAX))
        return call_fail(c, "--days must be 1 to %d, not '%s'", DAYS_MAX, v->days);
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    struct token_new in = {.name = bytes_of(args[1]),
                           .role = (enum role)(ROLE_READER + v->role),
                           .expires_ms = days ? r.cx.now_ms + days * 24 * 60 * 60 * 1000 : 0};
    enum err e = r.ops->user_find(&r.cx, args[0], &u);
    if (!e) {
        in.user_id = u->id;
        e = r.ops->token_create(&r.cx, &in, &secret, &t);
    }
    if (!e)
        fprintf(c->out, "%.*s\n", BYTES_ARG(secret));
    return record_end(c, &r, e);
}

/* A day, or what stands for none. */
static const char *
day_of(struct call *c, int64_t ms, const char *none)
{
    struct when_text t = when_format(ms);
    return ms ? bytes_printf(c->arena, "%.10s", t.s).p : none;
}

static int
run_list(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct token_values *v = values;
    struct opened r;
    struct token *list;
    uint32_t n;
    (void)args;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->token_list(&r.cx, &list, &n);
    for (uint32_t i = 0; i < n && !e; i++)
        fprintf(c->out, "%.*s  %-6s  ...%.*s  used %-10s  until %-10s  %.*s: %.*s\n", BYTES_ARG(list[i].id),
                role_name(list[i].role), BYTES_ARG(list[i].hint), day_of(c, list[i].used_ms, "never"),
                day_of(c, list[i].expires_ms, "revoked"), BYTES_ARG(list[i].user_name), BYTES_ARG(list[i].name));
    return record_end(c, &r, e);
}

static int
run_revoke(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct token_values *v = values;
    struct opened r;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    return record_end(c, &r, r.ops->token_revoke(&r.cx, bytes_of(args[0])));
}

// clang-format off
static const struct verb verbs[] = {
    {"add",    2, 2, "EMAIL NAME", run_add},
    {"list",   0, 0, "nothing",    run_list},
    {"revoke", 1, 1, "ID",         run_revoke},
    {0},
};
// clang-format on

static int
run(struct call *c, const void *values)
{
    return verb_run(c, values, verbs);
}

const struct cmd cmd_token = {
    .name = "token",
    .args = "VERB [EMAIL|ID]",
    .args_min = 1,
    .args_max = 3,
    .options = options,
    .values_bytes = sizeof(struct token_values),
    .run = run,
    .help = "Make and revoke API tokens.",
    .about = "Works on the data folder, also while the server runs, or with --server on a running server: whose token "
             "is less "
             "than an admin's sees and revokes their own. A token is for a program that uses the API: it may do "
             "what its user may, and never more than its own role.\n\n"
             "    aftermath token add EMAIL NAME [--role ROLE] [--days N]    prints the token, once\n"
             "    aftermath token list\n"
             "    aftermath token revoke ID",
};

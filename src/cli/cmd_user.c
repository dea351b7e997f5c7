/* aftermath user */
#include "record_args.h"

#include "../base/random.h"

#include <string.h>

struct user_values {
    struct record_where where;
    const char *name, *email, *role, *zone, *base_url;
    bool disable, enable;
};

// clang-format off
static const struct option options[] = {
    RECORD_OPTIONS(struct user_values),
    {"role", OPTION_TEXT, "ROLE", "reader (the default of a new account), editor or admin.", offsetof(struct user_values, role)},
    {"name", OPTION_TEXT, "NAME", "With edit: the name.", offsetof(struct user_values, name)},
    {"email", OPTION_TEXT, "EMAIL", "With edit: the new address.", offsetof(struct user_values, email)},
    {"zone", OPTION_TEXT, "ZONE", "The time zone in which times are shown, like Europe/Berlin; empty: the browser's.", offsetof(struct user_values, zone)},
    {"disable", OPTION_FLAG, NULL, "With edit: nobody can sign in with the account any more, and who is signed in is signed out.", offsetof(struct user_values, disable)},
    {"enable", OPTION_FLAG, NULL, "With edit: the opposite.", offsetof(struct user_values, enable)},
    {"base-url", OPTION_TEXT, "URL", "Where people reach the server, for links; the default is the setting base_url, or http://127.0.0.1:8080; with --server, what the server knows.", offsetof(struct user_values, base_url)},
    {0},
};
// clang-format on

static enum err
role_given(struct cx *cx, const char *text, enum role *ret)
{
    if (text && !role_of_name(bytes_of(text), ret))
        return fail(&cx->why, ERR_INVALID, "--role must be reader, editor or admin, not '%s'", text);
    return OK;
}

static void
print_link(struct call *c, struct bytes url)
{
    fprintf(c->out, "%.*s\n", BYTES_ARG(url));
}

static int
run_add(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct user_values *v = values;
    struct opened r;
    struct bytes url = BYTES_NONE;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_MAKE, &r);
    if (status)
        return status;
    struct user_new in = {
        .email = bytes_of(args[0]), .name = bytes_of(args[1]), .zone = bytes_of(v->zone), .role = ROLE_READER};
    enum err e = role_given(&r.cx, v->role, &in.role);
    if (!e)
        e = r.ops->user_add(&r.cx, &in, v->base_url, &url);
    if (!e)
        print_link(c, url);
    return record_end(c, &r, e);
}

static int
run_list(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct user_values *v = values;
    struct opened r;
    struct user *list;
    uint32_t n;
    (void)args;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->user_list(&r.cx, &list, &n);
    for (uint32_t i = 0; i < n && !e; i++)
        fprintf(c->out, "%.*s  %-6s  %s  %.*s  %.*s\n", BYTES_ARG(list[i].id), role_name(list[i].role),
                list[i].disabled_ms    ? "disabled"
                : list[i].has_password ? "password"
                                       : "link    ",
                BYTES_ARG(list[i].email), BYTES_ARG(list[i].name));
    return record_end(c, &r, e);
}

static int
run_edit(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct user_values *v = values;
    struct opened r;
    struct user *u = NULL;
    (void)count;
    if (v->disable && v->enable)
        return call_fail(c, "--disable and --enable contradict each other; give one");
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    struct user_edit in = {.name = bytes_of(v->name),
                           .email = bytes_of(v->email),
                           .zone = bytes_of(v->zone),
                           .disabled = v->disable  ? 1
                                       : v->enable ? 0
                                                   : -1};
    enum err e = role_given(&r.cx, v->role, &in.role);
    if (!e)
        e = r.ops->user_find(&r.cx, args[0], &u);
    if (!e)
        e = r.ops->user_update(&r.cx, u->id, &in, &u);
    return record_end(c, &r, e);
}

/* The first line of standard input. */
static enum err
read_password(struct cx *cx, struct bytes *ret)
{
    enum { ROOM = PASSWORD_MAX_BYTES + 3 };
    char *line = arena_alloc(cx->arena, ROOM);
    if (!fgets(line, ROOM, stdin))
        return fail(&cx->why, ERR_INVALID, "there is no password on standard input");
    size_t n = strcspn(line, "\r\n");
    *ret = (struct bytes){line, n};
    return OK;
}

static int
run_password(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct user_values *v = values;
    struct opened r;
    struct user *u;
    struct bytes password;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->user_find(&r.cx, args[0], &u);
    if (!e)
        e = read_password(&r.cx, &password);
    if (!e)
        e = r.ops->user_password(&r.cx, u->id, password);
    return record_end(c, &r, e);
}

static int
run_link(struct call *c, const void *values, const char *const *args, size_t count)
{
    const struct user_values *v = values;
    struct opened r;
    struct user *u;
    struct bytes url = BYTES_NONE;
    (void)count;
    int status = record_open(c, &v->where, DATA_FOLDER_SHARE, &r);
    if (status)
        return status;
    enum err e = r.ops->user_find(&r.cx, args[0], &u);
    if (!e)
        e = r.ops->user_link(&r.cx, u, v->base_url, &url);
    if (!e)
        print_link(c, url);
    return record_end(c, &r, e);
}

// clang-format off
static const struct verb verbs[] = {
    {"add",      2, 2, "EMAIL NAME", run_add},
    {"list",     0, 0, "nothing",    run_list},
    {"edit",     1, 1, "EMAIL",      run_edit},
    {"password", 1, 1, "EMAIL",      run_password},
    {"link",     1, 1, "EMAIL",      run_link},
    {0},
};
// clang-format on

static int
run(struct call *c, const void *values)
{
    return verb_run(c, values, verbs);
}

const struct cmd cmd_user = {
    .name = "user",
    .args = "VERB [EMAIL]",
    .args_min = 1,
    .args_max = 3,
    .options = options,
    .values_bytes = sizeof(struct user_values),
    .run = run,
    .help = "Make and change accounts.",
    .about =
        "Works on the data folder, also while the server runs, or with --server on a running server, as an admin. An "
        "account is named by its address or its id.\n\n"
        "    aftermath user add EMAIL NAME [--role ROLE]    prints a one-time link\n"
        "    aftermath user list\n"
        "    aftermath user edit EMAIL [--role ROLE] [--disable] ...\n"
        "    aftermath user password EMAIL                  reads it from standard input\n"
        "    aftermath user link EMAIL                      prints a one-time link\n\n"
        "A one-time link signs in once, within a day: for a new account, or somebody who forgot their password. "
        "The last admin can be neither disabled nor made anything less.",
};

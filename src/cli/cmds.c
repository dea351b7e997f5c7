/*
 * The commands. To add one: cmd_x.c, its line in meson.build, its declaration and row here; then script/want writes the
 * manual page.
 */
#include "cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

extern const struct cmd cmd_backup, cmd_check, cmd_debug, cmd_draft, cmd_export, cmd_help, cmd_import, cmd_incident,
    cmd_lint, cmd_restore, cmd_serve, cmd_timeline, cmd_token, cmd_user, cmd_verify, cmd_version;

// clang-format off
const struct cmd *const cmds[] = {
    /* the order in which help shows them: what people come for first */
    &cmd_timeline,
    &cmd_draft,
    &cmd_lint,
    &cmd_serve,
    &cmd_import,
    &cmd_incident,
    &cmd_export,
    &cmd_user,
    &cmd_token,
    &cmd_backup,
    &cmd_restore,
    &cmd_verify,
    &cmd_check,
    &cmd_debug,
    &cmd_help,
    &cmd_version,
    NULL,
};
// clang-format on

const struct cmd *
cmd_find(const char *name)
{
    for (const struct cmd *const *c = cmds; *c; c++) {
        if (strcmp((*c)->name, name) == 0)
            return *c;
    }
    return NULL;
}

const char *
cmd_nearest(const char *name)
{
    struct near near = {.wanted = name};
    for (const struct cmd *const *c = cmds; *c; c++)
        near_try(&near, (*c)->name);
    return near.best;
}

int
call_fail(const struct call *c, const char *fmt, ...)
{
    char text[WHY_MAX_BYTES * 3]; // a path and a why
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    out_say(c->cmd->name, "%s", text);
    return EXIT_FAILED;
}

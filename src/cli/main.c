/*
 * From main() to a command and back. What every command shares is here: its options are parsed, its arguments counted,
 * its output seen off. Nothing else in the program may end the process for a reason that lies outside it.
 */
#include "cmd.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* More than any input needs that the importers accept: what stops a runaway, not what sizes a job. */
#define CALL_ARENA_MAX_BYTES ((size_t)1 << 36)

/*
 * Where the caller closed a standard descriptor, the next file opened would take its number and be written to. A
 * descriptor that refuses takes its place, so that using it is an error and nothing worse.
 */
static bool
hold_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        // The lowest free number is this one.
        if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    }
    return true;
}

/* The command that argv names and how many of the arguments named it; NULL after saying why not. */
static const struct cmd *
choose(int argc, char **argv, int *ret_used)
{
    *ret_used = argc > 1 ? 2 : 1;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return cmd_find("help");
    if (strcmp(argv[1], "--version") == 0)
        return cmd_find("version");
    const struct cmd *cmd = cmd_find(argv[1]);
    if (cmd)
        return cmd;
    const char *nearest = cmd_nearest(argv[1]);
    if (nearest)
        out_say(NULL, "there is no command '%s'; did you mean '%s'?", argv[1], nearest);
    else
        out_say(NULL, "there is no command '%s'; 'aftermath help' lists them", argv[1]);
    return NULL;
}

static int
check_args(const struct call *c)
{
    if (c->args.count < c->cmd->args_min)
        return call_fail(c, "needs %s; see 'aftermath help %s'", c->cmd->args, c->cmd->name);
    if (c->args.count > c->cmd->args_max)
        return call_fail(c, "does not take '%s'; see 'aftermath help %s'", c->args.items[c->cmd->args_max],
                         c->cmd->name);
    return EXIT_DONE;
}

static int
call(struct call *c, int argc, char **argv)
{
    void *values = arena_alloc(c->arena, c->cmd->values_bytes);
    struct options_rest rest;
    struct why why;
    enum err e = options_parse(c->cmd->options, argc, argv, values, c->arena, &rest, &why);
    if (e)
        return call_fail(c, "%s; see 'aftermath help %s'", why.text, c->cmd->name);
    if (rest.help) {
        cmd_print_help(c->cmd, c->out);
        return EXIT_DONE;
    }
    c->args = rest.words;
    int code = check_args(c);
    return code ? code : c->cmd->run(c, values);
}

int
main(int argc, char **argv)
{
    if (!hold_standard_descriptors())
        return EXIT_FAILED;
    // A reader that has gone away is an error of the write, below.
    signal(SIGPIPE, SIG_IGN);

    int used;
    struct arena arena = {.max_bytes = CALL_ARENA_MAX_BYTES};
    struct call c = {.cmd = choose(argc, argv, &used), .arena = &arena};
    if (!c.cmd)
        return EXIT_FAILED;
    struct out out;
    c.out = out_open(&out, STDOUT_FILENO);
    if (!c.out)
        return call_fail(&c, "no memory for standard output");

    int code = call(&c, argc - used, argv + used);
    int error = out_close(&out);
    // `aftermath ... | head` is no mistake: nothing to say, but not everything was written either.
    if (error == EPIPE)
        code = EXIT_FAILED;
    else if (error)
        code =
            call_fail(&c, "standard output could not be written: %s; what is there is not complete", strerror(error));
    arena_done(&arena);
    return code;
}

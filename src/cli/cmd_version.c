/* aftermath version */
#include "cmd.h"

static int
run(struct call *c, const void *values)
{
    (void)values;
    fputs("aftermath " AFTERMATH_VERSION "\n", c->out);
    return EXIT_DONE;
}

const struct cmd cmd_version = {
    .name = "version",
    .args = "",
    .help = "Print the version.",
    .about = "Prints the program's name and version on one line; `aftermath --version` does the same.",
    .run = run,
};

#ifndef CLI_CMD_H
#define CLI_CMD_H
/*
 * A command: one file cmd_x.c that ends with a `const struct cmd cmd_x`, and its row in cmds.c. Help, the overview and
 * the manual page are printed from the struct, so that they cannot drift from what the command does.
 *
 *     struct hello_values { bool loud; };
 *
 *     static const struct option options[] = {
 *         {"loud", OPTION_FLAG, NULL, "In capitals.", offsetof(struct hello_values, loud)},
 *         {0},
 *     };
 *
 *     static int
 *     run(struct call *c, const void *values)
 *     {
 *         const struct hello_values *v = values;
 *         for (size_t i = 0; i < c->args.count; i++)
 *             fprintf(c->out, v->loud ? "HELLO %s\n" : "hello %s\n", c->args.items[i]);
 *         return EXIT_DONE;
 *     }
 *
 *     const struct cmd cmd_hello = {
 *         .name = "hello", .args = "NAME...", .args_min = 1, .args_max = ARGS_ANY, .options = options,
 *         .values_bytes = sizeof(struct hello_values), .run = run,
 *         .help = "Greet people.",
 *         .about = "Greets everybody that is named, in that order.",
 *     };
 */
#include "options.h"
#include "out.h"

/* What the process says with its exit status; docs/aftermath.1 promises it. */
enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_FAILED = 2 };

enum { ARGS_ANY = 1 << 30 };

/* One run of a command. */
struct call {
    const struct cmd *cmd;
    struct arena *arena; // freed after run()
    struct words args;   // what is neither option nor command
    FILE *out;           // standard output; failures are seen to after run()
};

struct cmd {
    const char *name;
    const char *args; // as the synopsis shows them: "PATH..."; "" for none
    size_t args_min, args_max;
    const char *help;  // one sentence
    const char *about; // paragraphs, an empty line between them; one that begins with four blanks is shown as it is
    const struct option *options; // ends with {0}; NULL for none
    size_t values_bytes;          // size of the struct that the options are stored in
    /* values: that struct, filled. Returns EXIT_DONE, EXIT_NO or EXIT_FAILED; the last after call_fail(). */
    int (*run)(struct call *c, const void *values);
};

extern const struct cmd *const cmds[];        // in the order of the overview; ends with NULL
const struct cmd *cmd_find(const char *name); // or NULL
const char *cmd_nearest(const char *name);    // a command's name that may be meant; or NULL

/* Says "aftermath: CMD: what; how to mend" on standard error and returns EXIT_FAILED: return call_fail(c, "..."). */
int call_fail(const struct call *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Prints what `aftermath help CMD` prints. */
void cmd_print_help(const struct cmd *cmd, FILE *out);
#endif

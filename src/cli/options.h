#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
/*
 * Options of a command, from a table. The table is also what help and the manual page print.
 *
 *     struct draft_values { int format; const char *zone; struct words people; bool strict; };
 *     static const struct option options[] = {
 *         {"format", OPTION_CHOICE, "md|json", "Write Markdown (the default) or JSON.", offsetof(..., format)},
 *         {"strict", OPTION_FLAG, NULL, "Refuse everything when one file is refused.", offsetof(..., strict)},
 *         {0},
 *     };
 *
 * Written `--name VALUE` or `--name=VALUE`, before or after the other arguments; `--` ends the options and `-` alone is
 * an argument. There are no short ones but -h. Of an option given twice the last one counts, except for lists.
 */
#include "../base/arena.h"
#include "../base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
    OPTION_END = 0, // the row that ends a table
    OPTION_FLAG,    // bool; takes no value
    OPTION_TEXT,    // const char *; NULL when not given
    OPTION_CHOICE,  // int: which of the words in `arg`, counted from 0; so the first is the default
    OPTION_LIST,    // struct words: every value given, in order
};

struct option {
    const char *name; // without the dashes
    enum option_kind kind;
    const char *arg;  // how help calls the value: "FILE", "md|json"; NULL for a flag
    const char *help; // sentences, for help and manual; NULL: is not shown there
    size_t at;        // offsetof() the member that takes it
};

/* Some of the arguments of main(): views, good as long as those. */
struct words {
    const char **items;
    size_t count;
};

/* What stood on the line apart from options with a place of their own. */
struct options_rest {
    struct words words; // in order, in the arena
    bool help;          // --help or -h was given; nothing else is checked then
};

/*
 * Stores the options in `values`, a zeroed struct as the table describes it. table: may be NULL for none.
 * Errors: ERR_INVALID; the sentence names the option, and the nearest known one.
 */
enum err options_parse(const struct option *table, int argc, char *const *argv, void *values, struct arena *a,
                       struct options_rest *ret, struct why *why);

/*
 * The known word that is nearest to one that is not known, if any is near enough to be meant.
 *     struct near n = {.wanted = "timelime"};
 *     near_try(&n, "timeline");
 *     n.best ...                   // NULL when none is near
 */
struct near {
    const char *wanted;
    const char *best;
    size_t distance; // of best
};
void near_try(struct near *n, const char *known);
#endif

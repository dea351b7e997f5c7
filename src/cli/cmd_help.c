/*
 * aftermath help: the overview, the help of one command and the manual page, all printed from the tables of the
 * commands. docs/aftermath.1 is a copy of the last; a test compares them and script/want refreshes it.
 */
#include "cmd.h"

#include "../base/bytes.h"

#include <string.h>

enum { HELP_WIDTH = 80, HELP_INDENT = 2, HELP_OPTION_INDENT = 6, HELP_NAME_WIDTH = 12 };

struct help_values {
    bool man;
};

static const char summary[] = "timeline and draft post-mortem from what an incident left behind";
static const char intro[] =
    "Aftermath reads what the tools of a team left behind after an incident - chat, alerts, deploys, commits, status "
    "posts, notes - and makes one timeline and a draft post-mortem of it. That needs no server and no set-up. A server "
    "keeps it all as a record that a team works on in the browser.";

/* ---- plain text ---- */

/* Fills one paragraph into lines of HELP_WIDTH; the first begins at `column`, the others at `indent`. */
static void
fill(FILE *out, struct bytes text, int indent, int column)
{
    struct bytes word;
    bool first = true;
    while (bytes_split(&text, ' ', &word)) {
        if (!word.n)
            continue;
        if (!first && column + 1 + (int)word.n > HELP_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", BYTES_ARG(word));
        column += (int)word.n;
        first = false;
    }
    fputc('\n', out);
}

/* Takes the next paragraph off the text. */
static bool
next_paragraph(struct bytes *rest, struct bytes *ret)
{
    if (!rest->n)
        return false;
    ptrdiff_t end = bytes_find(*rest, "\n\n");
    size_t n = end == BYTES_NOT_FOUND ? rest->n : (size_t)end;
    *ret = bytes_cut(*rest, 0, n);
    *rest = bytes_from(*rest, n + 2);
    return true;
}

static bool
is_example(struct bytes paragraph)
{
    return bytes_starts(paragraph, "    ");
}

static void
print_paragraphs(FILE *out, const char *text)
{
    struct bytes rest = bytes_of(text), paragraph;
    while (next_paragraph(&rest, &paragraph)) {
        fputc('\n', out);
        if (is_example(paragraph))
            fprintf(out, "%.*s\n", BYTES_ARG(paragraph));
        else
            fill(out, paragraph, 0, 0);
    }
}

static void
print_synopsis(FILE *out, const struct cmd *cmd)
{
    fprintf(out, "aftermath %s%s%s%s\n", cmd->name, cmd->options ? " [OPTION...]" : "", cmd->args[0] ? " " : "",
            cmd->args);
}

void
cmd_print_help(const struct cmd *cmd, FILE *out)
{
    fputs("Usage: ", out);
    print_synopsis(out, cmd);
    print_paragraphs(out, cmd->about);
    if (!cmd->options)
        return;
    fputs("\nOptions:\n", out);
    for (const struct option *o = cmd->options; o->kind; o++) {
        if (!o->help)
            continue;
        fprintf(out, "%*s--%s%s%s\n%*s", HELP_INDENT, "", o->name, o->arg ? " " : "", o->arg ? o->arg : "",
                HELP_OPTION_INDENT, "");
        fill(out, bytes_of(o->help), HELP_OPTION_INDENT, HELP_OPTION_INDENT);
    }
}

static void
print_overview(FILE *out)
{
    fputs("Usage: aftermath COMMAND [OPTION...] [ARGUMENT...]\n\n", out);
    fill(out, bytes_of(intro), 0, 0);
    fputs("\nCommands:\n", out);
    for (const struct cmd *const *c = cmds; *c; c++) {
        int column = HELP_INDENT + HELP_NAME_WIDTH;
        fprintf(out, "%*s%-*s", HELP_INDENT, "", HELP_NAME_WIDTH, (*c)->name);
        fill(out, bytes_of((*c)->help), column, column);
    }
    fputs("\n'aftermath help COMMAND' tells more about one of them.\n", out);
}

/* ---- manual page: man(7) ---- */

/* Text for roff: a minus stays one, and nothing is taken for a request at the start of a line. */
static void
man_text(FILE *out, struct bytes text)
{
    bool line_start = true;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (line_start && (c == '.' || c == '\''))
            fputs("\\&", out);
        if (c == '\\')
            fputs("\\e", out);
        else if (c == '-')
            fputs("\\-", out);
        else if (c == '\'')
            fputs("\\(aq", out);
        else if (c == '`')
            fputs("\\(ga", out);
        else
            fputc(c, out);
        line_start = c == '\n';
    }
}

static void
man_puts(FILE *out, const char *text)
{
    man_text(out, bytes_of(text));
}

static void
man_paragraphs(FILE *out, const char *text)
{
    struct bytes rest = bytes_of(text), paragraph;
    while (next_paragraph(&rest, &paragraph)) {
        bool example = is_example(paragraph);
        fputs(example ? ".PP\n.nf\n" : ".PP\n", out);
        man_text(out, paragraph);
        fputs(example ? "\n.fi\n" : "\n", out);
    }
}

static void
man_command(FILE *out, const struct cmd *cmd)
{
    fputs(".SS ", out);
    man_puts(out, cmd->name);
    fputs("\n.B aftermath ", out);
    man_puts(out, cmd->name);
    fprintf(out, "%s\n", cmd->options ? " [OPTION...]" : "");
    if (cmd->args[0]) {
        fputs(".I ", out);
        man_puts(out, cmd->args);
        fputc('\n', out);
    }
    man_paragraphs(out, cmd->about);
    for (const struct option *o = cmd->options; o && o->kind; o++) {
        if (!o->help)
            continue;
        fputs(".TP\n\\fB\\-\\-", out);
        man_puts(out, o->name);
        fputs("\\fR", out);
        if (o->arg) {
            fputs(" \\fI", out);
            man_puts(out, o->arg);
            fputs("\\fR", out);
        }
        fputc('\n', out);
        man_puts(out, o->help);
        fputc('\n', out);
    }
}

static void
print_man(FILE *out)
{
    fputs(".\\\" Printed by `aftermath help --man` from the tables of the commands; script/want writes it anew.\n"
          ".TH AFTERMATH 1 \"\" \"Aftermath " AFTERMATH_VERSION "\" \"User Commands\"\n"
          ".SH NAME\naftermath \\- ",
          out);
    man_puts(out, summary);
    fputs("\n.SH SYNOPSIS\n", out);
    for (const struct cmd *const *c = cmds; *c; c++) {
        fputs(c == cmds ? ".B aftermath " : ".br\n.B aftermath ", out);
        man_puts(out, (*c)->name);
        fputs((*c)->options ? "\n[OPTION...]\n" : "\n", out);
        if ((*c)->args[0]) {
            fputs(".I ", out);
            man_puts(out, (*c)->args);
            fputc('\n', out);
        }
    }
    fputs(".SH DESCRIPTION\n", out);
    man_puts(out, intro);
    fputs("\n.SH COMMANDS\n", out);
    for (const struct cmd *const *c = cmds; *c; c++)
        man_command(out, *c);
    fputs(".SH OPTIONS\n"
          "Every command takes \\fB\\-\\-help\\fR. An option is written \\fB\\-\\-name VALUE\\fR or\n"
          "\\fB\\-\\-name=VALUE\\fR, before or after the other arguments; \\fB\\-\\-\\fR ends the options.\n"
          "Of an option given twice the last one counts, unless its description says otherwise.\n"
          ".SH EXIT STATUS\n"
          ".TP\n.B 0\nDone.\n"
          ".TP\n.B 1\nThe answer is no: there are findings, or differences.\n"
          ".TP\n.B 2\nCould not run; a message on standard error says what, and how to mend it.\n"
          "So it is when standard output cannot be written, but nothing is said where its reader has gone away.\n",
          out);
}

static int
run(struct call *c, const void *values)
{
    const struct help_values *v = values;
    if (v->man) {
        print_man(c->out);
        return EXIT_DONE;
    }
    if (c->args.count == 0) {
        print_overview(c->out);
        return EXIT_DONE;
    }
    const struct cmd *cmd = cmd_find(c->args.items[0]);
    if (cmd) {
        cmd_print_help(cmd, c->out);
        return EXIT_DONE;
    }
    const char *nearest = cmd_nearest(c->args.items[0]);
    if (nearest)
        return call_fail(c, "there is no command '%s'; did you mean '%s'?", c->args.items[0], nearest);
    return call_fail(c, "there is no command '%s'; 'aftermath help' lists them", c->args.items[0]);
}

static const struct option options[] = {
    {"man", OPTION_FLAG, NULL, "Print the manual page, for man(1), with everything about every command.",
     offsetof(struct help_values, man)},
    {0},
};

const struct cmd cmd_help = {
    .name = "help",
    .args = "[COMMAND]",
    .args_max = 1,
    .help = "Show what there is, or how to use one command.",
    .about = "Without a COMMAND it lists the commands. `aftermath COMMAND --help` prints the same as "
             "`aftermath help COMMAND`.",
    .options = options,
    .values_bytes = sizeof(struct help_values),
    .run = run,
};

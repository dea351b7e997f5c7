/*
 * Findings for people. The first line of each is for programs too: file:line:col: severity rule: message. Below stand
 * the sentence, what was found in it, why it hurts and how it could go.
 */
#include "report.h"

#include "../base/utf8.h"
#include "config.h"
#include "rule.h"

#include <inttypes.h>
#include <string.h>

enum { INDENT = 4, LABEL = 5, CONTEXT_MIN = 20 };

static const char *const colors[] = {[LINT_ADVICE] = "36", [LINT_WARNING] = "33", [LINT_ERROR] = "31"};

static void
style(struct lint_report *r, const char *code)
{
    if (r->color)
        buf_printf(r->out, "\033[%sm", code);
}

/* Characters that a terminal would obey, or that turn the direction of writing around. */
static bool
is_harmless(uint32_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    bool direction = (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return !control && !direction;
}

/* Columns of a character on a terminal: East Asian ones take two. Near enough for a line of marks below text. */
static int
columns_of(uint32_t c)
{
    bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                (c >= 0x1f300 && c <= 0x1faff);
    bool mark = (c >= 0x300 && c <= 0x36f) || c == 0x200d || c == 0xfe0f;
    return mark ? 0 : wide ? 2 : 1;
}

/* One character of the text as it is shown: a blank for white space, '?' for what is harmful. */
static size_t
shown(struct bytes text, uint32_t at, uint32_t *ret)
{
    uint32_t c = 0;
    size_t n = utf8_decode(bytes_from(text, at), &c);
    if (!n)
        c = '?';
    else if (c == '\n' || c == '\r' || c == '\t')
        c = ' ';
    else if (!is_harmless(c))
        c = '?';
    *ret = c;
    return n ? n : 1;
}

static void
put_shown(struct buf *out, struct bytes text, uint32_t at, size_t n, uint32_t c)
{
    if (c == ' ' || c == '?')
        buf_putc(out, (char)c);
    else
        buf_add(out, bytes_cut(text, at, n));
}

/* Any text, made harmless. */
static void
put_safe(struct buf *out, struct bytes text)
{
    for (uint32_t i = 0; i < text.n;) {
        uint32_t c;
        size_t n = shown(text, i, &c);
        put_shown(out, text, i, n, c);
        i += (uint32_t)n;
    }
}

/* The start of at most `columns` of text that end at `at`, not before `from`; it does not cut a character. */
static uint32_t
step_back(struct bytes text, uint32_t from, uint32_t at, int columns)
{
    while (at > from && columns > 0) {
        do
            at--;
        while (at > from && ((unsigned char)text.p[at] & 0xc0) == 0x80);
        columns--;
    }
    return at;
}

/* The sentence, as much of it as has room, and marks below what was found. */
static void
put_sentence(struct lint_report *r, const struct lint_file *file, const struct lint_finding *f)
{
    int width = (r->width < LINT_WIDTH_MIN ? LINT_WIDTH : r->width) - INDENT - 2;
    uint32_t start = step_back(file->text, f->sentence_from, f->from, width / 2);
    if (f->from - f->sentence_from < (uint32_t)width && f->sentence_to - f->sentence_from < (uint32_t)width)
        start = f->sentence_from;
    struct buf marks = {0};
    int column = 0;
    bool cut = start > f->sentence_from, blank = false;
    buf_printf(r->out, "%*s%s", INDENT, "", cut ? "…" : "");
    buf_printf(&marks, "%*s%s", INDENT, "", cut ? " " : "");
    uint32_t at = start;
    while (at < f->sentence_to && column < width) {
        uint32_t c;
        size_t n = shown(file->text, at, &c);
        bool found = at >= f->from && at < f->to;
        if (c != ' ' || !blank) {
            if (at == f->from)
                style(r, "1");
            put_shown(r->out, file->text, at, n, c);
            for (int k = columns_of(c); k > 0; k--, column++)
                buf_putc(&marks, !found ? ' ' : at == f->from ? '^' : '~');
        }
        blank = c == ' ';
        at += (uint32_t)n;
        if (at >= f->to && found)
            style(r, "0");
    }
    if (at < f->to)
        style(r, "0");
    buf_puts(r->out, at < f->sentence_to ? "…\n" : "\n");
    struct bytes line = buf_bytes(&marks);
    while (line.n && line.p[line.n - 1] == ' ')
        line.n--;
    style(r, colors[f->severity]);
    buf_add(r->out, line);
    style(r, "0");
    buf_putc(r->out, '\n');
    buf_done(&marks);
}

/* "why: ..." folded at the width. */
static void
put_paragraph(struct lint_report *r, const char *label, struct bytes text)
{
    int width = r->width < LINT_WIDTH_MIN ? LINT_WIDTH : r->width, column = INDENT + LABEL;
    struct bytes word;
    buf_printf(r->out, "%*s%-*s", INDENT, "", LABEL, label);
    for (bool first = true; bytes_split(&text, ' ', &word); first = false) {
        int n = (int)utf8_count(word);
        if (!first && column + 1 + n > width) {
            buf_printf(r->out, "\n%*s", INDENT + LABEL, "");
            column = INDENT + LABEL;
        } else if (!first) {
            buf_putc(r->out, ' ');
            column++;
        }
        put_safe(r->out, word);
        column += n;
    }
    buf_putc(r->out, '\n');
}

void
lint_text_begin(struct lint_report *r)
{
    (void)r;
}

void
lint_text_file(struct lint_report *r, const struct lint_file *file)
{
    struct lint_place from = {0};
    for (uint32_t i = 0; i < file->result->count; i++) {
        const struct lint_finding *f = &file->result->findings[i];
        from = lint_place_of(file->text, f->from, from);
        style(r, "1");
        put_safe(r->out, bytes_of(file->name));
        buf_printf(r->out, ":%" PRIu32 ":%" PRIu32 ":", from.line, from.col);
        style(r, "0");
        buf_putc(r->out, ' ');
        style(r, colors[f->severity]);
        buf_puts(r->out, lint_severity_name(f->severity));
        style(r, "0");
        buf_printf(r->out, " %s: ", f->rule->id);
        put_safe(r->out, f->message);
        buf_putc(r->out, '\n');
        put_sentence(r, file, f);
        put_paragraph(r, "why:", bytes_of(f->rule->reason));
        put_paragraph(r, "try:", f->proposal);
        buf_putc(r->out, '\n');
    }
    if (file->result->cut)
        buf_printf(r->out, "There are more findings than the %d shown of this file.\n\n", LINT_FINDINGS_MAX);
}

static void
put_count(struct lint_report *r, const char *before, uint32_t count, const char *one, const char *many)
{
    buf_printf(r->out, "%s%" PRIu32 " %s", before, count, count == 1 ? one : many);
}

void
lint_text_end(struct lint_report *r)
{
    uint32_t all = r->counts[LINT_ERROR] + r->counts[LINT_WARNING] + r->counts[LINT_ADVICE];
    if (!all)
        return;
    put_count(r, "", all, "finding", "findings");
    put_count(r, " in ", r->files, "file: ", "files: ");
    put_count(r, "", r->counts[LINT_ERROR], "error", "errors");
    put_count(r, ", ", r->counts[LINT_WARNING], "warning", "warnings");
    buf_printf(r->out, ", %" PRIu32 " advice\n", r->counts[LINT_ADVICE]);
}

/* ---- rules ---- */

/* An example, its further lines below its first. */
static void
put_example(struct buf *out, const char *text)
{
    struct bytes rest = bytes_of(text), line;
    for (const char *before = "  - "; bytes_line(&rest, &line); before = "    ")
        buf_printf(out, "%s%.*s\n", line.n ? before : "", BYTES_ARG(line));
}

void
lint_explain(struct buf *out, const struct rule *rule)
{
    buf_printf(out, "%s (%s): %s\n\n%s\n\nProposal: %s.\n\nFound in:\n", rule->id,
               rule->severity == LINT_OFF ? "off unless chosen" : lint_severity_name(rule->severity), rule->title,
               rule->reason, rule->proposal);
    for (int i = 0; rule->bad[i]; i++)
        put_example(out, rule->bad[i]);
    if (rule->good[0])
        buf_puts(out, "\nNot found in:\n");
    for (int i = 0; rule->good[i]; i++)
        put_example(out, rule->good[i]);
    buf_printf(out, "\nTo allow one, with the reason: <!-- aftermath-lint allow %s: REASON -->\n", rule->id);
}

void
lint_list(struct buf *out)
{
    const struct rule *r;
    for (int p = 0; p < LINT_PACK_MAX; p++) {
        buf_printf(out, "%s\n", lint_pack_name((enum lint_pack)p));
        for (uint32_t i = 0; (r = lint_rule_at(i)); i++) {
            if (r->pack == (enum lint_pack)p)
                buf_printf(out, "  %-28s %-8s %s\n", r->id, lint_severity_name(r->severity), r->title);
        }
    }
    buf_puts(out, "\nlists of words\n");
    const struct word_list *l;
    for (uint32_t i = 0; (l = lint_word_list_at(i)); i++)
        buf_printf(out, "  %-28s %s\n", l->name, l->help ? l->help : "");
}

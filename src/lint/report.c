/* Places in a text, and the two formats that need nothing more: JSON and GitHub's annotations. */
#include "report.h"

#include "../base/utf8.h"
#include "rule.h"

#include <inttypes.h>

struct lint_place
lint_place_of(struct bytes text, uint32_t byte, struct lint_place from)
{
    struct lint_place p = from.line ? from : (struct lint_place){.line = 1, .col = 1};
    while (p.byte < byte) {
        size_t n = utf8_len(bytes_from(text, p.byte));
        n = n ? n : 1;
        p.utf16 += n == 4 ? 2 : 1;
        p.col++;
        if (text.p[p.byte] == '\n') {
            p.line++;
            p.col = 1;
        }
        p.byte += (uint32_t)n;
    }
    return p;
}

static void
nothing(struct lint_report *r)
{
    (void)r;
}

/* ---- JSON ---- */

static void
json_begin(struct lint_report *r)
{
    r->json = (struct json_out){.buf = r->out};
    json_open(&r->json, '[');
}

static void
put_number(struct json_out *o, const char *key, uint32_t value)
{
    json_key(o, key);
    json_put_int(o, value);
}

static void
put_text(struct json_out *o, const char *key, struct bytes value)
{
    json_key(o, key);
    json_put_text(o, value);
}

static void
json_file(struct lint_report *r, const struct lint_file *file)
{
    struct json_out *o = &r->json;
    struct lint_place from = {0};
    for (uint32_t i = 0; i < file->result->count; i++) {
        const struct lint_finding *f = &file->result->findings[i];
        from = lint_place_of(file->text, f->from, from);
        struct lint_place to = lint_place_of(file->text, f->to, from);
        json_newline(o);
        json_open(o, '{');
        put_text(o, "file", bytes_of(file->name));
        put_number(o, "line", from.line);
        put_number(o, "col", from.col);
        put_number(o, "end_line", to.line);
        put_number(o, "end_col", to.col);
        put_number(o, "byte", from.byte);
        put_number(o, "end_byte", to.byte);
        put_number(o, "utf16", from.utf16);
        put_number(o, "end_utf16", to.utf16);
        put_text(o, "severity", bytes_of(lint_severity_name(f->severity)));
        put_text(o, "pack", bytes_of(lint_pack_name(f->rule->pack)));
        put_text(o, "rule", bytes_of(f->rule->id));
        put_text(o, "message", f->message);
        put_text(o, "proposal", f->proposal);
        json_close(o, '}');
    }
}

static void
json_end(struct lint_report *r)
{
    buf_putc(r->out, '\n');
    json_close(&r->json, ']');
    buf_putc(r->out, '\n');
}

/* ---- GitHub ---- */

/* A workflow command ends at a line end; in a property, ':' and ',' mean something as well. */
static void
put_escaped(struct buf *out, struct bytes text, bool property)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
        if (special)
            buf_printf(out, "%%%02X", (unsigned char)c);
        else
            buf_putc(out, c);
    }
}

static void
github_file(struct lint_report *r, const struct lint_file *file)
{
    static const char *const commands[] = {
        [LINT_ADVICE] = "notice", [LINT_WARNING] = "warning", [LINT_ERROR] = "error"};
    struct lint_place from = {0};
    for (uint32_t i = 0; i < file->result->count; i++) {
        const struct lint_finding *f = &file->result->findings[i];
        from = lint_place_of(file->text, f->from, from);
        struct lint_place to = lint_place_of(file->text, f->to, from);
        buf_printf(r->out, "::%s file=", commands[f->severity]);
        put_escaped(r->out, bytes_of(file->name), true);
        buf_printf(r->out, ",line=%" PRIu32 ",endLine=%" PRIu32, from.line, to.line);
        if (from.line == to.line) // columns of several lines are refused
            buf_printf(r->out, ",col=%" PRIu32 ",endColumn=%" PRIu32, from.col, to.col);
        buf_puts(r->out, ",title=");
        put_escaped(r->out, bytes_of(f->rule->id), true);
        buf_puts(r->out, "::");
        put_escaped(r->out, f->message, false);
        buf_puts(r->out, ".%0A");
        put_escaped(r->out, f->proposal, false);
        buf_puts(r->out, bytes_ends(f->proposal, "?") ? "\n" : ".\n");
    }
}

const struct lint_format lint_formats[LINT_FORMAT_MAX] = {
    [LINT_TEXT] = {lint_text_begin, lint_text_file, lint_text_end},
    [LINT_JSON] = {json_begin, json_file, json_end},
    [LINT_SARIF] = {lint_sarif_begin, lint_sarif_file, lint_sarif_end},
    [LINT_GITHUB] = {nothing, github_file, nothing},
};

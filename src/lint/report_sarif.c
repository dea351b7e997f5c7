/*
 * SARIF 2.1.0, for code scanning: one run, its rules once, then a result a finding. Columns count code points, which
 * the run says; byte offsets stand in each region besides. Names of files become relative URIs, so that a scan in a
 * checkout finds them there.
 */
#include "report.h"
#include "rule.h"

static const char *const levels[] = {
    [LINT_DEFAULT] = "none",    [LINT_OFF] = "none",    [LINT_ADVICE] = "note",
    [LINT_WARNING] = "warning", [LINT_ERROR] = "error",
};

static void
put_text(struct json_out *o, const char *key, struct bytes value)
{
    json_key(o, key);
    json_put_text(o, value);
}

static void
put_message(struct json_out *o, const char *key, struct bytes text)
{
    json_key(o, key);
    json_open(o, '{');
    put_text(o, "text", text);
    json_close(o, '}');
}

static void
put_number(struct json_out *o, const char *key, uint32_t value)
{
    json_key(o, key);
    json_put_int(o, value);
}

static void
put_rule(struct json_out *o, const struct rule *r)
{
    json_newline(o);
    json_open(o, '{');
    put_text(o, "id", bytes_of(r->id));
    put_message(o, "shortDescription", bytes_of(r->title));
    put_message(o, "fullDescription", bytes_of(r->reason));
    put_message(o, "help", bytes_of(r->proposal));
    json_key(o, "defaultConfiguration");
    json_open(o, '{');
    json_key(o, "enabled");
    json_put_bool(o, r->severity != LINT_OFF);
    put_text(o, "level", bytes_of(levels[r->severity == LINT_OFF ? LINT_ADVICE : r->severity]));
    json_close(o, '}');
    json_key(o, "properties");
    json_open(o, '{');
    json_key(o, "tags");
    json_open(o, '[');
    json_put_text(o, bytes_of(lint_pack_name(r->pack)));
    json_close(o, ']');
    json_close(o, '}');
    json_close(o, '}');
}

void
lint_sarif_begin(struct lint_report *r)
{
    r->json = (struct json_out){.buf = r->out};
    struct json_out *o = &r->json;
    json_open(o, '{');
    put_text(o, "$schema", BYTES("https://json.schemastore.org/sarif-2.1.0.json"));
    put_text(o, "version", BYTES("2.1.0"));
    json_key(o, "runs");
    json_open(o, '[');
    json_open(o, '{');
    json_key(o, "tool");
    json_open(o, '{');
    json_key(o, "driver");
    json_open(o, '{');
    put_text(o, "name", BYTES("aftermath lint"));
    put_text(o, "version", bytes_of(r->version));
    json_key(o, "rules");
    json_open(o, '[');
    for (uint32_t i = 0; lint_rule_at(i); i++)
        put_rule(o, lint_rule_at(i));
    json_close(o, ']');
    json_close(o, '}');
    json_close(o, '}');
    put_text(o, "columnKind", BYTES("unicodeCodePoints"));
    json_key(o, "results");
    json_open(o, '[');
}

static void
put_uri(struct json_out *o, const char *name)
{
    struct buf uri = {0};
    if (*name == '/')
        buf_puts(&uri, "file://");
    while (name[0] == '.' && name[1] == '/')
        name += 2;
    for (; *name; name++) {
        bool plain =
            ascii_is_alnum(*name) || *name == '/' || *name == '-' || *name == '.' || *name == '_' || *name == '~';
        if (plain)
            buf_putc(&uri, *name);
        else
            buf_printf(&uri, "%%%02X", (unsigned char)*name);
    }
    put_text(o, "uri", buf_bytes(&uri));
    buf_done(&uri);
}

static void
put_location(struct json_out *o, const struct lint_file *file, struct lint_place from, struct lint_place to)
{
    json_key(o, "locations");
    json_open(o, '[');
    json_open(o, '{');
    json_key(o, "physicalLocation");
    json_open(o, '{');
    json_key(o, "artifactLocation");
    json_open(o, '{');
    put_uri(o, file->name);
    json_close(o, '}');
    json_key(o, "region");
    json_open(o, '{');
    put_number(o, "startLine", from.line);
    put_number(o, "startColumn", from.col);
    put_number(o, "endLine", to.line);
    put_number(o, "endColumn", to.col);
    put_number(o, "byteOffset", from.byte);
    put_number(o, "byteLength", to.byte - from.byte);
    json_close(o, '}');
    json_close(o, '}');
    json_close(o, '}');
    json_close(o, ']');
}

static uint32_t
rule_number(const struct rule *r)
{
    uint32_t i = 0;
    while (lint_rule_at(i) != r)
        i++;
    return i;
}

void
lint_sarif_file(struct lint_report *r, const struct lint_file *file)
{
    struct json_out *o = &r->json;
    struct lint_place from = {0};
    for (uint32_t i = 0; i < file->result->count; i++) {
        const struct lint_finding *f = &file->result->findings[i];
        struct buf text = {0};
        from = lint_place_of(file->text, f->from, from);
        json_newline(o);
        json_open(o, '{');
        put_text(o, "ruleId", bytes_of(f->rule->id));
        put_number(o, "ruleIndex", rule_number(f->rule));
        put_text(o, "level", bytes_of(levels[f->severity]));
        buf_printf(&text, "%.*s. %.*s%s", BYTES_ARG(f->message), BYTES_ARG(f->proposal),
                   bytes_ends(f->proposal, "?") ? "" : ".");
        put_message(o, "message", buf_bytes(&text));
        buf_done(&text);
        put_location(o, file, from, lint_place_of(file->text, f->to, from));
        json_close(o, '}');
    }
}

void
lint_sarif_end(struct lint_report *r)
{
    struct json_out *o = &r->json;
    json_close(o, ']');
    json_key(o, "invocations");
    json_open(o, '[');
    json_open(o, '{');
    json_key(o, "executionSuccessful");
    json_put_bool(o, !r->failed);
    json_close(o, '}');
    json_close(o, ']');
    json_close(o, '}');
    json_close(o, ']');
    json_close(o, '}');
    buf_putc(r->out, '\n');
}

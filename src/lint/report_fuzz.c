/* Any text, checked and reported in every format: what comes out must be what its readers can take. */
#include "report.h"

#include "../base/json.h"
#include "../base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_json(struct buf *out)
{
    struct json_parser *parser = json_parser_new();
    struct json v;
    struct why why;
    size_t n = out->n;
    buf_printf(out, "%*s", JSON_PADDING_BYTES, "");
    if (json_parse(parser, bytes_cut(buf_bytes(out), 0, n), &v, &why))
        abort();
    json_parser_free(parser);
}

/* Nothing that drives a terminal. */
static void
check_text(struct bytes text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < ' ' && text.p[i] != '\n')
            abort();
    }
    if (!utf8_valid(text))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct linter *l; // the same for all inputs
    struct arena a = {.max_bytes = (size_t)1 << 30};
    struct lint_file file = {.name = "a\033:,%.md", .text = {(const char *)data, size}};
    struct lint_result r;
    if (!l && linter_new(&(struct lint_options){.packs = {[LINT_LEGAL] = LINT_ADVICE}}, &l, NULL))
        abort();
    if (lint(l, &(struct lint_input){.text = file.text}, &a, &r, NULL) == OK) {
        file.result = &r;
        for (int f = 0; f < LINT_FORMAT_MAX; f++) {
            struct buf out = {0};
            struct lint_report report = {.out = &out, .version = "1"};
            lint_formats[f].begin(&report);
            lint_formats[f].file(&report, &file);
            lint_formats[f].end(&report);
            if (f == LINT_JSON || f == LINT_SARIF)
                check_json(&out);
            if (f == LINT_TEXT)
                check_text(buf_bytes(&out));
            buf_done(&out);
        }
    }
    arena_done(&a);
    return 0;
}

#ifndef LINT_REPORT_H
#define LINT_REPORT_H
/*
 * Findings as text for people, JSON, SARIF 2.1.0 and annotations of GitHub. One file after another, so that a thousand
 * files need the memory of one:
 *
 *     struct lint_report r = {.out = &buf, .version = "0.1.0"};
 *     const struct lint_format *f = &lint_formats[LINT_TEXT];
 *     f->begin(&r);
 *     f->file(&r, &(struct lint_file){.name = "a.md", .text = text, .result = &result});
 *     f->end(&r);
 */
#include "../base/buf.h"
#include "../base/json_out.h"
#include "lint.h"

/* Where a finding begins or ends, in the three ways in which programs count. */
struct lint_place {
    uint32_t byte;      // from 0
    uint32_t line, col; // from 1; col in code points
    uint32_t utf16;     // from 0, of the whole text
};

/* The place of a byte of the text. `from` is a place before it, or a zeroed one: counting goes on there. */
struct lint_place lint_place_of(struct bytes text, uint32_t byte, struct lint_place from);

struct lint_file {
    const char *name;
    struct bytes text;
    const struct lint_result *result;
};

struct lint_report {
    struct buf *out;
    const char *version;                    // of the program
    int width;                              // of the terminal, for text; 0: LINT_WIDTH
    bool color;                             // for text
    bool failed;                            // not all files could be read; set before end()
    uint32_t files, counts[LINT_ERROR + 1]; // so far: files with findings, findings of each severity
    struct json_out json;
};

enum lint_format_kind { LINT_TEXT, LINT_JSON, LINT_SARIF, LINT_GITHUB, LINT_FORMAT_MAX };
enum { LINT_WIDTH = 100, LINT_WIDTH_MIN = 40 };

struct lint_format {
    void (*begin)(struct lint_report *r);
    void (*file)(struct lint_report *r, const struct lint_file *f);
    void (*end)(struct lint_report *r);
};
extern const struct lint_format lint_formats[LINT_FORMAT_MAX];

/* Rows of that table that have files of their own: report_text.c, report_sarif.c. */
void lint_text_begin(struct lint_report *r);
void lint_text_file(struct lint_report *r, const struct lint_file *f);
void lint_text_end(struct lint_report *r);
void lint_sarif_begin(struct lint_report *r);
void lint_sarif_file(struct lint_report *r, const struct lint_file *f);
void lint_sarif_end(struct lint_report *r);

/* What `lint --explain` prints of a rule, and `--list` of all packs, rules and open lists of words. */
void lint_explain(struct buf *out, const struct rule *rule);
void lint_list(struct buf *out);
#endif

#ifndef TEXT_HTML_PREPARE_H
#define TEXT_HTML_PREPARE_H
/*
 * Inside src/text: a text as md4c may have it. It takes quadratic time (0.4, which Debian has) on three kinds of text
 * that no person writes, so they are changed before it sees them:
 *
 * - A line that opens very many quotes and lists, followed by blank lines, each of which is compared with all of them:
 *   a backslash is put before the marker that is one too many.
 * - A paragraph of very many lines with brackets, for each of which its lines are walked through: a blank line parts
 * it.
 * - A word of many addresses without a blank between ("www.a/(www.a/(..."): bare addresses must not be looked for.
 *
 * What is no UTF-8 becomes U+FFFD.
 */
#include "../base/buf.h"

/* Appends the text. False when bare addresses must not be looked for. */
bool html_prepare(struct buf *out, struct bytes text);
#endif

#ifndef IMPORT_TEXT_INLINE_H
#define IMPORT_TEXT_INLINE_H
/*
 * Markdown inside a line to plain text: emphasis goes, links become "text (url)", code keeps its backticks, entities,
 * escapes and the few HTML tags that people write are undone. Untrusted text; linear time.
 */
#include "../base/buf.h"
#include "text_lines.h"

/* Appends the plain text of `text` to out. A <br> becomes `br`. */
void inline_add(struct buf *out, struct bytes text, const struct lines *links, char br);

/* The same into the arena; the text itself when there is nothing to undo. */
struct bytes inline_plain(struct arena *a, struct bytes text, const struct lines *links);
#endif

#ifndef IMPORT_HTML_TEXT_H
#define IMPORT_HTML_TEXT_H
/*
 * Fragments of HTML, as tools put them into texts, to plain text: tags go, entities are decoded, what breaks a line in
 * a browser breaks a line, list items begin with "- ". Scripts, styles and comments are dropped whole. Text that is no
 * HTML comes out as it was ("latency < 5 ms & falling").
 */
#include "../base/bytes.h"

enum { HTML_TEXT_MAX_BYTES = 1 << 20 }; // of the result; the rest is dropped

/* Any bytes are safe. The result lives in the arena, or is `html` itself when nothing had to change. */
struct bytes html_to_text(struct arena *a, struct bytes html);
#endif

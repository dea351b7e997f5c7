#ifndef IMPORT_SLACK_BLOCKS_H
#define IMPORT_SLACK_BLOCKS_H
/*
 * The text of Slack's layout blocks: headers, sections, fields, contexts, rich text with its links, mentions, lists and
 * code. Buttons and pictures say nothing. One line for each block, field or list item. Any value is safe.
 */
#include "../base/buf.h"
#include "import.h"

void slack_blocks_text(struct buf *to, const struct import *im, struct json blocks);
#endif

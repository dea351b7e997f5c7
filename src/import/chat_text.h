#ifndef IMPORT_CHAT_TEXT_H
#define IMPORT_CHAT_TEXT_H
/*
 * Chat markup turned into text for people. Slack writes <@U123>, <#C123|ops>, <!here>, <https://x|label> and &amp;;
 * readers get @ada, #ops, @here, label (https://x) and &. What is no markup stays as it stands. Any bytes are safe.
 */
#include "../base/buf.h"
#include "import.h"

enum { CHAT_MARK_MAX_BYTES = 4096 }; // longer <...> are no markup

/* Adds the decoded text to `to`. Names come from im; an id that nobody explains stays an id. */
void chat_slack_text(struct buf *to, const struct import *im, struct bytes raw);

/* Does a text for people address everybody ("@here", "@channel", "@everyone", "@all", "@/all")? */
bool chat_is_broadcast(struct bytes text);

/* Does it quote output or a command: ``` or `inline`? */
bool chat_has_code(struct bytes text);
#endif

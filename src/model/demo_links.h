#ifndef MODEL_DEMO_LINKS_H
#define MODEL_DEMO_LINKS_H
/*
 * How the texts of demo/post-mortem/ name their evidence. Events get their ids when the demo is loaded, so a text says
 * when an event was, in UTC, and a piece of its title: "[[10:31 Rollback of checkout]]" becomes "[E118](#evt_...)".
 */
#include "../base/buf.h"
#include "event.h"

/*
 * Appends the text with its links. name: of the text, for the sentence that an error says.
 * Errors: ERR_INVALID when a link has no end or no time, or when not exactly one event fits it.
 */
enum err demo_links_put(const struct event_row *rows, uint32_t count, struct bytes text, const char *name,
                        struct buf *out, struct why *why);
#endif

#ifndef TEXT_HTML_LINK_H
#define TEXT_HTML_LINK_H
/* Inside src/text: which addresses a page of ours may lead to, and how characters are written in HTML. */
#include "../base/buf.h"

enum html_url {
    HTML_URL_REFUSED = 0,
    HTML_URL_OUTSIDE,    // http, https
    HTML_URL_MAIL,       // mailto
    HTML_URL_HERE,       // a path on this server, a place in the page
    HTML_URL_EVENT,      // "#evt_..."
    HTML_URL_ATTACHMENT, // a file of our own, which may be shown as a picture
};

/*
 * Judges an address as a browser will read it (without entities, not encoded) and, unless it is refused, appends it in
 * a form that no browser reads in another way: what has no place in an address is percent-encoded.
 */
enum html_url html_url(struct bytes url, struct buf *ret);

/* The character of an entity ("&amp;", "&#38;", "&#x26;") as UTF-8: appends it and says yes, or no when it is not
 * known. */
bool html_entity(struct bytes entity, struct buf *out);
#endif

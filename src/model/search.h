#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H
/*
 * Full-text search over incidents, events and the sections of post-mortems.
 *
 * Who changes one of them keeps the index up to date in the same transaction: search_put() with what is shown now,
 * search_remove() when it is hidden or deleted. A put of what is there already costs one look-up, so whoever builds a
 * whole timeline anew simply puts every event; put them in the order of their times, which is what the index is
 * quickest at.
 *
 * What counts as a match: every word of the query (text/fold.h), words in "quotes" and words joined by punctuation one
 * right behind the other, the last word also as a beginning. There is no other syntax: any text is a query.
 */
#include "../db/db.h"

enum search_kind { SEARCH_INCIDENT = 0, SEARCH_EVENT, SEARCH_SECTION, SEARCH_KIND_MAX };
const char *search_kind_name(enum search_kind k); // "incident", "event", "postmortem": as the API says
bool search_kind_of_name(struct bytes name, enum search_kind *ret);

enum {
    SEARCH_QUERY_MAX_BYTES = 400,
    SEARCH_WORDS_MAX = 12,            // of a query; further ones are left out
    SEARCH_BODY_MAX_BYTES = 64 << 10, // of what is indexed of a body
    SEARCH_CANDIDATES_MAX = 500,      // of each kind that are looked at and ranked: the newest
    SEARCH_READ_MAX_BYTES = 8 << 20,  // of their text, in one search
    SEARCH_HITS_MAX = 100,
    SEARCH_PIECES_MAX = 24, // of a snippet
};

struct search_item {
    enum search_kind kind;
    struct bytes id;     // inc_..., evt_..., or "pm_.../summary" for a section
    struct bytes parent; // what to open: the incident (of an incident: itself) or the post-mortem
    struct bytes title;  // an event's title, an incident's title, a section's heading
    struct bytes body;   // the rest, plain text: an event's detail and actor, an incident's name ("INC-12") and summary
    int64_t ms;          // when it was, for newest first; 0: unknown
};

/* Within the caller's transaction. Text is copied; bytes that are no UTF-8 are left out. Errors: ERR_IO, ERR_FULL. */
enum err search_put(struct cx *cx, const struct search_item *item);
enum err search_remove(struct cx *cx, struct bytes parent, struct bytes id); // nothing to remove is fine
enum err search_remove_parent(struct cx *cx, struct bytes parent);           // it and everything in it

struct search_piece {
    struct bytes text;
    bool match;
};

struct search_hit {
    enum search_kind kind;
    struct bytes id, parent, title;
    struct bytes parent_title, parent_name; // "PM-3 INC-12", "INC-12"; empty when the hit is its own parent
    int64_t ms;
    const struct search_piece *snippet;
    uint32_t snippet_count;
};

struct search_result {
    struct search_hit *hits; // best first
    uint32_t count;
    bool capped; // there are more candidates than were ranked: the newest were
};

enum { SEARCH_ALL_KINDS = -1 };

/* limit: at most SEARCH_HITS_MAX; kind: SEARCH_ALL_KINDS or one. A query without words finds nothing.
 * Errors: ERR_DENIED, ERR_INVALID (too long), ERR_IO. */
enum err search(struct cx *cx, struct bytes query, int kind, uint32_t limit, struct search_result *ret);
#endif

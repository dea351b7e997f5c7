#ifndef WEB_LIVE_H
#define WEB_LIVE_H
/* What live.c does besides its route and what web.h says. */
#include "web.h"

enum { LIVE_CHANGES_MAX = 200 }; // of one call; who looks at more reads anew anyway

/* Publishes what other processes - the command line - changed since the last time. On one thread; state begins zeroed.
 * More than AUDIT_LIST_MAX at once: the newest. */
struct live_watch {
    int64_t data_version, seq;
    bool has_begun;
};
enum err live_watch(struct web *w, struct cx *cx, struct live_watch *state);
#endif

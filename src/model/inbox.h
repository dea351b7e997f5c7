#ifndef MODEL_INBOX_H
#define MODEL_INBOX_H
/* The inbox: signals that arrived while no incident was there to take them. */
#include "user.h"

struct inbox_source {
    struct bytes source; // importer's name
    int64_t count, first_ms, last_ms;
};

/* What waits, by source, from when to when; 0: open. */
enum err inbox_list(struct cx *cx, int64_t from_ms, int64_t to_ms, struct inbox_source **ret, uint32_t *ret_count);

/*
 * Gives the incident what waits from when to when, both included. What it has already stays where it is. Its timeline
 * is stale afterwards. Needs an editor. Errors: ERR_INVALID (the end before the beginning), ERR_NOT_FOUND.
 */
enum err inbox_collect(struct cx *cx, struct bytes incident, int64_t from_ms, int64_t to_ms, int64_t *ret_count);
#endif

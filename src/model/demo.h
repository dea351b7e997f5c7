#ifndef MODEL_DEMO_H
#define MODEL_DEMO_H
/* What is marked as demo: incidents and post-mortems, with everything that hangs on them. */
#include "user.h"

enum err demo_is_there(struct cx *cx, bool *ret);

/* Loads the demo incident with its people and post-mortem, as if a team had worked on it. In one transaction, some
 * hundred milliseconds. Needs an editor. Errors: ERR_CONFLICT (it is there already). ret_incident: may be NULL. */
enum err demo_load(struct cx *cx, struct bytes *ret_incident);

/* Removes all of it in one transaction; takes an admin. Errors: ERR_CONFLICT when a post-mortem of your own speaks of a
 * demo incident. */
enum err demo_remove(struct cx *cx);

/* Inside its transaction: persons, teams and components that the demo made, but for those in use or changed since. */
enum err demo_remove_made(struct cx *cx);
#endif

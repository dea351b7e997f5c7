#ifndef MODEL_DEMO_H
#define MODEL_DEMO_H
/* What is marked as demo: incidents and post-mortems, with everything that hangs on them. */
#include "user.h"

enum err demo_is_there(struct cx *cx, bool *ret);

/* Removes all of it in one transaction; takes an admin. Errors: ERR_CONFLICT when a post-mortem of your own speaks of a
 * demo incident. */
enum err demo_remove(struct cx *cx);
#endif

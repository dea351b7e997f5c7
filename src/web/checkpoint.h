#ifndef WEB_CHECKPOINT_H
#define WEB_CHECKPOINT_H
/*
 * A thread that copies the database's log for all other connections of the program: nobody waits for that in a commit.
 */
#include "../db/db.h"

struct checkpoints;

/* With a connection of its own. NULL and the reason when there is none, or no thread. */
struct checkpoints *checkpoints_start(const char *database, struct why *why);
/* Takes over the checkpoints of a connection to the same database, which is closed before it stops. k may be NULL: then
 * the connection goes on as it was. */
void checkpoints_of(struct checkpoints *k, struct db *db);
void checkpoints_stop(struct checkpoints *k); // takes NULL
#endif

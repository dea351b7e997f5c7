#ifndef WEB_INTAKE_H
#define WEB_INTAKE_H
/*
 * What tools post. A worker checks the signature; one writer thread stores what is accepted, many deliveries in one
 * transaction, and answers each when it is on the disk: a flush of the disk for every delivery would allow some
 * hundreds a second, one for a batch allows tens of thousands. Reading what they say is a background job.
 */
#include "web.h"

enum {
    INTAKE_QUEUE_MAX = 20 * 1000,       // deliveries that wait for the writer; beyond: 429 with Retry-After
    INTAKE_QUEUE_MAX_BYTES = 256 << 20, // and their bytes together
    INTAKE_RETRY_AFTER_S = 2,
    INTAKE_TURN_MS = 100,      // reading waits so long for what is being stored, then takes its turn
    INTAKE_BURST_PER_S = 1000, // when more arrive they are stored first and read afterwards,
    INTAKE_BURST_MS = 10000,   // unless it lasts longer than this
};

struct intake;
struct intake *intake_new(struct web *w);
/* Opens a connection of its own and starts the writer. Errors: ERR_IO. */
enum err intake_start(struct intake *in, struct why *why);
void intake_stop(struct intake *in); // what waits is stored and answered first; may be called again
void intake_free(struct intake *in); // takes NULL

/* Numbers for /metrics. */
struct intake_counts {
    uint64_t accepted, repeated, refused, too_many, batches;
    uint32_t waiting;
};
void intake_counts(struct intake *in, struct intake_counts *ret);
#endif

#ifndef EXPORT_POSTMORTEM_INSIDE_H
#define EXPORT_POSTMORTEM_INSIDE_H
/* What the files of a post-mortem's export share. */
#include "postmortem_export.h"

/* One incident's facts on a line, plain text: "INC-3, severity 2, resolved, ...". */
void postmortem_facts(const struct postmortem_export *x, uint32_t incident, struct buf *out);
#endif

#ifndef WEB_PUT_POSTMORTEM_H
#define WEB_PUT_POSTMORTEM_H
/* Shapes of post-mortems, shared by the files that answer with them. */
#include "../model/postmortem.h"
#include "web.h"

void put_postmortem(struct json_out *o, struct cx *cx, const struct postmortem *p); // Postmortem
/* The members that Postmortem and PostmortemDetail share, without the braces. */
void put_postmortem_members(struct json_out *o, struct cx *cx, const struct postmortem *p);
#endif

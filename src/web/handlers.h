#ifndef WEB_HANDLERS_H
#define WEB_HANDLERS_H
/* The handlers that routes.c names and the jobs that jobs.c names, by the file that has them. */
#include "web.h"

/* live.c */
enum err api_live(struct web_call *c);

/* openapi.c */
enum err api_openapi(struct web_call *c);

/* ops.c */
enum err ops_health(struct web_call *c);
enum err ops_metrics(struct web_call *c);
enum err ops_ready(struct web_call *c);
#endif

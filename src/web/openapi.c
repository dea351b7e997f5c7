#include "handlers.h"
#include "web_inside.h"

enum err
api_openapi(struct web_call *c)
{
    web_text(c, 200, "application/json", buf_bytes(&c->web->openapi));
    return OK;
}

void
openapi_write(const struct web *w, struct buf *out)
{
    (void)w;
    buf_puts(out, "{}");
}

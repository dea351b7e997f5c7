#include "user.h"

static const char *const names[ROLE_MAX] = {"", "reader", "editor", "admin"};

const char *
role_name(enum role r)
{
    return names[r];
}

bool
role_of_name(struct bytes name, enum role *ret)
{
    for (int r = ROLE_READER; r < ROLE_MAX; r++)
        if (bytes_is(name, names[r])) {
            *ret = (enum role)r;
            return true;
        }
    return false;
}

bool
may(const struct cx *cx, enum role least)
{
    if (cx->actor)
        return cx->actor->role >= least;
    return cx->via == VIA_SYSTEM || cx->via == VIA_COMMAND || least == ROLE_NONE;
}

enum err
need(struct cx *cx, enum role least)
{
    if (may(cx, least))
        return OK;
    if (!cx->actor)
        return fail(&cx->why, ERR_DENIED, "sign in first");
    return fail(&cx->why, ERR_DENIED, "that takes the role '%s'; yours is '%s'", role_name(least),
                role_name(cx->actor->role));
}

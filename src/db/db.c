/* What is the same for every driver. */
#include "db.h"

enum err
db_find(struct cx *cx, const struct sql *q, struct bytes key, struct stmt **ret, bool *ret_row)
{
    enum err e = db_query(cx, q, ret);
    if (e)
        return e;
    db_text(*ret, 1, key);
    return db_next(cx, *ret, ret_row);
}
